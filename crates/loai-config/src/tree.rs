//! A parsed settings file: values that remember their place, the same for JSON and TOML.

pub(crate) mod json;
pub(crate) mod toml;

use std::sync::Arc;

use serde_json::{Map, Number, Value};

use crate::diagnostic::Shape;

/// A value and its place.
#[derive(Debug, Clone)]
pub(crate) struct Node {
    pub(crate) value: NodeValue,
    pub(crate) at: usize,
    /// The environment variable that brought the value, instead of the file.
    pub(crate) variable: Option<Arc<str>>,
}

/// What a value is.
#[derive(Debug, Clone)]
pub(crate) enum NodeValue {
    Null,
    Boolean(bool),
    Number(Number),
    /// Infinite, or no number at all; only TOML can write such a thing.
    NotFinite,
    Text(String),
    List(Vec<Node>),
    Object(Vec<Entry>),
}

/// A key and its value, in file order.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    pub(crate) key_at: usize,
    pub(crate) value: Node,
}

impl Entry {
    /// A key at the start of the file.
    pub(crate) fn of(key: &str, value: Node) -> Self {
        Self { key: key.to_owned(), key_at: 0, value }
    }
}

/// Where a problem is: a byte offset, or an environment variable.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) at: usize,
    pub(crate) variable: Option<&'a str>,
}

impl<'a> Place<'a> {
    /// A byte offset in the file.
    pub(crate) fn at(at: usize) -> Self {
        Self { at, variable: None }
    }

    /// An environment variable.
    pub(crate) fn of_variable(variable: &'a str) -> Self {
        Self { at: 0, variable: Some(variable) }
    }
}

impl Node {
    /// An object without entries at the start of the file.
    pub(crate) fn empty_object() -> Self {
        Self::new(NodeValue::Object(Vec::new()), 0)
    }

    /// A value of the file.
    pub(crate) fn new(value: NodeValue, at: usize) -> Self {
        Self { value, at, variable: None }
    }

    /// Where to point at for this value.
    pub(crate) fn place(&self) -> Place<'_> {
        Place { at: self.at, variable: self.variable.as_deref() }
    }

    /// The entries, when this is an object.
    pub(crate) fn entries(&self) -> Option<&[Entry]> {
        match &self.value {
            NodeValue::Object(entries) => Some(entries),
            _ => None,
        }
    }

    /// The value under a key, `null` included, when this is an object.
    pub(crate) fn named(&self, key: &str) -> Option<&Node> {
        self.entries()?.iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// The value under a key that is not `null`, when this is an object.
    pub(crate) fn get(&self, key: &str) -> Option<&Node> {
        self.named(key).filter(|node| !matches!(node.value, NodeValue::Null))
    }

    /// The environment variables that brought this value; several when it is a section of them.
    pub(crate) fn variables(&self) -> Vec<&str> {
        match self.entries() {
            Some(entries) => entries.iter().flat_map(|entry| entry.value.variables()).collect(),
            None => self.variable.as_deref().into_iter().collect(),
        }
    }

    /// The type of the value.
    pub(crate) fn shape(&self) -> Shape {
        match &self.value {
            NodeValue::Null => Shape::Null,
            NodeValue::Boolean(_) => Shape::Boolean,
            NodeValue::Number(number) if number.is_f64() => Shape::Number,
            NodeValue::NotFinite => Shape::Number,
            NodeValue::Number(_) => Shape::Integer,
            NodeValue::Text(_) => Shape::Text,
            NodeValue::List(_) => Shape::List,
            NodeValue::Object(_) => Shape::Object,
        }
    }

    /// The value without its places.
    pub(crate) fn to_json(&self) -> Value {
        match &self.value {
            NodeValue::Null | NodeValue::NotFinite => Value::Null,
            NodeValue::Boolean(boolean) => Value::Bool(*boolean),
            NodeValue::Number(number) => Value::Number(number.clone()),
            NodeValue::Text(text) => Value::String(text.clone()),
            NodeValue::List(items) => Value::Array(items.iter().map(Node::to_json).collect()),
            NodeValue::Object(entries) => Value::Object(
                entries.iter().map(|entry| (entry.key.clone(), entry.value.to_json())).collect::<Map<_, _>>(),
            ),
        }
    }

    /// This value with another on top of it (core 5.1): objects merge key by key, lists and
    /// scalars replace, `null` removes.
    pub(crate) fn overlaid(&self, upper: &Node) -> Node {
        let (Some(lower), Some(entries)) = (self.entries(), upper.entries()) else {
            return upper.without_nulls();
        };
        let mut merged = lower.to_vec();
        for entry in entries {
            let known = merged.iter().position(|lower| lower.key == entry.key);
            match (known, &entry.value.value) {
                (Some(index), NodeValue::Null) => {
                    merged.remove(index);
                }
                (None, NodeValue::Null) => {}
                (Some(index), _) => {
                    let value = merged[index].value.overlaid(&entry.value);
                    merged[index] = Entry { key: entry.key.clone(), key_at: entry.key_at, value };
                }
                (None, _) => merged.push(Entry { value: entry.value.without_nulls(), ..entry.clone() }),
            }
        }
        Node { value: NodeValue::Object(merged), at: upper.at, variable: upper.variable.clone() }
    }

    fn without_nulls(&self) -> Node {
        let mut copy = self.clone();
        if let NodeValue::Object(entries) = &mut copy.value {
            entries.retain(|entry| !matches!(entry.value.value, NodeValue::Null));
            for entry in entries {
                entry.value = entry.value.without_nulls();
            }
        }
        copy
    }
}

