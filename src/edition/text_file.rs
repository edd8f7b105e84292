//! A file of the edition, as the manifest lists it.

use std::path::PathBuf;

use super::TypeWish;
use crate::model::{Lang, Role};
use crate::span::Span;

/// A file of the edition.
#[derive(Debug, Clone, PartialEq, Hash)]
pub struct TextFile {
    /// Its path below the edition's folder.
    pub path: PathBuf,
    /// The divisions of the file that are the text, if not all: their type, or an id.
    pub division: Option<String>,
    /// Its short name, unique.
    pub id: String,
    /// Its role.
    pub role: Role,
    /// Its title, if the manifest gives one; else its first heading is its title.
    pub title: Option<String>,
    /// The title for running heads, if a shorter one is wanted.
    pub short_title: Option<String>,
    /// Its language, if the manifest gives one.
    pub lang: Option<Lang>,
    /// The encoding of its file, if the manifest names one.
    pub encoding: Option<String>,
    /// Its size and its pitch, as far as the manifest gives them.
    pub wish: TypeWish,
    /// The ids of the witnesses that have it, if not all.
    pub witnesses: Option<Vec<String>>,
    /// Where the manifest names its file.
    pub span: Span,
}

impl TextFile {
    /// A file of which the manifest says nothing but where it is.
    pub fn new(path: impl Into<PathBuf>, id: impl Into<String>, span: Span) -> Self {
        Self {
            path: path.into(),
            division: None,
            id: id.into(),
            role: Role::Body,
            title: None,
            short_title: None,
            lang: None,
            encoding: None,
            wish: TypeWish::default(),
            witnesses: None,
            span,
        }
    }
}
