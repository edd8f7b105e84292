//! A page of paper: the parts put in their places.

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Content, IntoValue, Smart};
use typst::introspection::SplitLocator;
use typst::layout::{Abs, Frame, Point, Sides, Size};
use typst::model::{Numbering, NumberingPattern};
use typst::pdf::ArtifactKind;
use typst_layout::Page;

use super::column::Column;
use super::furniture::Furniture;
use crate::assemble::direction;
use crate::compose::setter::{Setter, first_baseline};
use crate::model::{Dir, Lang};
use crate::typeset::names::{Function, Metric};
use crate::typeset::parts::dict;
use crate::words::numeral;

/// No letter of a running head is narrower on average, in points: of longer words the end is
/// not even tried.
const NARROW: f64 = 1.5;

/// A page's number and how it is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folio {
    /// The number, from 1.
    pub number: u32,
    /// Whether it is written in roman numerals, as in front matter.
    pub roman: bool,
}

impl Folio {
    /// As it is cited: in ASCII digits or small roman numerals.
    pub fn plain(self) -> String {
        if self.roman { numeral::roman(self.number) } else { self.number.to_string() }
    }

    /// As printed in texts of a language.
    pub fn text(self, lang: &Lang) -> String {
        if self.roman {
            numeral::roman(self.number)
        } else {
            numeral::number(self.number, lang)
        }
    }
}

/// What goes on a page.
#[derive(Debug, Clone)]
pub struct Sheet {
    /// Its number.
    pub folio: Folio,
    /// What stands in the text area: one column, or several side by side.
    pub columns: Vec<Column>,
    /// The words of the running head; none on a page that has no head.
    pub head: Option<String>,
    /// The parts of the text that stand on it, behind those words.
    pub passages: Option<String>,
    /// The language of the page.
    pub lang: Lang,
    /// Its direction.
    pub dir: Dir,
}

impl Sheet {
    /// A page without anything.
    pub fn blank(folio: Folio, lang: Lang) -> Self {
        Self {
            folio,
            columns: vec![],
            head: None,
            passages: None,
            dir: lang.dir(),
            lang,
        }
    }
}

impl Setter<'_> {
    /// Whether the spine is at the left of a page with this folio.
    pub(super) fn spine_left(&self, folio: Folio) -> bool {
        let recto = folio.number % 2 == 1;
        recto == (self.edition.lang.dir() == Dir::Ltr)
    }

    /// Puts a page together.
    ///
    /// # Errors
    /// What Typst finds wrong with a function of the design.
    pub fn sheet(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        furniture: &mut Furniture,
        sheet: &Sheet,
    ) -> SourceResult<Page> {
        let page = &self.edition.page;
        let spine_left = self.spine_left(sheet.folio);
        let mut frame = Frame::hard(Size::new(Abs::pt(page.width), Abs::pt(page.height)));
        self.head(engine, locator, furniture, sheet, &mut frame)?;
        for column in &sheet.columns {
            self.column(engine, locator, furniture, (column, spine_left), &mut frame)?;
        }
        let pattern = if sheet.folio.roman { "i" } else { "1" };
        let numbering =
            pattern.parse::<NumberingPattern>().expect("the pattern is valid");
        Ok(Page {
            frame,
            bleed: Sides::splat(Abs::zero()),
            fill: Smart::Auto,
            numbering: Some(Numbering::Pattern(numbering)),
            supplement: Content::empty(),
            number: u64::from(sheet.folio.number),
        })
    }

    /// Puts the running head on a page: the words in the middle, the folio outside.
    fn head(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        furniture: &mut Furniture,
        sheet: &Sheet,
        frame: &mut Frame,
    ) -> SourceResult<()> {
        let Some(words) = &sheet.head else { return Ok(()) };
        let page = &self.edition.page;
        let spine_left = self.spine_left(sheet.folio);
        let left = if spine_left { page.inner } else { page.outer };
        let measure = page.width - page.inner - page.outer;
        let above = self.design.metric(Metric::HeadAbove);
        let language = [
            ("lang", sheet.lang.primary().into_value()),
            ("dir", direction(sheet.dir).into_value()),
        ];
        // Isolated, since digits would join words of the other direction; a range goes the way of
        // its page.
        let passages = sheet.passages.as_ref();
        let isolate = if sheet.dir == Dir::Rtl { '\u{2067}' } else { '\u{2066}' };
        let behind = passages.map(|n| format!("\u{2003}{isolate}{n}\u{2069}"));
        let behind = behind.unwrap_or_default();
        let key = (format!("{words}{behind}"), sheet.lang.clone());
        let shown = match furniture.words.get(&key) {
            Some(shown) => shown.clone(),
            None => {
                // Shortened until there is room for it between two folios.
                let mut rest = words.as_str();
                let mut printed = words.clone();
                let most = (measure / NARROW) as usize;
                if let Some((end, _)) = words.char_indices().nth(most) {
                    rest = &words[..end];
                    printed = format!("{rest}…");
                }
                printed.push_str(&behind);
                let shown = loop {
                    let [lang, dir] = language.clone();
                    let argument =
                        dict([("words", printed.as_str().into_value()), lang, dir]);
                    let content = self.design.call(
                        engine,
                        self.styles,
                        Function::RunningWords,
                        argument,
                    )?;
                    let content = content.artifact(ArtifactKind::Header);
                    let shown = self.natural(engine, locator.next(&key.0), &content)?;
                    match shorter(rest) {
                        Some(shorter) if shown.width().to_pt() > measure - 60.0 => {
                            rest = shorter;
                            let end =
                                |c: char| c.is_whitespace() || ",.;:–—،؛".contains(c);
                            printed =
                                format!("{}\u{a0}…{behind}", rest.trim_end_matches(end));
                        }
                        _ => break shown,
                    }
                };
                furniture.words.insert(key, shown.clone());
                shown
            }
        };
        let y = |shown: &Frame| {
            Abs::pt(page.head - above) - first_baseline(shown).unwrap_or_default()
        };
        let x = left + (measure - shown.width().to_pt()) / 2.0;
        frame.push_frame(Point::new(Abs::pt(x), y(&shown)), shown);

        let text = sheet.folio.text(&sheet.lang);
        let [lang, dir] = language;
        let argument = dict([("folio", text.as_str().into_value()), lang, dir]);
        let content = self.design.call(engine, self.styles, Function::Folio, argument)?;
        let content = content.artifact(ArtifactKind::PageNumber);
        let shown = self.natural(engine, locator.next(&text), &content)?;
        let x = if spine_left { left + measure - shown.width().to_pt() } else { left };
        frame.push_frame(Point::new(Abs::pt(x), y(&shown)), shown);
        Ok(())
    }
}

/// Words without the last of them; of one word that is longer than any, the first half.
fn shorter(words: &str) -> Option<&str> {
    if let Some((shorter, _)) = words.trim_end().rsplit_once(char::is_whitespace) {
        return Some(shorter);
    }
    let half = words.chars().count() / 2;
    let (end, _) = words.char_indices().nth(half).filter(|_| half >= 20)?;
    Some(&words[..end])
}
