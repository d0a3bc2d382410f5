//! Answers the command line: in a running server through the control socket, otherwise on the state itself.

mod http;
mod outbox;
mod people;
mod privacy;

use std::sync::Arc;

use loai_config::Settings;
use loai_core::{
    Approval, Batch, BotName, Cause, Clock, Counters, Decision, Devices, Health, Ledger, LedgerError, Merger, Outbox,
    Phone, Phones, Registry, ReloadRefusal, ReloadRequest, ReloadTarget, Reloader, Room, Rooms, Step, admins::Entry,
};
use loai_db::{Database, PointsBook, WriterHandle};
use loai_notifier::Notifier;
use loai_pipeline::{AdminCode, Explanation, Pipeline, Question, Rehearsal, Roles};
use loai_texts::{Language, Texts};
use serde_json::{Value, json};
use tokio_util::task::TaskTracker;

use crate::{Asked, Change, Request, State, Target, privacy::Archive, reload::Current, stall::Stall};

/// What a running server has beyond the state.
pub struct Live {
    /// Who is connected.
    pub registry: Arc<Registry>,
    /// Where messages go.
    pub pipeline: Arc<Pipeline>,
    /// What is counted.
    pub counters: Arc<Counters>,
    /// The one-time code.
    pub admin_code: Arc<AdminCode>,
    /// What follows the journal.
    pub writer: Arc<WriterHandle>,
    /// What tells the operator.
    pub notifier: Notifier,
    /// What reads the settings again.
    pub reload: Arc<dyn Reloader>,
    /// What is to be said.
    pub outbox: Arc<dyn Outbox>,
    /// Whether the database gets on.
    pub(crate) stall: Arc<Stall>,
    /// How many connections are open.
    pub open: Box<dyn Fn() -> usize + Send + Sync>,
    /// When the server started, in UTC milliseconds.
    pub since: i64,
}

/// Answers requests.
pub struct Desk {
    phones: Arc<Phones>,
    rooms: Arc<Rooms>,
    roles: Roles,
    ledger: Arc<dyn Ledger>,
    merger: Merger,
    database: Database,
    journal: Arc<loai_journal::Journal>,
    clock: Arc<dyn Clock>,
    settings: Arc<Current>,
    texts: Arc<Texts>,
    archive: Arc<Archive>,
    live: Option<Live>,
}

impl Desk {
    /// A desk over this state; `live` in a running server. Movements of points are tasks of this tracker.
    pub(crate) fn new(
        state: &State,
        settings: Arc<Current>,
        clock: Arc<dyn Clock>,
        texts: Arc<Texts>,
        archive: Arc<Archive>,
        live: Option<Live>,
        tasks: TaskTracker,
    ) -> Self {
        Self {
            phones: Arc::clone(&state.phones),
            rooms: Arc::clone(&state.rooms),
            roles: state.roles(),
            ledger: Arc::clone(&state.ledger),
            merger: state.merger(Arc::new(PointsBook::new(&state.database, tasks))),
            database: state.database.clone(),
            journal: Arc::clone(&state.journal),
            clock,
            settings,
            texts,
            archive,
            live,
        }
    }

    /// Answers one request that may have to wait for others.
    pub async fn answer_later(&self, request: &Request) -> Value {
        match (request, &self.live) {
            (Request::NotifyTest, Some(live)) => match live.notifier.test().await {
                tested if tested.is_empty() => refused("notices_off"),
                tested => json!({"ok": true, "tested": tested}),
            },
            (Request::Reload { target, bot }, Some(_)) => self.read_again(target, bot.clone()).await,
            (Request::About(whose), _) => self.about(whose).await,
            (Request::ExportMember(whose), _) => self.export_member(whose).await,
            (Request::EraseMember(whose), _) => self.erase_member(whose).await,
            (Request::Erasures, _) => self.list_erasures().await,
            (Request::People { room }, _) => self.list_people(room).await,
            (Request::Person { room, who }, _) => self.show_person(room, who).await,
            (Request::MergeSuggestions { room }, _) => self.suggest_merges(room.as_deref()).await,
            (Request::Merges { room }, _) => self.list_merges(room.as_deref()).await,
            (Request::Merge { room, old, new }, _) => self.merge_people(room, old, new).await,
            (Request::Unmerge { number }, _) => self.unmerge_people(*number).await,
            _ => self.answer(request),
        }
    }

