//! What is kept for a time only.

use loai_core::record::Said;
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, sea_query::Expr};

use crate::{
    Database, DbError,
    entity::{archived, chat_line},
};

/// A call removes so many lines at most, so that others get their turn.
const MOST: u64 = 2_000;
/// So many go with one statement.
const TOGETHER: usize = 500;

impl Database {
    /// Removes lines of chat and archived answers of the room with this number from before a time (UTC milliseconds);
    /// imported lines only where they are meant, too.
    /// A call removes so many at most; it returns how many, and 0 when nothing is left. What was counted stays counted.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn clean_texts(&self, room: u32, before: i64, imported: bool) -> Result<u64, DbError> {
        let flag = if imported { 0 } else { i32::from(Said::IMPORTED) };
        let lines: Vec<i64> = chat_line::Entity::find()
            .select_only()
            .column(chat_line::Column::Id)
            .filter(chat_line::Column::RoomId.eq(i64::from(room)))
            .filter(chat_line::Column::ServerAt.lt(before))
            .filter(Expr::cust_with_values("flags & ? = 0", [flag]))
            .order_by_asc(chat_line::Column::ServerAt)
            .limit(MOST)
            .into_tuple()
            .all(&self.pool)
            .await?;
        let mut removed = 0;
        for ids in lines.chunks(TOGETHER) {
            let ids = chat_line::Column::Id.is_in(ids.iter().copied());
            removed += chat_line::Entity::delete_many().filter(ids).exec(&self.pool).await?.rows_affected;
        }
        Ok(removed + self.clean_archive(room, before).await?)
    }

    async fn clean_archive(&self, room: u32, before: i64) -> Result<u64, DbErr> {
        let old = archived::Entity::delete_many()
            .filter(archived::Column::RoomId.eq(i64::from(room)))
            .filter(archived::Column::At.lt(before));
        Ok(old.exec(&self.pool).await?.rows_affected)
    }
}
