//! What stands on the finished pages, read from their frames by glyph: runs of glyphs in the
//! order in which the pages hold them, each with the bytes of the source it was set from.
//! It is one thing: the way from frames to words.

use rustc_hash::{FxHashMap, FxHashSet};
use typst::introspection::{Location, Tag};
use typst::layout::{Abs, Axes, Frame, FrameItem, Point, Size, Transform};
use typst::model::Destination;
use typst::syntax::{FileId, Span};
use typst::text::TextItem;
use typst::visualize::Paint;
use typst_layout::Page;
use unicode_script::{Script, UnicodeScript};

use super::ink::{self, Ink};
use super::row::Row;
use crate::assemble::address::{Address, TextLine};
use crate::typeset::frames::{Placed, bounds, items};
use crate::typeset::{BookWorld, Origins};

/// The file of runs that come from none: words of the design and of code.
pub(super) const NONE: u32 = u32::MAX;

/// Type smaller than this is not seen, in points.
const SMALLEST: f64 = 0.5;

/// Glyphs of one run that stand for consecutive bytes of one file, or for none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    /// The page, from 0.
    pub page: u32,
    /// Its row, as an index of [`Seen::rows`].
    pub row: u32,
    /// The file, as an index of those that were looked for, or [`NONE`].
    pub file: u32,
    /// The first byte in it.
    pub from: u32,
    /// The byte behind the last.
    pub to: u32,
    /// Its letters, as bytes of [`Seen::letters`].
    letters: (u32, u32),
    /// Where it begins from the left of the page, in points.
    pub left: f32,
    /// Where it ends, in points.
    pub right: f32,
    /// Its baseline from the top of the page, in points.
    pub baseline: f32,
    /// Whether a reader sees it.
    pub sight: Sight,
}

/// Whether a reader sees something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// It stands on the paper.
    Seen,
    /// It stands outside of the paper.
    Outside,
    /// It has no ink: transparent, white on white, cut away, or without size.
    Hidden,
}

/// Where a link leads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Lead {
    /// To a page, from 0.
    Page(usize),
    /// To a line of a text.
    Line(TextLine),
    /// To something that the pages have.
    Thing(Location),
    /// Out of the book, or to a place that the export looks for.
    Elsewhere,
}

/// A link on a page.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Link {
    /// The page, from 0.
    pub page: u32,
    /// Where it leads.
    pub to: Lead,
    /// Its area: left, top, right, bottom, in points.
    pub area: (f64, f64, f64, f64),
}

/// What stands on the pages of a book.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// All runs, in the order of the frames.
    pub tokens: Vec<Token>,
    /// The rows they form.
    pub rows: Vec<Row>,
    /// For each page its first token, and at the end the number of all.
    pub pages: Vec<u32>,
    /// For each file its tokens by their first byte.
    pub of_file: Vec<Vec<u32>>,
    /// The letters of all tokens.
    text: String,
    /// Characters that are printed as the empty box of a font: page and character.
    pub boxes: Vec<(u32, char)>,
    /// Links.
    pub links: Vec<Link>,
    /// What links may lead to.
    pub things: FxHashSet<Location>,
    /// Neighboring rows whose ink meets: the later row.
    pub touching: Vec<u32>,
    /// In how many rows the boxes of letters meet those of the row above.
    pub near: usize,
    /// Pictures, in the order of the frames.
    pub pictures: Vec<Picture>,
}

/// A picture on a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Picture {
    /// The page, from 0.
    pub page: u32,
    /// Whether it reaches out of the paper.
    pub is_outside: bool,
}

impl Seen {
    /// Reads pages; `files` are those whose bytes are looked for. The pages are shared out to
    /// as many threads as the machine has cores.
    pub(super) fn of(pages: &[Page], files: &[(String, &Origins)]) -> Self {
        let threads = std::thread::available_parallelism().map_or(1, usize::from).min(8);
        let share = pages.len().div_ceil(threads).max(8);
        let parts: Vec<Self> = std::thread::scope(|scope| {
            let parts = pages.chunks(share).enumerate();
            let handles: Vec<_> = parts
                .map(|(k, part)| {
                    scope.spawn(move || read(part, (k * share) as u32, files))
                })
                .collect();
            let joined = handles.into_iter().map(|handle| handle.join());
            joined
                .map(|part| part.expect("reading frames never panics"))
                .collect()
        });
        let mut all = Self::default();
        for part in parts {
            all.append(part);
        }
        all.pages.push(all.tokens.len() as u32);
        all.of_file = vec![vec![]; files.len()];
        for (k, token) in all.tokens.iter().enumerate() {
            if let Some(of_file) = all.of_file.get_mut(token.file as usize) {
                of_file.push(k as u32);
            }
        }
        let tokens = &all.tokens;
        for of_file in &mut all.of_file {
            of_file.sort_by_key(|&k| tokens[k as usize].from);
        }
        all
    }

