//! What the people of a room want to do.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "todos")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub bot_id: i64,
    pub channel: String,
    pub number: i64,
    pub text: String,
    pub state: String,
    pub user_hash: String,
    pub name: String,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
