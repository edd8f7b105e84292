//! Rules of PDF/A-4 for one object, wherever it is.

use lopdf::{Dictionary, Object, Stream};

use super::{Check, inner, items, name, shown};

/// What a page may be annotated with (ISO 32000-2, table 171, without what moves, sounds
/// or has three dimensions).
const ANNOTATIONS: [&str; 23] = [
    "Text",
    "Link",
    "FreeText",
    "Line",
    "Square",
    "Circle",
    "Polygon",
    "PolyLine",
    "Highlight",
    "Underline",
    "Squiggly",
    "StrikeOut",
    "Stamp",
    "Caret",
    "Ink",
    "Popup",
    "FileAttachment",
    "Widget",
    "PrinterMark",
    "TrapNet",
    "Watermark",
    "Redact",
    "Projection",
];

const ACTIONS: [&str; 10] = [
    "GoTo",
    "GoToR",
    "GoToE",
    "Thread",
    "URI",
    "Named",
    "SubmitForm",
    "JavaScript",
    "RichMediaExecute",
    "GoToDp",
];

const FILTERS: [&str; 9] = [
    "ASCIIHexDecode",
    "ASCII85Decode",
    "FlateDecode",
    "RunLengthDecode",
    "CCITTFaxDecode",
    "JBIG2Decode",
    "DCTDecode",
    "JPXDecode",
    "Crypt",
];

const BLEND_MODES: [&str; 17] = [
    "Normal",
    "Compatible",
    "Multiply",
    "Screen",
    "Overlay",
    "Darken",
    "Lighten",
    "ColorDodge",
    "ColorBurn",
    "HardLight",
    "SoftLight",
    "Difference",
    "Exclusion",
    "Hue",
    "Saturation",
    "Color",
    "Luminosity",
];

/// Rendering intents.
pub(super) const INTENTS: [&str; 4] =
    ["RelativeColorimetric", "AbsoluteColorimetric", "Perceptual", "Saturation"];

/// Whether a name is one of a list.
pub(super) fn is_of(list: &[&str], name: &[u8]) -> bool {
    list.iter().any(|known| known.as_bytes() == name)
}

/// The deepest that objects may hold one another.
const DEPTH: usize = 100;

impl<'a> Check<'a> {
    pub(super) fn objects(&mut self) {
        for object in self.doc.objects.values() {
            self.object(object, 0);
        }
    }

    fn object(&mut self, object: &'a Object, depth: usize) {
        let dict = match object {
            Object::Array(list) if depth < DEPTH => {
                for item in list {
                    self.object(item, depth + 1);
                }
                return;
            }
            Object::Dictionary(dict) => dict,
            Object::Stream(stream) => {
                self.stream(stream);
                &stream.dict
            }
            _ => return,
        };
        self.dictionary(dict);
        if depth < DEPTH {
            for (_, value) in dict.iter() {
                self.object(value, depth + 1);
            }
        }
    }

    fn stream(&mut self, stream: &'a Stream) {
        let (doc, dict) = (self.doc, &stream.dict);
        self.fault_if(
            ["F", "FFilter", "FDecodeParms"]
                .iter()
                .any(|key| dict.has(key.as_bytes()))
                && name(doc, dict, b"Type") != b"EmbeddedFile",
            "6.1.6.1",
            "a part of the file is in another file",
            "embed it",
        );
        let settings = items(doc, dict, b"DecodeParms");
        for (k, filter) in items(doc, dict, b"Filter").into_iter().enumerate() {
            let filter = filter.as_name().unwrap_or_default();
            let own = settings.get(k).and_then(|own| own.as_dict().ok());
            let is_open = filter != b"Crypt"
                || own.is_some_and(|own| name(doc, own, b"Name") == b"Identity");
            if !is_of(&FILTERS, filter) || !is_open {
                let filter = shown(filter);
                self.fault(
                    "6.1.6.2",
                    format!("a stream is packed by `{filter}`"),
                    "export it again",
                );
            }
        }
        match name(doc, dict, b"Subtype") {
            b"Image" => self.image(dict),
            b"Form" => {
                for (key, clause, what) in [
                    ("OPI", "6.2.8.1", "a drawing is to be replaced (OPI)"),
                    ("Ref", "6.2.8.2", "a drawing refers to another file"),
                ] {
                    self.fault_if(dict.has(key.as_bytes()), clause, what, "embed it");
                }
            }
            _ => {}
        }
    }