/// A key below a path: `rooms.1000`, or `global_commands["# help"]` when it needs quotes.
pub(crate) fn join(path: &str, key: &str) -> String {
    let plain = !key.is_empty() && key.chars().all(|c| c.is_alphanumeric() || c == '_' || c == '-');
    match (plain, path.is_empty()) {
        (true, true) => key.to_owned(),
        (true, false) => format!("{path}.{key}"),
        (false, _) => format!("{path}[{}]", Value::from(key)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::Source;

    fn merged(lower: &str, upper: &str) -> String {
        let read = |text: &str| {
            let source = Source::from_text("f".to_owned(), text.to_owned());
            json::parse(&source).unwrap()
        };
        read(lower).overlaid(&read(upper)).to_json().to_string()
    }

    #[test]
    fn levels_merge_deeply() {
        let table = [
            (r#"{"a":1}"#, r#"{"b":2}"#, r#"{"a":1,"b":2}"#),
            (r#"{"a":1}"#, r#"{"a":2}"#, r#"{"a":2}"#),
            (r#"{"a":[1,2]}"#, r#"{"a":[3]}"#, r#"{"a":[3]}"#),
            (r#"{"a":[1,2]}"#, r#"{"a":[]}"#, r#"{"a":[]}"#),
            (r#"{"a":{"x":1,"y":2}}"#, r#"{"a":{"y":3}}"#, r#"{"a":{"x":1,"y":3}}"#),
            (r#"{"a":{"x":{"k":1}}}"#, r#"{"a":{"x":{"l":2}}}"#, r#"{"a":{"x":{"k":1,"l":2}}}"#),
            (r#"{"a":1,"b":2}"#, r#"{"a":null}"#, r#"{"b":2}"#),
            (r#"{"a":{"x":1,"y":2}}"#, r#"{"a":{"x":null}}"#, r#"{"a":{"y":2}}"#),
            (r#"{"a":{"x":1}}"#, r#"{"a":5}"#, r#"{"a":5}"#),
            (r#"{"a":5}"#, r#"{"a":{"x":1,"y":null}}"#, r#"{"a":{"x":1}}"#),
            (r"{}", r#"{"a":null,"b":{"c":null}}"#, r#"{"b":{}}"#),
            (r#"{"a":{"x":1}}"#, r#"{"a":{}}"#, r#"{"a":{"x":1}}"#),
        ];
        for (lower, upper, expected) in table {
            assert_eq!(merged(lower, upper), expected, "{lower} under {upper}");
        }
    }

    #[test]
    fn paths_quote_what_is_no_word() {
        assert_eq!(join("", "bot"), "bot");
        assert_eq!(join("rooms", "1000"), "rooms.1000");
        assert_eq!(join("global_commands", "# help"), "global_commands[\"# help\"]");
        assert_eq!(join("a", ""), "a[\"\"]");
    }
}
