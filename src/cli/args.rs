//! The command line as typed: data only. Each command's file makes of it what it needs. It is one thing:
//! every command with its arguments, in the order of the help.

use std::path::PathBuf;

use clap::{ArgGroup, Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;

/// Turns edited texts into print-ready critical editions
#[derive(Debug, Parser)]
#[command(
    name = "variorum",
    version,
    max_term_width = 100,
    after_help = "Exit codes: 0 good, 1 a fault in the edition, 2 a wrong command line, \
                  3 a fault of the machine."
)]
pub struct Variorum {
    /// What to do.
    #[command(subcommand)]
    pub command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Make an edition from plain text or TEI files
    ///
    /// TEI is taken as it is, and what its header says goes to `edition.toml`. Of plain text,
    /// each file is kept byte for byte in `originals/`. Its text goes to `texts/` as Djot; what was
    /// cleaned up on the way is in `corrections.toml`, and what could not be decided in `undecided.txt`.
    New(NewArgs),
    /// Set an edition and write the book
    ///
    /// Writes ID.pdf, ID.typ (all assembled sources), ID-report.json, ID-index.tsv and
    /// ID-concordance.tsv, ID being the edition's id: all of them, or none if there is an error.
    /// With `--for press`, ID-press.pdf takes the place of ID.pdf.
    /// The time in SOURCE_DATE_EPOCH, if set, is the PDF's; else it is the date of the edition.
    Build(BuildArgs),
    /// Show all faults of an edition and write nothing
    ///
    /// Sets the whole book, so that faults of the layout are found as well, such as lines wider than
    /// the page and characters that no font has.
    Check(CheckArgs),
    /// Collate the transcriptions of the witnesses
    ///
    /// Lays the files in `witnesses/` (plain text, Djot or TEI) beside the texts, and prints how many
    /// units of variation there are. `build` makes the apparatus from them. The units are written to
    /// `collation/TEXT.toml`, where you decide about them; what you have decided there is kept. With
    /// `--emit`, `--check` or `--to` that file is not written.
    Collate(CollateArgs),
    /// Set an edition again at each change, and show it in a browser
    ///
    /// Prints the address of the proof, which only this machine can reach. The pages are those of the
    /// PDF. A click on a word shows where it is written. After each change ID.pdf is written as well.
    Watch(WatchArgs),
    /// Find the place in the files for a page and line of the book, and back
    ///
    /// `variorum where 45.12` prints the place in the files of line 12 on page 45, a tab, and the
    /// words of that line; lines are named as in the book, also `45.120a` and `45.12,1`.
    /// `variorum where texts/a.dj:120` prints the page and line on which the text
    /// of line 120 of that file stands, as a range if it covers several.
    Where(WhereArgs),
    /// Write the texts as TEI, the indexes, the concordance or the words as data, or give back originals
    ///
    /// With `--tei`, each text becomes a file of TEI P5 that reads back as the same text.
    /// With `--originals`, each file that an import started from is rebuilt from its working text and
    /// `corrections.toml`, compared with the one in `originals/`, and written. With `--concordance` and
    /// `--index` the book is set, so that places are those of its pages.
    Export(ExportArgs),
    /// Put an edition into a bag for a library
    ///
    /// OUT becomes a BagIt 1.0 bag: the archive PDF, the report, all files of the edition, its
    /// texts as TEI, and manifests in SHA-256 and SHA-512. The bag is read again before it is put in place.
    Archive(ArchiveArgs),
    /// Check a finished PDF against standards, clause by clause
    ///
    /// Checks any PDF, also those of other programs. Prints a line for each standard and for each
    /// fault. Of PDF/A-4 only a part is checked. Exits with 1 if there is a fault.
    Preflight(PreflightArgs),
    /// Write down where the pages of a release begin, for later builds to keep to
    ///
    /// Writes `pages.lock` to the edition's folder, and ID-record.json to the folder of the outputs.
    /// A later build moves as few of these page starts as it can. This is the only command besides
    /// `new` that writes to the edition's folder.
    Release(ReleaseArgs),
    /// Make a proof of what changed since another printing
    ///
    /// Writes ID-proof.pdf: a page that says what changed, then each page of the texts that is printed
    /// otherwise, with every line numbered, bars beside changed lines, what came and what went marked in
    /// text, notes and apparatus, and a wide margin. ID-proof.txt and ID-proof.json list the changes. The
    /// other printing is an edition's folder, a record, or a revision of the git repository that holds the
    /// edition. With `--format json`, the list is printed as well.
    Proof(ProofArgs),
    /// Compare two printings: words, notes, entries, locators and pages
    ///
    /// OLD and NEW are each an edition's folder, a record that `release` or `build --record` wrote, or a
    /// revision of the git repository that holds the edition. With `--format json`, the comparison is JSON.
    Diff(DiffArgs),
    /// Print the JSON Schema of a file of the edition
    Schema(SchemaArgs),
    /// Print the completions of a shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

/// What `new` takes.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// The edition's folder, which must be new or empty
    pub dir: PathBuf,
    /// The files to import, in the order of the book
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    pub from: Vec<PathBuf>,
    /// A witness to collate with the text: its id and the file of its transcription
    #[arg(long, value_name = "ID=FILE", num_args = 1..)]
    pub witness: Vec<String>,
    /// The title of the book, if it is not to be guessed
    #[arg(long)]
    pub title: Option<String>,
    /// Take plain text as prose alone: look for no verse, tables, numbered lists, rules and notes
    #[arg(long)]
    pub plain: bool,
    /// The design of the book, if not `octavo`
    #[arg(long, value_name = "NAME")]
    pub design: Option<String>,
    /// How to speak.
    #[command(flatten)]
    pub say: SayArgs,
}

