//! People, one row per room and hash.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "users")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub room_id: i64,
    pub hash: String,
    pub name: String,
    pub is_bot: bool,
    pub first_seen: i64,
    pub last_seen: i64,
}

impl ActiveModelBehavior for ActiveModel {}
