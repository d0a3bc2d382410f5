//! How phones were.

use loai_core::record::HealthFact;
use sea_orm::{ColumnTrait, EntityTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    Database, DbError,
    entity::{
        phone,
        phone_health::{Column, Entity, Model},
    },
};

/// Rows that one call removes at most, and that one statement removes.
const MOST_REMOVED: u64 = 1_000;
const REMOVED_AT_ONCE: usize = 250;

/// How a phone was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthRow {
    /// The bot.
    pub bot: String,
    /// The phone's own id.
    pub device: String,
    row: Model,
}

impl HealthRow {
    /// What the phone told.
    pub fn fact(&self) -> HealthFact<'_> {
        let row = &self.row;
        let long = |number: Option<i64>| number.map(i64::cast_unsigned);
        HealthFact {
            bot: &self.bot,
            device: &self.device,
            battery: row.battery.and_then(|percent| u8::try_from(percent).ok()),
            charging: row.charging,
            temperature: row.temperature,
            memory_free: long(row.memory_free),
            memory_total: long(row.memory_total),
            storage_free: long(row.storage_free),
            kakao: row.kakao.as_deref(),
            app: row.app.as_deref(),
            android: row.android.as_deref(),
            notifications: row.notifications,
            power_save: row.power_save,
            uptime_ms: long(row.uptime_ms),
            starts: row.starts.and_then(|starts| u32::try_from(starts).ok()),
            dropped: long(row.dropped),
            last_event_ms: long(row.last_event_ms),
            last_error: &row.last_error,
            at: row.at,
        }
    }
}

impl Database {
    /// What each phone told last, by the phones' numbers.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn latest_health(&self) -> Result<Vec<HealthRow>, DbError> {
        let bots = self.bot_names().await?;
        let phones = phone::Entity::find().order_by_asc(phone::Column::Id).all(&self.pool).await?;
        let mut latest = Vec::new();
        for phone in phones {
            let rows = Entity::find().filter(Column::PhoneId.eq(phone.id));
            let newest = rows.order_by_desc(Column::At).order_by_desc(Column::Id).one(&self.pool).await?;
            if let (Some(row), Some(bot)) = (newest, bots.get(&phone.bot_id)) {
                latest.push(HealthRow { bot: bot.clone(), device: phone.device, row });
            }
        }
        Ok(latest)
    }

    /// Removes what phones told before a time (UTC milliseconds). A call removes so many rows at most; it returns how
    /// many, and 0 when nothing is left.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn clean_health(&self, before: i64) -> Result<u64, DbError> {
        let old = Entity::find().filter(Column::At.lt(before)).select_only().column(Column::Id);
        let old: Vec<i64> = old.limit(MOST_REMOVED).into_tuple().all(&self.pool).await?;
        let mut removed = 0;
        for ids in old.chunks(REMOVED_AT_ONCE) {
            let gone = Entity::delete_many().filter(Column::Id.is_in(ids.iter().copied()));
            removed += gone.exec(&self.pool).await?.rows_affected;
        }
        Ok(removed)
    }
}
