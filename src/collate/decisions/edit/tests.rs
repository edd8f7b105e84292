//! Changes are written as by hand, and taken back.

use super::*;
use crate::collate::decided::Decided;
use crate::collate::decisions::tests::{applied, decided, good, lower, merged, rope};
use crate::collate::decisions::{apply, merge};

fn change(file: &Decisions, entry: usize, change: Change) -> Decisions {
    file.changed("rope", entry, &change).expect("it can be changed")
}

#[test]
fn a_change_is_written_as_by_hand_and_taken_back() {
    let source = merged(&rope(), "").source;
    let file = good(&source);
    let after = change(&file, 1, Change::Accept);
    assert_eq!(after.entries[1].verdict, Some(Verdict::Accept));
    assert_eq!(change(&after, 1, Change::Clear).source(), source);
    let after = change(&file, 0, Change::Lemma { reading: 0 });
    assert!(after.source().contains("decision = \"lemma\"\nreading = \"cord\"\n"));
    assert_eq!(change(&after, 0, Change::Clear).source(), source);
    let again = change(&after, 0, Change::Split { after: vec![1, 2] });
    assert!(!again.source().contains("\nreading = "), "{}", again.source());
    assert!(again.source().contains("after = [1, 2]\n"), "{}", again.source());
    let both = change(&file, 1, Change::Suppress { reading: Some(0) });
    let class = Some(VariantClass::Orthographic);
    let both = change(&both, 1, Change::Type { class, reading: Some(0) });
    let wanted = "{ text = \"or\", witnesses = [\"C\"], decision = \"suppress\", type = \"orthographic\" },";
    assert!(both.source().contains(wanted), "{}", both.source());
    assert_eq!(change(&both, 1, Change::Clear).source(), source);
    let words =
        |words: &str, by: &str| Change::Conjecture { words: words.into(), by: by.into() };
    let said = change(&file, 2, words("an", "Marsh \"M\""));
    assert_eq!(said.entries[2].by.as_deref(), Some("Marsh \"M\""));
    let said = change(&said, 2, Change::Comment { words: "two\nlines".into() });
    assert!(said.source().contains("comment = \"two\\nlines\"\n"), "{}", said.source());
    let said = change(&said, 2, Change::Comment { words: " ".into() });
    assert_eq!(change(&said, 2, words("", "x")).source(), source);
    assert!(file.changed("rope", 0, &Change::Lemma { reading: 7 }).is_err());
}

#[test]
fn a_change_leaves_what_an_editor_wrote_around_it() {
    let entry = "# mine\n[[unit]] # here\nreadings = [{ decision = 'suppress' , text = 'cord' }] # who\n\
    type = 'ignored' # why\ncomment = \"\"\"\na\nb\"\"\"\nsection = '1' # last";
    let file = good(entry);
    let after = change(&file, 0, Change::Clear);
    assert_eq!(
        after.source(),
        "# mine\n[[unit]] # here\nreadings = [{ text = 'cord' }] # who\n # why\n\
     comment = \"\"\"\na\nb\"\"\"\nsection = '1' # last"
    );
    let after = change(&after, 0, Change::Comment { words: String::new() });
    assert!(
        after.source().ends_with("# why\nsection = '1' # last"),
        "{}",
        after.source()
    );
    let after = change(&after, 0, Change::Accept);
    assert!(
        after.source().ends_with("# last\ndecision = \"accept\"\n"),
        "{}",
        after.source()
    );
    // What can't be changed without touching other things is not.
    let odd = good(
        "[[unit]]\nreadings = [{ type = 'ignored', decision = 'suppress', text = 'cord' }]\n",
    );
    assert!(odd.changed("rope", 0, &Change::Clear).is_err());
}

#[test]
fn a_decision_that_does_nothing_is_named() {
    let join = "decision = \"join\"";
    let (units, faults) =
        applied(&[("rope", "decision = \"join\""), ("and", "decision = \"suppress\"")]);
    assert_eq!((units.len(), units[0].found.clone()), (5, 0..2));
    assert!(!units[0].is_suppressed);
    assert_eq!(faults.len(), 1, "{faults:?}");
    assert_eq!(faults[0].code, "decision-without-effect");
    assert!(faults[0].span > faults[0].related.first().map(|one| one.0), "{faults:?}");
    let (_, faults) = applied(&[("rope", join), ("and", join)]);
    assert!(faults.is_empty(), "a chain of joins: {faults:?}");
    let rope = rope();
    let file = good(&decided(&rope, &[("rope", "decision = \"join\"")]));
    let file = change(&file, 0, Change::Suppress { reading: Some(0) });
    let mut faults = vec![];
    apply(&rope, &file, &merge(&rope, &file, &lower), &mut faults);
    assert!(faults[0].message.contains("`cord` has no effect"), "{faults:?}");
}

#[test]
fn a_unit_that_is_ignored_gets_an_entry_when_it_is_decided() {
    let rope = rope();
    let mut same = rope.clone();
    same.sections[1].units[0].class = VariantClass::Ignored;
    let number = rope.sections[0].units.len();
    let file = good(&merged(&same, "").source);
    assert_eq!(merge(&same, &file, &lower).of_unit[number], None);
    let first = Decided::of(&same, file, &lower, &mut vec![]);
    let class = Some(VariantClass::Substantive);
    let kind = Change::Type { class, reading: None };
    let (after, _) = first
        .changed(&same, number, &kind, &lower)
        .expect("it can be decided");
    assert_eq!(after.units[number].unit.class, VariantClass::Substantive);
    let added = after.decisions.entries.len() - first.decisions.entries.len();
    assert_eq!(added, 1);
    let last = after.units.len() - 1;
    assert!(first.changed(&same, last, &Change::Join, &lower).is_err());
}

#[test]
fn a_unit_is_joined_with_the_next_that_the_file_has() {
    let mut same = rope();
    same.sections[0].units[1].class = VariantClass::Ignored;
    let file = good(&decided(&same, &[("rope", "decision = \"join\"")]));
    let now = merge(&same, &file, &lower);
    let mut faults = vec![];
    let units = apply(&same, &file, &now, &mut faults);
    assert_eq!(
        (units[0].found.clone(), units[0].unit.readings[0].text.as_str()),
        (0..3, "rope and a knot hold a")
    );
    let undecided = units.iter().filter(|unit| unit.is_undecided).count();
    assert_eq!((undecided, faults.len()), (now.undecided, 0));
}
