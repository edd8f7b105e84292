//! The structure of the archive PDF: entries and notes, and what ties them to their
//! lemmas.

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use lopdf::{Dictionary, Document, Object, ObjectId};
use rustc_hash::FxHashMap;
use typst::introspection::Location;
use typst::layout::{Frame, FrameItem, Inherit};
use typst::text::TextItem;
use variorum::edition::SeriesKind;
use variorum::model::Place;
use variorum::publish::archive_pdf;
use variorum::typeset::BookWorld;

use crate::support::Project;
use crate::support::book::{Book, cases, reader};

/// An item of a text: of which text, whether an entry, and its index.
type ItemId = (usize, bool, usize);

/// Calls back for each text with the group around it that belongs to a note.
fn grouped<'a>(
    frame: &'a Frame,
    note: Option<Location>,
    found: &mut dyn FnMut(Option<Location>, &'a TextItem),
) {
    for (_, item) in frame.items() {
        match item {
            FrameItem::Group(group) => {
                // Parts of a lane or a cell inherit from what stands around them.
                let own = group.parent.filter(|parent| parent.inherit == Inherit::No);
                grouped(&group.frame, own.map(|own| own.location).or(note), found);
            }
            FrameItem::Text(text) => found(note, text),
            _ => {}
        }
    }
}

/// Asserts that the glyphs of each item, and no others, are those of one note.
#[track_caller]
fn assert_parted(name: &str, book: &Book) {
    let built = &book.built;
    let origins = &built.origins;
    let mut notes: FxHashMap<Location, BTreeSet<ItemId>> = FxHashMap::default();
    for page in built.book.document.pages() {
        grouped(&page.frame, None, &mut |note, text| {
            // A blank between two entries may be that of any other.
            let blank = |range: Range<usize>| text.text[range].trim().is_empty();
            for glyph in text.glyphs.iter().filter(|glyph| !blank(glyph.range())) {
                let Some(file) = glyph.span.0.id() else { continue };
                let path = BookWorld::path_of(file);
                let Some(k) = built.jobs.iter().position(|job| job.path == path) else {
                    continue;
                };
                let Some(byte) = origins[k].byte(glyph.span) else { continue };
                let map = &built.jobs[k].map;
                let of = |ranges: &[Range<u32>]| {
                    ranges.iter().position(|range| range.contains(&byte))
                };
                let item = of(&map.entries)
                    .map(|n| (k, true, n))
                    .or(of(&map.notes).map(|n| (k, false, n)));
                match (note, item) {
                    (Some(note), Some(item)) => {
                        notes.entry(note).or_default().insert(item);
                    }
                    (None, None) => {}
                    (_, item) => {
                        panic!("{name}: {item:?} and its note at `{}`", text.text)
                    }
                }
            }
        });
    }
    let mut seen = BTreeSet::new();
    for items in notes.values() {
        assert_eq!(items.len(), 1, "{name}: {items:?} in one note");
        let is_new = items.iter().all(|item| seen.insert(*item));
        assert!(is_new, "{name}: {items:?} in two notes");
    }
}

#[test]
fn each_item_of_a_foot_is_one_note_and_nothing_else_is() {
    for (name, book) in cases().chain([("the default edition".to_owned(), reader())]) {
        assert_parted(&name, book);
    }
}

/// The structure of a PDF.
struct Structure {
    doc: Document,
    /// The elements in the order of reading, with all that encloses them.
    elements: Vec<(ObjectId, Vec<ObjectId>)>,
}

impl Structure {
    fn of(book: &Book) -> Self {
        let pdf = archive_pdf(&book.read, &book.built, None).expect("it can be archived");
        let doc = Document::load_mem(&pdf).expect("a PDF");
        let root = doc.catalog().expect("a catalog").get(b"StructTreeRoot");
        let root = root.and_then(Object::as_reference).expect("it is tagged");
        let mut structure = Self { doc, elements: vec![] };
        structure.walk(root, &[]);
        structure
    }

    fn walk(&mut self, id: ObjectId, above: &[ObjectId]) {
        let mut within = above.to_vec();
        within.push(id);
        let kids = match self.doc.get_dictionary(id).and_then(|dict| dict.get(b"K")) {
            Ok(Object::Array(kids)) => kids.clone(),
            _ => return,
        };
        for kid in kids.iter().filter_map(|kid| kid.as_reference().ok()) {
            self.elements.push((kid, within.clone()));
            self.walk(kid, &within);
        }
    }

