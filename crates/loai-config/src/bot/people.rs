//! A bot's admins, and the order of its phones.

use loai_core::{ChannelId, DeviceId, UserHash};
use serde::{Serialize, Serializer};

use crate::fields::Fields;

/// The `channel_id` of an admin who is one in every room.
const EVERY_ROOM: &str = "*";

/// Somebody who may run admin commands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Admin {
    /// `user_hash`.
    pub user_hash: UserHash,
    /// `channel_id`: the one room where this holds; `None` stands for `*`, every room.
    #[serde(serialize_with = "write_channel")]
    pub channel_id: Option<ChannelId>,
}

/// Device ids in the order in which they are preferred.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct PhoneOrder {
    /// `primary`.
    pub primary: Option<DeviceId>,
    /// `secondary`.
    pub secondary: Option<DeviceId>,
    /// `tertiary`.
    pub tertiary: Option<DeviceId>,
}

impl Admin {
    /// The `channel_id` as a file spells it.
    pub(crate) fn channel_text(&self) -> &str {
        self.channel_id.as_ref().map_or(EVERY_ROOM, ChannelId::as_str)
    }

    /// Whether this entry holds in a room.
    pub fn covers(&self, channel_id: &str) -> bool {
        self.channel_id.as_ref().is_none_or(|channel| channel.as_str() == channel_id)
    }
}

impl PhoneOrder {
    /// The device ids that are set, best first.
    pub fn ordered(&self) -> impl Iterator<Item = &DeviceId> {
        [&self.primary, &self.secondary, &self.tertiary].into_iter().flatten()
    }

    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let order = Self {
            primary: fields.id("primary", DeviceId::new),
            secondary: fields.id("secondary", DeviceId::new),
            tertiary: fields.id("tertiary", DeviceId::new),
        };
        fields.finish(&[]);
        order
    }
}

pub(super) fn read_admins(bot: &Fields<'_>) -> Vec<Admin> {
    let items = bot.list("admins").unwrap_or_default();
    let admins = items.into_iter().filter_map(|item| {
        let fields = Fields::of(item.node, item.path, bot.source())?;
        fields.require("user_hash");
        fields.require("channel_id");
        let user_hash = fields.id("user_hash", UserHash::new);
        let channel = fields.id("channel_id", ChannelId::new);
        fields.finish(&["nickname"]);
        Some(Admin {
            user_hash: user_hash?,
            channel_id: Some(channel?).filter(|channel| channel.as_str() != EVERY_ROOM),
        })
    });
    admins.collect()
}

#[expect(clippy::ref_option, reason = "serde hands it over so")]
fn write_channel<S: Serializer>(channel: &Option<ChannelId>, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(channel.as_ref().map_or(EVERY_ROOM, ChannelId::as_str))
}
