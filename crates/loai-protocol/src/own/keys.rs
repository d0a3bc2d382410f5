//! The key of a phone, the proofs of both ends, and the key of a session.

use std::fmt;

use ring::digest::{SHA256, digest};
use ring::hmac::{self, HMAC_SHA256};
use subtle::ConstantTimeEq;

use crate::hex;

/// What the key of a phone is derived with.
const LABEL: &str = "LOA.i phone key 1\n";

/// The key of one phone: 64 hex digits that its script holds and the server derives.
#[derive(Clone)]
pub struct PhoneKey {
    digits: String,
    key: hmac::Key,
}

/// What signs the frames of one connection.
#[derive(Clone)]
pub struct Session {
    key: hmac::Key,
}

impl PhoneKey {
    /// Derives the key of a phone from what is prepared of its bot's secret and salt.
    pub(crate) fn derive(master: &hmac::Key, bot: &str, phone_id: &str) -> Self {
        Self::of(hex::encode(tag(master, &[LABEL, bot, "\n", phone_id]).as_ref()))
    }

    /// Reads a key as it stands in a script; `None` unless it is 64 hex digits.
    pub fn parse(digits: &str) -> Option<Self> {
        hex::decode(digits.as_bytes()).map(|_| Self::of(digits.to_ascii_lowercase()))
    }

    /// The key as it stands in a script.
    pub fn digits(&self) -> &str {
        &self.digits
    }

    /// What shows a phone that the server has its key.
    pub fn server_proof(&self, bot: &str, phone_id: &str, phone_nonce: &str, server_nonce: &str) -> String {
        self.proof("server\n", bot, phone_id, phone_nonce, server_nonce)
    }

    /// What shows the server that a phone has its key.
    pub fn phone_proof(&self, bot: &str, phone_id: &str, phone_nonce: &str, server_nonce: &str) -> String {
        self.proof("phone\n", bot, phone_id, phone_nonce, server_nonce)
    }

    /// The key of a session between these nonces.
    pub fn session(&self, phone_nonce: &str, server_nonce: &str) -> Session {
        let tag = tag(&self.key, &["session\n", phone_nonce, "\n", server_nonce]);
        Session { key: hmac::Key::new(HMAC_SHA256, hex::encode(tag.as_ref()).as_bytes()) }
    }

    fn proof(&self, head: &str, bot: &str, phone_id: &str, phone_nonce: &str, server_nonce: &str) -> String {
        let parts = [head, bot, "\n", phone_id, "\n", phone_nonce, "\n", server_nonce];
        hex::encode(tag(&self.key, &parts).as_ref())
    }

    fn of(digits: String) -> Self {
        let key = hmac::Key::new(HMAC_SHA256, digits.as_bytes());
        Self { digits, key }
    }
}

/// Whether two keys are the same, in constant time.
impl PartialEq for PhoneKey {
    fn eq(&self, other: &Self) -> bool {
        is_same(&self.digits, &other.digits)
    }
}

impl Eq for PhoneKey {}

impl Session {
    /// Begins a code.
    pub(super) fn begin(&self) -> hmac::Context {
        hmac::Context::with_key(&self.key)
    }
}

impl fmt::Debug for PhoneKey {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("<redacted>")
    }
}

/// Whether two proofs are the same; how long it takes says nothing about where they differ.
pub fn is_same(ours: &str, theirs: &str) -> bool {
    ours.as_bytes().ct_eq(theirs.as_bytes()).into()
}

/// What a script knows a server's certificate by: the SHA-256 of its DER as 64 lower-case hex digits.
pub fn pin(der: &[u8]) -> String {
    hex::encode(digest(&SHA256, der).as_ref())
}

/// Whether this can be the nonce of a connection: 32 hex digits.
pub fn is_nonce(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Whether this can be the id of a phone: 1 to 64 letters of `A-Za-z0-9._-`.
pub fn is_phone_id(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
    (1..=64).contains(&text.len()) && text.bytes().all(allowed)
}

fn tag(key: &hmac::Key, parts: &[&str]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    for part in parts {
        context.update(part.as_bytes());
    }
    context.sign()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SigningKey;

    const PHONE: (&str, &str) = ("testbot", "p-0123456789ab");
    const NONCES: (&str, &str) = ("00112233445566778899aabbccddeeff", "ffeeddccbbaa99887766554433221100");

    fn key() -> PhoneKey {
        SigningKey::new("test-secret-key-0001", "test-salt-01").phone_key(PHONE.0, PHONE.1)
    }

    #[test]
    fn the_vectors_of_the_page_come_out() {
        let key = key();
        assert_eq!(key.digits(), "0aa0322a2756dcd42ae95b00b36ed6d1e600ba2d7f055c8083c830d644b2f5a0");
        assert_eq!(
            key.server_proof(PHONE.0, PHONE.1, NONCES.0, NONCES.1),
            "b4c39f27b77c7966521fecef522209ab647c51797c3b8a5905a45a42b8493338"
        );
        assert_eq!(
            key.phone_proof(PHONE.0, PHONE.1, NONCES.0, NONCES.1),
            "6ac2d533b5d20400c41c194f5805219d8fb706ab8c84b1e5c916a6b3108cffc1"
        );
    }

    #[test]
    fn a_key_is_one_phones_alone() {
        let other = SigningKey::new("test-secret-key-0001", "test-salt-01");
        assert_eq!(key(), other.phone_key(PHONE.0, PHONE.1));
        assert_ne!(key(), other.phone_key(PHONE.0, "p-0123456789ac"));
        assert_ne!(key(), other.phone_key("testbo", "tp-0123456789ab"));
        assert_eq!(PhoneKey::parse(key().digits()), Some(key()));
        assert!(["", "0f", &"g".repeat(64), &"0".repeat(65)].iter().all(|text| PhoneKey::parse(text).is_none()));
    }

    #[test]
    fn names_are_told_from_what_is_none() {
        assert!(is_phone_id("p-0123456789ab") && is_phone_id(&"A".repeat(64)) && is_phone_id("a.b_c"));
        assert!(["", "a b", "a/b", "폰", "a\n", &"a".repeat(65)].iter().all(|text| !is_phone_id(text)));
        assert!(is_nonce(NONCES.0) && !is_nonce("") && !is_nonce(&"g".repeat(32)) && !is_nonce(&"0".repeat(31)));
    }

    #[test]
    fn keys_print_nothing_of_themselves() {
        let (key, session) = (key(), key().session(NONCES.0, NONCES.1));
        assert_eq!(format!("{key:?} {session:?}"), "<redacted> <redacted>");
    }
}
