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
        ["paragraph en | ‹supplied a› ‹deleted b› ‹secluded c› ‹unclear d› ‹sic e› g \
          ‹expan(abbr: h) i›‹gap 2 lines› ‹@fa j› ‹sup k› l ‹deleted m›n"]
    );
    assert_eq!(bench.entries(), ["[0:10–0:11] g ] f {type=sic}"]);
    // The abbreviation.
    assert_eq!(bench.codes(), ["left-out"]);
}

#[test]
fn of_a_choice_one_form_is_the_text_and_the_other_an_entry() {
    let bench = Bench::body(
        "<body><p>a <choice><orig>ferrie</orig><reg>ferry</reg></choice> <choice><reg>of</reg>\
         <orig>o<supplied>f</supplied></orig><corr>off</corr></choice> <choice><abbr>Osk.</abbr>\
         </choice> <choice><orig>x</orig><unclear>y</unclear><w>z</w></choice></p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | a ferry of Osk. x"]);
    assert_eq!(
        bench.entries(),
        [
            "[0:2–0:7] ferry ] ferrie {type=orig}",
            "[0:8–0:10] of ] off {type=corr}",
            "[0:16–0:17] x ] y {type=unclear}; z {type=w}",
        ]
    );
    assert_eq!(bench.codes(), Vec::<&str>::new());
    bench.check_places();
}

#[test]
fn a_choice_is_never_nothing() {
    let bench = Bench::body(
        "<body><p>a <choice><sic/><corr>lex</corr></choice> <choice><sic>rex</sic><corr/></choice> \
         <choice>bare<corr>fair</corr></choice> <choice>alone</choice> \
         <choice><orig/><reg>b</reg></choice>.<note><choice><sic>c</sic><corr/></choice> \
         <choice><sic>d</sic><corr>e</corr></choice></note></p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | a lex fair alone b.‹note 0›"]);
    assert_eq!(
        bench.standing_off(),
        [
            "app: [0:2–0:5] lex ] om. {type=sic}",
            "app: [0:5–0:5]  ] add. rex {type=sic}",
            "app: [0:6–0:10] fair ] bare",
            "app: [0:17–0:18] b ] om. {type=orig}",
            "note 0 notes.1 0:19 ‹sic c› ‹corr(sic: d) e›",
        ]
    );
    // In a note there are no entries: what is not printed there is said.
    assert_eq!(bench.codes(), ["left-out", "left-out"]);
}

#[test]
fn an_entry_of_a_form_stands_over_the_whole_word() {
    let bench = Bench::body(
        "<body><p>a con<choice><sic>sst</sic><corr>st</corr></choice>ans, d<choice><orig>ñ</orig>\
         <reg>omi</reg></choice>n<choice><sic/><corr>us</corr></choice></p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | a constans, dominus"]);
    assert_eq!(
        bench.entries(),
        [
            "[0:2–0:10] constans ] consstans {type=sic}",
            "[0:12–0:19] dominus ] dñnus {type=orig}",
            "[0:12–0:19] dominus ] domin {type=sic}",
        ]
    );
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

#[test]
fn references_without_words_print_what_they_lead_to() {
    let bench = Bench::body(
        "<body><p xml:id=\"p1\">In <ref target=\"#A\"/>, <ref target=\"#B #C\"/>, see <ref target=\"#p2\"/> \
         and <ptr target=\"#rook\"/>; not <ref target=\"#none\"/>.</p><p>one <hi xml:id=\"p2\">two</hi></p>\
         <listBibl><bibl xml:id=\"rook\"><author>Ida Rook</author> <date>1931</date></bibl></listBibl></body>",
    );
    assert_eq!(
        bench.blocks()[..2],
        [
            "paragraph en | In A, B, C, see ‹place of p2› and Ida Rook 1931; not none.",
            "paragraph en | one ‹#p2›‹em two›",
        ]
    );
    assert_eq!(bench.codes(), ["broken-pointer"]);
}

