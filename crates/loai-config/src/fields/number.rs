//! Numbers and times.

use std::ops::RangeInclusive;
use std::time::Duration;

use serde_json::{Value, json};

use super::Fields;
use crate::diagnostic::{Problem, Shape};
use crate::tree::{Node, NodeValue};

impl Fields<'_> {
    /// A whole number within limits, also when it is written as a text.
    pub(crate) fn integer(&self, key: &'static str, limits: RangeInclusive<i64>) -> Option<i64> {
        let node = self.described(key, || integer_schema(&limits))?;
        self.integer_in(key, node, limits)
    }

    /// A whole number within limits that is already looked up.
    pub(crate) fn integer_in(&self, key: &str, node: &Node, limits: RangeInclusive<i64>) -> Option<i64> {
        let number = match &node.value {
            NodeValue::Number(number) if !number.is_f64() => number.as_i64(),
            NodeValue::Text(text) => match text.trim().parse() {
                Ok(number) => Some(number),
                Err(_) => return self.wrong(key, node, Shape::Integer),
            },
            _ => return self.wrong(key, node, Shape::Integer),
        };
        let within = number.filter(|number| limits.contains(number));
        if within.is_none() {
            let (min, max) = (*limits.start(), *limits.end());
            self.error(key, Problem::OutOfRange { min, max });
        }
        within
    }

    /// A whole number of another type; `default` when there is none.
    pub(crate) fn number<T: TryFrom<i64>>(&self, key: &'static str, limits: RangeInclusive<i64>, default: T) -> T {
        self.integer(key, limits).and_then(|number| T::try_from(number).ok()).unwrap_or(default)
    }

    /// A number of seconds within limits.
    pub(crate) fn seconds(&self, key: &'static str, limits: RangeInclusive<i64>) -> Option<Duration> {
        self.integer(key, limits).map(i64::unsigned_abs).map(Duration::from_secs)
    }

    /// A number within limits.
    pub(crate) fn decimal(&self, key: &'static str, limits: RangeInclusive<f64>) -> Option<f64> {
        let (min, max) = (*limits.start(), *limits.end());
        let node = self.described(key, || json!({"type": "number", "minimum": min, "maximum": max}))?;
        let number = match &node.value {
            NodeValue::Number(number) => number.as_f64(),
            NodeValue::Text(text) if node.variable.is_some() => text.trim().parse().ok(),
            _ => None,
        };
        let Some(number) = number else { return self.wrong(key, node, Shape::Number) };
        if !limits.contains(&number) {
            self.error(key, Problem::NotBetween { min: min.to_string(), max: max.to_string() });
            return None;
        }
        Some(number)
    }

    /// The version of a file, which is 1 or not there.
    pub(crate) fn version(&self) {
        let node = self.described("version", || json!({"enum": [1, "1"]}));
        let number = node.and_then(|node| self.integer_in("version", node, i64::MIN..=i64::MAX));
        if number.is_some_and(|number| number != 1) {
            self.error("version", Problem::UnknownVersion);
        }
    }
}

/// An integer, or digits in a text.
fn integer_schema(limits: &RangeInclusive<i64>) -> Value {
    let mut schema = json!({"type": ["integer", "string"], "pattern": r"^\s*[+-]?[0-9]+\s*$"});
    for (word, limit) in [("minimum", *limits.start()), ("maximum", *limits.end())] {
        if limit.unsigned_abs() < i64::MAX.unsigned_abs() {
            schema[word] = limit.into();
        }
    }
    schema
}
