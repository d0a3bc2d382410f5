//! An earlier server's database, made as it is known to have been (core 11.2), on the MariaDB that `LOAI_TEST_MARIADB`
//! names.

use std::sync::atomic::{AtomicU32, Ordering};

use loai_core::{Approval, Devices as _, record::Said};
use loai_texts::{Language, Texts};
use sea_orm::{ConnectionTrait as _, Database as Connection, Statement};

use super::*;
use crate::testing::Server;

/// Tables of the original and of its successor; everything in them is invented.
const SCHEMA: &[&str] = &[
    "CREATE TABLE kb_rooms (room_id varchar(50) PRIMARY KEY, bot_name varchar(30) NOT NULL, room_name varchar(255), \
        bot_nickname varchar(30), room_concurrency int DEFAULT 2, room_owners longtext, status enum('pending', \
        'approved', 'denied', 'revoked', 'blocked'), created_at datetime, updated_at datetime)",
    "CREATE TABLE kb_admin_bots (bot_id int PRIMARY KEY, bot_name varchar(64), display_name varchar(64), \
        description text, is_active tinyint)",
    "CREATE TABLE kb_admin_rooms (room_id int PRIMARY KEY, bot_id int, channel_id varchar(50), room_name varchar(255), \
        description text, is_active tinyint, member_count int, created_at datetime)",
    "CREATE TABLE kb_bot_devices (id bigint PRIMARY KEY AUTO_INCREMENT, bot_name varchar(64), device_id varchar(128), \
        ip_address varchar(64), status enum('pending', 'approved', 'denied', 'revoked', 'blocked'), \
        client_type varchar(64), client_version varchar(32), client_info text, descryption text, created_at datetime, \
        updated_at datetime, UNIQUE (bot_name, device_id))",
    "CREATE TABLE kb_user_map (id int PRIMARY KEY AUTO_INCREMENT, channel_id varchar(50), user_hash varchar(100), \
        user_name varchar(100), last_seen datetime, name_history json, UNIQUE (channel_id, user_hash))",
    "CREATE TABLE kb_chat_logs (id int PRIMARY KEY AUTO_INCREMENT, channel_id varchar(50), user_hash varchar(100), \
        room_name varchar(255), sender varchar(100), message text, directive varchar(30), message_type varchar(20), \
        is_meaningful tinyint, is_mention tinyint, is_group_chat tinyint, is_bot tinyint, is_our_bot_response tinyint, \
        is_scheduled tinyint, bot_name varchar(30), log_id varchar(50), client_timestamp datetime, \
        server_timestamp datetime DEFAULT CURRENT_TIMESTAMP)",
    "CREATE TABLE kb_message_cache (id bigint PRIMARY KEY, created_at timestamp)",
    "CREATE TABLE kb_omok_user_stats (user_id varchar(100) PRIMARY KEY, rating int)",
    "CREATE TABLE shop (id int PRIMARY KEY)",
];

const ROWS: &[&str] = &[
    "INSERT INTO kb_rooms VALUES ('1001', 'DemoBot', '첫째 방', '데모', 2, '[]', NULL, '2024-01-01', NULL), \
        ('1002', 'DemoBot', '둘째 방', NULL, 2, NULL, 'blocked', NULL, NULL), \
        ('1003', '이름', '셋째', NULL, 2, NULL, NULL, NULL, NULL)",
    "INSERT INTO kb_admin_bots VALUES (7, 'NewBot', '새 봇', NULL, 1)",
    "INSERT INTO kb_admin_rooms VALUES (1, 7, '2001', '새 방', NULL, 1, 5, NULL), (2, 7, '2002', '닫은 방', NULL, 0, 0, NULL)",
    "INSERT INTO kb_bot_devices VALUES (1, 'DemoBot', 'phone-a', '192.0.2.1', 'approved', 'MessengerBotR', '3.2.1', '폰', NULL, \
        '2024-01-01 09:00:00', NULL), (2, 'DemoBot', 'phone-b', NULL, 'blocked', NULL, NULL, NULL, NULL, NULL, NULL)",
    "INSERT INTO kb_user_map VALUES (1, '1001', 'hash-a', '지금 이름', '2024-03-01 09:00:00', \
        '[{\"time\": \"2024-01-01 09:00:00\", \"name\": \"옛 이름\"}, {\"time\": \"2024-02-01 09:00:00\", \"name\": \"둘째 이름\"}, {\"name\": 3}]'), \
        (2, '9999', 'hash-b', '모름', NULL, NULL)",
    "INSERT INTO kb_chat_logs (channel_id, user_hash, room_name, sender, message, directive, message_type, is_meaningful, is_mention, \
        is_group_chat, is_bot, is_our_bot_response, is_scheduled, bot_name, log_id, client_timestamp, server_timestamp) VALUES \
        ('1001', 'hash-a', '첫째 방', '옛 이름', '안녕 😀', NULL, 'normal', 1, 1, 1, 0, 0, 0, 'DemoBot', '31', '2024-01-05 09:00:00', '2024-01-05 09:00:01'), \
        ('1001', NULL, '첫째 방', '데모', '안녕하세요', '# help', 'normal', 0, 0, 1, 1, 1, 0, 'DemoBot', NULL, NULL, '2024-01-05 09:00:02'), \
        ('1001', NULL, '첫째 방', '데모', '아침', NULL, 'scheduled', 0, 0, 1, 1, 1, 1, 'DemoBot', NULL, NULL, '2024-01-05 09:00:02'), \
        ('3001', 'hash-c', '몰랐던 방', '다', '말', NULL, 'normal', 1, 0, 1, 0, 0, 0, 'DemoBot', NULL, NULL, '2024-01-05 09:00:03'), \
        ('', 'hash-c', NULL, '다', '방이 없다', NULL, 'normal', 0, 0, 1, 0, 0, 0, 'DemoBot', NULL, NULL, '2024-01-05 09:00:03')",
    "INSERT INTO kb_message_cache VALUES (1, NULL), (2, NULL)",
    "INSERT INTO kb_omok_user_stats VALUES ('a', 1000)",
];

