//! The whole book: front matter, texts, back matter, with folios.

use std::cell::RefCell;
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Content, Smart, StyleChain};
use typst::introspection::{Locator, SplitLocator};
use typst::layout::{Abs, Axes, Frame, Region, Size};
use typst::model::DocumentInfo;
use typst::syntax::Source;
use typst::text::Locale;
use typst_layout::{Page, PagedDocument, layout_frame};

use super::column::{Column, ColumnPlace};
use super::contents::Entry;
use super::endnotes::endnotes_section;
use super::furniture::Furniture;
use super::kept::{Kept, Store};
use super::section::{Leaves, SectionJob, SetSection};
use super::sheet::{Folio, Sheet};
use crate::compose::job::TextJob;
use crate::compose::setter::Setter;
use crate::compose::text::SetText;
pub(super) use crate::edition::Edition;
use crate::edition::Parallel;
use crate::edition::parallel::{Part, in_order};
use crate::model::{Dir, Lang, Role};
use crate::pages::PageRun;
use crate::typeset::names::Function;
use crate::typeset::parts::{Parts, dict};
use crate::typeset::{BookWorld, Fault, Galley, run};

/// Results of a run, or what Typst found wrong; and its warnings.
pub type Run<T> = (Result<T, Vec<Fault>>, Vec<Fault>);

/// A source of the world.
pub(super) fn source(world: &BookWorld, path: &str) -> Source {
    let known = world.source_at(path).cloned();
    known.expect("all that is set has a source in the world")
}

/// A finished book.
#[derive(Debug, Clone)]
pub struct Book {
    /// All pages.
    pub document: PagedDocument,
    /// How many pages stand before the first page of the texts.
    pub front_pages: usize,
    /// The sections as set.
    pub sections: Vec<Arc<SetSection>>,
    /// For each text its physical pages, from 0.
    pub text_pages: Vec<PageRun>,
    /// The physical pages, from 0, of the sections with endnotes.
    pub endnotes: Vec<Range<usize>>,
}

/// A heading below a title, for the contents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContentsHead {
    /// Its level, from 2.
    pub level: u8,
    /// Its page, from 0, counting those of its text.
    pub page: u32,
    /// Its language.
    pub lang: Lang,
    /// Its direction.
    pub dir: Dir,
}

/// What the second run needs to know.
pub struct BookJob {
    /// For each text the headings that the contents have, in their order.
    pub heads: Vec<Vec<ContentsHead>>,
    /// The texts.
    pub jobs: Arc<Vec<TextJob>>,
    /// The texts as set.
    pub texts: Arc<Vec<Arc<SetText>>>,
    /// The sections.
    pub sections: Arc<Vec<SectionJob>>,
}

/// Makes the book: sets the sections of the world's main file and puts all pages
/// together. `keys` stand for all that each section is made of; one that `kept` has under
/// its key is not set again.
pub fn book(
    world: &BookWorld,
    edition: &Arc<Edition>,
    job: BookJob,
    keys: Vec<u128>,
    shared: u128,
    kept: Option<(&mut Kept<Arc<SetSection>>, &mut Kept<Galley>)>,
) -> Run<Book> {
    let (mut whole, mut parts) = kept.unzip();
    let (store, galleys) = (Store::of(&mut whole), Store::of(&mut parts));
    let result: Rc<RefCell<Option<Book>>> = Rc::default();
    let sources: Vec<Vec<Source>> = job
        .sections
        .iter()
        .map(|section| {
            let leaves = section.leaves.iter().map(|leaf| &leaf.path);
            let paths = std::iter::once(&section.path).chain(leaves);
            paths.map(|path| source(world, path)).collect()
        })
        .collect();
    let (edition, out) = (edition.clone(), result.clone());
    let (known, leaves) = (store.clone(), galleys.clone());
    let step =
        Box::new(move |engine: &mut Engine, content: &Content, styles: StyleChain| {
            let parts = Parts::of(content);
            let setter = Setter { edition: &edition, design: &parts.design, styles };
            let mut locator = Locator::root().split();
            let mut sections = vec![];
            for (k, (section, parts)) in
                job.sections.iter().zip(&parts.sections).enumerate()
            {
                if let Some(series) = section.endnotes {
                    let (job, texts) = ((section, series), &job.texts);
                    let at = &mut locator;
                    let made = endnotes_section(&setter, engine, at, parts, job, texts);
                    sections.push(Arc::new(made?));
                    continue;
                }
                sections.push(known.get(engine, keys[k], |engine| {
                    let made = Leaves { sources: &sources[k], galleys: &leaves, shared };
                    setter
                        .section(engine, &mut locator, parts, section, &made)
                        .map(Arc::new)
                })?);
            }
            let mut binder = Binder {
                setter: &setter,
                job: &job,
                sections: &sections,
                parts: &parts,
                furniture: Furniture::default(),
            };
            let book = binder.bind(engine, &mut locator)?;
            let document = book.document.clone();
            out.replace(Some(book));
            Ok(document)
        });
    let (output, warnings) = run(world, step);
    galleys.put_back(parts, output.is_ok());
    store.put_back(whole, output.is_ok());
    let book = output.map(|_| result.take().expect("a run that succeeds leaves a book"));
    (book, warnings)
}

