//! What is known of rooms, phones and admins, and what happened to them.

use loai_core::{
    Approval, Record,
    record::{AdminFact, AuditFact, AuthFailure, LinkFact, PhoneEvent, PhoneFact, Ping, RoomFact, TodoFact},
};

use super::{
    Stage, on_every_database, said,
    stage::{append, await_all, column, count, follow, quick},
};

on_every_database!(
    a_room_keeps_its_newest_state_and_every_change,
    a_rename_that_was_on_its_way_does_not_undo_an_approval,
    a_room_that_only_lines_spoke_of_takes_the_approval_of_its_first_fact,
    a_phone_keeps_its_newest_state_and_every_event,
    news_of_a_phone_that_were_on_their_way_do_not_undo_its_approval,
    a_phone_that_is_not_remembered_leaves_events_only,
    rights_are_granted_and_taken_away,
    people_are_linked_and_links_are_taken_away,
    lists_of_rooms_are_as_the_last_facts_say,
    failed_checks_are_kept,
    everything_that_somebody_did_is_in_the_audit,
);

async fn a_room_keeps_its_newest_state_and_every_change(stage: Stage) {
    let fact = |number, name, state, actor, at| {
        let channel = if number == 1 { "100" } else { "200" };
        Record::Room(RoomFact { bot: "LOA.i", channel, number, name, state, actor, at })
    };
    let database = stage
        .stored(&[
            fact(1, "방", "pending", "", 1),
            fact(2, "둘", "pending", "", 2),
            fact(1, "새 방", "pending", "", 3),
            fact(1, "새 방", "approved", "나", 4),
            fact(0, "셋", "pending", "", 5),
        ])
        .await;
    let rooms = database.load_rooms().await.unwrap();
    assert_eq!(rooms.len(), 2);
    assert_eq!((rooms[0].name.as_str(), rooms[0].state), ("새 방", Approval::Approved));
    assert_eq!(column(&database, "SELECT created_at FROM rooms ORDER BY id").await, ["1", "2"]);
    assert_eq!((rooms[1].name.as_str(), rooms[1].bot.as_str(), rooms[1].number), ("둘", "LOA.i", 2));
    let events = "SELECT state FROM room_events WHERE room_id = 1 ORDER BY id";
    assert_eq!(column(&database, events).await, ["pending", "approved"]);
    assert_eq!(column(&database, "SELECT actor FROM room_events ORDER BY id").await, ["", "", "나"]);
}

async fn a_rename_that_was_on_its_way_does_not_undo_an_approval(stage: Stage) {
    let fact = |name, state, actor, at| {
        Record::Room(RoomFact { bot: "LOA.i", channel: "100", number: 1, name, state, actor, at })
    };
    let database = stage
        .stored(&[fact("방", "pending", "", 1), fact("방", "approved", "cli", 2), fact("새 방", "pending", "", 3)])
        .await;
    let rooms = database.load_rooms().await.unwrap();
    assert_eq!((rooms[0].name.as_str(), rooms[0].state), ("새 방", Approval::Approved));
    assert_eq!(column(&database, "SELECT state FROM room_events ORDER BY id").await, ["pending", "approved"]);
}

async fn a_room_that_only_lines_spoke_of_takes_the_approval_of_its_first_fact(stage: Stage) {
    let database = stage.database().await;
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick()).await;
    append(&journal, &[Record::Said(said("100", "a", "안녕", 1))]);
    await_all(&writer, &journal);
    let fact = RoomFact { bot: "LOA.i", channel: "100", number: 1, name: "방", state: "approved", actor: "", at: 2 };
    append(&journal, &[Record::Room(fact)]);
    await_all(&writer, &journal);
    assert_eq!(database.load_rooms().await.unwrap()[0].state, Approval::Approved);
}

async fn news_of_a_phone_that_were_on_their_way_do_not_undo_its_approval(stage: Stage) {
    let approval = PhoneFact { actor: "cli", ..phone(4, "approved", "3.2.0", 2) };
    let records = [phone(4, "pending", "3.2.0", 1), approval, phone(4, "pending", "3.3.3", 3)].map(Record::Phone);
    let phones = stage.stored(&records).await.load_phones().await.unwrap();
    assert_eq!((phones[0].state, phones[0].version.as_str()), (Approval::Approved, "3.3.3"));
}

