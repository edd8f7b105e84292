//! Concordances of invented texts, a paragraph a line.

use proptest::prelude::*;

use super::*;
use crate::backmatter::normal;
use crate::edition::{FiledBy, Rule};
use crate::model::{Block, BlockKind, Entry, Passage, Reading, Style, Styled, Text};
use crate::span::FileId;

/// A text of one paragraph a line; `fa:` in front of a line is its language.
fn model(lines: &[&str]) -> Model {
    let block = |line: &&str| {
        let (tag, text) = match line.split_once(':') {
            Some((tag, text)) if tag.len() == 2 => (tag, text),
            _ => ("en", *line),
        };
        let lang = Lang::new(tag);
        Block::new(BlockKind::Paragraph, lang, Passage::plain(text))
    };
    let text = Text {
        blocks: lines.iter().map(block).collect(),
        ..Text::new("a", Lang::new("en"))
    };
    Model { texts: vec![text], witnesses: vec![] }
}

fn locate(text: usize, place: Place) -> Option<Locator> {
    Some(Locator {
        page: place.block + 1,
        line: place.offset + 1,
        text: text as u32,
        ..Locator::default()
    })
}

fn settings(min: u32, max: u32) -> ConcordanceSettings {
    ConcordanceSettings::new("Concordance", min, max)
}

fn with(
    model: &Model,
    settings: &ConcordanceSettings,
    stop: &StopWords,
    context: usize,
) -> Concordance {
    concordance(model, settings, (stop, &Lemmas::default()), context, &locate)
}

fn make(model: &Model, min: u32, max: u32, context: usize) -> Concordance {
    with(model, &settings(min, max), &StopWords::built_in(), context)
}

fn words(concordance: &Concordance) -> Vec<Vec<&str>> {
    let sections = concordance.sections.iter();
    sections
        .map(|s| s.words.iter().map(|w| w.word.as_str()).collect())
        .collect()
}

#[test]
fn stop_words_digits_and_single_letters_are_left_out() {
    let model = model(&["The copper of 1971 and X copper, 12.5"]);
    assert_eq!(words(&make(&model, 1, 9, 9)), [["copper"]]);
}

#[test]
fn bounds_count_every_form_of_a_word() {
    let model = model(&["Copper copper COPPER Chile CHILE silver"]);
    assert_eq!(words(&make(&model, 2, 9, 9)), [["Chile", "copper"]]);
    assert_eq!(words(&make(&model, 1, 2, 9)), [["Chile", "silver"]]);
}

#[test]
fn each_language_has_its_section_in_order() {
    let mut model =
        model(&["copper libro mine", "fa:گل پدر كتاب چاه", "es:ñandú oro nube"]);
    let content = &mut model.texts[0].blocks[0].content;
    content.styles.push(Styled {
        range: 7..12,
        style: Style::Lang(Lang::new("es-CL")),
    });
    let made = make(&model, 1, 9, 9);
    let langs: Vec<_> = made.sections.iter().map(|s| s.lang.0.as_str()).collect();
    assert_eq!(langs, ["en", "es", "fa"]);
    assert_eq!(
        words(&made),
        [
            vec!["copper"],
            vec!["libro", "nube", "ñandú", "oro"],
            vec!["پدر", "چاه", "كتاب", "گل"]
        ]
    );
    assert_eq!((made.sections[0].tokens, made.sections[0].types), (2, 2));
    let only = ConcordanceSettings { languages: vec![Lang::new("fa")], ..settings(1, 9) };
    let made = with(&model, &only, &StopWords::none(), 9);
    assert_eq!(made.sections.len(), 1);
}

#[test]
fn spellings_of_a_persian_word_stand_together() {
    let model = model(&["fa:کتاب كتاب کِتاب کتاب می‌رود ميرود"]);
    let made = make(&model, 2, 9, 9);
    assert_eq!(words(&made), [["کتاب", "می‌رود"]]);
    assert_eq!(made.sections[0].words[0].lines.len(), 4);
}

#[test]
fn context_is_whole_words() {
    let text = "workers nationalized copper mines (quickly).";
    let model = model(&[text]);
    let made = make(&model, 1, 1, 14);
    let word = &made.sections[0].words.iter().find(|w| w.key == "copper");
    let line = &word.expect("the word is listed").lines[0];
    let part = |range: &Range<u32>| &text[range.start as usize..range.end as usize];
    assert_eq!(
        [&line.left, &line.word, &line.right].map(part),
        ["nationalized ", "copper", " mines"]
    );
    assert_eq!(line.locator.line, 22);
}

#[test]
fn the_table_has_a_line_for_each_place() {
    let model = model(&["old\tcopper, new copper"]);
    let table = make(&model, 2, 9, 20).table(&model);
    let lines: Vec<_> = table.lines().skip(1).collect();
    assert_eq!(
        lines,
        [
            "en\tcopper\t2\ta\t1\t5\t\told \tcopper\t, new copper\t\tcopper",
            "en\tcopper\t2\ta\t1\t17\t\told copper, new \tcopper\t\t\t",
        ]
    );
}

