//! One message from its phone to its answer.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock},
    time::Duration,
};

use loai_core::{
    Admins, Approval, Batch, Clock, CommandService, Connection, Context, Counter, Counters, Flow, Incoming, Kind,
    Ledger, Message, Messenger, Origin, Outcome, Record, Reply, Role, Room, Rooms, ServiceError, Silence, Stage,
    admins::Entry, record::Said,
};
use loai_delivery::{Delivery, Handle, Prepared};
use loai_texts::Texts;
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::{
    AdminCode, Book, CodeCheck, JobLimits, Lane, Plans, Verdict, gates,
    jobs::{self, Job},
    recent::Bringer,
    stages,
    verdict::Verdicts,
};

/// What the pipeline is made of.
pub struct Parts {
    /// Which rooms exist.
    pub rooms: Arc<Rooms>,
    /// Who may steer.
    pub admins: Arc<Admins>,
    /// Where records go.
    pub ledger: Arc<dyn Ledger>,
    /// How answers leave.
    pub delivery: Arc<Delivery>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// What is counted.
    pub counters: Arc<Counters>,
    /// What rooms resolve to.
    pub book: Arc<Book>,
    /// What people read.
    pub texts: Arc<Texts>,
    /// What runs commands.
    pub services: Vec<Arc<dyn CommandService>>,
    /// The one-time code of the first admin.
    pub admin_code: Arc<AdminCode>,
    /// Where slow commands run.
    pub tasks: TaskTracker,
    /// How many of them.
    pub limits: JobLimits,
    /// Whether lines of phones and rooms that are not approved are kept.
    pub store_pending: bool,
}

/// The way of messages.
pub struct Pipeline {
    parts: Parts,
    stages: Vec<Box<dyn Stage<Lane>>>,
    lanes: RwLock<HashMap<u32, Arc<Mutex<Lane>>>>,
    /// Silences of messages that came to no lane.
    outside: Mutex<Verdicts>,
    permits: Semaphore,
}

/// What the messages of one read have to keep and to say; kept and said together by [`Pipeline::commit`].
#[derive(Default)]
pub struct Turn {
    /// The time of the read, in UTC milliseconds.
    pub now: i64,
    /// What has to be kept.
    pub batch: Batch,
    replies: Vec<Prepared>,
    jobs: Vec<(Arc<Mutex<Lane>>, Job)>,
}

impl Pipeline {
    /// A pipeline of these parts.
    pub fn new(mut parts: Parts) -> Arc<Self> {
        let services = parts.services.drain(..).map(|service| (service.name(), service)).collect();
        let stages = stages::all(services, &parts.texts);
        let permits = Semaphore::new(parts.limits.running);
        Arc::new(Self { parts, stages, lanes: RwLock::default(), outside: Mutex::default(), permits })
    }

