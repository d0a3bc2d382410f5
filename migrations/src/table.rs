//! What every step needs: creating a table whose text compares the same on every database, and an index.

use sea_orm_migration::{
    prelude::*,
    sea_orm::{DatabaseBackend, Statement},
};

/// The longest text that can be part of a key, in characters.
pub const KEY: u32 = 191;

/// Collations that compare character by character and let trailing blanks count: MariaDB's and MySQL's.
const EXACT: &str = "SELECT CAST(COLLATION_NAME AS CHAR) FROM information_schema.COLLATIONS \
    WHERE COLLATION_NAME IN ('utf8mb4_nopad_bin', 'utf8mb4_0900_bin')";

/// Creates a table, unless it is there.
pub async fn create(manager: &SchemaManager<'_>, mut table: TableCreateStatement) -> Result<(), DbErr> {
    if manager.get_database_backend() == DatabaseBackend::MySql {
        table.engine("InnoDB").character_set("utf8mb4").collate(exact_collation(manager).await?);
    }
    table.if_not_exists();
    manager.create_table(table).await
}

/// Creates an index, unless it is there; its name is the table's and the columns' together.
pub async fn index(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    create_index(manager, Index::create(), table, columns).await
}

/// Creates an index that holds every combination once, unless it is there.
pub async fn unique(manager: &SchemaManager<'_>, table: &'static str, columns: &[&'static str]) -> Result<(), DbErr> {
    create_index(manager, Index::create().unique().to_owned(), table, columns).await
}

/// Removes the tables that are there, in this order.
pub async fn drop(manager: &SchemaManager<'_>, tables: &[&'static str]) -> Result<(), DbErr> {
    for table in tables {
        manager.drop_table(Table::drop().table(*table).if_exists().to_owned()).await?;
    }
    Ok(())
}

async fn create_index(
    manager: &SchemaManager<'_>,
    mut index: IndexCreateStatement,
    table: &'static str,
    columns: &[&'static str],
) -> Result<(), DbErr> {
    let name = format!("{table}_{}", columns.join("_"));
    if manager.has_index(table, &name).await? {
        return Ok(());
    }
    index.name(name).table(table);
    for column in columns {
        index.col(*column);
    }
    manager.create_index(index).await
}

async fn exact_collation(manager: &SchemaManager<'_>) -> Result<String, DbErr> {
    let statement = Statement::from_string(DatabaseBackend::MySql, EXACT);
    match manager.get_connection().query_one_raw(statement).await? {
        Some(row) => row.try_get_by_index(0),
        None => Err(DbErr::Migration("the server has no exact utf8mb4 collation".into())),
    }
}
