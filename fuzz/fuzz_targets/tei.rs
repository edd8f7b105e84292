//! The TEI reader never panics, hangs or leads outside of its file, whatever it is given.
//! `cargo fuzz run -s none tei` (coverage alone needs no nightly compiler); finds go to
//! `finds/tei`, where `cargo test` replays them.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &str| {
    let (text, _, _) = variorum::source::tei::read_alone(data);
    let _ = variorum::model::dump::dump(&text);
});
