//! Bytes as hexadecimal digits.

/// The digits that clients write.
pub(crate) const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// Two lower-case digits for each byte.
pub(crate) fn encode(bytes: &[u8]) -> String {
    let nibbles = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
    nibbles.map(|nibble| char::from(DIGITS[usize::from(nibble)])).collect()
}

/// The bytes of exactly 64 digits of either case.
pub(crate) fn decode(digits: &[u8]) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if digits.len() != 64 {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_in_either_case_and_nothing_else() {
        let bytes: [u8; 32] = std::array::from_fn(|at| (at * 8 + 7) as u8);
        let digits = encode(&bytes);
        assert!(digits.starts_with("070f171f") && digits.ends_with("f7ff"), "{digits}");
        assert_eq!(decode(digits.as_bytes()), Some(bytes));
        assert_eq!(decode(digits.to_uppercase().as_bytes()), Some(bytes));
        for wrong in ["", &digits[1..], &digits.replace('f', "g"), &format!("{digits}00")] {
            assert_eq!(decode(wrong.as_bytes()), None, "{wrong}");
        }
    }
}
