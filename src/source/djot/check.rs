//! What is known only of the whole text: links, anchors, the title.

use std::collections::{HashMap, HashSet};

use jotdown::{Container, Event};

use super::Reader;
use super::events::Events;
use super::source::Source;
use crate::diag::Diagnostic;
use crate::model::{BlockKind, PointKind, Text};
use crate::span::Span;

/// The links of a text.
#[derive(Debug, Default)]
pub(super) struct Links {
    /// Where defined links lead, by what the parser makes of them.
    pub urls: HashMap<String, String>,
    /// All that the parser finds links and images to lead to.
    pub used: HashSet<String>,
}

impl Links {
    /// Finds the links of a text.
    pub(super) fn find(source: &Source, events: &Events) -> Self {
        let mut links = Self::default();
        for at in 0..events.len() {
            match events.event(at) {
                Event::Start(Container::LinkDefinition { .. }, _) => {
                    let (masked, url) = definition(source, events, at);
                    links.urls.insert(masked, url);
                }
                Event::Start(Container::Link(url, _) | Container::Image(url, _), _) => {
                    links.used.insert(url.to_string());
                }
                _ => {}
            }
        }
        links
    }
}

/// The target of a link's definition: as the parser has it, and as written.
fn definition(source: &Source, events: &Events, start: usize) -> (String, String) {
    let (mut masked, mut url) = (String::new(), String::new());
    for line in start + 1..events.end(start) {
        let range = events.range(line);
        masked.push_str(source.masked[range.clone()].trim());
        url.push_str(source.text[range].trim());
    }
    (masked, url)
}

/// The words of the first heading of level 1.
pub(super) fn first_heading(text: &Text) -> Option<String> {
    let title = text.blocks.iter().find(|block| block.kind == BlockKind::Heading(1))?;
    Some(title.content.text.trim().to_owned())
}

/// Reports anchors that are set twice.
pub(super) fn report_anchors(
    anchors: &[(String, Span)],
    diagnostics: &mut Vec<Diagnostic>,
) {
    let mut first = HashMap::new();
    for (name, span) in anchors {
        if let Some(before) = first.insert(name, *span) {
            diagnostics.push(
                Diagnostic::error(
                    "anchor-twice",
                    format!("anchor `{name}` is set twice"),
                )
                .at(*span)
                .related(before, "set here before")
                .hint("give one of them another name"),
            );
        }
    }
}

/// Sorts the notes by place, their marks with them.
pub(super) fn sort_notes(text: &mut Text) {
    let mut order: Vec<u32> = (0..text.notes.len() as u32).collect();
    order.sort_by_key(|index| text.notes[*index as usize].at);
    if order.is_sorted() {
        return;
    }
    let mut now = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        now[*old as usize] = new as u32;
    }
    text.notes = order.iter().map(|old| text.notes[*old as usize].clone()).collect();
    for block in &mut text.blocks {
        for point in &mut block.content.points {
            if let PointKind::NoteCall(index) = &mut point.kind {
                *index = now[*index as usize];
            }
        }
    }
}

impl Reader<'_, '_> {
    /// Reports the definition of a link that nothing uses: it may well be text.
    pub(super) fn check_link_definition(&mut self, start: usize, label: &str) {
        let (target, _) = definition(self.source, self.events, start);
        let used = self.edition.links.used.contains(&target);
        if !used {
            let range = self.events.range(start);
            let message = format!("`[{label}]:` defines a link, and is not printed");
            self.diagnostics.push(
                Diagnostic::warning("unused-link", message)
                    .at(self.source.span(range))
                    .hint("write a backslash before the bracket if it is text"),
            );
        }
    }
}
