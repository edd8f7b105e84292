//! What the main file hands over: the design's functions and the parts of the
//! texts, as Typst values.

use comemo::Track;
use typst::diag::{SourceResult, bail, warning};
use typst::engine::Engine;
use typst::foundations::{
    Args, Array, Content, Context, Dict, Func, IntoValue, StyleChain, Value,
};
use typst::introspection::MetadataElem;
use typst::syntax::Span;

use super::names::{Function, Metric};
use super::templates;
use crate::diag::closest;

/// The functions of the design.
#[derive(Debug, Clone)]
pub struct Design(Dict);

impl Design {
    /// Calls a function of the design with one dictionary.
    ///
    /// # Errors
    /// What Typst finds wrong in it; a missing function is named.
    pub fn call(
        &self,
        engine: &mut Engine,
        styles: StyleChain,
        name: Function,
        argument: Dict,
    ) -> SourceResult<Content> {
        let function = self.function(name.name())?;
        let context = Context::new(None, Some(styles));
        let value = function.call(engine, context.track(), [Value::Dict(argument)])?;
        Ok(value.display())
    }

    /// Calls a function of the design with positional arguments.
    ///
    /// # Errors
    /// What Typst finds wrong in it; a missing function is named.
    pub fn apply(
        &self,
        engine: &mut Engine,
        styles: StyleChain,
        name: Function,
        arguments: Vec<Value>,
    ) -> SourceResult<Content> {
        let function = self.function(name.name())?;
        let context = Context::new(None, Some(styles));
        let span = function.span();
        let value = function.call(engine, context.track(), Args::new(span, arguments))?;
        Ok(value.display())
    }

    /// A length of the design's `foot-metrics`, in points.
    pub fn metric(&self, metric: Metric) -> f64 {
        let metrics = match self.0.get("foot-metrics") {
            Ok(Value::Dict(metrics)) => metrics,
            _ => return 0.0,
        };
        match metrics.get(metric.name()) {
            Ok(Value::Length(length)) => length.abs.to_pt(),
            _ => 0.0,
        }
    }

    /// Warns of names that are not what the program knows them by: functions that are never
    /// called, keys of the `foot-metrics` that are never asked for, and lengths that are
    /// missing there, which count as nothing.
    pub fn check(&self, engine: &mut Engine) {
        let mut warn = |message: String, hint: String| {
            let span = Span::detached();
            engine.sink.warn(warning!(span, "{message}"; hint: "{hint}"));
        };
        let functions = templates::names();
        for (name, _) in self.0.iter() {
            if let Some(meant) = misspelt(name, &functions) {
                let message =
                    format!("the design defines `{name}`, which is never called");
                warn(message, format!("did you mean `{meant}`?"));
            }
        }
        let empty = Dict::new();
        let metrics = match self.0.get("foot-metrics") {
            Ok(Value::Dict(metrics)) => metrics,
            _ => &empty,
        };
        let names: Vec<&str> = Metric::ALL.iter().map(|(_, name)| *name).collect();
        for (key, _) in metrics.iter().filter(|(key, _)| !names.contains(&key.as_str())) {
            if let Some(meant) = closest(key, names.iter().copied()) {
                let message =
                    format!("the design's `foot-metrics` have no use for `{key}`");
                warn(message, format!("did you mean `{meant}`?"));
            }
        }
        for name in names {
            if !matches!(metrics.get(name), Ok(Value::Length(_))) {
                let message =
                    format!("the design's `foot-metrics` have no length `{name}`");
                warn(message, format!("add `{name}: 0pt`, or what it should be"));
            }
        }
    }

    fn function(&self, name: &str) -> SourceResult<Func> {
        match self.0.get(name) {
            Ok(Value::Func(function)) => Ok(function.clone()),
            _ => bail!(Span::detached(), "the design has no function `{name}`"),
        }
    }
}

/// The name that is meant by one that no template defines: one that differs by a letter
/// or two, which short names do by chance.
fn misspelt<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    const LEAST: usize = 7;
    if name.len() < LEAST || known.contains(&name) {
        return None;
    }
    let near = |other: &&&str| {
        other.len() >= LEAST && strsim::damerau_levenshtein(name, other) <= 2
    };
    known.iter().find(near).copied()
}

