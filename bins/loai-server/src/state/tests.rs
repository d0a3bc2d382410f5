use std::{fs, os::unix::fs::PermissionsExt};

use loai_config::{Environment, Settings};
use loai_core::record::Said;
use loai_core::{
    Account, Batch, PointsKind, SystemClock, Transfer, UserHash,
    record::{LinkFact, MergeFact, TodoFact, Used},
};
use loai_db::{PointsBook, UsageRow, WriterOptions, writer};
use tempfile::TempDir;
use tokio_util::task::TaskTracker;

use super::*;

/// Settings of a first start, with these values of `loai.toml`.
pub(crate) fn settings(values: &[(&str, &str)]) -> Settings {
    let dir = tempfile::tempdir().unwrap();
    loai_config::ensure_initial(dir.path()).unwrap();
    let set = |environment: Environment, (key, value): &(&str, &str)| environment.with(*key, *value);
    let environment = values.iter().fold(Environment::empty(), set);
    loai_config::load(dir.path(), &environment).unwrap().0
}

fn folder() -> TempDir {
    tempfile::tempdir().unwrap()
}

pub(crate) async fn open(data: &Path, settings: &Settings) -> Result<State, Failure> {
    State::open(data, &settings.server, &SystemClock, Duration::ZERO).await
}

pub(crate) fn say(state: &State, texts: &[&str]) {
    let bot = BotName::new("LOA.i").unwrap();
    for text in texts {
        let mut batch = Batch::default();
        let room = state.rooms.see(&bot, "100", "방", 1, &mut batch).unwrap();
        let said = Said {
            bot: room.bot.as_str(),
            channel: room.channel.as_str(),
            user: Some("0f1e2d3c"),
            sender: "나",
            text,
            kind: loai_core::Kind::Chat,
            command: None,
            flags: 0,
            log_id: None,
            client_at: None,
            at: 1,
            fingerprint: 0,
        };
        batch.push(&Record::Said(said));
        state.ledger.append(&batch).unwrap();
    }
}

fn heard(state: &State) -> Vec<String> {
    let mut texts = Vec::new();
    state.look_back(0, |record| {
        if let Record::Said(said) = record {
            texts.push(said.text.to_owned());
        }
    });
    texts
}

/// Lets everything be stored.
pub(crate) fn store(state: &State) {
    let (journal, clock) = (Arc::clone(&state.journal), Arc::new(SystemClock));
    let writer = writer::spawn(&state.database, journal, clock, WriterOptions::default()).unwrap();
    assert!(writer.wait_stored(state.journal.last_seq(), Duration::from_mins(1)));
}

fn segments(data: &Path) -> Vec<PathBuf> {
    let names = fs::read_dir(data.join("journal")).unwrap().map(|entry| entry.unwrap().path());
    let mut segments: Vec<_> = names.filter(|path| path.extension().is_some_and(|end| end == "log")).collect();
    segments.sort();
    segments
}

#[test]
fn the_database_moves_with_the_data_folder() {
    let data = Path::new("elsewhere/data");
    assert_eq!(database_url("sqlite://data/loai.db", data), "sqlite://elsewhere/data/loai.db");
    assert_eq!(database_url("mysql://a@b/c", data), "mysql://a@b/c");
}

#[tokio::test]
async fn the_data_folder_is_for_this_user_only() {
    let dir = folder();
    let data = dir.path().join("data");
    open(&data, &settings(&[])).await.unwrap();
    for path in [data.clone(), data.join("journal")] {
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o700, "{}", path.display());
    }
}

#[tokio::test]
async fn a_folder_with_records_of_its_own_is_refused_by_the_database_of_another() {
    let dir = folder();
    let (first, second) = (dir.path().join("first"), dir.path().join("second"));
    let url = format!("sqlite://{}", dir.path().join("shared.db").display());
    let shared = settings(&[("LOAI__DATABASE__URL", &url)]);
    let state = open(&first, &shared).await.unwrap();
    say(&state, &["first"]);
    store(&state);
    drop(state);

    let own = open(&second, &settings(&[])).await.unwrap();
    say(&own, &["second"]);
    drop(own);
    let refused = open(&second, &shared).await.err().unwrap();
    assert!(matches!(refused, Failure::Foreign(path) if path == second));

    let state = open(&first, &shared).await.unwrap();
    assert_eq!(state.journal.last_seq(), state.position.seq);
    // The refused folder is as it was.
    let own = open(&second, &settings(&[])).await.unwrap();
    assert_eq!(heard(&own), ["second"]);
}

