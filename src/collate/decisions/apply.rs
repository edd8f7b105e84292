//! Does what decisions say: units become those that are printed.

use std::ops::Range;

use super::merge::Named;
use super::{Decision, Decisions, Merged, Verdict};
use crate::collate::{
    Attestation, Cell, Collation, Reading, ReadingState, Row, Token, Unit, VariantClass,
};
use crate::diag::Diagnostic;
use crate::span::Span;

/// A unit as it is to be printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecidedUnit {
    /// The units that it was made of, by their numbers among those that were found: several if
    /// they are joined. The parts of one that is split have the same number.
    pub found: Range<usize>,
    /// The unit after joins and splits, with the classes that the editor gave.
    pub unit: Unit,
    /// The reading that is the lemma, by its index in [`Unit::readings`]; 0 is that of the base
    /// text.
    pub lemma: usize,
    /// Whether the whole unit is not printed.
    pub is_suppressed: bool,
    /// The readings that are not printed, by index.
    pub suppressed: Vec<usize>,
    /// What was decided; nothing if it is undecided, or accepted with its class.
    pub verdict: Option<Verdict>,
    /// Whether the editor has given a class to it, or has decided about one of its readings.
    pub has_type: bool,
    /// Whether it needs a decision and has none.
    pub is_undecided: bool,
    /// What the apparatus says about it.
    pub comment: Option<String>,
    /// A conjecture, and who made it.
    pub conjecture: Option<(String, Option<String>)>,
    /// Where the decision is written.
    pub span: Option<Span>,
}

impl DecidedUnit {
    /// A unit as it was found, by its number, about which nothing is decided.
    pub fn undecided(number: usize, unit: Unit) -> Self {
        Self {
            found: number..number + 1,
            is_undecided: unit.class != VariantClass::Ignored,
            unit,
            lemma: 0,
            is_suppressed: false,
            suppressed: vec![],
            verdict: None,
            has_type: false,
            comment: None,
            conjecture: None,
            span: None,
        }
    }

    /// The unit as it counts: readings that are suppressed are ignored. Nothing if the whole unit
    /// is suppressed.
    pub fn counted(&self) -> Option<Unit> {
        if self.is_suppressed {
            return None;
        }
        let mut unit = self.unit.clone();
        for number in &self.suppressed {
            unit.readings[*number].class = VariantClass::Ignored;
        }
        let classes = unit.readings.iter().skip(1).map(|reading| reading.class);
        unit.class = classes.max().unwrap_or(unit.class);
        Some(unit)
    }

    /// The reading that is printed as the lemma, by its index. Words that the text does not have
    /// yet, and the lack of words that it still has, can't be printed as one.
    pub fn printed_lemma(&self) -> usize {
        let has_words = |number: usize| {
            let reading = self.unit.readings.get(number);
            reading.is_some_and(|reading| !reading.text.is_empty())
        };
        if has_words(0) && has_words(self.lemma) { self.lemma } else { 0 }
    }

    /// How the reading of a row is to be marked; nothing if it has none, or that of the base text.
    pub fn mark(&self, row: Row) -> &'static str {
        let has =
            |reading: &Reading| reading.attestations.iter().any(|own| own.row == row);
        let found = self.unit.readings.iter().position(has);
        found.map_or("", |number| self.mark_of(number))
    }

    /// How a reading is to be marked, by its index: `suppressed`, `lemma`, or by its class.
    pub fn mark_of(&self, reading: usize) -> &'static str {
        match self.unit.readings[reading].class {
            _ if reading > 0 && self.is_suppressed => "suppressed",
            _ if self.suppressed.contains(&reading) => "suppressed",
            _ if self.lemma == reading && reading > 0 => Verdict::Lemma.name(),
            VariantClass::Ignored => "",
            class => class.name(),
        }
    }

    /// The word for what was decided, for tables; empty if nothing was.
    pub fn decision(&self) -> &'static str {
        match self.verdict {
            Some(verdict) => verdict.name(),
            None if self.conjecture.is_some() => "conjecture",
            None if self.comment.is_some() => "comment",
            None if self.has_type => "type",
            None => "",
        }
    }
}

