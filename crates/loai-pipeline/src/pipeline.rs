//! One message from its phone to its answer.

use std::{
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::{Duration, Instant},
};

use loai_core::{
    AnswerStore, Approval, Batch, Cause, Clock, CommandService, Connection, Context, Counter, Counters, Explainer,
    Flow, Incoming, Kind, Ledger, Message, Messenger, Origin, Outcome, Record, Reply, Role, Room, Rooms, ServiceError,
    Silence, Unanswered, Way,
    admins::Entry,
    record::{Said, Used},
};
use loai_delivery::{Delivery, Handle, Heard as Sighting, Muted, Prepared};
use loai_texts::{ERROR, Texts};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::{
    AdminCode, Book, CodeCheck, JobLimits, Lane, Limits, Plans, Roles, RoomPlan, Run, Verdict,
    answers::Answers,
    explain::{self, End, Explanation, Question, Scene, Subject},
    gates::{self, Gates},
    jobs::{self, Job, Ran},
    lanes::Lanes,
    meaning,
    recent::Bringer,
    runner::{self, Runner, Services},
    stages::{self, Stages},
    verdict::{Heard, Verdicts},
};

/// A message that its phone has kept for longer is not answered, in milliseconds (protocol 4.8).
const STALE: u64 = 60_000;

/// What the pipeline is made of.
pub struct Parts {
    /// Which rooms exist.
    pub rooms: Arc<Rooms>,
    /// Who may steer.
    pub roles: Roles,
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
    /// How often commands with a limit ran today.
    pub used: Arc<Limits>,
    /// Where answers are kept beyond a restart.
    pub answers: Option<Arc<dyn AnswerStore>>,
    /// The server's version.
    pub version: &'static str,
    /// Whether lines of phones and rooms that are not approved are kept.
    pub store_pending: bool,
}

/// The way of messages.
pub struct Pipeline {
    parts: Parts,
    stages: Stages,
    services: Arc<Services>,
    answers: Arc<Answers>,
    lanes: Lanes,
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
    received: u64,
    replies: Vec<Prepared>,
    jobs: Vec<(Arc<Mutex<Lane>>, Job)>,
}

impl Pipeline {
    /// A pipeline of these parts.
    pub fn new(mut parts: Parts) -> Arc<Self> {
        let services: Services = parts.services.drain(..).map(|service| (service.name(), service)).collect();
        let (services, answers) = (Arc::new(services), Answers::new(parts.answers.take(), Arc::clone(&parts.clock)));
        let answers = Arc::new(answers);
        let stages = stages::all(Runner {
            gates: Gates { texts: Arc::clone(&parts.texts), limits: Arc::clone(&parts.used) },
            services: Arc::clone(&services),
            answers: Arc::clone(&answers),
            rehearses: false,
        });
        let permits = Semaphore::new(parts.limits.running);
        Arc::new(Self { parts, stages, services, answers, lanes: Lanes::default(), outside: Mutex::default(), permits })
    }