struct Binder<'a> {
    setter: &'a Setter<'a>,
    job: &'a BookJob,
    sections: &'a [Arc<SetSection>],
    parts: &'a Parts,
    furniture: Furniture,
}

/// The pages of a book in their order, while they are put there.
#[derive(Default)]
struct Order {
    sheets: Vec<Sheet>,
    /// The entries of the contents.
    entries: Vec<Entry>,
    /// For each text its physical pages, from 0.
    texts: Vec<PageRun>,
    /// The physical pages of the sections with endnotes.
    endnotes: Vec<Range<usize>>,
    /// How many pages stand before the first page of the texts.
    front_pages: usize,
    /// The number of the last page.
    number: u32,
    /// Whether numbers are written in roman numerals.
    roman: bool,
}

impl Order {
    /// The number of the next page.
    fn next(&mut self) -> Folio {
        self.number += 1;
        Folio { number: self.number, roman: self.roman }
    }

    /// Enters into the contents what begins on a page, given from 0.
    fn begin(
        &mut self,
        title: Option<Content>,
        level: u8,
        page: usize,
        (lang, dir): (&Lang, Dir),
    ) {
        let before = if self.roman { 0 } else { self.front_pages };
        let number = (page - before) as u32 + 1;
        let folio = Folio { number, roman: self.roman };
        self.entries.push(Entry::new(title, level, folio, (lang, dir), page));
    }
}

