//! The record of a built edition: its words and where they stand.

use serde::{Deserialize, Serialize};

use crate::lines::{Cite, CitePart, Label};

/// The form of records that this program writes and reads.
pub const FORM: u32 = 1;

/// What stands where in a built edition.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// The form of the record, [`FORM`].
    pub record: u32,
    /// The edition's id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its language.
    pub lang: String,
    /// Its texts, in their order.
    pub texts: Vec<TextRecord>,
    /// Its indexes.
    pub indexes: Vec<TableRecord>,
    /// The words of its concordance.
    pub concordance: Vec<HeadingRecord>,
    /// Its references from one place to another.
    pub references: Vec<CrossRecord>,
}

/// A text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TextRecord {
    /// Its id.
    pub id: String,
    /// The title that is printed above it, if that is not one of its blocks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Its language.
    pub lang: String,
    /// Whether it is written from right to left.
    pub rtl: bool,
    /// Its blocks.
    pub blocks: Vec<BlockRecord>,
    /// Its pages.
    pub pages: Vec<PageRecord>,
    /// Its lines, each as the index of its page and its number; 0 if not counted.
    pub lines: Vec<(u32, u32)>,
    /// The names of lines that are called by more than that number, such as `120a`,
    /// `12,1` or `3.12`; sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub names: Vec<(u32, String)>,
    /// Where lines begin in blocks; sorted.
    #[serde(rename = "stretches")]
    pub line_starts: Vec<LineStart>,
    /// The paragraphs that were set a line shorter or longer for the sake of pages: their
    /// blocks, and how many lines they have.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fitted: Vec<(u32, u32)>,
    /// Its entries, in the order of their places.
    pub entries: Vec<ItemRecord>,
    /// Its notes, in the order of their places.
    pub notes: Vec<ItemRecord>,
}

/// Where a line begins in a block. It is written as a list of the three numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(from = "[u32; 3]", into = "[u32; 3]")]
pub struct LineStart {
    /// The block's index in its text.
    pub block: u32,
    /// The byte of the block.
    pub byte: u32,
    /// The line's index in its text.
    pub line: u32,
}

impl From<[u32; 3]> for LineStart {
    fn from([block, byte, line]: [u32; 3]) -> Self {
        Self { block, byte, line }
    }
}

impl From<LineStart> for [u32; 3] {
    fn from(LineStart { block, byte, line }: LineStart) -> Self {
        [block, byte, line]
    }
}

/// A block of a text.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct BlockRecord {
    /// What it is, such as `paragraph` or `heading`.
    pub kind: String,
    /// Its words.
    #[serde(flatten)]
    pub passage: PassageRecord,
}

/// Words with their styles, and what stands between them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PassageRecord {
    /// The characters.
    pub text: String,
    /// Ranges of bytes and the name of their style.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub styles: Vec<(u32, u32, String)>,
    /// Bytes before which something stands that is printed, and what it is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub points: Vec<(u32, String)>,
}

impl PassageRecord {
    /// Bare text.
    pub fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }
}

/// A printed page of a text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageRecord {
    /// Its number as it is cited, in ASCII digits or small roman numerals.
    pub folio: String,
    /// Its place in the book, from 0.
    pub sheet: u32,
}

/// An entry or a note.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct ItemRecord {
    /// Its series.
    pub series: String,
    /// Block and byte of the first character that it is about; of a note, of its call.
    pub from: (u32, u32),
    /// Block and byte after the last one.
    pub to: (u32, u32),
    /// Its first and its last line.
    pub lines: (u32, u32),
    /// Its printed mark; empty for what is keyed to lines.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub mark: String,
    /// What it says, in the order of print.
    pub parts: Vec<PartRecord>,
}

/// A part of an entry or a note.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct PartRecord {
    /// What it is.
    pub role: PartRole,
    /// Its words.
    #[serde(flatten)]
    pub passage: PassageRecord,
}

/// What a part of an entry or a note is.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    Hash,
    PartialOrd,
    Ord,
    Serialize,
    Deserialize
)]
#[serde(rename_all = "kebab-case")]
pub enum PartRole {
    /// The lemma.
    Lemma,
    /// The words of a reading.
    Reading,
    /// Sigla, and the words for an omission and the like: what the design prints.
    Witnesses,
    /// What is said of a reading or a witness.
    Remark,
    /// The editor's comment.
    Comment,
    /// A paragraph of a note.
    Note,
}

/// An index.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct TableRecord {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its headings.
    pub headings: Vec<HeadingRecord>,
}

