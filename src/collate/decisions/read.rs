//! Reads a file of decisions, with all its faults.

use std::ops::Range;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ground::GroundReading;
use super::{Decision, Decisions, Ground, ItemPlaces, Places, ReadingDecision, Verdict};
use crate::collate::VariantClass;
use crate::diag::Diagnostic;
use crate::edition::toml_file::{self, Located};
use crate::span::{FileId, Files, Span};

/// The comment above the decisions whose ground has moved.
pub(super) const MOVED_HEAD: &str = "\
# == Decisions whose ground has moved ==
# The units below are not there any more, or their lemma or readings have changed.
# Decide the new unit, then delete the old one here. What comes back is found again.

";

/// Decisions on the variants of a text. `variorum collate` writes the file and keeps it up to
/// date.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(title = "collation/TEXT.toml")]
struct DecisionsFile {
    /// The id of the text.
    text: Option<Located<String>>,
    /// Classes whose units are accepted unless something else is decided.
    #[serde(default)]
    accept: Vec<VariantClass>,
    /// The units, in the order of the text.
    #[serde(default)]
    unit: Vec<Located<UnitTable>>,
    /// Decisions about units that are not there any more, or not as they were.
    #[serde(default)]
    moved: Vec<Located<UnitTable>>,
}

/// A unit and what was decided about it.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct UnitTable {
    /// The section.
    section: Option<Located<String>>,
    /// The number of the lemma's first word in its section; without a lemma, that of the word
    /// before.
    at: Option<Located<u32>>,
    /// The words of the base text.
    lemma: Option<Located<String>>,
    /// The words around the lemma, which stands in brackets.
    context: Option<Located<String>>,
    /// The class that was found.
    class: Option<Located<VariantClass>>,
    /// The other readings.
    readings: Option<Located<Vec<Located<ReadingTable>>>>,
    /// What is decided: `accept`, `suppress`, `lemma`, `join` or `split`; empty if nothing is.
    #[schemars(example = &"accept")]
    decision: Option<Located<String>>,
    /// For `lemma`: the reading that is the lemma.
    #[schemars(example = &"the words of a reading")]
    reading: Option<Located<String>>,
    /// For `split`: the numbers of the words of the lemma behind which it is cut.
    after: Option<Located<Vec<u32>>>,
    /// What the apparatus says about the unit.
    comment: Option<Located<String>>,
    /// What the words should be though no witness has it.
    conjecture: Option<Located<String>>,
    /// Who made the conjecture.
    by: Option<Located<String>>,
    /// The class of the unit, if it is not the one that was found.
    #[serde(rename = "type")]
    kind: Option<Located<VariantClass>>,
}

/// A reading and what was decided about it.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct ReadingTable {
    /// Its words; empty for an omission.
    text: Option<Located<String>>,
    /// Who has it.
    witnesses: Option<Located<Vec<String>>>,
    /// `suppress`, if it is not printed.
    #[schemars(example = &"suppress")]
    decision: Option<Located<String>>,
    /// The class of the reading, if it is not the one that was found.
    #[serde(rename = "type")]
    kind: Option<Located<VariantClass>>,
}

impl Decisions {
    /// Reads a file. Faults go to `faults`; with an error among them the file must not be
    /// written, and nothing is returned.
    pub fn read(
        files: &Files,
        file: FileId,
        text: &str,
        faults: &mut Vec<Diagnostic>,
    ) -> Option<Self> {
        let first = faults.len();
        let source = files.get(file).text.clone();
        let found: DecisionsFile = toml_file::parse(file, &source, faults)?;
        if let Some(own) = found.text.as_ref().filter(|own| own.get() != text) {
            let message = format!("these are decisions on `{}`, not `{text}`", own.get());
            faults.push(
                Diagnostic::error("wrong-decisions", message)
                    .at(own.span(file))
                    .hint("name the file after the id of its text"),
            );
        }
        let mut entries = vec![];
        let units = found.unit.iter().map(|table| (table, false));
        let all = units.chain(found.moved.iter().map(|table| (table, true)));
        for (table, is_moved) in all {
            let mut reader = Reader { file, source: &source, faults };
            entries.extend(reader.entry(table, is_moved));
        }
        entries.sort_by_key(|entry| entry.header.start);
        cut(&source, &mut entries);
        let is_good = !faults[first..].iter().any(Diagnostic::is_error);
        is_good.then_some(Self {
            source,
            file: Some(file),
            accept: found.accept,
            entries,
        })
    }
}

