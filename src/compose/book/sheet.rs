//! A page of paper: the parts put in their places.

use rustc_hash::FxHashMap;
use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Array, Content, IntoValue, Smart, Value};
use typst::introspection::SplitLocator;
use typst::layout::{Abs, Frame, Point, Sides, Size};
use typst::model::{Numbering, NumberingPattern};
use typst::pdf::ArtifactKind;
use typst_layout::Page;

use crate::assemble::direction;
use crate::compose::foot::strips::SetFoot;
use crate::compose::setter::{Setter, first_baseline};
use crate::compose::text::{MarginNumber, PageTurns};
use crate::edition::LineationMargin;
use crate::model::{Dir, Lang};
use crate::typeset::names::{Function, Metric};
use crate::typeset::parts::{dict, optional};
use crate::words::numeral;

/// What stays white between the numbers in a margin and the edge of the page, in points.
const FROM_EDGE: f64 = 8.0;
/// What should stay white at least between line numbers and the edge of the page, in points.
const FROM_TRIM: f64 = 6.0;
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
    /// The text area from its top.
    pub body: Frame,
    /// The foot.
    pub foot: SetFoot,
    /// The numbers of lines.
    pub numbers: Vec<MarginNumber>,
    /// Pages of witnesses that begin on it.
    pub breaks: Vec<PageTurns>,
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
            body: Frame::soft(Size::zero()),
            foot: SetFoot::default(),
            numbers: vec![],
            breaks: vec![],
            head: None,
            passages: None,
            dir: lang.dir(),
            lang,
        }
    }
}

/// Frames that are the same on many pages.
#[derive(Default)]
pub struct Furniture {
    /// Line numbers.
    numbers: FxHashMap<(String, bool, Lang), Frame>,
    /// The words of running heads.
    words: FxHashMap<(String, Lang), Frame>,
    /// Rules above feet, and above what runs on from the page before.
    rules: FxHashMap<(Dir, bool), Frame>,
}

/// The white between the lines and the numbers beside them, in points: `wanted`, or less where
/// the margin is so narrow that the widest number would reach out of the page.
fn clearance(wanted: f64, margin: f64, widest: f64) -> f64 {
    if wanted + widest + FROM_TRIM <= margin {
        return wanted;
    }
    (margin - widest - FROM_TRIM)
        .max((margin - widest) / 2.0)
        .clamp(0.0, wanted)
}

