//! The index of words as Typst source: each word with how often it stands in the texts
//! and where.

use super::concordance::{others, statistics, title};
use super::{SectionSource, start, words};
use crate::assemble::escape::string;
use crate::assemble::{Faces, language};
use crate::backmatter::sort::Order;
use crate::backmatter::{Concordance, ConcordanceWord, Reference, ReferenceKind};
use crate::compose::book::section::SectionJob;
use crate::edition::Edition;
use crate::model::{Dir, Model};
use crate::words::numeral;

/// The lines on which a word stands, as they are printed.
fn cited(word: &ConcordanceWord, concordance: &Concordance) -> String {
    let references = word.lines.iter().map(|line| {
        let kind = match line.reading {
            0 => ReferenceKind::Text,
            _ => ReferenceKind::Apparatus,
        };
        Reference { kind, ..Reference::at(line.locator.clone()) }
    });
    let references: Vec<Reference> = references.collect();
    let cited = concordance.citing.cite(&references).into_iter();
    let cited: Vec<String> =
        cited.map(|citation| citation.cite.printed(&word.lang)).collect();
    // Hebrew and Syriac have the comma of Latin letters.
    let dir = word.lang.dir();
    let is_naskh = dir == Dir::Rtl && word.lang.writing(dir) == "arab";
    // Where a line and its sub-line are parted by a comma, references are not.
    let has_comma = cited.iter().any(|cite| cite.contains(','));
    cited.join(match (is_naskh, has_comma) {
        (true, false) => "، ",
        (true, true) => "؛ ",
        (false, false) => ", ",
        (false, true) => "; ",
    })
}

/// The source of an index of words.
pub fn verborum(
    concordance: &Concordance,
    model: &Model,
    edition: &Edition,
    faces: &Faces,
) -> SectionSource {
    let lang = &edition.lang;
    let mut out = start(&concordance.title, (lang, lang.dir()), "verborum-body", faces);
    let (mut sticky, mut entries, mut heads) = (vec![], vec![], vec![]);
    for section in concordance
        .sections
        .iter()
        .filter(|section| !section.words.is_empty())
    {
        if let Some(text) = section.text {
            let from = out.at() as u32;
            title(&mut out, model, text, &section.lang);
            sticky.push((from, out.at() as u32));
        }
        // What holds for a whole section is said once: words are many.
        out.push(&format!("#verborum-part({})[", language(&section.lang, section.dir)));
        let order =
            Order::new(&section.lang, concordance.sections.iter().map(|s| &s.lang));
        let mut letter = String::new();
        for (k, word) in section.words.iter().enumerate() {
            let dir = word.lang.dir();
            let next = order.letter(&word.word);
            if k == 0 || !order.same_letter(&letter, &next) {
                let from = out.at() as u32;
                out.push("#verborum-letter[");
                words(&mut out, &next, dir);
                out.push("];\n\n");
                sticky.push((from, out.at() as u32));
                letter = next;
            }
            let from = out.at() as u32;
            let count = numeral::number(word.lines.len() as u32, &word.lang);
            let other = word.lang != section.lang;
            if other {
                out.push(&format!("#verborum-other({})[", language(&word.lang, dir)));
            }
            out.push(&format!("#verborum-entry({}, ", string(&count)));
            out.push(&string(&cited(word, concordance)));
            out.push(")[");
            words(&mut out, &word.word, dir);
            out.push("]");
            others(&mut out, word, dir);
            out.push(if other { "];\n\n" } else { ";\n\n" });
            heads.push((from, word.word.clone()));
            entries.push((from, out.at() as u32));
        }
        out.push("];\n\n");
    }
    statistics(&mut out, concordance, model, &mut |from, to, _| entries.push((from, to)));
    out.push("])\n");
    SectionSource {
        source: out.source,
        leaves: vec![],
        job: SectionJob {
            columns: concordance.columns,
            sticky,
            entries,
            heads,
            ..SectionJob::new(
                &concordance.title,
                lang,
                "/back/concordance.typ".into(),
                super::foot_size(edition, lang),
            )
        },
    }
}
