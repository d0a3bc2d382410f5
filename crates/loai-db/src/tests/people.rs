//! People, rooms and commands are known once, and their changes are told.

use loai_core::{
    Clock, Record, SystemClock,
    record::{RoomFact, Said},
};
use tokio::sync::mpsc;

use super::{
    Stage, on_every_database, said,
    stage::{append, await_all, column, count, follow, quick},
};
use crate::{NameRow, Rename, WriterOptions};

on_every_database!(
    unknown_people_rooms_and_commands_are_added_once,
    a_change_of_name_makes_history,
    a_new_name_is_told_once_and_after_it_is_stored,
    names_of_bots_and_of_long_ago_are_told_to_nobody,
    nobody_waits_for_whoever_is_told_of_names,
    a_name_that_flips_changes_once_a_minute_and_only_the_last_of_a_run_is_stored,
    a_clock_that_was_ahead_is_forgotten,
    the_last_word_is_stored_at_most_once_a_minute,
    a_room_takes_its_lines_along_to_its_number,
);

async fn unknown_people_rooms_and_commands_are_added_once(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let channels: Vec<_> = (0..30).map(|n| format!("c{n}")).collect();
    let users: Vec<_> = (0..90).map(|n| format!("u{n}")).collect();
    let line = |n: usize| {
        let command = n.is_multiple_of(3).then_some(["로또", "도움말", "메아리"][n % 9 / 3]);
        let (channel, user) = (&channels[n % 30], &users[n % 90]);
        Record::Said(Said { command, bot: ["LOA.i", "other"][n % 2], ..said(channel, user, "x", 1) })
    };
    let lines: Vec<_> = (0..900).map(line).collect();
    // The second writer has to find what the first one added.
    for half in lines.chunks(450) {
        append(&journal, half);
        let writer = follow(&database, &journal, quick()).await;
        await_all(&writer, &journal);
    }
    for (table, rows) in [("bots", 2), ("rooms", 30), ("users", 90), ("user_names", 90), ("commands", 3)] {
        assert_eq!(count(&database, table).await, rows, "{table}");
    }
    let joined =
        "chat_log l JOIN users u ON u.id = l.user_id AND u.room_id = l.room_id JOIN rooms r ON r.id = l.room_id";
    assert_eq!(count(&database, joined).await, 900);
    assert_eq!(count(&database, "chat_log l JOIN commands c ON c.id = l.command_id").await, 300);
}

const MINUTE: i64 = 60_000;

async fn a_change_of_name_makes_history(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick()).await;
    let slowly = [("가", 60), ("가", 120), ("나", 180), ("", 240), ("가", 300), ("가", 360)];
    let quickly = [("나", 361), ("가", 362), ("나", 363), ("가", 364)];
    for (sender, second) in slowly.into_iter().chain(quickly) {
        append(&journal, &[Record::Said(Said { sender, ..said("100", "hash", "x", second * 1_000) })]);
        await_all(&writer, &journal);
    }
    assert_eq!(column(&database, "SELECT name FROM users").await, ["나"]);
    assert_eq!(column(&database, "SELECT name FROM user_names ORDER BY id").await, ["가", "나", "가", "나"]);
    let since = column(&database, "SELECT since FROM user_names ORDER BY id").await;
    assert_eq!(since, ["60000", "180000", "300000", "361000"]);
}

/// A line of `hash` under this name, so long before now.
fn named(sender: &str, ago: i64) -> Said<'_> {
    Said { sender, ..said("100", "hash", "x", SystemClock.now() - ago) }
}

async fn a_new_name_is_told_once_and_after_it_is_stored(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let (renamed, mut renames) = mpsc::channel(8);
    let writer = follow(&database, &journal, WriterOptions { renamed: Some(renamed), ..quick() }).await;
    let lines = [named("가", 9 * MINUTE), named("나", 5 * MINUTE), named("나", 3 * MINUTE)];
    for line in lines {
        append(&journal, &[Record::Said(line)]);
        await_all(&writer, &journal);
    }
    let Rename { bot, channel, user_id, user, before, name, at } = renames.recv().await.unwrap();
    assert_eq!((&*bot, &*channel, user.as_deref(), &*before, &*name), ("LOA.i", "100", Some("hash"), "가", "나"));
    let history = [("나", lines[1].at), ("가", lines[0].at)].map(|(name, since)| NameRow { name: name.into(), since });
    assert_eq!((database.names_of(user_id, 5).await.unwrap(), at), (history.to_vec(), lines[1].at));
    assert_eq!(database.names_of(user_id, 1).await.unwrap().len(), 1);
    drop(writer);
    assert_eq!(renames.recv().await, None);
}

