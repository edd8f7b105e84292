//! Proposals for an index of names, so that the first proof has one: capitalized words
//! that stand together at least three times, and not only where a sentence begins.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt::Write;

use super::ImportedText;
use crate::edition::toml_string::quoted;

/// How many headings are proposed at most, the most frequent ones.
const MOST: usize = 80;

/// How often a name must occur.
const OFTEN: usize = 3;

/// Words that stand before a name and are not part of it.
const TITLES: &[&str] = &[
    "president",
    "general",
    "gen",
    "comrade",
    "senator",
    "minister",
    "mr",
    "mrs",
    "ms",
    "dr",
    "prof",
    "professor",
    "colonel",
    "lieutenant",
    "captain",
    "king",
    "queen",
    "saint",
    "don",
    "doña",
    "señor",
    "sir",
    "secretary",
];

/// Words that begin the names of places and bodies, not of persons.
const PLACES: &[&str] = &[
    "North", "South", "East", "West", "Latin", "New", "Central", "Middle", "United",
    "Great", "Saint", "San", "Santa",
];

/// Small words inside names.
const INSIDE: &[&str] =
    &["de", "del", "la", "las", "los", "von", "van", "der", "al", "y"];

/// The text of an `index.toml` with headings proposed from `texts`.
pub fn propose_index(texts: &[ImportedText]) -> String {
    let mut count = Count {
        small: super::hyphen::function_words(),
        ..Count::default()
    };
    for text in texts {
        count.add(&text.plain);
    }
    let mut names: Vec<(Vec<String>, usize)> = count.names();
    names.truncate(MOST);
    let mut headings: BTreeMap<String, (Vec<String>, Vec<String>)> = BTreeMap::new();
    let mut bearers: HashMap<&str, Vec<&Vec<String>>> = HashMap::new();
    for (name, _) in &names {
        if count.is_person(name) {
            bearers.entry(name[name.len() - 1].as_str()).or_default().push(name);
        }
    }
    for (name, _) in &names {
        let whole = name.join(" ");
        let last = &name[name.len() - 1];
        if !count.is_person(name) {
            headings.insert(whole.clone(), (vec![whole], Vec::new()));
            continue;
        }
        let heading = format!("{last}, {}", name[..name.len() - 1].join(" "));
        let others: Vec<String> = bearers[last.as_str()]
            .iter()
            .filter(|other| **other != name)
            .map(|other| other.join(" "))
            .collect();
        // The last name alone goes to its most frequent bearer.
        let is_first = bearers[last.as_str()].first().is_some_and(|first| *first == name);
        let patterns = if is_first { vec![whole, last.clone()] } else { vec![whole] };
        headings.insert(heading, (patterns, if is_first { others } else { Vec::new() }));
    }
    let mut out = String::from(
        "# The index of names. These headings are proposals, found by counting capitalized\n\
         # words in the texts: rename, join and delete them. `patterns` are the words that\n\
         # are indexed under a heading; where one stands inside a phrase of `except`, it\n\
         # does not count.\n",
    );
    for (heading, (patterns, except)) in headings {
        let _ = writeln!(
            out,
            "\n[[heading]]\nindex = \"names\"\nname = {}\npatterns = {}",
            quoted(&heading),
            list(&patterns)
        );
        if !except.is_empty() {
            let _ = writeln!(out, "except = {}", list(&except));
        }
    }
    out
}

/// An array of strings.
fn list(items: &[String]) -> String {
    let items: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    format!("[{}]", items.join(", "))
}

/// What is counted in the texts.
#[derive(Default)]
struct Count {
    /// Words that stand together: how often, how often not at a sentence's start, how
    /// often after an article.
    runs: HashMap<Vec<String>, (usize, usize, usize)>,
    /// Words in lower case.
    lower: HashMap<String, usize>,
    /// Single capitalized words, alone or not.
    upper: HashMap<String, usize>,
    /// Words that are never a name.
    small: HashSet<&'static str>,
}

