//! Merges a new collation into the decisions on an old one.

use std::cell::RefCell;

use rustc_hash::FxHashMap;

use super::ground::Key;
use super::read::MOVED_HEAD;
use super::write::{self, Update};
use super::{Decision, Decisions, Ground, ReadingDecision, Verdict};
use crate::collate::{Collation, Unit, VariantClass};
use crate::diag::Diagnostic;
use crate::span::{FileId, Span};

/// Decisions on a new collation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// The file as it is now to be written; the same to the byte if nothing changed.
    pub source: String,
    /// For each unit of the collation the entry of the old file that is about it, by index.
    pub of_unit: Vec<Option<usize>>,
    /// For each entry of the old file that has a unit: the readings that it names, by the words
    /// that they have now.
    pub(super) named: Vec<Named>,
    /// How many decisions were kept.
    pub kept: usize,
    /// How many of these are now at another place, or have other witnesses.
    pub changed: usize,
    /// How many units are new in the file.
    pub new: usize,
    /// How many units nothing is decided about, of those that need a decision.
    pub undecided: usize,
    /// The decisions that have lost their ground.
    pub moved: Vec<Moved>,
}

/// The readings that an entry names, by their words in the new collation.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// The reading that is the lemma.
    pub(super) reading: Option<String>,
    /// The readings about which something is decided.
    pub(super) readings: Vec<ReadingDecision>,
}

/// A decision that has lost its ground.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Its index in the entries of the old file.
    pub entry: usize,
    /// Where its heading stands in the new file.
    pub header: std::ops::Range<usize>,
    /// Its section, and its number there.
    pub place: String,
    /// Its lemma.
    pub lemma: String,
    /// What has changed.
    pub reason: String,
}

impl Merged {
    /// A warning for each decision that has lost its ground. `file` is the new file.
    pub fn warnings(&self, file: FileId) -> Vec<Diagnostic> {
        let warning = |moved: &Moved| {
            let lemma = match moved.lemma.as_str() {
                "" => "an addition".to_owned(),
                lemma => format!("`{lemma}`"),
            };
            let message = format!(
                "the ground of the decision on {lemma} at {} has moved: {}",
                moved.place, moved.reason
            );
            Diagnostic::warning("decision-moved", message)
                .at(Span::new(file, moved.header.clone()))
                .hint("decide the unit that is there now, then delete this `[[moved]]`")
        };
        self.moved.iter().map(warning).collect()
    }
}

/// Puts the units of a collation in the place of those that a file of decisions knows. `normal`
/// gives the normal form of a word.
pub fn merge(
    collation: &Collation,
    old: &Decisions,
    normal: &dyn Fn(&str) -> String,
) -> Merged {
    merge_with(collation, old, normal, None)
}

/// The same, where a unit gets an entry even if it is one that is ignored; by its number among
/// all units.
pub fn merge_with(
    collation: &Collation,
    old: &Decisions,
    normal: &dyn Fn(&str) -> String,
    wanted: Option<usize>,
) -> Merged {
    // The same words come again and again.
    let known: RefCell<FxHashMap<String, String>> = RefCell::default();
    let normal = &|word: &str| -> String {
        if let Some(known) = known.borrow().get(word) {
            return known.clone();
        }
        let found = normal(word);
        known.borrow_mut().insert(word.to_owned(), found.clone());
        found
    };
    let units: Vec<&Unit> = collation.units().collect();
    let grounds: Vec<Ground> =
        units.iter().map(|unit| Ground::of(collation, unit)).collect();
    let search = Search {
        keys: grounds.iter().map(|ground| ground.key(normal)).collect(),
        grounds: &grounds,
        old,
        normal,
        wanted,
    };
    let found = search.all();
    let mut of_unit = vec![None; units.len()];
    for (entry, unit) in found.iter().enumerate() {
        if let Some(unit) = unit {
            of_unit[*unit] = Some(entry);
        }
    }
    let mut merged = Merged {
        source: String::new(),
        of_unit,
        named: vec![Named::default(); old.entries.len()],
        kept: 0,
        changed: 0,
        new: 0,
        undecided: 0,
        moved: vec![],
    };
    merged.write(collation, &search, &found);
    // Whether the unit before, of those that the file has, is joined with this one.
    let mut is_joined = false;
    for (number, unit) in units.iter().enumerate() {
        let entry = merged.of_unit[number].map(|entry| &old.entries[entry]);
        if entry.is_none() && unit.class == VariantClass::Ignored {
            continue;
        }
        is_joined &= number > 0 && units[number - 1].section == unit.section;
        let is_decided = entry.is_some_and(Decision::is_decided) || is_joined;
        let needs =
            unit.class != VariantClass::Ignored && !old.accept.contains(&unit.class);
        merged.undecided += usize::from(needs && !is_decided);
        is_joined = entry.is_some_and(|entry| entry.verdict == Some(Verdict::Join));
    }
    merged
}

