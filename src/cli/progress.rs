//! How far the work has come: shown on a terminal, and measured for the report.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::say::Voice;
use crate::build::{Stage, Watch};

/// Shows and measures the stages.
pub struct Progress {
    bar: Option<ProgressBar>,
    stage: Option<(Stage, Instant)>,
    seconds: Vec<(Stage, f64)>,
    /// The folio of the page whose end is to be explained.
    pub explain: Option<u32>,
}

impl Progress {
    /// Nothing has begun.
    pub fn new(voice: &Voice) -> Self {
        let bar = voice.shows_progress().then(|| {
            let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
            let style = ProgressStyle::with_template("{spinner} {msg} …")
                .expect("the template is well-formed");
            bar.set_style(style);
            bar.enable_steady_tick(Duration::from_millis(80));
            bar
        });
        Self { bar, stage: None, seconds: vec![], explain: None }
    }

    /// The last stage has ended. Gives the seconds of all that ended so far.
    pub fn finish(&mut self) -> &[(Stage, f64)] {
        self.end_stage();
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
        &self.seconds
    }

    fn end_stage(&mut self) {
        if let Some((stage, start)) = self.stage.take() {
            self.seconds.push((stage, start.elapsed().as_secs_f64()));
        }
    }
}

impl Watch for Progress {
    fn explain(&self) -> Option<u32> {
        self.explain
    }

    #[expect(clippy::disallowed_methods, reason = "only the command line measures time")]
    fn stage(&mut self, stage: Stage) {
        self.end_stage();
        self.stage = Some((stage, Instant::now()));
        if let Some(bar) = &self.bar {
            bar.set_message(match stage {
                Stage::Read => "reading",
                Stage::Assemble => "assembling sources",
                Stage::Compose => "setting texts and planning pages",
                Stage::Backmatter => "making indexes and concordance",
                Stage::Bind => "binding the book",
                Stage::Export => "writing the PDF",
            });
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.finish();
    }
}
