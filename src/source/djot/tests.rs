//! The rules of the Djot reader, each with a small text, and its laws.

mod faults;
mod rules;

use proptest::prelude::*;

use crate::diag::Diagnostic;
use crate::edition::{IndexSettings, Series, SeriesKind, Tei, TextFile};
use crate::model::dump::{self, dump};
use crate::model::{Lang, Passage, Place, Text, Witness};
use crate::source::{Context, read_apparatus_file, read_text};
use crate::span::{Files, Span};

/// A text that was read, in an edition with witnesses A, B and C, the critical
/// series `app` and `fontes`, the familiar ones `notes` and `gloss`, and the
/// indexes `names` and `subjects`.
pub(crate) struct Bench {
    files: Files,
    /// The text.
    pub text: Text,
    diagnostics: Vec<Diagnostic>,
}

fn in_edition<T>(read: impl FnOnce(&Context) -> T) -> T {
    let witness = |id: &str| Witness {
        id: id.into(),
        siglum: id.into(),
        description: String::new(),
        hand_of: None,
    };
    let series = |id: &str, kind| Series::usual(id, kind, 8.6, 10.6);
    let index = |id: &str| IndexSettings::new(id, id, Lang::new("en"));
    read(&Context {
        groups: &[],
        witnesses: &["A", "B", "C"].map(witness),
        series: &[
            series("app", SeriesKind::Critical),
            series("fontes", SeriesKind::Critical),
            series("notes", SeriesKind::Familiar),
            series("gloss", SeriesKind::Familiar),
        ],
        indexes: &["names", "subjects"].map(index),
        lang: &Lang::new("en"),
        tei: &Tei::default(),
    })
}

impl Bench {
    pub(crate) fn new(text: &str) -> Self {
        Self::read("texts/t.dj", text)
    }

    pub(crate) fn plain(text: &str) -> Self {
        Self::read("texts/t.txt", text)
    }

    fn read(path: &str, text: &str) -> Self {
        let mut files = Files::default();
        let file = files.add(path, text);
        let settings = TextFile::new(path, "t", Span::new(file, 0..0));
        let mut diagnostics = vec![];
        let text = in_edition(|context| {
            read_text(&files, file, &settings, context, &mut diagnostics)
        });
        Self { files, text, diagnostics }
    }

    pub(crate) fn apparatus(&mut self, toml: &str) {
        let file = self.files.add("apparatus.toml", toml);
        let texts = std::slice::from_mut(&mut self.text);
        let diagnostics = &mut self.diagnostics;
        in_edition(|c| read_apparatus_file(&self.files, file, texts, c, diagnostics));
    }

    pub(crate) fn codes(&self) -> Vec<&str> {
        self.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
    }

    pub(crate) fn entries(&self) -> Vec<String> {
        self.text
            .entries
            .iter()
            .map(|entry| dump::entry(&self.text, entry))
            .collect()
    }

    /// Checks what must hold of every text.
    pub(crate) fn check_places(&self) {
        let text = &self.text;
        let inside = |place: Place| {
            let block = text.blocks.get(place.block as usize);
            block.is_some_and(|b| b.content.text.is_char_boundary(place.offset as usize))
        };
        for block in &text.blocks {
            self.check_passage(&block.content);
        }
        for entry in &text.entries {
            assert!(inside(entry.from) && inside(entry.to) && entry.from <= entry.to);
            entry
                .lemma
                .iter()
                .chain(&entry.comment)
                .for_each(|p| self.check_passage(p));
            entry
                .readings
                .iter()
                .for_each(|reading| self.check_passage(&reading.text));
        }
        for (number, note) in text.notes.iter().enumerate() {
            assert!(inside(note.at));
            note.body.iter().for_each(|passage| self.check_passage(passage));
            let call = crate::model::PointKind::NoteCall(number as u32);
            let points = &text.blocks[note.at.block as usize].content.points;
            assert!(points.iter().any(|p| p.at == note.at.offset && p.kind == call));
        }
        assert!(text.notes.is_sorted_by_key(|note| note.at));
        assert!(
            text.marks
                .iter()
                .all(|m| inside(m.from) && inside(m.to) && m.from <= m.to)
        );
        let mut open: Vec<u32> = vec![];
        let mut before = 0;
        for group in &text.groups {
            let range = &group.blocks;
            assert!(
                before <= range.start && range.start < range.end,
                "groups are in order"
            );
            assert!(range.end as usize <= text.blocks.len());
            open.retain(|end| *end > range.start);
            assert!(open.iter().all(|end| range.end <= *end), "groups nest");
            open.push(range.end);
            before = range.start;
        }
        let spans = self.diagnostics.iter().filter_map(|diagnostic| diagnostic.span);
        for span in spans.chain(text.blocks.iter().filter_map(|block| block.span)) {
            let file = &self.files.get(span.file).text;
            assert!(file.get(span.range()).is_some(), "{span:?} in {} bytes", file.len());
        }
    }

