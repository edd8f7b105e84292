//! Elements inside of blocks: words, styles, points, notes, names.

use roxmltree::Node;

use super::Reader;
use super::elements::Means;
use super::frame::append;
use super::rendering::highlight;
use super::xml::{self, elements, given, name};
use crate::edition::SeriesKind;
use crate::model::{
    Entry, Form, IndexMark, Lang, Note, Passage, Place, PointKind, Style,
};

impl<'x> Reader<'x, '_> {
    /// Reads an element inside of a block.
    pub(super) fn inline(&mut self, node: Node<'x, 'x>, means: Means) {
        match means {
            Means::Words => self.words(node),
            // The name of a speaker, or of a note, is no part of the next word.
            Means::Label => {
                self.children(node);
                self.frame.space();
            }
            Means::Highlight => {
                // Styles that `style` and `rendition` say are open already.
                match given(node, "rend") {
                    Some(rend) => match highlight(rend) {
                        Some(style) => self.styled(node, style),
                        None => self.children(node),
                    },
                    None if self.looks(node).is_empty() => {
                        self.styled(node, Style::Emphasis)
                    }
                    None => self.children(node),
                }
            }
            Means::Italic => match (name(node), given(node, "level")) {
                ("title", Some("a" | "u")) => self.children(node),
                _ => self.styled(node, Style::Emphasis),
            },
            Means::Foreign if node.has_attribute((xml::XML, "lang")) => {
                self.children(node)
            }
            Means::Foreign => self.styled(node, Style::Emphasis),
            Means::Class => {
                self.styled(node, Style::Class(name(node).to_owned()));
            }
            Means::Supplied => self.styled(node, Style::Supplied),
            Means::Deleted => self.styled(node, Style::Deleted),
            Means::Unclear => self.styled(node, Style::Unclear),
            Means::Sic => self.styled(node, Style::Sic(None)),
            Means::Quoted | Means::Quote => self.quoted(node),
            Means::Choice => self.choice(node),
            Means::Name => self.name(node),
            Means::Index => self.index(node),
            Means::Reference if node.has_attribute("cRef") => self.cited(node),
            Means::Reference => match given(node, "target") {
                Some(target)
                    if target.contains("://") || target.starts_with("mailto:") =>
                {
                    self.styled(node, Style::Link(target.to_owned()));
                }
                _ => self.children(node),
            },
            Means::Pointer if node.has_attribute("cRef") => self.cited(node),
            Means::Pointer => self.pointer(node),
            Means::Page => self.page(node),
            Means::Milestone => self.milestone(node),
            Means::Gap => self.frame.point(PointKind::Gap { extent: extent(node) }),
            Means::Space => self.frame.space(),
            Means::Anchor => self.anchor(node),
            Means::Caesura => self.half_line(node),
            Means::Graphic => self.graphic(node),
            Means::OfEntry => self.children(node),
            Means::Unknown => {
                let tag = node.tag_name();
                let is_name = !tag.name().is_empty();
                if is_name {
                    self.remark("kept-as-words", tag.name(), node, "");
                }
                self.frame.space();
                self.children(node);
                self.frame.space();
            }
            _ => self.children(node),
        }
    }

    /// Words in a style.
    pub(super) fn styled(&mut self, node: Node<'x, 'x>, style: Style) {
        self.frame.open(style);
        self.children(node);
        self.frame.close();
    }

    fn words(&mut self, node: Node<'x, 'x>) {
        match (name(node), given(node, "type")) {
            ("bibl", _) => self.bibl(node),
            // The short name of a book, before its title in full.
            ("abbr", Some("siglum")) if in_list(node) => {
                self.children(node);
                self.frame.space();
            }
            ("seg", Some("verbatim")) => self.styled(node, Style::Verbatim),
            ("seg", Some(class)) if class.starts_with("class:") => {
                self.styled(node, Style::Class(class["class:".len()..].to_owned()));
            }
            ("seg", Some("sic")) => {
                let correct = given(node, "n").map(str::to_owned);
                self.styled(node, Style::Sic(correct));
            }
            _ => self.children(node),
        }
    }

    /// Words with quotation marks, unless the text has them already.
    pub(super) fn quoted(&mut self, node: Node<'x, 'x>) {
        const MARKS: &[char] =
            &['"', '\'', '“', '”', '‘', '’', '«', '»', '‹', '›', '„', '‚', '「', '」'];
        let all = xml::words(node);
        let marked = all.starts_with(MARKS)
            || all.ends_with(MARKS)
            || self.frame.last().is_some_and(|c| MARKS.contains(&c));
        let rend = given(node, "rend").unwrap_or_default();
        if marked || all.is_empty() || matches!(rend, "none" | "italic" | "verbatim") {
            return self.children(node);
        }
        let (open, close) = quotation_marks(&self.frame.lang);
        let range = node.range();
        self.frame.put(open, range.start);
        self.children(node);
        self.frame.glue_before();
        self.frame.put(close, range.end - 1);
    }

    /// One of several encodings of the same words.
    fn choice(&mut self, node: Node<'x, 'x>) {
        let child =
            |wanted: &[&str]| elements(node).find(|child| wanted.contains(&name(*child)));
        if let (Some(sic), Some(corr)) = (child(&["sic"]), child(&["corr"])) {
            self.frame.open(Style::Sic(Some(xml::words(corr))));
            self.children(sic);
            self.frame.close();
            return;
        }
        let Some(printed) =
            child(&["orig", "expan", "corr"]).or_else(|| elements(node).next())
        else {
            return;
        };
        let mut forms = 0;
        for other in elements(node).filter(|other| *other != printed) {
            const KNOWN: [&str; 8] =
                ["orig", "reg", "abbr", "expan", "sic", "corr", "unclear", "seg"];
            let of = |node: Node| KNOWN.into_iter().find(|known| *known == name(node));
            let words = xml::words(other);
            match (of(printed), of(other)) {
                (Some(printed), Some(kind)) if !words.is_empty() => {
                    let (printed, kind) = (printed.to_owned(), kind.to_owned());
                    self.frame.open(Style::Form(Form { printed, kind, words }));
                    forms += 1;
                }
                _ => {
                    let why = "one form of a `choice` is printed";
                    self.remark("left-out", name(other), other, why);
                }
            }
        }
        self.walk(printed);
        for _ in 0..forms {
            self.frame.close();
        }
    }

    /// A name, marked for the first index that collects such names.
    fn name(&mut self, node: Node<'x, 'x>) {
        let pin = self.frame.pin();
        self.children(node);
        let (from, to) = self.frame.since(pin);
        let kind = match (name(node), given(node, "type").unwrap_or_default()) {
            ("name", kind) => kind,
            (name, _) => name,
        };
        let ids: &[&str] = match kind {
            "persName" | "person" | "pers" => &["persons", "people", "names"],
            "placeName" | "geogName" | "place" => &["places", "names"],
            "orgName" | "org" | "organization" => &["organizations", "names"],
            _ => return,
        };
        let index = ids
            .iter()
            .find_map(|id| self.context.indexes.iter().find(|index| index.id == **id));
        let Some(index) = index.map(|index| index.id.clone()) else { return };
        let heading = self.heading(node);
        if heading.is_empty() || (from == to && self.depth == 0) {
            return;
        }
        self.mark(index, vec![heading], (from, to), false, node);
    }

    /// The heading of a name: of the person or place it refers to, its key, or itself.
    fn heading(&mut self, node: Node<'x, 'x>) -> String {
        let target = given(node, "ref")
            .or_else(|| given(node, "corresp"))
            .and_then(|pointer| pointer.split_whitespace().next())
            .and_then(|pointer| pointer.strip_prefix('#'))
            .and_then(|id| self.ids.get(id).copied());
        if let Some(target) = target {
            let wanted = ["persName", "placeName", "orgName", "name"];
            let own = elements(target).find(|child| wanted.contains(&name(*child)));
            let words = own.map(inverted).unwrap_or_default();
            if !words.is_empty() {
                return words;
            }
        }
        match given(node, "key") {
            Some(key) => key.to_owned(),
            None => inverted(node),
        }
    }

    pub(super) fn mark(
        &mut self,
        index: String,
        heading: Vec<String>,
        (from, to): (Place, Place),
        principal: bool,
        node: Node,
    ) {
        let span = Some(self.xml.tag(node));
        let mark = IndexMark { index, heading, from, to, principal, span };
        if self.depth == 0 { self.marks.push(mark) } else { self.inner_marks.push(mark) }
    }

    /// `index` with its terms; `spanTo` says where the marked words end.
    fn index(&mut self, node: Node<'x, 'x>) {
        let wanted = given(node, "indexName");
        let index = match wanted {
            Some(id) => self.context.indexes.iter().find(|index| index.id == id),
            None => self.context.indexes.first(),
        };
        let Some(index) = index.map(|index| index.id.clone()) else {
            let why = "`edition.toml` has no index of that name";
            return self.remark("left-out", "index", node, why);
        };
        let mut heading = vec![];
        let mut level = Some(node);
        while let Some(node) = level {
            let term = elements(node).find(|child| name(*child) == "term");
            heading.extend(
                term.map(|term| xml::words(term)).filter(|term| !term.is_empty()),
            );
            level = elements(node).find(|child| name(*child) == "index");
        }
        if heading.is_empty() {
            return;
        }
        let exact = given(node, "spanTo").is_some();
        if exact {
            self.frame.settle_space();
        }
        let here = self.frame.here();
        let principal = given(node, "n") == Some("principal");
        self.mark(index, heading, (here, here), principal, node);
        if let Some(to) = given(node, "spanTo").and_then(|to| to.strip_prefix('#')) {
            self.spanning
                .push((self.marks.len().saturating_sub(1), to.to_owned()));
        }
    }

    /// A page of a witness. One without a number is no sign that could be printed.
    fn page(&mut self, node: Node<'x, 'x>) {
        let joins = given(node, "break") == Some("no");
        let ed = given(node, "ed").or_else(|| given(node, "edRef"));
        let ed = ed.map(|ed| ed.trim_start_matches('#').to_owned());
        match given(node, "n") {
            Some(n) => self.frame.point(PointKind::PageBreak { n: n.to_owned(), ed }),
            None => self.remark("left-out", "pb", node, "it has no number"),
        }
        if joins { self.frame.glue() } else { self.frame.space() }
    }

    fn milestone(&mut self, node: Node<'x, 'x>) {
        let (unit, n) = match name(node) {
            "lb" => ("line", given(node, "n")),
            "cb" => ("column", given(node, "n")),
            "gb" => ("gathering", given(node, "n")),
            "handShift" => ("hand", given(node, "new")),
            _ => (given(node, "unit").unwrap_or("milestone"), given(node, "n")),
        };
        if name(node) == "lb" && matches!(given(node, "rend"), Some("break")) {
            return self.frame.point(PointKind::LineBreak);
        }
        let joins = given(node, "break") == Some("no");
        if joins {
            self.frame.glue()
        }
        if let Some(n) = n {
            if name(node) == "milestone" && unit == "number" {
                return self.frame.point(PointKind::LineNumber(n.to_owned()));
            }
            let point = PointKind::Milestone { unit: unit.to_owned(), n: n.to_owned() };
            self.frame.point(point);
            if self.depth == 0 {
                let pin = self.frame.pin();
                self.labels.push((n.to_owned(), pin));
            }
        } else if unit != "line" {
            self.remark("left-out", name(node), node, "it has no number");
        }
        if !joins
            && matches!(unit, "line" | "column")
            && given(node, "break") != Some("maybe")
        {
            self.frame.space();
        }
    }

    fn anchor(&mut self, node: Node<'x, 'x>) {
        let Some(id) = xml::id(node) else { return };
        if given(node, "type") != Some("place") && self.depth == 0 && !self.copying {
            self.frame.point(PointKind::Anchor(id.to_owned()));
        }
    }

    /// A note: called in the text, or, inside a note or a reading, in brackets there.
    pub(super) fn note(&mut self, node: Node<'x, 'x>) {
        let between = !self.frame.is_active();
        if self.depth == 0
            && between
            && given(node, "target").is_some_and(|target| target.starts_with('#'))
        {
            self.notes_apart.push(node.id());
            return;
        }
        if self.depth > 0 {
            let passage = self.passage(node);
            if passage.text.is_empty() {
                return;
            }
            self.remark("nested-note", "note", node, "");
            self.frame.push_words(" (", node.range().start);
            self.frame.insert(&passage);
            self.frame.glue_before();
            return self.frame.put(')', node.range().end - 1);
        }
        let here = self.frame.here();
        if let Some(call) = self.read_note(node, here) {
            self.frame.point_behind(call);
        }
    }

    /// Reads a note that is called at a place; gives its mark.
    pub(super) fn read_note(
        &mut self,
        node: Node<'x, 'x>,
        at: Place,
    ) -> Option<PointKind> {
        let kind = given(node, "type").unwrap_or_default();
        let named = self.context.series.iter().find(|series| series.id == kind);
        let familiar = self
            .context
            .series
            .iter()
            .find(|series| series.kind == SeriesKind::Familiar);
        let series = named.or(familiar).or(self.context.series.first())?;
        let (id, is_familiar) = (series.id.clone(), series.kind == SeriesKind::Familiar);
        let blocks = self.apart(node).blocks;
        let body: Vec<Passage> = blocks
            .into_iter()
            .map(|block| block.content)
            .filter(|content| !content.text.is_empty())
            .collect();
        self.take_orphans((at, at));
        if body.is_empty() {
            self.remark("left-out", "note", node, "it has no words");
            return None;
        }
        let span = Some(self.xml.tag(node));
        if is_familiar {
            let label = given(node, "n").map_or_else(
                || (self.notes.len() + 1).to_string(),
                |n| n.split_whitespace().collect::<Vec<_>>().join("-"),
            );
            self.notes.push(Note { series: id, label, at, body, span });
            return Some(PointKind::NoteCall(self.notes.len() as u32 - 1));
        }
        let mut comment = Passage::default();
        for (k, paragraph) in body.iter().enumerate() {
            if k > 0 {
                comment.text.push(' ');
            }
            append(&mut comment, paragraph);
        }
        self.entries.push(Entry {
            comment: Some(comment),
            ..Entry::new(&id, at, at, span)
        });
        None
    }

    /// Gives the entries and marks of a passage apart the place where it is called.
    pub(super) fn take_orphans(&mut self, (from, to): (Place, Place)) {
        if self.depth > 0 {
            return;
        }
        for mut entry in std::mem::take(&mut self.orphans) {
            (entry.from, entry.to) = (from, to);
            self.entries.push(entry);
        }
        for mut mark in std::mem::take(&mut self.inner_marks) {
            (mark.from, mark.to) = (from, to);
            self.marks.push(mark);
        }
    }
}

