//! What all exports of Typst need: the moment they are said to have been made at, and what
//! the exporter says against a document.

use time::OffsetDateTime;
use typst::diag::SourceDiagnostic;
use typst::foundations::Datetime;

use crate::diag::{Diagnostic, neutral};
use crate::edition::Edition;

/// Bytes in hexadecimal.
pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What Typst's export says against a document.
pub(super) fn refusal(error: &SourceDiagnostic) -> Diagnostic {
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

/// The civil date of a Unix time, in UTC.
fn from_unix(seconds: i64) -> Option<Datetime> {
    let at = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    let (hour, minute, second) = at.to_hms();
    Datetime::from_ymd_hms(at.year(), at.month().into(), at.day(), hour, minute, second)
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
