//! Who came by on which day.

use sea_orm::entity::prelude::*;

#[sea_orm::model]
#[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel)]
#[sea_orm(table_name = "point_attendance")]
pub struct Model {
    #[sea_orm(primary_key, auto_increment = false)]
    pub account_id: i64,
    pub day: i32,
    pub streak: i32,
    pub best: i32,
    pub days: i32,
}

impl ActiveModelBehavior for ActiveModel {}
