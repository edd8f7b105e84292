//! Patterns of `index.toml` found in the texts. One thing: the search, which goes once
//! over all tokens for all patterns, with what it folds and what it leaves out.
//!
//! Each different form of a word is compared with the words of the patterns once;
//! after that a word of the text costs one look into a table. A pattern is tried
//! only where its first word stands.

use std::borrow::Cow;
use std::ops::Range;

use regex::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;

use super::count::covers;
use super::normal;
use super::reference::ReferenceKind;
use super::tokens::{Token, passage_tokens};
use crate::diag::Diagnostic;
use crate::edition::IndexHeading;
use crate::model::{Lang, Model, Passage, Place, Role, Style, Text};

/// A place where a pattern of a heading stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Match {
    /// The heading's index in the headings given.
    pub heading: u32,
    /// The text's index in the model.
    pub text: u32,
    /// Whether it stands in the text, in a note or in the apparatus.
    pub kind: ReferenceKind,
    /// Before the first byte. For a note its place of call, for an entry of the
    /// apparatus the place where its lemma begins.
    pub from: Place,
    /// After the last byte, or the end of the lemma; equal to `from` for a note.
    pub to: Place,
    /// The note's index in the text, if it stands in one.
    pub note: Option<u32>,
}

/// Finds the patterns of some headings in the edited texts, their notes and the
/// comments of their apparatus, in reading order. The readings are not searched:
/// they are what the text does not say.
///
/// Words are compared as [`normal::fold`] has them, whole and with their case,
/// unless the pattern says otherwise; an English `'s` may follow. Between two
/// words the same signs must stand as in the pattern, white space counting once.
/// Where several patterns of one heading overlap, the longest counts; a place that
/// overlaps an exception of its heading does not count.
///
/// A pattern that stands nowhere gives the warning `pattern-unmatched`, one that stands
/// at more than `limit` places `pattern-too-common`, unless `limit` is 0.
pub fn find(
    model: &Model,
    headings: &[&IndexHeading],
    limit: usize,
    diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Match> {
    let mut finder = Finder::new(headings);
    let mut found = vec![];
    for (text, content) in model.texts.iter().enumerate() {
        if content.role == Role::Body {
            let first = found.len();
            finder.text(text as u32, content, &mut found);
            found[first..].sort_by_key(|m| (m.from, m.kind));
        }
    }
    finder.report(headings, limit, diagnostics);
    found
}

/// A pattern or an exception, as words that are numbered in the vocabulary.
struct Phrase {
    heading: u32,
    /// Its index among the heading's patterns; nothing for an exception.
    pattern: Option<u32>,
    words: Vec<u32>,
    /// What stands between its words.
    gaps: Vec<String>,
    /// At how many places it was found.
    found: usize,
}

/// A regular expression of a heading.
struct Expression {
    heading: u32,
    regex: Regex,
    /// At how many places it was found.
    found: usize,
}

/// A word of a pattern.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Word {
    text: String,
    prefix: bool,
    ignore: Ignored,
}

/// What does not count when a word is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Ignored {
    case: bool,
    accents: bool,
}

impl Ignored {
    /// A word that was folded, without what does not count.
    fn strip(self, folded: Cow<'_, str>) -> String {
        let text = if self.accents {
            normal::without_accents(&folded)
        } else {
            folded.into_owned()
        };
        if self.case { text.to_lowercase() } else { text }
    }

    fn nth(self) -> usize {
        usize::from(self.case) + 2 * usize::from(self.accents)
    }
}

/// The different words of all patterns, and what forms of the text they match.
#[derive(Default)]
struct Vocabulary {
    words: FxHashMap<Word, u32>,
    /// Whether some words are prefixes, and what some ignore.
    kinds: [[bool; 4]; 2],
}

impl Vocabulary {
    fn add(&mut self, word: Word) -> u32 {
        self.kinds[usize::from(word.prefix)][word.ignore.nth()] = true;
        let next = self.words.len() as u32;
        *self.words.entry(word).or_insert(next)
    }

