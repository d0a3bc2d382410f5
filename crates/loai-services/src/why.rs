//! Why the bot was silent, for admins: about the last message of a room that got no answer. The explanation goes to the
//! 관리방, since other people of the room need not read it.

use loai_core::{Approval, Call, CommandService, Context, Origin, Outcome, Reply, Room, ServiceError, Unanswered};
use loai_texts::plain;

use crate::{Ports, approval};

/// So much of the message is shown, in characters.
const SHOWN: usize = 60;

/// The service `why`.
pub(crate) struct Why {
    ports: Ports,
}

impl Why {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }

    fn tell(&self, asked: &Room, at: i64, unanswered: Option<Unanswered>) -> String {
        let texts = &self.ports.texts;
        let room = approval::room_name(asked);
        let Some(Unanswered { sender, text, at: said, cause }) = unanswered else {
            return texts.get("unanswered-none", &[("room", room.into())]);
        };
        let words = [
            ("room", room.into()),
            ("sender", plain(&sender, SHOWN).into()),
            ("text", plain(&text, SHOWN).into()),
            ("ago", texts.ago(at - said).into()),
        ];
        format!("{}\n{}", texts.get("unanswered-last", &words), texts.cause(&cause))
    }
}

impl CommandService for Why {
    fn name(&self) -> &'static str {
        "why"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        if let Some(refusal) = approval::refusal(&self.ports, call) {
            return Outcome::text(refusal);
        }
        let asked = match call.prompt.trim_end_matches('번') {
            "" => Some(std::sync::Arc::clone(call.room)),
            number => number.parse().ok().and_then(|number| self.ports.rooms.numbered(number)),
        };
        let Some(asked) = asked.filter(|room| room.bot == call.room.bot) else {
            return Outcome::text(self.ports.texts.get("rooms-unknown", &[("number", call.prompt.into())]));
        };
        // The room is busy with this very message, so what it remembers is looked at afterwards.
        let this = Self { ports: self.ports.clone() };
        let (here, at, log_id) = (std::sync::Arc::clone(call.room), call.at, call.incoming.log_id.map(str::to_owned));
        Outcome::later(async move {
            let (Some(explainer), Some(messenger)) = (this.ports.explainer.get(), this.ports.messenger.get()) else {
                return Err(ServiceError::Failed("nobody explains anything here".into()));
            };
            let told = this.tell(&asked, at, explainer.last_unanswered(&asked, log_id.as_deref()));
            let home = this.ports.admins.home(here.bot.as_str());
            if home.as_ref() == Some(&here.channel) {
                return Ok(Reply::text(told));
            }
            let home = home.and_then(|home| this.ports.rooms.find(here.bot.as_str(), home.as_str()));
            let Some(home) = home.filter(|home| home.state() == Approval::Approved) else {
                // Without a 관리방 nobody of this room may read what another one says.
                let may_read = asked.channel == here.channel;
                return Ok(Reply::text(if may_read { told } else { this.ports.texts.say("unanswered-no-home") }));
            };
            let sent = messenger.send(&Context::of(&home), Reply::text(told), &Origin::notice());
            sent.map_err(|error| ServiceError::Failed(error.to_string()))?;
            Ok(Reply::text(this.ports.texts.say("unanswered-told")))
        })
    }
}
