//! A column of the text area: a text with its line numbers, the pages of witnesses beside it, and
//! its foot. Most pages have one; lanes of a parallel stand side by side.

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Array, IntoValue, Value};
use typst::introspection::SplitLocator;
use typst::layout::{Abs, Frame, Point};
use typst::pdf::ArtifactKind;

use super::furniture::Furniture;
use crate::assemble::direction;
use crate::compose::foot::strips::SetFoot;
use crate::compose::setter::{Setter, first_baseline};
use crate::compose::text::{MarginNumber, PageTurns, SetPage};
use crate::edition::LineationMargin;
use crate::model::{Dir, Lang};
use crate::typeset::names::{Function, Metric};
use crate::typeset::parts::{dict, optional};
use crate::words::numeral;

/// What stays white between the numbers in a margin and the edge of the page, in points.
const FROM_EDGE: f64 = 8.0;
/// What is white between lines and the numbers beside them in a gutter, in points.
const IN_GUTTER: f64 = 2.5;
/// What stays white in a gutter before the next column, in points.
const NEXT: f64 = 1.0;
/// How much nearer than usual they may come to line numbers, in points.
const NEARER: f64 = 1.5;
/// What should stay white at least between line numbers and the edge of the page, in points.
const FROM_TRIM: f64 = 6.0;

/// A column of the text area.
#[derive(Debug, Clone)]
pub struct Column {
    /// Where it stands among the columns of its page.
    pub place: ColumnPlace,
    /// The text from the top of the text area.
    pub body: Frame,
    /// The foot.
    pub foot: SetFoot,
    /// The numbers of lines.
    pub numbers: Vec<MarginNumber>,
    /// Pages of witnesses that begin in it.
    pub breaks: Vec<PageTurns>,
    /// Its language.
    pub lang: Lang,
    /// Its direction.
    pub dir: Dir,
}

/// Where a column stands in the text area.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ColumnPlace {
    /// Its left edge, from that of the text area, in points.
    pub left: f64,
    /// Its width, in points.
    pub measure: f64,
    /// What is white at its left and at its right before the next column begins; nothing where
    /// the margin of the page is.
    pub gutters: (Option<f64>, Option<f64>),
    /// Whether a rule stands in the gutter at its left.
    pub rule: bool,
}

impl ColumnPlace {
    /// The only column of a page.
    pub fn only(measure: f64) -> Self {
        Self {
            left: 0.0,
            measure,
            gutters: (None, None),
            rule: false,
        }
    }
}

impl Column {
    /// A column with nothing but a body.
    pub fn plain(measure: f64, body: Frame, lang: Lang, dir: Dir) -> Self {
        let place = ColumnPlace::only(measure);
        Self::of(place, SetPage { body, ..SetPage::default() }, lang, dir)
    }

    /// A page of a text as a column.
    pub fn of(place: ColumnPlace, page: SetPage, lang: Lang, dir: Dir) -> Self {
        let SetPage { body, foot, numbers, breaks, .. } = page;
        Self { place, body, foot, numbers, breaks, lang, dir }
    }
}

/// A column on paper, and what there is beside it.
#[derive(Clone, Copy)]
struct Placed<'a> {
    of: &'a Column,
    /// Its left edge on the page, in points.
    left: f64,
    /// What is white beside it, at the left and at the right, in points.
    margins: (f64, f64),
    /// Whether its line numbers stand at its left.
    numbers_left: bool,
    /// Whether the numbers of the second lineation and the pages of witnesses do.
    others_left: bool,
}

/// A number beside a column: whether it is at the left, its baseline, and how far it reaches
/// into the margin, in points.
type Taken = (bool, f64, f64);

