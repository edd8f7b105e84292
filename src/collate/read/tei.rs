//! A transcription in TEI as a witness. Words, line breaks inside words, corrections by later
//! hands, gaps, unclear and supplied letters are kept; what is not text of the witness (headers,
//! notes, forme works) is passed over.

use std::ops::Range;

use roxmltree::Node;

use super::tei_nodes::{
    APART, Named, SECTIONS, hand_name, is_beside, is_division, letters, texts, xml_id,
};
use super::words::{HOLE, pieces, token};
use crate::collate::{Gap, GapKind, Hand, Section, TokenState, Witness};
use crate::diag::Diagnostic;
use crate::model::Lang;
use crate::source::tei::{Places, Xml, repair};
use crate::span::{FileId, Files, Span};

/// A witness has at most so many hands, the first one included.
const MOST_HANDS: usize = 255;

/// So many lost letters are more than a word.
const WORD: u32 = 12;

/// Reads a transcription in TEI; nothing if the file can't be read as XML. What is odd in it is
/// said.
pub fn read(
    files: &Files,
    file: FileId,
    id: &str,
    siglum: &str,
    lang: &Lang,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<Witness> {
    let text = &*files.get(file).text;
    let source = repair(file, text, diagnostics);
    let xml = Xml::parse(file, &source, diagnostics)?;
    let witness = Witness {
        id: id.to_owned(),
        siglum: siglum.to_owned(),
        lang: lang.clone(),
        file,
        hands: vec![Hand::default()],
        tokens: vec![],
        sections: vec![],
        gaps: vec![],
    };
    let root = xml.document.root_element();
    let mut reader = Reader {
        witness,
        places: xml.places.clone(),
        word: vec![],
        lost: vec![],
        spans: vec![],
        is_joined: false,
        is_ended: false,
    };
    reader.hands_of(root, diagnostics);
    for text in texts(root) {
        reader.walk(text, State::default());
        reader.end_word();
        reader.close();
    }
    Some(reader.witness)
}

/// What holds of the letters at a place.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    written: u8,
    deleted: Option<u8>,
    state: TokenState,
    in_word: bool,
    /// Whether what is deleted in it was restored.
    is_restored: bool,
}

/// A letter and where it is written.
#[derive(Debug, Clone)]
struct Letter {
    c: char,
    bytes: Range<usize>,
    state: State,
    /// If it stands for a gap: that, by its index in [`Reader::lost`].
    gap: Option<usize>,
}

/// What is being read.
struct Reader {
    witness: Witness,
    /// Where places of the parsed text stand in the file.
    places: Places,
    /// Additions and deletions that go on to an anchor: its name, and the hand of each.
    spans: Vec<(String, Option<u8>, Option<u8>)>,
    /// The letters since the last space.
    word: Vec<Letter>,
    /// The gaps that stand among the letters of the present word.
    lost: Vec<Gap>,
    /// Whether a space is passed over, since a word goes on behind a line break.
    is_joined: bool,
    /// Whether a space stands behind the last letter, at which the word ends unless a break
    /// follows that parts no words.
    is_ended: bool,
}

impl Reader {
    /// The later hands, in the order in which the transcription names them.
    fn hands_of(&mut self, root: Node, diagnostics: &mut Vec<Diagnostic>) {
        let corrections = root.descendants().filter(|node| {
            ["add", "del", "addSpan", "delSpan"]
                .iter()
                .any(|n| node.has_tag_name_any(n))
        });
        let declares = |name: &str| {
            let mut all = root.descendants().filter(|node| {
                node.has_tag_name_any("handNote") || node.has_tag_name_any("hand")
            });
            all.any(|node| xml_id(node) == Some(name))
        };
        let has_notes = root.descendants().any(|node| node.has_tag_name_any("handNote"));
        let mut undeclared: Vec<(String, Span)> = vec![];
        for node in corrections {
            let name = hand_name(node);
            if self.witness.hands[1..].iter().any(|hand| hand.name == name) {
                continue;
            }
            let span = self.span(node.range());
            if self.witness.hands.len() == MOST_HANDS {
                diagnostics.push(
                    Diagnostic::warning(
                        "too-many-hands",
                        format!("this transcription has more than {MOST_HANDS} hands: the others are taken for the last of these"),
                    )
                    .at(span)
                    .hint("give corrections of one hand the same `hand`"),
                );
                return;
            }
            if has_notes && !name.is_empty() && !declares(&name) {
                undeclared.push((name.clone(), span));
            }
            self.witness.hands.push(Hand { name, id: None });
        }
        if let Some((_, first)) = undeclared.first() {
            let names: Vec<String> =
                undeclared.iter().map(|(name, _)| format!("`{name}`")).collect();
            let message = match names.as_slice() {
                [one] => format!("the hand {one} is not among those of the header"),
                all => {
                    format!(
                        "the hands {} are not among those of the header",
                        all.join(", ")
                    )
                }
            };
            diagnostics.push(
                Diagnostic::warning("undeclared-hand", message)
                    .at(*first)
                    .hint("correct the name, or add a `handNote` with this `xml:id`"),
            );
        }
    }

