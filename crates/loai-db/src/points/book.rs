//! One transfer within a transaction.

use loai_core::{PointsError, Receipt, Transfer, points::MOST_HELD};
use sea_orm::{
    ActiveValue::{NotSet, Set},
    ColumnTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{
    account::{self, SYSTEM, is_duplicate},
    retry::Fault,
};
use crate::entity::{point_account as row, point_entry as entry, point_transfer as moved};

/// At most so many characters of a word about a transfer are kept.
const NOTE: usize = 200;

/// The numbers of the accounts of a transfer.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sides {
    pub(super) from: i64,
    pub(super) to: i64,
    /// The one that its reference is unique for.
    pub(super) subject: i64,
}

/// Writes a transfer. The transaction is to be rolled back when this fails.
///
/// The row of the transfer comes first: who comes second with the same reference waits there, with nothing locked. The
/// accounts are locked in the order of their numbers, so that two transfers the other way round do not wait for each
/// other. Nothing is read before it is locked.
pub(super) async fn book(
    transaction: &DatabaseTransaction,
    transfer: &Transfer,
    sides: Sides,
) -> Result<Receipt, Fault> {
    let id = match insert(transaction, transfer, sides).await {
        Err(error) if is_duplicate(&error) => return Err(Fault::Known),
        other => other?,
    };
    let (from, to) = ((sides.from, -transfer.amount), (sides.to, transfer.amount));
    for (account, amount) in if sides.from < sides.to { [from, to] } else { [to, from] } {
        if !change(transaction, account, amount).await? {
            return Err(refused(transaction, account, amount).await?.into());
        }
    }
    let mut after = [0; 2];
    for (after, (account, _)) in after.iter_mut().zip([from, to]) {
        *after = balance(transaction, account).await?;
    }
    let entries = [from, to].into_iter().zip(after).map(|((account, amount), balance)| entry::ActiveModel {
        id: NotSet,
        transfer_id: Set(id),
        account_id: Set(account),
        amount: Set(amount),
        balance: Set(balance),
    });
    entry::Entity::insert_many(entries).exec_without_returning(transaction).await?;
    Ok(Receipt { new: true, from: after[0], to: after[1] })
}

async fn insert(transaction: &DatabaseTransaction, transfer: &Transfer, sides: Sides) -> Result<i64, DbErr> {
    let short = |text: &str| text.chars().take(NOTE).collect::<String>();
    let row = moved::ActiveModel {
        id: NotSet,
        subject_id: Set(sides.subject),
        reference: Set(transfer.reference.clone()),
        kind: Set(transfer.kind.as_str().to_owned()),
        amount: Set(transfer.amount),
        from_id: Set(sides.from),
        to_id: Set(sides.to),
        actor: Set(short(&transfer.actor)),
        note: Set(short(&transfer.note)),
        at: Set(transfer.at),
    };
    Ok(moved::Entity::insert(row).exec(transaction).await?.last_insert_id)
}

/// Changes what an account holds, where it holds enough and not too much; tells whether it did.
async fn change(transaction: &DatabaseTransaction, account: i64, amount: i64) -> Result<bool, DbErr> {
    let add = |column: row::Column, amount: i64| Expr::col(column).add(amount);
    let system = row::Column::Kind.eq(SYSTEM);
    let (counted, allowed) = if amount < 0 {
        (row::Column::Given, system.or(row::Column::Balance.gte(-amount)))
    } else {
        (row::Column::Received, system.or(row::Column::Balance.lte(MOST_HELD - amount)))
    };
    let changed = row::Entity::update_many()
        .col_expr(row::Column::Balance, add(row::Column::Balance, amount))
        .col_expr(counted, add(counted, amount.abs()))
        .filter(row::Column::Id.eq(account))
        .filter(allowed)
        .exec(transaction)
        .await?;
    Ok(changed.rows_affected == 1)
}

async fn refused(transaction: &DatabaseTransaction, account: i64, amount: i64) -> Result<PointsError, DbErr> {
    Ok(if amount < 0 {
        PointsError::Short { balance: balance(transaction, account).await? }
    } else {
        PointsError::Full
    })
}

/// What an account holds.
pub(super) async fn balance(transaction: &DatabaseTransaction, account: i64) -> Result<i64, DbErr> {
    let row = account::numbered(transaction, account).await?;
    row.map(|row| row.balance).ok_or_else(|| DbErr::RecordNotFound(format!("account {account}")))
}
