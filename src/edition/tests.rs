//! Each fault of a manifest or an index file with its place; one thing: a table.

use std::fs;
use std::path::Path;

mod parallel;

use serde_json::Value;
use tempfile::TempDir;

use super::manifest::Manifest;
use super::toml_file;
use super::{Edition, LoadError, load, load_index, read, read_texts};
use crate::diag::Diagnostic;
use crate::model::{IndexMark, Lang, Place, Role};
use crate::span::{FileId, Files};

/// A manifest without a fault, as short as can be.
const MINIMAL: &str = "title = \"T\"\n[[text]]\nfile = \"texts/a.dj\"\n";

/// A manifest with every key.
const FULL: &str = r#"
id = "chile-reader"
title = "T"
subtitle = "S"
editors = ["E", "F"]
publisher = "P"
place = "Q"
date = 2026-11-20
isbn = "978-3-16-148410-0"
rights = "R"
language = "en"
page = { width = "6in", height = "9in", inner = "19mm", outer = "2.6cm", head = "60pt", foot = "28mm" }
[design]
name = "octavo"
size = "11pt"
pitch = "14pt"
foot-size = "8pt"
foot-pitch = "10pt"
[lineation]
by = "text"
first = 10
step = 10
margin = "left"
[badness]
widow = 1
orphan = 2.5
hyphen = 3
stanza = 4
speech = 5
opening = 0
split-note = 7
[[witness]]
id = "A"
siglum = "𝔄"
description = "D"
[[witness]]
id = "A2"
siglum = "A²"
hand-of = "A"
[[series]]
id = "app"
[[series]]
id = "fontes"
layout = "paragraph"
[[series]]
id = "notes"
kind = "familiar"
marks = "letters"
[[front]]
file = "front/preface.dj"
[[text]]
file = "./texts/a.dj"
id = "alpha"
title = "Alpha"
short-title = "Al."
language = "fa"
[[text]]
file = "texts/b.dj"
[[back]]
file = "back/notes.dj"
[[index]]
id = "names"
title = "Names"
language = "fa"
[[index]]
id = "places"
[concordance]
title = "Words"
min = 2
max = 9
languages = ["en", "fa"]
stop-words = { en = "stopwords/en.txt" }
"#;

/// An edition's folder with two texts, and a file for each pair.
fn folder(files: &[(&str, &str)]) -> TempDir {
    let dir = tempfile::Builder::new()
        .prefix("My Edition")
        .tempdir()
        .expect("a folder");
    let texts = [("texts/a.dj", "# A\n"), ("texts/b.dj", "# B\n")];
    for (path, text) in texts.iter().chain(files) {
        let full = dir.path().join(path);
        fs::create_dir_all(full.parent().expect("a folder above")).expect("a folder");
        fs::write(full, text).expect("a file");
    }
    dir
}

/// Loads, and gives the edition if it is good, and all diagnostics.
fn load_in(dir: &TempDir, files: &mut Files) -> (Option<Edition>, Vec<Diagnostic>) {
    match load(dir.path(), files) {
        Ok((edition, warnings)) => (Some(edition), warnings),
        Err(LoadError::Faults(faults)) => (None, faults),
        Err(LoadError::Machine { path, error }) => panic!("{}: {error}", path.display()),
    }
}

fn good(manifest: &str) -> Edition {
    let dir = folder(&[("edition.toml", manifest)]);
    let (edition, faults) = load_in(&dir, &mut Files::default());
    assert_eq!(faults, [], "{manifest}");
    edition.expect("no faults, so an edition")
}

/// `line:column code` of each diagnostic.
fn places(files: &Files, faults: &[Diagnostic]) -> Vec<String> {
    let place = |fault: &Diagnostic| match fault.span {
        Some(span) => {
            let (line, column) = files.get(span.file).line_column(span.start as usize);
            format!("{line}:{column} {}", fault.code)
        }
        None => format!("- {}", fault.code),
    };
    faults.iter().map(place).collect()
}

#[track_caller]
fn check(manifest: &str, expected: &[&str]) -> Vec<Diagnostic> {
    check_with(manifest, &[], expected)
}

