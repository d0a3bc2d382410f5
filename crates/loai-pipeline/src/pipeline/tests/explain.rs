//! Wrong settings and wrong messages, and what is said to be wrong.

use loai_core::{Decision, Setting};

use super::*;
use crate::Question;

pub(super) const ROOMS: [&str; 6] = ["2", "3", "4", "5", "6", "8"];

const COMMANDS: &str = r##"{"global_commands": {
  "# echo": {"type": "echo", "prompt_required": true, "aliases": ["# 에코"], "parameters": {
    "days": {"type": "int", "min": 1, "max": 30}, "kind": {"choices": ["a", "b"]}
  }},
  "# 날씨": {"type": "echo", "category": "날씨", "parameters": {"city": {"required": true}}},
  "# 뉴스": {"type": "echo", "category": "뉴스"},
  "# 꺼짐": {"type": "echo", "enabled": false, "aliases": ["# off"]},
  "# 사람": {"type": "echo", "daily_limit_user": 1},
  "# 방": {"type": "echo", "daily_limit_room": 1},
  "# 방사람": {"type": "echo", "daily_limit_user_in_room": 1},
  "# 쉼": {"type": "echo", "cooldown_seconds": 86400},
  "# 관리": {"type": "echo", "admin_only": true},
  "# 방장": {"type": "echo", "room_owner_only": true},
  "# 예약": {"type": "echo", "schedule_only": true},
  "# 없음": {"type": "echoo"},
  ">": {"type": "echo", "prompt_required": true},
  "# [봇 자동응답]": {"type": "echo"},
  "# 이름": {"type": "bot_auto_reply"},
  "# 언급": {"type": "mention"}
}, "room_overrides": {
  "6": {"command_overrides": {"# 에코": {}, "# echo": {"enabled": false}, "# 뉴스": {"admin_only": true}}}
}}"##;

const SETTINGS: &str = r##"{
  "bot": {"nickname": "로아", "admins": [{"user_hash": "boss", "channel_id": "2"}]},
  "defaults": {
    "ignored_users": [{"user_hash": "other-bot"}, {"user_hash": "ghost", "no_logging": true}],
    "filters": {"ban_words": ["바보"], "ignore_patterns": ["^\\[광고\\]"]},
    "auto_replies": [
      {"trigger": "반가", "reply": "네", "enabled": false},
      {"trigger": "안녕", "reply": "네", "cooldown_seconds": 3600},
      {"trigger": "소식", "command": "# 꺼짐"},
      {"trigger": "새소식", "command": "# 뉴스"}
    ]
  },
  "rooms": {
    "2": {"allowed_categories": ["일반"]},
    "3": {"shortcuts": []},
    "4": {"nickname_calls": "off"},
    "5": {"mention_calls": false},
    "8": {"ignored_users": [{"nickname": "딴봇"}], "filters": {"reply_action": "drop", "ban_action": "log_only"}}
  }
}"##;

const BOT: &str = "config/settings/LOA.i.json";
const ITS_COMMANDS: &str = "config/commands/LOA.i.json";

struct Services(&'static str);

impl CommandService for Services {
    fn name(&self) -> &'static str {
        self.0
    }

    fn call(&self, _: &Call<'_>) -> Outcome {
        panic!("nothing is run where something is explained")
    }
}

fn misconfigured() -> Bench {
    bench_with(SETTINGS, COMMANDS, vec![Arc::new(Services("bot_auto_reply")), Arc::new(Services("mention"))])
}

impl Bench {
    /// What is said to decide about these words of this user in this room.
    fn decides(&self, channel: &str, user: &str, text: &str) -> (&'static str, String) {
        let room = self.rooms.find("LOA.i", channel).unwrap();
        let question = Question { user: Some(user), sender: user, text, is_mention: text.contains('@') };
        let explanation = self.pipeline.explain(&room, &question);
        assert!(!explanation.steps.is_empty() || explanation.cause.setting.is_none());
        let setting = explanation.cause.setting.map(|Setting { file, key }| format!("{file} {key}"));
        (explanation.cause.reason, setting.unwrap_or_default())
    }
}

