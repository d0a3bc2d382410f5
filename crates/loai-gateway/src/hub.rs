//! What all connections share.

use std::{
    sync::{Arc, atomic::AtomicUsize},
    time::Duration,
};

use arc_swap::ArcSwap;
use loai_core::{Clock, Counters, Devices, Ledger, Registry};
use loai_delivery::Delivery;
use loai_pipeline::Pipeline;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{Keys, installs::Installs, limits::Addresses};

/// How our own phone script behaves; exchanged when settings change.
pub type ScriptSettings = ArcSwap<loai_protocol::own::tell::Settings>;

/// What the gateway is made of.
pub struct Parts {
    /// Who is connected.
    pub registry: Arc<Registry>,
    /// Which phones exist.
    pub phones: Arc<dyn Devices>,
    /// Where messages go.
    pub pipeline: Arc<Pipeline>,
    /// What answers come from.
    pub delivery: Arc<Delivery>,
    /// Where records go.
    pub ledger: Arc<dyn Ledger>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// What is counted.
    pub counters: Arc<Counters>,
    /// The bots' keys.
    pub keys: Arc<Keys>,
    /// What phones are told as the server's version.
    pub version: &'static str,
    /// The newest version of our own phone script.
    pub script: &'static str,
    /// How our own phone script behaves.
    pub script_settings: Arc<ScriptSettings>,
    /// The limits.
    pub limits: Limits,
    /// Where connections run.
    pub tasks: TaskTracker,
    /// Ends reading; what is on its way still leaves.
    pub stop_reading: CancellationToken,
    /// Ends connections, after what they have to say has left.
    pub close: CancellationToken,
}

/// Every limit of connections (protocol 9 and core 2.9).
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at a time.
    pub connections: usize,
    /// Connections at a time that have not identified themselves.
    pub unidentified: usize,
    /// New connections a minute from one address; more are kept waiting.
    pub per_address: u32,
    /// How long a connection beyond [`Limits::per_address`] is kept waiting.
    pub tarpit: Duration,
    /// How long a connection may take to identify itself.
    pub identify: Duration,
    /// The longest line.
    pub line_bytes: usize,
    /// The pause between pings; a tenth of it is jitter.
    pub ping: Duration,
    /// How long an answer may be owed before the phone is suspect.
    pub suspect: Duration,
    /// How long an answer may be owed before the phone is disconnected.
    pub evict: Duration,
    /// Lines that may wait for one phone.
    pub outbound_lines: usize,
    /// Bytes that may wait for one phone.
    pub outbound_bytes: usize,
    /// How long a phone may read nothing while something waits for it.
    pub stall: Duration,
    /// The accepted age of a signature, either way, in milliseconds.
    pub auth_window_ms: u64,
    /// Bad signatures in a row before the connection is closed.
    pub bad_signatures: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 1_000,
            unidentified: 200,
            per_address: 60,
            tarpit: Duration::from_secs(4),
            identify: Duration::from_secs(10),
            line_bytes: loai_protocol::MAX_LINE,
            ping: Duration::from_secs(30),
            suspect: Duration::from_secs(20),
            evict: Duration::from_mins(2),
            outbound_lines: 200,
            outbound_bytes: 32 << 20,
            stall: Duration::from_secs(90),
            auth_window_ms: 300_000,
            bad_signatures: 20,
        }
    }
}

/// What all connections share.
pub struct Hub {
    pub(crate) parts: Parts,
    pub(crate) open: AtomicUsize,
    pub(crate) unidentified: AtomicUsize,
    pub(crate) addresses: Addresses,
    pub(crate) installs: Installs,
}

impl Hub {
    /// A hub of these parts.
    pub fn new(parts: Parts) -> Arc<Self> {
        let addresses = Addresses::new(parts.limits.per_address);
        Arc::new(Self {
            parts,
            open: AtomicUsize::new(0),
            unidentified: AtomicUsize::new(0),
            addresses,
            installs: Installs::default(),
        })
    }

    /// How many connections are open, identified or not.
    pub fn open(&self) -> usize {
        self.open.load(std::sync::atomic::Ordering::Relaxed)
    }
}
