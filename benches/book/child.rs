//! What a process of its own does and measures: one work, its processor time over all
//! threads, and the most memory it held.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use super::kernel::{peak, processor};
use typst::layout::{Frame, FrameItem, Point};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};
use variorum::build::{self, Stage, Watch};
use variorum::publish::archive_pdf;
use variorum::typeset::{BookWorld, fonts};

/// What was measured, by name: `cpu` in seconds, `peak` in MB (of 1,000,000 bytes),
/// `pages`, `words`, `bytes`, and the seconds of each stage.
pub(crate) type Figures = BTreeMap<String, f64>;

/// Does one work in this process and gives its figures as lines of text.
pub(crate) fn run(work: &str, folder: &Path) -> String {
    let mut figures = match work {
        "bare" | "footnotes" => stock(&folder.join(format!("{work}.typ"))),
        _ => variorum(&folder.join(work)),
    };
    figures.insert("peak".into(), peak());
    let mut out = String::new();
    for (name, figure) in figures {
        out.push_str(&format!("{name} {figure}\n"));
    }
    out
}

/// Reads what [`run`] wrote.
pub(crate) fn parse(text: &str) -> Figures {
    let pair = |line: &str| {
        let (name, figure) = line.split_once(' ')?;
        Some((name.to_owned(), figure.parse().ok()?))
    };
    text.lines().filter_map(pair).collect()
}

/// Typst's own compiler on one file.
fn stock(path: &Path) -> Figures {
    let source = fs::read_to_string(path).expect("the text was written");
    let mut world = BookWorld::new(fonts::store());
    world.set_source("/main.typ", &source);
    let document = typst::compile::<PagedDocument>(&world)
        .output
        .expect("the text is sound");
    let composed = processor();
    let moment = typst::foundations::Datetime::from_ymd_hms(2026, 11, 20, 0, 0, 0);
    let options = PdfOptions {
        timestamp: Some(Timestamp::new_utc(moment.expect("a valid date"))),
        standards: PdfStandards::new(&[PdfStandard::A_2a])
            .expect("the standard stands alone"),
        ..PdfOptions::default()
    };
    let pdf = typst_pdf::pdf(&document, &options).expect("the text meets the standard");
    let mut figures = figures(&document, &pdf);
    figures.insert("compose".into(), composed);
    figures.insert("export".into(), figures["cpu"] - composed);
    figures
}

/// Variorum on one edition.
fn variorum(folder: &Path) -> Figures {
    let mut clock = Clock {
        last: (Stage::Read, processor()),
        spent: Figures::new(),
    };
    let Ok(read) = build::read(folder) else { panic!("the edition can be read") };
    assert!(read.is_sound(), "the edition is sound");
    let Ok(built) = build::build(&read, &mut clock) else {
        panic!("the book can be made")
    };
    clock.stage(Stage::Export);
    let Ok(pdf) = archive_pdf(&read, &built, None) else { panic!("the PDF is sound") };
    clock.stage(Stage::Export);
    let rounds = built.texts.iter().map(|text| text.rounds).max().unwrap_or_default();
    clock.spent.insert("rounds".into(), rounds as f64);
    clock.spent.append(&mut figures(&built.book.document, &pdf));
    clock.spent
}

/// What each stage takes, by its name.
struct Clock {
    last: (Stage, f64),
    spent: Figures,
}

impl Watch for Clock {
    fn stage(&mut self, stage: Stage) {
        let now = processor();
        let name = format!("{:?}", self.last.0).to_lowercase();
        *self.spent.entry(name).or_default() += now - self.last.1;
        self.last = (stage, now);
    }
}

/// The figures of finished work. Words are counted after the clock is read.
fn figures(document: &PagedDocument, pdf: &[u8]) -> Figures {
    let cpu = processor();
    let mut words = Words::default();
    for page in document.pages() {
        words.frame(&page.frame, Point::zero());
    }
    Figures::from([
        ("cpu".into(), cpu),
        ("pages".into(), document.pages().len() as f64),
        ("words".into(), words.count as f64),
        ("bytes".into(), pdf.len() as f64),
    ])
}

/// Counts what was printed, by the white between glyphs. A word that is broken at the
/// end of a line counts twice, for both programs.
#[derive(Default)]
struct Words {
    count: usize,
    /// Where the next glyph of an open word would stand, in points.
    open: Option<(f64, f64)>,
}

impl Words {
    fn frame(&mut self, frame: &Frame, origin: Point) {
        for (pos, item) in frame.items() {
            let at = origin + *pos;
            match item {
                FrameItem::Group(group) => self.frame(&group.frame, at),
                FrameItem::Text(text) => {
                    let (mut x, y) = (at.x.to_pt(), at.y.to_pt());
                    for glyph in &text.glyphs {
                        let c = text.text[glyph.range()].chars().next().unwrap_or(' ');
                        let joins = self.open.is_some_and(|(end, line)| {
                            (end - x).abs() < 0.5 && line == y
                        });
                        x += glyph.x_advance.at(text.size).to_pt();
                        if c.is_alphanumeric() && !joins {
                            self.count += 1;
                        }
                        let inside = c.is_alphanumeric() || (joins && !c.is_whitespace());
                        self.open = inside.then_some((x, y));
                    }
                }
                _ => {}
            }
        }
    }
}
