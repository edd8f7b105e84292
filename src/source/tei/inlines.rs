//! Elements inside of blocks: words, styles, points, notes, names.

use roxmltree::Node;

use super::Reader;
use super::blocks::holds_blocks_of_words;
use super::elements::{Means, means};
use super::habits::{self, Joint};
use super::parts::is_border;
use super::rendering::highlight;
use super::xml::{self, elements, given, name};
use crate::model::{Form, Lang, Passage, Point, PointKind, Style};

impl<'x> Reader<'x, '_> {
    /// Reads words that stand in an element.
    pub(super) fn bare(&mut self, text: Node<'x, 'x>) {
        let characters = xml::characters(text);
        // A sign behind a block stands at its end, and not before what follows.
        let behind = !self.frame.is_active()
            && xml::begins_with_closing_sign(text)
            && text.prev_sibling().is_some_and(|before| before.is_element())
            && self.frame.resume_for_a_sign();
        let (sign, rest) = characters.split_at(usize::from(behind));
        if behind {
            self.frame.push(sign);
            self.frame.end();
        }
        self.frame.push(rest);
    }

    /// Reads an element inside of a block.
    pub(super) fn inline(&mut self, node: Node<'x, 'x>, means: Means) {
        match means {
            Means::Words if name(node) == "g" && !has_words(node) => self.character(node),
            Means::Words | Means::Sic if self.with_other_form(node) => {}
            Means::Words => self.words(node),
            // The name of a speaker, or of a note, is no part of the next word.
            Means::Label => {
                self.children(node);
                self.frame.space();
            }
            Means::Highlight => {
                // Styles that `style` and `rendition` say are open already.
                match given(node, "rend") {
                    Some(rend) => {
                        let styles = highlight(rend);
                        let count = styles.len();
                        styles.into_iter().for_each(|style| self.frame.open(style));
                        self.children(node);
                        (0..count).for_each(|_| self.frame.close());
                    }
                    None if self.looks(node).is_empty() => {
                        self.styled(node, Style::Emphasis)
                    }
                    None => self.children(node),
                }
            }
            Means::Italic => match (name(node), given(node, "level")) {
                ("title", Some("a" | "u")) => self.children(node),
                _ => self.styled(node, Style::Emphasis),
            },
            Means::Foreign if xml::lang(node).is_some() => self.children(node),
            Means::Foreign => self.styled(node, Style::Emphasis),
            Means::Strong => self.styled(node, Style::Strong),
            Means::Class => {
                self.styled(node, Style::Class(name(node).to_owned()));
            }
            Means::Supplied => self.styled(node, supplied(node)),
            Means::Secluded => self.styled(node, Style::Secluded),
            // What was deleted and then restored is valid.
            Means::Deleted if is_restored(node) => self.children(node),
            Means::Deleted => self.styled(node, Style::Deleted),
            Means::Unclear => self.styled(node, Style::Unclear),
            Means::Sic => self.styled(node, Style::Sic(None)),
            Means::Quoted | Means::Quote => self.quoted(node),
            Means::Choice => self.choice(node),
            Means::Name => self.name(node),
            Means::Index => self.index(node),
            Means::Reference if node.has_attribute("cRef") => self.cited(node),
            Means::Reference | Means::Pointer if self.calls(node) => {}
            Means::Reference if !has_words(node) => self.pointer(node),
            Means::Reference => match given(node, "target") {
                Some(target)
                    if target.contains("://") || target.starts_with("mailto:") =>
                {
                    self.styled(node, Style::Link(target.to_owned()));
                }
                _ => self.children(node),
            },
            Means::Pointer if node.has_attribute("cRef") => self.cited(node),
            Means::Pointer => self.pointer(node),
            Means::Page => self.page(node),
            Means::Milestone => self.milestone(node),
            Means::Gap => self.gap(node),
            Means::Space => self.frame.space(),
            Means::Anchor => self.anchor(node),
            Means::Caesura => self.half_line(),
            Means::Graphic => self.graphic(node),
            // Outside of an entry these are remarks between words.
            Means::OfEntry if matches!(name(node), "witDetail" | "wit") => {
                self.frame.space();
                self.children(node);
                self.frame.space();
            }
            Means::OfEntry if is_border(node) => self.border(node),
            Means::OfEntry => self.children(node),
            Means::Unknown if namespace(node) == XINCLUDE => {
                let what = given(node, "href").unwrap_or("include").to_owned();
                self.remark("left-out", &what, node, super::elements::why("include"));
                self.children(node);
            }
            Means::Unknown if namespace(node) == MATHML => self.formula(node),
            Means::Unknown => {
                let tag = node.tag_name();
                let is_name = !tag.name().is_empty();
                if is_name {
                    self.remark("kept-as-words", tag.name(), node, "");
                }
                self.frame.space();
                self.children(node);
                self.frame.space();
            }
            _ => self.children(node),
        }
    }

    /// Words in a style.
    pub(super) fn styled(&mut self, node: Node<'x, 'x>, style: Style) {
        self.frame.open(style);
        self.children(node);
        self.frame.close();
    }

    fn words(&mut self, node: Node<'x, 'x>) {
        match (name(node), given(node, "type")) {
            ("w" | "pc", _) => self.token(node),
            ("sense", _) => self.sense(node),
            ("rt", _) if in_ruby(node) => {
                self.frame.glue_before();
                self.frame.put('(', node.range().start);
                self.frame.glue();
                self.children(node);
                self.frame.glue_before();
                self.frame.put(')', node.range().end - 1);
            }
            ("formula", _)
                if given(node, "notation")
                    .is_some_and(|n| n.eq_ignore_ascii_case("tex")) =>
            {
                self.styled(node, Style::Verbatim);
            }
            ("media" | "notatedMusic", kind) => {
                let what = kind.unwrap_or(name(node)).to_owned();
                self.remark("left-out", &what, node, super::elements::why("media"));
                for child in elements(node)
                    .filter(|child| matches!(name(*child), "desc" | "label" | "head"))
                {
                    self.frame.space();
                    self.walk(child);
                }
            }
            ("seg", _)
                if given(node, "part").is_some_and(|part| matches!(part, "M" | "F")) =>
            {
                self.frame.glue();
                self.children(node);
            }
            ("bibl", _) => self.bibl(node),
            // The short name of a book, before its title in full.
            ("abbr", Some("siglum")) if in_list(node) => {
                self.children(node);
                self.frame.space();
            }
            ("seg", Some("verbatim")) => self.styled(node, Style::Verbatim),
            ("seg", Some(class)) if class.starts_with("class:") => {
                self.styled(node, Style::Class(class["class:".len()..].to_owned()));
            }
            // What the writer makes of a form that is not printed.
            ("seg", Some(kind)) if kind.starts_with("form-") => {
                let kinds = kind["form-".len()..].split_once('-');
                match (kinds, given(node, "n")) {
                    (Some((printed, kind)), Some(words)) => {
                        let (printed, kind) = (printed.to_owned(), kind.to_owned());
                        let words = words.to_owned();
                        self.styled(node, Style::Form(Form { printed, kind, words }));
                    }
                    _ => self.children(node),
                }
            }
            ("seg", Some("sic")) => {
                let correct = given(node, "n").map(str::to_owned);
                self.styled(node, Style::Sic(correct));
            }
            _ => self.children(node),
        }
    }

    /// A word or a sign of a text that was parted into them, without the blanks that stand
    /// there for the parting's sake.
    fn token(&mut self, node: Node<'x, 'x>) {
        let Joint { before, behind } = self.habits.joint(node, &self.frame.lang);
        match before {
            Some(true) => self.frame.glue(),
            Some(false) => self.frame.space(),
            None => {}
        }
        self.children(node);
        if behind {
            self.frame.glue();
        }
    }

    /// Words with quotation marks, unless the text has them already.
    pub(super) fn quoted(&mut self, node: Node<'x, 'x>) {
        const MARKS: &[char] =
            &['"', '\'', '“', '”', '‘', '’', '«', '»', '‹', '›', '„', '‚', '「', '」'];
        let all = xml::words(node);
        let marked = all.starts_with(MARKS)
            || all.ends_with(MARKS)
            || self.frame.last().is_some_and(|c| MARKS.contains(&c));
        let rend = given(node, "rend").unwrap_or_default();
        if marked || all.is_empty() || matches!(rend, "none" | "italic" | "verbatim") {
            return self.children(node);
        }
        let (open, close) = quotation_marks(&self.frame.lang);
        let range = node.range();
        if holds_blocks_of_words(node) {
            // The signs stand in the first and the last of the blocks.
            self.frame.put_ahead(open, range.start);
            self.children(node);
            return self.frame.put_behind(close, range.end - 1);
        }
        // Blanks at the ends stand outside of the signs.
        let ends = |text: Option<Node>, at: fn(&str) -> Option<char>| {
            let text = text.filter(Node::is_text).and_then(|text| text.text());
            text.and_then(at).is_some_and(xml::is_space)
        };
        if ends(node.first_child(), |text| text.chars().next()) {
            self.frame.space();
        }
        self.frame.put(open, range.start);
        self.frame.glue();
        self.children(node);
        self.frame.glue_before();
        self.frame.put(close, range.end - 1);
        if ends(node.last_child(), |text| text.chars().next_back()) {
            self.frame.space();
        }
    }

    /// The gaps of an element, as they are printed.
    pub(super) fn gaps(&self, node: Node<'x, 'x>) -> Passage {
        let all = node.descendants().filter(|inner| means(name(*inner)) == Means::Gap);
        let points = all.map(|gap| Point {
            at: 0,
            kind: PointKind::Gap { extent: extent(gap) },
        });
        Passage { points: points.collect(), ..Passage::default() }
    }

    /// A gap, and what the editor puts into it.
    fn gap(&mut self, node: Node<'x, 'x>) {
        self.frame.sign(PointKind::Gap { extent: extent(node) });
        for filled in elements(node).filter(|child| name(*child) == "supplied") {
            self.frame.space();
            self.walk(filled);
        }
    }

    /// A character that the header describes: what it is mapped to, or else its name in
    /// brackets.
    fn character(&mut self, node: Node<'x, 'x>) {
        let to = given(node, "ref").or_else(|| given(node, "type")).unwrap_or_default();
        let id = to.rsplit_once('#').map_or(to, |(_, id)| id);
        if matches!(id, "char:EOLhyphen" | "char:EOLunhyphen") {
            // A word that a line of the source parts (Text Creation Partnership).
            return;
        }
        let described = self.ids.get(id).copied();
        let named = |wanted: &str| {
            let described = described?.descendants();
            described
                .filter(|inner| name(*inner) == wanted)
                .map(|inner| xml::words(inner))
                .find(|words| !words.is_empty())
        };
        let at = node.range().start;
        if let Some(words) = named("mapping") {
            let words = by_number(&words).unwrap_or(words);
            return self.frame.push_words(&words, at);
        }
        let words = ["charName", "glyphName", "localName", "unicodeName", "desc"]
            .into_iter()
            .find_map(named)
            .or_else(|| Some(id.to_owned()).filter(|id| !id.is_empty()));
        match words {
            Some(words) => self.frame.push_words(&format!("[{words}]"), at),
            None => self.remark("left-out", "g", node, "it names no character"),
        }
    }

    /// A page of a witness. One without a number is no sign that could be printed.
    fn page(&mut self, node: Node<'x, 'x>) {
        let joins = self.habits.joins(node) | self.hyphenated(node);
        let ed = given(node, "ed").or_else(|| given(node, "edRef"));
        let ed = ed.map(|ed| ed.trim_start_matches('#').to_owned());
        match given(node, "n") {
            Some(n) => self.frame.point(PointKind::PageBreak { n: n.to_owned(), ed }),
            None => self.remark("left-out", "pb", node, "it has no number"),
        }
        if joins { self.frame.glue() } else { self.frame.space() }
    }

    fn milestone(&mut self, node: Node<'x, 'x>) {
        let (unit, n) = match name(node) {
            "lb" => ("line", given(node, "n")),
            "cb" => ("column", given(node, "n")),
            "gb" => ("gathering", given(node, "n")),
            "handShift" => ("hand", given(node, "new")),
            _ => (given(node, "unit").unwrap_or("milestone"), given(node, "n")),
        };
        if name(node) == "lb" && matches!(given(node, "rend"), Some("break")) {
            return self.frame.point(PointKind::LineBreak);
        }
        let joins = habits::is_break(node)
            && (self.hyphenated(node) | self.habits.joins(node))
            || given(node, "break") == Some("no");
        if joins {
            self.frame.glue();
        }
        if let Some(n) = n {
            if name(node) == "milestone" && unit == "number" {
                return self.frame.point(PointKind::LineNumber(n.to_owned()));
            }
            let point = PointKind::Milestone { unit: unit.to_owned(), n: n.to_owned() };
            self.frame.point(point);
            if self.depth == 0 {
                let pin = self.frame.pin();
                self.labels.push((n.to_owned(), pin));
            }
        } else if unit != "line" {
            self.remark("left-out", name(node), node, "it has no number");
        }
        if !joins
            && matches!(unit, "line" | "column")
            && given(node, "break") != Some("maybe")
        {
            self.frame.space();
        }
    }

    fn anchor(&mut self, node: Node<'x, 'x>) {
        let Some(id) = xml::id(node) else { return };
        if given(node, "type") != Some("place") && self.depth == 0 && !self.copying {
            self.frame.point(PointKind::Anchor(id.to_owned()));
        }
    }
}

