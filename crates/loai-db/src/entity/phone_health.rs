//! How phones were.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "phone_health")]
pub struct Model {
    #[sea_orm(primary_key)]
    pub id: i64,
    pub phone_id: i64,
    pub at: i64,
    pub battery: Option<i32>,
    pub charging: Option<bool>,
    pub temperature: Option<i32>,
    pub memory_free: Option<i64>,
    pub memory_total: Option<i64>,
    pub storage_free: Option<i64>,
    pub kakao: Option<String>,
    pub app: Option<String>,
    pub android: Option<String>,
    pub notifications: Option<bool>,
    pub power_save: Option<bool>,
    pub uptime_ms: Option<i64>,
    pub starts: Option<i64>,
    pub dropped: Option<i64>,
    pub last_event_ms: Option<i64>,
    pub last_error: String,
}

impl ActiveModelBehavior for ActiveModel {}
