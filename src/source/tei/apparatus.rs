//! Entries of the apparatus: lemma, readings, what is said of them.

use std::collections::HashMap;

use roxmltree::{Node, NodeId};

use super::Reader;
use super::asides::is_hand;
use super::parts::{comment, first_reading, kept, lack, parts, presence};
use super::xml::{self, elements, given, name};
use crate::edition::{Series, SeriesKind};
use crate::model::{
    Entry, EntryForm, Passage, Place, PointKind, Reading, ReadingKind, Remark,
};

/// Types of readings that the kind of a reading says already.
const KINDS: [(&str, ReadingKind); 13] = [
    ("variant", ReadingKind::Variant),
    ("omission", ReadingKind::Omission),
    ("addition", ReadingKind::Addition),
    ("transposition", ReadingKind::Transposition),
    ("lacuna", ReadingKind::Lacuna),
    ("illegible", ReadingKind::Illegible),
    ("repetition", ReadingKind::Repetition),
    ("deletion", ReadingKind::Deletion),
    ("expunction", ReadingKind::Expunction),
    ("correction", ReadingKind::Correction),
    ("seclusion", ReadingKind::Seclusion),
    ("ending", ReadingKind::Ending),
    ("beginning", ReadingKind::Beginning),
];

/// What a remark is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum About {
    Lemma,
    Reading(usize),
}

/// What an entry has besides its lemma and readings.
#[derive(Default)]
struct Besides<'x> {
    /// The elements that the lemma and the readings were read from.
    known: HashMap<NodeId, About>,
    /// Notes on readings, each with what stands before it.
    notes: Vec<(Node<'x, 'x>, Option<About>)>,
    /// What belongs in no entry.
    strays: Vec<Node<'x, 'x>>,
}

