//! Entries run in: the words of a page's entries put into lines, first fit, and
//! spread over the measure.
//!
//! The planner counts lines with the same rule ([`estimate`](super::estimate)), so that what it
//! was told is what is set. Only for words that go from left to right; lines in
//! two directions are left to Typst.

use typst::foundations::{Content, NativeElement};
use typst::introspection::{Location, Tag, TagFlags};
use typst::layout::{Abs, Em, Frame, FrameItem, Point, Size};
use typst::model::ParElem;
use typst::syntax::Span;
use typst::text::{Glyph, TextItem};
use typst::utils::hash128;

use super::estimate::Metrics;
use super::words::Word;
use crate::compose::job::Key;
use crate::compose::tags::mark_items;

/// An entry's words behind its number, if it has one.
pub struct RunIn<'a> {
    /// What it is in the foot.
    pub key: Key,
    /// The line number.
    pub number: Option<&'a Word>,
    /// The words.
    pub words: &'a [Word],
}

/// A line while it is filled: words with the gap before each, and what begins with them.
#[derive(Default)]
struct Filling<'a> {
    words: Vec<(f64, &'a Word, Option<Key>)>,
    x: f64,
}

/// By how much the gaps of a line are wider than they were, in points.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Spread {
    words: f64,
    entries: f64,
}

/// How many times its width the gap between two entries grows by before other gaps do.
const ENTRIES_FIRST: f64 = 1.5;
/// How many times its width a word space grows by before the gaps between entries grow more.
const THEN_WORDS: f64 = 0.7;
/// How many times its width a word space is at most wider: a line that would need more stays
/// short.
const MOST: f64 = 3.0;

impl Spread {
    /// What fills the measure: first the gaps between entries grow, then those between
    /// words, then all of them.
    fn of(line: &Filling, metrics: &Metrics) -> Self {
        let gaps =
            || line.words.iter().skip(1).map(|word| word.0).filter(|gap| *gap > 0.0);
        let between = gaps().filter(|gap| is_entry_gap(*gap, metrics)).count() as f64;
        let within = gaps().count() as f64 - between;
        let mut missing = metrics.width - line.x;
        // Takes what some gaps can: how much each of them.
        let mut take = |count: f64, most: f64| {
            if count == 0.0 || missing <= 0.0 {
                return 0.0;
            }
            let each = (missing / count).min(most);
            missing -= each * count;
            each
        };
        let mut entries = take(between, ENTRIES_FIRST * metrics.entry_gap);
        let mut words = take(within, THEN_WORDS * metrics.space);
        let all = take(between + within, (MOST - THEN_WORDS) * metrics.space);
        if between > 0.0 {
            entries += all + take(between, f64::INFINITY);
        }
        words += all;
        Self { words, entries }
    }

    fn behind(self, gap: f64, metrics: &Metrics) -> f64 {
        if is_entry_gap(gap, metrics) { self.entries } else { self.words }
    }
}

fn is_entry_gap(gap: f64, metrics: &Metrics) -> bool {
    gap > metrics.space
}

