//! Packets and lines that fail their checks: counted each, logged once a connection and kind, recorded once a minute.

use std::net::SocketAddr;

use loai_core::{Batch, Counter, Counters, Record, record::AuthFailure};

/// A kind of failure is recorded again after this time, in milliseconds.
const AGAIN: i64 = 60_000;

/// The failures of one connection, by kind.
#[derive(Debug, Default)]
pub(crate) struct Failures(Vec<Seen>);

#[derive(Debug)]
struct Seen {
    kind: Counter,
    recorded_at: i64,
    since: u32,
}

/// Whose failure it is.
#[derive(Clone, Copy)]
pub(crate) struct Culprit<'a> {
    pub(crate) bot: &'a str,
    pub(crate) device: &'a str,
    pub(crate) peer: SocketAddr,
    pub(crate) connection: u64,
}

impl Failures {
    /// Notes a failure.
    pub(crate) fn note(&mut self, kind: Counter, by: Culprit<'_>, now: i64, counters: &Counters, batch: &mut Batch) {
        counters.count(kind);
        let seen = match self.0.iter_mut().position(|seen| seen.kind == kind) {
            Some(at) => &mut self.0[at],
            None => {
                tracing::warn!(
                    conn.id = by.connection, peer = %by.peer, bot.name = by.bot, kind = kind.label(),
                    "a packet failed its checks; further ones of this kind are only counted"
                );
                self.0.push(Seen { kind, recorded_at: i64::MIN / 2, since: 0 });
                let last = self.0.len() - 1;
                &mut self.0[last]
            }
        };
        seen.since += 1;
        if is_about_identity(kind) && now - seen.recorded_at >= AGAIN {
            batch.push(&Record::AuthFailure(AuthFailure {
                bot: by.bot,
                device: by.device,
                address: &by.peer.ip().to_string(),
                reason: kind.label(),
                count: seen.since,
                at: now,
            }));
            (seen.recorded_at, seen.since) = (now, 0);
        }
    }
}

fn is_about_identity(kind: Counter) -> bool {
    matches!(kind, Counter::BadSignature | Counter::OutsideWindow | Counter::WrongIdentity | Counter::Unsigned)
}
