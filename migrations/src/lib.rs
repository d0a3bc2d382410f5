//! The schema's history: one file per step, in order, each with its way back.
//!
//! The same definitions run on SQLite and on MariaDB or MySQL.
//! Times are UTC milliseconds in 64 bits, enumerations are words, and keys that are text compare character by
//! character on every database: case and trailing blanks count.
//! Steps are append-only: one that was released is never edited.
//!
//! Every step runs in a transaction and can be repeated: MariaDB commits before each change of the schema, so a
//! process that is killed in the middle leaves a part of the step behind, and the next start finishes it.

mod m0001_first;
mod m0002_settings;
mod m0003_limits_and_people;
mod m0004_audit;
mod m0006_imports;
mod m0007_deliveries;
mod m0008_phone_health;
mod m0009_points;
mod m0010_talk;
mod m0011_todos;
mod m0012_privacy;
mod m0013_merges;
mod table;

pub use sea_orm_migration::{MigrationStatus, MigratorTrait};
use sea_orm_migration::{MigrationTrait, prelude::*};

/// Every step, oldest first.
#[derive(Debug, Clone, Copy)]
pub struct Migrator;

#[async_trait::async_trait]
impl MigratorTrait for Migrator {
    fn migrations() -> Vec<Box<dyn MigrationTrait>> {
        vec![
            Box::new(m0001_first::Migration),
            Box::new(m0002_settings::Migration),
            Box::new(m0003_limits_and_people::Migration),
            Box::new(m0004_audit::Migration),
            Box::new(m0006_imports::Migration),
            Box::new(m0007_deliveries::Migration),
            Box::new(m0008_phone_health::Migration),
            Box::new(m0009_points::Migration),
            Box::new(m0010_talk::Migration),
            Box::new(m0011_todos::Migration),
            Box::new(m0012_privacy::Migration),
            Box::new(m0013_merges::Migration),
        ]
    }

    fn migration_table_name() -> DynIden {
        "schema_steps".into_iden()
    }
}