    /// Takes one message of an identified phone through its room. Waits for nothing but memory.
    pub fn receive(&self, via: &Arc<Connection>, incoming: &Incoming<'_>, turn: &mut Turn) {
        let Some((room, name)) = self.admit(via, incoming, turn) else { return };
        let sighting = self.parts.delivery.hears(via, &room, incoming, &mut turn.batch);
        if sighting == Sighting::Own {
            return;
        }
        let Some(lane) = self.lane(&room) else { return };
        let mut guard = lock(lane);
        let by = Bringer { shared: !via.alone(), device: via.phone.device.as_str() };
        if guard.recent.is_repeated(incoming, by, turn.now) {
            self.parts.counters.count(Counter::Duplicates);
            return;
        }
        let coded = self.admin_code(&room, incoming, &mut guard.refused_at, turn);
        if coded.is_none() && room.state() != Approval::Approved {
            self.parts.counters.count(Counter::RoomNotApproved);
            self.keep_pending(&room, incoming, turn);
            return;
        }
        turn.received += 1;
        let Some(plans) = self.renew(&room, &mut guard) else { return };
        let role = self.role(&room, incoming.user, &plans, &guard);
        let mut message = Message {
            incoming,
            via: Some(via),
            room: &room,
            at: turn.now,
            role,
            kind: Kind::Chat,
            way: Way::Typed,
            automatic: true,
            called: None,
            keep: true,
            stage: "admin_code",
            facts: &mut turn.batch,
            plan: &mut *guard,
            trace: None,
        };
        let flow = match coded {
            Some(reply) => Flow::Answer(reply),
            None if sighting == Sighting::Maybe => Flow::Stop(Silence::OwnWords),
            None if incoming.age_ms > STALE => Flow::Stop(Silence::TooOld),
            None => run_stages(&self.stages, &mut message),
        };
        let (kind, keep, stage, talk) = (message.kind, message.keep, message.stage, meaning::is_meaningful(&message));
        let ran = message.called.take().map(|called| Ran::of(called, incoming));
        let key = ran.as_ref().map(|ran| Arc::clone(&ran.command.key));
        if keep {
            turn.batch.push(&said(&room, incoming, kind, key.as_deref(), turn.now, talk));
        }
        let origin = Origin::reply(Some(Arc::clone(via)), kind, key.clone());
        let alone = via.alone() || room.is_heard_only_by(via.phone.number);
        let origin = Origin { alone, ..origin }.of_service(ran.as_ref().map_or("", |ran| &*ran.command.service));
        let silence = match (flow, ran) {
            (Flow::Run { first, outcome: Outcome::Later(work) }, Some(run)) => {
                if !first.is_silence() {
                    self.answer((&room, Arc::clone(&name), &guard.plan), first, &origin, turn);
                }
                let (context, heard) = (Context::named(&room, name), Heard::of(incoming));
                let (room, filters) = (Arc::clone(&room), Arc::clone(&guard.plan.filters));
                // By then another phone may have come.
                let origin = Origin { alone: false, ..origin };
                turn.jobs.push((Arc::clone(lane), Job { work, context, origin, room, run, filters, heard }));
                None
            }
            (Flow::Run { first, outcome: Outcome::Ready(result) }, ran) => {
                if let Some(ran) = &ran {
                    match &result {
                        Ok(reply) if !reply.is_silence() => {
                            ran.archived(&room, reply, self.parts.version, turn.now, &mut turn.batch);
                        }
                        _ => self.take_back(&mut guard, ran, &room, turn.now, &mut turn.batch),
                    }
                }
                let plan = &guard.plan;
                let apology = |error| self.apology(&error, &room, origin.command.as_deref(), plan.errors.as_deref());
                self.answer((&room, name, plan), first.and(result.unwrap_or_else(apology)), &origin, turn)
            }
            (Flow::Run { .. }, None) => Some(Silence::NothingToSay),
            (Flow::Answer(reply), _) => self.answer((&room, name, &guard.plan), reply, &origin, turn),
            (Flow::Stop(silence), _) => Some(silence),
            (Flow::Continue, _) => Some(Silence::NothingFits),
        };
        if let Some(silence) = silence {
            guard.verdicts.note(incoming, (silence, stage), key, turn.now);
        }
    }

    /// The room of a message of an approved phone, and its name as the phone knows it.
    fn admit(&self, via: &Connection, incoming: &Incoming<'_>, turn: &mut Turn) -> Option<(Arc<Room>, Arc<str>)> {
        let Incoming { channel, room: name, .. } = *incoming;
        let approved = via.approved();
        if approved && let Some((room, heard)) = via.hears_again(channel, name, turn.now) {
            room.see(name, turn.now, &mut turn.batch);
            return Some((room, heard));
        }
        let Parts { rooms, counters, store_pending, .. } = &self.parts;
        let mut see = || rooms.see(&via.phone.bot, channel, name, turn.now, &mut turn.batch);
        if !approved {
            counters.count(Counter::PhoneNotApproved);
            self.note_outside(incoming, Silence::PhoneNotApproved, turn.now);
            let room = store_pending.then(see).flatten()?;
            turn.batch.push(&said(&room, incoming, Kind::Chat, None, turn.now, false));
            return None;
        }
        let Some(room) = see() else {
            counters.count(Counter::RoomsRefused);
            self.note_outside(incoming, Silence::RoomRefused, turn.now);
            return None;
        };
        let heard = via.hears_at(&room, name, Some(turn.now));
        Some((room, heard))
    }

