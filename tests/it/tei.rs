//! TEI in and out, on an invented edition and on the corpora where they are there.
#![allow(clippy::print_stderr, reason = "a test says what it skips")]
#![allow(
    clippy::disallowed_methods,
    reason = "tests are told by the environment to write"
)]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use variorum::source::tei::count::{Counts, in_model, in_xml};

use crate::support::Project;
use crate::support::skipped::skipped;

/// An invented edition with something of everything.
const FERRY: &str = r##"<?xml version="1.0" encoding="UTF-8"?>
<TEI xmlns="http://www.tei-c.org/ns/1.0">
<teiHeader><fileDesc>
<titleStmt><title>The Ferry at Osk</title><title type="sub">A Test</title>
<author>Osk the Elder</author><editor>Ida Rook</editor></titleStmt>
<publicationStmt><publisher>Reed Press</publisher><pubPlace>Osk</pubPlace></publicationStmt>
<sourceDesc>
<listWit>
<witness xml:id="A"><abbr type="siglum">A</abbr> Osk, Town Hall, roll 4
<listWit><witness xml:id="A2"><abbr type="siglum">A<hi rend="superscript">2</hi></abbr> its corrector</witness></listWit>
</witness>
<witness xml:id="B"><abbr type="siglum">B</abbr> Osk, Mill Library 12</witness>
<witness n="17"/>
</listWit>
<listBibl><bibl xml:id="Thorn"><abbr type="siglum">Thorn</abbr> Notes on the river</bibl></listBibl>
</sourceDesc>
</fileDesc></teiHeader>
<text xml:lang="en">
<front><div><head>To the reader</head><p>Of <choice><orig>olde</orig><reg>old</reg></choice>, as
<bibl><author>Rook</author> <title>Songs</title> <biblScope>2.4</biblScope></bibl> has it.</p></div></front>
<body>
<div n="1"><head>Of the boat<note>A later hand adds a title.</note></head>
<p xml:id="p1">The <app><lem wit="#A">ferry <app><lem>of reeds</lem><rdg wit="#B">of rushes</rdg>
<witDetail wit="#B" type="correction-original">in an erasure</witDetail></app></lem>
<rdg wit="#A2">barge</rdg><rdg wit="#17"/><note type="x">cf. the roll</note></app> crossed
<app><lem/><rdg wit="#B">slowly</rdg></app> at dawn<pb n="4" ed="#A"/>, and <persName>Tam Rook</persName>
held the <app><lem>rope</lem><rdg source="#Thorn" type="conjecture" ana="#lex" cause="slip">rudder</rdg>
<rdg wit="#B"><gap reason="lost"/></rdg></app>.</p>
<quote rend="block"><p>Keep <supplied>well</supplied> left, <choice><sic>teh</sic><corr>the</corr></choice> stone said.</p></quote>
<list rend="numbered"><item>one oar</item><item>two &amp; three</item></list>
<table><row role="label"><cell>toll</cell><cell>coin</cell></row><row><cell>cow</cell><cell>2</cell></row></table>
</div>
<div n="2"><head>Of the song</head>
<lg><head>Refrain</head><lg><l n="1">Row <anchor xml:id="a"/>over, row</l><l n="2">slow<app from="#a"><rdg wit="#17">away</rdg></app></l></lg>
<lg><l><seg>half a line</seg> <seg>and half</seg></l></lg></lg>
<sp><speaker>Tam</speaker><l part="I">Come,</l></sp><sp><speaker>Ida</speaker><l part="F">I come.</l></sp>
<sp><speaker>Ida</speaker><p>Who <foreign xml:lang="fa">کیست</foreign> calls?</p><stage>She turns.</stage></sp>
<p><lb n="1"/>The gate is ol<lb n="2" break="no"/>d and <hi rend="italic">red</hi>.</p>
</div>
</body>
<back><div type="apparatus"><listApp>
<app loc="1"><lem>gate</lem><rdg wit="#A">door</rdg><note>not clear</note></app>
</listApp></div></back>
</text></TEI>
"##;

