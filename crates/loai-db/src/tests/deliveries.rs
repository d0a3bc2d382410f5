//! What is to be said, what became of it, and who has stopped everything.

use loai_core::{
    Class, DeliveryId, DeliveryState, Kind, Record,
    record::{DeliveryFact, HaltFact, QueuedFact, RoomFact, Said, Spoken},
};
use sea_orm::ConnectionTrait;

use super::{
    Stage, on_every_database, said,
    stage::{append, await_all, await_end, column, count, follow, quick},
};
use crate::{Database, DeliveryFigure, HaltRow, WriterOptions, writer::Faults};

on_every_database!(
    an_item_is_read_back_as_it_was_queued,
    the_last_thing_told_counts_however_the_records_fall_into_runs,
    what_was_said_is_forgotten_once_its_end_is_known,
    an_item_that_was_only_spoken_has_no_row_until_something_is_told,
    an_item_that_was_said_is_not_queued_again,
    an_item_that_failed_may_be_queued_again,
    ended_items_are_removed_and_counted,
    a_run_of_many_items_is_stored,
    every_item_is_there_once_however_often_the_writer_dies,
    stops_are_kept_until_they_end,
);

const PART: &str = r#"{"text":"안녕 😀"}"#;

fn queued(id: u64, at: i64) -> QueuedFact<'static> {
    QueuedFact {
        id,
        bot: "LOA.i",
        channel: "100",
        room: "방",
        class: Class::News,
        kind: Kind::Scheduled,
        command: Some("# 뉴스"),
        reference: "news-7",
        part: PART,
        at,
        expires_at: at + 60_000,
    }
}

fn told(id: u64, state: DeliveryState, at: i64) -> DeliveryFact<'static> {
    DeliveryFact { id, bot: "LOA.i", channel: "100", state, phone: 3, attempts: 1, reason: "said", at }
}

fn room() -> Record<'static> {
    Record::Room(RoomFact { bot: "LOA.i", channel: "100", number: 1, name: "방", state: "approved", actor: "", at: 1 })
}

fn spoken(id: u64, at: i64) -> Record<'static> {
    let said = Said { flags: Said::OWN, kind: Kind::Command, command: Some("# 로또"), ..said("100", "", "답", at) };
    Record::Spoken(Spoken { said, id, phone: 3, expires_at: at + 30_000 })
}

/// Every row, as one text each.
async fn rows(database: &Database) -> Vec<String> {
    let mut rows = column(database, "SELECT id FROM deliveries ORDER BY id").await;
    let columns = "class|kind|reference|COALESCE(part, '-')|state|phone|attempts|reason|created_at|expires_at|\
        COALESCE(ended_at, 0)|changed_at";
    for name in columns.split('|') {
        let values = column(database, &format!("SELECT {name} FROM deliveries ORDER BY id")).await;
        rows.iter_mut().zip(values).for_each(|(row, value)| *row = format!("{row} {value}"));
    }
    rows
}

async fn an_item_is_read_back_as_it_was_queued(stage: Stage) {
    let id = u64::MAX - 5;
    let without = QueuedFact { command: None, reference: "", ..queued(7, 9) };
    let database = stage.stored(&[room(), Record::Queued(queued(id, 5)), Record::Queued(without)]).await;
    let open = database.open_deliveries().await.unwrap();
    let item = open.iter().find(|item| item.id == DeliveryId(id)).unwrap();
    let place = (item.bot.as_str(), item.channel.as_str(), item.room.as_str());
    assert_eq!((open.len(), place), (2, ("LOA.i", "100", "방")));
    assert_eq!((item.class, item.kind, item.command.as_deref()), (Class::News, Kind::Scheduled, Some("# 뉴스")));
    assert_eq!((item.reference.as_str(), item.part.as_str(), item.state), ("news-7", PART, DeliveryState::Queued));
    assert_eq!((item.phone, item.attempts, item.reason.as_str()), (0, 0, ""));
    assert_eq!((item.at, item.expires_at, item.changed_at), (5, 60_005, 5));
    let other = open.iter().find(|item| item.id == DeliveryId(7)).unwrap();
    assert_eq!((&other.command, other.reference.as_str()), (&None, ""));
}

