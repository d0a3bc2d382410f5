//! Which phone sees what another one says. Nothing is taken for granted: it is learned, for each room and pair of phones.
//!
//! Nothing depends on ids that two accounts share. A message counts as the bot's own when another phone brings the very
//! words that were said a short while ago, by the sender as whom this phone has come to know the speaker.

use std::collections::{HashMap, VecDeque};

use loai_core::{DeliveryId, Incoming, Part};

/// How long what was said may still be seen, in milliseconds.
const WATCHED: i64 = 120_000;
/// So many sightings in a row by the same sender make an observer whose silence counts, too.
const PROVEN: u32 = 3;
/// A line that an observer should have seen after so long was missed, in milliseconds.
const MISSED: i64 = 20_000;
/// At most so many lines of a room are watched at a time.
const LINES: usize = 64;
/// Words beyond this are not compared, since notifications cut long texts.
const COMPARED: usize = 200;

/// What is known of who sees whom.
#[derive(Debug, Default)]
pub(crate) struct Observers {
    watched: HashMap<u32, VecDeque<Line>>,
    learned: HashMap<Pair, Sight>,
}

/// A phone that sees another one in a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Pair {
    room: u32,
    observer: u32,
    speaker: u32,
}

/// As whom an observer sees a speaker, and how reliably.
#[derive(Debug)]
struct Sight {
    sender: String,
    user: Option<String>,
    /// Sightings in a row.
    seen: u32,
}

/// Something that was handed to a phone.
#[derive(Debug)]
struct Line {
    id: DeliveryId,
    speaker: u32,
    words: Words,
    at: i64,
    /// The phone says it spoke.
    acked: bool,
    /// Who has seen it, and who should have.
    seen_by: Vec<u32>,
    judged: bool,
    /// It was seen, or another one that says the same.
    blurred: bool,
}

/// What is compared of a message.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Words {
    /// The beginning, and whether there was more.
    Text(String),
    Media,
}

/// What a message turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Seen {
    /// Somebody else's.
    Other,
    /// The words of the bot, by somebody who may be it: not answered, kept.
    Maybe,
    /// The bot's own item.
    Own(DeliveryId),
    /// One of the bot's own items that say the same; nobody can tell which.
    OneOf,
}

impl Observers {
    /// Watches for an item that is handed to a phone.
    pub(crate) fn said(&mut self, room: u32, id: DeliveryId, speaker: u32, part: &Part, now: i64) {
        let lines = self.watched.entry(room).or_default();
        if let Some(line) = lines.iter_mut().find(|line| line.id == id) {
            line.at = now;
            line.speaker = speaker;
            return;
        }
        if lines.len() >= LINES {
            lines.pop_front();
        }
        let words = match part {
            Part::Text(text) => Words::Text(normal(text)),
            Part::Media(_) => Words::Media,
        };
        lines.push_back(Line {
            id,
            speaker,
            words,
            at: now,
            acked: false,
            seen_by: Vec::new(),
            judged: false,
            blurred: false,
        });
    }

    /// Notes that the phone says it spoke.
    pub(crate) fn acked(&mut self, room: u32, id: DeliveryId, now: i64) {
        let Some(line) = self.watched.get_mut(&room).and_then(|lines| lines.iter_mut().find(|line| line.id == id))
        else {
            return;
        };
        line.acked = true;
        line.at = line.at.max(now - MISSED);
    }

    /// Looks at a message that a phone brings.
    pub(crate) fn sees(&mut self, room: u32, observer: u32, incoming: &Incoming<'_>, now: i64) -> Seen {
        self.judge(room, now);
        let Some(lines) = self.watched.get_mut(&room) else { return Seen::Other };
        let said = normal(incoming.text);
        let open =
            |line: &&mut Line| line.speaker != observer && !line.seen_by.contains(&observer) && line.words.fit(&said);
        let same = lines.iter_mut().filter(open).count() > 1;
        let mut verdict = Seen::Other;
        for line in lines.iter_mut() {
            if line.speaker == observer || line.seen_by.contains(&observer) || !line.words.fit(&said) {
                continue;
            }
            let pair = Pair { room, observer, speaker: line.speaker };
            match self.learned.get_mut(&pair) {
                Some(sight) if sight.is(incoming) && sight.seen >= 1 => {
                    // Files have no words of their own, so they need a speaker that is known.
                    if line.words == Words::Media && sight.seen < PROVEN {
                        continue;
                    }
                    if same {
                        lines.iter_mut().filter(open).for_each(|line| line.blurred = true);
                        return Seen::OneOf;
                    }
                    line.seen_by.push(observer);
                    sight.seen = sight.seen.saturating_add(u32::from(!line.judged));
                    return if line.acked || sight.seen >= PROVEN { Seen::Own(line.id) } else { Seen::Maybe };
                }
                Some(sight) if sight.seen >= PROVEN => {}
                // Whoever it was before, it was not the bot, or it has another name now.
                known if line.words != Words::Media => {
                    let fresh = Sight::of(incoming);
                    match known {
                        Some(sight) => *sight = fresh,
                        None => drop(self.learned.insert(pair, fresh)),
                    }
                    line.seen_by.push(observer);
                    verdict = Seen::Maybe;
                    break;
                }
                _ => {}
            }
        }
        verdict
    }

