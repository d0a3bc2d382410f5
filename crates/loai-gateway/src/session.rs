//! What one connection says and hears, without its socket.

mod own;

use std::{net::SocketAddr, sync::Arc, time::Duration};

use loai_core::{Batch, ConnectionId, Counter, DeliveryId, Health, Outgoing, Record, Registry, record::Ping};
use loai_pipeline::Turn;
use loai_protocol::{
    Auth, Chat, DecodeError, Dialect, Handshake, Packet, Pong, Receiver, decode, own::tell, reply, time::kst_token,
    within_window,
};
use tokio::time::Instant;

use crate::{
    failures::{Culprit, Failures},
    heartbeat::{Due, Heartbeat},
    hub::Hub,
    identity::{Claim, Identity, Refusal},
    keys::Age,
    outbound::Outbound,
};
use own::Own;

/// Lines that make no sense before the connection is identified; then it is closed (protocol 2.6).
const JUNK: u32 = 20;
/// A silent connection is asked who it is after this time.
const ASK: Duration = Duration::from_secs(5);
/// The longest id of a room, in bytes.
const CHANNEL: usize = 128;

/// The state of one connection.
pub(crate) struct Session {
    pub(crate) hub: Arc<Hub>,
    pub(crate) outbound: Arc<Outbound>,
    id: ConnectionId,
    peer: SocketAddr,
    identity: Option<Identity>,
    /// The dialect, as soon as a packet shows it.
    dialect: Option<Dialect>,
    /// What is known of a phone with our own script.
    own: Option<Box<Own>>,
    heartbeat: Option<Heartbeat>,
    failures: Failures,
    scratch: Vec<u8>,
    since: Instant,
    asked: bool,
    /// A phone of a bot that is not configured here stays connected and hears nothing.
    inert: bool,
    /// It has brought a message that came by the app's present listener.
    reports_whole: bool,
    lines: u32,
    junk: u32,
    bad_signatures: u32,
}

impl Session {
    pub(crate) fn new(hub: Arc<Hub>, outbound: Arc<Outbound>, peer: SocketAddr, since: Instant) -> Self {
        let id = Registry::next_id(&hub.parts.registry);
        Self {
            hub,
            outbound,
            id,
            peer,
            identity: None,
            dialect: None,
            own: None,
            heartbeat: None,
            failures: Failures::default(),
            scratch: Vec::with_capacity(160),
            since,
            asked: false,
            inert: false,
            reports_whole: false,
            lines: 0,
            junk: 0,
            bad_signatures: 0,
        }
    }

    pub(crate) fn is_identified(&self) -> bool {
        self.identity.is_some()
    }

    /// Takes one line. What has to be kept and said is collected in the turn.
    pub(crate) fn on_line(&mut self, line: &[u8], turn: &mut Turn) {
        self.lines = self.lines.saturating_add(1);
        if let Some(mut own) = self.own.take() {
            self.on_own_line(&mut own, line, turn);
            self.own = Some(own);
            return;
        }
        match decode(line) {
            Ok(packet) => self.on_packet(&packet, turn),
            Err(error) => self.on_junk(counter(&error), turn),
        }
    }

    /// Notes a line beyond the limit.
    pub(crate) fn on_long_line(&mut self, turn: &mut Turn) {
        self.on_junk(Counter::LineTooLong, turn);
    }

    /// Notes a line that had no end when the connection ended.
    pub(crate) fn on_cut_line(&mut self, turn: &mut Turn) {
        self.fail(Counter::CutLine, turn);
    }