    fn dict(&self, id: ObjectId) -> &Dictionary {
        self.doc.get_dictionary(id).expect("an element")
    }

    fn kind(&self, id: ObjectId) -> String {
        let kind = self.dict(id).get(b"S").and_then(Object::as_name);
        String::from_utf8_lossy(kind.unwrap_or_default()).into_owned()
    }

    /// The elements that one names as belonging to it.
    fn named(&self, id: ObjectId) -> Vec<ObjectId> {
        let list = self.dict(id).get(b"Ref").and_then(Object::as_array);
        let list = list.map(|list| list.iter().filter_map(|o| o.as_reference().ok()));
        list.map(Iterator::collect).unwrap_or_default()
    }

    /// How many pieces of content are in an element.
    fn pieces(&self, id: ObjectId) -> usize {
        let Ok(kids) = self.dict(id).get(b"K").and_then(Object::as_array) else {
            return 0;
        };
        kids.iter()
            .map(|kid| match kid {
                Object::Integer(_) => 1,
                Object::Reference(kid) => self.pieces(*kid),
                Object::Dictionary(dict) => usize::from(dict.has(b"MCID")),
                _ => 0,
            })
            .sum()
    }

    /// A link: its page, its rectangle, and the page and the height it leads to.
    fn link(&self, link: ObjectId) -> (ObjectId, [f64; 4], ObjectId, f64) {
        assert_eq!(self.kind(link), "Link");
        let kids = self.dict(link).get(b"K").and_then(Object::as_array).expect("kids");
        let annotation = kids
            .iter()
            .find_map(|kid| kid.as_dict().ok().filter(|dict| dict.has(b"Obj")))
            .expect("an annotation");
        let page = annotation.get(b"Pg").and_then(Object::as_reference).expect("a page");
        let annotation =
            annotation.get_deref(b"Obj", &self.doc).and_then(Object::as_dict);
        let annotation = annotation.expect("an annotation");
        let words = annotation.get(b"Contents").and_then(Object::as_str);
        assert!(!words.expect("it is described").is_empty());
        let numbers = |object: &Object| f64::from(object.as_float().expect("a number"));
        let sides = annotation.get(b"Rect").and_then(Object::as_array).expect("a place");
        let sides: Vec<f64> = sides.iter().map(numbers).collect();
        let target = annotation.get_deref(b"Dest", &self.doc).and_then(Object::as_array);
        let target = target.expect("a target");
        let to = target[0].as_reference().expect("a page");
        (page, [sides[0], sides[1], sides[2], sides[3]], to, numbers(&target[3]))
    }
}

