//! How phones were.

use loai_core::{
    Record,
    record::{HealthFact, PhoneFact},
};

use super::{
    Stage, on_every_database,
    stage::{append, await_all, column, count, follow, quick},
};

on_every_database!(
    what_a_phone_told_last_is_read_back,
    figures_are_kept_now_and_then_and_everything_else_at_once,
    a_new_writer_knows_what_was_stored_last,
    what_is_old_is_removed,
    a_phone_that_is_not_remembered_leaves_nothing,
);

const MINUTE: i64 = 60_000;

fn phone(number: u32, device: &'static str) -> Record<'static> {
    Record::Phone(PhoneFact {
        bot: "LOA.i",
        device,
        number,
        state: "approved",
        actor: "",
        practice: false,
        client_type: "",
        version: "",
        info: "",
        address: "",
        at: 1,
    })
}

fn health(device: &'static str, battery: u8, at: i64) -> HealthFact<'static> {
    HealthFact {
        bot: "LOA.i",
        device,
        battery: Some(battery),
        charging: Some(false),
        temperature: Some(-5),
        memory_free: Some(100),
        memory_total: Some(u64::MAX),
        storage_free: None,
        kakao: Some("11.2.0"),
        app: None,
        android: Some("14"),
        notifications: Some(true),
        power_save: None,
        uptime_ms: Some(5),
        starts: Some(3),
        dropped: Some(0),
        last_event_ms: None,
        last_error: "오류",
        at,
    }
}

async fn what_a_phone_told_last_is_read_back(stage: Stage) {
    let unknown = HealthFact {
        battery: None,
        charging: None,
        temperature: None,
        memory_free: None,
        memory_total: None,
        kakao: None,
        android: None,
        notifications: None,
        uptime_ms: None,
        starts: None,
        dropped: None,
        last_error: "",
        ..health("b", 0, 3)
    };
    let facts = [phone(1, "a"), phone(2, "b"), phone(3, "c"), Record::Health(health("a", 90, 1))];
    let database = stage.stored(&[&facts[..], &[Record::Health(unknown)]].concat()).await;
    let latest = database.latest_health().await.unwrap();
    assert_eq!(latest.iter().map(crate::HealthRow::fact).collect::<Vec<_>>(), [health("a", 90, 1), unknown]);
}

async fn figures_are_kept_now_and_then_and_everything_else_at_once(stage: Stage) {
    let charging = HealthFact { charging: Some(true), ..health("a", 70, 2 * MINUTE) };
    let database = stage
        .stored(&[
            phone(1, "a"),
            Record::Health(health("a", 90, 0)),
            Record::Health(health("a", 80, MINUTE)),
            Record::Health(charging),
            Record::Health(HealthFact { battery: Some(60), at: 7 * MINUTE - 1, ..charging }),
            Record::Health(HealthFact { battery: Some(50), at: 7 * MINUTE, ..charging }),
        ])
        .await;
    assert_eq!(column(&database, "SELECT battery FROM phone_health ORDER BY id").await, ["90", "70", "50"]);
}

async fn a_new_writer_knows_what_was_stored_last(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    append(&journal, &[phone(1, "a"), phone(2, "b")]);
    let bare = HealthFact { kakao: None, starts: None, charging: None, ..health("b", 1, 0) };
    for minute in 0..12 {
        append(&journal, &[Record::Health(health("a", 90, minute * MINUTE))]);
        append(&journal, &[Record::Health(HealthFact { at: minute * MINUTE, ..bare })]);
        let writer = follow(&database, &journal, quick()).await;
        await_all(&writer, &journal);
    }
    for phone in [1, 2] {
        let times = format!("SELECT at FROM phone_health WHERE phone_id = {phone} ORDER BY id");
        assert_eq!(column(&database, &times).await, ["0", "300000", "600000"]);
    }
}

async fn what_is_old_is_removed(stage: Stage) {
    let mut records = vec![phone(1, "a")];
    records.extend((0..1_100).map(|row| Record::Health(health("a", 90, row * 5 * MINUTE))));
    let database = stage.stored(&records).await;
    assert_eq!(database.clean_health(1_050 * 5 * MINUTE).await.unwrap(), 1_000);
    assert_eq!(database.clean_health(1_050 * 5 * MINUTE).await.unwrap(), 50);
    assert_eq!(database.clean_health(1_050 * 5 * MINUTE).await.unwrap(), 0);
    assert_eq!(count(&database, "phone_health").await, 50);
}

async fn a_phone_that_is_not_remembered_leaves_nothing(stage: Stage) {
    let database = stage.stored(&[phone(0, "a"), Record::Health(health("a", 90, 1))]).await;
    assert_eq!((count(&database, "phone_health").await, database.latest_health().await.unwrap().len()), (0, 0));
}
