//! `index.toml`: the headings of the indexes, the patterns that mark text for
//! them, and the references from one heading to another.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::marking::{language, patterns, phrases, regexes};
use super::toml_file::{self, Located};
use super::{Edition, LoadError, doubts, read};
use crate::diag::Diagnostic;
use crate::model::{IndexMark, Lang};
use crate::span::{FileId, Files, Span};

/// The headings of the indexes of an edition made with Variorum.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
#[schemars(title = "index.toml")]
pub struct IndexFile {
    /// The headings, in any order.
    #[serde(default)]
    pub heading: Vec<Heading>,
}

/// A heading of an index.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Heading {
    /// The id of the index.
    #[schemars(required, example = &"names")]
    pub index: Option<Located<String>>,
    /// The heading as it is printed; a subheading after ` > `.
    #[schemars(required, example = &"Allende, Salvador")]
    pub name: Option<Located<String>>,
    /// A short name, by which marks and references can call the heading: `#allende`.
    #[schemars(example = &"allende")]
    pub id: Option<Located<String>>,
    /// The heading is sorted as this. Default: its name.
    pub sort: Option<String>,
    /// The dates of a person, printed behind the heading.
    pub dates: Option<String>,
    /// What else is said about the heading, printed behind it.
    pub gloss: Option<String>,
    /// Other names, from each of which the index refers to the heading.
    #[serde(default)]
    pub alternate: Vec<Located<String>>,
    /// Words that mark text for the heading. `*` at the end stands for any ending.
    #[serde(default)]
    pub patterns: Vec<Located<String>>,
    /// Whether capital and small letters are the same in the patterns.
    #[serde(default)]
    pub ignore_case: bool,
    /// Whether accents and other marks on letters count in the patterns.
    #[serde(default)]
    pub ignore_accents: bool,
    /// Patterns count in words of this language only (BCP 47).
    pub language: Option<Located<String>>,
    /// Regular expressions that mark text for the heading.
    #[serde(default)]
    pub regex: Vec<Located<String>>,
    /// Phrases in which a pattern does not count.
    #[serde(default)]
    pub except: Vec<Located<String>>,
    /// The headings to look under instead of this one.
    #[serde(default)]
    pub see: Vec<Located<String>>,
    /// The headings to look under as well.
    #[serde(default)]
    pub see_also: Vec<Located<String>>,
}

/// A checked heading of an index.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct IndexHeading {
    /// The id of its index.
    pub index: String,
    /// The heading and its subheadings.
    pub path: Vec<String>,
    /// By what else marks and references call it.
    pub id: Option<String>,
    /// What its last level is sorted as, if not as itself.
    pub sort: Option<String>,
    /// The dates of a person.
    pub dates: Option<String>,
    /// What else is said about it.
    pub gloss: Option<String>,
    /// Its other names.
    pub alternate: Vec<Vec<String>>,
    /// What marks text for it.
    pub patterns: Vec<Pattern>,
    /// Regular expressions that do so too, as written and sound.
    pub regexes: Vec<String>,
    /// Whether the regular expressions ignore case.
    pub ignore_case: bool,
    /// Whether the patterns ignore accents.
    pub ignore_accents: bool,
    /// The only language whose words the patterns look at.
    pub lang: Option<Lang>,
    /// Phrases in which no pattern counts.
    pub except: Vec<String>,
    /// The headings to look under instead.
    pub see: Vec<Vec<String>>,
    /// The headings to look under as well.
    pub see_also: Vec<Vec<String>>,
    /// Where its name stands.
    pub span: Span,
}

impl IndexHeading {
    /// A heading of which no more is said.
    pub fn new(index: &str, path: Vec<String>, span: Span) -> Self {
        Self {
            index: index.to_owned(),
            path,
            id: None,
            sort: None,
            dates: None,
            gloss: None,
            alternate: vec![],
            patterns: vec![],
            regexes: vec![],
            ignore_case: false,
            ignore_accents: false,
            lang: None,
            except: vec![],
            see: vec![],
            see_also: vec![],
            span,
        }
    }

    /// What it is sorted as.
    pub fn sort_text(&self) -> &str {
        let name = self.path.last().map_or("", String::as_str);
        self.sort.as_deref().unwrap_or(name)
    }
}

/// Words that mark text for a heading.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct Pattern {
    /// The words, without the asterisk.
    pub text: String,
    /// Whether the last word may go on.
    pub prefix: bool,
    /// Whether capital and small letters are the same.
    pub ignore_case: bool,
}

