//! The points of members: what somebody has and had, and what admins give and take.

mod asker;
mod request;
mod whom;

use loai_core::{Account, Call, CommandService, Outcome, points::MOST_POINTS};
use loai_texts::plain;

use crate::Ports;

pub(crate) use asker::{Asker, Show, grouped};
pub(crate) use request::{Deed, Request, Rest};

/// The service `points`.
pub(crate) struct PointsOfMembers {
    ports: Ports,
}

impl PointsOfMembers {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }
}

impl CommandService for PointsOfMembers {
    fn name(&self) -> &'static str {
        "points"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Asker::of(&self.ports, call).later(answer)
    }
}

async fn answer(asker: Asker) -> String {
    let Some(own) = asker.own() else { return asker.say("points-user-unknown", &[]) };
    let whose = ("points", asker.name.as_str());
    match Request::parse(&asker.prompt) {
        Request::Balance => asker.show(own, whose, Show::Balance).await,
        Request::Summary => asker.show(own, whose, Show::Summary).await,
        Request::Statement(lines) => asker.show(own, whose, Show::Statement(lines)).await,
        Request::Move(Deed::Send, _) if !may_send(&asker) => asker.say("points-send-off", &[]),
        Request::Move(Deed::Grant | Deed::Take, _) if !asker.is_admin => asker.say("command-admin-only", &[]),
        Request::Move(deed, rest) => move_points(&asker, own, deed, &rest).await,
        Request::Mode => asker.say("points-mode-elsewhere", &[]),
        Request::Usage => usage(&asker),
    }
}

fn may_send(asker: &Asker) -> bool {
    asker.ports.settings.load().server.points.transfer
}

fn usage(asker: &Asker) -> String {
    let keys = [("points-usage", true), ("points-usage-send", may_send(asker)), ("points-usage-admin", asker.is_admin)];
    let lines = keys.into_iter().filter(|(_, shown)| *shown).map(|(key, _)| asker.say(key, &[]));
    lines.collect::<Vec<_>>().join("\n")
}

async fn move_points(asker: &Asker, own: Account, deed: Deed, rest: &Rest<'_>) -> String {
    let amount = rest.amount.filter(|amount| (1..=MOST_POINTS).contains(amount));
    let (Some(amount), false) = (amount, rest.whom.is_empty()) else {
        return asker.say("points-amount", &[("word", rest.word.into())]);
    };
    let member = match asker.whom(rest.whom).await {
        Ok(member) => member,
        Err(text) => return text,
    };
    let (theirs, system) = (Account::member(&asker.bot, &asker.channel, &member.user), Account::system(&asker.bot));
    if deed == Deed::Send && theirs == own {
        return asker.say("points-not-to-yourself", &[]);
    }
    let (sides, key) = match deed {
        Deed::Grant => ((system, theirs), "points-granted"),
        Deed::Take => ((theirs, system), "points-taken"),
        Deed::Send => ((own, theirs), "points-sent"),
    };
    let name = plain(&member.name, asker::NAME);
    // Of whom it is said that there is too little, or too much.
    let short_of = if deed == Deed::Send { asker.name.as_str() } else { name.as_str() };
    match asker.book(deed, sides, amount, rest.note).await {
        Ok(receipt) if !receipt.new => asker.say("points-already", &[]),
        Ok(receipt) => {
            let balance = if deed == Deed::Grant { receipt.to } else { receipt.from };
            let values = [
                ("name", name.as_str().into()),
                ("points", grouped(amount).into()),
                ("balance", grouped(balance).into()),
            ];
            asker.say(key, &values)
        }
        Err(error @ loai_core::PointsError::Full) => asker.refused(&error, ("points", &name)),
        Err(error) => asker.refused(&error, ("points", short_of)),
    }
}

#[cfg(test)]
pub(crate) mod tests;
