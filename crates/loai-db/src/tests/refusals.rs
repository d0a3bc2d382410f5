//! A record that cannot be stored costs itself only.

use loai_core::Record;
use loai_journal::push_frame;
use sea_orm::ConnectionTrait;

use super::{
    Stage, on_every_database, said,
    stage::{append, await_all, column, count, follow, quick},
};
use crate::{WriterOptions, writer::Faults};

on_every_database!(
    a_refused_record_is_left_out_and_the_rest_is_stored,
    a_frame_that_is_no_record_is_passed_over_and_kept,
    a_text_that_no_packet_holds_is_left_out_and_the_rest_is_stored,
);

/// What was left out: the beginning of each line, up to the bytes.
fn rejected(stage: &Stage) -> Vec<String> {
    let text = std::fs::read_to_string(stage.path("rejected.log")).unwrap();
    text.lines().map(|line| line.rsplit_once(' ').unwrap().0.to_owned()).collect()
}

async fn a_refused_record_is_left_out_and_the_rest_is_stored(stage: Stage) {
    let database = stage.database().await;
    let trigger = if stage.is_sqlite() {
        "CREATE TRIGGER picky BEFORE INSERT ON chat_log WHEN NEW.message LIKE 'poison%' \
         BEGIN SELECT RAISE(ABORT, 'no'); END"
    } else {
        "CREATE TRIGGER picky BEFORE INSERT ON chat_log FOR EACH ROW \
         IF NEW.message LIKE 'poison%' THEN SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'no'; END IF"
    };
    database.pool.execute_unprepared(trigger).await.unwrap();
    let journal = stage.journal();
    let texts: Vec<_> = (0..300).map(|n| if n % 130 == 77 { format!("poison{n}") } else { format!("{n}") }).collect();
    append(&journal, &texts.iter().map(|text| Record::Said(said("100", text, text, 1))).collect::<Vec<_>>());
    let writer = follow(&database, &journal, keeping(&stage)).await;
    await_all(&writer, &journal);
    let left_out = rejected(&stage);
    assert_eq!(left_out.len(), 2);
    assert!(left_out[0].starts_with("78 \"said: ") && left_out[1].starts_with("208 \"said: "), "{left_out:?}");
    let good: Vec<_> = texts.iter().filter(|text| !text.starts_with("poison")).cloned().collect();
    assert_eq!(column(&database, "SELECT message FROM chat_log ORDER BY id").await, good);
    assert_eq!(column(&database, "SELECT hash FROM users ORDER BY id").await.len(), good.len());
    let stats = writer.stats();
    assert_eq!((stats.skipped, stats.rows_stored, stats.outages), (2, 298, 0));
    assert_eq!(database.position().await.unwrap().rows_stored, 298);
}

fn keeping(stage: &Stage) -> WriterOptions {
    WriterOptions { rejected: Some(stage.path("rejected.log")), ..quick() }
}

async fn a_frame_that_is_no_record_is_passed_over_and_kept(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let mut payload = Vec::new();
    push_frame(&mut payload, &[250, 1, 2, 3]).unwrap();
    journal.append(&payload, 1).unwrap();
    append(&journal, &[Record::Said(said("100", "a", "안녕", 1))]);
    journal.append(&payload, 1).unwrap();
    let writer = follow(&database, &journal, keeping(&stage)).await;
    await_all(&writer, &journal);
    let kept = std::fs::read_to_string(stage.path("rejected.log")).unwrap();
    assert_eq!(kept, "1 \"no record\" fa010203\n3 \"no record\" fa010203\n");
    assert_eq!((writer.stats().undecodable, writer.rows_stored(), writer.stored_seq()), (2, 1, 3));
}

async fn a_text_that_no_packet_holds_is_left_out_and_the_rest_is_stored(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let (large, too_large) = ("가".repeat(6_000), "나".repeat(40_000));
    let mut lines = vec![Record::Said(said("100", "a", &large, 1)); 30];
    lines.insert(20, Record::Said(said("100", "a", &too_large, 1)));
    append(&journal, &lines);
    let faults = Faults::default().with_packet(100_000);
    let writer = follow(&database, &journal, WriterOptions { faults, ..keeping(&stage) }).await;
    await_all(&writer, &journal);
    assert_eq!(count(&database, "chat_log").await, 30);
    assert_eq!((writer.stats().skipped, writer.stats().outages), (1, 0));
    assert!(rejected(&stage)[0].starts_with("21 \"said: "));
}
