//! What a parser without a DTD can't read and an editor can't be blamed for: characters that
//! the DTD names (`&eacute;`), parts of the DTD that stand elsewhere, white space before the
//! declaration. They are put right in memory; places are those of the file.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::ops::Range;
use std::rc::Rc;

use crate::diag::Diagnostic;
use crate::source::named;
use crate::span::{FileId, Span};

/// Where places of a text that was put right stand in its file.
#[derive(Debug, Clone, Default)]
pub struct Places(Rc<[Edit]>);

/// From where on, and by how many bytes.
#[derive(Debug, Clone, Copy)]
struct Edit {
    /// The first byte behind what was put in.
    new: usize,
    /// Where that stands in the file.
    old: usize,
    /// How many bytes were put in before it.
    length: usize,
}

impl Places {
    /// The byte of the file.
    pub fn original(&self, at: usize) -> usize {
        let k = self.0.partition_point(|edit| edit.new - edit.length < at);
        match self.0[..k].last() {
            // Inside of what was put in: where that stands.
            Some(edit) if at < edit.new => edit.old.saturating_sub(1),
            Some(edit) => edit.old + (at - edit.new),
            None => at,
        }
    }
}

/// A text of XML that can be parsed, and where it stands in its file.
pub struct Repaired<'a> {
    /// The text.
    pub text: Cow<'a, str>,
    /// Its places.
    pub places: Places,
}

/// Puts a text right; says which names stand for nothing that is known.
pub fn repair<'a>(
    file: FileId,
    text: &'a str,
    diagnostics: &mut Vec<Diagnostic>,
) -> Repaired<'a> {
    let mut changes: Vec<(Range<usize>, String)> = vec![];
    let blank = text.len() - text.trim_start().len();
    if blank > 0 && text[blank..].starts_with("<?xml") {
        changes.push((0..blank, String::new()));
    }
    let subset = subset(text);
    let declared = match &subset {
        Some(subset) => declared(&text[subset.clone()]),
        None => HashSet::new(),
    };
    if let Some(subset) = &subset {
        for range in parameters(&text[subset.clone()]) {
            changes
                .push((subset.start + range.start..subset.start + range.end, " ".into()));
        }
    }
    let start = subset.map_or(0, |subset| subset.end);
    let mut unknown: BTreeMap<&str, (usize, usize)> = BTreeMap::new();
    references(text, start, |at, name| {
        if declared.contains(name) {
            return;
        }
        let words = match named::character(name) {
            Some(c) => c.to_string(),
            None => {
                unknown.entry(name).or_insert((at, 0)).1 += 1;
                format!("[{name}]")
            }
        };
        changes.push((at..at + name.len() + 2, words));
    });
    for (name, (at, count)) in unknown {
        let times = if count == 1 { "once" } else { &format!("{count} times") };
        let message = format!(
            "nothing says what `&{name};` stands for, which stands {times}: `[{name}]` is printed"
        );
        diagnostics.push(
            Diagnostic::warning("unknown-entity", message)
                .at(Span::new(file, at..at + name.len() + 2))
                .hint(format!(
                    "declare it in the file, `<!ENTITY {name} \"…\">`: no other file is read"
                )),
        );
    }
    if changes.is_empty() {
        return Repaired {
            text: Cow::Borrowed(text),
            places: Places::default(),
        };
    }
    let mut out = String::with_capacity(text.len());
    let mut edits = Vec::with_capacity(changes.len());
    let mut done = 0;
    for (range, words) in changes {
        out.push_str(&text[done..range.start]);
        out.push_str(&words);
        done = range.end;
        edits.push(Edit { new: out.len(), old: done, length: words.len() });
    }
    out.push_str(&text[done..]);
    Repaired {
        text: Cow::Owned(out),
        places: Places(edits.into()),
    }
}

/// The declarations that the file itself has, between the brackets of its document type.
pub(super) fn subset(text: &str) -> Option<Range<usize>> {
    let start = text.find("<!DOCTYPE")?;
    let mut quote = None;
    let mut open = None;
    let mut at = start;
    while at < text.len() {
        let rest = &text[at..];
        if quote.is_none() && rest.starts_with("<!--") {
            at += rest.find("-->")? + 3;
            continue;
        }
        let c = rest.chars().next()?;
        match (quote, c) {
            (Some(end), c) if c == end => quote = None,
            (None, '"' | '\'') => quote = Some(c),
            (None, '[') if open.is_none() => open = Some(at + 1),
            (None, ']') => return Some(open?..at),
            (None, '>') if open.is_none() => return None,
            _ => {}
        }
        at += c.len_utf8();
    }
    None
}

/// The names of the entities whose words the file itself has.
fn declared(subset: &str) -> HashSet<&str> {
    let mut found: HashSet<&str> =
        ["amp", "lt", "gt", "quot", "apos"].into_iter().collect();
    for part in subset.split("<!ENTITY").skip(1) {
        let mut words = part.split_whitespace();
        let (Some(name), Some(value)) = (words.next(), words.next()) else { continue };
        if value.starts_with(['"', '\'']) {
            found.insert(name);
        }
    }
    found
}

