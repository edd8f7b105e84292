//! The texts of a page's content, glyph by glyph (ISO 32000-1, 9.4).

use std::ops::Range;

use crate::publish::frames::letters::{ADDED, is_mark};

/// A glyph as it is shown.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Shown {
    /// Its font, as an index of the page's.
    pub font: usize,
    /// Its number in the font.
    pub code: u16,
    /// The size, in units of the text's space.
    pub size: f64,
    /// Where it stands in the text's space.
    pub x: f64,
    /// The same.
    pub y: f64,
    /// How wide the font says it is.
    pub width: f64,
    /// The mode it is drawn in.
    pub mode: u8,
    /// The text that it has, maybe with others, and not from its font.
    pub span: Option<usize>,
    /// Its text in the font.
    text: String,
}

impl Shown {
    /// The operator of its mode.
    pub(super) fn mode(&self) -> &'static str {
        match self.mode {
            0 => "0 Tr",
            1 => "1 Tr",
            _ => "2 Tr",
        }
    }

    /// Whether both can be shown by one operator.
    pub(super) fn like(&self, other: &Self) -> bool {
        (self.font, self.mode) == (other.font, other.mode)
            && self.size == other.size
            && self.y == other.y
    }
}

/// A text, from `BT` to `ET`.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Block {
    /// Where it stands in the content.
    pub range: Range<usize>,
    /// Its glyphs, in order.
    pub glyphs: Vec<Shown>,
    spans: Vec<String>,
}

impl Block {
    /// What a glyph of it stands for.
    pub(super) fn text<'a>(&'a self, glyph: &'a Shown) -> &'a str {
        match glyph.span {
            Some(span) => &self.spans[span],
            None => &glyph.text,
        }
    }

    /// With what the design adds to a letter before the marks of that letter: its glyph and the
    /// line that makes it longer are one.
    pub(super) fn with_added_first(&self) -> Self {
        let is_added = |glyph: &Shown| glyph.span.is_none() && self.text(glyph) == ADDED;
        let is_of_mark = |glyph: &Shown| {
            let text = self.text(glyph).trim_start_matches(ADDED);
            glyph.span.is_none() && !is_added(glyph) && text.chars().all(is_mark)
        };
        let mut glyphs: Vec<Shown> = Vec::with_capacity(self.glyphs.len());
        for glyph in &self.glyphs {
            if !is_added(glyph) {
                glyphs.push(glyph.clone());
                continue;
            }
            let before = glyphs.iter().rev().take_while(|it| is_of_mark(it)).count();
            glyphs.insert(glyphs.len() - before, glyph.clone());
        }
        Self {
            range: self.range.clone(),
            glyphs,
            spans: self.spans.clone(),
        }
    }

    /// What its glyphs stand for, in order.
    pub(super) fn texts(&self) -> impl Iterator<Item = &str> {
        self.glyphs.iter().map(|glyph| self.text(glyph))
    }
}

/// All texts that have the form of Typst's export. `glyph` gives the font of a name with the text and the width of a
/// code.
pub(super) fn blocks<'f>(
    data: &[u8],
    glyph: impl Fn(&[u8], u16) -> Option<(usize, &'f str, f64)>,
) -> Vec<Block> {
    let mut blocks = vec![];
    let mut scanner = Scanner { data, at: 0 };
    while let Some(token) = scanner.next() {
        if token != Token::Operator(b"BT") {
            continue;
        }
        let start = scanner.at - 2;
        let mut reader = Reader::default();
        let end = loop {
            match scanner.next() {
                None => break None,
                Some(Token::Operator(b"ET")) => break Some(scanner.at),
                Some(token) => {
                    if reader.token(token, &glyph).is_none() {
                        break None;
                    }
                }
            }
        };
        if let Some(end) = end {
            let Reader { glyphs, spans, .. } = reader;
            blocks.push(Block { range: start..end, glyphs, spans });
        }
    }
    blocks
}

#[derive(Debug, Clone, PartialEq)]
enum Token<'a> {
    Number(f64),
    Name(&'a [u8]),
    Text(Vec<u8>),
    Array,
    ArrayEnd,
    Dict,
    DictEnd,
    Operator(&'a [u8]),
}

struct Scanner<'a> {
    data: &'a [u8],
    at: usize,
}

