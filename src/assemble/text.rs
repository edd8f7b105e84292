//! A text as a Typst file.

use std::collections::BTreeMap;

use super::decimals::missing;
use super::distinction::{Force, argument};
use super::entry::Entries;
use super::escape::{markup, string};
use super::map::TextMap;
use super::passage::{NoteMark, apart, passage};
use super::setting::{own_sizes, ragged};
use super::writer::{Pictures, Writer};
use super::{Asked, DESIGN, Faces, REFERENCES, language};
use crate::edition::{Edition, Halves, Numbering, VersePlace};
use crate::model::{
    Align, Block, BlockKind, Dir, GroupKind, Lang, Part, Passage, Point, PointKind,
    Presence, Role, Text, UNNUMBERED, WHOLE,
};
use crate::words::long::room;
use crate::words::numeral;

/// A text's file, and the way back from it.
#[derive(Debug, Clone, Default)]
pub struct Assembled {
    /// The source.
    pub source: String,
    /// The way back to the model.
    pub map: TextMap,
    /// The references in it, in the order of their numbers.
    pub asked: Vec<Asked>,
}

/// Assembles a text; `own` are the ids of the witnesses that have it, if not all, and
/// `marks` the printed marks of its notes. The marks that begin anew on each page are
/// looked up where the references are, as they are known when the pages are. `faces` are
/// those it is set in.
pub fn text(
    text: &Text,
    edition: &Edition,
    own: Option<&[String]>,
    marks: &[String],
    faces: &Faces,
) -> Assembled {
    let marks = text.notes.iter().zip(marks).map(|(note, mark)| {
        let series = edition.series.iter().find(|series| series.id == note.series);
        match series.map(|series| series.numbering) {
            _ if mark.is_empty() => NoteMark::None,
            Some(Numbering::Page) => NoteMark::ByPage,
            _ => NoteMark::Fixed(mark.clone()),
        }
    });
    let mut assembler = Assembler {
        text,
        edition,
        own,
        marks: marks.collect(),
        halves: edition.verse.halves,
        around: (text.lang.clone(), text.dir),
        out: Writer {
            id: text.id.clone(),
            lang: Some(text.lang.clone()),
            faces: faces.clone(),
            room: room_of(edition, None),
            ..Writer::default()
        },
        map: TextMap::default(),
    };
    assembler.file();
    let Assembler { out, mut map, .. } = assembler;
    map.pieces = out.pieces;
    Assembled { source: out.source, map, asked: out.asked }
}

/// How many letters a line of the text has room for, or a line of a series.
pub fn room_of(edition: &Edition, series: Option<&str>) -> usize {
    let page = &edition.page;
    let measure = page.width - page.inner - page.outer;
    let series = series.and_then(|id| edition.series.iter().find(|one| one.id == id));
    match series {
        Some(series) => room(measure / f64::from(series.columns.max(1)), series.size),
        None => room(measure, edition.design.size),
    }
}

/// Literal text: its lines are lines, and its blanks do not fold.
fn verbatim(out: &mut Writer, text: &str, block: u32) {
    let mut words = 0;
    for (i, c) in text.char_indices().filter(|(_, c)| matches!(c, ' ' | '\n')) {
        markup(out, &text[words..i], block, words, true);
        match c {
            '\n' => out.push("#linebreak();"),
            _ => out.coded(c, block, i),
        }
        words = i + 1;
    }
    markup(out, &text[words..], block, words, true);
}

/// The opening of a call that draws a block whose words are told from the text by their look.
fn told(block: &Block, name: &str, force: Force) -> String {
    match argument(&block.content.text, Some(&block.lang), force, "") {
        by if by.is_empty() => format!("{name}["),
        by => format!("{name}({by})["),
    }
}

pub(super) struct Assembler<'a> {
    pub(super) text: &'a Text,
    edition: &'a Edition,
    own: Option<&'a [String]>,
    pub(super) marks: Vec<NoteMark>,
    /// How halves of verses are set; by direction if not given.
    pub(super) halves: Option<Halves>,
    /// The language of what is around a block, and its direction.
    pub(super) around: (Lang, Dir),
    pub(super) out: Writer,
    map: TextMap,
}