    fn hand(&self, node: Node) -> u8 {
        let name = hand_name(node);
        let at = self.witness.hands[1..].iter().position(|hand| hand.name == name);
        at.map_or(self.witness.hands.len() - 1, |at| at + 1) as u8
    }

    /// A range of the parsed text as a place of the file.
    fn span(&self, range: Range<usize>) -> Span {
        let start = self.places.original(range.start);
        let end = self.places.original(range.end).max(start);
        Span::new(self.witness.file, start..end)
    }

    fn walk(&mut self, node: Node, state: State) {
        for child in node.children() {
            if child.is_text() {
                self.text(child, state);
            } else if child.is_element() {
                self.element(child, state);
            }
        }
    }

    fn element(&mut self, node: Node, state: State) {
        let name = node.tag_name().name();
        if let Some(id) = xml_id(node) {
            self.spans.retain(|(to, ..)| to != id);
        }
        if APART.contains(&name) {
            return;
        }
        match name {
            // The sign of an abbreviation that is spelled out beside it.
            "am" if is_beside(node, "ex") => {}
            "addSpan" | "delSpan" => self.begin_span(node, name),
            // A letter or two fill a line.
            "surplus" if letters(node) < 3 => {}
            "restore" => self.walk(node, State { is_restored: true, ..state }),
            "del" if state.is_restored => self.walk(node, state),
            "line" => {
                if !self.is_joined {
                    self.break_line(state);
                }
                self.walk(node, state);
                self.break_line(state);
            }
            "choice" => self.choice(node, state),
            "app" => {
                let lem = node.children().find(|child| child.has_tag_name_any("lem"));
                if let Some(lem) = lem.or_else(|| node.first_element_child()) {
                    self.walk(lem, state);
                }
            }
            "lb" | "pb" | "cb" | "gb" | "milestone" => self.break_at(node, state),
            // A sign that stands for a hyphen at the end of a line.
            "g" if node
                .attribute("ref")
                .is_some_and(|of| of.contains("dash") || of.contains("hyphen")) =>
            {
                self.is_joined = true;
            }
            "gap" | "space" => self.gap(node, name, state),
            "add" => {
                let hand = self.hand(node);
                self.walk(node, State { written: state.written.max(hand), ..state });
            }
            "del" => {
                // What a hand writes and deletes itself is never there.
                let hand = match self.hand(node).max(1) {
                    own if own >= state.written => own,
                    _ => state.written + 1,
                };
                self.walk(
                    node,
                    State {
                        deleted: Some(state.deleted.unwrap_or(hand).min(hand)),
                        ..state
                    },
                );
            }
            "unclear" => self.walk(node, State { state: TokenState::Unclear, ..state }),
            "supplied" => self.walk(node, State { state: TokenState::Supplied, ..state }),
            "w" | "num" => {
                self.end_word();
                self.walk(node, State { in_word: true, ..state });
                self.end_word();
            }
            "pc" => {
                self.walk(node, state);
                self.end_word();
            }
            _ if SECTIONS.contains(&name) => {
                self.end_word();
                self.close();
                self.open(node);
                self.walk(node, state);
                self.end_word();
                self.close();
            }
            "div" | "lg" | "sp" | "list" | "item" | "table" | "row" | "cell" | "zone" => {
                self.end_word();
                self.walk(node, state);
                self.end_word();
            }
            _ => self.walk(node, state),
        }
    }

