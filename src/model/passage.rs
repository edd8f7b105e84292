//! A passage: a run of text with, stand-off, its styles and the points in it.

use std::ops::Range;

use serde::Serialize;

use super::Lang;
use crate::span::{FileId, Span};

/// A run of text with its styles and points. All offsets are bytes of `text`.
#[derive(Debug, Clone, Default, PartialEq, Hash, Serialize)]
pub struct Passage {
    /// The characters, without any markup and without the notes.
    pub text: String,
    /// Styled ranges: properly nested, sorted by start, the outer before the inner.
    pub styles: Vec<Styled>,
    /// Points, sorted by offset.
    pub points: Vec<Point>,
    /// Where the text came from.
    pub source: SourceMap,
}

impl Passage {
    /// A passage of bare text without a source.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// Adds another passage behind it.
    pub fn append(&mut self, other: &Self) {
        let base = self.text.len() as u32;
        self.text.push_str(&other.text);
        self.source.file = self.source.file.or(other.source.file);
        for &(text, byte) in &other.source.runs {
            self.source.push((base + text) as usize, byte as usize);
        }
        self.styles.extend(other.styles.iter().map(|styled| Styled {
            range: base + styled.range.start..base + styled.range.end,
            style: styled.style.clone(),
        }));
        let moved =
            |point: &Point| Point { at: base + point.at, kind: point.kind.clone() };
        self.points.extend(other.points.iter().map(moved));
    }

    /// Where an anchor stands in it.
    pub fn anchor(&self, name: &str) -> Option<u32> {
        let is_it = |kind: &PointKind| matches!(kind, PointKind::Anchor(n) if n == name);
        self.points
            .iter()
            .find(|point| is_it(&point.kind))
            .map(|point| point.at)
    }

    /// Whether it has neither text nor points.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && self.points.is_empty()
    }

    /// The part of the passage in `range`, styles clipped, points kept if inside
    /// or at either end.
    pub fn slice(&self, range: Range<usize>) -> Self {
        let clip = |at: u32| (at as usize).clamp(range.start, range.end) - range.start;
        Self {
            text: self.text[range.clone()].to_owned(),
            styles: self
                .styles
                .iter()
                .map(|s| Styled {
                    range: clip(s.range.start) as u32..clip(s.range.end) as u32,
                    style: s.style.clone(),
                })
                .filter(|s| !s.range.is_empty())
                .collect(),
            points: self
                .points
                .iter()
                .filter(|p| (range.start..=range.end).contains(&(p.at as usize)))
                .map(|p| Point {
                    at: p.at - range.start as u32,
                    kind: p.kind.clone(),
                })
                .collect(),
            source: self.source.slice(range),
        }
    }
}

/// A range of a passage in a style.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
pub struct Styled {
    /// Bytes of the passage's text.
    pub range: Range<u32>,
    /// What they are.
    pub style: Style,
}

/// What a stretch of text is. The design decides how it looks.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Style {
    /// Emphasis; usually italic.
    Emphasis,
    /// Strong emphasis.
    Strong,
    /// In another language, and so perhaps in another direction.
    Lang(Lang),
    /// Supplied by the editor.
    Supplied,
    /// Deleted in the witness.
    Deleted,
    /// Lost in the witness and restored by the editor.
    Restored,
    /// In the witness, and by the editor's judgment no part of the text.
    Secluded,
    /// Read with doubt.
    Unclear,
    /// Printed as the witness has it though wrong; with what it should be.
    Sic(Option<String>),
    /// Printed in one of several forms that are the same words.
    Form(Form),
    /// Highlighted.
    Highlighted,
    /// Raised.
    Superscript,
    /// Lowered.
    Subscript,
    /// Literal characters.
    Verbatim,
    /// A stage direction inside a line.
    Stage,
    /// A link to a URL, or to an anchor when it starts with `#`.
    Link(String),
    /// A name the design may know, from a class attribute.
    Class(String),
}

/// The same words in another form, which is kept and not printed: a spelling made
/// regular, an abbreviation that was expanded. The kinds are those of TEI.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Form {
    /// The kind of the form that is printed, such as `orig`.
    pub printed: String,
    /// The kind of the other, such as `reg`.
    pub kind: String,
    /// The other.
    pub words: String,
}

/// Something that stands between two characters.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
pub struct Point {
    /// The byte of the passage's text before which it stands.
    pub at: u32,
    /// What it is.
    pub kind: PointKind,
}

/// The unit of milestones that tie their place to that of the same number in a parallel text.
pub const TIE: &str = "tie";

