//! Inline events to words, styles and points.

use std::ops::Range;

use jotdown::{Container, Event, LinkType, SpanLinkType};

use super::about::{About, Owner};
use super::attributes::{self, FaultKind};
use super::{Inside, Reader};
use crate::diag::Diagnostic;
use crate::model::{BlockKind, PointKind, Style};
use crate::span::Span;

impl Reader<'_, '_> {
    /// Reads the inlines among the events in `range`.
    pub(super) fn read_inlines(&mut self, range: Range<usize>) {
        let mut at = range.start;
        while at < range.end {
            let bytes = self.events.range(at);
            if self.source.masked[bytes.start..].starts_with(":::") {
                self.check_fence(at, bytes.start);
            }
            match self.events.event(at) {
                Event::Start(container, _) => {
                    let container = container.clone();
                    self.read_container(at, &container);
                }
                Event::Str(_) => self.read_words(at),
                Event::Softbreak | Event::Hardbreak if self.lines => {
                    self.end_block();
                    self.leaf.pending = Some(BlockKind::VerseLine);
                    self.leaf.swallow = false;
                }
                Event::Softbreak => self.push_as(" ", bytes),
                Event::Hardbreak => self.push_point(PointKind::LineBreak, bytes.start),
                Event::NonBreakingSpace => {
                    let escape = bytes.start.saturating_sub(1);
                    self.push_as("\u{a0}", escape..bytes.end);
                }
                Event::FootnoteReference(_) => self.read_call(at),
                Event::Symbol(_) => {
                    let name = &self.source.text[bytes.clone()];
                    if name.contains(|c: char| c.is_ascii_alphabetic()) {
                        let message =
                            format!("the symbol `{name}` is kept as it is written");
                        self.unsupported_at(self.source.span(bytes.clone()), message);
                    }
                    self.push_source(bytes);
                }
                Event::Attributes(_) => self.report_dangling(at),
                Event::Escape | Event::Blankline | Event::End(_) => {}
                // Quotation marks, dashes and periods: smart punctuation is off.
                _ => self.push_source(bytes),
            }
            at = self.events.after(at);
        }
    }

    /// Reads an inline container with its attributes.
    fn read_container(&mut self, start: usize, container: &Container) {
        let end = self.events.end(start);
        let opener = self.events.range(start);
        let closer = self.events.range(end);
        let mut styles = vec![];
        match container {
            Container::Emphasis => styles.push(Style::Emphasis),
            Container::Strong => styles.push(Style::Strong),
            Container::Superscript => styles.push(Style::Superscript),
            Container::Subscript => styles.push(Style::Subscript),
            Container::Insert => styles.push(Style::Supplied),
            Container::Delete => styles.push(Style::Deleted),
            Container::Mark => styles.push(Style::Highlighted),
            Container::Verbatim => styles.push(Style::Verbatim),
            Container::Link(url, kind) => match self.link(url, *kind, start) {
                Some(url) => styles.push(Style::Link(url)),
                None => return self.read_unresolved(start),
            },
            Container::Image(url, _) => return self.read_image(start, url),
            Container::Math { .. } | Container::RawInline { .. } => {
                self.unsupported(
                    start,
                    "mathematics and raw markup are kept as they are written",
                );
                for at in start..=end {
                    self.push_source(self.events.range(at));
                }
                return;
            }
            _ => {}
        }
        let attributes = self.inline_attributes(start);
        if attributes.is_empty() {
            return self.read_styled(start + 1..end, styles);
        }
        let about = self.about(attributes, Owner::Inline);
        let stage = about.stage && self.stage == Some(start);
        styles.splice(0..0, styles_of(&about, stage));
        if about.speaker && self.inside == Inside::Text {
            return self.read_speaker(start, &about, styles);
        }
        if about.stage && self.is_own_line(start) {
            self.leaf.pending = Some(BlockKind::Stage);
            if self.leaf.active {
                self.set_kind(BlockKind::Stage);
            }
            styles.retain(|style| *style != Style::Stage);
        }
        if about.has_place() && matches!(container, Container::Span) {
            self.check_lemma(&opener, &closer);
        }
        self.push_marks(&about, opener.start);
        let from = about.has_place().then(|| self.pin(opener.start));
        self.read_styled(start + 1..end, styles);
        if let Some(from) = from {
            self.note_about(&about, from, self.here(), opener.start..closer.end);
        }
    }

