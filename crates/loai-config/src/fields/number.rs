//! Numbers and times.

use std::ops::RangeInclusive;
use std::time::Duration;

use super::Fields;
use crate::diagnostic::{Problem, Shape};
use crate::tree::NodeValue;

impl Fields<'_> {
    /// A whole number within limits, also when it is written as a text.
    pub(crate) fn integer(&self, key: &'static str, limits: RangeInclusive<i64>) -> Option<i64> {
        let node = self.get(key)?;
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

    /// The version of a file, which is 1 or not there.
    pub(crate) fn version(&self) {
        let number = self.integer("version", i64::MIN..=i64::MAX);
        if number.is_some_and(|number| number != 1) {
            self.error("version", Problem::UnknownVersion);
        }
    }
}
