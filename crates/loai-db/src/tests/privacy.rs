//! Members who are forgotten, and members who are not counted.

use loai_core::{
    Account, BotName, ChannelId, Counted, DeliveryState, Kind, Points as _, PointsKind, Record, TalkBook, TalkSpan,
    Transfer, UserHash,
    record::{
        Archived, AuditFact, ChoiceFact, DeliveryFact, ErasureFact, LinkFact, NameFact, QueuedFact, RoomFact, Said,
        TodoFact, Used,
    },
};
use tokio_util::task::TaskTracker;

use super::{
    Stage, on_every_database, said,
    stage::{append, await_all, column, count, follow, quick},
};
use crate::{Database, PointsBook, Remains, Seal};

on_every_database!(
    a_member_who_is_forgotten_is_nowhere_any_more,
    what_others_have_said_stays,
    an_erasure_counts_up_to_its_place_and_not_beyond,
    an_erasure_that_was_interrupted_is_finished,
    an_erasure_is_found_again_by_its_seal_in_another_database,
    who_does_not_want_to_be_counted_is_in_no_rank,
    old_lines_go_and_counts_stay,
    everything_that_is_kept_of_a_member_is_told,
);

const AT: i64 = 1_752_990_000_000;
const ROOM: &str = "18500000000000001";
const HASH: &str = "planted-hash-7c1f";
const NAMES: [&str; 2] = ["심어둔이름", "나중이름둘"];
const TEXT: &str = "심어둔 첫 문장입니다";

/// Whatever must not be found.
fn planted() -> Vec<String> {
    let more = ["심어둔 물음", "심어둔 할일", "심어둔 대답"];
    [HASH, TEXT].into_iter().chain(NAMES).chain(more).map(str::to_owned).collect()
}

fn own<'a>(text: &'a str, command: Option<&'a str>, at: i64) -> Record<'a> {
    let kind = if command.is_some() { Kind::Command } else { Kind::Notice };
    let flags = Said::OWN | Said::BOT;
    Record::Said(Said { kind, command, flags, user: None, sender: "", ..said(ROOM, "", text, at) })
}

fn by<'a>(user: &'a str, name: &'a str, text: &'a str, command: Option<&'a str>, at: i64) -> Record<'a> {
    let kind = if command.is_some() { Kind::Command } else { Kind::Chat };
    Record::Said(Said { sender: name, kind, command, flags: Said::MEANINGFUL, ..said(ROOM, user, text, at) })
}

/// A room with two members in every table.
fn history() -> Vec<Record<'static>> {
    let room = RoomFact {
        bot: "LOA.i",
        channel: ROOM,
        number: 7,
        name: "방",
        state: "approved",
        actor: "심어둔이름 (…7c1f)",
        at: AT,
    };
    let elsewhere = RoomFact { channel: "2", number: 8, actor: "cli", ..room };
    let used = |user| {
        Record::Used(Used {
            bot: "LOA.i",
            channel: ROOM,
            user: Some(user),
            command: "# 메아리",
            day: 9,
            amount: 1,
            at: AT,
        })
    };
    let todo = |number, user, name, text| {
        Record::Todo(TodoFact { bot: "LOA.i", channel: ROOM, number, text, user, name, state: "open", at: AT })
    };
    let link = |channel, user, name| {
        Record::Link(LinkFact { bot: "LOA.i", person: 3, channel, user, name, linked: true, at: AT })
    };
    let archived = |user, sender, prompt, answer| {
        Record::Archived(Archived {
            bot: "LOA.i",
            channel: ROOM,
            user: Some(user),
            sender,
            command: "# 요약",
            prompt,
            parameters: "{}",
            answer,
            version: "0.1.0",
            at: AT,
        })
    };
    let queued = QueuedFact {
        id: 5,
        bot: "LOA.i",
        channel: ROOM,
        room: "방",
        class: loai_core::Class::Notice,
        kind: Kind::Notice,
        command: None,
        reference: "",
        part: "{\"text\":\"심어둔이름님 어서 오세요\"}",
        at: AT,
        expires_at: AT + 1,
    };
    let expired = DeliveryFact {
        id: 5,
        bot: "LOA.i",
        channel: ROOM,
        state: DeliveryState::Expired,
        phone: 0,
        attempts: 0,
        reason: "",
        at: AT + 1,
    };
    let target = "LOA.i 18500000000000001 planted-hash-7c1f";
    let audit =
        AuditFact { actor: "심어둔이름 (…7c1f)", action: "admin", target, detail: "granted", ok: true, at: AT };
    vec![
        Record::Room(room),
        Record::Room(elsewhere),
        by(HASH, NAMES[0], TEXT, None, AT),
        by("other", "다른이", "다른 사람의 말", None, AT + 1),
        by(HASH, NAMES[0], "#메아리 심어둔 물음", Some("# 메아리"), AT + 2),
        own("심어둔 대답", Some("# 메아리"), AT + 3),
        by("other", "다른이", "#메아리 남을 물음", Some("# 메아리"), AT + 700_000),
        own("남을 대답", Some("# 메아리"), AT + 700_001),
        own("심어둔이름님이 1등", Some("# 순위"), AT + 700_002),
        Record::Name(NameFact { bot: "LOA.i", channel: ROOM, user: HASH, name: NAMES[1], at: AT + 700_003 }),
        used(HASH),
        used("other"),
        todo(1, HASH, NAMES[0], "심어둔 할일"),
        todo(2, "other", "다른이", "남을 할일"),
        link(ROOM, HASH, NAMES[0]),
        link("2", "same-person-elsewhere", "딴이름"),
        archived(HASH, NAMES[0], "심어둔 물음", "심어둔 대답"),
        archived("other", "다른이", "요약", "심어둔이름님은 즐거워했어요"),
        archived("other", "다른이", "요약", "남을 요약"),
        Record::Queued(queued),
        Record::Delivery(expired),
        Record::Audit(audit),
        Record::Choice(ChoiceFact { bot: "LOA.i", channel: ROOM, user: HASH, excluded: true, at: AT }),
    ]
}

