//! A section of the back matter with the endnotes of a series.

use std::sync::Arc;

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::introspection::SplitLocator;
use typst::layout::{Abs, Frame, Point, Size};

use super::section::{SectionJob, SetSection};
use crate::compose::foot::endnotes::{Flow, place};
use crate::compose::setter::Setter;
use crate::compose::text::SetText;
use crate::typeset::parts::SectionParts;

/// A section with the endnotes of a series of all texts.
///
/// # Errors
/// What Typst finds wrong with its title.
pub(super) fn endnotes_section(
    setter: &Setter,
    engine: &mut Engine,
    locator: &mut SplitLocator,
    parts: &SectionParts,
    (job, series): (&SectionJob, usize),
    texts: &[Arc<SetText>],
) -> SourceResult<SetSection> {
    let title = setter.title(engine, locator, &parts.title, setter.measure(), job)?;
    let mut flow = Flow::of(setter);
    flow.depth = title.height().to_pt();
    let mut lines = 0;
    let endnotes = texts.iter().flat_map(|text| &text.endnotes);
    for notes in endnotes.filter(|notes| notes.series == series) {
        flow.put(notes);
        lines += notes.rows();
    }
    let size = Size::new(Abs::pt(setter.measure()), Abs::pt(setter.room()));
    let pages: Vec<Frame> = (flow.pages.into_iter().enumerate())
        .map(|(k, frames)| {
            let mut page = Frame::soft(size);
            if k == 0 {
                page.push_frame(Point::zero(), title.clone());
            }
            place(&mut page, frames);
            page
        })
        .collect();
    let heads = vec![None; pages.len()];
    Ok(SetSection {
        pages,
        lines,
        heads,
        sources: vec![],
        missing: vec![],
    })
}
