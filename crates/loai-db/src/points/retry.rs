//! What breaks is tried again.

use std::time::Duration;

use loai_core::PointsError;
use rand::RngExt as _;
use sea_orm::DbErr;
use tokio::time::{sleep, timeout};

use super::PointsBook;

/// How often something is tried. Two of many that meet on one account may have to give way more than once.
const TRIES: u32 = 12;
/// The pauses between two tries, in milliseconds: from about the first to about the last.
const PAUSES: (u64, u64) = (4, 500);
/// How long somebody waits for an answer, all tries together.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why a try came to nothing.
#[derive(Debug)]
pub(super) enum Fault {
    /// There is a transfer with this reference already.
    Known,
    /// It is not to be; trying again would not help.
    Refused(PointsError),
    /// The database did not do it: busy, deadlocked, gone. Nobody knows of a commit whether it came through.
    Broken(DbErr),
}

impl From<PointsError> for Fault {
    fn from(error: PointsError) -> Self {
        Self::Refused(error)
    }
}

impl From<DbErr> for Fault {
    fn from(error: DbErr) -> Self {
        Self::Broken(error)
    }
}

impl PointsBook {
    /// Tries until it is done, refused, or has taken too long. What has begun goes on when nobody waits for it any more:
    /// a transaction that is dropped half-way can keep its locks until the server gives them up.
    pub(super) async fn patiently<T, F>(&self, work: impl Fn(Self) -> F + Send + 'static) -> Result<T, PointsError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, Fault>> + Send,
    {
        let book = self.clone();
        let task = self.tasks.spawn(async move { book.tried(work).await });
        match timeout(PATIENCE, task).await {
            Ok(Ok(answer)) => answer,
            Ok(Err(broken)) => Err(unavailable(broken)),
            Err(late) => Err(unavailable(late)),
        }
    }

    async fn tried<T, F>(self, work: impl Fn(Self) -> F) -> Result<T, PointsError>
    where
        F: Future<Output = Result<T, Fault>>,
    {
        let turn = timeout(PATIENCE, self.turns.acquire()).await.map_err(unavailable)?;
        let _turn = turn.map_err(unavailable)?;
        for tried in 1.. {
            match work(self.clone()).await {
                Ok(done) => return Ok(done),
                Err(Fault::Refused(error)) => return Err(error),
                Err(Fault::Known) if tried >= TRIES => break,
                Err(Fault::Broken(error)) if tried >= TRIES => return Err(unavailable(error)),
                Err(fault) => tracing::debug!(?fault, tried, "a transfer of points is tried again"),
            }
            sleep(pause(tried)).await;
        }
        Err(PointsError::Conflict)
    }
}

pub(super) fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> PointsError {
    PointsError::Unavailable(Box::new(error))
}

/// Longer from one to the next, and never the same for two that have met.
fn pause(tried: u32) -> Duration {
    let (first, last) = PAUSES;
    let most = (first << tried.min(20)).min(last);
    Duration::from_millis(rand::rng().random_range(1..=most))
}
