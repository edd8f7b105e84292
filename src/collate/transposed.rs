//! Finds what witnesses have elsewhere, phrases and whole sections, and links its two places.

use std::collections::BTreeMap;
use std::ops::Range;

use super::changes::Words;
use super::far::{Far, Half, Halves};
use super::ground::Ground;
use super::groups::Group;
use super::order;
use super::part::Part;
use super::{
    Attestation, Cell, Collation, Link, NewPlace, Reading, ReadingState, Row, Spot,
    Stretch, Table, Transposition, Unit, VariantClass,
};

/// All transpositions of a collation, without the names of their places, and for each section
/// its parts of them.
pub(super) fn find(
    ground: &Ground,
    groups: &[Group],
    tables: &[Table],
) -> (Vec<Transposition>, Vec<Vec<Part>>) {
    let mut parts: Vec<Vec<Part>> = vec![vec![]; tables.len()];
    let mut all: BTreeMap<(bool, Stretch, Stretch), Found> = BTreeMap::new();
    phrases(ground, tables, &mut all);
    for moved in order::moved(groups, ground.base) {
        let (from, to) = moved.stretches(tables);
        let found = all.entry((true, from, to)).or_default();
        found.is_same = true;
        found.rows.extend(moved.rows(&tables[moved.first]));
    }
    let mut ordered: Vec<((bool, Stretch, Stretch), Found)> = all.into_iter().collect();
    ordered.sort_by_key(|((is_whole, from, to), _)| (*from, *to, *is_whole));
    let mut transpositions = Vec::with_capacity(ordered.len());
    for (number, ((is_whole, from, to), mut found)) in ordered.into_iter().enumerate() {
        found.rows.sort_unstable();
        found.rows.dedup();
        if !is_whole {
            for (stretch, is_base) in [(from, true), (to, false)] {
                let link = Link { number: number as u32, is_base };
                for section in stretch.start.section..=stretch.end.section {
                    let table = &tables[section as usize];
                    let columns = stretch.columns(section, table.width);
                    for (row, of) in table.rows.iter().enumerate() {
                        if found.rows.binary_search(of).is_ok() {
                            let columns = columns.clone();
                            parts[section as usize].push(Part { row, columns, link });
                        }
                    }
                }
            }
        }
        transpositions.push(Transposition {
            from,
            to,
            rows: found.rows,
            is_whole,
            is_same: found.is_same,
            words: found.words,
            place: NewPlace::default(),
        });
    }
    (transpositions, parts)
}

/// What is known of a transposition beside its places.
#[derive(Debug, Default)]
struct Found {
    rows: Vec<Row>,
    is_same: bool,
    words: (u32, u32),
}

/// Finds phrases, row by row.
fn phrases(
    ground: &Ground,
    tables: &[Table],
    all: &mut BTreeMap<(bool, Stretch, Stretch), Found>,
) {
    let Some(first) = tables.first() else { return };
    let words: Vec<Words> =
        tables.iter().map(|table| Words::new(ground, table)).collect();
    for (row, of) in first.rows.iter().enumerate() {
        if first.row_of(ground.base) == Some(row) {
            continue;
        }
        let mut halves = Halves::default();
        let mut columns: Vec<Vec<u32>> = Vec::with_capacity(words.len());
        for (section, words) in words.iter().enumerate() {
            let found = words.pairs(row);
            halves.add(section as u32, &found.pairs, &found.moves, ground.lexicon);
            columns.push(
                found.columns.iter().map(|at| words.columns[*at].at as u32).collect(),
            );
        }
        let spot = |half: &Half, behind: u32| Spot {
            section: half.section,
            column: columns[half.section as usize][half.pair as usize] + behind,
        };
        for Far { lost, gained, is_same } in halves.far(ground.lexicon) {
            let (lost, gained) = (&halves.lost[lost], &halves.gained[gained]);
            let stretch = |halves: &[Half]| {
                let (start, end) = (halves.first()?, halves.last()?);
                Some(Stretch { start: spot(start, 0), end: spot(end, 1) })
            };
            let (Some(from), Some(to)) = (stretch(lost), stretch(gained)) else {
                continue;
            };
            let found = all.entry((false, from, to)).or_insert(Found {
                rows: vec![],
                is_same: true,
                words: (lost.len() as u32, gained.len() as u32),
            });
            found.is_same &= is_same;
            found.rows.push(*of);
        }
    }
}