/// A heading of an index or a word of the concordance, and where it stands.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct HeadingRecord {
    /// The heading, after those that it stands under.
    pub heading: String,
    /// Its locators, in order.
    pub locators: Vec<LocatorRecord>,
}

/// A locator of an index or of the concordance.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct LocatorRecord {
    /// The text's index.
    pub text: u32,
    /// The folio of its first line.
    pub page: u32,
    /// The number of its first line; 0 if it is not counted.
    pub line: u32,
    /// As printed where it stands alone.
    pub printed: String,
}

/// A reference from one place to another.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CrossRecord {
    /// The id of the text in which it stands.
    pub text: String,
    /// The line on which it stands; for one in a note or an entry, the line of that.
    pub line: u32,
    /// What it refers to: the name of an anchor behind `#`, or of two.
    pub target: String,
    /// The page and line that it leads to; what it prints, if it prints these itself.
    pub leads_to: String,
}

/// What is wrong with a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordFault {
    /// In words.
    pub message: String,
    /// Line and column, from 1, if it is at one place; columns count bytes.
    pub place: Option<(usize, usize)>,
}

impl From<String> for RecordFault {
    fn from(message: String) -> Self {
        Self { message, place: None }
    }
}

impl From<serde_json::Error> for RecordFault {
    fn from(error: serde_json::Error) -> Self {
        let (line, column) = (error.line(), error.column());
        let said = error.to_string();
        let at = format!(" at line {line} column {column}");
        Self {
            message: said.strip_suffix(&at).unwrap_or(&said).to_owned(),
            place: (line > 0).then_some((line, column.max(1))),
        }
    }
}

impl Record {
    /// Reads a record.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn from_json(json: &str) -> Result<Self, RecordFault> {
        #[derive(Deserialize)]
        struct Form {
            record: Option<u32>,
        }
        let form: Form = serde_json::from_str(json)?;
        match form.record {
            Some(FORM) => {}
            Some(other) => {
                return Err(RecordFault::from(format!(
                    "it is a record of form {other}, and this program reads form {FORM}"
                )));
            }
            None => {
                return Err(RecordFault::from(
                    "it is no record of an edition".to_owned(),
                ));
            }
        }
        let record: Self = serde_json::from_str(json)?;
        record.check()?;
        Ok(record)
    }

    /// As it is written: a text's lists in a line each, so that it stays small.
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("a record has no keys that are not strings")
    }

    /// Whether what it says of places is so.
    fn check(&self) -> Result<(), String> {
        for text in &self.texts {
            let id = &text.id;
            let (pages, lines) = (text.pages.len(), text.lines.len());
            if text.lines.iter().any(|line| line.0 as usize >= pages) {
                return Err(format!("a line of `{id}` is on a page that is not there"));
            }
            let good = |&LineStart { block, byte, line }: &LineStart| {
                let block = text.blocks.get(block as usize);
                let is_char =
                    block.is_some_and(|b| b.passage.text.is_char_boundary(byte as usize));
                is_char && (line as usize) < lines
            };
            if !text.names.is_sorted_by(|a, b| a.0 < b.0) {
                return Err(format!("the names of the lines of `{id}` are not in order"));
            }
            if !text.line_starts.iter().all(good) || !text.line_starts.is_sorted() {
                return Err(format!("the lines of `{id}` are not those of its blocks"));
            }
            let items = || text.entries.iter().chain(&text.notes);
            let passages =
                text.blocks.iter().map(|block| &block.passage).chain(
                    items().flat_map(|item| &item.parts).map(|part| &part.passage),
                );
            for passage in passages {
                let whole = |byte: u32| passage.text.is_char_boundary(byte as usize);
                let styles = passage.styles.iter();
                let points = &passage.points;
                if !styles.clone().all(|s| s.0 <= s.1 && whole(s.0) && whole(s.1))
                    || !points.iter().all(|point| whole(point.0))
                    || !points.is_sorted_by_key(|point| point.0)
                {
                    return Err(format!("styles of `{id}` do not fit its words"));
                }
            }
        }
        Ok(())
    }
}

impl TextRecord {
    /// The line on which a byte of a block stands.
    pub fn line_at(&self, block: u32, byte: u32) -> Option<usize> {
        let k = self
            .line_starts
            .partition_point(|start| (start.block, start.byte) <= (block, byte));
        let before = k.checked_sub(1).map(|k| self.line_starts[k]);
        let found = before
            .filter(|start| start.block == block)
            .or(self.line_starts.get(k).copied())
            .or(before);
        found.map(|start| start.line as usize)
    }

