//! The points of a room, for admins.

use loai_core::{Account, Call, CommandService, Outcome, points::MOST_POINTS};

use crate::{
    Ports, approval,
    points::{Asker, Deed, Request, Rest, Show, grouped},
};

/// The service `room_points`.
pub(crate) struct RoomPoints {
    ports: Ports,
}

impl RoomPoints {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }
}

impl CommandService for RoomPoints {
    fn name(&self) -> &'static str {
        "room_points"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        match approval::refusal(&self.ports, call) {
            Some(refusal) => Outcome::text(refusal),
            None => Asker::of(&self.ports, call).later(answer),
        }
    }
}

async fn answer(asker: Asker) -> String {
    let room = asker.room();
    match Request::parse(&asker.prompt) {
        Request::Balance => asker.show(room, ("room-points", ""), Show::Balance).await,
        Request::Summary => asker.show(room, ("room-points", ""), Show::Summary).await,
        Request::Statement(lines) => asker.show(room, ("room-points", ""), Show::Statement(lines)).await,
        Request::Move(Deed::Send, _) | Request::Usage => asker.say("room-points-usage", &[]),
        Request::Move(deed, rest) => move_points(&asker, room, deed, &rest).await,
        Request::Mode => asker.say("points-mode-elsewhere", &[]),
    }
}

async fn move_points(asker: &Asker, room: Account, deed: Deed, rest: &Rest<'_>) -> String {
    let amount = rest.amount.filter(|amount| (1..=MOST_POINTS).contains(amount));
    // A name belongs to a member: with one, somebody means the other command.
    let (Some(amount), true) = (amount, rest.whom.is_empty()) else {
        return asker.say("room-points-amount", &[("word", rest.word.into())]);
    };
    let system = Account::system(&asker.bot);
    let grants = deed == Deed::Grant;
    let sides = if grants { (system, room) } else { (room, system) };
    match asker.book(deed, sides, amount, rest.note).await {
        Ok(receipt) if !receipt.new => asker.say("points-already", &[]),
        Ok(receipt) => {
            let (key, balance) =
                if grants { ("room-points-granted", receipt.to) } else { ("room-points-taken", receipt.from) };
            asker.say(key, &[("points", grouped(amount).into()), ("balance", grouped(balance).into())])
        }
        Err(error) => asker.refused(&error, ("room-points", "")),
    }
}
