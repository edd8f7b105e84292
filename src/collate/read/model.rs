//! A text of the model as a witness: the editor's own text, and witnesses in Djot.

use rustc_hash::FxHashSet;

use super::words::{pieces, token};
use crate::collate::{Gap, GapKind, Hand, Section, Witness};
use crate::model::{BlockKind, Place, PointKind, Text};
use crate::span::{FileId, Span};

/// A text and where in the model each of its tokens stands.
#[derive(Debug, Clone)]
pub struct OfText {
    /// The text as a witness.
    pub witness: Witness,
    /// For each token the places before its first and behind its last byte.
    pub places: Vec<(Place, Place)>,
}

/// Reads a text of the model. A section begins at each anchor at the beginning of a block, and
/// at each one whose name is among `names`, the sections of the other witnesses.
pub fn read(
    text: &Text,
    file: FileId,
    id: &str,
    siglum: &str,
    names: &FxHashSet<String>,
) -> OfText {
    let mut witness = Witness {
        id: id.to_owned(),
        siglum: siglum.to_owned(),
        lang: text.lang.clone(),
        file,
        hands: vec![Hand::default()],
        tokens: vec![],
        sections: vec![],
        gaps: vec![],
    };
    let mut places = vec![];
    for (number, block) in text.blocks.iter().enumerate() {
        let is_text = block.kind.traits().edited
            && !matches!(block.kind, BlockKind::Heading(_) | BlockKind::Caption);
        if !is_text {
            continue;
        }
        let content = &block.content;
        let place = |offset: usize| Place { block: number as u32, offset: offset as u32 };
        let span = |range: std::ops::Range<usize>| {
            content.source.span(range).unwrap_or(Span::new(file, 0..0))
        };
        let mut points = content.points.iter().peekable();
        let mut end = None;
        let mut is_open = false;
        for piece in pieces(&content.text, &text.lang) {
            while let Some(point) =
                points.next_if(|point| point.at as usize <= piece.start)
            {
                mark(
                    &mut witness,
                    &point.kind,
                    point.at == 0,
                    span(piece.clone()),
                    names,
                    &mut is_open,
                );
            }
            if !is_open
                && (witness.sections.is_empty() || piece.start == 0 || end.is_none())
            {
                open(&mut witness, None, span(piece.clone()));
            }
            is_open = true;
            let mut token = token(&content.text[piece.clone()], span(piece.clone()));
            token.glued = end == Some(piece.start);
            end = Some(piece.end);
            witness.tokens.push(token);
            places.push((place(piece.start), place(piece.end)));
            if let Some(section) = witness.sections.last_mut() {
                section.tokens.end += 1;
                section.span.end = section.span.end.max(span(piece.clone()).end);
            }
        }
        for point in points {
            let at = span(content.text.len()..content.text.len());
            mark(&mut witness, &point.kind, point.at == 0, at, names, &mut is_open);
        }
    }
    OfText { witness, places }
}

/// Takes a point: the beginning of a section, or a gap.
fn mark(
    witness: &mut Witness,
    kind: &PointKind,
    is_first: bool,
    span: Span,
    names: &FxHashSet<String>,
    is_open: &mut bool,
) {
    match kind {
        PointKind::Anchor(name)
            if is_first
                || names.contains(&key(name))
                || names.contains(&number(name)) =>
        {
            open(witness, Some(name.clone()), span);
            *is_open = true;
        }
        PointKind::Gap { .. } => witness.gaps.push(Gap {
            at: witness.tokens.len() as u32,
            kind: GapKind::Lacuna,
            letters: None,
            span,
        }),
        _ => {}
    }
}

fn open(witness: &mut Witness, id: Option<String>, span: Span) {
    let first = witness.tokens.len() as u32;
    witness.sections.push(Section { id, tokens: first..first, span });
}

/// The key of a section without the name of the work before its numbers.
pub fn number(name: &str) -> String {
    let key = key(name);
    // `3john` is a name, `12a` is a number.
    let is_number = |part: &str| {
        let letters = part.chars().filter(|c| c.is_alphabetic()).count();
        letters < 2 && part.contains(|c: char| c.is_numeric())
    };
    let parts = key.split('.').skip_while(|part| !is_number(part));
    parts.collect::<Vec<_>>().join(".")
}

/// The name of a section without regard to case and to the signs between its parts.
pub fn key(name: &str) -> String {
    let mut key = String::with_capacity(name.len());
    for c in name.chars() {
        if c.is_alphanumeric() {
            key.extend(c.to_lowercase());
        } else if !key.ends_with('.') && !key.is_empty() {
            key.push('.');
        }
    }
    key.truncate(key.trim_end_matches('.').len());
    key
}
