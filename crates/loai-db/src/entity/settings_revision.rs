//! Revisions of settings documents; the id is the number for people.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "settings_revisions")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub name: String,
    pub author: String,
    pub at: i64,
    pub text: Option<String>,
    pub sha256: Option<String>,
    pub note: String,
}

impl ActiveModelBehavior for ActiveModel {}