/// The units of a collation after all decisions. What can't be done is said in `faults`, and the
/// unit stays as it was.
pub fn apply(
    collation: &Collation,
    decisions: &Decisions,
    merged: &Merged,
    faults: &mut Vec<Diagnostic>,
) -> Vec<DecidedUnit> {
    let units: Vec<&Unit> = collation.units().collect();
    let entry_of =
        |number: usize| merged.of_unit[number].map(|entry| &decisions.entries[entry]);
    let mut decided = vec![];
    let mut number = 0;
    while number < units.len() {
        let (first, entry) = (number, entry_of(number));
        let named = merged.of_unit[number].map(|entry| &merged.named[entry]);
        let mut unit = units[number].clone();
        // The decision on the last of several joined units says nothing about the join.
        let mut last = entry;
        while last.is_some_and(|last| last.verdict == Some(Verdict::Join)) {
            // The next unit is the next one of the file: it does not have those that are ignored.
            let is_told = |next: &usize| {
                units[*next].class != VariantClass::Ignored || entry_of(*next).is_some()
            };
            let mut behind = number + 1..units.len();
            let next = behind.find(is_told);
            let next = next.filter(|next| units[*next].section == unit.section);
            let Some(next) = next else {
                let at = last.and_then(|last| Some(last.span(decisions.file?)));
                faults.push(
                    Diagnostic::warning(
                        "nothing-to-join",
                        "no unit follows in this section",
                    )
                    .at(at)
                    .hint("decide `accept`, or join the unit before with this one"),
                );
                break;
            };
            unit = joined(collation, &unit, units[next]);
            number = next;
            last = entry_of(number);
            faults.extend(
                entry
                    .zip(last)
                    .and_then(|(entry, last)| decided_elsewhere(decisions, entry, last)),
            );
        }
        number += 1;
        let is_split = entry.filter(|entry| entry.verdict == Some(Verdict::Split));
        let parts = match is_split {
            Some(entry) => {
                let mut parts = split(collation, &unit, &entry.after);
                if parts.is_empty() {
                    parts.push(unit);
                }
                if parts.len() < 2 {
                    faults.push(
                        Diagnostic::warning(
                            "nothing-to-split",
                            "this unit has one part only",
                        )
                        .at(decisions.file.map(|file| entry.span(file)))
                        .hint("decide `accept`, or name words of its lemma as `after`"),
                    );
                }
                parts
            }
            None => vec![unit],
        };
        if let Some((entry, named)) = entry.zip(named) {
            faults.extend(gone_readings((collation, decisions), entry, named, &parts));
        }
        for (at, part) in parts.into_iter().enumerate() {
            let mut part =
                with(collation, first..number, part, entry.zip(named), decisions);
            if at > 0 {
                // It is said once.
                (part.comment, part.conjecture) = (None, None);
            }
            decided.push(part);
        }
    }
    decided
}

/// Says that the decision on a unit has no effect, since the unit is joined with that of another
/// entry before it.
fn decided_elsewhere(
    decisions: &Decisions,
    first: &Decision,
    later: &Decision,
) -> Option<Diagnostic> {
    let own = Decision {
        verdict: later.verdict.filter(|verdict| *verdict != Verdict::Join),
        ..later.clone()
    };
    let file = decisions.file.filter(|_| own.is_decided())?;
    Some(
        Diagnostic::warning(
            "decision-without-effect",
            "this decision has no effect: its unit is joined with the one before",
        )
        .at(later.span(file))
        .related(first.span(file), "the first of the joined units")
        .hint("decide at the first of the joined units, or take its `join` away"),
    )
}

/// Says which readings are named of which a joined unit, or the parts of one that is split, have
/// none.
fn gone_readings(
    (collation, decisions): (&Collation, &Decisions),
    entry: &Decision,
    named: &Named,
    parts: &[Unit],
) -> Vec<Diagnostic> {
    let Some(file) = decisions.file else { return vec![] };
    let is_there = |text: &str| {
        let mut readings = parts.iter().flat_map(|part| part.readings.iter().skip(1));
        readings.any(|reading| collation.label(reading) == text)
    };
    let gone = named.readings.iter().filter(|one| !is_there(&one.text));
    gone.map(|one| {
        let shown = match one.text.as_str() {
            "" => "the omission".to_owned(),
            text => format!("the reading `{text}`"),
        };
        let message = format!(
            "the decision on {shown} has no effect: the unit is joined or split, and has no such reading"
        );
        Diagnostic::warning("decision-without-effect", message)
            .at(entry.span(file))
            .hint("decide about the whole unit, or take `join` or `split` away")
    })
    .collect()
}

