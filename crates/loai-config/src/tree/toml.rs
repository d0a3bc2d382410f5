//! TOML with the environment on top, as a tree with places.
//!
//! The layers are merged by the `config` crate, which knows no places; they come from a
//! second parse that keeps spans.

use std::collections::BTreeMap;
use std::sync::Arc;

use config::{Config, ConfigError, File, FileFormat, Map, ValueKind};
use serde_json::Number;
use toml_span::value::ValueInner;
use toml_span::{ErrorKind, Value as Spanned};

use super::{Entry, Node, NodeValue, Place};
use crate::diagnostic::{Problem, Syntax};
use crate::environment::{Environment, PREFIX};
use crate::source::Source;

/// Parses a file and puts the `LOAI__SECTION__KEY` variables on top of it; `None` when it is
/// not well-formed, which is then recorded.
pub(crate) fn parse(source: &Source, environment: &Environment) -> Option<Node> {
    let mut tree = match toml_span::parse(source.text()) {
        Ok(value) => convert(&value, source.text()),
        Err(error) => {
            record(source, &error);
            return None;
        }
    };
    let variables: Variables<'_> = environment.overrides().map(|pair| (path_of(pair.0), pair)).collect();
    let merged = match layered(source.text(), &variables) {
        Ok(merged) => merged,
        Err(error) => {
            source.error(Place::at(0), "", Problem::Syntax(Syntax::Other(last_line(&error))));
            return None;
        }
    };
    overlay(&mut tree, &merged, "", &variables);
    let used = tree.variables();
    for (name, _) in environment.overrides().filter(|(name, _)| !used.contains(name)) {
        source.warn(Place::of_variable(name), "", Problem::UnusedVariable);
    }
    Some(tree)
}

/// The variables, name and value, by the path that they set.
type Variables<'a> = BTreeMap<String, (&'a str, &'a str)>;
type Table = Map<String, config::Value>;

/// The path that a variable sets, as the merge spells it.
fn path_of(variable: &str) -> String {
    variable[PREFIX.len()..].to_lowercase().replace("__", ".")
}

fn layered(text: &str, variables: &Variables<'_>) -> Result<Table, ConfigError> {
    let variables = variables.values().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Config::builder()
        .add_source(File::from_str(text, FileFormat::Toml))
        .add_source(config::Environment::with_prefix("LOAI").separator("__").source(Some(variables)))
        .build()?
        .cache
        .into_table()
}

/// What is wrong, without the line of the file that the parser shows, since a secret may be in it.
fn last_line(error: &ConfigError) -> String {
    error.to_string().lines().next_back().unwrap_or_default().to_owned()
}

/// Takes over what the environment changed or added.
fn overlay(node: &mut Node, merged: &Table, path: &str, variables: &Variables<'_>) {
    let NodeValue::Object(entries) = &mut node.value else {
        return;
    };
    let mut keys: Vec<_> = merged.iter().collect();
    keys.sort_by_key(|(key, _)| key.as_str());
    for (key, value) in keys {
        let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
        match &value.kind {
            ValueKind::Table(table) => {
                let below = slot(entries, key);
                let added = matches!(below.value, NodeValue::Null);
                if added {
                    *below = Node::empty_object();
                }
                overlay(below, table, &path, variables);
                if added {
                    below.variable = below.variables().first().map(|name| Arc::from(*name));
                }
            }
            ValueKind::String(text) if value.origin() == Some("the environment") => {
                let variable = variables.get(&path).map(|(name, _)| Arc::from(*name));
                *slot(entries, key) = Node { value: NodeValue::Text(text.clone()), at: 0, variable };
            }
            _ => {}
        }
    }
}

/// The value under a key, which is added when there is none.
fn slot<'a>(entries: &'a mut Vec<Entry>, key: &str) -> &'a mut Node {
    let index = entries.iter().position(|entry| entry.key == key).unwrap_or_else(|| {
        entries.push(Entry { key: key.to_owned(), key_at: 0, value: Node::new(NodeValue::Null, 0) });
        entries.len() - 1
    });
    &mut entries[index].value
}

