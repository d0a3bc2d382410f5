//! What calls must pass, and what that costs.

use super::*;
use crate::Question;

const COMMANDS: &str = r##"{"global_commands": {
  "# echo": {"type": "echo", "prompt_required": true, "parameters": {
    "days": {"type": "int", "min": 1, "max": 30, "default": 7},
    "secret": {"type": "bool", "required_role": "admin"}
  }},
  "# 쉼": {"type": "echo", "cooldown_seconds": 60},
  "# 한번": {"type": "echo", "daily_limit_user": 1},
  "# 방번": {"type": "echo", "daily_limit_room": 2},
  "# 방안": {"type": "echo", "daily_limit_user_in_room": 1},
  "# boom": {"type": "boom", "daily_limit_user": 1, "cooldown_seconds": 600},
  "# slow": {"type": "slow", "daily_limit_user": 1},
  "# 예약": {"type": "echo", "schedule_only": true},
  "# 관리": {"type": "echo", "category": "관리", "admin_only": true},
  "# 방장": {"type": "echo", "room_owner_only": true},
  "# 뉴스": {"type": "echo", "category": "뉴스"}
}}"##;

const SETTINGS: &str = r##"{
  "bot": {"error_messages": ["지금은 답하지 못했어요. 잠시 뒤에 다시 해 주세요."]},
  "defaults": {
    "auto_replies": [
      {"trigger": "뉴스", "command": "# 뉴스", "pass_text": true},
      {"trigger": "관리", "command": "# 관리", "pass_text": true},
      {"trigger": "방장", "command": "# 방장", "pass_text": true},
      {"trigger": "한번", "command": "# 한번", "pass_text": true}
    ]
  },
  "rooms": {"200": {"allowed_categories": ["일반"], "room_owners": ["owner"]}}
}"##;

fn limited() -> Bench {
    bench_with(SETTINGS, COMMANDS, Vec::new())
}

#[tokio::test(start_paused = true)]
async fn options_are_read_and_what_is_wrong_with_them_is_said() {
    let bench = limited();
    bench.check(ROOM, "u", "# echo --days=3 바다", &["바다"]);
    bench.check(ROOM, "u", "# echo --days 31 바다", &["--days 값은 1부터 30까지의 정수여야 해요."]);
    bench.check(ROOM, "u", "# echo --dyas 3 바다", &["--dyas 옵션은 없어요. 혹시 --days 인가요?"]);
    bench.check(ROOM, "u", "# echo 바다 --days", &["--days 뒤에 값을 적어 주세요."]);
    bench.check(ROOM, "u", "# echo 바다 --secret", &["--secret 옵션은 관리자만 쓸 수 있어요."]);
    bench.check(ROOM, "u", "# echo --days 3", &["# echo 뒤에 내용을 적어 주세요."]);
}

#[tokio::test(start_paused = true)]
async fn a_command_rests_in_its_room_and_says_so_once() {
    let bench = limited();
    bench.check(ROOM, "u", "# 쉼 하나", &["하나"]);
    bench.clock.advance(-50_000);
    bench.check(ROOM, "u", "# 쉼 둘", &["# 쉼 명령어는 50초 뒤에 다시 쓸 수 있어요."]);
    bench.clock.advance(-55_000);
    bench.check(ROOM, "u", "# 쉼 셋", &[]);
    assert_eq!(bench.why(ROOM), Some((Silence::RefusedAgain, "cooldown")));
    bench.check("400", "u", "# 쉼 넷", &["넷"]);
    bench.check(ROOM, "u", "# 쉼 다섯", &["다섯"]);
}

#[tokio::test(start_paused = true)]
async fn what_was_used_before_a_restart_counts_after_it() {
    let (before, after) = (limited(), limited());
    before.check(ROOM, "u", "# 한번 a", &["a"]);
    before.check(ROOM, "u", "# 방번 a", &["a"]);
    before.ledger.each(|record| {
        if let Record::Used(used) = record {
            after.pipeline.recount(&used);
        }
    });
    after.check(ROOM, "u", "# 한번 b", &["# 한번 명령어는 하루에 1번까지 쓸 수 있어요. 내일 다시 써 주세요."]);
    after.check(ROOM, "v", "# 방번 b", &["b"]);
    after.check("400", "v", "# 방번 c", &["c"]);
    after.clock.advance(60_000);
    after.check(
        ROOM,
        "w",
        "# 방번 d",
        &["# 방번 명령어는 이 방에서 하루에 2번까지 쓸 수 있어요. 내일 다시 써 주세요."],
    );
}

