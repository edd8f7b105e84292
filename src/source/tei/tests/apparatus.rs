//! The apparatus in its three ways, and what entries say.

use super::Bench;

#[test]
fn parallel_segmentation_nests_to_any_depth() {
    let bench = Bench::body(
        "<body><p>the <app><lem wit=\"#A\">old <app><lem>ferry</lem><rdg wit=\"#B\">barge</rdg></app>\
         </lem><rdg wit=\"B C\">boat <app><lem>of</lem><rdg wit=\"#C\">by</rdg></app> reed</rdg></app>.</p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | the old ferry."]);
    assert_eq!(
        bench.entries(),
        [
            "[0:4–0:13] old ferry (A) ] boat of reed (B C)",
            "[0:4–0:13] of ] by (C)",
            "[0:8–0:13] ferry ] barge (B)",
        ]
    );
    assert_eq!(bench.codes(), [""; 0]);
    bench.check_places();
}

#[test]
fn empty_readings_and_lemmas_have_their_meaning() {
    let bench = Bench::body(
        "<body><p><app><lem>one</lem><rdg wit=\"#A\"/><rdg wit=\"#B\"><gap reason=\"lost\"/></rdg>\
         <rdg wit=\"#C\"><gap reason=\"illegible\"/></rdg></app> <app><lem/><rdg wit=\"#A\">two</rdg></app>\
         <app><lem>three</lem><rdg source=\"#T\" type=\"conjecture\">tree</rdg></app></p></body>",
    );
    assert_eq!(
        bench.entries(),
        [
            "[0:0–0:3] one ] om. (A); lac. (B); illeg. (C)",
            "[0:3–0:3]  ] add. two (A)",
            "[0:4–0:9] three ] tree coni. T",
        ]
    );
}

#[test]
fn groups_notes_and_details_belong_to_their_readings() {
    let bench = Bench::body(
        "<body><p><app type=\"x\"><lem xml:id=\"l\">one</lem><note>so all</note><rdgGrp type=\"orthographic\">\
         <rdg wit=\"#A\" xml:id=\"r\" cause=\"slip\">onn</rdg><rdg wit=\"#B\">oon</rdg></rdgGrp>\
         <witDetail wit=\"#A\" target=\"#r\">in the margin</witDetail><note target=\"#l\">rightly</note>\
         <note target=\"#p\">of the line</note></app></p></body>",
    );
    assert_eq!(
        bench.entries(),
        ["[0:0–0:3] one «so all» «rightly» ] onn (A) «A: in the margin» {cause=slip \
          group.type=orthographic xml:id=r}; oon (B) {group.type=orthographic}; — of the line \
          {lem.xml:id=l type=x}"]
    );
}

#[test]
fn witnesses_end_and_begin_with_a_reading() {
    let bench = Bench::body(
        "<body><p><app rend=\"positive\"><note type=\"before\">so:</note><lem>one</lem>\
         <rdg wit=\"#A\"><lacunaStart/></rdg><rdg wit=\"#B\">won<witEnd/></rdg></app> two \
         <app><lem>three</lem><rdg wit=\"#A\"><lacunaEnd/></rdg><rdg wit=\"#B\"><witStart/>tree</rdg>\
         <rdg wit=\"#C\" type=\"repetition\">three three</rdg></app></p></body>",
    );
    assert_eq!(
        bench.entries(),
        [
            "[0:0–0:3] so: — one ] def. (A); def. won (B) {form=positive}",
            "[0:8–0:13] three ] inc. (A); inc. tree (B); iter. three three (C)",
        ]
    );
    assert_eq!(bench.codes(), [""; 0]);
}

#[test]
fn without_a_lemma_the_first_reading_is_the_text() {
    let bench = Bench::body(
        "<body><p>a <app><rdg wit=\"#A\">gate</rdg><rdg wit=\"#B\">door</rdg></app> b \
         <app exclude=\"#z\"><rdg wit=\"#C\">c</rdg></app></p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | a gate b"]);
    assert_eq!(
        bench.entries(),
        ["[0:2–0:6] gate (A) ] door (B)", "[0:8–0:8]  ] add. c (C) {exclude=#z}"]
    );
    assert_eq!(bench.codes(), ["no-lemma", "no-lemma"]);
}

