//! Page and line of everything, from where its glyphs landed.

pub mod cross;
pub mod locator;

use std::sync::Arc;

pub use locator::Locator;

use crate::assemble::{TextMap, note_marks};
use crate::compose::{SetText, TextJob};
use crate::edition::{Numbering, ReferenceStyle, Series};
use crate::lines::{Cite, Count};
use crate::model::{Model, Place, Role};
use crate::pages::PageRun;

/// Knows where every place of every text stands.
#[derive(Clone)]
pub struct Places {
    jobs: Arc<Vec<TextJob>>,
    texts: Arc<Vec<Arc<SetText>>>,
    /// The folios of each text; none for texts without arabic folios.
    folios: Vec<Option<PageRun>>,
    /// For each line of each text its number in the whole text, or that of the line before
    /// for a sub-line; 0 if not counted.
    in_text: Vec<Vec<u32>>,
    /// For each line of each text the first of those that go on under its name.
    rows: Vec<Vec<u32>>,
    /// Whether the number of the section stands before that of the line.
    with_section: bool,
    /// For each block of each text the number of its verse, that of other editions if it has one;
    /// 0 outside verse.
    verses: Vec<Vec<u32>>,
}

impl Places {
    /// From the texts as set; `style` says how lines are referred to.
    pub fn of(
        jobs: Arc<Vec<TextJob>>,
        texts: Arc<Vec<Arc<SetText>>>,
        style: &ReferenceStyle,
    ) -> Self {
        let of_text = |(job, text): (&TextJob, &Arc<SetText>)| {
            Some(text.folios).filter(|_| job.role != Role::Front)
        };
        let folios = jobs.iter().zip(texts.iter()).map(of_text).collect();
        let (mut in_text, mut rows) = (vec![], vec![]);
        for text in texts.iter() {
            let (mut numbers, mut firsts): (Vec<u32>, Vec<u32>) = (vec![], vec![]);
            let (mut sum, mut before) = (0, None);
            for line in 0..text.lines.len() {
                let (page, name) = (text.page_of[line], text.name(line));
                sum += u32::from(text.number_of[line] > 0);
                let is_counted = text.number_of[line] > 0 || name.sub > 0;
                numbers.push(if is_counted { sum } else { 0 });
                let goes_on = before == Some((page, name));
                firsts.push(match firsts.last() {
                    Some(first) if goes_on => *first,
                    _ => line as u32,
                });
                before = Some((page, name));
            }
            in_text.push(numbers);
            rows.push(firsts);
        }
        let verses = jobs
            .iter()
            .map(|job| {
                let numbers = (0..job.blocks.len()).scan(0, |sum, k| {
                    let count = job.counts.count(k);
                    *sum += u32::from(count == Some(Count::Verse));
                    *sum = job.counts.verse(k).unwrap_or(*sum);
                    let verse = matches!(count, Some(Count::Verse | Count::Shared));
                    Some(if verse { *sum } else { 0 })
                });
                numbers.collect()
            })
            .collect();
        let with_section = style.section;
        Self {
            jobs,
            texts,
            folios,
            in_text,
            rows,
            with_section,
            verses,
        }
    }

    /// The folios of the pages of a text; nothing if it has none in arabic numbers.
    pub fn folios(&self, text: usize) -> Option<PageRun> {
        self.folios.get(text).copied().flatten()
    }

    /// The line of a text on which the character at a place stands.
    pub fn line(&self, text: usize, place: Place) -> Option<usize> {
        let map: &TextMap = &self.jobs.get(text)?.map;
        self.texts[text].line_map.line_of_place(place, map)
    }

    /// The page and line of the character at a place; nothing in front matter.
    pub fn locate(&self, text: usize, place: Place) -> Option<Locator> {
        let folios = self.folios(text)?;
        let line = self.line(text, place)?;
        let set = &self.texts[text];
        let name = set.name(line);
        let printed = self.line_name(text, line);
        let is_more = printed.as_number() != Some(name.counted());
        let is_more = is_more && !name.is_before_all();
        Some(Locator {
            page: folios.page(set.page_of[line]),
            row: self.rows[text][line],
            line: name.counted(),
            name: if is_more { printed } else { Cite::default() },
            sub: name.sub,
            text: text as u32,
            text_line: self.in_text[text][line],
            verse: self.verses[text].get(place.block as usize).copied().unwrap_or(0),
        })
    }

    /// What a line of a text is called in references; empty if it has no name.
    pub fn line_name(&self, text: usize, line: usize) -> Cite {
        self.texts[text].cite(line, self.with_section)
    }

    /// The printed marks of the notes, by text and note; empty where their series has none.
    pub fn note_marks(&self, model: &Model, series: &[Series]) -> Vec<Vec<String>> {
        let by_page = |series: &Series| series.numbering == Numbering::Page;
        if !series.iter().any(by_page) {
            return note_marks(model, series, &|_, _| 0);
        }
        let pages: Vec<Vec<u32>> = (0..self.jobs.len()).map(|k| self.pages(k)).collect();
        note_marks(model, series, &|text, note| {
            pages[text].get(note).copied().unwrap_or(0)
        })
    }

    /// For each note of a text the page, from 0, with the word it is called behind.
    fn pages(&self, text: usize) -> Vec<u32> {
        let (job, set) = (&self.jobs[text], &self.texts[text]);
        let notes = || job.series.iter().flatten().filter(|item| !item.entry);
        let mut pages = vec![0; notes().map(|item| item.index + 1).max().unwrap_or(0)];
        for item in notes() {
            let line = set.line_map.line_of(item.from).unwrap_or(0);
            pages[item.index] = set.page_of.get(line).copied().unwrap_or(0);
        }
        pages
    }

    /// The place of the first character of a line: a page's folio and the name of a line on
    /// it, as a reader cites them. The number of its section may stand before it.
    pub fn find(&self, page: u32, name: &str) -> Option<(usize, Place)> {
        let index = |k: usize| {
            let index = self.folios(k)?.index_of(page)?;
            ((index as usize) < self.texts[k].pages.len()).then_some(index)
        };
        let (text, on_page) = (0..self.jobs.len()).find_map(|k| Some((k, index(k)?)))?;
        let set = &self.texts[text];
        let lines = || (0..set.lines.len()).filter(|&k| set.page_of[k] == on_page);
        let is_called = |k: &usize| set.cite(*k, false).to_string() == name;
        let in_section = |k: &usize| set.cite(*k, true).to_string() == name;
        let k = lines().find(is_called).or_else(|| lines().find(in_section))?;
        Some((text, set.line_map.first_place(k, &self.jobs[text].map)?))
    }

    /// All lines as a table: text, page, line, the words on it. For `--emit places`.
    pub fn table(&self, model: &Model) -> String {
        let mut out = String::from("text\tpage\tline\tplace\n");
        for (k, set) in self.texts.iter().enumerate() {
            for line in 0..set.lines.len() {
                let place = set.line_map.first_place(line, &self.jobs[k].map);
                let page = match self.folios[k] {
                    None => "–".to_owned(),
                    Some(folios) => folios.page(set.page_of[line]).to_string(),
                };
                let place =
                    place.map_or(String::new(), |p| format!("{}:{}", p.block, p.offset));
                let id = &model.texts[self.jobs[k].index].id;
                let name = match self.line_name(k, line) {
                    name if name.is_empty() => "0".to_owned(),
                    name => name.to_string(),
                };
                out.push_str(&format!("{id}\t{page}\t{name}\t{place}\n"));
            }
        }
        out
    }
}