    /// Adds the points that attributes ask for.
    fn push_marks(&mut self, about: &About, at: usize) {
        for (name, span) in &about.ids {
            self.anchors.push((name.clone(), *span));
            self.push_point(PointKind::Anchor(name.clone()), at);
        }
        if let Some((n, ed)) = about.page.clone() {
            self.push_point(PointKind::PageBreak { n, ed }, at);
        }
        for kind in &about.points {
            let begins = matches!(kind, PointKind::Indent(_) | PointKind::Shared);
            self.push_point(kind.clone(), at);
            // The blank behind what stands before a line's first word.
            let block = self.blocks.last();
            self.leaf.swallow |=
                begins && block.is_some_and(|block| block.content.text.is_empty());
        }
        if let Some(extent) = about.gap.clone() {
            self.push_point(PointKind::Gap { extent }, at);
        }
    }

    /// Reads inlines in styles, the outer first.
    fn read_styled(&mut self, range: Range<usize>, styles: Vec<Style>) {
        let count = styles.len();
        if count > 0 {
            if let Some(first) = range.clone().next() {
                self.ensure_block(self.events.range(first).start);
            }
            self.open_styles(styles);
        }
        self.read_inlines(range);
        self.close_styles(count);
    }

    /// Reads the name before a speech into a block of its own.
    fn read_speaker(&mut self, start: usize, about: &About, styles: Vec<Style>) {
        let opener = self.events.range(start);
        let end = self.events.end(start);
        if self.at_block_start() && self.leaf.active {
            self.set_kind(BlockKind::Speaker);
        } else {
            self.begin_block(BlockKind::Speaker, self.source.span(opener.clone()));
        }
        self.push_marks(about, opener.start);
        let from = about.has_place().then(|| self.pin(opener.start));
        let lines = std::mem::take(&mut self.lines);
        self.read_styled(start + 1..end, styles);
        self.lines = lines;
        if let Some(from) = from {
            let range = opener.start..self.events.range(end).end;
            self.note_about(about, from, self.here(), range);
        }
        self.end_block();
        let kind = if self.lines { BlockKind::VerseLine } else { BlockKind::Paragraph };
        self.leaf.pending = Some(kind);
        self.leaf.swallow = true;
    }

    /// Whether a container is the whole of a line of verse.
    fn is_own_line(&self, start: usize) -> bool {
        let mut after = self.events.end(start) + 1;
        let blank = |at: usize| self.source.text[self.events.range(at)].trim().is_empty();
        if matches!(self.events.get(after), Some(Event::Str(_))) && blank(after) {
            after += 1;
        }
        if matches!(self.events.get(after), Some(Event::Escape)) {
            after += 1;
        }
        self.lines
            && self.at_block_start()
            && (after >= self.leaf_end
                || matches!(
                    self.events.get(after),
                    Some(Event::Softbreak | Event::Hardbreak)
                ))
    }

    /// Changes the kind of the active block.
    fn set_kind(&mut self, kind: BlockKind) {
        if let Some(block) = self.blocks.last_mut() {
            block.kind = kind;
        }
    }

    /// Where a link leads; nothing if it is not defined.
    fn link(&self, url: &str, kind: LinkType, start: usize) -> Option<String> {
        let end = self.events.range(self.events.end(start));
        match kind {
            LinkType::Span(SpanLinkType::Unresolved) => None,
            LinkType::Span(SpanLinkType::Inline) => {
                Some(self.unmasked(url, end.start + 2))
            }
            LinkType::Span(SpanLinkType::Reference) => Some(
                self.edition
                    .links
                    .urls
                    .get(url)
                    .cloned()
                    .unwrap_or_else(|| url.to_owned()),
            ),
            LinkType::AutoLink => Some(self.unmasked(url, self.events.range(start).end)),
            LinkType::Email => Some(format!(
                "mailto:{}",
                self.unmasked(url, self.events.range(start).end)
            )),
        }
    }

    /// What the source has in place of a masked string that starts at `at`.
    fn unmasked(&self, masked: &str, at: usize) -> String {
        let range = at..at + masked.len();
        let stands = self.source.masked.get(range.clone()) == Some(masked);
        let original = stands.then(|| self.source.text.get(range)).flatten();
        original.unwrap_or(masked).to_owned()
    }

