//! Corrections for the reader of the old printing, in the language of the edition.

use super::compare::{Comparison, ItemChange, Kind, What, WordChange};
use super::tell::short;
use crate::lines::Cite;
use crate::model::Lang;
use crate::words::numeral::digits;

/// The words of a list of corrections in one language; `{}` stands for what is quoted.
struct Phrases {
    title: &'static str,
    page: &'static str,
    line: &'static str,
    heading: &'static str,
    apparatus: &'static str,
    note: &'static str,
    replace: [&'static str; 2],
    insert: [&'static str; 2],
    /// Where no word stands before.
    begin: &'static str,
    delete: &'static str,
    style: &'static str,
    /// A paragraph that begins after a word, and one that no longer does.
    breaks: [&'static str; 2],
    comma: &'static str,
}

const ENGLISH: Phrases = Phrases {
    title: "Corrections",
    page: "p. ",
    line: "l. ",
    heading: "heading",
    apparatus: "app. ",
    note: "n. ",
    replace: ["for ", " read "],
    insert: ["after ", " add "],
    begin: "add ",
    delete: "delete ",
    style: "correct the style of ",
    breaks: ["begin a paragraph after ", "begin no paragraph after "],
    comma: ", ",
};

const SPANISH: Phrases = Phrases {
    title: "Fe de erratas",
    page: "p. ",
    line: "l. ",
    heading: "título",
    apparatus: "ap. ",
    note: "n. ",
    replace: ["donde dice ", " léase "],
    insert: ["después de ", " añádase "],
    begin: "añádase ",
    delete: "suprímase ",
    style: "corríjase el tipo de ",
    breaks: ["párrafo aparte después de ", "sin párrafo aparte después de "],
    comma: ", ",
};

const FRENCH: Phrases = Phrases {
    title: "Errata",
    page: "p. ",
    line: "l. ",
    heading: "titre",
    apparatus: "app. ",
    note: "n. ",
    replace: ["au lieu de ", " lire "],
    insert: ["après ", " ajouter "],
    begin: "ajouter ",
    delete: "supprimer ",
    style: "corriger le caractère de ",
    breaks: ["alinéa après ", "pas d’alinéa après "],
    comma: ", ",
};

const GERMAN: Phrases = Phrases {
    title: "Berichtigungen",
    page: "S. ",
    line: "Z. ",
    heading: "Überschrift",
    apparatus: "App. ",
    note: "Anm. ",
    replace: ["statt ", " lies "],
    insert: ["nach ", " ergänze "],
    begin: "ergänze ",
    delete: "streiche ",
    style: "berichtige die Auszeichnung von ",
    breaks: ["Absatz nach ", "kein Absatz nach "],
    comma: ", ",
};

const ITALIAN: Phrases = Phrases {
    title: "Errata corrige",
    page: "p. ",
    line: "r. ",
    heading: "titolo",
    apparatus: "app. ",
    note: "n. ",
    replace: ["invece di ", " leggi "],
    insert: ["dopo ", " aggiungi "],
    begin: "aggiungi ",
    delete: "elimina ",
    style: "correggi il carattere di ",
    breaks: ["a capo dopo ", "senza a capo dopo "],
    comma: ", ",
};

const LATIN: Phrases = Phrases {
    title: "Corrigenda",
    page: "p. ",
    line: "l. ",
    heading: "tit.",
    apparatus: "app. ",
    note: "n. ",
    replace: ["pro ", " lege "],
    insert: ["post ", " adde "],
    begin: "adde ",
    delete: "dele ",
    style: "corrige litteras ",
    breaks: ["novum caput post ", "nullum novum caput post "],
    comma: ", ",
};

const PERSIAN: Phrases = Phrases {
    title: "درست‌نامه",
    page: "ص ",
    line: "س ",
    heading: "عنوان",
    apparatus: "نسخه‌بدل ",
    note: "یادداشت ",
    replace: ["به‌جای ", " بخوانید "],
    insert: ["پس از ", " بیفزایید "],
    begin: "بیفزایید ",
    delete: "حذف شود ",
    style: "نوع حروف اصلاح شود: ",
    breaks: ["بند تازه پس از ", "بدون بند تازه پس از "],
    comma: "، ",
};

const ARABIC: Phrases = Phrases {
    title: "تصويبات",
    page: "ص ",
    line: "س ",
    heading: "العنوان",
    apparatus: "الفروق ",
    note: "الحاشية ",
    replace: ["بدلا من ", " اقرأ "],
    insert: ["بعد ", " أضف "],
    begin: "أضف ",
    delete: "احذف ",
    style: "صحح نوع الحرف في ",
    breaks: ["فقرة جديدة بعد ", "لا فقرة جديدة بعد "],
    comma: "، ",
};

fn phrases(lang: &Lang) -> &'static Phrases {
    match lang.primary() {
        "es" => &SPANISH,
        "fr" => &FRENCH,
        "de" => &GERMAN,
        "it" => &ITALIAN,
        "la" => &LATIN,
        "fa" => &PERSIAN,
        "ar" => &ARABIC,
        _ => &ENGLISH,
    }
}

/// The corrections, as a Djot list under a heading: where the old printing has what, and
/// what to read there. In English if the language has no words for it here.
///
/// Places are those of the old printing. What only moved is left out.
pub fn corrigenda(comparison: &Comparison) -> String {
    let lang = Lang::new(&comparison.lang);
    let phrases = phrases(&lang);
    let mut out = format!("# {}\n\n", phrases.title);
    // In the order of the texts; in each, words before entries before notes.
    let mut texts: Vec<&str> = vec![];
    let names = comparison.words.iter().map(|change| &change.text);
    let items = || comparison.entries.iter().chain(&comparison.notes);
    for text in names.chain(items().map(|change| &change.text)) {
        if !texts.contains(&text.as_str()) {
            texts.push(text);
        }
    }
    for text in texts {
        let words = comparison.words.iter().filter(|change| change.text == *text);
        for change in words {
            let place = place(&change.old_at, phrases.line, phrases, &lang);
            out += &format!("- {place}: {}\n", words_line(change, phrases, &lang));
        }
        for (list, name) in
            [(&comparison.entries, phrases.apparatus), (&comparison.notes, phrases.note)]
        {
            let changes = list
                .iter()
                .filter(|change| change.text == *text && change.kind != Kind::Moved);
            for change in changes {
                out += &format!("- {}\n", item_line(change, name, phrases, &lang));
            }
        }
    }
    out
}

/// `p. 45, l. 12` of `45.12`.
fn place(at: &Cite, line: &str, phrases: &Phrases, lang: &Lang) -> String {
    let (page, on_page) = page_of(at, phrases, lang);
    match on_page {
        none if none.is_empty() => page,
        title if title.is_title() => {
            format!("{page}{}{}", phrases.comma, phrases.heading)
        }
        number => {
            let number = digits(&number.to_string(), lang);
            format!("{page}{}{line}{number}", phrases.comma)
        }
    }
}

/// `p. 45` of `45.12`, and the rest.
fn page_of(at: &Cite, phrases: &Phrases, lang: &Lang) -> (String, Cite) {
    let (page, on_page) = at.split_page();
    let page: Cite = page.cloned().into_iter().collect();
    (format!("{}{}", phrases.page, digits(&page.to_string(), lang)), on_page)
}

fn words_line(change: &WordChange, phrases: &Phrases, lang: &Lang) -> String {
    let q = |text: &str| quoted(&short(text), &Lang::new(&change.lang), lang);
    let after = if change.after.is_empty() { String::new() } else { q(&change.after) };
    match (change.what, change.kind) {
        (What::Break, Kind::Removed) => format!("{}{after}", phrases.breaks[1]),
        (What::Break, _) => format!("{}{after}", phrases.breaks[0]),
        (What::Style, _) => format!("{}{}", phrases.style, q(&change.now)),
        (_, Kind::Added) if after.is_empty() => {
            format!("{}{}", phrases.begin, q(&change.now))
        }
        (_, Kind::Added) => {
            let [a, b] = phrases.insert;
            format!("{a}{after}{b}{}", q(&change.now))
        }
        (_, Kind::Removed) => format!("{}{}", phrases.delete, q(&change.was)),
        _ => {
            let [a, b] = phrases.replace;
            format!("{a}{}{b}{}", q(&change.was), q(&change.now))
        }
    }
}

fn item_line(change: &ItemChange, name: &str, phrases: &Phrases, lang: &Lang) -> String {
    let q = |text: &str| quoted(text, &Lang::new(&change.lang), lang);
    // One that came has no place in the old printing but that of its line now.
    let at = if change.old_at.is_empty() { &change.new_at } else { &change.old_at };
    let mark = if change.old_mark.is_empty() { &change.lemma } else { &change.old_mark };
    let is_note = name == phrases.note;
    let place = if is_note && !mark.is_empty() {
        let (page, _) = page_of(at, phrases, lang);
        format!("{page}{}{name}{mark}", phrases.comma)
    } else {
        self::place(at, name, phrases, lang)
    };
    let says = match change.kind {
        Kind::Added => format!("{}{}", phrases.begin, q(&change.now)),
        Kind::Removed => format!("{}{}", phrases.delete, q(&change.was)),
        _ => {
            let [a, b] = phrases.replace;
            format!("{a}{}{b}{}", q(&change.was), q(&change.now))
        }
    };
    format!("{place}: {says}")
}

/// Words that are quoted: in italics, or in the quotation marks of scripts that have none.
fn quoted(text: &str, lang: &Lang, base: &Lang) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        if "\\*_[]{}^~`<>$|".contains(c) {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    let words = if lang.has_italics() {
        format!("_{escaped}_")
    } else {
        format!("«{escaped}»")
    };
    if lang.primary() == base.primary() {
        words
    } else {
        format!("[{words}]{{lang={}}}", lang.primary())
    }
}
