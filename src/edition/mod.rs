//! The manifest `edition.toml`: its form on disk ([`manifest`]) and the checked
//! form that the rest of the program works with ([`Edition`]). This is the stage
//! that reads the edition's files, and the only one that asks where they are.
//! [`Edition`] is one thing: all that is settled about a book.

pub mod apparatus;
pub mod backmatter;
pub mod check;
mod collation;
mod design;
mod designs;
mod doubts;
pub mod encoding;
mod hashed;
pub mod index_file;
pub mod load;
pub mod manifest;
mod manifest_apparatus;
mod manifest_collation;
pub mod manifest_lines;
mod manifest_outputs;
mod manifest_parallel;
mod marking;
pub mod outputs;
pub mod parallel;
pub mod paths;
mod regularize;
pub mod schema;
mod series;
pub mod tei;
mod text_file;
pub mod toml_file;
pub mod toml_string;
pub mod values;
mod verse;

#[cfg(test)]
mod tests;

pub use apparatus::{
    Abbreviations, ApparatusSettings, CommonApparatus, GroupStyle, LemmaCase,
    LemmaSeparator, Punctuation, ReadingOrder, WORD_KEYS,
};
pub use backmatter::{
    Adjacent, Alphabetizing, Collation, ConcordanceKind, ConcordanceSettings, FiledBy,
    IndexKind, IndexSettings, LocatorForm, OrderSettings, Rule, Scope, ScriptName,
    SubEntries,
};
pub use collation::{CollationSettings, Difference, SpellingRule, VariantClass};
pub use design::{Design, ScriptSizes, TypeSizes, TypeWish};
pub use designs::names as design_names;
pub use index_file::{IndexHeading, Pattern, load_index};
pub use load::{LoadError, load, read, read_texts};
pub use manifest::Weights;
pub use outputs::{Archive, ArchiveStandard, Cover, Press};
pub use parallel::{Parallel, Preset, Step, TieKind};
pub use regularize::{SpellingPair, load_pairs};
pub use schema::{index_schema, regularize_schema, schema};
pub use series::{Marks, Numbering, Series, SeriesKind, SeriesLayout, SeriesPlace};
pub use tei::{Pair, Tei};
pub use text_file::TextFile;
pub use verse::{Halves, Speakers, Stanzas, Turnover, VersePlace, VerseSettings};

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::model::{Lang, Witness, WitnessGroup};
use crate::span::Span;

