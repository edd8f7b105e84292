//! The flow of the text through its chunks: which chunks make one paragraph.
//!
//! A page break, a column, a picture may part a paragraph in the middle of a sentence,
//! and put captions, headings, or a whole other column between the two halves. A
//! paragraph whose end is open (its last line is full and does not end a sentence)
//! waits for the chunk that goes on with it.

use super::chunk::{Chunk, Shape, Source};
use super::display::{Cue, cue};
use super::hyphen::{Hyphens, function_words, is_hyphen};
use super::lines::Layout;
use super::sentences::{first_letter, is_closed, starts_lower};

/// A paragraph, or another block, as the chunks it is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Para {
    /// Its chunks in reading order.
    pub chunks: Vec<usize>,
    /// Whether a chunk of it was found behind other prose.
    pub is_reordered: bool,
    /// The chunks of it that may begin another paragraph instead.
    pub doubtful: Vec<usize>,
    /// Whether it stands within another paragraph, that is, between its chunks.
    pub is_displaced: bool,
}

/// How many chunks may stand between the halves of a paragraph.
const REACH: usize = 60;

/// Displays have hardly ever more words than this.
const MANY_WORDS: usize = 21;

/// The paragraphs of a source, in the order of their first chunks.
pub(super) fn paragraphs(
    source: &Source,
    chunks: &[Chunk],
    hyphens: &Hyphens,
) -> Vec<Para> {
    let mut flow = Flow {
        source,
        chunks,
        hyphens,
        words: function_words(),
        paras: Vec::new(),
    };
    for i in 0..chunks.len() {
        flow.add(i);
    }
    flow.mark_displaced();
    flow.paras
}

/// The paragraphs found so far.
struct Flow<'a> {
    /// The original.
    source: &'a Source<'a>,
    /// Its chunks.
    chunks: &'a [Chunk],
    /// Decides about hyphens.
    hyphens: &'a Hyphens<'a>,
    /// Words that do not end a sentence.
    words: std::collections::HashSet<&'static str>,
    /// The paragraphs.
    paras: Vec<Para>,
}

/// Where a chunk goes.
enum Target {
    /// It begins a paragraph.
    New,
    /// It goes on with a paragraph.
    Join(usize),
    /// It goes on with a paragraph, though the one's end or the other's beginning is a
    /// sentence's.
    Doubtful(usize),
}

