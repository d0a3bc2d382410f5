//! `loai-server rehearse`: a past period of the chat log under two configurations, without saying anything. It only
//! reads, so it may run beside a server.

use std::{collections::BTreeMap, sync::Arc};

use loai_config::Settings;
use loai_core::{Approval, BotName, ChannelId, Clock, Room, Rooms, SystemClock, admins::Entry, record::Said};
use loai_db::{Database, HeardRow};
use loai_pipeline::{Question, Rehearsal, Roles};
use loai_texts::{Language, Texts, plain};

use super::{Scene, Told, offline, run};
use crate::{args::Rehearse, output, state};

const DAY: i64 = 86_400_000;
/// So many lines are read at once.
const PAGE: u64 = 1_000;
/// So much of a text is shown, in characters.
const SHOWN: usize = 60;

/// What a message leads to, as far as it can be compared: the command that runs, else the words that are said.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Outcome {
    command: Option<Arc<str>>,
    answer: Option<String>,
}

/// How many messages came out how.
#[derive(Default)]
struct Counts {
    heard: u64,
    by_difference: BTreeMap<&'static str, usize>,
}

/// Prints which answers would appear, vanish or change.
pub(super) fn rehearse(scene: &Scene, period: &Rehearse) -> Result<(), Told> {
    let settings = run::load(scene)?;
    let candidate = loai_config::load(&period.candidate, &scene.environment);
    let (candidate, _) = run::told(scene, candidate)?;
    let work = async {
        let url = state::database_url(settings.server.database.url.expose(), &scene.folders.data);
        let database = Database::connect(&url, loai_db::Options::default()).await?;
        let counts = play(scene, period, &database, [&settings, &candidate]).await;
        database.close().await;
        counts
    };
    let counts = run::block_on(work).map_err(|error| offline::told(scene, &error))?;
    let of = |difference| counts.by_difference.get(difference).copied().unwrap_or_default();
    let words = [
        ("heard", counts.heard.into()),
        ("appears", of("appears").into()),
        ("vanishes", of("vanishes").into()),
        ("changes", of("changes").into()),
    ];
    output::line(&scene.texts.get("rehearse-summary", &words));
    Ok(())
}

async fn play(
    scene: &Scene,
    period: &Rehearse,
    database: &Database,
    settings: [&Settings; 2],
) -> anyhow::Result<Counts> {
    let (rooms, roles) = known(database).await?;
    let texts = Arc::new(Texts::new(Language::Korean));
    let [mut before, mut after] =
        settings.map(|settings| Rehearsal::new(settings, roles.clone(), loai_services::NAMES, &texts));
    let now = SystemClock.now();
    let span = (now - i64::from(period.days) * DAY, now);
    let mut counts = Counts::default();
    let wanted = |room: &&Arc<Room>| period.room.is_none_or(|number| room.number == number);
    for room in rooms.all().iter().filter(wanted) {
        let mut last = 0;
        loop {
            let rows = database.heard(room.number, span, last, PAGE).await?;
            let Some(newest) = rows.last() else { break };
            last = newest.id;
            for row in rows.iter().filter(|row| row.flags & Said::OWN == 0) {
                counts.heard += 1;
                let (was, would_be) = (Outcome::of(&mut before, room, row), Outcome::of(&mut after, room, row));
                let Some(difference) = was.difference(&would_be) else { continue };
                let shown = counts.by_difference.values().sum::<usize>() < period.show;
                *counts.by_difference.entry(difference).or_default() += 1;
                if shown {
                    print(scene, room, row, difference, &was, &would_be);
                }
            }
        }
    }
    Ok(counts)
}

/// The rooms and admins that the database knows.
async fn known(database: &Database) -> anyhow::Result<(Rooms, Roles)> {
    let (rooms, roles) = (Rooms::new(Approval::Pending, 0), Roles::default());
    for row in database.load_rooms().await? {
        if let (Ok(bot), Ok(channel)) = (BotName::new(&row.bot), ChannelId::new(&row.channel)) {
            rooms.restore(&bot, channel, row.number, &row.name, row.state);
        }
    }
    for row in database.load_admins().await? {
        if let Ok(bot) = BotName::new(&row.bot) {
            let entry = Entry { channel: row.channel, user: row.user, name: row.name, home: row.home };
            roles.admins.restore(&bot, &entry);
        }
    }
    for row in database.load_links().await? {
        roles.people.replay(&row.fact());
    }
    Ok((rooms, roles))
}

fn print(scene: &Scene, room: &Room, row: &HeardRow, difference: &'static str, was: &Outcome, would_be: &Outcome) {
    let words = [
        ("difference", difference.into()),
        ("number", room.number.into()),
        ("room", room.name().to_string().into()),
        ("text", plain(&row.message, SHOWN).into()),
        ("before", was.shown().into()),
        ("after", would_be.shown().into()),
    ];
    output::line(&scene.texts.get("rehearse-difference", &words));
}

impl Outcome {
    fn of(rehearsal: &mut Rehearsal, room: &Arc<Room>, row: &HeardRow) -> Self {
        let question = Question {
            user: row.user.as_deref(),
            sender: &row.sender,
            text: &row.message,
            is_mention: row.flags & Said::MENTION != 0,
        };
        let explanation = rehearsal.hear(room, &question, row.at);
        let runs = explanation.cause.reason == "runs";
        Self { command: explanation.command.filter(|_| runs), answer: explanation.answer }
    }

    fn is_silent(&self) -> bool {
        self.command.is_none() && self.answer.is_none()
    }

    fn difference(&self, other: &Self) -> Option<&'static str> {
        match (self.is_silent(), other.is_silent()) {
            _ if self == other => None,
            (true, false) => Some("appears"),
            (false, true) => Some("vanishes"),
            _ => Some("changes"),
        }
    }

    fn shown(&self) -> String {
        let command = self.command.iter().map(ToString::to_string);
        let all: Vec<_> = self.answer.iter().map(|answer| plain(answer, SHOWN)).chain(command).collect();
        all.join(" + ")
    }
}
