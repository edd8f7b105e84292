//! The concordance as Typst source: keywords in their context.

use std::hash::{Hash, Hasher};

use rustc_hash::FxHasher;

use super::{SectionSource, bare, marked, start, words};
use crate::assemble::escape::{markup, string};
use crate::assemble::writer::Writer;
use crate::assemble::{DESIGN, Faces, direction, language};
use crate::backmatter::sort::text_dir;
use crate::backmatter::{Concordance, ConcordanceLine, ConcordanceWord, normal};
use crate::compose::book::section::{Leaf, Row, SectionJob, axis};
use crate::edition::Edition;
use crate::lines::{Cite, CitePart, CiteWord};
use crate::model::{Dir, Lang, Model};
use crate::words::numeral;

/// The source of the concordance. `advance` gives the width of a character in
/// em, for cutting contexts at words.
pub fn concordance(
    concordance: &Concordance,
    model: &Model,
    edition: &Edition,
    faces: &Faces,
    advance: &dyn Fn(char) -> f64,
) -> SectionSource {
    let lang = &edition.lang;
    let mut out = Writer { faces: faces.clone(), ..Writer::default() };
    let page = &edition.page;
    let measure = page.width - page.inner - page.outer;
    let size = CONCORDANCE_SIZE.0;
    let (mut rows, mut heads) = (vec![], vec![]);
    // Where leaves begin, and their names.
    let mut starts = vec![(0, "start".to_owned())];
    for section in &concordance.sections {
        if section.words.is_empty() {
            continue;
        }
        if let Some(text) = section.text {
            part(&mut out, model, text, &section.lang, &mut rows);
        }
        let wide = |c: char| advance(c) * size * WIDEST;
        for word in &section.words {
            let from = out.at() as u32;
            if let Some(name) = leaf_name(section.text, word)
                && starts.last().is_some_and(|(start, _)| *start < from)
            {
                starts.push((from, name));
            }
            let dir = word.lang.dir();
            heads.push((from, word.word.clone()));
            out.push(&format!("#concordance-word({})[", language(&word.lang, dir)));
            let at = out.at() as u32;
            words(&mut out, &word.word, dir);
            out.push("][");
            words(&mut out, &numeral::number(word.lines.len() as u32, &word.lang), dir);
            out.push("]");
            others(&mut out, word, dir);
            out.push(";\n\n");
            let end = out.at() as u32;
            rows.push(Row {
                start: from,
                word: (at, end),
                locator: end,
                end,
                dir,
                heading: true,
            });
            // The rows of a word that go one way are lines of one paragraph: they are
            // set faster so, and are fewer parts for a reader of the PDF.
            let mut setting = None;
            for line in &word.lines {
                // A row goes the way of the text it was taken from.
                let (lang_of_row, dir) = line.setting(model);
                let turned = (dir != lang.dir()).then(|| language(lang_of_row, dir));
                if setting.as_ref() == Some(&turned) {
                    out.push("#linebreak();");
                } else {
                    end_rows(&mut out, setting.take());
                    if let Some(language) = &turned {
                        out.push(&format!("#concordance-row({language})["));
                    }
                    setting = Some(turned);
                }
                rows.push(row(&mut out, model, (word, line), (measure, &wide)));
            }
            end_rows(&mut out, setting);
        }
    }
    statistics(&mut out, concordance, model, &mut |start, end, dir| {
        rows.push(Row::heading(start, end, dir));
    });
    let mut main =
        start(&concordance.title, (lang, lang.dir()), "concordance-body", faces);
    main.push("])\n");
    let (leaves, sources) = bound(&out.source, starts, lang);
    let sizes = edition.design.sizes(lang, lang.dir());
    SectionSource {
        source: main.source,
        leaves: sources,
        job: SectionJob {
            rows: Some(rows),
            leaves,
            heads,
            ..SectionJob::new(
                &concordance.title,
                lang,
                "/back/concordance.typ".into(),
                (CONCORDANCE_SIZE.0, sizes.small_pitch(CONCORDANCE_SIZE)),
            )
        },
    }
}