/// Asserts that each item of a book is a note, with a reference at its lemma's line that
/// names it and leads to it, and with a link that leads back.
#[track_caller]
fn assert_tied(name: &str, book: &Book) -> usize {
    let structure = Structure::of(book);
    let pages: Vec<ObjectId> = structure.doc.page_iter().collect();
    let inside = |above: &[ObjectId], kind: &str| {
        above.iter().any(|id| structure.kind(*id) == kind)
    };
    let of = |wanted: &str| -> Vec<&(ObjectId, Vec<ObjectId>)> {
        let all = structure.elements.iter();
        all.filter(|element| structure.kind(element.0) == wanted).collect()
    };
    let notes = of("Note");
    let mut ids = BTreeSet::new();
    for (note, above) in &notes {
        let id = structure.dict(*note).get(b"ID").and_then(Object::as_str);
        assert!(ids.insert(id.expect("a note has an id").to_vec()), "{name}: twice");
        assert!(structure.pieces(*note) > 0, "{name}: a note without glyphs");
        for around in ["P", "Note", "H1", "H2"] {
            assert!(!inside(above, around), "{name}: a note in {around}");
        }
    }
    let in_note = |element: &&&(ObjectId, Vec<ObjectId>)| inside(&element.1, "Note");
    let back: Vec<_> = of("Link").iter().filter(in_note).copied().collect();
    let forward: Vec<_> = of("Reference")
        .into_iter()
        .filter(|element| !in_note(&element))
        // A locator of an index names no note.
        .filter(|element| !structure.named(element.0).is_empty())
        .collect();
    let jobs = book.built.jobs.iter();
    let items: usize = jobs
        .flat_map(|job| job.series.iter().chain(&job.endnotes))
        .map(Vec::len)
        .sum();
    assert_eq!((notes.len(), forward.len(), back.len()), (items, items, items), "{name}");

    let ways: BTreeMap<ObjectId, ObjectId> = back
        .iter()
        .map(|(id, above)| {
            let mut above = above.iter().rev();
            let note =
                above.find(|id| structure.kind(**id) == "Note").expect("it is in one");
            (*note, *id)
        })
        .collect();
    // In the order of the book.
    let mut texts: Vec<usize> = (0..book.built.texts.len()).collect();
    texts.sort_by_key(|&k| book.built.book.text_pages[k].first);
    let keys = texts.iter().flat_map(|&k| {
        book.built.texts[k].ties.references.iter().map(move |key| (k, key))
    });
    for ((reference, _), (k, key)) in forward.iter().zip(keys) {
        let (job, set) = (&book.built.jobs[k], &book.built.texts[k]);
        let item = *job.item(*key).expect("it is an item of the text");
        let at = format!("{name}: {} {key:?}", job.path);
        let line = set.line_map.line_of(item.from).expect("it has a line");
        let page = book.built.book.text_pages[k].at(set.page_of[line] as usize);
        let kids = structure.dict(*reference).get(b"K").and_then(Object::as_array);
        let link = kids.expect("kids")[0].as_reference().expect("a link");
        let (on, area, to, height) = structure.link(link);
        assert_eq!(on, pages[page], "{at}: not on the page of its line");
        let edition = &book.read.edition;
        let baseline = edition.page.height - edition.page.head - set.depth(line);
        let raised = if edition.series[key.series].kind == SeriesKind::Familiar {
            6.0
        } else {
            2.0
        };
        assert!(
            area[1] < baseline + raised && area[3] > baseline,
            "{at}: at {area:?}, its line at {baseline}"
        );
        // To the note it names, and back.
        let named = structure.named(*reference);
        assert_eq!(named.len(), 1, "{at}");
        assert_eq!(structure.kind(named[0]), "Note", "{at}");
        assert_eq!(structure.named(named[0]), [*reference], "{at}");
        let way = ways[&named[0]];
        let (foot, place, home, line_height) = structure.link(way);
        assert_eq!((to, home), (foot, on), "{at}");
        assert!((height - place[3]).abs() < 12.0, "{at}: {height} and {place:?}");
        assert!((line_height - area[3]).abs() < 12.0, "{at}: {line_height} and {area:?}");
    }
    items
}

#[test]
fn entries_and_notes_of_the_default_edition_are_tied_to_their_lemmas() {
    let items = assert_tied("the default edition", reader());
    assert!(items > 200, "{items}");
}

#[test]
fn entries_that_nest_cross_and_run_on_are_tied_to_their_lemmas() {
    for (name, book) in cases() {
        assert_tied(&name, book);
    }
}

/// Series as endnotes of each text and of the book, in one column and two, longer than a page.
#[test]
fn endnotes_are_tied_to_their_lemmas() {
    let words = "the ferry came at noon with coal and rope ";
    for (language, own) in [("en", "knot"), ("fa", "طناب")] {
        for (places, columns) in [
            (["text", "text"], 1),
            (["book", "book"], 2),
            (["book", "text"], 2),
            (["foot", "book"], 1),
        ] {
            let mut files = vec![];
            for name in ["a", "b"] {
                let mut text = format!("# {name}\n\n");
                for k in 0..70 {
                    text += &format!(
                        "{}[rope]{{B=\"{own}\"}} called[^{k}] it.\n\n[^{k}]: {}.\n\n",
                        words.repeat(1 + k % 3),
                        words.repeat(1 + k % 5)
                    );
                }
                files.push((format!("texts/{name}.dj"), text));
            }
            let [app, notes] = places;
            let manifest = format!(
                "title = \"T\"\nlanguage = \"{language}\"\n[[witness]]\nid = \"A\"\n\
                 [[witness]]\nid = \"B\"\n[[text]]\nfile = \"texts/a.dj\"\n\
                 [[text]]\nfile = \"texts/b.dj\"\n\
                 [[series]]\nid = \"app\"\nkind = \"critical\"\nplace = \"{app}\"\n\
                 [[series]]\nid = \"notes\"\nkind = \"familiar\"\nplace = \"{notes}\"\n\
                 layout = \"paragraph\"\ncolumns = {columns}\n"
            );
            files.push(("edition.toml".to_owned(), manifest));
            let files = files.iter().map(|(path, text)| (path.as_str(), text.as_str()));
            let project = files
                .fold(Project::new(), |project, (path, text)| project.file(path, text));
            let book = Book::of(&project.path("."));
            let name = format!("{language}, {places:?}");
            assert_parted(&name, &book);
            assert_eq!(assert_tied(&name, &book), 280, "{name}");
        }
    }
}

