//! Model → Typst source, with a map back. A text becomes a file of its own that
//! defines its body, its notes and its apparatus entries; how each is set is
//! left to functions of the design, whose contracts `docs/design.md` gives.

pub mod address;
mod asked;
mod comment;
mod decimals;
mod distinction;
pub mod entry;
pub mod escape;
mod faces;
mod kashida;
pub mod lemma;
pub mod map;
pub mod marks;
mod passage;
pub mod printed;
pub mod remark;
mod script;
mod setting;
pub mod sigla;
mod text;
mod verse;
pub mod writer;

pub use asked::Asked;
pub use faces::{APART, Faces};
pub use map::TextMap;
pub use marks::note_marks;
pub use passage::{NoteMark, passage};
pub use text::{Assembled, room_of, text};

use crate::edition::{Abbreviations, Edition, ScriptSizes};
use crate::model::lang::WRITING;
use crate::model::script::{self as scripts, SetApart};
use crate::model::{Dir, Lang};
use crate::words::numeral;
use escape::string;

/// The virtual path of the functions that style the book.
pub const DESIGN: &str = "/design.typ";
/// The virtual path of the settings they read.
pub const SETTINGS: &str = "/settings.typ";
/// The virtual path of the edition's own functions.
pub const OWN_DESIGN: &str = "/edition/design.typ";

/// The virtual path of what the references of the texts print, and of the marks of notes
/// that are numbered by page.
pub const REFERENCES: &str = "/references.typ";

/// What a reference prints: its words, and the number of the last of them among its
/// equals or nothing.
pub type Words<'a> = (&'a str, &'a str);

/// The file of what references print: for each text, by its id, what each of its
/// references prints and what else it printed for which there must be room.
pub fn references<'a>(
    texts: impl Iterator<Item = (&'a str, Vec<(Words<'a>, Vec<Words<'a>>)>)>,
) -> String {
    let words = |words: Words| {
        format!("(text: {}, repeat: {})", string(words.0), string(words.1))
    };
    let mut out = String::from("#let references = (\n");
    for (id, shown) in texts {
        out.push_str(&format!("  {}: (\n", string(id)));
        for (shown, reserved) in shown {
            let reserved: String =
                reserved.into_iter().map(|one| words(one) + ",").collect();
            out.push_str(&format!(
                "    (shown: {}, reserve: ({reserved})),\n",
                words(shown)
            ));
        }
        out.push_str("  ),\n");
    }
    out.push_str(")\n");
    out
}

/// What is added to the file of what references print: for each text, by its id, the mark
/// of each note, and other marks that it had for which there must be room.
pub fn marks_by_page<'a>(
    texts: impl Iterator<Item = (&'a str, Vec<(&'a str, &'a [String])>)>,
) -> String {
    let mut out = String::from("#let note-marks = (\n");
    for (id, marks) in texts {
        out.push_str(&format!("  {}: (\n", string(id)));
        let mark = |mark: &str| string(&numeral::among(mark, None));
        for (shown, reserved) in marks {
            let reserved: String = reserved.iter().map(|one| mark(one) + ",").collect();
            out.push_str(&format!(
                "    (mark: {}, reserve: ({reserved})),\n",
                mark(shown)
            ));
        }
        out.push_str("  ),\n");
    }
    out.push_str(")\n");
    out
}

/// What is added to the file of what references print: for each paragraph that is to be a
/// line shorter or longer, its spacing, in the order of the manifest.
pub fn fitted<'a>(spacings: impl Iterator<Item = &'a Spacing>) -> String {
    let mut out = String::from("#let spacings = (\n");
    for Spacing { words, least, most, letters } in spacings {
        out.push_str(&format!(
            "  (words: {words}%, least: {least}%, most: {most}%, letters: {letters}em),\n"
        ));
    }
    out.push_str(")\n");
    out
}

/// How a paragraph is spaced.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spacing {
    /// Its blanks, in percent of the usual.
    pub words: f64,
    /// To how much of that the blanks of a line may be narrowed, in percent.
    pub least: f64,
    /// To how much of that they may be widened before this is as bad as can be, in percent.
    pub most: f64,
    /// What stands between its letters, in shares of the size of type.
    pub letters: f64,
}

