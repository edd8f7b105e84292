//! Texts with references to their own pages and lines: set until what is printed is
//! what is so.
//!
//! A reference has a width before the lines are known that it tells of, and may move
//! them. So the texts are set with a guess, and again with what came out, until all
//! references are right: mostly twice. Only paragraphs whose references changed are
//! laid out anew, as the compiler remembers the others. A reference that goes to and fro
//! gets a box as wide as the widest that it was, and then moves nothing anymore.

use std::sync::Arc;

use crate::assemble::{self, Asked};
use crate::compose::SetText;
use crate::compose::TextJob;
use crate::compose::book;
use crate::diag::Diagnostic;
use crate::edition::Edition;
use crate::locate::Places;
use crate::locate::cross::{self, Cross, Printed};
use crate::model::Model;
use crate::typeset::{BookWorld, Fault};

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
    /// Whether what the compiler remembers is kept.
    pub keep: bool,
    /// The folio of a page whose end is to be explained.
    pub explain: Option<u32>,
}

/// The texts as set, and the source of what their references print, if there are any.
pub type Set = (Arc<Vec<SetText>>, Option<String>);

/// Why texts could not be set.
pub enum Refused {
    /// The compiler found faults.
    Compiler(Vec<Fault>),
    /// References lead nowhere, or would not settle.
    References(Vec<Diagnostic>),
}

impl Texts<'_> {
    /// Sets the texts. Also gives the compiler's warnings.
    pub fn set(&self, world: &mut BookWorld) -> (Result<Set, Refused>, Vec<Fault>) {
        if self.asked.iter().all(Vec::is_empty) {
            let (texts, warnings) =
                book::texts(world, self.edition, self.jobs, self.keep, self.explain);
            let set = texts.map(|texts| (Arc::new(texts), None));
            return (set.map_err(Refused::Compiler), warnings);
        }
        let crosses = match cross::resolve(self.model, self.asked) {
            Ok(crosses) => crosses,
            Err(faults) => return (Err(Refused::References(faults)), vec![]),
        };
        self.settle(world, &crosses)
    }

    fn settle(
        &self,
        world: &mut BookWorld,
        crosses: &[Vec<Cross>],
    ) -> (Result<Set, Refused>, Vec<Fault>) {
        let mut shown = cross::guess(crosses, self.model);
        // What each reference was after its guess, once it goes to and fro.
        let mut reserved: Vec<Vec<Vec<Printed>>> =
            crosses.iter().map(|crosses| vec![vec![]; crosses.len()]).collect();
        for round in 1..=ROUNDS {
            let source = self.source(&shown, &reserved);
            world.set_source(assemble::REFERENCES, &source);
            let (texts, warnings) =
                book::texts(world, self.edition, self.jobs, true, self.explain);
            let texts = match texts {
                Ok(texts) => Arc::new(texts),
                Err(faults) => return (Err(Refused::Compiler(faults)), warnings),
            };
            let places = Places::of(self.jobs.clone(), texts.clone());
            let real = cross::printed(crosses, self.model, self.edition, &places);
            if real == shown {
                return (Ok((texts, Some(source))), warnings);
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
