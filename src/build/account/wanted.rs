//! What the model wants printed: every passage of a text and of what stands off from it, with
//! where the assembled source has it.

use std::borrow::Cow;

use crate::assemble::TextMap;
use crate::assemble::lemma::lemma;
use crate::assemble::map::Piece;
use crate::assemble::printed::Printing;
use crate::assemble::sigla::SiglaPart;
use crate::edition::Edition;
use crate::model::{Block, BlockKind, Entry, Passage, Presence, ReadingKind, Role, Text};
use crate::span::Span;

use super::Kind;

/// A passage to be printed.
#[derive(Debug, Clone)]
pub(super) struct Wanted<'a> {
    /// What it is.
    pub kind: Kind,
    /// Its words, and what they are.
    pub passage: Cow<'a, Passage>,
    /// Where they stand in the assembled source.
    pub pieces: &'a [Piece],
    /// Where the editor wrote it, for words that have no closer place.
    pub span: Option<Span>,
}

/// The passages of the body of a text.
pub(super) fn of_blocks<'a>(text: &'a Text, map: &'a TextMap) -> Vec<Wanted<'a>> {
    let mut rest = &map.pieces[..];
    let mut wanted = vec![];
    for (k, block) in text.blocks.iter().enumerate() {
        let from = rest.partition_point(|piece| piece.block < k as u32);
        let to = rest.partition_point(|piece| piece.block <= k as u32);
        let pieces = &rest[from..to];
        rest = &rest[to..];
        wanted.push(Wanted {
            kind: kind(text, block),
            passage: Cow::Borrowed(&block.content),
            pieces,
            span: block.span,
        });
    }
    wanted
}

fn kind(text: &Text, block: &Block) -> Kind {
    match block.kind {
        BlockKind::Heading(_) => Kind::Headings,
        BlockKind::VerseLine => Kind::Verse,
        BlockKind::Cell { .. } => Kind::Cells,
        BlockKind::Caption => Kind::Captions,
        BlockKind::Speaker => Kind::Speakers,
        BlockKind::Stage => Kind::Stage,
        BlockKind::Paragraph
        | BlockKind::Figure
        | BlockKind::Separator
        | BlockKind::Verbatim => match text.role {
            Role::Body => Kind::Text,
            Role::Front => Kind::Front,
            Role::Back => Kind::Back,
        },
    }
}

/// The passages of a note.
pub(super) fn of_note<'a>(
    text: &'a Text,
    map: &'a TextMap,
    note: usize,
) -> Vec<Wanted<'a>> {
    let Some(range) = map.notes.get(note) else { return vec![] };
    let note = &text.notes[note];
    let passages = note.body.iter().map(|body| (Kind::Notes, Cow::Borrowed(body)));
    paired(passages.collect(), map.passages(range), note.span)
}

/// What an entry prints that stands in no passage of the model: sigla and abbreviations, in
/// the order of print.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Sign {
    /// A siglum, or the name of a scholar.
    Siglum(String),
    /// An abbreviation, by its key.
    Word(&'static str),
}

/// What the entries of a text have printed.
pub(super) struct Entries<'a> {
    text: &'a Text,
    map: &'a TextMap,
    printing: Printing<'a>,
    edition: &'a Edition,
}

impl<'a> Entries<'a> {
    /// Of a text.
    pub(super) fn new(
        text: &'a Text,
        map: &'a TextMap,
        edition: &'a Edition,
        presence: &'a Presence,
    ) -> Self {
        Self {
            text,
            map,
            printing: Printing::new(text, edition, presence),
            edition,
        }
    }

