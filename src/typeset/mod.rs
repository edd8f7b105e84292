//! The door to Typst's compiler: a world that serves generated sources and
//! bundled fonts, a run of the compiler that hands its engine to our own page
//! builder, and the galley.

pub mod fonts;
pub mod frames;
pub mod galley;
pub mod names;
pub mod origin;
mod outline;
pub mod parts;
pub mod reserve;
pub mod run;
pub mod slice;
pub mod substitutes;
pub mod templates;
pub mod world;

pub use galley::{Galley, Line};
pub use origin::Origins;
pub use parts::Design;
pub use run::{Fault, run};
pub use substitutes::Coverages;
pub use typst_kit::fonts::FontStore;
pub use typst_kit::watcher::Watcher;
pub use world::BookWorld;
