//! The session of a phone with our own script (dialect L): both sides prove themselves, then everything is framed.

mod events;
mod progress;

use std::{sync::Arc, time::Duration};

use loai_core::{Approval, Counter};
use loai_pipeline::Turn;
use loai_protocol::{
    Version,
    own::{CLIENT_TYPE, Event, Hello, Opener, PROTOCOL, PhoneKey, Sealer, decode, is_same, tell},
};
use tokio::time::Instant;

use super::{Session, counter};
use crate::{identity::Claim, keys::Age};
use progress::Progress;

/// What is known of such a phone.
pub(super) struct Own {
    bot: String,
    phone_id: String,
    nonce: String,
    version: String,
    install: String,
    info: String,
    since: Instant,
    stage: Stage,
}

enum Stage {
    /// It was challenged with this nonce and owes its proof.
    Challenged(String),
    /// It has proved to have this key.
    Open(Box<Open>),
}

struct Open {
    key: PhoneKey,
    opener: Opener,
    progress: Progress,
    /// What it was told of its approval.
    told: (bool, Approval),
    /// How it was told to behave.
    settings: Arc<tell::Settings>,
}

impl Own {
    /// Until when it has to prove itself.
    pub(super) fn deadline(&self, limit: Duration) -> Instant {
        self.since + limit
    }

    fn challenged(hello: &Hello<'_>, nonce: String) -> Self {
        Self {
            bot: hello.bot.as_ref().to_owned(),
            phone_id: hello.phone_id.as_ref().to_owned(),
            nonce: hello.nonce.as_ref().to_owned(),
            version: hello.version.as_ref().to_owned(),
            install: hello.install.chars().take(64).collect(),
            info: hello.info.as_ref().to_owned(),
            since: Instant::now(),
            stage: Stage::Challenged(nonce),
        }
    }
}

impl Session {
    /// The first line: the phone is challenged. Nothing of it is believed or remembered yet.
    pub(super) fn on_hello(&mut self, hello: &Hello<'_>, turn: &mut Turn) {
        if self.identity.is_some() {
            return self.fail(Counter::WrongIdentity, turn);
        }
        if hello.protocol != PROTOCOL {
            return self.turn_away("protocol");
        }
        let Some(keys) = self.hub.parts.keys.of(&hello.bot) else {
            let bot: String = hello.bot.chars().take(64).collect();
            tracing::warn!(conn.id = self.id.0, peer = %self.peer, bot.name = bot, "a phone asks for a bot that has no settings here");
            return self.turn_away("unknown_bot");
        };
        let nonce = format!("{:032x}", rand::random::<u128>());
        let proof = |age| {
            let key = keys.phone_key(age, &hello.bot, &hello.phone_id, turn.now)?;
            Some(key.server_proof(&hello.bot, &hello.phone_id, &hello.nonce, &nonce))
        };
        let (current, former) = (proof(Age::Current).unwrap_or_default(), proof(Age::Former));
        let time = self.hub.parts.delivery.now();
        self.outbound.control(|out| {
            tell::challenge(&nonce, &current, former.as_deref(), time, out);
            out.push(b'\n');
        });
        self.own = Some(Box::new(Own::challenged(hello, nonce)));
    }

    /// Every line after the first.
    pub(super) fn on_own_line(&mut self, own: &mut Own, line: &[u8], turn: &mut Turn) {
        let nonce = match &mut own.stage {
            Stage::Open(open) => return self.on_frame(open, line, turn),
            Stage::Challenged(nonce) => std::mem::take(nonce),
        };
        match decode(line) {
            Ok(Event::Prove(proof)) => self.on_proof(own, &nonce, &proof, turn),
            Ok(_) => {
                self.on_junk(Counter::UnknownEvent, turn);
                own.stage = Stage::Challenged(nonce);
            }
            Err(error) => {
                self.on_junk(counter(&error), turn);
                own.stage = Stage::Challenged(nonce);
            }
        }
    }

    /// Tells the phone that its approval has changed.
    pub(crate) fn look_at_approval(&mut self) {
        let (Some(own), Some(identity)) = (&mut self.own, &self.identity) else { return };
        let Stage::Open(open) = &mut own.stage else { return };
        let connection = &identity.connection;
        let now = (connection.approved(), connection.phone.state());
        if std::mem::replace(&mut open.told, now) == now {
            return;
        }
        self.outbound.frame(|out| tell::approval(now.0, word(now), out));
        if now.0 {
            self.hub.parts.delivery.phone_came(connection);
        }
    }

