//! Lines of chat that are the same each time, in the order of their times.

use loai_core::record::Said;

/// Rooms, the people of all of them, and the days on which they talk.
pub const ROOMS: u64 = 5;
pub const PEOPLE: u64 = 500;
pub const DAYS: u64 = 90;
/// The first of these days, and its beginning in Korea, in UTC milliseconds.
pub const FIRST_DAY: i32 = 20_000;
const FIRST: i64 = FIRST_DAY as i64 * DAY - 9 * 3_600_000;
const DAY: i64 = 24 * 3_600_000;
/// Between two that go round everybody on the next day.
const STRIDE: u64 = 37;

/// One of them.
pub struct Line {
    /// The number of the person, from 0; nobody where the bot itself speaks.
    pub person: Option<u64>,
    pub room: u64,
    pub flags: u16,
    pub at: i64,
    /// The day, from 0.
    pub day: u64,
}

impl Line {
    /// The line with this number out of so many.
    ///
    /// Every other line goes round everybody, so that as many people talk on as many days in few lines as in many; the
    /// rest is by chance: few talk much, and some are bots.
    pub fn new(number: u64, of: u64) -> Self {
        let at = number * DAYS * DAY.cast_unsigned() / of;
        let day = at / DAY.cast_unsigned();
        let chance = mixed(number);
        let person = match number % 2 {
            0 => (number / 2 + day * STRIDE) % PEOPLE,
            _ => (chance >> 32) % (chance % PEOPLE + 1),
        };
        let own = number % 16 == 15;
        let talk = if chance.is_multiple_of(3) { 0 } else { Said::MEANINGFUL };
        let bot = if number % 16 == 13 { Said::BOT } else { 0 };
        let flags = Said::GROUP | if own { Said::OWN } else { talk | bot };
        Self { person: (!own).then_some(person), room: person % ROOMS + 1, flags, at: FIRST + at.cast_signed(), day }
    }

    /// Whether it is a person's, and whether it is talk.
    pub fn counts(&self) -> Option<(u64, bool)> {
        let person = self.person.filter(|_| self.flags & (Said::OWN | Said::BOT) == 0)?;
        Some((person, self.flags & Said::MEANINGFUL != 0))
    }

    /// About as long as chat is.
    pub fn text(&self) -> &'static str {
        [
            "오늘 저녁에 뭐 먹을지 아직 못 정했는데 아는 사람 있으면 알려줘요",
            "ㅋㅋㅋㅋ",
            "네 내일 봬요!",
            "사진 보냈어요 확인해 주세요",
        ][(self.at % 4) as usize]
    }
}

/// A number without a pattern (splitmix64).
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}
