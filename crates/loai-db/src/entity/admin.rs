//! Who may steer a bot from a chat.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "admins")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub bot_id: i64,
    pub channel: String,
    pub user_hash: String,
    pub name: String,
    pub home: bool,
    pub granted_by: String,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
