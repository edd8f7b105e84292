//! A TrueType face made of outlines: no more tables than Typst and a PDF need (OpenType 1.9).

use ttf_parser::OutlineBuilder;

/// A point of a contour: where it is, and whether the contour goes through it.
type Point = (i16, i16, bool);

/// A glyph in thousandths of the size of type.
#[derive(Debug, Clone, Default)]
pub(super) struct Glyph {
    /// Its closed curves.
    pub contours: Vec<Vec<Point>>,
    /// How far the pen goes.
    pub advance: f64,
}

/// Takes an outline in, moved and scaled.
pub(super) struct Contours {
    scale: f64,
    left: f64,
    at: (f64, f64),
    done: Vec<Vec<Point>>,
}

impl Contours {
    /// Into how many parts of the second degree a curve of the third is cut: each then
    /// differs from it by less than the grid that points lie on.
    const PARTS: u32 = 4;

    /// Takes outlines in at `scale`, `left` thousandths away from the pen.
    pub(super) fn new(scale: f64, left: f64) -> Self {
        Self { scale, left, at: (0.0, 0.0), done: vec![] }
    }

    /// What was drawn.
    pub(super) fn finish(self) -> Vec<Vec<Point>> {
        self.done.into_iter().filter(|contour| contour.len() > 2).collect()
    }

    fn push(&mut self, (x, y): (f64, f64), on: bool) {
        let x = (x * self.scale + self.left).round() as i16;
        let y = (y * self.scale).round() as i16;
        if let Some(contour) = self.done.last_mut() {
            contour.push((x, y, on));
        }
    }
}

fn pair(x: f32, y: f32) -> (f64, f64) {
    (f64::from(x), f64::from(y))
}

impl OutlineBuilder for Contours {
    fn move_to(&mut self, x: f32, y: f32) {
        self.done.push(vec![]);
        self.at = pair(x, y);
        self.push(self.at, true);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.at = pair(x, y);
        self.push(self.at, true);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        self.push(pair(x1, y1), false);
        self.at = pair(x, y);
        self.push(self.at, true);
    }

    // Its parameters are those of the trait: one thing that is not ours to change.
    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (from, one, two, to) = (self.at, pair(x1, y1), pair(x2, y2), pair(x, y));
        let on = |t: f64, [a, b, c, d]: [f64; 4]| {
            let u = 1.0 - t;
            u * u * u * a + 3.0 * u * u * t * b + 3.0 * u * t * t * c + t * t * t * d
        };
        // The slope of the curve.
        let slope = |t: f64, [a, b, c, d]: [f64; 4]| {
            let u = 1.0 - t;
            3.0 * (u * u * (b - a) + 2.0 * u * t * (c - b) + t * t * (d - c))
        };
        let (xs, ys) = ([from.0, one.0, two.0, to.0], [from.1, one.1, two.1, to.1]);
        let step = 1.0 / f64::from(Self::PARTS);
        for k in 0..Self::PARTS {
            let (t, end) = (f64::from(k) * step, f64::from(k + 1) * step);
            // The part as a curve of the third degree, and the one of the second that is
            // nearest to it.
            let middle = |of: [f64; 4]| {
                let (a, d) = (on(t, of), on(end, of));
                let (b, c) =
                    (a + slope(t, of) * step / 3.0, d - slope(end, of) * step / 3.0);
                (3.0 * (b + c) - a - d) / 4.0
            };
            self.push((middle(xs), middle(ys)), false);
            self.push((on(end, xs), on(end, ys)), true);
        }
        self.at = to;
    }

    fn close(&mut self) {
        // A contour ends where it begins, in this format.
        if let Some(contour) = self.done.last_mut()
            && contour.len() > 1
            && contour.last().map(|p| (p.0, p.1)) == contour.first().map(|p| (p.0, p.1))
        {
            contour.pop();
        }
    }
}

/// Numbers, the most significant byte first.
#[derive(Default)]
struct Table(Vec<u8>);