fn erasure(seal: &Seal, at: i64) -> Record<'static> {
    let Seal { salt, digest } = *seal;
    Record::Erased(ErasureFact { bot: "LOA.i", channel: ROOM, salt, digest, actor: "member", at })
}

fn account(user: &str) -> Account {
    let (bot, channel) = (BotName::new("LOA.i").unwrap(), ChannelId::new(ROOM).unwrap());
    Account::member(&bot, &channel, &UserHash::new(user).unwrap())
}

async fn give(book: &PointsBook, user: &str, amount: i64) {
    let to = account(user);
    let transfer = Transfer {
        from: Account::system(&to.bot),
        to,
        amount,
        kind: PointsKind::Grant,
        reference: format!("grant:{user}"),
        actor: "심어둔이름 (…7c1f)".to_owned(),
        note: format!("심어둔이름에게 {user}"),
        at: AT,
    };
    book.transfer(transfer).await.unwrap();
}

/// Everything that the task of the server does.
async fn finish(database: &Database, book: &PointsBook) {
    for erasure in database.open_erasures().await.unwrap() {
        let points = book.forget(account(erasure.user()), AT).await.unwrap();
        let answers = database.erase_answers(&erasure).await.unwrap();
        let lines = database.erase_lines(&erasure).await.unwrap();
        database.end_erasure(erasure.id, (lines, answers, points), AT + 1_000_000).await.unwrap();
    }
}

/// Every row of every table, with the table's name before it.
async fn everything(stage: &Stage, database: &Database) -> Vec<String> {
    let tables = if stage.is_sqlite() {
        "SELECT m.name || ':' || GROUP_CONCAT('`' || c.name || '`') FROM sqlite_master m \
         JOIN pragma_table_info(m.name) c WHERE m.type = 'table' GROUP BY m.name"
    } else {
        "SELECT CAST(CONCAT(table_name, ':', GROUP_CONCAT(CONCAT('`', column_name, '`'))) AS CHAR) \
         FROM information_schema.columns WHERE table_schema = DATABASE() GROUP BY table_name"
    };
    let mut rows = Vec::new();
    for table in column(database, tables).await {
        let (table, columns) = table.split_once(':').unwrap();
        let sql = format!("SELECT CAST(CONCAT_WS('|', '{table}', {columns}) AS CHAR) FROM `{table}`");
        rows.extend(column(database, &sql).await);
    }
    rows
}

/// The planted words that are in the database, and where.
async fn found(stage: &Stage, database: &Database) -> Vec<(String, String)> {
    let rows = everything(stage, database).await;
    let holding = |text: &String| rows.iter().find(|row| row.contains(text)).map(|row| (text.clone(), row.clone()));
    planted().iter().filter_map(holding).collect()
}

