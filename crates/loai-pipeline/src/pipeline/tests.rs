use loai_config::Environment;
use loai_core::{
    Call, People, Registry,
    record::LinkFact,
    testing::{MemoryLedger, Phone, StillClock, bot_name, channel_id, incoming},
};
use loai_texts::Language;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::*;
use crate::Plans;

mod explain;
mod gates;
mod settings;
mod ways;

const ROOM: &str = "100000000000000001";

const SETTINGS: &str = r##"{
  "version": 1,
  "bot": {
    "admins": [{"user_hash": "boss", "channel_id": "*"}],
    "error_messages": ["지금은 답하지 못했어요. 잠시 뒤에 다시 해 주세요."]
  },
  "defaults": {
    "auto_replies": [
      {"trigger": "뉴스", "command": "# 뉴스", "pass_text": true},
      {"trigger": "정각", "command": "# 정각"},
      {"trigger": "뉴스|정각", "reply": "다음 규칙"},
      {"trigger": "^안녕", "reply": "반가워요, {{USERNAME}}님"},
      {"trigger": "로또", "reply": "뽑아 볼게요", "command": "# echo", "pass_text": true},
      {"trigger": "천천히", "reply": "찾아볼게요", "command": "# slow", "pass_text": true},
      {"trigger": "한 번만", "reply": "네", "cooldown_seconds": 60}
    ],
    "ignored_users": [{"user_hash": "other-bot", "no_response": true}, {"user_hash": "ghost", "no_logging": true}]
  },
  "rooms": {
    "200": {"allowed_categories": ["일반"], "room_concurrency": 1, "room_owners": ["owner"]}
  }
}"##;

const COMMANDS: &str = r##"{"global_commands": {
  "# echo": {"type": "echo", "category": "일반", "aliases": ["# 에코"], "prompt_required": true},
  "# slow": {"type": "slow", "category": "일반", "timeout_seconds": 60},
  "# boom": {"type": "boom", "category": "일반"},
  "# 관리": {"type": "echo", "category": "관리", "admin_only": true},
  "# 방장": {"type": "echo", "category": "일반", "room_owner_only": true},
  "# 뉴스": {"type": "echo", "category": "뉴스"},
  "# 정각": {"type": "echo", "category": "일반", "schedule_only": true}
}, "room_overrides": {"400": {"command_overrides": {"# 뉴스": {"enabled": false}}}}}"##;

struct Echo;

impl CommandService for Echo {
    fn name(&self) -> &'static str {
        "echo"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(call.prompt)
    }
}

/// Answers after ten seconds, or never when it is asked to hang; notes in which order it was started.
struct Slow(Arc<Mutex<Vec<String>>>);

impl CommandService for Slow {
    fn name(&self) -> &'static str {
        "slow"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        let (prompt, started) = (call.prompt.to_owned(), Arc::clone(&self.0));
        Outcome::later(async move {
            lock(&started).push(prompt.clone());
            if prompt == "hang" {
                Notify::new().notified().await;
            }
            assert_ne!(prompt, "panic", "asked to");
            tokio::time::sleep(Duration::from_secs(10)).await;
            Ok(Reply::text(prompt))
        })
    }
}

struct Boom;

impl CommandService for Boom {
    fn name(&self) -> &'static str {
        "boom"
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        panic!("asked to by {}", call.prompt)
    }
}

struct Bench {
    pipeline: Arc<Pipeline>,
    ledger: Arc<MemoryLedger>,
    clock: Arc<StillClock>,
    rooms: Arc<Rooms>,
    people: Arc<People>,
    counters: Arc<Counters>,
    registry: Arc<Registry>,
    code: Arc<AdminCode>,
    started: Arc<Mutex<Vec<String>>>,
    log_id: std::cell::Cell<u64>,
}