#[tokio::test]
async fn an_empty_folder_takes_a_database_over_and_goes_on_behind_it() {
    let dir = folder();
    let (first, second) = (dir.path().join("first"), dir.path().join("second"));
    let url = format!("sqlite://{}", dir.path().join("shared.db").display());
    let shared = settings(&[("LOAI__DATABASE__URL", &url)]);
    let state = open(&first, &shared).await.unwrap();
    say(&state, &["stored"]);
    store(&state);
    say(&state, &["not stored"]);
    let stored = state.position.seq.max(state.database.position().await.unwrap().seq);
    drop(state);

    let state = open(&second, &shared).await.unwrap();
    assert_eq!(state.journal.last_seq(), stored);
    assert_eq!(state.rooms.all().len(), 1);
    say(&state, &["second"]);
    store(&state);
    drop(state);
    // The first one finds out and keeps what it has.
    let refused = open(&first, &shared).await.err().unwrap();
    assert!(matches!(refused, Failure::Foreign(_)));
    assert_eq!(open(&second, &shared).await.unwrap().database.count_chat().await.unwrap(), 2);
}

#[tokio::test]
async fn a_segment_that_cannot_be_read_costs_its_lines_and_not_the_start() {
    let dir = folder();
    let small = settings(&[("LOAI__JOURNAL__SEGMENT_MIB", "1"), ("LOAI__JOURNAL__CAP_MIB", "8")]);
    let state = open(dir.path(), &small).await.unwrap();
    let long = "가".repeat(100_000);
    let texts: Vec<_> = (0..12).map(|line| format!("{line}{long}")).collect();
    say(&state, &texts.iter().map(String::as_str).collect::<Vec<_>>());
    let kept = heard(&state);
    assert_eq!(kept.len(), 12);
    drop(state);
    // Reading this file fails as a broken disk does.
    let lost = segments(dir.path())[1].clone();
    fs::remove_file(&lost).unwrap();
    std::os::unix::fs::symlink("/proc/self/mem", &lost).unwrap();
    let state = open(dir.path(), &small).await.unwrap();
    let left = heard(&state);
    assert!(left.len() < 12 && left.len() > 3, "{}", left.len());
    assert_eq!((left.first(), left.last()), (kept.first(), kept.last()));
    assert_eq!(state.rooms.all().len(), 1);
}

#[tokio::test]
async fn a_rename_that_was_on_its_way_does_not_undo_an_approval() {
    let dir = folder();
    let settings = settings(&[]);
    let state = open(dir.path(), &settings).await.unwrap();
    say(&state, &["안녕"]);
    let (bot, room) = (BotName::new("LOA.i").unwrap(), state.rooms.numbered(1).unwrap());
    let (mut rename, mut approval) = (Batch::default(), Batch::default());
    state.rooms.see(&bot, "100", "새 방", 100_000, &mut rename);
    state.rooms.set(&room, Approval::Approved, "cli", 100_001, &mut approval);
    state.ledger.append(&approval).unwrap();
    state.ledger.append(&rename).unwrap();
    drop((state, room));
    let state = open(dir.path(), &settings).await.unwrap();
    let known = |state: &State| {
        let room = state.rooms.numbered(1).unwrap();
        (room.name().to_string(), room.state())
    };
    assert_eq!(known(&state), ("새 방".to_owned(), Approval::Approved));
    store(&state);
    drop(state);
    assert_eq!(known(&open(dir.path(), &settings).await.unwrap()), ("새 방".to_owned(), Approval::Approved));
}

