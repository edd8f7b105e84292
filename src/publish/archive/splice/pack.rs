//! Objects packed into compressed streams (ISO 32000-1, 7.5.7 and 7.5.8).
//!
//! Typst's export compresses pages and fonts, and writes the structure, which is most of
//! the file of a book with many notes, as plain text. PDF/A-1 has no such streams.

use std::io::Write;

use flate2::Compression;
use flate2::write::ZlibEncoder;

use super::file::{Edit, Edited, File, number};

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

/// The file with its edits, which are in order, and all objects that are no streams
/// packed; `None` if its version has no such streams, or if it has another form than
/// Typst's export gives it.
pub(super) fn packed(file: &File, edits: &[Edit]) -> Option<Vec<u8>> {
    if file.bytes.get(..SINCE.len())? < SINCE {
        return None;
    }
    let mut places = vec![Place::Free; file.size];
    let mut out = Vec::with_capacity(file.bytes.len() / 2);
    let mut edited = Edited { bytes: file.bytes, edits };
    edited.copy(0..file.objects.first()?.0, &mut out)?;
    let mut stream = Stream::default();
    let mut count = 0;
    for (whole, object, inner) in file.held() {
        count += 1;
        if file.bytes[inner.clone()].ends_with(b"endstream") {
            places[object] = Place::At(out.len());
            edited.copy(whole, &mut out)?;
            continue;
        }
        stream.begin(object);
        edited.copy(inner, &mut stream.body)?;
        stream.body.push(b'\n');
        if stream.objects.len() == OBJECTS {
            std::mem::take(&mut stream).write(&mut out, &mut places)?;
        }
    }
    stream.write(&mut out, &mut places)?;
    references(&mut out, &mut places, file.trailer)?;
    (count == file.objects.len()).then_some(out)
}

/// Objects of one stream.
#[derive(Default)]
struct Stream {
    /// Their numbers.
    objects: Vec<usize>,
    /// Numbers and offsets, as the stream begins.
    head: Vec<u8>,
    /// What they say.
    body: Vec<u8>,
}

impl Stream {
    fn begin(&mut self, object: usize) {
        let _ = write!(self.head, "{object} {} ", self.body.len());
        self.objects.push(object);
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
        let data = deflate(&[&self.head, &self.body])?;
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

    fn pack(file: &str) -> Option<Vec<u8>> {
        packed(&File::read(file.as_bytes())?, &[])
    }

    #[test]
    fn packed_objects_are_those_of_the_file() {
        let plain = file("1.7");
        let packed = pack(&plain).expect("it can be packed");
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
        assert_eq!(pack(&file("1.4")), None);
        assert_eq!(pack(&file("1.7").replace("2 0 obj", "9 0 obj")), None);
        assert_eq!(pack(&file("1.7").replace("xref\n0 4", "xref\n0 5")), None);
        assert_eq!(pack("%PDF-1.7 of another form"), None);
    }
}