#[test]
fn a_passage_that_is_cited_without_words_is_no_key() {
    let bench = Bench::body(
        "<body><p>lex<ref cRef=\"NA:Jn:1:1\"/> (<ptr cRef=\"Gen:3:15\"/>) \
         <ptr cRef=\"urn:cts:greekLit:tlg0012.tlg001:1.1\"/> <ref cRef=\"X\"><app><lem/><rdg>a</rdg></app></ref></p></body>",
    );
    assert_eq!(
        bench.blocks(),
        ["paragraph en | lex NA Jn 1.1 (Gen 3.15) tlg0012.tlg001 1.1"]
    );
    assert_eq!(bench.entries(), ["[0:43–0:43]  ] add. a"]);
}

#[test]
fn parts_of_a_paragraph_are_one() {
    let bench = Bench::body(
        "<body><ab part=\"I\">one <hi>two</hi></ab><pb n=\"2\"/><ab part=\"F\"><hi>three</hi></ab><p>four</p>\
         <head>H</head><p part=\"F\">five</p></body>",
    );
    assert_eq!(
        bench.blocks(),
        [
            "paragraph en | one ‹em two› ‹page 2›‹em three›",
            "paragraph en | four",
            "heading-1 en | H",
            "paragraph en | five",
        ]
    );
}

#[test]
fn blanks_at_the_ends_of_a_quotation_stand_outside_of_its_signs() {
    let bench = Bench::body("<body><p>so<quote> lex </quote>he <q>said</q>.</p></body>");
    assert_eq!(bench.blocks(), ["paragraph en | so “lex” he “said”."]);
}

#[test]
fn a_note_that_is_the_number_of_its_verse_is_none() {
    let bench = Bench::body(
        "<body><lg><l>row<note>5</note></l><l n=\"6\">row<note>6</note></l><l>row<note n=\"a\">7</note></l></lg>\
         <p>row<note>8</note></p></body>",
    );
    assert_eq!(
        bench.blocks(),
        [
            "verse-line en | ‹verse 5›row",
            "verse-line en | ‹verse 6›row",
            "verse-line en | row‹note 0›",
            "paragraph en | row‹note 1›",
        ]
    );
}

#[test]
fn the_ends_of_lines_are_no_blanks_in_chinese() {
    let bench = Bench::body("<body><p>江水\n  東流 a\n b 江 水</p></body>");
    assert_eq!(bench.blocks(), ["paragraph en | 江水東流 a b 江 水"]);
}

#[test]
fn words_of_an_element_begun_between_blocks_have_its_language_and_no_more() {
    let bench = Bench::body(
        "<body><p>a <app><lem>b</lem><rdg wit=\"#A\"><foreign xml:lang=\"lat\">c</foreign> d</rdg></app></p>\
         <foreign xml:lang=\"la\">e</foreign> f<div xml:lang=\"la\">g <foreign xml:lang=\"la\">h</foreign></div></body>",
    );
    assert_eq!(
        bench.blocks(),
        ["paragraph en | a b", "paragraph en | ‹@la e› f", "paragraph la | g h"]
    );
    assert_eq!(bench.entries(), ["[0:2–0:3] b ] ‹@la c› d (A)"]);
}

#[test]
fn words_beside_the_cells_of_a_table_and_in_a_figure_are_kept() {
    let bench = Bench::body(
        "<body><table>a<row>b<cell xml:lang=\"fa\">c</cell></row><p>d</p></table><list>e<item>f</item></list>\
         <figure>g<figDesc>h</figDesc></figure></body>",
    );
    let words: Vec<String> = bench
        .text
        .blocks
        .iter()
        .map(|block| block.content.text.clone())
        .collect();
    assert_eq!(words, ["a", "d", "b", "c", "e", "f", "g h"]);
    assert_eq!(bench.text.blocks[3].lang.0, "fa");
}

