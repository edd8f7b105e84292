//! PDF/X-4 (ISO 15930-7), from public descriptions of the standard: the same rules as
//! in [PDFX.md](../PDFX.md), read from the finished file.

use lopdf::{Dictionary, Document, Object, ObjectId, Stream};

use super::icc::{self, ProfileFault};
use super::verdict::Finding;

/// How many rules [`check`] looks at.
pub(super) const RULES: usize = 34;

/// All rules.
pub(super) fn check(pdf: &[u8], doc: &Document, findings: &mut Vec<Finding>) {
    let catalog = doc.catalog().cloned().unwrap_or_else(|_| Dictionary::new());
    let mut check = Check { doc, catalog, findings, inks: 4, seen: vec![] };
    check.file(pdf);
    check.metadata();
    check.intent();
    check.actions();
    check.pages();
    check.objects();
}

/// What every rule needs.
pub(super) struct Check<'a> {
    pub(super) doc: &'a Document,
    catalog: Dictionary,
    findings: &'a mut Vec<Finding>,
    /// The inks of the output profile.
    pub(super) inks: i64,
    /// Content that was read already.
    pub(super) seen: Vec<ObjectId>,
}

/// The XMP packet of a document.
pub(super) fn metadata(doc: &Document, catalog: &Dictionary) -> Option<String> {
    let Ok(Object::Stream(stream)) = catalog.get_deref(b"Metadata", doc) else {
        return None;
    };
    String::from_utf8(stream.get_plain_content().ok()?).ok()
}

/// The value of a property of a packet: its text, or the first item of its list.
pub(super) fn property(packet: &str, name: &str) -> Option<String> {
    let value = match packet.split_once(&format!("<{name}>")) {
        Some((_, rest)) => rest.split_once(&format!("</{name}>"))?.0.to_owned(),
        None => {
            let (_, rest) = packet.split_once(&format!(" {name}="))?;
            let quote = rest.chars().next()?;
            rest[1..].split(quote).next()?.to_owned()
        }
    };
    let text = match value.split_once("<rdf:li") {
        Some((_, rest)) => rest.split_once('>')?.1.split('<').next()?.to_owned(),
        None => value,
    };
    let text = text.trim().to_owned();
    (!text.is_empty()).then_some(text)
}

/// Whether a font descriptor has no font file.
pub(super) fn is_bare_font(dict: &Dictionary) -> bool {
    dict.get_type().is_ok_and(|name| name == b"FontDescriptor")
        && !["FontFile", "FontFile2", "FontFile3"]
            .iter()
            .any(|key| dict.has(key.as_bytes()))
}