    fn check_passage(&self, passage: &Passage) {
        let bound = |at: u32| passage.text.is_char_boundary(at as usize);
        let mut open: Vec<u32> = vec![];
        let mut before = 0;
        for styled in &passage.styles {
            let range = &styled.range;
            assert!(bound(range.start) && bound(range.end) && range.start < range.end);
            assert!(before <= range.start, "styles are in order");
            open.retain(|end| *end > range.start);
            assert!(open.iter().all(|end| range.end <= *end), "styles nest: {passage:?}");
            open.push(range.end);
            before = range.start;
        }
        assert!(passage.points.iter().all(|point| bound(point.at)));
        assert!(passage.points.is_sorted_by_key(|point| point.at));
        if passage.text.is_empty() {
            return;
        }
        let file = self.files.get(passage.source.file.expect("a passage has a source"));
        for (at, c) in passage.text.char_indices() {
            let byte = passage.source.resolve(at).expect("each byte has a source");
            let rest = file.text.get(byte..).expect("sources are characters");
            let stands = rest.starts_with(c) || c.is_whitespace();
            assert!(stands, "{c:?} of {:?} is not at {byte}", passage.text);
        }
    }
}

/// Reads a text without faults and compares its dump, without the first line.
fn check(text: &str, expected: &str) {
    let bench = Bench::new(text);
    bench.check_places();
    assert_eq!(bench.diagnostics, [], "{text}");
    assert_eq!(
        dump(&bench.text).split_once('\n').unwrap_or_default().1,
        expected,
        "{text}"
    );
}

/// Reads a text with faults: (code, the characters they point at).
fn check_faults(text: &str, expected: &[(&str, &str)]) {
    let bench = Bench::new(text);
    bench.check_places();
    let found: Vec<_> = bench
        .diagnostics
        .iter()
        .map(|d| (d.code, d.span.map_or("", |span| &text[span.range()])))
        .collect();
    assert_eq!(found, expected, "{text}");
}

/// Bits of markup that make texts worth reading.
const BITS: &[&str] = &[
    "a",
    "b ",
    "é",
    "خ",
    "\n",
    "\n\n",
    " ",
    "[",
    "]",
    "{",
    "}",
    "]{",
    "A=",
    "\"",
    "'",
    "om",
    "_",
    "*",
    "^",
    "~",
    "`",
    "\\",
    "\\\n",
    "[^1]",
    "[^2]",
    "\n\n[^1]: ",
    "\n\n::: verse\n",
    "\n:::\n",
    "::: apparatus\n",
    "> ",
    "- ",
    "1. ",
    "c. ",
    "# ",
    "## ",
    "| ",
    " |\n",
    "{+",
    "+}",
    "{-",
    "-}",
    "{=",
    "=}",
    "![",
    "](",
    ")",
    "<",
    ">",
    "#x",
    ".speaker",
    ".stage",
    ".page",
    "from=x",
    "to=x",
    "lang=fa",
    "index=names",
    "note=",
    ":",
    "$",
    "...",
    "--",
    "\r\n",
    "\t",
    "---\n",
    "{%",
    "%}",
    "[x]{A=\"_y_\" B=om}",
    "[]{#x}",
    "^ ",
    "[Q]{.speaker} ",
    "{.gap}",
    "\u{feff}",
    "=html",
];

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn any_text_is_read_within_its_bounds(
        bits in prop::collection::vec(prop::sample::select(BITS), 0..60),
    ) {
        let bench = Bench::new(&bits.concat());
        bench.check_places();
        prop_assert!(!bench.codes().contains(&"unreadable-text"));
    }

    #[test]
    fn any_characters_are_read_within_their_bounds(text in "\\PC{0,80}(\n\\PC{0,40}){0,6}") {
        Bench::new(&text).check_places();
    }

    #[test]
    fn every_character_of_a_plain_paragraph_is_kept(
        text in "[a-zA-Zé\u{628}\"'.,;?! ()/&%@0-9-]{0,60}",
    ) {
        let text = format!("Word{}.", text.trim());
        let bench = Bench::new(&text);
        prop_assert_eq!(&bench.text.blocks[0].content.text, &text);
        prop_assert_eq!(bench.codes(), [""; 0]);
    }
}

#[test]
fn a_long_line_of_many_notes_is_read_whole() {
    let mut text = String::new();
    for number in 0..2000 {
        text += &format!(
            "it's one of [many]{{A=\"_few_\" B=om}} \"words\"[^n{number}] here "
        );
    }
    for number in 0..2000 {
        text += &format!("\n\n[^n{number}]: a _note_");
    }
    let bench = Bench::new(&text);
    assert_eq!(bench.codes(), [""; 0]);
    assert_eq!((bench.text.notes.len(), bench.text.entries.len()), (2000, 2000));
}
