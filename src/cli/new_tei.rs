//! `variorum new DIR --from edition.xml`: an edition from TEI. The files are copied byte
//! for byte; what their headers say becomes `edition.toml`.

use std::fmt::Write;
use std::path::Path;

use super::args::NewArgs;
use super::failure::Failure;
use super::new_folder::{folder_name, put_in_place, with_design};
use super::new_included::whole;
use super::new_witnesses::{self, Transcription};
use super::say::Voice;
use crate::diag::Diagnostic;
use crate::edition::toml_string::quoted;
use crate::edition::{encoding, load, paths, values};
use crate::source::tei::header::{Header, read_header};
use crate::span::Files;

/// A file of TEI.
struct Imported {
    /// Its name.
    name: String,
    /// What its header says.
    header: Header,
    /// The encoding that it looks like, if it is in none that it names.
    encoding: Option<&'static str>,
    /// How many files it is made of besides its own.
    included: usize,
    /// The files that it names as parts of itself and that were not found.
    missing: Vec<String>,
}

/// Runs the command.
///
/// # Errors
/// If a file is not XML or the machine refuses.
pub(super) fn run(
    args: &NewArgs,
    transcriptions: &[Transcription],
    voice: &Voice,
) -> Result<(), Failure> {
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
        let (text, encoding) = match load::decode_xml(&data) {
            Ok(text) => (text, None),
            Err(byte) => {
                let looks = encoding::guess(&data);
                let text = looks.and_then(|name| encoding::decode(&data, name));
                let text = text.ok_or_else(|| {
                    let message = format!(
                        "`{name}` is neither UTF-8 nor in the encoding that it names: byte {byte}"
                    );
                    let fault = Diagnostic::error("invalid-utf8", message);
                    refuse(&Files::default(), fault.hint("save it as UTF-8"))
                })?;
                (text, looks)
            }
        };
        let text = text.trim_start_matches('\u{feff}');
        let whole = whole(path, text);
        let mut files = Files::default();
        files.add(path, whole.text.as_str());
        let header = read_header(&whole.text).map_err(|fault| refuse(&files, fault))?;
        pictures(path, &header, &mut parts);
        let (included, missing) = (whole.files.len(), whole.missing);
        let (working, encoding) = match included {
            0 => (data.clone(), encoding),
            _ => (whole.text.into_bytes(), None),
        };
        parts.push((format!("originals/{name}"), data));
        parts.push((format!("texts/{name}"), working));
        for (file, data) in whole.files {
            let file = format!("originals/{file}");
            if parts.iter().all(|(name, _)| *name != file) {
                parts.push((file, data));
            }
        }
        imported.push(Imported { name, header, encoding, included, missing });
    }
    let manifest = manifest(&imported, &args.dir, args.title.as_deref());
    let manifest = new_witnesses::declared(&manifest, transcriptions);
    let manifest = with_design(&manifest, args);
    parts.extend(new_witnesses::parts(transcriptions));
    parts.push(("edition.toml".to_owned(), manifest.into_bytes()));
    put_in_place(&args.dir, &parts)?;
    let is_file = |name: &str| {
        ["originals/", "texts/", "witnesses/"]
            .iter()
            .any(|folder| name.starts_with(folder))
    };
    let pictures = parts.iter().filter(|(name, _)| !is_file(name)).count() - 1;
    let mut out = account(&args.dir, &imported, pictures);
    out.push_str(&new_witnesses::next(&args.dir, transcriptions));
    voice.say(&out);
    Ok(())
}

/// What was made, in one screen.
fn account(dir: &Path, imported: &[Imported], pictures: usize) -> String {
    let mut out = format!("made `{}`\n", dir.display());
    let copied: usize = imported.iter().map(|text| text.header.pictures.len()).sum();
    if copied > 0 {
        let of = if pictures < copied { format!(" of {copied}") } else { String::new() };
        let _ = writeln!(out, "  {pictures}{of} pictures that the files name");
    }
    for text in imported {
        let looks = text.encoding.map(|name| format!(", which looks like `{name}`"));
        let how = match text.included {
            0 => "as it is".to_owned(),
            1 => "with the file that it is made of besides".to_owned(),
            n => format!("with the {n} files that it is made of besides"),
        };
        let _ = writeln!(out, "  texts/{} {how}{}", text.name, looks.unwrap_or_default());
        for file in &text.missing {
            let _ = writeln!(
                out,
                "  `{file}`, a part of it, is not there, or not below its folder"
            );
        }
    }
    out
}

