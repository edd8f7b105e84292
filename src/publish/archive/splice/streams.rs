//! The streams of pages in an exported PDF: found, compared, exchanged for others.
//!
//! An exchange gives the file that Typst's export would have made with these streams: it
//! also has the identifier that the export gives to a file, a hash of all that stands before
//! the metadata.

use std::io::{Read, Write};
use std::ops::Range;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use typst::utils::hash128;

use super::file::{Edit, File, apply, number, rfind};

/// An exported file, as far as it is known.
pub(in crate::publish::archive) struct Exported<'a> {
    file: File<'a>,
    /// The streams of the pages, with their dictionaries, between `obj` and `endobj`.
    streams: Vec<Range<usize>>,
    /// Where the object of the metadata begins.
    metadata: usize,
    /// The identifier of the file.
    id: &'a [u8],
}

/// A stream that is put in the place of a page's.
pub(in crate::publish::archive) struct Exchange<'a> {
    /// The page, from 0.
    pub page: usize,
    /// What stands between `obj` and `endobj`.
    pub stream: &'a [u8],
}

impl<'a> Exported<'a> {
    /// Reads a file that has so many pages. Nothing if it has another form than Typst's
    /// export gives it.
    pub(crate) fn of(pdf: &'a [u8], pages: usize) -> Option<Self> {
        let file = File::read(pdf)?;
        let mut held = vec![0..0; file.size];
        let mut contents = vec![];
        for (_, object, inner) in file.held() {
            if pdf[inner.clone()].starts_with(b"<</Type/Page/") {
                let dict = &pdf[inner.clone()];
                let at = rfind(dict, b"/Contents ")? + b"/Contents ".len();
                contents.push(number(&dict[at..])?.0);
            }
            held[object] = inner;
        }
        let streams = contents.iter().map(|object| held.get(*object).cloned());
        let streams: Vec<Range<usize>> = streams.collect::<Option<_>>()?;
        let packet = rfind(pdf, b"<?xpacket begin")?;
        let before = file.objects.partition_point(|object| object.0 <= packet);
        let metadata = file.objects[before.checked_sub(1)?].0;
        let id = file.trailer.strip_suffix(b")]")?;
        let id = &id[rfind(id, b"(")? + 1..];
        let is_known = streams.len() == pages
            && streams
                .iter()
                .all(|stream| !stream.is_empty() && stream.end <= metadata)
            && *id == *identifier(&pdf[..metadata]).as_bytes();
        is_known.then_some(Self { file, streams, metadata, id })
    }

    /// The stream of a page, from 0, with its dictionary.
    pub(crate) fn page(&self, page: usize) -> &'a [u8] {
        &self.file.bytes[self.streams[page].clone()]
    }

    /// The file with other streams; nothing if it can't be done.
    pub(crate) fn exchanged(&self, exchanges: &[Exchange]) -> Option<Vec<u8>> {
        let mut edits: Vec<Edit> = exchanges
            .iter()
            .map(|exchange| {
                let stream = &self.streams[exchange.page];
                let text = exchange.stream.to_vec();
                Edit { at: stream.start, length: stream.len(), text }
            })
            .collect();
        edits.sort_by_key(|edit| edit.at);
        let longer: usize = edits.iter().map(|edit| edit.text.len()).sum();
        let shorter: usize = edits.iter().map(|edit| edit.length).sum();
        let metadata = self.metadata + longer - shorter;
        let mut pdf = apply(&self.file, &edits)?;
        let id = identifier(pdf.get(..metadata)?);
        let places: Vec<usize> = memchr::memmem::find_iter(&pdf[metadata..], self.id)
            .map(|at| metadata + at)
            .collect();
        for at in places {
            pdf[at..at + id.len()].copy_from_slice(id.as_bytes());
        }
        Some(pdf)
    }
}

/// The identifier of a file, from all that stands before its metadata, as the export makes
/// it.
fn identifier(pdf: &[u8]) -> String {
    STANDARD.encode(hash128(pdf).to_be_bytes())
}

/// Whether two streams mark the same contents in the same way, whatever is drawn; nothing
/// if one can't be read.
pub(in crate::publish::archive) fn same_marks(a: &[u8], b: &[u8]) -> Option<bool> {
    Some(marks(&content(a)?) == marks(&content(b)?))
}

