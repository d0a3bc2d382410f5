//! Admins.

use sea_orm::{EntityTrait, QueryOrder};

use crate::{Database, DbError, entity::admin};

/// A person's right to steer a bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AdminRow {
    /// The bot.
    pub bot: String,
    /// The room's id, or `*` for every room.
    pub channel: String,
    /// Who.
    pub user: String,
    /// The person's name when it was granted.
    pub name: String,
    /// Whether the room is the bot's 관리방.
    pub home: bool,
}

impl Database {
    /// Every right that was granted and not taken away, oldest first.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn load_admins(&self) -> Result<Vec<AdminRow>, DbError> {
        let bots = self.bot_names().await?;
        let admins = admin::Entity::find().order_by_asc(admin::Column::Id).all(&self.pool).await?;
        let row = |admin: admin::Model| {
            Some(AdminRow {
                bot: bots.get(&admin.bot_id)?.clone(),
                channel: admin.channel,
                user: admin.user_hash,
                name: admin.name,
                home: admin.home,
            })
        };
        Ok(admins.into_iter().filter_map(row).collect())
    }
}
