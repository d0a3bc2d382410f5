//! The other end of dialect L: what our own script sends, and what it makes of what it gets.

use std::borrow::Cow;

use loai_core::DeliveryId;

use super::chat::{ChatLine, sanitize};
use super::own_hear::{Heard, Refusal, hear};
use crate::json::write::{field, integer, optional};
use crate::own::{Opener, PROTOCOL, PhoneKey, Sealer, is_same};
use crate::reply::EncodeError;

/// A phone with our own script.
#[derive(Clone, Debug)]
pub struct OwnPhone {
    /// The bot it carries.
    pub bot: String,
    /// Its id.
    pub phone_id: String,
    /// Its key.
    pub key: PhoneKey,
    /// The script's version.
    pub version: String,
    /// New for each start of the script.
    pub boot: String,
    /// New once for each installation.
    pub install: String,
    /// Brand, model and Android version.
    pub info: String,
}

/// One connection of such a phone. Every method that says something appends one whole line, LF included.
#[derive(Clone, Debug)]
pub struct OwnLink {
    phone: OwnPhone,
    nonce: String,
    frames: Option<(Sealer, Opener)>,
}

impl OwnLink {
    /// A connection with this nonce, 32 hex digits that no other has.
    pub fn new(phone: OwnPhone, nonce: impl Into<String>) -> Self {
        Self { phone, nonce: nonce.into(), frames: None }
    }

    /// The phone.
    pub fn phone(&self) -> &OwnPhone {
        &self.phone
    }

    /// The first line.
    pub fn hello(&self, out: &mut Vec<u8>) {
        let OwnPhone { bot, phone_id, version, boot, install, info, .. } = &self.phone;
        out.extend_from_slice(br#"{"event":"hello","data":{"protocol":"#);
        integer(out, PROTOCOL);
        let words = [
            (r#","bot":"#, bot.as_str()),
            (r#","phone_id":"#, phone_id),
            (r#","nonce":"#, &self.nonce),
            (r#","version":"#, version),
            (r#","boot":"#, boot),
            (r#","install":"#, install),
            (r#","info":"#, info),
            (r#","engine":"#, "rhino"),
        ];
        for (key, value) in words {
            field(out, key, value);
        }
        out.extend_from_slice(b"}}\n");
    }

    /// What the script makes of a line, and what it answers at once: its proof after a challenge.
    ///
    /// # Errors
    /// [`Refusal`] when the script closes the connection.
    pub fn hear<'a>(&mut self, line: &'a [u8], out: &mut Vec<u8>) -> Result<Heard<'a>, Refusal> {
        let json = match &mut self.frames {
            Some((_, opener)) => opener.open(line).map_err(Refusal::Frame)?,
            None => line,
        };
        let heard = hear(json).ok_or(Refusal::NotJson)?;
        if let Heard::Challenge { nonce, proofs, .. } = &heard
            && self.frames.is_none()
        {
            self.prove(nonce, proofs, out)?;
        }
        Ok(heard)
    }

    /// Somebody spoke. `q` is the event's number; the phone's clock says `at`, and it was so long ago.
    pub fn message(&mut self, q: u64, line: &ChatLine, at: i64, age_ms: u64, out: &mut Vec<u8>) {
        self.frame(out, |out| {
            out.extend_from_slice(br#"{"event":"message","data":{"q":"#);
            integer(out, q as i64);
            optional(out, r#","channel_id":"#, line.channel_id);
            field(out, r#","room":"#, line.room);
            field(out, r#","text":"#, &sanitize(line.text));
            field(out, r#","sender":"#, &sanitize(line.sender));
            optional(out, r#","user_hash":"#, line.user_hash);
            optional(out, r#","log_id":"#, line.log_id);
            flag(out, r#","is_group":"#, line.is_group);
            flag(out, r#","is_mention":"#, line.is_mention);
            number(out, r#","at":"#, at);
            number(out, r#","age_ms":"#, age_ms as i64);
            out.extend_from_slice(br#","image":false,"maybe_cut":false}}"#);
        });
    }

    /// What became of something that was to be said.
    pub fn result(&mut self, q: u64, id: DeliveryId, outcome: &str, again: bool, out: &mut Vec<u8>) {
        self.frame(out, |out| {
            number(out, r#"{"event":"result","data":{"q":"#, q as i64);
            field(out, r#","id":"#, &id.to_string());
            field(out, r#","outcome":"#, outcome);
            field(out, r#","detail":"","way":"#, if outcome == "said" { "id" } else { "" });
            flag(out, r#","again":"#, again);
            out.extend_from_slice(b"}}");
        });
    }

    /// The answer to a ping.
    pub fn pong(&mut self, token: &str, queue: u32, rooms: u32, out: &mut Vec<u8>) {
        self.frame(out, |out| {
            field(out, r#"{"event":"pong","data":{"token":"#, token);
            number(out, r#","queue":"#, i64::from(queue));
            number(out, r#","rooms":"#, i64::from(rooms));
            out.extend_from_slice(b"}}");
        });
    }

    /// A room has a session again.
    pub fn awake(&mut self, channel_id: &str, out: &mut Vec<u8>) {
        self.frame(out, |out| {
            field(out, r#"{"event":"awake","data":{"channel_id":"#, channel_id);
            out.extend_from_slice(b"}}");
        });
    }

    /// The phone leaves.
    pub fn bye(&mut self, reason: &str, out: &mut Vec<u8>) {
        self.frame(out, |out| {
            field(out, r#"{"event":"bye","data":{"reason":"#, reason);
            out.extend_from_slice(b"}}");
        });
    }

    /// Any other event, given as JSON.
    pub fn event(&mut self, json: &str, out: &mut Vec<u8>) {
        self.frame(out, |out| out.extend_from_slice(json.as_bytes()));
    }

    /// Proves itself to a server that has the phone's key.
    fn prove(&mut self, nonce: &str, proofs: &[Cow<'_, str>], out: &mut Vec<u8>) -> Result<(), Refusal> {
        let OwnPhone { key, bot, phone_id, .. } = &self.phone;
        let expected = key.server_proof(bot, phone_id, &self.nonce, nonce);
        if !proofs.iter().any(|proof| is_same(&expected, proof)) {
            return Err(Refusal::Proof);
        }
        field(out, r#"{"event":"prove","data":{"proof":"#, &key.phone_proof(bot, phone_id, &self.nonce, nonce));
        out.extend_from_slice(b"}}\n");
        let session = key.session(&self.nonce, nonce);
        self.frames = Some((Sealer::of_phone(session.clone()), Opener::of_server(session)));
        Ok(())
    }

    /// One frame; nothing before the handshake, and nothing that is longer than a line can be.
    fn frame(&mut self, out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>)) {
        if let Some((sealer, _)) = &mut self.frames {
            let _ = sealer.seal(out, |out| {
                write(out);
                Ok::<(), EncodeError>(())
            });
        }
    }
}

fn number(out: &mut Vec<u8>, prefix: &str, value: i64) {
    out.extend_from_slice(prefix.as_bytes());
    integer(out, value);
}

fn flag(out: &mut Vec<u8>, prefix: &str, value: bool) {
    out.extend_from_slice(prefix.as_bytes());
    out.extend_from_slice(if value { b"true" } else { b"false" });
}
