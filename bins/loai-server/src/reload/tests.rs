use std::{fs, sync::mpsc, time::Duration};

use loai_config::{Environment, Files};
use loai_core::{Counters, Language, Registry, Rooms, SettingsStore as _, SystemClock};
use loai_delivery::Delivery;
use loai_journal::{Directory, Journal, Options};
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use super::*;

const SETTINGS: &str = "settings/LOA.i.json";

/// A folder with the files of a first start, and what reads them again.
struct Bench {
    dir: TempDir,
    current: Arc<Current>,
    journal: Arc<Journal>,
    coordinator: Coordinator,
}

impl Bench {
    fn new() -> Self {
        let dir = tempfile::tempdir().unwrap();
        loai_config::ensure_initial(dir.path()).unwrap();
        let files = Files { dir: dir.path().to_owned(), environment: Environment::empty() };
        Self::reading(dir, Box::new(move || files.load().map(Arc::unwrap_or_clone)))
    }

    fn reading(dir: TempDir, source: Source) -> Self {
        let current = Arc::new(Current::from_pointee(source().unwrap().0));
        let folder = Directory::lock(dir.path().join("journal")).unwrap();
        let journal = Arc::new(folder.open(Options::new("")).unwrap().0);
        let (clock, ledger): (Arc<dyn Clock>, Arc<dyn Ledger>) = (Arc::new(SystemClock), Arc::clone(&journal) as _);
        let delivery = Delivery::new(
            Arc::<Registry>::default(),
            Arc::new(Rooms::new(loai_core::Approval::Pending, 10)),
            Arc::clone(&ledger),
            Arc::clone(&clock),
            Arc::<Counters>::default(),
            loai_delivery::Options::default(),
            TaskTracker::new(),
            CancellationToken::new(),
        );
        let (book, keys) = (Arc::default(), Arc::default());
        let (notifier, _) = loai_notifier::channel(current.load_full());
        let script = Arc::default();
        let parts = Parts { current: Arc::clone(&current), book, keys, delivery, script, notifier, log: None };
        let texts = [Language::Korean, Language::English].map(|language| Arc::new(Texts::new(language)));
        let coordinator = Coordinator::new(source, parts, ledger, clock, texts, TaskTracker::new());
        Self { dir, current, journal, coordinator }
    }

    fn write(&self, file: &str, text: &str) {
        fs::write(self.dir.path().join(file), text).unwrap();
    }

    /// Reads again, as this person, and tells how it went, with the folder left out of the places.
    async fn reload(&self, target: ReloadTarget, actor: &str) -> Result<ReloadReport, ReloadRefusal> {
        let request = ReloadRequest { target, bot: None, actor: actor.to_owned(), language: Language::Korean };
        self.coordinator.reload(request).await.map(|report| ReloadReport {
            text: report.text.replace(&format!("{}/", self.dir.path().display()), ""),
            ..report
        })
    }

    /// The audit's rows: actor, target, result, and whether it was done.
    fn audit(&self) -> Vec<String> {
        let (mut reader, mut found) = (self.journal.reader(0), Vec::new());
        while let Some(group) = reader.next().unwrap() {
            for (_, frame) in group.records() {
                if let Some(Record::Audit(fact)) = Record::decode(frame) {
                    found.push(format!("{} {} {} {}", fact.actor, fact.target, fact.detail, fact.ok));
                }
            }
        }
        found
    }
}

