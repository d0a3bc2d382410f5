//! How far the journal is stored: one row, changed in the transaction that stores the records.

use sea_orm_migration::{prelude::*, schema::big_integer};

use crate::table::{create, drop};

/// This step.
#[derive(DeriveMigrationName)]
pub struct Migration;

#[async_trait::async_trait]
impl MigrationTrait for Migration {
    async fn up(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        let position = Table::create()
            .table("journal_position")
            .col(big_integer("id").primary_key())
            .col(big_integer("seq"))
            .col(big_integer("rows_stored"))
            .to_owned();
        create(manager, position).await?;
        let first = Query::insert()
            .into_table("journal_position")
            .columns(["id", "seq", "rows_stored"])
            .values_panic([1.into(), 0.into(), 0.into()])
            .to_owned();
        manager.execute(first).await
    }

    async fn down(&self, manager: &SchemaManager) -> Result<(), DbErr> {
        drop(manager, &["journal_position"]).await
    }
}
