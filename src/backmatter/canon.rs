//! Passages that are cited: the books of the Bible in their order, citations taken apart
//! into work and number, and citations found in notes.

use std::sync::LazyLock;

use regex::Regex;

/// The books in the order of the Vulgate and of most translations, each with the names
/// and abbreviations it is cited by, without periods; the first is printed. English,
/// Latin, Spanish and German ones.
const BOOKS: [&str; 73] = [
    "Genesis|Gen|Gn|Génesis|Gén",
    "Exodus|Exod|Ex|Éxodo|Éx",
    "Leviticus|Lev|Lv|Levítico",
    "Numbers|Num|Nm|Nb|Números|Núm",
    "Deuteronomy|Deut|Dt|Dtn|Deuteronomio",
    "Joshua|Josh|Jos|Iosue|Josué",
    "Judges|Judg|Jdg|Iudicum|Iud|Jueces|Jue|Ri",
    "Ruth|Rut|Rt",
    "1 Samuel|1 Sam|1 Sm|1 S",
    "2 Samuel|2 Sam|2 Sm|2 S",
    "1 Kings|1 Kgs|1 Reyes|1 Re|1 Kön",
    "2 Kings|2 Kgs|2 Reyes|2 Re|2 Kön",
    "1 Chronicles|1 Chron|1 Chr|1 Par|1 Crónicas|1 Cr",
    "2 Chronicles|2 Chron|2 Chr|2 Par|2 Crónicas|2 Cr",
    "Ezra|Esra|Esd|Esdras",
    "Nehemiah|Neh|Nehemías",
    "Tobit|Tob|Tobías",
    "Judith|Jdt|Judit|Iudith",
    "Esther|Esth|Est|Ester",
    "1 Maccabees|1 Macc|1 Mac|1 Makk",
    "2 Maccabees|2 Macc|2 Mac|2 Makk",
    "Job|Iob|Hiob",
    "Psalms|Psalm|Ps|Pss|Salmos|Salmo|Sal",
    "Proverbs|Prov|Prv|Proverbios|Spr",
    "Ecclesiastes|Eccles|Eccl|Qoh|Koh|Eclesiastés|Ecl",
    "Song of Songs|Song|Cant|Ct|Hld|Cantares",
    "Wisdom|Wis|Sap|Weish|Sabiduría|Sab",
    "Sirach|Sir|Ecclus|Eclesiástico|Eclo",
    "Isaiah|Isa|Is|Jes|Isaías",
    "Jeremiah|Jer|Ier|Jeremías",
    "Lamentations|Lam|Thr|Klgl|Lamentaciones",
    "Baruch|Bar|Baruc",
    "Ezekiel|Ezek|Ez|Hes|Ezequiel",
    "Daniel|Dan|Dn",
    "Hosea|Hos|Os|Oseas",
    "Joel|Jl|Ioel",
    "Amos|Am|Amós",
    "Obadiah|Obad|Abd|Abdías",
    "Jonah|Jon|Ion|Jonás",
    "Micah|Mic|Mi|Miqueas",
    "Nahum|Nah|Nahúm",
    "Habakkuk|Hab|Habacuc",
    "Zephaniah|Zeph|Soph|Sof|Sofonías",
    "Haggai|Hag|Agg|Ageo",
    "Zechariah|Zech|Zach|Sach|Zac|Zacarías",
    "Malachi|Mal|Malaquías",
    "Matthew|Matt|Mt|Mateo",
    "Mark|Mc|Mk|Marcos",
    "Luke|Lk|Lc|Lucas",
    "John|Jn|Joh|Io|Juan",
    "Acts|Act|Apg|Hechos|Hch",
    "Romans|Rom|Röm|Romanos",
    "1 Corinthians|1 Cor|1 Kor|1 Corintios",
    "2 Corinthians|2 Cor|2 Kor|2 Corintios",
    "Galatians|Gal|Gál|Gálatas",
    "Ephesians|Eph|Ef|Efesios",
    "Philippians|Phil|Flp|Filipenses",
    "Colossians|Col|Kol|Colosenses",
    "1 Thessalonians|1 Thess|1 Tes|1 Tesalonicenses",
    "2 Thessalonians|2 Thess|2 Tes|2 Tesalonicenses",
    "1 Timothy|1 Tim|1 Timoteo",
    "2 Timothy|2 Tim|2 Timoteo",
    "Titus|Tit|Tito",
    "Philemon|Philem|Phlm|Flm|Filemón",
    "Hebrews|Heb|Hebr|Hebreos",
    "James|Jas|Iac|Jak|Santiago|Sant",
    "1 Peter|1 Pet|1 Petr|1 Pedro|1 Pe",
    "2 Peter|2 Pet|2 Petr|2 Pedro|2 Pe",
    "1 John|1 Jn|1 Joh|1 Io|1 Juan",
    "2 John|2 Jn|2 Joh|2 Io|2 Juan",
    "3 John|3 Jn|3 Joh|3 Io|3 Juan",
    "Jude|Iudae|Jud|Judas",
    "Revelation|Rev|Apoc|Ap|Offb|Apocalipsis",
];