/// What `build` takes.
#[derive(Debug, Args)]
pub struct BuildArgs {
    /// The edition's folder
    #[arg(default_value = "edition")]
    pub dir: PathBuf,
    /// The folder for the outputs, if not `output` in the edition's folder, or beside it if that
    /// is named `edition`
    #[arg(long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    /// What the book is made for
    #[arg(long = "for", value_enum, value_name = "USE", default_value_t = Purpose::Archive)]
    pub purpose: Purpose,
    /// Do not check the finished PDFs against their standards, which takes as long as setting them
    #[arg(long)]
    pub no_preflight: bool,
    /// Let pages begin anywhere, whatever `pages.lock` says
    #[arg(long)]
    pub reflow: bool,
    /// Refuse to move a page start of `pages.lock`, and say which page can't hold its text
    #[arg(long, conflicts_with = "reflow")]
    pub frozen: bool,
    /// Write a record of the book as well, to compare others with
    #[arg(long, value_name = "FILE")]
    pub record: Option<PathBuf>,
    /// Write how long each stage took, in seconds, as JSON; the report does not say it
    #[arg(long, value_name = "FILE")]
    pub timings: Option<PathBuf>,
    /// Print the text form of a stage and write no files
    #[arg(long, value_name = "STAGE")]
    pub emit: Option<Emit>,
    /// Say why a page ends where it ends, and what other ends would cost; of texts side by side,
    /// why their opening does; write no files
    #[arg(long, value_name = "PAGE", conflicts_with = "emit")]
    pub explain: Option<u32>,
    /// How strict to be.
    #[command(flatten)]
    pub faults: FaultArgs,
    /// How to speak.
    #[command(flatten)]
    pub say: SayArgs,
}

/// What a book is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Purpose {
    /// Libraries and readers: ID.pdf, to the standards that `[archive]` names
    Archive,
    /// The printer: ID-press.pdf and, with `[cover]`, ID-cover.pdf, to PDF/X-4
    Press,
    /// Both
    All,
}

impl Purpose {
    /// Whether there is a PDF for libraries and readers.
    pub fn has_archive(self) -> bool {
        self != Self::Press
    }

    /// Whether there is a PDF for the printer.
    pub fn has_press(self) -> bool {
        self != Self::Archive
    }
}

/// What `check` takes.
#[derive(Debug, Args)]
pub struct CheckArgs {
    /// The edition's folder
    #[arg(default_value = "edition")]
    pub dir: PathBuf,
    /// Print the text form of a stage
    #[arg(long, value_name = "STAGE")]
    pub emit: Option<Emit>,
    /// Print what becomes of each element and attribute of the texts in TEI, printed, used or left
    /// out, with counts and the first place; with `--format json` as JSON
    #[arg(long, conflicts_with = "emit")]
    pub account: bool,
    /// How strict to be.
    #[command(flatten)]
    pub faults: FaultArgs,
    /// How to speak.
    #[command(flatten)]
    pub say: SayArgs,
}

/// A text form of a collation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CollationForm {
    /// Each token of each witness
    Tokens,
    /// The alignment: a line a column, a field a witness
    Graph,
    /// The units: a line for each witness that differs from the text
    Units,
}

