//! The table of contents.

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Array, Content, IntoValue, Value};
use typst::introspection::SplitLocator;
use typst::layout::{Abs, Axes, Frame, Point, Region, Size};
use typst_layout::layout_frame;

use super::sheet::Folio;
use crate::assemble::direction;
use crate::compose::setter::Setter;
use crate::model::{Dir, Lang};
use crate::typeset::names::Function;
use crate::typeset::parts::dict;

/// An entry of the contents.
pub(super) struct Entry {
    pub(super) title: Content,
    /// 1 for the title of a text or a section, 2 and more for headings in it.
    pub(super) level: u8,
    pub(super) folio: Folio,
    pub(super) dir: Dir,
    pub(super) lang: String,
    /// The physical page, from 0.
    pub(super) page: usize,
}

impl Entry {
    pub(super) fn new(
        title: Option<Content>,
        level: u8,
        folio: Folio,
        (lang, dir): (&Lang, Dir),
        page: usize,
    ) -> Self {
        let (title, lang) = (title.unwrap_or_default(), lang.primary().to_owned());
        Self { title, level, folio, dir, lang, page }
    }
}

impl Setter<'_> {
    /// The distance of baselines in the contents, at which no two entries run into each
    /// other, in points.
    fn contents_pitch(&self, entries: &[Entry]) -> f64 {
        let edition = self.edition;
        let pitch = |lang: &Lang, dir: Dir| edition.design.sizes(lang, dir).pitch;
        entries
            .iter()
            .fold(pitch(&edition.lang, edition.lang.dir()), |most, entry| {
                most.max(pitch(&Lang::new(&entry.lang), entry.dir))
            })
    }

    /// The pages of the contents.
    pub(super) fn contents(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        entries: &[Entry],
    ) -> SourceResult<Vec<Frame>> {
        let setter = self;
        let page = &setter.edition.page;
        let pitch = self.contents_pitch(entries);
        let values: Array = entries
            .iter()
            .map(|entry| {
                let folio = entry.folio.text(&Lang::new(&entry.lang));
                Value::Dict(dict([
                    ("title", entry.title.clone().into_value()),
                    ("level", i64::from(entry.level).into_value()),
                    ("folio", folio.into_value()),
                    ("page", (entry.page as i64 + 1).into_value()),
                    ("lang", entry.lang.as_str().into_value()),
                    ("dir", direction(entry.dir).into_value()),
                ]))
            })
            .collect();
        let content = setter.design.call(
            engine,
            setter.styles,
            Function::Contents,
            dict([
                ("entries", values.into_value()),
                ("pitch", Abs::pt(pitch).into_value()),
            ]),
        )?;
        let (width, room) =
            (page.width - page.inner - page.outer, page.height - page.head - page.foot);
        let region =
            Region::new(Size::new(Abs::pt(width), Abs::inf()), Axes::new(true, false));
        let frame = layout_frame(
            engine,
            &content,
            locator.next(&"contents"),
            setter.styles,
            region,
        )?;
        // Cut at whole pitches, which is what the design keeps to.
        let rows = (room / pitch).floor().max(1.0);
        let step = rows * pitch;
        let count = (frame.height().to_pt() / step).ceil().max(1.0) as usize;
        let cuts: Vec<Abs> = (1..count).map(|k| Abs::pt(k as f64 * step - 1.5)).collect();
        let mut frames = crate::typeset::slice::slice(frame, &cuts);
        for (k, frame) in frames.iter_mut().enumerate() {
            frame.translate_visual(Point::with_y(Abs::pt(-(k as f64) * step)));
        }
        Ok(frames)
    }
}
