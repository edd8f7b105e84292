//! Reads TEI P5 into the model: the apparatus in all three ways of attaching it,
//! white space as TEI means it, every character with its byte.
//!
//! The file is parsed with bounds ([`xml`]). A [`Reader`] walks the tree: what an
//! element means is one table ([`elements`], explained in `COVERAGE.md`), blocks
//! are in [`blocks`], words in [`inlines`], the apparatus in [`apparatus`]; what
//! stands apart is attached at the end ([`attach`]). [`frame`] builds the blocks.

pub mod account;
mod alternatives;
mod apparatus;
mod asides;
mod attach;
mod blocks;
mod calls;
mod choice;
pub mod count;
mod division;
mod elements;
mod formula;
mod frame;
mod groups;
mod guesses;
mod habits;
pub mod header;
mod hyphens;
pub mod included;
mod inlines;
mod joined;
mod names;
mod notes;
pub mod numbers;
mod parts;
mod passages;
mod pointer;
mod records;
mod rendering;
mod repair;
mod roots;
mod said;
mod sigla;
mod textparts;
pub mod write;
mod xml;

use std::collections::{BTreeMap, HashMap, HashSet};

use roxmltree::{Node, NodeId};

use self::frame::{Frame, Pin};
use self::habits::Habits;
use self::sigla::Sigla;
use super::context::{Context, empty_text};
use crate::diag::Diagnostic;
use crate::edition::{Series, Tei, TextFile};
use crate::model::{
    BlockKind, Entry, GroupKind, IndexMark, Lang, Note, Passage, Place, PointKind,
    Remark, Style, Styled, Text, Textpart, Witness,
};
use crate::span::{FileId, Files, Span};

pub use self::division::unread_divisions;
pub use self::repair::{Places, Repaired, repair};
pub use self::write::escaped;
pub use self::xml::{LONGEST, Xml};

/// Reads a TEI file.
pub fn read(
    files: &Files,
    file: FileId,
    settings: &TextFile,
    context: &Context,
    diagnostics: &mut Vec<Diagnostic>,
) -> Text {
    let mut text = empty_text(files, file, settings, context);
    let source = files.get(file).text.clone();
    let source = repair::repair(file, &source, diagnostics);
    let Some(xml) = Xml::parse(file, &source, diagnostics) else { return text };
    let root = xml.document.root_element();
    let roots = roots::roots(root);
    if roots.is_empty() {
        let message = format!(
            "`{}` is no element that a TEI file begins with",
            root.tag_name().name()
        );
        diagnostics.push(
            Diagnostic::error("not-tei", message)
                .at(xml.tag(root))
                .hint("the outermost element is `TEI`, in the namespace of TEI P5"),
        );
        return text;
    }
    let divisions = match &settings.division {
        Some(wanted) => division::selected(root, wanted),
        None => vec![],
    };
    if let (Some(wanted), true) = (&settings.division, divisions.is_empty()) {
        diagnostics.push(division::unknown(root, wanted, settings.span));
        return text;
    }
    division::entitle(&mut text, settings, root, divisions.first().copied());
    let mut reader = Reader::new(&xml, (file, &text.lang), context, diagnostics);
    match divisions.is_empty() {
        true => reader.read_all(&roots),
        false => reader.read_divisions(&divisions, &mut text),
    }
    reader.frame.finish();
    reader.widen();
    reader.settle_borders();
    reader.attach_all();
    reader.report();
    text.textparts = reader.finish_parts();
    text.links = textparts::links(root, |node| xml.tag(node));
    let Reader { frame, mut entries, notes, marks, referred, .. } = reader;
    for entry in &mut entries {
        // These are names of anchors now.
        let is_anchor = |(name, id): &(String, String)| {
            name.ends_with("xml:id") && referred.contains(&**id)
        };
        entry.kept.retain(|pair| !is_anchor(pair));
    }
    (text.blocks, text.groups, text.entries) = (frame.blocks, frame.groups, entries);
    (text.notes, text.marks) = (notes, marks);
    settle(&mut text);
    text
}

