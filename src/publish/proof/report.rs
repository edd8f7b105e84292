//! The printed report at the front of a proof: one page.

use typst::layout::Frame;

use super::pieces::compile;
use crate::assemble::escape::string;
use crate::diag::Diagnostic;
use crate::edition::Edition;
use crate::history::compare::{Comparison, ItemChange, Kind};
use crate::history::tell::{self, summary};
use crate::model::Lang;

/// How many lines of each list are tried, until the report is one page.
const LENGTHS: [usize; 9] = [60, 40, 28, 20, 14, 10, 6, 3, 1];

/// What the signs mean.
const LEGEND: &str = "On the pages: words that came are underlined, with a tick at each end; \
    a caret with a number stands where something went or is set otherwise, and the note of that number says \
    what: struck out, it stands there no longer; underlined, it came. A bar stands beside each line with a change. Beside \
    the number of a line: its page and line before, where they were others.";

/// The report, as a page of the size given in points.
///
/// # Errors
/// What Typst says.
pub(super) fn report(
    edition: &Edition,
    comparison: &Comparison,
    against: &str,
    (width, height): (f64, f64),
) -> Result<Frame, Vec<Diagnostic>> {
    for most in LENGTHS {
        let source = source(comparison, against, (width, height), most);
        let mut pages = compile(edition, &source)?;
        if pages.len() <= 1 || most == 1 {
            pages.truncate(1);
            if let Some(page) = pages.pop() {
                return Ok(page);
            }
        }
    }
    Ok(Frame::soft(typst::layout::Size::zero()))
}

fn source(
    comparison: &Comparison,
    against: &str,
    (width, height): (f64, f64),
    most: usize,
) -> String {
    let counts: String =
        summary(comparison).lines().map(|line| string(line) + ", ").collect();
    let lists: String = lists(comparison)
        .into_iter()
        .filter(|(_, lines)| !lines.is_empty())
        .map(|(title, lines)| {
            let more = lines.len().saturating_sub(most);
            let shown: String =
                lines.into_iter().take(most).map(|line| line + ", ").collect();
            format!("({}, ({shown}), {more}), ", string(title))
        })
        .collect();
    format!(
        "#report({width}pt, {height}pt, {}, {}, ({counts}), ({lists}), {})",
        string(&format!("Proof: {}", comparison.title)),
        string(&format!("Compared with {against}")),
        string(LEGEND)
    )
}

/// The lists with their lines as Typst values.
fn lists(comparison: &Comparison) -> Vec<(&'static str, Vec<String>)> {
    let pages = comparison.pages.iter().map(|page| {
        let old = match page.old.as_slice() {
            [] => " (new)".to_owned(),
            [one] if *one == page.new => String::new(),
            list => format!(" (was {})", list.join("–")),
        };
        let why: Vec<&str> =
            page.reasons.iter().map(|reason| tell::why(*reason)).collect();
        string(&format!("{} {}{old}: {}", page.text, page.new, why.join(", ")))
    });
    let words = comparison.words.iter().map(|change| {
        let at = tell::places(&change.old_at, &change.new_at);
        let lang = Lang::new(&change.lang);
        format!("[#{} #{}]", head(&at), foreign(&tell::word(change), &lang))
    });
    let moved = |list: &[ItemChange], is_moved: bool| -> Vec<String> {
        let wanted =
            list.iter().filter(|change| (change.kind == Kind::Moved) == is_moved);
        wanted.map(item).collect()
    };
    let locators = comparison.locators.iter().map(|change| {
        string(&format!(
            "{}: \u{2068}{}\u{2069} {}",
            change.table,
            change.heading,
            came_or_went(&change.was, &change.now)
        ))
    });
    let references = comparison.references.iter().map(|change| {
        string(&format!(
            "{} {} to {}: {}",
            change.text,
            change.at,
            change.target,
            came_or_went(&change.was, &change.now)
        ))
    });
    vec![
        ("Pages printed otherwise", pages.collect()),
        ("Words", words.collect()),
        ("Entries", moved(&comparison.entries, false)),
        ("Notes", moved(&comparison.notes, false)),
        ("Entries whose line moved", moved(&comparison.entries, true)),
        ("Notes whose line or mark moved", moved(&comparison.notes, true)),
        ("Cross-references", references.collect()),
        ("Locators of indexes and concordance", locators.collect()),
    ]
}

fn item(change: &ItemChange) -> String {
    let at = tell::places(&change.old_at, &change.new_at);
    let lang = Lang::new(&change.lang);
    let head = head(&format!("{at} {}", change.series));
    let (was, now) = (tell::short(&change.was), tell::short(&change.now));
    let said = match change.kind {
        Kind::Moved => change.lemma.clone(),
        Kind::Added => format!("+ “{now}”"),
        Kind::Removed => format!("− “{was}”"),
        Kind::Changed => format!("“{}”: “{was}” → “{now}”", change.lemma),
    };
    format!("[#{head} #{}]", foreign(&said, &lang))
}

fn head(words: &str) -> String {
    format!("strong({})", string(words))
}

/// Words of a change: those that are quoted are isolated, so that words of the other
/// direction do not turn the line around.
fn foreign(words: &str, lang: &Lang) -> String {
    let isolated = if words.contains('“') {
        words.replace('“', "“\u{2068}").replace('”', "\u{2069}”")
    } else {
        format!("\u{2068}{words}\u{2069}")
    };
    format!("text(lang: {}, dir: ltr, {})", string(lang.primary()), string(&isolated))
}

fn came_or_went(was: &str, now: &str) -> String {
    match (was.is_empty(), now.is_empty()) {
        (true, _) => format!("+ {now}"),
        (_, true) => format!("− {was}"),
        _ => format!("{was} → {now}"),
    }
}
