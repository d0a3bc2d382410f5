//! Messages that wait for an answer.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// After this long without an answer the terminal asks why.
pub const PATIENCE: Duration = Duration::from_secs(1);

/// The messages without an answer, oldest first.
#[derive(Debug, Default)]
pub struct Pending(VecDeque<(String, Instant)>);

impl Pending {
    /// A message was sent.
    pub fn sent(&mut self, log_id: String, now: Instant) {
        self.0.push_back((log_id, now + PATIENCE));
    }

    /// An answer came; replies do not say to what, so it is taken for the oldest message.
    pub fn answered(&mut self) {
        self.0.pop_front();
    }

    /// Whether nothing is waited for.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// When patience ends for the oldest message.
    pub fn next_deadline(&self) -> Option<Instant> {
        self.0.front().map(|(_, deadline)| *deadline)
    }

    /// The log id of the oldest message for which patience has ended.
    pub fn overdue(&mut self, now: Instant) -> Option<String> {
        let overdue = self.next_deadline().is_some_and(|deadline| deadline <= now);
        self.0.pop_front_if(|_| overdue).map(|(log_id, _)| log_id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_answer_is_for_the_oldest_message_and_patience_ends() {
        let mut pending = Pending::default();
        pending.sent("1".to_owned(), Instant::now());
        pending.sent("2".to_owned(), Instant::now());
        pending.answered();
        assert_eq!(pending.overdue(Instant::now()), None);
        assert_eq!(pending.overdue(Instant::now() + PATIENCE).as_deref(), Some("2"));
        assert!(pending.is_empty());
    }
}
