//! Texts with references to their own pages and lines, or with notes that are numbered by
//! page: set again until what they print is right.
//!
//! A reference has a width before the lines are known that it tells of, and may move
//! them; so has the mark of a note, and may move it to another page. So the texts are set
//! with a guess, and again with what came out, until all of it is right: mostly twice.
//! Only paragraphs in which something changed are laid out anew, as the compiler remembers
//! the others. What goes to and fro gets a box as wide as the widest that it was, and then
//! moves nothing anymore.

use std::sync::Arc;

use typst::utils::hash128;

use super::finder::Finder;
use super::fits::{self, Search};
use crate::assemble::{self, Asked};
use crate::compose::SetText;
use crate::compose::TextJob;
use crate::compose::book::{self, Kept, Run, StandingText, TextWishes};
use crate::compose::text::Lanes;
use crate::diag::Diagnostic;
use crate::edition::{Edition, Numbering, Series};
use crate::locate::Places;
use crate::locate::cross::{self, Cross, Printed};
use crate::model::Model;
use crate::typeset::{BookWorld, Fault, Origins};

/// How often the texts are set at most.
const ROUNDS: usize = 16;

/// From which round on what changes has its widths reserved.
const PATIENCE: usize = 3;

/// The texts of an edition, about to be set.
pub(super) struct Texts<'a> {
    /// What was edited.
    pub model: &'a Model,
    /// The manifest.
    pub edition: &'a Arc<Edition>,
    /// What is set.
    pub jobs: &'a Arc<Vec<TextJob>>,
    /// Which of them stand side by side.
    pub lanes: &'a Arc<Vec<Lanes>>,
    /// The references of each text.
    pub asked: &'a [Vec<Asked>],
    /// For each text a number that stands for what it is made of, but for its references.
    pub keys: Vec<u128>,
    /// The marks of the notes of each text, with a guess of those that are numbered by page.
    pub marks: &'a [Vec<String>],
    /// Whether what the compiler remembers is kept.
    pub keep: bool,
    /// The folio of a page whose end is to be explained.
    pub explain: Option<u32>,
}

/// The texts as set.
pub(super) struct Set {
    /// The texts.
    pub texts: Arc<Vec<Arc<SetText>>>,
    /// Where the bytes of their sources are.
    pub origins: Vec<Arc<Origins>>,
    /// The source of what is printed only when the pages are known, if there is such.
    pub references: Option<String>,
    /// What the references of each text print.
    pub printed: Vec<Vec<String>>,
    /// What there is to say of paragraphs that were to be a line shorter or longer.
    pub said: Vec<Diagnostic>,
}

/// Why texts could not be set.
pub(super) enum Refused {
    /// The compiler found faults.
    Compiler(Vec<Fault>),
    /// References lead nowhere, or would not settle.
    References(Vec<Diagnostic>),
}

impl Refused {
    /// What there is to say of it.
    pub(super) fn told(self, finder: &Finder) -> Vec<Diagnostic> {
        match self {
            Self::References(faults) => faults,
            Self::Compiler(faults) => {
                faults.iter().map(|fault| finder.diagnostic(fault)).collect()
            }
        }
    }
}