impl<'x> Reader<'x, '_> {
    /// Reads an entry: in the text, or for later if it names its place.
    pub(super) fn app(&mut self, node: Node<'x, 'x>) {
        let here = self.frame.here();
        let from = given(node, "from");
        let points =
            from.is_some_and(|from| from.starts_with('#') || self.ids.contains_key(from));
        if self.depth == 0 && !self.copying && (points || self.apparatus) {
            self.apart.push((node.id(), here));
            return;
        }
        let pin = self.frame.pin();
        let lemma = parts(node).into_iter().find(|part| name(*part) == "lem");
        let stands_in = match lemma {
            Some(_) => None,
            None if node.has_attribute("exclude") => None,
            None => first_reading(node),
        };
        self.asides.push(vec![]);
        if let Some(part) = lemma.or(stands_in) {
            self.walk(part);
        }
        let asides = self.asides.pop().unwrap_or_default();
        if self.copying {
            return;
        }
        let (from, to) = self.frame.since(pin);
        // A lacuna stands in the text, though it has no words.
        let gaps = lemma.or(stands_in).map(|part| self.gaps(part)).unwrap_or_default();
        if from == to && gaps.points.is_empty() && closes(node.next_sibling()) {
            // The blank before words that the text does not have.
            self.frame.glue();
        }
        let mut entry = self.entry(node, stands_in, from == to && gaps.points.is_empty());
        if from == to && !gaps.points.is_empty() && entry.lemma.is_none() {
            entry.lemma = Some(gaps);
        }
        (entry.from, entry.to) = (from, to);
        // The hand is said first.
        let at = usize::from(entry.remarks.first().is_some_and(is_hand));
        entry.remarks.splice(at..at, asides);
        if from == to && says_nothing(&entry) {
            return self.remark("left-out", "app", node, "it says nothing");
        }
        if lemma.is_none() {
            let is_empty = |part: Node| xml::words(part).is_empty();
            let why = match stands_in {
                Some(part) if is_empty(part) => {
                    "its first reading is empty, as is the text"
                }
                Some(_) => "the first reading is printed as the text",
                None => "nothing is printed in the text",
            };
            self.remark("no-lemma", why, node, why);
        }
        if self.depth > 0 {
            entry.lemma = Some(self.frame.between(from, to));
            self.orphans.push(entry);
            return;
        }
        // A mere note on a line stands on that line.
        if from == to
            && entry.readings.is_empty()
            && let Some(target) = elements(node).find_map(|part| given(part, "target"))
            && let Some(id) = target.strip_prefix('#')
            && let Some((pin, end)) = self.places.get(id)
        {
            (entry.from, entry.to) = (self.frame.pinned(*pin).min(*end), *end);
        }
        let range = (entry.from, entry.to);
        self.entries.push(entry);
        self.take_orphans(range);
    }

    /// Reads what an entry says. `printed` is the reading that stands in for a lemma;
    /// `bare` is whether nothing is printed in the text.
    pub(super) fn entry(
        &mut self,
        node: Node<'x, 'x>,
        printed: Option<Node<'x, 'x>>,
        bare: bool,
    ) -> Entry {
        let kind = given(node, "type");
        let mut named = self.context.series.iter().filter(is_critical);
        let named = named.find(|series| Some(series.id.as_str()) == kind);
        let mut entry = Entry {
            series: match named {
                Some(named) => named.id.clone(),
                None => self.first_critical(),
            },
            from: Place { block: 0, offset: 0 },
            to: Place { block: 0, offset: 0 },
            lemma: None,
            before: None,
            form: given(node, "rend").and_then(EntryForm::of),
            lemma_witnesses: vec![],
            is_rest: false,
            remarks: vec![],
            readings: vec![],
            comment: None,
            kept: kept(
                node,
                match given(node, "rend").and_then(EntryForm::of) {
                    Some(_) => &["from", "to", "rend"],
                    None => &["from", "to"],
                },
                named.map(|_| "type"),
            ),
            span: Some(self.xml.tag(node)),
        };
        let besides = self.readings(node, (printed, bare), &mut entry);
        for (part, before) in besides.notes {
            self.note_on(part, before, &besides.known, &mut entry);
        }
        for part in besides.strays {
            self.stray(&mut entry, part);
        }
        entry.kept.sort();
        for reading in &mut entry.readings {
            reading.kept.sort();
        }
        entry
    }

    /// Reads lemma and readings of an entry.
    fn readings(
        &mut self,
        node: Node<'x, 'x>,
        (printed, bare): (Option<Node<'x, 'x>>, bool),
        entry: &mut Entry,
    ) -> Besides<'x> {
        let mut found = Besides::default();
        let mut last = None;
        let all = parts(node);
        let lemma = all.iter().copied().find(|part| name(*part) == "lem");
        for part in all {
            match name(part) {
                // Of several lemmas the first is the text.
                "lem" if Some(part) == lemma => {
                    self.take_lemma(part, entry);
                    let more = kept(part, &["wit", "source"], None);
                    entry
                        .kept
                        .extend(more.into_iter().map(|(k, v)| (format!("lem.{k}"), v)));
                    last = Some(About::Lemma);
                }
                "rdg" if Some(part) == printed => {
                    self.take_lemma(part, entry);
                    last = Some(About::Lemma);
                }
                "rdg" | "lem" => {
                    let reading = self.reading(part, bare);
                    last = Some(About::Reading(entry.readings.len()));
                    entry.readings.push(reading);
                }
                "wit" => {
                    // Its words are sigla with remarks among them.
                    let witnesses = self.witnesses_of(part, "wit");
                    let text = self.passage(part);
                    let remark = Remark { witnesses, kind: None, text };
                    let about = last.unwrap_or(About::Lemma);
                    match about {
                        About::Reading(k) if entry.readings[k].witnesses.is_empty() => {
                            add(entry, about, remark);
                        }
                        _ => {
                            let why = "its reading names its witnesses";
                            self.remark("left-out", "wit", part, why);
                        }
                    }
                }
                "witDetail" | "note" => found.notes.push((part, last)),
                "lacunaStart" | "lacunaEnd" | "witStart" | "witEnd" => {}
                _ => found.strays.push(part),
            }
            if let "lem" | "rdg" = name(part) {
                found.known.extend(last.map(|last| (part.id(), last)));
            }
        }
        found
    }

    /// The witnesses of a lemma, or of the reading that stands in for one.
    fn take_lemma(&mut self, part: Node<'x, 'x>, entry: &mut Entry) {
        entry.lemma_witnesses = self.witnesses_of(part, "wit");
        self.add_scholars(part, &mut entry.lemma_witnesses);
        let hand = self.hand(part, &mut entry.lemma_witnesses);
        entry.remarks.extend(hand);
    }

    /// Reads a note in an entry: on the element it points to, else on what stands `before` it,
    /// else on the entry.
    fn note_on(
        &mut self,
        part: Node<'x, 'x>,
        before: Option<About>,
        known: &HashMap<NodeId, About>,
        entry: &mut Entry,
    ) {
        let kind = given(part, "type").map(str::to_owned);
        let text = self.note_words(part);
        let target = given(part, "target")
            .and_then(|target| target.split_whitespace().next())
            .map(|target| target.trim_start_matches('#'))
            .and_then(|id| self.ids.get(id))
            .and_then(|target| known.get(&target.id()).copied());
        let is_note = name(part) == "note";
        match kind.as_deref() {
            Some(kind) if is_note && kind.starts_with("kept") => {
                let pair = |name: &str| (name.to_owned(), text.text.clone());
                match (kind.strip_prefix("kept:"), before) {
                    (Some(name), Some(About::Reading(k))) => {
                        entry.readings[k].kept.push(pair(name));
                    }
                    (Some(name), _) => entry.kept.push(pair(&format!("lem.{name}"))),
                    (None, _) => {
                        let name = kind.trim_start_matches("kept-app:");
                        entry.kept.push(pair(name));
                    }
                }
                return;
            }
            Some("lemma") if is_note => {
                entry.lemma = Some(text);
                return;
            }
            Some("before") if is_note && before.is_none() => {
                entry.before = Some(text);
                return;
            }
            Some("comment") if is_note => return comment(entry, &text),
            _ => {}
        }
        let about = target.or_else(|| match part.has_attribute("target") && is_note {
            true => None,
            false => before,
        });
        let witnesses = self.witnesses_of(part, "wit");
        let has_words = !text.text.is_empty();
        match about {
            Some(about) if has_words || kind.is_some() || !witnesses.is_empty() => {
                add(entry, about, Remark { witnesses, kind, text });
            }
            _ if !has_words => {
                self.remark("left-out", name(part), part, "it has no words");
            }
            Some(_) => {}
            None => comment(entry, &text),
        }
    }

    /// The series of an entry that names none.
    pub(super) fn first_critical(&self) -> String {
        let all = &self.context.series;
        let series = all.iter().find(is_critical).or(all.first());
        series.map(|series| series.id.clone()).unwrap_or_default()
    }

    /// The words of a note in an entry, its paragraphs as one.
    pub(super) fn note_words(&mut self, node: Node<'x, 'x>) -> Passage {
        let before = std::mem::replace(&mut self.apparatus, false);
        let passage = self.passage(node);
        self.apparatus = before;
        passage
    }

    fn add_scholars(&mut self, node: Node<'x, 'x>, witnesses: &mut Vec<String>) {
        for name in self.scholars(node) {
            if !witnesses.contains(&name) {
                witnesses.push(name);
            }
        }
    }

    /// Reads a reading. `bare` is whether the text has nothing in its place.
    fn reading(&mut self, node: Node<'x, 'x>, bare: bool) -> Reading {
        let before = std::mem::replace(&mut self.apparatus, false);
        self.asides.push(vec![]);
        let mut text = self.passage(node);
        let mut remarks = self.asides.pop().unwrap_or_default();
        self.apparatus = before;
        let kind = given(node, "type").unwrap_or_default().trim_start_matches('#');
        let mut witnesses = self.witnesses_of(node, "wit");
        let group = node.parent().filter(|parent| name(*parent) == "rdgGrp");
        if witnesses.is_empty() && group.is_some_and(|group| group.has_attribute("wit")) {
            witnesses =
                group.map(|group| self.witnesses_of(group, "wit")).unwrap_or_default();
        }
        let hand = self.hand(node, &mut witnesses);
        remarks.splice(0..0, hand);
        let mut scholars = self.scholars(node);
        let is_form = super::choice::KINDS.contains(&kind);
        if scholars.is_empty() && witnesses.is_empty() && !is_form {
            scholars = self.responsible(node);
        }
        let said = KINDS.iter().find(|(word, _)| *word == kind);
        let said = said.map(|(_, kind)| kind.clone());
        let group_kind = group.and_then(|group| given(group, "type")).unwrap_or_default();
        let is_conjecture = [kind, group_kind].into_iter().any(says_conjecture);
        // `wit` names the scholar.
        if is_conjecture
            && scholars.is_empty()
            && witnesses.iter().all(|id| !self.sigla.is_witness(id))
        {
            scholars = std::mem::take(&mut witnesses);
        }
        let reading_kind = if let Some(said) = &said {
            said.clone()
        } else if let Some(kind) = presence(node) {
            kind
        } else if text.text.is_empty() {
            lack(node, kind)
        } else if is_conjecture && (!scholars.is_empty() || witnesses.is_empty()) {
            ReadingKind::Conjecture(match scholars.is_empty() {
                true => given(node, "resp")
                    .unwrap_or_default()
                    .trim_start_matches('#')
                    .to_owned(),
                false => scholars.join(", "),
            })
        } else if bare {
            ReadingKind::Addition
        } else {
            ReadingKind::Variant
        };
        if text.text.is_empty() {
            text.points
                .retain(|point| !matches!(point.kind, PointKind::Gap { .. }));
        }
        if !matches!(reading_kind, ReadingKind::Conjecture(_)) {
            for name in scholars {
                if !witnesses.contains(&name) {
                    witnesses.push(name);
                }
            }
        }
        let mut kept = kept(node, &["wit", "source", "copyOf"], said.map(|_| "type"));
        if reading_kind == ReadingKind::Conjecture(String::new())
            || matches!(reading_kind, ReadingKind::Conjecture(_)) && kind == "conjecture"
        {
            kept.retain(|(name, value)| name != "type" || value != "conjecture");
        }
        kept.extend(group.into_iter().flat_map(kept_of_group));
        Reading {
            kind: reading_kind,
            text,
            witnesses,
            is_rest: false,
            remarks,
            kept,
            span: Some(self.xml.tag(node)),
        }
    }
}

