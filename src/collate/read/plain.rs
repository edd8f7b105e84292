//! Plain text as a witness: a section on each line if each line begins with a reference, as
//! `Mark 1:1` does; else paragraphs between blank lines.

use super::words::tokenize;
use crate::collate::{Hand, Section, Witness};
use crate::model::Lang;
use crate::source::sections::{has_references, reference};
use crate::span::{FileId, Files, Span};

/// Reads a witness in plain text.
pub fn read(files: &Files, file: FileId, id: &str, siglum: &str, lang: &Lang) -> Witness {
    let text = &*files.get(file).text;
    let mut witness = Witness {
        id: id.to_owned(),
        siglum: siglum.to_owned(),
        lang: lang.clone(),
        file,
        hands: vec![Hand::default()],
        tokens: vec![],
        sections: vec![],
        gaps: vec![],
    };
    let has_references = has_references(text);
    let mut at = 0;
    let mut open = false;
    for line in text.split_inclusive('\n') {
        let start = at;
        at += line.len();
        let words = line.trim_start_matches('\u{feff}');
        let indent = line.len() - words.trim_start().len();
        let words = words.trim();
        let from = start + indent;
        if words.is_empty() {
            open = false;
            continue;
        }
        let reference = reference(words).filter(|_| has_references);
        let first = witness.tokens.len() as u32;
        let skipped = reference.map_or(0, |id| id.len());
        if reference.is_some() || !open || has_references {
            witness.sections.push(Section {
                id: reference.map(|id| id.trim_end_matches([':', '.']).to_owned()),
                tokens: first..first,
                span: Span::new(file, from..from),
            });
        }
        open = true;
        tokenize(
            text,
            from + skipped..from + words.len(),
            file,
            lang,
            &mut witness.tokens,
        );
        if let Some(section) = witness.sections.last_mut() {
            section.tokens.end = witness.tokens.len() as u32;
            section.span.end = (from + words.len()) as u32;
        }
    }
    witness
}
