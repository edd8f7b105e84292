//! Rules of PDF/A-4 for pages: their content, what it uses, and what stands on it.

use lopdf::content::{Content, Operation};
use lopdf::{Dictionary, Object, ObjectId, Stream};
use rustc_hash::FxHashSet;

use super::objects::is_of;
use super::{Check, inner, items, name, shown};

/// The operators of content (ISO 32000-2, annex A).
const OPERATORS: [&str; 73] = [
    "b", "B", "b*", "B*", "BDC", "BI", "BMC", "BT", "BX", "c", "cm", "CS", "cs", "d",
    "d0", "d1", "Do", "DP", "EI", "EMC", "ET", "EX", "f", "F", "f*", "G", "g", "gs", "h",
    "i", "ID", "j", "J", "K", "k", "l", "m", "M", "MP", "n", "q", "Q", "re", "RG", "rg",
    "ri", "s", "S", "SC", "sc", "SCN", "scn", "sh", "T*", "Tc", "Td", "TD", "Tf", "Tj",
    "TJ", "TL", "Tm", "Tr", "Ts", "Tw", "Tz", "v", "w", "W", "W*", "y", "'", "\"",
];

/// Where content is, and what it may use.
struct Scope<'a> {
    /// As `sheet 3`.
    place: String,
    /// What it names its fonts and pictures by; none if it says nothing of it.
    resources: Option<&'a Dictionary>,
    /// The colors that the page is for.
    intent: Option<[u8; 4]>,
}

impl<'a> Check<'a> {
    pub(super) fn pages(&mut self) {
        let doc = self.doc;
        let mut seen = FxHashSet::default();
        for (number, id) in doc.page_iter().enumerate() {
            let Ok(page) = doc.get_dictionary(id) else { continue };
            let place = format!("sheet {}", number + 1);
            self.fault_if(
                page.has(b"PresSteps"),
                "6.11",
                &format!("{place} is shown in steps"),
                "take them out",
            );
            for annotation in items(doc, page, b"Annots") {
                if let Ok(annotation) = annotation.as_dict() {
                    self.annotation(annotation, &place);
                }
            }
            let own = items(doc, page, b"OutputIntents").into_iter().find_map(|intent| {
                let intent = intent.as_dict().ok()?;
                let profile = intent.get_deref(b"DestOutputProfile", doc).ok()?;
                let data = profile.as_stream().ok()?.get_plain_content().ok()?;
                data.get(16..20)?.try_into().ok()
            });
            let scope = Scope {
                place,
                resources: inner(doc, page, b"Resources"),
                intent: own.or(self.intent),
            };
            self.mixing(page, &scope);
            let content = doc.get_page_content(id);
            self.content(&content, &scope, &mut seen, 0);
        }
    }

    /// Transparency on a page without an output intent.
    fn mixing(&mut self, page: &'a Dictionary, scope: &Scope) {
        let doc = self.doc;
        let is_known = scope.intent.is_some()
            || inner(doc, page, b"Group").is_some_and(|group| group.has(b"CS"));
        let Some(resources) = scope.resources.filter(|_| !is_known) else { return };
        let below = |key: &[u8]| {
            let table = inner(doc, resources, key).into_iter();
            table.flat_map(Dictionary::iter).filter_map(|(_, object)| {
                match doc.dereference(object).ok()?.1 {
                    Object::Dictionary(dict) => Some(dict),
                    Object::Stream(stream) => Some(&stream.dict),
                    _ => None,
                }
            })
        };
        let is_thin = |state: &Dictionary, key: &[u8]| {
            let value = state.get_deref(key, doc).and_then(Object::as_float);
            value.is_ok_and(|value| value < 1.0)
        };
        let mixes = below(b"ExtGState").any(|state| {
            let mode = items(doc, state, b"BM");
            let mode = mode.first().and_then(|mode| mode.as_name().ok());
            let mask = state.get_deref(b"SMask", doc);
            is_thin(state, b"ca")
                || is_thin(state, b"CA")
                || mode.is_some_and(|mode| mode != b"Normal" && mode != b"Compatible")
                || mask.is_ok_and(|mask| mask.as_dict().is_ok())
        });
        let masked = below(b"XObject").any(|object| {
            object.has(b"SMask")
                || inner(doc, object, b"Group")
                    .is_some_and(|group| name(doc, group, b"S") == b"Transparency")
        });
        self.fault_if(
            mixes || masked,
            "6.2.9",
            &format!("{} mixes colors and does not say in which space", scope.place),
            "give the file an output intent",
        );
    }

