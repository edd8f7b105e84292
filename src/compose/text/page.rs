//! The pages of a text, cut from its galley.

use typst::layout::{Abs, Frame, FrameItem, GroupItem, Point, Size};

use super::heads::{self, Head};
use crate::compose::context::TextContext;
use crate::compose::foot::strips::SetFoot;
use crate::compose::job::Break;
use crate::lines::LineNames;
use crate::pages::{Line, Page, Plan};
use crate::typeset::names::Metric;
use crate::typeset::slice::slice;

/// Pages of witnesses that begin in one line.
#[derive(Debug, Clone, PartialEq)]
pub struct PageTurns {
    /// The line's baseline from the top of the text area, in points.
    pub baseline: f64,
    /// Each page's number, and the siglum of its witness if said.
    pub pages: Vec<(String, Option<String>)>,
}

/// A line number in the margin.
#[derive(Debug, Clone, PartialEq)]
pub struct MarginNumber {
    /// The line's baseline from the top of the text area, in points.
    pub baseline: f64,
    /// The number in ASCII digits.
    pub text: String,
    /// Whether it is one of the second lineation, in the other margin.
    pub second: bool,
}

/// A page of a text.
#[derive(Debug, Clone, Default)]
pub struct SetPage {
    /// The lines, from the top of the text area.
    pub body: Frame,
    /// The foot.
    pub foot: SetFoot,
    /// Line numbers to print.
    pub numbers: Vec<MarginNumber>,
    /// Pages of witnesses that begin on it.
    pub breaks: Vec<PageTurns>,
    /// Points by which the page is too full.
    pub overfull: f64,
    /// Whether notes run on from the page before.
    pub continued: bool,
    /// Whether notes of its lines had to be put off to a later page.
    pub spills: bool,
    /// How deep below the top of the text area endnotes begin, if there are any, in points.
    pub endnotes: Option<f64>,
}

/// What pages are cut by.
pub(super) struct Cut<'a> {
    /// The lines of the galley.
    pub lines: &'a [Line],
    /// Which of them stand on which page.
    pub plan: &'a Plan,
    /// The names of the lines, by the first lineation and by the second.
    pub names: (&'a LineNames, Option<&'a LineNames>),
    /// Pages of witnesses, each with the line on which it begins.
    pub breaks: &'a [(usize, &'a Break)],
    /// The heads of its tables.
    pub heads: &'a [Head],
}

impl Cut<'_> {
    /// Cuts the galley and puts feet to the pages.
    pub(super) fn pages(
        &self,
        of: &TextContext,
        galley: Frame,
        feet: Vec<SetFoot>,
    ) -> Vec<SetPage> {
        let mut bodies = self.bodies(of, galley).into_iter();
        let pages = self.plan.pages.iter().zip(feet);
        pages
            .map(|(page, foot)| {
                let body = (!page.lines.is_empty()).then(|| bodies.next()).flatten();
                let empty = || (Frame::soft(Size::zero()), None);
                self.page(of, page, foot, body.unwrap_or_else(empty))
            })
            .collect()
    }

    /// The lines of each page that has any, and the head of a table that is repeated on it.
    fn bodies(&self, of: &TextContext, galley: Frame) -> Vec<(Frame, Option<Frame>)> {
        let (lines, heads) = (self.lines, self.heads);
        let with_lines = self.plan.pages.iter().filter(|page| !page.lines.is_empty());
        let starts: Vec<usize> = with_lines.map(|page| page.lines.start).collect();
        let cut = |&start: &usize| {
            let (before, after) = (&lines[start - 1], &lines[start]);
            let bottom = before.baseline + before.descent;
            let top = after.baseline - after.ascent + heads::extra(heads, start);
            Abs::pt((bottom + top) / 2.0)
        };
        let cuts: Vec<Abs> = starts.iter().skip(1).map(cut).collect();
        let bodies = slice(galley, &cuts);
        let repeated = |&start: &usize| {
            let head = heads::above(heads, start)?;
            let k = starts.partition_point(|&first| first <= head.lines.start);
            let of_it = bodies.get(k.checked_sub(1)?)?;
            Some(head.copy(of_it, of.job, of.origins, start))
        };
        let repeated: Vec<Option<Frame>> = starts.iter().map(repeated).collect();
        bodies.into_iter().zip(repeated).collect()
    }

    fn page(
        &self,
        of: &TextContext,
        page: &Page,
        foot: SetFoot,
        (mut body, head): (Frame, Option<Frame>),
    ) -> SetPage {
        let (lines, setter) = (self.lines, of.setter);
        let top = page.top(lines);
        body.translate_visual(Point::with_y(Abs::pt(-top)));
        if let Some(head) = head {
            body.prepend(Point::zero(), FrameItem::Group(GroupItem::new(head)));
        }
        let mut numbers = vec![];
        for (names, second) in [(Some(self.names.0), false), (self.names.1, true)] {
            let printed = names.map(|names| names.printed(page.lines.clone()));
            for (line, text) in printed.unwrap_or_default() {
                let baseline = lines[line].baseline - top;
                numbers.push(MarginNumber { baseline, text, second });
            }
        }
        let height = page.depth(lines);
        let above = setter.design.metric(Metric::Above);
        let white = if foot.frames.is_empty() { 0.0 } else { above + foot.lift };
        // A page may be long for the sake of those after it.
        let pitch = of.job.sizes.pitch;
        let allowed = if page.costs.long > 0.0 { pitch } else { 0.0 };
        let over = height + foot.height + white - setter.room() - allowed;
        SetPage {
            body,
            overfull: if over > 0.05 { over } else { 0.0 },
            foot,
            numbers,
            breaks: self.turns(page, top),
            continued: page.continues(),
            spills: page.waits() > 0,
            endnotes: None,
        }
    }

    /// The pages of witnesses that begin on a page.
    fn turns(&self, page: &Page, top: f64) -> Vec<PageTurns> {
        let mut turned: Vec<PageTurns> = vec![];
        for (line, b) in self.breaks.iter().filter(|b| page.lines.contains(&b.0)) {
            let baseline = self.lines[*line].baseline - top;
            let page = (b.n.clone(), b.ed.clone());
            match turned.last_mut() {
                Some(last) if last.baseline == baseline => last.pages.push(page),
                _ => turned.push(PageTurns { baseline, pages: vec![page] }),
            }
        }
        turned
    }
}
