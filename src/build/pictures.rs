//! Pictures: which of them are there and can be drawn. For one that isn't, its description is
//! printed.

use std::path::Path;

use typst::foundations::Bytes;
use typst::visualize::{
    ExchangeFormat, ImageFormat, RasterFormat, RasterImage, SvgImage, VectorFormat,
};

use crate::diag::Diagnostic;
use crate::edition::paths::{self, PathFault};
use crate::edition::{Edition, LoadError};
use crate::model::{Block, Model, PointKind, Text};

/// Why no picture can be printed.
enum Unprinted {
    /// There is none.
    Missing,
    /// Nobody can draw what is there, and why.
    Unreadable(String),
}

/// Leaves out the device of the press if it is not there or can't be drawn, and says so.
pub(super) fn settle_device(edition: &mut Edition, diagnostics: &mut Vec<Diagnostic>) {
    let Some(path) = &edition.device else { return };
    let read = paths::own_bytes(&edition.root, Path::new(path)).ok();
    let fault = match read.map(|data| unreadable(path, data)) {
        Some(None) => return,
        Some(Some(why)) => {
            let message = format!(
                "the picture `{path}` can't be drawn ({why}): the title page is without it"
            );
            Diagnostic::warning("unreadable-picture", message).hint(
                "give it as SVG, PNG, JPEG, GIF, WebP or PDF, with an ending that says so",
            )
        }
        None => {
            let message = format!("no picture `{path}`: the title page is without it");
            Diagnostic::warning("missing-picture", message)
                .hint("put it there; paths count from the edition's folder")
        }
    };
    diagnostics.push(fault.at(edition.span));
    edition.device = None;
}

/// Lets the descriptions of pictures stand for those that are not there or can't be drawn, and
/// says so.
pub(super) fn settle_pictures(
    edition: &Edition,
    text: &mut Text,
    is_tei: bool,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for block in &mut text.blocks {
        let span = block.span;
        for point in &mut block.content.points {
            let PointKind::Image { path, alt } = &mut point.kind else { continue };
            let why = match paths::resolve(&edition.root, Path::new(path)) {
                Err(PathFault::Missing) => Some(Unprinted::Missing),
                // A path in a file of TEI may be that of another machine.
                Err(_) => is_tei.then_some(Unprinted::Missing),
                // What can't be read is told where it is read.
                Ok(_) => paths::own_bytes(&edition.root, Path::new(path))
                    .ok()
                    .and_then(|data| unreadable(path, data))
                    .map(Unprinted::Unreadable),
            };
            let at = point.at as usize;
            let place = block.content.source.span(at..at + 1).or(span);
            let Some(why) = why else {
                if alt.trim().is_empty() {
                    alt.clone_from(path);
                    diagnostics.push(wordless(path).at(place));
                }
                continue;
            };
            let instead =
                if alt.trim().is_empty() { "its name" } else { "its description" };
            if alt.trim().is_empty() {
                alt.clone_from(path);
            }
            let fault = match why {
                Unprinted::Missing => Diagnostic::warning(
                    "missing-picture",
                    format!("no picture `{path}`: {instead} is printed"),
                )
                .hint("put it there; paths count from the edition's folder"),
                Unprinted::Unreadable(why) => Diagnostic::warning(
                    "unreadable-picture",
                    format!(
                        "the picture `{path}` can't be drawn ({why}): {instead} is printed"
                    ),
                )
                .hint("give it as SVG, PNG, JPEG, GIF, WebP or PDF, with an ending that says so"),
            };
            diagnostics.push(fault.at(place));
            path.clear();
        }
    }
}

/// Says that a picture has no words for those who can't see it.
fn wordless(path: &str) -> Diagnostic {
    let message = format!(
        "nothing says what the picture `{path}` shows: screen readers read its name"
    );
    Diagnostic::warning("picture-without-words", message)
        .hint("say it in `![words](…)`, or in a `figDesc`")
}

/// Why a file can't be drawn, as Typst takes it: by its ending, else by what it holds.
fn unreadable(path: &str, data: Vec<u8>) -> Option<String> {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    let format = match ending {
        "png" => Some(ExchangeFormat::Png.into()),
        "jpg" | "jpeg" => Some(ExchangeFormat::Jpg.into()),
        "gif" => Some(ExchangeFormat::Gif.into()),
        "webp" => Some(ExchangeFormat::Webp.into()),
        "svg" | "svgz" => Some(VectorFormat::Svg.into()),
        "pdf" => Some(VectorFormat::Pdf.into()),
        _ => ImageFormat::detect(&data),
    };
    let held = ImageFormat::detect(&data);
    let fault = match format {
        None => Some("of no kind that is known".to_owned()),
        Some(ImageFormat::Raster(RasterFormat::Exchange(format))) => {
            let picture = RasterImage::plain(Bytes::new(data), format);
            picture.err().map(|fault| fault.to_string())
        }
        Some(ImageFormat::Vector(VectorFormat::Svg)) => {
            SvgImage::new(Bytes::new(data)).is_err().then(|| "damaged".to_owned())
        }
        Some(ImageFormat::Vector(VectorFormat::Pdf)) => {
            // Typst looks into it when it is drawn.
            (held != format).then(|| "damaged".to_owned())
        }
        Some(ImageFormat::Raster(RasterFormat::Pixel(_))) => None,
    };
    fault.map(|fault| match held {
        Some(held) if format.is_some_and(|format| format != held) => {
            "another kind of file than its ending says".to_owned()
        }
        _ => fault,
    })
}

/// The pictures that texts name, by virtual path.
pub(super) fn pictures(
    edition: &Edition,
    model: &Model,
) -> Result<Vec<(String, Vec<u8>)>, Vec<Diagnostic>> {
    let mut found = vec![];
    let mut faults = vec![];
    for text in &model.texts {
        for block in &text.blocks {
            for point in &block.content.points {
                let PointKind::Image { path, .. } = &point.kind else {
                    continue;
                };
                if path.is_empty() {
                    continue;
                }
                match paths::own_bytes(&edition.root, Path::new(path)) {
                    Ok(data) => found.push((format!("/edition/{path}"), data)),
                    Err(fault) => faults.push(no_picture(edition, path, fault, block)),
                }
            }
        }
    }
    let device = edition.device.iter().filter_map(|path| {
        let data = paths::own_bytes(&edition.root, Path::new(path)).ok()?;
        Some((format!("/edition/{path}"), data))
    });
    found.extend(device);
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

/// Why a picture can't be read.
fn no_picture(edition: &Edition, path: &str, fault: PathFault, at: &Block) -> Diagnostic {
    match fault.report(&edition.root, Path::new(path), at.span) {
        LoadError::Faults(mut faults) => faults.pop(),
        LoadError::Machine { .. } => None,
    }
    .unwrap_or_else(|| {
        Diagnostic::error("missing-file", format!("the picture `{path}` can't be read"))
            .at(at.span)
            .hint("give yourself the right to it")
    })
}
