//! Bots for which nothing may be said; `*` stands for all of them.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "halts")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub bot: String,
    pub actor: String,
    pub since: i64,
}

impl ActiveModelBehavior for ActiveModel {}
