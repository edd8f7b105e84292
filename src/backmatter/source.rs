//! The sections that the program makes, as Typst source: indexes, concordance,
//! conspectus of sigla, list of corrections.

use super::index::IndexEntry;
use super::sort::text_dir;
use super::{Concordance, Index};
use crate::assemble::escape::{markup, string};
use crate::assemble::writer::Writer;
use crate::assemble::{DESIGN, direction, language, marks, passage};
use crate::compose::section::{Row, SectionJob, axis};
use crate::edition::{Edition, SubEntries};
use crate::model::{Dir, Lang, Model, Passage};

/// A section's source and what setting it needs to know.
#[derive(Debug, Clone)]
pub struct SectionSource {
    /// The file.
    pub source: String,
    /// How to set it.
    pub job: SectionJob,
}

/// Writes a piece of text of a language that stands for itself.
fn words(out: &mut Writer, text: &str, dir: Dir) {
    passage(out, &Passage::plain(text), dir, 0, true, &|_| String::new());
}

/// The same without regard to scripts.
fn bare(out: &mut Writer, text: &str, _: Dir) {
    markup(out, text, 0, 0, true);
}

fn start(title: &str, lang: &Lang, dir: Dir, style: &str) -> Writer {
    let mut out = Writer::default();
    out.push(&format!("#import \"{DESIGN}\": *\n#let title = section-title({}, [", language(lang, dir)));
    words(&mut out, title, dir);
    out.push(&format!("])\n#let body = {style}({}, [\n", language(lang, dir)));
    out
}

/// The source of an index.
pub fn index(index: &Index, edition: &Edition) -> SectionSource {
    let dir = index.lang.dir();
    let mut out = start(&index.title, &index.lang, dir, "index-body");
    let (mut sticky, mut entries) = (vec![], vec![]);
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
            entries.push((from, out.at() as u32));
            rest = after;
        }
    }
    out.push("])\n");
    SectionSource {
        source: out.source,
        job: SectionJob {
            title: index.title.clone(),
            lang: index.lang.clone(),
            dir,
            path: format!("/back/index-{}.typ", index.id),
            columns: index.settings.columns as usize,
            front: false,
            size: (edition.design.foot_size, edition.design.foot_pitch),
            sticky,
            entries,
            rows: None,
        },
    }
}