    /// Answers one request. The answer is an object with `ok`, and `error` where it is false.
    pub fn answer(&self, request: &Request) -> Value {
        match request {
            Request::Status => self.status(),
            Request::Why { bot, channel, log_id } => self.why(bot, channel, log_id.as_deref()),
            Request::Explain(asked) => self.explain(asked),
            Request::Phones => json!({"ok": true, "phones": self.list_phones()}),
            Request::Rooms => json!({"ok": true, "rooms": self.list_rooms()}),
            Request::Admins => json!({"ok": true, "admins": self.list_admins()}),
            Request::SetPhones(change) => self.set_phones(change),
            Request::SetRooms(change) => self.set_rooms(change),
            Request::AddAdmin { bot, room, user } => self.add_admin(bot, room, user),
            Request::RemoveAdmin { bot, user } => self.remove_admin(bot, user),
            Request::AdminCode => self.admin_code(),
            Request::Deliveries => self.list_deliveries(),
            Request::SayAgain { id } => self.say_again(*id),
            Request::GiveUp { id } => self.give_up(*id),
            Request::Halt { on, bot } => self.halt_as(bot.as_deref(), *on, "cli"),
            Request::Reload { .. } | Request::NotifyTest => refused("not_running"),
            // Those that have to wait are answered by `answer_later` only.
            Request::People { .. }
            | Request::Person { .. }
            | Request::MergeSuggestions { .. }
            | Request::Merges { .. }
            | Request::Merge { .. }
            | Request::Unmerge { .. }
            | Request::About(_)
            | Request::ExportMember(_)
            | Request::EraseMember(_)
            | Request::Erasures => refused("busy"),
        }
    }

    async fn read_again(&self, target: &str, bot: Option<String>) -> Value {
        let Ok(target) = target.parse::<ReloadTarget>() else { return refused("unknown_target") };
        let request = ReloadRequest { target, bot, actor: "cli".to_owned(), language: self.texts.language() };
        match self.reload(request).await {
            Ok(report) if report.ok => json!({"ok": true, "changed": report.changed, "text": report.text}),
            Ok(report) => json!({"ok": false, "error": "bad_settings", "text": report.text}),
            Err(ReloadRefusal::Busy) => refused("busy"),
            Err(ReloadRefusal::UnknownBot(_)) => refused("unknown_bot"),
            Err(ReloadRefusal::Broken) => refused("broken"),
        }
    }

    fn status(&self) -> Value {
        let Some(live) = &self.live else { return refused("not_running") };
        let (journal, writer) = (self.journal.stats(), live.writer.stats());
        let counted: serde_json::Map<String, Value> =
            live.counters.seen().map(|(label, value)| (label.to_owned(), value.into())).collect();
        let count = |label: &str| counted.get(label).and_then(Value::as_u64).unwrap_or(0);
        json!({
            "ok": true,
            "version": crate::VERSION,
            "uptime_ms": self.clock.now() - live.since,
            "settings_revision": self.settings.load().version,
            "connections": live.registry.len(),
            "sockets": (live.open)(),
            "received": count("received"),
            "answered": count("answered"),
            "failed": count("failed"),
            "journal_seq": journal.last_seq,
            "journal_bytes": journal.bytes,
            "journal_cap_bytes": journal.cap_bytes,
            "journal_unstored_bytes": journal.unstored_bytes,
            "journal_synced_seq": journal.synced_seq,
            "journal_failed_syncs": journal.failed_syncs,
            "journal_damaged": journal.damaged,
            "database_connected": writer.connected,
            "database_outages": writer.outages,
            "stored_seq": writer.stored_seq,
            "rows_stored": writer.rows_stored,
            "rows_skipped": writer.skipped,
            "rows_missing": writer.missing,
            "rows_undecodable": writer.undecodable,
            "renames_untold": writer.renames_untold,
            "counters": counted,
        })
    }

