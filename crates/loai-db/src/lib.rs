//! The database: entities, repositories, the batch writer. The only crate that knows SQL.
//!
//! Facts go to the journal first; the [`writer`] follows it and is the only one that writes the tables it fills.
//! Each of its transactions also stores the journal sequence that it reaches, so that after a crash the same loop
//! continues from there and every row is there exactly once.
//! Everybody else reads, through [`Database`].
//! Only the [`ResponseCache`] has a table of its own to write, since an answer in a cache is no fact, and
//! [`Database::change_settings`] keeps the revisions of settings, and the [`PointsBook`] moves points, since both have to
//! compare with what is there.
//!
//! SQLite and MariaDB (or MySQL) hold the same tables; [`Database::connect`] takes the address of either.

pub mod cache;
mod database;
mod entity;
mod error;
mod foreign;
mod legacy;
mod points;
mod privacy;
mod rows;
mod schema;
mod settings;
mod target;
#[cfg(test)]
mod tests;
pub mod writer;

pub use cache::ResponseCache;
pub use database::Database;
pub use error::DbError;
pub use foreign::{ForeignFile, ForeignLimits, ForeignTable};
pub use legacy::{LegacyDatabase, LegacyRow, LegacyTable};
pub use points::{MonthlyGrant, PointsBook};
pub use privacy::{Erasure, ErasureRow, MemberData, MemberLine, MemberPoints, Remains, Seal};
pub use rows::{
    admins::AdminRow,
    archive::ArchiveRow,
    audit::AuditRow,
    chat::{ChatRow, HeardRow},
    deliveries::{DeliveryFigure, DeliveryRow, HaltRow},
    health::HealthRow,
    imports::ImportRow,
    links::LinkRow,
    merges::MergeRow,
    names::NameRow,
    phones::PhoneRow,
    position::Position,
    rooms::RoomRow,
    settings::SettingsRevision,
    todos::TodoRow,
    usage::UsageRow,
};
pub use schema::Step;
pub use settings::{KEPT_REVISIONS, SettingsAuthor, SettingsChange};
pub use target::Options;
pub use writer::{Calendar, Rename, WriterHandle, WriterOptions, WriterStats};
