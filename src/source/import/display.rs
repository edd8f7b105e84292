//! Displayed lines: what headings and captions look like.

/// What a displayed line says about itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cue {
    /// It stands under a picture.
    Caption,
    /// It heads a chapter or another main part.
    Chapter,
    /// It heads a section.
    Heading,
    /// Nothing.
    None,
}

/// Words that say where in a picture somebody stands, or what kind of picture it is.
const PICTURE: &[&str] = &[
    "(left)",
    "(right)",
    "(center)",
    "(centre)",
    "(top)",
    "(bottom)",
    "from left to right",
    "[photo",
    "(photo",
    "photo:",
    "photo by",
    "[image",
    "image:",
    "[credit",
    "credit:",
    "[ap photo",
    "facsimile of",
    "[foto",
    "foto:",
    "(izquierda)",
    "(derecha)",
    "(links)",
    "(rechts)",
    "(à gauche)",
    "(à droite)",
];

/// Words that begin the number of a picture.
const FIGURE: &[&str] = &[
    "figure ",
    "fig. ",
    "plate ",
    "map ",
    "abb. ",
    "figura ",
    "lámina ",
    "planche ",
    "تصویر ",
];

/// Words that begin the heading of a main part.
const CHAPTER: &[&str] = &[
    "chapter",
    "part",
    "book",
    "introduction",
    "preface",
    "foreword",
    "prologue",
    "epilogue",
    "conclusion",
    "conclusions",
    "afterword",
    "afterwords",
    "final words",
    "appendix",
    "bibliography",
    "acknowledgments",
    "acknowledgements",
    "capítulo",
    "parte",
    "introducción",
    "prólogo",
    "prefacio",
    "epílogo",
    "conclusiones",
    "apéndice",
    "chapitre",
    "partie",
    "avant-propos",
    "préface",
    "kapitel",
    "teil",
    "einleitung",
    "vorwort",
    "nachwort",
    "anhang",
    "schluss",
    "capitolo",
    "introduzione",
    "prefazione",
    "فصل",
    "بخش",
    "مقدمه",
    "پیشگفتار",
    "مقدمة",
    "الفصل",
];

/// Words that may follow such a word without a number: `Part of the harvest` is none.
const MONTHS: &[&str] = &[
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The cue that `text`, the joined lines of a display, gives.
pub(super) fn cue(text: &str) -> Cue {
    let lower = text.to_lowercase();
    if is_caption(&lower) {
        return Cue::Caption;
    }
    if is_chapter(&lower) {
        return Cue::Chapter;
    }
    // Headings are often set in a font whose kerning extraction takes for a second
    // space; captions are set as the text is.
    let is_decade = {
        let bare = lower.strip_prefix("the ").unwrap_or(&lower);
        bare.len() == 5
            && bare.ends_with('s')
            && bare[..4].bytes().all(|b| b.is_ascii_digit())
    };
    let is_capitals = text.chars().filter(|c| c.is_alphabetic()).count() > 3
        && text.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    if is_decade || is_capitals || text.contains("  ") { Cue::Heading } else { Cue::None }
}

/// Whether a display in lower case stands under a picture.
fn is_caption(lower: &str) -> bool {
    if PICTURE.iter().any(|word| lower.contains(word)) {
        return true;
    }
    let numbered = |word: &str| {
        lower
            .strip_prefix(word)
            .is_some_and(|rest| rest.starts_with(char::is_numeric))
    };
    if FIGURE.iter().any(|word| numbered(word)) {
        return true;
    }
    // `1904. The new bridge`, `March 1904: the new bridge`.
    let (month, rest) = MONTHS
        .iter()
        .find_map(|month| lower.strip_prefix(month).map(|rest| (true, rest.trim_start())))
        .unwrap_or((false, lower));
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let after = rest[digits..]
        .trim_start_matches("’s decade")
        .trim_start_matches("'s decade");
    digits == 4
        && after.len() > 3
        && (after.starts_with(". ")
            || after.starts_with(", ") && !month
            || (month && after.starts_with([':', '.'])))
}

/// Whether a display in lower case heads a main part.
fn is_chapter(lower: &str) -> bool {
    CHAPTER.iter().any(|word| {
        let Some(rest) = lower.strip_prefix(word) else { return false };
        let rest = rest.trim_start_matches([' ', ':', '.']);
        let first = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or("");
        let is_number = !first.is_empty()
            && (first.chars().all(char::is_numeric)
                || first.chars().all(|c| "ivxlc".contains(c)));
        rest.is_empty() || is_number || MONTHS.contains(&first)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn captions_say_so() {
        for text in [
            "1904. The bridge on opening day",
            "May 1904: the first ferry",
            "The miller (left) and his wife",
            "Smoke over the mill [Photo: A. Nobody]",
            "Figure 3. Plan of the mill",
            "Facsimile of the deed",
        ] {
            assert_eq!(cue(text), Cue::Caption, "{text}");
        }
    }

    #[test]
    fn chapters_say_so() {
        for text in ["Chapter 4", "Introduction", "PART II", "Afterword", "فصل ۲"] {
            assert_eq!(cue(text), Cue::Chapter, "{text}");
        }
        assert_eq!(cue("Part of the harvest"), Cue::None);
    }

    #[test]
    fn other_headings_may_say_so() {
        assert_eq!(cue("The 1890s"), Cue::Heading);
        assert_eq!(cue("THE LONG WINTER"), Cue::Heading);
        assert_eq!(cue("The end of  the ferry"), Cue::Heading);
        assert_eq!(cue("The long winter"), Cue::None);
    }
}
