//! PDF/A-4 and PDF/A-4f (ISO 19005-4:2020): the rules that can be judged from the objects
//! of a file. What needs the glyphs of the fonts, the packets of JPEG 2000 or each ink of
//! a color is left to the reference validator.

mod fonts;
mod objects;
mod pages;

use lopdf::xref::XrefEntry;
use lopdf::{Dictionary, Document, Object};

use super::streams::{Lengths, lengths};
use super::verdict::Finding;
use super::x4::{metadata, property};

/// How many rules [`check`] looks at, as the reference validator counts them; two more
/// hold for PDF/A-4f alone.
pub(super) const RULES: usize = 84;

/// All rules; `has_files` for PDF/A-4f.
pub(super) fn check(
    pdf: &[u8],
    doc: &Document,
    has_files: bool,
    findings: &mut Vec<Finding>,
) {
    let empty = Dictionary::new();
    let catalog = doc.catalog().unwrap_or(&empty);
    let mut check = Check { doc, catalog, findings, intent: None };
    check.bytes(pdf);
    check.trailer();
    check.catalog(has_files);
    check.metadata(has_files);
    check.intents();
    check.objects();
    check.pages();
}

/// What every rule needs.
struct Check<'a> {
    doc: &'a Document,
    catalog: &'a Dictionary,
    findings: &'a mut Vec<Finding>,
    /// The colors of the output intent, as the ICC names them.
    intent: Option<[u8; 4]>,
}

/// The name that a dictionary has for a key; empty without one.
fn name<'a>(doc: &'a Document, dict: &'a Dictionary, key: &[u8]) -> &'a [u8] {
    dict.get_deref(key, doc).and_then(Object::as_name).unwrap_or_default()
}

