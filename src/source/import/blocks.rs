//! From paragraphs to blocks: which are titles, headings, captions, lists, verse, and
//! in which order they stand.

use super::chunk::{Chunk, Shape, Source};
use super::corrections::Kind;
use super::display::{Cue, cue};
use super::flow::{Para, is_display};
use super::lines::Layout;
use super::sentences::{is_closed, starts_lower};
use super::shapes;
use super::undecided::Question;

/// What a block of the working text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BlockKind {
    /// A heading of a level, 1 being the title.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// The caption of a picture that the original had.
    Caption,
    /// A list; each unit is an item.
    List,
    /// Verse; each unit is a stanza.
    Verse,
    /// A numbered list; each unit is an item.
    Numbered,
    /// A table; each unit is a row.
    Table,
    /// A rule between parts.
    Rule,
    /// A note that is called in the text.
    Note,
}

/// A block as lines of the original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its lines in reading order: one unit for a paragraph, else items or stanzas.
    pub units: Vec<Vec<usize>>,
    /// Why its lines stand at another place than in the original, if they do.
    pub move_kind: Kind,
}

impl Block {
    /// The first line in the original.
    fn first_line(&self) -> usize {
        self.units.iter().flatten().next().copied().unwrap_or(0)
    }
}

/// The blocks of a text and what goes with them.
pub(super) struct Blocks {
    /// The blocks in reading order.
    pub blocks: Vec<Block>,
    /// The lines of a title that is repeated.
    pub duplicate: Vec<usize>,
    /// Questions about lines.
    pub questions: Vec<(usize, Question)>,
}

/// Makes blocks of paragraphs.
pub(super) fn blocks(source: &Source, chunks: &[Chunk], mut paras: Vec<Para>) -> Blocks {
    let mut questions = Vec::new();
    let duplicate = take_duplicate_title(source, chunks, &mut paras);
    join_title(source, chunks, &mut paras);
    let mut context = Context { source, chunks, paras: &paras, has_chapters: false };
    context.has_chapters = context.find_chapters();
    let kinds: Vec<BlockKind> =
        (0..paras.len()).map(|p| context.kind(p, &mut questions)).collect();
    let mut blocks: Vec<(usize, Block)> = Vec::new();
    for (p, para) in paras.iter().enumerate() {
        let lines = context.lines(p);
        let kind = kinds[p];
        if let (BlockKind::Verse, Some((_, block))) = (kind, blocks.last_mut())
            && block.kind == BlockKind::Verse
        {
            block.units.push(lines);
            continue;
        }
        let units = match kind {
            BlockKind::List => shapes::items(source, lines),
            BlockKind::Numbered => shapes::numbered(source, lines),
            BlockKind::Table => lines.into_iter().map(|line| vec![line]).collect(),
            _ => vec![lines],
        };
        if kind == BlockKind::List && !super::chunk::is_bullet(source.line(units[0][0])) {
            questions.push((units[0][0], Question::List));
        }
        if kind == BlockKind::Verse {
            questions.push((units[0][0], Question::Verse));
        }
        let doubtful = para
            .doubtful
            .iter()
            .map(|c| (chunks[*c].lines[0], Question::Continuation));
        questions.extend(doubtful);
        if para.is_reordered {
            let far = para.chunks.windows(2).filter(|pair| pair[1] > pair[0] + 1);
            questions.extend(far.map(|pair| (chunks[pair[1]].lines[0], Question::Order)));
        }
        let move_kind = match kind {
            BlockKind::Caption => Kind::CaptionMoved,
            BlockKind::Heading(_) => Kind::HeadingMoved,
            _ => Kind::TextMoved,
        };
        blocks.push((p, Block { kind, units, move_kind }));
    }
    let blocks = lift_headings(&context, blocks, &mut questions);
    questions.sort();
    Blocks { blocks, duplicate, questions }
}

/// Takes out a second title that only repeats the first; gives its lines.
fn take_duplicate_title(
    source: &Source,
    chunks: &[Chunk],
    paras: &mut Vec<Para>,
) -> Vec<usize> {
    let text = |para: &Para| {
        let lines: Vec<usize> = para
            .chunks
            .iter()
            .flat_map(|c| chunks[*c].lines.iter().copied())
            .collect();
        (source.joined(&lines).split_whitespace().collect::<Vec<_>>().join(" "), lines)
    };
    let (Some(first), Some(second)) = (paras.first(), paras.get(1)) else {
        return Vec::new();
    };
    let ((a, _), (b, lines)) = (text(first), text(second));
    if a.to_lowercase() == b.to_lowercase() && a.chars().count() <= 200 && paras.len() > 2
    {
        paras.remove(1);
        return lines;
    }
    Vec::new()
}

