//! A phone with our own script over TCP, as it should behave, with an app that does what a test says.

use std::{
    collections::{BTreeMap, HashSet},
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

use loai_core::DeliveryId;
use loai_phone::{Client, Identity};
use loai_protocol::phone::{ChatLine, OwnHeard as Heard, OwnLink, Say, What};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpStream, tcp::OwnedReadHalf},
    sync::{Notify, watch},
    time::sleep,
};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

use crate::harness::Server;

/// What the app does with something that is to be said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// It is said, and the script tells what became of it.
    Say,
    /// It is said, and the word about it is lost.
    SayAndForget,
    /// Nothing is done, and nobody is told.
    Lose,
    /// Nothing is said, and the script tells this outcome.
    Tell(&'static str),
}

/// The rooms and the people in them.
pub trait App: Send + Sync {
    /// What becomes of something that is to be said; `again` when it was handed over before.
    fn act(&self, robot: &Robot, say: &Say<'_>) -> Act;
    /// People read it.
    fn read(&self, robot: &Robot, id: DeliveryId, room: &str, text: &str);
}

/// How a phone stops working.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Death {
    /// Its connection is closed.
    Closed,
    /// Everything on it stands still for a while, and then goes on.
    Frozen,
    /// It is gone, and its connection looks alive.
    HalfOpen,
}

/// A phone.
pub struct Robot {
    pub name: String,
    app: Arc<dyn App>,
    identity: Identity,
    address: SocketAddr,
    /// What became of each item: it survives the script.
    memory: Mutex<BTreeMap<DeliveryId, &'static str>>,
    /// What the server has not confirmed, with the item whose outcome it tells.
    queue: Mutex<BTreeMap<u64, (Option<DeliveryId>, Line)>>,
    q: AtomicU64,
    /// Items whose outcome the server has for certain.
    pub confirmed: Mutex<HashSet<DeliveryId>>,
    /// Items that the server handed over although it had their outcome, with the number of the connection.
    pub again: Mutex<Vec<(DeliveryId, u64)>>,
    notices: Mutex<Vec<Line>>,
    told: Notify,
    frozen: watch::Sender<bool>,
    life: Mutex<CancellationToken>,
    half_open: Mutex<Vec<BufReader<OwnedReadHalf>>>,
    pub welcomes: AtomicU64,
    tasks: TaskTracker,
}

#[derive(Clone, Debug)]
enum Line {
    Message { room: String, sender: String, text: String, log_id: u64, at: Instant },
    Result { id: DeliveryId, outcome: &'static str, again: bool },
}

impl Robot {
    /// A phone that is not switched on.
    pub fn new(server: &Server, name: &str, app: Arc<dyn App>) -> Arc<Self> {
        Arc::new(Self {
            name: name.to_owned(),
            app,
            identity: server.identity(name, Client::Loai),
            address: server.address(),
            memory: Mutex::default(),
            queue: Mutex::default(),
            q: AtomicU64::new(0),
            confirmed: Mutex::default(),
            again: Mutex::default(),
            notices: Mutex::default(),
            told: Notify::new(),
            frozen: watch::Sender::new(false),
            life: Mutex::default(),
            half_open: Mutex::default(),
            welcomes: AtomicU64::new(0),
            tasks: TaskTracker::new(),
        })
    }

    /// Starts its script.
    pub fn start(self: &Arc<Self>) {
        let life = CancellationToken::new();
        *lock(&self.life) = life.clone();
        self.frozen.send_replace(false);
        let robot = Arc::clone(self);
        self.tasks.spawn(async move {
            life.run_until_cancelled(async {
                loop {
                    robot.connection().await;
                    sleep(Duration::from_millis(100)).await;
                }
            })
            .await
        });
    }

    /// The app tells of a message.
    pub fn notice(&self, room: &str, sender: &str, text: &str, log_id: u64) {
        if lock(&self.life).is_cancelled() {
            return;
        }
        let (room, sender, text) = (room.to_owned(), sender.to_owned(), text.to_owned());
        lock(&self.notices).push(Line::Message { room, sender, text, log_id, at: Instant::now() });
        self.told.notify_one();
    }

    /// Lets it die.
    pub fn die(&self, death: Death) {
        match death {
            Death::Closed => lock(&self.life).cancel(),
            Death::Frozen | Death::HalfOpen => drop(self.frozen.send_replace(true)),
        }
    }

    /// Lets it live again; a connection that is half open stays so.
    pub fn live(self: &Arc<Self>, death: Death) {
        match death {
            Death::Frozen => drop(self.frozen.send_replace(false)),
            Death::Closed => self.start(),
            Death::HalfOpen => {
                lock(&self.notices).clear();
                lock(&self.life).cancel();
                self.start();
            }
        }
    }

    async fn is(&self, frozen: bool) {
        let _ = self.frozen.subscribe().wait_for(|now| *now == frozen).await;
    }

