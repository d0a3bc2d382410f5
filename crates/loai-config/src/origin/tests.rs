use std::fs;

use super::*;
use crate::load;

const SETTINGS: &str = r#"{
  "bot": {"nickname": "bee", "admins": []},
  "defaults": {
    "help": ["a"],
    "chat_sessions": {"private_chat": {"enabled": true}},
    "log_settings": {"disable_chat_logs": true},
    "filters": {"ban_action": "warn"}
  },
  "rooms": {
    "1": {
      "chat_sessions": {"private_chat": {"max_extensions": 5}},
      "log_settings": null,
      "filters": {"min_length": 4}
    },
    "2": {"room_name": "둘"}
  },
  "filters": {"global": {"ban_words": ["x"]}, "rooms": {"둘": {"min_length": 3}}},
  "model_pricing": {"a": {"b.c": {"prompt_price_per_1k": 1}}}
}"#;

const SERVER: &str =
    "[rooms]\nconcurrency = 5\n[defaults]\nmention_calls = false\n[defaults.filters]\nmin_length = 2\n";

fn settings(dir: &tempfile::TempDir) -> Settings {
    fs::create_dir(dir.path().join("settings")).unwrap();
    fs::write(dir.path().join("settings/B.json"), SETTINGS).unwrap();
    fs::write(dir.path().join("loai.toml"), SERVER).unwrap();
    let environment = Environment::empty().with("LOAI__DEFAULTS__NICKNAME_ALERT", "true");
    load(dir.path(), &environment).unwrap().0
}

#[test]
fn every_value_has_a_place() {
    let dir = tempfile::tempdir().unwrap();
    let settings = settings(&dir);
    let origins = settings.origins("B").unwrap();
    let prefix = format!("{}/", dir.path().display());
    let table = [
        ("9", "bot.nickname", "bot settings/B.json:2:23"),
        ("9", "bot.timezone", "built-in"),
        ("9", "bot_nickname", "bot settings/B.json:2:23"),
        ("9", "room_concurrency", "server loai.toml:2:15"),
        ("9", "mention_calls", "server loai.toml:4:17"),
        ("9", "nickname_alert", "server $LOAI__DEFAULTS__NICKNAME_ALERT:0:0"),
        ("1", "help", "bot settings/B.json:4:13"),
        ("1", "help[0]", "bot settings/B.json:4:14"),
        ("1", "chat_sessions.private_chat.enabled", "bot settings/B.json:5:51"),
        ("1", "chat_sessions.private_chat.max_extensions", "room settings/B.json:11:60"),
        ("1", "chat_sessions.private_chat.offer_extension", "built-in"),
        ("1", "log_settings.disable_chat_logs", "built-in settings/B.json:12:23"),
        ("9", "log_settings.disable_chat_logs", "bot settings/B.json:6:43"),
        ("1", "filters.min_length", "room settings/B.json:13:33"),
        ("2", "filters.min_length", "room settings/B.json:17:77"),
        ("9", "filters.min_length", "server loai.toml:6:14"),
        ("1", "filters.ban_words", "bot settings/B.json:17:39"),
        ("1", "filters.ban_action", "bot settings/B.json:7:31"),
        ("9", "model_pricing.a[\"b.c\"].prompt_price_per_1k", "bot settings/B.json:18:58"),
        ("9", "help.what", "bot settings/B.json:4:13"),
        ("9", "colour", "built-in"),
    ];
    for (channel, key, expected) in table {
        let Origin { level, file, line, column } = origins.of(Some(channel), key);
        let place = file.map(|file| format!(" {}:{line}:{column}", file.replace(&prefix, ""))).unwrap_or_default();
        assert_eq!(format!("{}{place}", level.as_str()), expected, "{channel} {key}");
    }
    assert_eq!(settings.origin("B", None, "help"), Some(origins.of(None, "help")));
    assert_eq!(settings.origin("C", None, "help"), None);
}

#[test]
fn what_is_in_force_is_listed_whole() {
    let dir = tempfile::tempdir().unwrap();
    let all = settings(&dir).origins("B").unwrap().all(Some("1"));
    let value = |key: &str| all.iter().find(|(known, ..)| known == key).map(|(_, value, _)| value.clone());
    assert_eq!(value("filters.min_length"), Some(4.into()));
    assert_eq!(value("bot.timezone"), Some("Asia/Seoul".into()));
    assert_eq!(value("chat_sessions.group_chat.session_timeout_minutes"), Some(15.into()));
    assert_eq!(value("room_name"), Some(Value::Null));
    assert!(all.len() > 120, "{}", all.len());
}
