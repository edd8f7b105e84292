//! Apparatus entries: what the attributes on a lemma, or the keys of an entry
//! written apart from it, say of the witnesses.

use std::collections::HashSet;

use super::attributes::Attribute;
use super::source::Value;
use super::{Shared, read_value};
use crate::diag::Diagnostic;
use crate::edition::SeriesKind;
use crate::model::{Entry, Passage, Place, Reading, ReadingKind};
use crate::source::Context;
use crate::span::Span;

/// Keys of an entry that are no witnesses.
const KEYS: [&str; 5] = ["conj", "note", "lem", "wit", "app"];

/// Other keys that attributes may have, for suggestions.
const OTHER_KEYS: [&str; 8] =
    ["lang", "index", "from", "to", "n", "ed", "extent", "corr"];

/// Whether a key belongs to the apparatus: a witness, a critical series, or a
/// word of the format.
pub(super) fn knows(key: &str, context: &Context) -> bool {
    KEYS.contains(&key) || is_witness(key, context) || is_critical(key, context)
}

fn is_witness(key: &str, context: &Context) -> bool {
    context.witnesses.iter().any(|witness| witness.id == key)
}

fn is_critical(key: &str, context: &Context) -> bool {
    context
        .series
        .iter()
        .any(|series| series.id == key && series.kind == SeriesKind::Critical)
}

/// The fault of a key that means nothing.
pub(super) fn unknown_key(key: &str, span: Span, context: &Context) -> Diagnostic {
    let witnesses = context.witnesses.iter().map(|witness| witness.id.as_str());
    let series = context.series.iter().map(|series| series.id.as_str());
    let known = witnesses.chain(series).chain(KEYS).chain(OTHER_KEYS);
    Diagnostic::error("unknown-witness", format!("no witness is named `{key}`"))
        .at(span)
        .suggest(key, known)
        .hint("declare it as a `[[witness]]` in `edition.toml`")
}

