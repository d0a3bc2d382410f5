//! Archived answers.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "archive")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub room_id: i64,
    pub user_id: Option<i64>,
    pub sender: String,
    pub command_id: i64,
    pub prompt: String,
    pub parameters: String,
    pub answer: String,
    pub server_version: String,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
