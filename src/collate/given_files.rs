//! The files of JSON of CollateX among the transcriptions.

use std::path::{Path, PathBuf};

use super::Witness;
use super::export::collatex;
use super::given::undeclared;
use super::read::given::{self, GivenTable};
use crate::diag::Diagnostic;
use crate::edition::{Edition, paths};
use crate::model::Text;
use crate::span::{FileId, Files, Span};

/// The files of JSON in a folder, in the order of their names; numbers count as numbers.
pub(super) fn of_collatex(edition: &Edition, folder: &Path) -> Vec<PathBuf> {
    let walk = paths::walk(&edition.root, folder, |entry| {
        entry.depth() == 0 || !entry.file_type().is_dir()
    });
    let is_json =
        |path: &PathBuf| path.extension().is_some_and(|ending| ending == "json");
    let mut found: Vec<PathBuf> = walk.files.into_iter().filter(is_json).collect();
    found.sort_by_cached_key(|path| {
        let name = path.to_string_lossy().into_owned();
        let digits = |c: char| c.is_ascii_digit();
        let numbers = name.split(|c| !digits(c)).filter_map(|part| part.parse().ok());
        let words = name.split(digits).map(str::to_owned).collect::<Vec<String>>();
        (words, numbers.collect::<Vec<u64>>())
    });
    found
}

/// What files of JSON give: witnesses, or an alignment.
#[derive(Default)]
pub(super) struct Given {
    pub(super) witnesses: Vec<Witness>,
    pub(super) table: Option<(FileId, GivenTable)>,
}

impl Given {
    /// Reads the files. Each is a section of its name, if there are several.
    pub(super) fn read(
        json: Vec<FileId>,
        files: &Files,
        text: &Text,
        edition: &Edition,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Self {
        let mut given = Self::default();
        let has_sections = json.len() > 1;
        for file in json {
            let read = given.add(file, files, (text, edition), has_sections, diagnostics);
            diagnostics.extend(read.err());
        }
        given
    }

    fn add(
        &mut self,
        file: FileId,
        files: &Files,
        (text, edition): (&Text, &Edition),
        has_sections: bool,
        diagnostics: &mut Vec<Diagnostic>,
    ) -> Result<(), Diagnostic> {
        let source = &*files.get(file).text;
        if given::is_table(source) {
            let table = given::alignment(file, source)?;
            if self.table.replace((file, table)).is_some() {
                let message = format!("`{}` has two alignments", text.id);
                return Err(Diagnostic::error("bad-collatex", message)
                    .at(Span::new(file, 0..0))
                    .hint("keep one file with a table for each text"));
            }
            return Ok(());
        }
        let stem = files.get(file).path.file_stem().unwrap_or_default();
        let stem = stem.to_string_lossy();
        for one in collatex::witnesses(file, source)? {
            let known = edition.witnesses.iter().find(|known| known.id == one.id);
            let Some(known) = known else {
                diagnostics.push(undeclared(&one.id, edition, file));
                continue;
            };
            let at = self.witnesses.iter().position(|witness| witness.id == one.id);
            let at = at.unwrap_or_else(|| {
                self.witnesses.push(given::begin(
                    file,
                    &one.id,
                    &known.siglum,
                    &text.lang,
                ));
                self.witnesses.len() - 1
            });
            let section = has_sections.then_some(&*stem);
            given::read(files, file, &one, section, &mut self.witnesses[at]);
        }
        Ok(())
    }
}

/// Says that a witness in a file of JSON has a transcription of its own, which is used.
pub(super) fn twice(witness: &Witness, own: FileId) -> Diagnostic {
    let message = format!("witness `{}` has two transcriptions", witness.id);
    Diagnostic::warning("transcribed-twice", message)
        .at(Span::new(witness.file, 0..0))
        .related(Span::new(own, 0..0), "this one is collated")
        .hint("take one of the two away")
}

/// Says which transcriptions are not used since there is an alignment.
pub(super) fn beside_table(
    witnesses: &[Witness],
    table: FileId,
    diagnostics: &mut Vec<Diagnostic>,
) {
    for witness in witnesses {
        let message = format!(
            "the transcription of witness `{}` is not used: the alignment is given",
            witness.id
        );
        diagnostics.push(
            Diagnostic::warning("beside-alignment", message)
                .at(Span::new(witness.file, 0..0))
                .related(Span::new(table, 0..0), "the alignment")
                .hint("take one of the two files away"),
        );
    }
}
