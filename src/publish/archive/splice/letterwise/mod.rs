//! Right-to-left text written letter by letter, as all programs that read PDFs find it.
//!
//! Rules, each for a program that needs it and none to the harm of another (found by trying pdfium, pdf.js, MuPDF,
//! poppler, pdfminer and pypdf):
//!
//! 1. The content is in the order of reading, and each letter, figure of Arabic, stop and blank is shown by an
//!    operator of its own, with its own place. pdfium sorts what is shown by place, and turns what one
//!    operator shows around; others keep the order. A stretch from left to right is shown at once.
//! 2. A blank stands for itself behind a U+034F, and has an `ActualText`: pdf.js drops a blank before a
//!    jump to the left, and some search for the blank alone.
//! 3. What has no ink is drawn as an outline, or pdfium does not see it.
//! 4. A stretch from left to right has a right-to-left mark before it, or poppler has the blank on the wrong side.
//! 5. A mark is shown together with a blank glyph at the place where it is read, just behind its letter, and is larger
//!    by a thousandth of a point, or pdf.js has it before its letter.
//! 6. A letter that is longer by lines of the design is shown together with them, from left to right, under an
//!    `ActualText`: its width is then that of all, and no word ends there.
//!
//! A glyph has one meaning in a font. Where it has another one here it is taken from an *alias*: a font with the same
//! glyphs whose map says what this code stands for.

mod content;
mod fonts;

use self::content::{Block, Shown};
use self::fonts::{Fonts, Page};
use super::file::{Edit, File, apply_with};
use super::streams::{content, stream};
use crate::model::script::is_right_to_left;
use crate::publish::frames::letters::{ADDED, PLACE, TURN, is_mark, is_unseen};

/// How much larger a mark is than its letter, in points.
const LARGER: f64 = 0.001;

/// The most glyphs of a text without letters that is taken apart: a row of leaders is not.
const SHORT: usize = 8;

/// The file with its right-to-left text rewritten; nothing if it has none, or another form than Typst's
/// export gives it.
pub(super) fn rewritten(pdf: &[u8]) -> Option<Vec<u8>> {
    let file = File::read(pdf)?;
    let mut fonts = Fonts::of(&file)?;
    if !fonts.any(|text| text.chars().any(is_right_to_left)) {
        return None;
    }
    let pages = fonts.pages(&file)?;
    let mut edits = vec![];
    for mut page in pages {
        let data = content(&pdf[page.stream.clone()])?;
        let Some(new) = page_content(&data, &mut page, &mut fonts) else { continue };
        let object = stream(&new, "")?;
        edits.push(Edit {
            at: page.stream.start,
            length: page.stream.len(),
            text: object,
        });
        if !page.added.is_empty() {
            let text = page.added.into_bytes();
            edits.push(Edit { at: page.names_end, length: 0, text });
        }
    }
    if edits.is_empty() {
        return None;
    }
    edits.sort_by_key(|edit| edit.at);
    apply_with(&file, &edits, &fonts.objects(pdf)?)
}

/// What a page shows, rewritten; nothing if nothing of it goes to the left.
fn page_content(data: &[u8], page: &mut Page, fonts: &mut Fonts) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(data.len() * 2);
    let mut done = 0;
    let mut is_changed = false;
    let blocks = content::blocks(data, |name, code| {
        let face = page.font(name)?;
        let (text, width) = fonts.glyph(face, code)?;
        Some((face, text, width))
    });
    let turned = |block: &Block| block.texts().any(|t| t.chars().any(is_right_to_left));
    if !blocks.iter().any(turned) {
        return None;
    }
    for block in &blocks {
        if !is_letterwise(block) {
            continue;
        }
        out.extend_from_slice(&data[done..block.range.start]);
        let mut writer = Writer { out: &mut out, page, fonts };
        writer.block(block)?;
        done = block.range.end;
        is_changed = true;
    }
    out.extend_from_slice(&data[done..]);
    is_changed.then_some(out)
}

