//! Identifiers.

use loai_core::InvalidId;

use serde_json::{Value, json};

use super::Fields;
use crate::diagnostic::Problem;

impl Fields<'_> {
    /// An identifier, such as `fields.id("primary", DeviceId::new)`.
    pub(crate) fn id<T>(&self, key: &'static str, check: impl Fn(&str) -> Result<T, InvalidId>) -> Option<T> {
        let node = self.described(key, id_schema)?;
        let text = self.filled_text_in(key, node)?;
        let id = check(&text).ok();
        if id.is_none() {
            self.error(key, Problem::BadId);
        }
        id
    }

    /// A list of identifiers.
    pub(crate) fn ids<T>(&self, key: &'static str, check: impl Fn(&str) -> Result<T, InvalidId>) -> Option<Vec<T>> {
        let node = self.described(key, || json!({"type": "array", "items": id_schema()}))?;
        let items = self.text_items_in(key, node)?;
        let ids = items.iter().filter_map(|(item, text)| {
            let id = check(text).ok();
            if id.is_none() {
                self.source().error(item.node.place(), &item.path, Problem::BadId);
            }
            id
        });
        Some(ids.collect())
    }
}

fn id_schema() -> Value {
    json!({"type": "string", "minLength": 1, "maxLength": 128})
}
