//! Fernet, the form of the original: AES-128-CBC and HMAC-SHA256, read only.
//!
//! <https://github.com/fernet/spec/blob/master/Spec.md>; the age of a token does not matter (core 5.14).

use aes::Aes128;
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockModeDecrypt, KeyIvInit};
use ring::hmac;
use zeroize::Zeroizing;

use super::key::Key;
use crate::diagnostic::Seal;

const VERSION: u8 = 0x80;
const TIME_BYTES: usize = 8;
const IV_BYTES: usize = 16;
const TAG_BYTES: usize = 32;

/// Whether bytes may be a token.
pub(super) fn is_token(bytes: &[u8]) -> bool {
    bytes.first() == Some(&VERSION)
}

/// Opens a token that one of these keys has signed; the plaintext, and when it was made in UTC milliseconds.
pub(super) fn open(keys: &[Key], token: &[u8]) -> Result<(Zeroizing<Vec<u8>>, i64), Seal> {
    let signed_bytes = token.len().checked_sub(TAG_BYTES).ok_or(Seal::Damaged)?;
    let (signed, tag) = token.split_at(signed_bytes);
    let (header, rest) = signed.split_at_checked(1 + TIME_BYTES).ok_or(Seal::Damaged)?;
    let (iv, ciphertext) = rest.split_at_checked(IV_BYTES).ok_or(Seal::Damaged)?;
    let signs = |key: &&Key| {
        let signing = hmac::Key::new(hmac::HMAC_SHA256, &key.bytes()[..16]);
        hmac::verify(&signing, signed, tag).is_ok()
    };
    // The signature covers everything, so a foreign key and a changed token look the same.
    let key = keys.iter().find(signs).ok_or(Seal::WrongKey)?;
    let cipher = Decryptor::<Aes128>::new_from_slices(&key.bytes()[16..], iv).map_err(|_| Seal::Damaged)?;
    let mut plain = Zeroizing::new(ciphertext.to_vec());
    let length = cipher.decrypt_padded::<Pkcs7>(&mut plain).map_err(|_| Seal::Damaged)?.len();
    plain.truncate(length);
    let seconds = header[1..].iter().fold(0_u64, |seconds, byte| seconds << 8 | u64::from(*byte));
    Ok((plain, i64::try_from(seconds.saturating_mul(1000)).unwrap_or(i64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::super::key::decode;
    use super::*;

    /// `verify.json` of the Fernet specification.
    const KEY: &str = "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=";
    const TOKEN: &str =
        "gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==";

    #[test]
    fn the_published_vector_opens() {
        let (plain, made) = open(&[Key::parse(KEY).unwrap()], &decode(TOKEN).unwrap()).unwrap();
        assert_eq!((plain.as_slice(), made), (&b"hello"[..], 499_162_800_000));
    }

    #[test]
    fn any_changed_or_missing_byte_is_noticed() {
        let keys = [Key::parse(KEY).unwrap()];
        let token = decode(TOKEN).unwrap();
        for at in 1..token.len() {
            let mut changed = token.clone();
            changed[at] ^= 1;
            assert!(open(&keys, &changed).is_err(), "byte {at}");
        }
        for length in 1..token.len() {
            assert!(open(&keys, &token[..length]).is_err(), "{length} bytes");
        }
        assert_eq!(open(&[Key::fresh().unwrap()], &token).unwrap_err(), Seal::WrongKey);
    }
}
