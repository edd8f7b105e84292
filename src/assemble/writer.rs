//! Typst source under construction, with a note of where the model's text went.

use super::Faces;
use super::asked::Asked;
use super::faces::APART;
use super::map::Piece;
use crate::model::Lang;

/// Where the pictures of a passage stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Pictures {
    /// Among words.
    #[default]
    InWords,
    /// In a block of their own.
    Plate,
    /// In a cell of a table, with so many in it.
    Cell(usize),
    /// Nowhere: there is no room for them, and their descriptions are printed.
    Described,
}

/// Collects source and the pieces of text in it.
#[derive(Debug, Default)]
pub struct Writer {
    /// The source so far.
    pub source: String,
    /// Where text of the model stands in it, in order.
    pub pieces: Vec<Piece>,
    /// The id of the text.
    pub id: String,
    /// The language of the block.
    pub lang: Option<Lang>,
    /// The references so far.
    pub asked: Vec<Asked>,
    /// Where pictures stand in what is written.
    pub pictures: Pictures,
    /// Whether no sign says where a page of a witness begins, as in headings: their words stand
    /// in the outline too. The number in the margin says it.
    pub is_unmarked: bool,
    /// How many characters the passage ends in between which no line can end.
    pub unbroken: usize,
    /// How many characters a line has room for; 0 where that is not known.
    pub room: usize,
    /// What there are faces for.
    pub faces: Faces,
    /// Where a call stands between two letters of the block: bytes of its text, in order.
    pub joins: Vec<usize>,
    /// Whether words may be divided at the ends of lines.
    pub hyphenates: bool,
    /// Where a line may end within a word, in languages that the compiler does not divide:
    /// bytes of the block's text, in order.
    pub hyphens: Vec<usize>,
}

impl Writer {
    /// Appends markup that is not part of the model's text.
    pub fn push(&mut self, source: &str) {
        self.source.push_str(source);
    }

    /// Appends text that stands for itself.
    pub fn run(&mut self, text: &str, block: u32, offset: usize) {
        if !text.is_empty() {
            self.piece(text.len(), text.len(), block, offset);
            self.source.push_str(text);
        }
    }

    /// Appends a character behind a backslash.
    pub fn escaped(&mut self, c: char, block: u32, offset: usize) {
        self.piece(1 + c.len_utf8(), c.len_utf8(), block, offset);
        self.source.push('\\');
        self.source.push(c);
    }

    /// Appends a mark that is kept from the letter before it.
    pub fn parted(&mut self, c: char, block: u32, offset: usize) {
        let length = APART.len_utf8() + c.len_utf8();
        self.piece(length, c.len_utf8(), block, offset);
        self.source.push(APART);
        self.source.push(c);
    }

    /// Appends a character by its number.
    pub fn coded(&mut self, c: char, block: u32, offset: usize) {
        let code = format!("\\u{{{:x}}}", c as u32);
        self.piece(code.len(), c.len_utf8(), block, offset);
        self.source.push_str(&code);
    }

    /// Appends a space for a character of white space.
    pub fn space(&mut self, block: u32, offset: usize) {
        self.piece(1, 1, block, offset);
        self.source.push(' ');
    }

    /// The byte at which the next markup will stand.
    pub fn at(&self) -> usize {
        self.source.len()
    }

    fn piece(&mut self, typst_len: usize, text_len: usize, block: u32, offset: usize) {
        self.pieces.push(Piece {
            typst: self.source.len() as u32,
            typst_len: typst_len as u32,
            block,
            text: offset as u32,
            text_len: text_len as u32,
        });
    }
}
