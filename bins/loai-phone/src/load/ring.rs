//! Lines that were signed before they are needed.
//!
//! The signature does not cover the log id (protocol 3.1), so a line can be sent many times with fresh digits in it.

use loai_core::{Clock, SystemClock};
use loai_protocol::phone::{ChatLine, Phone as Script};

use super::rooms;
use crate::identity::LOG_ID_DIGITS;
use crate::phone::Own;

/// Stands in a line where the log id comes.
const PLACEHOLDER: &str = "7070707070707070707";
/// Neighbouring lines have different times and so different signatures, over at most this span.
const SPAN_MS: i64 = 5000;
/// Servers accept five minutes; lines are signed anew well before.
const MAX_AGE_MS: i64 = 120_000;

/// What all lines of one phone have in common.
#[derive(Clone, Debug)]
pub struct Speech {
    /// What is said.
    pub text: String,
    /// Who says it.
    pub sender: String,
    /// The user hash of who says it.
    pub user: String,
}

/// Complete signed lines, room after room, used over and over.
pub struct Ring {
    bytes: Vec<u8>,
    lines: Vec<Slot>,
    next: usize,
    rooms: usize,
    signed_at: i64,
}

struct Slot {
    start: usize,
    log_id: usize,
    end: usize,
}

impl Ring {
    /// Signs at least `count` lines, the same number for each of the rooms.
    pub fn sign(script: &Script, speech: &Speech, rooms: &[u32], count: usize, now: i64) -> Self {
        let rounds = count.div_ceil(rooms.len()).max(1);
        let mut ring = Self { bytes: Vec::new(), lines: Vec::new(), next: 0, rooms: rooms.len(), signed_at: now };
        for index in 0..rounds * rooms.len() {
            let start = ring.bytes.len();
            let made_at = now - index as i64 % SPAN_MS;
            line(script, speech, rooms[index % rooms.len()], made_at, &mut ring.bytes);
            let found = find(&ring.bytes[start..], PLACEHOLDER.as_bytes());
            // A script without log ids has no place for one; then nothing is patched.
            let log_id = found.map_or(usize::MAX, |at| start + at);
            ring.lines.push(Slot { start, log_id, end: ring.bytes.len() });
        }
        ring
    }

    /// Whether the signatures are getting old.
    pub fn is_stale(&self, now: i64) -> bool {
        now - self.signed_at > MAX_AGE_MS
    }

    /// Appends the next line with this log id and returns its place in the list of rooms.
    pub fn push(&mut self, log_id: u64, out: &mut Vec<u8>) -> usize {
        let index = self.next;
        self.next = (index + 1) % self.lines.len();
        let Slot { start, log_id: at, end } = self.lines[index];
        let written = out.len();
        out.extend_from_slice(&self.bytes[start..end]);
        if at != usize::MAX {
            let from = written + at - start;
            write_digits(&mut out[from..from + LOG_ID_DIGITS], log_id);
        }
        index % self.rooms
    }

    /// As [`Ring::push`] for our own script, whose lines are numbered and cannot be signed in advance.
    pub fn push_own(&mut self, own: &mut Own, speech: &Speech, rooms: &[u32], log_id: u64, out: &mut Vec<u8>) -> usize {
        let index = self.next;
        self.next = (index + 1) % self.rooms;
        let now = SystemClock.now();
        of_room(speech, rooms[index], &log_id.to_string(), |line| out.extend(own.message(line, now)));
        index
    }
}

/// Appends one signed chat line of a room of the load, with a placeholder for its log id.
fn line(script: &Script, speech: &Speech, room: u32, made_at: i64, out: &mut Vec<u8>) {
    of_room(speech, room, PLACEHOLDER, |line| script.chat(line, made_at, out));
}

/// What is said in a room of the load.
fn of_room(speech: &Speech, room: u32, log_id: &str, say: impl FnOnce(&ChatLine<'_>)) {
    let line = ChatLine {
        room: &rooms::name(room),
        channel_id: Some(&rooms::channel(room)),
        text: &speech.text,
        sender: &speech.sender,
        user_hash: Some(&speech.user),
        log_id: Some(log_id),
        is_group: true,
        is_mention: false,
    };
    say(&line);
}

/// Where `needle` begins in `hay`.
pub fn find(hay: &[u8], needle: &[u8]) -> Option<usize> {
    hay.windows(needle.len()).position(|window| window == needle)
}

fn write_digits(place: &mut [u8], mut value: u64) {
    for digit in place.iter_mut().rev() {
        *digit = b'0' + (value % 10) as u8;
        value /= 10;
    }
}

#[cfg(test)]
mod tests {
    use loai_protocol::phone::Client;
    use loai_protocol::{Packet, SigningKey, decode};

    use super::*;
    use crate::identity::{Identity, fresh_log_id};

    fn ring(client: Client) -> Ring {
        let script = Identity::new("bot", "secret", "salt", "phone", client).script("127.0.0.1".to_owned());
        let speech = Speech { text: "안녕".to_owned(), sender: "하나".to_owned(), user: "0f".to_owned() };
        Ring::sign(&script, &speech, &[3, 8], 3, 1_752_990_000_123)
    }

    #[test]
    fn every_line_is_signed_and_has_its_own_log_id() {
        let key = SigningKey::new("secret", "salt");
        for client in [Client::V321, Client::Head333, Client::Iris] {
            let mut ring = ring(client);
            for round in 0..9 {
                let log_id = fresh_log_id();
                let mut line = Vec::new();
                let room = ring.push(log_id, &mut line);
                let Ok(Packet::Chat(chat)) = decode(&line) else { panic!("{client:?}") };
                assert_eq!(chat.log_id.as_deref(), Some(log_id.to_string().as_str()));
                assert_eq!(chat.channel_id.as_deref(), Some(rooms::channel([3, 8][room]).as_str()));
                assert_eq!(room, round % 2);
                assert!(key.verify(chat.auth.as_ref().unwrap(), &mut Vec::new()));
            }
        }
    }

    #[test]
    fn signatures_age() {
        let ring = ring(Client::V321);
        assert!(!ring.is_stale(1_752_990_000_123 + MAX_AGE_MS) && ring.is_stale(1_752_990_000_124 + MAX_AGE_MS));
    }
}