/// Whether a text is taken apart: it goes to the left, has something in it that was put there for
/// that, or is a short one without letters.
fn is_letterwise(block: &Block) -> bool {
    let is_strong = |c: char| c.is_alphabetic() || c.is_ascii_digit();
    let is_aid = |c: char| matches!(c, '\u{34f}' | '\u{200f}') || is_right_to_left(c);
    let mut texts = block.texts();
    texts.any(|text| text.chars().any(is_aid))
        || block.glyphs.len() > 1
            && block.glyphs.len() <= SHORT
            && !block.texts().any(|text| text.chars().any(is_strong))
}

/// Whether a glyph is shown with those beside it.
fn is_left(text: &str) -> bool {
    text.chars().all(|c| {
        !is_right_to_left(c)
            && !matches!(c, '\u{660}'..='\u{669}' | '\u{6f0}'..='\u{6f9}')
    })
}

struct Writer<'a, 'b> {
    out: &'a mut Vec<u8>,
    page: &'a mut Page,
    fonts: &'b mut Fonts,
}

impl Writer<'_, '_> {
    fn put(&mut self, text: &str) {
        self.out.extend_from_slice(text.as_bytes());
    }

    /// A text, from `BT` to `ET`.
    fn block(&mut self, block: &Block) -> Option<()> {
        // A stretch from left to right, which may begin with a mark.
        let texts = || block.texts().filter(|text| *text != TURN && *text != ADDED);
        let goes_right = !texts().any(|text| text.chars().any(is_right_to_left))
            && texts().any(|text| {
                text.chars()
                    .any(|c| c.is_alphanumeric() && is_left(text) && !c.is_whitespace())
            });
        self.put("BT\n");
        let block = &block.with_added_first();
        let glyphs = &block.glyphs;
        let mut at = 0;
        while let Some(glyph) = glyphs.get(at) {
            let same = |other: &&Shown| other.span.is_some() && other.span == glyph.span;
            let shared = glyphs[at..].iter().take_while(same).count().max(1);
            let text = block.text(glyph);
            let next = glyphs.get(at + 1);
            if shared > 1 {
                self.shared(text, &glyphs[at..at + shared])?;
                at += shared;
            } else if text == TURN {
                self.one(glyph, text, "0 Tr", glyph.size)?;
                at += 1;
            } else if text == PLACE
                && let Some(mark) = next
                && mark.y == glyph.y
                && block.text(mark).chars().all(is_mark)
            {
                self.mark(glyph, mark, block.text(mark))?;
                at += 2;
            } else if goes_right {
                at += self.stretch(block, at);
            } else if text == PLACE {
                // It was there for the blank behind it.
                at += 1;
            } else if !text.is_empty() && text.chars().all(char::is_whitespace) {
                self.actual(text);
                let own = format!("{ADDED}{text}");
                self.one(glyph, &own, "1 Tr", glyph.size)?;
                self.put("EMC\n");
                at += 1;
            } else if let Some(hidden) = text.strip_prefix(ADDED)
                && !hidden.is_empty()
            {
                self.actual(hidden);
                self.one(glyph, hidden, "1 Tr", glyph.size)?;
                self.put("EMC\n");
                at += 1;
            } else if text.chars().all(is_unseen) {
                self.one(glyph, text, "1 Tr", glyph.size)?;
                at += 1;
            } else {
                let added = glyphs[at + 1..].iter();
                let added = added.take_while(|added| block.text(added) == ADDED).count();
                if added > 0 {
                    self.longer(glyph, text, &glyphs[at + 1..at + 1 + added])?;
                } else {
                    self.one(glyph, text, glyph.mode(), glyph.size)?;
                }
                at += 1 + added;
            }
        }
        self.put("ET");
        Some(())
    }

    /// Begins what reads as this.
    fn actual(&mut self, text: &str) {
        self.put("/Span<</ActualText<FEFF");
        for unit in text.encode_utf16() {
            self.put(&format!("{unit:04X}"));
        }
        self.put(">>>BDC\n");
    }

    fn begin(&mut self, font: &str, size: f64, x: f64, y: f64) {
        let (size, x, y) = (number(size), number(x), number(y));
        self.put(&format!("/{font} {size} Tf 1 0 0 -1 {x} {y} Tm"));
    }

