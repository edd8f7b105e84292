//! `variorum build --explain`: why a page ends where it ends.

use std::fmt::Write;

use super::failure::Failure;
use super::say;
use crate::build::{Built, Read};
use crate::compose::text::Lanes;
use crate::lines::LineWords;
use crate::pages::opening::{OpeningExplanation, Verdict};
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
    let openings = || built.texts.iter().find_map(|text| text.side_by_side.as_ref());
    if found.is_none()
        && let Some(explained) = openings().and_then(|it| it.explained.as_ref())
    {
        return say::print(opening(read, built, explained, folio).as_bytes());
    }
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

/// Why the opening of a page of texts that stand side by side ends where it does.
fn opening(
    read: &Read,
    built: &Built,
    explained: &OpeningExplanation,
    folio: u32,
) -> String {
    let of_it = |lanes: &&Lanes| {
        let first = &built.texts[lanes.texts[0]].side_by_side;
        first.as_ref().and_then(|it| it.explained.as_ref()) == Some(explained)
    };
    let Some(lanes) = built.lanes.iter().find(of_it) else { return String::new() };
    let texts: Vec<String> = lanes
        .texts
        .iter()
        .map(|&k| format!("`{}`", read.model.texts[built.jobs[k].index].id))
        .collect();
    let mut out = format!("the opening with page {folio}, of {}:\n", texts.join(", "));
    let words: Vec<LineWords> = lanes
        .texts
        .iter()
        .map(|&k| {
            let job = &built.jobs[k];
            LineWords::of(
                &read.model.texts[job.index],
                &built.texts[k].line_map,
                &job.map,
            )
        })
        .collect();
    for end in &explained.ends {
        let lasts: Vec<String> = end
            .lines
            .iter()
            .zip(&words)
            .map(|(line, words)| match line.checked_sub(1) {
                Some(last) => format!("“{}”", end_of(&words.line(last))),
                None => "–".to_owned(),
            })
            .collect();
        let lane = |lane: &usize| texts.get(*lane).map_or("", String::as_str);
        let said = match &end.verdict {
            Verdict::Chosen(own) => format!("is its end; {}", costs(own)),
            Verdict::Possible(own, Some(worse)) => {
                format!("{}; the whole {:.1} worse", costs(own), worse.max(0.0))
            }
            Verdict::Possible(own, None) => {
                format!("{}; no way leads on from there", costs(own))
            }
            Verdict::Forbidden(rules) => {
                let rules = rules
                    .iter()
                    .map(|(of, rule)| format!("{}: {}", lane(of), kept(*rule)));
                format!("not allowed: {}", rules.collect::<Vec<_>>().join("; "))
            }
            Verdict::TooDeep(of, Some(over)) => {
                format!("{} is too deep by {over:.1} pt, even without a foot", lane(of))
            }
            Verdict::TooDeep(of, None) => {
                format!("{} is too deep with its notes", lane(of))
            }
        };
        let part = if end.inside { " (inside what corresponds)" } else { "" };
        let _ = writeln!(out, "{}{part} {said}", lasts.join(" | "));
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
