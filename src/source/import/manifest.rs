//! The manifest of a new edition, `edition.toml`, with comments that say what an
//! editor may want to change.

use std::collections::HashMap;
use std::fmt::Write;

use super::guess;
use super::new_edition::{ImportedText, Options};
use super::undeclared::{Named, Undeclared, undeclared};
use crate::edition::SeriesKind;
use crate::edition::toml_string::quoted;

/// The text of `edition.toml`.
pub(super) fn manifest(texts: &[ImportedText], options: &Options) -> String {
    let mut out = String::from(
        "# The edition. Every key that is not here has a default; `variorum help` and the\n\
         # reference list them all.\n",
    );
    let folder = options
        .folder
        .rsplit(['/', '\\'])
        .find(|part| !part.is_empty())
        .unwrap_or("");
    let id = guess::slug(folder);
    let language = main_language(texts);
    let mut put = |key: &str, value: &str| {
        let _ = writeln!(out, "{key} = {}", quoted(value));
    };
    put("id", if id.is_empty() { "edition" } else { &id });
    match (&options.title, texts) {
        (Some(title), _) => put("title", title),
        (None, [text]) => put("title", &text.title),
        (None, _) => {
            put("title", &title_of_folder(folder));
            put("subtitle", &format!("{} Texts", number(texts.len())));
        }
    }
    if let ([text], None) = (texts, &options.title)
        && let Some(subtitle) = &text.front.subtitle
    {
        put("subtitle", subtitle);
    }
    put("language", language);
    let dated = texts.iter().find_map(|text| text.front.date.as_ref());
    match (dated, &options.date) {
        (Some(date), _) => {
            let _ = writeln!(out, "# The date that the file gives.\ndate = {date}");
        }
        (None, Some(date)) => {
            let _ = writeln!(out, "date = {date}");
        }
        (None, None) => {}
    }
    people(&mut out, texts);
    out.push_str("# publisher = \"…\"\n# isbn = \"…\"\n");
    declared(&mut out, texts);
    if options.is_collated
        && texts.iter().any(|text| text.djot.contains(".milestone unit=verse"))
    {
        out.push_str(
            "\n# The numbers that stood before the lines, in the margin.\n\
             [lineation.second]\nby = \"milestone\"\nunit = \"verse\"\n",
        );
    }
    out.push_str("\n# The texts in the order of the book.\n");
    for text in texts {
        out.push_str("[[text]]\n");
        let _ = writeln!(out, "file = {}\nid = {}", quoted(&text.file), quoted(&text.id));
        if !text.has_title {
            out.push_str(
                "# No title was found in the file: its first words stand for one.\n",
            );
        }
        let _ = writeln!(out, "title = {}", quoted(&text.title));
        if text.title.chars().count() > 60 {
            let short = guess::incipit(&text.title);
            let _ = writeln!(out, "short-title = {}", quoted(&short));
        }
        if text.lang == "und" {
            out.push_str("# The language was not recognized.\n# language = \"…\"\n");
        } else if text.lang != language {
            let _ = writeln!(out, "language = {}", quoted(&text.lang));
        }
        out.push('\n');
    }
    out.push_str(
        "# The headings and the patterns of the index are in index.toml.\n\
         [[index]]\nid = \"names\"\ntitle = \"Index of Names\"\nlanguage = \"en\"\n\n\
         # Words between these frequencies, in their lines.\n\
         [concordance]\ntitle = \"Concordance\"\nmin = 3\nmax = 40\n",
    );
    out
}

/// Those who made the texts, as the texts say before their first words.
fn people(out: &mut String, texts: &[ImportedText]) {
    let fronts = || texts.iter().map(|text| &text.front);
    let kinds: [(&str, Vec<&String>, bool); 3] = [
        ("authors", fronts().flat_map(|front| &front.authors).collect(), true),
        ("editors", fronts().flat_map(|front| &front.editors).collect(), true),
        ("translators", fronts().flat_map(|front| &front.translators).collect(), false),
    ];
    for (key, found, is_offered) in kinds {
        let mut names: Vec<String> = vec![];
        for name in found.into_iter().map(|name| quoted(name)) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if !names.is_empty() {
            let _ = writeln!(out, "{key} = [{}]", names.join(", "));
        } else if is_offered {
            let _ = writeln!(out, "# {key} = [\"…\"]");
        }
    }
}

