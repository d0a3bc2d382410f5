//! The task that tells.

use std::{sync::Arc, time::Duration};

use loai_core::{BotName, Clock, Counter, Counters, Phones};
use loai_texts::Texts;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use crate::{
    Notice, Notifier, Place, Tested,
    health::{Surroundings, Wellbeing},
    homes::Homes,
    notice::{Concerns, Told},
    notifier::{Message, count_dropped},
    pending::Pending,
    phones::Absences,
    redact::redacted,
    repeats::Repeats,
    webhook::Post,
};

/// How often to look for what has become due.
const PAUSE: Duration = Duration::from_secs(1);

/// Takes notices, counts repetitions, and hands the rest to the places that concern them.
pub(crate) struct Teller {
    notifier: Notifier,
    phones: Arc<Phones>,
    homes: Homes,
    outside: mpsc::Sender<Post>,
    clock: Arc<dyn Clock>,
    counters: Arc<Counters>,
    texts: Arc<Texts>,
    repeats: Repeats,
    absences: Absences,
    wellbeing: Wellbeing,
    pending: Pending,
}

impl Teller {
    pub(crate) fn new(
        notifier: Notifier,
        phones: Arc<Phones>,
        homes: Homes,
        outside: mpsc::Sender<Post>,
        clock: Arc<dyn Clock>,
        counters: Arc<Counters>,
        texts: Arc<Texts>,
    ) -> Self {
        let pending = Pending::new(Arc::clone(&phones), &homes.rooms);
        let absences = Absences::new(clock.now());
        let wellbeing = Wellbeing::new(clock.now(), Arc::clone(&homes.canary));
        let repeats = Repeats::default();
        Self { notifier, phones, homes, outside, clock, counters, texts, repeats, absences, wellbeing, pending }
    }

    pub(crate) async fn run(mut self, mut inbox: mpsc::Receiver<Message>, stop: CancellationToken) {
        let mut tick = tokio::time::interval(PAUSE);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                message = inbox.recv() => {
                    let Some(message) = message else { break };
                    self.take(message);
                }
                _ = tick.tick() => {}
            }
            self.look();
        }
        while let Ok(message) = inbox.try_recv() {
            self.take(message);
        }
        self.look();
    }

    pub(crate) fn take(&mut self, message: Message) {
        match message {
            Message::Tell(notice) => self.tell(&notice),
            Message::Test(answer) => {
                let bots = self.bots();
                let text = self.texts.say("notice-test");
                let tested = bots.iter().map(|bot| {
                    let place = Place::Room { bot: bot.to_string() };
                    Tested { place, outcome: self.homes.say(bot, text.clone()) }
                });
                // Whoever asks reads no answer when the webhook has too much to do.
                let _ = self.outside.try_send(Post::Test(tested.collect(), answer));
            }
        }
    }

    /// Does what has become due.
    pub(crate) fn look(&mut self) {
        let (now, settings) = (self.clock.now(), self.notifier.settings());
        let notify = &settings.server.notify;
        if !notify.enabled {
            return;
        }
        let lost = self.notifier.take_lost() as usize;
        if lost > 0 {
            count_dropped(&self.counters, lost);
            self.homes.lose(lost);
        }
        if let Some(most) = notify.phone_gone {
            for notice in self.absences.look(&self.phones, &self.homes.registry, most, now) {
                self.tell(&notice);
            }
        }
        let around = Surroundings {
            registry: &self.homes.registry,
            rooms: &self.homes.rooms,
            messenger: &*self.homes.messenger,
            texts: &self.texts,
            settings: &settings,
        };
        for notice in self.wellbeing.look(&around, now) {
            if self.notifier.wants(notice.level) {
                self.tell(&notice);
            }
        }
        for (concerns, told, again) in self.repeats.ended(now) {
            let words = [("text", told.title.as_str().into()), ("count", again.into())];
            let title = self.texts.get("notice-repeated", &words);
            self.hand_over(&concerns, &Told { title, ..told });
        }
        let (said, given_up) = self.homes.flush(notify.max_per_minute, now, &self.texts);
        count_dropped(&self.counters, given_up);
        let said = said + self.pending.look(settings.bots.keys(), &self.homes, &self.texts, now);
        self.counters.add(Counter::NoticesSent, said as u64);
    }

    fn tell(&mut self, notice: &Notice) {
        let now = self.clock.now();
        let clean = redacted(&notice.detail, &self.notifier.settings());
        let told = notice.clone().detail(clean).told(&self.texts, now);
        if self.repeats.is_new(&notice.concerns, &told, now) {
            self.hand_over(&notice.concerns, &told);
        }
    }

    fn hand_over(&mut self, concerns: &Concerns, told: &Told) {
        let mut given_up = 0;
        for bot in self.homes.concerned(concerns, self.notifier.settings().bots.keys()) {
            given_up += self.homes.push(&bot, told);
        }
        given_up += usize::from(self.outside.try_send(Post::Told(told.clone())).is_err());
        count_dropped(&self.counters, given_up);
    }

    fn bots(&self) -> Vec<BotName> {
        self.notifier.settings().bots.keys().cloned().collect()
    }
}
