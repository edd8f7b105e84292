//! What each convention of the format means.

use super::{Bench, check};
use crate::model::dump;

#[test]
fn blocks_are_read_in_order() {
    check(
        "# The Title\n\nOne\ntwo.\n\n* * *\n\n> Quoted.\n\n## Part\n\n- a\n- b\n\n```\nx  y\n z\n```\n",
        "0 heading-1 en | The Title\n1 paragraph en | One two.\n2 separator en |\n\
         3 paragraph en | Quoted.\n4 heading-2 en | Part\n5 paragraph en | a\n\
         6 paragraph en | b\n7 verbatim en | x  y\\n z\ngroup quote 3..4\n\
         group list 5..7\ngroup item 5..6\ngroup item 6..7\n",
    );
    assert_eq!(Bench::new("# A _b_\n\nc\n").text.title, "A b");
    assert_eq!(Bench::new("c\n").text.title, "t");
}

#[test]
fn characters_are_the_editors() {
    check(
        "\"It's\" -- no--- 'x' ... {\"y\"} 10:30:15 3*4 \\*z\\* a\\ b\n",
        "0 paragraph en | \"It's\" -- no--- 'x' ... {\"y\"} 10:30:15 3*4 *z* a\u{a0}b\n",
    );
}

#[test]
fn quotation_marks_do_not_break_markup() {
    check(
        "\"yes, [no\" he]{B=\"_si_\"} 'said [it's]{A=om}.\n",
        "0 paragraph en | \"yes, no\" he 'said it's.\n\
         app: [0:6–0:12] no\" he ] ‹em si› (B)\napp: [0:19–0:23] it's ] om. (A)\n",
    );
}

#[test]
fn equal_readings_are_grouped_in_the_order_of_the_manifest() {
    check(
        "[rex]{C=\"lex\" A=om B=\"lex\"}\n",
        "0 paragraph en | rex\napp: [0:0–0:3] rex ] lex (B C); om. (A)\n",
    );
}

#[test]
fn typed_readings_conjectures_and_comments_are_read() {
    check(
        "[rex]{A=\"add: greatly\" B=\"transp: after _it_\" C=\"\\om\" lem=\"r.\" \
         conj=\"regem :: Bentley\" note=\"so *all*\"}\n",
        "0 paragraph en | rex\napp: [0:0–0:3] r. ] add. greatly (A); \
         transp. after ‹em it› (B); om (C); regem coni. Bentley; — so ‹strong all›\n",
    );
    check(
        "[rex]{C=x wit=\"B A\"}\n",
        "0 paragraph en | rex\napp: [0:0–0:3] rex (A B) ] x (C)\n",
    );
    assert_eq!(Bench::new("[rex]{A=x wit=A}\n").codes(), ["witness-twice"]);
}

#[test]
fn entries_nest_and_stand_inside_styles() {
    check(
        "_x [a [b]{A=om} c]{B=om}_ []{C=\"y\"}z\n",
        "0 paragraph en | ‹em x a b c› z\napp: [0:2–0:7] a b c ] om. (B)\n\
         app: [0:4–0:5] b ] om. (A)\napp: [0:8–0:8]  ] y (C)\n",
    );
}

#[test]
fn an_entry_may_choose_its_series_and_a_series_may_be_a_key() {
    check(
        "[rex]{A=lex app=fontes} [dux]{fontes=\"cf. _Acta_ I\"}\n",
        "0 paragraph en | rex dux\nfontes: [0:0–0:3] rex ] lex (A)\n\
         fontes: [0:4–0:7] dux ] — cf. ‹em Acta› I\n",
    );
}

#[test]
fn an_entry_on_a_block_has_all_of_it() {
    check(
        "{B=om}\nOne two.\n\n{A=om lang=fa #p}\n> x\n",
        "0 paragraph en | One two.\n1 paragraph fa | ‹#p›x\ngroup quote 1..2\n\
         app: [0:0–0:8] One two. ] om. (B)\napp: [1:0–1:1] x ] om. (A)\n",
    );
}

