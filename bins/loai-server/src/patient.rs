//! A ledger whose appends wait for the disk, among tasks that must not.

use std::{ops::Range, sync::Arc};

use loai_core::{Batch, Ledger, LedgerError};
use tokio::runtime::{Handle, RuntimeFlavor};

/// Hands the other tasks of a worker thread to another one while an append waits for the disk: with
/// `durability = "strict"` that is each append.
pub(crate) struct Patient<L>(pub(crate) Arc<L>);

impl<L: Ledger> Ledger for Patient<L> {
    fn append(&self, batch: &Batch) -> Result<Range<u64>, LedgerError> {
        let on_worker = |handle: Handle| handle.runtime_flavor() == RuntimeFlavor::MultiThread;
        if Handle::try_current().is_ok_and(on_worker) {
            tokio::task::block_in_place(|| self.0.append(batch))
        } else {
            self.0.append(batch)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::{
        sync::{Mutex, mpsc},
        time::Duration,
    };

    use super::*;

    /// A disk that answers when another task has run.
    struct Slow(Mutex<mpsc::Receiver<()>>);

    impl Ledger for Slow {
        fn append(&self, _: &Batch) -> Result<Range<u64>, LedgerError> {
            let answer = self.0.lock().unwrap().recv_timeout(Duration::from_secs(5));
            answer.map(|()| 1..2).map_err(|_| LedgerError::Full)
        }
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 1)]
    async fn a_slow_disk_does_not_hold_up_other_tasks() {
        let (answer, disk) = mpsc::channel();
        let ledger = Patient(Arc::new(Slow(Mutex::new(disk))));
        let tasks = tokio_util::task::TaskTracker::new();
        let appended = tasks.spawn(async move {
            // It is woken on the same worker, which the append below would hold.
            let other = tokio_util::task::TaskTracker::new();
            other.spawn(async move { answer.send(()) });
            ledger.append(&Batch::default())
        });
        assert_eq!(appended.await.unwrap().unwrap(), 1..2);
    }
}