/// The word for a direction in Typst's code.
pub fn direction(dir: Dir) -> &'static str {
    match dir {
        Dir::Ltr => "ltr",
        Dir::Rtl => "rtl",
    }
}

/// The arguments `"fa", "rtl"` of design functions that take a language.
pub fn language(lang: &Lang, dir: Dir) -> String {
    // What nothing can be set in has no name that Typst knows.
    let code = if lang.is_settable() { lang.primary() } else { "und" };
    format!("{}, {}", string(code), string(direction(dir)))
}

/// The file that names all functions of the design: those of the template,
/// then those of the edition, which replace them.
pub fn design(edition: &Edition) -> String {
    let mut out = format!("#import \"/templates/{}/book.typ\": *\n", edition.design.name);
    if edition.design.own.is_some() {
        out.push_str(&format!("#import \"{OWN_DESIGN}\": *\n"));
    }
    out
}

/// A family for the letters of a script.
#[derive(Debug, Clone, Copy)]
pub struct ScriptFamily<'a> {
    /// Its name.
    pub name: &'a str,
    /// The letters that are set in it before all other faces are asked, as a pattern; none
    /// if empty.
    pub covers: &'a str,
    /// The languages in which it is so; all if empty.
    pub langs: &'a [&'a str],
}

/// The settings that the design reads: sizes in points, words of the title page. `families`
/// are the faces of the edition's own, `scripts` those of its scripts.
pub fn settings(
    edition: &Edition,
    families: &[String],
    scripts: &[ScriptFamily],
) -> String {
    let page = &edition.page;
    let design = &edition.design;
    let option = |value: &Option<String>| match value {
        Some(text) => string(text),
        None => "none".to_owned(),
    };
    let scripts: String = scripts.iter().map(script).collect();
    let families: String = families.iter().map(|name| string(name) + ",").collect();
    let names = |names: &[String]| -> String {
        names.iter().map(|name| string(name) + ",").collect()
    };
    let (authors, editors) = (names(&edition.authors), names(&edition.editors));
    let translators = names(&edition.translators);
    let witnesses = edition.witnesses.iter().map(|witness| &witness.siglum);
    let groups = edition.groups.iter().map(|group| &group.siglum);
    let sigla: String = witnesses.chain(groups).map(|name| string(name) + ",").collect();
    let date = match edition.date {
        Some((year, month, day)) => {
            format!("datetime(year: {year}, month: {month}, day: {day})")
        }
        None => "none".to_owned(),
    };
    let year = match edition.date {
        Some((year, ..)) => {
            string(&crate::words::numeral::digits(&year.to_string(), &edition.lang))
        }
        None => "none".to_owned(),
    };
    format!(
        "#let edition = (\n  title: {},\n  subtitle: {},\n  authors: ({authors}),\n  editors: ({editors}),\n  translators: ({translators}),\n  \
         publisher: {},\n  place: {},\n  isbn: {},\n  rights: {},\n  printing: {},\n  device: {},\n  date: {date},\n  year: {year},\n  lang: {},\n  \
         dir: {},\n  words: {},\n  words-dir: {},\n  width: {}pt,\n  height: {}pt,\n  inner: {}pt,\n  outer: {}pt,\n  head: {}pt,\n  \
         foot: {}pt,\n  size: {}pt,\n  pitch: {}pt,\n  foot-size: {}pt,\n  foot-pitch: {}pt,\n  page-mark: {},\n  sigla: ({sigla}),\n  faces: ({families}),\n  scripts: ({scripts}),\n  script-sizes: {},\n  writing: {},\n  set-apart: {},\n  speakers: {},\n  \
         script-faces: {},\n  titles: {},\n  ornament: {},\n  tracking: {},\n)\n",
        string(&edition.title),
        option(&edition.subtitle),
        option(&edition.publisher),
        option(&edition.place),
        option(&edition.isbn),
        option(&edition.rights),
        option(&edition.printing),
        option(&edition.device.as_ref().map(|path| format!("/edition/{path}"))),
        string(edition.lang.primary()),
        string(direction(edition.lang.dir())),
        words(&edition.apparatus.abbreviations),
        string(direction(edition.apparatus.abbreviations.lang.dir())),
        page.width,
        page.height,
        page.inner,
        page.outer,
        page.head,
        page.foot,
        design.size,
        design.pitch,
        design.foot_size,
        design.foot_pitch,
        string(edition.page_mark.as_deref().unwrap_or("|")),
        script_sizes(&edition.design.scripts),
        writing(&edition.design.scripts),
        set_apart(),
        string(edition.verse.speakers.name()),
        script_faces(&design.scripts),
        option(&design.titles),
        option(&design.ornament),
        design.tracking,
    )
}