fn phone(number: u32, state: &'static str, version: &'static str, at: i64) -> PhoneFact<'static> {
    PhoneFact {
        bot: "LOA.i",
        device: "a1b2",
        number,
        state,
        actor: "",
        practice: true,
        client_type: "MessengerBotR",
        version,
        info: "폰",
        address: "192.0.2.1",
        at,
    }
}

fn event(event: &'static str, at: i64) -> Record<'static> {
    Record::PhoneEvent(PhoneEvent {
        bot: "LOA.i",
        device: "a1b2",
        event,
        detail: "",
        actor: "",
        address: "192.0.2.1",
        at,
    })
}

fn ping(at: i64) -> Record<'static> {
    Record::Ping(Ping {
        bot: "LOA.i",
        device: "a1b2",
        rtt_ms: Some(12),
        memory_total: Some(256.5),
        memory_used: Some(f64::NAN),
        queue: None,
        rooms: Some(3),
        at,
    })
}

async fn a_phone_keeps_its_newest_state_and_every_event(stage: Stage) {
    let records = [
        Record::Phone(phone(4, "pending", "3.2.0", 1)),
        event("register", 1),
        ping(2),
        Record::Phone(PhoneFact { actor: "나", ..phone(4, "approved", "3.3.3", 3) }),
        event("state", 3),
    ];
    let database = stage.stored(&records).await;
    let phones = database.load_phones().await.unwrap();
    assert_eq!(phones.len(), 1);
    let known = &phones[0];
    assert_eq!((known.number, known.state, known.practice), (4, Approval::Approved, true));
    assert_eq!(known.version, "3.3.3");
    assert_eq!(count(&database, "phones WHERE created_at = 1 AND updated_at = 3").await, 1);
    let events = "SELECT event FROM phone_events WHERE phone_id = 4 ORDER BY id";
    assert_eq!(column(&database, events).await, ["register", "state"]);
    assert_eq!(count(&database, "pings WHERE phone_id = 4 AND rtt_ms = 12 AND memory_total = 256.5").await, 1);
    assert_eq!(count(&database, "pings WHERE memory_used IS NULL AND queue IS NULL AND rooms = 3").await, 1);
}

async fn a_phone_that_is_not_remembered_leaves_events_only(stage: Stage) {
    let database = stage.stored(&[Record::Phone(phone(0, "pending", "3.2.0", 1)), event("connect", 1), ping(2)]).await;
    assert_eq!(database.load_phones().await.unwrap(), []);
    assert_eq!(count(&database, "phone_events WHERE phone_id IS NULL AND device = 'a1b2'").await, 1);
    assert_eq!(count(&database, "pings").await, 0);
}

async fn rights_are_granted_and_taken_away(stage: Stage) {
    let fact = |channel, user, granted, at| {
        Record::Admin(AdminFact {
            bot: "LOA.i",
            channel,
            user,
            name: "나",
            home: channel == "100",
            granted,
            actor: "",
            at,
        })
    };
    let database = stage
        .stored(&[
            fact("100", "a", true, 1),
            fact("*", "b", true, 2),
            fact("100", "A", true, 3),
            fact("*", "b", false, 4),
            fact("100", "a", true, 5),
            fact("200", "x", false, 6),
        ])
        .await;
    let admins = database.load_admins().await.unwrap();
    let rights: Vec<_> = admins.iter().map(|admin| (admin.channel.as_str(), admin.user.as_str(), admin.home)).collect();
    assert_eq!(rights, [("100", "A", true), ("100", "a", true)]);
    assert_eq!(column(&database, "SELECT at FROM admins ORDER BY id").await, ["3", "5"]);
    assert_eq!((admins[0].bot.as_str(), admins[0].name.as_str()), ("LOA.i", "나"));
}

