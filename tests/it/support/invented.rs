//! Invented editions in which every word is another, so that each can be looked for on
//! the pages: word 12 of the text is `mor12`, its reading `b12…`, its note `n12…`.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::PathBuf;

use variorum::publish::dump::RunPart;

use super::book::Book;

/// What a paragraph stands in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Within {
    /// The text.
    Text,
    /// An item of a list.
    Item,
    /// An item of a list in an item of a list.
    Nested,
    /// A quotation.
    Quotation,
    /// A stanza of verses of five words.
    Verse,
    /// A speech.
    Speech,
    /// A table of two columns, three words to a cell.
    Table,
}

/// What an invented edition is like.
#[derive(Debug, Clone)]
pub(crate) struct Shape {
    /// The words of each paragraph, and what it stands in.
    pub paragraphs: Vec<(usize, Within)>,
    /// After how many words a note has a new paragraph; 0 if never.
    pub note_paragraph: usize,
    /// For each word, by turns, what hangs on it: 0 to 9 an entry, 10 to 12 a note of
    /// so many words times 9, 13 a longer entry, 14 a heading if it begins a paragraph;
    /// 15 to 18 a note of 60 to 3,000 words, 19 an entry of 200.
    pub seeds: Vec<u8>,
    /// The height of the page in millimeters.
    pub height: u32,
    /// How entries follow each other: the key `layout` of their series.
    pub layout: &'static str,
    /// In how many columns entries and notes are set.
    pub columns: (u32, u32),
    /// Whether lines are counted by page, else by text.
    pub by_page: bool,
    /// Whether it is written from right to left.
    pub rtl: bool,
}

/// What stands for each character of a word in an edition from right to left, since
/// figures in one would part it.
const LETTERS: [(char, char); 23] = [
    ('0', 'ب'),
    ('1', 'پ'),
    ('2', 'ت'),
    ('3', 'ث'),
    ('4', 'ج'),
    ('5', 'چ'),
    ('6', 'ح'),
    ('7', 'خ'),
    ('8', 'د'),
    ('9', 'ذ'),
    ('a', 'ر'),
    ('b', 'ز'),
    ('e', 'ژ'),
    ('i', 'س'),
    ('l', 'ش'),
    ('m', 'ص'),
    ('n', 'ط'),
    ('o', 'ع'),
    ('r', 'غ'),
    ('s', 'ف'),
    ('t', 'ق'),
    ('u', 'ک'),
    ('x', 'م'),
];

/// Words as they are written from right to left.
fn mirrored(words: &str) -> String {
    let letter =
        |c: char| LETTERS.iter().find(|pair| pair.0 == c).map_or(c, |pair| pair.1);
    words.chars().map(letter).collect()
}

/// What [`mirrored`] made of, again.
fn plain(words: &str) -> String {
    let letter =
        |c: char| LETTERS.iter().find(|pair| pair.1 == c).map_or(c, |pair| pair.0);
    words.chars().map(letter).collect()
}

const SYLLABLES: [&str; 5] = ["ta", "mor", "li", "sen", "u"];

/// The word of the text with a number.
pub(crate) fn word(number: usize) -> String {
    format!("{}{number}", SYLLABLES[number % 5])
}

/// How many words a note or an entry has.
fn length_of(seed: u8) -> usize {
    match seed {
        10..=12 => 9 * (usize::from(seed) - 9) + 1,
        13 => 13,
        15 => 60,
        16 => 250,
        17 => 900,
        18 => 3000,
        19 => 200,
        _ => 1,
    }
}

/// The words of a note or an entry: `n12 n12x1 n12x2 …`.
fn said(kind: char, number: usize, length: usize) -> String {
    let more = (1..length).map(|k| format!(" {kind}{number}x{k}"));
    format!("{kind}{number}{}", more.collect::<String>())
}

