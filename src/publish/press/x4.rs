//! PDF/X-4 (ISO 15930-7) out of an exported PDF: boxes, output intent, metadata, black
//! that prints over what is below it. [PDFX.md](../PDFX.md) has the clauses.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use sha2::{Digest, Sha256};
use typst::foundations::Datetime;

use crate::diag::Diagnostic;
use crate::edition::Edition;
use crate::publish::preflight::icc::Condition;
use crate::publish::xmp;

/// The boxes of a page: left, bottom, right and top in points.
#[derive(Debug, Clone, Copy, PartialEq, serde::Serialize)]
pub struct Boxes {
    /// The sheet.
    pub media: [f64; 4],
    /// How far color may run.
    pub bleed: [f64; 4],
    /// The page as it is cut.
    pub trim: [f64; 4],
}

/// What the file says of itself.
pub struct Facts<'a> {
    /// The edition.
    pub edition: &'a Edition,
    /// The title.
    pub title: &'a str,
    /// When it was made.
    pub moment: Datetime,
    /// The program.
    pub creator: &'a str,
    /// The printing condition.
    pub condition: &'a Condition,
    /// The boxes of all pages.
    pub boxes: &'a [Boxes],
}

/// The name of the state in which black prints over what is below.
const OVER: &str = "VOver";
/// The name of the state in which colors leave out what is below.
const OUT: &str = "VOut";

/// Finishes an exported PDF.
///
/// # Errors
/// If a picture has colors of light.
pub fn finish(pdf: &[u8], facts: &Facts) -> Result<Vec<u8>, Diagnostic> {
    let mut doc = Document::load_mem(pdf).expect("Typst's export can be read");
    doc.version = "1.6".to_owned();
    let intent = output_intent(&mut doc, facts);
    let states = states(&mut doc);
    let pages: Vec<ObjectId> = doc.page_iter().collect();
    assert_eq!(pages.len(), facts.boxes.len(), "each page has its boxes");
    gray_pictures(&mut doc);
    for (number, (page, boxes)) in pages.iter().zip(facts.boxes).enumerate() {
        let contents = doc.get_page_contents(*page);
        let resources = resources(&doc, *page);
        for id in contents {
            repaint(&mut doc, id, &resources).map_err(|color| light(number, &color))?;
        }
        let page = doc.get_dictionary_mut(*page).expect("a page is a dictionary");
        for key in ["Annots", "Tabs", "StructParents", "AA", "Group"] {
            page.remove(key.as_bytes());
        }
        page.set("MediaBox", rectangle(boxes.media));
        page.set("BleedBox", rectangle(boxes.bleed));
        page.set("TrimBox", rectangle(boxes.trim));
    }
    forms(&mut doc).map_err(|color| light(0, &color))?;
    add_states(&mut doc, &pages, states);
    describe(&mut doc, facts, intent);
    doc.prune_objects();
    let mut out = vec![];
    doc.save_to(&mut out).expect("memory can be written");
    Ok(out)
}

fn light(page: usize, color: &str) -> Diagnostic {
    let at = if page > 0 { format!(" on sheet {}", page + 1) } else { String::new() };
    Diagnostic::error(
        "press-image",
        format!("a drawing{at} has the color {color}, which is no ink"),
    )
    .hint("make the drawing gray: RGB has no place in a press PDF")
}

fn rectangle(sides: [f64; 4]) -> Object {
    // Ten thousandths of a point are far below what can be cut.
    let side = |v: &f64| Object::Real(((v * 1e4).round() / 1e4) as f32);
    Object::Array(sides.iter().map(side).collect())
}

fn text(text: &str) -> Object {
    if text.is_ascii() {
        return Object::string_literal(text);
    }
    let mut bytes = vec![0xFE, 0xFF];
    bytes.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
    Object::String(bytes, StringFormat::Hexadecimal)
}

