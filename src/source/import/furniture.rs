//! Furniture: what belongs to a page or a site and not to the text. Page numbers,
//! running heads, addresses at the page foot, calls to donate or subscribe.

use std::collections::HashMap;

use super::lines::Line;

/// The lines of `text` that are furniture; `true` with those that only their wording
/// gives away.
pub(super) fn furniture(text: &str, lines: &[Line]) -> HashMap<usize, bool> {
    let visible: Vec<usize> =
        (0..lines.len()).filter(|i| !lines[*i].is_blank()).collect();
    let content = |i: usize| &text[lines[i].content.clone()];
    let mut found = HashMap::new();
    let at_edge = page_edges(text, lines, &visible);
    page_numbers(&visible, lines, &at_edge, content, &mut found);
    running_heads(&visible, &at_edge, content, &mut found);
    for &i in &visible {
        if is_address(content(i)) {
            found.insert(i, false);
        }
    }
    for group in isolated_groups(lines) {
        let whole: String =
            group.iter().map(|i| content(*i)).collect::<Vec<_>>().join(" ");
        if is_notice(&whole) {
            found.extend(group.into_iter().map(|i| (i, true)));
        }
    }
    found
}

/// The visible lines among the first two and last two of a page, for texts with form
/// feeds.
fn page_edges(text: &str, lines: &[Line], visible: &[usize]) -> Vec<bool> {
    let mut at_edge = vec![false; lines.len()];
    if !text.contains('\u{c}') {
        return at_edge;
    }
    let starts = visible
        .iter()
        .enumerate()
        .filter(|(_, i)| lines[**i].page_start)
        .map(|(n, _)| n);
    for n in starts.chain([0, visible.len()]) {
        for near in n.saturating_sub(2)..(n + 2).min(visible.len()) {
            at_edge[visible[near]] = true;
        }
    }
    at_edge
}

/// Lines that are only a number of the page.
fn page_numbers<'a>(
    visible: &[usize],
    lines: &[Line],
    at_edge: &[bool],
    content: impl Fn(usize) -> &'a str,
    found: &mut HashMap<usize, bool>,
) {
    let is_blank =
        |i: Option<usize>| i.is_none_or(|i| lines.get(i).is_none_or(Line::is_blank));
    let mut isolated = Vec::new();
    for &i in visible {
        let Some(number) = page_number(content(i)) else { continue };
        if at_edge[i] {
            found.insert(i, false);
        } else if number < 1000 && is_blank(i.checked_sub(1)) && is_blank(Some(i + 1)) {
            isolated.push((i, number));
        }
    }
    // Without form feeds only a row of rising numbers is a row of page numbers.
    let rising = isolated.windows(2).all(|pair| pair[0].1 < pair[1].1);
    if isolated.len() >= 3 && rising {
        found.extend(isolated.into_iter().map(|(i, _)| (i, false)));
    }
}

/// The number of a line such as `12`, `- 12 -`, `Page 12 of 30`.
fn page_number(line: &str) -> Option<u32> {
    let bare = line.trim_matches(|c: char| {
        c.is_whitespace() || matches!(c, '-' | '–' | '—' | '[' | ']' | '|' | '.')
    });
    let lower = bare.to_lowercase();
    let bare = ["page ", "p. ", "pág. ", "página ", "seite ", "s. ", "صفحه "]
        .iter()
        .find_map(|word| lower.strip_prefix(word))
        .unwrap_or(&lower);
    let first = bare.split([' ', '/']).next()?;
    let rest = bare[first.len()..].trim_start_matches([' ', '/']);
    let rest = rest
        .strip_prefix("of ")
        .or_else(|| rest.strip_prefix("de "))
        .unwrap_or(rest);
    let is_number = |s: &str| {
        !s.is_empty() && s.chars().count() <= 4 && s.chars().all(char::is_numeric)
    };
    if !is_number(first) || !(rest.is_empty() || is_number(rest)) {
        return None;
    }
    first.chars().try_fold(0u32, |n, c| Some(n * 10 + digit(c)?))
}

/// The value of a digit of the scripts we expect page numbers in.
fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '\u{660}'..='\u{669}' => Some(u32::from(c) - 0x660),
        '\u{6f0}'..='\u{6f9}' => Some(u32::from(c) - 0x6f0),
        _ => None,
    }
}

