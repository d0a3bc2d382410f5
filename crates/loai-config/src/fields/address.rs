//! Addresses to listen on.

use std::net::SocketAddr;

use serde_json::json;

use super::{Fields, items_of, wrong_type};
use crate::diagnostic::{Problem, Shape};
use crate::tree::{Node, NodeValue};

impl Fields<'_> {
    /// An IP address with a port.
    pub(crate) fn address(&self, key: &'static str) -> Option<SocketAddr> {
        let node = self.described(key, || json!({"type": "string"}))?;
        self.address_in(node, &self.path_of(key))
    }

    /// IP addresses with ports, at least one; one alone may stand without a list, and a variable
    /// holds them with commas between.
    pub(crate) fn addresses(&self, key: &'static str) -> Option<Vec<SocketAddr>> {
        let found = self.address_list(key, 1)?;
        if found.is_empty() {
            self.error(key, Problem::Empty);
            return None;
        }
        Some(found)
    }

    /// As [`Fields::addresses`], but there may be none.
    pub(crate) fn any_addresses(&self, key: &'static str) -> Option<Vec<SocketAddr>> {
        self.address_list(key, 0)
    }

    fn address_list(&self, key: &'static str, least: u8) -> Option<Vec<SocketAddr>> {
        let texts = || json!({"type": ["array", "string"], "items": {"type": "string"}, "minItems": least});
        let node = self.described(key, texts)?;
        let path = self.path_of(key);
        let parsed: Vec<Option<SocketAddr>> = match &node.value {
            NodeValue::List(_) => {
                items_of(node, &path).iter().map(|item| self.address_in(item.node, &item.path)).collect()
            }
            NodeValue::Text(text) => {
                let parts = text.split(',').map(str::trim).filter(|part| !part.is_empty());
                parts.map(|part| self.parse_address(node, &path, part)).collect()
            }
            _ => return self.wrong(key, node, Shape::Texts),
        };
        parsed.into_iter().collect()
    }

    fn address_in(&self, node: &Node, path: &str) -> Option<SocketAddr> {
        let NodeValue::Text(text) = &node.value else {
            wrong_type(self.source, node, path, Shape::Text);
            return None;
        };
        self.parse_address(node, path, text)
    }

    fn parse_address(&self, node: &Node, path: &str, text: &str) -> Option<SocketAddr> {
        let address = text.trim().parse().ok();
        if address.is_none() {
            self.source.error(node.place(), path, Problem::BadAddress(text.to_owned()));
        }
        address
    }
}
