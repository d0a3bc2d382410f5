//! The composition root: state and settings → parts → listeners → run → drain.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

use anyhow::Context as _;
use chrono::{Offset as _, TimeZone as _, Utc};
use chrono_tz::Tz;
use loai_admin::{Access, Control};
use loai_config::{Secret, Settings};
use loai_core::{
    Approval, Batch, BotName, ChannelId, Clock, Counters, DeviceId, Record, Registry, Reloader, SystemClock,
};
use loai_db::{Calendar, PointsBook, ResponseCache, WriterHandle, WriterOptions};
use loai_delivery::{Delivery, Handle};
use loai_gateway::{Gateway, Hub, Keys, Limits, ScriptSettings, Tls};
use loai_http::Http;
use loai_notifier::{Inbox, Notifier};
use loai_pipeline::{AdminCode, Book, JobLimits, Pipeline};
use loai_services::Ports;
use loai_texts::{Language, Overrides, Texts};
use tokio::{net::TcpListener, sync::mpsc};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::{
    Desk, Folders, State, VERSION,
    certificate::Certificate,
    control,
    desk::{Live, fresh_code},
    logs, output,
    privacy::{Archive, Running},
    reload::{Coordinator, Current, Parts, SIGNAL, Source, WATCH, Watcher, delivery_options},
    screen, script,
    stall::Stall,
    state::{Outbox, rejected},
    upkeep::Upkeep,
    watch::Watch,
};

/// The practice phone, for the simulator on this machine.
pub const PRACTICE_DEVICE: &str = "practice-phone";
/// The room of the practice phone.
pub const PRACTICE_CHANNEL: &str = "practice";
/// What people call it.
pub const PRACTICE_ROOM: &str = "연습방";
/// How long work that has begun may take when the server stops.
const DRAIN: Duration = Duration::from_secs(30);
/// So many new names may wait for whoever tells of them.
const RENAMES: usize = 256;
/// How long the database may take to follow when the server stops.
const FOLLOW: Duration = Duration::from_secs(10);

/// A server that is ready.
pub struct App {
    started: Instant,
    folders: Folders,
    texts: Arc<Texts>,
    state: State,
    counters: Arc<Counters>,
    registry: Arc<Registry>,
    writer: Arc<WriterHandle>,
    bound: Vec<SocketAddr>,
    tls: TlsDoor,
    admin: SocketAddr,
    reload: Arc<Coordinator>,
    created: Vec<PathBuf>,
    warnings: usize,
    bots: Vec<String>,
    code: Option<String>,
    tasks: TaskTracker,
    jobs: TaskTracker,
    stops: Stops,
}

/// The order in which a server stops.
#[derive(Clone, Default)]
struct Stops {
    /// No new connections, no further reading.
    reading: CancellationToken,
    /// Replies that wait for their gap leave at once.
    waiting: CancellationToken,
    /// Connections end.
    connections: CancellationToken,
    /// A part has ended that the server cannot do without.
    broken: CancellationToken,
}

