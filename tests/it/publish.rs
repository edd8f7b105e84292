//! What is published: the press PDF's boxes and inks, the archive's standards, the
//! check of finished files, the bag.

use std::process::Command;

use lopdf::content::Content;
use lopdf::{Document, Object, dictionary};

use crate::support::Project;

const TEXT: &str =
    "# A text\n\nOne [word]{A=\"wort\"} of two, [here]{#here}.[^1]\n\n[^1]: A note.\n";

fn manifest(more: &str) -> String {
    format!(
        "id = \"book\"\ntitle = \"A Book & More\"\neditors = [\"An Editor\"]\ndate = 2026-11-20\n\
         isbn = \"978-3-16-148410-0\"\n{more}\n[[witness]]\nid = \"A\"\n[[text]]\nfile = \"texts/a.dj\"\n"
    )
}

fn project(more: &str) -> Project {
    Project::edition([("edition.toml", manifest(more).as_str()), ("texts/a.dj", TEXT)])
}

fn pressed(project: &Project) -> Document {
    project.run(&["build", "--for", "press"]).exits(0);
    Document::load_mem(&project.bytes("output/book-press.pdf")).expect("a PDF")
}

/// The sides of a box, in millimeters.
fn sides(doc: &Document, page: lopdf::ObjectId, name: &str) -> [f64; 4] {
    let page = doc.get_dictionary(page).expect("a page");
    let list = page.get(name.as_bytes()).and_then(Object::as_array).expect("a box");
    let mut out = [0.0; 4];
    for (side, object) in out.iter_mut().zip(list) {
        let points = f64::from(object.as_float().expect("a number"));
        *side = (points / 72.0 * 25.4 * 100.0).round() / 100.0;
    }
    out
}

#[test]
fn boxes_are_right_on_rectos_and_versos() {
    let project =
        project("[page]\nwidth = \"120mm\"\nheight = \"200mm\"\n[press]\nsignature = 8");
    let doc = pressed(&project);
    let pages: Vec<_> = doc.page_iter().collect();
    assert_eq!(pages.len() % 8, 0, "whole signatures");
    for (k, page) in pages.into_iter().enumerate() {
        // 3 mm of bleed, none at the spine, and 12 mm of slug.
        assert_eq!(sides(&doc, page, "MediaBox"), [0.0, 0.0, 150.0, 230.0]);
        assert_eq!(sides(&doc, page, "TrimBox"), [15.0, 15.0, 135.0, 215.0]);
        let bleed = if k % 2 == 0 {
            [15.0, 12.0, 138.0, 218.0]
        } else {
            [12.0, 12.0, 135.0, 218.0]
        };
        assert_eq!(sides(&doc, page, "BleedBox"), bleed, "page {}", k + 1);
    }
}

#[test]
fn the_spine_of_a_persian_book_is_at_the_other_side() {
    let project = project("language = \"fa\"\n[press]\nspine-bleed = \"1mm\"");
    let doc = pressed(&project);
    let first = doc.page_iter().next().expect("a page");
    let (bleed, trim) = (sides(&doc, first, "BleedBox"), sides(&doc, first, "TrimBox"));
    assert_eq!((trim[0] - bleed[0]).round(), 3.0);
    assert_eq!((bleed[2] - trim[2]).round(), 1.0);
}

#[test]
fn text_is_in_black_ink_only() {
    let project = project("[press]\nsignature-marks = true\ncreep = true");
    let doc = pressed(&project);
    let mut painted = 0;
    for page in doc.page_iter() {
        let content =
            Content::decode(&doc.get_page_content(page)).expect("it can be read");
        for operation in content.operations {
            match operation.operator.as_str() {
                "k" | "K" => {
                    let inks: Vec<f32> = operation
                        .operands
                        .iter()
                        .map(|o| o.as_float().expect("a number"))
                        .collect();
                    assert_eq!(inks[..3], [0.0; 3], "only black");
                    painted += 1;
                }
                "rg" | "RG" | "g" | "G" | "cs" | "CS" | "scn" | "SCN" => {
                    panic!("{operation:?}")
                }
                _ => {}
            }
        }
    }
    assert!(painted > 100, "{painted}");
}

