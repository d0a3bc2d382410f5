//! Identifiers.

use loai_core::InvalidId;

use super::Fields;
use crate::diagnostic::Problem;

impl Fields<'_> {
    /// An identifier, such as `fields.id("primary", DeviceId::new)`.
    pub(crate) fn id<T>(&self, key: &'static str, check: impl Fn(&str) -> Result<T, InvalidId>) -> Option<T> {
        let text = self.filled_text(key)?;
        let id = check(&text).ok();
        if id.is_none() {
            self.error(key, Problem::BadId);
        }
        id
    }

    /// A list of identifiers.
    pub(crate) fn ids<T>(&self, key: &'static str, check: impl Fn(&str) -> Result<T, InvalidId>) -> Option<Vec<T>> {
        let items = self.text_items(key)?;
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