impl App {
    /// Builds everything and listens; to be called on the runtime that serves.
    ///
    /// # Errors
    /// When state or addresses cannot be used; nothing is left running.
    #[expect(clippy::too_many_lines, reason = "the one place where all parts meet, read from top to bottom")]
    pub async fn start(
        folders: &Folders,
        mut state: State,
        settings: Loaded,
        (notifier, notices): (Notifier, Inbox),
        started: Instant,
    ) -> anyhow::Result<Self> {
        let Loaded { settings, source, admin_token, log, created, warnings, language, overrides } = settings;
        let server = Arc::clone(&settings.server);
        let clock: Arc<dyn Clock> = Arc::new(SystemClock);
        let texts = Arc::new(Texts::with(language, &overrides));
        let room_texts = Arc::new(Texts::with(Language::Korean, &overrides));

        first_facts(&state, &settings, clock.now())?;
        let ledger = Arc::clone(&state.ledger);
        let (renamed, renames) = mpsc::channel(RENAMES);
        let current = Arc::new(Current::from_pointee(settings.clone()));
        let options = WriterOptions {
            calendar: calendar(&current),
            rejected: Some(rejected(&folders.data)),
            renamed: Some(renamed),
            ..WriterOptions::default()
        };
        let (database, journal) = (&state.database, Arc::clone(&state.journal));
        let writer = Arc::new(loai_db::writer::spawn(database, journal, Arc::clone(&clock), options)?);

        let (counters, registry) = (Arc::<Counters>::default(), Arc::<Registry>::default());
        let (tasks, jobs, stops) = (TaskTracker::new(), TaskTracker::new(), Stops::default());
        let delivery = Delivery::new(
            Arc::clone(&registry),
            Arc::clone(&state.rooms),
            Arc::clone(&ledger),
            Arc::clone(&clock),
            Arc::clone(&counters),
            delivery_options(&settings),
            jobs.clone(),
            stops.waiting.clone(),
        );
        let (book, keys) = (Arc::<Book>::default(), Arc::<Keys>::default());
        let script_settings = Arc::<ScriptSettings>::default();
        let parts = Parts {
            current: Arc::clone(&current),
            book: Arc::clone(&book),
            keys: Arc::clone(&keys),
            script: Arc::clone(&script_settings),
            delivery: Arc::clone(&delivery),
            notifier: notifier.clone(),
            log: Some(log),
        };
        parts.exchange(current.load_full());
        let said = [Arc::clone(&room_texts), Arc::clone(&texts)];
        let reload = Coordinator::new(source, parts, Arc::clone(&ledger), Arc::clone(&clock), said, jobs.clone());
        let reload = Arc::new(reload);
        let http = Http::new()?;
        let points = PointsBook::new(&state.database, jobs.clone());
        let archive = Arc::new(Archive::new(
            &state,
            Arc::clone(&writer),
            points.clone(),
            Arc::clone(&current),
            Arc::clone(&clock),
            folders.data.clone(),
        ));
        let ports = Ports {
            phones: Arc::clone(&state.phones) as _,
            rooms: Arc::clone(&state.rooms),
            admins: Arc::clone(&state.admins),
            people: Arc::clone(&state.people),
            merger: state.merger(Arc::new(points.clone())),
            members: Arc::new(state.database.clone()),
            todos: Arc::clone(&state.todos),
            registry: Arc::clone(&registry),
            ledger: Arc::clone(&ledger),
            clock: Arc::clone(&clock),
            reload: Arc::clone(&reload) as _,
            book: Arc::new(OnceLock::from(Arc::clone(&book) as Arc<dyn loai_core::CommandBook>)),
            explainer: Arc::default(),
            messenger: Arc::default(),
            outbox: loai_delivery::outbox(&delivery),
            points: Arc::new(points.clone()),
            settings: Arc::clone(&current),
            privacy: Arc::clone(&archive) as _,
            talk: Arc::new(state.database.clone()),
            http: http.clone(),
            bibles: Arc::new(loai_bible::Library::new(folders.data.join("bibles"))),
            texts: Arc::clone(&room_texts),
            version: VERSION,
        };
        let (admin_code, notice_texts) = (Arc::<AdminCode>::default(), Arc::clone(&room_texts));
        let (cache, cache_writer) = ResponseCache::new(&state.database, Arc::clone(&counters));
        let (work, stop) = (cache_writer.run(Arc::clone(&clock)), stops.connections.clone());
        tasks.spawn(async move { stop.run_until_cancelled(work).await });
        let pipeline = Pipeline::new(loai_pipeline::Parts {
            rooms: Arc::clone(&state.rooms),
            roles: state.roles(),
            ledger: Arc::clone(&ledger),
            delivery: Arc::clone(&delivery),
            clock: Arc::clone(&clock),
            counters: Arc::clone(&counters),
            book,
            texts: room_texts,
            services: loai_services::all(&ports),
            admin_code: Arc::clone(&admin_code),
            tasks: jobs.clone(),
            limits: JobLimits::default(),
            used: Arc::default(),
            answers: Some(Arc::new(cache)),
            version: VERSION,
            store_pending: server.storage.store_pending,
        });
        archive.run_with(Running { outbox: Arc::clone(&ports.outbox), pipeline: Arc::clone(&pipeline) });
        // Whoever runs a bot at night needs it to start; the log says what is left to do.
        if let Err(error) = archive.remind().await {
            tracing::error!(error = format!("{error:#}"), "erasures could not be compared with the database");
        }
        tasks.spawn(Arc::clone(&archive).run(stops.reading.clone()));
        let _ = ports.explainer.set(Arc::clone(&pipeline) as _);
        let _ = ports.messenger.set(Arc::new(Handle(Arc::clone(&delivery))));
        let mut outbox = std::mem::take(&mut state.outbox);
        let reporting = Outbox::reporting(&state.phones);
        state.look_back(clock.now() - server.journal.keep.as_millis() as i64, |record| match record {
            Record::Said(said) => pipeline.remember(said),
            other => outbox.look_back(other, |phone| reporting.contains(&phone)),
        });
        outbox.restore(&state.phones, &delivery, clock.now());
        state.usage.iter().for_each(|row| pipeline.recount(&row.fact()));

        let canary = Arc::<loai_core::CanaryWatch>::default();
        let parts = loai_notifier::Parts {
            phones: Arc::clone(&state.phones),
            rooms: Arc::clone(&state.rooms),
            admins: Arc::clone(&state.admins),
            registry: Arc::clone(&registry),
            messenger: Arc::new(Handle(Arc::clone(&delivery))),
            canary: Arc::clone(&canary),
            clock: Arc::clone(&clock),
            counters: Arc::clone(&counters),
            texts: notice_texts,
            http,
            database: state.database.clone(),
            renames,
        };
        let (beside, stop) = (tasks.clone(), stops.reading.clone());
        tasks.spawn(async move { notices.run(parts, &beside, stop).await });
        let upkeep = Upkeep::new(
            (Arc::clone(&state.phones), Arc::clone(&registry)),
            notifier.clone(),
            (state.database.clone(), points, ports.merger.clone()),
            Arc::clone(&current),
            Arc::clone(&clock),
            (&delivery, canary),
            (Arc::clone(&state.rooms), Arc::clone(&state.journal), folders.data.clone()),
        );
        tasks.spawn(upkeep.run(stops.reading.clone()));

        let hub = Hub::new(loai_gateway::Parts {
            registry: Arc::clone(&registry),
            phones: Arc::clone(&state.phones) as _,
            pipeline: Arc::clone(&pipeline),
            delivery,
            ledger,
            clock: Arc::clone(&clock),
            counters: Arc::clone(&counters),
            keys,
            version: VERSION,
            script: script::version(),
            script_settings,
            limits: limits(&server),
            tasks: tasks.clone(),
            stop_reading: stops.reading.clone(),
            close: stops.connections.clone(),
        });

        let listeners = bind(&server.phones.listen, "--phones")?;
        let bound = listeners.iter().map(TcpListener::local_addr).collect::<Result<Vec<_>, _>>()?;
        let (tls, tls_listeners) = open_tls(&server.phones.tls_listen, &folders.data)?;
        let http = bind_admin(server.admin.listen).await?;
        let admin = http.local_addr()?;
        let code = open_code(&state, &settings, &admin_code, clock.now());
        let (open, stall) = (Arc::clone(&hub), Arc::new(Stall::new(Instant::now())));
        let live = Live {
            registry: Arc::clone(&registry),
            pipeline,
            counters: Arc::clone(&counters),
            admin_code,
            writer: Arc::clone(&writer),
            reload: Arc::clone(&reload) as Arc<dyn Reloader>,
            outbox: Arc::clone(&ports.outbox),
            stall: Arc::clone(&stall),
            open: Box::new(move || open.open()),
            notifier: notifier.clone(),
            since: clock.now(),
        };
        let bots = settings.bots.keys().map(ToString::to_string).collect();
        let desk = Desk::new(&state, current, clock, Arc::clone(&texts), archive, Some(live), jobs.clone());
        let desk = Arc::new(desk);
        let socket = control::listen(&folders.data).context("could not open the control socket")?;
        tasks.spawn(control::serve(socket, Arc::clone(&desk), tasks.clone(), stops.connections.clone()));
        let access = Access::new(admin_token, admin.ip(), &server.admin.hosts);
        let router = loai_admin::router(Arc::clone(&desk) as Arc<dyn Control>, access, language);
        tasks.spawn(loai_admin::serve(http, router, tasks.clone(), stops.reading.clone()));
        if server.settings.watch {
            watch_files(&folders.config, &reload, &tasks, &stops.reading);
        }
        spawn_sync(&state, server.journal.sync, &stops.connections)?;
        let (words, counts, broken) = (Arc::clone(&texts), Arc::clone(&counters), stops.broken.clone());
        let watch = Watch::new(&state, words, notifier, Arc::clone(&writer), counts, stall, broken);
        tasks.spawn(watch.run(stops.reading.clone()));
        for listener in listeners {
            tasks.spawn(Gateway::new(Arc::clone(&hub)).serve(listener));
        }
        for (listener, answers) in tls_listeners {
            tasks.spawn(Gateway::new(Arc::clone(&hub)).over(answers).serve(listener));
        }
        Ok(Self {
            started,
            folders: folders.clone(),
            texts,
            state,
            counters,
            registry,
            writer,
            bound,
            tls,
            admin,
            reload,
            created,
            warnings,
            bots,
            code,
            tasks,
            jobs,
            stops,
        })
    }