    fn image(&mut self, dict: &'a Dictionary) {
        let doc = self.doc;
        for (key, what) in [
            ("Alternates", "a picture has alternates"),
            ("OPI", "a picture is to be replaced (OPI)"),
        ] {
            self.fault_if(dict.has(key.as_bytes()), "6.2.7.1", what, "embed the picture");
        }
        let is_true =
            |key: &[u8]| matches!(dict.get_deref(key, doc), Ok(Object::Boolean(true)));
        self.fault_if(
            is_true(b"Interpolate"),
            "6.2.7.1",
            "a picture is to be smoothed by the reader",
            "export it again",
        );
        let is_packed = items(doc, dict, b"Filter")
            .iter()
            .any(|filter| filter.as_name().is_ok_and(|name| name == b"JPXDecode"));
        let bits = dict.get_deref(b"BitsPerComponent", doc).and_then(Object::as_i64);
        if let Ok(bits) = bits {
            let is_mask = is_true(b"ImageMask");
            self.fault_if(
                is_mask && bits != 1,
                "6.2.7.1",
                "a mask has more than one bit a point",
                "export it again",
            );
            self.fault_if(
                !is_mask && !is_packed && ![1, 2, 4, 8, 16].contains(&bits),
                "6.2.7.1",
                &format!("a picture has {bits} bits a color"),
                "export it again",
            );
        }
        self.rendering(name(doc, dict, b"Intent"));
    }

    /// A rendering intent; none is good.
    pub(super) fn rendering(&mut self, intent: &[u8]) {
        if !intent.is_empty() && !is_of(&INTENTS, intent) {
            let intent = shown(intent);
            self.fault(
                "6.2.4.6",
                format!("colors are to be rendered by `{intent}`, which is unknown"),
                "export it again",
            );
        }
    }

    fn dictionary(&mut self, dict: &'a Dictionary) {
        let doc = self.doc;
        if let Some(states) = inner(doc, dict, b"ExtGState") {
            for (_, state) in states.iter() {
                if let Ok((_, Object::Dictionary(state))) = doc.dereference(state) {
                    self.state(state);
                }
            }
        }
        if let Some(fonts) = inner(doc, dict, b"Font") {
            for (_, font) in fonts.iter() {
                if let Ok((_, Object::Dictionary(font))) = doc.dereference(font) {
                    self.font(font);
                }
            }
        }
        let kind = name(doc, dict, b"Type");
        if kind == b"FontDescriptor" {
            self.descriptor(dict);
        }
        if dict.has(b"EF") {
            self.attachment(dict);
        }
        if kind == b"StructElem" {
            self.names("6.1.7", [name(doc, dict, b"S")]);
            self.replacement(dict);
        }
        for key in [&b"A"[..], b"OpenAction", b"Next"] {
            for action in items(doc, dict, key) {
                if let Ok(action) = action.as_dict()
                    && (action.has(b"S") && kind != b"StructElem")
                {
                    self.action(action);
                }
            }
        }
        if let Some(actions) = inner(doc, dict, b"AA") {
            for (_, action) in actions.iter() {
                if let Ok((_, Object::Dictionary(action))) = doc.dereference(action) {
                    self.action(action);
                }
            }
            let is_field = name(doc, dict, b"Subtype") == b"Widget" || dict.has(b"FT");
            self.fault_if(
                !is_field
                    && actions
                        .iter()
                        .any(|(key, _)| !is_of(&["E", "X", "D", "U", "Fo", "Bl"], key)),
                "6.6.3",
                "the document, or a part of it, acts on its own",
                "take the actions out",
            );
        }
    }

    /// Names that are to be UTF-8.
    pub(super) fn names<const N: usize>(&mut self, clause: &str, names: [&[u8]; N]) {
        for name in names.iter().filter(|name| std::str::from_utf8(name).is_err()) {
            self.fault(
                clause,
                format!("the name `{}` is not in UTF-8", shown(name)),
                "export it again",
            );
        }
    }

    /// What is to be read instead of glyphs.
    pub(super) fn replacement(&mut self, dict: &Dictionary) {
        let text = dict.get(b"ActualText").ok();
        let text = text.and_then(|text| lopdf::decode_text_string(text).ok());
        let is_private = |c: char| matches!(c as u32, 0xE000..=0xF8FF | 0xF_0000..=0xF_FFFD | 0x10_0000..=0x10_FFFD);
        self.fault_if(
            text.is_some_and(|text| text.contains(is_private)),
            "6.2.10.8",
            "the text for reading aloud has letters without a meaning (private use)",
            "write it in Unicode",
        );
    }

    /// A graphics state.
    fn state(&mut self, state: &'a Dictionary) {
        let doc = self.doc;
        let second = state.has(b"TR2") && name(doc, state, b"TR2") != b"Default";
        for (is, what) in [
            (state.has(b"TR"), "tones are changed (TR)"),
            (second, "tones are changed (TR2)"),
            (state.has(b"HTO"), "the origin of a halftone is given (HTO)"),
        ] {
            self.fault_if(is, "6.2.5", what, "take that out");
        }
        if let Some(halftone) = inner(doc, state, b"HT") {
            let kind = halftone.get_deref(b"HalftoneType", doc).and_then(Object::as_i64);
            self.fault_if(
                !matches!(kind, Ok(1 | 5)),
                "6.2.5",
                "a halftone is of another type than 1 and 5",
                "take it out",
            );
            self.fault_if(
                halftone.has(b"HalftoneName"),
                "6.2.5",
                "a halftone has a name",
                "take it out",
            );
        }
        for mode in items(doc, state, b"BM") {
            let mode = mode.as_name().unwrap_or_default();
            if !is_of(&BLEND_MODES, mode) {
                self.fault(
                    "6.2.9",
                    format!("colors are mixed by `{}`, which is unknown", shown(mode)),
                    "mix them otherwise",
                );
            }
        }
        self.rendering(name(doc, state, b"RI"));
    }

