//! When two spellings are the same word, and how much it matters: rules by language.
//!
//! A rule is `ignored` (the spellings are equal), `orthographic` (they are one word, spelled
//! otherwise) or not used at all. The names that the index and the concordance have too mean
//! the same here.

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Serialize;

use super::spelling;
use super::{SpellingPair, SpellingRule, VariantClass};
use crate::edition::{CollationSettings, Difference, Rule};
use crate::model::Lang;
use crate::words::normal;

/// The rules of a collation.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Rules {
    /// The language of the text.
    pub lang: Lang,
    /// What makes spellings equal.
    pub ignored: Vec<SpellingRule>,
    /// What makes them spellings of one word.
    pub orthographic: Vec<SpellingRule>,
    /// How much a difference in punctuation alone matters.
    pub punctuation: VariantClass,
    /// How much a difference in the division of words matters.
    pub division: VariantClass,
    /// Spellings that the edition itself declares to be one word.
    pub pairs: Vec<SpellingPair>,
}

impl Rules {
    /// The rules that hold in a language if the edition says nothing.
    pub fn of(lang: &Lang) -> Self {
        use SpellingRule::*;
        let (ignored, orthographic): (&[SpellingRule], &[SpellingRule]) =
            match lang.primary() {
                "grc" | "el" => (
                    &[Grave, Accents, FinalSigma],
                    &[IotaSubscript, MovableNu, Elision, Itacism, Doubled],
                ),
                "la" => (&[UV, IJ, FinalSigma], &[Accents, AeE, TiCi, ChH, YI, Doubled]),
                "ar" | "fa" | "ur" | "ps" | "ckb" | "sd" | "azb" | "ota" => {
                    (&[PersianLetters], &[Ezafe, Alef, Hamza])
                }
                "he" | "yi" | "arc" | "syr" => (&[], &[Matres]),
                _ => (&[FinalSigma], &[Accents, Doubled]),
            };
        let common = [Case, Apostrophe, Joiners, Vocalization];
        Self {
            lang: lang.clone(),
            ignored: common.iter().chain(ignored).copied().collect(),
            orthographic: [Numerals, Abbreviations]
                .iter()
                .chain(orthographic)
                .copied()
                .collect(),
            punctuation: VariantClass::Ignored,
            division: VariantClass::Orthographic,
            pairs: vec![],
        }
    }

    /// The rules of an edition for a text: those of the language, with what the manifest says, and
    /// the edition's own pairs.
    pub fn of_edition(
        lang: &Lang,
        settings: &CollationSettings,
        pairs: &[SpellingPair],
    ) -> Self {
        let mut rules = Self::of(lang);
        let is_meant = |of: &Option<Lang>| {
            of.as_ref().is_none_or(|of| of == lang || of.0 == lang.primary())
        };
        for (of, difference, class) in &settings.classes {
            match difference {
                _ if !is_meant(of) => {}
                Difference::Punctuation => rules.punctuation = *class,
                Difference::Division => rules.division = *class,
                Difference::Spelling(rule) => {
                    rules.ignored.retain(|known| known != rule);
                    rules.orthographic.retain(|known| known != rule);
                    match class {
                        VariantClass::Ignored => rules.ignored.push(*rule),
                        VariantClass::Orthographic => rules.orthographic.push(*rule),
                        VariantClass::Substantive => {}
                    }
                }
            }
        }
        rules.pairs = pairs.iter().filter(|pair| is_meant(&pair.lang)).cloned().collect();
        rules
    }

    /// Makes what the rules need to be applied fast.
    pub fn speller(&self) -> Speller {
        let mut speller = Speller {
            shared: self.ignored.iter().filter_map(|rule| rule.shared()).collect(),
            ignored: own(&self.ignored),
            orthographic: own(&self.orthographic),
            also_shared: self.orthographic.iter().filter_map(|r| r.shared()).collect(),
            lang: self.lang.clone(),
            equal: FxHashMap::default(),
            one_word: FxHashMap::default(),
            apart: FxHashSet::default(),
            of_witness: FxHashMap::default(),
            of_special: FxHashMap::default(),
        };
        speller.apart = self
            .pairs
            .iter()
            .filter(|pair| {
                pair.class == VariantClass::Substantive && pair.witness.is_none()
            })
            .flat_map(|pair| [pair.from.to_lowercase(), pair.to.to_lowercase()])
            .collect();
        speller.equal =
            classes(&self.pairs, VariantClass::Ignored, |word| speller.folded(word));
        speller.one_word = classes(&self.pairs, VariantClass::Orthographic, |word| {
            speller.folded_further(&speller.normal(word))
        });
        for pair in &self.pairs {
            let Some(witness) = &pair.witness else { continue };
            let (from, to) = (speller.normal(&pair.from), speller.normal(&pair.to));
            let normal = match pair.class {
                VariantClass::Ignored => to,
                VariantClass::Orthographic => {
                    let special = format!("{from}={to}");
                    let word = speller.word(&to);
                    speller.of_special.insert(special.clone(), word);
                    special
                }
                VariantClass::Substantive => format!("{from}\u{2260}{to}"),
            };
            speller
                .of_witness
                .entry(witness.clone())
                .or_default()
                .insert(from, normal);
        }
        speller
    }
}

