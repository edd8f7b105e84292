//! The names that a design defines: the functions that the composer calls, and the measures
//! that it asks for.

/// A function of the design that is called when pages are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Function {
    /// Between a lemma and its readings.
    LemmaSeparator,
    /// Between slanted letters and a bracket.
    ItalicCorrection,
    /// The number of a line before an entry.
    FootNumber,
    /// The mark of a note at the foot.
    NoteMark,
    /// A mark with the room of its widest form.
    MarkRoom,
    /// Which of the equal words of its line a word is.
    RepeatNumber,
    /// The entries or notes of a series.
    FootSeries,
    /// The witnesses of a page.
    PageWitnesses,
    /// The heading of endnotes.
    EndnotesHeading,
    /// The sign of notes that run on.
    RunsOn,
    /// Pages of witnesses in the margin.
    WitnessPageNumber,
    /// The words of a running head.
    RunningWords,
    /// The number of a page.
    Folio,
    /// The number of a line in the margin.
    LineNumber,
    /// The rule above a foot.
    FootRule,
    /// The rule between two columns.
    ColumnRule,
    /// The half-title.
    HalfTitle,
    /// The title page.
    TitlePage,
    /// The imprint.
    Imprint,
    /// The last page.
    Colophon,
    /// The table of contents.
    Contents,
    /// The sign before the rest of a verse that was moved.
    TurnoverSign,
    /// A paragraph with another spacing.
    Fitted,
}

impl Function {
    /// All of them with their names.
    pub const ALL: &[(Self, &str)] = &[
        (Self::LemmaSeparator, "lemma-separator"),
        (Self::ItalicCorrection, "italic-correction"),
        (Self::FootNumber, "foot-number"),
        (Self::NoteMark, "note-mark"),
        (Self::MarkRoom, "mark-room"),
        (Self::RepeatNumber, "repeat-number"),
        (Self::FootSeries, "foot-series"),
        (Self::PageWitnesses, "page-witnesses"),
        (Self::EndnotesHeading, "endnotes-heading"),
        (Self::RunsOn, "runs-on"),
        (Self::WitnessPageNumber, "witness-page-number"),
        (Self::RunningWords, "running-words"),
        (Self::Folio, "folio"),
        (Self::LineNumber, "line-number"),
        (Self::FootRule, "foot-rule"),
        (Self::ColumnRule, "column-rule"),
        (Self::HalfTitle, "half-title"),
        (Self::TitlePage, "title-page"),
        (Self::Imprint, "imprint"),
        (Self::Colophon, "colophon"),
        (Self::Contents, "contents"),
        (Self::TurnoverSign, "turnover-sign"),
        (Self::Fitted, "fitted"),
    ];

    /// Its name in the design.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// A length of the design's `foot-metrics`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Metric {
    /// Above the foot.
    Above,
    /// Below the rule above a foot.
    Rule,
    /// Between two series.
    Between,
    /// Between two entries that are run in.
    EntryGap,
    /// Between two columns of a series.
    Gutter,
    /// Above and below the words of a table's cell.
    RowInset,
    /// How far a heading on top of a page is moved down.
    HeadingDrop,
    /// From the running head's baseline to the top of the text area.
    HeadAbove,
    /// Between the numbers of lines and the text.
    LineNumberClearance,
}

impl Metric {
    /// All of them with their names.
    pub const ALL: &[(Self, &str)] = &[
        (Self::Above, "above"),
        (Self::Rule, "rule"),
        (Self::Between, "between"),
        (Self::EntryGap, "entry-gap"),
        (Self::Gutter, "gutter"),
        (Self::RowInset, "row-inset"),
        (Self::HeadingDrop, "heading-drop"),
        (Self::HeadAbove, "head-above"),
        (Self::LineNumberClearance, "line-number-clearance"),
    ];

    /// Its name in the design.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_name_is_at_its_place() {
        assert!(Function::ALL.iter().all(|(one, name)| one.name() == *name));
        assert!(Metric::ALL.iter().all(|(one, name)| one.name() == *name));
    }
}