impl Setter<'_> {
    /// Whether the spine is at the left of a page with this folio.
    fn spine_left(&self, folio: Folio) -> bool {
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
        let left = if spine_left { page.inner } else { page.outer };
        let measure = page.width - page.inner - page.outer;
        let mut frame = Frame::hard(Size::new(Abs::pt(page.width), Abs::pt(page.height)));
        self.head(engine, locator, furniture, sheet, &mut frame)?;
        frame.push_frame(
            Point::new(Abs::pt(left), Abs::pt(page.head)),
            sheet.body.clone(),
        );
        let clear = self.design.metric(Metric::LineNumberClearance);
        let numbers_left = self.numbers_left(spine_left);
        // How far numbers of the second lineation reach into the other margin.
        let mut taken: Vec<(f64, f64)> = vec![];
        let numbers = self.numbers(engine, locator, furniture, sheet)?;
        let at_left = |number: &MarginNumber| numbers_left != number.second;
        let clear_of = |is_left: bool| {
            let margin = if is_left { left } else { page.width - left - measure };
            let here = sheet
                .numbers
                .iter()
                .zip(&numbers)
                .filter(|(n, _)| at_left(n) == is_left);
            let widths = here.map(|(_, shown)| shown.width().to_pt());
            clearance(clear, margin, widths.fold(0.0, f64::max))
        };
        let (clear_left, clear_right) = (clear_of(true), clear_of(false));
        for (number, shown) in sheet.numbers.iter().zip(&numbers) {
            let x = if at_left(number) {
                left - clear_left - shown.width().to_pt()
            } else {
                left + measure + clear_right
            };
            if number.second {
                taken.push((number.baseline, shown.width().to_pt() + clear / 2.0));
            }
            let drop = first_baseline(shown).unwrap_or_default();
            let y = Abs::pt(page.head + number.baseline) - drop;
            frame.push_frame(Point::new(Abs::pt(x), y), shown.clone());
        }
        self.turns(engine, locator, sheet, &taken, &mut frame)?;
        self.foot_of(engine, locator, furniture, sheet, &mut frame)?;
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

    /// Draws the pages of witnesses that begin on the lines of a page: in the margin without
    /// line numbers, which is the inner one by default, and outside of the numbers of the second
    /// lineation, which have `taken` some room on their baselines.
    fn turns(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        sheet: &Sheet,
        taken: &[(f64, f64)],
        frame: &mut Frame,
    ) -> SourceResult<()> {
        let page = &self.edition.page;
        let spine_left = self.spine_left(sheet.folio);
        let left = if spine_left { page.inner } else { page.outer };
        let measure = page.width - page.inner - page.outer;
        let at_right = self.numbers_left(spine_left);
        let margin = if at_right { page.width - left - measure } else { left };
        for PageTurns { baseline, pages } in &sheet.breaks {
            let same = taken.iter().find(|taken| (taken.0 - baseline).abs() < 0.1);
            let clear = self.design.metric(Metric::LineNumberClearance)
                + same.map_or(0.0, |taken| taken.1);
            let room = margin - clear - FROM_EDGE;
            let mut shown =
                self.witness_pages(engine, locator, pages, sheet, (None, at_right))?;
            if shown.width().to_pt() > room {
                let narrow = (Some(room), at_right);
                shown = self.witness_pages(engine, locator, pages, sheet, narrow)?;
            }
            let x = if at_right {
                left + measure + clear
            } else {
                left - clear - shown.width().to_pt()
            };
            let drop = first_baseline(&shown).unwrap_or_default();
            let y = Abs::pt(page.head + baseline) - drop;
            frame.push_frame(Point::new(Abs::pt(x), y), shown);
        }
        Ok(())
    }

    /// The numbers beside the lines of a page, as they are drawn.
    fn numbers(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        furniture: &mut Furniture,
        sheet: &Sheet,
    ) -> SourceResult<Vec<Frame>> {
        let mut drawn = vec![];
        for number in &sheet.numbers {
            let key = (number.text.clone(), number.second, sheet.lang.clone());
            let shown = match furniture.numbers.get(&key) {
                Some(shown) => shown.clone(),
                None => {
                    let (lang, dir) = (&sheet.lang, sheet.dir);
                    let shown = self.line_number(engine, locator, number, lang, dir)?;
                    furniture.numbers.insert(key, shown.clone());
                    shown
                }
            };
            drawn.push(shown);
        }
        Ok(drawn)
    }

    /// Puts the foot on a page, with its rules and the signs of what runs on.
    fn foot_of(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        furniture: &mut Furniture,
        sheet: &Sheet,
        frame: &mut Frame,
    ) -> SourceResult<()> {
        let (page, foot) = (&self.edition.page, &sheet.foot);
        if foot.frames.is_empty() {
            return Ok(());
        }
        let left = if self.spine_left(sheet.folio) { page.inner } else { page.outer };
        let top = page.height - page.foot - foot.height;
        let right = left + self.measure();
        for &(y, continued) in &foot.rules {
            let rule = match furniture.rules.get(&(sheet.dir, continued)) {
                Some(rule) => rule.clone(),
                None => {
                    let rule = self.rule(engine, locator, sheet, continued)?;
                    furniture.rules.insert((sheet.dir, continued), rule.clone());
                    rule
                }
            };
            let x = match sheet.dir {
                Dir::Rtl => right - rule.width().to_pt(),
                Dir::Ltr => left,
            };
            let y = top + y - self.design.metric(Metric::Rule);
            frame.push_frame(Point::new(Abs::pt(x), Abs::pt(y)), rule);
        }
        for part in &foot.frames {
            frame.push_frame(Point::new(Abs::pt(left), Abs::pt(top)), part.clone());
        }
        for &baseline in &foot.runs_on {
            let dir = direction(sheet.dir).into_value();
            let sign =
                self.design.apply(engine, self.styles, Function::RunsOn, vec![dir])?;
            let sign = sign.artifact(ArtifactKind::Other);
            let shown = self.natural(engine, locator.next(&"runs-on"), &sign)?;
            let x = match sheet.dir {
                Dir::Rtl => left - shown.width().to_pt(),
                Dir::Ltr => right,
            };
            let drop = first_baseline(&shown).unwrap_or_default();
            let at = Point::new(Abs::pt(x), Abs::pt(top + baseline) - drop);
            frame.push_frame(at, shown);
        }
        Ok(())
    }

    /// Whether line numbers stand left of the text.
    fn numbers_left(&self, spine_left: bool) -> bool {
        match self.edition.lineation.margin {
            LineationMargin::Outer => !spine_left,
            LineationMargin::Inner => spine_left,
            LineationMargin::Left => true,
            LineationMargin::Right => false,
        }
    }

    /// The numbers of pages of witnesses; in `room` points if that is given, in the
    /// margin at the right or at the left.
    fn witness_pages(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        pages: &[(String, Option<String>)],
        sheet: &Sheet,
        (room, at_right): (Option<f64>, bool),
    ) -> SourceResult<Frame> {
        let pages: Array = pages
            .iter()
            .map(|(n, ed)| {
                let pair: Array = [n.as_str().into_value(), optional(ed.as_deref())]
                    .into_iter()
                    .collect();
                Value::Array(pair)
            })
            .collect();
        let content = self.design.call(
            engine,
            self.styles,
            Function::WitnessPageNumber,
            dict([
                ("pages", pages.into_value()),
                ("room", room.map_or(Value::None, |room| Abs::pt(room).into_value())),
                ("side", (if at_right { "right" } else { "left" }).into_value()),
                ("lang", sheet.lang.primary().into_value()),
                ("dir", direction(sheet.dir).into_value()),
            ]),
        )?;
        // Of the page, and not of the list or the table that the page may end in.
        let content = content.artifact(ArtifactKind::Other);
        self.natural(engine, locator.next(&"witness-page"), &content)
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

    fn line_number(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        number: &MarginNumber,
        lang: &Lang,
        dir: Dir,
    ) -> SourceResult<Frame> {
        let content = self.design.call(
            engine,
            self.styles,
            Function::LineNumber,
            dict([
                ("number", numeral::digits(&number.text, lang).into_value()),
                ("second", number.second.into_value()),
                ("lang", lang.primary().into_value()),
                ("dir", direction(dir).into_value()),
            ]),
        )?;
        let content = content.artifact(ArtifactKind::LineNumber);
        self.natural(engine, locator.next(&number.text), &content)
    }

    fn rule(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        sheet: &Sheet,
        continued: bool,
    ) -> SourceResult<Frame> {
        let content = self.design.call(
            engine,
            self.styles,
            Function::FootRule,
            dict([
                ("dir", direction(sheet.dir).into_value()),
                ("continued", continued.into_value()),
            ]),
        )?;
        self.natural(engine, locator.next(&"rule"), &content)
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
