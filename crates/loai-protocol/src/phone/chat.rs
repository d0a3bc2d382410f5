//! Chat lines in every form (protocol 4.1, 4.7 and 6).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::client::{Client, Family};
use super::encode::Phone;
use crate::json::write::{field, integer, optional};
use crate::packet::MAX_TEXT_UNITS;
use crate::reply::split_units;
use crate::time::{kst_seconds, push_iso};

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
    /// A chat line in this script's form; `now_ms` is when the packet is made.
    pub fn chat(&self, line: &ChatLine, now_ms: i64, out: &mut Vec<u8>) {
        let text = sanitize(line.text);
        let line = ChatLine { text: &text, sender: &sanitize(line.sender), ..*line };
        match self.client.family() {
            Family::A if self.client == Client::Iris => self.iris(&line, now_ms, out),
            Family::A => self.analyze(&line, now_ms, out),
            Family::B1 | Family::B2 => self.message(&line, now_ms, out),
            Family::C => c_message(&line, now_ms, out),
            Family::L => {}
        }
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
}

/// What a script leaves of a text or a name: no controls but LF and CR, no bidi controls, 65,000 UTF-16 units.
pub fn sanitize(text: &str) -> String {
    let bidi = |letter: char| matches!(letter, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let clean: String =
        text.chars().filter(|&letter| matches!(letter, '\n' | '\r') || !letter.is_control() && !bidi(letter)).collect();
    split_units(&clean, MAX_TEXT_UNITS).0.to_owned()
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
