//! Who was merged into whom: each fact says all of one merge, and the last one counts.

use loai_core::record::MergeFact;

use super::{
    cells::{Cell, cut},
    facts::NAME,
    fault::StoreError,
    known::Known,
    link::Link,
    places::{KEY, bot_id},
    statements::Table,
};

static MERGES: Table = Table {
    name: "member_merges",
    columns: &["number", "bot_id", "channel", "user_hash", "into_hash", "undone", "moved", "actor", "since", "at"],
};

/// Stores merges, in order.
pub(super) async fn store(link: &mut Link, known: &Known, facts: &[&MergeFact<'_>]) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM member_merges WHERE number = ?";
    for fact in facts {
        link.execute(REMOVE, &[fact.number.into()]).await?;
        let row = [
            fact.number.into(),
            Cell::Int(bot_id(known, fact.bot)),
            Cell::Text(cut(fact.channel, KEY)),
            Cell::Text(cut(fact.user, KEY)),
            Cell::Text(cut(fact.into, KEY)),
            fact.undone.into(),
            fact.moved.into(),
            Cell::Text(cut(fact.actor, NAME)),
            Cell::Int(fact.since),
            Cell::Int(fact.at),
        ];
        link.insert(&MERGES, &row).await?;
    }
    Ok(())
}