    /// Of two forms of a word, the one that is spelled out.
    fn choice(&mut self, node: Node, state: State) {
        let has = |name: &str| node.children().find(|child| child.has_tag_name_any(name));
        let chosen = ["expan", "reg", "sic", "orig", "corr", "abbr"]
            .into_iter()
            .find_map(has);
        if let Some(chosen) = chosen {
            // Spaces beside it are layout of the file.
            self.walk(chosen, state);
        }
    }

    /// What is added or deleted from here on to the place that is named.
    fn begin_span(&mut self, node: Node, name: &str) {
        let Some(to) = node.attribute("spanTo") else { return };
        let to = to.trim_start_matches('#').to_owned();
        let hand = self.hand(node).max(1);
        self.spans.push(match name {
            "addSpan" => (to, Some(hand), None),
            _ => (to, None, Some(hand)),
        });
    }

    fn break_at(&mut self, node: Node, state: State) {
        let name = node.tag_name().name();
        if node.attribute("break") == Some("no") {
            self.is_joined = true;
            self.is_ended = false;
        } else if node.attribute("break").is_some() {
            self.end_word();
        } else if name != "milestone" && !self.is_joined {
            self.break_line(state);
        }
    }

    /// A line ends: a word too, unless it stands in an element of its own or has the sign for
    /// a word that goes on.
    fn break_line(&mut self, state: State) {
        if state.in_word {
            return;
        }
        let is_divided = match self.word.as_slice() {
            [.., letter, sign] => is_division(sign.c) && letter.c.is_alphabetic(),
            _ => false,
        };
        if is_divided {
            self.word.pop();
            self.is_joined = true;
            self.is_ended = false;
        } else {
            self.end_word();
        }
    }

    /// A gap without a space beside letters is part of their word.
    fn gap(&mut self, node: Node, name: &str, state: State) {
        let kind = match (name, node.attribute("reason")) {
            ("space", _) => GapKind::Space,
            (_, Some(reason)) if reason.contains("illegible") => GapKind::Illegible,
            _ => GapKind::Lacuna,
        };
        let is_letters =
            node.attribute("unit").is_none_or(|unit| unit.starts_with("char"));
        let quantity = node.attribute("quantity").or_else(|| node.attribute("extent"));
        let letters =
            quantity.filter(|_| is_letters).and_then(|count| count.parse().ok());
        let is_long = !is_letters || letters.is_some_and(|letters: u32| letters > WORD);
        if self.is_ended || kind == GapKind::Space || is_long && !state.in_word {
            self.end_word();
        }
        let gap = Gap {
            at: self.witness.tokens.len() as u32,
            kind,
            letters,
            span: self.span(node.range()),
        };
        if kind == GapKind::Space {
            self.witness.gaps.push(gap);
            return;
        }
        let number = self.lost.len();
        self.lost.push(gap);
        self.is_joined = false;
        for c in HOLE.chars() {
            let bytes = node.range();
            self.word.push(Letter { c, bytes, state, gap: Some(number) });
        }
        self.is_ended |= is_long && !state.in_word;
    }

    fn text(&mut self, node: Node, mut state: State) {
        for (_, written, deleted) in &self.spans {
            state.written = state.written.max(written.unwrap_or_default());
            let deleted = deleted.map(|hand| hand.max(state.written + 1));
            state.deleted = match (state.deleted, deleted) {
                (Some(one), Some(other)) => Some(one.min(other)),
                (one, other) => one.or(other),
            };
        }
        let (Some(text), range) = (node.text(), node.range()) else { return };
        // With entities, letters and bytes differ: then the whole stretch is the place.
        let is_plain = text.len() == range.len();
        for (at, c) in text.char_indices() {
            let is_blank = c.is_whitespace();
            if is_blank && !state.in_word {
                self.is_ended |= !self.is_joined;
                continue;
            }
            if is_blank {
                continue;
            }
            if self.is_ended {
                self.end_word();
            }
            self.is_joined = false;
            let bytes = match is_plain {
                true => range.start + at..range.start + at + c.len_utf8(),
                false => range.clone(),
            };
            self.word.push(Letter { c, bytes, state, gap: None });
        }
    }