    /// Does what is due; the reason when the connection has to end.
    pub(crate) fn on_time(&mut self, now: Instant, turn: &mut Turn) -> Option<&'static str> {
        self.look_at_approval();
        self.look_at_settings();
        let Some(heartbeat) = &mut self.heartbeat else { return self.unidentified(now) };
        let allowance = allowance(&self.outbound, turn.now);
        match heartbeat.due(now, allowance, &self.hub.parts.limits) {
            Due::Nothing => {}
            Due::Ping => self.ping(now, turn.now),
            Due::Suspect => {
                if let Some(identity) = &self.identity {
                    identity.connection.suspect();
                    tracing::warn!(
                        conn.id = self.id.0,
                        phone.number = identity.connection.phone.number,
                        "a phone does not answer"
                    );
                }
            }
            Due::Evict => {
                self.hub.parts.counters.count(Counter::Evicted);
                return Some("silent");
            }
        }
        None
    }

    /// There is room again for what this phone could not take.
    pub(crate) fn has_room(&self) {
        if let Some(identity) = &self.identity {
            self.hub.parts.delivery.phone_came(&identity.connection);
        }
    }

    /// The last bytes of these items have left.
    pub(crate) fn written(&self, ids: &[DeliveryId]) {
        if let Some(identity) = &self.identity {
            self.hub.parts.delivery.written(&identity.connection, ids);
        }
    }

    /// When [`Session::on_time`] has something to do next.
    pub(crate) fn next_time(&self, wall: i64) -> Instant {
        let far = self.since + Duration::from_hours(24 * 365);
        match &self.heartbeat {
            Some(heartbeat) => heartbeat.next(allowance(&self.outbound, wall), &self.hub.parts.limits).unwrap_or(far),
            None if self.inert => far,
            None if self.asks() => self.since + ASK.min(self.hub.parts.limits.identify / 2),
            None => self.identify_until(),
        }
    }

    /// Ends the session: the registry forgets it, and what it had not written leaves through another phone.
    pub(crate) fn end(&mut self, reason: &'static str) {
        let items: Vec<Outgoing> = self.outbound.end();
        let parts = &self.hub.parts;
        if let Some(identity) = self.identity.take() {
            let connection = identity.connection;
            connection.ended();
            if identity.proven {
                parts.registry.remove(&connection);
                let mut batch = Batch::default();
                connection.phone.event("disconnect", reason, "", parts.clock.now(), &mut batch);
                if let Err(error) = parts.ledger.append(&batch) {
                    parts.counters.add(error.counter(), u64::from(batch.count()));
                }
                parts.delivery.phone_gone(&connection);
            }
            // Only whoever has said who it is was given anything.
            parts.delivery.came_back(&connection, items);
            tracing::info!(conn.id = self.id.0, phone.number = connection.phone.number, reason, "a phone has gone");
        } else {
            tracing::debug!(conn.id = self.id.0, peer = %self.peer, reason, "a connection has gone");
        }
    }

    fn on_packet(&mut self, packet: &Packet<'_>, turn: &mut Turn) {
        if self.dialect.is_none() {
            self.dialect = Dialect::of_first(packet);
        }
        match packet {
            Packet::Chat(chat) => self.on_chat(chat, turn),
            Packet::Pong(pong) => self.on_pong(pong, turn),
            Packet::Handshake(handshake) => self.on_handshake(handshake, turn),
            Packet::Hello(hello) => self.on_hello(hello, turn),
            Packet::CHandshake(handshake) => self.on_c_handshake(handshake, turn),
            Packet::CChat(chat) => match &self.identity {
                Some(identity) if identity.proven && self.dialect == Some(Dialect::C) => {
                    let channel = chat.synthetic_channel();
                    self.hub.parts.pipeline.receive(&identity.connection, &chat.incoming(&channel), turn);
                }
                _ => self.fail(Counter::Unsigned, turn),
            },
            Packet::CStatus | Packet::CHeartbeat => {
                if let (Some(identity), Some(heartbeat), Some(Dialect::C)) =
                    (&self.identity, &mut self.heartbeat, self.dialect)
                {
                    heartbeat.beat(Instant::now());
                    identity.connection.answered(turn.now, None);
                }
            }
            Packet::Unknown { .. } => self.on_junk(Counter::UnknownEvent, turn),
        }
    }

    fn on_chat(&mut self, chat: &Chat<'_>, turn: &mut Turn) {
        if !self.verify(chat.auth.as_ref(), turn) {
            return;
        }
        let Some(identity) = &self.identity else { return };
        // An app that calls both its listeners reports everything twice; the old one knows less (protocol 5.15).
        if chat.is_deprecated_callback() && self.reports_whole {
            return self.hub.parts.counters.count(Counter::Duplicates);
        }
        self.reports_whole |= !chat.is_deprecated_callback();
        match chat.incoming() {
            Ok(incoming) if incoming.channel.len() <= CHANNEL => {
                self.hub.parts.pipeline.receive(&identity.connection, &incoming, turn);
            }
            Ok(_) => self.fail(Counter::BadField, turn),
            Err(error) => self.fail(counter(&error), turn),
        }
    }

    fn on_pong(&mut self, pong: &Pong<'_>, turn: &mut Turn) {
        if !self.verify(pong.auth.as_ref(), turn) {
            return;
        }
        let monitoring = &pong.monitoring;
        let figures = Figures {
            memory_total: monitoring.total_memory,
            memory_used: monitoring.memory_usage,
            queue: monitoring.message_queue_size.and_then(|size| u32::try_from(size).ok()),
            rooms: monitoring.active_rooms.and_then(|rooms| u32::try_from(rooms).ok()),
        };
        self.answered(pong.server_timestamp.as_deref(), &figures, turn);
    }

    /// Notes the answer to a ping.
    fn answered(&mut self, token: Option<&str>, figures: &Figures, turn: &mut Turn) {
        let (Some(identity), Some(heartbeat)) = (&self.identity, &mut self.heartbeat) else { return };
        let rtt = heartbeat.answered(token, Instant::now());
        let rtt_ms = rtt.map(|rtt| rtt.as_millis() as u32);
        let was = identity.connection.health();
        if rtt.is_some() {
            identity.connection.answered(turn.now, rtt_ms);
        }
        if was == Health::Suspect && rtt.is_some() {
            tracing::info!(
                conn.id = self.id.0,
                phone.number = identity.connection.phone.number,
                "the phone answers again"
            );
        }
        let phone = &identity.connection.phone;
        identity.connection.tells(figures.queue, figures.rooms);
        turn.batch.push(&Record::Ping(Ping {
            bot: phone.bot.as_str(),
            device: phone.device.as_str(),
            rtt_ms,
            memory_total: figures.memory_total,
            memory_used: figures.memory_used,
            queue: figures.queue,
            rooms: figures.rooms,
            at: turn.now,
        }));
    }

    fn on_handshake(&mut self, handshake: &Handshake<'_>, turn: &mut Turn) {
        let claim = Claim::of_handshake(handshake);
        // A handshake says more about the dialect than what may have come before it (protocol 1.7).
        let dialect = Dialect::of_handshake(handshake);
        match &self.identity {
            Some(identity) if identity.is(claim.bot, claim.device) => {
                self.dialect = Some(dialect);
                self.outbound.speak(Receiver::new(dialect, claim.client_type));
                identity.renew(&self.hub, &claim, turn.now, &mut turn.batch);
            }
            Some(_) => return self.fail(Counter::WrongIdentity, turn),
            None => {
                self.dialect = Some(dialect);
                if let Err(refusal) = self.claim(&claim, turn) {
                    return self.refuse(refusal, claim.bot, turn);
                }
            }
        }
        self.greet();
    }

    fn on_c_handshake(&mut self, handshake: &loai_protocol::CHandshake<'_>, turn: &mut Turn) {
        let auth = &handshake.auth;
        if !self.verify_as(auth, handshake.device_info.as_deref().unwrap_or_default(), turn) {
            self.outbound.control(|out| reply::c_rejected("signature", out));
            return;
        }
        self.outbound.control(reply::c_accepted);
    }

    /// Answers a handshake: always success, since phones that read anything else reconnect for ever.
    fn greet(&self) {
        let Some(identity) = &self.identity else { return };
        let approved = identity.connection.approved();
        let state = if approved { "approved" } else { identity.connection.phone.state().as_str() };
        // The practice phone from elsewhere is approved by its row and not by its address.
        let state = if !approved && state == "approved" { "pending" } else { state };
        let version = self.hub.parts.version;
        self.outbound.control(|out| reply::encode_handshake_complete(approved, state, version, out));
    }

    fn claim(&mut self, claim: &Claim<'_>, turn: &mut Turn) -> Result<(), Refusal> {
        let dialect = self.dialect.unwrap_or(Dialect::A);
        self.outbound.speak(Receiver::new(dialect, claim.client_type));
        let (place, writer) = ((self.id, self.peer), Arc::clone(&self.outbound) as _);
        let identity = Identity::claim(&self.hub, claim, place, (dialect, writer), (turn.now, &mut turn.batch))?;
        let now = Instant::now();
        let first = (dialect != Dialect::C).then(|| now + Duration::from_millis(rand::random_range(1_000..3_000)));
        self.heartbeat = Some(Heartbeat::new(first, now));
        let phone = &identity.connection.phone;
        tracing::info!(
            conn.id = self.id.0, peer = %self.peer, bot.name = %phone.bot, phone.number = phone.number,
            phone.state = %phone.state(), dialect = identity.connection.dialect, "a phone has come"
        );
        self.identity = Some(identity);
        Ok(())
    }

    fn refuse(&mut self, refusal: Refusal, bot: &str, turn: &mut Turn) {
        match refusal {
            Refusal::Malformed => self.on_junk(Counter::BadField, turn),
            Refusal::UnknownBot => {
                if !self.inert {
                    let bot: String = bot.chars().take(64).collect();
                    tracing::warn!(conn.id = self.id.0, peer = %self.peer, bot.name = bot, "a phone asks for a bot that has no settings here");
                }
                self.inert = true;
                let version = self.hub.parts.version;
                self.outbound.control(|out| reply::encode_handshake_complete(false, "unknown bot", version, out));
            }
        }
    }

    /// Whether a packet is signed by who this connection is.
    fn verify(&mut self, auth: Option<&Auth<'_>>, turn: &mut Turn) -> bool {
        match auth {
            Some(auth) => self.verify_as(auth, "", turn),
            None => {
                self.fail(Counter::Unsigned, turn);
                false
            }
        }
    }

    fn verify_as(&mut self, auth: &Auth<'_>, info: &str, turn: &mut Turn) -> bool {
        let in_time = within_window(auth.timestamp, turn.now, self.hub.parts.limits.auth_window_ms);
        let last = self.identity.as_ref().map_or(Age::Current, |identity| identity.age);
        let of_bot;
        let keys = match &mut self.identity {
            Some(identity) if !identity.is(&auth.bot_name, &auth.device_id) => {
                self.fail(Counter::WrongIdentity, turn);
                return false;
            }
            Some(identity) => identity.keys(&self.hub),
            None => match self.hub.parts.keys.of(&auth.bot_name) {
                Some(keys) => {
                    of_bot = keys;
                    &*of_bot
                }
                None => {
                    self.refuse(Refusal::UnknownBot, &auth.bot_name, turn);
                    return false;
                }
            },
        };
        let age = if in_time { keys.verify(auth, last, turn.now, &mut self.scratch) } else { None };
        if !in_time {
            self.fail(Counter::OutsideWindow, turn);
            return false;
        }
        let Some(age) = age else {
            self.bad_signatures += 1;
            self.fail(Counter::BadSignature, turn);
            return false;
        };
        self.bad_signatures = 0;
        if self.identity.is_none() && self.claim(&Claim::of_auth(auth, info), turn).is_err() {
            self.fail(Counter::BadField, turn);
            return false;
        }
        if let Some(identity) = &mut self.identity {
            identity.signed_with(age);
        }
        self.prove(turn);
        true
    }

    /// The claim has become a fact: from now on this connection may be chosen to speak, and displaces older ones.
    fn prove(&mut self, turn: &mut Turn) {
        let Some(identity) = self.identity.as_mut().filter(|identity| !identity.proven) else { return };
        identity.proven = true;
        let connection = &identity.connection;
        let parts = &self.hub.parts;
        for old in parts.registry.register(connection, turn.now) {
            parts.counters.count(Counter::Displaced);
            old.ended();
            old.writer().close("displaced");
        }
        connection.phone.event("connect", connection.dialect, "", turn.now, &mut turn.batch);
        if connection.approved() {
            parts.delivery.phone_came(connection);
        }
    }

    fn ping(&mut self, now: Instant, wall: i64) {
        let (Some(identity), Some(heartbeat)) = (&self.identity, &mut self.heartbeat) else { return };
        let token = kst_token(wall);
        if self.own.is_some() {
            self.outbound.frame(|out| tell::ping(&token, self.hub.parts.delivery.now(), out));
        } else {
            self.outbound.control(|out| reply::encode_ping(identity.connection.phone.bot.as_str(), &token, out));
        }
        let pause = self.hub.parts.limits.ping.mul_f64(rand::random_range(0.9..=1.1));
        heartbeat.pinged(token, now, pause);
    }

    /// What to do with a connection that has not said who it is (protocol 2.6).
    fn unidentified(&mut self, now: Instant) -> Option<&'static str> {
        if !self.inert && now >= self.identify_until() {
            self.hub.parts.counters.count(Counter::Unidentified);
            return Some("unidentified");
        }
        if self.asks() && now >= self.since + ASK.min(self.hub.parts.limits.identify / 2) {
            self.asked = true;
            // Every client of dialects A and B answers a ping with its signed identity.
            if self.dialect != Some(Dialect::C) {
                let token = kst_token(self.hub.parts.clock.now());
                self.outbound.control(|out| reply::encode_ping("", &token, out));
            }
        }
        None
    }

    /// Whether it is still to be asked who it is; a script of our own has said so.
    fn asks(&self) -> bool {
        !self.asked && self.own.is_none()
    }

    /// A connection on which lines flow has three times as long, and one that was challenged as long once more.
    fn identify_until(&self) -> Instant {
        let limit = self.hub.parts.limits.identify;
        match &self.own {
            Some(own) => own.deadline(limit),
            None if self.lines > self.junk => self.since + limit * 3,
            None => self.since + limit,
        }
    }

    fn on_junk(&mut self, kind: Counter, turn: &mut Turn) {
        self.fail(kind, turn);
        if self.identity.is_none() && !self.inert {
            self.junk += 1;
            if self.junk >= JUNK {
                loai_core::Writer::close(&*self.outbound, "junk");
            }
        }
    }

    fn fail(&mut self, kind: Counter, turn: &mut Turn) {
        let (bot, device) = self.identity.as_ref().map_or(("", ""), |identity| {
            (identity.connection.phone.bot.as_str(), identity.connection.phone.device.as_str())
        });
        let by = Culprit { bot, device, peer: self.peer, connection: self.id.0 };
        self.failures.note(kind, by, turn.now, &self.hub.parts.counters, &mut turn.batch);
        if self.bad_signatures >= self.hub.parts.limits.bad_signatures {
            loai_core::Writer::close(&*self.outbound, "bad_signatures");
        }
    }
}

/// What a phone says about itself when it answers a ping.
#[derive(Clone, Copy, Default)]
struct Figures {
    memory_total: Option<f64>,
    memory_used: Option<f64>,
    queue: Option<u32>,
    rooms: Option<u32>,
}

fn allowance(outbound: &Outbound, wall: i64) -> Duration {
    Duration::from_millis(u64::try_from(outbound.busy_until() - wall).unwrap_or(0))
}

fn counter(error: &DecodeError) -> Counter {
    match error {
        DecodeError::NotUtf8 => Counter::NotUtf8,
        DecodeError::NotJson => Counter::NotJson,
        DecodeError::NotObject => Counter::NotObject,
        DecodeError::MissingField(_) => Counter::MissingField,
        DecodeError::TextTooLong => Counter::TextTooLong,
        DecodeError::NoChannel => Counter::NoChannel,
        DecodeError::BadField(_) => Counter::BadField,
    }
}
