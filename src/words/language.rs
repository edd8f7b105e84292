//! The language and the direction that words have, from their tag and from their script.
//!
//! This is the one place that decides it, for every source: [`of_words`] for some words,
//! [`settle`] for all that a text holds. A tag says the language as long as its letters go
//! the way that language is written. Where they don't, the script is right and the tag is
//! not: Arabic letters go from right to left, whatever `xml:lang` says or fails to say.

use std::collections::BTreeMap;

use unicode_script::Script;

use super::likeness::{guess, main_script};
use crate::model::script::letter_dir;
use crate::model::{Block, Dir, Lang, Passage, Place, Style, Styled, Text};
use crate::span::Span;

/// The language of words that stand under a tag in a text of the language `home`: that of
/// the tag if its letters go the way it is written, else `home`, if that is written with
/// them, else what they look like.
///
/// Words of both directions are a sentence of one with words of the other in it. They go
/// the way of their first letter, unless fewer than a quarter of their letters do.
pub fn of_words(tag: &Lang, home: &Lang, words: &[&str]) -> Lang {
    let (mut own, mut other, mut first) = (0usize, 0usize, None);
    let dir = tag.dir();
    for c in words.iter().flat_map(|words| words.chars()) {
        if let Some(of) = letter_dir(c) {
            first.get_or_insert(of);
            if of == dir { own += 1 } else { other += 1 }
        }
    }
    let is_other = match first {
        None => false,
        Some(of) if of == dir => own * 4 < own + other,
        Some(_) => own < other,
    };
    if !is_other {
        return tag.clone();
    }
    // Only what goes that way is looked at.
    let letters: String = words
        .iter()
        .flat_map(|words| words.chars().chain([' ']))
        .filter(|c| letter_dir(*c) != Some(dir))
        .collect();
    if home.dir() != dir && is_written_with(home, main_script(&letters)) {
        return home.clone();
    }
    let found = Lang::new(guess(&letters));
    match main_script(&letters) {
        // A script that we have no language for.
        Some(script) if found.dir() == dir => {
            Lang::new(&format!("und-{}", script.short_name()))
        }
        _ => found,
    }
}

/// Whether a language is usually written in a script.
fn is_written_with(lang: &Lang, script: Option<Script>) -> bool {
    let hebrew = ["he", "hbo", "yi", "ydd", "jpa", "tmr"].contains(&lang.primary());
    let syriac = ["syc", "syr", "aii"].contains(&lang.primary());
    let own = ["dv", "nqo", "ff", "sam", "smp", "mid", "rhg"].contains(&lang.primary());
    let others = ["grc", "el", "ru", "uk", "bg", "mk", "be", "cu", "hy", "xcl", "ka"];
    match script {
        Some(Script::Hebrew) => hebrew,
        Some(Script::Syriac) => syriac || lang.primary() == "arc",
        Some(Script::Arabic) => lang.dir() == Dir::Rtl && !hebrew && !syriac && !own,
        Some(Script::Latin) => {
            lang.dir() == Dir::Ltr && !others.contains(&lang.primary())
        }
        _ => false,
    }
}

/// Passages that are in another language than they are said to be in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Turned {
    /// What was said.
    pub said: Lang,
    /// What they are.
    pub found: Lang,
    /// How many there are.
    pub count: usize,
    /// Where the first one stands.
    pub span: Option<Span>,
}

