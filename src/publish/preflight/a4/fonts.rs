//! Rules of PDF/A-4 for fonts, as far as their dictionaries and maps tell.

use lopdf::{Dictionary, Object};

use super::objects::is_of;
use super::{Check, inner, items, name, shown};

impl<'a> Check<'a> {
    pub(super) fn font(&mut self, font: &'a Dictionary) {
        let doc = self.doc;
        let (kind, base) = (name(doc, font, b"Subtype"), name(doc, font, b"BaseFont"));
        let known = shown(base);
        self.fault_if(
            name(doc, font, b"Type") != b"Font",
            "6.2.10.2",
            &format!("the font `{known}` is not said to be one"),
            "embed it again",
        );
        self.names("6.1.7", [base]);
        self.fault_if(
            kind != b"Type3" && base.is_empty(),
            "6.2.10.2",
            "a font has no name",
            "embed it again",
        );
        match kind {
            b"Type1" | b"MMType1" | b"TrueType" => self.simple_font(font, &known),
            b"Type0" => self.composite_font(font, &known),
            b"Type3" => {}
            _ => self.fault(
                "6.2.10.2",
                format!("the font `{known}` is of no known type"),
                "embed it again",
            ),
        }
        if let Ok(Object::Stream(map)) = font.get_deref(b"ToUnicode", doc) {
            let map = map.get_plain_content().unwrap_or_default();
            self.fault_if(
                maps_to_nothing(&map),
                "6.2.10.7",
                &format!("a glyph of the font `{known}` stands for no letter"),
                "embed it again",
            );
        }
    }

    fn simple_font(&mut self, font: &'a Dictionary, known: &str) {
        let doc = self.doc;
        let number = |key: &[u8]| font.get_deref(key, doc).and_then(Object::as_i64).ok();
        let (first, last) = (number(b"FirstChar"), number(b"LastChar"));
        let widths = font.get_deref(b"Widths", doc).and_then(Object::as_array);
        if !font.has(b"FontDescriptor") {
            return self.fault(
                "6.2.10.4.1",
                format!("the font `{known}` is not embedded"),
                "embed it",
            );
        }
        for (key, value) in [("FirstChar", first), ("LastChar", last)] {
            self.fault_if(
                value.is_none(),
                "6.2.10.2",
                &format!("the font `{known}` has no `{key}`"),
                "embed it again",
            );
        }
        if let (Some(first), Some(last)) = (first, last) {
            let count = widths.map_or(-1, |widths| widths.len() as i64);
            self.fault_if(
                Some(count) != last.checked_sub(first).and_then(|n| n.checked_add(1)),
                "6.2.10.2",
                &format!("the font `{known}` has not one width for each character"),
                "embed it again",
            );
        }
    }

    fn composite_font(&mut self, font: &'a Dictionary, known: &str) {
        let doc = self.doc;
        for below in items(doc, font, b"DescendantFonts") {
            let Ok(below) = below.as_dict() else { continue };
            self.fault_if(
                !below.has(b"FontDescriptor"),
                "6.2.10.4.1",
                &format!("the font `{known}` is not embedded"),
                "embed it",
            );
            let has_file = inner(doc, below, b"FontDescriptor")
                .is_some_and(|descriptor| descriptor.has(b"FontFile2"));
            let is_mapped = match below.get_deref(b"CIDToGIDMap", doc) {
                Ok(Object::Stream(_)) => true,
                Ok(Object::Name(name)) => name == b"Identity",
                _ => false,
            };
            self.fault_if(
                name(doc, below, b"Subtype") == b"CIDFontType2" && has_file && !is_mapped,
                "6.2.10.3.2",
                &format!("the font `{known}` does not say which glyph is which"),
                "embed it again",
            );
        }
        if let Ok(Object::Stream(map)) = font.get_deref(b"Encoding", doc) {
            let said = map.dict.get_deref(b"WMode", doc).and_then(Object::as_i64);
            let inside = map.get_plain_content().unwrap_or_default();
            self.fault_if(
                said.unwrap_or(0) != direction(&inside),
                "6.2.10.3.3",
                &format!("the font `{known}` is said to run in two directions"),
                "embed it again",
            );
        }
    }

