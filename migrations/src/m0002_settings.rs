//! The settings of the bots and every revision of them.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_pk_auto, string, string_len, string_len_null},
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
        settings_revisions(manager).await?;
        settings_documents(manager).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["settings_documents", "settings_revisions"]).await
    }
}

/// Whole texts, only ever added to; the id is the revision's number. Without a text the document was removed.
async fn settings_revisions(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let revisions = Table::create()
        .table("settings_revisions")
        .col(big_pk_auto("id"))
        .col(string_len("name", KEY))
        .col(string("author"))
        .col(big_integer("at"))
        .col(ColumnDef::new("text").custom("mediumtext").null())
        .col(string_len_null("sha256", 64))
        .col(string("note"))
        .to_owned();
    create(manager, revisions).await?;
    index(manager, "settings_revisions", &["name", "id"]).await
}

/// Which revision of each document counts.
async fn settings_documents(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    let documents = Table::create()
        .table("settings_documents")
        .col(string_len("name", KEY).primary_key())
        .col(big_integer("revision"))
        .to_owned();
    create(manager, documents).await
}