/// What stands at a heading, as arguments.
fn index_values(out: &mut Writer, entry: &IndexEntry, index: &Index) {
    let dir = index.lang.dir();
    out.push(&format!("{}, {}, (", entry.level, string(direction(entry.dir))));
    for citation in index.citing.cite(&entry.references) {
        let text = cited(&citation.text, &index.lang);
        out.push(&format!("({}, {}),", string(&text), citation.principal));
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
    for (call, text) in [("#index-dates[", &entry.dates), ("#index-gloss[", &entry.gloss)] {
        if let Some(text) = text {
            out.push(call);
            words(out, text, dir);
            out.push("];");
        }
    }
}

/// A citation in the digits of a language. An abbreviation after the number stays
/// on its line, and keeps its period to its right.
fn cited(text: &str, lang: &Lang) -> String {
    let Some((number, abbreviation)) = text.split_once(' ') else {
        return marks::digits(text, lang);
    };
    let number = marks::digits(number, lang);
    // The mark of a note is in the letters or digits of its text already.
    let abbreviation = abbreviation.replace(' ', "\u{a0}");
    match lang.dir() {
        Dir::Ltr => format!("{number}\u{a0}{abbreviation}"),
        Dir::Rtl => format!("{number}\u{a0}\u{2066}{abbreviation}\u{2069}"),
    }
}

/// The source of the concordance. `advance` gives the width of a character in
/// em, for cutting contexts at words.
pub fn concordance(
    concordance: &Concordance,
    model: &Model,
    edition: &Edition,
    advance: &dyn Fn(char) -> f64,
) -> SectionSource {
    let lang = &edition.lang;
    let mut out = start(&concordance.title, lang, lang.dir(), "concordance-body");
    let page = &edition.page;
    let measure = page.width - page.inner - page.outer;
    let size = CONCORDANCE_SIZE.0;
    let mut rows = vec![];
    for section in &concordance.sections {
        if section.words.is_empty() {
            continue;
        }
        let dir = section.dir;
        let width = |text: &str| text.chars().map(advance).sum::<f64>() * size * WIDEST;
        for word in &section.words {
            let from = out.at() as u32;
            out.push(&format!("#concordance-word({})[", language(&section.lang, dir)));
            let at = out.at() as u32;
            words(&mut out, &word.word, dir);
            out.push("][");
            words(&mut out, &marks::number(word.lines.len() as u32, &section.lang), dir);
            out.push("];\n\n");
            let end = out.at() as u32;
            rows.push(Row { start: from, word: (at, end), locator: end, end, dir, heading: true });
            for line in &word.lines {
                let text = &model.texts[line.text as usize];
                let block = &text.blocks[line.block as usize];
                let content = &block.content.text;
                // A row goes the way of the text it was taken from.
                let dir = block.dir;
                let before_room = match dir {
                    Dir::Ltr => axis(measure, dir),
                    Dir::Rtl => measure - axis(measure, dir),
                };
                let part = |range: &std::ops::Range<u32>| {
                    &content[range.start as usize..range.end as usize]
                };
                let keyword = part(&line.word);
                let locator = locator(model, line.locator);
                let locator = marks::digits(&locator, &section.lang);
                let left = fit_end(part(&line.left), before_room - 4.0, &width);
                let room = measure - before_room - width(keyword) - width(&locator) - 14.0;
                let right = fit_start(part(&line.right), room, &width);
                let from = out.at() as u32;
                let turned = dir != lang.dir();
                if turned {
                    out.push(&format!("#concordance-row({})[", language(&block.lang, dir)));
                }
                // A keyword of the other direction reads on into its neighbors of that
                // direction, so that nothing in its row is isolated.
                let write = match text_dir(keyword, &section.lang) == dir {
                    true => words,
                    false => bare,
                };
                write(&mut out, &marked(left), dir);
                out.push("#keyword[");
                let at = out.at() as u32;
                write(&mut out, keyword, dir);
                let word_end = out.at() as u32;
                out.push("];");
                write(&mut out, &marked(right), dir);
                out.push(&format!("#locator({})[", string(direction(dir))));
                let locator_at = out.at() as u32;
                markup(&mut out, &locator, 0, 0, true);
                out.push("];");
                if turned {
                    out.push("];");
                }
                out.push("\n\n");
                rows.push(Row {
                    start: from,
                    word: (at, word_end),
                    locator: locator_at,
                    end: out.at() as u32,
                    dir,
                    heading: false,
                });
            }
        }
    }
    out.push("])\n");
    SectionSource {
        source: out.source,
        job: SectionJob {
            title: concordance.title.clone(),
            lang: lang.clone(),
            dir: lang.dir(),
            path: "/back/concordance.typ".into(),
            columns: 1,
            front: false,
            size: CONCORDANCE_SIZE,
            sticky: vec![],
            entries: vec![],
            rows: Some(rows),
        },
    }
}

/// The number of the text among the edited texts, the page and the line.
fn locator(model: &Model, at: crate::locate::Locator) -> String {
    let texts = &model.texts[..=at.text as usize];
    let number = texts.iter().filter(|text| text.role == crate::model::Role::Body).count();
    match at.line {
        0 => format!("{number} {} tit.", at.page),
        line => format!("{number} {}.{line}", at.page),
    }
}

/// By how much a character may be wider than it is alone in Latin size: the naskh
/// is set larger.
const WIDEST: f64 = 1.06;

/// Type size and pitch of the concordance, in points.
pub const CONCORDANCE_SIZE: (f64, f64) = (7.8, 9.6);

/// No characters that would end a line or turn the direction inside a row.
fn marked(text: &str) -> String {
    text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).collect()
}

/// The longest end of a text, from a word's start, that is not wider than `room`.
fn fit_end<'a>(text: &'a str, room: f64, width: &dyn Fn(&str) -> f64) -> &'a str {
    let mut best = text.len();
    for (i, _) in text.char_indices().rev() {
        let starts_word = i == 0 || text[..i].ends_with(char::is_whitespace);
        if starts_word {
            if width(&text[i..]) > room {
                break;
            }
            best = i;
        }
    }
    &text[best..]
}

