//! The names that a person had.

use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{Database, DbError, entity::user_name};

/// A name of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameRow {
    /// The name.
    pub name: String,
    /// When it was first used, in UTC milliseconds.
    pub since: i64,
}

impl Database {
    /// The last names of the person with this id, newest first.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn names_of(&self, user_id: i64, limit: u64) -> Result<Vec<NameRow>, DbError> {
        let names = user_name::Entity::find()
            .filter(user_name::Column::UserId.eq(user_id))
            .order_by_desc(user_name::Column::Since)
            .order_by_desc(user_name::Column::Id)
            .limit(limit)
            .all(&self.pool)
            .await?;
        Ok(names.into_iter().map(|row| NameRow { name: row.name, since: row.since }).collect())
    }
}