    pub(super) fn descriptor(&mut self, dict: &'a Dictionary) {
        let doc = self.doc;
        let known = shown(name(doc, dict, b"FontName"));
        self.names("6.1.7", [name(doc, dict, b"FontName")]);
        let has_file = ["FontFile", "FontFile2", "FontFile3"];
        self.fault_if(
            !has_file.iter().any(|key| dict.has(key.as_bytes())),
            "6.2.10.4.1",
            &format!("the font `{known}` is not embedded"),
            "embed it",
        );
        if let Some(file) = inner(doc, dict, b"FontFile3") {
            let kinds = ["Type1C", "CIDFontType0C", "OpenType"];
            self.fault_if(
                !is_of(&kinds, name(doc, file, b"Subtype")),
                "6.2.10.2",
                &format!("the file of the font `{known}` is of no known type"),
                "embed it again",
            );
        }
    }
}

/// Whether a map of glyphs to Unicode names U+0000, U+FEFF or U+FFFE.
fn maps_to_nothing(map: &[u8]) -> bool {
    let text = String::from_utf8_lossy(map);
    let is_nothing = |word: &str| {
        let mut rest = word;
        while let (Some(unit), Some(more)) = (rest.get(..4), rest.get(4..)) {
            if ["0000", "feff", "fffe"].contains(&&*unit.to_ascii_lowercase()) {
                return true;
            }
            rest = more;
        }
        false
    };
    // The last of each group is what the glyphs stand for: `<01> <0041>` or, for a run
    // of glyphs, `<01> <05> <0041>` or `<01> <05> [<0041> …]`.
    let parts = |from: &str, to: &str, take: usize| -> Vec<String> {
        let blocks = text.split(from).skip(1).filter_map(|block| block.split(to).next());
        let mut found = vec![];
        for block in blocks {
            let mut rest = block;
            let mut place = 0;
            let mut listed = false;
            while let Some(at) = rest.find(['<', '[', ']']) {
                let sign = rest.as_bytes()[at];
                rest = &rest[at + 1..];
                match sign {
                    b'[' => listed = true,
                    b']' => (listed, place) = (false, 0),
                    _ => {
                        let Some((word, behind)) = rest.split_once('>') else { break };
                        rest = behind;
                        if place + 1 == take || listed {
                            found.push(word.split_ascii_whitespace().collect());
                            place = if listed { place } else { 0 };
                        } else {
                            place += 1;
                        }
                    }
                }
            }
        }
        found
    };
    parts("beginbfchar", "endbfchar", 2)
        .iter()
        .chain(&parts("beginbfrange", "endbfrange", 3))
        .any(|word| is_nothing(word))
}

/// The writing direction of a character map: 1 is down.
fn direction(map: &[u8]) -> i64 {
    let text = String::from_utf8_lossy(map);
    let value = text
        .split("/WMode")
        .nth(1)
        .and_then(|rest| rest.split_ascii_whitespace().next()?.parse().ok());
    value.unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps_that_name_no_letter_are_found() {
        let char = |to: &str| format!("1 beginbfchar\n<0000> <{to}>\nendbfchar");
        let range = |to: &str| format!("1 beginbfrange\n<0000> <0003> {to}\nendbfrange");
        for bad in ["0000", "0041FEFF", "fffe"] {
            assert!(maps_to_nothing(char(bad).as_bytes()), "{bad}");
            assert!(maps_to_nothing(range(&format!("<{bad}>")).as_bytes()), "{bad}");
            let list = range(&format!("[<0041> <{bad}>]"));
            assert!(maps_to_nothing(list.as_bytes()), "{list}");
        }
        // U+1000 and U+0200 have four noughts in a row between them.
        for good in ["0041", "10000200", "D83DDE00"] {
            assert!(!maps_to_nothing(char(good).as_bytes()), "{good}");
            assert!(!maps_to_nothing(range(&format!("<{good}>")).as_bytes()), "{good}");
        }
    }

    #[test]
    fn the_direction_of_a_map_is_read() {
        assert_eq!(direction(b"/WMode 1 def"), 1);
        assert_eq!(direction(b"/CMapName /x def"), 0);
    }
}