impl Merged {
    fn write(&mut self, collation: &Collation, search: &Search, found: &[Option<usize>]) {
        let old = search.old;
        let source = old.source.as_ref();
        let mut out = match old.entries.first() {
            Some(first) => {
                let head = &source[..first.range.start];
                head.strip_suffix(MOVED_HEAD).unwrap_or(head).to_owned()
            }
            None if source.trim().is_empty() => write::head(&collation.text),
            None => source.to_owned(),
        };
        // The new entries, each behind the last one before it that is in the file already.
        let mut behind: FxHashMap<Option<usize>, Vec<usize>> = FxHashMap::default();
        let mut last = None;
        for (number, unit) in collation.units().enumerate() {
            match self.of_unit[number] {
                Some(entry) if !old.entries[entry].is_moved => last = Some(entry),
                Some(_) => behind.entry(last).or_default().push(number),
                None if unit.class == VariantClass::Ignored
                    && search.wanted != Some(number) => {}
                None => {
                    self.new += 1;
                    behind.entry(last).or_default().push(number);
                }
            }
        }
        let mut put_new = |out: &mut String, anchor: Option<usize>, of: &mut Self| {
            for number in behind.remove(&anchor).unwrap_or_default() {
                let text = match of.of_unit[number] {
                    Some(entry) => of.renewed(search, entry, number),
                    None => write::entry(&search.grounds[number]),
                };
                blank(out);
                out.push_str(&text);
            }
        };
        put_new(&mut out, None, self);
        let mut is_new =
            out.len() != old.entries.first().map_or(0, |first| first.range.start);
        for (number, entry) in old.entries.iter().enumerate() {
            let Some(unit) = found[number].filter(|_| !entry.is_moved) else {
                is_new = true;
                continue;
            };
            if is_new {
                blank(&mut out);
            }
            out.push_str(&self.renewed(search, number, unit));
            let length = out.len();
            put_new(&mut out, Some(number), self);
            is_new = out.len() != length;
        }
        self.write_moved(collation, search, found, &mut out);
        while out.ends_with("\n\n") && !source.ends_with("\n\n") {
            out.pop();
        }
        self.source = out;
    }

    /// The text of an entry whose unit was found.
    fn renewed(&mut self, search: &Search, entry: usize, unit: usize) -> String {
        let old = &search.old.entries[entry];
        let ground = &search.grounds[unit];
        // The new words of a reading that is named by its old ones.
        let words = |text: &str| {
            let same =
                |other: &&str| search.normal_text(other) == search.normal_text(text);
            let lemma = std::iter::once(ground.lemma.as_str());
            let mut all = ground
                .readings
                .iter()
                .map(|reading| reading.text.as_str())
                .chain(lemma);
            all.clone().find(|other| *other == text).or_else(|| all.find(same))
        };
        let decided: Vec<ReadingDecision> = old
            .readings
            .iter()
            .map(|one| ReadingDecision {
                text: words(&one.text).unwrap_or(&one.text).to_owned(),
                ..one.clone()
            })
            .collect();
        let reading = old.reading.as_deref().map(|text| words(text).unwrap_or(text));
        if old.is_decided() {
            self.kept += 1;
            self.changed += usize::from(old.ground != *ground);
        }
        let update = Update { ground, decided: &decided, reading };
        let text = write::updated(&search.old.source, old, &update);
        self.named[entry] = Named {
            reading: reading.map(str::to_owned),
            readings: decided,
        };
        text
    }

