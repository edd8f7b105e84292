//! The command line: what was typed ([`args`]), one file a command, the drawing of
//! diagnostics, exit codes. The only place that prints, measures time and reads the
//! environment.

pub mod account;
mod archive;
pub mod args;
mod bounds;
pub mod build;
pub mod check;
pub mod clock;
pub mod collate;
pub mod completions;
pub mod diff;
pub mod draw;
pub mod emit;
mod explain;
pub mod export;
pub mod export_tei;
pub mod failure;
pub mod new;
mod new_folder;
mod new_included;
pub mod new_tei;
mod new_witnesses;
pub mod output;
pub mod preflight;
pub mod printing;
pub mod progress;
pub mod proof;
pub mod reference;
pub mod release;
pub mod say;
pub mod set;
mod sources;
mod tables;
pub mod watch;
pub mod where_;

use std::ffi::OsString;
use std::panic::resume_unwind;
use std::process::ExitCode;
use std::thread;

use clap::Parser;

use self::args::{Command, Variorum};
use self::failure::Failure;
use self::say::Voice;

/// The stack of the thread that works, in bytes: markup that nests deeply is read by
/// functions that call themselves. What is not used costs nothing.
const STACK: usize = 256 << 20;

/// Does what the arguments say, the program's name being the first of them. Gives 0 if
/// all is good, 1 for a fault of the edition, 2 for a wrong command line and 3 for a
/// fault of the machine.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Variorum::try_parse_from(args) {
        Ok(args) => args,
        Err(error) => {
            // If it can't be printed, nobody is there to read why.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 2 } else { 0 });
        }
    };
    let builder = thread::Builder::new().name("variorum".to_owned());
    let worker = builder.stack_size(STACK).spawn(move || {
        let voice = Voice::of(&args.command);
        voice.tell_of_panics();
        match follow(&args.command, &voice) {
            Ok(()) => 0,
            Err(failure) => {
                voice.failure(&failure);
                failure.exit_code()
            }
        }
    });
    match worker.map(thread::JoinHandle::join) {
        Ok(Ok(code)) => ExitCode::from(code),
        Ok(Err(panic)) => resume_unwind(panic),
        Err(error) => {
            let failure = Failure::machine("start", "a thread", error);
            Voice::plain().failure(&failure);
            ExitCode::from(failure.exit_code())
        }
    }
}

fn follow(command: &Command, voice: &Voice) -> Result<(), Failure> {
    match command {
        Command::New(args) => new::run(args, voice),
        Command::Build(args) => build::run(args, voice),
        Command::Check(args) => check::run(args, voice),
        Command::Collate(args) => collate::run(args, voice),
        Command::Watch(args) => watch::run(args, voice),
        Command::Where(args) => where_::run(args, voice),
        Command::Export(args) => export::run(args, voice),
        Command::Archive(args) => archive::run(args, voice),
        Command::Preflight(args) => preflight::run(args),
        Command::Release(args) => release::run(args, voice),
        Command::Diff(args) => diff::run(args, voice),
        Command::Proof(args) => proof::run(args, voice),
        Command::Schema(args) => completions::schema(args),
        Command::Completions(args) => completions::completions(args),
        Command::Man(args) => completions::man(args),
    }
}
