//! Guesses about a text as a whole: a name for it.

/// The first words of a text, which stand for a title where there is none.
pub(super) fn incipit(text: &str) -> String {
    let mut out = String::new();
    for (i, word) in text.split_whitespace().take(6).enumerate() {
        if i > 0 {
            out.push(' ');
        }
        out.push_str(word);
        if word.ends_with(['.', '!', '?', '؟']) && i > 1 {
            break;
        }
    }
    let short = out.trim_end_matches(|c: char| !c.is_alphanumeric()).to_owned();
    if short.len() < text.trim().len() { format!("{short} …") } else { short }
}

/// A name for ids and file names: lower-case letters and digits of the alphabet
/// of ASCII with hyphens between; empty if the text has none.
pub(super) fn slug(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().map(unaccented) {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.is_empty() && !out.ends_with('-') && !matches!(c, '\'' | '’') {
            out.push('-');
        }
    }
    out.trim_end_matches('-').to_owned()
}

/// The letter under an accent, for the letters of Western European languages.
fn unaccented(c: char) -> char {
    match c {
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'å' | 'Á' | 'À' | 'Ä' | 'Å' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'Í' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'ø' | 'Ó' | 'Ö' | 'Ø' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'Ú' | 'Ü' => 'u',
        'ñ' | 'Ñ' => 'n',
        'ç' | 'Ç' => 'c',
        c => c,
    }
}

/// An id for a text: the stem of its file, without parts that are only a checksum; if
/// no letters are left, the first words of its title; else `text-` and what is left.
pub(super) fn id(file: &str, title: &str) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = name
        .rsplit_once('.')
        .map_or(name, |(stem, _)| if stem.is_empty() { name } else { stem });
    let is_checksum = |part: &str| {
        part.len() >= 8
            && part.chars().all(|c| c.is_ascii_hexdigit())
            && part.contains(|c: char| c.is_ascii_digit())
    };
    let slugged = slug(stem);
    let kept: Vec<&str> = slugged.split('-').filter(|part| !is_checksum(part)).collect();
    let kept = kept.join("-");
    if kept.contains(|c: char| c.is_ascii_alphabetic()) {
        return kept;
    }
    let slugged = slug(title);
    let mut title: Vec<&str> = slugged.split('-').take(5).collect();
    while title.last().is_some_and(|word| word.len() < 4 && title.len() > 1) {
        title.pop();
    }
    let title = title.join("-");
    if title.len() > 2 {
        title
    } else if kept.is_empty() {
        "text".into()
    } else {
        format!("text-{kept}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_incipit_stands_for_a_title() {
        assert_eq!(
            incipit("When the mill burned, nobody in the valley woke."),
            "When the mill burned, nobody in …"
        );
        assert_eq!(incipit("Two words"), "Two words");
    }

    #[test]
    fn ids_come_from_the_file_or_the_title() {
        assert_eq!(id("letters_1890.txt", "x"), "letters-1890");
        assert_eq!(
            id("007_41729589addaa9ea.txt", "A Mill at the River’s Bend Again"),
            "a-mill-at-the-rivers"
        );
        assert_eq!(id("007_41729589addaa9ea.txt", "آسیاب"), "text-007");
        assert_eq!(slug("Ñandú & Çelebi"), "nandu-celebi");
    }
}
