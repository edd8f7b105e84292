//! Names by which others can link into the book: `book.pdf#nameddest=NAME`.
//!
//! A text has its id; an anchor, `ID.ANCHOR`; a line whose number is printed and each
//! line of verse, `pPAGE.LINE`, as a reader cites it; a part by which the work is cited,
//! `ID:2.3`.

use std::collections::BTreeSet;

use crate::build::{Built, Read};
use crate::model::{Place, PointKind, Role};

/// A named place.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Destination {
    /// Its name.
    pub name: String,
    /// The page, from 0, all pages counted.
    pub page: usize,
    /// The baseline of its line, in points from the top.
    pub y: f64,
}

/// All names: texts first, then anchors, then lines.
pub(super) fn destinations(read: &Read, built: &Built) -> Vec<Destination> {
    let head = read.edition.page.head;
    let mut texts = vec![];
    let mut anchors = vec![];
    let mut lines = vec![];
    for (k, job) in built.jobs.iter().enumerate() {
        let text = &read.model.texts[job.index];
        let start = built.book.text_pages[k].at(0);
        texts.push(Destination { name: name(&text.id), page: start, y: 0.0 });
        for (block, content) in text.blocks.iter().enumerate() {
            for point in &content.content.points {
                let PointKind::Anchor(anchor) = &point.kind else { continue };
                let place = Place { block: block as u32, offset: point.at };
                let byte = job.map.source_of(place);
                if let Some(line) =
                    byte.and_then(|byte| built.texts[k].line_map.line_of(byte))
                {
                    let name = name(&format!("{}.{anchor}", text.id));
                    anchors.push(at(built, head, k, line, name));
                }
            }
        }
        let mut parts: BTreeSet<&str> = BTreeSet::new();
        for (line, n) in &built.texts[k].passages {
            // Of parts with one number the first is meant.
            if parts.insert(n) {
                let name = name(&format!("{}:{n}", text.id));
                anchors.push(at(built, head, k, *line, name));
            }
        }
        if job.role != Role::Body {
            continue;
        }
        let set = &built.texts[k];
        let (first, step) =
            (read.edition.lineation.first, read.edition.lineation.step.max(1));
        for line in 0..set.lines.len() {
            let number = set.number_of[line];
            let place = set.line_map.first_place(line, &job.map);
            let in_verse = place
                .and_then(|place| text.blocks.get(place.block as usize))
                .is_some_and(|block| block.kind.is_verse());
            let is_printed = number >= first && (number - first).is_multiple_of(step);
            if number == 0 || !(in_verse || is_printed) {
                continue;
            }
            let called = built.places.line_name(k, line);
            let mut line = at(built, head, k, line, String::new());
            let folio = built.book.document.pages()[line.page].number;
            line.name = format!("p{folio}.{called}");
            lines.push(line);
        }
    }
    texts.into_iter().chain(anchors).chain(lines).collect()
}

/// A name that can stand in an address.
fn name(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_whitespace() || c == '#' || c == '&' { '-' } else { c })
        .collect()
}

/// The destination of a line of a text.
pub(super) fn at(
    built: &Built,
    head: f64,
    text: usize,
    line: usize,
    name: String,
) -> Destination {
    let set = &built.texts[text];
    let page = built.book.text_pages[text].at(set.page_of[line] as usize);
    Destination { name, page, y: head + set.depth(line) }
}
