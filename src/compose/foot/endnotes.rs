//! Endnotes: the items of series that do not stand at the foot, set as strips of rows and
//! put on the last pages of their text, or on pages of the back matter.

use std::collections::BTreeSet;
use std::ops::Range;

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::IntoValue;
use typst::introspection::SplitLocator;
use typst::layout::{Abs, Axes, Frame, Point, Region, Size};
use typst_layout::layout_frame;

use super::entries::{Pieces, add_numbers};
use super::estimate::Metrics;
use super::strips::{Keyed, StripKey, lay_out_items, rows};
use crate::assemble::direction;
use crate::compose::context::TextContext;
use crate::compose::job::{Item, Key};
use crate::compose::scan::find_missing;
use crate::compose::setter::Setter;
use crate::compose::tags::{EndTies, weave_endnotes};
use crate::edition::{SeriesKind, SeriesPlace};
use crate::lines::{LineMap, References};
use crate::model::Dir;
use crate::pages::Start;
use crate::typeset::Origins;
use crate::typeset::frames::texts;
use crate::typeset::names::Function;
use crate::typeset::parts::dict;
use crate::typeset::slice::{all_whole, slice};
use crate::typeset::substitutes::Lacking;

/// How many rows stand below a heading at least.
const ROWS_BELOW: u32 = 3;
/// The white above a heading that is not the first of its page, in pitches of the text.
const WHITE_ABOVE: f64 = 1.5;

/// The endnotes of one series of a text, not yet on pages.
#[derive(Debug, Clone)]
pub struct SetEndnotes {
    /// The series.
    pub series: usize,
    /// What stands above them.
    heading: Frame,
    /// All rows, in the width of a column.
    pub strip: Frame,
    /// What ties them to the lines of the text.
    pub ties: EndTies,
    metrics: Metrics,
    columns: u32,
    /// Between two columns, in points.
    gutter: f64,
    dir: Dir,
    /// The source bytes of each item that has characters of its own.
    pub words: Vec<Range<u32>>,
}

impl SetEndnotes {
    /// How many rows they have.
    pub fn rows(&self) -> usize {
        rows(&self.strip, &self.metrics) as usize
    }

    /// Adds the characters that have no glyph.
    pub fn find_missing(&self, origins: &Origins, missing: &mut Vec<Lacking>) {
        find_missing(&self.heading, origins, missing);
        find_missing(&self.strip, origins, missing);
    }
}

/// Sets the endnotes of a text whose pages are known, series by series.
///
/// # Errors
/// What Typst finds wrong with the design.
pub fn endnotes(
    of: &TextContext,
    engine: &mut Engine,
    locator: &mut SplitLocator,
    pieces: &mut Pieces,
    (line_map, references): (&LineMap, &References),
) -> SourceResult<Vec<SetEndnotes>> {
    let TextContext { setter, job, origins, .. } = *of;
    let mut set = vec![];
    for (series, items) in job.endnotes.iter().enumerate() {
        if items.is_empty() {
            continue;
        }
        let settings = &setter.edition.series[series];
        let mut items: Vec<(usize, &Item, (u32, u32))> = items
            .iter()
            .enumerate()
            .map(|(k, item)| (k, item, line_map.lines_of(item.from, item.last)))
            .collect();
        if settings.kind == SeriesKind::Critical {
            // Cells of a table stand beside each other.
            items.sort_by_key(|(.., lines)| lines.0);
        }
        let mut key = StripKey {
            series,
            start: Start::default(),
            end: 0,
            references: vec![],
        };
        if settings.kind == SeriesKind::Critical {
            let mut previous = None;
            for &(.., lines) in &items {
                key.references.push(references.of_endnote(lines, previous));
                previous = Some(lines);
            }
        }
        let wanted = std::iter::once((series, &key.references[..]));
        add_numbers(of, engine, pieces, wanted)?;
        let keyed: Vec<Keyed> = items
            .iter()
            .enumerate()
            .map(|(place, &(k, item, lines))| Keyed {
                item,
                line: lines.0,
                number: key.references.get(place),
                key: Some(Key { series, item: k }),
            })
            .collect();
        let at = locator.next(&(&job.path, "endnotes", &settings.id));
        let strip = lay_out_items(of, engine, at, pieces, series, &keyed)?;
        let found = bytes(&strip, origins);
        let words = items
            .iter()
            .map(|(_, item, _)| job.source_of(item))
            .filter(|range| found.range(range.clone()).next().is_some());
        set.push(SetEndnotes {
            series,
            heading: endnotes_heading(of, engine, locator, series)?,
            metrics: pieces.metrics[series],
            columns: settings.columns,
            gutter: pieces.gutter,
            dir: job.dir,
            words: words.collect(),
            strip,
            ties: EndTies::default(),
        });
    }
    Ok(set)
}