/// Gives all that a text holds the language that it is written in: the text, its blocks,
/// its notes and what its entries say, and words with a tag of their own in any of them.
/// Gives what was turned.
pub fn settle(text: &mut Text) -> Vec<Turned> {
    let mut turned = BTreeMap::new();
    let all: Vec<&str> = text
        .blocks
        .iter()
        .filter(|block| block.lang == text.lang)
        .map(|block| block.content.text.as_str())
        .collect();
    text.lang = of_words(&text.lang, &text.lang, &all);
    text.dir = text.lang.dir();
    let home = text.lang.clone();
    for block in &mut text.blocks {
        let before = block.lang.clone();
        styles(&mut block.content, &home, &mut turned);
        block.lang = of_words(&before, &home, &bare(&block.content));
        block.dir = block.lang.dir();
        drop_needless(&mut block.content.styles, &block.lang);
        say(&mut turned, &before, &block.lang, &block.content);
    }
    for note in &mut text.notes {
        let near = language_at(&text.blocks, note.at);
        for paragraph in &mut note.body {
            stands_off(paragraph, &home, &near, &mut turned);
        }
    }
    for entry in &mut text.entries {
        let near = language_at(&text.blocks, entry.from);
        let mut off =
            |passage: &mut Passage| stands_off(passage, &home, &near, &mut turned);
        entry.lemma.iter_mut().for_each(&mut off);
        entry.before.iter_mut().for_each(&mut off);
        entry.comment.iter_mut().for_each(&mut off);
        entry.remarks.iter_mut().for_each(|remark| off(&mut remark.text));
        for reading in &mut entry.readings {
            off(&mut reading.text);
            reading.remarks.iter_mut().for_each(|remark| off(&mut remark.text));
        }
    }
    turned.into_values().collect()
}

/// What was turned, by what it was said to be and what it is.
type Found = BTreeMap<(Lang, Lang), Turned>;

fn say(turned: &mut Found, said: &Lang, found: &Lang, passage: &Passage) {
    if said == found {
        return;
    }
    let new = || Turned {
        said: said.clone(),
        found: found.clone(),
        count: 0,
        span: passage.source.span(0..passage.text.len().min(1)),
    };
    let one = turned.entry((said.clone(), found.clone())).or_insert_with(new);
    one.count += 1;
}

/// The stretches that have no tag of their own.
fn bare(passage: &Passage) -> Vec<&str> {
    let mut found = vec![];
    let mut at = 0;
    for styled in &passage.styles {
        if matches!(styled.style, Style::Lang(_)) && styled.range.end as usize > at {
            let start = (styled.range.start as usize).max(at);
            found.extend(passage.text.get(at..start));
            at = styled.range.end as usize;
        }
    }
    found.extend(passage.text.get(at..));
    found
}

/// Settles the words with tags of their own.
fn styles(passage: &mut Passage, home: &Lang, turned: &mut Found) {
    for k in 0..passage.styles.len() {
        let Styled { range, style: Style::Lang(said) } = &passage.styles[k] else {
            continue;
        };
        let words = &passage.text[range.start as usize..range.end as usize];
        let found = of_words(said, home, &[words]);
        say(turned, said, &found, passage);
        passage.styles[k].style = Style::Lang(found);
    }
}

/// Settles a passage that stands off, and is in the language of the text if nothing else
/// is said; `near` is that of the words it is about. A word alone is set as it is, whichever
/// way its letters go.
fn stands_off(passage: &mut Passage, home: &Lang, near: &Lang, turned: &mut Found) {
    styles(passage, home, turned);
    drop_needless(&mut passage.styles, home);
    let bare = bare(passage);
    if !bare.iter().any(|words| words.trim().contains(char::is_whitespace)) {
        return;
    }
    let found = of_words(home, near, &bare);
    // Nothing was said of it, so nothing is said here.
    if found != *home {
        let range = 0..passage.text.len() as u32;
        passage.styles.insert(0, Styled { range, style: Style::Lang(found) });
        drop_needless(&mut passage.styles, home);
    }
}

/// The language of the words at a place.
fn language_at(blocks: &[Block], place: Place) -> Lang {
    let Some(block) = blocks.get(place.block as usize) else { return Lang::new("und") };
    let styles = block.content.styles.iter().rev();
    let inner = styles.filter(|styled| styled.range.contains(&place.offset));
    let mut langs = inner.filter_map(|styled| match &styled.style {
        Style::Lang(lang) => Some(lang),
        _ => None,
    });
    langs.next().unwrap_or(&block.lang).clone()
}

