//! What a file says of itself before its text: YAML between `---`, TOML between `+++`, and the
//! lines with `%` that pandoc reads. The manifest uses of it what it can. All of it is kept as
//! comments before the text.

use crate::edition::values;

/// What stood before the text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Front {
    /// The title.
    pub title: Option<String>,
    /// What stands below the title.
    pub subtitle: Option<String>,
    /// The authors, as they are named.
    pub authors: Vec<String>,
    /// The editors, as they are named.
    pub editors: Vec<String>,
    /// The translators, as they are named.
    pub translators: Vec<String>,
    /// The date, `2026-11-20`, if it is one of these.
    pub date: Option<String>,
    /// The language, if it is a BCP 47 tag.
    pub language: Option<String>,
    /// Every line of it, as it stood.
    pub lines: Vec<String>,
}

impl Front {
    /// The lines as comments of Djot, which nobody prints.
    pub(super) fn comments(&self) -> String {
        let said = self
            .lines
            .iter()
            .map(|line| line.trim())
            .filter(|line| !line.is_empty());
        said.map(comment).collect()
    }

    /// Takes what a key says; any other key is only kept.
    fn take(&mut self, key: &str, values: Vec<String>) {
        let one = || values.first().filter(|value| !value.is_empty()).cloned();
        match key.to_ascii_lowercase().as_str() {
            "title" => self.title = one(),
            "subtitle" => self.subtitle = one(),
            "author" | "authors" | "creator" => self.authors = values,
            "editor" | "editors" => self.editors = values,
            "translator" | "translators" => self.translators = values,
            "date" => self.date = one().filter(|date| is_date(date)),
            "lang" | "language" | "locale" => {
                let tag = one().map(|tag| tag.replace('_', "-"));
                self.language = tag.filter(|tag| values::is_language(tag));
            }
            _ => {}
        }
    }
}

/// A line as a comment of Djot, whose own signs would end it.
pub(super) fn comment(line: &str) -> String {
    let said: String = line.chars().filter(|c| !matches!(c, '%' | '{' | '}')).collect();
    format!("{{% {} %}}\n", said.trim())
}

/// Parts a file, with line ends `\n`, into what it says of itself and its text.
pub(super) fn split(source: &str) -> (Front, &str) {
    let first = source.lines().next().unwrap_or_default().trim_end();
    let found = match first {
        "---" => fenced(source, &["---", "..."], &yaml),
        "+++" => fenced(source, &["+++"], &toml),
        _ if first.starts_with("% ") => Some(title_block(source)),
        _ => None,
    };
    found.unwrap_or_else(|| (Front::default(), source))
}

/// What stands between the first line and the next one that is one of `ends`, if `read` can
/// make something of it.
fn fenced<'a>(
    source: &'a str,
    ends: &[&str],
    read: &dyn Fn(&str) -> Option<Front>,
) -> Option<(Front, &'a str)> {
    let (_, behind) = source.split_once('\n')?;
    let mut at = 0;
    for line in behind.split_inclusive('\n') {
        if ends.contains(&line.trim_end()) {
            let said = &behind[..at];
            let mut front = read(said)?;
            front.lines = said.lines().map(str::to_owned).collect();
            return Some((front, &behind[at + line.len()..]));
        }
        at += line.len();
    }
    None
}

/// Reads YAML. What is none is read line by line, if its first line has a key: the file means
/// it for programs, even where YAML asks for quotation marks that are missing.
fn yaml(said: &str) -> Option<Front> {
    let mut front = Front::default();
    if said.trim().is_empty() {
        return Some(front);
    }
    if let Ok(serde_yaml::Value::Mapping(keys)) = serde_yaml::from_str(said) {
        for (key, value) in &keys {
            if let Some(key) = key.as_str() {
                front.take(key, of_yaml(value));
            }
        }
        return Some(front);
    }
    let is_key = |key: &str| {
        !key.is_empty()
            && key.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_'))
    };
    let pairs: Vec<(&str, &str)> = said
        .lines()
        .filter_map(|line| line.split_once(':'))
        .filter(|(key, _)| is_key(key))
        .collect();
    if !said
        .lines()
        .next()?
        .split_once(':')
        .is_some_and(|(key, _)| is_key(key))
    {
        return None;
    }
    for (key, value) in pairs {
        let value = value.trim().trim_matches(['"', '\'']);
        if !value.is_empty() {
            front.take(key, vec![value.to_owned()]);
        }
    }
    Some(front)
}

/// The names or words of a value: a person may be a table with a name.
fn of_yaml(value: &serde_yaml::Value) -> Vec<String> {
    use serde_yaml::Value;
    match value {
        Value::String(text) => vec![text.trim().to_owned()],
        Value::Number(number) => vec![number.to_string()],
        Value::Sequence(items) => items.iter().flat_map(of_yaml).collect(),
        Value::Mapping(keys) => {
            let get = |key: &str| keys.get(key).and_then(Value::as_str);
            person(get).into_iter().collect()
        }
        Value::Tagged(tagged) => of_yaml(&tagged.value),
        Value::Null | Value::Bool(_) => vec![],
    }
}

