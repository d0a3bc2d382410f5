//! Pings, their answers, and what a missing answer means (protocol 4.5, 5.4, 5.5).

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

use crate::Limits;

/// Pings whose answers are told apart.
const REMEMBERED: usize = 8;

/// The heartbeat of one connection.
#[derive(Debug)]
pub(crate) struct Heartbeat {
    next_ping: Option<Instant>,
    sent: VecDeque<(String, Instant)>,
    /// Since when an answer is owed.
    owed: Option<Instant>,
    suspect: bool,
}

/// What is due now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Due {
    Nothing,
    Ping,
    /// The phone owes an answer for too long to be chosen.
    Suspect,
    /// The phone owes an answer for too long to be alive.
    Evict,
}

impl Heartbeat {
    /// A heartbeat whose first ping is due at `first`; without one the other side beats by itself (dialect C).
    pub(crate) fn new(first: Option<Instant>, now: Instant) -> Self {
        // Who beats by itself owes its first beat from now on.
        let owed = first.is_none().then_some(now);
        Self { next_ping: first, sent: VecDeque::new(), owed, suspect: false }
    }

    /// What is due; media that keep the phone from reading extend its time by `allowance`.
    pub(crate) fn due(&mut self, now: Instant, allowance: Duration, limits: &Limits) -> Due {
        if let Some(owed) = self.owed {
            let since = now.saturating_duration_since(owed);
            if since >= limits.evict + allowance {
                return Due::Evict;
            }
            if !self.suspect && since >= self.patience(limits) + allowance {
                self.suspect = true;
                return Due::Suspect;
            }
        }
        if self.next_ping.is_some_and(|at| at <= now) { Due::Ping } else { Due::Nothing }
    }

    /// When to look again.
    pub(crate) fn next(&self, allowance: Duration, limits: &Limits) -> Option<Instant> {
        let patience = if self.suspect { limits.evict } else { self.patience(limits) };
        let judged = self.owed.map(|owed| owed + patience + allowance);
        [self.next_ping, judged].into_iter().flatten().min()
    }

    /// Notes a ping that leaves now; the next one follows after `pause`.
    pub(crate) fn pinged(&mut self, token: String, now: Instant, pause: Duration) {
        if self.sent.len() == REMEMBERED {
            self.sent.pop_front();
        }
        self.sent.push_back((token, now));
        self.owed.get_or_insert(now);
        self.next_ping = Some(now + pause);
    }

    /// Notes an answer and returns its round trip. `None` for a token of another connection, which proves nothing
    /// about this one (protocol 5.6).
    pub(crate) fn answered(&mut self, token: Option<&str>, now: Instant) -> Option<Duration> {
        let at = match token {
            Some(token) => self.sent.iter().position(|(sent, _)| sent == token)?,
            // An answer without a token: the ping that is owed.
            None => self.sent.len().checked_sub(1)?,
        };
        let (_, sent) = self.sent.drain(..=at).next_back()?;
        self.suspect = false;
        self.owed = self.sent.front().map(|(_, at)| *at);
        Some(now.saturating_duration_since(sent))
    }

    /// Notes a beat of a client that beats by itself.
    pub(crate) fn beat(&mut self, now: Instant) {
        self.suspect = false;
        self.owed = Some(now);
    }

    /// A client that beats by itself does so every 30 s; an answer to a ping comes at once.
    fn patience(&self, limits: &Limits) -> Duration {
        if self.next_ping.is_some() { limits.suspect } else { limits.ping + limits.suspect }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: Duration = Duration::ZERO;

    fn after(start: Instant, seconds: u64) -> Instant {
        start + Duration::from_secs(seconds)
    }

    #[test]
    fn an_unanswered_ping_makes_suspect_and_then_evicts() {
        let (start, limits) = (Instant::now(), Limits::default());
        let mut heart = Heartbeat::new(Some(start), start);
        assert_eq!(heart.due(start, NONE, &limits), Due::Ping);
        heart.pinged("a".into(), start, Duration::from_mins(5));
        assert_eq!(heart.due(after(start, 19), NONE, &limits), Due::Nothing);
        assert_eq!(heart.due(after(start, 20), NONE, &limits), Due::Suspect);
        assert_eq!(heart.due(after(start, 21), NONE, &limits), Due::Nothing);
        assert_eq!(heart.next(NONE, &limits), Some(after(start, 120)));
        assert_eq!(heart.due(after(start, 120), NONE, &limits), Due::Evict);
    }

    #[test]
    fn media_extend_the_time() {
        let (start, limits) = (Instant::now(), Limits::default());
        let mut heart = Heartbeat::new(Some(start), start);
        heart.pinged("a".into(), start, Duration::from_mins(5));
        let media = Duration::from_mins(1);
        assert_eq!(heart.due(after(start, 79), media, &limits), Due::Nothing);
        assert_eq!(heart.due(after(start, 80), media, &limits), Due::Suspect);
        assert_eq!(heart.due(after(start, 179), media, &limits), Due::Nothing);
        assert_eq!(heart.due(after(start, 180), media, &limits), Due::Evict);
    }

    #[test]
    fn an_answer_clears_the_debt_and_a_foreign_one_does_not() {
        let (start, limits) = (Instant::now(), Limits::default());
        let mut heart = Heartbeat::new(Some(start), start);
        heart.pinged("a".into(), start, Duration::from_secs(30));
        assert_eq!(heart.answered(Some("b"), after(start, 1)), None);
        assert_eq!(heart.due(after(start, 20), NONE, &limits), Due::Suspect);
        assert_eq!(heart.answered(Some("a"), after(start, 25)), Some(Duration::from_secs(25)));
        assert_eq!(heart.due(after(start, 29), NONE, &limits), Due::Nothing);
        assert_eq!(heart.due(after(start, 30), NONE, &limits), Due::Ping);
    }

    #[test]
    fn a_client_that_beats_by_itself_is_never_pinged() {
        let (start, limits) = (Instant::now(), Limits::default());
        let mut heart = Heartbeat::new(None, start);
        assert_eq!(heart.due(after(start, 49), NONE, &limits), Due::Nothing);
        heart.beat(after(start, 49));
        assert_eq!(heart.due(after(start, 98), NONE, &limits), Due::Nothing);
        assert_eq!(heart.due(after(start, 99), NONE, &limits), Due::Suspect);
        assert_eq!(heart.due(after(start, 169), NONE, &limits), Due::Evict);
    }
}
