//! An entry of the apparatus as a Typst dictionary: its lemma, the witnesses that have
//! it, and in one body its readings with theirs, remarks and the editor's comment.
//!
//! What many entries share is defined once: abbreviations, and each set of sigla.

use rustc_hash::FxHashMap;

use super::comment;
use super::escape::string;
use super::lemma::lemma;
use super::passage::{apart, isolates};
use super::printed::Printing;
use super::sigla::SiglaPart;
use super::writer::Writer;
use crate::edition::{Edition, LemmaSeparator, WORD_KEYS};
use crate::model::{Passage, Presence, Reading, ReadingKind, Style, Text};

/// The sets of sigla that an entry names.
struct Said {
    /// That of its lemma.
    lemma: Option<String>,
    /// Its readings in the order of print, each with its set.
    readings: Vec<(usize, Option<String>)>,
}

/// Writes the entries of one text.
pub struct Entries<'a> {
    printing: Printing<'a>,
    /// The names of the sets of sigla that were defined.
    sets: FxHashMap<Vec<SiglaPart>, String>,
    /// For each entry the sets it names.
    said: Vec<Said>,
}

impl<'a> Entries<'a> {
    /// Prepares the entries of a text.
    pub fn new(text: &'a Text, edition: &'a Edition, presence: &'a Presence) -> Self {
        Self {
            printing: Printing::new(text, edition, presence),
            sets: FxHashMap::default(),
            said: vec![],
        }
    }