    /// Takes one message of an identified phone through its room. Waits for nothing but memory.
    pub fn receive(&self, via: &Arc<Connection>, incoming: &Incoming<'_>, turn: &mut Turn) {
        let Parts { rooms, counters, .. } = &self.parts;
        let bot = &via.phone.bot;
        if !via.approved() {
            counters.count(Counter::PhoneNotApproved);
            self.note_outside(incoming, Silence::PhoneNotApproved, turn.now);
            if self.parts.store_pending
                && let Some(room) = rooms.see(bot, incoming.channel, incoming.room, turn.now, &mut turn.batch)
            {
                turn.batch.push(&said(&room, incoming, Kind::Chat, None, turn.now));
            }
            return;
        }
        let Some(room) = rooms.see(bot, incoming.channel, incoming.room, turn.now, &mut turn.batch) else {
            counters.count(Counter::RoomsRefused);
            self.note_outside(incoming, Silence::RoomRefused, turn.now);
            return;
        };
        let name = via.hears(&room, incoming.room);
        let Some(lane) = self.lane(&room) else { return };
        let mut guard = lock(&lane);
        let by = Bringer { connection: via.id, device: via.phone.device.as_str() };
        if guard.recent.is_repeated(incoming, by, turn.now) {
            counters.count(Counter::Duplicates);
            return;
        }
        let coded = self.admin_code(&room, incoming, &mut guard.refused_at, turn);
        if coded.is_none() && room.state() != Approval::Approved {
            counters.count(Counter::RoomNotApproved);
            if self.parts.store_pending {
                turn.batch.push(&said(&room, incoming, Kind::Chat, None, turn.now));
            }
            return;
        }
        counters.count(Counter::Received);
        // Taken while the lane is held: the messages of a room never go back to older settings.
        let plans = self.parts.book.plans();
        if guard.plan.version != plans.version() {
            // The settings of now may know nothing of the bot any more.
            let Some(plan) = plans.of(&room) else { return };
            guard.renew(plan);
        }
        let role = self.role(&room, incoming.user, &plans, &guard);
        let mut message = Message {
            incoming,
            via: Some(via),
            room: &room,
            at: turn.now,
            role,
            kind: Kind::Chat,
            called: None,
            keep: true,
            facts: &mut turn.batch,
            plan: &mut *guard,
        };
        let (flow, stage) =
            coded.map_or_else(|| self.run_stages(&mut message), |reply| (Flow::Answer(reply), "admin_code"));
        let (kind, keep) = (message.kind, message.keep);
        let command = message.called.take().map(|called| called.command);
        if keep {
            let key = command.as_ref().map(|command| &*command.key);
            turn.batch.push(&said(&room, incoming, kind, key, turn.now));
        }
        let origin = Origin {
            via: Some(Arc::clone(via)),
            kind,
            command: command.as_ref().map(|command| Arc::clone(&command.key)),
        };
        let silence = match flow {
            Flow::Answer(reply) => self.answer(&room, name, reply, origin, turn),
            Flow::Run { first, outcome: Outcome::Ready(result) } => {
                let apology = |error| self.apology(&error, &room, origin.command.as_deref());
                let reply = first.and(result.unwrap_or_else(apology));
                self.answer(&room, name, reply, origin, turn)
            }
            Flow::Run { first, outcome: Outcome::Later(work) } => {
                if !first.is_silence() {
                    self.answer(&room, Arc::clone(&name), first, origin.clone(), turn);
                }
                let limit = command.as_ref().and_then(|command| command.timeout_ms).map(Duration::from_millis);
                let (context, log_id) = (Context::named(&room, name), incoming.log_id.map(str::to_owned));
                let job = Job { work, context, origin, limit, room: Arc::clone(&room), log_id };
                turn.jobs.push((Arc::clone(&lane), job));
                None
            }
            Flow::Stop(silence) => Some(silence),
            Flow::Continue => Some(Silence::NothingFits),
        };
        if let Some(silence) = silence {
            guard.verdicts.note(Verdict {
                log_id: incoming.log_id.map(str::to_owned),
                silence,
                stage,
                command: command.map(|command| Arc::clone(&command.key)),
                at: turn.now,
            });
        }
    }

    /// Keeps what the turn has to keep with one write, then lets its answers leave and its slow commands start.
    pub fn commit(self: &Arc<Self>, turn: &mut Turn) {
        if !turn.batch.is_empty() {
            self.append(&turn.batch);
            turn.batch.clear();
        }
        for reply in turn.replies.drain(..) {
            if self.parts.delivery.release(reply).is_ok() {
                self.parts.counters.count(Counter::Answered);
            }
        }
        for (lane, job) in turn.jobs.drain(..) {
            self.start(lane, job);
        }
    }

    /// Why a message got no answer: the one with this log id, or the newest one of the room.
    pub fn why(&self, room: Option<&Room>, log_id: Option<&str>) -> Option<Verdict> {
        let inside = room.and_then(|room| self.why_in(room, log_id));
        inside.or_else(|| log_id.and_then(|id| lock(&self.outside).find(Some(id))))
    }

