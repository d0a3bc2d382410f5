//! The ledger of points.
//!
//! Whether an account holds enough can only be said where it is written, so a transfer is one transaction of its own and
//! does not go through the journal. It is not on the way of a message: whoever asks waits for the answer.
//! What breaks is tried again, commits included whose answer was lost: the reference of a transfer makes it count once.

mod account;
mod attendance;
mod book;
mod forget;
mod joining;
mod monthly;
mod people;
mod retry;

use std::sync::Arc;

use loai_core::{
    Account, Attendance, Balance, Joining, NamedMember, Points, PointsEntry, PointsError, PointsKind, Receipt, Refund,
    Transfer, Visit, points::Later,
};
use sea_orm::{
    ColumnTrait, ConnectionTrait, DatabaseTransaction, DbErr, EntityTrait, QueryFilter, QueryOrder, QuerySelect,
};
use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use crate::{
    Database,
    entity::{point_entry as entry, point_transfer as moved},
};
use book::Sides;
use retry::Fault;

pub use monthly::MonthlyGrant;

/// So many transfers are in work at a time, so that one that has to wait leaves connections to readers.
const AT_ONCE: usize = 2;
/// At most so many lines of a statement are read.
const MOST_LINES: u32 = 100;

/// The ledger of points in a database.
#[derive(Debug, Clone)]
pub struct PointsBook {
    database: Database,
    turns: Arc<Semaphore>,
    tasks: TaskTracker,
}

impl PointsBook {
    /// The ledger of this database; what it does runs as tasks of this tracker.
    pub fn new(database: &Database, tasks: TaskTracker) -> Self {
        Self { database: database.clone(), turns: Arc::new(Semaphore::new(AT_ONCE)), tasks }
    }

    async fn move_once(&self, transfer: &Transfer) -> Result<Receipt, Fault> {
        let sides = self.sides(transfer).await?;
        let transaction = self.begin().await?;
        match book::book(&transaction, transfer, sides).await {
            Ok(receipt) => {
                transaction.commit().await?;
                return Ok(receipt);
            }
            Err(Fault::Known) => transaction.rollback().await?,
            Err(fault) => {
                transaction.rollback().await?;
                return Err(fault);
            }
        }
        // Somebody else may have taken it back meanwhile; then it is tried again.
        self.known(transfer, sides).await
    }

    /// What became of a transfer with this reference before.
    async fn known(&self, transfer: &Transfer, sides: Sides) -> Result<Receipt, Fault> {
        let row = find(&self.database.pool, sides.subject, &transfer.reference).await?.ok_or(Fault::Known)?;
        let same = (row.from_id, row.to_id, row.amount) == (sides.from, sides.to, transfer.amount)
            && row.kind == transfer.kind.as_str();
        if !same {
            return Err(PointsError::Conflict.into());
        }
        let entries =
            entry::Entity::find().filter(entry::Column::TransferId.eq(row.id)).all(&self.database.pool).await?;
        let after = |account| entries.iter().find(|entry| entry.account_id == account).map_or(0, |entry| entry.balance);
        Ok(Receipt { new: false, from: after(sides.from), to: after(sides.to) })
    }

    /// The transfer that gives back what another one took.
    async fn reverse(&self, refund: &Refund) -> Result<Transfer, Fault> {
        let subject = account::find(&self.database.pool, &refund.subject).await?.ok_or(PointsError::Unknown)?;
        let found = find(&self.database.pool, subject.id, &refund.reference).await?;
        let row = found.filter(|row| row.kind != PointsKind::Refund.as_str()).ok_or(PointsError::Unknown)?;
        let (from, to) = (self.account(row.to_id).await?, self.account(row.from_id).await?);
        Ok(Transfer {
            from,
            to,
            amount: row.amount,
            kind: PointsKind::Refund,
            // The number of the transfer, since the refund may be about another account than the transfer was.
            reference: format!("refund:{}", row.id),
            actor: refund.actor.clone(),
            note: refund.note.clone(),
            at: refund.at,
        })
    }

    async fn account(&self, id: i64) -> Result<Account, Fault> {
        let row = account::numbered(&self.database.pool, id).await?;
        row.as_ref().and_then(account::named).ok_or_else(|| PointsError::Unknown.into())
    }