impl Binder<'_> {
    fn bind(
        &mut self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
    ) -> SourceResult<Book> {
        // The contents' own length moves the front matter behind it.
        let mut contents_pages = 1;
        loop {
            let order = self.sheets(engine, contents_pages)?;
            let contents = self.setter.contents(engine, locator, &order.entries)?;
            if contents.len() != contents_pages && contents_pages < 20 {
                contents_pages = contents.len();
                continue;
            }
            let mut pages: Vec<Page> = vec![];
            for (k, mut sheet) in order.sheets.into_iter().enumerate() {
                if let Some(frame) =
                    k.checked_sub(CONTENTS_AT).and_then(|n| contents.get(n))
                {
                    sheet.columns = vec![self.plain(frame.clone())];
                }
                pages.push(self.setter.sheet(
                    engine,
                    locator,
                    &mut self.furniture,
                    &sheet,
                )?);
            }
            let document = PagedDocument::new(pages.into(), self.info());
            return Ok(Book {
                document,
                front_pages: order.front_pages,
                sections: self.sections.to_vec(),
                text_pages: order.texts,
                endnotes: order.endnotes,
            });
        }
    }

    /// All pages in order, the contents' pages still empty.
    fn sheets(&self, engine: &mut Engine, contents_pages: usize) -> SourceResult<Order> {
        let lang = &self.setter.edition.lang;
        let mut order = Order {
            texts: vec![PageRun::unbroken(0); self.job.jobs.len()],
            roman: true,
            ..Order::default()
        };
        let mut titles = self.parts.titles.iter().cloned();
        let (half, title) = (Function::HalfTitle, Function::TitlePage);
        for page in [Some(half), None, Some(title), Some(Function::Imprint)] {
            let mut sheet = Sheet::blank(order.next(), lang.clone());
            if let Some(page) = page {
                sheet.columns = vec![self.plain(self.full_page(engine, page)?)];
            }
            order.sheets.push(sheet);
        }
        for _ in 0..contents_pages {
            let folio = order.next();
            order.sheets.push(Sheet::blank(folio, lang.clone()));
        }
        let jobs = self.job.jobs.clone();
        let parallels = &self.setter.edition.parallels;
        let by_role = |role: Role| {
            in_order(parallels, (0..jobs.len()).filter(|k| jobs[*k].role == role))
        };
        for part in by_role(Role::Front) {
            self.part(part, &mut order, &mut titles);
        }
        let sections = self.job.sections.clone();
        for (k, section) in sections.iter().enumerate().filter(|(_, s)| s.front) {
            self.section(k, section, &mut order, titles.next());
        }
        if order.sheets.len() % 2 == 1 {
            let folio = order.next();
            order.sheets.push(Sheet::blank(folio, lang.clone()));
        }
        order.front_pages = order.sheets.len();
        (order.number, order.roman) = (0, false);
        for part in by_role(Role::Body).into_iter().chain(by_role(Role::Back)) {
            self.part(part, &mut order, &mut titles);
        }
        for (k, section) in sections.iter().enumerate().filter(|(_, s)| !s.front) {
            let from = order.sheets.len();
            self.section(k, section, &mut order, titles.next());
            if section.endnotes.is_some() {
                order.endnotes.push(from..order.sheets.len());
            }
        }
        let mut colophon = Sheet::blank(order.next(), lang.clone());
        colophon.columns = vec![self.plain(self.full_page(engine, Function::Colophon)?)];
        order.sheets.push(colophon);
        Ok(order)
    }

    /// A column without numbers and foot, as wide as the text area.
    fn plain(&self, body: Frame) -> Column {
        let lang = &self.setter.edition.lang;
        Column::plain(self.setter.measure(), body, lang.clone(), lang.dir())
    }

    /// Puts a text or a parallel into the book.
    fn part(
        &self,
        part: Part,
        order: &mut Order,
        titles: &mut impl Iterator<Item = Content>,
    ) {
        let edition = self.setter.edition;
        match part {
            Part::Text(k) => {
                let run = PageRun::unbroken(order.sheets.len() as u32);
                self.enter(k, run, order, titles);
                for n in 0..self.job.texts[k].pages.len() {
                    let place = ColumnPlace::only(self.setter.measure());
                    let folio = order.next();
                    order.sheets.push(self.page(&[(k, place)], n, folio, false));
                }
            }
            Part::Parallel(k) => {
                let parallel = &edition.parallels[k];
                // The numbers of the pages are known, but for those of the front matter.
                if parallel.begins_on_verso() && order.number.is_multiple_of(2) {
                    let folio = order.next();
                    order.sheets.push(Sheet::blank(folio, edition.lang.clone()));
                }
                let first = order.sheets.len() as u32;
                let mut count = 0;
                for (lane, &text) in parallel.texts.iter().enumerate() {
                    let slot = parallel.place_of(lane).map_or(0, |place| place.0 as u32);
                    let run = PageRun { first: first + slot, step: parallel.cycle() };
                    self.enter(text, run, order, titles);
                    count = count.max(self.job.texts[text].pages.len());
                }
                let faces = parallel.pages.len() > 1;
                for n in 0..count {
                    for lanes in &parallel.pages {
                        let columns: Vec<(usize, ColumnPlace)> = lanes
                            .iter()
                            .map(|lane| {
                                (parallel.texts[*lane], self.place(parallel, *lane))
                            })
                            .collect();
                        let folio = order.next();
                        order.sheets.push(self.page(&columns, n, folio, faces));
                    }
                }
            }
        }
    }

    /// Where a lane of a parallel stands on its page: in a book that is bound at the right the
    /// first column stands there.
    fn place(&self, parallel: &Parallel, lane: usize) -> ColumnPlace {
        let whole = self.setter.measure();
        let measure = parallel.measure_of(lane, whole);
        let before = parallel.offset_of(lane, whole);
        let behind = whole - before - measure;
        let gutter = |white: f64| (white > 0.1).then_some(parallel.gutter);
        let (left, right) = match self.setter.edition.lang.dir() {
            Dir::Ltr => (before, behind),
            Dir::Rtl => (behind, before),
        };
        ColumnPlace {
            left,
            measure,
            gutters: (gutter(left), gutter(right)),
            rule: parallel.rule,
        }
    }

    /// Enters a text and its headings into the contents, and its pages into the book.
    fn enter(
        &self,
        k: usize,
        run: PageRun,
        order: &mut Order,
        titles: &mut impl Iterator<Item = Content>,
    ) {
        let job = &self.job.jobs[k];
        order.texts[k] = run;
        let count = self.job.texts[k].pages.len() as u32;
        if count == 0 {
            return;
        }
        order.begin(titles.next(), 1, run.at(0), (&job.lang, job.dir));
        for head in self.job.heads.get(k).into_iter().flatten() {
            let page = run.page(head.page.min(count - 1)) as usize;
            order.begin(titles.next(), head.level, page, (&head.lang, head.dir));
        }
    }

    /// Page `n` of texts that stand side by side. Of texts whose pages face each other each has
    /// its own running head.
    fn page(
        &self,
        columns: &[(usize, ColumnPlace)],
        n: usize,
        folio: Folio,
        faces: bool,
    ) -> Sheet {
        let edition = self.setter.edition;
        let (first, _) = columns[0];
        let job = &self.job.jobs[first];
        let verso = folio.number.is_multiple_of(2);
        // The head of a page is in one language: that of the page.
        let words = if verso && !faces && job.dir == edition.lang.dir() {
            edition.title.clone()
        } else {
            job.running_title.clone()
        };
        let column = |&(k, place): &(usize, ColumnPlace)| {
            let job = &self.job.jobs[k];
            let page = self.job.texts[k].pages.get(n).cloned().unwrap_or_default();
            Column::of(place, page, job.lang.clone(), job.dir)
        };
        Sheet {
            folio,
            columns: columns.iter().map(column).collect(),
            head: (n > 0).then_some(words),
            passages: self.job.texts[first].head_of(n, &edition.references, &job.lang),
            lang: job.lang.clone(),
            dir: job.dir,
        }
    }

    fn section(
        &self,
        k: usize,
        job: &SectionJob,
        order: &mut Order,
        title: Option<Content>,
    ) {
        for (n, frame) in self.sections[k].pages.iter().enumerate() {
            if n == 0 {
                let page = order.sheets.len();
                order.begin(title.clone(), 1, page, (&job.lang, job.dir));
            }
            let folio = order.next();
            let mut sheet = Sheet::blank(folio, job.lang.clone());
            sheet.columns = vec![self.plain(frame.clone())];
            sheet.dir = job.dir;
            let words = self.sections[k].heads.get(n).and_then(Option::as_ref);
            sheet.head = (n > 0).then(|| match words {
                // Each is isolated, so that two of the other direction do not change places.
                Some((first, last)) if first == last => first.clone(),
                Some((first, last)) => {
                    format!("\u{2068}{first}\u{2069} – \u{2068}{last}\u{2069}")
                }
                None => job.title.clone(),
            });
            order.sheets.push(sheet);
        }
    }

    /// A page whose whole text area is drawn by one function of the design.
    fn full_page(&self, engine: &mut Engine, page: Function) -> SourceResult<Frame> {
        let setter = self.setter;
        let content = setter.design.call(engine, setter.styles, page, dict([]))?;
        let size = Size::new(Abs::pt(setter.measure()), Abs::pt(setter.room()));
        let region = Region::new(size, Axes::splat(true));
        let locator = Locator::root().split().next(&page.name());
        layout_frame(engine, &content, locator, setter.styles, region)
    }

    fn info(&self) -> DocumentInfo {
        let edition = self.setter.edition;
        DocumentInfo {
            title: Some(edition.title.as_str().into()),
            author: edition.people().map(Into::into).collect(),
            description: edition.subtitle.as_deref().map(Into::into),
            keywords: vec![],
            // The export sets it: `SOURCE_DATE_EPOCH` comes before the date of the manifest.
            date: Smart::Auto,
            locale: locale(edition.lang.primary()),
        }
    }
}

/// The index of the first page of the contents.
const CONTENTS_AT: usize = 4;

fn locale(lang: &str) -> Smart<Locale> {
    match lang.parse() {
        Ok(lang) => Smart::Custom(Locale::new(lang, None)),
        Err(_) => Smart::Auto,
    }
}
