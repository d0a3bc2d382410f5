//! The facts that are kept: one [`Record`] each, collected in a [`Batch`], accepted by the [`crate::Ledger`].
//!
//! A record carries every name it needs, so that whoever reads the journal needs nothing else to store it.
//!
//! A journal written by an older version must stay readable, and the encoding has no names: the fields of a record are
//! fixed once a version was released, in number, order and type. Only variants are added, at the end; a record that
//! has to change is a new variant, and the old one stays for reading. `record/kept.hex` holds what was written before.

use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

use serde::{Deserialize, Serialize};

use crate::{Class, DeliveryState};

/// One fact.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Record<'a> {
    /// Somebody said something in a room, or the bot did.
    #[serde(borrow)]
    Said(Said<'a>),
    /// A room was seen for the first time, or its name or approval changed.
    #[serde(borrow)]
    Room(RoomFact<'a>),
    /// A phone was seen for the first time, or what is known of it changed.
    #[serde(borrow)]
    Phone(PhoneFact<'a>),
    /// Something happened to a phone.
    #[serde(borrow)]
    PhoneEvent(PhoneEvent<'a>),
    /// A phone answered a ping.
    #[serde(borrow)]
    Ping(Ping<'a>),
    /// A packet failed its checks.
    #[serde(borrow)]
    AuthFailure(AuthFailure<'a>),
    /// A person became or ceased to be an admin.
    #[serde(borrow)]
    Admin(AdminFact<'a>),
    /// A command with a limit was used, or a use of it was taken back.
    #[serde(borrow)]
    Used(Used<'a>),
    /// A command whose answers are archived has answered.
    #[serde(borrow)]
    Archived(Archived<'a>),
    /// A member of a room was linked with other rooms, or no longer is.
    #[serde(borrow)]
    Link(LinkFact<'a>),
    /// Somebody had a name in a room before this server listened there.
    #[serde(borrow)]
    Name(NameFact<'a>),
    /// So much of a foreign source was taken in.
    #[serde(borrow)]
    Import(ImportFact<'a>),
    /// Somebody did something that is not a fact of its own.
    #[serde(borrow)]
    Audit(AuditFact<'a>),
    /// The bot says something, and a phone gets it at once.
    #[serde(borrow)]
    Spoken(Spoken<'a>),
    /// Something is to be said when its time has come.
    #[serde(borrow)]
    Queued(QueuedFact<'a>),
    /// Something that is to be said has come further, or has ended.
    #[serde(borrow)]
    Delivery(DeliveryFact<'a>),
    /// Everything that is said was stopped, or goes on.
    #[serde(borrow)]
    Halt(HaltFact<'a>),
    /// A phone told how it is.
    #[serde(borrow)]
    Health(HealthFact<'a>),
    /// Something that the people of a room want to do.
    #[serde(borrow)]
    Todo(TodoFact<'a>),
    /// What is kept of a member of a room is to go.
    #[serde(borrow)]
    Erased(ErasureFact<'a>),
    /// A member has decided whether ranks, summaries and analysis may count them.
    #[serde(borrow)]
    Choice(ChoiceFact<'a>),
    /// What was here was erased from the journal.
    Blank,
    /// A member of a room was merged into another one, that was undone, or its points have moved.
    #[serde(borrow)]
    Merge(MergeFact<'a>),
}

/// What kind of line a chat row is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// Ordinary talk.
    Chat,
    /// A command that somebody typed, or its answer.
    Command,
    /// A line that an auto-reply answered, or that answer.
    AutoReply,
    /// A message by schedule.
    Scheduled,
    /// A notice of the server.
    Notice,
}

impl Kind {
    /// The word in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chat => "chat",
            Self::Command => "command",
            Self::AutoReply => "auto_reply",
            Self::Scheduled => "scheduled",
            Self::Notice => "notice",
        }
    }
}

/// A line of chat.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The room's id.
    pub channel: &'a str,
    /// Who spoke; `None` where the app did not say.
    pub user: Option<&'a str>,
    /// The speaker's name; empty for the bot itself.
    pub sender: &'a str,
    /// What was said.
    pub text: &'a str,
    /// What kind of line it is.
    pub kind: Kind,
    /// The command that was typed or that answers.
    pub command: Option<&'a str>,
    /// [`Said::GROUP`] and its siblings.
    pub flags: u16,
    /// The app's id of the message.
    pub log_id: Option<&'a str>,
    /// When the phone says it was said, in UTC milliseconds.
    pub client_at: Option<i64>,
    /// When the server heard or said it, in UTC milliseconds.
    pub at: i64,
    /// Tells two packets without a log id apart; 0 where there is none.
    pub fingerprint: u64,
}

impl Said<'_> {
    /// The room holds more than two people.
    pub const GROUP: u16 = 1;
    /// The text holds a mention.
    pub const MENTION: u16 = 1 << 1;
    /// This bot said it.
    pub const OWN: u16 = 1 << 2;
    /// A known bot said it.
    pub const BOT: u16 = 1 << 3;
    /// It counts as talk, for summaries and ranks.
    pub const MEANINGFUL: u16 = 1 << 4;
    /// It was taken over from an earlier server or an export, and tells nothing of what holds now.
    pub const IMPORTED: u16 = 1 << 5;
}

/// What is known of a room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomFact<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The room's id.
    pub channel: &'a str,
    /// The short number for people.
    pub number: u32,
    /// The room's name.
    pub name: &'a str,
    /// Its approval, as [`crate::Approval::as_str`] says it.
    pub state: &'a str,
    /// Who changed the approval; empty where nobody did. Then the approval counts for a room that is not known only:
    /// it was copied before the fact was kept, and somebody may have changed it meanwhile.
    pub actor: &'a str,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// What is known of a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneFact<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The phone's own id.
    pub device: &'a str,
    /// The short number for people.
    pub number: u32,
    /// Its approval, as [`crate::Approval::as_str`] says it.
    pub state: &'a str,
    /// Who changed the approval, as [`RoomFact::actor`] says it.
    pub actor: &'a str,
    /// Whether it is the practice phone, which counts on this machine only.
    pub practice: bool,
    /// What the client calls itself.
    pub client_type: &'a str,
    /// Its version.
    pub version: &'a str,
    /// Maker, model and system, as the phone says it.
    pub info: &'a str,
    /// The address it came from.
    pub address: &'a str,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// Something that happened to a phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneEvent<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The phone's own id.
    pub device: &'a str,
    /// `register`, `state`, `connect` or `disconnect`.
    pub event: &'a str,
    /// What there is to say: the new state, the reason of a disconnect.
    pub detail: &'a str,
    /// Who caused it; empty for the server or the phone itself.
    pub actor: &'a str,
    /// The address.
    pub address: &'a str,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// An answered ping.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Ping<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The phone's own id.
    pub device: &'a str,
    /// Round trip in milliseconds; `None` when the answer was to an earlier connection's ping.
    pub rtt_ms: Option<u32>,
    /// The app's heap limit in MiB.
    pub memory_total: Option<f64>,
    /// The app's used heap in MiB.
    pub memory_used: Option<f64>,
    /// Packets that wait on the phone.
    pub queue: Option<u32>,
    /// Rooms that the script has seen.
    pub rooms: Option<u32>,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// A packet that failed its checks; the first of its kind on a connection, then at most one a minute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthFailure<'a> {
    /// The bot that was claimed.
    pub bot: &'a str,
    /// The phone that was claimed.
    pub device: &'a str,
    /// The address it came from.
    pub address: &'a str,
    /// Which check failed.
    pub reason: &'a str,
    /// How many failures this row stands for.
    pub count: u32,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// An admin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdminFact<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The room's id, or `*` for every room.
    pub channel: &'a str,
    /// Who.
    pub user: &'a str,
    /// The person's name.
    pub name: &'a str,
    /// Whether the room is the bot's 관리방.
    pub home: bool,
    /// False when the right is taken away.
    pub granted: bool,
    /// Who changed it; empty for the server itself.
    pub actor: &'a str,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// The use of a command that may be used so often a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Used<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The room's id.
    pub channel: &'a str,
    /// Who used it; `None` where nobody is known.
    pub user: Option<&'a str>,
    /// The command's key.
    pub command: &'a str,
    /// The day on which it counts: days since the epoch in the bot's zone.
    pub day: i32,
    /// How many uses are added; negative when they are taken back.
    pub amount: i32,
    /// When the command was called, in UTC milliseconds.
    pub at: i64,
}

/// An answer that is archived.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Archived<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The room's id.
    pub channel: &'a str,
    /// Who called the command; `None` where nobody did, or nobody knows.
    pub user: Option<&'a str>,
    /// The caller's name.
    pub sender: &'a str,
    /// The command's key.
    pub command: &'a str,
    /// What followed the command.
    pub prompt: &'a str,
    /// Its options, as a JSON object.
    pub parameters: &'a str,
    /// What was answered.
    pub answer: &'a str,
    /// The server's version.
    pub version: &'a str,
    /// When it was answered, in UTC milliseconds.
    pub at: i64,
}

/// A member of a room who is the same person as members of other rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkFact<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The person's number; unique on this server.
    pub person: u32,
    /// The room's id.
    pub channel: &'a str,
    /// The member, as the app says it in this room.
    pub user: &'a str,
    /// The member's name.
    pub name: &'a str,
    /// False when the link is taken away.
    pub linked: bool,
    /// When the link was confirmed or taken away, in UTC milliseconds.
    pub at: i64,
}

/// A name that somebody had.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameFact<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The room's id.
    pub channel: &'a str,
    /// Who.
    pub user: &'a str,
    /// The name.
    pub name: &'a str,
    /// Since when, in UTC milliseconds.
    pub at: i64,
}

/// How far an import has come; it is kept together with what was taken in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ImportFact<'a> {
    /// Names the source and the table within it.
    pub source: &'a str,
    /// The key of the last row that was taken in.
    pub position: &'a str,
    /// How many rows this adds to those before.
    pub rows: u64,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// Something that somebody did, successfully or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuditFact<'a> {
    /// Who.
    pub actor: &'a str,
    /// What, such as `reload`.
    pub action: &'a str,
    /// To what.
    pub target: &'a str,
    /// What came of it.
    pub detail: &'a str,
    /// Whether it was done.
    pub ok: bool,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// A line of the bot that was handed to a phone when it was made: nearly every answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Spoken<'a> {
    /// The line as the chat log keeps it.
    #[serde(borrow)]
    pub said: Said<'a>,
    /// The item.
    pub id: u64,
    /// The number of the phone that got it.
    pub phone: u32,
    /// Until when it is worth saying, in UTC milliseconds.
    pub expires_at: i64,
}

/// Something that is to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueuedFact<'a> {
    /// The item.
    pub id: u64,
    /// The bot.
    pub bot: &'a str,
    /// The room's id.
    pub channel: &'a str,
    /// The room's name.
    pub room: &'a str,
    /// What kind of traffic it is.
    pub class: Class,
    /// What kind of line it becomes in the chat log.
    pub kind: Kind,
    /// The command that made it.
    pub command: Option<&'a str>,
    /// What it belongs to; empty for nothing.
    pub reference: &'a str,
    /// The [`crate::Part`] as JSON.
    pub part: &'a str,
    /// When it was made, in UTC milliseconds.
    pub at: i64,
    /// Until when it is worth saying, in UTC milliseconds.
    pub expires_at: i64,
}

/// How far something that is to be said has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryFact<'a> {
    /// The item.
    pub id: u64,
    /// The bot.
    pub bot: &'a str,
    /// The room's id.
    pub channel: &'a str,
    /// Where it stands now.
    pub state: DeliveryState,
    /// The number of the phone that has it or had it last; 0 for none.
    pub phone: u32,
    /// How often it was handed to a phone.
    pub attempts: u32,
    /// Why, in a word; empty where the state says it.
    pub reason: &'a str,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// An emergency stop, or its end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HaltFact<'a> {
    /// The bot, or `*` for all.
    pub bot: &'a str,
    /// Whether nothing may be said.
    pub on: bool,
    /// Who wanted it.
    pub actor: &'a str,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// How a phone is. Every figure may be missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HealthFact<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The phone's own id.
    pub device: &'a str,
    /// Battery in percent.
    pub battery: Option<u8>,
    /// Whether it is being charged.
    pub charging: Option<bool>,
    /// Tenths of a degree Celsius.
    pub temperature: Option<i32>,
    /// Free memory in bytes.
    pub memory_free: Option<u64>,
    /// All memory in bytes.
    pub memory_total: Option<u64>,
    /// Free storage in bytes.
    pub storage_free: Option<u64>,
    /// The version of KakaoTalk.
    pub kakao: Option<&'a str>,
    /// The version of MessengerBotR.
    pub app: Option<&'a str>,
    /// The version of Android.
    pub android: Option<&'a str>,
    /// Whether the app may read notifications.
    pub notifications: Option<bool>,
    /// Whether the phone saves power.
    pub power_save: Option<bool>,
    /// How long the script has been running, in milliseconds.
    pub uptime_ms: Option<u64>,
    /// How often the script has started since it was installed.
    pub starts: Option<u32>,
    /// Messages that the phone's full queue has lost.
    pub dropped: Option<u64>,
    /// How long ago the app reported the last message, in milliseconds.
    pub last_event_ms: Option<u64>,
    /// The script's last error; empty for none.
    pub last_error: &'a str,
    /// When it was told, in UTC milliseconds.
    pub at: i64,
}

/// Something that the people of a room want to do; all that is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TodoFact<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The room's id.
    pub channel: &'a str,
    /// Its number in the room.
    pub number: u32,
    /// What it is.
    pub text: &'a str,
    /// Who wrote it; empty where the app did not say.
    pub user: &'a str,
    /// That person's name.
    pub name: &'a str,
    /// Where it stands, as [`crate::todos::TodoState::as_str`] says it.
    pub state: &'a str,
    /// When this was so, in UTC milliseconds.
    pub at: i64,
}

/// That what is kept of a member of a room is to go. It does not name the member: who finds the record later must not
/// learn who wanted to be forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErasureFact<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The room's id.
    pub channel: &'a str,
    /// Chosen at random for this erasure.
    pub salt: [u8; 16],
    /// SHA-256 of the salt and the member.
    pub digest: [u8; 32],
    /// Who wanted it: `member` or `operator`.
    pub actor: &'a str,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// What a member has decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChoiceFact<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The room's id.
    pub channel: &'a str,
    /// Who.
    pub user: &'a str,
    /// Whether ranks, summaries and analysis leave this member out.
    pub excluded: bool,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// Two members of a room that count as one, or do no longer; all that is known of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeFact<'a> {
    /// The bot.
    pub bot: &'a str,
    /// The room's id.
    pub channel: &'a str,
    /// The merge's number; unique on this server.
    pub number: u32,
    /// Who counts as the other one.
    pub user: &'a str,
    /// As whom the member counts.
    pub into: &'a str,
    /// Whether it was undone.
    pub undone: bool,
    /// So many points went along, or back where it was undone; `None` as long as nobody knows.
    pub moved: Option<i64>,
    /// Who decided it.
    pub actor: &'a str,
    /// When the two were merged, in UTC milliseconds.
    pub since: i64,
    /// When this was so, in UTC milliseconds.
    pub at: i64,
}

/// Whether the last fact about a place was kept. As long as it was not, it is told again with the next occasion.
#[derive(Debug, Default)]
pub(crate) struct Told {
    /// The number of the last fact that is not known to be kept; 0 for none.
    open: AtomicU32,
    last: AtomicU32,
}

impl Told {
    /// Whether there is nothing to tell. Cheap, since every message asks.
    pub(crate) fn is_done(&self) -> bool {
        self.open.load(Ordering::Relaxed) == 0
    }

    fn begin(&self) -> u32 {
        let number = self.last.fetch_add(1, Ordering::Relaxed) + 1;
        self.open.fetch_max(number, Ordering::Relaxed);
        number
    }

    /// An older fact leaves a newer one open.
    fn kept(&self, number: u32) {
        let _ = self.open.compare_exchange(number, 0, Ordering::Relaxed, Ordering::Relaxed);
    }
}

/// Records that are accepted together: frames of a little-endian `u32` length and the encoded record.
#[derive(Clone, Debug, Default)]
pub struct Batch {
    bytes: Vec<u8>,
    count: u32,
    /// Whom to tell that their facts were kept, and which.
    telling: Vec<(Arc<Told>, u32)>,
}

impl Batch {
    /// Appends a record.
    pub fn push(&mut self, record: &Record<'_>) {
        let start = self.bytes.len();
        self.bytes.extend_from_slice(&[0; 4]);
        match postcard::to_extend(record, Sink(&mut self.bytes)) {
            Ok(_) => {
                let length = (self.bytes.len() - start - 4) as u32;
                self.bytes[start..start + 4].copy_from_slice(&length.to_le_bytes());
                self.count += 1;
            }
            // A record is plain data written to memory; encoding has nothing that can fail.
            Err(_) => self.bytes.truncate(start),
        }
    }

    /// Appends a fact that is told again until it was kept.
    pub(crate) fn tell(&mut self, record: &Record<'_>, told: &Arc<Told>) {
        self.telling.push((Arc::clone(told), told.begin()));
        self.push(record);
    }

    /// Whether a fact of this place is in it.
    pub(crate) fn tells(&self, told: &Arc<Told>) -> bool {
        self.telling.iter().any(|(other, _)| Arc::ptr_eq(other, told))
    }

    /// Notes that the records were kept; the [`crate::Ledger`] does this.
    pub fn kept(&self) {
        for (told, number) in &self.telling {
            told.kept(*number);
        }
    }

    /// The frames.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// How many records.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Forgets the records and keeps the memory, unless it has grown past what an ordinary read needs.
    pub fn clear(&mut self) {
        self.bytes.clear();
        self.bytes.shrink_to(1 << 18);
        self.count = 0;
        self.telling.clear();
    }
}

impl Record<'_> {
    /// Reads one record from the bytes of its frame; `None` when they are none, or more than one.
    pub fn decode(bytes: &[u8]) -> Option<Record<'_>> {
        let (record, rest) = postcard::take_from_bytes(bytes).ok()?;
        rest.is_empty().then_some(record)
    }
}

/// Lets the encoder append to a vector it does not own.
struct Sink<'a>(&'a mut Vec<u8>);

impl Extend<u8> for Sink<'_> {
    fn extend<T: IntoIterator<Item = u8>>(&mut self, iter: T) {
        self.0.extend(iter);
    }
}

#[cfg(test)]
mod tests;
