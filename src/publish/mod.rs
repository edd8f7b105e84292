//! A finished book → files: the archive PDF, the press PDF, the report, tables.

pub mod archive;
pub mod dump;
mod export;
mod folio;
mod frames;
pub mod preflight;
pub mod press;
pub mod proof;
pub mod record;
pub mod report;
pub mod screen;
pub mod write;
pub mod xmp;

pub use self::archive::plates::Plates;
pub use self::archive::{archive_pdf, archive_pdf_again};
pub use self::export::moment;

use self::archive::inputs;
use self::preflight::{Norm, Verdict};
use self::press::cover;
use crate::build::{Proven, Read};
use crate::diag::Diagnostic;
use crate::edition::Edition;

/// A PDF that was made.
#[derive(Debug, Clone, PartialEq)]
pub struct PdfFile {
    /// What its name has after the edition's id: nothing, `-press`, `-cover`.
    pub suffix: &'static str,
    /// The standards it was made to.
    pub standards: Vec<&'static str>,
    /// The file.
    pub data: Vec<u8>,
    /// What a check of the finished file says, for each of its standards; none if it
    /// was not checked.
    pub verdicts: Vec<Verdict>,
}

/// All PDFs of a build.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Published {
    /// The PDFs, the most important last.
    pub files: Vec<PdfFile>,
    /// What someone should look at.
    pub warnings: Vec<Diagnostic>,
}

impl Published {
    /// Adds what was made for another purpose.
    pub fn add(&mut self, other: Self) {
        self.files.extend(other.files);
        self.warnings.extend(other.warnings);
    }

    /// Checks all files against their standards, each on a thread of its own: a check
    /// takes as long as setting the book.
    pub fn preflight(&mut self) {
        std::thread::scope(|scope| {
            let mut running = vec![];
            for file in &self.files {
                let data = &file.data;
                let norms = file.standards.iter().filter_map(|name| Norm::of(name));
                running.push(
                    norms
                        .map(|norm| scope.spawn(move || preflight::preflight(data, norm)))
                        .collect::<Vec<_>>(),
                );
            }
            let verdicts: Vec<Vec<Verdict>> = running
                .into_iter()
                .map(|threads| {
                    let done =
                        threads.into_iter().map(std::thread::ScopedJoinHandle::join);
                    done.map(|verdict| verdict.expect("a check does not panic")).collect()
                })
                .collect();
            verdicts
        })
        .into_iter()
        .zip(&mut self.files)
        .for_each(|(verdicts, file)| file.verdicts = verdicts);
    }
}

/// The PDFs for the printer.
///
/// # Errors
/// What can't be printed: see [`press::press_pdf`].
pub fn press_files(
    read: &Read,
    built: &Proven,
    timestamp: Option<i64>,
) -> Result<Published, Vec<Diagnostic>> {
    let moment = moment(&read.edition, timestamp);
    let pressed = press::press_pdf(read, built, moment)?;
    let standards = press_standards(&read.edition);
    let (mut files, mut warnings) = (vec![], pressed.warnings);
    if let Some(cover) = &read.edition.cover {
        let made = cover::cover_pdf(read, built, cover, moment)?;
        warnings.extend(made.warnings);
        files.push(PdfFile {
            suffix: "-cover",
            standards: standards.clone(),
            data: made.pdf,
            verdicts: vec![],
        });
    }
    files.push(PdfFile {
        suffix: "-press",
        standards,
        data: pressed.pdf,
        verdicts: vec![],
    });
    Ok(Published { files, warnings })
}

fn press_standards(edition: &Edition) -> Vec<&'static str> {
    let also: &[&'static str] =
        if edition.press.also_archive { &["PDF/A-2b"] } else { &[] };
    ["PDF/X-4"].iter().chain(also).copied().collect()
}

/// The PDF for libraries and readers.
///
/// # Errors
/// What stands against the standards: see [`archive::archive_pdf`].
pub fn archive_file(
    read: &Read,
    built: &Proven,
    timestamp: Option<i64>,
) -> Result<Published, Vec<Diagnostic>> {
    let data = archive::archive_pdf(read, built, timestamp)?;
    let standard = read.edition.archive.standard;
    let standards = standard.names().to_vec();
    // What goes into the file is what is in the folder, or it is told.
    let warnings =
        if standard.has_attachments() { inputs::passed_over(read) } else { vec![] };
    Ok(Published {
        files: vec![PdfFile { suffix: "", standards, data, verdicts: vec![] }],
        warnings,
    })
}