/// The longest start of a text, to a word's end, that is not wider than `room`.
fn fit_start<'a>(text: &'a str, room: f64, width: &dyn Fn(&str) -> f64) -> &'a str {
    let mut best = 0;
    for (i, c) in text.char_indices() {
        let end = i + c.len_utf8();
        let ends_word = end == text.len() || text[end..].starts_with(char::is_whitespace);
        if ends_word {
            if width(&text[..end]) > room {
                break;
            }
            best = end;
        }
    }
    &text[..best]
}

/// The source of the conspectus of sigla.
pub fn conspectus(model: &Model, edition: &Edition) -> Option<SectionSource> {
    if model.witnesses.is_empty() {
        return None;
    }
    let lang = &edition.lang;
    let dir = lang.dir();
    let title = word("conspectus", lang);
    let mut out = start(title, lang, dir, "conspectus-body");
    for witness in &model.witnesses {
        out.push(&format!("#conspectus-entry({})[", string(&witness.siglum)));
        words(&mut out, &witness.description, dir);
        out.push("];\n\n");
    }
    out.push("])\n");
    Some(SectionSource {
        source: out.source,
        job: SectionJob {
            title: title.to_owned(),
            lang: lang.clone(),
            dir,
            path: "/front/conspectus.typ".into(),
            columns: 1,
            front: true,
            size: (edition.design.size, edition.design.pitch),
            sticky: vec![],
            entries: vec![],
            rows: None,
        },
    })
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
pub fn corrections(list: &[Correction], edition: &Edition) -> Option<SectionSource> {
    if list.is_empty() {
        return None;
    }
    let lang = &edition.lang;
    let dir = lang.dir();
    let title = word("corrections", lang);
    let mut out = start(title, lang, dir, "corrections-body");
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
        job: SectionJob {
            title: title.to_owned(),
            lang: lang.clone(),
            dir,
            path: "/back/corrections.typ".into(),
            columns: 2,
            front: false,
            size: (edition.design.foot_size, edition.design.foot_pitch),
            sticky: vec![],
            entries: vec![],
            rows: None,
        },
    })
}

/// A title of a section in the language of the book.
pub fn word(name: &str, lang: &Lang) -> &'static str {
    match (name, lang.primary()) {
        ("conspectus", "fa") => "نشانه‌های نسخه‌ها",
        ("conspectus", "es") => "Conspectus de siglas",
        ("conspectus", "de") => "Siglenverzeichnis",
        ("conspectus", "fr") => "Table des sigles",
        ("conspectus", _) => "Conspectus of Sigla",
        ("corrections", "fa") => "فهرست تصحیحات",
        ("corrections", "es") => "Lista de correcciones",
        ("corrections", "de") => "Verzeichnis der Korrekturen",
        ("corrections", "fr") => "Liste des corrections",
        (_, _) => "List of Corrections",
    }
}

/// The main file of the second run: the design, the sections, the titles of the
/// contents in their order.
pub fn main(sections: &[SectionSource], titles: &[(String, Dir)]) -> String {
    let mut out = Writer::default();
    out.push("#import \"/design.typ\": *\n#import \"/design.typ\" as design\n");
    for (k, section) in sections.iter().enumerate() {
        out.push(&format!("#import {} as s{k}\n", string(&section.job.path)));
    }
    out.push("#metadata((\n  design: dictionary(design),\n  texts: (),\n  sections: (\n");
    for k in 0..sections.len() {
        out.push(&format!("    (title: s{k}.title, body: s{k}.body),\n"));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abbreviation_is_isolated_where_lines_run_to_the_left() {
        assert_eq!(cited("45.12 n.", &Lang::new("en")), "45.12\u{a0}n.");
        assert_eq!(
            cited("45.12 app.", &Lang::new("fa")),
            "۴۵.۱۲\u{a0}\u{2066}app.\u{2069}"
        );
        assert_eq!(cited("45.12–13", &Lang::new("fa")), "۴۵.۱۲–۱۳");
    }

    #[test]
    fn contexts_are_cut_at_words() {
        let width = |text: &str| text.chars().count() as f64;
        assert_eq!(fit_end("one two three ", 9.0, &width), "three ");
        assert_eq!(fit_end("one two three ", 30.0, &width), "one two three ");
        assert_eq!(fit_start(" one two", 5.0, &width), " one");
        assert_eq!(fit_start(" one two", 2.0, &width), "");
    }
}