/// The pictures that a file names and that stand where it says, below its folder.
fn pictures(path: &Path, header: &Header, parts: &mut Vec<(String, Vec<u8>)>) {
    const KINDS: [&str; 6] = ["png", "jpg", "jpeg", "gif", "svg", "webp"];
    let folder = path.parent().unwrap_or(Path::new(""));
    for url in &header.pictures {
        let picture = Path::new(url);
        let ending = picture.extension().map(|e| e.to_string_lossy().to_lowercase());
        let is_picture = ending.is_some_and(|ending| KINDS.contains(&ending.as_str()));
        let taken = ["edition.toml", "index.toml", "corrections.toml"];
        let is_free = parts.iter().all(|(name, _)| name != url)
            && !taken.contains(&url.as_str())
            && paths::normalize(picture).is_ok_and(|normal| normal == picture);
        if is_picture
            && is_free
            && let Ok(data) = paths::bytes(&folder.join(picture))
        {
            parts.push((url.clone(), data));
        }
    }
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
    out.push_str(match (&first.lang, first.is_guessed) {
        (None, _) => "# Nothing tells the language.\n",
        (Some(_), true) => {
            "# Guessed: the file names no language; its words look like this one.\n"
        }
        _ => "# The language of most of the text, as the file says.\n",
    });
    let mut put = |key: &str, value: &str| {
        let _ = writeln!(out, "{key} = {}", quoted(value));
    };
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
    people(&mut out, first);
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
         # The note series, in the order they stand at the foot.\n",
    );
    if texts.iter().any(|text| text.header.has_sources) {
        out.push_str(
            "# The sources of quotations, which the file has beside them in `cit`. Without this series\n\
             # they stand in the text.\n[[series]]\nid = \"sources\"\nkind = \"critical\"\n\n",
        );
    }
    out.push_str(
        "[[series]]\nid = \"app\"\nkind = \"critical\"\n\n\
         [[series]]\nid = \"notes\"\nkind = \"familiar\"\n\n",
    );
    series(&mut out, texts);
    forms(&mut out, texts);
    list(&mut out, texts, &language);
    indexes(&mut out, texts, &language);
    out
}

/// Authors and editors.
fn people(out: &mut String, header: &Header) {
    for (key, people) in [("authors", &header.authors), ("editors", &header.editors)] {
        let names: Vec<_> = people.iter().map(|name| quoted(name)).collect();
        if !names.is_empty() {
            let _ = writeln!(out, "{key} = [{}]", names.join(", "));
        }
    }
}

