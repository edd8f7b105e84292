//! Cross-references: where each of them leads, and what it prints once the lines of
//! the book are known.

use rustc_hash::FxHashMap;

use super::Places;
use crate::assemble::Asked;
use crate::diag::Diagnostic;
use crate::edition::Edition;
use crate::lines::{self, Cite, CitePart, CiteWord, End, Label};
use crate::model::{Lang, Model, Place, PointKind, Role, Target, Text};
use crate::words::numeral;

/// What a reference prints.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash)]
pub struct Printed {
    /// Its words, in the digits of its language.
    pub text: String,
    /// Which of the equal words of its line the last of them is; empty if none.
    pub repeat: String,
}

/// Where an anchor stands.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// The text, as an index of the model's.
    pub text: usize,
    /// The place in it; that of its call for a note.
    pub place: Place,
    /// The note in which it stands, if it does.
    pub note: Option<usize>,
}

/// The anchors of an edition.
pub struct Anchors<'a> {
    model: &'a Model,
    /// By text and name.
    of: Vec<FxHashMap<&'a str, Spot>>,
}

/// A reference whose anchors were found.
#[derive(Debug, Clone)]
pub struct Cross {
    from: Spot,
    until: Option<Spot>,
    to: Target,
    lang: Lang,
}

/// Finds the anchors of all references, which are given by text.
///
/// # Errors
/// A diagnostic for each that leads nowhere, or where nothing of the kind stands.
pub fn resolve(
    model: &Model,
    asked: &[Vec<Asked>],
) -> Result<Vec<Vec<Cross>>, Vec<Diagnostic>> {
    if asked.iter().all(Vec::is_empty) {
        return Ok(vec![vec![]; asked.len()]);
    }
    let anchors = Anchors::of(model);
    let mut faults = vec![];
    let mut found = vec![];
    for (text, asked) in asked.iter().enumerate() {
        let mut crosses = vec![];
        for one in asked {
            match cross(&anchors, text, one) {
                Ok(cross) => crosses.push(cross),
                Err(fault) => faults.push(fault.at(one.reference.span)),
            }
        }
        found.push(crosses);
    }
    if faults.is_empty() { Ok(found) } else { Err(faults) }
}

/// The anchors of a text, those of its notes too.
fn anchors(k: usize, text: &Text) -> FxHashMap<&str, Spot> {
    let mut anchors = FxHashMap::default();
    for (block, content) in text.blocks.iter().enumerate() {
        for point in &content.content.points {
            if let PointKind::Anchor(name) = &point.kind {
                let place = Place { block: block as u32, offset: point.at };
                anchors.insert(name.as_str(), Spot { text: k, place, note: None });
            }
        }
    }
    for (n, note) in text.notes.iter().enumerate() {
        for point in note.body.iter().flat_map(|passage| &passage.points) {
            if let PointKind::Anchor(name) = &point.kind {
                let spot = Spot { text: k, place: note.at, note: Some(n) };
                anchors.insert(name.as_str(), spot);
            }
        }
    }
    anchors
}

fn cross(anchors: &Anchors, text: usize, asked: &Asked) -> Result<Cross, Diagnostic> {
    let (model, wanted) = (anchors.model, &asked.reference);
    let from = anchors.find(text, &wanted.anchor)?;
    let until = match &wanted.until {
        Some(name) => Some(anchors.find(text, name)?),
        None => None,
    };
    let fault = |message: String, hint: &str| {
        Err(Diagnostic::error("unusable-reference", message).hint(hint))
    };
    let target = &model.texts[from.text];
    if until.is_some_and(|until| until.text != from.text || until.place < from.place) {
        let message =
            format!("the range from `{}` does not end behind it", wanted.anchor);
        return fault(message, "exchange the two anchors; both must be in one text");
    }
    if target.role == Role::Front && wanted.to != Target::Text {
        let message = format!("`{}` stands in front matter", wanted.anchor);
        return fault(message, "references lead to texts and to back matter");
    }
    let (name, place) = (&wanted.anchor, from.place);
    match wanted.to {
        Target::Note if from.note.is_none() && note_at(target, place).is_none() => {
            return fault(
                format!("no note is called at `{name}`"),
                "put the anchor right before the call of the note, or into the note",
            );
        }
        Target::Entry if entry_at(target, place).is_none() => {
            return fault(
                format!("no entry begins at `{name}`"),
                "give the anchor to the words of the entry: `[words]{#name B=\"…\"}`",
            );
        }
        Target::Word if word_at(target, place).is_empty() => {
            return fault(
                format!("no word stands at `{name}`"),
                "put the anchor before the word",
            );
        }
        _ => {}
    }
    Ok(Cross {
        from,
        until,
        to: wanted.to,
        lang: asked.lang.clone(),
    })
}