    /// Ends a word at a space: its forms under the hands that worked on it become tokens.
    fn end_word(&mut self) {
        self.is_joined = false;
        self.is_ended = false;
        let letters = std::mem::take(&mut self.word);
        if letters.is_empty() {
            return;
        }
        // A gap alone.
        if letters.iter().all(|letter| letter.gap.is_some()) {
            self.witness.gaps.append(&mut self.lost);
            return;
        }
        let last = self.witness.hands.len() as u8;
        let is_in = |letter: &Letter, hand: u8| {
            letter.state.written <= hand
                && letter.state.deleted.is_none_or(|at| hand < at)
        };
        let mut hand = 0;
        while hand < last {
            let own: Vec<&Letter> = letters.iter().filter(|l| is_in(l, hand)).collect();
            let mut next = hand + 1;
            while next < last && letters.iter().all(|l| is_in(l, hand) == is_in(l, next))
            {
                next += 1;
            }
            self.tokens(&own, hand, (next < last).then_some(next));
            hand = next;
        }
        self.lost.clear();
    }

    fn tokens(&mut self, letters: &[&Letter], written: u8, deleted: Option<u8>) {
        let form: String = letters.iter().map(|letter| letter.c).collect();
        let starts: Vec<usize> = form.char_indices().map(|(at, _)| at).collect();
        let mut end = None;
        for piece in pieces(&form, &self.witness.lang) {
            let of = |byte: usize| starts.partition_point(|start| *start < byte);
            let own = &letters[of(piece.start)..of(piece.end)];
            let (Some(first), Some(last)) = (own.first(), own.last()) else { continue };
            let range = first.bytes.start..last.bytes.end.max(first.bytes.end);
            let mut token = token(&form[piece.clone()], self.span(range));
            let has =
                |state: TokenState| own.iter().any(|letter| letter.state.state == state);
            if has(TokenState::Supplied) {
                token.state = TokenState::Supplied;
            } else if has(TokenState::Unclear) {
                token.state = TokenState::Unclear;
            }
            (token.written, token.deleted) = (written, deleted);
            token.glued = end == Some(piece.start);
            end = Some(piece.end);
            let is_word = token.is_word();
            let index = self.witness.tokens.len() as u32;
            // What is lost at its start, then what is lost in it or behind it; of several hands
            // the first one tells it.
            for (at, is_behind) in [(own.first(), false), (own.last(), true)] {
                let number = at.and_then(|letter| letter.gap);
                let Some(gap) = number.and_then(|number| self.lost.get_mut(number))
                else {
                    continue;
                };
                if gap.span.start < gap.span.end {
                    let at = index + u32::from(is_behind && is_word);
                    self.witness.gaps.push(Gap { at, ..gap.clone() });
                    gap.span.end = gap.span.start;
                }
            }
            if is_word || own.iter().any(|letter| letter.gap.is_none()) {
                self.witness.tokens.push(token);
            }
        }
    }

    fn open(&mut self, node: Node) {
        let first = self.witness.tokens.len() as u32;
        let id = xml_id(node).or_else(|| node.attribute("n"));
        self.witness.sections.push(Section {
            id: id.map(str::to_owned),
            tokens: first..first,
            span: self.span(node.range()),
        });
    }

    /// Ends a section; words outside of any are one without a name.
    fn close(&mut self) {
        let end = self.witness.tokens.len() as u32;
        let covered =
            self.witness.sections.iter().map(|s| s.tokens.end).max().unwrap_or(0);
        match self.witness.sections.last_mut().filter(|last| last.tokens.is_empty()) {
            Some(last) if last.tokens.start == covered => last.tokens.end = end,
            _ if covered < end => {
                let tokens = &self.witness.tokens[covered as usize..];
                let span = tokens[0].span;
                let to = tokens.last().map_or(span.end, |token| token.span.end);
                let span = Span { end: to.max(span.end), ..span };
                self.witness.sections.push(Section {
                    id: None,
                    tokens: covered..end,
                    span,
                });
            }
            _ => {}
        }
    }
}
