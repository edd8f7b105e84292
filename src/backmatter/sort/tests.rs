//! The orders of languages, each taken from what the locale data of CLDR say
//! (`common/collation/*.xml`, over the root order of `allkeys_CLDR.txt`).

use super::*;

fn check(tag: &str, others: &[&str], sorted: &[&str]) {
    let others: Vec<_> = others.iter().map(|tag| Lang::new(tag)).collect();
    let order = Order::new(&Lang::new(tag), &others);
    let mut found: Vec<_> = sorted.iter().rev().copied().collect();
    found.sort_by_cached_key(|text| order.key(text));
    assert_eq!(found, sorted);
}

#[test]
fn persian_letters_stand_in_their_order() {
    check("fa", &[], &["آب", "ابر", "باد", "پدر", "تاب", "جان", "چاه", "حال"]);
    check(
        "fa",
        &[],
        &["زر", "ژاله", "سال", "کار", "گل", "لب", "نان", "وام", "هوا", "یار"],
    );
}

#[test]
fn spanish_letters_stand_in_their_order() {
    check("es", &[], &["árbol", "chile", "cobre", "nube", "ñandú", "oro"]);
    check("en", &[], &["ñandú", "nube"]);
}

#[test]
fn english_headings_stand_word_by_word() {
    check(
        "en",
        &[],
        &[
            "7 March",
            "12 May",
            "“A note”",
            "Allende, Beatriz",
            "Allende, Salvador",
            "Allende family",
            "Allendes",
            "Église",
            "elections",
            "Elections, general",
        ],
    );
}

#[test]
fn scripts_of_the_other_direction_come_last() {
    check(
        "en",
        &["fa"],
        &["1953", "Chile", "Zahedi", "Ω", "پارس", "تهران", "وکیل", "هند"],
    );
    check("fa", &["en"], &["1953", "پارس", "تهران", "Chile", "Zahedi"]);
}

#[test]
fn letters_lose_what_does_not_make_another_letter() {
    let letter = |tag: &str, text: &str| Order::new(&Lang::new(tag), []).letter(text);
    assert_eq!(letter("en", "élan"), "E");
    assert_eq!(letter("en", "«opus»"), "O");
    assert_eq!(letter("en", "1973"), "");
    assert_eq!(letter("es", "ñandú"), "Ñ");
    assert_eq!(letter("es", "n\u{303}andú"), "Ñ");
    assert_eq!(letter("en", "ñandú"), "N");
    assert_eq!(letter("es", "chile"), "C");
    assert_eq!(letter("cs", "chata"), "Ch");
    assert_eq!(letter("sv", "ål"), "Å");
    assert_eq!(letter("de", "Äpfel"), "A");
    assert_eq!(letter("tr", "izmir"), "İ");
    assert_eq!(letter("et", "tartu"), "T");
    assert_eq!(letter("fa", "آب"), "ا");
    assert_eq!(letter("fa", "پدر"), "پ");
    assert_eq!(letter("grc", "ἄνθρωπος"), "Α");
}

#[test]
fn a_text_has_the_direction_of_its_first_letter() {
    let en = Lang::new("en");
    assert_eq!(text_dir("«12 آب»", &en), Dir::Rtl);
    assert_eq!(text_dir("Āb آب", &Lang::new("fa")), Dir::Ltr);
    assert_eq!(text_dir("12", &Lang::new("fa")), Dir::Rtl);
}

/// Words in the order stated: at least forty, and found again from a shuffled list.
fn check_forty(tag: &str, others: &[&str], settings: &OrderSettings, sorted: &str) {
    let others: Vec<_> = others.iter().map(|tag| Lang::new(tag)).collect();
    let order = Order::with(&Lang::new(tag), &others, settings);
    let sorted: Vec<&str> = sorted.split('|').map(str::trim).collect();
    assert!(sorted.len() >= 40, "only {} words", sorted.len());
    // Every seventh word from each start: far from sorted, and the same each time.
    let mut found: Vec<&str> = (0..7)
        .flat_map(|start| sorted.iter().skip(start).step_by(7).copied())
        .collect();
    found.reverse();
    found.sort_by_cached_key(|text| order.key(text));
    assert_eq!(found, sorted);
}

fn usual() -> OrderSettings {
    OrderSettings::default()
}

