//! Points of members and rooms: what a ledger of them promises.
//!
//! Every transfer takes from one account what it gives to another, so the sum over all accounts of a bot is always 0.
//! Only the system account of the bot may be below 0: what it lacks is what members and rooms have.
//! Points are never money: nothing here buys or pays anything out.

use std::{fmt, future::Future, pin::Pin, sync::Arc};

use thiserror::Error;

use crate::{BotName, ChannelId, UserHash};

/// The most that one transfer can move.
pub const MOST_POINTS: i64 = 1_000_000_000;
/// The most that a member or a room can hold.
pub const MOST_HELD: i64 = 1_000_000_000_000;
/// The longest reference, in bytes.
pub const LONGEST_REFERENCE: usize = 160;

/// What a ledger answers, some time later.
pub type Later<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// An account.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Account {
    /// The bot; nothing moves between bots.
    pub bot: BotName,
    /// Whose it is.
    pub holder: Holder,
}

/// Whose an account is.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Holder {
    /// The bot itself, from which all points come and to which they return.
    System,
    /// A room together.
    Room(ChannelId),
    /// Somebody in a room, as the app tells people apart there.
    Member(ChannelId, UserHash),
}

/// Why points move.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum PointsKind {
    /// Somebody may give them, and does.
    Grant,
    /// Everybody is given them, once a month.
    Monthly,
    /// For having come by today.
    Attendance,
    /// They were used for something.
    Spend,
    /// What was used is given back.
    Refund,
    /// Somebody may take them away, and does.
    Take,
    /// A member gives them to another one.
    Send,
    /// A member was merged into another one.
    Merge,
    /// That was undone.
    Unmerge,
}

/// A movement of points.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Transfer {
    /// Who gives.
    pub from: Account,
    /// Who gets it.
    pub to: Account,
    /// How much; 1 to [`MOST_POINTS`].
    pub amount: i64,
    /// Why.
    pub kind: PointsKind,
    /// Names this movement among all of its [`Transfer::subject`]: the same one again changes nothing. At most
    /// [`LONGEST_REFERENCE`] bytes.
    pub reference: String,
    /// Who caused it; empty for the server itself.
    pub actor: String,
    /// A word about it; may be empty.
    pub note: String,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// What became of a transfer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Receipt {
    /// Whether it was made now; else it was made before, and nothing has changed.
    pub new: bool,
    /// What the giver had right after it.
    pub from: i64,
    /// What the receiver had right after it.
    pub to: i64,
}

/// What an account holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Balance {
    /// Now.
    pub now: i64,
    /// All that it was ever given.
    pub received: i64,
    /// All that it ever gave.
    pub given: i64,
}

/// A line of a statement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PointsEntry {
    /// Why.
    pub kind: PointsKind,
    /// What came; below 0 what went.
    pub amount: i64,
    /// What the account held right after it.
    pub balance: i64,
    /// Who caused it; empty for the server itself.
    pub actor: String,
    /// A word about it; may be empty.
    pub note: String,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// Somebody comes by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visit {
    /// Who.
    pub member: Account,
    /// Accounts that count as this member's: visits under them are visits of this member.
    pub also: Vec<Account>,
    /// The day: days since the epoch in the bot's zone.
    pub day: i32,
    /// What is given for it; 0 gives nothing.
    pub points: i64,
    /// After each `bonus_days` days in a row, so much more is given; 0 days for never.
    pub bonus_days: u32,
    /// What is given then.
    pub bonus: i64,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// How somebody comes by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Attendance {
    /// Whether this visit was the first one of its day, and so counts.
    pub new: bool,
    /// So many days in a row, this one included.
    pub streak: u32,
    /// The longest row of days so far.
    pub best: u32,
    /// So many days in all.
    pub days: u32,
    /// What was given for this visit, without the bonus; 0 when it did not count.
    pub points: i64,
    /// The bonus that was given with it.
    pub bonus: i64,
    /// What the member has now.
    pub balance: i64,
}

/// A ledger of points. A transfer counts whole or not at all, and once for its reference, however often it is told and
/// whatever breaks meanwhile.
pub trait Points: Send + Sync {
    /// Moves points.
    ///
    /// # Errors
    /// [`PointsError`]; nothing was moved then, but for [`PointsError::Unavailable`] where nobody knows. Telling the same
    /// transfer again is always right.
    fn transfer(&self, transfer: Transfer) -> Later<'_, Result<Receipt, PointsError>>;