/// The output intents: PDF/X, and with the same profile PDF/A.
fn output_intent(doc: &mut Document, facts: &Facts) -> Object {
    let condition = facts.condition;
    let mut profile = Stream::new(
        dictionary! { "N" => i64::from(condition.channels) },
        condition.profile.clone(),
    );
    let _ = profile.compress();
    let profile = doc.add_object(profile);
    let intent = |subtype: &str| {
        dictionary! {
            "Type" => "OutputIntent",
            "S" => subtype,
            "OutputConditionIdentifier" => text(&condition.identifier),
            "OutputCondition" => text(&condition.description),
            "RegistryName" => text("http://www.color.org"),
            "Info" => text(&condition.description),
            "DestOutputProfile" => profile,
        }
    };
    let mut intents = vec![doc.add_object(intent("GTS_PDFX")).into()];
    if facts.edition.press.also_archive {
        intents.push(doc.add_object(intent("GTS_PDFA1")).into());
    }
    Object::Array(intents)
}

/// The two graphics states: (black over, everything else out).
fn states(doc: &mut Document) -> (ObjectId, ObjectId) {
    let over =
        dictionary! { "Type" => "ExtGState", "OP" => true, "op" => true, "OPM" => 1 };
    let out =
        dictionary! { "Type" => "ExtGState", "OP" => false, "op" => false, "OPM" => 0 };
    (doc.add_object(over), doc.add_object(out))
}

/// Makes the two states known to all pages and forms.
fn add_states(doc: &mut Document, pages: &[ObjectId], (over, out): (ObjectId, ObjectId)) {
    let mut holders: Vec<ObjectId> = pages.to_vec();
    holders.extend(form_ids(doc));
    for holder in holders {
        let dict = match doc.get_object(holder) {
            Ok(Object::Stream(stream)) => stream.dict.clone(),
            Ok(Object::Dictionary(dict)) => dict.clone(),
            _ => continue,
        };
        let mut resources = match dict.get_deref(b"Resources", doc) {
            Ok(Object::Dictionary(resources)) => resources.clone(),
            _ => Dictionary::new(),
        };
        let mut known = match resources.get_deref(b"ExtGState", doc) {
            Ok(Object::Dictionary(known)) => known.clone(),
            _ => Dictionary::new(),
        };
        known.set(OVER, over);
        known.set(OUT, out);
        resources.set("ExtGState", known);
        match doc.get_object_mut(holder) {
            Ok(Object::Stream(stream)) => stream.dict.set("Resources", resources),
            Ok(Object::Dictionary(dict)) => dict.set("Resources", resources),
            _ => {}
        }
    }
}

fn form_ids(doc: &Document) -> Vec<ObjectId> {
    let is_form = |object: &Object| match object {
        Object::Stream(stream) => stream
            .dict
            .get(b"Subtype")
            .and_then(Object::as_name)
            .is_ok_and(|name| name == b"Form"),
        _ => false,
    };
    doc.objects
        .iter()
        .filter(|(_, object)| is_form(object))
        .map(|(id, _)| *id)
        .collect()
}

fn resources(doc: &Document, holder: ObjectId) -> Dictionary {
    let dict = match doc.get_object(holder) {
        Ok(Object::Stream(stream)) => &stream.dict,
        Ok(Object::Dictionary(dict)) => dict,
        _ => return Dictionary::new(),
    };
    match dict.get_deref(b"Resources", doc) {
        Ok(Object::Dictionary(resources)) => resources.clone(),
        _ => Dictionary::new(),
    }
}

/// Drawings that pages call by name.
fn forms(doc: &mut Document) -> Result<(), String> {
    for id in form_ids(doc) {
        let resources = resources(doc, id);
        repaint(doc, id, &resources)?;
    }
    Ok(())
}

/// A color space, as far as it matters here.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Space {
    /// One component of light, 0 being black.
    Gray,
    /// Three components of light.
    Rgb,
    /// Four inks.
    Cmyk,
    /// A named ink, a pattern.
    Other,
}

