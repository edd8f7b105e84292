//! What is written apart and names its place: entries with `from` and `to` or with
//! `loc`, notes with `target`, index marks with `spanTo`.

use roxmltree::Node;

use super::Reader;
use super::asides::is_hand;
use super::parts::{self, parts};
use super::xml::{given, name};
use crate::diag::Diagnostic;
use crate::model::{Passage, Place, Point, PointKind, Remark};

/// The characters of all blocks that count when a lemma is looked for.
struct Letters {
    letters: Vec<char>,
    places: Vec<(Place, Place)>,
}

impl<'x> Reader<'x, '_> {
    /// Attaches all that is written apart.
    pub(super) fn attach_all(&mut self) {
        for (mark, id) in std::mem::take(&mut self.spanning) {
            if let Some((pin, _)) = self.places.get(id.as_str()) {
                let place = self.exact(&id, self.frame.pinned(*pin));
                if let Some(mark) = self.marks.get_mut(mark) {
                    mark.to = place.max(mark.from);
                }
            }
        }
        let letters = Letters::of(&self.frame.blocks);
        let mut cursor = 0;
        for (id, here) in std::mem::take(&mut self.apart) {
            let Some(node) = self.xml.document.get_node(id) else { continue };
            if given(node, "from").is_some_and(|from| self.known(from)) {
                self.attach_between(node, here);
            } else {
                self.attach_by_location(node, &letters, &mut cursor);
            }
        }
        for id in std::mem::take(&mut self.notes_apart) {
            let Some(node) = self.xml.document.get_node(id) else { continue };
            self.attach_note(node);
        }
    }

    fn known(&self, pointer: &str) -> bool {
        pointer.starts_with('#') || self.ids.contains_key(pointer)
    }

    /// The id that a pointer leads to: of `#range(left(a),right(b))` and the like the first.
    fn id_of<'p>(&self, pointer: &'p str) -> &'p str {
        let pointer = pointer.trim_start_matches('#');
        let mut parts =
            pointer.split(['(', ')', ',', ' ']).filter(|part| !part.is_empty());
        match self.ids.contains_key(pointer) || !pointer.contains('(') {
            true => pointer,
            false => parts.find(|part| self.ids.contains_key(*part)).unwrap_or(pointer),
        }
    }

    /// Before the first and behind the last character of the element with an id.
    fn place(&mut self, node: Node<'x, 'x>, attribute: &str) -> Option<(Place, Place)> {
        let pointer = given(node, attribute)?;
        let id = self.id_of(pointer);
        match self.places.get(id) {
            Some((pin, end)) => {
                let start = self.exact(id, self.frame.pinned(*pin));
                Some((start, (*end).max(start)))
            }
            None => {
                self.broken(node, attribute, id);
                None
            }
        }
    }

    /// An anchor that was made for a place stands exactly there, not before the next
    /// character.
    fn exact(&self, id: &str, place: Place) -> Place {
        let is_place = self
            .ids
            .get(id)
            .is_some_and(|node| node.attribute("type") == Some("place"));
        match self.places.get(id) {
            Some((_, end)) if is_place => *end,
            _ => place,
        }
    }

    /// An entry from an element to another, or to where it is written.
    fn attach_between(&mut self, node: Node<'x, 'x>, here: Place) {
        let start = self.place(node, "from");
        let end = match given(node, "to") {
            Some(to) if self.known(to) => self.place(node, "to").map(|place| place.1),
            _ => None,
        };
        let (from, to) = match (start, end) {
            (Some((from, _)), Some(to)) => (from, to.max(from)),
            // Only the start is named: an element is the lemma; from an empty one the
            // lemma reaches to where the entry is written.
            (Some((from, to)), None) if to > from || given(node, "to").is_some() => {
                (from, to)
            }
            (Some((from, _)), None) => (from, here.max(from)),
            (None, Some(to)) => (to, to),
            (None, None) => (here, here),
        };
        self.push_apart(node, from, to);
    }

    /// An entry whose lemma is looked for in the line that it names.
    fn attach_by_location(
        &mut self,
        node: Node<'x, 'x>,
        letters: &Letters,
        cursor: &mut usize,
    ) {
        let lemma = parts(node).into_iter().find(|part| name(*part) == "lem");
        // Read for its words alone; what stands in it is read with the entry.
        let words = lemma.map(|lemma| self.lemma(lemma).0.text).unwrap_or_default();
        self.orphans.clear();
        self.inner_marks.clear();
        let loc = given(node, "loc").unwrap_or_default();
        let line = self.line_of(loc);
        let range = match line {
            Some((from, to)) => letters.index(from)..letters.index(to),
            None => 0..letters.letters.len(),
        };
        let sought = Letters::letters(&words);
        if sought.is_empty() {
            let (from, to) = match line {
                Some((from, to)) if loc.is_empty() => (from, to),
                Some((from, _)) => (from, from),
                None => (self.frame.here(), self.frame.here()),
            };
            if line.is_none() {
                self.not_found(node, loc, &words);
            }
            return self.push_apart(node, from, to);
        }
        // Behind the entry before in the same line, if it stands there too; else from
        // the start of the line; else running on into the next lines.
        let after = (*cursor).clamp(range.start, range.end);
        let reach = range.end + sought.len();
        let found = letters
            .find(&words, after..range.end)
            .or_else(|| letters.find(&words, range.clone()))
            .or_else(|| letters.find(&words, range.start..reach + 200))
            .or_else(|| letters.find(&words, range.start.saturating_sub(200)..reach));
        match found {
            Some(found) => {
                *cursor = found.start;
                let (from, to) =
                    (letters.places[found.start].0, letters.places[found.end - 1].1);
                self.push_apart(node, from, to);
            }
            None => {
                self.not_found(node, loc, &words);
                let place = line.map_or_else(|| self.frame.here(), |line| line.0);
                self.push_apart(node, place, place);
            }
        }
    }

    /// The words of a lemma that stands apart, and what is said of it in it.
    fn lemma(&mut self, node: Node<'x, 'x>) -> (Passage, Vec<Remark>) {
        self.asides.push(vec![]);
        let passage = self.passage(node);
        (passage, self.asides.pop().unwrap_or_default())
    }

    fn not_found(&mut self, node: Node<'x, 'x>, loc: &str, words: &str) {
        let words: String = words.chars().take(60).collect();
        let message = match self.line_of(loc) {
            Some(_) => format!("`{words}` does not stand in `{loc}`"),
            None => format!("no line, verse or part has the number `{loc}`"),
        };
        let place = match given(node, "loc") {
            Some(_) => self.xml.value(node, "loc"),
            None => self.xml.tag(node),
        };
        self.diagnostics.push(
            Diagnostic::warning("lemma-not-found", message)
                .at(place)
                .hint("the entry stands at the start of the line, with its own lemma"),
        );
    }

    /// From the place that a number names to the next number.
    fn line_of(&self, loc: &str) -> Option<(Place, Place)> {
        let find =
            |wanted: &str| self.labels.iter().position(|(label, _)| label == wanted);
        let first = loc.split(['-', '–', ' ', ',']).next().unwrap_or_default();
        let last = loc.rsplit(['.', ':']).next().unwrap_or_default();
        let k = find(loc).or_else(|| find(first)).or_else(|| find(last))?;
        let from = self.frame.pinned(self.labels[k].1);
        let next = self.labels[k + 1..]
            .iter()
            .map(|(_, pin)| self.frame.pinned(*pin))
            .find(|place| *place > from);
        Some((from, next.unwrap_or(Place { block: u32::MAX, offset: 0 })))
    }

    /// Adds an entry that was written apart.
    fn push_apart(&mut self, node: Node<'x, 'x>, from: Place, to: Place) {
        let lemma = parts(node).into_iter().find(|part| name(*part) == "lem");
        let is_empty = lemma.is_some_and(|lemma| super::xml::words(lemma).is_empty());
        let mut entry = self.entry(node, None, from == to && is_empty);
        (entry.from, entry.to) = (from, to);
        if let Some(lemma) = lemma {
            let (own, remarks) = self.lemma(lemma);
            let at = usize::from(entry.remarks.first().is_some_and(is_hand));
            entry.remarks.splice(at..at, remarks);
            let stands = self.frame.between(from, to);
            let is_other =
                || !own.text.split_whitespace().eq(stands.text.split_whitespace());
            if entry.lemma.is_none() && !own.text.is_empty() && is_other() {
                entry.lemma = Some(own);
            }
        }
        self.entries.push(entry);
        self.take_orphans((from, to));
    }

    /// A note written apart is called behind what it points at.
    fn attach_note(&mut self, node: Node<'x, 'x>) {
        let target =
            parts::target(node).and_then(|target| target.split_whitespace().next());
        let id = target.unwrap_or_default().trim_start_matches('#');
        let at = match self.places.get(id) {
            Some((_, end)) => *end,
            None => {
                if !self.ids.contains_key(id) {
                    self.broken(node, "target", id);
                }
                self.frame.here()
            }
        };
        if let Some(kind @ PointKind::NoteCall(_)) = self.read_note(node, at)
            && let Some(block) = self.frame.blocks.get_mut(at.block as usize)
        {
            block.content.points.push(Point { at: at.offset, kind });
            block.content.points.sort_by_key(|point| point.at);
        }
    }
}

