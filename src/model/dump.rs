//! The text form of a model, for `--emit model` and for tests.
//!
//! One line a block: its number, kind, language and text; then the groups, the
//! entries, the notes and the index marks, one a line. Styles and points stand
//! in the text as `‹em …›` and `‹#anchor›`.

use std::fmt::Write;

use super::{
    Align, BlockKind, Entry, GroupKind, Passage, Place, PointKind, Reading, ReadingKind,
    Remark, Style, Text,
};

/// The text form of a text.
pub fn dump(text: &Text) -> String {
    let mut out = String::new();
    let role = format!("{:?}", text.role).to_lowercase();
    line(
        &mut out,
        format_args!("text {} {role} {} “{}”", text.id, text.lang.0, text.title),
    );
    for (number, block) in text.blocks.iter().enumerate() {
        let kind = block_kind(&block.kind);
        let content = passage(&block.content);
        line(&mut out, format_args!("{number} {kind} {} | {content}", block.lang.0));
    }
    for group in &text.groups {
        let kind = group_kind(&group.kind);
        line(
            &mut out,
            format_args!("group {kind} {}..{}", group.blocks.start, group.blocks.end),
        );
    }
    for entry in &text.entries {
        line(&mut out, format_args!("{}: {}", entry.series, self::entry(text, entry)));
    }
    for (number, note) in text.notes.iter().enumerate() {
        let body: Vec<_> = note.body.iter().map(passage).collect();
        let at = place(note.at);
        let body = body.join(" ¶ ");
        line(
            &mut out,
            format_args!("note {number} {}.{} {at} {body}", note.series, note.label),
        );
    }
    for mark in &text.marks {
        let (from, to) = (place(mark.from), place(mark.to));
        let principal = if mark.principal { "! " } else { "" };
        let heading = mark.heading.join(" > ");
        line(
            &mut out,
            format_args!("mark {} [{from}–{to}] {principal}{heading}", mark.index),
        );
    }
    out
}

/// An entry: `[from–to] lemma ] reading (sigla); …`.
pub fn entry(text: &Text, entry: &Entry) -> String {
    let mut out = format!("[{}–{}]", place(entry.from), place(entry.to));
    let lemma = match &entry.lemma {
        Some(lemma) => passage(lemma),
        None => words(text, entry.from, entry.to),
    };
    if let Some(before) = &entry.before {
        let _ = write!(out, " {} —", passage(before));
    }
    let _ = write!(out, " {lemma}");
    if !entry.lemma_witnesses.is_empty() {
        let _ = write!(out, " ({})", entry.lemma_witnesses.join(" "));
    }
    out.extend(entry.remarks.iter().map(remark));
    out.push_str(" ]");
    let mut parts: Vec<_> = entry.readings.iter().map(reading).collect();
    parts.extend(
        entry
            .comment
            .as_ref()
            .map(|comment| format!("— {}", passage(comment))),
    );
    let _ = write!(out, " {}", parts.join("; "));
    if let Some(form) = entry.form {
        let _ = write!(out, " {{form={}}}", form.name());
    }
    out.push_str(&kept(&entry.kept));
    out
}

/// A passage in one line, its styles and points in angle quotation marks.
pub fn passage(passage: &Passage) -> String {
    let mut out = String::new();
    let mut open: Vec<u32> = vec![];
    let mut styles = passage.styles.iter().peekable();
    let mut points = passage.points.iter().peekable();
    let places = passage.text.char_indices().map(|(at, c)| (at, Some(c)));
    for (at, c) in places.chain([(passage.text.len(), None)]) {
        let at = at as u32;
        while open.last().is_some_and(|end| *end <= at) {
            open.pop();
            out.push('›');
        }
        while let Some(found) = points.next_if(|point| point.at <= at) {
            out.push_str(&point(&found.kind));
        }
        while let Some(found) = styles.next_if(|styled| styled.range.start <= at) {
            let _ = write!(out, "‹{} ", style(&found.style));
            open.push(found.range.end);
        }
        match c {
            Some('\n') => out.push_str("\\n"),
            Some(c) => out.push(c),
            None => {}
        }
    }
    out.extend(open.iter().map(|_| '›'));
    out
}

fn line(out: &mut String, words: std::fmt::Arguments) {
    let start = out.len();
    let _ = out.write_fmt(words);
    out.truncate(start + out[start..].trim_end().len());
    out.push('\n');
}

fn place(place: Place) -> String {
    format!("{}:{}", place.block, place.offset)
}

/// The words between two places, ` / ` between blocks.
fn words(text: &Text, from: Place, to: Place) -> String {
    let mut parts = vec![];
    for number in from.block..=to.block {
        let Some(block) = text.blocks.get(number as usize) else { break };
        let start = if number == from.block { from.offset as usize } else { 0 };
        let end = if number == to.block {
            to.offset as usize
        } else {
            block.content.text.len()
        };
        parts.push(block.content.text.get(start..end).unwrap_or_default());
    }
    parts.join(" / ").replace('\n', "\\n")
}