    /// The addresses on which phones are expected.
    pub fn bound(&self) -> &[SocketAddr] {
        &self.bound
    }

    /// Says that the server is ready: on the terminal and, for programs, in `ready.json` and the file asked for.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn announce(&self, ready_file: Option<&Path>) -> anyhow::Result<()> {
        let ready = serde_json::json!({
            "phones": self.bound,
            "phones_tls": self.tls.bound,
            "tls_pin": self.tls.pin,
            "admin": self.admin,
            "control": control::path(&self.folders.data),
            "pid": std::process::id(),
            "version": VERSION,
        });
        let own = self.folders.data.join("ready.json");
        for path in std::iter::once(own.as_path()).chain(ready_file) {
            write_whole(path, &format!("{ready}\n")).with_context(|| format!("could not write {}", path.display()))?;
        }
        screen::Start {
            texts: &self.texts,
            state: &self.state,
            took: self.started.elapsed(),
            created: &self.created,
            bound: &self.bound,
            tls: &self.tls,
            bots: self.bots.clone(),
            connected: self.registry.len(),
            code: self.code.as_deref(),
            warnings: self.warnings,
        }
        .print();
        Ok(())
    }

    /// Returns when a part has ended that the server cannot do without; the operator was told.
    pub async fn broken(&self) {
        self.stops.broken.cancelled().await;
    }

    /// Reads the settings again, because a signal asked for it.
    pub async fn read_settings_again(&self) {
        self.reload.read_again(SIGNAL).await;
    }

    /// Stops in order: no new messages, what has begun ends, what was said leaves, everything is kept.
    ///
    /// # Errors
    /// When rows are left in the journal and it cannot be synced; everything else was done.
    pub async fn stop(self) -> anyhow::Result<()> {
        self.stops.reading.cancel();
        self.stops.waiting.cancel();
        self.jobs.close();
        if tokio::time::timeout(DRAIN, self.jobs.wait()).await.is_err() {
            tracing::warn!(left = self.jobs.len(), "work was still going on and is given up");
        }
        self.stops.connections.cancel();
        self.tasks.close();
        let _ = tokio::time::timeout(DRAIN, self.tasks.wait()).await;
        // Rows that the database gets now do not need the journal any more.
        let synced = self.state.journal.sync();
        let writer = Arc::clone(&self.writer);
        let last = self.state.journal.last_seq();
        tokio::task::spawn_blocking(move || writer.wait_stored(last, FOLLOW)).await?;
        let (stored, rows) = (self.writer.stored_seq(), self.writer.rows_stored());
        if let Ok(writer) = Arc::try_unwrap(self.writer) {
            tokio::task::spawn_blocking(move || writer.stop(Duration::from_secs(1))).await?;
        }
        self.state.database.close().await;
        for left_behind in [control::path(&self.folders.data), self.folders.data.join("ready.json")] {
            let _ = std::fs::remove_file(left_behind);
        }
        let left = last.saturating_sub(stored);
        let rows = rows.saturating_sub(self.state.position.rows_stored);
        for line in screen::summary(&self.texts, &self.counters, rows, left, self.started.elapsed()) {
            output::line(&line);
        }
        if left > 0 { synced.map(drop).context("could not sync the journal") } else { Ok(()) }
    }
}

