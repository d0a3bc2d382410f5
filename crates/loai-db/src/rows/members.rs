//! The members of a room and their names.

use hashbrown::HashMap;
use loai_core::{MemberBook, MemberName, RoomMember, TalkFuture};
use sea_orm::{
    ColumnTrait, ConnectionTrait, EntityTrait, QueryFilter, QueryOrder,
    sea_query::{Alias, Expr, ExprTrait, Order, Query, SelectStatement},
};

use super::talk::in_time;
use crate::{
    Database, DbError,
    entity::{user, user_name},
};

impl MemberBook for Database {
    fn members(&self, room: u32) -> TalkFuture<'_, Vec<RoomMember>> {
        Box::pin(in_time(self.members_of(room.into())))
    }

    fn names(&self, room: u32) -> TalkFuture<'_, Vec<MemberName>> {
        Box::pin(in_time(self.names_in(room.into())))
    }
}

impl Database {
    async fn members_of(&self, room: i64) -> Result<Vec<RoomMember>, DbError> {
        let mut lines = HashMap::<i64, i64>::new();
        for row in self.pool.query_all(&said_in(room)).await? {
            lines.insert(row.try_get_by_index(0)?, row.try_get_by_index(1)?);
        }
        let users = user::Entity::find().filter(user::Column::RoomId.eq(room)).order_by_asc(user::Column::Id);
        let member = |row: user::Model| RoomMember {
            number: row.id,
            user: row.hash,
            name: row.name,
            is_bot: row.is_bot,
            first_seen: row.first_seen,
            last_seen: row.last_seen,
            lines: lines.get(&row.id).copied().unwrap_or_default().cast_unsigned(),
        };
        Ok(users.all(&self.pool).await?.into_iter().map(member).collect())
    }

    async fn names_in(&self, room: i64) -> Result<Vec<MemberName>, DbError> {
        let mut names = Vec::new();
        for row in self.pool.query_all(&named_in(room)).await? {
            let (number, name, since) = (row.try_get_by_index(0)?, row.try_get_by_index(1)?, row.try_get_by_index(2)?);
            names.push(MemberName { number, name, since });
        }
        Ok(names)
    }
}

/// The lines of each member, ever.
fn said_in(room: i64) -> SelectStatement {
    Query::select()
        .column("user_id")
        .expr(Expr::col("said").sum().cast_as(Alias::new("SIGNED")))
        .from("talk_hours")
        .and_where(Expr::col("room_id").eq(room))
        .group_by_col("user_id")
        .to_owned()
}

fn named_in(room: i64) -> SelectStatement {
    let name = |column| (user_name::Entity, column);
    let member = |column| Expr::col((user::Entity, column));
    Query::select()
        .columns([user_name::Column::UserId, user_name::Column::Name, user_name::Column::Since].map(name))
        .from(user_name::Entity)
        .inner_join(user::Entity, member(user::Column::Id).equals(name(user_name::Column::UserId)))
        .and_where(member(user::Column::RoomId).eq(room))
        .order_by(name(user_name::Column::Since), Order::Desc)
        .order_by(name(user_name::Column::Id), Order::Desc)
        .to_owned()
}