/// What a compressed stream holds.
pub(super) fn content(object: &[u8]) -> Option<Vec<u8>> {
    let (begin, end) = (b"\nstream\n", b"\nendstream");
    let start = memchr::memmem::find(object, begin)? + begin.len();
    let data = object.get(start..rfind(object, end)?)?;
    memchr::memmem::find(&object[..start], b"/Filter/FlateDecode")?;
    let mut content = vec![];
    ZlibDecoder::new(data).read_to_end(&mut content).ok()?;
    Some(content)
}

/// A compressed stream, as it stands between `obj` and `endobj`; `more` is what its dictionary has
/// besides length and filter.
pub(super) fn stream(content: &[u8], more: &str) -> Option<Vec<u8>> {
    // As the export does.
    let mut encoder = ZlibEncoder::new(vec![], Compression::new(6));
    encoder.write_all(content).ok()?;
    let data = encoder.finish().ok()?;
    let mut object =
        format!("<</Length {}{more}/Filter/FlateDecode>>\nstream\n", data.len())
            .into_bytes();
    object.extend_from_slice(&data);
    object.extend_from_slice(b"\nendstream");
    Some(object)
}

/// The begins and ends of marked content, each with what is said of it (ISO 32000-1, 14.6);
/// those that only say how some glyphs read are left out.
fn marks(content: &[u8]) -> Vec<&[u8]> {
    let mut marks = vec![];
    let mut open = vec![];
    // Where the operands of the next operator begin.
    let mut from = 0;
    let mut at = 0;
    while let Some(&byte) = content.get(at) {
        match byte {
            b'(' => at = behind_string(content, at),
            b'<' if content.get(at + 1) != Some(&b'<') => {
                let rest = &content[at..];
                at += memchr::memchr(b'>', rest).unwrap_or(rest.len()) + 1;
            }
            b'<' => at += 2,
            b'/' => {
                at += 1 + content[at + 1..].iter().take_while(|b| is_regular(**b)).count()
            }
            _ if byte.is_ascii_alphabetic() => {
                let length = content[at..].iter().take_while(|b| is_regular(**b)).count();
                let operands = content[from..at].trim_ascii();
                let has = |word: &[u8]| memchr::memmem::find(operands, word).is_some();
                match &content[at..at + length] {
                    b"BDC" | b"BMC" => {
                        let is_mark = has(b"/MCID")
                            || !has(b"/ActualText") && !has(b"/ReversedChars");
                        if is_mark {
                            marks.push(operands);
                        }
                        open.push(is_mark);
                    }
                    b"EMC" if open.pop() != Some(false) => marks.push(b"EMC"),
                    _ => {}
                }
                at += length;
                from = at;
            }
            _ => at += 1,
        }
    }
    marks
}

/// Where a literal string ends that begins here (ISO 32000-1, 7.3.4.2).
fn behind_string(content: &[u8], mut at: usize) -> usize {
    let mut depth = 0;
    while let Some(found) = content
        .get(at..)
        .and_then(|rest| memchr::memchr3(b'\\', b'(', b')', rest))
    {
        at += found + 1;
        match content[at - 1] {
            b'\\' => at += 1,
            b'(' => depth += 1,
            _ if depth == 1 => return at,
            _ => depth -= 1,
        }
    }
    content.len()
}

/// Whether a byte is part of a name or an operator (ISO 32000-1, 7.2.2).
fn is_regular(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && byte != 0 && !b"()<>[]{}/%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_found_among_glyphs() {
        let content =
            b"/Artifact<</Type/Pagination/BBox[0 0 9 9]>>BDC\nq 1 0 0 -1 1 2 cm\n\
            BT/f0 9 Tf[(EMC\\)(BDC)\\))-60<0045>(BMC)]TJ/Span<</ActualText<FEFF>>>BDC 0 Tr\n\
            (\\050)Tj\nEMC\nET\nQ\nEMC/Span<</MCID 0>>BDC\n\
            /Span<</ActualText(EMC)>>BDC\n(a)Tj\nEMC\nEMC/Span<</MCID 1/Lang(de)>>BDC\n\
            /ReversedChars BMC\n(b)Tj\nEMC\nEMC";
        let marks: Vec<_> =
            marks(content).into_iter().map(String::from_utf8_lossy).collect();
        assert_eq!(
            marks,
            [
                "/Artifact<</Type/Pagination/BBox[0 0 9 9]>>",
                "EMC",
                "/Span<</MCID 0>>",
                "EMC",
                "/Span<</MCID 1/Lang(de)>>",
                "EMC"
            ]
        );
    }

    #[test]
    fn files_of_other_forms_are_not_known() {
        assert!(Exported::of(b"%PDF-1.7 of another form", 1).is_none());
    }
}
