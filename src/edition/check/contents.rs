//! Checks of the files of a book, its indexes and its concordance.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use super::Check;
use crate::diag::Diagnostic;
use crate::edition::manifest::{self, Manifest};
use crate::edition::toml_file::Located;
use crate::edition::{
    ConcordanceKind, ConcordanceSettings, FiledBy, FitWish, IndexSettings, LoadError,
    OrderSettings, Pin, TextFile,
};
use crate::model::{Lang, Role};
use crate::span::Span;

impl Check<'_> {
    pub(super) fn pins(
        &mut self,
        written: &[manifest::Pin],
        texts: &[TextFile],
    ) -> (Vec<Pin>, Vec<FitWish>) {
        let (mut checked, mut fits) = (vec![], vec![]);
        for pin in written {
            let (Some(text), Some(at)) = (&pin.text, &pin.at) else { continue };
            let (name, span) = (text.get().as_str(), self.span(text));
            if texts.iter().all(|known| known.id != name) {
                let known = texts.iter().map(|text| text.id.as_str());
                let fault = Diagnostic::error(
                    "unknown-text",
                    format!("there is no text `{name}`"),
                )
                .at(span)
                .suggest(name, known);
                self.faults.push(fault);
                continue;
            }
            let span = self.span(at);
            let at = at.get().trim_start_matches('#').to_owned();
            let text = name.to_owned();
            match (pin.page, &pin.lines) {
                (Some(wish), None) => checked.push(Pin { text, at, wish, span }),
                (None, Some(lines)) if lines.get().abs() == 1 => {
                    fits.push(FitWish { text, at, longer: *lines.get() > 0, span });
                }
                (None, Some(lines)) => {
                    let span = self.span(lines);
                    self.error("out-of-range", "`lines` is -1 or 1".to_owned(), span);
                }
                (Some(_), Some(_)) => {
                    let message = "a pin has either `page` or `lines`".to_owned();
                    self.error("missing-key", message, span)
                        .hints
                        .push("write two pins".to_owned());
                }
                (None, None) => {
                    let message = "this `pin` has no `page` or `lines`".to_owned();
                    self.error("missing-key", message, span);
                }
            }
        }
        (checked, fits)
    }

    /// The encoding of a name.
    fn encoding(&mut self, name: &Located<String>) -> Option<String> {
        let found = crate::edition::encoding::named(name.get());
        if found.is_none() {
            let span = self.span(name);
            let message = format!("there is no encoding `{}`", name.get());
            let fault = self.error("unknown-value", message, span);
            fault.hints.push(
                "write a name such as `windows-1252`, `iso-8859-2`, `koi8-r`, `utf-16le`"
                    .to_owned(),
            );
        }
        found
    }

    pub(super) fn texts(
        &mut self,
        manifest: &Manifest,
    ) -> Result<Vec<TextFile>, LoadError> {
        let mut ids: HashMap<String, Span> = HashMap::new();
        let mut paths: HashMap<PathBuf, Vec<(Option<String>, Span)>> = HashMap::new();
        let mut checked = vec![];
        let parts = [
            (Role::Front, &manifest.front),
            (Role::Body, &manifest.text),
            (Role::Back, &manifest.back),
        ];
        for (role, texts) in parts {
            for text in texts {
                let lang = text.language.as_ref().and_then(|tag| self.lang(tag));
                let encoding =
                    text.encoding.as_ref().and_then(|name| self.encoding(name));
                let wish = self.type_wish(text, &manifest.design);
                let Some(file) = &text.file else { continue };
                let span = self.span(file);
                let path = self.file(file)?;
                let written = path.clone().unwrap_or_else(|| file.get().into());
                let division =
                    text.division.as_ref().and_then(|it| self.division(it, &written));
                let all = paths.entry(written.clone()).or_default();
                // Texts of one file are different divisions of it.
                let same = all.iter().find(|(other, _)| {
                    other.is_none() || division.is_none() || *other == division
                });
                if let Some((_, first)) = same {
                    let related = (*first, "the first time".to_owned());
                    let message =
                        format!("the file `{}` is listed twice", written.display());
                    let fault = self.error("duplicate-text", message, span);
                    fault.related.push(related);
                    fault.hints.push(
                        "remove one of the two; or, if the file is TEI and has several texts, name \
                         the `division` of each"
                            .to_owned(),
                    );
                    continue;
                }
                all.push((division.clone(), span));
                let (id, place) = match &text.id {
                    Some(id) => (self.text_id(id), self.span(id)),
                    None => match &division {
                        Some(division) => {
                            (format!("{}-{division}", stem(&written)), span)
                        }
                        None => (stem(&written), span),
                    },
                };
                if let Some(first) = ids.get(&id) {
                    let related = (*first, format!("the first `{id}`"));
                    let fault = self.error(
                        "duplicate-text",
                        format!("two texts are called `{id}`"),
                        place,
                    );
                    fault.related.push(related);
                    fault.hints.push("give one of them another `id`".to_owned());
                }
                ids.entry(id.clone()).or_insert(place);
                let Some(path) = path else { continue };
                checked.push(TextFile {
                    path,
                    division,
                    id,
                    role,
                    title: text.title.clone(),
                    short_title: text.short_title.clone(),
                    lang,
                    encoding,
                    wish,
                    witnesses: text
                        .witnesses
                        .as_ref()
                        .map(|ids| self.known_witnesses(ids, &manifest.witness)),
                    span,
                });
            }
        }
        if manifest.text.is_empty() {
            self.error("no-text", "the edition has no text".to_owned(), self.start())
                .hints
                .push("add `[[text]]`, and below it `file = \"texts/…\"`".to_owned());
        }
        Ok(checked)
    }

    /// The divisions that are the text of a file in TEI.
    fn division(&mut self, name: &Located<String>, path: &Path) -> Option<String> {
        let span = self.span(name);
        let is_tei = path
            .extension()
            .is_some_and(|ending| ending == "xml" || ending == "tei");
        if !is_tei {
            let message =
                format!("`{}` is not TEI, and has no divisions", path.display());
            let fault = Diagnostic::warning("unused-key", message).at(span);
            self.faults.push(fault.hint("remove `division`"));
            return None;
        }
        Some(name.get().trim().to_owned()).filter(|name| !name.is_empty())
    }

    fn text_id(&mut self, id: &Located<String>) -> String {
        let name = id.get();
        if name.is_empty()
            || name.contains(|c: char| c.is_whitespace() || c.is_control() || c == '/')
        {
            let message = format!("`{}` can't be the id of a text", name.escape_debug());
            self.error("bad-id", message, self.span(id))
                .hints
                .push("write one word, without spaces and `/`".to_owned());
        }
        name.clone()
    }

    pub(super) fn indexes(
        &mut self,
        written: &[manifest::Index],
        book: &Lang,
    ) -> Vec<IndexSettings> {
        let mut seen = HashMap::new();
        let mut checked = vec![];
        for index in written {
            let lang = index.language.as_ref().and_then(|tag| self.lang(tag));
            let Some(id) = &index.id else { continue };
            let (name, span) = (id.get().as_str(), self.span(id));
            let bad = |c: char| c.is_whitespace() || c.is_control() || ":;>!".contains(c);
            if name.is_empty() || name.contains(bad) {
                let message =
                    format!("`{}` can't be the id of an index", name.escape_debug());
                self.error("bad-id", message, span).hints.push(
                    "write one word, without spaces and without `:`, `;`, `>`, `!`"
                        .to_owned(),
                );
            }
            if self.unique(&mut seen, "duplicate-index", "indexes are called", name, span)
            {
                let lang = lang.unwrap_or_else(|| book.clone());
                // Written together with its word.
                let articles = match lang.primary() {
                    "ar" => vec!["ال*".to_owned()],
                    _ => vec![],
                };
                let title =
                    index.title.clone().unwrap_or_else(|| index_word(&lang).to_owned());
                let usual = IndexSettings::new(name, &title, lang);
                checked.push(IndexSettings {
                    kind: index.kind.unwrap_or(usual.kind),
                    columns: index.columns.unwrap_or(usual.columns),
                    locator: index.locator.unwrap_or(usual.locator),
                    adjacent: index.adjacent.unwrap_or(usual.adjacent),
                    passim: index.passim.unwrap_or(usual.passim),
                    sub_entries: index.sub_entries.unwrap_or(usual.sub_entries),
                    too_many: index.too_many.unwrap_or(usual.too_many),
                    order: OrderSettings {
                        ignore: match &index.ignore {
                            Some(words) => {
                                words.iter().map(|word| word.get().clone()).collect()
                            }
                            None => articles,
                        },
                        scripts: index.scripts.clone(),
                        collation: index.collation.unwrap_or_default(),
                        alphabetizing: index.alphabetizing.unwrap_or_default(),
                    },
                    ..usual
                });
            }
        }
        checked
    }

    pub(super) fn concordance(
        &mut self,
        written: &manifest::Concordance,
        book: &Lang,
    ) -> Result<ConcordanceSettings, LoadError> {
        let (min, max) = (&written.min, &written.max);
        if min.get() > max.get() {
            let place = if min.is_written() { min } else { max };
            let message = format!(
                "no word occurs at least {} times and at most {} times",
                min.get(),
                max.get(),
            );
            self.error("bad-bounds", message, self.span(place))
                .hints
                .push("make `min` smaller than `max`".to_owned());
        }
        let stop_words = self.lists(&written.stop_words)?;
        let lemmas = self.lists(&written.lemmas)?;
        if lemmas.is_empty() && *written.by.get() != FiledBy::Form {
            let message = "words are to be filed by a list that is not there".to_owned();
            self.error("missing-lemmas", message, self.span(&written.by))
                .hints
                .push("name the list: `lemmas = { ar = \"lemmas/ar.tsv\" }`".to_owned());
        }
        let verborum = written.kind == ConcordanceKind::Verborum;
        if let Some(columns) = &written.columns
            && !verborum
        {
            self.faults.push(
                Diagnostic::warning(
                    "unused-key",
                    "keywords in their context stand in one column",
                )
                .at(self.span(columns))
                .hint("remove the line, or set `kind = \"verborum\"`"),
            );
        }
        let columns = written.columns.as_ref().map_or(3, |columns| *columns.get());
        let title = written
            .title
            .clone()
            .unwrap_or_else(|| concordance_word(book).to_owned());
        Ok(ConcordanceSettings {
            kind: written.kind,
            scope: written.scope,
            by: *written.by.get(),
            columns: if verborum { columns } else { 1 },
            stop_words,
            lemmas,
            languages: written
                .languages
                .iter()
                .filter_map(|tag| self.lang(tag))
                .collect(),
            normalization: written.normalization.clone(),
            readings: written.readings,
            statistics: written.statistics,
            ..ConcordanceSettings::new(&title, *min.get(), *max.get())
        })
    }

    /// Files by language.
    fn lists(
        &mut self,
        written: &BTreeMap<Located<String>, Located<String>>,
    ) -> Result<Vec<(Lang, PathBuf)>, LoadError> {
        let mut lists = vec![];
        for (tag, path) in written {
            if let (Some(lang), Some(path)) = (self.lang(tag), self.file(path)?) {
                lists.push((lang, path));
            }
        }
        Ok(lists)
    }
}

/// The id of a text from its file: the name without its ending, in one word.
fn stem(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    stem.split_whitespace().collect::<Vec<_>>().join("-")
}

/// What an index is called that has no title.
fn index_word(lang: &Lang) -> &'static str {
    match lang.primary() {
        "ar" => "الفهرس",
        "de" => "Register",
        "el" => "Ευρετήριο",
        "es" | "pt" => "Índice",
        "fa" => "نمایه",
        "he" => "מפתח",
        "it" => "Indice",
        "ru" => "Указатель",
        "tr" => "Dizin",
        _ => "Index",
    }
}

/// What a concordance is called that has no title.
fn concordance_word(lang: &Lang) -> &'static str {
    match lang.primary() {
        "ar" => "فهرس الألفاظ",
        "de" => "Konkordanz",
        "el" => "Συμφραστικός πίνακας",
        "es" => "Concordancia",
        "fa" => "واژه‌نما",
        "he" => "קונקורדנציה",
        "it" => "Concordanza",
        "la" => "Concordantia",
        "pt" => "Concordância",
        "ru" => "Конкорданс",
        "tr" => "Bağlamlı dizin",
        _ => "Concordance",
    }
}
