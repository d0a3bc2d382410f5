use super::*;

/// What released versions have written: one record a line. Lines are added and never changed.
const KEPT: &str = include_str!("kept.hex");

const SAID: Said<'_> = Said {
    bot: "LOA.i",
    channel: "100000000000000001",
    user: Some("0f1e2d3c"),
    sender: "나",
    text: "안녕 \u{1F600}",
    kind: Kind::AutoReply,
    command: Some("lotto"),
    flags: Said::GROUP | Said::OWN,
    log_id: Some("3200000000000000001"),
    client_at: Some(1_752_990_000_000),
    at: 1_752_990_000_123,
    fingerprint: 0x0102_0304_0506_0708,
};

const QUEUED: QueuedFact<'_> = QueuedFact {
    id: u64::MAX,
    bot: "LOA.i",
    channel: "100",
    room: "방",
    class: Class::News,
    kind: Kind::Notice,
    command: Some("# 뉴스"),
    reference: "news-7",
    part: r#"{"text":"안녕"}"#,
    at: 1_752_990_000_123,
    expires_at: -1,
};

const TOLD: DeliveryFact<'_> = DeliveryFact {
    id: 300,
    bot: "LOA.i",
    channel: "100",
    state: DeliveryState::Unknown,
    phone: 300,
    attempts: 2,
    reason: "false",
    at: 1_752_990_000_123,
};

/// The records of [`KEPT`].
fn known() -> Vec<Record<'static>> {
    let nobody = Said {
        user: None,
        sender: "",
        text: "",
        kind: Kind::Chat,
        command: None,
        flags: 0,
        log_id: None,
        client_at: None,
        at: -1,
        fingerprint: 0,
        ..SAID
    };
    let kinds = [Kind::Command, Kind::Scheduled, Kind::Notice].map(|kind| Record::Said(Said { kind, ..nobody }));
    let (bot, device, address, at) = ("LOA.i", "a1b2", "192.0.2.1", 1_752_990_000_123);
    let phone = PhoneFact {
        bot,
        device,
        number: 300,
        state: "approved",
        actor: "cli",
        practice: true,
        client_type: "MessengerBotR",
        version: "3.3.3",
        info: "폰",
        address,
        at,
    };
    let ping = Ping {
        bot,
        device,
        rtt_ms: Some(12),
        memory_total: Some(256.5),
        memory_used: None,
        queue: None,
        rooms: Some(3),
        at,
    };
    let mut all = vec![Record::Said(SAID), Record::Said(nobody)];
    all.extend(kinds);
    all.extend([
        Record::Room(RoomFact { bot, channel: "100", number: 7, name: "방", state: "pending", actor: "", at }),
        Record::Phone(phone),
        Record::PhoneEvent(PhoneEvent { bot, device, event: "connect", detail: "A", actor: "", address, at }),
        Record::Ping(ping),
        Record::AuthFailure(AuthFailure { bot, device, address, reason: "bad_signature", count: 20, at }),
        Record::Admin(AdminFact {
            bot,
            channel: "*",
            user: "0f1e2d3c",
            name: "나",
            home: true,
            granted: false,
            actor: "code",
            at,
        }),
        Record::Used(Used {
            bot,
            channel: "100",
            user: Some("0f1e2d3c"),
            command: "# 로또",
            day: 20_289,
            amount: -1,
            at,
        }),
        Record::Archived(Archived {
            bot,
            channel: "100",
            user: None,
            sender: "나",
            command: "# 요약",
            prompt: "오늘",
            parameters: r#"{"분":30}"#,
            answer: "조용한 하루였어요.",
            version: "0.1.0",
            at,
        }),
        Record::Link(LinkFact { bot, person: 300, channel: "100", user: "0f1e2d3c", name: "나", linked: true, at }),
        Record::Name(NameFact { bot, channel: "100", user: "0f1e2d3c", name: "나", at }),
        Record::Import(ImportFact { source: "mysql://h/d/t", position: "1000", rows: 500, at }),
        Record::Audit(AuditFact { actor: "나", action: "reload", target: "all", detail: "2", ok: true, at }),
    ]);
    all.extend(said_and_felt());
    all.push(Record::Todo(TodoFact {
        bot,
        channel: "100",
        number: 300,
        text: "우유 사기",
        user: "0f1e2d3c",
        name: "나",
        state: "done",
        at,
    }));
    let (channel, user) = ("100", "0f1e2d3c");
    let (salt, digest) = ([7; 16], std::array::from_fn(|at| at as u8));
    all.push(Record::Erased(ErasureFact { bot, channel, salt, digest, actor: "member", at }));
    all.push(Record::Choice(ChoiceFact { bot, channel, user, excluded: true, at }));
    all.push(Record::Blank);
    all.extend(merged());
    all
}

