//! The record of a built edition: what stands where, for comparison with later ones.

pub(super) mod crosses;

use self::crosses::crosses;
use super::folio::folio;
use crate::assemble::lemma::lemma;
use crate::assemble::printed::Printing;
use crate::assemble::sigla::SiglaPart;
use crate::backmatter::reference::joined;
use crate::backmatter::{Citing, Reference};
use crate::build::{Built, Proven, Read};
use crate::compose::{SetText, TextJob};
use crate::edition::Abbreviations;
use crate::history::record::{
    BlockRecord, FORM, HeadingRecord, ItemRecord, LineStart, LocatorRecord, PageRecord,
    PartRecord, PartRole, PassageRecord, Record, TableRecord, TextRecord,
};
use crate::lines::{LineWords, Stretch};
use crate::locate::Locator;
use crate::model::{
    BlockKind, Dir, Entry, Passage, Place, PointKind, Presence, ReadingKind, Remark, Text,
};

/// The record of an edition as it was built.
pub fn record(read: &Read, built: &Proven) -> Record {
    let edition = &read.edition;
    let texts = built
        .jobs
        .iter()
        .zip(built.texts.iter())
        .enumerate()
        .map(|(k, (job, set))| text_record(read, built, k, job, set));
    let indexes = built.indexes.iter().map(|index| TableRecord {
        id: index.id.clone(),
        title: index.title.clone(),
        headings: headings(index),
    });
    let concordance = built.concordance.iter().flat_map(|concordance| {
        let words = concordance.sections.iter().flat_map(|section| &section.words);
        words.map(|word| HeadingRecord {
            heading: word.word.clone(),
            locators: word
                .lines
                .iter()
                .map(|line| {
                    let reference = Reference::at(line.locator.clone());
                    locator(&concordance.citing, &reference)
                })
                .collect(),
        })
    });
    Record {
        record: FORM,
        id: edition.id.clone(),
        title: edition.title.clone(),
        lang: edition.lang.0.clone(),
        texts: texts.collect(),
        indexes: indexes.collect(),
        concordance: concordance.collect(),
        references: crosses(read, built),
    }
}

fn headings(index: &crate::backmatter::Index) -> Vec<HeadingRecord> {
    let mut path: Vec<&str> = vec![];
    let mut found = vec![];
    for entry in index.sections.iter().flat_map(|section| &section.entries) {
        path.truncate(usize::from(entry.level));
        path.push(&entry.heading);
        found.push(HeadingRecord {
            heading: path.join(": "),
            locators: entry
                .references
                .iter()
                .map(|reference| locator(&index.citing, reference))
                .collect(),
        });
    }
    found
}

fn locator(citing: &Citing, reference: &Reference) -> LocatorRecord {
    let Locator { page, line, text, .. } = &reference.from;
    let printed = joined(&citing.cite(std::slice::from_ref(reference)));
    LocatorRecord { text: *text, page: *page, line: *line, printed }
}

fn text_record(
    read: &Read,
    built: &Built,
    k: usize,
    job: &TextJob,
    set: &SetText,
) -> TextRecord {
    let text = &read.model.texts[job.index];
    let pages = built.book.text_pages[k].pages(set.pages.len()).map(|sheet| {
        let folio = folio(&built.book, sheet);
        PageRecord { folio, sheet: sheet as u32 }
    });
    let (entries, notes) = items(read, text, job, set, &built.note_marks[job.index]);
    TextRecord {
        id: text.id.clone(),
        title: (!text.has_title() && !text.title.is_empty()).then(|| text.title.clone()),
        lang: text.lang.0.clone(),
        rtl: text.dir == Dir::Rtl,
        blocks: text
            .blocks
            .iter()
            .map(|block| BlockRecord {
                kind: kind(&block.kind),
                passage: passage(&block.content),
            })
            .collect(),
        pages: pages.collect(),
        lines: set
            .page_of
            .iter()
            .copied()
            .zip(set.number_of.iter().copied())
            .collect(),
        names: names(set),
        line_starts: line_starts(text, job, set),
        fitted: set
            .fits
            .paragraphs
            .iter()
            .map(|one| (one.block, one.lines() as u32))
            .collect(),
        entries,
        notes,
    }
}

/// The names by which lines are cited, where they are more than the line's number.
fn names(set: &SetText) -> Vec<(u32, String)> {
    (0..set.lines.len())
        .filter_map(|line| {
            let name = set.cite(line, true).to_string();
            let number = match set.number_of[line] {
                0 => String::new(),
                number => number.to_string(),
            };
            (name != number).then_some((line as u32, name))
        })
        .collect()
}

/// The name of a kind of block, as it is in JSON.
fn kind(kind: &BlockKind) -> String {
    match kind {
        BlockKind::Heading(level) => format!("heading {level}"),
        BlockKind::Cell { .. } => "cell".to_owned(),
        other => name(other),
    }
}

/// A plain value as JSON has it, without quotation marks.
fn name(value: &impl serde::Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_default();
    json.trim_matches('"').to_owned()
}