async fn a_member_who_is_forgotten_is_nowhere_any_more(stage: Stage) {
    let database = stage.stored(&history()).await;
    let book = PointsBook::new(&database, TaskTracker::new());
    give(&book, HASH, 100).await;
    give(&book, "other", 50).await;
    assert_eq!(found(&stage, &database).await.len(), planted().len(), "not everything was there");
    let seal = Seal::new("LOA.i", ROOM, HASH);
    let journal = stage.journal();
    append(&journal, &[erasure(&seal, AT + 800_000)]);
    let writer = follow(&database, &journal, quick()).await;
    await_all(&writer, &journal);
    assert!(database.erasure(&seal).await.unwrap().unwrap().ended_at.is_none());
    finish(&database, &book).await;
    assert_eq!(found(&stage, &database).await, []);
    let row = database.erasure(&seal).await.unwrap().unwrap();
    assert_eq!((row.lines, row.answers, row.points), (2, 4, 100));
    assert!(row.ended_at.is_some());
    drop(writer);
    let remains = database.wipe(planted()).await.unwrap();
    assert_eq!(remains, if stage.is_sqlite() { Remains::None } else { Remains::Elsewhere });
    if stage.is_sqlite() {
        for file in ["deep/loai.db", "deep/loai.db-wal"] {
            let bytes = std::fs::read(stage.path(file)).unwrap_or_default();
            let is_there = |text: &String| bytes.windows(text.len()).any(|part| part == text.as_bytes());
            assert_eq!(planted().iter().find(|text| is_there(text)), None, "{file}");
        }
    }
}

async fn what_others_have_said_stays(stage: Stage) {
    let mut records = history();
    records.push(erasure(&Seal::new("LOA.i", ROOM, HASH), AT + 800_000));
    let database = stage.stored(&records).await;
    let book = PointsBook::new(&database, TaskTracker::new());
    give(&book, "other", 50).await;
    finish(&database, &book).await;
    let lines = column(&database, "SELECT message FROM chat_log ORDER BY id").await;
    assert_eq!(lines, ["다른 사람의 말", "#메아리 남을 물음", "남을 대답"]);
    assert_eq!(column(&database, "SELECT text FROM todos").await, ["남을 할일"]);
    assert_eq!(column(&database, "SELECT answer FROM archive").await, ["남을 요약"]);
    assert_eq!(column(&database, "SELECT name FROM users").await, ["다른이"]);
    assert_eq!(count(&database, "command_usage").await, 1);
    assert_eq!(count(&database, "person_links").await, 0, "who is left in one room is linked with nobody");
    assert_eq!(book.balance(account("other")).await.unwrap().now, 50);
    assert_eq!(column(&database, "SELECT CAST(SUM(balance) AS CHAR) FROM point_accounts").await, ["0"]);
}

async fn an_erasure_counts_up_to_its_place_and_not_beyond(stage: Stage) {
    let mut records = history();
    records.push(erasure(&Seal::new("LOA.i", ROOM, HASH), AT + 800_000));
    records.push(by(HASH, "다시왔어요", "지운 뒤에 한 말", None, AT + 800_001));
    let database = stage.stored(&records).await;
    finish(&database, &PointsBook::new(&database, TaskTracker::new())).await;
    let lines = column(&database, "SELECT message FROM chat_log ORDER BY id").await;
    assert!(lines.contains(&"지운 뒤에 한 말".to_owned()), "{lines:?}");
    assert!(!lines.contains(&TEXT.to_owned()), "{lines:?}");
    let names = "SELECT n.name FROM user_names n JOIN users u ON u.id = n.user_id WHERE u.hash = 'planted-hash-7c1f'";
    assert_eq!(column(&database, names).await, ["다시왔어요"]);
}

async fn an_erasure_that_was_interrupted_is_finished(stage: Stage) {
    let mut records = history();
    records.push(erasure(&Seal::new("LOA.i", ROOM, HASH), AT + 800_000));
    let database = stage.stored(&records).await;
    let book = PointsBook::new(&database, TaskTracker::new());
    give(&book, HASH, 100).await;
    let open = database.open_erasures().await.unwrap();
    book.forget(account(open[0].user()), AT).await.unwrap();
    database.erase_answers(&open[0]).await.unwrap();
    // Here the process ends; the next one begins anew.
    finish(&database, &book).await;
    finish(&database, &book).await;
    assert_eq!(found(&stage, &database).await, []);
    assert!(database.open_erasures().await.unwrap().is_empty());
    assert_eq!(count(&database, "erasures").await, 1);
}