/// The quotation marks of a language.
fn quotation_marks(lang: &Lang) -> (char, char) {
    match lang.primary() {
        "fr" | "ar" | "fa" | "it" | "es" | "ru" | "el" | "grc" | "syr" | "ota" => {
            ('«', '»')
        }
        "de" | "cs" => ('„', '“'),
        _ => ('“', '”'),
    }
}

/// Whether an element stands in an item of a list of books or persons.
fn in_list(node: Node) -> bool {
    node.parent().is_some_and(|above| {
        let list = above.parent().map(|list| name(list)).unwrap_or_default();
        matches!(name(above), "bibl" | "biblStruct") && list == "listBibl"
    })
}

/// How much is missing: as many characters, lines or pages as the editor says.
fn extent(node: Node) -> Option<String> {
    if let Some(extent) = given(node, "extent") {
        return Some(extent.to_owned());
    }
    let quantity = given(node, "quantity")?;
    match given(node, "unit") {
        Some(unit) if quantity != "1" => Some(format!("{quantity} {unit}s")),
        Some(unit) => Some(format!("{quantity} {unit}")),
        None => Some(quantity.to_owned()),
    }
}

/// A name as it stands in an index: the surname first, where names are turned.
fn inverted(node: Node) -> String {
    let part = |wanted: &str| {
        let parts: Vec<_> = node
            .descendants()
            .filter(|child| name(*child) == wanted)
            .map(|child| xml::edited_words(child))
            .collect();
        parts.join(" ")
    };
    let (surname, forename) = (part("surname"), part("forename"));
    let is_latin = surname.chars().all(|c| !c.is_alphabetic() || (c as u32) < 0x0590);
    if !surname.is_empty() && !forename.is_empty() && is_latin {
        return format!("{surname}, {forename}");
    }
    xml::edited_words(node)
}