fn settings(settings: &str, commands: &str) -> loai_config::Settings {
    let dir = tempfile::tempdir().unwrap();
    for (folder, text) in [("settings", settings), ("commands", commands)] {
        std::fs::create_dir(dir.path().join(folder)).unwrap();
        std::fs::write(dir.path().join(folder).join("LOA.i.json"), text).unwrap();
    }
    let (settings, _) = loai_config::load(dir.path(), &Environment::empty()).unwrap_or_else(|problems| {
        panic!("{}", problems.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
    });
    settings
}

fn bench() -> Bench {
    bench_with(SETTINGS, COMMANDS, Vec::new())
}

/// A pipeline under these settings of the bot and these commands, with further services.
fn bench_with(settings_text: &str, commands_text: &str, mut services: Vec<Arc<dyn CommandService>>) -> Bench {
    let (ledger, clock) = (Arc::<MemoryLedger>::default(), Arc::new(StillClock::at(1_752_990_000_000)));
    let rooms = Arc::new(Rooms::new(Approval::Pending, 100));
    for room in [ROOM, "200", "400"].into_iter().chain(explain::ROOMS) {
        rooms.add(&bot_name("LOA.i"), &channel_id(room), "방", Approval::Approved, 0, &mut Batch::default());
    }
    let (registry, counters, tasks) = (Arc::<Registry>::default(), Arc::<Counters>::default(), TaskTracker::new());
    let delivery = Delivery::new(
        Arc::clone(&registry),
        Arc::clone(&rooms),
        Arc::clone(&ledger) as _,
        Arc::clone(&clock) as _,
        Arc::clone(&counters),
        loai_delivery::Options::default(),
        tasks.clone(),
        CancellationToken::new(),
    );
    let people = Arc::<People>::default();
    let (code, started) = (Arc::<AdminCode>::default(), Arc::<Mutex<Vec<String>>>::default());
    services.extend([Arc::new(Echo) as Arc<dyn CommandService>, Arc::new(Slow(Arc::clone(&started))), Arc::new(Boom)]);
    let pipeline = Pipeline::new(Parts {
        rooms: Arc::clone(&rooms),
        roles: Roles { admins: Arc::default(), people: Arc::clone(&people) },
        ledger: Arc::clone(&ledger) as _,
        delivery,
        clock: Arc::clone(&clock) as _,
        counters: Arc::clone(&counters),
        book: Arc::new(Book::new(Plans::new(&settings(settings_text, commands_text)))),
        texts: Arc::new(Texts::new(Language::Korean)),
        services,
        admin_code: Arc::clone(&code),
        tasks,
        limits: JobLimits::default(),
        used: Arc::default(),
        answers: None,
        version: "1.2.3",
        store_pending: false,
    });
    Bench { pipeline, ledger, clock, rooms, people, counters, registry, code, started, log_id: std::cell::Cell::new(0) }
}

impl Bench {
    fn phone(&self) -> (Phone, Arc<Connection>) {
        let phone = Phone::approved("LOA.i", "a");
        let connection = phone.connection(self.registry.next_id());
        self.registry.register(&connection, 0);
        (phone, connection)
    }

    fn say(&self, via: &Arc<Connection>, message: &Incoming<'_>) {
        self.log_id.set(self.log_id.get() + 1);
        let log_id = self.log_id.get().to_string();
        let mut turn = Turn { now: self.clock.now(), ..Turn::default() };
        let message = Incoming { log_id: message.log_id.or(Some(&log_id)), ..*message };
        self.pipeline.receive(via, &message, &mut turn);
        self.pipeline.commit(&mut turn);
    }

    /// What the phone is told after these words by this user in this room.
    fn check(&self, channel: &str, user: &str, text: &str, expected: &[&str]) {
        let (phone, via) = self.phone();
        self.clock.advance(60_000);
        self.say(&via, &Incoming { channel, user: Some(user), ..incoming(text) });
        assert_eq!(phone.writer.texts(), expected, "{text}");
    }

    /// From now on the bot has these settings, or none.
    fn reload(&self, bot: Option<&str>) {
        let version = self.pipeline.parts.book.plans().version() + 1;
        let mut settings = settings(bot.unwrap_or(SETTINGS), COMMANDS);
        settings.version = version;
        settings.bots.retain(|_, _| bot.is_some());
        self.pipeline.parts.book.swap(Plans::new(&settings));
    }

    /// Makes members of rooms the same person.
    fn link(&self, person: u32, members: &[(&str, &str)]) {
        for (channel, user) in members {
            self.people.replay(&LinkFact { bot: "LOA.i", person, channel, user, name: "", linked: true, at: 1 });
        }
    }

    fn why(&self, channel: &str) -> Option<(Silence, &'static str)> {
        let room = self.rooms.find("LOA.i", channel).unwrap();
        self.pipeline.why(Some(&room), None).map(|verdict| (verdict.silence, verdict.stage))
    }
}

#[tokio::test(start_paused = true)]
async fn an_auto_reply_answers_with_its_variables_filled() {
    let bench = bench();
    bench.check(ROOM, "u", "안녕하세요 {{ROOM}}", &["반가워요, 나님"]);
    assert_eq!(bench.ledger.said(), ["안녕하세요 {{ROOM}}", "반가워요, 나님"]);
}

#[tokio::test(start_paused = true)]
async fn what_people_write_is_kept_and_echoed_as_it_is() {
    let bench = bench();
    bench.check(ROOM, "u", "# echo {{ROOM}} MEDIA_URL:x", &["{{ROOM}} MEDIA_URL:x"]);
    assert_eq!(bench.ledger.said()[0], "# echo {{ROOM}} MEDIA_URL:x");
}

#[tokio::test(start_paused = true)]
async fn an_auto_reply_speaks_at_once_and_its_slow_command_later() {
    let bench = bench();
    let (phone, via) = bench.phone();
    bench.say(&via, &incoming("천천히 바다"));
    assert_eq!(phone.writer.texts(), ["찾아볼게요"]);
    tokio::time::sleep(Duration::from_secs(11)).await;
    assert_eq!(phone.writer.texts(), ["찾아볼게요", "바다"]);
    bench.say(&via, &incoming("천천히 panic"));
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(phone.writer.texts()[2], "찾아볼게요");
    assert_eq!(phone.writer.texts().len(), 4, "and an apology");
}

#[tokio::test(start_paused = true)]
async fn an_auto_reply_runs_its_command_after_its_own_words() {
    let bench = bench();
    let (phone, via) = bench.phone();
    bench.say(&via, &incoming("로또 번호 줘"));
    tokio::time::sleep(Duration::from_secs(2)).await;
    assert_eq!(phone.writer.texts(), ["뽑아 볼게요", "번호 줘"]);
}

#[tokio::test(start_paused = true)]
async fn commands_take_precedence_over_auto_replies() {
    bench().check(ROOM, "u", "# 에코 안녕", &["안녕"]);
}

#[tokio::test(start_paused = true)]
async fn a_rule_that_can_do_nothing_does_not_swallow_the_message() {
    let bench = bench();
    bench.check(ROOM, "u", "뉴스 x", &["x"]);
    bench.check("400", "u", "뉴스 x", &["다음 규칙"]);
    bench.check(ROOM, "u", "정각", &["다음 규칙"]);
}

#[tokio::test(start_paused = true)]
async fn every_gate_says_no_in_its_own_way() {
    let bench = bench();
    bench.check(ROOM, "u", "# 관리 x", &["관리자만 쓸 수 있어요."]);
    bench.check(ROOM, "boss", "# 관리 x", &["x"]);
    bench.check("200", "u", "# 방장 x", &["방장만 쓸 수 있어요."]);
    bench.check("200", "owner", "# 방장 x", &["x"]);
    bench.check(ROOM, "u", "# echo", &["# 에코 뒤에 내용을 적어 주세요."]);
    bench.check("200", "u", "# 뉴스 x", &[]);
    assert_eq!(bench.why("200"), Some((Silence::CategoryNotAllowed, "category")));
    bench.check(ROOM, "u", "# 뉴스 x", &["x"]);
}

#[tokio::test(start_paused = true)]
async fn refusals_do_not_flood_a_room() {
    let bench = bench();
    let (phone, via) = bench.phone();
    for _ in 0..5 {
        bench.say(&via, &incoming("# 관리 x"));
    }
    assert_eq!(phone.writer.texts().len(), 1);
    assert_eq!(bench.why(ROOM), Some((Silence::RefusedAgain, "role")));
}

#[tokio::test(start_paused = true)]
async fn a_cooldown_keeps_an_auto_reply_quiet_for_its_time() {
    let bench = bench();
    let (phone, via) = bench.phone();
    bench.say(&via, &incoming("한 번만"));
    bench.say(&via, &incoming("한 번만"));
    assert_eq!(bench.why(ROOM), Some((Silence::CoolingDown, "auto_reply")));
    bench.clock.advance(60_000);
    bench.say(&via, &incoming("한 번만"));
    assert_eq!(phone.writer.texts(), ["네", "네"]);
}

#[tokio::test(start_paused = true)]
async fn ignored_users_get_no_answer_and_some_leave_no_row() {
    let bench = bench();
    bench.check(ROOM, "other-bot", "안녕", &[]);
    bench.check(ROOM, "ghost", "안녕 나 유령", &[]);
    assert_eq!(bench.ledger.said(), ["안녕"]);
    assert_eq!(bench.why(ROOM), Some((Silence::Ignored, "ignored")));
}

#[tokio::test(start_paused = true)]
async fn a_room_that_is_not_approved_hears_nothing_and_is_noted() {
    let bench = bench();
    bench.check("300", "u", "안녕", &[]);
    assert_eq!(bench.rooms.find("LOA.i", "300").unwrap().state(), Approval::Pending);
    assert_eq!(bench.why("300"), Some((Silence::RoomNotApproved, "room")));
    assert!(bench.ledger.said().is_empty());
    assert_eq!(bench.counters.get(Counter::RoomNotApproved), 1);
}

#[tokio::test(start_paused = true)]
async fn a_phone_that_is_not_approved_is_not_heard() {
    let bench = bench();
    let phone = Phone::with("LOA.i", "b", Approval::Pending);
    bench.say(&phone.connection(bench.registry.next_id()), &incoming("안녕"));
    assert!(phone.writer.texts().is_empty() && bench.ledger.said().is_empty());
    assert_eq!(bench.counters.get(Counter::PhoneNotApproved), 1);
}

#[tokio::test(start_paused = true)]
async fn one_message_that_two_phones_bring_gets_one_answer() {
    let bench = bench();
    let (a, first) = bench.phone();
    let other = Phone::approved("LOA.i", "b");
    let second = other.connection(bench.registry.next_id());
    bench.say(&first, &Incoming { log_id: Some("x"), ..incoming("안녕") });
    bench.say(&first, &Incoming { log_id: Some("x"), ..incoming("안녕") });
    bench.say(&second, &Incoming { log_id: Some("x"), ..incoming("안녕") });
    bench.say(&second, &Incoming { log_id: Some("other id, same words"), ..incoming("안녕") });
    assert_eq!((a.writer.texts().len(), other.writer.texts().len()), (1, 0));
    assert_eq!(bench.counters.get(Counter::Duplicates), 3);
}

#[tokio::test(start_paused = true)]
async fn null_and_missing_optional_fields_never_lose_a_row() {
    let bench = bench();
    let (_, via) = bench.phone();
    bench.say(&via, &Incoming { user: None, sender: "", room: "", is_group: false, ..incoming("그냥 하는 말") });
    assert_eq!(bench.ledger.said(), ["그냥 하는 말"]);
    assert_eq!(bench.why(ROOM), Some((Silence::NothingFits, "suggest")));
}

#[tokio::test(start_paused = true)]
async fn a_slow_command_delays_no_other_room_and_keeps_its_own_order() {
    let bench = bench();
    let (phone, via) = bench.phone();
    let start = tokio::time::Instant::now();
    for number in 1..=3 {
        bench.say(&via, &Incoming { channel: "200", ..incoming(&format!("# slow {number}")) });
    }
    bench.say(&via, &Incoming { channel: "200", ..incoming("# echo 그동안") });
    bench.say(&via, &incoming("안녕"));
    assert_eq!(phone.writer.texts(), ["그동안", "반가워요, 나님"]);
    assert_eq!(start.elapsed(), Duration::ZERO);
    tokio::time::sleep(Duration::from_millis(30_100)).await;
    assert_eq!(phone.writer.texts()[2..], ["1", "2", "3"]);
    assert_eq!(*lock(&bench.started), ["1", "2", "3"]);
    let rows = ["# slow 1", "# slow 2", "# slow 3", "# echo 그동안", "그동안", "안녕", "반가워요, 나님", "1", "2", "3"];
    assert_eq!(bench.ledger.said(), rows);
}

#[tokio::test(start_paused = true)]
async fn a_service_that_hangs_or_panics_costs_one_call() {
    let bench = bench();
    let (phone, via) = bench.phone();
    for text in ["# slow hang", "# slow panic", "# boom"] {
        bench.say(&via, &incoming(text));
    }
    tokio::time::sleep(Duration::from_secs(61)).await;
    let apology = "지금은 답하지 못했어요. 잠시 뒤에 다시 해 주세요.";
    let late = "시간이 너무 오래 걸려서 멈췄어요. 잠시 뒤에 다시 해 주세요.";
    assert_eq!(phone.writer.texts(), [apology, apology, late]);
    bench.say(&via, &incoming("안녕"));
    assert_eq!(phone.writer.texts().len(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_room_takes_only_so_many_slow_commands() {
    let bench = bench();
    let (_, via) = bench.phone();
    for number in 0..30 {
        bench.say(&via, &Incoming { channel: "200", ..incoming(&format!("# slow {number}")) });
    }
    assert_eq!(bench.counters.get(Counter::RoomFull), 9);
    assert_eq!(bench.why("200"), Some((Silence::RoomFull, "command")));
}

#[tokio::test(start_paused = true)]
async fn the_right_code_makes_an_admin_and_approves_the_room() {
    let bench = bench();
    bench.code.open("482913".into(), bench.clock.now());
    bench.check("300", "me", "#관리자등록 000000", &[]);
    bench.check("300", "me", "# 관리 x", &[]);
    let (phone, via) = bench.phone();
    bench.say(&via, &Incoming { channel: "300", user: Some("me"), ..incoming("#관리자등록 482913") });
    assert_eq!(phone.writer.texts().len(), 1);
    assert_eq!(bench.rooms.find("LOA.i", "300").unwrap().state(), Approval::Approved);
    bench.check("300", "me", "# 관리 x", &["x"]);
    bench.check("300", "you", "# 관리 x", &["관리자만 쓸 수 있어요."]);
}

#[tokio::test(start_paused = true)]
async fn an_admin_is_one_in_every_room_that_the_person_has_linked() {
    let bench = bench();
    bench.check("400", "me", "# 관리 x", &["관리자만 쓸 수 있어요."]);
    bench.link(1, &[(ROOM, "boss"), ("400", "me")]);
    bench.check("400", "me", "# 관리 x", &["x"]);
    bench.check("400", "you", "# 관리 x", &["관리자만 쓸 수 있어요."]);
    bench.check(ROOM, "me", "# 관리 x", &["관리자만 쓸 수 있어요."]);
}

#[tokio::test(start_paused = true)]
async fn an_owner_stays_one_of_the_rooms_that_say_so() {
    let bench = bench();
    bench.check("200", "me", "# 방장", &["방장만 쓸 수 있어요."]);
    bench.link(1, &[(ROOM, "owner"), ("200", "me"), ("400", "I")]);
    bench.check("200", "me", "# 방장 x", &["x"]);
    bench.check("400", "I", "# 방장 x", &["방장만 쓸 수 있어요."]);
}

#[tokio::test(start_paused = true)]
async fn what_was_accepted_before_a_restart_is_not_answered_again() {
    let (before, after) = (bench(), bench());
    let (_, via) = before.phone();
    before.say(&via, &Incoming { log_id: Some("x"), ..incoming("안녕") });
    before.ledger.each(|record| {
        if let Record::Said(said) | Record::Spoken(loai_core::record::Spoken { said, .. }) = record {
            after.pipeline.remember(&said);
        }
    });
    let (phone, via) = after.phone();
    after.say(&via, &Incoming { log_id: Some("x"), ..incoming("안녕") });
    assert!(phone.writer.texts().is_empty());
}

#[tokio::test(start_paused = true)]
async fn new_settings_count_from_the_next_message_on() {
    let bench = bench();
    bench.check(ROOM, "boss", "# 관리 하나", &["하나"]);
    bench.check(ROOM, "u", "안녕", &["반가워요, 나님"]);
    bench.reload(Some(&SETTINGS.replace("반가워요", "어서 오세요").replace("boss", "chief")));
    bench.check(ROOM, "u", "안녕", &["어서 오세요, 나님"]);
    bench.check(ROOM, "chief", "# 관리 둘", &["둘"]);
    bench.check(ROOM, "boss", "# 관리 셋", &["관리자만 쓸 수 있어요."]);
}

#[tokio::test(start_paused = true)]
async fn a_bot_that_is_taken_out_of_the_settings_says_nothing() {
    let bench = bench();
    bench.check(ROOM, "u", "안녕", &["반가워요, 나님"]);
    bench.reload(None);
    bench.check(ROOM, "u", "안녕", &[]);
    bench.check("200", "u", "안녕", &[]);
    bench.reload(Some(SETTINGS));
    bench.check(ROOM, "u", "안녕", &["반가워요, 나님"]);
}

#[tokio::test(start_paused = true)]
async fn a_cooldown_outlasts_new_settings_with_the_same_automatic_answers() {
    let bench = bench();
    let (phone, via) = bench.phone();
    bench.say(&via, &incoming("한 번만"));
    bench.reload(Some(&SETTINGS.replace("boss", "chief")));
    bench.say(&via, &incoming("한 번만"));
    assert_eq!(phone.writer.texts(), ["네"]);
    bench.reload(Some(&SETTINGS.replace("천천히", "느긋이")));
    bench.say(&via, &incoming("한 번만"));
    assert_eq!(phone.writer.texts(), ["네", "네"]);
}
