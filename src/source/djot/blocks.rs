//! Block events to leaf blocks and groups.

use std::ops::Range;

use jotdown::{Alignment, Container, Event, ListKind, OrderedListNumbering};

use super::about::Owner;
use super::{Inside, Reader};
use crate::diag::Diagnostic;
use crate::model::{Align, BlockKind, Group, GroupKind, Place};

impl Reader<'_, '_> {
    /// Reads the blocks among the events in `range`.
    pub(super) fn read_blocks(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            match self.events.event(at) {
                Event::Start(..) => self.read_block(at),
                Event::ThematicBreak(_) => {
                    let span = self.source.span(self.events.range(at));
                    self.begin_block(BlockKind::Separator, span);
                    self.end_block();
                }
                Event::Attributes(_) => self.report_dangling(at),
                _ => {}
            }
            at = self.events.after(at);
        }
    }

    /// Reads the block that starts at an event.
    fn read_block(&mut self, start: usize) {
        let inner = start + 1..self.events.end(start);
        let Event::Start(container, _) = self.events.event(start) else { return };
        match container.clone() {
            Container::Section { .. } => {
                // The parser gives a heading's attributes to its section.
                self.section = Some(start);
                self.read_blocks(inner);
            }
            Container::Heading { level, id, .. } => {
                let level = self.heading_level(start, level);
                self.read_heading(start, level, &id);
            }
            Container::Paragraph => self.read_paragraph(start),
            Container::Blockquote => {
                self.quotes += 1;
                self.with_attributes(start, vec![GroupKind::Quote], |r| {
                    r.read_blocks(inner)
                });
                self.quotes -= 1;
            }
            Container::List { kind, .. } => self.read_list(start, kind),
            Container::ListItem | Container::TaskListItem { .. } => {
                self.with_attributes(start, vec![GroupKind::Item], |r| {
                    r.read_blocks(inner)
                });
            }
            Container::DescriptionList => {
                let kinds = vec![GroupKind::Division("definitions".into())];
                self.with_attributes(start, kinds, |r| r.read_blocks(inner));
            }
            Container::DescriptionTerm => {
                let kinds = vec![GroupKind::Division("term".into())];
                self.with_attributes(start, kinds, |r| {
                    r.read_leaf(start, BlockKind::Paragraph)
                });
            }
            Container::DescriptionDetails => {
                let kinds = vec![GroupKind::Division("details".into())];
                self.with_attributes(start, kinds, |r| r.read_blocks(inner));
            }
            Container::Table => {
                self.read_table(start, inner);
            }
            Container::TableRow { .. } => {
                self.with_attributes(start, vec![GroupKind::Row], |r| {
                    r.read_blocks(inner)
                });
            }
            Container::TableCell { alignment, head } => {
                let align = match alignment {
                    Alignment::Unspecified | Alignment::Left => Align::Start,
                    Alignment::Center => Align::Center,
                    Alignment::Right => Align::End,
                };
                self.read_leaf(start, BlockKind::Cell { head, align });
            }
            Container::Caption => self.read_leaf(start, BlockKind::Caption),
            Container::Div { class } => self.read_div(start, class.as_ref()),
            Container::CodeBlock { .. } => self.read_verbatim(start),
            Container::RawBlock { format } => {
                self.unsupported(
                    start,
                    &format!("raw `{format}` is kept as literal lines"),
                );
                self.read_verbatim(start);
            }
            Container::LinkDefinition { label } => {
                self.check_link_definition(start, &label)
            }
            Container::Footnote { .. } => {}
            _ => self.read_blocks(inner),
        }
    }

    /// Reads a heading. `id` is the anchor that the parser made of its words.
    fn read_heading(&mut self, start: usize, level: u8, id: &str) {
        let section = self.section.take();
        self.with_attributes(section.unwrap_or(start), vec![], |reader| {
            let linked = reader.edition.links.used.contains(&format!("#{id}"));
            let range = reader.events.range(start);
            if linked && !reader.anchors.iter().any(|(name, _)| name == id) {
                reader.anchors.push((id.to_owned(), reader.source.span(range)));
                reader.carry_anchor(id.to_owned());
            }
            reader.read_leaf(start, BlockKind::Heading(level));
        });
    }

    /// Reads a table with its caption; `inner` are the events in it.
    fn read_table(&mut self, start: usize, inner: Range<usize>) {
        let columns = self.columns(inner.clone());
        let kinds = vec![GroupKind::Table { columns }];
        // The parser gives a caption first, which is written behind the table.
        let first = self.events.event(inner.start);
        let caption = matches!(first, Event::Start(Container::Caption, _));
        let caption = caption.then_some(inner.start);
        let rows = match caption {
            Some(caption) => self.events.end(caption) + 1..inner.end,
            None => inner,
        };
        self.with_attributes(start, kinds, |r| r.read_blocks(rows));
        if let Some(caption) = caption {
            self.read_leaf(caption, BlockKind::Caption);
        }
    }

    /// Reads a leaf of the kind given.
    pub(super) fn read_leaf(&mut self, start: usize, kind: BlockKind) {
        let end = self.events.end(start);
        let from = self.events.range(start).end;
        self.begin_block(kind, self.source.span(from..from));
        self.leaf_end = end;
        if let Some(marker) = self.marker.take() {
            self.push_source(marker.clone());
            self.push_as(" ", marker.end..marker.end);
        }
        self.read_inlines(start + 1..end);
        self.end_block();
        self.leaf.pending = None;
        self.leaf.swallow = false;
    }

    /// Reads a paragraph: prose, a stanza's lines, a figure, a stage direction,
    /// or the caption of a figure.
    fn read_paragraph(&mut self, start: usize) {
        let only = self.only_child(start);
        let class = match self.events.event(start) {
            Event::Start(_, given) => {
                given.get_value("class").map(|class| class.to_string())
            }
            _ => None,
        };
        let has =
            |name: &str| class.iter().any(|c| c.split_whitespace().any(|c| c == name));
        let verse = self.verse || has("verse") || has("stanza");
        let stanza = (self.stanza && !has("verse")) || has("stanza");
        let kind = match only.map(|child| self.events.event(child)) {
            Some(Event::Start(Container::Image(..), _)) => BlockKind::Figure,
            Some(Event::Start(Container::Span, attributes))
                if attributes
                    .get_value("class")
                    .is_some_and(|c| c.to_string() == "stage") =>
            {
                self.stage = only;
                BlockKind::Stage
            }
            _ if verse => BlockKind::VerseLine,
            _ if self.figure => BlockKind::Caption,
            _ => BlockKind::Paragraph,
        };
        let lines = kind == BlockKind::VerseLine;
        let kinds = if lines && !stanza { vec![GroupKind::Stanza] } else { vec![] };
        self.with_attributes(start, kinds, |reader| {
            reader.lines = lines;
            reader.read_leaf(start, kind);
            reader.lines = false;
        });
    }

    /// The one inline container that a leaf consists of.
    fn only_child(&self, start: usize) -> Option<usize> {
        let child = start + 1;
        let is_only = matches!(self.events.event(child), Event::Start(..))
            && self.events.end(child) + 1 == self.events.end(start);
        is_only.then_some(child)
    }

    /// Reads a div. Its class says what it is.
    fn read_div(&mut self, start: usize, class: &str) {
        let inner = start + 1..self.events.end(start);
        if class == "apparatus" {
            return self.read_apparatus(inner);
        }
        self.check_div_class(class, self.source.span(self.events.range(start)));
        let before = (self.verse, self.stanza, self.figure);
        let kinds = if class.is_empty() { vec![] } else { vec![self.group_kind(class)] };
        self.with_attributes(start, kinds, |reader| reader.read_blocks(inner));
        (self.verse, self.stanza, self.figure) = before;
    }

    /// The kind of group for a class; inside it lines are read accordingly.
    fn group_kind(&mut self, class: &str) -> GroupKind {
        match class {
            "verse" => {
                (self.verse, self.stanza) = (true, false);
                GroupKind::Verse
            }
            "stanza" => {
                (self.verse, self.stanza) = (true, true);
                GroupKind::Stanza
            }
            "speech" => GroupKind::Speech,
            "figure" => {
                self.figure = true;
                GroupKind::Division(class.to_owned())
            }
            _ => GroupKind::Division(class.to_owned()),
        }
    }

    /// Reads what is inside a block with its attributes in force: its language,
    /// its anchors, its class as a group around `kinds`, entries on all of it.
    fn with_attributes(
        &mut self,
        start: usize,
        kinds: Vec<GroupKind>,
        read: impl FnOnce(&mut Self),
    ) {
        let flags = (self.verse, self.stanza, self.figure);
        let range = self.events.range(start);
        let given =
            matches!(self.events.event(start), Event::Start(_, a) if !a.is_empty());
        let attributes =
            if given { self.block_attributes(range.clone()) } else { vec![] };
        let about = self.about(attributes, Owner::Block);
        for (name, span) in &about.ids {
            self.anchors.push((name.clone(), *span));
            self.carry_anchor(name.clone());
        }
        let outer =
            about.lang.clone().map(|lang| std::mem::replace(&mut self.lang, lang));
        let first = self.blocks.len() as u32;
        let opened = self.groups.len();
        let classes: Vec<_> =
            about.classes.iter().map(|(class, _)| class.clone()).collect();
        let wrapped =
            classes.iter().map(|class| self.group_kind(class)).collect::<Vec<_>>();
        for kind in wrapped.into_iter().chain(kinds) {
            self.groups.push(Group { kind, blocks: first..u32::MAX });
        }
        let closed = self.groups.len();
        read(self);
        self.end_block();
        let last = self.blocks.len() as u32;
        for group in &mut self.groups[opened..closed] {
            group.blocks.end = last;
        }
        if let Some(lang) = outer {
            self.lang = lang;
        }
        (self.verse, self.stanza, self.figure) = flags;
        if first < last {
            let from = Place { block: first, offset: 0 };
            let to = self.here();
            self.note_about(&about, from, to, range);
        }
    }

    /// Reads a list. One that counts in letters or Roman numbers is far more
    /// often a name (`C. Iulius`) than a list, so its markers stay in the text.
    fn read_list(&mut self, start: usize, kind: ListKind) {
        let inner = start + 1..self.events.end(start);
        let number = match kind {
            ListKind::Ordered {
                numbering: OrderedListNumbering::Decimal, start, ..
            } => Some(u32::try_from(start).unwrap_or(u32::MAX)),
            ListKind::Unordered(_) => None,
            ListKind::Ordered { .. } | ListKind::Task(_) => {
                return self
                    .with_attributes(start, vec![], |r| r.read_marked_items(inner));
            }
        };
        let alone = self.events.after(start + 1) == inner.end;
        if number.is_some_and(|number| number > 1) && alone {
            let item = self.source.span(self.events.range(start + 1));
            self.diagnostics.push(
                Diagnostic::warning("list-marker", "this begins a list of one item")
                    .at(item)
                    .hint("write a backslash before the period if it is no list"),
            );
        }
        let kinds = vec![GroupKind::List { start: number }];
        self.with_attributes(start, kinds, |reader| reader.read_blocks(inner));
    }

    /// Reads the items of a list as paragraphs that begin with their markers.
    fn read_marked_items(&mut self, items: Range<usize>) {
        let mut at = items.start;
        while at < items.end {
            if let Event::Start(..) = self.events.event(at) {
                let range = self.events.range(at);
                let marker = self.source.text[range.clone()].trim_end().len();
                let marker = range.start..range.start + marker;
                self.diagnostics.push(
                    Diagnostic::warning(
                        "list-marker",
                        format!(
                            "`{}` is kept as text",
                            &self.source.text[marker.clone()]
                        ),
                    )
                    .at(self.source.span(marker.clone()))
                    .hint("put a backslash into it to say that it begins no list"),
                );
                self.marker = Some(marker);
                self.read_blocks(at + 1..self.events.end(at));
                if let Some(marker) = self.marker.take() {
                    let span = self.source.span(marker.clone());
                    self.begin_block(BlockKind::Paragraph, span);
                    self.push_source(marker);
                    self.end_block();
                }
            }
            at = self.events.after(at);
        }
    }

    /// Reads literal lines.
    fn read_verbatim(&mut self, start: usize) {
        let inner = start + 1..self.events.end(start);
        self.with_attributes(start, vec![], |reader| {
            let first = reader.events.range(inner.start).start;
            reader.begin_block(BlockKind::Verbatim, reader.source.span(first..first));
            for at in inner.clone() {
                let mut range = reader.events.range(at);
                if at + 1 == inner.end {
                    let line = reader.source.text[range.clone()].trim_end_matches('\n');
                    range.end = range.start + line.len();
                }
                reader.push_source(range);
            }
            reader.end_block();
        });
    }

    /// The most cells that a row of a table has.
    fn columns(&self, inner: Range<usize>) -> u32 {
        let mut most = 0;
        let mut cells = 0;
        for at in inner {
            match self.events.event(at) {
                Event::Start(Container::TableRow { .. }, _) => cells = 0,
                Event::Start(Container::TableCell { .. }, _) => cells += 1,
                _ => {}
            }
            most = most.max(cells);
        }
        most
    }

    /// The level of a heading, lowered if it would leave one out: the tags of
    /// an accessible PDF may not (PDF/UA-1, 7.4.2).
    fn heading_level(&mut self, start: usize, level: u16) -> u8 {
        let written = level.min(6) as u8;
        self.headings.retain(|(above, _)| *above < written);
        let above = self.headings.last().map(|(_, level)| *level);
        let lowered = if written == 1 { 1 } else { written.min(above.unwrap_or(1) + 1) };
        self.headings.push((written, lowered));
        if lowered != written && self.inside == Inside::Text {
            let message =
                format!("heading of level {written} below level {}", lowered - 1);
            self.diagnostics.push(
                Diagnostic::warning("bad-heading-level", message)
                    .at(self.source.span(self.events.range(start)))
                    .hint(format!(
                        "it is set as level {lowered}; write {lowered} number signs"
                    )),
            );
        }
        lowered
    }
}
