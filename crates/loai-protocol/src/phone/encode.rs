//! What the client scripts send, byte for byte (protocol 1.8, 2.1, 4.1, 4.5 and 4.7).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::client::{Client, Family, HandshakeForm};
use crate::json::write::{field, integer, optional, string};
use crate::packet::{MAX_TEXT_UNITS, Monitoring};
use crate::reply::split_units;
use crate::signature::{Signed, SigningKey};
use crate::time::{kst_seconds, push_iso};

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

/// One chat message that the host app hands to the script.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ChatLine<'a> {
    /// The room's name.
    pub room: &'a str,
    /// The room's id.
    pub channel_id: Option<&'a str>,
    /// What was said; sanitized on its way.
    pub text: &'a str,
    /// The speaker's name; sanitized on its way.
    pub sender: &'a str,
    /// Who spoke.
    pub user_hash: Option<&'a str>,
    /// The app's id of the message.
    pub log_id: Option<&'a str>,
    /// Whether the room holds more than two people.
    pub is_group: bool,
    /// Whether the text holds a mention.
    pub is_mention: bool,
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
            HandshakeForm::Typed => {
                out.extend_from_slice(br#"{"type":"handshake","auth":"#);
                self.auth(now_ms, out);
                out.extend_from_slice(br#","info":"#);
                self.introduction(out);
                out.extend_from_slice(b"}}\n");
            }
        }
    }

    /// A chat line in this script's form; `now_ms` is when the packet is made.
    pub fn chat(&self, line: &ChatLine, now_ms: i64, out: &mut Vec<u8>) {
        let text = sanitize(line.text);
        let line = ChatLine { text: &text, sender: &sanitize(line.sender), ..*line };
        match self.client.family() {
            Family::A if self.client == Client::Iris => self.iris(&line, now_ms, out),
            Family::A => self.analyze(&line, now_ms, out),
            Family::B1 | Family::B2 => self.message(&line, now_ms, out),
            Family::C => c_message(&line, now_ms, out),
        }
    }

    /// The answer to a ping, with its token as the JSON it came in; a script of dialect C says nothing.
    pub fn ping_answer(&self, token: Option<&str>, monitoring: &Monitoring, now_ms: i64, out: &mut Vec<u8>) {
        let Some(event) = self.client.ping_answer() else {
            return;
        };
        field(out, r#"{"event":"#, event);
        field(out, r#","data":{"bot_name":"#, &self.bot);
        if let Some(token) = token {
            out.extend_from_slice(br#","server_timestamp":"#);
            out.extend_from_slice(token.as_bytes());
        }
        out.extend_from_slice(br#","monitoring":{"#);
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

    fn analyze(&self, line: &ChatLine, now_ms: i64, out: &mut Vec<u8>) {
        field(out, r#"{"event":"analyze","data":{"room":"#, line.room);
        field(out, r#","text":"#, line.text);
        field(out, r#","sender":"#, line.sender);
        flag(out, r#","isGroupChat":"#, line.is_group);
        optional(out, r#","channelId":"#, line.channel_id);
        optional(out, r#","logId":"#, line.log_id);
        if let Some(user) = line.user_hash {
            field(out, r#","userHash":"#, user);
        }
        flag(out, r#","isMention":"#, line.is_mention);
        field(out, r#","timestamp":"#, &kst_seconds(now_ms));
        field(out, r#","botName":"#, &self.bot);
        field(out, r#","clientType":"#, self.client.client_type());
        out.extend_from_slice(br#","auth":"#);
        self.auth(now_ms, out);
        out.extend_from_slice(b"}}\n");
    }

    fn message(&self, line: &ChatLine, now_ms: i64, out: &mut Vec<u8>) {
        let tail = STANDARD.encode(line.text);
        let announced = if self.client.family() == Family::B1 { 0 } else { tail.len() };
        field(out, r#"{"event":"message","data":{"room":"#, line.room);
        optional(out, r#","channel_id":"#, line.channel_id);
        out.extend_from_slice(br#","message_type":"text","content_encoding":"base64","message_positions":[0,"#);
        integer(out, announced as i64);
        out.extend_from_slice(br#"],"timestamp":""#);
        push_iso(out, now_ms);
        field(out, r#"","timezone":"Asia/Seoul","sender":"#, line.sender);
        flag(out, r#","is_group_chat":"#, line.is_group);
        optional(out, r#","log_id":"#, line.log_id);
        optional(out, r#","user_hash":"#, line.user_hash);
        flag(out, r#","is_mention":"#, line.is_mention);
        field(out, r#","bot_name":"#, &self.bot);
        field(out, r#","client_type":"#, self.client.client_type());
        out.extend_from_slice(br#","auth":"#);
        self.auth(now_ms, out);
        out.extend_from_slice(b"}}");
        out.extend_from_slice(tail.as_bytes());
        out.push(b'\n');
    }

    /// The names that an Iris-type client uses, and ids as numbers where they are (protocol 6).
    fn iris(&self, line: &ChatLine, now_ms: i64, out: &mut Vec<u8>) {
        field(out, r#"{"event":"message","data":{"chatRoom":"#, line.room);
        identifier(out, r#","roomId":"#, line.channel_id);
        field(out, r#","content":"#, line.text);
        field(out, r#","sender":"#, line.sender);
        identifier(out, r#","senderId":"#, line.user_hash);
        identifier(out, r#","logId":"#, line.log_id);
        flag(out, r#","isGroupChat":"#, line.is_group);
        flag(out, r#","isMention":"#, line.is_mention);
        field(out, r#","botName":"#, &self.bot);
        out.extend_from_slice(br#","timestamp":"#);
        integer(out, now_ms);
        out.extend_from_slice(br#","auth":"#);
        self.auth(now_ms, out);
        out.extend_from_slice(b"}}\n");
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

    fn auth(&self, now_ms: i64, out: &mut Vec<u8>) {
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

/// What a script leaves of a text or a name: no controls but LF and CR, no bidi controls, 65,000 UTF-16 units.
pub fn sanitize(text: &str) -> String {
    let bidi = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let clean: String =
        text.chars().filter(|&letter| matches!(letter, '\n' | '\r') || !letter.is_control() && !bidi(letter)).collect();
    split_units(&clean, MAX_TEXT_UNITS).next().unwrap_or_default().to_owned()
}

fn c_message(line: &ChatLine, now_ms: i64, out: &mut Vec<u8>) {
    field(out, r#"{"type":"message","room":"#, line.room);
    field(out, r#","content":"#, line.text);
    field(out, r#","sender":"#, line.sender);
    flag(out, r#","isGroupChat":"#, line.is_group);
    out.extend_from_slice(br#","packageName":"com.kakao.talk","timestamp":"#);
    integer(out, now_ms);
    if let Some(id) = line.log_id {
        field(out, r#","id":"#, id);
    }
    out.extend_from_slice(b"}\n");
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

/// A number where the id is one, else a string or null.
fn identifier(out: &mut Vec<u8>, prefix: &str, id: Option<&str>) {
    match id {
        Some(id) if !id.is_empty() && !id.starts_with('0') && id.bytes().all(|byte| byte.is_ascii_digit()) => {
            out.extend_from_slice(prefix.as_bytes());
            out.extend_from_slice(id.as_bytes());
        }
        _ => optional(out, prefix, id),
    }
}

fn flag(out: &mut Vec<u8>, prefix: &str, value: bool) {
    out.extend_from_slice(prefix.as_bytes());
    out.extend_from_slice(if value { b"true" } else { b"false" });
}
