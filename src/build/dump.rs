//! The text forms of what was set: for debugging by eye, and for tests.

use std::fmt::Write;

use super::Built;
use crate::lines::LineWords;
use crate::model::Model;
use crate::pages::{Part, Unit};

/// All assembled sources, each after a line with its path.
pub fn sources(built: &Built) -> String {
    let mut out = String::new();
    for (path, text) in &built.sources {
        let _ = writeln!(out, "// === {path}\n{}\n", text.trim_end());
    }
    out
}

/// A line a line of the galley: its number, baseline, ascent and descent in points, its
/// block and what it is part of, whether it begins (`<`), ends (`>`) its block or ends in
/// a hyphen (`-`), and its words.
pub fn lines(model: &Model, built: &Built) -> String {
    let mut out = String::new();
    for (job, set) in built.jobs.iter().zip(built.texts.iter()) {
        let text = &model.texts[job.index];
        let _ = writeln!(out, "text {} {} lines", text.id, set.lines.len());
        let words = LineWords::of(text, &set.line_map, &job.map);
        for (k, line) in set.lines.iter().enumerate() {
            let marks: String =
                [(line.first, '<'), (line.last, '>'), (line.hyphenated, '-')]
                    .iter()
                    .filter(|(is, _)| *is)
                    .map(|(_, mark)| *mark)
                    .collect();
            let block = match line.block {
                u32::MAX => "–".to_owned(),
                block => block.to_string(),
            };
            let _ = writeln!(
                out,
                "{k} {:.2} {:.2} {:.2} {block} {} {marks} | {}",
                line.baseline,
                line.ascent,
                line.descent,
                unit(line.unit),
                words.line(k)
            );
        }
    }
    out
}

fn unit(unit: Unit) -> String {
    match unit {
        Unit::Prose => "prose".into(),
        Unit::Heading => "heading".into(),
        Unit::Verse(stanza) => format!("verse-{stanza}"),
        Unit::Inset => "inset".into(),
        Unit::Row(row) => format!("row-{row}"),
        Unit::Sticky => "sticky".into(),
    }
}

/// A line a page of each text: its number among them, its lines, the height of its
/// foot in points, its badness, and whether its foot runs on.
pub fn plan(model: &Model, built: &Built) -> String {
    let mut out = String::new();
    for (job, set) in built.jobs.iter().zip(built.texts.iter()) {
        let badness = set.plan.badness();
        let id = &model.texts[job.index].id;
        let _ = writeln!(out, "text {id} {} pages badness {badness:.2}", set.pages.len());
        for (k, page) in set.plan.pages.iter().enumerate() {
            let _ = write!(
                out,
                "page {} lines {}..{} foot {:.2} badness {:.2}",
                k + 1,
                page.lines.start,
                page.lines.end,
                page.foot,
                page.costs.total()
            );
            for (name, cost) in page.costs.parts() {
                let _ = write!(out, " {name} {cost:.2}");
            }
            for part in &page.parts {
                if part.done > 0 || part.rest > 0 {
                    let Part { series, done, rows, rest, .. } = part;
                    let _ =
                        write!(out, " series {series}: {done} + {rows} + {rest} rows");
                }
            }
            for (series, items) in &page.waiting {
                let _ = write!(out, " series {series}: {} wait", items.len());
            }
            let _ = writeln!(out);
        }
    }
    out
}
