//! Entries of the apparatus as `app`.

use std::fmt::Write as _;

use super::super::asides::is_hand;
use super::{Writer, attribute, escaped, is_name};
use crate::model::{Entry, Lang, Reading, ReadingKind, Remark};

/// The attributes that the schema knows on entries, lemmas and readings alike.
const KNOWN: [&str; 16] = [
    "type", "subtype", "n", "cause", "hand", "resp", "cert", "ana", "exclude", "corresp",
    "next", "prev", "select", "synch", "sameAs", "xml:id",
];

/// A list of names and values.
type KeptAttributes = [(String, String)];

impl Writer<'_> {
    /// The start of an entry, up to the words of its lemma.
    pub(super) fn begin_entry(&mut self, k: usize) {
        let entry = &self.text.entries[k];
        self.start_app(entry, "");
        self.start_lemma(entry);
    }

    /// The end of an entry, from the end of its lemma on.
    pub(super) fn end_entry(&mut self, k: usize, lang: &Lang) {
        let entry = &self.text.entries[k];
        self.out.push_str("</lem>");
        self.rest(entry, lang, true);
        self.out.push_str("</app>");
    }

    /// The entries that are written apart.
    pub(super) fn entries_apart(&mut self) {
        if self.apart.is_empty() {
            return;
        }
        self.out.push_str("<back>\n<div type=\"apparatus\">\n<listApp>\n");
        for k in self.apart.clone() {
            let entry = &self.text.entries[k];
            let (from, to) = (self.place(entry.from), self.place(entry.to));
            self.start_app(entry, &format!(" from=\"#{from}\" to=\"#{to}\""));
            self.start_lemma(entry);
            match &entry.lemma {
                Some(lemma) => self.passage(lemma),
                None => {
                    let words = words(self.text, entry);
                    self.out.push_str(&escaped(&words));
                }
            }
            self.out.push_str("</lem>");
            let lang = self.text.lang.clone();
            self.rest(entry, &lang, false);
            self.out.push_str("</app>\n");
        }
        self.out.push_str("</listApp>\n</div>\n</back>\n");
    }

    fn start_app(&mut self, entry: &Entry, places: &str) {
        let own = |name: &str| !name.contains('.');
        let kept: Vec<_> =
            entry.kept.iter().filter(|(name, _)| own(name)).cloned().collect();
        let series = match entry.series == self.critical {
            true => String::new(),
            false => format!(" type=\"{}\"", attribute(&entry.series)),
        };
        let attributes = self.attributes(&kept, &["loc"]);
        let form = entry.form.map(|form| format!(" rend=\"{}\"", form.name()));
        let form = form.unwrap_or_default();
        let _ = write!(self.out, "<app{places}{series}{form}{attributes}>");
        if let Some(before) = &entry.before {
            self.out.push_str("<note type=\"before\">");
            self.passage(before);
            self.out.push_str("</note>");
        }
    }

    fn start_lemma(&mut self, entry: &Entry) {
        let pointers = self.pointers(&entry.lemma_witnesses);
        let attributes = self.attributes(&part(&entry.kept, "lem."), &["varSeq"]);
        let _ = write!(self.out, "<lem{pointers}{attributes}>");
    }

    /// Remarks, readings, comment and what the schema has no attributes for.
    fn rest(&mut self, entry: &Entry, around: &Lang, inside: bool) {
        let lang = self.lang(&self.text.lang, around);
        for remark in
            entry.remarks.iter().filter(|r| !is_said(r, &entry.kept, "lem.hand"))
        {
            self.remark(remark, &lang);
        }
        self.unknown(&part(&entry.kept, "lem."), &["varSeq"], "kept:");
        for reading in &entry.readings {
            let has_own =
                inside || entry.lemma.as_ref().is_none_or(|own| own.text.is_empty());
            let bare = entry.from == entry.to && has_own;
            self.reading(reading, bare, &lang);
        }
        if let Some(lemma) =
            entry.lemma.as_ref().filter(|own| inside || own.text.is_empty())
        {
            let _ = write!(self.out, "<note type=\"lemma\"{lang}>");
            self.passage(lemma);
            self.out.push_str("</note>");
        }
        if let Some(comment) = &entry.comment {
            let _ = write!(self.out, "<note type=\"comment\"{lang}>");
            self.passage(comment);
            self.out.push_str("</note>");
        }
        let own: Vec<_> = entry
            .kept
            .iter()
            .filter(|(name, _)| !name.contains('.'))
            .cloned()
            .collect();
        self.unknown(&own, &["loc"], "kept-app:");
    }

    fn remark(&mut self, remark: &Remark, lang: &str) {
        let kind = remark
            .kind
            .as_ref()
            .map(|kind| format!(" type=\"{}\"", attribute(kind)));
        let kind = kind.unwrap_or_default();
        let wit = self.wit(&remark.witnesses);
        let (open, close) = match wit.is_empty() {
            true => (format!("<note{kind}{lang}>"), "</note>"),
            false => (format!("<witDetail wit=\"{wit}\"{kind}{lang}>"), "</witDetail>"),
        };
        self.out.push_str(&open);
        self.passage(&remark.text);
        self.out.push_str(close);
    }

    /// A reading. `bare` is whether it would be read as an addition.
    fn reading(&mut self, reading: &Reading, bare: bool, lang: &str) {
        let has_type = reading.kept.iter().any(|(name, _)| name == "type");
        let empty = reading.text.text.is_empty();
        let kind = match (&reading.kind, has_type) {
            (_, true) => "",
            (ReadingKind::Conjecture(_), false) => "conjecture",
            (ReadingKind::Variant, false) if bare || empty => "variant",
            (ReadingKind::Addition, false) if !bare || empty => "addition",
            (ReadingKind::Omission, false) if !empty => "omission",
            (ReadingKind::Transposition, false) => "transposition",
            (ReadingKind::Lacuna, false) if !empty => "lacuna",
            (ReadingKind::Illegible, false) if !empty => "illegible",
            (ReadingKind::Repetition, false) => "repetition",
            (ReadingKind::Deletion, false) => "deletion",
            (ReadingKind::Expunction, false) => "expunction",
            (ReadingKind::Correction, false) => "correction",
            (ReadingKind::Seclusion, false) => "seclusion",
            _ => "",
        };
        let kind =
            if kind.is_empty() { String::new() } else { format!(" type=\"{kind}\"") };
        let group = part(&reading.kept, "group.");
        if !group.is_empty() {
            let attributes = self.attributes(&group, &[]);
            let _ = write!(self.out, "<rdgGrp{attributes}>");
        }
        let mut names = reading.witnesses.clone();
        let pointers = match &reading.kind {
            ReadingKind::Conjecture(scholar) if !scholar.is_empty() => {
                let wit = self.pointers(&names);
                names = vec![scholar.clone()];
                wit + &self.sources(&names)
            }
            _ => self.pointers(&names),
        };
        let own: Vec<_> = reading
            .kept
            .iter()
            .filter(|(name, _)| !name.contains('.'))
            .cloned()
            .collect();
        let attributes = self.attributes(&own, &["varSeq"]);
        let _ = write!(self.out, "<rdg{pointers}{kind}{attributes}{lang}>");
        match (&reading.kind, empty) {
            (ReadingKind::Lacuna, true) => self.out.push_str("<gap reason=\"lost\"/>"),
            (ReadingKind::Illegible, true) => {
                self.out.push_str("<gap reason=\"illegible\"/>")
            }
            _ => {}
        }
        if reading.kind == ReadingKind::Beginning {
            self.out.push_str("<lacunaEnd/>");
        }
        self.passage(&reading.text);
        if reading.kind == ReadingKind::Ending {
            self.out.push_str("<lacunaStart/>");
        }
        self.out.push_str("</rdg>");
        if !group.is_empty() {
            self.out.push_str("</rdgGrp>");
        }
        for remark in reading.remarks.iter().filter(|said| !is_said(said, &own, "hand")) {
            self.remark(remark, lang);
        }
        self.unknown(&own, &["varSeq"], "kept:");
    }

    /// `wit` and `source` for some witnesses: names at the end that are none are
    /// scholars and editions.
    fn pointers(&mut self, ids: &[String]) -> String {
        let declared =
            |id: &String| self.witnesses.iter().any(|witness| witness.id == *id);
        let count = ids.iter().rposition(declared).map_or(0, |last| last + 1);
        let mut out = String::new();
        if count > 0 {
            let wit = self.wit(&ids[..count]);
            let _ = write!(out, " wit=\"{wit}\"");
        }
        out + &self.sources(&ids[count..])
    }

    /// `source` for some names, which are listed in the header.
    fn sources(&mut self, names: &[String]) -> String {
        if names.is_empty() {
            return String::new();
        }
        let pointers: Vec<_> = names.iter().map(|name| self.scholar(name)).collect();
        format!(" source=\"{}\"", pointers.join(" "))
    }

    /// Pointers to witnesses; a name that is none is listed in the header.
    fn wit(&mut self, ids: &[String]) -> String {
        let mut pointers = vec![];
        for id in ids {
            let declared = self.witnesses.iter().any(|witness| witness.id == *id);
            pointers.push(match declared {
                true => format!("#{}", attribute(id)),
                false => self.scholar(id),
            });
        }
        pointers.join(" ")
    }

    /// The pointer to a name that the header lists.
    fn scholar(&mut self, name: &str) -> String {
        let known = self.scholars.iter().position(|other| other == name);
        let k = known.unwrap_or_else(|| {
            self.scholars.push(name.to_owned());
            self.scholars.len() - 1
        });
        format!("#{}-s{}", self.prefix, k + 1)
    }

    /// Attributes that the schema knows.
    fn attributes(&mut self, kept: &KeptAttributes, also: &[&str]) -> String {
        let mut out = String::new();
        for (name, value) in kept {
            if self.is_valid(name, value, also) {
                if name == "xml:id" {
                    self.ids.insert(value.clone());
                }
                let _ = write!(out, " {name}=\"{}\"", attribute(value));
            }
        }
        out
    }

    /// Notes for what the schema has no attributes for.
    fn unknown(&mut self, kept: &KeptAttributes, also: &[&str], kind: &str) {
        for (name, value) in kept {
            let is_own_id = name == "xml:id" && is_name(value);
            if !is_own_id && !self.is_valid(name, value, also) {
                let _ = write!(
                    self.out,
                    "<note type=\"{kind}{}\">{}</note>",
                    attribute(name),
                    escaped(value)
                );
            }
        }
    }

    fn is_valid(&self, name: &str, value: &str, also: &[&str]) -> bool {
        let one_word = !value.contains(' ');
        match name {
            "xml:id" => is_name(value) && !self.ids.contains(value),
            "type" | "subtype" | "cause" => one_word,
            "cert" => matches!(value, "high" | "medium" | "low" | "unknown"),
            "varSeq" => also.contains(&name) && value.parse::<u32>().is_ok(),
            _ => KNOWN.contains(&name) || also.contains(&name),
        }
    }
}

/// Whether a remark says what the attribute `hand` says too.
fn is_said(remark: &Remark, kept: &KeptAttributes, attribute: &str) -> bool {
    is_hand(remark) && kept.iter().any(|(name, _)| name == attribute)
}

/// What was kept of a part, without the name of the part.
fn part(kept: &KeptAttributes, prefix: &str) -> Vec<(String, String)> {
    kept.iter()
        .filter_map(|(name, value)| {
            Some((name.strip_prefix(prefix)?.to_owned(), value.clone()))
        })
        .collect()
}

/// The words that an entry stands over.
fn words(text: &crate::model::Text, entry: &Entry) -> String {
    let mut out = String::new();
    for k in entry.from.block..=entry.to.block {
        let Some(block) = text.blocks.get(k as usize) else { break };
        let content = &block.content.text;
        let start = if k == entry.from.block { entry.from.offset as usize } else { 0 };
        let end =
            if k == entry.to.block { entry.to.offset as usize } else { content.len() };
        let part = content.get(start..end).unwrap_or_default();
        if !out.is_empty() && !part.is_empty() {
            let verse = block.kind == crate::model::BlockKind::VerseLine;
            out.push_str(if verse { " / " } else { " " });
        }
        out.push_str(part);
    }
    out
}
