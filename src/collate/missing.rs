//! What is said once of words that many units cut up: long omissions, and what stands in a gap
//! of a witness.

use std::ops::Range;

use super::decisions::DecidedUnit;
use super::{
    Attestation, Cell, Collation, GapKind, Reading, ReadingState, Row, SectionTable,
    Unit, VariantClass,
};

/// Words of the base text that witnesses do not have since they have a gap there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Lost {
    /// The first and the last of the words, by their indexes among the tokens of the base text.
    pub(super) words: (u32, u32),
    pub(super) kind: GapKind,
    pub(super) rows: Vec<Row>,
}

impl Lost {
    /// Whether a witness does not have these tokens of the base text.
    pub(super) fn has(&self, base: Range<u32>, row: Row) -> bool {
        let is_in = self.words.0 <= base.start && base.end <= self.words.1 + 1;
        is_in && self.rows.iter().any(|of| of.witness == row.witness)
    }
}

/// Takes out of units the omissions that go on from one unit to the next, and gives a unit for
/// each of them: where a witness leaves out a stanza, other witnesses that differ within it cut
/// the stanza into units, but an editor says once that it is left out. Units about which the
/// editor has said something stay as they are.
pub(super) fn long_omissions(
    collation: &Collation,
    printed: &mut Vec<(Unit, &DecidedUnit)>,
) -> Vec<Unit> {
    let mut chains: Vec<(Range<usize>, Vec<Row>)> = vec![];
    let rows = collation
        .sections
        .first()
        .map_or(&[][..], |section| &section.table.rows);
    for &row in rows {
        for chain in chains_of(collation, printed, row) {
            match chains.iter_mut().find(|(known, _)| *known == chain) {
                Some((_, rows)) => rows.push(row),
                None => chains.push((chain, vec![row])),
            }
        }
    }
    let whole: Vec<Unit> = chains
        .iter()
        .map(|(chain, rows)| joined(collation, &printed[chain.clone()], rows))
        .collect();
    for (chain, rows) in chains {
        for (unit, _) in &mut printed[chain] {
            for reading in &mut unit.readings[1..] {
                if is_omission(reading) {
                    reading.attestations.retain(|of| !rows.contains(&of.row));
                }
            }
            let first = unit.readings[0].clone();
            unit.readings.retain(|reading| !reading.attestations.is_empty());
            // The base text keeps its place, whoever has its words.
            if unit.readings.first() != Some(&first) {
                unit.readings.insert(0, first);
            }
        }
    }
    printed.retain(|(unit, _)| unit.readings.len() > 1);
    whole
}

/// The runs of two or more units all of whose words a row leaves out, and those between them.
fn chains_of(
    collation: &Collation,
    units: &[(Unit, &DecidedUnit)],
    row: Row,
) -> Vec<Range<usize>> {
    let tokens = &collation.witnesses[collation.base].tokens;
    let has_words = |mut base: Range<u32>| base.any(|at| tokens[at as usize].is_word());
    let mut chains = vec![];
    // The units from the first to behind the last that belong together, and how many have words.
    let mut open: Option<(Range<usize>, usize)> = None;
    let close = |open: Option<(Range<usize>, usize)>, chains: &mut Vec<Range<usize>>| {
        chains.extend(open.filter(|(_, count)| *count > 1).map(|(range, _)| range));
    };
    for (at, (unit, decided)) in units.iter().enumerate() {
        let is_silent = unit.class == VariantClass::Ignored || !has_own_words(unit, row);
        if is_silent && !has_words(unit.base.clone()) {
            continue;
        }
        if !is_left_out(unit, row) || is_spoken_of(decided) {
            close(open.take(), &mut chains);
            continue;
        }
        let is_next = open.as_ref().is_some_and(|(range, _)| {
            let last = &units[range.end - 1].0;
            !has_words(last.base.end..unit.base.start)
        });
        match &mut open {
            Some((range, count)) if is_next => {
                range.end = at + 1;
                *count += 1;
            }
            _ => close(open.replace((at..at + 1, 1)), &mut chains),
        }
    }
    close(open, &mut chains);
    chains
}

fn has_own_words(unit: &Unit, row: Row) -> bool {
    let mut others = unit.readings[1..].iter().flat_map(|reading| &reading.attestations);
    others.any(|of| of.row == row)
}

fn is_left_out(unit: &Unit, row: Row) -> bool {
    unit.readings[1..].iter().any(|reading| {
        is_omission(reading)
            && reading.class == VariantClass::Substantive
            && reading.attestations.iter().any(|of| of.row == row)
    })
}

/// Whether words are left out, and do not stand elsewhere.
fn is_omission(reading: &Reading) -> bool {
    reading.state == ReadingState::Omitted && reading.link.is_none()
}

/// Whether the editor has said more of a unit than that it is printed.
fn is_spoken_of(decided: &DecidedUnit) -> bool {
    decided.lemma > 0
        || !decided.suppressed.is_empty()
        || decided.has_type
        || decided.comment.is_some()
        || decided.conjecture.is_some()
}

