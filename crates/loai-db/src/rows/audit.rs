//! Who did what.

use sea_orm::{EntityTrait, QueryOrder, QuerySelect};

use crate::{Database, DbError, entity::deed};

/// Something that somebody did, successfully or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// When, in UTC milliseconds.
    pub at: i64,
    /// Who.
    pub actor: String,
    /// What: `room` and `phone` for approvals, `admin`, `reload`.
    pub action: String,
    /// To what.
    pub target: String,
    /// What came of it.
    pub detail: String,
    /// Whether it was done.
    pub ok: bool,
}

impl Database {
    /// The last things that somebody did, oldest first.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn recent_audit(&self, limit: u64) -> Result<Vec<AuditRow>, DbError> {
        let deeds = deed::Entity::find().order_by_desc(deed::Column::Id).limit(limit).all(&self.pool).await?;
        let row = |deed: deed::Model| {
            let deed::Model { at, actor, action, target, detail, ok, .. } = deed;
            AuditRow { at, actor, action, target, detail, ok }
        };
        Ok(deeds.into_iter().rev().map(row).collect())
    }
}
