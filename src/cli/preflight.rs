//! `variorum preflight`: a finished PDF against standards.

use super::args::{Format, PreflightArgs};
use super::failure::Failure;
use super::say;
use crate::edition::paths;
use crate::publish::preflight::{Norm, Verdict, claims, preflight};

/// Runs the command.
///
/// # Errors
/// If the file can't be read, a standard is not known, or there is a fault.
pub fn run(args: &PreflightArgs) -> Result<(), Failure> {
    let mut norms = vec![];
    for name in &args.norms {
        norms.push(Norm::of(name).ok_or_else(|| {
            Failure::usage(
                format!("no standard `{name}` is known"),
                format!("take some of {}", Norm::NAMES.join(", ")),
            )
        })?);
    }
    let pdf = paths::bytes(&args.file)
        .map_err(|fault| Failure::machine("read", &args.file, fault.into()))?;
    if norms.is_empty() {
        norms = claims(&pdf);
    }
    if norms.is_empty() {
        return Err(Failure::usage(
            format!("`{}` claims no standard that is known", args.file.display()),
            "name one with `--for`",
        ));
    }
    let verdicts: Vec<Verdict> =
        norms.iter().map(|norm| preflight(&pdf, *norm)).collect();
    let text = match args.say.format {
        Format::Json => {
            serde_json::to_string_pretty(&verdicts).expect("verdicts are plain data")
                + "\n"
        }
        Format::Human => verdicts.iter().map(words).collect(),
    };
    say::print(text.as_bytes())?;
    if verdicts.iter().all(Verdict::is_good) { Ok(()) } else { Err(Failure::Edition) }
}

/// A verdict as a production editor reads it.
fn words(verdict: &Verdict) -> String {
    let mut out = verdict.line() + "\n";
    for finding in &verdict.findings {
        out += &format!("  {}: {}", finding.clause, finding.fault);
        if !finding.remedy.is_empty() {
            out += &format!("; hint: {}", finding.remedy);
        }
        out.push('\n');
    }
    out
}