    /// Forgets the answers that are kept in memory.
    pub fn forget_answers(&self) {
        self.answers.forget();
    }

    /// Keeps what the turn has to keep with one write, then lets its answers leave and its slow commands start. False
    /// when it was not kept.
    pub fn commit(self: &Arc<Self>, turn: &mut Turn) -> bool {
        let mut kept = true;
        if !turn.batch.is_empty() {
            kept = self.append(&turn.batch);
            turn.batch.clear();
        }
        let answered = turn.replies.drain(..).filter_map(|reply| self.parts.delivery.release(reply).ok()).count();
        self.parts.counters.add(Counter::Received, std::mem::take(&mut turn.received));
        self.parts.counters.add(Counter::Answered, answered as u64);
        for (lane, job) in turn.jobs.drain(..) {
            self.start(lane, job);
        }
        kept
    }

    /// Why a message got no answer: the one with this log id, or the newest one of the room.
    pub fn why(&self, room: Option<&Room>, log_id: Option<&str>) -> Option<Verdict> {
        let inside = room.and_then(|room| self.why_in(room, log_id));
        inside.or_else(|| log_id.and_then(|id| lock(&self.outside).find(Some(id))))
    }

    fn why_in(&self, room: &Room, log_id: Option<&str>) -> Option<Verdict> {
        if room.state() != Approval::Approved {
            let (silence, heard, at) = (Silence::RoomNotApproved, Heard::default(), self.parts.clock.now());
            return Some(Verdict { heard, silence, stage: "room", command: None, at });
        }
        let lane = self.lane(room)?;
        lock(lane).verdicts.find(log_id)
    }

    /// Why a message got no answer, and the setting that would change that.
    pub fn cause(&self, room: Option<&Arc<Room>>, verdict: &Verdict) -> Cause {
        let room = match (verdict.silence, room) {
            (Silence::PhoneNotApproved, _) => return Cause::new("phone-not-approved"),
            (Silence::RoomRefused, _) | (_, None) => return Cause::new("room-refused"),
            (_, Some(room)) => room,
        };
        let Some((settings, plan)) = self.parts.book.plans().scene_of(room) else {
            return explain::of_unknown_bot(room);
        };
        let has_service = |name: &str| self.services.contains_key(name);
        let scene = Scene { settings: &settings, plan: &plan, has_service: &has_service };
        let Verdict { heard, silence, stage, command, .. } = verdict;
        let user = Some(heard.user.as_str()).filter(|user| !user.is_empty());
        let (text, sender, is_mention) = (heard.text.as_str(), heard.sender.as_str(), heard.is_mention);
        let end = End { stage, silence: Some(*silence), command: command.as_deref() };
        scene.cause(&Subject { room, text, user, sender, is_mention }, &end)
    }

    /// What would become of these words now; nothing is said, run, counted or kept.
    pub fn explain(&self, room: &Arc<Room>, question: &Question<'_>) -> Explanation {
        if room.state() != Approval::Approved {
            return Explanation::only(explain::of_unapproved(room));
        }
        let unknown = || Explanation::only(explain::of_unknown_bot(room));
        let Some(lane) = self.lane(room) else { return unknown() };
        let (plans, mut lane) = {
            let mut lane = lock(lane);
            let Some(plans) = self.renew(room, &mut lane) else { return unknown() };
            (plans, lane.copy())
        };
        let Some((settings, plan)) = plans.scene_of(room) else { return unknown() };
        let stages = stages::all(Runner {
            gates: Gates { texts: Arc::clone(&self.parts.texts), limits: Arc::new(self.parts.used.copy()) },
            services: Arc::clone(&self.services),
            answers: Arc::clone(&self.answers),
            rehearses: true,
        });
        let has_service = |name: &str| self.services.contains_key(name);
        let scene = Scene { settings: &settings, plan: &plan, has_service: &has_service };
        let Question { user, sender, text, is_mention } = *question;
        let role = self.role(room, user, &plans, &lane);
        let subject = Subject { room, text, user, sender, is_mention };
        explain::explain(&stages, &mut lane, (&subject, role, self.parts.clock.now()), &scene)
    }