#[test]
fn an_entry_may_hold_lines_and_stand_between_them() {
    let bench = Bench::body(
        "<body><l>one</l><app><lem><l xml:id=\"x\">two</l><l>three</l></lem><rdg wit=\"#A\"/></app>\
         <l>four</l><app><rdg wit=\"#B\"><l copyOf=\"#x\"/></rdg></app></body>",
    );
    assert_eq!(bench.entries()[0], "[1:0–2:5] two / three ] om. (A)");
}

#[test]
fn double_end_points_are_inline_or_apart() {
    let bench = Bench::body(
        "<body><p>the <anchor xml:id=\"a\"/>old ferry<app from=\"#a\"><rdg wit=\"#A\">new barge</rdg></app> \
         <w xml:id=\"w1\">came</w> <w xml:id=\"w2\">late</w></p></body><back><listApp>\
         <app from=\"#w1\" to=\"#w2\"><lem>came … late</lem><rdg wit=\"#B\"/></app>\
         <app from=\"#w2\"><rdg wit=\"#C\">soon</rdg></app><app from=\"#lost\"><rdg wit=\"#C\">x</rdg></app>\
         </listApp></back>",
    );
    assert_eq!(
        bench.entries()[..3],
        [
            "[0:4–0:13] old ferry ] new barge (A)",
            "[0:14–0:23] came … late ] om. (B)",
            "[0:19–0:23] late ] soon (C)",
        ]
    );
    assert_eq!(bench.codes(), ["broken-pointer"]);
}

#[test]
fn a_lemma_is_found_in_the_line_that_the_entry_names() {
    let bench = Bench::body(
        "<body><p><lb n=\"1\"/>the gate is old<lb n=\"2\"/>the ga<lb n=\"3\" break=\"no\"/>te is red</p></body>\
         <back><div type=\"apparatus\"><head>Apparatus</head><listApp>\
         <app loc=\"2\"><lem>gate</lem><rdg wit=\"#A\">door</rdg></app>\
         <app loc=\"1\"><lem>is … old</lem><rdg wit=\"#B\"/></app>\
         <app loc=\"1\"><lem>green</lem><rdg wit=\"#B\">x</rdg></app>\
         <app loc=\"9\"><lem>is</lem><rdg wit=\"#B\">x</rdg></app></listApp></div></back>",
    );
    let entries = bench.entries();
    assert!(
        entries.contains(&"[0:20–0:24] gate ] door (A) {loc=2}".to_owned()),
        "{entries:?}"
    );
    assert!(
        entries.contains(&"[0:9–0:15] is … old ] om. (B) {loc=1}".to_owned()),
        "{entries:?}"
    );
    assert!(
        entries.contains(&"[0:0–0:0] green ] x (B) {loc=1}".to_owned()),
        "{entries:?}"
    );
    assert_eq!(bench.codes(), ["lemma-not-found"]);
    assert_eq!(bench.blocks().len(), 1);
}

#[test]
fn witnesses_have_sigla_hands_and_descriptions() {
    let bench = Bench::body("<body><p>x</p></body>");
    let file = crate::span::FileId(0);
    let witnesses = super::super::witnesses(&bench.files, file);
    let lines: Vec<_> = witnesses
        .iter()
        .map(|w| format!("{} {} {:?} {}", w.id, w.siglum, w.hand_of, w.description))
        .collect();
    assert_eq!(
        lines,
        ["A A None a roll", "A1 A¹ Some(\"A\") its corrector", "B B None ", "C C None ",]
    );
}

#[test]
fn sigla_are_known_with_and_without_a_hash_and_glued() {
    let bench = Bench::body(
        "<body><p><app><lem wit=\"A #B\">x</lem><rdg wit=\"#ABC\">y</rdg><rdg wit=\"#Q\">z</rdg></app></p></body>",
    );
    assert_eq!(bench.entries(), ["[0:0–0:1] x (A B) ] y (A B C); z (Q)"]);
    assert_eq!(bench.codes(), ["glued-sigla", "undeclared-siglum"]);
}