#[test]
fn notes_are_called_by_series() {
    check(
        "One[^1] two[^gloss.a] three[^fontes.b].\n\n[^1]: First _note_.\n\n    More.\n\n\
         [^gloss.a]: Gloss.\n[^fontes.b]: cf. X\n",
        "0 paragraph en | One‹note 0› two‹note 1› three.\nfontes: [0:13–0:13]  ] — cf. X\n\
         note 0 notes.1 0:3 First ‹em note›. ¶ More.\nnote 1 gloss.a 0:7 Gloss.\n",
    );
}

#[test]
fn a_note_in_a_note_or_a_reading_is_put_in_brackets() {
    let bench = Bench::new("a[^1] [b]{A=\"x[^2]\"}\n\n[^1]: see[^2]\n\n[^2]: two[^1]\n");
    assert_eq!(bench.codes(), ["nested-note"; 4]);
    assert_eq!(dump::passage(&bench.text.notes[0].body[0]), "see[two[^1]]");
    assert_eq!(bench.entries(), ["[0:2–0:3] b ] x[two[^1]] (A)"]);
    bench.check_places();
}

#[test]
fn a_note_that_calls_itself_is_not_put_into_itself() {
    let bench = Bench::new("a[^1]\n\n[^1]: see[^1] and[^2]\n\n[^2]: two[^1]\n");
    assert_eq!(bench.codes(), ["nested-note"; 3]);
    assert_eq!(dump::passage(&bench.text.notes[0].body[0]), "see[^1] and[two[^1]]");
    bench.check_places();
}

#[test]
fn notes_called_again_and_again_do_not_make_a_book_of_a_page() {
    let calls = "a[^1] ".repeat(2_000);
    let text = format!(
        "{calls}\n\n[^1]: {}\n\n[^2]: {}\n",
        "b[^2] ".repeat(200),
        "c ".repeat(500)
    );
    let bench = Bench::new(&text);
    assert!(bench.codes().contains(&"notes-without-end"), "{:?}", bench.codes().len());
    let length: usize = bench
        .text
        .notes
        .iter()
        .flat_map(|note| &note.body)
        .map(|p| p.text.len())
        .sum();
    assert!(length < 3 << 20, "{length} bytes of {}", text.len());
}

#[test]
fn editorial_signs_are_styles_and_points() {
    check(
        "{+a+} {-b-} {=c=} [d]{.unclear} []{.gap extent=\"3 letters\"} [e]{.sic corr=\"f\"} \
         []{.page n=12 ed=B}g [h]{.x lang=fa} ^i^ ~j~ `k*` [l](#m) <http://n'o.p>\n",
        "0 paragraph en | ‹supplied a› ‹deleted b› ‹mark c› ‹unclear d› ‹gap 3 letters› \
         ‹sic(f) e› ‹page 12 of B›g ‹@fa ‹.x h›› ‹sup i› ‹sub j› ‹verbatim k*› ‹link(#m) l› \
         ‹link(http://n'o.p) http://n'o.p›\n",
    );
}

#[test]
fn verse_is_lines_in_stanzas() {
    check(
        "::: verse\n[a b\\\nc]{A=\"x\"} d\\\n\n_e\nf_\n:::\n",
        "0 verse-line en | a b\n1 verse-line en | c d\n2 verse-line en | ‹em e›\n\
         3 verse-line en | ‹em f›\ngroup verse 0..4\ngroup stanza 0..2\ngroup stanza 2..4\n\
         app: [0:0–1:1] a b / c ] x (A)\n",
    );
}

#[test]
fn stanzas_nest_in_verse_with_equal_fences() {
    check(
        "::: verse\n::: stanza\na\\\nb\n:::\n::: stanza\nc\n:::\n:::\n\nd\n",
        "0 verse-line en | a\n1 verse-line en | b\n2 verse-line en | c\n3 paragraph en | d\n\
         group verse 0..3\ngroup stanza 0..2\ngroup stanza 2..3\n",
    );
}