impl Assembler<'_> {
    fn file(&mut self) {
        let text = self.text;
        self.out.push(&format!("#import \"{DESIGN}\": *\n"));
        let role = match text.role {
            Role::Body => "text",
            Role::Front => "front",
            Role::Back => "back",
        };
        let (sizes, ragged) =
            (own_sizes(self.edition, self.text), ragged(self.edition, self.text));
        self.out.push(&format!(
            "#let body = text-body({}, \"{role}\", {sizes}{ragged}[\n",
            language(&text.lang, text.dir)
        ));
        self.body();
        self.out.push("\n])\n");
        let pieces = std::mem::take(&mut self.out.pieces);
        self.out.lang = Some(text.lang.clone());
        self.out.pictures = Pictures::Described;
        self.out.push("#let notes = (\n");
        for (k, note) in text.notes.iter().enumerate() {
            let start = self.out.at();
            self.out.room = room_of(self.edition, Some(&note.series));
            match self.marks.get(k) {
                None | Some(NoteMark::None) => self.out.push("  (mark: \"\", "),
                Some(NoteMark::Fixed(mark)) => {
                    let mark = string(&numeral::among(mark, Some(text.dir)));
                    self.out.push(&format!("  (mark: {mark}, "));
                }
                Some(NoteMark::ByPage) => {
                    let (file, id) = (string(REFERENCES), string(&text.id));
                    self.out.push(&format!(
                        "  (..{{import {file}: note-marks; note-marks.at({id}).at({k})}}, "
                    ));
                }
            }
            self.out.push("body: [");
            for (n, paragraph) in note.body.iter().enumerate() {
                if n > 0 {
                    self.out.push("\n\n");
                }
                apart(&mut self.out, paragraph, text.dir);
            }
            self.out.push("]),\n");
            self.map.notes.push(start as u32..self.out.at() as u32);
        }
        self.out.push(")\n");
        let presence = Presence::of(text, &self.edition.witnesses, self.own);
        let mut entries = Entries::new(text, self.edition, &presence);
        entries.constants(&mut self.out);
        self.out.push("#let entries = (\n");
        for k in 0..text.entries.len() {
            let start = self.out.at();
            self.out.room = room_of(self.edition, Some(&text.entries[k].series));
            entries.write(&mut self.out, k);
            self.map.entries.push(start as u32..self.out.at() as u32);
        }
        self.out.push(")\n");
        self.map.apart = std::mem::replace(&mut self.out.pieces, pieces);
    }

    /// A passage that stands off from the body.
    fn passage(&mut self, source: &Passage) {
        passage(&mut self.out, source, self.text.dir, 0, true, &|_| NoteMark::None);
    }

    fn body(&mut self) {
        let text = self.text;
        if !text.has_title() && !text.title.is_empty() {
            self.out.push("#section-heading(1)[");
            self.passage(&Passage::plain(text.title.clone()));
            self.out.push("];\n\n");
            // What stands in the manifest is not the model's text.
            self.out.pieces.clear();
        }
        self.blocks(0..text.blocks.len() as u32, 0);
    }

    /// Writes the blocks of a range; groups before `skip` are already open.
    fn blocks(&mut self, range: std::ops::Range<u32>, skip: usize) {
        let text = self.text;
        for part in text.parts(range, skip) {
            match part {
                Part::Group(g) => {
                    let group = &text.groups[g];
                    self.group(&group.kind, group.blocks.clone(), g + 1);
                }
                Part::Block(k) => self.block(k),
            }
        }
    }

    pub(super) fn group(
        &mut self,
        kind: &GroupKind,
        range: std::ops::Range<u32>,
        skip: usize,
    ) {
        if *kind == GroupKind::Verse && self.has_halves(range.clone()) {
            let kind = if self.is_in_speech(&range) { "speech" } else { "verse" };
            return self.poem(kind, range, skip);
        }
        let call = match kind {
            GroupKind::Quote => "#quotation[",
            GroupKind::Verse if self.is_in_speech(&range) => "#verse-in-speech[",
            GroupKind::Verse if self.edition.verse.place == VersePlace::Middle => {
                self.out.push("#verse(lines: (");
                self.measured(range.clone());
                "))["
            }
            GroupKind::Verse => "#verse[",
            GroupKind::Stanza => "#stanza[",
            GroupKind::Speech => "#speech[",
            // An item or a row without its list or table: its blocks.
            GroupKind::Item | GroupKind::Row => "#[",
            // Says something of its lines, and draws nothing.
            GroupKind::Division(class) if class == UNNUMBERED || class == WHOLE => "#[",
            GroupKind::Division(class) => {
                self.out.push(&format!("#division({})[", string(class)));
                ""
            }
            GroupKind::List { start } => return self.list(*start, range, skip),
            GroupKind::Table { columns } => return self.table(*columns, range, skip),
        };
        self.out.push(call);
        self.out.push("\n");
        self.blocks(range, skip);
        self.out.push("];\n\n");
    }

    /// Whether blocks are what somebody says.
    fn is_in_speech(&self, range: &std::ops::Range<u32>) -> bool {
        self.text.groups.iter().any(|group| {
            group.kind == GroupKind::Speech
                && group.blocks.start <= range.start
                && range.end <= group.blocks.end
        })
    }

    fn list(&mut self, start: Option<u32>, range: std::ops::Range<u32>, skip: usize) {
        let start = start.map_or("none".to_owned(), |n| n.to_string());
        self.out.push(&format!("#items({start}, (\n"));
        self.parts(&GroupKind::Item, range, skip, |this, range, skip| {
            this.out.push("[");
            this.blocks(range, skip);
            this.out.push("],\n");
        });
        self.out.push("));\n\n");
    }

    fn table(&mut self, columns: u32, range: std::ops::Range<u32>, skip: usize) {
        let blocks = &self.text.blocks;
        let aligns: String = (range.start..range.end)
            .take(columns as usize)
            .map(|k| match blocks[k as usize].kind {
                BlockKind::Cell { align: Align::Center, .. } => "center,",
                BlockKind::Cell { align: Align::End, .. } => "end,",
                _ => "start,",
            })
            .collect();
        let captioned = self.has_caption(range.end);
        let captioned = if captioned { "captioned: true, " } else { "" };
        let pads = self.pads(columns, &range);
        self.out.push(&format!("#data-table({captioned}({aligns}), (\n"));
        self.parts(&GroupKind::Row, range, skip, |this, range, _| {
            let head = this.text.is_head_row(range.clone());
            let is_label = |at: &u32| !head && this.text.blocks[*at as usize].is_head();
            let labels = range.clone().filter(is_label).map(|at| at - range.start);
            let labels: String = labels.map(|column| format!("{column},")).collect();
            let pads: String = range
                .clone()
                .filter_map(|at| Some((at, pads.get(&at)?)))
                .map(|(at, pad)| format!("\"{}\": {}, ", at - range.start, string(pad)))
                .collect();
            let pads =
                if pads.is_empty() { String::new() } else { format!("pads: ({pads}), ") };
            this.out
                .push(&format!("(head: {head}, labels: ({labels}), {pads}cells: ("));
            for k in range {
                this.out.push("[");
                this.content(k, true);
                this.out.push("],");
            }
            this.out.push(")),\n");
        });
        self.out.push("));\n\n");
    }

    /// Whether the block at an index is a caption.
    fn has_caption(&self, at: u32) -> bool {
        let block = self.text.blocks.get(at as usize);
        block.is_some_and(|block| block.kind == BlockKind::Caption)
    }

    /// What is missing behind the numbers of columns that are flush with the end, by block.
    fn pads(&self, columns: u32, range: &std::ops::Range<u32>) -> BTreeMap<u32, String> {
        let mut found = BTreeMap::new();
        let blocks = &self.text.blocks;
        if self.text.dir == Dir::Rtl
            || columns == 0
            || !(range.end - range.start).is_multiple_of(columns)
        {
            return found;
        }
        for column in 0..columns {
            let places: Vec<u32> =
                (range.start + column..range.end).step_by(columns as usize).collect();
            let block = |at: &u32| &blocks[*at as usize];
            let is_end = |at: &u32| {
                matches!(block(at).kind, BlockKind::Cell { align: Align::End, .. })
            };
            if !places.iter().all(is_end) {
                continue;
            }
            let cells = places
                .iter()
                .map(|at| (!block(at).is_head()).then(|| &*block(at).content.text));
            let Some(pads) = missing(&cells.collect::<Vec<_>>()) else { continue };
            let pads = places.into_iter().zip(pads).filter(|(_, pad)| !pad.is_empty());
            found.extend(pads);
        }
        found
    }

    /// Writes each group of `kind` directly inside `range`; blocks outside of
    /// such groups count as groups of one.
    fn parts(
        &mut self,
        kind: &GroupKind,
        range: std::ops::Range<u32>,
        skip: usize,
        write: impl Fn(&mut Self, std::ops::Range<u32>, usize),
    ) {
        let mut k = range.start;
        let mut g = skip;
        while k < range.end {
            let groups = &self.text.groups;
            while g < groups.len() && groups[g].blocks.start < k {
                g += 1;
            }
            let here = groups.get(g).filter(|group| {
                group.blocks.start == k
                    && std::mem::discriminant(&group.kind) == std::mem::discriminant(kind)
            });
            let (part, inner) = match here {
                Some(group) => (group.blocks.clone(), g + 1),
                None => (k..k + 1, g),
            };
            k = part.end;
            write(self, part, inner);
        }
    }

    /// Whether a block is in another language than what is around it.
    pub(super) fn is_foreign(&self, k: u32) -> bool {
        let block = &self.text.blocks[k as usize];
        (&block.lang, block.dir) != (&self.around.0, self.around.1)
            && !block.content.is_empty()
    }

    pub(super) fn block(&mut self, k: u32) {
        let block = &self.text.blocks[k as usize];
        let (open, close, fresh): (String, &str, bool) = match &block.kind {
            BlockKind::Paragraph | BlockKind::Cell { .. } => (String::new(), "", true),
            BlockKind::Heading(level) => {
                let words = &block.content.text;
                let by = argument(words, Some(&block.lang), Force::Capitals, "");
                let by = if by.is_empty() { by } else { format!(", {by}") };
                (format!("#section-heading({level}{by})["), "];", true)
            }
            BlockKind::VerseLine => (String::new(), "", true),
            // The name stands out of the words of a speech, and not out of the column.
            BlockKind::Speaker if !self.is_in_speech(&(k..k + 1)) => (
                format!("#speech({}", told(block, "speaker", Force::Capitals)),
                "]);",
                true,
            ),
            BlockKind::Speaker => {
                (format!("#{}", told(block, "speaker", Force::Capitals)), "];", true)
            }
            BlockKind::Stage => {
                (format!("#{}", told(block, "stage-direction", Force::Plain)), "];", true)
            }
            BlockKind::Caption => {
                (format!("#{}", told(block, "caption", Force::Plain)), "];", true)
            }
            BlockKind::Figure => ("#plate[".into(), "];", true),
            BlockKind::Separator => ("#separator();".into(), "", true),
            BlockKind::Verbatim => ("#verbatim[".into(), "];", true),
        };
        let foreign = self.is_foreign(k);
        self.out.lang = Some(block.lang.clone());
        if foreign {
            self.out
                .push(&format!("#in-language({})[", language(&block.lang, block.dir)));
        }
        self.out.push(&open);
        if block.kind.is_verse() {
            self.verse_line(k);
        } else if let Some(fit) = self.fit(k) {
            let file = string(REFERENCES);
            self.out.push(&format!(
                "#{{import {file}: spacings; fitted.with(spacings.at({fit}))}}["
            ));
            self.content(k, true);
            self.out.push("];");
        } else {
            self.content(k, fresh);
        }
        self.out.push(close);
        if foreign {
            self.out.push("];");
        }
        self.out.push("\n\n");
    }

    /// The paragraph of this number as one that is to be a line shorter or longer.
    fn fit(&self, k: u32) -> Option<usize> {
        let block = &self.text.blocks[k as usize];
        let mut fits = self.edition.fits.iter();
        fits.position(|fit| {
            fit.text == self.text.id
                && block.kind.traits().fits
                && block.content.anchor(&fit.at).is_some()
        })
    }

    /// The text of a block, mapped.
    pub(super) fn content(&mut self, k: u32, fresh: bool) {
        let block: &Block = &self.text.blocks[k as usize];
        let start = self.out.at() as u32;
        self.out.pictures = match block.kind {
            BlockKind::Figure => Pictures::Plate,
            BlockKind::Cell { .. } => {
                let points = block.content.points.iter();
                let is_picture =
                    |point: &&Point| matches!(point.kind, PointKind::Image { .. });
                Pictures::Cell(points.filter(is_picture).count())
            }
            _ => Pictures::InWords,
        };
        self.out.hyphenates = block.kind == BlockKind::Paragraph;
        self.out.is_unmarked = matches!(block.kind, BlockKind::Heading(_));
        let marks = &self.marks;
        if block.kind == BlockKind::Verbatim {
            verbatim(&mut self.out, &block.content.text, k);
        } else {
            passage(&mut self.out, &block.content, block.dir, k, fresh, &|note| {
                marks.get(note as usize).cloned().unwrap_or_default()
            });
        }
        self.out.hyphenates = false;
        self.out.is_unmarked = false;
        self.out.hyphens.clear();
        self.map_block(k, start);
    }

    /// Says that what was written from `start` on is a block.
    pub(super) fn map_block(&mut self, k: u32, start: u32) {
        let end = self.out.at() as u32;
        while self.map.blocks.len() < k as usize {
            self.map.blocks.push(start..start);
        }
        self.map.blocks.push(start..end);
    }
}
