//! The laws of an import, on texts made up for them, on random ones, and on the shared
//! texts if they are at hand.

use std::path::{Path, PathBuf};

use proptest::prelude::*;

use super::*;

fn run(files: &[(&str, &str)]) -> Import {
    let files: Vec<(String, Vec<u8>)> = files
        .iter()
        .map(|(name, text)| ((*name).to_owned(), text.as_bytes().to_vec()))
        .collect();
    import(&files, &Options { folder: "a-b".into(), ..Options::default() })
        .expect("the files can be imported")
}

/// Checks the laws on the import of one original.
fn check_laws(original: &str, text: &ImportedText, corrections: &TextCorrections) {
    let plain =
        apply(original, &corrections.list).expect("the corrections fit the original");
    assert_eq!(plain, text.plain, "the corrections lead to the imported text");
    assert_eq!(undo(&plain, &corrections.list).as_deref(), Ok(original), "and back");
    assert_eq!(
        plain_of_djot(&text.djot),
        plain,
        "the working text leads back to the imported text"
    );
    assert_eq!(
        export_original(&text.djot, corrections).as_deref(),
        Ok(original.as_bytes())
    );
    let read: String = escape::tests::text_of(&text.djot);
    let unmarked: Vec<&str> = text
        .djot
        .lines()
        .map(|line| line.strip_prefix("- ").unwrap_or(line))
        .collect();
    let shaped = |line: &str| {
        line.starts_with("| ")
            || line.starts_with("[^")
            || line.contains(" || ")
            || line.contains("[^")
            || shapes::is_rule(line)
            || shapes::number(line).is_some()
    };
    match text.djot.lines().any(shaped) {
        false => assert_eq!(
            visible(&read),
            visible(&plain_of_djot(&unmarked.join("\n"))),
            "Djot has the same characters"
        ),
        // Numbers and rules are marks there, and notes stand elsewhere.
        true => {
            let letters = |text: &str| {
                let mut found: Vec<char> =
                    text.chars().filter(|c| c.is_alphabetic()).collect();
                found.sort_unstable();
                found
            };
            assert_eq!(letters(&read), letters(&plain), "Djot has the same letters");
        }
    }
    let mut kept: Vec<char> = visible(&plain).chars().collect();
    for c in corrections
        .list
        .iter()
        .filter(|c| c.kind == Kind::Furniture || c.kind == Kind::DuplicateTitle)
    {
        kept.extend(visible(&c.was).chars());
    }
    // All letters are in the text or in what is printed of the corrections.
    let letters = |chars: Vec<char>| {
        let mut letters: Vec<char> =
            chars.into_iter().filter(|c| c.is_alphanumeric()).collect();
        letters.sort_unstable();
        letters
    };
    assert_eq!(letters(kept), letters(original.chars().collect()), "no letter is lost");
}

/// The visible characters of a text.
fn visible(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// Checks the laws on a text.
fn check(original: &str) {
    let files = vec![("a.txt".to_owned(), original.as_bytes().to_vec())];
    match import(&files, &Options::default()) {
        Ok(import) => {
            check_laws(original, &import.texts[0], &import.corrections.texts[0]);
            let read = Corrections::from_toml(&import.corrections.to_toml());
            assert_eq!(read, Ok(import.corrections));
        }
        Err(errors) => assert_eq!(errors, [ImportError::Empty { file: "a.txt".into() }]),
    }
}

/// The shared texts, if this machine has them: `VARIORUM_TEXTS`, or `shared/texts` beside
/// the repository.
fn shared_texts() -> Vec<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/texts");
    #[expect(clippy::disallowed_methods, reason = "only a test asks where the texts are")]
    let folder = std::env::var_os("VARIORUM_TEXTS").map_or(beside, PathBuf::from);
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
        .unwrap_or_default();
    files.retain(|path| path.extension().is_some_and(|e| e == "txt"));
    files.sort();
    files
}

