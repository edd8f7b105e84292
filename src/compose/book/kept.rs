//! Parts of a book kept from one build for the next.

use std::cell::RefCell;
use std::rc::Rc;

use comemo::Track;
use rustc_hash::FxHashMap;
use typst::diag::SourceResult;
use typst::engine::{Engine, Sink};

/// Parts as set, each under a key that stands for all that it was made of.
pub struct Kept<T>(FxHashMap<u128, KeptPart<T>>);

impl<T> Default for Kept<T> {
    fn default() -> Self {
        Self(FxHashMap::default())
    }
}

/// A part as set, and what Typst said while it was.
struct KeptPart<T> {
    set: T,
    said: Sink,
    /// How many runs went by without it.
    idle: usize,
}

/// After how many runs without it a part is given up: as many as references may need to
/// settle twice, and a correction to be taken back.
const IDLE: usize = 6;

/// The parts during a run: those of the build before, and those that the run used.
pub(crate) struct Store<T>(Option<Rc<RefCell<Known<T>>>>);

struct Known<T> {
    before: FxHashMap<u128, KeptPart<T>>,
    used: FxHashMap<u128, KeptPart<T>>,
}

impl<T> Clone for Store<T> {
    fn clone(&self) -> Self {
        Self(self.0.clone())
    }
}

impl<T: Clone> Store<T> {
    /// Takes what was kept; without it each part is set anew and none is kept.
    pub(crate) fn of(kept: &mut Option<&mut Kept<T>>) -> Self {
        Self(kept.as_mut().map(|kept| {
            let before = std::mem::take(&mut kept.0);
            Rc::new(RefCell::new(Known { before, used: FxHashMap::default() }))
        }))
    }

    /// The part under a key, set by `set` if it is not known.
    ///
    /// # Errors
    /// Those of `set`.
    pub(crate) fn get(
        &self,
        engine: &mut Engine,
        key: u128,
        set: impl FnOnce(&mut Engine) -> SourceResult<T>,
    ) -> SourceResult<T> {
        let Some(known) = &self.0 else { return set(engine) };
        let found = {
            let Known { before, used } = &mut *known.borrow_mut();
            if let Some(part) = before.remove(&key) {
                let part = KeptPart { idle: 0, ..part };
                used.insert(key, part);
            }
            used.get(&key).map(|part| (part.set.clone(), part.said.clone()))
        };
        let (set, said) = match found {
            Some(found) => found,
            None => {
                let mut said = Sink::new();
                let mut inner = Engine {
                    world: engine.world,
                    library: engine.library,
                    introspector: engine.introspector,
                    traced: engine.traced,
                    sink: said.track_mut(),
                    route: engine.route.clone(),
                };
                let set = set(&mut inner)?;
                let part = KeptPart { set: set.clone(), said: said.clone(), idle: 0 };
                known.borrow_mut().used.insert(key, part);
                (set, said)
            }
        };
        say(engine, said);
        Ok(set)
    }

    /// Gives back what the run used; what it did not use as well for some runs, and for one
    /// more if it was broken off.
    pub(crate) fn put_back(self, kept: Option<&mut Kept<T>>, whole: bool) {
        if let (Some(kept), Some(known)) = (kept, self.0) {
            let known = &mut *known.borrow_mut();
            // A run that asked for none says nothing of which are needed.
            let counts = whole && !known.used.is_empty();
            kept.0 = std::mem::take(&mut known.used);
            for (key, mut part) in known.before.drain() {
                part.idle += usize::from(counts);
                if part.idle < IDLE {
                    kept.0.insert(key, part);
                }
            }
        }
    }
}

/// Passes on what Typst said.
fn say(engine: &mut Engine, mut said: Sink) {
    let delayed = said.delayed();
    if !delayed.is_empty() {
        engine.sink.delayed_errors(delayed);
    }
    for introspection in said.introspections() {
        engine.sink.introspection(introspection.clone());
    }
    for warning in said.warnings() {
        engine.sink.warn(warning);
    }
}
