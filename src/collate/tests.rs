//! Tests of a whole collation: what holds of any witnesses.

use proptest::prelude::*;

use super::*;
use crate::model::Lang;
use crate::span::Files;

/// The collation of plain texts by id, the first of them the base.
fn collated(lang: &str, texts: &[(&str, &str)]) -> Collation {
    let lang = Lang::new(lang);
    let mut files = Files::default();
    let witnesses = texts
        .iter()
        .map(|(id, text)| {
            let file = files.add(format!("witnesses/{id}.txt"), *text);
            read::plain::read(&files, file, id, id, &lang, &mut vec![])
        })
        .collect();
    collate("t", witnesses, 0, &Rules::of(&lang))
}

/// The units of a collation as lines: `at lemma] reading A B; reading C`.
fn units(collation: &Collation) -> Vec<String> {
    let shown = |reading: &Reading| {
        let label = collation.label(reading);
        let text = if label.is_empty() { "om." } else { &label };
        let mut sigla: Vec<&str> = reading
            .attestations
            .iter()
            .map(|of| collation.witnesses[usize::from(of.row.witness)].siglum.as_str())
            .collect();
        sigla.sort_unstable();
        format!("{text} {}", sigla.join(" "))
    };
    collation
        .units()
        .filter(|unit| unit.class != VariantClass::Ignored)
        .map(|unit| {
            let others: Vec<String> = unit.readings[1..].iter().map(shown).collect();
            let mut others = others;
            others.sort_unstable();
            format!("{} {}] {}", unit.at, unit.readings[0].text, others.join("; "))
        })
        .collect()
}

#[track_caller]
fn check(lang: &str, base: &str, other: &str, expected: &[&str]) {
    let collation = collated(lang, &[("A", base), ("B", other)]);
    assert_eq!(units(&collation), expected);
    assert_eq!(rebuild::unproven(&collation), []);
}

#[test]
fn words_left_out_added_and_changed_are_units() {
    let base = "the old man rowed the small boat home";
    check("en", base, "the man rowed the small boat home", &["2 old] om. B"]);
    check("en", base, "the old man rowed the small red boat home", &["6 ] red B"]);
    check("en", base, "the old man rowed the small ship home", &["7 boat] ship B"]);
    check("en", base, "The old man, rowed the small boat home.", &[]);
}

#[test]
fn words_that_changed_places_are_one_unit() {
    check(
        "en",
        "we saw the harbor and the light of morning",
        "we saw the light of morning and the harbor",
        &["4 harbor and the light of morning] light of morning and the harbor B"],
    );
    check(
        "la",
        "magna cum laude dixit",
        "cum magna laude dixit",
        &["1 magna cum] cum magna B"],
    );
}

#[test]
fn a_word_on_the_other_side_of_a_word_is_one_unit() {
    check("grc", "και ειπεν ο γερων", "ειπεν δε ο γερων", &["1 και ειπεν] ειπεν δε B"]);
}

#[test]
fn spellings_of_a_word_are_told_from_other_words() {
    let collation = collated(
        "la",
        &[("A", "vita eterna nichil est"), ("B", "uita aeterna mihi est")],
    );
    let classes: Vec<_> = collation.units().map(|unit| unit.class.name()).collect();
    assert_eq!(classes, ["ignored", "orthographic", "substantive"]);
}

#[test]
fn a_section_that_a_fragment_does_not_reach_is_absent_and_one_that_it_skips_is_omitted() {
    let all = "Ode 1:1 one two\nOde 1:2 three four\nOde 1:3 five six\nOde 1:4 seven\n";
    let part = "Ode 1:2 three four\nOde 1:4 seven\n";
    let collation = collated("en", &[("A", all), ("B", part)]);
    assert_eq!(units(&collation), ["1 five six] om. B"]);
    assert_eq!(rebuild::unproven(&collation), []);
    let cell = collation.sections[0].table.cell(1, 0);
    assert_eq!(cell, Cell::Absent);
}

#[test]
fn stanzas_without_names_that_stand_elsewhere_are_matched_by_their_words() {
    let a = "the heron waits by the reeds\nwhile evening comes\n\nno boat has crossed the bay\nsince early spring\n\nthe bell above the harbor rings\nfor nobody at all\n";
    let b = "the bell above the harbor rang\nfor nobody at all\n\nthe heron waits by the reeds\nwhile evening comes\n\nno boat has crossed the bay\nsince early spring\n";
    let collation = collated("en", &[("A", a), ("B", b)]);
    assert_eq!(collation.sections.len(), 3);
    assert_eq!(units(&collation), ["0 ] transp. ante the heron B", "6 rings] rang B"]);
    let moved: Vec<bool> =
        collation.sections.iter().map(|section| section.moved[1]).collect();
    assert_eq!(moved, [false, false, true]);
    assert_eq!(rebuild::unproven(&collation), []);
}

#[test]
fn paragraphs_without_names_that_a_witness_does_not_reach_are_absent() {
    let all = "a ferry left at dawn\n\nthe keeper lit seven lamps\n\nno one came home\n";
    let part = "the keeper lit six lamps\n";
    let collation = collated("en", &[("A", all), ("B", part)]);
    assert_eq!(units(&collation), ["9 seven] six B"]);
    assert_eq!(rebuild::unproven(&collation), []);
}

#[test]
fn lines_without_words_in_common_are_matched_by_their_places() {
    let a = "the heron waits by the reeds\n\nwhile evening comes\n\nno boat has crossed the bay\n\nthe bell rings over water\n";
    let b = "the bell rings over water\n\nthe heron waits by the reeds\n\nnight fell\n\nno boat has crossed the bay\n";
    let collation = collated("en", &[("A", a), ("B", b)]);
    assert_eq!(
        units(&collation),
        ["1 while evening comes] night fell B", "0 ] transp. ante the heron B"]
    );
}

