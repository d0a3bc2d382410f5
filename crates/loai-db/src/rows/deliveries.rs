//! What is to be said, what became of it, and who has stopped everything.

use loai_core::{Class, DeliveryId, DeliveryState, Kind};
use sea_orm::{
    ColumnTrait, Condition, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder, QueryResult, QuerySelect,
    sea_query::{Expr, ExprTrait, Order, Query, SelectStatement},
};

use crate::{
    Database, DbError,
    entity::{
        bot, command,
        delivery::{Column, Entity},
        halt, room,
    },
};

/// Rows that one call removes at most, and that one statement removes.
const MOST_REMOVED: u64 = 1_000;
const REMOVED_AT_ONCE: usize = 250;

/// An item that has not ended, or of which nobody knows how it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryRow {
    /// Its name.
    pub id: DeliveryId,
    /// The bot.
    pub bot: String,
    /// The room's id.
    pub channel: String,
    /// The room's name; empty where nobody knows it.
    pub room: String,
    /// What kind of traffic it is.
    pub class: Class,
    /// What kind of line it becomes in the chat log.
    pub kind: Kind,
    /// The command that made it.
    pub command: Option<String>,
    /// What it belongs to; empty for nothing.
    pub reference: String,
    /// The [`loai_core::Part`] as JSON.
    pub part: String,
    /// Where it stands.
    pub state: DeliveryState,
    /// The number of the phone that has it or had it last; 0 for none.
    pub phone: u32,
    /// How often it was handed to a phone.
    pub attempts: u32,
    /// Why it stands there, in a word.
    pub reason: String,
    /// When it was made, in UTC milliseconds.
    pub at: i64,
    /// Until when it is worth saying, in UTC milliseconds.
    pub expires_at: i64,
    /// When something was told of it last, in UTC milliseconds.
    pub changed_at: i64,
}

/// How many items of a class stand where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DeliveryFigure {
    /// The class.
    pub class: Class,
    /// The state.
    pub state: DeliveryState,
    /// How many.
    pub count: u64,
}

/// A bot for which nothing may be said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HaltRow {
    /// The bot, or `*` for all.
    pub bot: String,
    /// Who wanted it.
    pub actor: String,
    /// Since when, in UTC milliseconds.
    pub since: i64,
}

impl Database {
    /// Every item that was queued and has not ended, or of which nobody knows how it ended, in the order of their ids.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn open_deliveries(&self) -> Result<Vec<DeliveryRow>, DbError> {
        let rows = self.pool.query_all(&open()).await?;
        let read = rows.iter().map(row).collect::<Result<Vec<_>, _>>()?;
        Ok(read.into_iter().flatten().collect())
    }

    /// The highest name of an item of which there is a row; 0 for none.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn highest_delivery(&self) -> Result<u64, DbError> {
        let last = Entity::find().order_by_desc(Column::Id).one(&self.pool).await?;
        Ok(last.map_or(0, |row| row.id.cast_unsigned()))
    }

    /// Who has stopped what.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn halts(&self) -> Result<Vec<HaltRow>, DbError> {
        let halts = halt::Entity::find().order_by_asc(halt::Column::Bot).all(&self.pool).await?;
        let row = |halt: halt::Model| HaltRow { bot: halt.bot, actor: halt.actor, since: halt.since };
        Ok(halts.into_iter().map(row).collect())
    }

    /// How many items have ended since a time (UTC milliseconds), by class and state, and how many are open.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn delivery_figures(&self, since: i64) -> Result<Vec<DeliveryFigure>, DbError> {
        let counted: Vec<(String, String, i64)> = Entity::find()
            .filter(Condition::any().add(Column::EndedAt.gte(since)).add(Column::EndedAt.is_null()))
            .select_only()
            .column(Column::Class)
            .column(Column::State)
            .column_as(Column::Id.count(), "items")
            .group_by(Column::Class)
            .group_by(Column::State)
            .order_by_asc(Column::Class)
            .order_by_asc(Column::State)
            .into_tuple()
            .all(&self.pool)
            .await?;
        let figure = |(class, state, count): (String, String, i64)| {
            let (class, state) = (Class::of(&class)?, DeliveryState::of(&state)?);
            Some(DeliveryFigure { class, state, count: count.cast_unsigned() })
        };
        Ok(counted.into_iter().filter_map(figure).collect())
    }

    /// Removes items that ended before a time (UTC milliseconds), and those of which nothing was told since and that
    /// nobody can say again. A call removes so many at most; it returns how many, and 0 when nothing is left.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn clean_deliveries(&self, before: i64) -> Result<u64, DbError> {
        let lost = Condition::all()
            .add(Column::EndedAt.is_null())
            .add(Column::Part.is_null())
            .add(Column::ChangedAt.lt(before));
        let old: Vec<i64> = Entity::find()
            .filter(Condition::any().add(Column::EndedAt.lt(before)).add(lost))
            .select_only()
            .column(Column::Id)
            .limit(MOST_REMOVED)
            .into_tuple()
            .all(&self.pool)
            .await?;
        let mut removed = 0;
        for ids in old.chunks(REMOVED_AT_ONCE) {
            // What was told of one meanwhile counts.
            let gone = Entity::delete_many().filter(Column::Id.is_in(ids.iter().copied()));
            removed += gone.filter(Column::ChangedAt.lt(before)).exec(&self.pool).await?.rows_affected;
        }
        Ok(removed)
    }
}

