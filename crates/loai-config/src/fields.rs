//! Typed reading of an object's keys: what is wrong is recorded with its place and left out,
//! what nobody asked for is warned about.

mod address;
mod declared;
mod id;
mod number;
mod over;
mod parsed;
mod secret;
mod time;

pub(crate) use secret::REFERENCE;

use std::cell::RefCell;

use serde_json::{Map, Value, json};

pub(crate) use declared::{Declarations, Declared, entry_path, item_path};
pub(crate) use over::{Layer, Over, layered, limited, minutes, seconds, some, word};

use crate::diagnostic::{Problem, Shape};
use crate::source::Source;
use crate::tree::{Entry, Node, NodeValue, Place, join};
use loai_core::nearest;

/// The keys of one object while they are read.
pub(crate) struct Fields<'a> {
    node: &'a Node,
    path: String,
    source: &'a Source,
    typed: RefCell<Vec<&'static str>>,
}

/// A value in a list or object, with its path.
pub(crate) struct Item<'a> {
    pub(crate) node: &'a Node,
    pub(crate) path: String,
}

impl<'a> Fields<'a> {
    /// The keys of a value that must be an object.
    pub(crate) fn of(node: &'a Node, path: String, source: &'a Source) -> Option<Self> {
        if node.entries().is_none() {
            wrong_type(source, node, &path, Shape::Object);
            return None;
        }
        Some(Self { node, path, source, typed: RefCell::default() })
    }

