//! Kept answers, waiting texts, filters, and calls by name.

use super::*;

const COMMANDS: &str = r##"{"global_commands": {
  "# echo": {"type": "echo"},
  "# 찾기": {"type": "slow", "use_waiting_message": true, "cache_enabled": true, "cache_minutes": 10},
  "# 모두": {"type": "slow", "cache_enabled": true, "cache_scope": "global", "cache_until_midnight": true,
             "cache_minutes": 5000},
  "# 나만": {"type": "slow", "cache_enabled": true, "cache_scope": "user", "cache_minutes": 10},
  "# boom": {"type": "boom"},
  ">": {"type": "echo", "prompt_required": true},
  "# [봇 자동응답]": {"type": "bot_auto_reply"},
  "[나를 멘션]": {"type": "mention"}
}}"##;

const SETTINGS: &str = r#"{
  "bot": {"nickname": "로아", "waiting_messages": ["찾는 중이에요"], "error_messages": ["앗, 다시 해 주세요"]},
  "defaults": {
    "filters": {"ban_words": ["바보"], "ignore_patterns": ["^\\[광고\\]"]},
    "auto_replies": [{"trigger": ".*안녕", "reply": "네"}]
  },
  "rooms": {
    "200": {"nickname_calls": "off", "mention_calls": false, "shortcuts": [], "filters": {"ban_action": "warn"}},
    "400": {"filters": {"ban_action": "log_only", "reply_action": "drop"}}
  }
}"#;

/// Answers at once with its own name and the prompt.
struct Named(&'static str);

impl CommandService for Named {
    fn name(&self) -> &'static str {
        self.0
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(format!("{}: {}", self.0, call.prompt))
    }
}

fn bench() -> Bench {
    bench_with(SETTINGS, COMMANDS, vec![Arc::new(Named("bot_auto_reply")), Arc::new(Named("mention"))])
}

impl Bench {
    async fn ask(&self, channel: &str, user: &str, texts: &[&str]) -> Vec<String> {
        let (phone, via) = self.phone();
        for text in texts {
            self.say(&via, &Incoming { channel, user: Some(user), ..incoming(text) });
        }
        tokio::time::sleep(Duration::from_secs(15)).await;
        phone.writer.texts()
    }

