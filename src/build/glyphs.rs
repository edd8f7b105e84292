//! Characters that no face of the edition has. They are foreseen, so that the face of last
//! resort has them when the book is set; what is then drawn in it is told, each at its place.

use std::collections::BTreeSet;

use rustc_hash::FxHashMap;
use typst::layout::Frame;
use unicode_script::{Script, UnicodeScript};

use super::{Built, Read, elsewhere};
use crate::diag::Diagnostic;
use crate::edition::Edition;
use crate::span::{File, FileId, Files, Span};
use crate::typeset::frames::texts;
use crate::typeset::substitutes::{Lacking, bare, is_substituted, number};
use crate::typeset::{BookWorld, Coverages};

/// From how many characters of one script on they are told together.
const MANY: usize = 12;

/// The characters of all files of an edition that no face has, however they are written.
pub(super) fn foreseen(
    read: &Read,
    design: Option<&str>,
    coverages: &Coverages,
) -> BTreeSet<char> {
    let mut found = BTreeSet::new();
    for (_, file) in read.files.iter() {
        coverages.lacking(&file.text, &mut found);
        let coded: String = coded(&file.text).map(|(_, _, c)| c).collect();
        coverages.lacking(&coded, &mut found);
    }
    coverages.lacking(design.unwrap_or_default(), &mut found);
    found
}

/// Characters written by their numbers, as TOML and XML can: the byte, the length, the
/// character.
fn coded(text: &str) -> impl Iterator<Item = (usize, usize, char)> {
    let heads = [("\\u", 16), ("\\U", 16), ("&#", 10)];
    heads.into_iter().flat_map(move |(head, radix)| {
        text.match_indices(head).filter_map(move |(at, _)| {
            let rest = &text[at + head.len()..];
            let (skip, radix, ends) = match rest.strip_prefix(['x', 'X']) {
                Some(_) if radix == 10 => (1, 16, true),
                _ => (0, radix, radix == 10),
            };
            let digits = &rest[skip..];
            let most = if head == "\\u" { 4 } else { 8 };
            let length = digits
                .bytes()
                .take(most)
                .take_while(|byte| char::from(*byte).is_digit(radix))
                .count();
            if ends && !digits[length..].starts_with(';') {
                return None;
            }
            let c = char::from_u32(u32::from_str_radix(&digits[..length], radix).ok()?)?;
            Some((at, head.len() + skip + length, c))
        })
    })
}

/// Where a character stands in a file, and how often. What is a comment in a file of
/// settings is not printed.
fn standing(id: FileId, file: &File, c: char) -> Option<(Span, usize)> {
    let is_toml = file.path.extension().is_some_and(|ending| ending == "toml");
    let is_said = |at: usize| {
        let line = file.text[..at].rfind('\n').map_or(0, |end| end + 1);
        !(is_toml && file.text[line..].trim_start().starts_with('#'))
    };
    let plain = file.text.match_indices(c).map(|(at, found)| (at, found.len()));
    let coded = coded(&file.text)
        .filter(|(_, _, found)| *found == c)
        .map(|(at, length, _)| (at, length));
    let mut places: Vec<_> = plain.chain(coded).filter(|(at, _)| is_said(*at)).collect();
    places.sort_unstable();
    let (at, length) = *places.first()?;
    Some((Span::new(id, at..at + length), places.len()))
}

/// The script whose fonts have a character: that of Han for its signs and wide letters.
fn script(c: char) -> Script {
    match (c.script(), c as u32) {
        (Script::Common, 0x3000..=0x303f | 0x31c0..=0x31ef | 0xff01..=0xffef) => {
            Script::Han
        }
        (script, _) => script,
    }
}

/// A character that is told, how often it stands, and where first.
type Told = (char, usize, Option<Span>);

/// What there is to say about characters that no face has. `texts` are, for each text, its
/// characters in the face of last resort and the place of each.
pub(super) struct Teller<'a> {
    /// What was read.
    pub read: &'a Read,
    /// What the faces have.
    pub coverages: &'a Coverages,
}