/// Settings, and what there is to say about them.
pub struct Loaded {
    /// The snapshot.
    pub settings: Settings,
    /// Where it is from, for later.
    pub source: Source,
    /// What HTTP requests must show.
    pub admin_token: Secret,
    /// What the log shows.
    pub log: logs::Filter,
    /// Files that did not exist before.
    pub created: Vec<PathBuf>,
    /// How many warnings were printed.
    pub warnings: usize,
    /// The language of the terminal.
    pub language: Language,
    /// Texts of the operator's own.
    pub overrides: Vec<Overrides>,
}

/// A server that has never seen a phone gets the practice phone and its room.
/// Which day it is for each bot, by the settings of now.
fn calendar(current: &Arc<Current>) -> Calendar {
    let current = Arc::clone(current);
    Calendar::new(move |bot, at| {
        let settings = current.load();
        let zone = BotName::new(bot).ok().and_then(|bot| settings.bots.get(&bot)).map(|bot| bot.timezone);
        let at = Utc.timestamp_millis_opt(at).single().unwrap_or_default();
        let local = at.with_timezone(&zone.unwrap_or(Tz::Asia__Seoul));
        i64::from(local.offset().fix().local_minus_utc()) * 1_000
    })
}

fn first_facts(state: &State, settings: &Settings, now: i64) -> anyhow::Result<()> {
    use loai_core::Devices as _;
    let Some(bot) = settings.bots.keys().next() else { return Ok(()) };
    if !state.phones.all().is_empty() || !state.rooms.all().is_empty() {
        return Ok(());
    }
    let mut batch = Batch::default();
    let (device, channel) = (DeviceId::new(PRACTICE_DEVICE)?, ChannelId::new(PRACTICE_CHANNEL)?);
    state.phones.add(bot, &device, true, Approval::Approved, now, &mut batch);
    state.rooms.add(bot, &channel, PRACTICE_ROOM, Approval::Approved, now, &mut batch);
    match state.ledger.append(&batch) {
        Err(error) if !error.is_kept() => Err(error).context("could not keep the practice phone"),
        _ => Ok(()),
    }
}