    async fn sides(&self, transfer: &Transfer) -> Result<Sides, Fault> {
        let from = account::open(&self.database.pool, &transfer.from, transfer.at).await?;
        let to = account::open(&self.database.pool, &transfer.to, transfer.at).await?;
        let subject = if transfer.subject() == &transfer.from { from } else { to };
        Ok(Sides { from, to, subject })
    }

    async fn begin(&self) -> Result<DatabaseTransaction, DbErr> {
        self.database.begin().await
    }

    async fn held(&self, account: &Account) -> Result<Balance, Fault> {
        let row = account::find(&self.database.pool, account).await?;
        Ok(row.map_or_else(Balance::default, |row| Balance {
            now: row.balance,
            received: row.received,
            given: row.given,
        }))
    }

    async fn lines(&self, account: &Account, limit: u32) -> Result<Vec<PointsEntry>, Fault> {
        let Some(account) = account::find(&self.database.pool, account).await? else { return Ok(Vec::new()) };
        let entries = entry::Entity::find()
            .filter(entry::Column::AccountId.eq(account.id))
            .order_by_desc(entry::Column::Id)
            .limit(u64::from(limit.min(MOST_LINES)))
            .all(&self.database.pool)
            .await?;
        let ids = entries.iter().map(|entry| entry.transfer_id);
        let transfers = moved::Entity::find().filter(moved::Column::Id.is_in(ids)).all(&self.database.pool).await?;
        let line = |entry: entry::Model| {
            let transfer = transfers.iter().find(|transfer| transfer.id == entry.transfer_id)?;
            Some(PointsEntry {
                kind: PointsKind::of(&transfer.kind)?,
                amount: entry.amount,
                balance: entry.balance,
                actor: transfer.actor.clone(),
                note: transfer.note.clone(),
                at: transfer.at,
            })
        };
        Ok(entries.into_iter().filter_map(line).collect())
    }
}

/// The transfer that a reference names.
async fn find(connection: &impl ConnectionTrait, subject: i64, reference: &str) -> Result<Option<moved::Model>, DbErr> {
    let found = moved::Entity::find()
        .filter(moved::Column::SubjectId.eq(subject))
        .filter(moved::Column::Reference.eq(reference));
    found.one(connection).await
}

/// What is done for as long as it takes, with what it is done to shared between the tries.
macro_rules! patiently {
    ($self:ident, $book:ident, |$($given:ident),*| $work:expr) => {{
        let given = Arc::new(($($given,)*));
        $self.patiently(move |$book: PointsBook| {
            let given = Arc::clone(&given);
            async move {
                let ($($given,)*) = &*given;
                $work.await
            }
        })
    }};
}

impl Points for PointsBook {
    fn transfer(&self, transfer: Transfer) -> Later<'_, Result<Receipt, PointsError>> {
        Box::pin(async move {
            transfer.check()?;
            patiently!(self, book, |transfer| book.move_once(transfer)).await
        })
    }

    fn refund(&self, refund: Refund) -> Later<'_, Result<Receipt, PointsError>> {
        Box::pin(async move {
            let transfer = patiently!(self, book, |refund| book.reverse(refund)).await?;
            self.transfer(transfer).await
        })
    }

    fn join(&self, joining: Joining) -> Later<'_, Result<i64, PointsError>> {
        Box::pin(async move { patiently!(self, book, |joining| book.join_once(joining)).await })
    }

    fn part(&self, joining: Joining) -> Later<'_, Result<i64, PointsError>> {
        Box::pin(async move { patiently!(self, book, |joining| book.part_once(joining)).await })
    }

    fn attend(&self, visit: Visit) -> Later<'_, Result<Attendance, PointsError>> {
        Box::pin(async move { patiently!(self, book, |visit| book.attend_once(visit)).await })
    }

    fn balance(&self, account: Account) -> Later<'_, Result<Balance, PointsError>> {
        Box::pin(async move { patiently!(self, book, |account| book.held(account)).await })
    }

    fn statement(&self, account: Account, limit: u32) -> Later<'_, Result<Vec<PointsEntry>, PointsError>> {
        Box::pin(async move { patiently!(self, book, |account, limit| book.lines(account, *limit)).await })
    }

    fn members(&self, room: &Account, name: &str) -> Later<'_, Result<Vec<NamedMember>, PointsError>> {
        let (room, name) = (room.clone(), name.to_owned());
        Box::pin(async move { patiently!(self, book, |room, name| book.named_in(room, name)).await })
    }
}
