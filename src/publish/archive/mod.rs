//! The archive PDF: tagged, to the standards that `[archive]` names, with named
//! destinations to cite by, and with the sources of the edition where the standard
//! knows attachments.

use comemo::Track;
use rustc_hash::{FxHashMap, FxHashSet};
use typst::foundations::{Bytes, Derived, NativeElement, PathOrStr, Smart};
use typst::introspection::{Location, Tag, TagFlags};
use typst::layout::{Abs, Frame, FrameItem, Point};
use typst::model::{Document, LateLinkResolver};
use typst::pdf::{AttachElem, AttachedFileRelationship};
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

mod aids;
pub mod bag;
mod destinations;
pub mod inputs;
mod levels;
mod links;
pub mod plates;
mod spelled;
mod splice;

use self::aids::aided;
use self::destinations::{Destination, destinations};
use self::plates::Plates;
use self::spelled::spelled;
use super::export::{moment, refusal};
use super::frames::inks::{Inks, Medium, has_ink};
use super::frames::reading_order::in_reading_order;
use super::xmp;
use crate::build::{Built, Proven, Read};
use crate::compose::job::Key;
use crate::diag::Diagnostic;
use crate::edition::{ArchiveStandard, SeriesPlace, paths};

/// A file in the PDF.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Its path below the edition's folder.
    pub path: String,
    /// What it is.
    pub description: &'static str,
    /// Its type, as the internet names it.
    pub mime: &'static str,
    /// What it is to the book: its source, or a supplement.
    pub is_source: bool,
    /// What is in it.
    pub data: Vec<u8>,
}

/// The most names that PDF/A-1 lets a list have is 8,191, and a destination takes two.
const MOST_NAMES: usize = 4_000;

/// The archive PDF. `timestamp` is in seconds since 1970; without one the date of the
/// manifest counts.
///
/// # Errors
/// What stands against the standards, such as a picture without a description.
pub fn archive_pdf(
    read: &Read,
    built: &Proven,
    timestamp: Option<i64>,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    export(read, built, timestamp, None)
}

/// The archive PDF of an edition that was exported before: pages on which nothing changed
/// are taken from `plates`, and left there for the next time. The file is the same, to the
/// byte, as [`archive_pdf`] makes it.
///
/// # Errors
/// The same.
pub fn archive_pdf_again(
    read: &Read,
    built: &Proven,
    plates: &mut Plates,
    timestamp: Option<i64>,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    export(read, built, timestamp, Some(plates))
}