/// Opens a code as long as a bot has nobody to steer it.
fn open_code(state: &State, settings: &Settings, code: &AdminCode, now: i64) -> Option<String> {
    let has_admin = |(name, bot): (&BotName, &Arc<loai_config::BotSettings>)| {
        state.admins.has_any(name.as_str()) || !bot.admins.is_empty()
    };
    if settings.bots.iter().all(has_admin) {
        return None;
    }
    let fresh = fresh_code();
    code.open(fresh.clone(), now);
    Some(fresh)
}

/// Reads the settings again whenever their files change. Where the system cannot tell, the operator has to.
fn watch_files(folder: &Path, reload: &Arc<Coordinator>, tasks: &TaskTracker, stop: &CancellationToken) {
    match Watcher::new(folder) {
        Ok(watcher) => {
            let (reload, stop) = (Arc::clone(reload), stop.clone());
            tasks.spawn(watcher.run(stop, async move || reload.read_again(WATCH).await));
        }
        Err(error) => tracing::warn!(error = %error, "changes of the settings files cannot be noticed"),
    }
}

/// Where phones that speak TLS are expected.
#[derive(Debug, Default)]
pub(crate) struct TlsDoor {
    /// The addresses.
    pub(crate) bound: Vec<SocketAddr>,
    /// The digest of the certificate, where there are any.
    pub(crate) pin: Option<String>,
}