/// The rules that only a collation has.
fn own(rules: &[SpellingRule]) -> Vec<SpellingRule> {
    rules.iter().copied().filter(|rule| rule.shared().is_none()).collect()
}

/// The spelling that stands for each word of a pair: the least of all that are joined by pairs,
/// so that the order of the pairs has no influence.
fn classes(
    pairs: &[SpellingPair],
    class: VariantClass,
    key: impl Fn(&str) -> String,
) -> FxHashMap<String, String> {
    let mut found: FxHashMap<String, String> = FxHashMap::default();
    let known: Vec<(String, String)> = pairs
        .iter()
        .filter(|pair| pair.class == class && pair.witness.is_none())
        .map(|pair| (key(&pair.from), key(&pair.to)))
        .collect();
    let mut changed = true;
    while changed {
        changed = false;
        for (a, b) in &known {
            let of_a = found.get(a).unwrap_or(a).clone();
            let of_b = found.get(b).unwrap_or(b).clone();
            changed |= of_a != of_b;
            let least = of_a.min(of_b);
            found.insert(a.clone(), least.clone());
            found.insert(b.clone(), least);
        }
    }
    found
}

/// Applies the rules of a collation.
#[derive(Debug, Clone)]
pub struct Speller {
    shared: Vec<Rule>,
    ignored: Vec<SpellingRule>,
    also_shared: Vec<Rule>,
    orthographic: Vec<SpellingRule>,
    lang: Lang,
    equal: FxHashMap<String, String>,
    one_word: FxHashMap<String, String>,
    /// Words that no rule makes one with others, in small letters.
    apart: FxHashSet<String>,
    /// For each witness with spellings of its own: normal forms by those that all others have.
    of_witness: FxHashMap<String, FxHashMap<String, String>>,
    /// The words of such normal forms, where they are spellings of another word.
    of_special: FxHashMap<String, String>,
}

impl Speller {
    /// The normal form of a word: equal for spellings between which the rules see no
    /// difference.
    pub fn normal(&self, form: &str) -> String {
        if !self.apart.is_empty() {
            let own = form.to_lowercase();
            if self.apart.contains(&own) {
                return own;
            }
        }
        let folded = self.folded(form);
        self.equal.get(&folded).cloned().unwrap_or(folded)
    }

    /// Whether a witness has spellings of its own.
    pub fn has_own(&self, witness: &str) -> bool {
        self.of_witness.contains_key(witness)
    }

    /// The normal form of a word in a witness.
    pub fn normal_in(&self, witness: &str, form: &str) -> String {
        let normal = self.normal(form);
        let own = self.of_witness.get(witness).and_then(|own| own.get(&normal));
        own.cloned().unwrap_or(normal)
    }

    /// The form of a word that all its spellings have, of its normal form.
    pub fn word(&self, normal: &str) -> String {
        if self.apart.contains(normal) {
            return normal.to_owned();
        }
        if let Some(word) = self.of_special.get(normal) {
            return word.clone();
        }
        let folded = self.folded_further(normal);
        self.one_word.get(&folded).cloned().unwrap_or(folded)
    }

    fn folded(&self, form: &str) -> String {
        let mut word = normal::key_by(form, &self.lang, &self.shared);
        for rule in &self.ignored {
            word = spelling::apply(*rule, &word, &self.lang);
        }
        // In Greek, the sign of an elision is one of the marks.
        if matches!(self.lang.primary(), "grc" | "el")
            && self.shared.contains(&Rule::Accents)
        {
            const SIGNS: [char; 4] = ['\'', '\u{2019}', '\u{2bc}', '\u{1fbd}'];
            word.truncate(word.trim_end_matches(SIGNS).len());
        }
        // Of a word that is only marks, the marks are what it is.
        if word.is_empty() { form.to_owned() } else { word }
    }

    fn folded_further(&self, normal: &str) -> String {
        let mut word = if self.also_shared.is_empty() {
            normal.to_owned()
        } else {
            normal::key_by(normal, &self.lang, &self.also_shared)
        };
        for rule in &self.orthographic {
            word = spelling::apply(*rule, &word, &self.lang);
        }
        if word.is_empty() { normal.to_owned() } else { word }
    }
}