impl Stretch {
    /// Its columns in one of its sections.
    pub(super) fn columns(&self, section: u32, width: usize) -> Range<u32> {
        let start = if section == self.start.section { self.start.column } else { 0 };
        let end =
            if section == self.end.section { self.end.column } else { width as u32 };
        start..end
    }
}

/// Adds a unit without columns to each section with which sections begin that stand elsewhere, and
/// names the places.
pub(super) fn finish(collation: &mut Collation) {
    drop_hidden(collation);
    for number in 0..collation.transpositions.len() {
        let Transposition { from, to, is_whole, .. } = collation.transpositions[number];
        collation.transpositions[number].place = collation.place_of(from, to, is_whole);
    }
    let mut whole: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for (number, moved) in collation.transpositions.iter().enumerate() {
        if moved.is_whole {
            whole.entry(moved.from.start.section).or_default().push(number as u32);
        }
    }
    for (section, numbers) in whole {
        let unit = unit_of(collation, section, &numbers);
        collation.sections[section as usize].units.insert(0, unit);
    }
}

/// Takes out transpositions to which no reading leads: those of which both places are parts of
/// units of something else.
fn drop_hidden(collation: &mut Collation) {
    let mut is_told: Vec<bool> =
        collation.transpositions.iter().map(|moved| moved.is_whole).collect();
    let links = collation.units().flat_map(|unit| &unit.readings);
    for link in links.filter_map(|reading| reading.link) {
        is_told[link.number as usize] = true;
    }
    let mut count = 0;
    let numbers: Vec<u32> = is_told
        .iter()
        .map(|is_told| {
            count += u32::from(*is_told);
            count
        })
        .collect();
    let units = collation.sections.iter_mut().flat_map(|section| &mut section.units);
    for link in units
        .flat_map(|unit| &mut unit.readings)
        .filter_map(|reading| reading.link.as_mut())
    {
        link.number = numbers[link.number as usize] - 1;
    }
    let mut told = is_told.into_iter();
    collation.transpositions.retain(|_| told.next().unwrap_or_default());
}

/// The unit that says where a section stands.
fn unit_of(collation: &Collation, section: u32, numbers: &[u32]) -> Unit {
    let table = &collation.sections[section as usize].table;
    let base = table.row_of(collation.base).unwrap_or(0);
    let first = table
        .row(base)
        .iter()
        .find_map(|cell| cell.token())
        .unwrap_or_default();
    let mut unit = Unit {
        section,
        columns: 0..0,
        at: 0,
        base: first..first,
        readings: vec![reading(ReadingState::Words, VariantClass::Ignored, None)],
        lacuna: vec![],
        absent: vec![],
        class: VariantClass::Substantive,
    };
    for number in numbers {
        let link = Link { number: *number, is_base: true };
        unit.readings.push(reading(
            ReadingState::Transposed,
            VariantClass::Substantive,
            Some(link),
        ));
    }
    for (row, of) in table.rows.iter().enumerate() {
        let has_rows =
            |number: &u32| collation.transpositions[*number as usize].rows.contains(of);
        let at = numbers.iter().position(has_rows).map_or(0, |at| at + 1);
        let is_there = table.row(row).iter().any(|cell| matches!(cell, Cell::Token(_)));
        match is_there || row == base {
            true => unit.readings[at].attestations.push(Attestation {
                row: *of,
                tokens: vec![],
                is_spelled_otherwise: false,
            }),
            false => unit.absent.push(*of),
        }
    }
    // The base text comes first.
    let base = table.rows[base];
    unit.readings[0].attestations.sort_by_key(|own| own.row != base);
    unit.readings.retain(|reading| !reading.attestations.is_empty());
    unit.readings[1..].sort_by_key(|reading| reading.attestations[0].row);
    unit
}

fn reading(state: ReadingState, class: VariantClass, link: Option<Link>) -> Reading {
    Reading {
        state,
        text: String::new(),
        normal: String::new(),
        class,
        attestations: vec![],
        link,
    }
}
