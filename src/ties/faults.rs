//! What is said of ties: what only one lane has, what crosses, numbers that are there twice, and
//! texts that nothing ties.

use std::collections::BTreeMap;

use super::tie::{Alone, By, Ties};
use crate::diag::Diagnostic;
use crate::edition::TieKind;
use crate::model::{Place, Text};
use crate::span::Span;

/// How many are named of what only one lane has.
const NAMED: usize = 8;

/// How many ties that cross are told one by one.
const TOLD: usize = 12;

/// The diagnostics of a parallel.
pub(super) fn faults(lanes: &[&Text], ties: &Ties, kind: TieKind) -> Vec<Diagnostic> {
    let mut said = alone(lanes, &ties.alone);
    said.extend(crossed(lanes, ties));
    for again in &ties.repeated {
        let text = lanes[again.lane];
        let message = format!("{} is there twice in `{}`", quoted(&again.by), text.id);
        let mut fault = Diagnostic::warning("number-twice", message)
            .at(span(text, again.again))
            .hint(
                "correct the number; or, where numbers begin anew, give the larger parts numbers \
                 too, in all texts",
            );
        let first = span(text, again.first);
        fault
            .related
            .extend(first.map(|span| (span, "the first one".to_owned())));
        said.push(fault);
    }
    if ties.at.len() < 2 && lanes.iter().all(|text| text.blocks.len() > 1) {
        let names: Vec<String> =
            lanes.iter().map(|text| format!("`{}`", text.id)).collect();
        let message = format!("nothing ties {} to each other", names.join(", "));
        said.push(Diagnostic::warning("no-ties", message).at(lanes[0].span.map(start)).hint(
            match kind {
                TieKind::Structure => {
                    "give sections or paragraphs the same numbers, or mark places with \
                     `[]{.tie n=1}` in Djot and `<milestone unit=\"tie\" n=\"1\"/>` in TEI"
                }
                TieKind::Numbers => "give what corresponds the same numbers, or write `ties = \"structure\"`",
                TieKind::Anchors => "write anchors of the same name, as `[]{#a1}`, in each text",
                TieKind::Line => "each text needs lines: verses, `lb` in TEI, or line breaks in Djot",
            },
        ));
    }
    said
}

fn start(span: Span) -> Span {
    Span { end: span.start, ..span }
}

fn quoted(by: &By) -> String {
    match by {
        By::Number(unit, n) => format!("`{unit}` {n}"),
        By::Pointer(id) => format!("the pointer to `{id}`"),
        By::Name(name) => format!("the anchor `{name}`"),
        by @ (By::Beginning | By::Order(_)) => format!("a {by}"),
    }
}

/// A diagnostic for each lane and unit.
fn alone(lanes: &[&Text], all: &[Alone]) -> Vec<Diagnostic> {
    let mut groups: BTreeMap<(usize, String), Vec<&Alone>> = BTreeMap::new();
    for alone in all {
        let what = match &alone.by {
            By::Number(unit, _) => unit.clone(),
            By::Pointer(_) => "\u{1}".to_owned(),
            By::Name(_) | By::Beginning | By::Order(_) => "\u{2}".to_owned(),
        };
        groups.entry((alone.lane, what)).or_default().push(alone);
    }
    let group = |((lane, _), group): ((usize, String), Vec<&Alone>)| {
        let text = lanes[lane];
        let first = group[0];
        let name = |alone: &&Alone| match &alone.by {
            By::Number(_, n) => n.clone(),
            By::Pointer(id) | By::Name(id) => id.clone(),
            by @ (By::Beginning | By::Order(_)) => by.to_string(),
        };
        let mut names: Vec<String> = group.iter().take(NAMED).map(name).collect();
        if group.len() > NAMED {
            names.push("…".to_owned());
        }
        let (names, count, id) = (names.join(", "), group.len(), &text.id);
        let (message, hint) = match &first.by {
            By::Pointer(_) => (
                match count {
                    1 => format!("a pointer of `{id}` leads to no other text: {names}"),
                    _ => format!(
                        "{count} pointers of `{id}` lead to no other text: {names}"
                    ),
                },
                "correct the id, or give it to what corresponds",
            ),
            by => (
                match (by, count) {
                    (_, 1) => format!("{} is in `{id}` alone", quoted(by)),
                    (By::Number(unit, _), _) => {
                        format!(
                            "{count} numbers of `{unit}` are in `{id}` alone: {names}"
                        )
                    }
                    _ => format!("{count} anchors are in `{id}` alone: {names}"),
                },
                "the other texts leave its place empty; give what corresponds the same number or \
                 name if there is such",
            ),
        };
        Diagnostic::warning("tie-alone", message)
            .at(span(text, first.place))
            .hint(hint)
    };
    groups.into_iter().map(group).collect()
}

/// A diagnostic for each tie that crosses another, up to a number.
fn crossed(lanes: &[&Text], ties: &Ties) -> Vec<Diagnostic> {
    let all = ties.crossed.len();
    let tell = |(tie, other): &(super::Tie, super::Tie)| {
        let places: Vec<Option<Span>> = tie
            .at
            .iter()
            .zip(lanes)
            .filter_map(|(place, text)| Some(span(text, (*place)?)))
            .collect();
        let message = format!(
            "the tie by {} crosses that by {}",
            quoted(&tie.by),
            quoted(&other.by)
        );
        let mut fault = Diagnostic::warning("tie-crossing", message)
            .at(places.first().copied().flatten())
            .hint(
                "what is printed keeps the order of each text, and this tie is not kept",
            );
        for place in places.iter().skip(1).flatten() {
            fault.related.push((*place, "what it is tied to".to_owned()));
        }
        let crossing =
            other.at.iter().zip(lanes).filter_map(|(at, text)| span(text, (*at)?));
        fault.related.extend(
            crossing
                .take(1)
                .map(|span| (span, "the tie that it crosses".to_owned())),
        );
        if all > TOLD {
            fault.hints.push(format!("{all} ties cross others in all"));
        }
        fault
    };
    ties.crossed.iter().take(TOLD).map(tell).collect()
}

/// Where a place stands in its file.
fn span(text: &Text, place: Place) -> Option<Span> {
    let block = text.blocks.get(place.block as usize)?;
    let at = place.offset as usize;
    let source = &block.content.source;
    source
        .span(at..at + 1)
        .or(block.span)
        .map(|span| match source.resolve(at) {
            Some(_) => start(span),
            None => span,
        })
}
