//! Which texts stand side by side, and what in them corresponds.

use super::Read;
use crate::compose::TextJob;
use crate::compose::text::Lanes;
use crate::diag::Diagnostic;

/// The parallels of an edition, with their ties as bytes of the sources of their texts.
pub(super) fn lanes(
    read: &Read,
    jobs: &[TextJob],
    _diagnostics: &mut Vec<Diagnostic>,
) -> Vec<Lanes> {
    let parallels = read.edition.parallels.iter().enumerate();
    let lanes = parallels.map(|(k, parallel)| {
        let count = |&text: &usize| jobs[text].map.blocks.len();
        let most = parallel.texts.iter().map(count).max().unwrap_or(0);
        let tie = |n: usize| {
            let byte =
                |&text: &usize| jobs[text].map.blocks.get(n).map(|block| block.start);
            parallel.texts.iter().map(byte).collect()
        };
        Lanes {
            parallel: k,
            texts: parallel.texts.clone(),
            step: parallel.step,
            ties: (0..most).map(tie).collect(),
        }
    });
    lanes.collect()
}
