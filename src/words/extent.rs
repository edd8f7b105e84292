//! How much is missing in a gap, in the language of its text.

use super::numeral;
use crate::model::Lang;

/// A unit: its names in files, and by language its forms for one, for a few and for many.
struct Unit {
    names: &'static [&'static str],
    forms: &'static [(&'static str, [&'static str; 3])],
}

const UNITS: [Unit; 5] = [
    Unit {
        names: &["letter", "letters", "char", "chars", "character", "characters"],
        forms: &[
            ("en", ["letter", "letters", "letters"]),
            ("ar", ["حرف", "حروف", "حرفًا"]),
            ("de", ["Buchstabe", "Buchstaben", "Buchstaben"]),
            ("el", ["γράμμα", "γράμματα", "γράμματα"]),
            ("es", ["letra", "letras", "letras"]),
            ("fa", ["حرف", "حرف", "حرف"]),
            ("fr", ["lettre", "lettres", "lettres"]),
            ("he", ["אות", "אותיות", "אותיות"]),
            ("it", ["lettera", "lettere", "lettere"]),
            ("la", ["litt.", "litt.", "litt."]),
            ("pt", ["letra", "letras", "letras"]),
            ("ru", ["буква", "буквы", "букв"]),
            ("tr", ["harf", "harf", "harf"]),
        ],
    },
    Unit {
        names: &["line", "lines"],
        forms: &[
            ("en", ["line", "lines", "lines"]),
            ("ar", ["سطر", "أسطر", "سطرًا"]),
            ("de", ["Zeile", "Zeilen", "Zeilen"]),
            ("el", ["στίχος", "στίχοι", "στίχοι"]),
            ("es", ["línea", "líneas", "líneas"]),
            ("fa", ["سطر", "سطر", "سطر"]),
            ("fr", ["ligne", "lignes", "lignes"]),
            ("he", ["שורה", "שורות", "שורות"]),
            ("it", ["riga", "righe", "righe"]),
            ("la", ["lin.", "lin.", "lin."]),
            ("pt", ["linha", "linhas", "linhas"]),
            ("ru", ["строка", "строки", "строк"]),
            ("tr", ["satır", "satır", "satır"]),
        ],
    },
    Unit {
        names: &["word", "words"],
        forms: &[
            ("en", ["word", "words", "words"]),
            ("ar", ["كلمة", "كلمات", "كلمة"]),
            ("de", ["Wort", "Wörter", "Wörter"]),
            ("el", ["λέξη", "λέξεις", "λέξεις"]),
            ("es", ["palabra", "palabras", "palabras"]),
            ("fa", ["واژه", "واژه", "واژه"]),
            ("fr", ["mot", "mots", "mots"]),
            ("he", ["מילה", "מילים", "מילים"]),
            ("it", ["parola", "parole", "parole"]),
            ("la", ["verbum", "verba", "verba"]),
            ("pt", ["palavra", "palavras", "palavras"]),
            ("ru", ["слово", "слова", "слов"]),
            ("tr", ["sözcük", "sözcük", "sözcük"]),
        ],
    },
    Unit {
        names: &["page", "pages"],
        forms: &[
            ("en", ["page", "pages", "pages"]),
            ("ar", ["صفحة", "صفحات", "صفحة"]),
            ("de", ["Seite", "Seiten", "Seiten"]),
            ("el", ["σελίδα", "σελίδες", "σελίδες"]),
            ("es", ["página", "páginas", "páginas"]),
            ("fa", ["صفحه", "صفحه", "صفحه"]),
            ("fr", ["page", "pages", "pages"]),
            ("he", ["עמוד", "עמודים", "עמודים"]),
            ("it", ["pagina", "pagine", "pagine"]),
            ("la", ["pag.", "pagg.", "pagg."]),
            ("pt", ["página", "páginas", "páginas"]),
            ("ru", ["страница", "страницы", "страниц"]),
            ("tr", ["sayfa", "sayfa", "sayfa"]),
        ],
    },
    Unit {
        names: &["leaf", "leaves", "leafs", "folio", "folios"],
        forms: &[
            ("en", ["leaf", "leaves", "leaves"]),
            ("ar", ["ورقة", "ورقات", "ورقة"]),
            ("de", ["Blatt", "Blätter", "Blätter"]),
            ("el", ["φύλλο", "φύλλα", "φύλλα"]),
            ("es", ["hoja", "hojas", "hojas"]),
            ("fa", ["برگ", "برگ", "برگ"]),
            ("fr", ["feuillet", "feuillets", "feuillets"]),
            ("he", ["דף", "דפים", "דפים"]),
            ("it", ["carta", "carte", "carte"]),
            ("la", ["fol.", "foll.", "foll."]),
            ("pt", ["folha", "folhas", "folhas"]),
            ("ru", ["лист", "листа", "листов"]),
            ("tr", ["yaprak", "yaprak", "yaprak"]),
        ],
    },
];

