//! Reads a TOML file of the edition so that all its faults are reported, not the
//! first only: the parsed document is compared with the JSON Schema of the type
//! it should become, each part that does not fit is reported and taken out, and
//! serde reads what is left.
//!
//! The schema is the one list of keys there is: what an editor's program
//! completes, what is checked here and what serde accepts come from the same type.

use std::borrow::Cow;
use std::ops::Range;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::Value;
use toml::Spanned;
use toml::de::{DeArray, DeTable, DeValue};

use super::schema::json_schema;
use crate::diag::{Diagnostic, closest};
use crate::span::{FileId, Span};

/// A value with its place in the file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(transparent)]
pub struct Located<T>(Spanned<T>);

impl<T> Located<T> {
    /// A default: a value that stands in no file, with an empty range.
    pub fn implied(value: impl Into<T>) -> Self {
        Self(Spanned::new(0..0, value.into()))
    }

    /// The value.
    pub fn get(&self) -> &T {
        self.0.get_ref()
    }

    /// The bytes it was written in; empty for a default.
    pub fn range(&self) -> Range<usize> {
        self.0.span()
    }

    /// Whether it stands in the file, and is no default.
    pub fn is_written(&self) -> bool {
        !self.0.span().is_empty()
    }

    /// Its place in `file`.
    pub fn span(&self, file: FileId) -> Span {
        Span::new(file, self.range())
    }
}

impl<T: Serialize> Serialize for Located<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.get().serialize(serializer)
    }
}

impl<T: JsonSchema> JsonSchema for Located<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// Reads the text of a TOML file. Every fault is added to `faults`; the value is
/// made of all that was good, or nothing if the file is not TOML at all.
pub fn parse<T: DeserializeOwned + JsonSchema>(
    file: FileId,
    text: &str,
    faults: &mut Vec<Diagnostic>,
) -> Option<T> {
    let (mut document, errors) = DeTable::parse_recoverable(text);
    if !errors.is_empty() {
        let mut last_line = None;
        for error in errors {
            let range = error.span().unwrap_or(0..0);
            let line = text.as_bytes()[..range.start.min(text.len())]
                .iter()
                .filter(|b| **b == b'\n');
            let line = line.count();
            // What follows the first error of a line is mostly its consequence.
            if last_line.replace(line) != Some(line) {
                faults.push(bad_toml(error.message()).at(Span::new(file, range)));
            }
        }
        return None;
    }
    let schema = json_schema::<T>();
    let mut walk = Walk { schema: &schema, file, faults };
    let range = document.span();
    walk.table(document.get_mut(), range, &schema, &mut vec![]);
    match T::deserialize(toml::de::Deserializer::from(document)) {
        Ok(value) => Some(value),
        // The schema let something pass that serde refuses.
        Err(error) => {
            let span = error.span().map(|range| Span::new(file, range));
            faults.push(
                Diagnostic::error(
                    "wrong-type",
                    error.message().trim().replace('\n', ", "),
                )
                .at(span),
            );
            None
        }
    }
}

fn bad_toml(message: &str) -> Diagnostic {
    let message = message.trim().replace('\n', ", ");
    let fault = Diagnostic::error("bad-toml", format!("this is not TOML: {message}"));
    if message.contains("duplicate key") {
        fault.hint(
            "keep one of the two; a table that may come several times is written `[[…]]`",
        )
    } else if message.contains("quote") || message.contains("string") {
        fault.hint("text stands between straight quotation marks: `title = \"…\"`")
    } else {
        fault.hint("correct the line; what follows it is checked after that")
    }
}

/// The comparison of a document with its schema.
struct Walk<'a> {
    /// The whole schema, for its definitions.
    schema: &'a Value,
    /// The file of the document.
    file: FileId,
    /// Where faults go.
    faults: &'a mut Vec<Diagnostic>,
}

