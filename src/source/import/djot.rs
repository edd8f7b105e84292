//! The working text as Djot, and the way back from it.

use super::blocks::BlockKind;
use super::escape;
use super::shapes::{calls, note_label, number, written};

/// A block with its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Written {
    /// What it is.
    pub kind: BlockKind,
    /// Its units, each with its lines; only verse has more than one line a unit.
    pub units: Vec<Vec<String>>,
}

/// The blocks as a Djot file.
pub(super) fn write(blocks: &[Written]) -> String {
    let mut out = String::new();
    for (i, block) in blocks.iter().enumerate() {
        if i > 0 {
            out.push('\n');
        }
        let first = block
            .units
            .first()
            .and_then(|unit| unit.first())
            .map_or("", String::as_str);
        match block.kind {
            BlockKind::Heading(level) => {
                for _ in 0..level {
                    out.push('#');
                }
                out.push(' ');
                push_line(&mut out, first);
            }
            BlockKind::Paragraph => push_line(&mut out, first),
            BlockKind::Rule => {
                out.push_str(first);
                out.push('\n');
            }
            BlockKind::Note => {
                let (label, mark) = note_label(first).unwrap_or_default();
                out.push_str(&format!("[^{label}]: "));
                push_line(&mut out, &first[mark..]);
            }
            BlockKind::Numbered => {
                for item in block.units.iter().flatten() {
                    let mark = number(item).map_or(0, |(_, mark)| mark);
                    out.push_str(&item[..mark]);
                    push_line(&mut out, &item[mark..]);
                }
            }
            BlockKind::Table => {
                for row in block.units.iter().flatten() {
                    for cell in row.split('\t') {
                        out.push_str("| ");
                        out.push_str(&escape::block(cell));
                        out.push(' ');
                    }
                    out.push_str("|\n");
                }
            }
            BlockKind::Caption => {
                out.push_str("::: caption\n");
                push_line(&mut out, first);
                out.push_str(":::\n");
            }
            BlockKind::List => {
                for item in block.units.iter().flatten() {
                    out.push_str("- ");
                    push_line(&mut out, item);
                }
            }
            BlockKind::Verse => {
                out.push_str("::: verse\n");
                for (n, stanza) in block.units.iter().enumerate() {
                    if n > 0 {
                        out.push('\n');
                    }
                    for (n, line) in stanza.iter().enumerate() {
                        for (k, half) in line.split('\t').enumerate() {
                            out.push_str(if k > 0 { " || " } else { "" });
                            out.push_str(&escape::block(half));
                        }
                        out.push_str(if n + 1 < stanza.len() { "\\\n" } else { "\n" });
                    }
                }
                out.push_str(":::\n");
            }
        }
    }
    called(&out, blocks)
}

/// The marks of the notes that there are, as Djot has them.
fn called(djot: &str, blocks: &[Written]) -> String {
    let mut out = djot.to_owned();
    for block in blocks.iter().filter(|block| block.kind == BlockKind::Note) {
        let first = block.units.first().and_then(|unit| unit.first());
        if let Some((label, _)) = first.and_then(|line| note_label(line)) {
            // The only one of its label that does not begin a line, nor stands behind a blank.
            let mark = written(label).replace('[', "\\[").replace(']', "\\]");
            let is_call = |before: &str| match mark.starts_with('\\') {
                true => !before.ends_with(['\n', '\\']),
                false => !before.ends_with(['^', ' ', '\t', '\n']),
            };
            let mut places = out.match_indices(&mark).map(|(at, _)| at);
            let at = places.find(|at| is_call(&out[..*at]));
            drop(places);
            if let Some(at) = at {
                out.replace_range(at..at + mark.len(), &format!("[^{label}]"));
            }
        }
    }
    out
}

/// A line of a block.
fn push_line(out: &mut String, text: &str) {
    out.push_str(&escape::block(text));
    out.push('\n');
}

/// The imported text that a working text was written from: the inverse of what the
/// importer writes. Of a working text that was edited it gives some text, but not the
/// imported one.
pub fn plain_of_djot(djot: &str) -> String {
    let mut out = String::with_capacity(djot.len());
    for line in djot.lines() {
        if line.starts_with(":::") {
            continue;
        }
        if let Some(cells) =
            line.strip_prefix("| ").and_then(|row| row.strip_suffix(" |"))
        {
            let cells: Vec<_> = cells
                .split(" | ")
                .map(|cell| escape::unescape(&plain_of_notes(cell)).into_owned())
                .collect();
            out.push_str(&cells.join("\t"));
            out.push('\n');
            continue;
        }
        let line = &plain_of_notes(line);
        // A backslash ends a line of verse unless it is itself escaped.
        let backslashes = line.len() - line.trim_end_matches('\\').len();
        let line = if backslashes % 2 == 1 { &line[..line.len() - 1] } else { line };
        let heading = line.trim_start_matches('#');
        if let Some(text) =
            heading.strip_prefix(' ').filter(|_| heading.len() < line.len())
        {
            out.push_str(&escape::unescape(text));
        } else if let Some(text) = line.strip_prefix("- ") {
            out.push_str("- ");
            out.push_str(&escape::unescape(text));
        } else {
            out.push_str(&escape::unescape(line));
        }
        out.push('\n');
    }
    out
}

/// A line with its notes and halves as plain text has them.
fn plain_of_notes(line: &str) -> String {
    let mut out = String::with_capacity(line.len());
    let mut rest = line;
    while let Some(at) = rest.find("[^") {
        let label = rest[at + 2..].find(']').map(|end| &rest[at + 2..at + 2 + end]);
        let label = label.filter(|label| {
            // What the importer writes: a mark is the whole of a label.
            calls(&format!("x{}", written(label))) == [*label]
        });
        let escaped = rest[..at].len() - rest[..at].trim_end_matches('\\').len();
        match label.filter(|_| escaped.is_multiple_of(2)) {
            Some(label) => {
                let begins = at == 0 && out.is_empty();
                out.push_str(&rest[..at]);
                out.push_str(&written(label));
                rest = &rest[at + 2 + label.len() + 1..];
                // A note begins with its mark and a colon.
                if begins {
                    rest = rest.strip_prefix(':').unwrap_or(rest);
                }
            }
            None => {
                out.push_str(&rest[..at + 2]);
                rest = &rest[at + 2..];
            }
        }
    }
    out.push_str(rest);
    out.replace(" || ", "\t")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(kind: BlockKind, units: &[&[&str]]) -> Written {
        let units = units
            .iter()
            .map(|unit| unit.iter().map(|s| (*s).to_owned()).collect())
            .collect();
        Written { kind, units }
    }

    #[test]
    fn each_block_has_its_markup() {
        let blocks = [
            block(BlockKind::Heading(1), &[&["The *Mill*"]]),
            block(BlockKind::Paragraph, &[&["1871. A dry year"]]),
            block(BlockKind::Caption, &[&["The mill"]]),
            block(BlockKind::List, &[&["rope"], &["- tar"]]),
            block(BlockKind::Verse, &[&["Row,", "row\\"], &["# row"]]),
        ];
        let djot = write(&blocks);
        assert_eq!(
            djot,
            "# The \\*Mill\\*\n\n1871\\. A dry year\n\n::: caption\nThe mill\n:::\n\n- rope\n- \\- tar\n\n\
             ::: verse\nRow,\\\nrow\\\\\n\n\\# row\n:::\n"
        );
        assert_eq!(
            plain_of_djot(&djot),
            "The *Mill*\n\n1871. A dry year\n\nThe mill\n\n- rope\n- - tar\n\nRow,\nrow\\\n\n# row\n"
        );
    }
}
