//! The check of PDF/A-4f: a file that keeps the standard, broken in one place each time.
//! It is one thing: the list of what breaks it.

use lopdf::xref::XrefType;
use lopdf::{Dictionary, Document, Object, ObjectId, Stream, StringFormat, dictionary};
use variorum::publish::preflight::{Norm, preflight};

use crate::support::Project;

const TEXT: &str = "# A text\n\nOne [word]{A=\"wort\"} of two.[^1]\n\n[^1]: A note.\n";

/// A book to PDF/A-4f, with its objects as plain text.
fn good() -> Document {
    let manifest = "id = \"book\"\ntitle = \"A Book\"\neditors = [\"An Editor\"]\n\
         date = 2026-11-20\n[archive]\nstandard = \"a-4f\"\n[[witness]]\nid = \"A\"\n\
         [[text]]\nfile = \"texts/a.dj\"\n";
    let project = Project::edition([("edition.toml", manifest), ("texts/a.dj", TEXT)]);
    project.run(&["build"]).exits(0);
    Document::load_mem(&project.bytes("output/book.pdf")).expect("a PDF")
}

fn saved(doc: &mut Document) -> Vec<u8> {
    let mut bytes = vec![];
    doc.save_to(&mut bytes).expect("it can be written");
    bytes
}

/// The clauses that a file does not keep.
fn clauses(pdf: &[u8]) -> Vec<String> {
    let verdict = preflight(pdf, Norm::A4f);
    verdict.findings.into_iter().map(|finding| finding.clause).collect()
}

/// The first page.
fn page(doc: &mut Document) -> &mut Dictionary {
    let id = doc.page_iter().next().expect("there is a page");
    doc.get_dictionary_mut(id).expect("a page")
}

fn catalog(doc: &mut Document) -> &mut Dictionary {
    doc.catalog_mut().expect("a catalog")
}

/// The dictionary below a key of another, which may be an object of its own.
fn below<'a>(doc: &'a mut Document, of: ObjectId, key: &[u8]) -> &'a mut Dictionary {
    let dict = doc.get_dictionary_mut(of).expect("a dictionary");
    if !dict.has(key) {
        dict.set(key, dictionary! {});
    }
    match dict.get(key).and_then(Object::as_reference) {
        Ok(id) => doc.get_dictionary_mut(id).expect("a dictionary"),
        Err(_) => doc
            .get_dictionary_mut(of)
            .and_then(|dict| dict.get_mut(key))
            .and_then(Object::as_dict_mut)
            .expect("a dictionary"),
    }
}

/// Adds to what the first page uses.
fn resource(doc: &mut Document, kind: &str, object: impl Into<Object>) {
    let id = doc.page_iter().next().expect("there is a page");
    let resources = below(doc, id, b"Resources").clone();
    let own = doc.add_object(resources);
    doc.get_dictionary_mut(id).expect("a page").set("Resources", own);
    let object = object.into();
    let object = if matches!(object, Object::Stream(_)) {
        Object::Reference(doc.add_object(object))
    } else {
        object
    };
    below(doc, own, kind.as_bytes()).set("New", object);
    let use_it = match kind {
        "ExtGState" => "/New gs",
        "XObject" => "/New Do",
        "Font" => "BT /New 9 Tf (A) Tj ET",
        _ => "/New cs",
    };
    draw(doc, use_it);
}

/// Adds to the content of the first page.
fn draw(doc: &mut Document, more: &str) {
    let id = doc.page_iter().next().expect("there is a page");
    let mut content = doc.get_page_content(id);
    content.extend_from_slice(b"\n");
    content.extend_from_slice(more.as_bytes());
    let content = doc.add_object(Stream::new(dictionary! {}, content));
    doc.get_dictionary_mut(id).expect("a page").set("Contents", content);
}

/// The first object that is a dictionary or a stream of some kind.
fn object<'a>(
    doc: &'a mut Document,
    wanted: impl Fn(&Dictionary) -> bool,
) -> &'a mut Dictionary {
    let dict = |object: &'a mut Object| match object {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&mut stream.dict),
        _ => None,
    };
    let mut objects = doc.objects.values_mut().filter_map(dict);
    objects.find(|dict| wanted(dict)).expect("there is one")
}

