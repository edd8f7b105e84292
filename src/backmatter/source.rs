//! The sections that the program makes, as Typst source: indexes, concordance,
//! conspectus of sigla, list of corrections.

mod concordance;
mod verborum;

use super::entry::IndexEntry;
pub use concordance::{CONCORDANCE_SIZE, concordance};
pub use verborum::verborum;

use super::Index;
use crate::assemble::address::Address;
use crate::assemble::escape::{markup, string};
use crate::assemble::writer::Writer;
use crate::assemble::{DESIGN, Faces, NoteMark, direction, language, passage};
use crate::compose::book::section::SectionJob;
use crate::edition::{Edition, SubEntries};
use crate::model::{Dir, Lang, Model, Passage, Witness};

/// A section's source and what setting it needs to know.
#[derive(Debug, Clone)]
pub struct SectionSource {
    /// The file.
    pub source: String,
    /// The files of its leaves, in their order.
    pub leaves: Vec<String>,
    /// How to set it.
    pub job: SectionJob,
}

/// Writes a piece of text of a language that stands for itself.
fn words(out: &mut Writer, text: &str, dir: Dir) {
    passage(out, &Passage::plain(text), dir, 0, true, &|_| NoteMark::None);
}

/// No characters that would end a line or turn the direction inside a row.
fn marked(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_whitespace() { ' ' } else { c })
        .collect()
}

/// The same without regard to scripts.
fn bare(out: &mut Writer, text: &str, _: Dir) {
    markup(out, text, 0, 0, true);
}

fn start(title: &str, (lang, dir): (&Lang, Dir), style: &str, faces: &Faces) -> Writer {
    let mut out = Writer { faces: faces.clone(), ..Writer::default() };
    out.push(&format!(
        "#import \"{DESIGN}\": *\n#let title = section-title({}, [",
        language(lang, dir)
    ));
    words(&mut out, title, dir);
    out.push(&format!("])\n#let body = {style}({}, [\n", language(lang, dir)));
    out
}

/// The source of an index.
pub fn index(index: &Index, edition: &Edition, faces: &Faces) -> SectionSource {
    let dir = index.lang.dir();
    let mut out = start(&index.title, (&index.lang, dir), "index-body", faces);
    let (mut sticky, mut entries, mut continued) = (vec![], vec![], vec![]);
    // The headings above an entry, and each way that a column can go on.
    let (mut path, mut above): (Vec<&IndexEntry>, Vec<Vec<&IndexEntry>>) =
        (vec![], vec![]);
    for section in &index.sections {
        let from = out.at() as u32;
        out.push("#index-letter[");
        words(&mut out, &section.letter, dir);
        out.push("];\n\n");
        sticky.push((from, out.at() as u32));
        let mut rest = &section.entries[..];
        while let Some((entry, after)) = rest.split_first() {
            let subs = after.iter().take_while(|sub| sub.level > entry.level).count();
            let run_in = index.settings.sub_entries == SubEntries::RunIn;
            let (subs, after) = after.split_at(if run_in { subs } else { 0 });
            let from = out.at() as u32;
            out.push("#index-entry(");
            index_values(&mut out, entry, index);
            if !subs.is_empty() {
                out.push(", run-in: (");
                for sub in subs {
                    out.push("index-subentry(");
                    index_values(&mut out, sub, index);
                    out.push(")[");
                    index_heading(&mut out, sub, dir);
                    out.push("],");
                }
                out.push(")");
            }
            out.push(")[");
            index_heading(&mut out, entry, dir);
            out.push("];\n\n");
            let to = out.at() as u32;
            entries.push((from, to));
            path.truncate(usize::from(entry.level));
            if !path.is_empty() {
                if above.last() != Some(&path) {
                    above.push(path.clone());
                }
                continued.push((from, to, above.len() - 1));
            }
            path.push(entry);
            // A heading stays with the first entry under it.
            if after.first().is_some_and(|next| next.level > entry.level) {
                sticky.push((from, to));
            }
            rest = after;
        }
    }
    out.push("])\n#let continued = (\n");
    for path in &above {
        out.push(&format!("  index-continued({}, (", language(&index.lang, dir)));
        for entry in path {
            out.push("[");
            words(&mut out, &entry.heading, entry.dir);
            out.push("],");
        }
        out.push(")),\n");
    }
    out.push(")\n");
    SectionSource {
        source: out.source,
        leaves: vec![],
        job: SectionJob {
            columns: index.settings.columns as usize,
            sticky,
            entries,
            continued,
            ..SectionJob::new(
                &index.title,
                &index.lang,
                format!("/back/index-{}.typ", index.id),
                foot_size(edition, &index.lang),
            )
        },
    }
}

