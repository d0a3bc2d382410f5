//! Rooms, for admins: the list, and which of them may take part.

use loai_core::{Approval, Call, ChannelId, CommandService, Outcome, Room};
use loai_texts::plain;

use crate::{
    Ports,
    approval::{self, Noun, Request, room_name, rooms_of},
    lines::{LISTED, page},
};

/// The service `rooms`.
pub(crate) struct RoomApproval {
    ports: Ports,
}

impl RoomApproval {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }

    fn answer(&self, call: &Call<'_>) -> String {
        if let Some(refusal) = approval::refusal(&self.ports, call) {
            return refusal;
        }
        match Request::parse(call.prompt) {
            Request::List(word) => self.list(call, word),
            Request::Set(state, targets) => approval::set(&self.ports, call, Noun::Room, state, &targets),
            Request::Unclear => self.ports.texts.get("rooms-usage", &[("command", call.command.shown().into())]),
        }
    }

    /// Pending rooms come first, since they are what an admin looks for.
    fn list(&self, call: &Call<'_>, word: &str) -> String {
        let (texts, bot) = (&self.ports.texts, call.room.bot.as_str());
        let mut all = rooms_of(&self.ports, bot);
        if all.is_empty() {
            return texts.say("rooms-none");
        }
        all.sort_by_key(|room| (room.state() != Approval::Pending, room.number));
        let waiting = all.iter().filter(|room| room.state() == Approval::Pending).count();
        let head = [("bot", bot.into()), ("count", all.len().into()), ("waiting", waiting.into())];
        let home = self.ports.admins.home(bot);
        let wanted = approval::state(word);
        let lower = word.to_lowercase();
        let fits = |room: &Room| match wanted {
            Some(state) => room.state() == state,
            None => room.name().to_lowercase().contains(&lower),
        };
        let lines: Vec<_> = all.iter().filter(|room| fits(room)).map(|room| self.line(room, home.as_ref())).collect();
        if lines.is_empty() {
            return texts.get("list-no-match", &[("word", plain(word, 30).into())]);
        }
        page(texts, &texts.get("rooms-title", &head), lines, LISTED)
    }

    fn line(&self, room: &Room, home: Option<&ChannelId>) -> String {
        let texts = &self.ports.texts;
        texts.get(
            "rooms-line",
            &[
                ("number", room.number.into()),
                ("name", room_name(room).into()),
                ("state", texts.state(room.state()).into()),
                ("home", if home == Some(&room.channel) { "yes" } else { "no" }.into()),
            ],
        )
    }
}

impl CommandService for RoomApproval {
    fn name(&self) -> &'static str {
        "rooms"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(self.answer(call))
    }
}

#[cfg(test)]
mod tests;
