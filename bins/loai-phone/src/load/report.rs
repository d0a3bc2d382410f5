//! The figures of a load.

use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use serde::Serialize;

use super::plan::Plan;
use super::usage::Usage;

/// What is written as JSON and printed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Figures {
    /// How many phones were connected.
    pub phones: u32,
    /// How many rooms they sat in.
    pub rooms: u32,
    /// How long it was measured, in seconds.
    pub seconds: f64,
    /// Messages written.
    pub sent: u64,
    /// Messages answered.
    pub replies: u64,
    /// Answers a second while messages were sent.
    pub rps: f64,
    /// Half of all answers came within this time; with a rate it begins when a message was due, not when it left.
    pub p50_ms: f64,
    /// 99 of 100 answers came within this time.
    pub p99_ms: f64,
    /// 999 of 1,000 answers came within this time.
    pub p999_ms: f64,
    /// How many phones a second connected and were answered.
    pub connect_per_s: f64,
    /// Messages without an answer.
    pub lost: u64,
    /// Answers to nothing, or second ones.
    pub duplicate: u64,
    /// Failed and dropped connections, and lines that the script cannot use.
    pub errors: u64,
    /// The server's memory at the end.
    pub server_rss_bytes: Option<u64>,
    /// The server's processor time for each answer, in microseconds.
    pub server_cpu_us_per_reply: Option<f64>,
    /// How much of that its threads took that store rows.
    pub server_database_cpu_us_per_reply: Option<f64>,
}

/// One moment of a run.
#[derive(Clone, Copy, Debug)]
pub struct Moment {
    /// Answers so far.
    pub replies: u64,
    /// The server's usage, if its process is known.
    pub usage: Option<Usage>,
}

impl Figures {
    /// Everything at the end; rates are those between two moments that lie `measured` apart.
    pub fn new(plan: &Plan, connecting: Duration, measured: Duration, from: Moment, to: Moment) -> Self {
        let tally = &plan.tally;
        let replies = to.replies - from.replies;
        let used = from.usage.zip(to.usage).filter(|_| replies > 0);
        let each = |from: Duration, to: Duration| to.saturating_sub(from).as_secs_f64() * 1e6 / replies as f64;
        Self {
            phones: plan.phones,
            rooms: plan.rooms,
            seconds: measured.as_secs_f64(),
            sent: tally.sent.load(Relaxed),
            replies: tally.replies.load(Relaxed),
            rps: per_second(replies as f64, measured),
            p50_ms: tally.latency.quantile_ms(0.5),
            p99_ms: tally.latency.quantile_ms(0.99),
            p999_ms: tally.latency.quantile_ms(0.999),
            connect_per_s: per_second(f64::from(plan.phones), connecting),
            lost: u64::try_from(tally.lost.load(Relaxed)).unwrap_or(0),
            duplicate: tally.duplicate.load(Relaxed),
            errors: tally.errors.load(Relaxed),
            server_rss_bytes: to.usage.map(|usage| usage.rss),
            server_cpu_us_per_reply: used.map(|(from, to)| each(from.cpu, to.cpu)),
            server_database_cpu_us_per_reply: used.map(|(from, to)| each(from.database, to.database)),
        }
    }

    /// The lines for people.
    pub fn lines(&self) -> Vec<String> {
        let Self { phones, rooms, seconds, sent, replies, rps, .. } = self;
        let mut lines = vec![
            format!("{phones} phones in {rooms} rooms, {seconds:.1} s: {sent} sent, {replies} answered, {rps:.0}/s"),
            format!(
                "answers within p50 {:.3} ms, p99 {:.3} ms, p99.9 {:.3} ms",
                self.p50_ms, self.p99_ms, self.p999_ms
            ),
            format!("connected {:.0} phones/s", self.connect_per_s),
            format!("lost {}, duplicate {}, errors {}", self.lost, self.duplicate, self.errors),
        ];
        if let Some(rss) = self.server_rss_bytes {
            let shown = |cpu: Option<f64>| cpu.map_or_else(|| "-".to_owned(), |cpu| format!("{cpu:.2}"));
            let (all, database) = (shown(self.server_cpu_us_per_reply), shown(self.server_database_cpu_us_per_reply));
            lines.push(format!(
                "server: {:.1} MiB resident, {all} µs of processor per answer, {database} of them to store rows",
                rss as f64 / 1_048_576.0
            ));
        }
        lines
    }
}

fn per_second(count: f64, time: Duration) -> f64 {
    if time.is_zero() { 0.0 } else { count / time.as_secs_f64() }
}