/// A checked manifest. Every path in it is relative to the edition's folder and
/// stays inside it; every default is filled in.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Edition {
    /// The edition's folder.
    pub root: PathBuf,
    /// The stem of the output files.
    pub id: String,
    /// The title page.
    pub title: String,
    /// The subtitle, if any.
    pub subtitle: Option<String>,
    /// The authors of the text, in order.
    pub authors: Vec<String>,
    /// The editors, in order.
    pub editors: Vec<String>,
    /// The translators, in order.
    pub translators: Vec<String>,
    /// The publisher.
    pub publisher: Option<String>,
    /// The place of publication.
    pub place: Option<String>,
    /// The date of publication as (year, month, day).
    pub date: Option<(i32, u8, u8)>,
    /// The ISBN as written.
    pub isbn: Option<String>,
    /// A sentence on rights for the imprint.
    pub rights: Option<String>,
    /// Which printing this is, for the imprint.
    pub printing: Option<String>,
    /// The device of the press: the path of a picture.
    pub device: Option<String>,
    /// The language of the book: title page, running words, tables.
    pub lang: Lang,
    /// Trim and margins.
    pub page: PageSettings,
    /// The name of the design in `templates/`, and the edition's own overrides.
    pub design: Design,
    /// How lines are numbered.
    pub lineation: Lineation,
    /// A second numbering, in the other margin.
    pub second_lineation: Option<Lineation>,
    /// The mark in the text where a page of a witness begins; the design's if not given.
    pub page_mark: Option<String>,
    /// How references to lines are printed.
    pub references: ReferenceStyle,
    /// The lowest level of headings in the contents, from 1.
    pub contents_depth: u8,
    /// How verse is set.
    pub verse: VerseSettings,
    /// How texts in TEI are read.
    pub tei: Tei,
    /// Folders of fonts, relative to the edition's: below it, or beside it (`../fonts`).
    pub font_folders: Vec<PathBuf>,
    /// Whether fonts of the machine are used for what no other font has.
    pub system_fonts: bool,
    /// The weights of page make-up.
    pub badness: Weights,
    /// Witnesses in the order of the conspectus.
    pub witnesses: Vec<Witness>,
    /// The transcriptions that the manifest names.
    pub witness_files: Vec<WitnessFile>,
    /// Groups of witnesses.
    pub groups: Vec<WitnessGroup>,
    /// What the whole apparatus has in common.
    pub apparatus: CommonApparatus,
    /// Note series in the order they stand at the foot.
    pub series: Vec<Series>,
    /// The series in the order in which they give up room to the others, as indexes.
    pub yields: Vec<usize>,
    /// Wishes about page breaks.
    pub pins: Vec<Pin>,
    /// Wishes about the length of paragraphs.
    pub fits: Vec<FitWish>,
    /// Front matter, texts and back matter, in the order they are printed.
    pub texts: Vec<TextFile>,
    /// Texts that stand side by side.
    pub parallels: Vec<Parallel>,
    /// Indexes in the order they are printed.
    pub indexes: Vec<IndexSettings>,
    /// How transcriptions are collated.
    pub collation: CollationSettings,
    /// The concordance, unless there is none.
    pub concordance: Option<ConcordanceSettings>,
    /// The PDF for libraries and readers.
    pub archive: Archive,
    /// The PDF for the printer.
    pub press: Press,
    /// The cover, unless there is none.
    pub cover: Option<Cover>,
    /// `apparatus.toml`, entries written apart from the texts, if it exists.
    pub apparatus_file: Option<PathBuf>,
    /// `index.toml`, the headings of the indexes, if it exists.
    pub index_file: Option<PathBuf>,
    /// `corrections.toml`, what an import changed, if it exists.
    pub corrections_file: Option<PathBuf>,
    /// The span of the whole manifest's file, for faults that have no closer place.
    pub span: Span,
}

impl Edition {
    /// The people who are named as those who made the book: the authors, then the editors, then the
    /// translators.
    pub fn people(&self) -> impl Iterator<Item = &str> {
        let people = self.authors.iter().chain(&self.editors);
        people.chain(&self.translators).map(String::as_str)
    }
}

/// A transcription of a witness.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WitnessFile {
    /// The id of the witness.
    pub witness: String,
    /// Its path below the edition's folder.
    pub path: PathBuf,
    /// Where the manifest names it.
    pub span: Span,
}

/// Trim and margins, in points.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct PageSettings {
    /// The width of the trimmed page.
    pub width: f64,
    /// The height of the trimmed page.
    pub height: f64,
    /// The margin at the spine.
    pub inner: f64,
    /// The margin at the fore-edge.
    pub outer: f64,
    /// The margin above the text.
    pub head: f64,
    /// The margin below the text and its foot.
    pub foot: f64,
}

/// What a design may leave out on purpose, besides whole series: kinds of what is printed, as
/// the account of the finished pages has them, and styles.
pub const WITHHELD: [&str; 40] = [
    "text",
    "headings",
    "verse",
    "cells",
    "captions",
    "pictures",
    "speakers",
    "stage-directions",
    "front-matter",
    "back-matter",
    "notes",
    "lemmas",
    "readings",
    "comments",
    "sigla",
    "entry-numbers",
    "repeat-numbers",
    "page-witnesses",
    "note-marks",
    "references",
    "line-numbers",
    "witness-pages",
    "title-pages",
    "contents",
    "sections",
    "locators",
    "running-heads",
    "folios",
    "links",
    "emphasis",
    "strong-emphasis",
    "supplied",
    "deleted",
    "restored",
    "secluded",
    "unclear",
    "sic",
    "raised",
    "lowered",
    "stage-words",
];

