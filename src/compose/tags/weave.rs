//! What ties the foot to the text in the structure of a tagged PDF.
//!
//! Each entry and note of the foot or of the end becomes a note of the structure, and the place it
//! belongs to gets a reference; a link leads from the one to the other and back.
//! Where an item of the foot begins, its frame has a [mark](Key::mark); whatever the foot
//! looks like, the marks stay in the order of reading. When a text has its pages,
//! [`weave`] takes the marks out and puts tags for the export in:
//!
//! - in a line, behind the run of glyphs that a lemma begins in, a reference with a link;
//! - behind the first block that ends after the page's last line, the notes of the page,
//!   so that no paragraph is read with notes in its midst;
//! - around the glyphs of each item a group that says of which note they are.
//!
//! Endnotes are the same, but that their notes stand where they are printed.

use rustc_hash::FxHashMap;
use typst::layout::{Frame, Point};
use typst::utils::hash128;

use super::feet::Feet;
use super::lines::Lines;
use super::places::{Key, Places, Ties, resume};
use super::survey::Survey;
use crate::compose::foot::endnotes::SetEndnotes;
use crate::compose::job::{Item, TextJob};
use crate::compose::text::set::SetPage;
use crate::lines::LineMap;
use crate::pages::Plan;
use crate::typeset::Origins;

/// What ties the endnotes of a series to the lines of their text.
#[derive(Debug, Clone, Default)]
pub struct EndTies {
    /// The text's path.
    path: String,
    /// The items that are printed, in order.
    pub notes: Vec<Key>,
    /// What each of them stands at, in words.
    lemmas: FxHashMap<Key, String>,
}

/// Ties the feet of a text's pages, and its endnotes, to its lines. Those are put on pages
/// later, and [`weave_endnotes`] does the rest.
pub fn weave(
    pages: &mut [SetPage],
    endnotes: &mut [SetEndnotes],
    plan: &Plan,
    line_map: &LineMap,
    job: &TextJob,
    origins: &Origins,
) -> Ties {
    let mut survey = Survey::default();
    for page in pages.iter() {
        survey.begun.push(vec![]);
        for frame in &page.foot.frames {
            survey.current = None;
            survey.frame(frame);
        }
    }
    for notes in endnotes.iter() {
        survey.begun.push(vec![]);
        survey.current = None;
        survey.frame(&notes.strip);
    }
    if survey.printed.is_empty() {
        return Ties::default();
    }
    let mut wanted: Vec<Vec<(Item, Key)>> = vec![vec![]; plan.pages.len()];
    for (&key, words) in &survey.printed {
        let Some(&item) = job.item(key).filter(|_| !words.trim().is_empty()) else {
            continue;
        };
        let line = line_map.line_of(item.from).unwrap_or(0);
        let page = plan.pages.partition_point(|page| page.lines.end <= line);
        if let Some(wanted) = wanted.get_mut(page) {
            wanted.push((item, key));
        }
    }
    let places = Places { base: hash128(&job.path) };
    let mut wanted = wanted.into_iter();
    let mut bodies = Lines {
        places: &places,
        origins,
        survey: &survey,
        lemmas: FxHashMap::default(),
        references: FxHashMap::default(),
        ties: Ties::default(),
        event: 0,
        closing: None,
        open: vec![],
        pending: vec![],
    };
    let last = pages.len() - 1;
    for (n, page) in pages.iter_mut().enumerate() {
        let mut here = wanted.next().unwrap_or_default();
        here.sort_unstable_by_key(|(item, key)| (item.from, *key));
        bodies.page(&mut page.body, &here, &survey.begun[n], n == last);
    }
    let Lines { mut lemmas, ties, .. } = bodies;
    for (notes, begun) in endnotes.iter_mut().zip(&survey.begun[pages.len()..]) {
        let own = begun.iter().filter_map(|key| Some((*key, lemmas.remove(key)?)));
        notes.ties = EndTies {
            path: job.path.clone(),
            lemmas: own.collect(),
            notes: begun.clone(),
        };
    }
    let mut feet = Feet {
        places: &places,
        survey: &survey,
        lemmas,
        event: 0,
        current: None,
        mark: None,
    };
    for frame in pages.iter_mut().flat_map(|page| &mut page.foot.frames) {
        feet.current = None;
        *frame = feet.frame(std::mem::take(frame), false);
    }
    ties
}

/// Ties the pieces of a series of endnotes, in the order of their pages and columns: before
/// each stand the notes that begin in it.
pub fn weave_endnotes(pieces: &mut [Frame], ties: &EndTies) {
    let mut survey = Survey::default();
    for k in 0..pieces.len() {
        let (before, piece) = pieces.split_at_mut(k);
        if let Some(before) = before.last() {
            resume(&mut piece[0], before);
        }
        survey.begun.push(vec![]);
        survey.current = None;
        survey.frame(&piece[0]);
    }
    let places = Places { base: hash128(&ties.path) };
    let lemmas = ties.lemmas.clone();
    let (survey, current, mark) = (&survey, None, None);
    let mut feet = Feet {
        places: &places,
        survey,
        lemmas,
        event: 0,
        current,
        mark,
    };
    for (piece, begun) in pieces.iter_mut().zip(&survey.begun) {
        feet.current = None;
        *piece = feet.frame(std::mem::take(piece), false);
        let notes = begun.iter().flat_map(|&key| places.note(key));
        piece.prepend_multiple(notes.map(|item| (Point::zero(), item)));
    }
}
