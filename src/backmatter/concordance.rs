//! A concordance: every word that is neither too common nor too rare, with each
//! line it stands in (keyword in context).

use std::collections::BTreeMap;
use std::ops::Range;

use serde::Serialize;

use super::Locate;
use super::count::{ALL, Counted, Word, WordPlace, covers, passage_at};
use super::lemmas::Lemmas;
use super::reference::Citing;
use super::sort::Order;
use super::stopwords::StopWords;
use crate::edition::{ConcordanceKind, ConcordanceSettings, Scope};
use crate::locate::locator::Locator;
use crate::model::{Dir, Lang, Model, Passage, Place};

/// How many characters are shown on each side of a word, unless said otherwise.
pub const CONTEXT: usize = 60;

/// A concordance as it is printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Concordance {
    /// Its title.
    pub title: String,
    /// What stands at each word.
    pub kind: ConcordanceKind,
    /// How many columns it is set in.
    #[serde(skip)]
    pub columns: usize,
    /// How its places are cited.
    #[serde(skip)]
    pub citing: Citing,
    /// A section a language in the order the languages first appear, or one a text and
    /// language, or one for all.
    pub sections: Vec<ConcordanceSection>,
    /// The figures of each text and language; empty unless they are to be printed.
    pub statistics: Vec<Statistics>,
}

/// The words of one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConcordanceSection {
    /// The language, without its region; the book's if the section has all languages.
    pub lang: Lang,
    /// The only text, by its index in the model.
    pub text: Option<u32>,
    /// Its direction.
    pub dir: Dir,
    /// How many words of the language the texts have, each time they stand there.
    pub tokens: u32,
    /// How many different words those are.
    pub types: u32,
    /// The words that are listed, sorted.
    pub words: Vec<ConcordanceWord>,
}

/// A word and its lines.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConcordanceWord {
    /// Its most frequent form, in lower case unless it always has a capital; or its
    /// lemma or root.
    pub word: String,
    /// What its forms have in common, by [`super::normal::key_by`].
    pub key: String,
    /// Its language.
    pub lang: Lang,
    /// The spellings that are filed here, the most frequent first.
    pub forms: Vec<(String, u32)>,
    /// Its lines in the order of the texts.
    pub lines: Vec<ConcordanceLine>,
}

/// A word in its context. Ranges are bytes of the passage's text and adjoin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConcordanceLine {
    /// The text's index in the model.
    pub text: u32,
    /// The block's index in the text; in a reading, the entry's.
    pub block: u32,
    /// 0 in the text; in the apparatus the number of the entry's reading, from 1.
    pub reading: u16,
    /// What stands before the word.
    pub left: Range<u32>,
    /// The word.
    pub word: Range<u32>,
    /// What stands after the word.
    pub right: Range<u32>,
    /// Where it stands in the book; for a reading, where its lemma begins.
    pub locator: Locator,
}

/// The figures of a text in one of its languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Statistics {
    /// The text's index in the model.
    pub text: u32,
    /// The language.
    pub lang: Lang,
    /// How many words it has, each time they stand there.
    pub tokens: u32,
    /// How many different words those are.
    pub types: u32,
    /// How many of those stand there once.
    pub hapax: u32,
}

/// Makes the concordance of the edited texts, with at most `context` characters
/// of whole words on each side.
///
/// Left out are stop words, words rarer or more frequent than the settings allow, the
/// names before speeches, and lines that `locate` does not know; from keywords in their
/// context also words of one letter or of digits only.
pub fn concordance(
    model: &Model,
    settings: &ConcordanceSettings,
    (stop, lemmas): (&StopWords, &Lemmas),
    context: usize,
    locate: &Locate,
) -> Concordance {
    let counted = Counted::new(model, settings, lemmas);
    let first = counted.langs.first().cloned().unwrap_or_else(|| Lang::new("en"));
    let mut sections = vec![];
    for ((text, lang), words) in parts(&counted, settings) {
        let lang = lang.map_or(&first, |lang| &counted.langs[lang as usize]);
        let order = match settings.scope {
            Scope::All => Order::new(lang, &counted.langs),
            _ => Order::new(lang, []),
        };
        let mut section = ConcordanceSection {
            lang: lang.clone(),
            text: (text != ALL).then_some(text),
            dir: lang.dir(),
            tokens: words.iter().map(|&word| counted.words[word].count).sum(),
            types: words.len() as u32,
            words: vec![],
        };
        let listed = |word: &Word| match settings.kind {
            ConcordanceKind::Kwic => is_listed(&word.key),
            ConcordanceKind::Verborum => true,
        };
        let chosen = words.into_iter().filter(|&word| {
            let word = &counted.words[word];
            (settings.min..=settings.max).contains(&word.count)
                && listed(word)
                && !stop.contains(&counted.langs[word.lang as usize], &word.key)
        });
        let mut chosen: Vec<_> = chosen
            .map(|word| {
                let lang = &counted.langs[counted.words[word].lang as usize];
                (word, counted.display(word, lang))
            })
            .collect();
        chosen.sort_by_cached_key(|(word, display)| {
            (order.key(display), counted.words[*word].key.as_str())
        });
        for (word, display) in chosen {
            let lines: Vec<_> = counted
                .places(word)
                .iter()
                .filter_map(|place| line(model, place, context, locate))
                .collect();
            if !lines.is_empty() {
                section.words.push(ConcordanceWord {
                    word: display,
                    key: counted.words[word].key.clone(),
                    lang: counted.langs[counted.words[word].lang as usize].clone(),
                    forms: counted.forms(word),
                    lines,
                });
            }
        }
        sections.push(section);
    }
    Concordance {
        title: settings.title.clone(),
        kind: settings.kind,
        columns: settings.columns as usize,
        citing: Citing::lines(model),
        sections,
        statistics: if settings.statistics { statistics(&counted) } else { vec![] },
    }
}