    fn why_in(&self, room: &Room, log_id: Option<&str>) -> Option<Verdict> {
        if room.state() != Approval::Approved {
            let silence = Silence::RoomNotApproved;
            return Some(Verdict { log_id: None, silence, stage: "room", command: None, at: self.parts.clock.now() });
        }
        let lane = self.lane(room)?;
        lock(&lane).verdicts.find(log_id)
    }

    /// Notes a line that was accepted before this start, so that its repetition is recognised.
    pub fn remember(&self, said: &Said<'_>) {
        if said.flags & Said::OWN != 0 {
            return;
        }
        let room = self.parts.rooms.find(said.bot, said.channel);
        if let Some(lane) = room.and_then(|room| self.lane(&room)) {
            lock(&lane).recent.restore(said.log_id, said.fingerprint, said.at);
        }
    }

    fn note_outside(&self, incoming: &Incoming<'_>, silence: Silence, at: i64) {
        let log_id = incoming.log_id.map(str::to_owned);
        lock(&self.outside).note(Verdict { log_id, silence, stage: "admission", command: None, at });
    }

    fn run_stages(&self, message: &mut Message<'_, Lane>) -> (Flow, &'static str) {
        for stage in &self.stages {
            match stage.run(message) {
                Flow::Continue => {}
                flow => return (flow, stage.name()),
            }
        }
        (Flow::Continue, "end")
    }

    fn answer(
        &self,
        room: &Arc<Room>,
        name: Arc<str>,
        reply: Reply,
        origin: Origin,
        turn: &mut Turn,
    ) -> Option<Silence> {
        let context = Context::named(room, name);
        match self.parts.delivery.prepare(context, reply, origin, turn.now, &mut turn.batch) {
            Some(prepared) => turn.replies.push(prepared),
            None => return Some(Silence::NothingToSay),
        }
        None
    }

    /// The first admin: a right code makes its sender one, this room the 관리방, and approves it.
    fn admin_code(
        &self,
        room: &Arc<Room>,
        incoming: &Incoming<'_>,
        refused_at: &mut i64,
        turn: &mut Turn,
    ) -> Option<Reply> {
        let user = incoming.user.unwrap_or_default();
        match self.parts.admin_code.check(incoming.text, !user.is_empty(), turn.now) {
            CodeCheck::NoAttempt => None,
            CodeCheck::Wrong => {
                let tell = room.state() == Approval::Approved && gates::may_refuse(refused_at, turn.now);
                tell.then(|| Reply::text(self.parts.texts.get("admin-code-wrong", &[])))
            }
            CodeCheck::Nameless => Some(Reply::text(self.parts.texts.get("admin-user-unknown", &[]))),
            CodeCheck::Right => {
                let (channel, name) = (room.channel.to_string(), incoming.sender.to_owned());
                let entry = Entry { channel, user: user.to_owned(), name, home: true };
                self.parts.admins.grant(&room.bot, entry, "code", turn.now, &mut turn.batch);
                self.parts.rooms.set(room, Approval::Approved, "code", turn.now, &mut turn.batch);
                let words = [("name", incoming.sender.to_owned().into())];
                Some(Reply::text(self.parts.texts.get("admin-registered", &words)))
            }
        }
    }

    fn role(&self, room: &Room, user: Option<&str>, plans: &Plans, lane: &Lane) -> Role {
        let admin = |user| {
            let (bot, channel) = (room.bot.as_str(), room.channel.as_str());
            self.parts.admins.is_admin(bot, channel, user) || plans.is_admin(room, user)
        };
        if user.is_some_and(admin) { Role::Admin } else { lane.plan.role(user) }
    }

