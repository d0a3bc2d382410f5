//! Members by name.

use std::sync::Arc;

use loai_core::{Account, Holder, NamedMember, UserHash};
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use super::{PointsBook, retry::Fault};
use crate::entity::{bot, room, user};

/// So many members with one name are found.
const NAMESAKES: u64 = 20;

impl PointsBook {
    pub(super) async fn named_in(&self, place: &Account, name: &str) -> Result<Vec<NamedMember>, Fault> {
        let (Holder::Room(channel) | Holder::Member(channel, _)) = &place.holder else { return Ok(Vec::new()) };
        let pool = &self.database.pool;
        let Some(bot) = bot::Entity::find().filter(bot::Column::Name.eq(place.bot.as_str())).one(pool).await? else {
            return Ok(Vec::new());
        };
        let room = room::Entity::find()
            .filter(room::Column::BotId.eq(bot.id))
            .filter(room::Column::Channel.eq(channel.as_str()));
        let Some(room) = room.one(pool).await? else { return Ok(Vec::new()) };
        let users = user::Entity::find()
            .filter(user::Column::RoomId.eq(room.id))
            .filter(user::Column::Name.eq(name))
            .filter(user::Column::IsBot.eq(false))
            .order_by_asc(user::Column::Id)
            .limit(NAMESAKES)
            .all(pool)
            .await?;
        // Who was merged into somebody is not found: points are those of the other one.
        let merged = self.database.merged_hashes(&room).await?;
        let member = |row: user::Model| {
            let user = UserHash::new(&row.hash).ok().filter(|user| !merged.contains_key(user.as_str()))?;
            Some(NamedMember { user, name: Arc::from(row.name), last_seen: row.last_seen })
        };
        Ok(users.into_iter().filter_map(member).collect())
    }
}
