//! The schema of one object and of what is in it.

use std::cell::RefCell;

use serde_json::{Map, Value, json};

use super::{comments, entry_path, item_path};
use crate::fields::{Declarations, Declared};
use crate::source::Source;
use crate::tree::{Node, NodeValue, join};

/// Keys that only humans or editors read.
const NOTES: &str = r"^(_|//|\$schema$)";

/// A value of a sample.
#[derive(Clone, Copy)]
pub(super) struct Example<'a> {
    pub(super) source: &'a Source,
    pub(super) node: &'a Node,
}

impl<'a> Example<'a> {
    /// The values in a list or object.
    pub(super) fn children(&self) -> Vec<Example<'a>> {
        let of = |node| Example { source: self.source, node };
        match &self.node.value {
            NodeValue::List(items) => items.iter().map(of).collect(),
            NodeValue::Object(entries) => entries.iter().map(|entry| of(&entry.value)).collect(),
            _ => Vec::new(),
        }
    }
}

/// Where an object is explained that one part of the file has in common with another.
pub(super) enum Elsewhere<'a> {
    /// The same object is in the schema, at this place.
    Schema(&'static str),
    /// These examples explain it, too.
    Examples(Vec<Example<'a>>),
}

pub(super) struct Builder<'a> {
    declarations: Option<&'a Declarations>,
    /// Objects that are explained elsewhere, by path.
    elsewhere: Vec<(String, Elsewhere<'a>)>,
    unexplained: RefCell<Vec<String>>,
}

impl<'a> Builder<'a> {
    pub(super) fn new(probe: &'a Source, elsewhere: Vec<(String, Elsewhere<'a>)>) -> Self {
        Self { declarations: probe.declarations(), elsewhere, unexplained: RefCell::default() }
    }

    /// The keys that no example shows with a comment.
    pub(super) fn unexplained(self) -> Vec<String> {
        self.unexplained.into_inner()
    }

    /// The schema of the object at a path.
    pub(super) fn object(&self, path: &str, examples: &[Example<'a>], defaults: &Value) -> Value {
        let keys = self.declarations.map(|declarations| declarations.keys(path)).unwrap_or_default();
        let also = match self.elsewhere.iter().find(|(known, _)| known == path) {
            Some((_, Elsewhere::Schema(place))) => return json!({"$ref": place, "type": "object"}),
            Some((_, Elsewhere::Examples(examples))) => &examples[..],
            None => &[],
        };
        let examples: Vec<_> = examples.iter().chain(also).copied().collect();
        let mut properties = Map::new();
        for (key, ways) in &keys.known {
            let required = keys.required.contains(key);
            let value = self.value(&join(path, key), key, ways, &examples, &defaults[key]);
            properties.insert((*key).to_owned(), if required { value } else { nullable(value) });
        }
        let mut schema = json!({"type": "object", "properties": properties});
        if !keys.required.is_empty() {
            schema["required"] = json!(keys.required);
        }
        if keys.names {
            let children: Vec<_> = examples
                .iter()
                .flat_map(|example| {
                    let entries = example.node.entries().unwrap_or_default().iter();
                    let unknown = entries.filter(|entry| !keys.known.iter().any(|(key, _)| *key == entry.key));
                    unknown.map(|entry| Example { source: example.source, node: &entry.value })
                })
                .collect();
            schema["additionalProperties"] = self.object(&entry_path(path), &children, &Value::Null);
        } else if keys.closed {
            schema["additionalProperties"] = false.into();
        }
        if keys.names || keys.closed {
            schema["patternProperties"] = json!({NOTES: true});
        }
        schema
    }

    fn value(&self, path: &str, key: &str, ways: &[Declared], examples: &[Example<'a>], default: &Value) -> Value {
        let mut own = Vec::new();
        let mut description = None;
        for example in examples {
            let entries = example.node.entries().unwrap_or_default();
            for entry in entries.iter().filter(|entry| entry.key == key) {
                own.push(Example { source: example.source, node: &entry.value });
                description = description.or_else(|| comments::above(example.source, entry.key_at));
            }
        }
        let mut schemas: Vec<Value> =
            ways.iter().filter(|way| **way != Declared::Any).map(|way| self.way(path, way, &own, default)).collect();
        let mut schema = match schemas.len() {
            0 => json!({}),
            1 => schemas.remove(0),
            _ => json!({"anyOf": schemas}),
        };
        match description {
            Some(description) => schema["description"] = description.into(),
            None => self.unexplained.borrow_mut().push(path.to_owned()),
        }
        let plain = matches!(default, Value::Bool(_) | Value::Number(_))
            || default.as_str().is_some_and(|text| !text.is_empty());
        if plain {
            schema["default"] = default.clone();
        }
        schema
    }

    fn way(&self, path: &str, way: &Declared, examples: &[Example<'a>], defaults: &Value) -> Value {
        let children = || -> Vec<_> { examples.iter().flat_map(Example::children).collect() };
        match way {
            Declared::Any => json!({}),
            Declared::Value(schema) => schema.clone(),
            Declared::Object => self.object(path, examples, defaults),
            Declared::Objects => {
                json!({"type": "array", "items": self.object(&item_path(path), &children(), &Value::Null)})
            }
            Declared::Named => {
                let entry = self.object(&entry_path(path), &children(), &Value::Null);
                json!({"type": "object", "additionalProperties": entry})
            }
        }
    }
}

/// The same, or `null`, which readers take for a key that is not there.
fn nullable(mut schema: Value) -> Value {
    let null = || Value::from("null");
    if let Some(words) = schema.get_mut("enum").and_then(Value::as_array_mut) {
        words.push(Value::Null);
    } else if let Some(ways) = schema.get_mut("anyOf").and_then(Value::as_array_mut) {
        ways.push(json!({"type": "null"}));
    } else if let Some(types) = schema.get_mut("type") {
        match types {
            Value::Array(types) if types.contains(&null()) => {}
            Value::Array(types) => types.push(null()),
            one => *one = json!([one.clone(), "null"]),
        }
    }
    schema
}