/// The characters that numbers such as `U+E644` stand for.
fn by_number(words: &str) -> Option<String> {
    let character = |word: &str| {
        let digits = word.strip_prefix("U+").or_else(|| word.strip_prefix("u+"))?;
        char::from_u32(u32::from_str_radix(digits, 16).ok()?)
            .filter(|c| !c.is_control() && !c.is_whitespace())
    };
    words.split_whitespace().map(character).collect()
}

/// Whether a deletion was undone by the scribe.
fn is_restored(node: Node) -> bool {
    node.parent().is_some_and(|above| name(above) == "restore")
}

/// Whether something is printed of an element.
pub(super) fn has_words(node: Node) -> bool {
    !xml::words(node).is_empty()
        || node.descendants().skip(1).any(|inner| {
            matches!(name(inner), "ptr" | "gap" | "graphic" | "app" | "note" | "ref")
        })
}

/// What the editor supplies: what the witness has lost, or what it never had.
fn supplied(node: Node) -> Style {
    let reasons = given(node, "reason").unwrap_or_default();
    let is_lost = |reason: &str| {
        matches!(reason, "lost" | "illegible" | "damage" | "damaged" | "lacuna" | "faded")
    };
    match reasons.split_whitespace().any(is_lost) {
        true => Style::Restored,
        false => Style::Supplied,
    }
}

