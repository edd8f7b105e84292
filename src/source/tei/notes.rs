//! Notes: called in the text, said at a place, or among the words of another note.

use roxmltree::Node;

use super::Reader;
use super::elements::{Means, means};
use super::parts;
use super::xml::{self, given, name};
use crate::edition::SeriesKind;
use crate::model::{Entry, Note, Passage, Place, PointKind};

impl<'x> Reader<'x, '_> {
    /// A note: called in the text, or, inside a note or a reading, in brackets there.
    pub(super) fn note(&mut self, node: Node<'x, 'x>) {
        let between = !self.frame.is_active();
        if self.called.contains(&node.id()) || self.goes_on(node) {
            return;
        }
        if parts::in_record(node) {
            self.frame.space();
            self.children(node);
            return self.frame.space();
        }
        let is_span = name(node) == "span";
        if self.depth == 0
            && (between || is_span)
            && parts::target(node).is_some_and(|target| target.starts_with('#'))
        {
            self.notes_apart.push(node.id());
            return;
        }
        if self.depth > 0 {
            let passage = self.passage(node);
            if passage.text.is_empty() {
                return;
            }
            self.remark("nested-note", "note", node, "");
            self.frame.push_words(" (", node.range().start);
            self.frame.insert(&passage);
            self.frame.glue_before();
            return self.frame.put(')', node.range().end - 1);
        }
        if self.numbers_verse(node) {
            return;
        }
        let here = self.frame.here();
        if let Some(call) = self.read_note(node, here) {
            self.frame.point_behind(call);
        }
    }

    /// A note that is nothing but the number of its verse is no note. Gives whether it was
    /// one.
    fn numbers_verse(&mut self, node: Node<'x, 'x>) -> bool {
        let words = xml::words_of(node);
        let letters = words.trim_start_matches(|c: char| c.is_ascii_digit());
        let digits = words.len() - letters.len();
        let is_number = (1..=5).contains(&digits)
            && letters.len() <= 1
            && letters.chars().all(|c| c.is_ascii_lowercase());
        is_number && given(node, "n").is_none() && self.frame.number_verse(&words)
    }

    /// Whether a note is the rest of another, which is read there.
    fn goes_on(&self, node: Node<'x, 'x>) -> bool {
        let mut seen = vec![node];
        while let Some(before) = self.joined_by(seen[seen.len() - 1], "prev", "next") {
            if seen.contains(&before) {
                return false;
            }
            seen.push(before);
        }
        let head = seen[seen.len() - 1];
        head != node && stands_alone(head)
    }

    /// A note and the notes that it goes on in, which the pages of the source part.
    fn parts_of(&self, node: Node<'x, 'x>) -> Vec<Node<'x, 'x>> {
        let mut parts = vec![node];
        while let Some(next) = self.joined_by(parts[parts.len() - 1], "next", "prev") {
            if parts.contains(&next) {
                return vec![node];
            }
            parts.push(next);
        }
        match stands_alone(node) {
            true => parts,
            false => vec![node],
        }
    }

    /// The note that a note names by one attribute, if that names it by the other.
    fn joined_by(
        &self,
        node: Node<'x, 'x>,
        to: &str,
        back: &str,
    ) -> Option<Node<'x, 'x>> {
        let other = self.note_named(node, to)?;
        (self.note_named(other, back) == Some(node)).then_some(other)
    }

    /// The note that an attribute of a note names.
    fn note_named(&self, node: Node<'x, 'x>, attribute: &str) -> Option<Node<'x, 'x>> {
        let id = given(node, attribute)?.strip_prefix('#')?;
        self.ids.get(id).copied().filter(|note| name(*note) == "note")
    }

    /// Reads a note that is called at a place; gives its mark.
    pub(super) fn read_note(
        &mut self,
        node: Node<'x, 'x>,
        at: Place,
    ) -> Option<PointKind> {
        let kind = given(node, "type").unwrap_or_default();
        let named = self.context.series.iter().find(|series| series.id == kind);
        let familiar = self
            .context
            .series
            .iter()
            .find(|series| series.kind == SeriesKind::Familiar);
        let series = named.or(familiar).or(self.context.series.first())?;
        let (id, is_familiar) = (series.id.clone(), series.kind == SeriesKind::Familiar);
        let mut body: Vec<Passage> = vec![];
        for part in self.parts_of(node) {
            let blocks = self.apart(part).blocks.into_iter().map(|block| block.content);
            let mut more = blocks.filter(|content| !content.text.is_empty());
            // A later part goes on with the paragraph.
            if part != node
                && let Some(last) = body.last_mut()
                && let Some(next) = more.next()
            {
                last.text.push(' ');
                last.append(&next);
            }
            body.extend(more);
        }
        self.take_orphans((at, at));
        if body.is_empty() {
            self.remark("left-out", "note", node, "it has no words");
            return None;
        }
        let span = Some(self.xml.tag(node));
        if is_familiar {
            let label = given(node, "n").map_or_else(
                || (self.notes.len() + 1).to_string(),
                |n| n.split_whitespace().collect::<Vec<_>>().join("-"),
            );
            self.notes.push(Note { series: id, label, at, body, span });
            return Some(PointKind::NoteCall(self.notes.len() as u32 - 1));
        }
        let mut comment = Passage::default();
        for (k, paragraph) in body.iter().enumerate() {
            if k > 0 {
                comment.text.push(' ');
            }
            comment.append(paragraph);
        }
        self.entries.push(Entry {
            comment: Some(comment),
            ..Entry::new(&id, at, at, span)
        });
        None
    }

    /// Gives the entries and marks of a passage apart the place where it is called.
    pub(super) fn take_orphans(&mut self, (from, to): (Place, Place)) {
        if self.depth > 0 {
            return;
        }
        for mut entry in std::mem::take(&mut self.orphans) {
            (entry.from, entry.to) = (from, to);
            self.entries.push(entry);
        }
        for mut mark in std::mem::take(&mut self.inner_marks) {
            (mark.from, mark.to) = (from, to);
            self.marks.push(mark);
        }
    }
}

/// Whether a note is called where it stands, and is not part of another or of a reading.
fn stands_alone(note: Node) -> bool {
    !note.has_attribute("target")
        && !note
            .ancestors()
            .skip(1)
            .any(|above| matches!(means(name(above)), Means::Note | Means::OfEntry))
}
