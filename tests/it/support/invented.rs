//! Invented editions in which every word is another, so that each can be looked for on
//! the pages: word 12 of the text is `mor12`, its reading `b12…`, its note `n12…`.

use std::collections::BTreeMap;
use std::fmt::Write;

use variorum::publish::dump::Part;

use super::book::Book;

/// What an invented edition is like.
#[derive(Debug, Clone)]
pub struct Shape {
    /// The words of each paragraph.
    pub paragraphs: Vec<usize>,
    /// For each word, by turns, what hangs on it: 0 to 9 an entry, 10 to 12 a note of
    /// so many words times 9, 13 a longer entry, 14 a heading if it begins a paragraph.
    pub seeds: Vec<u8>,
    /// The height of the page in millimeters.
    pub height: u32,
    /// Whether entries are run in or a paragraph each.
    pub run_in: bool,
    /// Whether lines are counted by page, else by text.
    pub by_page: bool,
}

const SYLLABLES: [&str; 5] = ["ta", "mor", "li", "sen", "u"];

/// The word of the text with a number.
pub fn word(number: usize) -> String {
    format!("{}{number}", SYLLABLES[number % 5])
}

impl Shape {
    /// Sets the edition.
    pub fn set(&self) -> Book {
        Book::of_text(&self.manifest(), &self.text())
    }

    /// How many words the text has.
    pub fn words(&self) -> usize {
        self.paragraphs.iter().sum()
    }

    fn seed(&self, number: usize) -> u8 {
        self.seeds
            .get(number % self.seeds.len().max(1))
            .copied()
            .unwrap_or(u8::MAX)
    }

    fn manifest(&self) -> String {
        let layout = if self.run_in { "run-in" } else { "paragraph" };
        let by = if self.by_page { "page" } else { "text" };
        format!(
            "[page]\nwidth = \"96mm\"\nheight = \"{}mm\"\ninner = \"12mm\"\nouter = \"16mm\"\n\
             head = \"14mm\"\nfoot = \"12mm\"\n[lineation]\nby = \"{by}\"\n\
             [[witness]]\nid = \"B\"\n[[series]]\nid = \"app\"\nlayout = \"{layout}\"\n\
             [[series]]\nid = \"notes\"\nkind = \"familiar\"\n",
            self.height
        )
    }

    fn text(&self) -> String {
        let mut out = String::from("# Title\n");
        let mut notes = String::new();
        let mut number = 0;
        for &length in &self.paragraphs {
            if self.seed(number) == 14 {
                out.push_str("\n## Head\n");
            }
            for k in 0..length {
                out.push(if k == 0 || k % 9 == 0 { '\n' } else { ' ' });
                if k == 0 {
                    out.push('\n');
                }
                let word = word(number);
                let _ = match self.seed(number) {
                    0..=9 => write!(out, "[{word}]{{B=\"b{number}\"}}"),
                    seed @ 10..=12 => {
                        let length = 9 * (usize::from(seed) - 9);
                        let _ = write!(
                            notes,
                            "\n[^{number}]: n{number}{}\n",
                            " note".repeat(length)
                        );
                        write!(out, "{word}[^{number}]")
                    }
                    13 => {
                        write!(out, "[{word}]{{B=\"b{number}{}\"}}", " other".repeat(12))
                    }
                    _ => write!(out, "{word}"),
                };
                number += 1;
            }
            out.push_str(".\n");
        }
        out + &notes
    }

    /// What is wrong with the pages of the edition: a word that is not printed once and
    /// in its order, a note that does not begin on the page of its word.
    pub fn faults(&self, book: &Book) -> Vec<String> {
        let mut faults = vec![];
        let mut printed: Vec<(usize, usize)> = vec![];
        let mut foot: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for run in book.runs.iter().filter(|run| book.text_pages().contains(&run.page)) {
            for token in run.text.split(|c: char| !c.is_alphanumeric()) {
                match run.part {
                    Part::Body(Some(_)) => {
                        let digits =
                            token.trim_start_matches(|c: char| c.is_alphabetic());
                        let Ok(number) = digits.parse() else { continue };
                        // Marks of notes are digits alone.
                        if digits.len() < token.len() {
                            printed.push((number, run.page));
                        }
                    }
                    Part::Foot => {
                        foot.entry(token.to_owned()).or_default().push(run.page)
                    }
                    _ => {}
                }
            }
        }
        let numbers: Vec<usize> = printed.iter().map(|word| word.0).collect();
        if !numbers.iter().copied().eq(0..self.words()) {
            faults.push(format!("the words do not stand once and in order: {numbers:?}"));
        }
        for &(number, page) in &printed {
            let key = match self.seed(number) {
                0..=9 | 13 => format!("b{number}"),
                10..=12 => format!("n{number}"),
                _ => continue,
            };
            match foot.get(&key).map(Vec::as_slice) {
                Some([at]) if *at == page => {}
                // Where a foot fills its page, it runs on.
                Some([at]) if runs_on(book, page, *at) => {}
                at => faults.push(format!("{key} stands on {at:?}, its word on {page}")),
            }
        }
        faults
    }
}

/// Whether notes of a page had to be put off, and those of it run on until another.
fn runs_on(book: &Book, page: usize, to: usize) -> bool {
    let start = book.built.book.text_starts[0];
    let pages = &book.built.texts[0].pages;
    page < to
        && pages.get(page - start).is_some_and(|page| page.spills)
        && (page + 1..=to).all(|k| pages.get(k - start).is_some_and(|p| p.continued))
}
