use std::path::Path;

use loai_config::{RoomSettings, Settings};
use loai_core::{
    Batch, Devices, Kind, Record, UserHash,
    record::Said,
    testing::{StillClock, channel_id},
};
use loai_db::{WriterHandle, WriterOptions, writer};
use loai_journal::Journal;

use super::*;
use crate::{
    channel,
    fixture::{Parts, START, bot, settings},
};

const MINUTE: i64 = 60_000;
const LONG: Duration = Duration::from_mins(2);

/// Rooms 100 (wants to know), 101 (does not) and 102 (wants to, and is not approved), and everything behind them.
struct Stage {
    parts: Parts,
    journal: Arc<Journal>,
    writer: WriterHandle,
    renames: mpsc::Receiver<Rename>,
    nicknames: Nicknames,
}

fn curious(settings: &mut Settings) {
    let bot = Arc::make_mut(settings.bots.get_mut("LOA.i").unwrap());
    let ignored = IgnoredUser {
        user_hash: Some(UserHash::new("ignored").unwrap()),
        nickname: None,
        is_bot: false,
        no_response: true,
        no_logging: false,
    };
    let room = RoomSettings { nickname_alert: true, ignored_users: vec![ignored], ..(*bot.defaults).clone() };
    for channel in ["100", "102"] {
        bot.rooms.insert(channel_id(channel), Arc::new(room.clone()));
    }
}

async fn stage(dir: &Path) -> Stage {
    let parts = Parts::new();
    parts.connect("first");
    parts.approved_room("100", "궁금한 방");
    parts.approved_room("101", "다른 방");
    parts.room("102", "기다리는 방");
    let url = format!("sqlite://{}", dir.join("loai.db").display());
    let database = Database::connect(&url, loai_db::Options::default()).await.unwrap();
    database.migrate::<migrations::Migrator>().await.unwrap();
    let journal = Arc::new(Journal::open(loai_journal::Options::new(dir.join("journal"))).unwrap().0);
    database.claim("", journal.id()).await.unwrap();
    let (renamed, renames) = mpsc::channel(16);
    let options = WriterOptions { renamed: Some(renamed), gather: Duration::ZERO, ..WriterOptions::default() };
    let clock = Arc::clone(&parts.clock) as Arc<dyn Clock>;
    let writer = writer::spawn(&database, Arc::clone(&journal), Arc::clone(&clock), options).unwrap();
    let (notifier, _) = channel(settings(curious));
    let nicknames = Nicknames {
        notifier,
        rooms: Arc::clone(&parts.rooms),
        messenger: Arc::clone(&parts.messenger),
        clock,
        texts: Arc::clone(&parts.texts),
        database,
        recent: HashMap::new(),
    };
    Stage { parts, journal, writer, renames, nicknames }
}

impl Stage {
    /// Somebody speaks under a name; what the writer tells of it is taken.
    async fn says(&mut self, channel: &str, user: &str, sender: &str) {
        let mut batch = Batch::default();
        batch.push(&Record::Said(Said {
            bot: "LOA.i",
            channel,
            user: Some(user),
            sender,
            text: "x",
            kind: Kind::Chat,
            command: None,
            flags: Said::GROUP,
            log_id: None,
            client_at: None,
            at: self.parts.clock.now(),
            fingerprint: 0,
        }));
        self.journal.append(batch.bytes(), batch.count()).unwrap();
        assert!(self.writer.wait_stored(self.journal.last_seq(), LONG));
        while let Ok(rename) = self.renames.try_recv() {
            self.nicknames.take(&rename).await;
        }
    }

    fn wait(&self, ms: i64) {
        StillClock::advance(&self.parts.clock, ms);
    }

    fn said(&self) -> Vec<String> {
        self.parts.writer.texts()
    }
}

#[tokio::test]
async fn a_room_that_wants_to_know_reads_the_new_name_once_with_those_before() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = stage(dir.path()).await;
    for (sender, expected) in [("가", 0), ("나", 1), ("나", 1), ("다", 2), ("라", 3), ("마", 4), ("바", 5)] {
        stage.says("100", "hash", sender).await;
        assert_eq!(stage.said().len(), expected, "{sender}");
        stage.wait(2 * MINUTE);
    }
    let said = stage.said();
    assert_eq!(said[0], "닉네임이 바뀌었어요: 가 → 나");
    assert_eq!(said[1], "닉네임이 바뀌었어요: 나 → 다\n그동안 쓴 이름\n· 다 (방금)\n· 나 (4분 전)\n· 가 (6분 전)");
    let last = "닉네임이 바뀌었어요: 마 → 바\n그동안 쓴 이름\n· 바 (방금)\n· 마 (2분 전)\n· 라 (4분 전)\n· 다 (6분 전)\n· 나 (10분 전)";
    assert_eq!(said[4], last);
    assert_eq!(stage.parts.ledger.said(), said);
}

#[tokio::test]
async fn other_rooms_ignored_people_and_old_names_are_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = stage(dir.path()).await;
    for (channel, user) in [("101", "a"), ("102", "a"), ("100", "ignored")] {
        for sender in ["가", "나"] {
            stage.says(channel, user, sender).await;
            stage.wait(2 * MINUTE);
        }
    }
    assert_eq!(stage.said(), Vec::<String>::new());
    assert_eq!(stage.parts.phones.all()[0].bot, bot());
}

#[tokio::test]
async fn the_same_person_is_told_of_once_a_minute() {
    let dir = tempfile::tempdir().unwrap();
    let mut stage = stage(dir.path()).await;
    let rename = |before: &str, name: &str| Rename {
        bot: "LOA.i".into(),
        channel: "100".into(),
        user_id: 1,
        user: Some("hash".into()),
        before: before.into(),
        name: name.into(),
        at: START,
    };
    stage.nicknames.take(&rename("가", "나")).await;
    stage.nicknames.take(&rename("나", "가\u{202E}\n")).await;
    assert_eq!(stage.said(), ["닉네임이 바뀌었어요: 가 → 나"]);
    stage.wait(MINUTE);
    stage.nicknames.take(&rename("나", "가\u{202E}\n")).await;
    assert_eq!(stage.said()[1..], ["닉네임이 바뀌었어요: 나 → 가"]);
}