    fn lane(&self, room: &Room) -> Option<Arc<Mutex<Lane>>> {
        if let Some(lane) = self.lanes.read().unwrap_or_else(PoisonError::into_inner).get(&room.number) {
            return Some(Arc::clone(lane));
        }
        let plan = self.parts.book.plans().of(room)?;
        let mut lanes = self.lanes.write().unwrap_or_else(PoisonError::into_inner);
        let lane = lanes.entry(room.number).or_insert_with(|| Arc::new(Mutex::new(Lane::new(plan))));
        Some(Arc::clone(lane))
    }

    fn start(self: &Arc<Self>, lane: Arc<Mutex<Lane>>, job: Job) {
        let mut guard = lock(&lane);
        if guard.running >= guard.plan.concurrency {
            if guard.waiting.len() < self.parts.limits.waiting_per_room {
                guard.waiting.push_back(job);
            } else {
                self.parts.counters.count(Counter::RoomFull);
                guard.verdicts.note(self.verdict(&job, Silence::RoomFull));
            }
            return;
        }
        guard.running += 1;
        drop(guard);
        let pipeline = Arc::clone(self);
        self.parts.tasks.spawn(async move { pipeline.work(lane, job).await });
    }

    /// Runs slow commands of a room one after the other until none waits.
    async fn work(self: Arc<Self>, lane: Arc<Mutex<Lane>>, mut job: Job) {
        loop {
            let silent = self.verdict(&job, Silence::NothingToSay);
            let Job { work, context, origin, limit, room, .. } = job;
            let permit = self.permits.acquire().await;
            let result = jobs::run(work, limit.unwrap_or(self.parts.limits.time)).await;
            drop(permit);
            let reply = result.unwrap_or_else(|error| self.apology(&error, &room, origin.command.as_deref()));
            if reply.is_silence() {
                lock(&lane).verdicts.note(silent);
            } else if Handle(Arc::clone(&self.parts.delivery)).send(&context, reply, &origin).is_ok() {
                self.parts.counters.count(Counter::Answered);
            }
            let mut guard = lock(&lane);
            match guard.waiting.pop_front() {
                Some(next) => job = next,
                None => {
                    guard.running -= 1;
                    return;
                }
            }
        }
    }

    fn verdict(&self, job: &Job, silence: Silence) -> Verdict {
        let (log_id, command) = (job.log_id.clone(), job.origin.command.clone());
        Verdict { log_id, silence, stage: "command", command, at: self.parts.clock.now() }
    }

    fn apology(&self, error: &ServiceError, room: &Room, command: Option<&str>) -> Reply {
        self.parts.counters.count(Counter::Failed);
        tracing::warn!(error = %error, room.id = room.number, command.key = command, "a command failed");
        let key = match error {
            ServiceError::TimedOut => "command-timed-out",
            ServiceError::Failed(_) => "command-failed",
        };
        Reply::text(self.parts.texts.get(key, &[]))
    }

    fn append(&self, batch: &Batch) {
        if let Err(error) = self.parts.ledger.append(batch) {
            let rows = u64::from(batch.count());
            let before = self.parts.counters.get(error.counter());
            self.parts.counters.add(error.counter(), rows);
            // Said at the first loss and then at each further thousand, not for every message.
            if before == 0 || before / 1_000 != (before + rows) / 1_000 {
                tracing::error!(error = %error, rows = before + rows, "rows were not kept safely; answers go on");
            }
        }
    }
}

fn said<'a>(room: &'a Room, incoming: &Incoming<'a>, kind: Kind, command: Option<&'a str>, at: i64) -> Record<'a> {
    let flag = |on: bool, flag: u16| if on { flag } else { 0 };
    Record::Said(Said {
        bot: room.bot.as_str(),
        channel: room.channel.as_str(),
        user: incoming.user,
        sender: incoming.sender,
        text: incoming.text,
        kind,
        command,
        flags: flag(incoming.is_group, Said::GROUP) | flag(incoming.is_mention, Said::MENTION),
        log_id: incoming.log_id,
        client_at: incoming.client_at,
        at,
        fingerprint: incoming.fingerprint,
    })
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests;