fn convert(value: &Spanned<'_>, text: &str) -> Node {
    let inner = match value.as_ref() {
        ValueInner::String(text) => NodeValue::Text(text.clone().into_owned()),
        ValueInner::Integer(number) => NodeValue::Number(Number::from(*number)),
        ValueInner::Float(number) => Number::from_f64(*number).map_or(NodeValue::NotFinite, NodeValue::Number),
        ValueInner::Boolean(boolean) => NodeValue::Boolean(*boolean),
        ValueInner::Array(items) => NodeValue::List(items.iter().map(|item| convert(item, text)).collect()),
        ValueInner::Table(table) => {
            let mut entries: Vec<Entry> = table
                .iter()
                .map(|(key, value)| Entry {
                    key: key.name.clone().into_owned(),
                    key_at: key.span.start,
                    value: convert(value, text),
                })
                .collect();
            entries.sort_by_key(|entry| entry.key_at);
            NodeValue::Object(entries)
        }
    };
    let at = match &inner {
        NodeValue::Text(_) => opening_quote(text, value.span.start),
        _ => value.span.start,
    };
    Node::new(inner, at)
}

/// The parser's span of a text starts after its quotes.
fn opening_quote(text: &str, start: usize) -> usize {
    let before = &text.as_bytes()[..start];
    let quotes = before.iter().rev().take(3).take_while(|byte| matches!(byte, b'"' | b'\''));
    start - quotes.count()
}

fn record(source: &Source, error: &toml_span::Error) {
    let place = Place::at(error.span.start.min(source.text().len()));
    let syntax = |syntax| ("", Problem::Syntax(syntax));
    let already = |first: usize| Problem::DuplicateKey { first_line: source.position(first).0 };
    let (key, problem) = match &error.kind {
        ErrorKind::DuplicateKey { key, first } => (key.as_str(), already(first.start)),
        ErrorKind::DuplicateTable { name, first } => (name.as_str(), already(first.start)),
        ErrorKind::DottedKeyInvalidType { first } => ("", already(first.start)),
        ErrorKind::UnterminatedString | ErrorKind::InvalidCharInString('\n' | '\r') => syntax(Syntax::OpenText),
        ErrorKind::InvalidCharInString(_) => syntax(Syntax::BadCharacter),
        ErrorKind::InvalidNumber => syntax(Syntax::BadNumber),
        ErrorKind::InvalidEscape(_) | ErrorKind::InvalidHexEscape(_) | ErrorKind::InvalidEscapeValue(_) => {
            syntax(Syntax::BadEscape)
        }
        ErrorKind::UnexpectedEof => syntax(Syntax::NoValue),
        ErrorKind::ExceededDepthLimit => syntax(Syntax::TooDeep),
        ErrorKind::UnquotedString | ErrorKind::Unexpected('“' | '”' | '‘' | '’') => syntax(Syntax::NoQuotes),
        ErrorKind::Unexpected(_) | ErrorKind::MultilineStringKey => syntax(Syntax::Unexpected),
        ErrorKind::Wanted { expected, .. } => syntax(wanted(expected, &source.text()[..place.at])),
        _ => syntax(Syntax::Other(error.to_string())),
    };
    source.error(place, key, problem);
}

/// What is missing after this text, where the parser expected something else.
fn wanted(expected: &str, before: &str) -> Syntax {
    let line = before.lines().next_back().unwrap_or_default();
    match expected {
        "a right bracket" if line.trim_start().starts_with('[') => Syntax::OpenSection,
        "a right bracket" => Syntax::NoComma,
        "an equals" => Syntax::NoEquals,
        "a value" => Syntax::NoValue,
        // `0.0.0.0:37888` begins like a number and goes on without a blank.
        "newline" | "a newline" if line.ends_with(|c: char| c.is_ascii_digit()) => Syntax::NoQuotes,
        "newline" | "a newline" => Syntax::MoreThanOne,
        _ => Syntax::Unexpected,
    }
}
