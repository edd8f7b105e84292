//! `variorum build`: an edition in, a book and its tables out.

use std::fs;
use std::path::{Path, PathBuf};

use super::args::{BuildArgs, Emit};
use super::failure::Failure;
use super::progress::Progress;
use super::say::Voice;
use super::{clock, emit, explain, output, set};
use crate::build::{Built, Read, Stage, Watch};
use crate::diag::Diagnostic;
use crate::publish::record::record;
use crate::publish::report::Report;
use crate::publish::{self, PdfFile, Published, write};

/// Runs the command.
///
/// # Errors
/// If the edition has an error, or a warning and warnings are denied; if the outputs
/// can't be written. The old outputs are then as they were.
pub fn run(args: &BuildArgs, voice: &Voice) -> Result<(), Failure> {
    let timestamp = clock::source_date_epoch()?;
    let mut progress = Progress::new(voice);
    let mut read = set::read(&args.dir, voice, &mut progress)?;
    if args.reflow {
        read.lock = None;
    }
    read.frozen = args.frozen;
    let deny = args.faults.deny_warnings;
    if let Some(stage) = args.emit {
        let built = match stage {
            Emit::Model | Emit::Table => None,
            _ => Some(set::set(&read, voice, &mut progress)?),
        };
        progress.finish();
        set::judge(&read, built.as_ref(), deny, voice)?;
        return emit::emit(stage, &read, built.as_ref());
    }

    if let Some(folio) = args.explain {
        progress.explain = Some(folio);
        let built = set::set(&read, voice, &mut progress)?;
        progress.finish();
        set::judge(&read, Some(&built), deny, voice)?;
        return explain::explain(&read, &built, folio);
    }

    let folder = output::folder(&args.dir, args.output.as_deref());
    let mut built = set::set(&read, voice, &mut progress)?;
    progress.stage(Stage::Export);
    let published = publish(&read, &built, args, timestamp).map_err(|faults| {
        progress.finish();
        let mut all = read.diagnostics.clone();
        all.extend(built.diagnostics.iter().cloned());
        all.extend(faults);
        voice.faults(voice.diagnostics(&read.files, &all), "nothing was written");
        Failure::Edition
    })?;
    let seconds = progress.finish().to_vec();
    built.diagnostics.extend(published.warnings);
    set::judge(&read, Some(&built), deny, voice)?;
    let report = Report::of(&read, &built, &seconds, &published.files);
    let mut outputs = outputs(&folder, &read, &built, &report, published.files);
    if let Some(path) = &args.record {
        // Before the book, as the other tables.
        let record = record(&read, &built).json() + "\n";
        outputs.insert(0, (path.clone(), record.into_bytes()));
    }
    spare_sources(&read, &outputs)?;
    fs::create_dir_all(&folder)
        .map_err(|e| Failure::machine("make the folder", &folder, e))?;
    write::together(&outputs).map_err(|(path, e)| Failure::machine("write", path, e))?;
    let books = outputs.iter().map(|(path, _)| path);
    let books =
        books.filter(|path| path.extension().is_some_and(|ending| ending == "pdf"));
    let books: Vec<String> = books.map(|path| path.display().to_string()).collect();
    voice.say(&format!("{}{}", report.summary(), books.join("\n")));
    Ok(())
}

/// The PDFs that are asked for.
fn publish(
    read: &Read,
    built: &Built,
    args: &BuildArgs,
    timestamp: Option<i64>,
) -> Result<Published, Vec<Diagnostic>> {
    let mut published = Published::default();
    if args.purpose.has_press() {
        published.add(publish::press_files(read, built, timestamp)?);
    }
    if args.purpose.has_archive() {
        published.add(publish::archive_file(read, built, timestamp)?);
    }
    if !args.no_preflight {
        published.preflight();
    }
    Ok(published)
}

/// The outputs in the order they are put in place: the book last, so that whoever sees
/// a new book sees new tables too.
fn outputs(
    folder: &Path,
    read: &Read,
    built: &Built,
    report: &Report,
    files: Vec<PdfFile>,
) -> Vec<(PathBuf, Vec<u8>)> {
    let mut outputs = vec![];
    let mut add = |ending: &str, data: Vec<u8>| {
        outputs.push((folder.join(format!("{}{ending}", read.edition.id)), data));
    };
    add(".typ", emit::sources(built).into_bytes());
    add("-report.json", (report.json() + "\n").into_bytes());
    if !built.indexes.is_empty() {
        add("-index.tsv", index_table(built).into_bytes());
    }
    if let Some(concordance) = &built.concordance {
        add("-concordance.tsv", concordance.table(&read.model).into_bytes());
    }
    for file in files {
        add(&format!("{}.pdf", file.suffix), file.data);
    }
    outputs
}

/// All indexes as one table, the id of the index being the first column.
fn index_table(built: &Built) -> String {
    let mut out = String::new();
    for (k, index) in built.indexes.iter().enumerate() {
        let table = index.table();
        let mut lines = table.lines();
        let head = lines.next().unwrap_or_default();
        if k == 0 {
            out += &format!("index\t{head}\n");
        }
        out.extend(lines.map(|line| format!("{}\t{line}\n", index.id)));
    }
    out
}

/// Refuses to write over a file that the edition is made of.
fn spare_sources(read: &Read, outputs: &[(PathBuf, Vec<u8>)]) -> Result<(), Failure> {
    let root = &read.edition.root;
    let own = read.edition.design.own.iter();
    let names = read.files.iter().map(|(_, file)| &file.path).chain(own);
    let sources: Vec<PathBuf> =
        names.filter_map(|path| root.join(path).canonicalize().ok()).collect();
    for (path, _) in outputs {
        if path.canonicalize().is_ok_and(|real| sources.contains(&real)) {
            return Err(Failure::usage(
                format!("the output `{}` is a source of the edition", path.display()),
                "give another folder with `--output`",
            ));
        }
    }
    Ok(())
}
