//! Answered pings.

use sea_orm_migration::{
    prelude::*,
    schema::{big_integer, big_integer_null, big_pk_auto, double_null},
};

use crate::table::{create, drop, index};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let pings = Table::create()
            .table("pings")
            .col(big_pk_auto("id"))
            .col(big_integer("phone_id"))
            .col(big_integer_null("rtt_ms"))
            .col(double_null("memory_total"))
            .col(double_null("memory_used"))
            .col(big_integer_null("queue"))
            .col(big_integer_null("rooms"))
            .col(big_integer("at"))
            .to_owned();
        create(manager, pings).await?;
        index(manager, "pings", &["phone_id", "at"]).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["pings"]).await
    }
}