/// The witnesses that a TEI file declares, in their order.
pub fn witnesses(files: &Files, file: FileId) -> Vec<Witness> {
    let source = files.get(file).text.clone();
    let source = xml::readable(&source);
    match Xml::parse(file, &source, &mut vec![]) {
        Some(xml) => header::witnesses(xml.document.root_element()),
        None => vec![],
    }
}

/// Reads a file of TEI by itself, as an edition would that declares nothing but the
/// default series: for the fuzz target and the replay of its finds.
pub fn read_alone(xml: &str) -> (Text, Vec<Witness>, Vec<Diagnostic>) {
    let mut files = Files::default();
    let file = files.add("texts/t.xml", xml);
    let settings = TextFile::new("texts/t.xml", "t", Span::new(file, 0..0));
    let witnesses = witnesses(&files, file);
    let (series, lang, tei) = (Series::defaults(), Lang::new("en"), Tei::default());
    let context = Context::of(&witnesses, &series, &lang, &tei);
    let mut diagnostics = vec![];
    let text = read(&files, file, &settings, &context, &mut diagnostics);
    (text, witnesses, diagnostics)
}

/// Something to be said once, with the first place and how often.
#[derive(Debug)]
struct Said {
    span: Span,
    count: u32,
    why: &'static str,
}

/// Reads elements into blocks and what stands off from them.
struct Reader<'x, 'd> {
    xml: &'x Xml<'x>,
    ids: HashMap<&'x str, Node<'x, 'x>>,
    sigla: Sigla,
    context: &'d Context<'d>,
    diagnostics: &'d mut Vec<Diagnostic>,

    /// The blocks being built.
    frame: Frame,
    /// The language of the text.
    lang: Lang,
    /// How deep it is in passages that stand off: notes and readings.
    depth: u32,
    /// How many divisions are open.
    level: u8,
    /// Whether entries stand apart from their text here.
    apparatus: bool,
    /// Whether the words of another element are being repeated.
    copying: bool,
    /// Whether a label has begun the next item of a list.
    label: bool,

    entries: Vec<Entry>,
    /// Entries of a reading or a note, which stand where that does.
    orphans: Vec<Entry>,
    /// What is said of each lemma or reading that is being read, in it.
    asides: Vec<Vec<Remark>>,
    notes: Vec<Note>,
    marks: Vec<IndexMark>,
    /// Marks of a reading or a note.
    inner_marks: Vec<IndexMark>,
    /// Entries that name their place, and where they are written.
    apart: Vec<(NodeId, Place)>,
    /// Notes that do.
    notes_apart: Vec<NodeId>,
    /// Index marks that reach to another element: their number and its id.
    spanning: Vec<(usize, String)>,
    /// Numbers of lines, verses and divisions with their places.
    labels: Vec<(String, Pin)>,
    /// Elements with an id: before their first character, behind their last.
    places: HashMap<&'x str, (Pin, Place)>,
    /// What is said once: by code and name.
    remarks: BTreeMap<(&'static str, String), Said>,
    /// What the header says of the looks of words, by its id.
    renditions: HashMap<&'x str, Vec<Style>>,
    /// What the file leaves open and does everywhere alike.
    habits: Habits,
    /// The ids of elements whose place is to be printed somewhere.
    referred: HashSet<&'x str>,
    /// Notes that a reference has called.
    called: HashSet<NodeId>,
    /// The words of the file.
    words: habits::Words,
    /// Whether the file has no text but what its pages show.
    documentary: bool,
    /// Entries that are to stand over whole words, by their indexes, and whether there is a
    /// word before and behind that they are part of.
    widened: Vec<(usize, [bool; 2])>,
    /// Entries of witnesses that begin or end between words.
    borders: Vec<parts::Border>,
    /// Parts that may be tied to those of a parallel text.
    textparts: Vec<(Textpart, Pin)>,
}

impl<'x, 'd> Reader<'x, 'd> {
    /// A reader of a file whose text is in a language.
    fn new(
        xml: &'x Xml<'x>,
        (file, lang): (FileId, &Lang),
        context: &'d Context<'d>,
        diagnostics: &'d mut Vec<Diagnostic>,
    ) -> Self {
        let root = xml.document.root_element();
        let ids = xml.ids(diagnostics);
        let sigla = Sigla::of(root, &ids, context);
        let mut frame = Frame::new(file, lang.clone());
        frame.places = xml.places.clone();
        Self {
            xml,
            ids,
            sigla,
            context,
            diagnostics,
            frame,
            lang: lang.clone(),
            depth: 0,
            level: 0,
            apparatus: false,
            copying: false,
            label: false,
            entries: vec![],
            orphans: vec![],
            asides: vec![],
            notes: vec![],
            marks: vec![],
            inner_marks: vec![],
            apart: vec![],
            notes_apart: vec![],
            spanning: vec![],
            labels: vec![],
            places: HashMap::new(),
            remarks: BTreeMap::new(),
            renditions: rendering::renditions(root),
            habits: Habits::of(root),
            referred: pointer::referred(root),
            called: HashSet::new(),
            words: habits::Words::default(),
            documentary: false,
            widened: vec![],
            borders: vec![],
            textparts: vec![],
        }
    }
}

impl<'x> Reader<'x, '_> {
    /// Reads the children of an element.
    fn children(&mut self, node: Node<'x, 'x>) {
        for child in node.children() {
            self.child(child);
        }
        if !node.has_children()
            && !self.copying
            && let Some(copied) = node
                .attribute("copyOf")
                .and_then(|to| self.target(node, "copyOf", to))
        {
            self.copying = true;
            self.children(copied);
            self.copying = false;
        }
    }

