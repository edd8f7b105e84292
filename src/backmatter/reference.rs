//! Where the things stand that an index names, and how that is printed.

use std::cmp::Reverse;

use serde::Serialize;

use crate::assemble::address::TextLine;
use crate::edition::{Adjacent, IndexSettings, LocatorForm};
use crate::lines::{Cite, CitePart, CiteWord, Label};
use crate::locate::locator::Locator;
use crate::model::{Model, Role};

/// What it is that stands on a line: the line itself, or what is said about it at
/// the foot of the page. The first wins where the others are on its line.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ReferenceKind {
    /// Words of the text.
    #[default]
    Text,
    /// A note that is called on the line.
    Note,
    /// An entry of a critical series whose lemma begins on the line.
    Apparatus,
}

impl ReferenceKind {
    const ALL: [Self; 3] = [Self::Text, Self::Note, Self::Apparatus];

    /// What follows the number; nothing for the text.
    fn word(self) -> Option<CiteWord> {
        match self {
            Self::Text => None,
            Self::Note => Some(CiteWord::Note),
            Self::Apparatus => Some(CiteWord::Apparatus),
        }
    }
}

/// Where something stands that a heading names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Reference {
    /// The first line.
    pub from: Locator,
    /// The last line.
    pub to: Locator,
    /// Whether it is a principal reference, printed bold.
    pub principal: bool,
    /// Whether it stands in the text, in a note or in the apparatus.
    pub kind: ReferenceKind,
    /// The mark of the note, if it has one.
    pub note: Option<String>,
}

impl Reference {
    /// Words of the text on one line.
    pub fn at(line: Locator) -> Self {
        Self::text(line.clone(), line)
    }

    /// Words of the text from one line to another.
    pub fn text(from: Locator, to: Locator) -> Self {
        let kind = ReferenceKind::Text;
        Self { from, to, principal: false, kind, note: None }
    }
}

/// A reference of an index as it is printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Citation {
    /// `45.12`, `45.12–13`, `45.30–46.2`; the line alone after another on its page;
    /// `45 tit.` where lines are not counted, as in a title. After a space `n.` or `app.` if
    /// it is not the text that is meant, and `f.` or `passim`.
    pub cite: Cite,
    /// Whether it is printed bold.
    pub principal: bool,
    /// The line it leads to.
    pub to: TextLine,
}

/// What stands before the point and after it.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
struct At {
    /// The page, or the number of the text.
    head: u32,
    /// The number of the line or the verse; 0 if there is none.
    line: u32,
    /// What is printed for it if that is more than the number.
    name: Cite,
    /// Whether it is not in a title, although there is nothing to print behind the point.
    alone: bool,
}

impl At {
    /// A page alone.
    fn page(head: u32) -> Self {
        Self { head, alone: true, ..Self::default() }
    }

    /// What stands behind the point; empty if there is no such.
    fn behind(&self) -> Cite {
        match self.line {
            _ if !self.name.is_empty() => self.name.clone(),
            0 => Cite::default(),
            line => CitePart::Line(Label::number(line)).into(),
        }
    }
}

/// How the references of an index are made into what is printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Citing {
    form: LocatorForm,
    adjacent: Adjacent,
    passim: u32,
    /// The numbers of the texts among those that are edited.
    numbers: Vec<u32>,
}

impl Default for Citing {
    fn default() -> Self {
        Self {
            form: LocatorForm::PageLine,
            adjacent: Adjacent::Apart,
            passim: 0,
            numbers: vec![],
        }
    }
}

/// A reference on its way to print.
#[derive(Debug, Clone, PartialEq)]
struct Span {
    from: At,
    to: At,
    principal: bool,
    kind: ReferenceKind,
    note: Option<String>,
    passim: bool,
    /// The text and the line where it begins.
    place: TextLine,
}

impl Citing {
    /// As the manifest says for an index.
    pub fn new(settings: &IndexSettings, model: &Model) -> Self {
        Self {
            form: settings.locator,
            adjacent: settings.adjacent,
            passim: settings.passim,
            numbers: text_numbers(model),
        }
    }

    /// Page and line, each alone, as in an index of words.
    pub fn lines(model: &Model) -> Self {
        Self { numbers: text_numbers(model), ..Self::default() }
    }

    /// A place as it is cited.
    fn at(&self, locator: &Locator) -> At {
        let number = || self.numbers.get(locator.text as usize).copied().unwrap_or(0);
        match self.form {
            LocatorForm::Page => At::page(locator.page),
            LocatorForm::PageLine if locator.is_page_alone() => At::page(locator.page),
            LocatorForm::PageLine => At {
                head: locator.page,
                line: locator.line,
                name: locator.name.clone(),
                alone: false,
            },
            LocatorForm::TextLine if locator.sub > 0 => At {
                head: number(),
                line: 0,
                name: sub_line(locator.text_line, locator.sub),
                alone: false,
            },
            LocatorForm::TextLine => At {
                head: number(),
                line: locator.text_line,
                ..At::default()
            },
            LocatorForm::Verse => At {
                head: number(),
                line: locator.verse,
                ..At::default()
            },
        }
    }

