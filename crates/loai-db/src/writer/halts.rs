//! Who has stopped everything that is said.

use loai_core::record::HaltFact;

use super::{
    cells::{Cell, cut},
    facts::NAME,
    fault::StoreError,
    link::Link,
    places::BOT,
    statements::Table,
};

static HALTS: Table = Table { name: "halts", columns: &["bot", "actor", "since"] };

/// Notes stops and their ends, in order.
pub(super) async fn store(link: &mut Link, facts: &[&HaltFact<'_>]) -> Result<(), StoreError> {
    const REMOVE: &str = "DELETE FROM halts WHERE bot = ?";
    for fact in facts {
        let bot = Cell::Text(cut(fact.bot, BOT));
        link.execute(REMOVE, &[bot]).await?;
        if fact.on {
            link.insert(&HALTS, &[bot, Cell::Text(cut(fact.actor, NAME)), Cell::Int(fact.at)]).await?;
        }
    }
    Ok(())
}
