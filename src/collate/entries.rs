//! Units as entries of the apparatus, as if they had been written by hand.

use super::decided::Decided;
use super::decisions::DecidedUnit;
use super::missing::{self, Lost};
use super::moved_entries::Moves;
use super::read::model::OfText;
use super::{
    Attestation, Collation, GapKind, Reading, ReadingState, Row, Unit, VariantClass,
};
use crate::edition::{Edition, Series, SeriesKind};
use crate::model::{self, Entry, EntryForm, Passage, ReadingKind, Remark};
use crate::span::Span;

/// The series in which differences of spelling are printed, if the edition has it.
pub const SPELLING: &str = "spelling";

/// The entries that the units of a collation make. Each class goes to the series that the manifest
/// names; else substantive units to the first series that is critical, those of spelling to the series
/// `spelling` if there is one, and what is ignored is not printed. `base` is the text whose places the entries have.
pub fn entries(
    collation: &Collation,
    base: &OfText,
    edition: &Edition,
    decided: &Decided,
) -> Vec<Entry> {
    let critical = || {
        edition
            .series
            .iter()
            .filter(|series| series.kind == SeriesKind::Critical)
    };
    let of_class = |class: VariantClass| match edition.collation.series_of(class) {
        Some(id) => critical().find(|series| Some(series.id.as_str()) == id),
        None => match class {
            VariantClass::Substantive => critical().find(|series| series.id != SPELLING),
            VariantClass::Orthographic => critical().find(|series| series.id == SPELLING),
            VariantClass::Ignored => None,
        },
    };
    let moves = Moves::of(collation, edition, &decided.units);
    let mut printed: Vec<(Unit, &DecidedUnit)> = decided.printed().collect();
    let omissions = missing::long_omissions(collation, &mut printed);
    let lost = missing::lost(collation, &printed);
    for (unit, _) in &mut printed {
        unit.lacuna
            .retain(|row| !lost.iter().any(|lost| lost.has(unit.base.clone(), *row)));
    }
    let mut all = vec![];
    for (unit, decided) in printed {
        let Some(series) = of_class(unit.class) else { continue };
        let own = entry(collation, base, series, &unit, &moves).map(|mut entry| {
            if decided.printed_lemma() > 0 {
                entry.lemma = Some(Passage::plain(unit.readings[0].text.clone()));
            }
            entry
        });
        let wide = wide_entries(collation, base, series, &unit, &moves);
        for (nth, mut entry) in wide.into_iter().chain(own).enumerate() {
            // What is said of the unit is said once.
            if nth == 0 {
                say(decided, &mut entry);
            }
            all.push(entry);
        }
    }
    if let Some(series) = of_class(VariantClass::Substantive) {
        let omissions = omissions.iter();
        all.extend(
            omissions.filter_map(|unit| entry(collation, base, series, unit, &moves)),
        );
        all.extend(lost.iter().map(|lost| gap(collation, base, series, lost)));
    }
    all
}

/// The entry of words that stand in a gap of witnesses.
fn gap(collation: &Collation, base: &OfText, series: &Series, lost: &Lost) -> Entry {
    let (first, last) = lost.words;
    let from = base.places[first as usize].0;
    let to = base.places[last as usize].1;
    let span = collation.witnesses[collation.base].tokens[first as usize].span;
    let mut entry = Entry::new(&series.id, from, to, Some(span));
    entry
        .readings
        .push(unread(lost.kind, ids_of(collation, &lost.rows), span));
    entry
}

/// That witnesses have a gap.
fn unread(kind: GapKind, witnesses: Vec<String>, span: Span) -> model::Reading {
    model::Reading {
        kind: match kind {
            GapKind::Illegible => ReadingKind::Illegible,
            GapKind::Lacuna | GapKind::Space => ReadingKind::Lacuna,
        },
        text: Passage::default(),
        witnesses,
        is_rest: false,
        remarks: vec![],
        kept: vec![],
        span: Some(span),
    }
}