#[test]
fn parts_with_numbers_are_milestones() {
    let bench = Bench::body(
        "<body><div type=\"chapter\" n=\"2\"><p n=\"1\">a <seg n=\"x\">b</seg></p><lg n=\"3\"><l n=\"4\">c</l>\
         </lg></div><ab n=\"5\">d <seg type=\"sic\" n=\"e\">f</seg></ab></body>",
    );
    assert_eq!(
        bench.blocks(),
        [
            "paragraph en | ‹chapter 2›‹p 1›a ‹seg x›b",
            "verse-line en | ‹verse 4›‹lg 3›c",
            "paragraph en | ‹ab 5›d ‹sic(e) f›",
        ]
    );
}

#[test]
fn a_header_gives_sigla_dates_and_licenses_as_it_has_them() {
    let header = |publication: &str| {
        let xml = format!(
            "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt><title>T</title>\
             </titleStmt><publicationStmt>{publication}</publicationStmt></fileDesc></teiHeader><text><body>\
             <div type=\"book\" n=\"1\"><p n=\"1\">the rope and the knot</p><p n=\"2\">that was there</p></div>\
             <div type=\"book\" n=\"2\"><p n=\"1\">a</p></div></body></text></TEI>"
        );
        super::super::header::read_header(&xml).expect("it is XML")
    };
    let found = header(
        "<p>x</p><date>printed 2017</date><availability><licence target=\"https://osk.example/by\">Free\
         </licence></availability>",
    );
    assert_eq!(found.date.as_deref(), Some("2017"));
    assert_eq!(found.rights.as_deref(), Some("Free (https://osk.example/by)"));
    assert_eq!(found.units, ["book", "p"]);
    // Without any tag the language is that of the words.
    assert_eq!(found.lang.as_deref(), Some("en"));
    assert_eq!(
        header("<date when=\"2017-03-04T10:00\"/>").date.as_deref(),
        Some("2017-03-04")
    );
    assert_eq!(header("<p/>").date, None);
    let bench = Bench::with(
        "<listWit><witness xml:id=\"w1\" n=\"P\"><idno>Osk, Town Hall 4</idno></witness><witness xml:id=\"w2\">\
         <abbr>a long name</abbr></witness><witness xml:id=\"w3\" n=\"3\"><abbr type=\"sigla\">R</abbr></witness>\
         </listWit>",
        "<body><p>a</p></body>",
    );
    let (file, _) = bench.files.iter().next().expect("there is a file");
    let witnesses = super::super::witnesses(&bench.files, file);
    let sigla: Vec<&str> = witnesses.iter().map(|w| w.siglum.as_str()).collect();
    assert_eq!(sigla[4..], ["P", "w2", "R"]);
}

#[test]
fn words_that_were_left_out_are_printed() {
    let bench = Bench::body(
        "<body><castList><castItem><role>Nan</role><roleDesc>a cook</roleDesc></castItem>\
         </castList><p>a <formula>b</formula> <media url=\"c.mp3\"><desc>bells</desc></media> \
         <ruby><rb>d</rb><rt>e</rt></ruby></p><entry><form><orth>brine</orth></form><sense n=\"1\">\
         <def>salt</def></sense></entry><listPlace><place><placeName>Quay</placeName><desc>a wall\
         </desc></place></listPlace><u who=\"#A\">well</u><msDesc><msIdentifier><settlement>Gotha\
         </settlement><idno>7</idno></msIdentifier></msDesc></body>",
    );
    let said: Vec<&str> = bench
        .text
        .blocks
        .iter()
        .map(|block| block.content.text.as_str())
        .collect();
    assert_eq!(
        said,
        [
            "Nan a cook",
            "a b bells d(e)",
            "brine 1. salt",
            "Quay a wall",
            "A",
            "well",
            "Gotha 7"
        ]
    );
}
