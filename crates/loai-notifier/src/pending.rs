//! Phones and rooms that wait for approval, gathered for the 관리방.

use std::sync::Arc;

use hashbrown::HashMap;
use loai_core::{Approval, BotName, Devices, Phones, Rooms};
use loai_texts::{Texts, plain};

use crate::{homes::Homes, phones::tail};

/// So many are named; the lists have all of them.
const NAMED: usize = 10;
/// How long what has just come waits for company, in milliseconds: a phone that connects brings many rooms at once.
const GATHER: i64 = 3_000;
/// The shortest time between two notices of a bot, in milliseconds.
const PAUSE: i64 = 60_000;
/// So much of a room's name is shown, in characters.
const NAME: usize = 30;

/// What every bot's 관리방 was told so far. What was there before this start counts as told.
pub(crate) struct Pending {
    phones: Arc<Phones>,
    start: Marks,
    bots: HashMap<BotName, Progress>,
}

/// The highest numbers of phones and rooms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Marks {
    phone: u32,
    room: u32,
}

#[derive(Debug)]
struct Progress {
    told: Marks,
    told_at: Option<i64>,
    /// Since when something waits to be told.
    since: Option<i64>,
}

impl Pending {
    pub(crate) fn new(phones: Arc<Phones>, rooms: &Rooms) -> Self {
        let start = Marks { phone: phones.newest(), room: rooms.newest() };
        Self { phones, start, bots: HashMap::new() }
    }

    /// Tells the 관리방 of each bot what is new; returns how many of them read something.
    pub(crate) fn look<'b>(
        &mut self,
        bots: impl Iterator<Item = &'b BotName>,
        homes: &Homes,
        texts: &Texts,
        now: i64,
    ) -> usize {
        let newest = Marks { phone: self.phones.newest(), room: homes.rooms.newest() };
        let mut said = 0;
        for bot in bots {
            let start = self.start;
            let first = || Progress { told: start, told_at: None, since: None };
            let progress = self.bots.entry(bot.clone()).or_insert_with(first);
            let paused = progress.told_at.is_some_and(|at| now - at < PAUSE);
            if progress.told == newest || paused || homes.ready(bot).is_err() {
                continue;
            }
            let lines = waiting(bot, progress.told, newest, &self.phones, &homes.rooms, texts);
            if lines.is_empty() {
                (progress.told, progress.since) = (newest, None);
                continue;
            }
            if now - *progress.since.get_or_insert(now) < GATHER {
                continue;
            }
            homes.say(bot, text(&lines, texts));
            (progress.told, progress.told_at, progress.since) = (newest, Some(now), None);
            said += 1;
        }
        said
    }
}

/// A line for each phone and room of the bot that came after `told` and still waits.
fn waiting(bot: &BotName, told: Marks, newest: Marks, phones: &Phones, rooms: &Rooms, texts: &Texts) -> Vec<String> {
    let waits = |state, of: &BotName| state == Approval::Pending && of == bot;
    let new_phones = phones.all().into_iter().filter(|phone| (told.phone + 1..=newest.phone).contains(&phone.number));
    let new_phones = new_phones.filter(|phone| waits(phone.state(), &phone.bot)).map(|phone| {
        let words = [("number", phone.number.to_string().into()), ("tail", tail(&phone).into())];
        texts.get("pending-phone", &words)
    });
    let new_rooms = (told.room + 1..=newest.room).filter_map(|number| rooms.numbered(number));
    let new_rooms = new_rooms.filter(|room| waits(room.state(), &room.bot)).map(|room| {
        let words = [("number", room.number.to_string().into()), ("name", plain(&room.name(), NAME).into())];
        texts.get("pending-room", &words)
    });
    new_phones.chain(new_rooms).collect()
}

fn text(lines: &[String], texts: &Texts) -> String {
    let mut text = vec![texts.say("pending-title")];
    text.extend(lines.iter().take(NAMED).cloned());
    if lines.len() > NAMED {
        text.push(texts.get("list-more", &[("count", (lines.len() - NAMED).into())]));
    }
    if lines.len() > 1 {
        text.push(texts.say("pending-all"));
    }
    text.join("\n")
}
