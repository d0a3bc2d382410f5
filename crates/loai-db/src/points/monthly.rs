//! What everybody is given once a month.

use std::sync::Arc;

use loai_core::{Account, Approval, BotName, ChannelId, Points as _, PointsError, PointsKind, Transfer, UserHash};
use sea_orm::{
    ConnectionTrait, DbErr, QueryResult,
    sea_query::{Expr, ExprTrait, Query, SelectStatement},
};

use super::{PointsBook, account::MEMBER, retry::Fault};
use crate::entity::{bot, member_merge as merge, point_account as account, point_transfer as moved, room, user};

/// So many members are looked at in one go.
const PAGE: u64 = 200;

/// What the members of a bot's rooms are given for a month.
#[derive(Debug, Clone, Copy)]
pub struct MonthlyGrant<'a> {
    /// The bot.
    pub bot: &'a BotName,
    /// The month, such as `2026-11`.
    pub month: &'a str,
    /// What each is given; nothing below 1.
    pub amount: i64,
    /// Only who was heard since then is given something, in UTC milliseconds.
    pub heard_since: i64,
    /// Now, in UTC milliseconds.
    pub at: i64,
}

/// Somebody who was not given anything for the month yet.
struct Waiting {
    row: i64,
    channel: String,
    user: String,
}

impl PointsBook {
    /// Gives to members of approved rooms what they have not been given for this month yet, and tells to how many, and
    /// behind which row to go on; `None` when nobody is left. To be called until then, first with `after` 0.
    ///
    /// # Errors
    /// [`PointsError::Unavailable`]; who was given something until then keeps it.
    pub async fn grant_monthly(&self, grant: &MonthlyGrant<'_>, after: i64) -> Result<(u64, Option<i64>), PointsError> {
        if grant.amount < 1 {
            return Ok((0, None));
        }
        let statement = Arc::new(not_given(grant, after));
        let waiting = self.patiently(move |book| {
            let statement = Arc::clone(&statement);
            async move { book.waiting(&statement).await }
        });
        let waiting = waiting.await?;
        let mut given = 0;
        for member in &waiting {
            // What the app says is no hash, or an account that can hold no more, is not asked for again.
            let Some(transfer) = transfer(grant, member) else { continue };
            match self.transfer(transfer).await {
                Ok(receipt) => given += u64::from(receipt.new),
                Err(error @ PointsError::Unavailable(_)) => return Err(error),
                Err(error) => tracing::warn!(%error, "a member was not given the points of the month"),
            }
        }
        Ok((given, waiting.last().map(|member| member.row)))
    }

    async fn waiting(&self, statement: &SelectStatement) -> Result<Vec<Waiting>, Fault> {
        let rows = self.database.pool.query_all(statement).await?;
        Ok(rows.iter().map(read).collect::<Result<_, _>>()?)
    }
}

fn reference(grant: &MonthlyGrant<'_>) -> String {
    format!("monthly:{}", grant.month)
}

fn transfer(grant: &MonthlyGrant<'_>, member: &Waiting) -> Option<Transfer> {
    let (channel, user) = (ChannelId::new(&member.channel).ok()?, UserHash::new(&member.user).ok()?);
    Some(Transfer {
        from: Account::system(grant.bot),
        to: Account::member(grant.bot, &channel, &user),
        amount: grant.amount,
        kind: PointsKind::Monthly,
        reference: reference(grant),
        actor: String::new(),
        note: String::new(),
        at: grant.at,
    })
}

/// Members who are heard in approved rooms and have no transfer of this month. Who was merged into somebody is given
/// nothing: the other one is.
fn not_given(grant: &MonthlyGrant<'_>, after: i64) -> SelectStatement {
    let member = |column| Expr::col((user::Entity, column));
    let place = |column| Expr::col((room::Entity, column));
    let held = |column| Expr::col((account::Entity, column));
    let given = |column| Expr::col((moved::Entity, column));
    let merged = |column| Expr::col((merge::Entity, column));
    let same_account = held(account::Column::Bot)
        .eq(grant.bot.as_str())
        .and(held(account::Column::Channel).equals((room::Entity, room::Column::Channel)))
        .and(held(account::Column::User).equals((user::Entity, user::Column::Hash)))
        .and(held(account::Column::Kind).eq(MEMBER));
    let same_member = merged(merge::Column::BotId)
        .equals((bot::Entity, bot::Column::Id))
        .and(merged(merge::Column::Channel).equals((room::Entity, room::Column::Channel)))
        .and(merged(merge::Column::UserHash).equals((user::Entity, user::Column::Hash)))
        .and(merged(merge::Column::Undone).eq(false));
    let same_transfer = given(moved::Column::SubjectId)
        .equals((account::Entity, account::Column::Id))
        .and(given(moved::Column::Reference).eq(reference(grant)));
    Query::select()
        .column((user::Entity, user::Column::Id))
        .column((room::Entity, room::Column::Channel))
        .column((user::Entity, user::Column::Hash))
        .from(user::Entity)
        .inner_join(room::Entity, member(user::Column::RoomId).equals((room::Entity, room::Column::Id)))
        .inner_join(bot::Entity, place(room::Column::BotId).equals((bot::Entity, bot::Column::Id)))
        .left_join(account::Entity, same_account)
        .left_join(moved::Entity, same_transfer)
        .left_join(merge::Entity, same_member)
        .and_where(Expr::col((bot::Entity, bot::Column::Name)).eq(grant.bot.as_str()))
        .and_where(place(room::Column::State).eq(Approval::Approved.as_str()))
        .and_where(member(user::Column::IsBot).eq(false))
        .and_where(member(user::Column::LastSeen).gte(grant.heard_since))
        .and_where(member(user::Column::Id).gt(after))
        .and_where(given(moved::Column::Id).is_null())
        .and_where(merged(merge::Column::Id).is_null())
        .order_by((user::Entity, user::Column::Id), sea_orm::sea_query::Order::Asc)
        .limit(PAGE)
        .to_owned()
}

fn read(row: &QueryResult) -> Result<Waiting, DbErr> {
    Ok(Waiting { row: row.try_get_by_index(0)?, channel: row.try_get_by_index(1)?, user: row.try_get_by_index(2)? })
}
