//! The schema's history: one file per step, in order, each with its way back.
//!
//! The same definitions run on SQLite and on MariaDB or MySQL.
//! Times are UTC milliseconds in 64 bits, enumerations are words, and keys that are text compare character by
//! character on every database: case and trailing blanks count.
//! Steps are append-only: one that was released is never edited.

mod m0001_journal_position;
mod m0002_bots;
mod m0003_rooms;
mod m0004_phones;
mod m0005_users;
mod m0006_commands;
mod m0007_chat_log;
mod m0008_pings;
mod m0009_auth_failures;
mod m0010_admins;
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
            Box::new(m0001_journal_position::Migration),
            Box::new(m0002_bots::Migration),
            Box::new(m0003_rooms::Migration),
            Box::new(m0004_phones::Migration),
            Box::new(m0005_users::Migration),
            Box::new(m0006_commands::Migration),
            Box::new(m0007_chat_log::Migration),
            Box::new(m0008_pings::Migration),
            Box::new(m0009_auth_failures::Migration),
            Box::new(m0010_admins::Migration),
        ]
    }

    fn migration_table_name() -> DynIden {
        "schema_steps".into_iden()
    }
}
