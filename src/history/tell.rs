//! A comparison as text, for people.

use std::fmt::Write;

use super::compare::{Comparison, ItemChange, Kind, PageReason, What, WordChange};
use crate::lines::Cite;

/// How many words of a long change are shown at each end.
const ENDS: usize = 6;

/// A comparison as text. Of locators at most `most` are listed, and the others counted.
pub fn tell(comparison: &Comparison, most: usize) -> String {
    let mut out = summary(comparison);
    if comparison.is_empty() {
        return out;
    }
    for (what, list) in [
        ("texts that came", &comparison.texts_added),
        ("texts that went", &comparison.texts_removed),
    ] {
        section(&mut out, what, list.iter().map(Clone::clone), usize::MAX);
    }
    let words = comparison.words.iter().map(|change| {
        format!(
            "{}  {}  {}",
            change.text,
            places(&change.old_at, &change.new_at),
            word(change)
        )
    });
    section(&mut out, "words", words, usize::MAX);
    for (what, list) in [("entries", &comparison.entries), ("notes", &comparison.notes)] {
        let (moved, others): (Vec<_>, Vec<_>) =
            list.iter().partition(|change| change.kind == Kind::Moved);
        section(&mut out, what, others.into_iter().map(item), usize::MAX);
        let title = format!("{what} whose line moved");
        section(&mut out, &title, moved.into_iter().map(item), most);
    }
    let locators = comparison.locators.iter().map(|change| {
        format!(
            "{}  {}  {}",
            change.table,
            change.heading,
            arrow(&change.was, &change.now)
        )
    });
    section(&mut out, "locators", locators, most);
    let references = comparison.references.iter().map(|change| {
        let to = arrow(&change.was, &change.now);
        format!("{} {}  to {}  {to}", change.text, change.at, change.target)
    });
    section(&mut out, "cross-references", references, usize::MAX);
    let pages = comparison.pages.iter().map(|page| {
        let old = match page.old.as_slice() {
            [] => "new".to_owned(),
            [one] if *one == page.new => String::new(),
            list => format!("was {}", list.join("–")),
        };
        let reasons: Vec<&str> = page.reasons.iter().map(|reason| why(*reason)).collect();
        let old = if old.is_empty() { old } else { format!("  {old}") };
        format!("{}  p. {}{old}  {}", page.text, page.new, reasons.join(", "))
    });
    section(&mut out, "pages", pages, usize::MAX);
    out
}

/// What changed, in a few lines.
pub fn summary(comparison: &Comparison) -> String {
    if comparison.is_empty() {
        return "no changes\n".to_owned();
    }
    let count = |kinds: &mut dyn Iterator<Item = Kind>| {
        let mut counts = [0; 4];
        for kind in kinds {
            counts[kind as usize] += 1;
        }
        let [added, removed, changed, moved] = counts;
        format!("{added} added, {removed} removed, {changed} changed, {moved} moved")
    };
    let words = count(&mut comparison.words.iter().map(|change| change.kind));
    let words = words.trim_end_matches(", 0 moved");
    let mut out = format!("words: {words}\n");
    for (what, list) in [("entries", &comparison.entries), ("notes", &comparison.notes)] {
        let counts = count(&mut list.iter().map(|change| change.kind));
        let _ = writeln!(out, "{what}: {counts}");
    }
    let locators = count(&mut comparison.locators.iter().map(|change| change.kind));
    let _ = writeln!(out, "locators: {locators}");
    let references = count(&mut comparison.references.iter().map(|change| change.kind));
    let _ = writeln!(out, "cross-references: {references}");
    let moved: usize = comparison.starts.iter().map(|starts| starts.moved.len()).sum();
    let _ = writeln!(
        out,
        "pages: {} printed otherwise; {moved} page starts moved",
        comparison.pages.len()
    );
    out
}

fn section(
    out: &mut String,
    title: &str,
    lines: impl ExactSizeIterator<Item = String>,
    most: usize,
) {
    let count = lines.len();
    if count == 0 {
        return;
    }
    let _ = writeln!(out, "\n{title}");
    for line in lines.take(most) {
        let _ = writeln!(out, "  {line}");
    }
    if count > most {
        let _ = writeln!(
            out,
            "  … and {} more; `--format json` lists them all",
            count - most
        );
    }
}

/// `45.12`, or `45.12 → 46.1` if it is another now.
pub fn places(old: &Cite, new: &Cite) -> String {
    if old == new { new.to_string() } else { arrow(&old.to_string(), &new.to_string()) }
}

fn arrow(old: &str, new: &str) -> String {
    match (old.is_empty(), new.is_empty()) {
        (true, _) => format!("+ {new}"),
        (_, true) => format!("− {old}"),
        _ => format!("{old} → {new}"),
    }
}

/// A change of words: `“gate” → “door”`.
pub fn word(change: &WordChange) -> String {
    let (was, now) = (short(&change.was), short(&change.now));
    let place = match change.part.as_str() {
        "paragraph" | "" => String::new(),
        part => format!("{part}: "),
    };
    let after = match change.after.as_str() {
        "" => String::new(),
        word => format!(" after “{word}”"),
    };
    let what = match (change.what, change.kind) {
        (What::Break, Kind::Added) => format!("begins{after}"),
        (What::Break, Kind::Removed) => format!("begins no longer{after}"),
        (What::Break, _) => format!("{was} → {now}"),
        (What::Style, _) => format!("“{now}” is set otherwise"),
        (What::Block, Kind::Added) => format!("+ ¶ “{now}”"),
        (What::Block, _) => format!("− ¶ “{was}”"),
        (_, Kind::Added) => format!("+ “{now}”{after}"),
        (_, Kind::Removed) => format!("− “{was}”{after}"),
        _ => format!("“{was}” → “{now}”"),
    };
    let place = match change.what {
        What::Break => format!("{} ", change.part),
        _ => place,
    };
    format!("{place}{what}")
}

fn item(change: &ItemChange) -> String {
    let marks = match (change.old_mark.as_str(), change.new_mark.as_str()) {
        ("", "") => String::new(),
        (old, new) => format!("  mark {old} → {new}"),
    };
    let at = places(&change.old_at, &change.new_at);
    let name = short(&change.lemma);
    let says = match change.kind {
        Kind::Added => format!("  + {}", short(&change.now)),
        Kind::Removed => format!("  − {}", short(&change.was)),
        Kind::Changed => format!("  “{}” → “{}”", short(&change.was), short(&change.now)),
        Kind::Moved => String::new(),
    };
    let name = if matches!(change.kind, Kind::Added | Kind::Removed) {
        String::new()
    } else {
        format!("  {name}")
    };
    format!("{}  {}  {at}{name}{says}{marks}", change.text, change.series)
}

/// In a few words, why a page is printed otherwise.
pub fn why(reason: PageReason) -> &'static str {
    match reason {
        PageReason::Words => "words",
        PageReason::Notes => "notes",
        PageReason::Lines => "other lines",
        PageReason::Numbers => "numbers",
    }
}

/// The ends of what is long.
pub fn short(text: &str) -> String {
    let words: Vec<&str> = text.split(' ').collect();
    if words.len() <= 2 * ENDS + 2 {
        return text.to_owned();
    }
    let (first, last) = (&words[..ENDS], &words[words.len() - ENDS..]);
    format!("{} … {}", first.join(" "), last.join(" "))
}
