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
          ‹expan(abbr: h) i›‹gap 2 lines› ‹@fa j› ‹sup k› l ‹deleted m›n"
        ]
    );
    assert_eq!(bench.codes(), Vec::<&str>::new());
}

#[test]
fn the_forms_of_a_choice_that_are_not_printed_are_kept() {
    let bench = Bench::body(
        "<body><p>a <choice><orig>ferrie</orig><reg>ferry</reg></choice> <choice><reg>of</reg>\
         <orig>o<supplied>f</supplied></orig><corr>off</corr></choice> <choice><abbr>Osk.</abbr>\
         </choice> <choice><orig>x</orig><unclear>y</unclear><w>z</w></choice></p></body>",
    );
    assert_eq!(
        bench.blocks(),
        ["paragraph en | a ‹orig(reg: ferry) ferrie› ‹orig(reg: of) ‹orig(corr: off) \
          o‹supplied f››› Osk. ‹orig(unclear: y) x›"]
    );
    assert_eq!(bench.codes(), ["left-out"]);
    bench.check_places();
}

#[test]
fn looks_are_styles_whether_named_or_described() {
    let bench = Bench::with(
        "</sourceDesc></fileDesc><encodingDesc><tagsDecl><rendition xml:id=\"wide\" \
         scheme=\"css\">letter-spacing: 0.2em</rendition><rendition xml:id=\"caps\">font-variant: \
         small-caps; color: red</rendition></tagsDecl></encodingDesc><fileDesc><sourceDesc>",
        "<body><p><hi rendition=\"#wide\">a</hi> <seg style=\"font-style: italic; font-weight: \
         bold\">b</seg> <persName rendition=\"#caps simple:bold\">c</persName> <hi style=\"vertical-align: \
         super\">d</hi> <title rend=\"italic\">e</title> <num rend=\"sup\">f</num> <add rend=\"above\">g\
         </add> <hi>h</hi></p><p rend=\"italic\">i <del rend=\"erasure\">j</del></p>\
         <quote rend=\"block\"><p>k</p></quote></body>",
    );
    assert_eq!(
        bench.blocks(),
        [
            "paragraph en | ‹em a› ‹em ‹strong b›› ‹.small-caps ‹strong c›› ‹sup d› ‹em e› ‹sup f› \
          ‹.above g› ‹em h›",
            "paragraph en | ‹em i ‹.erasure ‹deleted j›››",
            "paragraph en | k",
        ]
    );
}

#[test]
fn short_names_and_addresses_are_no_part_of_the_next_word() {
    let bench = Bench::body(
        "<body><p>p. 9<ptr target=\"https://osk.example\"/>.</p><listBibl><bibl xml:id=\"Rook\">\
         <abbr type=\"siglum\">Rook</abbr>Rook, Ida</bibl></listBibl></body>",
    );
    assert_eq!(
        bench.blocks(),
        [
            "paragraph en | p. 9 ‹link(https://osk.example) https://osk.example›.",
            "paragraph en | Rook Rook, Ida"
        ]
    );
}

#[test]
fn passages_that_are_cited_are_marked() {
    let bench = Bench::body(
        "<body><p>So <ref cRef=\"Gen.3.15\">the serpent</ref> and <ptr cRef=\"Hom. Il. 2.484\"/>.\
         <note><bibl><author>Verg.</author> <title>ecl.</title> <biblScope>1</biblScope>, \
         <citedRange>4</citedRange></bibl></note> <bibl><author>Rook</author> <title>Osk</title> \
         <date>1900</date>, <biblScope unit=\"page\">4</biblScope></bibl></p>\
         <cit><quote>Row.</quote> <bibl>Ov. fast. 2.3</bibl></cit></body>",
    );
    assert_eq!(
        bench.standing_off(),
        [
            "group quote 1..3",
            "note 0 notes.1 0:34 Verg. ‹em ecl.› 1, 4",
            "mark loci [0:3–0:14] Gen 3.15",
            "mark loci [0:19–0:33] Hom. Il. 2.484",
            "mark loci [0:34–0:34] Verg. > ecl. > 1.4",
            "mark loci [2:0–2:13] Ov. fast. 2.3",
        ]
    );
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
        "<body><p><persName ref=\"#ana\">Ana</persName> of <placeName><app><lem>Ford</lem>\
         <rdg wit=\"#A\">Fjord</rdg></app></placeName>, <persName><forename>Old</forename> <surname>Tam</surname></persName>\
         <index indexName=\"places\"><term>rivers</term><index><term>fords</term></index></index>\
         </p></body>",
    );
    assert_eq!(
        bench.standing_off(),
        [
            "app: [0:7–0:11] Ford ] Fjord (A)",
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
