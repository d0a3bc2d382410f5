//! Who a connection is: first a claim, then, with a packet that verifies, a fact.

use std::{net::SocketAddr, sync::Arc};

use loai_core::{Batch, BotName, Connection, ConnectionId, Counter, DeviceId, PhoneNews, Writer};
use loai_protocol::{Auth, Dialect, Handshake, own::PhoneKey};

use crate::{
    hub::Hub,
    keys::{Age, BotKeys},
};

/// The identity of a connection.
pub(crate) struct Identity {
    pub(crate) connection: Arc<Connection>,
    keys: Arc<BotKeys>,
    keys_version: u64,
    /// Which key the last packet was signed with.
    pub(crate) age: Age,
    /// Whether a packet has verified, so that the claim is a fact.
    pub(crate) proven: bool,
}

/// What a packet says about its sender.
#[derive(Clone, Copy)]
pub(crate) struct Claim<'a> {
    pub(crate) bot: &'a str,
    pub(crate) device: &'a str,
    pub(crate) client_type: &'a str,
    pub(crate) version: &'a str,
    pub(crate) info: &'a str,
}

/// Why a claim leads to no identity.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// The names cannot be names.
    Malformed,
    /// No bot of this name is configured here.
    UnknownBot,
}

impl<'a> Claim<'a> {
    pub(crate) fn of_handshake(handshake: &'a Handshake<'_>) -> Self {
        Self {
            bot: &handshake.bot_name,
            device: &handshake.device_id,
            client_type: &handshake.client_type,
            version: &handshake.version,
            info: handshake.device_info.as_deref().unwrap_or_default(),
        }
    }

    pub(crate) fn of_auth(auth: &'a Auth<'_>, info: &'a str) -> Self {
        Self {
            bot: &auth.bot_name,
            device: &auth.device_id,
            client_type: &auth.client_type,
            version: &auth.version,
            info,
        }
    }

    fn news(&self, peer: SocketAddr) -> PhoneNews {
        PhoneNews {
            client_type: short(self.client_type),
            version: short(self.version),
            info: short(self.info),
            address: peer.ip().to_string(),
        }
    }
}

impl Identity {
    /// Takes a claim: finds the bot's key and the phone, which is remembered if it is new.
    pub(crate) fn claim(
        hub: &Hub,
        claim: &Claim<'_>,
        (id, peer): (ConnectionId, SocketAddr),
        (dialect, writer): (Dialect, Arc<dyn Writer>),
        (now, batch): (i64, &mut Batch),
    ) -> Result<Self, Refusal> {
        let bot = BotName::new(claim.bot).map_err(|_| Refusal::Malformed)?;
        let device = DeviceId::new(claim.device).map_err(|_| Refusal::Malformed)?;
        let keys_version = hub.parts.keys.version();
        let keys = hub.parts.keys.of(claim.bot).ok_or(Refusal::UnknownBot)?;
        let phone = hub.parts.phones.see(&bot, &device, claim.news(peer), now, batch);
        if phone.number == 0 {
            hub.parts.counters.count(Counter::PhonesRefused);
        }
        let slot = slot(&device, peer);
        let connection = Connection::new(id, phone, slot, peer, label(dialect), now, writer);
        Ok(Self { connection: Arc::new(connection), keys, keys_version, age: Age::Current, proven: false })
    }

    /// The bot's keys as they are now.
    pub(crate) fn keys(&mut self, hub: &Hub) -> &BotKeys {
        let version = hub.parts.keys.version();
        if version != self.keys_version {
            self.keys_version = version;
            if let Some(keys) = hub.parts.keys.of(self.connection.phone.bot.as_str()) {
                self.keys = keys;
            }
        }
        &self.keys
    }

    /// Whether the key that a phone of dialect L has proved to have still counts; keys may have been exchanged since.
    pub(crate) fn still_has(&mut self, key: &PhoneKey, hub: &Hub, now: i64) -> bool {
        let version = self.keys_version;
        self.keys(hub);
        if version != self.keys_version {
            let (bot, device) = (self.connection.phone.bot.as_str(), self.connection.phone.device.as_str());
            let found = [Age::Current, Age::Former]
                .into_iter()
                .find(|age| self.keys.phone_key(*age, bot, device, now).is_some_and(|own| own == *key));
            let Some(age) = found else { return false };
            self.signed_with(age);
        }
        self.keys.accepts(self.age, now)
    }

    /// Notes which key a packet was signed with, also for people.
    pub(crate) fn signed_with(&mut self, age: Age) {
        if self.proven && self.age == age {
            return;
        }
        self.age = age;
        let phone = &self.connection.phone;
        phone.signs_with_former_key(age == Age::Former);
        if age == Age::Former {
            tracing::info!(conn.id = self.connection.id.0, phone.number, "the phone signs with the former key");
        }
    }

    /// Notes what a repeated handshake says.
    pub(crate) fn renew(&self, hub: &Hub, claim: &Claim<'_>, now: i64, batch: &mut Batch) {
        let phone = &self.connection.phone;
        hub.parts.phones.see(&phone.bot, &phone.device, claim.news(self.connection.peer), now, batch);
    }

    /// Whether a packet claims to come from this bot and phone.
    pub(crate) fn is(&self, bot: &str, device: &str) -> bool {
        let phone = &self.connection.phone;
        phone.bot.as_str() == bot && phone.device.as_str() == device
    }
}

/// Phones whose device id is unreadable are told apart by their address (protocol 2.4, rule 4).
fn slot(device: &DeviceId, peer: SocketAddr) -> DeviceId {
    let unreadable = matches!(device.as_str(), "unknown" | "unknown_device");
    let with_address = unreadable.then(|| DeviceId::new(&format!("{device}@{}", peer.ip())));
    with_address.and_then(Result::ok).unwrap_or_else(|| device.clone())
}

fn label(dialect: Dialect) -> &'static str {
    match dialect {
        Dialect::A => "A",
        Dialect::B => "B",
        Dialect::C => "C",
        Dialect::L => "L",
    }
}

/// What a client says about itself is kept, but not at any length.
fn short(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(200).collect()
}