    fn write_moved(
        &mut self,
        collation: &Collation,
        search: &Search,
        found: &[Option<usize>],
        out: &mut String,
    ) {
        let entries = search.old.entries.iter().enumerate();
        let is_kept =
            |old: &Decision| old.is_decided() || old.has_remarks || old.is_moved;
        let lost =
            entries.filter(|(number, old)| found[*number].is_none() && is_kept(old));
        for (number, old) in lost {
            blank(out);
            if self.moved.is_empty() {
                out.push_str(MOVED_HEAD);
            }
            let start = out.len();
            out.push_str(&write::moved(&search.old.source, old));
            let header = out[start..].find("[[moved]]").map_or(start, |at| start + at);
            self.moved.push(Moved {
                entry: number,
                header: header..(header + "[[moved]]".len()).min(out.len()),
                place: format!("`{}`, {}", old.ground.section, old.ground.at),
                lemma: old.ground.lemma.clone(),
                reason: match old.is_taken(collation, search.normal) {
                    true => {
                        "the text has this lemma now, and no witness differs".to_owned()
                    }
                    false => search.reason(old, found),
                },
            });
        }
    }
}

/// Ends a text with a blank line.
fn blank(out: &mut String) {
    while !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
}

/// The search for the units that entries are about.
struct Search<'a> {
    grounds: &'a [Ground],
    keys: Vec<Key>,
    old: &'a Decisions,
    normal: &'a dyn Fn(&str) -> String,
    /// The unit that gets an entry in any case.
    wanted: Option<usize>,
}

