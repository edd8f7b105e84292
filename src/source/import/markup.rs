//! Files that are marked up already: Djot is taken as it is, Markdown as the Djot that is most
//! like it. Neither is cleaned, and nothing of them is in `corrections.toml`.

use super::cited::djot_of_sections;
use super::front::{self, Front};
use super::guess;
use super::markdown::{self, djot_of_markdown};
use super::openiti::{djot_of_openiti, is_openiti};
use crate::source::sections::work;

/// Whether a file is marked up, by its name.
pub(super) fn is_markup(file: &str) -> bool {
    is_djot(file) || is_markdown(file)
}

fn is_djot(file: &str) -> bool {
    file.ends_with(".dj") || file.ends_with(".djot")
}

fn is_markdown(file: &str) -> bool {
    [".md", ".markdown", ".mkd"]
        .iter()
        .any(|ending| file.ends_with(ending))
}

/// What a file that is marked up says.
pub(super) struct Marked {
    /// Its text as Djot.
    pub djot: String,
    /// Its title: that of its own description, its first heading, or its first words.
    pub title: String,
    /// Whether it has a title.
    pub has_title: bool,
    /// What it says of itself before the text.
    pub front: Front,
    /// The id that it gives itself.
    pub id: Option<String>,
}

/// Reads a file that is marked up.
pub(super) fn marked(source: &str, file: &str) -> Marked {
    let source = source.trim_start_matches('\u{feff}');
    let source = source.replace("\r\n", "\n").replace('\r', "\n");
    let (mut djot, front) = match is_openiti(&source) {
        true => djot_of_openiti(&source),
        false => {
            let (front, text) = front::split(&source);
            match is_markdown(file) {
                true => (djot_of_markdown(text), front),
                false => (text.to_owned(), front),
            }
        }
    };
    let heading = first_heading(&djot);
    let title = front.title.clone();
    // A title that no heading says stands before the text.
    if let (Some(title), None) = (&title, &heading) {
        djot = format!("# {}\n\n{djot}", markdown::inline(title));
    }
    let comments = front.comments();
    if !comments.is_empty() {
        djot = format!("{comments}\n{}", djot.trim_start_matches('\n'));
    }
    let title = title.or(heading);
    let has_title = title.is_some();
    let title = title.unwrap_or_else(|| first_words(&djot));
    Marked { djot, title, has_title, front, id: None }
}

/// Reads a plain text whose lines begin with references. The name of its work in them is its
/// title and its id; without one, its file has them.
pub(super) fn cited(source: &str, file: &str) -> Marked {
    let stem = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = stem.split('.').next().unwrap_or(stem);
    let work = work(source);
    let is_id = |name: &&str| name.chars().all(|c| c.is_ascii_alphanumeric());
    Marked {
        djot: djot_of_sections(source),
        title: work.unwrap_or(stem).to_owned(),
        has_title: work.is_some(),
        front: Front::default(),
        id: work.filter(is_id).map(str::to_owned),
    }
}

/// The first words that are no mark.
fn first_words(djot: &str) -> String {
    let is_words =
        |line: &&str| line.starts_with(|c: char| c.is_alphanumeric() || c == '[');
    guess::incipit(&plain(djot.lines().find(is_words).unwrap_or_default()))
}

/// The words of the first heading.
fn first_heading(djot: &str) -> Option<String> {
    djot.lines().find_map(|line| {
        let title = line.strip_prefix('#')?.trim_start_matches('#');
        title.strip_prefix(' ').map(|title| plain(title.trim()))
    })
}

/// The words of a line without its marks: of spans and links what is printed of them, without
/// attributes and calls of notes.
fn plain(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(c) = rest.chars().next() {
        let behind = &rest[c.len_utf8()..];
        match c {
            '*' | '_' | '`' | '\\' => rest = behind,
            '{' => rest = closed(rest, '{', '}').map_or(behind, |end| &rest[end..]),
            '[' => match closed(rest, '[', ']') {
                Some(end) if rest.starts_with("[^") => rest = &rest[end..],
                Some(end) if rest[end..].starts_with(['{', '(']) => {
                    out.push_str(&plain(&rest[1..end - 1]));
                    rest = &rest[end..];
                    if let Some(end) = closed(rest, '(', ')') {
                        rest = &rest[end..];
                    }
                }
                _ => {
                    out.push(c);
                    rest = behind;
                }
            },
            _ => {
                out.push(c);
                rest = behind;
            }
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Where the bracket ends that words begin with: the byte behind the one that closes it.
/// Brackets between quotation marks are none.
fn closed(words: &str, open: char, close: char) -> Option<usize> {
    if !words.starts_with(open) {
        return None;
    }
    let (mut depth, mut is_quoted) = (0, false);
    for (at, c) in words.char_indices() {
        match c {
            '"' if open == '{' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            _ if c == open => depth += 1,
            _ if c == close => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + c.len_utf8());
                }
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles_have_the_words_that_are_printed() {
        let check =
            |line: &str, expected: &str| assert_eq!(plain(line), expected, "{line}");
        check("The _Rope_", "The Rope");
        check("The [Rope]{B=\"a } b\"} and the [bell](x.y)", "The Rope and the bell");
        check("The rope[^1] [2] {.class}", "The rope [2]");
        check("[A [rope]{.x} of reed]{B=\"cord\"} {open", "A rope of reed open");
    }
}
