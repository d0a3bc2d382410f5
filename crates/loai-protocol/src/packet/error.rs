//! Why a line was not understood.

/// What was wrong with one line, which costs that line and no more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DecodeError {
    /// Bytes that are not UTF-8.
    #[error("decode line: not utf-8")]
    NotUtf8,
    /// No complete JSON object at the start.
    #[error("decode line: not json")]
    NotJson,
    /// JSON, but not an object.
    #[error("decode line: not an object")]
    NotObject,
    /// A required field is absent, null or empty.
    #[error("decode line: {0} is missing")]
    MissingField(&'static str),
    /// A required field has a type or value it cannot have.
    #[error("decode line: {0} is not usable")]
    BadField(&'static str),
    /// A text beyond [`crate::MAX_TEXT_UNITS`] (protocol 1.5).
    #[error("decode line: text is too long")]
    TextTooLong,
    /// A chat line that names no channel, as the deprecated callback may send it (protocol 4.1).
    #[error("decode line: no channel id")]
    NoChannel,
}