impl Placed<'_> {
    /// Its right edge on the page, in points.
    fn right(&self) -> f64 {
        self.left + self.of.place.measure
    }

    /// Whether another column stands beside it.
    fn is_gutter(&self, is_left: bool) -> bool {
        let (left, right) = self.of.place.gutters;
        if is_left { left.is_some() } else { right.is_some() }
    }

    /// The white between its lines and what stands beside them at one side, in points: in a
    /// gutter less than is `wanted`.
    fn clear(&self, is_left: bool, wanted: f64) -> f64 {
        if self.is_gutter(is_left) { IN_GUTTER.min(wanted) } else { wanted }
    }

    /// What is white at one side of it, in points.
    fn margin(&self, is_left: bool) -> f64 {
        if is_left { self.margins.0 } else { self.margins.1 }
    }
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
    /// Puts a column on a page whose spine is at the left or not.
    ///
    /// # Errors
    /// What Typst finds wrong with a function of the design.
    pub(super) fn column(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        furniture: &mut Furniture,
        (column, spine_left): (&Column, bool),
        frame: &mut Frame,
    ) -> SourceResult<()> {
        let page = &self.edition.page;
        let (inner, outer) = (page.inner, page.outer);
        let (at_left, at_right) =
            if spine_left { (inner, outer) } else { (outer, inner) };
        let gutters = column.place.gutters;
        let numbers_left = match gutters {
            (None, None) => self.numbers_left(spine_left),
            // Of several columns the first and the last have theirs in the margins.
            (_, gutter) => gutter.is_some(),
        };
        let others_left = match gutters {
            // These have only one margin, and a gutter may have no room.
            (None, Some(_)) | (Some(_), None) => numbers_left,
            _ => !numbers_left,
        };
        let placed = Placed {
            of: column,
            left: at_left + column.place.left,
            margins: (gutters.0.unwrap_or(at_left), gutters.1.unwrap_or(at_right)),
            numbers_left,
            others_left,
        };
        let top = Abs::pt(page.head);
        frame.push_frame(Point::new(Abs::pt(placed.left), top), column.body.clone());
        if let (Some(gutter), true) = (gutters.0, column.place.rule) {
            let rule = self.gutter_rule(engine, locator)?;
            let x = placed.left - gutter / 2.0 - rule.width().to_pt() / 2.0;
            frame.push_frame(Point::new(Abs::pt(x), top), rule);
        }
        let taken = self.put_numbers(engine, locator, furniture, placed, frame)?;
        self.turns(engine, locator, placed, &taken, frame)?;
        self.put_foot(engine, locator, furniture, placed, frame)
    }

    /// Puts line numbers beside a column; gives what they take of its margins. Numbers of the
    /// second lineation stand outside of the others if both are at one side.
    fn put_numbers(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        furniture: &mut Furniture,
        placed: Placed,
        frame: &mut Frame,
    ) -> SourceResult<Vec<Taken>> {
        let head = self.edition.page.head;
        let column = placed.of;
        let wanted = self.design.metric(Metric::LineNumberClearance);
        let mut taken: Vec<Taken> = vec![];
        let numbers = self.numbers(engine, locator, furniture, column)?;
        let widest = |second: bool| {
            let here = column
                .numbers
                .iter()
                .zip(&numbers)
                .filter(|(n, _)| n.second == second);
            here.map(|(_, shown)| shown.width().to_pt()).fold(0.0, f64::max)
        };
        // How far out the numbers of the second lineation begin.
        let behind = match widest(false) {
            width if width > 0.0 && placed.others_left == placed.numbers_left => {
                width + wanted / 2.0
            }
            _ => 0.0,
        };
        for (number, shown) in column.numbers.iter().zip(&numbers) {
            let (is_left, behind) = match number.second {
                true => (placed.others_left, behind),
                false => (placed.numbers_left, 0.0),
            };
            let clear = match placed.is_gutter(is_left) {
                true => placed.clear(is_left, wanted),
                false => {
                    let reach = widest(number.second).max(match number.second {
                        false if placed.others_left == is_left && widest(true) > 0.0 => {
                            widest(false) + wanted / 2.0 + widest(true)
                        }
                        _ => behind + widest(number.second),
                    });
                    clearance(wanted, placed.margin(is_left), reach)
                }
            };
            let width = shown.width().to_pt();
            let x = if is_left {
                placed.left - clear - behind - width
            } else {
                placed.right() + clear + behind
            };
            taken.push((is_left, number.baseline, behind + width + wanted / 2.0));
            let drop = first_baseline(shown).unwrap_or_default();
            let y = Abs::pt(head + number.baseline) - drop;
            frame.push_frame(Point::new(Abs::pt(x), y), shown.clone());
        }
        Ok(taken)
    }

    /// Draws the pages of witnesses that begin on the lines of a column: of a
    /// single column in the margin without line numbers, which is the inner one by default; and
    /// outside of numbers, which have `taken` some room on their baselines.
    fn turns(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        placed: Placed,
        taken: &[Taken],
        frame: &mut Frame,
    ) -> SourceResult<()> {
        let (page, column) = (&self.edition.page, placed.of);
        let at_right = !placed.others_left;
        let margin = placed.margin(!at_right);
        let wanted = self.design.metric(Metric::LineNumberClearance);
        let edge = if placed.is_gutter(!at_right) { NEXT } else { FROM_EDGE };
        for PageTurns { baseline, pages } in &column.breaks {
            let same = taken
                .iter()
                .filter(|taken| taken.0 != at_right && (taken.1 - baseline).abs() < 0.1);
            let behind = same.map(|taken| taken.2).fold(0.0, f64::max);
            let clear = placed.clear(!at_right, wanted) + behind;
            let room = margin - clear - edge;
            let mut shown =
                self.witness_pages(engine, locator, pages, column, (None, at_right))?;
            if shown.width().to_pt() > room {
                let narrow = (Some(room), at_right);
                shown = self.witness_pages(engine, locator, pages, column, narrow)?;
            }
            // Nearer to the numbers before it leaves the paper, or comes upon the next column.
            let nearer = (shown.width().to_pt() - (margin - clear)).clamp(0.0, NEARER);
            let clear = (clear - nearer).max(0.0);
            let x = if at_right {
                placed.right() + clear
            } else {
                placed.left - clear - shown.width().to_pt()
            };
            let drop = first_baseline(&shown).unwrap_or_default();
            let y = Abs::pt(page.head + baseline) - drop;
            frame.push_frame(Point::new(Abs::pt(x), y), shown);
        }
        Ok(())
    }

    /// The numbers beside the lines of a column, as they are drawn.
    fn numbers(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        furniture: &mut Furniture,
        column: &Column,
    ) -> SourceResult<Vec<Frame>> {
        let mut drawn = vec![];
        for number in &column.numbers {
            let key = (number.text.clone(), number.second, column.lang.clone());
            let shown = match furniture.numbers.get(&key) {
                Some(shown) => shown.clone(),
                None => {
                    let (lang, dir) = (&column.lang, column.dir);
                    let shown = self.line_number(engine, locator, number, lang, dir)?;
                    furniture.numbers.insert(key, shown.clone());
                    shown
                }
            };
            drawn.push(shown);
        }
        Ok(drawn)
    }

    /// Puts the foot below a column, with its rules and the signs of what runs on.
    fn put_foot(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        furniture: &mut Furniture,
        placed: Placed,
        frame: &mut Frame,
    ) -> SourceResult<()> {
        let (page, foot) = (&self.edition.page, &placed.of.foot);
        if foot.frames.is_empty() {
            return Ok(());
        }
        let Column { dir, place, .. } = *placed.of;
        let (left, right) = (placed.left, placed.right());
        let top = page.height - page.foot - foot.height;
        for &(y, continued) in &foot.rules {
            let key = (dir, continued, Abs::pt(place.measure));
            let rule = match furniture.rules.get(&key) {
                Some(rule) => rule.clone(),
                None => {
                    let rule = self.rule(engine, locator, key)?;
                    furniture.rules.insert(key, rule.clone());
                    rule
                }
            };
            let x = match dir {
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
            let way = direction(dir).into_value();
            let sign =
                self.design.apply(engine, self.styles, Function::RunsOn, vec![way])?;
            let sign = sign.artifact(ArtifactKind::Other);
            let shown = self.natural(engine, locator.next(&"runs-on"), &sign)?;
            let x = match dir {
                Dir::Rtl => left - shown.width().to_pt(),
                Dir::Ltr => right,
            };
            let drop = first_baseline(&shown).unwrap_or_default();
            let at = Point::new(Abs::pt(x), Abs::pt(top + baseline) - drop);
            frame.push_frame(at, shown);
        }
        Ok(())
    }

    /// Whether line numbers stand left of the only column of a page.
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
        column: &Column,
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
                ("lang", column.lang.primary().into_value()),
                ("dir", direction(column.dir).into_value()),
            ]),
        )?;
        // Of the page, and not of the list or the table that the page may end in.
        let content = content.artifact(ArtifactKind::Other);
        self.natural(engine, locator.next(&"witness-page"), &content)
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

    /// The rule in a gutter, as high as the text area.
    fn gutter_rule(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
    ) -> SourceResult<Frame> {
        let length = Abs::pt(self.room()).into_value();
        let content =
            self.design
                .apply(engine, self.styles, Function::ColumnRule, vec![length])?;
        let content = content.artifact(ArtifactKind::Other);
        self.natural(engine, locator.next(&"column-rule"), &content)
    }

    fn rule(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        (dir, continued, measure): (Dir, bool, Abs),
    ) -> SourceResult<Frame> {
        let content = self.design.call(
            engine,
            self.styles,
            Function::FootRule,
            dict([
                ("dir", direction(dir).into_value()),
                ("continued", continued.into_value()),
                ("measure", measure.into_value()),
            ]),
        )?;
        self.natural(engine, locator.next(&"rule"), &content)
    }
}