/// How lines are numbered.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Lineation {
    /// What is counted, and where numbering starts anew.
    pub by: LineationBy,
    /// The number of the first line.
    pub start: u32,
    /// The first number that is printed.
    pub first: u32,
    /// The distance from one printed number to the next.
    pub step: u32,
    /// The unit of the milestones that give the numbers, if they do.
    pub unit: String,
    /// The margin they stand in.
    pub margin: LineationMargin,
    /// Whether stage directions are sub-lines.
    pub sub_lines: bool,
}

/// Where numbering starts anew.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum LineationBy {
    /// On every page.
    Page,
    /// In every text.
    Text,
    /// In every section.
    Section,
    /// In every stanza, the verses of which are counted.
    Stanza,
    /// In every text, and only verses are counted.
    Verse,
    /// No line is counted: the numbers are those of milestones.
    Milestone,
}

/// How references to lines are printed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct ReferenceStyle {
    /// How ranges are shortened.
    pub ranges: Ranges,
    /// For a range of two lines in place of the second number, as in `107 sq.`
    pub two_lines: Option<String>,
    /// For a range of more lines, as in `107 sqq.`
    pub more_lines: Option<String>,
    /// What an entry on the line of the one before it has.
    pub same_line: SameLine,
    /// What stands there if it is a symbol.
    pub same_line_symbol: String,
    /// Whether a range that goes on to the next page has the page at both ends.
    pub crossing: Crossing,
    /// Whether the number of the section or the stanza stands before that of the line.
    pub section: bool,
    /// Whether entries use the second lineation.
    pub second: bool,
    /// Whether running heads have the numbers of the parts by which the work is cited.
    pub heads: bool,
    /// Whether running heads have the numbers of the first and the last line of the page.
    pub head_lines: bool,
}

/// How the second number of a range is shortened.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum Ranges {
    /// Not at all: `107–108`.
    #[default]
    Full,
    /// To the digits that differ: `107–8`.
    Short,
    /// To a word: `107 sq.`, `107 sqq.`
    Sq,
}

/// What an entry on the line of the one before it has in place of its number.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum SameLine {
    /// Nothing.
    #[default]
    Omit,
    /// The number again.
    Repeat,
    /// A symbol.
    Symbol,
}

/// The pages of a range that goes on to another page.
#[derive(
    Debug,
    Clone,
    Copy,
    Default,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum Crossing {
    /// At its end: `30–46.2`.
    #[default]
    End,
    /// At both ends: `45.30–46.2`.
    Both,
}

/// The margin in which line numbers stand.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum LineationMargin {
    /// At the spine.
    Inner,
    /// At the fore-edge.
    Outer,
    /// Always left.
    Left,
    /// Always right.
    Right,
}

/// A wish about the page break at a place of a text.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct Pin {
    /// The id of the text.
    pub text: String,
    /// The name of an anchor in it.
    pub at: String,
    /// What is wished.
    pub wish: PinWish,
    /// Where it was written.
    pub span: Span,
}

/// What is wished of a page break.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema
)]
#[serde(rename_all = "kebab-case")]
pub enum PinWish {
    /// The line begins a page.
    Begins,
    /// The line does not begin a page.
    Continues,
    /// The line may begin a page, though a stanza or what is kept whole is broken.
    MayBegin,
}

/// A paragraph that is to be a line shorter or longer than it would be.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct FitWish {
    /// The id of the text.
    pub text: String,
    /// The name of an anchor in the paragraph.
    pub at: String,
    /// Whether it is to be longer, else shorter.
    pub longer: bool,
    /// Where it was written.
    pub span: Span,
}
