//! The model as TEI P5: a file that reads back as the same model, apparatus either
//! in the text (parallel segmentation) or apart, between anchors (double end-point).
//!
//! What no element of TEI says is written so that the reader knows it again: places
//! as `anchor type="place"`, attributes that the schema has not as notes.

mod blocks;
mod entry;
mod escape;
mod header;
mod inline;
mod manuscripts;

use self::escape::attribute;
pub use self::escape::escaped;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;

use crate::edition::{Edition, SeriesKind};
use crate::model::{
    BlockKind, Entry, FRONT, GroupKind, Lang, Part, Place, PointKind, Text, Witness,
};
use crate::span::Files;

/// How the apparatus is attached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// In the text, where lemmas nest; else apart.
    Parallel,
    /// Apart, between anchors.
    Endpoint,
}

/// Writes a text as a TEI file. Descriptions of manuscripts are taken over from the file
/// it was read from, if that is TEI too.
pub fn write(
    files: &Files,
    text: &Text,
    edition: &Edition,
    witnesses: &[Witness],
    form: Form,
) -> String {
    let series = |kind| {
        let found = edition.series.iter().find(|series| series.kind == kind);
        found.map(|series| series.id.clone()).unwrap_or_default()
    };
    let mut writer = Writer {
        text,
        witnesses,
        form,
        critical: series(SeriesKind::Critical),
        familiar: series(SeriesKind::Familiar),
        out: String::new(),
        ids: HashSet::new(),
        prefix: String::new(),
        count: 0,
        scholars: vec![],
        inside: BTreeMap::new(),
        apart: vec![],
        places: BTreeMap::new(),
        place_ids: HashMap::new(),
        divs: 0,
        start: 0,
    };
    writer.gather();
    writer.body();
    let body = std::mem::take(&mut writer.out);
    writer.entries_apart();
    let back = std::mem::take(&mut writer.out);
    let source = text.span.map(|span| files.get(span.file));
    let manuscripts = source
        .filter(|file| file.path.extension().is_some_and(|ending| ending == "xml"))
        .map(|file| manuscripts::copied(&file.text, |id| writer.ids.contains(id)))
        .unwrap_or_default();
    writer.header(edition, &manuscripts);
    let header = writer.out;
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<TEI xmlns=\"{}\">\n{header}<text xml:lang=\"{}\">\n\
         {body}{back}</text>\n</TEI>\n",
        super::xml::TEI,
        attribute(&text.lang.0),
    )
}

/// Whether a text can be an `xml:id`.
fn is_name(text: &str) -> bool {
    let mut chars = text.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_' | '·'))
}

/// Writes a text, piece by piece.
struct Writer<'a> {
    text: &'a Text,
    witnesses: &'a [Witness],
    form: Form,
    /// The first series of each kind, which needs no name.
    critical: String,
    familiar: String,
    out: String,
    /// The ids that are taken.
    ids: HashSet<String>,
    /// What ids that are made begin with.
    prefix: String,
    count: usize,
    /// Names that are no witnesses, in the order of their numbers.
    scholars: Vec<String>,
    /// The entries written in the text, by block.
    inside: BTreeMap<u32, Vec<usize>>,
    /// The entries written apart.
    apart: Vec<usize>,
    /// The places that need an anchor, by block, with what stands there.
    places: BTreeMap<u32, Vec<(u32, String)>>,
    place_ids: HashMap<Place, String>,
    /// How many divisions are open.
    divs: u8,
    /// The block whose heading is that of the text.
    start: u32,
}