    /// Reads one child.
    fn child(&mut self, child: Node<'x, 'x>) {
        if child.is_text() {
            self.bare(child);
        } else if child.is_element() {
            self.walk(child);
        }
    }

    /// The element that a pointer leads to.
    fn target(
        &mut self,
        node: Node<'x, 'x>,
        name: &str,
        pointer: &str,
    ) -> Option<Node<'x, 'x>> {
        let id = pointer.rsplit_once('#').map_or(pointer, |(_, id)| id);
        let found = self.ids.get(id).copied();
        if found.is_none() && !pointer.contains("://") {
            self.broken(node, name, id);
        }
        found
    }

    /// Reports a pointer that leads nowhere.
    fn broken(&mut self, node: Node, name: &str, id: &str) {
        let known = self.ids.keys().copied();
        self.diagnostics.push(
            Diagnostic::warning(
                "broken-pointer",
                format!("no element has the id `{id}`"),
            )
            .at(self.xml.value(node, name))
            .suggest(id, known),
        );
    }

    /// Reads an element, in its language and with its id.
    fn walk(&mut self, node: Node<'x, 'x>) {
        self.walk_as(node, |reader, means| reader.element(node, means));
    }

    /// Reads an element in its language and with its id, in a way of its own.
    fn walk_as(
        &mut self,
        node: Node<'x, 'x>,
        read: impl FnOnce(&mut Self, elements::Means),
    ) {
        let before = self.frame.lang.clone();
        let means = match xml::name(node) {
            "" if node.tag_name().name() == "egXML" => elements::Means::Example,
            "sourceDoc" | "surface" | "surfaceGrp" | "zone" if self.documentary => {
                elements::Means::Division
            }
            "line" if self.documentary => elements::Means::Line,
            "docAuthor" | "docDate" | "publisher" | "pubPlace"
                if node.parent().is_some_and(|above| xml::name(above) == "titlePage") =>
            {
                elements::Means::Paragraph
            }
            "figure" if self.frame.is_active() && blocks::is_among_words(node) => {
                elements::Means::Graphic
            }
            "" => elements::Means::Unknown,
            name => elements::means(name),
        };
        let in_line = blocks::is_in_line(node) && self.frame.is_active();
        if blocks::is_block(means) && !in_line {
            self.frame.end();
        }
        self.anchored(node, means);
        self.numbered(node, means);
        if means == elements::Means::Anchor && node.attribute("type") == Some("place") {
            self.frame.settle_space();
        }
        let pin = xml::id(node)
            .filter(|_| self.depth == 0 && !self.copying)
            .map(|id| (id, self.frame.pin()));
        let part = self.part_begins(node, means);
        let around = self.frame.around.clone();
        let mut styled = false;
        if let Some(lang) = xml::lang(node).map(Lang::new)
            && lang != before
            && !matches!(means, elements::Means::Note | elements::Means::Apart)
        {
            if blocks::holds_blocks(means) {
                self.frame.around = lang.clone();
            } else if !blocks::is_block(means) {
                styled = true;
                self.frame.open(Style::Lang(lang.clone()));
            }
            self.frame.lang = lang;
        }
        let styles = self.styles(node, means);
        for style in styles.iter().cloned() {
            self.frame.open(style);
        }
        read(self, means);
        for _ in styles {
            self.frame.close();
        }
        if styled {
            self.frame.close();
        }
        (self.frame.lang, self.frame.around) = (before, around);
        if let Some(part) = part {
            self.part_ends(node, means, part);
        }
        if let Some((id, pin)) = pin {
            let here = self.frame.here();
            self.places.entry(id).or_insert((pin, here));
        }
    }