fn reading(reading: &Reading) -> String {
    let text = passage(&reading.text);
    let words = match &reading.kind {
        ReadingKind::Conjecture(scholar) => format!("{text} coni. {scholar}"),
        kind => match kind.key() {
            Some(key) => format!("{key}. {text}"),
            None => text,
        },
    };
    let words = words.trim_end();
    let mut out = match reading.witnesses.as_slice() {
        [] => words.to_owned(),
        witnesses => format!("{words} ({})", witnesses.join(" ")),
    };
    out.extend(reading.remarks.iter().map(remark));
    out + &kept(&reading.kept)
}

/// A word on a reading: ` «witnesses, kind: words»`.
fn remark(remark: &Remark) -> String {
    let mut about = remark.witnesses.clone();
    about.extend(remark.kind.iter().map(|kind| format!("+{kind}")));
    let text = passage(&remark.text);
    match about.is_empty() {
        true => format!(" «{text}»"),
        false => format!(" «{}: {text}»", about.join(" ")),
    }
}

/// What was said and is not printed: ` {name=value}`.
fn kept(kept: &[(String, String)]) -> String {
    let pairs: Vec<_> =
        kept.iter().map(|(name, value)| format!("{name}={value}")).collect();
    if pairs.is_empty() { String::new() } else { format!(" {{{}}}", pairs.join(" ")) }
}

fn block_kind(kind: &BlockKind) -> String {
    match kind {
        BlockKind::Heading(level) => format!("heading-{level}"),
        BlockKind::Cell { head, align } => {
            let head = if *head { "head-cell" } else { "cell" };
            let align = match align {
                Align::Start => "",
                Align::Center => "-center",
                Align::End => "-end",
            };
            format!("{head}{align}")
        }
        other => other.traits().name.into(),
    }
}

fn group_kind(kind: &GroupKind) -> String {
    match kind {
        GroupKind::Quote => "quote".into(),
        GroupKind::List { start: Some(start) } => format!("list-{start}"),
        GroupKind::List { start: None } => "list".into(),
        GroupKind::Item => "item".into(),
        GroupKind::Verse => "verse".into(),
        GroupKind::Stanza => "stanza".into(),
        GroupKind::Speech => "speech".into(),
        GroupKind::Table { columns } => format!("table-{columns}"),
        GroupKind::Row => "row".into(),
        GroupKind::Division(class) => format!("division.{class}"),
    }
}

fn style(style: &Style) -> String {
    match style {
        Style::Emphasis => "em".into(),
        Style::Strong => "strong".into(),
        Style::Lang(lang) => format!("@{}", lang.0),
        Style::Supplied => "supplied".into(),
        Style::Deleted => "deleted".into(),
        Style::Restored => "restored".into(),
        Style::Secluded => "secluded".into(),
        Style::Unclear => "unclear".into(),
        Style::Sic(None) => "sic".into(),
        Style::Sic(Some(correct)) => format!("sic({correct})"),
        Style::Form(form) => format!("{}({}: {})", form.printed, form.kind, form.words),
        Style::Highlighted => "mark".into(),
        Style::Superscript => "sup".into(),
        Style::Subscript => "sub".into(),
        Style::Verbatim => "verbatim".into(),
        Style::Stage => "stage".into(),
        Style::Link(target) => format!("link({target})"),
        Style::Class(class) => format!(".{class}"),
    }
}

fn point(point: &PointKind) -> String {
    match point {
        PointKind::Anchor(name) => format!("‹#{name}›"),
        PointKind::NoteCall(index) => format!("‹note {index}›"),
        PointKind::PageBreak { n, ed: None } => format!("‹page {n}›"),
        PointKind::PageBreak { n, ed: Some(ed) } => format!("‹page {n} of {ed}›"),
        PointKind::Gap { extent: None } => "‹gap›".into(),
        PointKind::Gap { extent: Some(extent) } => format!("‹gap {extent}›"),
        PointKind::LineBreak => "‹break›".into(),
        PointKind::Milestone { unit, n } => format!("‹{unit} {n}›"),
        PointKind::LineNumber(n) => format!("‹number {n}›"),
        PointKind::VerseNumber(n) => format!("‹verse {n}›"),
        PointKind::Indent(steps) => format!("‹indent {steps}›"),
        PointKind::Shared => "‹shared›".into(),
        PointKind::Caesura => "‹caesura›".into(),
        PointKind::Reference(reference) => {
            let until = reference.until.iter().map(|until| format!(" until {until}"));
            let until: String = until.collect();
            format!("‹{} of {}{until}›", reference.to.name(), reference.anchor)
        }
        PointKind::Image { path, alt } => format!("‹image {path} “{alt}”›"),
    }
}