impl<'a> Walk<'a> {
    /// Checks a table at `path` and takes out what does not fit.
    fn table(
        &mut self,
        table: &mut DeTable<'_>,
        place: Range<usize>,
        schema: &'a Value,
        path: &mut Vec<String>,
    ) {
        let schema = self.resolve(schema);
        let properties = &schema["properties"];
        let any = Some(&schema["additionalProperties"]).filter(|value| value.is_object());
        for key in schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            if !table.contains_key(key) {
                let fault = self.missing(key, &properties[key], place.clone(), path);
                self.faults.push(fault);
            }
        }
        let mut misfits = vec![];
        for (key, value) in table.iter_mut() {
            let name: &str = key.get_ref();
            let fits = match properties.get(name).or(any) {
                Some(schema) => {
                    path.push(name.to_owned());
                    let fits = self.value(value, schema, path);
                    path.pop();
                    fits
                }
                None => {
                    let fault = self.unknown(name, key.span(), properties, path);
                    self.faults.push(fault);
                    false
                }
            };
            if !fits {
                misfits.push(name.to_owned());
            }
        }
        for name in misfits {
            table.remove(name.as_str());
        }
    }

    /// Checks a value, and says whether it can stay.
    fn value(
        &mut self,
        value: &mut Spanned<DeValue<'_>>,
        schema: &'a Value,
        path: &mut Vec<String>,
    ) -> bool {
        let schema = self.resolve(schema);
        let range = value.span();
        let choices = choices(schema);
        match (schema["type"].as_str().unwrap_or("string"), value.get_mut()) {
            ("object", DeValue::Table(table)) => {
                self.table(table, range, schema, path);
                true
            }
            ("array", DeValue::Array(array)) => {
                let items = &schema["items"];
                // `DeArray` can't drop single items; rebuild it from those that fit.
                let mut kept = vec![];
                for mut item in std::mem::replace(array, DeArray::new()) {
                    if self.value(&mut item, items, path) {
                        kept.push(item);
                    }
                }
                *array = kept.into_iter().collect();
                true
            }
            ("array", DeValue::Table(_))
                if self.resolve(&schema["items"])["type"] == "object" =>
            {
                self.single(value, &schema["items"], path);
                true
            }
            ("string", DeValue::String(given)) => {
                if choices.is_empty() || choices.contains(&&**given) {
                    return true;
                }
                let name = path.last().map_or("", String::as_str);
                let message = format!("`{name}` can't be `{given}`");
                self.faults.push(
                    Diagnostic::error("unknown-value", message)
                        .at(Span::new(self.file, range))
                        .suggest(given, choices.iter().copied())
                        .hint(format!("use {}", one_of(&choices))),
                );
                false
            }
            ("string", DeValue::Datetime(date)) if schema["format"] == "date" => {
                let text = date.to_string();
                *value = Spanned::new(range, DeValue::String(Cow::Owned(text)));
                true
            }
            ("integer", DeValue::Integer(number)) => {
                let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
                let max = schema["maximum"].as_f64().unwrap_or(f64::from(u32::MAX));
                self.bounds(number.map(|n| n as f64), max, range, schema, path)
            }
            ("number", DeValue::Integer(number)) => {
                let number = i64::from_str_radix(number.as_str(), number.radix()).ok();
                let max = schema["maximum"].as_f64().unwrap_or(f64::MAX);
                self.bounds(number.map(|n| n as f64), max, range, schema, path)
            }
            ("number", DeValue::Float(number)) => {
                let number =
                    number.as_str().parse::<f64>().ok().filter(|n| n.is_finite());
                let max = schema["maximum"].as_f64().unwrap_or(f64::MAX);
                self.bounds(number, max, range, schema, path)
            }
            ("boolean", DeValue::Boolean(_)) => true,
            (wanted, found) => {
                let fault = self.wrong_type(wanted, found, range, schema, path);
                self.faults.push(fault);
                false
            }
        }
    }

    /// Checks a table that should be a list of such, and makes it one.
    fn single(
        &mut self,
        value: &mut Spanned<DeValue<'_>>,
        items: &'a Value,
        path: &mut Vec<String>,
    ) {
        let range = value.span();
        let name = path.last().map_or("", String::as_str);
        let message = format!("`{name}` may come several times");
        self.faults.push(
            Diagnostic::error("wrong-type", message)
                .at(Span::new(self.file, range.clone()))
                .hint(format!("write `[[{name}]]`, with two brackets on each side")),
        );
        let list = Spanned::new(range, DeValue::Array(DeArray::new()));
        let mut item = std::mem::replace(value, list);
        self.value(&mut item, items, path);
        if let DeValue::Array(array) = value.get_mut() {
            array.push(item);
        }
    }

    /// Whether a number is one, and inside the schema's bounds.
    fn bounds(
        &mut self,
        number: Option<f64>,
        max: f64,
        range: Range<usize>,
        schema: &Value,
        path: &[String],
    ) -> bool {
        let min = schema["minimum"].as_f64().unwrap_or(f64::MIN);
        if number.is_some_and(|number| (min..=max).contains(&number)) {
            return true;
        }
        let name = path.last().map_or("", String::as_str);
        let hint = match (min == f64::MIN, max == f64::MAX) {
            (false, false) => format!("write a number from {min} to {max}"),
            (false, true) => format!("write a number of at least {min}"),
            _ => "write a smaller number".to_owned(),
        };
        self.faults.push(
            Diagnostic::error("out-of-range", format!("`{name}` is out of its range"))
                .at(Span::new(self.file, range))
                .hint(hint),
        );
        false
    }

    /// The fault of a key that must be there and is not.
    fn missing(
        &self,
        key: &str,
        schema: &Value,
        place: Range<usize>,
        path: &[String],
    ) -> Diagnostic {
        let (code, owner, place) = match path.last() {
            Some(owner) => ("missing-key", format!("this `{owner}`"), place),
            // The whole document would be a long place: point at its start.
            None if key == "title" => ("missing-title", "the edition".to_owned(), 0..0),
            None => ("missing-key", "the file".to_owned(), 0..0),
        };
        let example = example(schema).unwrap_or("…");
        Diagnostic::error(code, format!("{owner} has no `{key}`"))
            .at(Span::new(self.file, place))
            .hint(format!("add `{key} = \"{example}\"`"))
    }

    /// The fault of a key that no table of this name has.
    fn unknown(
        &self,
        name: &str,
        range: Range<usize>,
        properties: &Value,
        path: &[String],
    ) -> Diagnostic {
        let owner = path.last().map(|owner| format!(" in `{owner}`")).unwrap_or_default();
        let fault =
            Diagnostic::error("unknown-key", format!("unknown key `{name}`{owner}"))
                .at(Span::new(self.file, range));
        let known = properties.as_object().into_iter().flat_map(|map| map.keys());
        let known: Vec<&str> = known.map(String::as_str).collect();
        // A key that is right elsewhere was meant for there, whatever is near here.
        match (self.owner(name, path), closest(name, known.iter().copied())) {
            (Some(hint), _) => fault.hint(hint),
            (None, Some(best)) => fault.hint(format!("did you mean `{best}`?")),
            (None, None) => {
                fault.hint(format!("the keys known here are {}", list(&known)))
            }
        }
    }

    /// Where a key that is unknown at `path` would be right.
    fn owner(&self, name: &str, path: &[String]) -> Option<String> {
        let top = self.schema["properties"].as_object()?;
        if !path.is_empty() && top.contains_key(name) {
            return Some(if self.resolve(&top[name])["type"] == "array" {
                format!("`[[{name}]]` is a table of its own")
            } else {
                format!("`{name}` belongs at the top of the file, before the first `[…]`")
            });
        }
        let mut owners = top.iter().filter_map(|(table, schema)| {
            let schema = self.resolve(schema);
            let (shown, schema) = match schema["type"].as_str() {
                Some("array") => (format!("[[{table}]]"), self.resolve(&schema["items"])),
                _ => (format!("[{table}]"), schema),
            };
            schema["properties"].get(name).map(|_| shown)
        });
        match (owners.next(), owners.next()) {
            (Some(owner), None) => Some(format!("`{name}` belongs in `{owner}`")),
            _ => None,
        }
    }

    /// The fault of a value of another type than the schema's.
    fn wrong_type(
        &self,
        wanted: &str,
        found: &DeValue<'_>,
        range: Range<usize>,
        schema: &Value,
        path: &[String],
    ) -> Diagnostic {
        let name = path.last().map_or("", String::as_str);
        let wanted_words = match wanted {
            "object" => "a table",
            "array" => "an array",
            "integer" => "a whole number",
            "number" => "a number",
            "boolean" => "`true` or `false`",
            _ if schema["format"] == "date" => "a date",
            _ => "a string",
        };
        let found_words = match found {
            DeValue::String(_) => "a string",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a fraction",
            DeValue::Boolean(_) => "`true` or `false`",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "an array",
            DeValue::Table(_) => "a table",
        };
        let fault = Diagnostic::error(
            "wrong-type",
            format!("`{name}` should be {wanted_words}, but it is {found_words}"),
        )
        .at(Span::new(self.file, range));
        match (wanted, found) {
            ("array", DeValue::String(text)) => {
                fault.hint(format!("write `{name} = [\"{text}\"]`"))
            }
            ("array", _) if self.resolve(&schema["items"])["type"] == "object" => fault
                .hint(format!("write `[[{name}]]` on a line of its own, its keys below")),
            ("object", _) if schema["properties"].is_object() => fault
                .hint(format!("write `[{name}]` on a line of its own, its keys below")),
            ("string", DeValue::Integer(number)) => match example(schema) {
                Some(example) => {
                    fault.hint(format!("write it as in `{name} = \"{example}\"`"))
                }
                None => fault.hint(format!("write `{name} = \"{number}\"`")),
            },
            ("integer" | "number", DeValue::String(_)) => {
                fault.hint("write the number without quotation marks")
            }
            _ => match example(schema) {
                Some(example) => {
                    fault.hint(format!("write it as in `{name} = \"{example}\"`"))
                }
                None => fault,
            },
        }
    }

    /// A schema without its reference.
    fn resolve(&self, schema: &'a Value) -> &'a Value {
        match schema["$ref"].as_str().and_then(|path| path.strip_prefix("#/$defs/")) {
            Some(name) => &self.schema["$defs"][name],
            None => schema,
        }
    }
}

/// The words a string may be, if they are few.
fn choices(schema: &Value) -> Vec<&str> {
    let one_of = schema["oneOf"].as_array().into_iter().flatten();
    let listed = schema["enum"].as_array().into_iter().flatten();
    one_of
        .filter_map(|choice| choice["const"].as_str())
        .chain(listed.filter_map(Value::as_str))
        .collect()
}

fn example(schema: &Value) -> Option<&str> {
    schema["examples"].get(0).and_then(Value::as_str)
}

/// `a`, `b` and `c`, each in backticks.
fn list(words: &[&str]) -> String {
    joined(words, "and")
}

/// `a`, `b` or `c`, each in backticks.
fn one_of(words: &[&str]) -> String {
    joined(words, "or")
}

fn joined(words: &[&str], last: &str) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("`{word}`")).collect();
    match quoted.split_last() {
        Some((end, rest)) if !rest.is_empty() => {
            format!("{} {last} {end}", rest.join(", "))
        }
        Some((end, _)) => end.clone(),
        None => String::new(),
    }
}
