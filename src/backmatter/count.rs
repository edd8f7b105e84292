//! The words of the edited texts, counted: each word of each language with its
//! spellings and its places.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::lemmas::Lemmas;
use super::normal;
use super::tokens::{Token, passage_tokens};
use crate::edition::{ConcordanceSettings, Scope};
use crate::model::{Dir, Lang, Model, Passage, Role};

/// A different word of a language, or of a language in one text.
pub(super) struct Word {
    /// The number of its language.
    pub lang: u32,
    /// The index of its text, if each text has a list of its own; else [`ALL`].
    pub text: u32,
    /// What its spellings have in common, or its lemma or root.
    pub key: String,
    /// How often it stands in the texts.
    pub count: u32,
    /// What it is filed under, if a list of lemmas says.
    pub filed: Option<String>,
}

/// Stands for all texts.
pub(super) const ALL: u32 = u32::MAX;

/// Where a word stands.
#[derive(Debug, Clone)]
pub(super) struct WordPlace {
    /// The text's index in the model.
    pub text: u32,
    /// The block's index in the text; in a reading, the entry's.
    pub block: u32,
    /// 0 in the text; in the apparatus the number of the entry's reading, from 1.
    pub reading: u16,
    /// Bytes of the passage's text.
    pub range: Range<u32>,
}

/// A passage with its language and its direction.
pub(super) fn passage_at(
    model: &Model,
    text: u32,
    block: u32,
    reading: u16,
) -> (&Passage, &Lang, Dir) {
    let text = &model.texts[text as usize];
    match reading.checked_sub(1) {
        None => {
            let block = &text.blocks[block as usize];
            (&block.content, &block.lang, block.dir)
        }
        Some(nth) => {
            let reading = &text.entries[block as usize].readings[usize::from(nth)];
            (&reading.text, &text.lang, text.dir)
        }
    }
}

/// All the words of the texts, counted. Each different spelling is normalized
/// once, however often it stands there.
#[derive(Default)]
pub(super) struct Counted<'a> {
    /// The languages in the order they first appear.
    pub langs: Vec<Lang>,
    /// The different words.
    pub words: Vec<Word>,
    /// The spellings of each word: as written, and how often.
    spellings: Vec<Vec<(&'a str, u32)>>,
    /// Places ordered by word, and then as in the texts.
    places: Vec<WordPlace>,
    /// Where the places of each word start.
    starts: Vec<u32>,
}

/// What is known while words are counted.
#[derive(Default)]
struct Known<'a> {
    /// Spellings by language: the word's number and the spelling's number in it.
    spellings: Vec<FxHashMap<&'a str, (u32, u32)>>,
    keys: FxHashMap<(u32, u32, String), u32>,
    found: Vec<(u32, WordPlace)>,
    tokens: Vec<Token>,
}

impl<'a> Counted<'a> {
    /// Counts the words of a model's edited texts, the names before speeches left out.
    /// What stands in readings is counted only if the settings ask for it.
    pub(super) fn new(
        model: &'a Model,
        settings: &ConcordanceSettings,
        lemmas: &Lemmas,
    ) -> Self {
        let mut counted = Self::default();
        let mut known = Known::default();
        for (number, text) in model.texts.iter().enumerate() {
            if text.role != Role::Body {
                continue;
            }
            if settings.scope == Scope::Text {
                known.spellings.iter_mut().for_each(FxHashMap::clear);
            }
            let number = number as u32;
            for (index, block) in text.blocks.iter().enumerate() {
                if block.kind.traits().edited {
                    let at = (number, index as u32, 0);
                    counted.passage(model, at, settings, lemmas, &mut known);
                }
            }
            let entries = if settings.readings { &text.entries[..] } else { &[] };
            for (index, entry) in entries.iter().enumerate() {
                for nth in 1..=entry.readings.len().min(usize::from(u16::MAX)) {
                    let at = (number, index as u32, nth as u16);
                    counted.passage(model, at, settings, lemmas, &mut known);
                }
            }
        }
        counted.file(known.found);
        counted
    }

