//! What the people of a room want to do.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_pk_auto, string, string_len},
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

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let todos = Table::create()
            .table("todos")
            .col(big_pk_auto("id"))
            .col(big_integer("bot_id"))
            .col(string_len("channel", KEY))
            .col(big_integer("number"))
            .col(string("text"))
            .col(string_len("state", 16))
            .col(string_len("user_hash", KEY))
            .col(string("name"))
            .col(big_integer("at"))
            .to_owned();
        create(manager, todos).await?;
        unique(manager, "todos", &["bot_id", "channel", "number"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["todos"]).await
    }
}