    /// The references of an entry as they are printed; joined by commas they read
    /// `45.12, 18, 46.3–5`. References that would read alike are given once.
    pub fn cite(&self, references: &[Reference]) -> Vec<Citation> {
        let mut spans: Vec<Span> = vec![];
        for Reference { from, to, principal, kind, note } in references {
            let place = TextLine { text: from.text, line: from.row };
            let (from, to) = (self.at(from), self.at(to));
            let next = Span {
                from,
                to,
                principal: *principal,
                kind: *kind,
                note: note.clone(),
                passim: false,
                place,
            };
            match spans.last_mut() {
                Some(last)
                    if (&last.from, &last.to, last.kind)
                        == (&next.from, &next.to, *kind)
                        && last.note == *note =>
                {
                    last.principal |= principal;
                }
                // The pages of two ranges may meet where their lines do not.
                Some(last)
                    if self.form == LocatorForm::Page
                        && (last.kind, *kind)
                            == (ReferenceKind::Text, ReferenceKind::Text)
                        && last.principal == *principal
                        && next.from <= last.to =>
                {
                    last.to = next.to.max(std::mem::take(&mut last.to));
                }
                _ => spans.push(next),
            }
        }
        if self.adjacent != Adjacent::Apart {
            spans = self.joined(spans);
        }
        if self.passim > 0 {
            spans = self.scattered(spans);
        }
        self.written(&spans)
    }

    /// Whether one place follows another: the next page, or the next line of a page.
    fn follows(&self, before: &At, after: &At) -> bool {
        match self.form {
            LocatorForm::Page => after.head == before.head + 1,
            _ if !before.name.is_empty() || !after.name.is_empty() => false,
            _ => {
                after.head == before.head
                    && before.line > 0
                    && after.line == before.line + 1
            }
        }
    }

    /// References to the text that follow each other, joined.
    fn joined(&self, spans: Vec<Span>) -> Vec<Span> {
        let mut out: Vec<Span> = vec![];
        for next in spans {
            match out.last_mut() {
                Some(last)
                    if (last.kind, next.kind)
                        == (ReferenceKind::Text, ReferenceKind::Text)
                        && last.principal == next.principal
                        && self.follows(&last.to, &next.from) =>
                {
                    last.to = next.to;
                }
                _ => out.push(next),
            }
        }
        out
    }

    /// References to the text that stand close together, given as one. Close are those
    /// at most a page apart.
    fn scattered(&self, spans: Vec<Span>) -> Vec<Span> {
        if !self.form.has_page() {
            return spans;
        }
        let mut out: Vec<Span> = vec![];
        let mut run: Vec<Span> = vec![];
        let close = |run: &mut Vec<Span>, out: &mut Vec<Span>| {
            let pages = run
                .first()
                .zip(run.last())
                .map_or(0, |(a, b)| b.to.head - a.from.head);
            if run.len() >= self.passim as usize && pages > 0 {
                let from = At::page(run[0].from.head);
                let to = At::page(run[run.len() - 1].to.head);
                out.push(Span { from, to, passim: true, ..run[0].clone() });
                run.clear();
            } else {
                out.append(run);
            }
        };
        for next in spans {
            if next.kind != ReferenceKind::Text || next.principal {
                close(&mut run, &mut out);
                out.push(next);
                continue;
            }
            if run.last().is_some_and(|last| next.from.head > last.to.head + 1) {
                close(&mut run, &mut out);
            }
            run.push(next);
        }
        close(&mut run, &mut out);
        out
    }

    fn written(&self, spans: &[Span]) -> Vec<Citation> {
        let mut out: Vec<Citation> = vec![];
        // Both ends of the one before; pages alone if it is one.
        let mut before = (At::default(), At::default());
        for Span { from, to, principal, kind, note, passim, place } in spans {
            let whole = self.form == LocatorForm::Page || *passim;
            let shown = |at: &At, after: Option<&At>| match whole {
                true => CitePart::Page(at.head).into(),
                false => shown(at, after),
            };
            if let Some(mark) = note {
                // The mark of a note says more than the line it is called on.
                let mut cite = match self.form.has_page() {
                    true => Cite::from(CitePart::Page(from.head)),
                    false => shown(from, None),
                };
                let (word, mark) =
                    (CitePart::Word(CiteWord::Note), CitePart::Mark(mark.clone()));
                cite.extend([CitePart::Space, word, CitePart::Space, mark]);
                out.push(Citation { cite, principal: *principal, to: *place });
                before = (At::page(from.head), At::page(from.head));
                continue;
            }
            let is_one = before.0.head == before.1.head;
            let mut cite = shown(from, is_one.then_some(&before.1));
            if self.adjacent == Adjacent::Following && self.follows(from, to) {
                cite.extend([CitePart::Space, CitePart::Word(CiteWord::Next)]);
            } else if to != from {
                cite.push(CitePart::Dash);
                cite.append(&shown(to, Some(from)));
            }
            if *passim {
                cite.extend([CitePart::Space, CitePart::Word(CiteWord::Passim)]);
            }
            if let Some(word) = kind.word() {
                cite.extend([CitePart::Space, CitePart::Word(word)]);
            }
            out.push(Citation { cite, principal: *principal, to: *place });
            before = match whole {
                true => (At::default(), At::default()),
                false => (from.clone(), to.clone()),
            };
        }
        out
    }

