//! Who has what, when all entries of a text are read: names that stand for several
//! witnesses are replaced by these, and entries are checked against the witnesses that
//! are present.

use std::collections::HashSet;

use super::{Context, is_tei};
use crate::diag::Diagnostic;
use crate::edition::TextFile;
use crate::model::{Entry, EntryForm, Presence, Reading, ReadingKind, Remark, Text};

/// Replaces groups, `codd` and `cett` by their witnesses in all entries of a text, and
/// reports witnesses that are named twice, are missing or are not accounted for.
pub fn settle_witnesses(
    text: &mut Text,
    settings: &TextFile,
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let first = diagnostics.len();
    // Groups may begin and end too.
    for entry in &mut text.entries {
        for reading in entry.readings.iter_mut().filter(|reading| {
            matches!(reading.kind, ReadingKind::Ending | ReadingKind::Beginning)
        }) {
            reading.witnesses = members(&reading.witnesses, context);
        }
    }
    let own = settings.witnesses.as_deref();
    let presence = Presence::of(text, context.witnesses, own);
    let mut entries = std::mem::take(&mut text.entries);
    for entry in &mut entries {
        let present: Vec<&str> = presence.at(entry.from).collect();
        expand(entry, &present, context);
        if is_tei(&settings.path) {
            report_twice(text, entry, diagnostics);
        }
        report_absent(entry, &presence, context, diagnostics);
        report_missing(entry, &present, context, diagnostics);
    }
    text.entries = entries;
    diagnostics[first..].sort_by_key(|diagnostic| diagnostic.span);
}

/// Ids with groups replaced by their witnesses.
fn members(ids: &[String], context: &Context) -> Vec<String> {
    let mut found: Vec<String> = vec![];
    for id in ids {
        let group = context.groups.iter().find(|group| group.id == *id);
        let of: &[String] =
            group.map_or(std::slice::from_ref(id), |group| &group.witnesses);
        found.extend(of.iter().filter(|id| !ids.contains(id)).cloned());
        if group.is_none() {
            found.push(id.clone());
        }
    }
    let mut seen = HashSet::new();
    found.retain(|id| seen.insert(id.clone()));
    found
}

/// Replaces groups by those of their witnesses that are present and not named by
/// themselves, `codd` by all that are, and `cett` by what is left then.
fn expand(entry: &mut Entry, present: &[&str], context: &Context) {
    let is_group = |id: &str| context.groups.iter().any(|group| group.id == id);
    let stands = |id: &str| matches!(id, "codd" | "cett") || is_group(id);
    let mut named: HashSet<String> = HashSet::new();
    let lists = |entry: &Entry| -> Vec<String> {
        let readings = entry.readings.iter().flat_map(|reading| &reading.witnesses);
        entry.lemma_witnesses.iter().chain(readings).cloned().collect()
    };
    let all = lists(entry);
    if !all.iter().any(|id| stands(id)) {
        return;
    }
    named.extend(all.iter().filter(|id| !stands(id)).cloned());
    let rank = |id: &String| {
        let place = context.witnesses.iter().position(|witness| witness.id == *id);
        place.unwrap_or(usize::MAX)
    };
    let is_kind: [&dyn Fn(&str) -> bool; 3] =
        [&is_group, &|id| id == "codd", &|id| id == "cett"];
    for is_kind in is_kind {
        let before = named.clone();
        let mut replace =
            |ids: &mut Vec<String>, remarks: &mut Vec<Remark>, is_rest: &mut bool| {
                let mut out: Vec<String> = vec![];
                for id in ids.drain(..) {
                    if !is_kind(&id) {
                        out.push(id);
                        continue;
                    }
                    let group = context.groups.iter().find(|group| group.id == id);
                    let members: Vec<String> = match group {
                        Some(group) => group.witnesses.clone(),
                        None => present.iter().map(|&id| id.to_owned()).collect(),
                    };
                    let members: Vec<String> = members
                        .into_iter()
                        .filter(|id| present.contains(&id.as_str()))
                        .filter(|id| !before.contains(id))
                        .collect();
                    for remark in remarks.iter_mut() {
                        if remark.witnesses.contains(&id) {
                            remark.witnesses.retain(|of| *of != id);
                            remark.witnesses.extend(members.iter().cloned());
                        }
                    }
                    *is_rest |= id == "cett" && out.is_empty() && !members.is_empty();
                    named.extend(members.iter().cloned());
                    out.extend(members);
                }
                out.sort_by_key(rank);
                *ids = out;
            };
        let Entry { lemma_witnesses, remarks, is_rest, .. } = entry;
        let alone = lemma_witnesses.len() == 1;
        replace(lemma_witnesses, remarks, is_rest);
        *is_rest &= alone;
        for reading in &mut entry.readings {
            let alone = reading.witnesses.len() == 1;
            let was = reading.is_rest;
            replace(&mut reading.witnesses, &mut reading.remarks, &mut reading.is_rest);
            reading.is_rest &= alone || was;
        }
    }
}

