//! The 관리방 of every bot.

use std::sync::Arc;

use hashbrown::HashMap;
use loai_core::{
    Admins, Approval, BotName, CanaryWatch, Context, Health, Messenger, Origin, Registry, Reply, Room, Rooms,
};
use loai_texts::Texts;

use crate::{
    Outcome,
    notice::{Concerns, Told},
    outbox::Outbox,
};

/// What waits for each 관리방, and how it gets there.
pub(crate) struct Homes {
    pub(crate) rooms: Arc<Rooms>,
    admins: Arc<Admins>,
    pub(crate) registry: Arc<Registry>,
    pub(crate) messenger: Arc<dyn Messenger>,
    /// What becomes of probes that are said in another room.
    pub(crate) canary: Arc<CanaryWatch>,
    outboxes: HashMap<BotName, Outbox>,
}

impl Homes {
    pub(crate) fn new(
        rooms: Arc<Rooms>,
        admins: Arc<Admins>,
        registry: Arc<Registry>,
        messenger: Arc<dyn Messenger>,
        canary: Arc<CanaryWatch>,
    ) -> Self {
        Self { rooms, admins, registry, messenger, canary, outboxes: HashMap::new() }
    }

    /// The bots that a notice concerns, of those that there are.
    pub(crate) fn concerned<'b>(&self, concerns: &Concerns, bots: impl Iterator<Item = &'b BotName>) -> Vec<BotName> {
        let room = match concerns {
            Concerns::Room(number) => self.rooms.numbered(*number),
            _ => None,
        };
        let is_meant = |bot: &&BotName| match (concerns, &room) {
            (Concerns::Bot(meant), _) => meant == *bot,
            (_, Some(room)) => room.bot == **bot,
            _ => true,
        };
        bots.filter(is_meant).cloned().collect()
    }

    /// Lets a notice wait for a bot's 관리방, if it has one; returns how many were given up.
    pub(crate) fn push(&mut self, bot: &BotName, told: &Told) -> usize {
        if self.admins.home(bot.as_str()).is_none() {
            return 0;
        }
        self.outboxes.entry(bot.clone()).or_default().push(told.clone())
    }

    /// Notes notices that found no room on their way here.
    pub(crate) fn lose(&mut self, count: usize) {
        self.outboxes.values_mut().for_each(|outbox| outbox.lose(count));
    }

    /// Says what is due wherever a phone can say it; returns how many were said and given up.
    pub(crate) fn flush(&mut self, per_minute: usize, now: i64, texts: &Texts) -> (usize, usize) {
        let (mut said, mut given_up) = (0, 0);
        let mut outboxes = std::mem::take(&mut self.outboxes);
        for (bot, outbox) in &mut outboxes {
            given_up += outbox.expire(now);
            let Some(text) = outbox.due(per_minute, now, texts) else { continue };
            match self.say(bot, text) {
                Outcome::Sent => {
                    outbox.sent(now);
                    said += 1;
                }
                Outcome::NoHome => given_up += outbox.give_up(),
                _ => {}
            }
        }
        self.outboxes = outboxes;
        (said, given_up)
    }

    /// Says something in the bot's 관리방 now, or not at all: what no phone can say is not handed over.
    pub(crate) fn say(&self, bot: &BotName, text: String) -> Outcome {
        let room = match self.ready(bot) {
            Ok(room) => room,
            Err(outcome) => return outcome,
        };
        // Should the phone go away at this very moment, the messenger keeps it for the next one.
        let _ = self.messenger.send(&Context::of(&room), Reply::text(text), &Origin::notice());
        Outcome::Sent
    }

    /// The bot's 관리방, when a phone can speak there.
    pub(crate) fn ready(&self, bot: &BotName) -> Result<Arc<Room>, Outcome> {
        let home = self.admins.home(bot.as_str()).ok_or(Outcome::NoHome)?;
        let room = self.rooms.find(bot.as_str(), home.as_str()).ok_or(Outcome::NoHome)?;
        if room.state() != Approval::Approved {
            return Err(Outcome::NotApproved);
        }
        let speakers = self.registry.speakers(bot.as_str());
        let can_speak = speakers.iter().any(|phone| phone.approved() && phone.health() == Health::Well);
        if can_speak { Ok(room) } else { Err(Outcome::NoPhone) }
    }
}
