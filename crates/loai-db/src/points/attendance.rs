//! Who comes by on which day.

use loai_core::{Account, Attendance, PointsKind, Transfer, Visit};
use sea_orm::{
    ActiveValue::Set, ColumnTrait as _, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, IntoActiveModel as _,
    QueryFilter as _, QuerySelect as _,
};

use super::{
    PointsBook, account,
    book::{self, Sides},
    retry::Fault,
};
use crate::entity::point_attendance::{ActiveModel, Column, Entity, Model};

impl PointsBook {
    pub(super) async fn attend_once(&self, visit: &Visit) -> Result<Attendance, Fault> {
        let pool = &self.database.pool;
        let system = Account::system(&visit.member.bot);
        let from = account::open(pool, &system, visit.at).await?;
        let to = account::open(pool, &visit.member, visit.at).await?;
        open(pool, to).await?;
        let mut also = Vec::new();
        for account in &visit.also {
            also.extend(account::find(pool, account).await?.map(|row| row.id));
        }
        let transaction = self.begin().await?;
        let attendance = attend(&transaction, visit, system, Sides { from, to, subject: to }, &also).await?;
        transaction.commit().await?;
        Ok(attendance)
    }
}

async fn attend(
    transaction: &DatabaseTransaction,
    visit: &Visit,
    system: Account,
    sides: Sides,
    also: &[i64],
) -> Result<Attendance, Fault> {
    let row = Entity::find_by_id(sides.to).lock_exclusive().one(transaction).await?;
    let Some(mut row) = row else { return Err(DbErr::RecordNotFound("attendance".to_owned()).into()) };
    // Their days are added for whoever reads them, and stay theirs.
    let mut others = 0;
    for other in Entity::find().filter(Column::AccountId.is_in(also.iter().copied())).all(transaction).await? {
        // The row of days that goes on is the one that ended last; of two that did, the longer one.
        if other.days > 0 && ((row.days == 0 && others == 0) || (other.day, other.streak) > (row.day, row.streak)) {
            (row.day, row.streak) = (other.day, other.streak);
        }
        row.best = row.best.max(other.best);
        others += other.days;
    }
    let count = |number: i32| number.unsigned_abs();
    let has_come = row.days + others > 0;
    if has_come && row.day >= visit.day {
        return Ok(Attendance {
            new: false,
            streak: count(row.streak),
            best: count(row.best),
            days: count(row.days + others),
            points: 0,
            bonus: 0,
            balance: book::balance(transaction, sides.to).await?,
        });
    }
    let streak = if has_come && row.day == visit.day - 1 { row.streak + 1 } else { 1 };
    let (best, days) = (row.best.max(streak), row.days + 1);
    change(transaction, row, (visit.day, streak, best, days)).await?;
    let (points, bonus) = visit.reward(count(streak));
    let balance = if points + bonus > 0 {
        let transfer = Transfer {
            from: system,
            to: visit.member.clone(),
            amount: points + bonus,
            kind: PointsKind::Attendance,
            reference: format!("attendance:{}", visit.day),
            actor: String::new(),
            note: String::new(),
            at: visit.at,
        };
        transfer.check()?;
        book::book(transaction, &transfer, sides).await?.to
    } else {
        book::balance(transaction, sides.to).await?
    };
    let days = count(days + others);
    Ok(Attendance { new: true, streak: count(streak), best: count(best), days, points, bonus, balance })
}

async fn change(
    transaction: &DatabaseTransaction,
    row: Model,
    (day, streak, best, days): (i32, i32, i32, i32),
) -> Result<(), DbErr> {
    let mut row = row.into_active_model();
    (row.day, row.streak, row.best, row.days) = (Set(day), Set(streak), Set(best), Set(days));
    Entity::update(row).exec(transaction).await.map(drop)
}

/// Makes the row of somebody who never came by.
async fn open(connection: &impl ConnectionTrait, account: i64) -> Result<(), DbErr> {
    if Entity::find_by_id(account).one(connection).await?.is_some() {
        return Ok(());
    }
    let row = ActiveModel { account_id: Set(account), day: Set(0), streak: Set(0), best: Set(0), days: Set(0) };
    match Entity::insert(row).exec_without_returning(connection).await {
        Err(error) if !account::is_duplicate(&error) => Err(error),
        _ => Ok(()),
    }
}