/// Opens the listeners for TLS, if there are to be any, with a certificate that the first start makes.
fn open_tls(addresses: &[SocketAddr], data: &Path) -> anyhow::Result<(TlsDoor, Vec<(TcpListener, Tls)>)> {
    if addresses.is_empty() {
        return Ok(Default::default());
    }
    let certificate = Certificate::of(data)?;
    let tls = certificate.tls()?;
    let listeners = bind(addresses, "phones.tls_listen")?;
    let bound = listeners.iter().map(TcpListener::local_addr).collect::<Result<Vec<_>, _>>()?;
    let door = TlsDoor { bound, pin: Some(certificate.pin()?) };
    Ok((door, listeners.into_iter().map(|listener| (listener, tls.clone())).collect()))
}

fn bind(addresses: &[SocketAddr], option: &'static str) -> anyhow::Result<Vec<TcpListener>> {
    addresses
        .iter()
        .map(|address| loai_gateway::listen(*address).map_err(|error| AddressInUse::or_other(*address, option, error)))
        .collect()
}

async fn bind_admin(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| AddressInUse::or_other(address, "--admin", error))
}

/// Another program listens there already.
#[derive(Debug, thiserror::Error)]
#[error("{address} is in use")]
pub struct AddressInUse {
    /// The address.
    pub address: SocketAddr,
    /// The option with which another one is chosen.
    pub option: &'static str,
}

impl AddressInUse {
    fn or_other(address: SocketAddr, option: &'static str, error: std::io::Error) -> anyhow::Error {
        if error.kind() == std::io::ErrorKind::AddrInUse {
            return Self { address, option }.into();
        }
        anyhow::Error::new(error).context(format!("could not listen on {address}"))
    }
}

fn limits(server: &loai_config::ServerSettings) -> Limits {
    let phones = &server.phones;
    Limits {
        connections: phones.max_connections,
        unidentified: phones.max_unidentified,
        per_address: phones.new_per_minute_per_address,
        identify: phones.identify,
        line_bytes: phones.max_line_bytes,
        ping: phones.ping,
        suspect: phones.suspect,
        evict: phones.evict,
        outbound_lines: phones.outbound_lines,
        outbound_bytes: phones.outbound_bytes,
        stall: phones.write_stall,
        auth_window_ms: phones.auth_window.as_millis() as u64,
        bad_signatures: phones.bad_signatures_before_close,
        ..Limits::default()
    }
}

/// Brings the journal to the disk every so often, on a thread of its own, since the disk may take its time.
fn spawn_sync(state: &State, pause: Duration, stop: &CancellationToken) -> std::io::Result<()> {
    let (journal, stop) = (Arc::clone(&state.journal), stop.clone());
    std::thread::Builder::new().name("journal-sync".into()).spawn(move || {
        let mut failing = false;
        while !stop.is_cancelled() {
            std::thread::sleep(pause);
            match journal.sync() {
                Ok(synced) => failing &= !synced,
                Err(error) if !failing => {
                    failing = true;
                    tracing::error!(error = %error, "the journal could not be brought to the disk");
                }
                Err(_) => {}
            }
        }
    })?;
    Ok(())
}

fn write_whole(path: &Path, text: &str) -> std::io::Result<()> {
    let beside = path.with_extension("tmp");
    std::fs::write(&beside, text)?;
    std::fs::rename(&beside, path)
}
