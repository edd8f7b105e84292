//! A concordance: every word that is neither too common nor too rare, with each
//! line it stands in (keyword in context).

use std::ops::Range;

use serde::Serialize;

use super::count::{Counted, Word, WordPlace, covers};
use super::sort::Order;
use super::stopwords::StopWords;
use super::{Locate, field};
use crate::edition::ConcordanceSettings;
use crate::locate::locator::Locator;
use crate::model::{Dir, Lang, Model, Place};

/// How many characters are shown on each side of a word, unless said otherwise.
pub const CONTEXT: usize = 60;

/// A concordance as it is printed.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Concordance {
    /// Its title.
    pub title: String,
    /// A section a language, in the order the languages first appear.
    pub sections: Vec<ConcordanceSection>,
}

/// The words of one language.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConcordanceSection {
    /// The language, without its region.
    pub lang: Lang,
    /// Its direction.
    pub dir: Dir,
    /// How many words of the language the texts have, each time they stand there.
    pub tokens: u32,
    /// How many different words those are.
    pub types: u32,
    /// The words that are listed, sorted.
    pub words: Vec<ConcordanceWord>,
}

/// A word and its lines.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConcordanceWord {
    /// Its most frequent form; in lower case unless it always has a capital.
    pub word: String,
    /// What its forms have in common, by [`super::normal::key`].
    pub key: String,
    /// Its lines in the order of the texts.
    pub lines: Vec<ConcordanceLine>,
}

/// A word in its context. Ranges are bytes of the block's text and adjoin.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ConcordanceLine {
    /// The text's index in the model.
    pub text: u32,
    /// The block's index in the text.
    pub block: u32,
    /// What stands before the word.
    pub left: Range<u32>,
    /// The word.
    pub word: Range<u32>,
    /// What stands after the word.
    pub right: Range<u32>,
    /// Where it stands in the book.
    pub locator: Locator,
}

/// Makes the concordance of the edited texts, with at most `context` characters
/// of whole words on each side.
///
/// Left out are stop words, words of one letter or of digits only, words rarer or
/// more frequent than the settings allow, the names before speeches, and lines
/// that `locate` does not know.
pub fn concordance(
    model: &Model,
    settings: &ConcordanceSettings,
    stop: &StopWords,
    context: usize,
    locate: &Locate,
) -> Concordance {
    let counted = Counted::new(model);
    let mut sections = vec![];
    for (number, lang) in counted.langs.iter().enumerate() {
        if !settings.languages.is_empty()
            && !settings.languages.iter().any(|l| covers(l, lang))
        {
            continue;
        }
        let order = Order::new(lang, []);
        let types = counted.words.iter().filter(|word| word.lang == number as u32);
        let mut section = ConcordanceSection {
            lang: lang.clone(),
            dir: lang.dir(),
            tokens: types.clone().map(|word| word.count).sum(),
            types: types.count() as u32,
            words: vec![],
        };
        let chosen = (0..counted.words.len()).filter(|&word| {
            let Word { lang: of, key, count, .. } = &counted.words[word];
            *of == number as u32
                && (settings.min..=settings.max).contains(count)
                && is_listed(key)
                && !stop.contains(lang, key)
        });
        let mut chosen: Vec<_> =
            chosen.map(|word| (word, counted.display(word, lang))).collect();
        chosen.sort_by_cached_key(|(word, display)| {
            (order.key(display), counted.words[*word].key.as_str())
        });
        for (word, display) in chosen {
            let lines: Vec<_> = counted
                .places(word)
                .iter()
                .filter_map(|place| line(model, place, context, locate))
                .collect();
            if !lines.is_empty() {
                let key = counted.words[word].key.clone();
                section.words.push(ConcordanceWord { word: display, key, lines });
            }
        }
        sections.push(section);
    }
    Concordance { title: settings.title.clone(), sections }
}

