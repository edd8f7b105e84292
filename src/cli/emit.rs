//! Prints the text forms of the stages: for debugging by eye, and for tests.

use super::args::Emit;
use super::failure::Failure;
use super::say;
use crate::build::{self, Proven, Read};
use crate::model::{self, Model};
use crate::publish;

/// Prints a stage. All but the first three need the book to be set.
///
/// # Errors
/// If standard output can't be written.
pub fn emit(stage: Emit, read: &Read, built: Option<&Proven>) -> Result<(), Failure> {
    say::print(form(stage, read, built).as_bytes())
}

/// The text form of a stage; empty if the book was not set and that is needed.
pub fn form(stage: Emit, read: &Read, built: Option<&Proven>) -> String {
    let set = |form: &dyn Fn(&Proven) -> String| built.map(form).unwrap_or_default();
    match stage {
        Emit::Model => texts(&read.model),
        Emit::Table => model::table::table(&read.model, &read.files),
        Emit::Ties => ties(read),
        Emit::Typst => set(&|built| build::dump::sources(built)),
        Emit::Lines => set(&|built| build::dump::lines(&read.model, built)),
        Emit::Plan => set(&|built| build::dump::plan(&read.model, built)),
        Emit::Places => set(&|built| built.places.table(&read.model)),
        Emit::Account => set(&|built| built.account().table()),
        Emit::Pages => {
            set(&|built| publish::dump::pages(built, &read.edition, 0..usize::MAX))
        }
    }
}

/// The ties of each parallel.
fn ties(read: &Read) -> String {
    let parallels = read.edition.parallels.iter().zip(&read.ties);
    let form = |(parallel, ties): (&crate::edition::Parallel, &crate::ties::Ties)| {
        let texts = parallel.texts.iter().map(|text| &read.model.texts[*text]);
        crate::ties::form(parallel, &texts.collect::<Vec<_>>(), ties)
    };
    parallels.map(form).collect::<Vec<_>>().join("\n")
}

fn texts(model: &Model) -> String {
    let texts: Vec<String> = model.texts.iter().map(model::dump::dump).collect();
    texts.join("\n")
}
