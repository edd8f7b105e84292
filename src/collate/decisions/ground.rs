//! What a decision is about: a place, a lemma and readings. Its ground stands as long as a
//! collation has a unit with the same lemma and the same readings there.

use serde::Serialize;
use unicode_script::UnicodeScript;

use super::{Decision, Verdict};
use crate::collate::{Attestation, Cell, Collation, Row, Unit, VariantClass};

/// How many words are told on each side of a unit.
const CONTEXT: usize = 3;

/// What a decision is about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Ground {
    /// The id of the section.
    pub section: String,
    /// The number of the lemma's first word, as [`Unit::at`].
    pub at: u32,
    /// The words of the base text; empty if there are none.
    pub lemma: String,
    /// The words around it, the lemma between brackets.
    pub context: String,
    /// The class that was found.
    pub class: Option<VariantClass>,
    /// The readings other than that of the base text.
    pub readings: Vec<GroundReading>,
}

/// A reading as it stands in the file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct GroundReading {
    /// Its words; empty for an omission.
    pub text: String,
    /// Who has it, as the file calls them: `B*` is a first hand.
    pub witnesses: Vec<String>,
}

/// What two grounds must have in common to be the same: lemma and readings by their normal
/// forms.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Key {
    lemma: String,
    readings: Vec<String>,
}

impl Ground {
    /// The ground of a unit.
    pub fn of(collation: &Collation, unit: &Unit) -> Self {
        Self {
            section: collation.sections[unit.section as usize].id.clone(),
            at: unit.at,
            lemma: unit.readings.first().map(|one| one.text.clone()).unwrap_or_default(),
            context: context(collation, unit),
            class: Some(unit.class),
            readings: unit
                .readings
                .iter()
                .skip(1)
                .map(|reading| GroundReading {
                    text: collation.label(reading),
                    witnesses: names(collation, unit, &reading.attestations),
                })
                .collect(),
        }
    }

    /// Its key. `normal` gives the normal form of a word.
    pub(super) fn key(&self, normal: &dyn Fn(&str) -> String) -> Key {
        let of = |text: &str| {
            let words = text.split_whitespace().map(|word| normal(&bare(word)));
            words.filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
        };
        let mut readings: Vec<String> =
            self.readings.iter().map(|reading| of(&reading.text)).collect();
        readings.sort_unstable();
        Key { lemma: of(&self.lemma), readings }
    }

    /// The keys that it may have once the base text has taken one of the readings as its own: with
    /// the old lemma among the readings, or without it if no witness has it.
    pub(super) fn keys_after(
        &self,
        taken: &str,
        normal: &dyn Fn(&str) -> String,
    ) -> [Key; 2] {
        let old = GroundReading { text: self.lemma.clone(), witnesses: vec![] };
        let others =
            self.readings.iter().filter(|reading| reading.text != taken).cloned();
        let without = Self {
            lemma: taken.to_owned(),
            readings: others.collect(),
            ..self.clone()
        };
        let mut with = without.clone();
        with.readings.push(old);
        [with.key(normal), without.key(normal)]
    }

    /// How many words beside the lemma are the same, of those that stand next to it on either
    /// side; words count by their normal forms.
    pub(super) fn common_context(
        &self,
        other: &Self,
        normal: &dyn Fn(&str) -> String,
    ) -> usize {
        let (Some(own), Some(others)) = (sides(&self.context), sides(&other.context))
        else {
            return 0;
        };
        let words = |side: &str| -> Vec<String> {
            side.split_whitespace().map(|word| normal(&bare(word))).collect()
        };
        let before = words(own.0)
            .iter()
            .rev()
            .zip(words(others.0).iter().rev())
            .take_while(|(a, b)| a == b)
            .count();
        let after = words(own.1)
            .iter()
            .zip(&words(others.1))
            .take_while(|(a, b)| a == b)
            .count();
        // At the edge of a section there is nothing that could be the same.
        let is_alone = |sides: (&str, &str)| sides.0.is_empty() && sides.1.is_empty();
        before + after + usize::from(is_alone(own) && is_alone(others))
    }
}

