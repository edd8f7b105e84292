//! What was found, counted by kind, and how it is told. It is one thing: the ledger of the account.

use std::collections::BTreeMap;

use serde::Serialize;

use super::parallel::ParallelAccount;
use super::seen::{Seen, Sight};
use crate::diag::{Diagnostic, Severity};
use crate::span::{Files, Span};

/// What something printed is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Words of paragraphs of the edited texts.
    Text,
    /// Words of headings and titles.
    Headings,
    /// Words of verses.
    Verse,
    /// Words of cells.
    Cells,
    /// Words of captions.
    Captions,
    /// The pictures of the texts.
    Pictures,
    /// Words of speakers.
    Speakers,
    /// Words of stage directions that stand alone.
    Stage,
    /// Words of front matter that the editor wrote.
    Front,
    /// Words of back matter that the editor wrote.
    Back,
    /// Words of notes.
    Notes,
    /// Words of lemmas, as the rules shorten them.
    Lemmas,
    /// Words of readings.
    Readings,
    /// Words of the editor and remarks in entries.
    Comments,
    /// Sigla, names of scholars and abbreviations.
    Sigla,
    /// The numbers before entries.
    Numbers,
    /// Which of the equal words of its line a lemma is.
    Repeats,
    /// The sigla of the list of witnesses above the apparatus.
    PageWitnesses,
    /// The marks of notes, in the text and before the notes.
    Marks,
    /// References to other places.
    References,
    /// The numbers of lines in the margin.
    LineNumbers,
    /// The numbers of pages of witnesses in the margin.
    WitnessPages,
    /// Words of title pages and imprint.
    TitlePages,
    /// The folios of the contents.
    Contents,
    /// Words of indexes, concordances and lists.
    Sections,
    /// Locators.
    Locators,
    /// The words of running heads.
    RunningHeads,
    /// The numbers of pages.
    Folios,
    /// Where links lead.
    Links,
}

impl Kind {
    /// All of them, with their names in `[design] withhold` and in the account.
    pub const ALL: [(Self, &'static str); 29] = [
        (Self::Text, "text"),
        (Self::Headings, "headings"),
        (Self::Verse, "verse"),
        (Self::Cells, "cells"),
        (Self::Captions, "captions"),
        (Self::Pictures, "pictures"),
        (Self::Speakers, "speakers"),
        (Self::Stage, "stage-directions"),
        (Self::Front, "front-matter"),
        (Self::Back, "back-matter"),
        (Self::Notes, "notes"),
        (Self::Lemmas, "lemmas"),
        (Self::Readings, "readings"),
        (Self::Comments, "comments"),
        (Self::Sigla, "sigla"),
        (Self::Numbers, "entry-numbers"),
        (Self::Repeats, "repeat-numbers"),
        (Self::PageWitnesses, "page-witnesses"),
        (Self::Marks, "note-marks"),
        (Self::References, "references"),
        (Self::LineNumbers, "line-numbers"),
        (Self::WitnessPages, "witness-pages"),
        (Self::TitlePages, "title-pages"),
        (Self::Contents, "contents"),
        (Self::Sections, "sections"),
        (Self::Locators, "locators"),
        (Self::RunningHeads, "running-heads"),
        (Self::Folios, "folios"),
        (Self::Links, "links"),
    ];

    /// Its name.
    pub fn name(self) -> &'static str {
        let row = Self::ALL.iter().find(|row| row.0 == self);
        row.expect("every kind has a row").1
    }

    /// The fault that something of this kind is lost or wrong.
    fn fault(self, message: String) -> Diagnostic {
        match self {
            Self::Numbers => Diagnostic::error("entry-number-wrong", message),
            Self::Repeats => Diagnostic::error("repeat-number-wrong", message),
            Self::Marks => Diagnostic::error("note-mark-wrong", message),
            Self::References => Diagnostic::error("reference-wrong", message),
            Self::LineNumbers => Diagnostic::error("line-number-wrong", message),
            Self::WitnessPages => Diagnostic::error("witness-page-wrong", message),
            Self::Contents => Diagnostic::error("contents-wrong", message),
            Self::Locators => Diagnostic::error("locator-wrong", message),
            Self::RunningHeads => Diagnostic::error("running-head-wrong", message),
            Self::Folios => Diagnostic::error("folio-wrong", message),
            Self::Links => Diagnostic::error("link-wrong", message),
            _ => Diagnostic::error("words-lost", message),
        }
    }

    /// Whether it is found by the source bytes of its glyphs, which leaves no doubt. What has no
    /// source of its own is found by its letters.
    fn is_certain(self) -> bool {
        !matches!(
            self,
            Self::Sigla
                | Self::Numbers
                | Self::Repeats
                | Self::PageWitnesses
                | Self::Marks
                | Self::References
                | Self::LineNumbers
                | Self::WitnessPages
                | Self::TitlePages
                | Self::Contents
                | Self::Sections
                | Self::Locators
                | Self::RunningHeads
                | Self::Folios
                | Self::Links
        )
    }

