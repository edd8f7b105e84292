//! The outline of a file, of any length and depth.
//!
//! The library goes from one entry to the next by calling itself, and gives up after 256 of
//! them; what it notes of each is as long as the way to it. So a file with more is given to it
//! with an update behind its end in which the outline has one entry, and the entries are
//! looked at here. Nothing else differs: the file's own bytes stand before the update.

use lopdf::{Dictionary, Document, Object, ObjectId};
use rustc_hash::FxHashSet;

use super::verdict::Finding;

/// How many entries the library follows for certain.
const FEW: usize = 200;

/// The kinds of actions that no part of PDF/A allows (ISO 19005-2, 6.5.1; ISO 19005-1,
/// 6.6.1).
const BARRED: [&[u8]; 12] = [
    b"Launch",
    b"Sound",
    b"Movie",
    b"ResetForm",
    b"ImportData",
    b"JavaScript",
    b"Hide",
    b"SetOCGState",
    b"Rendition",
    b"Trans",
    b"GoTo3DView",
    b"GoToE",
];

/// Where a named action may lead.
const NAMED: [&[u8]; 4] = [b"NextPage", b"PrevPage", b"FirstPage", b"LastPage"];

/// A file whose outline is too long for the library.
pub(super) struct Long {
    /// The file with the update.
    pub pdf: Vec<u8>,
    /// What is wrong with the entries.
    pub findings: Vec<Finding>,
}

/// The file for the library, if its outline is long.
pub(super) fn shortened(pdf: &[u8]) -> Option<Long> {
    if memchr::memmem::find(pdf, b"/Outlines").is_none()
        && memchr::memmem::find(pdf, b"/ObjStm").is_none()
    {
        return None;
    }
    let doc = Document::load_mem(pdf).ok()?;
    let root = doc.catalog().ok()?.get(b"Outlines").ok()?.as_reference().ok()?;
    let (count, findings) = walk(&doc, root);
    if count <= FEW {
        return None;
    }
    let mut outline = doc.get_dictionary(root).ok()?.clone();
    let first = outline.get(b"First").ok()?.as_reference().ok()?;
    outline.set("Last", Object::Reference(first));
    outline.set("Count", Object::Integer(1));
    let mut entry = doc.get_dictionary(first).ok()?.clone();
    for key in [&b"First"[..], b"Last", b"Next", b"Prev", b"Count"] {
        entry.remove(key);
    }
    let pdf = updated(pdf, &doc, [(root, outline), (first, entry)])?;
    Some(Long { pdf, findings })
}

/// How many entries there are, and what is wrong with them.
fn walk(doc: &Document, root: ObjectId) -> (usize, Vec<Finding>) {
    let mut seen = FxHashSet::default();
    let mut findings = vec![];
    let mut open = vec![root];
    while let Some(id) = open.pop() {
        if !seen.insert(id) {
            findings.push(fault("an entry of the outline stands in it twice"));
            continue;
        }
        let Ok(entry) = doc.get_dictionary(id) else {
            findings.push(fault("an entry of the outline is missing"));
            continue;
        };
        if id != root {
            let title = entry.get(b"Title").and_then(|title| resolved(doc, title));
            if !title.is_ok_and(|title| title.as_str().is_ok()) {
                findings.push(fault("an entry of the outline has no title"));
            }
            if let Ok(action) = entry.get(b"A") {
                actions(doc, action, &mut findings);
            }
        }
        for key in [&b"First"[..], b"Next"] {
            open.extend(entry.get(key).ok().and_then(|next| next.as_reference().ok()));
        }
    }
    (seen.len() - 1, findings)
}

/// What is wrong with an action and those that follow it.
fn actions(doc: &Document, action: &Object, findings: &mut Vec<Finding>) {
    let mut open = vec![action.clone()];
    let mut seen = FxHashSet::default();
    while let Some(action) = open.pop() {
        if let Object::Reference(id) = action
            && !seen.insert(id)
        {
            continue;
        }
        let Ok(resolved_action) = resolved(doc, &action) else { continue };
        match resolved_action {
            Object::Array(several) => open.extend(several.iter().cloned()),
            Object::Dictionary(action) => {
                let name = |key: &[u8]| action.get(key).and_then(Object::as_name).ok();
                let kind = name(b"S").unwrap_or_default();
                let leads = name(b"N").unwrap_or_default();
                if BARRED.contains(&kind) || kind == b"Named" && !NAMED.contains(&leads) {
                    let kind = String::from_utf8_lossy(kind);
                    findings.push(fault(format!(
                        "an entry of the outline has an action `{kind}`, which is not allowed"
                    )));
                }
                open.extend(action.get(b"Next").ok().cloned());
            }
            _ => {}
        }
    }
}

fn resolved<'a>(doc: &'a Document, object: &'a Object) -> lopdf::Result<&'a Object> {
    doc.dereference(object).map(|(_, object)| object)
}