#[test]
fn a_press_pdf_is_x4_and_may_be_a2b() {
    let project = project(
        "[press]\nalso-archive = true\n[cover]\ntext = \"A back.\"\nboard = \"0.3mm\"",
    );
    project.run(&["build", "--for", "all"]).exits(0);
    for file in ["output/book-press.pdf", "output/book-cover.pdf"] {
        let checked = project.run(&["preflight", file]).exits(0);
        assert!(checked.stdout.contains("PDF/X-4: "), "{}", checked.stdout);
        assert!(checked.stdout.contains("PDF/A-2b: "), "{}", checked.stdout);
    }
    let report = project.text("output/book-report.json");
    for word in
        ["\"book-cover.pdf\"", "\"preflight\"", "\"typst 0.15.1\"", "\"fonts/libertinus"]
    {
        assert!(report.contains(word), "no {word}");
    }
    project
        .run(&["preflight", "output/book.pdf", "--for", "x-4"])
        .exits(1);
    project
        .run(&["preflight", "output/book.pdf", "--for", "x-9"])
        .exits(2);
}

#[test]
fn broken_press_pdfs_are_found() {
    let project = project("");
    let good = pressed(&project);
    let page = good.page_iter().next().expect("a page");
    let catalog = good
        .trailer
        .get(b"Root")
        .and_then(Object::as_reference)
        .expect("a catalog");
    type Break = fn(&mut Document, lopdf::ObjectId, lopdf::ObjectId);
    let broken: [(&str, Break); 8] = [
        ("version", |doc, _, _| doc.version = "1.7".into()),
        ("output intent", |doc, catalog, _| {
            doc.get_dictionary_mut(catalog).expect("it").remove(b"OutputIntents");
        }),
        ("boxes", |doc, _, page| {
            doc.get_dictionary_mut(page).expect("it").remove(b"TrimBox");
        }),
        ("boxes", |doc, _, page| {
            let small = vec![50.into(), 50.into(), 60.into(), 60.into()];
            doc.get_dictionary_mut(page).expect("it").set("BleedBox", small);
        }),
        ("color", |doc, _, page| {
            doc.add_page_contents(page, b"1 0 0 rg 0 0 9 9 re f".to_vec())
                .expect("it");
        }),
        ("annotations", |doc, _, page| {
            let place = vec![99.into(), 99.into(), 199.into(), 199.into()];
            let link =
                dictionary! { "Type" => "Annot", "Subtype" => "Link", "Rect" => place };
            let link = doc.add_object(link);
            doc.get_dictionary_mut(page)
                .expect("it")
                .set("Annots", vec![link.into()]);
        }),
        ("metadata", |doc, catalog, _| {
            doc.get_dictionary_mut(catalog).expect("it").remove(b"Metadata");
        }),
        ("fonts", |doc, _, _| {
            for object in doc.objects.values_mut() {
                if let Object::Dictionary(dict) = object {
                    dict.remove(b"FontFile3");
                    dict.remove(b"FontFile2");
                }
            }
        }),
    ];
    for (clause, damage) in broken {
        let mut doc = good.clone();
        damage(&mut doc, catalog, page);
        let mut bytes = vec![];
        doc.save_to(&mut bytes).expect("memory can be written");
        project.write("broken.pdf", bytes);
        let checked = project.run(&["preflight", "broken.pdf", "--for", "x-4"]).exits(1);
        assert!(
            checked.stdout.contains(&format!("  {clause}: ")),
            "{clause}: {}",
            checked.stdout
        );
    }
}

/// A PDF with its objects as plain text.
fn unpacked(pdf: &[u8]) -> Vec<u8> {
    let mut plain = vec![];
    let mut doc = Document::load_mem(pdf).expect("a PDF");
    doc.save_to(&mut plain).expect("it can be written");
    plain
}

