//! The documents at one moment, and how others differ from them.

use std::collections::{BTreeMap, BTreeSet};

use loai_config::{DocumentName, Documents};
use loai_db::SettingsRevision;

/// The newest revision of each document, removed ones included, by name.
pub(super) type Heads = BTreeMap<String, SettingsRevision>;

/// The documents at one moment, and their newest revisions.
#[derive(Debug, Clone)]
pub struct Current {
    /// The documents.
    pub documents: Documents,
    pub(super) heads: Heads,
}

impl Current {
    pub(super) fn stored(stored: Vec<(SettingsRevision, Option<String>)>) -> Self {
        let (mut documents, mut heads) = (Documents::default(), Heads::default());
        for (head, text) in stored {
            match (head.name.parse(), text) {
                (Ok(name), Some(text)) => documents.insert(name, text),
                (Ok(_), None) => {}
                // A later version may keep more in the database.
                (Err(error), _) => tracing::warn!(%error, "a settings document in the database is not used"),
            }
            heads.insert(head.name.clone(), head);
        }
        Self { documents, heads }
    }

    /// The newest revision of each document, removed ones included.
    pub fn heads(&self) -> impl ExactSizeIterator<Item = &SettingsRevision> {
        self.heads.values()
    }

    /// The newest revision of a document.
    pub fn head(&self, name: &DocumentName) -> Option<&SettingsRevision> {
        self.heads.get(&name.to_string())
    }
}

/// The documents whose text or presence is another one.
pub(super) fn differences(before: &Documents, after: &Documents) -> Vec<DocumentName> {
    let names: BTreeSet<_> = before.names().chain(after.names()).collect();
    let differs =
        |name: &DocumentName| before.contains(name) != after.contains(name) || before.text(name) != after.text(name);
    names.into_iter().filter(|name| differs(name)).cloned().collect()
}

/// The names and texts that differ from the newest revisions. A file that cannot be read says nothing.
pub(super) fn changes<'a>(heads: &Heads, wanted: &'a Documents) -> Vec<(String, Option<&'a str>)> {
    let known = heads.keys().filter_map(|name| name.parse().ok());
    let names: BTreeSet<DocumentName> = wanted.names().cloned().chain(known).collect();
    let change = |name: DocumentName| {
        let text = wanted.text(&name);
        let is_unreadable = text.is_none() && wanted.contains(&name);
        let name = name.to_string();
        let is_known = heads.get(&name).is_some_and(|head| head.holds(text));
        (!is_unreadable && !is_known).then_some((name, text))
    };
    names.into_iter().filter_map(change).collect()
}
