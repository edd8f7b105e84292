//! The fonts of a file: what their codes stand for, and fonts with the same glyphs in which codes stand for
//! something else.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::ops::Range;

use rustc_hash::FxHashMap;

use super::super::file::{File, number, rfind};
use super::super::streams::{content, stream};

/// What each code of a font stands for, and how wide its glyph is in thousandths of the size.
type Codes = FxHashMap<u16, (String, f64)>;

/// A font of the file.
struct Face {
    /// Its number among the objects.
    object: usize,
    /// What stands in its object.
    dict: Range<usize>,
    codes: Codes,
    /// The aliases, each with the number of its object and what its codes stand for.
    aliases: Vec<(usize, BTreeMap<u16, String>)>,
}

/// All fonts that codes of two bytes are shown with.
pub(super) struct Fonts {
    faces: Vec<Face>,
    /// The next number for an object.
    next: usize,
}

/// A page: its stream and its fonts.
pub(super) struct Page {
    /// Where what is between `obj` and `endobj` of its stream stands.
    pub stream: Range<usize>,
    /// Where the dictionary of its fonts ends.
    pub names_end: usize,
    /// What is to be written there.
    pub added: String,
    /// The names of its fonts.
    names: FxHashMap<Vec<u8>, usize>,
    /// The names of its aliases, by font and alias.
    aliases: FxHashMap<(usize, usize), String>,
}

impl Fonts {
    /// Reads the fonts; nothing if one has another form than Typst's export gives it.
    pub(super) fn of(file: &File) -> Option<Self> {
        let held: FxHashMap<usize, Range<usize>> =
            file.held().map(|(_, object, inner)| (object, inner)).collect();
        let mut faces = vec![];
        for (object, inner) in &held {
            let dict = &file.bytes[inner.clone()];
            if !dict.starts_with(b"<</Type/Font/Subtype/Type0/") {
                continue;
            }
            let part = |key: &[u8]| held.get(&reference(dict, key)?);
            let map = content(&file.bytes[part(b"/ToUnicode ")?.clone()])?;
            let descendant = &file.bytes[part(b"/DescendantFonts[")?.clone()];
            let mut codes = Codes::default();
            let widths = widths(descendant)?;
            for (code, text) in meanings(&map)? {
                let width = widths.get(&code).copied().unwrap_or_default();
                codes.insert(code, (text, width));
            }
            faces.push(Face {
                object: *object,
                dict: inner.clone(),
                codes,
                aliases: vec![],
            });
        }
        faces.sort_by_key(|face| face.object);
        Some(Self { faces, next: file.size })
    }

    /// Whether some code stands for such a text.
    pub(super) fn any(&self, is_such: impl Fn(&str) -> bool) -> bool {
        self.faces
            .iter()
            .flat_map(|face| face.codes.values())
            .any(|code| is_such(&code.0))
    }

    /// The pages with their streams and fonts, in the order in which they stand in the file.
    pub(super) fn pages(&self, file: &File) -> Option<Vec<Page>> {
        let held: FxHashMap<usize, Range<usize>> =
            file.held().map(|(_, object, inner)| (object, inner)).collect();
        let mut pages = vec![];
        for (_, _, inner) in file.held() {
            let dict = &file.bytes[inner];
            if !dict.starts_with(b"<</Type/Page/") {
                continue;
            }
            let (Some(contents), Some(resources)) =
                (reference(dict, b"/Contents "), reference(dict, b"/Resources "))
            else {
                continue;
            };
            let resources = held.get(&resources)?;
            let dict = &file.bytes[resources.clone()];
            let Some(start) = memchr::memmem::find(dict, b"/Font<<") else { continue };
            let start = start + b"/Font<<".len();
            let length = memchr::memmem::find(&dict[start..], b">>")?;
            let mut names = FxHashMap::default();
            let entries = dict[start..start + length].split(|byte| *byte == b'/');
            for entry in entries.filter(|entry| !entry.is_empty()) {
                let blank = memchr::memchr(b' ', entry)?;
                let object = number(&entry[blank + 1..])?.0;
                let known = self.faces.iter().position(|face| face.object == object);
                names.extend(known.map(|face| (entry[..blank].to_vec(), face)));
            }
            pages.push(Page {
                stream: held.get(&contents)?.clone(),
                names_end: resources.start + start + length,
                added: String::new(),
                names,
                aliases: FxHashMap::default(),
            });
        }
        Some(pages)
    }

    /// What a code of a font stands for, and its width in thousandths of the size.
    pub(super) fn glyph(&self, face: usize, code: u16) -> Option<(&str, f64)> {
        let (text, width) = self.faces.get(face)?.codes.get(&code)?;
        Some((text, *width))
    }

    /// The objects of the aliases, from the first free number on.
    pub(super) fn objects(&self, pdf: &[u8]) -> Option<Vec<Vec<u8>>> {
        let mut objects = BTreeMap::new();
        for face in &self.faces {
            let dict = &pdf[face.dict.clone()];
            let key = b"/ToUnicode ";
            let at = memchr::memmem::find(dict, key)? + key.len();
            let (_, rest) = number(&dict[at..])?;
            for (object, codes) in &face.aliases {
                let map = object + 1;
                let mut own = dict[..at].to_vec();
                own.extend_from_slice(map.to_string().as_bytes());
                own.extend_from_slice(rest);
                objects.insert(*object, own);
                objects
                    .insert(map, stream(map_of(codes).as_bytes(), "/Type/CMap/WMode 0")?);
            }
        }
        Some(objects.into_values().collect())
    }
}

impl Page {
    /// The font of a name.
    pub(super) fn font(&self, name: &[u8]) -> Option<usize> {
        self.names.get(name).copied()
    }

