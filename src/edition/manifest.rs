//! `edition.toml` as it is written. The doc comments are the descriptions of the
//! JSON Schema, and what an editor's program shows while typing: they address
//! the editor of an edition. It is one thing: every key of the file, in its order.

use std::borrow::Cow;
use std::collections::BTreeMap;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Serialize};

pub use super::manifest_apparatus::{Apparatus, Group};
pub use super::manifest_collation::{ClassSeries, CollationTable};
pub use super::manifest_lines::{Lineation, References, System, Verse};
pub use super::manifest_outputs::{Archive, Cover, Press};
pub use super::manifest_parallel::Parallel;
pub use super::tei::Tei;
use super::toml_file::Located;
use super::{
    Adjacent, Alphabetizing, Collation, ConcordanceKind, FiledBy, IndexKind, LocatorForm,
    Marks, Numbering, PinWish, Rule, Scope, ScriptName, SeriesKind, SeriesLayout,
    SeriesPlace, SubEntries,
};

/// The manifest of a critical edition made with Variorum.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(title = "edition.toml")]
pub struct Manifest {
    /// The stem of the output files. Default: made from the folder's name.
    #[schemars(example = &"chile-reader")]
    pub id: Option<Located<String>>,
    /// The title of the book.
    #[schemars(required, example = &"Title")]
    pub title: Option<Located<String>>,
    /// The subtitle.
    pub subtitle: Option<String>,
    /// The authors of the text, over the title on the title page.
    #[serde(default)]
    pub authors: Vec<String>,
    /// The editors, in the order of the title page.
    #[serde(default)]
    pub editors: Vec<String>,
    /// The translators, in the order of the title page.
    #[serde(default)]
    pub translators: Vec<String>,
    /// The publisher.
    pub publisher: Option<String>,
    /// The place of publication.
    pub place: Option<String>,
    /// The date of publication: `2026-11-20`, as a TOML date or as a string.
    #[schemars(extend("format" = "date"), example = &"2026-11-20")]
    pub date: Option<Located<String>>,
    /// The ISBN, of 13 or 10 digits, with or without hyphens.
    #[schemars(example = &"978-3-16-148410-0")]
    pub isbn: Option<Located<String>>,
    /// A sentence on rights, for the imprint.
    pub rights: Option<String>,
    /// Which printing this is and when it was made, for the imprint.
    #[schemars(example = &"Second printing, May 2027")]
    pub printing: Option<String>,
    /// The device of the press, a picture, over the publisher's name on the title page.
    #[schemars(example = &"pictures/device.svg")]
    pub device: Option<Located<String>>,
    /// The language of the book (BCP 47): title page, running words, tables.
    #[serde(default = "english")]
    #[schemars(example = &"en")]
    pub language: Located<String>,
    /// The trimmed page and its margins.
    #[serde(default)]
    pub page: Page,
    /// The book design and its sizes.
    #[serde(default)]
    pub design: Design,
    /// How lines are numbered.
    #[serde(default)]
    pub lineation: Lineation,
    /// How references to lines are printed.
    #[serde(default)]
    pub references: References,
    /// The table of contents.
    #[serde(default)]
    pub contents: Contents,
    /// How verse is set.
    #[serde(default)]
    pub verse: Verse,
    /// How texts in TEI are read.
    #[serde(default)]
    pub tei: Tei,
    /// Fonts from elsewhere than the edition's folder `fonts`.
    #[serde(default)]
    pub fonts: Fonts,
    /// What each fault of page make-up costs. White in place of `n` lines at the bottom
    /// of a page costs 2.5 n².
    #[serde(default)]
    pub badness: Weights,
    /// The witnesses, in the order of the conspectus of sigla.
    #[serde(default)]
    pub witness: Vec<Witness>,
    /// Groups of witnesses that have a siglum together, such as families.
    #[serde(default)]
    pub group: Vec<Group>,
    /// What entries of the apparatus look like in the whole edition.
    #[serde(default)]
    pub apparatus: Apparatus,
    /// How the transcriptions of witnesses are collated.
    #[serde(default)]
    pub collation: CollationTable,
    /// The note series, in the order they stand at the foot. Default: a critical
    /// one, `app`, then a familiar one, `notes`.
    #[serde(default)]
    pub series: Vec<Series>,
    /// The ids of the series in the order in which they give up room: the notes of the
    /// first are the first to run on to the next page. Series that are not named follow,
    /// the last one first.
    #[serde(default)]
    #[schemars(example = &["notes", "app"])]
    pub yields: Vec<Located<String>>,
    /// Wishes about page breaks.
    #[serde(default)]
    pub pin: Vec<Pin>,
    /// Front matter, before the texts.
    #[serde(default)]
    pub front: Vec<Text>,
    /// The edited texts, in the order they are printed.
    #[serde(default)]
    pub text: Vec<Text>,
    /// Texts that stand side by side.
    #[serde(default)]
    pub parallel: Vec<Parallel>,
    /// Back matter, after the texts.
    #[serde(default)]
    pub back: Vec<Text>,
    /// The indexes, in the order they are printed.
    #[serde(default)]
    pub index: Vec<Index>,
    /// The concordance. Without this table there is none.
    pub concordance: Option<Concordance>,
    /// The PDF for libraries and readers.
    #[serde(default)]
    pub archive: Archive,
    /// The PDF for the printer.
    #[serde(default)]
    pub press: Press,
    /// The cover for the printer. Without this table there is none.
    pub cover: Option<Cover>,
}

