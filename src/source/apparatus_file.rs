//! Reads `apparatus.toml`: entries written apart from their texts.
//!
//! Each `[[entry]]` names its text, the anchors `from` and `to`, and what an
//! entry in the text would: witnesses with their readings, `conj`, `note`,
//! `lem`, `wit`, and the series as `series` (or `app`).

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Context;
use super::djot::{self, Apart, Value};
use crate::diag::Diagnostic;
use crate::model::{SourceMap, Text};
use crate::span::{FileId, Files, Span};

/// The entries of one text.
struct OfText {
    text: usize,
    apart: Vec<Apart>,
}

/// Reads the entries of `apparatus.toml` into the texts they belong to.
pub fn read_apparatus_file(
    files: &Files,
    file: FileId,
    texts: &mut [Text],
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let first = diagnostics.len();
    let content = &files.get(file).text;
    let table = match DeTable::parse(content) {
        Ok(table) => table,
        Err(error) => {
            let span = error.span().map(|range| Span::new(file, range));
            let message = error.message().trim().replace('\n', ", ");
            diagnostics.push(Diagnostic::error("bad-toml", message).at(span));
            return;
        }
    };
    let mut found: Vec<OfText> = vec![];
    for (key, value) in table.get_ref() {
        let span = Span::new(file, key.span());
        match (key.get_ref().as_ref(), value.get_ref()) {
            ("entry", DeValue::Array(entries)) => {
                for entry in entries {
                    let read =
                        read_entry(content, file, entry, texts, context, diagnostics);
                    let Some((text, apart)) = read else { continue };
                    match found.iter_mut().find(|of| of.text == text) {
                        Some(of) => of.apart.push(apart),
                        None => found.push(OfText { text, apart: vec![apart] }),
                    }
                }
            }
            ("entry", _) => diagnostics.push(
                Diagnostic::error("bad-toml", "`entry` is not a list of tables")
                    .at(span)
                    .hint("write each entry below `[[entry]]`"),
            ),
            (other, _) => diagnostics.push(
                Diagnostic::error("unknown-key", format!("no key is named `{other}`"))
                    .at(span)
                    .suggest(other, ["entry"]),
            ),
        }
    }
    for OfText { text, apart } in found {
        let placed = djot::place_apart(apart, &texts[text], diagnostics);
        texts[text].entries.extend(placed);
        djot::sort_entries(&mut texts[text].entries);
    }
    diagnostics[first..].sort_by_key(|diagnostic| diagnostic.span);
}

/// Reads one entry; gives the number of its text too.
fn read_entry(
    content: &str,
    file: FileId,
    entry: &Spanned<DeValue>,
    texts: &[Text],
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) -> Option<(usize, Apart)> {
    let span = Span::new(file, entry.span());
    let DeValue::Table(table) = entry.get_ref() else {
        let fault = Diagnostic::error("bad-toml", "this entry is not a table").at(span);
        diagnostics.push(fault.hint("write it below `[[entry]]`"));
        return None;
    };
    let (mut text, mut from, mut to) = (None, None, None);
    let mut keys = vec![];
    for (key, value) in table {
        let key_span = Span::new(file, key.span());
        let Some(value) = read_string(content, file, value) else {
            let message = format!("`{}` is not a string", key.get_ref());
            diagnostics.push(
                Diagnostic::error("bad-toml", message)
                    .at(Span::new(file, value.span()))
                    .hint("put it in quotation marks"),
            );
            continue;
        };
        match key.get_ref().as_ref() {
            "text" => text = Some(value),
            "from" => from = Some(value),
            "to" => to = Some(value),
            "series" => keys.push(("app".to_owned(), key_span, value)),
            key => keys.push((key.to_owned(), key_span, value)),
        }
    }
    keys.sort_by_key(|(_, span, _)| *span);
    let span = keys.iter().fold(span, |all, (_, key, value)| Span {
        start: all.start.min(key.start),
        end: all.end.max(value.span.end),
        ..all
    });
    let entries = djot::read_entries(keys, span, context, diagnostics);
    let text = match &text {
        Some(id) => {
            let found = texts.iter().position(|text| text.id == id.text);
            if found.is_none() {
                let message = format!("no text is named `{}`", id.text);
                let fault = Diagnostic::error("unknown-text", message).at(id.span);
                let known = texts.iter().map(|text| text.id.as_str());
                diagnostics.push(fault.suggest(&id.text, known));
            }
            found?
        }
        None if texts.len() == 1 => 0,
        None => {
            let fault =
                Diagnostic::error("unknown-text", "this entry names no text").at(span);
            diagnostics.push(fault.hint("write `text = \"id\"`"));
            return None;
        }
    };
    let Some(from) = from.or_else(|| to.clone()) else {
        diagnostics.push(
            Diagnostic::error(
                "anchor-missing",
                "this entry does not say where it stands",
            )
            .at(span)
            .hint("name its anchors with `from` and `to`"),
        );
        return None;
    };
    let to = to.unwrap_or_else(|| from.clone());
    Some((text, Apart { from, to, entries, span }))
}

