//! Waiting for something that another process does.

use std::time::Duration;

use anyhow::{Result, bail};

/// Looks this often, and this many times: half a minute, which only a failing test needs.
const STEP: Duration = Duration::from_millis(20);
const TRIES: u32 = 1_500;

/// Looks until something is there.
///
/// # Errors
/// What looking says, or that nothing came about.
pub async fn eventually<T>(what: &str, mut look: impl FnMut() -> Result<Option<T>>) -> Result<T> {
    for _ in 0..TRIES {
        if let Some(found) = look()? {
            return Ok(found);
        }
        tokio::time::sleep(STEP).await;
    }
    bail!("{what} did not come about in {:?}", STEP * TRIES)
}
