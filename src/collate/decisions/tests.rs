//! Decisions are read, kept and applied; a property test edits witnesses under them.

use proptest::prelude::*;

use super::*;
use crate::collate::sample::collation;
use crate::collate::{Collation, ReadingState};
use crate::diag::Diagnostic;
use crate::span::Files;

pub(super) fn lower(word: &str) -> String {
    word.to_lowercase()
}

fn read(source: &str) -> (Option<Decisions>, Vec<Diagnostic>, Files) {
    let mut files = Files::default();
    let file = files.add("collation/rope.toml", source.to_owned());
    let mut faults = vec![];
    let read = Decisions::read(&files, file, "rope", &mut faults);
    (read, faults, files)
}

pub(super) fn good(source: &str) -> Decisions {
    let (read, faults, _) = read(source);
    assert!(faults.is_empty(), "{faults:?}\n{source}");
    read.unwrap()
}

pub(super) fn merged(collation: &Collation, source: &str) -> Merged {
    merge(collation, &good(source), &lower)
}

pub(super) fn rope() -> Collation {
    collation(
        &["A", "B", "C"],
        &[
            (
                "1",
                &[
                    "A | rope | and | a | knot | hold | a | boat",
                    "A | cord | and | a | knot | hold | - | boat",
                    "A | rope | or | a | knot | hold | - | boat",
                ],
            ),
            (
                "2",
                &["The | sea | is | wide", "The | Sea | is | -", "The | sea | was | ?"],
            ),
        ],
    )
}

/// The file of a collation in which the entry of a lemma has a line instead of
/// `decision = ""`.
pub(super) fn decided(collation: &Collation, decisions: &[(&str, &str)]) -> String {
    let mut source = merged(collation, "").source;
    for (lemma, line) in decisions {
        let at = source
            .find(&format!("lemma = \"{lemma}\""))
            .expect("the lemma is there");
        let old = "decision = \"\"";
        let place = at + source[at..].find(old).expect("it is undecided");
        source.replace_range(place..place + old.len(), line);
    }
    source
}

#[test]
fn a_new_file_has_an_entry_for_each_unit_and_reads_back_as_it_is() {
    let rope = rope();
    let first = merged(&rope, "");
    assert_eq!((first.new, first.undecided, first.kept), (6, 6, 0));
    let file = good(&first.source);
    let units: Vec<_> = rope.units().map(|unit| Ground::of(&rope, unit)).collect();
    let grounds: Vec<_> = file.entries.iter().map(|entry| entry.ground.clone()).collect();
    assert_eq!(grounds, units);
    assert!(
        first.source.contains("context = \"A [rope] and a knot\""),
        "{}",
        first.source
    );
    let second = merged(&rope, &first.source);
    assert_eq!(second.source, first.source);
    assert_eq!((second.new, second.undecided), (0, 6));
}

#[test]
fn what_an_editor_wrote_stays_to_the_byte() {
    let rope = rope();
    let mut source = decided(&rope, &[("rope", "decision = 'accept' # sure")]);
    source = source.replace(
        "[[unit]]\nsection = \"2\"",
        "# the sea\n[[unit]]   # here\nsection='2'",
    );
    source = source.replace("readings = [\n", "readings = [   # who\n");
    source.push_str("\n# the end\n");
    let again = merged(&rope, &source);
    assert_eq!(again.source, source);
    assert_eq!((again.kept, again.undecided), (1, 5));
}

#[test]
fn the_order_of_the_editor_stays_and_new_units_stand_behind_their_neighbors() {
    let rope = rope();
    let source = merged(&rope, "").source;
    let file = good(&source);
    let piece = |n: usize| source[file.entries[n].range.clone()].trim_end().to_owned();
    let shuffled =
        format!("text = \"rope\"\n\n{}\n\n{}\n\n{}\n", piece(3), piece(0), piece(5));
    let again = merged(&rope, &shuffled);
    let lemmas: Vec<_> = good(&again.source)
        .entries
        .iter()
        .map(|one| one.ground.lemma.clone())
        .collect();
    assert_eq!(lemmas, ["sea", "is", "rope", "and", "a", "wide"]);
    assert!(again.source.starts_with("text = \"rope\"\n\n[[unit]]"));
    assert_eq!(merged(&rope, &again.source).source, again.source);
}

#[test]
fn a_decision_is_found_again_when_words_come_before_it() {
    let source =
        decided(&rope(), &[("and", "decision = \"suppress\"\ncomment = \"late\"")]);
    let longer = collation(
        &["A", "B", "C"],
        &[(
            "1",
            &[
                "Long | ago | A | rope | and | a | knot | hold | a | boat",
                "- | - | A | cord | and | a | knot | hold | - | boat",
                "Long | ago | A | rope | or | a | knot | hold | - | boat",
            ],
        )],
    );
    let again = merged(&longer, &source);
    assert_eq!((again.kept, again.changed, again.moved.len()), (1, 1, 0));
    let file = good(&again.source);
    let and = file.entries.iter().find(|one| one.ground.lemma == "and").unwrap();
    assert_eq!((and.ground.at, and.verdict), (5, Some(Verdict::Suppress)));
    assert_eq!(and.comment.as_deref(), Some("late"));
    assert_eq!(and.ground.context, "ago A rope [and] a knot hold");
}

