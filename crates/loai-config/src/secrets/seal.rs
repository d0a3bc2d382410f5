//! The sealed form: AES-256-GCM over a JSON object, as one line of base64.
//!
//! | Bytes | What |
//! |---|---|
//! | 4 | `LOAI` |
//! | 1 | the version of this form, 1 |
//! | 8 | which key: the start of a SHA-256 over it |
//! | 12 | the nonce, random for each write |
//! | rest | ciphertext and tag; everything before the nonce is authenticated with it |

use base64::Engine;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::error::Unspecified;
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use super::key::{BASE64, ID_BYTES, Key};
use crate::diagnostic::Seal;

const MAGIC: &[u8] = b"LOAI";
const VERSION: u8 = 1;
const HEADER: usize = MAGIC.len() + 1 + ID_BYTES;

/// Seals a plaintext, which is overwritten.
pub(super) fn seal(key: &Key, mut plain: Zeroizing<Vec<u8>>) -> Result<String, Unspecified> {
    let header = [MAGIC, &[VERSION], &key.id()].concat();
    let mut nonce = [0; NONCE_LEN];
    SystemRandom::new().fill(&mut nonce)?;
    let aead = LessSafeKey::new(UnboundKey::new(&AES_256_GCM, key.bytes())?);
    aead.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(&header), &mut *plain)?;
    let mut text = BASE64.encode([&header[..], &nonce, &plain].concat());
    text.push('\n');
    Ok(text)
}

/// Whether bytes have this form, of any version.
pub(super) fn is_sealed(bytes: &[u8]) -> bool {
    bytes.starts_with(MAGIC)
}

/// Opens what one of these keys has sealed.
pub(super) fn open(keys: &[Key], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Seal> {
    if sealed.get(MAGIC.len()).is_some_and(|version| *version != VERSION) {
        return Err(Seal::Newer);
    }
    let (header, rest) = sealed.split_at_checked(HEADER).ok_or(Seal::Damaged)?;
    let key = keys.iter().find(|key| key.id() == header[MAGIC.len() + 1..]).ok_or(Seal::WrongKey)?;
    let (nonce, ciphertext) = rest.split_at_checked(NONCE_LEN).ok_or(Seal::Damaged)?;
    let mut plain = Zeroizing::new(ciphertext.to_vec());
    let opened = UnboundKey::new(&AES_256_GCM, key.bytes()).and_then(|key| {
        let nonce = Nonce::try_assume_unique_for_key(nonce)?;
        LessSafeKey::new(key).open_in_place(nonce, Aad::from(header), &mut plain).map(|opened| opened.len())
    });
    plain.truncate(opened.map_err(|_| Seal::Damaged)?);
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::super::key::decode;
    use super::*;

    fn sealed(key: &Key, plain: &[u8]) -> Vec<u8> {
        decode(seal(key, Zeroizing::new(plain.to_vec())).unwrap().trim()).unwrap()
    }

    #[test]
    fn what_is_sealed_is_opened_by_its_key_and_never_twice_the_same() {
        let (key, other) = (Key::fresh().unwrap(), Key::fresh().unwrap());
        let text = sealed(&key, b"hunter2");
        assert_ne!(text, sealed(&key, b"hunter2"));
        assert!(!text.windows(7).any(|window| window == b"hunter2"));
        assert_eq!(*open(&[other, key], &text).unwrap(), b"hunter2");
        assert_eq!(open(&[Key::fresh().unwrap()], &text).unwrap_err(), Seal::WrongKey);
    }

    #[test]
    fn any_changed_or_missing_byte_is_noticed() {
        let key = Key::fresh().unwrap();
        let text = sealed(&key, b"hunter2");
        let keys = [key];
        for at in MAGIC.len()..text.len() {
            let mut changed = text.clone();
            changed[at] ^= 1;
            assert!(open(&keys, &changed).is_err(), "byte {at}");
        }
        for length in MAGIC.len()..text.len() {
            assert!(open(&keys, &text[..length]).is_err(), "{length} bytes");
        }
    }
}
