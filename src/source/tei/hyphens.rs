//! Hyphens at the ends of the source's lines, `Schif-<lb/>fer`: those of the word stay, those
//! of the line go where the word stands whole elsewhere. What nothing tells stays.

use roxmltree::Node;

use super::Reader;
use super::habits::OF_LINES;
use super::xml::{self, is_space, name};
use crate::source::import::Hyphens;

impl<'x> Reader<'x, '_> {
    /// A break behind a hyphen. Gives whether the words before and behind it are one.
    pub(super) fn hyphenated(&mut self, node: Node<'x, 'x>) -> bool {
        let Some(before) = self.frame.tail().map(str::to_owned) else { return false };
        let Some(last) = before.chars().next_back() else { return false };
        if !(last == '-' || last == '\u{2010}' || OF_LINES.contains(&last)) {
            return false;
        }
        let behind = following(node);
        let stem = before.trim_end_matches(last);
        let is_word = stem.ends_with(char::is_alphabetic)
            && behind.starts_with(|c: char| c.is_alphabetic());
        if !is_word {
            return false;
        }
        if OF_LINES.contains(&last) {
            self.frame.unhyphen();
            return true;
        }
        let words = std::mem::take(&mut self.words);
        let known = words.of(self.xml.document.root_element());
        let verdict = Hyphens::new(&self.frame.lang.0, known).decide(stem, &behind);
        self.words = words;
        match verdict {
            Some(verdict) if !verdict.keep && verdict.sure => {
                self.frame.unhyphen();
                self.remark("line-end-hyphen", "gone", node, "");
                true
            }
            Some(verdict) if verdict.sure => true,
            Some(_) => {
                self.remark("line-end-hyphen", "kept", node, "");
                true
            }
            None => false,
        }
    }
}

/// The words that follow a break, as far as the next one.
fn following(node: Node) -> String {
    let mut out = String::new();
    let mut at = Some(node);
    for _ in 0..40 {
        let Some(here) = at else { break };
        let mut next = here.next_sibling();
        if next.is_none() {
            // Out of what ends here, such as highlighted words; not out of a block.
            at = here.parent().filter(|above| {
                !matches!(
                    name(*above),
                    "p" | "ab" | "l" | "head" | "item" | "note" | "cell"
                )
            });
            continue;
        }
        if let Some(node) = next.filter(|node| {
            matches!(name(*node), "note" | "fw" | "pb" | "cb" | "lb" | "gb" | "milestone")
        }) {
            next = Some(node);
        } else if let Some(node) = next {
            let words: String = match node.is_text() {
                true => node.text().unwrap_or_default().to_owned(),
                false => xml::edited_words(node),
            };
            out.push_str(match out.is_empty() {
                true => words.trim_start_matches(is_space),
                false => &words,
            });
            if out.contains(is_space) || out.chars().count() > 40 {
                break;
            }
        }
        at = next;
    }
    out
}