/// An earlier server's database of one test's own.
struct Earlier {
    server: String,
    name: String,
}

impl Earlier {
    /// Nothing where no MariaDB is named, unless it is required.
    async fn new() -> Option<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let Some(server) = std::env::var_os("LOAI_TEST_MARIADB") else {
            let required = std::env::var_os("LOAI_TEST_REQUIRE").unwrap_or_default();
            let required = required.to_string_lossy().split(',').any(|name| name == "mariadb");
            assert!(!required, "LOAI_TEST_REQUIRE asks for MariaDB and LOAI_TEST_MARIADB names no server");
            eprintln!("skipped: LOAI_TEST_MARIADB names no server");
            return None;
        };
        let server = server.to_str().unwrap().trim_end_matches('/').to_owned();
        let name = format!("loai_earlier_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        execute(&server, &[format!("CREATE DATABASE {name} CHARACTER SET utf8mb4")]).await;
        let earlier = Self { server, name };
        execute(&earlier.url(), SCHEMA).await;
        Some(earlier)
    }

    fn url(&self) -> String {
        format!("{}/{}", self.server, self.name)
    }

    async fn import(&self, server: &Server) -> Result<Report, ImportError> {
        let mut legacy = Legacy::connect(&self.url(), Tz::Asia__Seoul, None).await.unwrap();
        legacy.import(&server.intake, &mut |_| {}).await
    }

    async fn end(self) {
        execute(&self.server, &[format!("DROP DATABASE {}", self.name)]).await;
    }
}

async fn execute(url: &str, statements: &[impl AsRef<str>]) {
    let connection = Connection::connect(url).await.unwrap();
    for statement in statements {
        connection.execute_unprepared(statement.as_ref()).await.unwrap();
    }
    connection.close().await.unwrap();
}

/// The first column of a query, as text.
async fn column(server: &Server, sql: &str) -> Vec<String> {
    let url = format!("sqlite://{}", server.path("loai.db").display());
    let connection = Connection::connect(&url).await.unwrap();
    let rows = connection.query_all_raw(Statement::from_string(connection.get_database_backend(), sql)).await.unwrap();
    rows.iter().map(|row| row.try_get_by_index::<String>(0).unwrap()).collect()
}