impl<'a> Anchors<'a> {
    /// Of all texts and their notes.
    pub fn of(model: &'a Model) -> Self {
        let texts = model.texts.iter().enumerate();
        Self {
            model,
            of: texts.map(|(k, text)| anchors(k, text)).collect(),
        }
    }

    /// The anchor of a name: one of the same text, one of another as `text.anchor`, or the
    /// only one of that name.
    ///
    /// # Errors
    /// If there is none, or several texts have it.
    pub fn find(&self, text: usize, name: &str) -> Result<Spot, Diagnostic> {
        let anchors = &self.of;
        if let Some(spot) = anchors[text].get(name) {
            return Ok(*spot);
        }
        for (k, text) in self.model.texts.iter().enumerate() {
            let rest = name.strip_prefix(text.id.as_str());
            let rest = rest.and_then(|rest| rest.strip_prefix('.'));
            if let Some(spot) = rest.and_then(|rest| anchors[k].get(rest)) {
                return Ok(*spot);
            }
        }
        let mut others = anchors.iter().filter_map(|anchors| anchors.get(name));
        match (others.next(), others.next()) {
            (Some(spot), None) => Ok(*spot),
            (Some(_), Some(_)) => {
                let message = format!("several texts have an anchor `{name}`");
                Err(Diagnostic::error("unknown-anchor", message).hint(format!(
                    "write the text's id before it: `ref=\"text.{name}\"`"
                )))
            }
            (None, _) => {
                let known = anchors.iter().flat_map(|anchors| anchors.keys().copied());
                let message = format!("no anchor is named `{name}`");
                Err(Diagnostic::error("unknown-anchor", message)
                    .suggest(name, known)
                    .hint(format!("set it in the text: `[]{{#{name}}}`")))
            }
        }
    }
}

/// The note that is called at a place or next behind it in its block.
pub fn note_at(text: &Text, place: Place) -> Option<usize> {
    let behind = text.notes.iter().position(|note| note.at >= place)?;
    (text.notes[behind].at.block == place.block).then_some(behind)
}

/// The entry that begins at a place.
pub fn entry_at(text: &Text, place: Place) -> Option<usize> {
    text.entries.iter().position(|entry| entry.from == place)
}

/// The word that begins at a place, without the blanks before it.
fn word_at(text: &Text, place: Place) -> &str {
    let content = &text.blocks[place.block as usize].content.text;
    let behind = content.get(place.offset as usize..).unwrap_or_default().trim_start();
    let word = behind.split(|c: char| !c.is_alphanumeric() && !joins(c)).next();
    word.unwrap_or_default()
}

/// Whether a character that is no letter is part of a word: marks, joiners, apostrophes.
fn joins(c: char) -> bool {
    matches!(c, '\'' | '’' | '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{300}'..='\u{36f}')
        || matches!(c, '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{670}')
}

/// What references print in the book as it is set; `marks` are those of the notes, by text.
pub fn printed(
    crosses: &[Vec<Cross>],
    model: &Model,
    edition: &Edition,
    places: &Places,
    marks: &[Vec<String>],
) -> Vec<Vec<Printed>> {
    let one = |cross: &Cross| Printer { model, edition, places, marks, cross }.print();
    crosses
        .iter()
        .map(|crosses| crosses.iter().map(one).collect())
        .collect()
}

/// What a reference prints before anything is known: something as wide as is usual.
pub fn guess(crosses: &[Vec<Cross>], model: &Model) -> Vec<Vec<Printed>> {
    let one = |cross: &Cross| {
        let line = |n| CitePart::Line(Label::number(n));
        let mut cite = Cite::from(CitePart::Page(28));
        match cross.to {
            Target::Text => {
                return Printed::text(model.texts[cross.from.text].title.clone());
            }
            Target::Page | Target::Line => {}
            Target::Place | Target::PageLine | Target::Entry | Target::Word => {
                cite.extend([CitePart::Point, line(12)]);
            }
            Target::Note => {
                let word = CitePart::Word(CiteWord::Note);
                cite.extend([CitePart::Space, word, CitePart::Space, line(3)]);
            }
        }
        if cross.until.is_some() {
            cite.extend([CitePart::Dash, line(34)]);
        }
        Printed::text(cite.printed(&cross.lang))
    };
    crosses
        .iter()
        .map(|crosses| crosses.iter().map(one).collect())
        .collect()
}

impl Printed {
    fn text(text: String) -> Self {
        Self { text, repeat: String::new() }
    }
}

/// Words of one language among those of another, which they must not move if they go the
/// other way.
fn isolated(words: &str, lang: &Lang, among: &Lang) -> String {
    match lang.dir() == among.dir() {
        true => words.to_owned(),
        false => format!("\u{2068}{words}\u{2069}"),
    }
}

