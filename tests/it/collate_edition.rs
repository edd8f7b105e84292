//! Two texts of the default edition without the apparatus that was written for them: collated with
//! transcriptions of their witnesses, they get one that says the same.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use regex::Regex;

use crate::support::Project;

/// The texts, and the language of each.
const TEXTS: [(&str, &str); 2] = [("wall", "en"), ("copla", "es")];

/// What the editor has said otherwise than the collation does, by text and the first words of the
/// lemma, and why.
const OTHERWISE: &[(&str, &str, &str)] = &[
    (
        "wall",
        "and what we wrote",
        "four lines that stand elsewhere in B: the editor says where in words of their own",
    ),
    (
        "wall",
        "The wall has nothing",
        "of two lines that changed places the editor names the second, the collation the first",
    ),
    (
        "wall",
        "and after that they shot",
        "the editor names the first of the lines that C has lost, the collation all of them; and \
         see above",
    ),
    (
        "copla",
        "dormida a la guagua",
        "the editor's phrase has a word that all witnesses share: the collation makes two entries",
    ),
    (
        "copla",
        "la asamblea",
        "the same: three changes of B within six verses that the editor quotes",
    ),
];

/// The manifest of an edition with the two texts.
fn manifest() -> String {
    let mut manifest = "title = \"Two Texts\"\nlanguage = \"en\"\n".to_owned();
    for (id, of) in [("A", ""), ("A2", "hand-of = \"A\"\n"), ("B", ""), ("C", "")] {
        manifest.push_str(&format!("[[witness]]\nid = \"{id}\"\n{of}"));
    }
    manifest.push_str("[[series]]\nid = \"app\"\nkind = \"critical\"\n");
    manifest.push_str("[[series]]\nid = \"glosses\"\nkind = \"familiar\"\n");
    for (name, lang) in TEXTS {
        let text = format!("[[text]]\nfile = \"{name}.dj\"\nlanguage = \"{lang}\"\n");
        manifest.push_str(&text);
    }
    manifest
}

/// A text of the default edition as it is.
fn text(name: &str) -> String {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::read_to_string(root.join(format!("edition/texts/{name}.dj")))
        .expect("the default edition has the text")
}

/// A text without its entries: the words that they are written on stay.
fn without_entries(text: &str) -> String {
    let of = |pattern: &str| Regex::new(pattern).expect("a pattern");
    let text = of(r"(?s)\n::: apparatus\n.*?\n:::\n").replace_all(text, "\n");
    let text = of(r"\[\]\{#\w+\}").replace_all(&text, "");
    let written = of(r#" ?\b(?:A2|A|B|C|wit|note|conj)=(?:"[^"]*"|\w+)"#);
    let text = written.replace_all(&text, "");
    of(r"\[([^\[\]]*)\]\{\}").replace_all(&text, "$1").into_owned()
}

/// The entries of an edition as the table says them: for each text, and each reading of a
/// witness in it, the lemma and the reading without words that both begin or end with.
fn readings(project: &Project) -> BTreeMap<String, BTreeSet<Said>> {
    let table = project.run(&["check", "edition", "--emit", "table"]).exits(0).stdout;
    let mut rows = table.lines().map(|line| line.split('\t').collect::<Vec<_>>());
    let head = rows.next().expect("a table has a head");
    let mut found: BTreeMap<String, BTreeSet<Said>> = BTreeMap::new();
    for row in rows {
        let lemma = words(row[3]);
        for witness in ["A", "A²", "B", "C"] {
            let at = head.iter().position(|name| name.replace('2', "²") == *witness);
            let said = row[at.expect("each witness has a column")];
            if !said.is_empty() && words(said) != lemma {
                let said = Said::new(&lemma, said, witness, row[3]);
                found.entry(row[0].to_owned()).or_default().insert(said);
            }
        }
    }
    found
}

/// What a witness has for words of the text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    lemma: Vec<String>,
    reading: Vec<String>,
    witness: String,
    /// The lemma as it is in the table.
    whole: String,
}

impl Said {
    fn new(lemma: &[String], reading: &str, witness: &str, whole: &str) -> Self {
        let mut said = Self {
            lemma: lemma.to_vec(),
            reading: match reading {
                "om." => vec![],
                reading => words(reading.trim_start_matches("transp. ")),
            },
            witness: witness.to_owned(),
            whole: whole.to_owned(),
        };
        while !said.lemma.is_empty() && said.lemma.first() == said.reading.first() {
            said.lemma.remove(0);
            said.reading.remove(0);
        }
        while !said.lemma.is_empty() && said.lemma.last() == said.reading.last() {
            said.lemma.pop();
            said.reading.pop();
        }
        said
    }

    fn is_in(&self, others: &BTreeSet<Self>) -> bool {
        others.iter().any(|other| {
            (&other.lemma, &other.reading, &other.witness)
                == (&self.lemma, &self.reading, &self.witness)
        })
    }
}

/// The words of a text, without signs and without regard to case.
fn words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && c != '’')
        .filter(|word| !word.is_empty())
        .map(str::to_lowercase)
        .collect()
}

fn edition(of_text: impl Fn(&str) -> String, transcriptions: bool) -> Project {
    let project = Project::new().file("edition/edition.toml", manifest());
    for (name, _) in TEXTS {
        project.write(&format!("edition/{name}.dj"), of_text(name));
        for witness in ["A", "B", "C"].iter().filter(|_| transcriptions) {
            let root = Path::new(env!("CARGO_MANIFEST_DIR"));
            let path = format!("tests/cases/transcriptions/{name}/{witness}.xml");
            let source = fs::read(root.join(path)).expect("the transcription is there");
            project.write(&format!("edition/witnesses/{name}/{witness}.xml"), source);
        }
    }
    project
}

#[test]
fn transcriptions_give_the_apparatus_that_the_editor_has_written() {
    let by_hand = readings(&edition(text, false));
    let collated = readings(&edition(|name| without_entries(&text(name)), true));
    let mut unused: BTreeSet<&(&str, &str, &str)> = OTHERWISE.iter().collect();
    let mut faults = vec![];
    for (name, _) in TEXTS {
        let (by_hand, collated) = (&by_hand[name], &collated[name]);
        assert!(by_hand.len() >= 15, "{name}: {} readings by hand", by_hand.len());
        for said in by_hand.iter().filter(|said| !said.is_in(collated)) {
            let known = OTHERWISE.iter().find(|(text, lemma, _)| {
                *text == name && words(&said.whole).starts_with(&words(lemma))
            });
            match known {
                Some(known) => drop(unused.remove(known)),
                None => faults.push(format!("{name}: not found: {said:?}")),
            }
        }
        for said in collated.iter().filter(|said| !said.is_in(by_hand)) {
            // A part of an entry that is listed.
            let is_known = OTHERWISE.iter().any(|(text, lemma, _)| {
                let of_editor = by_hand.iter().find(|entry| {
                    words(&entry.whole).starts_with(&words(lemma))
                        && entry.witness == said.witness
                });
                let is_part = of_editor.is_some_and(|entry| {
                    words(&entry.whole).join(" ").contains(&said.lemma.join(" "))
                });
                let is_same = words(&said.whole).starts_with(&words(lemma));
                *text == name && (is_part || is_same)
            });
            if !is_known {
                faults.push(format!("{name}: not written by hand: {said:?}"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
    assert!(unused.is_empty(), "said by the collation as by the editor: {unused:?}");
}
