//! Whether streams are as long as they say, read from the bytes of a file.
//!
//! The library takes a carriage return at the end of a stream's data for a part of the
//! line end behind it, and then finds the stream too short; so one compressed stream
//! in 256 would be called wrong. What it finds is looked at again here.

/// Whether streams are as long as their dictionaries say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lengths {
    /// All are.
    Right,
    /// One is not.
    Wrong,
    /// It can't be seen, as when a length is an object of its own.
    Unseen,
}

/// The lengths of all streams of a file.
pub(super) fn lengths(pdf: &[u8]) -> Lengths {
    let mut at = 0;
    let mut seen = 0;
    while let Some(found) = find(&pdf[at..], b"stream") {
        let keyword = at + found;
        at = keyword + b"stream".len();
        let before = pdf[..keyword].trim_ascii_end();
        if !before.ends_with(b">>") {
            continue;
        }
        let data = match &pdf[at..] {
            [b'\r', b'\n', ..] => at + 2,
            [b'\n', ..] => at + 1,
            _ => return Lengths::Wrong,
        };
        let Some(length) = direct_length(before) else { return Lengths::Unseen };
        let Some(rest) = data.checked_add(length).and_then(|end| pdf.get(end..)) else {
            return Lengths::Wrong;
        };
        let line_end = match rest {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => return Lengths::Wrong,
        };
        if !rest[line_end..].starts_with(b"endstream") {
            return Lengths::Wrong;
        }
        at = data + length + line_end + b"endstream".len();
        seen += 1;
    }
    if seen > 0 { Lengths::Right } else { Lengths::Unseen }
}

/// The number behind the last `/Length` of the dictionary that ends here.
fn direct_length(before: &[u8]) -> Option<usize> {
    let start = memchr::memmem::rfind(before, b" obj")?;
    let dict = &before[start..];
    let name = b"/Length";
    let ends = |at: &usize| {
        dict.get(at + name.len()).is_some_and(|c| !c.is_ascii_alphanumeric())
    };
    let at = (0..dict.len())
        .filter(|at| dict[*at..].starts_with(name))
        .find(ends)?;
    let rest = dict[at + name.len()..].trim_ascii_start();
    let digits = rest.iter().take_while(|c| c.is_ascii_digit()).count();
    let number = std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
    // `12 0 R` is the number of an object.
    let behind = rest[digits..].trim_ascii_start();
    (!behind.first().is_some_and(u8::is_ascii_digit)).then_some(number)
}

fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn data_that_ends_in_a_carriage_return_is_as_long_as_it_says() {
        let good = b"1 0 obj\n<</Length 3>>\nstream\nab\r\nendstream\nendobj\n";
        let short = b"1 0 obj\n<</Length 2>>\nstream\nab\r \nendstream\nendobj\n";
        let far = b"1 0 obj\n<</Length 4 0 R>>\nstream\nab\nendstream\nendobj\n";
        assert_eq!(lengths(good), Lengths::Right);
        assert_eq!(lengths(short), Lengths::Wrong);
        assert_eq!(lengths(far), Lengths::Unseen);
        assert_eq!(lengths(b"no stream"), Lengths::Unseen);
    }
}