    async fn connection(&self) {
        let Ok(stream) = TcpStream::connect(self.address).await else { return };
        let (read, mut write) = stream.into_split();
        let mut read = Held { robot: self, stream: Some(BufReader::new(read)) };
        let mut link = OwnLink::new(self.identity.own(), format!("{:032x}", rand::random::<u128>()));
        let (mut out, mut line, mut behind, mut welcome) = (Vec::new(), Vec::new(), i64::MIN, false);
        link.hello(&mut out);
        loop {
            self.is(false).await;
            if write.write_all(&out).await.is_err() {
                return;
            }
            out.clear();
            let Some(stream) = read.stream.as_mut() else { return };
            let got = tokio::select! {
                biased;
                () = self.is(true) => continue,
                got = stream.read_until(b'\n', &mut line) => Some(got),
                () = self.told.notified(), if welcome => None,
            };
            match got {
                Some(Ok(0) | Err(_)) => return,
                Some(Ok(_)) if line.last() != Some(&b'\n') => continue,
                Some(Ok(_)) => {
                    let whole = std::mem::take(&mut line);
                    let Ok(heard) = link.hear(&whole[..whole.len() - 1], &mut out) else { return };
                    match heard {
                        Heard::Challenge { server_time, .. } => behind = behind.max(server_time - mono()),
                        Heard::Ping { token, server_time } => {
                            behind = behind.max(server_time - mono());
                            link.pong(&token, 0, 0, &mut out);
                        }
                        Heard::Welcome { got, server_time, .. } => {
                            behind = behind.max(server_time - mono());
                            welcome = true;
                            self.welcomes.fetch_add(1, Ordering::Relaxed);
                            self.has(got);
                            for (q, (_, line)) in &*lock(&self.queue) {
                                put(&mut link, *q, line, &self.name, &mut out);
                            }
                        }
                        Heard::Got(q) => self.has(q),
                        Heard::Say(say) => self.say(&say, behind, &mut link, &mut out),
                        _ => {}
                    }
                }
                None => {}
            }
            if welcome {
                for notice in lock(&self.notices).drain(..) {
                    self.send(None, notice, &mut link, &mut out);
                }
            }
        }
    }

    fn say(&self, say: &Say<'_>, behind: i64, link: &mut OwnLink, out: &mut Vec<u8>) {
        let known = lock(&self.memory).get(&say.id).copied();
        if known.is_some() && lock(&self.confirmed).contains(&say.id) {
            lock(&self.again).push((say.id, self.welcomes.load(Ordering::Relaxed)));
        }
        let (outcome, again, tells) = match known {
            Some(outcome) => (outcome, true, true),
            None if mono() + behind > say.until => ("expired", false, true),
            None => match self.app.act(self, say) {
                Act::Lose => return,
                Act::Tell(outcome) => (outcome, false, true),
                act => {
                    let What::Text(text) = &say.what else { return };
                    self.app.read(self, say.id, &say.channel_id, text);
                    ("said", false, act == Act::Say)
                }
            },
        };
        // What was not said may be asked for anew.
        if !matches!(outcome, "no_session" | "expired") {
            lock(&self.memory).insert(say.id, outcome);
        }
        if tells {
            self.send(Some(say.id), Line::Result { id: say.id, outcome, again }, link, out);
        }
    }

    fn send(&self, of: Option<DeliveryId>, line: Line, link: &mut OwnLink, out: &mut Vec<u8>) {
        let q = self.q.fetch_add(1, Ordering::Relaxed) + 1;
        put(link, q, &line, &self.name, out);
        lock(&self.queue).insert(q, (of, line));
    }

    fn has(&self, got: u64) {
        let mut queue = lock(&self.queue);
        let rest = queue.split_off(&(got + 1));
        let had = std::mem::replace(&mut *queue, rest);
        let decided = |(of, line): (Option<DeliveryId>, Line)| match line {
            Line::Result { outcome: "said" | "false", .. } => of,
            _ => None,
        };
        lock(&self.confirmed).extend(had.into_values().filter_map(decided));
    }
}

/// Keeps a stream open when its phone dies half-open.
struct Held<'a> {
    robot: &'a Robot,
    stream: Option<BufReader<OwnedReadHalf>>,
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if *self.robot.frozen.borrow() {
            lock(&self.robot.half_open).extend(self.stream.take());
        }
    }
}

fn put(link: &mut OwnLink, q: u64, line: &Line, name: &str, out: &mut Vec<u8>) {
    match line {
        Line::Message { room, sender, text, log_id, at } => {
            // Each account has its own hash for a person.
            let (log_id, user) = (log_id.to_string(), format!("{sender}/{name}"));
            let line = ChatLine {
                room: "방",
                channel_id: Some(room),
                text,
                sender,
                user_hash: Some(&user),
                log_id: Some(&log_id),
                is_group: true,
                is_mention: false,
            };
            link.message(q, &line, 0, at.elapsed().as_millis() as u64, out);
        }
        Line::Result { id, outcome, again } => link.result(q, *id, outcome, *again, out),
    }
}

/// A clock that cannot jump, in milliseconds.
fn mono() -> i64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    START.get_or_init(Instant::now).elapsed().as_millis() as i64
}

pub fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
