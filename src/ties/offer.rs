//! What a text has to be tied by: numbers, names, and the beginnings of its parts.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{
    BlockKind, GroupKind, Place, PointKind, Text, Textpart, TextpartKind,
};

/// How many levels of divisions are tied by their order.
pub(super) const DEPTHS: usize = 6;

/// How many levels of headings there are.
pub(super) const LEVELS: usize = 6;

/// Units of milestones that are of a source and not of the work.
const OF_SOURCES: [&str; 9] = [
    "line",
    "column",
    "page",
    "gathering",
    "hand",
    "number",
    "separator",
    "milestone",
    "folio",
];

/// Something with a number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Numbered<'t> {
    /// Where it begins.
    pub place: Place,
    /// Its number.
    pub n: &'t str,
}

/// What a text has to be tied by.
#[derive(Debug, Default)]
pub(super) struct Offer<'t> {
    /// What has numbers, by unit, in order.
    pub numbers: BTreeMap<String, Vec<Numbered<'t>>>,
    /// How deep divisions of a unit nest.
    pub depths: BTreeMap<String, usize>,
    /// Names of places, in order.
    pub names: Vec<(&'t str, Place)>,
    /// Parts that point to others.
    pub pointing: Vec<&'t Textpart>,
    /// Divisions by how deep they are.
    pub divisions: [Vec<Place>; DEPTHS],
    /// Headings by their level.
    pub headings: [Vec<Place>; LEVELS],
    /// Speeches.
    pub speeches: Vec<Place>,
    /// Paragraphs, stanzas, tables.
    pub paragraphs: Vec<Place>,
    /// Lines of verse.
    pub verses: Vec<Place>,
    /// Lines of all kinds.
    pub lines: Vec<Place>,
}

/// What each text has. Divisions have the same name in all of them if they are at the same
/// depth and what they are called in one no other knows.
pub(super) fn offers<'t>(lanes: &[&'t Text]) -> Vec<Offer<'t>> {
    let mut offers: Vec<Offer> = lanes.iter().map(|text| Offer::of(text)).collect();
    let is_shared = |unit: &str, offers: &[Offer]| {
        offers.iter().filter(|one| one.depths.contains_key(unit)).count() > 1
    };
    let unshared: BTreeSet<String> = offers
        .iter()
        .flat_map(|offer| offer.depths.keys())
        .filter(|unit| !is_shared(unit, &offers))
        .cloned()
        .collect();
    for offer in &mut offers {
        for unit in &unshared {
            let Some(depth) = offer.depths.remove(unit) else { continue };
            let common = format!("division of level {}", depth + 1);
            let items = offer.numbers.remove(unit).unwrap_or_default();
            let all = offer.numbers.entry(common.clone()).or_default();
            all.extend(items);
            all.sort();
            offer.depths.insert(common, depth);
        }
    }
    offers
}

impl<'t> Offer<'t> {
    fn of(text: &'t Text) -> Self {
        let mut offer = Self::default();
        offer.parts(text);
        offer.points(text);
        offer.blocks(text);
        for items in offer.numbers.values_mut() {
            items.sort();
            items.dedup();
        }
        offer.names.sort_by_key(|(_, place)| *place);
        offer.lines.sort();
        offer.lines.dedup();
        offer
    }

    fn number(&mut self, unit: &str, n: &'t str, place: Place) {
        if !unit.is_empty() && !n.trim().is_empty() {
            let all = self.numbers.entry(unit.to_owned()).or_default();
            all.push(Numbered { place, n: n.trim() });
        }
    }

    /// A number of a part. Halves of verses, and words that are singled out, are no parts of a
    /// work.
    fn part_number(&mut self, text: &Text, unit: &str, n: &'t str, place: Place) {
        let block = text.blocks.get(place.block as usize);
        let is_verse = block.is_some_and(|block| block.kind.is_verse());
        let is_singled =
            matches!(unit, "seg" | "s") && (is_verse || !n.contains(char::is_numeric));
        if !is_singled {
            self.number(unit, n, place);
        }
    }