/// Joins a title that ends with a colon to the line that follows it.
fn join_title(source: &Source, chunks: &[Chunk], paras: &mut Vec<Para>) {
    let text = |para: &Para| source.joined(&chunks[para.chunks[0]].lines);
    let joins = match paras.as_slice() {
        [first, second, _, ..] => {
            let (a, b) = (text(first), text(second));
            first.chunks.len() == 1
                && second.chunks.len() == 1
                && chunks[first.chunks[0]].lines.len() == 1
                && chunks[second.chunks[0]].lines.len() == 1
                && a.ends_with(':')
                && a.chars().count() <= 100
                && b.chars().count() <= 100
                && is_display(&b)
        }
        _ => false,
    };
    if joins {
        let second = paras.remove(1);
        paras[0].chunks.extend(second.chunks);
    }
}

/// What is asked about a paragraph to tell its kind.
struct Context<'a> {
    /// The original.
    source: &'a Source<'a>,
    /// Its chunks.
    chunks: &'a [Chunk],
    /// Its paragraphs.
    paras: &'a [Para],
    /// Whether some heading heads a chapter.
    has_chapters: bool,
}

impl Context<'_> {
    /// The lines of a paragraph.
    fn lines(&self, p: usize) -> Vec<usize> {
        self.paras[p]
            .chunks
            .iter()
            .flat_map(|c| self.chunks[*c].lines.iter().copied())
            .collect()
    }

    /// The kind of a paragraph.
    fn kind(&self, p: usize, questions: &mut Vec<(usize, Question)>) -> BlockKind {
        let para = &self.paras[p];
        let first = &self.chunks[para.chunks[0]];
        match first.shape {
            Shape::List => return BlockKind::List,
            Shape::Verse => return BlockKind::Verse,
            Shape::Numbered => return BlockKind::Numbered,
            Shape::Table => return BlockKind::Table,
            Shape::Rule => return BlockKind::Rule,
            Shape::Note => return BlockKind::Note,
            Shape::Text => {}
        }
        let lines = self.lines(p);
        let text = self.source.joined(&lines);
        let length = text.chars().count();
        let joined_title =
            p == 0 && para.chunks.len() == 2 && is_closed(self.source.line(lines[0]));
        if p == 0
            && self.paras.len() > 1
            && length <= 200
            && lines.len() <= 3
            && (joined_title || self.heads(p))
        {
            return BlockKind::Heading(1);
        }
        if lines.len() > 6 || !is_display(&text) && !self.is_question(p) {
            return BlockKind::Paragraph;
        }
        let found = cue(&text);
        if found == Cue::Caption {
            return if lines.len() <= 4 || para.is_displaced {
                BlockKind::Caption
            } else {
                BlockKind::Paragraph
            };
        }
        let level = if found == Cue::Chapter || !self.has_chapters { 2 } else { 3 };
        let between = para.is_displaced || self.is_page_end(p);
        match (between, found) {
            (true, Cue::Chapter | Cue::Heading) => BlockKind::Heading(level),
            (true, _) if para.is_displaced || lines.len() == 1 => {
                questions.push((lines[0], Question::CaptionOrHeading));
                BlockKind::Caption
            }
            (true, _) => BlockKind::Paragraph,
            (false, _) if self.heads(p) => BlockKind::Heading(level),
            (false, _) => BlockKind::Paragraph,
        }
    }

    /// Whether a paragraph can head what follows: short, and followed by prose longer
    /// than itself, with nothing but other displays before that.
    fn heads(&self, p: usize) -> bool {
        let lines = self.lines(p);
        let text = self.source.joined(&lines);
        let cased = text.contains(|c: char| c.is_lowercase() || c.is_uppercase());
        let limit = match self.source.layout {
            Layout::LineIsParagraph if cased => 100,
            Layout::LineIsParagraph => 60,
            Layout::Wrapped => 200,
        };
        let length = text.chars().count();
        if length > limit
            || lines.len() > 4
            || !(is_display(&text) || self.is_question(p))
            || text.ends_with([',', '-'])
            || self.signs(p)
        {
            return false;
        }
        for next in p + 1..self.paras.len() {
            let lines = self.lines(next);
            let text = self.source.joined(&lines);
            let shape = self.chunks[self.paras[next].chunks[0]].shape;
            if shape != Shape::Text {
                return shape == Shape::Verse && next == p + 1;
            }
            if text.chars().count() > length.max(30)
                && (!is_display(&text) || lines.len() > 4 || is_long(&text))
            {
                return true;
            }
            if !is_display(&text) || next > p + 6 {
                return false;
            }
        }
        false
    }

    /// Whether a paragraph is the name under a letter: what stands before it is short and
    /// ends in a comma, or is itself such a name.
    fn signs(&self, p: usize) -> bool {
        let before = |p: usize| {
            let lines = self.lines(p);
            let text = self.source.joined(&lines);
            (lines.len() <= 3 && text.chars().count() <= 120).then_some(text)
        };
        let mut closing = (p.saturating_sub(3)..p).rev().map_while(before);
        closing.any(|text| text.ends_with([',', '،']))
    }

    /// Whether a paragraph is one short question set off from what is before it, as
    /// headings are.
    fn is_question(&self, p: usize) -> bool {
        let lines = self.lines(p);
        let first = &self.chunks[self.paras[p].chunks[0]];
        let line = self.source.line(lines[0]);
        lines.len() == 1
            && first.blank_before >= 2
            && line.ends_with(['?', '؟'])
            && line.chars().count() <= 100
            && !starts_lower(line)
    }

    /// Whether a page ends after a paragraph and other displays.
    fn is_page_end(&self, p: usize) -> bool {
        let Some(&last) = self.paras[p].chunks.last() else { return false };
        for next in last + 1..self.chunks.len() {
            let chunk = &self.chunks[next];
            if chunk.page_start {
                return true;
            }
            if chunk.lines.len() > 4 || !is_display(&self.source.joined(&chunk.lines)) {
                return false;
            }
        }
        false
    }

    /// Whether some heading of the text heads a chapter.
    fn find_chapters(&self) -> bool {
        (0..self.paras.len()).any(|p| {
            let lines = self.lines(p);
            lines.len() <= 2 && cue(&self.source.joined(&lines)) == Cue::Chapter
        })
    }
}

