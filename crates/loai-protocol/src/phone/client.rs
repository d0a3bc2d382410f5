//! The client scripts that can transmit, as the compatibility matrix shows them (protocol 7).

use crate::dialect::{Dialect, Receiver};
use crate::own::CLIENT_TYPE;

/// One client script.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Client {
    /// 3.1.4, the oldest.
    V314,
    /// 3.2.0, under either bot name.
    V320,
    /// 3.2.1; also the files named 3.2.1+ and 3.2.2.
    V321,
    /// 3.2.1+imglogshort, which behaves like 3.1.4.
    ImgLogShort,
    /// 3.2.2+smartlog, which behaves like 3.1.4.
    SmartLog,
    /// 3.3.0.a1, which takes both forms of a reply.
    V330a1,
    /// 3.3.0.a2, the first with a wrapped handshake.
    V330a2,
    /// 3.3.1, the only one of dialect C.
    V331,
    /// 3.3.2, which answers a ping with `ping`.
    V332,
    /// The file named 3.3.3, which says it is 3.3.2 and answers with `pong`.
    File333,
    /// The latest script, 3.3.3.
    Head333,
    /// An Iris-type client, in the form that is accepted here (protocol 6).
    Iris,
    /// Our own script; its lines are those of [`super::OwnLink`].
    Loai,
}

/// Every client script before our own, oldest first.
pub const ALL: [Client; 12] = [
    Client::V314,
    Client::V320,
    Client::V321,
    Client::ImgLogShort,
    Client::SmartLog,
    Client::V330a1,
    Client::V330a2,
    Client::V331,
    Client::V332,
    Client::File333,
    Client::Head333,
    Client::Iris,
];

/// How a script reads what the server sends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// The whole line must be JSON.
    A,
    /// JSON with a tail, and the form of A as well.
    B1,
    /// JSON with a tail only.
    B2,
    /// Keyed by `type`.
    C,
    /// Frames of dialect L, which [`super::OwnLink`] reads.
    L,
}

/// How a script introduces itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HandshakeForm {
    /// Three fields at the top level.
    Short,
    /// Six fields at the top level.
    Flat,
    /// Nine fields in an envelope.
    Envelope,
    /// Signed, with `type`; waits up to 5 s for the answer.
    Typed,
    /// The challenge of dialect L.
    Challenge,
}

impl Client {
    /// The version that the script says it is.
    pub fn version(self) -> &'static str {
        match self {
            Self::V314 => "3.1.4",
            Self::V320 => "3.2.0",
            Self::V321 => "3.2.1",
            Self::ImgLogShort => "3.2.1+imglogshort",
            Self::SmartLog => "3.2.2+smartlog",
            Self::V330a1 | Self::V330a2 => "3.3.0",
            Self::V331 => "3.3.1",
            Self::V332 | Self::File333 => "3.3.2",
            Self::Head333 => "3.3.3",
            Self::Iris | Self::Loai => "1.0.0",
        }
    }

    /// The client type that it signs with.
    pub fn client_type(self) -> &'static str {
        match self {
            Self::Iris => "Iris",
            Self::Loai => CLIENT_TYPE,
            _ => "MessengerBotR",
        }
    }

    /// How it reads.
    pub fn family(self) -> Family {
        match self {
            Self::V314 | Self::V320 | Self::V321 | Self::ImgLogShort | Self::SmartLog | Self::Iris => Family::A,
            Self::V330a1 => Family::B1,
            Self::V330a2 | Self::V332 | Self::File333 | Self::Head333 => Family::B2,
            Self::V331 => Family::C,
            Self::Loai => Family::L,
        }
    }

    /// The dialect in which a server is to answer it.
    pub fn dialect(self) -> Dialect {
        match self.family() {
            Family::A => Dialect::A,
            Family::B1 | Family::B2 => Dialect::B,
            Family::C => Dialect::C,
            Family::L => Dialect::L,
        }
    }

    /// How a server is to see it.
    pub fn receiver(self) -> Receiver {
        Receiver::new(self.dialect(), self.client_type())
    }

    /// How it introduces itself.
    pub fn handshake_form(self) -> HandshakeForm {
        match self {
            Self::V314 | Self::ImgLogShort | Self::SmartLog => HandshakeForm::Short,
            Self::V320 | Self::V321 | Self::V330a1 | Self::Iris => HandshakeForm::Flat,
            Self::V330a2 | Self::V332 | Self::File333 | Self::Head333 => HandshakeForm::Envelope,
            Self::V331 => HandshakeForm::Typed,
            Self::Loai => HandshakeForm::Challenge,
        }
    }

    /// The event with which it answers a ping; `None` for dialect C, which sends heartbeats instead, and for dialect L,
    /// whose answers are framed.
    pub fn ping_answer(self) -> Option<&'static str> {
        match self {
            Self::V331 | Self::Loai => None,
            Self::File333 | Self::Head333 | Self::Iris => Some("pong"),
            _ => Some("ping"),
        }
    }

    /// Whether it reads `handshakeComplete`, and reconnects unless that says success.
    pub fn reads_handshake_complete(self) -> bool {
        match self.family() {
            Family::A => matches!(self, Self::V321 | Self::Iris),
            Family::B1 | Family::B2 => true,
            Family::C | Family::L => false,
        }
    }

    /// Whether it posts a reply whose text is in a tail.
    pub fn accepts_tail(self) -> bool {
        matches!(self.family(), Family::B1 | Family::B2)
    }

    /// Whether it waits as long as `media_wait_time` says.
    pub fn reads_media_wait_time(self) -> bool {
        self == Self::V321 || self.family() != Family::A
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dialect::Version;

    #[test]
    fn every_script_says_a_version_and_is_listed_once() {
        for (index, client) in ALL.iter().enumerate() {
            assert!(Version::parse(client.version()).is_some(), "{client:?}");
            assert!(!ALL[..index].contains(client), "{client:?}");
        }
    }
}