    /// The file being read.
    pub(crate) fn source(&self) -> &'a Source {
        self.source
    }

    /// The path of this object.
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// The path of a key of this object.
    pub(crate) fn path_of(&self, key: &str) -> String {
        join(&self.path, key)
    }

    /// The value of a key, whatever it is; `null` counts as absent.
    pub(crate) fn get(&self, key: &'static str) -> Option<&'a Node> {
        self.declared(key, || Declared::Any)
    }

    /// The value of a key that the schema describes like this.
    pub(crate) fn described(&self, key: &'static str, schema: impl FnOnce() -> Value) -> Option<&'a Node> {
        self.declared(key, || Declared::Value(schema()))
    }

    fn declared(&self, key: &'static str, declared: impl FnOnce() -> Declared) -> Option<&'a Node> {
        self.typed.borrow_mut().push(key);
        if let Some(declarations) = self.source.declarations() {
            declarations.add(&self.path, key, declared());
        }
        self.node.get(key)
    }

    /// Records an error when a key is not there.
    pub(crate) fn require(&self, key: &'static str) {
        if let Some(declarations) = self.source.declarations() {
            declarations.require(&self.path, key);
        }
        if !self.has(key) {
            self.error(key, Problem::Missing);
        }
    }

    /// Whether a key is there as `null`.
    fn is_null(&self, key: &str) -> bool {
        self.node.named(key).is_some_and(|node| matches!(node.value, NodeValue::Null))
    }

    /// Whether a key is there; `null` counts as absent.
    pub(crate) fn has(&self, key: &str) -> bool {
        self.node.get(key).is_some()
    }

    /// Records an error at a key's value, or at the object when the key is absent.
    pub(crate) fn error(&self, key: &str, problem: Problem) {
        let node = self.node.get(key).unwrap_or(self.node);
        self.source.error(node.place(), &self.path_of(key), problem);
    }

    /// Records a warning likewise.
    pub(crate) fn warn(&self, key: &str, problem: Problem) {
        let node = self.node.get(key).unwrap_or(self.node);
        self.source.warn(node.place(), &self.path_of(key), problem);
    }

    /// Which of two keys to name where they contradict each other: the one that a variable set, then one that the
    /// file sets.
    pub(crate) fn culprit(&self, keys: [&'static str; 2]) -> &'static str {
        let blame = |key: &&str| match self.node.get(key) {
            Some(node) if node.variable.is_some() => 0,
            Some(_) => 1,
            None => 2,
        };
        keys.into_iter().min_by_key(blame).unwrap_or_default()
    }

    /// A text.
    pub(crate) fn text(&self, key: &'static str) -> Option<String> {
        let node = self.described(key, || json!({"type": "string"}))?;
        self.text_in(key, node)
    }

    /// A text that is not empty.
    pub(crate) fn filled_text(&self, key: &'static str) -> Option<String> {
        let node = self.described(key, || json!({"type": "string", "pattern": r"\S"}))?;
        self.filled_text_in(key, node)
    }

    /// A text that is not empty and already looked up.
    pub(crate) fn filled_text_in(&self, key: &str, node: &Node) -> Option<String> {
        let text = self.text_in(key, node)?;
        if text.trim().is_empty() {
            self.error(key, Problem::Empty);
            return None;
        }
        Some(text)
    }

    /// `true` or `false`.
    pub(crate) fn boolean(&self, key: &'static str) -> Option<bool> {
        let node = self.described(key, || json!({"type": "boolean"}))?;
        self.boolean_in(key, node)
    }

    /// `true` or `false`, already looked up.
    pub(crate) fn boolean_in(&self, key: &str, node: &Node) -> Option<bool> {
        match &node.value {
            NodeValue::Boolean(boolean) => Some(*boolean),
            NodeValue::Text(text) if node.variable.is_some() => match text.trim() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                _ => self.wrong(key, node, Shape::Boolean),
            },
            _ => self.wrong(key, node, Shape::Boolean),
        }
    }

    /// `true` or `false`, also written as 1 or 0.
    pub(crate) fn loose_boolean(&self, key: &'static str) -> Option<bool> {
        let node = self.described(key, || json!({"enum": [true, false, 1, 0]}))?;
        let number = match &node.value {
            NodeValue::Number(number) => number.as_i64(),
            _ => None,
        };
        match number {
            Some(0) => Some(false),
            Some(1) => Some(true),
            _ => self.boolean_in(key, node),
        }
    }

    /// One of several words, each with what it stands for.
    pub(crate) fn choice<T: Copy>(&self, key: &'static str, words: &[(&'static str, T)]) -> Option<T> {
        let words_only = || json!({"enum": words.iter().map(|(word, _)| *word).collect::<Vec<_>>()});
        let node = self.described(key, words_only)?;
        let found = self.text_in(key, node)?;
        let chosen = words.iter().find(|(word, _)| *word == found).map(|(_, meaning)| *meaning);
        if chosen.is_none() {
            let allowed = words.iter().map(|(word, _)| *word).collect();
            self.error(key, Problem::NotAllowed { found, allowed });
        }
        chosen
    }

    /// A list of such words.
    pub(crate) fn choices<T: Copy>(&self, key: &'static str, words: &[(&'static str, T)]) -> Option<Vec<T>> {
        let known = || words.iter().map(|(word, _)| *word).collect::<Vec<_>>();
        self.parsed_list(
            key,
            || json!({"enum": known()}),
            |found| {
                let chosen = words.iter().find(|(word, _)| *word == found).map(|(_, meaning)| *meaning);
                chosen.ok_or_else(|| Problem::NotAllowed { found: found.to_owned(), allowed: known() })
            },
        )
    }

    /// A list of texts.
    pub(crate) fn texts(&self, key: &'static str) -> Option<Vec<String>> {
        let items = self.text_items(key)?;
        Some(items.into_iter().map(|(_, text)| text.to_owned()).collect())
    }

    /// A list of texts, each with its place.
    pub(crate) fn text_items(&self, key: &'static str) -> Option<Vec<(Item<'a>, &'a str)>> {
        let node = self.described(key, texts_schema)?;
        self.text_items_in(key, node)
    }

    /// A list of texts that is already looked up.
    pub(crate) fn text_items_in(&self, key: &str, node: &'a Node) -> Option<Vec<(Item<'a>, &'a str)>> {
        if !matches!(node.value, NodeValue::List(_)) {
            return self.wrong(key, node, Shape::Texts);
        }
        Some(self.text_items_of(node, &self.path_of(key)))
    }

    /// Lists of texts under keys that are names, not fields.
    pub(crate) fn named_texts(&self, key: &'static str) -> Option<Vec<(String, Vec<String>)>> {
        let node = self.described(key, || json!({"type": "object", "additionalProperties": texts_schema()}))?;
        self.named_texts_in(key, node)
    }

    /// Lists of texts under names that are already looked up.
    pub(crate) fn named_texts_in(&self, key: &str, node: &'a Node) -> Option<Vec<(String, Vec<String>)>> {
        let lists = Fields::of(node, self.path_of(key), self.source)?;
        let entries = node.entries().unwrap_or_default().iter();
        Some(entries.map(|entry| (entry.key.clone(), lists.texts_of(&entry.key, &entry.value))).collect())
    }

    fn texts_of(&self, key: &str, node: &'a Node) -> Vec<String> {
        let path = self.path_of(key);
        if !matches!(node.value, NodeValue::List(_)) {
            wrong_type(self.source, node, &path, Shape::Texts);
        }
        let items = self.text_items_of(node, &path);
        items.into_iter().map(|(_, text)| text.to_owned()).collect()
    }

    /// A list of any values.
    pub(crate) fn list(&self, key: &'static str) -> Option<Vec<Item<'a>>> {
        let node = self.declared(key, || Declared::Objects);
        if self.source.declarations().is_some() {
            return Some(vec![declared::any_item(&self.path_of(key))]);
        }
        let node = node?;
        if !matches!(node.value, NodeValue::List(_)) {
            return self.wrong(key, node, Shape::List);
        }
        Some(items_of(node, &self.path_of(key)))
    }

    /// An object.
    pub(crate) fn object(&self, key: &'static str) -> Option<Fields<'a>> {
        let node = self.declared(key, || Declared::Object);
        let node = if self.source.declarations().is_some() { &declared::NOTHING } else { node? };
        Fields::of(node, self.path_of(key), self.source)
    }

    /// The entries of an object whose keys are names, not fields.
    pub(crate) fn named(&self, key: &'static str) -> Option<Vec<(&'a Entry, String)>> {
        let node = self.declared(key, || Declared::Named);
        let path = self.path_of(key);
        if self.source.declarations().is_some() {
            return Some(vec![declared::any_entry(&path)]);
        }
        let node = node?;
        let Some(entries) = node.entries() else {
            return self.wrong(key, node, Shape::Object);
        };
        let named = entries.iter().map(|entry| (entry, join(&path, &entry.key))).collect();
        Some(named)
    }

    /// A list, or an object whose keys are names.
    pub(crate) fn listed_or_named(&self, key: &'static str) -> (Vec<Item<'a>>, Vec<(&'a Entry, String)>) {
        let probed = self.source.declarations().is_some();
        let listed = self.node.get(key).is_some_and(|node| matches!(node.value, NodeValue::List(_)));
        let items = if probed || listed { self.list(key) } else { None };
        let named = if probed || !listed { self.named(key) } else { None };
        (items.unwrap_or_default(), named.unwrap_or_default())
    }

    /// The entries of this object that were not asked for, whose keys are names.
    pub(crate) fn others(&self) -> Vec<(&'a Entry, String)> {
        if let Some(declarations) = self.source.declarations() {
            declarations.name(&self.path);
            return vec![declared::any_entry(&self.path)];
        }
        let typed = self.typed.borrow();
        let entries = self.node.entries().unwrap_or_default().iter();
        let others = entries.filter(|entry| !typed.contains(&entry.key.as_str()) && !is_note(&entry.key));
        others.map(|entry| (entry, self.path_of(&entry.key))).collect()
    }

    /// Ends the reading: keys that are neither typed nor in `later` are warned about, and all
    /// keys without a type of ours are handed back as they are.
    pub(crate) fn finish(self, later: &[&'static str]) -> Map<String, Value> {
        if let Some(declarations) = self.source.declarations() {
            declarations.close(&self.path, later);
        }
        let typed = self.typed.into_inner();
        let mut rest = Map::new();
        for entry in self.node.entries().unwrap_or_default() {
            if typed.contains(&entry.key.as_str()) {
                continue;
            }
            rest.insert(entry.key.clone(), entry.value.to_json());
            if later.contains(&entry.key.as_str()) || is_note(&entry.key) {
                continue;
            }
            let known = typed.iter().chain(later).copied();
            let suggestion = nearest(&entry.key, known).map(str::to_owned);
            let problem = Problem::UnknownKey { suggestion };
            let path = join(&self.path, &entry.key);
            if entry.value.variable.is_none() {
                self.source.warn(Place::at(entry.key_at), &path, problem);
                continue;
            }
            for variable in entry.value.variables() {
                self.source.warn(Place::of_variable(variable), &path, problem.clone());
            }
        }
        rest
    }

    fn text_in(&self, key: &str, node: &Node) -> Option<String> {
        match &node.value {
            NodeValue::Text(text) => Some(text.clone()),
            _ => self.wrong(key, node, Shape::Text),
        }
    }

    fn text_items_of(&self, node: &'a Node, path: &str) -> Vec<(Item<'a>, &'a str)> {
        let items = items_of(node, path).into_iter().filter_map(|item| {
            if let NodeValue::Text(text) = &item.node.value {
                return Some((item, text.as_str()));
            }
            wrong_type(self.source, item.node, &item.path, Shape::Text);
            None
        });
        items.collect()
    }

    fn wrong<T>(&self, key: &str, node: &Node, expected: Shape) -> Option<T> {
        wrong_type(self.source, node, &self.path_of(key), expected);
        None
    }
}

fn items_of<'a>(node: &'a Node, path: &str) -> Vec<Item<'a>> {
    let NodeValue::List(items) = &node.value else {
        return Vec::new();
    };
    let items = items.iter().enumerate().map(|(index, node)| Item { node, path: format!("{path}[{index}]") });
    items.collect()
}

/// Records that a value has the wrong type.
pub(crate) fn wrong_type(source: &Source, node: &Node, path: &str, expected: Shape) {
    let found = node.shape();
    source.error(node.place(), path, Problem::WrongType { expected, found });
}

fn texts_schema() -> Value {
    json!({"type": "array", "items": {"type": "string"}})
}

/// Keys that only humans or editors read.
fn is_note(key: &str) -> bool {
    key.starts_with('_') || key.starts_with("//") || key == "$schema"
}
