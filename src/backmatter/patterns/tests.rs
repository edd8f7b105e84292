//! What patterns find and what they pass over.

use super::*;
use crate::edition::Pattern;
use crate::model::{Block, BlockKind, Entry, Lang, Note, Reading, ReadingKind};
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
        patterns: patterns.iter().map(pattern).collect(),
        except: except.iter().map(|text| (*text).to_owned()).collect(),
        ..IndexHeading::new(
            "names",
            vec!["Heading".to_owned()],
            Span::new(FileId(0), 0..0),
        )
    }
}

fn model(text: &str) -> Model {
    let block = Block::new(BlockKind::Paragraph, Lang::new("en"), Passage::plain(text));
    let text = Text {
        blocks: vec![block],
        ..Text::new("a", Lang::new("en"))
    };
    Model { texts: vec![text], witnesses: vec![] }
}

fn check(text: &str, patterns: &[&str], except: &[&str], expected: &[&str]) {
    let model = model(text);
    let found = find(&model, &[&heading(patterns, except)], 0, &mut vec![]);
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
    let found = find(&model, &headings.each_ref(), 0, &mut vec![]);
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
        before: None,
        form: None,
        lemma_witnesses: vec![],
        is_rest: false,
        remarks: vec![],
        readings: vec![Reading {
            kind: ReadingKind::Variant,
            text: Passage::plain(reading),
            witnesses: vec![],
            is_rest: false,
            remarks: vec![],
            kept: vec![],
            span: None,
        }],
        comment: comment.map(Passage::plain),
        kept: vec![],
        span: None,
    };
    let text = &mut model.texts[0];
    text.notes = vec![note(6, &["none", "so Allende"]), note(18, &["Allende\u{2019}s"])];
    text.entries = vec![
        entry(2, 6, "Allende", None),
        entry(7, 11, "x", Some("cf. Allende, Allende")),
    ];
    let mut diagnostics = vec![];
    let headings = [heading(&["Allende"], &[])];
    let found = find(&model, &headings.each_ref(), 0, &mut diagnostics);
    let found: Vec<_> =
        found.iter().map(|m| (m.kind, m.from.offset, m.to.offset)).collect();
    let (note, apparatus) = (ReferenceKind::Note, ReferenceKind::Apparatus);
    let expected = [(note, 6, 6), (apparatus, 7, 11), (apparatus, 7, 11), (note, 18, 18)];
    assert_eq!(found, expected);
    assert!(diagnostics.is_empty());

    model.texts[0].role = Role::Front;
    assert!(find(&model, &headings.each_ref(), 0, &mut diagnostics).is_empty());
}

#[test]
fn a_pattern_that_stands_nowhere_is_reported() {
    let mut diagnostics = vec![];
    let heading = heading(&["Allende", "Nixon"], &["Kissinger"]);
    find(&model("Allende"), &[&heading], 0, &mut diagnostics);
    assert_eq!(diagnostics.len(), 1);
    assert_eq!(diagnostics[0].code, "pattern-unmatched");
    assert!(diagnostics[0].message.contains("`Nixon`"));
}
/// Where a heading is found.
fn check_heading(text: &str, heading: &IndexHeading, expected: &[&str]) {
    let model = model(text);
    let found = find(&model, &[heading], 0, &mut vec![]);
    let words = |m: &Match| &text[m.from.offset as usize..m.to.offset as usize];
    assert_eq!(found.iter().map(words).collect::<Vec<_>>(), expected);
}

#[test]
fn a_regular_expression_finds_what_it_says() {
    let mut heading = heading(&[], &["Allende family"]);
    heading.regexes = vec![r"\bAllend(e|ista)s?\b".to_owned()];
    let text = "Allende, the Allende family, Allendistas, ALLENDE";
    check_heading(text, &heading, &["Allende", "Allendistas"]);
    heading.ignore_case = true;
    check_heading(text, &heading, &["Allende", "Allendistas", "ALLENDE"]);
}

#[test]
fn accents_count_unless_the_heading_says_otherwise() {
    let mut heading = heading(&["Peron"], &[]);
    check_heading("Perón, Peron", &heading, &["Peron"]);
    heading.ignore_accents = true;
    check_heading("Perón, Peron", &heading, &["Perón", "Peron"]);
}

#[test]
fn a_heading_of_a_language_looks_at_its_words_only() {
    let mut heading = heading(&["once"], &[]);
    heading.lang = Some(Lang::new("es"));
    check_heading("once", &heading, &[]);
    heading.lang = Some(Lang::new("en-GB"));
    check_heading("once", &heading, &["once"]);
}

#[test]
fn a_pattern_that_stands_at_too_many_places_is_reported() {
    let mut diagnostics = vec![];
    let heading = heading(&["a"], &[]);
    find(&model("a a a"), &[&heading], 2, &mut diagnostics);
    assert_eq!(diagnostics[0].code, "pattern-too-common");
    find(&model("a a a"), &[&heading], 3, &mut diagnostics);
    assert_eq!(diagnostics.len(), 1);
}
