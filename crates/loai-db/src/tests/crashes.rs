//! Whatever happens to the writer, every row is there exactly once.

use loai_core::Record;

use super::{
    Stage, on_every_database, said,
    stage::{append, await_all, await_end, column, count, follow, quick},
};
use crate::{WriterOptions, writer::Faults};

on_every_database!(
    every_row_is_there_once_however_often_the_writer_dies,
    a_lost_answer_to_a_commit_stores_nothing_twice,
    a_database_that_is_not_ready_is_waited_for,
    stopping_stores_what_the_journal_holds,
    records_that_the_journal_lost_are_counted,
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
        let writer = follow(&database, &journal, WriterOptions { max_records: 10, faults, ..quick() });
        await_end(&writer);
        assert!(!writer.connected());
    }
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick());
    await_all(&writer, &journal);
    assert_eq!(column(&database, "SELECT message FROM chat_log ORDER BY id").await, texts);
    assert_eq!(count(&database, "users").await, 70);
    assert_eq!(count(&database, "user_names").await, 70);
    assert_eq!((writer.rows_stored(), writer.stored_seq()), (ROUNDS * LINES, ROUNDS * LINES));
    assert_eq!(database.rows_stored().await.unwrap(), ROUNDS * LINES);
    assert_eq!(database.stored_seq().await.unwrap(), ROUNDS * LINES);
}

async fn a_lost_answer_to_a_commit_stores_nothing_twice(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    append(&journal, &vec![Record::Said(said("100", "a", "안녕", 1)); 100]);
    let faults = Faults::default();
    faults.lose_commit_answers(3);
    let writer = follow(&database, &journal, WriterOptions { max_records: 10, faults, ..quick() });
    await_all(&writer, &journal);
    assert_eq!(database.count_chat().await.unwrap(), 100);
    assert_eq!((writer.rows_stored(), writer.stats().outages), (100, 1));
    assert!(writer.connected());
}

async fn a_database_that_is_not_ready_is_waited_for(stage: Stage) {
    let database = stage.empty().await;
    let journal = stage.journal();
    append(&journal, &[Record::Said(said("100", "a", "안녕", 1))]);
    let writer = follow(&database, &journal, quick());
    while writer.stats().outages == 0 {
        std::thread::yield_now();
    }
    assert!(!writer.connected());
    database.migrate::<migrations::Migrator>().await.unwrap();
    await_all(&writer, &journal);
    assert_eq!(database.count_chat().await.unwrap(), 1);
    assert_eq!(writer.stats().outages, 1);
}

async fn stopping_stores_what_the_journal_holds(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    append(&journal, &vec![Record::Said(said("100", "a", "안녕", 1)); 1000]);
    let writer = follow(&database, &journal, WriterOptions { max_records: 7, ..quick() });
    assert_eq!(writer.stop(std::time::Duration::from_mins(2)), 0);
    assert_eq!(database.count_chat().await.unwrap(), 1000);
}

async fn records_that_the_journal_lost_are_counted(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal_from(100);
    append(&journal, &[Record::Said(said("100", "a", "안녕", 1))]);
    let writer = follow(&database, &journal, quick());
    await_all(&writer, &journal);
    assert_eq!((writer.stats().missing, writer.stored_seq(), writer.rows_stored()), (99, 100, 1));
}
