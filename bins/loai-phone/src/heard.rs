//! What a simulated phone heard, kept beyond the line it came in.

use std::borrow::Cow;

use loai_protocol::phone::{Client, DropReason, ServerPacket, decode_from_server};

/// What the script makes of a line of the server, or of the end of the connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// It posts a text.
    Text {
        /// The room's name.
        room: String,
        /// The room's channel id; dialect C has none.
        channel: Option<String>,
        /// What it posts.
        text: String,
    },
    /// It sends media.
    Media {
        /// The room's name.
        room: String,
        /// The room's channel id.
        channel: Option<String>,
        /// URLs, base64 or paths, in order.
        sources: Vec<String>,
        /// How long the script then waits, in ms.
        wait_ms: Option<u64>,
    },
    /// The server asks for a sign of life.
    Ping {
        /// The bot's name, which is to be echoed.
        bot: Option<String>,
        /// What else is to be echoed, as JSON.
        token: Option<String>,
    },
    /// The handshake was answered.
    Greeting(Greeting),
    /// Dialect C: the server gives an order.
    Command(String),
    /// Dialect L: the server tells something that is not said in a room.
    Noted(Noted),
    /// The script does nothing with the line.
    Dropped {
        /// Why.
        reason: DropReason,
        /// The line.
        line: String,
    },
    /// The server closed the connection; nothing follows.
    Closed,
}

/// What our own script is told beside what it says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Noted {
    /// Everything up to this number is kept.
    Got(u64),
    /// Whether the phone's messages count from now on.
    Approval(bool),
    /// These are not to be said; all when there are none.
    Forget(Vec<u64>),
    /// Nothing is to be said, or again something.
    Stop(bool),
    /// A `say` that was answered before was answered again and said nothing.
    Again(u64),
    /// Something that the script does not know.
    Other,
}

/// The answer to a handshake.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Greeting {
    /// Whether the connection may stay.
    pub success: bool,
    /// Whether the phone's messages count; dialect C does not say and is taken as approved.
    pub approved: bool,
    /// What the server says to the owner.
    pub message: String,
    /// The server's version.
    pub server_version: String,
}

/// Reads one line as the script does.
///
/// Scripts before 3.2.1 do not know the answer to a handshake; it is recognised here all the same, because whoever
/// drives the phone wants to know.
pub(crate) fn hear(client: Client, line: &[u8]) -> Heard {
    match decode_from_server(client, line) {
        ServerPacket::Text { room, channel_id, text } => {
            Heard::Text { room: room.into_owned(), channel: channel_id.map(Cow::into_owned), text: text.into_owned() }
        }
        ServerPacket::Media { room, channel_id, sources, wait_ms } => Heard::Media {
            room: room.into_owned(),
            channel: channel_id.map(Cow::into_owned),
            sources: sources.into_iter().map(Cow::into_owned).collect(),
            wait_ms,
        },
        ServerPacket::Ping { bot_name, token } => {
            Heard::Ping { bot: bot_name.map(Cow::into_owned), token: token.map(str::to_owned) }
        }
        ServerPacket::HandshakeComplete { success, approved, message, server_version } => Heard::Greeting(Greeting {
            success,
            approved,
            message: message.into_owned(),
            server_version: server_version.into_owned(),
        }),
        ServerPacket::Accepted => typed_greeting(true, String::new()),
        ServerPacket::Rejected { reason } => typed_greeting(false, reason.into_owned()),
        ServerPacket::Command { command } => Heard::Command(command.into_owned()),
        ServerPacket::Dropped(DropReason::UnknownEvent) if !client.reads_handshake_complete() => {
            overlooked(line).unwrap_or_else(|| dropped(DropReason::UnknownEvent, line))
        }
        ServerPacket::Dropped(reason) => dropped(reason, line),
    }
}

fn typed_greeting(accepted: bool, message: String) -> Heard {
    Heard::Greeting(Greeting { success: accepted, approved: accepted, message, server_version: String::new() })
}

fn overlooked(line: &[u8]) -> Option<Heard> {
    match hear(Client::V321, line) {
        greeting @ Heard::Greeting(_) => Some(greeting),
        _ => None,
    }
}

fn dropped(reason: DropReason, line: &[u8]) -> Heard {
    Heard::Dropped { reason, line: String::from_utf8_lossy(line).into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GREETING: &[u8] = br#"{"event":"handshakeComplete","data":{"success":true,"approved":false,"message":"pending","server_version":"1.0.0"}}"#;

    #[test]
    fn a_greeting_is_recognised_for_every_script_of_a_and_b() {
        for client in [Client::V314, Client::V320, Client::V321, Client::V330a1, Client::Head333, Client::Iris] {
            let Heard::Greeting(greeting) = hear(client, GREETING) else { panic!("{client:?}") };
            assert!(greeting.success && !greeting.approved, "{client:?}");
        }
        assert!(matches!(hear(Client::V331, br#"{"status":"accepted"}"#), Heard::Greeting(_)));
    }

    #[test]
    fn what_the_script_cannot_use_is_kept_with_its_reason() {
        let line = br#"{"event":"messageResponse","data":{"room":"r","text":"t"}}"#;
        let Heard::Dropped { reason, .. } = hear(Client::Head333, line) else { panic!("dropped") };
        assert_eq!(reason, DropReason::LegacyForm);
        assert!(matches!(hear(Client::V321, line), Heard::Text { .. }));
    }
}