impl Decision {
    /// Whether the base text has the words that are decided to be the lemma, between the words
    /// that stood beside the old one.
    pub(super) fn is_taken(
        &self,
        collation: &Collation,
        normal: &dyn Fn(&str) -> String,
    ) -> bool {
        let reading = self
            .reading
            .as_deref()
            .filter(|_| self.verdict == Some(Verdict::Lemma));
        let (Some(reading), Some((before, after))) =
            (reading, sides(&self.ground.context))
        else {
            return false;
        };
        let wanted = [before, reading, after];
        let wanted = wanted.iter().flat_map(|part| part.split_whitespace());
        let wanted: Vec<String> = wanted.map(|word| normal(&bare(word))).collect();
        let mut sections = collation.sections.iter();
        let section = sections.find(|section| section.id == self.ground.section);
        let base = &collation.witnesses[collation.base];
        let words: Vec<&str> = section
            .into_iter()
            .flat_map(|section| &section.parts[collation.base])
            .flat_map(|part| base.sections[*part as usize].tokens.clone())
            .map(|at| &base.tokens[at as usize])
            .filter(|token| token.is_word())
            .map(|token| &*token.normal)
            .collect();
        !wanted.is_empty() && words.windows(wanted.len()).any(|some| some == wanted)
    }
}

/// A word without marks of punctuation.
fn bare(word: &str) -> String {
    let is_kept = |c: &char| c.is_alphanumeric() || is_mark(*c);
    let kept: String = word.chars().filter(is_kept).collect();
    // Marks alone are what they are: units of punctuation have nothing else.
    if kept.is_empty() { word.to_owned() } else { kept }
}

/// Whether a character is a mark on a letter, and no punctuation.
fn is_mark(c: char) -> bool {
    use unicode_script::Script;
    matches!(c.script(), Script::Inherited) && !c.is_ascii()
}

/// The two sides of a context, around the brackets.
fn sides(context: &str) -> Option<(&str, &str)> {
    let (before, rest) = context.split_once('[')?;
    let (_, after) = rest.rsplit_once(']')?;
    Some((before.trim(), after.trim()))
}

/// The words of the base text around a unit, its own words between brackets.
fn context(collation: &Collation, unit: &Unit) -> String {
    let table = &collation.sections[unit.section as usize].table;
    let Some(row) = table.row_of(collation.base) else { return String::new() };
    let tokens = &collation.witnesses[collation.base].tokens;
    let word = |cell: &Cell| {
        let token = &tokens[cell.token()? as usize];
        token.is_word().then_some(&*token.form)
    };
    let cells = table.row(row);
    let before = cells[..unit.columns.start as usize].iter().rev().filter_map(word);
    let mut before: Vec<&str> = before.take(CONTEXT).collect();
    before.reverse();
    let after = cells[unit.columns.end as usize..].iter().filter_map(word);
    let after: Vec<&str> = after.take(CONTEXT).collect();
    let lemma = unit.readings.first().map_or("", |reading| &reading.text);
    let said = format!("{} [{lemma}] {}", before.join(" "), after.join(" "));
    said.trim().to_owned()
}

/// The names of the rows of a reading: the id of a witness if all its hands have the reading,
/// else `B*` for its first hand and the id or the number of a later one.
pub(crate) fn names(
    collation: &Collation,
    unit: &Unit,
    attestations: &[Attestation],
) -> Vec<String> {
    let mut names: Vec<String> = vec![];
    for attestation in attestations {
        let witness = attestation.row.witness;
        let has_hands = collation.witnesses[usize::from(witness)].hands.len() > 1;
        let mut others = unit.readings.iter().flat_map(|reading| &reading.attestations);
        let is_whole = !has_hands
            || others.all(|other| {
                other.row.witness != witness
                    || attestations.iter().any(|own| own.row == other.row)
            });
        let name = match is_whole {
            true => id_of(collation, witness).to_owned(),
            false => row_name(collation, attestation.row),
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// The name of a row: the id of the witness if it has one hand.
pub(crate) fn row_name(collation: &Collation, row: Row) -> String {
    let witness = &collation.witnesses[usize::from(row.witness)];
    let id = id_of(collation, row.witness);
    match witness.hands.get(usize::from(row.hand)) {
        _ if witness.hands.len() < 2 => id.to_owned(),
        Some(_) if row.hand == 0 => format!("{id}*"),
        Some(hand) => match &hand.id {
            Some(own) => own.clone(),
            None if hand.name.is_empty() => format!("{id}^{}", row.hand + 1),
            None => format!("{id}^{}", hand.name),
        },
        None => id.to_owned(),
    }
}

/// The id of a witness; that of the editor's own text is `base`.
fn id_of(collation: &Collation, witness: u16) -> &str {
    match collation.witnesses[usize::from(witness)].id.as_str() {
        "" => "base",
        id => id,
    }
}
