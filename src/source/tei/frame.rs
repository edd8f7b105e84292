//! Blocks under construction: white space as TEI means it, styles that may cross
//! blocks, and pins, places that are known once the next character is.

use crate::model::{
    Block, BlockKind, Group, GroupKind, Lang, Passage, Place, Point, PointKind,
    SourceMap, Style, Styled,
};
use crate::span::{FileId, Span};

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
struct OpenGroup {
    /// Its number among the groups.
    index: usize,
    /// Whether no element stands for it.
    implied: bool,
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
    stack: Vec<OpenGroup>,
    /// While positive, blocks run on in the one that is active.
    pub held: u32,
    /// The language in force.
    pub lang: Lang,
}

impl Frame {
    pub fn new(file: FileId, lang: Lang) -> Self {
        Self {
            blocks: vec![],
            groups: vec![],
            file,
            active: false,
            space: false,
            glue: false,
            styles: vec![],
            opened: 0,
            order: vec![],
            opens: vec![],
            pins: vec![],
            waiting: vec![],
            queued: vec![],
            stack: vec![],
            held: 0,
            lang,
        }
    }

    /// Whether a block is being built.
    pub fn is_active(&self) -> bool {
        self.active
    }

    /// The kind of the active block.
    pub fn kind(&self) -> Option<&BlockKind> {
        self.blocks.last().filter(|_| self.active).map(|block| &block.kind)
    }

