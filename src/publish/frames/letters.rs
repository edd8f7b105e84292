//! Which letters each glyph of a cluster shows: a letter its letter, a mark its mark.

use std::borrow::Cow;

use icu_normalizer::properties::CanonicalCombiningClassMapBorrowed;
use typst::layout::{Em, Point};
use typst::text::{Glyph, TextItem};

use crate::assemble::{DESIGN, OWN_DESIGN};
use crate::model::Dir;
use crate::typeset::BookWorld;

/// A glyph with its place on the line.
pub(crate) struct Placed<'a> {
    /// The glyph as it was set.
    pub glyph: &'a Glyph,
    /// The item it was in.
    pub piece: &'a TextItem,
    /// Its origin, from the frame's left edge and upper edge.
    pub at: Point,
    /// The text of its cluster.
    pub cluster: &'a str,
}

impl Placed<'_> {
    /// Whether it is among the glyphs of some parts.
    fn is_written(&self, parts: &[LetterPart]) -> bool {
        parts
            .iter()
            .any(|part| std::ptr::eq(part.of, self) && part.id == self.glyph.id)
    }

    /// Whether both were set from the same letters.
    pub(crate) fn same_cluster(&self, other: &Self) -> bool {
        let same_run = std::ptr::eq(self.piece, other.piece);
        self.cluster == other.cluster
            && if same_run {
                self.glyph.range == other.glyph.range
            } else {
                is_one(self.glyph, other.glyph)
            }
    }

    /// Whether nothing is seen of it and it has no width, as a blank at the end of a line.
    pub(crate) fn is_unseen(&self) -> bool {
        let is_blank = |c: char| c.is_whitespace() || is_unseen(c);
        self.glyph.x_advance == Em::zero() && self.cluster.chars().all(is_blank)
    }
}

/// Whether one cluster, a letter with its marks, stands at the end of an item and at the start of
/// the next: both glyphs were set from the same letters, and one of them is a mark. What is set
/// twice, as leaders are, has its width each time.
pub(crate) fn are_parted(before: &TextItem, behind: &TextItem) -> bool {
    let (Some(a), Some(b)) = (before.glyphs.last(), behind.glyphs.first()) else {
        return false;
    };
    is_one(a, b) && before.text.get(a.range()) == behind.text.get(b.range())
}

/// Whether two glyphs of different items with the same letters are of one cluster.
fn is_one(a: &Glyph, b: &Glyph) -> bool {
    a.span == b.span && (a.x_advance == Em::zero() || b.x_advance == Em::zero())
}

/// A glyph with the part of a cluster's text that is its own.
pub(crate) struct LetterPart<'a> {
    /// The part of the text.
    pub text: Cow<'a, str>,
    /// The glyph that is shown, or that the carrier belongs to.
    pub of: &'a Placed<'a>,
    /// Where it is.
    pub at: Point,
    /// Its number in the face.
    pub id: u16,
}

/// Characters that no glyph shows alone: a joiner, the second letter of a ligature. Many programs turn the text of a
/// glyph around letter by letter when they read from right to left, and then have them in the wrong
/// order. So each gets a glyph of its own that nothing is seen of: that of a control character, which
/// shaping has removed from the text.
const CARRIERS: [(char, char); 6] = [
    ('\u{200c}', '\u{200c}'),
    ('\u{627}', '\u{200d}'),
    ('\u{623}', '\u{200e}'),
    ('\u{625}', '\u{200f}'),
    ('\u{622}', '\u{200b}'),
    ('\u{671}', '\u{2060}'),
];

/// What a glyph stands for that shows no character of its own: the combining grapheme joiner, which nothing is
/// seen of and which programs pass over when they search.
pub(crate) const ADDED: &str = "\u{34f}";

/// What a blank glyph stands for that only has a place.
pub(crate) const PLACE: &str = "\u{34f}\u{34f}";

/// What stands before a stretch from left to right.
pub(crate) const TURN: &str = "\u{200f}";

/// How far to the left of its place what has no width stands in a right-to-left run, so that programs
/// that sort by place find it behind the letter it follows.
pub(crate) const NUDGE: Em = Em::new(0.01);

/// The glyph that carries a character unseen, if the face has one for it alone.
fn carrier(text: &TextItem, c: char) -> Option<u16> {
    let face = text.font.ttf();
    let row = CARRIERS.iter().position(|row| row.0 == c)?;
    let glyph = face.glyph_index(CARRIERS[row].1)?;
    let unseen = face.glyph_hor_advance(glyph) == Some(0)
        && face.glyph_bounding_box(glyph).is_none();
    let alone = CARRIERS[..row]
        .iter()
        .all(|row| face.glyph_index(row.1) != Some(glyph));
    (unseen && alone).then_some(glyph.0)
}

