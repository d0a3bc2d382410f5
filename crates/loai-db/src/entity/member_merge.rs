//! Members of a room that count as one, or did: one row for each merge.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "member_merges")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub number: i64,
    pub bot_id: i64,
    pub channel: String,
    pub user_hash: String,
    pub into_hash: String,
    pub undone: bool,
    pub moved: Option<i64>,
    pub actor: String,
    pub since: i64,
    pub at: i64,
}

impl ActiveModelBehavior for ActiveModel {}
