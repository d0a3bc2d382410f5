//! News of the markets: `enable_investment_news`.

use std::collections::BTreeMap;

use serde::{Serialize, Serializer};
use serde_json::json;

use crate::fields::Fields;
use crate::tree::NodeValue;

/// The news of the markets that the room is sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum InvestmentNews {
    /// `false`: none.
    #[default]
    Off,
    /// `true`: all.
    All,
    /// Some categories of some sources.
    Some(BTreeMap<String, Vec<String>>),
}

impl Serialize for InvestmentNews {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Off => serializer.serialize_bool(false),
            Self::All => serializer.serialize_bool(true),
            Self::Some(sources) => sources.serialize(serializer),
        }
    }
}

pub(super) fn read(room: &Fields<'_>, key: &'static str) -> Option<InvestmentNews> {
    let node = room.described(key, || {
        let categories = json!({"type": "array", "items": {"type": "string"}});
        json!({"type": ["boolean", "object", "array"], "additionalProperties": categories, "maxItems": 0})
    })?;
    match &node.value {
        NodeValue::Object(_) => {
            let sources = room.named_texts_in(key, node)?;
            Some(InvestmentNews::Some(sources.into_iter().collect()))
        }
        // An empty list is how older files say no.
        NodeValue::List(items) if items.is_empty() => Some(InvestmentNews::Off),
        _ => room.boolean_in(key, node).map(|all| if all { InvestmentNews::All } else { InvestmentNews::Off }),
    }
}
