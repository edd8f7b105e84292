//! Words: white space, styles, points, notes, names.

use super::Bench;

#[test]
fn white_space_is_folded_as_in_pretty_printed_files() {
    let bench = Bench::body(
        "<body>\n  <p>\n    one <hi rend=\"italic\"> two </hi>three\n    <hi rend=\"bold\">four</hi>\n  </p>\n\
         </body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | one ‹em two› three ‹strong four›"]);
    bench.check_places();
}

#[test]
fn a_line_break_inside_a_word_leaves_no_space() {
    let bench = Bench::body(
        "<body><p>riv\n  <lb n=\"2\" break=\"no\"/>\n er <lb n=\"3\"/>bank<lb/>side<pb n=\"4\" ed=\"#A\"/></p></body>",
    );
    assert_eq!(
        bench.blocks(),
        ["paragraph en | riv‹line 2›er‹line 3› bank side‹page 4 of A›"]
    );
}

#[test]
fn a_label_is_no_part_of_the_next_word() {
    let bench = Bench::body(
        "<body><l><app><lem><label>I.</label></lem><rdg wit=\"#A\"/></app>Row, <label>O.</label>no</l></body>",
    );
    assert_eq!(bench.blocks(), ["verse-line en | I. Row, O. no"]);
    assert_eq!(bench.entries(), ["[0:0–0:2] I. ] om. (A)"]);
}

#[test]
fn editorial_signs_are_styles() {
    let bench = Bench::body(
        "<body><p><supplied>a</supplied> <del>b</del> <surplus>c</surplus> <unclear>d</unclear> \
         <sic>e</sic> <choice><sic>f</sic><corr>g</corr></choice> <choice><abbr>h</abbr><expan>i\
         </expan></choice><gap quantity=\"2\" unit=\"line\"/> <foreign xml:lang=\"fa\">j</foreign> \
         <hi rend=\"sup\">k</hi> <add>l</add> <subst><del>m</del><add>n</add></subst></p></body>",
    );
    assert_eq!(
        bench.blocks(),
        [
            "paragraph en | ‹supplied a› ‹deleted b› ‹deleted c› ‹unclear d› ‹sic e› ‹sic(g) f› \
          i‹gap 2 lines› ‹@fa j› ‹sup k› l ‹deleted m›n"
        ]
    );
    assert_eq!(bench.codes(), ["left-out"]);
}

#[test]
fn a_style_that_crosses_blocks_goes_on_in_each() {
    let bench = Bench::body("<body><supplied><l>one</l><l>two</l></supplied></body>");
    assert_eq!(
        bench.blocks(),
        ["verse-line en | ‹supplied one›", "verse-line en | ‹supplied two›"]
    );
}

#[test]
fn notes_are_called_behind_their_word() {
    let bench = Bench::body(
        "<body><p xml:id=\"p\">one<note><p>first</p><p>second</p></note> two</p>\
         <note target=\"#p\">apart</note></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | one‹note 0› two‹note 1›"]);
    assert_eq!(
        bench.standing_off(),
        ["note 0 notes.1 0:3 first ¶ second", "note 1 notes.2 0:7 apart"]
    );
    bench.check_places();
}

#[test]
fn names_are_marked_for_the_index_of_their_kind() {
    let bench = Bench::with(
        "<listPerson><person xml:id=\"ana\"><persName>Ana of the Ferry</persName></person></listPerson>",
        "<body><p><persName ref=\"#ana\">Ana</persName> of <placeName>Ford</placeName>, \
         <persName><forename>Old</forename> <surname>Tam</surname></persName>\
         <index indexName=\"places\"><term>rivers</term><index><term>fords</term></index></index>\
         </p></body>",
    );
    assert_eq!(
        bench.standing_off(),
        [
            "mark persons [0:0–0:3] Ana of the Ferry",
            "mark places [0:7–0:11] Ford",
            "mark persons [0:13–0:20] Tam, Old",
            "mark places [0:20–0:20] rivers > fords",
        ]
    );
}

#[test]
fn entities_of_the_file_are_text_with_places() {
    let bench = Bench::read(
        "<!DOCTYPE TEI [<!ENTITY fer \"ferryman\">]><TEI xmlns=\"http://www.tei-c.org/ns/1.0\">\
         <text><body><p>the &fer; &amp; &#x67;ate<![CDATA[ <x> ]]>end</p></body></text></TEI>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | the ferryman & gate <x> end"]);
    bench.check_places();
}

#[test]
fn languages_and_their_scripts_give_the_direction() {
    let bench = Bench::body(
        "<body xml:lang=\"ar\"><p>سلام</p><p xml:lang=\"ar-Latn\">salām</p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph ar | سلام", "paragraph ar-latn | salām"]);
    assert_eq!(bench.text.blocks[1].dir, crate::model::Dir::Ltr);
}
