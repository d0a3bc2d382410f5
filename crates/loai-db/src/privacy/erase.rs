//! The part of an erasure that has to read what was said.

use std::collections::HashMap;

use loai_core::record::Said;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Statement,
    sea_query::Expr,
};

use super::{Seal, Subject};
use crate::{
    Database, DbError,
    entity::{
        archived, cached_reply, chat_line, delivery,
        erasure::{Column, Entity, Model},
        point_transfer,
    },
};

/// So many ids are looked through at a time.
const STRIDE: i64 = 20_000;
/// So many rows are removed with one statement.
const TOGETHER: usize = 500;
/// An answer within this time after a command is one to it, in milliseconds: no command may take longer.
const ANSWERED: i64 = 10 * 60_000;
/// The same for what answers without a command, which needs no time.
const AT_ONCE: i64 = 2_000;

/// An erasure that is not done yet.
#[derive(Debug, Clone)]
pub struct Erasure {
    /// Its number.
    pub id: i64,
    /// The bot.
    pub bot: String,
    /// The room's id.
    pub channel: String,
    /// Whom it is about.
    pub seal: Seal,
    /// The sequence of its record in the journal.
    pub seq: u64,
    /// When it was asked for, in UTC milliseconds.
    pub at: i64,
    last_line: i64,
    subject: Subject,
}

/// An erasure, as operators see it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErasureRow {
    /// Its number.
    pub id: i64,
    /// The bot.
    pub bot: String,
    /// The room's id.
    pub channel: String,
    /// Whom it is about.
    pub seal: Seal,
    /// `member` or `operator`.
    pub actor: String,
    /// When it was asked for, in UTC milliseconds.
    pub at: i64,
    /// When it was done, in UTC milliseconds; `None` as long as something is left.
    pub ended_at: Option<i64>,
    /// Lines of the member that were removed.
    pub lines: u64,
    /// Lines of the bot and archived answers that were removed with them.
    pub answers: u64,
    /// Other rows: names, counts, things to do, links.
    pub facts: u64,
    /// Points that went back to the bot.
    pub points: i64,
}

#[derive(FromQueryResult)]
struct Line {
    id: i64,
    room_id: i64,
    user_id: Option<i64>,
    kind: String,
    command_id: Option<i64>,
    server_at: i64,
    message: String,
}

impl Erasure {
    /// The app's word for the member; empty where there was nothing.
    pub fn user(&self) -> &str {
        &self.subject.user
    }

    /// The last line of the part that begins behind this one.
    fn next(&self, after: i64) -> i64 {
        Ord::min(after + STRIDE, self.last_line)
    }

    /// Whether this is the member as whoever did something.
    pub fn is_actor(&self, actor: &str) -> bool {
        self.subject.names.iter().any(|name| self.subject.actor(name) == actor)
    }

    /// Whether a text of the bot tells of the member.
    pub fn is_told_of_in(&self, text: &str) -> bool {
        self.subject.is_told_of_in(text)
    }
}

