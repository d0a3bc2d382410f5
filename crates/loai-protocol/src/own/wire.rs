//! The shape of what a phone says before anything is understood.

use crate::json::read::{Raw, object};

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
        q: Raw<'a> = b"q";
        id: Raw<'a> = b"id";
        channel_id: Raw<'a> = b"channel_id";
        room: Raw<'a> = b"room";
        text: Raw<'a> = b"text";
        sender: Raw<'a> = b"sender";
        user_hash: Raw<'a> = b"user_hash";
        log_id: Raw<'a> = b"log_id";
        is_group: Raw<'a> = b"is_group";
        is_mention: Raw<'a> = b"is_mention";
        at: Raw<'a> = b"at";
        age_ms: Raw<'a> = b"age_ms";
        // The result of a `say`.
        outcome: Raw<'a> = b"outcome";
        detail: Raw<'a> = b"detail";
        way: Raw<'a> = b"way";
        again: Raw<'a> = b"again";
        // The answer to a ping.
        token: Raw<'a> = b"token";
        queue: Raw<'a> = b"queue";
        rooms: Raw<'a> = b"rooms";
        // The handshake and the end.
        protocol: Raw<'a> = b"protocol";
        bot: Raw<'a> = b"bot";
        phone_id: Raw<'a> = b"phone_id";
        nonce: Raw<'a> = b"nonce";
        version: Raw<'a> = b"version";
        boot: Raw<'a> = b"boot";
        install: Raw<'a> = b"install";
        info: Raw<'a> = b"info";
        engine: Raw<'a> = b"engine";
        proof: Raw<'a> = b"proof";
        reason: Raw<'a> = b"reason";
        // How the phone is.
        battery: Raw<'a> = b"battery";
        charging: Raw<'a> = b"charging";
        temperature: Raw<'a> = b"temperature";
        memory_free: Raw<'a> = b"memory_free";
        memory_total: Raw<'a> = b"memory_total";
        storage_free: Raw<'a> = b"storage_free";
        kakao: Raw<'a> = b"kakao";
        app: Raw<'a> = b"app";
        android: Raw<'a> = b"android";
        notifications: Raw<'a> = b"notifications";
        power_save: Raw<'a> = b"power_save";
        screen: Raw<'a> = b"screen";
        wifi: Raw<'a> = b"wifi";
        uptime_ms: Raw<'a> = b"uptime_ms";
        starts: Raw<'a> = b"starts";
        dropped: Raw<'a> = b"dropped";
        last_event_ms: Raw<'a> = b"last_event_ms";
        last_error: Raw<'a> = b"last_error";
    }
}
