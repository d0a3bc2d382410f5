//! `loai-server people …`

use clap::Subcommand;

/// What to do with the members of rooms. A room is a number, a name or a channel id; a member a number or a name.
#[derive(Clone, Debug, Subcommand)]
pub enum People {
    /// List everybody who was ever heard in a room.
    List {
        /// The room.
        room: String,
    },
    /// Everything that is known of a member: names, linked rooms, merged members, points.
    Show {
        /// The room.
        room: String,
        /// The member.
        who: String,
    },
    /// Who may be one person: came with the name of somebody who has been silent since.
    Suggestions {
        /// The room; all of them by default.
        room: Option<String>,
    },
    /// List what was merged.
    Merges {
        /// The room; all of them by default.
        room: Option<String>,
    },
    /// Count an old member of a room and a new one as one person, points included.
    Merge {
        /// The room.
        room: String,
        /// The old member.
        old: String,
        /// The new member.
        new: String,
    },
    /// Undo a merge; points go back as far as the new member still holds them.
    Undo {
        /// The merge's number.
        number: u32,
    },
}
