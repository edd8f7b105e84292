//! The witnesses of a lemma or a reading as they are printed: in the order of the
//! conspectus, folded into groups, with how each has it.

use crate::edition::{ApparatusSettings, GroupStyle};
use crate::model::{Remark, Witness, WitnessGroup};

/// A part of what is printed for some witnesses.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum SiglaPart {
    /// The siglum of a witness or of a group.
    Siglum(String),
    /// A siglum with the abbreviations for how this witness alone has the reading.
    InState(String, Vec<&'static str>),
    /// An abbreviation, by its key.
    Word(&'static str),
}

/// What is known of witnesses, for print.
#[derive(Debug, Clone, Copy)]
pub struct Sigla<'a> {
    /// All of them, in the order of the conspectus.
    pub witnesses: &'a [Witness],
    /// Those that have a siglum together.
    pub groups: &'a [WitnessGroup],
}

/// Some witnesses of one reading.
#[derive(Debug, Clone, Copy)]
pub struct Attested<'a> {
    /// Their ids.
    pub ids: &'a [String],
    /// Whether they were written as the rest.
    pub is_rest: bool,
    /// What is said of them; states among it are printed behind their sigla.
    pub remarks: &'a [Remark],
    /// The ids of the witnesses that are present.
    pub present: &'a [&'a str],
}

/// States that say where the reading stands; if all its witnesses have it there, the
/// word for it stands before them.
const PLACES: [&str; 4] = ["ras", "sl", "im", "vid"];

impl Sigla<'_> {
    /// The siglum of a witness; an undeclared one is printed as it was written.
    pub fn siglum<'s>(&'s self, id: &'s str) -> &'s str {
        let witness = self.witnesses.iter().find(|witness| witness.id == id);
        witness.map_or(id, |witness| &witness.siglum)
    }

    /// Where a witness stands in the conspectus; those that are not in it come last.
    pub fn rank(&self, id: &str) -> usize {
        let place = self.witnesses.iter().position(|witness| witness.id == id);
        place.unwrap_or(usize::MAX)
    }

    /// What is printed for witnesses.
    pub fn parts(&self, of: Attested, settings: &ApparatusSettings) -> Vec<SiglaPart> {
        let mut parts = vec![];
        if of.is_rest && of.remarks.iter().all(|remark| remark.state().is_none()) {
            return vec![SiglaPart::Word("cett")];
        }
        let states: Vec<Vec<&'static str>> =
            of.ids.iter().map(|id| states(id, of.remarks)).collect();
        let shared: Vec<&'static str> = PLACES
            .into_iter()
            .filter(|state| match states.is_empty() {
                true => of.remarks.iter().any(|remark| remark.state() == Some(state)),
                false => states.iter().all(|of| of.contains(state)),
            })
            .collect();
        parts.extend(shared.iter().map(|&state| SiglaPart::Word(state)));
        let mut plain: Vec<&str> = vec![];
        let mut ranked: Vec<(usize, SiglaPart)> = vec![];
        for (id, states) in of.ids.iter().zip(&states) {
            let own: Vec<&'static str> = states
                .iter()
                .copied()
                .filter(|state| !shared.contains(state))
                .collect();
            if own.is_empty() {
                plain.push(id);
                continue;
            }
            let siglum = self.siglum(id).to_owned();
            ranked.push((self.rank(id), SiglaPart::InState(siglum, own)));
        }
        let all = of.present.len() > 1
            && of.present.len() == plain.len()
            && of.present.iter().all(|id| plain.contains(id));
        if settings.codd && all {
            ranked.push((0, SiglaPart::Word("codd")));
            plain.clear();
        }
        if settings.groups == GroupStyle::Folded {
            self.fold(&mut plain, of.present, &mut ranked);
        }
        for id in plain {
            ranked.push((self.rank(id), SiglaPart::Siglum(self.siglum(id).to_owned())));
        }
        ranked.sort_by_key(|part| part.0);
        parts.extend(ranked.into_iter().map(|part| part.1));
        parts
    }

    /// Takes out the witnesses of groups that agree, the largest first, and puts their
    /// siglum where the first of them would stand.
    fn fold(
        &self,
        plain: &mut Vec<&str>,
        present: &[&str],
        ranked: &mut Vec<(usize, SiglaPart)>,
    ) {
        let mut groups: Vec<(Vec<&str>, &str)> = self
            .groups
            .iter()
            .map(|group| {
                let ids = group.witnesses.iter().map(String::as_str);
                (ids.filter(|id| present.contains(id)).collect(), group.siglum.as_str())
            })
            .collect();
        groups.sort_by_key(|(ids, _): &(Vec<&str>, _)| std::cmp::Reverse(ids.len()));
        for (ids, siglum) in groups {
            if ids.len() > 1 && ids.iter().all(|id| plain.contains(id)) {
                plain.retain(|id| !ids.contains(id));
                let rank = ids.iter().map(|id| self.rank(id)).min().unwrap_or(0);
                ranked.push((rank, SiglaPart::Siglum(siglum.to_owned())));
            }
        }
    }
}