fn space(doc: &Document, resources: &Dictionary, name: &[u8]) -> Space {
    match name {
        b"DeviceGray" => return Space::Gray,
        b"DeviceRGB" => return Space::Rgb,
        b"DeviceCMYK" => return Space::Cmyk,
        _ => {}
    }
    let spaces = match resources.get_deref(b"ColorSpace", doc) {
        Ok(Object::Dictionary(spaces)) => spaces,
        _ => return Space::Other,
    };
    match spaces.get_deref(name, doc) {
        Ok(Object::Array(parts)) => icc_space(doc, parts),
        Ok(Object::Name(device)) => space(doc, &Dictionary::new(), device),
        _ => Space::Other,
    }
}

/// The kind of an `[/ICCBased …]`.
fn icc_space(doc: &Document, parts: &[Object]) -> Space {
    let is_icc =
        parts.first().and_then(|o| o.as_name().ok()) == Some(b"ICCBased".as_slice());
    let profile = parts.get(1).and_then(|part| doc.dereference(part).ok());
    let count = match profile {
        Some((_, Object::Stream(stream))) if is_icc => {
            stream.dict.get(b"N").and_then(Object::as_i64).unwrap_or(0)
        }
        _ => 0,
    };
    match count {
        1 => Space::Gray,
        3 => Space::Rgb,
        4 => Space::Cmyk,
        _ => Space::Other,
    }
}

/// Gray pictures in the gray of the press, which is black ink.
fn gray_pictures(doc: &mut Document) {
    let is_image = |dict: &Dictionary| {
        dict.get(b"Subtype")
            .and_then(Object::as_name)
            .is_ok_and(|name| name == b"Image")
    };
    let ids: Vec<ObjectId> = doc.objects.keys().copied().collect();
    for id in ids {
        let Ok(Object::Stream(stream)) = doc.get_object(id) else { continue };
        let gray = is_image(&stream.dict)
            && match stream.dict.get_deref(b"ColorSpace", doc) {
                Ok(Object::Array(parts)) => icc_space(doc, parts) == Space::Gray,
                _ => false,
            };
        if gray && let Ok(Object::Stream(stream)) = doc.get_object_mut(id) {
            stream.dict.set("ColorSpace", "DeviceGray");
        }
    }
}

/// Rewrites the colors of a content stream: neutral light becomes black ink, and pure
/// black prints over what is below it. Other colors leave out what is below.
fn repaint(
    doc: &mut Document,
    id: ObjectId,
    resources: &Dictionary,
) -> Result<(), String> {
    let Ok(Object::Stream(stream)) = doc.get_object(id) else { return Ok(()) };
    let bytes = stream.get_plain_content().unwrap_or_default();
    let Ok(content) = Content::decode(&bytes) else { return Ok(()) };
    // Fill and stroke; a color space is kept with the graphics state.
    let mut now = [Space::Gray; 2];
    let mut saved = vec![];
    let mut out = vec![];
    for operation in content.operations {
        let Operation { operator, operands } = &operation;
        let stroke = usize::from(operator.chars().all(|c| c.is_ascii_uppercase()));
        let value =
            |k: usize| operands.get(k).and_then(|v| v.as_float().ok()).unwrap_or(0.0);
        match operator.as_str() {
            "q" => saved.push(now),
            "Q" => now = saved.pop().unwrap_or([Space::Gray; 2]),
            "cs" | "CS" => {
                let name =
                    operands.first().and_then(|o| o.as_name().ok()).unwrap_or_default();
                now[stroke] = space(doc, resources, name);
                match now[stroke] {
                    // The color that follows brings its space along.
                    Space::Gray | Space::Rgb | Space::Cmyk => continue,
                    Space::Other => out.push(state(OUT)),
                }
            }
            "g" | "G" | "rg" | "RG" | "k" | "K" | "sc" | "SC" | "scn" | "SCN" => {
                let here = match operator.as_str() {
                    "g" | "G" => Space::Gray,
                    "rg" | "RG" => Space::Rgb,
                    "k" | "K" => Space::Cmyk,
                    _ => now[stroke],
                };
                let inks = match here {
                    Space::Gray => [0.0, 0.0, 0.0, 1.0 - value(0)],
                    Space::Rgb => {
                        let (r, g, b) = (value(0), value(1), value(2));
                        if r.max(g).max(b) - r.min(g).min(b) > 0.004 {
                            return Err(format!("`rgb({r}, {g}, {b})`"));
                        }
                        [0.0, 0.0, 0.0, 1.0 - g]
                    }
                    Space::Cmyk => [value(0), value(1), value(2), value(3)],
                    Space::Other => {
                        out.push(operation.clone());
                        continue;
                    }
                };
                let pure = inks == [0.0, 0.0, 0.0, 1.0];
                out.push(state(if pure { OVER } else { OUT }));
                let operator = if stroke == 1 { "K" } else { "k" };
                out.push(Operation::new(operator, inks.map(number).to_vec()));
                continue;
            }
            _ => {}
        }
        out.push(operation);
    }
    let bytes = Content { operations: out }
        .encode()
        .expect("what was decoded can be encoded");
    if let Ok(Object::Stream(stream)) = doc.get_object_mut(id) {
        stream.set_plain_content(bytes);
        let _ = stream.compress();
    }
    Ok(())
}

