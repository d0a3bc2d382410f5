//! Every setting of a room: those whose feature is here change what happens, the others are listed.

use std::collections::BTreeSet;

use super::*;

const COMMANDS: &str = r##"{"global_commands": {
  "# echo": {"type": "echo"},
  "# slow": {"type": "slow"},
  "# 방장": {"type": "echo", "room_owner_only": true},
  ">": {"type": "echo", "prompt_required": true},
  "# [봇 자동응답]": {"type": "bot_auto_reply"},
  "[나를 멘션]": {"type": "mention"}
}}"##;

/// A key, a value other than the default, and what to say to notice it.
const HERE: [(&str, &str, &[&str]); 12] = [
    ("room_name", r#""둘""#, &["# echo 바다"]),
    ("bot_nickname", r#""별""#, &["별 안녕"]),
    ("room_concurrency", "1", &["# slow 바다", "# slow 하늘"]),
    ("room_owners", r#"["u"]"#, &["# 방장 바다"]),
    ("allowed_categories", r#"["날씨"]"#, &["# echo 바다"]),
    ("auto_replies", r#"[{"trigger": "안녕", "reply": "네"}]"#, &["안녕"]),
    ("ignored_users", r#"[{"user_hash": "u"}]"#, &["# echo 바다"]),
    ("nickname_calls", r#""anywhere""#, &["안녕 로아"]),
    ("mention_calls", "false", &["@로아 안녕"]),
    ("suggest_commands", "false", &["# ecoh 안녕"]),
    ("shortcuts", "[]", &["> 바다"]),
    ("filters", r#"{"ban_words": ["바다"]}"#, &["# echo 바다"]),
];

/// Keys whose feature is in another part, which has its own tests.
const ELSEWHERE: [(&str, &str); 3] =
    [("keep_text_days", "loai-server"), ("help", "loai-services"), ("nickname_alert", "loai-notifier")];

/// Keys that are read and kept for features to come.
const WAITING: [(&str, &str); 13] = [
    ("log_settings", "a process log for each room"),
    ("schedules", "the scheduler"),
    ("conversation_join", "joining conversations"),
    ("chat_sessions", "conversation sessions"),
    ("youtube_summary", "summaries of videos"),
    ("youtube_auto_summary", "summaries of videos"),
    ("webpage_summary", "summaries of web pages"),
    ("conversation_summary", "summaries of conversations"),
    ("kakao_readmore", "folding of long answers"),
    ("llm_settings", "limits and credits of models"),
    ("default_bibles", "the Bible"),
    ("enable_investment_news", "news of the markets"),
    ("omok_settings", "five in a row"),
];

/// Answers with its own name and the prompt.
struct Named(&'static str);

impl CommandService for Named {
    fn name(&self) -> &'static str {
        self.0
    }

    fn call(&self, call: &Call<'_>) -> Outcome {
        Outcome::text(format!("{}: {}", self.0, call.prompt))
    }
}

/// What a room with these settings reads within eleven seconds.
async fn heard(room: &str, texts: &[&str]) -> Vec<String> {
    let settings = format!(
        r#"{{"bot": {{"nickname": "로아"}}, "filters": {{"rooms": {{"둘": {{"ban_words": ["바다"]}}}}}},
            "rooms": {{"{ROOM}": {room}}}}}"#
    );
    let services = ["bot_auto_reply", "mention"].map(|name| Arc::new(Named(name)) as _);
    let bench = bench_with(&settings, COMMANDS, services.to_vec());
    let (phone, via) = bench.phone();
    for text in texts {
        let is_mention = text.starts_with('@');
        bench.say(&via, &Incoming { channel: ROOM, user: Some("u"), is_mention, ..incoming(text) });
    }
    tokio::time::sleep(Duration::from_secs(11)).await;
    phone.writer.texts()
}

#[tokio::test(start_paused = true)]
async fn every_setting_of_a_room_changes_what_happens() {
    for (key, value, texts) in HERE {
        let plain = heard("{}", texts).await;
        assert_eq!(heard("{}", texts).await, plain, "{key}");
        assert_ne!(heard(&format!(r#"{{"{key}": {value}}}"#), texts).await, plain, "{key}");
    }
}

#[test]
fn every_setting_of_a_room_is_tested_or_waits_for_its_feature() {
    let listed = HERE.iter().map(|(key, ..)| *key);
    let listed = listed.chain(ELSEWHERE.iter().chain(&WAITING).map(|(key, _)| *key));
    let schemas = loai_config::schemas();
    let settings = schemas.iter().find(|schema| schema.name == "settings.json").unwrap();
    let known = settings.schema["properties"]["defaults"]["properties"].as_object().unwrap();
    assert_eq!(listed.collect::<BTreeSet<_>>(), known.keys().map(String::as_str).collect());
}
