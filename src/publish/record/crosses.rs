//! What refers from one place of an edition to another, for its record: links, and
//! references that print page, line and the like.

use crate::assemble::Asked;
use crate::build::{Built, Read};
use crate::compose::job::pins::anchor;
use crate::history::record::CrossRecord;
use crate::lines::{Cite, CitePart};
use crate::locate::cross;
use crate::model::{Entry, Lang, Passage, Place, PointKind, Style, Text};

/// The links and references of an edition as it was built, in the order of its texts,
/// notes and entries.
pub(crate) fn crosses(read: &Read, built: &Built) -> Vec<CrossRecord> {
    let model = &read.model;
    let mut found: Vec<CrossRecord> = vec![];
    let mut asked: Vec<Vec<Asked>> = vec![vec![]; model.texts.len()];
    // For each text, which of the records are references that print something.
    let mut prints: Vec<Vec<usize>> = vec![vec![]; model.texts.len()];
    for (k, text) in model.texts.iter().enumerate() {
        for (at, words, lang) in passages(text) {
            // A place in the text is exact; one in a note or an entry is that of the note.
            let is_text = std::ptr::eq(words, &text.blocks[at.block as usize].content);
            let mut add = |offset: u32, target: String, leads_to: String| {
                let at = if is_text { Place { offset, ..at } } else { at };
                let line = built.places.line(k, at).unwrap_or(0) as u32;
                found.push(CrossRecord { text: text.id.clone(), line, target, leads_to });
                found.len() - 1
            };
            for styled in &words.styles {
                let Style::Link(target) = &styled.style else { continue };
                let Some(name) = target.strip_prefix('#') else { continue };
                let leads_to = leads_to(read, built, k, name);
                add(styled.range.start, target.clone(), leads_to);
            }
            for point in &words.points {
                let PointKind::Reference(reference) = &point.kind else { continue };
                let target = match &reference.until {
                    Some(until) => format!("#{}–#{until}", reference.anchor),
                    None => format!("#{}", reference.anchor),
                };
                prints[k].push(add(point.at, target, String::new()));
                asked[k].push(Asked { reference: reference.clone(), lang: lang.clone() });
            }
        }
    }
    // An edition that was built has no reference that leads nowhere.
    let resolved = cross::resolve(model, &asked).unwrap_or_default();
    let printed =
        cross::printed(&resolved, model, &read.edition, &built.places, &built.note_marks);
    for (at, printed) in prints.iter().flatten().zip(printed.into_iter().flatten()) {
        found[*at].leads_to = match printed.repeat.as_str() {
            "" => printed.text,
            repeat => format!("{} ({repeat})", printed.text),
        };
    }
    found
}

/// All words of a text with their place and language: its blocks, then its notes, then
/// its entries.
pub(in crate::publish) fn passages(text: &Text) -> Vec<(Place, &Passage, &Lang)> {
    let blocks = text.blocks.iter().enumerate().map(|(k, block)| {
        let at = Place { block: k as u32, offset: 0 };
        (at, &block.content, &block.lang)
    });
    let notes = text
        .notes
        .iter()
        .flat_map(|note| note.body.iter().map(move |body| (note.at, body, &text.lang)));
    let entries = text.entries.iter().flat_map(|entry| {
        words(entry)
            .into_iter()
            .map(move |words| (entry.from, words, &text.lang))
    });
    blocks.chain(notes).chain(entries).collect()
}

/// The words of an entry that are the editor's, in the order of print.
fn words(entry: &Entry) -> Vec<&Passage> {
    let mut words: Vec<&Passage> = entry.before.iter().chain(&entry.lemma).collect();
    words.extend(entry.remarks.iter().map(|remark| &remark.text));
    for reading in &entry.readings {
        words.push(&reading.text);
        words.extend(reading.remarks.iter().map(|remark| &remark.text));
    }
    words.extend(&entry.comment);
    words
}

/// Page and line of an anchor: of the text's own before those of others.
fn leads_to(read: &Read, built: &Built, own: usize, name: &str) -> String {
    let texts = &read.model.texts;
    let others = (0..texts.len()).filter(|&k| k != own);
    for k in std::iter::once(own).chain(others) {
        let Some(place) = anchor(&texts[k], name) else { continue };
        let (Some(at), Some(line)) =
            (built.places.locate(k, place), built.places.line(k, place))
        else {
            continue;
        };
        let line = built.texts[k].cite(line, true);
        return Cite::on_page(CitePart::Page(at.page), &line).to_string();
    }
    String::new()
}