/// References to parameter entities between declarations, such as `%PersProse;`.
fn parameters(subset: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    let mut at = 0;
    while let Some(next) = subset[at..].find(['<', '%']) {
        at += next;
        let rest = &subset[at..];
        if rest.starts_with('%') {
            let length = rest.find(';').map_or(1, |end| end + 1);
            found.push(at..at + length);
            at += length;
        } else if rest.starts_with("<!--") {
            at += rest.find("-->").map_or(rest.len(), |end| end + 3);
        } else {
            // To the end of the declaration, whose quotes may have a `>` in them.
            let mut quote = None;
            let end = rest.char_indices().find(|(_, c)| {
                match (quote, *c) {
                    (Some(open), c) if c == open => quote = None,
                    (None, '"' | '\'') => quote = Some(*c),
                    (None, '>') => return true,
                    _ => {}
                }
                false
            });
            at += end.map_or(rest.len(), |(end, _)| end + 1);
        }
    }
    found
}

/// Calls with each reference to an entity by name, its place first. Comments, sections of
/// CDATA and instructions have none.
pub(super) fn references<'a>(
    text: &'a str,
    start: usize,
    mut found: impl FnMut(usize, &'a str),
) {
    const BUILT_IN: [&str; 5] = ["amp", "lt", "gt", "quot", "apos"];
    let mut at = start;
    while let Some(next) = text[at..].find(['<', '&']) {
        at += next;
        let rest = &text[at..];
        if let Some(length) = unread(rest) {
            at += length;
        } else if let Some(name) = rest.strip_prefix('&') {
            let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
            let end = name.find(|c: char| !is_name(c)).unwrap_or(name.len());
            let is_reference =
                name[end..].starts_with(';') && name.starts_with(char::is_alphabetic);
            if is_reference && !BUILT_IN.contains(&&name[..end]) {
                found(at, &name[..end]);
            }
            at += 1 + end;
        } else {
            at += 1;
        }
    }
}

/// How long the comment, the section of CDATA or the instruction is that a text begins with, in
/// bytes: nothing in it is markup.
pub(super) fn unread(text: &str) -> Option<usize> {
    const ENDS: [(&str, &str); 3] = [("<!--", "-->"), ("<![CDATA[", "]]>"), ("<?", "?>")];
    let (_, end) = ENDS.iter().find(|(start, _)| text.starts_with(start))?;
    Some(text.find(end).map_or(text.len(), |found| found + end.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::span::Files;

    fn check(text: &str, expected: &str, codes: usize) {
        let file = Files::default().add("t.xml", "");
        let mut said = vec![];
        let repaired = repair(file, text, &mut said);
        assert_eq!(repaired.text, expected);
        assert_eq!(said.len(), codes, "{said:?}");
        // What was not changed stands where it stood.
        for (at, c) in repaired.text.char_indices().filter(|(_, c)| c.is_ascii_digit()) {
            let original = repaired.places.original(at);
            assert_eq!(text[original..].chars().next(), Some(c), "{text} {at}");
        }
    }

    #[test]
    fn characters_that_a_dtd_names_are_those_characters() {
        check("<p>1 caf&eacute; 2&mdash;3</p>", "<p>1 café 2—3</p>", 0);
        check("<p a='1&eta;2'>3 &amp; &#233;4</p>", "<p a='1η2'>3 &amp; &#233;4</p>", 0);
        check(
            "<!DOCTYPE p [<!ENTITY eta '1'>]><p>&eta;2</p>",
            "<!DOCTYPE p [<!ENTITY eta '1'>]><p>&eta;2</p>",
            0,
        );
    }

    #[test]
    fn names_that_nothing_is_known_of_are_printed_and_told_once() {
        check("<p>1&mufi;2 &mufi;3 &b;</p>", "<p>1[mufi]2 [mufi]3 [b]</p>", 2);
        check(
            "<p><![CDATA[&x;]]><!-- &x; -->1</p>",
            "<p><![CDATA[&x;]]><!-- &x; -->1</p>",
            0,
        );
    }

    #[test]
    fn parts_of_a_dtd_that_stand_elsewhere_are_left_out() {
        check(
            "<!DOCTYPE p SYSTEM 'a' [<!ENTITY % X 'I>'> %X; <!-- %Y; --> <!ENTITY c SYSTEM 'c'>]><p>1&c;2</p>",
            "<!DOCTYPE p SYSTEM 'a' [<!ENTITY % X 'I>'>   <!-- %Y; --> <!ENTITY c SYSTEM 'c'>]><p>1[c]2</p>",
            1,
        );
        check("\n <?xml version='1.0'?><p>1</p>", "<?xml version='1.0'?><p>1</p>", 0);
    }
}
