//! Languages and directions. Every tag that comes in passes [`Lang::new`], so that one
//! language has one name, whatever code it was given by. What language words are in that
//! stand under a tag, or under none, the module `words` says.

use serde::Serialize;
use unicode_script::Script;

use super::script::{self, Dir, SetApart};

/// A language, as a BCP 47 tag such as `en`, `fa` or `grc`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Lang(pub String);

impl Lang {
    /// The language of a tag, its case made regular. A code of three letters becomes the
    /// one of two letters where there is one, as BCP 47 (RFC 5646, 2.2.1) wants it: `lat`
    /// is `la`, `per` and `fas` are `fa`. So does the English name of a language.
    pub fn new(tag: &str) -> Self {
        if let Some(code) = Self::named(tag) {
            return Self(code.to_owned());
        }
        let tag = tag.trim().to_ascii_lowercase().replace('_', "-");
        let (primary, rest) = match tag.find('-') {
            Some(at) => tag.split_at(at),
            None => (tag.as_str(), ""),
        };
        match shorter(primary) {
            Some(short) => Self(format!("{short}{rest}")),
            None => Self(tag),
        }
    }

    /// The code of the language of an English name: `la` of `Latin`.
    pub fn named(name: &str) -> Option<&'static str> {
        let name = name.trim().to_lowercase();
        NAMES.iter().find(|known| known.0 == name).map(|known| known.1)
    }

    /// Whether words can be set in it: its primary subtag is a code of two or three
    /// letters, as those of ISO 639 are. `x-unknown` and `i-klingon` are none.
    pub fn is_settable(&self) -> bool {
        let primary = self.primary();
        (2..=3).contains(&primary.len())
            && primary.bytes().all(|byte| byte.is_ascii_lowercase())
    }

    /// The primary subtag: `fa` of `fa-AF`.
    pub fn primary(&self) -> &str {
        self.0.split('-').next().unwrap_or_default()
    }

    /// The script subtag, if there is one: `arab` of `az-Arab`.
    pub fn script(&self) -> Option<&str> {
        let script =
            |tag: &&str| tag.len() == 4 && tag.bytes().all(|b| b.is_ascii_alphabetic());
        self.0.split('-').skip(1).take_while(|tag| tag.len() > 1).find(script)
    }

    /// The direction in which the language is usually written. A script subtag
    /// (`ar-latn`) decides before the language does.
    pub fn dir(&self) -> Dir {
        match self.script() {
            Some(code) => script::of_code(code).dir,
            None if RTL.contains(&self.primary()) => Dir::Rtl,
            None => Dir::Ltr,
        }
    }

    /// The script in which words of the language are set that go in a direction, as the code
    /// of ISO 15924 in small letters: `arab`.
    pub fn writing(&self, dir: Dir) -> &str {
        if let Some(script) = self.script()
            && script::of_code(script).dir == dir
        {
            return match script {
                "aran" => "arab",
                "syre" | "syrj" | "syrn" => "syrc",
                script => script,
            };
        }
        let known = WRITING.iter().find(|known| known.0 == self.primary());
        match known.map(|known| known.1) {
            Some(code) if script::of_code(code).dir == dir => code,
            _ if dir == Dir::Rtl => "arab",
            _ => "latn",
        }
    }

    /// Whether words of the language can be set in italics.
    pub fn has_italics(&self) -> bool {
        let script = script::named(self.writing(self.dir()));
        script.is_none_or(|script| self.set_apart(script).0 == SetApart::Italics)
    }

    /// How words of the language in letters of a script are emphasized, and how strongly: the
    /// face of Church Slavonic has no other cuts than one.
    pub fn set_apart(&self, script: Script) -> (SetApart, SetApart) {
        if script == Script::Cyrillic && self.primary() == "cu" {
            return (SetApart::Spacing, SetApart::Spacing);
        }
        let found = script::properties(script);
        (found.emphasis, found.strong)
    }
}

