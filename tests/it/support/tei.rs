//! Invented TEI files: random trees of the elements that the reader knows, well formed and
//! mostly not valid, with empty elements and words in odd places.

use std::fmt::Write;

/// Numbers that look like chance and are always the same.
pub(crate) struct Chance(u64);

impl Chance {
    /// Those of a seed.
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1)
    }

    /// A number below another.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % end.max(1)
    }

    fn of<'a>(&mut self, all: &[&'a str]) -> &'a str {
        all[self.below(all.len())]
    }
}

/// What holds blocks, what is one, what stands in one, what is empty.
const HOLDERS: &[&str] = &[
    "div",
    "quote",
    "list",
    "item",
    "lg",
    "sp",
    "epigraph",
    "argument",
    "postscript",
    "opener",
    "cit",
    "floatingText",
    "noteGrp",
];
const BLOCKS: &[&str] = &[
    "p", "p", "p", "ab", "l", "l", "head", "speaker", "stage", "trailer", "byline",
    "label", "table", "figure", "bibl", "egXML",
];
const INLINES: &[&str] = &[
    "hi",
    "emph",
    "title",
    "seg",
    "w",
    "pc",
    "supplied",
    "unclear",
    "del",
    "add",
    "sic",
    "corr",
    "orig",
    "reg",
    "choice",
    "foreign",
    "persName",
    "placeName",
    "q",
    "quote",
    "said",
    "note",
    "ref",
    "app",
    "app",
    "rdg",
    "lem",
    "abbr",
    "expan",
    "num",
    "date",
    "subst",
    "ex",
    "am",
    "surplus",
    "stage",
    "zz",
    "bibl",
    "g",
    "index",
    "label",
    "rdgGrp",
    "witDetail",
];
const EMPTY: &[&str] = &[
    "lb",
    "pb",
    "cb",
    "milestone",
    "gap",
    "space",
    "anchor",
    "caesura",
    "ptr",
    "app",
    "p",
    "hi",
    "note",
    "div",
    "l",
    "choice",
    "handShift",
    "graphic",
    "lg",
    "fw",
];

/// An invented file.
pub(crate) fn invented(seed: u64) -> String {
    let mut chance = Chance::new(seed);
    let mut writer = Writer {
        chance: &mut chance,
        out: String::new(),
        words: 0,
        ids: 0,
    };
    let size = 2 + writer.chance.below(12);
    writer.holder(size, 0);
    let body = writer.out;
    format!(
        "<TEI xmlns=\"http://www.tei-c.org/ns/1.0\"><teiHeader><fileDesc><titleStmt><title>T\
         </title></titleStmt><publicationStmt><p/></publicationStmt><sourceDesc><listWit>\
         <witness xml:id=\"A\"/><witness xml:id=\"B\"/></listWit></sourceDesc></fileDesc>\
         </teiHeader><text xml:lang=\"en\"><body>{body}</body></text></TEI>"
    )
}

struct Writer<'c> {
    chance: &'c mut Chance,
    out: String,
    words: usize,
    ids: usize,
}

