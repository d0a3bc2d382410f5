//! What was said.

use hashbrown::HashMap;
use sea_orm::{ColumnTrait, EntityTrait, PaginatorTrait, QueryFilter, QueryOrder, QuerySelect};

use crate::{
    Database, DbError,
    entity::{chat_line, command, user},
};

/// A condition names no more ids than this; a statement has only so many places for values.
const MOST_IDS: usize = 500;

/// A stored line of chat.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChatRow {
    /// Its id in this database; within a room it rises in the order in which lines were accepted.
    pub id: i64,
    /// The id of the person who spoke, in this database; `None` for the bot itself and where nobody is known.
    pub user_id: Option<i64>,
    /// The person's present name; empty where nobody is known.
    pub sender: String,
    /// What kind of line it is, as [`loai_core::record::Kind::as_str`] says it.
    pub kind: String,
    /// The command that was typed or that answers.
    pub command: Option<String>,
    /// [`loai_core::record::Said::GROUP`] and its siblings.
    pub flags: u16,
    /// What was said.
    pub message: String,
    /// The app's id of the message.
    pub log_id: Option<String>,
    /// When the phone says it was said, in UTC milliseconds.
    pub client_at: Option<i64>,
    /// When the server heard or said it, in UTC milliseconds.
    pub server_at: i64,
}

/// A stored line, as it was heard.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeardRow {
    /// Its id in this database.
    pub id: i64,
    /// The number of its room.
    pub room: u32,
    /// Who spoke; `None` for the bot itself and where nobody is known.
    pub user: Option<String>,
    /// The person's present name.
    pub sender: String,
    /// [`loai_core::record::Said::GROUP`] and its siblings.
    pub flags: u16,
    /// What was said.
    pub message: String,
    /// When, in UTC milliseconds.
    pub at: i64,
}

impl Database {
    /// The last lines of the room with this number, oldest first.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn recent_chat(&self, room: u32, limit: u64) -> Result<Vec<ChatRow>, DbError> {
        let lines = chat_line::Entity::find()
            .filter(chat_line::Column::RoomId.eq(i64::from(room)))
            .order_by_desc(chat_line::Column::ServerAt)
            .order_by_desc(chat_line::Column::Id)
            .limit(limit)
            .all(&self.pool)
            .await?;
        let names = self.user_names(&lines).await?;
        let commands = self.command_names(lines.iter().filter_map(|line| line.command_id)).await?;
        let name = |names: &HashMap<i64, String>, id: Option<i64>| id.and_then(|id| names.get(&id).cloned());
        let row = |line: chat_line::Model| ChatRow {
            id: line.id,
            user_id: line.user_id,
            sender: name(&names, line.user_id).unwrap_or_default(),
            kind: line.kind,
            command: name(&commands, line.command_id),
            flags: line.flags as u16,
            message: line.message,
            log_id: line.log_id,
            client_at: line.client_at,
            server_at: line.server_at,
        };
        Ok(lines.into_iter().rev().map(row).collect())
    }

    /// What people said in the room with this number between two times (UTC milliseconds, the latter not included),
    /// in the order of their ids, after this id; at most `limit` lines.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn heard(
        &self,
        room: u32,
        (from, to): (i64, i64),
        after: i64,
        limit: u64,
    ) -> Result<Vec<HeardRow>, DbError> {
        let lines = chat_line::Entity::find()
            .filter(chat_line::Column::RoomId.eq(i64::from(room)))
            .filter(chat_line::Column::ServerAt.gte(from))
            .filter(chat_line::Column::ServerAt.lt(to))
            .filter(chat_line::Column::Id.gt(after))
            .order_by_asc(chat_line::Column::Id)
            .limit(limit)
            .all(&self.pool)
            .await?;
        self.heard_rows(lines).await
    }

    /// The line with this id of the app, newest first where there are several.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn heard_as(&self, log_id: &str) -> Result<Option<HeardRow>, DbError> {
        let line = chat_line::Entity::find()
            .filter(chat_line::Column::LogId.eq(log_id))
            .order_by_desc(chat_line::Column::Id)
            .one(&self.pool)
            .await?;
        Ok(self.heard_rows(line.into_iter().collect()).await?.pop())
    }

    async fn heard_rows(&self, lines: Vec<chat_line::Model>) -> Result<Vec<HeardRow>, DbError> {
        let mut people = HashMap::new();
        for ids in distinct(lines.iter().filter_map(|line| line.user_id)).chunks(MOST_IDS) {
            let ids = user::Column::Id.is_in(ids.iter().copied());
            let users = user::Entity::find().filter(ids).all(&self.pool).await?;
            people.extend(users.into_iter().map(|user| (user.id, user)));
        }
        let row = |line: chat_line::Model| {
            let person = line.user_id.and_then(|id| people.get(&id));
            HeardRow {
                id: line.id,
                room: line.room_id as u32,
                user: person.map(|person| person.hash.clone()),
                sender: person.map(|person| person.name.clone()).unwrap_or_default(),
                flags: line.flags as u16,
                message: line.message,
                at: line.server_at,
            }
        };
        Ok(lines.into_iter().map(row).collect())
    }

    /// How many lines are stored.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn count_chat(&self) -> Result<u64, DbError> {
        Ok(chat_line::Entity::find().count(&self.pool).await?)
    }

    async fn user_names(&self, lines: &[chat_line::Model]) -> Result<HashMap<i64, String>, DbError> {
        let mut names = HashMap::new();
        for ids in distinct(lines.iter().filter_map(|line| line.user_id)).chunks(MOST_IDS) {
            let ids = user::Column::Id.is_in(ids.iter().copied());
            let users = user::Entity::find().filter(ids).all(&self.pool).await?;
            names.extend(users.into_iter().map(|user| (user.id, user.name)));
        }
        Ok(names)
    }

    pub(super) async fn command_names(&self, ids: impl Iterator<Item = i64>) -> Result<HashMap<i64, String>, DbError> {
        let mut names = HashMap::new();
        for ids in distinct(ids).chunks(MOST_IDS) {
            let ids = command::Column::Id.is_in(ids.iter().copied());
            let commands = command::Entity::find().filter(ids).all(&self.pool).await?;
            names.extend(commands.into_iter().map(|command| (command.id, command.name)));
        }
        Ok(names)
    }
}

fn distinct(ids: impl Iterator<Item = i64>) -> Vec<i64> {
    let mut ids: Vec<i64> = ids.collect();
    ids.sort_unstable();
    ids.dedup();
    ids
}