    /// The name of a font.
    pub(super) fn name(&self, face: usize) -> &str {
        let named = self.names.iter().find(|(_, other)| **other == face);
        named
            .and_then(|(name, _)| std::str::from_utf8(name).ok())
            .unwrap_or_default()
    }

    /// The name of a font in which codes stand for these texts.
    pub(super) fn alias(
        &mut self,
        face: usize,
        codes: &[(u16, &str)],
        fonts: &mut Fonts,
    ) -> Option<String> {
        let own = fonts.faces.get_mut(face)?;
        let is_own = |(code, text): &(u16, &str)| {
            own.codes.get(code).is_some_and(|known| known.0 == *text)
        };
        if codes.iter().all(is_own) {
            return Some(self.name(face).to_owned());
        }
        let fits = |known: &BTreeMap<u16, String>| {
            codes
                .iter()
                .all(|(code, text)| known.get(code).is_none_or(|had| had == text))
        };
        let at = own.aliases.iter().position(|alias| fits(&alias.1));
        let at = at.unwrap_or_else(|| {
            own.aliases.push((fonts.next, BTreeMap::new()));
            // The font and its map.
            fonts.next += 2;
            own.aliases.len() - 1
        });
        let (object, known) = &mut own.aliases[at];
        known.extend(codes.iter().map(|(code, text)| (*code, (*text).to_owned())));
        if let Some(name) = self.aliases.get(&(face, at)) {
            return Some(name.clone());
        }
        let name = format!("{}a{at}", self.name(face));
        let _ = write!(self.added, "/{name} {object} 0 R");
        self.aliases.insert((face, at), name.clone());
        Some(name)
    }
}

/// The number behind a key of a dictionary.
fn reference(dict: &[u8], key: &[u8]) -> Option<usize> {
    let at = rfind(dict, key)? + key.len();
    Some(number(&dict[at..])?.0)
}

/// The widths of a descendant font (ISO 32000-1, 9.7.4.3).
fn widths(dict: &[u8]) -> Option<FxHashMap<u16, f64>> {
    let mut widths = FxHashMap::default();
    let Some(at) = memchr::memmem::find(dict, b"/W[") else { return Some(widths) };
    let rest = std::str::from_utf8(&dict[at + 3..]).ok()?;
    // The array ends with the bracket that closes it.
    let mut depth = 1;
    let end = rest.find(|c| {
        depth += i32::from(c == '[') - i32::from(c == ']');
        depth == 0
    })?;
    let spaced = rest[..end].replace('[', " [ ").replace(']', " ] ");
    let mut tokens = spaced.split_ascii_whitespace().peekable();
    while let Some(first) = tokens.next() {
        let first: u16 = first.parse().ok()?;
        match tokens.next()? {
            "[" => {
                for (k, width) in
                    tokens.by_ref().take_while(|token| *token != "]").enumerate()
                {
                    widths.insert(first.checked_add(k as u16)?, width.parse().ok()?);
                }
            }
            last => {
                let (last, width): (u16, f64) =
                    (last.parse().ok()?, tokens.next()?.parse().ok()?);
                widths.extend((first..=last).map(|code| (code, width)));
            }
        }
    }
    Some(widths)
}

/// What the codes of a map stand for; nothing if it has another form than the export writes.
fn meanings(map: &[u8]) -> Option<Vec<(u16, String)>> {
    let map = std::str::from_utf8(map).ok()?;
    let mut meanings = vec![];
    let mut is_inside = false;
    for line in map.lines() {
        if line.ends_with("beginbfrange") {
            return None;
        }
        if line.ends_with("beginbfchar") {
            is_inside = true;
        } else if line.starts_with("endbfchar") {
            is_inside = false;
        } else if is_inside {
            let (code, text) = line.strip_prefix('<')?.split_once('>')?;
            let text = text.trim().strip_prefix('<')?.strip_suffix('>')?;
            let unit = |at: usize| u16::from_str_radix(text.get(at..at + 4)?, 16).ok();
            let units: Option<Vec<u16>> = (0..text.len()).step_by(4).map(unit).collect();
            let code = u16::from_str_radix(code, 16).ok()?;
            meanings.push((code, String::from_utf16(&units?).ok()?));
        }
    }
    Some(meanings)
}

/// A map of codes to texts (Adobe Technical Note 5411).
fn map_of(codes: &BTreeMap<u16, String>) -> String {
    let mut map = "%!PS-Adobe-3.0 Resource-CMap\n\
        %%DocumentNeededResources: procset CIDInit\n\
        %%IncludeResource: procset CIDInit\n\
        %%BeginResource: CMap Custom\n\
        %%Title: (Custom Adobe Identity 0)\n\
        %%Version: 1\n\
        %%EndComments\n\
        /CIDInit /ProcSet findresource begin\n\
        12 dict begin\n\
        begincmap\n\
        /CIDSystemInfo 3 dict dup begin\n\
        /Registry (Adobe) def\n\
        /Ordering (Identity) def\n\
        /Supplement 0 def\n\
        end def\n\
        /CMapName /Custom def\n\
        /CMapVersion 1 def\n\
        /CMapType 0 def\n\
        /WMode 0 def\n\
        1 begincodespacerange\n\
        <0000> <FFFF>\n\
        endcodespacerange\n"
        .to_owned();
    let codes: Vec<_> = codes.iter().collect();
    for part in codes.chunks(100) {
        let _ = writeln!(map, "{} beginbfchar", part.len());
        for (code, text) in part {
            let units: String =
                text.encode_utf16().map(|unit| format!("{unit:04X}")).collect();
            let _ = writeln!(map, "<{code:04X}> <{units}>");
        }
        map.push_str("endbfchar\n");
    }
    map.push_str(
        "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n%%EndResource\n%%EOF",
    );
    map
}
