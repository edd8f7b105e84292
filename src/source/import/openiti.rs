//! OpenITI mARkdown as Djot: headings, paragraphs, halves of verse, and the marks of pages and
//! of milestones.

use super::escape;
use super::front::Front;

/// What a file of OpenITI begins with.
const HEAD: &str = "######OpenITI#";
/// Where its description ends.
const END: &str = "#META#Header#End#";
/// What parts the halves of a verse.
const HALVES: &str = "%~%";

/// Whether a text is one of OpenITI, by its first line.
pub(super) fn is_openiti(source: &str) -> bool {
    source.trim_start_matches('\u{feff}').trim_start().starts_with(HEAD)
}

/// The Djot that says what a text of OpenITI says, and what its description says.
pub(super) fn djot_of_openiti(source: &str) -> (String, Front) {
    let (head, body) = source.split_once(END).unwrap_or(("", source));
    let mut front = Front::default();
    for line in head.lines().filter_map(|line| line.strip_prefix("#META#")) {
        front.lines.push(line.to_owned());
        let Some((key, value)) = line.split_once("::") else { continue };
        let (key, value) = (key.to_ascii_lowercase(), value.trim());
        if value.is_empty() || value.eq_ignore_ascii_case("nodata") {
            continue;
        }
        if key.contains("booktitle") && front.title.is_none() {
            front.title = Some(value.to_owned());
        } else if key.contains("authorname") {
            front.authors.push(value.to_owned());
        } else if key.contains("editor") {
            front.editors.push(value.to_owned());
        }
    }
    let mut out: Vec<String> = vec![];
    let mut is_open = false;
    for line in body.lines() {
        let line = line.trim();
        let goes_on = line.strip_prefix("~~");
        if line.is_empty() || line == HEAD {
            continue;
        }
        if let Some(heading) = line.strip_prefix("###") {
            out.push(String::new());
            out.push(self::heading(heading.trim()));
            is_open = false;
            continue;
        }
        let words = goes_on.or_else(|| line.strip_prefix('#')).unwrap_or(line).trim();
        if words.contains(HALVES) {
            let halves: Vec<String> =
                words.split(HALVES).map(|half| marks(half.trim())).collect();
            out.extend([
                String::new(),
                "::: verse".to_owned(),
                halves.join(" || "),
                ":::".to_owned(),
            ]);
            is_open = false;
            continue;
        }
        if goes_on.is_none() && line.starts_with('#') || !is_open {
            out.push(String::new());
        }
        is_open = true;
        out.push(marks(words));
    }
    out.push(String::new());
    (out.join("\n"), front)
}

/// A heading: its level is the number of its bars; a heading of a biography has a dollar sign.
fn heading(line: &str) -> String {
    let (signs, words) = line.split_once(' ').unwrap_or((line, ""));
    let is_level = !signs.is_empty() && signs.chars().all(|c| matches!(c, '|' | '$'));
    let (level, words) = match is_level {
        true => (signs.matches(['|', '$']).count().min(6), words),
        false => (1, line.trim_matches('|')),
    };
    format!("{} {}", "#".repeat(level), marks(words.trim()))
}

/// Words with the marks in them: the end of a page, `PageV01P002`, and milestones, `ms12`.
fn marks(words: &str) -> String {
    let mut out: Vec<String> = vec![];
    let mut plain: Vec<&str> = vec![];
    let flush = |plain: &mut Vec<&str>, out: &mut Vec<String>| {
        if !plain.is_empty() {
            out.push(escape::block(&plain.join(" ")));
            plain.clear();
        }
    };
    for word in words.split_whitespace() {
        let is_number = |n: &str| !n.is_empty() && n.chars().all(|c| c.is_ascii_digit());
        let page = word.strip_prefix("PageV").and_then(|page| page.split_once('P'));
        let page = page.filter(|(volume, n)| is_number(volume) && is_number(n));
        let milestone = word.strip_prefix("ms").filter(|n| is_number(n));
        let mark = match (page, milestone) {
            (Some((volume, n)), _) => Some(("page-end", format!("{volume}:{n}"))),
            (_, Some(n)) => Some(("ms", n.to_owned())),
            _ => None,
        };
        let Some((unit, n)) = mark else {
            plain.push(word);
            continue;
        };
        flush(&mut plain, &mut out);
        out.push(format!("[]{{.milestone unit={unit} n=\"{n}\"}}"));
    }
    flush(&mut plain, &mut out);
    out.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_paragraphs_halves_and_marks_are_those_of_djot() {
        let source = "######OpenITI#\n#META# 020.BookTITLE :: On Ropes\n#META# x :: 5 % of it\n\
            #META#Header#End#\n### | First\n# The rope holds PageV01P002\n~~the *boat*.\n### || Inner\n\
            # A bell ms12 rings.\n# One %~% two PageV01P003\n### |EDITOR|\n# The end.\n";
        let (djot, front) = djot_of_openiti(source);
        assert!(is_openiti(source) && !is_openiti("# OpenITI"));
        assert_eq!(front.title.as_deref(), Some("On Ropes"));
        let wanted = "{% 020.BookTITLE :: On Ropes %}\n{% x :: 5  of it %}\n\n# First\n\n\
            The rope holds []{.milestone unit=page-end n=\"01:002\"}\nthe \\*boat\\*.\n\n## Inner\n\n\
            A bell []{.milestone unit=ms n=\"12\"} rings.\n\n::: verse\n\
            One || two []{.milestone unit=page-end n=\"01:003\"}\n:::\n\n# EDITOR\n\nThe end.\n";
        assert_eq!(front.comments() + &djot, wanted);
    }
}
