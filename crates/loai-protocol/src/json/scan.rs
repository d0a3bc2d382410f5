//! Walking through JSON text without copying or judging it.
//!
//! It is as strict as `serde_json`, to which arrays and unknown objects are left, but leaves values as they stand: on
//! a chat line of two dozen keys that is most of the cost of decoding.

use std::borrow::Cow;

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

    /// Steps behind a key's colon; the key is given as bytes, since those are matched faster than text.
    pub(crate) fn key(&mut self) -> Result<Cow<'a, [u8]>, Broken> {
        self.expect(b'"')?;
        let start = self.at;
        let kind = self.string()?;
        let end = self.at - 1;
        self.expect(b':')?;
        if kind == Kind::Plain {
            return self.text.as_bytes().get(start..end).map(Cow::Borrowed).ok_or(Broken);
        }
        // An escaped key that cannot be a string is a key nobody knows.
        let quoted = self.text.get(start - 1..=end).ok_or(Broken)?;
        Ok(Cow::Owned(serde_json::from_str::<String>(quoted).unwrap_or_default().into_bytes()))
    }

    /// Steps behind a member; whether another key follows.
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
    fn expect(&mut self, byte: u8) -> Result<(), Broken> {
        let found = self.peek()? == byte;
        self.at += usize::from(found);
        if found { Ok(()) } else { Err(Broken) }
    }

    /// Steps from behind the opening quote to behind the closing one.
    #[inline]
    fn string(&mut self) -> Result<Kind, Broken> {
        let bytes = self.text.as_bytes();
        let mut kind = Kind::Plain;
        loop {
            self.at += plain_length(bytes.get(self.at..).ok_or(Broken)?);
            match bytes.get(self.at) {
                Some(b'"') => break,
                Some(b'\\') => self.escape()?,
                _ => return Err(Broken),
            }
            kind = Kind::Escaped;
        }
        self.at += 1;
        Ok(kind)
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
        let count = self.rest().bytes().take_while(u8::is_ascii_digit).count();
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
    let equal = |word: u64, byte: u8| {
        let difference = word ^ (ONES * u64::from(byte));
        difference.wrapping_sub(ONES) & !difference
    };
    let (words, rest) = bytes.as_chunks::<8>();
    for (index, word) in words.iter().enumerate() {
        let word = u64::from_le_bytes(*word);
        let controls = word.wrapping_sub(ONES * 0x20) & !word;
        let hits = (controls | equal(word, b'"') | equal(word, b'\\')) & HIGH;
        if hits != 0 {
            return index * 8 + hits.trailing_zeros() as usize / 8;
        }
    }
    let special = |&byte: &u8| byte < 0x20 || byte == b'"' || byte == b'\\';
    words.len() * 8 + rest.iter().position(special).unwrap_or(rest.len())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Where the first value ends, if the text begins with one.
    fn end(text: &str) -> Option<usize> {
        let mut scanner = Scanner::new(text);
        scanner.value().ok().map(|_| text.len() - scanner.rest().len())
    }

    fn end_by_serde(text: &str) -> Option<usize> {
        let mut values = Deserializer::from_str(text).into_iter::<IgnoredAny>();
        values.next()?.ok().map(|_| values.byte_offset())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4000))]

        #[test]
        fn strings_end_where_serde_says(text in "\"([a-c\"\\\\/bfnrtuU0-9\\x00-\\x22가😀]|\\\\u00e9|\\\\\"|\\\\n){0,24}\"?") {
            prop_assert_eq!(end(&text), end_by_serde(&text));
        }

        #[test]
        fn numbers_and_words_are_those_of_serde(text in "[-+0-9.eE]{1,8}|(true|false|null|nul|True|[tfn][a-z]{0,4})") {
            // A bare value ends at a sign, and serde looks at that sign.
            let by_serde = serde_json::from_str::<IgnoredAny>(&text).ok().map(|_| text.len());
            prop_assert_eq!(end(&text).filter(|&end| end == text.len()), by_serde);
        }

        #[test]
        fn plain_bytes_are_counted_exactly(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
            let slow = bytes.iter().take_while(|&&byte| byte >= 0x20 && byte != b'"' && byte != b'\\').count();
            prop_assert_eq!(plain_length(&bytes), slow);
        }
    }

    #[test]
    fn members_are_separated_as_they_must_be() {
        let walk = |text: &'static str| -> Result<Vec<String>, Broken> {
            let mut scanner = Scanner::new(text);
            let (mut keys, mut more) = (Vec::new(), scanner.open()?);
            while more {
                keys.push(String::from_utf8_lossy(&scanner.key()?).into_owned());
                scanner.value()?;
                more = scanner.more()?;
            }
            keys.push(scanner.rest().to_owned());
            Ok(keys)
        };
        assert_eq!(walk("{}tail"), Ok(vec!["tail".to_owned()]));
        let keys = ["a", "b é", ""].map(str::to_owned).to_vec();
        assert_eq!(walk(" { \"a\" : [1,{}] ,\n\"b \\u00e9\":\"}\"\t}"), Ok(keys));
        for broken in ["", "{", "{,}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{\"a\":1 \"b\":2}", "{a:1}", "{\"a\":[1}}"]
        {
            assert_eq!(walk(broken), Err(Broken), "{broken}");
        }
    }
}