/// What `collate` takes.
#[derive(Debug, Args)]
pub struct CollateArgs {
    /// The edition's folder
    #[arg(default_value = "edition")]
    pub dir: PathBuf,
    /// Collate only the text of this id
    #[arg(long, value_name = "ID")]
    pub text: Option<String>,
    /// Print the tokens, the alignment or the units as tab-separated values
    #[arg(long, value_name = "FORM")]
    pub emit: Option<CollationForm>,
    /// Fail if a unit is undecided, or a decision has lost its ground
    #[arg(long)]
    pub check: bool,
    /// Write the collation to this folder: as a page for the browser, TSV, JSON of CollateX, GraphML,
    /// TEI, NEXUS and PHYLIP, with tables and pictures of how far the witnesses agree
    #[arg(long, value_name = "FOLDER")]
    pub to: Option<PathBuf>,
    /// How to speak.
    #[command(flatten)]
    pub say: SayArgs,
}

/// What `watch` takes.
#[derive(Debug, Args)]
pub struct WatchArgs {
    /// The edition's folder
    #[arg(default_value = "edition")]
    pub dir: PathBuf,
    /// The folder for the PDF, as with `build`
    #[arg(long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    /// Write no PDF
    #[arg(long)]
    pub no_pdf: bool,
    /// The port of the proof, 0 for any; without it the first free one from 7117 on
    #[arg(long)]
    pub port: Option<u16>,
    /// The command that opens a file in your editor, run by a click on a word, as in
    /// "code -g {file}:{line}:{column}"
    #[arg(long, value_name = "COMMAND")]
    pub open: Option<String>,
    /// How to speak.
    #[command(flatten)]
    pub say: SayArgs,
}

/// What `where` takes.
#[derive(Debug, Args)]
#[command(allow_missing_positional = true)]
pub struct WhereArgs {
    /// The edition's folder
    #[arg(default_value = "edition")]
    pub dir: PathBuf,
    /// PAGE.LINE of the book, or FILE:LINE or FILE:LINE:COLUMN of the edition
    pub place: String,
    /// How to speak.
    #[command(flatten)]
    pub say: SayArgs,
}

/// What `export` takes.
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).multiple(true)))]
pub struct ExportArgs {
    /// The edition's folder
    #[arg(default_value = "edition")]
    pub dir: PathBuf,
    /// The folder to write the originals to
    #[arg(long, value_name = "OUT", group = "what")]
    pub originals: Option<PathBuf>,
    /// The texts as TEI, parallel or endpoint, and the folder to write them to
    ///
    /// The apparatus stands in the text where it can be (parallel segmentation), or all of it apart
    /// (double end-point). For an edition of one text, OUT may be a file that ends in `.xml`.
    #[arg(long, num_args = 2, value_names = ["FORM", "OUT"], group = "what")]
    pub tei: Vec<String>,
    /// The words as tsv, csv, json or vertical, and the file to write them to
    ///
    /// The first three hold what the manifest says of the concordance, a place a row; vertical holds
    /// every word of the texts, a word a line, for corpus tools.
    #[arg(long, num_args = 2, value_names = ["FORMAT", "OUT"], group = "what")]
    pub concordance: Vec<String>,
    /// All indexes as tsv, csv or json, and the file to write them to
    #[arg(long, num_args = 2, value_names = ["FORMAT", "OUT"], group = "what")]
    pub index: Vec<String>,
    /// How to speak.
    #[command(flatten)]
    pub say: SayArgs,
}

/// What `archive` takes.
#[derive(Debug, Args)]
pub struct ArchiveArgs {
    /// The edition's folder
    pub dir: PathBuf,
    /// The folder of the bag, which must be new or empty
    pub out: PathBuf,
    /// How strict to be.
    #[command(flatten)]
    pub faults: FaultArgs,
    /// How to speak.
    #[command(flatten)]
    pub say: SayArgs,
}

/// What `preflight` takes.
#[derive(Debug, Args)]
pub struct PreflightArgs {
    /// The PDF
    pub file: PathBuf,
    /// The standards, such as x-4, a-2a, a-3a, ua-1; without one, those that the file claims
    #[arg(long = "for", value_name = "STANDARD", num_args = 1..)]
    pub norms: Vec<String>,
    /// How to speak.
    #[command(flatten)]
    pub say: SayArgs,
}

