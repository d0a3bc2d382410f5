//! The Bible versions that are shown when nobody names one: `default_bibles`.

use serde::Serialize;
use serde_json::json;

use crate::diagnostic::{Problem, Shape};
use crate::fields::{Fields, wrong_type};
use crate::tree::NodeValue;

/// The Bible versions that are shown when nobody names one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum DefaultBibles {
    /// `0` and `1` for each public version, the last one on the right.
    Bits(String),
    /// Codes of versions.
    Codes(Vec<String>),
}

pub(super) fn read(room: &Fields<'_>, key: &'static str) -> Option<DefaultBibles> {
    let node = room.described(key, || {
        let (bits, codes) = (json!({"type": "string", "pattern": "^[01]+$"}), json!({"type": "string"}));
        json!({"anyOf": [bits, {"type": "array", "items": codes}]})
    })?;
    match &node.value {
        NodeValue::List(_) => {
            let codes = room.text_items_in(key, node)?;
            Some(DefaultBibles::Codes(codes.into_iter().map(|(_, code)| code.to_owned()).collect()))
        }
        NodeValue::Text(bits) if !bits.is_empty() && bits.chars().all(|bit| matches!(bit, '0' | '1')) => {
            Some(DefaultBibles::Bits(bits.clone()))
        }
        NodeValue::Text(_) => {
            room.error(key, Problem::BadBits);
            None
        }
        _ => {
            wrong_type(room.source(), node, &room.path_of(key), Shape::Texts);
            None
        }
    }
}