/// Reads and checks the edition's `index.toml`, and gives the headings, those of
/// one name merged, with the warnings; no headings if there is no such file.
///
/// `marks` are the marks made by hand in the texts: a reference may lead to a
/// heading that only they name.
///
/// # Errors
/// All faults of the file at once, in its order.
pub fn load_index<'m>(
    edition: &Edition,
    files: &mut Files,
    marks: impl IntoIterator<Item = &'m IndexMark>,
) -> Result<(Vec<IndexHeading>, Vec<Diagnostic>), LoadError> {
    let Some(path) = &edition.index_file else { return Ok((vec![], vec![])) };
    let file = read(&edition.root, files, Path::new(path), None)?;
    let text = files.get(file).text.clone();
    let mut faults = vec![];
    let headings = match toml_file::parse::<IndexFile>(file, &text, &mut faults) {
        Some(written) => check(&written, edition, file, marks, &mut faults),
        None => vec![],
    };
    faults.sort_by_key(|fault| fault.span);
    if faults.iter().any(Diagnostic::is_error) {
        Err(LoadError::Faults(faults))
    } else {
        Ok((headings, faults))
    }
}

/// The levels of a heading's name; one is empty if the name is badly formed.
fn levels(name: &str) -> Vec<String> {
    name.split('>')
        .map(|level| level.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

fn check<'m>(
    written: &IndexFile,
    edition: &Edition,
    file: FileId,
    marks: impl IntoIterator<Item = &'m IndexMark>,
    faults: &mut Vec<Diagnostic>,
) -> Vec<IndexHeading> {
    let mut headings: Vec<IndexHeading> = vec![];
    let mut places: HashMap<(String, Vec<String>), usize> = HashMap::new();
    let ids = ids(written, file, faults);
    for heading in &written.heading {
        let patterns = patterns(heading, file, faults);
        let except = phrases(&heading.except, file, faults);
        let regexes = regexes(heading, file, faults);
        let lang = language(heading, file, faults);
        if let Some(index) = &heading.index {
            check_index(index, edition, file, faults);
        }
        // What has no index or no name was reported by the comparison with the schema.
        let (Some(index), Some(name)) = (&heading.index, &heading.name) else { continue };
        let span = name.span(file);
        let path = levels(name.get());
        if path.iter().any(String::is_empty) {
            let message = format!("`{}` has an empty level", name.get());
            faults.push(
                Diagnostic::error("empty-heading", message)
                    .at(span)
                    .hint("write a heading, or a heading, ` > ` and its subheading"),
            );
            continue;
        }
        let references = |names: &[Located<String>]| -> Vec<Vec<String>> {
            names
                .iter()
                .map(|name| target(&ids, index.get(), name.get()))
                .collect()
        };
        let said = |text: &Option<String>| {
            text.clone()
                .map(|text| text.trim().to_owned())
                .filter(|text| !text.is_empty())
        };
        let alternate: Vec<_> =
            heading.alternate.iter().map(|name| levels(name.get())).collect();
        let checked = IndexHeading {
            id: heading.id.as_ref().map(|id| id.get().clone()),
            sort: said(&heading.sort),
            dates: said(&heading.dates),
            gloss: said(&heading.gloss),
            alternate: alternate.into_iter().filter(|name| *name != path).collect(),
            patterns,
            regexes,
            ignore_case: heading.ignore_case,
            ignore_accents: heading.ignore_accents,
            lang,
            except,
            see: references(&heading.see),
            see_also: references(&heading.see_also),
            ..IndexHeading::new(index.get(), path.clone(), span)
        };
        match places.get(&(checked.index.clone(), path.clone())) {
            Some(&first) => {
                let path = path.join(" > ");
                let message = format!("the heading `{path}` is written twice");
                faults.push(
                    Diagnostic::warning("duplicate-heading", message)
                        .at(span)
                        .related(headings[first].span, "the first time")
                        .hint("the two are taken as one; write them as one"),
                );
                merge(&mut headings[first], checked);
            }
            None => {
                places.insert((checked.index.clone(), path), headings.len());
                headings.push(checked);
            }
        }
    }
    check_references(written, &headings, &ids, marks, file, faults);
    doubts::check(&headings, faults);
    headings
}

/// The paths of headings by the id of their index and their own.
type Ids = HashMap<(String, String), Vec<String>>;

/// The ids of headings; one that two headings have is reported.
fn ids(written: &IndexFile, file: FileId, faults: &mut Vec<Diagnostic>) -> Ids {
    let mut ids = Ids::new();
    for heading in &written.heading {
        let (Some(index), Some(name), Some(id)) =
            (&heading.index, &heading.name, &heading.id)
        else {
            continue;
        };
        let known =
            ids.insert((index.get().clone(), id.get().clone()), levels(name.get()));
        if known.is_some() {
            faults.push(
                Diagnostic::error(
                    "duplicate-heading-id",
                    format!("two headings of the index have the id `{}`", id.get()),
                )
                .at(id.span(file))
                .hint("change one of the two"),
            );
        }
    }
    ids
}

/// The levels of a heading that is called by its name, or by `#` and its id.
fn target(ids: &Ids, index: &str, name: &str) -> Vec<String> {
    let id = name.trim().strip_prefix('#');
    let found = id.and_then(|id| ids.get(&(index.to_owned(), id.to_owned())));
    found.cloned().unwrap_or_else(|| levels(name))
}

fn check_index(
    index: &Located<String>,
    edition: &Edition,
    file: FileId,
    faults: &mut Vec<Diagnostic>,
) {
    let name = index.get();
    if edition.indexes.iter().any(|known| known.id == *name) {
        return;
    }
    let fault = Diagnostic::error("unknown-index", format!("there is no index `{name}`"))
        .at(index.span(file))
        .suggest(name, edition.indexes.iter().map(|known| known.id.as_str()));
    faults.push(if fault.hints.is_empty() {
        fault.hint(format!(
            "declare it in `edition.toml`: `[[index]]` with `id = \"{name}\"`"
        ))
    } else {
        fault
    });
}

/// Adds what a second heading of the same name says to the first.
fn merge(first: &mut IndexHeading, second: IndexHeading) {
    fn add<T: PartialEq>(to: &mut Vec<T>, from: Vec<T>) {
        for item in from {
            if !to.contains(&item) {
                to.push(item);
            }
        }
    }
    first.sort = first.sort.take().or(second.sort);
    first.id = first.id.take().or(second.id);
    first.dates = first.dates.take().or(second.dates);
    first.gloss = first.gloss.take().or(second.gloss);
    first.lang = first.lang.take().or(second.lang);
    add(&mut first.alternate, second.alternate);
    add(&mut first.patterns, second.patterns);
    add(&mut first.regexes, second.regexes);
    add(&mut first.except, second.except);
    add(&mut first.see, second.see);
    add(&mut first.see_also, second.see_also);
}

/// Every reference leads to another heading of the same index: one of the file,
/// one marked by hand, or a level above either.
fn check_references<'m>(
    written: &IndexFile,
    headings: &[IndexHeading],
    ids: &Ids,
    marks: impl IntoIterator<Item = &'m IndexMark>,
    file: FileId,
    faults: &mut Vec<Diagnostic>,
) {
    let mut known: HashMap<&str, HashSet<&[String]>> = HashMap::new();
    let of_file = headings
        .iter()
        .map(|heading| (heading.index.as_str(), heading.path.as_slice()));
    let by_hand = marks
        .into_iter()
        .map(|mark| (mark.index.as_str(), mark.heading.as_slice()));
    for (index, path) in of_file.chain(by_hand) {
        let known = known.entry(index).or_default();
        known.extend((1..=path.len()).map(|depth| &path[..depth]));
    }
    for heading in &written.heading {
        let (Some(index), Some(name)) = (&heading.index, &heading.name) else { continue };
        let Some(known) = known.get(index.get().as_str()) else { continue };
        let own = levels(name.get());
        for reference in heading.see.iter().chain(&heading.see_also) {
            let target = target(ids, index.get(), reference.get());
            let span = reference.span(file);
            if target == own {
                faults.push(
                    Diagnostic::error(
                        "dangling-reference",
                        format!("`{}` refers to itself", own.join(" > ")),
                    )
                    .at(span)
                    .hint("name another heading, or remove the reference"),
                );
            } else if !known.contains(target.as_slice()) {
                let mut names: Vec<String> =
                    known.iter().map(|path| path.join(" > ")).collect();
                names.sort_unstable();
                let shown = target.join(" > ");
                let fault = Diagnostic::error(
                    "dangling-reference",
                    format!("index `{}` has no heading `{shown}`", index.get()),
                )
                .at(span)
                .suggest(&shown, names.iter().map(String::as_str));
                faults.push(if fault.hints.is_empty() {
                    fault.hint("write the heading's name in full, or add the heading")
                } else {
                    fault
                });
            }
        }
    }
}
