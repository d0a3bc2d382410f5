//! Who talks how much, added up by day and by hour of the day.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer},
    sea_orm::DatabaseBackend,
};

use crate::table::{create, drop};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Korea's time, in milliseconds ahead of UTC: what was said before this step belongs to its days.
const AHEAD: i64 = 9 * 3_600_000;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        create(manager, days()).await?;
        create(manager, hours()).await?;
        // A process that was killed in the middle has left some behind.
        let db = manager.get_connection();
        db.execute_unprepared("DELETE FROM talk_days").await?;
        db.execute_unprepared("DELETE FROM talk_hours").await?;
        let div = if manager.get_database_backend() == DatabaseBackend::MySql { "DIV" } else { "/" };
        let hour = format!("((server_at + {AHEAD}) {div} 3600000)");
        let (said, people) = ("COUNT(*), SUM(flags & 16 <> 0)", "user_id IS NOT NULL AND flags & 12 = 0");
        db.execute_unprepared(&format!(
            "INSERT INTO talk_days (room_id, day, user_id, said, talked) \
             SELECT room_id, {hour} {div} 24, user_id, {said} FROM chat_log WHERE {people} GROUP BY 1, 2, 3"
        ))
        .await?;
        db.execute_unprepared(&format!(
            "INSERT INTO talk_hours (room_id, user_id, hour, said, talked) \
             SELECT room_id, user_id, {hour} % 24, {said} FROM chat_log WHERE {people} GROUP BY 1, 2, 3"
        ))
        .await?;
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["talk_hours", "talk_days"]).await
    }
}

/// Lines of a person on a day of the bot's zone. The room and the day come first: ranks are read by them.
fn days() -> TableCreateStatement {
    Table::create()
        .table("talk_days")
        .col(big_integer("room_id"))
        .col(integer("day"))
        .col(big_integer("user_id"))
        .col(big_integer("said"))
        .col(big_integer("talked"))
        .primary_key(Index::create().col("room_id").col("day").col("user_id"))
        .to_owned()
}

/// Lines of a person in an hour of the day, over all days; together they are all that the person ever said.
fn hours() -> TableCreateStatement {
    Table::create()
        .table("talk_hours")
        .col(big_integer("room_id"))
        .col(big_integer("user_id"))
        .col(integer("hour"))
        .col(big_integer("said"))
        .col(big_integer("talked"))
        .primary_key(Index::create().col("room_id").col("user_id").col("hour"))
        .to_owned()
}
