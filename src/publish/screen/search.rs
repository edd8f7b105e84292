//! Searching the pages as a reader would: without regard to case, accents, vowel points,
//! joiners, and across the ends of lines.

use serde::Serialize;

use super::walk::{Text, extent, texts};
use crate::build::Built;
use crate::words::normal;

/// What was found: a range of text on one line.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// The page, from 0, all pages counted.
    pub page: usize,
    /// The left edge, in points from that of the page.
    pub x: f64,
    /// The baseline, in points from the top of the page.
    pub y: f64,
    /// The width in points.
    pub width: f64,
    /// The size of the type in points.
    pub size: f64,
}

/// Finds at most `most` places of a phrase, in the order of the pages, each with its first
/// line.
pub fn search(built: &Built, phrase: &str, most: usize) -> Vec<Hit> {
    let wanted = Folded::of(phrase.trim());
    let mut hits = vec![];
    if wanted.text.is_empty() {
        return hits;
    }
    for (page, made) in built.book.document.pages().iter().enumerate() {
        let found: Vec<Text> = texts(&made.frame).collect();
        let (text, parts) = joined(&found);
        for (at, _) in text.text.match_indices(&wanted.text) {
            let from = text.origin(at);
            let to = text.origin(at + wanted.text.len());
            hits.extend(hit(page, &found, &parts, from, to));
            if hits.len() >= most {
                return hits;
            }
        }
    }
    hits
}

/// The text of a page, and for each piece of it the byte at which it begins.
fn joined(found: &[Text]) -> (Folded, Vec<usize>) {
    let mut out = String::new();
    let mut parts = vec![];
    let mut end: Option<(f64, f64)> = None;
    for text in found {
        if let Some((right, y)) = end {
            let goes_on = (text.y - y).abs() < 0.1 && (text.x - right).abs() < 0.5;
            // A word that a line's end divides is found as one.
            let divided = !goes_on && out.ends_with(['-', '\u{ad}', '\u{2010}']);
            if divided {
                out.truncate(out.trim_end_matches(['-', '\u{ad}', '\u{2010}']).len());
            } else if !goes_on && !out.ends_with(char::is_whitespace) {
                out.push(' ');
            }
        }
        parts.push(out.len());
        out.push_str(&text.item.text);
        end = Some((text.x + text.item.width().to_pt(), text.y));
    }
    (Folded::of(&out), parts)
}

/// Where the first piece of a range stands.
fn hit(
    page: usize,
    found: &[Text],
    parts: &[usize],
    from: usize,
    to: usize,
) -> Option<Hit> {
    let k = parts.partition_point(|start| *start <= from).checked_sub(1)?;
    let text = &found[k];
    let (left, right) = extent(text, from - parts[k], (to - parts[k]).max(1));
    let seen = left.is_finite();
    Some(Hit {
        page,
        x: if seen { left } else { text.x },
        y: text.y,
        width: if seen { right - left } else { text.item.width().to_pt() },
        size: text.item.size.to_pt(),
    })
}

/// A text without what a search passes over, and where its bytes came from.
struct Folded {
    text: String,
    /// For each byte of the text that of the origin, and one more for the end.
    origins: Vec<u32>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let mut out = Self { text: String::new(), origins: vec![] };
        let mut buffer = [0; 4];
        for (at, c) in text.char_indices() {
            let before = out.text.len();
            if c.is_ascii() {
                out.text.push(if c.is_whitespace() {
                    ' '
                } else {
                    c.to_ascii_lowercase()
                });
            } else if c.is_whitespace() {
                out.text.push(' ');
            } else {
                let folded = normal::fold(c.encode_utf8(&mut buffer)).to_lowercase();
                out.text.push_str(&normal::without_accents(&folded).replace('ς', "σ"));
            }
            if out.text.ends_with("  ") {
                out.text.pop();
            }
            let length = out.text.len().max(before);
            out.origins.resize(length, at as u32);
            out.origins.truncate(out.text.len());
        }
        out.origins.push(text.len() as u32);
        out
    }

    fn origin(&self, byte: usize) -> usize {
        self.origins.get(byte).map_or(0, |at| *at as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_passes_over_case_accents_and_joiners() {
        let folded = |text| Folded::of(text).text;
        assert_eq!(folded("Études  À"), "etudes a");
        assert_eq!(folded("می\u{200c}رود"), folded("ميرود"));
        assert_eq!(folded("ἄνθρωπος"), folded("ΑΝΘΡΩΠΟΣ"));
    }

    #[test]
    fn every_byte_leads_back() {
        let text = "Aé  می\u{200c}رود";
        let folded = Folded::of(text);
        assert_eq!(folded.origins.len(), folded.text.len() + 1);
        for (at, _) in folded.text.char_indices() {
            assert!(text.is_char_boundary(folded.origin(at)));
        }
        assert_eq!(folded.origin(folded.text.len()), text.len());
    }
}
