//! The part of an erasure that has to read what was said.

use std::collections::HashMap;

use loai_core::record::Said;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, FromQueryResult, QueryFilter, QueryOrder, Statement, Value,
    sea_query::{Expr, ExprTrait, Query, SelectStatement, SimpleExpr},
};

use super::{Seal, Subject};
use crate::{
    Database, DbError,
    entity::{
        archived, bot, cached_reply, chat_line, delivery,
        erasure::{Column, Entity, Model},
        point_transfer, room,
    },
};

/// So many ids are looked through at a time.
const STRIDE: i64 = 20_000;
/// So many rows are removed with one statement.
const TOGETHER: usize = 500;
/// An answer within this time after a command is one to it, in milliseconds: no command may take longer.
const ANSWERED: i64 = 10 * 60_000;

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
    command_id: Option<i64>,
    flags: i32,
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

    /// Whether a text of the bot tells of the member.
    pub fn is_told_of_in(&self, text: &str) -> bool {
        self.subject.telling_names().any(|name| text.contains(name))
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
            let subject = row.subject.as_deref().and_then(|json| serde_json::from_str(json).ok()).unwrap_or_default();
            Some(Erasure {
                id: row.id,
                seal: Seal::read(&row.salt, &row.digest)?,
                bot: row.bot,
                channel: row.channel,
                seq: row.seq.cast_unsigned(),
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
        let names: Vec<_> = subject.telling_names().collect();
        let mut removed = self.erase_spoken(erasure, &names).await?;
        removed += self.erase_archived(erasure, &names).await?;
        // Whose answer a kept one is cannot be told; it is made anew when somebody asks.
        cached_reply::Entity::delete_many().exec(&self.pool).await?;
        for name in &names {
            let notes = point_transfer::Entity::update_many().col_expr(point_transfer::Column::Note, Expr::value(""));
            notes.filter(holds("note", name)).exec(&self.pool).await?;
            let ended = delivery::Column::EndedAt.is_not_null();
            let part = delivery::Entity::update_many().col_expr(delivery::Column::Part, Expr::value(None::<String>));
            part.filter(ended).filter(holds("part", name)).exec(&self.pool).await?;
        }
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

    /// Lines of the bot that answer the member's commands or hold one of the names.
    async fn erase_spoken(&self, erasure: &Erasure, names: &[&str]) -> Result<u64, DbErr> {
        let Subject { room, row, .. } = &erasure.subject;
        let (mut removed, mut after, mut asked) = (0, 0, HashMap::new());
        while after < erasure.last_line {
            let up_to = erasure.next(after);
            let lines = Line::find_by_statement(self.spoken(erasure, names, (after, up_to))).all(&self.pool).await?;
            let mut gone = Vec::new();
            for line in lines {
                if line.user_id == Some(*row) {
                    asked.insert(line.command_id, line.server_at);
                    continue;
                }
                let told = names.iter().any(|name| line.message.contains(name));
                let of_member = line.room_id == *room
                    && asked.get(&line.command_id).is_some_and(|at| line.server_at - at <= ANSWERED);
                if (told || of_member) && line.flags & i32::from(Said::OWN) != 0 {
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

    /// The commands of the member, and lines of the bot in the room or with a name in them, in the order of their ids.
    fn spoken(&self, erasure: &Erasure, names: &[&str], (after, up_to): (i64, i64)) -> Statement {
        let Subject { room, row, .. } = &erasure.subject;
        let mut sql = format!(
            "SELECT id, room_id, user_id, command_id, flags, server_at, message FROM chat_log \
             WHERE id > {after} AND id <= {up_to} AND ((user_id = {row} AND kind <> 'chat') \
             OR (flags & 4 <> 0 AND (room_id = {room}"
        );
        sql.push_str(&" OR INSTR(message, ?) > 0".repeat(names.len()));
        sql.push_str("))) ORDER BY id");
        let values: Vec<Value> = names.iter().map(|name| (*name).into()).collect();
        Statement::from_sql_and_values(self.pool.get_database_backend(), sql, values)
    }

    async fn erase_archived(&self, erasure: &Erasure, names: &[&str]) -> Result<u64, DbErr> {
        let mut whose = archived::Column::UserId.eq(erasure.subject.row);
        for name in names {
            whose = whose.or(holds("answer", name)).or(archived::Column::Sender.eq(*name));
        }
        let rooms = archived::Column::RoomId.in_subquery(rooms_of(&erasure.bot));
        let removed = archived::Entity::delete_many().filter(rooms).filter(whose).exec(&self.pool).await?;
        Ok(removed.rows_affected)
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
        let tail: String = subject.user.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
        for (table, column) in COLUMNS {
            for name in &subject.names {
                let sql = format!("UPDATE {table} SET {column} = '' WHERE {column} = ?");
                let values = [format!("{name} (…{tail})").into()];
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

/// Whether a column holds a text, letter by letter.
fn holds(column: &str, text: &str) -> SimpleExpr {
    Expr::cust_with_values(format!("INSTR({column}, ?) > 0"), [text])
}

fn rooms_of(bot: &str) -> SelectStatement {
    let bots =
        Query::select().column(bot::Column::Id).from(bot::Entity).and_where(bot::Column::Name.eq(bot)).to_owned();
    Query::select()
        .column(room::Column::Id)
        .from(room::Entity)
        .and_where(room::Column::BotId.in_subquery(bots))
        .to_owned()
}

fn shown(row: Model) -> Option<ErasureRow> {
    let seal = Seal::read(&row.salt, &row.digest)?;
    let Model { id, bot, channel, actor, at, ended_at, removed_points: points, .. } = row;
    let [lines, answers, facts] = [row.removed_lines, row.removed_answers, row.removed_facts].map(i64::cast_unsigned);
    Some(ErasureRow { id, bot, channel, seal, actor, at, ended_at, lines, answers, facts, points })
}
