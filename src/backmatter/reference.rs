//! Where the things stand that an index names, and how that is printed.

use std::cmp::Reverse;

use serde::Serialize;

use crate::locate::locator::Locator;

/// What it is that stands on a line: the line itself, or what is said about it at
/// the foot of the page. The first wins where the others are on its line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceKind {
    /// Words of the text.
    #[default]
    Text,
    /// A note that is called on the line.
    Note,
    /// An entry of a critical series whose lemma begins on the line.
    Apparatus,
}

impl ReferenceKind {
    const ALL: [Self; 3] = [Self::Text, Self::Note, Self::Apparatus];

    /// What follows the number; nothing for the text.
    pub fn abbreviation(self) -> Option<&'static str> {
        match self {
            Self::Text => None,
            Self::Note => Some("n."),
            Self::Apparatus => Some("app."),
        }
    }
}

/// Where something stands that a heading names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// The first line.
    pub from: Locator,
    /// The last line.
    pub to: Locator,
    /// Whether it is a principal reference, printed bold.
    pub principal: bool,
    /// Whether it stands in the text, in a note or in the apparatus.
    pub kind: ReferenceKind,
}

impl Reference {
    /// Whether citing this one makes it needless to cite another.
    fn covers(&self, other: &Self) -> bool {
        self.from <= other.from
            && other.to <= self.to
            && (self.principal || !other.principal)
    }
}

/// A reference as it is printed, in ASCII digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Citation {
    /// `45.12`, `45.12–13`, `45.30–46.2`; the line alone after another on its page;
    /// `45 tit.` where lines are not counted, as in a title. After a space `n.` or `app.` if
    /// it is not the text that is meant.
    pub text: String,
    /// Whether it is printed bold.
    pub principal: bool,
}

/// The references of an entry as they are printed; joined by commas they read
/// `45.12, 18, 46.3–5`. References that would read alike are given once.
pub fn cite(references: &[Reference]) -> Vec<Citation> {
    let mut out: Vec<Citation> = vec![];
    // The page and line of both ends of the one before, and its kind.
    let mut before = ((0, 0), (0, 0));
    let mut kind_before = ReferenceKind::Text;
    for Reference { from, to, principal, kind } in references {
        let (from, to) = ((from.page, from.line), (to.page, to.line));
        match out.last_mut() {
            Some(last) if (before, kind_before) == ((from, to), *kind) => {
                last.principal |= principal;
                continue;
            }
            _ => {}
        }
        let mut text = shown(from, (before.0.0 == before.1.0).then_some(before.1));
        if to != from {
            text.push('–');
            text += &shown(to, Some(from));
        }
        if let Some(abbreviation) = kind.abbreviation() {
            text.push(' ');
            text += abbreviation;
        }
        out.push(Citation { text, principal: *principal });
        (before, kind_before) = ((from, to), *kind);
    }
    out
}

/// A page and line as printed after another: the page is left out if it is the
/// same, unless the other is a page alone.
fn shown((page, line): (u32, u32), after: Option<(u32, u32)>) -> String {
    match after {
        _ if line == 0 => format!("{page} tit."),
        Some((other, 1..)) if other == page => line.to_string(),
        _ => format!("{page}.{line}"),
    }
}

/// Citations parted by commas.
pub fn joined(citations: &[Citation]) -> String {
    citations
        .iter()
        .map(|c| c.text.as_str())
        .collect::<Vec<_>>()
        .join(", ")
}

/// References in order, each line once. A reference inside another is dropped
/// unless it alone is principal; two that overlap become one. What stands at the
/// foot of the page is dropped if the text on its line is referred to as well.
pub fn merged(references: Vec<Reference>) -> Vec<Reference> {
    let mut out: Vec<Reference> = vec![];
    for kind in ReferenceKind::ALL {
        let of_kind = references.iter().filter(|r| r.kind == kind).copied().collect();
        let mut of_kind = merged_of_kind(of_kind);
        let is_text = |r: &&Reference| r.kind == ReferenceKind::Text;
        of_kind.retain(|next| !out.iter().filter(is_text).any(|r| r.covers(next)));
        out.append(&mut of_kind);
    }
    out.sort_by_key(|r| (r.from, r.kind));
    out
}