/// Reads a string with the place of each of its characters.
fn read_string(content: &str, file: FileId, value: &Spanned<DeValue>) -> Option<Value> {
    let DeValue::String(text) = value.get_ref() else { return None };
    let text: &str = text.as_ref();
    let whole = value.span();
    let raw = &content[whole.clone()];
    let mut source = SourceMap::of(file);
    let quote = raw.chars().next().filter(|c| matches!(c, '"' | '\'')).unwrap_or('"');
    let opening = raw.len() - raw.trim_start_matches(quote).len();
    let opening = if opening >= 3 { 3 } else { 1 };
    let mut at = opening;
    if opening == 3 {
        at += raw[at..].len() - raw[at..].trim_start_matches(['\r', '\n']).len();
    }
    for (byte, _) in text.char_indices() {
        let rest = raw.get(at..).unwrap_or_default();
        let is_escape =
            quote == '"' && matches!(rest.as_bytes(), [b'\\', b'"' | b'\\', ..]);
        source.push(byte, whole.start + at.min(raw.len()) + usize::from(is_escape));
        at += match rest.as_bytes() {
            [b'\\', b'u', ..] if quote == '"' => 6,
            [b'\\', b'U', ..] if quote == '"' => 10,
            [b'\\', _, ..] if quote == '"' => 2,
            _ => rest.chars().next().map_or(0, char::len_utf8),
        };
    }
    Some(Value {
        text: text.to_owned(),
        source,
        span: Span::new(file, whole),
    })
}

#[cfg(test)]
mod tests {
    use super::super::djot::tests::Bench;

    #[test]
    fn entries_stand_between_the_anchors_of_their_text() {
        let mut bench = Bench::new("one []{#a}two three[]{#b} four\n");
        bench.apparatus("[[entry]]\ntext = \"t\"\nfrom = \"a\"\nto = \"b\"\nB = \"_zwo_ \\\"x\\\"\"\nA = \"om\"\n");
        assert_eq!(bench.codes(), [""; 0]);
        assert_eq!(
            bench.entries(),
            ["[0:4–0:13] two three ] ‹em zwo› \"x\" (B); om. (A)"]
        );
        bench.check_places();
    }

    #[test]
    fn a_missing_anchor_an_unknown_text_and_a_broken_file_are_reported() {
        let mut bench = Bench::new("one []{#a}two\n");
        bench
            .apparatus("[[entry]]\ntext = \"t\"\nfrom = \"a\"\nto = \"c\"\nA = \"om\"\n");
        bench.apparatus(
            "[[entry]]\ntext = \"u\"\nfrom = \"a\"\nA = \"om\"\nbogus = \"x\"\n",
        );
        bench.apparatus("[[entry]\n");
        assert_eq!(
            bench.codes(),
            ["anchor-missing", "unknown-text", "unknown-witness", "bad-toml"]
        );
    }
}