    /// Gives back what a transfer with this reference took from its giver, once.
    ///
    /// # Errors
    /// As [`Points::transfer`]; [`PointsError::Unknown`] when there is no such transfer, or it gave something back itself.
    fn refund(&self, refund: Refund) -> Later<'_, Result<Receipt, PointsError>>;

    /// Moves all that an account holds to another one, once for its reference, and tells how much that was. It may be
    /// more than a transfer can move.
    ///
    /// # Errors
    /// As [`Points::transfer`].
    fn join(&self, joining: Joining) -> Later<'_, Result<i64, PointsError>>;

    /// Moves back what [`Points::join`] has moved, as far as the receiver still holds so much, once; tells how much.
    ///
    /// # Errors
    /// As [`Points::transfer`].
    fn part(&self, joining: Joining) -> Later<'_, Result<i64, PointsError>>;

    /// Counts a visit, and gives what there is for it.
    ///
    /// # Errors
    /// As [`Points::transfer`].
    fn attend(&self, visit: Visit) -> Later<'_, Result<Attendance, PointsError>>;

    /// What an account holds; nothing for one that was never used.
    ///
    /// # Errors
    /// [`PointsError::Unavailable`]
    fn balance(&self, account: Account) -> Later<'_, Result<Balance, PointsError>>;

    /// The last movements of an account, newest first.
    ///
    /// # Errors
    /// [`PointsError::Unavailable`]
    fn statement(&self, account: Account, limit: u32) -> Later<'_, Result<Vec<PointsEntry>, PointsError>>;

    /// Members of a room who have this name now, in the order in which they came, at most 20. They are told apart by
    /// their hash only.
    ///
    /// # Errors
    /// [`PointsError::Unavailable`]
    fn members(&self, room: &Account, name: &str) -> Later<'_, Result<Vec<NamedMember>, PointsError>>;
}

/// Two accounts that become one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Joining {
    /// Who gives everything.
    pub from: Account,
    /// Who gets it.
    pub to: Account,
    /// Names the movement, as [`Transfer::reference`] does.
    pub reference: String,
    /// Who caused it; empty for the server itself.
    pub actor: String,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// A transfer that is to be taken back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refund {
    /// The account by which the transfer is named ([`Transfer::subject`]).
    pub subject: Account,
    /// Its reference.
    pub reference: String,
    /// Who takes it back; empty for the server itself.
    pub actor: String,
    /// A word about it; may be empty.
    pub note: String,
    /// When, in UTC milliseconds.
    pub at: i64,
}

/// A member of a room by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedMember {
    /// The app's word for this person in the room.
    pub user: UserHash,
    /// The name.
    pub name: Arc<str>,
    /// When the member was last heard, in UTC milliseconds.
    pub last_seen: i64,
}

/// Why a transfer was not made.
#[derive(Debug, Error)]
pub enum PointsError {
    /// The giver has too little.
    #[error("the account holds {balance} points only")]
    Short {
        /// What there is.
        balance: i64,
    },
    /// The receiver would have more than [`MOST_HELD`].
    #[error("the account can hold no more points")]
    Full,
    /// It can never be made: the text says why.
    #[error("the transfer is not possible: {0}")]
    Invalid(&'static str),
    /// Its reference names another transfer.
    #[error("the reference names another transfer")]
    Conflict,
    /// There is no transfer with this reference that could be given back.
    #[error("no such transfer")]
    Unknown,
    /// The ledger does not answer.
    #[error("the ledger of points does not answer")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl Account {
    /// The bot's own.
    pub fn system(bot: &BotName) -> Self {
        Self { bot: bot.clone(), holder: Holder::System }
    }

    /// A room's.
    pub fn room(bot: &BotName, channel: &ChannelId) -> Self {
        Self { bot: bot.clone(), holder: Holder::Room(channel.clone()) }
    }

    /// A member's.
    pub fn member(bot: &BotName, channel: &ChannelId, user: &UserHash) -> Self {
        Self { bot: bot.clone(), holder: Holder::Member(channel.clone(), user.clone()) }
    }
}

impl Joining {
    /// The movement of this much.
    pub fn forth(&self, amount: i64) -> Transfer {
        let (from, to, reference) = (self.from.clone(), self.to.clone(), self.reference.clone());
        self.transfer((from, to), amount, PointsKind::Merge, reference)
    }

    /// The way back of this much.
    pub fn back(&self, amount: i64) -> Transfer {
        let (from, to, reference) = (self.to.clone(), self.from.clone(), format!("undo:{}", self.reference));
        self.transfer((from, to), amount, PointsKind::Unmerge, reference)
    }