/// The texts; `language` is that of the edition.
fn list(out: &mut String, texts: &[Imported], language: &str) {
    out.push_str("# The texts in the order of the book.\n");
    for text in texts {
        if !text.header.divisions.is_empty() {
            divisions(out, text);
            continue;
        }
        let _ =
            writeln!(out, "[[text]]\nfile = {}", quoted(&format!("texts/{}", text.name)));
        if let Some(encoding) = text.encoding {
            let _ = writeln!(
                out,
                "# Guessed: the file is not in UTF-8, and names no other encoding.\nencoding = {}",
                quoted(encoding)
            );
        }
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
}

/// The texts of a file that has several, which stand side by side.
fn divisions(out: &mut String, text: &Imported) {
    let stem = Path::new(&text.name).file_stem().unwrap_or_default();
    let stem = values::slug(&stem.to_string_lossy());
    let id = |division: &String| quoted(&format!("{stem}-{division}"));
    let file = quoted(&format!("texts/{}", text.name));
    for division in &text.header.divisions {
        let _ = writeln!(
            out,
            "[[text]]\nfile = {file}\ndivision = {}\nid = {}",
            quoted(division),
            id(division)
        );
        if let Some(encoding) = text.encoding {
            let _ = writeln!(out, "encoding = {}", quoted(encoding));
        }
        out.push('\n');
    }
    let ids: Vec<String> = text.header.divisions.iter().map(id).collect();
    let _ = writeln!(
        out,
        "# The file has these texts beside each other: `variorum check --emit ties` shows what\n\
         # corresponds in them. With `lanes = \"A B\"` they stand in columns.\n\
         [[parallel]]\nid = {}\ntexts = [{}]\n",
        quoted(&stem),
        ids.join(", ")
    );
}

/// An index for each kind of names and marks that the texts have.
fn indexes(out: &mut String, texts: &[Imported], language: &str) {
    let mut indexes: Vec<&str> = vec![];
    for index in texts.iter().flat_map(|text| &text.header.indexes) {
        if !indexes.contains(&index.as_str()) {
            indexes.push(index);
        }
    }
    for index in indexes {
        let title = index_title(index, language);
        let why = match index {
            "persons" | "places" | "organizations" => {
                "Names of this kind are marked in the text"
            }
            "passages" => "Passages of other works are cited",
            _ => "The text has marks for it",
        };
        let _ = writeln!(
            out,
            "# {why}.\n[[index]]\nid = {}\ntitle = {}\n{}",
            quoted(index),
            quoted(&title),
            if index == "passages" { "kind = \"passages\"\n" } else { "" }
        );
    }
}

/// A series for each kind of note, where the notes of the texts are of several.
fn series(out: &mut String, texts: &[Imported]) {
    let mut kinds: Vec<&str> = vec![];
    for kind in texts.iter().flat_map(|text| &text.header.notes) {
        if !kinds.contains(&kind.as_str()) {
            kinds.push(kind);
        }
    }
    if !kinds.is_empty() {
        out.push_str(
            "# The notes of the file are of several kinds, `type`; each has a series here. Those of\n\
             # a kind that is not listed are in the first one.\n",
        );
    }
    for kind in kinds {
        let _ = writeln!(out, "[[series]]\nid = {}\nkind = \"familiar\"\n", quoted(kind));
    }
}

/// Which form of a `choice` is the text, where there are some.
fn forms(out: &mut String, texts: &[Imported]) {
    let has = |pair: &str| texts.iter().any(|text| text.header.pairs.contains(&pair));
    let pairs = [("sic-corr", "corr"), ("orig-reg", "reg"), ("abbr-expan", "expan")];
    if !pairs.iter().any(|(pair, _)| has(pair)) {
        return;
    }
    out.push_str("# Which form of a `choice` is the text. Those of `entries` have the other as an entry.\n[tei]\n");
    for (pair, form) in pairs.iter().filter(|(pair, _)| has(pair)) {
        let _ = writeln!(out, "{pair} = {}", quoted(form));
    }
    out.push_str("# entries = [\"sic-corr\", \"orig-reg\", \"alternatives\"]\n\n");
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
        let why = match by {
            "verse" => {
                "The text is verse: verses are counted, by their own numbers if they have some."
            }
            "stanza" => "The verses are numbered anew in each stanza.",
            _ => {
                "Among prose there are verses with numbers: lines are counted through the text."
            }
        };
        let _ = write!(out, "\n# {why}\n[lineation]\nby = {}\n", quoted(by));
    }
    if !header.units.is_empty() {
        let units = quoted(&header.units.join(" "));
        let _ = write!(
            out,
            "\n# The numbers by which the work is cited, in the margin. What else has numbers in\n# the file is named by `variorum check`.\n[lineation.second]\nby = \"milestone\"\nunit = {units}\n"
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

/// The title of an index.
fn index_title(index: &str, language: &str) -> String {
    let words = match language.split('-').next().unwrap_or_default() {
        "ar" => [
            "فهرس الأعلام",
            "فهرس الأماكن",
            "فهرس الهيئات",
            "فهرس الشواهد",
            "فهرس الموضوعات",
        ],
        "fa" => {
            ["نمایهٔ نام‌ها", "نمایهٔ جای‌ها", "نمایهٔ نهادها", "نمایهٔ شواهد", "نمایهٔ موضوع‌ها"]
        }
        "la" => [
            "Index nominum",
            "Index locorum",
            "Index collegiorum",
            "Index locorum laudatorum",
            "Index rerum",
        ],
        "fr" => [
            "Index des personnes",
            "Index des lieux",
            "Index des institutions",
            "Index des passages cités",
            "Index des matières",
        ],
        "de" => [
            "Personenregister",
            "Ortsregister",
            "Register der Körperschaften",
            "Stellenregister",
            "Sachregister",
        ],
        _ => [
            "Index of Persons",
            "Index of Places",
            "Index of Organizations",
            "Index of Passages",
            "Index of Subjects",
        ],
    };
    match index {
        "persons" => words[0].to_owned(),
        "places" => words[1].to_owned(),
        "organizations" => words[2].to_owned(),
        "passages" => words[3].to_owned(),
        "subjects" => words[4].to_owned(),
        other => {
            let mut chars = other.chars();
            let first =
                chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
            format!("{first}{}", chars.as_str())
        }
    }
}