/// The place of a book in the canon, from 0, by any of its names.
pub fn book(name: &str) -> Option<usize> {
    let bare = |text: &str| -> String {
        text.replace('.', " ")
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ")
            .to_lowercase()
    };
    let wanted = bare(name);
    BOOKS
        .iter()
        .position(|names| names.split('|').any(|known| bare(known) == wanted))
}

/// The name by which a book is printed.
pub fn name(book: usize) -> &'static str {
    BOOKS[book].split('|').next().unwrap_or_default()
}

/// The levels of a passage: a citation of one level, as `Gen 3:15`, is parted into the
/// work and the number; a book of the Bible gets the name it is printed by.
pub fn levels(path: &[String]) -> Vec<String> {
    let mut levels = match path {
        [whole] => match parted(whole) {
            Some((work, number)) => vec![work.to_owned(), number.to_owned()],
            None => path.to_vec(),
        },
        _ => path.to_vec(),
    };
    if let Some(work) = levels.first_mut()
        && let Some(known) = book(work)
    {
        *work = name(known).to_owned();
        // One sign between chapter and verse, whichever the texts have.
        if let [_, number] = &mut levels[..] {
            *number = verse(number);
        }
    }
    levels
}

/// The number of a verse with a colon behind its chapter: `4,12` as `4:12`.
fn verse(number: &str) -> String {
    let is_number =
        |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    match number.split_once([':', ',', '.']) {
        Some((chapter, verses))
            if is_number(chapter.trim())
                && verses.trim_start().starts_with(|c: char| c.is_ascii_digit()) =>
        {
            format!("{}:{}", chapter.trim(), verses.trim().replace('-', "–"))
        }
        _ => number.to_owned(),
    }
}

/// The work and the number of a citation: the number is what follows the last word that
/// does not begin with a digit.
fn parted(citation: &str) -> Option<(&str, &str)> {
    let citation = citation.trim();
    let mut split = None;
    for (at, _) in citation.match_indices(' ').collect::<Vec<_>>().into_iter().rev() {
        if !citation[at + 1..].starts_with(|c: char| c.is_ascii_digit()) {
            break;
        }
        split = Some(at);
    }
    let split = split?;
    Some((citation[..split].trim_end_matches([',', ' ']), citation[split + 1..].trim()))
}

/// Citations of the Bible in a note, as paths: a name, perhaps a period, a chapter, a sign
/// and a verse or verses.
pub fn citations(text: &str) -> Vec<Vec<String>> {
    static CITATION: LazyLock<Option<Regex>> = LazyLock::new(|| {
        let mut names: Vec<String> = BOOKS
            .iter()
            .flat_map(|names| names.split('|'))
            .map(|name| regex::escape(name).replace(' ', r"\.?\s*"))
            .collect();
        // The longest first: `Exod` before `Ex`.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let names = names.join("|");
        Regex::new(&format!(r"\b({names})\.?\s*(\d+)\s*[:,.]\s*(\d+(?:\s*[-–]\s*\d+)?)"))
            .ok()
    });
    let Some(citation) = &*CITATION else { return vec![] };
    citation
        .captures_iter(text)
        .filter(|found| {
            found.get(1).is_some_and(|work| !is_of_author(&text[..work.start()]))
        })
        .filter_map(|found| {
            let (work, chapter, verses) = (found.get(1)?, found.get(2)?, found.get(3)?);
            let spaced = spaced(work.as_str());
            let verses = verses.as_str().replace('-', "–").replace(' ', "");
            Some(levels(&[spaced, format!("{}:{verses}", chapter.as_str())]))
        })
        .collect()
}

