//! The key file: base64 text of 32 bytes, for its owner only.

use std::fs;
use std::path::Path;

use base64::Engine;
use base64::alphabet::URL_SAFE;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use ring::digest;
use ring::rand::{SecureRandom, SystemRandom};
use zeroize::Zeroizing;

use crate::diagnostic::{Problem, Seal};
use crate::source::{read_capped, unreadable};

const KEY_BYTES: usize = 32;
pub(super) const ID_BYTES: usize = 8;

/// Base64 as both forms write it; read with and without padding.
pub(super) const BASE64: GeneralPurpose = GeneralPurpose::new(
    &URL_SAFE,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// A key of 32 bytes.
pub(super) struct Key(Zeroizing<[u8; KEY_BYTES]>);

impl Key {
    /// A new random key.
    pub(super) fn fresh() -> Result<Self, ring::error::Unspecified> {
        let mut bytes = Zeroizing::new([0; KEY_BYTES]);
        SystemRandom::new().fill(&mut *bytes)?;
        Ok(Self(bytes))
    }

    pub(super) fn parse(text: &str) -> Option<Self> {
        let bytes = Zeroizing::new(decode(text)?);
        let bytes = bytes.as_slice().try_into().ok()?;
        Some(Self(Zeroizing::new(bytes)))
    }

    pub(super) fn bytes(&self) -> &[u8; KEY_BYTES] {
        &self.0
    }

    /// Tells keys apart without telling what they are.
    pub(super) fn id(&self) -> [u8; ID_BYTES] {
        let digest = digest::digest(&digest::SHA256, &[b"loai key id\0", self.0.as_slice()].concat());
        let mut id = [0; ID_BYTES];
        id.copy_from_slice(&digest.as_ref()[..ID_BYTES]);
        id
    }
}

/// Reads a key file. The first key seals; others stand behind it while a rotation is under way.
pub(super) fn read(path: &Path) -> Result<Vec<Key>, Problem> {
    if is_readable_by_others(path).map_err(|error| unreadable(&error))? {
        return Err(Problem::Seal(Seal::KeyForOthers(path.display().to_string())));
    }
    let text = read_text(path)?;
    let keys: Option<Vec<Key>> = text.split_whitespace().map(Key::parse).collect();
    keys.filter(|keys| !keys.is_empty()).ok_or(Problem::Seal(Seal::BadKey))
}

/// What a key file holds.
pub(super) fn to_text(keys: &[Key]) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(keys.len() * 64));
    for key in keys {
        BASE64.encode_string(key.bytes(), &mut text);
        text.push('\n');
    }
    text
}

/// The text of a small file without a byte-order mark and the blanks around it.
pub(super) fn read_text(path: &Path) -> Result<Zeroizing<String>, Problem> {
    let bytes = Zeroizing::new(read_capped(path)?);
    match std::str::from_utf8(&bytes) {
        Ok(text) => Ok(Zeroizing::new(text.trim_start_matches('\u{feff}').trim().to_owned())),
        Err(_) => Err(Problem::Seal(Seal::NotText)),
    }
}

/// Decodes base64 of either alphabet.
pub(super) fn decode(text: &str) -> Option<Vec<u8>> {
    let text = Zeroizing::new(text.replace('+', "-").replace('/', "_"));
    BASE64.decode(text.as_bytes()).ok()
}

#[cfg(unix)]
fn is_readable_by_others(path: &Path) -> std::io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::metadata(path)?.permissions().mode() & 0o077 != 0)
}

#[cfg(not(unix))]
fn is_readable_by_others(path: &Path) -> std::io::Result<bool> {
    fs::metadata(path).map(|_| false)
}
