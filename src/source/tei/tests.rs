//! The rules of the TEI reader, each with a small text, and its laws.

mod apparatus;
mod blocks;
mod coverage;
mod elements;
mod faults;
mod habits;
mod words;

use crate::diag::Diagnostic;
use crate::edition::{IndexKind, IndexSettings, Series, SeriesKind, Tei, TextFile};
use crate::model::dump::{self, dump};
use crate::model::{Lang, Passage, Text};
use crate::source::{Context, read_text};
use crate::span::{Files, Span};

/// A text that was read, in an edition with the series `app` and `notes` and the indexes
/// `persons`, `places` and, of passages, `loci`; its witnesses are its own.
pub(super) struct Bench {
    pub files: Files,
    pub text: Text,
    pub diagnostics: Vec<Diagnostic>,
}

impl Bench {
    /// Reads what stands in the body of a file with the witnesses A, B, C and A1.
    pub(super) fn body(body: &str) -> Self {
        Self::with("", body)
    }

    /// Reads a body, with something more in the header.
    pub(super) fn with(header: &str, body: &str) -> Self {
        Self::read(&format!(
            "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt>\
             <title>The Ferry</title></titleStmt><publicationStmt><p/></publicationStmt>\
             <sourceDesc><listWit><witness xml:id=\"A\"><abbr type=\"siglum\">A</abbr> a roll\
             <listWit><witness xml:id=\"A1\"><abbr type=\"siglum\">A<hi rend=\"superscript\">1\
             </hi></abbr> its corrector</witness></listWit></witness><witness xml:id=\"B\"/>\
             <witness xml:id=\"C\"/></listWit>{header}</sourceDesc></fileDesc></teiHeader>\
             <text>{body}</text></TEI>"
        ))
    }

    /// Reads a whole file.
    pub(super) fn read(xml: &str) -> Self {
        let mut files = Files::default();
        let file = files.add("texts/t.xml", xml);
        let settings = TextFile::new("texts/t.xml", "t", Span::new(file, 0..0));
        let series = |id: &str, kind| Series::usual(id, kind, 8.6, 10.6);
        let index = |id: &str| IndexSettings::new(id, id, Lang::new("en"));
        let witnesses = super::witnesses(&files, file);
        let mut diagnostics = vec![];
        let text = read_text(
            &files,
            file,
            &settings,
            &Context {
                witnesses: &witnesses,
                groups: &[],
                series: &[
                    series("app", SeriesKind::Critical),
                    series("notes", SeriesKind::Familiar),
                ],
                indexes: &[
                    index("persons"),
                    index("places"),
                    IndexSettings { kind: IndexKind::Passages, ..index("loci") },
                ],
                lang: &Lang::new("en"),
                tei: &Tei::default(),
            },
            &mut diagnostics,
        );
        Self { files, text, diagnostics }
    }

    /// The blocks, as in the text form of the model.
    pub(super) fn blocks(&self) -> Vec<String> {
        let all = dump(&self.text);
        let lines = all.lines().skip(1).take(self.text.blocks.len());
        lines
            .map(|line| line.split_once(' ').map_or(line, |(_, rest)| rest).to_owned())
            .collect()
    }

    /// The groups, entries, notes and marks, as in the text form of the model.
    pub(super) fn standing_off(&self) -> Vec<String> {
        let all = dump(&self.text);
        all.lines()
            .skip(1 + self.text.blocks.len())
            .map(str::to_owned)
            .collect()
    }

    /// The entries, as in the text form of the model.
    pub(super) fn entries(&self) -> Vec<String> {
        self.text
            .entries
            .iter()
            .map(|entry| dump::entry(&self.text, entry))
            .collect()
    }

    /// The codes of all diagnostics.
    pub(super) fn codes(&self) -> Vec<&str> {
        self.diagnostics.iter().map(|diagnostic| diagnostic.code).collect()
    }

    /// Every character that is not made stands in the file where its map says.
    pub(super) fn check_places(&self) {
        let mut passages: Vec<&Passage> =
            self.text.blocks.iter().map(|block| &block.content).collect();
        passages.extend(self.text.notes.iter().flat_map(|note| &note.body));
        for entry in &self.text.entries {
            passages.extend(entry.readings.iter().map(|reading| &reading.text));
        }
        for passage in passages {
            for (at, c) in
                passage.text.char_indices().filter(|(_, c)| c.is_alphanumeric())
            {
                let span =
                    passage.source.span(at..at + 1).expect("it comes from the file");
                let source = &self.files.get(span.file).text[span.start as usize..];
                assert!(
                    source.starts_with(c) || source.starts_with('&'),
                    "{c:?} in {passage:?}"
                );
            }
        }
    }
}