/// Lines that stand at the edge of three pages or more, their numbers aside.
fn running_heads<'a>(
    visible: &[usize],
    at_edge: &[bool],
    content: impl Fn(usize) -> &'a str,
    found: &mut HashMap<usize, bool>,
) {
    let mut seen: HashMap<String, Vec<usize>> = HashMap::new();
    for &i in visible {
        let line = content(i);
        if at_edge[i]
            && line.chars().count() <= 90
            && line.contains(char::is_alphabetic)
            && !line.ends_with([',', '-'])
        {
            seen.entry(without_numbers(line)).or_default().push(i);
        }
    }
    for places in seen.into_values().filter(|places| places.len() >= 3) {
        found.extend(places.into_iter().map(|i| (i, false)));
    }
}

/// A line as it repeats from page to page.
fn without_numbers(line: &str) -> String {
    let words = line
        .split_whitespace()
        .filter(|word| !word.chars().all(|c| c.is_numeric() || "|-–—[]".contains(c)));
    words.map(str::to_lowercase).collect::<Vec<_>>().join(" ")
}

/// Whether a line is nothing but addresses of the net.
fn is_address(line: &str) -> bool {
    let is_address = |word: &str| {
        let word = word.trim_matches(|c: char| {
            matches!(c, '(' | ')' | '<' | '>' | '[' | ']' | ',' | ';')
        });
        word.starts_with("www.")
            || word.starts_with("http://")
            || word.starts_with("https://")
            || word
                .split_once('@')
                .is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    };
    let mut any = false;
    for word in line.split_whitespace() {
        if is_address(word) {
            any = true;
        } else if word.contains(char::is_alphanumeric) {
            return false;
        }
    }
    any
}

/// Groups of at most three lines with blank lines (or the file's ends) around them.
fn isolated_groups(lines: &[Line]) -> Vec<Vec<usize>> {
    let mut groups = Vec::new();
    let mut group = Vec::new();
    for (i, line) in lines.iter().enumerate() {
        if line.is_blank() {
            groups.push(std::mem::take(&mut group));
        } else {
            group.push(i);
        }
    }
    groups.push(group);
    groups.retain(|group| (1..=3).contains(&group.len()));
    groups
}

/// Whether a paragraph asks its reader to do something on a site.
fn is_notice(paragraph: &str) -> bool {
    let lower = paragraph.to_lowercase();
    let asks = [
        "donate",
        "subscribe",
        "sign up",
        "click here",
        "click to",
        "follow us",
        "share this",
        "read more",
        "watch the video",
        "download the",
        "print this",
        "advertisement",
        "suscríbete",
        "síguenos",
        "abonnez-vous",
    ];
    let means = [
        "donat",
        "subscri",
        "newsletter",
        "click",
        "follow us",
        "share",
        "read more",
        "sign up",
        "facebook",
        "twitter",
        "telegram",
        "advertisement",
        "suscr",
        "síguenos",
        "abonne",
    ];
    paragraph.chars().count() <= 200
        && asks.iter().any(|word| lower.starts_with(word))
        && means.iter().any(|word| lower.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::import::lines::lines;

    fn found(text: &str) -> Vec<&str> {
        let lines = lines(text);
        let mut found: Vec<_> = furniture(text, &lines).into_keys().collect();
        found.sort_unstable();
        found.into_iter().map(|i| &text[lines[i].content.clone()]).collect()
    }

    #[test]
    fn numbers_beside_form_feeds_are_page_numbers() {
        let text = "the barge went\n- 4 -\n\u{c}down the river\n5\n\u{c}and away\n";
        assert_eq!(found(text), ["- 4 -", "5"]);
    }

    #[test]
    fn a_lone_year_is_not_a_page_number() {
        assert_eq!(
            found("text\n\n1871\n\ntext\n\n1872\n\ntext\n\n1873\n\ntext"),
            [""; 0]
        );
        assert_eq!(
            found("text\n\n71\n\ntext\n\n72\n\ntext\n\n73\n\ntext"),
            ["71", "72", "73"]
        );
    }

    #[test]
    fn lines_that_return_on_every_page_are_running_heads() {
        let text = "THE FERRYMAN 1\na\nb\nc\nd\n\u{c}THE FERRYMAN 2\ne\nf\ng\nh\n\u{c}THE FERRYMAN 3\ni\nj\n";
        assert_eq!(found(text), ["THE FERRYMAN 1", "THE FERRYMAN 2", "THE FERRYMAN 3"]);
    }

    #[test]
    fn a_refrain_is_not_a_running_head() {
        assert_eq!(found("row on\na\nb\nrow on\nc\nd\nrow on\n"), [""; 0]);
    }

    #[test]
    fn addresses_and_notices_are_furniture() {
        let text = "He wrote:\n\nwww.a.example | b@c.example\n\nSubscribe to our newsletter!\n\nThe end came.\n";
        assert_eq!(
            found(text),
            ["www.a.example | b@c.example", "Subscribe to our newsletter!"]
        );
    }
}