/// The entries of transpositions that begin with a unit and have more words than it.
fn wide_entries(
    collation: &Collation,
    base: &OfText,
    series: &Series,
    unit: &Unit,
    moves: &Moves,
) -> Vec<Entry> {
    let tokens = &collation.witnesses[collation.base].tokens;
    let mut all: Vec<Entry> = vec![];
    for reading in unit.readings.iter().skip(1) {
        let Some(moved) = moves.of_reading(reading) else { continue };
        if !moves.begins(unit, reading)
            || moves.covers(unit, moved)
            || reading.class < VariantClass::Substantive
        {
            continue;
        }
        let Some((first, last)) = moves.words(moved) else { continue };
        let (ids, remarks) = witnesses(collation, unit, reading);
        if ids.is_empty() {
            continue;
        }
        let (from, to) = (base.places[first as usize].0, base.places[last as usize].1);
        let span = Some(tokens[first as usize].span);
        let reading = model::Reading {
            kind: ReadingKind::Transposition,
            text: moves.said(moved),
            witnesses: ids,
            is_rest: false,
            remarks,
            kept: vec![],
            span,
        };
        match all.iter_mut().find(|known| (known.from, known.to) == (from, to)) {
            Some(known) => known.readings.push(reading),
            None => {
                let mut entry = Entry::new(&series.id, from, to, span);
                // Others may differ somewhere in it: they are not said to have the lemma.
                entry.form = Some(EntryForm::Negative);
                entry.readings.push(reading);
                all.push(entry);
            }
        }
    }
    all
}

/// Adds what the editor says of a unit: a conjecture, a comment.
fn say(decided: &DecidedUnit, entry: &mut Entry) {
    if let Some((words, scholar)) = &decided.conjecture {
        entry.readings.push(model::Reading {
            kind: ReadingKind::Conjecture(scholar.clone().unwrap_or_default()),
            text: Passage::plain(words.clone()),
            witnesses: vec![],
            is_rest: false,
            remarks: vec![],
            kept: vec![],
            span: decided.span,
        });
    }
    entry.comment = decided.comment.clone().map(Passage::plain);
    entry.span = decided.span.or(entry.span);
}

fn entry(
    collation: &Collation,
    base: &OfText,
    series: &Series,
    unit: &Unit,
    moves: &Moves,
) -> Option<Entry> {
    let least = unit.class;
    let tokens = &collation.witnesses[collation.base].tokens;
    let is_word = |at: &u32| tokens[*at as usize].is_word();
    let words: Vec<u32> = unit.base.clone().filter(is_word).collect();
    // What has no lemma is said of the word before it, else of the one behind.
    let (anchor, is_added) = match words.first() {
        Some(first) => ((*first, *words.last().unwrap_or(first)), None),
        None => match (0..unit.base.start).rev().find(is_word).filter(|_| unit.at > 0) {
            Some(before) => ((before, before), Some(true)),
            None => {
                let behind = (unit.base.end..tokens.len() as u32).find(is_word)?;
                ((behind, behind), Some(false))
            }
        },
    };
    let from = base.places[anchor.0 as usize].0;
    let to = base.places[anchor.1 as usize].1;
    let span = tokens[anchor.0 as usize].span;
    let mut entry = Entry::new(&series.id, from, to, Some(span));
    let lemma = unit.readings.first()?;
    if series.apparatus.form != EntryForm::Written
        && series.apparatus.form != EntryForm::Negative
    {
        let (witnesses, remarks) = witnesses(collation, unit, lemma);
        entry.lemma_witnesses = witnesses;
        entry.remarks = remarks;
    }
    for reading in &unit.readings[1..] {
        let is_same = reading.class < least;
        let (ids, remarks) = witnesses(collation, unit, reading);
        if ids.is_empty() {
            continue;
        }
        if is_same {
            // Another spelling of the lemma: it has the lemma.
            if !entry.lemma_witnesses.is_empty() {
                entry.lemma_witnesses.extend(ids);
            }
            continue;
        }
        let (kind, text) = match moves.of_reading(reading) {
            Some(moved) if moves.begins(unit, reading) && moves.covers(unit, moved) => {
                (ReadingKind::Transposition, moves.said(moved))
            }
            // The entry of the whole transposition says it.
            Some(_) => continue,
            None => {
                let (kind, text) =
                    said(reading, is_added, &tokens[anchor.0 as usize].form);
                (kind, Passage::plain(text))
            }
        };
        entry.readings.push(model::Reading {
            kind,
            text,
            witnesses: ids,
            is_rest: false,
            remarks,
            kept: vec![],
            span: Some(span),
        });
    }
    for kind in [GapKind::Illegible, GapKind::Lacuna] {
        let section = &collation.sections[unit.section as usize];
        let is_of_kind = |row: &&Row| {
            let at = section.table.rows.iter().position(|other| other == *row);
            at.is_some_and(|at| {
                missing::kind(collation, section, at, unit.columns.start as usize) == kind
            })
        };
        let rows: Vec<Row> = unit.lacuna.iter().filter(is_of_kind).copied().collect();
        let lost = ids_of(collation, &rows);
        if !entry.readings.is_empty() && !lost.is_empty() {
            entry.readings.push(unread(kind, lost, span));
        }
    }
    (!entry.readings.is_empty()).then_some(entry)
}