    /// Notes that a phone itself brings words of somebody: whoever it was is not this phone.
    pub(crate) fn brings(&mut self, room: u32, phone: u32, incoming: &Incoming<'_>) {
        self.learned.retain(|pair, sight| pair.room != room || pair.speaker != phone || !sight.is(incoming));
    }

    /// Whether a phone that is connected now would have seen what this speaker says.
    pub(crate) fn proven(&self, room: u32, speaker: u32, observer: u32) -> bool {
        let pair = Pair { room, observer, speaker };
        self.learned.get(&pair).is_some_and(|sight| sight.seen >= PROVEN)
    }

    /// Whether anybody has seen this item.
    pub(crate) fn has_seen(&self, room: u32, id: DeliveryId) -> bool {
        let lines = self.watched.get(&room);
        lines.is_some_and(|lines| lines.iter().any(|line| line.id == id && !line.seen_by.is_empty()))
    }

    /// Whether this item may have been seen, and may have not.
    pub(crate) fn is_blurred(&self, room: u32, id: DeliveryId) -> bool {
        let lines = self.watched.get(&room);
        lines.is_some_and(|lines| lines.iter().any(|line| line.id == id && line.blurred))
    }

    /// Stops watching for an item that was not said.
    pub(crate) fn not_said(&mut self, room: u32, id: DeliveryId) {
        if let Some(lines) = self.watched.get_mut(&room) {
            lines.retain(|line| line.id != id);
        }
    }

    /// Whoever did not see what was said is no observer any more; what is old is forgotten.
    fn judge(&mut self, room: u32, now: i64) {
        let Some(lines) = self.watched.get_mut(&room) else { return };
        for line in
            lines.iter_mut().filter(|line| line.acked && !line.judged && !line.blurred && now - line.at >= MISSED)
        {
            line.judged = true;
            for (pair, sight) in &mut self.learned {
                let missed =
                    pair.room == room && pair.speaker == line.speaker && !line.seen_by.contains(&pair.observer);
                if missed && line.words != Words::Media {
                    sight.seen = sight.seen.min(1);
                }
            }
        }
        while lines.front().is_some_and(|line| now - line.at >= WATCHED) {
            lines.pop_front();
        }
        if lines.is_empty() {
            self.watched.remove(&room);
        }
    }
}

impl Sight {
    fn of(incoming: &Incoming<'_>) -> Self {
        Self { sender: incoming.sender.to_owned(), user: incoming.user.map(str::to_owned), seen: 1 }
    }

    fn is(&self, incoming: &Incoming<'_>) -> bool {
        match (&self.user, incoming.user) {
            (Some(known), Some(user)) => known == user,
            _ => self.sender == incoming.sender,
        }
    }
}

impl Words {
    fn fit(&self, seen: &str) -> bool {
        match self {
            Self::Text(said) => said == seen && !said.is_empty(),
            Self::Media => seen.starts_with("사진") || seen.starts_with("동영상") || seen.starts_with("파일"),
        }
    }
}

/// The beginning of a text without what phones and apps change: blanks, invisible characters.
fn normal(text: &str) -> String {
    let visible = |letter: &char| {
        !letter.is_whitespace() && !letter.is_control() && !matches!(letter, '\u{200b}'..='\u{200f}' | '\u{feff}')
    };
    text.chars().filter(visible).take(COMPARED).collect()
}

#[cfg(test)]
mod tests {
    use loai_core::testing::incoming;

    use super::*;

    const ROOM: u32 = 1;
    const SPEAKER: u32 = 1;
    const OBSERVER: u32 = 2;

