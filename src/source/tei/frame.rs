//! Blocks under construction: white space as TEI means it, styles that may cross
//! blocks, and pins, places that are known once the next character is.

mod ends;
mod marks;

use crate::model::{
    Block, BlockKind, Group, Lang, Passage, Place, Point, PointKind, SourceMap, Style,
    Styled,
};
use crate::span::{FileId, Span};
use crate::words::language;

use super::repair::Places;
use super::xml::is_space;

/// A place that may still wait for its character.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Pin(usize);

/// A style that is open.
#[derive(Debug)]
struct Open {
    style: Style,
    /// Where it begins in the active block, once a character stands in it.
    start: Option<u32>,
}

/// A group that is open.
#[derive(Debug)]
pub(super) struct OpenGroup {
    /// Its number among the groups.
    pub(super) index: usize,
    /// Whether no element stands for it.
    pub(super) implied: bool,
}

/// Blocks, and what is open in them.
#[derive(Debug)]
pub(super) struct Frame {
    pub blocks: Vec<Block>,
    pub groups: Vec<Group>,
    file: FileId,
    /// The block being built, the last one.
    active: bool,
    /// Whether white space waits for the next character.
    space: bool,
    /// Whether a blank must stand before the next character, behind a caesura.
    parted: bool,
    /// Whether it has the end of a line in the file.
    line_end: bool,
    /// Whether the next white space counts for nothing.
    glue: bool,
    styles: Vec<Open>,
    /// How many styles were opened, to keep the outer before the inner.
    opened: u32,
    /// The order in which the styles of the active block were opened.
    order: Vec<u32>,
    opens: Vec<u32>,
    pins: Vec<Option<Place>>,
    waiting: Vec<usize>,
    /// Points that wait for the next block.
    queued: Vec<PointKind>,
    /// Characters that wait for the next one, in whatever block it stands.
    ahead: Vec<(char, usize)>,
    pub(super) stack: Vec<OpenGroup>,
    /// While positive, blocks run on in the one that is active.
    pub held: u32,
    /// Where what is read stands in the file.
    pub places: Places,
    /// The language in force.
    pub lang: Lang,
    /// The language of a block that no element begins: that of what holds blocks.
    pub around: Lang,
}

impl Frame {
    pub(super) fn new(file: FileId, lang: Lang) -> Self {
        Self {
            blocks: vec![],
            groups: vec![],
            file,
            active: false,
            space: false,
            parted: false,
            line_end: false,
            glue: false,
            styles: vec![],
            opened: 0,
            order: vec![],
            opens: vec![],
            pins: vec![],
            waiting: vec![],
            queued: vec![],
            ahead: vec![],
            stack: vec![],
            held: 0,
            places: Places::default(),
            around: lang.clone(),
            lang,
        }
    }

    /// Whether a block is being built.
    pub(super) fn is_active(&self) -> bool {
        self.active
    }

    /// The kind of the active block.
    pub(super) fn kind(&self) -> Option<&BlockKind> {
        self.blocks.last().filter(|_| self.active).map(|block| &block.kind)
    }

    /// Begins a block. In a held block only a space is left.
    pub(super) fn begin(&mut self, kind: BlockKind, span: Span) {
        if self.held > 0 && self.active {
            self.space = true;
            self.line_end = false;
            return;
        }
        self.end();
        if kind == BlockKind::VerseLine {
            self.imply_verse();
        } else {
            self.close_implied();
        }
        self.blocks.push(Block {
            kind,
            lang: self.lang.clone(),
            dir: self.lang.dir(),
            content: Passage {
                source: SourceMap::of(self.file),
                ..Passage::default()
            },
            span: Some(span),
        });
        self.active = true;
        self.space = false;
        self.glue = true;
    }

    /// Ends the active block.
    pub(super) fn end(&mut self) {
        if !self.active {
            return;
        }
        if self.held > 0 {
            self.space = true;
            return;
        }
        self.active = false;
        self.space = false;
        let block = self.blocks.last_mut().expect("an active block is the last one");
        let content = &mut block.content;
        if std::mem::take(&mut self.parted) {
            // Nothing follows that it could part.
            let is_last = |point: &Point| point.kind == PointKind::Caesura;
            let last = content.points.iter().rposition(is_last);
            last.map(|last| content.points.remove(last));
        }
        let end = content.text.trim_end_matches(' ').len() as u32;
        for (open, order) in self.styles.iter_mut().zip(&self.opens) {
            if let Some(start) = open.start.take().filter(|start| *start < end) {
                content
                    .styles
                    .push(Styled { range: start..end, style: open.style.clone() });
                self.order.push(*order);
            }
        }
        let mut keyed: Vec<_> =
            content.styles.drain(..).zip(self.order.drain(..)).collect();
        keyed.sort_by_key(|(styled, order)| (styled.range.start, *order));
        content.styles = keyed.into_iter().map(|(styled, _)| styled).collect();
        if block.kind == BlockKind::Verbatim {
            // What is shown as it is has no look.
            content.styles.clear();
        }
        language::drop_needless(&mut content.styles, &block.lang);
        let bare = content.text.is_empty() && content.points.is_empty();
        let may_be_bare =
            matches!(block.kind, BlockKind::Cell { .. } | BlockKind::Separator);
        if bare && !may_be_bare {
            self.blocks.pop();
        }
    }

