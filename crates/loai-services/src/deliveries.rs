//! What is to be said, for admins: what waits and until when, how much the phones say, and single items.

mod request;

use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

use loai_core::{Approval, Call, CommandService, DeliveryId, DeliveryState, OpenItem, Outcome};
use loai_texts::plain;
use request::{Deed, Request, Which};

use crate::{
    Ports, approval,
    lines::{LISTED, page, row},
};

/// At most so many characters of a name or text are shown.
const NAME: usize = 20;
const SHOWN: usize = 30;
/// The lists of so many rooms are remembered.
const ROOMS: usize = 64;

/// The service `deliveries`.
pub(crate) struct Deliveries {
    ports: Ports,
    /// What each room was shown last, since what waits moves on while somebody reads.
    shown: Mutex<HashMap<String, Vec<DeliveryId>>>,
}

impl Deliveries {
    pub(crate) fn new(ports: &Ports) -> Self {
        Self { ports: ports.clone(), shown: Mutex::default() }
    }

    fn answer(&self, call: &Call<'_>) -> String {
        if let Some(refusal) = approval::refusal(&self.ports, call) {
            return refusal;
        }
        match Request::parse(call.prompt) {
            Request::List => self.list(call),
            Request::Do(deed, which) => self.do_to(call, deed, &which),
            Request::Unclear => self.ports.texts.get("deliveries-usage", &[("command", call.command.shown().into())]),
        }
    }

    fn open(&self, call: &Call<'_>) -> Vec<OpenItem> {
        let mut open = self.ports.outbox.open();
        open.retain(|item| *item.bot == *call.room.bot.as_str());
        open
    }

    fn list(&self, call: &Call<'_>) -> String {
        let (texts, bot, open) = (&self.ports.texts, call.room.bot.as_str(), self.open(call));
        self.remember(call, &open);
        let mut head = vec![match open.len() {
            0 => texts.say("deliveries-none"),
            count => texts.get("deliveries-title", &[("bot", bot.into()), ("count", count.into())]),
        }];
        if let Some((actor, since)) = self.ports.outbox.halted(bot) {
            let ago = texts.ago(self.ports.clock.now() - since);
            head.push(texts.get("deliveries-stopped", &[("actor", plain(&actor, SHOWN).into()), ("ago", ago.into())]));
        }
        if !open.is_empty() {
            let classes = self.counted(open.iter().map(|item| texts.class(item.class)));
            head.push(texts.get("deliveries-classes", &[("list", classes.into())]));
            let reasons = self.counted(open.iter().map(|item| texts.held(item.held)));
            head.push(texts.get("deliveries-reasons", &[("list", reasons.into())]));
        }
        head.extend(self.phones(bot));
        let readable = self.may_read_all(call);
        let line = |(at, item): (usize, &OpenItem)| {
            self.line(at + 1, item, readable || *item.channel == *call.room.channel.as_str())
        };
        page(texts, &head.join("\n"), open.iter().enumerate().map(line).collect(), LISTED)
    }

    /// Words and how often each is there, the most frequent first.
    fn counted(&self, words: impl Iterator<Item = String>) -> String {
        let mut counts: Vec<(String, usize)> = Vec::new();
        for word in words {
            match counts.iter_mut().find(|(known, _)| *known == word) {
                Some((_, count)) => *count += 1,
                None => counts.push((word, 1)),
            }
        }
        counts.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        let texts = &self.ports.texts;
        let words = counts
            .into_iter()
            .map(|(word, count)| texts.get("deliveries-count", &[("word", word.into()), ("count", count.into())]));
        row(texts, words.collect())
    }

    fn phones(&self, bot: &str) -> Vec<String> {
        let speakers = self.ports.outbox.speakers();
        let of_bot = |phone: u32| self.ports.phones.numbered(phone).is_some_and(|phone| phone.bot.as_str() == bot);
        let paces = self.ports.outbox.paces().into_iter().filter(|pace| of_bot(pace.phone));
        let line = paces.map(|pace| {
            let rooms = speakers.iter().filter(|speaker| speaker.phone == pace.phone).count();
            let words = [
                ("number", pace.phone.into()),
                ("minute", pace.last_minute.into()),
                ("hour", pace.last_hour.into()),
                ("slowed", pace.slowed.max(1).into()),
                ("rooms", rooms.into()),
            ];
            self.ports.texts.get("deliveries-phone", &words)
        });
        line.collect()
    }

