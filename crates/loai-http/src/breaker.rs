//! Stops asking a service that keeps failing.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use loai_core::Clock;

/// When a breaker opens and for how long.
#[derive(Clone, Copy, Debug)]
pub struct BreakerOptions {
    /// So many failures in a row open it.
    pub failures: u32,
    /// It stays open for so long; then one request may try.
    pub pause: Duration,
}

impl Default for BreakerOptions {
    fn default() -> Self {
        Self { failures: 5, pause: Duration::from_mins(1) }
    }
}

/// Counts failures in a row. While it is open nobody asks; after its pause one request tries, and its outcome decides.
pub struct Breaker {
    options: BreakerOptions,
    clock: Arc<dyn Clock>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// Until when it is open, in UTC milliseconds.
    open_until: Option<i64>,
}

/// A request that may be sent. Its outcome has to be told; dropping it without one counts as a failure.
pub(crate) struct Permit<'a> {
    breaker: &'a Breaker,
    told: bool,
}

impl Breaker {
    /// A closed breaker.
    pub fn new(options: BreakerOptions, clock: Arc<dyn Clock>) -> Self {
        Self { options, clock, state: Mutex::default() }
    }

    /// Asks to send a request; otherwise says how long nobody is asked.
    pub(crate) fn ask(&self) -> Result<Permit<'_>, Duration> {
        let mut state = self.lock();
        let now = self.clock.now();
        match state.open_until {
            Some(until) if until > now => return Err(Duration::from_millis((until - now) as u64)),
            // One tries; the others wait for another pause.
            Some(_) => state.open_until = Some(now + self.pause_ms()),
            None => {}
        }
        Ok(Permit { breaker: self, told: false })
    }

    /// Whether requests are refused now.
    pub fn is_open(&self) -> bool {
        self.lock().open_until.is_some_and(|until| until > self.clock.now())
    }

    fn tell(&self, failed: bool) {
        let mut state = self.lock();
        if !failed {
            *state = State::default();
            return;
        }
        state.failures = state.failures.saturating_add(1);
        if state.failures >= self.options.failures {
            state.open_until = Some(self.clock.now() + self.pause_ms());
        }
    }

    fn pause_ms(&self) -> i64 {
        self.options.pause.as_millis() as i64
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Permit<'_> {
    /// Tells how it went.
    pub(crate) fn tell(mut self, failed: bool) {
        self.told = true;
        self.breaker.tell(failed);
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if !self.told {
            self.breaker.tell(true);
        }
    }
}

#[cfg(test)]
mod tests {
    use loai_core::testing::StillClock;

    use super::*;

    fn breaker() -> (Arc<StillClock>, Breaker) {
        let clock = Arc::new(StillClock::at(0));
        (Arc::clone(&clock), Breaker::new(BreakerOptions { failures: 3, pause: Duration::from_mins(1) }, clock))
    }

    fn go(breaker: &Breaker, failed: bool) -> bool {
        breaker.ask().map(|permit| permit.tell(failed)).is_ok()
    }

    #[test]
    fn it_opens_after_failures_in_a_row_and_lets_one_try_after_its_pause() {
        let (clock, breaker) = breaker();
        assert!(go(&breaker, true) && go(&breaker, true) && go(&breaker, false), "a success starts the count anew");
        assert!(go(&breaker, true) && go(&breaker, true) && go(&breaker, true));
        assert!(!go(&breaker, false) && breaker.is_open());
        clock.advance(60_000);
        let trial = breaker.ask().unwrap_or_else(|_| panic!("one may try"));
        assert!(breaker.ask().is_err(), "and only one");
        trial.tell(true);
        assert!(breaker.ask().is_err());
        clock.advance(60_000);
        assert!(go(&breaker, false) && go(&breaker, false), "it works again");
    }

    #[test]
    fn a_request_that_is_given_up_counts_as_a_failure() {
        let (_, breaker) = breaker();
        for _ in 0..3 {
            drop(breaker.ask());
        }
        assert!(breaker.is_open());
    }
}
