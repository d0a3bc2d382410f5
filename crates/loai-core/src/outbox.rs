//! What is to be said, as operators see and steer it.

use std::sync::Arc;

use crate::{Class, DeliveryId, DeliveryState};

/// What the outbox holds and how a person steers it.
pub trait Outbox: Send + Sync {
    /// Everything that has not ended, in the order of its rooms, and what waits for a person.
    fn open(&self) -> Vec<OpenItem>;

    /// How much was said lately by each phone, and what that costs.
    fn paces(&self) -> Vec<PhonePace>;

    /// Which phone speaks in which room.
    fn speakers(&self) -> Vec<Speaker>;

    /// Stops everything that is said by a bot, or by all (`None`), or lets it go on; false when it was so already.
    fn halt(&self, bot: Option<&str>, on: bool, actor: &str) -> bool;

    /// Whether a bot, or all of them, are stopped, and by whom and since when (UTC milliseconds).
    fn halted(&self, bot: &str) -> Option<(String, i64)>;

    /// Says an item again that has not ended well, whatever may have become of it; false when there is no such item.
    fn say_again(&self, id: DeliveryId, actor: &str) -> bool;

    /// The items that have not ended and whose whole text fits.
    fn telling(&self, fits: &dyn Fn(&str) -> bool) -> Vec<DeliveryId>;

    /// Ends an item that waits, or calls it back from a phone that may have said it already; false when there is no
    /// such item, or it has ended.
    fn give_up(&self, id: DeliveryId, actor: &str) -> bool;
}

/// An item that has not ended, or that waits for a person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenItem {
    /// Its name.
    pub id: DeliveryId,
    /// The bot.
    pub bot: Arc<str>,
    /// The room's id.
    pub channel: Arc<str>,
    /// The room's name.
    pub room: Arc<str>,
    /// What kind of traffic it is.
    pub class: Class,
    /// How far it has come.
    pub state: DeliveryState,
    /// The beginning of what it says.
    pub text: String,
    /// Why it waits.
    pub held: Held,
    /// The earliest time at which it can leave, in UTC milliseconds; 0 where no time decides.
    pub not_before: i64,
    /// Until when it is worth saying, in UTC milliseconds.
    pub expires_at: i64,
    /// The number of the phone that has it or had it last; 0 for none.
    pub phone: u32,
    /// How often it was handed to a phone.
    pub attempts: u32,
    /// When it was made, in UTC milliseconds.
    pub at: i64,
}

/// Why an item waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Held {
    /// It is its room's turn next, or others of the room go first.
    Turn,
    /// No phone can speak now.
    NoPhone,
    /// The app has no session for the room until somebody speaks there.
    NoSession,
    /// The room was told enough for the moment.
    RoomBudget,
    /// The phone said enough for the moment.
    PhoneBudget,
    /// So many links are enough for the moment.
    LinkBudget,
    /// Quiet hours.
    QuietHours,
    /// Somebody stopped everything.
    Halted,
    /// A phone has it and has not said what became of it.
    Outcome,
    /// It waits whether another phone sees it.
    Observer,
    /// A person decides.
    Person,
}

impl Held {
    /// Every reason.
    pub const ALL: [Self; 11] = [
        Self::Turn,
        Self::NoPhone,
        Self::NoSession,
        Self::RoomBudget,
        Self::PhoneBudget,
        Self::LinkBudget,
        Self::QuietHours,
        Self::Halted,
        Self::Outcome,
        Self::Observer,
        Self::Person,
    ];

    /// The word in catalogs and for programs.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Turn => "turn",
            Self::NoPhone => "no-phone",
            Self::NoSession => "no-session",
            Self::RoomBudget => "room-budget",
            Self::PhoneBudget => "phone-budget",
            Self::LinkBudget => "link-budget",
            Self::QuietHours => "quiet-hours",
            Self::Halted => "halted",
            Self::Outcome => "outcome",
            Self::Observer => "observer",
            Self::Person => "person",
        }
    }
}

/// How much a phone said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PhonePace {
    /// The phone's number.
    pub phone: u32,
    /// What it said within the last minute.
    pub last_minute: u32,
    /// What it said within the last hour.
    pub last_hour: u32,
    /// By how much its pauses are longer than usual, as a factor.
    pub slowed: u32,
}

/// Who speaks in a room.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Speaker {
    /// The bot.
    pub bot: Arc<str>,
    /// The room's id.
    pub channel: Arc<str>,
    /// The number of the phone.
    pub phone: u32,
    /// How often the speaker has changed.
    pub epoch: u32,
    /// Since when, in UTC milliseconds.
    pub since: i64,
}