fn passage(passage: &Passage) -> PassageRecord {
    let point = |kind: &PointKind| match kind {
        PointKind::PageBreak { n, ed } => Some(format!(
            "page {n}{}",
            ed.as_ref().map_or(String::new(), |e| format!(" {e}"))
        )),
        PointKind::Gap { .. } => Some("gap".to_owned()),
        PointKind::LineBreak => Some("line".to_owned()),
        PointKind::Image { .. } => Some("picture".to_owned()),
        _ => None,
    };
    PassageRecord {
        text: passage.text.clone(),
        styles: passage
            .styles
            .iter()
            .filter(|styled| !styled.range.is_empty())
            .map(|styled| (styled.range.start, styled.range.end, name(&styled.style)))
            .collect(),
        points: passage
            .points
            .iter()
            .filter_map(|at| Some((at.at, point(&at.kind)?)))
            .collect(),
    }
}

/// Where lines begin in blocks.
fn line_starts(text: &Text, job: &TextJob, set: &SetText) -> Vec<LineStart> {
    let words = LineWords::of(text, &set.line_map, &job.map);
    let mut found: Vec<LineStart> = (0..words.count())
        .flat_map(|line| {
            let begins = move |stretch: &Stretch| LineStart {
                block: stretch.block,
                byte: stretch.start,
                line: line as u32,
            };
            words.stretches(line).iter().map(begins)
        })
        .collect();
    found.sort_unstable();
    found
}

/// The entries and the notes of a text.
fn items(
    read: &Read,
    text: &Text,
    job: &TextJob,
    set: &SetText,
    marks: &[String],
) -> (Vec<ItemRecord>, Vec<ItemRecord>) {
    let mut entry_lines = vec![(0, 0); text.entries.len()];
    let mut note_lines = vec![(0, 0); text.notes.len()];
    for item in (0..job.series.len()).flat_map(|k| job.items(k)) {
        let lines = if item.entry { &mut entry_lines } else { &mut note_lines };
        lines[item.index] = set.line_map.lines_of(item.from, item.last);
    }
    let at = |place: Place| (place.block, place.offset);
    let file = read.edition.texts.get(job.index);
    let own = file.and_then(|file| file.witnesses.as_deref());
    let presence = Presence::of(text, &read.edition.witnesses, own);
    let printing = Printing::new(text, &read.edition, &presence);
    let entries = text.entries.iter().zip(entry_lines).map(|(entry, lines)| ItemRecord {
        series: entry.series.clone(),
        from: at(entry.from),
        to: at(entry.to),
        lines,
        mark: String::new(),
        parts: entry_parts(&printing, entry),
    });
    let notes = text.notes.iter().zip(note_lines).zip(marks);
    let notes = notes.map(|((note, lines), mark)| ItemRecord {
        series: note.series.clone(),
        from: at(note.at),
        to: at(note.at),
        lines,
        mark: mark.clone(),
        parts: note.body.iter().map(|body| part(PartRole::Note, body)).collect(),
    });
    (entries.collect(), notes.collect())
}

fn part(role: PartRole, words: &Passage) -> PartRecord {
    PartRecord { role, passage: passage(words) }
}

/// The parts of an entry in the order of print.
fn entry_parts(printing: &Printing, entry: &Entry) -> Vec<PartRecord> {
    let rules = printing.settings(entry);
    let lemma = lemma(printing.text, entry, rules);
    let printed = printing.entry(entry);
    let mut parts = vec![];
    parts.extend(entry.before.iter().map(|words| part(PartRole::Comment, words)));
    if !lemma.head.is_empty() {
        parts.push(part(PartRole::Lemma, &lemma.head));
    }
    parts.extend(lemma.tail.iter().map(|tail| part(PartRole::Lemma, tail)));
    let abbreviations = &printing.edition.apparatus.abbreviations;
    let witnesses = |sigla: &[SiglaPart]| {
        let words: Vec<String> =
            sigla.iter().map(|part| shown(part, abbreviations)).collect();
        let words = Passage::plain(words.join(" "));
        (!sigla.is_empty()).then(|| part(PartRole::Witnesses, &words))
    };
    let remarks = |said: &[Remark], of: &[String]| {
        let said = printing.remarks(said, of).into_iter();
        said.map(|words| part(PartRole::Remark, &words)).collect::<Vec<_>>()
    };
    parts.extend(witnesses(&printed.lemma));
    parts.extend(remarks(&entry.remarks, &entry.lemma_witnesses));
    for (k, sigla) in &printed.readings {
        let reading = &entry.readings[*k];
        if !reading.text.is_empty() {
            parts.push(part(PartRole::Reading, &reading.text));
        }
        let word = match &reading.kind {
            ReadingKind::Conjecture(scholar) => {
                format!("{} {scholar}", abbreviations.word("coni"))
            }
            kind => kind.key().map_or("", |key| abbreviations.word(key)).to_owned(),
        };
        if !word.is_empty() {
            parts.push(part(PartRole::Witnesses, &Passage::plain(word)));
        }
        parts.extend(witnesses(sigla));
        parts.extend(remarks(&reading.remarks, &reading.witnesses));
    }
    parts.extend(entry.comment.iter().map(|words| part(PartRole::Comment, words)));
    parts
}

/// A siglum or an abbreviation as it is printed.
fn shown(part: &SiglaPart, abbreviations: &Abbreviations) -> String {
    match part {
        SiglaPart::Siglum(siglum) => siglum.clone(),
        SiglaPart::Word(key) => abbreviations.word(key).to_owned(),
        SiglaPart::InState(siglum, states) => {
            let states = states.iter().map(|state| abbreviations.word(state));
            [siglum.as_str()]
                .into_iter()
                .chain(states)
                .collect::<Vec<_>>()
                .join(" ")
        }
    }
}
