//! The steps between a message and its answer.

use std::sync::Arc;

use crate::{Batch, Call, Called, Connection, Incoming, Kind, Outcome, Reply, Role, Room};

/// One step: it looks at the message and continues, stops, or answers.
///
/// `P` is what the stages of one pipeline know of the room beside the message: its plan and what is remembered of it.
pub trait Stage<P = ()>: Send + Sync {
    /// Its name in explanations.
    fn name(&self) -> &'static str;

    /// Looks at one message. Nothing here may wait for anything but memory.
    fn run(&self, message: &mut Message<'_, P>) -> Flow;
}

/// A message on its way through the stages.
pub struct Message<'a, P = ()> {
    /// What was said.
    pub incoming: &'a Incoming<'a>,
    /// The connection that brought it; none in tests and rehearsals.
    pub via: Option<&'a Arc<Connection>>,
    /// Where.
    pub room: &'a Arc<Room>,
    /// When it was accepted, in UTC milliseconds.
    pub at: i64,
    /// What the speaker may do.
    pub role: Role,
    /// What kind of line it is, as far as the stages have found out.
    pub kind: Kind,
    /// The command it calls.
    pub called: Option<Called<'a>>,
    /// Whether the line is kept in the chat log.
    pub keep: bool,
    /// Further facts that the stages have made.
    pub facts: &'a mut Batch,
    /// What is known of the room.
    pub plan: &'a mut P,
}

impl<P> Message<'_, P> {
    /// The call, where the message is one.
    pub fn call(&self) -> Option<Call<'_>> {
        let Called { command, prompt, arguments } = self.called.as_ref()?;
        let (incoming, room, role, at) = (self.incoming, self.room, self.role, self.at);
        Some(Call { command, prompt, arguments, incoming, room, role, at })
    }
}

/// What a stage decided.
pub enum Flow {
    /// The next stage shall look.
    Continue,
    /// Nobody answers, and why.
    Stop(Silence),
    /// This is the answer.
    Answer(Reply),
    /// A service answers, now or later.
    Run {
        /// What is said before that, at once; empty where nothing is.
        first: Reply,
        /// The service's answer.
        outcome: Outcome,
    },
}

/// Why a message got no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Silence {
    /// The phone is not approved.
    PhoneNotApproved,
    /// The room is not approved.
    RoomNotApproved,
    /// The room is unknown and too many rooms wait for approval.
    RoomRefused,
    /// The room has too many messages waiting.
    RoomFull,
    /// The speaker is on the room's list of ignored users.
    Ignored,
    /// No command and no auto-reply fits the text.
    NothingFits,
    /// The room does not allow the command's category.
    CategoryNotAllowed,
    /// The auto-reply has just been used.
    CoolingDown,
    /// The call was refused, and the room has just read a refusal.
    RefusedAgain,
    /// The service had nothing to say.
    NothingToSay,
}

impl Flow {
    /// A service answers, and nothing is said before that.
    pub fn run(outcome: Outcome) -> Self {
        Self::Run { first: Reply::silence(), outcome }
    }
}

impl Silence {
    /// The key of the explanation in the message catalog.
    pub fn key(self) -> &'static str {
        match self {
            Self::PhoneNotApproved => "silence-phone-not-approved",
            Self::RoomNotApproved => "silence-room-not-approved",
            Self::RoomRefused => "silence-room-refused",
            Self::RoomFull => "silence-room-full",
            Self::Ignored => "silence-ignored",
            Self::NothingFits => "silence-nothing-fits",
            Self::CategoryNotAllowed => "silence-category-not-allowed",
            Self::CoolingDown => "silence-cooling-down",
            Self::RefusedAgain => "silence-refused-again",
            Self::NothingToSay => "silence-nothing-to-say",
        }
    }
}