#[test]
fn a_decision_whose_ground_has_moved_is_kept_and_named_and_comes_back() {
    let before = rope();
    let source =
        decided(&before, &[("and", "decision = \"suppress\""), ("wide", "# mine")]);
    let after = collation(
        &["A", "B", "C"],
        &[(
            "1",
            &[
                "A | rope | and | a | knot | hold | a | boat",
                "A | cord | nor | a | knot | hold | - | boat",
                "A | rope | or | a | knot | hold | - | boat",
            ],
        )],
    );
    let moved = merged(&after, &source);
    assert_eq!(moved.moved.len(), 2);
    let mut files = Files::default();
    let file = files.add("collation/rope.toml", moved.source.clone());
    let warnings = moved.warnings(file);
    assert_eq!(
        warnings[0].message,
        "the ground of the decision on `and` at `1`, 3 has moved: the reading `nor` is new"
    );
    let place = warnings[0].span.unwrap().range();
    assert_eq!(&moved.source[place], "[[moved]]");
    assert!(warnings[1].message.contains("its section has no variants now"));
    // Nothing moves any more, and what comes back is found.
    assert_eq!(merged(&after, &moved.source).source, moved.source);
    let back = merged(&before, &moved.source);
    assert_eq!((back.kept, back.moved.len(), back.undecided), (1, 0, 5));
    assert!(!back.source.contains("moved"), "{}", back.source);
    assert!(back.source.contains("# mine"));
}

#[test]
fn witnesses_may_change_under_a_decision() {
    let source =
        decided(&rope(), &[("rope", "decision = \"lemma\"\nreading = \"cord\"")]);
    let source = source.replace(
        "{ text = \"cord\", witnesses = [\"B\"] },",
        "{ text = \"cord\", witnesses = [\"B\"], type = \"orthographic\" }, # why",
    );
    let after = collation(
        &["A", "B", "C"],
        &[("1", &["A | rope | and | a", "A | Cord | and | a", "A | cord | and | a"])],
    );
    // The forms differ, the words do not.
    let mut after = after;
    let unit = &mut after.sections[0].units[0];
    let other = unit.readings.pop().unwrap();
    unit.readings[1].attestations.extend(other.attestations);
    let again = merged(&after, &source);
    let file = good(&again.source);
    let entry = &file.entries[0];
    assert_eq!(entry.ground.readings[0].witnesses, ["B", "C"]);
    assert_eq!(entry.reading.as_deref(), Some("Cord"));
    assert_eq!(entry.readings[0].kind, Some(VariantClass::Orthographic));
    assert!(again.source.contains("# why\nreadings = ["), "{}", again.source);
    // What is named by old words is found before the file is written.
    let old = good(&source);
    let units = apply(&after, &old, &merge(&after, &old, &lower), &mut vec![]);
    assert_eq!((units[0].lemma, units[0].unit.class), (1, VariantClass::Orthographic));
}

#[test]
fn a_lemma_that_the_text_has_taken_keeps_its_decision() {
    let source =
        decided(&rope(), &[("rope", "decision = \"lemma\"\nreading = \"cord\"")]);
    for (second, third, old) in [("rope", "cord", true), ("cord", "twine", false)] {
        let rows = [
            "A | cord | and | a | knot".to_owned(),
            format!("A | {second} | and | a | knot"),
            format!("A | {third} | and | a | knot"),
        ];
        let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
        let after = collation(&["A", "B", "C"], &[("1", &rows)]);
        let again = merged(&after, &source);
        // Before the file is written, too, the lemma is that of the text.
        let first = good(&source);
        let units = apply(&after, &first, &merge(&after, &first, &lower), &mut vec![]);
        assert!(units.iter().all(|unit| unit.lemma == 0));
        // A new reading is new ground, whatever the text has.
        assert_eq!(again.kept, usize::from(old), "{}", again.source);
        if old {
            let file = good(&again.source);
            assert_eq!(file.entries[0].ground.lemma, "cord");
            let units = apply(&after, &file, &merge(&after, &file, &lower), &mut vec![]);
            assert_eq!((units[0].lemma, texts(&units[0])), (0, vec!["cord", "rope"]));
            assert_eq!(merged(&after, &again.source).source, again.source);
        }
    }
}