/// References to the anchors of other paragraphs, and to the note of the first.
#[test]
fn cross_references_are_references_with_a_link_to_what_they_print() {
    const PARAGRAPHS: usize = 40;
    let mut text = String::from("# The Ferry\n\n");
    let words = "the ferry came at noon with coal and rope ";
    for k in 0..PARAGRAPHS {
        let other = (k * 13 + 7) % PARAGRAPHS;
        let called = if k == 0 { "[^1]" } else { "" };
        text += &format!(
            "{}[]{{#a{k}}}mark{called} []{{ref=a{other} to=page-line}}, \
             [there](#a{other}), []{{ref=a0 to=note}}.\n\n",
            words.repeat(1 + k % 4)
        );
    }
    text += "[^1]: A note, see []{ref=a9} and [nowhere](#b).\n";
    let manifest = "title = \"T\"\n[page]\nwidth = \"90mm\"\nheight = \"110mm\"\ninner = \"14mm\"\n\
         outer = \"16mm\"\nhead = \"12mm\"\nfoot = \"12mm\"\n[[text]]\nfile = \"texts/a.dj\"\n";
    let project = Project::new().file("edition.toml", manifest).file("texts/a.dj", text);
    let book = Book::of(&project.path("."));
    let structure = Structure::of(&book);
    let pages: Vec<ObjectId> = structure.doc.page_iter().collect();
    let (built, edition) = (&book.built, &book.read.edition);
    let set = &built.texts[0];
    let place = |k: usize| {
        // A heading is the first block.
        let block = k as u32 + 1;
        let content = &book.read.model.texts[0].blocks[k + 1].content;
        let offset = content.anchor(&format!("a{k}")).expect("the anchor is set");
        let line = built.places.line(0, Place { block, offset }).expect("it has a line");
        let page = built.book.text_pages[0].at(set.page_of[line] as usize);
        (pages[page], edition.page.height - edition.page.head - set.depth(line))
    };
    let links: Vec<_> = structure
        .elements
        .iter()
        .filter(|element| structure.kind(element.0) == "Reference")
        .filter(|element| structure.named(element.0).is_empty())
        .map(|(id, above)| {
            let kids = structure.dict(*id).get(b"K").and_then(Object::as_array);
            let link = kids.expect("kids")[0].as_reference().expect("a link");
            let in_note = above.iter().any(|id| structure.kind(*id) == "Note");
            assert!(structure.pieces(link) > 0, "its words are in it");
            (in_note, structure.link(link))
        })
        .collect();
    let (noted, lined): (Vec<_>, Vec<_>) = links.into_iter().partition(|link| link.0);
    assert_eq!((noted.len(), lined.len()), (1, 3 * PARAGRAPHS));
    let leads = |link: &(bool, (ObjectId, [f64; 4], ObjectId, f64)), to: usize| {
        let ((page, baseline), (on, height)) = (place(to), (link.1.2, link.1.3));
        assert_eq!(on, page, "not to the page of a{to}");
        assert!((height - baseline - 10.0).abs() < 0.1, "{height}, a{to} at {baseline}");
    };
    leads(&noted[0], 9);
    for (k, three) in lined.chunks(3).enumerate() {
        let other = (k * 13 + 7) % PARAGRAPHS;
        assert_eq!(three[0].1.0, place(k).0, "the link is where its words are");
        leads(&three[0], other);
        leads(&three[1], other);
        // The note stands below the last line of its page.
        let (page, _) = place(0);
        let last = edition.page.height
            - edition.page.head
            - set.depth(set.plan.pages[0].lines.end - 1);
        assert_eq!(three[2].1.2, page);
        assert!(three[2].1.3 < last, "{:?}", three[2]);
    }
}

