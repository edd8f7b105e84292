//! What everything is set with: the edition, its design, the styles at the root.

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Content, StyleChain};
use typst::introspection::Locator;
use typst::layout::{Abs, Axes, Frame, Region, Size};
use typst_layout::layout_frame;

use crate::edition::Edition;
use crate::typeset::Design;
use crate::typeset::frames::texts;

/// What setting needs to know, the same for all texts and sections.
pub struct Setter<'a> {
    /// The manifest.
    pub edition: &'a Edition,
    /// The design's functions.
    pub design: &'a Design,
    /// The styles at the root.
    pub styles: StyleChain<'a>,
}

impl Setter<'_> {
    /// The height of the text area, in points.
    pub fn room(&self) -> f64 {
        let page = &self.edition.page;
        page.height - page.head - page.foot
    }

    /// The measure, in points.
    pub fn measure(&self) -> f64 {
        let page = &self.edition.page;
        page.width - page.inner - page.outer
    }

    /// Lays out content in its natural size.
    ///
    /// # Errors
    /// What Typst finds wrong with it.
    pub fn natural(
        &self,
        engine: &mut Engine,
        locator: Locator,
        content: &Content,
    ) -> SourceResult<Frame> {
        let region = Region::new(Size::splat(Abs::inf()), Axes::splat(false));
        layout_frame(engine, content, locator, self.styles, region)
    }
}

/// The baseline of the first text in a frame, from its top.
pub fn first_baseline(frame: &Frame) -> Option<Abs> {
    texts(frame).next().map(|(at, _)| at.y)
}
