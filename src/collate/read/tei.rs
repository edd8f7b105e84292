//! A transcription in TEI as a witness. Words, line breaks inside words, corrections by later
//! hands, gaps, unclear and supplied letters are kept; what is not text of the witness (headers,
//! notes, forme works) is passed over.

use std::ops::Range;

use roxmltree::{Document, Node, ParsingOptions};

use super::words::{pieces, token};
use crate::collate::{Gap, GapKind, Hand, Section, TokenState, Witness};
use crate::diag::Diagnostic;
use crate::model::Lang;
use crate::span::{FileId, Files, Span};

/// Elements whose words are not those of the witness.
const APART: [&str; 16] = [
    "bibl",
    "teiHeader",
    "facsimile",
    "sourceDoc",
    "standOff",
    "front",
    "back",
    "note",
    "fw",
    "head",
    "label",
    "figDesc",
    "desc",
    "surplus",
    "rdg",
    "index",
];

/// Elements that are sections if they have text.
const SECTIONS: [&str; 5] = ["p", "ab", "l", "u", "stage"];

/// Reads a transcription in TEI.
///
/// # Errors
/// If the file is not well-formed.
pub fn read(
    files: &Files,
    file: FileId,
    id: &str,
    siglum: &str,
    lang: &Lang,
) -> Result<Witness, Diagnostic> {
    let text = &*files.get(file).text;
    let options = ParsingOptions { allow_dtd: true, ..ParsingOptions::default() };
    let tree = Document::parse_with_options(text, options).map_err(|error| {
        let place = error.pos();
        let start = files.get(file).line_start(place.row as usize).unwrap_or_default();
        let at = (start + place.col.saturating_sub(1) as usize).min(text.len());
        Diagnostic::error(
            "bad-xml",
            format!("this transcription is not well-formed: {error}"),
        )
        .at(Span::new(file, at..at))
        .hint("mend the file: a transcription in TEI is well-formed XML")
    })?;
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
    let root = tree.root_element();
    let mut reader = Reader {
        witness,
        word: vec![],
        is_joined: false,
        is_ended: false,
    };
    reader.hands_of(root);
    let texts = root
        .descendants()
        .find(|node| node.has_tag_name_any("body"))
        .unwrap_or(root);
    reader.walk(texts, State::default());
    reader.end_word();
    reader.close();
    Ok(reader.witness)
}

/// A name without regard to the namespace.
trait Named {
    fn has_tag_name_any(&self, name: &str) -> bool;
}

impl Named for Node<'_, '_> {
    fn has_tag_name_any(&self, name: &str) -> bool {
        self.is_element() && self.tag_name().name() == name
    }
}

/// What holds of the letters at a place.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    written: u8,
    deleted: Option<u8>,
    state: TokenState,
    in_word: bool,
}

/// A letter and where it is written.
#[derive(Debug, Clone)]
struct Letter {
    c: char,
    bytes: Range<usize>,
    state: State,
}

/// What is being read.
struct Reader {
    witness: Witness,
    /// The letters since the last space.
    word: Vec<Letter>,
    /// Whether a space is passed over, since a word goes on behind a line break.
    is_joined: bool,
    /// Whether a space stands behind the last letter, at which the word ends unless a break
    /// follows that parts no words.
    is_ended: bool,
}

impl Reader {
    /// The later hands, in the order in which the transcription names them.
    fn hands_of(&mut self, root: Node) {
        let corrections = root.descendants().filter(|node| {
            ["add", "del", "addSpan", "delSpan"]
                .iter()
                .any(|n| node.has_tag_name_any(n))
        });
        let mut names: Vec<String> = corrections.map(hand_name).collect();
        names.dedup();
        for name in names {
            let is_known = self.witness.hands[1..].iter().any(|hand| hand.name == name);
            if !is_known && self.witness.hands.len() < usize::from(u8::MAX) {
                self.witness.hands.push(Hand { name, id: None });
            }
        }
    }

    fn hand(&self, node: Node) -> u8 {
        let name = hand_name(node);
        let at = self.witness.hands[1..].iter().position(|hand| hand.name == name);
        at.map_or(0, |at| at as u8 + 1)
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
        if APART.contains(&name) {
            return;
        }
        match name {
            "choice" => self.choice(node, state),
            "app" => {
                let lem = node.children().find(|child| child.has_tag_name_any("lem"));
                if let Some(lem) = lem.or_else(|| node.first_element_child()) {
                    self.walk(lem, state);
                }
            }
            "lb" | "pb" | "cb" | "gb" | "milestone" => self.break_at(node),
            // A sign that stands for a hyphen at the end of a line.
            "g" if node
                .attribute("ref")
                .is_some_and(|of| of.contains("dash") || of.contains("hyphen")) =>
            {
                self.is_joined = true;
            }
            "gap" | "space" => self.gap(node, name),
            "add" => {
                let hand = self.hand(node);
                self.walk(node, State { written: state.written.max(hand), ..state });
            }
            "del" => {
                let hand = self.hand(node).max(1);
                let hand = hand.max(state.written + 1);
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
            "div" | "lg" | "sp" | "list" | "item" | "table" | "row" | "cell" => {
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

    fn break_at(&mut self, node: Node) {
        let name = node.tag_name().name();
        if node.attribute("break") == Some("no") {
            self.is_joined = true;
            self.is_ended = false;
        } else if name != "milestone" && !self.is_joined {
            self.end_word();
        }
    }

    fn gap(&mut self, node: Node, name: &str) {
        self.end_word();
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
        self.witness.gaps.push(Gap {
            at: self.witness.tokens.len() as u32,
            kind,
            letters,
            span: Span::new(self.witness.file, node.range()),
        });
    }

    fn text(&mut self, node: Node, state: State) {
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
            self.word.push(Letter { c, bytes, state });
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
            let mut token =
                token(&form[piece.clone()], Span::new(self.witness.file, range));
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
            self.witness.tokens.push(token);
        }
    }

    fn open(&mut self, node: Node) {
        let first = self.witness.tokens.len() as u32;
        let xml = "http://www.w3.org/XML/1998/namespace";
        let id = node.attribute((xml, "id")).or_else(|| node.attribute("n"));
        self.witness.sections.push(Section {
            id: id.map(str::to_owned),
            tokens: first..first,
            span: Span::new(self.witness.file, node.range()),
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

/// The name of the hand that an addition or a deletion is by; that of a deletion may stand with
/// the addition that replaces it.
fn hand_name(node: Node) -> String {
    let own = node.attribute("hand");
    let beside = || {
        let parent = node.parent().filter(|parent| parent.has_tag_name_any("subst"))?;
        parent
            .attribute("hand")
            .or_else(|| parent.children().find_map(|child| child.attribute("hand")))
    };
    own.or_else(beside)
        .unwrap_or_default()
        .trim_start_matches('#')
        .to_owned()
}