/// The corpora; nothing, with a word on it, where they are not there.
fn corpora() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    let mut found = vec![];
    for folder in ["calpurnius", "dharma", "muqtabas", "samplers", "syriac"] {
        let Ok(entries) = std::fs::read_dir(root.join(folder)) else { continue };
        found.extend(
            entries
                .flatten()
                .map(|entry| entry.path())
                .filter(|path| path.extension().is_some_and(|ending| ending == "xml")),
        );
    }
    found.sort();
    if found.is_empty() {
        skipped("editions in `../shared/corpora`");
    }
    found
}

/// The text form of the model of an edition made from a file.
fn model(project: &Project, dir: &str, file: &str) -> String {
    project.run(&["new", dir, "--from", file, "--quiet"]).exits(0);
    project
        .run(&["build", dir, "--emit", "model", "--quiet"])
        .exits(0)
        .stdout
}

/// Both forms of export read back as the same model; gives the files.
fn goes_round(project: &Project, file: &str, stem: &str) -> Vec<PathBuf> {
    let mut written = vec![];
    let before = model(project, "one", file);
    for form in ["parallel", "endpoint"] {
        let out = format!("out-{form}");
        project
            .run(&["export", "one", "--tei", form, &out, "--quiet"])
            .exits(0);
        let xml = format!("{out}/{stem}.xml");
        let after = model(project, &format!("two-{form}"), &xml);
        let differs = before.lines().zip(after.lines()).find(|(a, b)| a != b);
        assert_eq!(differs, None, "{file} as {form}");
        assert_eq!(before.lines().count(), after.lines().count(), "{file} as {form}");
        written.push(project.path(&xml));
    }
    written
}

/// jing, if it is there, accepts the files as TEI.
fn is_valid(files: &[PathBuf]) {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared/corpora/schema/tei_all.rng");
    if !schema.is_file() {
        skipped("the schema in `../shared/corpora/schema`");
        return;
    }
    let Ok(said) = Command::new("jing").arg(schema).args(files).output() else {
        skipped("the program `jing`");
        return;
    };
    let words = String::from_utf8_lossy(&said.stdout);
    assert!(said.status.success(), "{words}");
}

#[test]
fn new_takes_the_header_and_keeps_the_file_byte_for_byte() {
    let project = Project::new().file("ferry.xml", FERRY);
    project.run(&["new", "one", "--from", "ferry.xml"]).exits(0);
    assert_eq!(project.text("one/texts/ferry.xml"), FERRY);
    assert_eq!(project.text("one/originals/ferry.xml"), FERRY);
    let manifest = project.text("one/edition.toml");
    for line in [
        "title = \"The Ferry at Osk\"",
        "subtitle = \"A Test\"",
        "authors = [\"Osk the Elder\"]",
        "editors = [\"Ida Rook\"]",
        "publisher = \"Reed Press\"",
        "language = \"en\"",
        "id = \"persons\"",
        "kind = \"passages\"",
    ] {
        assert!(manifest.contains(line), "no `{line}` in\n{manifest}");
    }
    let outcome = project.run(&["build", "one"]).exits(0);
    assert!(project.path("one/output/one.pdf").is_file(), "{}", outcome.stderr);
    let again = project.run(&["new", "one", "--from", "ferry.xml"]).exits(1);
    again.reports("folder-exists");
}

#[test]
fn an_edition_goes_out_as_tei_and_comes_back() {
    let project = Project::new().file("ferry.xml", FERRY);
    is_valid(&goes_round(&project, "ferry.xml", "ferry"));
}

#[test]
fn signs_that_stand_tight_go_out_and_come_back() {
    let loose = "the rope <lb/>and the bell <lb/>of the boat ".repeat(6);
    let text = format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text><body><p>{loose}hol<lb n=\"9\"/><gap \
         extent=\"2\"/> well\u{92}s<milestone unit=\"m\" n=\"1\"/><gap/>end <supplied \
         reason=\"lost\">so</supplied> <surplus>and</surplus> on</p></body></text></TEI>"
    );
    let project = Project::new().file("tight.xml", &text);
    goes_round(&project, "tight.xml", "tight");
}

