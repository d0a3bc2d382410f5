//! Members who are forgotten.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "erasures")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub bot: String,
    pub channel: String,
    pub salt: String,
    pub digest: String,
    pub actor: String,
    pub at: i64,
    pub state: String,
    pub subject: Option<String>,
    pub last_line: i64,
    pub seq: i64,
    pub removed_lines: i64,
    pub removed_answers: i64,
    pub removed_facts: i64,
    pub removed_points: i64,
    pub ended_at: Option<i64>,
}

impl ActiveModelBehavior for ActiveModel {}
