//! Sections that the program makes: indexes, lists, the concordance. A title
//! across the page, and below it columns. It is one thing: how the galleys of a section's
//! leaves become its columns.

use std::ops::Range;

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::Content;
use typst::introspection::{Locator, SplitLocator};
use typst::layout::{Abs, Axes, Frame, FrameItem, Point, Region, Size};
use typst::pdf::ArtifactKind;
use typst::syntax::Source;
use typst::utils::hash128;
use typst_layout::layout_frame;

use super::kept::Store;
use crate::compose::setter::Setter;
use crate::model::{Dir, Lang};
use crate::pages::rule::Growth;
use crate::pages::{self, Line, Unit};
use crate::typeset::frames::{Items, Place, Placed, items, map, texts};
use crate::typeset::galley::lay_out;
use crate::typeset::parts::SectionParts;
use crate::typeset::slice::slice;
use crate::typeset::substitutes::Lacking;
use crate::typeset::{Galley, Origins};

/// A section to set.
#[derive(Debug, Clone)]
pub struct SectionJob {
    /// For contents and running heads.
    pub title: String,
    /// Its language.
    pub lang: Lang,
    /// Its direction.
    pub dir: Dir,
    /// The virtual path of its source.
    pub path: String,
    /// How many columns it has.
    pub columns: usize,
    /// Whether it stands before the texts.
    pub front: bool,
    /// The size of its type and its pitch, in points.
    pub size: (f64, f64),
    /// Source bytes of headings, which stay with the line that follows.
    pub sticky: Vec<(u32, u32)>,
    /// Source bytes of the entries, whose lines rather stay together.
    pub entries: Vec<(u32, u32)>,
    /// For a concordance, its rows in order.
    pub rows: Option<Vec<Row>>,
    /// The files that the body is divided into, if it is: a correction changes few of them,
    /// and the others need not be set again. Bytes of the section count through them.
    pub leaves: Vec<Leaf>,
    /// The source byte from which on a word stands in running heads, in order; the head
    /// of a page then has its first word and its last.
    pub heads: Vec<(u32, String)>,
    /// For entries under a heading, in order: their first source byte, one past their
    /// last, and the line that says, when a column begins there, what they stand under:
    /// its index in the parts of the section.
    pub continued: Vec<(u32, u32, usize)>,
    /// The series whose endnotes of all texts it holds, if it does.
    pub endnotes: Option<usize>,
}

/// A part of a section's body, in a file of its own.
#[derive(Debug, Clone, Hash)]
pub struct Leaf {
    /// The virtual path of its source.
    pub path: String,
    /// The bytes of the section that stand in it.
    pub bytes: Range<u32>,
    /// The bytes of its source before them.
    pub head: u32,
}

impl SectionJob {
    /// A section behind the texts, in one column, about which nothing else is known; `size` is that
    /// of its type and its pitch, in points.
    pub fn new(title: &str, lang: &Lang, path: String, size: (f64, f64)) -> Self {
        Self {
            title: title.to_owned(),
            lang: lang.clone(),
            dir: lang.dir(),
            path,
            columns: 1,
            front: false,
            size,
            sticky: vec![],
            entries: vec![],
            rows: None,
            leaves: vec![],
            heads: vec![],
            continued: vec![],
            endnotes: None,
        }
    }

    /// A number that stands for all that is known of the section but its source.
    pub fn key(&self) -> u128 {
        let (size, pitch) = self.size;
        hash128(&(
            (&self.title, &self.lang, self.dir, &self.path, self.columns),
            (size.to_bits(), pitch.to_bits(), &self.sticky, &self.entries),
            (&self.rows, &self.leaves, &self.heads, &self.continued, self.endnotes),
        ))
    }
}

/// A line of a concordance in the assembled source.
#[derive(Debug, Clone, Copy, Hash)]
pub struct Row {
    /// The bytes of the context before, with those of the whole row's start.
    pub start: u32,
    /// The bytes of the keyword.
    pub word: (u32, u32),
    /// The first byte of the locator.
    pub locator: u32,
    /// One past the last byte.
    pub end: u32,
    /// The direction of the row.
    pub dir: Dir,
    /// Whether it is a heading: the word and how often it occurs.
    pub heading: bool,
}