/// The heading of a text's endnotes: the title of the series, or in the back matter that
/// of the text.
fn endnotes_heading(
    of: &TextContext,
    engine: &mut Engine,
    locator: &mut SplitLocator,
    series: usize,
) -> SourceResult<Frame> {
    let TextContext { setter, job, .. } = *of;
    let series = &setter.edition.series[series];
    let title = match series.place {
        SeriesPlace::Book => job.title.as_str(),
        SeriesPlace::Foot | SeriesPlace::Text => series.title_in(&job.lang),
    };
    let content = setter.design.call(
        engine,
        setter.styles,
        Function::EndnotesHeading,
        dict([
            ("id", series.id.as_str().into_value()),
            ("title", title.into_value()),
            ("lang", job.lang.primary().into_value()),
            ("dir", direction(job.dir).into_value()),
        ]),
    )?;
    let size = Size::new(Abs::pt(of.measure), Abs::inf());
    let region = Region::new(size, Axes::new(true, false));
    let at = locator.next(&(&job.path, "endnotes-heading", &series.id));
    layout_frame(engine, &content, at, setter.styles, region)
}

/// Pages that are filled with headings and rows.
pub struct Flow {
    /// The height of the text area, in points.
    room: f64,
    /// Above a heading below other text, in points.
    white: f64,
    /// What stands on each page.
    pub pages: Vec<Vec<(Point, Frame)>>,
    /// How far the last page is filled, in points from the top.
    pub depth: f64,
    /// What is taken at the foot of the last page, in points.
    pub taken: f64,
    /// Whether text stands above on the last page.
    pub has_above: bool,
}

impl Flow {
    /// An empty page.
    pub fn of(setter: &Setter) -> Self {
        Self {
            room: setter.room(),
            white: WHITE_ABOVE * setter.edition.design.pitch,
            pages: vec![vec![]],
            depth: 0.0,
            taken: 0.0,
            has_above: false,
        }
    }

    /// Begins a page.
    pub fn turn(&mut self) {
        self.pages.push(vec![]);
        (self.depth, self.taken, self.has_above) = (0.0, 0.0, false);
    }

    fn push(&mut self, at: Point, frame: Frame) {
        if let Some(page) = self.pages.last_mut() {
            page.push((at, frame));
        }
    }

    /// How many rows of a series fit below what there is, in points.
    fn fitting(&self, depth: f64, metrics: &Metrics) -> u32 {
        let leading = metrics.pitch - metrics.size;
        let left = self.room - self.taken - depth + leading;
        (left / metrics.pitch + 0.001).floor().max(0.0) as u32
    }

    /// Puts endnotes below what there is.
    pub fn put(&mut self, notes: &SetEndnotes) {
        let (metrics, columns) = (&notes.metrics, notes.columns);
        let total = rows(&notes.strip, metrics);
        let white = if self.has_above { self.white } else { 0.0 };
        let head = notes.heading.height().to_pt();
        let wanted = ROWS_BELOW.min(total.div_ceil(columns));
        let is_new = self.depth == 0.0;
        if !is_new && self.fitting(self.depth + white + head, metrics) < wanted {
            self.turn();
        } else {
            self.depth += white;
        }
        self.push(Point::with_y(Abs::pt(self.depth)), notes.heading.clone());
        self.depth += head;
        let shared = self.share(total, notes);
        let cuts: Vec<Abs> = (shared.iter().skip(1))
            .map(|(rows, ..)| Abs::pt(f64::from(rows.start) * metrics.pitch - 1.0))
            .collect();
        let mut pieces = match cuts.is_empty() {
            true => vec![notes.strip.clone()],
            false => all_whole(slice(notes.strip.clone(), &cuts)),
        };
        weave_endnotes(&mut pieces, &notes.ties);
        for ((_, page, at), piece) in shared.into_iter().zip(pieces) {
            self.pages[page].push((at, piece));
        }
    }

