//! `variorum build`: an edition in, a book and its tables out.

use std::path::{Path, PathBuf};

use super::args::{BuildArgs, Emit};
use super::failure::Failure;
use super::progress::Progress;
use super::say::Voice;
use super::{clock, emit, explain, output, set};
use crate::build::{self, Built, Proven, Read, Stage, Watch};
use crate::diag::Diagnostic;
use crate::publish::record::record;
use crate::publish::report::Report;
use crate::publish::{self, PdfFile, Published};

/// Runs the command.
///
/// # Errors
/// If the edition has an error, or a warning and warnings are denied; if the outputs
/// can't be written. The old outputs are then as they were.
pub fn run(args: &BuildArgs, voice: &Voice) -> Result<(), Failure> {
    let timestamp = clock::source_date_epoch()?;
    let folder = match args.emit.is_some() || args.explain.is_some() {
        true => output::folder(&args.dir, args.output.as_deref()),
        false => output::ready(&args.dir, args.output.as_deref()),
    };
    let mut progress = Progress::new(voice);
    let mut read = set::read(&args.dir, voice, &mut progress)?;
    if args.reflow {
        read.lock = None;
    }
    read.frozen = args.frozen;
    let deny = args.faults.deny_warnings;
    if let Some(stage) = args.emit {
        let built = match stage {
            Emit::Model | Emit::Table | Emit::Ties => None,
            _ => Some(set::set(&read, voice, &mut progress)?),
        };
        progress.finish();
        set::judge(&read, built.as_deref(), deny, voice)?;
        return emit::emit(stage, &read, built.as_ref());
    }

    if let Some(folio) = args.explain {
        progress.explain = Some(folio);
        let built = set::set(&read, voice, &mut progress)?;
        progress.finish();
        set::judge(&read, Some(&built), deny, voice)?;
        return explain::explain(&read, &built, folio);
    }

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
    let timings = progress.finish().to_vec();
    built.say(published.warnings);
    set::judge(&read, Some(&built), deny, voice)?;
    let report = Report::of(&read, &built, &published.files);
    let mut outputs = outputs(&folder, &read, &built, &report, published.files);
    if let Some(path) = &args.record {
        // Before the book, as the other tables.
        let record = record(&read, &built).json() + "\n";
        outputs.insert(0, (path.clone(), record.into_bytes()));
    }
    if let Some(path) = &args.timings {
        let json = serde_json::to_string_pretty(&timings).expect("plain data") + "\n";
        outputs.insert(0, (path.clone(), json.into_bytes()));
    }
    output::put(Some(&read), Some(&folder), &outputs)?;
    let books = outputs.iter().map(|(path, _)| path);
    let books =
        books.filter(|path| path.extension().is_some_and(|ending| ending == "pdf"));
    let books: Vec<String> = books.map(|path| path.display().to_string()).collect();
    let seconds = timings.iter().map(|(_, seconds)| seconds).sum();
    voice.say(&format!("{}{}", report.summary(seconds), books.join("\n")));
    Ok(())
}

/// The PDFs that are asked for.
fn publish(
    read: &Read,
    built: &Proven,
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

/// The outputs in the order they are put in place: the book last, so that where a
/// new book is, its tables are too.
fn outputs(
    folder: &Path,
    read: &Read,
    built: &Proven,
    report: &Report,
    files: Vec<PdfFile>,
) -> Vec<(PathBuf, Vec<u8>)> {
    let mut outputs = vec![];
    let mut add = |ending: &str, data: Vec<u8>| {
        outputs.push((folder.join(format!("{}{ending}", read.edition.id)), data));
    };
    add(".typ", build::dump::sources(built).into_bytes());
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