/// The dictionary that a dictionary has for a key.
fn inner<'a>(
    doc: &'a Document,
    dict: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Dictionary> {
    match dict.get_deref(key, doc).ok()? {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// The items of a list, or the one thing that stands for a list of one.
fn items<'a>(doc: &'a Document, dict: &'a Dictionary, key: &[u8]) -> Vec<&'a Object> {
    match dict.get_deref(key, doc) {
        Ok(Object::Array(list)) => list
            .iter()
            .filter_map(|item| Some(doc.dereference(item).ok()?.1))
            .collect(),
        Ok(Object::Null) | Err(_) => vec![],
        Ok(object) => vec![object],
    }
}

/// A name for people.
fn shown(name: &[u8]) -> String {
    String::from_utf8_lossy(name).into_owned()
}

impl<'a> Check<'a> {
    fn fault(&mut self, clause: &str, fault: impl Into<String>, remedy: &str) {
        let finding = Finding::new(clause, fault, remedy);
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    /// A fault, if it is one.
    fn fault_if(&mut self, is: bool, clause: &str, fault: &str, remedy: &str) {
        if is {
            self.fault(clause, fault, remedy);
        }
    }

    /// What is seen before the objects are.
    fn bytes(&mut self, pdf: &[u8]) {
        let is_2 =
            pdf.starts_with(b"%PDF-2.") && pdf.get(7).is_some_and(u8::is_ascii_digit);
        self.fault_if(!is_2, "6.1.2", "the file is not PDF 2.0", "export it as PDF/A-4");
        let mut lines = pdf.splitn(3, |byte| matches!(byte, b'\n' | b'\r'));
        let second = lines.nth(1).map(|line| line.strip_prefix(b"%").unwrap_or_default());
        let is_marked = second
            .and_then(|line| line.get(..4))
            .is_some_and(|line| line.iter().all(|byte| *byte > 127));
        self.fault_if(
            !is_marked,
            "6.1.2",
            "the second line does not say that the file is binary",
            "export it again",
        );
        let end = memchr::memmem::rfind(pdf, b"%%EOF").map(|at| &pdf[at + 5..]);
        let is_end = matches!(end, Some(b"" | b"\n" | b"\r" | b"\r\n"));
        self.fault_if(
            !is_end,
            "6.1.3",
            "there is something behind the end of the file",
            "export it again",
        );
        let start = memchr::memmem::rfind(pdf, b"startxref").and_then(|at| {
            let digits = pdf[at + 9..].trim_ascii_start();
            let count = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
            std::str::from_utf8(&digits[..count]).ok()?.parse::<usize>().ok()
        });
        let table = start.and_then(|start| pdf.get(start..)).unwrap_or_default();
        let is_parted = match table.strip_prefix(b"xref") {
            Some([b'\r', b'\n', rest @ ..] | [b'\r' | b'\n', rest @ ..]) => {
                rest.first().is_some_and(u8::is_ascii_digit)
            }
            Some(_) => false,
            None => true,
        };
        self.fault_if(
            !is_parted,
            "6.1.4",
            "the table of objects does not begin as it must",
            "export it again",
        );
        self.fault_if(
            lengths(pdf) == Lengths::Wrong,
            "6.1.6.1",
            "a stream is not as long as it says",
            "export it again",
        );
        let entries = self.doc.reference_table.entries.iter();
        let is_spaced = entries
            .filter_map(|(number, entry)| match entry {
                XrefEntry::Normal { offset, generation } => {
                    Some((*offset as usize, format!("{number} {generation} obj")))
                }
                _ => None,
            })
            .all(|(offset, head)| {
                let before = offset.checked_sub(1).and_then(|at| pdf.get(at));
                let object = pdf.get(offset..).unwrap_or_default();
                let behind = object.strip_prefix(head.as_bytes());
                let is_end = |byte: Option<&u8>| matches!(byte, Some(b'\n' | b'\r'));
                is_end(before) && is_end(behind.and_then(|rest| rest.first()))
            });
        self.fault_if(
            !is_spaced,
            "6.1.8",
            "an object does not begin on a line of its own",
            "export it again",
        );
    }

    fn trailer(&mut self) {
        let (doc, trailer) = (self.doc, &self.doc.trailer);
        let is_named = matches!(
            &items(doc, trailer, b"ID")[..],
            [.., Object::String(last, _)] if !last.is_empty()
        );
        self.fault_if(
            !is_named,
            "6.1.3",
            "the file has no identifier (ID)",
            "export it again",
        );
        self.fault_if(
            trailer.has(b"Encrypt"),
            "6.1.3",
            "the file is locked by encryption",
            "save it without a password",
        );
        if let Some(info) = inner(doc, trailer, b"Info") {
            self.fault_if(
                !self.catalog.has(b"PieceInfo"),
                "6.1.3",
                "the file has an information dictionary (Info), which only files with \
                 data of a program (PieceInfo) may have",
                "say it in the metadata",
            );
            self.fault_if(
                info.len() != 1 || !info.has(b"ModDate"),
                "6.1.3",
                "the information dictionary says more than when the file was changed",
                "say it in the metadata",
            );
        }
    }

    fn catalog(&mut self, has_files: bool) {
        let (doc, catalog) = (self.doc, self.catalog);
        let version = name(doc, catalog, b"Version");
        let is_2 = version.len() == 3 && version.starts_with(b"2.");
        self.fault_if(
            catalog.has(b"Version") && !(is_2 && version[2].is_ascii_digit()),
            "6.1.12",
            "the catalog names another version of PDF than 2.0",
            "export it as PDF/A-4",
        );
        if let Some(rights) = inner(doc, catalog, b"Perms") {
            self.fault_if(
                rights.iter().any(|(key, _)| key != b"DocMDP"),
                "6.1.11",
                "the document has permissions other than those of a signature",
                "take them out",
            );
        }
        self.fault_if(
            catalog.has(b"NeedsRendering")
                && !matches!(
                    catalog.get_deref(b"NeedsRendering", doc),
                    Ok(Object::Boolean(false))
                ),
            "6.4.2",
            "the pages are to be made by the reader (NeedsRendering)",
            "export the pages",
        );
        if let Some(form) = inner(doc, catalog, b"AcroForm") {
            self.fault_if(
                form.has(b"XFA"),
                "6.4.2",
                "the form is made by XFA",
                "export the form as PDF",
            );
            let asks = form.get_deref(b"NeedAppearances", doc);
            self.fault_if(
                matches!(asks, Ok(Object::Boolean(true))),
                "6.4.1",
                "the reader is to draw the fields of the form",
                "export their appearance",
            );
        }
        self.fault_if(
            catalog.has(b"Requirements"),
            "6.12",
            "the document has requirements",
            "take them out",
        );
        let names = inner(doc, catalog, b"Names");
        self.fault_if(
            names.is_some_and(|names| names.has(b"AlternatePresentations")),
            "6.11",
            "the document has presentations",
            "take them out",
        );
        self.fault_if(
            has_files && !names.is_some_and(|names| names.has(b"EmbeddedFiles")),
            "6.9",
            "no files are attached",
            "attach one, or export the file as PDF/A-4",
        );
        if let Some(layers) = inner(doc, catalog, b"OCProperties") {
            self.layers(layers);
        }
    }

    /// Optional content.
    fn layers(&mut self, layers: &'a Dictionary) {
        let doc = self.doc;
        let mut choices = items(doc, layers, b"Configs");
        choices.extend(layers.get_deref(b"D", doc));
        let groups = layers.get(b"OCGs").and_then(Object::as_array);
        let mut names: Vec<&[u8]> = vec![];
        for choice in choices.iter().filter_map(|choice| choice.as_dict().ok()) {
            match choice.get_deref(b"Name", doc).and_then(Object::as_str) {
                Ok(name) if names.contains(&name) => self.fault(
                    "6.10",
                    "two choices of layers have the same name",
                    "rename one",
                ),
                Ok(name) => names.push(name),
                Err(_) => {
                    self.fault("6.10", "a choice of layers has no name", "name it");
                }
            }
            let Ok(order) = choice.get_deref(b"Order", doc) else { continue };
            let mut listed = vec![];
            references(order, &mut listed, 0);
            let all = groups.as_ref().map_or(&[][..], |groups| groups.as_slice());
            let is_listed = |group: &Object| {
                group.as_reference().map_or(true, |id| listed.contains(&id))
            };
            self.fault_if(
                !all.iter().all(is_listed),
                "6.10",
                "a layer is not in the order of the layers",
                "list all layers",
            );
        }
    }

    fn metadata(&mut self, has_files: bool) {
        let stream = self.catalog.get_deref(b"Metadata", self.doc);
        let Ok(Object::Stream(_)) = stream else {
            return self.fault(
                "6.7.2.1",
                "the file has no XMP metadata",
                "export it as PDF/A-4",
            );
        };
        let Some(packet) = metadata(self.doc, self.catalog) else {
            return self.fault(
                "6.7.2.1",
                "the metadata is not in UTF-8",
                "export it as PDF/A-4",
            );
        };
        self.packet(&packet);
        let part = property(&packet, "pdfaid:part");
        self.fault_if(
            part.is_none(),
            "6.7.3",
            "the metadata names no standard",
            "export it as PDF/A-4",
        );
        self.fault_if(
            part.is_some_and(|part| part != "4"),
            "6.7.3",
            "the metadata names another standard than PDF/A-4",
            "export it as PDF/A-4",
        );
        self.fault_if(
            property(&packet, "pdfaid:rev").as_deref() != Some("2020"),
            "6.7.3",
            "the metadata does not name the year of the standard, 2020",
            "export it as PDF/A-4",
        );
        let level = property(&packet, "pdfaid:conformance");
        self.fault_if(
            has_files && level.as_deref() != Some("F"),
            "6.7.3",
            "the metadata does not name PDF/A-4f",
            "export it as PDF/A-4f",
        );
    }

    /// The XMP packet as a text.
    fn packet(&mut self, packet: &str) {
        let head = packet.split_once("?>").map_or("", |(head, _)| head);
        for attribute in ["bytes", "encoding"] {
            let has = head.contains(&format!(" {attribute}="));
            self.fault_if(
                head.contains("<?xpacket") && has,
                "6.7.2.1",
                &format!("the head of the metadata says `{attribute}`"),
                "export it again",
            );
        }
        // The mark of the byte order stands in the head too; what is around is no XML.
        let body = packet.find("<x:xmpmeta").or_else(|| packet.find("<rdf:RDF"));
        let body = body.map_or("", |at| &packet[at..]);
        let body = body.split("<?xpacket").next().unwrap_or_default();
        self.fault_if(
            roxmltree::Document::parse(body).is_err(),
            "6.7.2.1",
            "the metadata is no sound XML",
            "export it again",
        );
    }

    fn intents(&mut self) {
        let doc = self.doc;
        let intents: Vec<&Dictionary> = items(doc, self.catalog, b"OutputIntents")
            .into_iter()
            .filter_map(|intent| intent.as_dict().ok())
            .collect();
        let archive = |dict: &&&Dictionary| name(doc, dict, b"S") == b"GTS_PDFA1";
        self.fault_if(
            intents.iter().filter(archive).count() > 1,
            "6.2.3",
            "there are two output intents for the archive",
            "take one out",
        );
        let mut profiles = vec![];
        for intent in &intents {
            self.fault_if(
                intent.has(b"DestOutputProfileRef"),
                "6.2.3",
                "the profile of the output intent is in another file",
                "embed the profile",
            );
            let profile = intent.get(b"DestOutputProfile");
            profiles.extend(profile.and_then(Object::as_reference));
            let Ok(Object::Stream(profile)) = intent.get_deref(b"DestOutputProfile", doc)
            else {
                continue;
            };
            let data = profile.get_plain_content().unwrap_or_default();
            let word = |at: usize| -> [u8; 4] {
                let word = data.get(at..at + 4).and_then(|word| word.try_into().ok());
                word.unwrap_or_default()
            };
            let is_good = matches!(&word(12), b"prtr" | b"mntr")
                && matches!(&word(16), b"RGB " | b"CMYK" | b"GRAY")
                && word(8)[0] < 5;
            self.fault_if(
                !is_good,
                "6.2.3",
                "the profile of the output intent is not one of a printer or a monitor \
                 for gray, RGB or CMYK",
                "embed another profile",
            );
            self.intent = Some(word(16));
        }
        profiles.dedup();
        self.fault_if(
            profiles.len() > 1,
            "6.2.3",
            "two output intents have different profiles",
            "give both the same",
        );
    }
}

/// The objects that a list of lists names.
fn references(object: &Object, found: &mut Vec<lopdf::ObjectId>, depth: usize) {
    match object {
        Object::Reference(id) => found.push(*id),
        Object::Array(list) if depth < 50 => {
            for item in list {
                references(item, found, depth + 1);
            }
        }
        _ => {}
    }
}