#[tokio::test(start_paused = true)]
async fn each_daily_limit_holds_until_midnight_of_the_bot() {
    let bench = limited();
    let user = "하루에 1번까지 쓸 수 있어요. 내일 다시 써 주세요.";
    let of = |command: &str| format!("{command} 명령어는 {user}");
    bench.check(ROOM, "u", "# 한번 a", &["a"]);
    bench.check("400", "u", "# 한번 b", &[&of("# 한번")]);
    bench.check(ROOM, "v", "# 한번 c", &["c"]);
    bench.check(ROOM, "u", "# 방안 a", &["a"]);
    bench.check("400", "u", "# 방안 b", &["b"]);
    bench.check(ROOM, "u", "# 방안 c", &[&of("# 방안")]);
    bench.check(ROOM, "u", "# 방번 a", &["a"]);
    bench.check(ROOM, "v", "# 방번 b", &["b"]);
    bench.check(
        ROOM,
        "w",
        "# 방번 c",
        &["# 방번 명령어는 이 방에서 하루에 2번까지 쓸 수 있어요. 내일 다시 써 주세요."],
    );
    // It was 14:40 in Seoul; the next day begins there nine hours before it does in UTC.
    bench.clock.advance(9 * 3_600_000);
    bench.check(ROOM, "u", "# 한번 d", &[&of("# 한번")]);
    bench.clock.advance(20 * 60_000);
    bench.check(ROOM, "u", "# 한번 e", &["e"]);
}

#[tokio::test(start_paused = true)]
async fn what_failed_costs_nothing() {
    let bench = limited();
    let apology = "지금은 답하지 못했어요. 잠시 뒤에 다시 해 주세요.";
    bench.check(ROOM, "u", "# boom", &[apology]);
    bench.check(ROOM, "u", "# boom", &[apology]);
    let (phone, via) = bench.phone();
    for text in ["# slow panic", "# slow 바다", "# slow 하늘"] {
        bench.say(&via, &Incoming { user: Some("u"), ..incoming(text) });
        tokio::time::sleep(Duration::from_secs(11)).await;
    }
    assert_eq!(phone.writer.texts()[..2], [apology, "바다"]);
    assert!(phone.writer.texts()[2].contains("하루에 1번까지"), "{:?}", phone.writer.texts());
}

#[tokio::test(start_paused = true)]
async fn what_only_schedules_run_is_not_typed() {
    let bench = limited();
    bench.check(ROOM, "u", "# 예약 지금", &[]);
    assert_eq!(bench.why(ROOM), Some((Silence::ScheduleOnly, "schedule_only")));
}

#[tokio::test(start_paused = true)]
async fn the_same_gates_stand_before_automatic_answers() {
    for typed in ["# ", ""] {
        let bench = limited();
        let said = |text: &str| format!("{typed}{text}");
        bench.check("200", "u", &said("뉴스 오늘"), &[]);
        assert_eq!(bench.why("200"), Some((Silence::CategoryNotAllowed, "category")));
        bench.check(ROOM, "u", &said("관리 끄기"), &["관리자만 쓸 수 있어요."]);
        bench.check("200", "u", &said("방장 끄기"), &["방장만 쓸 수 있어요."]);
        bench.check("200", "owner", &said("방장 끄기"), &["끄기"]);
        bench.check(ROOM, "u", &said("한번 하나"), &["하나"]);
        bench.check(
            ROOM,
            "u",
            &said("한번 둘"),
            &["# 한번 명령어는 하루에 1번까지 쓸 수 있어요. 내일 다시 써 주세요."],
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_command_is_renamed_in_its_room_only() {
    let commands = r##"{
      "global_commands": {
        "# 채팅순위": {"type": "echo", "aliases": ["# 순위"]}, "# 채팅순위!": {"type": "echo"}
      },
      "room_overrides": {"200": {"command_overrides": {"# 채팅순위": {"replace_with": "@ 순위표"}}}}
    }"##;
    let bench = bench_with("{}", commands, Vec::new());
    bench.check(ROOM, "u", "#채팅순위 a", &["a"]);
    bench.check(ROOM, "u", "@순위표 a", &[]);
    bench.check("200", "u", "@순위표 a", &["a"]);
    bench.check("200", "u", "# 채팅순위 a", &["혹시 #채팅순위! 말인가요?"]);
    bench.check("200", "u", "# 순위 a", &["a"]);
    let explain = |text| {
        let room = bench.rooms.find("LOA.i", ROOM).unwrap();
        bench.pipeline.explain(&room, &Question { text, ..Question::default() }).command.unwrap()
    };
    assert_eq!(&*explain("# 채팅순위! 이번 주"), "# 채팅순위!");
    assert_eq!(&*explain("# 채팅순위 이번 주"), "# 채팅순위");
}

#[tokio::test(start_paused = true)]
async fn a_run_that_found_no_place_costs_nothing() {
    let commands = r##"{"global_commands": {
      "# slow": {"type": "slow"}, "# 귀한": {"type": "slow", "daily_limit_user": 1, "cooldown_seconds": 86400}
    }}"##;
    let bench = bench_with("{}", commands, Vec::new());
    let (phone, via) = bench.phone();
    let say = |text| bench.say(&via, &Incoming { user: Some("u"), ..incoming(text) });
    let full = 3 + JobLimits::default().waiting_per_room;
    (0..full).for_each(|_| say("# slow a"));
    say("# 귀한 b");
    assert_eq!(bench.why(ROOM), Some((Silence::RoomFull, "command")));
    tokio::time::sleep(Duration::from_mins(10)).await;
    say("# 귀한 c");
    tokio::time::sleep(Duration::from_mins(1)).await;
    let texts = phone.writer.texts();
    assert_eq!((texts.len(), texts.last().map(String::as_str)), (full + 1, Some("c")));
}
