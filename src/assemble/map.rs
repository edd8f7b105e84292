//! The way back from the assembled source to the model, and there again.

use std::ops::Range;

use crate::model::Place;

/// A run of a text's characters and where it stands in the assembled source.
/// Both lengths are equal but for escapes, which are one character each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The first byte in the source.
    pub typst: u32,
    /// The length in the source.
    pub typst_len: u32,
    /// The block.
    pub block: u32,
    /// The first byte in the block's text.
    pub text: u32,
    /// The length in the block's text.
    pub text_len: u32,
}

/// Where the parts of a text stand in its assembled file.
#[derive(Debug, Clone, Default)]
pub struct TextMap {
    /// The runs of the body, in order of both source and model.
    pub pieces: Vec<Piece>,
    /// The runs of the notes and the entries, in order of the source; their block is
    /// none of the text's.
    pub apart: Vec<Piece>,
    /// The source bytes of each block.
    pub blocks: Vec<Range<u32>>,
    /// The source bytes of each note.
    pub notes: Vec<Range<u32>>,
    /// The source bytes of each apparatus entry.
    pub entries: Vec<Range<u32>>,
}

impl TextMap {
    /// The source byte of a place. A place between two runs is given to the run
    /// that starts there, or to the end of the one before.
    pub fn source_of(&self, place: Place) -> Option<u32> {
        let key = (place.block, place.offset);
        let k = self.pieces.partition_point(|p| (p.block, p.text) <= key);
        let piece = self.pieces.get(k.checked_sub(1)?)?;
        if piece.block != place.block {
            return self.blocks.get(place.block as usize).map(|range| range.start);
        }
        let inside = (place.offset - piece.text).min(piece.text_len);
        let inside = if piece.typst_len == piece.text_len {
            inside
        } else if inside == piece.text_len {
            piece.typst_len
        } else {
            0
        };
        Some(piece.typst + inside)
    }

    /// The place of a source byte, if it belongs to the model's text.
    pub fn place_of(&self, byte: u32) -> Option<Place> {
        let k = self.pieces.partition_point(|p| p.typst <= byte);
        let piece = self.pieces.get(k.checked_sub(1)?)?;
        let inside = byte - piece.typst;
        (inside < piece.typst_len).then(|| Place {
            block: piece.block,
            offset: piece.text
                + if piece.typst_len == piece.text_len { inside } else { 0 },
        })
    }

    /// The runs of what stands apart in a range of source bytes, a list a passage.
    pub fn passages(&self, range: &Range<u32>) -> Vec<&[Piece]> {
        let first = self.apart.partition_point(|piece| piece.typst < range.start);
        let last = self.apart.partition_point(|piece| piece.typst < range.end);
        let pieces = &self.apart[first..last.max(first)];
        // Each passage begins with its first byte.
        pieces.chunk_by(|_, next| next.text > 0).collect()
    }

    /// The block that a source byte belongs to.
    pub fn block_of(&self, byte: u32) -> Option<u32> {
        let k = self.blocks.partition_point(|range| range.start <= byte);
        let k = k.checked_sub(1)?;
        self.blocks[k].contains(&byte).then_some(k as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::assemble::escape::markup;
    use crate::assemble::writer::Writer;

    #[test]
    fn every_character_finds_its_way_there_and_back() {
        let text = "a [b] c -- 1956. «x»";
        let mut out = Writer::default();
        out.push("#let body = [");
        markup(&mut out, text, 3, 0, true);
        let end = out.at() as u32;
        let mut blocks = vec![0..0; 3];
        blocks.push(13..end);
        let map = TextMap { pieces: out.pieces, blocks, ..TextMap::default() };
        for (offset, c) in text.char_indices() {
            let place = Place { block: 3, offset: offset as u32 };
            let byte = map.source_of(place).expect("every place has a byte");
            assert_eq!(map.place_of(byte), Some(place), "at {c:?}");
            let source = out.source[byte as usize..].trim_start_matches('\\');
            assert!(source.starts_with(c), "{c:?} at {source:?}");
        }
        assert_eq!(map.block_of(14), Some(3));
    }
}