/// Size and pitch of sections that stand in the foot's type, in points.
fn foot_size(edition: &Edition, lang: &Lang) -> (f64, f64) {
    let design = &edition.design;
    let latin = (design.foot_size, design.foot_pitch);
    (design.foot_size, design.sizes(lang, lang.dir()).small_pitch(latin))
}

/// What stands at a heading, as arguments.
fn index_values(out: &mut Writer, entry: &IndexEntry, index: &Index) {
    let dir = index.lang.dir();
    out.push(&format!("{}, {}, (", entry.level, string(direction(entry.dir))));
    for citation in index.citing.cite(&entry.references) {
        let text = citation.cite.printed(&index.lang);
        let to = string(&Address::Line(citation.to).to_string());
        out.push(&format!("({}, {}, {to}),", string(&text), citation.principal));
    }
    for list in [&entry.see, &entry.see_also] {
        out.push("), (");
        for see in list {
            out.push("[");
            words(out, see, dir);
            out.push("],");
        }
    }
    out.push(")");
}

/// The words of a heading, with the dates and the gloss behind it.
fn index_heading(out: &mut Writer, entry: &IndexEntry, dir: Dir) {
    words(out, &entry.heading, entry.dir);
    for (call, text) in [("#index-dates[", &entry.dates), ("#index-gloss[", &entry.gloss)]
    {
        if let Some(text) = text {
            out.push(call);
            words(out, text, dir);
            out.push("];");
        }
    }
}

/// Whether the conspectus has a witness: not a later hand of which nothing is said.
pub fn in_conspectus(witness: &Witness) -> bool {
    witness.hand_of.is_none() || !witness.description.trim().is_empty()
}

/// The source of the conspectus of sigla.
pub fn conspectus(
    model: &Model,
    edition: &Edition,
    faces: &Faces,
) -> Option<SectionSource> {
    if model.witnesses.is_empty() {
        return None;
    }
    let lang = &edition.lang;
    let dir = lang.dir();
    let title = word("conspectus", lang);
    let mut out = start(title, (lang, dir), "conspectus-body", faces);
    for witness in model.witnesses.iter().filter(|one| in_conspectus(one)) {
        out.push(&format!("#conspectus-entry({})[", string(&witness.siglum)));
        words(&mut out, &witness.description, dir);
        out.push("];\n\n");
    }
    for group in &edition.groups {
        let of = |id: &String| model.witnesses.iter().find(|witness| witness.id == *id);
        let members = group.witnesses.iter().filter_map(of);
        let members: String = members.map(|one| string(&one.siglum) + ",").collect();
        let siglum = string(&group.siglum);
        out.push(&format!("#conspectus-family({siglum}, ({members}));\n\n"));
    }
    out.push("])\n");
    Some(SectionSource {
        source: out.source,
        leaves: vec![],
        job: SectionJob {
            front: true,
            ..SectionJob::new(
                title,
                lang,
                "/front/conspectus.typ".into(),
                (edition.design.size, edition.design.sizes(lang, dir).pitch),
            )
        },
    })
}

/// The source of a section with the endnotes of a series: its title alone, since what
/// stands below was set with the texts.
pub fn endnotes(series: usize, edition: &Edition, faces: &Faces) -> SectionSource {
    let settings = &edition.series[series];
    let lang = &edition.lang;
    let dir = lang.dir();
    let title = settings.title_in(lang);
    let mut out = start(title, (lang, dir), "index-body", faces);
    out.push("])\n");
    SectionSource {
        source: out.source,
        leaves: vec![],
        job: SectionJob {
            columns: settings.columns as usize,
            endnotes: Some(series),
            ..SectionJob::new(
                title,
                lang,
                format!("/back/endnotes-{}.typ", settings.id),
                (settings.size, edition.design.sizes(lang, dir).series_pitch(settings)),
            )
        },
    }
}

/// A correction as printed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Correction {
    /// The text and place it belongs to.
    pub place: String,
    /// What was done.
    pub kind: String,
    /// What stood there.
    pub was: String,
    /// What stands there now.
    pub now: String,
    /// The language of both.
    pub lang: Lang,
}