/// Reads the entries that attributes make over a stretch of the text: one in
/// the series they choose, and one in each critical series they name.
pub(super) fn read_entries(
    pairs: &[Attribute],
    (from, to): (Place, Place),
    span: Span,
    edition: &Shared,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Entry> {
    let context = edition.context;
    let empty = |series: &str| Entry {
        series: series.to_owned(),
        from,
        to,
        lemma: None,
        lemma_witnesses: vec![],
        remarks: vec![],
        readings: vec![],
        comment: None,
        kept: vec![],
        span: Some(span),
    };
    let mut main = empty("");
    let mut series = None;
    let mut is_used = false;
    let mut others = vec![];
    for Attribute { key, value, .. } in pairs {
        match key.as_str() {
            "conj" => main.readings.push(read_conjecture(value, edition, diagnostics)),
            "note" => {
                main.comment = Some(read_value(&value.trimmed(), edition, diagnostics))
            }
            "lem" => {
                main.lemma = Some(read_value(&value.trimmed(), edition, diagnostics))
            }
            "wit" => {
                let found = read_witnesses(value, context, diagnostics);
                main.lemma_witnesses.extend(found);
            }
            "app" => series = Some(value),
            key if is_witness(key, context) => {
                let reading = read_reading(value, edition, diagnostics);
                add_reading(&mut main, reading, key);
            }
            key => {
                let comment = Some(read_value(&value.trimmed(), edition, diagnostics));
                others.push(Entry { comment, ..empty(key) });
                continue;
            }
        }
        is_used = true;
    }
    report_twice(&main, pairs, diagnostics);
    let rank =
        |id: &String| context.witnesses.iter().position(|witness| witness.id == *id);
    main.lemma_witnesses.sort_by_key(rank);
    for reading in &mut main.readings {
        reading.witnesses.sort_by_key(rank);
    }
    if is_used && let Some(id) = choose_series(series, span, context, diagnostics) {
        main.series = id;
        if main.readings.is_empty() && main.comment.is_none() {
            diagnostics.push(
                Diagnostic::warning(
                    "empty-entry",
                    "this entry has no reading and no comment",
                )
                .at(span)
                .hint("give a witness's reading, `conj` or `note`"),
            );
        }
        others.insert(0, main);
    }
    others
}

/// The series an entry belongs to: the one it names, else the one called `app`,
/// else the first critical one.
fn choose_series(
    named: Option<&Value>,
    span: Span,
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<String> {
    let mut critical = context.series.iter().filter(|s| s.kind == SeriesKind::Critical);
    let first = critical
        .clone()
        .find(|series| series.id == "app")
        .or_else(|| critical.clone().next())
        .map(|series| series.id.clone());
    if let Some(value) = named {
        let id = value.text.trim();
        if critical.any(|series| series.id == id) {
            return Some(id.to_owned());
        }
        let known = context.series.iter().map(|series| series.id.as_str());
        diagnostics.push(
            Diagnostic::error(
                "unknown-series",
                format!("no critical series is named `{id}`"),
            )
            .at(value.span)
            .suggest(id, known)
            .hint("declare it as a `[[series]]` with `kind = \"critical\"`"),
        );
    } else if first.is_none() {
        diagnostics.push(
            Diagnostic::error("unknown-series", "this edition has no critical series")
                .at(span)
                .hint("declare a `[[series]]` with `kind = \"critical\"`"),
        );
    }
    first
}

/// Reports witnesses that are said to have two readings.
fn report_twice(entry: &Entry, pairs: &[Attribute], diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = HashSet::new();
    let readings = entry.readings.iter().flat_map(|reading| &reading.witnesses);
    for id in entry.lemma_witnesses.iter().chain(readings) {
        if !seen.insert(id) {
            let last = pairs.iter().rfind(|pair| pair.key == *id || pair.key == "wit");
            diagnostics.push(
                Diagnostic::warning(
                    "witness-twice",
                    format!("witness `{id}` is named twice here"),
                )
                .at(last.map(|pair| pair.key_span))
                .hint("a witness has one reading; a later hand is a witness of its own"),
            );
        }
    }
}

/// Adds a witness's reading, to the same reading of another one if there is.
fn add_reading(entry: &mut Entry, reading: Reading, witness: &str) {
    let same = |other: &&mut Reading| {
        other.kind == reading.kind
            && other.text.text == reading.text.text
            && other.text.styles == reading.text.styles
            && other.text.points == reading.text.points
    };
    match entry.readings.iter_mut().find(same) {
        Some(other) => other.witnesses.push(witness.to_owned()),
        None => {
            entry
                .readings
                .push(Reading { witnesses: vec![witness.to_owned()], ..reading });
        }
    }
}

/// Reads what a witness has: words, or a keyword with or without words.
fn read_reading(
    value: &Value,
    edition: &Shared,
    diagnostics: &mut Vec<Diagnostic>,
) -> Reading {
    let value = value.trimmed();
    let keyword = |word: &str| match word {
        "om" => Some(ReadingKind::Omission),
        "add" => Some(ReadingKind::Addition),
        "transp" => Some(ReadingKind::Transposition),
        "lac" => Some(ReadingKind::Lacuna),
        "illeg" => Some(ReadingKind::Illegible),
        _ => None,
    };
    let word = value.text.split(':').next().unwrap_or_default();
    let (kind, rest) = match keyword(word) {
        Some(kind) => (kind, (word.len() + 1).min(value.text.len())),
        None => {
            let escaped = value.text.strip_prefix('\\').is_some_and(|rest| {
                rest.split(':').next().is_some_and(|word| keyword(word).is_some())
            });
            (ReadingKind::Variant, usize::from(escaped))
        }
    };
    let text = read_value(&value.part(rest..value.text.len()), edition, diagnostics);
    Reading {
        kind,
        text,
        witnesses: vec![],
        remarks: vec![],
        kept: vec![],
        span: Some(value.span),
    }
}

/// Reads a conjecture: the words, and behind ` :: ` whose they are.
fn read_conjecture(
    value: &Value,
    edition: &Shared,
    diagnostics: &mut Vec<Diagnostic>,
) -> Reading {
    let (words, scholar) = match value.text.rfind("::") {
        Some(at) => (value.part(0..at), value.text[at + 2..].trim()),
        None => (value.trimmed(), ""),
    };
    Reading {
        kind: ReadingKind::Conjecture(scholar.to_owned()),
        text: read_value(&words, edition, diagnostics),
        witnesses: vec![],
        remarks: vec![],
        kept: vec![],
        span: Some(value.span),
    }
}

/// Reads a list of witnesses, parted by blanks or commas.
fn read_witnesses(
    value: &Value,
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<String> {
    let mut found = vec![];
    let mut start = 0;
    for word in value.text.split([' ', ',']) {
        let part = value.part(start..start + word.len());
        start += word.len() + 1;
        if word.is_empty() {
            continue;
        }
        if !is_witness(word, context) {
            diagnostics.push(unknown_key(word, part.span, context));
        }
        found.push(word.to_owned());
    }
    found
}

/// Sorts entries as they are printed: by their lemma's start, the longer first.
pub(crate) fn sort_entries(entries: &mut [Entry]) {
    entries.sort_by_key(|entry| (entry.from, std::cmp::Reverse(entry.to)));
}

/// An empty passage in the place of a value that can't be read.
pub(super) fn unread(value: &Value) -> Passage {
    Passage {
        text: value.text.clone(),
        source: value.source.clone(),
        ..Passage::default()
    }
}