#[test]
fn every_archive_standard_is_kept() {
    for standard in ["a-1b", "a-1a", "a-2b", "a-2u", "a-2a+ua-1", "a-3a+ua-1", "a-4f"] {
        let more = format!(
            "publisher = \"P & Q\"\nrights = \"All <free>\"\n[archive]\nstandard = \"{standard}\"\n\
             doi = \"10.1234/a\"\ntitles = {{ fa = \"کتاب\" }}"
        );
        let project = project(&more);
        project.run(&["build"]).exits(0);
        let mut arguments = vec!["preflight", "output/book.pdf", "--for"];
        arguments.extend(standard.split('+'));
        project.run(&arguments).exits(0);
        let packed = project.bytes("output/book.pdf");
        let is_packed = packed.windows(7).any(|window| window == b"/ObjStm");
        assert_eq!(is_packed, !standard.starts_with("a-1"), "{standard}");
        let pdf = unpacked(&packed);
        let holds =
            |word: &str| pdf.windows(word.len()).any(|window| window == word.as_bytes());
        for word in
            ["urn:isbn:9783161484100", "https://doi.org/10.1234/a", "P &amp; Q", "کتاب"]
        {
            assert!(holds(word), "{standard}: no {word}");
        }
        assert!(holds("(a.here)") && holds("(p1.5)") == holds("(p1.10)"), "{standard}");
        let attached = matches!(standard, "a-3a+ua-1" | "a-4f");
        assert_eq!(holds("(texts/a.dj)"), attached, "{standard}");
        assert_eq!(holds("(tei/a.xml)"), attached, "{standard}");
        assert_eq!(holds("/Source"), attached, "{standard}");
    }
}

#[test]
fn a_design_in_cmyk_prints_and_is_archived() {
    let project = project("").file(
        "edition/design.typ",
        "#let line-number(c) = text(size: 6pt, fill: cmyk(0%, 100%, 0%, 0%), c.number)\n",
    );
    project.run(&["build", "--for", "all"]).exits(0);
    project.run(&["preflight", "output/book.pdf"]).exits(0);
    project.run(&["preflight", "output/book-press.pdf"]).exits(0);
}

#[test]
fn colors_of_light_are_named() {
    let project = project("").file(
        "edition/design.typ",
        "#let colophon(c) = text(fill: rgb(\"#aa1100\"), \"Colophon\")\n",
    );
    let refused = project
        .run(&["build", "--for", "press"])
        .exits(1)
        .reports("press-color");
    assert!(refused.stderr.contains("rgb(\"#aa1100\")"), "{}", refused.stderr);
    assert!(refused.stderr.contains("Colophon"), "{}", refused.stderr);
    assert!(project.files("output").is_empty());
    project.run(&["build"]).exits(0);
}

#[test]
fn pictures_are_looked_at() {
    let with = |picture: Vec<u8>| {
        let text = format!("{TEXT}\n![A square.](p.png)\n");
        project("")
            .file("edition/p.png", picture)
            .file("edition/texts/a.dj", text)
    };
    let red = with(png(8, 2, &[200, 0, 0]));
    let refused = red.run(&["build", "--for", "press"]).exits(1).reports("press-image");
    assert!(refused.stderr.contains("`p.png`"), "{}", refused.stderr);
    let gray = with(png(40, 0, &[120]));
    let warned = gray
        .run(&["build", "--for", "press"])
        .exits(0)
        .reports("low-resolution");
    assert!(warned.stderr.contains("print wants 300"), "{}", warned.stderr);
    let lines = with(png(40, 0, &[0]));
    let warned = lines
        .run(&["build", "--for", "press"])
        .exits(0)
        .reports("low-resolution");
    assert!(warned.stderr.contains("print wants 1200"), "{}", warned.stderr);
    gray.run(&["preflight", "output/book-press.pdf"]).exits(0);
}

#[test]
fn a_picture_without_words_has_its_name_in_the_archive() {
    let project = project("")
        .file("edition/p.png", png(8, 0, &[9]))
        .file("edition/texts/a.dj", format!("{TEXT}\n![](p.png)\n"));
    project.run(&["build"]).exits(0).reports("picture-without-words");
    project.run(&["preflight", "output/book.pdf"]).exits(0);
    project.run(&["build", "--deny-warnings"]).exits(1);
}

