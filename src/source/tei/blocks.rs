//! Elements that are blocks or hold blocks: one thing, since what an element begins, what it
//! holds and what it ends is decided by the same table.

use roxmltree::Node;

use super::elements::{Means, means, why};
use super::xml::{self, elements, given, name};
use super::{Reader, parts};
use crate::model::{Align, BlockKind, FRONT, GroupKind, PointKind, Style};

/// Whether an element begins a block of its own.
pub(super) fn is_block(means: Means) -> bool {
    matches!(
        means,
        Means::Division
            | Means::Paragraph
            | Means::Head
            | Means::Line
            | Means::Lines
            | Means::Speech
            | Means::Speaker
            | Means::List
            | Means::Item
            | Means::Table
            | Means::Row
            | Means::Cell
            | Means::Figure
            | Means::Example
    )
}

/// Whether an element holds blocks, so that words that stand bare in it are one.
pub(super) fn holds_blocks(means: Means) -> bool {
    matches!(
        means,
        Means::Division
            | Means::Lines
            | Means::Speech
            | Means::List
            | Means::Item
            | Means::Table
            | Means::Row
            | Means::Entries
    )
}

/// Whether paragraphs or verses stand in an element, and not only in its notes and readings.
pub(super) fn holds_blocks_of_words(node: Node) -> bool {
    node.descendants().skip(1).any(|inner| {
        matches!(name(inner), "p" | "l" | "lg" | "ab")
            && !inner
                .ancestors()
                .take_while(|above| *above != node)
                .any(|above| matches!(means(name(above)), Means::Note | Means::OfEntry))
    })
}

/// Whether a figure is a picture without a caption that has words beside it.
pub(super) fn is_among_words(figure: Node) -> bool {
    let mut parts = elements(figure);
    let mut words =
        figure.children().filter(Node::is_text).filter_map(|part| part.text());
    let around = figure.parent().map(xml::words).unwrap_or_default();
    words.all(|words| words.trim().is_empty())
        && parts.all(|child| matches!(name(child), "graphic" | "figDesc"))
        && around.trim() != xml::words(figure).trim()
}

/// Whether a list is part of the line that it stands in.
pub(super) fn is_in_line(node: Node) -> bool {
    let looks = [given(node, "type"), given(node, "rend")];
    name(node) == "list" && looks.contains(&Some("inline"))
}

/// Whether a milestone is a rule or an ornament between paragraphs.
fn is_separator(node: Node) -> bool {
    let looks = ["rend", "rendition", "type", "style"];
    name(node) == "milestone"
        && (given(node, "unit") == Some("separator")
            || given(node, "n").is_none()
                && looks.iter().any(|look| given(node, look).is_some()))
}

/// By how many steps a line stands in: `indent`, `indent2`, `indent(2)`, `indent-2`, or as CSS
/// says in ems.
fn indent(node: Node) -> Option<u32> {
    let said = given(node, "rend").and_then(|rend| {
        let mut words = rend.split_whitespace();
        words.find_map(|word| {
            word.strip_prefix("indented").or(word.strip_prefix("indent"))
        })
    });
    if let Some(steps) = said {
        let digits: String = steps.chars().filter(char::is_ascii_digit).collect();
        return if digits.is_empty() { Some(1) } else { digits.parse().ok() };
    }
    let css = given(node, "style")?;
    css.split(';').find_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        let is_indent =
            matches!(property.trim(), "text-indent" | "margin-left" | "padding-left");
        let ems: f64 = value
            .trim()
            .strip_suffix("em")
            .filter(|_| is_indent)?
            .trim()
            .parse()
            .ok()?;
        (ems > 0.0 && ems < 99.0).then(|| ems.ceil() as u32)
    })
}

/// The greatest level of a heading.
const LOWEST: u8 = 6;

