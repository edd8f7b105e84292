//! Plain text with a reference at the beginning of each line, as collations have it:
//! `Mark 1:1 words …`.

/// Whether nearly all lines of a text begin with a reference.
pub fn has_references(text: &str) -> bool {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let (mut all, mut with) = (0_usize, 0_usize);
    for line in lines {
        all += 1;
        with += usize::from(reference(line.trim_start_matches('\u{feff}')).is_some());
    }
    with > 1 && with * 10 >= all * 9
}

/// The reference at the start of a line: a number, perhaps with a name before it:
/// `Mark 1:1`, `II 3.4`, `12`, `§ 7`, `3 John 1:4`, `12a`.
pub fn reference(line: &str) -> Option<&str> {
    let mut words = line.split_whitespace();
    let (first, second) = (words.next()?, words.next());
    let third = words.next();
    let end_of = |words: &[&str]| {
        words.iter().fold(0, |end, word| {
            end + line[end..].find(word).map_or(0, |start| start + word.len())
        })
    };
    let is_name = |word: &str| {
        word.chars().count() <= 20
            && word.contains(|c: char| c.is_uppercase() || c == '§')
            && word.chars().all(|c| c.is_alphanumeric() || c == '.' || c == '§')
    };
    match (first, second, third) {
        // `3 John 1:4` begins with a number too.
        (_, Some(name), Some(number))
            if is_number(first) && is_name(name) && is_cited(number) =>
        {
            Some(&line[..end_of(&[first, name, number])])
        }
        _ if is_number(first) => Some(&line[..end_of(&[first])]),
        (_, Some(number), _) if is_name(first) && is_number(number) => {
            Some(&line[..end_of(&[first, number])])
        }
        _ => None,
    }
}

/// Whether a word is a number in two parts, such as `1:4`.
fn is_cited(word: &str) -> bool {
    is_number(word) && word.trim_end_matches([':', '.', ',']).contains([':', '.', ','])
}

/// Whether a word is a number as references have it: figures with points between them and
/// perhaps a letter.
fn is_number(word: &str) -> bool {
    let word = word.trim_end_matches([':', '.', ',']);
    let digits = word.chars().filter(char::is_ascii_digit).count();
    let letters = word.chars().filter(|c| c.is_ascii_lowercase()).count();
    digits > 0
        && letters <= 1
        && word
            .chars()
            .all(|c| c.is_ascii_digit() || c.is_ascii_lowercase() || ":.,-–".contains(c))
}

/// The name of the work that all references of a text begin with, if there is one.
pub fn work(text: &str) -> Option<&str> {
    let mut names = text
        .lines()
        .filter_map(|line| reference(line.trim_start_matches('\u{feff}').trim()))
        .map(|reference| {
            reference
                .rsplit_once(char::is_whitespace)
                .map_or("", |(name, _)| name)
        });
    let first = names.next().filter(|name| !name.is_empty())?;
    names.all(|name| name == first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, expected: Option<&str>) {
        assert_eq!(reference(line), expected, "{line}");
    }

    #[test]
    fn a_reference_is_a_name_and_a_number() {
        check("Mark 1:1 In the", Some("Mark 1:1"));
        check("3 John 1:4 In", Some("3 John 1:4"));
        check("12 men went", Some("12"));
        check("1.3.4 arma", Some("1.3.4"));
        check("7a stone", Some("7a"));
        check("3John 1:4 In", Some("3John 1:4"));
        check("§ 7 In", Some("§ 7"));
        check("He had 3 sons", None);
        check("and 12 men", None);
        check("stone by stone", None);
        assert_eq!(work("A 1 one\nA 2 two\n"), Some("A"));
        assert_eq!(work("A 1 one\nB 1 two\n"), None);
    }
}
