//! Writes entries of a file of decisions: new ones, and old ones of which only the values
//! change that the program writes.

use std::fmt::Write as _;
use std::ops::Range;

use super::read::comments;
use super::{Decision, Ground, ReadingDecision};
use crate::edition::toml_string::quoted;

/// The head of a new file.
pub(super) fn head(text: &str) -> String {
    format!(
        "# Decisions on the variants of `{}`. `variorum collate` adds new variants, and keeps\n\
         # what is decided here with its comments. It never decides.\n\
         #\n\
         # decision = \"accept\"    print the unit as it was found\n\
         #            \"suppress\"  do not print it; also for a single reading in `readings`\n\
         #            \"lemma\"     the words named as `reading = \"…\"` are the lemma\n\
         #            \"join\"      make one unit of this one and the next\n\
         #            \"split\"     make a unit of each word, or cut behind `after = [1, 2]`\n\
         # Also: comment = \"…\", conjecture = \"…\" with by = \"…\", and type = \"substantive\",\n\
         # \"orthographic\" or \"ignored\" where the class is another one.\n\
         \n\
         text = {}\n\
         # Classes that need no decision, such as [\"orthographic\"].\n\
         accept = []\n",
        text.replace('\n', " "),
        quoted(text)
    )
}

/// A new entry, undecided.
pub(super) fn entry(ground: &Ground) -> String {
    let mut out = String::from("[[unit]]\n");
    for (key, value) in values(ground) {
        let _ = writeln!(out, "{key} = {value}");
    }
    let _ = writeln!(out, "readings = {}", readings(ground, &[]));
    out.push_str("decision = \"\"\n");
    out
}

/// The values of a ground on a line each.
fn values(ground: &Ground) -> Vec<(&'static str, String)> {
    let mut values = vec![
        ("section", quoted(&ground.section)),
        ("at", ground.at.to_string()),
        ("lemma", quoted(&ground.lemma)),
        ("context", quoted(&ground.context)),
    ];
    if let Some(class) = ground.class {
        values.push(("class", quoted(class.name())));
    }
    values
}

/// The list of readings, with what was decided about them.
fn readings(ground: &Ground, decided: &[ReadingDecision]) -> String {
    let mut out = String::from("[\n");
    for reading in &ground.readings {
        let witnesses: Vec<String> =
            reading.witnesses.iter().map(|name| quoted(name)).collect();
        let _ = write!(
            out,
            "    {{ text = {}, witnesses = [{}]",
            quoted(&reading.text),
            witnesses.join(", ")
        );
        if let Some(decided) = decided.iter().find(|one| one.text == reading.text) {
            if decided.is_suppressed {
                out.push_str(", decision = \"suppress\"");
            }
            if let Some(kind) = decided.kind {
                let _ = write!(out, ", type = {}", quoted(kind.name()));
            }
        }
        out.push_str(" },\n");
    }
    out.push(']');
    out
}

/// What an entry becomes on new ground. `decided` are the decisions on its readings, and
/// `reading` the reading that is the lemma, by their new words.
pub(super) struct Update<'a> {
    pub(super) ground: &'a Ground,
    pub(super) decided: &'a [ReadingDecision],
    pub(super) reading: Option<&'a str>,
}

/// The text of an entry on new ground: only values that changed are written.
pub(super) fn updated(source: &str, old: &Decision, update: &Update) -> String {
    let ground = update.ground;
    let places = &old.places;
    let mut edits: Vec<(Range<usize>, String)> = vec![];
    let mut missing = String::new();
    if old.is_moved {
        edits.push(heading(old, "[[unit]]"));
    }
    let same = [
        (old.ground.section == ground.section, &places.section),
        (old.ground.at == ground.at, &places.at),
        (old.ground.lemma == ground.lemma, &places.lemma),
        (old.ground.context == ground.context, &places.context),
        (old.ground.class == ground.class, &places.class),
    ];
    for ((is_same, place), (key, value)) in same.into_iter().zip(values(ground)) {
        match place {
            Some(_) if is_same => {}
            Some(place) => edits.push((place.clone(), value)),
            None => {
                let _ = writeln!(missing, "{key} = {value}");
            }
        }
    }
    match &places.readings {
        Some(_) if old.ground.readings == ground.readings => {}
        Some(place) => {
            // Comments in the list go above it.
            let list = &source[place.clone()];
            let line = source[..place.start].rfind('\n').map_or(0, |at| at + 1);
            let kept: String = comments(list)
                .into_iter()
                .map(|at| format!("{}\n", &list[at]))
                .collect();
            edits.push((line..line, kept));
            edits.push((place.clone(), readings(ground, update.decided)));
        }
        None => {
            let _ = writeln!(missing, "readings = {}", readings(ground, update.decided));
        }
    }
    if let (Some(place), Some(reading)) = (&places.reading, update.reading)
        && old.reading.as_deref() != Some(reading)
    {
        edits.push((place.clone(), quoted(reading)));
    }
    if !missing.is_empty() {
        let end = source[old.header.end..].find('\n');
        let end = end.map_or(source.len(), |at| old.header.end + at + 1);
        let break_ = if source[..end].ends_with('\n') { "" } else { "\n" };
        edits.push((end..end, format!("{break_}{missing}")));
    }
    edited(source, old.range.clone(), edits)
}

/// The text of an entry under the heading of those whose ground has moved.
pub(super) fn moved(source: &str, old: &Decision) -> String {
    let edits = if old.is_moved { vec![] } else { vec![heading(old, "[[moved]]")] };
    edited(source, old.range.clone(), edits)
}

fn heading(old: &Decision, name: &str) -> (Range<usize>, String) {
    (old.header.clone(), name.to_owned())
}

/// A part of a text with edits, which do not overlap.
pub(super) fn edited(
    source: &str,
    range: Range<usize>,
    mut edits: Vec<(Range<usize>, String)>,
) -> String {
    edits.sort_by_key(|(place, _)| (place.start, place.end));
    let mut out = String::with_capacity(range.len() + 64);
    let mut at = range.start;
    for (place, text) in edits {
        out.push_str(&source[at..place.start]);
        out.push_str(&text);
        at = place.end;
    }
    out.push_str(&source[at..range.end]);
    out
}
