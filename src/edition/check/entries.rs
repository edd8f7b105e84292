//! Checks of the rules of entries, of abbreviations and of groups of witnesses.

use std::collections::HashMap;

use super::Check;
use crate::diag::Diagnostic;
use crate::edition::manifest;
use crate::edition::toml_file::Located;
use crate::edition::{
    Abbreviations, ApparatusSettings, CommonApparatus, Series, WORD_KEYS,
};
use crate::model::{Witness, WitnessGroup};

impl Check<'_> {
    /// What the whole apparatus has in common.
    pub(super) fn apparatus(&mut self, written: &manifest::Apparatus) -> CommonApparatus {
        let mut common = CommonApparatus {
            abbreviations: self.abbreviations(written),
            ..CommonApparatus::default()
        };
        if let Some(same) = &written.same {
            common.same.clone_from(same.get());
        }
        common.witnesses_at_foot = written
            .witnesses_at_foot
            .as_ref()
            .is_some_and(|at_foot| *at_foot.get());
        common.rules = over(&ApparatusSettings::default(), written);
        common
    }

    /// The rules of a series: those of the edition, with what it changes.
    pub(super) fn series_apparatus(
        &mut self,
        written: &manifest::Apparatus,
        rules: &ApparatusSettings,
    ) -> ApparatusSettings {
        let words = written.words.keys().next();
        let places = [
            written.same.as_ref().map(|key| ("same", self.span(key))),
            written
                .witnesses_at_foot
                .as_ref()
                .map(|key| ("witnesses-at-foot", self.span(key))),
            written.language.as_ref().map(|key| ("language", self.span(key))),
            words.map(|key| ("words", self.span(key))),
        ];
        for (key, span) in places.into_iter().flatten() {
            let message = format!("`{key}` belongs to the whole edition");
            self.faults.push(
                Diagnostic::warning("unused-key", message)
                    .at(span)
                    .hint("write it below `[apparatus]`"),
            );
        }
        over(rules, written)
    }

    fn abbreviations(&mut self, written: &manifest::Apparatus) -> Abbreviations {
        let mut found = Abbreviations::default();
        if let Some(lang) = &written.language {
            match Abbreviations::of(lang.get()) {
                Some(set) => found = set,
                None => {
                    let known: Vec<_> = Abbreviations::languages().collect();
                    let message =
                        format!("there are no abbreviations in `{}`", lang.get());
                    self.error("unknown-value", message, self.span(lang))
                        .hints
                        .push(format!("take one of {}", known.join(", ")));
                }
            }
        }
        for (key, word) in &written.words {
            let known = WORD_KEYS.iter().find(|known| *known == key.get());
            match known {
                Some(known) => {
                    found.words.insert(known, word.get().trim().to_owned());
                }
                None => {
                    let message = format!("no abbreviation has the key `{}`", key.get());
                    let fault = Diagnostic::error("unknown-key", message)
                        .at(self.span(key))
                        .suggest(key.get(), WORD_KEYS);
                    self.faults.push(
                        fault.hint(format!("the keys are {}", WORD_KEYS.join(", "))),
                    );
                }
            }
        }
        found
    }

    pub(super) fn groups(
        &mut self,
        written: &[manifest::Group],
        witnesses: &[Witness],
        series: &[Series],
    ) -> Vec<WitnessGroup> {
        let mut seen: HashMap<&str, _> = HashMap::new();
        let mut checked = vec![];
        for group in written {
            let Some(id) = &group.id else { continue };
            let (name, span) = (id.get().as_str(), self.span(id));
            let new = self.unique(
                &mut seen,
                "duplicate-witness",
                "groups are called",
                name,
                span,
            );
            if witnesses.iter().any(|witness| witness.id == name) {
                let message = format!("`{name}` is also the id of a witness");
                self.error("duplicate-witness", message, span)
                    .hints
                    .push("give the group another id".to_owned());
                continue;
            }
            self.witness_id(name, span, series);
            let mut members: Vec<String> = vec![];
            for id in &group.witnesses {
                if witnesses.iter().any(|witness| witness.id == *id.get()) {
                    members.push(id.get().clone());
                } else {
                    self.unknown_witness(id, witnesses.iter().map(|w| w.id.as_str()));
                }
            }
            let rank =
                |id: &String| witnesses.iter().position(|witness| witness.id == *id);
            members.sort_by_key(rank);
            members.dedup();
            if members.is_empty() && group.witnesses.is_empty() {
                let message = format!("the group `{name}` has no witnesses");
                self.faults.push(
                    Diagnostic::warning("unused-key", message)
                        .at(span)
                        .hint("list them: `witnesses = [\"A\", \"B\"]`"),
                );
            }
            let siglum = group.siglum.as_ref().map_or(name, |siglum| siglum.get().trim());
            if new {
                checked.push(WitnessGroup {
                    id: name.to_owned(),
                    siglum: siglum.to_owned(),
                    witnesses: members,
                });
            }
        }
        checked
    }

    /// The ids of a list that name a witness of the manifest; others are reported.
    pub(super) fn known_witnesses(
        &mut self,
        ids: &[Located<String>],
        witnesses: &[manifest::Witness],
    ) -> Vec<String> {
        let known = || {
            let ids = witnesses.iter().filter_map(|witness| witness.id.as_ref());
            ids.map(|id| id.get().as_str())
        };
        let mut found = vec![];
        for id in ids {
            if known().any(|known| known == id.get()) {
                found.push(id.get().clone());
            } else {
                self.unknown_witness(id, known());
            }
        }
        found
    }

    fn unknown_witness<'n>(
        &mut self,
        id: &Located<String>,
        known: impl IntoIterator<Item = &'n str>,
    ) {
        let message = format!("there is no witness `{}`", id.get());
        let fault = Diagnostic::error("unknown-witness", message)
            .at(self.span(id))
            .suggest(id.get(), known);
        self.faults
            .push(fault.hint("declare it as a `[[witness]]`, or take it out"));
    }
}

/// Rules with what was written in place of what they say.
fn over(rules: &ApparatusSettings, written: &manifest::Apparatus) -> ApparatusSettings {
    let separator = written.separator.unwrap_or(rules.separator);
    let both = written.separator.unwrap_or(rules.separator_rtl);
    ApparatusSettings {
        shorten: written.shorten.unwrap_or(rules.shorten),
        dots: written.dots.clone().unwrap_or_else(|| rules.dots.clone()),
        punctuation: written.punctuation.unwrap_or(rules.punctuation),
        case: written.case.unwrap_or(rules.case),
        separator,
        separator_rtl: written.separator_rtl.unwrap_or(both),
        between_readings: written
            .between_readings
            .clone()
            .or_else(|| rules.between_readings.clone()),
        after_entry: written
            .after_entry
            .clone()
            .unwrap_or_else(|| rules.after_entry.clone()),
        form: written.form.unwrap_or(rules.form),
        positive_from: written.positive_from.unwrap_or(rules.positive_from),
        order: written.order.unwrap_or(rules.order),
        groups: written.groups.unwrap_or(rules.groups),
        codd: written.codd.unwrap_or(rules.codd),
        cett: written.cett.unwrap_or(rules.cett),
    }
}