impl<'a> Scanner<'a> {
    fn next(&mut self) -> Option<Token<'a>> {
        let data = self.data;
        while data.get(self.at)?.is_ascii_whitespace() {
            self.at += 1;
        }
        let start = self.at;
        let one = |scanner: &mut Self, token| {
            scanner.at += 1;
            Some(token)
        };
        match data[start] {
            b'[' => one(self, Token::Array),
            b']' => one(self, Token::ArrayEnd),
            b'<' if data.get(start + 1) == Some(&b'<') => {
                self.at += 1;
                one(self, Token::Dict)
            }
            b'>' => {
                self.at += 1;
                one(self, Token::DictEnd)
            }
            b'<' => self.hex(),
            b'(' => self.literal(),
            b'/' => {
                self.at += 1;
                Some(Token::Name(self.word()))
            }
            b'+' | b'-' | b'.' | b'0'..=b'9' => {
                let word = std::str::from_utf8(self.word()).ok()?;
                Some(Token::Number(word.parse().ok()?))
            }
            _ => {
                let word = self.word();
                if word.is_empty() {
                    self.at += 1;
                }
                Some(Token::Operator(word))
            }
        }
    }

    fn word(&mut self) -> &'a [u8] {
        let rest = &self.data[self.at..];
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"()<>[]{}/%".contains(byte);
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn hex(&mut self) -> Option<Token<'a>> {
        let rest = &self.data[self.at + 1..];
        let length = memchr::memchr(b'>', rest)?;
        self.at += length + 2;
        let digit = |byte: &u8| (*byte as char).to_digit(16).map(|digit| digit as u8);
        let digits: Vec<u8> = rest[..length].iter().filter_map(digit).collect();
        let byte = |pair: &[u8]| pair[0] << 4 | pair.get(1).copied().unwrap_or_default();
        Some(Token::Text(digits.chunks(2).map(byte).collect()))
    }

    fn literal(&mut self) -> Option<Token<'a>> {
        let mut text = vec![];
        let mut depth = 0;
        loop {
            let byte = *self.data.get(self.at)?;
            self.at += 1;
            match byte {
                b'(' if depth == 0 => depth = 1,
                b')' if depth == 1 => return Some(Token::Text(text)),
                b'\\' => {
                    let next = *self.data.get(self.at)?;
                    self.at += 1;
                    match next {
                        b'n' => text.push(b'\n'),
                        b'r' => text.push(b'\r'),
                        b't' => text.push(b'\t'),
                        b'b' => text.push(8),
                        b'f' => text.push(12),
                        b'\n' => {}
                        b'0'..=b'7' => {
                            let mut value = u32::from(next - b'0');
                            for _ in 0..2 {
                                let Some(more @ b'0'..=b'7') = self.data.get(self.at)
                                else {
                                    break;
                                };
                                value = value * 8 + u32::from(more - b'0');
                                self.at += 1;
                            }
                            text.push(value as u8);
                        }
                        other => text.push(other),
                    }
                }
                byte => {
                    depth += i32::from(byte == b'(') - i32::from(byte == b')');
                    text.push(byte);
                }
            }
        }
    }
}

/// Reads the operators of a text.
#[derive(Default)]
struct Reader<'a> {
    operands: Vec<Token<'a>>,
    font: Vec<u8>,
    size: f64,
    mode: u8,
    x: f64,
    y: f64,
    span: Option<usize>,
    open: usize,
    glyphs: Vec<Shown>,
    spans: Vec<String>,
}