    /// The words that a form of the text matches.
    fn matching(&self, form: &str) -> Vec<u32> {
        let folded = normal::fold(form);
        let mut found = vec![];
        for (case, accents) in
            [(false, false), (true, false), (false, true), (true, true)]
        {
            let ignore = Ignored { case, accents };
            let [whole, prefix] = self.kinds.map(|kinds| kinds[ignore.nth()]);
            if !whole && !prefix {
                continue;
            }
            let form = ignore.strip(folded.clone());
            if whole {
                self.look_up(&form, false, ignore, &mut found);
                if let Some(owner) = form.strip_suffix("'s") {
                    self.look_up(owner, false, ignore, &mut found);
                }
            }
            if prefix {
                let ends =
                    form.char_indices().map(|(at, _)| at).skip(1).chain([form.len()]);
                for end in ends {
                    self.look_up(&form[..end], true, ignore, &mut found);
                }
            }
        }
        found
    }

    fn look_up(&self, text: &str, prefix: bool, ignore: Ignored, found: &mut Vec<u32>) {
        let word = Word { text: text.to_owned(), prefix, ignore };
        found.extend(self.words.get(&word));
    }
}

struct Finder {
    vocabulary: Vocabulary,
    phrases: Vec<Phrase>,
    expressions: Vec<Expression>,
    /// The only language of each heading.
    langs: Vec<Option<Lang>>,
    /// The phrases that begin with a word, by the word's number.
    starts: Vec<Vec<u32>>,
    /// A form of the text, and its entry in `hits`.
    forms: FxHashMap<Box<str>, u32>,
    /// Numbers of words that a form matches; the first entry is empty.
    hits: Vec<Vec<u32>>,
    tokens: Vec<Token>,
    line: Vec<u32>,
}

impl Finder {
    fn new(headings: &[&IndexHeading]) -> Self {
        let mut finder = Self {
            vocabulary: Vocabulary::default(),
            phrases: vec![],
            expressions: vec![],
            langs: vec![],
            starts: vec![],
            forms: FxHashMap::default(),
            hits: vec![vec![]],
            tokens: vec![],
            line: vec![],
        };
        for (i, heading) in headings.iter().enumerate() {
            for (k, pattern) in heading.patterns.iter().enumerate() {
                let which = (i as u32, Some(k as u32));
                let accents = heading.ignore_accents;
                let ignore = Ignored { case: pattern.ignore_case, accents };
                finder.add(which, &pattern.text, pattern.prefix, ignore);
            }
            let case = heading.patterns.iter().all(|pattern| pattern.ignore_case);
            let ignore = Ignored { case, accents: heading.ignore_accents };
            for except in &heading.except {
                finder.add((i as u32, None), except, false, ignore);
            }
            for written in &heading.regexes {
                let built = RegexBuilder::new(written)
                    .case_insensitive(heading.ignore_case)
                    .build();
                if let Ok(regex) = built {
                    finder.expressions.push(Expression {
                        heading: i as u32,
                        regex,
                        found: 0,
                    });
                }
            }
            finder.langs.push(heading.lang.clone());
        }
        finder
    }

    fn add(
        &mut self,
        (heading, pattern): (u32, Option<u32>),
        text: &str,
        prefix: bool,
        ignore: Ignored,
    ) {
        let mut phrase = Phrase {
            heading,
            pattern,
            words: vec![],
            gaps: vec![],
            found: 0,
        };
        passage_tokens(&Passage::plain(text), &mut self.tokens);
        for (i, token) in self.tokens.iter().enumerate() {
            let (start, end) = (token.range.start as usize, token.range.end as usize);
            let starred = text[end..].starts_with('*');
            let folded = normal::fold(&text[start..end]);
            phrase.words.push(self.vocabulary.add(Word {
                text: ignore.strip(folded),
                prefix: starred || prefix && i + 1 == self.tokens.len(),
                ignore,
            }));
            if let Some(next) = self.tokens.get(i + 1) {
                let after = end + usize::from(starred);
                phrase.gaps.push(gap(&text[after..next.range.start as usize]));
            }
        }
        self.starts.resize(self.vocabulary.words.len(), vec![]);
        if let Some(&first) = phrase.words.first() {
            self.starts[first as usize].push(self.phrases.len() as u32);
        }
        self.phrases.push(phrase);
    }