impl Teller<'_> {
    /// One warning for each character of a text, or for each script. `span` finds the place
    /// of a character in the editor's file.
    pub(super) fn text(
        &self,
        missing: &[Lacking],
        span: impl Fn(u32, char) -> Option<Span>,
    ) -> Vec<Diagnostic> {
        let mut told: Vec<Told> = vec![];
        for it in missing.iter().filter(|it| self.coverages.lack(it.c)) {
            let Some(byte) = it.byte else { continue };
            match told.iter_mut().find(|known| known.0 == it.c) {
                Some(known) => known.1 += 1,
                None => told.push((it.c, 1, span(byte, it.c))),
            }
        }
        self.tell(told)
    }

    /// The warnings for characters that are printed and do not stand in a text's words: in
    /// titles, names, lists. `texts` are the warnings that were given for the texts.
    pub(super) fn outside(
        &self,
        chars: &BTreeSet<char>,
        texts: &[BTreeSet<char>],
    ) -> Vec<Diagnostic> {
        let files: &Files = &self.read.files;
        let is_text = |id: FileId| {
            self.read
                .model
                .texts
                .iter()
                .any(|text| text.span.is_some_and(|span| span.file == id))
        };
        let mut by_file: Vec<(Option<FileId>, Vec<Told>)> = vec![];
        let mut add = |file: Option<FileId>, told: Told| match by_file
            .iter_mut()
            .find(|(known, _)| *known == file)
        {
            Some((_, list)) => list.push(told),
            None => by_file.push((file, vec![told])),
        };
        for &c in chars.iter().filter(|c| self.coverages.lack(**c)) {
            let mut is_found = texts.iter().any(|told| told.contains(&c));
            for texts_too in [false, true] {
                for (id, file) in files.iter().filter(|(id, _)| is_text(*id) == texts_too)
                {
                    if (!texts_too || !is_found)
                        && let Some((span, count)) = standing(id, file, c)
                    {
                        add(Some(id), (c, count, Some(span)));
                        is_found = true;
                    }
                }
            }
            if !is_found {
                add(None, (c, 1, None));
            }
        }
        by_file.into_iter().flat_map(|(_, told)| self.tell(told)).collect()
    }

    /// The warnings; characters of one script are told together if they are many.
    fn tell(&self, mut told: Vec<Told>) -> Vec<Diagnostic> {
        told.sort_by_key(|(c, _, span)| (span.map(|span| span.start), *c));
        let mut scripts: FxHashMap<Script, usize> = FxHashMap::default();
        for (c, ..) in &told {
            *scripts.entry(c.script()).or_default() += 1;
        }
        let is_many = |c: char| match c.script() {
            Script::Common | Script::Inherited | Script::Unknown => false,
            script => scripts.get(&script).is_some_and(|count| *count >= MANY),
        };
        let mut said: Vec<Diagnostic> = vec![];
        let mut together: Vec<Script> = vec![];
        for &(c, count, span) in &told {
            if !is_many(c) {
                said.push(self.one(c, count, span));
            } else if !together.contains(&c.script()) {
                together.push(c.script());
                let of = |other: &&Told| other.0.script() == c.script();
                let all: usize = told.iter().filter(of).map(|other| other.1).sum();
                let name = c.script().full_name().replace('_', " ");
                let message = format!(
                    "no font has {} characters of the {name} script, which stand {all} \
                     times and are printed as numbers such as `{}`",
                    scripts[&c.script()],
                    number(c),
                );
                let mut hint =
                    format!("put a font for {name} into the edition's `fonts` folder");
                if let Some(known) = elsewhere::known(c.script()) {
                    hint.push_str(&format!(", {known}"));
                }
                said.push(
                    Diagnostic::warning("missing-glyph", message).at(span).hint(hint),
                );
            }
        }
        said
    }

    fn one(&self, c: char, count: usize, span: Option<Span>) -> Diagnostic {
        let times = match count {
            1 => "once".to_owned(),
            count => format!("{count} times"),
        };
        let start =
            format!("no font has `{c}` (U+{:04X}), which stands {times}", c as u32);
        let mut font =
            "put a font that has it into the edition's `fonts` folder".to_owned();
        if let Some(known) = elsewhere::known(script(c)) {
            font.push_str(&format!(", {known}"));
        }
        let said = match self.coverages.look_alike(c) {
            Some(same) => {
                let message = format!("{start} and is printed as `{same}`");
                Diagnostic::warning("look-alike", message).at(span)
            }
            None => {
                let message = format!("{start} and is printed as `{}`", number(c));
                Diagnostic::warning("missing-glyph", message).at(span)
            }
        };
        let said = if span.is_none() {
            said.hint("it stands in words of the design")
        } else {
            said
        };
        said.hint(font)
    }
}

