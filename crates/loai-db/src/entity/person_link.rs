//! Members of rooms who are the same person.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "person_links")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub person_id: i64,
    pub bot_id: i64,
    pub channel: String,
    pub user_hash: String,
    pub name: String,
    pub confirmed_at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