/// The states that remarks give a witness.
fn states(id: &str, remarks: &[Remark]) -> Vec<&'static str> {
    remarks
        .iter()
        .filter(|said| {
            said.witnesses.is_empty() || said.witnesses.iter().any(|w| w == id)
        })
        .filter_map(Remark::state)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Passage;

    fn check(ids: &[&str], states: &[(&[&str], &str)], expected: &str) {
        let witness = |id: &str| Witness {
            id: id.to_owned(),
            siglum: id.to_lowercase(),
            description: String::new(),
            hand_of: None,
        };
        let witnesses: Vec<_> = ["A", "B", "C", "D", "E"].map(witness).into();
        let group = |siglum: &str, ids: &[&str]| WitnessGroup {
            id: siglum.to_owned(),
            siglum: siglum.to_owned(),
            witnesses: ids.iter().map(|&id| id.to_owned()).collect(),
        };
        let groups = [group("beta", &["B", "C"]), group("gamma", &["C", "D", "E"])];
        let sigla = Sigla { witnesses: &witnesses, groups: &groups };
        let remarks: Vec<Remark> = states
            .iter()
            .map(|(ids, kind)| Remark {
                witnesses: ids.iter().map(|&id| id.to_owned()).collect(),
                kind: Some((*kind).to_owned()),
                text: Passage::default(),
            })
            .collect();
        let ids: Vec<String> = ids.iter().map(|&id| id.to_owned()).collect();
        // E is not present.
        let present = ["A", "B", "C", "D"];
        let attested = Attested {
            ids: &ids,
            is_rest: false,
            remarks: &remarks,
            present: &present,
        };
        let settings = ApparatusSettings { codd: true, ..ApparatusSettings::default() };
        let parts: Vec<String> = sigla
            .parts(attested, &settings)
            .into_iter()
            .map(|part| match part {
                SiglaPart::Siglum(siglum) => siglum,
                SiglaPart::InState(siglum, words) => {
                    format!("{siglum} {}.", words.join(" "))
                }
                SiglaPart::Word(word) => format!("{word}."),
            })
            .collect();
        assert_eq!(parts.join(" "), expected);
    }

    #[test]
    fn sigla_are_ordered_and_folded() {
        check(&["B", "A"], &[], "a b");
        check(&["C", "B", "A"], &[], "a beta");
        check(&["D", "C"], &[], "gamma");
        check(&["D", "C", "B"], &[], "beta d");
        check(&["A", "B", "C", "D"], &[], "codd.");
        check(&["X", "A"], &[], "a X");
    }

    #[test]
    fn a_state_of_all_stands_before_them() {
        check(&["A", "B"], &[(&["A", "B"], "in-margine")], "im. a b");
        check(&["A", "B"], &[(&["B"], "in-margine")], "a b im.");
        check(&["B", "C"], &[(&["B"], "correction-original")], "b ac. c");
        check(&["B"], &[(&[], "correction-altered")], "b pc.");
        check(&[], &[(&[], "supra-lineam")], "sl.");
    }
}
