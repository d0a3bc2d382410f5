//! Archived answers.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{Database, DbError, entity::archived};

/// An archived answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveRow {
    /// The id of the person who called the command, in this database; `None` where nobody is known.
    pub user_id: Option<i64>,
    /// The caller's name at that time.
    pub sender: String,
    /// The command's key.
    pub command: String,
    /// What followed the command.
    pub prompt: String,
    /// Its options, as a JSON object.
    pub parameters: String,
    /// What was answered.
    pub answer: String,
    /// The server's version.
    pub server_version: String,
    /// When it was answered, in UTC milliseconds.
    pub at: i64,
}

impl Database {
    /// The last archived answers of the room with this number, oldest first.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn recent_archive(&self, room: u32, limit: u64) -> Result<Vec<ArchiveRow>, DbError> {
        let rows = archived::Entity::find()
            .filter(archived::Column::RoomId.eq(i64::from(room)))
            .order_by_desc(archived::Column::At)
            .order_by_desc(archived::Column::Id)
            .limit(limit)
            .all(&self.pool)
            .await?;
        let commands = self.command_names(rows.iter().map(|row| row.command_id)).await?;
        let row = |row: archived::Model| ArchiveRow {
            user_id: row.user_id,
            sender: row.sender,
            command: commands.get(&row.command_id).cloned().unwrap_or_default(),
            prompt: row.prompt,
            parameters: row.parameters,
            answer: row.answer,
            server_version: row.server_version,
            at: row.at,
        };
        Ok(rows.into_iter().rev().map(row).collect())
    }
}
