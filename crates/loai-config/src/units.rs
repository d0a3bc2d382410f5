//! How values are spelled where settings are written out: as the files spell them.

use std::fmt::Display;
use std::time::Duration;

use serde::Serializer;
use serde::ser::SerializeSeq as _;

pub(crate) fn seconds<S: Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u64(time.as_secs())
}

pub(crate) fn minutes<S: Serializer>(time: &Duration, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_u64(time.as_secs() / 60)
}

#[expect(clippy::ref_option, reason = "serde hands it over so")]
pub(crate) fn shown<S: Serializer>(value: &Option<impl Display>, to: S) -> Result<S::Ok, S::Error> {
    match value {
        Some(value) => to.collect_str(value),
        None => to.serialize_none(),
    }
}

pub(crate) fn each<S: Serializer, T, D: Display>(
    values: &[T],
    show: impl Fn(&T) -> D,
    to: S,
) -> Result<S::Ok, S::Error> {
    let mut list = to.serialize_seq(Some(values.len()))?;
    for value in values {
        list.serialize_element(&show(value).to_string())?;
    }
    list.end()
}