    /// Content: of a page, a drawing or a glyph.
    fn content(
        &mut self,
        content: &[u8],
        scope: &Scope<'a>,
        seen: &mut FxHashSet<ObjectId>,
        depth: usize,
    ) {
        let Ok(content) = Content::decode(content) else {
            let fault = format!("{} can't be read", scope.place);
            return self.fault("6.2.2", fault, "export it again");
        };
        for operation in &content.operations {
            self.operation(operation, scope, seen, depth);
        }
    }

    fn operation(
        &mut self,
        operation: &Operation,
        scope: &Scope<'a>,
        seen: &mut FxHashSet<ObjectId>,
        depth: usize,
    ) {
        let operator = operation.operator.as_str();
        let named = |at: Option<&Object>| -> Vec<u8> {
            at.and_then(|name| name.as_name().ok()).unwrap_or_default().to_vec()
        };
        let (first, last) =
            (named(operation.operands.first()), named(operation.operands.last()));
        match operator {
            "Do" => self.draws(&last, scope, seen, depth),
            "gs" => drop(self.uses(b"ExtGState", &last, scope)),
            "Tf" => drop(self.uses(b"Font", &first, scope)),
            "sh" => drop(self.uses(b"Shading", &last, scope)),
            "SCN" | "scn" if !last.is_empty() => {
                self.uses(b"Pattern", &last, scope);
            }
            "BDC" | "DP" if !last.is_empty() => {
                self.uses(b"Properties", &last, scope);
            }
            "BDC" | "DP" => {
                if let Some(Object::Dictionary(dict)) = operation.operands.last() {
                    self.replacement(dict);
                }
            }
            "rg" | "RG" => self.color(b"DeviceRGB", scope),
            "k" | "K" => self.color(b"DeviceCMYK", scope),
            "g" | "G" => self.color(b"DeviceGray", scope),
            "cs" | "CS" => match last.as_slice() {
                b"DeviceRGB" | b"DeviceCMYK" | b"DeviceGray" => self.color(&last, scope),
                b"Pattern" => {}
                _ => {
                    if let Some(space) = self.uses(b"ColorSpace", &last, scope) {
                        self.space(space, scope, 0);
                    }
                }
            },
            "ri" => self.rendering(&last),
            _ if !OPERATORS.contains(&operator) => self.fault(
                "6.2.2",
                format!("{} has `{operator}`, which is no operator", scope.place),
                "export it again",
            ),
            _ => {}
        }
    }