impl Table {
    fn words(mut self, words: &[i32]) -> Self {
        for word in words {
            self.0.extend((*word as u16).to_be_bytes());
        }
        self
    }

    fn longs(mut self, longs: &[u32]) -> Self {
        for long in longs {
            self.0.extend(long.to_be_bytes());
        }
        self
    }

    fn bytes(mut self, bytes: &[u8]) -> Self {
        self.0.extend(bytes);
        self
    }
}

/// How high a line of the face is, in thousandths.
const ASCENT: i32 = 800;

/// How deep it goes below the baseline.
const DESCENT: i32 = -200;

/// The file of a face with these glyphs; the first is for what it does not
/// have, and with the glyphs of these characters, in their order.
pub(super) fn face(family: &str, glyphs: &[Glyph], codes: &[(u32, u16)]) -> Vec<u8> {
    let count = glyphs.len() as i32;
    let mut outlines = vec![];
    let mut places = vec![0];
    let (mut points, mut contours) = (0, 0);
    for glyph in glyphs {
        points = points.max(glyph.contours.iter().map(Vec::len).sum());
        contours = contours.max(glyph.contours.len());
        outlines.extend(outline(glyph));
        outlines.resize(outlines.len().next_multiple_of(4), 0);
        places.push(outlines.len() as u32);
    }
    let widest = glyphs.iter().map(|glyph| glyph.advance as i32).max().unwrap_or(0);
    let metrics = glyphs.iter().fold(Table::default(), |table, glyph| {
        let left = glyph.contours.iter().flatten().map(|point| point.0).min();
        table.words(&[glyph.advance.round() as i32, i32::from(left.unwrap_or(0))])
    });
    let (ascent, descent) = (ASCENT, DESCENT);
    let tables = [
        (b"GDEF", classes(count)),
        (b"GPOS", positions()),
        (b"OS/2", style(widest)),
        (b"cmap", characters(codes)),
        (b"glyf", Table(outlines)),
        (
            b"head",
            Table::default()
                .longs(&[0x0001_0000, 0x0001_0000, 0, 0x5f0f_3cf5])
                .words(&[0x000b, 1000])
                .longs(&[0, 0, 0, 0])
                .words(&[0, descent, widest, ascent, 0, 8, 2, 1, 0]),
        ),
        (
            b"hhea",
            Table::default().longs(&[0x0001_0000]).words(&[
                ascent, descent, 0, widest, 0, 0, widest, 1, 0, 0, 0, 0, 0, 0, 0, count,
            ]),
        ),
        (b"hmtx", metrics),
        (b"loca", Table::default().longs(&places)),
        (
            b"maxp",
            Table::default().longs(&[0x0001_0000]).words(&[
                count,
                points as i32,
                contours as i32,
                0,
                0,
                2,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
                0,
            ]),
        ),
        (b"name", names(family)),
        (b"post", Table::default().longs(&[0x0003_0000, 0, 0xff9c_0032, 0, 0, 0, 0, 0])),
    ];
    file(tables)
}

/// A glyph's outline (`glyf`), without any packing.
fn outline(glyph: &Glyph) -> Vec<u8> {
    let points: Vec<Point> = glyph.contours.iter().flatten().copied().collect();
    if points.is_empty() {
        return vec![];
    }
    let bounds = |of: fn(&Point) -> i16| {
        let of = || points.iter().map(of).map(i32::from);
        (of().min().unwrap_or(0), of().max().unwrap_or(0))
    };
    let ((left, right), (bottom, top)) = (bounds(|p| p.0), bounds(|p| p.1));
    let ends: Vec<i32> = glyph
        .contours
        .iter()
        .scan(-1, |end, contour| {
            *end += contour.len() as i32;
            Some(*end)
        })
        .collect();
    let steps = |of: fn(&Point) -> i16| -> Vec<i32> {
        let mut last = 0;
        let step = |p| {
            let at = i32::from(of(p));
            at - std::mem::replace(&mut last, at)
        };
        points.iter().map(step).collect()
    };
    let flags: Vec<u8> = points.iter().map(|point| u8::from(point.2)).collect();
    Table::default()
        .words(&[glyph.contours.len() as i32, left, bottom, right, top])
        .words(&ends)
        .words(&[0])
        .bytes(&flags)
        .words(&steps(|p| p.0))
        .words(&steps(|p| p.1))
        .0
}

