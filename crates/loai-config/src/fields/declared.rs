//! What readers ask for, noted down while they read a document without content: the schema of that document.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde_json::Value;

use super::Item;
use crate::tree::{Entry, Node, NodeValue, join};

/// Stands for every name where the keys of an object are names. It is valid as an id.
const ANY_NAME: &str = "1000";

/// An object without entries.
pub(super) static NOTHING: Node = Node { value: NodeValue::Object(Vec::new()), at: 0, variable: None };

static ANY_ENTRY: LazyLock<Entry> =
    LazyLock::new(|| Entry { key: ANY_NAME.to_owned(), key_at: 0, value: Node::empty_object() });

/// The objects of a document, by path.
#[derive(Default)]
pub(crate) struct Declarations(RefCell<BTreeMap<String, Keys>>);

/// The keys of one object.
#[derive(Clone, Default)]
pub(crate) struct Keys {
    /// What each key may hold, in the order of reading; one key may be read in several ways.
    pub(crate) known: Vec<(&'static str, Vec<Declared>)>,
    /// The keys that must be there.
    pub(crate) required: Vec<&'static str>,
    /// Whether any other key is a name.
    pub(crate) names: bool,
    /// Whether any other key is a slip.
    pub(crate) closed: bool,
}

/// What a key holds.
#[derive(Clone, PartialEq)]
pub(crate) enum Declared {
    /// Anything.
    Any,
    /// What this schema says.
    Value(Value),
    /// An object, declared below the key's path.
    Object,
    /// A list of objects, declared below [`item_path`].
    Objects,
    /// An object of objects, declared below [`entry_path`].
    Named,
}

impl Declarations {
    /// The keys of the object at a path.
    pub(crate) fn keys(&self, path: &str) -> Keys {
        self.0.borrow().get(path).cloned().unwrap_or_default()
    }

    pub(super) fn add(&self, path: &str, key: &'static str, declared: Declared) {
        self.change(path, |keys| {
            let index = keys.known.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
                keys.known.push((key, Vec::new()));
                keys.known.len() - 1
            });
            let ways = &mut keys.known[index].1;
            if !ways.contains(&declared) {
                ways.push(declared);
            }
        });
    }

    pub(super) fn require(&self, path: &str, key: &'static str) {
        self.change(path, |keys| keys.required.push(key));
    }

    pub(super) fn name(&self, path: &str) {
        self.change(path, |keys| keys.names = true);
    }

    pub(super) fn close(&self, path: &str, later: &[&'static str]) {
        for key in later {
            self.add(path, key, Declared::Any);
        }
        self.change(path, |keys| keys.closed = true);
    }

    fn change(&self, path: &str, change: impl FnOnce(&mut Keys)) {
        change(self.0.borrow_mut().entry(path.to_owned()).or_default());
    }
}

/// The path below which the items of a list are declared.
pub(crate) fn item_path(list: &str) -> String {
    format!("{list}[0]")
}

/// The path below which the values of an object are declared whose keys are names.
pub(crate) fn entry_path(object: &str) -> String {
    join(object, ANY_NAME)
}

pub(super) fn any_item<'a>(list: &str) -> Item<'a> {
    Item { node: &NOTHING, path: item_path(list) }
}

pub(super) fn any_entry<'a>(object: &str) -> (&'a Entry, String) {
    (&ANY_ENTRY, entry_path(object))
}
