//! All that one account holds goes to another one, and back.

use loai_core::{Joining, PointsError, PointsKind, Transfer};
use sea_orm::{DatabaseTransaction, DbErr, EntityTrait as _, QuerySelect as _};

use super::{PointsBook, account, book, book::Sides, find, retry::Fault};
use crate::entity::point_account::Entity;

impl PointsBook {
    /// Moves all that there is, and tells how much that was, now or before.
    pub(super) async fn join_once(&self, joining: &Joining) -> Result<i64, Fault> {
        self.move_all(|amount| joining.forth(amount), i64::MAX).await
    }

    /// Moves back what went, as far as it is still there, and tells how much that was, now or before.
    pub(super) async fn part_once(&self, joining: &Joining) -> Result<i64, Fault> {
        let Some(from) = account::find(&self.database.pool, &joining.from).await? else { return Ok(0) };
        let went = find(&self.database.pool, from.id, &joining.reference).await?;
        let Some(went) = went.filter(|row| row.kind == PointsKind::Merge.as_str()) else { return Ok(0) };
        self.move_all(|amount| joining.back(amount), went.amount).await
    }

    /// Moves what an account holds, but at most so much, once for the reference.
    async fn move_all(&self, transfer: impl Fn(i64) -> Transfer, most: i64) -> Result<i64, Fault> {
        let plan = transfer(1);
        let fits = plan.from != plan.to && plan.from.bot == plan.to.bot;
        let sides = match account::find(&self.database.pool, &plan.from).await? {
            // Nobody ever gave this account anything.
            None => return Ok(0),
            Some(_) if !fits => return Err(PointsError::Invalid("it goes nowhere, or to another bot").into()),
            Some(_) => self.sides(&plan).await?,
        };
        let transaction = self.begin().await?;
        match moved(&transaction, transfer, sides, most).await {
            Ok(amount) => {
                transaction.commit().await?;
                Ok(amount)
            }
            Err(fault) => {
                transaction.rollback().await?;
                Err(fault)
            }
        }
    }
}

async fn moved(
    transaction: &DatabaseTransaction,
    transfer: impl Fn(i64) -> Transfer,
    sides: Sides,
    most: i64,
) -> Result<i64, Fault> {
    // Both are locked before anything is read, in the order in which everybody locks accounts.
    let mut balance = 0;
    for id in [sides.from.min(sides.to), sides.from.max(sides.to)] {
        let row = Entity::find_by_id(id).lock_exclusive().one(transaction).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound(format!("account {id}")))?;
        if id == sides.from {
            balance = row.balance;
        }
    }
    // Only now it is certain that nobody else moves something under this name.
    let plan = transfer(1);
    if let Some(row) = find(transaction, sides.subject, &plan.reference).await? {
        let same = (row.from_id, row.to_id, row.kind.as_str()) == (sides.from, sides.to, plan.kind.as_str());
        return if same { Ok(row.amount) } else { Err(PointsError::Conflict.into()) };
    }
    let amount = balance.min(most);
    if amount > 0 {
        book::book(transaction, &transfer(amount), sides).await?;
    }
    Ok(amount.max(0))
}
