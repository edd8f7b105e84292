//! The text form of ties, for `--emit ties` and for tests.

use std::fmt::Write;

use super::tie::{Tie, Ties};
use crate::edition::Parallel;
use crate::model::{Place, Text};

/// How many words are shown of each place.
const WORDS: usize = 3;

/// A line for each tie: its number, what it is made by, and for each lane the place and the
/// first words there. Then what has no counterpart, and what crosses.
pub fn form(parallel: &Parallel, lanes: &[&Text], ties: &Ties) -> String {
    let mut out = String::new();
    let ids: Vec<&str> = lanes.iter().map(|text| text.id.as_str()).collect();
    let _ = writeln!(
        out,
        "parallel {} {}: {} ties of {}",
        parallel.id,
        parallel.ties.name(),
        ties.at.len(),
        ids.join(", ")
    );
    let row = |at: &[Option<Place>]| -> String {
        let cells = at.iter().zip(lanes).map(|(place, text)| match place {
            Some(place) => shown(text, *place),
            None => "–".to_owned(),
        });
        cells.collect::<Vec<_>>().join(" | ")
    };
    for (k, (at, by)) in ties.at.iter().zip(&ties.by).enumerate() {
        let _ = writeln!(out, "{k} {by} | {}", row(at));
    }
    for alone in &ties.alone {
        let text = lanes[alone.lane];
        let _ = writeln!(
            out,
            "alone {} | {} {}",
            alone.by,
            text.id,
            shown(text, alone.place)
        );
    }
    for again in &ties.repeated {
        let text = lanes[again.lane];
        let _ = writeln!(
            out,
            "twice {} | {} {}",
            again.by,
            text.id,
            shown(text, again.again)
        );
    }
    let crossing = |tie: &Tie| format!("{} ({})", tie.by, row(&tie.at));
    for (tie, other) in &ties.crossed {
        let _ = writeln!(out, "crosses {} × {}", crossing(tie), crossing(other));
    }
    out
}

/// A place, with the words that follow it.
fn shown(text: &Text, place: Place) -> String {
    let Place { block, offset } = place;
    let content = text.blocks.get(block as usize).map(|block| &block.content.text);
    let rest = content
        .and_then(|words| words.get(offset as usize..))
        .unwrap_or_default();
    let words: Vec<&str> = rest.split_whitespace().take(WORDS).collect();
    format!("{block}.{offset} {}", words.join(" ")).trim_end().to_owned()
}