/// The source of the list of corrections.
pub fn corrections(
    list: &[Correction],
    edition: &Edition,
    faces: &Faces,
) -> Option<SectionSource> {
    if list.is_empty() {
        return None;
    }
    let lang = &edition.lang;
    let dir = lang.dir();
    let title = word("corrections", lang);
    let mut out = start(title, (lang, dir), "corrections-body", faces);
    for correction in list {
        let inner = correction.lang.dir();
        out.push(&format!(
            "#correction({}, {}, {})[",
            string(&correction.place),
            string(&correction.kind),
            language(&correction.lang, inner)
        ));
        words(&mut out, &marked(&correction.was), inner);
        out.push("][");
        words(&mut out, &marked(&correction.now), inner);
        out.push("];\n\n");
    }
    out.push("])\n");
    Some(SectionSource {
        source: out.source,
        leaves: vec![],
        job: SectionJob {
            columns: 2,
            ..SectionJob::new(
                title,
                lang,
                "/back/corrections.typ".into(),
                foot_size(edition, lang),
            )
        },
    })
}

/// A title of a section in the language of the book.
pub fn word(name: &str, lang: &Lang) -> &'static str {
    match (name, lang.primary()) {
        ("conspectus", "fa") => "نشانه‌های نسخه‌ها",
        ("conspectus", "ar") => "رموز النسخ",
        ("conspectus", "el") => "Πίνακας σιγλών",
        ("conspectus", "es") => "Conspectus de siglas",
        ("conspectus", "he") => "סימני כתבי היד",
        ("conspectus", "it") => "Tavola dei sigli",
        ("conspectus", "la") => "Conspectus siglorum",
        ("conspectus", "pt") => "Tábua de siglas",
        ("conspectus", "ru") => "Список сиглов",
        ("conspectus", "tr") => "Nüshaların kısaltmaları",
        ("conspectus", "de") => "Siglenverzeichnis",
        ("conspectus", "fr") => "Table des sigles",
        ("conspectus", _) => "Conspectus of Sigla",
        ("corrections", "fa") => "فهرست تصحیحات",
        ("corrections", "ar") => "قائمة التصويبات",
        ("corrections", "el") => "Πίνακας διορθώσεων",
        ("corrections", "es") => "Lista de correcciones",
        ("corrections", "he") => "רשימת תיקונים",
        ("corrections", "it") => "Elenco delle correzioni",
        ("corrections", "la") => "Index correctionum",
        ("corrections", "pt") => "Lista de correções",
        ("corrections", "ru") => "Список исправлений",
        ("corrections", "tr") => "Düzeltmeler listesi",
        ("corrections", "de") => "Verzeichnis der Korrekturen",
        ("corrections", "fr") => "Liste des corrections",
        (_, _) => "List of Corrections",
    }
}

/// The main file of the second run: the design, the sections, the titles of the
/// contents in their order.
pub fn main(
    sections: &[SectionSource],
    titles: &[(String, Dir)],
    faces: &Faces,
) -> String {
    let mut out = Writer { faces: faces.clone(), ..Writer::default() };
    out.push("#import \"/design.typ\": *\n#import \"/design.typ\" as design\n");
    for (k, section) in sections.iter().enumerate() {
        out.push(&format!("#import {} as s{k}\n", string(&section.job.path)));
        for (n, leaf) in section.job.leaves.iter().enumerate() {
            out.push(&format!("#import {} as s{k}-{n}\n", string(&leaf.path)));
        }
    }
    out.push("#metadata((\n  design: dictionary(design),\n  texts: (),\n  sections: (\n");
    for (k, section) in sections.iter().enumerate() {
        let continued = if section.job.continued.is_empty() {
            String::new()
        } else {
            format!(", continued: s{k}.continued")
        };
        let leaves: String = (0..section.job.leaves.len())
            .map(|n| format!("s{k}-{n}.body, "))
            .collect();
        out.push(&format!(
            "    (title: s{k}.title, body: s{k}.body, leaves: ({leaves}){continued}),\n"
        ));
    }
    out.push("  ),\n  titles: (\n");
    for (title, dir) in titles {
        out.push("    [");
        words(&mut out, title, *dir);
        out.push("],\n");
    }
    out.push("  ),\n))\n");
    out.source
}