impl Row {
    /// A heading in a concordance.
    pub fn heading(start: u32, end: u32, dir: Dir) -> Self {
        let word = (start, end);
        Self { start, word, locator: end, end, dir, heading: true }
    }
}

/// The leaves of a section on their way.
pub(crate) struct Leaves<'a> {
    /// The source of the section and those of its leaves.
    pub sources: &'a [Source],
    /// Leaves as set before.
    pub galleys: &'a Store<Galley>,
    /// A number that stands for all that sections share.
    pub shared: u128,
}

impl Leaf {
    /// The rows that stand in it, with bytes of its own source.
    fn rows(&self, all: &[Row]) -> Vec<Row> {
        let from = all.partition_point(|row| row.start < self.bytes.start);
        let to = all.partition_point(|row| row.start < self.bytes.end);
        let own = |byte: u32| byte - self.bytes.start + self.head;
        all[from..to]
            .iter()
            .map(|row| Row {
                start: own(row.start),
                word: (own(row.word.0), own(row.word.1)),
                locator: own(row.locator),
                end: own(row.end),
                ..*row
            })
            .collect()
    }
}

/// A section set in pages: each the columns' frame.
#[derive(Debug, Clone)]
pub struct SetSection {
    /// The text area of each page.
    pub pages: Vec<Frame>,
    /// How many lines it has.
    pub lines: usize,
    /// For each page the first and the last word that its running head has, if any.
    pub heads: Vec<Option<(String, String)>>,
    /// The sources of its words as they were when it was set.
    pub sources: Vec<Source>,
    /// Characters in the face of last resort.
    pub missing: Vec<Lacking>,
}

/// Between two columns, in points.
const GUTTER: f64 = 14.0;

