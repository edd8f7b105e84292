//! The decisions of an edition on its collations: where they stand, and what they make of the
//! units.

use std::path::{Path, PathBuf};

use super::decisions::{self, DecidedUnit, Decisions, Merged};
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
    let path = Path::new(FOLDER).join(format!("{}.toml", collation.text));
    let found =
        paths::optional(root, &path).map_err(|fault| fault.report(root, &path, None))?;
    let decisions = match found {
        Some(_) => {
            let file = load::read(root, files, &path, None)?;
            Decisions::read(files, file, &collation.text, diagnostics).unwrap_or_default()
        }
        None => Decisions::default(),
    };
    let merged = decisions::merge(collation, &decisions, normal);
    let units = decisions::apply(collation, &decisions, &merged, diagnostics);
    if let Some(file) = decisions.file {
        diagnostics.extend(moved(&decisions, &merged, file));
        diagnostics.extend(units.iter().filter_map(other_lemma));
    }
    let decided = Decided { path, decisions, merged, units };
    if decided.decisions.file.is_some() && decided.undecided() > 0 {
        diagnostics.push(decided.undecided_units(Severity::Warning));
    }
    Ok(decided)
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
fn other_lemma(decided: &DecidedUnit) -> Option<Diagnostic> {
    let wanted = decided
        .unit
        .readings
        .get(decided.lemma)
        .filter(|_| decided.lemma > 0)?;
    let has = &decided.unit.readings.first()?.text;
    let shown = |text: &str| match text {
        "" => "no words".to_owned(),
        text => format!("`{text}`"),
    };
    let message = format!(
        "the lemma is to be {}, and the text has {}",
        shown(&wanted.text),
        shown(has)
    );
    Some(
        Diagnostic::warning("lemma-not-in-text", message)
            .at(decided.span)
            .hint("write it in the text: the program does not change texts"),
    )
}

impl Decided {
    /// The units with all that decisions changed in them, printed or not.
    pub fn all(&self) -> Vec<Unit> {
        self.units.iter().map(|decided| decided.unit.clone()).collect()
    }

    /// The units that are printed, with what is said about them: the lemma is their first
    /// reading, and readings that are suppressed count as the lemma's.
    pub fn printed(&self) -> impl Iterator<Item = (Unit, &DecidedUnit)> {
        let is_printed =
            |decided: &&DecidedUnit| !decided.is_suppressed && has_words(&decided.unit);
        self.units
            .iter()
            .filter(is_printed)
            .map(|decided| (printed(decided), decided))
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

fn has_words(unit: &Unit) -> bool {
    unit.readings.len() > 1
}

fn printed(decided: &DecidedUnit) -> Unit {
    let mut unit = decided.unit.clone();
    for (number, reading) in unit.readings.iter_mut().enumerate() {
        if decided.suppressed.contains(&number) {
            reading.class = VariantClass::Ignored;
        }
    }
    let classes = unit.readings.iter().skip(1).map(|reading| reading.class);
    unit.class = classes.max().unwrap_or(unit.class);
    if decided.lemma > 0 && decided.lemma < unit.readings.len() {
        let class = unit.readings[decided.lemma].class;
        let lemma: Reading = unit.readings.remove(decided.lemma);
        unit.readings[0].class = class;
        unit.readings
            .insert(0, Reading { class: VariantClass::Ignored, ..lemma });
    }
    unit
}