/// What stands at a point.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum PointKind {
    /// A named anchor.
    Anchor(String),
    /// The mark of a note: the note's index in [`super::Text::notes`].
    NoteCall(u32),
    /// A page of a witness or of an older edition begins here.
    PageBreak {
        /// The page's number there.
        n: String,
        /// The witness or edition, if said.
        ed: Option<String>,
    },
    /// A gap in the witness.
    Gap {
        /// How much is missing, in the editor's words.
        extent: Option<String>,
    },
    /// A line break that belongs to the text.
    LineBreak,
    /// A line, a column or another part of a witness begins here. Not printed.
    Milestone {
        /// What begins: `line`, `column` or another unit.
        unit: String,
        /// Its number there.
        n: String,
    },
    /// The line in which this stands has the number given, and counting goes on from
    /// it: `120`, `120a`.
    LineNumber(String),
    /// This line of verse has the number given where verses are counted through the text, as
    /// other editions have it: `120`, `120a`. Stands at its start.
    VerseNumber(String),
    /// This line of verse begins so many steps further in. Stands at its start.
    Indent(u32),
    /// This line of verse goes on the one before it, which another speaker began
    /// (antilabe): both are one verse. Stands at its start.
    Shared,
    /// The line of verse falls into halves here.
    Caesura,
    /// Where something else stands, to be printed here.
    Reference(Reference),
    /// A figure, by its path, with its alternative text.
    Image {
        /// The path below the edition's folder.
        path: String,
        /// What it shows.
        alt: String,
    },
}

/// A reference to another place of the edition.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
pub struct Reference {
    /// The anchor referred to.
    pub anchor: String,
    /// The anchor at which a range ends.
    pub until: Option<String>,
    /// What is to be printed.
    pub to: Target,
    /// Where it was written.
    pub span: Option<Span>,
}

/// What a reference prints of the place it leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// Page and line where lines are counted by page, else the line.
    Place,
    /// The page.
    Page,
    /// The line.
    Line,
    /// Page and line.
    PageLine,
    /// The note's page and mark.
    Note,
    /// The lines of the apparatus entry there.
    Entry,
    /// Page and line, and the word there with its number if its line has it twice.
    Word,
    /// The title of the text.
    Text,
}

impl Target {
    /// Every target, with its name in the editor's files.
    pub const NAMES: [(&'static str, Self); 8] = [
        ("place", Self::Place),
        ("page", Self::Page),
        ("line", Self::Line),
        ("page-line", Self::PageLine),
        ("note", Self::Note),
        ("entry", Self::Entry),
        ("word", Self::Word),
        ("text", Self::Text),
    ];

    /// The target of a name.
    pub fn of(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|known| known.0 == name).map(|known| known.1)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::NAMES
            .iter()
            .find(|known| known.1 == self)
            .map_or("place", |known| known.0)
    }
}

/// From the bytes of a text to the bytes of the editor's file: runs that were
/// taken over unchanged.
#[derive(Debug, Clone, Default, PartialEq, Hash, Serialize)]
pub struct SourceMap {
    /// The file, if the text was read from one.
    pub file: Option<FileId>,
    /// Runs as (byte of the text, byte of the file), sorted; a run goes on to
    /// the start of the next.
    pub runs: Vec<(u32, u32)>,
}

impl SourceMap {
    /// A map of one file, without runs yet.
    pub fn of(file: FileId) -> Self {
        Self { file: Some(file), runs: vec![] }
    }

    /// Says that the text from byte `text` on was taken from byte `source` on.
    pub fn push(&mut self, text: usize, source: usize) {
        let (text, source) = (text as u32, source as u32);
        match self.runs.last_mut() {
            Some(last) if last.0 == text => last.1 = source,
            Some(last) if text - last.0 == source.wrapping_sub(last.1) => {}
            _ => self.runs.push((text, source)),
        }
    }

    /// The byte of the file for a byte of the text.
    pub fn resolve(&self, text: usize) -> Option<usize> {
        let text = text as u32;
        let k = self.runs.partition_point(|run| run.0 <= text);
        let run = self.runs.get(k.checked_sub(1)?)?;
        Some((run.1 + (text - run.0)) as usize)
    }

    /// The span of a range of the text.
    pub fn span(&self, range: Range<usize>) -> Option<Span> {
        let start = self.resolve(range.start)?;
        let end = match range.end.checked_sub(1).filter(|last| *last >= range.start) {
            Some(last) => self.resolve(last)? + 1,
            None => start,
        };
        Some(Span::new(self.file?, start..end.max(start)))
    }

    fn slice(&self, range: Range<usize>) -> Self {
        let mut map = Self { file: self.file, runs: vec![] };
        if let Some(source) = self.resolve(range.start) {
            map.push(0, source);
        }
        for &(text, source) in &self.runs {
            if range.start < text as usize && (text as usize) < range.end {
                map.push(text as usize - range.start, source as usize);
            }
        }
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn source_map_resolves_through_dropped_bytes() {
        let mut map = SourceMap::of(FileId(0));
        map.push(0, 10);
        map.push(3, 13); // goes on unchanged: no new run
        map.push(5, 20); // five bytes of markup dropped
        assert_eq!(map.runs.len(), 2);
        assert_eq!(map.resolve(4), Some(14));
        assert_eq!(map.resolve(6), Some(21));
        assert_eq!(map.span(3..6).map(Span::range), Some(13..21));
    }

    #[test]
    fn slice_clips_styles() {
        let mut passage = Passage::plain("one two three");
        passage.styles.push(Styled { range: 2..6, style: Style::Emphasis });
        let slice = passage.slice(4..13);
        assert_eq!(slice.text, "two three");
        assert_eq!(slice.styles[0].range, 0..2);
    }
}