    fn text(&self) -> &'a Text {
        self.printing.text
    }

    fn dir(&self) -> &'static str {
        super::direction(self.text().dir)
    }

    /// Defines what entries share.
    pub fn constants(&mut self, out: &mut Writer) {
        if self.text().entries.is_empty() {
            return;
        }
        let dir = string(self.dir());
        for key in WORD_KEYS {
            out.push(&format!("#let word-{key} = reading-word(\"{key}\", {dir})\n"));
        }
        out.push(&format!("#let separator = reading-separator({dir})\n"));
        for entry in &self.text().entries {
            let printed = self.printing.entry(entry);
            let lemma = self.set(out, printed.lemma);
            let sets = printed.readings.into_iter();
            let readings = sets.map(|(k, parts)| (k, self.set(out, parts))).collect();
            self.said.push(Said { lemma, readings });
        }
    }

    /// The name of a set of sigla, which is defined if it is new.
    fn set(&mut self, out: &mut Writer, parts: Vec<SiglaPart>) -> Option<String> {
        if parts.is_empty() {
            return None;
        }
        if let Some(name) = self.sets.get(&parts) {
            return Some(name.clone());
        }
        let name = format!("sigla-{}", self.sets.len());
        let dir = string(self.dir());
        let run = |sigla: &[SiglaPart]| {
            let sigla: String = sigla
                .iter()
                .filter_map(|part| match part {
                    SiglaPart::Siglum(siglum) | SiglaPart::InState(siglum, _) => {
                        Some(string(siglum) + ",")
                    }
                    SiglaPart::Word(_) => None,
                })
                .collect();
            format!("sigla-run({dir}, ({sigla}))")
        };
        let is_plain = |part: &SiglaPart| matches!(part, SiglaPart::Siglum(_));
        if parts.iter().all(is_plain) {
            out.push(&format!("#let {name} = {}\n", run(&parts)));
        } else {
            let written = parts
                .chunk_by(|a, b| is_plain(a) && is_plain(b))
                .map(|chunk| match &chunk[0] {
                    SiglaPart::Word(key) => format!("#word-{key};"),
                    SiglaPart::Siglum(_) => format!("#{};", run(chunk)),
                    // A state stays on the line of its siglum.
                    SiglaPart::InState(_, states) => {
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
        let entry = &self.text().entries[k];
        let settings = self.printing.settings(entry);
        let said = &self.said[k];
        let words = lemma(self.text(), entry, settings);
        let separator = settings.separator(self.text().dir);
        out.push("  (lemma: ");
        if words.head.is_empty() {
            out.push("none");
        } else {
            out.push("[");
            self.passage(out, &words.head);
            self.corrected(out, &words.head, separator);
            out.push("]");
        }
        if let Some(tail) = &words.tail {
            out.push(", tail: [");
            self.passage(out, tail);
            self.corrected(out, tail, separator);
            out.push("]");
        }
        if let Some(before) = &entry.before {
            out.push(", before: [");
            self.passage(out, before);
            out.push("]");
        }
        if separator != LemmaSeparator::Bracket {
            out.push(&format!(", separator: {}", string(separator.name())));
        }
        let sigla = said.lemma.as_deref().unwrap_or("none");
        out.push(&format!(", sigla: {sigla}, body: ["));
        let between = match &settings.between_readings {
            Some(own) => format!("#{};", string(&format!("{own} "))),
            None => "#separator;".to_owned(),
        };
        let remarks = self.printing.remarks(&entry.remarks, &entry.lemma_witnesses);
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
            self.comment(out, comment, is_said && !is_bracketed(comment));
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
            // On the line of what they have.
            out.push(if begun { "~" } else { "" });
            out.push(&format!("#{set};"));
            begun = true;
        }
        let remarks = self.printing.remarks(&reading.remarks, &reading.witnesses);
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
                Err(name) => format!("#{};", self.name(name)),
            });
            parts.collect::<Vec<_>>().join(" ")
        };
        let dir = string(self.dir());
        Author::Said(match words[0] {
            Ok(_) => markup(&words),
            Err(_) if words.iter().all(Result::is_err) => {
                format!("#conjecture-by({}, {dir});", self.name(scholar.trim()))
            }
            Err(_) => format!("#conjecture-by([{}], {dir});", markup(&words)),
        })
    }

    /// A name as a string, isolated if it goes the other way than the text.
    fn name(&self, name: &str) -> String {
        let (before, behind) = isolates(name, self.text().dir);
        string(&format!("{before}{name}{behind}"))
    }

    /// Writes remarks in brackets; `begun` is whether something stands before them.
    fn said(&self, out: &mut Writer, remarks: &[Passage], mut begun: bool) {
        for remark in remarks {
            let brackets = !is_bracketed(remark);
            out.push(if begun { " " } else { "" });
            self.comment(out, remark, brackets);
            begun = true;
        }
    }

    /// What the editor says, perhaps in brackets.
    fn comment(&self, out: &mut Writer, words: &Passage, brackets: bool) {
        out.push(&format!("#comment({brackets})["));
        let slanted = comment::write(out, words, self.text().dir);
        if slanted && brackets {
            out.push("#italic-correction();");
        }
        out.push("];");
    }

    /// White behind slanted letters that a bracket follows.
    fn corrected(&self, out: &mut Writer, words: &Passage, separator: LemmaSeparator) {
        let end = words.text.trim_end().len() as u32;
        let mut styles = words.styles.iter();
        let ends = styles
            .any(|it| it.style == Style::Emphasis && it.range.end >= end && end > 0);
        if ends && separator == LemmaSeparator::Bracket && comment::slants(&words.text) {
            out.push("#italic-correction();");
        }
    }

    /// A passage that stands off from the body.
    fn passage(&self, out: &mut Writer, source: &Passage) {
        apart(out, source, self.text().dir);
    }
}

/// Whether words have brackets around them already.
fn is_bracketed(words: &Passage) -> bool {
    let text = words.text.trim();
    let Some(inner) = text.strip_prefix('(').and_then(|text| text.strip_suffix(')'))
    else {
        return false;
    };
    // The last one closes the first one.
    let mut open = 0;
    inner.chars().all(|c| {
        open += i32::from(c == '(') - i32::from(c == ')');
        open >= 0
    })
}

/// Who guessed a reading.
enum Author {
    /// The editor says `fort.`, before the words.
    Perhaps,
    /// What is printed behind the words.
    Said(String),
}

/// The key of an abbreviation that an editor writes among the names of scholars.
fn verb(word: &str) -> Option<&'static str> {
    const VERBS: [&str; 10] =
        ["fort", "prob", "secl", "del", "exp", "corr", "suppl", "add", "transp", "iter"];
    let key = word.strip_suffix('.')?;
    VERBS.into_iter().find(|verb| *verb == key)
}
