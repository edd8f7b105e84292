//! White that is added to a page that would else be left short, above headings and around what is
//! set apart: what stands below it is moved down. All of it together is whole lines, so that the
//! last line of the page stays on the grid of the facing page.

use typst::layout::{Abs, Frame};

use super::heads::Head;
use crate::pages::{Line, Plan};
use crate::typeset::slice;

/// Moves down what stands below the white that a plan adds, in a galley and in what is known
/// of it.
pub(super) fn spread(
    plan: &Plan,
    pitch: f64,
    galley: Frame,
    lines: &mut [Line],
    heads: &mut [Head],
) -> Frame {
    let added = plan.pages.iter().flat_map(|page| page.spread_at(lines));
    let mut sum = 0.0;
    let mut cuts: Vec<(f64, f64)> = vec![];
    for (k, count) in added {
        sum += pitch * count;
        let (before, after) = (&lines[k - 1], &lines[k]);
        let bottom = before.baseline + before.descent;
        cuts.push(((bottom + after.baseline - after.ascent) / 2.0, sum));
    }
    if cuts.is_empty() {
        return galley;
    }
    let moved = |y: f64| match cuts.partition_point(|cut| cut.0 <= y) {
        0 => 0.0,
        k => cuts[k - 1].1,
    };
    for line in lines {
        line.baseline += moved(line.baseline);
    }
    for head in heads {
        head.lower(moved(head.top()));
    }
    slice::lower(galley, &|y: Abs| Abs::pt(moved(y.to_pt())))
}