    /// Adds the matches in a text, in its notes and in the comments on it.
    fn text(&mut self, number: u32, text: &Text, out: &mut Vec<Match>) {
        for (block, content) in text.blocks.iter().enumerate() {
            self.passage(&content.content, &content.lang, |heading, range| {
                let place = |offset| Place { block: block as u32, offset };
                let (from, to) = (place(range.start), place(range.end));
                let kind = ReferenceKind::Text;
                out.push(Match { heading, text: number, kind, from, to, note: None });
            });
        }
        let notes = text.notes.iter().enumerate().flat_map(|(k, note)| {
            let kind = ReferenceKind::Note;
            note.body
                .iter()
                .map(move |part| (part, (note.at, note.at), kind, Some(k as u32)))
        });
        let comments = text.entries.iter().filter_map(|entry| {
            let lemma = (entry.from, entry.to);
            Some((entry.comment.as_ref()?, lemma, ReferenceKind::Apparatus, None))
        });
        for (passage, (from, to), kind, note) in notes.chain(comments) {
            self.passage(passage, &text.lang, |heading, _| {
                out.push(Match { heading, text: number, kind, from, to, note });
            });
        }
    }

    /// Calls `emit` with each match in a passage: the heading and the bytes.
    fn passage(
        &mut self,
        passage: &Passage,
        base: &Lang,
        mut emit: impl FnMut(u32, Range<u32>),
    ) {
        if self.phrases.is_empty() && self.expressions.is_empty() {
            return;
        }
        let text = passage.text.as_str();
        passage_tokens(passage, &mut self.tokens);
        self.line.clear();
        let mut any = 0;
        for token in &self.tokens {
            let form = &text[token.range.start as usize..token.range.end as usize];
            let hit = match self.forms.get(form) {
                Some(&hit) => hit,
                None => {
                    let words = self.vocabulary.matching(form);
                    let hit = if words.is_empty() { 0 } else { self.hits.len() as u32 };
                    if hit > 0 {
                        self.hits.push(words);
                    }
                    self.forms.insert(form.into(), hit);
                    hit
                }
            };
            any |= hit;
            self.line.push(hit);
        }
        if any == 0 && self.expressions.is_empty() {
            return;
        }

        let mut found: Vec<(u32, bool, Range<u32>)> = vec![];
        let tokens = &self.tokens;
        let langs = &self.langs;
        // Whether a heading looks at words of the language at a byte.
        let spoken = |heading: u32, byte: u32| {
            let Some(wanted) = &langs[heading as usize] else { return true };
            let token = tokens.partition_point(|token| token.range.end <= byte);
            let style = tokens.get(token).and_then(|token| token.lang);
            let lang = match style.map(|style| &passage.styles[style as usize].style) {
                Some(Style::Lang(lang)) => lang,
                _ => base,
            };
            covers(wanted, lang)
        };
        for expression in &mut self.expressions {
            for hit in expression.regex.find_iter(text) {
                if spoken(expression.heading, hit.start() as u32) && !hit.is_empty() {
                    expression.found += 1;
                    let range = hit.start() as u32..hit.end() as u32;
                    found.push((expression.heading, false, range));
                }
            }
        }
        for at in 0..self.line.len() {
            for &word in &self.hits[self.line[at] as usize] {
                for &phrase in &self.starts[word as usize] {
                    let phrase = &mut self.phrases[phrase as usize];
                    if spoken(phrase.heading, tokens[at].range.start)
                        && stands(phrase, at, &self.line, &self.hits, tokens, text)
                    {
                        phrase.found += 1;
                        let last = &tokens[at + phrase.words.len() - 1];
                        let range = tokens[at].range.start..last.range.end;
                        found.push((phrase.heading, phrase.pattern.is_none(), range));
                    }
                }
            }
        }
        for (heading, range) in chosen(found) {
            emit(heading, range);
        }
    }

