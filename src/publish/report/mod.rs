//! The report of a build: for machines as JSON, for people as one screen of text.

use serde::Serialize;

pub mod makeup;

use self::makeup::{MakeUp, make_up, mean_unused};
use super::PdfFile;
use super::archive::inputs;
use super::preflight::Verdict;
use crate::build::account::ParallelAccount;
use crate::build::{Account, Proven, Read};
use crate::diag::Severity;
use crate::edition::parallel::lane_name;

/// What a build did.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The stem of the outputs.
    pub id: String,
    /// The version of this program.
    pub variorum: &'static str,
    /// Pages, blank ones and front matter included.
    pub pages: usize,
    /// Pages before the first page of the texts.
    pub front_pages: usize,
    /// Lines of the texts' galleys.
    pub lines: usize,
    /// Words of the texts, notes and apparatus not counted.
    pub words: usize,
    /// Entries and notes by series, in the order of the foot.
    pub entries: Vec<(String, usize)>,
    /// Notes that do not begin on the page of their line.
    pub notes_off_their_page: usize,
    /// Notes that begin on a later page than their line, since that has no room for them,
    /// with the page before the line.
    pub notes_waiting: usize,
    /// Notes that were looked for on the finished pages.
    pub notes_checked: usize,
    /// What the model wants printed and what stands on the pages, word by word.
    pub account: Account,
    /// Pages that hold more than they have room for.
    pub overfull_pages: usize,
    /// Pages at whose foot notes run on from the page before.
    pub continued_pages: usize,
    /// Lines wider than the measure.
    pub overfull_lines: usize,
    /// Characters that no font has.
    pub missing_glyphs: usize,
    /// Pages that begin with the last line of a paragraph.
    pub widows: usize,
    /// Pages that end with the first line of a paragraph.
    pub orphans: usize,
    /// Pages that end with a heading.
    pub headings_last: usize,
    /// The mean room left unused on a page, in lines; the last page of each text does
    /// not count.
    pub mean_unused_lines: f64,
    /// The pages of each text: what they have left, what they cost, and why.
    pub make_up: Vec<MakeUp>,
    /// Headings of the indexes.
    pub index_headings: usize,
    /// Lines of the concordance.
    pub concordance_lines: usize,
    /// Errors and warnings.
    pub diagnostics: (usize, usize),
    /// SHA-256 of every file of the edition, fonts and pictures too.
    pub inputs: Vec<(String, String)>,
    /// The families of the machine's fonts that were used, with the SHA-256 of their files.
    pub machine_fonts: Vec<(String, String)>,
    /// SHA-256 of the program's fonts and templates.
    pub program: Vec<(String, String)>,
    /// The crates that the program was built from, with their versions.
    pub crates: Vec<String>,
    /// The PDFs that were made.
    pub pdfs: Vec<PdfReport>,
}

/// A PDF that was made.
#[derive(Debug, Clone, Serialize)]
pub struct PdfReport {
    /// Its name.
    pub file: String,
    /// The standards it was made to.
    pub standards: Vec<&'static str>,
    /// What a check of the finished file says, for each of the standards.
    pub preflight: Vec<Verdict>,
    /// Its SHA-256.
    pub sha256: String,
}

impl Report {
    /// Of a finished book and its PDFs.
    pub fn of(read: &Read, built: &Proven, pdfs: &[PdfFile]) -> Self {
        let account = built.account();
        let texts = &built.texts;
        let sum = |f: &dyn Fn(&crate::compose::SetText) -> usize| {
            texts.iter().map(|text| f(text)).sum()
        };
        let count = |severity| {
            let all = read.diagnostics.iter().chain(&built.diagnostics);
            all.filter(|diagnostic| diagnostic.severity == severity).count()
        };
        let make_up = make_up(read, built);
        Self {
            id: read.edition.id.clone(),
            variorum: env!("CARGO_PKG_VERSION"),
            pages: built.book.document.pages().len(),
            front_pages: built.book.front_pages,
            lines: sum(&|text| text.lines.len()),
            words: read
                .model
                .texts
                .iter()
                .flat_map(|text| &text.blocks)
                .map(|block| block.content.text.split_whitespace().count())
                .sum(),
            entries: read
                .edition
                .series
                .iter()
                .enumerate()
                .map(|(k, series)| {
                    let count = built.jobs.iter().map(|job| job.items(k).count()).sum();
                    (series.id.clone(), count)
                })
                .collect(),
            notes_off_their_page: account.off_their_page,
            notes_waiting: sum(&|text| text.waiting.len()),
            notes_checked: account.items,
            account: account.clone(),
            overfull_pages: sum(&|text| {
                text.pages.iter().filter(|page| page.overfull > 0.05).count()
            }),
            continued_pages: sum(&|text| {
                text.pages.iter().filter(|page| page.continued).count()
            }),
            overfull_lines: sum(&|text| text.overfull_lines.len()),
            missing_glyphs: sum(&|text| text.missing.len())
                + built.book.sections.iter().map(|s| s.missing.len()).sum::<usize>(),
            widows: sum(&|text| text.plan.widows(&text.lines)),
            orphans: sum(&|text| text.plan.orphans(&text.lines)),
            headings_last: sum(&|text| text.plan.headings_last(&text.lines)),
            mean_unused_lines: mean_unused(&make_up),
            make_up,
            index_headings: built
                .indexes
                .iter()
                .flat_map(|index| &index.sections)
                .map(|section| section.entries.len())
                .sum(),
            concordance_lines: built
                .concordance
                .iter()
                .flat_map(|concordance| &concordance.sections)
                .flat_map(|section| &section.words)
                .map(|word| word.lines.len())
                .sum(),
            diagnostics: (count(Severity::Error), count(Severity::Warning)),
            inputs: inputs::hashes(read),
            machine_fonts: built.machine_fonts.clone(),
            program: inputs::program(),
            crates: inputs::crates(),
            pdfs: pdfs
                .iter()
                .map(|pdf| PdfReport {
                    file: format!("{}{}.pdf", read.edition.id, pdf.suffix),
                    standards: pdf.standards.clone(),
                    preflight: pdf.verdicts.clone(),
                    sha256: inputs::sha256(&pdf.data),
                })
                .collect(),
        }
    }