async fn the_last_thing_told_counts_however_the_records_fall_into_runs(stage: Stage) {
    use DeliveryState::{Acked, Failed, Observed, Queued, Unknown, Written};
    let retried = DeliveryFact { attempts: 2, phone: 4, reason: "retry", ..told(1, Written, 30) };
    let records = [
        room(),
        Record::Queued(queued(1, 10)),
        Record::Delivery(told(1, Written, 11)),
        Record::Delivery(told(1, Queued, 20)),
        Record::Delivery(retried),
        Record::Queued(queued(2, 12)),
        Record::Delivery(told(2, Written, 13)),
        Record::Delivery(told(2, Acked, 14)),
        Record::Delivery(told(2, Observed, 15)),
        Record::Queued(queued(3, 12)),
        Record::Delivery(told(3, Unknown, 16)),
        Record::Queued(queued(4, 12)),
        Record::Delivery(told(4, Failed, 17)),
    ];
    let expected = [
        format!("1 news scheduled news-7 {PART} written 4 2 retry 10 60010 0 30"),
        "2 news scheduled news-7 - observed 3 1 said 12 60012 15 15".to_owned(),
        format!("3 news scheduled news-7 {PART} unknown 3 1 said 12 60012 16 16"),
        "4 news scheduled news-7 - failed 3 1 said 12 60012 17 17".to_owned(),
    ];
    let database = stage.database().await;
    let journal = stage.journal();
    for max_records in [1, 2, 3, 1_000] {
        append(&journal, &records);
        let writer = follow(&database, &journal, WriterOptions { max_records, ..quick() }).await;
        await_all(&writer, &journal);
        assert_eq!(rows(&database).await, expected, "{max_records} records at a time");
        database.pool.execute_unprepared("DELETE FROM deliveries").await.unwrap();
    }
}

async fn what_was_said_is_forgotten_once_its_end_is_known(stage: Stage) {
    let ends = DeliveryState::ALL.into_iter().zip(1..);
    let records = ends.flat_map(|(state, id)| [Record::Queued(queued(id, 1)), Record::Delivery(told(id, state, 2))]);
    let database = stage.stored(&records.collect::<Vec<_>>()).await;
    let kept = column(&database, "SELECT state FROM deliveries WHERE part IS NOT NULL ORDER BY id").await;
    assert_eq!(kept, ["queued", "written", "unknown"]);
    let open: Vec<_> = database.open_deliveries().await.unwrap().into_iter().map(|item| item.state).collect();
    assert_eq!(open, [DeliveryState::Queued, DeliveryState::Written, DeliveryState::Unknown]);
    assert_eq!(count(&database, "deliveries WHERE ended_at IS NULL").await, 2);
}

async fn an_item_that_was_only_spoken_has_no_row_until_something_is_told(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick()).await;
    append(&journal, &[room(), spoken(1, 10)]);
    await_all(&writer, &journal);
    assert_eq!((count(&database, "deliveries").await, database.count_chat().await.unwrap()), (0, 1));
    append(&journal, &[Record::Delivery(told(1, DeliveryState::Written, 12))]);
    await_all(&writer, &journal);
    // When it was spoken is in another run; what is told of it is all that is known.
    assert_eq!(rows(&database).await, ["1 reply command  - written 3 1 said 12 0 0 12"]);
    assert_eq!(database.open_deliveries().await.unwrap(), []);
    drop(writer);
    append(&journal, &[spoken(2, 20), Record::Delivery(told(2, DeliveryState::Acked, 22))]);
    let writer = follow(&database, &journal, quick()).await;
    await_all(&writer, &journal);
    assert_eq!(rows(&database).await[1], "2 reply command  - acked 3 1 said 20 30020 22 22");
    let command = "SELECT c.name FROM deliveries d JOIN commands c ON c.id = d.command_id";
    assert_eq!(column(&database, command).await, ["# 로또"]);
    assert_eq!(database.count_chat().await.unwrap(), 2);
}

async fn an_item_that_was_said_is_not_queued_again(stage: Stage) {
    for (id, max_records) in [(1, 1), (2, 1_000)] {
        let database = stage.database().await;
        let journal = stage.journal();
        let (first, again) = (Record::Queued(queued(id, 1)), Record::Queued(queued(id, 9)));
        append(&journal, &[first, Record::Delivery(told(id, DeliveryState::Acked, 2)), again]);
        let writer = follow(&database, &journal, WriterOptions { max_records, ..quick() }).await;
        await_all(&writer, &journal);
        assert_eq!(database.open_deliveries().await.unwrap(), []);
        let ended = format!("SELECT state FROM deliveries WHERE ended_at = 2 AND id = {id}");
        assert_eq!(column(&database, &ended).await, ["acked"]);
    }
}

async fn an_item_that_failed_may_be_queued_again(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let (first, again) = (Record::Queued(queued(1, 1)), Record::Queued(queued(1, 9)));
    append(&journal, &[first, Record::Delivery(told(1, DeliveryState::Failed, 2)), again]);
    let writer = follow(&database, &journal, WriterOptions { max_records: 1, ..quick() }).await;
    await_all(&writer, &journal);
    let open = database.open_deliveries().await.unwrap();
    assert_eq!((open.len(), open[0].attempts, open[0].part.as_str()), (1, 1, PART));
    assert_eq!(count(&database, "deliveries WHERE ended_at IS NULL").await, 1);
}