    /// Tells the phone that it is to behave in another way.
    pub(crate) fn look_at_settings(&mut self) {
        let Some(own) = &mut self.own else { return };
        let Stage::Open(open) = &mut own.stage else { return };
        let now = self.hub.parts.script_settings.load();
        if Arc::ptr_eq(&now, &open.settings) {
            return;
        }
        open.settings = Arc::clone(&now);
        let settings = patient(&now, self.hub.parts.limits.ping);
        self.outbound.frame(|out| tell::settings(&settings, out));
    }

    /// Notes whether what the last read brought was kept, and tells the phone.
    pub(crate) fn committed(&mut self, kept: bool, now: i64) {
        let Some(own) = &mut self.own else { return };
        let Stage::Open(open) = &mut own.stage else { return };
        if let Some(q) = open.progress.settle(kept, now) {
            self.outbound.frame(|out| tell::got(q, out));
        }
        self.look_at_approval();
        self.look_at_settings();
    }

    fn on_proof(&mut self, own: &mut Own, nonce: &str, proof: &str, turn: &mut Turn) {
        let keys = self.hub.parts.keys.of(&own.bot);
        let found = [Age::Current, Age::Former].into_iter().find_map(|age| {
            let key = keys.as_ref()?.phone_key(age, &own.bot, &own.phone_id, turn.now)?;
            let expected = key.phone_proof(&own.bot, &own.phone_id, &own.nonce, nonce);
            is_same(&expected, proof).then_some((age, key))
        });
        let Some((age, key)) = found else {
            self.fail(Counter::BadSignature, turn);
            return self.turn_away("proof");
        };
        let claim = Claim {
            bot: &own.bot,
            device: &own.phone_id,
            client_type: CLIENT_TYPE,
            version: &own.version,
            info: &own.info,
        };
        if self.claim(&claim, turn).is_err() {
            self.fail(Counter::BadField, turn);
            return self.turn_away("unknown_bot");
        }
        self.let_in(own, (age, key), nonce, turn);
    }

    /// Welcomes the phone, and only then lets others speak to it.
    fn let_in(&mut self, own: &mut Own, (age, key): (Age, PhoneKey), nonce: &str, turn: &mut Turn) {
        let Some(identity) = &mut self.identity else { return };
        identity.signed_with(age);
        let connection = &identity.connection;
        let phone = &connection.phone;
        let came = self.hub.installs.come(&phone.bot, &phone.device, &own.install, turn.now);
        let parts = &self.hub.parts;
        if came.twice {
            tracing::warn!(conn.id = self.id.0, phone.number, "the same script runs on two phones");
        }
        if Version::parse(&own.version) < Version::parse(parts.script) {
            let (has, newest) = (own.version.as_str(), parts.script);
            tracing::info!(conn.id = self.id.0, phone.number, has, newest, "the phone has an older script");
        }
        let session = key.session(&own.nonce, nonce);
        let told = (connection.approved(), phone.state());
        let progress = Progress::new(came.install);
        let settings = parts.script_settings.load_full();
        self.outbound.speak_in_frames(Sealer::of_server(session.clone()));
        let welcome = tell::Welcome {
            approved: told.0,
            state: word(told),
            server_version: parts.version,
            server_time: parts.delivery.now(),
            got: progress.got(),
            script: parts.script,
            settings: patient(&settings, parts.limits.ping),
        };
        self.outbound.frame(|out| tell::welcome(&welcome, out));
        let opener = Opener::of_phone(session);
        own.stage = Stage::Open(Box::new(Open { key, opener, progress, told, settings }));
        self.prove(turn);
    }

    /// Ends the connection after it was told why; such a phone waits before it comes again.
    fn turn_away(&mut self, reason: &str) {
        self.outbound.control(|out| {
            tell::refused(reason, out);
            out.push(b'\n');
        });
        loai_core::Writer::close(&*self.outbound, "refused");
    }
}

/// A script hears something of a server that is well at least every ping; it waits for two of them and a half.
fn patient(settings: &tell::Settings, ping: Duration) -> tell::Settings {
    let patience = (ping.as_millis() as u64).saturating_mul(5) / 2;
    tell::Settings { read_timeout_ms: settings.read_timeout_ms.max(patience), ..*settings }
}

/// The approval as a phone is told it: the practice phone from elsewhere is approved by its row and not by its address.
fn word((approved, state): (bool, Approval)) -> &'static str {
    if !approved && state == Approval::Approved { Approval::Pending.as_str() } else { state.as_str() }
}