#[test]
fn a_stanza_that_is_left_out_is_left_out_where_the_others_keep_their_order() {
    let a = "the heron waits by the reeds\n\nno boat has crossed the bay\n\nthe bell rings over water\n";
    let b = "the heron waits by the reeds\n\nthe bell rings over water\n";
    let c = "the bell rings over water\n\nthe heron waits by the reeds\n";
    let collation = collated("en", &[("A", a), ("B", b), ("C", c)]);
    assert_eq!(
        units(&collation),
        ["1 no boat has crossed the bay] om. B", "0 ] transp. ante the heron C"]
    );
}

#[test]
fn a_frequent_word_does_not_cut_a_long_omission() {
    let words: Vec<String> = (0..40).map(|n| format!("word{n}")).collect();
    let (first, last) = (words[..20].join(" "), words[20..].join(" "));
    let a =
        format!("it began with the rain and {first} the {last} so it ended with the sun");
    let b = "it began with the rain and the boats so it ended with the sun";
    let collation = collated("en", &[("A", &a), ("B", b)]);
    assert_eq!(
        collation
            .units()
            .filter(|unit| unit.class == VariantClass::Substantive)
            .count(),
        1
    );
}

#[test]
fn a_long_phrase_for_one_word_is_one_unit_unless_another_witness_differs_within_it() {
    let a = "at last so the water that was dark and cold in the night rose and they left";
    let b = "at last so they left";
    let c =
        "at last so the water that was black and cold in the night rose and they left";
    let short = b.replace("so", "so it");
    let two = collated("en", &[("A", a), ("B", &short)]);
    let phrase = "the water that was dark and cold in the night rose and";
    assert_eq!(units(&two), [format!("4 {phrase}] it B")]);
    let three = collated("en", &[("A", a), ("B", &short), ("C", c)]);
    assert!(
        units(&three).contains(&"8 dark] black C; om. B".to_owned()),
        "{:?}",
        units(&three)
    );
    assert_eq!(rebuild::unproven(&three), []);
}

#[test]
fn short_words_that_are_alike_have_not_moved() {
    check(
        "la",
        "tunc lux alta magis venit ita quod si non sit culpa fugit",
        "sic culpa fugit",
        &["1 tunc lux alta magis venit ita quod si non sit] sic B"],
    );
}

#[test]
fn a_reading_has_the_form_that_most_witnesses_have_in_whatever_order_they_come() {
    let (b, c, d) = (("B", "a Stone fell"), ("C", "a stone fell"), ("D", "a stone fell"));
    for others in [[b, c, d], [c, b, d], [d, c, b]] {
        let texts = [[("A", "a leaf fell")].as_slice(), &others].concat();
        assert_eq!(units(&collated("en", &texts)), ["2 leaf] stone B C D"]);
    }
}

/// A text of a few phrases, so that many stand elsewhere in another text.
fn phrases() -> impl Strategy<Value = String> {
    let phrase = prop::sample::select(vec![
        "with heavy ropes and iron hooks",
        "the ferry lay at anchor",
        "below the stairs of the light",
        "nobody rowed to the island,",
        "the keeper lit his only lamp.",
        "and",
        "before evening came",
        "in the narrow water",
    ]);
    prop::collection::vec(phrase, 0..12).prop_map(|phrases| phrases.join(" "))
}

/// A text of a few words, so that much is repeated.
fn text() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "and", "the", "sea", "a", "stone,", "Stone", "harbour", "harbor", "(light)",
        "lights", "12", "xii", "- ", "of", "morning.",
    ]);
    prop::collection::vec(word, 0..24).prop_map(|words| words.join(" "))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn every_witness_is_rebuilt(texts in prop::collection::vec(text(), 2..6)) {
        let ids = ["A", "B", "C", "D", "E", "F"];
        let texts: Vec<_> = ids.into_iter().zip(texts.iter().map(String::as_str)).collect();
        prop_assert_eq!(rebuild::unproven(&collated("en", &texts)), []);
    }

    #[test]
    fn every_witness_of_moved_phrases_is_rebuilt(
        texts in prop::collection::vec(phrases(), 2..5),
    ) {
        let ids = ["A", "B", "C", "D", "E"];
        let texts: Vec<_> = ids.into_iter().zip(texts.iter().map(String::as_str)).collect();
        let collation = collated("en", &texts);
        prop_assert_eq!(rebuild::unproven(&collation), []);
        // Each transposition is told; where two meet, a reading has the link of one.
        for (number, moved) in collation.transpositions.iter().enumerate() {
            let places = |is_base: bool| {
                let link = Some(Link { number: number as u32, is_base });
                let mut all = collation.units().flat_map(|unit| &unit.readings);
                all.any(|reading| reading.link == link)
            };
            prop_assert!(places(true) || !moved.is_whole && places(false));
        }
    }

    #[test]
    fn the_order_of_witnesses_changes_nothing(
        texts in prop::collection::vec(prop_oneof![text(), phrases()], 3..6),
        keys in prop::collection::vec(0_u8..100, 6),
    ) {
        let ids = ["A", "B", "C", "D", "E", "F"];
        let texts: Vec<_> = ids.into_iter().zip(texts.iter().map(String::as_str)).collect();
        let mut others: Vec<_> = texts[1..].iter().zip(&keys).collect();
        others.sort_by_key(|(_, key)| **key);
        let mut turned = vec![texts[0]];
        turned.extend(others.into_iter().map(|(text, _)| *text));
        prop_assert_eq!(units(&collated("en", &texts)), units(&collated("en", &turned)));
    }
}
