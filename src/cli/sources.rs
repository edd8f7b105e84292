//! What the files given to `new` are: text of some kind, or something that another program
//! makes text of.

use std::path::{Path, PathBuf};

use crate::diag::Diagnostic;
use crate::edition::paths::bytes;
use crate::source::is_tei;

/// How many bytes of a file tell what it is.
const HEAD: usize = 4000;

/// What a file is that can't be imported, and what makes text of it.
struct Named {
    what: &'static str,
    hint: &'static str,
}

/// Whether a file is XML, by its name or its beginning.
pub(super) fn is_xml(path: &Path) -> bool {
    if is_tei(path) {
        return true;
    }
    let ending = ending(path);
    let is_named = ["txt", "md", "dj", "html", "htm", "xhtml", "json", "tex"];
    !is_named.contains(&ending.as_str())
        && bytes(path).is_ok_and(|data| {
            let head =
                String::from_utf8_lossy(&data[..data.len().min(HEAD)]).into_owned();
            let head = head.trim_start_matches('\u{feff}').trim_start();
            head.starts_with("<?xml") || head.starts_with("<TEI")
        })
}

fn ending(path: &Path) -> String {
    let ending = path.extension().map(|ending| ending.to_string_lossy().to_lowercase());
    ending.unwrap_or_default()
}

/// The files that are no text, each with what it is and what to do.
pub(super) fn refused(paths: &[PathBuf]) -> Vec<Diagnostic> {
    let fault = |path: &PathBuf| {
        let data = bytes(path).ok()?;
        let named = named(&data[..data.len().min(HEAD)], &ending(path))?;
        let message = format!("`{}` is {}", path.display(), named.what);
        Some(Diagnostic::error("no-text-file", message).hint(named.hint))
    };
    paths.iter().filter_map(fault).collect()
}

/// What bytes are, by their beginning and the ending of the file's name; nothing if they may be
/// text. It is one thing: a list of kinds, the first that fits.
fn named(head: &[u8], ending: &str) -> Option<Named> {
    const OFFICE: &str = "`pandoc FILE -t djot -o text.dj` makes Djot of it, with notes and emphasis; give that to `new`";
    const PICTURE: &str = "have its words read by a program for that, such as Tesseract, and give the text to `new`";
    let is = |magic: &[u8]| head.starts_with(magic);
    let has = |words: &str| {
        head.windows(words.len())
            .any(|window| window.eq_ignore_ascii_case(words.as_bytes()))
    };
    let start = head.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(0);
    let begins = |words: &str| {
        let rest = &head[start..];
        rest.len() >= words.len()
            && rest[..words.len()].eq_ignore_ascii_case(words.as_bytes())
    };
    let named = |what, hint| Some(Named { what, hint });
    if is(b"PK\x03\x04") {
        return if has("word/") || ending == "docx" {
            named("a document of Word", OFFICE)
        } else if has("opendocument.text") || ending == "odt" {
            named("a document of OpenDocument", OFFICE)
        } else if has("epub") {
            named("a book in EPUB", OFFICE)
        } else {
            named("an archive", "unpack it, and give the texts in it to `new`")
        };
    }
    if is(b"\xd0\xcf\x11\xe0") {
        return named(
            "a document of an old Word",
            "save it as `.docx` or as text in UTF-8; `pandoc FILE.docx -t djot` makes Djot of it",
        );
    }
    if is(b"%PDF") {
        return named(
            "a PDF",
            "`pdftotext -layout FILE` makes text of it; give that to `new`",
        );
    }
    if is(b"{\\rtf") {
        return named("a document in RTF", OFFICE);
    }
    let pictures: [&[u8]; 8] = [
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF8",
        b"II*\0",
        b"MM\0*",
        b"BM",
        b"\0\0\0\x0cjP",
        b"AT&TFORM",
    ];
    if pictures.iter().any(|magic| is(magic)) && !head.is_ascii()
        || is(b"RIFF") && has("WEBP")
    {
        return named("a picture", PICTURE);
    }
    if is(b"\x1f\x8b") || is(b"BZh") || is(b"\xfd7zXZ") || is(b"\x28\xb5\x2f\xfd") {
        return named("a compressed file", "unpack it, and give what is in it to `new`");
    }
    let is_html =
        begins("<!doctype html") || begins("<html") || begins("<?xml") && has("<html");
    if is_html || matches!(ending, "html" | "htm" | "xhtml") && begins("<") {
        return named("a page of the web", OFFICE);
    }
    if ending == "tex" || begins("\\documentclass") || begins("\\input") {
        return named(
            "a text in TeX",
            "`pandoc FILE -t djot` makes Djot of it; entries of an apparatus, `\\edtext`, are written as docs/djot.md says",
        );
    }
    if ending == "json" || ending == "jsonl" {
        return named(
            "a file of JSON",
            "take the text out of it, as TEI, Djot or plain text",
        );
    }
    if begins("<") && (has("<w:document") || has("<office:document")) {
        return named("the inside of an office document", OFFICE);
    }
    if matches!(ending, "sfm" | "usfm") || begins("\\id ") {
        return named(
            "a text in USFM",
            "programs for USFM export USX or TEI; give the TEI, or the words as plain text",
        );
    }
    None
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn files_that_are_no_text_are_named() {
        for (head, ending, what) in [
            (&b"PK\x03\x04....word/document.xml"[..], "docx", "Word"),
            (b"PK\x03\x04mimetypeapplication/epub+zip", "epub", "EPUB"),
            (b"%PDF-1.7", "pdf", "PDF"),
            (b"{\\rtf1", "rtf", "RTF"),
            (b"\x89PNG\r\n", "png", "picture"),
            (b"\n<!DOCTYPE HTML>", "html", "web"),
            (b"\\documentclass{book}", "tex", "TeX"),
            (b"{\"a\": 1}", "json", "JSON"),
        ] {
            let found = named(head, ending).map(|named| named.what).unwrap_or_default();
            assert!(found.contains(what), "{ending}: {found}");
        }
        assert!(named(b"BMW is no picture", "txt").is_none());
        assert!(named(b"<TEI><text/></TEI>", "xml").is_none());
    }
}