/// The characters that stand in the face of last resort on the pages of a book, but not as
/// words of a text's source, and those on its cover.
pub(super) fn outside(
    built: &Built,
    edition: &Edition,
    coverages: &Coverages,
) -> BTreeSet<char> {
    let mut found = BTreeSet::new();
    let mut walk = Outside {
        built,
        known: FxHashMap::default(),
        found: &mut found,
    };
    for page in built.book.document.pages() {
        walk.frame(&page.frame);
    }
    if let Some(cover) = &edition.cover {
        let words = [Some(&edition.title), edition.subtitle.as_ref()];
        let more = [edition.publisher.as_ref(), edition.isbn.as_ref()];
        let own = [Some(&cover.text), Some(&cover.spine)];
        for words in words.into_iter().chain(more).chain(own).flatten() {
            coverages.lacking(words, &mut found);
        }
        for name in edition.people() {
            coverages.lacking(name, &mut found);
        }
    }
    found
}

struct Outside<'a> {
    built: &'a Built,
    /// For each file which text's source it is.
    known: FxHashMap<typst::syntax::FileId, Option<usize>>,
    found: &'a mut BTreeSet<char>,
}

impl Outside<'_> {
    fn frame(&mut self, frame: &Frame) {
        for (_, text) in texts(frame).filter(|(_, text)| is_substituted(text)) {
            for glyph in &text.glyphs {
                if !self.is_word(glyph.span) {
                    self.found.extend(text.text[glyph.range()].chars());
                }
            }
        }
    }

    /// Whether a glyph is of the words of a text.
    fn is_word(&mut self, span: (typst::syntax::Span, u16)) -> bool {
        let Some(id) = span.0.id() else { return false };
        let jobs = &self.built.jobs;
        let text = *self.known.entry(id).or_insert_with(|| {
            let path = BookWorld::path_of(id);
            jobs.iter().position(|job| job.path == path)
        });
        text.is_some_and(|text| self.built.origins[text].byte(span).is_some())
    }
}

/// The characters of a book that have no glyph at all.
pub(super) fn empty(built: &Built) -> BTreeSet<char> {
    let mut found = BTreeSet::new();
    for page in built.book.document.pages() {
        bare(&page.frame, &mut found);
    }
    found
}

/// What is said of characters that are empty boxes in spite of all.
pub(super) fn refused(chars: &BTreeSet<char>, files: &Files) -> Vec<Diagnostic> {
    chars
        .iter()
        .map(|&c| {
            let mut places = files.iter().filter_map(|(id, file)| standing(id, file, c));
            let message = format!(
                "`{c}` (U+{:04X}) is an empty box, as the design takes no other font",
                c as u32
            );
            Diagnostic::error("empty-box", message)
                .at(places.next().map(|place| place.0))
                .hint("leave `fallback` on in `design.typ`, or name a font there that has it")
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn characters_written_by_number_are_found() {
        let found: Vec<_> =
            coded(r"a \u8A9E b \U0001F600 &#x8A9E; &#35486; &#x8A9E \uZ").collect();
        let chars: String = found.iter().map(|found| found.2).collect();
        assert_eq!(chars, "語😀語語");
    }
}
