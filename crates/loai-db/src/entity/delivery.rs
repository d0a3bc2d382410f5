//! What is to be said and what became of it; the id is the item's own.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "deliveries")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub id: i64,
    pub room_id: i64,
    pub class: String,
    pub kind: String,
    pub command_id: Option<i64>,
    pub reference: String,
    pub part: Option<String>,
    pub state: String,
    pub phone: i64,
    pub attempts: i32,
    pub reason: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub ended_at: Option<i64>,
    pub changed_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
