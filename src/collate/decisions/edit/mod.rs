//! Writes a change into a file of decisions as an editor would by hand: only the values change
//! that are decided.

#[cfg(test)]
mod tests;

use std::fmt::Write as _;
use std::ops::Range;

use serde::Deserialize;

use super::write::edited;
use super::{Decision, Decisions, ReadingDecision, Verdict};
use crate::collate::VariantClass;
use crate::diag::Diagnostic;
use crate::edition::toml_string::quoted;
use crate::span::Files;

/// What an editor changes in an entry. Readings are named by their numbers among the other
/// readings of the entry, from 0.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "do", rename_all = "lowercase", deny_unknown_fields)]
pub enum Change {
    /// The unit is printed as it was found.
    Accept,
    /// The unit is not printed; with a reading, that one is not.
    Suppress {
        /// The reading.
        reading: Option<usize>,
    },
    /// A reading is the lemma.
    Lemma {
        /// The reading.
        reading: usize,
    },
    /// The unit and the next are one.
    Join,
    /// The unit is cut behind these words of its lemma, by their numbers from 1; without any,
    /// behind each.
    Split {
        /// The numbers.
        #[serde(default)]
        after: Vec<u32>,
    },
    /// The unit has another class, or a reading has; without a class that which was found.
    Type {
        /// The class.
        class: Option<VariantClass>,
        /// The reading.
        reading: Option<usize>,
    },
    /// What is printed at the end of the entry; no words take it back.
    Comment {
        /// The words.
        words: String,
    },
    /// What the words should be, and who says so; no words take it back.
    Conjecture {
        /// The words.
        words: String,
        /// The scholar.
        #[serde(default)]
        by: String,
    },
    /// The unit is undecided again: its verdict and the classes are taken back. A comment and a
    /// conjecture stay.
    Clear,
}

impl Change {
    /// What is done, in a word or two.
    pub fn words(&self) -> String {
        let of_reading = |reading: &Option<usize>| match reading {
            Some(number) => format!(" of reading {}", number + 1),
            None => String::new(),
        };
        match self {
            Self::Accept => "accept".to_owned(),
            Self::Suppress { reading } => format!("suppress{}", of_reading(reading)),
            Self::Lemma { reading } => format!("lemma{}", of_reading(&Some(*reading))),
            Self::Join => "join".to_owned(),
            Self::Split { .. } => "split".to_owned(),
            Self::Type { reading, .. } => format!("type{}", of_reading(reading)),
            Self::Comment { .. } => "comment".to_owned(),
            Self::Conjecture { .. } => "conjecture".to_owned(),
            Self::Clear => "undecided".to_owned(),
        }
    }
}

impl Decisions {
    /// The file with a change in one of its entries, by index. `text` is the id of the text that
    /// it is about.
    ///
    /// # Errors
    /// If the entry does not have the reading that is named, or is written in a way that can't be
    /// changed; the message says so.
    ///
    /// # Panics
    /// If there is no such entry.
    pub fn changed(
        &self,
        text: &str,
        entry: usize,
        change: &Change,
    ) -> Result<Self, String> {
        let old = &self.entries[entry];
        let mut new = old.clone();
        alter(&mut new, change)?;
        let mut edits = Edits {
            source: &self.source,
            entry: old,
            list: vec![],
            missing: String::new(),
        };
        edits.values(old, &new);
        for item in 0..old.places.items.len() {
            edits.item(item, &of_item(old, item), &of_item(&new, item));
        }
        let changed = edits.done().and_then(|source| Self::parse(text, &source).ok());
        changed
            .filter(|changed| {
                changed.entries.get(entry).is_some_and(|now| says(now) == says(&new))
            })
            .ok_or_else(|| {
                "the entry is written in a way that only you can change".to_owned()
            })
    }

    /// Reads the text of a file that is in no folder.
    ///
    /// # Errors
    /// The first error in it.
    pub fn parse(text: &str, source: &str) -> Result<Self, Diagnostic> {
        let mut files = Files::default();
        let file = files.add(text, source);
        let mut faults = vec![];
        let read = Self::read(&files, file, text, &mut faults);
        match faults.into_iter().find(Diagnostic::is_error) {
            Some(fault) => Err(fault),
            None => Ok(read.unwrap_or_default()),
        }
    }
}