impl<'x> Reader<'x, '_> {
    /// Reads an element by what it means.
    pub(super) fn element(&mut self, node: Node<'x, 'x>, means: Means) {
        if matches!(means, Means::Note | Means::OfEntry) && self.aside(node) {
            return;
        }
        if xml::stands_apart(node) {
            self.frame.space();
        }
        if !is_block(means) && node.has_attribute("exclude") && self.excludes(node) {
            return;
        }
        match means {
            Means::Division => self.division(node),
            // The rest of a paragraph that a page or something else parts.
            Means::Paragraph
                if given(node, "part").is_some_and(|part| matches!(part, "M" | "F"))
                    && given(node, "type").is_none_or(|kind| kind != "caption")
                    && self.frame.resume(&BlockKind::Paragraph) =>
            {
                self.children(node);
                self.frame.end();
            }
            Means::Paragraph => {
                match given(node, "type").filter(|_| name(node) == "ab") {
                    Some("caption") => self.block(node, BlockKind::Caption),
                    Some("verbatim") => self.verbatim(node),
                    Some(kind) if kind.starts_with("heading-") => {
                        let level = kind["heading-".len()..].parse().unwrap_or(1);
                        self.block(node, BlockKind::Heading(level));
                    }
                    _ => self.paragraph(node),
                }
            }
            Means::Milestone if is_separator(node) && !self.frame.is_active() => {
                self.frame.begin(BlockKind::Separator, self.xml.tag(node));
                self.frame.end();
            }
            Means::Head => self.head(node),
            Means::Line => self.line(node),
            Means::Lines => self.lines(node),
            Means::Speech if name(node) == "u" => self.utterance(node),
            Means::Speech => {
                let group = self.frame.open_group(GroupKind::Speech);
                self.children(node);
                self.frame.close_group(group);
            }
            Means::Speaker => self.block(node, BlockKind::Speaker),
            Means::Stage if self.frame.is_active() => self.styled(node, Style::Stage),
            Means::Stage => self.block(node, BlockKind::Stage),
            Means::Quote => self.quote(node),
            Means::List => self.list(node),
            Means::Item if name(node) == "castGroup" => self.cast_group(node),
            Means::Item => self.item(node),
            Means::Label if node.parent().is_some_and(|list| name(list) == "list") => {
                self.item_label(node);
            }
            Means::Table => self.table(node),
            Means::Figure => self.figure(node),
            Means::Example => self.example(node),
            Means::Words if name(node) == "bibl" && !self.frame.is_active() => {
                self.frame.begin(BlockKind::Paragraph, self.xml.tag(node));
                self.bibl(node);
                self.frame.end();
            }
            Means::Silent if parts::is_remark(node) => self.note(node),
            Means::Silent => {
                self.entries_in(node);
                self.remark("left-out", name(node), node, why(name(node)));
            }
            Means::Apart => self.left_apart(node),
            Means::Entries => {
                let before = std::mem::replace(&mut self.apparatus, true);
                self.children(node);
                self.apparatus = before;
            }
            Means::App => self.app(node),
            Means::Note => self.note(node),
            _ => self.inline(node, means),
        }
    }

    /// Header and lists of witnesses are read elsewhere; others are named.
    fn left_apart(&mut self, node: Node<'x, 'x>) {
        let named = [
            "listPerson",
            "person",
            "persona",
            "listPlace",
            "place",
            "listOrg",
            "org",
            "personGrp",
            "listEvent",
            "listNym",
            "nym",
        ];
        if named.contains(&name(node)) && parts::is_printed(node) {
            self.list_of_names(node);
        } else if named.contains(&name(node)) {
            self.remark("left-out", name(node), node, why(name(node)));
        }
    }

    /// The entries of an element whose words are not printed: said where it stands, with
    /// their lemmas.
    fn entries_in(&mut self, node: Node<'x, 'x>) {
        let has_entry = node.descendants().any(|inner| name(inner) == "app");
        if has_entry && self.depth == 0 && !self.copying {
            let here = self.frame.here();
            let _ = self.apart(node);
            self.take_orphans((here, here));
        }
    }

    /// Actors of a group: an item with a list of its own.
    fn cast_group(&mut self, node: Node<'x, 'x>) {
        if self.frame.held > 0 {
            return self.children(node);
        }
        let item = self.frame.open_group(GroupKind::Item);
        for head in elements(node).filter(|child| name(*child) == "head") {
            self.walk(head);
        }
        let list = self.frame.open_group(GroupKind::List { start: None });
        for child in node.children().filter(|child| name(*child) != "head") {
            if name(child) == "roleDesc" || name(child) == "trailer" {
                self.walk_as(child, |reader, _| reader.item(child));
            } else {
                self.child(child);
            }
        }
        self.frame.close_group(list);
        self.frame.close_group(item);
    }

    /// A block of words; the blocks in it stand by themselves.
    fn block(&mut self, node: Node<'x, 'x>, kind: BlockKind) {
        self.frame.begin(kind, self.xml.tag(node));
        self.children(node);
        self.frame.end();
    }

    /// A paragraph; the lines that a letter begins and ends with are divisions that designs know.
    fn paragraph(&mut self, node: Node<'x, 'x>) {
        let is_of_letter = matches!(name(node), "dateline" | "salute" | "signed");
        if !is_of_letter || self.frame.held > 0 || self.frame.is_active() {
            return self.block(node, BlockKind::Paragraph);
        }
        let kind = GroupKind::Division(name(node).to_owned());
        let group = self.frame.open_group(kind);
        self.block(node, BlockKind::Paragraph);
        self.frame.close_group(group);
    }

    fn division(&mut self, node: Node<'x, 'x>) {
        self.title_of_member(node);
        let name = name(node);
        let is_div = name.starts_with("div");
        let is_inner = name.starts_with("teiCorpus")
            && node.parent().is_some_and(|above| above.is_element());
        let steps = u8::from(is_div || is_inner);
        let kind = given(node, "type").unwrap_or_default();
        let before = (self.apparatus, self.frame.blocks.len(), self.frame.groups.len());
        self.apparatus |= is_div && matches!(kind, "apparatus" | "app");
        if name == "text" {
            // Each text of a group begins anew.
            self.frame.close_implied();
        }
        if is_div && let Some(n) = given(node, "n") {
            let pin = self.frame.pin();
            self.labels.push((n.to_owned(), pin));
        }
        self.level += steps;
        self.frame.close_implied();
        let quote = match name {
            "argument" => Some(self.frame.open_group(GroupKind::Quote)),
            "front" => Some(self.frame.open_group(GroupKind::Division(FRONT.into()))),
            "floatingText" if !kind.is_empty() => {
                Some(self.frame.open_group(GroupKind::Division(kind.to_owned())))
            }
            _ => None,
        };
        self.children(node);
        self.frame.end();
        self.frame.close_implied();
        if let Some(quote) = quote {
            self.frame.close_group(quote);
        }
        self.level -= steps;
        self.apparatus = before.0;
        // Headings over nothing but lists of witnesses or entries apart.
        let blocks = &self.frame.blocks[before.1..];
        let only_heads =
            blocks.iter().all(|block| matches!(block.kind, BlockKind::Heading(_)));
        let is_apart = ["listWit", "app", "listPerson", "listPlace", "listOrg"]
            .iter()
            .any(|wanted| xml::find(node, wanted).is_some());
        let bare = blocks.iter().all(|block| block.content.points.is_empty());
        if is_div
            && self.depth == 0
            && !blocks.is_empty()
            && only_heads
            && is_apart
            && bare
        {
            self.frame.blocks.truncate(before.1);
            self.frame.groups.truncate(before.2);
            self.frame.reset_pins();
            let left = before.1;
            self.textparts.retain(|(part, _)| (part.to.block as usize) < left);
        }
    }

    /// The title of a text in a corpus, where no heading of its own begins it.
    fn title_of_member(&mut self, node: Node<'x, 'x>) {
        let is_corpus = matches!(name(node), "teiCorpus" | "teiCorpus.2");
        let is_member = (is_corpus || matches!(name(node), "TEI" | "TEI.2"))
            && node
                .parent()
                .is_some_and(|parent| name(parent).starts_with("teiCorpus"));
        if !is_member || self.depth > 0 {
            return;
        }
        let mut title = node
            .descendants()
            .filter(|inner| name(*inner) == "title")
            .filter(|title| {
                title.parent().is_some_and(|above| name(above) == "titleStmt")
            });
        let begins = xml::find(node, "text").filter(|_| !is_corpus).and_then(|text| {
            let all = text.descendants();
            all.filter(|inner| inner.is_element()).find(|inner| {
                means(name(*inner)) != Means::Division && !xml::words(*inner).is_empty()
            })
        });
        let has_head = begins.is_some_and(|first| name(first) == "head");
        if let Some(title) = title.next().filter(|_| !has_head) {
            self.block(title, BlockKind::Heading((self.level + 1).clamp(1, LOWEST)));
        }
    }

    fn head(&mut self, node: Node<'x, 'x>) {
        let parent = node.parent().map(|parent| name(parent)).unwrap_or_default();
        match parent {
            "list" | "listBibl" | "castList" | "castGroup" | "listPerson"
            | "listPlace" | "listOrg" | "listEvent" | "listNym" => {
                self.frame.begin(BlockKind::Paragraph, self.xml.tag(node));
                self.styled(node, Style::Strong);
                self.frame.end();
            }
            "table" | "figure" => self.block(node, BlockKind::Caption),
            "lg" => {
                let level = (self.level + 2).min(LOWEST);
                self.block(node, BlockKind::Heading(level));
            }
            _ => {
                let level = (self.level + 1).clamp(1, LOWEST);
                self.block(node, BlockKind::Heading(level));
            }
        }
    }

    fn line(&mut self, node: Node<'x, 'x>) {
        self.frame.begin(BlockKind::VerseLine, self.xml.tag(node));
        let is_line = self.frame.kind() == Some(&BlockKind::VerseLine);
        let is_line = is_line && self.depth == 0;
        if is_line && matches!(given(node, "part"), Some("M" | "F")) {
            self.frame.point(PointKind::Shared);
        }
        if let Some(steps) = indent(node).filter(|steps| is_line && *steps < 100) {
            self.frame.point(PointKind::Indent(steps));
        }
        if is_line && let Some(n) = given(node, "n") {
            self.frame.point(PointKind::VerseNumber(n.to_owned()));
            let pin = self.frame.pin();
            self.labels.push((n.to_owned(), pin));
        }
        let segs: Vec<_> = elements(node).filter(|child| name(*child) == "seg").collect();
        let bare = node
            .children()
            .filter(Node::is_text)
            .all(|text| text.text().unwrap_or_default().chars().all(xml::is_space));
        if segs.len() >= 2 && bare {
            // Half lines.
            for child in elements(node) {
                if name(child) == "seg" && Some(&child) != segs.first() {
                    self.half_line();
                }
                self.walk(child);
            }
        } else {
            self.children(node);
        }
        self.frame.end();
    }

    /// The space between half lines.
    pub(super) fn half_line(&mut self) {
        self.frame.caesura();
    }

    fn lines(&mut self, node: Node<'x, 'x>) {
        let kind = match self.frame.is_in(&GroupKind::Verse) {
            true => GroupKind::Stanza,
            false => GroupKind::Verse,
        };
        // A heading stands over the poem.
        for head in elements(node).filter(|child| name(*child) == "head") {
            self.walk(head);
        }
        let group = self.frame.open_group(kind);
        for child in node.children().filter(|child| name(*child) != "head") {
            self.child(child);
        }
        self.frame.close_group(group);
    }

    /// A quotation: displayed if it holds blocks or says so, else within words.
    fn quote(&mut self, node: Node<'x, 'x>) {
        let rend = given(node, "rend").unwrap_or_default();
        let inside_verse = matches!(self.frame.kind(), Some(BlockKind::VerseLine));
        let displayed = (rend.contains("block")
            || holds_blocks_of_words(node)
            || !self.frame.is_active() && rend != "inline")
            && !inside_verse
            && self.frame.held == 0;
        if name(node) == "cit" && self.quotation_with_source(node) {
            return;
        }
        let is_cited = node.parent().is_some_and(|above| name(above) == "cit");
        if displayed && is_cited && self.frame.is_in(&GroupKind::Quote) {
            // With its source it is one displayed quotation.
            self.frame.end();
            self.children(node);
            self.frame.end();
        } else if displayed {
            let group = self.frame.open_group(GroupKind::Quote);
            self.children(node);
            self.frame.close_group(group);
        } else if name(node) == "quote" {
            self.quoted(node);
        } else {
            self.children(node);
        }
    }

    fn list(&mut self, node: Node<'x, 'x>) {
        if self.frame.held > 0 {
            return self.children(node);
        }
        if self.frame.is_active() && is_in_line(node) {
            self.frame.held += 1;
            self.children(node);
            self.frame.held -= 1;
            return;
        }
        for head in elements(node).filter(|child| name(*child) == "head") {
            self.walk(head);
        }
        let kinds = [given(node, "type"), given(node, "rend")];
        let numbered = kinds.iter().flatten().any(|kind| {
            kind.contains("number")
                || kind.contains("ordered") && !kind.contains("unordered")
        });
        let first = elements(node).find(|child| name(*child) == "item");
        let first =
            first.and_then(|item| given(item, "n")?.trim_end_matches('.').parse().ok());
        let start = match first {
            Some(first) => numbered.then_some(first),
            None => numbered.then_some(1),
        };
        let group = self.frame.open_group(GroupKind::List { start });
        for child in node.children().filter(|child| name(*child) != "head") {
            self.child(child);
        }
        self.label = false;
        self.frame.close_group(group);
    }

    fn item(&mut self, node: Node<'x, 'x>) {
        if self.frame.held > 0 {
            return self.children(node);
        }
        let labelled = std::mem::take(&mut self.label);
        let group = match labelled {
            true => self.frame.groups.len() - 1,
            false => self.frame.open_group(GroupKind::Item),
        };
        self.children(node);
        self.frame.close_group(group);
    }

    /// A label begins the item that follows.
    fn item_label(&mut self, node: Node<'x, 'x>) {
        if self.frame.held > 0 {
            return self.children(node);
        }
        let _ = self.frame.open_group(GroupKind::Item);
        self.frame.begin(BlockKind::Paragraph, self.xml.tag(node));
        self.styled(node, Style::Strong);
        self.frame.space();
        self.frame.end();
        self.label = true;
    }

    /// A table; what stands in it and in no cell stands before it.
    fn table(&mut self, node: Node<'x, 'x>) {
        let is_row = |child: &Node<'x, 'x>| name(*child) == "row";
        let is_cell = |child: &Node<'x, 'x>| name(*child) == "cell";
        let rows: Vec<Node<'x, 'x>> = elements(node).filter(is_row).collect();
        let (columns, places) = placed(&rows);
        if columns == 0 || self.frame.held > 0 {
            return self.children(node);
        }
        let is_last = |child: &Node<'x, 'x>| name(*child) == "trailer";
        for child in node.children().filter(|child| !is_row(child) && !is_last(child)) {
            self.child(child);
        }
        for row in &rows {
            for child in row.children().filter(|child| !is_cell(child)) {
                self.child(child);
            }
        }
        let table = self.frame.open_group(GroupKind::Table { columns });
        for (row, cells) in rows.into_iter().zip(places) {
            self.walk_as(row, |reader, _| reader.row(row, &cells));
        }
        self.frame.close_group(table);
        for last in elements(node).filter(is_last) {
            self.walk(last);
        }
    }

    /// A row: a cell of the source or none for each column.
    fn row(&mut self, row: Node<'x, 'x>, cells: &[Option<Node<'x, 'x>>]) {
        let head = given(row, "role") == Some("label");
        let group = self.frame.open_group(GroupKind::Row);
        for cell in cells {
            let Some(cell) = *cell else {
                let align = Align::Start;
                self.frame.begin(BlockKind::Cell { head, align }, self.xml.tag(row));
                self.frame.end();
                continue;
            };
            let head = head || given(cell, "role") == Some("label");
            let align = match given(cell, "rend") {
                Some("center") => Align::Center,
                Some("end") => Align::End,
                _ => Align::Start,
            };
            self.walk_as(cell, |reader, _| {
                reader
                    .frame
                    .begin(BlockKind::Cell { head, align }, reader.xml.tag(cell));
                reader.frame.held += 1;
                reader.children(cell);
                reader.frame.held -= 1;
                reader.frame.end();
            });
        }
        self.frame.close_group(group);
    }

    fn figure(&mut self, node: Node<'x, 'x>) {
        self.frame.begin(BlockKind::Figure, self.xml.tag(node));
        for graphic in elements(node).filter(|child| name(*child) == "graphic") {
            self.graphic(graphic);
        }
        self.frame.end();
        // What a picture shows is said with it.
        let has_picture = elements(node).any(|child| name(child) == "graphic");
        for child in node.children().filter(|child| {
            name(*child) != "graphic" && !(has_picture && name(*child) == "figDesc")
        }) {
            self.frame.space();
            self.child(child);
        }
    }

    /// A picture that is a file of the edition.
    pub(super) fn graphic(&mut self, node: Node<'x, 'x>) {
        if name(node) == "figure" {
            let mut graphics =
                elements(node).filter(|child| name(*child) == "graphic").peekable();
            if graphics.peek().is_none() {
                return self.described(node);
            }
            graphics.for_each(|graphic| self.graphic(graphic));
            return;
        }
        let Some(path) = given(node, "url").filter(|url| !url.contains(':')) else {
            return self.remark("left-out", "graphic", node, why("graphic"));
        };
        let figure = node.parent().filter(|parent| name(*parent) == "figure");
        let alt = xml::find(node, "desc")
            .or_else(|| figure.and_then(|figure| xml::find(figure, "figDesc")))
            .map(|desc| xml::words(desc))
            .unwrap_or_default();
        self.frame.sign(PointKind::Image { path: path.to_owned(), alt });
    }

    /// A figure among words of which there is no picture: what it shows.
    fn described(&mut self, figure: Node<'x, 'x>) {
        let words = xml::words(figure);
        if words.is_empty() {
            return self.remark(
                "left-out",
                "figure",
                figure,
                "it has neither a picture nor words",
            );
        }
        self.frame.push_words(&format!("[{words}]"), figure.range().start);
    }

    /// Literal lines.
    fn verbatim(&mut self, node: Node<'x, 'x>) {
        self.frame.begin(BlockKind::Verbatim, self.xml.tag(node));
        self.literally(node);
        self.frame.end();
    }

    fn literally(&mut self, node: Node<'x, 'x>) {
        for child in node.children() {
            if child.is_text() {
                for (c, at) in xml::characters(child) {
                    self.frame.put(c, at);
                }
            } else if child.is_element() {
                match means(name(child)) {
                    // What has no words of the text.
                    Means::Note | Means::Index | Means::App | Means::Silent => {
                        self.walk(child);
                    }
                    _ if child.has_children() => self.literally(child),
                    _ => self.walk(child),
                }
            }
        }
    }

    /// Markup that is shown as it is.
    fn example(&mut self, node: Node<'x, 'x>) {
        let has_markup = node.children().any(|child| child.is_element());
        if name(node) == "eg" && !has_markup {
            return match self.depth > 0 || self.frame.held > 0 {
                true => {
                    self.frame.space();
                    self.styled(node, Style::Verbatim);
                    self.frame.space();
                }
                false => self.verbatim(node),
            };
        }
        let range = node.range();
        let source = &self.xml.document.input_text()[range.clone()];
        let start = source.find('>').map_or(0, |end| end + 1);
        let end = source.rfind("</").unwrap_or(source.len()).max(start);
        let inner = &source[start..end];
        let trimmed = inner.trim();
        let skip = inner.len() - inner.trim_start().len();
        if self.depth > 0 || self.frame.held > 0 {
            // Among words, these are words in a line.
            let byte = range.start + start + skip;
            let words: Vec<(char, usize)> =
                trimmed.char_indices().map(|(at, c)| (c, byte + at)).collect();
            self.frame.space();
            self.frame.open(Style::Verbatim);
            self.frame.push(&words);
            self.frame.close();
            return self.frame.space();
        }
        self.frame.begin(BlockKind::Verbatim, self.xml.tag(node));
        for (at, c) in trimmed.char_indices() {
            let byte = range.start + start + skip + at;
            match c {
                '\n' => self.frame.put('\n', byte),
                ' ' | '\t' => self.frame.put(' ', byte),
                '\r' => {}
                c => self.frame.put(c, byte),
            }
        }
        self.frame.end();
    }
}