    fn by<'a>(sender: &'a str, text: &'a str) -> Incoming<'a> {
        Incoming { sender, user: None, ..incoming(text) }
    }

    fn say(observers: &mut Observers, id: u64, text: &str, now: i64) {
        observers.said(ROOM, DeliveryId(id), SPEAKER, &Part::Text(text.into()), now);
        observers.acked(ROOM, DeliveryId(id), now);
    }

    fn taught() -> Observers {
        let mut observers = Observers::default();
        for (id, text) in [(1, "하나"), (2, "둘"), (3, "셋")] {
            let now = id as i64 * 1_000;
            say(&mut observers, id, text, now);
            observers.sees(ROOM, OBSERVER, &by("로아", text), now + 100);
        }
        assert!(observers.proven(ROOM, SPEAKER, OBSERVER));
        observers
    }

    #[test]
    fn the_first_sighting_is_no_proof_and_the_third_is() {
        let mut observers = Observers::default();
        say(&mut observers, 1, "하나", 0);
        assert_eq!(observers.sees(ROOM, OBSERVER, &by("로아", "하나"), 1), Seen::Maybe);
        say(&mut observers, 2, "둘", 10);
        assert_eq!(observers.sees(ROOM, OBSERVER, &by("로아", " 둘\u{200b}"), 11), Seen::Own(DeliveryId(2)));
        assert!(!observers.proven(ROOM, SPEAKER, OBSERVER));
        say(&mut observers, 3, "셋", 20);
        assert_eq!(observers.sees(ROOM, OBSERVER, &by("로아", "셋"), 21), Seen::Own(DeliveryId(3)));
        assert!(observers.proven(ROOM, SPEAKER, OBSERVER));
    }

    #[test]
    fn somebody_who_repeats_the_words_of_the_bot_is_not_the_bot() {
        let mut observers = taught();
        say(&mut observers, 4, "안녕하세요", 10_000);
        assert_eq!(observers.sees(ROOM, OBSERVER, &by("민수", "안녕하세요"), 10_001), Seen::Other);
        assert_eq!(observers.sees(ROOM, OBSERVER, &by("로아", "안녕하세요"), 10_002), Seen::Own(DeliveryId(4)));
        assert_eq!(observers.sees(ROOM, OBSERVER, &by("로아", "안녕하세요"), 10_003), Seen::Other);
    }

    #[test]
    fn of_two_lines_that_say_the_same_nobody_can_tell_which_was_seen() {
        let mut observers = taught();
        say(&mut observers, 4, "넷", 10_000);
        say(&mut observers, 5, "넷", 10_100);
        assert_eq!(observers.sees(ROOM, OBSERVER, &by("로아", "넷"), 10_200), Seen::OneOf);
        assert!(observers.is_blurred(ROOM, DeliveryId(4)) && observers.is_blurred(ROOM, DeliveryId(5)));
        assert!(!observers.has_seen(ROOM, DeliveryId(5)));
    }

    #[test]
    fn a_phone_never_sees_itself() {
        let mut observers = taught();
        say(&mut observers, 4, "넷", 10_000);
        assert_eq!(observers.sees(ROOM, SPEAKER, &by("로아", "넷"), 10_001), Seen::Other);
    }

    #[test]
    fn words_that_the_speaker_brings_itself_are_somebody_elses() {
        let mut observers = Observers::default();
        say(&mut observers, 1, "하나", 0);
        assert_eq!(observers.sees(ROOM, OBSERVER, &by("민수", "하나"), 1), Seen::Maybe);
        observers.brings(ROOM, SPEAKER, &by("민수", "하나"));
        say(&mut observers, 2, "둘", 10);
        assert_eq!(observers.sees(ROOM, OBSERVER, &by("민수", "둘"), 11), Seen::Maybe);
        assert!(!observers.proven(ROOM, SPEAKER, OBSERVER));
    }

    #[test]
    fn an_observer_that_misses_a_line_is_none_any_more() {
        let mut observers = taught();
        say(&mut observers, 4, "넷", 10_000);
        observers.sees(ROOM, OBSERVER, &by("민수", "다른 말"), 10_000 + 2 * MISSED);
        assert!(!observers.proven(ROOM, SPEAKER, OBSERVER));
    }

    #[test]
    fn what_was_seen_long_after_is_not_the_item() {
        let mut observers = taught();
        say(&mut observers, 4, "넷", 10_000);
        assert_eq!(observers.sees(ROOM, OBSERVER, &by("로아", "넷"), 10_000 + WATCHED), Seen::Other);
    }
}
