//! Links rooms in which somebody is the same person, so that rights in one of them count in the others.

use loai_core::{Batch, Call, CommandService, Confirmed, LedgerError, Member, Outcome, UserHash, people::Change};
use loai_texts::{Value, plain};

use crate::Ports;

/// At most so many characters of a name are kept and shown.
const NAME: usize = 30;

/// The service `link`.
pub(crate) struct Link {
    ports: Ports,
}

/// What somebody asks for.
#[derive(Debug, PartialEq, Eq)]
enum Request<'a> {
    Offer,
    Confirm(&'a str),
    Remove,
    Unclear,
}

impl<'a> Request<'a> {
    fn parse(prompt: &'a str) -> Self {
        let is_code = prompt.len() == 6 && prompt.bytes().all(|byte| byte.is_ascii_digit());
        match prompt {
            "" => Self::Offer,
            code if is_code => Self::Confirm(code),
            "해제" | "해지" | "취소" | "remove" => Self::Remove,
            _ => Self::Unclear,
        }
    }
}

impl Link {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }

    fn answer(&self, call: &Call<'_>) -> String {
        let Some(member) = member(call) else { return self.ports.texts.say("link-user-unknown") };
        match Request::parse(call.prompt) {
            Request::Offer => match self.ports.people.offer(&member) {
                Some(code) => self.say("link-code", call, &code),
                None => self.say("link-full", call, ""),
            },
            Request::Confirm(code) => self.confirm(call, code, &member),
            Request::Remove => self.remove(call, &member),
            Request::Unclear => self.say("link-usage", call, ""),
        }
    }

    fn confirm(&self, call: &Call<'_>, code: &str, member: &Member) -> String {
        let mut batch = Batch::default();
        let key = match self.ports.people.confirm(code, member, &mut batch) {
            Confirmed::Half(second) => return self.say("link-half", call, &second),
            Confirmed::Linked { rooms, change } => {
                return match self.keep(&batch, change) {
                    Ok(()) => self.ports.texts.get("link-done", &[("count", rooms.into())]),
                    Err(_) => self.ports.texts.say("command-not-stored"),
                };
            }
            Confirmed::Already => "link-already",
            Confirmed::SameRoom => "link-same-room",
            Confirmed::Wrong => "link-wrong",
            Confirmed::Locked => "link-locked",
            Confirmed::Full => "link-full",
        };
        self.say(key, call, "")
    }

    fn remove(&self, call: &Call<'_>, member: &Member) -> String {
        let mut batch = Batch::default();
        match self.ports.people.unlink(member, &mut batch) {
            None => self.say("link-none", call, ""),
            Some(change) => match self.keep(&batch, change) {
                Ok(()) => self.ports.texts.say("link-removed"),
                Err(_) => self.ports.texts.say("command-not-stored"),
            },
        }
    }

    /// Records a change. When that fails, it is undone, since a restart would forget it; the cause goes to the log.
    fn keep(&self, batch: &Batch, change: Change) -> Result<(), LedgerError> {
        let Err(error) = self.ports.ledger.append(batch) else { return Ok(()) };
        tracing::error!(error = &error as &dyn std::error::Error, "could not record a link between rooms");
        if error.is_kept() {
            return Ok(());
        }
        self.ports.people.undo(change);
        Err(error)
    }

    fn say(&self, key: &str, call: &Call<'_>, code: &str) -> String {
        let name = plain(call.incoming.sender, NAME);
        let values: [(_, Value<'_>); 3] =
            [("command", call.command.shown().into()), ("name", name.into()), ("code", code.into())];
        self.ports.texts.get(key, &values)
    }
}

/// Who calls; `None` where the app does not say.
/// The caller, where the app says who it is.
pub(crate) fn member(call: &Call<'_>) -> Option<Member> {
    Some(Member {
        bot: call.room.bot.clone(),
        channel: call.room.channel.clone(),
        user: UserHash::new(call.incoming.user?).ok()?,
        name: plain(call.incoming.sender, NAME).into(),
        at: call.at,
    })
}

impl CommandService for Link {
    fn name(&self) -> &'static str {
        "link"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(self.answer(call))
    }
}

#[cfg(test)]
mod tests;
