//! The rows of accounts.

use loai_core::{Account, BotName, ChannelId, Holder, UserHash};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, ConnectionTrait, DbErr, EntityTrait, QueryFilter, SqlErr,
};

use crate::entity::point_account::{ActiveModel, Column, Entity, Model};

/// As the kind of an account is stored.
pub(super) const SYSTEM: &str = "system";
pub(super) const ROOM: &str = "room";
pub(super) const MEMBER: &str = "member";

/// Kind, room and member.
fn words(holder: &Holder) -> (&'static str, &str, &str) {
    match holder {
        Holder::System => (SYSTEM, "", ""),
        Holder::Room(channel) => (ROOM, channel.as_str(), ""),
        Holder::Member(channel, user) => (MEMBER, channel.as_str(), user.as_str()),
    }
}

pub(super) async fn find(connection: &impl ConnectionTrait, account: &Account) -> Result<Option<Model>, DbErr> {
    let (kind, channel, user) = words(&account.holder);
    Entity::find()
        .filter(Column::Bot.eq(account.bot.as_str()))
        .filter(Column::Channel.eq(channel))
        .filter(Column::User.eq(user))
        .filter(Column::Kind.eq(kind))
        .one(connection)
        .await
}

pub(super) async fn numbered(connection: &impl ConnectionTrait, id: i64) -> Result<Option<Model>, DbErr> {
    Entity::find_by_id(id).one(connection).await
}

/// The number of an account, which is made when there is none. Not to be called within a transaction: a row that two
/// want to make at once is better there before either of them locks anything.
pub(super) async fn open(connection: &impl ConnectionTrait, account: &Account, at: i64) -> Result<i64, DbErr> {
    if let Some(row) = find(connection, account).await? {
        return Ok(row.id);
    }
    let (kind, channel, user) = words(&account.holder);
    let row = ActiveModel {
        id: NotSet,
        kind: Set(kind.to_owned()),
        bot: Set(account.bot.as_str().to_owned()),
        channel: Set(channel.to_owned()),
        user: Set(user.to_owned()),
        balance: Set(0),
        received: Set(0),
        given: Set(0),
        created_at: Set(at),
    };
    match Entity::insert(row).exec(connection).await {
        Ok(made) => Ok(made.last_insert_id),
        Err(error) if is_duplicate(&error) => match find(connection, account).await? {
            Some(row) => Ok(row.id),
            None => Err(error),
        },
        Err(error) => Err(error),
    }
}

/// The account of a row; `None` for a row that this version does not understand.
pub(super) fn named(row: &Model) -> Option<Account> {
    let bot = BotName::new(&row.bot).ok()?;
    let holder = match row.kind.as_str() {
        SYSTEM => Holder::System,
        ROOM => Holder::Room(ChannelId::new(&row.channel).ok()?),
        MEMBER => Holder::Member(ChannelId::new(&row.channel).ok()?, UserHash::new(&row.user).ok()?),
        _ => return None,
    };
    Some(Account { bot, holder })
}

pub(super) fn is_duplicate(error: &DbErr) -> bool {
    matches!(error.sql_err(), Some(SqlErr::UniqueConstraintViolation(_)))
}