#[track_caller]
fn check_with(
    manifest: &str,
    more: &[(&str, &str)],
    expected: &[&str],
) -> Vec<Diagnostic> {
    let mut all = vec![("edition.toml", manifest)];
    all.extend(more);
    let dir = folder(&all);
    let mut files = Files::default();
    let (edition, faults) = load_in(&dir, &mut files);
    assert_eq!(places(&files, &faults), expected, "{manifest}\n{faults:#?}");
    assert_eq!(edition.is_none(), faults.iter().any(Diagnostic::is_error));
    for fault in &faults {
        assert!(!fault.hints.is_empty(), "no hint: {fault:?}");
        assert!(!fault.message.ends_with('.'), "{fault:?}");
    }
    faults
}

/// The manifest with `lines` put before its texts, from line 2 on.
fn with(lines: &str) -> String {
    MINIMAL.replacen('\n', &format!("\n{lines}\n"), 1)
}

#[test]
fn the_defaults_of_a_minimal_manifest() {
    let edition = good(MINIMAL);
    assert!(edition.id.starts_with("my-edition"), "{}", edition.id);
    assert_eq!(edition.title, "T");
    assert_eq!(edition.lang, Lang::new("en"));
    let mm = |points: f64| (points * 25.4 / 72.0 * 1e6).round() / 1e6;
    let page = edition.page;
    assert_eq!([page.width, page.height].map(mm), [155.0, 235.0]);
    assert_eq!(
        [page.inner, page.outer, page.head, page.foot].map(mm),
        [19.0, 26.0, 24.0, 28.0]
    );
    let design = &edition.design;
    assert_eq!((design.name.as_str(), &design.own), ("octavo", &None));
    assert_eq!((design.size, design.pitch), (10.8, 13.6));
    assert_eq!((design.foot_size, design.foot_pitch), (8.6, 10.6));
    assert_eq!((edition.lineation.first, edition.lineation.step), (5, 5));
    assert_eq!(edition.badness.split_note, 120.0);
    let series: Vec<_> = edition.series.iter().map(|s| s.id.as_str()).collect();
    assert_eq!(series, ["app", "notes"]);
    assert_eq!(edition.texts.len(), 1);
    assert_eq!((edition.texts[0].id.as_str(), edition.texts[0].role), ("a", Role::Body));
    assert!(edition.concordance.is_none() && edition.index_file.is_none());
}

#[test]
fn every_key_can_be_written() {
    let manifest = FULL;
    let dir = folder(&[
        ("edition.toml", manifest),
        ("front/preface.dj", ""),
        ("back/notes.dj", ""),
        ("stopwords/en.txt", ""),
        ("design.typ", ""),
        ("apparatus.toml", ""),
        ("index.toml", ""),
        ("corrections.toml", ""),
        ("regularize.toml", ""),
    ]);
    let mut files = Files::default();
    let (edition, faults) = load_in(&dir, &mut files);
    assert_eq!(faults, []);
    let edition = edition.expect("no faults");
    assert_eq!(edition.date, Some((2026, 11, 20)));
    assert_eq!((edition.page.width, edition.page.head), (432.0, 60.0));
    assert_eq!((edition.badness.widow, edition.badness.orphan), (1.0, 2.5));
    assert_eq!(edition.witnesses[1].hand_of.as_deref(), Some("A"));
    let paths: Vec<_> = edition.texts.iter().map(|t| t.path.to_string_lossy()).collect();
    assert_eq!(paths, ["front/preface.dj", "texts/a.dj", "texts/b.dj", "back/notes.dj"]);
    assert_eq!(edition.texts[1].lang, Some(Lang::new("fa")));
    assert_eq!(files.locate(edition.texts[1].span), "edition.toml:52:8");
    assert_eq!(
        (edition.indexes[1].title.as_str(), &edition.indexes[1].lang),
        ("Index", &edition.lang)
    );
    let concordance = edition.concordance.as_ref().expect("declared");
    assert_eq!(concordance.stop_words, [(Lang::new("en"), "stopwords/en.txt".into())]);
    assert_eq!(edition.design.own.as_deref(), Some(Path::new("design.typ")));
    assert_eq!(edition.apparatus_file.as_deref(), Some(Path::new("apparatus.toml")));
    assert_eq!(edition.index_file.as_deref(), Some(Path::new("index.toml")));
    assert_eq!(edition.corrections_file.as_deref(), Some(Path::new("corrections.toml")));
    let ids = read_texts(&edition, &mut files).expect("all can be read");
    assert_eq!(ids.len(), 4);
    assert_eq!(read_texts(&edition, &mut files).ok(), Some(ids), "a file is read once");
}

