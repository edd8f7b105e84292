//! What is the same on many pages.

use rustc_hash::FxHashMap;
use typst::layout::{Abs, Frame};

use crate::model::{Dir, Lang};

/// Frames that are the same on many pages.
#[derive(Default)]
pub struct Furniture {
    /// Line numbers.
    pub(super) numbers: FxHashMap<(String, bool, Lang), Frame>,
    /// The words of running heads.
    pub(super) words: FxHashMap<(String, Lang), Frame>,
    /// Rules above feet, and above what runs on from the page before.
    pub(super) rules: FxHashMap<(Dir, bool, Abs), Frame>,
}
