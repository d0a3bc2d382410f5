//! Members of a room that count as one: who was merged into whom, and what was undone.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, big_pk_auto, boolean, string, string_len},
};

use crate::table::{KEY, create, drop, index, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let merges = Table::create()
            .table("member_merges")
            .col(big_pk_auto("id"))
            .col(big_integer("number"))
            .col(big_integer("bot_id"))
            .col(string_len("channel", KEY))
            .col(string_len("user_hash", KEY))
            .col(string_len("into_hash", KEY))
            .col(boolean("undone"))
            .col(big_integer_null("moved"))
            .col(string("actor"))
            .col(big_integer("since"))
            .col(big_integer("at"))
            .to_owned();
        create(manager, merges).await?;
        unique(manager, "member_merges", &["number"]).await?;
        index(manager, "member_merges", &["bot_id", "channel", "user_hash"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["member_merges"]).await
    }
}