    /// The byte at which a line begins in a block, if it holds words of the block.
    pub fn start_in(&self, block: u32, line: usize) -> Option<u32> {
        let mut starts = self.line_starts.iter();
        let start = starts.find(|s| s.block == block && s.line as usize == line);
        start.map(|start| start.byte)
    }

    /// What a line is called: `12`, `120a`, `12,1`, `3.12`; empty if it has no name.
    pub fn name(&self, line: usize) -> String {
        match self.names.binary_search_by_key(&line, |(line, _)| *line as usize) {
            Ok(k) => self.names[k].1.clone(),
            Err(_) => match self.lines.get(line) {
                Some(&(_, number)) if number > 0 => number.to_string(),
                _ => String::new(),
            },
        }
    }

    /// Page and line as they are cited: `45.12`, or `45 tit.` where the line has no name.
    pub fn cite(&self, line: usize) -> Cite {
        let Some(&(page, _)) = self.lines.get(line) else { return Cite::default() };
        let folio = self.pages[page as usize].folio.clone();
        Cite::on_page(CitePart::Folio(folio), &self.called(line))
    }

    /// What a line is called, to be cited; empty if it has no name.
    fn called(&self, line: usize) -> Cite {
        let name = Some(self.name(line)).filter(|name| !name.is_empty());
        name.map(|name| CitePart::Line(Label::Named(name)))
            .into_iter()
            .collect()
    }

    /// A stretch of lines as it is cited: `45.12`, `45.12–13`, `45.30–46.2`.
    pub fn cite_lines(&self, first: usize, last: usize) -> Cite {
        let mut cite = self.cite(first);
        let (Some(a), Some(b)) = (self.lines.get(first), self.lines.get(last)) else {
            return cite;
        };
        let (from, to) = (self.called(first), self.called(last));
        let on_page = a.0 == b.0;
        if on_page && from == to {
            return cite;
        }
        cite.push(CitePart::Dash);
        match on_page && !from.is_empty() && !to.is_empty() {
            true => cite.append(&to),
            false => cite.append(&self.cite(last)),
        }
        cite
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record() -> Record {
        let block = |text: &str| BlockRecord {
            kind: "paragraph".into(),
            passage: PassageRecord::plain(text),
        };
        let page = |folio: &str, sheet| PageRecord { folio: folio.into(), sheet };
        Record {
            record: FORM,
            texts: vec![TextRecord {
                id: "a".into(),
                blocks: vec![block("one two three"), block("four")],
                pages: vec![page("1", 6), page("2", 7)],
                lines: vec![(0, 1), (0, 2), (1, 1)],
                line_starts: [[0, 0, 0], [0, 8, 1], [1, 0, 2]]
                    .map(LineStart::from)
                    .to_vec(),
                ..TextRecord::default()
            }],
            ..Record::default()
        }
    }

    #[test]
    fn a_record_reads_back_as_itself() {
        assert_eq!(Record::from_json(&record().json()), Ok(record()));
    }

    #[test]
    fn lines_are_cited_as_readers_do() {
        let text = &record().texts[0];
        assert_eq!(text.line_at(0, 7), Some(0));
        assert_eq!(text.line_at(0, 8), Some(1));
        assert_eq!(text.line_at(1, 3), Some(2));
        assert_eq!(text.cite_lines(0, 0).to_string(), "1.1");
        assert_eq!(text.cite_lines(0, 1).to_string(), "1.1–2");
        assert_eq!(text.cite_lines(1, 2).to_string(), "1.2–2.1");
    }

    #[test]
    fn lines_are_cited_by_their_names() {
        let mut record = record();
        record.texts[0].names = vec![(0, "3.7".into()), (1, "120a".into())];
        assert_eq!(Record::from_json(&record.json()), Ok(record.clone()));
        let text = &record.texts[0];
        assert_eq!(text.cite_lines(0, 1).to_string(), "1.3.7–120a");
        assert_eq!(text.cite_lines(1, 1).to_string(), "1.120a");
        assert_eq!(text.cite(2).to_string(), "2.1");
    }

    #[test]
    fn what_is_no_record_is_refused() {
        let refused = |json: &str| Record::from_json(json).is_err();
        assert!(refused("{}"));
        assert!(refused("{\"record\": 99}"));
        let mut torn = record();
        torn.texts[0].line_starts[1].byte = 99;
        assert!(refused(&torn.json()));
        torn = record();
        torn.texts[0].lines[0].0 = 7;
        assert!(refused(&torn.json()));
    }
}
