//! The cover: back, spine and front on one sheet, with the press PDF's marks.

use typst::foundations::Datetime;

use super::ean;
use super::{self as press, Area, MILLIMETER, Pressed, Sheet};
use crate::assemble::escape::string;
use crate::build::account::sheet::SheetInk;
use crate::build::{Proven, Read};
use crate::diag::Diagnostic;
use crate::edition::{Cover, Edition};
use crate::model::Dir;
use crate::publish::frames::inks::{Inks, Medium};
use crate::publish::xmp;

/// A spine that is narrower has no words: they would run over its edges when the book
/// is bound a little aside.
const NARROWEST: f64 = 6.0 * MILLIMETER;

/// The width of the spine, in points: the leaves of the book, and the board twice.
pub fn spine(edition: &Edition, board: f64, pages: usize) -> f64 {
    let signature = edition.press.signature.max(1) as usize;
    let pages = pages.div_ceil(signature) * signature;
    let leaves = pages.div_ceil(2);
    leaves as f64 * edition.press.leaf + 2.0 * board
}

/// The PDF of the cover.
///
/// # Errors
/// What Typst says; a profile that is not one for printing.
pub fn cover_pdf(
    read: &Read,
    built: &Proven,
    cover: &Cover,
    moment: Datetime,
) -> Result<Pressed, Vec<Diagnostic>> {
    let edition = &read.edition;
    let settings = &edition.press;
    let condition = press::condition(edition)?;
    let spine = spine(edition, cover.board, built.book.document.pages().len());
    let source = source(edition, cover, spine);
    let mut frames = press::compile(edition, &source)?;
    let drawn = frames.pop().unwrap_or_default();
    let mut inks = Inks::new(Medium::Press);
    let content = inks.page(0, &drawn);
    let folds = vec![edition.page.width, edition.page.width + spine];
    let warnings = faults(&SheetInk::of(&drawn, 0.0, &folds))?;
    let (width, height) = (2.0 * edition.page.width + spine, edition.page.height);
    let sheet = Sheet {
        width,
        height,
        spine_left: true,
        colored: !inks.colored.is_empty(),
        caption: format!(
            "{} · {} · cover, spine {:.1} mm · {}",
            edition.title,
            edition.id,
            spine / MILLIMETER,
            &xmp::date(moment)[..10]
        ),
        sign: None,
        folds,
    };
    let edge = settings.bleed + settings.slug;
    let area = Area {
        left: settings.bleed,
        right: settings.bleed,
        bleed: settings.bleed,
        shift: 0.0,
    };
    let mut layer = press::marks(edition, std::slice::from_ref(&sheet))?;
    let mut frame = layer.pop().unwrap_or_default();
    press::lay(&mut frame, &content, edge, &area);
    let boxes = vec![sheet.boxes(edge, &area)];
    let title = format!("{}: cover", edition.title);
    let page = press::page(frame, None, 1);
    let pdf = press::finish(edition, vec![page], &boxes, &condition, moment, &title)?;
    Ok(Pressed { pdf, boxes, warnings })
}

/// What is said of the ink of a cover.
///
/// # Errors
/// Characters that no font has.
fn faults(ink: &SheetInk) -> Result<Vec<Diagnostic>, Vec<Diagnostic>> {
    let errors: Vec<Diagnostic> = ink
        .empty
        .iter()
        .map(|&c| {
            let message =
                format!("`{c}` (U+{:04X}) on the cover is an empty box", c as u32);
            Diagnostic::error("empty-box", message)
                .hint("put a font that has it into the edition's `fonts` folder")
        })
        .collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    let shorten = "shorten the title, or the `text` or `spine` of `[cover]`";
    let mut said = vec![];
    if let Some(first) = ink.outside.first() {
        let message = format!("`{first}` reaches over the trim of the cover");
        said.push(Diagnostic::warning("ink-outside", message).hint(shorten));
    }
    if let Some(first) = ink.across.first() {
        let message = format!("`{first}` on the cover reaches over a fold of the spine");
        said.push(Diagnostic::warning("ink-outside", message).hint(shorten));
    }
    if ink.touching > 0 {
        let message = match ink.touching {
            1 => "a line of the cover runs into the one above".to_owned(),
            count => format!("{count} lines of the cover run into the one above"),
        };
        said.push(Diagnostic::warning("lines-touch", message).hint(shorten));
    }
    Ok(said)
}

/// The Typst source of the cover, for `templates/press/cover.typ`.
fn source(edition: &Edition, cover: &Cover, spine: f64) -> String {
    let optional = |text: Option<&str>| text.map_or("none".to_owned(), string);
    let list = |items: Vec<String>| {
        items.iter().map(|item| format!("{item},")).collect::<String>()
    };
    let digits = edition.isbn.as_deref().and_then(ean::digits);
    let (modules, number) = match &digits {
        Some(digits) => (
            format!(
                "({})",
                list(ean::modules(digits).iter().map(bool::to_string).collect())
            ),
            string(&digits.map(|digit| digit.to_string()).concat()),
        ),
        None => ("none".to_owned(), "none".to_owned()),
    };
    let paragraphs: Vec<String> = cover
        .text
        .split("\n\n")
        .map(|part| part.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|part| !part.is_empty())
        .map(|part| string(&part))
        .collect();
    let names = match edition.authors.is_empty() {
        true => &edition.editors,
        false => &edition.authors,
    };
    let label = (spine >= NARROWEST).then_some(cover.spine.as_str());
    format!(
        "#import \"/templates/press/cover.typ\": cover\n#cover((\n  width: {}pt, height: {}pt, \
         spine: {spine}pt,\n  title: {}, subtitle: {}, editors: {}, publisher: {},\n  \
         back: ({}), label: {}, rtl: {}, lang: {},\n  modules: {modules}, digits: {number}, isbn: {},\n))\n",
        edition.page.width,
        edition.page.height,
        string(&edition.title),
        optional(edition.subtitle.as_deref()),
        string(&names.join(" · ")),
        string(edition.publisher.as_deref().unwrap_or_default()),
        list(paragraphs),
        optional(label),
        edition.lang.dir() == Dir::Rtl,
        string(edition.lang.primary()),
        string(
            &edition
                .isbn
                .as_ref()
                .map_or(String::new(), |isbn| format!("ISBN {isbn}"))
        ),
    )
}