/// The words of several units as one that some rows leave out.
fn joined(collation: &Collation, units: &[(Unit, &DecidedUnit)], rows: &[Row]) -> Unit {
    let (first, last) = (&units[0].0, &units[units.len() - 1].0);
    let has_all = |of: &&Attestation| {
        units.iter().all(|(unit, _)| {
            unit.readings[0].attestations.iter().any(|other| other.row == of.row)
        })
    };
    let base = first.base.start..last.base.end;
    let tokens = &collation.witnesses[collation.base].tokens;
    let texts: Vec<&str> = base
        .clone()
        .map(|at| &tokens[at as usize])
        .filter(|token| token.is_word())
        .map(|token| &*token.form)
        .collect();
    let reading = |state, text: String, class, attestations| Reading {
        state,
        normal: text.clone(),
        text,
        class,
        attestations,
        link: None,
    };
    let lemma = first.readings[0]
        .attestations
        .iter()
        .filter(has_all)
        .cloned()
        .collect();
    let omission = |row: &Row| Attestation {
        row: *row,
        tokens: vec![],
        is_spelled_otherwise: false,
    };
    Unit {
        columns: first.columns.start..last.columns.end,
        base,
        readings: vec![
            reading(ReadingState::Words, texts.join(" "), VariantClass::Ignored, lemma),
            reading(
                ReadingState::Omitted,
                String::new(),
                VariantClass::Substantive,
                rows.iter().map(omission).collect(),
            ),
        ],
        lacuna: vec![],
        absent: vec![],
        class: VariantClass::Substantive,
        ..first.clone()
    }
}

/// What stands in the gaps of witnesses, also from one section to the next; not where all of it
/// belongs to one of the units, which says so itself.
pub(super) fn lost(collation: &Collation, units: &[(Unit, &DecidedUnit)]) -> Vec<Lost> {
    let mut found: Vec<Lost> = vec![];
    let rows = collation
        .sections
        .first()
        .map_or(0, |section| section.table.rows.len());
    for row in 0..rows {
        let mut run: Option<(u32, u32, GapKind)> = None;
        for section in &collation.sections {
            let table = &section.table;
            let Some(base) = table.row_of(collation.base) else { continue };
            let mut of_gap = None;
            for column in 0..table.width {
                of_gap = match table.cell(row, column) {
                    Cell::Lacuna => {
                        of_gap.or_else(|| Some(kind(collation, section, row, column)))
                    }
                    _ => None,
                };
                let Some(word) = word_of_base(collation, table.cell(base, column)) else {
                    continue;
                };
                let kind = of_gap;
                match (&mut run, kind) {
                    (Some(run), Some(kind)) if run.2 == kind => run.1 = word,
                    (_, kind) => {
                        end_run(&mut found, run.take(), table.rows[row]);
                        run = kind.map(|kind| (word, word, kind));
                    }
                }
            }
        }
        if let Some(section) = collation.sections.first() {
            end_run(&mut found, run, section.table.rows[row]);
        }
    }
    found.retain_mut(|lost| {
        let is_in =
            |unit: &Unit| unit.base.start <= lost.words.0 && lost.words.1 < unit.base.end;
        if let Some((unit, _)) = units.iter().find(|(unit, _)| is_in(unit)) {
            lost.rows.retain(|row| !unit.lacuna.contains(row));
        }
        // A later hand has the gaps of the first.
        lost.rows.retain(|row| row.hand == 0);
        !lost.rows.is_empty()
    });
    found.sort_by_key(|lost| lost.words);
    found
}

fn end_run(found: &mut Vec<Lost>, run: Option<(u32, u32, GapKind)>, row: Row) {
    let Some((first, last, kind)) = run else { return };
    let words = (first, last);
    match found.iter_mut().find(|lost| lost.words == words && lost.kind == kind) {
        Some(lost) => lost.rows.push(row),
        None => found.push(Lost { words, kind, rows: vec![row] }),
    }
}

fn word_of_base(collation: &Collation, cell: Cell) -> Option<u32> {
    let token = cell.token()?;
    let tokens = &collation.witnesses[collation.base].tokens;
    tokens[token as usize].is_word().then_some(token)
}

/// Why a row has nothing in a column: by the gap that stands before its next token.
pub(super) fn kind(
    collation: &Collation,
    section: &SectionTable,
    row: usize,
    column: usize,
) -> GapKind {
    let table = &section.table;
    let of = table.rows[row];
    let witness = &collation.witnesses[usize::from(of.witness)];
    let next = table.row(row)[column..].iter().find_map(|cell| cell.token());
    let behind = || {
        let parts = section.parts[usize::from(of.witness)].iter();
        parts.map(|part| witness.sections[*part as usize].tokens.end).max()
    };
    let at = next.or_else(behind).unwrap_or_default();
    let gap = witness
        .gaps
        .iter()
        .rfind(|gap| gap.at <= at && gap.kind != GapKind::Space);
    gap.map_or(GapKind::Lacuna, |gap| gap.kind)
}