/// Says of all glyphs that they are no marks (`GDEF`), so that each has its width.
fn classes(count: i32) -> Table {
    let classes = vec![1; count as usize];
    Table::default()
        .words(&[1, 0, 12, 0, 0, 0, 1, 0, count])
        .words(&classes)
}

/// A table (`GPOS`) without rules but for the scripts whose marks would else be placed by
/// rules of thumb: each glyph is set behind the one before it.
fn positions() -> Table {
    Table::default()
        .words(&[1, 0, 10, 28, 30, 1])
        .bytes(b"hebr")
        .words(&[8, 4, 0, 0, 0xffff, 0, 0, 0])
}

/// The character map (`cmap`), of the kind that knows all of Unicode.
fn characters(codes: &[(u32, u16)]) -> Table {
    let groups = codes.len() as u32;
    let map = Table::default()
        .words(&[0, 1, 3, 10])
        .longs(&[12])
        .words(&[12, 0])
        .longs(&[16 + 12 * groups, 0, groups]);
    codes
        .iter()
        .fold(map, |map, &(code, glyph)| map.longs(&[code, code, u32::from(glyph)]))
}

/// What kind of a face it is (`OS/2`): upright, regular, free to embed.
fn style(widest: i32) -> Table {
    Table::default()
        .words(&[4, widest, 400, 5, 0])
        .words(&[650, 600, 0, 75, 650, 600, 0, 350, 50, 300, 0])
        .bytes(&[0; 10])
        .longs(&[0, 0, 0, 0])
        .bytes(b"NONE")
        .words(&[0x40, 0x20, 0xffff])
        .words(&[ASCENT, DESCENT, 0, ASCENT, -DESCENT])
        .longs(&[0, 0])
        .words(&[430, 650, 0, 32, 1])
}

/// The names of the face (`name`).
fn names(family: &str) -> Table {
    let plain: String = family.chars().filter(|c| *c != ' ').collect();
    let names = [(1, family), (2, "Regular"), (4, family), (6, &plain)];
    let mut records =
        Table::default().words(&[0, names.len() as i32, 6 + 12 * names.len() as i32]);
    let mut letters = Table::default();
    for (id, name) in names {
        let units: Vec<i32> = name.encode_utf16().map(i32::from).collect();
        let length = 2 * units.len() as i32;
        records = records.words(&[3, 1, 0x409, id, length, letters.0.len() as i32]);
        letters = letters.words(&units);
    }
    records.bytes(&letters.0)
}

/// Puts the tables of a face together, which are sorted by their names.
fn file<const N: usize>(tables: [(&[u8; 4], Table); N]) -> Vec<u8> {
    let power = N.ilog2() as i32;
    let range = 16 << power;
    let count = N as i32;
    let mut head = Table::default().longs(&[0x0001_0000]).words(&[
        count,
        range,
        power,
        16 * count - range,
    ]);
    let mut body = vec![];
    let start = 12 + 16 * N;
    for (name, Table(mut data)) in tables {
        let length = data.len() as u32;
        data.resize(data.len().next_multiple_of(4), 0);
        let sum = data.chunks_exact(4).fold(0_u32, |sum, long| {
            sum.wrapping_add(
                long.iter().fold(0, |long, byte| long << 8 | u32::from(*byte)),
            )
        });
        head = head.bytes(name).longs(&[sum, (start + body.len()) as u32, length]);
        body.extend(data);
    }
    let mut file = head.0;
    file.extend(body);
    file
}
