//! What moved from one account to another.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "point_transfers")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub subject_id: i64,
    pub reference: String,
    pub kind: String,
    pub amount: i64,
    pub from_id: i64,
    pub to_id: i64,
    pub actor: String,
    pub note: String,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