/// Sets entries as one paragraph. `justify` says whether lines but the last are spread;
/// `name` tells the paragraph from all others.
pub fn run_in(entries: &[RunIn], metrics: &Metrics, justify: bool, name: &str) -> Frame {
    let blanks = Blanks::of(entries);
    let mut lines: Vec<Filling> = vec![Filling::default()];
    for (n, entry) in entries.iter().enumerate() {
        let behind = entry.number.map_or(0.0, |number| number.width + metrics.space);
        let units = Word::units(entry.words);
        for (k, unit) in units.enumerate() {
            let (gap, ahead) = match (n, k) {
                (0, 0) => (0.0, behind),
                (_, 0) => (metrics.entry_gap, behind),
                _ => (metrics.space, 0.0),
            };
            let width = Word::width_of(unit, metrics.space);
            let full = lines.last().is_some_and(|line| {
                line.x > 0.0 && line.x + gap + ahead + width > metrics.width + 0.05
            });
            if full {
                lines.push(Filling::default());
            }
            let Some(line) = lines.last_mut() else { continue };
            let gap = if line.x > 0.0 { gap } else { 0.0 };
            let begins = (k == 0).then_some(entry.key);
            let mut words = unit.iter();
            let first = words.next();
            match entry.number.filter(|_| k == 0) {
                Some(number) => {
                    line.words.push((gap, number, begins));
                    // The number stays with its word: a gap that does not stretch.
                    line.words.extend(first.map(|word| (-metrics.space, word, None)));
                }
                None => line.words.extend(first.map(|word| (gap, word, begins))),
            }
            line.words.extend(words.map(|word| (metrics.space, word, None)));
            line.x += gap + ahead + width;
        }
        if n + 1 < entries.len()
            && let Some(line) = lines.last_mut()
        {
            // A gap below nothing: it neither moves nor stretches.
            line.words
                .extend(blanks.behind(entry).map(|blank| (-0.0, blank, None)));
        }
    }
    let size = metrics.size;
    let height = (lines.len() - 1) as f64 * metrics.pitch + size;
    let mut frame = Frame::soft(Size::new(Abs::pt(metrics.width), Abs::pt(height)));
    let location = Location::new(hash128(name));
    let flags = TagFlags { introspectable: false, tagged: true };
    let paragraph = ParElem::new(Content::empty()).pack().located(location);
    frame.push(Point::zero(), FrameItem::Tag(Tag::Start(paragraph, flags)));
    let last = lines.len() - 1;
    for (n, line) in lines.iter().enumerate() {
        let baseline = 0.75 * size + n as f64 * metrics.pitch;
        let spread = if justify && n < last {
            Spread::of(line, metrics)
        } else {
            Spread::default()
        };
        let mut x = 0.0;
        let mut items: Vec<(Point, FrameItem)> = vec![];
        for (k, (gap, word, begins)) in line.words.iter().enumerate() {
            if k > 0 {
                x += if *gap > 0.0 { gap + spread.behind(*gap, metrics) } else { -gap };
            }
            let at = Point::new(Abs::pt(x), Abs::pt(baseline));
            let mark = begins.iter().flat_map(|key| mark_items(*key));
            items.extend(mark.map(|item| (at, item)));
            for (pos, item) in &word.items {
                let at = at + *pos;
                let joined = match (items.last_mut(), item) {
                    (Some((before, FrameItem::Text(text))), FrameItem::Text(next)) => {
                        join(*before, text, at, next)
                    }
                    _ => false,
                };
                if !joined {
                    items.push((at, item.clone()));
                }
            }
            x += word.width;
        }
        frame.push_multiple(items);
    }
    let end = Tag::End(location, hash128(name), flags);
    frame.push(Point::with_y(Abs::pt(height)), FrameItem::Tag(end));
    frame
}

/// Blanks to stand behind entries that others follow, without width: each of the type of
/// the entry's last word, so that both are one text.
struct Blanks(Vec<(TextItem, Word)>);

impl Blanks {
    fn of(entries: &[RunIn]) -> Self {
        let mut blanks: Vec<(TextItem, Word)> = vec![];
        for last in entries.iter().filter_map(last_text) {
            if !blanks.iter().any(|(blank, _)| alike(blank, last))
                && let Some(blank) = blank_like(last)
            {
                let items = vec![(Point::zero(), FrameItem::Text(blank.clone()))];
                blanks.push((blank, Word { items, ..Word::default() }));
            }
        }
        Self(blanks)
    }

    /// That behind an entry; of another type if its font has no blank.
    fn behind(&self, entry: &RunIn) -> Option<&Word> {
        let last = last_text(entry)?;
        let its = self.0.iter().find(|(blank, _)| alike(blank, last));
        its.or(self.0.first()).map(|(_, word)| word)
    }
}

fn last_text<'a>(entry: &RunIn<'a>) -> Option<&'a TextItem> {
    let mut items = entry.words.last()?.items.iter().rev();
    items.find_map(|(_, item)| match item {
        FrameItem::Text(text) => Some(text),
        _ => None,
    })
}

fn alike(a: &TextItem, b: &TextItem) -> bool {
    a.font == b.font && a.size == b.size && a.fill == b.fill && a.lang == b.lang
}

/// A blank of the type of a text, if its font has one.
fn blank_like(text: &TextItem) -> Option<TextItem> {
    let id = text.font.ttf().glyph_index(' ')?.0;
    let blank = Glyph {
        id,
        x_advance: Em::zero(),
        x_offset: Em::zero(),
        y_advance: Em::zero(),
        y_offset: Em::zero(),
        range: 0..1,
        span: (Span::detached(), 0),
    };
    Some(TextItem {
        text: " ".into(),
        glyphs: vec![blank],
        ..text.clone()
    })
}

