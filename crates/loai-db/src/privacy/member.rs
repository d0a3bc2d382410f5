//! Everything that is kept of a member.

use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder, Statement,
    sea_query::{Expr, ExprTrait, Query},
};
use serde::Serialize;

use crate::{
    Database, DbError,
    entity::{
        archived, bot, chat_line, exclusion, person_link, point_account, point_attendance, room, todo, user, user_name,
    },
};

/// The movements of an account, oldest first.
const MOVED: &str = "SELECT moved.at, moved.kind, entry.amount FROM point_entries entry \
    JOIN point_transfers moved ON moved.id = entry.transfer_id WHERE entry.account_id = ? ORDER BY entry.id";

/// All that the database holds of a member of a room, oldest first. Times are UTC milliseconds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MemberData {
    /// The app's word for the member.
    pub user: String,
    /// Names and since when.
    pub names: Vec<(String, i64)>,
    /// When the member was heard first and last.
    pub heard: (i64, i64),
    /// Whether ranks, summaries and analysis leave the member out.
    pub excluded: bool,
    /// What was said.
    pub lines: Vec<MemberLine>,
    /// Archived questions and answers: when, question, answer.
    pub answers: Vec<(i64, String, String)>,
    /// What the member wrote on the list of the room.
    pub todos: Vec<String>,
    /// Other rooms that the member has linked, by id.
    pub linked_rooms: Vec<String>,
    /// Points.
    pub points: MemberPoints,
}

/// A line of a member.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MemberLine {
    /// When the server heard it.
    pub at: i64,
    /// What kind of line it is.
    pub kind: String,
    /// What was said.
    pub text: String,
}

/// Points of a member.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct MemberPoints {
    /// What the member has.
    pub balance: i64,
    /// Days on which the member came by.
    pub attended: i32,
    /// Each movement: when, why, how many.
    pub movements: Vec<(i64, String, i64)>,
}

impl Database {
    /// What is kept of a member, with lines and movements or without; `None` where nothing is.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn member(&self, bot: &str, channel: &str, user: &str) -> Result<Option<MemberData>, DbError> {
        let points = self.member_points(bot, channel, user).await?;
        let Some(bot) = bot::Entity::find().filter(bot::Column::Name.eq(bot)).one(&self.pool).await? else {
            return Ok(None);
        };
        let of_bot = room::Entity::find().filter(room::Column::BotId.eq(bot.id));
        let Some(room) = of_bot.filter(room::Column::Channel.eq(channel)).one(&self.pool).await? else {
            return Ok(None);
        };
        let of_room = user::Entity::find().filter(user::Column::RoomId.eq(room.id));
        let row = of_room.filter(user::Column::Hash.eq(user)).one(&self.pool).await?;
        let mut data = MemberData {
            user: user.to_owned(),
            todos: self.member_todos(bot.id, channel, user).await?,
            linked_rooms: self.member_links(bot.id, channel, user).await?,
            points,
            ..MemberData::default()
        };
        if let Some(row) = &row {
            data.heard = (row.first_seen, row.last_seen);
            data.excluded = exclusion::Entity::find_by_id((room.id, row.id)).one(&self.pool).await?.is_some();
            let names = user_name::Entity::find().filter(user_name::Column::UserId.eq(row.id));
            let names = names.order_by_asc(user_name::Column::Since).all(&self.pool).await?;
            data.names = names.into_iter().map(|name| (name.name, name.since)).collect();
            let lines = chat_line::Entity::find()
                .filter(chat_line::Column::RoomId.eq(room.id))
                .filter(chat_line::Column::UserId.eq(row.id))
                .order_by_asc(chat_line::Column::ServerAt)
                .all(&self.pool)
                .await?;
            let line = |line: chat_line::Model| MemberLine { at: line.server_at, kind: line.kind, text: line.message };
            data.lines = lines.into_iter().map(line).collect();
            let answers = archived::Entity::find().filter(archived::Column::RoomId.eq(room.id));
            let answers = answers.filter(archived::Column::UserId.eq(row.id)).all(&self.pool).await?;
            data.answers = answers.into_iter().map(|answer| (answer.at, answer.prompt, answer.answer)).collect();
        }
        let is_known = row.is_some() || !data.todos.is_empty() || !data.points.movements.is_empty();
        Ok(is_known.then_some(data))
    }

    /// The members of the room with this number who have this hash, or else have or had this name; their hashes.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn members_called(&self, room: u32, word: &str) -> Result<Vec<String>, DbError> {
        let of_room = user::Entity::find().filter(user::Column::RoomId.eq(i64::from(room)));
        let former =
            Query::select().column("user_id").from("user_names").and_where(Expr::col("name").eq(word)).to_owned();
        let named = user::Column::Name.eq(word).or(user::Column::Id.in_subquery(former));
        let called = of_room.filter(user::Column::Hash.eq(word).or(named));
        let found = called.order_by_asc(user::Column::Id).all(&self.pool).await?;
        let exact = found.iter().find(|user| user.hash == word);
        Ok(exact.map_or_else(|| found.iter().map(|user| user.hash.clone()).collect(), |user| vec![user.hash.clone()]))
    }

    async fn member_todos(&self, bot: i64, channel: &str, user: &str) -> Result<Vec<String>, DbError> {
        let todos = todo::Entity::find()
            .filter(todo::Column::BotId.eq(bot))
            .filter(todo::Column::Channel.eq(channel))
            .filter(todo::Column::UserHash.eq(user));
        Ok(todos.all(&self.pool).await?.into_iter().map(|todo| todo.text).collect())
    }

    async fn member_links(&self, bot: i64, channel: &str, user: &str) -> Result<Vec<String>, DbError> {
        let own = person_link::Entity::find()
            .filter(person_link::Column::BotId.eq(bot))
            .filter(person_link::Column::Channel.eq(channel))
            .filter(person_link::Column::UserHash.eq(user));
        let Some(own) = own.one(&self.pool).await? else { return Ok(Vec::new()) };
        let all = person_link::Entity::find().filter(person_link::Column::PersonId.eq(own.person_id));
        let others = all.filter(person_link::Column::Channel.ne(channel)).all(&self.pool).await?;
        Ok(others.into_iter().map(|link| link.channel).collect())
    }

    async fn member_points(&self, bot: &str, channel: &str, user: &str) -> Result<MemberPoints, DbError> {
        let account = point_account::Entity::find()
            .filter(point_account::Column::Bot.eq(bot))
            .filter(point_account::Column::Channel.eq(channel))
            .filter(point_account::Column::User.eq(user))
            .filter(point_account::Column::Kind.eq("member"));
        let Some(account) = account.one(&self.pool).await? else { return Ok(MemberPoints::default()) };
        let visits = point_attendance::Entity::find_by_id(account.id).one(&self.pool).await?;
        let backend = self.pool.get_database_backend();
        let moved = Statement::from_sql_and_values(backend, MOVED, [account.id.into()]);
        let mut movements = Vec::new();
        for row in self.pool.query_all_raw(moved).await? {
            movements.push((row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?));
        }
        let attended = visits.map_or(0, |visits| visits.days);
        Ok(MemberPoints { balance: account.balance, attended, movements })
    }
}
