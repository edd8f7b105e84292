//! What is odd in transcriptions: by themselves, and beside the text that they are collated with.

use rustc_hash::{FxHashMap, FxHashSet};

use super::order::has_own_order;
use super::read::model::key;
use super::{Collation, SectionTable, SpellingPair, Token, Witness};
use crate::diag::Diagnostic;
use crate::span::Span;

/// Says which pairs of spellings nobody has.
pub(super) fn unused(
    pairs: &[SpellingPair],
    collation: &Collation,
    diagnostics: &mut Vec<Diagnostic>,
) {
    if pairs.is_empty() {
        return;
    }
    let tokens = collation.witnesses.iter().flat_map(|witness| &witness.tokens);
    let forms: FxHashSet<&str> = tokens.map(|token| &*token.form).collect();
    let forms: FxHashSet<String> = forms.iter().map(|form| form.to_lowercase()).collect();
    let has = |word: &str| forms.contains(&word.to_lowercase());
    for pair in pairs.iter().filter(|pair| !has(&pair.from) && !has(&pair.to)) {
        let message = format!(
            "neither `{}` nor `{}` stands in a witness of `{}`",
            pair.from, pair.to, collation.text
        );
        diagnostics.push(
            Diagnostic::warning("unused-pair", message)
                .at(pair.span)
                .hint("correct the spelling, or take the pair out"),
        );
    }
}

/// Says what is odd in a transcription by itself. False if there is nothing to collate.
pub(super) fn check(witness: &Witness, diagnostics: &mut Vec<Diagnostic>) -> bool {
    let whole = Span::new(witness.file, 0..0);
    if !witness.tokens.iter().any(Token::is_word) {
        let message =
            format!("the transcription of witness `{}` has no words", witness.id);
        diagnostics.push(
            Diagnostic::warning("empty-witness", message)
                .at(whole)
                .hint("write the text of the witness, or take the file away"),
        );
        return false;
    }
    let mut seen = FxHashMap::default();
    for section in &witness.sections {
        let Some(id) = &section.id else { continue };
        if let Some(first) = seen.insert(key(id), section.span) {
            let message =
                format!("witness `{}` has the section `{id}` twice", witness.id);
            diagnostics.push(
                Diagnostic::warning("section-twice", message)
                    .at(section.span)
                    .related(first, "here for the first time")
                    .hint(
                        "both are collated as one section; give one of them another name",
                    ),
            );
        }
    }
    true
}

/// Says which witnesses have many times the words of the base text: what they add would be one
/// great reading.
pub(super) fn much_longer(collation: &Collation, diagnostics: &mut Vec<Diagnostic>) {
    let words =
        |witness: &Witness| witness.tokens.iter().filter(|token| token.is_word()).count();
    let of_base = words(&collation.witnesses[collation.base]);
    for (number, witness) in collation.witnesses.iter().enumerate() {
        let own = words(witness);
        if number != collation.base && own > LONG_WORDS && own > LONG_TIMES * of_base {
            let message = format!(
                "witness `{}` has {own} words, and the text has {of_base}",
                witness.id
            );
            diagnostics.push(
                Diagnostic::warning("much-longer", message)
                    .at(Span::new(witness.file, 0..0))
                    .hint("take out of the file what is another text"),
            );
        }
    }
}

/// From how many words on, and how many times those of the text, a witness is much longer.
const LONG_WORDS: usize = 500;
const LONG_TIMES: usize = 5;

/// Says which witnesses have hardly a word of the base text: they are other texts.
pub(super) fn disagreeing(collation: &Collation, diagnostics: &mut Vec<Diagnostic>) {
    for (number, witness) in collation.witnesses.iter().enumerate() {
        if number == collation.base {
            continue;
        }
        let (mut same, mut all) = (0_usize, 0_usize);
        for section in &collation.sections {
            let (Some(base), Some(row)) =
                (section.table.row_of(collation.base), section.table.row_of(number))
            else {
                continue;
            };
            for column in 0..section.table.width {
                let token = |row: usize, witness: usize| {
                    let at = section.table.cell(row, column).token()?;
                    let token = &collation.witnesses[witness].tokens[at as usize];
                    token.is_word().then_some(token)
                };
                let Some(own) = token(row, number) else { continue };
                all += 1;
                let of_base = token(base, collation.base);
                same +=
                    usize::from(of_base.is_some_and(|token| token.normal == own.normal));
            }
        }
        if all >= 20 && same * 5 < all {
            let share = same * 100 / all;
            let message = format!(
                "witness `{}` has {share} of 100 words in common with the text: it is another text, or in another language",
                witness.id
            );
            diagnostics.push(
                Diagnostic::warning("other-text", message)
                    .at(Span::new(witness.file, 0..0))
                    .hint("compare the file with the text it is collated with"),
            );
        }
    }
}

/// Says which witnesses have their sections in an order of their own: then the apparatus does not
/// say of each where it stands.
pub(super) fn in_own_order(collation: &Collation, diagnostics: &mut Vec<Diagnostic>) {
    for (number, witness) in collation.witnesses.iter().enumerate() {
        let has = |section: &&SectionTable| {
            !section.parts[collation.base].is_empty() && !section.parts[number].is_empty()
        };
        let common = collation.sections.iter().filter(has).count();
        let moved = collation.sections.iter().filter(|section| section.moved[number]);
        let moved = moved.count();
        if number != collation.base && has_own_order(moved, common) {
            let message = format!(
                "witness `{}` has {moved} of {common} sections at another place than the text: the apparatus does not say where",
                witness.id
            );
            diagnostics.push(
                Diagnostic::warning("own-order", message)
                    .at(Span::new(witness.file, 0..0))
                    .hint("tell its order in the introduction, or order the file as the text is"),
            );
        }
    }
}
