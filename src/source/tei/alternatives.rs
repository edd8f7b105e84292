//! Forms that stand in no `choice`: in an attribute, as TEI P4 has them, or in another element
//! that `exclude` names; and witnesses that begin or end between the words of the text.

use roxmltree::Node;

use super::Reader;
use super::parts::Border;
use super::xml::{self, given, name};
use crate::edition::Pair;
use crate::model::{Entry, Form, Passage, Place, Reading, ReadingKind, Style};

/// An element and the attribute that has its other form in TEI P4.
const ATTRIBUTES: [(&str, &str, Pair); 6] = [
    ("sic", "corr", Pair::SicCorr),
    ("corr", "sic", Pair::SicCorr),
    ("orig", "reg", Pair::OrigReg),
    ("reg", "orig", Pair::OrigReg),
    ("abbr", "expan", Pair::AbbrExpan),
    ("expan", "abbr", Pair::AbbrExpan),
];

/// The attribute of an element that has another form of its words.
pub(super) fn other_form<'a>(
    node: Node<'a, '_>,
) -> Option<(&'static str, &'a str, Pair)> {
    let found = ATTRIBUTES.into_iter().filter(|(own, ..)| *own == name(node));
    let mut found =
        found.filter_map(|(_, other, pair)| Some((other, given(node, other)?, pair)));
    found.next()
}

impl<'x> Reader<'x, '_> {
    /// An element whose other form stands in an attribute. Gives whether it is one.
    pub(super) fn with_other_form(&mut self, node: Node<'x, 'x>) -> bool {
        let Some((other, words, pair)) = other_form(node) else { return false };
        let printed = name(node);
        let in_choice = node.parent().is_some_and(|above| name(above) == "choice");
        if in_choice || self.depth > 0 || self.copying {
            return false;
        }
        let wanted = self.context.tei.pair(pair).map(|[first, _]| first);
        let is_turned = wanted == Some(other);
        let pin = self.frame.pin();
        let series = self.series_of(pair);
        let own = xml::words(node);
        let words = xml::fold(words);
        let (shown, kind, hidden) = match is_turned {
            true => (other, printed, own.clone()),
            false => (printed, other, words.clone()),
        };
        let form = Form {
            printed: shown.to_owned(),
            kind: kind.to_owned(),
            words: hidden.clone(),
        };
        if series.is_none() {
            self.frame.open(Style::Form(form));
        }
        match is_turned {
            true => self.frame.push_words(&words, node.range().start),
            false => self.children(node),
        }
        if series.is_none() {
            self.frame.close();
            let why = "the other form of its words is printed";
            self.remark("left-out", kind, node, why);
        }
        let Some(series) = series else { return true };
        let (from, to) = self.frame.since(pin);
        if own == words {
            return true;
        }
        let reading = Reading {
            kind: match (hidden.is_empty(), from == to) {
                (true, _) => ReadingKind::Omission,
                (false, true) => ReadingKind::Addition,
                (false, false) => ReadingKind::Variant,
            },
            text: Passage::plain(hidden),
            kept: vec![("type".to_owned(), kind.to_owned())],
            ..self.no_reading(node)
        };
        self.widened.push((self.entries.len(), [true, true]));
        self.entries.push(Entry {
            readings: vec![reading],
            ..Entry::new(&series, from, to, Some(self.xml.tag(node)))
        });
        true
    }

    /// An element that excludes one before it: another reading of that place, and not printed
    /// beside it. Gives whether it was read so.
    pub(super) fn excludes(&mut self, node: Node<'x, 'x>) -> bool {
        if matches!(name(node), "app" | "lem" | "rdg" | "alt") || self.depth > 0 {
            return false;
        }
        let pointers = given(node, "exclude").unwrap_or_default().split_whitespace();
        let mut places = pointers
            .filter_map(|pointer| self.places.get(pointer.trim_start_matches('#')));
        let Some((pin, to)) = places.next().copied() else { return false };
        let Some(series) = self.series_of(Pair::Alternatives) else { return false };
        let text = self.passage(node);
        let from = self.frame.pinned(pin).min(to);
        if text.text.is_empty() || from.block != to.block {
            return false;
        }
        let reading = Reading {
            kind: match from == to {
                true => ReadingKind::Addition,
                false => ReadingKind::Variant,
            },
            text,
            ..self.no_reading(node)
        };
        self.entries.push(Entry {
            readings: vec![reading],
            ..Entry::new(&series, from, to, Some(self.xml.tag(node)))
        });
        true
    }

    /// A witness begins or ends between the words of the text: an entry on the word that is its
    /// first or last one.
    pub(super) fn border(&mut self, node: Node<'x, 'x>) {
        let begins = matches!(name(node), "witStart" | "lacunaEnd");
        let witnesses = self.witnesses_of(node, "wit");
        let series = self.first_critical();
        if witnesses.is_empty() || self.depth > 0 || self.copying {
            let why = "it names no witness whose words begin or end here";
            return self.remark("left-out", name(node), node, why);
        }
        let reading = Reading {
            kind: if begins { ReadingKind::Beginning } else { ReadingKind::Ending },
            witnesses,
            ..self.no_reading(node)
        };
        let here = self.frame.here();
        self.borders.push(Border { entry: self.entries.len(), begins });
        self.entries.push(Entry {
            readings: vec![reading],
            ..Entry::new(&series, here, here, Some(self.xml.tag(node)))
        });
    }

    /// Puts the entries of witnesses that begin or end on the words where they do.
    pub(super) fn settle_borders(&mut self) {
        for Border { entry, begins } in std::mem::take(&mut self.borders) {
            let Some(entry) = self.entries.get_mut(entry) else { continue };
            let place = entry.from;
            let Some(block) = self.frame.blocks.get(place.block as usize) else {
                continue;
            };
            let text = &block.content.text;
            let at = place.offset as usize;
            let word = match begins {
                true => text[at..].split_whitespace().next().map(|word| {
                    let start = at + text[at..].len() - text[at..].trim_start().len();
                    start..start + word.len()
                }),
                false => text[..at].split_whitespace().next_back().map(|word| {
                    let end = text[..at].trim_end().len();
                    end - word.len()..end
                }),
            };
            // At the end of a paragraph the next one has the word.
            let next = self.frame.blocks.get(place.block as usize + 1).filter(|_| begins);
            let (block, range) = match (word, next) {
                (Some(range), _) => (place.block, range),
                (None, Some(next)) => {
                    let word = next.content.text.split_whitespace().next();
                    (place.block + 1, 0..word.map_or(0, str::len))
                }
                (None, None) => continue,
            };
            let content = &self.frame.blocks[block as usize].content.text;
            let is_sign = |c: char| !c.is_alphanumeric() && c.is_ascii_punctuation();
            let word = &content[range.clone()];
            let start = range.start + word.len() - word.trim_start_matches(is_sign).len();
            let end = range.end - (word.len() - word.trim_end_matches(is_sign).len());
            if start < end {
                entry.from = Place { block, offset: start as u32 };
                entry.to = Place { block, offset: end as u32 };
            }
        }
    }

    fn no_reading(&self, node: Node<'x, 'x>) -> Reading {
        Reading {
            kind: ReadingKind::Variant,
            text: Passage::default(),
            witnesses: vec![],
            is_rest: false,
            remarks: vec![],
            kept: vec![],
            span: Some(self.xml.tag(node)),
        }
    }
}
