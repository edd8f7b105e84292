//! An entry of the apparatus as a Typst dictionary: its lemma, the witnesses that have
//! it, and in one body its readings with theirs, remarks and the editor's comment.
//!
//! What many entries share is defined once: abbreviations, and each set of sigla.

use rustc_hash::FxHashMap;

use super::escape::string;
use super::lemma::lemma;
use super::passage::{NoteMark, passage};
use super::remark;
use super::sigla::{Attested, Part, Sigla};
use super::writer::Writer;
use crate::edition::{
    ApparatusSettings, Edition, LemmaSeparator, ReadingOrder, WORD_KEYS,
};
use crate::model::{
    Entry, EntryForm, Passage, Presence, Reading, ReadingKind, Remark, Text, WitnessGroup,
};

/// The sets of sigla that an entry names.
struct Said {
    /// That of its lemma.
    lemma: Option<String>,
    /// Its readings in the order of print, each with its set.
    readings: Vec<(usize, Option<String>)>,
}

/// Writes the entries of one text.
pub struct Entries<'a> {
    text: &'a Text,
    edition: &'a Edition,
    sigla: Sigla<'a>,
    presence: &'a Presence,
    /// The names of the sets of sigla that were defined.
    sets: FxHashMap<Vec<Part>, String>,
    /// For each entry the sets it names.
    said: Vec<Said>,
    /// The rules of a series that is not declared.
    usual: &'a ApparatusSettings,
}

impl<'a> Entries<'a> {
    /// Prepares the entries of a text.
    pub fn new(
        text: &'a Text,
        edition: &'a Edition,
        groups: &'a [WitnessGroup],
        presence: &'a Presence,
    ) -> Self {
        Self {
            text,
            edition,
            sigla: Sigla { witnesses: &edition.witnesses, groups },
            presence,
            sets: FxHashMap::default(),
            said: vec![],
            usual: &edition.apparatus.rules,
        }
    }