async fn names_of_bots_and_of_long_ago_are_told_to_nobody(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let (renamed, mut renames) = mpsc::channel(8);
    let writer = follow(&database, &journal, WriterOptions { renamed: Some(renamed), ..quick() }).await;
    let bot = |sender| Said { flags: Said::BOT, user: Some("bot"), ..named(sender, MINUTE) };
    for line in [named("가", 90 * MINUTE), named("나", 11 * MINUTE), bot("다"), bot("라")] {
        append(&journal, &[Record::Said(line)]);
        await_all(&writer, &journal);
    }
    drop(writer);
    assert_eq!(renames.recv().await, None);
    assert_eq!(count(&database, "user_names").await, 4);
}

async fn nobody_waits_for_whoever_is_told_of_names(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let (renamed, renames) = mpsc::channel(1);
    let writer = follow(&database, &journal, WriterOptions { renamed: Some(renamed), ..quick() }).await;
    for (sender, ago) in [("가", 8), ("나", 6), ("다", 4), ("라", 2)] {
        append(&journal, &[Record::Said(named(sender, ago * MINUTE))]);
        await_all(&writer, &journal);
    }
    assert_eq!((writer.stats().renames_untold, renames.len()), (2, 1));
    assert_eq!(count(&database, "user_names").await, 4);
}

async fn a_name_that_flips_changes_once_a_minute_and_only_the_last_of_a_run_is_stored(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let names = ["가", "나"].into_iter().cycle();
    let lines: Vec<_> = names
        .zip(0..600)
        .map(|(sender, second)| Record::Said(Said { sender, ..said("100", "hash", "x", MINUTE + second * 1_000) }))
        .collect();
    append(&journal, &lines);
    let writer = follow(&database, &journal, WriterOptions { max_records: 300, ..quick() }).await;
    await_all(&writer, &journal);
    // The first name, and at most one for each of the two runs.
    let names = column(&database, "SELECT name FROM user_names ORDER BY id").await;
    assert!(names.len() <= 3 && names.windows(2).all(|pair| pair[0] != pair[1]), "{names:?}");
    assert_eq!(column(&database, "SELECT name FROM users").await[0], names[names.len() - 1]);
}

async fn a_clock_that_was_ahead_is_forgotten(stage: Stage) {
    let ahead = 1_000 * MINUTE;
    let named = |sender, at| Record::Said(Said { sender, ..said("100", "hash", "x", at) });
    let database = stage.database().await;
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick()).await;
    for lines in [[named("가", MINUTE), named("나", ahead)], [named("나", 2 * MINUTE), named("다", 3 * MINUTE)]] {
        append(&journal, &lines);
        await_all(&writer, &journal);
    }
    assert_eq!(column(&database, "SELECT last_seen FROM users").await, ["180000"]);
    assert_eq!(column(&database, "SELECT last_message_at FROM rooms").await, ["180000"]);
    assert_eq!(column(&database, "SELECT name FROM users").await, ["다"]);
}

async fn the_last_word_is_stored_at_most_once_a_minute(stage: Stage) {
    let at = |user, at| Record::Said(said("100", user, "x", at));
    let lines = [at("a", 1_000_000), at("b", 1_000_001), at("a", 1_059_999), at("b", 1_060_001), at("b", 1_200_000)];
    let bot = Record::Said(Said { flags: Said::BOT, ..said("100", "b", "x", 1_200_001) });
    let database = stage.stored(&[&lines[..], &[bot]].concat()).await;
    let seen = "SELECT last_seen FROM users ORDER BY hash";
    assert_eq!(column(&database, seen).await, ["1000000", "1200000"]);
    assert_eq!(column(&database, "SELECT first_seen FROM users ORDER BY hash").await, ["1000000", "1000001"]);
    assert_eq!(column(&database, "SELECT last_message_at FROM rooms").await, ["1200000"]);
    assert_eq!(column(&database, "SELECT hash FROM users WHERE is_bot = 1").await, ["b"]);
}

async fn a_room_takes_its_lines_along_to_its_number(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    append(&journal, &[Record::Said(said("100", "a", "first", 1))]);
    let writer = follow(&database, &journal, quick()).await;
    await_all(&writer, &journal);
    assert_eq!(database.load_rooms().await.unwrap(), []);
    let fact =
        RoomFact { bot: "LOA.i", channel: "100", number: 3, name: "방", state: "approved", actor: "나", at: 2 };
    append(
        &journal,
        &[Record::Said(said("100", "a", "second", 2)), Record::Room(fact), Record::Said(said("100", "a", "third", 3))],
    );
    await_all(&writer, &journal);
    let texts: Vec<_> = database.recent_chat(3, 9).await.unwrap().into_iter().map(|row| row.message).collect();
    assert_eq!(texts, ["first", "second", "third"]);
    assert_eq!(count(&database, "users WHERE room_id = 3").await, 1);
    assert_eq!(database.load_rooms().await.unwrap()[0].number, 3);
}