fn state(name: &str) -> Operation {
    Operation::new("gs", vec![Object::Name(name.as_bytes().to_vec())])
}

fn number(v: f32) -> Object {
    if v.fract() == 0.0 { Object::Integer(v as i64) } else { Object::Real(v) }
}

/// The catalog, the metadata and the document information.
fn describe(doc: &mut Document, facts: &Facts, intents: Object) {
    let mut hasher = Sha256::new();
    hasher.update(facts.edition.id.as_bytes());
    hasher.update(facts.title.as_bytes());
    hasher.update(xmp::date(facts.moment).as_bytes());
    for object in doc.objects.values() {
        if let Object::Stream(stream) = object {
            hasher.update(&stream.content);
        }
    }
    let id: String = hasher
        .finalize()
        .iter()
        .take(16)
        .map(|b| format!("{b:02x}"))
        .collect();
    let uuid = format!(
        "{}-{}-{}-{}-{}",
        &id[..8],
        &id[8..12],
        &id[12..16],
        &id[16..20],
        &id[20..]
    );
    let producer = facts.creator;
    let packet = xmp::press(&xmp::Press {
        edition: facts.edition,
        title: facts.title,
        moment: facts.moment,
        id: &uuid,
        creator: facts.creator,
        producer,
        archive: facts.edition.press.also_archive,
    });
    let metadata = Stream::new(
        dictionary! { "Type" => "Metadata", "Subtype" => "XML" },
        packet.into_bytes(),
    )
    .with_compression(false);
    let metadata = doc.add_object(metadata);
    let catalog = doc.catalog_mut().expect("a PDF has a catalog");
    for key in [
        "Names",
        "OpenAction",
        "AA",
        "AcroForm",
        "Outlines",
        "PageMode",
        "StructTreeRoot",
        "MarkInfo",
        "AF",
        "Dests",
        "Extensions",
    ] {
        catalog.remove(key.as_bytes());
    }
    catalog.set("Metadata", metadata);
    catalog.set("OutputIntents", intents);
    let date = xmp::date(facts.moment);
    let digits: String = date.chars().filter(char::is_ascii_digit).collect();
    let date = format!("D:{digits}+00'00'");
    let mut info = dictionary! {
        "Title" => text(facts.title),
        "Creator" => text(facts.creator),
        "Producer" => text(producer),
        "CreationDate" => text(&date),
        "ModDate" => text(&date),
        "Trapped" => "False",
    };
    let people: Vec<&str> = facts.edition.people().collect();
    if !people.is_empty() {
        info.set("Author", text(&people.join(", ")));
    }
    let info = doc.add_object(info);
    doc.trailer.set("Info", info);
    let name = Object::String(id.into_bytes(), StringFormat::Literal);
    doc.trailer.set("ID", Object::Array(vec![name.clone(), name]));
}
