//! The rules of the apparatus, checked: what a lemma and its readings look like in the
//! whole edition, and the abbreviations for what a witness does.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Rule;
use crate::model::{Dir, EntryForm, Lang};

/// The rules of a series, or those of the edition that a series may change.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
pub struct ApparatusSettings {
    /// From how many words on a lemma is shortened to its first and last; never if 0.
    pub shorten: u32,
    /// What stands between these two.
    pub dots: String,
    /// Which of the punctuation of a lemma is printed.
    pub punctuation: Punctuation,
    /// Whether a lemma is printed in the case of the text.
    pub case: LemmaCase,
    /// Between the lemma and the readings, where the text goes from left to right.
    pub separator: LemmaSeparator,
    /// The same where it goes from right to left.
    pub separator_rtl: LemmaSeparator,
    /// Between two readings, if it is not what the design has there.
    pub between_readings: Option<String>,
    /// Behind each entry.
    pub after_entry: String,
    /// Which witnesses are named.
    pub form: EntryForm,
    /// From how many readings on a mixed apparatus is positive.
    pub positive_from: u32,
    /// The order of the readings.
    pub order: ReadingOrder,
    /// Whether the sigla of groups are printed for their witnesses.
    pub groups: GroupStyle,
    /// Whether all witnesses together are printed as `codd.`
    pub codd: bool,
    /// Whether the witnesses of the lemma are printed as `cett.`
    pub cett: bool,
}

impl Default for ApparatusSettings {
    fn default() -> Self {
        Self {
            shorten: 5,
            dots: "…".to_owned(),
            punctuation: Punctuation::Inner,
            case: LemmaCase::Keep,
            separator: LemmaSeparator::Bracket,
            separator_rtl: LemmaSeparator::Bracket,
            between_readings: None,
            after_entry: String::new(),
            form: EntryForm::Written,
            positive_from: 3,
            order: ReadingOrder::Written,
            groups: GroupStyle::Folded,
            codd: false,
            cett: false,
        }
    }
}

impl ApparatusSettings {
    /// What stands between lemma and readings in texts of a direction.
    pub fn separator(&self, dir: Dir) -> LemmaSeparator {
        match dir {
            Dir::Ltr => self.separator,
            Dir::Rtl => self.separator_rtl,
        }
    }
}

/// Which of the punctuation of a lemma is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Punctuation {
    /// All of it.
    Keep,
    /// That between its words, not that before and behind it.
    Inner,
    /// None.
    Strip,
}

/// Whether a lemma is printed in the case of the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LemmaCase {
    /// As in the text.
    Keep,
    /// In small letters.
    Lower,
}

/// What stands between the lemma and the readings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LemmaSeparator {
    /// `rex] lex`
    Bracket,
    /// `rex: lex`
    Colon,
    /// `rex lex`
    None,
}

impl LemmaSeparator {
    /// The word for it in the files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Bracket => "bracket",
            Self::Colon => "colon",
            Self::None => "none",
        }
    }
}

/// The order of the readings of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum ReadingOrder {
    /// As they are written.
    Written,
    /// That of the first witness of each; conjectures last.
    Witnesses,
}

/// Whether the sigla of groups are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum GroupStyle {
    /// A group's siglum where all of its witnesses that are present agree.
    Folded,
    /// Always the sigla of the witnesses.
    Expanded,
}

/// The keys of the abbreviations, in texts as in the manifest.
pub const WORD_KEYS: [&str; 26] = [
    "om", "add", "transp", "lac", "illeg", "iter", "del", "exp", "corr", "secl", "def",
    "inc", "ac", "pc", "ras", "sl", "im", "vid", "coni", "fort", "prob", "suppl", "codd",
    "cett", "post", "ante",
];

