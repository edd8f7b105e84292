//! Languages that nothing can be set in, such as `x-unknown`: the words have the language
//! around them, and that is said.

use crate::diag::Diagnostic;
use crate::model::{Lang, Passage, Style, Text};
use crate::span::Span;

/// Gives all words of a text a language that they can be set in, and says where they had
/// none. `book` is the language of the edition.
pub fn check(text: &mut Text, book: &Lang, diagnostics: &mut Vec<Diagnostic>) {
    let mut found: Vec<(Lang, usize, Option<Span>)> = vec![];
    let mut tell = |lang: &Lang, span: Option<Span>| match found
        .iter_mut()
        .find(|known| known.0 == *lang)
    {
        Some(known) => known.1 += 1,
        None => found.push((lang.clone(), 1, span)),
    };
    if !text.lang.is_settable() {
        tell(&text.lang, text.span.map(|span| span.part(0..0)));
        text.lang = book.clone();
        text.dir = text.lang.dir();
    }
    let home = text.lang.clone();
    for block in &mut text.blocks {
        if !block.lang.is_settable() {
            tell(&block.lang, block.span);
            block.lang = home.clone();
            block.dir = block.lang.dir();
        }
        words(&mut block.content, &mut tell);
    }
    for passage in text.notes.iter_mut().flat_map(|note| &mut note.body) {
        words(passage, &mut tell);
    }
    for entry in &mut text.entries {
        let own = entry.lemma.iter_mut().chain(&mut entry.comment);
        own.for_each(|passage| words(passage, &mut tell));
        for remark in &mut entry.remarks {
            words(&mut remark.text, &mut tell);
        }
        for reading in &mut entry.readings {
            words(&mut reading.text, &mut tell);
            for remark in &mut reading.remarks {
                words(&mut remark.text, &mut tell);
            }
        }
    }
    for (lang, count, span) in found {
        let times = match count {
            1 => "once".to_owned(),
            count => format!("{count} times"),
        };
        let message = format!(
            "`{}` is no language that words can be set in, and stands {times}: they have \
             the language around them",
            lang.0
        );
        diagnostics.push(
            Diagnostic::warning("bad-language", message)
                .at(span)
                .hint("write a BCP 47 tag such as `en`, `fa` or `grc`"),
        );
    }
}

/// Takes languages that nothing can be set in from the words of a passage.
fn words(passage: &mut Passage, tell: &mut impl FnMut(&Lang, Option<Span>)) {
    let source = &passage.source;
    passage.styles.retain(|styled| {
        let Style::Lang(lang) = &styled.style else { return true };
        if lang.is_settable() {
            return true;
        }
        let start = styled.range.start as usize;
        tell(lang, source.span(start..start + 1));
        false
    });
}
