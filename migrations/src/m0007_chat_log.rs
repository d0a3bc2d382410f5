//! What was said. No foreign keys: one writer keeps the rows together, and each key would cost a look-up per row.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, big_pk_auto, integer, string_len, string_len_null},
};

use crate::table::{create, drop, index};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let lines = Table::create()
            .table("chat_log")
            .col(big_pk_auto("id"))
            .col(big_integer("room_id"))
            .col(big_integer_null("user_id"))
            .col(string_len("kind", 16))
            .col(big_integer_null("command_id"))
            .col(integer("flags"))
            .col(ColumnDef::new("message").custom("mediumtext").not_null())
            .col(string_len_null("log_id", 128))
            .col(big_integer_null("client_at"))
            .col(big_integer("server_at"))
            .to_owned();
        create(manager, lines).await?;
        index(manager, "chat_log", &["room_id", "server_at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["chat_log"]).await
    }
}
