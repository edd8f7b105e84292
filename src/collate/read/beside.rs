//! What a transcriber wrote in plain text that is no text of the witness: numbers of folios and
//! lines, headings, marks of notes.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

/// What stands beside the text, in order, and the numbers in brackets that begin sections.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Beside {
    /// Bytes that are no text.
    pub(super) ranges: Vec<Range<usize>>,
    /// Those of them that begin a section, each with its number.
    pub(super) sections: Vec<(Range<usize>, String)>,
}

/// `[f. 12r]`, `|12v|`, `(p. 7)`.
static FOLIO: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let name = r"(?:ff?|fo|fol|pp?|pag|page|s|bl|col)\.?\s*\d+\s*[rvabcd]{0,2}";
    let pattern = format!(r"(?i)[\[|(]\s*(?:{name}|\d+\s*[rv][ab]?)\s*[\]|)]");
    Regex::new(&pattern).ok()
});

/// `(12)` or `[12]`.
static NUMBER: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"[\[(](\d{1,4}[a-z]?)[\])]").ok());

/// `[^1]`.
static NOTE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"\[\^[\w-]{1,20}\]").ok());

/// So many numbers that ascend number something.
const LEAST: usize = 3;

/// Finds what stands beside the text of a file.
pub(super) fn beside(text: &str) -> Beside {
    let mut found = Beside::default();
    let mut at = 0;
    let mut ends: Vec<(Range<usize>, u32)> = vec![];
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let content = line.trim_end();
        let words = content.trim_start_matches('\u{feff}').trim_start();
        let level = words.len() - words.trim_start_matches('#').len();
        let is_heading = (1..=6).contains(&level) && words[level..].starts_with(' ');
        let is_note = words.starts_with("[^") && words.contains("]:");
        if is_heading || is_note {
            found.ranges.push(start..start + content.len());
            continue;
        }
        if let Some((before, last)) = content.rsplit_once([' ', '\t'])
            && !before.trim().is_empty()
            && let Ok(number) = last.parse()
        {
            let from = start + content.len() - last.len();
            ends.push((from..start + content.len(), number));
        }
    }
    found.ranges.extend(regular(ends));
    for pattern in [&FOLIO, &NOTE] {
        let all = pattern.iter().flat_map(|pattern| pattern.find_iter(text));
        found.ranges.extend(all.map(|mark| mark.range()));
    }
    let numbers = NUMBER.iter().flat_map(|pattern| pattern.captures_iter(text));
    let numbers: Vec<(Range<usize>, String)> = numbers
        .filter_map(|number| Some((number.get(0)?.range(), number[1].to_owned())))
        .collect();
    if is_ascending(&numbers) {
        found.ranges.extend(numbers.iter().map(|(range, _)| range.clone()));
        found.sections = numbers;
    }
    found
        .ranges
        .sort_by_key(|range| (range.start, usize::MAX - range.end));
    let mut end = 0;
    found.ranges.retain(|range| {
        let is_outside = range.end > end;
        end = end.max(range.end);
        is_outside
    });
    found
}

/// Numbers at the ends of lines that ascend by one step: those of lines.
fn regular(ends: Vec<(Range<usize>, u32)>) -> Vec<Range<usize>> {
    let step = |two: &[(Range<usize>, u32)]| two[1].1.checked_sub(two[0].1);
    let first = ends.windows(2).next().and_then(step);
    let is_regular = first.is_some_and(|step| step > 0)
        && ends.windows(2).all(|two| step(two) == first);
    match is_regular && ends.len() >= LEAST {
        true => ends.into_iter().map(|(range, _)| range).collect(),
        false => vec![],
    }
}

/// Whether numbers are those of sections: each is the next one, or nearly all are.
fn is_ascending(numbers: &[(Range<usize>, String)]) -> bool {
    let value = |text: &str| -> Option<u32> {
        text.trim_end_matches(char::is_alphabetic).parse().ok()
    };
    let next = numbers.windows(2).filter(|two| {
        let (one, other) = (value(&two[0].1), value(&two[1].1));
        one.zip(other)
            .is_some_and(|(one, other)| other == one || other == one + 1)
    });
    numbers.len() >= LEAST && next.count() * 10 >= (numbers.len() - 1) * 9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marks(text: &str) -> Vec<&str> {
        beside(text).ranges.into_iter().map(|range| &text[range]).collect()
    }

    #[test]
    fn folios_headings_and_notes_are_no_text() {
        assert_eq!(
            marks("[f. 12r] The ferry |12v| left (see p. 7)\n"),
            ["[f. 12r]", "|12v|"]
        );
        assert_eq!(
            marks("# One\nThe ferry[^1] left\n[^1]: soon\n"),
            ["# One", "[^1]", "[^1]: soon"]
        );
        assert_eq!(marks("The [ferry] left at (12)\n"), [""; 0]);
    }

    #[test]
    fn numbers_of_lines_and_sections_are_regular() {
        let lines = "one\ntwo 5\nthree\nfour 10\nfive 15\n";
        assert_eq!(marks(lines), ["5", "10", "15"]);
        assert_eq!(marks("one 5\ntwo 7\nthree 15\n"), [""; 0]);
        let verses = "(1) One (2) two [3] three";
        let found = beside(verses).sections;
        let names: Vec<&str> = found.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["1", "2", "3"]);
        assert_eq!(marks("in (1905) and (1820) and (12)"), [""; 0]);
    }
}
