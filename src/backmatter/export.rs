//! Indexes, concordance and words as data: TSV, CSV and JSON, and vertical text as corpus
//! tools read it. Pages and lines are those of the book.

use serde_json::{Value, json};

use super::concordance::{
    Concordance, ConcordanceLine, ConcordanceSection, ConcordanceWord,
};
use super::count::passage_at;
use super::index::Index;
use super::lemmas::Lemmas;
use super::reference::joined;
use super::tokens::{Token, passage_tokens};
use super::{Locate, field, normal};
use crate::edition::Rule;
use crate::locate::Locator;
use crate::model::{Model, Place, Role};

/// The form of a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Tab-separated values; tabs and line ends in them become spaces.
    Tsv,
    /// Comma-separated values (RFC 4180).
    Csv,
    /// One JSON document.
    Json,
}

/// A table with a line of names first.
struct Table {
    format: Format,
    out: String,
}

impl Table {
    fn new(format: Format, names: &[&str]) -> Self {
        let mut table = Self { format, out: String::new() };
        table.row(names);
        table
    }

    fn row<T: AsRef<str>>(&mut self, cells: &[T]) {
        for (k, cell) in cells.iter().enumerate() {
            let cell = cell.as_ref();
            match self.format {
                Format::Csv => {
                    if k > 0 {
                        self.out.push(',');
                    }
                    if cell.contains([',', '"', '\n', '\r']) {
                        self.out += &format!("\"{}\"", cell.replace('"', "\"\""));
                    } else {
                        self.out.push_str(cell);
                    }
                }
                _ => {
                    if k > 0 {
                        self.out.push('\t');
                    }
                    field(&mut self.out, cell);
                }
            }
        }
        self.out
            .push_str(if self.format == Format::Csv { "\r\n" } else { "\n" });
    }
}

/// The columns of a concordance.
const PLACES: [&str; 12] = [
    "language",
    "word",
    "count",
    "text",
    "page",
    "line",
    "byte",
    "left",
    "keyword",
    "right",
    "apparatus",
    "forms",
];

/// A concordance, a place a row. `byte` is that of the text's file; `apparatus` is `app.`
/// for a word of a reading; `forms` are the spellings filed under the word, at its first
/// place.
pub fn concordance(concordance: &Concordance, model: &Model, format: Format) -> String {
    if format == Format::Json {
        return concordance_json(concordance, model);
    }
    let mut table = Table::new(format, &PLACES);
    for section in &concordance.sections {
        for word in &section.words {
            let forms: Vec<&str> =
                word.forms.iter().map(|form| form.0.as_str()).collect();
            for (k, line) in word.lines.iter().enumerate() {
                let byte = line.byte(model).map(|byte| byte.to_string());
                table.row(&[
                    &*word.lang.0,
                    &word.word,
                    &word.lines.len().to_string(),
                    &model.texts[line.text as usize].id,
                    &line.locator.page.to_string(),
                    &line_name(&line.locator),
                    &byte.unwrap_or_default(),
                    line.part(model, &line.left),
                    line.part(model, &line.word),
                    line.part(model, &line.right),
                    if line.reading > 0 { "app." } else { "" },
                    &if k == 0 { forms.join(" ") } else { String::new() },
                ]);
            }
        }
    }
    table.out
}

impl Concordance {
    /// The concordance as tab-separated values, one line a place, with a line of
    /// names first.
    pub fn table(&self, model: &Model) -> String {
        concordance(self, model, Format::Tsv)
    }
}

/// What a line is called; 0 if it has no name.
fn line_name(at: &Locator) -> String {
    match at.line_name() {
        name if name.is_empty() => "0".to_owned(),
        name => name.to_string(),
    }
}

fn concordance_json(concordance: &Concordance, model: &Model) -> String {
    let line = |line: &ConcordanceLine| {
        json!({
            "text": model.texts[line.text as usize].id,
            "page": line.locator.page,
            "line": line.locator.line,
            "name": line.locator.line_name(),
            "byte": line.byte(model),
            "left": line.part(model, &line.left),
            "keyword": line.part(model, &line.word),
            "right": line.part(model, &line.right),
            "apparatus": line.reading > 0,
        })
    };
    let word = |word: &ConcordanceWord| {
        json!({
            "word": word.word,
            "language": word.lang.0,
            "count": word.lines.len(),
            "forms": word.forms.iter().map(|(form, n)| json!([form, n])).collect::<Vec<_>>(),
            "places": word.lines.iter().map(line).collect::<Vec<_>>(),
        })
    };
    let section = |section: &ConcordanceSection| {
        json!({
            "language": section.lang.0,
            "text": section.text.map(|text| &model.texts[text as usize].id),
            "tokens": section.tokens,
            "types": section.types,
            "words": section.words.iter().map(word).collect::<Vec<_>>(),
        })
    };
    let statistics = concordance.statistics.iter().map(|figures| {
        json!({
            "text": model.texts[figures.text as usize].id,
            "language": figures.lang.0,
            "tokens": figures.tokens,
            "types": figures.types,
            "hapax": figures.hapax,
        })
    });
    let all = json!({
        "title": concordance.title,
        "sections": concordance.sections.iter().map(section).collect::<Vec<_>>(),
        "statistics": statistics.collect::<Vec<_>>(),
    });
    format!("{all}\n")
}

