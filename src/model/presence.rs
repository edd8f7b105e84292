//! Which witnesses are present where: a witness that ends (`def.`) is missing from there
//! on, one that begins (`inc.`) is present.

use super::{Place, ReadingKind, Text, Witness};

/// The witnesses that are present in each part of a text.
#[derive(Debug, Clone, Default)]
pub struct Presence {
    /// The ids of the witnesses that a text has, later hands not counted; in the order of
    /// the conspectus.
    ids: Vec<String>,
    /// From which place on each of them is present or not; in order, the first from the
    /// beginning of the text on.
    parts: Vec<(Place, Vec<bool>)>,
}

impl Presence {
    /// The presence of the witnesses in a text; `own` are the ids of those that have it,
    /// if not all.
    pub fn of(text: &Text, witnesses: &[Witness], own: Option<&[String]>) -> Self {
        let ids: Vec<String> = witnesses
            .iter()
            .filter(|witness| witness.hand_of.is_none())
            .map(|witness| witness.id.clone())
            .filter(|id| own.is_none_or(|own| own.contains(id)))
            .collect();
        let mut changes: Vec<(Place, usize, bool)> = vec![];
        for entry in &text.entries {
            for reading in &entry.readings {
                let (place, begins) = match reading.kind {
                    ReadingKind::Ending => (entry.to, false),
                    ReadingKind::Beginning => (entry.from, true),
                    _ => continue,
                };
                let found = reading
                    .witnesses
                    .iter()
                    .filter_map(|id| ids.iter().position(|known| known == id));
                changes.extend(found.map(|witness| (place, witness, begins)));
            }
        }
        changes.sort_by_key(|change| change.0);
        let mut now = vec![true; ids.len()];
        for (witness, present) in now.iter_mut().enumerate() {
            let first = changes.iter().find(|change| change.1 == witness);
            *present = first.is_none_or(|first| !first.2);
        }
        let mut parts = vec![(Place { block: 0, offset: 0 }, now.clone())];
        for (place, witness, begins) in changes {
            now[witness] = begins;
            match parts.last_mut() {
                Some(last) if last.0 == place => last.1.clone_from(&now),
                _ => parts.push((place, now.clone())),
            }
        }
        Self { ids, parts }
    }

    /// The ids of the witnesses that are present at a place, in their order.
    pub fn at(&self, place: Place) -> impl Iterator<Item = &str> {
        let part = self.parts.partition_point(|part| part.0 <= place);
        let present = part.checked_sub(1).map_or(&[][..], |part| &self.parts[part].1);
        self.ids
            .iter()
            .zip(present)
            .filter(|(_, present)| **present)
            .map(|(id, _)| id.as_str())
    }

    /// Where witnesses begin or end, with those that are present from there on; the first
    /// is the beginning of the text.
    pub fn parts(&self) -> impl Iterator<Item = (Place, Vec<&str>)> {
        self.parts
            .iter()
            .map(|(place, _)| (*place, self.at(*place).collect()))
    }
}