#[test]
fn speeches_have_speakers_and_stage_directions() {
    check(
        "::: speech\n[Ann]{.speaker} [aside]{.stage} Yes,\nhe said.\n\n[Exit.]{.stage}\n:::\n\n\
         ::: speech\n[Bo]{.speaker #b}\n\n::: verse\nno\\\n[sings]{.stage}\\\nla\n:::\n:::\n",
        "0 speaker en | Ann\n1 paragraph en | ‹stage aside› Yes, he said.\n2 stage en | Exit.\n\
         3 speaker en | ‹#b›Bo\n4 verse-line en | no\n5 stage en | sings\n6 verse-line en | la\n\
         group speech 0..3\ngroup speech 3..7\ngroup verse 4..7\ngroup stanza 4..7\n",
    );
}

#[test]
fn language_holds_for_inner_blocks() {
    let bench = Bench::new("{lang=fa}\n::: letter\na\n\n> b\n\n{lang=la}\nc\n:::\n\nd\n");
    let langs: Vec<_> =
        bench.text.blocks.iter().map(|block| block.lang.0.as_str()).collect();
    assert_eq!(langs, ["fa", "fa", "la", "en"]);
    check("{lang=la}\n## Pars\n\nx\n", "0 heading-2 la | Pars\n1 paragraph en | x\n");
}

#[test]
fn entries_written_apart_stand_between_anchors() {
    check(
        "one []{#a}two\n\nthree[]{#b} four\n\n::: apparatus\n[]{from=a to=b A=om}\n\n\
         - [_zwo_]{from=a to=a B=x}\n- {from=b A=y}\n\n{from=a to=b note=\"n\"}\n\n:::\n",
        "0 paragraph en | one ‹#a›two\n1 paragraph en | three‹#b› four\n\
         app: [0:4–1:5] two / three ] om. (A)\napp: [0:4–1:5] two / three ] — n\n\
         app: [0:4–0:4] ‹em zwo› ] x (B)\napp: [1:5–1:5]  ] y (A)\n",
    );
}

#[test]
fn anchors_and_pages_alone_move_to_the_next_block() {
    check(
        "a\n\n[]{.page n=2}\n\n[]{#x}\n\n- - -\n\nb\n\n[]{#y}\n",
        "0 paragraph en | a\n1 separator en |\n2 paragraph en | ‹page 2›‹#x›b‹#y›\n",
    );
}

#[test]
fn tables_have_captions_rows_and_aligned_cells() {
    check(
        "| a | b |\n|---|--:|\n| c | [d]{A=om} |\n\n^ Of _it_\n",
        "0 head-cell en | a\n1 head-cell-end en | b\n2 cell en | c\n3 cell-end en | d\n\
         4 caption en | Of ‹em it›\ngroup table-2 0..4\ngroup row 0..2\ngroup row 2..4\n\
         app: [3:0–3:1] d ] om. (A)\n",
    );
}

#[test]
fn an_image_alone_is_a_figure() {
    check(
        "![A map's _edge_](originals/map.png)\n\n::: figure\n![](x.png)\n\nThe map.\n:::\n",
        "0 figure en | ‹image originals/map.png “A map's edge”›\n1 figure en | ‹image x.png “”›\n\
         2 caption en | The map.\ngroup division.figure 1..3\n",
    );
}

#[test]
fn names_with_initials_are_no_lists() {
    let bench = Bench::new("C. Iulius\n\n1. a\n2. b\n\n5) c\n");
    let texts: Vec<_> =
        bench.text.blocks.iter().map(|b| b.content.text.as_str()).collect();
    assert_eq!(texts, ["C. Iulius", "a", "b", "c"]);
    assert_eq!(bench.codes(), ["list-marker", "list-marker"]);
    bench.check_places();
}

#[test]
fn line_ends_of_windows_and_a_byte_order_mark_are_no_characters() {
    check(
        "\u{feff}a\r\nb[^1]\r\n\r\n::: verse\r\n::: stanza\r\nc\\\r\nd\r\n:::\r\n:::\r\n\r\n[^1]: e\r\n",
        "0 paragraph en | a b‹note 0›\n1 verse-line en | c\n2 verse-line en | d\n\
         group verse 1..3\ngroup stanza 1..3\nnote 0 notes.1 0:3 e\n",
    );
}

#[test]
fn attributes_may_run_over_lines() {
    check(
        "> [a]{A=\"x\n> y\"\n> B=z}\n",
        "0 paragraph en | a\ngroup quote 0..1\napp: [0:0–0:1] a ] x y (A); z (B)\n",
    );
}