fn fault(what: impl Into<String>) -> Finding {
    Finding::new("outline", what, "make the outline anew")
}

/// A file with other objects in the place of some of its own: an incremental update (ISO
/// 32000-1, 7.5.6), with a table or a stream of references, whichever the file has.
fn updated(
    pdf: &[u8],
    doc: &Document,
    objects: [(ObjectId, Dictionary); 2],
) -> Option<Vec<u8>> {
    let last = memchr::memmem::rfind(pdf, b"startxref")?;
    let number: String = pdf[last + b"startxref".len()..]
        .iter()
        .skip_while(|byte| byte.is_ascii_whitespace())
        .take_while(|byte| byte.is_ascii_digit())
        .map(|byte| char::from(*byte))
        .collect();
    let before: usize = number.parse().ok()?;
    let has_table = pdf.get(before..)?.starts_with(b"xref");
    let mut out = pdf.to_vec();
    if !out.ends_with(b"\n") {
        out.push(b'\n');
    }
    let mut places = vec![];
    for (id, dict) in objects {
        places.push((id, out.len()));
        out.extend(format!("{} {} obj\n", id.0, id.1).bytes());
        write(&Object::Dictionary(dict), &mut out);
        out.extend(b"\nendobj\n");
    }
    let start = out.len();
    let mut trailer = Dictionary::new();
    for key in [&b"Root"[..], b"ID", b"Info"] {
        if let Ok(value) = doc.trailer.get(key) {
            trailer.set(key.to_vec(), value.clone());
        }
    }
    trailer.set("Prev", Object::Integer(i64::try_from(before).ok()?));
    let size = i64::from(doc.max_id) + 1;
    if has_table {
        trailer.set("Size", Object::Integer(size));
        out.extend(b"xref\n");
        for (id, place) in places {
            out.extend(format!("{} 1\n{place:010} {:05} n \n", id.0, id.1).bytes());
        }
        out.extend(b"trailer\n");
        write(&Object::Dictionary(trailer), &mut out);
        out.push(b'\n');
    } else {
        let own = doc.max_id + 1;
        places.push(((own, 0), start));
        trailer.set("Type", Object::Name(b"XRef".to_vec()));
        trailer.set("Size", Object::Integer(size + 1));
        let numbers =
            |of: &[i64]| Object::Array(of.iter().map(|n| (*n).into()).collect());
        trailer.set("W", numbers(&[1, 4, 2]));
        places.sort_unstable();
        let index: Vec<i64> =
            places.iter().flat_map(|(id, _)| [i64::from(id.0), 1]).collect();
        trailer.set("Index", numbers(&index));
        let mut rows = vec![];
        for (id, place) in &places {
            rows.push(1);
            rows.extend(u32::try_from(*place).ok()?.to_be_bytes());
            rows.extend(id.1.to_be_bytes());
        }
        trailer.set("Length", Object::Integer(rows.len() as i64));
        out.extend(format!("{own} 0 obj\n").bytes());
        write(&Object::Dictionary(trailer), &mut out);
        out.extend(b"\nstream\n");
        out.extend(rows);
        out.extend(b"\nendstream\nendobj\n");
    }
    out.extend(format!("startxref\n{start}\n%%EOF\n").bytes());
    Some(out)
}

/// Writes an object as a PDF has it. Strings are written by their bytes in hexadecimal.
fn write(object: &Object, out: &mut Vec<u8>) {
    match object {
        Object::Null => out.extend(b"null"),
        Object::Boolean(value) => out.extend(value.to_string().bytes()),
        Object::Integer(value) => out.extend(value.to_string().bytes()),
        Object::Real(value) => out.extend(value.to_string().bytes()),
        Object::Name(name) => {
            out.push(b'/');
            for byte in name {
                if byte.is_ascii_alphanumeric() || b"-_.+:".contains(byte) {
                    out.push(*byte);
                } else {
                    out.extend(format!("#{byte:02X}").bytes());
                }
            }
        }
        Object::String(bytes, _) => {
            out.push(b'<');
            out.extend(bytes.iter().flat_map(|byte| format!("{byte:02x}").into_bytes()));
            out.push(b'>');
        }
        Object::Array(items) => {
            out.push(b'[');
            for item in items {
                write(item, out);
                out.push(b' ');
            }
            out.push(b']');
        }
        Object::Dictionary(dict) => {
            out.extend(b"<<");
            for (key, value) in dict {
                write(&Object::Name(key.clone()), out);
                out.push(b' ');
                write(value, out);
            }
            out.extend(b">>");
        }
        Object::Reference(id) => out.extend(format!("{} {} R", id.0, id.1).bytes()),
        // Dictionaries hold no streams.
        Object::Stream(_) => out.extend(b"null"),
    }
}
