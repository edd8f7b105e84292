//! The program: hands its arguments to the library and gives back the exit code.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// Lines, frames and PDFs are very many small pieces, made and dropped all the time.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    variorum::cli::run(std::env::args_os())
}
