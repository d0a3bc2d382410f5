//! Approves every phone and room of a bot that waits, for admins.
//!
//! A phone that may take part can speak for the bot and read along, so the answer names each one that was approved, however many there are.

use loai_core::{Approval, Call, CommandService, Outcome};

use crate::{
    Ports,
    approval::{self, Change, Noun, Subject, phone_tail, phone_version, room_name},
    lines::{LISTED, page},
};

/// The service `approve_all`.
pub(crate) struct ApproveAll {
    ports: Ports,
}

impl ApproveAll {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }

    fn answer(&self, call: &Call<'_>) -> String {
        if let Some(refusal) = approval::refusal(&self.ports, call) {
            return refusal;
        }
        let (texts, bot) = (&self.ports.texts, call.room.bot.as_str());
        let mut waiting = Noun::Phone.waiting(&self.ports, bot);
        waiting.extend(Noun::Room.waiting(&self.ports, bot));
        let Ok(Change { changed, .. }) = approval::apply(&self.ports, call, &waiting, Approval::Approved) else {
            return texts.say("command-not-stored");
        };
        if changed.is_empty() {
            return texts.say("approve-all-nothing");
        }
        let phones = changed.iter().filter(|subject| matches!(subject, Subject::Phone(_))).count();
        let counts = [("phones", phones.into()), ("rooms", (changed.len() - phones).into())];
        let mut head = texts.get("approve-all-done", &counts);
        if phones > 0 {
            head = format!("{head}\n{}", texts.say("approve-all-check"));
        }
        let lines = changed.into_iter().map(|subject| self.line(subject)).collect();
        page(texts, &head, lines, LISTED.max(phones))
    }

    fn line(&self, subject: &Subject) -> String {
        match subject {
            Subject::Phone(phone) => self.ports.texts.get(
                "approve-all-phone",
                &[
                    ("number", phone.number.into()),
                    ("tail", phone_tail(phone).into()),
                    ("version", phone_version(phone).into()),
                ],
            ),
            Subject::Room(room) => {
                let values = [("number", room.number.into()), ("name", room_name(room).into())];
                self.ports.texts.get("approve-all-room", &values)
            }
        }
    }
}

impl CommandService for ApproveAll {
    fn name(&self) -> &'static str {
        "approve_all"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(self.answer(call))
    }
}

#[cfg(test)]
mod tests;
