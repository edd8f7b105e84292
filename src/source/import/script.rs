//! The script of an import: from lines in their new order to the corrections that
//! lead there, and the text they lead to.
//!
//! Corrections are made here and nowhere else: whatever the guesses were, each byte of
//! the original is either kept at its place or stands in a correction.

use std::ops::Range;

use super::blemish::{blemishes, clean};
use super::blocks::{Block, BlockKind};
use super::chunk::{Source, list_mark};
use super::corrections::{Correction, Kind};
use super::djot::Written;
use super::hyphen::{Hyphens, is_hyphen};
use super::lines::Places;
use super::shapes::{CELLS, HALVES};
use super::undecided::Question;

/// Lines that are left out of the text, and why.
pub(super) struct Removed {
    /// The bytes from the first to the last visible character.
    pub range: Range<usize>,
    /// Why.
    pub kind: Kind,
}

/// What an import makes of an original.
pub(super) struct Script {
    /// The corrections in order.
    pub list: Vec<Correction>,
    /// The imported text.
    pub plain: String,
    /// Its blocks, for the writer of the working text.
    pub blocks: Vec<Written>,
    /// Questions about bytes of the original, each with the words in question.
    pub questions: Vec<(usize, Question, String, String)>,
}

/// A piece of a line that stays, and what stands before it in the imported text.
struct Run {
    /// Its bytes in the original.
    range: Range<usize>,
    /// What stands between it and the run before.
    glue: &'static str,
    /// Why, if the original has something else there.
    kind: Kind,
    /// Its block.
    block: usize,
    /// Its unit in the block.
    unit: usize,
    /// Whether it begins a line of the unit.
    starts_line: bool,
    /// Whether it stays at its place while others move.
    stays: bool,
}

/// Makes the script of `blocks`.
pub(super) fn script(
    source: &Source,
    blocks: &[Block],
    removed: Vec<Removed>,
    hyphens: &Hyphens,
) -> Script {
    let mut questions = Vec::new();
    let mut runs = Vec::new();
    let dashes = hyphens_before_space_are_dashes(source);
    for (b, block) in blocks.iter().enumerate() {
        for (u, lines) in block.units.iter().enumerate() {
            let first = runs.len();
            for (n, &i) in lines.iter().enumerate() {
                let mut range = source.lines[i].content.clone();
                let (mut glue, mut kind) = match (block.kind, u, n) {
                    (BlockKind::List, 0, 0) => ("\n\n- ", Kind::ListMark),
                    (BlockKind::List, _, 0) => ("\n- ", Kind::ListMark),
                    (BlockKind::Numbered | BlockKind::Table, 1.., 0) => {
                        ("\n", Kind::BlankLines)
                    }
                    (_, _, 0) => ("\n\n", Kind::BlankLines),
                    (BlockKind::Verse, ..) => ("\n", Kind::VerseSpace),
                    _ => (" ", Kind::JoinedLine),
                };
                if n == 0 && block.kind == BlockKind::List {
                    range.start += list_mark(source.line(i)).unwrap_or(0);
                }
                if n > 0 && block.kind != BlockKind::Verse {
                    let joint = joint(source, lines[n - 1], i, hyphens, dashes);
                    (glue, kind) = (joint.glue, joint.kind);
                    if let (Kind::HyphenRemoved, Some(Run { range, .. })) =
                        (joint.kind, runs.last_mut())
                    {
                        let last = source.text[range.clone()]
                            .chars()
                            .next_back()
                            .map_or(0, char::len_utf8);
                        range.end -= last;
                    }
                    if let Some((byte, words, done)) = joint.question {
                        questions.push((byte, Question::Hyphen, words, done));
                    }
                }
                let starts_line = n == 0 || block.kind == BlockKind::Verse;
                runs.push(Run {
                    range,
                    glue,
                    kind,
                    block: b,
                    unit: u,
                    starts_line,
                    stays: true,
                });
            }
            debug_assert!(runs.len() > first, "a unit has a line");
        }
    }
    if let Some(first) = runs.first_mut() {
        first.glue = if first.glue.ends_with("- ") { "- " } else { "" };
        first.kind =
            if first.glue.is_empty() { Kind::OuterSpace } else { Kind::ListMark };
    }
    mark_moves(blocks, &mut runs);
    let list = corrections(source, blocks, &runs, removed);
    let plain = super::corrections::apply(source.text, &list).unwrap_or_else(|misfit| {
        unreachable!("a script fits its original: {misfit:?}");
    });
    debug_assert_eq!(
        plain,
        text_of(source, blocks, &runs),
        "the corrections lead to the blocks"
    );
    Script {
        list,
        plain,
        blocks: written(source, blocks, &runs),
        questions,
    }
}