fn english() -> Located<String> {
    Located::implied("en")
}

/// A length: a number and its unit, one of `mm`, `cm`, `in` and `pt`.
#[derive(Debug, Clone, Deserialize, Serialize)]
#[serde(transparent)]
pub struct Length(pub Located<String>);

impl JsonSchema for Length {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Length".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({
            "type": "string",
            "pattern": r"^ *[0-9]+(\.[0-9]+)? *(mm|cm|in|pt) *$",
            "examples": ["24mm", "10.8pt"],
        })
    }
}

/// A default.
pub(super) fn length(text: &str) -> Length {
    Length(Located::implied(text))
}

/// The trimmed page and its margins.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Page {
    /// The width of the trimmed page.
    pub width: Length,
    /// The height of the trimmed page.
    pub height: Length,
    /// The margin at the spine.
    pub inner: Length,
    /// The margin at the fore-edge; line numbers stand in it.
    pub outer: Length,
    /// The margin above the text; the running head stands in it.
    pub head: Length,
    /// The margin below the text and its notes.
    pub foot: Length,
}

impl Default for Page {
    fn default() -> Self {
        Self {
            width: length("155mm"),
            height: length("235mm"),
            inner: length("19mm"),
            outer: length("26mm"),
            head: length("24mm"),
            foot: length("28mm"),
        }
    }
}

/// The table of contents.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Contents {
    /// The lowest level of headings in it: 1 is the titles of the texts.
    #[schemars(range(min = 1, max = 6))]
    pub depth: Located<i64>,
}

impl Default for Contents {
    fn default() -> Self {
        Self { depth: Located::implied(1) }
    }
}

/// The book design and its sizes.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Design {
    /// The name of a design.
    #[schemars(example = &"octavo")]
    pub name: Located<String>,
    /// The size of the text.
    pub size: Length,
    /// The distance from one baseline to the next.
    pub pitch: Length,
    /// The size of the apparatus and the notes.
    pub foot_size: Length,
    /// The distance from one baseline to the next in the apparatus and the notes.
    pub foot_pitch: Length,
    /// Whether paragraphs are set a line shorter or longer, within limits of spacing that
    /// the eye does not see, where pages come out better by more than the weight `fit`.
    pub fit: bool,
    /// Sizes of the letters of single scripts and distances of their lines, by the script's
    /// code (ISO 15924): `arab`, `hebr`.
    pub scripts: BTreeMap<Located<String>, ScriptType>,
    /// The family that titles are set in, on the title page and over texts and sections:
    /// one of the program, such as `Vazirmatn`, or of the edition's own.
    #[schemars(example = &"Vazirmatn")]
    pub titles: Option<String>,
    /// What is printed for a break between paragraphs.
    #[schemars(example = &"❦")]
    pub ornament: Option<String>,
    /// Whether lines are brought to one width by the white between letters too, by less than
    /// the eye sees, in scripts whose letters do not join.
    pub tracking: bool,
    /// What the design leaves out on purpose: kinds of the account, ids of series, or styles.
    pub withhold: Vec<Located<String>>,
}