/// All that an entry decides.
fn says(entry: &Decision) -> impl PartialEq + use<> {
    let readings: Vec<_> = (0..entry.places.items.len())
        .map(|item| of_item(entry, item))
        .map(|one| (one.is_suppressed, one.kind))
        .collect();
    (
        (entry.verdict, entry.reading.clone(), entry.after.clone()),
        (entry.comment.clone(), entry.conjecture.clone(), entry.by.clone()),
        (entry.kind, readings),
    )
}

/// Does a change to what an entry says.
fn alter(entry: &mut Decision, change: &Change) -> Result<(), String> {
    let number = match change {
        Change::Suppress { reading } | Change::Type { reading, .. } => *reading,
        Change::Lemma { reading } => Some(*reading),
        _ => None,
    };
    if let Some(number) = number.filter(|number| *number >= entry.places.items.len()) {
        return Err(format!("the unit has no reading {}", number + 1));
    }
    match change {
        Change::Accept => say(entry, Verdict::Accept),
        Change::Suppress { reading: None } => say(entry, Verdict::Suppress),
        Change::Suppress { reading: Some(item) } => {
            on_item(entry, *item).is_suppressed = true;
        }
        Change::Lemma { reading } => {
            say(entry, Verdict::Lemma);
            entry.reading = Some(entry.ground.readings[*reading].text.clone());
        }
        Change::Join => say(entry, Verdict::Join),
        Change::Split { after } => {
            say(entry, Verdict::Split);
            entry.after.clone_from(after);
        }
        Change::Type { class, reading: None } => entry.kind = *class,
        Change::Type { class, reading: Some(item) } => {
            on_item(entry, *item).kind = *class;
        }
        Change::Comment { words } => entry.comment = some(words),
        Change::Conjecture { words, by } => {
            entry.conjecture = some(words);
            entry.by = some(by).filter(|_| entry.conjecture.is_some());
        }
        Change::Clear => {
            entry.verdict = None;
            entry.reading = None;
            entry.after.clear();
            entry.kind = None;
            entry.readings.clear();
        }
    }
    Ok(())
}

/// Gives an entry a verdict, without what only another verdict needs.
fn say(entry: &mut Decision, verdict: Verdict) {
    entry.verdict = Some(verdict);
    entry.reading = None;
    entry.after.clear();
}

fn some(words: &str) -> Option<String> {
    Some(words.trim().to_owned()).filter(|words| !words.is_empty())
}

/// What is decided about a reading, by its number.
fn of_item(entry: &Decision, item: usize) -> ReadingDecision {
    let found = entry.readings.iter().find(|one| one.item == item);
    found.cloned().unwrap_or_default()
}

fn on_item(entry: &mut Decision, item: usize) -> &mut ReadingDecision {
    let known = entry.readings.iter().position(|one| one.item == item);
    let at = known.unwrap_or_else(|| {
        let text = entry.ground.readings[item].text.clone();
        entry
            .readings
            .push(ReadingDecision { text, item, ..ReadingDecision::default() });
        entry.readings.len() - 1
    });
    &mut entry.readings[at]
}

/// Changes of values in the text of a file.
struct Edits<'a> {
    source: &'a str,
    entry: &'a Decision,
    list: Vec<(Range<usize>, String)>,
    /// The lines of values that the entry does not have yet.
    missing: String,
}

