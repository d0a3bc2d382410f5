//! The approval state that phones and rooms share.

use std::{
    fmt,
    str::FromStr,
    sync::atomic::{AtomicU8, Ordering},
};

use serde::{Deserialize, Serialize};

/// Whether a phone or a room may take part. Everything but [`Approval::Approved`] hears nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Approval {
    /// Seen for the first time; waits for a person.
    Pending,
    /// May take part.
    Approved,
    /// A person said no.
    Denied,
    /// Was approved once and no longer is.
    Revoked,
    /// Unwanted; also left out of notices.
    Blocked,
}

impl Approval {
    const ALL: [Self; 5] = [Self::Pending, Self::Approved, Self::Denied, Self::Revoked, Self::Blocked];

    /// The word that databases and the wire use.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Revoked => "revoked",
            Self::Blocked => "blocked",
        }
    }
}

impl fmt::Display for Approval {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Approval {
    type Err = ();

    fn from_str(word: &str) -> Result<Self, ()> {
        Self::ALL.into_iter().find(|state| state.as_str() == word).ok_or(())
    }
}

/// An [`Approval`] that many threads read and a person changes now and then.
#[derive(Debug)]
pub(crate) struct ApprovalCell(AtomicU8);

impl ApprovalCell {
    pub(crate) fn new(state: Approval) -> Self {
        Self(AtomicU8::new(state as u8))
    }

    pub(crate) fn get(&self) -> Approval {
        Approval::ALL[usize::from(self.0.load(Ordering::Acquire))]
    }

    /// Sets the state and returns the one before.
    pub(crate) fn set(&self, state: Approval) -> Approval {
        Approval::ALL[usize::from(self.0.swap(state as u8, Ordering::AcqRel))]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_survives_its_word_and_its_cell() {
        for state in Approval::ALL {
            assert_eq!(state.as_str().parse(), Ok(state));
            let cell = ApprovalCell::new(Approval::Pending);
            assert_eq!(cell.set(state), Approval::Pending);
            assert_eq!(cell.get(), state);
        }
    }
}
