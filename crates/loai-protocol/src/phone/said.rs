//! What a client script makes of one line.

use std::borrow::Cow;

/// What a script does with a line from the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerPacket<'a> {
    /// It posts a text.
    Text {
        /// The room it posts in.
        room: Cow<'a, str>,
        /// The room's id, if the line has one.
        channel_id: Option<Cow<'a, str>>,
        /// What it posts.
        text: Cow<'a, str>,
    },
    /// It sends media.
    Media {
        /// The room's name.
        room: Cow<'a, str>,
        /// The room's id; media goes there.
        channel_id: Option<Cow<'a, str>>,
        /// URLs, base64 or paths, in order.
        sources: Vec<Cow<'a, str>>,
        /// How long it waits after sharing, in ms, where the line says so and the script listens.
        wait_ms: Option<u64>,
    },
    /// It answers a ping.
    Ping {
        /// The bot's name, which is echoed.
        bot_name: Option<Cow<'a, str>>,
        /// The token as JSON, which is echoed verbatim.
        token: Option<&'a str>,
    },
    /// It notes the answer to its handshake, and reconnects unless that is a success.
    HandshakeComplete {
        /// Whether the connection may stay.
        success: bool,
        /// Whether its messages count.
        approved: bool,
        /// What the server says to the owner.
        message: Cow<'a, str>,
        /// The server's version.
        server_version: Cow<'a, str>,
    },
    /// Dialect C: the handshake was accepted.
    Accepted,
    /// Dialect C: it disconnects and tries its next server.
    Rejected {
        /// What it logs.
        reason: Cow<'a, str>,
    },
    /// Dialect C: it runs a command of the server.
    Command {
        /// `reload` or `status`.
        command: Cow<'a, str>,
    },
    /// It does nothing.
    Dropped(DropReason),
}

/// Why a script does nothing with a line; the server never learns of it (protocol 1.6 and 5.8).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// The line is empty.
    Blank,
    /// Not UTF-8.
    NotUtf8,
    /// Not the JSON it expects; dialect A takes a tail for this, too.
    NotJson,
    /// `data` is missing or null.
    NoData,
    /// An event or type it does not know.
    UnknownEvent,
    /// A text in the form of dialect A, sent to B2.
    LegacyForm,
    /// A schedule or broadcast without positions, sent to B1.
    NoPositions,
    /// Positions that say "no tail" to B2.
    EmptyPositions,
    /// Positions that are no list, or lie outside the tail.
    BadPositions,
    /// `text` is missing or no string: an exception in the script.
    BadText,
    /// A tail that is not the base64 it claims to be.
    BadBase64,
}
