//! Reads an edition's texts into the model: Djot, TEI, plain text, and the entries
//! of `apparatus.toml`. Faults become diagnostics; a model always comes back.

pub mod apparatus_file;
pub mod attest;
pub mod bounds;
mod context;
pub mod djot;
pub mod import;
pub mod languages;
mod named;
mod nesting;
pub mod plain;
pub mod sections;
pub mod tei;

pub use apparatus_file::read_apparatus_file;
pub use attest::settle_witnesses;
pub use context::Context;
pub(crate) use djot::sort_entries;
pub use nesting::limit_nesting;
pub use tei::numbers::unprinted_numbers;
pub use tei::unread_divisions;

use crate::diag::Diagnostic;
use crate::edition::TextFile;
use crate::model::{Dir, Text};
use crate::span::{FileId, Files, Span};
use crate::words::language;

/// Reads one text, by the ending of its file's name: `.dj` is Djot, `.xml` is
/// TEI, `.txt` is plain text. Faults are pushed to `diagnostics`, in the order of their places.
pub fn read_text(
    files: &Files,
    file: FileId,
    settings: &TextFile,
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) -> Text {
    let first = diagnostics.len();
    let path = &files.get(file).path;
    diagnostics.extend(bounds::nothing(files, file));
    let ending = path
        .extension()
        .and_then(|ending| ending.to_str())
        .unwrap_or_default();
    let text = match ending {
        "dj" | "djot" => djot::read(files, file, settings, context, diagnostics),
        "xml" | "tei" => tei::read(files, file, settings, context, diagnostics),
        "txt" => plain::read(files, file, settings, context),
        _ => {
            let message =
                format!("`{}` is neither Djot nor TEI nor plain text", path.display());
            diagnostics.push(
                Diagnostic::error("unknown-format", message)
                    .at(settings.span)
                    .hint("name a text `.dj` if it is Djot, `.xml` if it is TEI, `.txt` if it is plain text"),
            );
            plain::read(files, file, settings, context)
        }
    };
    let unread = diagnostics[first..].iter().any(Diagnostic::is_error);
    let unread = unread && ending == "xml";
    if !unread && !text.blocks.iter().any(has_substance) {
        let whole = Span::new(file, 0..0);
        let message = format!("`{}` has no words", path.display());
        let fault = match text.entries.len() {
            0 => Diagnostic::error("empty-text", message)
                .hint("write the text, or take the file out of `edition.toml`"),
            count => {
                let entries = if count == 1 { "entry stands" } else { "entries stand" };
                let message = format!("{message}: {count} {entries} without their text");
                Diagnostic::error("empty-text", message).hint(
                    "the file is a collation apart: put its text and its entries into one file",
                )
            }
        };
        diagnostics.push(fault.at(whole));
    }
    diagnostics[first..].sort_by_key(|diagnostic| diagnostic.span);
    text
}

/// Gives all words of a text the language that their letters are written in, where that is
/// not the one they are said to be in, and says so once for each pair of languages.
pub fn settle_languages(text: &mut Text, diagnostics: &mut Vec<Diagnostic>) {
    for turned in language::settle(text) {
        let (said, found) = (&turned.said.0, &turned.found.0);
        let way = match turned.found.dir() {
            Dir::Ltr => "from left to right",
            Dir::Rtl => "from right to left",
        };
        let what = match turned.count {
            1 => "words are".to_owned(),
            count => format!("{count} passages are"),
        };
        let message =
            format!("{what} said to be in `{said}` and go {way}: set as `{found}`");
        diagnostics.push(
            Diagnostic::warning("language-by-script", message)
                .at(turned.span)
                .hint("give them the language that they are in"),
        );
    }
}

/// Whether a file is TEI, by its ending.
pub fn is_tei(path: &std::path::Path) -> bool {
    path.extension()
        .is_some_and(|ending| ending == "xml" || ending == "tei")
}

/// Whether a block has a word or a figure.
fn has_substance(block: &crate::model::Block) -> bool {
    block.kind == crate::model::BlockKind::Figure
        || block.content.text.chars().any(char::is_alphanumeric)
}