    fn transfer(&self, (from, to): (Account, Account), amount: i64, kind: PointsKind, reference: String) -> Transfer {
        Transfer { from, to, amount, kind, reference, actor: self.actor.clone(), note: String::new(), at: self.at }
    }
}

impl Transfer {
    /// The account among whose transfers the reference names this one: the giver, or the receiver of what the system gives.
    pub fn subject(&self) -> &Account {
        if self.from.holder == Holder::System { &self.to } else { &self.from }
    }

    /// Whether it can be made at all.
    ///
    /// # Errors
    /// [`PointsError::Invalid`]
    pub fn check(&self) -> Result<(), PointsError> {
        let fault = if self.from.bot != self.to.bot {
            "it goes from one bot to another"
        } else if self.from == self.to {
            "it goes nowhere"
        } else if !(1..=MOST_POINTS).contains(&self.amount) {
            "its amount is out of range"
        } else if !(1..=LONGEST_REFERENCE).contains(&self.reference.len()) {
            "its reference is empty or too long"
        } else {
            return Ok(());
        };
        Err(PointsError::Invalid(fault))
    }
}

impl PointsKind {
    /// Every one, as it is stored.
    const WORDS: [(Self, &str); 9] = [
        (Self::Grant, "grant"),
        (Self::Monthly, "monthly"),
        (Self::Attendance, "attendance"),
        (Self::Spend, "spend"),
        (Self::Refund, "refund"),
        (Self::Take, "take"),
        (Self::Send, "send"),
        (Self::Merge, "merge"),
        (Self::Unmerge, "unmerge"),
    ];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(kind, _)| *kind == self).map_or("grant", |(_, word)| word)
    }

    /// The kind of a stored word.
    pub fn of(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(_, known)| *known == word).map(|(kind, _)| *kind)
    }
}

impl fmt::Display for PointsKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Visit {
    /// What a visit brings that is the `streak`th in a row: the points, and the bonus.
    pub fn reward(&self, streak: u32) -> (i64, i64) {
        let full = self.bonus_days > 0 && streak > 0 && streak.is_multiple_of(self.bonus_days);
        (self.points.max(0), if full { self.bonus.max(0) } else { 0 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn account(user: &str) -> Account {
        let (bot, channel) = (BotName::new("LOA.i").unwrap(), ChannelId::new("1").unwrap());
        Account::member(&bot, &channel, &UserHash::new(user).unwrap())
    }

    fn transfer() -> Transfer {
        Transfer {
            from: account("a"),
            to: account("b"),
            amount: 1,
            kind: PointsKind::Send,
            reference: "r".to_owned(),
            actor: String::new(),
            note: String::new(),
            at: 0,
        }
    }

    #[test]
    fn what_can_never_be_made_is_refused_at_once() {
        assert!(transfer().check().is_ok());
        let other = Account { bot: BotName::new("B").unwrap(), ..account("b") };
        let long = "가".repeat(LONGEST_REFERENCE / 3 + 1);
        for bad in [
            Transfer { amount: 0, ..transfer() },
            Transfer { amount: -5, ..transfer() },
            Transfer { amount: MOST_POINTS + 1, ..transfer() },
            Transfer { to: account("a"), ..transfer() },
            Transfer { to: other, ..transfer() },
            Transfer { reference: String::new(), ..transfer() },
            Transfer { reference: long, ..transfer() },
        ] {
            assert!(matches!(bad.check(), Err(PointsError::Invalid(_))), "{bad:?}");
        }
    }

    #[test]
    fn a_reference_names_a_transfer_of_whoever_it_is_about() {
        let system = Account::system(&account("a").bot);
        assert_eq!(transfer().subject(), &account("a"));
        assert_eq!(Transfer { from: system.clone(), ..transfer() }.subject(), &account("b"));
        assert_eq!(Transfer { to: system, ..transfer() }.subject(), &account("a"));
    }

    #[test]
    fn every_kind_is_stored_as_a_word_of_its_own() {
        for (kind, word) in PointsKind::WORDS {
            assert_eq!((PointsKind::of(word), kind.as_str()), (Some(kind), word));
        }
        assert_eq!(PointsKind::of("money"), None);
    }

    #[test]
    fn the_bonus_comes_after_each_full_row_of_days() {
        let visit =
            Visit { member: account("a"), also: Vec::new(), day: 1, points: 10, bonus_days: 7, bonus: 50, at: 0 };
        let bonus = |streak| visit.reward(streak).1;
        assert_eq!([bonus(1), bonus(6), bonus(7), bonus(8), bonus(14)], [0, 0, 50, 0, 50]);
        assert_eq!(Visit { bonus_days: 0, ..visit }.reward(7), (10, 0));
    }
}