    fn line(&self, position: usize, item: &OpenItem, readable: bool) -> String {
        let (texts, now) = (&self.ports.texts, self.ports.clock.now());
        let ahead = |at: i64| if at > now { texts.ahead(at - now) } else { "none".to_owned() };
        let left = if item.state == DeliveryState::Unknown { 0 } else { item.expires_at };
        let text = plain(&item.text, SHOWN);
        let words = [
            ("position", position.into()),
            ("room", plain(&item.room, NAME).into()),
            ("class", texts.class(item.class).into()),
            ("held", texts.held(item.held).into()),
            ("from", ahead(item.not_before).into()),
            ("left", ahead(left).into()),
            ("text", if readable && !text.is_empty() { text } else { "none".to_owned() }.into()),
        ];
        texts.get("deliveries-line", &words)
    }

    /// Other people of this room need not read what is said in another one.
    fn may_read_all(&self, call: &Call<'_>) -> bool {
        let home = self.ports.admins.home(call.room.bot.as_str());
        home.as_ref() == Some(&call.room.channel) && call.room.state() == Approval::Approved
    }

    fn remember(&self, call: &Call<'_>, open: &[OpenItem]) {
        let ids = open.iter().take(LISTED).map(|item| item.id).collect();
        let mut shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let key = shown_to(call);
        if shown.len() >= ROOMS && !shown.contains_key(&key) {
            shown.clear();
        }
        shown.insert(key, ids);
    }

    /// The item with this position in the list that the room was shown last, else the one with this name.
    fn meant(&self, call: &Call<'_>, number: u64) -> DeliveryId {
        let shown = self.shown.lock().unwrap_or_else(PoisonError::into_inner);
        let list = shown.get(&shown_to(call)).map_or(&[][..], Vec::as_slice);
        let position = usize::try_from(number).ok().and_then(|number| number.checked_sub(1));
        position.and_then(|at| list.get(at).copied()).unwrap_or(DeliveryId(number))
    }

    fn do_to(&self, call: &Call<'_>, deed: Deed, which: &Which) -> String {
        let (open, actor) = (self.open(call), approval::actor(call));
        let meant: Vec<(String, DeliveryId)> = match which {
            Which::All => open.iter().map(|item| (item.id.to_string(), item.id)).collect(),
            Which::Numbers(numbers) => {
                numbers.iter().map(|number| (number.to_string(), self.meant(call, *number))).collect()
            }
        };
        let (mut done, mut waiting, mut gone) = (Vec::new(), Vec::new(), Vec::new());
        for (number, id) in meant {
            let of_bot = open.iter().find(|item| item.id == id);
            let was_done = of_bot.is_some() && deed.done(&*self.ports.outbox, id, &actor);
            match of_bot {
                _ if was_done => done.push(number),
                Some(item) if item.state != DeliveryState::Unknown && deed == Deed::Again => waiting.push(number),
                _ => gone.push(number),
            }
        }
        let texts = &self.ports.texts;
        if done.len() + waiting.len() + gone.len() == 0 {
            return texts.say("deliveries-none");
        }
        let outcomes =
            [(deed.key(), done), ("deliveries-still-waiting", waiting), ("deliveries-gone", gone)].into_iter();
        let told = outcomes.filter(|(_, numbers)| !numbers.is_empty());
        told.map(|(key, numbers)| texts.get(key, &[("list", row(texts, numbers).into())]))
            .collect::<Vec<_>>()
            .join("\n")
    }
}

fn shown_to(call: &Call<'_>) -> String {
    format!("{}\n{}", call.room.bot, call.room.channel)
}

impl CommandService for Deliveries {
    fn name(&self) -> &'static str {
        "deliveries"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(self.answer(call))
    }
}

#[cfg(test)]
mod tests;
