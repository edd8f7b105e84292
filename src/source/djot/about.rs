//! Sorts the attributes of a span or a block into what they say.

use std::ops::Range;

use jotdown::Event;

use super::attributes::{self, Attribute, AttributeKind};
use super::source::Value;
use super::{Inside, Reader, entries, marks};
use crate::diag::{Diagnostic, closest};
use crate::model::{Lang, Place, PointKind, Reference, TIE, Target};
use crate::span::Span;

/// What attributes belong to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Owner {
    /// A span or another inline.
    Inline,
    /// A block.
    Block,
    /// An entry written apart from its text.
    Entry,
}

/// What attributes say.
#[derive(Debug, Default)]
pub(super) struct About {
    /// Classes that have no meaning of their own.
    pub classes: Vec<(String, Span)>,
    /// Anchors.
    pub ids: Vec<(String, Span)>,
    /// The language.
    pub lang: Option<Lang>,
    /// Whether it is read with doubt.
    pub unclear: bool,
    /// Whether it is lost in the witness and restored.
    pub restored: bool,
    /// Whether the editor removes it.
    pub secluded: bool,
    /// Whether it is wrong in the witness, with what it should be.
    pub sic: Option<Option<String>>,
    /// Whether it is a gap, with how much is missing.
    pub gap: Option<Option<String>>,
    /// A page of a witness: its number and the witness.
    pub page: Option<(String, Option<String>)>,
    /// What stands at a point and has no words: numbers of lines, the shape of verses,
    /// references.
    pub points: Vec<PointKind>,
    /// Whether it is a stage direction.
    pub stage: bool,
    /// Whether it is a speaker's name.
    pub speaker: bool,
    /// The apparatus: readings and what belongs to them.
    pub pairs: Vec<Attribute>,
    /// Marks for the indexes.
    pub index: Vec<Value>,
    /// The anchors between which an entry stands.
    pub anchors: Option<(Value, Value)>,
}

/// Classes of spans with a meaning of their own.
const CLASSES: [&str; 16] = [
    "unclear",
    "restored",
    "secluded",
    "sic",
    "gap",
    "page",
    "stage",
    "speaker",
    "line",
    "milestone",
    "tie",
    "indent",
    "shared",
    "unnumbered",
    "def",
    "inc",
];

/// Classes of blocks with a meaning of their own.
const BLOCK_CLASSES: [&str; 9] = [
    "verse",
    "stanza",
    "speech",
    "apparatus",
    "figure",
    "unnumbered",
    "dateline",
    "salute",
    "signed",
];

/// Which classes some attributes have that say what their other keys mean.
struct Classes {
    page: bool,
    gap: bool,
    sic: bool,
    line: bool,
    milestone: bool,
    tie: bool,
    indent: bool,
    shared: bool,
    /// `def` or `inc`: a witness ends or begins.
    presence: Option<&'static str>,
    /// Whether there is a reference: this is a key.
    reference: bool,
}

impl Classes {
    fn of(attributes: &[Attribute]) -> Self {
        let any = |kind: AttributeKind, key: &str| {
            attributes.iter().any(|a| a.kind == kind && a.key == key)
        };
        let has = |class: &str| any(AttributeKind::Class, class);
        Self {
            page: has("page"),
            gap: has("gap"),
            sic: has("sic"),
            line: has("line"),
            milestone: has("milestone"),
            tie: has("tie"),
            indent: has("indent"),
            shared: has("shared"),
            presence: ["def", "inc"].into_iter().find(|class| has(class)),
            reference: any(AttributeKind::Pair, "ref"),
        }
    }

    /// Whether it has a number.
    fn counted(&self) -> bool {
        self.page || self.line || self.milestone || self.tie || self.indent
    }
}

