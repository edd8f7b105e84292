//! `variorum schema`, `completions` and `man`: what other programs want to know.

use clap::CommandFactory;

use super::args::{CompletionsArgs, ManArgs, SchemaArgs, SchemaOf, Variorum};
use super::failure::Failure;
use super::{reference, say};
use crate::edition;

/// Prints a JSON Schema.
///
/// # Errors
/// If standard output can't be written.
pub fn schema(args: &SchemaArgs) -> Result<(), Failure> {
    let schema = match args.file {
        SchemaOf::Edition => edition::schema(),
        SchemaOf::Index => edition::index_schema(),
        SchemaOf::Regularize => edition::regularize_schema(),
    };
    say::print(schema.as_bytes())
}

/// Prints a script that completes the command line.
///
/// # Errors
/// If standard output can't be written.
pub fn completions(args: &CompletionsArgs) -> Result<(), Failure> {
    let mut script = vec![];
    clap_complete::generate(
        args.shell,
        &mut Variorum::command(),
        "variorum",
        &mut script,
    );
    say::print(&script)
}

/// Prints a page of the manual.
///
/// # Errors
/// If there is no such command; if standard output can't be written.
pub fn man(args: &ManArgs) -> Result<(), Failure> {
    if args.markdown {
        return say::print(reference::markdown().as_bytes());
    }
    let mut program = Variorum::command();
    program.build();
    let command = match &args.command {
        None => program,
        Some(name) => program
            .find_subcommand(name)
            .ok_or_else(|| {
                Failure::usage(
                    format!("there is no command `{name}`"),
                    "`variorum help` lists them",
                )
            })?
            .clone(),
    };
    let mut page = vec![];
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|error| Failure::machine("make", "the manual page", error))?;
    say::print(&page)
}