#[test]
fn every_fault_has_its_place() {
    // Lines given to `with` stand in line 2; the text's path is in the last line.
    let faults: &[(&str, &[&str])] = &[
        ("title = 'T'\ntext = [{ file = \"texts/a.dj\" }", &["2:32 bad-toml"]),
        (
            "title = T\n[[text]]\nfile = \"texts/a.dj\"\nid = \n",
            &["1:9 bad-toml", "4:6 bad-toml"],
        ),
        ("[[text]]\nfile = \"texts/a.dj\"\n", &["1:1 missing-title"]),
        ("title = \" \"\n[[text]]\nfile = \"texts/a.dj\"\n", &["1:9 missing-title"]),
        ("title = \"T\"\n", &["1:1 no-text"]),
        ("title = \"T\"\n[text]\nfile = \"texts/a.dj\"\n", &["2:1 wrong-type"]),
        ("title = 5\n[[text]]\nfile = \"texts/a.dj\"\n", &["1:9 wrong-type"]),
    ];
    for (manifest, expected) in faults {
        check(manifest, expected);
    }
    let faults: &[(&str, &[&str])] = &[
        ("titel = 1\neditor = 2", &["2:1 unknown-key", "3:1 unknown-key"]),
        (
            "[design]\nfoot_size = \"8pt\"\nwidth = \"1mm\"",
            &["3:1 unknown-key", "4:1 unknown-key"],
        ),
        ("editors = \"E\"\nisbn = 9783161484100", &["2:11 wrong-type", "3:8 wrong-type"]),
        ("editors = [\"E\", 5, \"F\"]", &["2:17 wrong-type"]),
        ("page = 5", &["2:8 wrong-type"]),
        ("[page]\nwidth = 155", &["3:9 wrong-type"]),
        ("[page]\nwidth = \"155 furlongs\"", &["3:9 bad-length"]),
        (
            "[page]\nwidth = \"155\"\ninner = \"wide\"",
            &["3:9 bad-length", "4:9 bad-length"],
        ),
        (
            "[page]\nwidth = \"0mm\"\nouter = \"-1mm\"",
            &["3:9 bad-length", "4:9 bad-length"],
        ),
        ("[page]\nheight = \"9999in\"", &["3:10 bad-length"]),
        ("[page]\ninner = \"70mm\"\nouter = \"80mm\"", &["4:9 no-room"]),
        ("[page]\nheight = \"60mm\"", &["3:10 no-room"]),
        ("[design]\npitch = \"9pt\"", &["3:9 tight-pitch"]),
        ("[design.scripts.arab]\npitch = \"9pt\"", &["3:9 tight-pitch"]),
        ("[design.scripts.arabic]\npitch = \"19pt\"", &["2:17 unknown-value"]),
        ("[design.scripts.latn]\nsize = \"9pt\"", &["2:17 unknown-value"]),
        ("[design]\nname = \"../x\"", &["3:8 unknown-value"]),
        ("id = \"a/b\"", &["2:6 bad-id"]),
        ("id = \"..\"", &["2:6 bad-id"]),
        ("language = \"english\"", &["2:12 bad-language"]),
        ("date = \"2026-02-30\"", &["2:8 bad-date"]),
        ("date = 2026-11-20T10:00:00", &["2:8 bad-date"]),
        ("date = 2026", &["2:8 wrong-type"]),
        ("isbn = \"978-3-16-148410-1\"", &["2:8 bad-isbn"]),
        ("isbn = \"123\"", &["2:8 bad-isbn"]),
        ("[lineation]\nstep = 0\nfirst = -5", &["3:8 out-of-range", "4:9 out-of-range"]),
        (
            "[lineation]\nby = \"pages\"\nmargin = \"top\"",
            &["3:6 unknown-value", "4:10 unknown-value"],
        ),
        (
            "[badness]\nwidow = -1\norphan = nan",
            &["3:9 out-of-range", "4:10 out-of-range"],
        ),
        ("[badness]\nwidow = \"60\"", &["3:9 wrong-type"]),
        ("[[witness]]\nsiglum = \"A\"", &["2:1 missing-key"]),
        ("[[witness]]\nid = \"A\"\n[[witness]]\nid = \"A\"", &["5:6 duplicate-witness"]),
        ("[[witness]]\nid = \"A\"\nsiglum = \"\"", &["4:10 empty-siglum"]),
        (
            "[[witness]]\nid = \"A\"\nsiglum = \"X\"\n[[witness]]\nid = \"B\"\nsiglum = \"X\"",
            &["7:10 duplicate-siglum"],
        ),
        ("[[witness]]\nid = \"α\"", &["3:6 bad-witness-id"]),
        ("[[witness]]\nid = \"note\"", &["3:6 bad-witness-id"]),
        ("[[witness]]\nid = \"notes\"", &["3:6 bad-witness-id"]),
        ("[[witness]]\nid = \"A\"\nhand-of = \"B\"", &["4:11 unknown-witness"]),
        ("[[witness]]\nid = \"A\"\nhand-of = \"A\"", &["4:11 bad-hand"]),
        (
            "[[witness]]\nid = \"A\"\nhand-of = \"B\"\n[[witness]]\nid = \"B\"\nhand-of = \"A\"",
            &["4:11 bad-hand", "7:11 bad-hand"],
        ),
        ("[[series]]\nid = \"app\"\n[[series]]\nid = \"app\"", &["5:6 duplicate-series"]),
        ("[[series]]\nid = \"a.b\"", &["3:6 bad-id"]),
        ("[[series]]\nid = \"note\"", &["3:6 bad-id"]),
        ("[[series]]\nid = \"app\"\nlayout = \"runin\"", &["4:10 unknown-value"]),
        ("[[series]]\nid = \"app\"\nkind = \"criticl\"", &["4:8 unknown-value"]),
        ("[[series]]\nid = \"app\"\nmarks = \"letters\"", &["4:9 unused-key"]),
        (
            "[[series]]\nid = \"notes\"\nkind = \"familiar\"\nplace = \"text\"\nnumbering = \"page\"",
            &["6:13 repeated-marks"],
        ),
        (
            "[[series]]\nid = \"notes\"\nkind = \"familiar\"\nplace = \"book\"\nnumbering = \"page\"",
            &["6:13 repeated-marks"],
        ),
        (
            "[[series]]\nid = \"notes\"\nkind = \"familiar\"\nplace = \"foot\"\nnumbering = \"page\"",
            &[],
        ),
        (
            "[[series]]\nid = \"notes\"\nkind = \"familiar\"\nplace = \"text\"\nnumbering = \"book\"",
            &[],
        ),
        ("[[index]]\nid = \"n\"\n[[index]]\nid = \"n\"", &["5:6 duplicate-index"]),
        ("[[index]]\nid = \"a:b\"", &["3:6 bad-id"]),
        ("[[front]]\nfile = \"texts/a.dj\"", &["5:8 duplicate-text"]),
        ("[[text]]\nfile = \"texts/b.dj\"\nid = \"a\"", &["6:8 duplicate-text"]),
        ("[[text]]\nid = \"x\"", &["2:1 missing-key"]),
        ("[[text]]\nfile = \"texts/b.dj\"\nid = \"x y\"", &["4:6 bad-id"]),
        ("[[text]]\nfile = \"texts/bb.dj\"", &["3:8 missing-file"]),
        ("[[text]]\nfile = \"texts\"", &["3:8 missing-file"]),
        ("[[text]]\nfile = \"\"", &["3:8 bad-path"]),
        ("[[text]]\nfile = 'texts\\b.dj'", &["3:8 bad-path"]),
        ("[[text]]\nfile = \"../x.dj\"", &["3:8 path-leaves-folder"]),
        ("[[text]]\nfile = \"/etc/hostname\"", &["3:8 path-leaves-folder"]),
        ("[concordance]\nmin = 9\nmax = 3", &["3:7 bad-bounds"]),
        ("[concordance]\nmin = 0", &["3:7 out-of-range"]),
        (
            "[concordance]\nlanguages = [\"xx-\"]\nstop-words = { en_US = \"none.txt\" }",
            &["3:14 bad-language", "4:16 bad-language", "4:24 missing-file"],
        ),
    ];
    for (lines, expected) in faults {
        check(&with(lines), expected);
    }
}

