//! A phone with our own script, as it should behave: it remembers what it has said, keeps to the time it is given, and
//! tells again what may have been lost. It can die in every way a phone dies.

use std::{
    collections::{HashMap, VecDeque},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use loai_core::DeliveryId;
use loai_protocol::{
    SigningKey,
    phone::{ChatLine, OwnHeard as Heard, OwnLink, OwnPhone, Say, What},
};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    sync::{Notify, watch},
    time::Instant,
};
use tokio_util::sync::CancellationToken;

use super::{BOT, Line, SECRET, World, lock, pass};

/// How a phone stops working.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Death {
    /// Its connection is closed.
    Closed,
    /// Everything on it stands still for a while, and then goes on.
    Frozen,
    /// It is gone, and its connection looks alive.
    HalfOpen,
}

/// Something that the server has to get.
#[derive(Clone, Debug)]
enum Event {
    Message { room: String, sender: String, user: String, text: String, log_id: u64, at: Instant },
    Result { id: DeliveryId, outcome: &'static str, again: bool },
}

pub(super) struct Robot {
    pub(super) name: String,
    /// What became of each item: it survives the script.
    memory: Mutex<HashMap<DeliveryId, &'static str>>,
    /// What the server has not confirmed yet.
    queue: Mutex<VecDeque<(u64, Event)>>,
    last_q: Mutex<u64>,
    /// What the app has told and the script has not taken yet.
    notices: Mutex<VecDeque<Event>>,
    told: Notify,
    frozen: watch::Sender<bool>,
    dead: Mutex<CancellationToken>,
    /// Connections that nobody uses and nobody closes.
    half_open: Mutex<Vec<BufReader<tokio::io::DuplexStream>>>,
    hangs: Mutex<bool>,
    /// How long it takes to say something, in milliseconds.
    pub(super) slow_ms: AtomicU32,
    /// Of how many in a hundred it loses what it is to say, and the word about what it has said.
    pub(super) loses: AtomicU32,
}

impl Robot {
    pub(super) fn new(name: &str) -> Arc<Self> {
        Arc::new(Self {
            name: name.to_owned(),
            memory: Mutex::default(),
            queue: Mutex::default(),
            last_q: Mutex::default(),
            notices: Mutex::default(),
            told: Notify::new(),
            frozen: watch::Sender::new(false),
            dead: Mutex::default(),
            half_open: Mutex::default(),
            hangs: Mutex::default(),
            slow_ms: AtomicU32::new(0),
            loses: AtomicU32::new(0),
        })
    }

    /// The app tells of a message.
    pub(super) fn notice(&self, room: &str, sender: &str, text: &str, log_id: u64) {
        if lock(&self.dead).is_cancelled() {
            return;
        }
        // Each account has its own hash for a person.
        let user = format!("{sender}/{}", self.name);
        let (room, sender, text) = (room.to_owned(), sender.to_owned(), text.to_owned());
        lock(&self.notices).push_back(Event::Message { room, sender, user, text, log_id, at: Instant::now() });
        self.told.notify_one();
    }

    /// Starts the script, or starts it again.
    pub(super) fn start(self: &Arc<Self>, world: &Arc<World>) {
        let life = CancellationToken::new();
        *lock(&self.dead) = life.clone();
        *lock(&self.hangs) = false;
        self.frozen.send_replace(false);
        // What it had begun to say when it died is told as that.
        let begun: Vec<_> = lock(&self.memory).iter().filter(|(_, o)| **o == "begun").map(|(id, _)| *id).collect();
        for id in begun {
            lock(&self.memory).insert(id, "error");
            self.keep(Event::Result { id, outcome: "error", again: false });
        }
        let (robot, of) = (Arc::clone(self), Arc::clone(world));
        world.hub.parts.tasks.spawn(async move {
            let stream = life.run_until_cancelled(async {
                loop {
                    robot.connection(&of).await;
                    pass(1_000).await;
                }
            });
            stream.await
        });
    }

    /// Lets it die.
    pub(super) fn die(&self, death: Death) {
        match death {
            Death::Frozen => drop(self.frozen.send_replace(true)),
            Death::Closed => lock(&self.dead).cancel(),
            Death::HalfOpen => {
                *lock(&self.hangs) = true;
                self.frozen.send_replace(true);
            }
        }
        if death != Death::Frozen {
            lock(&self.notices).clear();
        }
    }

    /// Lets it live again.
    pub(super) fn live(self: &Arc<Self>, death: Death, world: &Arc<World>) {
        match death {
            Death::Frozen => drop(self.frozen.send_replace(false)),
            Death::Closed => self.start(world),
            Death::HalfOpen => {
                lock(&self.dead).cancel();
                self.start(world);
            }
        }
    }

    fn keep(&self, event: Event) -> u64 {
        let mut q = lock(&self.last_q);
        *q += 1;
        lock(&self.queue).push_back((*q, event));
        *q
    }

    async fn thawed(&self) {
        let mut frozen = self.frozen.subscribe();
        let _ = frozen.wait_for(|frozen| !frozen).await;
    }