/// References of one kind in order.
fn merged_of_kind(mut references: Vec<Reference>) -> Vec<Reference> {
    references.sort_by_key(|r| (r.from, Reverse(r.to), Reverse(r.principal)));
    let mut out: Vec<Reference> = vec![];
    // The one that reaches farthest.
    let mut far = 0;
    for next in references {
        match out.get_mut(far) {
            Some(wide) if next.to <= wide.to && (wide.principal || !next.principal) => {}
            Some(wide) if (wide.from, wide.to) == (next.from, next.to) => {
                wide.principal = true;
            }
            Some(wide) if next.from <= wide.to && wide.principal == next.principal => {
                wide.to = wide.to.max(next.to);
            }
            _ => {
                if out.get(far).is_none_or(|wide| next.to > wide.to) {
                    far = out.len();
                }
                if out.last() != Some(&next) {
                    out.push(next);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A page and a line.
    type At = (u32, u32);

    fn reference(from: At, to: At, principal: bool) -> Reference {
        let at = |(page, line)| Locator { page, line, text: 0 };
        Reference {
            from: at(from),
            to: at(to),
            principal,
            kind: ReferenceKind::Text,
        }
    }

    fn check(references: &[(At, At, bool)], expected: &str) {
        let references =
            references.iter().map(|&(from, to, bold)| reference(from, to, bold));
        check_cited(references.collect(), expected);
    }

    /// Places on one line each, by kind.
    fn check_kinds(references: &[(At, ReferenceKind, bool)], expected: &str) {
        let references = references
            .iter()
            .map(|&(at, kind, bold)| Reference { kind, ..reference(at, at, bold) });
        check_cited(references.collect(), expected);
    }

    fn check_cited(references: Vec<Reference>, expected: &str) {
        let shown = cite(&merged(references)).into_iter().map(|citation| {
            let sign = if citation.principal { "*" } else { "" };
            format!("{sign}{}", citation.text)
        });
        assert_eq!(shown.collect::<Vec<_>>().join(", "), expected);
    }

    #[test]
    fn the_page_is_left_out_after_a_line_of_it() {
        check(
            &[
                ((3, 4), (3, 4), false),
                ((3, 9), (3, 11), false),
                ((3, 20), (3, 20), false),
            ],
            "3.4, 9–11, 20",
        );
        check(&[((4, 9), (5, 1), false), ((5, 3), (5, 3), false)], "4.9–5.1, 5.3");
    }

    #[test]
    fn a_line_that_is_not_counted_is_cited_by_its_page() {
        check(&[((3, 0), (3, 0), false), ((3, 4), (3, 4), false)], "3 tit., 3.4");
        check(&[((3, 0), (3, 4), false), ((4, 0), (4, 0), false)], "3 tit.–3.4, 4 tit.");
    }

    #[test]
    fn what_a_range_covers_is_not_cited_again_unless_it_is_principal() {
        check(
            &[
                ((1, 4), (2, 3), false),
                ((1, 6), (1, 6), false),
                ((1, 9), (1, 9), true),
                ((2, 1), (2, 1), false),
                ((2, 2), (2, 5), false),
            ],
            "1.4–2.5, *1.9",
        );
        check(&[((1, 4), (1, 6), true), ((1, 5), (1, 5), false)], "*1.4–6");
        check(&[((1, 4), (1, 4), false), ((1, 4), (1, 4), true)], "*1.4");
    }

    #[test]
    fn notes_and_apparatus_are_cited_where_the_text_is_not() {
        use ReferenceKind::{Apparatus, Note, Text};
        check_kinds(&[((3, 4), Note, false), ((3, 4), Text, false)], "3.4");
        check_kinds(
            &[
                ((3, 9), Apparatus, false),
                ((3, 9), Note, false),
                ((3, 9), Note, false),
                ((3, 4), Note, false),
                ((3, 12), Text, false),
                ((4, 0), Note, false),
                ((4, 0), Note, false),
                ((5, 1), Apparatus, false),
            ],
            "3.4 n., 9 n., 9 app., 12, 4 tit. n., 5.1 app.",
        );
        check_kinds(
            &[((3, 4), Text, false), ((3, 4), Note, true), ((3, 4), Note, false)],
            "3.4, *4 n.",
        );
        let mut range = vec![reference((1, 4), (2, 3), false)];
        let note = |at| Reference { kind: Note, ..reference(at, at, false) };
        range.extend([note((1, 6)), note((2, 3)), note((2, 4))]);
        check_cited(range, "1.4–2.3, 2.4 n.");
    }
}