/// Takes out styles that give words the language which they have without them.
pub fn drop_needless(styles: &mut Vec<Styled>, base: &Lang) {
    let mut open: Vec<(u32, Lang)> = vec![];
    styles.retain(|styled| {
        let Style::Lang(lang) = &styled.style else { return true };
        while open.pop_if(|(end, _)| *end <= styled.range.start).is_some() {}
        let is_new = open.last().map_or(base, |(_, lang)| lang) != lang;
        if is_new {
            open.push((styled.range.end, lang.clone()));
        }
        is_new
    });
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{BlockKind, Note, Role};

    fn check(tag: &str, home: &str, words: &str, expected: &str) {
        let found = of_words(&Lang::new(tag), &Lang::new(home), &[words]);
        assert_eq!(found.0, expected, "{words} under {tag}");
    }

    #[test]
    fn letters_decide_where_the_tag_goes_the_other_way() {
        check("en", "en", "پدر گفت که چراغ", "fa");
        check("en", "ar", "پدر گفت که چراغ", "ar");
        check("fa", "fa", "the mill and the pond", "en");
        check("fa", "fa", "zzz", "und");
        check("la", "la", "שלום עולם", "he");
        check("en", "fa", "שלום עולם", "he");
        check("en", "en", "ܫܠܡܐ", "syc");
        check("en", "en", "ߒߞߏ", "nqo");
        check("en", "en", "ދިވެހި", "dv");
        check("fr", "fr", "𞤀𞤣𞤤𞤢𞤥", "ff-adlm");
        check("en", "en", "𐤀𐤁", "und-phnx");
        // The tag says it.
        check("az-arab", "en", "تورک", "az-arab");
        check("ar", "en", "پدر گفت", "ar");
        check("en", "fa", "a word, كتاب, and more", "en");
        check("ar", "ar", "1, 2 …", "ar");
    }

    #[test]
    fn words_of_both_directions_go_the_way_of_the_sentence() {
        check("ar", "ar", "The word كتاب is missing in the roll", "en");
        check("en", "en", "see الفرج بعد الشدة for more of this", "en");
        check("ar", "ar", "انظر Brockelmann في الكتاب", "ar");
        check("en", "en", "كتاب B", "ar");
    }

    #[test]
    fn all_that_a_text_holds_is_settled() {
        let en = Lang::new("en");
        let block = |text: &str| Block {
            kind: BlockKind::Paragraph,
            lang: en.clone(),
            dir: Dir::Ltr,
            content: Passage::plain(text),
            span: None,
        };
        let mut turned = block("قال الرجل book إن المصباح");
        turned
            .content
            .styles
            .push(Styled { range: 17..21, style: Style::Lang(Lang::new("ar")) });
        let at = Place { block: 0, offset: 0 };
        let note = |text: &str| Note {
            series: "notes".into(),
            label: "1".into(),
            at,
            body: vec![Passage::plain(text)],
            span: None,
        };
        let mut text = Text {
            id: "t".into(),
            role: Role::Body,
            title: String::new(),
            lang: en.clone(),
            dir: Dir::Ltr,
            blocks: vec![turned, block("The End of it"), block("في البيت")],
            groups: vec![],
            entries: vec![],
            notes: vec![note("from the roll and the book"), note("book")],
            marks: vec![],
            textparts: vec![],
            links: vec![],
            span: None,
        };
        let said = settle(&mut text);
        let langs: Vec<&str> = text.blocks.iter().map(|b| b.lang.0.as_str()).collect();
        assert_eq!((text.lang.0.as_str(), text.dir), ("ar", Dir::Rtl));
        assert_eq!(langs, ["ar", "en", "ar"]);
        assert_eq!(text.blocks[0].content.styles[0].style, Style::Lang(Lang::new("und")));
        assert_eq!(text.notes[0].body[0].styles[0].style, Style::Lang(en));
        assert_eq!(text.notes[1].body[0].styles, []);
        let said: Vec<_> = said
            .iter()
            .map(|t| (t.said.0.as_str(), t.found.0.as_str(), t.count))
            .collect();
        assert_eq!(said, [("ar", "und", 1), ("en", "ar", 2)]);
        // Nothing is turned twice.
        assert_eq!(settle(&mut text), []);
    }
}
