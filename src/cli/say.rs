//! The program's voice: data on standard output, everything else on standard error.

use std::io::{self, ErrorKind, IsTerminal, Write};
use std::panic::{self, PanicHookInfo};

use super::args::{BoundArgs, Command, Format, SayArgs};
use super::draw;
use super::failure::Failure;
use crate::diag::{Diagnostic, Severity, from_crate};
use crate::edition::LoadError;
use crate::span::Files;

/// How many warnings of one kind are drawn; the others are counted.
const MOST: usize = 50;

/// How the program speaks.
#[derive(Debug, Clone, Copy)]
pub struct Voice {
    format: Format,
    quiet: bool,
    color: bool,
    terminal: bool,
    bounds: BoundArgs,
}

/// How many diagnostics were shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Errors.
    pub errors: usize,
    /// Warnings.
    pub warnings: usize,
}

impl Voice {
    /// The voice that a command asks for.
    pub fn of(command: &Command) -> Self {
        match command {
            Command::New(args) => Self::new(&args.say),
            Command::Build(args) => Self::new(&args.say),
            Command::Check(args) => Self::new(&args.say),
            Command::Collate(args) => Self::new(&args.say),
            Command::Watch(args) => Self::new(&args.say),
            Command::Where(args) => Self::new(&args.say),
            Command::Export(args) => Self::new(&args.say),
            Command::Archive(args) => Self::new(&args.say),
            Command::Preflight(args) => Self::new(&args.say),
            Command::Release(args) => Self::new(&args.say),
            Command::Diff(args) => Self::new(&args.say),
            Command::Proof(args) => Self::new(&args.say),
            Command::Schema(_) | Command::Completions(_) | Command::Man(_) => {
                Self::plain()
            }
        }
    }

    fn new(say: &SayArgs) -> Self {
        Self {
            format: say.format,
            quiet: say.quiet,
            bounds: say.bounds,
            ..Self::plain()
        }
    }