impl Flow<'_> {
    /// Adds a chunk to a paragraph or as a new one.
    fn add(&mut self, chunk: usize) {
        let (para, doubtful) = match self.target(chunk) {
            Target::New => {
                let chunks = vec![chunk];
                self.paras.push(Para {
                    chunks,
                    is_reordered: false,
                    doubtful: Vec::new(),
                    is_displaced: false,
                });
                return;
            }
            Target::Join(para) => (para, false),
            Target::Doubtful(para) => (para, true),
        };
        let prose_between = (para + 1..self.paras.len()).any(|p| !self.is_display(p));
        self.paras[para].chunks.push(chunk);
        self.paras[para].is_reordered |= prose_between;
        if doubtful {
            self.paras[para].doubtful.push(chunk);
        }
    }

    /// Where a chunk goes.
    fn target(&self, chunk: usize) -> Target {
        let this = &self.chunks[chunk];
        let Some(prev) = self.paras.len().checked_sub(1) else { return Target::New };
        // The paragraph that got the chunk before, which is not always the last one begun.
        let before = self
            .paras
            .iter()
            .rposition(|para| para.chunks.last() == Some(&(chunk - 1)))
            .unwrap_or(prev);
        if this.shape != Shape::Text || self.source.layout == Layout::LineIsParagraph {
            return Target::New;
        }
        let first = self.source.line(this.lines[0]);
        if starts_lower(first) {
            self.lower_target(chunk, before, first)
        } else {
            self.upper_target(chunk, before)
        }
    }

    /// Where a chunk goes that begins in the middle of a sentence.
    fn lower_target(&self, chunk: usize, before: usize, first: &str) -> Target {
        let this = &self.chunks[chunk];
        let is_text =
            |p: usize| self.chunks[self.paras[p].chunks[0]].shape == Shape::Text;
        let waiting: Vec<usize> = self.waiting(chunk).collect();
        // A broken word that the files know is the best evidence.
        let word = waiting.iter().copied().find(|p| {
            let end = self.last_line(*p);
            end.strip_suffix(is_hyphen)
                .is_some_and(|left| self.hyphens.is_known(left, first))
        });
        if let Some(para) = word {
            return Target::Join(para);
        }
        let before_is_open = is_text(before) && !is_closed(self.last_line(before));
        if self.is_display(before) && is_text(before) {
            if before_is_open && self.is_prose(before) {
                return Target::Join(before);
            }
            let is_prose = this.lines.len() >= 3
                || (this.lines.len() == 2 && is_closed(self.source.line(this.lines[1])));
            if let Some(&para) = waiting
                .iter()
                .find(|p| **p != before && (this.page_start || is_prose))
            {
                return Target::Join(para);
            }
            // A short line that begins a text in lower case is a heading all the same.
            let uncued = cue(&self.source.joined(&self.lines(before))) == Cue::None;
            return if before_is_open && (uncued || !is_prose) {
                Target::Join(before)
            } else {
                Target::New
            };
        }
        if before_is_open {
            return Target::Join(before);
        }
        match waiting.first() {
            Some(&para) => Target::Join(para),
            None if is_text(before)
                && self.is_full(before)
                && !self.last_line(before).ends_with(':') =>
            {
                Target::Doubtful(before)
            }
            None => Target::New,
        }
    }

    /// Where a chunk goes that may begin a sentence.
    fn upper_target(&self, chunk: usize, before: usize) -> Target {
        let this = &self.chunks[chunk];
        let last = this.lines.last().map_or("", |i| self.source.line(*i));
        let text = self.source.joined(&this.lines);
        // The last line of a caption of several full lines.
        let single =
            this.lines.len() == 1 && this.width(self.source) < self.width(before);
        let is_caption = self.is_display(before)
            && self.lines(before).len() >= 2
            && cue(&self.source.joined(&self.lines(before))) == Cue::Caption;
        if is_caption
            && single
            && !this.page_start
            && cue(&text) == Cue::None
            && self.is_full_display(before)
        {
            return Target::Join(before);
        }
        let Some(para) = self.waiting(chunk).next() else { return Target::New };
        let adjacent = para == before;
        let prose_since = (para + 1..self.paras.len()).any(|p| !self.is_display(p));
        let end = self.last_line(para);
        if prose_since
            || end.ends_with(is_hyphen)
            || cue(&text) != Cue::None && this.lines.len() < 4
        {
            return Target::New;
        }
        let is_strong = self.is_cut(end) && (is_closed(last) || self.is_cut(last));
        let is_prose = this.lines.len() >= 4
            || (is_closed(last) && (adjacent || this.lines.len() >= 2));
        if (adjacent && is_strong) || (is_prose && this.page_start) {
            return Target::Join(para);
        }
        // A script without capitals does not tell where a sentence begins.
        let first = self.source.line(this.lines[0]);
        let caseless = !first_letter(first).is_some_and(char::is_uppercase);
        if is_prose && adjacent && (this.lines.len() >= 2 || caseless) {
            return Target::Doubtful(para);
        }
        Target::New
    }

    /// The paragraphs that wait for more at `chunk`, the last begun first.
    fn waiting(&self, chunk: usize) -> impl Iterator<Item = usize> {
        (0..self.paras.len()).rev().take(REACH).filter(move |&p| {
            let para = &self.paras[p];
            let near = para.chunks.last().is_some_and(|last| chunk - last <= REACH);
            near && self.chunks[para.chunks[0]].shape == Shape::Text
                && self.is_prose(p)
                && !is_closed(self.last_line(p))
                && (self.is_full(p) || self.last_line(p).ends_with(is_hyphen))
        })
    }

    /// The lines of a paragraph.
    fn lines(&self, para: usize) -> Vec<usize> {
        self.paras[para]
            .chunks
            .iter()
            .flat_map(|c| self.chunks[*c].lines.iter().copied())
            .collect()
    }

    /// The content of the last line of a paragraph.
    fn last_line(&self, para: usize) -> &str {
        let chunk = self.paras[para].chunks.last().map(|c| &self.chunks[*c]);
        chunk
            .and_then(|c| c.lines.last())
            .map_or("", |i| self.source.line(*i))
    }

    /// The width of the column that a paragraph ends in.
    fn width(&self, para: usize) -> usize {
        let lines = self.lines(para);
        lines
            .iter()
            .rev()
            .take(8)
            .map(|i| self.source.lines[*i].width)
            .max()
            .unwrap_or(0)
    }

    /// Whether the last line of a paragraph reaches the margin of its column.
    fn is_full(&self, para: usize) -> bool {
        let lines = self.lines(para);
        let margin = if lines.len() > 1 {
            self.width(para)
        } else {
            self.source.usual_width * 9 / 10
        };
        lines
            .last()
            .is_some_and(|i| self.source.lines[*i].width * 4 >= margin * 3)
    }

    /// Whether all lines of a display are full, so that it is not at its end.
    fn is_full_display(&self, para: usize) -> bool {
        let widths: Vec<usize> =
            self.lines(para).iter().map(|i| self.source.lines[*i].width).collect();
        let widest = widths.iter().max().copied().unwrap_or(0);
        !is_closed(self.last_line(para))
            && widths.iter().all(|w| w * 10 >= widest * 9 - 9)
    }

    /// Whether a paragraph is a heading, a caption, or something else of a few lines
    /// that are not a sentence.
    fn is_display(&self, para: usize) -> bool {
        let lines = self.lines(para);
        if lines.len() > 6 || self.chunks[self.paras[para].chunks[0]].shape != Shape::Text
        {
            return false;
        }
        let text = self.source.joined(&lines);
        is_display(&text) && (lines.len() <= 4 || cue(&text) == Cue::Caption)
    }

    /// Whether a paragraph is running text that may be interrupted: more than a display,
    /// or a display that ends as no heading does, or has the width of the column.
    fn is_prose(&self, para: usize) -> bool {
        if !self.is_display(para) {
            return true;
        }
        let lines = self.lines(para);
        let text = self.source.joined(&lines);
        if cue(&text) != Cue::None {
            return false;
        }
        let end = self.last_line(para);
        end.ends_with(is_hyphen)
            || self.is_cut(end)
            || lines.len() > 3
            || text.split_whitespace().count() > MANY_WORDS
            || (lines.len() > 1 && self.has_width_of_column(para))
    }

    /// Whether a line ends where no sentence and no heading does.
    fn is_cut(&self, line: &str) -> bool {
        let last = line.rsplit(' ').next().unwrap_or("").to_lowercase();
        line.ends_with([',', '،']) || self.words.contains(last.as_str())
    }

    /// Whether the lines of a paragraph are full and as wide as those of the prose
    /// before it.
    fn has_width_of_column(&self, para: usize) -> bool {
        let column = (0..para)
            .rev()
            .take(8)
            .find(|p| !self.is_display(*p))
            .map_or(0, |p| self.width(p));
        let widths: Vec<usize> =
            self.lines(para).iter().map(|i| self.source.lines[*i].width).collect();
        let widest = widths.iter().max().copied().unwrap_or(0);
        // The first line may be indented.
        let full = widths.iter().all(|w| w * 20 >= widest * 16);
        full && widest * 8 >= column * 7 && widest * 20 <= column * 21
    }

    /// Marks the displays that stand between the chunks of a paragraph.
    fn mark_displaced(&mut self) {
        for p in 0..self.paras.len() {
            let chunks = &self.paras[p].chunks;
            let last = chunks[chunks.len() - 1];
            let pairs: Vec<(usize, usize)> =
                chunks.windows(2).map(|pair| (pair[0], pair[1])).collect();
            for q in p + 1..self.paras.len() {
                let at = self.paras[q].chunks[0];
                if at > last {
                    break;
                }
                let gap = pairs.iter().find(|(a, b)| *a < at && at < *b);
                let only_displays = gap.is_some_and(|(a, b)| {
                    let inside = |r: &usize| (*a..*b).contains(&self.paras[*r].chunks[0]);
                    (p + 1..self.paras.len())
                        .take_while(|r| self.paras[*r].chunks[0] < *b)
                        .filter(inside)
                        .all(|r| self.is_display(r))
                });
                if only_displays {
                    self.paras[q].is_displaced = true;
                }
            }
        }
    }
}

