//! Members of rooms who are the same person.

use loai_core::record::LinkFact;
use sea_orm::{EntityTrait, QueryOrder};

use crate::{Database, DbError, entity::person_link};

/// A member of a room who is known in others, too.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkRow {
    /// The bot.
    pub bot: String,
    /// The person's number.
    pub person: u32,
    /// The room's id.
    pub channel: String,
    /// The member, as the app says it in this room.
    pub user: String,
    /// The name when the link was confirmed.
    pub name: String,
    /// When that was, in UTC milliseconds.
    pub confirmed_at: i64,
}

impl LinkRow {
    /// The fact that it is there.
    pub fn fact(&self) -> LinkFact<'_> {
        let Self { bot, person, channel, user, name, confirmed_at } = self;
        LinkFact { bot, person: *person, channel, user, name, linked: true, at: *confirmed_at }
    }
}

impl Database {
    /// Every link that was made and not taken away, oldest first.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn load_links(&self) -> Result<Vec<LinkRow>, DbError> {
        let bots = self.bot_names().await?;
        let links = person_link::Entity::find().order_by_asc(person_link::Column::Id).all(&self.pool).await?;
        let row = |link: person_link::Model| {
            Some(LinkRow {
                bot: bots.get(&link.bot_id)?.clone(),
                person: u32::try_from(link.person_id).ok()?,
                channel: link.channel,
                user: link.user_hash,
                name: link.name,
                confirmed_at: link.confirmed_at,
            })
        };
        Ok(links.into_iter().filter_map(row).collect())
    }
}
