//! Apparatus entries: what the attributes on a lemma, or the keys of an entry
//! written apart from it, say of the witnesses.

use std::collections::HashSet;

use super::attributes::{Attribute, AttributeKind};
use super::source::Value;
use super::{Shared, read_value};
use crate::diag::Diagnostic;
use crate::edition::SeriesKind;
use crate::model::{
    Entry, EntryForm, Passage, Place, Reading, ReadingKind, Remark, STATES,
};
use crate::source::context::Context;
use crate::span::Span;

/// Keys of an entry that are no witnesses.
const KEYS: [&str; 7] = ["conj", "note", "lem", "wit", "app", "pre", "form"];

/// Other keys that attributes may have, for suggestions.
const OTHER_KEYS: [&str; 8] =
    ["lang", "index", "from", "to", "n", "ed", "extent", "corr"];

/// A key that names witnesses, taken apart.
#[derive(Debug, Clone, Copy)]
struct WitnessKey<'k> {
    /// The id of a witness or of a group, `codd` or `cett`, or `conj`.
    id: &'k str,
    /// What stands behind its colon, if anything.
    about: Option<KeyAbout>,
}

/// What the second half of a key says.
#[derive(Debug, Clone, Copy)]
enum KeyAbout {
    /// How the witness has its reading, as the kind of a remark.
    State(&'static str),
    /// That the value is a remark on the reading.
    Note,
}

/// A key as the name of witnesses: `B`, `beta`, `cett`, `B:ac`, `B:note`, `conj:note`.
fn witness_key<'k>(key: &'k str, context: &Context) -> Option<WitnessKey<'k>> {
    if names_witnesses(key, context) {
        return Some(WitnessKey { id: key, about: None });
    }
    let (id, about) = key.rsplit_once(':')?;
    let known = names_witnesses(id, context);
    let about = match about {
        "note" if known || id == "conj" => KeyAbout::Note,
        about if known => {
            let (_, kind) = STATES.iter().find(|(state, _)| *state == about)?;
            KeyAbout::State(kind)
        }
        _ => return None,
    };
    Some(WitnessKey { id, about: Some(about) })
}

/// Whether a key belongs to the apparatus: a witness, a critical series, or a
/// word of the format.
pub(super) fn knows(key: &str, context: &Context) -> bool {
    KEYS.contains(&key)
        || witness_key(key, context).is_some()
        || is_critical(key, context)
}

/// Whether a name stands for witnesses: one, a group, all, the rest.
fn names_witnesses(name: &str, context: &Context) -> bool {
    matches!(name, "codd" | "cett")
        || context.witnesses.iter().any(|witness| witness.id == name)
        || context.groups.iter().any(|group| group.id == name)
}