    /// Begins a paragraph if no block is active.
    fn ensure(&mut self, at: usize) {
        if !self.active {
            let held = std::mem::take(&mut self.held);
            let around = self.around.clone();
            let lang = std::mem::replace(&mut self.lang, around);
            self.begin(BlockKind::Paragraph, Span::new(self.file, at..at));
            (self.held, self.lang) = (held, lang);
        }
    }

    /// Adds characters with their bytes in the file, white space folded.
    pub(super) fn push(&mut self, characters: &[(char, usize)]) {
        for &(c, at) in characters {
            if is_space(c) {
                self.space |= self.active;
                self.line_end |= c == '\n';
                continue;
            }
            // Chinese and Japanese have no blanks; the end of a line in the file is none.
            if self.line_end
                && is_ideographic(c)
                && self.previous().is_some_and(is_ideographic)
            {
                self.space = false;
            }
            self.put(c, at);
        }
    }

    /// The last character of the active block.
    fn previous(&self) -> Option<char> {
        let block = self.blocks.last().filter(|_| self.active)?;
        block.content.text.chars().next_back()
    }

    /// Adds words that the file does not have, as if they stood at a byte of it.
    pub(super) fn push_words(&mut self, words: &str, at: usize) {
        for c in words.chars() {
            if c == ' ' { self.space |= self.active } else { self.put(c, at) }
        }
    }

    /// Adds one character that is no white space to be folded, with its byte in what is parsed.
    pub(super) fn put(&mut self, c: char, at: usize) {
        let at = self.places.original(at);
        self.put_original(c, at);
    }

    /// The same with its byte in the file.
    fn put_original(&mut self, c: char, at: usize) {
        self.ensure(at);
        self.put_waiting();
        let number = self.blocks.len() as u32 - 1;
        self.line_end = false;
        let block = self.blocks.last_mut().expect("a block is active");
        let content = &mut block.content;
        let parted = std::mem::take(&mut self.parted);
        let space = std::mem::take(&mut self.space) && !self.glue || parted;
        self.glue = false;
        if space && needs_space(content) {
            content.source.push(content.text.len(), at.saturating_sub(1));
            content.text.push(' ');
        }
        let offset = content.text.len();
        content
            .points
            .extend(self.queued.drain(..).map(|kind| Point { at: offset as u32, kind }));
        for open in &mut self.styles {
            open.start.get_or_insert(offset as u32);
        }
        for pin in self.waiting.drain(..) {
            self.pins[pin] = Some(Place { block: number, offset: offset as u32 });
        }
        content.source.push(offset, at);
        content.text.push(c);
        if let Some(span) = &mut block.span
            && span.file == self.file
        {
            span.end = span.end.max((at + c.len_utf8()) as u32);
        }
    }

    /// Leaves out the white space before and behind.
    pub(super) fn glue(&mut self) {
        self.space = false;
        self.glue = true;
    }

    /// Leaves out the white space before.
    pub(super) fn glue_before(&mut self) {
        self.space = false;
    }

    /// Adds a passage, with its styles and its points.
    pub(super) fn insert(&mut self, passage: &Passage) {
        let Some(c) = passage.text.chars().next() else { return };
        let at = passage.source.resolve(0).unwrap_or(0);
        self.put_original(c, at);
        let block = self.blocks.last_mut().expect("a block is active");
        block.content.text.truncate(block.content.text.len() - c.len_utf8());
        let styles = block.content.styles.len();
        block.content.append(passage);
        let added = block.content.styles.len() - styles;
        self.order.extend((0..added as u32).map(|k| self.opened + k));
        self.opened += added as u32;
    }

    /// Leaves a space, if words stand before and behind.
    pub(super) fn space(&mut self) {
        self.space |= self.active;
        self.glue = false;
    }

    /// The character before the place where the next one will stand.
    pub(super) fn last(&self) -> Option<char> {
        if !self.active || self.space || self.parted {
            return None;
        }
        self.blocks
            .last()
            .and_then(|block| block.content.text.chars().next_back())
    }

    /// Adds a sign that is printed as a word would be: with the blanks that stand before and
    /// behind it.
    pub(super) fn sign(&mut self, kind: PointKind) {
        self.settle_space();
        self.glue = false;
        self.point(kind);
    }

    /// Adds a point; between blocks it waits for the next one.
    pub(super) fn point(&mut self, kind: PointKind) {
        match self.blocks.last_mut().filter(|_| self.active) {
            Some(block) => {
                let at = block.content.text.len() as u32;
                block.content.points.push(Point { at, kind });
            }
            None => self.queued.push(kind),
        }
    }

