//! Whatever happens to the writer, every row is there exactly once.

use std::{fs, time::Duration};

use loai_core::Record;
use sea_orm::ConnectionTrait;

use super::{
    Stage, on_every_database, said,
    stage::{append, await_all, await_end, column, count, follow, quick},
};
use crate::{DbError, WriterOptions, writer::Faults};

on_every_database!(
    every_row_is_there_once_however_often_the_writer_dies,
    a_lost_answer_to_a_commit_stores_nothing_twice,
    a_database_that_is_not_ready_is_waited_for,
    stopping_stores_what_the_journal_holds,
    records_that_the_journal_lost_are_counted,
    a_segment_that_the_disk_has_lost_costs_what_is_in_it,
    a_position_that_moves_under_an_open_connection_is_followed,
    another_folder_takes_the_database_and_loses_nothing_of_the_first,
    a_run_that_breaks_the_connection_is_stored_in_smaller_ones,
    a_run_that_takes_too_long_is_stored_in_smaller_ones,
);

const ROUNDS: u64 = 40;
const LINES: u64 = 25;

async fn every_row_is_there_once_however_often_the_writer_dies(stage: Stage) {
    let database = stage.database().await;
    let mut texts = Vec::new();
    for round in 0..ROUNDS {
        let journal = stage.journal();
        let new: Vec<_> = (0..LINES).map(|line| format!("{round}/{line}")).collect();
        let users: Vec<_> = (0..LINES).map(|line| format!("user{}", (round * line) % 70)).collect();
        let lines = new.iter().zip(&users).map(|(text, user)| Record::Said(said("100", user, text, 1)));
        append(&journal, &lines.collect::<Vec<_>>());
        texts.extend(new);
        // Somewhere in the first, second or third transaction, never at the same place twice in a row.
        let faults = Faults::default().crash_in(1 + (round * 7919) % 37);
        let writer = follow(&database, &journal, WriterOptions { max_records: 10, faults, ..quick() }).await;
        await_end(&writer);
        assert!(!writer.stats().connected);
    }
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick()).await;
    await_all(&writer, &journal);
    assert_eq!(column(&database, "SELECT message FROM chat_log ORDER BY id").await, texts);
    assert_eq!(count(&database, "users").await, 70);
    assert_eq!(count(&database, "user_names").await, 70);
    assert_eq!((writer.rows_stored(), writer.stored_seq()), (ROUNDS * LINES, ROUNDS * LINES));
    assert_eq!(database.position().await.unwrap().rows_stored, ROUNDS * LINES);
    assert_eq!(database.position().await.unwrap().seq, ROUNDS * LINES);
}

async fn a_lost_answer_to_a_commit_stores_nothing_twice(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    append(&journal, &vec![Record::Said(said("100", "a", "안녕", 1)); 100]);
    let faults = Faults::default();
    faults.lose_commit_answers(3);
    let writer = follow(&database, &journal, WriterOptions { max_records: 10, faults, ..quick() }).await;
    await_all(&writer, &journal);
    assert_eq!(database.count_chat().await.unwrap(), 100);
    assert_eq!((writer.rows_stored(), writer.stats().outages), (100, 1));
    assert!(writer.stats().connected);
}

async fn a_database_that_is_not_ready_is_waited_for(stage: Stage) {
    let database = stage.empty().await;
    let journal = stage.journal();
    append(&journal, &[Record::Said(said("100", "a", "안녕", 1))]);
    let writer = follow(&database, &journal, quick()).await;
    while writer.stats().outages == 0 {
        std::thread::yield_now();
    }
    assert!(!writer.stats().connected);
    database.migrate::<migrations::Migrator>().await.unwrap();
    database.claim("", journal.id()).await.unwrap();
    await_all(&writer, &journal);
    assert_eq!(database.count_chat().await.unwrap(), 1);
    assert_eq!(writer.stats().outages, 1);
}

async fn stopping_stores_what_the_journal_holds(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    append(&journal, &vec![Record::Said(said("100", "a", "안녕", 1)); 1000]);
    let writer = follow(&database, &journal, WriterOptions { max_records: 7, ..quick() }).await;
    assert_eq!(writer.stop(Duration::from_mins(2)), 0);
    assert_eq!(database.count_chat().await.unwrap(), 1000);
}

async fn records_that_the_journal_lost_are_counted(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal_from(100);
    append(&journal, &[Record::Said(said("100", "a", "안녕", 1))]);
    let writer = follow(&database, &journal, quick()).await;
    await_all(&writer, &journal);
    assert_eq!((writer.stats().missing, writer.stored_seq(), writer.rows_stored()), (99, 100, 1));
}

