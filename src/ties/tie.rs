//! Ties, and what could not be tied.

use std::fmt;

use crate::model::Place;

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
