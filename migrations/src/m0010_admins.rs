//! Who may steer a bot from a chat.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_pk_auto, boolean, string, string_len},
};

use crate::table::{KEY, create, drop, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let admins = Table::create()
            .table("admins")
            .col(big_pk_auto("id"))
            .col(big_integer("bot_id"))
            .col(string_len("channel", KEY))
            .col(string_len("user_hash", KEY))
            .col(string("name"))
            .col(boolean("home"))
            .col(string("granted_by"))
            .col(big_integer("at"))
            .to_owned();
        create(manager, admins).await?;
        unique(manager, "admins", &["bot_id", "channel", "user_hash"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["admins"]).await
    }
}