/// How a reading is written in an entry, whose lemma is the word before an addition
/// (`Some(true)`) or behind it (`Some(false)`).
fn said(
    reading: &Reading,
    is_added: Option<bool>,
    anchor: &str,
) -> (ReadingKind, String) {
    match (reading.state, is_added) {
        (_, Some(true)) => (ReadingKind::Addition, reading.text.clone()),
        (_, Some(false)) => (ReadingKind::Variant, format!("{} {anchor}", reading.text)),
        (ReadingState::Omitted, _) => (ReadingKind::Omission, String::new()),
        (ReadingState::Repeated, _) => (ReadingKind::Repetition, String::new()),
        (ReadingState::Transposed, _) if reading.normal.split(' ').count() == 2 => {
            (ReadingKind::Transposition, String::new())
        }
        _ => (ReadingKind::Variant, reading.text.clone()),
    }
}

/// The ids of the witnesses that have a reading, with what is to be said of their hands. A later
/// hand that has what the first one has is not named.
fn witnesses(
    collation: &Collation,
    unit: &Unit,
    reading: &Reading,
) -> (Vec<String>, Vec<Remark>) {
    let mut ids: Vec<String> = vec![];
    let mut remarks = vec![];
    for attestation in &reading.attestations {
        let row = attestation.row;
        if usize::from(row.witness) == collation.base
            && collation.witnesses[collation.base].siglum.is_empty()
        {
            continue;
        }
        let witness = &collation.witnesses[usize::from(row.witness)];
        let is_divided = is_divided(unit, row, reading);
        if row.hand > 0 && !is_new(unit, row, reading) {
            continue;
        }
        let declared = witness.hands[usize::from(row.hand)].id.clone();
        let state = match (row.hand, &declared) {
            (0, _) => "correction-original",
            (_, None) => "correction-altered",
            (_, Some(_)) => "",
        };
        let id = declared.unwrap_or_else(|| witness.id.clone());
        if is_divided && !state.is_empty() && !ids.contains(&id) {
            remarks.push(Remark {
                witnesses: vec![id.clone()],
                kind: Some(state.to_owned()),
                text: Passage::default(),
            });
        }
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    (ids, remarks)
}

/// Whether the hands of a witness have different readings here.
fn is_divided(unit: &Unit, row: Row, reading: &Reading) -> bool {
    unit.readings
        .iter()
        .filter(|other| *other != reading)
        .any(|other| has(other, |of| of.witness == row.witness))
}

/// Whether a later hand has a reading that the hand before it does not have.
fn is_new(unit: &Unit, row: Row, reading: &Reading) -> bool {
    let before = |of: Row| of.witness == row.witness && of.hand + 1 == row.hand;
    unit.readings
        .iter()
        .filter(|other| *other != reading)
        .any(|other| has(other, before))
}

fn has(reading: &Reading, is_it: impl Fn(Row) -> bool) -> bool {
    reading.attestations.iter().any(|Attestation { row, .. }| is_it(*row))
}

fn ids_of(collation: &Collation, rows: &[Row]) -> Vec<String> {
    let mut ids: Vec<String> = vec![];
    for row in rows.iter().filter(|row| row.hand == 0) {
        ids.push(collation.witnesses[usize::from(row.witness)].id.clone());
    }
    ids.dedup();
    ids
}