    /// Keeps a reference to a link that is not defined as it is written.
    fn read_unresolved(&mut self, start: usize) {
        let end = self.events.end(start);
        self.unsupported(start, "this link is not defined, and is kept as it is written");
        self.push_source(self.events.range(start));
        self.read_inlines(start + 1..end);
        self.push_source(self.events.range(end));
    }

    /// Reads an image.
    fn read_image(&mut self, start: usize, url: &str) {
        let end = self.events.end(start);
        let mut alt = String::new();
        for at in start + 1..end {
            match self.events.event(at) {
                Event::Start(..) | Event::End(_) | Event::Escape => {}
                Event::Softbreak | Event::Hardbreak => alt.push(' '),
                _ => alt.push_str(&self.source.text[self.events.range(at)]),
            }
        }
        let closer = self.events.range(end);
        let path = self.unmasked(url, closer.start + 2);
        let mut attributes = self.inline_attributes(start);
        // The size of a picture is its own, or the measure.
        attributes.retain(|attribute| {
            let is_size = matches!(attribute.key.as_str(), "width" | "height");
            if is_size {
                let message = format!(
                    "`{}` of a picture has no effect: it is as wide as its points say, or as the measure",
                    attribute.key
                );
                self.diagnostics.push(
                    Diagnostic::warning("unused-size", message)
                        .at(attribute.key_span)
                        .hint("take it out, or set `picture` in a `design.typ`"),
                );
            }
            !is_size
        });
        let about = self.about(attributes, Owner::Inline);
        let at = self.events.range(start).start;
        self.push_marks(&about, at);
        let from = about.has_place().then(|| self.pin(at));
        self.push_point(PointKind::Image { path, alt }, at);
        if let Some(from) = from {
            self.note_about(&about, from, self.here(), at..closer.end);
        }
    }

    /// Reads words, and looks for markup that stayed among them.
    fn read_words(&mut self, at: usize) {
        let mut range = self.events.range(at);
        if !self.is_literal(at) {
            self.check_words(at, range.clone());
        }
        let last = at + 1 == self.leaf_end;
        if self.lines && last && self.source.text[range.clone()].ends_with('\\') {
            range.end -= 1;
        }
        let before = at.checked_sub(1).map(|before| self.events.event(before));
        let escaped = matches!(before, Some(Event::Escape));
        while self.lines
            && let Some(bars) = caesura(&self.source.text[range.clone()], escaped)
        {
            self.push_source(range.start..range.start + bars.start);
            let gap = range.start + bars.start..range.start + bars.end;
            range.start = gap.end;
            self.push_point(PointKind::Caesura, gap.start);
            self.push_as(" ", gap);
        }
        self.push_source(range);
    }

