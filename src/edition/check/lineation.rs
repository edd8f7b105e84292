//! Checks of the numbering of lines, of references to them, and of verse.

use super::Check;
use crate::diag::Diagnostic;
use crate::edition::manifest::{self, Manifest};
use crate::edition::{Lineation, LineationBy, ReferenceStyle, VerseSettings};

impl Check<'_> {
    /// The numbering of lines, and the second one if there is one.
    pub(super) fn lineation(
        &mut self,
        manifest: &Manifest,
    ) -> (Lineation, Option<Lineation>) {
        let given = &manifest.lineation;
        let first = Lineation {
            by: given.by,
            start: given.start,
            first: given.first,
            step: given.step.max(1),
            unit: given.unit.clone().unwrap_or_default(),
            margin: given.margin,
            sub_lines: given.sub_lines,
        };
        self.unit(given.by, given.unit.as_ref());
        let second = given.second.as_ref().map(|second| {
            self.unit(second.by, second.unit.as_ref());
            Lineation {
                by: second.by,
                start: second.start,
                first: second.first,
                step: second.step.max(1),
                unit: second.unit.clone().unwrap_or_default(),
                ..first.clone()
            }
        });
        let wants_second = manifest.references.lineation == manifest::System::Second;
        if wants_second && second.is_none() {
            let message = "there is no second lineation for references to use";
            self.error("missing-key", message.to_owned(), self.start())
                .hints
                .push("add a table `[lineation.second]`".to_owned());
        }
        (first, second)
    }

    /// A unit and milestones go together.
    fn unit(&mut self, by: LineationBy, unit: Option<&String>) {
        match (by, unit) {
            (LineationBy::Milestone, None) => {
                let message = "it is not said which milestones number the lines";
                self.error("missing-key", message.to_owned(), self.start())
                    .hints
                    .push("add their unit, as in `unit = \"section\"`".to_owned());
            }
            (LineationBy::Milestone, Some(_)) | (_, None) => {}
            (_, Some(_)) => {
                let message = "`unit` does nothing where lines are counted";
                self.faults.push(
                    Diagnostic::warning("unused-key", message)
                        .at(self.start())
                        .hint("it goes with `by = \"milestone\"`"),
                );
            }
        }
    }
}

/// How references are printed.
pub(super) fn references(given: &manifest::References) -> ReferenceStyle {
    ReferenceStyle {
        ranges: given.ranges,
        two_lines: given.two_lines.clone(),
        more_lines: given.more_lines.clone(),
        same_line: given.same_line,
        same_line_symbol: given
            .same_line_symbol
            .clone()
            .unwrap_or_else(|| "‖".to_owned()),
        crossing: given.crossing,
        section: given.section,
        second: given.lineation == manifest::System::Second,
        heads: given.heads.unwrap_or(true),
        head_lines: given.head_lines,
    }
}

/// How verse is set.
pub(super) fn verse(given: &manifest::Verse) -> VerseSettings {
    VerseSettings {
        turnover: given.turnover,
        turnover_sign: given.turnover_sign.clone().unwrap_or_default(),
        halves: given.halves,
        stanzas: given.stanzas,
        place: given.place,
        speakers: given.speakers,
    }
}
