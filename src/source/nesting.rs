//! Styles and groups that nest deeper than can be set: nobody sees the twentieth, and Typst
//! refuses what nests some sixty deep. The words stay.

use crate::diag::Diagnostic;
use crate::model::{Passage, Text};
use crate::span::Span;

/// The most groups, and the most styles, that stand in each other.
const DEEPEST: usize = 20;

/// Takes out styles and groups that nest too deep, and says so once.
pub fn limit_nesting(text: &mut Text, diagnostics: &mut Vec<Diagnostic>) {
    let mut found: Option<Option<Span>> = None;
    let mut limit = |passage: &mut Passage| {
        let mut open: Vec<u32> = vec![];
        let mut first = None;
        passage.styles.retain(|styled| {
            while open.pop_if(|end| *end <= styled.range.start).is_some() {}
            let fits = open.len() < DEEPEST;
            if fits {
                open.push(styled.range.end);
            } else {
                first.get_or_insert(styled.range.start as usize);
            }
            fits
        });
        if let Some(at) = first {
            found.get_or_insert_with(|| passage.source.span(at..at + 1));
        }
    };
    for block in &mut text.blocks {
        limit(&mut block.content);
    }
    for note in &mut text.notes {
        note.body.iter_mut().for_each(&mut limit);
    }
    for entry in &mut text.entries {
        entry.lemma.iter_mut().for_each(&mut limit);
        entry.before.iter_mut().for_each(&mut limit);
        entry.comment.iter_mut().for_each(&mut limit);
        entry.remarks.iter_mut().for_each(|remark| limit(&mut remark.text));
        for reading in &mut entry.readings {
            limit(&mut reading.text);
            reading.remarks.iter_mut().for_each(|remark| limit(&mut remark.text));
        }
    }
    let mut open: Vec<u32> = vec![];
    let blocks = &text.blocks;
    text.groups.retain(|group| {
        while open.pop_if(|end| *end <= group.blocks.start).is_some() {}
        let fits = open.len() < DEEPEST;
        if fits {
            open.push(group.blocks.end);
        } else {
            let block = blocks.get(group.blocks.start as usize);
            found.get_or_insert_with(|| block.and_then(|block| block.span));
        }
        fits
    });
    if let Some(span) = found {
        let message = format!(
            "styles or groups stand more than {DEEPEST} deep in each other: the inner ones are left out"
        );
        diagnostics.push(
            Diagnostic::warning("nested-too-deep", message)
                .at(span)
                .hint("the words are kept; look for a mark that is not closed"),
        );
    }
}
