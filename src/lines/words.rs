//! The words of a text, line by line.

use super::{LineMap, Run};
use crate::assemble::TextMap;
use crate::model::Text;

/// Bytes of a block that stand on one line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stretch {
    /// The block's index in its text.
    pub block: u32,
    /// The first byte of its content, at the start of a character.
    pub start: u32,
    /// The byte behind the last, at the end of a character.
    pub end: u32,
}

/// What stands on each line of a text.
#[derive(Debug, Clone)]
pub struct LineWords<'a> {
    text: &'a Text,
    /// For each line one stretch of each block on it, in the order of the blocks.
    lines: Vec<Vec<Stretch>>,
}

impl<'a> LineWords<'a> {
    /// Reads which characters of a text stand on which line.
    pub fn of(text: &'a Text, lines: &LineMap, map: &TextMap) -> Self {
        let mut found: Vec<Vec<Stretch>> = vec![];
        for &Run { start, end, line } in lines.runs() {
            let line = line as usize;
            if found.len() <= line {
                found.resize(line + 1, vec![]);
            }
            let first = map
                .pieces
                .partition_point(|piece| piece.typst + piece.typst_len <= start);
            for piece in map.pieces[first..].iter().take_while(|piece| piece.typst < end)
            {
                let (from, to) = match piece.typst_len == piece.text_len {
                    true => {
                        let from = start.max(piece.typst) - piece.typst;
                        (from, end.min(piece.typst + piece.typst_len) - piece.typst)
                    }
                    false => (0, piece.text_len),
                };
                let content = &text.blocks[piece.block as usize].content.text;
                let from = content.floor_char_boundary((piece.text + from) as usize);
                let to = content.ceil_char_boundary((piece.text + to) as usize);
                let (from, to) = (from as u32, to as u32);
                let of_line = &mut found[line];
                match of_line.iter_mut().find(|known| known.block == piece.block) {
                    Some(known) => {
                        known.start = known.start.min(from);
                        known.end = known.end.max(to);
                    }
                    None => {
                        of_line.push(Stretch {
                            block: piece.block,
                            start: from,
                            end: to,
                        });
                    }
                }
            }
        }
        for line in &mut found {
            line.sort_unstable();
        }
        Self { text, lines: found }
    }

    /// What stands on a line, a stretch a block; nothing on a line of no words.
    pub fn stretches(&self, line: usize) -> &[Stretch] {
        self.lines.get(line).map_or(&[], Vec::as_slice)
    }

    /// Lines up to the last one that has words.
    pub fn count(&self) -> usize {
        self.lines.len()
    }

    /// The words of a line; cells that stand on one line are parted by a bar. Tabs and line
    /// ends are spaces.
    pub fn line(&self, line: usize) -> String {
        let parts = self.stretches(line).iter().map(|stretch| {
            let content = &self.text.blocks[stretch.block as usize].content.text;
            let words = &content[stretch.start as usize..stretch.end as usize];
            words.trim().replace(char::is_control, " ")
        });
        parts.collect::<Vec<_>>().join(" | ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assemble::map::Piece;
    use crate::model::{Block, BlockKind, Lang, Passage};

    /// A text of paragraphs, and the runs of bytes on each line of a source that holds them
    /// one after the other, each behind two other bytes.
    fn check(paragraphs: &[&str], lines: &[&[(u32, u32)]], expected: &[&str]) {
        let mut text = Text::new("a", Lang::new("en"));
        let mut map = TextMap::default();
        let mut typst = 0;
        for (k, words) in paragraphs.iter().enumerate() {
            let content = Passage::plain(*words);
            let block = Block::new(BlockKind::Paragraph, Lang::new("en"), content);
            text.blocks.push(block);
            let length = words.len() as u32;
            map.pieces.push(Piece {
                typst: typst + 2,
                typst_len: length,
                block: k as u32,
                text: 0,
                text_len: length,
            });
            typst += 2 + length;
        }
        let lines = LineMap::of(lines.iter().copied());
        let words = LineWords::of(&text, &lines, &map);
        let found: Vec<String> =
            (0..expected.len()).map(|line| words.line(line)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_line_has_the_words_of_its_bytes() {
        check(
            &["a rope and a knot"],
            &[&[(2, 9)], &[(9, 14)], &[(15, 19)]],
            &["a rope", "and a", "knot"],
        );
    }

    #[test]
    fn runs_of_one_block_are_joined_and_blocks_are_parted() {
        check(&["rope", "knot"], &[&[(2, 4), (5, 6), (8, 12)]], &["rope | knot"]);
    }

    #[test]
    fn a_line_without_words_is_empty() {
        check(&["rope"], &[&[(0, 2)], &[], &[(2, 6)]], &["", "", "rope"]);
        check(&["rope"], &[], &[""]);
    }

    #[test]
    fn no_character_is_cut() {
        check(&["åå\tb"], &[&[(2, 5)], &[(5, 8)]], &["åå", "å b"]);
    }
}
