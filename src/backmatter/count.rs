//! The words of the edited texts, counted: each word of each language with its
//! spellings and its places.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::normal;
use super::tokens::{Token, tokens_into};
use crate::model::{BlockKind, Lang, Model, Role};

/// A different word of a language.
pub(super) struct Word {
    /// The number of its language.
    pub lang: u32,
    /// What its spellings have in common.
    pub key: String,
    /// How often it stands in the texts.
    pub count: u32,
}

/// Where a word stands.
pub(super) struct WordPlace {
    /// The text's index in the model.
    pub text: u32,
    /// The block's index in the text.
    pub block: u32,
    /// Bytes of the block's text.
    pub range: Range<u32>,
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

impl<'a> Counted<'a> {
    /// Counts the words of a model's edited texts, the names before speeches left out.
    pub fn new(model: &'a Model) -> Self {
        let mut counted = Self::default();
        // Spellings by language: the word's number and the spelling's number in it.
        let mut known: Vec<FxHashMap<&'a str, (u32, u32)>> = vec![];
        let mut keys: FxHashMap<(u32, String), u32> = FxHashMap::default();
        let mut found: Vec<(u32, WordPlace)> = vec![];
        let mut tokens: Vec<Token> = vec![];
        for (number, text) in model.texts.iter().enumerate() {
            if text.role != Role::Body {
                continue;
            }
            for (index, block) in text.blocks.iter().enumerate() {
                if block.kind == BlockKind::Speaker {
                    continue;
                }
                tokens_into(block, &mut tokens);
                let mut last: Option<(Option<u32>, u32)> = None;
                for token in &tokens {
                    let lang = match last {
                        Some((style, lang)) if style == token.lang => lang,
                        _ => counted.lang(token.lang(block)),
                    };
                    last = Some((token.lang, lang));
                    known.resize_with(counted.langs.len(), FxHashMap::default);
                    let spelling = token.text(block);
                    let (word, nth) = match known[lang as usize].get(spelling) {
                        Some(&known) => known,
                        None => {
                            let key =
                                normal::key(spelling, &counted.langs[lang as usize]);
                            let next = counted.words.len() as u32;
                            let word = *keys.entry((lang, key.clone())).or_insert(next);
                            if word == next {
                                counted.words.push(Word { lang, key, count: 0 });
                                counted.spellings.push(vec![]);
                            }
                            let spellings = &mut counted.spellings[word as usize];
                            spellings.push((spelling, 0));
                            let entry = (word, spellings.len() as u32 - 1);
                            known[lang as usize].insert(spelling, entry);
                            entry
                        }
                    };
                    counted.words[word as usize].count += 1;
                    counted.spellings[word as usize][nth as usize].1 += 1;
                    let (text, block) = (number as u32, index as u32);
                    found.push((
                        word,
                        WordPlace { text, block, range: token.range.clone() },
                    ));
                }
            }
        }
        counted.file(found);
        counted
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
    pub fn places(&self, word: usize) -> &[WordPlace] {
        &self.places[self.starts[word] as usize..self.starts[word + 1] as usize]
    }

    /// How a word is shown: its most frequent form, in lower case unless every
    /// form has a capital.
    pub fn display(&self, word: usize, lang: &Lang) -> String {
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
