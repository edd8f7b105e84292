//! Patterns of `index.toml` found in the texts. One thing: the search, which goes once
//! over all tokens for all patterns, with what it folds and what it leaves out.
//! headings in one pass over the words of the texts.
//!
//! Each different form of a word is compared with the words of the patterns once;
//! after that a word of the text costs one look into a table. A pattern is tried
//! only where its first word stands.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::normal;
use super::reference::ReferenceKind;
use super::tokens::{Token, passage_tokens};
use crate::diag::Diagnostic;
use crate::edition::IndexHeading;
use crate::model::{Model, Passage, Place, Role, Text};

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
/// A pattern that stands nowhere gives the warning `pattern-unmatched`.
pub fn find(
    model: &Model,
    headings: &[&IndexHeading],
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
    finder.report(headings, diagnostics);
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
    /// Whether it was found anywhere.
    found: bool,
}

/// A word of a pattern.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Word {
    text: String,
    prefix: bool,
    ignore_case: bool,
}

/// The different words of all patterns, and what forms of the text they match.
#[derive(Default)]
struct Vocabulary {
    words: FxHashMap<Word, u32>,
    /// Whether some words are prefixes, and whether some ignore case.
    kinds: [[bool; 2]; 2],
}

impl Vocabulary {
    fn add(&mut self, word: Word) -> u32 {
        self.kinds[usize::from(word.prefix)][usize::from(word.ignore_case)] = true;
        let next = self.words.len() as u32;
        *self.words.entry(word).or_insert(next)
    }

    /// The words that a form of the text matches.
    fn matching(&self, form: &str) -> Vec<u32> {
        let folded = normal::fold(form);
        let mut found = vec![];
        for ignore_case in [false, true] {
            let form = match ignore_case {
                false => folded.clone().into_owned(),
                true => folded.to_lowercase(),
            };
            if self.kinds[0][usize::from(ignore_case)] {
                self.look_up(&form, false, ignore_case, &mut found);
                if let Some(owner) = form.strip_suffix("'s") {
                    self.look_up(owner, false, ignore_case, &mut found);
                }
            }
            if self.kinds[1][usize::from(ignore_case)] {
                let ends =
                    form.char_indices().map(|(at, _)| at).skip(1).chain([form.len()]);
                for end in ends {
                    self.look_up(&form[..end], true, ignore_case, &mut found);
                }
            }
        }
        found
    }

    fn look_up(&self, text: &str, prefix: bool, ignore_case: bool, found: &mut Vec<u32>) {
        let word = Word { text: text.to_owned(), prefix, ignore_case };
        found.extend(self.words.get(&word));
    }
}

