//! Reading one level of settings over the level below it (core 5.1).

use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::Duration;

use super::Fields;

/// Settings that a level changes key by key.
pub(crate) trait Layer: Clone {
    /// Reads what a level says; the rest is that of the level below.
    fn read(over: &Over<'_, '_, Self>) -> Self;
}

/// One level while it is read: a key that is there counts, `null` takes the built-in value back, and a key that is
/// not there leaves the value of the level below.
pub(crate) struct Over<'f, 'a, T> {
    /// What this level says.
    pub(crate) fields: &'f Fields<'a>,
    /// What the levels below say.
    pub(crate) below: &'f T,
    /// What holds when no level says anything.
    pub(crate) plain: &'f T,
}

impl<'f, 'a, T> Over<'f, 'a, T> {
    /// What counts when this level gives no value of its own.
    pub(crate) fn otherwise(&self, key: &str) -> &'f T {
        if self.fields.is_null(key) { self.plain } else { self.below }
    }

    /// A value.
    pub(crate) fn get<V: Clone>(
        &self,
        key: &'static str,
        read: impl FnOnce(&Fields<'a>, &'static str) -> Option<V>,
        pick: impl FnOnce(&T) -> &V,
    ) -> V {
        read(self.fields, key).unwrap_or_else(|| pick(self.otherwise(key)).clone())
    }

    /// A group of settings, which this level may change in part.
    pub(crate) fn layer<V: Layer>(&self, key: &'static str, pick: impl Fn(&T) -> &V) -> V {
        self.changed(key, &pick).unwrap_or_else(|| pick(self.otherwise(key)).clone())
    }

    /// A group of settings that is shared with the level below as long as this level says nothing of it.
    pub(crate) fn shared<V: Layer>(&self, key: &'static str, pick: impl Fn(&T) -> &Arc<V>) -> Arc<V> {
        let changed = self.changed(key, |settings| &**pick(settings));
        changed.map_or_else(|| Arc::clone(pick(self.otherwise(key))), Arc::new)
    }

    fn changed<V: Layer>(&self, key: &'static str, pick: impl Fn(&T) -> &V) -> Option<V> {
        let fields = self.fields.object(key)?;
        Some(layered(fields, pick(self.below), pick(self.plain)))
    }
}

/// Reads a group of settings over the level below it.
pub(crate) fn layered<V: Layer>(fields: Fields<'_>, below: &V, plain: &V) -> V {
    let read = V::read(&Over { fields: &fields, below, plain });
    fields.finish(&[]);
    read
}

/// A value that need not be there.
pub(crate) fn some<'a, V>(
    read: impl FnOnce(&Fields<'a>, &'static str) -> Option<V>,
) -> impl FnOnce(&Fields<'a>, &'static str) -> Option<Option<V>> {
    |fields, key| read(fields, key).map(Some)
}

/// A whole number within limits.
pub(crate) fn limited<'a, V: TryFrom<i64>>(
    limits: RangeInclusive<i64>,
) -> impl FnOnce(&Fields<'a>, &'static str) -> Option<V> {
    |fields, key| fields.integer(key, limits).and_then(|number| V::try_from(number).ok())
}

/// A number of seconds within limits.
pub(crate) fn seconds<'a>(limits: RangeInclusive<i64>) -> impl FnOnce(&Fields<'a>, &'static str) -> Option<Duration> {
    |fields, key| fields.seconds(key, limits)
}

/// A number of minutes within limits.
pub(crate) fn minutes<'a>(limits: RangeInclusive<i64>) -> impl FnOnce(&Fields<'a>, &'static str) -> Option<Duration> {
    |fields, key| fields.integer(key, limits).map(i64::unsigned_abs).map(Duration::from_mins)
}

/// One of several words, each with what it stands for.
pub(crate) fn word<'a, V: Copy>(
    words: &'static [(&'static str, V)],
) -> impl FnOnce(&Fields<'a>, &'static str) -> Option<V> {
    |fields, key| fields.choice(key, words)
}
