//! `variorum new DIR --from edition.xml`: an edition from TEI. The files are copied byte
//! for byte; what their headers say becomes `edition.toml`.

use std::fmt::Write;
use std::path::Path;

use super::args::NewArgs;
use super::failure::Failure;
use super::new_folder::{folder_name, put_in_place};
use super::say::Voice;
use crate::diag::Diagnostic;
use crate::edition::{load, paths, values};
use crate::source::tei::header::{Header, read_header};
use crate::span::Files;

/// A file of TEI.
struct Imported {
    /// Its name.
    name: String,
    /// What its header says.
    header: Header,
}

/// Runs the command.
///
/// # Errors
/// If a file is not XML or the machine refuses.
pub(super) fn run(args: &NewArgs, voice: &Voice) -> Result<(), Failure> {
    let refuse = |files: &Files, fault: Diagnostic| {
        voice.faults(voice.diagnostics(files, &[fault]), "no edition was made");
        Failure::Edition
    };
    let mut imported: Vec<Imported> = vec![];
    let mut parts = vec![];
    for path in &args.from {
        let size =
            std::fs::metadata(path).map_err(|e| Failure::machine("read", path, e))?;
        if size.len() > crate::source::tei::LONGEST as u64 {
            let limit = crate::source::tei::LONGEST >> 20;
            let message = format!("`{}` is larger than {limit} MiB", path.display());
            let fault =
                Diagnostic::error("file-too-large", message).hint("divide the text");
            return Err(refuse(&Files::default(), fault));
        }
        let data = paths::bytes(path)
            .map_err(|fault| Failure::machine("read", path, fault.into()))?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if imported.iter().any(|other| other.name == name) {
            let message = format!("two files are called `{name}`");
            let fault =
                Diagnostic::error("duplicate-text", message).hint("rename one of them");
            return Err(refuse(&Files::default(), fault));
        }
        let text = load::decode_xml(data.clone()).map_err(|error| {
            let byte = error.utf8_error().valid_up_to();
            let message = format!("`{name}` is not UTF-8: byte {byte}");
            let hint = "save it as UTF-8; an old file is often in Windows-1252";
            refuse(
                &Files::default(),
                Diagnostic::error("invalid-utf8", message).hint(hint),
            )
        })?;
        let text = text.trim_start_matches('\u{feff}');
        let mut files = Files::default();
        files.add(path, text);
        let header = read_header(text).map_err(|fault| refuse(&files, fault))?;
        parts.push((format!("originals/{name}"), data.clone()));
        parts.push((format!("texts/{name}"), data));
        imported.push(Imported { name, header });
    }
    let manifest = manifest(&imported, &args.dir, args.title.as_deref());
    parts.push(("edition.toml".to_owned(), manifest.into_bytes()));
    put_in_place(&args.dir, &parts)?;
    let mut out = format!("made `{}`\n", args.dir.display());
    for text in &imported {
        let _ = writeln!(out, "  texts/{} as it is", text.name);
    }
    let _ = write!(out, "next: variorum build {}", args.dir.display());
    voice.say(&out);
    Ok(())
}

