//! How far the journal is stored.

use sea_orm::EntityTrait;

use crate::{Database, DbError, entity::position};

impl Database {
    /// The journal sequence up to which everything is in the database; 0 for none.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn stored_seq(&self) -> Result<u64, DbError> {
        Ok(self.position().await?.map_or(0, |position| position.seq.cast_unsigned()))
    }

    /// How many chat lines were ever stored.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn rows_stored(&self) -> Result<u64, DbError> {
        Ok(self.position().await?.map_or(0, |position| position.rows_stored.cast_unsigned()))
    }

    async fn position(&self) -> Result<Option<position::Model>, DbError> {
        Ok(position::Entity::find_by_id(1).one(&self.pool).await?)
    }
}
