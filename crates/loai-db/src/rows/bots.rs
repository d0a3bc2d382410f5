//! Bots.

use sea_orm::{EntityTrait, QueryOrder};

use crate::{Database, DbError, entity::bot};

/// A bot that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BotRow {
    /// Its id in this database.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// When it was first seen, in UTC milliseconds.
    pub created_at: i64,
}

impl Database {
    /// Every bot, oldest first.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn load_bots(&self) -> Result<Vec<BotRow>, DbError> {
        let bots = bot::Entity::find().order_by_asc(bot::Column::Id).all(&self.pool).await?;
        Ok(bots.into_iter().map(|bot| BotRow { id: bot.id, name: bot.name, created_at: bot.created_at }).collect())
    }

    /// The bots' names by id.
    pub(super) async fn bot_names(&self) -> Result<hashbrown::HashMap<i64, String>, DbError> {
        Ok(self.load_bots().await?.into_iter().map(|bot| (bot.id, bot.name)).collect())
    }
}
