//! Any PDF against a standard, clause by clause.
//!
//! PDF/X-4 is checked here ([`x4`]); PDF/A-1 to 3 and PDF/UA-1 by a library whose
//! verdicts were compared with those of the reference validator; of PDF/A-4 the rules that
//! can be judged from objects and content ([`a4`]). Nothing of how the file was made is known here.

mod a4;
pub mod icc;
mod outline;
mod sheets;
mod streams;
mod verdict;
mod x4;

pub use self::verdict::{Finding, Norm, Verdict};

use lopdf::Document;
use page_validation::{
    SafetyLimits, ValidationOptions, ValidationProfile, validate_pdf_bytes,
};

/// The norms that a file claims in its metadata.
pub fn claims(pdf: &[u8]) -> Vec<Norm> {
    let Ok(doc) = Document::load_mem(pdf) else { return vec![] };
    let Ok(catalog) = doc.catalog() else { return vec![] };
    let Some(packet) = x4::metadata(&doc, catalog) else { return vec![] };
    let says = |name: &str| x4::property(&packet, name).unwrap_or_default();
    let mut names = vec![];
    if says("pdfxid:GTS_PDFXVersion") == "PDF/X-4" {
        names.push("x4".to_owned());
    }
    names.push(format!("a{}{}", says("pdfaid:part"), says("pdfaid:conformance")));
    names.push(format!("ua{}", says("pdfuaid:part")));
    names.iter().filter_map(|name| Norm::of(name)).collect()
}

/// Checks a file.
pub fn preflight(pdf: &[u8], norm: Norm) -> Verdict {
    match norm {
        Norm::Archive(profile) => library(pdf, profile),
        Norm::X4 => own("PDF/X-4", pdf, x4::RULES, true, x4::check),
        Norm::A4 => own("PDF/A-4", pdf, a4::RULES, false, |pdf, doc, findings| {
            a4::check(pdf, doc, false, findings);
        }),
        Norm::A4f => own("PDF/A-4f", pdf, a4::RULES + 2, false, |pdf, doc, findings| {
            a4::check(pdf, doc, true, findings);
        }),
    }
}

fn own(
    norm: &str,
    pdf: &[u8],
    rules: usize,
    complete: bool,
    check: fn(&[u8], &Document, &mut Vec<Finding>),
) -> Verdict {
    let mut findings = vec![];
    match Document::load_mem(pdf) {
        Ok(doc) => check(pdf, &doc, &mut findings),
        Err(error) => findings.push(unreadable(error.to_string())),
    }
    findings.dedup();
    Verdict { norm: norm.to_owned(), rules, complete, findings }
}

/// A sentence as this program writes them: lower case, no period.
fn sentence(text: &str) -> String {
    let text = text.trim().trim_end_matches('.');
    let second_is_small =
        text.chars().nth(1).is_some_and(|c| c.is_lowercase() || c == ' ');
    let mut letters = text.chars();
    match letters.next() {
        Some(first) if second_is_small => {
            first.to_lowercase().to_string() + letters.as_str()
        }
        _ => text.to_owned(),
    }
}

fn unreadable(said: String) -> Finding {
    Finding::new(
        "syntax",
        format!("the file is no PDF, or a broken one: {}", said.to_lowercase()),
        "export it again",
    )
}

/// The stack of a check, in bytes: the library goes 256 objects deep by calling itself.
const STACK: usize = 256 << 20;

fn library(pdf: &[u8], profile: ValidationProfile) -> Verdict {
    std::thread::scope(|scope| {
        let check = || checked(pdf, profile);
        let thread = std::thread::Builder::new().stack_size(STACK);
        match thread.spawn_scoped(scope, check) {
            Ok(thread) => thread.join().expect("a check does not panic"),
            // The machine gives no more threads.
            Err(_) => checked(pdf, profile),
        }
    })
}

fn checked(pdf: &[u8], profile: ValidationProfile) -> Verdict {
    // A book of thousands of pages is no attack; but no object takes less than a byte.
    let objects = pdf.len().clamp(10_000, 20_000_000);
    let limits = SafetyLimits::default()
        .with_max_input_size(1 << 30)
        .with_max_object_count(objects)
        .with_max_total_decoded_content_size(1 << 32);
    let options = ValidationOptions::default().profile(profile).limits(limits);
    let mut findings = vec![];
    let long = outline::shortened(pdf);
    let shown = long.as_ref().map_or(pdf, |long| &long.pdf);
    if let Some(long) = &long {
        findings.extend(long.findings.iter().cloned());
    }
    match validate_pdf_bytes(shown, &options) {
        Ok(report) => {
            for failure in &report.failures {
                // `ISO 19005-2:2011:6.1.7.1:1` is clause 6.1.7.1.
                let parts: Vec<&str> = failure.rule_id.split(':').collect();
                let clause = match parts[..] {
                    [.., clause, _] if parts.len() >= 3 => clause,
                    _ => &failure.rule_id,
                };
                let is_length = failure.message.contains("/Length does not match");
                if is_length && streams::lengths(pdf) == streams::Lengths::Right {
                    continue;
                }
                let remedy =
                    failure.guidance.as_ref().map(|known| known.suggested_fix.trim());
                findings.push(Finding::new(
                    clause,
                    sentence(&failure.message),
                    &sentence(remedy.unwrap_or_default()),
                ));
            }
            if !report.is_compliant && report.failures.is_empty() {
                findings.push(Finding::new("", "a rule is broken", ""));
            }
        }
        Err(error) => findings.push(unreadable(error.to_string())),
    }
    findings.sort();
    findings.dedup();
    Verdict {
        norm: profile.to_string(),
        rules: profile.implemented_check_count(),
        complete: true,
        findings,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn norms_are_found_by_their_names() {
        for name in Norm::NAMES {
            assert!(Norm::of(name).is_some(), "{name}");
        }
        for name in ["PDF/A-2a", "PDF/UA-1", "PDF/X-4", "PDF/A-4f", "ua1", "2b"] {
            assert!(Norm::of(name).is_some(), "{name}");
        }
        assert_eq!(Norm::of("x-1a"), None);
        assert_eq!(Norm::of(""), None);
    }

    #[test]
    fn what_is_no_pdf_fails_every_norm() {
        for name in Norm::NAMES {
            let norm = Norm::of(name).expect("a known norm");
            for bytes in [&b""[..], b"%PDF-1.7\n", b"not a PDF"] {
                assert!(!preflight(bytes, norm).is_good(), "{name}");
            }
        }
    }
}