impl Setter<'_> {
    /// Sets a section.
    ///
    /// # Errors
    /// What Typst finds wrong with its source or with the design.
    pub(crate) fn section(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        parts: &SectionParts,
        job: &SectionJob,
        leaves: &Leaves,
    ) -> SourceResult<SetSection> {
        let shape = Shape::of(self, job);
        let title = self.title(engine, locator, &parts.title, self.measure(), job)?;
        let galley = self.section_galley(engine, locator, parts, job, leaves)?;
        let (lines, bytes) = (lines(&galley, job), bytes(&galley));
        let first = title.height().to_pt();
        let space = job.size.1 - job.size.0;
        // What a column begins with that stands under a heading of the one before.
        let mut above: Vec<Option<Frame>> = vec![];
        let mut fault = None;
        let taken = &mut |column: usize, start: usize| {
            let part = continuation(job, &bytes, start).filter(|_| column > 0);
            let content = part.and_then(|part| parts.continued.get(part));
            let set = content.map(|content| {
                let at = locator.next(&(&job.path, "continued", start));
                self.continued(engine, at, content, shape.width)
            });
            let frame = set.transpose().unwrap_or_else(|error| {
                fault.get_or_insert(error);
                None
            });
            let height =
                frame.as_ref().map_or(0.0, |frame| frame.height().to_pt() + space);
            above.push(frame);
            let below = if column < shape.columns { first } else { 0.0 };
            shape.room - below - height
        };
        let ranges = pages::columns(&lines, &self.edition.badness, taken);
        if let Some(error) = fault {
            return Err(error);
        }
        let cuts = cuts(&lines, &ranges);
        let columns = slice(galley.frame, &cuts);
        let tops = ranges
            .iter()
            .map(|range| lines[range.start].baseline - lines[range.start].ascent);
        let columns = columns.into_iter().zip(tops).zip(above);
        let columns = columns.map(|((frame, top), above)| Column { frame, top, above });
        let pages = shape.pages(columns.collect(), title, space);
        let heads = heads(job, &bytes, &ranges, (pages.len(), shape.columns));
        Ok(SetSection {
            pages,
            lines: lines.len(),
            heads,
            missing: galley.missing,
            sources: galley.sources,
        })
    }

    /// The body of a section below its title: that of its file, then its leaves.
    fn section_galley(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        parts: &SectionParts,
        job: &SectionJob,
        leaves: &Leaves,
    ) -> SourceResult<Galley> {
        let measure = self.measure();
        let at = locator.next(&job.path);
        let width = Shape::of(self, job).width;
        let across = if job.rows.is_some() { Abs::inf() } else { Abs::pt(width) };
        let lay_out =
            |engine: &mut Engine, content, at, rows: &[Row], source: &Source| {
                let origins = Origins::of(source);
                let mut galley =
                    lay_out(engine, content, at, self.styles, across, &origins)?;
                if !rows.is_empty() {
                    galley.frame = align(&galley.frame, rows, measure, &origins);
                }
                galley.sources.push(source.clone());
                SourceResult::Ok(galley)
            };
        let rows = job.rows.as_deref().unwrap_or_default();
        let mut galley = lay_out(engine, &parts.body, at, rows, &leaves.sources[0])?;
        for (k, (leaf, content)) in job.leaves.iter().zip(&parts.leaves).enumerate() {
            let rows = leaf.rows(rows);
            let source = &leaves.sources[k + 1];
            let key = hash128(&(leaves.shared, &leaf.path, source.text(), &rows));
            let set = leaves.galleys.get(engine, key, |engine| {
                let at = locator.next(&leaf.path);
                lay_out(engine, content, at, &rows, source)
            })?;
            galley.append(set, leaf.bytes.start, leaf.head);
        }
        Ok(galley)
    }

    /// What stands above a column under a heading of the one before.
    fn continued(
        &self,
        engine: &mut Engine,
        at: Locator,
        content: &Content,
        width: f64,
    ) -> SourceResult<Frame> {
        let content = content.clone().artifact(ArtifactKind::PaginationOther);
        let size = Size::new(Abs::pt(width), Abs::inf());
        let region = Region::new(size, Axes::new(true, false));
        layout_frame(engine, &content, at, self.styles, region)
    }

    /// The title of a section, from the top of the text area.
    pub(crate) fn title(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        title: &Content,
        measure: f64,
        job: &SectionJob,
    ) -> SourceResult<Frame> {
        let region =
            Region::new(Size::new(Abs::pt(measure), Abs::inf()), Axes::new(true, false));
        layout_frame(
            engine,
            title,
            locator.next(&(&job.path, "title")),
            self.styles,
            region,
        )
    }
}

/// The columns of a section, in points.
struct Shape {
    room: f64,
    measure: f64,
    /// How many stand side by side.
    columns: usize,
    /// The width of one.
    width: f64,
    is_rtl: bool,
}

/// A column on its way to its page.
struct Column {
    frame: Frame,
    /// How deep its first line lies in the frame, in points.
    top: f64,
    /// What stands above it.
    above: Option<Frame>,
}

impl Shape {
    fn of(setter: &Setter, job: &SectionJob) -> Self {
        let (room, measure) = (setter.room(), setter.measure());
        let columns = job.columns.max(1);
        let width = (measure - GUTTER * (columns - 1) as f64) / columns as f64;
        Self {
            room,
            measure,
            columns,
            width,
            is_rtl: job.dir == Dir::Rtl,
        }
    }

    /// Puts columns on pages, below the title on the first; `space` stays below what stands
    /// above one.
    fn pages(&self, columns: Vec<Column>, title: Frame, space: f64) -> Vec<Frame> {
        let size = Size::new(Abs::pt(self.measure), Abs::pt(self.room));
        let title_height = title.height().to_pt();
        let mut page = Frame::soft(size);
        page.push_frame(Point::zero(), title);
        let mut pages = vec![page];
        for (k, Column { frame: mut column, top, above }) in
            columns.into_iter().enumerate()
        {
            let in_row = k % self.columns;
            if in_row == 0 && k > 0 {
                pages.push(Frame::soft(size));
            }
            let first = if k < self.columns { title_height } else { 0.0 };
            let taken =
                above.as_ref().map_or(0.0, |frame| frame.height().to_pt() + space);
            column.translate_visual(Point::with_y(Abs::pt(first + taken - top)));
            let place = if self.is_rtl { self.columns - 1 - in_row } else { in_row };
            let x = place as f64 * (self.width + GUTTER);
            if let Some(page) = pages.last_mut() {
                if let Some(frame) = above {
                    page.push_frame(Point::new(Abs::pt(x), Abs::pt(first)), frame);
                }
                page.push_frame(Point::with_x(Abs::pt(x)), column);
            }
        }
        pages
    }
}

