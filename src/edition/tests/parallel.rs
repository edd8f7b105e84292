//! Parallel texts of a manifest: what the keys mean, and each fault with its place.

use super::*;
use crate::edition::{Parallel, Step, TieKind};

/// A manifest of three texts and a preface, with a parallel of these lines. The first of
/// them is line 11, behind `id = "p"`.
fn parallel(lines: &str) -> String {
    format!(
        "title = \"T\"\n[[front]]\nfile = \"f.dj\"\n[[text]]\nfile = \"texts/a.dj\"\n\
         [[text]]\nfile = \"texts/b.dj\"\n[[parallel]]\n\nid = \"p\"\n{lines}\n\
         [[text]]\nfile = \"texts/c.dj\"\n"
    )
}

const MORE: &[(&str, &str)] = &[("f.dj", ""), ("texts/c.dj", "")];

#[track_caller]
fn checked(lines: &str) -> Parallel {
    let manifest = parallel(lines);
    let mut all = vec![("edition.toml", manifest.as_str())];
    all.extend(MORE);
    let dir = folder(&all);
    let (edition, faults) = load_in(&dir, &mut Files::default());
    assert_eq!(faults, [], "{lines}");
    edition.expect("no faults").parallels.remove(0)
}

#[track_caller]
fn faulty(lines: &str, expected: &[&str]) -> Vec<Diagnostic> {
    check_with(&parallel(lines), MORE, expected)
}

#[test]
fn a_parallel_of_two_faces_and_of_three_stands_in_columns() {
    let two = checked("texts = [\"b\", \"a\"]");
    assert_eq!((two.id.as_str(), &two.texts[..]), ("p", &[2, 1][..]));
    assert_eq!(two.pages, [[0], [1]]);
    assert_eq!((two.step, two.ties), (Step::Opening, TieKind::Structure));
    assert_eq!(two.shares, [1.0, 1.0]);
    let three = checked("texts = [\"a\", \"b\", \"c\"]");
    assert_eq!((three.pages, three.step), (vec![vec![0, 1, 2]], Step::Level));
    assert!((three.gutter * 25.4 / 72.0 - 7.0).abs() < 1e-9 && !three.rule);
    assert!(three.shares.iter().all(|share| (share - 1.0 / 3.0).abs() < 1e-9));
}

#[test]
fn each_key_of_a_parallel_counts() {
    let given = checked(
        "texts = [\"a\", \"b\", \"c\"]\nlanes = \"C, A | B\"\nstep = \"page\"\n\
         ties = \"anchors\"\nwidths = [3, 7, 2]\ngutter = \"12pt\"\nrule = true",
    );
    assert_eq!(given.pages, [vec![2, 0], vec![1]]);
    assert_eq!(given.shares, [0.6, 1.0, 0.4]);
    assert_eq!((given.step, given.ties), (Step::Page, TieKind::Anchors));
    assert_eq!((given.gutter, given.rule), (12.0, true));
}

#[test]
fn a_preset_gives_the_defaults_and_keys_change_them() {
    let bude = checked("texts = [\"a\", \"b\"]\npreset = \"bude\"");
    assert_eq!((bude.pages, bude.step), (vec![vec![1], vec![0]], Step::Opening));
    let facing = checked("texts = [\"a\", \"b\"]\npreset = \"diplomatic\"");
    assert_eq!((facing.step, facing.ties), (Step::Level, TieKind::Line));
    let synopsis = checked("texts = [\"a\", \"b\", \"c\"]\npreset = \"synopsis\"");
    assert_eq!(synopsis.pages, [vec![0, 1], vec![2]]);
    let own = checked(
        "texts = [\"a\", \"b\"]\npreset = \"bude\"\nstep = \"level\"\nlanes = \"A B\"",
    );
    assert_eq!((own.pages, own.step), (vec![vec![0, 1]], Step::Level));
    let sections = parallel("texts = [\"a\", \"b\"]\npreset = \"lal\"");
    let series = "[[series]]\nid = \"notes\"\nkind = \"familiar\"\nplace = \"book\"\n";
    let dir = folder(&[
        ("edition.toml", &format!("{sections}{series}")),
        ("f.dj", ""),
        ("texts/c.dj", ""),
    ]);
    let (edition, faults) = load_in(&dir, &mut Files::default());
    assert_eq!(faults, []);
    let ties = edition.expect("no faults").parallels[0].ties;
    assert_eq!(ties, TieKind::Numbers);
}

