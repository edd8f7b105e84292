//! The texts of a book, set one after the other or side by side.

use std::cell::RefCell;
use std::rc::Rc;
use std::sync::Arc;

use typst::diag::SourceResult;
use typst::engine::Engine;
use typst::foundations::{Content, StyleChain};
use typst::introspection::{Locator, SplitLocator};
use typst::model::DocumentInfo;
use typst::syntax::Source;
use typst::utils::hash128;
use typst_layout::PagedDocument;

use super::bind::{Run, source};
use super::kept::{Kept, Store};
use crate::compose::context::TextContext;
use crate::compose::job::TextJob;
use crate::compose::setter::Setter;
use crate::compose::text::{self, Lanes, SetText};
use crate::edition::Edition;
use crate::edition::parallel::{Part, in_order};
use crate::model::Role;
use crate::pages::PageRun;
use crate::typeset::parts::Parts;
use crate::typeset::{BookWorld, Origins, run};

/// A text as set, and where the bytes of its source are in it.
pub type StandingText = (Arc<SetText>, Arc<Origins>);

/// What is wanted when texts are set.
pub struct TextWishes {
    /// Keys that stand for all that each text is made of.
    pub keys: Vec<u128>,
    /// Whether what the compiler remembers is kept for another build. Else it is given up
    /// once it has served.
    pub keep: bool,
    /// The folio of a page whose end is to be explained.
    pub explain: Option<u32>,
}

/// Sets all texts of the world's main file. A text that `kept` has under its key is not set
/// again.
pub fn texts(
    world: &BookWorld,
    edition: &Arc<Edition>,
    (jobs, lanes): (&Arc<Vec<TextJob>>, &Arc<Vec<Lanes>>),
    mut kept: Option<&mut Kept<StandingText>>,
    wishes: TextWishes,
) -> Run<Vec<StandingText>> {
    let TextWishes { keys, keep, explain } = wishes;
    let store = Store::of(&mut kept);
    let result: Rc<RefCell<Vec<StandingText>>> = Rc::default();
    let sources: Vec<Source> = jobs.iter().map(|job| source(world, &job.path)).collect();
    let (edition, jobs, out) = (edition.clone(), jobs.clone(), result.clone());
    let lanes = lanes.clone();
    let known = store.clone();
    let step =
        Box::new(move |engine: &mut Engine, content: &Content, styles: StyleChain| {
            let parts = Parts::of(content);
            parts.design.check(engine);
            let setter = Setter { edition: &edition, design: &parts.design, styles };
            let mut locator = Locator::root().split();
            let mut texts = TextRun {
                setter: &setter,
                jobs: &jobs,
                parts: &parts,
                sources: &sources,
                known: &known,
                wishes: (&keys, keep, explain),
                set: vec![None; jobs.len()],
            };
            for role in [Role::Front, Role::Body, Role::Back] {
                let of_role = |k: &usize| jobs[*k].role == role;
                let of_role = (0..jobs.len()).filter(of_role);
                for part in in_order(&edition.parallels, of_role) {
                    match part {
                        Part::Text(k) => texts.text(engine, &mut locator, k)?,
                        Part::Parallel(k) => {
                            let of_it = lanes.iter().find(|one| one.parallel == k);
                            let of_it = of_it.expect("each parallel has its ties");
                            texts.lanes(engine, &mut locator, of_it)?;
                        }
                    }
                }
            }
            let set: Vec<StandingText> = texts.set.into_iter().flatten().collect();
            out.replace(set);
            Ok(PagedDocument::new(Vec::new().into(), DocumentInfo::default()))
        });
    let (output, warnings) = run(world, step);
    store.put_back(kept, output.is_ok());
    (output.map(|_| result.take()), warnings)
}

/// The texts of a run, while they are set one after the other.
struct TextRun<'a> {
    setter: &'a Setter<'a>,
    jobs: &'a [TextJob],
    parts: &'a Parts,
    sources: &'a [Source],
    known: &'a Store<StandingText>,
    /// The keys of the texts, whether the compiler's memory is kept, and the folio of the page
    /// that is to be explained.
    wishes: (&'a [u128], bool, Option<u32>),
    set: Vec<Option<StandingText>>,
}