/// Reports witnesses that are said to have two readings, unless it is said how they have
/// each.
fn report_twice(text: &Text, entry: &Entry, diagnostics: &mut Vec<Diagnostic>) {
    let mut seen = HashSet::new();
    let words = text.words(entry.from, entry.to);
    // A list of all readings may have that of the lemma again.
    let is_lemma = |reading: &&Reading| {
        reading.text.text.split_whitespace().eq(words.iter().copied())
    };
    let remarked = |remarks: &[Remark], id: &String| {
        remarks.iter().any(|remark| remark.witnesses.contains(id))
    };
    let lemma = entry
        .lemma_witnesses
        .iter()
        .map(|id| (id, entry.span, &entry.remarks));
    let others = entry.readings.iter().filter(|reading| !is_lemma(reading));
    let readings = others.flat_map(|reading| {
        reading
            .witnesses
            .iter()
            .map(|id| (id, reading.span, &reading.remarks))
    });
    for (id, span, remarks) in lemma.chain(readings) {
        if !remarked(remarks, id) && !seen.insert(id) {
            diagnostics.push(
                Diagnostic::warning(
                    "witness-twice",
                    format!("witness `{id}` is named twice here"),
                )
                .at(span.or(entry.span))
                .hint("a witness has one reading; a later hand is a witness of its own"),
            );
        }
    }
}

/// Reports witnesses that are said to read something where they are missing.
fn report_absent(
    entry: &Entry,
    presence: &Presence,
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let begins = |id: &String| {
        let mut of = entry.readings.iter();
        of.any(|reading| {
            matches!(reading.kind, ReadingKind::Beginning | ReadingKind::Ending)
                && reading.witnesses.contains(id)
        })
    };
    let counted = |id: &String| {
        let mut of = context.witnesses.iter();
        of.any(|witness| witness.id == *id && witness.hand_of.is_none())
    };
    let readings = entry
        .readings
        .iter()
        .flat_map(|reading| reading.witnesses.iter().map(|id| (id, reading.span)));
    let lemma = entry.lemma_witnesses.iter().map(|id| (id, entry.span));
    for (id, span) in lemma.chain(readings) {
        let present = presence.at(entry.from).chain(presence.at(entry.to));
        if counted(id) && !begins(id) && present.into_iter().all(|known| known != id) {
            diagnostics.push(
                Diagnostic::warning(
                    "witness-absent",
                    format!("witness `{id}` is missing here"),
                )
                .at(span.or(entry.span))
                .hint(
                    "mark where it is there again, `[]{.inc wit=\"…\"}`, or add it to the \
                     `witnesses` of the text",
                ),
            );
        }
    }
}

/// Reports witnesses that a positive entry does not mention.
fn report_missing(
    entry: &Entry,
    present: &[&str],
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let series = context.series.iter().find(|series| series.id == entry.series);
    let form = entry.form.or(series.map(|series| series.apparatus.form));
    if form != Some(EntryForm::Positive) || entry.lemma_witnesses.is_empty() {
        return;
    }
    let readings = entry.readings.iter().flat_map(|reading| &reading.witnesses);
    let named: HashSet<&str> = entry
        .lemma_witnesses
        .iter()
        .chain(readings)
        .map(String::as_str)
        .collect();
    let missing: Vec<String> = present
        .iter()
        .filter(|id| !named.contains(*id))
        .map(|id| format!("`{id}`"))
        .collect();
    if !missing.is_empty() {
        let message =
            format!("this entry does not say what {} has", missing.join(" and "));
        diagnostics.push(
            Diagnostic::warning("witness-missing", message)
                .at(entry.span)
                .hint("add its reading, or name it in `wit`"),
        );
    }
}
