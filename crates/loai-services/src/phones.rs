//! Phones, for admins: the list, and who of them may take part.

mod health;

use std::sync::Arc;

use loai_core::{Approval, Call, CommandService, Connection, Health, Outcome, Phone};
use loai_texts::plain;

use crate::{
    Ports,
    approval::{self, Noun, Request, phone_tail, phone_version, phones_of},
    lines::{LISTED, page},
};

/// The service `phones`.
pub(crate) struct PhoneApproval {
    ports: Ports,
}

impl PhoneApproval {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }

    fn answer(&self, call: &Call<'_>) -> String {
        if let Some(refusal) = approval::refusal(&self.ports, call) {
            return refusal;
        }
        if let Some(number) = health::asked(call.prompt) {
            return health::answer(&self.ports, call.room.bot.as_str(), number);
        }
        match Request::parse(call.prompt) {
            Request::List(word) => self.list(call, word),
            Request::Set(state, targets) => approval::set(&self.ports, call, Noun::Phone, state, &targets),
            Request::Unclear => self.ports.texts.get("phones-usage", &[("command", call.command.shown().into())]),
        }
    }

    fn list(&self, call: &Call<'_>, word: &str) -> String {
        let (texts, bot) = (&self.ports.texts, call.room.bot.as_str());
        let all = phones_of(&self.ports, bot);
        if all.is_empty() {
            return texts.say("phones-none");
        }
        let waiting = all.iter().filter(|phone| phone.state() == Approval::Pending).count();
        let head = [("bot", bot.into()), ("count", all.len().into()), ("waiting", waiting.into())];
        let connections = self.ports.registry.speakers(bot);
        let wanted = approval::state(word);
        let fits = |phone: &Phone| match wanted {
            Some(state) => phone.state() == state,
            None => phone.device.as_str().ends_with(word),
        };
        let lines: Vec<_> =
            all.iter().filter(|phone| fits(phone)).map(|phone| self.line(phone, &connections)).collect();
        if lines.is_empty() {
            return texts.get("list-no-match", &[("word", plain(word, 30).into())]);
        }
        page(texts, &texts.get("phones-title", &head), lines, LISTED)
    }

    fn line(&self, phone: &Phone, connections: &[Arc<Connection>]) -> String {
        let texts = &self.ports.texts;
        let own = connections.iter().filter(|connection| connection.phone.number == phone.number);
        let connection = match own.max_by_key(|connection| connection.alive_at()) {
            Some(connection) => {
                let key = match connection.health() {
                    Health::Well => "phones-connected",
                    Health::Suspect | Health::Closed => "phones-connected-suspect",
                };
                let ago = texts.ago(self.ports.clock.now() - connection.alive_at());
                texts.get(key, &[("ago", ago.into())])
            }
            None => texts.say("phones-disconnected"),
        };
        texts.get(
            "phones-line",
            &[
                ("number", phone.number.into()),
                ("tail", phone_tail(phone).into()),
                ("state", texts.state(phone.state()).into()),
                ("practice", if phone.practice { "yes" } else { "no" }.into()),
                ("connection", connection.into()),
                ("version", phone_version(phone).into()),
            ],
        )
    }
}

impl CommandService for PhoneApproval {
    fn name(&self) -> &'static str {
        "phones"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(self.answer(call))
    }
}

#[cfg(test)]
mod tests;
