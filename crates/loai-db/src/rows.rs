//! What readers get: plain rows, with names in place of the ids that join tables.

pub mod admins;
pub mod archive;
pub mod audit;
pub mod chat;
pub mod deliveries;
pub mod health;
pub mod imports;
pub mod links;
mod members;
pub mod merges;
pub mod names;
pub mod phones;
pub mod position;
mod retention;
pub mod rooms;
pub mod settings;
mod talk;
pub mod todos;
pub mod usage;

use loai_core::Approval;
use sea_orm::EntityTrait;

use crate::{Database, DbError, entity::bot};

impl Database {
    /// The bots' names by id.
    async fn bot_names(&self) -> Result<hashbrown::HashMap<i64, String>, DbError> {
        let bots = bot::Entity::find().all(&self.pool).await?;
        Ok(bots.into_iter().map(|bot| (bot.id, bot.name)).collect())
    }
}

/// The approval that a word means; a word of another version counts as pending.
fn approval(word: &str) -> Approval {
    word.parse().unwrap_or_else(|()| {
        tracing::warn!(state = word, "unknown approval state in the database, taken as pending");
        Approval::Pending
    })
}
