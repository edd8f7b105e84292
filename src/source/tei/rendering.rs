//! How the source looks: `rend`, `style` and `rendition` as styles.

use std::collections::HashMap;

use roxmltree::Node;

use super::Reader;
use super::elements::Means;
use super::xml::{self, given, name};
use crate::model::Style;

impl<'x> Reader<'x, '_> {
    /// The styles that an element's attributes say it is in. `rend` of highlighted words,
    /// of quotations, lists and other groups is read with them.
    pub(super) fn styles(&self, node: Node<'x, 'x>, means: Means) -> Vec<Style> {
        let is_group = matches!(
            means,
            Means::Division
                | Means::Lines
                | Means::Speech
                | Means::Quote
                | Means::Quoted
                | Means::List
                | Means::Item
                | Means::Table
                | Means::Row
                | Means::Cell
                | Means::Figure
                | Means::Note
                | Means::App
                | Means::OfEntry
                | Means::Apart
                | Means::Silent
                | Means::Milestone
                | Means::Page
                | Means::Example
                | Means::Graphic
        );
        if is_group {
            return vec![];
        }
        let mut styles = self.looks(node);
        if means != Means::Highlight
            && let Some(rend) = given(node, "rend")
            // How far a line stands in is no style.
            && !rend.starts_with("indent")
        {
            let own = matches!(means, Means::Italic | Means::Foreign);
            for style in highlight(rend) {
                let is_own = own && style == Style::Emphasis;
                if !is_own && !styles.contains(&style) {
                    styles.push(style);
                }
            }
        }
        styles
    }

    /// What `style` and `rendition` say.
    pub(super) fn looks(&self, node: Node<'x, 'x>) -> Vec<Style> {
        let mut styles = given(node, "style").map(css).unwrap_or_default();
        for pointer in given(node, "rendition").unwrap_or_default().split_whitespace() {
            let declared =
                pointer.strip_prefix('#').and_then(|id| self.renditions.get(id));
            match declared {
                Some(declared) => styles.extend(declared.iter().cloned()),
                // A name of another list, such as `simple:italic`.
                None => {
                    let word = pointer.rsplit(['#', ':']).next().unwrap_or_default();
                    styles
                        .extend(highlight(word).into_iter().filter(|_| !word.is_empty()));
                }
            }
        }
        let mut once: Vec<Style> = vec![];
        for style in styles {
            if !once.contains(&style) {
                once.push(style);
            }
        }
        once
    }
}

/// The styles of each `rendition` of the header.
pub(super) fn renditions<'x>(root: Node<'x, 'x>) -> HashMap<&'x str, Vec<Style>> {
    root.descendants()
        .filter(|node| name(*node) == "rendition" && node.attribute("selector").is_none())
        .filter_map(|node| {
            let words = xml::words(node);
            let styles = match given(node, "scheme") {
                None | Some("css") if words.contains(':') => css(&words),
                _ => highlight(&words),
            };
            Some((xml::id(node)?, styles))
        })
        .collect()
}

/// The styles of declarations in CSS. What has no style of ours is left out.
fn css(declarations: &str) -> Vec<Style> {
    let mut styles = vec![];
    for declaration in declarations.split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let (property, value) = (property.trim(), value.trim().to_ascii_lowercase());
        let is = |words: &[&str]| words.iter().any(|word| value.contains(word));
        let style = match property.to_ascii_lowercase().as_str() {
            "font-style" if is(&["italic", "oblique"]) => Style::Emphasis,
            "font-weight" if is(&["bold", "600", "700", "800", "900"]) => Style::Strong,
            "vertical-align" if is(&["super"]) => Style::Superscript,
            "vertical-align" if is(&["sub"]) => Style::Subscript,
            "letter-spacing" if !is(&["normal"]) && value != "0" => Style::Emphasis,
            "font-variant" | "font-variant-caps" if is(&["small-caps"]) => {
                Style::Class("small-caps".to_owned())
            }
            "text-decoration" | "text-decoration-line" if is(&["underline"]) => {
                Style::Class("underline".to_owned())
            }
            "text-decoration" | "text-decoration-line" if is(&["overline"]) => {
                Style::Class("overline".to_owned())
            }
            "text-decoration" | "text-decoration-line" if is(&["line-through"]) => {
                Style::Class("line-through".to_owned())
            }
            "text-align" if !is(&["justify"]) => Style::Class(class(&value)),
            _ => continue,
        };
        styles.push(style);
    }
    styles
}

/// `rend` as styles. Nothing in it means emphasis; of words that no style is known for, the first is a class.
pub(super) fn highlight(rend: &str) -> Vec<Style> {
    let rend = rend.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| rend.contains(word));
    let is = |words: &[&str]| rend.split_whitespace().any(|word| words.contains(&word));
    let over =
        ["overline", "overlined", "supraline", "superline", "superlinear", "overbar"];
    let mut styles = vec![];
    if rend.is_empty()
        || has(&["italic", "emph", "spaced", "stacked"])
        || is(&["it", "i"])
    {
        styles.push(Style::Emphasis);
    }
    if has(&["bold", "strong"]) || is(&["b"]) {
        styles.push(Style::Strong);
    }
    if has(&over) {
        styles.push(Style::Class("overline".to_owned()));
    } else if has(&["sup"]) {
        styles.push(Style::Superscript);
    } else if has(&["sub"]) {
        styles.push(Style::Subscript);
    } else if has(&["mark", "highlight"]) {
        styles.push(Style::Highlighted);
    }
    if styles.is_empty() && !has(&["normal", "roman", "none", "plain"]) {
        styles.push(Style::Class(class(&rend)));
        styles.retain(|style| *style != Style::Class(String::new()));
    }
    styles
}

/// The name of a class: the first word.
fn class(words: &str) -> String {
    let first = words.split_whitespace().next().unwrap_or_default();
    first.trim_matches(|c: char| !c.is_alphanumeric()).to_owned()
}