    fn attachment(&mut self, dict: &'a Dictionary) {
        let doc = self.doc;
        let known = dict.get(b"UF").or_else(|_| dict.get(b"F"));
        let known = known.ok().and_then(|name| lopdf::decode_text_string(name).ok());
        let known = known.unwrap_or_default();
        self.fault_if(
            !dict.has(b"F") || !dict.has(b"UF"),
            "6.9",
            &format!("the attached file `{known}` has not both of its names (F, UF)"),
            "attach it again",
        );
        self.fault_if(
            !dict.has(b"AFRelationship"),
            "6.9",
            &format!(
                "the attached file `{known}` does not say what it is to the document"
            ),
            "give it an AFRelationship",
        );
        let files = inner(doc, dict, b"EF");
        for (_, file) in files.into_iter().flat_map(Dictionary::iter) {
            let Ok((_, Object::Stream(file))) = doc.dereference(file) else { continue };
            let kind = name(doc, &file.dict, b"Subtype");
            let mut parts = kind.split(|byte| *byte == b'/');
            let is_part = |part: Option<&[u8]>| {
                part.is_some_and(|part| {
                    let is_known =
                        |b: &u8| b.is_ascii_alphanumeric() || b"-_+.".contains(b);
                    !part.is_empty() && part.iter().all(is_known)
                })
            };
            let is_type = is_part(parts.next()) && is_part(parts.next());
            self.fault_if(
                !is_type || parts.next().is_some(),
                "6.9",
                &format!("the attached file `{known}` does not say of which type it is"),
                "give it a type, as `text/plain`",
            );
        }
    }

    fn action(&mut self, action: &'a Dictionary) {
        let kind = name(self.doc, action, b"S");
        if !is_of(&ACTIONS, kind) {
            let kind = shown(kind);
            self.fault(
                "6.6.1",
                format!("there is an action of the type `{kind}`"),
                "take it out",
            );
        }
        let pages = ["NextPage", "PrevPage", "FirstPage", "LastPage"];
        self.fault_if(
            kind == b"Named" && !is_of(&pages, name(self.doc, action, b"N")),
            "6.6.1",
            "there is an action that does not turn to a page",
            "take it out",
        );
    }

    pub(super) fn annotation(&mut self, dict: &'a Dictionary, place: &str) {
        let doc = self.doc;
        let kind = name(doc, dict, b"Subtype");
        if !is_of(&ANNOTATIONS, kind) {
            let kind = shown(kind);
            self.fault(
                "6.3.1",
                format!("{place} is annotated with `{kind}`"),
                "take that out",
            );
        }
        let sides: Vec<f32> = items(doc, dict, b"Rect")
            .iter()
            .filter_map(|side| side.as_float().ok())
            .collect();
        let is_point = matches!(sides[..], [a, b, c, d] if a == c && b == d);
        let flags = dict.get_deref(b"F", doc).and_then(Object::as_i64).ok();
        self.fault_if(
            flags.is_none() && !is_point && kind != b"Popup",
            "6.3.2",
            &format!("{place} has an annotation that does not say whether it is printed"),
            "let it be printed",
        );
        // Hidden, invisible, out of view when not pointed at, or not to be printed.
        self.fault_if(
            flags.is_some_and(|flags| flags & 0b1_0010_0011 != 0 || flags & 4 == 0),
            "6.3.2",
            &format!("{place} has an annotation that is hidden or not printed"),
            "let it be seen and printed",
        );
        let looks = inner(doc, dict, b"AP");
        let needs_none = matches!(kind, b"Popup" | b"Link" | b"Projection");
        self.fault_if(
            looks.is_none() && !is_point && !needs_none,
            "6.3.3",
            &format!("{place} has an annotation that does not say how it looks"),
            "export its appearance",
        );
        if let Some(looks) = looks {
            self.fault_if(
                looks.iter().any(|(key, _)| key != b"N"),
                "6.3.3",
                &format!("{place} has an annotation that looks different when touched"),
                "let it look one way",
            );
            let is_button = kind == b"Widget" && name(doc, dict, b"FT") == b"Btn";
            let is_drawn = match looks.get_deref(b"N", doc) {
                Ok(Object::Stream(_)) => !is_button,
                Ok(Object::Dictionary(_)) => is_button,
                _ => true,
            };
            self.fault_if(
                !is_drawn,
                "6.3.3",
                &format!("{place} has an annotation whose look is of the wrong kind"),
                "export its appearance",
            );
        }
        self.fault_if(
            kind == b"Widget" && dict.has(b"A"),
            "6.4.1",
            &format!("{place} has a field that acts"),
            "take the action out",
        );
    }
}
