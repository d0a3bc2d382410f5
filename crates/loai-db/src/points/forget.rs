//! The account of a member who is forgotten.

use loai_core::{Account, Holder, PointsError, PointsKind, Transfer};
use sea_orm::{ColumnTrait, DbErr, EntityTrait, QueryFilter, QuerySelect, sea_query::Expr};

use super::{PointsBook, account, book, retry::Fault};
use crate::entity::{point_account, point_attendance, point_entry as entry, point_transfer as moved};

/// So many movements are changed with one statement.
const TOGETHER: usize = 500;

impl PointsBook {
    /// Gives what a member has back to the bot, and takes the member out of the ledger: the account stays, with its
    /// entries, and is nobody's. Returns how many points that were; 0 also when there is no such account.
    ///
    /// # Errors
    /// [`PointsError::Unavailable`]
    pub async fn forget(&self, member: Account, at: i64) -> Result<i64, PointsError> {
        self.patiently(move |book: Self| {
            let member = member.clone();
            async move { book.forget_once(&member, at).await }
        })
        .await
    }

    async fn forget_once(&self, member: &Account, at: i64) -> Result<i64, Fault> {
        let system = Account { bot: member.bot.clone(), holder: Holder::System };
        let system = account::open(&self.database.pool, &system, at).await?;
        let Some(row) = account::find(&self.database.pool, member).await? else { return Ok(0) };
        self.blank_transfers(row.id).await?;
        let transaction = self.begin().await?;
        let Some(row) = account::find(&transaction, member).await? else { return Ok(0) };
        let nobody = format!("~{:032x}", rand::random::<u128>());
        if row.balance > 0 {
            let transfer = Transfer {
                from: member.clone(),
                to: Account { bot: member.bot.clone(), holder: Holder::System },
                amount: row.balance,
                kind: PointsKind::Take,
                reference: nobody.clone(),
                actor: String::new(),
                note: String::new(),
                at,
            };
            let sides = book::Sides { from: row.id, to: system, subject: row.id };
            book::book(&transaction, &transfer, sides).await?;
        }
        point_attendance::Entity::delete_by_id(row.id).exec(&transaction).await?;
        let account = point_account::Entity::update_many().col_expr(point_account::Column::User, Expr::value(nobody));
        account.filter(point_account::Column::Id.eq(row.id)).exec(&transaction).await?;
        transaction.commit().await?;
        Ok(row.balance)
    }

    /// Takes words that may tell of a member out of the movements of an account. A reference is unique for its subject,
    /// so it goes only where this account is the subject; the number of the movement stands for it.
    async fn blank_transfers(&self, account: i64) -> Result<(), DbErr> {
        let pool = &self.database.pool;
        let moved_by = entry::Entity::find().filter(entry::Column::AccountId.eq(account));
        let ids: Vec<i64> = moved_by.select_only().column(entry::Column::TransferId).into_tuple().all(pool).await?;
        for ids in ids.chunks(TOGETHER) {
            let these = moved::Column::Id.is_in(ids.iter().copied());
            let blank = moved::Entity::update_many().col_expr(moved::Column::Note, Expr::value(""));
            blank.col_expr(moved::Column::Actor, Expr::value("")).filter(these.clone()).exec(pool).await?;
            let number = Expr::cust("CONCAT('~', id)");
            let renamed = moved::Entity::update_many().col_expr(moved::Column::Reference, number);
            renamed.filter(these).filter(moved::Column::SubjectId.eq(account)).exec(pool).await?;
        }
        Ok(())
    }
}
