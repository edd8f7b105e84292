//! Lines as the planner sees them, and what breaks between them cost.

use serde::Serialize;

use super::costs::Costs;
use crate::edition::Weights;

/// A line of a galley.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Line {
    /// The baseline, in points from the galley's top.
    pub baseline: f64,
    /// How far the line reaches above its baseline, in points.
    pub ascent: f64,
    /// How far it reaches below, in points.
    pub descent: f64,
    /// The block it belongs to.
    pub block: u32,
    /// What kind of unit it is part of.
    pub unit: Unit,
    /// Whether it is the first line of its block.
    pub first: bool,
    /// Whether it is the last line of its block.
    pub last: bool,
    /// What it is part of that is not broken, if of anything.
    pub whole: Option<u32>,
    /// Whether it ends in a hyphen.
    pub hyphenated: bool,
    /// Whether nothing stands on it but pictures.
    pub wordless: bool,
    /// By how much the white above it may grow where its page would else be left short.
    pub growth: Growth,
    /// What the editor wants of the break before it.
    pub pin: Option<Pin>,
    /// Whether a page of the last release began with it.
    pub released: bool,
}

/// By how much white may grow. What is added to a page is whole lines together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Growth {
    /// Not at all.
    #[default]
    None,
    /// By a line, as that above a heading.
    Line,
    /// By two lines, though not gladly: that below the title of a text.
    Title,
    /// By so many quarters of a line, in proportion to the others of its page.
    Quarters(u8),
}

/// What the editor wants of the break before a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pin {
    /// A page begins here.
    Break,
    /// No page begins here.
    Keep,
    /// A page may begin here, though a stanza or what is kept whole is broken.
    May,
}

/// What a line is part of, as far as breaks go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unit {
    /// Prose.
    Prose,
    /// A heading: no break after it, nor after the line that follows.
    Heading,
    /// A verse, with the number of its stanza.
    Verse(u32),
    /// A line of a speech, a list or a quotation.
    Inset,
    /// A row of a table, with the number of the row. Rows do not break.
    Row(u32),
    /// A line that stays with the one after it.
    Sticky,
}

/// Why no page may end with a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum NoBreak {
    /// It is a heading.
    Heading,
    /// It is the only line after a heading.
    AfterHeading,
    /// It stays with the line after it.
    Sticky,
    /// It is inside a row of a table.
    Row,
    /// It is inside of what is kept whole.
    Whole,
    /// The editor wants no break here.
    Pin,
}

/// Lets go of what is to be whole and is higher than a page, which must be broken in
/// any case: it is broken as if nothing had been said of it.
pub fn let_go(lines: &mut [Line], room: f64) {
    for part in lines.chunk_by_mut(|a, b| a.whole == b.whole) {
        let (first, last) = (part[0], part[part.len() - 1]);
        let height = last.baseline + last.descent - (first.baseline - first.ascent);
        if height > room {
            part.iter_mut().for_each(|line| line.whole = None);
        }
    }
}

/// What a break after line `k` costs.
///
/// # Errors
/// Why no page may end there.
pub fn break_cost(lines: &[Line], k: usize, weights: &Weights) -> Result<Costs, NoBreak> {
    let mut costs = Costs::default();
    let Some(next) = lines.get(k + 1) else { return Ok(costs) };
    match next.pin {
        Some(Pin::Break) => return Ok(costs),
        Some(Pin::Keep) => return Err(NoBreak::Pin),
        Some(Pin::May) | None => {}
    }
    let may = next.pin == Some(Pin::May);
    let line = &lines[k];
    match (line.unit, next.unit) {
        (Unit::Heading, _) => return Err(NoBreak::Heading),
        (Unit::Sticky, _) => return Err(NoBreak::Sticky),
        (Unit::Row(a), Unit::Row(b)) if a == b => return Err(NoBreak::Row),
        _ if !may && line.whole.is_some() && line.whole == next.whole => {
            return Err(NoBreak::Whole);
        }
        _ => {}
    }
    // A heading wants two lines after it: unless the block has only one.
    let after_heading = k > 0 && lines[k - 1].unit == Unit::Heading;
    if after_heading && !line.last {
        return Err(NoBreak::AfterHeading);
    }
    if after_heading {
        costs.orphan += weights.orphan;
    }
    if line.block == next.block {
        if line.first {
            costs.orphan += weights.orphan;
        }
        if next.last {
            costs.widow += weights.widow;
        }
        if line.hyphenated {
            costs.hyphen += weights.hyphen;
        }
    }
    match (line.unit, next.unit) {
        _ if may => {}
        (Unit::Verse(a), Unit::Verse(b)) if a == b => {
            costs.stanza += weights.stanza;
            // One verse alone is worse than two.
            if k == 0 || lines[k - 1].unit != line.unit {
                costs.orphan += weights.orphan;
            }
            if lines.get(k + 2).is_none_or(|after| after.unit != next.unit) {
                costs.widow += weights.widow;
            }
        }
        (Unit::Inset, Unit::Inset) => costs.speech += weights.speech,
        _ => {}
    }
    Ok(costs)
}

#[cfg(test)]
mod tests {
    use super::*;

    const WEIGHTS: Weights = Weights::USUAL;

    /// Lines of one paragraph of a kind.
    fn lines(count: usize, unit: Unit) -> Vec<Line> {
        let line = |k: usize| Line {
            baseline: 10.0 * k as f64 + 8.0,
            ascent: 8.0,
            descent: 2.0,
            block: 0,
            unit,
            first: k == 0,
            last: k + 1 == count,
            whole: None,
            hyphenated: false,
            wordless: false,
            growth: Growth::None,
            pin: None,
            released: false,
        };
        (0..count).map(line).collect()
    }

    fn total(lines: &[Line], k: usize) -> Result<f64, NoBreak> {
        break_cost(lines, k, &WEIGHTS).map(|costs| costs.total())
    }

    #[test]
    fn a_hyphen_at_the_end_of_a_page_costs() {
        let mut lines = lines(6, Unit::Prose);
        assert_eq!(total(&lines, 2), Ok(0.0));
        lines[2].hyphenated = true;
        assert_eq!(total(&lines, 2), Ok(WEIGHTS.hyphen));
    }

    #[test]
    fn a_line_of_a_speech_is_parted_from_the_next_at_a_cost() {
        let lines = lines(6, Unit::Inset);
        assert_eq!(total(&lines, 2), Ok(WEIGHTS.speech));
    }

    #[test]
    fn what_is_whole_is_broken_where_it_is_allowed_or_too_high() {
        let mut lines = lines(6, Unit::Verse(1));
        for line in &mut lines[..4] {
            line.whole = Some(1);
        }
        assert_eq!(total(&lines, 1), Err(NoBreak::Whole));
        assert_eq!(total(&lines, 3), Ok(WEIGHTS.stanza));
        lines[2].pin = Some(Pin::May);
        assert_eq!(total(&lines, 1), Ok(0.0));
        let_go(&mut lines, 40.0);
        assert_eq!(total(&lines, 0), Err(NoBreak::Whole));
        let_go(&mut lines, 39.0);
        assert!(total(&lines, 0).is_ok());
    }
}
