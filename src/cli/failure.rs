//! Why a command did not do what it was asked, and the exit code that says whose
//! fault that is.

use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// Why a command failed.
#[derive(Debug)]
pub enum Failure {
    /// The edition has faults, which were shown.
    Edition,
    /// A rule of the program was broken.
    Ours(String),
    /// The command line asks for what can't be.
    Usage {
        /// What is wrong.
        message: String,
        /// What to do.
        hint: String,
    },
    /// The machine refused.
    Machine {
        /// What was tried: `read`, `write`, `make`.
        action: &'static str,
        /// With what.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl Failure {
    /// What is wrong with the command line, and what to do.
    pub fn usage(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Self::Usage { message: message.into(), hint: hint.into() }
    }

    /// What the machine refused to do.
    pub fn machine(
        action: &'static str,
        path: impl AsRef<Path>,
        error: io::Error,
    ) -> Self {
        Self::Machine { action, path: path.as_ref().to_owned(), error }
    }

    /// The exit code.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Edition => 1,
            // As of a program that panics.
            Self::Ours(_) => 101,
            Self::Usage { .. } => 2,
            Self::Machine { .. } => 3,
        }
    }

    /// The stable name, for programs that read the diagnostics.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Edition => "edition",
            Self::Ours(_) => "panic",
            Self::Usage { .. } => "usage",
            Self::Machine { .. } => "machine",
        }
    }

    /// What went wrong and what to do about it; nothing if it was shown already.
    pub fn words(&self) -> Option<(String, String)> {
        match self {
            Self::Edition => None,
            Self::Ours(message) => {
                let hint = "that is a fault of the program, not of the edition: please \
                            report it, with the edition";
                Some((message.clone(), hint.to_owned()))
            }
            Self::Usage { message, hint } => Some((message.clone(), hint.clone())),
            Self::Machine { action, path, error } => {
                let said = error.to_string();
                let mut letters = said.chars();
                let first = letters.next().map(|c| c.to_lowercase().to_string());
                let said = first.unwrap_or_default() + letters.as_str();
                let message = format!("can't {action} `{}`: {said}", path.display());
                Some((message, remedy(error.kind()).to_owned()))
            }
        }
    }
}

/// What to do about what the system said.
fn remedy(kind: ErrorKind) -> &'static str {
    match kind {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded | ErrorKind::FileTooLarge => {
            "make room on the disk and try again"
        }
        ErrorKind::PermissionDenied => {
            "give yourself the right to it, or choose another place"
        }
        ErrorKind::ReadOnlyFilesystem => {
            "the disk can't be written: choose another place"
        }
        ErrorKind::InvalidInput => "give a file, not a folder, a pipe or a device",
        ErrorKind::NotFound => "look whether the path is right",
        ErrorKind::NotADirectory | ErrorKind::AlreadyExists => {
            "a file stands where a folder must be: move it away, or choose another place"
        }
        ErrorKind::IsADirectory | ErrorKind::DirectoryNotEmpty => {
            "a folder stands where a file must be: move it away, or choose another place"
        }
        _ => "put that right and try again",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_fault_is_one_line_with_the_path_and_what_to_do() {
        let error = io::Error::from(ErrorKind::StorageFull);
        let (message, hint) = Failure::machine("write", "out/a.pdf", error)
            .words()
            .expect("it has words");
        assert_eq!(message, "can't write `out/a.pdf`: no storage space");
        assert_eq!(hint, "make room on the disk and try again");
    }
}
