//! What the server counts, by name; read by `status` and at the end of a run.

use std::sync::atomic::{AtomicU64, Ordering};

macro_rules! counters {
    ($($(#[$doc:meta])* $name:ident => $label:literal,)*) => {
        /// One thing that is counted.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Counter { $($(#[$doc])* $name,)* }

        impl Counter {
            /// Every counter, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The label, in snake case.
            pub fn label(self) -> &'static str {
                match self { $(Self::$name => $label,)* }
            }
        }
    };
}

counters! {
    /// Chat messages that were accepted.
    Received => "received",
    /// Messages that got an answer.
    Answered => "answered",
    /// Answers that could not be sent or made.
    Failed => "failed",
    /// Messages that somebody else had already brought.
    Duplicates => "duplicates",
    /// Messages of phones that are not approved.
    PhoneNotApproved => "phone_not_approved",
    /// Messages of rooms that are not approved.
    RoomNotApproved => "room_not_approved",
    /// Messages that were dropped because their room had too many waiting.
    RoomFull => "room_full",
    /// Rooms that were not remembered because too many are pending.
    RoomsRefused => "rooms_refused",
    /// Phones that were not remembered because too many are pending.
    PhonesRefused => "phones_refused",
    /// Packets without a valid signature.
    BadSignature => "bad_signature",
    /// Packets signed too long ago, or in the future.
    OutsideWindow => "outside_window",
    /// Packets that claim to be another bot or phone.
    WrongIdentity => "wrong_identity",
    /// Packets that carry no signature where one is needed.
    Unsigned => "unsigned",
    /// Lines that are no JSON.
    NotJson => "not_json",
    /// Lines whose top level is no object.
    NotObject => "not_object",
    /// Lines that are not UTF-8.
    NotUtf8 => "not_utf8",
    /// Packets without a field that they need.
    MissingField => "missing_field",
    /// Packets with a field that makes no sense.
    BadField => "bad_field",
    /// Texts beyond the client's own limit.
    TextTooLong => "text_too_long",
    /// Lines beyond the size limit.
    LineTooLong => "line_too_long",
    /// Chat without a channel id.
    NoChannel => "no_channel",
    /// Events that this server does not know.
    UnknownEvent => "unknown_event",
    /// Bytes without a line end when a connection closed, counted once each.
    CutLine => "cut_line",
    /// Connections that were accepted.
    Connections => "connections",
    /// Connections that were refused by a limit.
    ConnectionsRefused => "connections_refused",
    /// Connections that never said who they are.
    Unidentified => "unidentified",
    /// Connections that were replaced by a newer one of the same phone.
    Displaced => "displaced",
    /// Phones that were disconnected because they no longer answered.
    Evicted => "evicted",
    /// Connections that were cut because they read too slowly.
    SlowConsumers => "slow_consumers",
    /// Items that went out through another phone than the first choice.
    FailedOver => "failed_over",
    /// Items of which a phone says that it said them.
    Acked => "acked",
    /// Items that another phone has seen in the room.
    Observed => "observed",
    /// Items of which nobody knows whether they were said.
    Unknown => "unknown",
    /// Items that were not said while they were worth saying.
    Expired => "expired",
    /// Items that were handed to a phone again, which had not said them.
    Retried => "retried",
    /// Items that had to wait, since the bot would have said too much.
    Held => "held",
    /// Items that were not said, since their room was told the same just before.
    Identical => "identical",
    /// Frames whose code or number is wrong.
    BadFrame => "bad_frame",
    /// Rows that the journal refused.
    RowsRefused => "rows_refused",
    /// Rows that are kept without the disk's word for it.
    RowsUnsynced => "rows_unsynced",
    /// Answers that were not put into the cache, since the database did not follow.
    CacheWritesDropped => "cache_writes_dropped",
    /// Messages with notices to the operator that were sent.
    NoticesSent => "notices_sent",
    /// Notices to the operator that were given up.
    NoticesDropped => "notices_dropped",
}

/// All counters of one server.
#[derive(Debug)]
pub struct Counters {
    values: Box<[AtomicU64]>,
}

impl Default for Counters {
    fn default() -> Self {
        Self { values: Counter::ALL.iter().map(|_| AtomicU64::new(0)).collect() }
    }
}

impl Counters {
    /// Adds one.
    pub fn count(&self, counter: Counter) {
        self.add(counter, 1);
    }

    /// Adds `by`.
    pub fn add(&self, counter: Counter, by: u64) {
        self.values[counter as usize].fetch_add(by, Ordering::Relaxed);
    }

    /// The value now.
    pub fn get(&self, counter: Counter) -> u64 {
        self.values[counter as usize].load(Ordering::Relaxed)
    }

    /// Label and value of each counter that is not zero.
    pub fn seen(&self) -> impl Iterator<Item = (&'static str, u64)> + '_ {
        Counter::ALL.iter().map(|counter| (counter.label(), self.get(*counter))).filter(|(_, value)| *value > 0)
    }
}