proptest! {
    #[test]
    fn every_line_holds_its_word(
        lines in prop::collection::vec("(fa:|es:)?[aáAé’'bñ کكيی\u{64e}ـ\u{200c}آ,-]{0,40}", 1..4),
        context in 0usize..12,
    ) {
        let lines: Vec<_> = lines.iter().map(String::as_str).collect();
        let model = model(&lines);
        let stop = StopWords::none();
        let made = with(&model, &settings(1, 99), &stop, context);
        for section in &made.sections {
            for word in &section.words {
                prop_assert_eq!(&normal::key(&word.word, &section.lang), &word.key);
                for line in &word.lines {
                    let text = &model.texts[0].blocks[line.block as usize].content.text;
                    let part =
                        |range: &Range<u32>| &text[range.start as usize..range.end as usize];
                    prop_assert_eq!(&normal::key(part(&line.word), &section.lang), &word.key);
                    prop_assert_eq!(line.left.end, line.word.start);
                    prop_assert_eq!(line.right.start, line.word.end);
                    for side in [&line.left, &line.right] {
                        prop_assert!(part(side).chars().count() <= context);
                    }
                }
            }
        }
    }
}

fn verborum(
    model: &Model,
    settings: &ConcordanceSettings,
    lemmas: &Lemmas,
) -> Concordance {
    let settings = ConcordanceSettings {
        kind: ConcordanceKind::Verborum,
        ..settings.clone()
    };
    concordance(model, &settings, (&StopWords::none(), lemmas), 9, &locate)
}

#[test]
fn an_index_of_words_counts_every_token_once() {
    let model = model(&["The copper of 1971 and X copper", "fa:کتاب كتاب و"]);
    let made = verborum(&model, &settings(1, 99), &Lemmas::default());
    for section in &made.sections {
        let listed: usize = section.words.iter().map(|word| word.lines.len()).sum();
        assert_eq!(listed as u32, section.tokens);
    }
    assert_eq!(made.sections.iter().map(|s| s.tokens).sum::<u32>(), 10);
}

#[test]
fn each_text_has_a_list_of_its_own_if_asked() {
    let mut model = model(&["copper mine", "fa:گل"]);
    model
        .texts
        .push(Text { id: "b".to_owned(), ..model.texts[0].clone() });
    let settings = ConcordanceSettings { scope: Scope::Text, ..settings(1, 9) };
    let made = verborum(&model, &settings, &Lemmas::default());
    let found: Vec<_> =
        made.sections.iter().map(|s| (s.text, s.lang.0.as_str())).collect();
    assert_eq!(
        found,
        [(Some(0), "en"), (Some(0), "fa"), (Some(1), "en"), (Some(1), "fa")]
    );
    assert_eq!(words(&made)[2], ["copper", "mine"]);
    let settings = ConcordanceSettings { scope: Scope::All, ..settings };
    let made = verborum(&model, &settings, &Lemmas::default());
    assert_eq!(words(&made), [["copper", "mine", "گل"]]);
    assert_eq!(made.sections[0].words[0].lines.len(), 2);
}

#[test]
fn words_are_filed_under_their_lemma_or_root() {
    let model = model(&["Mine, mined, mines, miner"]);
    let (mut lemmas, mut faults, en) = (Lemmas::default(), vec![], Lang::new("en"));
    let list = "mines\tmine\tmin\nmined\tto mine\tmin\nminer\tminer\tmin\n";
    lemmas.add(&en, &Rule::USUAL, FileId(0), list, &mut faults);
    assert!(faults.is_empty());
    let by = |by| ConcordanceSettings { by, ..settings(1, 9) };
    let made = verborum(&model, &by(FiledBy::Lemma), &lemmas);
    // `Mine` is in no list, and spelled as a lemma.
    assert_eq!(words(&made), [["mine", "miner", "to mine"]]);
    let made = verborum(&model, &by(FiledBy::Root), &lemmas);
    assert_eq!(words(&made), [["min", "Mine"]]);
    let forms = [("mined", 1), ("miner", 1), ("mines", 1)];
    assert_eq!(made.sections[0].words[0].forms, forms.map(|(f, n)| (f.to_owned(), n)));
}

#[test]
fn readings_are_listed_if_asked_and_marked() {
    let mut model = model(&["the copper mine"]);
    let reading = |text: &str| Reading {
        kind: crate::model::ReadingKind::Variant,
        text: Passage::plain(text),
        is_rest: false,
        remarks: vec![],
        kept: vec![],
        witnesses: vec![],
        span: None,
    };
    model.texts[0].entries.push(Entry {
        readings: vec![reading("silver copper")],
        ..Entry::new(
            "app",
            Place { block: 0, offset: 4 },
            Place { block: 0, offset: 10 },
            None,
        )
    });
    let asked =
        ConcordanceSettings { readings: true, statistics: true, ..settings(1, 9) };
    let made = verborum(&model, &asked, &Lemmas::default());
    assert_eq!(words(&made), [["copper", "mine", "silver", "the"]]);
    let copper = &made.sections[0].words[0].lines;
    assert_eq!(copper.iter().map(|l| l.reading).collect::<Vec<_>>(), [0, 1]);
    assert_eq!(copper[1].part(&model, &copper[1].left), "silver ");
    assert_eq!(copper[1].locator.line, 5);
    let figures = &made.statistics[0];
    assert_eq!((figures.tokens, figures.types, figures.hapax), (3, 3, 3));
}