    /// Adds a point behind the last character, also between blocks.
    pub(super) fn point_behind(&mut self, kind: PointKind) {
        match self.blocks.last_mut() {
            Some(block) => {
                let at = block.content.text.len() as u32;
                block.content.points.push(Point { at, kind });
            }
            None => self.queued.push(kind),
        }
    }

    /// Parts the words before from those behind. At the beginning there is nothing to part.
    pub(super) fn caesura(&mut self) {
        let Some(block) = self.blocks.last_mut().filter(|_| self.active) else { return };
        let at = block.content.text.len() as u32;
        if at > 0 && !self.parted {
            block.content.points.push(Point { at, kind: PointKind::Caesura });
            self.parted = true;
        }
        self.glue();
    }

    /// Adds a point before the next character, behind the white space before it.
    pub(super) fn point_ahead(&mut self, kind: PointKind) {
        self.queued.push(kind);
    }

    /// Goes on with the last block, if it is of a kind and nothing was closed or opened behind
    /// it. Gives whether it does.
    pub(super) fn resume(&mut self, kind: &BlockKind) -> bool {
        if self.held > 0 {
            return false;
        }
        self.end();
        let count = self.blocks.len() as u32;
        let at_border =
            |group: &Group| group.blocks.end == count || group.blocks.start == count;
        if self.groups.iter().any(at_border) {
            return false;
        }
        let Some(block) = self.blocks.last().filter(|block| block.kind == *kind) else {
            return false;
        };
        self.order = vec![0; block.content.styles.len()];
        self.active = true;
        self.space = true;
        self.glue = false;
        true
    }

    /// Where a pin stands, if words have followed it.
    pub(super) fn drawn(&self, pin: Pin) -> Option<Place> {
        self.pins[pin.0]
    }

    /// Where a pin stands; all of them do once everything is read.
    pub(super) fn pinned(&self, pin: Pin) -> Place {
        self.pins[pin.0].unwrap_or_else(|| self.here())
    }

    /// Opens a style.
    pub(super) fn open(&mut self, style: Style) {
        self.styles.push(Open { style, start: None });
        self.opens.push(self.opened);
        self.opened += 1;
    }

    /// Closes the style that was opened last.
    pub(super) fn close(&mut self) {
        let (Some(open), Some(order)) = (self.styles.pop(), self.opens.pop()) else {
            return;
        };
        let Some(start) = open.start else { return };
        if let Some(block) = self.blocks.last_mut().filter(|_| self.active) {
            // The blank behind the last word is not part of it.
            let end = block.content.text.trim_end_matches(' ').len() as u32;
            if start < end {
                block
                    .content
                    .styles
                    .push(Styled { range: start..end, style: open.style });
                self.order.push(order);
            }
        }
    }

    /// A pin before the next character.
    pub(super) fn pin(&mut self) -> Pin {
        self.waiting.push(self.pins.len());
        self.pins.push(None);
        Pin(self.pins.len() - 1)
    }

    /// The place behind the last character; the pin is drawn if it still waits.
    pub(super) fn here(&self) -> Place {
        Place::behind(&self.blocks)
    }

    /// The range from a pin to the last character; empty if none came since.
    pub(super) fn since(&mut self, pin: Pin) -> (Place, Place) {
        let here = self.here();
        match self.pins[pin.0] {
            Some(from) if from <= here => (from, here),
            _ => {
                self.waiting.retain(|waiting| *waiting != pin.0);
                self.pins[pin.0] = Some(here);
                (here, here)
            }
        }
    }

    /// The blocks when all is read.
    pub(super) fn finish(&mut self) {
        self.held = 0;
        self.end();
        while !self.stack.is_empty() {
            self.close_top();
        }
        self.groups.retain(|group| !group.blocks.is_empty());
        for kind in std::mem::take(&mut self.queued) {
            self.point_behind(kind);
        }
        self.queued.clear();
        let last = self.here();
        for pin in self.pins.iter_mut().filter(|pin| pin.is_none()) {
            *pin = Some(last);
        }
    }
}

/// Whether a blank would stand between words: what a reference prints counts as one.
fn needs_space(content: &Passage) -> bool {
    let is_here = |point: &Point| {
        point.at as usize == content.text.len()
            && matches!(
                point.kind,
                PointKind::Reference(_) | PointKind::Gap { .. } | PointKind::Image { .. }
            )
    };
    let mut last = content
        .points
        .iter()
        .rev()
        .take_while(|point| point.at as usize == content.text.len());
    last.any(is_here)
        || !content.text.is_empty() && !content.text.ends_with([' ', '\u{2003}'])
}

/// Whether a character is of a script that has no blanks between words, and its signs.
fn is_ideographic(c: char) -> bool {
    matches!(
        c,
        '\u{2e80}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
            | '\u{ff00}'..='\u{ff65}' | '\u{20000}'..='\u{3ffff}'
    )
}
