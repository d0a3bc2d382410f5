//! Answers that are archived.

use loai_core::record::{Archived, Said};

use super::{
    cells::{Cell, cut},
    facts::NAME,
    fault::StoreError,
    known::Known,
    lines::{UNSAID, resolve},
    link::Link,
    places::command_id,
    statements::Table,
};

static ARCHIVE: Table = Table {
    name: "archive",
    columns: &["room_id", "user_id", "sender", "command_id", "prompt", "parameters", "answer", "server_version", "at"],
};

/// Stores archived answers.
pub(super) async fn store<'r>(
    link: &mut Link,
    known: &mut Known,
    archived: &[&Archived<'r>],
) -> Result<(), StoreError> {
    let mention = |archived: &&Archived<'r>| {
        let Archived { bot, channel, user, sender, command, at, .. } = **archived;
        Said { bot, channel, user, sender, command: Some(command), at, ..UNSAID }
    };
    let said: Vec<_> = archived.iter().map(mention).collect();
    let (lines, _) = resolve(link, known, &said.iter().collect::<Vec<_>>()).await?;
    let mut cells = Vec::new();
    for (line, archived) in lines.iter().zip(archived) {
        cells.extend([Cell::Int(line.room), line.user.into(), Cell::Text(cut(archived.sender, NAME))]);
        cells.push(Cell::Int(command_id(known, archived.command)));
        cells.extend([archived.prompt, archived.parameters, archived.answer].map(Cell::Text));
        cells.extend([Cell::Text(cut(archived.version, 64)), Cell::Int(archived.at)]);
    }
    link.insert(&ARCHIVE, &cells).await
}
