//! The press PDF: the same pages on the printer's sheets, in ink.
//!
//! The frames are copied with other paints ([`inks`](super::frames::inks)), laid on sheets with marks
//! that a template draws, exported without links and structure, and finished as PDF/X-4
//! ([`x4`]).

use std::path::Path;

use typst::foundations::{Content, Datetime, Smart};
use typst::layout::{Abs, Frame, FrameItem, FrameKind, GroupItem, Point, Sides, Size};
use typst::model::DocumentInfo;
use typst::visualize::Curve;
use typst_layout::{Page, PagedDocument};
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

pub mod cover;
pub mod ean;
pub mod x4;

use self::x4::Boxes;
use super::export::refusal;
use super::folio::folio;
use super::frames::inks::{Flaw, Inks, Medium};
use super::frames::reading_order::in_reading_order;
use super::preflight::icc::{self, Condition, ProfileFault};
use super::xmp;
use crate::build::account::sheet::SheetInk;
use crate::build::{Built, Proven, Read, assets};
use crate::diag::Diagnostic;
use crate::edition::{Edition, paths};
use crate::model::{Dir, PointKind};
use crate::span::Span;

/// A finished press PDF.
#[derive(Debug, Clone, PartialEq)]
pub struct Pressed {
    /// The file.
    pub pdf: Vec<u8>,
    /// The boxes of each page.
    pub boxes: Vec<Boxes>,
    /// What someone should look at: pictures with few dots.
    pub warnings: Vec<Diagnostic>,
}

/// Points in a millimeter.
pub(super) const MILLIMETER: f64 = 72.0 / 25.4;

/// The press PDF of a book.
///
/// # Errors
/// Colors and pictures of light; a profile that is not one for printing; what Typst says
/// against the export.
pub fn press_pdf(
    read: &Read,
    built: &Proven,
    moment: Datetime,
) -> Result<Pressed, Vec<Diagnostic>> {
    let edition = &read.edition;
    let press = &edition.press;
    let condition = condition(edition)?;
    let mut inks = Inks::new(Medium::Press);
    let pages = built.book.document.pages();
    let frames: Vec<Frame> = pages
        .iter()
        .enumerate()
        .map(|(k, page)| inks.page(k, &page.frame))
        .collect();
    let (errors, warnings): (Vec<Diagnostic>, Vec<Diagnostic>) = inks
        .flaws
        .iter()
        .map(|(page, flaw)| diagnostic(read, built, *page, flaw))
        .partition(Diagnostic::is_error);
    if !errors.is_empty() {
        return Err(errors.into_iter().chain(warnings).collect());
    }
    let signature = press.signature.max(1) as usize;
    let total = pages.len().div_ceil(signature) * signature;
    let sheets: Vec<Sheet> = (0..total)
        .map(|k| Sheet {
            width: edition.page.width,
            height: edition.page.height,
            spine_left: (k % 2 == 0) == (edition.lang.dir() == Dir::Ltr),
            colored: inks.colored.contains_key(&k),
            caption: caption(edition, k, signature, pages.get(k), built, moment),
            sign: (press.signature_marks
                && press.signature > 1
                && k % signature == 0
                && k > 0)
                .then(|| format!("{}", k / signature + 1)),
            folds: vec![],
        })
        .collect();
    let layer = marks(edition, &sheets)?;
    // The pages of which words would be cut off, and the first of these.
    let mut cut: Vec<(usize, String)> = vec![];
    let mut finished = vec![];
    let mut boxes = vec![];
    for (k, sheet) in sheets.iter().enumerate() {
        let edge = press.bleed + press.slug;
        let outward = if sheet.spine_left { 1.0 } else { -1.0 };
        let shift = outward * creep(edition, k);
        let (left, right) = if sheet.spine_left {
            (press.spine_bleed, press.bleed)
        } else {
            (press.bleed, press.spine_bleed)
        };
        let area = Area { left, right, bleed: press.bleed, shift };
        let mut frame = layer.get(k).cloned().unwrap_or_else(|| sheet.empty(edge));
        if let Some(content) = frames.get(k) {
            if shift != 0.0 {
                let ink = SheetInk::of(content, shift, &[]);
                cut.extend(ink.outside.first().map(|words| (k, words.clone())));
            }
            lay(&mut frame, content, edge, &area);
        }
        boxes.push(sheet.boxes(edge, &area));
        let (numbering, number) = match pages.get(k) {
            Some(page) => (page.numbering.clone(), page.number),
            None => (None, 0),
        };
        finished.push(page(frame, numbering, number));
    }
    let pdf = finish(edition, finished, &boxes, &condition, moment, &edition.title)?;
    let mut warnings = warnings;
    if let Some((page, words)) = cut.first() {
        let sheets =
            if cut.len() == 1 { "a page" } else { &format!("{} pages", cut.len()) };
        let folio = folio(&built.book, *page);
        let message = format!(
            "words of {sheets} reach over the trim of the press sheet, first `{words}` of \
             page {folio}"
        );
        warnings.push(Diagnostic::warning("ink-outside", message).hint(
            "make the outer margin of `[page]` wider: with `creep`, pages are moved outward",
        ));
    }
    Ok(Pressed { pdf, boxes, warnings })
}