#[test]
fn the_shared_texts_can_be_rebuilt() {
    let paths = shared_texts();
    if paths.is_empty() {
        crate::skipped::skipped("texts in `../shared/texts`");
        return;
    }
    let files: Vec<(String, Vec<u8>)> = paths
        .iter()
        .map(|path| {
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            (name, std::fs::read(path).expect("the text can be read"))
        })
        .collect();
    let import = import(&files, &Options::default()).expect("the texts are UTF-8");
    for ((_, bytes), (text, corrections)) in
        files.iter().zip(import.texts.iter().zip(&import.corrections.texts))
    {
        let original = std::str::from_utf8(bytes).expect("it was imported");
        check_laws(original, text, corrections);
    }
    let ledger = import.corrections.to_toml();
    let size: usize = files.iter().map(|(_, bytes)| bytes.len()).sum();
    assert!(ledger.len() < size, "{} bytes of corrections for {size}", ledger.len());
    assert_eq!(Corrections::from_toml(&ledger), Ok(import.corrections));
}

#[test]
fn a_text_that_is_not_utf8_is_refused_with_its_byte() {
    let files = vec![
        ("a.txt".to_owned(), b"ab\0cd\xff\0\0".to_vec()),
        ("b.txt".to_owned(), b" \n".to_vec()),
    ];
    let errors =
        import(&files, &Options::default()).expect_err("neither can be imported");
    assert_eq!(
        errors,
        [
            ImportError::NotUtf8 { file: "a.txt".into(), byte: 5 },
            ImportError::Empty { file: "b.txt".into() }
        ]
    );
}

#[test]
fn an_edited_text_is_not_exported() {
    let import = run(&[("a.txt", "One line\nand another.\n")]);
    let edited = import.texts[0].djot.replace("another", "a third");
    assert_eq!(
        export_original(&edited, &import.corrections.texts[0]),
        Err(ExportError::Edited {
            text: "texts/a.dj".into(),
            original: "originals/a.txt".into()
        })
    );
}

#[test]
fn ids_and_originals_are_unique() {
    let import = run(&[("x/a.txt", "One."), ("y/a.txt", "Two.")]);
    let texts: Vec<(&str, &str)> = import
        .texts
        .iter()
        .map(|t| (t.id.as_str(), t.original.as_str()))
        .collect();
    assert_eq!(texts, [("a", "originals/a.txt"), ("a-2", "originals/a-2-a.txt")]);
}

#[test]
fn a_whole_page_comes_out_as_expected() {
    let original = "The Mill at the Bend\n\nThe Mill at the Bend\n\n\
        Nobody in the valley had ever seen so much snow as fell on the\n\
        night before the old mill burned, and so the peo-\nple thought it\n\
        \n- 3 -\n\u{c}\nwas a sign from heaven.\n\n\
        They  carried out:\n\n• the sacks;\n• the mill-\n  stones.\n\n\
        The people had no other millstones.\n";
    let import = run(&[("a.txt", original)]);
    assert_eq!(
        import.texts[0].djot,
        "# The Mill at the Bend\n\n\
         Nobody in the valley had ever seen so much snow as fell on the night before the old mill burned, \
         and so the people thought it was a sign from heaven.\n\n\
         They carried out:\n\n- the sacks;\n- the millstones.\n\n\
         The people had no other millstones.\n"
    );
    let printed: Vec<(Kind, String)> = import
        .corrections
        .printed()
        .into_iter()
        .map(|p| (p.kind, p.was))
        .collect();
    assert_eq!(
        printed,
        [
            (Kind::DuplicateTitle, "The Mill at the Bend".to_owned()),
            (Kind::Furniture, "- 3 -".to_owned())
        ]
    );
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn any_text_can_be_rebuilt(text in r#"[\PC\n\r\t\x0c]{0,120}"#) {
        check(&text);
    }

    #[test]
    fn any_text_like_ours_can_be_rebuilt(
        pieces in prop::collection::vec(prop::sample::select(PIECES), 0..60)
    ) {
        check(&pieces.concat());
    }
}