impl Writer<'_> {
    /// Finds what is written where, and which ids are taken.
    fn gather(&mut self) {
        for witness in self.witnesses.iter().filter(|witness| is_name(&witness.id)) {
            self.ids.insert(witness.id.clone());
        }
        let mut all: HashSet<String> = self.ids.clone();
        for block in &self.text.blocks {
            for point in &block.content.points {
                if let PointKind::Anchor(name) = &point.kind {
                    all.insert(name.clone());
                }
            }
        }
        for entry in &self.text.entries {
            let kept = entry.readings.iter().flat_map(|reading| &reading.kept);
            all.extend(kept.chain(&entry.kept).map(|(_, value)| value.clone()));
        }
        self.prefix = "v".to_owned();
        while all.iter().any(|id| id.starts_with(&format!("{}-", self.prefix))) {
            self.prefix.push('v');
        }
        let text = self.text;
        for (k, entry) in text.entries.iter().enumerate() {
            // Entries of one place keep their order.
            let is_behind = self.apart.iter().any(|&other| {
                let other = &self.text.entries[other];
                (other.from, other.to) == (entry.from, entry.to)
            });
            if self.form == Form::Parallel && !is_behind && self.fits(entry) {
                self.inside.entry(entry.from.block).or_default().push(k);
            } else {
                self.apart.push(k);
            }
        }
        for k in self.apart.clone() {
            let entry = &self.text.entries[k];
            self.place(entry.from);
            self.place(entry.to);
        }
        for mark in &self.text.marks {
            let to = self.place(mark.to);
            let mut terms = String::new();
            for term in &mark.heading {
                if !terms.is_empty() {
                    terms.push_str("<index>");
                }
                let _ = write!(terms, "<term>{}</term>", escaped(term));
            }
            terms.push_str(&"</index>".repeat(mark.heading.len().saturating_sub(1)));
            let principal = if mark.principal { " n=\"principal\"" } else { "" };
            let index = format!(
                "<index indexName=\"{}\"{principal} spanTo=\"#{to}\">{terms}</index>",
                attribute(&mark.index)
            );
            self.places
                .entry(mark.from.block)
                .or_default()
                .push((mark.from.offset, index));
        }
    }

    /// Whether an entry can stand in its block: it has words without spaces at their
    /// ends, or none, and crosses no style and no other entry.
    fn fits(&self, entry: &Entry) -> bool {
        if entry.from.block != entry.to.block {
            return false;
        }
        let Some(block) = self.text.blocks.get(entry.from.block as usize) else {
            return false;
        };
        if matches!(
            block.kind,
            BlockKind::Separator | BlockKind::Verbatim | BlockKind::Figure
        ) {
            return false;
        }
        let (from, to) = (entry.from.offset, entry.to.offset);
        // Words of its own are its lemma where the text has none.
        if from == to && entry.lemma.as_ref().is_some_and(|own| !own.text.is_empty()) {
            return false;
        }
        let content = &block.content.text;
        let (Some(before), Some(behind)) =
            (content.get(..to as usize), content.get(from as usize..))
        else {
            return false;
        };
        if before.ends_with(' ') || from < to && behind.starts_with(' ') {
            return false;
        }
        let crosses = |start: u32, end: u32| {
            start < from && from < end && end < to
                || from < start && start < to && to < end
        };
        !block
            .content
            .styles
            .iter()
            .any(|styled| crosses(styled.range.start, styled.range.end))
            && !self.inside.get(&entry.from.block).is_some_and(|others| {
                others.iter().any(|&other| {
                    let other = &self.text.entries[other];
                    other.from != other.to && crosses(other.from.offset, other.to.offset)
                })
            })
    }

    /// A new id.
    fn new_id(&mut self) -> String {
        self.count += 1;
        format!("{}-{}", self.prefix, self.count)
    }

    /// The id of the anchor at a place.
    fn place(&mut self, place: Place) -> String {
        if let Some(id) = self.place_ids.get(&place) {
            return id.clone();
        }
        let id = self.new_id();
        let anchor = format!("<anchor type=\"place\" xml:id=\"{id}\"/>");
        self.places
            .entry(place.block)
            .or_default()
            .push((place.offset, anchor));
        self.place_ids.insert(place, id.clone());
        id
    }

    /// ` xml:lang="…"` if a language is not the one around it.
    fn lang(&self, lang: &Lang, around: &Lang) -> String {
        match lang == around {
            true => String::new(),
            false => format!(" xml:lang=\"{}\"", attribute(&lang.0)),
        }
    }

    /// The front matter, then the body.
    fn body(&mut self) {
        let count = self.text.blocks.len() as u32;
        let front = self.text.groups.first().filter(|group| {
            group.blocks.start == 0 && group.kind == GroupKind::Division(FRONT.to_owned())
        });
        let (start, skip) = match front.map(|group| group.blocks.end) {
            Some(end) => {
                self.out.push_str("<front>\n");
                // In front matter, blocks that are not part of a title page stand in a division.
                self.start = u32::MAX;
                if !matches!(self.text.blocks[0].kind, BlockKind::Heading(2..)) {
                    self.out.push_str("<div>\n");
                    self.divs = 1;
                }
                self.part_of(0..end, 1);
                self.out.push_str("</front>\n");
                let skip = self.text.groups.iter().position(|g| g.blocks.start >= end);
                (end, skip.unwrap_or(self.text.groups.len()))
            }
            None => (0, 0),
        };
        self.out.push_str("<body>\n");
        self.start = start;
        self.part_of(start..count, skip);
        if start == count {
            self.out.push_str("<p/>\n");
        }
        self.out.push_str("</body>\n");
    }

    /// Writes a part of the text with divisions of its own; groups before `skip` are no
    /// part of it.
    fn part_of(&mut self, range: std::ops::Range<u32>, skip: usize) {
        self.outermost(range, skip, true, &mut |_| false);
        for _ in 0..std::mem::take(&mut self.divs) {
            self.out.push_str("</div>\n");
        }
    }

    /// Writes the blocks of a range; groups before `skip` are open already. `taken`
    /// says that a block is written elsewhere.
    fn blocks(
        &mut self,
        range: std::ops::Range<u32>,
        skip: usize,
        taken: &mut dyn FnMut(u32) -> bool,
    ) {
        self.outermost(range, skip, false, taken);
    }

    /// The same; `outermost` says that headings begin divisions.
    fn outermost(
        &mut self,
        range: std::ops::Range<u32>,
        skip: usize,
        outermost: bool,
        taken: &mut dyn FnMut(u32) -> bool,
    ) {
        let text = self.text;
        for part in text.parts(range, skip) {
            match part {
                Part::Group(g) => self.group(g),
                Part::Block(k) => {
                    if !taken(k) {
                        self.block(k, outermost);
                    }
                }
            }
        }
    }
}