    /// Human, and in color if that makes sense.
    #[expect(
        clippy::disallowed_methods,
        reason = "the environment says if colors are wanted"
    )]
    pub fn plain() -> Self {
        let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
        let is_dumb = std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let terminal = io::stderr().is_terminal();
        let color = terminal && !is_set("NO_COLOR") && !is_dumb;
        Self {
            format: Format::Human,
            quiet: false,
            color,
            terminal,
            bounds: BoundArgs { most_memory: None, most_minutes: None },
        }
    }

    /// What the command line says a setting may take.
    pub fn bounds(&self) -> BoundArgs {
        self.bounds
    }

    /// Whether to show how far the work has come.
    pub fn shows_progress(&self) -> bool {
        self.terminal && self.is_chatty()
    }

    /// Whether to say more than faults.
    pub fn is_chatty(&self) -> bool {
        !self.quiet && self.format == Format::Human
    }

    /// Says what was done.
    pub fn say(&self, text: &str) {
        if self.is_chatty() {
            tell(format!("{}\n", draw::visible(text.trim_end())).as_bytes());
        }
    }

    /// Says what must be known, unless a program listens.
    pub fn announce(&self, text: &str) {
        if self.format == Format::Human {
            tell(format!("{text}\n").as_bytes());
        }
    }

    /// Shows diagnostics in the order of their places.
    pub fn diagnostics(&self, files: &Files, list: &[Diagnostic]) -> Tally {
        let mut sorted: Vec<&Diagnostic> = list.iter().collect();
        sorted.sort_by_key(|d| match d.span {
            Some(span) => (0, Some((span.file, span.start))),
            None => (1, None),
        });
        let count = |severity| list.iter().filter(|d| d.severity == severity).count();
        let tally = Tally {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
        };
        match self.format {
            Format::Json => {
                let lines: String =
                    sorted.iter().map(|d| draw::json(files, d) + "\n").collect();
                tell(lines.as_bytes());
            }
            Format::Human => self.draw(files, &sorted),
        }
        tally
    }

    fn draw(&self, files: &Files, sorted: &[&Diagnostic]) {
        let mut drawn: Vec<(&str, usize)> = vec![];
        let mut pictures = vec![];
        for diagnostic in sorted {
            if !diagnostic.is_error() {
                let code = diagnostic.code;
                let known = drawn.iter().position(|(known, _)| *known == code);
                let k = known.unwrap_or_else(|| {
                    drawn.push((code, 0));
                    drawn.len() - 1
                });
                drawn[k].1 += 1;
                if drawn[k].1 > MOST {
                    continue;
                }
            }
            pictures.extend(draw::picture(files, diagnostic, self.color));
        }
        for (code, count) in drawn.iter().filter(|(_, count)| *count > MOST) {
            let more = count - MOST;
            pictures.extend(
                format!(
                    "… and {more} more of `{code}`; `--format json` lists them all\n"
                )
                .bytes(),
            );
        }
        tell(&pictures);
    }

    /// Shows why an edition can't be read, and gives that as a failure.
    pub fn unreadable(&self, files: &Files, error: LoadError) -> Failure {
        match error {
            LoadError::Faults(list) => {
                let tally = self.diagnostics(files, &list);
                self.faults(tally, "");
                Failure::Edition
            }
            LoadError::Machine { path, error } => Failure::machine("read", path, error),
        }
    }

    /// Counts the faults in a last line; `outcome` says what follows from them.
    pub fn faults(&self, tally: Tally, outcome: &str) {
        if self.format == Format::Json || tally == Tally::default() {
            return;
        }
        let plural = |count: usize, word: &str| match count {
            1 => format!("1 {word}"),
            _ => format!("{count} {word}s"),
        };
        let counts = match (tally.errors, tally.warnings) {
            (errors, 0) => plural(errors, "error"),
            (0, warnings) => plural(warnings, "warning"),
            (errors, warnings) => {
                format!("{} and {}", plural(errors, "error"), plural(warnings, "warning"))
            }
        };
        let outcome =
            if outcome.is_empty() { String::new() } else { format!("; {outcome}") };
        tell(format!("{counts}{outcome}\n").as_bytes());
    }

    /// Has a fault of the program said in one line, which names the rule that it broke and no
    /// folder of the machine it was built on. Who wants to know the way there sets
    /// `RUST_BACKTRACE`.
    #[expect(clippy::disallowed_methods, reason = "the environment says if it is wanted")]
    pub fn tell_of_panics(&self) {
        let voice = *self;
        let usual = panic::take_hook();
        let wanted = std::env::var_os("RUST_BACKTRACE")
            .is_some_and(|value| !value.is_empty() && value != "0");
        panic::set_hook(Box::new(move |info| {
            voice.failure(&Failure::Ours(panic_words(info)));
            if wanted {
                usual(info);
            }
        }));
    }

    /// Says why a command failed, in one line.
    pub fn failure(&self, failure: &Failure) {
        let Some((message, hint)) = failure.words() else { return };
        match self.format {
            Format::Json => {
                let fault = Diagnostic::error(failure.code(), message).hint(hint);
                tell((draw::json(&Files::default(), &fault) + "\n").as_bytes());
            }
            Format::Human => {
                let head = if self.color { "\x1b[1;31merror\x1b[0m" } else { "error" };
                let line = draw::visible(&format!("{message}; {hint}"));
                tell(format!("{head}: {line}\n").as_bytes());
            }
        }
    }
}

/// What is said of a panic, in a line.
fn panic_words(info: &PanicHookInfo) -> String {
    let payload = info.payload();
    let said = payload
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| payload.downcast_ref::<String>().map(String::as_str));
    let what = said
        .unwrap_or("it says nothing")
        .split_whitespace()
        .collect::<Vec<_>>();
    let place = info.location().map_or(String::new(), |place| {
        format!(" (at {}:{})", from_crate(place.file()), place.line())
    });
    format!("the program panicked: {}{place}", what.join(" "))
}

/// Writes to standard error. If nobody listens, that is no reason to stop.
fn tell(bytes: &[u8]) {
    let mut err = io::stderr().lock();
    let _ = err.write_all(bytes).and_then(|()| err.flush());
}

/// Writes data to standard output; without what a terminal would obey, if it is one, since
/// words of a text or a record may come from anyone. A reader that has read enough is no fault.
///
/// # Errors
/// If standard output can't be written for another reason, such as a full disk.
pub fn print(data: &[u8]) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    let seen = out
        .is_terminal()
        .then(|| draw::visible(&String::from_utf8_lossy(data)).into_bytes());
    match out
        .write_all(seen.as_deref().unwrap_or(data))
        .and_then(|()| out.flush())
    {
        Err(error) if error.kind() != ErrorKind::BrokenPipe => {
            Err(Failure::machine("write", "standard output", error))
        }
        _ => Ok(()),
    }
}