#[test]
fn the_header_goes_out_and_comes_back() {
    let described = "<msDesc xml:id=\"M\"><msIdentifier><settlement>Osk</settlement>\
        <repository>Town Hall</repository><idno>roll 4</idno></msIdentifier></msDesc></sourceDesc>";
    let source = FERRY.replace("</sourceDesc>", described).replace(
        "<pubPlace>Osk</pubPlace>",
        "<pubPlace>Osk</pubPlace><date when=\"2031-02-03\">2031</date>\
         <idno type=\"ISBN\">978-0-306-40615-7</idno>\
         <availability><licence>For all &amp; ever</licence></availability>",
    );
    let project = Project::new().file("ferry.xml", source);
    project.run(&["new", "one", "--from", "ferry.xml", "-q"]).exits(0);
    let manifest = project.text("one/edition.toml");
    for line in ["date = 2031-02-03", "isbn = \"978-0-306-40615-7\""] {
        assert!(manifest.contains(line), "no `{line}` in\n{manifest}");
    }
    // The edition has a title of its own.
    let changed = manifest.replacen("The Ferry at Osk", "The River Cycle", 1);
    std::fs::write(project.path("one/edition.toml"), &changed)
        .expect("it can be written");
    project
        .run(&["export", "one", "--tei", "endpoint", "out", "-q"])
        .exits(0);
    assert!(
        project
            .text("out/ferry.xml")
            .contains("<repository>Town Hall</repository>")
    );
    is_valid(&[project.path("out/ferry.xml")]);
    project.run(&["new", "two", "--from", "out/ferry.xml", "-q"]).exits(0);
    let again = project.text("two/edition.toml");
    // What goes out as an entry is no `choice` any more.
    let forms = changed.find("# Which form of a `choice`").unwrap_or(changed.len());
    let end = changed[forms..].find("# The texts").map_or(forms, |end| forms + end);
    let changed = format!("{}{}", &changed[..forms], &changed[end..]);
    assert_eq!(again, changed.replacen("id = \"one\"", "id = \"two\"", 1));
    // And so once more, descriptions of manuscripts too.
    project
        .run(&["export", "two", "--tei", "endpoint", "more", "-q"])
        .exits(0);
    assert_eq!(project.text("more/ferry.xml"), project.text("out/ferry.xml"));
}

#[test]
fn djot_goes_out_as_tei_too() {
    let project = Project::edition([
        (
            "edition.toml",
            "title = \"Wells\"\n[[witness]]\nid = \"A\"\n[[witness]]\nid = \"B\"\n\
             [[text]]\nfile = \"texts/wells.dj\"\n[[index]]\nid = \"names\"\n",
        ),
        (
            "texts/wells.dj",
            "# Wells\n\nThe [old well]{A=\"well\" B=om} of _Osk_[^1] is [deep]{index=\"names: Osk > wells\"}.\n\n\
             ::: verse\nOne line \\\nand two\n:::\n\n* * *\n\n- a\n- b\n\n[^1]: A town.\n",
        ),
    ]);
    let before = project.run(&["build", "--emit", "model", "-q"]).exits(0).stdout;
    project.run(&["export", "--tei", "parallel", "out", "-q"]).exits(0);
    assert_eq!(model(&project, "back", "out/wells.xml"), before);
}

#[test]
fn a_text_in_utf_16_is_read() {
    let mut bytes = vec![0xff, 0xfe];
    bytes.extend(
        FERRY
            .replace("UTF-8", "UTF-16")
            .encode_utf16()
            .flat_map(u16::to_le_bytes),
    );
    let project = Project::new().file("ferry.xml", FERRY).file("wide/ferry.xml", bytes);
    let narrow = model(&project, "one", "ferry.xml");
    assert_eq!(model(&project, "two", "wide/ferry.xml"), narrow);
}