async fn ended_items_are_removed_and_counted(stage: Stage) {
    let mut records = vec![room(), Record::Queued(queued(1, 1)), Record::Queued(queued(2, 1))];
    records.push(Record::Delivery(told(2, DeliveryState::Acked, 100)));
    // One that nobody ends: it was only spoken.
    records.push(Record::Delivery(told(3, DeliveryState::Written, 50)));
    records.extend((10..1_300).map(|id| Record::Delivery(told(id, DeliveryState::Acked, 60))));
    let database = stage.stored(&records).await;
    let figure = |class, state, count| DeliveryFigure { class, state, count };
    let expected = [
        figure(Class::News, DeliveryState::Acked, 1),
        figure(Class::News, DeliveryState::Queued, 1),
        figure(Class::Reply, DeliveryState::Written, 1),
    ];
    assert_eq!(database.delivery_figures(100).await.unwrap(), expected);
    assert_eq!(database.clean_deliveries(50).await.unwrap(), 0);
    assert_eq!(database.clean_deliveries(100).await.unwrap(), 1_000);
    assert_eq!(database.clean_deliveries(100).await.unwrap(), 291);
    assert_eq!(database.clean_deliveries(100).await.unwrap(), 0);
    assert_eq!(column(&database, "SELECT id FROM deliveries ORDER BY id").await, ["1", "2"]);
}

async fn a_run_of_many_items_is_stored(stage: Stage) {
    let all = (1..=1_000)
        .flat_map(|id| [Record::Queued(queued(id, 1)), Record::Delivery(told(1_001 - id, DeliveryState::Written, 2))]);
    let database = stage.stored(&all.collect::<Vec<_>>()).await;
    let open = database.open_deliveries().await.unwrap();
    assert!(open.iter().map(|item| item.id.0).eq(1..=1_000));
    // The later ones were told of before they were queued.
    assert_eq!(open.iter().filter(|item| item.state == DeliveryState::Written).count(), 500);
    assert!(open.iter().all(|item| item.attempts == 1 && item.part == PART));
}

async fn every_item_is_there_once_however_often_the_writer_dies(stage: Stage) {
    const ROUNDS: u64 = 20;
    let database = stage.database().await;
    for round in 0..ROUNDS {
        let journal = stage.journal();
        for id in round * 10..round * 10 + 10 {
            append(&journal, &[spoken(1_000 + id, 1), Record::Queued(queued(id, 1))]);
            append(&journal, &[Record::Delivery(told(id, DeliveryState::Written, 2))]);
            append(&journal, &[Record::Delivery(told(1_000 + id, DeliveryState::Acked, 3))]);
        }
        let faults = Faults::default().crash_in(1 + (round * 7919) % 29);
        let writer = follow(&database, &journal, WriterOptions { max_records: 7, faults, ..quick() }).await;
        await_end(&writer);
    }
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick()).await;
    await_all(&writer, &journal);
    let open = database.open_deliveries().await.unwrap();
    assert!(open.iter().map(|item| item.id.0).eq(0..ROUNDS * 10));
    assert!(open.iter().all(|item| item.state == DeliveryState::Written));
    assert_eq!(count(&database, "deliveries WHERE state = 'acked' AND ended_at = 3").await, ROUNDS * 10);
    assert_eq!(database.count_chat().await.unwrap(), ROUNDS * 10);
}

async fn stops_are_kept_until_they_end(stage: Stage) {
    let halt = |bot, on, at| Record::Halt(HaltFact { bot, on, actor: "나", at });
    let database = stage
        .stored(&[
            halt("*", true, 1),
            halt("LOA.i", true, 2),
            halt("*", false, 3),
            halt("LOA.i", true, 4),
            halt("b", false, 5),
        ])
        .await;
    let expected = HaltRow { bot: "LOA.i".to_owned(), actor: "나".to_owned(), since: 4 };
    assert_eq!(database.halts().await.unwrap(), [expected]);
    let audit = database.recent_audit(10).await.unwrap();
    let deeds: Vec<_> = audit.iter().map(|deed| (deed.target.as_str(), deed.detail.as_str())).collect();
    assert_eq!(deeds, [("*", "on"), ("LOA.i", "on"), ("*", "off"), ("LOA.i", "on"), ("b", "off")]);
    assert!(audit.iter().all(|deed| deed.action == "halt" && deed.actor == "나"));
}
