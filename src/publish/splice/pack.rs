//! Objects packed into compressed streams (ISO 32000-1, 7.5.7 and 7.5.8).
//!
//! Typst's export compresses pages and fonts, and writes the structure, which is most of
//! the file of a book with many notes, as plain text. PDF/A-1 has no such streams.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::{number, rfind};

/// How many objects a stream holds: readers open all of it for one of them.
const OBJECTS: usize = 1024;

/// The first version with streams of objects.
const SINCE: &[u8] = b"%PDF-1.5";

/// Where an object stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Free,
    /// At a byte of the file.
    At(usize),
    /// In the stream of this number, as the object of this index.
    In(usize, usize),
}

/// The file with all objects that are no streams packed; `None` if its version has no
/// such streams, or if it has another form than Typst's export gives it.
pub(super) fn packed(pdf: &[u8]) -> Option<Vec<u8>> {
    if pdf.get(..SINCE.len())? < SINCE {
        return None;
    }
    let startxref = rfind(pdf, b"startxref")?;
    let (table, _) = number(pdf[startxref + b"startxref".len()..].trim_ascii_start())?;
    let trailer = rfind(pdf, b"trailer")?;
    let entries = offsets(pdf.get(table..trailer)?)?;
    let trailer = pdf[trailer + b"trailer".len()..startxref].trim_ascii();
    let trailer = trailer.strip_prefix(b"<<")?.strip_suffix(b">>")?;

    let mut order: Vec<(usize, usize)> = entries
        .iter()
        .enumerate()
        .filter_map(|(object, offset)| Some(((*offset)?, object)))
        .collect();
    order.sort_unstable();
    let mut places = vec![Place::Free; entries.len()];
    let mut out = Vec::with_capacity(pdf.len() / 2);
    out.extend_from_slice(pdf.get(..order.first()?.0)?);
    let mut stream = Stream::default();
    for (k, &(start, object)) in order.iter().enumerate() {
        let end = order.get(k + 1).map_or(table, |next| next.0);
        let whole = pdf.get(start..end)?;
        let head = format!("{object} 0 obj");
        let inner = whole.strip_prefix(head.as_bytes())?.trim_ascii();
        let inner = inner.strip_suffix(b"endobj")?.trim_ascii();
        if inner.ends_with(b"endstream") {
            places[object] = Place::At(out.len());
            out.extend_from_slice(whole);
            continue;
        }
        stream.push(object, inner);
        if stream.objects.len() == OBJECTS {
            std::mem::take(&mut stream).write(&mut out, &mut places)?;
        }
    }
    stream.write(&mut out, &mut places)?;
    references(&mut out, &mut places, trailer)?;
    Some(out)
}

/// The offset of each object, by its number; none for a free one.
fn offsets(table: &[u8]) -> Option<Vec<Option<usize>>> {
    let table = std::str::from_utf8(table).ok()?;
    let mut lines = table.lines();
    if lines.next()?.trim() != "xref" {
        return None;
    }
    let mut offsets = vec![];
    let mut left = 0;
    for line in lines {
        let mut words = line.split_ascii_whitespace();
        let (Some(first), Some(second), kind) =
            (words.next(), words.next(), words.next())
        else {
            continue;
        };
        match kind {
            // The head of a run of numbers, which begins where the one before ended.
            None if left == 0 && first.parse() == Ok(offsets.len()) => {
                left = second.parse().ok()?;
            }
            Some("n") if left > 0 && second == "00000" => {
                offsets.push(Some(first.parse().ok()?));
                left -= 1;
            }
            Some("f") if left > 0 => {
                offsets.push(None);
                left -= 1;
            }
            _ => return None,
        }
    }
    (left == 0).then_some(offsets)
}

/// Objects of one stream.
#[derive(Default)]
struct Stream {
    /// Their numbers.
    objects: Vec<usize>,
    /// Numbers and offsets, as the stream begins.
    head: String,
    /// What they say.
    body: Vec<u8>,
}

impl Stream {
    fn push(&mut self, object: usize, text: &[u8]) {
        self.head.push_str(&format!("{object} {} ", self.body.len()));
        self.objects.push(object);
        self.body.extend_from_slice(text);
        self.body.push(b'\n');
    }

    /// Writes the stream, as an object with a number behind all others.
    fn write(self, out: &mut Vec<u8>, places: &mut Vec<Place>) -> Option<()> {
        if self.objects.is_empty() {
            return Some(());
        }
        let own = places.len();
        for (k, object) in self.objects.iter().enumerate() {
            places[*object] = Place::In(own, k);
        }
        places.push(Place::At(out.len()));
        let data = deflate(&[self.head.as_bytes(), &self.body])?;
        let (count, first) = (self.objects.len(), self.head.len());
        let dict = format!("/Type/ObjStm/N {count}/First {first}/Filter/FlateDecode");
        object(out, own, dict.as_bytes(), &data);
        Some(())
    }
}