    /// Whether its words are looked for one by one.
    fn is_words(self) -> bool {
        self.noun() == WORD
    }

    /// What something of this kind is called in a message, after `it`.
    fn noun(self) -> &'static str {
        match self {
            Self::Numbers => "the number of an entry",
            Self::Repeats => "which of the equal words of its line a lemma is",
            Self::Marks => "the mark of a note",
            Self::Pictures => "a picture",
            Self::References => "a reference",
            Self::LineNumbers => "the number of a line",
            Self::WitnessPages => "the page of a witness in the margin",
            Self::Contents => "a folio of the contents",
            Self::Locators => "a locator",
            Self::RunningHeads => "a running head",
            Self::Folios => "the number of a page",
            Self::Links => "a link",
            _ => WORD,
        }
    }
}

/// What words are called in messages.
const WORD: &str = "a word";

/// How many things of a kind there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Tally {
    /// What the model has.
    pub words: usize,
    /// What stands on the pages.
    pub printed: usize,
    /// What is left out on purpose.
    pub withheld: usize,
    /// What is neither.
    pub lost: usize,
}

/// What is left out on purpose, under one name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WithheldAccount {
    /// The rule: a name of `[design] withhold`, `other-forms`, `corrections-of-sic`, or
    /// `outside-of-the-page` for what is too long for its line.
    pub rule: String,
    /// What it is.
    pub kind: Kind,
    /// How many words.
    pub words: usize,
    /// The first of them, as `file:line:column`.
    pub first: Option<String>,
}

/// The account of a text, or of what stands around the texts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TextAccount {
    /// The text's id; nothing for what stands around the texts.
    pub text: Option<String>,
    /// By kind.
    pub kinds: BTreeMap<&'static str, Tally>,
    /// What is withheld, by rule and kind.
    pub withheld: Vec<WithheldAccount>,
}

/// The account of a book: in = printed + withheld, and nothing lost.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Account {
    /// What the model has.
    pub words: usize,
    /// What stands on the pages.
    pub printed: usize,
    /// What is left out on purpose.
    pub withheld: usize,
    /// What is neither.
    pub lost: usize,
    /// Notes and entries that were looked for on the page of their line.
    pub items: usize,
    /// Those of them that begin on a later page, since the foot of theirs was full.
    pub waiting: Vec<String>,
    /// Those that stand on another page without need.
    pub off_their_page: usize,
    /// Runs of a text on another page than planned.
    pub torn: usize,
    /// Words that stand on the pages twice.
    pub twice: usize,
    /// Places at which something is out of its order.
    pub moved: usize,
    /// All lines that stand on the pages, of texts, feet and sections.
    pub rows: usize,
    /// Lines whose ink meets that of the line above.
    pub touching: usize,
    /// Lines in which boxes around letters meet those of the line above: more than touch.
    pub near: usize,
    /// Boxes that a font has in place of a character.
    pub boxes: usize,
    /// By parallel, whether what corresponds is in step.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parallels: Vec<ParallelAccount>,
    /// By text, and at the end what stands around them.
    pub texts: Vec<TextAccount>,
}

impl Account {
    /// Adds what was found in a text, or around the texts.
    pub(super) fn add(&mut self, text: Option<&str>, findings: Findings, files: &Files) {
        let mut of_text = TextAccount {
            text: text.map(str::to_owned),
            ..TextAccount::default()
        };
        for (kind, tally) in &findings.kinds {
            self.words += tally.words;
            self.printed += tally.printed;
            self.withheld += tally.withheld;
            self.lost += tally.lost;
            of_text.kinds.insert(kind.name(), *tally);
        }
        let withheld = findings.withheld.iter();
        of_text.withheld = withheld
            .map(|((rule, kind), (words, span))| WithheldAccount {
                rule: rule.clone(),
                kind: *kind,
                words: *words,
                first: span.map(|span| files.locate(span)),
            })
            .collect();
        self.items += findings.checked;
        self.waiting
            .extend(findings.waiting.iter().map(|waiting| waiting.0.clone()));
        self.off_their_page += findings.off_page.len();
        self.torn += findings.torn.len();
        self.twice += findings.twice.0;
        self.moved += findings.moved.len();
        self.rows += findings.rows;
        self.touching += findings.touching;
        self.near += findings.near;
        self.boxes += findings.boxes.len();
        self.texts.push(of_text);
    }

    /// Whether it adds up, and nothing is lost.
    pub fn adds_up(&self) -> bool {
        self.words == self.printed + self.withheld && self.lost == 0
    }