#[tokio::test]
async fn a_change_counts_as_a_whole_whatever_was_asked_for() {
    let bench = Bench::new();
    let before = bench.current.load_full();
    bench.write(SETTINGS, r#"{"defaults": {"auto_replies": [{"trigger": "a", "reply": "b"}], "help": ["c"]}}"#);
    let report = bench.reload(ReloadTarget::Help, "cli").await.unwrap();
    assert_eq!((report.ok, report.changed, report.revision), (true, true, 2));
    assert_eq!(report.text, "설정을 다시 읽었어요.\n방 도움말: 1개");
    let now = bench.current.load_full();
    assert_eq!((before.version, now.version), (1, 2));
    assert_eq!(now.bots["LOA.i"].defaults.auto_replies[0].reply.as_deref(), Some("b"));
    assert_eq!(bench.audit(), ["cli help revision 2 true"]);
}

#[tokio::test]
async fn all_has_a_line_for_each_target() {
    let bench = Bench::new();
    bench.write("loai.toml", "[replies]\nlist_gap_ms = 7\n[phones]\nping_seconds = 7\n[journal]\nsync_ms = 300\n");
    let text = bench.reload(ReloadTarget::All, "cli").await.unwrap().text;
    let expected = "설정을 다시 읽었어요.\n방 설정: 0개\n명령어: 45개\n예약: 0개\n자동응답: 3개\n방 도움말: 0개\n\
        필터: 0개\n요금표: 0개\n프로필 분석: 0개\n키와 관리자: 1개\n폰 순서: 0개\n\
        다시 시작해야 바뀌어요: [phones], [journal]";
    assert_eq!(text, expected);
}

#[tokio::test]
async fn files_that_say_the_same_exchange_nothing() {
    let bench = Bench::new();
    let before = bench.current.load_full();
    let text = fs::read_to_string(bench.dir.path().join(SETTINGS)).unwrap();
    bench.write(SETTINGS, &format!("// 메모\n{text}"));
    let report = bench.reload(ReloadTarget::Settings, "cli").await.unwrap();
    assert_eq!((report.ok, report.changed, report.revision), (true, false, 1));
    assert_eq!(report.text, "바뀐 설정이 없어요.\n방 설정: 0개");
    assert!(Arc::ptr_eq(&before, &bench.current.load_full()));
    // A file that was only touched is nobody's business, while what somebody asked for is recorded.
    bench.reload(ReloadTarget::All, WATCH).await.unwrap();
    assert_eq!(bench.audit(), ["cli settings unchanged true"]);
}

#[tokio::test]
async fn one_error_anywhere_and_everything_stays() {
    let bench = Bench::new();
    let before = bench.current.load_full();
    bench.write(SETTINGS, "{\n  \"defaults\": {\"auto_replies\": [{\"trigger\": \"(\", \"reply\": \"b\"}]}\n}");
    bench.write("commands/LOA.i.json", r##"{"global_commands": {"# help": {"type": "help", "admin_only": 3}}}"##);
    let report = bench.reload(ReloadTarget::AutoReplies, "나").await.unwrap();
    assert_eq!((report.ok, report.changed, report.revision), (false, false, 1));
    assert!(Arc::ptr_eq(&before, &bench.current.load_full()));
    let lines: Vec<_> = report.text.lines().collect();
    assert_eq!(lines[0], "설정이 틀려서 이전 설정을 그대로 써요.");
    // What was asked for comes first.
    assert!(lines[1].starts_with("settings/LOA.i.json:2:45: 오류: defaults.auto_replies[0].trigger: "), "{lines:?}");
    assert!(lines[2].starts_with("commands/LOA.i.json:1:63: 오류: "), "{lines:?}");
    let all = bench.reload(ReloadTarget::All, "나").await.unwrap();
    let message = |target| all.lines.iter().find(|line| line.target == target).map(|line| line.message.as_str());
    assert!(message(ReloadTarget::Commands).is_some_and(|line| line.starts_with("명령어: 오류 1개, 이전 설정을")));
    assert_eq!(message(ReloadTarget::Help), Some("방 도움말: 다른 곳의 오류 때문에 이전 설정을 그대로 써요."));
    assert!(all.lines.iter().all(|line| !line.ok));
    assert!(bench.audit().iter().all(|row| row.starts_with("나 ") && row.ends_with(" false")), "{:?}", bench.audit());
}

#[tokio::test]
async fn the_answer_can_be_about_one_bot_and_there_has_to_be_one() {
    let bench = Bench::new();
    bench.write("settings/two.json", "{\"rooms\": {\"1\": {}, \"2\": {}}}");
    let about = |bot: &str| ReloadRequest {
        target: ReloadTarget::Settings,
        bot: Some(bot.to_owned()),
        actor: "cli".to_owned(),
        language: Language::English,
    };
    let unknown = bench.coordinator.reload(about("three")).await.unwrap_err();
    assert_eq!(unknown, ReloadRefusal::UnknownBot("three".to_owned()));
    assert_eq!(bench.current.load().version, 1);
    let report = bench.coordinator.reload(about("two")).await.unwrap();
    assert!(report.text.starts_with("The settings were read again.\nRoom settings: 2\n"), "{}", report.text);
}

#[tokio::test]
async fn one_request_at_a_time_and_those_of_files_wait() {
    let dir = tempfile::tempdir().unwrap();
    loai_config::ensure_initial(dir.path()).unwrap();
    let files = Files { dir: dir.path().to_owned(), environment: Environment::empty() };
    let (begun, has_begun) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let may_go_on = std::sync::Mutex::new(may_go_on);
    // The first reading is that of the start.
    let readings = std::sync::atomic::AtomicUsize::new(0);
    let source = move || {
        if readings.fetch_add(1, std::sync::atomic::Ordering::Relaxed) == 1 {
            begun.send(()).unwrap();
            may_go_on.lock().unwrap().recv_timeout(Duration::from_secs(30)).unwrap();
        }
        files.load().map(Arc::unwrap_or_clone)
    };
    let bench = Bench::reading(dir, Box::new(source));
    let first = bench.reload(ReloadTarget::All, "cli");
    let second = async {
        tokio::task::spawn_blocking(move || has_begun.recv().unwrap()).await.unwrap();
        let refused = bench.reload(ReloadTarget::All, "cli").await.unwrap_err();
        let waiting = bench.coordinator.read_again(SIGNAL);
        let ((), ()) = tokio::join!(waiting, async { go_on.send(()).unwrap() });
        refused
    };
    let (first, refused) = tokio::join!(first, second);
    assert!(first.is_ok());
    assert_eq!(refused, ReloadRefusal::Busy);
    assert_eq!(bench.audit(), ["cli all unchanged true", "signal all unchanged true"]);
}

#[tokio::test]
async fn what_happens_is_told_to_whoever_listens() {
    let bench = Bench::new();
    let mut events = bench.coordinator.events();
    bench.write(SETTINGS, "[]");
    bench.coordinator.read_again(WATCH).await;
    let event = events.recv().await.unwrap();
    assert_eq!(&*event.actor, WATCH);
    assert!(!event.report.ok && event.report.text.starts_with("설정이 틀려서"), "{event:?}");
}

#[tokio::test]
async fn a_reading_that_breaks_down_leaves_everything_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    let readings = std::sync::atomic::AtomicUsize::new(0);
    let source = move || match readings.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
        1 => panic!("broken"),
        _ => Ok((crate::state::tests::settings(&[]), Vec::new())),
    };
    let bench = Bench::reading(dir, Box::new(source));
    assert_eq!(bench.reload(ReloadTarget::All, "cli").await, Err(ReloadRefusal::Broken));
    assert!(bench.reload(ReloadTarget::All, "cli").await.is_ok());
}
