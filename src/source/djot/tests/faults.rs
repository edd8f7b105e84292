//! What is reported, and where.

use super::{Bench, check, check_faults};

#[test]
fn faults_of_notes_are_reported() {
    check_faults(
        "a[^1] b[^2] c[^2]\n\n[^2]: x\n\n[^3]: y\n\n[^2]: z\n",
        &[
            ("note-not-written", "[^1]"),
            ("note-called-twice", "[^2]"),
            ("note-not-called", "[^3]"),
            ("note-twice", "[^2]"),
        ],
    );
    check_faults("a[^glos.1]\n\n[^glos.1]: x\n", &[("unknown-series", "[^glos.1]")]);
}

#[test]
fn faults_of_anchors_are_reported() {
    check_faults(
        "[]{#a}x[]{#b} []{#a}\n\n::: apparatus\n[]{from=b to=a A=om}\n\n[]{from=a to=c A=om}\n\n\
         []{A=om}\n\nstray\n:::\n",
        &[
            ("anchor-twice", "a"),
            ("anchor-reversed", "{from=b to=a A=om}"),
            ("anchor-missing", "c"),
            ("anchor-missing", "{A=om}"),
            ("stray-text", "stray"),
        ],
    );
}

#[test]
fn index_marks_have_levels_and_principal_references() {
    check(
        "[Allende]{index=\"names:! Allende, Salvador; subjects: copper > mines\" A=om} \
         [x]{index=names}[^1]\n\n[^1]: of [Frei]{index=\"names:\"}\n",
        "0 paragraph en | Allende x‹note 0›\napp: [0:0–0:7] Allende ] om. (A)\n\
         note 0 notes.1 0:9 of Frei\nmark names [0:0–0:7] ! Allende, Salvador\n\
         mark subjects [0:0–0:7] copper > mines\nmark names [0:8–0:9] x\n\
         mark names [0:9–0:9] Frei\n",
    );
    check_faults(
        "[x]{index=\"nmes: y; names: \"} []{index=\"names:\"}\n",
        &[("unknown-index", "nmes: y"), ("empty-heading", "names:")],
    );
}

#[test]
fn a_range_has_a_mark_at_both_ends() {
    check(
        "[a]{index=\"names:( Frei\"} b\n\nc [d]{index=\"names:) Frei\"}\n",
        "0 paragraph en | a b\n1 paragraph en | c d\nmark names [0:0–1:3] Frei\n",
    );
    check(
        "[a]{index=\"names:(no name)\"}\n",
        "0 paragraph en | a\nmark names [0:0–0:1] (no name)\n",
    );
    check_faults(
        "[a]{index=\"names:( Frei\"}\n",
        &[("range-without-end", "[a]{index=\"names:( Frei\"}")],
    );
    check_faults(
        "[a]{index=\"names:) Frei\"}\n",
        &[("range-without-end", "[a]{index=\"names:) Frei\"}")],
    );
}

#[test]
fn unknown_keys_and_classes_are_reported_with_their_nearest() {
    check_faults("[a]{D=x}\n", &[("unknown-witness", "D")]);
    check_faults("[a]{A=x wit=\"B Q\"}\n", &[("unknown-witness", "Q")]);
    check_faults("[a]{A=x app=ap}\n", &[("unknown-series", "ap")]);
    check_faults("[a]{.uncler}\n", &[("unknown-class", "uncler")]);
    check_faults("::: vers\na\n:::\n", &[("unknown-class", "::: vers\n")]);
    check_faults("[a]{lang=\"no such\"}\n", &[("bad-language", "no such")]);
    let bench = Bench::new("[a]{nte=x}\n");
    assert_eq!(bench.diagnostics[0].hints[0], "did you mean `note`?");
}

#[test]
fn attributes_that_can_not_be_read_are_reported_where_they_break() {
    check_faults("[a]{A=é}\n", &[("bad-attribute", "é")]);
    check_faults("[a]{A=\"x} b\n", &[("bad-attribute", "\"")]);
    check_faults("_b_ [_a_]{A=x, B=y}\n", &[("bad-attribute", "x")]);
    check_faults("a{A}b {.x!} \\{A=x, \\]{ {b}\n", &[("bad-attribute", "!")]);
    check_faults("{lang=ë}\nfoo\n", &[("bad-attribute", "ë")]);
    check_faults("a {A=om}\n", &[("dangling-attribute", "{A=om}")]);
    check_faults(
        "a\n\n{lang=fa}\n\nb {%note%}\n",
        &[("dangling-attribute", "{lang=fa}\n")],
    );
}

#[test]
fn other_faults_are_reported() {
    check_faults("# A\n\n### B\n\n### C\n\nx\n", &[("bad-heading-level", "###"); 2]);
    check_faults("\n", &[("empty-text", "")]);
    check_faults("[a]{wit=A}\n", &[("empty-entry", "[a]{wit=A}")]);
    check_faults("a\n\n::: verse\nb\n", &[("unclosed-block", "::: verse")]);
    check_faults("a\n::: verse\nb\n\n:::\n", &[("stray-fence", ":::")]);
    check_faults("a\n::: b\n\n::: c\n:::\n:::\n", &[("stray-fence", ":::")]);
    check_faults("[Name]: text\n\na\n", &[("unused-link", "[Name]:")]);
    check_faults(
        "$`x` :ab: [a][b]\n",
        &[
            ("unsupported-markup", "$`x`"),
            ("unsupported-markup", ":ab:"),
            ("unsupported-markup", "[a][b]"),
        ],
    );
    assert_eq!(
        Bench::new("$`x` :ab: [a][b] `q`{=html}\n").text.blocks[0]
            .content
            .text,
        "$`x` :ab: [a][b] `q`{=html}"
    );
}

#[test]
fn nesting_has_an_end() {
    for text in [
        "> ".repeat(5000),
        "::: a\n".repeat(5000),
        "{_".repeat(5000) + &"_}".repeat(5000),
    ] {
        assert_eq!(Bench::new(&format!("a\n\n{text}")).codes()[0], "too-deep");
    }
    assert_eq!(Bench::new("a\n\n99999999999999999999999. x\n").codes(), [""; 0]);
}

#[test]
fn slips_that_are_good_djot_are_told() {
    check_faults(
        "They [left at noon{A=om} and [more]{B=om}.\n",
        &[("open-bracket", "[")],
    );
    check_faults("They left at noon]{A=om} and more.\n", &[("open-bracket", "]")]);
    check_faults(
        "They [left at noon.\n\nAnd came]{A=om} back.\n",
        &[("open-bracket", "]")],
    );
    check_faults("noon{A=om} [x]{A=om} \\[left noon{A=om}\n", &[]);
    check_faults("#Title\n", &[("open-mark", "#")]);
    check_faults("a _open word and *b* \\_c 2 * 3\n", &[("open-mark", "_")]);
    check_faults("code `{a} {A=\"x\"}` and `*x`\n", &[]);
    check_faults("![a](b.png){width=\"5cm\"}\n", &[("unused-size", "width")]);
}

#[test]
fn the_caption_of_a_table_stands_behind_it() {
    check(
        "| a | b |\n|---|---|\n| 1 | 2 |\n\n^ The count\n",
        "0 head-cell en | a\n1 head-cell en | b\n2 cell en | 1\n3 cell en | 2\n4 caption en | The count\n\
         group table-2 0..4\ngroup row 0..2\ngroup row 2..4\n",
    );
}