    /// As a table: text, kind, words, printed, withheld, lost; then what is withheld.
    pub fn table(&self) -> String {
        let mut out = String::from("text\tkind\twords\tprinted\twithheld\tlost\n");
        for of_text in &self.texts {
            let name = of_text.text.as_deref().unwrap_or("–");
            for (kind, tally) in &of_text.kinds {
                let Tally { words, printed, withheld, lost } = tally;
                out.push_str(&format!(
                    "{name}\t{kind}\t{words}\t{printed}\t{withheld}\t{lost}\n"
                ));
            }
        }
        let (all, printed) = (self.words, self.printed);
        out.push_str(&format!(
            "all\t\t{all}\t{printed}\t{}\t{}\n",
            self.withheld, self.lost
        ));
        for of_text in &self.texts {
            for one in &of_text.withheld {
                out.push_str(&format!(
                    "withheld\t{}\t{}\t{}\t{}\n",
                    one.kind.name(),
                    one.words,
                    one.rule,
                    one.first.as_deref().unwrap_or("–")
                ));
            }
        }
        for name in &self.waiting {
            out.push_str(&format!("waiting\t{name}\n"));
        }
        out
    }
}

/// Something that is not as it should be.
#[derive(Debug, Clone)]
struct Fault {
    kind: Kind,
    words: String,
    span: Option<Span>,
    sight: Sight,
}

impl Fault {
    /// What is said of it.
    fn message(&self) -> String {
        let Self { kind, words, .. } = self;
        match (kind.is_words(), self.sight) {
            (true, Sight::Outside) => format!("`{words}` stands outside of the page"),
            (true, _) => format!("`{words}` of the {} stands on no page", kind.name()),
            (false, _) => format!("{} is not `{words}`, as it should be", kind.noun()),
        }
    }
}

/// How many faults of a kind are told each with its place.
const MOST: usize = 5;

/// What was found in one text, or around the texts.
#[derive(Debug, Default)]
pub(super) struct Findings {
    kinds: BTreeMap<Kind, Tally>,
    faults: Vec<Fault>,
    withheld: BTreeMap<(String, Kind), (usize, Option<Span>)>,
    /// Items that were looked for.
    pub checked: usize,
    off_page: Vec<(String, Span)>,
    waiting: Vec<(String, Span)>,
    torn: Vec<Span>,
    moved: Vec<Span>,
    twice: (usize, Option<Span>),
    rows: usize,
    touching: usize,
    /// The first page, from 0, on which lines touch.
    touches_at: Option<u32>,
    near: usize,
    outside: usize,
    /// Pictures that reach out of the page, by their paths.
    cut: Vec<(String, Option<Span>)>,
    boxes: Vec<(u32, char)>,
}

impl Findings {
    /// Counts what the model has.
    pub(super) fn words(&mut self, kind: Kind, count: usize) {
        self.kinds.entry(kind).or_default().words += count;
    }

    /// Counts one that is printed.
    pub(super) fn printed(&mut self, kind: Kind) {
        self.kinds.entry(kind).or_default().printed += 1;
    }

    /// Counts one that is left out by a rule.
    pub(super) fn withheld(&mut self, kind: Kind, rule: &str, span: Option<Span>) {
        self.kinds.entry(kind).or_default().withheld += 1;
        let count = self.withheld.entry((rule.to_owned(), kind)).or_insert((0, span));
        count.0 += 1;
    }

    /// Counts a word that is lost.
    pub(super) fn lost(
        &mut self,
        kind: Kind,
        word: &str,
        span: Option<Span>,
        sight: Sight,
    ) {
        self.kinds.entry(kind).or_default().lost += 1;
        self.faults.push(Fault { kind, words: word.to_owned(), span, sight });
    }

    /// Counts something that does not say what it should.
    pub(super) fn wrong(&mut self, kind: Kind, wanted: &str, span: Option<Span>) {
        self.lost(kind, wanted, span, Sight::Hidden);
    }

    /// Notes a run that stands on another page than it should.
    pub(super) fn torn(&mut self, span: Option<Span>) {
        self.torn.extend(span);
    }

    /// Notes what is out of its order.
    pub(super) fn moved(&mut self, span: Option<Span>) {
        self.moved.extend(span);
    }

    /// Notes words that are printed twice.
    pub(super) fn twice(&mut self, count: usize, first: Option<Span>) {
        self.twice = (count, first);
    }

    /// Notes an item on another page than that of its line.
    pub(super) fn off_page(&mut self, name: String, span: Span) {
        self.off_page.push((name, span));
    }

    /// Notes an item that waits for room.
    pub(super) fn waiting(&mut self, name: String, span: Span) {
        self.waiting.push((name, span));
    }

    /// Notes a picture that reaches out of the page.
    pub(super) fn cut(&mut self, path: &str, span: Option<Span>) {
        self.cut.push((path.to_owned(), span));
    }

