//! The witnesses that are present in each part of a text.

use std::ops::Range;

use crate::assemble::TextMap;
use crate::edition::Edition;
use crate::model::{Place, Presence, Role, Text};

/// From which source byte on which witnesses are present.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Witnesses {
    /// A source byte and the sigla of the witnesses that are present from there on, in the
    /// order of the conspectus; in order.
    parts: Vec<(u32, Vec<String>)>,
    /// The sigla of all of them, in that order.
    order: Vec<String>,
}

impl Witnesses {
    /// The witnesses of a text, if they are to be listed; `own` are the ids of those that
    /// have it, if not all.
    pub fn of(
        text: &Text,
        edition: &Edition,
        own: Option<&[String]>,
        map: &TextMap,
    ) -> Self {
        if !edition.apparatus.witnesses_at_foot || text.role != Role::Body {
            return Self::default();
        }
        let siglum = |id: &str| {
            let witness = edition.witnesses.iter().find(|witness| witness.id == id);
            witness.map_or_else(|| id.to_owned(), |witness| witness.siglum.clone())
        };
        let presence = Presence::of(text, &edition.witnesses, own);
        let start = Place { block: 0, offset: 0 };
        let parts = presence
            .parts()
            .map(|(place, ids)| {
                // What stands before the first word belongs to it.
                let byte =
                    if place == start { 0 } else { map.source_of(place).unwrap_or(0) };
                (byte, ids.into_iter().map(siglum).collect())
            })
            .collect();
        let order = edition.witnesses.iter().map(|w| w.siglum.clone()).collect();
        Self { parts, order }
    }

    /// The sigla of the witnesses that are present somewhere in a range of source bytes.
    pub fn within(&self, bytes: Range<u32>) -> Vec<&str> {
        let first = self.parts.partition_point(|part| part.0 <= bytes.start);
        let parts = &self.parts[first.saturating_sub(1)..];
        let present: Vec<&String> = parts
            .iter()
            .take_while(|part| part.0 < bytes.end.max(bytes.start + 1))
            .flat_map(|part| &part.1)
            .collect();
        let known = self.order.iter().filter(|siglum| present.contains(siglum));
        known.map(String::as_str).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_witness_is_listed_if_any_word_of_the_page_is_its_own() {
        let sigla = |names: &[&str]| {
            names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>()
        };
        let witnesses = Witnesses {
            parts: vec![
                (0, sigla(&["A", "B"])),
                (100, sigla(&["B"])),
                (200, sigla(&["B", "C"])),
            ],
            order: sigla(&["A", "B", "C"]),
        };
        assert_eq!(witnesses.within(0..50), ["A", "B"]);
        assert_eq!(witnesses.within(50..150), ["A", "B"]);
        assert_eq!(witnesses.within(100..200), ["B"]);
        assert_eq!(witnesses.within(100..201), ["B", "C"]);
        assert_eq!(witnesses.within(50..300), ["A", "B", "C"]);
        assert_eq!(Witnesses::default().within(0..9), [""; 0]);
    }
}
