//! What was said.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "chat_log")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub room_id: i64,
    pub user_id: Option<i64>,
    pub kind: String,
    pub command_id: Option<i64>,
    pub flags: i32,
    pub message: String,
    pub log_id: Option<String>,
    pub client_at: Option<i64>,
    pub server_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