impl Database {
    /// Erasures that are not done, oldest first.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn open_erasures(&self) -> Result<Vec<Erasure>, DbError> {
        let open = Entity::find().filter(Column::State.eq("pending")).order_by_asc(Column::Id).all(&self.pool).await?;
        let erasure = |row: Model| {
            let Some(subject) = row.subject.as_deref().and_then(|json| serde_json::from_str(json).ok()) else {
                tracing::error!(erasure = row.id, "whom an erasure is about cannot be read");
                return None;
            };
            Some(Erasure {
                id: row.id,
                seal: Seal::read(&row.salt, &row.digest)?,
                bot: row.bot,
                channel: row.channel,
                seq: row.seq.cast_unsigned(),
                at: row.at,
                last_line: row.last_line,
                subject,
            })
        };
        Ok(open.into_iter().filter_map(erasure).collect())
    }

    /// Every erasure, newest first.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn erasures(&self) -> Result<Vec<ErasureRow>, DbError> {
        let all = Entity::find().order_by_desc(Column::Id).all(&self.pool).await?;
        Ok(all.into_iter().filter_map(shown).collect())
    }

    /// The erasure with this seal.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn erasure(&self, seal: &Seal) -> Result<Option<ErasureRow>, DbError> {
        let row = Entity::find().filter(Column::Digest.eq(seal.words().1)).one(&self.pool).await?;
        Ok(row.and_then(shown))
    }

    /// Removes what the bot said of or to the member, from archived answers and events to the name of a room of two.
    /// Returns how many lines and answers were removed. To be done before [`Database::erase_lines`], which removes what
    /// shows whose commands were answered.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn erase_answers(&self, erasure: &Erasure) -> Result<u64, DbError> {
        let subject = &erasure.subject;
        let mut removed = self.erase_spoken(erasure).await?;
        removed += self.erase_archived(subject).await?;
        // Whose answer a kept one is cannot be told; it is made anew when somebody asks.
        cached_reply::Entity::delete_many().exec(&self.pool).await?;
        // What was said in the room and has ended has no more need of its words.
        let part = delivery::Entity::update_many().col_expr(delivery::Column::Part, Expr::value(None::<String>));
        let of_room =
            part.filter(delivery::Column::RoomId.eq(subject.room)).filter(delivery::Column::EndedAt.is_not_null());
        of_room.exec(&self.pool).await?;
        self.erase_notes(erasure).await?;
        self.erase_actors(subject).await?;
        self.erase_room_name(subject).await?;
        Ok(removed)
    }

    /// Removes the member's lines; returns how many.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn erase_lines(&self, erasure: &Erasure) -> Result<u64, DbError> {
        let (mut removed, mut after) = (0, 0);
        while erasure.subject.row != 0 && after < erasure.last_line {
            let up_to = erasure.next(after);
            let lines = chat_line::Entity::delete_many()
                .filter(chat_line::Column::Id.gt(after))
                .filter(chat_line::Column::Id.lte(up_to))
                .filter(chat_line::Column::UserId.eq(erasure.subject.row));
            removed += lines.exec(&self.pool).await?.rows_affected;
            after = up_to;
        }
        for table in ["talk_days", "talk_hours", "command_usage"] {
            let sql = format!("DELETE FROM {table} WHERE room_id = ? AND user_id = ?");
            let values = [erasure.subject.room.into(), erasure.subject.row.into()];
            self.pool
                .execute_raw(Statement::from_sql_and_values(self.pool.get_database_backend(), sql, values))
                .await?;
        }
        Ok(removed)
    }

    /// Notes that nothing is left, and forgets who it was.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn end_erasure(
        &self,
        id: i64,
        (lines, answers, points): (u64, u64, i64),
        at: i64,
    ) -> Result<(), DbError> {
        let counted = |count: u64| Expr::value(count.cast_signed());
        Entity::update_many()
            .col_expr(Column::State, Expr::value("done"))
            .col_expr(Column::Subject, Expr::value(None::<String>))
            .col_expr(Column::RemovedLines, counted(lines))
            .col_expr(Column::RemovedAnswers, counted(answers))
            .col_expr(Column::RemovedPoints, Expr::value(points))
            .col_expr(Column::EndedAt, Expr::value(at))
            .filter(Column::Id.eq(id))
            .exec(&self.pool)
            .await?;
        Ok(())
    }

    /// Lines of the bot in the room that answer the member's commands or tell of the member, and notices that do.
    async fn erase_spoken(&self, erasure: &Erasure) -> Result<u64, DbErr> {
        let subject = &erasure.subject;
        let (mut removed, mut after, mut asked) = (0, 0, HashMap::new());
        while after < erasure.last_line {
            let up_to = erasure.next(after);
            let lines = Line::find_by_statement(self.spoken(erasure, (after, up_to))).all(&self.pool).await?;
            let mut gone = Vec::new();
            for line in lines {
                if line.user_id == Some(subject.row) {
                    asked.insert(line.command_id, line.server_at);
                    continue;
                }
                // What answers without a command answers at once.
                let limit = if line.command_id.is_some() { ANSWERED } else { AT_ONCE };
                let is_answer = line.room_id == subject.room
                    && (line.command_id.is_some() || line.kind == "auto_reply")
                    && asked.get(&line.command_id).is_some_and(|at| line.server_at - at <= limit);
                if is_answer || subject.is_told_of_in(&line.message) {
                    gone.push(line.id);
                }
            }
            for ids in gone.chunks(TOGETHER) {
                let ids = chat_line::Column::Id.is_in(ids.iter().copied());
                removed += chat_line::Entity::delete_many().filter(ids).exec(&self.pool).await?.rows_affected;
            }
            after = up_to;
        }
        Ok(removed)
    }

    /// The commands of the member, what the bot said in the room, and what it noticed elsewhere, in the order of ids.
    fn spoken(&self, erasure: &Erasure, (after, up_to): (i64, i64)) -> Statement {
        let Subject { room, row, .. } = &erasure.subject;
        let own = Said::OWN;
        let sql = format!(
            "SELECT id, room_id, user_id, kind, command_id, server_at, message FROM chat_log \
             WHERE id > {after} AND id <= {up_to} AND ((user_id = {row} AND kind <> 'chat') \
             OR (flags & {own} <> 0 AND (room_id = {room} OR (kind = 'notice' AND room_id IN \
             (SELECT r.id FROM rooms r JOIN bots b ON b.id = r.bot_id WHERE b.name = ?))))) ORDER BY id"
        );
        Statement::from_sql_and_values(self.pool.get_database_backend(), sql, [erasure.bot.as_str().into()])
    }

    async fn erase_archived(&self, subject: &Subject) -> Result<u64, DbErr> {
        let of_room =
            archived::Entity::find().filter(archived::Column::RoomId.eq(subject.room)).all(&self.pool).await?;
        let is_meant = |row: &archived::Model| {
            row.user_id == Some(subject.row)
                || (row.user_id.is_none() && subject.names.contains(&row.sender))
                || subject.is_told_of_in(&row.answer)
        };
        let ids: Vec<_> = of_room.iter().filter(|row| is_meant(row)).map(|row| row.id).collect();
        let mut removed = 0;
        for ids in ids.chunks(TOGETHER) {
            let ids = archived::Column::Id.is_in(ids.iter().copied());
            removed += archived::Entity::delete_many().filter(ids).exec(&self.pool).await?.rows_affected;
        }
        Ok(removed)
    }

    /// Words about movements of points in the room that tell of the member.
    async fn erase_notes(&self, erasure: &Erasure) -> Result<(), DbErr> {
        const NOTED: &str = "SELECT t.id, t.note FROM point_transfers t JOIN point_accounts a ON a.id = t.subject_id \
            WHERE a.bot = ? AND a.channel = ? AND t.note <> ''";
        let values = [erasure.bot.as_str().into(), erasure.channel.as_str().into()];
        let noted = Statement::from_sql_and_values(self.pool.get_database_backend(), NOTED, values);
        for row in self.pool.query_all_raw(noted).await? {
            let (id, note): (i64, String) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            if erasure.is_told_of_in(&note) {
                let blank =
                    point_transfer::Entity::update_many().col_expr(point_transfer::Column::Note, Expr::value(""));
                blank.filter(point_transfer::Column::Id.eq(id)).exec(&self.pool).await?;
            }
        }
        Ok(())
    }

    /// Takes the member out of who did what: names of admins that they were once.
    async fn erase_actors(&self, subject: &Subject) -> Result<(), DbErr> {
        const COLUMNS: [(&str, &str); 7] = [
            ("audit", "actor"),
            ("room_events", "actor"),
            ("phone_events", "actor"),
            ("admins", "granted_by"),
            ("halts", "actor"),
            ("point_transfers", "actor"),
            ("settings_revisions", "author"),
        ];
        let backend = self.pool.get_database_backend();
        for (table, column) in COLUMNS {
            for name in &subject.names {
                let sql = format!("UPDATE {table} SET {column} = '' WHERE {column} = ?");
                let values = [subject.actor(name).into()];
                self.pool.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
            }
        }
        for column in ["target", "detail"].into_iter().filter(|_| !subject.user.is_empty()) {
            let sql = format!("UPDATE audit SET {column} = REPLACE({column}, ?, '…') WHERE INSTR({column}, ?) > 0");
            let values = [subject.user.as_str().into(), subject.user.as_str().into()];
            self.pool.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
        }
        Ok(())
    }

    /// A room of two is called after the other one.
    async fn erase_room_name(&self, subject: &Subject) -> Result<(), DbErr> {
        let backend = self.pool.get_database_backend();
        for name in &subject.names {
            for (table, key) in [("rooms", "id"), ("room_events", "room_id")] {
                let sql = format!(
                    "UPDATE {table} SET name = '' WHERE {key} = ? AND name = ? \
                     AND NOT EXISTS (SELECT 1 FROM users WHERE room_id = ? AND is_bot = ?)"
                );
                let values = [subject.room.into(), name.as_str().into(), subject.room.into(), false.into()];
                self.pool.execute_raw(Statement::from_sql_and_values(backend, sql, values)).await?;
            }
        }
        Ok(())
    }
}

fn shown(row: Model) -> Option<ErasureRow> {
    let seal = Seal::read(&row.salt, &row.digest)?;
    let Model { id, bot, channel, actor, at, ended_at, removed_points: points, .. } = row;
    let [lines, answers, facts] = [row.removed_lines, row.removed_answers, row.removed_facts].map(i64::cast_unsigned);
    Some(ErasureRow { id, bot, channel, seal, actor, at, ended_at, lines, answers, facts, points })
}
