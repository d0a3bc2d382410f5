//! Reading what the server sends, as strictly and as oddly as the scripts do (protocol 1.6, table).

use std::borrow::Cow;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::client::{Client, Family};
use super::said::{DropReason, ServerPacket};
use crate::json::read::{Raw, first_object, object, text};

object! {
    /// A line of dialects A and B, or of C.
    Spoken {
        event: Raw<'a> = b"event";
        data: Said<'a> = b"data";
        kind: Raw<'a> = b"type";
        status: Raw<'a> = b"status";
        reason: Raw<'a> = b"reason";
        room: Raw<'a> = b"room";
        content: Raw<'a> = b"content";
        command: Raw<'a> = b"command";
        options: Options<'a> = b"options";
    }
}

object! {
    /// `data` of dialects A and B, whatever the event.
    Said {
        room: Raw<'a> = b"room";
        channel_id: Raw<'a> = b"channel_id";
        text: Raw<'a> = b"text";
        message_type: Raw<'a> = b"message_type";
        content_encoding: Raw<'a> = b"content_encoding";
        positions: Raw<'a> = b"message_positions";
        media_wait_time: Raw<'a> = b"media_wait_time";
        bot_name: Raw<'a> = b"bot_name";
        server_timestamp: Raw<'a> = b"server_timestamp";
        success: Raw<'a> = b"success";
        approved: Raw<'a> = b"approved";
        message: Raw<'a> = b"message";
        server_version: Raw<'a> = b"server_version";
    }
}

object! {
    /// `options` of dialect C.
    Options {
        media: Raw<'a> = b"media";
        media_wait_time: Raw<'a> = b"media_wait_time";
    }
}

type Heard<'a> = Result<ServerPacket<'a>, DropReason>;

/// What this script does with a line from the server; the line end may be missing.
pub fn decode_from_server(client: Client, line: &[u8]) -> ServerPacket<'_> {
    hear(client, line).unwrap_or_else(ServerPacket::Dropped)
}

fn hear(client: Client, line: &[u8]) -> Heard<'_> {
    let line = simdutf8::basic::from_utf8(line).map_err(|_| DropReason::NotUtf8)?;
    let line = line.strip_suffix('\n').unwrap_or(line);
    let line = line.strip_suffix('\r').unwrap_or(line);
    let line = if client.family() == Family::B2 { line.trim_matches(|letter| letter <= ' ') } else { line };
    if line.is_empty() {
        return Err(DropReason::Blank);
    }
    let (json, tail) = match client.family() {
        Family::A | Family::C => (line, ""),
        Family::L => return Err(DropReason::UnknownEvent),
        Family::B1 | Family::B2 => line.split_at(line.rfind('}').ok_or(DropReason::NotJson)? + 1),
    };
    let mut spoken = Spoken::default();
    if !first_object(json, &mut spoken).is_ok_and(|rest| rest.trim_ascii().is_empty()) {
        return Err(DropReason::NotJson);
    }
    if client.family() == Family::C { hear_typed(&spoken) } else { hear_event(client, &spoken, tail) }
}

fn hear_event<'a>(client: Client, spoken: &Spoken<'a>, tail: &'a str) -> Heard<'a> {
    let event = spoken.event.and_then(Raw::string).ok_or(DropReason::UnknownEvent)?;
    let data = spoken.data.as_ref().ok_or(DropReason::NoData)?;
    match event.as_ref() {
        "ping" => Ok(ServerPacket::Ping {
            bot_name: data.bot_name.and_then(Raw::text),
            token: data.server_timestamp.map(Raw::json),
        }),
        "handshakeComplete" if client.reads_handshake_complete() => Ok(ServerPacket::HandshakeComplete {
            success: data.success.is_some_and(Raw::flag),
            approved: data.approved.is_some_and(Raw::flag),
            message: text(data.message),
            server_version: text(data.server_version),
        }),
        "messageResponse" => match (client.family(), data.positions) {
            (Family::A, _) | (Family::B1, None) => legacy(client, data),
            (_, None) => Err(DropReason::LegacyForm),
            (_, Some(_)) => tailed(client, data, tail),
        },
        "scheduleMessage" | "broadcastMessage" if client.accepts_tail() => match data.positions {
            Some(_) => tailed(client, data, tail),
            None if client.family() == Family::B1 => Err(DropReason::NoPositions),
            None => Err(DropReason::EmptyPositions),
        },
        _ => Err(DropReason::UnknownEvent),
    }
}

