//! Texts with references to their own pages and lines: set until what is printed is
//! what is so.
//!
//! A reference has a width before the lines are known that it tells of, and may move
//! them. So the texts are set with a guess, and again with what came out, until all
//! references are right: mostly twice. Only paragraphs whose references changed are
//! laid out anew, as the compiler remembers the others. A reference that goes to and fro
//! gets a box as wide as the widest that it was, and then moves nothing anymore.

use std::sync::Arc;

use typst::utils::hash128;

use crate::assemble::{self, Asked};
use crate::compose::SetText;
use crate::compose::TextJob;
use crate::compose::book::{self, Kept, Run, Standing};
use crate::diag::Diagnostic;
use crate::edition::Edition;
use crate::locate::Places;
use crate::locate::cross::{self, Cross, Printed};
use crate::model::Model;
use crate::typeset::{BookWorld, Fault, Origins};

/// How often the texts are set at most.
const ROUNDS: usize = 16;

/// From which round on a reference that changes has its widths reserved.
const PATIENCE: usize = 3;

/// The texts of an edition, about to be set.
pub struct Texts<'a> {
    /// What was edited.
    pub model: &'a Model,
    /// The manifest.
    pub edition: &'a Arc<Edition>,
    /// What is set.
    pub jobs: &'a Arc<Vec<TextJob>>,
    /// The references of each text.
    pub asked: &'a [Vec<Asked>],
    /// For each text a number that stands for what it is made of, but for its references.
    pub keys: Vec<u128>,
    /// Whether what the compiler remembers is kept.
    pub keep: bool,
    /// The folio of a page whose end is to be explained.
    pub explain: Option<u32>,
}

/// The texts as set, where the bytes of their sources are, and the source of what their
/// references print, if there are any.
pub type Set = (Arc<Vec<SetText>>, Vec<Arc<Origins>>, Option<String>);

/// Why texts could not be set.
pub enum Refused {
    /// The compiler found faults.
    Compiler(Vec<Fault>),
    /// References lead nowhere, or would not settle.
    References(Vec<Diagnostic>),
}

impl Texts<'_> {
    /// Sets the texts. Also gives the compiler's warnings.
    pub fn set(
        &self,
        world: &mut BookWorld,
        kept: Option<&mut Kept<Standing>>,
    ) -> (Result<Set, Refused>, Vec<Fault>) {
        if self.asked.iter().all(Vec::is_empty) {
            let (texts, warnings) = self.once(world, kept, "", self.keep);
            let set = texts.map(|(texts, origins)| (texts, origins, None));
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
        kept: Option<&mut Kept<Standing>>,
        references: &str,
        keep: bool,
    ) -> Run<(Arc<Vec<SetText>>, Vec<Arc<Origins>>)> {
        let keys = self.keys.iter().map(|key| hash128(&(key, references))).collect();
        let (texts, warnings) =
            book::texts(world, self.edition, self.jobs, keys, kept, keep, self.explain);
        let parted = texts.map(|texts| {
            let (texts, origins) = texts.into_iter().unzip();
            (Arc::new(texts), origins)
        });
        (parted, warnings)
    }

    fn settle(
        &self,
        world: &mut BookWorld,
        mut kept: Option<&mut Kept<Standing>>,
        crosses: &[Vec<Cross>],
    ) -> (Result<Set, Refused>, Vec<Fault>) {
        let mut shown = cross::guess(crosses, self.model);
        // What each reference was after its guess, once it goes to and fro.
        let mut reserved: Vec<Vec<Vec<Printed>>> =
            crosses.iter().map(|crosses| vec![vec![]; crosses.len()]).collect();
        for round in 1..=ROUNDS {
            let source = self.source(&shown, &reserved);
            world.set_source(assemble::REFERENCES, &source);
            let (texts, warnings) = self.once(world, kept.as_deref_mut(), &source, true);
            let (texts, origins) = match texts {
                Ok(set) => set,
                Err(faults) => return (Err(Refused::Compiler(faults)), warnings),
            };
            let places = Places::of(self.jobs.clone(), texts.clone());
            let real = cross::printed(crosses, self.model, self.edition, &places);
            if real == shown {
                return (Ok((texts, origins, Some(source))), warnings);
            }
            for ((real, shown), reserved) in real
                .iter()
                .flatten()
                .zip(shown.iter().flatten())
                .zip(reserved.iter_mut().flatten())
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
            shown = real;
        }
        let fault = Diagnostic::error(
            "unsettled-references",
            format!("references still change after the texts were set {ROUNDS} times"),
        )
        .hint("this is a fault of the program; please report it with the edition");
        (Err(Refused::References(vec![fault])), vec![])
    }

    /// The source of what references print.
    fn source(&self, shown: &[Vec<Printed>], reserved: &[Vec<Vec<Printed>>]) -> String {
        let ids = self.model.texts.iter().map(|text| text.id.as_str());
        let texts = ids.zip(shown).zip(reserved).map(|((id, shown), reserved)| {
            let reserved = reserved.iter().map(|seen| {
                seen.iter()
                    .map(|one| (one.text.as_str(), one.repeat.as_str()))
                    .collect()
            });
            let shown = shown.iter().map(|one| (one.text.as_str(), one.repeat.as_str()));
            (id, shown.zip(reserved).collect())
        });
        assemble::references(texts)
    }
}
