//! Whose points they are, and how many.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "point_accounts")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub kind: String,
    pub bot: String,
    pub channel: String,
    pub user: String,
    pub balance: i64,
    pub received: i64,
    pub given: i64,
    pub created_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
