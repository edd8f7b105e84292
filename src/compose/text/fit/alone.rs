//! Paragraphs with another spacing: one alone, to find out how long it gets, or some in
//! their text.

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Content, IntoValue, Value};
use typst::layout::{Abs, Frame};

use super::trial::{FittedParagraph, Search, lines_of};
use crate::assemble::Spacing;
use crate::compose::context::TextContext;
use crate::compose::scan::{line_at, widths};
use crate::compose::text::lines::galley_lines;
use crate::compose::text::paragraphs::Paragraphs;
use crate::compose::text::planned::{Planned, planned};
use crate::compose::text::spacing::{STEPS, argument, spacing};
use crate::pages::Line;
use crate::typeset::frames::texts;
use crate::typeset::galley::lay_out;
use crate::typeset::names::Function;

/// The last line of a paragraph that was made longer is as long as that at least, in sizes
/// of the type.
const LAST_LINE: f64 = 3.0;

/// How wide the blanks of a paragraph may be in the mean, as shares of what they are in the
/// face.
const MEAN: (f64, f64) = (0.8, 1.3);

/// How wide those of one line may be, if no line of the paragraph had wider ones before.
const LINE: f64 = 1.75;

/// A paragraph that was set alone.
struct Alone {
    lines: usize,
    /// Whether its last line is long enough and begins with a whole word.
    ends_well: bool,
    /// How wide the blanks of each of its justified lines are, as shares of what they are in
    /// the face.
    blanks: Vec<f64>,
}

impl Alone {
    /// Whether it would be seen that it is spaced otherwise than usual.
    fn looks_otherwise(&self, usual: &Self) -> bool {
        let count = self.blanks.len().max(1) as f64;
        let mean = self.blanks.iter().sum::<f64>() / count;
        // A line as wide as its widest was before is none the worse.
        let widest = usual.blanks.iter().copied().fold(LINE, f64::max);
        mean < MEAN.0 || mean > MEAN.1 || self.blanks.iter().any(|&one| one > widest)
    }
}

impl Search<'_> {
    /// The text set with some paragraphs shorter or longer.
    pub(super) fn set(
        &mut self,
        engine: &mut Engine,
        fitted: &[FittedParagraph],
    ) -> SourceResult<Planned> {
        let usual = &self.of.parts.body;
        let mut body = usual.clone();
        for paragraph in fitted {
            let paragraphs = self.paragraphs();
            let Some(words) = paragraphs.words(usual, paragraph.block) else { continue };
            let words = self.spaced(engine, &paragraph.spacing, words)?;
            self.paragraphs().put(&mut body, paragraph.block, words);
        }
        planned(self.of, engine, self.at.relayout(), (&body, false))
    }

    /// Words as the design spaces them.
    fn spaced(
        &self,
        engine: &mut Engine,
        spacing: &Spacing,
        words: Content,
    ) -> SourceResult<Content> {
        let arguments = vec![Value::Dict(argument(spacing)), words.into_value()];
        let setter = self.of.setter;
        setter
            .design
            .apply(engine, setter.styles, Function::Fitted, arguments)
    }

    /// The least spacing with which a paragraph of so many lines is a line longer or
    /// shorter, if there is one.
    pub(super) fn space(
        &mut self,
        engine: &mut Engine,
        block: u32,
        longer: bool,
        usual: usize,
    ) -> SourceResult<Option<FittedParagraph>> {
        let letters = self.of.job.blocks[block as usize].letters;
        let wanted = if longer { usual + 1 } else { usual - 1 };
        let mut reached = |step: u32| -> SourceResult<Option<Alone>> {
            let spacing = spacing(longer, step, letters);
            let alone = self.alone(engine, block, &spacing)?;
            Ok(alone.filter(|alone| alone.lines == wanted && alone.ends_well))
        };
        let Some(mut found) = reached(STEPS)? else { return Ok(None) };
        let (mut low, mut high) = (0, STEPS);
        while high - low > 1 {
            let step = u32::midpoint(low, high);
            match reached(step)? {
                Some(alone) => (high, found) = (step, alone),
                None => low = step,
            }
        }
        let as_usual = self.alone(engine, block, &spacing(longer, 0, letters))?;
        if as_usual.is_none_or(|usual| found.looks_otherwise(&usual)) {
            return Ok(None);
        }
        let spacing = spacing(longer, high, letters);
        let strain = f64::from(high) / f64::from(STEPS);
        Ok(Some(FittedParagraph { block, longer, spacing, strain, usual }))
    }

    /// A paragraph set alone with a spacing.
    fn alone(
        &mut self,
        engine: &mut Engine,
        block: u32,
        spacing: &Spacing,
    ) -> SourceResult<Option<Alone>> {
        let TextContext { setter, parts, job, origins, .. } = *self.of;
        let Some(words) = self.paragraphs().words(&parts.body, block) else {
            return Ok(None);
        };
        let words = self.spaced(engine, spacing, words)?;
        let Some(body) = self.paragraphs().alone(&parts.body, block, words) else {
            return Ok(None);
        };
        let at = self.at.relayout().split().next(&job.path);
        let width = Abs::pt(self.of.measure);
        let galley = lay_out(engine, &body, at, setter.styles, width, origins)?;
        let lines = galley_lines(self.of, &galley);
        let range = lines_of(&lines, block);
        let Some(last) = range.clone().next_back() else { return Ok(None) };
        let long = widths(&galley.frame, &lines)[last];
        let parted = last > range.start && lines[last - 1].hyphenated;
        let mut blanks = vec![vec![]; lines.len()];
        find_blanks(&galley.frame, &lines, &mut blanks);
        // The last line is not justified.
        let blanks = range.clone().take(range.len() - 1).map(|line| {
            let of_it = &blanks[line];
            of_it.iter().sum::<f64>() / of_it.len().max(1) as f64
        });
        Ok(Some(Alone {
            lines: range.len(),
            ends_well: long >= LAST_LINE * job.sizes.size && !parted,
            blanks: blanks.filter(|mean| *mean > 0.0).collect(),
        }))
    }

    fn paragraphs(&mut self) -> &Paragraphs {
        let TextContext { parts, job, origins, .. } = *self.of;
        self.paragraphs
            .get_or_insert_with(|| Paragraphs::of(&parts.body, job, origins))
    }
}

/// How wide the blanks of each line are, as shares of what they are in the face.
fn find_blanks(frame: &Frame, lines: &[Line], found: &mut [Vec<f64>]) {
    for (at, text) in texts(frame) {
        let Some(of_line) = found.get_mut(line_at(lines, at)) else { continue };
        for glyph in &text.glyphs {
            let usual = text.font.x_advance(glyph.id).map_or(0.0, |em| em.get());
            if &text.text[glyph.range()] == " " && usual > 0.0 {
                of_line.push(glyph.x_advance.get() / usual);
            }
        }
    }
}
