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
mod x4;

use lopdf::Document;
use page_validation::{
    SafetyLimits, ValidationOptions, ValidationProfile, validate_pdf_bytes,
};
use serde::Serialize;

/// A standard that a file can be checked against.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Norm {
    /// PDF/X-4 (ISO 15930-7).
    X4,
    /// PDF/A-1 to 3 (ISO 19005-1 to 3) and PDF/UA-1 (ISO 14289-1).
    Archive(ValidationProfile),
    /// PDF/A-4 (ISO 19005-4).
    A4,
    /// PDF/A-4f: the same with attached files.
    A4f,
}

impl Norm {
    /// The norm of a name such as `x-4`, `a-2a`, `PDF/A-2a` or `ua1`.
    pub fn of(name: &str) -> Option<Self> {
        let short: String = name
            .to_lowercase()
            .trim_start_matches("pdf/")
            .chars()
            .filter(char::is_ascii_alphanumeric)
            .collect();
        match short.as_str() {
            "x4" => return Some(Self::X4),
            "a4" => return Some(Self::A4),
            "a4f" => return Some(Self::A4f),
            _ => {}
        }
        let wanted = short.strip_prefix('a').unwrap_or(&short);
        let found =
            |profile: &&ValidationProfile| [wanted, &short].contains(&profile.as_str());
        ValidationProfile::all()
            .iter()
            .find(found)
            .map(|profile| Self::Archive(*profile))
    }

    /// All names, as they are typed.
    pub const NAMES: [&'static str; 12] = [
        "x-4", "a-1a", "a-1b", "a-2a", "a-2b", "a-2u", "a-3a", "a-3b", "a-3u", "a-4f",
        "a-4", "ua-1",
    ];
}

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

/// A clause that a file does not keep.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Finding {
    /// The clause: its number, or what it is about.
    pub clause: String,
    /// What is wrong, and where.
    pub fault: String,
    /// What to do, if that can be said.
    pub remedy: String,
}

impl Finding {
    fn new(clause: &str, fault: impl Into<String>, remedy: &str) -> Self {
        Self {
            clause: clause.to_owned(),
            fault: fault.into(),
            remedy: remedy.to_owned(),
        }
    }
}

/// What came out of a check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Verdict {
    /// The standard, as `PDF/X-4`.
    pub norm: String,
    /// How many rules were looked at.
    pub rules: usize,
    /// Whether all of the standard was looked at that a program can judge.
    pub complete: bool,
    /// What was found, in the order of the clauses.
    pub findings: Vec<Finding>,
}

impl Verdict {
    /// Whether nothing was found.
    pub fn is_good(&self) -> bool {
        self.findings.is_empty()
    }

    /// One line: `PDF/X-4: 31 rules kept`.
    pub fn line(&self) -> String {
        let partly = if self.complete { "" } else { ", as far as this program looks" };
        match self.findings.len() {
            0 => format!("{}: {} rules kept{partly}", self.norm, self.rules),
            1 => format!("{}: 1 fault{partly}", self.norm),
            n => format!("{}: {n} faults{partly}", self.norm),
        }
    }
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
    // A book of thousands of pages is no attack.
    let limits = SafetyLimits::default()
        .with_max_input_size(1 << 30)
        .with_max_object_count(20_000_000)
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
