//! What imports bring beside chat lines: names that people had, and how far each source is taken in.

use loai_core::record::{ImportFact, NameFact};

use super::{
    cells::{Cell, cut},
    facts::NAME,
    fault::StoreError,
    known::Known,
    link::Link,
    people,
    places::{KEY, bot_id, find_rooms},
    statements::Table,
};

static IMPORTS: Table = Table { name: "imports", columns: &["source", "position", "rows_taken", "updated_at"] };

/// Stores names, in order. One in a room that is not known has no place.
pub(super) async fn names(link: &mut Link, known: &mut Known, facts: &[&NameFact<'_>]) -> Result<(), StoreError> {
    let places = facts.iter().map(|fact| (bot_id(known, fact.bot), cut(fact.channel, KEY)));
    let unseen = places.filter(|&(bot, channel)| known.rooms.find(bot, channel).is_none()).collect();
    find_rooms(link, known, unseen).await?;
    for fact in facts {
        let room = known.rooms.find(bot_id(known, fact.bot), cut(fact.channel, KEY)).map(|room| room.id);
        if let Some(room) = room {
            people::name(link, known, (room, cut(fact.user, KEY)), (cut(fact.name, NAME), fact.at)).await?;
        }
    }
    Ok(())
}

/// Stores how far sources are taken in.
pub(super) async fn positions(link: &mut Link, facts: &[&ImportFact<'_>]) -> Result<(), StoreError> {
    const ADVANCE: &str =
        "UPDATE imports SET position = ?, rows_taken = rows_taken + ?, updated_at = ? WHERE source = ?";
    for fact in facts {
        let (source, position) = (Cell::Text(cut(fact.source, KEY)), Cell::Text(cut(fact.position, KEY)));
        let (rows, at) = (Cell::Int(fact.rows.cast_signed()), Cell::Int(fact.at));
        if link.execute(ADVANCE, &[position, rows, at, source]).await? == 0 {
            link.insert(&IMPORTS, &[source, position, rows, at]).await?;
        }
    }
    Ok(())
}