    fn append(&mut self, other: Self) {
        let tokens = self.tokens.len() as u32;
        let (rows, bytes) = (self.rows.len() as u32, self.text.len() as u32);
        self.tokens.extend(other.tokens.into_iter().map(|token| Token {
            row: token.row + rows,
            letters: (token.letters.0 + bytes, token.letters.1 + bytes),
            ..token
        }));
        self.rows.extend(other.rows.into_iter().map(|row| Row {
            start: row.start + tokens,
            end: row.end + tokens,
            ..row
        }));
        self.pages.extend(other.pages.into_iter().map(|first| first + tokens));
        self.text.push_str(&other.text);
        self.boxes.extend(other.boxes);
        self.links.extend(other.links);
        self.pictures.extend(other.pictures);
        self.things.extend(other.things);
        self.near += other.near;
        self.touching.extend(other.touching.into_iter().map(|row| row + rows));
    }

    /// The letters of tokens that follow one another, those that are drawn in parts once: of a
    /// letter with its marks, some of which stand higher, the compiler makes several texts, each
    /// with the letters of all.
    pub(super) fn letters_of<'a>(
        &'a self,
        tokens: impl Iterator<Item = &'a Token>,
    ) -> Vec<&'a str> {
        let mut found: Vec<&str> = vec![];
        let mut last: Option<&Token> = None;
        let has_mark =
            |letters: &str| letters.chars().any(|c| c.script() == Script::Inherited);
        for token in tokens {
            let letters = self.letters(token);
            let before = found.last().copied().unwrap_or_default();
            let is_near = last.is_some_and(|last| {
                last.page == token.page
                    && (last.left - token.right).max(token.left - last.right) < 1.0
            });
            last = Some(token);
            if is_near && has_mark(letters) && before.ends_with(letters) {
                continue;
            }
            if is_near && has_mark(before) && letters.starts_with(before) {
                found.pop();
            }
            found.push(letters);
        }
        found
    }

    /// The letters of a token, in the order of reading.
    pub(super) fn letters(&self, token: &Token) -> &str {
        &self.text[token.letters.0 as usize..token.letters.1 as usize]
    }

    /// The tokens of a page.
    pub(super) fn page(&self, page: usize) -> std::ops::Range<usize> {
        match (self.pages.get(page), self.pages.get(page + 1)) {
            (Some(&from), Some(&to)) => from as usize..to as usize,
            _ => 0..0,
        }
    }

    /// The tokens of a file that begin in a range of its bytes, in their order.
    pub(super) fn within(&self, file: usize, range: std::ops::Range<u32>) -> &[u32] {
        let of_file = &self.of_file[file];
        let at =
            |byte: u32| of_file.partition_point(|&k| self.tokens[k as usize].from < byte);
        let (from, to) = (at(range.start), at(range.end));
        &of_file[from..to.max(from)]
    }

    /// The first token of a file that has a byte, in the order of the bytes of their starts.
    pub(super) fn at(&self, file: usize, byte: u32) -> Option<&Token> {
        let of_file = &self.of_file[file];
        let behind = of_file.partition_point(|&k| self.tokens[k as usize].from <= byte);
        of_file[..behind]
            .iter()
            .rev()
            .take(4)
            .map(|&k| &self.tokens[k as usize])
            .find(|token| byte < token.to && token.sight == Sight::Seen)
    }
}

/// Reads some pages; `first` is the number of the first.
fn read(pages: &[Page], first: u32, files: &[(String, &Origins)]) -> Seen {
    let mut reader = Reader {
        files,
        known: FxHashMap::default(),
        last: None,
        seen: Seen::default(),
        page: first,
        size: Size::zero(),
        dark: vec![],
        ink: Ink::default(),
    };
    for page in pages {
        reader.seen.pages.push(reader.seen.tokens.len() as u32);
        reader.size = page.frame.size();
        reader.dark.clear();
        let row = reader.seen.rows.len();
        reader.frame(&page.frame);
        let rows = &reader.seen.rows[row..];
        // A frame may hold the words of a line in any order.
        for row in rows {
            let tokens = &mut reader.seen.tokens[row.start as usize..row.end as usize];
            tokens.sort_by(|a, b| {
                a.left.total_cmp(&b.left).then(a.right.total_cmp(&b.right))
            });
        }
        let (touching, near) = reader.ink.touching(rows);
        reader.seen.near += near;
        reader
            .seen
            .touching
            .extend(touching.into_iter().map(|k| (row + k) as u32));
        reader.page += 1;
    }
    reader.seen
}

