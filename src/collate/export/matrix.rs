//! The variants as a matrix of characters for programs of stemmatology: NEXUS and PHYLIP.
//!
//! A character is a unit, a taxon is a row, a state is a reading, by its number in the unit. A
//! row that has a gap at a unit, or does not have that part of the text, is unknown there (`?`).
//! Of the two places of a transposition the one counts where the base text has the words.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use crate::collate::decisions::DecidedUnit;
use crate::collate::{Collation, Row, Unit, VariantClass};

use super::rows;

/// The states that all programs know. NEXUS does not tell capital letters from small ones.
const STATES: &[u8; 36] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Which reading each row has at each unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// The rows and their names.
    pub rows: Vec<(Row, String)>,
    /// Each unit: its name, and for each of its readings the words.
    pub characters: Vec<(String, Vec<String>)>,
    /// For each row: for each character the reading that it has, if that is known.
    pub states: Vec<Vec<Option<usize>>>,
    /// How many units are left out since the editor has suppressed them.
    pub suppressed: usize,
}

impl Matrix {
    /// The matrix of the units that weigh at least as much as `least` by what is decided.
    /// Readings that weigh less, and those that are suppressed, are not told from that of the base
    /// text; units that are suppressed are left out.
    pub fn of(collation: &Collation, units: &[DecidedUnit], least: VariantClass) -> Self {
        let rows = rows(collation);
        let mut matrix = Self {
            states: vec![vec![]; rows.len()],
            rows,
            characters: vec![],
            suppressed: 0,
        };
        for decided in units {
            if decided.unit.class < least {
                continue;
            }
            match decided.counted() {
                Some(unit) => matrix.add(collation, &unit, least),
                None => matrix.suppressed += 1,
            }
        }
        matrix
    }

    fn add(&mut self, collation: &Collation, unit: &Unit, least: VariantClass) {
        // The numbers of the readings that count.
        let mut numbers = vec![];
        let mut texts: Vec<String> = vec![];
        for (number, reading) in unit.readings.iter().enumerate() {
            let counts = reading.class >= least && !reading.is_second_place();
            if number == 0 || counts {
                numbers.push(texts.len());
                texts.push(match collation.label(reading) {
                    text if text.is_empty() && !unit.columns.is_empty() => {
                        "om.".to_owned()
                    }
                    text => text,
                });
            } else {
                numbers.push(0);
            }
        }
        if texts.len() < 2 {
            return;
        }
        let section = &collation.sections[unit.section as usize].id;
        self.characters.push((format!("{section}, {}", unit.at), texts));
        for ((row, _), states) in self.rows.iter().zip(&mut self.states) {
            let has = |reading: &crate::collate::Reading| {
                reading.attestations.iter().any(|own| own.row == *row)
            };
            states.push(unit.readings.iter().position(has).map(|number| numbers[number]));
        }
    }

    /// The states of a row as signs. A reading for which there is no sign is unknown.
    fn signs(&self, row: usize) -> String {
        let sign = |state: &Option<usize>| {
            state
                .and_then(|state| STATES.get(state))
                .map_or('?', |sign| char::from(*sign))
        };
        self.states[row].iter().map(sign).collect()
    }
}

/// The matrix as NEXUS: a block of taxa, and one of characters with the words of their states.
/// A unit of more than 36 readings loses those that come last; a comment says so.
pub fn nexus(matrix: &Matrix) -> String {
    let mut out = String::from("#NEXUS\n\n");
    let many = matrix.characters.iter().enumerate();
    for (number, (name, _)) in many.filter(|(_, (_, texts))| texts.len() > STATES.len()) {
        let name = name.replace(['[', ']'], " ");
        let _ = writeln!(
            out,
            "[Character {} ({name}) has more than 36 states; the others are unknown.]",
            number + 1
        );
    }
    let names: Vec<String> = matrix.rows.iter().map(|(_, name)| quoted(name)).collect();
    let _ = writeln!(
        out,
        "BEGIN TAXA;\n    DIMENSIONS NTAX={};\n    TAXLABELS {};\nEND;\n",
        names.len(),
        names.join(" ")
    );
    let _ = writeln!(
        out,
        "BEGIN CHARACTERS;\n    DIMENSIONS NCHAR={};\n    FORMAT DATATYPE=STANDARD MISSING=? \
         GAP=- SYMBOLS=\"{}\";\n    CHARSTATELABELS",
        matrix.characters.len(),
        String::from_utf8_lossy(STATES)
    );
    for (number, (name, texts)) in matrix.characters.iter().enumerate() {
        let comma = if number + 1 < matrix.characters.len() { "," } else { "" };
        let texts: Vec<String> =
            texts.iter().take(STATES.len()).map(|text| quoted(text)).collect();
        let _ = writeln!(
            out,
            "        {} {} / {}{comma}",
            number + 1,
            quoted(name),
            texts.join(" ")
        );
    }
    out.push_str("    ;\n    MATRIX\n");
    for (number, name) in names.iter().enumerate() {
        let _ = writeln!(out, "        {name} {}", matrix.signs(number));
    }
    out.push_str("    ;\nEND;\n");
    out
}

/// A word of NEXUS: between single quotation marks, which are doubled inside.
fn quoted(text: &str) -> String {
    let text: String =
        text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    format!("'{}'", text.replace('\'', "''"))
}

/// The matrix as PHYLIP: names of ten characters, then the states. Names that are longer are
/// cut, and told apart by numbers.
pub fn phylip(matrix: &Matrix) -> String {
    let mut out = format!("{} {}\n", matrix.rows.len(), matrix.characters.len());
    let mut taken = BTreeSet::new();
    for (number, (_, name)) in matrix.rows.iter().enumerate() {
        let _ = writeln!(out, "{}{}", short(name, &mut taken), matrix.signs(number));
    }
    out
}

/// A name of ten characters that no other row has. PHYLIP forbids some signs in names.
fn short(name: &str, taken: &mut BTreeSet<String>) -> String {
    let name: String = name
        .chars()
        .map(|c| match c {
            '(' | ')' | '[' | ']' | ':' | ';' | ',' => '_',
            c if c.is_whitespace() || c.is_control() => '_',
            c => c,
        })
        .collect();
    let mut number = 1;
    loop {
        let end = if number > 1 { format!("_{number}") } else { String::new() };
        let stem: String = name.chars().take(10 - end.len().min(9)).collect();
        let short = format!("{stem}{end}");
        if taken.insert(short.clone()) {
            let space = 10_usize.saturating_sub(short.chars().count());
            return format!("{short}{}", " ".repeat(space));
        }
        number += 1;
    }
}
