//! What is said beside the readings of an entry: words that stand between its parts, notes and
//! details that stand in a lemma or a reading, the hand that wrote one.

use roxmltree::Node;

use super::Reader;
use super::parts::comment;
use super::xml::{self, given, name};
use crate::model::{Entry, Passage, Remark};

impl<'x> Reader<'x, '_> {
    /// What stands in an entry and is none of its parts: its words are the comment.
    pub(super) fn stray(&mut self, entry: &mut Entry, node: Node<'x, 'x>) {
        let lang = self.frame.lang.clone();
        let before = std::mem::replace(&mut self.apparatus, false);
        let passage = self.apart_by(lang, |reader| {
            if node.is_text() {
                reader.frame.push(&xml::characters(node));
            } else {
                reader.walk(node);
            }
        });
        self.apparatus = before;
        let passage = passage.into_passage();
        if !passage.text.is_empty() {
            let parent = node.parent().unwrap_or(node);
            self.remark(
                "stray-words",
                "app",
                if node.is_text() { parent } else { node },
                "",
            );
            comment(entry, &passage);
        }
    }

    /// A note or a detail that stands in a lemma or a reading: said of it, and none of its
    /// words. Gives whether it was one.
    pub(super) fn aside(&mut self, node: Node<'x, 'x>) -> bool {
        let is_part = |parent: Node| matches!(name(parent), "lem" | "rdg");
        let is_aside = match name(node) {
            "witDetail" => true,
            // One that is called in the text by a number stays there.
            "note" => {
                node.parent().is_some_and(is_part)
                    && (self.depth > 0
                        || given(node, "n").is_none() && given(node, "place").is_none())
            }
            _ => false,
        };
        if !is_aside || self.asides.is_empty() {
            return false;
        }
        let kind = given(node, "type").map(str::to_owned);
        let witnesses = self.witnesses_of(node, "wit");
        let asides = std::mem::take(&mut self.asides);
        let text = self.note_words(node);
        self.asides = asides;
        if text.text.is_empty() && kind.is_none() && witnesses.is_empty() {
            self.remark("left-out", name(node), node, "it has no words");
        } else if let Some(innermost) = self.asides.last_mut() {
            innermost.push(Remark { witnesses, kind, text });
        }
        true
    }

    /// The hand that wrote a reading. Where it is a later hand of the only witness, it takes
    /// its place; where no witness is named, it is all that is known; else it is said.
    pub(super) fn hand(
        &mut self,
        node: Node<'x, 'x>,
        witnesses: &mut Vec<String>,
    ) -> Option<Remark> {
        let hands = self.witnesses_of(node, "hand");
        let hands: Vec<String> =
            hands.into_iter().filter(|hand| !witnesses.contains(hand)).collect();
        if hands.is_empty() {
            return None;
        }
        if witnesses.is_empty() {
            *witnesses = hands;
            return None;
        }
        if let ([witness], [hand]) = (witnesses.as_mut_slice(), hands.as_slice())
            && self.sigla.is_hand_of(hand, witness)
        {
            witness.clone_from(hand);
            return None;
        }
        let names: Vec<String> = hands.iter().map(|hand| self.hand_name(hand)).collect();
        let text = Passage::plain(names.join(", "));
        Some(Remark {
            witnesses: vec![],
            kind: Some(HAND.to_owned()),
            text,
        })
    }

    /// What is printed for a hand: its siglum; of one that is only described its number, what is
    /// said of it if that is short, or its id.
    fn hand_name(&self, hand: &str) -> String {
        let described = self
            .ids
            .get(hand)
            .filter(|node| name(**node) == "handNote" && !self.sigla.is_witness(hand));
        let said = described.and_then(|node| {
            let words = xml::words(*node);
            let is_short = !words.is_empty() && words.chars().count() <= LONGEST_HAND;
            given(*node, "n").map(str::to_owned).or(is_short.then_some(words))
        });
        said.unwrap_or_else(|| self.sigla.siglum(hand).to_owned())
    }
}

/// The longest description of a hand that is printed for it, in characters.
const LONGEST_HAND: usize = 24;

/// The kind of a remark that names the hand of a reading, which its attribute says too.
const HAND: &str = "hand";

/// Whether a remark names the hand of a reading.
pub(super) fn is_hand(remark: &Remark) -> bool {
    remark.witnesses.is_empty() && remark.kind.as_deref() == Some(HAND)
}