/// Whether the type of a reading says that no witness has it.
fn says_conjecture(kind: &str) -> bool {
    let kind = kind.to_ascii_lowercase();
    ["conj", "emend", "coni"].iter().any(|word| kind.contains(word))
}

/// What is kept of the group that a reading stands in.
fn kept_of_group(group: Node) -> impl Iterator<Item = (String, String)> {
    let kept = kept(group, &["wit"], None).into_iter();
    let kept = kept.filter(|(name, _)| name == "type" || name == "cause");
    kept.map(|(name, value)| (format!("group.{name}"), value))
}

/// Whether what follows is a sign that stands tight behind words.
fn closes(next: Option<Node>) -> bool {
    const CLOSING: &[char] =
        &['.', ',', ';', ':', '!', '?', ')', ']', '”', '’', '»', '…', '،', '؛', '؟'];
    let text = next.filter(Node::is_text).and_then(|text| text.text());
    text.is_some_and(|text| text.starts_with(CLOSING))
}

fn is_critical(series: &&Series) -> bool {
    series.kind == SeriesKind::Critical
}

/// Whether nothing would be printed of an entry but its place.
fn says_nothing(entry: &Entry) -> bool {
    entry.readings.is_empty()
        && entry.remarks.is_empty()
        && entry.lemma_witnesses.is_empty()
        && entry.lemma.is_none()
        && entry.before.is_none()
        && entry.comment.is_none()
}

fn add(entry: &mut Entry, about: About, remark: Remark) {
    match about {
        About::Lemma => entry.remarks.push(remark),
        About::Reading(k) => entry.readings[k].remarks.push(remark),
    }
}