fn is(dict: &Dictionary, key: &str, name: &str) -> bool {
    dict.get(key.as_bytes())
        .and_then(Object::as_name)
        .is_ok_and(|found| found == name.as_bytes())
}

fn kind<'a>(doc: &'a mut Document, name: &str) -> &'a mut Dictionary {
    object(doc, |dict| is(dict, "Type", name) || is(dict, "Subtype", name))
}

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

fn text(text: &str) -> Object {
    Object::String(text.as_bytes().to_vec(), StringFormat::Literal)
}

/// A dictionary with some values set otherwise; null is none.
fn with(mut dict: Dictionary, more: Dictionary) -> Dictionary {
    for (key, value) in more.iter() {
        dict.remove(key);
        if !matches!(value, Object::Null) {
            dict.set(key.clone(), value.clone());
        }
    }
    dict
}

fn picture(more: Dictionary) -> Stream {
    let dict = dictionary! {
        "Type" => "XObject", "Subtype" => "Image", "Width" => 1, "Height" => 1,
        "BitsPerComponent" => 8, "ColorSpace" => "DeviceGray",
    };
    Stream::new(with(dict, more), vec![0])
}

fn form(more: Dictionary, content: &str) -> Stream {
    let dict = dictionary! {
        "Type" => "XObject", "Subtype" => "Form",
        "BBox" => vec![0.into(), 0.into(), 1.into(), 1.into()],
    };
    Stream::new(with(dict, more), content.as_bytes().to_vec())
}

fn annotate(doc: &mut Document, more: Dictionary) {
    let dict = dictionary! {
        "Type" => "Annot", "Subtype" => "Link", "F" => 4,
        "Rect" => vec![0.into(), 0.into(), 9.into(), 9.into()],
    };
    let id = doc.add_object(with(dict, more));
    page(doc).set("Annots", vec![id.into()]);
}

fn state(doc: &mut Document, state: Dictionary) {
    resource(doc, "ExtGState", state);
}

/// Adds a simple font that is embedded, as far as its dictionaries say.
fn font(doc: &mut Document, more: Dictionary) {
    let file = doc.add_object(Stream::new(dictionary! {}, vec![]));
    let descriptor = doc.add_object(dictionary! {
        "Type" => "FontDescriptor", "FontName" => "New", "FontFile" => file,
    });
    let dict = dictionary! {
        "Type" => "Font", "Subtype" => "Type1", "BaseFont" => "New", "FirstChar" => 65,
        "LastChar" => 66, "Widths" => vec![500.into(), 500.into()],
        "FontDescriptor" => descriptor,
    };
    resource(doc, "Font", with(dict, more));
}

fn metadata(doc: &mut Document, from: &str, to: &str) {
    let id = catalog(doc).get(b"Metadata").and_then(Object::as_reference);
    let object = doc.get_object_mut(id.expect("a packet")).expect("a packet");
    let stream = object.as_stream_mut().expect("a packet");
    let packet = stream.get_plain_content().expect("it can be read");
    let packet = String::from_utf8(packet).expect("it is a text");
    assert!(packet.contains(from), "{packet}");
    stream.set_plain_content(packet.replacen(from, to, 1).into_bytes());
}

/// Takes the output intents away.
fn no_intent(doc: &mut Document) {
    catalog(doc).remove(b"OutputIntents");
}

