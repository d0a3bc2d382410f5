//! Where something happens and who caused it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{BotName, ChannelId, Room, UserHash};

/// The immutable description of a place and, where there is one, of the person who caused what happens there.
///
/// `bot_name`, `channel_id` and `room` are required to send; the rest is optional. It never holds a connection. Its JSON
/// form has the field names of the seed document; fields that are absent are left out.
///
/// ```
/// use loai_core::Context;
///
/// let context = Context::builder().bot_name("LOA.i").channel_id("100000000000000001").room("연습방").build()?;
/// assert_eq!(context.room(), "연습방");
/// assert!(!context.is_group_chat());
///
/// let missing = Context::builder().bot_name("LOA.i").room("연습방").build().unwrap_err();
/// assert_eq!(missing.to_string(), "context is missing the required field channel_id");
/// # Ok::<(), loai_core::MissingField>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "ContextBuilder", into = "ContextBuilder")]
pub struct Context {
    bot_name: BotName,
    channel_id: ChannelId,
    room: Arc<str>,
    more: Option<Arc<More>>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct More {
    bot_version: Option<String>,
    user_hash: Option<UserHash>,
    sender: Option<String>,
    is_group_chat: bool,
    is_mention: bool,
    server_status: Option<String>,
    prefix: Option<String>,
    prompt: Option<String>,
    is_scheduled: bool,
    schedule_index: Option<u32>,
    tts_config: Option<serde_json::Value>,
}

/// A field that sending needs is not there, or is empty or unusable.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
#[error("context is missing the required field {0}")]
pub struct MissingField(pub &'static str);

impl Context {
    /// Starts an empty description.
    pub fn builder() -> ContextBuilder {
        ContextBuilder::default()
    }

    /// The smallest context that can send into a room.
    pub fn of(room: &Room) -> Self {
        Self::named(room, room.name())
    }

    /// The smallest context that can send into a room which the phone knows by this name.
    pub fn named(room: &Room, name: Arc<str>) -> Self {
        Self { bot_name: room.bot.clone(), channel_id: room.channel.clone(), room: name, more: None }
    }

    /// The same place under another name.
    pub fn renamed(mut self, name: Arc<str>) -> Self {
        self.room = name;
        self
    }

    /// The bot that speaks.
    pub fn bot_name(&self) -> &BotName {
        &self.bot_name
    }

    /// The room's id.
    pub fn channel_id(&self) -> &ChannelId {
        &self.channel_id
    }

    /// The room's name, by which the app routes texts.
    pub fn room(&self) -> &str {
        &self.room
    }

    /// Who caused it.
    pub fn user_hash(&self) -> Option<&UserHash> {
        self.more.as_ref()?.user_hash.as_ref()
    }

    /// The name of who caused it.
    pub fn sender(&self) -> Option<&str> {
        self.more.as_ref()?.sender.as_deref()
    }

    /// The version that the phone's script reported.
    pub fn bot_version(&self) -> Option<&str> {
        self.more.as_ref()?.bot_version.as_deref()
    }

    /// Whether the room holds more than two people.
    pub fn is_group_chat(&self) -> bool {
        self.more.as_ref().is_some_and(|more| more.is_group_chat)
    }

    /// Whether the message held a mention.
    pub fn is_mention(&self) -> bool {
        self.more.as_ref().is_some_and(|more| more.is_mention)
    }

    /// Whether a schedule caused it.
    pub fn is_scheduled(&self) -> bool {
        self.more.as_ref().is_some_and(|more| more.is_scheduled)
    }

    /// What followed the command.
    pub fn prompt(&self) -> Option<&str> {
        self.more.as_ref()?.prompt.as_deref()
    }
}

/// Collects the fields of a [`Context`]; it is also the JSON form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ContextBuilder {
    #[serde(skip_serializing_if = "Option::is_none")]
    bot_name: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bot_version: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    channel_id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    user_hash: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    room: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sender: Option<String>,
    is_group_chat: bool,
    is_mention: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    server_status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prefix: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    is_scheduled: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    schedule_index: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    tts_config: Option<serde_json::Value>,
}

macro_rules! text_fields {
    ($($(#[$doc:meta])* $field:ident,)*) => {$(
        $(#[$doc])*
        pub fn $field(mut self, value: impl Into<String>) -> Self {
            self.$field = Some(value.into());
            self
        }
    )*};
}

impl ContextBuilder {
    text_fields! {
        /// The bot that speaks (required).
        bot_name,
        /// The room's id (required).
        channel_id,
        /// The room's name (required).
        room,
        /// The version that the phone's script reported.
        bot_version,
        /// Who caused it.
        user_hash,
        /// The name of who caused it.
        sender,
        /// Free text about the server, for old clients.
        server_status,
        /// The command as it was typed.
        prefix,
        /// What followed the command.
        prompt,
    }

    /// Whether the room holds more than two people.
    pub fn is_group_chat(mut self, value: bool) -> Self {
        self.is_group_chat = value;
        self
    }

    /// Whether the message held a mention.
    pub fn is_mention(mut self, value: bool) -> Self {
        self.is_mention = value;
        self
    }

    /// Marks the context as caused by a schedule.
    pub fn scheduled(mut self, index: u32) -> Self {
        self.is_scheduled = true;
        self.schedule_index = Some(index);
        self
    }

    /// Checks the required fields.
    ///
    /// # Errors
    /// [`MissingField`] names the first field that is absent, empty or no valid identifier.
    pub fn build(self) -> Result<Context, MissingField> {
        let bot_name = id(self.bot_name.as_deref(), BotName::new, "bot_name")?;
        let channel_id = id(self.channel_id.as_deref(), ChannelId::new, "channel_id")?;
        let room = self.room.filter(|room| !room.is_empty()).ok_or(MissingField("room"))?;
        let more = More {
            bot_version: self.bot_version,
            user_hash: self.user_hash.as_deref().and_then(|hash| UserHash::new(hash).ok()),
            sender: self.sender,
            is_group_chat: self.is_group_chat,
            is_mention: self.is_mention,
            server_status: self.server_status,
            prefix: self.prefix,
            prompt: self.prompt,
            is_scheduled: self.is_scheduled,
            schedule_index: self.schedule_index,
            tts_config: self.tts_config,
        };
        let more = (more != More::default()).then(|| Arc::new(more));
        Ok(Context { bot_name, channel_id, room: room.into(), more })
    }
}

impl TryFrom<ContextBuilder> for Context {
    type Error = MissingField;

    fn try_from(builder: ContextBuilder) -> Result<Self, MissingField> {
        builder.build()
    }
}

impl From<Context> for ContextBuilder {
    fn from(context: Context) -> Self {
        let more = context.more.map_or_else(More::default, Arc::unwrap_or_clone);
        Self {
            bot_name: Some(context.bot_name.to_string()),
            channel_id: Some(context.channel_id.to_string()),
            room: Some(context.room.to_string()),
            bot_version: more.bot_version,
            user_hash: more.user_hash.map(|hash| hash.to_string()),
            sender: more.sender,
            is_group_chat: more.is_group_chat,
            is_mention: more.is_mention,
            server_status: more.server_status,
            prefix: more.prefix,
            prompt: more.prompt,
            is_scheduled: more.is_scheduled,
            schedule_index: more.schedule_index,
            tts_config: more.tts_config,
        }
    }
}

fn id<T, E>(text: Option<&str>, new: impl Fn(&str) -> Result<T, E>, field: &'static str) -> Result<T, MissingField> {
    text.and_then(|text| new(text).ok()).ok_or(MissingField(field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_json_form_has_the_documented_names() {
        let json = r#"{"bot_name":"LOA.i","bot_version":"v2.4.0","channel_id":"12345678901234567","user_hash":"abc123def456","room":"테스트 채팅방","sender":"사용자닉네임","is_group_chat":true,"is_mention":false}"#;
        let context: Context = serde_json::from_str(json).unwrap();
        assert_eq!(context.sender(), Some("사용자닉네임"));
        assert!(context.is_group_chat());
        assert_eq!(serde_json::to_string(&context).unwrap(), json);
    }

    #[test]
    fn the_missing_field_is_named() {
        for (json, field) in [
            (r#"{"channel_id":"1","room":"r"}"#, "bot_name"),
            (r#"{"bot_name":"b","room":"r"}"#, "channel_id"),
            (r#"{"bot_name":"b","channel_id":"1"}"#, "room"),
            (r#"{"bot_name":"b","channel_id":"1","room":""}"#, "room"),
        ] {
            let error = serde_json::from_str::<Context>(json).unwrap_err().to_string();
            assert!(error.contains(field), "{error}");
        }
    }

    #[test]
    fn null_and_absent_optional_fields_are_the_same() {
        let with =
            r#"{"bot_name":"b","channel_id":"1","room":"r","sender":null,"user_hash":null,"server_status":null}"#;
        let without = r#"{"bot_name":"b","channel_id":"1","room":"r"}"#;
        assert_eq!(serde_json::from_str::<Context>(with).unwrap(), serde_json::from_str(without).unwrap());
    }
}