/// Joins a text to the one before it if both are of one kind and either adjoin or have
/// a blank between them, which then gets the width of the gap. Fewer texts make a
/// smaller PDF.
fn join(before: Point, text: &mut TextItem, at: Point, next: &TextItem) -> bool {
    let one = before.y == at.y
        && alike(text, next)
        && text.text.len() + next.text.len() < usize::from(u16::MAX);
    let width = text.width();
    let shift = text.text.len() as u16;
    let off = at.x - before.x - width;
    if !one {
        return false;
    }
    if off.abs() > Abs::pt(0.001) {
        let is_blank = text.text.ends_with([' ', '\u{a0}']);
        let Some(blank) = text.glyphs.last_mut().filter(|_| is_blank) else {
            return false;
        };
        let gap = off + blank.x_advance.at(text.size);
        if gap < Abs::zero() {
            return false;
        }
        blank.x_advance = Em::from_abs(gap, text.size);
    }
    text.text.push_str(&next.text);
    text.glyphs.extend(next.glyphs.iter().map(|glyph| {
        let mut glyph = glyph.clone();
        glyph.range = glyph.range.start + shift..glyph.range.end + shift;
        glyph
    }));
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    const METRICS: Metrics = Metrics::INVENTED;

    fn word(width: f64) -> Word {
        Word { width, ..Word::default() }
    }

    #[test]
    fn gaps_between_entries_grow_first() {
        let one = word(20.0);
        let line = |count: usize, x: f64| Filling {
            words: (0..count)
                .map(|k| (if k % 2 == 0 { 8.0 } else { 2.0 }, &one, None))
                .collect(),
            x,
        };
        // 9 gaps, of which 4 between entries.
        let spread = |missing: f64| {
            let spread = Spread::of(&line(10, METRICS.width - missing), &METRICS);
            (spread.words, spread.entries)
        };
        assert_eq!(spread(0.0), (0.0, 0.0));
        assert_eq!(spread(8.0), (0.0, 2.0));
        assert_eq!(spread(48.0), (0.0, 12.0));
        assert_eq!(spread(53.0), (1.0, 12.0));
        // All are filled, if there is a gap between entries.
        for missing in [55.0, 60.0, 90.0] {
            let (words, entries) = spread(missing);
            assert!((5.0 * words + 4.0 * entries - missing).abs() < 1e-9, "{missing}");
            assert!(words <= 6.0 && entries >= 12.0, "{missing}");
        }
        // One entry alone has no gaps but its own.
        let words = Filling {
            words: vec![(0.0, &one, None), (2.0, &one, None)],
            x: 42.0,
        };
        assert_eq!(Spread::of(&words, &METRICS), Spread { words: 6.0, entries: 0.0 });
    }

    #[test]
    fn a_word_that_is_tied_stays_with_the_one_before() {
        let key = Key { series: 0, item: 0 };
        let mut words = [word(60.0), word(30.0), word(20.0)];
        let height = |words: &[Word]| {
            let entries = [RunIn { key, number: None, words }];
            run_in(&entries, &METRICS, true, "").height().to_pt()
        };
        assert_eq!(height(&words[..2]), 8.0);
        assert_eq!(height(&words), 18.0);
        words[2].tied = true;
        assert_eq!(Word::units(&words).map(<[Word]>::len).collect::<Vec<_>>(), [1, 2]);
        assert_eq!(height(&words), 18.0);
        assert_eq!(Word::width_of(&words[1..], 2.0), 52.0);
    }

    #[test]
    fn entries_break_where_the_planner_counts_a_line() {
        let number = word(4.0);
        let key = Key { series: 0, item: 0 };
        let (one, two) = ([word(40.0), word(40.0)], [word(40.0)]);
        let entries = [
            RunIn { key, number: Some(&number), words: &one },
            RunIn { key, number: None, words: &two },
        ];
        let height =
            |entries: &[RunIn]| run_in(entries, &METRICS, true, "").height().to_pt();
        assert_eq!(height(&entries[..1]), 8.0); // 4 + 2 + 40 + 2 + 40
        assert_eq!(height(&entries), 18.0);
    }
}
