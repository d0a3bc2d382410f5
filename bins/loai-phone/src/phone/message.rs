//! One chat message as the host app hands it to the script.

use loai_protocol::phone::ChatLine;

use crate::identity::fresh_log_id;

/// A chat message in the making, said in a group room without a mention; by default with a fresh log id, made now.
#[derive(Clone, Debug)]
pub struct Message {
    room: String,
    channel: Option<String>,
    text: String,
    sender: String,
    user: Option<String>,
    log_id: Option<String>,
    timestamp: Option<i64>,
}

impl Message {
    /// Something said in a room by somebody called "tester".
    pub fn new(room: &str, channel: &str, text: &str) -> Self {
        Self {
            room: room.to_owned(),
            channel: Some(channel.to_owned()),
            text: text.to_owned(),
            sender: "tester".to_owned(),
            user: Some("0f1e2d3c".to_owned()),
            log_id: Some(fresh_log_id().to_string()),
            timestamp: None,
        }
    }

    /// Who speaks, with the user hash.
    pub fn from(mut self, sender: &str, user: &str) -> Self {
        sender.clone_into(&mut self.sender);
        self.user = Some(user.to_owned());
        self
    }

    /// Another text.
    pub fn with_text(mut self, text: &str) -> Self {
        text.clone_into(&mut self.text);
        self
    }

    /// Leaves the channel id out: null in every dialect.
    pub fn without_channel(mut self) -> Self {
        self.channel = None;
        self
    }

    /// Leaves the user hash out: absent in dialect A, null in B.
    pub fn without_user(mut self) -> Self {
        self.user = None;
        self
    }

    /// Leaves the log id out: null in dialects A and B.
    pub fn without_log_id(mut self) -> Self {
        self.log_id = None;
        self
    }

    /// A log id of the caller's choice, for repetitions.
    pub fn with_log_id(mut self, log_id: &str) -> Self {
        self.log_id = Some(log_id.to_owned());
        self
    }

    /// When the phone believes to have made the packet, in ms since the epoch; signed and sent.
    pub fn made_at_ms(mut self, timestamp: i64) -> Self {
        self.timestamp = Some(timestamp);
        self
    }

    /// The app's id of the message.
    pub fn log_id(&self) -> Option<&str> {
        self.log_id.as_deref()
    }

    pub(super) fn made_at(&self, now: i64) -> i64 {
        self.timestamp.unwrap_or(now)
    }

    /// The message as a script takes it.
    pub fn line(&self) -> ChatLine<'_> {
        ChatLine {
            room: &self.room,
            channel_id: self.channel.as_deref(),
            text: &self.text,
            sender: &self.sender,
            user_hash: self.user.as_deref(),
            log_id: self.log_id.as_deref(),
            is_group: true,
            is_mention: false,
        }
    }
}

/// A line of a phone with a field in front that nobody knows, so that it is `length` bytes long without its line end.
///
/// A line that is longer already stays as it is, but for the field.
pub fn padded(line: &[u8], length: usize) -> Vec<u8> {
    const BEFORE: &[u8] = br#"{"pad":""#;
    const AFTER: &[u8] = br#"","#;
    let rest = line.strip_prefix(b"{").unwrap_or(line);
    let pad = (length + 1).saturating_sub(BEFORE.len() + AFTER.len() + rest.len());
    [BEFORE, &vec![b'x'; pad], AFTER, rest].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_padded_line_has_the_wanted_length_and_is_json() {
        let line = padded(b"{\"event\":\"analyze\"}\n", 100);
        assert_eq!(line.len(), 101);
        assert!(serde_json::from_slice::<serde_json::Value>(&line).is_ok());
    }
}
