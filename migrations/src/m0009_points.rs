//! Points of members and rooms: accounts, transfers between them, and who came by on which day.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_pk_auto, integer, string, string_len},
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
        accounts(manager).await?;
        transfers(manager).await?;
        entries(manager).await?;
        attendance(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["point_attendance", "point_entries", "point_transfers", "point_accounts"]).await
    }
}

/// Accounts of bots (`system`), rooms and members, by their own words: points may move before the rows of the room and
/// the member are stored. Empty texts stand for "none", since a unique key takes several NULLs.
async fn accounts(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let enough = Expr::col("kind").eq("system").or(Expr::col("balance").gte(0));
    let accounts = Table::create()
        .table("point_accounts")
        .col(big_pk_auto("id"))
        .col(string_len("kind", 16))
        .col(string_len("bot", 64))
        .col(string_len("channel", KEY))
        .col(string_len("user", KEY))
        .col(big_integer("balance"))
        .col(big_integer("received"))
        .col(big_integer("given"))
        .col(big_integer("created_at"))
        .check(enough)
        .to_owned();
    create(manager, accounts).await?;
    unique(manager, "point_accounts", &["bot", "channel", "user", "kind"]).await
}

/// What moved and why; a reference counts once for the account that the transfer is about.
async fn transfers(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let transfers = Table::create()
        .table("point_transfers")
        .col(big_pk_auto("id"))
        .col(big_integer("subject_id"))
        .col(string_len("reference", KEY))
        .col(string_len("kind", 16))
        .col(big_integer("amount"))
        .col(big_integer("from_id"))
        .col(big_integer("to_id"))
        .col(string("actor"))
        .col(string("note"))
        .col(big_integer("at"))
        .to_owned();
    create(manager, transfers).await?;
    unique(manager, "point_transfers", &["subject_id", "reference"]).await
}

/// The two sides of each transfer: amounts that sum to 0, each with what its account held afterwards.
async fn entries(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let entries = Table::create()
        .table("point_entries")
        .col(big_pk_auto("id"))
        .col(big_integer("transfer_id"))
        .col(big_integer("account_id"))
        .col(big_integer("amount"))
        .col(big_integer("balance"))
        .to_owned();
    create(manager, entries).await?;
    unique(manager, "point_entries", &["transfer_id", "account_id"]).await?;
    index(manager, "point_entries", &["account_id", "id"]).await
}

/// When a member came by last, and how often in a row. The day is counted from the epoch in the bot's zone.
async fn attendance(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let attendance = Table::create()
        .table("point_attendance")
        .col(big_integer("account_id").primary_key())
        .col(integer("day"))
        .col(integer("streak"))
        .col(integer("best"))
        .col(integer("days"))
        .to_owned();
    create(manager, attendance).await
}