    /// The report: the same bytes for the same edition, so that how long it took is not in it.
    pub fn json(&self) -> String {
        serde_json::to_string_pretty(self)
            .expect("a report has no keys that are not strings")
    }

    /// One screen of text; `seconds` is how long the build took.
    pub fn summary(&self, seconds: f64) -> String {
        let entries: Vec<String> = self
            .entries
            .iter()
            .map(|(id, count)| format!("{count} {id}"))
            .collect();
        let standards: Vec<String> =
            self.pdfs.iter().map(|pdf| pdf.standards.join(" and ")).collect();
        let preflight: String = self
            .pdfs
            .iter()
            .flat_map(|pdf| pdf.preflight.iter().map(move |verdict| (pdf, verdict)))
            .map(|(pdf, verdict)| format!("{}: {}\n", pdf.file, verdict.line()))
            .collect();
        let fitted = || self.make_up.iter().flat_map(|text| &text.fitted);
        let gained: f64 = self.make_up.iter().map(|text| text.gained).sum();
        let fitted = match fitted().count() {
            0 => String::new(),
            all => {
                let longer = fitted().filter(|one| one.lines > 0).count();
                let shorter = all - longer;
                format!(
                    "paragraphs set a line shorter: {shorter}, longer: {longer}; badness less \
                     by {gained:.1}\n"
                )
            }
        };
        let parallels: String =
            self.account.parallels.iter().map(parallel_line).collect();
        format!(
            "{} pages, {} lines, {} words, set in {seconds:.2} s\n\
             apparatus and notes: {}; {} of them looked for on the pages, {} off their page, {} waiting\n\
             account: {} words, {} printed, {} withheld, {} lost; the ink of {} of {} lines meets the line above\n\
             {parallels}{} widows, {} orphans, {} overfull pages, {} overfull lines, {} missing glyphs\n{fitted}\
             {} index headings, {} lines of concordance\n\
             {} errors, {} warnings; made to {}\n{}",
            self.pages,
            self.lines,
            self.words,
            entries.join(", "),
            self.notes_checked,
            self.notes_off_their_page,
            self.account.waiting.len(),
            self.account.words,
            self.account.printed,
            self.account.withheld,
            self.account.lost,
            self.account.touching,
            self.account.rows,
            self.widows,
            self.orphans,
            self.overfull_pages,
            self.overfull_lines,
            self.missing_glyphs,
            self.index_headings,
            self.concordance_lines,
            self.diagnostics.0,
            self.diagnostics.1,
            standards.join(", "),
            preflight,
        )
    }
}

/// A lane is worth a word that is longer than the others by so many per cent, and other widths
/// if they save so many.
const LONGER: f64 = 10.0;
const WORTH: f64 = 3.0;

/// What the summary says of a parallel.
fn parallel_line(parallel: &ParallelAccount) -> String {
    let ParallelAccount {
        parallel,
        openings,
        ties,
        out_of_step,
        white,
        advice,
    } = parallel;
    let white: Vec<String> = white.iter().map(|lines| format!("{lines:.1}")).collect();
    let mut line = format!(
        "{parallel}: {openings} openings, {ties} ties, {out_of_step} out of step; lines of white \
         by lane: {}\n",
        white.join(", ")
    );
    let Some(advice) = advice.as_ref() else { return line };
    let longest = advice.lanes.iter().enumerate();
    let longest = longest.max_by(|a, b| a.1.percent.total_cmp(&b.1.percent));
    if let Some((lane, length)) = longest.filter(|(_, length)| length.percent >= LONGER) {
        line += &format!(
            "{parallel}: lane {} is {:.0} % longer than the others",
            lane_name(lane),
            length.percent
        );
        let least = advice.widths.iter().copied().fold(f64::INFINITY, f64::min);
        if advice.saves >= WORTH && least > 0.0 {
            let shares =
                advice.widths.iter().map(|width| format!("{:.2}", width / least));
            let shares: Vec<String> = shares.collect();
            line += &format!(
                "; lines as long as {} to each other would make it {:.0} % shorter",
                shares.join(" : "),
                advice.saves
            );
        }
        line.push('\n');
    }
    line
}
