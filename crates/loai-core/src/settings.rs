//! Where settings come from.

use std::sync::Arc;

/// A source of immutable settings snapshots. Loading parses and validates apart; the caller swaps, or keeps the old.
pub trait SettingsStore: Send + Sync {
    /// The snapshot.
    type Snapshot: Send + Sync;
    /// Everything that is wrong, each with its place.
    type Problems: Send;

    /// Reads everything anew.
    ///
    /// # Errors
    /// All problems at once; the running snapshot is not touched.
    fn load(&self) -> Result<Arc<Self::Snapshot>, Self::Problems>;
}