impl Count {
    /// Counts a text.
    fn add(&mut self, plain: &str) {
        for word in plain
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            if word.starts_with(char::is_uppercase) {
                *self.upper.entry(word.to_owned()).or_default() += 1;
            } else {
                *self.lower.entry(word.to_owned()).or_default() += 1;
            }
        }
        for paragraph in plain.split("\n\n") {
            self.add_paragraph(paragraph);
        }
    }

    /// Counts the names of a paragraph.
    fn add_paragraph(&mut self, paragraph: &str) {
        let mut run: Vec<String> = Vec::new();
        let mut run_starts = false;
        let mut before = String::new();
        let mut at_start = true;
        for token in paragraph.split_whitespace() {
            let opened = token.starts_with(|c: char| !c.is_alphanumeric());
            let word = token.trim_matches(|c: char| !c.is_alphanumeric());
            let bare = word
                .strip_suffix("’s")
                .or_else(|| word.strip_suffix("'s"))
                .unwrap_or(word);
            let closed = bare.len() < word.len()
                || token.ends_with(|c: char| !c.is_alphanumeric());
            let is_name = bare.starts_with(char::is_uppercase)
                && bare.chars().all(|c| c.is_alphabetic() || c == '-');
            let is_inside = !run.is_empty() && INSIDE.contains(&bare);
            if opened {
                self.close(&mut run, run_starts, &before);
            }
            if is_name {
                if run.is_empty() {
                    run_starts = at_start || opened;
                }
                run.push(bare.to_owned());
            } else if is_inside && !opened && !closed {
                run.push(bare.to_owned());
            } else {
                self.close(&mut run, run_starts, &before);
                before = bare.to_lowercase();
            }
            if closed {
                self.close(&mut run, run_starts, &before);
                before.clear();
            }
            at_start = token.ends_with(['.', '!', '?', ':', '…'])
                || super::sentences::is_closed(token);
        }
        self.close(&mut run, run_starts, &before);
    }

    /// Ends a run of capitalized words; `before` is the word before it.
    fn close(&mut self, run: &mut Vec<String>, starts: bool, before: &str) {
        let mut name = std::mem::take(run);
        while name.last().is_some_and(|word| INSIDE.contains(&word.as_str())) {
            name.pop();
        }
        let mut starts = starts;
        let mut article = matches!(before, "the" | "a" | "an" | "our" | "its" | "this");
        // A capital at a sentence's start says nothing of a word that is else written small.
        while let Some(first) = name.first() {
            let lower = first.to_lowercase();
            let is_title = TITLES.contains(&lower.as_str());
            let is_small = starts
                && (self.lower.contains_key(&lower)
                    || self.small.contains(lower.as_str()));
            if !is_title && !is_small {
                break;
            }
            article = matches!(lower.as_str(), "the" | "a" | "an");
            starts = false;
            name.remove(0);
        }
        if name.iter().filter(|word| !INSIDE.contains(&word.as_str())).count() < 2 {
            return;
        }
        let entry = self.runs.entry(name).or_default();
        entry.0 += 1;
        entry.1 += usize::from(!starts);
        entry.2 += usize::from(article);
    }

    /// The names that occur often enough, the most frequent first.
    fn names(&self) -> Vec<(Vec<String>, usize)> {
        let mut names: Vec<(Vec<String>, usize)> = self
            .runs
            .iter()
            .filter(|(_, (all, inside, _))| *all >= OFTEN && *inside > 0)
            .map(|(name, (all, ..))| (name.clone(), *all))
            .collect();
        names.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        names
    }

    /// Whether a name is likely a person's: two or three words, hardly ever after an
    /// article, the last of which stands alone too.
    fn is_person(&self, name: &[String]) -> bool {
        let Some((all, _, articles)) = self.runs.get(name) else { return false };
        let last = &name[name.len() - 1];
        let alone = self.upper.get(last).copied().unwrap_or(0);
        let others: usize = self
            .runs
            .iter()
            .filter(|(other, _)| other.last() == Some(last))
            .map(|(_, (all, ..))| *all)
            .sum();
        let first_alone =
            self.upper.get(&name[0]).copied().unwrap_or(0).saturating_sub(*all);
        (2..=3).contains(&name.len())
            && articles * 5 <= *all
            && alone >= others + 2
            && !PLACES.contains(&name[0].as_str())
            && first_alone <= *all * 2
            && !self.lower.contains_key(&last.to_lowercase())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(plain: &str) -> ImportedText {
        ImportedText {
            id: "a".into(),
            file: String::new(),
            original: String::new(),
            djot: String::new(),
            plain: plain.into(),
            lang: "en".into(),
            right_to_left: false,
            title: String::new(),
            has_title: false,
            encoding: None,
            is_markup: false,
            front: Default::default(),
        }
    }

    #[test]
    fn names_that_return_are_proposed() {
        let plain = "They met Berta Holm there. He loved Berta Holm. And Berta Holm left. Holm came, Holm went, with Holm. \
            The Salt Office wrote to the Salt Office of the Salt Office. Green Hat one. Green Hat two. Green Hat three.";
        let toml = propose_index(&[text(plain)]);
        let table: toml::Table = toml.parse().expect("the proposals are TOML");
        let names: Vec<&str> = table["heading"]
            .as_array()
            .map(|a| a.iter().filter_map(|h| h["name"].as_str()).collect())
            .unwrap_or_default();
        assert_eq!(names, ["Holm, Berta", "Salt Office"]);
        assert_eq!(table["heading"][0]["patterns"][1].as_str(), Some("Holm"));
    }

    #[test]
    fn nothing_found_is_an_empty_index() {
        assert!(!propose_index(&[text("nobody here")]).contains("[[heading]]"));
    }
}
