//! Plain text in: from the files an editor has to a new edition.
//!
//! An import changes nothing silently. It decides what each line of an original is
//! ([`chunk`], [`furniture`], [`verse`]), which lines make a paragraph ([`flow`],
//! [`hyphen`]) and what that paragraph is ([`blocks`], [`display`]); from those
//! decisions [`script`] makes the corrections, an exact script of edits, and the
//! imported text is what they make of the original. However bad a guess is, [`undo`]
//! gives the original back, byte for byte. What was only guessed is listed as
//! [`Undecided`].
//!
//! Strings in, strings out: reading and writing files is for others.
//!
//! This file is one thing: the steps of an import in their order.

mod blemish;
mod blocks;
mod chunk;
mod cited;
mod corrections;
mod display;
mod djot;
mod escape;
mod flow;
mod front;
mod furniture;
mod guess;
mod hyphen;
mod ledger;
mod lines;
mod manifest;
mod markdown;
mod markup;
mod new_edition;
mod openiti;
mod propose;
mod script;
mod sentences;
mod shapes;
mod undecided;
mod undeclared;
mod verse;

use std::collections::HashSet;

use sha2::{Digest, Sha256};

pub use self::corrections::{
    Correction, Corrections, Kind, Misfit, Place, PrintedCorrection, TextCorrections,
    apply, undo,
};
pub use self::djot::plain_of_djot;
pub use self::new_edition::{Import, ImportedText, Options};
pub use self::propose::propose_index;
pub use self::undecided::{Question, Undecided};

use self::blocks::BlockKind;
use self::chunk::Source;
use self::djot::Written;
use self::hyphen::is_hyphen;
pub(crate) use self::hyphen::{Hyphens, Vocabulary};
use self::lines::Places;
use self::script::Removed;
use super::sections::has_references;
use crate::edition::encoding;
use crate::words::likeness;

/// A fault of a file to import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ImportError {
    /// A file is not UTF-8.
    NotUtf8 {
        /// The file's name as given.
        file: String,
        /// The first byte that does not belong to a character.
        byte: usize,
    },
    /// A file has no visible character.
    Empty {
        /// The file's name as given.
        file: String,
    },
}

impl std::fmt::Display for ImportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::NotUtf8 { file, byte } => {
                write!(f, "`{file}` is not UTF-8: byte {byte} belongs to no character")
            }
            Self::Empty { file } => write!(f, "`{file}` is empty"),
        }
    }
}

impl std::error::Error for ImportError {}

/// Makes a new edition of `files`, each with its name.
///
/// # Errors
/// All files that are not UTF-8 or are empty.
pub fn import(
    files: &[(String, Vec<u8>)],
    options: &Options,
) -> Result<Import, Vec<ImportError>> {
    let originals = decode(files)?;
    let sources: Vec<Source> =
        originals.iter().map(|original| Source::new(&original.text)).collect();
    let vocabulary = vocabulary(&sources);
    let mut ids = HashSet::new();
    let mut names = HashSet::new();
    let mut named = |text: ImportedText, file: &str, own: Option<String>| {
        let title = if text.has_title { text.title.as_str() } else { "" };
        let id = unique(&mut ids, own.unwrap_or_else(|| guess::id(file, title)));
        let name = original_name(file, &id, &mut names);
        ImportedText {
            file: format!("texts/{id}.dj"),
            original: format!("originals/{name}"),
            id,
            ..text
        }
    };
    let mut result = Import {
        texts: Vec::new(),
        corrections: Corrections::default(),
        undecided: Vec::new(),
        manifest: String::new(),
    };
    for (source, Original { file, encoding, .. }) in sources.iter().zip(&originals) {
        let lang = likeness::guess(source.text);
        let is_cited = options.is_collated && has_references(source.text);
        if is_cited || markup::is_markup(file) || openiti::is_openiti(source.text) {
            let marked = match is_cited {
                true => markup::cited(source.text, file),
                false => markup::marked(source.text, file),
            };
            result.texts.push(named(
                ImportedText {
                    plain: marked.djot.clone(),
                    djot: marked.djot,
                    title: marked.title,
                    has_title: marked.has_title,
                    is_markup: true,
                    front: marked.front.clone(),
                    ..ImportedText::empty(
                        marked.front.language.as_deref().unwrap_or(lang),
                        *encoding,
                    )
                },
                file,
                marked.id,
            ));
            continue;
        }
        let hyphens = Hyphens::new(lang, &vocabulary);
        let import = import_one(source, &hyphens, options.plain);
        let (title, has_title) = title(&import.script);
        let text = named(
            ImportedText {
                djot: djot::write(&import.script.blocks),
                plain: import.script.plain,
                title,
                has_title,
                ..ImportedText::empty(lang, *encoding)
            },
            file,
            None,
        );
        result.undecided.extend(undecided(
            source,
            file,
            &text,
            &import.questions,
            import.script.questions,
        ));
        result.corrections.texts.push(TextCorrections {
            id: text.id.clone(),
            original: text.original.clone(),
            sha256: sha256(&encoded(source.text, *encoding)),
            encoding: encoding.map(str::to_owned),
            text: text.file.clone(),
            plain_sha256: sha256(text.plain.as_bytes()),
            list: import.script.list,
        });
        result.texts.push(text);
    }
    result.manifest = manifest::manifest(&result.texts, options);
    Ok(result)
}

