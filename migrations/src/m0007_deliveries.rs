//! What is to be said and what became of it, and who has stopped everything.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, integer, string, string_len},
};

use crate::table::{KEY, create, drop, index};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        deliveries(manager).await?;
        halts(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["halts", "deliveries"]).await
    }
}

/// One row for each item; the id is the item's own. What it says is kept only as long as it may have to be said.
async fn deliveries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let part = ColumnDef::new("part").custom("mediumtext").null().to_owned();
    let deliveries = Table::create()
        .table("deliveries")
        .col(big_integer("id").primary_key())
        .col(big_integer("room_id"))
        .col(string_len("class", 16))
        .col(string_len("kind", 16))
        .col(big_integer_null("command_id"))
        .col(string_len("reference", KEY))
        .col(part)
        .col(string_len("state", 16))
        .col(big_integer("phone"))
        .col(integer("attempts"))
        .col(string("reason"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer_null("ended_at"))
        .col(big_integer("changed_at"))
        .to_owned();
    create(manager, deliveries).await?;
    index(manager, "deliveries", &["state"]).await?;
    index(manager, "deliveries", &["ended_at"]).await
}

/// Bots for which nothing may be said; `*` stands for all of them.
async fn halts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let halts = Table::create()
        .table("halts")
        .col(string_len("bot", 64).primary_key())
        .col(string("actor"))
        .col(big_integer("since"))
        .to_owned();
    create(manager, halts).await
}