    fn passage(
        &mut self,
        model: &'a Model,
        (text, block, reading): (u32, u32, u16),
        settings: &ConcordanceSettings,
        lemmas: &Lemmas,
        known: &mut Known<'a>,
    ) {
        let (passage, base, _) = passage_at(model, text, block, reading);
        passage_tokens(passage, &mut known.tokens);
        let of = if settings.scope == Scope::Text { text } else { ALL };
        let mut last: Option<(Option<u32>, u32)> = None;
        for token in &known.tokens {
            let lang = match last {
                Some((style, lang)) if style == token.lang => lang,
                _ => self.lang(token.lang_in(passage, base)),
            };
            last = Some((token.lang, lang));
            known.spellings.resize_with(self.langs.len(), FxHashMap::default);
            let spelling =
                &passage.text[token.range.start as usize..token.range.end as usize];
            let (word, nth) = match known.spellings[lang as usize].get(spelling) {
                Some(&known) => known,
                None => {
                    let tag = &self.langs[lang as usize];
                    let form = normal::key_by(spelling, tag, &settings.normalization);
                    let filed = lemmas.filed(tag, &form, settings.by).map(str::to_owned);
                    // A form that no list has stands with the lemma that is spelled so.
                    let key = match &filed {
                        Some(filed) => {
                            normal::key_by(filed, tag, &settings.normalization)
                        }
                        None => form,
                    };
                    let next = self.words.len() as u32;
                    let word = *known.keys.entry((lang, of, key.clone())).or_insert(next);
                    if word == next {
                        self.words.push(Word {
                            lang,
                            text: of,
                            key,
                            count: 0,
                            filed: None,
                        });
                        self.spellings.push(vec![]);
                    }
                    let known_word = &mut self.words[word as usize];
                    known_word.filed = known_word.filed.take().or(filed);
                    let spellings = &mut self.spellings[word as usize];
                    spellings.push((spelling, 0));
                    let entry = (word, spellings.len() as u32 - 1);
                    known.spellings[lang as usize].insert(spelling, entry);
                    entry
                }
            };
            self.words[word as usize].count += 1;
            self.spellings[word as usize][nth as usize].1 += 1;
            let range = token.range.clone();
            known.found.push((word, WordPlace { text, block, reading, range }));
        }
    }

    /// The number of a language, its region aside.
    fn lang(&mut self, lang: &Lang) -> u32 {
        let found = self.langs.iter().position(|known| covers(known, lang));
        found.unwrap_or_else(|| {
            self.langs.push(without_region(lang));
            self.langs.len() - 1
        }) as u32
    }

    /// Orders the places by word; those of a word keep their order.
    fn file(&mut self, mut found: Vec<(u32, WordPlace)>) {
        found.sort_by_key(|(word, _)| *word);
        self.starts = Vec::with_capacity(self.words.len() + 1);
        let mut sum = 0;
        for word in &self.words {
            self.starts.push(sum);
            sum += word.count;
        }
        self.starts.push(sum);
        self.places = found.into_iter().map(|(_, place)| place).collect();
    }

    /// The places of a word.
    pub(super) fn places(&self, word: usize) -> &[WordPlace] {
        &self.places[self.starts[word] as usize..self.starts[word + 1] as usize]
    }

    /// The spellings of a word, composed, the most frequent first.
    pub(super) fn forms(&self, word: usize) -> Vec<(String, u32)> {
        let mut forms: Vec<(String, u32)> = vec![];
        for (form, count) in &self.spellings[word] {
            let form = normal::composed(form).into_owned();
            match forms.iter_mut().find(|(other, _)| *other == form) {
                Some((_, sum)) => *sum += count,
                None => forms.push((form, *count)),
            }
        }
        forms.sort_by(|a, b| (b.1, &a.0).cmp(&(a.1, &b.0)));
        forms
    }

    /// How a word is shown: its most frequent form, in lower case unless every
    /// form has a capital.
    pub(super) fn display(&self, word: usize, lang: &Lang) -> String {
        if let Some(filed) = &self.words[word].filed {
            return filed.clone();
        }
        let spellings = &self.spellings[word];
        let capital = spellings
            .iter()
            .all(|(form, _)| form.chars().next().is_some_and(char::is_uppercase));
        let mut forms: Vec<(String, u32)> = vec![];
        for (form, count) in spellings {
            let form = normal::composed(form);
            let form =
                if capital { form.into_owned() } else { normal::lower(&form, lang) };
            match forms.iter_mut().find(|(other, _)| *other == form) {
                Some((_, sum)) => *sum += count,
                None => forms.push((form, *count)),
            }
        }
        // Of two equally frequent forms the later one in code points: `Chile`, not
        // `CHILE`.
        let best = forms.into_iter().max_by(|a, b| (a.1, &a.0).cmp(&(b.1, &b.0)));
        best.map(|(form, _)| form).unwrap_or_default()
    }
}

/// A language tag without its region and variants; its script is kept.
fn without_region(lang: &Lang) -> Lang {
    let script = lang.0.split('-').skip(1).find(|tag| is_script(tag));
    match script {
        Some(script) => Lang(format!("{}-{script}", lang.primary())),
        None => Lang(lang.primary().to_owned()),
    }
}

/// Whether two tags mean the same language in the same script.
pub(super) fn covers(a: &Lang, b: &Lang) -> bool {
    let script = |lang: &Lang| lang.0.split('-').skip(1).any(is_script);
    a.primary() == b.primary()
        && (!script(a) && !script(b) || without_region(a) == without_region(b))
}

fn is_script(tag: &str) -> bool {
    tag.len() == 4 && tag.bytes().all(|b| b.is_ascii_alphabetic())
}
