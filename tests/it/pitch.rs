//! Size and pitch of each script: lines do not run into each other, and no line moves for words
//! in another script.

use serde_json::Value;

use crate::support::Project;

/// An edition of texts, each with its language and what else the manifest says of it.
fn edition(manifest: &str, texts: &[(&str, &str, String)]) -> Project {
    let mut manifest = format!("title = \"T\"\ndate = 2026-11-20\n{manifest}\n");
    let mut project = Project::new();
    for (k, (lang, more, text)) in texts.iter().enumerate() {
        manifest +=
            &format!("[[text]]\nfile = \"t{k}.dj\"\nlanguage = \"{lang}\"\n{more}\n");
        project = project.file(&format!("edition/t{k}.dj"), text);
    }
    project.file("edition/edition.toml", manifest)
}

/// The distances of the baselines of paragraphs, in tenths of a point, each once and in order.
fn steps(project: &Project) -> Vec<Vec<i64>> {
    let out = project.run(&["build", "edition", "--emit", "lines"]).exits(0).stdout;
    let mut found: Vec<Vec<i64>> = vec![];
    let mut before: Option<(f64, &str)> = None;
    for line in out.lines() {
        let fields: Vec<&str> = line.split_whitespace().collect();
        let ([_, baseline, _, _, block, "prose", ..], false) =
            (&fields[..], line.starts_with("text "))
        else {
            before = None;
            if line.starts_with("text ") {
                found.push(vec![]);
            }
            continue;
        };
        let baseline: f64 = baseline.parse().expect("a number");
        if let (Some((above, of)), Some(found)) = (before, found.last_mut())
            && of == *block
        {
            let step = ((baseline - above) * 10.0).round() as i64;
            if found.last() != Some(&step) {
                found.push(step);
            }
        }
        before = Some((baseline, block));
    }
    found
}

#[test]
fn lines_of_no_script_run_into_each_other() {
    let of = |words: &str, times: usize| {
        // Never the same words one below the other.
        let words: Vec<&str> = words.split(' ').collect();
        let turned = (0..times).map(|k| {
            let (a, b) = words.split_at(k * 5 % words.len());
            [b, a].concat().join(" ")
        });
        format!("# ۱\n\n{}\n", turned.collect::<Vec<_>>().join(" "))
    };
    let persian = "گنجشک‌ها از کنار باغ می‌گذشتند و آبِ رود آرام آرام به آسیاب می‌رسید";
    let arabic = "مَرَّ العُصْفُورُ بِالبُسْتَانِ، وَكَانَ المَاءُ يَجْرِي إِلَى الطَّاحُونِ فِي أَوَّلِ الصَّبَاحِ.";
    let hebrew = "הַצִּפּוֹר עָבְרָה לְיַד הַגָּן וְהַמַּיִם זָרְמוּ לָאַט אֶל הַטַּחֲנָה";
    let tibetan = "བྱེའུ་ རྒྱལ་མཚན་ སྒྲུབ་པའི་ ཆུ་བོ་ བརྒྱུད་ནས་ སྤྲུལ་སྐུ་ དཀྱིལ་འཁོར་ ཧཱུྃ་";
    let texts = [
        ("fa", "", of(persian, 16)),
        ("ar", "", of(arabic, 16)),
        ("he", "", of(hebrew, 16)),
        ("bo", "", of(tibetan, 16)),
    ];
    let project = edition("language = \"fa\"", &texts);
    project.run(&["build", "edition"]).exits(0);
    let report: Value =
        serde_json::from_str(&project.text("output/edition-report.json")).expect("JSON");
    let account = &report["account"];
    let rows = account["rows"].as_u64().expect("a count");
    assert!(rows > 60, "{rows}");
    assert!(account["touching"].as_u64().expect("a count") <= 1, "{account}");
    // What is counted: lines as far apart as Latin ones do touch, which is told.
    let narrow = "language = \"fa\"\n[design.scripts.arab]\npitch = \"13.6pt\"";
    let said = edition(narrow, &texts).run(&["build", "edition"]).exits(0).stderr;
    assert!(said.contains("lines-touch"), "{said}");
}

#[test]
fn a_text_has_the_pitch_of_its_script_and_words_do_not_change_it() {
    let latin = "the mill and the river and the sparrow ".repeat(8);
    let persian = "آسیاب و رود و گنجشک و باغ ".repeat(10);
    let mixed =
        format!("# A\n\n{latin} آسیاب و رود {latin} [گنجشک]{{lang=fa}} {latin}\n");
    let quoted = format!("# A\n\n{latin}\n\n{{lang=fa}}\n{persian}\n");
    let latin_in_persian = format!("# آ\n\n{persian}\n\n{{lang=en}}\n{latin}\n");
    let texts = [
        ("en", "", mixed),
        ("en", "", quoted),
        ("fa", "", latin_in_persian),
        ("fa", "size = \"14pt\"\npitch = \"21pt\"", format!("# آ\n\n{persian}\n")),
        ("fa", "size = \"14pt\"", format!("# آ\n\n{persian}\n")),
    ];
    let found = steps(&edition("language = \"en\"", &texts));
    assert_eq!(
        found,
        [vec![136], vec![136, 168], vec![168], vec![210], vec![196]],
        "in tenths of a point"
    );
}

#[test]
fn pitches_of_the_manifest_are_those_of_the_books_own_script() {
    let persian = format!("# آ\n\n{}\n", "آسیاب و رود و گنجشک و باغ ".repeat(10));
    let one = |manifest: &str| {
        let text = [("fa", "", persian.clone())];
        steps(&edition(manifest, &text)).concat()
    };
    assert_eq!(one("language = \"fa\"\n[design]\npitch = \"15pt\""), [150]);
    // Of another script they are the least.
    assert_eq!(one("language = \"en\"\n[design]\npitch = \"15pt\""), [168]);
    assert_eq!(one("language = \"en\"\n[design]\npitch = \"18pt\""), [180]);
    assert_eq!(one("language = \"en\"\n[design.scripts.arab]\npitch = \"14pt\""), [140]);
}
