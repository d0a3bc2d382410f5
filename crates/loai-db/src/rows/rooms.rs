//! Rooms.

use loai_core::Approval;
use sea_orm::{EntityTrait, QueryOrder};

use super::approval;
use crate::{Database, DbError, entity::room};

/// A room that was seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RoomRow {
    /// The bot.
    pub bot: String,
    /// The room's id.
    pub channel: String,
    /// The short number for people.
    pub number: u32,
    /// The name that phones last used for it.
    pub name: String,
    /// Whether it may take part.
    pub state: Approval,
}

impl Database {
    /// Every room that has a number, by number.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn load_rooms(&self) -> Result<Vec<RoomRow>, DbError> {
        let bots = self.bot_names().await?;
        let rooms = room::Entity::find().order_by_asc(room::Column::Id).all(&self.pool).await?;
        let row = |room: room::Model| {
            Some(RoomRow {
                bot: bots.get(&room.bot_id)?.clone(),
                channel: room.channel,
                number: u32::try_from(room.id).ok()?,
                name: room.name,
                state: approval(&room.state),
            })
        };
        Ok(rooms.into_iter().filter_map(row).collect())
    }
}
