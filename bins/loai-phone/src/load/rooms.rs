//! The rooms of a load: how they are named, who sits where, and how a reply is matched to one.

use super::ring::find;

const FIRST_CHANNEL: u64 = 18_400_000_000_000_000;
const NAME: &str = "부하방 ";
const CHANNEL_KEY: &[u8] = b"\"channel_id\":\"";
const ROOM_KEY: &str = "\"room\":\"부하방 ";

/// The channel id of a room.
pub fn channel(room: u32) -> String {
    (FIRST_CHANNEL + u64::from(room)).to_string()
}

/// The name of a room.
pub fn name(room: u32) -> String {
    format!("{NAME}{room:05}")
}

/// The rooms in which one phone hears messages: every room belongs to one phone, as long as there are enough.
pub fn of_phone(phone: u32, phones: u32, rooms: u32) -> Vec<u32> {
    if phone >= rooms { vec![phone % rooms] } else { (phone..rooms).step_by(phones as usize).collect() }
}

/// The place of a room in the list of [`of_phone`].
pub fn place(room: u32, phone: u32, phones: u32, rooms: u32) -> Option<usize> {
    if phone >= rooms {
        (room == phone % rooms).then_some(0)
    } else {
        (room < rooms && room % phones == phone).then_some((room / phones) as usize)
    }
}

/// Finds the room of a reply without parsing it; replies of one server have their keys in the same places.
#[derive(Clone, Copy, Debug, Default)]
pub struct Matcher {
    channel_at: usize,
}

impl Matcher {
    /// The room that a line is for; `None` when it is no reply to a room of the load.
    pub fn room(&mut self, line: &[u8]) -> Option<u32> {
        if let Some(at) = self.channel_key(line) {
            self.channel_at = at;
            let number = number(&line[at + CHANNEL_KEY.len()..])?;
            return u32::try_from(number.checked_sub(FIRST_CHANNEL)?).ok();
        }
        let at = find(line, ROOM_KEY.as_bytes())?;
        u32::try_from(number(&line[at + ROOM_KEY.len()..])?).ok()
    }

    fn channel_key(self, line: &[u8]) -> Option<usize> {
        let expected = line.get(self.channel_at..).is_some_and(|rest| rest.starts_with(CHANNEL_KEY));
        if expected { Some(self.channel_at) } else { find(line, CHANNEL_KEY) }
    }
}

/// The decimal number up to the next quote.
fn number(bytes: &[u8]) -> Option<u64> {
    let digits = bytes.iter().position(|&byte| byte == b'"')?;
    let parsed = bytes[..digits].iter().try_fold(0_u64, |sum, byte| {
        if byte.is_ascii_digit() { sum.checked_mul(10)?.checked_add(u64::from(byte - b'0')) } else { None }
    });
    parsed.filter(|_| digits > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_room_belongs_to_one_phone() {
        let mut all: Vec<u32> = (0..3).flat_map(|phone| of_phone(phone, 3, 10)).collect();
        all.sort_unstable();
        assert_eq!(all, (0..10).collect::<Vec<_>>());
        assert_eq!(of_phone(7, 10, 3), [1]);
        for (phone, phones, rooms) in [(0, 3, 10), (2, 3, 10), (7, 10, 3), (0, 1, 1)] {
            let list = of_phone(phone, phones, rooms);
            for room in 0..=rooms {
                assert_eq!(place(room, phone, phones, rooms), list.iter().position(|&own| own == room));
            }
        }
    }

    #[test]
    fn replies_are_matched_in_every_dialect() {
        let mut matcher = Matcher::default();
        for room in [0, 7, 99_999] {
            let (channel, name) = (channel(room), name(room));
            for line in [
                format!(
                    r#"{{"event":"messageResponse","data":{{"bot_name":"b","channel_id":"{channel}","text":"x"}}}}"#
                ),
                format!(r#"{{"event":"messageResponse","data":{{"room":"{name}","channel_id":"{channel}"}}}}7JWI"#),
                format!(r#"{{"type":"response","room":"{name}","content":"x"}}"#),
            ] {
                assert_eq!(matcher.room(line.as_bytes()), Some(room), "{line}");
            }
        }
    }

    #[test]
    fn other_lines_belong_to_no_room() {
        let mut matcher = Matcher::default();
        for line in [
            r#"{"event":"ping","data":{"channel_id":"ping","room":"PING"}}"#,
            r#"{"channel_id":""}"#,
            r#"{"channel_id":"17"}"#,
            r#"{"channel_id":"184000000000000000000000000"}"#,
            "",
        ] {
            assert_eq!(matcher.room(line.as_bytes()), None, "{line}");
        }
    }
}
