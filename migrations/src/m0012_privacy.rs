//! Members who are forgotten, and members who are not counted.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, big_pk_auto, string_len},
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
        erasures(manager).await?;
        let exclusions = Table::create()
            .table("exclusions")
            .col(big_integer("room_id"))
            .col(big_integer("user_id"))
            .col(big_integer("at"))
            .primary_key(Index::create().col("room_id").col("user_id"))
            .to_owned();
        create(manager, exclusions).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["exclusions", "erasures"]).await
    }
}

/// One row for each erasure. It does not say who it was: `digest` is the SHA-256 of the salt and the member, by which
/// the member is found again in a backup. `subject` says it, as JSON, only until everything is gone.
async fn erasures(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let erasures = Table::create()
        .table("erasures")
        .col(big_pk_auto("id"))
        .col(string_len("bot", 64))
        .col(string_len("channel", KEY))
        .col(string_len("salt", 32))
        .col(string_len("digest", 64))
        .col(string_len("actor", 16))
        .col(big_integer("at"))
        .col(string_len("state", 16))
        .col(ColumnDef::new("subject").custom("mediumtext").null().to_owned())
        .col(big_integer("last_line"))
        .col(big_integer("seq"))
        .col(big_integer("removed_lines"))
        .col(big_integer("removed_answers"))
        .col(big_integer("removed_facts"))
        .col(big_integer("removed_points"))
        .col(big_integer_null("ended_at"))
        .to_owned();
    create(manager, erasures).await?;
    unique(manager, "erasures", &["digest"]).await?;
    index(manager, "erasures", &["state"]).await
}
