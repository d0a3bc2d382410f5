//! Who did what: approvals, admins, reloads.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_pk_auto, boolean, string, string_len},
};

use crate::table::{create, drop, index};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    fn use_transaction(&self) -> Option<bool> {
        Some(true)
    }

    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let audit = Table::create()
            .table("audit")
            .col(big_pk_auto("id"))
            .col(big_integer("at"))
            .col(string("actor"))
            .col(string_len("action", 32))
            .col(string_len("target", 500))
            .col(string_len("detail", 1000))
            .col(boolean("ok"))
            .to_owned();
        create(manager, audit).await?;
        index(manager, "audit", &["at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["audit"]).await
    }
}
