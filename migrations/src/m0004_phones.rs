//! Phones, and what happened to them. The id is the short number for people.

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
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let phones = Table::create()
            .table("phones")
            .col(big_pk_auto("id"))
            .col(big_integer("bot_id"))
            .col(string_len("device", KEY))
            .col(string_len("state", 16))
            .col(boolean("practice"))
            .col(string("client_type"))
            .col(string("version"))
            .col(string("info"))
            .col(string("address"))
            .col(big_integer("created_at"))
            .col(big_integer("updated_at"))
            .to_owned();
        create(manager, phones).await?;
        unique(manager, "phones", &["bot_id", "device"]).await?;

        let events = Table::create()
            .table("phone_events")
            .col(big_pk_auto("id"))
            .col(big_integer_null("phone_id"))
            .col(big_integer("bot_id"))
            .col(string_len("device", KEY))
            .col(string_len("event", 32))
            .col(string("detail"))
            .col(string("actor"))
            .col(string("address"))
            .col(big_integer("at"))
            .to_owned();
        create(manager, events).await?;
        index(manager, "phone_events", &["bot_id", "at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["phone_events", "phones"]).await
    }
}