async fn a_segment_that_the_disk_has_lost_costs_what_is_in_it(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal_with(|options| options.segment_bytes = 1000);
    let lines: Vec<_> = (0..60).map(|line| line.to_string()).collect();
    append(&journal, &lines.iter().map(|line| Record::Said(said("100", "a", line, 1))).collect::<Vec<_>>());
    let mut segments: Vec<_> =
        fs::read_dir(stage.path("journal")).unwrap().map(|entry| entry.unwrap().path()).collect();
    segments.retain(|path| path.extension().is_some_and(|extension| extension == "log"));
    segments.sort();
    // Reading this file fails as a broken disk does.
    fs::remove_file(&segments[1]).unwrap();
    std::os::unix::fs::symlink("/proc/self/mem", &segments[1]).unwrap();
    let writer = follow(&database, &journal, quick()).await;
    await_all(&writer, &journal);
    let first = |index: usize| segments[index].file_stem().unwrap().to_str().unwrap().parse::<usize>().unwrap() - 1;
    let kept = [&lines[..first(1)], &lines[first(2)..]].concat();
    assert_eq!(column(&database, "SELECT message FROM chat_log ORDER BY id").await, kept);
    assert_eq!(writer.stats().missing, (first(2) - first(1)) as u64);
}

async fn a_position_that_moves_under_an_open_connection_is_followed(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let line = |text| Record::Said(said("100", "a", text, 1));
    append(&journal, &vec![line("before"); 10]);
    let writer = follow(&database, &journal, quick()).await;
    await_all(&writer, &journal);
    // As a commit of an earlier connection does that comes through late: it has stored five records more.
    let late = "UPDATE journal_position SET seq = 15, rows_stored = 15";
    database.pool.execute_unprepared(late).await.unwrap();
    append(&journal, &vec![line("stored by the late commit"); 5]);
    append(&journal, &vec![line("after"); 5]);
    await_all(&writer, &journal);
    assert_eq!(count(&database, "chat_log WHERE message = 'stored by the late commit'").await, 0);
    assert_eq!(count(&database, "chat_log").await, 15);
    assert_eq!(database.position().await.unwrap().rows_stored, 20);
}

async fn another_folder_takes_the_database_and_loses_nothing_of_the_first(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let line = [Record::Said(said("100", "a", "안녕", 1))];
    append(&journal, &line);
    let writer = follow(&database, &journal, quick()).await;
    await_all(&writer, &journal);

    assert!(matches!(database.claim("nobody", "other").await, Err(DbError::Claimed)));
    database.claim(journal.id(), "other").await.unwrap();
    append(&journal, &line);
    while writer.stats().outages == 0 && writer.stored_seq() < 2 {
        std::thread::yield_now();
    }
    let position = database.position().await.unwrap();
    assert_eq!((position.journal.as_str(), position.seq, count(&database, "chat_log").await), ("other", 1, 1));

    database.claim("other", journal.id()).await.unwrap();
    await_all(&writer, &journal);
    assert_eq!(count(&database, "chat_log").await, 2);
}

async fn a_run_that_breaks_the_connection_is_stored_in_smaller_ones(stage: Stage) {
    smaller_runs(stage, 200, WriterOptions { faults: Faults::default().break_beyond(7), ..quick() }).await;
}

async fn a_run_that_takes_too_long_is_stored_in_smaller_ones(stage: Stage) {
    let transaction_limit = Duration::from_millis(200);
    let faults = Faults::default().hang_beyond(7);
    smaller_runs(stage, 30, WriterOptions { transaction_limit, faults, ..quick() }).await;
}

/// Many lines, of which a transaction cannot take more than a few: each has two rows for the sums of its day and hour.
async fn smaller_runs(stage: Stage, lines: u64, options: WriterOptions) {
    let database = stage.database().await;
    let journal = stage.journal();
    let texts: Vec<_> = (0..lines).map(|line| line.to_string()).collect();
    append(&journal, &texts.iter().map(|text| Record::Said(said("100", "a", text, 1))).collect::<Vec<_>>());
    let writer = follow(&database, &journal, WriterOptions { max_records: 64, ..options }).await;
    await_all(&writer, &journal);
    assert_eq!(column(&database, "SELECT message FROM chat_log ORDER BY id").await, texts);
    assert!(writer.stats().transactions >= lines / 5);
}