impl TextRun<'_> {
    /// The folio of the next page; 1 in the front matter, whose pages have none yet.
    fn next_folio(&self, role: Role) -> u32 {
        let made = self.set.iter().zip(self.jobs).filter_map(|(set, job)| {
            let (text, _) = set.as_ref().filter(|_| job.role != Role::Front)?;
            Some(text.folios.span(text.pages.len()).end as u32)
        });
        match role {
            Role::Front => 1,
            Role::Body | Role::Back => made.max().unwrap_or(1).max(1),
        }
    }

    /// A text on its way to its pages.
    fn context<'b>(
        &'b self,
        k: usize,
        origins: &'b Origins,
        (measure, folios): (f64, PageRun),
    ) -> TextContext<'b> {
        TextContext {
            setter: self.setter,
            parts: &self.parts.texts[k],
            job: &self.jobs[k],
            origins,
            measure,
            folios,
            keep: self.wishes.1,
        }
    }

    /// Sets a text that stands alone.
    fn text(
        &mut self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        k: usize,
    ) -> SourceResult<()> {
        let (keys, _, explain) = self.wishes;
        let first = self.next_folio(self.jobs[k].role);
        let key = hash128(&(keys[k], first, explain));
        let made = self.known.get(engine, key, |engine| {
            let origins = Origins::of(&self.sources[k]);
            let place = (self.setter.measure(), PageRun::unbroken(first));
            let of = self.context(k, &origins, place);
            let text = text::set(&of, engine, locator, explain)?;
            Ok((Arc::new(text), Arc::new(origins)))
        })?;
        self.set[k] = Some(made);
        Ok(())
    }

    /// Sets texts that stand side by side.
    fn lanes(
        &mut self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        lanes: &Lanes,
    ) -> SourceResult<()> {
        let parallel = &self.setter.edition.parallels[lanes.parallel];
        let next = self.next_folio(self.jobs[lanes.texts[0]].role);
        let first = next + u32::from(parallel.begins_on_verso() && next % 2 == 1);
        let keys: Vec<u128> = lanes.texts.iter().map(|k| self.wishes.0[*k]).collect();
        let key = hash128(&(keys, first, lanes, self.wishes.2));
        // All are made when the first of them is asked for that is not known.
        let mut made: Option<Vec<StandingText>> = None;
        for (lane, &k) in lanes.texts.iter().enumerate() {
            let set = self.known.get(engine, hash128(&(key, lane)), |engine| {
                if made.is_none() {
                    made = Some(self.side_by_side(engine, locator, lanes, first)?);
                }
                Ok(made.as_ref().expect("they were just made")[lane].clone())
            })?;
            self.set[k] = Some(set);
        }
        Ok(())
    }

    fn side_by_side(
        &self,
        engine: &mut Engine,
        locator: &mut SplitLocator,
        lanes: &Lanes,
        first: u32,
    ) -> SourceResult<Vec<StandingText>> {
        let parallel = &self.setter.edition.parallels[lanes.parallel];
        let measure = self.setter.measure();
        let origins: Vec<Arc<Origins>> = lanes
            .texts
            .iter()
            .map(|k| Arc::new(Origins::of(&self.sources[*k])))
            .collect();
        let contexts: Vec<TextContext> = lanes
            .texts
            .iter()
            .enumerate()
            .map(|(lane, &k)| {
                let slot = parallel.place_of(lane).map_or(0, |place| place.0 as u32);
                let folios = PageRun { first: first + slot, step: parallel.cycle() };
                let place = (parallel.measure_of(lane, measure), folios);
                self.context(k, &origins[lane], place)
            })
            .collect();
        let set = text::set_lanes(&contexts, engine, locator, (lanes, self.wishes.2))?;
        drop(contexts);
        Ok(set.into_iter().map(Arc::new).zip(origins).collect())
    }
}