/// What `release` takes.
#[derive(Debug, Args)]
pub struct ReleaseArgs {
    /// The edition's folder
    #[arg(default_value = "edition")]
    pub dir: PathBuf,
    /// The folder for the record, if not that of the outputs of `build`
    #[arg(long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    /// Let pages begin anywhere, whatever the `pages.lock` of the release before says
    #[arg(long)]
    pub reflow: bool,
    /// How strict to be.
    #[command(flatten)]
    pub faults: FaultArgs,
    /// How to speak.
    #[command(flatten)]
    pub say: SayArgs,
}

/// What `proof` takes.
#[derive(Debug, Args)]
pub struct ProofArgs {
    /// The edition's folder
    #[arg(default_value = "edition")]
    pub dir: PathBuf,
    /// The other printing: a revision, an edition's folder, or a record that `release` or
    /// `build --record` wrote
    #[arg(long, value_name = "PRINTING")]
    pub since: String,
    /// Show all pages of the book, not only those that changed
    #[arg(long)]
    pub all: bool,
    /// Let pages begin anywhere, whatever `pages.lock` says
    #[arg(long)]
    pub reflow: bool,
    /// The folder for the proof, if not that of the outputs of `build`
    #[arg(long, value_name = "FOLDER")]
    pub output: Option<PathBuf>,
    /// How strict to be.
    #[command(flatten)]
    pub faults: FaultArgs,
    /// How to speak.
    #[command(flatten)]
    pub say: SayArgs,
}

/// What `diff` takes.
#[derive(Debug, Args)]
pub struct DiffArgs {
    /// The old printing
    pub old: String,
    /// The new printing
    pub new: String,
    /// The edition's folder that revisions are of, if neither printing is a folder
    #[arg(long = "edition", value_name = "DIR", default_value = "edition")]
    pub dir: PathBuf,
    /// Print corrections for the reader of the old printing instead, as Djot and in the language
    /// of the edition
    #[arg(long)]
    pub corrigenda: bool,
    /// How to speak.
    #[command(flatten)]
    pub say: SayArgs,
}

/// What `schema` takes.
#[derive(Debug, Args)]
pub struct SchemaArgs {
    /// Which file
    #[arg(value_enum, default_value_t = SchemaOf::Edition)]
    pub file: SchemaOf,
}

/// What `completions` takes.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// Which shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// What `man` takes.
#[derive(Debug, Args)]
pub struct ManArgs {
    /// The page of a command instead of the program's
    pub command: Option<String>,
    /// Print all commands as Markdown instead
    #[arg(long, conflicts_with = "command")]
    pub markdown: bool,
}

/// How strict to be.
#[derive(Debug, Args)]
pub struct FaultArgs {
    /// Fail if there is a warning
    #[arg(long)]
    pub deny_warnings: bool,
}

/// How to speak.
#[derive(Debug, Args)]
pub struct SayArgs {
    /// How diagnostics are written to standard error
    #[arg(long, value_enum, default_value_t = Format::Human)]
    pub format: Format,
    /// Say nothing but faults
    #[arg(long, short)]
    pub quiet: bool,
    /// What an edition with a design of its own may take.
    #[command(flatten)]
    pub bounds: BoundArgs,
}

/// What the setting of an edition with a `design.typ` may take; else that grows with its files.
#[derive(Debug, Clone, Copy, Args)]
pub struct BoundArgs {
    /// The memory in GiB that an edition with a `design.typ` may take; if not given, 3 and more for long texts
    #[arg(long, value_name = "GIB")]
    pub most_memory: Option<u32>,
    /// The minutes that an edition with a `design.typ` may take; if not given, 5 and more for long texts
    #[arg(long, value_name = "MINUTES")]
    pub most_minutes: Option<u32>,
}

/// The form of diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// With the line of the file and a mark under the place
    Human,
    /// One JSON object a line
    Json,
}

/// A stage with a text form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// What was read: blocks, entries, notes, marks
    Model,
    /// The apparatus entries as tab-separated values, a column a witness
    Table,
    /// What corresponds in parallel texts: a line a tie
    Ties,
    /// The assembled sources
    Typst,
    /// The lines of the galley
    Lines,
    /// The pages: their lines, the height of their foot, their badness
    Plan,
    /// Where each line stands
    Places,
    /// The finished pages: where each run of text was placed
    Pages,
    /// The account: how many words of each kind are printed, withheld, lost
    Account,
}

/// A file that has a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum SchemaOf {
    /// `edition.toml`
    Edition,
    /// `index.toml`
    Index,
    /// `regularize.toml`
    Regularize,
}