fn export(
    read: &Read,
    built: &Proven,
    timestamp: Option<i64>,
    mut plates: Option<&mut Plates>,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let edition = &read.edition;
    let standard = edition.archive.standard;
    let options = PdfOptions {
        ident: Smart::Custom(format!("variorum:{}:{}", edition.id, edition.title)),
        creator: Smart::Custom(Some(
            concat!("Variorum ", env!("CARGO_PKG_VERSION")).into(),
        )),
        timestamp: Some(Timestamp::new_utc(moment(edition, timestamp))),
        standards: PdfStandards::new(standards(standard))
            .expect("the standards go together"),
        ..PdfOptions::default()
    };
    let mut pages: Vec<Page> = built.book.document.pages().to_vec();
    levels::even(&mut pages);
    let mut casting = plates.as_mut().map(|plates| plates.cast(standard, &pages));
    let mut inks = Inks::new(Medium::Screen);
    for (k, page) in pages.iter_mut().enumerate() {
        page.frame = match &mut casting {
            Some(casting) => {
                casting.page(page, |frame| prepared(&mut inks, k, frame, standard))
            }
            None => prepared(&mut inks, k, &page.frame, standard),
        };
    }
    let has_crosses = links::lead(&mut pages, read, built);
    let mut destinations = destinations(read, built);
    if matches!(standard, ArchiveStandard::A1a | ArchiveStandard::A1b) {
        destinations.truncate(MOST_NAMES);
    }
    let mut names = FxHashSet::default();
    let mut anchors = vec![];
    for Destination { name, page, y } in destinations {
        if let Some(page) = pages.get_mut(page)
            && names.insert(name.clone())
        {
            let location = location("destination", &name);
            mark(
                &mut page.frame,
                y,
                location,
                typst::introspection::MetadataElem::new(typst::foundations::Value::None)
                    .pack(),
            );
            anchors.push((location, name.into()));
        }
    }
    if standard.has_attachments()
        && let Some(first) = pages.first_mut()
    {
        for file in attachments(read) {
            let location = location("attachment", &file.path);
            mark(&mut first.frame, 0.0, location, attach(file));
        }
    }
    let mut info = built.book.document.info().clone();
    info.date = Smart::Auto;
    let document = PagedDocument::new(pages.into(), info);
    let resolver = LateLinkResolver::new(None, document.introspector().as_ref());
    let pdf =
        typst_pdf::pdf_in_bundle(&document, &options, &anchors, resolver.track())
            .map_err(|errors| errors.iter().map(refusal).collect::<Vec<Diagnostic>>())?;
    let pdf = match (plates, casting) {
        (Some(plates), Some(casting)) => match casting.finish(pdf) {
            Some((pdf, cast)) => {
                *plates = cast;
                pdf
            }
            None => return export(read, built, timestamp, None),
        },
        _ => pdf,
    };
    let complete = |packet: &str| xmp::complete(packet, edition, &read.model);
    Ok(splice::finish(pdf, complete, &pairs(read, built), has_crosses))
}

/// A page, from 0, as it is exported: in paints of the screen, its text in the order of
/// reading, and with the letters that the standard knows.
fn prepared(
    inks: &mut Inks,
    page: usize,
    frame: &Frame,
    standard: ArchiveStandard,
) -> Frame {
    let frame = if has_ink(frame) { inks.page(page, frame) } else { frame.clone() };
    let frame = in_reading_order(&frame).unwrap_or(frame);
    let frame = aided(&frame).unwrap_or(frame);
    let strict = matches!(
        standard,
        ArchiveStandard::A2aUa1 | ArchiveStandard::A3aUa1 | ArchiveStandard::A4f
    );
    spelled(&frame, strict).unwrap_or(frame)
}

/// For each reference to a note, in the order of the book, the place of the note among
/// all notes: those of a text stand at its feet and at its end, those of the book behind
/// all texts, series by series.
fn pairs(read: &Read, built: &Built) -> Vec<usize> {
    let mut order: Vec<usize> = (0..built.texts.len()).collect();
    order.sort_by_key(|&k| built.book.text_pages[k].first);
    let series = &read.edition.series;
    let mut places: FxHashMap<(usize, Key), usize> = FxHashMap::default();
    let mut add = |text: usize, notes: &[Key]| {
        for key in notes {
            let next = places.len();
            places.entry((text, *key)).or_insert(next);
        }
    };
    for &k in &order {
        add(k, &built.texts[k].ties.notes);
        for notes in &built.texts[k].endnotes {
            if series[notes.series].place == SeriesPlace::Text {
                add(k, &notes.ties.notes);
            }
        }
    }
    for of_book in (0..series.len()).filter(|&k| series[k].place == SeriesPlace::Book) {
        for (k, text) in built.texts.iter().enumerate() {
            for notes in text.endnotes.iter().filter(|notes| notes.series == of_book) {
                add(k, &notes.ties.notes);
            }
        }
    }
    let mut pairs = vec![];
    for k in order {
        let references = built.texts[k].ties.references.iter();
        pairs.extend(references.filter_map(|key| places.get(&(k, *key)).copied()));
    }
    pairs
}