/// The columns that a table may have.
const MOST_COLUMNS: usize = 200;

/// Where the cells of a table stand: how many columns it has, and for each row what begins in
/// each of them. A cell over several columns or rows stands in the first, and the others are
/// empty.
fn placed<'x>(rows: &[Node<'x, 'x>]) -> (u32, Vec<Vec<Option<Node<'x, 'x>>>>) {
    let number = |cell: Node<'x, 'x>, name: &str| {
        let said = given(cell, name).and_then(|said| said.trim().parse::<usize>().ok());
        said.unwrap_or(1).clamp(1, MOST_COLUMNS)
    };
    let mut places: Vec<Vec<Option<Node<'x, 'x>>>> = vec![];
    // For each column how many rows more its cell reaches down.
    let mut below: Vec<usize> = vec![];
    for row in rows {
        let mut line = vec![];
        let mut taken = below.clone();
        below.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        for cell in elements(*row).filter(|cell| name(*cell) == "cell") {
            while taken.get(line.len()).is_some_and(|rows| *rows > 0) {
                line.push(None);
            }
            let (wide, high) = (number(cell, "cols"), number(cell, "rows"));
            let wide = wide.min(MOST_COLUMNS.saturating_sub(line.len()).max(1));
            for column in 0..wide {
                line.push((column == 0).then_some(cell));
                if below.len() < line.len() {
                    below.resize(line.len(), 0);
                    taken.resize(line.len(), 0);
                }
                below[line.len() - 1] = high - 1;
            }
        }
        places.push(line);
    }
    let columns = places.iter().map(Vec::len).max().unwrap_or_default();
    places.iter_mut().for_each(|line| line.resize(columns, None));
    (columns as u32, places)
}