/// The sizes of scripts as a dictionary, by their codes. There are always some.
fn script_sizes(scripts: &[ScriptSizes]) -> String {
    let sizes: String = scripts
        .iter()
        .map(|it| {
            let foot = it.foot.map_or("none".to_owned(), |share| share.to_string());
            format!(
                "{}: (dir: {}, scale: {}, pitch: {}pt, least: {}, foot: {foot}), ",
                it.code,
                string(direction(it.dir)),
                it.scale,
                it.pitch.with(it.signs),
                it.least.with(it.signs)
            )
        })
        .collect();
    format!("({sizes})")
}

/// The families that the manifest names for scripts, as a dictionary of pairs: the family, and
/// the letters of the script as a pattern.
fn script_faces(scripts: &[ScriptSizes]) -> String {
    let named = scripts.iter().filter_map(|it| {
        let script = scripts::named(&it.code)?;
        let letters = format!("\\p{{{}}}", script.full_name());
        let face = it.face.as_deref()?;
        Some(format!("{}: ({}, {}), ", it.code, string(face), string(&letters)))
    });
    let pairs: String = named.collect();
    if pairs.is_empty() { "(:)".into() } else { format!("({pairs})") }
}

/// The scripts of languages as a dictionary, as far as the scripts have sizes of their own.
fn writing(scripts: &[ScriptSizes]) -> String {
    let known = WRITING
        .iter()
        .filter(|(_, code)| scripts.iter().any(|script| script.code == *code));
    let pairs: String = known
        .map(|(lang, code)| format!("{}: {}, ", string(lang), string(code)))
        .collect();
    format!("({pairs})")
}

/// How words of a language are emphasized, and how strongly, as a dictionary, for languages that
/// do not do it by italics and are not set in naskh.
fn set_apart() -> String {
    let pairs = WRITING.iter().filter_map(|(code, _)| {
        let lang = Lang::new(code);
        let (plain, strong) = lang.set_apart(scripts::named(lang.writing(lang.dir()))?);
        let is_usual = plain == SetApart::Italics;
        (!is_usual).then(|| {
            format!(
                "{}: ({}, {}), ",
                string(code),
                string(plain.name()),
                string(strong.name())
            )
        })
    });
    format!("({})", pairs.collect::<String>())
}

/// A family of a script as a dictionary.
fn script(family: &ScriptFamily) -> String {
    let langs: String = family.langs.iter().map(|lang| string(lang) + ",").collect();
    let (name, covers) = (string(family.name), string(family.covers));
    format!("(name: {name}, covers: {covers}, langs: ({langs})),")
}

/// The abbreviations of the apparatus as a dictionary, with their language.
fn words(abbreviations: &Abbreviations) -> String {
    let words: String = abbreviations
        .words
        .iter()
        .map(|(key, word)| format!("{key}: {}, ", string(word)))
        .collect();
    format!("(lang: {}, {words})", string(abbreviations.lang.primary()))
}

/// The main file of the texts: one value that holds the design's functions and
/// the parts of every text, for the page builder to take.
pub fn main(ids: &[String]) -> String {
    let mut out = String::from("#import \"/design.typ\" as design\n");
    for (k, id) in ids.iter().enumerate() {
        out.push_str(&format!("#import {} as t{k}\n", string(&text_path(id))));
    }
    out.push_str("#metadata((\n  design: dictionary(design),\n  texts: (\n");
    for k in 0..ids.len() {
        out.push_str(&format!(
            "    (body: t{k}.body, notes: t{k}.notes, entries: t{k}.entries),\n"
        ));
    }
    out.push_str("  ),\n))\n");
    out
}

/// The virtual path of a text's file.
pub fn text_path(id: &str) -> String {
    format!("/texts/{id}.typ")
}