#[test]
fn faults_have_places_and_nothing_is_read_then() {
    let check = |source: &str, code: &str, at: &str| {
        let (read, faults, files) = read(source);
        assert!(read.is_none(), "{source}");
        let fault = faults.iter().find(|fault| fault.code == code);
        let fault = fault.unwrap_or_else(|| panic!("{faults:?}"));
        let place = files.locate(fault.span.unwrap());
        assert_eq!(place, format!("collation/rope.toml:{at}"), "{fault:?}");
        assert!(!fault.hints.is_empty(), "{fault:?}");
    };
    check("[[unit]]\ndecision = \"acept\"\n", "unknown-value", "2:12");
    check("[[unit]]\ndecision = \"lemma\"\n", "unknown-reading", "1:1");
    check(
        "[[unit]]\nreadings = [{ text = \"cord\" }]\ndecision = \"lemma\"\nreading = \"cort\"\n",
        "unknown-reading",
        "4:11",
    );
    check("text = \"knot\"\n", "wrong-decisions", "1:8");
    check("unit = [{ at = 1 }]\n", "wrong-type", "1:9");
    check("[[unit]]\nwitness = \"B\"\n", "unknown-key", "2:1");
    check("[[unit]]\nat = \"3\"\n", "wrong-type", "2:6");
    check("[[unit]\n", "bad-toml", "1:8");
    check(
        "[[unit]]\nreadings = [{ text = \"a\", decision = \"lemma\" }]\n",
        "unknown-value",
        "2:38",
    );
}

pub(super) fn applied(lines: &[(&str, &str)]) -> (Vec<DecidedUnit>, Vec<Diagnostic>) {
    let rope = rope();
    let source = decided(&rope, lines);
    let file = good(&source);
    let merged = merge(&rope, &file, &lower);
    let mut faults = vec![];
    let units = apply(&rope, &file, &merged, &mut faults);
    (units, faults)
}

fn texts(unit: &DecidedUnit) -> Vec<&str> {
    unit.unit
        .readings
        .iter()
        .map(|reading| reading.text.as_str())
        .collect()
}

#[test]
fn decisions_are_applied() {
    let (units, faults) = applied(&[
        ("rope", "decision = \"join\"\ncomment = \"a proverb\""),
        ("a", "decision = \"suppress\""),
        ("sea", "type = \"substantive\""),
        ("is", "decision = \"lemma\"\nreading = \"was\""),
        ("wide", "conjecture = \"deep\"\nby = \"Marsh\""),
    ]);
    assert!(faults.is_empty(), "{faults:?}");
    assert_eq!(units.len(), 5);
    assert_eq!(texts(&units[0]), ["rope and", "cord and", "rope or"]);
    assert_eq!((units[0].unit.at, units[0].unit.base.clone()), (2, 1..3));
    assert_eq!(units[0].comment.as_deref(), Some("a proverb"));
    assert!(units[1].is_suppressed);
    assert_eq!(units[2].unit.class, VariantClass::Substantive);
    assert_eq!((units[3].lemma, texts(&units[3])), (1, vec!["is", "was"]));
    assert_eq!(units[4].conjecture, Some(("deep".to_owned(), Some("Marsh".to_owned()))));
    assert_eq!(units[4].unit.lacuna.len(), 1);
    assert!(units.iter().all(|unit| !unit.is_undecided));
}

#[test]
fn a_unit_is_split_by_words_and_a_last_unit_joins_nothing() {
    let long = collation(
        &["A", "B", "C"],
        &[(
            "1",
            &["one | two | three | x", "eins | zwei | drei | x", "eins | - | drei | x"],
        )],
    );
    let source = decided(&long, &[("one two three", "decision = \"split\"")]);
    let file = good(&source);
    let units = apply(&long, &file, &merge(&long, &file, &lower), &mut vec![]);
    let all: Vec<_> = units.iter().map(texts).collect();
    assert_eq!(
        all,
        [vec!["one", "eins"], vec!["two", "zwei", ""], vec!["three", "drei"]]
    );
    assert_eq!(units[1].unit.readings[2].state, ReadingState::Omitted);
    let source =
        decided(&long, &[("one two three", "decision = \"split\"\nafter = [1]")]);
    let file = good(&source);
    let units = apply(&long, &file, &merge(&long, &file, &lower), &mut vec![]);
    assert_eq!(units.len(), 2);
    assert_eq!(texts(&units[1]), ["two three", "zwei drei", "drei"]);
    let (units, faults) = applied(&[("wide", "decision = \"join\"")]);
    assert_eq!(units.len(), 6);
    assert_eq!(faults[0].code, "nothing-to-join");
    let (_, faults) = applied(&[("wide", "decision = \"split\"")]);
    assert_eq!(faults[0].code, "nothing-to-split");
}