/// A unit with what its entry says.
fn with(
    collation: &Collation,
    found: Range<usize>,
    unit: Unit,
    entry: Option<(&Decision, &Named)>,
    decisions: &Decisions,
) -> DecidedUnit {
    let mut decided = DecidedUnit::undecided(found.start, unit);
    decided.found = found;
    decided.is_undecided &= !decisions.accept.contains(&decided.unit.class);
    let Some((entry, named)) = entry else { return decided };
    decided.span = decisions.file.map(|file| entry.span(file));
    decided.verdict = entry.verdict;
    decided.has_type = entry.kind.is_some() || !entry.readings.is_empty();
    decided.is_undecided &= !entry.is_decided();
    decided.is_suppressed = entry.verdict == Some(Verdict::Suppress);
    decided.comment.clone_from(&entry.comment);
    decided.conjecture = entry.conjecture.clone().map(|words| (words, entry.by.clone()));
    let index = |text: &str| {
        let mut all = decided.unit.readings.iter();
        all.position(|one| collation.label(one) == text)
    };
    if entry.verdict == Some(Verdict::Lemma) {
        decided.lemma = named.reading.as_deref().and_then(index).unwrap_or(0);
    }
    let of_readings: Vec<_> = named
        .readings
        .iter()
        .map(|one| (index(&one.text), one.clone()))
        .collect();
    if let Some(kind) = entry.kind {
        for reading in decided.unit.readings.iter_mut().skip(1) {
            reading.class = kind;
        }
    }
    for (at, one) in of_readings {
        let Some(at) = at.filter(|at| *at > 0) else { continue };
        if one.is_suppressed {
            decided.suppressed.push(at);
        }
        if let Some(kind) = one.kind {
            decided.unit.readings[at].class = kind;
        }
    }
    let classes = decided.unit.readings.iter().skip(1).map(|reading| reading.class);
    decided.unit.class = classes.max().unwrap_or(decided.unit.class);
    decided
}

/// Two units as one, with what stands between them.
fn joined(collation: &Collation, one: &Unit, next: &Unit) -> Unit {
    cut(collation, &[one, next], one.columns.start..next.columns.end)
}

/// The parts of a unit: cut behind the words of the lemma that `after` names, from 1, or behind
/// every word. Parts in which nothing differs are left out.
fn split(collation: &Collation, unit: &Unit, after: &[u32]) -> Vec<Unit> {
    let table = &collation.sections[unit.section as usize].table;
    let base = table.row_of(collation.base).unwrap_or(0);
    let tokens = &collation.witnesses[collation.base].tokens;
    let mut cuts = vec![unit.columns.start];
    let mut words = 0;
    for column in unit.columns.clone() {
        let cell = table.cell(base, column as usize);
        let is_word = cell.token().is_some_and(|at| tokens[at as usize].is_word());
        if !is_word {
            continue;
        }
        words += 1;
        if after.is_empty() || after.contains(&words) {
            cuts.push(column + 1);
        }
    }
    cuts.push(unit.columns.end);
    cuts.dedup();
    cuts.windows(2)
        .map(|part| cut(collation, &[unit], part[0]..part[1]))
        .filter(|part| part.readings.len() > 1)
        .collect()
}

/// A unit of other columns than those that were found. A reading has the class of those that it
/// is put together from.
fn cut(collation: &Collation, from: &[&Unit], columns: Range<u32>) -> Unit {
    let section = from[0].section;
    let table = &collation.sections[section as usize].table;
    let base_row = table.row_of(collation.base).unwrap_or(0);
    let base_tokens = &collation.witnesses[collation.base].tokens;
    let base: Vec<(u32, u32)> = (0..table.width as u32)
        .filter_map(|at| Some((at, table.cell(base_row, at as usize).token()?)))
        .collect();
    let start = base.partition_point(|(at, _)| *at < columns.start);
    let end = base.partition_point(|(at, _)| *at < columns.end);
    let token = |at: usize| base.get(at).map(|(_, token)| *token);
    let first = token(start)
        .or_else(|| Some(token(start.checked_sub(1)?)? + 1))
        .unwrap_or(from[0].base.start);
    let last = end.checked_sub(1).filter(|last| *last >= start).and_then(token);
    let is_word = |at: &&(u32, u32)| base_tokens[at.1 as usize].is_word();
    let before = base[..start].iter().filter(is_word).count() as u32;
    let has_lemma = base[start..end].iter().any(|at| is_word(&at));
    let mut unit = Unit {
        section,
        columns: columns.clone(),
        at: before + u32::from(has_lemma),
        base: first..last.map_or(first, |last| last + 1),
        readings: vec![],
        lacuna: vec![],
        absent: vec![],
        class: VariantClass::Ignored,
    };
    let rows = std::iter::once(base_row)
        .chain((0..table.rows.len()).filter(|row| *row != base_row));
    for row in rows {
        place(collation, from, &mut unit, row, row == base_row);
    }
    unit.class = unit.readings.iter().map(|one| one.class).max().unwrap_or(unit.class);
    unit
}

