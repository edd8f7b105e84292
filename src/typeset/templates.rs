//! The designs of `templates/`, embedded in the program.

/// Virtual path and text of every file.
pub static FILES: &[(&str, &str)] = &[
    ("/templates/octavo/base.typ", include_str!("../../templates/octavo/base.typ")),
    ("/templates/octavo/book.typ", include_str!("../../templates/octavo/book.typ")),
    (
        "/templates/octavo/concordance.typ",
        include_str!("../../templates/octavo/concordance.typ"),
    ),
    ("/templates/octavo/foot.typ", include_str!("../../templates/octavo/foot.typ")),
    ("/templates/octavo/front.typ", include_str!("../../templates/octavo/front.typ")),
    (
        "/templates/octavo/headings.typ",
        include_str!("../../templates/octavo/headings.typ"),
    ),
    ("/templates/octavo/index.typ", include_str!("../../templates/octavo/index.typ")),
    ("/templates/octavo/margins.typ", include_str!("../../templates/octavo/margins.typ")),
    ("/templates/octavo/signs.typ", include_str!("../../templates/octavo/signs.typ")),
    ("/templates/octavo/text.typ", include_str!("../../templates/octavo/text.typ")),
    ("/templates/octavo/words.typ", include_str!("../../templates/octavo/words.typ")),
    ("/templates/quarto/book.typ", include_str!("../../templates/quarto/book.typ")),
    ("/templates/vaziri/book.typ", include_str!("../../templates/vaziri/book.typ")),
    ("/templates/press/cover.typ", include_str!("../../templates/press/cover.typ")),
    ("/templates/press/marks.typ", include_str!("../../templates/press/marks.typ")),
    ("/templates/proof/proof.typ", include_str!("../../templates/proof/proof.typ")),
];

/// The names that the templates define.
pub fn names() -> Vec<&'static str> {
    let lines = FILES.iter().flat_map(|(_, text)| text.lines());
    let defined = lines.filter_map(|line| line.strip_prefix("#let "));
    let is_part = |c: char| c.is_alphanumeric() || c == '-' || c == '_';
    defined
        .map(|rest| rest.split(|c| !is_part(c)).next().unwrap_or_default())
        .collect()
}
