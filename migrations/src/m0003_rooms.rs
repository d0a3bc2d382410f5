//! Rooms, and what changed about their approval. The id is the short number for people.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, big_pk_auto, string, string_len},
};

use crate::table::{KEY, create, drop, index, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let rooms = Table::create()
            .table("rooms")
            .col(big_pk_auto("id"))
            .col(big_integer("bot_id"))
            .col(string_len("channel", KEY))
            .col(string("name"))
            .col(string_len("state", 16))
            .col(big_integer("created_at"))
            .col(big_integer("updated_at"))
            .col(big_integer_null("last_message_at"))
            .to_owned();
        create(manager, rooms).await?;
        unique(manager, "rooms", &["bot_id", "channel"]).await?;

        let events = Table::create()
            .table("room_events")
            .col(big_pk_auto("id"))
            .col(big_integer("room_id"))
            .col(string_len("state", 16))
            .col(string("name"))
            .col(string("actor"))
            .col(big_integer("at"))
            .to_owned();
        create(manager, events).await?;
        index(manager, "room_events", &["room_id", "at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["room_events", "rooms"]).await
    }
}