#[tokio::test(start_paused = true)]
async fn each_of_thirty_mistakes_is_named_with_its_setting() {
    let bench = misconfigured();
    for (channel, text) in
        [(ROOM, "# 사람 a"), (ROOM, "# 방 a"), (ROOM, "# 방사람 a"), (ROOM, "# 쉼 a"), (ROOM, "안녕")]
    {
        let (_, via) = bench.phone();
        bench.say(&via, &Incoming { channel, user: Some("u"), ..incoming(text) });
    }
    bench.rooms.add(&bot_name("LOA.i"), &channel_id("7"), "새 방", Approval::Pending, 0, &mut Batch::default());
    let in_bot = |key: &str| format!("{BOT} {key}");
    let of_command = |key: &str| format!("{ITS_COMMANDS} {key}");
    for (channel, user, text, reason, setting) in [
        ("7", "u", "안녕", "room-not-approved", String::new()),
        ("2", "u", "# 뉴스", "category", in_bot("rooms.2.allowed_categories")),
        ("2", "u", "#날씨 서울", "category", in_bot("rooms.2.allowed_categories")),
        ("2", "u", "새소식", "category", in_bot("rooms.2.allowed_categories")),
        (ROOM, "u", "# 꺼짐", "disabled", of_command("global_commands[\"# 꺼짐\"].enabled")),
        (ROOM, "u", "#OFF 지금", "disabled", of_command("global_commands[\"# 꺼짐\"].enabled")),
        ("6", "u", "# 에코 바다", "disabled", of_command("room_overrides.6[\"# echo\"].enabled")),
        ("6", "u", "# 뉴스", "admin-only", of_command("room_overrides.6[\"# 뉴스\"].admin_only")),
        (ROOM, "other-bot", "# echo 바다", "ignored", in_bot("defaults.ignored_users")),
        (ROOM, "ghost", "안녕", "ignored", in_bot("defaults.ignored_users")),
        ("8", "딴봇", "안녕", "ignored", in_bot("rooms.8.ignored_users")),
        ("8", "u", "# 사람 a", "daily-limit", of_command("global_commands[\"# 사람\"].daily_limit_user")),
        (ROOM, "v", "# 방 a", "daily-limit", of_command("global_commands[\"# 방\"].daily_limit_room")),
        (ROOM, "u", "# 방사람", "daily-limit", of_command("global_commands[\"# 방사람\"].daily_limit_user_in_room")),
        (ROOM, "v", "# 쉼", "cooldown", of_command("global_commands[\"# 쉼\"].cooldown_seconds")),
        (ROOM, "u", "# ehco 바다", "misspelt", of_command("global_commands[\"# echo\"].aliases")),
        (ROOM, "u", "#날시 서울", "misspelt", of_command("global_commands[\"# 날씨\"].aliases")),
        (ROOM, "u", "!뉴스", "misspelt", of_command("global_commands[\"# 뉴스\"].aliases")),
        (ROOM, "u", "# 관리", "admin-only", of_command("global_commands[\"# 관리\"].admin_only")),
        (ROOM, "boss", "# 관리", "admin-only", of_command("global_commands[\"# 관리\"].admin_only")),
        (ROOM, "u", "# 방장", "owner-only", of_command("global_commands[\"# 방장\"].room_owner_only")),
        (ROOM, "u", "# 예약", "schedule-only", of_command("global_commands[\"# 예약\"].schedule_only")),
        (ROOM, "u", "# echo --days 99 바다", "parameters", of_command("global_commands[\"# echo\"].parameters")),
        (ROOM, "u", "# echo --kind c 바다", "parameters", of_command("global_commands[\"# echo\"].parameters")),
        (ROOM, "u", "# 날씨", "parameters", of_command("global_commands[\"# 날씨\"].parameters")),
        (ROOM, "u", "# echo", "prompt", of_command("global_commands[\"# echo\"].prompt_required")),
        (ROOM, "u", "# 없음", "service-missing", of_command("global_commands[\"# 없음\"].type")),
        ("3", "u", "> 바다", "shortcut", in_bot("rooms.3.shortcuts")),
        (ROOM, "u", ">", "bare-sigil", in_bot("defaults.auto_replies")),
        ("4", "u", "로아야 뭐 해", "name", in_bot("rooms.4.nickname_calls")),
        (ROOM, "u", "우리 로아는 뭐 해", "name", in_bot("defaults.nickname_calls")),
        ("5", "u", "@로아 뭐 해", "mention", in_bot("rooms.5.mention_calls")),
        (ROOM, "u", "반가워", "reply-disabled", in_bot("defaults.auto_replies[0].enabled")),
        (ROOM, "u", "안녕", "reply-cooling", in_bot("defaults.auto_replies[1].cooldown_seconds")),
        (ROOM, "u", "소식 있어?", "reply-lost", in_bot("defaults.auto_replies[2].command")),
        (ROOM, "u", "바보", "banned-word", in_bot("defaults.filters.ban_words")),
        (ROOM, "u", "[광고] 안녕", "ignored-pattern", in_bot("defaults.filters.ignore_patterns")),
        (ROOM, "u", "심심해", "nothing-fits", in_bot("defaults.auto_replies")),
        ("8", "u", "안녕", "answers", in_bot("defaults.auto_replies[1]")),
        ("2", "boss", "# 관리", "runs", of_command("global_commands[\"# 관리\"].type")),
    ] {
        assert_eq!(bench.decides(channel, user, text), (reason, setting), "{user} in {channel}: {text}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_happened_is_explained_likewise() {
    let bench = misconfigured();
    let cause = |channel: &str| {
        let room = bench.rooms.find("LOA.i", channel).unwrap();
        let unanswered = bench.pipeline.last_unanswered(&room, None).unwrap();
        (unanswered.text, unanswered.sender, unanswered.cause.reason)
    };
    bench.check("8", "u", "# echo 바보", &[]);
    assert_eq!(cause("8"), ("# echo 바보".to_owned(), "나".to_owned(), "answer-banned"));
    bench.check("2", "u", "# 뉴스", &[]);
    bench.check("2", "u", "# echo 네", &["네"]);
    assert_eq!(cause("2"), ("# 뉴스".to_owned(), "나".to_owned(), "category"));
    let room = bench.rooms.find("LOA.i", "2").unwrap();
    let newest = bench.pipeline.why(Some(&room), None).unwrap();
    assert_eq!(bench.pipeline.last_unanswered(&room, Some(&newest.heard.log_id)), None);
}

#[tokio::test(start_paused = true)]
async fn an_explanation_tells_every_step_and_changes_nothing() {
    let bench = misconfigured();
    let room = bench.rooms.find("LOA.i", ROOM).unwrap();
    let question = Question { user: Some("u"), sender: "나", text: "# 사람 바다", is_mention: false };
    for _ in 0..2 {
        let explanation = bench.pipeline.explain(&room, &question);
        let names: Vec<_> = explanation.steps.iter().map(|step| step.name).collect();
        let gates = ["category", "role", "schedule_only", "parameters", "prompt", "cooldown", "daily_limit"];
        assert_eq!(names, [&["ignored", "filter", "resolve"][..], &gates, &["command"]].concat());
        assert_eq!(explanation.steps.last().unwrap().decision, Decision::Run("# 사람".into()));
        assert_eq!(explanation.command.as_deref(), Some("# 사람"));
    }
    let greeting = bench.pipeline.explain(&room, &Question { text: "안녕", ..question });
    assert_eq!(greeting.answer.as_deref(), Some("네"));
    bench.check(ROOM, "u", "안녕", &["네"]);
    assert_eq!(bench.ledger.said(), ["안녕", "네"]);
}

#[tokio::test(start_paused = true)]
async fn a_mistyped_command_is_answered_with_what_was_meant_and_talk_is_not() {
    let commands = r##"{"global_commands": {
      "# echo": {"type": "echo", "aliases": ["# 메아리"]},
      "# 날씨": {"type": "echo", "category": "날씨"},
      "# 폰목록": {"type": "echo", "admin_only": true}
    }}"##;
    let settings = r#"{"rooms": {"2": {"allowed_categories": ["일반"]}, "3": {"suggest_commands": false}}}"#;
    for (channel, text, expected) in [
        (ROOM, "#날시 서울", Some("혹시 #날씨 말인가요?")),
        (ROOM, "# ㄴㅆ", Some("혹시 #날씨 말인가요?")),
        (ROOM, "#메아라 안녕", Some("혹시 #메아리 말인가요?")),
        (ROOM, "#폰목럭", None),
        ("2", "#날시", None),
        ("3", "#날시", None),
        (ROOM, "날시", None),
        (ROOM, "#맛집 #날시", None),
        (ROOM, "#ㅋㅋ", None),
        (ROOM, "오늘 #날시", None),
    ] {
        let bench = bench_with(settings, commands, Vec::new());
        let (phone, via) = bench.phone();
        bench.say(&via, &Incoming { channel, user: Some("u"), ..incoming(text) });
        bench.say(&via, &Incoming { channel, user: Some("u"), ..incoming(&format!("{text}!")) });
        assert_eq!(phone.writer.texts(), expected.into_iter().collect::<Vec<_>>(), "{channel}: {text}");
    }
}
