//! Files that are marked up already: Djot is taken as it is, Markdown as the Djot that is most
//! like it. Neither is cleaned, and nothing of them is in `corrections.toml`.

use super::guess;
use super::markdown::djot_of_markdown;

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
    /// Its first heading, or its first words.
    pub title: String,
    /// Whether it has a heading.
    pub has_title: bool,
}

/// Reads a file that is marked up.
pub(super) fn marked(source: &str, file: &str) -> Marked {
    let source = source.trim_start_matches('\u{feff}');
    let djot =
        if is_markdown(file) { djot_of_markdown(source) } else { source.to_owned() };
    let heading = djot.lines().find_map(|line| {
        let title = line.strip_prefix('#')?.trim_start_matches('#');
        title.strip_prefix(' ').map(|title| plain(title.trim()))
    });
    let has_title = heading.is_some();
    let title = heading.unwrap_or_else(|| {
        let first = djot.lines().find(|line| line.starts_with(char::is_alphanumeric));
        guess::incipit(first.unwrap_or_default())
    });
    Marked { djot, title, has_title }
}

/// The words of a heading without its marks.
fn plain(title: &str) -> String {
    let bare: String = title
        .chars()
        .filter(|c| !matches!(c, '*' | '_' | '`' | '\\'))
        .collect();
    bare.split('{').next().unwrap_or_default().trim().to_owned()
}
