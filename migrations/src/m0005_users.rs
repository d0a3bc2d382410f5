//! People, bound to a room as the app binds their hash, and the names they had.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_pk_auto, boolean, string, string_len},
};

use crate::table::{KEY, create, drop, index, unique};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let users = Table::create()
            .table("users")
            .col(big_pk_auto("id"))
            .col(big_integer("room_id"))
            .col(string_len("hash", KEY))
            .col(string("name"))
            .col(boolean("is_bot"))
            .col(big_integer("first_seen"))
            .col(big_integer("last_seen"))
            .to_owned();
        create(manager, users).await?;
        unique(manager, "users", &["room_id", "hash"]).await?;

        let names = Table::create()
            .table("user_names")
            .col(big_pk_auto("id"))
            .col(big_integer("user_id"))
            .col(string("name"))
            .col(big_integer("since"))
            .to_owned();
        create(manager, names).await?;
        index(manager, "user_names", &["user_id", "since"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["user_names", "users"]).await
    }
}
