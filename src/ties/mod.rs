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
#[cfg(test)]
mod tests;

pub use form::form;

use std::fmt;

use self::chain::Chain;
use self::numbers::Scopes;
use self::offer::Offer;
use self::order::Blocked;
use crate::diag::Diagnostic;
use crate::edition::TieKind;
use crate::model::{Link, Place, TIE, Text};

/// What corresponds in the texts of a parallel, in the order of its lanes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ties {
    /// For each tie, by lane, the place where it begins, if the lane has it; at least two lanes
    /// have it. In order: no lane goes back. The first one is the beginning, in the lanes that
    /// no other tie begins.
    pub at: Vec<Vec<Option<Place>>>,
    /// What each tie is made by.
    pub by: Vec<By>,
    /// What only one lane has, of what others have too: numbers, names, pointers.
    pub alone: Vec<Alone>,
    /// Ties that were dropped since they cross another, each with that one.
    pub crossed: Vec<(Tie, Tie)>,
    /// Numbers that a lane has twice where others have them once.
    pub repeated: Vec<Repeated>,
}

/// A place in each lane that has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Tie {
    /// By lane, where it begins.
    pub at: Vec<Option<Place>>,
    /// What it is made by.
    pub by: By,
}

/// What a tie is made by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum By {
    /// The beginning of the texts.
    Beginning,
    /// A pointer from one text to the other; the id it leads to.
    Pointer(String),
    /// An equal number: what it counts, and the number.
    Number(String, String),
    /// A name that both texts have.
    Name(String),
    /// An equal count of something since the tie before.
    Order(&'static str),
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Beginning => f.write_str("beginning"),
            Self::Pointer(id) => write!(f, "pointer {id}"),
            Self::Number(unit, n) => write!(f, "{unit} {n}"),
            Self::Name(name) => write!(f, "anchor {name}"),
            Self::Order(what) => f.write_str(what),
        }
    }
}

/// What only one lane has.
#[derive(Debug, Clone, PartialEq)]
pub struct Alone {
    /// The lane.
    pub lane: usize,
    /// Where it stands.
    pub place: Place,
    /// What would have tied it.
    pub by: By,
}

/// A number that a lane has twice.
#[derive(Debug, Clone, PartialEq)]
pub struct Repeated {
    /// The lane.
    pub lane: usize,
    /// Where it stands first.
    pub first: Place,
    /// Where it stands again.
    pub again: Place,
    /// What it counts, and the number.
    pub by: By,
}

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

/// What the layers work on.
struct Work<'o, 't> {
    /// The ties that are kept.
    chain: Chain,
    /// What each lane has to be tied by.
    offers: &'o [Offer<'t>],
    /// What the texts say apart.
    links: Vec<&'t Link>,
    /// What the texts are called.
    ids: Vec<&'t str>,
    /// Within what each number counts.
    scopes: Scopes,
    /// What does not correspond.
    found: Ties,
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
