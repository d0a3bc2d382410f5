//! Who talks how much, added up by day and by hour of the day.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, integer},
    sea_orm::{ConnectionTrait, DatabaseBackend, Statement},
};

use crate::table::{create, drop};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

/// Korea's time, in milliseconds ahead of UTC: what was said before this step belongs to its days.
const AHEAD: i64 = 9 * 3_600_000;
/// So many lines are added up at once.
const PART: u32 = 500_000;

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
        let mut done = 0;
        while let Some(last) = end_of_part(db, done).await? {
            for statement in sums(manager.get_database_backend(), done, last) {
                db.execute_unprepared(&statement).await?;
            }
            done = last;
        }
        Ok(())
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["talk_hours", "talk_days"]).await
    }
}

/// The id of the last line of the part behind `done`; `None` when no line is left. All lines at once would have to be
/// sorted in memory.
async fn end_of_part(db: &SchemaManagerConnection<'_>, done: i64) -> Result<Option<i64>, DbErr> {
    let part = format!("(SELECT id FROM chat_log WHERE id > {done} ORDER BY id LIMIT {PART}) AS part");
    let last = format!("SELECT MAX(id) FROM {part}");
    let row = db.query_one_raw(Statement::from_string(db.get_database_backend(), last)).await?;
    row.map_or(Ok(None), |row| row.try_get_by_index(0))
}

/// What adds up the lines with ids above `done` and up to `last`.
fn sums(backend: DatabaseBackend, done: i64, last: i64) -> [String; 2] {
    let is_mysql = backend == DatabaseBackend::MySql;
    let div = if is_mysql { "DIV" } else { "/" };
    let hour = format!("((server_at + {AHEAD}) {div} 3600000)");
    let lines = format!(
        "COUNT(*), SUM(flags & 16 <> 0) FROM chat_log \
         WHERE id > {done} AND id <= {last} AND user_id IS NOT NULL AND flags & 12 = 0 GROUP BY 1, 2, 3"
    );
    let add = |table: &str, key: &str| {
        let (known, said) = if is_mysql {
            ("ON DUPLICATE KEY UPDATE".to_owned(), ["VALUES(said)", "VALUES(talked)"])
        } else {
            (format!("ON CONFLICT ({key}) DO UPDATE SET"), ["excluded.said", "excluded.talked"])
        };
        format!("{known} said = {table}.said + {}, talked = {table}.talked + {}", said[0], said[1])
    };
    let (days, hours) = ("room_id, day, user_id", "room_id, user_id, hour");
    [
        format!(
            "INSERT INTO talk_days ({days}, said, talked) SELECT room_id, {hour} {div} 24, user_id, {lines} {}",
            add("talk_days", days)
        ),
        format!(
            "INSERT INTO talk_hours ({hours}, said, talked) SELECT room_id, user_id, {hour} % 24, {lines} {}",
            add("talk_hours", hours)
        ),
    ]
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
