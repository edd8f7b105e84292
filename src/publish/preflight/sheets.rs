//! The pages of a file for PDF/X-4: boxes, annotations, the colors of what is painted.

use lopdf::content::Content;
use lopdf::{Dictionary, Document, Object};

use super::x4::Check;

impl Check<'_> {
    /// All pages.
    pub(super) fn pages(&mut self) {
        let doc = self.doc;
        for (number, id) in doc.page_iter().enumerate() {
            let place = format!("sheet {}", number + 1);
            let Ok(page) = doc.get_dictionary(id) else { continue };
            self.boxes(page, &place);
            for key in [&b"AA"[..], b"PresSteps", b"SeparationInfo"] {
                if page.has(key) {
                    let key = String::from_utf8_lossy(key).into_owned();
                    self.fault(
                        "pages",
                        format!("{place} has `{key}`"),
                        "export it again",
                    );
                }
            }
            self.annotations(page, &place);
            let resources = inherited(doc, page, b"Resources")
                .and_then(|object| object.as_dict().ok().cloned())
                .unwrap_or_default();
            self.group(page, &place);
            let content = doc.get_page_content(id);
            self.content(&content, &resources, &place);
        }
    }

    fn boxes(&mut self, page: &Dictionary, place: &str) {
        let doc = self.doc;
        if page.has(b"TrimBox") == page.has(b"ArtBox") {
            self.fault(
                "boxes",
                format!("{place} must have one of TrimBox and ArtBox"),
                "set the trim",
            );
        }
        let sides = |key: &[u8]| -> Option<Vec<f32>> {
            let object = inherited(doc, page, key)?;
            object
                .as_array()
                .ok()?
                .iter()
                .map(|side| side.as_float().ok())
                .collect()
        };
        let trim = sides(b"TrimBox").or_else(|| sides(b"ArtBox"));
        let (media, bleed) = (sides(b"MediaBox"), sides(b"BleedBox"));
        let inside = |a: &[f32], b: &[f32]| {
            a.len() == 4
                && b.len() == 4
                && a[0] >= b[0] - 0.01
                && a[1] >= b[1] - 0.01
                && a[2] <= b[2] + 0.01
                && a[3] <= b[3] + 0.01
        };
        for (what, a, b) in [
            ("the trim is not inside of the sheet", &trim, &media),
            ("the bleed is not inside of the sheet", &bleed, &media),
            ("the trim is not inside of the bleed", &trim, &bleed),
        ] {
            if let (Some(a), Some(b)) = (a, b)
                && !inside(a, b)
            {
                self.fault("boxes", format!("{place}: {what}"), "correct the boxes");
            }
        }
    }

    fn annotations(&mut self, page: &Dictionary, place: &str) {
        let doc = self.doc;
        let Ok(Object::Array(list)) = page.get_deref(b"Annots", doc) else { return };
        let bounds = inherited(doc, page, b"BleedBox")
            .or_else(|| inherited(doc, page, b"TrimBox"))
            .and_then(|object| object.as_array().ok().cloned());
        let sides = |list: &[Object]| -> Vec<f32> {
            list.iter().filter_map(|side| side.as_float().ok()).collect()
        };
        let bounds = bounds.map(|list| sides(&list)).filter(|sides| sides.len() == 4);
        let count = list
            .iter()
            .filter_map(|item| doc.dereference(item).ok()?.1.as_dict().ok())
            .filter(|dict| {
                let kind =
                    dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default();
                if matches!(kind, b"TrapNet" | b"PrinterMark") {
                    return false;
                }
                let place =
                    dict.get(b"Rect").and_then(Object::as_array).map(|list| sides(list));
                match (place, &bounds) {
                    (Ok(r), Some(b)) if r.len() == 4 => {
                        !(r[2] <= b[0] || r[0] >= b[2] || r[3] <= b[1] || r[1] >= b[3])
                    }
                    _ => true,
                }
            })
            .count();
        if count > 0 {
            self.fault(
                "annotations",
                format!("{place} has {count} links or notes that would be printed on"),
                "export it without links",
            );
        }
    }

    fn group(&mut self, dict: &Dictionary, place: &str) {
        let doc = self.doc;
        if let Ok(Object::Dictionary(group)) = dict.get_deref(b"Group", doc)
            && let Ok(space) = group.get_deref(b"CS", doc)
        {
            self.space(
                space,
                &Dictionary::new(),
                &format!("{place}, where colors are mixed"),
            );
        }
    }

    /// Looks at a color space.
    fn space(&mut self, space: &Object, defaults: &Dictionary, place: &str) {
        let doc = self.doc;
        let wrong = match space {
            Object::Name(name) => match name.as_slice() {
                b"DeviceRGB" | b"RGB" => (self.inks != 3 && !defaults.has(b"DefaultRGB"))
                    .then_some("RGB of no profile"),
                b"DeviceCMYK" | b"CMYK" => (self.inks != 4
                    && !defaults.has(b"DefaultCMYK"))
                .then_some("CMYK of no profile"),
                _ => None,
            },
            Object::Array(parts) => {
                let name = parts
                    .first()
                    .and_then(|part| part.as_name().ok())
                    .unwrap_or_default();
                let inner = match name {
                    b"Separation" | b"DeviceN" => parts.get(2),
                    b"Indexed" | b"I" | b"Pattern" => parts.get(1),
                    _ => None,
                };
                if let Some((_, inner)) =
                    inner.and_then(|inner| doc.dereference(inner).ok())
                {
                    self.space(inner, defaults, place);
                }
                None
            }
            _ => None,
        };
        if let Some(wrong) = wrong {
            self.fault(
                "color",
                format!("{place} has a color in {wrong}"),
                "use gray, CMYK or a named ink",
            );
        }
    }

    fn content(&mut self, content: &[u8], resources: &Dictionary, place: &str) {
        let doc = self.doc;
        let table = |key: &[u8]| match resources.get_deref(key, doc) {
            Ok(Object::Dictionary(dict)) => dict.clone(),
            _ => Dictionary::new(),
        };
        let spaces = table(b"ColorSpace");
        for (_, space) in spaces.iter() {
            if let Ok((_, space)) = doc.dereference(space) {
                self.space(space, &spaces, place);
            }
        }
        for (_, state) in table(b"ExtGState").iter() {
            if let Ok((_, Object::Dictionary(state))) = doc.dereference(state)
                && (state.has(b"TR") || state.has(b"HTP"))
            {
                self.fault(
                    "graphics",
                    format!("{place} changes tones (TR, HTP)"),
                    "take that out",
                );
            }
        }
        for (_, shading) in table(b"Shading").iter() {
            if let Ok((_, Object::Dictionary(shading))) = doc.dereference(shading)
                && let Ok(space) = shading.get_deref(b"ColorSpace", doc)
            {
                self.space(space, &spaces, place);
            }
        }
        for (_, object) in table(b"XObject").iter() {
            let id = object.as_reference().unwrap_or_default();
            let Ok((_, Object::Stream(stream))) = doc.dereference(object) else {
                continue;
            };
            if self.seen.contains(&id) {
                continue;
            }
            self.seen.push(id);
            self.drawing(stream, resources, &spaces, place);
        }
        let Ok(content) = Content::decode(content) else {
            self.fault("syntax", format!("{place} can't be read"), "export it again");
            return;
        };
        for operation in &content.operations {
            let name = match operation.operator.as_str() {
                "rg" | "RG" => &b"DeviceRGB"[..],
                "k" | "K" => b"DeviceCMYK",
                "cs" | "CS" => operation
                    .operands
                    .first()
                    .and_then(|o| o.as_name().ok())
                    .unwrap_or_default(),
                _ => continue,
            };
            self.space(&Object::Name(name.to_vec()), &spaces, place);
        }
    }

    fn drawing(
        &mut self,
        stream: &lopdf::Stream,
        resources: &Dictionary,
        spaces: &Dictionary,
        place: &str,
    ) {
        let doc = self.doc;
        let dict = &stream.dict;
        if dict.has(b"OPI") {
            self.fault(
                "drawings",
                format!("{place} has a picture that is to be replaced (OPI)"),
                "embed the picture",
            );
        }
        match dict.get(b"Subtype").and_then(Object::as_name).unwrap_or_default() {
            b"Image" => {
                if let Ok(space) = dict.get_deref(b"ColorSpace", doc) {
                    self.space(space, spaces, &format!("a picture on {place}"));
                }
                if dict.has(b"Alternates") {
                    self.fault(
                        "drawings",
                        format!("{place} has a picture with alternates"),
                        "take them out",
                    );
                }
            }
            b"PS" => self.fault(
                "drawings",
                format!("{place} has PostScript"),
                "draw it otherwise",
            ),
            _ => {
                if dict.has(b"Ref") {
                    self.fault(
                        "drawings",
                        format!("{place} refers to another file"),
                        "embed it",
                    );
                }
                self.group(dict, place);
                let own = match dict.get_deref(b"Resources", doc) {
                    Ok(Object::Dictionary(own)) => own.clone(),
                    _ => resources.clone(),
                };
                let content = stream.get_plain_content().unwrap_or_default();
                self.content(&content, &own, place);
            }
        }
    }
}

/// A value of a page, or of the pages above it.
fn inherited<'a>(
    doc: &'a Document,
    page: &'a Dictionary,
    key: &[u8],
) -> Option<&'a Object> {
    let mut at = page;
    for _ in 0..50 {
        if let Ok(value) = at.get_deref(key, doc) {
            return Some(value);
        }
        at = at.get_deref(b"Parent", doc).ok()?.as_dict().ok()?;
    }
    None
}