impl Letters {
    fn of(blocks: &[crate::model::Block]) -> Self {
        let (mut letters, mut places) = (vec![], vec![]);
        for (number, block) in blocks.iter().enumerate() {
            for (at, c) in block.content.text.char_indices().filter(|(_, c)| counts(*c)) {
                let place =
                    |offset: usize| Place { block: number as u32, offset: offset as u32 };
                for lower in c.to_lowercase() {
                    letters.push(lower);
                    places.push((place(at), place(at + c.len_utf8())));
                }
            }
        }
        Self { letters, places }
    }

    fn letters(words: &str) -> Vec<char> {
        words
            .chars()
            .filter(|c| counts(*c))
            .flat_map(char::to_lowercase)
            .collect()
    }

    /// The first letter at or behind a place.
    fn index(&self, place: Place) -> usize {
        self.places.partition_point(|(from, _)| *from < place)
    }

    /// The first stretch with the letters of some words; `…` stands for any.
    fn find(
        &self,
        words: &str,
        range: std::ops::Range<usize>,
    ) -> Option<std::ops::Range<usize>> {
        let words = words.replace("...", "…");
        let mut parts =
            words.split('…').map(Self::letters).filter(|part| !part.is_empty());
        let first = self.find_letters(&parts.next()?, range.clone())?;
        let mut end = first.end;
        for part in parts {
            end = self.find_letters(&part, end..range.end)?.end;
        }
        Some(first.start..end)
    }

    fn find_letters(
        &self,
        sought: &[char],
        range: std::ops::Range<usize>,
    ) -> Option<std::ops::Range<usize>> {
        let end = range.end.min(self.letters.len());
        let inside = self.letters.get(range.start.min(end)..end)?;
        let at = inside
            .windows(sought.len().max(1))
            .position(|window| window == sought)?;
        let start = range.start + at;
        Some(start..start + sought.len())
    }
}

/// Whether a character counts when words are compared: letters, digits and marks.
fn counts(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}')
}
