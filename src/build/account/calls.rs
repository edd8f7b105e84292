//! The marks of notes and the references in a text: each stands behind the word that calls it.

use super::findings::{Findings, Kind};
use super::lines::direction;
use super::order::{Order, SEAM, find, has};
use super::row::Row;
use super::seen::{NONE, Seen, Sight, Token, is_unseen};
use super::subject::Subject;
use super::wanted::byte;
use crate::assemble::map::Piece;
use crate::model::{Dir, PointKind};

/// Whether the marks of notes stand behind the words that call them, and the references
/// of the body print what they should. `marks` are the marks of the text's notes,
/// `references` what each of its references prints, in their order.
pub(super) fn calls(
    of: &Subject,
    (seen, order): (&Seen, &Order),
    marks: &[String],
    references: &[String],
    findings: &mut Findings,
) {
    let mut between = Between::default();
    let mut references = references.iter();
    let pieces = |block: usize| -> &[Piece] {
        let all = &of.job.map.pieces;
        let from = all.partition_point(|piece| (piece.block as usize) < block);
        let to = all.partition_point(|piece| piece.block as usize <= block);
        &all[from..to]
    };
    for (k, block) in of.text.blocks.iter().enumerate() {
        for point in &block.content.points {
            let (kind, wanted) = match &point.kind {
                PointKind::NoteCall(note) => match marks.get(*note as usize) {
                    Some(mark) if !mark.is_empty() => (Kind::Marks, mark),
                    _ => continue,
                },
                PointKind::Reference(_) => match references.next() {
                    Some(words) => (Kind::References, words),
                    None => continue,
                },
                _ => continue,
            };
            if block.is_head() {
                continue;
            }
            let text = &block.content.text;
            let near = neighbors(text, point.at, pieces(k), (seen, of.file));
            let ends = beyond(of, k, near, seen);
            let near = match near {
                // Nothing but a call stands in its block.
                (None, None) => (ends.0, None),
                near => near,
            };
            findings.words(kind, 1);
            if around(near, block.dir, (seen, order), wanted)
                || between.has(of, ends, (seen, order), wanted)
            {
                findings.printed(kind);
            } else {
                let at = point.at as usize;
                let span = block.content.source.span(at..at).or(block.span);
                of.wrong(kind, wanted, span, findings);
            }
        }
    }
}

/// The seen words of a text on both sides of a place in a block, as tokens: where the block
/// has none, those of the blocks before and behind it. Cells of a row stand side by side:
/// behind the last word of one are those of later pages.
fn beyond(
    of: &Subject,
    block: usize,
    (before, behind): (Option<u32>, Option<u32>),
    seen: &Seen,
) -> (Option<u32>, Option<u32>) {
    let is_cell = of.text.blocks.get(block).is_some_and(|block| block.kind.is_cell());
    let Some(block) = of.job.map.blocks.get(block) else { return (before, behind) };
    let is_seen = |k: &&u32| {
        let token = &seen.tokens[**k as usize];
        token.sight == Sight::Seen && !seen.letters(token).chars().all(is_unseen)
    };
    let above = || seen.within(of.file, 0..block.start).iter().rfind(is_seen);
    let before = before.or_else(|| above().copied());
    let page = |token: u32| seen.tokens[token as usize].page;
    let is_below =
        |k: &&u32| !is_cell || before.is_none_or(|before| page(before) < page(**k));
    let below = || {
        let rest = block.end..of.body().end;
        seen.within(of.file, rest).iter().filter(is_seen).find(is_below)
    };
    (before, behind.or_else(|| below().copied()))
}

/// What stands between two words of a text on different pages, where many marks follow one
/// word.
#[derive(Default)]
struct Between {
    /// The words, as tokens; nothing before the first of the text and behind the last.
    ends: Option<(Option<u32>, Option<u32>)>,
    /// The words of no file between them.
    words: String,
    /// Where those end that were found last: marks stand in the order of their calls.
    found: usize,
}

impl Between {
    /// Whether some words stand there, behind those that were found before.
    fn has(
        &mut self,
        of: &Subject,
        ends: (Option<u32>, Option<u32>),
        (seen, order): (&Seen, &Order),
        wanted: &str,
    ) -> bool {
        if self.ends != Some(ends) {
            *self = Self {
                ends: Some(ends),
                words: Self::words(of, ends, (seen, order)),
                found: 0,
            };
        }
        // Marks of a line from right to left may be taken for parts of one number.
        let from = |start| find(&self.words, wanted, start);
        match from(self.found).or_else(|| from(0)) {
            Some(end) => {
                self.found = end;
                true
            }
            None => false,
        }
    }

