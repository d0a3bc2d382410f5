//! Frames: `N MAC JSON LF`, numbered and signed for one direction of one connection.

use subtle::ConstantTimeEq;

use super::keys::Session;
use crate::hex::DIGITS;
use crate::json::write::integer;
use crate::reply::EncodeError;

/// The digits of a code: the first half of an HMAC.
const CODE: usize = 32;
/// The longest frame that a phone is sent, LF included.
const MAX_FRAME: usize = 16 << 20;
/// More digits than a connection can count to.
const MAX_DIGITS: usize = 18;

/// Which way a frame goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Direction {
    FromPhone,
    FromServer,
}

/// Why a frame is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FrameError {
    /// It does not look like `N MAC JSON`.
    #[error("open frame: not a frame")]
    Malformed,
    /// Its code is not the one of this session, direction, number and content.
    #[error("open frame: wrong code")]
    Code,
    /// Its number is not above the last one: it came before, or out of order.
    #[error("open frame: number out of order")]
    Number,
}

/// Makes the frames of one direction.
#[derive(Clone, Debug)]
pub struct Sealer {
    session: Session,
    direction: Direction,
    last: u64,
}

/// Takes the frames of one direction.
#[derive(Clone, Debug)]
pub struct Opener {
    session: Session,
    direction: Direction,
    last: u64,
}

impl Sealer {
    /// For what the server says.
    pub fn of_server(session: Session) -> Self {
        Self { session, direction: Direction::FromServer, last: 0 }
    }

    /// For what the phone says.
    pub fn of_phone(session: Session) -> Self {
        Self { session, direction: Direction::FromPhone, last: 0 }
    }

    /// Appends one frame around the JSON that `write` appends.
    ///
    /// # Errors
    /// What `write` says, or [`EncodeError::TooLong`] when the frame would be longer than a phone takes. The output is
    /// unchanged then, and no number is used up.
    pub fn seal(
        &mut self,
        out: &mut Vec<u8>,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), EncodeError>,
    ) -> Result<(), EncodeError> {
        let start = out.len();
        integer(out, self.last as i64 + 1);
        let number = start..out.len();
        out.push(b' ');
        let code = out.len();
        out.resize(code + CODE, b'0');
        out.push(b' ');
        let json = out.len();
        let written = write(out)
            .and_then(|()| if out.len() - start < MAX_FRAME { Ok(()) } else { Err(EncodeError::TooLong { index: 0 }) });
        if let Err(error) = written {
            out.truncate(start);
            return Err(error);
        }
        let digits = self.direction.code(&self.session, &out[number], &out[json..]);
        out[code..code + CODE].copy_from_slice(&digits);
        out.push(b'\n');
        self.last += 1;
        Ok(())
    }
}

impl Opener {
    /// For what the phone says.
    pub fn of_phone(session: Session) -> Self {
        Self { session, direction: Direction::FromPhone, last: 0 }
    }

    /// For what the server says.
    pub fn of_server(session: Session) -> Self {
        Self { session, direction: Direction::FromServer, last: 0 }
    }

    /// The JSON of a line, after its code was compared in constant time and its number with the last one.
    ///
    /// # Errors
    /// [`FrameError`] for a line that is to be dropped; the next one is judged as if it had not come.
    pub fn open<'a>(&mut self, line: &'a [u8]) -> Result<&'a [u8], FrameError> {
        let digits = line.iter().take(MAX_DIGITS + 1).take_while(|byte| byte.is_ascii_digit()).count();
        let (number, rest) = line.split_at(digits);
        let value = value(number).ok_or(FrameError::Malformed)?;
        let rest = rest.strip_prefix(b" ").ok_or(FrameError::Malformed)?;
        let (code, rest) = rest.split_at_checked(CODE).ok_or(FrameError::Malformed)?;
        let json = rest.strip_prefix(b" ").ok_or(FrameError::Malformed)?;
        let expected = self.direction.code(&self.session, number, json);
        if !bool::from(expected.ct_eq(code)) {
            return Err(FrameError::Code);
        }
        if value <= self.last {
            return Err(FrameError::Number);
        }
        self.last = value;
        Ok(json)
    }
}

impl Direction {
    fn code(self, session: &Session, number: &[u8], json: &[u8]) -> [u8; CODE] {
        let mut context = session.begin();
        context.update(match self {
            Self::FromPhone => b"phone\n",
            Self::FromServer => b"server\n",
        });
        context.update(number);
        context.update(b"\n");
        context.update(json);
        let tag = context.sign();
        let mut digits = [0; CODE];
        for (pair, byte) in digits.chunks_exact_mut(2).zip(tag.as_ref()) {
            pair.copy_from_slice(&[DIGITS[usize::from(byte >> 4)], DIGITS[usize::from(byte & 15)]]);
        }
        digits
    }
}

/// A number as frames write it: digits without a zero in front.
fn value(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > MAX_DIGITS || digits[0] == b'0' {
        return None;
    }
    Some(digits.iter().fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0')))
}

#[cfg(test)]
mod tests;