#[test]
fn classes_may_need_no_decision() {
    let rope = rope();
    let source = merged(&rope, "")
        .source
        .replace("accept = []", "accept = [\"substantive\"]");
    let again = merged(&rope, &source);
    assert_eq!(again.undecided, 1);
    assert_eq!(again.source, source);
}

/// A random number from a state.
fn draw(state: &mut u64, below: usize) -> usize {
    *state = state
        .wrapping_mul(6_364_136_223_846_793_005)
        .wrapping_add(1_442_695_040_888_963_407);
    ((*state >> 33) as usize) % below
}

const WORDS: [&str; 12] = [
    "rope", "cord", "and", "or", "a", "the", "knot", "boat", "sea", "holds", "held", "-",
];

/// Sections of rows of words, as in a sample.
type Book = Vec<Vec<Vec<String>>>;

fn book(seed: &mut u64, sections: usize, width: usize) -> Book {
    let row =
        |seed: &mut u64| (0..width).map(|_| WORDS[draw(seed, 11)].to_owned()).collect();
    (0..sections)
        .map(|_| {
            let base: Vec<String> = row(seed);
            let mut rows = vec![base; 4];
            for row in &mut rows[1..] {
                for word in row.iter_mut() {
                    if draw(seed, 5) == 0 {
                        *word = WORDS[draw(seed, 12)].to_owned();
                    }
                }
            }
            rows
        })
        .collect()
}

fn laid(book: &Book) -> Collation {
    let rows: Vec<Vec<String>> = book
        .iter()
        .map(|rows| rows.iter().map(|row| row.join(" | ")).collect())
        .collect();
    let rows: Vec<Vec<&str>> = rows
        .iter()
        .map(|rows| rows.iter().map(String::as_str).collect())
        .collect();
    let names: Vec<String> = (1..=book.len()).map(|n| n.to_string()).collect();
    let sections: Vec<(&str, &[&str])> = names
        .iter()
        .zip(&rows)
        .map(|(name, rows)| (name.as_str(), rows.as_slice()))
        .collect();
    collation(&["A", "B", "C", "D"], &sections)
}

fn edit(book: &mut Book, seed: &mut u64) {
    let section = draw(seed, book.len());
    let rows = &mut book[section];
    let width = rows[0].len();
    let column = draw(seed, width);
    match draw(seed, 5) {
        // A word of a witness is another one, or gone, or as in the base text.
        0 | 1 => {
            let row = 1 + draw(seed, 3);
            rows[row][column] = WORDS[draw(seed, 12)].to_owned();
        }
        2 => {
            let row = 1 + draw(seed, 3);
            rows[row][column] = rows[0][column].clone();
        }
        // All have a word more, or one less.
        3 => {
            let word = WORDS[draw(seed, 11)];
            rows.iter_mut().for_each(|row| row.insert(column, word.to_owned()));
        }
        _ if width > 2 => rows.iter_mut().for_each(|row| {
            row.remove(column);
        }),
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2, ..ProptestConfig::default() })]

    #[test]
    fn no_decision_is_lost_over_a_hundred_edits(seed in any::<u64>()) {
        let mut seed = seed;
        let mut book = book(&mut seed, 12, 40);
        let first = merged(&laid(&book), "");
        let mut source = String::new();
        let mut count = 0;
        for piece in first.source.split_inclusive("decision = \"\"\n") {
            if count < 200 && piece.ends_with("decision = \"\"\n") {
                let piece = piece.strip_suffix("decision = \"\"\n").unwrap();
                source.push_str(&format!("{piece}decision = \"accept\"\ncomment = \"<{count}>\"\n"));
                count += 1;
            } else {
                source.push_str(piece);
            }
        }
        prop_assert!(count >= 150, "{count}");
        for _ in 0..100 {
            edit(&mut book, &mut seed);
            let laid = laid(&book);
            let old = good(&source);
            let now = merge(&laid, &old, &lower);
            prop_assert_eq!(now.kept + now.moved.iter().filter(|one| {
                old.entries[one.entry].is_decided()
            }).count(), count);
            source = now.source.clone();
            let mut marks: Vec<usize> = source
                .split("comment = \"<")
                .skip(1)
                .map(|rest| rest.split('>').next().and_then(|id| id.parse().ok()).unwrap())
                .collect();
            marks.sort_unstable();
            prop_assert_eq!(marks, (0..count).collect::<Vec<_>>());
            // What is kept is about what it was about; the rest is named.
            let new = good(&source);
            prop_assert_eq!(now.moved.len(), new.moved().count());
            for (unit, entry) in laid.units().zip(&now.of_unit) {
                let Some(entry) = entry.map(|entry| &old.entries[entry]) else { continue };
                let ground = Ground::of(&laid, unit);
                prop_assert_eq!(ground.key(&lower), entry.ground.key(&lower));
            }
            prop_assert_eq!(&merge(&laid, &new, &lower).source, &source);
        }
    }
}
