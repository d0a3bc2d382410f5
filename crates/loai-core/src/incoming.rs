//! One message from a phone.

/// One chat message, decoded and authenticated. It borrows from the connection's read buffer; who brought it is known
/// from the connection ([`crate::Origin`]), never from the message itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Incoming<'a> {
    /// The room's id; never empty.
    pub channel: &'a str,
    /// The room's name as this phone knows it; may be empty.
    pub room: &'a str,
    /// What was said.
    pub text: &'a str,
    /// The speaker's name; may be empty.
    pub sender: &'a str,
    /// Who spoke.
    pub user: Option<&'a str>,
    /// The app's id of the message; the best key against duplicates.
    pub log_id: Option<&'a str>,
    /// Whether the room holds more than two people.
    pub is_group: bool,
    /// Whether the text holds a mention.
    pub is_mention: bool,
    /// When the phone says it was said, in UTC milliseconds.
    pub client_at: Option<i64>,
    /// How long the phone has kept it, in milliseconds; 0 for a phone that does not say.
    pub age_ms: u64,
    /// Tells two packets without a log id apart: a hash of signature and text, 0 where there is none.
    pub fingerprint: u64,
}