/// How far ink may reach out of the paper unseen, in points.
const SLACK: f64 = 0.5;

struct Reader<'a> {
    files: &'a [(String, &'a Origins)],
    known: FxHashMap<FileId, u32>,
    /// The node that was asked for last, with its file and its first byte: most glyphs are of
    /// the node of the one before.
    last: Option<(Span, Option<(u32, u32)>)>,
    seen: Seen,
    page: u32,
    size: Size,
    /// Areas of the page that are filled with a color, on which white is seen.
    dark: Vec<ink::Area>,
    ink: Ink,
}

impl Reader<'_> {
    fn frame(&mut self, frame: &Frame) {
        for Placed { place, item, .. } in items(frame) {
            let (here, clip) = (place.transform(), place.clip.map(ink::Area::from));
            match item {
                FrameItem::Group(_) => {}
                FrameItem::Text(text) => self.text(text, here, clip),
                FrameItem::Shape(shape, _) => {
                    if shape.fill.as_ref().is_some_and(|fill| !is_white(fill)) {
                        let area = bounds(shape.geometry.bbox(None), here).into();
                        self.dark.push(area);
                    }
                }
                FrameItem::Link(to, size) => {
                    let corner = Point::new(size.x, size.y);
                    let (a, b) = (Point::zero().transform(here), corner.transform(here));
                    self.seen.links.push(Link {
                        page: self.page,
                        to: target(to),
                        area: (a.x.to_pt(), a.y.to_pt(), b.x.to_pt(), b.y.to_pt()),
                    });
                }
                FrameItem::Image(_, size, _) => {
                    let corner = Point::new(size.x, size.y);
                    let (a, b) = (Point::zero().transform(here), corner.transform(here));
                    let is_in = |point: Point| {
                        point.x.min(self.size.x - point.x).to_pt() > -SLACK
                            && point.y.min(self.size.y - point.y).to_pt() > -SLACK
                    };
                    self.seen.pictures.push(Picture {
                        page: self.page,
                        is_outside: !is_in(a) || !is_in(b),
                    });
                }
                FrameItem::Tag(Tag::Start(element, _)) => {
                    self.seen.things.extend(element.location());
                }
                FrameItem::Tag(_) => {}
            }
        }
    }

    /// Whether words are seen that begin and end at two points.
    fn sight(
        &self,
        text: &TextItem,
        size: f64,
        (from, to): (Point, Point),
        clip: Option<ink::Area>,
    ) -> Sight {
        let middle = Axes::new((from.x + to.x) / 2.0, (from.y + to.y) / 2.0);
        let (x, y) = (middle.x.to_pt(), middle.y.to_pt() - size * 0.25);
        let (left, right) = (from.x.min(to.x).to_pt(), from.x.max(to.x).to_pt());
        let (top, bottom) = (from.y.min(to.y).to_pt(), from.y.max(to.y).to_pt());
        if left < -SLACK
            || right > self.size.x.to_pt() + SLACK
            || top.min(y) < -SLACK
            || bottom > self.size.y.to_pt() + SLACK
        {
            return Sight::Outside;
        }
        let is_cut = clip.is_some_and(|clip| !clip.has(x, y));
        let is_blank = |paint: &Paint| match paint {
            Paint::Solid(color) => {
                color.alpha().is_some_and(|alpha| alpha <= 0.0)
                    || is_white(paint) && !self.dark.iter().any(|area| area.has(x, y))
            }
            _ => false,
        };
        let has_stroke =
            text.stroke.as_ref().is_some_and(|stroke| !is_blank(&stroke.paint));
        if is_cut || size < SMALLEST || (is_blank(&text.fill) && !has_stroke) {
            return Sight::Hidden;
        }
        Sight::Seen
    }

    fn text(&mut self, text: &TextItem, at: Transform, clip: Option<ink::Area>) {
        let scale = at.sy.get().abs().max(at.kx.get().abs());
        let size = text.size.to_pt() * scale;
        let mut x = Abs::zero();
        let mut run: Option<Run> = None;
        let base = self.seen.text.len() as u32;
        self.seen.text.push_str(&text.text);
        for glyph in &text.glyphs {
            let advance = glyph.x_advance.at(text.size);
            let (start, end) = (u32::from(glyph.range.start), u32::from(glyph.range.end));
            if glyph.id == 0 {
                let c = text.text[start as usize..].chars().next().unwrap_or(' ');
                if !is_unseen(c) {
                    self.seen.boxes.push((self.page, c));
                }
            }
            let origin = self.origin(glyph.span);
            // A hyphen at the end of a line stands for nothing in the text.
            let is_text = start < end;
            let joined = run
                .as_mut()
                .is_some_and(|run| is_text && run.takes(origin, (start, end)));
            if !joined && is_text {
                if let Some(run) = run.take() {
                    self.push(text, at, size, base, clip, run);
                }
                run = Some(Run::new(origin, (start, end), x));
            }
            if glyph.id != 0 && is_text {
                let origin = Point::new(x + glyph.x_offset.at(text.size), Abs::zero());
                let lift = glyph.y_offset.at(text.size);
                let at = at.pre_concat(Transform::translate(origin.x, -lift));
                self.ink.add(&text.font, glyph.id, text.size, at);
            }
            x += advance;
            if let Some(run) = &mut run {
                run.end_x = x;
            }
        }
        if let Some(run) = run {
            self.push(text, at, size, base, clip, run);
        }
    }

    /// The file and the byte that a glyph was set from, if it is one of those looked for.
    fn origin(&mut self, span: (Span, u16)) -> Option<(u32, u32)> {
        let node = match self.last {
            Some((last, node)) if last == span.0 => node,
            _ => {
                let node = self.node(span.0);
                self.last = Some((span.0, node));
                node
            }
        };
        node.map(|(file, start)| (file, start + u32::from(span.1)))
    }

    fn node(&mut self, span: Span) -> Option<(u32, u32)> {
        let files = self.files;
        let file = *self.known.entry(span.id()?).or_insert_with_key(|id| {
            let path = BookWorld::path_of(*id);
            let at = files.iter().position(|(known, _)| *known == path);
            at.map_or(NONE, |at| at as u32)
        });
        let (_, origins) = files.get(file as usize)?;
        Some((file, origins.byte((span, 0))?))
    }

    // Its parameters are those of one run of glyphs, which is one thing.
    fn push(
        &mut self,
        text: &TextItem,
        at: Transform,
        size: f64,
        base: u32,
        clip: Option<ink::Area>,
        run: Run,
    ) {
        let from = Point::new(run.x, Abs::zero()).transform(at);
        let to = Point::new(run.end_x, Abs::zero()).transform(at);
        let sight = self.sight(text, size, (from, to), clip);
        let (left, baseline) = (from.x.min(to.x).to_pt() as f32, from.y.to_pt() as f32);
        let right = from.x.max(to.x).to_pt() as f32;
        let k = self.seen.tokens.len() as u32;
        let size = size as f32;
        let is_mark = right - left < 0.05;
        let row = match self.seen.rows.last_mut() {
            Some(row) if row.page == self.page && row.takes(baseline, size, is_mark) => {
                row.end = k + 1;
                row.size = row.size.max(size);
                // A raised sign at its start does not say where a row stands.
                if row.size == size && !is_mark {
                    row.baseline = baseline;
                }
                row.is_firm |= !is_mark;
                self.seen.rows.len() - 1
            }
            _ => {
                let page = self.page;
                self.seen.rows.push(Row {
                    start: k,
                    end: k + 1,
                    page,
                    baseline,
                    size,
                    is_firm: !is_mark,
                });
                self.seen.rows.len() - 1
            }
        };
        self.ink.stands(row);
        let run = self.without_echo(run, base, [left, right, baseline]);
        let letters = (base + run.letters.0) as usize..(base + run.letters.1) as usize;
        let is_blank = self.seen.text[letters].chars().all(is_unseen);
        let (file, bytes) = match run.file {
            Some((file, bytes)) if !is_blank => (file, bytes),
            _ => (NONE, (0, 0)),
        };
        self.seen.tokens.push(Token {
            page: self.page,
            row: row as u32,
            file,
            from: bytes.0,
            to: bytes.1,
            letters: (base + run.letters.0, base + run.letters.1),
            left,
            right,
            baseline,
            sight,
        });
    }
}

