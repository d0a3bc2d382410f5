//! What is not a message: pings and answers to handshakes (protocol 2.2 and 4.5).

use crate::json::write::field;

/// Appends a ping for dialects A and B; dialect C is never pinged.
///
/// The token comes back verbatim with the answer; [`crate::time::kst_token`] makes the usual one.
pub fn encode_ping(bot: &str, token: &str, out: &mut Vec<u8>) {
    field(out, r#"{"event":"ping","data":{"bot_name":"#, bot);
    field(out, r#","channel_id":"ping","room":"PING","user_hash":"system","server_timestamp":"#, token);
    out.extend_from_slice(b",\"text\":\"\"}}\n");
}

/// Appends the answer to a handshake of dialects A and B.
///
/// It always says success: a phone that reads anything else reconnects every four seconds for ever, so a missing
/// approval is said by `approved` alone (protocol 2.2).
pub fn encode_handshake_complete(approved: bool, message: &str, server_version: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(br#"{"event":"handshakeComplete","data":{"success":true,"approved":"#);
    out.extend_from_slice(if approved { b"true" } else { b"false" });
    field(out, r#","message":"#, message);
    field(out, r#","server_version":"#, server_version);
    out.extend_from_slice(b"}}\n");
}

/// Appends the answer that lets a phone of dialect C in.
pub fn c_accepted(out: &mut Vec<u8>) {
    out.extend_from_slice(b"{\"status\":\"accepted\"}\n");
}

/// Appends the answer that turns a phone of dialect C away; it logs the reason and tries its next server.
pub fn c_rejected(reason: &str, out: &mut Vec<u8>) {
    field(out, r#"{"status":"rejected","reason":"#, reason);
    out.extend_from_slice(b"}\n");
}