    /// Reads what stands off into passages of its own; gives its blocks.
    fn apart(&mut self, node: Node<'x, 'x>) -> Frame {
        let lang = xml::lang(node).map_or_else(|| self.frame.lang.clone(), Lang::new);
        self.apart_by(lang, |reader| reader.children(node))
    }

    /// Reads something into blocks of its own.
    fn apart_by(&mut self, lang: Lang, read: impl FnOnce(&mut Self)) -> Frame {
        let mut inner = Frame::new(self.xml.file, lang);
        inner.places = self.frame.places.clone();
        let outer = std::mem::replace(&mut self.frame, inner);
        self.depth += 1;
        read(self);
        self.depth -= 1;
        let mut frame = std::mem::replace(&mut self.frame, outer);
        frame.finish();
        // What stands off is set in the language of the text.
        for block in frame.blocks.iter_mut().filter(|block| block.lang != self.lang) {
            let range = 0..block.content.text.len() as u32;
            let style = Style::Lang(block.lang.clone());
            if !range.is_empty() {
                block.content.styles.insert(0, Styled { range, style });
            }
        }
        frame
    }

    /// Reads what stands off into one passage.
    fn passage(&mut self, node: Node<'x, 'x>) -> Passage {
        let mut passage = self.apart(node).into_passage();
        passage
            .points
            .retain(|point| !matches!(point.kind, PointKind::NoteCall(_)));
        passage
    }
}

/// Sorts what stands off, and numbers the notes in their order.
fn settle(text: &mut Text) {
    let last = text.blocks.len().saturating_sub(1) as u32;
    let end = text.blocks.last().map_or(0, |block| block.content.text.len() as u32);
    let clamp = |place: &mut Place| {
        if place.block > last {
            *place = Place { block: last, offset: end };
        }
    };
    for entry in &mut text.entries {
        clamp(&mut entry.from);
        clamp(&mut entry.to);
    }
    for mark in &mut text.marks {
        clamp(&mut mark.from);
        clamp(&mut mark.to);
    }
    // The longer lemma first where two begin together; else in the order written.
    text.entries
        .sort_by_key(|entry| (entry.from, std::cmp::Reverse(entry.to)));
    text.marks.sort_by_key(|mark| (mark.from, mark.to));
    let mut order: Vec<usize> = (0..text.notes.len()).collect();
    order.sort_by_key(|index| text.notes[*index].at);
    let mut now = vec![0; order.len()];
    for (new, old) in order.iter().enumerate() {
        now[*old] = new as u32;
    }
    text.notes = order.iter().map(|old| text.notes[*old].clone()).collect();
    for block in &mut text.blocks {
        for point in &mut block.content.points {
            if let PointKind::NoteCall(index) = &mut point.kind {
                *index = now[*index as usize];
            }
        }
        block.content.points.sort_by_key(|point| point.at);
    }
    // A table in which no cell has words is left out.
    text.groups.retain(|group| {
        !matches!(group.kind, GroupKind::Table { .. })
            || text.blocks[group.blocks.start as usize..group.blocks.end as usize]
                .iter()
                .any(|block| matches!(block.kind, BlockKind::Cell { .. }))
    });
}

#[cfg(test)]
mod tests;
