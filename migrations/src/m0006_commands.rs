//! Commands: one row per name that was ever typed or answered.

use sea_orm_migration::{
    prelude::*,
    schema::{big_pk_auto, string_len},
};

use crate::table::{KEY, create, drop, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let commands = Table::create().table("commands").col(big_pk_auto("id")).col(string_len("name", KEY)).to_owned();
        create(manager, commands).await?;
        unique(manager, "commands", &["name"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["commands"]).await
    }
}