struct Finder {
    vocabulary: Vocabulary,
    phrases: Vec<Phrase>,
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
            starts: vec![],
            forms: FxHashMap::default(),
            hits: vec![vec![]],
            tokens: vec![],
            line: vec![],
        };
        for (i, heading) in headings.iter().enumerate() {
            for (k, pattern) in heading.patterns.iter().enumerate() {
                let which = (i as u32, Some(k as u32));
                finder.add(which, &pattern.text, pattern.prefix, pattern.ignore_case);
            }
            let ignore_case = heading.patterns.iter().all(|pattern| pattern.ignore_case);
            for except in &heading.except {
                finder.add((i as u32, None), except, false, ignore_case);
            }
        }
        finder
    }

    fn add(
        &mut self,
        (heading, pattern): (u32, Option<u32>),
        text: &str,
        prefix: bool,
        ignore_case: bool,
    ) {
        let mut phrase = Phrase {
            heading,
            pattern,
            words: vec![],
            gaps: vec![],
            found: false,
        };
        passage_tokens(&Passage::plain(text), &mut self.tokens);
        for (i, token) in self.tokens.iter().enumerate() {
            let (start, end) = (token.range.start as usize, token.range.end as usize);
            let starred = text[end..].starts_with('*');
            let folded = normal::fold(&text[start..end]);
            phrase.words.push(self.vocabulary.add(Word {
                text: if ignore_case {
                    folded.to_lowercase()
                } else {
                    folded.into_owned()
                },
                prefix: starred || prefix && i + 1 == self.tokens.len(),
                ignore_case,
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
            self.passage(&content.content, |heading, range| {
                let place = |offset| Place { block: block as u32, offset };
                let (from, to) = (place(range.start), place(range.end));
                let kind = ReferenceKind::Text;
                out.push(Match { heading, text: number, kind, from, to });
            });
        }
        let notes = text.notes.iter().flat_map(|note| {
            note.body
                .iter()
                .map(|part| (part, (note.at, note.at), ReferenceKind::Note))
        });
        let comments = text.entries.iter().filter_map(|entry| {
            let lemma = (entry.from, entry.to);
            Some((entry.comment.as_ref()?, lemma, ReferenceKind::Apparatus))
        });
        for (passage, (from, to), kind) in notes.chain(comments) {
            self.passage(passage, |heading, _| {
                out.push(Match { heading, text: number, kind, from, to });
            });
        }
    }

    /// Calls `emit` with each match in a passage: the heading and the bytes.
    fn passage(&mut self, passage: &Passage, mut emit: impl FnMut(u32, Range<u32>)) {
        if self.phrases.is_empty() {
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
        if any == 0 {
            return;
        }

        let mut found: Vec<(u32, bool, Range<u32>)> = vec![];
        for at in 0..self.line.len() {
            for &word in &self.hits[self.line[at] as usize] {
                for &phrase in &self.starts[word as usize] {
                    let phrase = &mut self.phrases[phrase as usize];
                    if stands(phrase, at, &self.line, &self.hits, &self.tokens, text) {
                        phrase.found = true;
                        let last = &self.tokens[at + phrase.words.len() - 1];
                        let range = self.tokens[at].range.start..last.range.end;
                        found.push((phrase.heading, phrase.pattern.is_none(), range));
                    }
                }
            }
        }
        for (heading, range) in chosen(found) {
            emit(heading, range);
        }
    }

    fn report(&self, headings: &[&IndexHeading], diagnostics: &mut Vec<Diagnostic>) {
        for phrase in self.phrases.iter().filter(|phrase| !phrase.found) {
            let heading = headings[phrase.heading as usize];
            if let Some(pattern) = phrase.pattern {
                let text = &heading.patterns[pattern as usize].text;
                let warning = Diagnostic::warning(
                    "pattern-unmatched",
                    format!(
                        "pattern `{text}` of heading `{}` stands in no text and no note",
                        heading.path.join(" > ")
                    ),
                );
                diagnostics.push(warning.at(heading.span).hint(
                    "a pattern is whole words with their case; end a word with `*` for any \
                     ending, or set `ignore-case = true`",
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
mod tests {
    use super::*;
    use crate::edition::Pattern;
    use crate::model::{Block, BlockKind, Dir, Entry, Lang, Note, Reading, ReadingKind};
    use crate::span::{FileId, Span};

    /// Patterns as the editor writes them; `~` in front ignores case.
    fn heading(patterns: &[&str], except: &[&str]) -> IndexHeading {
        let pattern = |text: &&str| {
            let (text, ignore_case) =
                text.strip_prefix('~').map_or((*text, false), |rest| (rest, true));
            let (text, prefix) =
                text.strip_suffix('*').map_or((text, false), |rest| (rest, true));
            Pattern { text: text.to_owned(), prefix, ignore_case }
        };
        IndexHeading {
            index: "names".to_owned(),
            path: vec!["Heading".to_owned()],
            sort: None,
            patterns: patterns.iter().map(pattern).collect(),
            except: except.iter().map(|text| (*text).to_owned()).collect(),
            see: vec![],
            see_also: vec![],
            span: Span::new(FileId(0), 0..0),
        }
    }

    fn model(text: &str) -> Model {
        let block = Block {
            kind: BlockKind::Paragraph,
            lang: Lang::new("en"),
            dir: Dir::Ltr,
            content: Passage::plain(text),
            span: None,
        };
        let text = Text {
            id: "a".to_owned(),
            role: Role::Body,
            title: String::new(),
            lang: Lang::new("en"),
            dir: Dir::Ltr,
            blocks: vec![block],
            groups: vec![],
            entries: vec![],
            notes: vec![],
            marks: vec![],
            span: None,
        };
        Model { texts: vec![text], witnesses: vec![] }
    }

    fn check(text: &str, patterns: &[&str], except: &[&str], expected: &[&str]) {
        let model = model(text);
        let found = find(&model, &[&heading(patterns, except)], &mut vec![]);
        let found: Vec<_> = found
            .iter()
            .map(|m| &text[m.from.offset as usize..m.to.offset as usize])
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn a_pattern_is_whole_words_with_their_case() {
        check("Copper and coppers, copper.", &["copper"], &[], &["copper"]);
        check("Copper and coppers, copper.", &["~copper"], &[], &["Copper", "copper"]);
        check("Copper and coppers, copper.", &["copper*"], &[], &["coppers", "copper"]);
        check("cop", &["copper*"], &[], &[]);
    }

    #[test]
    fn an_english_genitive_may_follow() {
        check("Allende's and Allende’s", &["Allende"], &[], &["Allende's", "Allende’s"]);
    }

    #[test]
    fn the_longest_pattern_of_a_heading_counts() {
        check(
            "Salvador  Allende spoke. Allende, Salvador",
            &["Allende", "Salvador Allende"],
            &[],
            &["Salvador  Allende", "Allende"],
        );
    }

    #[test]
    fn patterns_of_two_headings_do_not_hide_each_other() {
        let model = model("Salvador Allende");
        let headings = [heading(&["Allende"], &[]), heading(&["Salvador Allende"], &[])];
        let found = find(&model, &headings.each_ref(), &mut vec![]);
        assert_eq!(found.iter().map(|m| m.heading).collect::<Vec<_>>(), [1, 0]);
    }

    #[test]
    fn a_place_inside_an_exception_does_not_count() {
        check(
            "Beatriz Allende met Allende",
            &["Allende"],
            &["Beatriz Allende"],
            &["Allende"],
        );
    }

    #[test]
    fn the_signs_between_words_count() {
        check("Viña del Mar, Viña-del Mar", &["Viña del Mar"], &[], &["Viña del Mar"]);
        check("anti-fascist", &["anti-fascist"], &[], &["anti-fascist"]);
        check(
            "Allend Gossens, Allendes Gossens",
            &["Allend* Gossens"],
            &[],
            &["Allend Gossens", "Allendes Gossens"],
        );
    }

    #[test]
    fn persian_is_found_whatever_its_letters_and_joiners() {
        check("مي‌رود و میرود", &["می‌رود"], &[], &["مي‌رود", "میرود"]);
        check("کِتاب، كتاب", &["کتاب"], &[], &["کِتاب", "كتاب"]);
        check("آلنده‌ها", &["آلنده*"], &[], &["آلنده‌ها"]);
    }

    #[test]
    fn notes_and_comments_are_searched_but_not_readings() {
        let mut model = model("a text with a long line");
        let at = |offset| Place { block: 0, offset };
        let note = |offset, body: &[&str]| Note {
            series: "notes".to_owned(),
            label: "1".to_owned(),
            at: at(offset),
            body: body.iter().copied().map(Passage::plain).collect(),
            span: None,
        };
        let entry = |from, to, reading: &str, comment: Option<&str>| Entry {
            series: "app".to_owned(),
            from: at(from),
            to: at(to),
            lemma: None,
            lemma_witnesses: vec![],
            readings: vec![Reading {
                kind: ReadingKind::Variant,
                text: Passage::plain(reading),
                witnesses: vec![],
                span: None,
            }],
            comment: comment.map(Passage::plain),
            span: None,
        };
        let text = &mut model.texts[0];
        text.notes =
            vec![note(6, &["none", "so Allende"]), note(18, &["Allende\u{2019}s"])];
        text.entries = vec![
            entry(2, 6, "Allende", None),
            entry(7, 11, "x", Some("cf. Allende, Allende")),
        ];
        let mut diagnostics = vec![];
        let headings = [heading(&["Allende"], &[])];
        let found = find(&model, &headings.each_ref(), &mut diagnostics);
        let found: Vec<_> =
            found.iter().map(|m| (m.kind, m.from.offset, m.to.offset)).collect();
        let (note, apparatus) = (ReferenceKind::Note, ReferenceKind::Apparatus);
        let expected =
            [(note, 6, 6), (apparatus, 7, 11), (apparatus, 7, 11), (note, 18, 18)];
        assert_eq!(found, expected);
        assert!(diagnostics.is_empty());

        model.texts[0].role = Role::Front;
        assert!(find(&model, &headings.each_ref(), &mut diagnostics).is_empty());
    }

    #[test]
    fn a_pattern_that_stands_nowhere_is_reported() {
        let mut diagnostics = vec![];
        let heading = heading(&["Allende", "Nixon"], &["Kissinger"]);
        find(&model("Allende"), &[&heading], &mut diagnostics);
        assert_eq!(diagnostics.len(), 1);
        assert_eq!(diagnostics[0].code, "pattern-unmatched");
        assert!(diagnostics[0].message.contains("`Nixon`"));
    }
}
