//! The JSON Schemas of the files an editor writes, made from the serde types, so
//! that the editor's program can complete and check them.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::Value;

use super::index_file::IndexFile;
use super::manifest::Manifest;
use super::regularize::RegularizeFile;

/// The JSON Schema (draft 2020-12) of `edition.toml`, indented.
pub fn schema() -> String {
    format!("{:#}\n", json_schema::<Manifest>())
}

/// The JSON Schema (draft 2020-12) of `index.toml`, indented.
pub fn index_schema() -> String {
    format!("{:#}\n", json_schema::<IndexFile>())
}

/// The JSON Schema (draft 2020-12) of `regularize.toml`, indented.
pub fn regularize_schema() -> String {
    format!("{:#}\n", json_schema::<RegularizeFile>())
}

/// The schema of a type. TOML has no null, so a value that may be left out is
/// only not required.
pub(super) fn json_schema<T: JsonSchema>() -> Value {
    let generator = SchemaSettings::draft2020_12().into_generator();
    let mut schema = Value::from(generator.into_root_schema_for::<T>());
    tidy(&mut schema);
    schema
}

/// Takes null out of a schema, and the line breaks of the sources out of its
/// descriptions.
fn tidy(schema: &mut Value) {
    match schema {
        Value::Object(map) => {
            if map.get("default").is_some_and(Value::is_null) {
                map.remove("default");
            }
            if let Some(default) = map.get_mut("default") {
                without_null(default);
            }
            if let Some(Value::String(text)) = map.get_mut("description") {
                *text = text.replace('\n', " ");
            }
            if let Some(Value::Array(types)) = map.get_mut("type") {
                types.retain(|name| name != "null");
                if let [one] = &types[..] {
                    let one = one.clone();
                    map.insert("type".to_owned(), one);
                }
            }
            if let Some(Value::Array(cases)) = map.get_mut("anyOf") {
                cases.retain(|case| case["type"] != "null");
                if let [Value::Object(one)] = &cases[..] {
                    let one = one.clone();
                    map.remove("anyOf");
                    for (key, value) in one {
                        map.entry(key).or_insert(value);
                    }
                }
            }
            map.values_mut().for_each(tidy);
        }
        Value::Array(values) => values.iter_mut().for_each(tidy),
        _ => {}
    }
}

/// Takes what is null out of tables.
fn without_null(value: &mut Value) {
    if let Value::Object(table) = value {
        table.retain(|_, value| !value.is_null());
        table.values_mut().for_each(without_null);
    }
}
