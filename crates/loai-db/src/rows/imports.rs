//! How far imports have come.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter};

use crate::{Database, DbError, entity::import};

/// How far the import of a source has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportRow {
    /// The key of the last row that was taken in.
    pub position: String,
    /// How many rows were taken in.
    pub rows: u64,
}

impl Database {
    /// How far the import of a source has come; `None` when it has not begun.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn import_of(&self, source: &str) -> Result<Option<ImportRow>, DbError> {
        let row = import::Entity::find().filter(import::Column::Source.eq(source)).one(&self.pool).await?;
        Ok(row.map(|row| ImportRow { position: row.position, rows: row.rows_taken.cast_unsigned() }))
    }
}