/// The values of keys that only mean something together.
#[derive(Default)]
struct Values {
    number: Option<Value>,
    unit: Option<String>,
    anchor: Option<Value>,
    until: Option<Value>,
    witness: Option<String>,
    extent: Option<String>,
    correction: Option<String>,
    from: Option<Value>,
    to: Option<Value>,
}

impl Reader<'_, '_> {
    /// The attributes of a block, whose start event covers `range`.
    pub(super) fn block_attributes(&self, range: Range<usize>) -> Vec<Attribute> {
        let sets = attributes::sets(self.source, range, self.quotes > 0);
        sets.into_iter().flat_map(|set| set.attributes).collect()
    }

    /// The attributes of an inline container: they end its end event.
    pub(super) fn inline_attributes(&self, start: usize) -> Vec<Attribute> {
        match self.events.event(start) {
            Event::Start(_, given) if !given.is_empty() => {}
            _ => return vec![],
        }
        let range = self.events.range(self.events.end(start));
        let mut sets = attributes::sets(self.source, range.clone(), self.quotes > 0);
        let mut first = range.end;
        while let Some(set) = sets.iter().rfind(|set| set.range.end == first) {
            first = set.range.start;
        }
        sets.retain(|set| set.range.start >= first);
        sets.into_iter().flat_map(|set| set.attributes).collect()
    }

    /// What attributes say. Those that say nothing known are reported.
    pub(super) fn about(&mut self, attributes: Vec<Attribute>, owner: Owner) -> About {
        let mut about = About::default();
        let span = attributes.first().map(|attribute| attribute.key_span);
        let classes = Classes::of(&attributes);
        let mut values = Values::default();
        for attribute in attributes {
            let words = |value: &Value| Some(value.text.trim().to_owned());
            let value = &attribute.value;
            match (attribute.kind, attribute.key.as_str()) {
                (AttributeKind::Class, class) => {
                    let span = attribute.key_span;
                    self.add_class(&mut about, class, owner, span);
                }
                (AttributeKind::Id, _) => {
                    about.ids.push((attribute.key, attribute.key_span))
                }
                (_, "id") => about.ids.push((value.text.trim().to_owned(), value.span)),
                (_, "class") => {
                    for class in value.text.split_whitespace() {
                        self.add_class(&mut about, class, owner, value.span);
                    }
                }
                (_, "lang") => about.lang = self.lang_of(value).or(about.lang),
                (_, "n") if classes.counted() => values.number = Some(value.trimmed()),
                (_, "unit") if classes.milestone => values.unit = words(value),
                (_, "ref") => values.anchor = Some(value.trimmed()),
                (_, "until") if classes.reference => values.until = Some(value.trimmed()),
                (_, "ed") if classes.page => values.witness = words(value),
                (_, "extent") if classes.gap => values.extent = words(value),
                (_, "corr") if classes.sic => values.correction = words(value),
                (_, "from") => values.from = Some(value.trimmed()),
                (_, "to") => values.to = Some(value.trimmed()),
                (_, "index") => about.index.push(attribute.value),
                (_, "wit") if classes.presence.is_some() && owner != Owner::Block => {
                    let kind = classes.presence.unwrap_or_default();
                    about.pairs.extend(entries::presence_pairs(kind, &attribute));
                }
                (_, key) if entries::knows(key, self.edition.context) => {
                    about.pairs.push(attribute);
                }
                (_, key) => {
                    let fault = entries::unknown_key(
                        key,
                        attribute.key_span,
                        self.edition.context,
                    );
                    self.diagnostics.push(fault);
                }
            }
        }
        let points = self.points_of(&classes, &mut values, span);
        about.points.extend(points);
        let page = values.number.map(|number| number.text).unwrap_or_default();
        about.page = classes.page.then_some((page, values.witness));
        about.gap = classes.gap.then_some(values.extent);
        about.sic = classes.sic.then_some(values.correction);
        about.anchors = match (values.from, values.to) {
            (Some(from), Some(to)) => Some((from, to)),
            (Some(at), None) | (None, Some(at)) => Some((at.clone(), at)),
            (None, None) => None,
        };
        about
    }

