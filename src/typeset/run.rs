//! One run of Typst's compiler whose pages are made by a step of ours.

use std::cell::RefCell;

use typst::diag::{Severity, SourceDiagnostic, SourceResult};
use typst::engine::Engine;
use typst::foundations::{Content, Output, StyleChain, Target};
use typst::introspection::Introspector;
use typst_layout::PagedDocument;

use crate::diag::neutral;

/// What makes pages of the evaluated main file.
pub type Step =
    Box<dyn FnMut(&mut Engine, &Content, StyleChain) -> SourceResult<PagedDocument>>;

thread_local! {
    // `Output::create` is a function without a receiver, so the step that it is
    // to run waits here for the length of one call of `run`.
    static STEP: RefCell<Option<Step>> = const { RefCell::new(None) };
}

/// The pages of a run, as an output of the compiler.
struct Book(PagedDocument);

impl Output for Book {
    fn target() -> Target {
        Target::Paged
    }

    fn introspector(&self) -> &dyn Introspector {
        self.0.introspector().as_ref()
    }

    fn create(
        engine: &mut Engine,
        content: &Content,
        styles: StyleChain,
    ) -> SourceResult<Self> {
        let mut step = STEP.take().expect("create is called inside of run");
        let document = step(engine, content, styles);
        STEP.set(Some(step));
        document.map(Self)
    }
}

/// Something Typst has to say: about a design, or about generated source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Whether the run failed for it.
    pub error: bool,
    /// What it says.
    pub message: String,
    /// The virtual path of the file it points into, and the byte range there.
    pub place: Option<(String, std::ops::Range<usize>)>,
    /// What Typst proposes.
    pub hints: Vec<String>,
}

/// Evaluates the world's main file, lets `step` make the pages, and repeats while
/// the design's own queries have not settled.
///
/// # Errors
/// All faults, if there was an error among them.
pub fn run(
    world: &super::BookWorld,
    step: Step,
) -> (Result<PagedDocument, Vec<Fault>>, Vec<Fault>) {
    STEP.set(Some(step));
    let result = typst::compile::<Book>(world);
    STEP.set(None);
    let warnings = result.warnings.iter().map(|d| fault(world, d)).collect();
    let output = match result.output {
        Ok(Book(document)) => Ok(document),
        Err(errors) => Err(errors.iter().map(|d| fault(world, d)).collect()),
    };
    (output, warnings)
}

fn fault(world: &super::BookWorld, diagnostic: &SourceDiagnostic) -> Fault {
    use typst::WorldExt;
    let place = diagnostic.span.id().and_then(|id| {
        let range = world.range(diagnostic.span)?;
        Some((super::BookWorld::path_of(id), range))
    });
    // A fault without a place inherits that of the call it happened in.
    let place = place.or_else(|| {
        diagnostic.trace.iter().find_map(|point| {
            let id = point.span.id()?;
            Some((super::BookWorld::path_of(id), world.range(point.span)?))
        })
    });
    let is_ours = diagnostic.message.starts_with("internal error");
    let hints = match is_ours {
        // It tells how the compiler is to be searched for it.
        true => vec![],
        false => diagnostic.hints.iter().map(|hint| hint.v.to_string()).collect(),
    };
    Fault {
        error: diagnostic.severity == Severity::Error,
        message: neutral(&diagnostic.message),
        place,
        hints,
    }
}