/// The paper that a page is printed on. Lengths are in points.
pub(super) struct Sheet {
    /// The width of the trimmed page.
    pub width: f64,
    /// Its height.
    pub height: f64,
    /// Whether the spine is at its left.
    pub spine_left: bool,
    /// Whether it is printed in more than black.
    pub colored: bool,
    /// What is said of it in the slug.
    pub caption: String,
    /// The number of the signature that begins here, if it is to be printed.
    pub sign: Option<String>,
    /// Places on the trim's width where it is folded.
    pub folds: Vec<f64>,
}

impl Sheet {
    fn empty(&self, edge: f64) -> Frame {
        let size = Size::new(
            Abs::pt(self.width + 2.0 * edge),
            Abs::pt(self.height + 2.0 * edge),
        );
        Frame::new(size, FrameKind::Hard)
    }

    /// The boxes of the sheet, from its lower left corner.
    pub(super) fn boxes(&self, edge: f64, area: &Area) -> Boxes {
        let (right, top) = (edge + self.width, edge + self.height);
        Boxes {
            media: [0.0, 0.0, right + edge, top + edge],
            bleed: [
                edge - area.left,
                edge - area.bleed,
                right + area.right,
                top + area.bleed,
            ],
            trim: [edge, edge, right, top],
        }
    }
}

/// How far a page's content may reach over the trim, and how far it is moved.
pub(super) struct Area {
    /// Bleed at the left.
    pub left: f64,
    /// Bleed at the right.
    pub right: f64,
    /// Bleed at head and foot.
    pub bleed: f64,
    /// How far to the right the content is moved.
    pub shift: f64,
}

/// Lays a page's content on a sheet, cut off where the bleed ends.
pub(super) fn lay(sheet: &mut Frame, content: &Frame, edge: f64, area: &Area) {
    if content.is_empty() {
        return;
    }
    let (width, height) = (content.width().to_pt(), content.height().to_pt());
    let mut clip = Curve::rect(Size::new(
        Abs::pt(width + area.left + area.right),
        Abs::pt(height + 2.0 * area.bleed),
    ));
    clip.translate(Point::new(Abs::pt(-area.left - area.shift), Abs::pt(-area.bleed)));
    let group = GroupItem {
        clip: Some(clip),
        ..GroupItem::new(content.clone())
    };
    let at = Point::new(Abs::pt(edge + area.shift), Abs::pt(edge));
    sheet.push(at, FrameItem::Group(group));
}

/// A page that is nothing but a frame.
pub(super) fn page(
    frame: Frame,
    numbering: Option<typst::model::Numbering>,
    number: u64,
) -> Page {
    Page {
        frame,
        bleed: Sides::splat(Abs::zero()),
        fill: Smart::Custom(None),
        numbering,
        supplement: Content::empty(),
        number,
    }
}