    /// Notes a line that was accepted before this start, so that its repetition is recognised.
    pub fn remember(&self, said: &Said<'_>) {
        if said.flags & Said::OWN != 0 {
            return;
        }
        let room = self.parts.rooms.find(said.bot, said.channel);
        if let Some(lane) = room.and_then(|room| self.lane(&room)) {
            lock(lane).recent.restore(said.log_id, said.fingerprint, said.at);
        }
    }

    /// Counts runs of a command that were counted before this start.
    pub fn recount(&self, used: &Used<'_>) {
        let Some(room) = self.parts.rooms.find(used.bot, used.channel) else { return };
        let Some(plan) = self.parts.book.plans().of(&room) else { return };
        if let Some(command) = plan.commands.all.iter().find(|command| *command.key == *used.command) {
            let run = Run { command, room: &room, user: used.user, day: used.day };
            self.parts.used.add(&run, used.amount);
        }
    }

    fn keep_pending(&self, room: &Room, incoming: &Incoming<'_>, turn: &mut Turn) {
        if self.parts.store_pending {
            turn.batch.push(&said(room, incoming, Kind::Chat, None, turn.now, false));
        }
    }

    fn note_outside(&self, incoming: &Incoming<'_>, silence: Silence, at: i64) {
        lock(&self.outside).note(incoming, (silence, "admission"), None, at);
    }