/// CLDR `fa.xml`: `&[before 1]ا<آ` and kaf and yeh as the Persian letters; `و` before `ه`;
/// the letters پ چ ژ گ are in their places in the root order, گ after ک.
#[test]
fn forty_persian_words() {
    check_forty(
        "fa",
        &[],
        &usual(),
        "آب | آباد | آذر | آرام | آزادی | آسمان | آفتاب | آینه | ابر | اتاق | اسب | ایران | \
         باد | باران | بهار | پارس | پدر | پسر | پنجره | تاب | تبریز | ثابت | جان | جنگ | چاه | چشم | \
         حال | خاک | دریا | ذره | راه | زر | زمین | ژاله | ژرف | سال | شب | صبح | ضرب | طلا | ظهر | \
         عشق | غم | فردا | قلم | کار | كتاب | کوه | گل | گنج | لب | مادر | نان | وام | هوا | یار | يک",
    );
}

/// The root order of CLDR for Arabic letters; vowel points and tatweel make no
/// difference of the first level, forms of alef with hamza one of the second.
#[test]
fn forty_arabic_words() {
    check_forty(
        "ar",
        &[],
        &usual(),
        "آية | أب | إبل | أثر | أدب | اسم | أمل | باب | بحر | بَيْت | تاج | تمر | ثعلب | ثوب | جبل | جمل | \
         حب | حديد | خبز | خيل | دار | دم | ذئب | ذهب | رجل | ريح | زمن | زيت | سماء | سيف | شمس | شهر | \
         صبر | صوت | ضوء | طير | ظل | عين | غيم | فجر | قلب | كلب | لبن | ماء | نار | هدى | ورد | يد | يوم",
    );
}

/// The same with the article passed over, as the edition may state.
#[test]
fn the_arabic_article_does_not_count_where_it_is_stated() {
    let settings = OrderSettings { ignore: vec!["ال*".to_owned()], ..usual() };
    let order = Order::with(&Lang::new("ar"), [], &settings);
    let mut found = ["النار", "باب", "البحر", "يوم", "الثوب", "تاج"];
    found.sort_by_cached_key(|text| order.key(text));
    assert_eq!(found, ["باب", "البحر", "تاج", "الثوب", "النار", "يوم"]);
    assert_eq!(order.letter("الثوب"), "ث");
    // Nothing would be left of it.
    assert_eq!(order.letter("ال"), "ا");
}

/// The root order of CLDR for Hebrew: a final form differs from its letter in the third
/// level only, points in the second.
#[test]
fn forty_hebrew_words() {
    check_forty(
        "he",
        &[],
        &usual(),
        "אב | אור | אש | בית | בן | גג | גשם | דבר | דג | הר | ורד | זהב | זמן | חג | חלב | חתול | \
         טוב | יד | ילד | ים | ככר | כלב | כסף | לב | לחם | לילה | מים | מלך | מלכה | נהר | נר | ספר | עיר | \
         עץ | פה | פרי | צבא | צל | צמח | קול | קיץ | ראש | רוח | שָׁלוֹם | שלוש | שמש | תורה | תפוח",
    );
}

/// CLDR `es.xml`, standard: `&N<ñ<<<Ñ`; accents in the second level.
#[test]
fn forty_spanish_words() {
    check_forty(
        "es",
        &[],
        &usual(),
        "abeja | águila | árbol | arena | barco | calle | canción | caña | casa | chile | cielo | \
         cobre | dedo | día | ébano | enero | fábrica | flor | gato | hombre | huelga | isla | jarra | kilo | \
         llave | lluvia | luz | madre | mañana | mina | nación | nube | ñandú | ñoño | obrero | ola | oro | pan | \
         pueblo | queso | río | sí | tierra | último | uva | vino | yugo | zapato",
    );
}

/// CLDR `es.xml`, traditional: besides, `&C<ch` and `&l<ll`.
#[test]
fn spanish_ch_and_ll_are_letters_of_the_traditional_order() {
    let settings = OrderSettings { collation: Collation::Traditional, ..usual() };
    let order = Order::with(&Lang::new("es"), [], &settings);
    let mut found = ["chile", "cielo", "cuna", "dedo", "llave", "luz", "madre"];
    found.sort_by_cached_key(|text| order.key(text));
    assert_eq!(found, ["cielo", "cuna", "chile", "dedo", "luz", "llave", "madre"]);
    assert_eq!(order.letter("chile"), "Ch");
}

/// CLDR `de.xml`, phonebook: `&AE<<ä`, `&OE<<ö`, `&UE<<ü`; ß as ss in the root order.
#[test]
fn forty_german_words_as_in_a_telephone_book() {
    let settings = OrderSettings { collation: Collation::Phonebook, ..usual() };
    check_forty(
        "de",
        &[],
        &settings,
        "Adler | Ärger | Ahorn | Arzt | Bad | Bäcker | Baer | Bär | Bauer | Daum | Ebert | Falk | Fink | \
         Gast | Goethe | Göthe | Götz | Gold | Haar | Händel | Haenel | Hahn | Igel | Jahn | Kluge | Koch | Köhler | Kolb | \
         Lang | Mueller | Müller | Mulch | Nagel | Oehler | Öhler | Otto | Pohl | Quast | Rau | Strasse | Straße | Strauß | \
         Tau | Überall | Uhl | Vogel | Wolf | Zahn",
    );
    let order = Order::with(&Lang::new("de"), [], &settings);
    assert_eq!(order.letter("Ärger"), "A");
}

