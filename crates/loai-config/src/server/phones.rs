//! `[phones]`: listeners and limits for phones.

use std::net::{Ipv4Addr, SocketAddr};
use std::time::Duration;

use super::Approval;
use crate::diagnostic::Problem;
use crate::fields::Fields;

/// Listeners and limits for phones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhonesSettings {
    /// `listen`: addresses to bind, at least one; `["0.0.0.0:37888"]`.
    pub listen: Vec<SocketAddr>,
    /// `tls_listen`: addresses to bind for phones that come over TLS; none.
    pub tls_listen: Vec<SocketAddr>,
    /// `approval`: whether unknown phones wait for an operator; `manual`.
    pub approval: Approval,
    /// `max_connections`: connections at the same time; 1000.
    pub max_connections: usize,
    /// `max_unidentified`: connections that have not said who they are; 200.
    pub max_unidentified: usize,
    /// `new_per_minute_per_address`: new connections from one address; 60.
    pub new_per_minute_per_address: u32,
    /// `identify_seconds`: time to say who one is; 10 s.
    pub identify: Duration,
    /// `max_line_bytes`: longest line that is read; 1 MiB.
    pub max_line_bytes: usize,
    /// `ping_seconds`: pause between pings; 30 s.
    pub ping: Duration,
    /// `suspect_seconds`: an unanswered ping makes a phone the last choice; 20 s.
    pub suspect: Duration,
    /// `evict_seconds`: an unanswered ping ends the connection; 120 s.
    pub evict: Duration,
    /// `outbound_lines`: lines that wait for one phone; 200.
    pub outbound_lines: usize,
    /// `outbound_bytes`: bytes that wait for one phone; 32 MiB.
    pub outbound_bytes: usize,
    /// `write_stall_seconds`: a write without progress ends the connection; 90 s.
    pub write_stall: Duration,
    /// `auth_window_seconds`: how far a packet's time may be off; 300 s.
    pub auth_window: Duration,
    /// `bad_signatures_before_close`: in a row; 20.
    pub bad_signatures_before_close: u32,
}

impl Default for PhonesSettings {
    fn default() -> Self {
        Self {
            listen: vec![SocketAddr::from((Ipv4Addr::UNSPECIFIED, 37888))],
            tls_listen: Vec::new(),
            approval: Approval::Manual,
            max_connections: 1000,
            max_unidentified: 200,
            new_per_minute_per_address: 60,
            identify: Duration::from_secs(10),
            max_line_bytes: 1_048_576,
            ping: Duration::from_secs(30),
            suspect: Duration::from_secs(20),
            evict: Duration::from_mins(2),
            outbound_lines: 200,
            outbound_bytes: 33_554_432,
            write_stall: Duration::from_secs(90),
            auth_window: Duration::from_mins(5),
            bad_signatures_before_close: 20,
        }
    }
}

impl PhonesSettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let seconds = |key, max, default| fields.seconds(key, 1..=max).unwrap_or(default);
        let settings = Self {
            listen: fields.addresses("listen").unwrap_or(default.listen),
            tls_listen: fields.any_addresses("tls_listen").unwrap_or(default.tls_listen),
            approval: Approval::read(&fields, "approval").unwrap_or(default.approval),
            max_connections: fields.number("max_connections", 1..=1_000_000, default.max_connections),
            max_unidentified: fields.number("max_unidentified", 1..=1_000_000, default.max_unidentified),
            new_per_minute_per_address: fields.number(
                "new_per_minute_per_address",
                1..=1_000_000,
                default.new_per_minute_per_address,
            ),
            identify: seconds("identify_seconds", 600, default.identify),
            max_line_bytes: fields.number("max_line_bytes", 4096..=67_108_864, default.max_line_bytes),
            ping: seconds("ping_seconds", 3600, default.ping),
            suspect: seconds("suspect_seconds", 3600, default.suspect),
            evict: seconds("evict_seconds", 7200, default.evict),
            outbound_lines: fields.number("outbound_lines", 1..=1_000_000, default.outbound_lines),
            outbound_bytes: fields.number("outbound_bytes", 65_536..=1_073_741_824, default.outbound_bytes),
            write_stall: seconds("write_stall_seconds", 3600, default.write_stall),
            auth_window: seconds("auth_window_seconds", 86_400, default.auth_window),
            bad_signatures_before_close: fields.number(
                "bad_signatures_before_close",
                1..=10_000,
                default.bad_signatures_before_close,
            ),
        };
        settings.check_order(&fields);
        fields.finish(&[]);
        settings
    }

    /// A phone is suspected before it is given up.
    fn check_order(&self, fields: &Fields<'_>) {
        let (suspect, evict) = (self.suspect.as_secs() as i64, self.evict.as_secs() as i64);
        if suspect < evict {
            return;
        }
        match fields.culprit(["evict_seconds", "suspect_seconds"]) {
            key @ "suspect_seconds" if evict > 1 => fields.error(key, Problem::OutOfRange { min: 1, max: evict - 1 }),
            _ => fields.error("evict_seconds", Problem::OutOfRange { min: suspect + 1, max: 7200 }),
        }
    }
}