/// Reads TOML.
fn toml(said: &str) -> Option<Front> {
    let table: toml::Table = said.parse().ok()?;
    let mut front = Front::default();
    for (key, value) in &table {
        front.take(key, of_toml(value));
    }
    Some(front)
}

fn of_toml(value: &toml::Value) -> Vec<String> {
    use toml::Value;
    match value {
        Value::String(text) => vec![text.trim().to_owned()],
        Value::Datetime(date) => {
            vec![date.date.map_or_else(String::new, |date| date.to_string())]
        }
        Value::Integer(number) => vec![number.to_string()],
        Value::Array(items) => items.iter().flat_map(of_toml).collect(),
        Value::Table(keys) => {
            let get = |key: &str| keys.get(key).and_then(Value::as_str);
            person(get).into_iter().collect()
        }
        Value::Float(_) | Value::Boolean(_) => vec![],
    }
}

/// The name that the keys of a person give.
fn person<'a>(get: impl Fn(&str) -> Option<&'a str>) -> Option<String> {
    let whole = get("name").or_else(|| get("literal")).map(str::to_owned);
    whole.or_else(|| {
        let parts = [get("given"), get("non-dropping-particle"), get("family")];
        let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        (!name.is_empty()).then_some(name)
    })
}

/// Reads pandoc's title block: the title, the authors and the date, each behind `%`; lines that
/// begin with a blank go on.
fn title_block(source: &str) -> (Front, &str) {
    let mut front = Front::default();
    let mut fields: Vec<Vec<&str>> = vec![];
    let mut at = 0;
    for line in source.split_inclusive('\n') {
        let bare = line.trim_end();
        match bare.strip_prefix('%') {
            Some(field) if fields.len() < 3 => fields.push(vec![field.trim()]),
            None if bare.starts_with(' ') && !bare.trim().is_empty() => {
                fields.last_mut().expect("it begins with a field").push(bare.trim());
            }
            _ => break,
        }
        front.lines.push(bare.to_owned());
        at += line.len();
    }
    let mut fields = fields.into_iter();
    let filled = |text: String| Some(text).filter(|text| !text.is_empty());
    front.title = fields.next().and_then(|lines| filled(lines.join(" ")));
    let authors = fields.next().unwrap_or_default();
    front.authors = authors
        .iter()
        .flat_map(|line| line.split(';'))
        .map(|name| name.trim().to_owned())
        .filter(|name| !name.is_empty())
        .collect();
    let date = fields.next().map(|lines| lines.join(" "));
    front.date = date.filter(|date| is_date(date));
    (front, &source[at..])
}

/// Whether a date says year, month and day.
fn is_date(date: &str) -> bool {
    let date: Option<toml::value::Datetime> = date.parse().ok();
    date.is_some_and(|date| date.date.is_some() && date.time.is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_says_title_people_date_and_language() {
        let (front, text) = split(
            "---\ntitle: On \"ropes\"\nauthor:\n  - Ann Weir\n  - {name: Bo Lund, orcid: 1}\n\
             editor: Cy\ndate: 2031-03-04\nlang: en_GB\nabstract: |\n  two\n  lines\n---\n\n# One\n",
        );
        assert_eq!(front.title.as_deref(), Some("On \"ropes\""));
        assert_eq!(front.authors, ["Ann Weir", "Bo Lund"]);
        assert_eq!(front.editors, ["Cy"]);
        assert_eq!(front.date.as_deref(), Some("2031-03-04"));
        assert_eq!(front.language.as_deref(), Some("en-GB"));
        assert_eq!(text, "\n# One\n");
        assert_eq!(front.comments().lines().count(), 10);
        assert!(front.comments().contains("{% - name: Bo Lund, orcid: 1 %}"));
    }

    #[test]
    fn what_is_no_yaml_is_read_by_lines() {
        let (front, text) =
            split("---\ntitle: Ropes: a story\nauthor: @ann\n---\ntext\n");
        assert_eq!(front.title.as_deref(), Some("Ropes: a story"));
        assert_eq!(front.authors, ["@ann"]);
        assert_eq!(text, "text\n");
        // Words between two rules are words.
        let source = "---\nThe rope was new.\n---\ntext\n";
        assert_eq!(split(source), (Front::default(), source));
        let open = "---\ntitle: a\ntext\n";
        assert_eq!(split(open), (Front::default(), open));
    }

    #[test]
    fn toml_and_title_blocks_are_read() {
        let (front, text) =
            split("+++\ntitle = \"Ropes\"\ndate = 2031-03-04\n+++\ntext\n");
        assert_eq!((front.title.as_deref(), text), (Some("Ropes"), "text\n"));
        assert_eq!(front.date.as_deref(), Some("2031-03-04"));
        let (front, text) =
            split("% Of ropes\n  and bells\n% Ann Weir; Bo Lund\n% May 1931\n\ntext\n");
        assert_eq!(front.title.as_deref(), Some("Of ropes and bells"));
        assert_eq!(front.authors, ["Ann Weir", "Bo Lund"]);
        assert_eq!((front.date, text), (None, "\ntext\n"));
    }
}
