//! Bots: one row per name.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_pk_auto, string_len},
};

use crate::table::{create, drop, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let bots = Table::create()
            .table("bots")
            .col(big_pk_auto("id"))
            .col(string_len("name", 64))
            .col(big_integer("created_at"))
            .to_owned();
        create(manager, bots).await?;
        unique(manager, "bots", &["name"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["bots"]).await
    }
}
