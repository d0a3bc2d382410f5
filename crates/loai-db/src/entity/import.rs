//! How far imports have come.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "imports")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub source: String,
    pub position: String,
    pub rows_taken: i64,
    pub updated_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
