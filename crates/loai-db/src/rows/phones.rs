//! Phones.

use loai_core::Approval;
use sea_orm::{EntityTrait, QueryOrder};

use super::approval;
use crate::{Database, DbError, entity::phone};

/// A phone that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PhoneRow {
    /// The bot.
    pub bot: String,
    /// The phone's own id.
    pub device: String,
    /// The short number for people.
    pub number: u32,
    /// Whether it may take part.
    pub state: Approval,
    /// Whether it is the practice phone, which counts on this machine only.
    pub practice: bool,
    /// What the client calls itself.
    pub client_type: String,
    /// Its version.
    pub version: String,
    /// Maker, model and system, as the phone says it.
    pub info: String,
    /// The address it came from last.
    pub address: String,
}

impl Database {
    /// Every remembered phone, by number.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn load_phones(&self) -> Result<Vec<PhoneRow>, DbError> {
        let bots = self.bot_names().await?;
        let phones = phone::Entity::find().order_by_asc(phone::Column::Id).all(&self.pool).await?;
        let row = |phone: phone::Model| {
            Some(PhoneRow {
                bot: bots.get(&phone.bot_id)?.clone(),
                device: phone.device,
                number: u32::try_from(phone.id).ok()?,
                state: approval(&phone.state),
                practice: phone.practice,
                client_type: phone.client_type,
                version: phone.version,
                info: phone.info,
                address: phone.address,
            })
        };
        Ok(phones.into_iter().filter_map(row).collect())
    }
}