impl Concordance {
    /// The concordance as tab-separated values, one line a place, with a line of
    /// names first.
    pub fn table(&self, model: &Model) -> String {
        let mut out =
            "language\tword\tcount\ttext\tpage\tline\tleft\tkeyword\tright\n".to_owned();
        for section in &self.sections {
            for word in &section.words {
                for line in &word.lines {
                    let text = &model.texts[line.text as usize];
                    let content = &text.blocks[line.block as usize].content.text;
                    let part = |range: &Range<u32>| {
                        &content[range.start as usize..range.end as usize]
                    };
                    let columns = [
                        &section.lang.0,
                        &word.word,
                        &*word.lines.len().to_string(),
                        &text.id,
                        &line.locator.page.to_string(),
                        &line.locator.line.to_string(),
                        part(&line.left),
                        part(&line.word),
                        part(&line.right),
                    ];
                    for (i, column) in columns.into_iter().enumerate() {
                        if i > 0 {
                            out.push('\t');
                        }
                        field(&mut out, column);
                    }
                    out.push('\n');
                }
            }
        }
        out
    }
}

/// Whether a key has more than one letter.
fn is_listed(key: &str) -> bool {
    key.chars().nth(1).is_some() && key.chars().any(char::is_alphabetic)
}

/// A place of a word as a line, if it was set.
fn line(
    model: &Model,
    place: &WordPlace,
    context: usize,
    locate: &Locate,
) -> Option<ConcordanceLine> {
    let WordPlace { text, block, range: word } = place;
    let content = &model.texts[*text as usize].blocks[*block as usize].content.text;
    let locator = locate(*text as usize, Place { block: *block, offset: word.start })?;
    Some(ConcordanceLine {
        text: *text,
        block: *block,
        left: before(content, word.start as usize, context) as u32..word.start,
        word: word.clone(),
        right: word.end..after(content, word.end as usize, context) as u32,
        locator,
    })
}

/// Where the context before a byte starts: at a word, at most `context` characters
/// before.
fn before(text: &str, end: usize, context: usize) -> usize {
    let head = &text[..end];
    let mut back = head.char_indices().rev();
    let start = match context.checked_sub(1) {
        None => end,
        Some(nth) => back.nth(nth).map_or(0, |(at, _)| at),
    };
    let cut = &head[start..];
    let whole = start == 0 || head[..start].ends_with(char::is_whitespace);
    let cut =
        if whole { cut } else { cut.trim_start_matches(|c: char| !c.is_whitespace()) };
    end - cut.trim_start().len()
}