/// CLDR has no rule for `grc`; the root order holds: letters in the first level; accents,
/// breathings, iota subscript in the second; a final sigma in the third.
#[test]
fn forty_words_of_polytonic_greek() {
    check_forty(
        "grc",
        &[],
        &usual(),
        "ἀγαθός | ἀδελφός | ἀνήρ | ἄνθρωπος | ἀρετή | βασιλεύς | βίος | γῆ | γυνή | δαίμων | δῆμος | εἰρήνη | ἐλπίς | ἔργον | \
         ἔρως | ζωή | ἦθος | ἥλιος | ἡμέρα | θάλασσα | θεός | ἱερός | ἵππος | καιρός | κόσμος | λόγος | μήτηρ | μοῦσα | νόμος | νύξ | \
         ξένος | ὁδός | οἶκος | οὐρανός | παῖς | πόλις | ῥήτωρ | σοφία | σῶμα | τέχνη | ὕδωρ | υἱός | φύσις | χρόνος | ψυχή | ᾠδή | ὥρα",
    );
}

/// Scripts in the order that an index states, each by its own rule.
#[test]
fn forty_words_of_mixed_scripts() {
    use ScriptName::{Arabic, Cyrillic, Greek, Hebrew, Latin};
    let settings = OrderSettings {
        scripts: vec![Greek, Latin, Cyrillic, Hebrew, Arabic],
        ..usual()
    };
    check_forty(
        "en",
        &["fa"],
        &settings,
        "7 March | 12 May | ἀρχή | βίος | λόγος | ψυχή | Allende | Beirut | Chile | Élan | Frei | Ñuñoa | Odessa | Quilpué | \
         Tehran | Zahedi | Ахматова | Блок | Гоголь | Есенин | Москва | Пушкин | Чехов | Яков | אילת | בבל | חיפה | ירושלים | \
         צפת | תל אביב | آبادان | اهواز | پارس | تبریز | چالوس | رشت | ژاله | شیراز | کرمان | گرگان | وکیل | هند | یزد",
    );
    let order = Order::with(&Lang::new("en"), [&Lang::new("fa")], &settings);
    let letters =
        ["7 March", "βίος", "Élan", "Блок", "חיפה", "پارس"].map(|t| order.letter(t));
    assert_eq!(letters, ["", "Β", "E", "Б", "ח", "پ"]);
}

#[test]
fn a_sort_key_in_the_script_of_the_index_files_other_scripts_among_its_own() {
    let order = Order::new(&Lang::new("en"), []);
    let mut found =
        [("تهران", "Tehran"), ("Talca", "Talca"), ("Москва", "Moscow"), ("Tome", "Tome")];
    found.sort_by_cached_key(|(_, key)| order.key(key));
    assert_eq!(found.map(|(name, _)| name), ["Москва", "Talca", "تهران", "Tome"]);
}

#[test]
fn articles_and_prefixes_are_passed_over_where_they_are_stated() {
    let ignore = ["the", "de", "la", "von", "l'*", "ال*"].map(str::to_owned).to_vec();
    let order = Order::with(&Lang::new("en"), [], &OrderSettings { ignore, ..usual() });
    let mut found =
        ["The Mirror", "de la Cruz", "L'Unità", "Delano", "von Arx", "Moneda", "La"];
    found.sort_by_cached_key(|text| order.key(text));
    assert_eq!(
        found,
        ["von Arx", "de la Cruz", "Delano", "La", "The Mirror", "Moneda", "L'Unità"]
    );
    assert_eq!(order.letter("de la Cruz"), "C");
}

#[test]
fn headings_stand_letter_by_letter_where_that_is_stated() {
    let letters = OrderSettings {
        alphabetizing: Alphabetizing::LetterByLetter,
        ..usual()
    };
    check(
        "en",
        &[],
        &["New York", "New-Yorker", "Newark", "Newton, Isaac", "Newton family"],
    );
    let order = Order::with(&Lang::new("en"), [], &letters);
    let mut found =
        ["New York", "Newark", "Newton family", "New-Yorker", "Newton, Isaac"];
    found.sort_by_cached_key(|text| order.key(text));
    assert_eq!(
        found,
        ["Newark", "Newton, Isaac", "Newton family", "New York", "New-Yorker"]
    );
}
