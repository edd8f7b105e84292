//! Plain text whose lines begin with references, as Djot.

use std::collections::HashMap;

use super::escape;
use crate::source::sections::{reference, work};

/// Such a text as Djot: each line has an anchor, by which the sections of witnesses are found, and
/// a number for the margin. Lines that differ in the last part of their number alone are a
/// paragraph.
pub(super) fn djot_of_sections(text: &str) -> String {
    let lines: Vec<&str> = text
        .lines()
        .map(|line| line.trim_start_matches('\u{feff}').trim())
        .filter(|line| !line.is_empty())
        .collect();
    let parted: Vec<(&str, &str)> = lines
        .iter()
        .map(|line| line.split_at(reference(line).map_or(0, str::len)))
        .collect();
    let is_one_work = work(text).is_some();
    let name = |reference: &str| -> String {
        reference
            .rsplit_once(char::is_whitespace)
            .map_or("", |(name, _)| name)
            .to_owned()
    };
    let mut seen: HashMap<String, u32> = HashMap::new();
    let mut out = String::new();
    let mut group = None;
    for (reference, words) in parted {
        let reference = reference.trim_end_matches([':', '.', ',']);
        let number = reference.rsplit(char::is_whitespace).next().unwrap_or_default();
        let own = number.rsplit_once([':', '.', ',']).map(|(chapter, _)| chapter);
        let now = Some((name(reference), own.map(str::to_owned)));
        if !out.is_empty() && !reference.is_empty() && group != now {
            out.push('\n');
        }
        if !reference.is_empty() {
            group = now;
            // The name of a work that all lines have is not part of their ids.
            let whole = if is_one_work { number } else { reference };
            let id: String = whole
                .chars()
                .map(|c| if c.is_alphanumeric() || ":_-.".contains(c) { c } else { '.' })
                .collect();
            let again = seen.entry(id.clone()).or_default();
            *again += 1;
            // A section that stands twice is found by the first one.
            if *again == 1 {
                out.push_str(&format!("[]{{#{id}}}"));
            }
            out.push_str(&format!("[]{{.milestone unit=verse n=\"{number}\"}}"));
        }
        out.push_str(&escape::block(words.trim()));
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::sections::has_references;

    #[test]
    fn lines_with_references_are_sections_with_numbers() {
        let text =
            "Rope 1:1 In the *boat*\nRope 1:2 was a rope.\n\nRope 2:1 # It broke.\n";
        assert!(has_references(text));
        assert_eq!(
            djot_of_sections(text),
            "[]{#1:1}[]{.milestone unit=verse n=\"1:1\"}In the \\*boat\\*\n\
             []{#1:2}[]{.milestone unit=verse n=\"1:2\"}was a rope.\n\n\
             []{#2:1}[]{.milestone unit=verse n=\"2:1\"}\\# It broke.\n"
        );
        let two = djot_of_sections("A 1 one\nB 1 two\nB 1 three\n");
        assert!(two.starts_with("[]{#A.1}") && two.contains("\n[]{#B.1}"), "{two}");
        assert_eq!(two.matches("{#").count(), 2, "{two}");
    }
}
