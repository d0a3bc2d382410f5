//! Packets that failed their checks. What they claim to be is text, since nobody vouches for it.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_pk_auto, string, string_len},
};

use crate::table::{KEY, create, drop, index};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let failures = Table::create()
            .table("auth_failures")
            .col(big_pk_auto("id"))
            .col(string_len("bot", 64))
            .col(string_len("device", KEY))
            .col(string("address"))
            .col(string("reason"))
            .col(big_integer("count"))
            .col(big_integer("at"))
            .to_owned();
        create(manager, failures).await?;
        index(manager, "auth_failures", &["at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["auth_failures"]).await
    }
}
