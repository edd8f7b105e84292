//! The text forms of the stages: for debugging by eye, and for tests.

use std::fmt::Write;

use super::args::Emit;
use super::failure::Failure;
use super::say;
use crate::build::{Built, Proven, Read};
use crate::lines::Run;
use crate::model::{Model, Place, Reading, ReadingKind, Text};
use crate::pages::{Part, Unit};
use crate::publish::dump;
use crate::span::Files;

/// Prints a stage. All but the first two need the book to be set.
///
/// # Errors
/// If standard output can't be written.
pub fn emit(stage: Emit, read: &Read, built: Option<&Proven>) -> Result<(), Failure> {
    say::print(form(stage, read, built).as_bytes())
}

/// The text form of a stage; empty if the book was not set and that is needed.
pub fn form(stage: Emit, read: &Read, built: Option<&Proven>) -> String {
    let set = |form: &dyn Fn(&Proven) -> String| built.map(form).unwrap_or_default();
    match stage {
        Emit::Model => model(&read.model),
        Emit::Table => table(&read.model, &read.files),
        Emit::Typst => set(&|built| sources(built)),
        Emit::Lines => set(&|built| lines(&read.model, built)),
        Emit::Plan => set(&|built| plan(&read.model, built)),
        Emit::Places => set(&|built| built.places.table(&read.model)),
        Emit::Account => set(&|built| built.account().table()),
        Emit::Pages => set(&|built| dump::pages(built, &read.edition, 0..usize::MAX)),
    }
}

/// All assembled sources, each after a line with its path.
pub fn sources(built: &Built) -> String {
    let mut out = String::new();
    for (path, text) in &built.sources {
        let _ = writeln!(out, "// === {path}\n{}\n", text.trim_end());
    }
    out
}

fn model(model: &Model) -> String {
    let texts: Vec<String> = model.texts.iter().map(crate::model::dump::dump).collect();
    texts.join("\n")
}

/// A line an entry, a column a witness: what it is said to have. A witness of which
/// nothing is said has an empty field.
fn table(model: &Model, files: &Files) -> String {
    let sigla = model
        .witnesses
        .iter()
        .map(|w| format!("\t{}", w.siglum))
        .collect::<String>();
    let mut out =
        format!("text\tseries\tplace\tlemma{}\tothers\tcomment\n", field(&sigla));
    for text in &model.texts {
        for entry in &text.entries {
            let place = entry.span.map(|span| files.locate(span)).unwrap_or_default();
            let lemma = match &entry.lemma {
                Some(lemma) => lemma.text.clone(),
                None => words_between(text, entry.from, entry.to),
            };
            let mut fields =
                vec![text.id.clone(), entry.series.clone(), place, lemma.clone()];
            for witness in &model.witnesses {
                let has = |ids: &[String]| ids.contains(&witness.id);
                let reading =
                    entry.readings.iter().find(|reading| has(&reading.witnesses));
                fields.push(match reading {
                    Some(reading) => words(reading),
                    None if has(&entry.lemma_witnesses) => lemma.clone(),
                    None => String::new(),
                });
            }
            let others =
                entry.readings.iter().filter(|reading| reading.witnesses.is_empty());
            fields.push(others.map(words).collect::<Vec<_>>().join("; "));
            fields.push(entry.comment.as_ref().map_or(String::new(), |c| c.text.clone()));
            let fields: Vec<String> = fields.iter().map(|text| flat(text)).collect();
            out += &fields.join("\t");
            out.push('\n');
        }
    }
    out
}

fn words(reading: &Reading) -> String {
    let text = &reading.text.text;
    let words = match &reading.kind {
        ReadingKind::Conjecture(scholar) => format!("{text} coni. {scholar}"),
        kind => match kind.key() {
            Some(key) => format!("{key}. {text}"),
            None => text.clone(),
        },
    };
    words.trim_end().to_owned()
}

fn words_between(text: &Text, from: Place, to: Place) -> String {
    let mut parts = vec![];
    for block in from.block..=to.block {
        let Some(content) = text.blocks.get(block as usize).map(|b| &b.content.text)
        else {
            break;
        };
        let start = if block == from.block { from.offset as usize } else { 0 };
        let end = if block == to.block { to.offset as usize } else { content.len() };
        parts.push(content.get(start..end).unwrap_or_default());
    }
    parts.join(" / ")
}