impl<'a> Reader<'a> {
    /// The next token; nothing if it is not of the form that is known.
    fn token<'f>(
        &mut self,
        token: Token<'a>,
        glyph: &impl Fn(&[u8], u16) -> Option<(usize, &'f str, f64)>,
    ) -> Option<()> {
        let Token::Operator(operator) = token else {
            self.operands.push(token);
            return Some(());
        };
        let operands = std::mem::take(&mut self.operands);
        match (operator, &operands[..]) {
            (b"Tr", [Token::Number(mode)]) => self.mode = *mode as u8,
            (b"Tf", [Token::Name(name), Token::Number(size)]) => {
                self.font = name.to_vec();
                self.size = *size;
            }
            (b"Tm", [.., Token::Number(x), Token::Number(y)]) => {
                let one = [1.0, 0.0, 0.0, -1.0].map(Token::Number);
                if operands[..operands.len() - 2] != one {
                    return None;
                }
                (self.x, self.y) = (*x, *y);
            }
            (b"BDC", tokens) => {
                let at = tokens.iter().position(|t| *t == Token::Name(b"ActualText"))?;
                let Some(Token::Text(text)) = tokens.get(at + 1) else { return None };
                self.spans.push(words(text));
                self.span = Some(self.spans.len() - 1);
                self.open += 1;
            }
            (b"EMC", []) if self.open > 0 => {
                self.open -= 1;
                self.span = None;
            }
            (b"Tj" | b"TJ", tokens) => {
                for token in tokens {
                    match token {
                        Token::Text(codes) => {
                            for code in codes.chunks_exact(2) {
                                self.show(u16::from_be_bytes([code[0], code[1]]), glyph)?;
                            }
                        }
                        Token::Number(gap) => self.x -= gap * self.size / 1000.0,
                        Token::Array | Token::ArrayEnd => {}
                        _ => return None,
                    }
                }
            }
            _ => return None,
        }
        Some(())
    }

    fn show<'f>(
        &mut self,
        code: u16,
        glyph: &impl Fn(&[u8], u16) -> Option<(usize, &'f str, f64)>,
    ) -> Option<()> {
        let (font, text, width) = glyph(&self.font, code)?;
        let width = width * self.size / 1000.0;
        self.glyphs.push(Shown {
            font,
            code,
            size: self.size,
            x: self.x,
            y: self.y,
            width,
            mode: self.mode,
            span: self.span,
            text: text.to_owned(),
        });
        self.x += width;
        Some(())
    }
}

/// A text string (ISO 32000-1, 7.9.2.2): the export writes those that are not ASCII in UTF-16.
fn words(text: &[u8]) -> String {
    match text.strip_prefix(b"\xfe\xff") {
        Some(units) => {
            let unit = |pair: &[u8]| u16::from_be_bytes([pair[0], pair[1]]);
            let units: Vec<u16> = units.chunks_exact(2).map(unit).collect();
            String::from_utf16_lossy(&units)
        }
        None => text.iter().map(|byte| char::from(*byte)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The glyphs of the first text: code, place and what it stands for.
    #[track_caller]
    fn check(content: &str, expected: &[(u16, f64, f64, &str)]) {
        let blocks = blocks(content.as_bytes(), |_, _| Some((0, "x", 500.0)));
        let found: Vec<_> = blocks.first().map_or(vec![], |block| {
            let of = |glyph| block.text(glyph);
            let glyphs = block.glyphs.iter();
            glyphs
                .map(|glyph| (glyph.code, glyph.x, glyph.y, of(glyph)))
                .collect()
        });
        assert_eq!(found, expected);
    }

    #[test]
    fn glyphs_have_their_places() {
        check(
            "q 1 0 0 -1 3 4 cm\nBT 0 Tr/f0 10 Tf 1 0 0 -1 2 1 Tm[(\\000\\001)600<00020003>]TJ\nET\nQ",
            &[(1, 2.0, 1.0, "x"), (2, 1.0, 1.0, "x"), (3, 6.0, 1.0, "x")],
        );
    }

    #[test]
    fn what_a_span_says_goes_before_the_font() {
        check(
            "BT/Span<</ActualText<FEFF0628>>>BDC 0 Tr/f0 8 Tf 1 0 0 -1 0 0 Tm(\\000\\))Tj\nEMC(\\000a)Tj ET",
            &[(41, 0.0, 0.0, "ب"), (97, 4.0, 0.0, "x")],
        );
    }

    #[test]
    fn a_text_of_another_form_is_left_alone() {
        check("BT 0 Tr/f0 10 Tf 2 0 0 -1 0 0 Tm(\\000a)Tj ET", &[]);
        check("BT 3 Ts/f0 10 Tf(\\000a)Tj ET", &[]);
        check("BT/f0 10 Tf(\\000a", &[]);
        check("(BT) Tj", &[]);
    }
}
