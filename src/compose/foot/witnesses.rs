//! The witnesses of a page: those that are present on any of its lines, listed above its
//! apparatus.

use std::ops::Range;

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Array, IntoValue};
use typst::introspection::Locator;
use typst::layout::{Abs, Frame, Point};
use typst::pdf::ArtifactKind;

use super::entries::witnesses_height;
use super::strips::SetFoot;
use crate::assemble::direction;
use crate::compose::context::TextContext;
use crate::compose::setter::first_baseline;
use crate::model::Dir;
use crate::typeset::names::Function;
use crate::typeset::parts::dict;

/// Puts the list of the witnesses of a page above its foot.
///
/// # Errors
/// What Typst finds wrong with the design.
pub fn add_witnesses(
    of: &TextContext,
    engine: &mut Engine,
    locator: Locator,
    bytes: Range<u32>,
    foot: &mut SetFoot,
) -> SourceResult<()> {
    let TextContext { setter, job, .. } = *of;
    let sigla = job.witnesses.within(bytes);
    if foot.frames.is_empty() || sigla.is_empty() {
        return Ok(());
    }
    let sigla: Array = sigla.into_iter().map(IntoValue::into_value).collect();
    let list = setter.design.call(
        engine,
        setter.styles,
        Function::PageWitnesses,
        dict([
            ("sigla", sigla.into_value()),
            ("lang", job.lang.primary().into_value()),
            ("dir", direction(job.dir).into_value()),
        ]),
    )?;
    // Of the page, and not of the list or the table that the page may end in.
    let list = list.artifact(ArtifactKind::PaginationOther);
    let shown = setter.natural(engine, locator, &list)?;
    let down = witnesses_height(of);
    for frame in &mut foot.frames {
        frame.translate_visual(Point::with_y(Abs::pt(down)));
    }
    for rule in foot.rules.iter_mut().skip(1) {
        rule.0 += down;
    }
    for baseline in &mut foot.runs_on {
        *baseline += down;
    }
    foot.height += down;
    let x = match job.dir {
        Dir::Ltr => 0.0,
        Dir::Rtl => of.measure - shown.width().to_pt(),
    };
    let drop = first_baseline(&shown).unwrap_or_default();
    let y = Abs::pt(0.75 * setter.edition.design.foot_size) - drop;
    let mut whole = Frame::soft(shown.size());
    whole.push_frame(Point::new(Abs::pt(x), y), shown);
    foot.frames.insert(0, whole);
    Ok(())
}