/// The abbreviations that languages have, in the order of [`WORD_KEYS`].
const SETS: [(&str, [&str; 26]); 8] = [
    (
        "la",
        [
            "om.", "add.", "transp.", "lac.", "illeg.", "iter.", "del.", "exp.", "corr.",
            "secl.", "def.", "inc.", "a.c.", "p.c.", "in ras.", "s.l.", "i.m.",
            "ut vid.", "coni.", "fort.", "prob.", "suppl.", "codd.", "cett.", "post",
            "ante",
        ],
    ),
    (
        "en",
        [
            "om.",
            "add.",
            "transp.",
            "gap",
            "illeg.",
            "rep.",
            "del.",
            "expunged",
            "corr.",
            "bracketed",
            "ends",
            "begins",
            "before corr.",
            "after corr.",
            "over erasure",
            "above line",
            "in margin",
            "apparently",
            "conj.",
            "perhaps",
            "approved by",
            "suppl.",
            "MSS",
            "rest",
            "after",
            "before",
        ],
    ),
    (
        "de",
        [
            "fehlt",
            "hinzugef.",
            "umgest.",
            "Lücke",
            "unleserl.",
            "wiederh.",
            "gestr.",
            "getilgt",
            "korr.",
            "athetiert",
            "endet",
            "beginnt",
            "vor Korr.",
            "nach Korr.",
            "auf Rasur",
            "über d. Z.",
            "am Rand",
            "wohl",
            "Konj.",
            "vielleicht",
            "gebilligt von",
            "erg.",
            "Hss.",
            "übrige",
            "nach",
            "vor",
        ],
    ),
    (
        "fr",
        [
            "om.",
            "aj.",
            "transp.",
            "lac.",
            "illis.",
            "rép.",
            "suppr.",
            "exponct.",
            "corr.",
            "athét.",
            "s’arrête",
            "commence",
            "av. corr.",
            "ap. corr.",
            "sur grattage",
            "interl.",
            "en marge",
            "semble-t-il",
            "conj.",
            "peut-être",
            "appr.",
            "suppl.",
            "mss",
            "les autres",
            "après",
            "avant",
        ],
    ),
    (
        "es",
        [
            "om.",
            "añ.",
            "transp.",
            "lag.",
            "ileg.",
            "rep.",
            "supr.",
            "expunt.",
            "corr.",
            "secl.",
            "termina",
            "comienza",
            "antes de corr.",
            "tras corr.",
            "sobre raspado",
            "entre líneas",
            "al margen",
            "al parecer",
            "conj.",
            "quizá",
            "aprob.",
            "supl.",
            "mss.",
            "los demás",
            "tras",
            "ante",
        ],
    ),
    (
        "it",
        [
            "om.",
            "agg.",
            "trasp.",
            "lac.",
            "illegg.",
            "rip.",
            "canc.",
            "esp.",
            "corr.",
            "secl.",
            "termina",
            "comincia",
            "ante corr.",
            "post corr.",
            "su rasura",
            "in interl.",
            "in marg.",
            "a quanto pare",
            "cong.",
            "forse",
            "appr.",
            "integr.",
            "codd.",
            "gli altri",
            "dopo",
            "prima di",
        ],
    ),
    (
        "fa",
        [
            "ندارد",
            "افزوده",
            "جابه‌جا",
            "افتادگی",
            "ناخوانا",
            "مکرر",
            "حذف‌شده",
            "خط‌خورده",
            "تصحیح",
            "الحاقی",
            "تا اینجا",
            "از اینجا",
            "پیش از تصحیح",
            "پس از تصحیح",
            "بر تراشیدگی",
            "بالای سطر",
            "در حاشیه",
            "ظاهراً",
            "حدس",
            "شاید",
            "به تأیید",
            "تکمیل",
            "همهٔ نسخه‌ها",
            "دیگر نسخه‌ها",
            "پس از",
            "پیش از",
        ],
    ),
    (
        "ar",
        [
            "ساقط",
            "زيادة",
            "تقديم وتأخير",
            "بياض",
            "غير مقروء",
            "مكرر",
            "محذوف",
            "مضروب عليه",
            "مصحح",
            "مقحم",
            "ينتهي",
            "يبدأ",
            "قبل التصحيح",
            "بعد التصحيح",
            "على كشط",
            "فوق السطر",
            "في الهامش",
            "فيما يبدو",
            "حدس",
            "لعله",
            "بموافقة",
            "تكملة",
            "النسخ كلها",
            "سائر النسخ",
            "بعد",
            "قبل",
        ],
    ),
];

/// The abbreviations of an edition.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
pub struct Abbreviations {
    /// Their language.
    pub lang: Lang,
    /// Each by its key.
    pub words: BTreeMap<&'static str, String>,
}

impl Abbreviations {
    /// The languages that have abbreviations.
    pub fn languages() -> impl Iterator<Item = &'static str> {
        SETS.iter().map(|(lang, _)| *lang)
    }

    /// Those of a language, if it has any.
    pub fn of(lang: &str) -> Option<Self> {
        let (lang, words) = SETS.iter().find(|(known, _)| *known == lang)?;
        let words = WORD_KEYS.into_iter().zip(words.iter().map(|&word| word.to_owned()));
        Some(Self { lang: Lang::new(lang), words: words.collect() })
    }

    /// The abbreviation with a key.
    pub fn word(&self, key: &str) -> &str {
        self.words.get(key).map_or("", String::as_str)
    }
}

impl Default for Abbreviations {
    fn default() -> Self {
        Self::of("la").expect("Latin has abbreviations")
    }
}

/// What the whole apparatus of an edition has in common.
#[derive(Debug, Clone, PartialEq, Hash, Serialize)]
pub struct CommonApparatus {
    /// The abbreviations.
    pub abbreviations: Abbreviations,
    /// The rules of entries, where their series says nothing else.
    pub rules: ApparatusSettings,
    /// The rules that make two spellings one word, where a line has it twice.
    pub same: Vec<Rule>,
    /// Whether the witnesses of a page are listed above its apparatus.
    pub witnesses_at_foot: bool,
}

impl Default for CommonApparatus {
    fn default() -> Self {
        Self {
            abbreviations: Abbreviations::default(),
            rules: ApparatusSettings::default(),
            same: Rule::USUAL.to_vec(),
            witnesses_at_foot: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_every_abbreviation() {
        for lang in Abbreviations::languages() {
            let set = Abbreviations::of(lang).expect("it is listed");
            assert_eq!(set.words.len(), WORD_KEYS.len(), "{lang}");
            assert!(set.words.values().all(|word| !word.is_empty()), "{lang}");
        }
    }

    #[test]
    fn every_kind_and_state_has_an_abbreviation() {
        let kinds = crate::model::ReadingKind::KEYS.into_iter().map(|(key, _)| key);
        let states = crate::model::STATES.into_iter().map(|(key, _)| key);
        for key in kinds.chain(states) {
            assert!(WORD_KEYS.contains(&key), "{key}");
        }
    }
}