/// The quotation marks of a language.
fn quotation_marks(lang: &Lang) -> (char, char) {
    match lang.primary() {
        "fr" | "ar" | "fa" | "it" | "es" | "ru" | "el" | "grc" | "syr" | "ota" => {
            ('«', '»')
        }
        "de" | "cs" => ('„', '“'),
        _ => ('“', '”'),
    }
}

/// The namespace of inclusions.
pub(super) const XINCLUDE: &str = "http://www.w3.org/2001/XInclude";
/// The namespace of formulas.
const MATHML: &str = "http://www.w3.org/1998/Math/MathML";

fn namespace<'a>(node: Node<'a, '_>) -> &'a str {
    node.tag_name().namespace().unwrap_or_default()
}

/// Whether a gloss stands beside what it says how to read.
fn in_ruby(node: Node) -> bool {
    node.parent().is_some_and(|above| name(above) == "ruby")
}

/// Whether an element stands in an item of a list of books or persons.
fn in_list(node: Node) -> bool {
    node.parent().is_some_and(|above| {
        let list = above.parent().map(|list| name(list)).unwrap_or_default();
        matches!(name(above), "bibl" | "biblStruct") && list == "listBibl"
    })
}

/// How much is missing: as many characters, lines or pages as the editor says. Nothing, if
/// that is unknown.
fn extent(node: Node) -> Option<String> {
    let unknown = |extent: &str| {
        matches!(extent, "unknown" | "uncertain" | "indeterminate" | "unspecified")
    };
    let number = |said: &str| said.chars().all(|c| c.is_ascii_digit());
    let quantity = match given(node, "extent").filter(|extent| !unknown(extent)) {
        Some(extent) if number(extent) => extent.to_owned(),
        Some(extent) => return Some(extent.to_owned()),
        None => match (given(node, "atLeast"), given(node, "atMost")) {
            (Some(least), Some(most)) => format!("{least}–{most}"),
            _ => given(node, "quantity").filter(|said| !unknown(said))?.to_owned(),
        },
    };
    match given(node, "unit") {
        Some(unit) if quantity != "1" => Some(format!("{quantity} {unit}s")),
        Some(unit) => Some(format!("{quantity} {unit}")),
        None => Some(quantity),
    }
}
