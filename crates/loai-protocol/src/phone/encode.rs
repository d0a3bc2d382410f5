//! What the client scripts send, byte for byte (protocol 1.8, 2.1, 4.1, 4.5 and 4.7).

use super::client::{Client, Family, HandshakeForm};
use crate::json::write::{field, integer, optional, string};
use crate::packet::Monitoring;
use crate::signature::{Signed, SigningKey};
use crate::time::push_iso;

/// A phone with its script. Every method appends one whole line, LF included.
#[derive(Clone, Debug)]
pub struct Phone {
    /// The script.
    pub client: Client,
    /// The bot it carries.
    pub bot: String,
    /// The Android secure id.
    pub device_id: String,
    /// The host app's id; usually the same.
    pub device_uuid: Option<String>,
    /// The Wi-Fi MAC; recent phones have a constant or null.
    pub mac_address: Option<String>,
    /// The phone's own address.
    pub ip_address: String,
    /// Brand, model and Android version.
    pub device_info: String,
    /// The bot's secret and salt.
    pub key: SigningKey,
}

impl Phone {
    /// The handshake in this script's form.
    pub fn handshake(&self, now_ms: i64, out: &mut Vec<u8>) {
        match self.client.handshake_form() {
            HandshakeForm::Short => {
                field(out, r#"{"botName":"#, &self.bot);
                field(out, r#","version":"#, self.client.version());
                field(out, r#","deviceID":"#, &self.device_id);
                out.extend_from_slice(b"}\n");
            }
            HandshakeForm::Flat => {
                self.introduction(out);
                out.extend_from_slice(b"}\n");
            }
            HandshakeForm::Envelope => {
                out.extend_from_slice(br#"{"event":"handshake","data":"#);
                self.introduction(out);
                decoration(now_ms, out);
                out.extend_from_slice(b"}}\n");
            }
            // A link of our own script writes its lines.
            HandshakeForm::Challenge => {}
            HandshakeForm::Typed => {
                out.extend_from_slice(br#"{"type":"handshake","auth":"#);
                self.auth(now_ms, out);
                out.extend_from_slice(br#","info":"#);
                self.introduction(out);
                out.extend_from_slice(b"}}\n");
            }
        }
    }

    /// The answer to a ping; a script of dialect C says nothing.
    ///
    /// It echoes the ping's bot name and its token, the latter given as the JSON it came in. Where the ping has no bot name,
    /// B2 puts its own, and the others leave it out (protocol 4.5).
    pub fn ping_answer(
        &self,
        bot_name: Option<&str>,
        token: Option<&str>,
        monitoring: &Monitoring,
        now_ms: i64,
        out: &mut Vec<u8>,
    ) {
        let Some(event) = self.client.ping_answer() else {
            return;
        };
        field(out, r#"{"event":"#, event);
        out.extend_from_slice(br#","data":{"#);
        let own = (self.client.family() == Family::B2).then_some(self.bot.as_str());
        if let Some(bot_name) = bot_name.or(own) {
            field(out, r#""bot_name":"#, bot_name);
            out.push(b',');
        }
        if let Some(token) = token {
            out.extend_from_slice(br#""server_timestamp":"#);
            out.extend_from_slice(token.as_bytes());
            out.push(b',');
        }
        out.extend_from_slice(br#""monitoring":{"#);
        statistics(monitoring, out);
        out.extend_from_slice(br#"},"auth":"#);
        self.auth(now_ms, out);
        if self.client.family() == Family::B2 {
            decoration(now_ms, out);
        }
        out.extend_from_slice(b"}}\n");
    }

    /// Dialect C: the report that follows an accepted handshake.
    pub fn c_status(&self, out: &mut Vec<u8>) {
        field(out, r#"{"type":"status","version":"#, self.client.version());
        out.extend_from_slice(
            br#","uptime":0,"messagesProcessed":0,"queueSize":0,"activeRooms":0,"isConnected":true,"currentServer":"main"}"#,
        );
        out.push(b'\n');
    }

    /// Dialect C: the sign of life every 30 s.
    pub fn c_heartbeat(&self, now_ms: i64, out: &mut Vec<u8>) {
        out.extend_from_slice(br#"{"type":"heartbeat","timestamp":"#);
        integer(out, now_ms);
        out.extend_from_slice(b"}\n");
    }

    /// Six fields, without the closing brace.
    fn introduction(&self, out: &mut Vec<u8>) {
        field(out, r#"{"clientType":"#, self.client.client_type());
        field(out, r#","botName":"#, &self.bot);
        field(out, r#","version":"#, self.client.version());
        field(out, r#","deviceID":"#, &self.device_id);
        field(out, r#","deviceIP":"#, &self.ip_address);
        field(out, r#","deviceInfo":"#, &self.device_info);
    }

    pub(super) fn auth(&self, now_ms: i64, out: &mut Vec<u8>) {
        let signed = Signed {
            client_type: self.client.client_type(),
            bot_name: &self.bot,
            device_uuid: self.device_uuid.as_deref(),
            mac_address: self.mac_address.as_deref(),
            ip_address: Some(&self.ip_address),
            timestamp: now_ms,
        };
        field(out, r#"{"clientType":"#, signed.client_type);
        field(out, r#","botName":"#, signed.bot_name);
        optional(out, r#","deviceUUID":"#, signed.device_uuid);
        field(out, r#","deviceID":"#, &self.device_id);
        optional(out, r#","macAddress":"#, signed.mac_address);
        field(out, r#","ipAddress":"#, &self.ip_address);
        out.extend_from_slice(br#","timestamp":"#);
        integer(out, now_ms);
        field(out, r#","version":"#, self.client.version());
        field(out, r#","signature":"#, &self.key.sign(&signed, &mut Vec::with_capacity(128)));
        out.push(b'}');
    }
}

/// What B2 adds to packets without a tail.
fn decoration(now_ms: i64, out: &mut Vec<u8>) {
    out.extend_from_slice(br#","timestamp":""#);
    push_iso(out, now_ms);
    out.extend_from_slice(br#"","timezone":"Asia/Seoul","message_positions":[0,0]"#);
}

fn statistics(monitoring: &Monitoring, out: &mut Vec<u8>) {
    let figures = [
        ("total_memory", monitoring.total_memory),
        ("memory_usage", monitoring.memory_usage),
        ("memory_percent", monitoring.memory_percent),
        ("message_queue_size", monitoring.message_queue_size.map(|count| count as f64)),
        ("active_rooms", monitoring.active_rooms.map(|count| count as f64)),
    ];
    let mut first = true;
    for (name, figure) in figures {
        let Some(figure) = figure else { continue };
        if !first {
            out.push(b',');
        }
        first = false;
        string(out, name);
        out.push(b':');
        out.extend_from_slice(figure.to_string().as_bytes());
    }
}