impl Writer<'_> {
    fn text(&mut self) {
        for _ in 0..=self.chance.below(3) {
            self.words += 1;
            let word = match self.chance.below(12) {
                0 => "كلمة".to_owned(),
                1 => "λόγος".to_owned(),
                _ => format!("w{}", self.words),
            };
            let blank = self.chance.of(&["", " ", " ", "\n  "]);
            let end = self.chance.of(&["", "", " ", ", ", ".", "-"]);
            let _ = write!(self.out, "{blank}{word}{end}");
        }
    }

    fn blank(&mut self) {
        let blank = self.chance.of(&["", "", " ", "\n"]);
        self.out.push_str(blank);
    }

    fn holder(&mut self, size: usize, depth: usize) {
        for _ in 0..size {
            self.blank();
            match self.chance.below(8) {
                0 if depth < 5 => self.element(HOLDERS, depth),
                1 => self.text(),
                2 => self.empty(),
                3 => self.element(INLINES, depth),
                _ => self.element(BLOCKS, depth),
            }
        }
        self.blank();
    }

    fn content(&mut self, depth: usize) {
        for _ in 0..self.chance.below(5) {
            match self.chance.below(7) {
                0..=2 => self.text(),
                3 => self.empty(),
                4 if depth < 7 && self.chance.below(4) == 0 => {
                    self.element(BLOCKS, depth)
                }
                _ if depth < 7 => self.element(INLINES, depth),
                _ => self.text(),
            }
        }
    }

    fn empty(&mut self) {
        let name = self.chance.of(EMPTY);
        let attributes = self.attributes(name);
        let _ = write!(self.out, "<{name}{attributes}/>");
    }

    fn element(&mut self, names: &[&str], depth: usize) {
        let name = self.chance.of(names);
        let attributes = self.attributes(name);
        let _ = write!(self.out, "<{name}{attributes}>");
        match name {
            "table" => self.rows(),
            "app" => self.parts(depth),
            "choice" => self.forms(depth),
            "index" => self.out.push_str("<term>i</term>"),
            _ if HOLDERS.contains(&name) => {
                let size = self.chance.below(4);
                self.holder(size, depth + 1);
            }
            _ => self.content(depth + 1),
        }
        let _ = write!(self.out, "</{name}>");
    }

    fn rows(&mut self) {
        for _ in 0..=self.chance.below(2) {
            self.out.push_str("<row>");
            for _ in 0..=self.chance.below(2) {
                self.out.push_str("<cell>");
                self.content(6);
                self.out.push_str("</cell>");
            }
            self.out.push_str("</row>");
        }
    }

    fn parts(&mut self, depth: usize) {
        for _ in 0..self.chance.below(4) {
            let name =
                self.chance.of(&["lem", "rdg", "rdg", "note", "witDetail", "rdgGrp"]);
            let attributes = self.attributes(name);
            let _ = write!(self.out, "<{name}{attributes}>");
            match name {
                "rdgGrp" if depth < 6 => self.parts(depth + 2),
                _ => self.content(depth + 2),
            }
            let _ = write!(self.out, "</{name}>");
        }
        if self.chance.below(12) == 0 {
            self.text();
        }
    }

    fn forms(&mut self, depth: usize) {
        for _ in 0..self.chance.below(3) {
            let name = self.chance.of(&["sic", "corr", "orig", "reg", "abbr", "expan"]);
            let _ = write!(self.out, "<{name}>");
            self.content(depth + 2);
            let _ = write!(self.out, "</{name}>");
        }
    }

    fn attributes(&mut self, name: &str) -> String {
        let mut out = String::new();
        if self.chance.below(10) == 0 {
            let lang = self.chance.of(&["fa", "la", "en", "grc", "per"]);
            let _ = write!(out, " xml:lang=\"{lang}\"");
        }
        if name == "anchor" || self.chance.below(14) == 0 {
            self.ids += 1;
            let _ = write!(out, " xml:id=\"i{}\"", self.ids);
        }
        let own: &[&str] = match name {
            "lem" | "rdg" => &[
                "wit=\"#A\"",
                "wit=\"#A #B\"",
                "wit=\"#C\"",
                "type=\"x\"",
                "hand=\"#B\"",
            ],
            "lb" | "pb" | "cb" => {
                &["n=\"1\"", "break=\"no\"", "n=\"2\" break=\"no\"", "ed=\"#A\""]
            }
            "l" | "p" | "ab" => {
                &["n=\"3\"", "part=\"I\"", "part=\"F\"", "rend=\"indent\""]
            }
            "div" | "lg" | "seg" => {
                &["n=\"4\"", "type=\"chapter\"", "type=\"chapter\" n=\"5\""]
            }
            "milestone" => &["unit=\"section\" n=\"6\"", "unit=\"separator\"", "n=\"7\""],
            "hi" | "quote" | "list" => {
                &["rend=\"bold\"", "rend=\"italic\"", "rend=\"block\"", "rend=\"x\""]
            }
            "ref" | "ptr" => &["target=\"#i1\"", "target=\"#none\"", "cRef=\"Gen:1:2\""],
            "note" => &["n=\"8\"", "place=\"foot\"", "type=\"notes\"", "target=\"#i1\""],
            "gap" => &["reason=\"lost\"", "extent=\"2 lines\""],
            "index" => &["indexName=\"names\""],
            "w" => &["part=\"F\"", "join=\"left\""],
            _ => &[],
        };
        if !own.is_empty() && self.chance.below(2) == 0 {
            let _ = write!(out, " {}", self.chance.of(own));
        }
        out
    }
}
