//! The working text as Djot, and the way back from it.

use super::blocks::BlockKind;
use super::escape;

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
                        out.push_str(&escape::block(line));
                        out.push_str(if n + 1 < stanza.len() { "\\\n" } else { "\n" });
                    }
                }
                out.push_str(":::\n");
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
