//! Merging and undoing, step by step: first the fact is kept, then the points follow, then it is kept that they did.
//! Whatever breaks in between is taken up again, since the ledger of points knows each step by its name.

use std::sync::Arc;

use super::{Merge, MergeError, Merges, Merging};
use crate::{Account, Joining, Ledger, Points, PointsError};

/// Merges members and undoes that, points included.
#[derive(Clone)]
pub struct Merger {
    /// Who was merged into whom.
    pub merges: Arc<Merges>,
    /// Where facts go.
    pub ledger: Arc<dyn Ledger>,
    /// The ledger of points.
    pub points: Arc<dyn Points>,
}

/// A merge that was made or undone just now.
#[derive(Debug)]
pub struct Merged {
    /// The merge.
    pub merge: Merge,
    /// So many points went along, or back; after an error they follow as soon as they can.
    pub moved: Result<i64, PointsError>,
}

impl Merger {
    /// Merges a member into another one; what the old one holds goes to the new one.
    ///
    /// # Errors
    /// [`MergeError`]; nothing was changed then.
    pub async fn merge(&self, merging: Merging) -> Result<Merged, MergeError> {
        let merge = self.merges.merge(merging, &*self.ledger)?;
        Ok(Merged { moved: self.settle(&merge).await, merge })
    }

    /// Undoes a merge; the points that went along go back as far as the new member still holds them.
    ///
    /// # Errors
    /// [`MergeError`]; nothing was changed then.
    pub async fn undo(&self, number: u32, actor: &str, at: i64) -> Result<Merged, MergeError> {
        let merge = self.merges.numbered(number).ok_or(MergeError::Unknown)?;
        if merge.moved.is_none() {
            self.settle(&merge).await.map_err(MergeError::Points)?;
        }
        let merge = self.merges.undo(number, actor, at, &*self.ledger)?;
        Ok(Merged { moved: self.settle(&merge).await, merge })
    }

    /// Lets the points follow wherever an earlier try broke off; tells how many merges still wait.
    pub async fn settle_all(&self) -> usize {
        let (open, mut waiting) = (self.merges.unsettled(), 0);
        for (done, merge) in open.iter().enumerate() {
            match self.settle(merge).await {
                Ok(_) => {}
                // A ledger that does not answer is not asked for all of them.
                Err(PointsError::Unavailable(_)) => return waiting + open.len() - done,
                Err(_) => waiting += 1,
            }
        }
        waiting
    }

    async fn settle(&self, merge: &Merge) -> Result<i64, PointsError> {
        let joining = Joining {
            from: Account::member(&merge.bot, &merge.channel, &merge.user),
            to: Account::member(&merge.bot, &merge.channel, &merge.into),
            reference: merge.reference(),
            actor: merge.actor.to_string(),
            at: merge.at,
        };
        let moved = if merge.undone { self.points.part(joining).await? } else { self.points.join(joining).await? };
        // Where this is not kept, the same step is told again later and changes nothing.
        let _ = self.merges.settle(merge, moved, &*self.ledger);
        Ok(moved)
    }
}
