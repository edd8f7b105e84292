//! What is printed of an entry: who has its lemma, which readings, in which order and with
//! which sigla.

use super::remark;
use super::sigla::{Attested, Sigla, SiglaPart};
use crate::edition::{ApparatusSettings, Edition, ReadingOrder};
use crate::model::{
    Entry, EntryForm, Passage, Presence, Reading, ReadingKind, Remark, Text,
};

/// What is printed for the witnesses of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// For those of the lemma.
    pub lemma: Vec<SiglaPart>,
    /// The indexes of the readings in the order of print, each with what is printed for
    /// those of the reading. Readings that say what the text has are left out.
    pub readings: Vec<(usize, Vec<SiglaPart>)>,
}

/// What decides how the entries of a text are printed.
#[derive(Debug, Clone, Copy)]
pub struct Printing<'a> {
    /// The text.
    pub text: &'a Text,
    /// The edition.
    pub edition: &'a Edition,
    /// Its witnesses and their groups.
    pub sigla: Sigla<'a>,
    /// Which of them are present where.
    pub presence: &'a Presence,
}

impl<'a> Printing<'a> {
    /// The entries of a text.
    pub fn new(text: &'a Text, edition: &'a Edition, presence: &'a Presence) -> Self {
        let sigla = Sigla {
            witnesses: &edition.witnesses,
            groups: &edition.groups,
        };
        Self { text, edition, sigla, presence }
    }

    /// The rules of an entry's series.
    pub fn settings(&self, entry: &Entry) -> &'a ApparatusSettings {
        let mut series = self.edition.series.iter();
        let found = series.find(|series| series.id == entry.series);
        found.map_or(&self.edition.apparatus.rules, |series| &series.apparatus)
    }

    /// What is printed of an entry.
    pub fn entry(&self, entry: &Entry) -> Printed {
        let settings = self.settings(entry);
        let present: Vec<&str> = self.presence.at(entry.from).collect();
        let agreeing = agreeing(self.text, entry);
        let mut order = self.order(entry, settings.order);
        order.retain(|k| !agreeing.contains(k));
        let lemma = self.lemma_parts(entry, settings, &present, &agreeing);
        let parts = |k: usize| {
            let reading = &entry.readings[k];
            let attested = Attested {
                ids: &reading.witnesses,
                is_rest: reading.is_rest,
                remarks: &reading.remarks,
                present: &present,
            };
            (k, self.sigla.parts(attested, settings))
        };
        Printed {
            lemma,
            readings: order.into_iter().map(parts).collect(),
        }
    }

    /// The readings in the order of print.
    fn order(&self, entry: &Entry, order: ReadingOrder) -> Vec<usize> {
        let mut found: Vec<usize> = (0..entry.readings.len()).collect();
        if order == ReadingOrder::Witnesses {
            found.sort_by_key(|&k| {
                let ids = entry.readings[k].witnesses.iter();
                ids.map(|id| self.sigla.rank(id)).min().unwrap_or(usize::MAX)
            });
        }
        found
    }

    /// What is printed for the witnesses of a lemma.
    fn lemma_parts(
        &self,
        entry: &Entry,
        settings: &ApparatusSettings,
        present: &[&str],
        agreeing: &[usize],
    ) -> Vec<SiglaPart> {
        let form = match entry.form.unwrap_or(settings.form) {
            EntryForm::Mixed
                if entry.readings.len() - agreeing.len()
                    >= settings.positive_from as usize =>
            {
                EntryForm::Positive
            }
            EntryForm::Mixed => EntryForm::Negative,
            form => form,
        };
        let mut ids = entry.lemma_witnesses.clone();
        for id in agreeing.iter().flat_map(|&k| &entry.readings[k].witnesses) {
            if !ids.contains(id) {
                ids.push(id.clone());
            }
        }
        let is_given = !entry.lemma_witnesses.is_empty();
        let mut is_rest = entry.is_rest;
        let mut remarks = entry.remarks.clone();
        match form {
            EntryForm::Negative => ids.clear(),
            EntryForm::Positive if !is_given && entry.from < entry.to => {
                is_rest = settings.cett;
                let given = ids.clone();
                for &id in present.iter().filter(|&&id| given.iter().all(|g| g != id)) {
                    match stance(entry, id) {
                        Stance::Lemma => ids.push(id.to_owned()),
                        Stance::Corrected => {
                            ids.push(id.to_owned());
                            remarks.push(Remark {
                                witnesses: vec![id.to_owned()],
                                kind: Some("correction-altered".to_owned()),
                                text: Passage::default(),
                            });
                        }
                        Stance::Reading => {}
                    }
                }
                // A rest is the rest of something, and more than one.
                let is_all = entry.readings.iter().all(|r| r.witnesses.is_empty());
                is_rest &= ids.len() > 1 && !is_all;
            }
            _ => {}
        }
        if ids.is_empty() {
            return vec![];
        }
        let attested = Attested { ids: &ids, is_rest, remarks: &remarks, present };
        self.sigla.parts(attested, settings)
    }

    /// Remarks that have something to print and are not printed behind their siglum.
    pub fn remarks(&self, remarks: &[Remark], witnesses: &[String]) -> Vec<Passage> {
        let about = |said: &&Remark| {
            said.state().is_none()
                || !said.witnesses.iter().all(|id| witnesses.contains(id))
        };
        remarks
            .iter()
            .filter(about)
            .filter_map(|said| {
                remark::words(said, &self.sigla, &self.edition.apparatus.abbreviations)
            })
            .collect()
    }
}

/// The readings that say what the text has: these are none, their witnesses have the
/// lemma. Words with styles, remarks or attributes of their own are readings.
fn agreeing(text: &Text, entry: &Entry) -> Vec<usize> {
    let is_words = |reading: &Reading| {
        reading.kind == ReadingKind::Variant
            && reading.remarks.is_empty()
            && reading.kept.is_empty()
            && reading.text.styles.is_empty()
            && reading.text.points.is_empty()
            && !reading.witnesses.is_empty()
    };
    let has_words = entry.from < entry.to && entry.lemma.is_none();
    if !has_words || !entry.readings.iter().any(is_words) {
        return vec![];
    }
    let words = text.words(entry.from, entry.to);
    let says_so = |reading: &Reading| {
        is_words(reading)
            && reading.text.text.split_whitespace().eq(words.iter().copied())
    };
    (0..entry.readings.len())
        .filter(|&k| says_so(&entry.readings[k]))
        .collect()
}

/// Where a witness stands in an entry that does not say who has the lemma.
enum Stance {
    /// It has the lemma.
    Lemma,
    /// It has it after a correction.
    Corrected,
    /// It has another reading.
    Reading,
}

fn stance(entry: &Entry, id: &str) -> Stance {
    let mut of = entry
        .readings
        .iter()
        .filter(|reading| reading.witnesses.iter().any(|witness| witness == id))
        .peekable();
    if of.peek().is_none() {
        return Stance::Lemma;
    }
    let before = |reading: &Reading| {
        reading.remarks.iter().any(|remark| {
            remark.state() == Some("ac") && remark.witnesses.iter().any(|w| w == id)
        })
    };
    if of.all(before) { Stance::Corrected } else { Stance::Reading }
}
