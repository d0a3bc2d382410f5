//! How far imports have come.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_pk_auto, string_len},
};

use crate::table::{KEY, create, drop, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    /// One row for each source, changed in the transaction that stores what was taken in.
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let imports = Table::create()
            .table("imports")
            .col(big_pk_auto("id"))
            .col(string_len("source", KEY))
            .col(string_len("position", KEY))
            .col(big_integer("rows_taken"))
            .col(big_integer("updated_at"))
            .to_owned();
        create(manager, imports).await?;
        unique(manager, "imports", &["source"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["imports"]).await
    }
}
