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
    let mut wrong = 0;
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        let (high, low) = (NIBBLES[usize::from(pair[0])], NIBBLES[usize::from(pair[1])]);
        wrong |= high | low;
        *byte = high << 4 | (low & 15);
    }
    (wrong < 16).then_some(bytes)
}

/// The value of each digit, and 255 for what is none. Digits of a signature are random, so that branches on them would
/// be guessed wrongly half of the time.
const NIBBLES: [u8; 256] = {
    let mut nibbles = [u8::MAX; 256];
    let mut value = 0;
    while value < 16 {
        nibbles[DIGITS[value as usize] as usize] = value;
        nibbles[DIGITS[value as usize].to_ascii_uppercase() as usize] = value;
        value += 1;
    }
    nibbles
};

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
