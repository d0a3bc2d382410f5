//! The steps between a message and its answer.

use std::{sync::Arc, time::Duration};

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
    /// How it came here.
    pub way: Way,
    /// Whether it may start something by itself; a filter may have found that it is no talk.
    pub automatic: bool,
    /// The command it calls.
    pub called: Option<Called<'a>>,
    /// Whether the line is kept in the chat log.
    pub keep: bool,
    /// The stage or gate where it is.
    pub stage: &'static str,
    /// Further facts that the stages have made.
    pub facts: &'a mut Batch,
    /// What is known of the room.
    pub plan: &'a mut P,
    /// What was decided on the way, where somebody wants to know.
    pub trace: Option<&'a mut Vec<Step>>,
}

/// How a call came about; the same gates are on every way.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Way {
    /// Somebody typed it.
    #[default]
    Typed,
    /// An automatic answer runs it.
    AutoReply,
    /// The scheduler runs it.
    Schedule,
    /// A session runs it.
    Session,
    /// An extension runs it.
    Extension,
    /// A program runs it.
    Api,
}

/// What one stage or gate decided about a message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The stage or gate.
    pub name: &'static str,
    /// What it decided.
    pub decision: Decision,
    /// How long it took.
    pub took: Duration,
}

/// What a stage or gate may decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// It has nothing to do with this message, or lets it pass.
    Pass,
    /// Nobody answers.
    Stop(Silence),
    /// It answers, with this text.
    Answer(String),
    /// It runs the command of this key.
    Run(Arc<str>),
}

impl<P> Message<'_, P> {
    /// Notes what a stage or gate decided, where somebody wants to know.
    pub fn note(&mut self, name: &'static str, flow: &Flow, took: Duration) {
        let Some(trace) = &mut self.trace else { return };
        let decision = match flow {
            Flow::Continue => Decision::Pass,
            Flow::Stop(silence) => Decision::Stop(*silence),
            Flow::Answer(reply) => Decision::Answer(reply.log_text()),
            Flow::Run { .. } => {
                Decision::Run(self.called.as_ref().map_or_else(|| "".into(), |called| Arc::clone(&called.command.key)))
            }
        };
        trace.push(Step { name, decision, took });
    }

    /// The call, where the message is one.
    pub fn call(&self) -> Option<Call<'_>> {
        let Called { command, prompt, arguments, .. } = self.called.as_ref()?;
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
    /// Only the scheduler may run the command.
    ScheduleOnly,
    /// The text holds a banned word.
    BannedWord,
    /// The text fits a pattern of lines that start nothing.
    IgnoredPattern,
    /// The answer held a banned word and was left out.
    AnswerBanned,
    /// The call was refused, and the room has just read a refusal.
    RefusedAgain,
    /// The service had nothing to say.
    NothingToSay,
    /// The phone kept the message for too long, and an answer would come out of nowhere.
    TooOld,
    /// The bot has just said the same words; another of its phones may have seen them.
    OwnWords,
    /// The room was told the same often enough for the moment.
    AnswerRepeated,
}

impl Flow {
    /// A service answers, and nothing is said before that.
    pub fn run(outcome: Outcome) -> Self {
        Self::Run { first: Reply::silence(), outcome }
    }
}
