//! Entries and notes of the foot, put together from the design's pieces.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Content, IntoValue, NativeElement, Value};
use typst::introspection::Locator;
use typst::layout::{Abs, HElem, Point, Rel, Spacing};
use typst::text::SpaceElem;

use super::foot::Metrics;
use super::footing::FootKey;
use super::job::{Item, TextJob};
use super::reference;
use super::text::Setter;
use super::words::{Word, words};
use crate::assemble::{direction, marks};
use crate::edition::SeriesLayout;
use crate::typeset::Origins;
use crate::typeset::parts::{TextParts, dict};

/// What the entries of a text are put together from, besides their own words.
#[derive(Debug, Clone)]
pub struct Pieces {
    /// Between lemma and readings.
    bracket: Content,
    /// Between two run-in entries.
    pub(super) gap: Content,
    /// The sizes of the foot.
    pub(super) metrics: Metrics,
    /// The lines that the text's words stand on.
    runs: Arc<[(u32, u32, u32)]>,
    /// Line numbers by their text, as the design draws them and as set alone.
    pub(super) numbers: FxHashMap<String, (Content, Word)>,
}

impl Setter<'_> {
    /// The sizes of the foot that the planner counts with.
    fn metrics(&self, engine: &mut Engine, job: &TextJob) -> SourceResult<Metrics> {
        let mut width = |text: &str| -> SourceResult<f64> {
            let number = self.number(engine, job, &marks::digits(text, &job.lang))?;
            Ok(self.number_word(engine, job, &number)?.width)
        };
        let digit = width("88")? - width("8")?;
        let dash = width("8–8")? - 2.0 * digit;
        let design = &self.edition.design;
        Ok(Metrics {
            width: self.measure(),
            pitch: design.foot_pitch,
            above: self.design.metric("above"),
            between: self.design.metric("between"),
            entry_gap: self.design.metric("entry-gap"),
            space: 0.25 * design.foot_size,
            digit,
            dash,
        })
    }

    /// What the entries of a text are put together from.
    pub(super) fn pieces(
        &self,
        engine: &mut Engine,
        job: &TextJob,
        runs: &[(u32, u32, u32)],
    ) -> SourceResult<Pieces> {
        let dir = direction(job.dir);
        let bracket = self.design.apply(
            engine,
            self.styles,
            "lemma-bracket",
            vec![dir.into_value()],
        )?;
        let gap = Spacing::Rel(Rel::from(Abs::pt(self.design.metric("entry-gap"))));
        let gap = HElem::new(gap).with_weak(true).pack();
        let metrics = self.metrics(engine, job)?;
        let numbers = FxHashMap::default();
        Ok(Pieces { bracket, gap, metrics, runs: runs.into(), numbers })
    }

    /// Has the design draw the numbers that are new.
    pub(super) fn add_numbers<'k>(
        &self,
        engine: &mut Engine,
        job: &TextJob,
        pieces: &mut Pieces,
        keys: impl Iterator<Item = &'k FootKey>,
    ) -> SourceResult<()> {
        for text in keys.flat_map(|key| &key.2) {
            if !text.is_empty() && !pieces.numbers.contains_key(text) {
                let number =
                    self.number(engine, job, &reference::printed(text, &job.lang))?;
                let word = self.number_word(engine, job, &number)?;
                pieces.numbers.insert(text.clone(), (number, word));
            }
        }
        Ok(())
    }

    /// A number set alone, without the blank behind it.
    fn number_word(
        &self,
        engine: &mut Engine,
        job: &TextJob,
        number: &Content,
    ) -> SourceResult<Word> {
        let layout = SeriesLayout::Paragraph;
        let content =
            self.series_content(engine, job, layout, true, 1, number.clone())?;
        let frame = self.natural(engine, Locator::root(), &content)?;
        let lines = words(&frame, job.dir, &Origins::default());
        let mut words = lines.into_iter().flat_map(|line| line.words);
        let mut word = words.next().unwrap_or_default();
        for more in words {
            let shift = Point::with_x(Abs::pt(word.width));
            word.items
                .extend(more.items.into_iter().map(|(pos, item)| (pos + shift, item)));
            word.width += more.width;
        }
        Ok(word.trimmed())
    }

    fn number(
        &self,
        engine: &mut Engine,
        job: &TextJob,
        number: &str,
    ) -> SourceResult<Content> {
        self.design.call(
            engine,
            self.styles,
            "foot-number",
            dict([
                ("number", number.into_value()),
                ("lang", job.lang.primary().into_value()),
                ("dir", direction(job.dir).into_value()),
            ]),
        )
    }

    /// An item on a running line: number, lemma, bracket and readings, or mark and note.
    pub(super) fn item(
        &self,
        engine: &mut Engine,
        parts: &TextParts,
        job: &TextJob,
        pieces: &Pieces,
        item: &Item,
        number: Option<&String>,
    ) -> SourceResult<Content> {
        let values = if item.entry {
            &parts.entries[item.index]
        } else {
            &parts.notes[item.index]
        };
        let of = |key: &str| match values.get(key) {
            Ok(Value::Content(content)) => Some(content.clone()),
            _ => None,
        };
        let body = of("body").unwrap_or_default();
        if !item.entry {
            let mark = values.get("mark").cloned().unwrap_or(Value::None);
            let dir = direction(job.dir).into_value();
            let mark =
                self.design.apply(engine, self.styles, "note-mark", vec![mark, dir])?;
            return Ok(Content::sequence([mark, body]));
        }
        let mut content = vec![];
        content.extend(
            number.and_then(|text| pieces.numbers.get(text)).map(|n| n.0.clone()),
        );
        if let Some(lemma) = of("lemma") {
            let tail = of("tail");
            let repeats =
                job.vocabulary.repeats(item.index, tail.is_some(), &pieces.runs);
            content.push(lemma);
            content.extend(self.repeat(engine, job, repeats.head)?);
            content.extend(tail);
            content.extend(self.repeat(engine, job, repeats.tail)?);
            if let Some(sigla) = of("sigla") {
                content.extend([SpaceElem::shared().clone(), sigla]);
            }
            content.push(pieces.bracket.clone());
        }
        content.push(body);
        Ok(Content::sequence(content))
    }

    /// Which of the equal words of its line a word is.
    fn repeat(
        &self,
        engine: &mut Engine,
        job: &TextJob,
        which: Option<u32>,
    ) -> SourceResult<Option<Content>> {
        let Some(which) = which else { return Ok(None) };
        let number = marks::number(which, &job.lang).into_value();
        let arguments = vec![number, direction(job.dir).into_value()];
        self.design
            .apply(engine, self.styles, "repeat-number", arguments)
            .map(Some)
    }

    /// Calls the design for a series whose entries are put together.
    pub(super) fn series_content(
        &self,
        engine: &mut Engine,
        job: &TextJob,
        layout: SeriesLayout,
        measure: bool,
        count: usize,
        body: Content,
    ) -> SourceResult<Content> {
        let layout = match layout {
            SeriesLayout::RunIn => "run-in",
            SeriesLayout::Paragraph => "paragraph",
        };
        self.design.call(
            engine,
            self.styles,
            "foot-series",
            dict([
                ("layout", layout.into_value()),
                ("measure", measure.into_value()),
                ("count", (count as i64).into_value()),
                ("lang", job.lang.primary().into_value()),
                ("dir", direction(job.dir).into_value()),
                ("body", body.into_value()),
            ]),
        )
    }
}
