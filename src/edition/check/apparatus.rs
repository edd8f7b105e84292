//! Checks of note series, witnesses and hands.

use std::collections::HashMap;

use super::Check;
use crate::diag::Diagnostic;
use crate::edition::manifest;
use crate::edition::toml_file::Located;
use crate::edition::values::{self, RESERVED_KEYS};
use crate::edition::{
    ApparatusSettings, Design, Numbering, Series, SeriesKind, SeriesLayout, SeriesPlace,
    WitnessFile,
};
use crate::model::Witness;
use crate::span::Span;

impl Check<'_> {
    /// The series of notes: those of the manifest, or one critical and one familiar. `columns` are
    /// those of critical series in the design.
    pub(super) fn series(
        &mut self,
        written: &[manifest::Series],
        (design, columns): (&Design, u32),
        rules: &ApparatusSettings,
    ) -> Vec<Series> {
        if written.is_empty() {
            let series = |id: &str, kind| Series {
                apparatus: rules.clone(),
                columns: if kind == SeriesKind::Critical { columns } else { 1 },
                ..Series::usual(id, kind, design.foot_size, design.foot_pitch)
            };
            return vec![
                series("app", SeriesKind::Critical),
                series("notes", SeriesKind::Familiar),
            ];
        }
        let mut seen = HashMap::new();
        let mut checked = vec![];
        for series in written {
            // A series without an id was reported by the comparison with the schema.
            let Some(id) = &series.id else { continue };
            let (name, span) = (id.get().as_str(), self.span(id));
            // `app` names a series in a text, and is the usual name of one.
            if RESERVED_KEYS.contains(&name) && name != "app" {
                let message = format!("`{name}` has another meaning in the texts");
                self.error("bad-id", message, span)
                    .hints
                    .push(format!("give the series another id, such as `{name}s`"));
            } else if !values::is_key(name) || name.contains(['.', ':']) {
                let message = format!("`{name}` can't be the id of a series");
                self.error("bad-id", message, span).hints.push(
                    "use Latin letters, digits, `-` and `_`, a letter first".to_owned(),
                );
            }
            if !self.unique(
                &mut seen,
                "duplicate-series",
                "series are called",
                name,
                span,
            ) {
                continue;
            }
            self.doubtful_marks(series, name);
            let (size, pitch) = self.series_sizes(series, design);
            let usual = Series::usual(name, series.kind, size, pitch);
            let gap = series.gap.as_ref().and_then(|gap| self.length("gap", gap, true));
            let usual_layout = match series.place {
                SeriesPlace::Foot => usual.layout,
                SeriesPlace::Text | SeriesPlace::Book => SeriesLayout::Paragraph,
            };
            checked.push(Series {
                place: series.place,
                title: series.title.clone(),
                layout: series.layout.unwrap_or(usual_layout),
                marks: series.marks.as_ref().map_or(usual.marks, |marks| *marks.get()),
                numbering: series
                    .numbering
                    .as_ref()
                    .map_or(usual.numbering, |n| *n.get()),
                columns: series
                    .columns
                    .unwrap_or(match (series.kind, series.place) {
                        (SeriesKind::Critical, SeriesPlace::Foot) => columns,
                        _ => 1,
                    })
                    .max(1),
                is_pitch_given: series.pitch.is_some(),
                gap,
                rule: series.rule,
                splits: series.split,
                apparatus: self.series_apparatus(&series.apparatus, rules),
                span: Some(span),
                ..usual
            });
        }
        checked
    }

    /// Warns of marks that are not printed, or are not told apart.
    fn doubtful_marks(&mut self, series: &manifest::Series, name: &str) {
        let marks = series.marks.as_ref().map(|marks| ("marks", self.span(marks)));
        let numbering = series.numbering.as_ref();
        let counted = numbering.map(|numbering| ("numbering", self.span(numbering)));
        if series.kind == SeriesKind::Critical {
            self.faults
                .extend(marks.into_iter().chain(counted).map(|(key, span)| {
                    Diagnostic::warning("unused-key", "a critical series has no marks")
                        .at(span)
                        .hint(format!("remove `{key}`, or write `kind = \"familiar\"`"))
                }));
        } else if let Some((_, span)) = counted
            && numbering.is_some_and(|numbering| *numbering.get() == Numbering::Page)
            && series.place != SeriesPlace::Foot
        {
            let message = format!(
                "endnotes of `{name}` from several pages have the same mark, since marks \
                 begin anew on each page"
            );
            self.faults.push(
                Diagnostic::warning("repeated-marks", message)
                    .at(span)
                    .hint("write `numbering = \"text\"`, or `place = \"foot\"`"),
            );
        }
    }

    /// The size and the pitch of a series, in points.
    fn series_sizes(&mut self, series: &manifest::Series, design: &Design) -> (f64, f64) {
        let size = series.size.as_ref().map(|size| self.length("size", size, false));
        let size = size.flatten().unwrap_or(design.foot_size);
        let Some(written) = &series.pitch else {
            return (size, design.foot_pitch * size / design.foot_size);
        };
        let pitch = self.length("pitch", written, false);
        let place = series.size.as_ref().unwrap_or(written);
        self.tight("pitch", pitch.map(|pitch| (size, pitch)), written, place);
        (size, pitch.unwrap_or(size * 1.23))
    }

    /// The order in which series give up room, as indexes.
    pub(super) fn yields(
        &mut self,
        written: &[Located<String>],
        series: &[Series],
    ) -> Vec<usize> {
        let mut named: Vec<usize> = vec![];
        for id in written {
            let (name, span) = (id.get().as_str(), self.span(id));
            match series.iter().position(|series| series.id == name) {
                Some(k) if named.contains(&k) => {
                    let message = format!("the series `{name}` is named twice");
                    self.error("duplicate-series", message, span);
                }
                Some(k) => named.push(k),
                None => {
                    let known = series.iter().map(|series| series.id.as_str());
                    let message = format!("there is no series `{name}`");
                    let fault = Diagnostic::error("unknown-series", message)
                        .at(span)
                        .suggest(name, known);
                    self.faults.push(fault);
                }
            }
        }
        let others = (0..series.len()).rev().filter(|k| !named.contains(k));
        named.iter().copied().chain(others).collect()
    }

    pub(super) fn witnesses(
        &mut self,
        written: &[manifest::Witness],
        series: &[Series],
    ) -> Vec<Witness> {
        let mut ids = HashMap::new();
        let mut sigla = HashMap::new();
        let mut checked = vec![];
        for witness in written {
            let Some(id) = &witness.id else { continue };
            let (name, span) = (id.get().as_str(), self.span(id));
            let new = self.unique(
                &mut ids,
                "duplicate-witness",
                "witnesses are called",
                name,
                span,
            );
            if new {
                self.witness_id(name, span, series);
            }
            let (siglum, place) = match &witness.siglum {
                Some(siglum) => (siglum.get().trim(), self.span(siglum)),
                None => (name, span),
            };
            if siglum.is_empty() && witness.siglum.is_some() {
                self.error(
                    "empty-siglum",
                    format!("witness `{name}` has an empty siglum"),
                    place,
                )
                .hints
                .push(
                    "write what is to be printed for it, or leave the key out".to_owned(),
                );
            } else if new {
                self.unique(
                    &mut sigla,
                    "duplicate-siglum",
                    "witnesses have the siglum",
                    siglum,
                    place,
                );
            }
            if new {
                checked.push(Witness {
                    id: name.to_owned(),
                    siglum: siglum.to_owned(),
                    description: witness.description.clone(),
                    hand_of: witness.hand_of.as_ref().map(|hand| hand.get().clone()),
                });
            }
        }
        for witness in written {
            if let (Some(id), Some(hand)) = (&witness.id, &witness.hand_of) {
                self.hand(id.get(), hand, &ids, &checked);
            }
        }
        checked
    }

    /// The transcriptions that are named; whether they are there is seen when they are read.
    pub(super) fn witness_files(
        &self,
        written: &[manifest::Witness],
    ) -> Vec<WitnessFile> {
        let file = |witness: &manifest::Witness| {
            let (id, file) = (witness.id.as_ref()?, witness.file.as_ref()?);
            Some(WitnessFile {
                witness: id.get().clone(),
                path: file.get().into(),
                span: self.span(file),
            })
        };
        written.iter().filter_map(file).collect()
    }

    /// A witness's id must be a key that no other attribute and no series has.
    pub(super) fn witness_id(&mut self, name: &str, span: Span, series: &[Series]) {
        let (message, hint) = if !values::is_key(name) {
            let hint = "use a Latin letter, then letters, digits, `_`, `-`, `.` or `:`; \
                        what is printed is the `siglum`";
            (format!("`{name}` can't be the key of a reading"), hint)
        } else if RESERVED_KEYS.contains(&name) {
            let hint = "give the witness another id; what is printed is the `siglum`";
            (format!("`{name}` has another meaning in the texts"), hint)
        } else if series.iter().any(|series| series.id == name) {
            let hint = "give one of the two another id; what is printed is the `siglum`";
            (format!("`{name}` is also the id of a series"), hint)
        } else {
            return;
        };
        self.error("bad-witness-id", message, span)
            .hints
            .push(hint.to_owned());
    }

    /// A hand is the hand of a declared witness, and at the end of no circle.
    fn hand(
        &mut self,
        id: &str,
        hand: &Located<String>,
        ids: &HashMap<&str, Span>,
        witnesses: &[Witness],
    ) {
        let (of, span) = (hand.get().as_str(), self.span(hand));
        if !ids.contains_key(of) {
            let mut known: Vec<&str> =
                ids.keys().copied().filter(|name| *name != id).collect();
            known.sort_unstable();
            let fault = Diagnostic::error(
                "unknown-witness",
                format!("there is no witness `{of}`"),
            )
            .at(span)
            .suggest(of, known);
            let fault = if fault.hints.is_empty() {
                fault.hint("`hand-of` names the id of another witness")
            } else {
                fault
            };
            self.faults.push(fault);
            return;
        }
        let parent = |name: &str| {
            let witness = witnesses.iter().find(|witness| witness.id == name)?;
            witness.hand_of.as_deref()
        };
        let mut above = Some(of);
        for _ in 0..=witnesses.len() {
            match above {
                Some(name) if name == id => {
                    let message = format!("`{id}` is a later hand of itself");
                    self.error("bad-hand", message, span).hints.push(
                        "`hand-of` names the witness that the hand wrote in".to_owned(),
                    );
                    return;
                }
                Some(name) => above = parent(name),
                None => return,
            }
        }
    }
}
