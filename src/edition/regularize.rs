//! `regularize.toml`: spellings that an edition declares to be one word, or two.

use std::path::Path;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::toml_file::{self, Located};
use super::{Edition, LoadError, VariantClass, load, paths};
use crate::diag::Diagnostic;
use crate::model::Lang;
use crate::span::{FileId, Files, Span};

/// The file of an edition's own pairs of spellings.
const FILE: &str = "regularize.toml";

/// Two spellings that an edition declares to be one word, or not to be one.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize)]
pub struct SpellingPair {
    /// One spelling.
    pub from: String,
    /// The other.
    pub to: String,
    /// How much the difference matters; if it is substantive, they are two words whatever the
    /// rules say.
    pub class: VariantClass,
    /// The witness in which `from` is meant; nothing if in all.
    pub witness: Option<String>,
    /// The language of the texts for which it holds; nothing if for all.
    pub lang: Option<Lang>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// Pairs of spellings of an edition.
#[derive(Debug, Clone, Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields, default)]
#[schemars(title = "regularize.toml")]
pub(super) struct RegularizeFile {
    /// The pairs.
    pub(super) pair: Vec<PairTable>,
}

/// Two spellings that are one word, or that are two.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub(super) struct PairTable {
    /// One spelling: a word.
    #[schemars(required, example = &"ffor")]
    pub(super) from: Option<Located<String>>,
    /// The other one.
    #[schemars(required, example = &"for")]
    pub(super) to: Option<Located<String>>,
    /// How much the difference matters: `ignored`, `orthographic`, or `substantive` for two
    /// words that the rules would take for one. Default: `orthographic`.
    pub(super) class: Option<VariantClass>,
    /// The id of the witness in which `from` is meant. Default: all.
    #[schemars(example = &"A")]
    pub(super) witness: Option<Located<String>>,
    /// The language of the texts for which it holds. Default: all.
    #[schemars(example = &"en")]
    pub(super) language: Option<Located<String>>,
}

/// Reads the pairs of an edition, if it has a file of them. What is wrong with one is said, and
/// the pair left out.
///
/// # Errors
/// If the file can't be read.
pub fn load_pairs(
    edition: &Edition,
    files: &mut Files,
    faults: &mut Vec<Diagnostic>,
) -> Result<Vec<SpellingPair>, LoadError> {
    let path = Path::new(FILE);
    let found = paths::optional(&edition.root, path);
    if found
        .map_err(|fault| fault.report(&edition.root, path, None))?
        .is_none()
    {
        return Ok(vec![]);
    }
    let file = load::read(&edition.root, files, path, None)?;
    let source = files.get(file).text.clone();
    let parsed: Option<RegularizeFile> = toml_file::parse(file, &source, faults);
    let pairs = parsed.unwrap_or_default().pair;
    Ok(pairs
        .iter()
        .filter_map(|pair| checked(edition, file, pair, faults))
        .collect())
}

fn checked(
    edition: &Edition,
    file: FileId,
    pair: &PairTable,
    faults: &mut Vec<Diagnostic>,
) -> Option<SpellingPair> {
    let (from, to) = (pair.from.as_ref()?, pair.to.as_ref()?);
    let mut is_good = true;
    for word in [from, to] {
        let words = word.get().split_whitespace().count();
        if words != 1 {
            let message = match words {
                0 => "a spelling is empty".to_owned(),
                _ => format!("`{}` is more than one word", word.get().trim()),
            };
            faults.push(
                Diagnostic::error("bad-pair", message)
                    .at(word.span(file))
                    .hint("write one word; how words are divided is a rule, `division`"),
            );
            is_good = false;
        }
    }
    if let Some(witness) = &pair.witness {
        let known = || edition.witnesses.iter().map(|known| known.id.as_str());
        if !known().any(|id| id == witness.get()) {
            let message = format!("there is no witness `{}`", witness.get());
            faults.push(
                Diagnostic::error("unknown-witness", message)
                    .at(witness.span(file))
                    .suggest(witness.get(), known())
                    .hint("name a witness of the manifest"),
            );
            is_good = false;
        }
    }
    is_good.then(|| SpellingPair {
        from: from.get().trim().to_owned(),
        to: to.get().trim().to_owned(),
        class: pair.class.unwrap_or(VariantClass::Orthographic),
        witness: pair.witness.as_ref().map(|id| id.get().clone()),
        lang: pair.language.as_ref().map(|tag| Lang::new(tag.get())),
        span: Some(from.span(file)),
    })
}
