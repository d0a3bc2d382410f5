//! Uses of commands with a limit, the cache of answers, archived answers, and who is the same person in several rooms.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, big_pk_auto, binary_len, integer, string, string_len},
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
        command_usage(manager).await?;
        response_cache(manager).await?;
        archive(manager).await?;
        person_links(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["person_links", "archive", "response_cache", "command_usage"]).await
    }
}

/// How often a command was used on a day of the bot's zone; user 0 stands for nobody. The day comes first, since whole
/// days are read and removed.
async fn command_usage(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let usage = Table::create()
        .table("command_usage")
        .col(integer("day"))
        .col(big_integer("room_id"))
        .col(big_integer("user_id"))
        .col(big_integer("command_id"))
        .col(integer("used"))
        .primary_key(Index::create().col("day").col("room_id").col("user_id").col("command_id"))
        .to_owned();
    create(manager, usage).await
}

/// Answers that may be given again, by the SHA-256 of what was asked. Nothing is lost with them.
async fn response_cache(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let cache = Table::create()
        .table("response_cache")
        .col(binary_len("hash", 32).primary_key())
        .col(string_len("service", KEY))
        .col(long_text("reply"))
        .col(big_integer("created_at"))
        .col(big_integer("expires_at"))
        .col(big_integer("hits"))
        .to_owned();
    create(manager, cache).await?;
    index(manager, "response_cache", &["expires_at"]).await?;
    index(manager, "response_cache", &["service"]).await
}

/// Answers of commands that are archived.
async fn archive(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let archive = Table::create()
        .table("archive")
        .col(big_pk_auto("id"))
        .col(big_integer("room_id"))
        .col(big_integer_null("user_id"))
        .col(string("sender"))
        .col(big_integer("command_id"))
        .col(long_text("prompt"))
        .col(long_text("parameters"))
        .col(long_text("answer"))
        .col(string_len("server_version", 64))
        .col(big_integer("at"))
        .to_owned();
    create(manager, archive).await?;
    index(manager, "archive", &["room_id", "at"]).await
}

/// Members of rooms who are the same person.
async fn person_links(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let links = Table::create()
        .table("person_links")
        .col(big_pk_auto("id"))
        .col(big_integer("person_id"))
        .col(big_integer("bot_id"))
        .col(string_len("channel", KEY))
        .col(string_len("user_hash", KEY))
        .col(string("name"))
        .col(big_integer("confirmed_at"))
        .to_owned();
    create(manager, links).await?;
    unique(manager, "person_links", &["bot_id", "channel", "user_hash"]).await
}

fn long_text(name: &'static str) -> ColumnDef {
    ColumnDef::new(name).custom("mediumtext").not_null().to_owned()
}