    /// A glyph by itself.
    fn one(&mut self, glyph: &Shown, text: &str, mode: &str, size: f64) -> Option<()> {
        let font = self.page.alias(glyph.font, &[(glyph.code, text)], self.fonts)?;
        self.put(mode);
        self.begin(&font, size, glyph.x, glyph.y);
        self.put(&format!("<{:04X}>Tj\n", glyph.code));
        Some(())
    }

    /// A mark with the blank glyph that says where it is read.
    fn mark(&mut self, place: &Shown, mark: &Shown, text: &str) -> Option<()> {
        let pair = [(place.code, ADDED), (mark.code, text)];
        let font = self.page.alias(mark.font, &pair, self.fonts)?;
        let size = mark.size + LARGER;
        let gap = place.x + place.width - mark.x;
        let gap = if size > 0.0 { number(gap * 1000.0 / size) } else { "0".into() };
        self.actual(text);
        self.put(mark.mode());
        self.begin(&font, size, place.x, place.y);
        self.put(&format!("[<{:04X}>{gap}<{:04X}>]TJ\nEMC\n", place.code, mark.code));
        Some(())
    }

    /// A letter with what the design adds to it, shown at once from left to right: pdfium and poppler then take
    /// it for one wide letter, and do not part the word where it is.
    fn longer(&mut self, letter: &Shown, text: &str, added: &[Shown]) -> Option<()> {
        self.actual(text);
        if added.iter().all(|glyph| glyph.like(letter)) {
            let mut pairs: Vec<(u16, &str)> =
                added.iter().map(|it| (it.code, ADDED)).collect();
            pairs.push((letter.code, text));
            let font = self.page.alias(letter.font, &pairs, self.fonts)?;
            let first = added.last().unwrap_or(letter);
            self.put(letter.mode());
            self.begin(&font, letter.size, first.x, letter.y);
            self.put("[");
            let mut pen = first.x;
            for glyph in added.iter().rev().chain([letter]) {
                let gap = (pen - glyph.x) * 1000.0 / letter.size;
                if gap.abs() > 0.001 {
                    self.put(&number(gap));
                }
                self.put(&format!("<{:04X}>", glyph.code));
                pen = glyph.x + glyph.width;
            }
            self.put("]TJ\n");
        } else {
            for glyph in added.iter().rev() {
                self.one(glyph, ADDED, glyph.mode(), glyph.size)?;
            }
            self.one(letter, text, letter.mode(), letter.size)?;
        }
        self.put("EMC\n");
        Some(())
    }

    /// Glyphs that have one text together.
    fn shared(&mut self, text: &str, glyphs: &[Shown]) -> Option<()> {
        self.actual(text);
        for glyph in glyphs {
            let own = self.fonts.glyph(glyph.font, glyph.code)?.0.to_owned();
            self.one(glyph, &own, glyph.mode(), glyph.size)?;
        }
        self.put("EMC\n");
        Some(())
    }

    /// Glyphs from left to right, shown at once as far as they are of one kind; how many.
    fn stretch(&mut self, block: &Block, from: usize) -> usize {
        let glyphs = &block.glyphs[from..];
        let first = &glyphs[0];
        let figure = !is_left(block.text(first));
        let is_same = |glyph: &&Shown| {
            glyph.like(first)
                && !figure
                && is_left(block.text(glyph))
                && glyph.span == first.span
        };
        let count = glyphs.iter().take_while(is_same).count().max(1);
        let glyphs = &glyphs[..count];
        let own = first.span.map(|_| block.text(first));
        if let Some(text) = own {
            self.actual(text);
        }
        self.put(first.mode());
        let font = self.page.name(first.font).to_owned();
        self.begin(&font, first.size, first.x, first.y);
        let mut pen = first.x;
        self.put("[");
        for glyph in glyphs {
            let gap = (pen - glyph.x) * 1000.0 / first.size;
            if gap.abs() > 0.001 {
                self.put(&number(gap));
            }
            self.put(&format!("<{:04X}>", glyph.code));
            pen = glyph.x + glyph.width;
        }
        self.put("]TJ\n");
        if own.is_some() {
            self.put("EMC\n");
        }
        count
    }
}

/// A number as PDF writes it.
fn number(value: f64) -> String {
    let text = format!("{value:.5}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if text.is_empty() || text == "-0" { "0".into() } else { text.to_owned() }
}