/// How two lines of a paragraph are joined.
struct Joint {
    /// What stands between them.
    glue: &'static str,
    /// Why.
    kind: Kind,
    /// The byte of the word, the word, and what was done, if it is not sure.
    question: Option<(usize, String, String)>,
}

/// Joins two lines of a paragraph.
fn joint(source: &Source, a: usize, b: usize, hyphens: &Hyphens, dashes: bool) -> Joint {
    let (left, right) = (source.line(a), source.line(b));
    let sure = |glue, kind| Joint { glue, kind, question: None };
    if source.lines[a].soft_hyphen {
        return sure("", Kind::SoftHyphen);
    }
    if let Some(stem) = left.strip_suffix(is_hyphen) {
        let is_dash = stem.is_empty()
            || stem.ends_with(char::is_whitespace)
            || (dashes && source.lines[a].trailing);
        if is_dash {
            return sure(" ", Kind::JoinedLine);
        }
        return match hyphens.decide(stem, right) {
            None => sure("", Kind::HyphenKept),
            Some(verdict) => {
                let kind =
                    if verdict.keep { Kind::HyphenKept } else { Kind::HyphenRemoved };
                let question = (!verdict.sure).then(|| {
                    let before = stem.split_whitespace().next_back().unwrap_or("");
                    let after = right.split_whitespace().next().unwrap_or("");
                    let byte = source.lines[a].content.start + stem.len() - before.len();
                    let done =
                        if verdict.keep { "it was kept" } else { "it was removed" };
                    (byte, format!("{before}-{after}"), done.to_owned())
                });
                Joint { glue: "", kind, question }
            }
        };
    }
    let closed_dash = left.ends_with('—') && !left.ends_with(" —");
    let is_wide = |c: char| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{3000}'..='\u{303f}' | '\u{ff00}'..='\u{ffef}');
    let wide = left.ends_with(is_wide) && right.starts_with(is_wide);
    sure(if closed_dash || wide { "" } else { " " }, Kind::JoinedLine)
}

/// Whether the few lines with white space after their hyphen end in a dash: where a
/// program left a space at the end of each whole line, it left none after a hyphen.
fn hyphens_before_space_are_dashes(source: &Source) -> bool {
    let hyphened =
        (0..source.lines.len()).filter(|i| source.line(*i).ends_with(is_hyphen));
    let (with, without) = hyphened.fold((0, 0), |(with, without), i| {
        if source.lines[i].trailing { (with + 1, without) } else { (with, without + 1) }
    });
    without > with * 4
}

/// Decides which runs stay at their place: the heaviest rising chain of runs that the
/// original has in the same order.
fn mark_moves(blocks: &[Block], runs: &mut [Run]) {
    let mut rank: Vec<usize> = (0..runs.len()).collect();
    rank.sort_by_key(|i| runs[*i].range.start);
    let mut place = vec![0; runs.len()];
    for (at, i) in rank.iter().enumerate() {
        place[*i] = at;
    }
    // Runs that follow each other in both orders move or stay together.
    let mut groups: Vec<Range<usize>> = Vec::new();
    for (i, at) in place.iter().enumerate() {
        match groups.last_mut() {
            Some(group) if place[i - 1] + 1 == *at => group.end = i + 1,
            _ => groups.push(i..i + 1),
        }
    }
    // Headings and captions move before prose does.
    let weight = |group: &Range<usize>| {
        let bytes = |run: &Run| match blocks[run.block].move_kind {
            Kind::TextMoved => run.range.len() * 20 + 1,
            _ => run.range.len() + 1,
        };
        runs[group.clone()].iter().map(bytes).sum::<usize>()
    };
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(groups.len());
    for (g, group) in groups.iter().enumerate() {
        let before = (0..g)
            .filter(|h| place[groups[*h].start] < place[group.start])
            .max_by_key(|h| best[*h].0);
        best.push((weight(group) + before.map_or(0, |h| best[h].0), before));
    }
    let mut stays = vec![false; groups.len()];
    let mut next = (0..groups.len()).max_by_key(|g| best[*g].0);
    while let Some(g) = next {
        stays[g] = true;
        next = best[g].1;
    }
    for (group, stays) in groups.into_iter().zip(stays) {
        for run in &mut runs[group] {
            run.stays = stays;
        }
    }
}

