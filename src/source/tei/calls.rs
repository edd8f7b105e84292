//! Notes that stand apart and are called by a reference, `<ptr target="#n9"/>` or
//! `<ref target="#n9">9</ref>`; remarks on passages that name them.

use roxmltree::Node;

use super::Reader;
use super::blocks::holds_blocks;
use super::elements::{Means, means};
use super::xml::{self, given, name};

/// The longest mark of a note, in characters.
const LONGEST_MARK: usize = 5;

impl<'x> Reader<'x, '_> {
    /// A reference that is the mark of a note written apart: the note is called here. Gives
    /// whether it was one.
    pub(super) fn calls(&mut self, node: Node<'x, 'x>) -> bool {
        if self.depth > 0 || self.copying {
            return false;
        }
        let Some(target) =
            given(node, "target").and_then(|target| target.strip_prefix('#'))
        else {
            return false;
        };
        let Some(note) = self.ids.get(target).copied() else { return false };
        let is_call = name(note) == "note"
            && (stands_apart(note) || stands_behind(note, node))
            && given(note, "target").is_none_or(|back| {
                let own = xml::id(node).map(|id| format!("#{id}"));
                own.as_deref() == Some(back)
            })
            && is_mark(&xml::words_of(node))
            && self.called.insert(note.id());
        if !is_call {
            return false;
        }
        let here = self.frame.here();
        if let Some(call) = self.read_note(note, here) {
            self.frame.point_behind(call);
        }
        true
    }
}

/// Whether a note stands where no words are that it could be said of.
fn stands_apart(note: Node) -> bool {
    let in_notes = |above: Node| {
        name(above) == "back"
            || name(above) == "noteGrp"
            || name(above) == "standOff"
            || given(above, "type").is_some_and(|kind| kind.contains("note"))
    };
    let parent = note.parent();
    parent.is_some_and(|parent| holds_blocks(means(name(parent))))
        && note.ancestors().skip(1).any(in_notes)
}

/// Whether a note stands between the paragraphs of a division, behind the reference.
fn stands_behind(note: Node, reference: Node) -> bool {
    let parent = note.parent();
    parent.is_some_and(|parent| means(name(parent)) == Means::Division)
        && reference.range().end <= note.range().start
        && !xml::words_of(reference).is_empty()
}

/// Whether words are nothing but the mark of a note: `9`, `[9]`, `*`, `(a)`.
fn is_mark(words: &str) -> bool {
    let bare = words.trim_matches(|c: char| !c.is_alphanumeric());
    let letters = bare.chars().filter(|c| c.is_alphabetic()).count();
    words.chars().count() <= LONGEST_MARK
        && (letters <= 1 && (letters == 0 || bare.chars().count() == 1))
}
