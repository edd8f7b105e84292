//! Dates from outside: today's, and the one that `SOURCE_DATE_EPOCH` sets.

use std::time::SystemTime;

use time::OffsetDateTime;

use super::failure::Failure;

const VARIABLE: &str = "SOURCE_DATE_EPOCH";

/// The time in `SOURCE_DATE_EPOCH`, in seconds since 1970, if it is set.
///
/// # Errors
/// If it is not such a number.
#[expect(clippy::disallowed_methods, reason = "the variable is read here and passed on")]
pub fn source_date_epoch() -> Result<Option<i64>, Failure> {
    let Some(value) = std::env::var_os(VARIABLE).filter(|value| !value.is_empty()) else {
        return Ok(None);
    };
    match value.to_str().and_then(|text| text.parse::<i64>().ok()) {
        // The last second of the year 9999.
        Some(seconds) if (0..=253_402_300_799).contains(&seconds) => Ok(Some(seconds)),
        _ => Err(Failure::usage(
            format!("{VARIABLE} is `{}`", value.to_string_lossy()),
            "it must be a number of seconds since 1970, as `date +%s` prints",
        )),
    }
}

/// Today's date as in a manifest, `2026-11-20`, in UTC; that of `SOURCE_DATE_EPOCH` if
/// it is set.
///
/// # Errors
/// If `SOURCE_DATE_EPOCH` is not a number.
#[expect(clippy::disallowed_methods, reason = "a new edition is dated by the clock")]
pub fn today() -> Result<String, Failure> {
    let seconds = match source_date_epoch()? {
        Some(seconds) => seconds,
        None => SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since| since.as_secs() as i64),
    };
    Ok(date(seconds))
}

/// The civil date of a Unix time, in UTC.
fn date(seconds: i64) -> String {
    // A clock that is past the year 9999 is wrong in any case.
    let at = OffsetDateTime::from_unix_timestamp(seconds)
        .unwrap_or(OffsetDateTime::UNIX_EPOCH);
    format!("{:04}-{:02}-{:02}", at.year(), u8::from(at.month()), at.day())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unix_times_are_civil_dates() {
        for (seconds, expected) in [
            (0, "1970-01-01"),
            (86_399, "1970-01-01"),
            (951_782_400, "2000-02-29"),
            (1_735_603_200, "2024-12-31"),
            (1_795_132_800, "2026-11-20"),
            (253_402_300_799, "9999-12-31"),
        ] {
            assert_eq!(date(seconds), expected);
        }
    }
}
