//! Checks of what the manifest says about collation.

use std::collections::BTreeMap;

use super::Check;
use crate::diag::Diagnostic;
use crate::edition::manifest::{ClassSeries, CollationTable};
use crate::edition::toml_file::Located;
use crate::edition::{CollationSettings, Difference, Series, SeriesKind, VariantClass};
use crate::model::{Lang, Witness};

/// What stands in the place of a series where a class is not printed.
const NONE: &str = "none";

impl Check<'_> {
    pub(super) fn collation(
        &mut self,
        written: &CollationTable,
        witnesses: &[Witness],
        series: &[Series],
    ) -> CollationSettings {
        let mut checked = CollationSettings::default();
        if let Some(base) = &written.base {
            let known = || witnesses.iter().map(|witness| witness.id.as_str());
            match known().any(|id| id == base.get()) {
                true => checked.base = Some(base.get().clone()),
                false => {
                    let message = format!("there is no witness `{}`", base.get());
                    let fault = Diagnostic::error("unknown-witness", message)
                        .at(self.span(base))
                        .suggest(base.get(), known());
                    self.faults.push(fault.hint("name a witness of the manifest"));
                }
            }
        }
        checked.classes = self.classes(None, &written.rules);
        for (tag, rules) in &written.languages {
            if let Some(lang) = self.lang(tag) {
                checked.classes.extend(self.classes(Some(lang), rules));
            }
        }
        checked.series = self.class_series(&written.series, series);
        checked
    }

    fn classes(
        &mut self,
        lang: Option<Lang>,
        rules: &BTreeMap<Located<String>, VariantClass>,
    ) -> Vec<(Option<Lang>, Difference, VariantClass)> {
        let mut checked = vec![];
        for (name, class) in rules {
            match Difference::of_name(name.get()) {
                Some(of) => checked.push((lang.clone(), of, *class)),
                None => {
                    let message = format!("there is no rule `{}`", name.get());
                    let fault = Diagnostic::error("unknown-key", message)
                        .at(self.span(name))
                        .suggest(name.get(), Difference::names());
                    let names: Vec<&str> = Difference::names().collect();
                    self.faults
                        .push(fault.hint(format!("the rules are {}", names.join(", "))));
                }
            }
        }
        checked
    }

    fn class_series(
        &mut self,
        written: &ClassSeries,
        series: &[Series],
    ) -> Vec<(VariantClass, Option<String>)> {
        let mut checked = vec![];
        let critical =
            || series.iter().filter(|series| series.kind == SeriesKind::Critical);
        for (class, id) in [
            (VariantClass::Substantive, &written.substantive),
            (VariantClass::Orthographic, &written.orthographic),
            (VariantClass::Ignored, &written.ignored),
        ] {
            let Some(id) = id else { continue };
            let name = id.get().as_str();
            let is_known = critical().any(|series| series.id == name);
            if is_known || name == NONE {
                checked.push((class, is_known.then(|| name.to_owned())));
                continue;
            }
            let message = match series.iter().any(|series| series.id == name) {
                true => format!("the series `{name}` is not critical"),
                false => format!("there is no series `{name}`"),
            };
            let known = || critical().map(|series| series.id.as_str()).chain([NONE]);
            let fault = Diagnostic::error("unknown-series", message)
                .at(self.span(id))
                .suggest(name, known());
            let names: Vec<String> = known().map(|name| format!("`{name}`")).collect();
            self.faults
                .push(fault.hint(format!("take one of {}", names.join(", "))));
        }
        checked
    }
}