#[test]
fn an_id_that_ends_like_a_file_is_that_of_a_witness() {
    let header = "<listWit><witness xml:id=\"a.xml\"><abbr type=\"siglum\">Q</abbr></witness></listWit>";
    let bench = Bench::with(
        header,
        "<body><p><app><lem wit=\"#a.xml\">reed</lem><rdg wit=\"a.xml #A\">rush</rdg>\
         <rdg wit=\"list.xml#B\">rod</rdg><rdg wit=\"#A#B\">rope</rdg><rdg wit=\"b.xml\">row</rdg>\
         <rdg wit=\"https://osk.example/ms/C\">rag</rdg></app></p></body>",
    );
    assert_eq!(
        bench.entries(),
        [
            "[0:0–0:4] reed (a.xml) ] rush (a.xml A); rod (B); rope (A B); row (b.xml); rag (C)"
        ]
    );
    // `b.xml` is declared nowhere.
    assert_eq!(bench.codes(), ["undeclared-siglum"]);
}

#[test]
fn of_several_lemmas_the_first_is_the_text() {
    let bench = Bench::body(
        "<body><p><app><rdgGrp><lem wit=\"#A\">reed</lem></rdgGrp><rdgGrp><lem wit=\"#C\">reeds\
         </lem><rdg wit=\"#B\">rod</rdg></rdgGrp></app></p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | reed"]);
    assert_eq!(bench.entries(), ["[0:0–0:4] reed (A) ] reeds (C); rod (B)"]);
}

#[test]
fn the_hand_of_a_reading_is_said() {
    let bench = Bench::body(
        "<body><p><app><lem wit=\"#B\" hand=\"#late\">reed</lem><rdg wit=\"#A\" hand=\"#A1\">rod</rdg>\
         <rdg type=\"corr\" hand=\"#late\">rush</rdg><rdg wit=\"#A #C\" hand=\"#A1\">rope</rdg></app></p>\
         </body>",
    );
    assert_eq!(
        bench.entries(),
        [
            "[0:0–0:4] reed (B) «+hand: late» ] rod (A1) {hand=#A1}; rush (late) {hand=#late type=corr}; \
          rope (A C) «+hand: A¹» {hand=#A1} {lem.hand=#late}"
        ]
    );
}

#[test]
fn words_in_an_entry_that_are_no_reading_are_its_comment() {
    let bench = Bench::body(
        "<body><p><app>see <lem>reed<note>so the roll</note></lem> <zz>and <hi>below</hi></zz>\
         <rdg wit=\"#A\">rod<witDetail wit=\"#A\">in an erasure</witDetail></rdg>; .</app></p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | reed"]);
    assert_eq!(
        bench.entries(),
        [
            "[0:0–0:4] reed «so the roll» ] rod (A) «A: in an erasure»; — see; and ‹em below›"
        ]
    );
    assert_eq!(bench.codes(), ["stray-words", "kept-as-words"]);
}

#[test]
fn the_first_reading_is_the_text_also_if_it_is_empty() {
    let bench = Bench::body(
        "<body><p>a <app><rdg wit=\"#A\"/><rdg wit=\"#B\">rod</rdg></app> b <app><rdg wit=\"#A\">\
         <gap reason=\"lost\"/></rdg><rdg wit=\"#B\">rope</rdg></app></p></body>",
    );
    assert_eq!(bench.blocks(), ["paragraph en | a b rope"]);
    assert_eq!(
        bench.entries(),
        ["[0:1–0:1]  (A) ] add. rod (B)", "[0:4–0:8] rope (B) ] lac. (A)"]
    );
}

#[test]
fn an_entry_that_says_nothing_is_none() {
    let bench =
        Bench::body("<body><p>a<app/><app/> b <app><lem/><rdg/></app></p></body>");
    assert_eq!(bench.entries().len(), 1);
    assert!(bench.codes().contains(&"left-out"));
}