fn standards(standard: ArchiveStandard) -> &'static [PdfStandard] {
    match standard {
        ArchiveStandard::A2aUa1 => &[PdfStandard::A_2a, PdfStandard::Ua_1],
        ArchiveStandard::A3aUa1 => &[PdfStandard::A_3a, PdfStandard::Ua_1],
        ArchiveStandard::A4f => &[PdfStandard::A_4f],
        ArchiveStandard::A2u => &[PdfStandard::A_2u],
        ArchiveStandard::A2b => &[PdfStandard::A_2b],
        ArchiveStandard::A1a => &[PdfStandard::A_1a],
        ArchiveStandard::A1b => &[PdfStandard::A_1b],
    }
}

/// A location that no element of the book has.
fn location(kind: &str, name: &str) -> Location {
    Location::new(typst::utils::hash128(&("variorum", kind, name)))
}

/// Puts an element into a frame that only the export sees.
fn mark(
    frame: &mut Frame,
    y: f64,
    location: Location,
    mut element: typst::foundations::Content,
) {
    element.set_location(location);
    let flags = TagFlags { introspectable: true, tagged: false };
    let key = typst::utils::hash128(&element);
    let at = Point::with_y(Abs::pt(y));
    frame.push(at, FrameItem::Tag(Tag::Start(element, flags)));
    frame.push(at, FrameItem::Tag(Tag::End(location, key, flags)));
}

fn attach(file: Attachment) -> typst::foundations::Content {
    let path = Derived::new(
        PathOrStr::Str(file.path.as_str().into()),
        file.path.as_str().into(),
    );
    let relation = if file.is_source {
        AttachedFileRelationship::Source
    } else {
        AttachedFileRelationship::Supplement
    };
    AttachElem::new(path, Bytes::new(file.data))
        .with_relationship(Some(relation))
        .with_mime_type(Some(file.mime.into()))
        .with_description(Some(file.description.into()))
        .pack()
}

/// The files of the edition, in the order of their paths, then its texts as TEI; fonts
/// are in the PDF already.
pub fn attachments(read: &Read) -> Vec<Attachment> {
    let mut files: Vec<(String, Vec<u8>)> = inputs::files(read)
        .into_iter()
        .filter(|(path, _)| !path.starts_with("fonts/"))
        .filter_map(|(path, place)| Some((path, paths::bytes(&place).ok()?)))
        .collect();
    for (path, data) in inputs::tei(read) {
        if !files.iter().any(|(known, _)| *known == path) {
            files.push((path, data));
        }
    }
    let attach = |(path, data): (String, Vec<u8>)| {
        let (description, mime, is_source) = kind(&path);
        Attachment { path, description, mime, is_source, data }
    };
    files.into_iter().map(attach).collect()
}

/// What a file of an edition is: in words, as a type, and whether the book is made of it.
fn kind(path: &str) -> (&'static str, &'static str, bool) {
    match path {
        "edition.toml" => {
            return ("The manifest of the edition", "application/toml", true);
        }
        "apparatus.toml" => {
            return ("Entries of the apparatus", "application/toml", true);
        }
        "index.toml" => return ("Headings of the indexes", "application/toml", true),
        "regularize.toml" => {
            return ("Spellings of one word", "application/toml", true);
        }
        "pages.lock" => {
            return ("Page starts of the last release", "application/toml", false);
        }
        "corrections.toml" => {
            return (
                "Corrections made when the texts were imported",
                "application/toml",
                false,
            );
        }
        _ => {}
    }
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "xml" => ("A text of the edition, in TEI", "application/tei+xml", true),
        "typ" => ("The edition's changes to the book's design", "text/plain", false),
        "png" => ("A picture of the edition", "image/png", true),
        "jpg" | "jpeg" => ("A picture of the edition", "image/jpeg", true),
        "svg" => ("A picture of the edition", "image/svg+xml", true),
        "icc" => ("A color profile", "application/vnd.iccprofile", false),
        "toml" => ("Settings of the edition", "application/toml", true),
        "txt" => ("A text or a list of words of the edition", "text/plain", true),
        _ => ("A text of the edition, in Djot", "text/plain", true),
    }
}
