//! A member of a room, named without saying who it is.

use std::fmt::Write as _;

use loai_core::record::ErasureFact;
use rand::RngExt as _;
use ring::digest::{Context, SHA256};

/// The SHA-256 of a random salt and a member: whoever knows the member recognises it, and nobody learns who it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seal {
    /// The salt.
    pub salt: [u8; 16],
    /// The SHA-256.
    pub digest: [u8; 32],
}

impl Seal {
    /// A new one of this member.
    pub fn new(bot: &str, channel: &str, user: &str) -> Self {
        let salt = rand::rng().random();
        Self { salt, digest: digest(salt, bot, channel, user) }
    }

    /// The one in a record.
    pub fn of(fact: &ErasureFact<'_>) -> Self {
        Self { salt: fact.salt, digest: fact.digest }
    }

    /// The one that was written as hexadecimal digits; `None` for other texts.
    pub fn read(salt: &str, digest: &str) -> Option<Self> {
        Some(Self { salt: bytes(salt)?, digest: bytes(digest)? })
    }

    /// Whether it is of this member.
    pub fn fits(&self, bot: &str, channel: &str, user: &str) -> bool {
        digest(self.salt, bot, channel, user) == self.digest
    }

    /// Salt and SHA-256 as hexadecimal digits.
    pub fn words(&self) -> (String, String) {
        (hex(&self.salt), hex(&self.digest))
    }
}

fn digest(salt: [u8; 16], bot: &str, channel: &str, user: &str) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(&salt);
    for part in [bot, channel, user] {
        context.update(&(part.len() as u64).to_le_bytes());
        context.update(part.as_bytes());
    }
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    digest
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn bytes<const N: usize>(text: &str) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    if text.len() != 2 * N || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seal_fits_its_member_and_nobody_else_and_reads_back() {
        let seal = Seal::new("LOA.i", "1", "user");
        let (salt, digest) = seal.words();
        let again = Seal::read(&salt, &digest).unwrap();
        assert!(again.fits("LOA.i", "1", "user"));
        for (bot, channel, user) in [("LOA.i", "1", "use"), ("LOA.i", "1u", "ser"), ("LOA", "1", "user")] {
            assert!(!again.fits(bot, channel, user));
        }
        assert_ne!(Seal::new("LOA.i", "1", "user"), seal);
        for (salt, digest) in [("", ""), ("zz", "00"), (&*salt, &*salt), (&*digest, &*digest)] {
            assert_eq!(Seal::read(salt, digest), None);
        }
    }
}
