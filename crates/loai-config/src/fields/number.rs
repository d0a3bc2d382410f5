//! Numbers and times.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::Fields;
use crate::diagnostic::{Problem, Shape};
use crate::tree::{Node, NodeValue};

impl Fields<'_> {
    /// A whole number within limits.
    pub(crate) fn integer(&self, key: &'static str, limits: RangeInclusive<i64>) -> Option<i64> {
        let node = self.get(key)?;
        match &node.value {
            NodeValue::Text(text) if node.variable.is_some() => {
                self.parsed_integer(key, node, text, limits, Shape::Integer)
            }
            _ => self.plain_integer(key, node, limits, Shape::Integer),
        }
    }

    /// A whole number within limits, also when it is written as a text.
    pub(crate) fn loose_integer(&self, key: &'static str, limits: RangeInclusive<i64>) -> Option<i64> {
        let node = self.get(key)?;
        match &node.value {
            NodeValue::Text(text) => self.parsed_integer(key, node, text, limits, Shape::IntegerOrText),
            _ => self.plain_integer(key, node, limits, Shape::IntegerOrText),
        }
    }

    /// A number of seconds within limits.
    pub(crate) fn seconds(&self, key: &'static str, limits: RangeInclusive<i64>) -> Option<Duration> {
        let seconds = self.integer(key, limits)?;
        Some(Duration::from_secs(seconds.unsigned_abs()))
    }

    fn plain_integer(
        &self,
        key: &'static str,
        node: &Node,
        limits: RangeInclusive<i64>,
        expected: Shape,
    ) -> Option<i64> {
        match &node.value {
            NodeValue::Number(number) if !number.is_f64() => self.limited(key, number.as_i64(), &limits),
            _ => self.wrong(key, node, expected),
        }
    }

    fn parsed_integer(
        &self,
        key: &'static str,
        node: &Node,
        text: &str,
        limits: RangeInclusive<i64>,
        expected: Shape,
    ) -> Option<i64> {
        match text.trim().parse::<i64>() {
            Ok(number) => self.limited(key, Some(number), &limits),
            Err(_) => self.wrong(key, node, expected),
        }
    }

    fn limited(&self, key: &'static str, number: Option<i64>, limits: &RangeInclusive<i64>) -> Option<i64> {
        let within = number.filter(|number| limits.contains(number));
        if within.is_none() {
            let (min, max) = (*limits.start(), *limits.end());
            self.error(key, Problem::OutOfRange { min, max });
        }
        within
    }
}
