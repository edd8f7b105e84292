//! `variorum export DIR --tei FORM OUT`: the texts as TEI.

use std::fs;
use std::path::{Path, PathBuf};

use super::args::ExportArgs;
use super::failure::Failure;
use super::progress::Progress;
use super::say::Voice;
use super::{output, set};
use crate::edition::paths;
use crate::source::tei::write::{Form, write as write_tei};

/// Writes the TEI that was asked for. All texts are written, or none.
///
/// # Errors
/// If there is no such form, if the edition has an error, if OUT is a file and there are
/// several texts, or if the machine refuses.
pub(super) fn run(args: &ExportArgs, voice: &Voice) -> Result<(), Failure> {
    let [form, out] = args.tei.as_slice() else { return Ok(()) };
    let form = match form.as_str() {
        "parallel" => Form::Parallel,
        "endpoint" => Form::Endpoint,
        other => {
            return Err(Failure::usage(
                format!("`{other}` is no form of TEI"),
                "write `--tei parallel OUT` or `--tei endpoint OUT`",
            ));
        }
    };
    let out = Path::new(out);
    let mut progress = Progress::new(voice);
    let read = set::read(&args.dir, voice, &mut progress)?;
    progress.finish();
    set::judge(&read, None, false, voice)?;
    let texts = &read.model.texts;
    let is_file = out.extension().is_some_and(|ending| ending == "xml");
    if is_file && texts.len() != 1 {
        return Err(Failure::usage(
            format!(
                "`{}` is one file, and the edition has {} texts",
                out.display(),
                texts.len()
            ),
            "give the name of a folder",
        ));
    }
    let mut outputs: Vec<(PathBuf, Vec<u8>)> = vec![];
    for text in texts {
        let name = format!("{}.xml", text.id);
        let path = match is_file {
            true => out.to_owned(),
            false => paths::below(out, &name)
                .map_err(|fault| Failure::machine("write", &name, fault.into()))?,
        };
        let xml =
            write_tei(&read.files, text, &read.edition, &read.model.witnesses, form);
        outputs.push((path, xml.into_bytes()));
    }
    for folder in outputs.iter().filter_map(|(path, _)| path.parent()) {
        fs::create_dir_all(folder)
            .map_err(|e| Failure::machine("make the folder", folder, e))?;
    }
    output::put(Some(&read), None, &outputs)?;
    for (path, data) in &outputs {
        voice.say(&format!("{}: {} bytes", path.display(), data.len()));
    }
    Ok(())
}
