//! What the command line asks of the server: JSON lines on the control socket.

use loai_core::{Approval, DeliveryId};
use serde::{Deserialize, Serialize};

/// One question or change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "cmd", rename_all = "snake_case")]
pub enum Request {
    /// How the server is.
    Status,
    /// Why a message got no answer.
    Why {
        /// The bot.
        bot: String,
        /// The room's id.
        channel: String,
        /// The message; the newest one by default.
        #[serde(default)]
        log_id: Option<String>,
    },
    /// What would become of a message, step by step.
    Explain(Asked),
    /// All phones.
    Phones,
    /// All rooms.
    Rooms,
    /// Everybody who was heard in a room.
    People {
        /// The room's number, id or name.
        room: String,
    },
    /// Everything that is known of a member of a room.
    Person {
        /// The room's number, id or name.
        room: String,
        /// The member's number or name.
        who: String,
    },
    /// Who may be one person.
    MergeSuggestions {
        /// The room's number, id or name; all of them by default.
        #[serde(default)]
        room: Option<String>,
    },
    /// What was merged.
    Merges {
        /// The room's number, id or name; all of them by default.
        #[serde(default)]
        room: Option<String>,
    },
    /// Merge two members of a room.
    Merge {
        /// The room's number, id or name.
        room: String,
        /// The old member's number or name.
        old: String,
        /// The new member's number or name.
        new: String,
    },
    /// Undo a merge.
    Unmerge {
        /// The merge's number.
        number: u32,
    },
    /// All admins.
    Admins,
    /// Change the approval of phones.
    SetPhones(Change),
    /// Change the approval of rooms.
    SetRooms(Change),
    /// Make somebody an admin.
    AddAdmin {
        /// The bot.
        bot: String,
        /// The room's id or number, or `*`.
        room: String,
        /// The person's user hash.
        user: String,
    },
    /// Take the right away, in every room.
    RemoveAdmin {
        /// The bot.
        bot: String,
        /// The person's user hash.
        user: String,
    },
    /// Open a one-time admin code.
    AdminCode,
    /// Send a test notice everywhere.
    NotifyTest,
    /// What is to be said.
    Deliveries,
    /// Say an item again.
    SayAgain {
        /// The item.
        id: DeliveryId,
    },
    /// Drop an item that waits.
    GiveUp {
        /// The item.
        id: DeliveryId,
    },
    /// Stop everything that is said, or let it go on.
    Halt {
        /// Stop.
        on: bool,
        /// The bot; all of them by default.
        #[serde(default)]
        bot: Option<String>,
    },
    /// What is kept of a member.
    About(Whose),
    /// Write all that is kept of a member into a file.
    ExportMember(Whose),
    /// Forget a member.
    EraseMember(Whose),
    /// What was forgotten.
    Erasures,
    /// Read the settings again.
    Reload {
        /// What the answer is about, as [`loai_core::ReloadTarget`] says it.
        target: String,
        /// The bot that it is about; all of them by default.
        #[serde(default)]
        bot: Option<String>,
    },
}

/// A member of a room.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Whose {
    /// The bot.
    pub bot: String,
    /// The room's id, number or name; may be empty where the bot has one room only.
    #[serde(default)]
    pub room: String,
    /// The member, by user hash or name.
    pub member: String,
}

/// A message that somebody might send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The bot.
    pub bot: String,
    /// The room's id, number or name; may be empty where the bot has one room only.
    #[serde(default)]
    pub room: String,
    /// Who would speak.
    #[serde(default)]
    pub user: Option<String>,
    /// The speaker's name.
    #[serde(default)]
    pub sender: String,
    /// What would be said.
    pub text: String,
    /// Whether it holds a mention of the bot.
    #[serde(default)]
    pub mention: bool,
}

/// A change of approval.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// Which.
    #[serde(default)]
    pub which: Vec<String>,
    /// All that wait.
    #[serde(default)]
    pub all: bool,
    /// The new state.
    pub state: Approval,
}

/// What a change was asked of and how it went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum Target {
    /// Changed.
    Set {
        /// The number.
        number: u32,
        /// The name; empty for phones.
        name: String,
    },
    /// It was so already.
    Already {
        /// The number.
        number: u32,
        /// The name; empty for phones.
        name: String,
    },
    /// There is none.
    Unknown {
        /// What was asked for.
        asked: String,
    },
    /// The name fits several.
    Ambiguous {
        /// Their numbers.
        numbers: Vec<u32>,
    },
}