    fn why(&self, bot: &str, channel: &str, log_id: Option<&str>) -> Value {
        let Some(live) = &self.live else { return refused("not_running") };
        let room = self.rooms.find(bot, channel);
        let Some(verdict) = live.pipeline.why(room.as_deref(), log_id) else { return refused("unknown_message") };
        let cause = live.pipeline.cause(room.as_ref(), &verdict);
        json!({"ok": true, "text": self.texts.cause(&cause), "stage": verdict.stage, "reason": cause.reason})
    }

    fn explain(&self, asked: &Asked) -> Value {
        if !self.settings.load().bots.contains_key(asked.bot.as_str()) {
            return refused("unknown_bot");
        }
        let Some(room) = self.room(&asked.bot, &asked.room) else { return refused("unknown_room") };
        let room = &room;
        let question = Question {
            user: asked.user.as_deref(),
            sender: &asked.sender,
            text: &asked.text,
            is_mention: asked.mention,
        };
        let explanation = match &self.live {
            Some(live) => live.pipeline.explain(room, &question),
            None => self.rehearsal(&self.settings.load()).hear(room, &question, self.clock.now()),
        };
        let Explanation { steps, answer, command, cause } = explanation;
        let (mut told, mut text) = (Vec::new(), self.texts.cause(&cause));
        if !self.can_speak(&asked.bot) {
            told.push(json!({"step": "phone", "decision": "stop", "micros": 0}));
            text = format!("{text}\n{}", self.texts.cause(&Cause::new("no-phone")));
        }
        told.extend(steps.iter().map(step));
        json!({
            "ok": true,
            "room": {"number": room.number, "name": room.name().to_string(), "channel": room.channel},
            "steps": told,
            "answer": answer,
            "command": command,
            "reason": cause.reason,
            "text": text,
            "setting": cause.setting.map(|setting| json!({"file": setting.file, "key": setting.key})),
        })
    }

    /// A room of a bot by number, channel or name; the only one where nothing is said.
    fn room(&self, bot: &str, asked: &str) -> Option<Arc<Room>> {
        let of_bot: Vec<_> = self.rooms.all().into_iter().filter(|room| room.bot.as_str() == bot).collect();
        let is_meant = |room: &&Arc<Room>| {
            let number = asked.trim_end_matches('번').parse() == Ok(room.number);
            number || room.channel.as_str() == asked || *room.name() == *asked
        };
        match (of_bot.as_slice(), asked) {
            ([only], "") => Some(Arc::clone(only)),
            (all, _) => all.iter().find(is_meant).cloned(),
        }
    }

    /// The stages under these settings, without a server around them.
    fn rehearsal(&self, settings: &Settings) -> Rehearsal {
        let texts = Arc::new(Texts::new(Language::Korean));
        Rehearsal::new(settings, self.roles.clone(), loai_services::NAMES, &texts)
    }

    /// Whether a phone could say something: a connected one, or any approved one while no server runs.
    fn can_speak(&self, bot: &str) -> bool {
        match &self.live {
            Some(live) => live.registry.all().iter().any(|via| via.phone.bot.as_str() == bot && via.approved()),
            None => {
                self.phones.all().iter().any(|phone| phone.bot.as_str() == bot && phone.state() == Approval::Approved)
            }
        }
    }