#[test]
fn faults_point_into_the_xml() {
    let broken = FERRY.replace("wit=\"#17\"/>", "wit=\"#QX\"/>");
    let project = Project::new().file("ferry.xml", &broken);
    project.run(&["new", "one", "--from", "ferry.xml"]).exits(0);
    let outcome = project.run(&["check", "one", "--format", "json"]).exits(0);
    let outcome = outcome.reports("undeclared-siglum");
    let line = broken
        .lines()
        .position(|line| line.contains("#QX"))
        .map_or(0, |at| at + 1);
    assert!(outcome.stderr.contains(&format!("\"line\":{line}")), "{}", outcome.stderr);
}

#[test]
fn a_character_that_no_font_has_is_shown_where_it_first_stands() {
    for (from, to) in [
        ("Of the boat<note>", "Of the 編 boat<note>"),
        ("A later hand", "A 編 hand"),
        ("not clear", "not 編 clear"),
        (">rudder<", ">rud編der<"),
        ("crossed", "cro編ssed"),
    ] {
        let broken = FERRY.replace(from, to);
        let project = Project::new().file("ferry.xml", &broken);
        project.run(&["new", "one", "--from", "ferry.xml"]).exits(0);
        let outcome = project.run(&["check", "one", "--format", "json"]).exits(0);
        let outcome = outcome.reports("missing-glyph");
        let at = broken.find('編').expect("it is there");
        let line = broken[..at].matches('\n').count() + 1;
        let column =
            broken[..at].lines().last().map_or(0, |line| line.chars().count()) + 1;
        for wanted in [format!("\"line\":{line},"), format!("\"column\":{column},")] {
            assert!(outcome.stderr.contains(&wanted), "{wanted} in {}", outcome.stderr);
        }
    }
}

#[test]
fn every_corpus_goes_round() {
    let (mut projects, mut written) = (vec![], vec![]);
    for path in corpora() {
        let file = path.to_string_lossy();
        let stem = path.file_stem().unwrap_or_default().to_string_lossy();
        projects.push(Project::new());
        written.extend(goes_round(&projects[projects.len() - 1], &file, &stem));
    }
    if !written.is_empty() {
        is_valid(&written);
    }
}

#[test]
fn the_table_of_the_corpora_is_as_it_is_made() {
    let files = corpora();
    if files.is_empty() {
        return;
    }
    let mut table = String::from(
        "# The corpora\n\nWhat the files of the corpora hold, and what the model holds after they are read; one number where the two are\nequal. Made \
         by `UPDATE=1 cargo test the_table_of_the_corpora`.\n\n**Entries** are `app`, **readings** `rdg`, **notes** `note` and `witDetail`, **lines** `l` outside of \
         readings. A difference has its warning:\n`no-lemma` (the first reading of an entry without a lemma is its text) or `nested-note` (a note in a note stands in it), \
         `left-out`; notes without\nwords are not counted in the model, and several comments of an entry are one.\n\n\
         | file | entries | readings | notes | lines | witnesses | warnings |\n|---|---|---|---|---|---|---|\n",
    );
    for path in files {
        let project = Project::new();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        project
            .run(&["new", "one", "--from", &path.to_string_lossy(), "-q"])
            .exits(0);
        let Ok(read) = variorum::build::read(&project.path("one")) else {
            panic!("{name} can't be read");
        };
        let source = std::fs::read_to_string(&path).expect("the corpora are text");
        let has = in_xml(source.trim_start_matches('\u{feff}')).expect("they are XML");
        let model: Counts = in_model(&read.model.texts[0]);
        let pair = |a: usize, b: usize| match a == b {
            true => a.to_string(),
            false => format!("{a} → {b}"),
        };
        let mut codes: Vec<(&str, usize)> = vec![];
        for diagnostic in &read.diagnostics {
            match codes.iter_mut().find(|code| code.0 == diagnostic.code) {
                Some(code) => code.1 += 1,
                None => codes.push((diagnostic.code, 1)),
            }
        }
        codes.sort_unstable();
        let codes: Vec<_> = codes
            .iter()
            .map(|(code, count)| format!("`{code}` {count}"))
            .collect();
        let _ = writeln!(
            table,
            "| {name} | {} | {} | {} | {} | {} | {} |",
            pair(has.entries, model.entries),
            pair(has.readings, model.readings),
            pair(has.notes, model.notes),
            pair(has.lines, model.lines),
            read.model.witnesses.len(),
            codes.join(", ")
        );
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/corpora.md");
    if std::env::var_os("UPDATE").is_some() {
        std::fs::write(&path, &table).expect("the table can be written");
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == table, "made anew it is\n{table}");
}

#[test]
fn finds_of_the_fuzzer_are_read() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/finds/tei");
    for entry in std::fs::read_dir(folder).expect("the folder is there").flatten() {
        let data = std::fs::read(entry.path()).expect("the find can be read");
        let (text, ..) =
            variorum::source::tei::read_alone(&String::from_utf8_lossy(&data));
        let _ = variorum::model::dump::dump(&text);
    }
}