    /// The words of no file between two words on different pages, without feet, heads and
    /// margins; none if they stand on the same page.
    fn words(
        of: &Subject,
        (before, behind): (Option<u32>, Option<u32>),
        (seen, order): (&Seen, &Order),
    ) -> String {
        let page = |token: u32| seen.tokens[token as usize].page as usize;
        let all = of.pages.span(of.set.pages.len());
        let last = all.end.saturating_sub(1);
        let (first, last) = (before.map_or(all.start, page), behind.map_or(last, page));
        if first >= last {
            return String::new();
        }
        let body = of.body();
        let is_item =
            |token: &Token| token.file as usize == of.file && token.from >= body.end;
        let mut words = String::new();
        for page in first..=last {
            let mut places = seen.page(page);
            if let Some(before) = before
                && seen.tokens[before as usize].page as usize == page
            {
                places.start = order.place(before) + 1;
            }
            if let Some(behind) = behind
                && seen.tokens[behind as usize].page as usize == page
            {
                places.end = order.place(behind).max(places.start);
            }
            // The text of a page stands before its foot.
            let of_text = places.map_while(|place| order.token(place));
            let of_text = of_text.take_while(|token| !is_item(token));
            for token in of_text.filter(|token| of.is_in_column(token)) {
                if token.file == NONE && token.sight != Sight::Hidden {
                    words.push_str(seen.letters(token));
                    words.push(SEAM);
                }
            }
        }
        words
    }
}

/// The token of the last seen character before a place of a text, and that of the first
/// behind it.
pub(super) fn neighbors(
    text: &str,
    at: u32,
    pieces: &[Piece],
    (seen, file): (&Seen, usize),
) -> (Option<u32>, Option<u32>) {
    let at = (at as usize).min(text.len());
    let token = |i: usize| {
        let byte = byte(pieces, i as u32)?;
        let own = seen.within(file, byte.saturating_sub(4_000)..byte + 1);
        own.iter().rev().copied().take(6).find(|&k| {
            let token = &seen.tokens[k as usize];
            token.from <= byte && byte < token.to && token.sight == Sight::Seen
        })
    };
    let mut before = text[..at].char_indices().rev().filter(|(_, c)| !is_unseen(*c));
    let mut behind = text[at..].char_indices().filter(|(_, c)| !is_unseen(*c));
    let before = before.next().and_then(|(i, _)| token(i));
    let behind = behind.next().and_then(|(i, _)| token(at + i));
    (before, behind)
}

/// Whether words of no file stand behind a token or before another, in a block of the
/// direction given.
fn around(
    (before, behind): (Option<u32>, Option<u32>),
    dir: Dir,
    (seen, order): (&Seen, &Order),
    wanted: &str,
) -> bool {
    let mut texts = vec![];
    texts.extend(before.map(|token| order.behind(order.place(token)).0));
    texts.extend(behind.map(|token| order.before(order.place(token))));
    if texts.iter().any(|text| has(text, wanted)) {
        return true;
    }
    // Words of the other direction stand between them.
    let rows = before.into_iter().chain(behind).map(|k| seen.tokens[k as usize].row);
    let mut rows: Vec<u32> = rows.flat_map(|row| [row, row + 1]).collect();
    rows.dedup();
    let is_mixed = |row: &Row| {
        let tokens = &seen.tokens[row.start as usize..row.end as usize];
        let mut dirs = tokens.iter().map(|token| direction(seen.letters(token)));
        dir == Dir::Rtl || dirs.any(|dir| dir == Some(Dir::Rtl))
    };
    let rows: Vec<&Row> =
        rows.iter().filter_map(|&row| seen.rows.get(row as usize)).collect();
    // What is longer may be broken at a line's end.
    let is_broken = wanted.contains(char::is_whitespace) || wanted.contains('–');
    if !is_broken && !rows.iter().any(|row| is_mixed(row)) {
        return false;
    }
    let words: String = rows
        .iter()
        .flat_map(|row| &seen.tokens[row.start as usize..row.end as usize])
        .filter(|token| token.file == NONE)
        .map(|token| seen.letters(token).to_owned() + "\u{1}")
        .collect();
    let mut parts = wanted.split(|c: char| is_unseen(c) || c == '–');
    parts.all(|part| part.is_empty() || find(&words, part, 0).is_some())
}