struct Reader<'a> {
    file: FileId,
    source: &'a str,
    faults: &'a mut Vec<Diagnostic>,
}

impl Reader<'_> {
    fn entry(&mut self, table: &Located<UnitTable>, is_moved: bool) -> Option<Decision> {
        let header = table.range();
        if !self.source[header.clone()].starts_with("[[") {
            let name = if is_moved { "moved" } else { "unit" };
            self.faults.push(
                Diagnostic::error(
                    "wrong-type",
                    format!("`{name}` is written as a value"),
                )
                .at(Span::new(self.file, header))
                .hint(format!("write each unit below a line `[[{name}]]`")),
            );
            return None;
        }
        let unit = table.get();
        let items = unit.readings.iter().flat_map(|list| list.get());
        let items: Vec<&Located<ReadingTable>> = items.collect();
        let ground = Ground {
            section: text(unit.section.as_ref()),
            at: unit.at.as_ref().map_or(0, |at| *at.get()),
            lemma: text(unit.lemma.as_ref()),
            context: text(unit.context.as_ref()),
            class: unit.class.as_ref().map(|class| *class.get()),
            readings: items
                .iter()
                .map(|item| GroundReading {
                    text: text(item.get().text.as_ref()),
                    witnesses: item
                        .get()
                        .witnesses
                        .as_ref()
                        .map(|names| names.get().clone())
                        .unwrap_or_default(),
                })
                .collect(),
        };
        let verdict = unit.decision.as_ref().and_then(|said| self.verdict(said));
        if verdict == Some(Verdict::Lemma) {
            self.lemma(unit, &ground, header.clone());
        }
        let readings = items
            .iter()
            .enumerate()
            .filter_map(|(number, item)| self.reading(number, item.get()))
            .collect();
        Some(Decision {
            range: header.clone(),
            header,
            places: places(unit),
            is_moved,
            ground,
            verdict,
            reading: unit.reading.as_ref().map(|reading| reading.get().clone()),
            after: unit
                .after
                .as_ref()
                .map(|after| after.get().clone())
                .unwrap_or_default(),
            comment: words(unit.comment.as_ref()),
            conjecture: words(unit.conjecture.as_ref()),
            by: words(unit.by.as_ref()),
            kind: unit.kind.as_ref().map(|kind| *kind.get()),
            readings,
            has_remarks: false,
        })
    }

    fn verdict(&mut self, said: &Located<String>) -> Option<Verdict> {
        let name = said.get().trim();
        let found = Verdict::ALL.into_iter().find(|verdict| verdict.name() == name);
        if found.is_none() && !name.is_empty() {
            let known = Verdict::ALL.map(Verdict::name);
            self.faults.push(
                Diagnostic::error(
                    "unknown-value",
                    format!("`decision` can't be `{name}`"),
                )
                .at(said.span(self.file))
                .suggest(name, known)
                .hint("use `accept`, `suppress`, `lemma`, `join` or `split`"),
            );
        }
        found
    }

    /// Checks that the reading that is to be the lemma is one of the unit.
    fn lemma(&mut self, unit: &UnitTable, ground: &Ground, header: Range<usize>) {
        let known = || ground.readings.iter().map(|reading| reading.text.as_str());
        let fault = match &unit.reading {
            None => {
                Diagnostic::error("unknown-reading", "no reading is named as the lemma")
                    .at(Span::new(self.file, header))
                    .hint("add `reading = \"…\"` with the words of one of the readings")
            }
            // The base text has taken the reading since.
            Some(named) if *named.get() == ground.lemma => return,
            Some(named) if known().all(|text| text != named.get()) => {
                let message = format!("no reading of this unit is `{}`", named.get());
                Diagnostic::error("unknown-reading", message)
                    .at(named.span(self.file))
                    .suggest(named.get(), known())
                    .hint("write the words as they stand in `readings`")
            }
            Some(_) => return,
        };
        self.faults.push(fault);
    }

    fn reading(&mut self, item: usize, table: &ReadingTable) -> Option<ReadingDecision> {
        let said = table.decision.as_ref();
        let name = said.map_or("", |said| said.get().trim());
        if let Some(said) = said.filter(|_| !matches!(name, "" | "suppress" | "accept")) {
            let message = format!("`decision` of a reading can't be `{name}`");
            self.faults.push(
                Diagnostic::error("unknown-value", message)
                    .at(said.span(self.file))
                    .suggest(name, ["suppress", "accept"])
                    .hint("use `suppress`, or decide about the whole unit"),
            );
        }
        let is_suppressed = name == "suppress";
        (is_suppressed || table.kind.is_some()).then(|| ReadingDecision {
            text: text(table.text.as_ref()),
            item,
            is_suppressed,
            kind: table.kind.as_ref().map(|kind| *kind.get()),
        })
    }
}