/// Where the galley is cut into columns: between their lines.
fn cuts(lines: &[Line], ranges: &[Range<usize>]) -> Vec<Abs> {
    let between = |range: &Range<usize>| {
        let (before, after) = (&lines[range.start - 1], &lines[range.start]);
        Abs::pt((before.baseline + before.descent + after.baseline - after.ascent) / 2.0)
    };
    ranges.iter().skip(1).map(between).collect()
}

/// For each page the first and the last word that its running head has.
fn heads(
    job: &SectionJob,
    bytes: &[Option<u32>],
    ranges: &[Range<usize>],
    (pages, columns): (usize, usize),
) -> Vec<Option<(String, String)>> {
    let head = |page: usize| {
        let on_page = &ranges[(page * columns).min(ranges.len())
            ..((page + 1) * columns).min(ranges.len())];
        let (from, to) = (on_page.first()?.start, on_page.last()?.end);
        let mut words = bytes[from..to].iter().flatten().filter_map(|&byte| {
            let k = job.heads.partition_point(|head| head.0 <= byte);
            Some(&job.heads[k.checked_sub(1)?].1)
        });
        let first = words.next()?;
        Some((first.clone(), words.next_back().unwrap_or(first).clone()))
    };
    (0..pages).map(head).collect()
}

/// The first source byte of each line.
fn bytes(galley: &Galley) -> Vec<Option<u32>> {
    galley
        .lines
        .iter()
        .map(|line| line.runs.first().map(|run| run.0))
        .collect()
}

/// Which line says what a line stands under, if a column begins with it.
fn continuation(job: &SectionJob, bytes: &[Option<u32>], line: usize) -> Option<usize> {
    let byte = bytes[..=line].iter().rev().find_map(|byte| *byte)?;
    let k = job
        .continued
        .partition_point(|entry| entry.0 <= byte)
        .checked_sub(1)?;
    let (_, end, part) = job.continued[k];
    (byte < end).then_some(part)
}

fn lines(galley: &Galley, job: &SectionJob) -> Vec<Line> {
    let (size, _) = job.size;
    let rows = job.rows.as_deref().unwrap_or(&[]);
    let (mut entry, mut stays) = (None, false);
    let entries: Vec<(bool, Option<usize>)> = galley
        .lines
        .iter()
        .map(|line| {
            // A line that holds none of the source's text goes on with its entry.
            let Some(byte) = line.runs.first().map(|run| run.0) else {
                return (stays, entry);
            };
            let within = |ranges: &[(u32, u32)]| {
                let k = ranges.partition_point(|range| range.0 <= byte).checked_sub(1)?;
                (byte < ranges[k].1).then_some(k)
            };
            entry = within(&job.entries);
            let row = rows.partition_point(|row| row.start <= byte).checked_sub(1);
            let heading = within(&job.sticky).is_some()
                || row.is_some_and(|k| rows[k].heading && byte < rows[k].end);
            stays = heading;
            (heading, entry)
        })
        .collect();
    let same = |a: usize, b: usize| matches!((entries.get(a), entries.get(b)), (Some((_, Some(a))), Some((_, Some(b)))) if a == b);
    galley
        .lines
        .iter()
        .enumerate()
        .map(|(k, line)| Line {
            baseline: line.baseline,
            ascent: 0.75 * size,
            descent: 0.25 * size,
            block: entries[k].1.map_or(u32::MAX, |entry| entry as u32),
            unit: if entries[k].0 { Unit::Sticky } else { Unit::Prose },
            first: k == 0 || !same(k - 1, k),
            last: !same(k, k + 1),
            hyphenated: false,
            wordless: false,
            growth: Growth::None,
            whole: None,
            pin: None,
            released: false,
        })
        .collect()
}

