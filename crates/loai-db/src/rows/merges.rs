//! Members of rooms that count as one.

use hashbrown::HashMap;
use loai_core::record::MergeFact;
use sea_orm::{
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use crate::{
    Database, DbError,
    entity::{member_merge as merge, room, user},
};

/// A person cannot have been merged more often than this in a row.
const LONGEST: usize = 1_000;

/// A merge of two members.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergeRow {
    /// The bot.
    pub bot: String,
    /// The room's id.
    pub channel: String,
    /// The merge's number.
    pub number: u32,
    /// Who counts as the other one.
    pub user: String,
    /// As whom the member counts.
    pub into: String,
    /// Whether it was undone.
    pub undone: bool,
    /// So many points went along, or back; `None` as long as nobody knows.
    pub moved: Option<i64>,
    /// Who decided it.
    pub actor: String,
    /// When the two were merged, in UTC milliseconds.
    pub since: i64,
    /// When this was so, in UTC milliseconds.
    pub at: i64,
}

impl MergeRow {
    /// The fact that it is there.
    pub fn fact(&self) -> MergeFact<'_> {
        let Self { bot, channel, number, user, into, undone, moved, actor, since, at } = self;
        MergeFact {
            bot,
            channel,
            number: *number,
            user,
            into,
            undone: *undone,
            moved: *moved,
            actor,
            since: *since,
            at: *at,
        }
    }
}

impl Database {
    /// Every merge, undone ones included, oldest first.
    ///
    /// # Errors
    /// [`DbError::Query`]
    pub async fn load_merges(&self) -> Result<Vec<MergeRow>, DbError> {
        let bots = self.bot_names().await?;
        let merges = merge::Entity::find().order_by_asc(merge::Column::Number).all(&self.pool).await?;
        let row = |merge: merge::Model| {
            Some(MergeRow {
                bot: bots.get(&merge.bot_id)?.clone(),
                channel: merge.channel,
                number: u32::try_from(merge.number).ok()?,
                user: merge.user_hash,
                into: merge.into_hash,
                undone: merge.undone,
                moved: merge.moved,
                actor: merge.actor,
                since: merge.since,
                at: merge.at,
            })
        };
        Ok(merges.into_iter().filter_map(row).collect())
    }

    /// As whom the members of a room count, by their rows.
    pub(super) async fn roots(&self, room: i64) -> Result<Roots, DbError> {
        let mut next = HashMap::new();
        for row in self.pool.query_all(&merged_in(room)).await? {
            next.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
        Ok(Roots(next))
    }

    /// The members of a room who count as somebody else: each with whom.
    pub(crate) async fn merged_hashes(&self, room: &room::Model) -> Result<HashMap<String, String>, DbErr> {
        let merges = merge::Entity::find()
            .filter(merge::Column::BotId.eq(room.bot_id))
            .filter(merge::Column::Channel.eq(room.channel.as_str()))
            .filter(merge::Column::Undone.eq(false));
        let merges = merges.all(&self.pool).await?;
        Ok(merges.into_iter().map(|merge| (merge.user_hash, merge.into_hash)).collect())
    }
}

/// Who counts as whom in a room.
#[derive(Debug, Default)]
pub(super) struct Roots(HashMap<i64, i64>);

impl Roots {
    /// As whom a member counts: mostly as this member.
    pub(super) fn of(&self, member: i64) -> i64 {
        let mut root = member;
        for _ in 0..LONGEST {
            match self.0.get(&root) {
                Some(next) => root = *next,
                None => break,
            }
        }
        root
    }

    /// The member and everybody who counts as this one.
    pub(super) fn all(&self, root: i64) -> Vec<i64> {
        let others = self.0.keys().copied().filter(|member| self.of(*member) == root);
        std::iter::once(root).chain(others).collect()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The rows of both members of each merge that is in force in a room.
fn merged_in(place: i64) -> SelectStatement {
    let (old, new) = ("old", "new");
    let of = |column| Expr::col((merge::Entity, column));
    let here = |column| Expr::col((room::Entity, column));
    let row = |alias: &'static str, column, hash| {
        Expr::col((alias, user::Column::RoomId)).eq(place).and(Expr::col((alias, column)).equals((merge::Entity, hash)))
    };
    Query::select()
        .column((old, user::Column::Id))
        .column((new, user::Column::Id))
        .from(merge::Entity)
        .inner_join(
            room::Entity,
            here(room::Column::BotId)
                .equals((merge::Entity, merge::Column::BotId))
                .and(here(room::Column::Channel).equals((merge::Entity, merge::Column::Channel))),
        )
        .join_as(sea_orm::JoinType::InnerJoin, user::Entity, old, row(old, user::Column::Hash, merge::Column::UserHash))
        .join_as(sea_orm::JoinType::InnerJoin, user::Entity, new, row(new, user::Column::Hash, merge::Column::IntoHash))
        .and_where(here(room::Column::Id).eq(place))
        .and_where(of(merge::Column::Undone).eq(false))
        .to_owned()
}
