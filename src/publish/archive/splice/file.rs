//! A file as Typst's export writes it, and the edits that are made to its bytes.

use std::io::Write;
use std::ops::Range;

/// What is put in the place of some bytes.
#[derive(Debug)]
pub(super) struct Edit {
    pub(super) at: usize,
    pub(super) length: usize,
    pub(super) text: Vec<u8>,
}

/// A file in the form that Typst's export gives it: objects, one table of their offsets,
/// and the trailer.
pub(super) struct File<'a> {
    pub(super) bytes: &'a [u8],
    /// The offset and the number of each object, in order of the offsets.
    pub(super) objects: Vec<(usize, usize)>,
    /// One more than the greatest number.
    pub(super) size: usize,
    /// Where the table of offsets begins.
    pub(super) table: usize,
    /// What the trailer's dictionary holds.
    pub(super) trailer: &'a [u8],
}

impl<'a> File<'a> {
    /// Reads the table and the trailer; `None` if the file has another form.
    pub(super) fn read(bytes: &'a [u8]) -> Option<Self> {
        let startxref = rfind(bytes, b"startxref")?;
        let (table, _) =
            number(bytes[startxref + b"startxref".len()..].trim_ascii_start())?;
        let trailer = rfind(bytes, b"trailer")?;
        let (mut objects, size) = offsets(bytes.get(table..trailer)?)?;
        objects.sort_unstable();
        let last = objects.last().map_or(0, |object| object.0);
        let trailer = bytes.get(trailer + b"trailer".len()..startxref)?.trim_ascii();
        let trailer = trailer.strip_prefix(b"<<")?.strip_suffix(b">>")?;
        (last < table).then_some(Self { bytes, objects, size, table, trailer })
    }

    /// Where each object begins and ends, its number, and what it holds: all between
    /// `obj` and `endobj`. It ends early at one of another form.
    pub(super) fn held(
        &self,
    ) -> impl Iterator<Item = (Range<usize>, usize, Range<usize>)> {
        let ends = self.objects.iter().skip(1).map(|next| next.0);
        let ends = ends.chain([self.table]);
        self.objects.iter().zip(ends).map_while(|(&(start, object), end)| {
            let (found, rest) = number(&self.bytes[start..end])?;
            let inner = rest.strip_prefix(b" 0 obj")?.trim_ascii();
            let inner = inner.strip_suffix(b"endobj")?.trim_ascii_end();
            let first = end - rest.len() + b" 0 obj".len();
            let blank = |byte: &u8| byte.is_ascii_whitespace();
            let blanks = self.bytes[first..end].iter().take_while(|b| blank(b)).count();
            let first = first + blanks;
            (found == object).then_some((start..end, object, first..first + inner.len()))
        })
    }
}

/// The offset and number of each object that is not free, and how many entries there are.
fn offsets(table: &[u8]) -> Option<(Vec<(usize, usize)>, usize)> {
    /// How long an entry is: `0000000009 00000 n` and an end of line of two characters.
    const ENTRY: usize = 20;
    let mut rest = table.strip_prefix(b"xref")?.trim_ascii_start();
    let (mut objects, mut size) = (vec![], 0);
    while !rest.is_empty() {
        // The head of a run of numbers, which begins where the one before ended.
        let (first, after) = number(rest)?;
        let (count, after) = number(after.strip_prefix(b" ")?)?;
        let after = after.trim_ascii_start();
        if first != size || count > after.len() / ENTRY {
            return None;
        }
        let (entries, after) = after.split_at(count * ENTRY);
        for entry in entries.chunks_exact(ENTRY) {
            let (offset, kind) = number(entry)?;
            match kind {
                b" 00000 n \n" | b" 00000 n\r\n" => objects.push((offset, size)),
                _ if kind.get(7) == Some(&b'f') => {}
                _ => return None,
            }
            size += 1;
        }
        rest = after.trim_ascii_start();
    }
    Some((objects, size))
}

/// The file with its edits, which are in order; objects behind them move.
pub(super) fn apply(file: &File, edits: &[Edit]) -> Option<Vec<u8>> {
    apply_with(file, edits, &[])
}

/// The same, with more objects, whose numbers are the next ones.
pub(super) fn apply_with(
    file: &File,
    edits: &[Edit],
    added: &[Vec<u8>],
) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(file.bytes.len() + file.bytes.len() / 8);
    let mut edited = Edited { bytes: file.bytes, edits };
    let mut places = vec![None; file.size];
    let mut done = 0;
    for &(start, object) in &file.objects {
        edited.copy(done..start, &mut out)?;
        places[object] = Some(out.len());
        done = start;
    }
    edited.copy(done..file.table, &mut out)?;
    for object in added {
        let number = places.len();
        places.push(Some(out.len()));
        writeln!(out, "{number} 0 obj").ok()?;
        out.extend_from_slice(object);
        out.extend_from_slice(b"\nendobj\n\n");
    }
    let table = out.len();
    let size = places.len();
    write!(out, "xref\n0 {size}\n").ok()?;
    for place in places {
        match place {
            Some(offset) => writeln!(out, "{offset:010} 00000 n ").ok()?,
            None => out.extend_from_slice(b"0000000000 65535 f \n"),
        }
    }
    out.extend_from_slice(b"trailer\n<<");
    if added.is_empty() {
        out.extend_from_slice(file.trailer);
    } else {
        let at = memchr::memmem::find(file.trailer, b"/Size ")? + b"/Size ".len();
        let (_, rest) = number(&file.trailer[at..])?;
        out.extend_from_slice(&file.trailer[..at]);
        write!(out, "{size}").ok()?;
        out.extend_from_slice(rest);
    }
    write!(out, ">>\nstartxref\n{table}\n%%EOF").ok()?;
    Some(out)
}

/// A file as it is with its edits, which are in order.
pub(super) struct Edited<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) edits: &'a [Edit],
}

impl Edited<'_> {
    /// Copies a part of the file; parts are asked for in order, and no edit reaches over
    /// an end of one.
    pub(super) fn copy(&mut self, part: Range<usize>, out: &mut Vec<u8>) -> Option<()> {
        let mut done = part.start;
        while let Some((edit, rest)) = self.edits.split_first()
            && edit.at < part.end
        {
            if edit.at >= part.start {
                out.extend_from_slice(self.bytes.get(done..edit.at)?);
                out.extend_from_slice(&edit.text);
                done = edit.at + edit.length;
            }
            self.edits = rest;
        }
        out.extend_from_slice(self.bytes.get(done..part.end)?);
        Some(())
    }
}

pub(super) fn rfind(bytes: &[u8], word: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(bytes, word)
}

/// The number that begins here, and what stands behind it.
pub(super) fn number(bytes: &[u8]) -> Option<(usize, &[u8])> {
    let digits = bytes.iter().take_while(|b| b.is_ascii_digit()).count();
    let (digits, rest) = bytes.split_at(digits);
    let with = |sum: usize, digit: &u8| {
        sum.checked_mul(10)?.checked_add(usize::from(digit - b'0'))
    };
    let number = digits.iter().try_fold(0, with)?;
    (!digits.is_empty()).then_some((number, rest))
}