#[test]
fn what_a_preset_does_not_do_is_told() {
    faulty("texts = [\"a\", \"b\"]\npreset = \"lal\"", &["12:10 preset-in-part"]);
    faulty("texts = [\"a\", \"b\"]\npreset = \"glossed\"", &["12:10 preset-in-part"]);
}

#[test]
fn faults_of_texts_of_a_parallel() {
    let faults =
        faulty("texts = [\"a\", \"bb\"]\nlanes = \"A | B\"", &["11:15 unknown-text"]);
    assert_eq!(faults[0].hints, ["did you mean `b`?"]);
    faulty("texts = [\"a\", \"somewhere\"]", &["11:15 unknown-text"]);
    faulty("texts = [\"a\", \"b\", \"a\"]", &["11:20 duplicate-lane"]);
    faulty("texts = [\"a\"]", &["11:10 bad-lanes"]);
    faulty("texts = []", &["10:6 bad-lanes"]);
    faulty("", &["8:1 missing-key"]);
    faulty("texts = [\"a\", \"f\"]", &["11:15 mixed-roles"]);
    faulty(
        "texts = [\"a\", \"b\"]\n[[parallel]]\nid = \"q\"\ntexts = [\"b\", \"c\"]",
        &["14:10 text-in-two-parallels"],
    );
    faulty(
        "texts = [\"a\", \"b\"]\n[[parallel]]\nid = \"p\"\ntexts = [\"c\", \"b\"]",
        &["13:6 duplicate-parallel", "14:15 text-in-two-parallels"],
    );
    faulty(
        "texts = [\"a\", \"b\"]\n[[parallel]]\nid = \"p q\"\ntexts = [\"c\"]",
        &["13:6 bad-id", "14:10 bad-lanes"],
    );
}

#[test]
fn faults_of_lanes_stand_at_their_letters() {
    let of = |lanes: &str| format!("texts = [\"a\", \"b\"]\nlanes = \"{lanes}\"");
    let faults = faulty(&of("A | C"), &["12:14 bad-lanes"]);
    assert_eq!(faults[0].message, "there is no lane `C`");
    let faults = faulty(&of("A B | A"), &["12:16 duplicate-lane"]);
    assert_eq!(faults[0].message, "the lane `A` of `a` is named twice");
    let faults = faulty(&of("B"), &["12:10 bad-lanes"]);
    assert_eq!(faults[0].message, "`a` has no place in `lanes`");
    faulty(&of("A | B |"), &["12:17 bad-lanes"]);
    faulty(&of("A || B"), &["12:10 bad-lanes"]);
    // An escape moves the bytes: the whole string is its place.
    faulty(&of("A \\u007c C"), &["12:9 bad-lanes"]);
}

#[test]
fn faults_of_widths() {
    let of = |rest: &str| format!("texts = [\"a\", \"b\"]\nlanes = \"A B\"\n{rest}");
    faulty(&of("widths = [1, 2, 3]"), &["13:10 bad-widths"]);
    faulty(&of("widths = [1, 0]"), &["13:10 bad-widths"]);
    faulty(&of("widths = [1, -1.5]"), &["13:10 bad-widths"]);
    faulty(&of("widths = [1, 1e400]"), &["13:10 bad-widths", "13:14 out-of-range"]);
    faulty(&of("gutter = \"5\""), &["13:10 bad-length"]);
    faulty(&of("widths = [5, 1]"), &["13:10 narrow-lane"]);
    faulty(&of("widths = [9, 1]"), &["13:10 no-room"]);
    faulty(&of("gutter = \"110mm\""), &["13:10 no-room", "13:10 no-room"]);
    faulty("texts = [\"a\", \"b\"]\nwidths = [3, 2]", &["12:10 unused-key"]);
}

#[test]
fn misspelt_keys_and_words_of_a_parallel_are_proposed() {
    let faults = faulty("texts = [\"a\", \"b\"]\nlane = \"A B\"", &["12:1 unknown-key"]);
    assert_eq!(faults[0].hints, ["did you mean `lanes`?"]);
    let faults =
        faulty("texts = [\"a\", \"b\"]\nstep = \"levle\"", &["12:8 unknown-value"]);
    assert!(faults[0].hints[0].contains("`level`"), "{faults:?}");
    faulty("texts = [\"a\", \"b\"]\npreset = \"lob\"", &["12:10 unknown-value"]);
}
