//! Which dialect a connection speaks, decided from its first packet (protocol 0 and 1.7).

use crate::packet::{Auth, ChatEvent, Form, Handshake, Packet, PingEvent};

/// How lines look on one connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Dialect {
    /// One JSON object per line; media by text prefix.
    A,
    /// A JSON object followed by a raw ASCII tail.
    B,
    /// The small protocol keyed by `type`, spoken by 3.3.1 only.
    C,
    /// Signed and numbered frames, spoken by our own script; see [`crate::own`].
    L,
}

/// What the other end of a connection understands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Receiver {
    /// How lines look.
    pub dialect: Dialect,
    /// Whether a text of dialect A that begins with `MEDIA_URL:` or `IMAGE_BASE64:` is taken for media.
    prefixes: bool,
}

impl Receiver {
    /// A client of this type. Iris-type clients know no prefixes (protocol 6).
    pub fn new(dialect: Dialect, client_type: &str) -> Self {
        Self { dialect, prefixes: !is_iris(client_type) }
    }

    /// Whether it takes pictures as base64.
    pub(crate) fn shows_pictures(self) -> bool {
        self.dialect != Dialect::A || self.prefixes
    }

    /// Whether it downloads media from an address.
    pub(crate) fn fetches(self) -> bool {
        self.dialect != Dialect::C && self.shows_pictures()
    }
}

/// Whether a client type means Iris.
pub(crate) fn is_iris(client_type: &str) -> bool {
    client_type.eq_ignore_ascii_case("Iris")
}

impl Dialect {
    /// The longest line that a client of this dialect is sent, in bytes (protocol 1.5). Dialect A needs several times as
    /// much memory while it parses, and so does C.
    pub fn max_line(self) -> usize {
        match self {
            Self::A | Self::C => 8 << 20,
            Self::B | Self::L => 16 << 20,
        }
    }

    /// The dialect that a connection's first packet shows; `None` when it shows nothing.
    ///
    /// Observed shape counts first and the version second, since versions are neither unique nor always right.
    pub fn of_first(packet: &Packet) -> Option<Self> {
        match packet {
            Packet::CHandshake(_) | Packet::CChat(_) | Packet::CStatus | Packet::CHeartbeat => Some(Self::C),
            Packet::Handshake(handshake) => Some(Self::of_handshake(handshake)),
            Packet::Hello(_) => Some(Self::L),
            Packet::Chat(chat) => Some(match chat.event {
                ChatEvent::Message if chat.had_tail || !by_iris(chat.auth.as_ref()) => Self::B,
                ChatEvent::Analyze | ChatEvent::Message => Self::A,
            }),
            Packet::Pong(pong) => {
                let claims_b = pong.auth.as_ref().is_some_and(|auth| Version::parse(&auth.version) >= Version::TAILS);
                let b = pong.event == PingEvent::Pong && !by_iris(pong.auth.as_ref());
                Some(if b || pong.decorated || claims_b { Self::B } else { Self::A })
            }
            Packet::Unknown { .. } => None,
        }
    }

    /// The dialect that a handshake shows.
    pub fn of_handshake(handshake: &Handshake) -> Self {
        let b = handshake.form == Form::Envelope
            || handshake.protocol_version
            || Version::parse(&handshake.version) >= Version::TAILS;
        if b { Self::B } else { Self::A }
    }
}

/// The leading `digits.digits.digits` of a client's version; a suffix means nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version {
    /// The first number.
    pub major: u32,
    /// The second number.
    pub minor: u32,
    /// The third number.
    pub patch: u32,
}

impl Version {
    /// The first version with tails; `Some`, because an unparsable version compares below it.
    const TAILS: Option<Self> = Some(Self { major: 3, minor: 3, patch: 0 });

    /// Reads a version leniently; `None` when it does not begin with three numbers.
    pub fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim_ascii_start().splitn(3, '.');
        let (major, minor, rest) = (parts.next()?, parts.next()?, parts.next()?);
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        Some(Self { major: number(major)?, minor: number(minor)?, patch: number(&rest[..end])? })
    }
}

fn number(digits: &str) -> Option<u32> {
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

fn by_iris(auth: Option<&Auth>) -> bool {
    auth.is_some_and(Auth::is_iris)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::packet::decode;

    fn first(line: &str) -> Option<Dialect> {
        Dialect::of_first(&decode(line.as_bytes()).unwrap())
    }

    fn flat(version: &str) -> Option<Dialect> {
        first(&format!(r#"{{"botName":"b","version":"{version}","deviceID":"d"}}"#))
    }

    #[test]
    fn versions_are_read_leniently() {
        let version = |major, minor, patch| Some(Version { major, minor, patch });
        assert_eq!(Version::parse("3.2.1+imglogshort"), version(3, 2, 1));
        assert_eq!(Version::parse("3.3.0.a1"), version(3, 3, 0));
        assert_eq!(Version::parse("10.0.12"), version(10, 0, 12));
        for text in ["", "3", "3.2", "3.2.", "v3.2.1", "3..1", "+3.2.1", "3.+2.1", "99999999999.0.0"] {
            assert_eq!(Version::parse(text), None, "{text}");
        }
    }

    #[test]
    fn handshakes_decide_by_shape_and_then_by_version() {
        assert_eq!(flat("3.2.1+imglogshort"), Some(Dialect::A));
        assert_eq!(flat("latest"), Some(Dialect::A));
        assert_eq!(flat("3.3.0"), Some(Dialect::B));
        assert_eq!(flat("3.10.0"), Some(Dialect::B));
        let draft = r#"{"botName":"b","version":"3.1.0","deviceID":"d","protocolVersion":3}"#;
        assert_eq!(first(draft), Some(Dialect::B));
        let wrapped = r#"{"event":"handshake","data":{"botName":"b","version":"3.1.0","deviceID":"d"}}"#;
        assert_eq!(first(wrapped), Some(Dialect::B));
    }

    #[test]
    fn without_a_handshake_the_first_line_decides() {
        assert_eq!(first(r#"{"event":"analyze","data":{"text":"x"}}"#), Some(Dialect::A));
        assert_eq!(first(r#"{"event":"message","data":{"content_encoding":"base64"}}eA=="#), Some(Dialect::B));
        let iris = r#"{"event":"message","data":{"content":"x","auth":{"clientType":"iris","timestamp":1}}}"#;
        assert_eq!(first(iris), Some(Dialect::A));
        assert_eq!(first(r#"{"type":"heartbeat","timestamp":1}"#), Some(Dialect::C));
        assert_eq!(first(r#"{"event":"weather"}"#), None);
    }

    #[test]
    fn an_answer_to_a_ping_can_be_the_first_line() {
        let answer = |event: &str, version: &str| {
            let auth = format!(r#"{{"timestamp":1,"version":"{version}"}}"#);
            first(&format!(r#"{{"event":"{event}","data":{{"auth":{auth}}}}}"#))
        };
        assert_eq!(answer("ping", "3.2.1"), Some(Dialect::A));
        assert_eq!(answer("ping", "3.3.0"), Some(Dialect::B));
        assert_eq!(answer("pong", ""), Some(Dialect::B));
        assert_eq!(first(r#"{"event":"ping","data":{"message_positions":[0,0]}}"#), Some(Dialect::B));
        assert_eq!(first(r#"{"event":"ping","data":{}}"#), Some(Dialect::A));
    }
}
