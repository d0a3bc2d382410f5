//! Who talks how much, from the sums that the writer keeps.

use std::time::Duration;

use hashbrown::HashMap;
use loai_core::{Counted, Rank, TalkBook, TalkCard, TalkError, TalkFuture, TalkSpan};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter,
    sea_query::{Alias, Expr, ExprTrait, Query, SelectStatement},
};

use crate::{Database, DbError, entity::user};

/// Nobody waits longer for an answer of the database.
const PATIENCE: Duration = Duration::from_secs(5);
/// A card looks back so many days.
const YEAR: i32 = 366;

impl TalkBook for Database {
    fn rank(&self, span: TalkSpan, most: usize) -> TalkFuture<'_, Rank> {
        Box::pin(in_time(self.rank_of(span, most)))
    }

    fn card(&self, user: String, span: TalkSpan, today: i32) -> TalkFuture<'_, TalkCard> {
        Box::pin(in_time(self.card_of(user, span, today)))
    }
}

impl Database {
    async fn rank_of(&self, span: TalkSpan, most: usize) -> Result<Rank, DbError> {
        let mut sums = self.talk_sums(&span).await?;
        let (people, lines) = (sums.len(), sums.iter().map(|(_, lines)| lines).sum());
        sums.truncate(most);
        let ids = user::Column::Id.is_in(sums.iter().map(|(id, _)| *id));
        let named = user::Entity::find().filter(ids).all(&self.pool).await?;
        let mut names: HashMap<i64, String> = named.into_iter().map(|user| (user.id, user.name)).collect();
        let first = sums.into_iter().map(|(id, lines)| (names.remove(&id).unwrap_or_default(), lines)).collect();
        Ok(Rank { first, people, lines })
    }

    async fn card_of(&self, user: String, span: TalkSpan, today: i32) -> Result<TalkCard, DbError> {
        let room = i64::from(span.room);
        let member = user::Entity::find().filter(user::Column::RoomId.eq(room)).filter(user::Column::Hash.eq(user));
        let sums = self.talk_sums(&span).await?;
        let mut card = TalkCard { people: sums.len(), ..TalkCard::default() };
        let Some(member) = member.one(&self.pool).await? else { return Ok(card) };
        let roots = self.roots(room).await?;
        let root = roots.of(member.id);
        let all = roots.all(root);
        card.place = sums.iter().position(|(id, _)| *id == root).map(|place| (place + 1, sums[place].1));
        for row in self.pool.query_all(&hours_of(room, &all)).await? {
            let [hour, said, talked] = [0, 1, 2].map(|at| row.try_get_by_index::<i64>(at));
            let (hour, said) = (hour? as usize, said?.cast_unsigned());
            (card.said, card.talked) = (card.said + said, card.talked + talked?.cast_unsigned());
            if let Some(sum) = card.hours.get_mut(hour) {
                *sum += said;
            }
        }
        for row in self.pool.query_all(&days_of(room, &all, today - YEAR)).await? {
            let (day, said): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            let (day, said) = (day as i32, said.cast_unsigned());
            // Days come newest first, and one day more than once where several count as one.
            match card.days.last_mut() {
                Some((last, sum)) if *last == day => *sum += said,
                _ => card.days.push((day, said)),
            }
        }
        Ok(card)
    }

    /// Everybody with lines in a span, the most first; who was merged into somebody counts there.
    async fn talk_sums(&self, span: &TalkSpan) -> Result<Vec<(i64, u64)>, DbError> {
        let rows = self.pool.query_all(&sums(span)).await?;
        let mut sums = Vec::with_capacity(rows.len());
        for row in rows {
            let (user, lines): (i64, i64) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?);
            if lines > 0 {
                sums.push((user, lines.cast_unsigned()));
            }
        }
        let roots = self.roots(span.room.into()).await?;
        if !roots.is_empty() {
            let mut together = HashMap::<i64, u64>::new();
            for (user, lines) in sums {
                *together.entry(roots.of(user)).or_default() += lines;
            }
            sums = together.into_iter().collect();
        }
        sums.sort_unstable_by_key(|&(user, lines)| (std::cmp::Reverse(lines), user));
        Ok(sums)
    }
}

/// The lines of each person in a span.
fn sums(span: &TalkSpan) -> SelectStatement {
    let column = match span.counted {
        Counted::Talk => "talked",
        Counted::All => "said",
    };
    let mut query = Query::select();
    // A server adds up to a decimal number.
    query
        .column("user_id")
        .expr(Expr::col(column).sum().cast_as(Alias::new("SIGNED")))
        .and_where(Expr::col("room_id").eq(i64::from(span.room)))
        .and_where(Expr::col("user_id").not_in_subquery(excluded(span.room)))
        .group_by_col("user_id");
    match &span.days {
        Some(days) => query.from("talk_days").and_where(Expr::col("day").between(*days.start(), *days.end())),
        None => query.from("talk_hours"),
    };
    query
}

/// Members of a room who do not want to be counted.
fn excluded(room: u32) -> SelectStatement {
    Query::select().column("user_id").from("exclusions").and_where(Expr::col("room_id").eq(i64::from(room))).to_owned()
}

fn hours_of(room: i64, users: &[i64]) -> SelectStatement {
    Query::select()
        .expr(Expr::col("hour").cast_as(Alias::new("SIGNED")))
        .columns(["said", "talked"])
        .from("talk_hours")
        .and_where(Expr::col("room_id").eq(room))
        .and_where(Expr::col("user_id").is_in(users.iter().copied()))
        .to_owned()
}

fn days_of(room: i64, users: &[i64], after: i32) -> SelectStatement {
    Query::select()
        .expr(Expr::col("day").cast_as(Alias::new("SIGNED")))
        .column("said")
        .from("talk_days")
        .and_where(Expr::col("room_id").eq(room))
        .and_where(Expr::col("day").gt(after))
        .and_where(Expr::col("user_id").is_in(users.iter().copied()))
        .order_by("day", sea_orm::Order::Desc)
        .to_owned()
}

pub(super) async fn in_time<T>(work: impl Future<Output = Result<T, DbError>>) -> Result<T, TalkError> {
    let done = tokio::time::timeout(PATIENCE, work).await;
    let done = done.map_err(|_| TalkError("the database did not answer in time".into()))?;
    done.map_err(|error| TalkError(error.to_string()))
}
