//! The fences of divs (`:::`), matched before the Djot parser sees them.
//!
//! By the Djot reference a closing fence closes the innermost open div. The
//! parser lets it close the outermost one, so that divs of equal fences can't
//! nest; here the outer fences are found, to be written longer for the parser.

/// What there is to know about the fences of a text.
#[derive(Debug, Default)]
pub(super) struct Fences {
    /// Colons to insert: (byte of the text, how many), sorted.
    pub colons: Vec<(usize, usize)>,
    /// The openers that are never closed, by the byte of their first colon.
    pub open: Vec<usize>,
    /// The byte at which blocks nest deeper than anyone writes.
    pub too_deep: Option<usize>,
}

/// How deep divs, and markers at the start of a line, may nest.
const DEPTH: usize = 48;

/// How far a line that opens a block may be indented.
const INDENT: usize = 160;

/// A div whose fences are being matched.
struct Div {
    at: usize,
    length: usize,
    /// The longest fence inside it.
    inner: usize,
}

/// Finds the fences of a text.
pub(super) fn fences(text: &str) -> Fences {
    let mut found = Fences::default();
    let mut open: Vec<Div> = vec![];
    let mut code: Option<(u8, usize)> = None;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let body = line.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '>');
        let at = start + line.len() - body.len();
        if markers(line) > DEPTH || line.len() - line.trim_start().len() > INDENT {
            found.too_deep.get_or_insert(start);
        }
        start += line.len();
        let Some(&mark @ (b':' | b'`' | b'~')) = body.as_bytes().first() else {
            continue;
        };
        let length = body.bytes().take_while(|b| *b == mark).count();
        let spec = body[length..].trim();
        if length < 3 {
            continue;
        }
        if let Some((opener, least)) = code {
            if mark == opener && length >= least && spec.is_empty() {
                code = None;
            }
        } else if mark != b':' {
            if !spec.contains(|c: char| c.is_ascii_whitespace() || c == '`') {
                code = Some((mark, length));
            }
        } else if !spec.bytes().all(super::attributes::is_name) {
        } else if spec.is_empty() && open.last().is_some_and(|div| length >= div.length) {
            if let Some(div) = open.pop() {
                let needed = close(&div, &mut open, &mut found, length);
                found.colons.extend((needed > length).then(|| (at, needed - length)));
            }
        } else {
            open.push(Div { at, length, inner: 0 });
            if open.len() > DEPTH {
                found.too_deep.get_or_insert(at);
            }
        }
    }
    while let Some(div) = open.pop() {
        found.open.push(div.at);
        close(&div, &mut open, &mut found, 0);
    }
    found.open.reverse();
    found.colons.sort_unstable();
    found
}

/// Lengthens the opener of a div and tells its parent; gives the length that
/// its closing fence must have.
fn close(div: &Div, open: &mut [Div], found: &mut Fences, closer: usize) -> usize {
    let needed = div.length.max(div.inner + 1);
    if needed > div.length {
        found.colons.push((div.at, needed - div.length));
    }
    if let Some(parent) = open.last_mut() {
        parent.inner = parent.inner.max(needed).max(closer);
    }
    needed
}

/// The markers of quotations, lists and definitions that a line begins with.
fn markers(line: &str) -> usize {
    line.split_ascii_whitespace()
        .take(DEPTH + 1)
        .take_while(|word| match word.as_bytes() {
            [b'>' | b'-' | b'+' | b'*' | b':'] => true,
            [.., b'.' | b')'] => word.len() <= 21,
            [b'[', .., b']', b':'] => true,
            _ => false,
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lengthened(text: &str) -> String {
        let mut out = text.to_owned();
        for (at, count) in fences(text).colons.into_iter().rev() {
            out.insert_str(at, &":".repeat(count));
        }
        out
    }

    #[test]
    fn outer_fences_are_made_longer_than_inner_ones() {
        let text = "::: verse\n::: stanza\na\n:::\n::: stanza\nb\n:::\n:::\n";
        let long = ":::: verse\n::: stanza\na\n:::\n::: stanza\nb\n:::\n::::\n";
        assert_eq!(lengthened(text), long);
    }

    #[test]
    fn fences_that_nest_already_stay() {
        let text = ":::: a\n::: b\n:::\n::::\n";
        assert_eq!(lengthened(text), text);
    }

    #[test]
    fn fences_in_literal_lines_do_not_count() {
        let text = "```\n::: a\n```\n::: b\n:::\n";
        let found = fences(text);
        assert_eq!((found.colons.len(), found.open.len()), (0, 0));
    }

    #[test]
    fn a_fence_never_closed_is_found() {
        assert_eq!(fences("a\n\n::: b\n::: c\n:::\n").open, [3]);
    }
}