/// A cluster's text, shared out among its glyphs, in the order of the text; `None` if it
/// can't be told what each shows. Only where letters go from right to left they have carriers.
pub(crate) fn parts<'a>(
    text: &'a str,
    glyphs: &'a [Placed<'a>],
    dir: Dir,
) -> Option<Vec<LetterPart<'a>>> {
    let carrier = |text, c| if dir == Dir::Rtl { carrier(text, c) } else { None };
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let owners = owners(&chars, glyphs, dir)?;
    let mut out: Vec<LetterPart> = vec![];
    // Where the text begins that no glyph has yet.
    let mut start = 0;
    for (at, (byte, c)) in chars.iter().enumerate() {
        let end = byte + c.len_utf8();
        let next = owners[at..].iter().copied().flatten().next();
        match owners[at] {
            Some(k) if glyphs[k].is_written(&out) => {
                let of = &glyphs[k];
                match (carrier(of.piece, *c), out.last_mut()) {
                    (Some(id), _) => {
                        let at = of.at - Point::with_x(NUDGE.at(of.piece.size));
                        let text = Cow::Borrowed(text.get(start..end)?);
                        out.push(LetterPart { text, of, at, id });
                    }
                    (None, Some(last)) if std::ptr::eq(last.of, of) => {
                        last.text.to_mut().push_str(text.get(start..end)?);
                    }
                    // The order of marks of two kinds says nothing.
                    (None, _) if is_mark(*c) => {
                        let own = |part: &&mut LetterPart| part.id == of.glyph.id;
                        let parts =
                            out.iter_mut().filter(|part| std::ptr::eq(part.of, of));
                        let last = parts.filter(own).last()?;
                        last.text.to_mut().push_str(text.get(start..end)?);
                    }
                    _ => return None,
                }
            }
            Some(k) => {
                let of = &glyphs[k];
                let part = Cow::Borrowed(text.get(start..end)?);
                out.push(LetterPart { text: part, of, at: of.at, id: of.glyph.id });
            }
            None => {
                let of = &glyphs[next.unwrap_or_default()];
                let Some(id) = carrier(of.piece, *c) else { continue };
                let right = of.at.x + of.glyph.x_advance.at(of.piece.size);
                let at = Point::new(right - NUDGE.at(of.piece.size), of.at.y);
                let text = Cow::Borrowed(text.get(start..end)?);
                out.push(LetterPart { text, of, at, id });
            }
        }
        start = end;
    }
    if start < text.len() {
        out.last_mut()?.text.to_mut().push_str(text.get(start..)?);
    }
    // What the face adds to a letter is behind it.
    let added = glyphs.iter().filter(|glyph| !glyph.is_written(&out));
    let added: Vec<&Placed> = added.collect();
    if !added.is_empty() && dir == Dir::Rtl && !out.is_empty() {
        let behind = out.iter().position(|part| part.text.chars().any(|c| !is_mark(c)));
        let behind = behind.map_or(0, |at| at + 1);
        for of in added {
            let text = Cow::Borrowed(ADDED);
            out.insert(behind, LetterPart { text, of, at: of.at, id: of.glyph.id });
        }
    }
    let shown = glyphs.iter().all(|glyph| glyph.is_written(&out));
    shown.then_some(out)
}

/// The glyph that shows each character, as an index; none for those that nothing is seen of.
fn owners(
    chars: &[(usize, char)],
    glyphs: &[Placed],
    dir: Dir,
) -> Option<Vec<Option<usize>>> {
    let mut owners: Vec<Option<usize>> = vec![None; chars.len()];
    let mut free: Vec<usize> = vec![];
    for (k, placed) in glyphs.iter().enumerate() {
        let shows = |c: char| {
            let glyph = placed.piece.font.ttf().glyph_index(c);
            glyph.is_some_and(|glyph| glyph.0 == placed.glyph.id)
        };
        let found = chars
            .iter()
            .zip(&owners)
            .position(|(c, of)| of.is_none() && shows(c.1));
        match found {
            Some(at) => owners[at] = Some(k),
            None => free.push(k),
        }
    }
    let one = glyphs.len() == 1;
    let (marks, letters): (Vec<usize>, Vec<usize>) = free
        .into_iter()
        .partition(|k| !one && glyphs[*k].glyph.x_advance == Em::zero());
    for (free, of_marks) in [(letters, false), (marks, true)] {
        let wanted: Vec<usize> = (0..chars.len())
            .filter(|at| {
                let c = chars[*at].1;
                let is_kind = one || is_mark(c) == of_marks;
                owners[*at].is_none() && !is_unseen(c) && is_kind
            })
            .collect();
        match (&wanted[..], &free[..]) {
            (wanted, free) if free.len() == wanted.len() => {
                for (at, k) in wanted.iter().zip(free) {
                    owners[*at] = Some(*k);
                }
            }
            (wanted, [k]) if !wanted.is_empty() => {
                for at in wanted {
                    owners[*at] = Some(*k);
                }
            }
            // The face has a glyph for the letter with this mark.
            (wanted, []) if of_marks => {
                for at in wanted {
                    let letter = owners[..*at].iter().zip(chars).rev();
                    let letter = letter.filter(|(_, (_, c))| !is_mark(*c));
                    let owner = letter.map(|(owner, _)| *owner).next()?;
                    owners[*at] = owner;
                }
            }
            // Glyphs that the face adds to a letter: the first is the letter, and the
            // others show no character of their own.
            (wanted, free) if wanted.len() <= 1 && dir == Dir::Rtl => {
                if let ([at], [k, ..]) = (wanted, free) {
                    owners[*at] = Some(*k);
                }
            }
            _ => return None,
        }
    }
    Some(owners)
}

/// Whether a glyph is a line between joined letters that the design has put there; one that the
/// editor typed is a letter like others.
pub(crate) fn is_kashida(text: &str, glyph: &Glyph) -> bool {
    let of_design = |id| {
        let path = BookWorld::path_of(id);
        path == OWN_DESIGN || path == DESIGN || path.starts_with("/templates/")
    };
    text.get(glyph.range()) == Some("\u{640}") && glyph.span.0.id().is_some_and(of_design)
}

/// Whether a character has no glyph.
pub(crate) fn is_unseen(c: char) -> bool {
    typst::text::is_default_ignorable(c)
}

/// Whether a character is a mark on a letter: one with a combining class.
pub(crate) fn is_mark(c: char) -> bool {
    CanonicalCombiningClassMapBorrowed::new().get_u8(c) != 0
}