/// The text of `edition.toml`.
fn manifest(texts: &[Imported], dir: &Path, title: Option<&str>) -> String {
    let mut out = String::from(
        "# The edition. Every key that is not here has a default; `variorum help` and the\n\
         # reference list them all.\n",
    );
    let folder = folder_name(dir);
    let first = &texts[0].header;
    let language = language(first).unwrap_or_else(|| "en".to_owned());
    let mut put = |key: &str, value: &str| {
        let _ = writeln!(out, "{key} = {}", quoted(value));
    };
    put("id", &values::slug(&folder));
    let named = first.edition.as_deref().or(first.title.as_deref());
    let own = title.or(named).unwrap_or(&folder);
    put("title", own);
    if let Some(subtitle) = &first.subtitle {
        put("subtitle", subtitle);
    }
    put("language", &language);
    if let Some(publisher) = &first.publisher {
        put("publisher", publisher);
    }
    if let Some(place) = &first.place {
        put("place", place);
    }
    if let Some(rights) = &first.rights {
        put("rights", rights);
    }
    let people = if first.editors.is_empty() { &first.authors } else { &first.editors };
    if !people.is_empty() {
        let names: Vec<_> = people.iter().map(|name| quoted(name)).collect();
        let _ = writeln!(out, "editors = [{}]", names.join(", "));
    }
    let isbn = first.isbn.as_deref().filter(|isbn| values::isbn(isbn).is_ok());
    if let Some(isbn) = isbn {
        let _ = writeln!(out, "isbn = {}", quoted(isbn));
    }
    match first.date.as_deref().map(day) {
        Some((date, whole)) if values::date(&date).is_some() => {
            let note = if whole { "" } else { " # the file says no day" };
            let _ = writeln!(out, "date = {date}{note}");
        }
        _ => out.push_str("# The file says no date.\n# date = 2031-12-01\n"),
    }
    lineation(&mut out, first);
    out.push_str(
        "\n# The witnesses are those of the TEI. One that is declared here with the same id\n\
         # is printed as it says here.\n# [[witness]]\n# id = \"A\"\n# siglum = \"A\"\n\n\
         # The note series, in the order they stand at the foot.\n\
         [[series]]\nid = \"app\"\nkind = \"critical\"\n\n\
         [[series]]\nid = \"notes\"\nkind = \"familiar\"\n\n\
         # The texts in the order of the book.\n",
    );
    for text in texts {
        let _ =
            writeln!(out, "[[text]]\nfile = {}", quoted(&format!("texts/{}", text.name)));
        if let Some(title) = &text.header.title {
            let _ = writeln!(out, "title = {}", quoted(title));
        }
        if let Some(own) = self::language(&text.header)
            && own != language
        {
            let _ = writeln!(out, "language = {}", quoted(&own));
        }
        out.push('\n');
    }
    let mut indexes: Vec<&str> = vec![];
    for index in texts.iter().flat_map(|text| &text.header.indexes) {
        if !indexes.contains(&index.as_str()) {
            indexes.push(index);
        }
    }
    for index in indexes {
        let title = index_title(index, &language);
        let _ = writeln!(
            out,
            "[[index]]\nid = {}\ntitle = {}\n{}",
            quoted(index),
            quoted(&title),
            if index == "passages" { "kind = \"passages\"\n" } else { "" }
        );
    }
    out
}

/// A date with the first month and day where it says none, and whether it did.
fn day(date: &str) -> (String, bool) {
    match date.len() {
        4 => (format!("{date}-01-01"), false),
        7 => (format!("{date}-01"), false),
        _ => (date.to_owned(), true),
    }
}

/// How lines are counted, and which numbers of the work stand in the margin.
fn lineation(out: &mut String, header: &Header) {
    if let Some(by) = header.lineation {
        let _ = write!(out, "\n[lineation]\nby = {}\n", quoted(by));
    }
    if !header.units.is_empty() {
        let units = quoted(&header.units.join(" "));
        let _ = write!(
            out,
            "\n# The numbers by which the work is cited.\n[lineation.second]\nby = \"milestone\"\nunit = {units}\n"
        );
    }
    if header.lineation == Some("stanza") {
        out.push_str("\n[references]\nsection = true\n");
    }
}

/// The language of a text, if it is a tag.
fn language(header: &Header) -> Option<String> {
    let tag = header.lang.as_deref()?;
    match values::is_language(tag) {
        true => Some(tag.to_owned()),
        false => values::language_hint(tag),
    }
}

/// A string of TOML.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// The title of an index.
fn index_title(index: &str, language: &str) -> String {
    let words = match language.split('-').next().unwrap_or_default() {
        "ar" => ["فهرس الأعلام", "فهرس الأماكن", "فهرس الهيئات", "فهرس الشواهد"],
        "fa" => ["نمایهٔ نام‌ها", "نمایهٔ جای‌ها", "نمایهٔ نهادها", "نمایهٔ شواهد"],
        "la" => [
            "Index nominum",
            "Index locorum",
            "Index collegiorum",
            "Index locorum laudatorum",
        ],
        "fr" => [
            "Index des personnes",
            "Index des lieux",
            "Index des institutions",
            "Index des passages cités",
        ],
        "de" => [
            "Personenregister",
            "Ortsregister",
            "Register der Körperschaften",
            "Stellenregister",
        ],
        _ => [
            "Index of Persons",
            "Index of Places",
            "Index of Organizations",
            "Index of Passages",
        ],
    };
    match index {
        "persons" => words[0].to_owned(),
        "places" => words[1].to_owned(),
        "organizations" => words[2].to_owned(),
        "passages" => words[3].to_owned(),
        other => {
            let mut chars = other.chars();
            let first =
                chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
            format!("{first}{}", chars.as_str())
        }
    }
}
