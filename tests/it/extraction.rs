//! The text of the PDFs, read glyph by glyph in the order of their content.

use crate::support::{Project, reader};

/// Without controls that the program or the editor set between letters, all but the joiners, and with the marks of a
/// letter in one order.
fn without_controls(text: &str) -> String {
    let unseen = |c: char| {
        matches!(c, '\u{ad}' | '\u{34f}' | '\u{200b}' | '\u{200e}' | '\u{200f}')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}')
    };
    let seen: String = text.chars().filter(|c| !unseen(*c)).collect();
    let seen = icu_normalizer::ComposingNormalizerBorrowed::new_nfc()
        .normalize(&seen)
        .into_owned();
    seen.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text of all pages of the archive and of the press PDF.
fn read(project: &Project) -> [String; 2] {
    project.run(&["build", "--for", "all"]).exits(0);
    ["output/book.pdf", "output/book-press.pdf"]
        .map(|file| without_controls(&reader::pages(&project.bytes(file)).join("\n")))
}

fn project(language: &str, text: &str) -> Project {
    let manifest = format!(
        "id = \"book\"\ntitle = \"T\"\neditors = [\"E\"]\ndate = 2026-11-20\n\
         language = \"{language}\"\n[[witness]]\nid = \"A\"\n[[witness]]\nid = \"B\"\n\
         [[text]]\nfile = \"texts/a.dj\"\n"
    );
    Project::edition([("edition.toml", manifest.as_str()), ("texts/a.dj", text)])
}

/// Each paragraph is in both PDFs, letter for letter and in its order.
#[track_caller]
fn check(language: &str, paragraphs: &[&str]) {
    let text = format!("# T\n\n{}\n", paragraphs.join("\n\n"));
    for read in read(&project(language, &text)) {
        for paragraph in paragraphs {
            let wanted = without_controls(paragraph);
            assert!(read.contains(&wanted), "wanted\n{wanted}\nin\n{read}");
        }
    }
}

#[test]
fn persian_is_read_in_order() {
    check(
        "fa",
        &[
            "در کوچهٔ ما نانوایی بود که می‌گفتند خانهٔ پدرش را فروخته‌است؛ بچه‌ها هر روز، پیش از آنکه \
             آفتاب بالا بیاید، دنبال کلاه‌فروش می‌دویدند و لالا می‌خواندند.",
            "سال ۱۳۵۲ یا 1973 بود (شاید هم ۱۳۵۳) که Karl Ober با ۲۵ سکه و ۶ کیسهٔ آرد رسید.",
            "نوشته بود: «نان، آزادی، کار»؛ و کسی نپرسید چرا ۱۲٫۵ درصد.",
        ],
    );
}

#[test]
fn vocalized_arabic_is_read_once_and_in_order() {
    check(
        "ar",
        &[
            "كَتَبَ الطَّالِبُ الرِّسَالَةَ ثُمَّ خَرَجَ وَلَا أَحَدَ يَعْلَمُ إِلَى أَيْنَ.",
            "سَأَلَ الأَوْلَادُ عَنِ الإِجَابَةِ، فَقِيلَ لَهُمْ: الآنَ لَا نَدْرِي.",
        ],
    );
}

#[test]
fn hebrew_is_read_in_order() {
    check(
        "he",
        &[
            "הנגר כתב על הדלת (באותיות גדולות) ארבע מילים, ואחר כך מחק שתיים.",
            "בָּא הַנַּגָּר אֶל הַבַּיִת וְשָׁר שִׁיר.",
        ],
    );
}

/// Faces have no place for many marks; Typst then sets them in runs of their own.
#[test]
fn letters_with_marks_that_their_face_lacks_are_read_once() {
    check("syc", &["ܫܠܳܡܐ ܠܟܽܘܢ ܟܽܠܟܽܘܢ܆ ܡܶܢ ܒܰܝܬܐ ܕܡܰܠܟܐ ܕܒܶܗ ܟܬ̈ܳܒܐ ܕܣܳܗ̈ܕܐ܇ ܗ̣ܘ ܘܗ̇ܝ."]);
    check("la", &["Dn̄s q̄d m̄ltis p̄ſcriptū ē ꝓ x̄po, ṩed g̃tia n̄ dedit."]);
}

#[test]
fn words_of_the_other_direction_are_read_in_order() {
    let text = "# T\n\nShe wrote [چاپ و کاغذ، می‌روم]{lang=fa} over the door in 1911, and [گرمابهٔ]{lang=fa} \
                [دفتر]{lang=fa} [כוס מים]{lang=he} beside it.\n";
    let wanted = "She wrote چاپ و کاغذ، می‌روم over the door in 1911, and گرمابهٔ دفتر כוס מים beside it.";
    for read in read(&project("en", text)) {
        assert!(read.contains(wanted), "wanted\n{wanted}\nin\n{read}");
    }
}

#[test]
fn entries_and_notes_are_read_in_order() {
    let text = "# T\n\nدر کوچهٔ ما [نانوایی]{A=\"نانواخانهٔ کهنه\" B=\"خبازی\"} بود که صاحبش [Karl Ober]{B=\"Karl\"} \
                نام داشت.[^1]\n\n[^1]: نامش در دفترِ ثبت Ober نوشته شده‌است، نه Oberer.\n";
    let wanted = [
        "در کوچهٔ ما نانوایی بود که صاحبش Karl Ober نام داشت.",
        "نانواخانهٔ کهنه A",
        "خبازی B",
        "نامش در دفترِ ثبت Ober نوشته شده‌است، نه Oberer.",
    ];
    for read in read(&project("fa", text)) {
        for wanted in wanted {
            assert!(read.contains(wanted), "wanted\n{wanted}\nin\n{read}");
        }
    }
}

/// The texts of a page as the content shows them: one for each operator, with the font's text.
fn shown(project: &Project) -> Vec<String> {
    project.run(&["build"]).exits(0);
    reader::shown(&project.bytes("output/book.pdf"))
}

#[test]
fn right_to_left_letters_are_shown_one_by_one() {
    let shown = shown(&project("fa", "# T\n\nنان ۲۵ و Karl Ober (۷) آمد.\n"));
    for letter in ["ن", "۲", "۵", "و", "(", "."] {
        assert!(shown.iter().any(|text| text == letter), "{letter} in {shown:?}");
    }
    assert!(shown.iter().any(|text| text == "Karl Ober"), "{shown:?}");
    let all = shown.join("|");
    // A blank is told from one between Latin letters, and what goes to the right has a mark before it.
    assert!(
        all.contains("ن|\u{34f} |\u{200f}|۲|۵|\u{34f} |و|\u{34f} |\u{200f}|Karl Ober|"),
        "{all}"
    );
}

#[test]
fn marks_are_shown_behind_their_letter_with_its_place() {
    let shown = shown(&project("he", "# T\n\nבָּא אֶל הַבַּיִת\n"));
    let all = shown.join("|");
    assert!(
        all.contains("ב|\u{5bc}|\u{34f}\u{5b8}|א|\u{34f} |א|\u{34f}\u{5b6}|ל"),
        "{all}"
    );
}

/// A face may add strokes to a letter; they are no letters.
#[test]
fn the_name_of_god_has_two_lams() {
    let shown = shown(&project("ar", "# T\n\nقال: الله.\n"));
    let all = shown.join("");
    assert!(all.replace('\u{34f}', "").contains("الله"), "{all}");
}