impl Shape {
    /// Writes the edition into the folder that the environment names as `KEEP`, if any, so
    /// that it can be looked at.
    #[expect(
        clippy::disallowed_methods,
        reason = "where to is chosen where the tests are run"
    )]
    pub(crate) fn keep(&self) {
        let Some(folder) = std::env::var_os("KEEP").map(PathBuf::from) else { return };
        let manifest =
            format!("title = \"T\"\n{}[[text]]\nfile = \"a.dj\"\n", self.manifest());
        for (name, content) in [("edition.toml", manifest), ("a.dj", self.text())] {
            std::fs::create_dir_all(&folder)
                .and_then(|()| std::fs::write(folder.join(name), content))
                .expect("the folder can be written to");
        }
    }

    /// Sets the edition.
    pub(crate) fn set(&self) -> Book {
        Book::of_text(&self.manifest(), &self.text())
    }

    /// How many words the text has.
    pub(crate) fn words(&self) -> usize {
        self.paragraphs.iter().map(|paragraph| paragraph.0).sum()
    }

    fn seed(&self, number: usize) -> u8 {
        self.seeds
            .get(number % self.seeds.len().max(1))
            .copied()
            .unwrap_or(u8::MAX)
    }

    fn manifest(&self) -> String {
        let layout = self.layout;
        let (of_entries, of_notes) = self.columns;
        let by = if self.by_page { "page" } else { "text" };
        let lang = if self.rtl { "fa" } else { "en" };
        format!(
            "language = \"{lang}\"\n[page]\nwidth = \"96mm\"\nheight = \"{}mm\"\ninner = \"12mm\"\nouter = \"16mm\"\n\
             head = \"14mm\"\nfoot = \"12mm\"\n[lineation]\nby = \"{by}\"\n\
             [[witness]]\nid = \"B\"\n[[series]]\nid = \"app\"\nlayout = \"{layout}\"\n\
             columns = {of_entries}\n[[series]]\nid = \"notes\"\nkind = \"familiar\"\n\
             columns = {of_notes}\n",
            self.height
        )
    }

    fn written(&self, words: &str) -> String {
        if self.rtl { mirrored(words) } else { words.to_owned() }
    }

    /// A word with what hangs on it, as Djot; the text of notes goes to `notes`.
    fn marked(&self, number: usize, notes: &mut String) -> String {
        let said = |kind, length| self.written(&said(kind, number, length));
        let word = self.written(&word(number));
        match self.seed(number) {
            0..=9 => format!("[{word}]{{B=\"{}\"}}", said('b', 1)),
            seed @ (10..=12 | 15..=18) => {
                let words = said('n', length_of(seed));
                let words: Vec<&str> = words.split(' ').collect();
                let length = match self.note_paragraph {
                    0 => words.len(),
                    length => length,
                };
                let paragraphs = words.chunks(length).map(|words| words.join(" "));
                let paragraphs: Vec<String> = paragraphs.collect();
                let _ = write!(notes, "\n[^{number}]: {}\n", paragraphs.join("\n\n    "));
                format!("{word}[^{number}]")
            }
            seed @ (13 | 19) => {
                let words = said('b', length_of(seed));
                format!("[{word}]{{B=\"{words}\"}}")
            }
            _ => word,
        }
    }

    fn text(&self) -> String {
        let mut out = String::from("# Title\n");
        let mut notes = String::new();
        let mut number = 0;
        let mut before = Within::Text;
        for &(length, within) in &self.paragraphs {
            if self.seed(number) == 14 && within == Within::Text {
                out.push_str("\n## Head\n");
            }
            let marked = number..number + length;
            let words: Vec<String> =
                marked.map(|number| self.marked(number, &mut notes)).collect();
            number += length;
            // A nested item needs one to be in.
            let nested = within == Within::Nested
                && matches!(before, Within::Item | Within::Nested);
            let (first, more) = match within {
                Within::Item | Within::Nested if !nested => ("- ", "  "),
                Within::Nested => ("  - ", "    "),
                Within::Quotation => ("> ", "> "),
                _ => ("", ""),
            };
            before = within;
            out.push('\n');
            if matches!(within, Within::Verse | Within::Speech) {
                let class = if within == Within::Verse { "verse" } else { "speech" };
                let _ = writeln!(out, "::: {class}");
            }
            let (per_line, end) = match within {
                Within::Verse => (5, " \\\n"),
                Within::Table => (3, " |\n"),
                _ => (9, "\n"),
            };
            for (k, line) in words.chunks(per_line).enumerate() {
                let last = (k + 1) * per_line >= words.len();
                let line = line.join(" ");
                let indent = if k == 0 { first } else { more };
                match within {
                    Within::Table => {
                        let _ = writeln!(out, "| {line} | *{k}* |");
                    }
                    _ if last => {
                        let _ = writeln!(out, "{indent}{line}.");
                    }
                    _ => {
                        let _ = write!(out, "{indent}{line}{end}");
                    }
                }
            }
            if matches!(within, Within::Verse | Within::Speech) {
                out.push_str(":::\n");
            }
        }
        out + &notes
    }

    /// What is wrong with the pages of the edition: a word that is not printed once and
    /// in its order, a note that does not begin on the page of its word, two words that
    /// overlap.
    pub(crate) fn faults(&self, book: &Book) -> Vec<String> {
        let mut faults = vec![];
        let mut printed: Vec<(usize, usize)> = vec![];
        let mut foot: BTreeMap<String, Vec<(usize, usize)>> = BTreeMap::new();
        let pages = book.text_pages();
        let mut runs: Vec<_> =
            book.runs.iter().filter(|run| pages.contains(&run.page)).collect();
        if self.rtl {
            // In the order of reading.
            runs.sort_by_key(|run| {
                let points = |length: f64| (length * 2.0).round() as i64;
                (run.page, points(run.y), -points(run.x))
            });
        }
        for (place, run) in runs.into_iter().enumerate() {
            let text = plain(&run.text);
            for (k, token) in text.split(|c: char| !c.is_alphanumeric()).enumerate() {
                match run.part {
                    RunPart::Body(_) => {
                        let digits =
                            token.trim_start_matches(|c: char| c.is_alphabetic());
                        let Ok(number) = digits.parse() else { continue };
                        // Marks of notes are digits alone.
                        if digits.len() < token.len() {
                            printed.push((number, run.page));
                        }
                    }
                    RunPart::Foot => {
                        // No run has a thousand words.
                        let at = (run.page, place * 1000 + k);
                        foot.entry(token.to_owned()).or_default().push(at);
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
            let kind = match self.seed(number) {
                0..=9 | 13 | 19 => 'b',
                10..=12 | 15..=18 => 'n',
                _ => continue,
            };
            let mut before = 0;
            for word in said(kind, number, length_of(self.seed(number))).split(' ') {
                match foot.get(word).map(Vec::as_slice) {
                    Some([(_, place)]) if *place >= before => before = *place,
                    at => faults.push(format!("{word} stands on {at:?}, after {before}")),
                }
            }
            // An entry begins with its lemma.
            let key = match kind {
                'b' => word(number),
                _ => format!("n{number}"),
            };
            match foot.get(&key).and_then(|places| places.first()) {
                Some((at, _)) if *at == page => {}
                // Where a foot fills its page, it runs on.
                Some((at, _)) if runs_on(book, page, *at) => {}
                at => faults.push(format!("{key} stands on {at:?}, its word on {page}")),
            }
        }
        for page in pages {
            let mut before: Option<(f64, f64, f64)> = None;
            let mut runs: Vec<_> = book
                .on(page, |run| matches!(run.part, RunPart::Body(_) | RunPart::Foot))
                .filter(|run| run.size > 7.0)
                .map(|run| (run.y, run.x, run.x + run.width, run.size))
                .collect();
            runs.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.total_cmp(&b.1)));
            for (y, left, right, size) in runs {
                if let Some((above, from, to)) = before {
                    let across = right.min(to) - left.max(from);
                    let near = (y - above).abs() < 0.7 * size;
                    if near && across > 1.0 {
                        faults.push(format!("words overlap at {y:.1} of page {page}"));
                    }
                }
                before = Some((y, left, right));
            }
        }
        faults
    }
}

/// Whether notes of a page had to be put off, and those of it run on until another.
fn runs_on(book: &Book, page: usize, to: usize) -> bool {
    let start = book.built.book.text_pages[0].at(0);
    let pages = &book.built.texts[0].pages;
    page < to
        && pages.get(page - start).is_some_and(|page| page.spills)
        && (page + 1..=to).all(|k| pages.get(k - start).is_some_and(|p| p.continued))
}