/// An original that can't be rebuilt from a working text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExportError {
    /// The working text was edited since the import; its original can't be rebuilt from
    /// it, only taken from `originals/`.
    Edited {
        /// The working text's path.
        text: String,
        /// The original's path.
        original: String,
    },
    /// The corrections do not fit: `corrections.toml` was edited.
    Corrections {
        /// The original's path.
        original: String,
        /// The first correction that does not fit, if one does not.
        place: Option<Place>,
    },
}

impl std::fmt::Display for ExportError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Edited { text, original } => write!(
                f,
                "`{text}` was edited since the import, so `{original}` can't be rebuilt from it"
            ),
            Self::Corrections { original, place: Some(Place { line, column, .. }) } => {
                write!(
                    f,
                    "the correction at {line}:{column} of `{original}` does not fit the imported text"
                )
            }
            Self::Corrections { original, place: None } => {
                write!(
                    f,
                    "the corrections do not lead back to `{original}`: its checksum differs"
                )
            }
        }
    }
}

impl std::error::Error for ExportError {}

/// Rebuilds an original from its working text, as the import wrote it, and the
/// corrections. The result is checked: it is the original, byte for byte, or an error.
///
/// # Errors
/// If the working text or the corrections were edited since the import.
pub fn export_original(
    djot: &str,
    corrections: &TextCorrections,
) -> Result<Vec<u8>, ExportError> {
    let plain = plain_of_djot(djot);
    if sha256(plain.as_bytes()) != corrections.plain_sha256 {
        return Err(ExportError::Edited {
            text: corrections.text.clone(),
            original: corrections.original.clone(),
        });
    }
    let fault = |place| ExportError::Corrections {
        original: corrections.original.clone(),
        place,
    };
    let original =
        undo(&plain, &corrections.list).map_err(|misfit| fault(Some(misfit.place)))?;
    let bytes = encoded(&original, corrections.encoding.as_deref());
    if sha256(&bytes) == corrections.sha256 { Ok(bytes) } else { Err(fault(None)) }
}

/// The bytes of a text in the encoding of its file.
fn encoded(text: &str, encoding: Option<&str>) -> Vec<u8> {
    encoding
        .and_then(|name| encoding::encode(text, name))
        .unwrap_or_else(|| text.as_bytes().to_vec())
}

/// The SHA-256 of bytes, in hexadecimal.
fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes)
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// A file as text.
struct Original {
    /// Its name as given.
    file: String,
    /// Its text.
    text: String,
    /// What it looks like, if it is not in UTF-8.
    encoding: Option<&'static str>,
}

/// The files as text: in UTF-8, or in the encoding that they look like, if that gives each byte
/// back.
fn decode(files: &[(String, Vec<u8>)]) -> Result<Vec<Original>, Vec<ImportError>> {
    let mut texts = Vec::new();
    let mut errors = Vec::new();
    for (file, bytes) in files {
        let looks = encoding::guess(bytes).filter(|_| {
            encoding::bad_byte(bytes).is_some()
                || bytes.iter().take(4000).any(|b| *b == 0)
        });
        let text = match (looks, encoding::bad_byte(bytes)) {
            (Some(name), _) => encoding::decode(bytes, name)
                .filter(|text| encoding::encode(text, name).as_ref() == Some(bytes)),
            (None, None) => Some(String::from_utf8_lossy(bytes).into_owned()),
            (None, Some(_)) => None,
        };
        match text {
            Some(text) if lines::lines(&text).iter().all(lines::Line::is_blank) => {
                errors.push(ImportError::Empty { file: file.clone() });
            }
            Some(text) => {
                texts.push(Original { file: file.clone(), text, encoding: looks });
            }
            None => errors.push(ImportError::NotUtf8 {
                file: file.clone(),
                byte: encoding::bad_byte(bytes).unwrap_or(0),
            }),
        }
    }
    if errors.is_empty() { Ok(texts) } else { Err(errors) }
}

/// The words of all files.
fn vocabulary(sources: &[Source]) -> Vocabulary {
    let mut vocabulary = Vocabulary::default();
    for source in sources {
        let mut broken = false;
        for i in (0..source.lines.len()).filter(|i| !source.lines[*i].is_blank()) {
            let line = source.line(i);
            let next = line.ends_with(is_hyphen) || source.lines[i].soft_hyphen;
            vocabulary.add(line, broken, next);
            broken = next;
        }
    }
    vocabulary
}

