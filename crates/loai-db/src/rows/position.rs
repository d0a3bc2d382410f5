//! Which journal is stored and how far.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, sea_query::Expr};

use crate::{Database, DbError, entity::position};

/// Which journal is stored and how far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Position {
    /// The journal's id; empty as long as there was none.
    pub journal: String,
    /// The sequence up to which everything is in the database; 0 for none.
    pub seq: u64,
    /// How many chat lines were ever stored.
    pub rows_stored: u64,
}

impl Database {
    /// Which journal is stored and how far.
    ///
    /// # Errors
    /// [`DbError::Query`], also when the row is missing.
    pub async fn position(&self) -> Result<Position, DbError> {
        let missing = || sea_orm::DbErr::RecordNotFound("journal_position".to_owned());
        let row = position::Entity::find_by_id(1).one(&self.pool).await?.ok_or_else(missing)?;
        let (seq, rows_stored) = (row.seq.cast_unsigned(), row.rows_stored.cast_unsigned());
        Ok(Position { journal: row.journal, seq, rows_stored })
    }

    /// Makes the database that of another journal; from then on the writer of the one before stores nothing here.
    ///
    /// # Errors
    /// [`DbError::Claimed`] when `before` is not the journal that it belongs to, [`DbError::Query`].
    pub async fn claim(&self, before: &str, journal: &str) -> Result<(), DbError> {
        let claimed = position::Entity::update_many()
            .col_expr(position::Column::Journal, Expr::value(journal))
            .filter(position::Column::Id.eq(1))
            .filter(position::Column::Journal.eq(before))
            .exec(&self.pool)
            .await?;
        if claimed.rows_affected == 1 { Ok(()) } else { Err(DbError::Claimed) }
    }
}