    /// What stands at a point. Of a reference `to` is taken: it says what is printed.
    fn points_of(
        &mut self,
        classes: &Classes,
        values: &mut Values,
        span: Option<Span>,
    ) -> Vec<PointKind> {
        let mut points = vec![];
        if let Some(anchor) = values.anchor.take() {
            let (to, until) = (values.to.take(), values.until.take());
            let target = to.map_or(Some(Target::Place), |to| self.target(&to));
            let name = |value: Value| value.text.trim_start_matches('#').to_owned();
            points.extend(target.map(|to| {
                let span = Some(anchor.span);
                let (anchor, until) = (name(anchor), until.map(name));
                PointKind::Reference(Reference { anchor, until, to, span })
            }));
        }
        let number = values.number.as_ref();
        if classes.line {
            points.extend(self.line_number(number, span));
        }
        if classes.milestone {
            let unit = values.unit.take().unwrap_or_else(|| "milestone".to_owned());
            let n = number.map(|number| number.text.clone()).unwrap_or_default();
            points.push(PointKind::Milestone { unit, n });
        }
        if classes.tie {
            points.extend(self.tie(number, span));
        }
        if classes.indent {
            let steps = number.map_or(Some(1), |number| self.whole(number));
            points.extend(steps.map(PointKind::Indent));
        }
        points.extend(classes.shared.then_some(PointKind::Shared));
        points
    }

    /// What a reference prints; an unknown word is reported.
    fn target(&mut self, value: &Value) -> Option<Target> {
        let name = value.text.as_str();
        let target = Target::of(name);
        if target.is_none() {
            let known = Target::NAMES.map(|(name, _)| name);
            let all = known.map(|name| format!("`{name}`")).join(", ");
            self.diagnostics.push(
                Diagnostic::error(
                    "unknown-target",
                    format!("no reference is made to a `{name}`"),
                )
                .at(value.span)
                .suggest(name, known)
                .hint(format!("write one of {all}")),
            );
        }
        target
    }

    /// The number a line is given: digits, and perhaps a letter.
    fn line_number(
        &mut self,
        value: Option<&Value>,
        span: Option<Span>,
    ) -> Option<PointKind> {
        let text = value.map_or("", |value| value.text.as_str());
        let digits = text.trim_end_matches(|c: char| c.is_alphabetic());
        let letters = text[digits.len()..].chars().count();
        if letters <= 1 && digits.parse::<u32>().is_ok_and(|n| n <= 1_000_000) {
            return Some(PointKind::LineNumber(text.to_owned()));
        }
        self.bad_number(text, value.map(|value| value.span).or(span));
        None
    }

    /// A place that corresponds to one of the same number in a parallel text.
    fn tie(&mut self, value: Option<&Value>, span: Option<Span>) -> Option<PointKind> {
        let n = value.map(|value| value.text.clone()).filter(|n| !n.is_empty());
        if n.is_none() {
            self.diagnostics.push(
                Diagnostic::error("bad-number", "this tie has no number")
                    .at(span)
                    .hint("write `[]{.tie n=12}`, with the number of what corresponds"),
            );
        }
        n.map(|n| PointKind::Milestone { unit: TIE.to_owned(), n })
    }

    /// A whole number below 100.
    fn whole(&mut self, value: &Value) -> Option<u32> {
        let number = value.text.parse().ok().filter(|n| *n < 100);
        if number.is_none() {
            self.bad_number(&value.text, Some(value.span));
        }
        number
    }

    fn bad_number(&mut self, text: &str, span: Option<Span>) {
        self.diagnostics.push(
            Diagnostic::error("bad-number", format!("`{text}` is no number to use here"))
                .at(span)
                .hint("write `n=120`, for a line also `n=120a`"),
        );
    }