/// The name of a file among the originals: its own, if no other has it.
fn original_name(file: &str, id: &str, names: &mut HashSet<String>) -> String {
    let name = file.rsplit(['/', '\\']).next().unwrap_or(file).to_owned();
    if names.insert(name.clone()) { name } else { format!("{id}-{name}") }
}

/// The title of a text: its first heading, or else its first words. Whether it has the heading.
fn title(script: &script::Script) -> (String, bool) {
    let first = script.blocks.first();
    let heading = first.filter(|block| block.kind == BlockKind::Heading(1));
    let words = heading.and_then(|block| block.units.first()?.first().cloned());
    let title = words.unwrap_or_else(|| {
        let is_prose = |block: &&Written| !matches!(block.kind, BlockKind::Heading(_));
        let prose = script.blocks.iter().find(is_prose);
        let line = prose.and_then(|block| block.units.first()?.first());
        guess::incipit(line.unwrap_or(&script.plain))
    });
    (title, heading.is_some())
}

/// `id`, or if it is taken, `id-2` and so on.
fn unique(ids: &mut HashSet<String>, id: String) -> String {
    let taken = (2..).map(|n| format!("{id}-{n}"));
    let found = std::iter::once(id.clone())
        .chain(taken)
        .find(|id| !ids.contains(id))
        .unwrap_or(id);
    ids.insert(found.clone());
    found
}

/// What became of one file.
struct One {
    /// The corrections and where they lead.
    script: script::Script,
    /// Questions about lines.
    questions: Vec<(usize, Question)>,
}

/// Imports one file.
fn import_one(source: &Source, hyphens: &Hyphens, plain: bool) -> One {
    let mut chunks = chunk::chunks(source);
    if !plain {
        shapes::mark(source, &mut chunks);
        verse::mark_verse(source, &mut chunks);
    }
    let paras = flow::paragraphs(source, &chunks, hyphens);
    let blocks::Blocks { blocks, duplicate, mut questions } =
        blocks::blocks(source, &chunks, paras);
    let mut removed: Vec<(usize, Kind)> =
        source.furniture.keys().map(|i| (*i, Kind::Furniture)).collect();
    removed.extend(duplicate.into_iter().map(|i| (i, Kind::DuplicateTitle)));
    removed.sort_unstable();
    let mut notices: Vec<usize> = source
        .furniture
        .iter()
        .filter(|(_, doubtful)| **doubtful)
        .map(|(i, _)| *i)
        .collect();
    notices.sort_unstable();
    questions.extend(notices.into_iter().map(|i| (i, Question::Notice)));
    let removed = removed
        .into_iter()
        .map(|(i, kind)| Removed { range: source.lines[i].content.clone(), kind })
        .collect();
    One {
        script: script::script(source, &blocks, removed, hyphens),
        questions,
    }
}

/// The questions about one text, with their places, in order.
fn undecided(
    source: &Source,
    file: &str,
    text: &ImportedText,
    lines: &[(usize, Question)],
    bytes: Vec<(usize, Question, String, String)>,
) -> Vec<Undecided> {
    let places = Places::new(source.text);
    let make = |byte: usize, question: Question, words: String, done: String| Undecided {
        text: text.id.clone(),
        file: file.to_owned(),
        place: places.of(byte),
        question,
        words,
        done,
    };
    let mut found = Vec::new();
    if !text.has_title {
        found.push(make(
            0,
            Question::NoTitle,
            String::new(),
            format!("its first words, `{}`, stand for one", text.title),
        ));
    }
    if text.lang == "und" {
        found.push(make(
            0,
            Question::NoLanguage,
            String::new(),
            "set `language` in edition.toml".into(),
        ));
    }
    for (i, question) in lines {
        let done = match question {
            Question::CaptionOrHeading => "it was made a caption",
            Question::HeadingPlace => {
                "it was set where the next paragraph begins, or at the top of its page"
            }
            Question::Continuation => "they were joined",
            Question::Order => {
                "it was joined to the sentence it goes on with; what follows it was left in place"
            }
            Question::List => "it was set as a list",
            Question::Verse => "it was set as verse",
            Question::Notice => "it was set apart",
            Question::NoTitle | Question::NoLanguage | Question::Hyphen => "",
        };
        let words: String = source
            .line(*i)
            .split_whitespace()
            .take(8)
            .collect::<Vec<_>>()
            .join(" ");
        found.push(make(source.lines[*i].content.start, *question, words, done.into()));
    }
    found.extend(
        bytes
            .into_iter()
            .map(|(byte, question, words, done)| make(byte, question, words, done)),
    );
    found.sort_by_key(|undecided| (undecided.place, undecided.question));
    found
}

#[cfg(test)]
mod tests;