    /// What elements say of themselves.
    fn parts(&mut self, text: &'t Text) {
        let depths = depths(&text.textparts);
        for (part, depth) in text.textparts.iter().zip(depths) {
            if let Some(n) = &part.n {
                self.part_number(text, &part.unit, n, part.from);
            }
            if let Some(id) = &part.id {
                self.names.push((id, part.from));
            }
            if !part.corresponds.is_empty() {
                self.pointing.push(part);
            }
            if part.unit == "line" {
                self.lines.push(part.from);
            }
            let Some(depth) = depth else { continue };
            if let Some(places) = self.divisions.get_mut(depth) {
                places.push(part.from);
            }
            if part.n.is_some() {
                let known = self.depths.entry(part.unit.clone()).or_insert(depth);
                *known = depth.min(*known);
            }
        }
    }

    /// What stands in the lines.
    fn points(&mut self, text: &'t Text) {
        for (k, block) in (0..).zip(&text.blocks) {
            for point in &block.content.points {
                let place = Place { block: k, offset: point.at };
                match &point.kind {
                    PointKind::Milestone { unit, n } => {
                        self.part_number(text, unit, n, place);
                        if unit == "line" {
                            self.lines.push(place);
                        }
                    }
                    PointKind::VerseNumber(n) => self.number("l", n, place),
                    PointKind::LineNumber(n) => self.number("line number", n, place),
                    PointKind::PageBreak { n, .. } => self.number("page", n, place),
                    PointKind::Anchor(name) => self.names.push((name, place)),
                    PointKind::LineBreak => self.lines.push(place),
                    _ => {}
                }
            }
        }
    }

    /// The beginnings of blocks and of groups of them.
    fn blocks(&mut self, text: &Text) {
        let start = |block: u32| Place { block, offset: 0 };
        // Blocks inside of groups that are paragraphs as a whole.
        let mut inside = vec![false; text.blocks.len()];
        for group in &text.groups {
            let is_whole = match group.kind {
                GroupKind::Stanza | GroupKind::Table { .. } => true,
                GroupKind::Speech => {
                    self.speeches.push(start(group.blocks.start));
                    false
                }
                _ => false,
            };
            let blocks = group.blocks.start as usize..group.blocks.end as usize;
            if is_whole && !inside[blocks.start] {
                self.paragraphs.push(start(group.blocks.start));
                inside[blocks].fill(true);
            }
        }
        for (k, block) in (0..).zip(&text.blocks) {
            match block.kind {
                BlockKind::Heading(level) => {
                    let level = usize::from(level.clamp(1, LEVELS as u8)) - 1;
                    self.headings[level].push(start(k));
                }
                BlockKind::Paragraph | BlockKind::Verbatim if !inside[k as usize] => {
                    self.paragraphs.push(start(k));
                    self.lines.push(start(k));
                }
                BlockKind::VerseLine => {
                    self.verses.push(start(k));
                    self.lines.push(start(k));
                    if !inside[k as usize] {
                        self.paragraphs.push(start(k));
                    }
                }
                _ => {}
            }
        }
        self.paragraphs.sort();
        self.speeches.sort();
    }
}

/// How deep each division is, in order of the parts. One that holds all the others is not
/// counted.
fn depths(parts: &[Textpart]) -> Vec<Option<usize>> {
    let mut open: Vec<Place> = vec![];
    let mut depths: Vec<Option<usize>> = vec![];
    for part in parts {
        if part.kind != TextpartKind::Division {
            depths.push(None);
            continue;
        }
        while open.last().is_some_and(|end| *end <= part.from || *end < part.to) {
            open.pop();
        }
        depths.push(Some(open.len()));
        open.push(part.to);
    }
    loop {
        let count =
            |depth: usize| depths.iter().filter(|own| **own == Some(depth)).count();
        if count(0) != 1 || count(1) == 0 {
            return depths;
        }
        for depth in &mut depths {
            *depth = depth.and_then(|depth| depth.checked_sub(1));
        }
    }
}

/// Whether what a unit counts is of the work.
pub(super) fn is_of_work(unit: &str) -> bool {
    !OF_SOURCES.contains(&unit)
}

/// In which order units are tied: larger parts before those in them.
pub(super) fn rank(unit: &str, offers: &[Offer]) -> (usize, usize) {
    let depth = offers.iter().filter_map(|offer| offer.depths.get(unit)).min();
    if let Some(depth) = depth {
        return (0, *depth);
    }
    match unit {
        "lg" | "sp" | "p" | "ab" => (1, 0),
        "l" => (3, 0),
        "line number" => (3, 1),
        "seg" | "s" => (4, 0),
        _ => {
            let items = offers.iter().filter_map(|offer| offer.numbers.get(unit));
            (2, items.map(Vec::len).sum())
        }
    }
}
