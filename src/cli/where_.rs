//! `variorum where`: from a page and line of the book to the editor's file, and back.

use std::path::{Path, PathBuf};

use super::args::WhereArgs;
use super::failure::Failure;
use super::progress::Progress;
use super::say::{self, Voice};
use super::set;
use crate::backmatter::cite;
use crate::backmatter::reference::joined;
use crate::build::whereabouts::{lines_of, source_of};
use crate::edition::Edition;

/// What is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Question {
    /// A page of the book and what a line on it is called.
    Line(u32, String),
    /// A file, a line of it, and perhaps a column.
    Source(PathBuf, usize, Option<usize>),
}

/// Runs the command.
///
/// # Errors
/// If the place is written in no form that is known; if the edition has an error, or
/// there is no such place.
pub fn run(args: &WhereArgs, voice: &Voice) -> Result<(), Failure> {
    let question = question(&args.place).ok_or_else(|| {
        Failure::usage(
            format!("`{}` is no place", args.place),
            "give a page and line as `45.12`, or a file and line as `texts/a.dj:120`",
        )
    })?;
    let mut progress = Progress::new(voice);
    let read = set::read(&args.dir, voice, &mut progress)?;
    let built = set::set(&read, voice, &mut progress)?;
    progress.finish();
    let answer = match question {
        Question::Line(page, line) => source_of(&read, &built, page, &line)
            .map(|found| format!("{}\t{}", read.files.locate(found.span), found.words)),
        Question::Source(path, line, column) => {
            let path = below(&read.edition, &path);
            lines_of(&read, &built, &path, line, column)
                .map(|reference| joined(&cite(&[reference])))
        }
    };
    match answer {
        Ok(answer) => say::print((answer + "\n").as_bytes()),
        Err(fault) => {
            voice.diagnostics(&read.files, &[fault]);
            Err(Failure::Edition)
        }
    }
}

/// Reads a place: `45.12`, `45.120a`, `45.12,1`, `texts/a.dj:120`, `texts/a.dj:120:7`.
fn question(place: &str) -> Option<Question> {
    if let Some((page, line)) = place.split_once('.')
        && let Ok(page) = page.parse()
        && line.starts_with(char::is_alphanumeric)
        && !line.contains([':', '/'])
    {
        return Some(Question::Line(page, line.to_owned()));
    }
    let (rest, last) = place.rsplit_once(':')?;
    let last: usize = last.parse().ok().filter(|number| *number > 0)?;
    let found = rest.rsplit_once(':').and_then(|(path, line)| {
        let line = line.parse().ok().filter(|number| *number > 0)?;
        Some(Question::Source(path.into(), line, Some(last)))
    });
    Some(found.unwrap_or_else(|| Question::Source(rest.into(), last, None)))
        .filter(|question| !matches!(question, Question::Source(path, ..) if path.as_os_str().is_empty()))
}

/// The path below the edition's folder, also if it was given from where one stands.
fn below(edition: &Edition, path: &Path) -> PathBuf {
    let normal: PathBuf = path.components().collect();
    let real = normal.canonicalize().ok();
    let root = edition.root.canonicalize().ok();
    match (real, root) {
        (Some(real), Some(root)) if !edition.root.join(&normal).exists() => {
            real.strip_prefix(root).map(Path::to_owned).unwrap_or(normal)
        }
        _ => normal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_page_and_line_or_a_file_and_line() {
        let source =
            |path: &str, line, column| Some(Question::Source(path.into(), line, column));
        for (place, page, line) in
            [("45.12", 45, "12"), ("45.120a", 45, "120a"), ("45.12,1", 45, "12,1")]
        {
            assert_eq!(
                question(place),
                Some(Question::Line(page, line.into())),
                "{place}"
            );
        }
        assert_eq!(question("texts/a.dj:120"), source("texts/a.dj", 120, None));
        assert_eq!(question("texts/a.dj:120:7"), source("texts/a.dj", 120, Some(7)));
        assert_eq!(question("1.2:3"), source("1.2", 3, None));
        for place in ["", "45", "45.", "a.dj", "a.dj:", "a.dj:0", ":3", "x.y", "-1.2"] {
            assert_eq!(question(place), None, "{place}");
        }
    }
}