/// How a script is set.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct ScriptType {
    /// The size of its letters where those of a Latin text have the design's `size`.
    #[schemars(example = &"12pt")]
    pub size: Option<Length>,
    /// The distance from one baseline to the next in texts of it.
    #[schemars(example = &"17pt")]
    pub pitch: Option<Length>,
    /// The same at the foot of such texts, in indexes and in lists.
    #[schemars(example = &"13pt")]
    pub foot_pitch: Option<Length>,
    /// The family of its letters: one of the program, or of the edition's own.
    #[schemars(example = &"Vazirmatn")]
    pub face: Option<String>,
}

impl Default for Design {
    fn default() -> Self {
        Self {
            name: Located::implied("octavo"),
            size: length("10.8pt"),
            pitch: length("13.6pt"),
            foot_size: length("8.6pt"),
            foot_pitch: length("10.6pt"),
            fit: true,
            scripts: BTreeMap::new(),
            titles: None,
            ornament: None,
            tracking: false,
            withhold: vec![],
        }
    }
}

/// What each fault of page make-up costs. White in place of `n` lines at the bottom
/// of a page costs 2.5 n².
#[derive(Debug, Clone, Copy, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Weights {
    /// The last line of a paragraph alone on top of a page.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub widow: f64,
    /// The first line of a paragraph alone at the bottom of a page.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub orphan: f64,
    /// A hyphen at the end of a page.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub hyphen: f64,
    /// A break inside a stanza.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub stanza: f64,
    /// A break inside a speech or a list item.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub speech: f64,
    /// The two pages of an opening unequal by a line.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub opening: f64,
    /// A note that runs on to the next page.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub split_note: f64,
    /// A page that begins where none of the last release began (`pages.lock`).
    #[schemars(range(min = 0, max = 1_000_000))]
    pub moved: f64,
    /// A page that is a line deeper than the others, so that the next one begins
    /// where it did in the last release.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub long: f64,
    /// A paragraph that is set a line shorter or longer at the limits of spacing. One that
    /// is spaced less costs less, but a quarter of it at least.
    #[schemars(range(min = 0, max = 1_000_000))]
    pub fit: f64,
}

impl Weights {
    /// Those of an edition that says nothing of them.
    pub const USUAL: Self = Self {
        widow: 480.0,
        orphan: 480.0,
        hyphen: 15.0,
        stanza: 120.0,
        speech: 10.0,
        opening: 10.0,
        split_note: 120.0,
        moved: 120.0,
        long: 60.0,
        fit: 30.0,
    };
}

impl Default for Weights {
    fn default() -> Self {
        Self::USUAL
    }
}

/// A witness, or a later hand in one.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Witness {
    /// The key used in the texts: a Latin letter, then letters, digits, `_`, `-`,
    /// `.` or `:`.
    #[schemars(required, example = &"A")]
    pub id: Option<Located<String>>,
    /// What is printed. Default: the id.
    pub siglum: Option<Located<String>>,
    /// What it is: place, shelfmark, date, for the conspectus of sigla.
    #[serde(default)]
    pub description: String,
    /// The id of the witness whose later hand this is.
    pub hand_of: Option<Located<String>>,
    /// The file of its transcription, below the edition's folder, for the collation. Default:
    /// `witnesses/ID` with `.txt`, `.dj` or `.xml`, if there is one.
    #[schemars(example = &"witnesses/A.xml")]
    pub file: Option<Located<String>>,
}