    /// The passages of an entry, and its signs.
    pub(super) fn of(&self, k: usize) -> (Vec<Wanted<'a>>, Vec<Sign>) {
        let entry: &'a Entry = &self.text.entries[k];
        let settings = self.printing.settings(entry);
        let words = lemma(self.text, entry, settings);
        // Who has a lemma is said behind it.
        let has_lemma = !words.head.is_empty();
        let mut passages: Vec<(Kind, Cow<'a, Passage>)> = vec![];
        passages.push((Kind::Lemmas, Cow::Owned(words.head)));
        passages.extend(words.tail.map(|tail| (Kind::Lemmas, Cow::Owned(tail))));
        let before = entry.before.iter();
        passages.extend(before.map(|words| (Kind::Comments, Cow::Borrowed(words))));
        let remarks = self.printing.remarks(&entry.remarks, &entry.lemma_witnesses);
        let remarks = remarks.into_iter();
        passages.extend(remarks.map(|words| (Kind::Comments, Cow::Owned(words))));
        let printed = self.printing.entry(entry);
        let mut signs = if has_lemma { signs(&printed.lemma) } else { vec![] };
        for (k, parts) in &printed.readings {
            let reading = &entry.readings[*k];
            passages.push((Kind::Readings, Cow::Borrowed(&reading.text)));
            signs.extend(reading.kind.key().map(Sign::Word));
            if let ReadingKind::Conjecture(scholar) = &reading.kind {
                let names = scholar.split_whitespace();
                // What ends in a period may be an abbreviation of the edition's own.
                let names = names.filter(|name| !name.ends_with('.'));
                signs.extend(names.map(|name| Sign::Siglum(name.to_owned())));
            }
            signs.extend(self::signs(parts));
            let remarks = self.printing.remarks(&reading.remarks, &reading.witnesses);
            let remarks = remarks.into_iter();
            passages.extend(remarks.map(|words| (Kind::Comments, Cow::Owned(words))));
        }
        let comment = entry.comment.iter();
        passages.extend(comment.map(|words| (Kind::Comments, Cow::Borrowed(words))));
        let pieces = match self.map.entries.get(k) {
            Some(range) => self.map.passages(range),
            None => vec![],
        };
        (paired(passages, pieces, entry.span), signs)
    }

    /// What an abbreviation says.
    pub(super) fn word(&self, key: &str) -> &'a str {
        self.edition.apparatus.abbreviations.word(key)
    }
}

fn signs(parts: &[SiglaPart]) -> Vec<Sign> {
    let mut found = vec![];
    for part in parts {
        match part {
            SiglaPart::Siglum(siglum) => found.push(Sign::Siglum(siglum.clone())),
            SiglaPart::InState(siglum, states) => {
                found.push(Sign::Siglum(siglum.clone()));
                found.extend(states.iter().map(|key| Sign::Word(key)));
            }
            SiglaPart::Word(key) => found.push(Sign::Word(key)),
        }
    }
    found
}

/// Passages with their pieces, which stand in the same order; those without characters have
/// none.
fn paired<'a>(
    passages: Vec<(Kind, Cow<'a, Passage>)>,
    pieces: Vec<&'a [Piece]>,
    span: Option<Span>,
) -> Vec<Wanted<'a>> {
    let passages = passages.into_iter().filter(|(_, p)| !p.text.is_empty());
    let mut pieces = pieces.into_iter().peekable();
    passages
        .map(|(kind, passage)| {
            // What was written for another passage is not part of this one.
            let length = passage.text.len() as u32;
            let of_it = pieces.next_if(|pieces| {
                pieces.last().is_some_and(|last| last.text + last.text_len == length)
            });
            let pieces = of_it.unwrap_or_default();
            Wanted { kind, passage, pieces, span }
        })
        .collect()
}

/// The source byte of a byte of a passage.
pub(super) fn byte(pieces: &[Piece], at: u32) -> Option<u32> {
    let k = pieces.partition_point(|piece| piece.text <= at);
    let piece = pieces.get(k.checked_sub(1)?)?;
    let inside = at - piece.text;
    if inside >= piece.text_len {
        return None;
    }
    let own = if piece.typst_len == piece.text_len { inside } else { 0 };
    Some(piece.typst + own)
}

/// The place in the editor's files of some bytes of a passage.
pub(super) fn span(wanted: &Wanted, range: std::ops::Range<usize>) -> Option<Span> {
    wanted.passage.source.span(range).or(wanted.span)
}