/// What `[]{.def wit="A B"}` says, as attributes: `A=def B=def`.
pub(super) fn presence_pairs(kind: &str, wit: &Attribute) -> Vec<Attribute> {
    let mut start = 0;
    let mut pairs = vec![];
    for word in wit.value.text.split([' ', ',']) {
        let part = wit.value.part(start..start + word.len());
        start += word.len() + 1;
        if !word.is_empty() {
            pairs.push(Attribute {
                kind: AttributeKind::Pair,
                key: word.to_owned(),
                key_span: part.span,
                value: Value { text: kind.to_owned(), ..part },
            });
        }
    }
    pairs
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
    let groups = context.groups.iter().map(|group| group.id.as_str());
    let witnesses = witnesses.chain(groups);
    let series = context.series.iter().map(|series| series.id.as_str());
    let known = witnesses.chain(series).chain(KEYS).chain(OTHER_KEYS);
    let fault =
        Diagnostic::error("unknown-witness", format!("no witness is named `{key}`"))
            .at(span);
    let base = key.rsplit_once(':').filter(|(id, _)| names_witnesses(id, context));
    if let Some((id, _)) = base {
        let states: Vec<_> =
            STATES.iter().map(|(key, _)| format!("`{id}:{key}`")).collect();
        return fault.hint(format!("write {} or `{id}:note`", states.join(", ")));
    }
    fault
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
    let empty = |series: &str| Entry::new(series, from, to, Some(span));
    let mut main = empty("");
    let mut series = None;
    let mut is_used = false;
    let mut others = vec![];
    let mut notes = vec![];
    for Attribute { key, key_span, value, .. } in pairs {
        let mut words =
            |value: &Value| Some(read_value(&value.trimmed(), edition, diagnostics));
        match key.as_str() {
            "conj" => read_conjectures(value, &mut main, edition, diagnostics),
            "note" => main.comment = words(value),
            "pre" => main.before = words(value),
            "lem" => main.lemma = words(value),
            "form" => main.form = read_form(value, diagnostics),
            "wit" => read_witnesses(value, &mut main, context, diagnostics),
            "app" => series = Some(value),
            key => match witness_key(key, context) {
                Some(WitnessKey { id, about: Some(KeyAbout::Note) }) => {
                    notes.extend(words(value).map(|words| (id, words)));
                }
                Some(WitnessKey { id, about }) => {
                    let mut reading = read_reading(value, edition, diagnostics);
                    if let Some(KeyAbout::State(kind)) = about {
                        reading.remarks.push(state(kind));
                    }
                    add_reading(&mut main, reading, id);
                }
                None if is_critical(key, context) => {
                    let comment = words(value);
                    others.push(Entry { comment, ..empty(key) });
                    continue;
                }
                None => {
                    diagnostics.push(unknown_key(key, *key_span, context));
                    continue;
                }
            },
        }
        is_used = true;
    }
    for (id, words) in notes {
        add_note(&mut main, id, words);
    }
    report_twice(&main, pairs, diagnostics);
    let rank =
        |id: &String| context.witnesses.iter().position(|witness| witness.id == *id);
    let rank = |id: &String| rank(id).unwrap_or(usize::MAX);
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

/// Reports witnesses that are said to have two readings, unless it is said how they have
/// each.
fn report_twice(entry: &Entry, pairs: &[Attribute], diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = HashSet::new();
    let states = |remarks: &[Remark], id: &String| -> Vec<&'static str> {
        let of = remarks.iter().filter(|remark| remark.witnesses.contains(id));
        of.filter_map(Remark::state).collect()
    };
    let lemma = entry
        .lemma_witnesses
        .iter()
        .map(|id| (id, states(&entry.remarks, id)));
    let readings = entry.readings.iter().flat_map(|reading| {
        let ids = reading.witnesses.iter();
        ids.map(|id| (id, states(&reading.remarks, id)))
    });
    for (id, states) in lemma.chain(readings) {
        if !seen.insert((id, states)) {
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

/// A remark that a reading is had in some way.
fn state(kind: &str) -> Remark {
    Remark {
        witnesses: vec![],
        kind: Some(kind.to_owned()),
        text: Passage::default(),
    }
}

/// Adds a witness's reading, to the same reading of another one if there is.
fn add_reading(entry: &mut Entry, mut reading: Reading, witness: &str) {
    for remark in &mut reading.remarks {
        remark.witnesses = vec![witness.to_owned()];
    }
    let same = |other: &&mut Reading| {
        other.kind == reading.kind
            && other.text.text == reading.text.text
            && other.text.styles == reading.text.styles
            && other.text.points == reading.text.points
    };
    match entry.readings.iter_mut().find(same) {
        Some(other) => {
            other.witnesses.push(witness.to_owned());
            other.remarks.append(&mut reading.remarks);
        }
        None => {
            entry
                .readings
                .push(Reading { witnesses: vec![witness.to_owned()], ..reading });
        }
    }
}

/// Adds a remark on the last reading of a witness, or on the lemma if it has that.
fn add_note(entry: &mut Entry, id: &str, text: Passage) {
    let of = |reading: &&mut Reading| match &reading.kind {
        ReadingKind::Conjecture(_) => id == "conj",
        _ => reading.witnesses.iter().any(|witness| witness == id),
    };
    let remark = |witnesses| Remark { witnesses, kind: None, text };
    match entry.readings.iter_mut().rev().find(of) {
        Some(reading) if reading.witnesses.len() < 2 => {
            reading.remarks.push(remark(vec![]));
        }
        Some(reading) => reading.remarks.push(remark(vec![id.to_owned()])),
        None => entry.remarks.push(remark(vec![id.to_owned()])),
    }
}

/// Reads which witnesses the entry names.
fn read_form(value: &Value, diagnostics: &mut Vec<Diagnostic>) -> Option<EntryForm> {
    let form = EntryForm::of(value.text.trim());
    if form.is_none() {
        let message = format!("`{}` is no form of an entry", value.text.trim());
        diagnostics.push(
            Diagnostic::error("unknown-value", message)
                .at(value.span)
                .hint("write `written`, `negative`, `positive` or `mixed`"),
        );
    }
    form
}

/// Reads what a witness has: words, or a keyword with or without words.
fn read_reading(
    value: &Value,
    edition: &Shared,
    diagnostics: &mut Vec<Diagnostic>,
) -> Reading {
    let value = value.trimmed();
    let keyword = |word: &str| {
        let kind = ReadingKind::of_key(word).map(|kind| (kind, None));
        kind.or_else(|| {
            let (_, kind) = STATES.iter().find(|(key, _)| *key == word)?;
            Some((ReadingKind::Variant, Some(*kind)))
        })
    };
    let word = value.text.split(':').next().unwrap_or_default();
    let ((kind, how), rest) = match keyword(word) {
        Some(kind) => (kind, (word.len() + 1).min(value.text.len())),
        None => {
            let escaped = value.text.strip_prefix('\\').is_some_and(|rest| {
                rest.split(':').next().is_some_and(|word| keyword(word).is_some())
            });
            ((ReadingKind::Variant, None), usize::from(escaped))
        }
    };
    let text = read_value(&value.part(rest..value.text.len()), edition, diagnostics);
    Reading {
        kind,
        text,
        witnesses: vec![],
        is_rest: false,
        remarks: how.map(state).into_iter().collect(),
        kept: vec![],
        span: Some(value.span),
    }
}

/// Reads conjectures, parted by ` ;; `.
fn read_conjectures(
    value: &Value,
    entry: &mut Entry,
    edition: &Shared,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut start = 0;
    for piece in value.text.split(";;") {
        let part = value.part(start..start + piece.len());
        start += piece.len() + 2;
        entry.readings.push(read_conjecture(&part, edition, diagnostics));
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
        is_rest: false,
        remarks: vec![],
        kept: vec![],
        span: Some(value.span),
    }
}

/// Reads a list of witnesses that have the lemma, parted by blanks or commas.
fn read_witnesses(
    value: &Value,
    entry: &mut Entry,
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut start = 0;
    for word in value.text.split([' ', ',']) {
        let part = value.part(start..start + word.len());
        start += word.len() + 1;
        if word.is_empty() {
            continue;
        }
        let id = match witness_key(word, context) {
            Some(WitnessKey { id, about: None }) => id,
            Some(WitnessKey { id, about: Some(KeyAbout::State(kind)) }) => {
                let witnesses = vec![id.to_owned()];
                entry.remarks.push(Remark { witnesses, ..state(kind) });
                id
            }
            _ => {
                diagnostics.push(unknown_key(word, part.span, context));
                word
            }
        };
        entry.lemma_witnesses.push(id.to_owned());
    }
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