/// A series of notes at the foot.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Series {
    /// The name used in the texts, as in `[^fontes.12]`.
    #[schemars(required, example = &"fontes")]
    pub id: Option<Located<String>>,
    /// Keyed to lines, or called by marks. Default: `critical`.
    #[serde(default = "critical")]
    pub kind: SeriesKind,
    /// Where its notes stand: at the foot of the page of their line, at the end of their
    /// text, or in the back matter.
    #[serde(default = "at_foot")]
    pub place: SeriesPlace,
    /// What stands above its notes where they are endnotes. Default: a word of the language.
    pub title: Option<String>,
    /// How the entries follow each other. Default: `run-in` for a critical
    /// series at the foot, else `paragraph`.
    pub layout: Option<SeriesLayout>,
    /// The marks of a familiar series. Default: `numbers`.
    pub marks: Option<Located<Marks>>,
    /// Where the marks of a familiar series begin anew. Default: `text`.
    pub numbering: Option<Located<Numbering>>,
    /// What is different in the entries of this series from what `[apparatus]` says.
    #[serde(default)]
    pub apparatus: Apparatus,
    /// In how many columns it is set. Default: 1, or as the design has it.
    #[schemars(range(min = 1, max = 4))]
    pub columns: Option<u32>,
    /// The size of its type. Default: the design's `foot-size`.
    pub size: Option<Length>,
    /// The distance from one baseline to the next. Default: the design's `foot-pitch`, or
    /// in proportion to `size`.
    pub pitch: Option<Length>,
    /// The white between it and the series above it. Default: the design decides.
    pub gap: Option<Length>,
    /// Whether a rule stands above it even if it is not the first at the foot.
    #[serde(default)]
    pub rule: bool,
    /// Whether a long note of it may run on to the next page for the sake of the page.
    /// Where nothing else is possible, a note runs on in any case.
    #[serde(default = "yes")]
    pub split: bool,
}

fn yes() -> bool {
    true
}

fn at_foot() -> SeriesPlace {
    SeriesPlace::Foot
}

fn critical() -> SeriesKind {
    SeriesKind::Critical
}

/// A wish about a page break of a text, or about the length of a paragraph.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Pin {
    /// The id of the text.
    #[schemars(required, example = &"ferry")]
    pub text: Option<Located<String>>,
    /// The name of an anchor in it: `[]{#name}` in Djot, `xml:id` in TEI.
    #[schemars(required, example = &"a1")]
    pub at: Option<Located<String>>,
    /// Whether the line with the anchor begins a page, must not, or may though a stanza is
    /// broken.
    pub page: Option<PinWish>,
    /// In place of `page`: the paragraph with the anchor is set one line shorter (`-1`) or
    /// longer (`1`).
    #[schemars(range(min = -1, max = 1))]
    pub lines: Option<Located<i64>>,
}

/// A file of the edition.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Text {
    /// The path of the file, below the edition's folder.
    #[schemars(required, example = &"texts/a.dj")]
    pub file: Option<Located<String>>,
    /// Of a TEI file only the divisions of this `type`, or that with this `xml:id`. So a file
    /// may hold several texts.
    #[schemars(example = &"translation")]
    pub division: Option<Located<String>>,
    /// A short name, unique in the edition. Default: the file's name without its ending, and
    /// behind it the `division`, if one is named.
    pub id: Option<Located<String>>,
    /// The title. Default: the first heading of the file.
    pub title: Option<String>,
    /// The ids of the witnesses that have this text. Default: all of them.
    pub witnesses: Option<Vec<Located<String>>>,
    /// A shorter title for running heads. Default: the title.
    pub short_title: Option<String>,
    /// The language of the text (BCP 47). Default: the book's.
    #[schemars(example = &"fa")]
    pub language: Option<Located<String>>,
    /// The encoding, as `windows-1252`. Default: UTF-8, or what a file of XML says of itself.
    pub encoding: Option<Located<String>>,
    /// The size of its letters. Default: what `[design]` says for its script.
    #[schemars(example = &"12pt")]
    pub size: Option<Length>,
    /// The distance from one of its baselines to the next. Default: what `[design]` says for
    /// its script, in proportion to `size`.
    #[schemars(example = &"17pt")]
    pub pitch: Option<Length>,
}

