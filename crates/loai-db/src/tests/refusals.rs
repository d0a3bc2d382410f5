//! A record that cannot be stored costs itself only.

use loai_core::Record;
use loai_journal::push_frame;
use sea_orm::ConnectionTrait;

use super::{
    Stage, on_every_database, said,
    stage::{append, await_all, column, follow, quick},
};

on_every_database!(a_refused_record_is_left_out_and_the_rest_is_stored, a_frame_that_is_no_record_is_passed_over);

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
    let writer = follow(&database, &journal, quick());
    await_all(&writer, &journal);
    let good: Vec<_> = texts.iter().filter(|text| !text.starts_with("poison")).cloned().collect();
    assert_eq!(column(&database, "SELECT message FROM chat_log ORDER BY id").await, good);
    assert_eq!(column(&database, "SELECT hash FROM users ORDER BY id").await.len(), good.len());
    let stats = writer.stats();
    assert_eq!((stats.skipped, stats.rows_stored, stats.outages), (2, 298, 0));
    assert_eq!(database.rows_stored().await.unwrap(), 298);
}

async fn a_frame_that_is_no_record_is_passed_over(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let mut payload = Vec::new();
    push_frame(&mut payload, &[250, 1, 2, 3]).unwrap();
    journal.append(&payload, 1).unwrap();
    append(&journal, &[Record::Said(said("100", "a", "안녕", 1))]);
    journal.append(&payload, 1).unwrap();
    let writer = follow(&database, &journal, quick());
    await_all(&writer, &journal);
    assert_eq!((writer.stats().undecodable, writer.rows_stored(), writer.stored_seq()), (2, 1, 3));
}