fn check_line(report: &Report, part: &str) {
    let lines = report.render(&Texts::new(Language::English));
    assert!(lines.iter().any(|line| line.contains(part)), "no {part:?} in {lines:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_becomes_rooms_phones_names_and_lines() {
    let Some(earlier) = Earlier::new().await else { return };
    execute(&earlier.url(), ROWS).await;
    let server = Server::start().await;
    let report = earlier.import(&server).await.unwrap();

    let rooms: Vec<_> = server.database().load_rooms().await.unwrap();
    let rooms: Vec<_> =
        rooms.iter().map(|room| (room.bot.as_str(), room.channel.as_str(), room.name.as_str(), room.state)).collect();
    assert_eq!(
        rooms,
        [
            ("DemoBot", "1001", "첫째 방", Approval::Approved),
            ("DemoBot", "1002", "둘째 방", Approval::Blocked),
            ("NewBot", "2001", "새 방", Approval::Approved),
            ("NewBot", "2002", "닫은 방", Approval::Revoked),
            ("DemoBot", "3001", "몰랐던 방", Approval::Pending),
        ]
    );
    let phones = server.database().load_phones().await.unwrap();
    let phones: Vec<_> = phones.iter().map(|phone| (&*phone.device, phone.state, &*phone.version)).collect();
    assert_eq!(phones, [("phone-a", Approval::Approved, "3.2.1"), ("phone-b", Approval::Blocked, "")]);

    let names = "SELECT n.name || ' ' || n.since FROM user_names n JOIN users u ON u.id = n.user_id \
        WHERE u.hash = 'hash-a' ORDER BY n.since";
    assert_eq!(
        column(&server, names).await,
        ["옛 이름 1704067200000", "둘째 이름 1706745600000", "지금 이름 1709251200000"]
    );
    assert_eq!(column(&server, "SELECT name FROM users WHERE hash = 'hash-a'").await, ["지금 이름"]);

    let lines = server.database().recent_chat(1, 100).await.unwrap();
    let shown: Vec<_> = lines
        .iter()
        .map(|line| {
            (line.message.as_str(), line.kind.as_str(), line.command.as_deref(), line.server_at, line.client_at)
        })
        .collect();
    let first = 1_704_412_801_000;
    assert_eq!(
        shown,
        [
            ("안녕 😀", "chat", None, first, Some(first - 1_000)),
            ("안녕하세요", "command", Some("# help"), first + 1_000, None),
            ("아침", "scheduled", None, first + 1_000, None),
        ]
    );
    assert_eq!(lines[0].flags, Said::IMPORTED | Said::GROUP | Said::MENTION | Said::MEANINGFUL);
    assert_eq!(lines[1].flags, Said::IMPORTED | Said::GROUP | Said::OWN | Said::BOT);
    assert_eq!((lines[0].log_id.as_deref(), lines[1].user_id), (Some("31"), None));

    for part in [
        "kb_rooms: without a usable bot or room [1003]",
        "kb_chat_logs: without a usable bot or room [5]",
        "kb_user_map: it is not known which bot is in this room [2]",
        "kb_user_map: names that cannot be read",
        "kb_message_cache: this server begins these anew (×2)",
        "kb_omok_user_stats: no feature reads it yet; it stays in the earlier database",
        "kb_rooms: columns that stay in the earlier database: bot_nickname, room_concurrency, room_owners",
        "kb_chat_logs: chat lines (×4)",
    ] {
        check_line(&report, part);
    }
    earlier.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_run_takes_nothing_in_and_changes_no_decision() {
    let Some(earlier) = Earlier::new().await else { return };
    execute(&earlier.url(), ROWS).await;
    let mut server = Server::start().await;
    earlier.import(&server).await.unwrap();
    let phone = server.intake.phones.numbered(1).unwrap();
    server.intake.phones.set(&phone, Approval::Revoked, "cli", 1, &mut loai_core::Batch::default());
    let count = "SELECT (SELECT COUNT(*) FROM chat_log) || ' ' || (SELECT COUNT(*) FROM user_names) || ' ' || \
        (SELECT COUNT(*) FROM users) || ' ' || (SELECT COUNT(*) FROM rooms) || ' ' || (SELECT COUNT(*) FROM phones)";
    let before = column(&server, count).await;
    let report = earlier.import(&server).await.unwrap();
    assert_eq!(report.count(Outcome::Taken), 0);
    check_line(&report, "phones: what was decided on this server stays: revoked [1]");
    server = server.again().await;
    earlier.import(&server).await.unwrap();
    assert_eq!(column(&server, count).await, before);
    // What is added later is taken in.
    execute(
        &earlier.url(),
        &["INSERT INTO kb_chat_logs (channel_id, bot_name, message) VALUES ('1001', 'DemoBot', '새 말')"],
    )
    .await;
    assert_eq!(earlier.import(&server).await.unwrap().count(Outcome::Taken), 1);
    earlier.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_import_that_was_interrupted_ends_with_every_row_once() {
    let Some(earlier) = Earlier::new().await else { return };
    let rows: Vec<_> = (0..2_300)
        .map(|n| format!("('1001', 'DemoBot', 'hash-{}', '나', '말', '2024-01-05 09:00:00')", n % 7))
        .collect();
    let insert = "INSERT INTO kb_chat_logs (channel_id, bot_name, user_hash, sender, message, server_timestamp) VALUES";
    execute(&earlier.url(), &[format!("{insert} {}", rows.join(", "))]).await;
    let mut server = Server::start().await;
    let mut ends = 0;
    // The process is gone at another place each time, also after rows were kept and before it knew.
    for groups in 0.. {
        server.breaks_after(groups % 2);
        match earlier.import(&server).await {
            Ok(_) => break,
            Err(ImportError::NotStored) => ends += 1,
            Err(error) => panic!("{error:?}"),
        }
        server = server.again().await;
    }
    assert!(ends >= 3, "{ends}");
    assert_eq!(server.database().count_chat().await.unwrap(), 2_300);
    assert_eq!(
        server.database().import_of(&format!("{}#kb_chat_logs", source(&earlier).await)).await.unwrap().unwrap().rows,
        2_300
    );
    earlier.end().await;
}

async fn source(earlier: &Earlier) -> String {
    Legacy::connect(&earlier.url(), Tz::Asia__Seoul, None).await.unwrap().source().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_database_that_does_not_answer_is_told_without_the_password() {
    for url in ["mysql://root:planted@127.0.0.1:1/d", "sqlite://x.db", "mysql://root:planted@127.0.0.1"] {
        let error = Legacy::connect(url, Tz::Asia__Seoul, None).await.err().unwrap();
        assert!(!format!("{error:?} {error}").contains("planted"), "{error:?}");
    }
}
