//! Walking through JSON text without copying or judging it.
//!
//! It is as strict as `serde_json`, to which arrays and unknown objects are left, but leaves values as they stand: on
//! a chat line of two dozen keys that is most of the cost of decoding.

use serde::de::IgnoredAny;
use serde_json::Deserializer;

/// The text is not JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Broken;

/// What a value is; enough to know how to read it later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// A string without escapes.
    Plain,
    /// A string with escapes.
    Escaped,
    /// A number.
    Number,
    /// `true`.
    True,
    /// `false`.
    False,
    /// `null`.
    Null,
    /// An array or object.
    Nested,
}

/// A place in a text.
pub(crate) struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    /// Starts at the beginning.
    pub(crate) fn new(text: &'a str) -> Self {
        Self { text, at: 0 }
    }

    /// What has not been looked at.
    pub(crate) fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// The first byte of the next value or sign, after white space.
    #[inline]
    pub(crate) fn peek(&mut self) -> Result<u8, Broken> {
        while let Some(&byte) = self.text.as_bytes().get(self.at) {
            if !matches!(byte, b' ' | b'\n' | b'\r' | b'\t') {
                return Ok(byte);
            }
            self.at += 1;
        }
        Err(Broken)
    }

    /// Steps into an object; whether it has a first key.
    pub(crate) fn open(&mut self) -> Result<bool, Broken> {
        self.expect(b'{')?;
        let empty = self.peek()? == b'}';
        self.at += usize::from(empty);
        Ok(!empty)
    }

    /// Steps behind a key's colon. The key is given as it is written, so one with escapes is a key nobody knows.
    #[inline]
    pub(crate) fn key(&mut self) -> Result<&'a [u8], Broken> {
        self.expect(b'"')?;
        let start = self.at;
        self.string()?;
        let key = self.text.as_bytes().get(start..self.at - 1).ok_or(Broken)?;
        self.expect(b':')?;
        Ok(key)
    }

    /// Steps behind a member; whether another key follows.
    #[inline]
    pub(crate) fn more(&mut self) -> Result<bool, Broken> {
        let byte = self.peek()?;
        self.at += 1;
        match byte {
            b',' => Ok(true),
            b'}' => Ok(false),
            _ => Err(Broken),
        }
    }

    /// Steps behind any value.
    #[inline]
    pub(crate) fn value(&mut self) -> Result<(Kind, &'a str), Broken> {
        let byte = self.peek()?;
        let start = self.at;
        let kind = match byte {
            b'"' => {
                self.at += 1;
                self.string()?
            }
            b'-' | b'0'..=b'9' => self.number()?,
            b't' => self.literal("true", Kind::True)?,
            b'f' => self.literal("false", Kind::False)?,
            b'n' => self.literal("null", Kind::Null)?,
            b'[' | b'{' => self.nested()?,
            _ => return Err(Broken),
        };
        Ok((kind, self.text.get(start..self.at).ok_or(Broken)?))
    }

    #[inline]
    fn rest_bytes(&self) -> &'a [u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    #[inline]
    fn expect(&mut self, byte: u8) -> Result<(), Broken> {
        let found = self.peek()? == byte;
        self.at += usize::from(found);
        if found { Ok(()) } else { Err(Broken) }
    }

    /// Steps from behind the opening quote to behind the closing one.
    #[inline]
    fn string(&mut self) -> Result<Kind, Broken> {
        self.at += plain_length(self.rest_bytes());
        if self.text.as_bytes().get(self.at) == Some(&b'"') {
            self.at += 1;
            return Ok(Kind::Plain);
        }
        self.escaped_string()
    }

    /// The rest of a string from its first escape on.
    fn escaped_string(&mut self) -> Result<Kind, Broken> {
        loop {
            match self.text.as_bytes().get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                _ => return Err(Broken),
            }
            self.at += plain_length(self.rest_bytes());
        }
        self.at += 1;
        Ok(Kind::Escaped)
    }

    fn escape(&mut self) -> Result<(), Broken> {
        let bytes = self.text.as_bytes();
        self.at += match bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => 2,
            Some(b'u')
                if bytes.get(self.at + 2..self.at + 6).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) =>
            {
                6
            }
            _ => return Err(Broken),
        };
        Ok(())
    }

    fn number(&mut self) -> Result<Kind, Broken> {
        let bytes = self.text.as_bytes();
        self.at += usize::from(bytes.get(self.at) == Some(&b'-'));
        let leading_zero = bytes.get(self.at) == Some(&b'0');
        let digits = self.digits()?;
        if leading_zero && digits > 1 {
            return Err(Broken);
        }
        if bytes.get(self.at) == Some(&b'.') {
            self.at += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = bytes.get(self.at) {
            self.at += 1;
            self.at += usize::from(matches!(bytes.get(self.at), Some(b'+' | b'-')));
            self.digits()?;
        }
        Ok(Kind::Number)
    }

    fn digits(&mut self) -> Result<usize, Broken> {
        let count = self.rest_bytes().iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += count;
        if count > 0 { Ok(count) } else { Err(Broken) }
    }

    fn literal(&mut self, word: &str, kind: Kind) -> Result<Kind, Broken> {
        self.at += word.len();
        if self.text.get(self.at - word.len()..self.at) == Some(word) { Ok(kind) } else { Err(Broken) }
    }

    fn nested(&mut self) -> Result<Kind, Broken> {
        let mut values = Deserializer::from_str(self.rest()).into_iter::<IgnoredAny>();
        values.next().and_then(Result::ok).ok_or(Broken)?;
        self.at += values.byte_offset();
        Ok(Kind::Nested)
    }
}

/// How many bytes from the start are neither `"` nor `\` nor a control; eight at a time.
#[inline]
fn plain_length(bytes: &[u8]) -> usize {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGH: u64 = 0x8080_8080_8080_8080;
    // The lowest set bit of such a mask is exact, since a borrow only disturbs bytes above a hit.
    let below = |word: u64, byte: u8| word.wrapping_sub(ONES * u64::from(byte)) & !word;
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        // With this bit turned, a quote is what a blank was, right above the controls.
        let quotes_and_controls = below(word ^ (ONES * u64::from(b'"' ^ b' ')), b' ' + 1);
        let backslashes = below(word ^ (ONES * u64::from(b'\\')), 1);
        let hits = (quotes_and_controls | backslashes) & HIGH;
        if hits != 0 {
            return index * 8 + hits.trailing_zeros() as usize / 8;
        }
    }
    let special = |&byte: &u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    words.len() * 8 + rest.iter().position(special).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests;