    /// Shares rows out to columns of this page and those that follow: which rows stand on
    /// which page, and where the top of the whole strip would be.
    fn share(
        &mut self,
        total: u32,
        notes: &SetEndnotes,
    ) -> Vec<(Range<u32>, usize, Point)> {
        let (metrics, columns) = (&notes.metrics, notes.columns);
        let mut ranges = vec![];
        let mut done = 0;
        while done < total {
            let fit = match self.fitting(self.depth, metrics) {
                0 if self.has_above || self.depth > 0.0 => {
                    self.turn();
                    continue;
                }
                fit => fit.max(1),
            };
            let left = total - done;
            let mut take = left.min(fit * columns);
            // One row alone does not begin a page.
            if columns == 1 && left - take == 1 && take > ROWS_BELOW {
                take -= 1;
            }
            let high = take.div_ceil(columns);
            let end = done + take;
            for column in 0..columns {
                let top = (done + column * high).min(end);
                let bottom = (top + high).min(end);
                let k = match notes.dir {
                    Dir::Ltr => column,
                    Dir::Rtl => columns - 1 - column,
                };
                let x = f64::from(k) * (metrics.width + notes.gutter);
                let y = self.depth - f64::from(top) * metrics.pitch;
                if top < bottom {
                    let at = Point::new(Abs::pt(x), Abs::pt(y));
                    ranges.push((top..bottom, self.pages.len() - 1, at));
                }
            }
            done = end;
            self.depth += f64::from(high - 1) * metrics.pitch + metrics.size;
            self.has_above = true;
            if done < total {
                self.turn();
            }
        }
        ranges
    }
}

/// Puts frames on a page.
pub fn place(page: &mut Frame, frames: Vec<(Point, Frame)>) {
    for (at, frame) in frames {
        page.push_frame(at, frame);
    }
}

/// The source bytes of the characters of a frame.
fn bytes(frame: &Frame, origins: &Origins) -> BTreeSet<u32> {
    let glyphs = texts(frame).flat_map(|(_, text)| &text.glyphs);
    glyphs.filter_map(|glyph| origins.byte(glyph.span)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const METRICS: Metrics = Metrics::INVENTED;

    /// So many rows below a heading of 20 points.
    fn notes(rows: u32, columns: u32, dir: Dir) -> SetEndnotes {
        let high = f64::from(rows) * METRICS.pitch - 2.0;
        SetEndnotes {
            series: 0,
            heading: Frame::soft(Size::new(Abs::pt(100.0), Abs::pt(20.0))),
            strip: Frame::soft(Size::new(Abs::pt(100.0), Abs::pt(high))),
            ties: EndTies::default(),
            metrics: METRICS,
            columns,
            gutter: 10.0,
            dir,
            words: vec![],
        }
    }

    /// Pages of ten rows.
    fn flow(depth: f64) -> Flow {
        Flow {
            room: 98.0,
            white: 10.0,
            pages: vec![vec![]],
            depth,
            taken: 0.0,
            has_above: depth > 0.0,
        }
    }

    fn shared(depth: f64, rows: u32, columns: u32) -> Vec<(Range<u32>, usize)> {
        let shared = flow(depth).share(rows, &notes(rows, columns, Dir::Ltr));
        shared.into_iter().map(|(rows, page, _)| (rows, page)).collect()
    }

    #[test]
    fn rows_fill_page_after_page_and_each_is_on_one() {
        assert_eq!(shared(0.0, 10, 1), [(0..10, 0)]);
        assert_eq!(shared(50.0, 22, 1), [(0..5, 0), (5..15, 1), (15..22, 2)]);
        // No room at all.
        assert_eq!(shared(95.0, 4, 1), [(0..4, 1)]);
    }

    #[test]
    fn one_row_alone_does_not_begin_a_page_of_endnotes() {
        assert_eq!(shared(0.0, 11, 1), [(0..9, 0), (9..11, 1)]);
    }

    #[test]
    fn columns_of_endnotes_are_balanced_on_each_page() {
        assert_eq!(
            shared(0.0, 25, 2),
            [(0..10, 0), (10..20, 0), (20..23, 1), (23..25, 1)]
        );
    }

    #[test]
    fn the_first_column_is_where_the_text_begins() {
        let first = |dir| flow(0.0).share(4, &notes(4, 2, dir))[0].2.x.to_pt();
        assert_eq!((first(Dir::Ltr), first(Dir::Rtl)), (0.0, 110.0));
    }

    #[test]
    fn a_heading_has_three_rows_below_it() {
        let page_of_heading = |depth: f64| {
            let mut flow = flow(depth);
            flow.put(&notes(9, 1, Dir::Ltr));
            flow.pages.iter().position(|page| !page.is_empty())
        };
        // White, heading and three rows take 58 points.
        assert_eq!(page_of_heading(40.0), Some(0));
        assert_eq!(page_of_heading(41.0), Some(1));
    }
}