/// The witnesses and series that the texts name, since nothing else declares them.
fn declared(out: &mut String, texts: &[ImportedText]) {
    let found = undeclared(texts);
    let of = |what: Named| found.iter().filter(move |one| one.what == what);
    if of(Named::Witness).next().is_some() {
        out.push_str(
            "\n# The sigla that stand in the texts, each with the place where it is met first. Say what\n\
             # each of them is, for the conspectus of sigla, or mend the text if it is none.\n",
        );
    }
    for Undeclared { id, file, line, .. } in of(Named::Witness) {
        let id = quoted(id);
        let _ = writeln!(
            out,
            "[[witness]]\nid = {id} # {file}:{line}\n# siglum = {id}\n# description = \"…\"\n",
        );
    }
    let kinds = [SeriesKind::Critical, SeriesKind::Familiar];
    if kinds.iter().any(|kind| of(Named::Series(*kind)).next().is_some()) {
        if !out.ends_with("\n\n") {
            out.push('\n');
        }
        out.push_str(
            "# The series that the texts name, and the two that every edition has, in the order in\n\
             # which they stand at the foot.\n",
        );
        for (kind, name, own) in
            [(kinds[0], "critical", "app"), (kinds[1], "familiar", "notes")]
        {
            let _ =
                writeln!(out, "[[series]]\nid = {}\nkind = \"{name}\"\n", quoted(own));
            for Undeclared { id, file, line, .. } in of(Named::Series(kind)) {
                let id = quoted(id);
                let _ = writeln!(
                    out,
                    "[[series]]\nid = {id} # {file}:{line}\nkind = \"{name}\"\n"
                );
            }
        }
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
}

/// The language of most texts, counted by length.
fn main_language(texts: &[ImportedText]) -> &str {
    let mut lengths: HashMap<&str, usize> = HashMap::new();
    for text in texts.iter().filter(|text| text.lang != "und") {
        *lengths.entry(&text.lang).or_default() += text.plain.len();
    }
    lengths
        .into_iter()
        .max_by_key(|(lang, n)| (*n, std::cmp::Reverse(*lang)))
        .map_or("en", |(lang, _)| lang)
}

/// `chile-reader` as `Chile Reader`.
fn title_of_folder(folder: &str) -> String {
    let words = folder.split(['-', '_', ' ', '.']).filter(|word| !word.is_empty());
    let title: Vec<String> = words
        .map(|word| {
            let mut chars = word.chars();
            chars
                .next()
                .map_or(String::new(), |c| c.to_uppercase().chain(chars).collect())
        })
        .collect();
    if title.is_empty() { "Texts".into() } else { title.join(" ") }
}

/// Small numbers as words.
fn number(n: usize) -> String {
    let words = [
        "No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine",
        "Ten", "Eleven", "Twelve",
    ];
    words.get(n).map_or_else(|| n.to_string(), |word| (*word).to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(id: &str, lang: &'static str, has_title: bool) -> ImportedText {
        ImportedText {
            id: id.into(),
            file: format!("texts/{id}.dj"),
            original: format!("originals/{id}.txt"),
            djot: String::new(),
            plain: "x".repeat(id.len()),
            lang: lang.into(),
            right_to_left: false,
            title: format!("The \"{id}\""),
            has_title,
            encoding: None,
            is_markup: false,
            front: Default::default(),
        }
    }

    #[test]
    fn the_manifest_is_toml_with_the_texts() {
        let options = Options {
            folder: "out/mill-papers".into(),
            title: None,
            date: Some("2026-11-20".into()),
            ..Options::default()
        };
        let manifest =
            manifest(&[text("letters", "en", true), text("log", "fa", false)], &options);
        let table: toml::Table = manifest.parse().expect("the manifest is TOML");
        assert_eq!(table["id"].as_str(), Some("mill-papers"));
        assert_eq!(table["title"].as_str(), Some("Mill Papers"));
        assert_eq!(table["subtitle"].as_str(), Some("Two Texts"));
        assert_eq!(table["language"].as_str(), Some("en"));
        assert!(table["date"].is_datetime());
        assert_eq!(table["text"][1]["language"].as_str(), Some("fa"));
        assert_eq!(table["text"][0]["title"].as_str(), Some("The \"letters\""));
        assert!(table["text"][0].get("language").is_none());
    }

    #[test]
    fn one_text_gives_the_book_its_title() {
        let manifest = manifest(&[text("letters", "en", true)], &Options::default());
        let table: toml::Table = manifest.parse().expect("the manifest is TOML");
        assert_eq!(table["title"].as_str(), Some("The \"letters\""));
        assert!(table.get("subtitle").is_none());
    }
}