/// An extent as it is printed: `3 letters` as `± 3 litt.` in Latin. What is no number with a known
/// unit stays as it is but for its digits.
pub fn shown(extent: &str, lang: &Lang) -> String {
    let extent = extent.trim();
    let end = |c: char| !(c.is_ascii_digit() || matches!(c, '–' | '-'));
    let (number, rest) = extent.split_at(extent.find(end).unwrap_or(extent.len()));
    // Of `3–5` the greater number decides the form.
    let count = number.rsplit(['–', '-']).next().unwrap_or_default();
    let Ok(count) = count.parse::<u32>() else {
        return numeral::digits(extent, lang);
    };
    // `1+ letters`: at least one.
    let (sign, rest) = rest.strip_prefix('+').map_or(("±", rest), |rest| ("≥", rest));
    let name = rest.trim().to_lowercase();
    let number = numeral::digits(number, lang);
    if name.is_empty() {
        return format!("{sign} {number}");
    }
    let Some(unit) = UNITS.iter().find(|unit| unit.names.contains(&name.as_str())) else {
        return format!("{sign} {number}{}", numeral::digits(rest, lang));
    };
    let forms = |code: &str| unit.forms.iter().find(|(lang, _)| *lang == code);
    let known = forms(lang.primary()).or_else(|| forms("en"));
    let form = known.map_or("", |(code, forms)| forms[which(code, count)]);
    format!("{sign} {number} {form}")
}

/// Which form goes with a number: of one, of a few, of many (CLDR's plural rules for cardinal numbers).
fn which(lang: &str, count: u32) -> usize {
    match lang {
        "ru" => match (count % 10, count % 100) {
            (1, tens) if tens != 11 => 0,
            (2..=4, tens) if !(12..=14).contains(&tens) => 1,
            _ => 2,
        },
        "ar" => match count % 100 {
            _ if count <= 2 => 0,
            3..=10 => 1,
            _ => 2,
        },
        "fr" | "pt" if count == 0 => 0,
        _ => usize::from(count != 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_extent_is_printed_in_the_language_of_the_text() {
        let shown = |extent: &str, lang: &str| shown(extent, &Lang::new(lang));
        assert_eq!(shown("3 letters", "la"), "± 3 litt.");
        assert_eq!(shown("3 chars", "fa"), "± ۳ حرف");
        assert_eq!(shown("1 line", "de"), "± 1 Zeile");
        assert_eq!(shown("22 lines", "ru"), "± 22 строки");
        assert_eq!(shown("11 letters", "ar"), "± ١١ حرفًا");
        assert_eq!(shown("2 leaves", "sv"), "± 2 leaves");
        assert_eq!(shown("3–5 characters", "de"), "± 3–5 Buchstaben");
        assert_eq!(shown("1+ letters", "en"), "≥ 1 letter");
        assert_eq!(shown("4", "en"), "± 4");
        assert_eq!(shown("about half a page", "en"), "about half a page");
        assert_eq!(shown("2 cm", "en"), "± 2 cm");
    }
}