    /// Records a class; one that is nearly a known one is reported.
    fn add_class(&mut self, about: &mut About, class: &str, owner: Owner, span: Span) {
        let known: &[&str] =
            if owner == Owner::Block { &BLOCK_CLASSES } else { &CLASSES };
        match class {
            _ if owner == Owner::Block => about.classes.push((class.to_owned(), span)),
            "unclear" => about.unclear = true,
            "restored" => about.restored = true,
            "secluded" => about.secluded = true,
            "stage" => about.stage = true,
            "speaker" => about.speaker = true,
            "page" | "gap" | "sic" | "line" | "milestone" | "tie" | "indent" => {}
            "shared" | "def" | "inc" => {}
            _ => about.classes.push((class.to_owned(), span)),
        }
        self.check_class(class, known, span);
    }

    /// Reports a class that is nearly, but not quite, a known one.
    fn check_class(&mut self, class: &str, known: &[&'static str], span: Span) {
        if !known.contains(&class)
            && let Some(near) = closest(class, known.iter().copied())
            && class.len() > 3
        {
            self.diagnostics.push(
                Diagnostic::warning(
                    "unknown-class",
                    format!("no class is named `{class}`"),
                )
                .at(span)
                .hint(format!("did you mean `{near}`?")),
            );
        }
    }

    /// Reports a div's class that is nearly a known one.
    pub(super) fn check_div_class(&mut self, class: &str, span: Span) {
        self.check_class(class, &BLOCK_CLASSES, span);
    }

    /// The language a value names.
    fn lang_of(&mut self, value: &Value) -> Option<Lang> {
        let tag = value.text.trim();
        let lang = Lang::new(tag);
        let is_part = |part: &str| {
            (1..=8).contains(&part.len())
                && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        if lang.is_settable() && lang.0.split('-').all(is_part) {
            return Some(lang);
        }
        self.diagnostics.push(
            Diagnostic::warning(
                "bad-language",
                format!("`{tag}` is not a language tag: the words have the language around them"),
            )
            .at(value.span)
            .hint("write a BCP 47 tag such as `en`, `fa` or `grc`"),
        );
        None
    }

    /// Records the entries and index marks that attributes make over a stretch
    /// of the text, from `range` of the source.
    pub(super) fn note_about(
        &mut self,
        about: &About,
        from: Place,
        to: Place,
        range: Range<usize>,
    ) {
        let span = self.source.span(range);
        if let Some(anchors) = &about.anchors {
            self.add_apart(anchors, &about.pairs, None, span);
        } else if !about.pairs.is_empty() {
            if self.inside == Inside::Text {
                let entries = entries::read_entries(
                    &about.pairs,
                    (from, to),
                    span,
                    self.edition,
                    self.diagnostics,
                );
                self.entries.extend(entries);
            } else {
                self.unsupported_at(
                    span,
                    "no entry can stand inside a note or a reading",
                );
            }
        }
        for value in &about.index {
            if self.inside == Inside::Value {
                self.unsupported_at(span, "no index mark can stand inside a reading");
                continue;
            }
            let words = self.words_between(from, to);
            let found =
                marks::read_marks(value, &words, self.edition.context, self.diagnostics);
            self.marks.extend(found.into_iter().map(|(mut mark, end)| {
                (mark.from, mark.to, mark.span) = (from, to, Some(span));
                (mark, end)
            }));
        }
    }

    /// The words between two places.
    pub(super) fn words_between(&self, from: Place, to: Place) -> String {
        let mut words = String::new();
        for block in from.block..=to.block {
            let Some(content) = self.blocks.get(block as usize).map(|b| &b.content)
            else {
                break;
            };
            let start = if block == from.block { from.offset as usize } else { 0 };
            let end =
                if block == to.block { to.offset as usize } else { content.text.len() };
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(&content.text[start..end.max(start)]);
        }
        words.trim().to_owned()
    }
}
