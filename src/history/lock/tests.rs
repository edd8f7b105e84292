//! Page starts that are found again, and those that are not.

use super::*;
use crate::history::record::{BlockRecord, LineStart, PageRecord, PassageRecord};
use crate::model::{Block, BlockKind, Lang, Passage};

fn text(paragraphs: &[&str]) -> Text {
    let block = |text: &&str| {
        Block::new(BlockKind::Paragraph, Lang::new("en"), Passage::plain(*text))
    };
    Text {
        blocks: paragraphs.iter().map(block).collect(),
        ..Text::new("a", Lang::new("en"))
    }
}

/// A text set with so many words a line and a page of two lines.
fn record(paragraphs: &[&str], a_line: usize) -> Record {
    let mut line_starts = vec![];
    let mut lines: Vec<(u32, u32)> = vec![];
    for (k, paragraph) in paragraphs.iter().enumerate() {
        let block = text(&[paragraph]).blocks.remove(0);
        for words in tokens::tokens(&block).chunks(a_line) {
            line_starts.push(LineStart {
                block: k as u32,
                byte: words[0].range.start,
                line: lines.len() as u32,
            });
            lines.push((lines.len() as u32 / 2, lines.len() as u32 % 2 + 1));
        }
    }
    let count = lines.len().div_ceil(2) as u32;
    let blocks = paragraphs.iter().map(|text| BlockRecord {
        kind: "paragraph".into(),
        passage: PassageRecord::plain(*text),
    });
    let page = |k: u32| PageRecord { folio: (k + 1).to_string(), sheet: k };
    Record {
        texts: vec![TextRecord {
            id: "a".into(),
            blocks: blocks.collect(),
            pages: (0..count).map(page).collect(),
            lines,
            line_starts,
            ..TextRecord::default()
        }],
        ..Record::default()
    }
}

const WORDS: &str = "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda \
                     mu nu xi omicron pi rho sigma tau upsilon phi chi psi omega";

#[track_caller]
fn check(now: &[&str], expected: &[(&str, &str)]) {
    let lock = Lock::of(&record(&[WORDS], 4));
    let text = text(now);
    let found: Vec<(String, String)> = lock
        .starts(&text)
        .into_iter()
        .map(|start| {
            let block = &text.blocks[start.place.block as usize].content.text;
            let rest = &block[start.place.offset as usize..];
            let word = rest.split_whitespace().next().unwrap_or_default();
            (start.page, word.to_owned())
        })
        .collect();
    let expected: Vec<(String, String)> = expected
        .iter()
        .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
        .collect();
    assert_eq!(found, expected);
}

#[test]
fn page_starts_are_found_in_the_same_text() {
    check(&[WORDS], &[("2", "iota"), ("3", "rho")]);
}

#[test]
fn page_starts_are_found_after_corrections() {
    let longer = WORDS.replace("gamma", "new words before gamma and more of them");
    check(&[&longer], &[("2", "iota"), ("3", "rho")]);
    check(&[&WORDS.replace("iota", "jot")], &[("2", "jot"), ("3", "rho")]);
    check(&[&WORDS.replace("iota ", "")], &[("2", "kappa"), ("3", "rho")]);
    check(&[&WORDS.replace("iota", "one more iota")], &[("2", "iota"), ("3", "rho")]);
    let (a, b) = WORDS.split_once(" pi ").expect("it is there");
    check(&[a, b], &[("2", "iota"), ("3", "rho")]);
}

#[test]
fn a_page_whose_words_are_gone_is_left_out() {
    check(&["one two three four five six seven"], &[]);
    let (_, end) = WORDS.split_once("omicron ").expect("it is there");
    check(&[end], &[("3", "rho")]);
}

#[test]
fn among_equal_places_the_nearest_is_taken() {
    let refrain = "so sing the birds in the green wood all day long sleep ";
    let poem = refrain.repeat(6);
    let lock = Lock::of(&record(&[&poem], 6));
    let longer = format!("one two three {poem}");
    let text = text(&[&longer]);
    let starts = lock.starts(&text);
    let offsets: Vec<usize> =
        starts.iter().map(|start| start.place.offset as usize).collect();
    let expected: Vec<usize> =
        (1..6).map(|k| "one two three ".len() + k * refrain.len()).collect();
    assert_eq!(offsets, expected);
}

#[test]
fn a_lock_reads_back_as_itself() {
    let lock = Lock::of(&record(&["a \"b\" \\ c\td e f g h i j", "k l m"], 2));
    assert_eq!(Lock::from_toml(&lock.toml()), Ok(lock));
    assert!(Lock::from_toml("lock = 7\n").is_err());
}