fn append(state: &State, records: &[Record<'_>]) {
    for record in records {
        let mut batch = Batch::default();
        batch.push(record);
        state.ledger.append(&batch).unwrap();
    }
}

#[tokio::test]
async fn uses_go_on_being_counted_after_a_restart_whether_they_were_stored_or_not() {
    let dir = folder();
    let settings = settings(&[]);
    let today = SystemClock.now().div_euclid(86_400_000) as i32;
    let used = |user, day, amount| {
        Record::Used(Used { bot: "LOA.i", channel: "100", user, command: "# 그림", day, amount, at: 1 })
    };
    let counted = |state: &State| {
        let row = |row: &UsageRow| (row.day - today, row.user.clone().unwrap_or_default(), row.used);
        state.usage.iter().map(row).collect::<Vec<_>>()
    };
    let state = open(dir.path(), &settings).await.unwrap();
    append(&state, &[used(Some("a"), today, 1), used(Some("a"), today, 1), used(None, today - 1, 1)]);
    append(&state, &[used(Some("a"), today - 401, 1), used(Some("a"), today - 2, 1), used(Some("b"), today, 1)]);
    let expected = [(-1, String::new(), 1), (0, "a".to_owned(), 2), (0, "b".to_owned(), 1)];
    drop(state);
    let state = open(dir.path(), &settings).await.unwrap();
    assert_eq!(counted(&state), expected);
    store(&state);
    append(&state, &[used(Some("b"), today, -1), used(Some("a"), today, 1), used(Some("a"), today + 1, 1)]);
    drop(state);
    let state = open(dir.path(), &settings).await.unwrap();
    let expected = [(-1, String::new(), 1), (0, "a".to_owned(), 3), (1, "a".to_owned(), 1)];
    assert_eq!(counted(&state), expected);
    let kept = state.database.usage_since(0).await.unwrap();
    assert!(kept.iter().all(|row| row.day >= today - 400) && kept.iter().any(|row| row.day == today - 2));
}

#[tokio::test]
async fn people_stay_linked_after_a_restart_whether_that_was_stored_or_not() {
    let dir = folder();
    let settings = settings(&[]);
    let link = |channel, user, linked| {
        Record::Link(LinkFact { bot: "LOA.i", person: 3, channel, user, name: "나", linked, at: 1 })
    };
    let rooms = |state: &State| {
        let person = state.people.person_of("LOA.i", "100", "a");
        let members = person.map(|person| person.members.clone()).unwrap_or_default();
        members.iter().map(|member| member.channel.to_string()).collect::<Vec<_>>()
    };
    let state = open(dir.path(), &settings).await.unwrap();
    append(&state, &[link("100", "a", true), link("200", "b", true)]);
    store(&state);
    append(&state, &[link("300", "c", true)]);
    drop(state);
    let state = open(dir.path(), &settings).await.unwrap();
    assert_eq!(rooms(&state), ["100", "200", "300"]);
    append(&state, &[link("200", "b", false)]);
    drop(state);
    let state = open(dir.path(), &settings).await.unwrap();
    assert_eq!(rooms(&state), ["100", "300"]);
    store(&state);
    drop(state);
    assert_eq!(rooms(&open(dir.path(), &settings).await.unwrap()), ["100", "300"]);
}

#[tokio::test]
async fn lists_of_rooms_outlive_a_restart_whether_they_were_stored_or_not() {
    let dir = folder();
    let settings = settings(&[]);
    let fact = |number, state| {
        let (channel, text) = ("100", "우유 사기");
        Record::Todo(TodoFact { bot: "LOA.i", channel, number, text, user: "a", name: "나", state, at: 1 })
    };
    let room = loai_core::testing::room("100", "방");
    let list = |state: &State| state.todos.of(&room).iter().map(|todo| (todo.number, todo.is_done)).collect::<Vec<_>>();
    let state = open(dir.path(), &settings).await.unwrap();
    append(&state, &[fact(1, "open"), fact(2, "open")]);
    store(&state);
    append(&state, &[fact(3, "open"), fact(1, "done")]);
    drop(state);
    let state = open(dir.path(), &settings).await.unwrap();
    assert_eq!(list(&state), [(1, true), (2, false), (3, false)]);
    append(&state, &[fact(2, "gone")]);
    store(&state);
    drop(state);
    assert_eq!(list(&open(dir.path(), &settings).await.unwrap()), [(1, true), (3, false)]);
}

#[tokio::test]
async fn merged_members_stay_so_after_a_restart_and_their_points_follow_at_last() {
    let dir = folder();
    let settings = settings(&[]);
    let room = loai_core::testing::room("100", "방");
    let user = |user| UserHash::new(user).unwrap();
    let fact = |number, user, undone, moved| {
        let (bot, channel, into, actor) = ("LOA.i", "100", "new", "나");
        Record::Merge(MergeFact { bot, channel, number, user, into, undone, moved, actor, since: 1, at: 1 })
    };
    let known = |state: &State| {
        let root = |old| state.merges.root(&room.bot, &room.channel, &user(old)).to_string();
        let open = state.merges.unsettled().iter().map(|merge| (merge.number, merge.undone)).collect::<Vec<_>>();
        (["a", "b", "c"].map(root), open)
    };
    let state = open(dir.path(), &settings).await.unwrap();
    append(&state, &[fact(1, "a", false, None), fact(2, "b", false, None), fact(1, "a", false, Some(0))]);
    store(&state);
    append(&state, &[fact(2, "b", true, None), fact(3, "c", false, None)]);
    drop(state);
    let expected = (["new".into(), "b".into(), "new".into()], vec![(2, true), (3, false)]);
    let state = open(dir.path(), &settings).await.unwrap();
    assert_eq!(known(&state), expected);
    store(&state);
    drop(state);
    let state = open(dir.path(), &settings).await.unwrap();
    assert_eq!(known(&state), expected);

    // The process ended before the points of the third one moved.
    let points = Arc::new(PointsBook::new(&state.database, TaskTracker::new()));
    let member = |hash| Account::member(&room.bot, &room.channel, &user(hash));
    let (from, kind, reference) = (Account::system(&room.bot), PointsKind::Grant, "1".to_owned());
    let (actor, note) = (String::new(), String::new());
    let grant = Transfer { from, to: member("c"), amount: 70, kind, reference, actor, note, at: 1 };
    points.transfer(grant).await.unwrap();
    assert_eq!(state.merger(Arc::clone(&points) as _).settle_all().await, 0);
    assert_eq!(points.balance(member("new")).await.unwrap().now, 70);
    drop(state);
    assert_eq!(known(&open(dir.path(), &settings).await.unwrap()).1, []);
}