/// The parts of one text.
#[derive(Debug, Clone)]
pub struct TextParts {
    /// The whole body.
    pub body: Content,
    /// The notes: dictionaries of `mark` and `body`.
    pub notes: Vec<Dict>,
    /// The entries: dictionaries of `lemma`, `sigla` and `body`.
    pub entries: Vec<Dict>,
}

/// What the main file holds.
#[derive(Debug, Clone)]
pub struct Parts {
    /// The functions of the design.
    pub design: Design,
    /// The texts in order.
    pub texts: Vec<TextParts>,
    /// The sections of front and back matter that the program makes.
    pub sections: Vec<SectionParts>,
    /// The titles of the contents, in order.
    pub titles: Vec<Content>,
}

/// A section made by the program: an index, a list, a concordance.
#[derive(Debug, Clone)]
pub struct SectionParts {
    /// Its heading.
    pub title: Content,
    /// What stands below, across its columns.
    pub body: Content,
    /// The parts of the body that have files of their own, which stand below it.
    pub leaves: Vec<Content>,
    /// The lines that say, on top of a column, what its first entry stands under.
    pub continued: Vec<Content>,
}

impl Parts {
    /// Takes the parts out of the evaluated main file.
    ///
    /// # Panics
    /// If the main file was not made by [`crate::assemble`].
    pub fn of(content: &Content) -> Self {
        let main = main(content);
        let design = match main.get("design") {
            Ok(Value::Dict(design)) => Design(design.clone()),
            _ => panic!("the main file holds a design"),
        };
        let texts = match main.get("texts") {
            Ok(Value::Array(texts)) => texts.iter().map(text).collect(),
            _ => vec![],
        };
        let sections = dicts(main.get("sections").ok())
            .iter()
            .map(|section| SectionParts {
                title: content_of(section, "title"),
                body: content_of(section, "body"),
                leaves: contents_of(section, "leaves"),
                continued: contents_of(section, "continued"),
            })
            .collect();
        let titles = match main.get("titles") {
            Ok(Value::Array(titles)) => {
                titles.iter().map(|t| t.clone().display()).collect()
            }
            _ => vec![],
        };
        Self { design, texts, sections, titles }
    }
}

/// The dictionary in the main file's one metadata element.
fn main(content: &Content) -> Dict {
    let mut found = None;
    content.sequence_recursive_for_each(&mut |child: &Content| {
        if let Some(metadata) = child.to_packed::<MetadataElem>()
            && let Value::Dict(dict) = &metadata.value
        {
            found = Some(dict.clone());
        }
    });
    found.expect("the main file holds one dictionary")
}

fn text(value: &Value) -> TextParts {
    let Value::Dict(parts) = value else { panic!("a text is a dictionary") };
    TextParts {
        body: content_of(parts, "body"),
        notes: dicts(parts.get("notes").ok()),
        entries: dicts(parts.get("entries").ok()),
    }
}

fn content_of(parts: &Dict, key: &str) -> Content {
    match parts.get(key) {
        Ok(Value::Content(content)) => content.clone(),
        _ => Content::empty(),
    }
}

fn contents_of(parts: &Dict, key: &str) -> Vec<Content> {
    match parts.get(key) {
        Ok(Value::Array(list)) => list.iter().map(|l| l.clone().display()).collect(),
        _ => vec![],
    }
}

fn dicts(value: Option<&Value>) -> Vec<Dict> {
    let array = match value {
        Some(Value::Array(array)) => array.clone(),
        _ => Array::new(),
    };
    array
        .into_iter()
        .filter_map(|value| match value {
            Value::Dict(dict) => Some(dict),
            _ => None,
        })
        .collect()
}

/// A dictionary of the pairs given.
pub fn dict<const N: usize>(pairs: [(&str, Value); N]) -> Dict {
    pairs.into_iter().map(|(key, value)| (key.into(), value)).collect()
}

/// A Typst string, or `none`.
pub fn optional(text: Option<&str>) -> Value {
    text.map_or(Value::None, |text| text.into_value())
}
