//! Habits of projects: quotation marks around blocks, looks, gaps, characters, formulas, notes in parts.

use super::Bench;

#[test]
fn quotation_marks_stand_in_the_blocks_that_they_are_around() {
    let bench = Bench::body(
        "<body><lg><l>He spoke:</l><q><l>Row now,</l><l>row on.</l></q><l>And left.</l></lg>\
         <p>She wrote <said><p>one</p><p>two</p></said>, then slept.</p><q><p><note>n</note></p></q></body>",
    );
    assert_eq!(
        bench.blocks(),
        [
            "verse-line en | He spoke:",
            "verse-line en | “Row now,",
            "verse-line en | row on.”",
            "verse-line en | And left.",
            "paragraph en | She wrote",
            "paragraph en | “one",
            "paragraph en | two”,",
            "paragraph en | then slept.",
            "paragraph en | ‹note 0›",
        ]
    );
}

#[test]
fn a_sign_behind_a_block_stands_at_its_end() {
    let bench = Bench::body(
        "<body><closer>Yours <salute>ever</salute>, <signed>A. B.</signed>. . . and</closer></body>",
    );
    assert_eq!(
        bench.blocks(),
        [
            "paragraph en | Yours",
            "paragraph en | ever,",
            "paragraph en | A. B.",
            "paragraph en | . . . and",
        ]
    );
}

#[test]
fn looks_of_several_words_are_several_styles() {
    let bench = Bench::body(
        "<body><p><hi rend=\"bold italic\">a</hi> <hi rend=\"superlinear\">b</hi> <hi \
         rend=\"supraline\">c</hi> <hi style=\"text-decoration: overline\">d</hi> <hi \
         rend=\"superscript\">e</hi> <emph rend=\"bold it\">f</emph></p></body>",
    );
    assert_eq!(
        bench.blocks(),
        [
            "paragraph en | ‹em ‹strong a›› ‹.overline b› ‹.overline c› ‹.overline d› ‹sup e› \
          ‹strong ‹em f››"
        ]
    );
}

#[test]
fn gaps_of_unknown_extent_are_gaps_and_bounds_are_kept() {
    let bench = Bench::body(
        "<body><p>a <gap reason=\"lost\" extent=\"unknown\" unit=\"line\"/> b <gap atLeast=\"3\" \
         atMost=\"5\" unit=\"character\"/> c <gap extent=\"2\" unit=\"word\"/></p></body>",
    );
    assert_eq!(
        bench.blocks(),
        ["paragraph en | a ‹gap› b ‹gap 3–5 characters› c ‹gap 2 words›"]
    );
}

#[test]
fn characters_have_numbers_and_hyphens_of_lines_have_no_letters() {
    let bench = Bench::with(
        "<encodingDesc><charDecl><char xml:id=\"zz\"><mapping type=\"codepoint\">U+007A U+0292</mapping>\
         </char></charDecl></encodingDesc>",
        "<body><p>wi<g ref=\"#zz\"/> be<g ref=\"char:EOLhyphen\"/>fore <g ref=\"char:EOLunhyphen\"/> it\
         </p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | wizʒ before it"]);
}

#[test]
fn what_was_deleted_and_restored_stands() {
    let bench =
        Bench::body("<body><p><restore><del>a</del></restore> <del>b</del></p></body>");
    assert_eq!(bench.blocks(), ["paragraph en | a ‹deleted b›"]);
}

#[test]
fn formulas_of_mathml_keep_their_meaning_in_a_line() {
    let math = |inner: &str| {
        let body = format!(
            "<body><p><formula><math xmlns=\"http://www.w3.org/1998/Math/MathML\">{inner}</math></formula>\
             </p></body>"
        );
        Bench::body(&body).blocks().join("")
    };
    let half = "<mfrac><mi>a</mi><mn>2</mn></mfrac>";
    let square = "<msup><mi>t</mi><mn>2</mn></msup>";
    let sum = "<mrow><mi>x</mi><mo>+</mo><mi>y</mi></mrow>";
    assert_eq!(
        math(&format!("<mi>h</mi><mo>=</mo>{half}{square}")),
        "paragraph en | h=(a/2)t‹sup 2›"
    );
    assert_eq!(
        math(&format!("<mfrac>{sum}<mi>z</mi></mfrac>")),
        "paragraph en | (x+y)/z"
    );
    assert_eq!(math(&format!("<msqrt>{sum}</msqrt>")), "paragraph en | √(x+y)");
    assert_eq!(math("<msqrt><mi>x</mi></msqrt>"), "paragraph en | √x");
    assert_eq!(
        math(
            "<semantics><msub><mi>x</mi><mn>1</mn></msub><annotation>x_1</annotation></semantics>"
        ),
        "paragraph en | x‹sub 1›"
    );
}

#[test]
fn a_note_that_the_pages_of_the_source_part_is_one() {
    let bench = Bench::body(
        "<body><p>a<note xml:id=\"n1\" next=\"#n2\">one</note> b <pb n=\"2\"/><note xml:id=\"n2\" \
         prev=\"#n1\">two</note>c <note xml:id=\"n3\" prev=\"#n3\" next=\"#n3\">three</note></p></body>",
    );
    assert_eq!(
        bench.standing_off(),
        ["note 0 notes.1 0:1 one two", "note 1 notes.2 0:5 three"]
    );
}

#[test]
fn a_note_between_paragraphs_is_called_where_its_mark_stands() {
    let bench = Bench::body(
        "<body><p>a<ref target=\"#n1\">1</ref> b</p><note xml:id=\"n1\">one</note><p>c</p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | a‹note 0› b", "paragraph en | c"]);
}
