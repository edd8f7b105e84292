//! The standards that a file can be checked against, and what a check finds.

use page_validation::ValidationProfile;
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
    pub(super) fn new(clause: &str, fault: impl Into<String>, remedy: &str) -> Self {
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