/// A line a line of the galley: its number, baseline, ascent and descent in points, its
/// block and what it is part of, whether it begins (`<`), ends (`>`) its block or ends in
/// a hyphen (`-`), and its words.
fn lines(model: &Model, built: &Built) -> String {
    let mut out = String::new();
    for (job, set) in built.jobs.iter().zip(built.texts.iter()) {
        let text = &model.texts[job.index];
        let _ = writeln!(out, "text {} {} lines", text.id, set.lines.len());
        let mut words = Words::of(built, job.index, text);
        for (k, line) in set.lines.iter().enumerate() {
            let marks: String =
                [(line.first, '<'), (line.last, '>'), (line.hyphenated, '-')]
                    .iter()
                    .filter(|(is, _)| *is)
                    .map(|(_, mark)| *mark)
                    .collect();
            let block = match line.block {
                u32::MAX => "–".to_owned(),
                block => block.to_string(),
            };
            let _ = writeln!(
                out,
                "{k} {:.2} {:.2} {:.2} {block} {} {marks} | {}",
                line.baseline,
                line.ascent,
                line.descent,
                unit(line.unit),
                words.line(k)
            );
        }
    }
    out
}

fn unit(unit: Unit) -> String {
    match unit {
        Unit::Prose => "prose".into(),
        Unit::Heading => "heading".into(),
        Unit::Verse(stanza) => format!("verse-{stanza}"),
        Unit::Inset => "inset".into(),
        Unit::Row(row) => format!("row-{row}"),
        Unit::Sticky => "sticky".into(),
    }
}

/// A line a page of each text: its number among them, its lines, the height of its
/// foot in points, its badness, and whether its foot runs on.
fn plan(model: &Model, built: &Built) -> String {
    let mut out = String::new();
    for (job, set) in built.jobs.iter().zip(built.texts.iter()) {
        let badness = set.plan.badness();
        let id = &model.texts[job.index].id;
        let _ = writeln!(out, "text {id} {} pages badness {badness:.2}", set.pages.len());
        for (k, page) in set.plan.pages.iter().enumerate() {
            let _ = write!(
                out,
                "page {} lines {}..{} foot {:.2} badness {:.2}",
                k + 1,
                page.lines.start,
                page.lines.end,
                page.foot,
                page.costs.total()
            );
            for (name, cost) in page.costs.parts() {
                let _ = write!(out, " {name} {cost:.2}");
            }
            for part in &page.parts {
                if part.done > 0 || part.rest > 0 {
                    let Part { series, done, rows, rest, .. } = part;
                    let _ =
                        write!(out, " series {series}: {done} + {rows} + {rest} rows");
                }
            }
            for (series, items) in &page.waiting {
                let _ = write!(out, " series {series}: {} wait", items.len());
            }
            let _ = writeln!(out);
        }
    }
    out
}

/// The words on the lines of a text.
pub struct Words<'a> {
    text: &'a Text,
    /// For each line the stretches of blocks on it, as (block, first byte, end).
    stretches: Vec<Vec<(u32, u32, u32)>>,
}

impl<'a> Words<'a> {
    /// Reads which characters stand on which line.
    pub fn of(built: &Built, index: usize, text: &'a Text) -> Self {
        let (set, map) = (&built.texts[index], &built.jobs[index].map);
        let mut stretches: Vec<Vec<(u32, u32, u32)>> = vec![vec![]; set.lines.len()];
        for &Run { start, end, line } in set.line_map.runs() {
            let Some(line) = stretches.get_mut(line as usize) else { continue };
            let first = map
                .pieces
                .partition_point(|piece| piece.typst + piece.typst_len <= start);
            for piece in map.pieces[first..].iter().take_while(|piece| piece.typst < end)
            {
                let (from, to) = if piece.typst_len == piece.text_len {
                    let from = start.max(piece.typst) - piece.typst;
                    (from, end.min(piece.typst + piece.typst_len) - piece.typst)
                } else {
                    (0, piece.text_len)
                };
                let (from, to) = (piece.text + from, piece.text + to);
                match line.iter_mut().find(|stretch| stretch.0 == piece.block) {
                    Some(stretch) => {
                        *stretch = (piece.block, stretch.1.min(from), stretch.2.max(to));
                    }
                    None => line.push((piece.block, from, to)),
                }
            }
        }
        for line in &mut stretches {
            line.sort_unstable();
        }
        Self { text, stretches }
    }

    /// The words of a line; cells that stand on one line are parted by a bar.
    pub fn line(&mut self, line: usize) -> String {
        let parts = self.stretches[line].iter().map(|&(block, from, to)| {
            let content = &self.text.blocks[block as usize].content.text;
            let (mut from, mut to) = (from as usize, (to as usize).min(content.len()));
            while !content.is_char_boundary(from) {
                from -= 1;
            }
            while !content.is_char_boundary(to) {
                to += 1;
            }
            flat(content.get(from..to).unwrap_or_default().trim())
        });
        parts.collect::<Vec<_>>().join(" | ")
    }
}

/// A field of a table: tabs and line ends become spaces.
fn flat(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

/// A head of columns: tabs stay.
fn field(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() && c != '\t' { ' ' } else { c })
        .collect()
}