/// Writes a row: the keyword, and as much of its context as there is room for. `measure` is the
/// width of the column, `wide` that of a character.
fn row(
    out: &mut Writer,
    model: &Model,
    (word, line): (&ConcordanceWord, &ConcordanceLine),
    (measure, wide): (f64, &dyn Fn(char) -> f64),
) -> Row {
    let (_, dir) = line.setting(model);
    let width = |text: &str| text.chars().map(wide).sum::<f64>();
    let before_room = match dir {
        Dir::Ltr => axis(measure, dir),
        Dir::Rtl => measure - axis(measure, dir),
    };
    let part = |range: &std::ops::Range<u32>| line.part(model, range);
    let keyword = part(&line.word);
    let mut locator = locator(&line.locator);
    if line.reading > 0 {
        locator.extend([CitePart::Space, CitePart::Word(CiteWord::Apparatus)]);
    }
    let locator = numeral::digits(&locator.to_string(), &word.lang);
    let left = fit_end(part(&line.left), before_room - 4.0, wide);
    let room = measure - before_room - width(keyword) - width(&locator) - 14.0;
    let right = fit_start(part(&line.right), room, wide);
    let start = out.at() as u32;
    // A keyword of the other direction reads on into its neighbors of that direction, so that
    // nothing in its row is isolated.
    let write = match text_dir(keyword, &word.lang) == dir {
        true => words,
        false => bare,
    };
    write(out, &marked(left), dir);
    out.push("#keyword[");
    let at = out.at() as u32;
    write(out, keyword, dir);
    let word_end = out.at() as u32;
    out.push("];");
    write(out, &marked(right), dir);
    out.push(&format!("#locator({})[", string(direction(dir))));
    let locator_at = out.at() as u32;
    markup(out, &locator, 0, 0, true);
    out.push("];");
    Row {
        start,
        word: (at, word_end),
        locator: locator_at,
        end: out.at() as u32,
        dir,
        heading: false,
    }
}

/// The name of the leaf that begins with a word, if one does: about every eighth word
/// begins one. It is chosen by the word itself, so that a word that comes in moves none.
fn leaf_name(text: Option<u32>, word: &ConcordanceWord) -> Option<String> {
    let mut hasher = FxHasher::default();
    (text, &word.key, &word.word, &word.lang).hash(&mut hasher);
    let hash = hasher.finish();
    (hash >> 32).is_multiple_of(8).then(|| format!("{hash:016x}"))
}

/// Divides the body into files.
fn bound(
    body: &str,
    starts: Vec<(u32, String)>,
    lang: &Lang,
) -> (Vec<Leaf>, Vec<String>) {
    let ends: Vec<u32> = starts
        .iter()
        .skip(1)
        .map(|s| s.0)
        .chain([body.len() as u32])
        .collect();
    let mut leaves: Vec<Leaf> = vec![];
    let mut sources = vec![];
    for ((from, name), to) in starts.into_iter().zip(ends) {
        let mut source = format!(
            "#import \"{DESIGN}\": *\n#let body = concordance-body({}, [\n",
            language(lang, lang.dir())
        );
        if !leaves.is_empty() {
            // What stands before, so that the white above a word is kept.
            source.push_str("#pdf.artifact(par(h(0pt)));\n\n");
        }
        let head = source.len() as u32;
        source.push_str(&body[from as usize..to as usize]);
        source.push_str("])\n");
        let mut path = format!("/back/concordance/{name}.typ");
        while leaves.iter().any(|leaf| leaf.path == path) {
            path.insert(path.len() - ".typ".len(), '+');
        }
        leaves.push(Leaf { path, bytes: from..to, head });
        sources.push(source);
    }
    (leaves, sources)
}

/// Ends the paragraph of some rows: nothing if none was begun, else whether it was one
/// in another language than the book.
fn end_rows(out: &mut Writer, setting: Option<Option<String>>) {
    out.push(match setting {
        None => "",
        Some(None) => "\n\n",
        Some(Some(_)) => "];\n\n",
    });
}

/// The title of a text whose words have a list of their own.
fn part(out: &mut Writer, model: &Model, text: u32, lang: &Lang, rows: &mut Vec<Row>) {
    let (start, dir) = (out.at() as u32, lang.dir());
    title(out, model, text, lang);
    let end = out.at() as u32;
    rows.push(Row::heading(start, end, dir));
}