#[test]
fn a_picture_that_nobody_can_draw_is_its_description() {
    let files: [(&str, &[u8], &str); 4] = [
        ("p.svg", b"<svg", "damaged"),
        ("p.png", b"no picture", "p.png"),
        ("p.tif", b"II*\0", "no kind that is known"),
        ("p.jpg", &png(8, 0, &[9]), "another kind of file than its ending says"),
    ];
    for (name, data, why) in files {
        let project = project("")
            .file(&format!("edition/{name}"), data)
            .file("edition/texts/a.dj", format!("{TEXT}\n![A rope]({name})\n"));
        let told = project.run(&["build"]).exits(0).reports("unreadable-picture");
        assert!(told.stderr.contains(why), "{name}: {}", told.stderr);
    }
}

#[test]
fn profiles_that_are_none_of_printing_are_refused() {
    let fogra = include_bytes!("../../profiles/FOGRA39L_coated.icc").to_vec();
    let with = |at: usize, word: &[u8; 4]| {
        let mut profile = fogra.clone();
        profile[at..at + 4].copy_from_slice(word);
        project("[press]\nprofile = \"p.icc\"").file("edition/p.icc", profile)
    };
    for (at, word, said) in
        [(12, b"mntr", "`mntr`"), (16, b"RGB ", "`RGB`"), (36, b"none", "no ICC")]
    {
        let refused = with(at, word)
            .run(&["build", "--for", "press"])
            .exits(1)
            .reports("bad-profile");
        assert!(refused.stderr.contains(said), "{}", refused.stderr);
        assert!(refused.stderr.contains("edition.toml:7"), "{}", refused.stderr);
    }
    let good = project("[press]\nprofile = \"p.icc\"\ncondition = \"House\"")
        .file("edition/p.icc", fogra.clone());
    good.run(&["build", "--for", "press"]).exits(0);
    good.run(&["preflight", "output/book-press.pdf"]).exits(0);
}

#[test]
fn fonts_that_must_not_be_embedded_are_refused() {
    let mut font =
        include_bytes!("../../fonts/libertinus-serif/LibertinusSerif-Bold.otf").to_vec();
    let record = font
        .windows(4)
        .position(|tag| tag == b"OS/2")
        .expect("the table is listed");
    let at =
        u32::from_be_bytes(font[record + 8..record + 12].try_into().expect("four bytes"))
            as usize;
    font[at + 8..at + 10].copy_from_slice(&[0, 2]);
    let project = project("").file("edition/fonts/own.otf", font);
    let refused = project.run(&["build"]).exits(1).reports("font-license");
    assert!(refused.stderr.contains("fonts/own.otf"), "{}", refused.stderr);
}

#[test]
fn press_settings_are_checked() {
    for (more, code) in [
        ("[press]\nslug = \"5mm\"", "bad-press"),
        ("[press]\nsignature = 6", "bad-press"),
        ("[press]\nspine-bleed = \"4mm\"", "bad-press"),
        ("[press]\nprofile = \"none.icc\"", "missing-file"),
        ("[press]\nsignature = 200", "out-of-range"),
        ("[archive]\nstandard = \"a-9\"", "unknown-value"),
        ("[archive]\ndoi = \"https://doi.org/10.1/a\"", "bad-doi"),
        ("[archive]\ntitles = { Persian = \"x\" }", "bad-language"),
        ("[cover]\nboard = \"1\"", "bad-length"),
    ] {
        project(more).run(&["check"]).exits(1).reports(code);
    }
    let wrong = project("").text("edition/edition.toml").replace("410-0", "410-7");
    Project::edition([("edition.toml", wrong.as_str()), ("texts/a.dj", TEXT)])
        .run(&["check"])
        .exits(0)
        .reports("bad-isbn");
}