/// The clause that is broken, and how.
type Break = (&'static str, fn(&mut Document));

const BREAKS: &[Break] = &[
    ("6.1.2", |doc| doc.version = "1.7".to_owned()),
    ("6.1.3", |doc| drop(doc.trailer.remove(b"ID"))),
    ("6.1.3", |doc| {
        let info = doc.add_object(dictionary! { "ModDate" => text("D:2026") });
        doc.trailer.set("Info", info);
    }),
    ("6.1.3", |doc| {
        let info = doc.add_object(dictionary! { "Title" => text("A Book") });
        doc.trailer.set("Info", info);
        catalog(doc).set("PieceInfo", dictionary! {});
    }),
    ("6.1.6.1", |doc| {
        let stream = Stream::new(dictionary! { "F" => text("other.txt") }, vec![]);
        doc.add_object(stream);
    }),
    ("6.1.6.2", |doc| {
        doc.add_object(Stream::new(dictionary! { "Filter" => "LZWDecode" }, vec![]));
    }),
    ("6.1.6.2", |doc| {
        doc.add_object(Stream::new(dictionary! { "Filter" => "Crypt" }, vec![]));
    }),
    ("6.1.7", |doc| {
        let bad = Object::Name(vec![b'A', 0xff]);
        kind(doc, "Type0").set("BaseFont", bad);
    }),
    ("6.1.11", |doc| catalog(doc).set("Perms", dictionary! { "UR3" => dictionary! {} })),
    ("6.1.12", |doc| catalog(doc).set("Version", name("1.7"))),
    ("6.2.2", |doc| draw(doc, "0 0 xx")),
    ("6.2.2", |doc| draw(doc, "/None gs")),
    ("6.2.2", |doc| draw(doc, "/None Do")),
    ("6.2.2", |doc| {
        resource(doc, "XObject", form(dictionary! {}, "/None gs"));
    }),
    ("6.2.3", |doc| {
        let list = doc.catalog().and_then(|dict| dict.get_deref(b"OutputIntents", doc));
        let list = list.and_then(Object::as_array).expect("intents").clone();
        catalog(doc).set("OutputIntents", [list.clone(), list].concat());
    }),
    ("6.2.3", |doc| {
        object(doc, |dict| dict.has(b"DestOutputProfile"))
            .set("DestOutputProfileRef", dictionary! {});
    }),
    ("6.2.3", |doc| {
        let mut profile = vec![0; 128];
        profile[12..16].copy_from_slice(b"abst");
        profile[16..20].copy_from_slice(b"RGB ");
        let profile = doc.add_object(Stream::new(dictionary! { "N" => 3 }, profile));
        object(doc, |dict| dict.has(b"DestOutputProfile"))
            .set("DestOutputProfile", profile);
    }),
    ("6.2.3", |doc| {
        let first = object(doc, |dict| dict.has(b"DestOutputProfile")).clone();
        let profile = first.get(b"DestOutputProfile").and_then(Object::as_reference);
        let profile = doc.get_object(profile.expect("a profile")).expect("one").clone();
        let profile = doc.add_object(profile);
        let mut other = first.clone();
        other.set("S", "GTS_PDFX");
        other.set("DestOutputProfile", profile);
        let both = vec![Object::Dictionary(first), Object::Dictionary(other)];
        catalog(doc).set("OutputIntents", both);
    }),
    ("6.2.4.2", |doc| {
        let profile = Stream::new(dictionary! { "N" => 3 }, vec![0; 128]);
        let profile = doc.add_object(profile);
        let space = vec![name("ICCBased"), profile.into()];
        resource(doc, "ColorSpace", space);
    }),
    ("6.2.4.3", |doc| draw(doc, "0 0 0 1 k")),
    ("6.2.4.3", |doc| {
        no_intent(doc);
        draw(doc, "1 0 0 rg");
    }),
    ("6.2.4.3", |doc| {
        no_intent(doc);
        resource(doc, "XObject", picture(dictionary! {}));
    }),
    ("6.2.4.6", |doc| draw(doc, "/Odd ri")),
    ("6.2.4.6", |doc| state(doc, dictionary! { "RI" => "Odd" })),
    ("6.2.5", |doc| state(doc, dictionary! { "TR" => "Identity" })),
    ("6.2.5", |doc| state(doc, dictionary! { "TR2" => "Identity" })),
    ("6.2.5", |doc| state(doc, dictionary! { "HTO" => vec![0.into(), 0.into()] })),
    ("6.2.5", |doc| {
        state(doc, dictionary! { "HT" => dictionary! { "HalftoneType" => 6 } });
    }),
    ("6.2.5", |doc| {
        let halftone = dictionary! { "HalftoneType" => 1, "HalftoneName" => text("x") };
        state(doc, dictionary! { "HT" => halftone });
    }),
    ("6.2.7.1", |doc| {
        resource(doc, "XObject", picture(dictionary! { "Alternates" => vec![] }));
    }),
    ("6.2.7.1", |doc| {
        resource(doc, "XObject", picture(dictionary! { "OPI" => dictionary! {} }));
    }),
    ("6.2.7.1", |doc| {
        resource(doc, "XObject", picture(dictionary! { "Interpolate" => true }));
    }),
    ("6.2.7.1", |doc| {
        resource(doc, "XObject", picture(dictionary! { "BitsPerComponent" => 3 }));
    }),
    ("6.2.7.1", |doc| {
        let mask = picture(dictionary! { "ImageMask" => true });
        resource(doc, "XObject", mask);
    }),
    ("6.2.8.1", |doc| {
        let form = form(dictionary! { "OPI" => dictionary! {} }, "");
        resource(doc, "XObject", form);
    }),
    ("6.2.8.2", |doc| {
        let form = form(dictionary! { "Ref" => dictionary! {} }, "");
        resource(doc, "XObject", form);
    }),
    ("6.2.9", |doc| state(doc, dictionary! { "BM" => "Odd" })),
    ("6.2.9", |doc| {
        no_intent(doc);
        page(doc).remove(b"Group");
        state(doc, dictionary! { "ca" => 0.5 });
    }),
    ("6.2.10.2", |doc| font(doc, dictionary! { "Type" => "Odd" })),
    ("6.2.10.2", |doc| font(doc, dictionary! { "Subtype" => "Odd" })),
    ("6.2.10.2", |doc| {
        font(doc, dictionary! { "BaseFont" => Object::Null });
    }),
    ("6.2.10.2", |doc| font(doc, dictionary! { "FirstChar" => Object::Null })),
    ("6.2.10.2", |doc| font(doc, dictionary! { "LastChar" => Object::Null })),
    ("6.2.10.2", |doc| font(doc, dictionary! { "LastChar" => 99 })),
    ("6.2.10.2", |doc| {
        let file = Stream::new(dictionary! { "Subtype" => "Odd" }, vec![]);
        let file = doc.add_object(file);
        kind(doc, "FontDescriptor").set("FontFile3", file);
    }),
    ("6.2.10.3.2", |doc| {
        let file = doc.add_object(Stream::new(dictionary! {}, vec![]));
        kind(doc, "FontDescriptor").set("FontFile2", file);
        let font =
            object(doc, |dict| dict.has(b"CIDSystemInfo") && dict.has(b"BaseFont"));
        font.set("Subtype", "CIDFontType2");
        font.remove(b"CIDToGIDMap");
    }),
    ("6.2.10.3.3", |doc| {
        let map = Stream::new(dictionary! { "WMode" => 1 }, b"/WMode 0 def".to_vec());
        let map = doc.add_object(map);
        kind(doc, "Type0").set("Encoding", map);
    }),
    ("6.2.10.4.1", |doc| {
        let descriptor = kind(doc, "FontDescriptor");
        for key in ["FontFile", "FontFile2", "FontFile3"] {
            descriptor.remove(key.as_bytes());
        }
    }),
    ("6.2.10.4.1", |doc| {
        font(doc, dictionary! { "FontDescriptor" => Object::Null });
    }),
    ("6.2.10.7", |doc| {
        let map = b"1 beginbfchar <0041> <0000> endbfchar".to_vec();
        let map = doc.add_object(Stream::new(dictionary! {}, map));
        kind(doc, "Type0").set("ToUnicode", map);
    }),
    ("6.2.10.8", |doc| {
        let private = Object::String(vec![0xfe, 0xff, 0xe0, 0], StringFormat::Literal);
        kind(doc, "StructElem").set("ActualText", private);
    }),
    ("6.2.10.8", |doc| draw(doc, "/Span <</ActualText <FEFFE000>>> BDC EMC")),
    ("6.3.1", |doc| annotate(doc, dictionary! { "Subtype" => "Movie" })),
    ("6.3.2", |doc| annotate(doc, dictionary! { "F" => Object::Null })),
    ("6.3.2", |doc| annotate(doc, dictionary! { "F" => 6 })),
    ("6.3.2", |doc| annotate(doc, dictionary! { "F" => 0 })),
    ("6.3.3", |doc| annotate(doc, dictionary! { "Subtype" => "Stamp" })),
    ("6.3.3", |doc| {
        let looks = doc.add_object(form(dictionary! {}, ""));
        let looks = dictionary! { "N" => looks, "D" => looks };
        annotate(doc, dictionary! { "Subtype" => "Stamp", "AP" => looks });
    }),
    ("6.3.3", |doc| {
        let looks = dictionary! { "N" => dictionary! {} };
        annotate(doc, dictionary! { "Subtype" => "Stamp", "AP" => looks });
    }),
    ("6.4.1", |doc| {
        let looks = doc.add_object(form(dictionary! {}, ""));
        let looks = dictionary! { "N" => looks };
        let action = dictionary! { "S" => "URI", "URI" => text("https://example.org") };
        annotate(
            doc,
            dictionary! { "Subtype" => "Widget", "FT" => "Tx", "AP" => looks, "A" => action },
        );
    }),
    ("6.4.1", |doc| {
        catalog(doc).set("AcroForm", dictionary! { "NeedAppearances" => true });
    }),
    ("6.4.2", |doc| {
        catalog(doc).set("AcroForm", dictionary! { "XFA" => text("x") });
    }),
    ("6.4.2", |doc| catalog(doc).set("NeedsRendering", true)),
    ("6.6.1", |doc| catalog(doc).set("OpenAction", dictionary! { "S" => "Launch" })),
    ("6.6.1", |doc| {
        catalog(doc).set("OpenAction", dictionary! { "S" => "Named", "N" => "Print" });
    }),
    ("6.6.3", |doc| {
        let action = dictionary! { "S" => "JavaScript", "JS" => text("1") };
        catalog(doc).set("AA", dictionary! { "WC" => action });
    }),
    ("6.7.2.1", |doc| drop(catalog(doc).remove(b"Metadata"))),
    ("6.7.2.1", |doc| {
        let stream = dictionary! { "Type" => "Metadata", "Subtype" => "XML" };
        let latin = doc.add_object(Stream::new(stream, vec![b'<', 0xe9]));
        catalog(doc).set("Metadata", latin);
    }),
    ("6.7.2.1", |doc| metadata(doc, "<?xpacket begin", "<?xpacket bytes=\"9\" begin")),
    ("6.7.2.1", |doc| {
        metadata(doc, "<?xpacket begin", "<?xpacket encoding=\"UTF-8\" begin");
    }),
    ("6.7.2.1", |doc| metadata(doc, "</rdf:RDF>", "")),
    ("6.7.3", |doc| metadata(doc, "pdfaid:part>4<", "pdfaid:part>3<")),
    ("6.7.3", |doc| {
        metadata(doc, "pdfaid:part>4</pdfaid:part>", "pdfaid:no>4</pdfaid:no>")
    }),
    ("6.7.3", |doc| metadata(doc, "pdfaid:rev>2020<", "pdfaid:rev>2019<")),
    ("6.7.3", |doc| metadata(doc, "pdfaid:conformance>F<", "pdfaid:conformance>E<")),
    ("6.9", |doc| drop(object(doc, |dict| dict.has(b"EF")).remove(b"UF"))),
    ("6.9", |doc| drop(object(doc, |dict| dict.has(b"EF")).remove(b"AFRelationship"))),
    ("6.9", |doc| kind(doc, "EmbeddedFile").set("Subtype", name("plain"))),
    ("6.9", |doc| {
        let id = doc.trailer.get(b"Root").and_then(Object::as_reference);
        below(doc, id.expect("a catalog"), b"Names").remove(b"EmbeddedFiles");
    }),
    ("6.10", |doc| {
        catalog(doc).set("OCProperties", dictionary! { "D" => dictionary! {} });
    }),
    ("6.10", |doc| {
        let named = || Object::Dictionary(dictionary! { "Name" => text("a") });
        let layers = dictionary! { "D" => named(), "Configs" => vec![named()] };
        catalog(doc).set("OCProperties", layers);
    }),
    ("6.10", |doc| {
        let layer = doc.add_object(dictionary! { "Type" => "OCG", "Name" => text("l") });
        let order = dictionary! { "Name" => text("a"), "Order" => vec![] };
        let layers = dictionary! { "OCGs" => vec![layer.into()], "D" => order };
        catalog(doc).set("OCProperties", layers);
    }),
    ("6.11", |doc| page(doc).set("PresSteps", dictionary! {})),
    ("6.11", |doc| {
        let id = doc.trailer.get(b"Root").and_then(Object::as_reference);
        below(doc, id.expect("a catalog"), b"Names")
            .set("AlternatePresentations", dictionary! {});
    }),
    ("6.12", |doc| catalog(doc).set("Requirements", vec![])),
];

#[test]
fn what_breaks_pdf_a_4f_is_found_by_its_clause() {
    let good = good();
    assert_eq!(clauses(&saved(&mut good.clone())), Vec::<String>::new());
    let mut unseen = vec![];
    for (k, (clause, spoil)) in BREAKS.iter().enumerate() {
        let mut doc = good.clone();
        spoil(&mut doc);
        let pdf = saved(&mut doc);
        let found = clauses(&pdf);
        if !found.iter().any(|found| found == clause) {
            unseen.push((k, clause, found));
        }
    }
    assert!(unseen.is_empty(), "{unseen:?}");
}

#[test]
fn what_breaks_pdf_a_4f_before_its_objects_is_found() {
    let mut doc = good();
    doc.reference_table.cross_reference_type = XrefType::CrossReferenceTable;
    let good = saved(&mut doc);
    assert_eq!(clauses(&good), Vec::<String>::new());
    let changed = |from: &[u8], to: &[u8], last: bool| {
        let mut at = good.windows(from.len()).enumerate();
        let at = if last {
            at.rfind(|window| window.1 == from)
        } else {
            at.find(|window| window.1 == from)
        };
        let at = at.unwrap_or_else(|| panic!("no {}", String::from_utf8_lossy(from))).0;
        [&good[..at], to, &good[at + from.len()..]].concat()
    };
    for (clause, pdf) in [
        ("6.1.2", changed(b"%PDF-2.0", b"%PDF-1.7", false)),
        ("6.1.3", changed(b"%%EOF", b"%%EOF more", true)),
        ("6.1.4", changed(b"\nxref\n", b"\nxref \n", false)),
        ("6.1.6.1", changed(b"\nendstream", b"n\nendstrea", false)),
        ("6.1.8", changed(b"\nendobj\n", b" endobj ", false)),
    ] {
        let found = clauses(&pdf);
        assert!(found.iter().any(|found| found == clause), "{clause}: {found:?}");
    }
    let mark = good.iter().position(|byte| *byte > 127).expect("the file is binary");
    let mut plain = good.clone();
    plain[mark] = b'a';
    assert!(clauses(&plain).contains(&"6.1.2".to_owned()));
}

#[test]
fn a_file_without_attachments_is_pdf_a_4_and_not_4f() {
    let mut doc = good();
    let id = doc.trailer.get(b"Root").and_then(Object::as_reference);
    below(&mut doc, id.expect("a catalog"), b"Names").remove(b"EmbeddedFiles");
    metadata(&mut doc, "<pdfaid:conformance>F</pdfaid:conformance>", "");
    let pdf = saved(&mut doc);
    assert_eq!(preflight(&pdf, Norm::A4).findings, vec![]);
    assert!(!preflight(&pdf, Norm::A4f).is_good());
}