/// How much the inner margin of a page, from 0, grows by the leaves that lie inside
/// its sheet. Sheets of four pages are put into each other and folded; each that lies
/// inside is a leaf's thickness in the fold.
pub fn creep(edition: &Edition, page: usize) -> f64 {
    let press = &edition.press;
    let signature = press.signature as usize;
    if !press.creep || signature < 4 {
        return 0.0;
    }
    let at = page % signature;
    let outside = at.min(signature - 1 - at) / 2;
    let inside = signature / 4 - 1 - outside.min(signature / 4 - 1);
    inside as f64 * press.leaf
}

fn caption(
    edition: &Edition,
    page: usize,
    signature: usize,
    made: Option<&Page>,
    built: &Built,
    moment: Datetime,
) -> String {
    let folio = match made {
        Some(_) => folio(&built.book, page),
        None => "blank".to_owned(),
    };
    let sheet = if signature > 1 {
        format!(
            " · signature {}, {} of {signature}",
            page / signature + 1,
            page % signature + 1
        )
    } else {
        String::new()
    };
    let day = xmp::date(moment);
    format!("{} · {} · page {folio}{sheet} · {}", edition.title, edition.id, &day[..10])
}

/// The layer of marks, a frame a sheet, drawn by `templates/press/marks.typ`.
///
/// # Errors
/// What Typst says.
pub(super) fn marks(
    edition: &Edition,
    sheets: &[Sheet],
) -> Result<Vec<Frame>, Vec<Diagnostic>> {
    use crate::assemble::escape::string;
    let press = &edition.press;
    let away = press.bleed.max(3.0 * MILLIMETER);
    let mut source = String::from("#import \"/templates/press/marks.typ\": sheet\n");
    for sheet in sheets {
        let sign = sheet.sign.as_deref().map_or("none".to_owned(), string);
        let folds: String = sheet.folds.iter().map(|x| format!("{x}pt,")).collect();
        source += &format!(
            "#sheet({}pt, {}pt, {}pt, {away}pt, {}, {}, {}, {sign}, {}, ({folds}))\n",
            press.bleed + press.slug,
            sheet.width,
            sheet.height,
            press.marks,
            sheet.colored,
            string(&sheet.caption),
            sheet.spine_left,
        );
    }
    compile(edition, &source)
}

/// The frames of the pages of a Typst source, which may use the press templates.
///
/// # Errors
/// What Typst says.
pub(super) fn compile(
    edition: &Edition,
    source: &str,
) -> Result<Vec<Frame>, Vec<Diagnostic>> {
    let world = assets::world(edition, source)?;
    let compiled = typst::compile::<PagedDocument>(&world);
    let document = compiled
        .output
        .map_err(|errors| errors.iter().map(refusal).collect::<Vec<Diagnostic>>())?;
    // What Typst knows of the marks is of no use in the book: no tags, no links.
    let mut inks = Inks::new(Medium::Press);
    Ok(document
        .pages()
        .iter()
        .enumerate()
        .map(|(k, page)| inks.page(k, &page.frame))
        .collect())
}

/// Exports sheets and makes a PDF/X-4 of them.
///
/// # Errors
/// What Typst says against the export.
pub(super) fn finish(
    edition: &Edition,
    mut pages: Vec<Page>,
    boxes: &[Boxes],
    condition: &Condition,
    moment: Datetime,
    title: &str,
) -> Result<Vec<u8>, Vec<Diagnostic>> {
    let creator = concat!("Variorum ", env!("CARGO_PKG_VERSION"));
    let info = DocumentInfo {
        title: Some(title.into()),
        author: edition.people().map(Into::into).collect(),
        ..DocumentInfo::default()
    };
    for page in &mut pages {
        if let Some(frame) = in_reading_order(&page.frame) {
            page.frame = frame;
        }
    }
    let document = PagedDocument::new(pages.into(), info);
    let options = PdfOptions {
        ident: Smart::Custom(format!("variorum:press:{}:{title}", edition.id)),
        creator: Smart::Custom(Some(creator.into())),
        timestamp: Some(Timestamp::new_utc(moment)),
        standards: PdfStandards::new(&[PdfStandard::V_1_6]).expect("a version of PDF"),
        tagged: false,
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options)
        .map_err(|errors| errors.iter().map(refusal).collect::<Vec<Diagnostic>>())?;
    let facts = x4::Facts { edition, title, moment, creator, condition, boxes };
    x4::finish(&pdf, &facts).map_err(|fault| vec![fault])
}