    fn answer(
        &self,
        (room, name, plan): (&Arc<Room>, Arc<str>, &RoomPlan),
        reply: Reply,
        origin: &Origin,
        turn: &mut Turn,
    ) -> Option<Silence> {
        let meant = !reply.is_silence();
        let reply = plan.filters.outgoing(reply);
        if meant && reply.is_silence() {
            return Some(Silence::AnswerBanned);
        }
        let context = Context::named(room, name);
        match self.parts.delivery.prepare(context, reply, origin, turn.now, &mut turn.batch) {
            Ok(prepared) => {
                turn.replies.push(prepared);
                None
            }
            Err(Muted::Silence) => Some(Silence::NothingToSay),
            Err(Muted::Repeated) => Some(Silence::AnswerRepeated),
        }
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
                self.parts.roles.admins.grant(&room.bot, &entry, "code", turn.now, &mut turn.batch);
                self.parts.rooms.set(room, Approval::Approved, "code", turn.now, &mut turn.batch);
                let words = [("name", incoming.sender.to_owned().into())];
                Some(Reply::text(self.parts.texts.get("admin-registered", &words)))
            }
        }
    }

    /// A run that came to nothing costs nobody anything.
    fn take_back(&self, lane: &mut Lane, ran: &Ran, room: &Room, at: i64, batch: &mut Batch) {
        lane.ran.remove(&ran.command.key);
        if let Some(day) = ran.counted_on {
            let run = Run { command: &ran.command, room, user: ran.user.as_deref(), day };
            self.parts.used.add(&run, -1);
            batch.push(&run.fact(-1, at));
        }
    }

    fn role(&self, room: &Room, user: Option<&str>, plans: &Plans, lane: &Lane) -> Role {
        self.parts.roles.of(room, user, plans, &lane.plan)
    }

    /// Brings a room to the settings of now; `None` when they know nothing of its bot any more. They are looked up while
    /// the lane is held, so that the messages of a room never go back to older ones.
    fn renew(&self, room: &Room, lane: &mut Lane) -> Option<arc_swap::Guard<Arc<Plans>>> {
        let plans = self.parts.book.plans();
        if lane.plan.version != plans.version() {
            lane.renew(plans.of(room)?);
        }
        Some(plans)
    }

    fn lane(&self, room: &Room) -> Option<&Arc<Mutex<Lane>>> {
        if let Some(lane) = self.lanes.get(room.number) {
            return Some(lane);
        }
        let plan = self.parts.book.plans().of(room)?;
        Some(self.lanes.put(room.number, Lane::new(plan)))
    }

    fn start(self: &Arc<Self>, lane: Arc<Mutex<Lane>>, job: Job) {
        let mut guard = lock(&lane);
        if guard.running >= guard.plan.concurrency {
            if guard.waiting.len() < self.parts.limits.waiting_per_room {
                guard.waiting.push_back(job);
            } else {
                self.parts.counters.count(Counter::RoomFull);
                guard.verdicts.push(self.verdict(&job, Silence::RoomFull));
                let mut facts = Batch::default();
                self.take_back(&mut guard, &job.run, &job.room, self.parts.clock.now(), &mut facts);
                drop(guard);
                if !facts.is_empty() {
                    self.append(&facts);
                }
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
            let Job { work, context, origin, room, run, filters, .. } = job;
            let limit = run.command.timeout_ms.map_or(self.parts.limits.time, Duration::from_millis);
            let permit = self.permits.acquire().await;
            let result = jobs::run(work, limit).await;
            drop(permit);
            let (mut facts, now) = (Batch::default(), self.parts.clock.now());
            match &result {
                Ok(reply) if !reply.is_silence() => run.archived(&room, reply, self.parts.version, now, &mut facts),
                _ => self.take_back(&mut lock(&lane), &run, &room, now, &mut facts),
            }
            if !facts.is_empty() {
                self.append(&facts);
            }
            let errors = || lock(&lane).plan.errors.clone();
            let reply = result
                .unwrap_or_else(|error| self.apology(&error, &room, origin.command.as_deref(), errors().as_deref()));
            let meant = !reply.is_silence();
            let reply = filters.outgoing(reply);
            if reply.is_silence() {
                let silence = if meant { Silence::AnswerBanned } else { Silence::NothingToSay };
                lock(&lane).verdicts.push(Verdict { silence, ..silent });
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
        let (heard, command) = (job.heard.clone(), job.origin.command.clone());
        Verdict { heard, silence, stage: "command", command, at: self.parts.clock.now() }
    }

    fn apology(&self, error: &ServiceError, room: &Room, command: Option<&str>, own: Option<&[String]>) -> Reply {
        self.parts.counters.count(Counter::Failed);
        tracing::error!(error = %error, room.id = room.number, command.key = command, "a command failed");
        match (error, own) {
            (ServiceError::TimedOut, _) => Reply::text(self.parts.texts.say("command-timed-out")),
            (ServiceError::Failed(_), None) => runner::one_of(&self.parts.texts.variants(ERROR)),
            (ServiceError::Failed(_), Some(own)) => runner::one_of(own),
        }
    }

    /// Appends a batch; false when it was not kept.
    fn append(&self, batch: &Batch) -> bool {
        let Err(error) = self.parts.ledger.append(batch) else { return true };
        if let Some(rows) = error.lost(u64::from(batch.count()), &self.parts.counters) {
            tracing::error!(error = %error, rows, "rows were not kept safely; answers go on");
        }
        error.is_kept()
    }
}

/// Takes a message through stages until one of them says what becomes of it.
pub(crate) fn run_stages(stages: &Stages, message: &mut Message<'_, Lane>) -> Flow {
    for stage in stages {
        message.stage = stage.name();
        let started = message.trace.is_some().then(Instant::now);
        let flow = stage.run(message);
        if let Some(started) = started {
            message.note(stage.name(), &flow, started.elapsed());
        }
        if !matches!(flow, Flow::Continue) {
            return flow;
        }
    }
    message.stage = "end";
    Flow::Continue
}

impl Explainer for Pipeline {
    fn last_unanswered(&self, room: &Room, except: Option<&str>) -> Option<Unanswered> {
        let room = self.parts.rooms.find(room.bot.as_str(), room.channel.as_str())?;
        let verdict = lock(self.lane(&room)?).verdicts.newest_but(except)?;
        let cause = self.cause(Some(&room), &verdict);
        let Heard { sender, text, .. } = verdict.heard;
        Some(Unanswered { sender, text, at: verdict.at, cause })
    }
}

fn said<'a>(
    room: &'a Room,
    incoming: &Incoming<'a>,
    kind: Kind,
    command: Option<&'a str>,
    at: i64,
    talk: bool,
) -> Record<'a> {
    let flag = |on: bool, flag: u16| if on { flag } else { 0 };
    Record::Said(Said {
        bot: room.bot.as_str(),
        channel: room.channel.as_str(),
        user: incoming.user,
        sender: incoming.sender,
        text: incoming.text,
        kind,
        command,
        flags: flag(incoming.is_group, Said::GROUP)
            | flag(incoming.is_mention, Said::MENTION)
            | flag(talk, Said::MEANINGFUL),
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