struct Printer<'a> {
    model: &'a Model,
    edition: &'a Edition,
    places: &'a Places,
    marks: &'a [Vec<String>],
    cross: &'a Cross,
}

impl Printer<'_> {
    fn print(&self) -> Printed {
        let (from, lang) = (self.cross.from, &self.cross.lang);
        let text = &self.model.texts[from.text];
        let here = self.line(from.place);
        let until = self.cross.until.map_or(here, |until| self.line(until.place));
        let digits = |cite: Cite| Printed::text(cite.printed(lang));
        match self.cross.to {
            Target::Text => Printed::text(isolated(&text.title, &text.lang, lang)),
            Target::Page => digits(self.pages(here, until)),
            Target::Line => digits(self.range(here, until, false)),
            Target::PageLine => digits(self.range(here, until, true)),
            Target::Place => digits(self.range(here, until, self.by_page())),
            Target::Note => self.note(text, here),
            Target::Entry => {
                let entry = entry_at(text, from.place).map(|k| &text.entries[k]);
                let last = entry.map_or(here, |entry| self.before(entry.to).max(here));
                digits(self.range(here, last, self.by_page()))
            }
            Target::Word => {
                let mut place = self.range(here, here, self.by_page());
                let word = word_at(text, from.place);
                let there = &text.blocks[from.place.block as usize].lang;
                let word = CitePart::Words(isolated(word, there, lang));
                place.extend([CitePart::Space, word]);
                let set = &self.places.texts[from.text];
                let job = &self.places.jobs[from.text];
                let byte = job.map.source_of(from.place).unwrap_or_default();
                let repeat = job.vocabulary.word_at(byte, &set.line_map);
                let repeat = repeat.map(|n| numeral::number(n, lang)).unwrap_or_default();
                Printed { text: place.printed(lang), repeat }
            }
        }
    }

    fn by_page(&self) -> bool {
        self.places.texts[self.cross.from.text].cited.by_page()
    }

    /// The line of an anchor: that of the character behind it, or before it where a
    /// blank or nothing is behind.
    fn line(&self, place: Place) -> usize {
        let blocks = &self.model.texts[self.cross.from.text].blocks;
        let content = &blocks[place.block as usize].content.text;
        let behind = content.get(place.offset as usize..).unwrap_or_default();
        if place.offset > 0 && behind.chars().next().is_none_or(char::is_whitespace) {
            return self.before(place);
        }
        self.places.line(self.cross.from.text, place).unwrap_or(0)
    }

    /// The line of the character before a place.
    fn before(&self, place: Place) -> usize {
        let text = self.cross.from.text;
        let content = &self.model.texts[text].blocks[place.block as usize].content.text;
        let last = content[..(place.offset as usize).min(content.len())]
            .char_indices()
            .next_back();
        let offset = last.map_or(0, |(at, _)| at as u32);
        self.places.line(text, Place { offset, ..place }).unwrap_or(0)
    }

    fn end(&self, line: usize) -> End {
        let text = self.cross.from.text;
        let set = &self.places.texts[text];
        let page = set.page_of.get(line).copied().unwrap_or(0);
        let start = set.plan.pages.get(page as usize).map_or(0, |page| page.lines.start);
        End {
            name: set.cited.name(line, start),
            folio: self.places.folios(text).map_or(page, |folios| folios.page(page)),
        }
    }

    fn pages(&self, from: usize, until: usize) -> Cite {
        let style = &self.edition.references;
        lines::pages(style, self.end(from).folio, self.end(until).folio)
    }

    fn range(&self, from: usize, until: usize, with_page: bool) -> Cite {
        let set = &self.places.texts[self.cross.from.text];
        let (a, b) = (self.end(from), self.end(until));
        let style = &self.edition.references;
        match with_page {
            true => lines::with_page(&set.cited, style, a, b),
            false => lines::range(&set.cited, style, a, b),
        }
    }

    fn note(&self, text: &Text, here: usize) -> Printed {
        let lang = &self.cross.lang;
        let spot = self.cross.from;
        let note = spot.note.or_else(|| note_at(text, spot.place));
        let mark = note.and_then(|k| self.marks[spot.text].get(k));
        let Some(mark) = mark.filter(|mark| !mark.is_empty()) else {
            let place = self.range(here, here, self.by_page());
            return Printed::text(place.printed(lang));
        };
        let note = note.map_or(here, |k| self.before(text.notes[k].at));
        let mark = numeral::among(mark, Some(lang.dir())).into_owned();
        let (page, word) =
            (CitePart::Page(self.end(note).folio), CitePart::Word(CiteWord::Note));
        let cite: Cite =
            [page, CitePart::Space, word, CitePart::Space, CitePart::Mark(mark)]
                .into_iter()
                .collect();
        Printed::text(cite.printed(lang))
    }
}
