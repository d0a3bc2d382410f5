//! Reading what the server says in dialect L.

use std::borrow::Cow;

use loai_core::DeliveryId;

use crate::json::read::{Raw, first_object, object, text};
use crate::own::FrameError;

object! {
    /// A line.
    Envelope {
        event: Raw<'a> = b"event";
        data: Body<'a> = b"data";
    }
}

object! {
    /// `data`, whatever the event.
    Body {
        nonce: Raw<'a> = b"nonce";
        proof: Raw<'a> = b"proof";
        former_proof: Raw<'a> = b"former_proof";
        server_time: Raw<'a> = b"server_time";
        reason: Raw<'a> = b"reason";
        approved: Raw<'a> = b"approved";
        state: Raw<'a> = b"state";
        server_version: Raw<'a> = b"server_version";
        got: Raw<'a> = b"got";
        script: Raw<'a> = b"script";
        settings: Raw<'a> = b"settings";
        token: Raw<'a> = b"token";
        q: Raw<'a> = b"q";
        id: Raw<'a> = b"id";
        epoch: Raw<'a> = b"epoch";
        channel_id: Raw<'a> = b"channel_id";
        room: Raw<'a> = b"room";
        until: Raw<'a> = b"until";
        again: Raw<'a> = b"again";
        text: Raw<'a> = b"text";
        media: Files<'a> = b"media";
        ids: Raw<'a> = b"ids";
        all: Raw<'a> = b"all";
        on: Raw<'a> = b"on";
    }
}

object! {
    /// `media` of a `say`.
    Files {
        kind: Raw<'a> = b"kind";
        urls: Raw<'a> = b"urls";
        base64: Raw<'a> = b"base64";
        wait_ms: Raw<'a> = b"wait_ms";
    }
}

/// Why a script closes the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The server does not have the phone's key.
    #[error("the server does not have the phone's key")]
    Proof,
    /// A frame that is not the server's.
    #[error("a frame is not the server's")]
    Frame(#[source] FrameError),
    /// A line without an event.
    #[error("a line is no event")]
    NotJson,
}

/// What the server says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard<'a> {
    /// The server's nonce and its proofs, of which one is by the phone's key.
    Challenge {
        /// The server's nonce.
        nonce: Cow<'a, str>,
        /// By the keys that count now, and by those before.
        proofs: Vec<Cow<'a, str>>,
        /// The server's clock, in UTC ms.
        server_time: i64,
    },
    /// The phone is not let in.
    Refused {
        /// Why.
        reason: Cow<'a, str>,
    },
    /// The phone is let in.
    Welcome {
        /// Whether its messages count.
        approved: bool,
        /// Its approval, as a word.
        state: Cow<'a, str>,
        /// The server's version.
        server_version: Cow<'a, str>,
        /// The server's clock, in UTC ms.
        server_time: i64,
        /// What is kept of this installation.
        got: u64,
        /// The newest version of the script.
        script: Cow<'a, str>,
        /// The settings, as JSON.
        settings: &'a str,
    },
    /// The approval has changed.
    Approval {
        /// Whether its messages count.
        approved: bool,
        /// Its approval, as a word.
        state: Cow<'a, str>,
    },
    /// It is to answer.
    Ping {
        /// What to answer with.
        token: Cow<'a, str>,
        /// The server's clock, in UTC ms.
        server_time: i64,
    },
    /// Everything up to it is kept.
    Got(u64),
    /// It is to say something.
    Say(Say<'a>),
    /// It is not to say these, if it has not yet; all when there are none.
    Forget(Vec<DeliveryId>),
    /// It is to say nothing, or to go on.
    Stop(bool),
    /// How it is to behave; or something it does not know.
    Other,
}

/// Something to say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Say<'a> {
    /// Its name.
    pub id: DeliveryId,
    /// How often the room's speaker had changed.
    pub epoch: u32,
    /// The room's id.
    pub channel_id: Cow<'a, str>,
    /// The room's name.
    pub room: Cow<'a, str>,
    /// Until when, in UTC ms by the server's clock.
    pub until: i64,
    /// Whether it may have been sent before.
    pub again: bool,
    /// What.
    pub what: What<'a>,
}

/// What is to be said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What<'a> {
    /// A text.
    Text(Cow<'a, str>),
    /// Files.
    Media {
        /// What they are.
        kind: Cow<'a, str>,
        /// Addresses or base64.
        sources: Vec<String>,
        /// Whether they are addresses.
        urls: bool,
        /// How long to wait after sharing them, in ms.
        wait_ms: Option<u64>,
    },
}

/// What the script makes of the JSON of a line; `None` when it is none, or lacks what it cannot do without.
pub(super) fn hear(json: &[u8]) -> Option<Heard<'_>> {
    let line = std::str::from_utf8(json).ok()?.trim_ascii();
    let mut envelope = Envelope::default();
    first_object(line, &mut envelope).ok().filter(|rest| rest.is_empty())?;
    let event = envelope.event?.string()?;
    let data = envelope.data.unwrap_or_default();
    Some(match event.as_ref() {
        "challenge" => Heard::Challenge {
            nonce: data.nonce?.id()?,
            proofs: [data.proof, data.former_proof].into_iter().flatten().filter_map(Raw::id).collect(),
            server_time: data.server_time?.integer()?,
        },
        "refused" => Heard::Refused { reason: text(data.reason) },
        "welcome" => Heard::Welcome {
            approved: data.approved?.flag(),
            state: text(data.state),
            server_version: text(data.server_version),
            server_time: data.server_time?.integer()?,
            got: whole(data.got)?,
            script: text(data.script),
            settings: data.settings?.json(),
        },
        "approval" => Heard::Approval { approved: data.approved?.flag(), state: text(data.state) },
        "ping" => Heard::Ping { token: data.token?.id()?, server_time: data.server_time?.integer()? },
        "got" => Heard::Got(whole(data.q)?),
        "say" => Heard::Say(say(&data)?),
        "forget" if data.all.is_some_and(Raw::flag) => Heard::Forget(Vec::new()),
        "forget" => Heard::Forget(list(data.ids)?.iter().map(|id| id.parse().ok()).collect::<Option<_>>()?),
        "stop" => Heard::Stop(data.on?.flag()),
        _ => Heard::Other,
    })
}

fn say<'a>(data: &Body<'a>) -> Option<Say<'a>> {
    let what = match (data.text, &data.media) {
        (Some(text), None) => What::Text(text.string()?),
        (None, Some(files)) => What::Media {
            kind: files.kind?.string()?,
            urls: files.urls.is_some(),
            sources: list(files.urls.or(files.base64))?,
            wait_ms: whole(files.wait_ms),
        },
        _ => return None,
    };
    Some(Say {
        id: data.id?.string()?.parse().ok()?,
        epoch: whole(data.epoch)?.try_into().ok()?,
        channel_id: data.channel_id?.string()?,
        room: data.room?.string()?,
        until: data.until?.integer()?,
        again: data.again?.flag(),
        what,
    })
}

fn whole(value: Option<Raw<'_>>) -> Option<u64> {
    value?.integer()?.try_into().ok()
}

fn list(value: Option<Raw<'_>>) -> Option<Vec<String>> {
    serde_json::from_str(value?.json()).ok()
}