/// The same in a section of any kind.
pub(super) fn title(out: &mut Writer, model: &Model, text: u32, lang: &Lang) {
    let dir = lang.dir();
    out.push(&format!("#concordance-part({})[", language(lang, dir)));
    words(out, &marked(&model.texts[text as usize].title), dir);
    out.push("];\n\n");
}

/// The spellings that differ from the word by more than case, after its number.
pub(super) fn others(out: &mut Writer, word: &ConcordanceWord, dir: Dir) {
    let shown = normal::lower(&word.word, &word.lang);
    let mut forms: Vec<String> = vec![];
    for (form, _) in &word.forms {
        let lower = normal::lower(form, &word.lang);
        if lower != shown && !forms.contains(&lower) {
            forms.push(lower);
        }
    }
    if forms.is_empty() {
        return;
    }
    out.push("[#concordance-forms((");
    for form in &forms {
        out.push("[");
        words(out, form, dir);
        out.push("],");
    }
    out.push("));]");
}

/// The figures of each text, each in a paragraph of its own, given with its bytes.
pub(super) fn statistics(
    out: &mut Writer,
    concordance: &Concordance,
    model: &Model,
    written: &mut dyn FnMut(u32, u32, Dir),
) {
    for figures in &concordance.statistics {
        let (start, dir) = (out.at() as u32, figures.lang.dir());
        let number = |n: u32| string(&numeral::number(n, &figures.lang));
        out.push(&format!(
            "#concordance-figures({}, {}, {}, {})[",
            language(&figures.lang, dir),
            number(figures.tokens),
            number(figures.types),
            number(figures.hapax)
        ));
        words(out, &marked(&model.texts[figures.text as usize].title), dir);
        out.push("];\n\n");
        written(start, out.at() as u32, dir);
    }
}

/// The page and the line: folios go through all texts.
pub(super) fn locator(at: &crate::locate::Locator) -> Cite {
    let page = CitePart::Page(at.page);
    match at.is_page_alone() {
        true => page.into(),
        false => Cite::on_page(page, &at.line_name()),
    }
}

/// By how much a character may be wider than it is alone in Latin size: the naskh
/// is set larger.
const WIDEST: f64 = 1.06;

/// Type size and pitch of the concordance, in points.
pub const CONCORDANCE_SIZE: (f64, f64) = (7.8, 9.6);

/// The longest end of a text, from a word's start, that is not wider than `room`; `width`
/// is that of a character.
fn fit_end<'a>(text: &'a str, room: f64, width: &dyn Fn(char) -> f64) -> &'a str {
    let (mut best, mut wide) = (text.len(), 0.0);
    let mut chars = text.char_indices().rev().peekable();
    while let Some((i, c)) = chars.next() {
        wide += width(c);
        let starts_word = chars.peek().is_none_or(|(_, before)| before.is_whitespace());
        if starts_word {
            if wide > room {
                break;
            }
            best = i;
        }
    }
    &text[best..]
}

/// The longest start of a text, to a word's end, that is not wider than `room`; `width` is
/// that of a character.
fn fit_start<'a>(text: &'a str, room: f64, width: &dyn Fn(char) -> f64) -> &'a str {
    let (mut best, mut wide) = (0, 0.0);
    let mut chars = text.char_indices().peekable();
    while let Some((i, c)) = chars.next() {
        wide += width(c);
        let ends_word = chars.peek().is_none_or(|(_, behind)| behind.is_whitespace());
        if ends_word {
            if wide > room {
                break;
            }
            best = i + c.len_utf8();
        }
    }
    &text[..best]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn contexts_are_cut_at_words() {
        let width = |_: char| 1.0;
        assert_eq!(fit_end("one two three ", 9.0, &width), "three ");
        assert_eq!(fit_end("one two three ", 30.0, &width), "one two three ");
        assert_eq!(fit_start(" one two", 5.0, &width), " one");
        assert_eq!(fit_start(" one two", 2.0, &width), "");
    }
}
