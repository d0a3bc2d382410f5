//! Documents with the settings of bots, and their revisions.

use sea_orm::{
    ColumnTrait, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, QuerySelect, Select, sea_query::Query,
};

use crate::{
    Database, DbError,
    entity::{settings_document as document, settings_revision as revision},
    settings::sha256,
};

/// One revision of a settings document, without its text.
#[derive(Debug, Clone, PartialEq, Eq, FromQueryResult)]
pub struct SettingsRevision {
    /// Its number, which is larger than that of every earlier revision of any document.
    pub id: i64,
    /// The document.
    pub name: String,
    /// Who made it.
    pub author: String,
    /// When, in UTC milliseconds.
    pub at: i64,
    /// The SHA-256 of the text in hexadecimal; `None` where the document was removed.
    pub sha256: Option<String>,
    /// What its author says about it.
    pub note: String,
}

impl SettingsRevision {
    /// Whether its text is this one.
    pub fn holds(&self, text: Option<&str>) -> bool {
        self.sha256 == text.map(sha256)
    }
}

impl Database {
    /// The newest revision of each document, removed ones included, by name.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn settings_heads(&self) -> Result<Vec<SettingsRevision>, DbError> {
        Ok(without_text(heads()).into_model().all(&self.pool).await?)
    }

    /// The newest revision of each document with its text, removed ones included, by name: all of one moment.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn settings_texts(&self) -> Result<Vec<(SettingsRevision, Option<String>)>, DbError> {
        let heads = heads().all(&self.pool).await?;
        Ok(heads.into_iter().map(split).collect())
    }

    /// The revisions of a document that are kept, newest first.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn settings_revisions(&self, name: &str) -> Result<Vec<SettingsRevision>, DbError> {
        let of_document =
            revision::Entity::find().filter(revision::Column::Name.eq(name)).order_by_desc(revision::Column::Id);
        Ok(without_text(of_document).into_model().all(&self.pool).await?)
    }

    /// A revision of a document with its text.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn settings_revision(
        &self,
        name: &str,
        id: i64,
    ) -> Result<Option<(SettingsRevision, Option<String>)>, DbError> {
        let found = revision::Entity::find_by_id(id).filter(revision::Column::Name.eq(name)).one(&self.pool).await?;
        Ok(found.map(split))
    }
}

fn heads() -> Select<revision::Entity> {
    let newest = Query::select().column(document::Column::Revision).from(document::Entity).to_owned();
    revision::Entity::find().filter(revision::Column::Id.in_subquery(newest)).order_by_asc(revision::Column::Name)
}

fn without_text(revisions: Select<revision::Entity>) -> Select<revision::Entity> {
    use revision::Column::{At, Author, Id, Name, Note, Sha256};
    revisions.select_only().columns([Id, Name, Author, At, Sha256, Note])
}

fn split(revision: revision::Model) -> (SettingsRevision, Option<String>) {
    let revision::Model { id, name, author, at, text, sha256, note } = revision;
    (SettingsRevision { id, name, author, at, sha256, note }, text)
}
