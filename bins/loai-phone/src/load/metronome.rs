//! Tells phones when their messages are due, on a thread of its own: the timers of the runtime count milliseconds, and
//! at a thousand messages a second they would be most of what is measured.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use anyhow::{Context, Result};
use tokio::time::Instant;

use super::plan::Plan;

/// Messages that are due within so short a time are told of together.
const SHORTEST: Duration = Duration::from_micros(200);

/// Beats from `start` until the plan is over.
///
/// # Errors
/// When the system has no thread to spare.
pub fn beat(plan: &Arc<Plan>, rate: u32, start: Instant) -> Result<()> {
    let plan = Arc::clone(plan);
    let thread = thread::Builder::new().name("metronome".to_owned());
    thread.spawn(move || run(&plan, rate, start)).context("cannot start a thread")?;
    Ok(())
}

fn run(plan: &Plan, rate: u32, start: Instant) {
    let due = |number: u64| start + Duration::from_secs_f64(number as f64 / f64::from(rate.max(1)));
    let end = start + plan.length;
    let mut number = 0;
    while !plan.stop.is_cancelled() && due(number) < end {
        let now = Instant::now();
        while due(number) <= now {
            plan.beats[(number % u64::from(plan.phones)) as usize].notify_one();
            number += 1;
        }
        thread::sleep(due(number).duration_since(now).max(SHORTEST));
    }
}