/// Whether a text is too long for a display, even if it does not end as a sentence.
fn is_long(text: &str) -> bool {
    text.chars().count() > 240
}

/// Extraction often puts what stands above the columns of a page after them. Headings
/// that end a page, or stand within a sentence, are lifted to where a paragraph
/// begins: to the top of their page if one begins there, else after the paragraph that
/// they interrupt, where they already are.
fn lift_headings(
    context: &Context,
    blocks: Vec<(usize, Block)>,
    questions: &mut Vec<(usize, Question)>,
) -> Vec<Block> {
    let paras = context.paras;
    let mut order: Vec<(usize, Block)> = Vec::with_capacity(blocks.len());
    let mut lifted: Vec<(usize, usize, Block)> = Vec::new();
    let mut group_target: Option<(usize, Option<usize>)> = None;
    for (p, block) in blocks {
        let is_heading = matches!(block.kind, BlockKind::Heading(level) if level > 1);
        let between = paras[p].is_displaced || context.is_page_end(p);
        if !is_heading || !between {
            order.push((p, block));
            group_target = None;
            continue;
        }
        questions.push((block.first_line(), Question::HeadingPlace));
        let joins = group_target.filter(|(last, _)| *last + 1 == p);
        let target = match joins {
            Some((_, target)) => target,
            None => page_top(context, p, block.kind == BlockKind::Heading(2)),
        };
        group_target = Some((p, target));
        match target {
            Some(target) => lifted.push((target, p, block)),
            None => order.push((p, block)),
        }
    }
    let mut out = Vec::with_capacity(order.len() + lifted.len());
    // Stable: headings of one target keep their order.
    lifted.sort_by_key(|(target, p, _)| (*target, *p));
    let mut lifted = lifted.into_iter().peekable();
    for (p, block) in order {
        while let Some((_, _, heading)) = lifted.next_if(|(target, _, _)| *target <= p) {
            out.push(heading);
        }
        out.push(block);
    }
    out.extend(lifted.map(|(_, _, heading)| heading));
    out
}

