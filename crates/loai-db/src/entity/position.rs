//! How far the journal is stored.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "journal_position")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub journal: String,
    pub seq: i64,
    pub rows_stored: i64,
}

impl ActiveModelBehavior for ActiveModel {}