    fn settings(&self, entry: &Entry) -> &'a ApparatusSettings {
        let mut series = self.edition.series.iter();
        let found = series.find(|series| series.id == entry.series);
        found.map_or(self.usual, |series| &series.apparatus)
    }

    fn dir(&self) -> &'static str {
        super::direction(self.text.dir)
    }

    /// Defines what entries share.
    pub fn constants(&mut self, out: &mut Writer) {
        if self.text.entries.is_empty() {
            return;
        }
        let dir = string(self.dir());
        for key in WORD_KEYS {
            out.push(&format!("#let word-{key} = reading-word(\"{key}\", {dir})\n"));
        }
        out.push(&format!("#let separator = reading-separator({dir})\n"));
        for entry in &self.text.entries {
            let settings = self.settings(entry);
            let present: Vec<&str> = self.presence.at(entry.from).collect();
            let agreeing = agreeing(self.text, entry);
            let mut order = self.order(entry, settings.order);
            order.retain(|k| !agreeing.contains(k));
            let lemma = self.lemma_parts(entry, settings, &present, &agreeing);
            let lemma = self.set(out, lemma);
            let mut readings = vec![];
            for k in order {
                let reading = &entry.readings[k];
                let attested = Attested {
                    ids: &reading.witnesses,
                    is_rest: reading.is_rest,
                    remarks: &reading.remarks,
                    present: &present,
                };
                let parts = self.sigla.parts(attested, settings);
                readings.push((k, self.set(out, parts)));
            }
            self.said.push(Said { lemma, readings });
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
    ) -> Vec<Part> {
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
                    match standing(entry, id) {
                        Standing::Lemma => ids.push(id.to_owned()),
                        Standing::Corrected => {
                            ids.push(id.to_owned());
                            remarks.push(Remark {
                                witnesses: vec![id.to_owned()],
                                kind: Some("correction-altered".to_owned()),
                                text: Passage::default(),
                            });
                        }
                        Standing::Reading => {}
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

    /// The name of a set of sigla, which is defined if it is new.
    fn set(&mut self, out: &mut Writer, parts: Vec<Part>) -> Option<String> {
        if parts.is_empty() {
            return None;
        }
        if let Some(name) = self.sets.get(&parts) {
            return Some(name.clone());
        }
        let name = format!("sigla-{}", self.sets.len());
        let dir = string(self.dir());
        let run = |sigla: &[Part]| {
            let sigla: String = sigla
                .iter()
                .filter_map(|part| match part {
                    Part::Siglum(siglum) | Part::Standing(siglum, _) => {
                        Some(string(siglum) + ",")
                    }
                    Part::Word(_) => None,
                })
                .collect();
            format!("sigla-run({dir}, ({sigla}))")
        };
        let is_plain = |part: &Part| matches!(part, Part::Siglum(_));
        if parts.iter().all(is_plain) {
            out.push(&format!("#let {name} = {}\n", run(&parts)));
        } else {
            let written = parts
                .chunk_by(|a, b| is_plain(a) && is_plain(b))
                .map(|chunk| match &chunk[0] {
                    Part::Word(key) => format!("#word-{key};"),
                    Part::Siglum(_) => format!("#{};", run(chunk)),
                    // A state stays on the line of its siglum.
                    Part::Standing(_, states) => {
                        let words: String =
                            states.iter().map(|key| format!("~#word-{key};")).collect();
                        format!("#{};{words}", run(chunk))
                    }
                })
                .collect::<Vec<_>>();
            out.push(&format!("#let {name} = [{}]\n", written.join(" ")));
        }
        self.sets.insert(parts, name.clone());
        Some(name)
    }

    /// Writes one entry.
    pub fn write(&self, out: &mut Writer, k: usize) {
        let entry = &self.text.entries[k];
        let settings = self.settings(entry);
        let said = &self.said[k];
        let words = lemma(self.text, entry, settings);
        out.push("  (lemma: ");
        if words.head.is_empty() {
            out.push("none");
        } else {
            out.push("[");
            self.passage(out, &words.head);
            out.push("]");
        }
        if let Some(tail) = &words.tail {
            out.push(", tail: [");
            self.passage(out, tail);
            out.push("]");
        }
        if let Some(before) = &entry.before {
            out.push(", before: [");
            self.passage(out, before);
            out.push("]");
        }
        let separator = settings.separator(self.text.dir);
        if separator != LemmaSeparator::Bracket {
            out.push(&format!(", separator: {}", string(separator.name())));
        }
        let sigla = said.lemma.as_deref().unwrap_or("none");
        out.push(&format!(", sigla: {sigla}, body: ["));
        let between = match &settings.between_readings {
            Some(own) => format!("#{};", string(&format!("{own} "))),
            None => "#separator;".to_owned(),
        };
        let remarks = self.remarks(&entry.remarks, &entry.lemma_witnesses);
        let is_said = !remarks.is_empty() || !entry.readings.is_empty();
        self.said(out, &remarks, false);
        if !remarks.is_empty() && !entry.readings.is_empty() {
            out.push(&between);
        }
        for (n, (k, sigla)) in said.readings.iter().enumerate() {
            if n > 0 {
                out.push(&between);
            }
            self.reading(out, &entry.readings[*k], sigla.as_deref());
        }
        if let Some(comment) = &entry.comment {
            if is_said {
                out.push(" ");
            }
            out.push(&format!("#comment({is_said})["));
            self.passage(out, comment);
            out.push("];");
        }
        if !settings.after_entry.is_empty() {
            out.push(&format!("#{};", string(&settings.after_entry)));
        }
        out.push("]),\n");
    }

    /// A reading: its words, the word for what it is, its witnesses, its author.
    fn reading(&self, out: &mut Writer, reading: &Reading, sigla: Option<&str>) {
        let author = match &reading.kind {
            ReadingKind::Conjecture(scholar) => Some(self.author(scholar)),
            _ => None,
        };
        let mut begun = false;
        if let Some(Author::Perhaps) = author {
            out.push("#word-fort;");
            begun = true;
        }
        if !reading.text.is_empty() {
            out.push(if begun { " " } else { "" });
            self.passage(out, &reading.text);
            begun = true;
        }
        let mut part = |text: &str| {
            out.push(if begun { " " } else { "" });
            out.push(text);
            begun = true;
        };
        if let Some(key) = reading.kind.key() {
            part(&format!("#word-{key};"));
        }
        if let Some(Author::Said(call)) = &author {
            part(call);
        }
        if let Some(set) = sigla {
            part(&format!("#{set};"));
        }
        let remarks = self.remarks(&reading.remarks, &reading.witnesses);
        self.said(out, &remarks, begun);
    }

    /// Who guessed a reading, and with what word.
    fn author(&self, scholar: &str) -> Author {
        let words: Vec<Result<&'static str, &str>> = scholar
            .split_whitespace()
            .map(|word| verb(word).ok_or(word))
            .collect();
        if words == [Ok("fort")] {
            return Author::Perhaps;
        }
        if words.is_empty() {
            return Author::Said("#word-coni;".to_owned());
        }
        let markup = |words: &[Result<&'static str, &str>]| {
            let parts = words.iter().map(|word| match word {
                Ok(key) => format!("#word-{key};"),
                Err(name) => format!("#{};", string(name)),
            });
            parts.collect::<Vec<_>>().join(" ")
        };
        let dir = string(self.dir());
        Author::Said(match words[0] {
            Ok(_) => markup(&words),
            Err(_) if words.iter().all(Result::is_err) => {
                format!("#conjecture-by({}, {dir});", string(scholar.trim()))
            }
            Err(_) => format!("#conjecture-by([{}], {dir});", markup(&words)),
        })
    }

    /// Remarks that have something to print and are not printed behind their siglum.
    fn remarks(&self, remarks: &[Remark], witnesses: &[String]) -> Vec<Passage> {
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

    /// Writes remarks in brackets; `begun` is whether something stands before them.
    fn said(&self, out: &mut Writer, remarks: &[Passage], mut begun: bool) {
        for remark in remarks {
            out.push(if begun { " #comment(true)[" } else { "#comment(true)[" });
            self.passage(out, remark);
            out.push("];");
            begun = true;
        }
    }

    /// A passage that stands off from the body.
    fn passage(&self, out: &mut Writer, source: &Passage) {
        passage(out, source, self.text.dir, 0, true, &|_| NoteMark::None);
    }
}

/// Who guessed a reading.
enum Author {
    /// The editor says `fort.`, before the words.
    Perhaps,
    /// What is printed behind the words.
    Said(String),
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
enum Standing {
    /// It has the lemma.
    Lemma,
    /// It has it after a correction.
    Corrected,
    /// It has another reading.
    Reading,
}

fn standing(entry: &Entry, id: &str) -> Standing {
    let mut of = entry
        .readings
        .iter()
        .filter(|reading| reading.witnesses.iter().any(|witness| witness == id))
        .peekable();
    if of.peek().is_none() {
        return Standing::Lemma;
    }
    let before = |reading: &Reading| {
        reading.remarks.iter().any(|remark| {
            remark.state() == Some("ac") && remark.witnesses.iter().any(|w| w == id)
        })
    };
    if of.all(before) { Standing::Corrected } else { Standing::Reading }
}

/// The key of an abbreviation that an editor writes among the names of scholars.
fn verb(word: &str) -> Option<&'static str> {
    const VERBS: [&str; 10] =
        ["fort", "prob", "secl", "del", "exp", "corr", "suppl", "add", "transp", "iter"];
    let key = word.strip_suffix('.')?;
    VERBS.into_iter().find(|verb| *verb == key)
}