#[test]
fn a_file_with_faults_anywhere_is_read_or_refused() {
    let runs = std::env::var("FUZZ_RUNS").ok().and_then(|runs| runs.parse().ok());
    let mut seed = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = |below: usize| {
        seed ^= seed << 13;
        seed ^= seed >> 7;
        seed ^= seed << 17;
        (seed % below.max(1) as u64) as usize
    };
    let tags: Vec<(usize, usize)> = FERRY
        .match_indices('<')
        .filter_map(|(at, _)| Some((at, at + FERRY[at..].find('>')? + 1)))
        .collect();
    for _ in 0..runs.unwrap_or(2_000_usize) {
        let mut text = FERRY.to_owned();
        for _ in 0..=next(3) {
            let (from, to) = tags[next(tags.len())];
            let tag = &FERRY[from..to];
            let places: Vec<usize> = text.match_indices('<').map(|(at, _)| at).collect();
            let at = places[next(places.len())];
            let end = at + text[at..].find('>').map_or(0, |end| end + 1);
            match next(4) {
                // Another tag in place of one, an element more, one without its tags, a word.
                0 => text.replace_range(at..end, tag),
                1 => {
                    let name: String =
                        tag[1..].chars().take_while(|c| c.is_alphanumeric()).collect();
                    if !name.is_empty() && !tag.ends_with("/>") {
                        text.insert_str(at, &format!("{tag}word</{name}>"));
                    }
                }
                2 => {
                    let name: String = text[at + 1..]
                        .chars()
                        .take_while(|c| c.is_alphanumeric())
                        .collect();
                    let close = format!("</{name}>");
                    if let Some(found) = text[end..].find(&close) {
                        text.replace_range(end + found..end + found + close.len(), "");
                        text.replace_range(at..end, "");
                    }
                }
                _ => text.insert_str(at, " loose "),
            }
        }
        let (read, ..) = variorum::source::tei::read_alone(&text);
        let _ = variorum::model::dump::dump(&read);
    }
}

#[test]
fn elements_may_nest_as_deep_as_is_promised() {
    let many = |tags: &str, count: usize, words: &str| {
        let open: String = tags.split(' ').map(|tag| format!("<{tag}>")).collect();
        let close: String =
            tags.split(' ').rev().map(|tag| format!("</{tag}>")).collect();
        format!("{}{words}{}", open.repeat(count), close.repeat(count))
    };
    for body in [
        format!("<p>{}</p>", many("hi supplied", 120, "rope")),
        many("quote", 240, "<p>rope</p>"),
        many("list item", 120, &many("emph", 5, "rope")),
        many("quote list item", 60, &format!("<p>{}</p>", many("hi del", 30, "rope"))),
    ] {
        let xml = FERRY.replace("</body>", &format!("<div>{body}</div></body>"));
        let project = Project::new().file("ferry.xml", xml);
        project.run(&["new", "one", "--from", "ferry.xml", "-q"]).exits(0);
        let outcome = project.run(&["build", "one"]).exits(0);
        let warning = outcome.reports("nested-too-deep");
        assert!(warning.stderr.contains("texts/ferry.xml:"), "{}", warning.stderr);
    }
}