#[test]
fn faults_are_told_all_at_once_and_in_order() {
    let manifest = "titel = \"T\"\nlanguage = \"persian\"\n[page]\nwidth = 5\nhight = \"1mm\"\n\
                    [[text]]\nfile = \"texts/A.dj\"\n";
    let faults = check(
        manifest,
        &[
            "1:1 missing-title",
            "1:1 unknown-key",
            "2:12 bad-language",
            "4:9 wrong-type",
            "5:1 unknown-key",
            "7:8 missing-file",
        ],
    );
    let hints: Vec<_> = faults.iter().map(|fault| fault.hints[0].as_str()).collect();
    assert_eq!(
        hints,
        [
            "add `title = \"Title\"`",
            "did you mean `title`?",
            "did you mean `fa`?",
            "write it as in `width = \"24mm\"`",
            "did you mean `height`?",
            "did you mean `texts/a.dj`?",
        ]
    );
}

#[test]
fn a_key_in_the_wrong_table_is_sent_to_the_right_one() {
    let faults = check(
        &with("width = \"1mm\"\n[page]\npublisher = \"P\"\nwitness = 1"),
        &["2:1 unknown-key", "4:1 unknown-key", "5:1 unknown-key"],
    );
    assert_eq!(faults[0].hints, ["`width` belongs in `[page]`"]);
    assert_eq!(
        faults[1].hints,
        ["`publisher` belongs at the top of the file, before the first `[…]`"]
    );
    assert_eq!(faults[2].hints, ["`[[witness]]` is a table of its own"]);
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_out_is_refused_and_one_inside_is_not() {
    let outside = folder(&[]);
    let dir = folder(&[(
        "edition.toml",
        "title = \"T\"\n[[text]]\nfile = \"texts/in.dj\"\n[[text]]\nfile = \"texts/out.dj\"\n\
         [[text]]\nfile = \"away/texts/a.dj\"\n[[text]]\nfile = \"texts/broken.dj\"\n",
    )]);
    let link = |to: &Path, at: &str| {
        std::os::unix::fs::symlink(to, dir.path().join(at)).expect("a link");
    };
    link(Path::new("b.dj"), "texts/in.dj");
    link(&outside.path().join("texts/a.dj"), "texts/out.dj");
    link(outside.path(), "away");
    link(Path::new("nothing"), "texts/broken.dj");
    link(&outside.path().join("texts/a.dj"), "design.typ");
    let mut files = Files::default();
    let (_, faults) = load_in(&dir, &mut files);
    assert_eq!(
        places(&files, &faults),
        [
            "1:1 path-leaves-folder",
            "5:8 path-leaves-folder",
            "7:8 path-leaves-folder",
            "9:8 missing-file",
        ]
    );
}

#[test]
fn a_folder_without_a_manifest_is_an_input_fault() {
    let dir = folder(&[]);
    let mut files = Files::default();
    let (_, faults) = load_in(&dir, &mut files);
    assert_eq!(places(&files, &faults), ["- missing-file"]);
    let nowhere = dir.path().join("nowhere");
    let Err(LoadError::Faults(faults)) = load(&nowhere, &mut files) else {
        panic!("no folder")
    };
    assert_eq!(faults[0].code, "missing-file");
}

#[test]
fn bytes_that_are_not_utf8_are_named() {
    let dir = folder(&[("edition.toml", MINIMAL)]);
    let write =
        |bytes: &[u8]| fs::write(dir.path().join("texts/a.dj"), bytes).expect("a file");
    write(b"# A\n\nSe\xf1or\n");
    let mut files = Files::default();
    let (edition, _) = load_in(&dir, &mut files);
    let edition = edition.expect("texts are not read by `load`");
    let Err(LoadError::Faults(faults)) = read_texts(&edition, &mut files) else {
        panic!("not UTF-8")
    };
    assert_eq!(places(&files, &faults), ["3:8 invalid-utf8"]);
    assert_eq!(faults[0].message, "`texts/a.dj` is not UTF-8: byte 7 (0xF1), in line 3");
    write(b"\xff\xfe#\0 \0");
    let Err(LoadError::Faults(faults)) = read_texts(&edition, &mut files) else {
        panic!("not UTF-8")
    };
    assert_eq!(
        faults[0].hints,
        [
            "it looks like `utf-16le`: say so with `encoding` in its `[[text]]`, or save it as UTF-8"
        ]
    );
}

#[test]
fn a_byte_order_mark_is_left_out() {
    let dir = folder(&[("edition.toml", &format!("\u{feff}{}", with("titel = 1")))]);
    fs::write(dir.path().join("texts/a.dj"), "\u{feff}# A\n").expect("a file");
    let mut files = Files::default();
    let (_, faults) = load_in(&dir, &mut files);
    assert_eq!(places(&files, &faults), ["2:1 unknown-key"]);
    let id = read(dir.path(), &mut files, Path::new("texts/a.dj"), None).expect("UTF-8");
    assert_eq!(&*files.get(id).text, "# A\n");
}

/// The manifest of an edition with two indexes.
const INDEXES: &str = "title = \"T\"\n[[text]]\nfile = \"texts/a.dj\"\n\
                       [[index]]\nid = \"names\"\n[[index]]\nid = \"subjects\"\n";

fn index(
    text: &str,
    marks: &[IndexMark],
) -> (Vec<super::IndexHeading>, Vec<String>, Vec<Diagnostic>) {
    let dir = folder(&[("edition.toml", INDEXES), ("index.toml", text)]);
    let mut files = Files::default();
    let edition = load_in(&dir, &mut files).0.expect("a good manifest");
    let (headings, faults) = match load_index(&edition, &mut files, marks) {
        Ok(good) => good,
        Err(LoadError::Faults(faults)) => (vec![], faults),
        Err(LoadError::Machine { .. }) => panic!("a readable folder"),
    };
    let places = places(&files, &faults);
    (headings, places, faults)
}

#[test]
fn index_headings_are_read() {
    let (headings, faults, _) = index(
        r#"
[[heading]]
index = "names"
name = "Allende, Salvador"
sort = "Allende Salvador"
patterns = ["Allende", "Salvador  Allende", "آلنده", "Allend*"]
except = ["Beatriz Allende"]
see-also = ["Bussi"]
[[heading]]
index = "names"
name = "Bussi"
patterns = ["bussi"]
ignore-case = true
[[heading]]
index = "subjects"
name = "copper > nationalization"
[[heading]]
index = "subjects"
name = "mines"
see = ["copper", "copper  >  nationalization"]
"#,
        &[],
    );
    assert_eq!(faults, [""; 0]);
    assert_eq!(headings.len(), 4);
    let texts: Vec<_> = headings[0]
        .patterns
        .iter()
        .map(|p| (p.text.as_str(), p.prefix))
        .collect();
    assert_eq!(
        texts,
        [
            ("Allende", false),
            ("Salvador Allende", false),
            ("آلنده", false),
            ("Allend", true)
        ]
    );
    assert_eq!(headings[0].see_also, [["Bussi"]]);
    assert!(headings[1].patterns[0].ignore_case);
    assert_eq!(headings[2].path, ["copper", "nationalization"]);
    assert_eq!(headings[3].see, [vec!["copper"], vec!["copper", "nationalization"]]);
}

#[test]
fn every_fault_of_the_index_file_has_its_place() {
    let cases: &[(&str, &[&str])] = &[
        ("index = \"nams\"\nname = \"X\"", &["2:9 unknown-index"]),
        ("index = \"names\"", &["1:1 missing-key"]),
        ("index = \"names\"\nname = \" \"", &["3:8 empty-heading"]),
        ("index = \"names\"\nname = \"a > \"", &["3:8 empty-heading"]),
        (
            "index = \"names\"\nname = \"X\"\npatterns = [\"\", \"*\", \"a* b\", \"ok\", \"?!\"]",
            &[
                "4:13 bad-pattern",
                "4:17 bad-pattern",
                "4:22 bad-pattern",
                "4:36 bad-pattern",
            ],
        ),
        ("index = \"names\"\nname = \"X\"\nexcept = [\" \"]", &["4:11 bad-pattern"]),
        (
            "index = \"names\"\nname = \"X\"\nsee = [\"X\"]\nsee-also = [\"Y\"]",
            &["4:8 dangling-reference", "5:13 dangling-reference"],
        ),
        (
            "index = \"names\"\nname = \"X\"\n[[heading]]\nindex = \"subjects\"\nname = \"Y\"\nsee = [\"X\"]",
            &["7:8 dangling-reference"],
        ),
        ("index = \"names\"\nname = \"X\"\npattern = [\"a\"]", &["4:1 unknown-key"]),
        (
            "index = \"names\"\nname = \"X\"\n[[heading]]\nindex = \"names\"\nname = \" X\"",
            &["6:8 duplicate-heading"],
        ),
        ("index = \"names", &["2:15 bad-toml"]),
    ];
    for (lines, expected) in cases {
        let (_, places, faults) = index(&format!("[[heading]]\n{lines}\n"), &[]);
        assert_eq!(places, *expected, "{lines}\n{faults:#?}");
        assert!(faults.iter().all(|fault| !fault.hints.is_empty()), "{faults:#?}");
    }
}

#[test]
fn headings_of_one_name_become_one() {
    let (headings, faults, _) = index(
        "[[heading]]\nindex = \"names\"\nname = \"X\"\npatterns = [\"x\", \"y\"]\n\
         [[heading]]\nindex = \"names\"\nname = \"X\"\nsort = \"Z\"\npatterns = [\"y\", \"z\"]\n\
         [[heading]]\nindex = \"subjects\"\nname = \"X\"\n",
        &[],
    );
    assert_eq!(faults, ["7:8 duplicate-heading"]);
    assert_eq!(headings.len(), 2);
    assert_eq!(headings[0].sort.as_deref(), Some("Z"));
    assert_eq!(headings[0].patterns.len(), 3);
}

#[test]
fn a_reference_may_lead_to_a_heading_marked_by_hand() {
    let place = Place { block: 0, offset: 0 };
    let mark = IndexMark {
        index: "names".to_owned(),
        heading: vec!["Y".to_owned(), "youth".to_owned()],
        from: place,
        to: place,
        principal: false,
        span: None,
    };
    let text = "[[heading]]\nindex = \"names\"\nname = \"X\"\nsee = [\"Y\"]\nsee-also = [\"Y > youth\"]\n";
    assert_eq!(index(text, &[mark]).1, [""; 0]);
    assert_eq!(index(text, &[]).1, ["4:8 dangling-reference", "5:13 dangling-reference"]);
}

#[test]
fn a_value_of_any_type_is_a_diagnostic_and_the_rest_is_read() {
    let values = [
        "5",
        "-5",
        "99999999999",
        "1.5",
        "inf",
        "true",
        "2026-11-20",
        "[]",
        "[5]",
        "[[]]",
    ];
    let more = ["{}", "{ x = 1 }", "[{ x = 1 }]", "'x'", "['x']", "10:00:00", "''"];
    let lines: Vec<&str> = FULL.lines().collect();
    for (number, line) in lines.iter().enumerate() {
        let Some((key, _)) = line.split_once(" = ") else { continue };
        for value in values.iter().chain(&more) {
            let changed = format!("{key} = {value}");
            let mut lines = lines.clone();
            lines[number] = &changed;
            let mut faults = vec![];
            let text = lines.join("\n");
            let manifest = toml_file::parse::<Manifest>(FileId(0), &text, &mut faults);
            assert!(
                manifest.is_some(),
                "the schema and serde disagree on `{changed}`: {faults:#?}"
            );
            let line_of = |fault: &Diagnostic| {
                fault
                    .span
                    .map(|span| text[..span.range().start].lines().count().max(1) - 1)
            };
            for fault in &faults {
                let missing = fault.code.starts_with("missing");
                assert!(
                    missing || line_of(fault) == Some(number),
                    "{changed}: {fault:#?}"
                );
            }
        }
    }
}

#[test]
fn a_manifest_cut_off_anywhere_has_faults_inside_it() {
    for (end, _) in FULL.char_indices() {
        let text = &FULL[..end];
        let mut faults = vec![];
        toml_file::parse::<Manifest>(FileId(0), text, &mut faults);
        for span in faults.iter().filter_map(|fault| fault.span) {
            assert!(text.get(span.range()).is_some(), "{end}: {faults:#?}");
        }
    }
}

/// The keys of a schema's tables, each with the table's name.
fn keys(schema: &Value) -> Vec<(String, String)> {
    let mut keys = vec![];
    let defs = schema["$defs"].as_object().into_iter().flatten();
    let tables = defs
        .map(|(name, schema)| (name.as_str(), schema))
        .chain([("", schema)]);
    for (table, schema) in tables {
        for key in schema["properties"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(key, _)| key)
        {
            keys.push((table.to_owned(), key.clone()));
        }
    }
    keys
}

#[test]
fn the_schema_has_every_key_described_and_the_reference_too() {
    let schema: Value = serde_json::from_str(&super::schema()).expect("JSON");
    let keys = keys(&schema);
    for (table, key) in [
        ("", "id"),
        ("", "title"),
        ("", "concordance"),
        ("Page", "outer"),
        ("Design", "foot-pitch"),
        ("ScriptType", "foot-pitch"),
        ("Lineation", "margin"),
        ("Weights", "split-note"),
        ("Witness", "hand-of"),
        ("Group", "siglum"),
        ("Apparatus", "positive-from"),
        ("Series", "layout"),
        ("Text", "short-title"),
        ("Index", "language"),
        ("Concordance", "stop-words"),
    ] {
        assert!(
            keys.contains(&(table.to_owned(), key.to_owned())),
            "{table}.{key}\n{keys:?}"
        );
    }
    assert!(keys.len() > 100, "{} keys", keys.len());
    assert_eq!(schema["required"], serde_json::json!(["title"]));
    assert_eq!(schema["additionalProperties"], false);
    assert_eq!(schema["$defs"]["Page"]["properties"]["width"]["default"], "155mm");
    assert!(!super::schema().contains("null"), "TOML has no null");
    let reference = include_str!("../../docs/manifest.md");
    let index_schema: Value = serde_json::from_str(&super::index_schema()).expect("JSON");
    let index_keys = self::keys(&index_schema);
    assert_eq!(index_keys.len(), 16);
    for (table, key) in keys.iter().chain(&index_keys) {
        let table_schema = match table.as_str() {
            "" if schema["properties"].get(key).is_some() => &schema,
            "" => &index_schema,
            name if schema["$defs"].get(name).is_some() => &schema["$defs"][name],
            name => &index_schema["$defs"][name],
        };
        let described = &table_schema["properties"][key]["description"];
        assert!(described.is_string(), "{table}.{key} has no description");
        assert!(
            reference.contains(&format!("| `{key}` |"))
                || reference.contains(&format!("[{key}]")),
            "docs/manifest.md does not mention {table}.{key}",
        );
    }
}
