//! What the people of a room want to do: each fact says all of one thing, and the last one counts.

use loai_core::record::TodoFact;

use super::{
    cells::{Cell, cut},
    facts::NAME,
    fault::StoreError,
    known::Known,
    link::Link,
    places::{KEY, bot_id},
    statements::Table,
};

static TODOS: Table =
    Table { name: "todos", columns: &["bot_id", "channel", "number", "text", "state", "user_hash", "name", "at"] };

/// Stores lists, in order.
pub(super) async fn store(link: &mut Link, known: &Known, facts: &[&TodoFact<'_>]) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM todos WHERE bot_id = ? AND channel = ? AND number = ?";
    for fact in facts {
        let key = [Cell::Int(bot_id(known, fact.bot)), Cell::Text(cut(fact.channel, KEY)), fact.number.into()];
        link.execute(REMOVE, &key).await?;
        if fact.state != "gone" {
            let rest = [
                Cell::Text(cut(fact.text, NAME)),
                Cell::Text(cut(fact.state, 16)),
                Cell::Text(cut(fact.user, KEY)),
                Cell::Text(cut(fact.name, NAME)),
                Cell::Int(fact.at),
            ];
            let row: Vec<_> = key.into_iter().chain(rest).collect();
            link.insert(&TODOS, &row).await?;
        }
    }
    Ok(())
}
