//! How often commands with a limit were used.

use loai_core::record::Used;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryResult,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use crate::{
    Database, DbError,
    entity::{bot, command, room, usage, user},
};

/// How often a command was used on a day by somebody in a room.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct UsageRow {
    /// The day: days since the epoch in the bot's zone.
    pub day: i32,
    /// The bot.
    pub bot: String,
    /// The room's id.
    pub channel: String,
    /// Who; `None` where nobody is known.
    pub user: Option<String>,
    /// The command's key.
    pub command: String,
    /// How often. Less than 0 where only what was taken back is stored.
    pub used: i32,
}

impl UsageRow {
    /// The fact that a command was used so often.
    pub fn fact(&self) -> Used<'_> {
        Used {
            bot: &self.bot,
            channel: &self.channel,
            user: self.user.as_deref(),
            command: &self.command,
            day: self.day,
            amount: self.used,
            at: 0,
        }
    }
}

impl Database {
    /// How often commands were used since this day.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn usage_since(&self, day: i32) -> Result<Vec<UsageRow>, DbError> {
        let rows = self.pool.query_all(&named_since(day)).await?;
        Ok(rows.iter().map(row).collect::<Result<_, _>>()?)
    }

    /// Removes the uses before this day; returns how many rows they were.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn forget_usage_before(&self, day: i32) -> Result<u64, DbError> {
        let old = usage::Entity::delete_many().filter(usage::Column::Day.lt(day));
        Ok(old.exec(&self.pool).await?.rows_affected)
    }
}

/// The rows with names in place of ids.
fn named_since(day: i32) -> SelectStatement {
    let usage = |column| Expr::col((usage::Entity, column));
    let room = |column| Expr::col((room::Entity, column));
    Query::select()
        .column((usage::Entity, usage::Column::Day))
        .column((bot::Entity, bot::Column::Name))
        .column((room::Entity, room::Column::Channel))
        .column((user::Entity, user::Column::Hash))
        .column((command::Entity, command::Column::Name))
        .column((usage::Entity, usage::Column::Used))
        .from(usage::Entity)
        .inner_join(room::Entity, usage(usage::Column::RoomId).equals((room::Entity, room::Column::Id)))
        .inner_join(bot::Entity, room(room::Column::BotId).equals((bot::Entity, bot::Column::Id)))
        .inner_join(command::Entity, usage(usage::Column::CommandId).equals((command::Entity, command::Column::Id)))
        .left_join(user::Entity, usage(usage::Column::UserId).equals((user::Entity, user::Column::Id)))
        .and_where(usage(usage::Column::Day).gte(day))
        .to_owned()
}

fn row(row: &QueryResult) -> Result<UsageRow, DbErr> {
    Ok(UsageRow {
        day: row.try_get_by_index(0)?,
        bot: row.try_get_by_index(1)?,
        channel: row.try_get_by_index(2)?,
        user: row.try_get_by_index(3)?,
        command: row.try_get_by_index(4)?,
        used: row.try_get_by_index(5)?,
    })
}