/// The text is in the JSON, and media hides behind a prefix, which Iris-type clients do not know (protocol 6).
fn legacy<'a>(client: Client, data: &Said<'a>) -> Heard<'a> {
    let text = data.text.and_then(Raw::string).ok_or(DropReason::BadText)?;
    let media = text.strip_prefix("MEDIA_URL:").or_else(|| text.strip_prefix("IMAGE_BASE64:"));
    match media.filter(|_| client != Client::Iris) {
        None => Ok(post(data, text)),
        Some(list) => {
            let sources = list.split("|||").map(|source| Cow::Owned(source.to_owned())).collect();
            Ok(share(client, data, sources))
        }
    }
}

/// The text or media is in the tail.
fn tailed<'a>(client: Client, data: &Said<'a>, tail: &'a str) -> Heard<'a> {
    let positions = data.positions.map_or("[0,0]", Raw::json);
    let positions: Vec<usize> = serde_json::from_str(positions).map_err(|_| DropReason::BadPositions)?;
    if client.family() == Family::B2 && positions.len() == 2 && positions[1] == 0 {
        return Err(DropReason::EmptyPositions);
    }
    if data.message_type.and_then(Raw::string).is_none_or(|kind| kind == "text") {
        let encoded = data.content_encoding.and_then(Raw::string).is_some_and(|encoding| encoding == "base64");
        return Ok(post(data, if encoded { decoded(tail)? } else { Cow::Borrowed(tail) }));
    }
    let sources = if positions.len() < 3 {
        vec![Cow::Borrowed(tail)]
    } else {
        let parts = positions.windows(2).map(|ends| utf16_part(tail, ends[0], ends[1]).map(Cow::Borrowed));
        parts.collect::<Option<_>>().ok_or(DropReason::BadPositions)?
    };
    Ok(share(client, data, sources))
}

fn hear_typed<'a>(spoken: &Spoken<'a>) -> Heard<'a> {
    if let Some(status) = spoken.status.and_then(Raw::string) {
        let rejected = || ServerPacket::Rejected { reason: text(spoken.reason) };
        return Ok(if status == "accepted" { ServerPacket::Accepted } else { rejected() });
    }
    match spoken.kind.and_then(Raw::string).as_deref() {
        Some("command") => Ok(ServerPacket::Command { command: text(spoken.command) }),
        Some("response") => {
            let media = spoken.options.as_ref().and_then(|options| options.media).and_then(Raw::string);
            let room = text(spoken.room);
            Ok(match media {
                None => ServerPacket::Text { room, channel_id: None, text: text(spoken.content) },
                Some(media) => ServerPacket::Media {
                    room,
                    channel_id: None,
                    sources: vec![media],
                    wait_ms: wait(spoken.options.as_ref().and_then(|options| options.media_wait_time)),
                },
            })
        }
        _ => Err(DropReason::UnknownEvent),
    }
}

fn post<'a>(data: &Said<'a>, said: Cow<'a, str>) -> ServerPacket<'a> {
    ServerPacket::Text { room: text(data.room), channel_id: data.channel_id.and_then(Raw::id), text: said }
}

fn share<'a>(client: Client, data: &Said<'a>, sources: Vec<Cow<'a, str>>) -> ServerPacket<'a> {
    let wait_ms = wait(data.media_wait_time).filter(|_| client.reads_media_wait_time());
    ServerPacket::Media { room: text(data.room), channel_id: data.channel_id.and_then(Raw::id), sources, wait_ms }
}

fn wait(value: Option<Raw>) -> Option<u64> {
    value.and_then(Raw::integer).and_then(|wait| wait.try_into().ok()).filter(|&wait| wait > 0)
}

fn decoded(tail: &str) -> Result<Cow<'_, str>, DropReason> {
    let bytes = STANDARD.decode(tail).map_err(|_| DropReason::BadBase64)?;
    Ok(Cow::Owned(String::from_utf8_lossy(&bytes).into_owned()))
}

/// The part between two offsets that count UTF-16 units, as scripts do.
fn utf16_part(text: &str, from: usize, to: usize) -> Option<&str> {
    if text.is_ascii() {
        return text.get(from..to);
    }
    let byte = |units: usize| {
        let mut seen = 0;
        let at = text.char_indices().find(|&(_, letter)| {
            let reached = seen >= units;
            seen += if reached { 0 } else { letter.len_utf16() };
            reached
        });
        at.map(|(at, _)| at).or((seen == units).then_some(text.len()))
    };
    text.get(byte(from)?..byte(to)?)
}

#[cfg(test)]
mod tests;
