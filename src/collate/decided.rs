//! The decisions of an edition on its collations: where they stand, and what they make of the
//! units.

use std::path::{Path, PathBuf};

use super::decisions::{self, Change, DecidedUnit, Decisions, Merged};
use super::{Collation, Reading, Unit, VariantClass};
use crate::diag::{Diagnostic, Severity};
use crate::edition::{LoadError, load, paths};
use crate::span::{FileId, Files, Span};

/// The folder of the decisions: `collation/TEXT.toml`.
pub const FOLDER: &str = "collation";

/// What was decided on a collation.
#[derive(Debug, Clone)]
pub struct Decided {
    /// The file below the edition's folder.
    pub path: PathBuf,
    /// The file as it is; empty if there is none yet.
    pub decisions: Decisions,
    /// The file as it should be now, and what is to be said about that.
    pub merged: Merged,
    /// The units after all decisions.
    pub units: Vec<DecidedUnit>,
}

/// Reads the decisions on a collation, and applies them. `normal` gives the normal form of a
/// word. With an error in the file nothing is decided, and the file is not to be written.
///
/// # Errors
/// If there is a file that can't be read.
pub fn read(
    root: &Path,
    collation: &Collation,
    normal: &dyn Fn(&str) -> String,
    files: &mut Files,
    diagnostics: &mut Vec<Diagnostic>,
) -> Result<Decided, LoadError> {
    let path = path(&collation.text);
    let found =
        paths::optional(root, &path).map_err(|fault| fault.report(root, &path, None))?;
    let decisions = match found {
        Some(_) => {
            let file = load::read(root, files, &path, None)?;
            Decisions::read(files, file, &collation.text, diagnostics).unwrap_or_default()
        }
        None => Decisions::default(),
    };
    let decided = Decided::of(collation, decisions, normal, diagnostics);
    if let Some(file) = decided.decisions.file {
        diagnostics.extend(moved(&decided.decisions, &decided.merged, file));
    }
    if decided.decisions.file.is_some() && decided.undecided() > 0 {
        diagnostics.push(decided.undecided_units(Severity::Warning));
    }
    Ok(decided)
}

/// The file of the decisions on a text, below the edition's folder.
pub fn path(text: &str) -> PathBuf {
    Path::new(FOLDER).join(format!("{text}.toml"))
}

/// What is to be said of decisions that have lost their ground, with their places in the file
/// as it is.
fn moved(decisions: &Decisions, merged: &Merged, file: FileId) -> Vec<Diagnostic> {
    let places = merged
        .moved
        .iter()
        .map(|moved| decisions.entries[moved.entry].span(file));
    let warnings = merged.warnings(file).into_iter();
    warnings
        .zip(places)
        .map(|(warning, place)| warning.at(place))
        .collect()
}

/// A lemma that was decided, and that the text does not have.
fn other_lemma(collation: &Collation, decided: &DecidedUnit) -> Option<Diagnostic> {
    let wanted = decided
        .unit
        .readings
        .get(decided.lemma)
        .filter(|_| decided.lemma > 0)?;
    let has = &decided.unit.readings.first()?.text;
    let message = match (wanted.text.as_str(), has.as_str()) {
        (wanted, "") => {
            format!("the lemma is to be `{wanted}`, which the text does not have")
        }
        ("", has) => format!("the text is not to have `{has}`, and has it"),
        (wanted, has) => {
            format!("the lemma is to be `{wanted}`, and the text has `{has}`")
        }
    };
    let (place, label, hint) = place_of_lemma(collation, &decided.unit, &wanted.text)?;
    Some(
        Diagnostic::warning("lemma-not-in-text", message)
            .at(decided.span)
            .related(place, label)
            .hint(hint),
    )
}

/// Where in the base text the words of a lemma are to be written, and what is to be said there.
fn place_of_lemma(
    collation: &Collation,
    unit: &Unit,
    wanted: &str,
) -> Option<(Span, &'static str, &'static str)> {
    let tokens = &collation.witnesses[collation.base].tokens;
    let (start, end) = (unit.base.start as usize, unit.base.end as usize);
    if let (Some(first), Some(last)) =
        (tokens.get(start), tokens.get(end.saturating_sub(1)).filter(|_| start < end))
    {
        let place = Span {
            end: last.span.end.max(first.span.end),
            ..first.span
        };
        return Some(match wanted {
            "" => (
                place,
                "these words",
                "take them out of the text: the program does not change texts",
            ),
            _ => (
                place,
                "these words",
                "write it in their place: the program does not change texts",
            ),
        });
    }
    let before = tokens[..start.min(tokens.len())].iter().rev();
    match before.filter(|_| unit.at > 0).find(|token| token.is_word()) {
        Some(before) => Some((
            before.span,
            "behind this word",
            "write it behind this word of the text: the program does not change texts",
        )),
        None => Some((
            tokens.get(start)?.span,
            "before this word",
            "write it before this word of the text: the program does not change texts",
        )),
    }
}