    fn list_phones(&self) -> Vec<Value> {
        let now = self.clock.now();
        let connected = self.live.as_ref().map(|live| live.registry.all()).unwrap_or_default();
        let row = |phone: &Arc<Phone>| {
            let (news, vitals) = (phone.news(), phone.vitals());
            let connection = connected.iter().rfind(|connection| Arc::ptr_eq(&connection.phone, phone));
            json!({
                "number": phone.number,
                "bot": phone.bot,
                "device": phone.device,
                "state": phone.state(),
                "practice": phone.practice,
                "former_key": phone.has_former_key(),
                "client": news.client_type,
                "version": news.version,
                "info": news.info,
                "address": news.address,
                "connected": connection.is_some(),
                "suspect": connection.is_some_and(|connection| connection.health() == Health::Suspect),
                "answered_ms_ago": connection.map(|connection| now - connection.alive_at()),
                "rtt_ms": connection.and_then(|connection| connection.rtt_ms()),
                "dialect": connection.map(|connection| connection.dialect),
                "queue": connection.and_then(|connection| connection.queue()),
                "rooms": connection.and_then(|connection| connection.rooms()),
                "heard_ms_ago": phone.heard_at().map(|at| now - at),
                "battery": vitals.as_ref().and_then(|vitals| vitals.battery),
                "charging": vitals.as_ref().and_then(|vitals| vitals.charging),
                "kakao": vitals.as_ref().and_then(|vitals| vitals.kakao.clone()),
                "app": vitals.as_ref().and_then(|vitals| vitals.app.clone()),
                "health": self.texts.health(phone, connection.map(|connection| &**connection), now),
            })
        };
        self.phones.all().iter().map(row).collect()
    }

    fn list_rooms(&self) -> Vec<Value> {
        let row = |room: &Arc<Room>| {
            json!({
                "number": room.number,
                "bot": room.bot,
                "channel": room.channel,
                "name": room.name().to_string(),
                "state": room.state(),
                "home": self.roles.admins.home(room.bot.as_str()).as_ref() == Some(&room.channel),
            })
        };
        self.rooms.all().iter().map(row).collect()
    }

    fn list_admins(&self) -> Vec<Value> {
        let settings = self.settings.load();
        let granted = settings.bots.keys().flat_map(|bot| {
            let of_bot = self.roles.admins.of(bot.as_str()).into_iter();
            of_bot.map(move |entry| json!({
                "bot": bot, "channel": entry.channel, "user": entry.user, "name": entry.name, "home": entry.home, "from": "chat",
            }))
        });
        let configured = settings.bots.values().flat_map(|bot| {
            bot.admins.iter().map(|admin| json!({
                "bot": bot.name, "channel": admin.channel_id.as_ref().map_or("*", AsRef::as_ref), "user": admin.user_hash, "name": "", "home": false, "from": "settings",
            }))
        });
        granted.chain(configured).collect()
    }

    fn set_phones(&self, change: &Change) -> Value {
        let all = self.phones.all();
        let fits = |phone: &Phone, asked: &str| asked.parse() == Ok(phone.number) || phone.device.as_str() == asked;
        let (mut batch, mut targets) = (Batch::default(), Vec::new());
        let mut undo = Vec::new();
        let mut set = |phone: &Arc<Phone>| {
            let before = phone.state();
            let (number, name) = (phone.number, String::new());
            if self.phones.set(phone, change.state, "cli", self.clock.now(), &mut batch) {
                undo.push((Arc::clone(phone), before));
                Target::Set { number, name }
            } else {
                Target::Already { number, name }
            }
        };
        for phone in all.iter().filter(|phone| change.all && phone.state() == Approval::Pending) {
            targets.push(set(phone));
        }
        for asked in &change.which {
            match all.iter().find(|phone| fits(phone, asked)) {
                Some(phone) => targets.push(set(phone)),
                None => targets.push(Target::Unknown { asked: asked.clone() }),
            }
        }
        self.keep(&batch, &targets, || {
            for (phone, before) in &undo {
                self.phones.set(phone, *before, "", 0, &mut Batch::default());
            }
        })
    }

    fn set_rooms(&self, change: &Change) -> Value {
        let all = self.rooms.all();
        let (mut batch, mut targets, mut undo) = (Batch::default(), Vec::new(), Vec::new());
        let mut set = |room: &Arc<Room>| {
            let before = room.state();
            let (number, name) = (room.number, room.name().to_string());
            if self.rooms.set(room, change.state, "cli", self.clock.now(), &mut batch) {
                undo.push((Arc::clone(room), before));
                Target::Set { number, name }
            } else {
                Target::Already { number, name }
            }
        };
        for room in all.iter().filter(|room| change.all && room.state() == Approval::Pending) {
            targets.push(set(room));
        }
        for asked in &change.which {
            let numbered = asked.parse().ok().and_then(|number| self.rooms.numbered(number));
            let fitting: Vec<_> = match numbered {
                Some(room) => vec![room],
                None => all
                    .iter()
                    .filter(|room| *room.name() == **asked || room.channel.as_str() == asked)
                    .cloned()
                    .collect(),
            };
            match fitting.as_slice() {
                [room] => targets.push(set(room)),
                [] => targets.push(Target::Unknown { asked: asked.clone() }),
                several => {
                    targets.push(Target::Ambiguous { numbers: several.iter().map(|room| room.number).collect() });
                }
            }
        }
        self.keep(&batch, &targets, || {
            for (room, before) in &undo {
                self.rooms.set(room, *before, "", 0, &mut Batch::default());
            }
        })
    }

