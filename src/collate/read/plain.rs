//! Plain text as a witness: a section on each line if each line begins with a reference, as
//! `Mark 1:1` does; else paragraphs between blank lines.

use std::ops::Range;

use super::beside::{Beside, beside};
use super::words::{HOLE, tokenize};
use crate::collate::{Gap, GapKind, Hand, Section, Token, TokenState, Witness};
use crate::diag::Diagnostic;
use crate::model::Lang;
use crate::source::sections::{has_references, reference};
use crate::span::{FileId, Files, Span};

/// Reads a witness in plain text. What a transcriber wrote beside the text is left out, and said.
pub fn read(
    files: &Files,
    file: FileId,
    id: &str,
    siglum: &str,
    lang: &Lang,
    diagnostics: &mut Vec<Diagnostic>,
) -> Witness {
    let text = &*files.get(file).text;
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
    let beside = beside(text);
    if let Some(first) = beside.ranges.first() {
        let shown: String = text[first.clone()].chars().take(20).collect();
        let message = format!(
            "{} in witness `{id}` no text of it: folios, numbers of lines or sections, headings, notes; the first is `{shown}`",
            match beside.ranges.len() {
                1 => "one mark is".to_owned(),
                count => format!("{count} marks are"),
            }
        );
        diagnostics.push(
            Diagnostic::warning("beside-text", message)
                .at(Span::new(file, first.clone()))
                .hint("nothing, if that is right; what is text stands without brackets or `#`"),
        );
    }
    let has_references = has_references(text);
    let mut reader = Reader { witness, text, beside, is_open: false };
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let words = line.trim_start_matches('\u{feff}');
        let indent = line.len() - words.trim_start().len();
        let words = words.trim();
        let from = start + indent;
        if words.is_empty() {
            reader.is_open = false;
            continue;
        }
        let reference = reference(words).filter(|_| has_references);
        if has_references || !reader.is_open {
            let name = reference.map(|id| id.trim_end_matches([':', '.']));
            reader.open(name, from);
        }
        reader.is_open = true;
        let skipped = reference.map_or(0, str::len);
        let first = reader.witness.tokens.len();
        reader.line(from + skipped..from + words.len());
        if !has_references {
            join(&mut reader.witness, first, text);
        }
        if let Some(section) = reader.witness.sections.last_mut() {
            section.tokens.end = reader.witness.tokens.len() as u32;
            section.span.end = (from + words.len()) as u32;
        }
    }
    reader.witness
}

struct Reader<'a> {
    witness: Witness,
    text: &'a str,
    beside: Beside,
    /// Whether a section goes on.
    is_open: bool,
}

impl Reader<'_> {
    /// Begins a section. One that has neither a name nor words is not kept.
    fn open(&mut self, name: Option<&str>, at: usize) {
        let first = self.witness.tokens.len() as u32;
        let is_idle = |last: &Section| last.tokens.start == first && last.id.is_none();
        if self.witness.sections.last().is_some_and(is_idle) {
            self.witness.sections.pop();
        }
        if let Some(last) = self.witness.sections.last_mut() {
            last.tokens.end = first;
        }
        self.witness.sections.push(Section {
            id: name.map(str::to_owned),
            tokens: first..first,
            span: Span::new(self.witness.file, at..at),
        });
    }

    /// Takes the tokens of a line, without what stands beside the text.
    fn line(&mut self, range: Range<usize>) {
        let mut from = range.start;
        let first = self.beside.ranges.partition_point(|mark| mark.end <= range.start);
        for number in first..self.beside.ranges.len() {
            let mark = self.beside.ranges[number].clone();
            if mark.start >= range.end {
                break;
            }
            if mark.start > from {
                self.words(from..mark.start);
            }
            from = from.max(mark.end);
            let sections = &self.beside.sections;
            let section = sections.iter().find(|(range, _)| *range == mark);
            if let Some((_, name)) = section.cloned() {
                self.open(Some(&name), mark.start);
            }
        }
        if from < range.end {
            self.words(from..range.end);
        }
    }

    fn words(&mut self, range: Range<usize>) {
        let first = self.witness.tokens.len();
        let Witness { tokens, lang, file, .. } = &mut self.witness;
        tokenize(self.text, range, *file, lang, tokens);
        unbracketed(tokens, first);
        lost(&mut self.witness, first);
    }
}

/// Takes the brackets out of words in which a transcriber supplied or spelled out letters.
fn unbracketed(tokens: &mut Vec<Token>, first: usize) {
    let all = tokens.split_off(first);
    let is_bracket = |token: &Token| {
        matches!(&*token.form, "[" | "]" | "(" | ")" | "<" | ">" | "{" | "}" | "⟨" | "⟩")
    };
    let is_part = |token: &Token| {
        token.is_word() && !token.form.contains(HOLE) || is_bracket(token)
    };
    let is_run = |one: &Token, next: &Token| next.glued && is_part(one) && is_part(next);
    for run in all.chunk_by(is_run) {
        let words = || run.iter().filter(|token| token.is_word());
        let is_within = run.windows(3).any(|three| {
            three[0].is_word() && is_bracket(&three[1]) && three[2].is_word()
        });
        match (words().next(), run.last()) {
            (Some(word), Some(last)) if is_within => {
                let mut whole = word.clone();
                whole.form = words().map(|word| &*word.form).collect::<String>().into();
                whole.span = Span { end: last.span.end, ..run[0].span };
                whole.glued = run[0].glued;
                whole.state = TokenState::Supplied;
                tokens.push(whole);
            }
            _ => tokens.extend_from_slice(run),
        }
    }
}

/// Joins a word that goes on in a line with its part in the line before.
fn join(witness: &mut Witness, first: usize, text: &str) {
    let tokens = &witness.tokens;
    let start = witness.sections.last().map_or(0, |section| section.tokens.start);
    if first < start as usize + 2 || first >= tokens.len() {
        return;
    }
    let (part, sign, rest) = (&tokens[first - 2], &tokens[first - 1], &tokens[first]);
    let is_sign = matches!(&*sign.form, "-" | "\u{2010}" | "\u{2e17}" | "\u{2e40}" | "¬");
    let goes_on = rest
        .form
        .chars()
        .next()
        .is_some_and(|c| c.is_alphabetic() && !c.is_uppercase());
    let is_in_text = text
        .get(sign.span.range().end..rest.span.range().start)
        .is_some_and(|between| between.trim().is_empty());
    let is_letter = part.form.ends_with(char::is_alphabetic);
    if !(is_sign && sign.glued && goes_on && is_in_text && part.is_word() && is_letter) {
        return;
    }
    let mut whole = part.clone();
    whole.form = format!("{}{}", part.form, rest.form).into();
    whole.span.end = rest.span.end;
    witness.tokens.splice(first - 2..=first, [whole]);
}

/// Makes gaps of what stands for lost text: alone, or at the beginning or the end of a word.
fn lost(witness: &mut Witness, first: usize) {
    let tokens = witness.tokens.split_off(first);
    for token in tokens {
        let at = witness.tokens.len() as u32;
        let mut gap = |at: u32| {
            witness.gaps.push(Gap {
                at,
                kind: GapKind::Lacuna,
                letters: None,
                span: token.span,
            });
        };
        if &*token.form == HOLE {
            gap(at);
            continue;
        }
        if token.form.starts_with(HOLE) {
            gap(at);
        }
        if token.form.ends_with(HOLE) {
            gap(at + 1);
        }
        witness.tokens.push(token);
    }
}