impl Decided {
    /// What a file decides on a collation. `normal` gives the normal form of a word.
    pub fn of(
        collation: &Collation,
        decisions: Decisions,
        normal: &dyn Fn(&str) -> String,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let merged = decisions::merge(collation, &decisions, normal);
        let units = decisions::apply(collation, &decisions, &merged, diagnostics);
        let lemmas = units.iter().filter_map(|unit| other_lemma(collation, unit));
        diagnostics.extend(lemmas);
        Self {
            path: path(&collation.text),
            decisions,
            merged,
            units,
        }
    }

    /// What is decided after a change of the decision on a unit, by its number among those that
    /// were found, and what is to be said of that decision then. The file is first brought up to
    /// date with the collation.
    ///
    /// # Errors
    /// If the change can't be done or would have no effect; the message says why.
    pub fn changed(
        &self,
        collation: &Collation,
        unit: usize,
        change: &Change,
        normal: &dyn Fn(&str) -> String,
    ) -> Result<(Self, Vec<Diagnostic>), String> {
        let text = &collation.text;
        let read =
            |source: &str| Decisions::parse(text, source).map_err(|fault| fault.message);
        let now = decisions::merge_with(collation, &self.decisions, normal, Some(unit));
        let current = read(&now.source)?;
        let of_unit = match now.source == self.decisions.source() {
            true => now.of_unit,
            false => decisions::merge(collation, &current, normal).of_unit,
        };
        let entry = of_unit.get(unit).copied().flatten();
        let entry = entry.ok_or_else(|| "there is no such unit".to_owned())?;
        let after = current.changed(text, entry, change)?;
        let place = after.file.map(|file| after.entries[entry].span(file));
        let mut said = vec![];
        let after = Self::of(collation, after, normal, &mut said);
        said.retain(|one| one.span == place);
        let idle = ["nothing-to-join", "nothing-to-split", "decision-without-effect"];
        match said.iter().find(|one| idle.contains(&one.code)) {
            Some(fault) => Err(fault.message.clone()),
            None => Ok((after, said)),
        }
    }

    /// The units with all that decisions changed in them, printed or not.
    pub fn all(&self) -> Vec<Unit> {
        self.units.iter().map(|decided| decided.unit.clone()).collect()
    }

    /// The units that are printed, with what is said about them: the lemma is their first
    /// reading, and readings that are suppressed count as the lemma's.
    pub fn printed(&self) -> impl Iterator<Item = (Unit, &DecidedUnit)> {
        self.units.iter().filter_map(|decided| {
            let mut unit = decided.counted().filter(|unit| unit.readings.len() > 1)?;
            let lemma = decided.printed_lemma();
            if lemma > 0 {
                unit.readings[0].class = unit.readings[lemma].class;
                let lemma = unit.readings.remove(lemma);
                unit.readings
                    .insert(0, Reading { class: VariantClass::Ignored, ..lemma });
            }
            Some((unit, decided))
        })
    }

    /// How many units that are printed nobody has decided about.
    pub fn undecided(&self) -> usize {
        self.units.iter().filter(|decided| decided.is_undecided).count()
    }

    /// Says that there are undecided units, and where the first of them is.
    pub fn undecided_units(&self, severity: Severity) -> Diagnostic {
        let message = match self.undecided() {
            1 => "one unit is undecided, and printed".to_owned(),
            count => format!("{count} units are undecided, and printed"),
        };
        let said = match severity {
            Severity::Warning => Diagnostic::warning("undecided-units", message),
            Severity::Error => Diagnostic::error("undecided-units", message),
        };
        let path = self.path.display();
        said.at(self.first_undecided())
            .hint(format!("`variorum collate` writes them to `{path}`; decide there"))
    }

    /// Whether the file has other text than before.
    pub fn is_changed(&self) -> bool {
        self.merged.source != self.decisions.source()
    }

    /// The first place of the file at which something is undecided.
    pub fn first_undecided(&self) -> Option<Span> {
        self.units
            .iter()
            .find(|decided| decided.is_undecided)
            .and_then(|decided| decided.span)
    }
}
