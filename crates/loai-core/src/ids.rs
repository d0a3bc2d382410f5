//! Identifiers: text that has been checked once and is then cheap to clone and compare.

use std::{borrow::Borrow, fmt, sync::Arc};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use thiserror::Error;

/// A text that is no valid identifier of its kind.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("invalid {kind}: {why}")]
pub struct InvalidId {
    /// Which identifier was asked for.
    pub kind: &'static str,
    /// What is wrong with the text.
    pub why: &'static str,
}

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $check:path) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(Arc<str>);

        impl $name {
            /// Checks the text and keeps it.
            ///
            /// # Errors
            /// [`InvalidId`] when the text is empty, too long or holds a character that is not allowed.
            pub fn new(text: &str) -> Result<Self, InvalidId> {
                match $check(text) {
                    Ok(()) => Ok(Self(Arc::from(text))),
                    Err(why) => Err(InvalidId { kind: $kind, why }),
                }
            }

            /// The text itself.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// The same text in memory of its own.
            pub fn copy(&self) -> Self {
                Self(Arc::from(&*self.0))
            }

            /// The text, shared.
            pub fn shared(&self) -> Arc<str> {
                Arc::clone(&self.0)
            }
        }

        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }

        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Debug::fmt(&self.0, f)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = String::deserialize(deserializer)?;
                Self::new(&text).map_err(serde::de::Error::custom)
            }
        }
    };
}

text_id! {
    /// The name of a bot: 1 to 64 of `A–Z a–z 0–9 . _ -`; it is also a file name.
    BotName, "bot name", bot_name
}
text_id! {
    /// What a phone calls itself (the Android secure id); 1 to 128 printable characters.
    DeviceId, "device id", printable_128
}
text_id! {
    /// The id of a room. Text, never a number: 64-bit ids do not survive JavaScript's numbers.
    ChannelId, "channel id", printable_128
}
text_id! {
    /// Who spoke, as the app says it; stable for a person within one room only.
    UserHash, "user hash", printable_128
}
text_id! {
    /// The app's id of one message.
    LogId, "log id", printable_128
}

fn bot_name(text: &str) -> Result<(), &'static str> {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-');
    match text.len() {
        0 => Err("it is empty"),
        65.. => Err("it is longer than 64 characters"),
        _ if text == "." || text == ".." => Err("it is a directory name"),
        _ if text.bytes().all(allowed) => Ok(()),
        _ => Err("only A-Z a-z 0-9 . _ - are allowed"),
    }
}

fn printable_128(text: &str) -> Result<(), &'static str> {
    match text.len() {
        0 => Err("it is empty"),
        129.. => Err("it is longer than 128 bytes"),
        _ if text.chars().any(char::is_control) => Err("it holds a control character"),
        _ => Ok(()),
    }
}

/// One TCP connection since the process started; never reused, and rising, so that it is also the generation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ConnectionId(pub u64);

impl fmt::Display for ConnectionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bot_name_can_be_a_file_name() {
        assert!(BotName::new("LOA.i").is_ok());
        for bad in ["", "..", "a/b", "봇", "a b", &"x".repeat(65)] {
            assert!(BotName::new(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_channel_id_is_any_short_printable_text() {
        assert!(ChannelId::new("18412345678901234").is_ok());
        assert!(ChannelId::new("name:테스트방").is_ok());
        assert!(ChannelId::new("a\nb").is_err());
        assert!(ChannelId::new("").is_err());
    }
}