/// English names of languages, as some write them for a tag; sorted.
#[rustfmt::skip]
const NAMES: [(&str, &str); 49] = [
    ("ancient greek", "grc"),
    ("arabic", "ar"),
    ("aramaic", "arc"),
    ("armenian", "hy"),
    ("bulgarian", "bg"),
    ("catalan", "ca"),
    ("church slavic", "cu"),
    ("church slavonic", "cu"),
    ("coptic", "cop"),
    ("czech", "cs"),
    ("danish", "da"),
    ("dutch", "nl"),
    ("english", "en"),
    ("español", "es"),
    ("ethiopic", "gez"),
    ("farsi", "fa"),
    ("finnish", "fi"),
    ("french", "fr"),
    ("geez", "gez"),
    ("georgian", "ka"),
    ("german", "de"),
    ("greek", "el"),
    ("hebrew", "he"),
    ("hungarian", "hu"),
    ("icelandic", "is"),
    ("irish", "ga"),
    ("italian", "it"),
    ("latin", "la"),
    ("middle english", "enm"),
    ("norwegian", "no"),
    ("occitan", "oc"),
    ("old english", "ang"),
    ("old french", "fro"),
    ("old norse", "non"),
    ("ottoman turkish", "ota"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("romanian", "ro"),
    ("russian", "ru"),
    ("sanskrit", "sa"),
    ("spanish", "es"),
    ("swedish", "sv"),
    ("syriac", "syc"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
    ("urdu", "ur"),
    ("welsh", "cy"),
    ("yiddish", "yi"),
];

/// The scripts of languages, if not Arabic from right to left and Latin from left to right.
pub const WRITING: [(&str, &str); 40] = [
    ("he", "hebr"),
    ("yi", "hebr"),
    ("hbo", "hebr"),
    ("jpa", "hebr"),
    ("ydd", "hebr"),
    ("syr", "syrc"),
    ("syc", "syrc"),
    ("aii", "syrc"),
    ("cld", "syrc"),
    ("tru", "syrc"),
    ("hi", "deva"),
    ("mr", "deva"),
    ("ne", "deva"),
    ("sa", "deva"),
    ("bn", "beng"),
    ("ta", "taml"),
    ("bo", "tibt"),
    ("dz", "tibt"),
    ("am", "ethi"),
    ("gez", "ethi"),
    ("ti", "ethi"),
    ("el", "grek"),
    ("grc", "grek"),
    ("ru", "cyrl"),
    ("uk", "cyrl"),
    ("be", "cyrl"),
    ("bg", "cyrl"),
    ("mk", "cyrl"),
    ("cu", "cyrl"),
    ("orv", "cyrl"),
    ("hy", "armn"),
    ("xcl", "armn"),
    ("ka", "geor"),
    ("cop", "copt"),
    ("got", "goth"),
    ("nqo", "nkoo"),
    ("dv", "thaa"),
    ("sam", "samr"),
    ("zh", "hani"),
    ("ja", "hani"),
];

/// Languages that are usually written from right to left.
const RTL: [&str; 38] = [
    "aii", "ar", "arb", "arc", "azb", "bqi", "ckb", "dv", "fa", "glk", "haz", "hbo",
    "he", "jpa", "khw", "ks", "lrc", "mid", "mzn", "nqo", "ota", "pes", "pnb", "prs",
    "ps", "rhg", "sam", "sd", "skr", "smp", "syc", "syr", "tmr", "trw", "ug", "ur", "yi",
    "ydd",
];

/// The code of two letters for one of three, of ISO 639-2 in both its forms, and for codes
/// that were given up.
fn shorter(code: &str) -> Option<&'static str> {
    let known = match code {
        // What many editions write for Farsi.
        "far" => "fa",
        // The macrolanguage; editions mean the classical one.
        "syr" => "syc",
        "iw" => "he",
        "ji" => "yi",
        "in" => "id",
        _ if code.len() != 3 => return None,
        _ => {
            let at = CODES.binary_search_by_key(&code, |pair| pair.0).ok()?;
            CODES[at].1
        }
    };
    Some(known)
}

/// ISO 639-2, bibliographic and terminological, to ISO 639-1; sorted.
#[rustfmt::skip]
const CODES: [(&str, &str); 208] = [
    ("aar", "aa"), ("abk", "ab"), ("afr", "af"), ("aka", "ak"), ("alb", "sq"),
    ("amh", "am"), ("ara", "ar"), ("arg", "an"), ("arm", "hy"), ("asm", "as"),
    ("ava", "av"), ("ave", "ae"), ("aym", "ay"), ("aze", "az"), ("bak", "ba"),
    ("bam", "bm"), ("baq", "eu"), ("bel", "be"), ("ben", "bn"), ("bih", "bh"),
    ("bis", "bi"), ("bod", "bo"), ("bos", "bs"), ("bre", "br"), ("bul", "bg"),
    ("bur", "my"), ("cat", "ca"), ("ces", "cs"), ("cha", "ch"), ("che", "ce"),
    ("chi", "zh"), ("chu", "cu"), ("chv", "cv"), ("cor", "kw"), ("cos", "co"),
    ("cre", "cr"), ("cym", "cy"), ("cze", "cs"), ("dan", "da"), ("deu", "de"),
    ("div", "dv"), ("dut", "nl"), ("dzo", "dz"), ("ell", "el"), ("eng", "en"),
    ("epo", "eo"), ("est", "et"), ("eus", "eu"), ("ewe", "ee"), ("fao", "fo"),
    ("fas", "fa"), ("fij", "fj"), ("fin", "fi"), ("fra", "fr"), ("fre", "fr"),
    ("fry", "fy"), ("ful", "ff"), ("geo", "ka"), ("ger", "de"), ("gla", "gd"),
    ("gle", "ga"), ("glg", "gl"), ("glv", "gv"), ("gre", "el"), ("grn", "gn"),
    ("guj", "gu"), ("hat", "ht"), ("hau", "ha"), ("hbs", "sh"), ("heb", "he"),
    ("her", "hz"), ("hin", "hi"), ("hmo", "ho"), ("hrv", "hr"), ("hun", "hu"),
    ("hye", "hy"), ("ibo", "ig"), ("ice", "is"), ("ido", "io"), ("iii", "ii"),
    ("iku", "iu"), ("ile", "ie"), ("ina", "ia"), ("ind", "id"), ("ipk", "ik"),
    ("isl", "is"), ("ita", "it"), ("jav", "jv"), ("jpn", "ja"), ("kal", "kl"),
    ("kan", "kn"), ("kas", "ks"), ("kat", "ka"), ("kau", "kr"), ("kaz", "kk"),
    ("khm", "km"), ("kik", "ki"), ("kin", "rw"), ("kir", "ky"), ("kom", "kv"),
    ("kon", "kg"), ("kor", "ko"), ("kua", "kj"), ("kur", "ku"), ("lao", "lo"),
    ("lat", "la"), ("lav", "lv"), ("lim", "li"), ("lin", "ln"), ("lit", "lt"),
    ("ltz", "lb"), ("lub", "lu"), ("lug", "lg"), ("mac", "mk"), ("mah", "mh"),
    ("mal", "ml"), ("mao", "mi"), ("mar", "mr"), ("may", "ms"), ("mkd", "mk"),
    ("mlg", "mg"), ("mlt", "mt"), ("mol", "ro"), ("mon", "mn"), ("mri", "mi"),
    ("msa", "ms"), ("mya", "my"), ("nau", "na"), ("nav", "nv"), ("nbl", "nr"),
    ("nde", "nd"), ("ndo", "ng"), ("nep", "ne"), ("nld", "nl"), ("nno", "nn"),
    ("nob", "nb"), ("nor", "no"), ("nya", "ny"), ("oci", "oc"), ("oji", "oj"),
    ("ori", "or"), ("orm", "om"), ("oss", "os"), ("pan", "pa"), ("per", "fa"),
    ("pli", "pi"), ("pol", "pl"), ("por", "pt"), ("pus", "ps"), ("que", "qu"),
    ("roh", "rm"), ("ron", "ro"), ("rum", "ro"), ("run", "rn"), ("rus", "ru"),
    ("sag", "sg"), ("san", "sa"), ("scc", "sr"), ("scr", "hr"), ("sin", "si"),
    ("slk", "sk"), ("slo", "sk"), ("slv", "sl"), ("sme", "se"), ("smo", "sm"),
    ("sna", "sn"), ("snd", "sd"), ("som", "so"), ("sot", "st"), ("spa", "es"),
    ("sqi", "sq"), ("srd", "sc"), ("srp", "sr"), ("ssw", "ss"), ("sun", "su"),
    ("swa", "sw"), ("swe", "sv"), ("tah", "ty"), ("tam", "ta"), ("tat", "tt"),
    ("tel", "te"), ("tgk", "tg"), ("tgl", "tl"), ("tha", "th"), ("tib", "bo"),
    ("tir", "ti"), ("ton", "to"), ("tsn", "tn"), ("tso", "ts"), ("tuk", "tk"),
    ("tur", "tr"), ("twi", "tw"), ("uig", "ug"), ("ukr", "uk"), ("urd", "ur"),
    ("uzb", "uz"), ("ven", "ve"), ("vie", "vi"), ("vol", "vo"), ("wel", "cy"),
    ("wln", "wa"), ("wol", "wo"), ("xho", "xh"), ("yid", "yi"), ("yor", "yo"),
    ("zha", "za"), ("zho", "zh"), ("zul", "zu"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn direction_follows_script_before_language() {
        assert_eq!(Lang::new("fa").dir(), Dir::Rtl);
        assert_eq!(Lang::new("ar-Latn").dir(), Dir::Ltr);
        assert_eq!(Lang::new("az-Arab").dir(), Dir::Rtl);
        assert_eq!(Lang::new("syr").dir(), Dir::Rtl);
        assert_eq!(Lang::new("ff-Adlm").dir(), Dir::Rtl);
        assert_eq!(Lang::new("pa").dir(), Dir::Ltr);
        // What follows a private mark is no script.
        assert_eq!(Lang::new("en-x-arab").dir(), Dir::Ltr);
    }

    #[test]
    fn a_language_has_one_code() {
        for (given, code) in [
            ("per", "fa"),
            ("fas", "fa"),
            ("far", "fa"),
            ("ara", "ar"),
            ("heb", "he"),
            ("iw", "he"),
            ("syr", "syc"),
            ("lat", "la"),
            ("grc", "grc"),
            ("GER-1901", "de-1901"),
            ("deu", "de"),
            ("zho-Hant", "zh-hant"),
            ("zza", "zza"),
            (" eng ", "en"),
        ] {
            assert_eq!(Lang::new(given).0, code, "{given}");
        }
    }

    #[test]
    fn codes_are_sorted_and_given_once() {
        assert!(CODES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(CODES.iter().all(|pair| pair.0.len() == 3 && pair.1.len() == 2));
    }
}
