//! How much time and memory the setting of an edition with a design of its own may take.
//!
//! A `design.typ` is a program, and one may go on forever or fill all memory; the compiler
//! can't be told to stop. So a thread looks at the machine's account of this process while an
//! edition is set, and ends it with a diagnostic before the machine is brought down. Outputs are
//! written later, so that none is touched.

use std::path::Path;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::{Duration, Instant};

use super::args::BoundArgs;
use super::say::Voice;
use crate::build::Read;
use crate::diag::Diagnostic;
use crate::edition::paths;

/// How often it is looked.
const PAUSE: Duration = Duration::from_millis(50);
/// The memory that any edition may take, in bytes, and how much more for each byte of its
/// files: several times what was measured for the largest.
const MEMORY: (u64, u64) = (3 << 30, 1_000);
/// The time that any edition may take, in seconds, and how many bytes of its files have a
/// second more.
const TIME: (u64, u64) = (300, 5_000);

/// Looks after a setting while it is held.
pub(super) struct Guard(Option<Sender<()>>);

impl Guard {
    /// Begins to look, if the edition has a design of its own.
    #[expect(clippy::disallowed_methods, reason = "the bound on time is measured")]
    pub(super) fn set(read: &Read, voice: &Voice) -> Self {
        let Some(design) = read.edition.design.own.clone() else { return Self(None) };
        let size: u64 = read.files.iter().map(|(_, file)| file.text.len() as u64).sum();
        let bounds = Bounds::of(voice.bounds(), size);
        let (sender, receiver) = channel();
        let (files, voice) = (read.files.clone(), *voice);
        let watch = move || {
            let start = Instant::now();
            while let Err(RecvTimeoutError::Timeout) = receiver.recv_timeout(PAUSE) {
                let Some(message) = bounds.exceeded(start.elapsed(), resident()) else {
                    continue;
                };
                let message = format!("the design `{}` {message}", design.display());
                let fault = Diagnostic::error("design-bounds", message).hint(
                    "look for a loop without end in it; if it needs as much, raise \
                     `--most-memory` or `--most-minutes`",
                );
                let tally = voice.diagnostics(&files, &[fault]);
                voice.faults(tally, "nothing was written");
                end();
            }
        };
        // Without a thread nobody looks.
        let _ = thread::Builder::new().name("bounds".to_owned()).spawn(watch);
        Self(Some(sender))
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if let Some(sender) = self.0.take() {
            let _ = sender.send(());
        }
    }
}

/// Ends the process as for a fault of the edition.
#[expect(
    clippy::disallowed_methods,
    reason = "the compiler can't be stopped in another way"
)]
fn end() -> ! {
    std::process::exit(1)
}

/// What may be taken, in bytes and seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Bounds {
    memory: u64,
    time: u64,
}

impl Bounds {
    fn of(args: BoundArgs, size: u64) -> Self {
        let gibibytes = |most: u32| u64::from(most) << 30;
        let seconds = |most: u32| u64::from(most) * 60;
        Self {
            memory: args.most_memory.map_or(MEMORY.0 + MEMORY.1 * size, gibibytes),
            time: args.most_minutes.map_or(TIME.0 + size / TIME.1, seconds),
        }
    }

    /// What to say if more was taken.
    fn exceeded(&self, time: Duration, memory: Option<u64>) -> Option<String> {
        if let Some(memory) = memory
            && memory > self.memory
        {
            let most = self.memory as f64 / f64::from(1 << 30);
            return Some(format!("took more than {most:.1} GiB of memory"));
        }
        (time.as_secs() > self.time)
            .then(|| format!("was not set after {} seconds", self.time))
    }
}

/// The memory of this process, in bytes, if the machine says it: the second number of
/// `statm` counts pages, and pages of no machine are smaller than 4 KiB.
fn resident() -> Option<u64> {
    let statm = paths::bytes(Path::new("/proc/self/statm")).ok()?;
    let pages: u64 = std::str::from_utf8(&statm)
        .ok()?
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()?;
    Some(pages * 4096)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_grow_with_the_files_and_the_command_line_decides() {
        let none = BoundArgs { most_memory: None, most_minutes: None };
        let small = Bounds::of(none, 0);
        assert_eq!(small, Bounds { memory: 3 << 30, time: 300 });
        assert!(Bounds::of(none, 10_000_000).memory > small.memory);
        let given = BoundArgs { most_memory: Some(1), most_minutes: Some(2) };
        let given = Bounds::of(given, 10_000_000);
        assert_eq!(given, Bounds { memory: 1 << 30, time: 120 });
        let second = Duration::from_secs(1);
        assert_eq!(given.exceeded(second, Some(1 << 29)), None);
        assert!(given.exceeded(second, Some(2 << 30)).is_some());
        assert!(given.exceeded(second * 121, None).is_some());
    }
}