async fn people_are_linked_and_links_are_taken_away(stage: Stage) {
    let fact = |person, channel, user, linked, at| {
        Record::Link(LinkFact { bot: "LOA.i", person, channel, user, name: "나", linked, at })
    };
    let database = stage
        .stored(&[
            fact(1, "100", "a", true, 1),
            fact(1, "200", "b", true, 1),
            fact(1, "200", "B", true, 2),
            fact(7, "200", "b", true, 3),
            fact(1, "100", "a", false, 4),
            fact(1, "300", "x", false, 5),
        ])
        .await;
    let links = database.load_links().await.unwrap();
    let known: Vec<_> =
        links.iter().map(|link| (link.person, link.channel.as_str(), link.user.as_str(), link.confirmed_at)).collect();
    assert_eq!(known, [(1, "200", "B", 2), (7, "200", "b", 3)]);
    assert_eq!((links[0].bot.as_str(), links[0].name.as_str()), ("LOA.i", "나"));
}

async fn lists_of_rooms_are_as_the_last_facts_say(stage: Stage) {
    let fact = |channel, number, text, state, at| {
        Record::Todo(TodoFact { bot: "LOA.i", channel, number, text, user: "a", name: "나", state, at })
    };
    let database = stage
        .stored(&[
            fact("100", 1, "우유 사기", "open", 1),
            fact("100", 2, "빵 사기", "open", 2),
            fact("200", 1, "청소", "open", 3),
            fact("100", 1, "우유 사기", "done", 4),
            fact("100", 2, "빵 사기", "gone", 5),
            fact("100", 2, "빵 사기", "gone", 5),
        ])
        .await;
    let todos = database.load_todos().await.unwrap();
    let known: Vec<_> =
        todos.iter().map(|todo| (&*todo.channel, todo.number, &*todo.text, &*todo.state, todo.at)).collect();
    assert_eq!(known, [("200", 1, "청소", "open", 3), ("100", 1, "우유 사기", "done", 4)]);
    assert_eq!((&*todos[0].bot, &*todos[0].user, &*todos[0].name), ("LOA.i", "a", "나"));
}

async fn failed_checks_are_kept(stage: Stage) {
    let failure = AuthFailure { bot: "?", device: "", address: "192.0.2.9", reason: "signature", count: 20, at: 1 };
    let database = stage.stored(&[Record::AuthFailure(failure), Record::AuthFailure(failure)]).await;
    assert_eq!(count(&database, "auth_failures WHERE count = 20 AND reason = 'signature'").await, 2);
    assert_eq!(count(&database, "bots").await, 0);
}

async fn everything_that_somebody_did_is_in_the_audit(stage: Stage) {
    let reload = AuditFact { actor: "watch", action: "reload", target: "all", detail: "x.json:1:2", ok: false, at: 3 };
    let room = RoomFact { bot: "LOA.i", channel: "100", number: 1, name: "방", state: "blocked", actor: "", at: 1 };
    let database = stage
        .stored(&[
            Record::Room(room),
            Record::Admin(AdminFact {
                bot: "LOA.i",
                channel: "*",
                user: "b",
                name: "나",
                home: false,
                granted: true,
                actor: "cli",
                at: 2,
            }),
            Record::Audit(reload),
            Record::Room(RoomFact { state: "approved", actor: "나 (…2d3c)", at: 4, ..room }),
            Record::Phone(PhoneFact { actor: "cli", ..phone(4, "denied", "3.2.0", 5) }),
        ])
        .await;
    let deeds = database.recent_audit(3).await.unwrap();
    let told = |deed: &crate::AuditRow| {
        format!("{} {} {} {} {} {}", deed.at, deed.actor, deed.action, deed.target, deed.detail, deed.ok)
    };
    assert_eq!(
        deeds.iter().map(told).collect::<Vec<_>>(),
        [
            "3 watch reload all x.json:1:2 false",
            "4 나 (…2d3c) room LOA.i 100 approved true",
            "5 cli phone LOA.i a1b2 denied true",
        ]
    );
    assert_eq!(
        count(&database, "audit WHERE action = 'admin' AND target = 'LOA.i * b' AND detail = 'granted'").await,
        1
    );
    assert_eq!(count(&database, "audit").await, 4);
}