/// The corrections that lead from the original to the runs.
fn corrections(
    source: &Source,
    blocks: &[Block],
    runs: &[Run],
    removed: Vec<Removed>,
) -> Vec<Correction> {
    let places = Places::new(source.text);
    let mut list = Vec::new();
    let mut change = |kind: Kind, range: Range<usize>, now: String| {
        let was = source.text[range.clone()].to_owned();
        if was != now {
            list.push(Correction { kind, place: places.of(range.start), was, now });
        }
    };
    // What goes from each place: furniture, and the runs that move.
    let mut gone: Vec<(Range<usize>, Kind, Option<usize>)> = removed
        .into_iter()
        .map(|removed| (removed.range, removed.kind, None))
        .collect();
    gone.extend(
        runs.iter()
            .filter(|run| !run.stays)
            .map(|run| (run.range.clone(), blocks[run.block].move_kind, Some(run.block))),
    );
    gone.sort_by_key(|(range, ..)| range.start);
    let mut gone = gone.into_iter().peekable();
    let mut start = 0;
    let mut i = 0;
    loop {
        let next = (i..runs.len()).find(|n| runs[*n].stays).unwrap_or(runs.len());
        let end = runs.get(next).map_or(source.text.len(), |run| run.range.start);
        let (glue, kind) = match runs.get(i) {
            Some(run) => (run.glue, run.kind),
            None if runs.is_empty() => ("", Kind::OuterSpace),
            None => ("\n", Kind::OuterSpace),
        };
        let mut here: Vec<(Range<usize>, Kind, Option<usize>)> = Vec::new();
        while let Some((range, kind, block)) =
            gone.next_if(|(range, ..)| range.start < end)
        {
            match here.last_mut() {
                Some((last, _, in_block)) if block.is_some() && *in_block == block => {
                    last.end = range.end
                }
                _ => here.push((range, kind, block)),
            }
        }
        let space = start..here.first().map_or(end, |(range, ..)| range.start);
        let kind = space_kind(&source.text[space.clone()], glue, kind, start == 0);
        change(kind, space, glue.to_owned());
        for (n, (range, kind, _)) in here.iter().enumerate() {
            let end = here.get(n + 1).map_or(end, |(next, ..)| next.start);
            change(*kind, range.start..end, String::new());
        }
        if next > i {
            let mut moved = String::new();
            for (n, run) in runs[i..next].iter().enumerate() {
                if n > 0 {
                    moved.push_str(run.glue);
                }
                moved.push_str(&clean(
                    source.text,
                    &run.range,
                    gap(blocks[run.block].kind),
                ));
            }
            moved.push_str(runs.get(next).map_or("\n", |run| run.glue));
            change(blocks[runs[i].block].move_kind, end..end, moved);
        }
        let Some(run) = runs.get(next) else { break };
        for (range, now, kind) in
            blemishes(source.text, &run.range, gap(blocks[run.block].kind))
        {
            change(kind, range, now.to_owned());
        }
        start = run.range.end;
        i = next + 1;
    }
    list
}

/// Why the white space `was` became `glue`.
fn space_kind(was: &str, glue: &str, kind: Kind, at_start: bool) -> Kind {
    if at_start && was.starts_with('\u{feff}') {
        return Kind::ByteOrderMark;
    }
    if !matches!(kind, Kind::BlankLines | Kind::VerseSpace) {
        return kind;
    }
    let unified = was.replace("\r\n", "\n").replace('\r', "\n");
    if unified == glue {
        Kind::LineEnding
    } else if was.contains('\u{c}') {
        Kind::PageBreak
    } else if kind == Kind::BlankLines
        && unified.matches(super::lines::is_line_end).count() <= 1
    {
        Kind::ParagraphBreak
    } else {
        kind
    }
}

/// The text that the runs make.
fn text_of(source: &Source, blocks: &[Block], runs: &[Run]) -> String {
    let mut out = String::new();
    for run in runs {
        out.push_str(run.glue);
        out.push_str(&clean(source.text, &run.range, gap(blocks[run.block].kind)));
    }
    if !runs.is_empty() {
        out.push('\n');
    }
    out
}

