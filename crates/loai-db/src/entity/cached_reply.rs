//! Answers that may be given again.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "response_cache")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub hash: Vec<u8>,
    pub service: String,
    pub reply: String,
    pub created_at: i64,
    pub expires_at: i64,
    pub hits: i64,
}

impl ActiveModelBehavior for ActiveModel {}
