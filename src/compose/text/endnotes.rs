//! Endnotes on the last pages of their text.

use typst::layout::{Frame, Size};

use super::page::SetPage;
use crate::compose::foot::endnotes::{Flow, SetEndnotes, place};
use crate::compose::setter::Setter;
use crate::edition::SeriesPlace;
use crate::pages::{Line, Plan};
use crate::typeset::names::Metric;

/// Puts the endnotes that stand at the end of their text on its last page and on pages
/// behind it.
pub(super) fn add_endnotes(
    setter: &Setter,
    pages: &mut Vec<SetPage>,
    plan: &Plan,
    lines: &[Line],
    endnotes: &[SetEndnotes],
) {
    let at_end = |notes: &&SetEndnotes| {
        setter.edition.series[notes.series].place == SeriesPlace::Text
    };
    let mut endnotes = endnotes.iter().filter(at_end).peekable();
    if endnotes.peek().is_none() {
        return;
    }
    let mut flow = Flow::of(setter);
    let last = plan.pages.last().filter(|page| !page.lines.is_empty());
    if let (Some(planned), Some(page)) = (last, pages.last()) {
        flow.depth = planned.depth(lines);
        flow.has_above = true;
        if !page.foot.frames.is_empty() {
            let above = setter.design.metric(Metric::Above) + page.foot.lift;
            flow.taken = page.foot.height + above;
        }
    } else {
        flow.turn();
    }
    endnotes.for_each(|notes| flow.put(notes));
    let mut made = flow.pages.into_iter();
    if let (Some(on_last), Some(page)) = (made.next(), pages.last_mut()) {
        page.endnotes = on_last.first().map(|first| first.0.y.to_pt());
        place(&mut page.body, on_last);
    }
    for frames in made {
        let mut body = Frame::soft(Size::zero());
        place(&mut body, frames);
        pages.push(SetPage { body, endnotes: Some(0.0), ..SetPage::default() });
    }
}
