//! The schema's steps, both ways.

use loai_core::{Approval, Record, record::RoomFact};
use migrations::{Migrator, MigratorTrait};
use sea_orm::ConnectionTrait;

use super::{Stage, on_every_database, stage::column};
use crate::{Database, DbError};

on_every_database!(
    the_schema_goes_up_and_down_and_up_again,
    migrating_twice_changes_nothing,
    several_processes_may_migrate_at_once,
    a_newer_schema_is_refused_by_name,
    ten_thousand_rooms_are_loaded,
);

async fn applied(database: &Database) -> usize {
    database.migration_status::<Migrator>().await.unwrap().iter().filter(|step| step.applied).count()
}

async fn the_schema_goes_up_and_down_and_up_again(stage: Stage) {
    let database = stage.database().await;
    let all = Migrator::migrations().len();
    assert_eq!(applied(&database).await, all);
    for left in (0..all).rev() {
        Migrator::down(&database.pool, Some(1)).await.unwrap();
        assert_eq!(applied(&database).await, left);
    }
    let tables = if stage.is_sqlite() {
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
    } else {
        "SELECT CAST(table_name AS CHAR) FROM information_schema.tables WHERE table_schema = DATABASE()"
    };
    assert_eq!(column(&database, tables).await, ["schema_steps"]);
    database.migrate::<Migrator>().await.unwrap();
    assert_eq!(applied(&database).await, all);
    assert_eq!((database.stored_seq().await.unwrap(), database.rows_stored().await.unwrap()), (0, 0));
}

async fn migrating_twice_changes_nothing(stage: Stage) {
    let database = stage.database().await;
    let before = database.migration_status::<Migrator>().await.unwrap();
    database.migrate::<Migrator>().await.unwrap();
    assert_eq!(database.migration_status::<Migrator>().await.unwrap(), before);
    database.ping().await.unwrap();
}

async fn several_processes_may_migrate_at_once(stage: Stage) {
    let (first, second) = (stage.empty().await, stage.empty().await);
    if stage.is_sqlite() {
        // One process owns the file; a second one comes after it.
        first.migrate::<Migrator>().await.unwrap();
        second.migrate::<Migrator>().await.unwrap();
    } else {
        let (first, second) = tokio::join!(first.migrate::<Migrator>(), second.migrate::<Migrator>());
        first.and(second).unwrap();
    }
    assert_eq!(applied(&second).await, Migrator::migrations().len());
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
