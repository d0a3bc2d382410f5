//! An export line by line: which lines are messages, and which belong to the one before.

use std::sync::LazyLock;

use chrono::{NaiveDate, NaiveDateTime};
use regex::Regex;

use super::date::{self, Stamp};

/// A message may have so many bytes; a longer one is read up to there.
const MOST_BYTES: usize = 1 << 20;

/// A message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Message {
    /// The minute in which it was said, in the zone of the export.
    pub(super) at: NaiveDateTime,
    pub(super) sender: String,
    pub(super) text: String,
}

/// What a line is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Read {
    /// It ends this message; nothing where it goes on or none was open.
    Ended(Option<Message>),
    /// The same, and the line says who came or went.
    Event(Option<Message>),
    /// The same, and the line cannot be read.
    Unreadable(Option<Message>),
}

/// Reads lines one after the other.
#[derive(Debug, Default)]
pub(super) struct Parser {
    day: Option<NaiveDate>,
    open: Option<Message>,
    /// Whether the export is of a computer: days stand in lines of their own and times in brackets.
    bracketed: bool,
    /// The name of the room, from the header.
    pub(super) room: Option<String>,
    begun: bool,
}

const TITLES: &[&str] = &[
    r"^(?<room>.+?) 님과 카카오톡 대화$",
    r"^(?<room>.+?) 카카오톡 대화$",
    r"^KakaoTalk Chats with (?<room>.+)$",
    r"^(?<room>.+) KakaoTalk Chats$",
];
const SAVED: &[&str] = &["저장한 날짜", "Date Saved"];
/// `--------------- 2024년 1월 5일 금요일 ---------------`
const RULE: &str = r"^-{3,} (?<day>.+?) -{3,}$";
/// `[이름] [오후 3:14] 말`
const BRACKETS: &str = r"^\[(?<sender>.+?)\] \[(?<time>[^\[\]]{4,12})\] ?(?<text>.*)$";
/// What an export of a computer says without a time.
const EVENTS: &str = r"(?:님이 (?:들어왔|나갔)습니다\.|님을 (?:초대|내보내?)[^\n]{0,12}습니다\.|님이 .{1,200}초대(?:하였|했)습니다\.|채팅방 관리자가 메시지를 가렸습니다\.|메시지가 삭제되었습니다\.|joined this chatroom\.|left this chatroom\.|invited .{1,200}\.|has been (?:invited|removed).{0,60}\.)$";

static TITLE_FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| compiled(TITLES));
static FORMS: LazyLock<Vec<Regex>> = LazyLock::new(|| compiled(&[RULE, BRACKETS, EVENTS]));

fn compiled(patterns: &[&str]) -> Vec<Regex> {
    patterns.iter().filter_map(|pattern| Regex::new(pattern).ok()).collect()
}

impl Parser {
    /// Reads the next line, without its end.
    pub(super) fn line(&mut self, line: &str) -> Read {
        if !self.begun && self.header(line) {
            return Read::Ended(None);
        }
        if let Some(day) = FORMS[0].captures(line).map(|found| found["day"].to_owned()) {
            return self.rule(&day);
        }
        if let Some(found) = FORMS[1].captures(line)
            && let Some(time) = date::time(&found["time"])
        {
            self.begun = true;
            let Some(day) = self.day else { return Read::Unreadable(self.end()) };
            self.bracketed = true;
            return self.message(day.and_time(time), &found["sender"], &found["text"]);
        }
        if self.bracketed {
            return if FORMS[2].is_match(line) { Read::Event(self.end()) } else { self.more(line) };
        }
        match date::read(line) {
            Stamp::Some(day, _, "") => self.begin_day(day),
            Stamp::Some(day, Some(time), rest) => match rest.strip_prefix(", ") {
                Some(said) => self.stamped(day.and_time(time), said),
                None => self.more(line),
            },
            Stamp::Invalid => Read::Unreadable(self.end()),
            Stamp::Some(..) | Stamp::None => self.more(line),
        }
    }

    /// The message that is open.
    pub(super) fn end(&mut self) -> Option<Message> {
        let mut message = self.open.take()?;
        message.text.truncate(message.text.trim_end().len());
        Some(message)
    }

    /// Title, date of the export and blank lines.
    fn header(&mut self, line: &str) -> bool {
        let line = line.trim();
        if self.room.is_none() {
            self.room = TITLE_FORMS.iter().find_map(|form| Some(form.captures(line)?["room"].to_owned()));
            if self.room.is_some() {
                return true;
            }
        }
        line.is_empty() || SAVED.iter().any(|saved| line.starts_with(saved))
    }

    fn rule(&mut self, day: &str) -> Read {
        match date::read(day) {
            Stamp::Some(day, None, "") => {
                self.bracketed = true;
                self.begin_day(day)
            }
            Stamp::Invalid => Read::Unreadable(self.end()),
            _ => self.more(day),
        }
    }

    fn begin_day(&mut self, day: NaiveDate) -> Read {
        self.begun = true;
        self.day = Some(day);
        Read::Ended(self.end())
    }

    fn stamped(&mut self, at: NaiveDateTime, said: &str) -> Read {
        self.begun = true;
        match said.split_once(" : ") {
            Some((sender, text)) => self.message(at, sender, text),
            None => Read::Event(self.end()),
        }
    }

    fn message(&mut self, at: NaiveDateTime, sender: &str, text: &str) -> Read {
        let ended = self.end();
        self.open = Some(Message { at, sender: sender.trim().to_owned(), text: text.to_owned() });
        Read::Ended(ended)
    }

    /// A line that goes on with the message before it.
    fn more(&mut self, line: &str) -> Read {
        match &mut self.open {
            Some(open) if open.text.len() + line.len() < MOST_BYTES => {
                open.text.push('\n');
                open.text.push_str(line);
                Read::Ended(None)
            }
            None if line.trim().is_empty() => Read::Ended(None),
            _ => Read::Unreadable(None),
        }
    }
}