/// How many blanks part columns in a block, if it may have some.
fn gap(kind: BlockKind) -> Option<usize> {
    match kind {
        BlockKind::Verse => Some(HALVES),
        BlockKind::Table => Some(CELLS),
        _ => None,
    }
}

/// The blocks with their text.
fn written(source: &Source, blocks: &[Block], runs: &[Run]) -> Vec<Written> {
    let mut out: Vec<Written> = blocks
        .iter()
        .map(|block| Written { kind: block.kind, units: Vec::new() })
        .collect();
    for run in runs {
        let units = &mut out[run.block].units;
        if units.len() <= run.unit {
            units.push(Vec::new());
        }
        let lines = &mut units[run.unit];
        let text = clean(source.text, &run.range, gap(blocks[run.block].kind));
        match lines.last_mut() {
            Some(line) if !run.starts_line => {
                line.push_str(run.glue);
                line.push_str(&text);
            }
            _ => lines.push(text),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::import::corrections::undo;
    use crate::source::import::hyphen::Vocabulary;

    /// Checks the plain text and the kinds of corrections of blocks made of `lines`.
    fn check(
        text: &str,
        blocks: &[(BlockKind, &[&[usize]])],
        plain: &str,
        kinds: &[Kind],
    ) {
        let source = Source::new(text);
        let blocks: Vec<Block> = blocks
            .iter()
            .map(|(kind, units)| Block {
                kind: *kind,
                units: units.iter().map(|lines| lines.to_vec()).collect(),
                move_kind: Kind::CaptionMoved,
            })
            .collect();
        let vocabulary = Vocabulary::default();
        let script =
            script(&source, &blocks, Vec::new(), &Hyphens::new("en", &vocabulary));
        assert_eq!(script.plain, plain);
        assert_eq!(
            script.list.iter().map(|c| c.kind).collect::<Vec<_>>(),
            kinds,
            "{:?}",
            script.list
        );
        assert_eq!(undo(plain, &script.list).as_deref(), Ok(text));
    }

    const P: BlockKind = BlockKind::Paragraph;

    #[test]
    fn lines_are_joined_with_a_space_or_at_their_hyphen() {
        check(
            "a sta-\ntion and self-\nhelp\n",
            &[(P, &[&[0, 1, 2]])],
            "a station and self-help\n",
            &[Kind::HyphenRemoved, Kind::HyphenKept],
        );
        check(
            "in ‘18-\n’19 - \nand on\n",
            &[(P, &[&[0, 1, 2]])],
            "in ‘18-’19 - and on\n",
            &[Kind::HyphenKept, Kind::JoinedLine],
        );
        check(
            "won\u{ad}\nder\u{ad}ful\n",
            &[(P, &[&[0, 1]])],
            "wonderful\n",
            &[Kind::SoftHyphen, Kind::SoftHyphen],
        );
    }

    #[test]
    fn white_space_is_unified() {
        check(
            "\u{feff}a  b\tc\r\n\r\nd\r\ne\n\n\nf",
            &[(P, &[&[0]]), (P, &[&[2]]), (P, &[&[3]]), (P, &[&[6]])],
            "a b c\n\nd\n\ne\n\nf\n",
            &[
                Kind::ByteOrderMark,
                Kind::DoubledSpace,
                Kind::Tab,
                Kind::LineEnding,
                Kind::ParagraphBreak,
                Kind::BlankLines,
                Kind::OuterSpace,
            ],
        );
    }

    #[test]
    fn a_move_is_a_removal_and_an_insertion() {
        check(
            "the barge went\n\nA  barge\n\ndown the river\n",
            &[(P, &[&[0, 4]]), (BlockKind::Caption, &[&[2]])],
            "the barge went down the river\n\nA barge\n",
            &[
                Kind::JoinedLine,
                Kind::CaptionMoved,
                Kind::ParagraphBreak,
                Kind::CaptionMoved,
            ],
        );
    }

    #[test]
    fn lists_and_verse_keep_their_lines() {
        check(
            "• one\n• two\n  more\n",
            &[(BlockKind::List, &[&[0], &[1, 2]])],
            "- one\n- two more\n",
            &[Kind::ListMark, Kind::ListMark, Kind::JoinedLine],
        );
        check(
            "row,\n  row\n\nrow\n",
            &[(BlockKind::Verse, &[&[0, 1], &[3]])],
            "row,\nrow\n\nrow\n",
            &[Kind::VerseSpace],
        );
    }
}
