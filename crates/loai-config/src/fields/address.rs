//! Addresses to listen on.

use std::net::SocketAddr;

use super::{Fields, Item, items_of, wrong_type};
use crate::diagnostic::{Problem, Shape};
use crate::tree::{Node, NodeValue};

impl Fields<'_> {
    /// An IP address with a port.
    pub(crate) fn address(&self, key: &'static str) -> Option<SocketAddr> {
        let node = self.get(key)?;
        self.parsed_address(&Item { node, path: self.path_of(key) })
    }

    /// IP addresses with ports, at least one; one alone may stand without a list, and a variable
    /// holds them with commas between.
    pub(crate) fn addresses(&self, key: &'static str) -> Option<Vec<SocketAddr>> {
        let node = self.get(key)?;
        let path = self.path_of(key);
        let found = match &node.value {
            NodeValue::List(_) => {
                let items = items_of(node, &path);
                items.iter().filter_map(|item| self.parsed_address(item)).collect()
            }
            NodeValue::Text(text) => text
                .split(',')
                .map(str::trim)
                .filter(|part| !part.is_empty())
                .filter_map(|part| match part.parse() {
                    Ok(address) => Some(address),
                    Err(_) => self.bad_address(node, &path, part),
                })
                .collect::<Vec<_>>(),
            _ => return self.wrong(key, node, Shape::Texts),
        };
        let empty = match &node.value {
            NodeValue::List(items) => items.is_empty(),
            NodeValue::Text(text) => text.trim().is_empty(),
            _ => false,
        };
        if empty {
            self.error(key, Problem::Empty);
        }
        (!found.is_empty()).then_some(found)
    }

    fn parsed_address(&self, item: &Item<'_>) -> Option<SocketAddr> {
        let NodeValue::Text(text) = &item.node.value else {
            wrong_type(self.source, item.node, &item.path, Shape::Text);
            return None;
        };
        match text.trim().parse() {
            Ok(address) => Some(address),
            Err(_) => self.bad_address(item.node, &item.path, text),
        }
    }

    fn bad_address<T>(&self, node: &Node, path: &str, found: &str) -> Option<T> {
        let problem = Problem::BadAddress(found.to_owned());
        self.source.error(node.place(), path, problem);
        None
    }
}