    /// Whether words stand in code, where nothing is a mark.
    fn is_literal(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|before| self.events.event(before));
        matches!(before, Some(Event::Start(Container::Verbatim, _)))
    }

    /// Reports attributes that could not be read and fences inside a paragraph.
    fn check_words(&mut self, at: usize, range: Range<usize>) {
        let before = at.checked_sub(1).map(|before| self.events.event(before));
        let escaped = matches!(before, Some(Event::Escape));
        let is_first = matches!(before, Some(Event::Start(Container::Paragraph, _)));
        self.check_marks(range.clone(), is_first, escaped);
        let words = &self.source.text[range.clone()];
        let mut found = vec![];
        for (brace, _) in words.match_indices('{') {
            let behind_span = words[..brace].ends_with(']') && !(escaped && brace == 1);
            let is_escaped = escaped && brace == 0;
            if !is_escaped && (behind_span || looks_like_attributes(&words[brace..])) {
                found.push(range.start + brace);
            }
        }
        for brace in found {
            let fault = attributes::scan(&self.source.text, brace).err();
            let (at, why) = match fault.map(|fault| (fault.at, fault.kind)) {
                Some((at, FaultKind::Brace)) => (at, "the brace is never closed"),
                Some((at, FaultKind::Quote)) => {
                    (at, "the quotation mark is never closed")
                }
                Some((at, FaultKind::Unquoted)) => {
                    (at, "this value needs quotation marks")
                }
                Some((at, FaultKind::NoValue)) => (at, "this key has no value"),
                Some((at, FaultKind::NoKey)) => (at, "this is no key, class or id"),
                None => (brace, "they stand where nothing can have them"),
            };
            let width = self.source.text[at..].chars().next().map_or(0, char::len_utf8);
            self.diagnostics.push(
                Diagnostic::error(
                    "bad-attribute",
                    format!("attributes can't be read: {why}"),
                )
                .at(self.source.span(at..at + width))
                .hint("write `{key=\"value\"}`, or `\\{` for a brace"),
            );
        }
    }

    /// Reports a fence that stands at the start of a paragraph's line.
    fn check_fence(&mut self, at: usize, start: usize) {
        let before = at.checked_sub(1).map(|before| self.events.event(before));
        if let Some(Event::Softbreak | Event::Start(Container::Paragraph, _)) = before {
            let start = self.source.byte(start);
            self.diagnostics.push(
                Diagnostic::error("stray-fence", "this fence stands inside a paragraph")
                    .at(Span::new(self.source.file, start..start + 3))
                    .hint("leave an empty line before it"),
            );
        }
    }

    /// Reports attributes that belong to nothing.
    pub(super) fn report_dangling(&mut self, at: usize) {
        let range = self.events.range(at);
        let sets = attributes::sets(self.source, range.clone(), self.quotes > 0);
        if sets.iter().all(|set| set.attributes.is_empty()) {
            return; // only comments
        }
        self.diagnostics.push(
            Diagnostic::error("dangling-attribute", "these attributes belong to nothing")
                .at(self.source.span(range))
                .hint("put them right behind `[words]`, or on the line before a block"),
        );
    }

    /// Reports markup that has no meaning where it stands.
    pub(super) fn unsupported(&mut self, start: usize, message: &str) {
        let end = self.events.range(self.events.end(start)).end;
        let start = self.events.range(start).start;
        self.unsupported_at(self.source.span(start..end.max(start)), message);
    }

    /// Reports markup that has no meaning where it stands.
    pub(super) fn unsupported_at(&mut self, span: Span, message: impl Into<String>) {
        self.diagnostics
            .push(Diagnostic::warning("unsupported-markup", message).at(span));
    }
}

impl About {
    /// Whether the attributes say something of the stretch they stand on.
    pub(super) fn has_place(&self) -> bool {
        !self.pairs.is_empty() || !self.index.is_empty() || self.anchors.is_some()
    }
}

/// The styles that attributes give, the outer first.
fn styles_of(about: &About, stage_block: bool) -> Vec<Style> {
    let mut styles = vec![];
    styles.extend(about.lang.clone().map(Style::Lang));
    styles.extend((about.stage && !stage_block).then_some(Style::Stage));
    styles.extend(about.restored.then_some(Style::Restored));
    styles.extend(about.secluded.then_some(Style::Secluded));
    styles.extend(about.unclear.then_some(Style::Unclear));
    styles.extend(about.sic.clone().map(Style::Sic));
    styles.extend(about.classes.iter().map(|(class, _)| Style::Class(class.clone())));
    styles
}

/// The first `||` that stands between blanks, with them.
fn caesura(words: &str, escaped: bool) -> Option<Range<usize>> {
    let blank = |c: char| c == ' ' || c == '\t';
    words.match_indices("||").find_map(|(bars, _)| {
        let (before, after) = (&words[..bars], &words[bars + 2..]);
        let apart = (before.is_empty() && !escaped || before.ends_with(blank))
            && (after.is_empty() || after.starts_with(blank));
        let start = before.trim_end_matches(blank).len();
        let end = words.len() - after.trim_start_matches(blank).len();
        apart.then_some(start..end)
    })
}

/// Whether a text that starts with a brace looks as if attributes were meant.
fn looks_like_attributes(text: &str) -> bool {
    let inner = text[1..].trim_start_matches(' ');
    let name = |s: &str| s.bytes().take_while(|b| attributes::is_name(*b)).count();
    match inner.as_bytes().first() {
        Some(b'.' | b'#') => name(&inner[1..]) > 0,
        _ => name(inner) > 0 && inner.as_bytes().get(name(inner)) == Some(&b'='),
    }
}
