//! What the people of a room want to do.

use loai_core::record::TodoFact;
use sea_orm::{EntityTrait, QueryOrder};

use crate::{Database, DbError, entity::todo};

/// Something that is on the list of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TodoRow {
    /// The bot.
    pub bot: String,
    /// The room's id.
    pub channel: String,
    /// Its number in the room.
    pub number: u32,
    /// What it is.
    pub text: String,
    /// `open` or `done`.
    pub state: String,
    /// Who wrote it; empty where the app did not say.
    pub user: String,
    /// That person's name.
    pub name: String,
    /// When it last changed, in UTC milliseconds.
    pub at: i64,
}

impl TodoRow {
    /// The fact that it is there.
    pub fn fact(&self) -> TodoFact<'_> {
        let Self { bot, channel, number, text, state, user, name, at } = self;
        TodoFact { bot, channel, number: *number, text, user, name, state, at: *at }
    }
}

impl Database {
    /// What is on the lists of all rooms.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn load_todos(&self) -> Result<Vec<TodoRow>, DbError> {
        let bots = self.bot_names().await?;
        let todos = todo::Entity::find().order_by_asc(todo::Column::Id).all(&self.pool).await?;
        let row = |todo: todo::Model| {
            Some(TodoRow {
                bot: bots.get(&todo.bot_id)?.clone(),
                channel: todo.channel,
                number: u32::try_from(todo.number).ok()?,
                text: todo.text,
                state: todo.state,
                user: todo.user_hash,
                name: todo.name,
                at: todo.at,
            })
        };
        Ok(todos.into_iter().filter_map(row).collect())
    }
}