/// The printing condition: that of the edition's profile, or the program's.
///
/// # Errors
/// If the profile can't be read, or is not one of a printing condition in CMYK.
pub(super) fn condition(edition: &Edition) -> Result<Condition, Vec<Diagnostic>> {
    let press = &edition.press;
    let Some(path) = &press.profile else { return Ok(Condition::fogra39()) };
    let shown = path.display();
    let refuse = |message: String, hint: &str| {
        let span: Option<Span> = press.profile_span;
        vec![
            Diagnostic::error("bad-profile", message)
                .at(span)
                .hint(hint.to_owned()),
        ]
    };
    let profile = paths::own_bytes(&edition.root, path).map_err(|fault| {
        refuse(
            format!("`{shown}` can't be read: {}", std::io::Error::from(fault)),
            "give yourself the right to it",
        )
    })?;
    let ask = "ask the printer for the ICC output profile of the paper, in CMYK";
    let channels = icc::channels(&profile).map_err(|fault| match fault {
        ProfileFault::NotIcc => refuse(format!("`{shown}` is no ICC profile, or is cut off"), ask),
        ProfileFault::Class(class) => refuse(
            format!("`{shown}` is an ICC profile of class `{class}`, and not of printing, `prtr`"),
            ask,
        ),
        ProfileFault::Space(space) => {
            refuse(format!("`{shown}` is an ICC profile for `{space}`, and not for CMYK"), ask)
        }
        ProfileFault::OneWay => refuse(
            format!("`{shown}` lacks the tables that turn colors into inks, or inks into colors"),
            ask,
        ),
    })?;
    let stem = path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let identifier = press.condition.clone().or(stem).unwrap_or_default();
    Ok(Condition {
        description: identifier.clone(),
        identifier,
        profile,
        channels,
    })
}

/// What is to be said of a flaw.
fn diagnostic(read: &Read, built: &Built, page: usize, flaw: &Flaw) -> Diagnostic {
    let folio = folio(&built.book, page);
    let at = format!("page {folio}");
    match flaw {
        Flaw::Color(color, words) => {
            let words = words.trim();
            let near = if words.is_empty() {
                "in a rule or a shape".to_owned()
            } else {
                format!("at `{words}`")
            };
            Diagnostic::error(
                "press-color",
                format!("`{color}` on {at} is no ink, {near}"),
            )
            .hint("in `design.typ`, write it as `cmyk(…)`, `luma(…)` or `color.spot(…)`")
        }
        Flaw::Blend => Diagnostic::error(
            "press-color",
            format!("a gradient or a pattern on {at} can't be printed"),
        )
        .hint("fill with one color of ink"),
        Flaw::RgbPicture(data) => {
            let (name, span) = name(read, data);
            Diagnostic::error("press-image", format!("{name} on {at} is in RGB"))
                .at(span)
                .hint("for the press, make it gray; or have it in a PDF for screens only")
        }
        Flaw::PdfPicture => {
            Diagnostic::error("press-image", format!("a picture on {at} is a PDF"))
                .hint("give it as SVG, or as a gray picture")
        }
        Flaw::Coarse(data, has, wanted) => {
            let (name, span) = name(read, data);
            let message = format!(
                "{name} on {at} has {has} dots an inch, and print wants {wanted}"
            );
            Diagnostic::warning("low-resolution", message)
                .at(span)
                .hint("take a larger scan, or print the picture smaller")
        }
    }
}

/// The picture of the edition that has these bytes: its path and its place.
fn name(read: &Read, data: &[u8]) -> (String, Option<Span>) {
    for text in &read.model.texts {
        for block in &text.blocks {
            for point in &block.content.points {
                let PointKind::Image { path, .. } = &point.kind else { continue };
                let found = paths::own_bytes(&read.edition.root, Path::new(path));
                if found.is_ok_and(|found| found == data) {
                    return (format!("the picture `{path}`"), block.span);
                }
            }
        }
    }
    ("a picture".to_owned(), None)
}