/// The paragraph that begins the page on which `p` stands; nothing if the page begins
/// within a paragraph. Sections that begin the page come before a heading that is not
/// a chapter's.
fn page_top(context: &Context, p: usize, is_chapter: bool) -> Option<usize> {
    let chunk = context.paras[p].chunks[0];
    let is_caption =
        |c: usize| cue(&context.source.joined(&context.chunks[c].lines)) == Cue::Caption;
    let top = (0..chunk)
        .rev()
        .find(|c| context.chunks[*c].page_start && !is_caption(*c))?;
    let first = context.paras.iter().position(|para| para.chunks[0] == top)?;
    if is_chapter {
        return Some(first);
    }
    (first..p).find(|q| !is_display(&context.source.joined(&context.lines(*q))))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::import::chunk::chunks;
    use crate::source::import::flow::paragraphs;
    use crate::source::import::hyphen::{Hyphens, Vocabulary};

    /// The kind and the first words of each block.
    fn check(text: &str, expected: &[(BlockKind, &str)]) -> Blocks {
        let source = Source::new(text);
        let mut chunks = chunks(&source);
        super::super::verse::mark_verse(&source, &mut chunks);
        let vocabulary = Vocabulary::default();
        let hyphens = Hyphens::new("en", &vocabulary);
        let paras = paragraphs(&source, &chunks, &hyphens);
        let found = blocks(&source, &chunks, paras);
        let starts: Vec<(BlockKind, String)> = found
            .blocks
            .iter()
            .map(|block| {
                (
                    block.kind,
                    source
                        .line(block.first_line())
                        .split(' ')
                        .take(2)
                        .collect::<Vec<_>>()
                        .join(" "),
                )
            })
            .collect();
        let starts: Vec<(BlockKind, &str)> =
            starts.iter().map(|(kind, s)| (*kind, s.as_str())).collect();
        assert_eq!(starts, expected);
        found
    }

    const PROSE: &str = "Nobody in the valley had ever seen so much snow as fell on the night before the old mill \
        burned, and so they thought it was a sign; the priest thought so too, but kept it to himself until spring.";

    #[test]
    fn one_of_two_equal_titles_goes() {
        let found = check(
            &format!("The Mill\n\nTHE MILL\n\nThe snow\n\n{PROSE}\n"),
            &[
                (BlockKind::Heading(1), "The Mill"),
                (BlockKind::Heading(2), "The snow"),
                (BlockKind::Paragraph, "Nobody in"),
            ],
        );
        assert_eq!(found.duplicate, [2]);
    }

    #[test]
    fn short_lines_before_prose_are_headings() {
        check(
            &format!("{PROSE}\nThe fire\n{PROSE}\n"),
            &[
                (BlockKind::Paragraph, "Nobody in"),
                (BlockKind::Heading(2), "The fire"),
                (BlockKind::Paragraph, "Nobody in"),
            ],
        );
    }

    #[test]
    fn a_title_with_a_colon_takes_the_next_line() {
        let wrapped = PROSE.replace(", ", ",\n").replace("; ", ";\n");
        let found = check(
            &format!(
                "Fifty years after:\n\nThe burning of the mill\n{wrapped}\n\n{wrapped}\n"
            ),
            &[
                (BlockKind::Heading(1), "Fifty years"),
                (BlockKind::Paragraph, "Nobody in"),
                (BlockKind::Paragraph, "Nobody in"),
            ],
        );
        assert_eq!(found.blocks[0].units[0].len(), 2);
    }

    #[test]
    fn a_poem_has_a_title() {
        let stanza = "Row under me the water\nUntil the willow tree\nAnd if the willow waits not,\nLet open be the gate.";
        check(
            &format!("The Ferry\n\n{stanza}\n\n{stanza}\n"),
            &[(BlockKind::Heading(1), "The Ferry"), (BlockKind::Verse, "Row under")],
        );
    }

    #[test]
    fn a_chapter_heading_below_its_page_is_lifted() {
        let lines = "Nobody in the valley had ever\nseen so much snow as fell on\nthe night before the old mill\nburned, and so they thought it";
        let rest = "was a sign; the priest thought\nso too, but kept it to himself\nuntil the snow had gone away.";
        check(
            &format!("{lines} all.\n\n\u{c}{lines}\n\nChapter 2\n\n\u{c}{rest}\n"),
            &[
                (BlockKind::Paragraph, "Nobody in"),
                (BlockKind::Heading(2), "Chapter 2"),
                (BlockKind::Paragraph, "Nobody in"),
            ],
        );
    }
}
