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
//! - around the glyphs of each item a group that says which note they belong to.
//!
//! Endnotes are the same, but that their notes stand where they are printed.

use rustc_hash::FxHashMap;
use typst::layout::{Frame, Point};
use typst::utils::hash128;

use super::feet::Feet;
use super::lines::Lines;
use super::places::{Places, Ties, resume};
use super::survey::Survey;
use crate::compose::context::TextContext;
use crate::compose::job::{Item, Key};
use crate::lines::LineMap;
use crate::pages::Plan;

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

/// Ties the feet of a text's pages, each given as its body and the frames of its foot, and its
/// endnotes to its lines. Those are put on pages later, and [`weave_endnotes`] does the rest with
/// what this gives for each of them.
pub fn weave(
    of: &TextContext,
    pages: &mut [(&mut Frame, &mut [Frame])],
    endnotes: &[&Frame],
    plan: &Plan,
    line_map: &LineMap,
) -> (Ties, Vec<EndTies>) {
    let TextContext { job, origins, .. } = *of;
    let mut survey = Survey::default();
    for page in pages.iter() {
        survey.begun.push(vec![]);
        for frame in page.1.iter() {
            survey.current = None;
            survey.frame(frame);
        }
    }
    for notes in endnotes.iter() {
        survey.begun.push(vec![]);
        survey.current = None;
        survey.frame(notes);
    }
    if survey.printed.is_empty() {
        return (Ties::default(), vec![EndTies::default(); endnotes.len()]);
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
        bodies.page(page.0, &here, &survey.begun[n], n == last);
    }
    let Lines { mut lemmas, ties, .. } = bodies;
    let of_endnotes = survey.begun[pages.len()..].iter().map(|begun| {
        let own = begun.iter().filter_map(|key| Some((*key, lemmas.remove(key)?)));
        let (path, lemmas) = (job.path.clone(), own.collect());
        EndTies { path, lemmas, notes: begun.clone() }
    });
    let of_endnotes: Vec<EndTies> = of_endnotes.collect();
    let mut feet = Feet {
        places: &places,
        survey: &survey,
        lemmas,
        event: 0,
        current: None,
        mark: None,
    };
    for frame in pages.iter_mut().flat_map(|page| page.1.iter_mut()) {
        feet.current = None;
        *frame = feet.frame(std::mem::take(frame), false);
    }
    (ties, of_endnotes)
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