impl Reader<'_> {
    /// A mark that has another font than its letter is a run of its own, which says the letter
    /// once more: its letters are dropped, before the run of the letter or behind it. Runs that
    /// come from a file are known by their bytes, and may say what they like.
    fn without_echo(&mut self, mut run: Run, base: u32, area: [f32; 3]) -> Run {
        if run.file.is_some() {
            return run;
        }
        let [left, right, baseline] = area;
        let text = &self.seen.text;
        let new = &text[(base + run.letters.0) as usize..(base + run.letters.1) as usize];
        // Other letters of the word may stand between.
        let near = self.seen.tokens.iter().rev().take(8);
        let near = near.take_while(|token| token.page == self.page && token.file == NONE);
        let echo = near.enumerate().find_map(|(k, token)| {
            let old = self.seen.letters(token);
            let over = right.min(token.right) - left.max(token.left);
            // A mark may have a little width of its own, between its letter and the next.
            let is_mark = (right - left).min(token.right - token.left) < 1.2;
            let is_over = over > 0.3 || (is_mark && over > -0.6);
            if !is_over || (baseline - token.baseline).abs() > 6.0 {
                return None;
            }
            let is_end = |long: &str, short: &str| {
                is_cluster(short) && (long.ends_with(short) || long.starts_with(short))
            };
            match (is_end(old, new), is_end(new, old)) {
                (true, _) => Some(None),
                (_, true) => Some(Some(k)),
                _ => None,
            }
        });
        match echo {
            Some(None) => run.letters.1 = run.letters.0,
            Some(Some(k)) => {
                let count = self.seen.tokens.len();
                let token = &mut self.seen.tokens[count - 1 - k];
                token.letters.1 = token.letters.0;
            }
            None => {}
        }
        run
    }
}