/// Whether the word before a name is the abbreviated name of an author, as in `Cic. Phil. 2.3`
/// and `Ov. Am. 1.1`, so that the name is none of the Bible.
fn is_of_author(before: &str) -> bool {
    /// Versions, and words that lead to a citation.
    const OTHERS: [&str; 16] = [
        "Cf", "Cfr", "Vgl", "Vd", "Vid", "Ver", "Véase", "See", "Conf", "Comp", "Vulg",
        "Vg", "Hebr", "Targ", "Pesh", "Sept",
    ];
    let Some(word) = before.trim_end().strip_suffix('.') else { return false };
    let word = word.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    // The end of a sentence is a longer word, as a rule.
    word.starts_with(char::is_uppercase)
        && word.chars().count() <= 5
        && !OTHERS.contains(&word)
}

/// A name with a space between its number and its word: `1Cor` as `1 Cor`.
fn spaced(name: &str) -> String {
    match name.split_at_checked(1) {
        Some((number, rest)) if number.starts_with(|c: char| c.is_ascii_digit()) => {
            format!("{number} {}", rest.trim_start_matches(['.', ' ']))
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_citation_is_parted_into_work_and_number() {
        let of = |text: &str| levels(&[text.to_owned()]).join(" > ");
        assert_eq!(of("Gen. 3:15"), "Genesis > 3:15");
        assert_eq!(of("1 Cor 13:4–7"), "1 Corinthians > 13:4–7");
        assert_eq!(of("Sal 23:1"), "Psalms > 23:1");
        assert_eq!(of("Homer, Iliad 2.484"), "Homer, Iliad > 2.484");
        assert_eq!(of("Verg. Aen. 1.1"), "Verg. Aen. > 1.1");
        assert_eq!(of("Song of Songs"), "Song of Songs");
        let path = ["Homer", "Iliad", "2.484"].map(str::to_owned);
        assert_eq!(levels(&path), path);
    }

    #[test]
    fn books_stand_in_the_order_of_the_canon() {
        let order = ["Gen", "1 Reyes", "Ps", "Isa.", "Mt", "Joh", "Röm", "1 Jn", "Apoc"];
        let places: Vec<_> = order.iter().map(|name| book(name)).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
        assert_eq!(book("Genius"), None);
    }

    #[test]
    fn citations_are_found_in_a_note() {
        let found =
            citations("cf. Gen 3:15; Exod. 2,4-6 and 1Cor 13:4. Mark 5 men; Act 3.");
        let found: Vec<_> = found.iter().map(|path| path.join(" > ")).collect();
        assert_eq!(found, ["Genesis > 3:15", "Exodus > 2:4–6", "1 Corinthians > 13:4"]);
    }

    #[test]
    fn works_of_authors_are_no_books_of_the_bible() {
        let found = citations(
            "Cic. Phil. 2.3; Ov. Am. 1.1. Verg. Ecl. 4,5 et Vulg. Ecl. 4,5; Cf. Phil 2.3.",
        );
        let found: Vec<_> = found.iter().map(|path| path.join(" > ")).collect();
        assert_eq!(found, ["Ecclesiastes > 4:5", "Philippians > 2:3"]);
    }

    #[test]
    fn verses_have_one_form_in_books_of_the_bible() {
        let of = |text: &str| levels(&[text.to_owned()]).join(" > ");
        assert_eq!(of("Eccl 4,12-13"), "Ecclesiastes > 4:12–13");
        assert_eq!(of("Eccl 4.12"), "Ecclesiastes > 4:12");
        assert_eq!(of("Ps 23"), "Psalms > 23");
        assert_eq!(of("Verg. Aen. 4.12"), "Verg. Aen. > 4.12");
    }

    #[test]
    fn no_name_is_that_of_two_books() {
        let mut names: Vec<&str> =
            BOOKS.iter().flat_map(|names| names.split('|')).collect();
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), count);
    }
}