impl Search<'_> {
    /// For each entry its unit. Decided entries choose before others, and entries at their old
    /// places before those that must be looked for.
    fn all(&self) -> Vec<Option<usize>> {
        let entries = &self.old.entries;
        let mut by_key: FxHashMap<&Key, Vec<usize>> = FxHashMap::default();
        for (number, key) in self.keys.iter().enumerate() {
            by_key.entry(key).or_default().push(number);
        }
        let keys: Vec<Vec<Key>> = entries.iter().map(|entry| self.keys(entry)).collect();
        let mut order: Vec<usize> = (0..entries.len()).collect();
        order.sort_by_key(|at| (!entries[*at].is_decided(), entries[*at].is_moved, *at));
        let mut found = vec![None; entries.len()];
        let mut taken = vec![false; self.grounds.len()];
        for pass in [Pass::Same, Pass::Section, Pass::Place, Pass::Elsewhere] {
            for &number in &order {
                if found[number].is_some() {
                    continue;
                }
                let old = &entries[number].ground;
                let same =
                    keys[number].iter().filter_map(|key| by_key.get(key)).flatten();
                let best = same
                    .filter(|unit| !taken[**unit])
                    .filter_map(|unit| {
                        Some((self.rank(pass, old, &self.grounds[*unit])?, *unit))
                    })
                    .min();
                if let Some((_, unit)) = best {
                    taken[unit] = true;
                    found[number] = Some(unit);
                }
            }
        }
        found
    }

    /// The keys that the unit of an entry may have: its own, and where another reading is to be
    /// the lemma, those after the base text has taken it.
    fn keys(&self, entry: &Decision) -> Vec<Key> {
        let mut keys = vec![entry.ground.key(self.normal)];
        if let Some(taken) = &entry.reading
            && entry.verdict == Some(Verdict::Lemma)
            && *taken != entry.ground.lemma
        {
            keys.extend(entry.ground.keys_after(taken, self.normal));
        }
        keys
    }

    /// How good a unit with the same lemma and readings is for a decision, the least being the
    /// best; nothing if it is not the one. Words beside the lemma tell it from others like it.
    fn rank(
        &self,
        pass: Pass,
        old: &Ground,
        new: &Ground,
    ) -> Option<(usize, usize, u32)> {
        let common = || old.common_context(new, self.normal);
        let texts = usize::from(old.lemma != new.lemma);
        let away = old.at.abs_diff(new.at);
        match pass {
            Pass::Same | Pass::Place if old.section != new.section => None,
            Pass::Same => is_same_context(old, new).then_some((0, texts, away)),
            Pass::Place => (away == 0).then_some((0, texts, 0)),
            Pass::Section if old.section == new.section => {
                let common = common();
                (common > 0).then_some((
                    CONTEXT_BEST - common.min(CONTEXT_BEST),
                    texts,
                    away,
                ))
            }
            Pass::Elsewhere if old.section != new.section => {
                let common = common();
                let wanted = if is_same_context(old, new) { 1 } else { CONTEXT_WANTED };
                (common >= wanted).then_some((
                    CONTEXT_BEST - common.min(CONTEXT_BEST),
                    texts,
                    away,
                ))
            }
            _ => None,
        }
    }

    fn normal_text(&self, text: &str) -> String {
        let words = text.split_whitespace().map(self.normal);
        words.collect::<Vec<_>>().join(" ")
    }

    /// What has changed where a decision had its ground.
    fn reason(&self, old: &Decision, found: &[Option<usize>]) -> String {
        let ground = &old.ground;
        let key = ground.key(self.normal);
        let here = || {
            let all = self.grounds.iter().zip(&self.keys).enumerate();
            all.filter(|(_, (new, _))| new.section == ground.section)
        };
        if here().next().is_none() {
            return "its section has no variants now, or is not there".to_owned();
        }
        let is_twice = here().any(|(number, (new, other))| {
            new.at == ground.at && *other == key && found.contains(&Some(number))
        });
        if is_twice {
            return "another entry of the file decides the same unit".to_owned();
        }
        let now = here().find(|(_, (new, _))| new.at == ground.at).or_else(|| {
            here().find(|(_, (new, _))| {
                new.lemma == ground.lemma && new.common_context(ground, self.normal) > 1
            })
        });
        let Some((_, (new, _))) = now else {
            return "there is no such variant now".to_owned();
        };
        if self.normal_text(&new.lemma) != self.normal_text(&ground.lemma) {
            let shown = |text: &str| match text {
                "" => "no words".to_owned(),
                text => format!("`{text}`"),
            };
            return format!("the lemma there is now {}", shown(&new.lemma));
        }
        let gone = differing(ground, new, self);
        let come = differing(new, ground, self);
        let list = |texts: Vec<String>| texts.join(", ");
        match (gone.is_empty(), come.is_empty()) {
            (true, true) => "its readings there are divided otherwise now".to_owned(),
            (true, false) => format!("the reading {} is new", list(come)),
            (false, true) => format!("the reading {} is gone", list(gone)),
            (false, false) => {
                format!("{} is gone and {} is new", list(gone), list(come))
            }
        }
    }
}

/// The readings of one ground that another does not have, in backticks.
fn differing(one: &Ground, other: &Ground, search: &Search) -> Vec<String> {
    let has = |text: &str| {
        let mut all = other.readings.iter();
        all.any(|reading| search.normal_text(&reading.text) == search.normal_text(text))
    };
    let texts = one.readings.iter().map(|reading| reading.text.as_str());
    texts
        .filter(|text| !has(text))
        .map(|text| {
            if text.is_empty() {
                "of an omission".to_owned()
            } else {
                format!("`{text}`")
            }
        })
        .collect()
}

/// How many words on both sides of a lemma can be the same.
const CONTEXT_BEST: usize = 6;

/// How many must be the same in a section of another name.
const CONTEXT_WANTED: usize = 4;

/// Whether the words around two units are the same, all that are told.
fn is_same_context(one: &Ground, other: &Ground) -> bool {
    one.context == other.context
}

/// Where a unit is looked for.
#[derive(Debug, Clone, Copy)]
enum Pass {
    /// In its section, between the words that it stood between.
    Same,
    /// In its section, where it has a neighbor that it had before.
    Section,
    /// Where it was, by the number of its word.
    Place,
    /// In another section, where it has its old neighbors.
    Elsewhere,
}