/// Two who count as one, and do no longer.
fn merged() -> [Record<'static>; 2] {
    let at = 1_752_990_000_123;
    let merge = MergeFact {
        bot: "LOA.i",
        channel: "100",
        number: 300,
        user: "0f1e2d3c",
        into: "4b5a6978",
        undone: false,
        moved: Some(1_000),
        actor: "나",
        since: at - 1,
        at,
    };
    [Record::Merge(merge), Record::Merge(MergeFact { undone: true, moved: None, ..merge })]
}

/// What is to be said, what became of it, and how phones are.
fn said_and_felt() -> Vec<Record<'static>> {
    let (bot, device, at) = ("LOA.i", "a1b2", 1_752_990_000_123);
    let mut all = vec![
        Record::Spoken(Spoken { said: SAID, id: 1 << 53, phone: 300, expires_at: at + 30_000 }),
        Record::Queued(QUEUED),
        Record::Delivery(TOLD),
        Record::Halt(HaltFact { bot: "*", on: true, actor: "나", at }),
        Record::Health(HealthFact {
            bot,
            device,
            battery: Some(87),
            charging: Some(true),
            temperature: Some(-5),
            memory_free: Some(1 << 33),
            memory_total: Some(1 << 34),
            storage_free: Some(1 << 40),
            kakao: Some("11.2.0"),
            app: Some("0.7.41"),
            android: Some("14"),
            notifications: Some(false),
            power_save: Some(false),
            uptime_ms: Some(86_400_000),
            starts: Some(300),
            dropped: Some(7),
            last_event_ms: Some(1_500),
            last_error: "오류",
            at,
        }),
    ];
    all.extend(Class::ALL.map(|class| Record::Queued(QueuedFact { class, command: None, ..QUEUED })));
    all.extend(DeliveryState::ALL.map(|state| Record::Delivery(DeliveryFact { state, ..TOLD })));
    all
}

fn bytes(hex: &str) -> Vec<u8> {
    let digits = hex.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).unwrap());
    digits.map(|pair| u8::from_str_radix(pair, 16).unwrap()).collect()
}

#[test]
fn what_earlier_versions_wrote_is_read_and_written_alike() {
    let (lines, known) = (KEPT.lines().collect::<Vec<_>>(), known());
    for (line, record) in lines.iter().zip(&known) {
        assert_eq!(Record::decode(&bytes(line)).as_ref(), Some(record), "{line}");
        let mut batch = Batch::default();
        batch.push(record);
        assert_eq!(batch.bytes()[4..], bytes(line), "{record:?}");
    }
    assert_eq!(lines.len(), known.len());
}

#[test]
fn a_batch_reads_back_as_it_was_written() {
    let mut batch = Batch::default();
    batch.push(&Record::Said(SAID));
    batch.push(&Record::Said(SAID));
    assert_eq!(batch.count(), 2);
    let length = u32::from_le_bytes(batch.bytes()[..4].try_into().unwrap()) as usize;
    assert_eq!(batch.bytes().len(), 2 * (4 + length));
    assert_eq!(Record::decode(&batch.bytes()[4..4 + length]), Some(Record::Said(SAID)));
}

#[test]
fn other_bytes_are_no_record() {
    assert_eq!(Record::decode(&[]), None);
    assert_eq!(Record::decode(&[250, 1, 2, 3]), None);
    let mut batch = Batch::default();
    batch.push(&Record::Said(SAID));
    assert_eq!(Record::decode(&[&batch.bytes()[4..], &[0]].concat()), None);
}

#[test]
fn a_fact_is_told_until_it_was_kept_and_an_older_one_does_not_count() {
    let told = Arc::<Told>::default();
    let (mut first, mut second) = (Batch::default(), Batch::default());
    first.tell(&Record::Said(SAID), &told);
    second.tell(&Record::Said(SAID), &told);
    assert!(first.tells(&told) && !told.is_done());
    first.kept();
    assert!(!told.is_done());
    second.kept();
    assert!(told.is_done());
    first.clear();
    assert!(!first.tells(&told));
}