    /// Notes what is wrong with the ink of all pages.
    pub(super) fn ink(&mut self, seen: &Seen) {
        self.rows = seen.rows.len();
        self.touching = seen.touching.len();
        let first = seen.touching.first().map(|&row| seen.rows[row as usize].page);
        self.touches_at = first;
        self.near = seen.near;
        self.boxes.clone_from(&seen.boxes);
        let outside = seen.tokens.iter().filter(|token| token.sight == Sight::Outside);
        self.outside = outside.count();
    }

    /// What there is to say of it. `own` is whether the edition has a design of its own.
    pub(super) fn diagnostics(&self, own: bool) -> Vec<Diagnostic> {
        let mut said = vec![];
        let hint = |diagnostic: Diagnostic, kind: Option<Kind>| match (own, kind) {
            (true, Some(kind)) => diagnostic.hint(format!(
                "the edition's `design.typ` may leave it out; if it is meant to, write \
                 `withhold = [\"{}\"]` into `[design]`",
                kind.name()
            )),
            (true, None) => diagnostic.hint("look into the edition's `design.typ`"),
            (false, Some(kind)) if !kind.is_certain() => diagnostic.hint(
                "look at the page; whether it is right or wrong, please report this",
            ),
            (false, _) => diagnostic.hint(
                "that is a fault of the program, not of the edition: please report it",
            ),
        };
        for (kind, _) in Kind::ALL {
            let faults: Vec<&Fault> =
                self.faults.iter().filter(|fault| fault.kind == kind).collect();
            for fault in faults.iter().take(MOST) {
                let message = fault.message();
                let fault = hint(kind.fault(message).at(fault.span), Some(kind));
                said.push(doubted(fault, own || kind.is_certain()));
            }
            if let Some(more) = faults.len().checked_sub(MOST).filter(|more| *more > 0) {
                let message =
                    format!("{more} more of the {} are lost or wrong", kind.name());
                let fault = hint(kind.fault(message), Some(kind));
                said.push(doubted(fault, own || kind.is_certain()));
            }
        }
        for (name, span) in self.off_page.iter().take(MOST) {
            let message = format!("`{name}` does not stand on the page of its line");
            said.push(hint(Diagnostic::error("note-off-page", message).at(*span), None));
        }
        if let (count @ 1.., Some(span)) = self.twice {
            let message = format!("words stand on the pages twice, in {count} places");
            let fault = hint(Diagnostic::error("words-twice", message).at(span), None);
            said.push(doubted(fault, own));
        }
        if let Some(span) = self.moved.first() {
            let message = "words do not stand in the order of their source";
            let fault = hint(Diagnostic::error("words-moved", message).at(*span), None);
            said.push(doubted(fault, own));
        }
        if let Some(span) = self.torn.first() {
            let message = "a line does not stand on the page that it was planned for";
            said.push(hint(Diagnostic::error("line-torn", message).at(*span), None));
        }
        for (path, span) in self.cut.iter().take(MOST) {
            let message = format!("the picture `{path}` reaches out of the page");
            said.push(hint(Diagnostic::error("ink-outside", message).at(*span), None));
        }
        if self.outside > 0 {
            let message = format!("{} runs of words reach out of the page", self.outside);
            let fault = match own {
                true => Diagnostic::error("ink-outside", message),
                false => Diagnostic::warning("ink-outside", message),
            };
            said.push(
                fault.hint("put soft hyphens (U+00AD) where a long word may break; what stands beside lines needs a wider margin"),
            );
        }
        if let Some(page) = self.touches_at
            && self.touching >= TOUCHING.0
            && self.touching * TOUCHING.1 >= self.rows
        {
            let message = format!(
                "{} of {} lines run into the line above, first on page {} of the PDF",
                self.touching,
                self.rows,
                page + 1
            );
            said.push(Diagnostic::warning("lines-touch", message).hint(
                "make the `pitch` of `[design]`, of `[design.scripts]` or of the text larger",
            ));
        }
        said
    }
}

/// From how many lines on that touch the line above there is a warning, and of how many one
/// must: a few meet in any book.
const TOUCHING: (usize, usize) = (10, 50);

/// A fault as an error if it is beyond doubt, else as a warning: where no design of the edition is
/// at work, what is found by letters alone does not stop a book.
fn doubted(mut fault: Diagnostic, is_certain: bool) -> Diagnostic {
    if !is_certain {
        fault.severity = Severity::Warning;
    }
    fault
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::build::account::STYLES;
    use crate::edition::WITHHELD;

    #[test]
    fn what_may_be_withheld_is_what_is_counted() {
        let kinds = Kind::ALL.iter().map(|row| row.1);
        let names: Vec<&str> = kinds.chain(STYLES).collect();
        assert_eq!(names, WITHHELD);
        for (kind, name) in Kind::ALL {
            assert_eq!(kind.name(), name);
        }
    }
}
