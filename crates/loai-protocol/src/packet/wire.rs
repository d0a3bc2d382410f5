//! The shape of a line before anything is understood: every known key in every known spelling.

use super::DecodeError;
use crate::json::read::{Raw, first_object, object};

object! {
    /// The top level: an envelope (A, B), a flat handshake (A, B1) or a line of dialect C.
    Envelope {
        event: Raw<'a> = b"event";
        kind: Raw<'a> = b"type";
        data: Body<'a> = b"data";
        auth: AuthFields<'a> = b"auth";
        info: Hello<'a> = b"info";
        bot_name: Raw<'a> = b"botName" or b"bot_name";
        version: Raw<'a> = b"version";
        device_id: Raw<'a> = b"deviceID" or b"deviceId" or b"device_id";
        client_type: Raw<'a> = b"clientType" or b"client_type";
        device_info: Raw<'a> = b"deviceInfo" or b"device_info";
        protocol_version: Raw<'a> = b"protocolVersion";
        room: Raw<'a> = b"room";
        content: Raw<'a> = b"content";
        sender: Raw<'a> = b"sender";
        is_group: Raw<'a> = b"isGroupChat" or b"is_group_chat";
        timestamp: Raw<'a> = b"timestamp";
    }
}

object! {
    /// `data` of dialects A and B, whatever the event.
    Body {
        room: Raw<'a> = b"room";
        text: Raw<'a> = b"text";
        sender: Raw<'a> = b"sender";
        is_group: Raw<'a> = b"isGroupChat" or b"is_group_chat";
        channel_id: Raw<'a> = b"channelId" or b"channel_id";
        log_id: Raw<'a> = b"logId" or b"log_id";
        user_hash: Raw<'a> = b"userHash" or b"user_hash";
        is_mention: Raw<'a> = b"isMention" or b"is_mention";
        timestamp: Raw<'a> = b"timestamp";
        client_type: Raw<'a> = b"clientType" or b"client_type";
        message_type: Raw<'a> = b"message_type" or b"messageType";
        content_encoding: Raw<'a> = b"content_encoding" or b"contentEncoding";
        positions: Raw<'a> = b"message_positions" or b"messagePositions";
        auth: AuthFields<'a> = b"auth";
        // A handshake in an envelope.
        bot_name: Raw<'a> = b"botName" or b"bot_name";
        version: Raw<'a> = b"version";
        device_id: Raw<'a> = b"deviceID" or b"deviceId" or b"device_id";
        device_info: Raw<'a> = b"deviceInfo" or b"device_info";
        protocol_version: Raw<'a> = b"protocolVersion";
        // The answer to a ping, and the flat statistics of the drafts.
        server_timestamp: Raw<'a> = b"server_timestamp" or b"serverTimestamp";
        monitoring: Statistics<'a> = b"monitoring";
        total_memory: Raw<'a> = b"total_memory";
        memory_usage: Raw<'a> = b"memory_usage";
        memory_percent: Raw<'a> = b"memory_percent";
        queue_size: Raw<'a> = b"queue_size" or b"message_queue_size";
        active_rooms: Raw<'a> = b"active_rooms";
        // The names that Iris uses.
        chat_room: Raw<'a> = b"chatRoom";
        content: Raw<'a> = b"content";
        room_id: Raw<'a> = b"roomId";
        sender_id: Raw<'a> = b"senderId";
    }
}

object! {
    /// `auth`, wherever it stands.
    AuthFields {
        client_type: Raw<'a> = b"clientType" or b"client_type";
        bot_name: Raw<'a> = b"botName" or b"bot_name";
        device_uuid: Raw<'a> = b"deviceUUID" or b"deviceUuid" or b"device_uuid";
        device_id: Raw<'a> = b"deviceID" or b"deviceId" or b"device_id";
        mac_address: Raw<'a> = b"macAddress" or b"mac_address";
        ip_address: Raw<'a> = b"ipAddress" or b"ip_address";
        timestamp: Raw<'a> = b"timestamp";
        version: Raw<'a> = b"version";
        signature: Raw<'a> = b"signature";
    }
}

object! {
    /// `info` of dialect C: what `auth` may lack of the fields of a flat handshake.
    Hello {
        version: Raw<'a> = b"version";
        device_id: Raw<'a> = b"deviceID";
        device_info: Raw<'a> = b"deviceInfo";
    }
}

object! {
    /// `monitoring` of a ping's answer.
    Statistics {
        total_memory: Raw<'a> = b"total_memory";
        memory_usage: Raw<'a> = b"memory_usage";
        memory_percent: Raw<'a> = b"memory_percent";
        queue_size: Raw<'a> = b"message_queue_size" or b"queue_size";
        active_rooms: Raw<'a> = b"active_rooms";
    }
}

impl Envelope<'_> {
    /// Whether a line without `event` and `type` tries to be a handshake.
    pub(super) fn is_flat_handshake(&self) -> bool {
        self.bot_name.is_some() || self.device_id.is_some() || self.version.is_some()
    }
}

/// Takes the first complete object of a trimmed line; the rest, trimmed, is the tail (protocol 1.6).
///
/// There is no second try at the last `}`: whatever is whole up to there was found from the front already.
pub(super) fn split<'a>(line: &'a str, envelope: &mut Envelope<'a>) -> Result<&'a str, DecodeError> {
    if !line.starts_with('{') {
        let whole = serde_json::from_str::<serde::de::IgnoredAny>(line);
        return Err(if whole.is_ok() { DecodeError::NotObject } else { DecodeError::NotJson });
    }
    let tail = first_object(line, envelope).map_err(|_| DecodeError::NotJson)?;
    Ok(tail.trim_ascii())
}
