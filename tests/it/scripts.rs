//! Scripts that few editions have: each has a face, found by its letters, in the text, the
//! apparatus and the notes.

use lopdf::Document;

use crate::support::Project;

/// A script: language, the family its letters are set in, words around a lemma, the lemma,
/// the reading.
type Case = (&'static str, &'static str, [&'static str; 2], &'static str, &'static str);

/// Invented for the test: rivers, fields and wind.
const CASES: [Case; 15] = [
    ("gez", "AbyssinicaSIL", ["ሰላም", "ወለባሕር፡ ወለኵሉ ፍጥረት።"], "ለሰማይ", "ለፀሐይ"),
    (
        "hy",
        "NotoSerifArmenian",
        ["Գետը հոսում է", "միջով, և քամին խաղում է։"],
        "դաշտի",
        "լեռան",
    ),
    (
        "ka",
        "NotoSerifGeorgian",
        ["მდინარე მიედინება", "და ქარი თამაშობს."],
        "მინდორზე",
        "მთაზე",
    ),
    (
        "cop",
        "NotoSansCoptic",
        ["ⲡⲓⲉⲣⲟ ϥⲥⲱⲕ ϩⲛ̅", "ⲁⲩⲱ ⲡⲧⲏⲩ ⲛⲓϥⲉ ⲉϫⲙ̅ ⲡⲕⲁϩ."],
        "ⲧⲥⲱϣⲉ",
        "ⲡⲧⲟⲟⲩ",
    ),
    (
        "sa",
        "NotoSerifDevanagari",
        ["नदी", "वहति । वायुश्च तृणैः सह क्रीडति ॥ १२ ॥"],
        "क्षेत्रे",
        "पर्वते",
    ),
    (
        "bn",
        "NotoSerifBengali",
        ["নদী", "ভিতর দিয়ে বয়ে যায়, আর বাতাস খেলে।"],
        "মাঠের",
        "পাহাড়ের",
    ),
    (
        "ta",
        "NotoSerifTamil",
        ["ஆறு", "வழியே ஓடுகிறது, காற்று விளையாடுகிறது."],
        "வயலின்",
        "மலையின்",
    ),
    (
        "bo",
        "NotoSerifTibetan",
        ["ཆུ་བོ་", "དཀྱིལ་ནས་རྒྱུག་ཅིང་། རླུང་རྩྭ་དང་རྩེད་མོ་བྱེད་དོ།།"],
        "ཞིང་གི་",
        "རི་བོའི་",
    ),
    (
        "cu",
        "Ponomar",
        ["Рѣка̀ тече́тъ", "и҆ вѣ́тръ и҆гра́етъ съ траво́ю, гд҇ь и҆ прⷭ҇та́ѧ."],
        "по́лемъ",
        "горо́ю",
    ),
    ("got", "JunicodeTwo", ["𐌰𐍈𐌰 𐍂𐌹𐌽𐌽𐌹𐌸 𐌸𐌰𐌹𐍂𐌷", "𐌾𐌰𐌷 𐍅𐌹𐌽𐌳𐍃 𐍅𐌰𐌹𐌹𐌸"], "𐌰𐌺𐍂", "𐌱𐌰𐌹𐍂𐌲"),
    ("ett", "NotoSansOldItalic", ["𐌀𐌕𐌄𐌓 𐌐𐌉𐌓𐌄", "𐌌𐌄𐌋𐌄 𐌘𐌖𐌍𐌂𐌄"], "𐌕𐌖𐌓𐌀𐌍", "𐌕𐌖𐌓𐌀"),
    ("non", "JunicodeTwo", ["ᚠᛚᚢᚦ ᚱᛁᚾᛅᛦ ᚢᛘ", "ᛅᚢᚴ ᚢᛁᚾᛏᛦ ᛒᛚᛅᛋ᛬"], "ᛅᚴᚱ", "ᛒᛁᛅᚱᚴ"),
    ("he", "EzraSIL", ["הַנָּהָ֗ר זָרַ֤ם", "וְהָר֔וּחַ שִׂחֲקָ֖ה עִם־הָעֵֽשֶׂב׃"], "בַּשָּׂדֶה֙", "בָּהָר֙"),
    ("syr", "NotoSansSyriac", ["ܢܗܪܐ ܪܕܐ", "ܘܪܘܚܐ ܫܥܝܐ ܥܡ ܥܣܒܐ܀"], "ܒܚܩܠܐ", "ܒܛܘܪܐ"),
    (
        "la",
        "NotoSansSymbols2",
        ["Flumen per", "fluit ❦ ventus ⸖ ludit ☙ ➵ 𐆖 ।"],
        "agrum",
        "montem",
    ),
];

/// An edition with a text for each case.
fn edition(cases: &[Case]) -> Project {
    let mut manifest = "title = \"Scripts\"\n".to_owned();
    for witness in ["A", "B"] {
        manifest += &format!("[[witness]]\nid = \"{witness}\"\ndescription = \"one\"\n");
    }
    let mut project = Project::new();
    for (lang, _, [before, after], lemma, reading) in cases {
        manifest += &format!("[[text]]\nfile = \"{lang}.dj\"\nlanguage = \"{lang}\"\n");
        let line = format!(
            "# {lemma}\n\n{before} [{lemma}]{{B=\"{reading}\"}} {after} *{lemma}*[^1]\n\n[^1]: {reading} ({after})\n"
        );
        project = project.file(&format!("edition/{lang}.dj"), line);
    }
    project.file("edition/edition.toml", manifest)
}

/// The names of the fonts of a PDF, without the letters before them.
fn fonts(pdf: &[u8]) -> Vec<String> {
    let doc = Document::load_mem(pdf).expect("a PDF");
    let names = doc.objects.values().filter_map(|object| {
        let name = object.as_dict().ok()?.get(b"FontName").ok()?.as_name().ok()?;
        let name = String::from_utf8_lossy(name);
        Some(name.split_once('+').map_or(&*name, |(_, name)| name).to_owned())
    });
    names.collect()
}

/// What is printed on the page of each text.
fn pages_of(cases: &[Case], words: impl Fn(&str) -> String) -> Vec<String> {
    let mut manifest = "title = \"Scripts\"\n".to_owned();
    let mut project = Project::new();
    for (lang, _, [before, after], lemma, _) in cases {
        manifest += &format!("[[text]]\nfile = \"{lang}.dj\"\nlanguage = \"{lang}\"\n");
        let text = format!("# {lemma}\n\n{before} {} {after}\n", words(lemma));
        project = project.file(&format!("edition/{lang}.dj"), text);
    }
    let project = project.file("edition/edition.toml", manifest);
    let printed = project.run(&["build", "--emit", "pages"]).exits(0).stdout;
    let page = |k: usize| {
        let start = format!("p{} ", k + 1);
        printed
            .lines()
            .filter(|line| line.starts_with(&start))
            .collect::<Vec<_>>()
            .join("\n")
    };
    (0..cases.len()).map(page).collect()
}

#[test]
fn emphasis_is_seen_in_every_script() {
    let cases = &CASES[..14];
    let plain = pages_of(cases, str::to_owned);
    assert!(plain.iter().all(|page| !page.is_empty()), "{plain:#?}");
    let looks: [&dyn Fn(&str) -> String; 4] = [
        &|words| format!("_{words}_"),
        &|words| format!("*{words}*"),
        &|words| format!("[{words}]{{.small-caps}}"),
        &|words| format!("[{words}]{{.stage}}"),
    ];
    for (n, look) in looks.iter().enumerate() {
        let set_apart = pages_of(cases, look);
        for (k, case) in cases.iter().enumerate() {
            assert_ne!(plain[k], set_apart[k], "{}: {n}", case.0);
        }
    }
}

#[test]
fn headings_of_lower_levels_are_told_from_the_text_and_hebrew_is_not_slanted() {
    let text = "# הנהר\n\n## הרוח\n\nהנהר זורם.\n\n### השדה\n\n_הנהר_ זורם.\n";
    let project = Project::edition([
        (
            "edition.toml",
            "title = \"הנהר\"\nlanguage = \"he\"\n[[text]]\nfile = \"a.dj\"\n",
        ),
        ("a.dj", text),
    ]);
    project.run(&["build"]).exits(0);
    let fonts = fonts(&project.bytes("output/edition.pdf"));
    assert!(fonts.contains(&"LibertinusSerif-Bold".to_owned()), "{fonts:?}");
    assert!(!fonts.iter().any(|font| font.contains("Italic")), "{fonts:?}");
}

#[test]
fn each_script_has_a_face() {
    let project = edition(&CASES);
    let outcome = project.run(&["build", "--format", "json"]).exits(0);
    for code in ["missing-glyph", "look-alike", "empty-box"] {
        assert!(!outcome.stderr.contains(code), "{}", outcome.stderr);
    }
    let pdf = project.bytes("output/edition.pdf");
    project.run(&["preflight", "output/edition.pdf"]).exits(0);
    let fonts = fonts(&pdf);
    for (lang, family, ..) in CASES {
        assert!(fonts.iter().any(|name| name.starts_with(family)), "{lang}: {fonts:?}");
    }
    let report = project.text("output/edition-report.json");
    assert!(report.contains("fonts/ponomar/Ponomar-Regular.ttf"), "{report}");
}

#[test]
fn hebrew_is_in_one_face_with_its_accents() {
    let hebrew: Vec<Case> = CASES.into_iter().filter(|case| case.0 == "he").collect();
    let project = edition(&hebrew);
    project.write("edition/he.dj", "# בשדה\n\nהַנָּהָ֗ר זָרַם בשדה.\n");
    project.run(&["build", "--no-preflight"]).exits(0);
    let fonts = fonts(&project.bytes("output/edition.pdf"));
    assert!(fonts.iter().any(|name| name.starts_with("EzraSIL")), "{fonts:?}");
    project.write("edition/he.dj", "# בשדה\n\nהַנָּהָר זָרַם בשדה.\n");
    project.run(&["build", "--no-preflight"]).exits(0);
    let fonts = self::fonts(&project.bytes("output/edition.pdf"));
    assert!(!fonts.iter().any(|name| name.starts_with("EzraSIL")), "{fonts:?}");
}

#[test]
fn a_script_without_a_face_is_told_with_one_that_has_it() {
    let project = edition(&CASES[..1]);
    project.write("edition/gez.dj", "# Head\n\nวัน and \u{8a9e}.\n");
    let said = project.run(&["check"]).exits(0).stderr;
    for package in ["Noto Serif Thai", "fonts-noto-core", "fonts-noto-cjk"] {
        assert!(said.contains(package), "{package} in\n{said}");
    }
}

#[test]
fn fonts_beside_the_edition_are_used_and_listed() {
    let font = include_bytes!(
        "../../fonts/noto-serif-armenian/NotoSerifArmenian-Regular.ttf.gz"
    );
    let font = flate2::read::GzDecoder::new(&font[..]);
    let font: Vec<u8> = std::io::Read::bytes(font)
        .collect::<Result<_, _>>()
        .expect("it is whole");
    let text = "# Head\n\nԳետը հոսում է\n";
    let manifest = |folder| {
        format!(
            "title = \"T\"\n[[text]]\nfile = \"a.dj\"\n[fonts]\nfolders = [\"{folder}\"]\n"
        )
    };
    let project =
        Project::edition([("edition.toml", &*manifest("../faces")), ("a.dj", text)])
            .file("faces/more/Armenian.ttf", font);
    project.run(&["build", "--no-preflight"]).exits(0);
    let report = project.text("output/edition-report.json");
    assert!(report.contains("\"../faces/more/Armenian.ttf\""), "{report}");
    for (folder, code) in
        [("../none", "missing-file"), ("../../tmp", "path-leaves-folder")]
    {
        project.write("edition/edition.toml", manifest(folder));
        project.run(&["check"]).exits(1).reports(code);
    }
}

#[test]
fn fonts_of_the_machine_are_used_where_the_edition_asks() {
    // What stands here no face of the program has; whether the machine has one is its concern.
    let manifest = |keys: &str| {
        format!("title = \"T\"\n{keys}[[text]]\nfile = \"a.dj\"\nlanguage = \"ja\"\n")
    };
    let text = "# Head\n\nA rope 語 holds.\n";
    let project = Project::edition([("edition.toml", &*manifest("")), ("a.dj", text)]);
    let without = project.run(&["build", "--no-preflight"]).exits(0);
    assert!(without.stderr.contains("missing-glyph"), "{}", without.stderr);
    let asked = manifest("[fonts]\nsystem = true\n");
    project.write("edition/edition.toml", &asked);
    let with = project.run(&["build", "--no-preflight", "--format", "json"]).exits(0);
    let report = project.text("output/edition-report.json");
    let report: serde_json::Value = serde_json::from_str(&report).expect("JSON");
    let used = report["machine_fonts"].as_array().expect("a list");
    // One or the other, and the report says which.
    let is_told = with.stderr.contains("\"system-font\"");
    assert_eq!(is_told, !used.is_empty(), "{}", with.stderr);
    assert_ne!(is_told, with.stderr.contains("\"missing-glyph\""), "{}", with.stderr);
    for font in used {
        let name = font[0].as_str().expect("a name");
        assert!(!name.contains(['/', '\\']), "{name}");
        assert_eq!(font[1].as_str().map(str::len), Some(64));
    }
}

#[test]
fn titles_and_a_script_may_have_a_face_of_their_own() {
    let text = "# رودخانه و باد\n\nرودخانه در میان دشت می‌رود و [باد]{B=\"نسیم\"} با علف‌ها بازی می‌کند. پچپچهٔ گنجشک‌ها از بالای \
                بام خانهٔ کهنه می‌آید و بچه‌ها می‌خندند.[^1]\n\nصبح‌ها مه بر سر آب می‌نشیند و قایق‌ها آهسته می‌گذرند.\n\n\
                [^1]: در نسخه‌ای دیگر نیست.\n";
    let manifest = "title = \"رودخانه\"\nlanguage = \"fa\"\n[design]\ntitles = \"Vazirmatn\"\n\
                    [design.scripts.arab]\nface = \"Vazirmatn\"\n[[witness]]\nid = \"B\"\n\
                    [[text]]\nfile = \"a.dj\"\n";
    let project = Project::edition([("edition.toml", manifest), ("a.dj", text)]);
    let outcome = project.run(&["build"]).exits(0);
    assert!(outcome.stderr.contains("0 warnings"), "{}", outcome.stderr);
    let fonts = fonts(&project.bytes("output/edition.pdf"));
    assert!(fonts.iter().any(|font| font.starts_with("Vazirmatn")), "{fonts:?}");
    assert!(!fonts.iter().any(|font| font.starts_with("Scheherazade")), "{fonts:?}");
}

#[test]
fn a_syllable_that_a_bold_face_draws_in_parts_is_printed_once() {
    let text = "# नदी\n\n## वायुः कृषकः\n\nनदी *वायुः* वहति ।\n";
    let manifest = "title = \"नदी\"\nlanguage = \"sa\"\n[[text]]\nfile = \"a.dj\"\n";
    let project = Project::edition([("edition.toml", manifest), ("a.dj", text)]);
    let outcome = project.run(&["build"]).exits(0);
    assert!(outcome.stderr.contains("0 warnings"), "{}", outcome.stderr);
}