/// All indexes, a heading a row, with the headings above it.
pub fn indexes(indexes: &[Index], model: &Model, format: Format) -> String {
    if format == Format::Json {
        return indexes_json(indexes, model);
    }
    let names = [
        "index",
        "letter",
        "level",
        "path",
        "heading",
        "dates",
        "gloss",
        "references",
        "principal",
        "see",
        "see-also",
    ];
    let mut table = Table::new(format, &names);
    for index in indexes {
        for (letter, path, entry) in walk(index) {
            let principal: Vec<_> =
                entry.references.iter().filter(|r| r.principal).cloned().collect();
            table.row(&[
                &*index.id,
                letter,
                &entry.level.to_string(),
                &path.join(" > "),
                &entry.heading,
                entry.dates.as_deref().unwrap_or_default(),
                entry.gloss.as_deref().unwrap_or_default(),
                &joined(&index.citing.cite(&entry.references)),
                &joined(&index.citing.cite(&principal)),
                &entry.see.join("; "),
                &entry.see_also.join("; "),
            ]);
        }
    }
    table.out
}

fn indexes_json(indexes: &[Index], model: &Model) -> String {
    let of = |index: &Index| -> Value {
        let entries: Vec<Value> = walk(index)
            .map(|(letter, path, entry)| {
                let references: Vec<Value> = entry
                    .references
                    .iter()
                    .map(|reference| {
                        json!({
                            "text": model.texts[reference.from.text as usize].id,
                            "page": reference.from.page,
                            "line": reference.from.line,
                            "name": reference.from.line_name(),
                            "to_page": reference.to.page,
                            "to_line": reference.to.line,
                            "to_name": reference.to.line_name(),
                            "principal": reference.principal,
                            "kind": reference.kind,
                            "note": reference.note,
                        })
                    })
                    .collect();
                json!({
                    "letter": letter,
                    "path": path,
                    "dates": entry.dates,
                    "gloss": entry.gloss,
                    "printed": joined(&index.citing.cite(&entry.references)),
                    "references": references,
                    "see": entry.see,
                    "see_also": entry.see_also,
                })
            })
            .collect();
        json!({"id": index.id, "title": index.title, "language": index.lang.0, "entries": entries})
    };
    format!("{}\n", Value::Array(indexes.iter().map(of).collect()))
}

/// The entries of an index with their letter and their headings from the first level on.
fn walk(index: &Index) -> impl Iterator<Item = (&str, Vec<&str>, &super::IndexEntry)> {
    let mut path: Vec<&str> = vec![];
    index
        .sections
        .iter()
        .flat_map(|section| section.entries.iter().map(move |entry| (section, entry)))
        .map(move |(section, entry)| {
            path.truncate(usize::from(entry.level));
            path.push(&entry.heading);
            (section.letter.as_str(), path.clone(), entry)
        })
}

/// The words of the edited texts as vertical text: a word a line with tabs between its
/// form, its key, its lemma (or `_`), its language, page, line and byte of the file;
/// texts and blocks as lines in angle brackets. Nothing is left out but the names
/// before speeches.
pub fn vertical(
    model: &Model,
    rules: &[Rule],
    lemmas: &Lemmas,
    locate: &Locate,
) -> String {
    let attribute = |text: &str| {
        text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
    };
    let mut out = String::new();
    let mut tokens: Vec<Token> = vec![];
    for (number, text) in model.texts.iter().enumerate() {
        if text.role != Role::Body {
            continue;
        }
        let (id, title) = (attribute(&text.id), attribute(&text.title));
        out +=
            &format!("<text id=\"{id}\" lang=\"{}\" title=\"{title}\">\n", text.lang.0);
        for (k, block) in text.blocks.iter().enumerate() {
            let traits = block.kind.traits();
            if !traits.edited || block.content.text.is_empty() {
                continue;
            }
            let name = traits.element;
            out += &format!("<{name} n=\"{}\">\n", k + 1);
            let (passage, base, _) = passage_at(model, number as u32, k as u32, 0);
            passage_tokens(passage, &mut tokens);
            for token in &tokens {
                let start = token.range.start;
                let form = &passage.text[start as usize..token.range.end as usize];
                let lang = token.lang_in(passage, base);
                let key = normal::key_by(form, lang, rules);
                let lemma = lemmas.lemma(lang, &key).map_or("_", |lemma| &lemma.lemma);
                field(&mut out, form);
                let at = locate(number, Place { block: k as u32, offset: start });
                let (page, line) =
                    at.map_or((0, "0".into()), |at| (at.page, line_name(&at)));
                let byte = passage.source.resolve(start as usize);
                let byte = byte.map_or("_".to_owned(), |byte| byte.to_string());
                out += &format!("\t{key}\t{lemma}\t{}\t{page}\t{line}\t{byte}\n", lang.0);
            }
            out += &format!("</{name}>\n");
        }
        out += "</text>\n";
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_quoted_as_each_form_wants() {
        let cells = ["a", "b,\"c\"", "d\te\nf"];
        let table = |format| {
            let mut table = Table { format, out: String::new() };
            table.row(&cells);
            table.out
        };
        assert_eq!(table(Format::Tsv), "a\tb,\"c\"\td e f\n");
        assert_eq!(table(Format::Csv), "a,\"b,\"\"c\"\"\",\"d\te\nf\"\r\n");
    }
}