#[test]
fn one_edition_gives_one_file_with_one_thread_and_with_two() {
    let project = project("[press]\nalso-archive = true\n[cover]");
    let run = |threads: &str| {
        let status = Command::new(env!("CARGO_BIN_EXE_variorum"))
            .args(["build", "edition", "--for", "all", "--quiet", "--output", threads])
            .current_dir(project.path(""))
            .env("RAYON_NUM_THREADS", threads)
            .env("SOURCE_DATE_EPOCH", "1700000000")
            .status()
            .expect("the program can be started");
        assert!(status.success());
    };
    run("1");
    run("2");
    for file in ["book.pdf", "book-press.pdf", "book-cover.pdf"] {
        assert!(
            project.bytes(&format!("1/{file}")) == project.bytes(&format!("2/{file}")),
            "{file}"
        );
    }
}

#[test]
fn a_bag_is_whole_and_validates() {
    let project = project("publisher = \"P\"");
    project.run(&["archive", "edition", "bags/one"]).exits(0);
    let mut expected = vec![
        "bag-info.txt",
        "bagit.txt",
        "data/book-report.json",
        "data/book.pdf",
        "data/edition/edition.toml",
        "data/edition/texts/a.dj",
        "data/tei/a.xml",
        "manifest-sha256.txt",
        "manifest-sha512.txt",
        "tagmanifest-sha256.txt",
        "tagmanifest-sha512.txt",
    ];
    expected.sort_unstable();
    assert_eq!(project.files("bags/one"), expected);
    assert!(
        project
            .text("bags/one/bag-info.txt")
            .contains("Bagging-Date: 2026-11-20\n")
    );
    project.run(&["archive", "edition", "bags/one"]).exits(2);
    project.run(&["archive", "edition", "bags/two"]).exits(0);
    for file in expected {
        let (one, two) = (format!("bags/one/{file}"), format!("bags/two/{file}"));
        assert!(project.bytes(&one) == project.bytes(&two), "{file}");
    }
    // The reference implementation, where there is one.
    let valid = |bag: &str| {
        let mut python = Command::new("python3");
        python
            .args(["-m", "bagit", "--validate", bag])
            .current_dir(project.path(""));
        python.output().ok().map(|output| output.status.success())
    };
    let is_there = Command::new("python3").args(["-c", "import bagit"]).output();
    if is_there.is_ok_and(|output| output.status.success()) {
        assert_eq!(valid("bags/one"), Some(true));
        let mut pdf = project.bytes("bags/one/data/book.pdf");
        pdf[1000] ^= 1;
        project.write("bags/one/data/book.pdf", pdf);
        assert_eq!(valid("bags/one"), Some(false));
    }
}

/// A PNG of one color, `side` pixels square: color type 0 is gray, 2 is RGB.
fn png(side: u32, color_type: u8, pixel: &[u8]) -> Vec<u8> {
    let mut table = [0u32; 256];
    for (n, entry) in table.iter_mut().enumerate() {
        *entry = (0..8).fold(n as u32, |c, _| {
            if c & 1 == 1 { 0xEDB8_8320 ^ (c >> 1) } else { c >> 1 }
        });
    }
    let crc = |bytes: &[u8]| {
        !bytes
            .iter()
            .fold(!0u32, |c, b| table[((c ^ u32::from(*b)) & 255) as usize] ^ (c >> 8))
    };
    let mut out = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut chunk = |kind: &[u8; 4], data: &[u8]| {
        out.extend((data.len() as u32).to_be_bytes());
        let body = [kind.as_slice(), data].concat();
        out.extend(&body);
        out.extend(crc(&body).to_be_bytes());
    };
    let size = side.to_be_bytes();
    chunk(b"IHDR", &[&size[..], &size[..], &[8, color_type, 0, 0, 0]].concat());
    let row = [&[0][..], &pixel.repeat(side as usize)].concat();
    let raw = row.repeat(side as usize);
    let (a, b) = raw.iter().fold((1u32, 0u32), |(a, b), byte| {
        let a = (a + u32::from(*byte)) % 65_521;
        (a, (b + a) % 65_521)
    });
    // One stored block, which is not packed.
    let length = raw.len() as u16;
    let mut data = vec![0x78, 0x01, 1];
    data.extend(length.to_le_bytes());
    data.extend((!length).to_le_bytes());
    data.extend(&raw);
    data.extend(((b << 16) | a).to_be_bytes());
    chunk(b"IDAT", &data);
    chunk(b"IEND", &[]);
    out
}