/// Puts a row into the readings of a unit.
fn place(
    collation: &Collation,
    from: &[&Unit],
    unit: &mut Unit,
    row: usize,
    is_base: bool,
) {
    let table = &collation.sections[unit.section as usize].table;
    let of = table.rows[row];
    let cells = &table.row(row)[unit.columns.start as usize..unit.columns.end as usize];
    let found: Vec<u32> = cells.iter().filter_map(|cell| cell.token()).collect();
    if found.is_empty() && !is_base {
        for (silent, rows) in
            [(Cell::Lacuna, &mut unit.lacuna), (Cell::Absent, &mut unit.absent)]
        {
            if cells.contains(&silent) {
                rows.push(of);
                return;
            }
        }
    }
    let tokens = &collation.witnesses[usize::from(of.witness)].tokens;
    let words = || found.iter().map(|at| &tokens[*at as usize]).filter(|t| t.is_word());
    let normal = words().map(|token| &*token.normal).collect::<Vec<_>>().join(" ");
    let text = text(tokens, &found);
    // Where no words differ, forms do.
    let by_form = from.iter().all(|unit| {
        unit.readings.iter().all(|one| one.normal == unit.readings[0].normal)
    });
    let link = from.iter().find_map(|unit| reading_of(unit, of)?.link);
    let mut known = unit.readings.iter_mut();
    let known = known.find(|one| match by_form {
        _ if one.link != link => false,
        true => one.text == text,
        false => one.normal == normal,
    });
    let mut attested = Attestation {
        row: of,
        tokens: found,
        is_spelled_otherwise: false,
    };
    if let Some(known) = known {
        attested.is_spelled_otherwise = known.text != text;
        known.attestations.push(attested);
        return;
    }
    let class = match is_base {
        true => VariantClass::Ignored,
        false => from.iter().map(|unit| class_of(unit, of)).max().unwrap_or(unit.class),
    };
    let sorted = |normal: &str| {
        let mut words: Vec<String> = normal.split(' ').map(str::to_owned).collect();
        words.sort_unstable();
        words
    };
    let base = unit.readings.first();
    let state = if attested.tokens.is_empty() {
        ReadingState::Omitted
    } else if base.is_some_and(|base| {
        base.normal != normal && sorted(&base.normal) == sorted(&normal)
    }) {
        ReadingState::Transposed
    } else {
        ReadingState::Words
    };
    unit.readings.push(Reading {
        state,
        text,
        normal,
        class,
        attestations: vec![attested],
        link,
    });
}

/// The reading of a row in a unit.
fn reading_of(unit: &Unit, row: Row) -> Option<&Reading> {
    let has = |one: &&Reading| one.attestations.iter().any(|own| own.row == row);
    unit.readings.iter().find(has)
}

/// The class of what a row has in a unit.
fn class_of(unit: &Unit, row: Row) -> VariantClass {
    reading_of(unit, row).map_or(VariantClass::Ignored, |one| one.class)
}

/// Words as they are printed: without the marks at either end.
fn text(tokens: &[Token], found: &[u32]) -> String {
    let is_word = |at: &u32| tokens[*at as usize].is_word();
    let first = found.iter().position(is_word).unwrap_or(0);
    let last = found.iter().rposition(is_word).map_or(found.len(), |last| last + 1);
    let mut text = String::new();
    for at in &found[first..last] {
        let token = &tokens[*at as usize];
        if !text.is_empty() && !token.glued {
            text.push(' ');
        }
        text.push_str(&token.form);
    }
    text
}