impl Check<'_> {
    pub(super) fn fault(&mut self, clause: &str, fault: impl Into<String>, remedy: &str) {
        let finding = Finding::new(clause, fault, remedy);
        if !self.findings.contains(&finding) {
            self.findings.push(finding);
        }
    }

    fn file(&mut self, pdf: &[u8]) {
        let version =
            String::from_utf8_lossy(pdf.get(5..8).unwrap_or_default()).into_owned();
        if version.as_str() > "1.6" {
            self.fault(
                "version",
                format!("the file is PDF {version}"),
                "PDF/X-4 is at most PDF 1.6",
            );
        }
        let trailer = &self.doc.trailer;
        let (id, locked) = (trailer.has(b"ID"), trailer.has(b"Encrypt"));
        if !id {
            self.fault("trailer", "the file has no identifier (ID)", "export it again");
        }
        if locked {
            self.fault(
                "trailer",
                "the file is locked by encryption",
                "save it without a password",
            );
        }
    }

    fn metadata(&mut self) {
        let Some(packet) = metadata(self.doc, &self.catalog) else {
            self.fault(
                "metadata",
                "the file has no XMP metadata",
                "export it as PDF/X-4",
            );
            return;
        };
        for name in [
            "dc:title",
            "xmp:CreateDate",
            "xmp:ModifyDate",
            "xmp:MetadataDate",
            "xmp:CreatorTool",
            "xmpMM:DocumentID",
            "xmpMM:VersionID",
            "xmpMM:RenditionClass",
        ] {
            if property(&packet, name).is_none() {
                self.fault(
                    "metadata",
                    format!("the metadata lacks `{name}`"),
                    "export it as PDF/X-4",
                );
            }
        }
        if property(&packet, "pdfxid:GTS_PDFXVersion").as_deref() != Some("PDF/X-4") {
            self.fault(
                "identification",
                "the metadata does not name PDF/X-4",
                "export it as PDF/X-4",
            );
        }
        let doc = self.doc;
        let info = match doc.trailer.get_deref(b"Info", doc) {
            Ok(Object::Dictionary(info)) => info.clone(),
            _ => Dictionary::new(),
        };
        self.trapping(&info, &packet);
        self.title(&info, &packet);
    }

    /// Whether the file says if it is trapped, in its information or its metadata.
    fn trapping(&mut self, info: &Dictionary, packet: &str) {
        let inside = info.get(b"Trapped").and_then(Object::as_name).ok();
        let inside = inside.map(|name| String::from_utf8_lossy(name).into_owned());
        let outside = property(packet, "pdf:Trapped");
        let known = |value: &Option<String>| {
            value
                .as_deref()
                .is_some_and(|value| matches!(value, "True" | "False"))
        };
        if !known(&inside) && !known(&outside) {
            self.fault(
                "trapping",
                "nothing says if the file is trapped",
                "write Trapped as True or False",
            );
        }
        if inside.is_some() && outside.is_some() && inside != outside {
            self.fault(
                "trapping",
                "two places say different things of trapping",
                "make them agree",
            );
        }
    }

    /// Whether both have one title.
    fn title(&mut self, info: &Dictionary, packet: &str) {
        let title = info
            .get(b"Title")
            .ok()
            .and_then(|title| lopdf::decode_text_string(title).ok());
        let told = property(packet, "dc:title").map(|title| {
            ["&lt;<", "&gt;>", "&quot;\"", "&amp;&"]
                .iter()
                .fold(title, |title, pair| {
                    let (entity, sign) = pair.split_at(pair.len() - 1);
                    title.replace(entity, sign)
                })
        });
        if let Some(title) = title
            && Some(title.trim()) != told.as_deref()
        {
            self.fault(
                "metadata",
                "two titles differ: in the metadata and in the file's information",
                "make them agree",
            );
        }
    }

    fn intent(&mut self) {
        let doc = self.doc;
        let intents: Vec<Dictionary> = match self.catalog.get_deref(b"OutputIntents", doc)
        {
            Ok(Object::Array(list)) => list
                .iter()
                .filter_map(|item| doc.dereference(item).ok()?.1.as_dict().ok().cloned())
                .collect(),
            _ => vec![],
        };
        let of_print = |dict: &&Dictionary| {
            dict.get(b"S")
                .and_then(Object::as_name)
                .is_ok_and(|name| name == b"GTS_PDFX")
        };
        let mut found = intents.iter().filter(of_print);
        let (Some(intent), None) = (found.next(), found.next()) else {
            let count = intents.iter().filter(of_print).count();
            self.fault(
                "output intent",
                format!(
                    "the file has {count} output intents for print, and must have one"
                ),
                "export it as PDF/X-4",
            );
            return;
        };
        let identifier =
            intent.get(b"OutputConditionIdentifier").and_then(Object::as_str);
        if identifier.map_or(true, <[u8]>::is_empty) {
            self.fault(
                "output intent",
                "the printing condition has no name",
                "name it, as FOGRA39",
            );
        }
        let Ok(Object::Stream(profile)) = intent.get_deref(b"DestOutputProfile", doc)
        else {
            self.fault(
                "output intent",
                "the printing condition has no ICC profile",
                "embed the profile",
            );
            return;
        };
        self.profile(profile);
        let own = intent.get(b"DestOutputProfile").and_then(Object::as_reference).ok();
        let others =
            intents.iter().filter_map(|dict| dict.get(b"DestOutputProfile").ok());
        if others
            .filter_map(|o| o.as_reference().ok())
            .any(|other| Some(other) != own)
        {
            self.fault(
                "output intent",
                "two output intents have different profiles",
                "give both the same",
            );
        }
    }

    /// The profile of the printing condition.
    fn profile(&mut self, profile: &Stream) {
        let data = profile.get_plain_content().unwrap_or_default();
        match icc::channels(&data) {
            Ok(_) => {}
            Err(ProfileFault::Class(class)) => self.fault(
                "output intent",
                format!("the profile is of class `{class}` and not of printing, `prtr`"),
                "take the ICC output profile of the paper",
            ),
            // Gray and RGB may be printed, though not by this program.
            Err(ProfileFault::Space(space)) => {
                self.inks = if space == "GRAY" { 1 } else { 3 };
            }
            Err(ProfileFault::NotIcc | ProfileFault::OneWay) => self.fault(
                "output intent",
                "the profile is not valid, or incomplete",
                "take the ICC output profile of the paper",
            ),
        }
        let inks = profile.dict.get(b"N").and_then(Object::as_i64).unwrap_or(0);
        if inks != self.inks {
            self.fault(
                "output intent",
                format!("the profile is said to have {inks} inks"),
                "export it again",
            );
        }
    }

    fn actions(&mut self) {
        for (key, what) in [
            ("OpenAction", "the document acts when it is opened"),
            ("AA", "the document acts on its own"),
            ("AcroForm", "the document has a form"),
            ("Collection", "the document is a collection of files"),
        ] {
            if self.catalog.has(key.as_bytes()) {
                self.fault("actions", what, "take that out");
            }
        }
        let doc = self.doc;
        if let Ok(Object::Dictionary(names)) =
            self.catalog.clone().get_deref(b"Names", doc)
        {
            for (key, what) in [
                ("JavaScript", "the document has scripts"),
                ("EmbeddedFiles", "the document has files attached"),
                ("AlternatePresentations", "the document has presentations"),
            ] {
                if names.has(key.as_bytes()) {
                    self.fault("actions", what, "take that out");
                }
            }
        }
    }

    fn objects(&mut self) {
        let doc = self.doc;
        for object in doc.objects.values() {
            let dict = match object {
                Object::Dictionary(dict) => dict,
                Object::Stream(stream) => {
                    let filters = stream.filters().unwrap_or_default();
                    if filters.iter().any(|f| matches!(*f, b"LZWDecode" | b"Crypt")) {
                        self.fault(
                            "streams",
                            "a stream is packed by LZW, or locked",
                            "export it again",
                        );
                    }
                    if stream.dict.has(b"F") {
                        self.fault(
                            "streams",
                            "a part of the file is in another file",
                            "embed it",
                        );
                    }
                    &stream.dict
                }
                _ => continue,
            };
            if is_bare_font(dict) {
                let name =
                    dict.get(b"FontName").and_then(Object::as_name).unwrap_or_default();
                let name = String::from_utf8_lossy(name).into_owned();
                self.fault(
                    "fonts",
                    format!("the font `{name}` is not embedded"),
                    "embed it",
                );
            }
            let is_font = dict.get_type().is_ok_and(|name| name == b"Font");
            let simple =
                dict.get(b"Subtype").and_then(Object::as_name).is_ok_and(|kind| {
                    matches!(
                        kind,
                        b"Type1"
                            | b"TrueType"
                            | b"MMType1"
                            | b"CIDFontType0"
                            | b"CIDFontType2"
                    )
                });
            if is_font && simple && !dict.has(b"FontDescriptor") {
                self.fault("fonts", "a font is only named, and not embedded", "embed it");
            }
        }
        let outlines = doc.objects.values().filter_map(|object| object.as_dict().ok());
        if outlines
            .into_iter()
            .any(|dict| dict.has(b"A") && dict.has(b"Title") && dict.has(b"Parent"))
        {
            self.fault("actions", "a bookmark acts", "let bookmarks lead to pages");
        }
    }
}