    /// Begins a block. In a held block only a space is left.
    pub fn begin(&mut self, kind: BlockKind, span: Span) {
        if self.held > 0 && self.active {
            self.space = true;
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
    pub fn end(&mut self) {
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
        let end = content.text.len() as u32;
        for (open, order) in self.styles.iter_mut().zip(&self.opens) {
            if let Some(start) = open.start.take() {
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
            self.begin(BlockKind::Paragraph, Span::new(self.file, at..at));
            self.held = held;
        }
    }

    /// Adds characters with their bytes in the file, white space folded.
    pub fn push(&mut self, characters: &[(char, usize)]) {
        for &(c, at) in characters {
            if is_space(c) {
                self.space |= self.active;
                continue;
            }
            self.put(c, at);
        }
    }

    /// Adds words that the file does not have, as if they stood at a byte of it.
    pub fn push_words(&mut self, words: &str, at: usize) {
        for c in words.chars() {
            if c == ' ' { self.space |= self.active } else { self.put(c, at) }
        }
    }

    /// Adds one character that is no white space to be folded.
    pub fn put(&mut self, c: char, at: usize) {
        self.ensure(at);
        let number = self.blocks.len() as u32 - 1;
        let block = self.blocks.last_mut().expect("a block is active");
        let content = &mut block.content;
        let space = std::mem::take(&mut self.space) && !std::mem::take(&mut self.glue);
        self.glue = false;
        if space && !content.text.is_empty() && !content.text.ends_with([' ', '\u{2003}'])
        {
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
    pub fn glue(&mut self) {
        self.space = false;
        self.glue = true;
    }

    /// Leaves out the white space before.
    pub fn glue_before(&mut self) {
        self.space = false;
    }

    /// Adds a passage, with its styles and its points.
    pub fn insert(&mut self, passage: &Passage) {
        let Some(c) = passage.text.chars().next() else { return };
        let at = passage.source.resolve(0).unwrap_or(0);
        self.put(c, at);
        let block = self.blocks.last_mut().expect("a block is active");
        block.content.text.truncate(block.content.text.len() - c.len_utf8());
        let styles = block.content.styles.len();
        append(&mut block.content, passage);
        let added = block.content.styles.len() - styles;
        self.order.extend((0..added as u32).map(|k| self.opened + k));
        self.opened += added as u32;
    }

    /// Leaves a space, if words stand before and behind.
    pub fn space(&mut self) {
        self.space |= self.active;
        self.glue = false;
    }

    /// The character before the place where the next one will stand.
    pub fn last(&self) -> Option<char> {
        if !self.active || self.space {
            return None;
        }
        self.blocks
            .last()
            .and_then(|block| block.content.text.chars().next_back())
    }

    /// Adds a point; between blocks it waits for the next one.
    pub fn point(&mut self, kind: PointKind) {
        match self.blocks.last_mut().filter(|_| self.active) {
            Some(block) => {
                let at = block.content.text.len() as u32;
                block.content.points.push(Point { at, kind });
            }
            None => self.queued.push(kind),
        }
    }

    /// Adds a point behind the last character, also between blocks.
    pub fn point_behind(&mut self, kind: PointKind) {
        match self.blocks.last_mut() {
            Some(block) => {
                let at = block.content.text.len() as u32;
                block.content.points.push(Point { at, kind });
            }
            None => self.queued.push(kind),
        }
    }

    /// Puts the space that waits, so that the place behind it can be named.
    pub fn settle_space(&mut self) {
        if std::mem::take(&mut self.space)
            && !self.glue
            && let Some(block) = self.blocks.last_mut().filter(|_| self.active)
            && !block.content.text.is_empty()
            && !block.content.text.ends_with(' ')
        {
            block.content.text.push(' ');
        }
    }

    /// Where a pin stands; all of them do once everything is read.
    pub fn pinned(&self, pin: Pin) -> Place {
        self.pins[pin.0].unwrap_or_else(|| self.here())
    }

    /// Opens a style.
    pub fn open(&mut self, style: Style) {
        self.styles.push(Open { style, start: None });
        self.opens.push(self.opened);
        self.opened += 1;
    }

    /// Closes the style that was opened last.
    pub fn close(&mut self) {
        let (Some(open), Some(order)) = (self.styles.pop(), self.opens.pop()) else {
            return;
        };
        let Some(start) = open.start else { return };
        if let Some(block) = self.blocks.last_mut().filter(|_| self.active) {
            let end = block.content.text.len() as u32;
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
    pub fn pin(&mut self) -> Pin {
        self.waiting.push(self.pins.len());
        self.pins.push(None);
        Pin(self.pins.len() - 1)
    }

    /// The place behind the last character; the pin is drawn if it still waits.
    pub fn here(&self) -> Place {
        match self.blocks.last() {
            Some(block) => Place {
                block: self.blocks.len() as u32 - 1,
                offset: block.content.text.len() as u32,
            },
            None => Place { block: 0, offset: 0 },
        }
    }

    /// The range from a pin to the last character; empty if none came since.
    pub fn since(&mut self, pin: Pin) -> (Place, Place) {
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

    /// Opens a group.
    pub fn open_group(&mut self, kind: GroupKind) -> usize {
        self.end();
        let inside_verse = matches!(kind, GroupKind::Stanza | GroupKind::Verse);
        if !inside_verse {
            self.close_implied();
        }
        self.push_group(kind, false)
    }

    fn push_group(&mut self, kind: GroupKind, implied: bool) -> usize {
        let start = self.blocks.len() as u32;
        self.groups.push(Group { kind, blocks: start..u32::MAX });
        let index = self.groups.len() - 1;
        self.stack.push(OpenGroup { index, implied });
        index
    }

    /// Closes a group and all in it.
    pub fn close_group(&mut self, index: usize) {
        self.end();
        while self.stack.last().is_some_and(|open| open.index >= index) {
            self.close_top();
        }
    }

    fn close_top(&mut self) {
        let end = self.blocks.len() as u32;
        if let Some(open) = self.stack.pop() {
            self.groups[open.index].blocks.end = end;
        }
    }

    /// Whether a group of a kind is open.
    pub fn is_in(&self, kind: &GroupKind) -> bool {
        self.stack.iter().any(|open| self.groups[open.index].kind == *kind)
    }

    /// A line of verse stands in a poem and in a stanza.
    fn imply_verse(&mut self) {
        if !self.is_in(&GroupKind::Verse) {
            self.push_group(GroupKind::Verse, true);
        }
        if !self.is_in(&GroupKind::Stanza) {
            self.push_group(GroupKind::Stanza, true);
        }
    }

    /// Ends what no element ends.
    pub fn close_implied(&mut self) {
        while self.stack.last().is_some_and(|open| open.implied) {
            self.close_top();
        }
    }

    /// The blocks when all is read.
    pub fn finish(&mut self) {
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

    /// The words between two places, as one passage.
    pub fn between(&self, from: Place, to: Place) -> Passage {
        let mut parts = vec![];
        for number in from.block..=to.block {
            let Some(block) = self.blocks.get(number as usize) else { break };
            let length = block.content.text.len();
            let start = if number == from.block { from.offset as usize } else { 0 };
            let end = if number == to.block { to.offset as usize } else { length };
            if start < end && end <= length {
                let mut part = block.content.slice(start..end);
                part.points.clear();
                parts.push((block.kind.clone(), part));
            }
        }
        joined(parts)
    }

    /// All blocks as one passage.
    pub fn into_passage(mut self) -> Passage {
        self.finish();
        joined(
            self.blocks
                .into_iter()
                .map(|block| (block.kind, block.content))
                .collect(),
        )
    }
}

/// Blocks as one passage: lines of verse parted by a stroke, others by a space.
fn joined(parts: Vec<(BlockKind, Passage)>) -> Passage {
    let mut parts = parts.into_iter();
    let Some((_, mut all)) = parts.next() else { return Passage::default() };
    for (kind, part) in parts {
        if !all.text.is_empty() && !part.text.is_empty() {
            all.text
                .push_str(if kind == BlockKind::VerseLine { " / " } else { " " });
        }
        append(&mut all, &part);
    }
    all
}

/// Appends a passage to another.
pub(super) fn append(all: &mut Passage, part: &Passage) {
    let base = all.text.len() as u32;
    all.text.push_str(&part.text);
    if all.source.file.is_none() {
        all.source.file = part.source.file;
    }
    for &(text, byte) in &part.source.runs {
        all.source.push((base + text) as usize, byte as usize);
    }
    all.styles.extend(part.styles.iter().map(|styled| Styled {
        range: base + styled.range.start..base + styled.range.end,
        style: styled.style.clone(),
    }));
    all.points.extend(
        part.points
            .iter()
            .map(|point| Point { at: base + point.at, kind: point.kind.clone() }),
    );
}

impl Frame {
    /// Lets pins whose block was taken back wait again.
    pub fn reset_pins(&mut self) {
        let count = self.blocks.len() as u32;
        for (number, pin) in self.pins.iter_mut().enumerate() {
            if pin.is_some_and(|place| place.block >= count) {
                *pin = None;
                self.waiting.push(number);
            }
        }
    }
}
