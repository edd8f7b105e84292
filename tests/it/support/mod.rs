//! A project in a temporary folder, the program run on it, and what it said.
#![allow(dead_code, reason = "each stage's tests use what they need")]

pub(crate) mod book;
pub(crate) mod invented;
pub(crate) mod mutant;
pub(crate) mod reader;
pub(crate) mod revision;
pub(crate) mod rust;
pub(crate) mod skipped;
pub(crate) mod sources;
pub(crate) mod tei;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use tempfile::TempDir;

/// A folder that the program is run in; removed with the value.
pub(crate) struct Project(TempDir);

impl Project {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self(TempDir::new().expect("a temporary folder can be made"))
    }

    /// A folder with an edition in `edition/`: pairs of a path below it and a text.
    pub(crate) fn edition<'a>(
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        files.into_iter().fold(Self::new(), |project, (path, text)| {
            project.file(&format!("edition/{path}"), text)
        })
    }

    /// Writes a file below the project's folder, and the folders above it.
    pub(crate) fn file(self, path: &str, content: impl AsRef<[u8]>) -> Self {
        self.write(path, content);
        self
    }

    /// Writes or replaces a file of a project that was run already.
    pub(crate) fn write(&self, path: &str, content: impl AsRef<[u8]>) {
        let path = self.path(path);
        let folder = path.parent().expect("the path has a folder");
        fs::create_dir_all(folder).expect("the folder can be made");
        fs::write(path, content).expect("the file can be written");
    }

    /// The path of a file on disk.
    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.0.path().join(path)
    }

    /// The bytes of a file.
    #[track_caller]
    pub(crate) fn bytes(&self, path: &str) -> Vec<u8> {
        fs::read(self.path(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// The text of a file.
    #[track_caller]
    pub(crate) fn text(&self, path: &str) -> String {
        String::from_utf8(self.bytes(path))
            .unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// All files below a folder of the project, sorted, with `/` between names.
    pub(crate) fn files(&self, folder: &str) -> Vec<String> {
        fn walk(root: &Path, folder: &Path, found: &mut Vec<String>) {
            let Ok(entries) = fs::read_dir(folder) else { return };
            for path in entries.flatten().map(|entry| entry.path()) {
                if path.is_dir() {
                    walk(root, &path, found);
                } else if let Ok(below) = path.strip_prefix(root) {
                    found.push(below.to_string_lossy().replace('\\', "/"));
                }
            }
        }
        let (root, mut found) = (self.path(folder), vec![]);
        walk(&root, &root, &mut found);
        found.sort();
        found
    }

    /// Runs the program in the project's folder.
    pub(crate) fn run(&self, args: &[&str]) -> Outcome {
        let output = Command::new(env!("CARGO_BIN_EXE_variorum"))
            .args(args)
            .current_dir(self.0.path())
            .env("NO_COLOR", "1")
            .env_remove("SOURCE_DATE_EPOCH")
            .output()
            .expect("the program can be started");
        Outcome {
            args: args.join(" "),
            status: output.status.code(),
            stdout: self.neutral(&output.stdout),
            stderr: self.neutral(&output.stderr),
        }
    }

    /// Runs the program, which must end by itself within so many seconds and print little.
    #[track_caller]
    #[allow(clippy::disallowed_methods, reason = "a test that may hang measures time")]
    pub(crate) fn run_within(&self, seconds: u64, args: &[&str]) -> Outcome {
        let mut child = Command::new(env!("CARGO_BIN_EXE_variorum"))
            .args(args)
            .current_dir(self.0.path())
            .env("NO_COLOR", "1")
            .env_remove("SOURCE_DATE_EPOCH")
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program can be started");
        let begun = Instant::now();
        while child.try_wait().expect("it was started").is_none() {
            if begun.elapsed() > Duration::from_secs(seconds) {
                // It may end just now.
                let _ = child.kill();
                panic!("variorum {} did not end", args.join(" "));
            }
            sleep(Duration::from_millis(20));
        }
        let output = child.wait_with_output().expect("it has ended");
        Outcome {
            args: args.join(" "),
            status: output.status.code(),
            stdout: self.neutral(&output.stdout),
            stderr: self.neutral(&output.stderr),
        }
    }

    /// What was printed, with the folder's name, which changes, as `[PROJECT]`.
    fn neutral(&self, bytes: &[u8]) -> String {
        let text = String::from_utf8_lossy(bytes).replace("\r\n", "\n");
        let folder = self.0.path();
        let real = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
        text.replace(&*real.to_string_lossy(), "[PROJECT]")
            .replace(&*folder.to_string_lossy(), "[PROJECT]")
    }
}

/// What the program did.
#[derive(Debug)]
pub(crate) struct Outcome {
    /// The arguments it was given.
    pub args: String,
    /// The exit code; nothing if a signal ended it.
    pub status: Option<i32>,
    /// The standard output.
    pub stdout: String,
    /// The standard error.
    pub stderr: String,
}

impl Outcome {
    /// Asserts the exit code and gives the outcome back.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(
            self.status,
            Some(code),
            "variorum {}\n--- stdout\n{}\n--- stderr\n{}",
            self.args,
            self.stdout,
            self.stderr
        );
        self
    }

    /// Asserts that a stable code of a diagnostic was printed.
    #[track_caller]
    pub(crate) fn reports(self, code: &str) -> Self {
        assert!(self.stderr.contains(code), "no `{code}` in\n{}", self.stderr);
        self
    }

    /// Asserts that the standard output is exactly this text.
    #[track_caller]
    pub(crate) fn prints(self, expected: &str) -> Self {
        assert_eq!(self.stdout, expected, "\n--- stderr\n{}", self.stderr);
        self
    }
}

#[test]
fn a_project_holds_its_files_and_runs_the_program() {
    let project =
        Project::edition([("edition.toml", "title = \"A\"\n"), ("texts/a.dj", "# A\n")]);
    assert_eq!(project.files("edition"), ["edition.toml", "texts/a.dj"]);
    assert_eq!(project.text("edition/texts/a.dj"), "# A\n");
    let outcome = project.run(&["--help"]).exits(0);
    assert!(outcome.stdout.contains("build"), "{}", outcome.stdout);
}