/// Writes the stream of references and the end of the file; the trailer's dictionary
/// becomes that of the stream.
fn references(out: &mut Vec<u8>, places: &mut Vec<Place>, trailer: &[u8]) -> Option<()> {
    let (own, start) = (places.len(), out.len());
    places.push(Place::At(start));
    let count = places.len();
    // The kind, where it is, and its index there: 1, 4 and 2 bytes; of each row the
    // difference to the one above is written, and in front of it that this is so.
    let mut rows = Vec::with_capacity(count * 8);
    let mut above = [0; 7];
    for place in places.iter() {
        let (kind, at, index) = match *place {
            Place::Free => (0, 0, u16::MAX.into()),
            Place::At(offset) => (1, offset, 0),
            Place::In(stream, k) => (2, stream, k),
        };
        let mut row = [0; 7];
        row[0] = kind;
        row[1..5].copy_from_slice(&u32::try_from(at).ok()?.to_be_bytes());
        row[5..].copy_from_slice(&u16::try_from(index).ok()?.to_be_bytes());
        rows.push(2);
        rows.extend((0..7).map(|k| row[k].wrapping_sub(above[k])));
        above = row;
    }
    let data = deflate(&[&rows])?;
    let size = trailer.windows(6).position(|window| window == b"/Size ")?;
    let (_, rest) = number(&trailer[size + 6..])?;
    let mut dict = format!(
        "/Type/XRef/W[1 4 2]/Size {count}/Filter/FlateDecode\
         /DecodeParms<</Predictor 12/Columns 7>>"
    )
    .into_bytes();
    dict.extend_from_slice(&trailer[..size]);
    dict.extend_from_slice(rest);
    object(out, own, &dict, &data);
    out.extend_from_slice(format!("startxref\n{start}\n%%EOF").as_bytes());
    Some(())
}

fn object(out: &mut Vec<u8>, number: usize, dict: &[u8], data: &[u8]) {
    out.extend_from_slice(format!("{number} 0 obj\n<<").as_bytes());
    out.extend_from_slice(dict);
    out.extend_from_slice(format!("/Length {}>>\nstream\n", data.len()).as_bytes());
    out.extend_from_slice(data);
    out.extend_from_slice(b"\nendstream\nendobj\n");
}

fn deflate(parts: &[&[u8]]) -> Option<Vec<u8>> {
    let mut encoder = ZlibEncoder::new(vec![], Compression::fast());
    for part in parts {
        encoder.write_all(part).ok()?;
    }
    encoder.finish().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A file of two plain objects and a stream.
    fn file(version: &str) -> String {
        let mut file = format!("%PDF-{version}\n");
        let mut table = "xref\n0 4\n0000000000 65535 f \n".to_owned();
        for object in [
            "1 0 obj\n<</Type/Catalog/Pages 2 0 R>>\nendobj\n",
            "2 0 obj\n<</Type/Pages/Kids[]/Count 0>>\nendobj\n",
            "3 0 obj\n<</Length 3>>\nstream\nabc\nendstream\nendobj\n",
        ] {
            table.push_str(&format!("{:010} 00000 n \n", file.len()));
            file.push_str(object);
        }
        let start = file.len();
        file + &table
            + &format!(
                "trailer\n<</Size 4/Root 1 0 R/ID[(a)(b)]>>\nstartxref\n{start}\n%%EOF"
            )
    }

    #[test]
    fn packed_objects_are_those_of_the_file() {
        let plain = file("1.7");
        let packed = packed(plain.as_bytes()).expect("it can be packed");
        let text = String::from_utf8_lossy(&packed);
        assert!(!text.contains("/Catalog"), "{text}");
        assert!(
            text.contains("3 0 obj\n<</Length 3>>\nstream\nabc\nendstream"),
            "{text}"
        );
        let before = lopdf::Document::load_mem(plain.as_bytes()).expect("a PDF");
        let after = lopdf::Document::load_mem(&packed).expect("a PDF");
        for (id, object) in &before.objects {
            let other = after.objects.get(id).expect("it is still there");
            assert_eq!(format!("{object:?}"), format!("{other:?}"));
        }
        for key in [&b"Root"[..], b"ID"] {
            assert_eq!(before.trailer.get(key).ok(), after.trailer.get(key).ok());
        }
    }

    #[test]
    fn files_of_other_forms_are_left_alone() {
        assert_eq!(packed(file("1.4").as_bytes()), None);
        assert_eq!(packed(file("1.7").replace("2 0 obj", "9 0 obj").as_bytes()), None);
        assert_eq!(
            packed(file("1.7").replace("xref\n0 4", "xref\n0 5").as_bytes()),
            None
        );
        assert_eq!(packed(b"%PDF-1.7 of another form"), None);
    }
}