/// An invented text: words of its own in lines, with whatever stands between words in files.
fn invented(words: &[(u8, u8, bool)]) -> (String, Vec<String>) {
    const BETWEEN: [&str; 24] = [
        " ",
        " ",
        " ",
        " ",
        " ",
        "\n",
        "\r\n",
        "\r",
        "\n\n",
        "\r\n\r\n",
        "\t",
        "  ",
        "    ",
        "\u{c}",
        "\n\u{c}\n",
        "\u{a0}",
        " \u{200f}",
        "\u{2028}",
        "\n\n\n* * *\n\n",
        ".\n\n",
        ", ",
        ". ",
        "\n- ",
        "\n1. ",
    ];
    const MARKUP: [&str; 8] = ["*", "_", "[", "]", "{", "|", "#", "\\"];
    let (mut text, mut list) = (String::new(), vec![]);
    for (k, (between, sign, turned)) in words.iter().enumerate() {
        let letters =
            if *turned { ["ب", "ج", "د", "ه"] } else { ["b", "k", "d", "m"] };
        let vowels = if *turned { ["ا", "و"] } else { ["a", "o"] };
        let mut word = String::new();
        let mut n = k + 1;
        while n > 0 {
            word.push_str(letters[n % 4]);
            word.push_str(vowels[n / 4 % 2]);
            n /= 8;
        }
        if usize::from(*sign) < MARKUP.len() {
            text.push_str(MARKUP[usize::from(*sign)]);
        }
        text.push_str(&word);
        text.push_str(BETWEEN[usize::from(*between) % BETWEEN.len()]);
        list.push(word);
    }
    (text, list)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(500) })]

    #[test]
    fn invented_texts_come_back_byte_for_byte_with_their_words_in_order(
        words in prop::collection::vec((any::<u8>(), 0u8..40, any::<bool>()), 1..80)
    ) {
        let (text, list) = invented(&words);
        check(&text);
        let files = vec![("a.txt".to_owned(), text.into_bytes())];
        if let Ok(import) = import(&files, &Options::default()) {
            // Left out is only what is on record; nothing is out of order but what was moved.
            let moved = import.corrections.texts[0].list.iter().any(|c| {
                c.kind.is_move() || matches!(c.kind, Kind::Furniture | Kind::DuplicateTitle)
            });
            let plain = &import.texts[0].plain;
            let mut at = 0;
            for word in list.iter().filter(|_| !moved) {
                let found = plain[at..].find(word.as_str());
                prop_assert!(found.is_some(), "`{word}` is lost or out of order");
                at += found.unwrap_or(0) + word.len();
            }
        }
    }
}

/// Pieces of texts such as people have.
const PIECES: &[&str] = &[
    "the river went ",
    "on and on ",
    "Berta Holm ",
    "and\n",
    "gar-\n",
    "dener ",
    "self-\n",
    "help ",
    "end.\n",
    "\n",
    "\n\n",
    "\u{c}",
    "\n12\n",
    " ",
    "  ",
    "\t",
    "\r\n",
    "\u{feff}",
    "\u{ad}",
    "\u{ad}\n",
    "• item\n",
    "- item\n",
    "* star\n",
    "Chapter 2\n",
    "The bridge (left)\n\n",
    "Why?\n",
    "said:\n\n",
    "“quoted” ",
    "1871. ",
    "# one ",
    "::: two",
    "_em_ ",
    "a line of words that is full to the margin and not at its end of\n",
    "lower case goes on here until it ends.\n\n",
    "www.a.example\n",
    "Donate to us\n\n",
    "[Photo: Nobody]\n",
    "\\",
    "`",
    "{",
    "}",
    ":",
    "--",
    "...",
    "|",
    "سلام ",
    "Row,\n",
    "1. a rope\n",
    "2. a lamp\n",
    "* * *\n\n",
    "rope   12   3\n",
    "the lake    at night\n",
    "a\tb\tc\n",
    "[1] a note\n\n",
    "word[1] and ",
    "(2) a note\n\n",
    "word.(2) and ",
    "¹ a note\n",
    "word¹ and ",
    "twenty-\none ",
];
