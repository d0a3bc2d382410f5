//! The account of a member who is forgotten.

use loai_core::{Account, Holder, PointsError, PointsKind, Transfer};
use sea_orm::{
    ActiveModelTrait,
    ActiveValue::Set,
    ColumnTrait, EntityTrait, IntoActiveModel, QueryFilter,
    sea_query::{Expr, ExprTrait},
};

use super::{PointsBook, account, book, retry::Fault};
use crate::entity::{point_account, point_attendance, point_transfer as moved};

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
        let of_account = moved::Column::FromId.eq(row.id).or(moved::Column::ToId.eq(row.id));
        for transfer in moved::Entity::find().filter(of_account).all(&transaction).await? {
            // A reference is unique for its subject, and may say who it was.
            let reference = format!("~{}", transfer.id);
            let mut transfer = transfer.into_active_model();
            (transfer.reference, transfer.note) = (Set(reference), Set(String::new()));
            transfer.actor = Set(String::new());
            transfer.update(&transaction).await?;
        }
        point_attendance::Entity::delete_by_id(row.id).exec(&transaction).await?;
        let account = point_account::Entity::update_many().col_expr(point_account::Column::User, Expr::value(nobody));
        account.filter(point_account::Column::Id.eq(row.id)).exec(&transaction).await?;
        transaction.commit().await?;
        Ok(row.balance)
    }
}
