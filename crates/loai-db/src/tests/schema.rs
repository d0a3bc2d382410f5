//! The schema's steps, both ways.

use loai_core::{Approval, Record, record::RoomFact};
use migrations::{Migrator, MigratorTrait};
use sea_orm::ConnectionTrait;
use sea_orm_migration::SchemaManager;

use super::{Stage, on_every_database, stage::column};
use crate::{Database, DbError};

on_every_database!(
    the_schema_goes_up_and_down_and_up_again,
    migrating_twice_changes_nothing,
    a_step_that_was_interrupted_is_finished,
    asking_for_the_steps_changes_nothing,
    several_processes_may_migrate_at_once,
    a_newer_schema_is_refused_by_name,
    ten_thousand_rooms_are_loaded,
);

async fn applied(database: &Database) -> usize {
    database.migration_status::<Migrator>().await.unwrap().iter().filter(|step| step.applied).count()
}

async fn tables(stage: &Stage, database: &Database) -> Vec<String> {
    let tables = if stage.is_sqlite() {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    } else {
        "SELECT CAST(table_name AS CHAR) FROM information_schema.tables WHERE table_schema = DATABASE() \
         ORDER BY table_name"
    };
    column(database, tables).await
}

/// Every column and every index.
async fn layout(stage: &Stage, database: &Database) -> Vec<String> {
    if stage.is_sqlite() {
        return column(database, "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").await;
    }
    let columns = "SELECT CAST(CONCAT_WS(' ', table_name, ordinal_position, column_name, column_type, is_nullable, \
        collation_name) AS CHAR) FROM information_schema.columns WHERE table_schema = DATABASE() ORDER BY 1";
    let indexes = "SELECT CAST(CONCAT_WS(' ', table_name, index_name, seq_in_index, column_name, non_unique) AS CHAR) \
        FROM information_schema.statistics WHERE table_schema = DATABASE() ORDER BY 1";
    [column(database, columns).await, column(database, indexes).await].concat()
}

async fn the_schema_goes_up_and_down_and_up_again(stage: Stage) {
    let database = stage.database().await;
    let all = Migrator::migrations().len();
    assert_eq!(applied(&database).await, all);
    for left in (0..all).rev() {
        Migrator::down(&database.pool, Some(1)).await.unwrap();
        assert_eq!(applied(&database).await, left);
    }
    assert_eq!(tables(&stage, &database).await, ["schema_steps"]);
    database.migrate::<Migrator>().await.unwrap();
    assert_eq!(applied(&database).await, all);
    assert_eq!((database.position().await.unwrap().seq, database.position().await.unwrap().rows_stored), (0, 0));
}

async fn migrating_twice_changes_nothing(stage: Stage) {
    let database = stage.database().await;
    let before = database.migration_status::<Migrator>().await.unwrap();
    database.migrate::<Migrator>().await.unwrap();
    assert_eq!(database.migration_status::<Migrator>().await.unwrap(), before);
}

/// MariaDB commits before each change of the schema, so a killed process may leave any part of a step behind.
async fn a_step_that_was_interrupted_is_finished(stage: Stage) {
    let database = stage.database().await;
    let (whole, tables) = (layout(&stage, &database).await, tables(&stage, &database).await);
    for lost in tables.iter().filter(|table| *table != "schema_steps") {
        Migrator::down(&database.pool, None).await.unwrap();
        for step in Migrator::migrations() {
            step.up(&SchemaManager::new(&database.pool)).await.unwrap();
        }
        database.pool.execute_unprepared(&format!("DROP TABLE {lost}")).await.unwrap();
        database.migrate::<Migrator>().await.unwrap();
        assert_eq!(layout(&stage, &database).await, whole, "without {lost}");
        assert_eq!(column(&database, "SELECT seq FROM journal_position").await, ["0"]);
    }
    Migrator::down(&database.pool, None).await.unwrap();
    for step in Migrator::migrations() {
        step.up(&SchemaManager::new(&database.pool)).await.unwrap();
    }
    let index = if stage.is_sqlite() { "DROP INDEX bots_name" } else { "DROP INDEX bots_name ON bots" };
    database.pool.execute_unprepared(index).await.unwrap();
    database.migrate::<Migrator>().await.unwrap();
    assert_eq!(layout(&stage, &database).await, whole);
}

async fn asking_for_the_steps_changes_nothing(stage: Stage) {
    let database = stage.empty().await;
    assert_eq!(applied(&database).await, 0);
    assert_eq!(tables(&stage, &database).await, [""; 0]);
}

async fn several_processes_may_migrate_at_once(stage: Stage) {
    let (a, b, c) = (stage.empty().await, stage.empty().await, stage.empty().await);
    let done = tokio::join!(a.migrate::<Migrator>(), b.migrate::<Migrator>(), c.migrate::<Migrator>());
    done.0.and(done.1).and(done.2).unwrap();
    assert_eq!(applied(&a).await, Migrator::migrations().len());
}

async fn a_newer_schema_is_refused_by_name(stage: Stage) {
    let database = stage.database().await;
    let later = "INSERT INTO schema_steps (version, applied_at) VALUES ('m9999_later', 1)";
    database.pool.execute_unprepared(later).await.unwrap();
    for outcome in [database.migrate::<Migrator>().await, database.migration_status::<Migrator>().await.map(drop)] {
        assert!(matches!(outcome, Err(DbError::NewerSchema { step }) if step == "m9999_later"));
    }
}

async fn ten_thousand_rooms_are_loaded(stage: Stage) {
    let channels: Vec<_> = (1..=10_000).map(|number| format!("1000{number}")).collect();
    let room = |(channel, number)| {
        Record::Room(RoomFact { bot: "LOA.i", channel, number, name: "방", state: "approved", actor: "", at: 5 })
    };
    let facts: Vec<_> = channels.iter().map(String::as_str).zip(1..).map(room).collect();
    let rooms = stage.stored(&facts).await.load_rooms().await.unwrap();
    assert_eq!(rooms.len(), 10_000);
    for (room, (channel, number)) in rooms.iter().zip(channels.iter().zip(1..)) {
        assert_eq!((&room.channel, room.number, room.state), (channel, number, Approval::Approved));
    }
}