impl Texts<'_> {
    /// Sets the texts. Also gives the compiler's warnings.
    pub(super) fn set(
        &self,
        world: &mut BookWorld,
        kept: Option<&mut Kept<StandingText>>,
    ) -> (Result<Set, Refused>, Vec<Fault>) {
        let is_plain =
            self.asked.iter().all(Vec::is_empty) && self.edition.fits.is_empty();
        if is_plain && !self.has_marks_by_page() {
            let (texts, warnings) = self.once(world, kept, "", self.keep);
            let set = texts.map(|(texts, origins)| {
                let (references, printed, said) = (None, vec![], vec![]);
                Set { texts, origins, references, printed, said }
            });
            return (set.map_err(Refused::Compiler), warnings);
        }
        let crosses = match cross::resolve(self.model, self.asked) {
            Ok(crosses) => crosses,
            Err(faults) => return (Err(Refused::References(faults)), vec![]),
        };
        self.settle(world, kept, &crosses)
    }

    /// Sets the texts once, with the references as a source has them.
    #[expect(clippy::type_complexity, reason = "two lists of one run")]
    fn once(
        &self,
        world: &BookWorld,
        kept: Option<&mut Kept<StandingText>>,
        references: &str,
        keep: bool,
    ) -> Run<(Arc<Vec<Arc<SetText>>>, Vec<Arc<Origins>>)> {
        let keys = self.keys.iter().map(|key| hash128(&(key, references))).collect();
        let wishes = TextWishes { keys, keep, explain: self.explain };
        let (texts, warnings) = {
            let texts = (self.jobs, self.lanes);
            book::texts(world, self.edition, texts, kept, wishes)
        };
        let parted = texts.map(|texts| {
            let (texts, origins) = texts.into_iter().unzip();
            (Arc::new(texts), origins)
        });
        (parted, warnings)
    }

    /// Whether notes are numbered by page.
    fn has_marks_by_page(&self) -> bool {
        let by_page = |series: &&Series| series.numbering == Numbering::Page;
        let notes = || self.model.texts.iter().flat_map(|text| &text.notes);
        let mut series = self.edition.series.iter().filter(by_page);
        series.any(|series| notes().any(|note| note.series == series.id))
    }

    fn settle(
        &self,
        world: &mut BookWorld,
        mut kept: Option<&mut Kept<StandingText>>,
        crosses: &[Vec<Cross>],
    ) -> (Result<Set, Refused>, Vec<Fault>) {
        let mut references = Circle::new(cross::guess(crosses, self.model));
        let mut marks = Circle::new(self.marks.to_vec());
        let mut searches = fits::searches(self.edition, self.model);
        let mut before: Option<Arc<Vec<Arc<SetText>>>> = None;
        // Paragraphs come to rest first, as they depend on nothing else.
        let mut round = 0;
        for _ in 1..=ROUNDS + fits::ROUNDS {
            let mut source = self.source(&references, &marks);
            if !searches.is_empty() {
                let spacings: Vec<_> = searches.iter().map(Search::spacing).collect();
                source.push_str(&assemble::fitted(spacings.iter()));
            }
            world.set_source(assemble::REFERENCES, &source);
            let (texts, warnings) = self.once(world, kept.as_deref_mut(), &source, true);
            let (texts, origins) = match texts {
                Ok(set) => set,
                Err(faults) => return (Err(Refused::Compiler(faults)), warnings),
            };
            let places =
                Places::of(self.jobs.clone(), texts.clone(), &self.edition.references);
            let real = places.note_marks(self.model, &self.edition.series);
            let printed =
                cross::printed(crosses, self.model, self.edition, &places, &real);
            let resting: Vec<bool> =
                searches.iter_mut().map(|search| search.turn(&texts)).collect();
            let resting = resting.iter().all(|resting| *resting);
            let before = before.get_or_insert_with(|| texts.clone());
            if resting && printed == references.shown && real == marks.shown {
                let said = searches.iter().filter_map(|one| one.said(before, &texts));
                let said = said.collect();
                let words = |texts: &Vec<Printed>| {
                    texts.iter().map(|one| one.text.clone()).collect()
                };
                let printed = references.shown.iter().map(words).collect();
                let references = Some(source);
                let set = Set { texts, origins, references, printed, said };
                return (Ok(set), warnings);
            }
            round += usize::from(resting);
            if round == ROUNDS {
                break;
            }
            references.turn(printed, round);
            marks.turn(real, round);
        }
        let fault = Diagnostic::error(
            "unsettled-references",
            format!(
                "references or marks of notes still change after the texts were set \
                 {ROUNDS} times"
            ),
        )
        .hint("this is a fault of the program; please report it with the edition");
        (Err(Refused::References(vec![fault])), vec![])
    }

    /// The source of what references print, and of the marks by page if there are any.
    fn source(&self, references: &Circle<Printed>, marks: &Circle<String>) -> String {
        let ids = || self.model.texts.iter().map(|text| text.id.as_str());
        fn words(one: &Printed) -> (&str, &str) {
            (&one.text, &one.repeat)
        }
        let texts = ids().zip(references.texts()).map(|(id, printed)| {
            let printed = printed.map(|(shown, reserved)| {
                (words(shown), reserved.iter().map(words).collect())
            });
            (id, printed.collect())
        });
        let mut source = assemble::references(texts);
        if self.has_marks_by_page() {
            let texts = ids().zip(marks.texts()).map(|(id, marks)| {
                let marks = marks.map(|(shown, reserved)| (shown.as_str(), reserved));
                (id, marks.collect())
            });
            source.push_str(&assemble::marks_by_page(texts));
        }
        source
    }
}

/// What the texts print of where they stand themselves, by text.
struct Circle<T> {
    /// What is printed.
    shown: Vec<Vec<T>>,
    /// What each was after its guess, once it goes to and fro.
    reserved: Vec<Vec<Vec<T>>>,
}

impl<T: Clone + PartialEq> Circle<T> {
    fn new(guess: Vec<Vec<T>>) -> Self {
        let reserved = guess.iter().map(|text| vec![vec![]; text.len()]).collect();
        Self { shown: guess, reserved }
    }

    /// For each text what is printed and what is reserved.
    fn texts(&self) -> impl Iterator<Item = impl Iterator<Item = (&T, &[T])>> {
        let texts = self.shown.iter().zip(&self.reserved);
        texts
            .map(|(shown, reserved)| shown.iter().zip(reserved.iter().map(Vec::as_slice)))
    }

    /// Prints what came out of a round.
    fn turn(&mut self, real: Vec<Vec<T>>, round: usize) {
        for ((real, shown), reserved) in real
            .iter()
            .flatten()
            .zip(self.shown.iter().flatten())
            .zip(self.reserved.iter_mut().flatten())
        {
            if round < PATIENCE || (real == shown && reserved.is_empty()) {
                continue;
            }
            for one in [shown, real] {
                if !reserved.contains(one) {
                    reserved.push(one.clone());
                }
            }
        }
        self.shown = real;
    }
}
