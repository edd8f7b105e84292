//! The editor's command, run for a place in a file.

use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use super::proof::Place;
use crate::cli::failure::Failure;

/// A command with `{file}`, `{line}` and `{column}` in its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Editor(Vec<String>);

impl Editor {
    /// Reads a command as a shell parts it into words. No shell is asked when it is run.
    ///
    /// # Errors
    /// If a quotation is not closed, there is no word, or none names the file.
    pub(super) fn of(command: &str) -> Result<Self, Failure> {
        let words = shlex::split(command).unwrap_or_default();
        if words.is_empty() || !words.iter().any(|word| word.contains("{file}")) {
            return Err(Failure::usage(
                format!("`{command}` is no command that opens a file"),
                "write it as in `--open \"code -g {file}:{line}:{column}\"`",
            ));
        }
        Ok(Self(words))
    }

    /// The words of the command for a place.
    fn words(&self, root: &Path, place: &Place) -> Vec<String> {
        let file = root.join(&place.file).display().to_string();
        let (line, column) = (place.line.to_string(), place.column.to_string());
        let fill = |word: &String| {
            // What is put in is not looked at again.
            let mut out = String::new();
            let mut rest = word.as_str();
            while let Some(at) = rest.find('{') {
                out.push_str(&rest[..at]);
                rest = &rest[at..];
                let holes = [("{file}", &file), ("{line}", &line), ("{column}", &column)];
                match holes.iter().find(|hole| rest.starts_with(hole.0)) {
                    Some((hole, value)) => {
                        out.push_str(value);
                        rest = &rest[hole.len()..];
                    }
                    None => {
                        out.push('{');
                        rest = &rest[1..];
                    }
                }
            }
            out + rest
        };
        self.0.iter().map(fill).collect()
    }

    /// Runs the command and does not wait for its end.
    ///
    /// # Errors
    /// Why it can't be started.
    pub(super) fn open(&self, root: &Path, place: &Place) -> Result<(), String> {
        let words = self.words(root, place);
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).stdin(Stdio::null()).stdout(Stdio::null());
        let mut child = command
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("`{}` can't be started: {error}", words[0]))?;
        // Somebody must take note of its end.
        thread::spawn(move || child.wait());
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_put_into_the_words_of_the_command() {
        let place = Place { file: "a {line}.dj".into(), line: 12, column: 3 };
        let words = |command| {
            let editor = Editor::of(command).expect("it names the file");
            editor.words(Path::new("/e"), &place).join("|")
        };
        assert_eq!(
            words("code -g {file}:{line}:{column}"),
            "code|-g|/e/a {line}.dj:12:3"
        );
        assert_eq!(
            words("'my editor' +{line} {file} {x}"),
            "my editor|+12|/e/a {line}.dj|{x}"
        );
    }

    #[test]
    fn a_command_names_the_file() {
        for command in ["", "code", "code '{file}"] {
            assert!(Editor::of(command).is_err(), "{command}");
        }
    }
}