/// Whether `text` is a display by its words: a caption, or a few words that do not end
/// as a sentence does and do not begin in the middle of one.
pub(super) fn is_display(text: &str) -> bool {
    cue(text) == Cue::Caption || (!is_closed(text) && !starts_lower(text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::import::chunk::chunks;
    use crate::source::import::hyphen::Vocabulary;
    use crate::source::import::sentences::starts_upper;

    fn check(text: &str, expected: &[&[usize]]) -> Vec<Para> {
        let source = Source::new(text);
        let chunks = chunks(&source);
        let mut vocabulary = Vocabulary::default();
        vocabulary.add("watermill", false, false);
        let hyphens = Hyphens::new("en", &vocabulary);
        let paras = paragraphs(&source, &chunks, &hyphens);
        let found: Vec<&[usize]> =
            paras.iter().map(|para| para.chunks.as_slice()).collect();
        assert_eq!(
            found,
            expected,
            "{:#?}",
            chunks.iter().map(|c| source.joined(&c.lines)).collect::<Vec<_>>()
        );
        paras
    }

    const OPEN: &str = "Nobody in the valley had ever\nseen so much snow as fell on\nthe night before the old mill\nburned, and so they thought it";
    const REST: &str = "was a sign; the priest thought\nso too, but kept it to himself\nuntil the snow had gone away.";

    #[test]
    fn a_blank_line_does_not_part_a_sentence() {
        check(&format!("{OPEN}\n\n{REST}\n"), &[&[0, 1]]);
    }

    #[test]
    fn a_caption_between_the_halves_is_displaced() {
        let paras = check(
            &format!("{OPEN}\n\nThe old mill in summer\n\n{REST}\n"),
            &[&[0, 2], &[1]],
        );
        assert!(paras[1].is_displaced);
    }

    #[test]
    fn a_column_between_the_halves_is_stepped_over() {
        let other = "The river is thirty miles long\nand flows to the sea at a town\nwhose name nobody remembers.";
        let paras = check(
            &format!("{OPEN} water-\n\nThe bridge\n\n{other}\n\nmill {REST}\n"),
            &[&[0, 3], &[1], &[2]],
        );
        assert!(paras[0].is_reordered);
    }

    #[test]
    fn a_closed_paragraph_is_not_joined() {
        check(
            &format!(
                "{OPEN}.\n\nThe priest said nothing of it\nto anybody in the valley.\n"
            ),
            &[&[0], &[1]],
        );
    }

    #[test]
    fn a_full_line_goes_on_with_a_capital_on_the_next_page() {
        let text = format!(
            "{OPEN} was Saint\n\n\u{c}Nicholas who had sent it down\nupon the heads of the sinners.\n"
        );
        check(&text, &[&[0, 1]]);
    }

    #[test]
    fn a_script_without_capitals_goes_on_after_an_open_end() {
        let open = "در دره هیچ کس به یاد نداشت که چه کسی آسیاب\nرا ساخته است و چرا هنوز می‌چرخد با آن که دیگر\nگندمی در آن دره و در دره‌های دیگر نمانده بود";
        let paras = check(&format!("{open}\n\nکه آرد شود.\n"), &[&[0, 1]]);
        assert_eq!(paras[0].doubtful, [1]);
    }

    #[test]
    fn sentences_end_within_quotes_and_brackets() {
        assert!(
            is_closed("he said “no.”") && is_closed("(see there.)") && !is_closed("“no”")
        );
        assert!(
            starts_lower("“and then") && starts_upper("«Then") && starts_upper("سلام")
        );
    }
}
