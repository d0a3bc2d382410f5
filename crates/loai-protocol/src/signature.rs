//! Signatures: who sent a packet, and when (protocol 3).

use std::fmt;

use ring::hmac;

use crate::hex;
use crate::json::write::integer;
use crate::own::PhoneKey;
use crate::packet::Auth;

/// The values that a signature covers; absent ones count as empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed<'a> {
    /// The client type exactly as sent.
    pub client_type: &'a str,
    /// The bot's name.
    pub bot_name: &'a str,
    /// The host app's id of the phone.
    pub device_uuid: Option<&'a str>,
    /// The phone's Wi-Fi MAC.
    pub mac_address: Option<&'a str>,
    /// The phone's own address.
    pub ip_address: Option<&'a str>,
    /// When the packet was made, in ms since the epoch.
    pub timestamp: i64,
}

/// A bot's secret and salt, prepared once for many signatures.
#[derive(Clone)]
pub struct SigningKey {
    key: hmac::Key,
    /// What the keys of phones of dialect L are derived with.
    phones: hmac::Key,
    salt: Box<str>,
}

impl SigningKey {
    /// Prepares a secret and a salt.
    pub fn new(secret: &str, salt: &str) -> Self {
        let key = |bytes: &[u8]| hmac::Key::new(hmac::HMAC_SHA256, bytes);
        let phones = key(&[secret.as_bytes(), salt.as_bytes()].concat());
        Self { key: key(secret.as_bytes()), phones, salt: salt.into() }
    }

    /// Whether the packet's signature is this key's, in constant time; `scratch` is overwritten.
    ///
    /// The age of the packet is a separate question: [`within_window`].
    pub fn verify(&self, auth: &Auth, scratch: &mut Vec<u8>) -> bool {
        let Some(tag) = hex::decode(auth.signature.as_bytes()) else {
            return false;
        };
        self.compose(&auth.signed(), scratch);
        hmac::verify(&self.key, scratch, &tag).is_ok()
    }

    /// The key of a phone of dialect L.
    pub fn phone_key(&self, bot: &str, phone_id: &str) -> PhoneKey {
        PhoneKey::derive(&self.phones, bot, phone_id)
    }

    /// The signature as 64 lower-case hex digits; `scratch` is overwritten.
    pub fn sign(&self, signed: &Signed, scratch: &mut Vec<u8>) -> String {
        self.compose(signed, scratch);
        hex::encode(hmac::sign(&self.key, scratch).as_ref())
    }

    /// Puts the signed string together: seven values joined by `|` (protocol 3.1).
    fn compose(&self, signed: &Signed, out: &mut Vec<u8>) {
        out.clear();
        out.extend_from_slice(signed.client_type.as_bytes());
        push(out, signed.bot_name);
        push(out, signed.device_uuid.unwrap_or_default());
        push(out, signed.mac_address.unwrap_or_default());
        push(out, signed.ip_address.unwrap_or_default());
        out.push(b'|');
        integer(out, signed.timestamp);
        push(out, &self.salt);
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, formatter: &mut fmt::Formatter) -> fmt::Result {
        formatter.write_str("<redacted>")
    }
}

/// Whether a packet's time lies within `window_ms` of now, both ends included (protocol 3.2: 300,000 ms).
pub fn within_window(auth_ms: i64, now_ms: i64, window_ms: u64) -> bool {
    auth_ms.abs_diff(now_ms) <= window_ms
}

fn push(out: &mut Vec<u8>, value: &str) {
    out.push(b'|');
    out.extend_from_slice(value.as_bytes());
}

#[cfg(test)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    const NORMAL: &str = "5e0a7f9ab39e74fb65af664de4b83d9ebeeb2c68982652ca5ef5669b42fb860c";

    fn signed<'a>() -> Signed<'a> {
        Signed {
            client_type: "MessengerBotR",
            bot_name: "testbot",
            device_uuid: Some("a1b2c3d4e5f60718"),
            mac_address: Some("02:00:00:00:00:00"),
            ip_address: Some("192.0.2.10"),
            timestamp: 1_752_990_000_123,
        }
    }

    fn auth(signed: Signed<'_>, signature: String) -> Auth<'_> {
        Auth {
            client_type: Cow::Borrowed(signed.client_type),
            bot_name: Cow::Borrowed(signed.bot_name),
            device_uuid: signed.device_uuid.map(Cow::Borrowed),
            device_id: Cow::Borrowed("a1b2c3d4e5f60718"),
            mac_address: signed.mac_address.map(Cow::Borrowed),
            ip_address: signed.ip_address.map(Cow::Borrowed),
            timestamp: signed.timestamp,
            version: Cow::Borrowed("3.2.0"),
            signature: Cow::Owned(signature),
        }
    }

    fn check(signed: Signed, text: &str, signature: &str) {
        let key = SigningKey::new("test-secret-key-0001", "test-salt-01");
        let mut scratch = b"left over".to_vec();
        assert_eq!(key.sign(&signed, &mut scratch), signature);
        assert_eq!(std::str::from_utf8(&scratch).unwrap(), text);
        assert!(key.verify(&auth(signed, signature.to_owned()), &mut scratch));
    }

    #[test]
    fn the_published_vectors_come_out() {
        let device = "MessengerBotR|testbot|a1b2c3d4e5f60718";
        let end = "1752990000123|test-salt-01";
        check(signed(), &format!("{device}|02:00:00:00:00:00|192.0.2.10|{end}"), NORMAL);
        check(
            Signed { mac_address: None, ..signed() },
            &format!("{device}||192.0.2.10|{end}"),
            "2ecb2f774a1937469c0b4c1dda51c6c491eb467be473df2a88e176225d9aa49a",
        );
        check(
            Signed { ip_address: Some("unknown"), ..signed() },
            &format!("{device}|02:00:00:00:00:00|unknown|{end}"),
            "528ef2ad01cb0a3ddde167cb64fdca2d158a5da18e2ca07f8be1b18379083819",
        );
    }

    #[test]
    fn a_signature_that_is_not_the_keys_is_refused() {
        let key = SigningKey::new("test-secret-key-0001", "test-salt-01");
        let mut scratch = Vec::new();
        let flipped = NORMAL.replacen('5', "6", 1);
        for wrong in ["", "5e0a", "zz", &"0".repeat(64), &"g".repeat(64), &"é".repeat(32), &flipped] {
            assert!(!key.verify(&auth(signed(), wrong.to_owned()), &mut scratch), "{wrong}");
        }
        let other = Signed { bot_name: "other", ..signed() };
        assert!(!key.verify(&auth(other, NORMAL.to_owned()), &mut scratch));
        let stranger = SigningKey::new("another-secret", "test-salt-01");
        assert!(!stranger.verify(&auth(signed(), NORMAL.to_owned()), &mut scratch));
    }

    #[test]
    fn a_key_prints_nothing_of_itself() {
        assert_eq!(format!("{:?}", SigningKey::new("secret", "salt")), "<redacted>");
    }

    #[test]
    fn the_window_includes_both_ends() {
        assert!(within_window(1000, 301_000, 300_000) && within_window(301_000, 1000, 300_000));
        assert!(!within_window(999, 301_000, 300_000) && !within_window(301_001, 1000, 300_000));
        assert!(!within_window(i64::MIN, i64::MAX, 300_000));
    }
}
