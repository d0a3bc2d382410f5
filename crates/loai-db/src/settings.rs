//! Changing the settings that live in the database.
//!
//! A change is kept or refused in one transaction, so that whoever makes it knows at once; the journal, which is
//! followed some time later, could not compare it with what another process has just stored.

use std::fmt::Write as _;

use ring::digest;
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect, SqlErr,
    sea_query::Expr,
};

use crate::{
    Database, DbError,
    entity::{settings_document as document, settings_revision as revision},
};

/// So many of the newest revisions of each document are kept.
pub const KEPT_REVISIONS: u64 = 200;

/// What becomes of one document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettingsChange<'a> {
    /// The document.
    pub name: &'a str,
    /// Its text; `None` removes it.
    pub text: Option<&'a str>,
    /// Its newest revision as far as the author knows; `None` when it never had one.
    pub expected: Option<i64>,
}

/// Who changes settings, when and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SettingsAuthor<'a> {
    /// Who.
    pub name: &'a str,
    /// When, in UTC milliseconds.
    pub at: i64,
    /// What the author says about it.
    pub note: &'a str,
}

impl Database {
    /// Makes a revision of each document, all of them or none; gives their numbers back in the same order.
    /// Revisions beyond the newest [`KEPT_REVISIONS`] of a document are removed.
    ///
    /// # Errors
    /// [`DbError::SettingsChanged`] when a document has another revision than was expected, [`DbError::Write`].
    pub async fn change_settings(
        &self,
        changes: &[SettingsChange<'_>],
        author: SettingsAuthor<'_>,
    ) -> Result<Vec<i64>, DbError> {
        let transaction = self.begin().await.map_err(DbError::Write)?;
        let mut ids = Vec::with_capacity(changes.len());
        for change in changes {
            let id = add(&transaction, change, author).await.map_err(DbError::Write)?;
            if !point(&transaction, change, id).await.map_err(DbError::Write)? {
                transaction.rollback().await.map_err(DbError::Write)?;
                return Err(DbError::SettingsChanged { name: change.name.to_owned() });
            }
            forget_oldest(&transaction, change.name).await.map_err(DbError::Write)?;
            ids.push(id);
        }
        transaction.commit().await.map_err(DbError::Write)?;
        Ok(ids)
    }
}

/// Adds the revision; nothing points at it yet.
async fn add(
    transaction: &DatabaseTransaction,
    change: &SettingsChange<'_>,
    author: SettingsAuthor<'_>,
) -> Result<i64, DbErr> {
    let added = revision::ActiveModel {
        id: NotSet,
        name: Set(change.name.to_owned()),
        author: Set(author.name.to_owned()),
        at: Set(author.at),
        text: Set(change.text.map(str::to_owned)),
        sha256: Set(change.text.map(sha256)),
        note: Set(author.note.to_owned()),
    };
    Ok(revision::Entity::insert(added).exec(transaction).await?.last_insert_id)
}

/// Points the document at a revision, unless it has another one than was expected; tells whether it did.
async fn point(transaction: &DatabaseTransaction, change: &SettingsChange<'_>, id: i64) -> Result<bool, DbErr> {
    let Some(expected) = change.expected else {
        let first = document::ActiveModel { name: Set(change.name.to_owned()), revision: Set(id) };
        return match document::Entity::insert(first).exec(transaction).await {
            Ok(_) => Ok(true),
            Err(error) if matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_))) => Ok(false),
            Err(error) => Err(error),
        };
    };
    let pointed = document::Entity::update_many()
        .col_expr(document::Column::Revision, Expr::value(id))
        .filter(document::Column::Name.eq(change.name))
        .filter(document::Column::Revision.eq(expected))
        .exec(transaction)
        .await?;
    Ok(pointed.rows_affected == 1)
}

async fn forget_oldest(transaction: &DatabaseTransaction, name: &str) -> Result<(), DbErr> {
    let oldest_kept: Option<i64> = revision::Entity::find()
        .select_only()
        .column(revision::Column::Id)
        .filter(revision::Column::Name.eq(name))
        .order_by_desc(revision::Column::Id)
        .offset(KEPT_REVISIONS - 1)
        .limit(1)
        .into_tuple()
        .one(transaction)
        .await?;
    let Some(oldest_kept) = oldest_kept else { return Ok(()) };
    revision::Entity::delete_many()
        .filter(revision::Column::Name.eq(name))
        .filter(revision::Column::Id.lt(oldest_kept))
        .exec(transaction)
        .await?;
    Ok(())
}

pub(crate) fn sha256(text: &str) -> String {
    let digest = digest::digest(&digest::SHA256, text.as_bytes());
    digest.as_ref().iter().fold(String::with_capacity(64), |mut hexadecimal, byte| {
        let _ = write!(hexadecimal, "{byte:02x}");
        hexadecimal
    })
}
