//! `corrections.toml`: written by hand so that it stays small and readable, read
//! with serde.
//!
//! Corrections that make the same change for the same reason share one entry, and
//! `at` lists their places as `line:column:byte`.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde::Deserialize;

use super::corrections::{Correction, Corrections, Kind, Place, TextCorrections};
use crate::edition::toml_string::quoted;

/// The file as serde reads it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ledger {
    /// One entry a text.
    #[serde(default)]
    text: Vec<LedgerText>,
}

/// One text.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct LedgerText {
    /// See [`TextCorrections`].
    id: String,
    original: String,
    sha256: String,
    text: String,
    plain_sha256: String,
    #[serde(default)]
    encoding: Option<String>,
    /// Equal changes.
    #[serde(default)]
    change: Vec<LedgerChange>,
}

/// Equal changes.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LedgerChange {
    /// Why.
    kind: Kind,
    /// What stood there.
    was: String,
    /// What stands there.
    now: String,
    /// Their places, `line:column:byte`, with white space between.
    at: String,
}

impl Corrections {
    /// The text of `corrections.toml`.
    pub fn to_toml(&self) -> String {
        let mut out = String::from(
            "# What the import changed. Each change replaces `was` by `now` at the places `at`\n\
             # of the original (line:column:byte). With this file and the unedited working\n\
             # texts, the originals can be rebuilt byte for byte.\n",
        );
        for text in &self.texts {
            out.push_str("\n[[text]]\n");
            for (key, value) in [
                ("id", &text.id),
                ("original", &text.original),
                ("sha256", &text.sha256),
                ("text", &text.text),
                ("plain-sha256", &text.plain_sha256),
            ] {
                line(&mut out, key, value);
            }
            if let Some(encoding) = &text.encoding {
                line(&mut out, "encoding", encoding);
            }
            let mut groups: BTreeMap<(Kind, &str, &str), Vec<Place>> = BTreeMap::new();
            for c in &text.list {
                groups.entry((c.kind, &c.was, &c.now)).or_default().push(c.place);
            }
            let mut groups: Vec<_> = groups.into_iter().collect();
            groups.sort_by_key(|((kind, ..), places)| (*kind, places[0]));
            for ((kind, was, now), places) in groups {
                out.push_str("\n[[text.change]]\n");
                line(&mut out, "kind", kind.name());
                line(&mut out, "was", was);
                line(&mut out, "now", now);
                write_places(&mut out, &places);
            }
        }
        out
    }

    /// Reads `corrections.toml`.
    ///
    /// # Errors
    /// If the file is not of that form; the message says where.
    pub fn from_toml(source: &str) -> Result<Self, String> {
        let ledger: Ledger = toml::from_str(source).map_err(|error| error.to_string())?;
        let mut texts = Vec::new();
        for text in ledger.text {
            let mut list = Vec::new();
            for change in text.change {
                for at in change.at.split_whitespace() {
                    let place = read_place(at).ok_or_else(|| {
                        format!("`{at}` of text `{}` is not a place of the form line:column:byte", text.id)
                    })?;
                    list.push(Correction {
                        kind: change.kind,
                        place,
                        was: change.was.clone(),
                        now: change.now.clone(),
                    });
                }
            }
            list.sort_by_key(|c| (c.place.byte, !c.was.is_empty()));
            texts.push(TextCorrections {
                id: text.id,
                original: text.original,
                sha256: text.sha256,
                text: text.text,
                plain_sha256: text.plain_sha256,
                encoding: text.encoding,
                list,
            });
        }
        Ok(Self { texts })
    }
}

/// `key = "value"` on a line of its own.
fn line(out: &mut String, key: &str, value: &str) {
    let _ = writeln!(out, "{key} = {}", quoted(value));
}

/// `at = …`, on one line if there is one place, else in lines of some 90 characters.
fn write_places(out: &mut String, places: &[Place]) {
    let written = places.iter().map(|p| format!("{}:{}:{}", p.line, p.column, p.byte));
    if places.len() == 1 {
        let _ = writeln!(out, "at = \"{}\"", written.collect::<String>());
        return;
    }
    out.push_str("at = \"\"\"");
    let mut width = usize::MAX;
    for place in written {
        if width > 90 {
            out.push('\n');
            width = 0;
        } else {
            out.push(' ');
        }
        width += place.len() + 1;
        out.push_str(&place);
    }
    out.push_str("\"\"\"\n");
}

/// A place written as `line:column:byte`.
fn read_place(written: &str) -> Option<Place> {
    let mut parts = written.splitn(3, ':').map(str::parse);
    match (parts.next()?, parts.next()?, parts.next()?) {
        (Ok(line), Ok(column), Ok(byte)) => Some(Place { line, column, byte }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Corrections {
        let at = |line, column, byte| Place { line, column, byte };
        let change = |kind, place, was: &str, now: &str| Correction {
            kind,
            place,
            was: was.into(),
            now: now.into(),
        };
        Corrections {
            texts: vec![TextCorrections {
                id: "a".into(),
                original: "originals/a.txt".into(),
                sha256: "00".into(),
                text: "texts/a.dj".into(),
                plain_sha256: "11".into(),
                encoding: None,
                list: vec![
                    change(Kind::JoinedLine, at(1, 3, 2), "\n", " "),
                    change(Kind::CaptionMoved, at(2, 1, 5), "", "\"x\"\u{ad}\n\n"),
                    change(Kind::Furniture, at(2, 1, 5), "12\n", ""),
                    change(Kind::JoinedLine, at(4, 3, 20), "\n", " "),
                ],
            }],
        }
    }

    #[test]
    fn the_ledger_reads_back_as_written() {
        let corrections = sample();
        assert_eq!(Corrections::from_toml(&corrections.to_toml()), Ok(corrections));
    }

    #[test]
    fn equal_changes_share_an_entry() {
        assert_eq!(sample().to_toml().matches("[[text.change]]").count(), 3);
    }

    #[test]
    fn a_bad_place_is_named() {
        let bad = sample().to_toml().replace("2:1:5", "2:x:5");
        let message = Corrections::from_toml(&bad).expect_err("the place is bad");
        assert!(message.contains("`2:x:5`"), "{message}");
    }
}