async fn an_erasure_is_found_again_by_its_seal_in_another_database(stage: Stage) {
    // A backup from before, to which the same erasure is applied, twice.
    let seal = Seal::new("LOA.i", ROOM, HASH);
    let mut records = history();
    records.extend([erasure(&seal, AT + 800_000), erasure(&seal, AT + 800_000)]);
    let database = stage.stored(&records).await;
    finish(&database, &PointsBook::new(&database, TaskTracker::new())).await;
    assert_eq!(count(&database, "erasures").await, 1);
    assert_eq!(found(&stage, &database).await, []);
}

async fn who_does_not_want_to_be_counted_is_in_no_rank(stage: Stage) {
    let choice = |excluded| Record::Choice(ChoiceFact { bot: "LOA.i", channel: ROOM, user: HASH, excluded, at: AT });
    let database = stage.stored(&history()).await;
    let all = || TalkSpan { room: 7, days: None, counted: Counted::All };
    let names = |rank: loai_core::Rank| rank.first.into_iter().map(|(name, _)| name).collect::<Vec<_>>();
    let rank = TalkBook::rank(&database, all(), 10).await.unwrap();
    assert_eq!((rank.people, rank.lines), (1, 2));
    assert_eq!(names(rank), ["다른이"]);
    let card = TalkBook::card(&database, HASH.to_owned(), all(), 0).await.unwrap();
    assert_eq!((card.said, card.place, card.people), (2, None, 1), "one's own card is one's own");
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick()).await;
    append(&journal, &[choice(true), choice(true), choice(false)]);
    await_all(&writer, &journal);
    assert_eq!(TalkBook::rank(&database, all(), 10).await.unwrap().people, 2);
    assert_eq!(count(&database, "exclusions").await, 0);
}

async fn old_lines_go_and_counts_stay(stage: Stage) {
    let database = stage.stored(&history()).await;
    let mut removed = 0;
    loop {
        match database.clean_texts(7, AT + 700_000, false).await.unwrap() {
            0 => break,
            some => removed += some,
        }
    }
    assert_eq!(removed, 4 + 3, "four lines and three archived answers");
    assert_eq!(count(&database, "chat_log").await, 3);
    let all = TalkSpan { room: 7, days: None, counted: Counted::All };
    assert_eq!(TalkBook::rank(&database, all, 10).await.unwrap().lines, 2);
    let journal = stage.journal();
    let writer = follow(&database, &journal, quick()).await;
    append(&journal, &[Record::Said(Said { flags: Said::IMPORTED, ..said(ROOM, "other", "옛말", 5) })]);
    await_all(&writer, &journal);
    assert_eq!(database.clean_texts(7, AT, false).await.unwrap(), 0, "what was imported stays");
    assert_eq!(database.clean_texts(7, AT, true).await.unwrap(), 1);
    assert_eq!(database.clean_texts(8, i64::MAX, true).await.unwrap(), 0);
}

async fn everything_that_is_kept_of_a_member_is_told(stage: Stage) {
    let database = stage.stored(&history()).await;
    let book = PointsBook::new(&database, TaskTracker::new());
    give(&book, HASH, 100).await;
    let data = database.member("LOA.i", ROOM, HASH).await.unwrap().unwrap();
    let texts: Vec<_> = data.lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts, [TEXT, "#메아리 심어둔 물음"]);
    assert_eq!(data.names, [(NAMES[0].to_owned(), AT), (NAMES[1].to_owned(), AT + 700_003)]);
    assert_eq!(data.todos, ["심어둔 할일"]);
    assert_eq!(data.linked_rooms, ["2"]);
    assert_eq!(data.answers, [(AT, "심어둔 물음".to_owned(), "심어둔 대답".to_owned())]);
    assert_eq!((data.points.balance, data.points.movements.len(), data.excluded), (100, 1, true));
    for nobody in [("LOA.i", ROOM, "nobody"), ("LOA.i", "9", HASH), ("other", ROOM, HASH)] {
        assert_eq!(database.member(nobody.0, nobody.1, nobody.2).await.unwrap(), None);
    }
}