/// Where the context after a byte ends: behind a word, at most `context`
/// characters after.
fn after(text: &str, start: usize, context: usize) -> usize {
    let tail = &text[start..];
    let end = tail.char_indices().nth(context).map_or(tail.len(), |(at, _)| at);
    let cut = &tail[..end];
    let whole = end == tail.len() || tail[end..].starts_with(char::is_whitespace);
    let cut =
        if whole { cut } else { cut.trim_end_matches(|c: char| !c.is_whitespace()) };
    start + cut.trim_end().len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::backmatter::normal;
    use crate::model::{Block, BlockKind, Passage, Role, Style, Styled, Text};

    /// A text of one paragraph a line; `fa:` in front of a line is its language.
    fn model(lines: &[&str]) -> Model {
        let block = |line: &&str| {
            let (tag, text) = match line.split_once(':') {
                Some((tag, text)) if tag.len() == 2 => (tag, text),
                _ => ("en", *line),
            };
            let lang = Lang::new(tag);
            let (dir, content) = (lang.dir(), Passage::plain(text));
            Block {
                kind: BlockKind::Paragraph,
                lang,
                dir,
                content,
                span: None,
            }
        };
        let text = Text {
            id: "a".to_owned(),
            role: Role::Body,
            title: String::new(),
            lang: Lang::new("en"),
            dir: Dir::Ltr,
            blocks: lines.iter().map(block).collect(),
            groups: vec![],
            entries: vec![],
            notes: vec![],
            marks: vec![],
            span: None,
        };
        Model { texts: vec![text], witnesses: vec![] }
    }

    fn locate(text: usize, place: Place) -> Option<Locator> {
        Some(Locator {
            page: place.block + 1,
            line: place.offset + 1,
            text: text as u32,
            ..Locator::default()
        })
    }

    fn settings(min: u32, max: u32) -> ConcordanceSettings {
        ConcordanceSettings::new("Concordance", min, max)
    }

    fn make(model: &Model, min: u32, max: u32, context: usize) -> Concordance {
        concordance(model, &settings(min, max), &StopWords::built_in(), context, &locate)
    }

    fn words(concordance: &Concordance) -> Vec<Vec<&str>> {
        let sections = concordance.sections.iter();
        sections
            .map(|s| s.words.iter().map(|w| w.word.as_str()).collect())
            .collect()
    }

    #[test]
    fn stop_words_digits_and_single_letters_are_left_out() {
        let model = model(&["The copper of 1971 and X copper, 12.5"]);
        assert_eq!(words(&make(&model, 1, 9, 9)), [["copper"]]);
    }

    #[test]
    fn bounds_count_every_form_of_a_word() {
        let model = model(&["Copper copper COPPER Chile CHILE silver"]);
        assert_eq!(words(&make(&model, 2, 9, 9)), [["Chile", "copper"]]);
        assert_eq!(words(&make(&model, 1, 2, 9)), [["Chile", "silver"]]);
    }

    #[test]
    fn each_language_has_its_section_in_order() {
        let mut model =
            model(&["copper libro mine", "fa:گل پدر كتاب چاه", "es:ñandú oro nube"]);
        let content = &mut model.texts[0].blocks[0].content;
        content.styles.push(Styled {
            range: 7..12,
            style: Style::Lang(Lang::new("es-CL")),
        });
        let made = make(&model, 1, 9, 9);
        let langs: Vec<_> = made.sections.iter().map(|s| s.lang.0.as_str()).collect();
        assert_eq!(langs, ["en", "es", "fa"]);
        assert_eq!(
            words(&made),
            [
                vec!["copper"],
                vec!["libro", "nube", "ñandú", "oro"],
                vec!["پدر", "چاه", "كتاب", "گل"]
            ]
        );
        assert_eq!((made.sections[0].tokens, made.sections[0].types), (2, 2));
        let only =
            ConcordanceSettings { languages: vec![Lang::new("fa")], ..settings(1, 9) };
        let made = concordance(&model, &only, &StopWords::none(), 9, &locate);
        assert_eq!(made.sections.len(), 1);
    }

    #[test]
    fn spellings_of_a_persian_word_stand_together() {
        let model = model(&["fa:کتاب كتاب کِتاب کتاب می‌رود ميرود"]);
        let made = make(&model, 2, 9, 9);
        assert_eq!(words(&made), [["کتاب", "می‌رود"]]);
        assert_eq!(made.sections[0].words[0].lines.len(), 4);
    }

    #[test]
    fn context_is_whole_words() {
        let text = "workers nationalized copper mines (quickly).";
        let model = model(&[text]);
        let made = make(&model, 1, 1, 14);
        let word = &made.sections[0].words.iter().find(|w| w.key == "copper");
        let line = &word.expect("the word is listed").lines[0];
        let part = |range: &Range<u32>| &text[range.start as usize..range.end as usize];
        assert_eq!(
            [&line.left, &line.word, &line.right].map(part),
            ["nationalized ", "copper", " mines"]
        );
        assert_eq!(line.locator.line, 22);
    }

    #[test]
    fn the_table_has_a_line_for_each_place() {
        let model = model(&["old\tcopper, new copper"]);
        let table = make(&model, 2, 9, 20).table(&model);
        let lines: Vec<_> = table.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "en\tcopper\t2\ta\t1\t5\told \tcopper\t, new copper",
                "en\tcopper\t2\ta\t1\t17\told copper, new \tcopper\t",
            ]
        );
    }

    proptest! {
        #[test]
        fn every_line_holds_its_word(
            lines in prop::collection::vec("(fa:|es:)?[aáAé’'bñ کكيی\u{64e}ـ\u{200c}آ,-]{0,40}", 1..4),
            context in 0usize..12,
        ) {
            let lines: Vec<_> = lines.iter().map(String::as_str).collect();
            let model = model(&lines);
            let stop = StopWords::none();
            let made = concordance(&model, &settings(1, 99), &stop, context, &locate);
            for section in &made.sections {
                for word in &section.words {
                    prop_assert_eq!(&normal::key(&word.word, &section.lang), &word.key);
                    for line in &word.lines {
                        let text = &model.texts[0].blocks[line.block as usize].content.text;
                        let part =
                            |range: &Range<u32>| &text[range.start as usize..range.end as usize];
                        prop_assert_eq!(&normal::key(part(&line.word), &section.lang), &word.key);
                        prop_assert_eq!(line.left.end, line.word.start);
                        prop_assert_eq!(line.right.start, line.word.end);
                        for side in [&line.left, &line.right] {
                            prop_assert!(part(side).chars().count() <= context);
                        }
                    }
                }
            }
        }
    }
}