/// Where the values of an entry stand.
fn places(unit: &UnitTable) -> Places {
    let item = |item: &Located<ReadingTable>| {
        let table = item.get();
        ItemPlaces {
            text: table.text.as_ref().map(Located::range),
            witnesses: table.witnesses.as_ref().map(Located::range),
            decision: table.decision.as_ref().map(Located::range),
            kind: table.kind.as_ref().map(Located::range),
        }
    };
    let items = unit.readings.iter().flat_map(|list| list.get());
    Places {
        section: unit.section.as_ref().map(Located::range),
        at: unit.at.as_ref().map(Located::range),
        lemma: unit.lemma.as_ref().map(Located::range),
        context: unit.context.as_ref().map(Located::range),
        class: unit.class.as_ref().map(Located::range),
        readings: unit.readings.as_ref().map(Located::range),
        items: items.map(item).collect(),
        decision: unit.decision.as_ref().map(Located::range),
        reading: unit.reading.as_ref().map(Located::range),
        after: unit.after.as_ref().map(Located::range),
        comment: unit.comment.as_ref().map(Located::range),
        conjecture: unit.conjecture.as_ref().map(Located::range),
        by: unit.by.as_ref().map(Located::range),
        kind: unit.kind.as_ref().map(Located::range),
    }
}

/// What an editor says in words; an empty text says nothing.
fn words(value: Option<&Located<String>>) -> Option<String> {
    value
        .map(|value| value.get().clone())
        .filter(|words| !words.trim().is_empty())
}

fn text(value: Option<&Located<String>>) -> String {
    value.map(|value| value.get().clone()).unwrap_or_default()
}

/// Cuts the file into its entries: each from the comment right above its heading.
fn cut(source: &str, entries: &mut [Decision]) {
    let comments = comments(source);
    let is_comment = |line: Range<usize>| {
        let start = line.end - source[line.clone()].trim_start().len();
        comments.binary_search_by_key(&start, |comment| comment.start).is_ok()
    };
    let mut end = source.len();
    for entry in entries.iter_mut().rev() {
        let mut start = source[..entry.header.start].rfind('\n').map_or(0, |at| at + 1);
        while start > 0 {
            let above = source[..start - 1].rfind('\n').map_or(0, |at| at + 1);
            if !is_comment(above..start) {
                break;
            }
            start = above;
        }
        // A comment at the very top is that of the file.
        if start == 0 {
            start = source[..entry.header.start].rfind('\n').map_or(0, |at| at + 1);
        }
        entry.range = start..end;
        let first = comments.partition_point(|comment| comment.start < start);
        entry.has_remarks =
            comments.get(first).is_some_and(|comment| comment.start < end);
        end = start
            - if source[..start].ends_with(MOVED_HEAD) { MOVED_HEAD.len() } else { 0 };
    }
}

/// Where the comments of a piece of TOML are, each without its line break: what stands between
/// `#` and the end of the line outside strings.
pub(super) fn comments(text: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    let mut rest = 0;
    while let Some(at) = text[rest..].find(['#', '"', '\'']).map(|at| at + rest) {
        let from = &text[at..];
        rest = match from.as_bytes()[0] {
            b'#' => {
                let end = from.find('\n').map_or(text.len(), |end| at + end);
                found.push(at..at + text[at..end].trim_end().len());
                end
            }
            _ => at + string(from),
        };
    }
    found
}

/// The length of the string at the start of a text, with its quotation marks.
fn string(text: &str) -> usize {
    let quote = &text[..1];
    let triple = quote.repeat(3);
    let (close, open) = match text.starts_with(&triple) {
        true => (triple.as_str(), 3),
        false => (quote, 1),
    };
    let mut at = open;
    while at < text.len() {
        let rest = &text[at..];
        if let Some(behind) = rest.strip_prefix(close) {
            // Up to two quotation marks may stand right before the three that close.
            let most = if open == 3 { 2 } else { 0 };
            let more = behind.bytes().take(most);
            let more = more.take_while(|byte| *byte == quote.as_bytes()[0]).count();
            return at + close.len() + more;
        }
        let step = if quote == "\"" && rest.starts_with('\\') { 2 } else { 1 };
        at += step;
        while at < text.len() && !text.is_char_boundary(at) {
            at += 1;
        }
    }
    text.len()
}
