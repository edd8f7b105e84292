//! `variorum build --explain`: why a page ends where it ends.

use std::fmt::Write;

use super::failure::Failure;
use super::say;
use crate::build::{Built, Read};
use crate::lines::LineWords;
use crate::pages::{Costs, Explanation, NoBreak, Objection};
use crate::publish::report::makeup;

/// Prints the explanation of a page.
///
/// # Errors
/// If no page of a text has this folio; if standard output can't be written.
pub(super) fn explain(read: &Read, built: &Built, folio: u32) -> Result<(), Failure> {
    let found =
        built.texts.iter().enumerate().find_map(|(k, text)| {
            text.explained.as_ref().map(|explained| (k, explained))
        });
    let Some((k, explained)) = found else {
        return Err(Failure::usage(
            format!("no page with lines of a text has the number {folio}"),
            "give the number that is printed on a page of a text, in arabic digits",
        ));
    };
    say::print(form(read, built, (k, explained), folio).as_bytes())
}

fn form(
    read: &Read,
    built: &Built,
    (k, explained): (usize, &Explanation),
    folio: u32,
) -> String {
    let set = &built.texts[k];
    let text = &read.model.texts[built.jobs[k].index];
    let words = LineWords::of(text, &set.line_map, &built.jobs[k].map);
    let page = &set.plan.pages[explained.page];
    let pitch = built.jobs[k].sizes.pitch;
    let mut out = format!("page {folio} of `{}`: ", text.id);
    if page.lines.is_empty() {
        out += "it holds only notes that run on\n";
        return out;
    }
    let body = crate::pages::plan::height(&set.lines, page.lines.clone());
    let paper = &read.edition.page;
    let room = paper.height - paper.head - paper.foot;
    let _ = writeln!(
        out,
        "{} lines and a foot as high as {:.1} of them, {:.1} unused; {}",
        page.lines.len(),
        page.foot / pitch,
        ((room - body - page.foot) / pitch).max(0.0),
        costs(&page.costs),
    );
    for end in &explained.ends {
        let last = end_of(&words.line(end.end - 1));
        let away = end.end as i64 - page.lines.end as i64;
        let said = match &end.verdict {
            Objection::Chosen(_) => "is its end".to_owned(),
            Objection::Possible(own, Some(worse)) => {
                format!("{}; the text as a whole {:.1} worse", costs(own), worse.max(0.0))
            }
            Objection::Possible(own, None) => {
                format!("{}; no way leads on from there", costs(own))
            }
            Objection::Forbidden(rule) => format!("not allowed: {}", kept(*rule)),
            Objection::TooDeep(Some(over)) => {
                format!("too deep by {over:.1} pt, even without a foot")
            }
            Objection::TooDeep(None) => "too deep with its notes".to_owned(),
        };
        let _ = writeln!(out, "{away:+3} “{last}” {said}");
    }
    let fitted = makeup::fitted(read, built, k);
    let here = fitted.iter().filter(|one| one.pages.contains(&folio));
    for one in here {
        let length = if one.lines > 0 { "longer" } else { "shorter" };
        let _ = writeln!(
            out,
            "“{} …” is set a line {length}: blanks of {:.0} %, letters moved by {:.2} %",
            one.begins, one.blanks, one.letters,
        );
    }
    if !fitted.is_empty() {
        let _ = writeln!(
            out,
            "paragraphs of the text that are set shorter or longer: {}; without them the text \
             would be {:.1} worse",
            fitted.len(),
            set.fits.gained,
        );
    }
    out
}

/// The last words of a line.
fn end_of(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    let from = words.len().saturating_sub(4);
    let dots = if from > 0 { "… " } else { "" };
    format!("{dots}{}", words[from..].join(" "))
}

fn costs(costs: &Costs) -> String {
    let parts: Vec<String> = costs
        .parts()
        .filter(|part| part.1 >= 0.05)
        .map(|(name, cost)| format!("{name} {cost:.1}"))
        .collect();
    match parts.len() {
        0 => "costs nothing".to_owned(),
        1 => format!("costs {}", parts[0]),
        _ => format!("costs {:.1}: {}", costs.total(), parts.join(", ")),
    }
}

fn kept(rule: NoBreak) -> &'static str {
    match rule {
        NoBreak::Heading => "a heading would be last",
        NoBreak::AfterHeading => "only one line would follow a heading",
        NoBreak::Sticky => "the line stays with the next",
        NoBreak::Row => "a row of a table would be torn",
        NoBreak::Whole => "what is kept whole would be broken",
        NoBreak::Pin => "a pin forbids it",
    }
}
