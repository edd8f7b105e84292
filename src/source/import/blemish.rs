//! Blemishes inside a line: doubled spaces, tabs, soft hyphens.

use std::ops::Range;

use super::corrections::Kind;

/// What is cleaned inside a piece of a line: doubled spaces, tabs, soft hyphens. Where a line
/// has columns, so many blanks part them, and a tab stands for them.
pub(super) fn blemishes(
    text: &str,
    piece: &Range<usize>,
    columns: Option<usize>,
) -> Vec<(Range<usize>, &'static str, Kind)> {
    let mut found = Vec::new();
    let mut chars = text[piece.clone()].char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        let start = piece.start + i;
        match c {
            '\u{ad}' => found.push((start..start + c.len_utf8(), "", Kind::SoftHyphen)),
            ' ' | '\t' => {
                let mut end = start + 1;
                let mut tab = c == '\t';
                while let Some((_, next)) =
                    chars.next_if(|(_, next)| matches!(next, ' ' | '\t'))
                {
                    end += 1;
                    tab |= next == '\t';
                }
                if columns.is_some_and(|least| tab || end - start >= least) {
                    found.push((start..end, "\t", Kind::Column));
                } else if tab {
                    found.push((start..end, " ", Kind::Tab));
                } else if end > start + 1 {
                    found.push((start..end, " ", Kind::DoubledSpace));
                }
            }
            _ => {}
        }
    }
    found
}

/// A piece without its blemishes.
pub(super) fn clean(text: &str, piece: &Range<usize>, columns: Option<usize>) -> String {
    let mut out = String::with_capacity(piece.len());
    let mut start = piece.start;
    for (range, now, _) in blemishes(text, piece, columns) {
        out.push_str(&text[start..range.start]);
        out.push_str(now);
        start = range.end;
    }
    out.push_str(&text[start..piece.end]);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_white_space_and_soft_hyphens_are_cleaned() {
        let text = "a  b\t c\u{ad}d\u{a0}\u{a0}e";
        assert_eq!(clean(text, &(0..text.len()), None), "a b cd\u{a0}\u{a0}e");
        assert_eq!(clean("a   b  c", &(0..8), Some(3)), "a\tb c");
        let kinds: Vec<Kind> = blemishes(text, &(0..text.len()), None)
            .into_iter()
            .map(|b| b.2)
            .collect();
        assert_eq!(kinds, [Kind::DoubledSpace, Kind::Tab, Kind::SoftHyphen]);
    }
}
