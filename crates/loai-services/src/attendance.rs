//! Who comes by today: once a local day, with points and a row of days.

use loai_core::{Call, CommandService, Outcome, Visit};

use crate::{
    Ports,
    points::{Asker, grouped},
};

/// The service `attendance`.
pub(crate) struct Visits {
    ports: Ports,
}

impl Visits {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone() }
    }
}

impl CommandService for Visits {
    fn name(&self) -> &'static str {
        "attendance"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Asker::of(&self.ports, call).later(answer)
    }
}

async fn answer(asker: Asker) -> String {
    let Some(member) = asker.own() else { return asker.say("points-user-unknown", &[]) };
    let settings = asker.ports.settings.load().server.points;
    let visit = Visit {
        member,
        also: asker.also(),
        day: asker.day(),
        points: settings.attendance.into(),
        bonus_days: settings.streak_days,
        bonus: settings.streak_bonus.into(),
        at: asker.at,
    };
    let visit = match asker.ports.points.attend(visit).await {
        Ok(visit) => visit,
        Err(error) => return asker.refused(&error, ("points", &asker.name)),
    };
    let points = if visit.points > 0 { grouped(visit.points) } else { "none".to_owned() };
    let values = [
        ("name", asker.name.as_str().into()),
        ("points", points.into()),
        ("bonus", grouped(visit.bonus).into()),
        ("balance", grouped(visit.balance).into()),
        ("streak", visit.streak.into()),
        ("days", visit.days.into()),
    ];
    let keys = [
        ("attendance-already", !visit.new),
        ("attendance-done", visit.new),
        ("attendance-bonus", visit.bonus > 0),
        ("attendance-balance", true),
    ];
    let lines = keys.into_iter().filter(|(_, said)| *said).map(|(key, _)| asker.say(key, &values));
    lines.collect::<Vec<_>>().join("\n")
}