    fn started(&self) -> usize {
        lock(&self.started).len()
    }
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_kept_for_its_room_and_its_time() {
    let bench = bench();
    assert_eq!(bench.ask(ROOM, "u", &["# 찾기 바다"]).await, ["찾는 중이에요", "바다"]);
    assert_eq!(bench.ask(ROOM, "v", &["#찾기  바다 "]).await, ["바다"], "at once, so nobody has to wait");
    assert_eq!(bench.started(), 1);
    assert_eq!(bench.ask("200", "u", &["# 찾기 바다"]).await, ["찾는 중이에요", "바다"]);
    assert_eq!(bench.ask(ROOM, "u", &["# 찾기 하늘"]).await.len(), 2);
    assert_eq!(bench.started(), 3);
    bench.clock.advance(10 * 60_000);
    assert_eq!(bench.ask(ROOM, "u", &["# 찾기 바다"]).await, ["찾는 중이에요", "바다"]);
    assert_eq!(bench.started(), 4);
}

#[tokio::test(start_paused = true)]
async fn kept_answers_are_shared_as_far_as_the_command_says() {
    let bench = bench();
    assert_eq!(bench.ask(ROOM, "u", &["# 모두 a"]).await, ["a"]);
    assert_eq!(bench.ask("400", "v", &["# 모두 a"]).await, ["a"]);
    assert_eq!(bench.started(), 1);
    assert_eq!(bench.ask(ROOM, "u", &["# 나만 a"]).await, ["a"]);
    assert_eq!(bench.ask(ROOM, "v", &["# 나만 a"]).await, ["a"]);
    assert_eq!(bench.started(), 3);
    // Ten hours later it is another day in Seoul, though the answer might be kept for days.
    bench.clock.advance(10 * 3_600_000);
    assert_eq!(bench.ask("400", "v", &["# 모두 a"]).await, ["a"]);
    assert_eq!(bench.started(), 4);
}

#[tokio::test(start_paused = true)]
async fn who_asks_the_same_meanwhile_waits_for_the_same_answer() {
    let bench = bench();
    assert_eq!(bench.ask(ROOM, "u", &["# 모두 a", "# 모두 a", "# 모두 a"]).await, ["a", "a", "a"]);
    assert_eq!(bench.started(), 1);
}

#[tokio::test(start_paused = true)]
async fn failures_are_not_kept() {
    let bench = bench();
    assert_eq!(bench.ask(ROOM, "u", &["# 모두 panic"]).await, ["앗, 다시 해 주세요"]);
    assert_eq!(bench.ask(ROOM, "u", &["# 모두 panic"]).await, ["앗, 다시 해 주세요"]);
    assert_eq!(bench.started(), 2);
    assert_eq!(bench.ask(ROOM, "u", &["# boom"]).await, ["앗, 다시 해 주세요"]);
}

#[tokio::test(start_paused = true)]
async fn banned_words_stop_warn_or_are_noted() {
    let bench = bench();
    bench.check(ROOM, "u", "# echo 바보", &[]);
    assert_eq!(bench.why(ROOM), Some((Silence::BannedWord, "filter")));
    bench.check("200", "u", "# echo 바보", &["이 방에서 쓰지 않기로 한 말이 들어 있어요."]);
    bench.check("400", "u", "# echo 바보", &[]);
    assert_eq!(bench.why("400"), Some((Silence::AnswerBanned, "command")));
}

#[tokio::test(start_paused = true)]
async fn a_line_of_an_ignored_form_calls_only_what_it_spells() {
    let bench = bench();
    bench.check(ROOM, "u", "[광고] 안녕", &[]);
    assert_eq!(bench.why(ROOM), Some((Silence::IgnoredPattern, "auto_reply")));
    bench.check(ROOM, "u", "다들 안녕", &["네"]);
}

#[tokio::test(start_paused = true)]
async fn the_bot_is_called_by_its_name_or_a_mention() {
    let bench = bench();
    bench.check(ROOM, "u", "로아야 뭐 해?", &["bot_auto_reply: 뭐 해?"]);
    bench.check(ROOM, "u", "로아야 echo 바다", &["바다"]);
    bench.check("200", "u", "로아야 뭐 해?", &[]);
    let mention = |channel, text| {
        let (phone, via) = bench.phone();
        bench.say(&via, &Incoming { channel, is_mention: true, user: Some("u"), ..incoming(text) });
        phone.writer.texts()
    };
    assert_eq!(mention(ROOM, "이거 봐"), ["mention: 이거 봐"]);
    assert_eq!(mention("200", "이거 봐"), Vec::<String>::new());
    assert_eq!(mention(ROOM, "#echo 바다"), ["바다"]);
}

#[tokio::test(start_paused = true)]
async fn bare_sigils_are_commands_where_the_room_wants_them() {
    let bench = bench();
    bench.check(ROOM, "u", "> 바다", &["바다"]);
    bench.check("200", "u", "> 바다", &[]);
    for text in [">_<", "><", "!!", ">"] {
        bench.check(ROOM, "u", text, &[]);
    }
}

#[tokio::test(start_paused = true)]
async fn lines_tell_whether_they_are_talk() {
    let bench = bench();
    let (_, via) = bench.phone();
    for text in ["오늘 날씨 좋다", "ㅋㅋㅋㅋ", "[광고] 아주 긴 말이에요"] {
        bench.say(&via, &incoming(text));
    }
    let mut talk = Vec::new();
    bench.ledger.each(|record| {
        if let Record::Said(said) | Record::Spoken(loai_core::record::Spoken { said, .. }) = record {
            talk.push(said.flags & Said::MEANINGFUL != 0);
        }
    });
    assert_eq!(talk, [true, false, false]);
}