/// What has a section: a text or all, and a language or all.
type Part = (u32, Option<u32>);

/// The parts of a concordance in their order, each with its words.
fn parts(
    counted: &Counted,
    settings: &ConcordanceSettings,
) -> BTreeMap<Part, Vec<usize>> {
    let is_wanted = |lang: &Lang| {
        settings.languages.is_empty()
            || settings.languages.iter().any(|l| covers(l, lang))
    };
    let mut parts: BTreeMap<Part, Vec<usize>> = BTreeMap::new();
    for (number, word) in counted.words.iter().enumerate() {
        let lang = (settings.scope != Scope::All).then_some(word.lang);
        if is_wanted(&counted.langs[word.lang as usize]) {
            parts.entry((word.text, lang)).or_default().push(number);
        }
    }
    parts
}

/// The figures of each text and language, from the words of the text itself.
fn statistics(counted: &Counted) -> Vec<Statistics> {
    let mut found: Vec<Statistics> = vec![];
    for (number, word) in counted.words.iter().enumerate() {
        let mut rest = counted.places(number);
        while let Some(first) = rest.first() {
            let same = rest.iter().take_while(|place| place.text == first.text);
            let length = same.clone().count();
            let tokens = same.filter(|place| place.reading == 0).count() as u32;
            rest = &rest[length..];
            if tokens == 0 {
                continue;
            }
            let lang = &counted.langs[word.lang as usize];
            let of_text = |s: &&mut Statistics| s.text == first.text && s.lang == *lang;
            let figures = match found.iter_mut().find(of_text) {
                Some(figures) => figures,
                None => {
                    let (text, lang) = (first.text, lang.clone());
                    found.push(Statistics { text, lang, tokens: 0, types: 0, hapax: 0 });
                    found.last_mut().expect("figures were added just now")
                }
            };
            figures.tokens += tokens;
            figures.types += 1;
            figures.hapax += u32::from(tokens == 1);
        }
    }
    found.sort_by(|a, b| (a.text, &a.lang).cmp(&(b.text, &b.lang)));
    found
}

impl ConcordanceLine {
    /// The passage that it is taken from.
    pub fn passage<'m>(&self, model: &'m Model) -> &'m Passage {
        passage_at(model, self.text, self.block, self.reading).0
    }

    /// The language and the direction of what it is taken from.
    pub fn setting<'m>(&self, model: &'m Model) -> (&'m Lang, Dir) {
        let (_, lang, dir) = passage_at(model, self.text, self.block, self.reading);
        (lang, dir)
    }

    /// A part of it in words.
    pub fn part<'m>(&self, model: &'m Model, range: &Range<u32>) -> &'m str {
        &self.passage(model).text[range.start as usize..range.end as usize]
    }

    /// The byte of the text's file at which its word stands.
    pub fn byte(&self, model: &Model) -> Option<usize> {
        self.passage(model).source.resolve(self.word.start as usize)
    }
}

/// Whether a key has more than one letter.
fn is_listed(key: &str) -> bool {
    key.chars().nth(1).is_some() && key.chars().any(char::is_alphabetic)
}

/// A place of a word as a line, if it was set.
fn line(
    model: &Model,
    place: &WordPlace,
    context: usize,
    locate: &Locate,
) -> Option<ConcordanceLine> {
    let WordPlace { text, block, reading, range: word } = place;
    let content = &passage_at(model, *text, *block, *reading).0.text;
    let at = match reading {
        0 => Place { block: *block, offset: word.start },
        _ => model.texts[*text as usize].entries[*block as usize].from,
    };
    let locator = locate(*text as usize, at)?;
    Some(ConcordanceLine {
        text: *text,
        block: *block,
        reading: *reading,
        left: before(content, word.start as usize, context) as u32..word.start,
        word: word.clone(),
        right: word.end..after(content, word.end as usize, context) as u32,
        locator,
    })
}

/// Where the context before a byte starts: at a word, at most `context` characters
/// before.
fn before(text: &str, end: usize, context: usize) -> usize {
    let head = &text[..end];
    let mut back = head.char_indices().rev();
    let start = match context.checked_sub(1) {
        None => end,
        Some(nth) => back.nth(nth).map_or(0, |(at, _)| at),
    };
    let cut = &head[start..];
    let whole = start == 0 || head[..start].ends_with(char::is_whitespace);
    let cut =
        if whole { cut } else { cut.trim_start_matches(|c: char| !c.is_whitespace()) };
    end - cut.trim_start().len()
}

/// Where the context after a byte ends: behind a word, at most `context`
/// characters after.
fn after(text: &str, start: usize, context: usize) -> usize {
    let tail = &text[start..];
    let end = tail.char_indices().nth(context).map_or(tail.len(), |(at, _)| at);
    let cut = &tail[..end];
    let whole = end == tail.len() || tail[end..].starts_with(char::is_whitespace);
    let cut =
        if whole { cut } else { cut.trim_end_matches(|c: char| !c.is_whitespace()) };
    start + cut.trim_end().len()
}

#[cfg(test)]
mod tests;
