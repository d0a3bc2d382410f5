//! How often commands with a limit were used, added up by day.

use std::collections::BTreeMap;

use loai_core::record::{Said, Used};

use super::{
    cells::Cell,
    fault::StoreError,
    known::Known,
    lines::{UNSAID, resolve},
    link::Link,
    places::command_id,
    statements::{Sums, Table},
};

static USAGE: Sums = Sums {
    table: Table { name: "command_usage", columns: &["day", "room_id", "user_id", "command_id", "used"] },
    sqlite: "ON CONFLICT (day, room_id, user_id, command_id) DO UPDATE SET used = used + excluded.used",
    mysql: "ON DUPLICATE KEY UPDATE used = used + VALUES(used)",
};

/// Adds uses to the sums of their days, in the order of the table's key.
pub(super) async fn store<'r>(link: &mut Link, known: &mut Known, used: &[&Used<'r>]) -> Result<(), StoreError> {
    let mention = |used: &&Used<'r>| {
        let Used { bot, channel, user, command, at, .. } = **used;
        Said { bot, channel, user, command: Some(command), at, ..UNSAID }
    };
    let said: Vec<_> = used.iter().map(mention).collect();
    let (lines, _) = resolve(link, known, &said.iter().collect::<Vec<_>>()).await?;
    let mut sums = BTreeMap::<_, i64>::new();
    for (line, used) in lines.iter().zip(used) {
        let key = [i64::from(used.day), line.room, line.user.unwrap_or_default(), command_id(known, used.command)];
        *sums.entry(key).or_default() += i64::from(used.amount);
    }
    sums.retain(|_, sum| *sum != 0);
    let cells: Vec<_> = sums.into_iter().flat_map(|(key, sum)| key.into_iter().chain([sum])).map(Cell::Int).collect();
    link.add_up(&USAGE, &cells).await
}
