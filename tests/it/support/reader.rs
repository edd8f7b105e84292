//! Reads the text of a PDF glyph by glyph, in the order of the content: what a glyph's font
//! maps it to, or the `ActualText` that it stands in. Places tell only lines apart.

use std::collections::HashMap;

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object, ObjectId};

/// How far apart the baselines of two lines are at least, in points. Marks and raised signs
/// stand less far from their line.
const LINE: f32 = 9.0;

/// The text of each page, lines and words parted by one space.
pub(crate) fn pages(pdf: &[u8]) -> Vec<String> {
    let doc = Document::load_mem(pdf).expect("a PDF");
    doc.page_iter().map(|page| text(&doc, page)).collect()
}

/// What each operator that shows glyphs shows, by the maps of its fonts.
pub(crate) fn shown(pdf: &[u8]) -> Vec<String> {
    let doc = Document::load_mem(pdf).expect("a PDF");
    let mut shown = vec![];
    for page in doc.page_iter() {
        let fonts: HashMap<Vec<u8>, HashMap<u16, String>> = doc
            .get_page_fonts(page)
            .expect("fonts")
            .into_iter()
            .map(|(name, font)| (name, to_unicode(&doc, font)))
            .collect();
        let content =
            Content::decode(&doc.get_page_content(page)).expect("it can be read");
        let mut font = &HashMap::new();
        for operation in &content.operations {
            let operands = &operation.operands;
            match operation.operator.as_str() {
                "Tf" => font = &fonts[operands[0].as_name().expect("a name")],
                "Tj" | "TJ" => {
                    let parts = match &operands[0] {
                        Object::Array(parts) => parts.as_slice(),
                        _ => operands.as_slice(),
                    };
                    let codes = parts
                        .iter()
                        .filter_map(|part| part.as_str().ok())
                        .flat_map(|s| s.chunks(2));
                    let text = codes.map(|code| {
                        font[&u16::from_be_bytes([code[0], code[1]])].as_str()
                    });
                    shown.push(text.collect());
                }
                _ => {}
            }
        }
    }
    shown
}

type Matrix = [f32; 6];

fn times(a: &Matrix, b: &Matrix) -> Matrix {
    [
        a[0] * b[0] + a[1] * b[2],
        a[0] * b[1] + a[1] * b[3],
        a[2] * b[0] + a[3] * b[2],
        a[2] * b[1] + a[3] * b[3],
        a[4] * b[0] + a[5] * b[2] + b[4],
        a[4] * b[1] + a[5] * b[3] + b[5],
    ]
}

fn matrix(operands: &[Object]) -> Matrix {
    let mut out = [0.0; 6];
    for (number, operand) in out.iter_mut().zip(operands) {
        *number = operand.as_float().expect("a number");
    }
    out
}

fn text(doc: &Document, page: ObjectId) -> String {
    let content = Content::decode(&doc.get_page_content(page)).expect("it can be read");
    let fonts: HashMap<Vec<u8>, HashMap<u16, String>> = doc
        .get_page_fonts(page)
        .expect("fonts")
        .into_iter()
        .map(|(name, font)| (name, to_unicode(doc, font)))
        .collect();
    let identity = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];
    let (mut place, mut saved, mut line) = (identity, vec![], identity);
    let (mut font, mut baseline) = (&HashMap::new(), f32::MAX);
    // What the marked contents that are open say, and whether it was taken down.
    let mut marked: Vec<Option<(String, bool)>> = vec![];
    let mut out = String::new();
    for operation in &content.operations {
        let operands = &operation.operands;
        match operation.operator.as_str() {
            "q" => saved.push(place),
            "Q" => place = saved.pop().expect("a state was saved"),
            "cm" => place = times(&matrix(operands), &place),
            "Tm" => line = matrix(operands),
            "Tf" => font = &fonts[operands[0].as_name().expect("a name")],
            "BMC" => {
                let tag = operands[0].as_name().expect("a tag");
                assert_ne!(tag, b"ReversedChars", "text is written backward");
                marked.push(None);
            }
            "BDC" => {
                let actual = operands[1].as_dict().ok();
                let actual = actual.and_then(|dict| dict.get(b"ActualText").ok());
                let text = |object| lopdf::decode_text_string(object).expect("a string");
                marked.push(actual.map(|object| (text(object), false)));
            }
            "EMC" => drop(marked.pop()),
            "Tj" | "TJ" => {
                let y = times(&line, &place)[5];
                if (y - baseline).abs() > LINE {
                    out.push(' ');
                    baseline = y;
                }
                if let Some((text, told)) = marked.iter_mut().flatten().next() {
                    if !*told {
                        out.push_str(text);
                        *told = true;
                    }
                    continue;
                }
                let strings = match &operands[0] {
                    Object::Array(parts) => parts.as_slice(),
                    _ => operands.as_slice(),
                };
                for string in strings.iter().filter_map(|part| part.as_str().ok()) {
                    for code in string.chunks(2) {
                        let code = u16::from_be_bytes([code[0], code[1]]);
                        out.push_str(font.get(&code).expect("the glyph has a text"));
                    }
                }
            }
            _ => {}
        }
    }
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// What the codes of a font mean.
fn to_unicode(doc: &Document, font: &Dictionary) -> HashMap<u16, String> {
    let map = font.get(b"ToUnicode").and_then(Object::as_reference).expect("a map");
    let stream = doc.get_object(map).and_then(Object::as_stream).expect("a stream");
    let plain = stream
        .decompressed_content()
        .unwrap_or_else(|_| stream.content.clone());
    let plain = String::from_utf8(plain).expect("text");
    let hex = |digits: &str| {
        let units: Vec<u16> = digits
            .as_bytes()
            .chunks(4)
            .map(|unit| {
                let unit = std::str::from_utf8(unit).expect("digits");
                u16::from_str_radix(unit, 16).expect("a number")
            })
            .collect();
        units
    };
    let mut codes = HashMap::new();
    let mut kind = "";
    for line in plain.lines() {
        if line.ends_with("beginbfchar") || line.ends_with("beginbfrange") {
            kind = if line.ends_with("range") { "range" } else { "char" };
        } else if line.starts_with("endbf") {
            kind = "";
        } else if !kind.is_empty() {
            let parts: Vec<&str> = line
                .split(['<', '>'])
                .filter(|part| !part.trim().is_empty())
                .collect();
            assert_eq!((kind, parts.len()), ("char", 2), "the export writes `{line}`");
            let text = String::from_utf16(&hex(parts[1])).expect("text");
            codes.insert(hex(parts[0])[0], text);
        }
    }
    codes
}