/// An index.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Index {
    /// The name used in marks, as in `index="names: Allende, Salvador"`.
    #[schemars(required, example = &"names")]
    pub id: Option<Located<String>>,
    /// Its title. Default: the word for an index in its language.
    pub title: Option<String>,
    /// The language it is sorted in (BCP 47). Default: the book's.
    #[schemars(example = &"en")]
    pub language: Option<Located<String>>,
    /// Whether its headings are names and subjects, or passages that are cited. Default:
    /// `headings`.
    pub kind: Option<IndexKind>,
    /// How many columns it is set in. Default: 2.
    #[schemars(range(min = 1, max = 5))]
    pub columns: Option<u32>,
    /// What a reference is made of. Default: `page-line`.
    pub locator: Option<LocatorForm>,
    /// What becomes of references that follow each other. Default: `apart`.
    pub adjacent: Option<Adjacent>,
    /// From how many references near each other on they are given as one, with
    /// `passim`. Default: never.
    #[schemars(range(min = 3))]
    pub passim: Option<u32>,
    /// How subheadings stand. Default: `indented`.
    pub sub_entries: Option<SubEntries>,
    /// Articles and prefixes that do not count in the order; with `*` at the end those
    /// that are joined to their word.
    #[serde(default)]
    pub ignore: Option<Vec<Located<String>>>,
    /// Scripts in their order. Default: those of the index's direction, then the others.
    #[serde(default)]
    pub scripts: Vec<ScriptName>,
    /// Which of the orders of its language. Default: `standard`.
    pub collation: Option<Collation>,
    /// Whether spaces and hyphens part words in the order. Default: `word-by-word`.
    pub alphabetizing: Option<Alphabetizing>,
    /// A pattern that matches at more places is reported. Default: 200; 0 for never.
    pub too_many: Option<u32>,
}

/// The concordance.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Concordance {
    /// Its title. Default: the word for a concordance in the book's language.
    pub title: Option<String>,
    /// Keywords in their context, or an index of words.
    pub kind: ConcordanceKind,
    /// What has a list of its own: each text, each language, or all together.
    pub scope: Scope,
    /// What a word is filed under: its form, its lemma or its root.
    pub by: Located<FiledBy>,
    /// How many columns an index of words is set in. Default: 3.
    #[schemars(range(min = 1, max = 5))]
    pub columns: Option<Located<u32>>,
    /// Words that occur less often are left out.
    #[schemars(range(min = 1))]
    pub min: Located<u32>,
    /// Words that occur more often are left out.
    #[schemars(range(min = 1))]
    pub max: Located<u32>,
    /// Only texts in these languages (BCP 47). Default: all.
    pub languages: Vec<Located<String>>,
    /// Files of words to leave out, by language. A language without one has the
    /// built-in list, if there is one.
    pub stop_words: BTreeMap<Located<String>, Located<String>>,
    /// Files of lemmas, by language: a form, a tab and its lemma a line, and after a
    /// second tab the root, if there is one.
    pub lemmas: BTreeMap<Located<String>, Located<String>>,
    /// The rules that make two spellings one word.
    pub normalization: Vec<Rule>,
    /// Whether the words of the readings in the apparatus are listed as well.
    pub readings: bool,
    /// Whether the tokens, types and hapax legomena of each text are listed.
    pub statistics: bool,
}

impl Default for Concordance {
    fn default() -> Self {
        Self {
            title: None,
            kind: ConcordanceKind::Kwic,
            scope: Scope::Language,
            by: Located::implied(FiledBy::Form),
            columns: None,
            min: Located::implied(3u32),
            max: Located::implied(60u32),
            languages: vec![],
            stop_words: BTreeMap::new(),
            lemmas: BTreeMap::new(),
            normalization: Rule::USUAL.to_vec(),
            readings: false,
            statistics: false,
        }
    }
}

/// Fonts from elsewhere than the edition's folder `fonts`.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
pub struct Fonts {
    /// Folders of fonts, below the edition's folder or beside it.
    #[schemars(example = &["../fonts"])]
    pub folders: Vec<Located<String>>,
    /// Whether fonts that are installed on the machine are used for characters that no other
    /// font has.
    pub system: bool,
}