    async fn connection(&self, world: &World) {
        let key = SigningKey::new(SECRET.0, SECRET.1).phone_key(BOT, &self.name);
        let phone = OwnPhone {
            bot: BOT.to_owned(),
            phone_id: self.name.clone(),
            key,
            version: "1.0.0".to_owned(),
            boot: "0123456789abcdef".to_owned(),
            install: format!("install-{}", self.name),
            info: String::new(),
        };
        let mut link = OwnLink::new(phone, format!("{:032x}", world.truth.below(u32::MAX)));
        let mut stream = Keeper { robot: self, stream: Some(BufReader::new(world.stream())) };
        let mut out = Vec::new();
        link.hello(&mut out);
        let (mut line, mut behind, mut welcome) = (Vec::new(), i64::MIN, false);
        loop {
            self.thawed().await;
            if stream.get().write_all(&out).await.is_err() {
                return;
            }
            out.clear();
            let read = tokio::select! {
                biased;
                () = self.frozen_now() => continue,
                read = stream.get().read_until(b'\n', &mut line) => Some(read),
                () = self.told.notified(), if welcome => None,
            };
            match read {
                Some(Ok(0) | Err(_)) => return,
                Some(Ok(_)) if line.last() != Some(&b'\n') => continue,
                Some(Ok(_)) => {
                    let whole = std::mem::take(&mut line);
                    let Ok(heard) = link.hear(&whole[..whole.len() - 1], &mut out) else { return };
                    match heard {
                        Heard::Challenge { server_time, .. } | Heard::Ping { server_time, .. } => {
                            behind = behind.max(server_time - mono());
                            if let Heard::Ping { token, .. } = heard {
                                link.pong(&token, 0, 0, &mut out);
                            }
                        }
                        Heard::Welcome { got, server_time, .. } => {
                            behind = behind.max(server_time - mono());
                            welcome = true;
                            self.confirmed(got);
                            let left: Vec<_> = lock(&self.queue).iter().cloned().collect();
                            for (q, event) in &left {
                                write(&mut link, *q, event, &mut out);
                            }
                        }
                        Heard::Got(q) => self.confirmed(q),
                        Heard::Say(say) => self.say(world, &say, behind, &mut link, &mut out).await,
                        _ => {}
                    }
                }
                None => {}
            }
            if welcome {
                let notices: Vec<_> = lock(&self.notices).drain(..).collect();
                for notice in notices {
                    let q = self.keep(notice.clone());
                    write(&mut link, q, &notice, &mut out);
                }
            }
        }
    }

    async fn frozen_now(&self) {
        let mut frozen = self.frozen.subscribe();
        let _ = frozen.wait_for(|frozen| *frozen).await;
    }

    async fn say(&self, world: &World, say: &Say<'_>, behind: i64, link: &mut OwnLink, out: &mut Vec<u8>) {
        if self.unlucky(world) {
            return;
        }
        let known = lock(&self.memory).get(&say.id).copied();
        let (outcome, again) = match known {
            Some(outcome) => (outcome, true),
            None if mono() + behind > say.until => ("expired", false),
            None => {
                lock(&self.memory).insert(say.id, "begun");
                let pause = self.slow_ms.load(Ordering::Relaxed);
                if pause > 0 {
                    pass(u64::from(pause)).await;
                    self.thawed().await;
                    // The call of the app is as late as the phone was frozen.
                    if mono() + behind > say.until {
                        lock(&self.memory).remove(&say.id);
                        return self.tell(world, say.id, "expired", false, link, out);
                    }
                }
                let What::Text(text) = &say.what else { return };
                let line = Line {
                    at: Instant::now(),
                    room: say.channel_id.to_string(),
                    id: say.id,
                    text: text.to_string(),
                    phone: self.name.clone(),
                };
                lock(&world.truth.said).push(line);
                lock(&self.memory).insert(say.id, "said");
                world.hear(&say.channel_id, &format!("로아 {}", self.name), text, Some(&self.name));
                if pause > 0 {
                    pass(u64::from(pause / 4)).await;
                    self.thawed().await;
                }
                ("said", false)
            }
        };
        if !self.unlucky(world) {
            self.tell(world, say.id, outcome, again, link, out);
        }
    }

    fn tell(
        &self,
        _world: &World,
        id: DeliveryId,
        outcome: &'static str,
        again: bool,
        link: &mut OwnLink,
        out: &mut Vec<u8>,
    ) {
        let event = Event::Result { id, outcome, again };
        let q = self.keep(event.clone());
        write(link, q, &event, out);
    }

    fn unlucky(&self, world: &World) -> bool {
        let loses = self.loses.load(Ordering::Relaxed);
        loses > 0 && world.truth.below(100) < loses
    }

    fn confirmed(&self, got: u64) {
        lock(&self.queue).retain(|(q, _)| *q > got);
    }
}

/// Holds a stream that must not be closed when its robot dies half-open.
struct Keeper<'a> {
    robot: &'a Robot,
    stream: Option<BufReader<tokio::io::DuplexStream>>,
}

impl Keeper<'_> {
    fn get(&mut self) -> &mut BufReader<tokio::io::DuplexStream> {
        self.stream.as_mut().unwrap()
    }
}

impl Drop for Keeper<'_> {
    fn drop(&mut self) {
        if *lock(&self.robot.hangs) {
            lock(&self.robot.half_open).extend(self.stream.take());
        }
    }
}

fn write(link: &mut OwnLink, q: u64, event: &Event, out: &mut Vec<u8>) {
    match event {
        Event::Message { room, sender, user, text, log_id, at } => {
            let log_id = log_id.to_string();
            let line = ChatLine {
                room: "방",
                channel_id: Some(room),
                text,
                sender,
                user_hash: Some(user),
                log_id: Some(&log_id),
                is_group: true,
                is_mention: false,
            };
            link.message(q, &line, 0, at.elapsed().as_millis() as u64, out);
        }
        Event::Result { id, outcome, again } => link.result(q, *id, outcome, *again, out),
    }
}

/// A clock that cannot jump, in milliseconds.
fn mono() -> i64 {
    static START: std::sync::OnceLock<Instant> = std::sync::OnceLock::new();
    Instant::now().saturating_duration_since(*START.get_or_init(Instant::now)).as_millis() as i64
}
