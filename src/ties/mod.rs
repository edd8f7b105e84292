//! What corresponds in texts that stand side by side: from what they say of themselves
//! (pointers, numbers, names) and from their order, the places that belong together.
//!
//! [`offer`] collects what a text has to be tied by. Layer after layer adds ties to a
//! [`chain`], the surest first: pointers ([`named`]), numbers ([`numbers`]), names, and at
//! last what has the same count between two ties ([`order`]). A tie that crosses a surer one is
//! dropped; of those of one layer that cross each other the fewest are.

mod chain;
mod faults;
mod form;
mod named;
mod numbers;
mod offer;
mod order;
mod scopes;
#[cfg(test)]
mod tests;
mod tie;
mod work;

pub use form::form;
pub use tie::{Alone, By, Repeated, Tie, Ties};

use self::chain::Chain;
use self::scopes::{Blocked, Scopes};
use self::work::Work;
use crate::diag::Diagnostic;
use crate::edition::TieKind;
use crate::model::{Place, TIE, Text};

/// Finds what corresponds in the texts of a parallel, with warnings about what does not.
pub fn ties(lanes: &[&Text], kind: TieKind) -> (Ties, Vec<Diagnostic>) {
    let offers = offer::offers(lanes);
    let mut work = Work {
        chain: Chain::new(lanes.len()),
        offers: &offers,
        links: lanes.iter().flat_map(|text| &text.links).collect(),
        ids: lanes.iter().map(|text| text.id.as_str()).collect(),
        scopes: Scopes::default(),
        found: Ties::default(),
    };
    match kind {
        TieKind::Structure => work.structure(),
        TieKind::Numbers => {
            work.marks();
            work.numbers();
        }
        TieKind::Anchors => {
            work.marks();
            work.names(true);
        }
        TieKind::Line => work.lines(),
    }
    let ties = work.finish(lanes);
    let said = faults::faults(lanes, &ties, kind);
    (ties, said)
}

impl Work<'_, '_> {
    /// All layers, the surest first.
    fn structure(&mut self) {
        self.pointers();
        self.marks();
        self.numbers();
        self.names(false);
        let mut blocked = Blocked::default();
        for depth in 0..offer::DEPTHS {
            self.order("division", |offer| &offer.divisions[depth], &mut blocked);
        }
        for level in 0..offer::LEVELS {
            self.order("heading", |offer| &offer.headings[level], &mut blocked);
        }
        self.order("speech", |offer| &offer.speeches, &mut blocked);
        // Verses may agree where stanzas do not.
        let mut of_verses = blocked.clone();
        self.order("paragraph", |offer| &offer.paragraphs, &mut blocked);
        self.order("verse", |offer| &offer.verses, &mut of_verses);
    }

    /// Line by line, inside what else corresponds.
    fn lines(&mut self) {
        self.pointers();
        self.marks();
        for unit in self.units(true) {
            self.number(&unit);
        }
        self.names(false);
        for unit in ["page", "column", "line"] {
            self.number(unit);
        }
        let mut blocked = Blocked::default();
        for depth in 0..offer::DEPTHS {
            self.order("division", |offer| &offer.divisions[depth], &mut blocked);
        }
        for level in 0..offer::LEVELS {
            self.order("heading", |offer| &offer.headings[level], &mut blocked);
        }
        let around = blocked.clone();
        self.order("line", |offer| &offer.lines, &mut around.clone());
        self.order("paragraph", |offer| &offer.paragraphs, &mut blocked);
        self.order("line", |offer| &offer.lines, &mut around.clone());
    }

    /// Places that an editor has marked as ties.
    fn marks(&mut self) {
        self.number(TIE);
    }

    /// Equal numbers, of larger parts first.
    fn numbers(&mut self) {
        for unit in self.units(false) {
            self.number(&unit);
        }
    }

    /// The ties, with the beginning of the texts.
    fn finish(self, lanes: &[&Text]) -> Ties {
        let Self { mut chain, mut found, .. } = self;
        chain.arrange(|lane, place| {
            let blocks = &lanes[lane].blocks;
            let length = |place: Place| {
                let block = blocks.get(place.block as usize);
                block.map_or(1, |block| block.content.text.len()).max(1) as f64
            };
            let within = f64::from(place.offset) / length(place);
            (f64::from(place.block) + within) / blocks.len().max(1) as f64
        });
        let start = Place { block: 0, offset: 0 };
        let begins = |lane: usize, ties: &[Tie]| {
            ties.iter().find_map(|tie| tie.at[lane]) == Some(start)
        };
        // A lane that begins with a tie waits for what stands before it in the others.
        let is_whole = chain
            .ties
            .first()
            .is_some_and(|first| first.at.iter().flatten().all(|place| *place == start));
        let at: Vec<Option<Place>> = (0..lanes.len())
            .map(|lane| (!begins(lane, &chain.ties)).then_some(start))
            .collect();
        if is_whole {
            let first = &mut chain.ties[0];
            first.by = By::Beginning;
            for (own, place) in first.at.iter_mut().zip(at) {
                *own = own.or(place);
            }
        } else {
            chain.ties.insert(0, Tie { at, by: By::Beginning });
        }
        found.crossed = chain.crossed;
        for tie in chain.ties {
            found.at.push(tie.at);
            found.by.push(tie.by);
        }
        found
    }
}