    fn add_admin(&self, bot: &str, room: &str, user: &str) -> Value {
        let Some(bot) = self.bot(bot) else { return refused("unknown_bot") };
        let numbered = room.parse().ok().and_then(|number| self.rooms.numbered(number));
        let channel = match numbered.or_else(|| self.rooms.find(bot.as_str(), room)) {
            Some(room) => room.channel.to_string(),
            None if room == "*" => room.to_owned(),
            None => return refused("unknown_room"),
        };
        let mut batch = Batch::default();
        let entry = Entry { channel, user: user.to_owned(), name: String::new(), home: false };
        self.roles.admins.grant(&bot, &entry, "cli", self.clock.now(), &mut batch);
        self.keep(&batch, &[], || self.roles.admins.forget(&bot, &entry.channel, &entry.user))
    }

    fn remove_admin(&self, bot: &str, user: &str) -> Value {
        let Some(bot) = self.bot(bot) else { return refused("unknown_bot") };
        let mut batch = Batch::default();
        let entries = self.roles.admins.of(bot.as_str());
        for entry in entries.iter().filter(|entry| entry.user == user) {
            self.roles.admins.remove(&bot, &entry.channel, user, "cli", self.clock.now(), &mut batch);
        }
        if batch.is_empty() {
            return refused("unknown_admin");
        }
        self.keep(&batch, &[], || {
            for entry in entries.iter().filter(|entry| entry.user == user) {
                self.roles.admins.restore(&bot, entry);
            }
        })
    }

    fn admin_code(&self) -> Value {
        let Some(live) = &self.live else { return refused("not_running") };
        let code = fresh_code();
        live.admin_code.open(code.clone(), self.clock.now());
        json!({"ok": true, "code": code})
    }

    fn bot(&self, name: &str) -> Option<BotName> {
        self.settings.load().bots.keys().find(|bot| bot.as_str() == name).cloned()
    }

    /// Keeps a change, or takes it back when it cannot be kept.
    fn keep(&self, batch: &Batch, targets: &[Target], undo: impl FnOnce()) -> Value {
        if !batch.is_empty()
            && let Err(error) = self.ledger.append(batch)
        {
            let reason = match &error {
                LedgerError::Full => error.to_string(),
                LedgerError::Io(source) | LedgerError::Unsynced(source) => format!("{error}: {source}"),
            };
            if error.is_kept() {
                tracing::error!(reason, "a change is recorded and not safe yet");
                return json!({"ok": true, "targets": targets});
            }
            undo();
            return json!({"ok": false, "error": "not_stored", "reason": reason});
        }
        json!({"ok": true, "targets": targets})
    }
}

/// A code of six digits.
pub(crate) fn fresh_code() -> String {
    format!("{:06}", rand::random_range(0..1_000_000_u32))
}

fn step(step: &Step) -> Value {
    let micros = u64::try_from(step.took.as_micros()).unwrap_or(u64::MAX);
    match &step.decision {
        Decision::Pass => json!({"step": step.name, "decision": "pass", "micros": micros}),
        Decision::Stop(_) => json!({"step": step.name, "decision": "stop", "micros": micros}),
        Decision::Answer(text) => json!({"step": step.name, "decision": "answer", "text": text, "micros": micros}),
        Decision::Run(command) => json!({"step": step.name, "decision": "run", "text": command, "micros": micros}),
    }
}

fn refused(error: &str) -> Value {
    json!({"ok": false, "error": error})
}