/// Shifts the rows of a concordance so that their keywords stand under each other
/// and their locators at the edge.
fn align(frame: &Frame, rows: &[Row], measure: f64, origins: &Origins) -> Frame {
    let mut extents = vec![Extent::default(); rows.len()];
    for (at, text) in texts(frame) {
        let Some((row, part)) = part_of(text, rows, origins) else { continue };
        let (x, width) = (at.x.to_pt(), text.width().to_pt());
        let extent = &mut extents[row];
        if part == RowPart::Word || rows[row].heading {
            extent.left = extent.left.min(x);
            extent.right = extent.right.max(x + width);
        }
        if part == RowPart::Locator {
            extent.locator_left = extent.locator_left.min(x);
            extent.locator_right = extent.locator_right.max(x + width);
        }
    }
    shift(frame, rows, origins, &|row, part| {
        let (extent, row) = (&extents[row], &rows[row]);
        let rtl = row.dir == Dir::Rtl;
        match part {
            _ if row.heading && rtl => measure - extent.right,
            _ if row.heading => -extent.left,
            RowPart::Locator if rtl => -extent.locator_left,
            RowPart::Locator => measure - extent.locator_right,
            _ if rtl => axis(measure, Dir::Rtl) - extent.right,
            _ => axis(measure, Dir::Ltr) - extent.left,
        }
    })
}

/// Where the keywords of a concordance begin, in points from the left.
pub fn axis(measure: f64, dir: Dir) -> f64 {
    match dir {
        Dir::Ltr => 0.43 * measure,
        Dir::Rtl => 0.57 * measure,
    }
}

#[derive(Debug, Clone)]
struct Extent {
    left: f64,
    right: f64,
    locator_left: f64,
    locator_right: f64,
}

impl Default for Extent {
    fn default() -> Self {
        let (low, high) = (f64::INFINITY, f64::NEG_INFINITY);
        Self {
            left: low,
            right: high,
            locator_left: low,
            locator_right: high,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum RowPart {
    Context,
    Word,
    Locator,
}

/// The row and the part of it that a text item belongs to.
fn part_of(
    item: &typst::text::TextItem,
    rows: &[Row],
    origins: &Origins,
) -> Option<(usize, RowPart)> {
    let byte = item.glyphs.iter().find_map(|glyph| origins.byte(glyph.span))?;
    let k = rows.partition_point(|row| row.start <= byte).checked_sub(1)?;
    let row = &rows[k];
    if byte >= row.end {
        return None;
    }
    let part = if byte >= row.locator {
        RowPart::Locator
    } else if (row.word.0..row.word.1).contains(&byte) {
        RowPart::Word
    } else {
        RowPart::Context
    };
    Some((k, part))
}

/// The row of a heading that a frame holds directly and nothing else of the rows.
fn heading_in(frame: &Frame, rows: &[Row], origins: &Origins) -> Option<usize> {
    let mut found = frame.items().filter_map(|(_, item)| match item {
        FrameItem::Text(text) => part_of(text, rows, origins).map(|(row, _)| row),
        _ => None,
    });
    let row = found.next().filter(|&row| rows[row].heading)?;
    found.all(|other| other == row).then_some(row)
}

/// The frame with each part of a row moved to the right, in points.
fn shift(
    frame: &Frame,
    rows: &[Row],
    origins: &Origins,
    by: &dyn Fn(usize, RowPart) -> f64,
) -> Frame {
    let of_text = |placed: Placed| {
        let FrameItem::Text(text) = placed.item else { return None };
        // What the design adds to a heading goes with its words.
        let heading = || heading_in(placed.within, rows, origins);
        let part = part_of(text, rows, origins)
            .or_else(|| heading().map(|row| (row, RowPart::Context)));
        Some(part.map_or(0.0, |(row, part)| by(row, part)))
    };
    let mut shifts = items(frame).filter_map(of_text);
    map(frame.clone(), &mut |place: &Place, item: FrameItem, out: &mut Items| {
        let is_text = matches!(item, FrameItem::Text(_));
        let dx = is_text.then(|| shifts.next()).flatten().unwrap_or_default();
        out.push((place.pos + Point::with_x(Abs::pt(dx)), item));
    })
}
