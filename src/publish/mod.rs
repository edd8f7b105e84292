//! A finished book → files: the archive PDF, the press PDF, the report, tables.

pub mod archive;
pub mod bag;
pub mod cover;
mod crosses;
pub mod destinations;
pub mod dump;
pub mod ean;
pub mod icc;
pub mod inks;
pub mod inputs;
pub mod letters;
mod levels;
mod links;
pub mod makeup;
pub mod plates;
pub mod preflight;
pub mod press;
pub mod proof;
pub mod reading_order;
pub mod record;
pub mod report;
pub mod screen;
mod spelled;
pub mod splice;
pub mod write;
pub mod x4;
pub mod xmp;

pub use self::archive::{archive_pdf, archive_pdf_again};
pub use self::plates::Plates;

use typst::diag::SourceDiagnostic;
use typst::foundations::Datetime;

use self::preflight::{Norm, Verdict};
use crate::build::{Proven, Read};
use crate::diag::{Diagnostic, neutral};
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
    let mut files = vec![];
    if let Some(cover) = &read.edition.cover {
        let made = cover::cover_pdf(read, built, cover, moment)?;
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
    Ok(Published { files, warnings: pressed.warnings })
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

/// Bytes in hexadecimal.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What Typst's export says against a document.
fn refusal(error: &SourceDiagnostic) -> Diagnostic {
    if error.message.starts_with("internal error") {
        return Diagnostic::error("pdf-standard", neutral(&error.message)).hint(
            "that is a fault of the program, not of the edition: please report it",
        );
    }
    let diagnostic = Diagnostic::error("pdf-standard", error.message.to_string());
    error
        .hints
        .iter()
        .fold(diagnostic, |d, hint| d.hint(hint.v.to_string()))
}

/// The moment a PDF is said to have been made at.
pub fn moment(edition: &Edition, timestamp: Option<i64>) -> Datetime {
    let given = timestamp.and_then(from_unix);
    let dated = edition
        .date
        .and_then(|(y, m, d)| Datetime::from_ymd_hms(y, m, d, 0, 0, 0));
    let neither = Datetime::from_ymd_hms(2000, 1, 1, 0, 0, 0).expect("a valid date");
    given.or(dated).unwrap_or(neither)
}

/// The civil date of a Unix time, after the days-from-civil arithmetic of the
/// proleptic Gregorian calendar (years of March to February, eras of 400 years).
fn from_unix(seconds: i64) -> Option<Datetime> {
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524
        - day_of_era / 146_096)
        / 365;
    let day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month =
        if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    Datetime::from_ymd_hms(
        i32::try_from(year).ok()?,
        month as u8,
        day as u8,
        (second / 3600) as u8,
        (second / 60 % 60) as u8,
        (second % 60) as u8,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unix_times_are_civil_dates() {
        let of = |seconds| {
            let d = from_unix(seconds).expect("in range");
            (d.year(), d.month(), d.day(), d.hour(), d.minute())
        };
        assert_eq!(of(0), (Some(1970), Some(1), Some(1), Some(0), Some(0)));
        assert_eq!(of(951_782_400), (Some(2000), Some(2), Some(29), Some(0), Some(0)));
        assert_eq!(
            of(1_700_000_000),
            (Some(2023), Some(11), Some(14), Some(22), Some(13))
        );
    }
}