impl Edits<'_> {
    /// The values that stand on lines of their own.
    fn values(&mut self, old: &Decision, new: &Decision) {
        let text = |words: &Option<String>| words.as_deref().map(quoted);
        let class = |kind: Option<VariantClass>| kind.map(|kind| quoted(kind.name()));
        let numbers = |after: &[u32]| (!after.is_empty()).then(|| format!("{after:?}"));
        let places = &self.entry.places;
        if old.verdict != new.verdict || places.decision.is_none() {
            let value = quoted(new.verdict.map_or("", Verdict::name));
            match places.decision.clone() {
                Some(place) => self.list.push((place, value)),
                None if new.verdict.is_none() => {}
                None => self.miss("decision", &value),
            }
        }
        let of = |entry: &Decision| {
            [
                text(&entry.reading),
                numbers(&entry.after),
                class(entry.kind),
                text(&entry.comment),
                text(&entry.conjecture),
                text(&entry.by),
            ]
        };
        let keys = [
            ("reading", &places.reading),
            ("after", &places.after),
            ("type", &places.kind),
            ("comment", &places.comment),
            ("conjecture", &places.conjecture),
            ("by", &places.by),
        ];
        for ((key, place), (old, new)) in
            keys.into_iter().zip(of(old).into_iter().zip(of(new)))
        {
            match (place, new) {
                (_, new) if old == new => {}
                (Some(place), Some(value)) => self.list.push((place.clone(), value)),
                (Some(place), None) => self.take_line(place),
                (None, Some(value)) => self.miss(key, &value),
                (None, None) => {}
            }
        }
    }

    fn miss(&mut self, key: &str, value: &str) {
        let _ = writeln!(self.missing, "{key} = {value}");
    }

    /// Takes a value away with its key, and its line if nothing else stands there.
    fn take_line(&mut self, place: &Range<usize>) {
        let start = self.source[..place.start].rfind('\n').map_or(0, |at| at + 1);
        let rest = &self.source[place.end..];
        let line = rest.find('\n').map_or(rest, |at| &rest[..=at]);
        let end = place.end + if line.trim().is_empty() { line.len() } else { 0 };
        self.list.push((start..end, String::new()));
    }

    /// The values of a reading, which stand between braces.
    fn item(&mut self, item: usize, old: &ReadingDecision, new: &ReadingDecision) {
        let places = &self.entry.places.items[item];
        let all = [&places.text, &places.witnesses, &places.decision, &places.kind];
        let suppress = |one: &ReadingDecision| {
            one.is_suppressed.then(|| quoted(Verdict::Suppress.name()))
        };
        let class = |one: &ReadingDecision| one.kind.map(|kind| quoted(kind.name()));
        let keys = [
            ("decision", &places.decision, suppress(old), suppress(new)),
            ("type", &places.kind, class(old), class(new)),
        ];
        for (key, place, old, new) in keys {
            if old == new {
                continue;
            }
            match (place, new) {
                (Some(place), Some(value)) => self.list.push((place.clone(), value)),
                (None, Some(value)) => {
                    // What follows a value is a comma or the brace.
                    let Some(end) =
                        all.iter().filter_map(|one| Some(one.as_ref()?.end)).max()
                    else {
                        continue;
                    };
                    self.list.push((end..end, format!(", {key} = {value}")));
                }
                (Some(place), None) => {
                    let before = all.iter().filter_map(|one| Some(one.as_ref()?.end));
                    let before = before.filter(|end| *end <= place.start).max();
                    let rest = &self.source[place.end..];
                    let blank = rest.len() - rest.trim_start().len();
                    match before {
                        Some(before) => {
                            self.list.push((before..place.end, String::new()))
                        }
                        None if rest[blank..].starts_with(',') => {
                            let brace = self.source[..place.start]
                                .rfind('{')
                                .unwrap_or(place.start);
                            self.list
                                .push((brace + 1..place.end + blank + 1, String::new()));
                        }
                        None => {}
                    }
                }
                (None, None) => {}
            }
        }
    }

    /// The text with all changes. New lines stand behind the decision, else behind the last value
    /// of the entry. Nothing if two changes meet in one place.
    fn done(mut self) -> Option<String> {
        if !self.missing.is_empty() {
            let places = &self.entry.places;
            let all = [
                &places.section,
                &places.at,
                &places.lemma,
                &places.context,
                &places.class,
                &places.readings,
            ];
            let last = all.into_iter().filter_map(|one| Some(one.as_ref()?.end)).max();
            let behind = places.decision.as_ref().map(|place| place.end).or(last);
            let behind = behind.unwrap_or(self.entry.header.end);
            let end = self.source[behind..].find('\n');
            let end = end.map_or(self.source.len(), |at| behind + at + 1);
            let is_open = !self.source[..end].ends_with('\n');
            let mut text = format!("{}{}", if is_open { "\n" } else { "" }, self.missing);
            if self.source.contains("\r\n") {
                text = text.replace('\n', "\r\n");
            }
            self.list.push((end..end, text));
        }
        self.list.sort_by_key(|(place, _)| (place.start, place.end));
        let meet = |two: &[(Range<usize>, String)]| two[1].0.start < two[0].0.end;
        let is_good = !self.list.windows(2).any(meet);
        is_good.then(|| edited(self.source, 0..self.source.len(), self.list))
    }
}
