//! The rest of a verse that is longer than its line, moved to the end of the next line,
//! with the sign that the edition wants before it.

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::IntoValue;
use typst::introspection::SplitLocator;
use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Size};
use typst::pdf::ArtifactKind;

use crate::assemble::direction;
use crate::compose::context::TextContext;
use crate::compose::setter::first_baseline;
use crate::edition::Turnover;
use crate::model::Dir;
use crate::pages::{Line, Unit};
use crate::typeset::frames::{Change, Items, Place, map, texts};
use crate::typeset::names::Function;
use crate::typeset::parts::dict;

/// Moves what is too long of a verse to the end of the next line, if the edition
/// wants it.
///
/// # Errors
/// What Typst finds wrong with the sign.
pub(super) fn turn_over(
    of: &TextContext,
    engine: &mut Engine,
    locator: &mut SplitLocator,
    lines: &[Line],
    frame: &mut Frame,
) -> SourceResult<()> {
    let TextContext { setter, job, .. } = *of;
    let verse = &setter.edition.verse;
    let turned: Vec<&Line> = lines
        .iter()
        .filter(|line| matches!(line.unit, Unit::Verse(_)) && !line.first)
        .filter(|line| !job.counts.is_in_halves(line.block as usize))
        .collect();
    if verse.turnover == Turnover::Hanging || turned.is_empty() {
        return Ok(());
    }
    let whole = std::mem::replace(frame, Frame::soft(Size::zero()));
    let is_rtl = job.dir == Dir::Rtl;
    let (moved, begins) = flush(whole, &turned, of.measure, is_rtl);
    *frame = moved;
    if verse.turnover_sign.is_empty() {
        return Ok(());
    }
    let content = setter.design.call(
        engine,
        setter.styles,
        Function::TurnoverSign,
        dict([
            ("sign", verse.turnover_sign.as_str().into_value()),
            ("lang", job.lang.primary().into_value()),
            ("dir", direction(job.dir).into_value()),
        ]),
    )?;
    let content = content.artifact(ArtifactKind::Other);
    let sign = setter.natural(engine, locator.next(&"turnover-sign"), &content)?;
    let drop = first_baseline(&sign).unwrap_or_default();
    for (x, baseline) in begins {
        let x = if is_rtl { x } else { x - sign.width() };
        frame.push_frame(Point::new(x, baseline - drop), sign.clone());
    }
    Ok(())
}

/// A line to be moved, and where its words reach from and to, in points.
struct Row {
    top: f64,
    bottom: f64,
    baseline: f64,
    left: f64,
    right: f64,
    shift: f64,
}

/// Where a line's words begin after it was moved: at their left edge if they go from
/// left to right, else at their right one; and the baseline.
type Begin = (Abs, Abs);

/// Moves lines of a galley to the end of a measure that is so many points wide. Gives
/// the moved frame and where each line begins.
fn flush(
    frame: Frame,
    lines: &[&Line],
    measure: f64,
    is_rtl: bool,
) -> (Frame, Vec<Begin>) {
    let mut rows: Vec<Row> = lines
        .iter()
        .map(|line| Row {
            top: line.baseline - line.ascent - SLACK,
            bottom: line.baseline + line.descent + SLACK,
            baseline: line.baseline,
            left: f64::INFINITY,
            right: f64::NEG_INFINITY,
            shift: 0.0,
        })
        .collect();
    reach(&frame, &mut rows);
    rows.retain(|row| row.left <= row.right);
    for row in &mut rows {
        row.shift = if is_rtl { -row.left } else { measure - row.right };
    }
    let begins = rows
        .iter()
        .map(|row| {
            let edge = if is_rtl { row.right } else { row.left };
            (Abs::pt(edge + row.shift), Abs::pt(row.baseline))
        })
        .collect();
    (map(frame, &mut Moved(&rows)), begins)
}

/// How far a line's group may reach over the line, in points.
const SLACK: f64 = 2.0;

/// The row whose baseline a height is.
fn on(rows: &mut [Row], y: f64) -> Option<&mut Row> {
    let k = rows.partition_point(|row| row.baseline < y - 1.0);
    rows.get_mut(k).filter(|row| (row.baseline - y).abs() <= 1.0)
}

/// Finds how far the words of rows reach.
fn reach(frame: &Frame, rows: &mut [Row]) {
    for (at, text) in texts(frame) {
        if let Some(row) = on(rows, at.y.to_pt()) {
            row.left = row.left.min(at.x.to_pt());
            row.right = row.right.max((at.x + text.width()).to_pt());
        }
    }
}

/// Moves rows.
struct Moved<'a>(&'a [Row]);

impl Moved<'_> {
    /// The row that something lies in which reaches from one height to another.
    fn around(&self, top: f64, bottom: f64) -> Option<&Row> {
        let k = self.0.partition_point(|row| row.bottom < bottom);
        self.0.get(k).filter(|row| row.top <= top)
    }
}

/// How high something is and how deep it reaches, in points.
fn extent(place: &Place, item: &FrameItem) -> (f64, f64) {
    let top = place.at().y.to_pt();
    match item {
        FrameItem::Group(group) => (top, top + group.frame.height().to_pt()),
        _ => (top, top),
    }
}

impl Change for Moved<'_> {
    fn enters(&mut self, place: &Place, group: &GroupItem) -> bool {
        let top = place.at().y.to_pt();
        let bottom = top + group.frame.height().to_pt();
        self.around(top, bottom).is_none() && touches(self.0, top, bottom)
    }

    fn item(&mut self, place: &Place, item: FrameItem, out: &mut Items) {
        let (top, bottom) = extent(place, &item);
        let row = match item {
            FrameItem::Tag(_) => None,
            _ => self.around(top, bottom),
        };
        let shift = row.map_or(0.0, |row| row.shift);
        out.push((place.pos + Point::with_x(Abs::pt(shift)), item));
    }
}

/// Whether a row lies within heights.
fn touches(rows: &[Row], top: f64, bottom: f64) -> bool {
    let k = rows.partition_point(|row| row.baseline < top);
    rows.get(k).is_some_and(|row| row.baseline <= bottom)
}
