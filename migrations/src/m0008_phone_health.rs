//! How phones were.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, big_pk_auto, boolean_null, integer_null, string, string_len_null},
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
        let health = Table::create()
            .table("phone_health")
            .col(big_pk_auto("id"))
            .col(big_integer("phone_id"))
            .col(big_integer("at"))
            .col(integer_null("battery"))
            .col(boolean_null("charging"))
            .col(integer_null("temperature"))
            .col(big_integer_null("memory_free"))
            .col(big_integer_null("memory_total"))
            .col(big_integer_null("storage_free"))
            .col(string_len_null("kakao", 64))
            .col(string_len_null("app", 64))
            .col(string_len_null("android", 64))
            .col(boolean_null("notifications"))
            .col(boolean_null("power_save"))
            .col(big_integer_null("uptime_ms"))
            .col(big_integer_null("starts"))
            .col(big_integer_null("dropped"))
            .col(big_integer_null("last_event_ms"))
            .col(string("last_error"))
            .to_owned();
        create(manager, health).await?;
        index(manager, "phone_health", &["phone_id", "at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["phone_health"]).await
    }
}