    /// What a name in content stands for.
    fn uses(
        &mut self,
        kind: &[u8],
        known: &[u8],
        scope: &Scope<'a>,
    ) -> Option<&'a Object> {
        let doc = self.doc;
        let Some(resources) = scope.resources else {
            let fault = format!("{} has no resources of its own", scope.place);
            self.fault("6.2.2", fault, "export it again");
            return None;
        };
        let table = inner(doc, resources, kind);
        let found = table.and_then(|table| table.get_deref(known, doc).ok());
        if found.is_none() {
            let known = shown(known);
            self.fault(
                "6.2.2",
                format!("{} uses `{known}`, which is not there", scope.place),
                "export it again",
            );
        }
        found
    }

    fn draws(
        &mut self,
        known: &[u8],
        scope: &Scope<'a>,
        seen: &mut FxHashSet<ObjectId>,
        depth: usize,
    ) {
        let doc = self.doc;
        let Some(Object::Stream(drawing)) = self.uses(b"XObject", known, scope) else {
            return;
        };
        let id = scope
            .resources
            .and_then(|resources| inner(doc, resources, b"XObject"))
            .and_then(|table| table.get(known).ok()?.as_reference().ok());
        if depth > 50 || id.is_some_and(|id| !seen.insert(id)) {
            return;
        }
        self.drawing(drawing, scope, seen, depth);
    }

    fn drawing(
        &mut self,
        drawing: &'a Stream,
        scope: &Scope<'a>,
        seen: &mut FxHashSet<ObjectId>,
        depth: usize,
    ) {
        let doc = self.doc;
        if name(doc, &drawing.dict, b"Subtype") == b"Image" {
            if let Ok(space) = drawing.dict.get_deref(b"ColorSpace", doc) {
                self.space(space, scope, 0);
            }
            return;
        }
        let inside = Scope {
            place: format!("a drawing on {}", scope.place),
            resources: inner(doc, &drawing.dict, b"Resources"),
            intent: scope.intent,
        };
        let content = drawing.get_plain_content().unwrap_or_default();
        self.content(&content, &inside, seen, depth + 1);
    }

    /// A color space, and what it is made of.
    fn space(&mut self, space: &'a Object, scope: &Scope<'a>, depth: usize) {
        let doc = self.doc;
        match space {
            Object::Name(name) => self.color(name, scope),
            Object::Array(parts) if depth < 10 => {
                let kind = parts.first().and_then(|part| part.as_name().ok());
                let below = match kind.unwrap_or_default() {
                    b"Separation" | b"DeviceN" => parts.get(2),
                    b"Indexed" | b"Pattern" => parts.get(1),
                    b"ICCBased" => {
                        let profile = parts.get(1).and_then(|p| doc.dereference(p).ok());
                        if let Some((_, Object::Stream(profile))) = profile {
                            self.profile(profile, &scope.place);
                        }
                        None
                    }
                    _ => None,
                };
                if let Some((_, below)) = below.and_then(|o| doc.dereference(o).ok()) {
                    self.space(below, scope, depth + 1);
                }
            }
            _ => {}
        }
    }

    fn profile(&mut self, profile: &Stream, place: &str) {
        let data = profile.get_plain_content().unwrap_or_default();
        let word = |at: usize| data.get(at..at + 4).unwrap_or_default();
        let is_good = is_of(&["prtr", "mntr", "scnr", "spac"], word(12))
            && is_of(&["RGB ", "CMYK", "GRAY", "Lab "], word(16))
            && data.get(8).is_some_and(|version| *version < 5);
        self.fault_if(
            !is_good,
            "6.2.4.2",
            &format!("{place} has colors of a profile of the wrong class"),
            "export it again",
        );
    }

    /// A color of a device.
    fn color(&mut self, space: &[u8], scope: &Scope<'a>) {
        let doc = self.doc;
        let (default, of_intent): (&[u8], &[u8]) = match space {
            b"DeviceRGB" => (b"DefaultRGB", b"RGB "),
            b"DeviceCMYK" => (b"DefaultCMYK", b"CMYK"),
            b"DeviceGray" => (b"DefaultGray", b""),
            _ => return,
        };
        let is_known = match scope.intent {
            Some(intent) => of_intent.is_empty() || intent == of_intent,
            None => false,
        };
        let has_default = scope
            .resources
            .and_then(|resources| inner(doc, resources, b"ColorSpace"))
            .is_some_and(|spaces| spaces.has(default));
        if !is_known && !has_default {
            let space = shown(space);
            self.fault(
                "6.2.4.3",
                format!("{} has colors in {space}, of no profile", scope.place),
                "give the file an output intent of these colors",
            );
        }
    }
}