/// The open items with names in place of ids.
fn open() -> SelectStatement {
    let item = |column| Expr::col((Entity, column));
    let room = |column| Expr::col((room::Entity, column));
    let states = [DeliveryState::Queued, DeliveryState::Written, DeliveryState::Unknown].map(DeliveryState::as_str);
    Query::select()
        .columns([Column::Id, Column::Class, Column::Kind, Column::Reference].map(|column| (Entity, column)))
        .columns([Column::Part, Column::State, Column::Phone, Column::Attempts].map(|column| (Entity, column)))
        .columns([Column::Reason, Column::CreatedAt, Column::ExpiresAt].map(|column| (Entity, column)))
        .column((Entity, Column::ChangedAt))
        .column((bot::Entity, bot::Column::Name))
        .column((room::Entity, room::Column::Channel))
        .column((room::Entity, room::Column::Name))
        .column((command::Entity, command::Column::Name))
        .from(Entity)
        .inner_join(room::Entity, item(Column::RoomId).equals((room::Entity, room::Column::Id)))
        .inner_join(bot::Entity, room(room::Column::BotId).equals((bot::Entity, bot::Column::Id)))
        .left_join(command::Entity, item(Column::CommandId).equals((command::Entity, command::Column::Id)))
        .and_where(item(Column::State).is_in(states))
        .and_where(item(Column::Part).is_not_null())
        .order_by((Entity, Column::Id), Order::Asc)
        .to_owned()
}

/// `None` for a row of another version.
fn row(row: &QueryResult) -> Result<Option<DeliveryRow>, DbErr> {
    let word = |index| row.try_get_by_index::<String>(index);
    let (class, kind, state) = (Class::of(&word(1)?), kind(&word(2)?), DeliveryState::of(&word(5)?));
    let id = DeliveryId(row.try_get_by_index::<i64>(0)?.cast_unsigned());
    let (Some(class), Some(kind), Some(state)) = (class, kind, state) else {
        tracing::warn!(delivery.id = %id, "unknown words in the database, an item is not said");
        return Ok(None);
    };
    Ok(Some(DeliveryRow {
        id,
        bot: word(12)?,
        channel: word(13)?,
        room: word(14)?,
        class,
        kind,
        command: row.try_get_by_index(15)?,
        reference: word(3)?,
        part: word(4)?,
        state,
        phone: u32::try_from(row.try_get_by_index::<i64>(6)?).unwrap_or_default(),
        attempts: u32::try_from(row.try_get_by_index::<i32>(7)?).unwrap_or_default(),
        reason: word(8)?,
        at: row.try_get_by_index(9)?,
        expires_at: row.try_get_by_index(10)?,
        changed_at: row.try_get_by_index(11)?,
    }))
}

fn kind(word: &str) -> Option<Kind> {
    let all = [Kind::Chat, Kind::Command, Kind::AutoReply, Kind::Scheduled, Kind::Notice];
    all.into_iter().find(|kind| kind.as_str() == word)
}
