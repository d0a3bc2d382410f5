//! Texts of a form of their own.

use serde_json::{Value, json};

use super::Fields;
use crate::diagnostic::Problem;

impl Fields<'_> {
    /// A text that `parse` understands; `schema` describes it.
    pub(crate) fn parsed<T>(
        &self,
        key: &'static str,
        schema: impl Fn() -> Value,
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Option<T> {
        let node = self.described(key, schema)?;
        let text = self.text_in(key, node)?;
        parse(&text).map_err(|problem| self.error(key, problem)).ok()
    }

    /// A list of such texts.
    pub(crate) fn parsed_list<T>(
        &self,
        key: &'static str,
        schema: impl Fn() -> Value,
        parse: impl Fn(&str) -> Result<T, Problem>,
    ) -> Option<Vec<T>> {
        let node = self.described(key, || json!({"type": "array", "items": schema()}))?;
        let items = self.text_items_in(key, node)?;
        let parsed = items.into_iter().filter_map(|(item, text)| {
            let parsed = parse(text).map_err(|problem| self.source().error(item.node.place(), &item.path, problem));
            parsed.ok()
        });
        Some(parsed.collect())
    }
}
