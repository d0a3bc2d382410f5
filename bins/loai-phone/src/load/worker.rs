//! One phone of a load.

mod listen;
mod speak;

use std::sync::Arc;
use std::sync::atomic::Ordering::Relaxed;
use std::time::Duration;

use anyhow::{Result, anyhow};
use loai_core::{Clock, SystemClock};
use loai_protocol::phone::Client;
use tokio::time::{Instant, sleep, sleep_until};

use super::pace::Pace;
use super::plan::{News, Plan};
use super::ring::{Ring, Speech};
use super::rooms::{self, Matcher};
use super::unanswered::Unanswered;
use super::wire::Wire;

/// So many attempts fail before a phone that was never connected gives up.
const FIRST_ATTEMPTS: u32 = 5;
const HEARTBEAT: Duration = Duration::from_secs(30);

/// A phone that says the same thing in its rooms again and again.
pub struct Worker {
    plan: Arc<Plan>,
    phone: u32,
    rooms: Vec<u32>,
    speech: Speech,
    unanswered: Unanswered,
    ring: Option<Ring>,
    matcher: Matcher,
    pace: Option<Pace>,
    start: Option<Instant>,
    heartbeat_at: Instant,
}

impl Worker {
    /// Phone number `phone` of the plan, with its lines signed if it is to speak.
    pub fn new(plan: Arc<Plan>, phone: u32) -> Self {
        let rooms = rooms::of_phone(phone, plan.phones, plan.rooms);
        let speech =
            Speech { text: plan.text.clone(), sender: format!("말꾼 {phone}"), user: format!("{phone:08x}") };
        let script = plan.identity_of(phone).script(plan.address_of(phone));
        let speaks = !plan.hold;
        let mut worker = Self {
            plan,
            phone,
            unanswered: Unanswered::new(rooms.len()),
            rooms,
            speech,
            ring: None,
            matcher: Matcher::default(),
            pace: None,
            start: None,
            heartbeat_at: Instant::now() + HEARTBEAT,
        };
        if speaks {
            worker.sign(&script);
        }
        worker
    }

    /// Connects, speaks and listens, connects again when the connection drops, until the plan ends.
    pub async fn run(mut self) {
        let mut identified = false;
        let mut failures = 0;
        while !self.is_over(Instant::now()) {
            match self.connect().await {
                Ok(wire) => {
                    if identified {
                        // What the old connection still owed cannot be told from what the new one brings.
                        self.give_up(Instant::now(), Duration::ZERO);
                    } else {
                        self.report(News::Identified).await;
                    }
                    identified = true;
                    if self.talk(wire).await {
                        return;
                    }
                }
                Err(error) if !identified && failures + 1 >= FIRST_ATTEMPTS => {
                    self.report(News::Failed(error)).await;
                    return;
                }
                Err(_) => failures += 1,
            }
            self.plan.tally.errors.fetch_add(1, Relaxed);
            self.give_up_old(Instant::now());
            sleep(self.plan.retry).await;
        }
    }

    async fn report(&self, news: News) {
        // The listener is gone only when everything has ended.
        let _ = self.plan.news.send(news).await;
    }

    async fn connect(&self) -> Result<Wire> {
        let plan = &self.plan;
        let _turn = plan.connecting.acquire().await?;
        let identity = plan.identity_of(self.phone);
        let wire = Wire::connect(plan.address, plan.source_of(self.phone), &identity, plan.read_bytes()).await?;
        if plan.hold || wire.greeting.approved {
            return Ok(wire);
        }
        Err(anyhow!(
            "phone {} of bot {} is not approved; set phones.approval = \"open\" or run: loai-server phones approve",
            identity.device,
            identity.bot
        ))
    }

    /// Speaks and listens on one connection; false when it dropped before the plan ended.
    async fn talk(&mut self, mut wire: Wire) -> bool {
        if let Some(pace) = &mut self.pace {
            pace.skip_to(Instant::now());
        }
        let plan = Arc::clone(&self.plan);
        let mut start = plan.start.clone();
        let tick = plan.tick();
        let mut tick_at = Instant::now() + tick;
        let mut alarm = Box::pin(sleep_until(tick_at));
        loop {
            let now = Instant::now();
            if self.start.is_none()
                && let Some(at) = *start.borrow_and_update()
            {
                self.begin(at);
            }
            if now >= tick_at {
                tick_at = now + tick;
                self.look_after(now, &mut wire);
            }
            self.speak(now, &mut wire);
            if wire.flush().is_err() {
                return false;
            }
            if self.is_over(now) {
                return true;
            }
            if alarm.deadline() != tick_at {
                alarm.as_mut().reset(tick_at);
            }
            tokio::select! {
                ready = wire.ready() => {
                    let open = ready.is_ok() && wire.fill().unwrap_or(false);
                    self.listen(&mut wire);
                    if !open {
                        return self.is_over(Instant::now());
                    }
                }
                () = plan.beats[self.phone as usize].notified() => {}
                () = alarm.as_mut() => {}
                changed = start.changed(), if self.start.is_none() => {
                    if changed.is_err() {
                        return true;
                    }
                }
            }
        }
    }

    fn begin(&mut self, at: Instant) {
        self.start = Some(at);
        self.pace = self.plan.rate.map(|rate| Pace::new(rate, self.phone, self.plan.phones, at));
    }

    /// After the last message the phone stays until everything is answered or given up.
    fn is_over(&self, now: Instant) -> bool {
        let ended = self.start.is_some() && !self.may_speak(now) && self.unanswered.len() == 0;
        ended || self.plan.stop.is_cancelled()
    }

    fn may_speak(&self, now: Instant) -> bool {
        self.start.is_some_and(|start| now < start + self.plan.length) && !self.plan.is_used_up()
    }

    fn look_after(&mut self, now: Instant, wire: &mut Wire) {
        self.give_up_old(now);
        if self.ring.as_ref().is_some_and(|ring| ring.is_stale(SystemClock.now())) {
            self.sign(&wire.script);
        }
        if wire.script.client == Client::V331 && now >= self.heartbeat_at {
            self.heartbeat_at = now + HEARTBEAT;
            wire.script.c_heartbeat(SystemClock.now(), &mut wire.out);
        }
    }

    fn give_up_old(&mut self, now: Instant) {
        self.give_up(now, self.plan.patience);
    }

    fn give_up(&mut self, now: Instant, patience: Duration) {
        let lost = self.unanswered.expire(now, patience);
        self.plan.tally.lost.fetch_add(lost as i64, Relaxed);
    }
}
