//! Blocks and their groups.

use super::Bench;

#[test]
fn divisions_have_headings_of_their_depth() {
    let bench = Bench::body(
        "<body><head>Top</head><div><head>One</head><p>a</p><div n=\"2\"><head>Two</head><p>b</p>\
         </div></div></body>",
    );
    assert_eq!(
        bench.blocks(),
        [
            "heading-1 en | Top",
            "heading-2 en | One",
            "paragraph en | a",
            "heading-3 en | ‹div 2›Two",
            "paragraph en | b"
        ]
    );
    assert_eq!(bench.text.title, "The Ferry");
}

#[test]
fn verse_stands_in_stanzas_with_and_without_lg() {
    let bench = Bench::body(
        "<body><lg><head>Song</head><lg><l>one</l><l>two</l></lg><lg><l>three</l></lg></lg>\
         <p>prose</p><l>four</l><l>five</l></body>",
    );
    assert_eq!(bench.blocks()[0], "heading-2 en | Song");
    assert_eq!(
        bench.standing_off(),
        [
            "group verse 1..4",
            "group stanza 1..3",
            "group stanza 3..4",
            "group verse 5..7",
            "group stanza 5..7"
        ]
    );
}

#[test]
fn a_verse_keeps_its_number() {
    let bench =
        Bench::body("<body><l n=\"3\">one</l><l>two</l><l n=\"6.53b\">three</l></body>");
    assert_eq!(
        bench.blocks(),
        [
            "verse-line en | ‹verse 3›one",
            "verse-line en | two",
            "verse-line en | ‹verse 6.53b›three"
        ]
    );
}

#[test]
fn half_lines_are_one_line_in_all_encodings() {
    let bench = Bench::body(
        "<body><l><seg>first half</seg> <seg>second half</seg></l>\
         <l>first half<caesura/>second half</l></body>",
    );
    assert_eq!(bench.blocks(), ["verse-line en | first half‹caesura› second half"; 2]);
}

#[test]
fn parts_of_a_verse_know_that_they_go_on() {
    let bench = Bench::body(
        "<body><sp><speaker>Ana</speaker><l part=\"I\">Who</l></sp><sp><l part=\"M\">calls</l></sp>\
         <sp><l part=\"F\">now?</l><l>None.</l></sp></body>",
    );
    assert_eq!(
        bench.blocks()[1..],
        [
            "verse-line en | Who",
            "verse-line en | ‹shared›calls",
            "verse-line en | ‹shared›now?",
            "verse-line en | None.",
        ]
    );
}

#[test]
fn what_stands_before_the_text_is_a_group() {
    let bench = Bench::body(
        "<front><div><head>Preface</head><p>one</p></div></front><body><p>two</p></body>",
    );
    assert_eq!(bench.standing_off(), ["group division.front 0..2"]);
}

#[test]
fn speeches_lists_tables_and_quotations_are_groups() {
    let bench = Bench::body(
        "<body><sp><speaker>Ana</speaker><stage>rises</stage><p>Go. <stage>off</stage></p></sp>\
         <list rend=\"numbered\"><item>one</item><item><p>two</p></item></list>\
         <list><label>k</label><item>kale</item></list>\
         <table><head>Tolls</head><row role=\"label\"><cell>a</cell><cell>b</cell></row><row><cell>c</cell>\
         </row></table><p>He said: <quote><p>Stay.</p></quote> and left.</p>\
         <p>so <quote>they say</quote> and <q>“this”</q></p></body>",
    );
    assert_eq!(
        bench.blocks(),
        [
            "speaker en | Ana",
            "stage en | rises",
            "paragraph en | Go. ‹stage off›",
            "paragraph en | one",
            "paragraph en | two",
            "paragraph en | ‹strong k›",
            "paragraph en | kale",
            "caption en | Tolls",
            "head-cell en | a",
            "head-cell en | b",
            "cell en | c",
            "cell en |",
            "paragraph en | He said:",
            "paragraph en | Stay.",
            "paragraph en | and left.",
            "paragraph en | so “they say” and “this”",
        ]
    );
    assert_eq!(
        bench.standing_off(),
        [
            "group speech 0..3",
            "group list-1 3..5",
            "group item 3..4",
            "group item 4..5",
            "group list 5..7",
            "group item 5..7",
            "group table-2 8..12",
            "group row 8..10",
            "group row 10..12",
            "group quote 13..14",
        ]
    );
}

#[test]
fn a_division_of_nothing_but_witnesses_is_not_printed() {
    let bench = Bench::body(
        "<front><div><head>Sigla</head><listWit><head>All</head><witness xml:id=\"D\"/></listWit>\
         </div></front><body><p>word</p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | word"]);
}

#[test]
fn an_example_of_markup_stands_as_it_is() {
    let bench = Bench::body(
        "<body><p>see</p><egXML xmlns=\"http://www.tei-c.org/ns/Examples\"><app>\n  <lem/>\n</app>\
         </egXML></body>",
    );
    assert_eq!(bench.blocks()[1], "verbatim en | <app>\\n  <lem/>\\n</app>");
    assert_eq!(bench.codes(), [""; 0]);
}

#[test]
fn a_figure_has_its_picture_and_its_caption() {
    let bench = Bench::body(
        "<body><figure><graphic url=\"gate.png\"/><head>The gate</head><figDesc>a gate</figDesc>\
         </figure><p>x</p></body>",
    );
    assert_eq!(
        bench.blocks()[..2],
        ["figure en | ‹image gate.png “a gate”›", "caption en | The gate"]
    );
}

#[test]
fn a_cell_over_columns_and_rows_keeps_the_others_in_their_columns() {
    let bench = Bench::body(
        "<body><table><row role=\"label\"><cell rows=\"2\">year</cell><cell cols=\"2\">tons</cell></row>\
         <row role=\"label\"><cell>in</cell><cell>out</cell></row>\
         <row><cell role=\"label\" rows=\"9\">1971</cell><cell>ten</cell><cell>four</cell></row>\
         <row><cell>nine</cell></row></table></body>",
    );
    let expected = [
        ["head-cell en | year", "head-cell en | tons", "head-cell en |"],
        ["head-cell en |", "head-cell en | in", "head-cell en | out"],
        ["head-cell en | 1971", "cell en | ten", "cell en | four"],
        ["cell en |", "cell en | nine", "cell en |"],
    ];
    assert_eq!(bench.blocks(), expected.concat());
}