    /// References in order, each line once. A reference inside another is dropped
    /// unless it alone is principal; two that overlap become one. What stands at the
    /// foot of the page is dropped if the text on its line is referred to as well.
    pub fn merged(&self, references: Vec<Reference>) -> Vec<Reference> {
        let mut out: Vec<Reference> = vec![];
        for kind in ReferenceKind::ALL {
            let of_kind = references.iter().filter(|r| r.kind == kind).cloned().collect();
            let mut of_kind = match kind {
                ReferenceKind::Text => merged_of_text(of_kind),
                _ => merged_at_foot(of_kind),
            };
            let is_text = |r: &&Reference| r.kind == ReferenceKind::Text;
            of_kind.retain(|next| !out.iter().filter(is_text).any(|r| covers(r, next)));
            out.append(&mut of_kind);
        }
        out.sort_by(|a, b| (&a.from, a.kind, &a.note).cmp(&(&b.from, b.kind, &b.note)));
        out
    }
}

/// The numbers of the texts among those that are edited, by their index in the model.
fn text_numbers(model: &Model) -> Vec<u32> {
    let numbers = model.texts.iter().scan(0, |sum, text| {
        *sum += u32::from(text.role == Role::Body);
        Some(*sum)
    });
    numbers.collect()
}

/// The references of an entry in pages and lines, as [`Citing::cite`] has them.
pub fn cite(references: &[Reference]) -> Vec<Citation> {
    Citing::default().cite(references)
}

/// Whether citing one reference makes it needless to cite another.
fn covers(one: &Reference, other: &Reference) -> bool {
    one.from <= other.from && other.to <= one.to && (one.principal || !other.principal)
}

/// A page and line as printed after another: the page is left out if it is the
/// same, unless the other is a page alone.
fn shown(at: &At, after: Option<&At>) -> Cite {
    let (page, behind) = (CitePart::Page(at.head), at.behind());
    match after {
        _ if at.alone => page.into(),
        Some(other)
            if other.head == at.head
                && !behind.is_empty()
                && !other.behind().is_empty() =>
        {
            behind
        }
        _ => Cite::on_page(page, &behind),
    }
}

/// A sub-line behind a line of a text.
fn sub_line(number: u32, sub: u32) -> Cite {
    CitePart::Line(Label::Counted { number, letter: None, sub }).into()
}

/// Citations parted by commas, in ASCII digits and Latin words.
pub fn joined(citations: &[Citation]) -> String {
    citations
        .iter()
        .map(|citation| citation.cite.to_string())
        .collect::<Vec<_>>()
        .join(", ")
}

/// Notes or entries, each once, in order.
fn merged_at_foot(mut references: Vec<Reference>) -> Vec<Reference> {
    references.sort_by(|a, b| (&a.from, &a.note).cmp(&(&b.from, &b.note)));
    let mut out: Vec<Reference> = vec![];
    for next in references {
        match out.last_mut() {
            Some(last) if (&last.from, &last.note) == (&next.from, &next.note) => {
                last.principal |= next.principal;
            }
            _ => out.push(next),
        }
    }
    out
}

/// References to the text in order.
fn merged_of_text(mut references: Vec<Reference>) -> Vec<Reference> {
    let order =
        |r: &Reference| (r.from.clone(), Reverse(r.to.clone()), Reverse(r.principal));
    references.sort_by_cached_key(order);
    let mut out: Vec<Reference> = vec![];
    // The one that reaches farthest.
    let mut far = 0;
    for next in references {
        match out.get_mut(far) {
            Some(wide) if next.to <= wide.to && (wide.principal || !next.principal) => {}
            Some(wide) if (&wide.from, &wide.to) == (&next.from, &next.to) => {
                wide.principal = true;
            }
            Some(wide) if next.from <= wide.to && wide.principal == next.principal => {
                if next.to > wide.to {
                    wide.to = next.to;
                }
            }
            _ => {
                if out.get(far).is_none_or(|wide| next.to > wide.to) {
                    far = out.len();
                }
                if out.last() != Some(&next) {
                    out.push(next);
                }
            }
        }
    }
    out
}

#[cfg(test)]
mod tests;
