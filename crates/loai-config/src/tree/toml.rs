//! TOML with the environment on top, as a tree with places.
//!
//! The layers are merged by the `config` crate, which knows no places; they come from a
//! second parse that keeps spans.

use std::sync::Arc;

use config::{Config, File, FileFormat, Map, ValueKind};
use serde_json::Number;
use toml_span::value::ValueInner;
use toml_span::{ErrorKind, Value as Spanned};

use super::{Entry, Node, NodeValue, Place};
use crate::Environment;
use crate::diagnostic::{Problem, Syntax};
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
    match layered(source.text(), environment) {
        Ok(merged) => {
            overlay(&mut tree, &merged, "", environment);
            Some(tree)
        }
        Err(error) => {
            let problem = Problem::Syntax(Syntax::Other(error.to_string()));
            source.error(Place::at(0), "", problem);
            None
        }
    }
}

fn layered(text: &str, environment: &Environment) -> Result<Map<String, config::Value>, config::ConfigError> {
    let variables = environment.overrides().map(|(key, value)| (key.to_owned(), value.to_owned())).collect();
    Config::builder()
        .add_source(File::from_str(text, FileFormat::Toml))
        .add_source(config::Environment::with_prefix("LOAI").separator("__").source(Some(variables)))
        .build()?
        .cache
        .into_table()
}

/// Takes over what the environment changed or added.
fn overlay(node: &mut Node, merged: &Map<String, config::Value>, path: &str, environment: &Environment) {
    let NodeValue::Object(entries) = &mut node.value else {
        return;
    };
    let mut keys: Vec<_> = merged.iter().collect();
    keys.sort_by_key(|(key, _)| key.as_str());
    for (key, value) in keys {
        let path = format!("{path}__{}", key.to_uppercase());
        let index = entries.iter().position(|entry| &entry.key == key);
        let inner = match &value.kind {
            ValueKind::Table(table) => NodeOrTable::Table(table),
            ValueKind::String(text) if value.origin() == Some("the environment") => {
                let variable = spelling(&path, environment);
                NodeOrTable::Node(Node { value: NodeValue::Text(text.clone()), at: 0, variable: Some(variable) })
            }
            _ => continue,
        };
        let index = index.unwrap_or_else(|| {
            entries.push(Entry { key: key.clone(), key_at: 0, value: Node::empty_object() });
            entries.len() - 1
        });
        match inner {
            NodeOrTable::Node(node) => entries[index].value = node,
            NodeOrTable::Table(table) => {
                let below = &mut entries[index].value;
                if below.entries().is_none() {
                    *below = Node::empty_object();
                }
                overlay(below, table, &path, environment);
            }
        }
    }
}

enum NodeOrTable<'a> {
    Node(Node),
    Table(&'a Map<String, config::Value>),
}

/// The variable as it was spelt; the merge only knows it in lower case.
fn spelling(path: &str, environment: &Environment) -> Arc<str> {
    let wanted = format!("LOAI{path}");
    environment
        .overrides()
        .map(|(key, _)| key)
        .find(|key| key.eq_ignore_ascii_case(&wanted))
        .map_or_else(|| Arc::from(wanted.as_str()), Arc::from)
}

fn convert(value: &Spanned<'_>, text: &str) -> Node {
    let inner = match value.as_ref() {
        ValueInner::String(text) => NodeValue::Text(text.clone().into_owned()),
        ValueInner::Integer(number) => NodeValue::Number(Number::from(*number)),
        ValueInner::Float(number) => NodeValue::Number(Number::from_f64(*number).unwrap_or_else(|| Number::from(0))),
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
    let (key, problem) = match &error.kind {
        ErrorKind::DuplicateKey { key, first } => (key.as_str(), duplicate(source, first.start)),
        ErrorKind::DuplicateTable { name, first } => (name.as_str(), duplicate(source, first.start)),
        ErrorKind::UnterminatedString => ("", Problem::Syntax(Syntax::OpenText)),
        ErrorKind::InvalidNumber => ("", Problem::Syntax(Syntax::BadNumber)),
        ErrorKind::InvalidEscape(_) | ErrorKind::InvalidHexEscape(_) | ErrorKind::InvalidEscapeValue(_) => {
            ("", Problem::Syntax(Syntax::BadEscape))
        }
        ErrorKind::UnexpectedEof => ("", Problem::Syntax(Syntax::NoValue)),
        ErrorKind::ExceededDepthLimit => ("", Problem::Syntax(Syntax::TooDeep)),
        _ => ("", Problem::Syntax(Syntax::Other(error.to_string()))),
    };
    source.error(place, key, problem);
}

fn duplicate(source: &Source, first: usize) -> Problem {
    Problem::DuplicateKey { first_line: source.position(first).0 }
}
