//! Text forms of a collation, for people and for programs.

use std::fmt::Write;

use super::decisions::DecidedUnit;
use super::edition::Collated;
use super::{Collation, ReadingState, Row, Unit, VariantClass};

/// The head of the table of units.
const UNITS: &str =
    "text\tsection\tlemma\twitness\treading\tat\tunit\tclass\tdecision\ttransposition\n";

/// All units with a line for each witness that has another reading than the base text.
pub fn units(collations: &[&Collated]) -> String {
    let mut out = UNITS.to_owned();
    for Collated { collation, decided, .. } in collations {
        let is_reported =
            |decided: &&DecidedUnit| decided.unit.class != VariantClass::Ignored;
        for (number, decided) in decided.units.iter().filter(is_reported).enumerate() {
            let unit = &decided.unit;
            let section = &collation.sections[unit.section as usize].id;
            for reading in &unit.readings[1..] {
                let text = match reading.state {
                    ReadingState::Omitted => "om.".to_owned(),
                    _ => clean(&collation.label(reading)),
                };
                let link = reading.link.map(|link| (link.number + 1).to_string());
                let link = link.unwrap_or_default();
                for attestation in &reading.attestations {
                    let row = attestation.row;
                    if row.hand > 0 && agrees_with_hand_before(unit, row) {
                        continue;
                    }
                    let _ = writeln!(
                        out,
                        "{}\t{}\t{}\t{}\t{text}\t{}\t{}\t{}\t{}\t{link}",
                        clean(&collation.text),
                        clean(section),
                        clean(&unit.readings[0].text),
                        name(collation, row),
                        unit.at,
                        number + 1,
                        reading.class.name(),
                        decided.decision(),
                    );
                }
            }
        }
    }
    out
}

/// Whether a later hand has left what the hand before it has.
fn agrees_with_hand_before(unit: &Unit, row: Row) -> bool {
    unit.readings.iter().any(|reading| {
        let has = |hand: u8| {
            reading.attestations.iter().any(|of| of.row == Row { hand, ..row })
        };
        has(row.hand - 1) && has(row.hand)
    })
}

/// A witness with its hand.
fn name(collation: &Collation, row: Row) -> String {
    let witness = &collation.witnesses[usize::from(row.witness)];
    match row.hand {
        0 => witness.siglum.clone(),
        hand => match witness.hands[usize::from(hand)].name.as_str() {
            "" => format!("{} pc", witness.siglum),
            name => format!("{} {name}", witness.siglum),
        },
    }
}

/// All tokens of all witnesses.
pub fn tokens(collations: &[&Collation]) -> String {
    let mut out =
        "text\twitness\tsection\tstart\tend\tform\tnormal\tclass\thands\n".to_owned();
    for collation in collations {
        for witness in &collation.witnesses {
            for section in &witness.sections {
                for at in section.tokens.clone() {
                    let token = &witness.tokens[at as usize];
                    let deleted = token.deleted.map(|hand| format!("-{hand}"));
                    let _ = writeln!(
                        out,
                        "{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}\t{}{}",
                        clean(&collation.text),
                        witness.id,
                        clean(section.id.as_deref().unwrap_or_default()),
                        token.span.start,
                        token.span.end,
                        clean(&token.form),
                        clean(&token.normal),
                        format!("{:?}", token.class).to_lowercase(),
                        token.written,
                        deleted.unwrap_or_default(),
                    );
                }
            }
        }
    }
    out
}

/// The alignment: a line for each column, a field for each row.
pub fn graph(collations: &[&Collation]) -> String {
    let mut out = String::new();
    for collation in collations {
        out.push_str("text\tsection\tcolumn");
        let rows = collation
            .sections
            .first()
            .map(|section| section.table.rows.as_slice());
        for row in rows.unwrap_or_default() {
            let _ = write!(out, "\t{}", name(collation, *row));
        }
        out.push('\n');
        for section in &collation.sections {
            for column in 0..section.table.width {
                let _ = write!(
                    out,
                    "{}\t{}\t{column}",
                    clean(&collation.text),
                    clean(&section.id)
                );
                for (row, of) in section.table.rows.iter().enumerate() {
                    let cell = section.table.cell(row, column);
                    let tokens = &collation.witnesses[usize::from(of.witness)].tokens;
                    let form = match cell {
                        super::Cell::Token(at) => clean(&tokens[at as usize].form),
                        super::Cell::Omitted => "-".to_owned(),
                        super::Cell::Lacuna => "[lac.]".to_owned(),
                        super::Cell::Absent => "[absent]".to_owned(),
                    };
                    let _ = write!(out, "\t{form}");
                }
                out.push('\n');
            }
        }
    }
    out
}

/// A field: without the characters that part fields and lines.
fn clean(text: &str) -> String {
    text.split(['\t', '\n', '\r']).collect::<Vec<_>>().join(" ")
}
