//! The program: hands its arguments to the library and gives back the exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    variorum::cli::run(std::env::args_os())
}
