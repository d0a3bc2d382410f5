//! What imports bring: old lines, names that people had, and how far a source is taken in.

use loai_core::{
    Record,
    record::{ImportFact, NameFact, RoomFact, Said},
};

use super::{
    Stage, on_every_database, said,
    stage::{append, await_all, column, follow, quick},
};
use crate::ImportRow;

on_every_database!(
    an_old_line_sets_nothing_back,
    names_are_kept_with_their_times_and_the_newest_one_counts,
    how_far_a_source_is_taken_in_is_added_up,
);

const HOUR: i64 = 3_600_000;

fn room(at: i64) -> Record<'static> {
    Record::Room(RoomFact { bot: "LOA.i", channel: "100", number: 1, name: "방", state: "approved", actor: "", at })
}

async fn an_old_line_sets_nothing_back(stage: Stage) {
    let line = |sender, at, flags| Record::Said(Said { sender, flags, ..said("100", "hash", "x", at) });
    let records = [room(0), line("새 이름", 9 * HOUR, 0), line("옛 이름", HOUR, Said::IMPORTED)];
    let database = stage.stored(&records).await;
    assert_eq!(column(&database, "SELECT name FROM users").await, ["새 이름"]);
    assert_eq!(column(&database, "SELECT last_seen FROM users").await, [(9 * HOUR).to_string()]);
    assert_eq!(column(&database, "SELECT last_message_at FROM rooms").await, [(9 * HOUR).to_string()]);
    assert_eq!(database.recent_chat(1, 10).await.unwrap().len(), 2);
}

async fn names_are_kept_with_their_times_and_the_newest_one_counts(stage: Stage) {
    let name = |channel, user, name, at| Record::Name(NameFact { bot: "LOA.i", channel, user, name, at });
    let line = Record::Said(Said { sender: "셋", ..said("100", "a", "x", 30 * HOUR) });
    let records = [
        room(0),
        name("100", "a", "하나", HOUR),
        name("100", "a", "둘", 2 * HOUR),
        line,
        name("100", "a", "늦게 온 옛 이름", 3 * HOUR),
        name("100", "b", "비", 5 * HOUR),
        name("모르는 방", "c", "씨", HOUR),
    ];
    let database = stage.database().await;
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick()).await;
    for record in records {
        append(&journal, &[record]);
        await_all(&writer, &journal);
    }
    assert_eq!(column(&database, "SELECT name FROM users ORDER BY hash").await, ["셋", "비"]);
    let history =
        "SELECT n.name FROM user_names n JOIN users u ON u.id = n.user_id WHERE u.hash = 'a' ORDER BY n.since";
    assert_eq!(column(&database, history).await, ["하나", "둘", "늦게 온 옛 이름", "셋"]);
}

async fn how_far_a_source_is_taken_in_is_added_up(stage: Stage) {
    let taken = |source, position, rows| Record::Import(ImportFact { source, position, rows, at: 1 });
    let database = stage.stored(&[taken("a", "500", 500), taken("b", "x", 1), taken("a", "812", 300)]).await;
    let row = |position: &str, rows| Some(ImportRow { position: position.to_owned(), rows });
    assert_eq!(database.import_of("a").await.unwrap(), row("812", 800));
    assert_eq!(database.import_of("b").await.unwrap(), row("x", 1));
    assert_eq!(database.import_of("A").await.unwrap(), None);
}