#[test]
fn locators_of_an_index_are_references_with_a_link_to_their_line() {
    let mut text = String::from("# The Ferry\n\n");
    for k in 0..90 {
        text += &format!(
            "The ferry came at noon with coal and [Anna]{{index=\"names: Anna {}\"}} stood.\n\n",
            k % 7
        );
    }
    let manifest =
        "title = \"T\"\n[[text]]\nfile = \"texts/a.dj\"\n[[index]]\nid = \"names\"\n";
    let project = Project::new().file("edition.toml", manifest).file("texts/a.dj", text);
    let book = Book::of(&project.path("."));
    let structure = Structure::of(&book);
    let pages: Vec<ObjectId> = structure.doc.page_iter().collect();
    let (built, edition) = (&book.built, &book.read.edition);
    let set = &built.texts[0];
    let wanted = built.indexes[0].sections.iter().flat_map(|section| &section.entries);
    let wanted = wanted.flat_map(|entry| &entry.references).map(|reference| {
        let line = reference.from.row as usize;
        let page = built.book.text_pages[0].at(set.page_of[line] as usize);
        (pages[page], edition.page.height - edition.page.head - set.depth(line))
    });
    let wanted: Vec<_> = wanted.collect();
    let found: Vec<_> = structure
        .elements
        .iter()
        .filter(|element| structure.kind(element.0) == "Reference")
        .map(|(id, _)| {
            let kids = structure.dict(*id).get(b"K").and_then(Object::as_array);
            structure.link(kids.expect("kids")[0].as_reference().expect("a link"))
        })
        .collect();
    assert_eq!((found.len(), wanted.len()), (90, 90));
    for ((_, _, page, height), (to, baseline)) in found.iter().zip(wanted) {
        assert_eq!(*page, to);
        assert!((height - baseline - 10.0).abs() < 0.1, "{height}, {baseline}");
    }
}

#[test]
fn the_repeated_head_of_a_table_is_not_read_twice() {
    let of_case = cases().find(|case| case.0 == "table-break");
    let (_, book) = of_case.expect("the case is there");
    let structure = Structure::of(book);
    let count = |kind: &str| {
        let elements = structure.elements.iter();
        elements.filter(|element| structure.kind(element.0) == kind).count()
    };
    assert_eq!((count("Table"), count("TR"), count("TH")), (1, 11, 3));
    let of_heads = structure.elements.iter().filter(|one| structure.kind(one.0) == "TH");
    for (head, _) in of_heads {
        assert_eq!(structure.pieces(*head), 1);
    }
}

/// Half a line of white stands before who speaks, none before what is said.
#[test]
fn white_stands_before_a_speaker_and_not_behind() {
    let text = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text><body><sp><speaker>Rook</speaker>\
        <l>The bell is rung,</l><l>the rope is wet.</l></sp><sp><speaker>Gale</speaker><p>Prose.</p>\
        </sp><sp><speaker>Rook</speaker><l>Verse.</l></sp></body></text></TEI>";
    let manifest = "title = \"T\"\n[[text]]\nfile = \"a.xml\"\n";
    let project = Project::edition([("edition.toml", manifest), ("a.xml", text)]);
    let lines = project.run(&["build", "edition", "--emit", "lines"]).exits(0);
    let baselines: Vec<f64> = lines
        .stdout
        .lines()
        .skip_while(|line| !line.ends_with("| Rook"))
        .filter_map(|line| line.split(' ').nth(1)?.parse().ok())
        .collect();
    let gaps: Vec<f64> = baselines.windows(2).map(|pair| pair[1] - pair[0]).collect();
    let pitch = gaps[0];
    let wanted = [1.0, 1.0, 1.5, 1.0, 1.5, 1.0];
    assert_eq!(gaps.len(), wanted.len(), "{}", lines.stdout);
    for (gap, wanted) in gaps.iter().zip(wanted) {
        assert!((gap / pitch - wanted).abs() < 0.01, "{}", lines.stdout);
    }
}

#[test]
fn no_speaker_and_no_indent_leads_out_of_the_measure() {
    let text = "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><text><body><div><speaker>Rook</speaker>\
        <l>The bell is rung,</l><l rend=\"indent40\">the rope is wet.</l><speaker>Gale</speaker>\
        <p>Prose.</p></div><div xml:lang=\"ar\"><speaker>رباب</speaker><l>حبل</l></div>\
        </body></text></TEI>";
    let manifest = "title = \"T\"\n[[text]]\nfile = \"a.xml\"\n";
    let project = Project::edition([("edition.toml", manifest), ("a.xml", text)]);
    let said = project.run(&["build", "edition"]).exits(0).stderr;
    assert!(!said.contains("overfull-line") && !said.contains("ink-outside"), "{said}");
}