/// Whether letters are one that has a mark, alone or as a sign after it.
fn is_cluster(letters: &str) -> bool {
    let mut chars = letters.chars();
    let Some(first) = chars.next() else { return false };
    let marks = chars.filter(|c| c.script() == Script::Inherited).count();
    let is_letter = first.is_alphabetic() && first.script() != Script::Inherited;
    let is_one = letters.chars().count() == 1 + marks;
    is_letter && is_one && (marks > 0 || !first.is_ascii())
}

/// A token on its way.
struct Run {
    /// Its file and its bytes there.
    file: Option<(u32, (u32, u32))>,
    /// Its bytes in the words of its run.
    letters: (u32, u32),
    /// Where it begins and ends in its run.
    x: Abs,
    end_x: Abs,
}

impl Run {
    fn new(origin: Option<(u32, u32)>, letters: (u32, u32), x: Abs) -> Self {
        let length = letters.1 - letters.0;
        Self {
            file: origin.map(|(file, byte)| (file, (byte, byte + length))),
            letters,
            x,
            end_x: x,
        }
    }

    /// Takes a glyph in, if it goes on where this ends, in either direction.
    fn takes(&mut self, origin: Option<(u32, u32)>, (start, end): (u32, u32)) -> bool {
        let next = match (self.file, origin) {
            (None, None) => None,
            (Some((file, bytes)), Some((of, byte))) if file == of => {
                let last = byte + (end - start);
                let goes_on = byte == bytes.1 || last == bytes.0;
                // Another glyph of a cluster that is in already.
                let is_in = bytes.0 <= byte
                    && last <= bytes.1
                    && self.letters.0 <= start
                    && end <= self.letters.1;
                if !goes_on && !is_in {
                    return false;
                }
                Some((file, (bytes.0.min(byte), bytes.1.max(last))))
            }
            _ => return false,
        };
        let adjoins = start <= self.letters.1 && self.letters.0 <= end;
        if !adjoins {
            return false;
        }
        self.file = next;
        self.letters = (self.letters.0.min(start), self.letters.1.max(end));
        true
    }
}

/// Whether a character has no ink of its own in any font.
pub(super) fn is_unseen(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}'
                | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
                | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}'
                | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}'
                | '\u{e0000}'..='\u{e0fff}'
        )
}

fn is_white(paint: &Paint) -> bool {
    match paint {
        Paint::Solid(color) => {
            let rgb = color.to_rgb();
            rgb.alpha > 0.0 && rgb.red > 0.97 && rgb.green > 0.97 && rgb.blue > 0.97
        }
        _ => false,
    }
}

/// Where a link of the program leads.
fn target(to: &Destination) -> Lead {
    match to {
        Destination::Position(at) => {
            at.page.get().checked_sub(1).map_or(Lead::Elsewhere, Lead::Page)
        }
        Destination::Location(location) => Lead::Thing(*location),
        Destination::Url(url) => match Address::read(url) {
            Some(Address::Line(line)) => Lead::Line(line),
            Some(Address::Anchor { .. }) | None => Lead::Elsewhere,
        },
    }
}