    fn report(
        &self,
        headings: &[&IndexHeading],
        limit: usize,
        diagnostics: &mut Vec<Diagnostic>,
    ) {
        let phrases = self.phrases.iter().filter_map(|phrase| {
            let heading = headings[phrase.heading as usize];
            let pattern = &heading.patterns[phrase.pattern? as usize];
            Some((heading, pattern.text.as_str(), phrase.found))
        });
        let expressions = self.expressions.iter().map(|expression| {
            let heading = headings[expression.heading as usize];
            (heading, expression.regex.as_str(), expression.found)
        });
        for (heading, text, found) in phrases.chain(expressions) {
            let name = heading.path.join(" > ");
            if found == 0 {
                let warning = Diagnostic::warning(
                    "pattern-unmatched",
                    format!(
                        "pattern `{text}` of heading `{name}` stands in no text and no note"
                    ),
                );
                diagnostics.push(warning.at(heading.span).hint(
                    "a pattern is whole words with their case; end a word with `*` for any \
                     ending, or set `ignore-case = true`",
                ));
            } else if limit > 0 && found > limit {
                let warning = Diagnostic::warning(
                    "pattern-too-common",
                    format!(
                        "pattern `{text}` of heading `{name}` stands at {found} places"
                    ),
                );
                diagnostics.push(warning.at(heading.span).hint(
                    "make it longer, or except phrases; `too-many` of the index sets the bound",
                ));
            }
        }
    }
}

/// Whether a phrase stands at a word of a passage; its first word is known to.
fn stands(
    phrase: &Phrase,
    at: usize,
    line: &[u32],
    hits: &[Vec<u32>],
    tokens: &[Token],
    text: &str,
) -> bool {
    (1..phrase.words.len()).all(|k| {
        let Some(&hit) = line.get(at + k) else { return false };
        if !hits[hit as usize].contains(&phrase.words[k]) {
            return false;
        }
        let (before, after) = (&tokens[at + k - 1].range, &tokens[at + k].range);
        let between = gap(&text[before.end as usize..after.start as usize]);
        // Nothing between two words means a line break there.
        between == phrase.gaps[k - 1] || between.is_empty() && phrase.gaps[k - 1] == " "
    })
}

/// What stands between two words, for comparison.
fn gap(text: &str) -> String {
    let mut out = String::new();
    for c in normal::fold(text).chars() {
        match c {
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '\u{2010}' | '\u{2011}' => out.push('-'),
            _ => out.push(c),
        }
    }
    out
}

/// Of (heading, whether an exception, bytes), those that count, in order.
fn chosen(mut found: Vec<(u32, bool, Range<u32>)>) -> Vec<(u32, Range<u32>)> {
    found.sort_by_key(|(heading, except, range)| {
        (*heading, !*except, std::cmp::Reverse(range.len()), range.start)
    });
    let mut kept: Vec<(u32, bool, Range<u32>)> = vec![];
    for next in found {
        let same = kept.iter().rev().take_while(|other| other.0 == next.0);
        let overlaps =
            |other: &Range<u32>| other.start < next.2.end && next.2.start < other.end;
        if next.1 || !same.into_iter().any(|other| overlaps(&other.2)) {
            kept.push(next);
        }
    }
    let mut out: Vec<_> = kept
        .into_iter()
        .filter(|m| !m.1)
        .map(|(heading, _, range)| (heading, range))
        .collect();
    out.sort_by_key(|(heading, range)| (range.start, *heading));
    out
}

#[cfg(test)]
mod tests;
