//! What a page costs, and for what.

use std::ops::AddAssign;

use serde::Serialize;

/// The badness of a page, by what it is given for.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Costs {
    /// White where lines could stand.
    pub white: f64,
    /// A last page with hardly a line.
    pub remnant: f64,
    /// The last line of a paragraph, or a single verse, begins the next page.
    pub widow: f64,
    /// The first line of a paragraph, or a single verse, ends the page.
    pub orphan: f64,
    /// A hyphen ends the page.
    pub hyphen: f64,
    /// A stanza is broken.
    pub stanza: f64,
    /// A speech, a list or a quotation is broken.
    pub speech: f64,
    /// The page is not as deep as the one it faces.
    pub opening: f64,
    /// A note runs on to the next page.
    pub split: f64,
    /// The foot leaves hardly a line of text, or none.
    pub crowded: f64,
    /// The page begins where none of the last release began.
    pub moved: f64,
    /// The page is a line deeper than it should be, to keep the next where it was.
    pub long: f64,
    /// Paragraphs that begin on it were set a line shorter or longer.
    pub fit: f64,
    /// Notes begin on a later page than their lines.
    pub waits: f64,
    /// What stands beside each other is parted between two openings.
    pub parted: f64,
    /// A rule was broken because nothing else was possible.
    pub forbidden: f64,
}

impl Costs {
    /// All of it.
    pub fn total(&self) -> f64 {
        self.named().iter().map(|part| part.1).sum()
    }

    /// What there is to pay for, with its name.
    pub fn parts(&self) -> impl Iterator<Item = (&'static str, f64)> {
        self.named().into_iter().filter(|part| part.1 >= 0.005)
    }

    fn named(&self) -> [(&'static str, f64); 16] {
        [
            ("white", self.white),
            ("remnant", self.remnant),
            ("widow", self.widow),
            ("orphan", self.orphan),
            ("hyphen", self.hyphen),
            ("stanza", self.stanza),
            ("speech", self.speech),
            ("opening", self.opening),
            ("split-note", self.split),
            ("crowded", self.crowded),
            ("moved", self.moved),
            ("long", self.long),
            ("fit", self.fit),
            ("waits", self.waits),
            ("parted", self.parted),
            ("forbidden", self.forbidden),
        ]
    }
}

impl AddAssign for Costs {
    fn add_assign(&mut self, other: Self) {
        self.white += other.white;
        self.remnant += other.remnant;
        self.widow += other.widow;
        self.orphan += other.orphan;
        self.hyphen += other.hyphen;
        self.stanza += other.stanza;
        self.speech += other.speech;
        self.opening += other.opening;
        self.split += other.split;
        self.crowded += other.crowded;
        self.moved += other.moved;
        self.long += other.long;
        self.fit += other.fit;
        self.waits += other.waits;
        self.parted += other.parted;
        self.forbidden += other.forbidden;
    }
}
