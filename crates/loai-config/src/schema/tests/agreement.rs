//! Readers and schemas say the same of a document.

use std::fs;

use serde_json::Value;

use super::{config, schemas};
use crate::source::Source;
use crate::tree::{json, toml};
use crate::{Diagnostic, Environment, Problem, load};

/// What the reader thinks of one file of a bot that has nothing else; a slip in a key counts.
fn reads(name: &str, text: &str) -> bool {
    let dir = tempfile::tempdir().unwrap();
    let files = [
        ("settings.json", "settings/B.json", "{}"),
        ("commands.json", "commands/B.json", r##"{"global_commands": {"# a": {"type": "a"}}}"##),
        ("bots-settings.json", "bots-settings/B.json", r#"{"phone_secret": "a", "phone_salt": "b"}"#),
        ("loai.json", "loai.toml", ""),
    ];
    for (schema, file, plain) in files {
        let text = if schema == name { text } else { plain };
        crate::write::create(&dir.path().join(file), text, Some(0o600)).unwrap();
    }
    let refused = |problem: &Diagnostic| problem.is_error() || matches!(problem.problem, Problem::UnknownKey { .. });
    match load(dir.path(), &Environment::empty()) {
        Ok((_, warnings)) => !warnings.iter().any(refused),
        Err(_) => false,
    }
}

fn document(name: &str, text: &str) -> Value {
    let source = Source::from_text(name.to_owned(), text.to_owned());
    let tree = if name == "loai.json" { toml::parse(&source, &Environment::empty()) } else { json::parse(&source) };
    tree.unwrap().to_json()
}

fn allows(name: &str, text: &str) -> bool {
    let schema = schemas().into_iter().find(|schema| schema.name == name).unwrap().schema;
    jsonschema::draft202012::is_valid(&schema, &document(name, text))
}

#[test]
fn the_samples_follow_the_schemas() {
    let samples = [
        ("settings.json", "sample/settings.json"),
        ("commands.json", "sample/commands.json"),
        ("loai.json", "sample/loai.toml"),
        ("settings.json", "sample/full/settings.json"),
        ("commands.json", "sample/full/commands.json"),
        ("bots-settings.json", "sample/full/bots-settings.json"),
        ("loai.json", "sample/full/loai.toml"),
    ];
    for (name, file) in samples {
        let text = fs::read_to_string(config().join(file)).unwrap();
        assert!(allows(name, &text), "{file}");
    }
}

#[test]
fn readers_and_schemas_agree() {
    let room = |text: &str| ("settings.json", format!(r#"{{"defaults": {text}}}"#));
    let command = |text: &str| ("commands.json", format!(r##"{{"global_commands": {{"# a": {text}}}}}"##));
    let bot = |text: &str| ("settings.json", text.to_owned());
    let server = |text: &str| ("loai.json", text.to_owned());
    let keys = |text: &str| ("bots-settings.json", text.to_owned());
    let good = [
        room("{}"),
        room(r#"{"_note": 1, "//": 2, "$schema": "x"}"#),
        room(r#"{"room_concurrency": "4", "nickname_alert": 1, "help": null}"#),
        room(r#"{"schedules": [{"type": "daily", "times": ["8:05"], "messages": ["a"], "tts": {"config": {"speaking_rate": 2}}}]}"#),
        room(r#"{"chat_sessions": {"private_chat": null}, "youtube_summary": {"kakao_readmore": {"type": "marker", "value": "-"}}}"#),
        room(r#"{"default_bibles": ["krv"], "enable_investment_news": {"TradingView": ["주식"]}}"#),
        room(r#"{"default_bibles": "0101", "enable_investment_news": []}"#),
        room(r#"{"llm_settings": {"free_usage_rules": {"free_for_users": ["u"]}}, "log_settings": {"log_level": "off"}}"#),
        room(r#"{"omok_settings": {"available_rule_sets": ["renju"], "move_timeout_seconds": 30}}"#),
        bot(r#"{"version": 1, "bot": {"admins": [{"user_hash": "u", "channel_id": "*"}]}}"#),
        bot(r#"{"rooms": {"1": {"conversation_join": {"cooldown": 5}}}, "filters": {"global": {}, "rooms": {"1": {}}}}"#),
        bot(r#"{"profile_analysis": {"rooms": {"1": {"history_limit": 5}}}, "model_pricing": {"a": {"b": {"prompt_price_per_1k": 1}}}}"#),
        command(r#"{"type": "a", "parameters": [{"name": "n"}], "keyword_aliases": {"a": ["b"]}}"#),
        command(r#"{"type": "a", "parameters": {"n": {"type": "int", "min": 1}}, "cache_scope": "user"}"#),
        ("commands.json", r##"{"global_commands": {"# a": {"type": "a"}}, "room_overrides": {"1": {"command_overrides": {"# a": {"replace_with": "# b"}}}}}"##.to_owned()),
        server("[phones]\nlisten = \"127.0.0.1:1\"\n[rooms]\nconcurrency = 4\n"),
        server("[delivery]\nfold_chars = 0\n[pacing]\nquiet_hours = \"23:00-7:00\"\n"),
        server("[defaults]\nhelp = [\"a\"]\n[defaults.filters]\nmin_length = 3\n"),
        keys(r#"{"phone_secret": "a", "phone_salt": "", "weather_key": "b"}"#),
    ];
    let bad = [
        room(r#"{"hepl": []}"#),
        room(r#"{"room_concurrency": 0}"#),
        room(r#"{"room_concurrency": "many"}"#),
        room(r#"{"help": "a"}"#),
        room(r#"{"help": [null]}"#),
        room(r#"{"mention_calls": "yes"}"#),
        room(r#"{"nickname_calls": "end"}"#),
        room(r#"{"auto_replies": [{"reply": "a"}]}"#),
        room(r#"{"auto_replies": [{"trigger": null, "reply": "a"}]}"#),
        room(r#"{"auto_replies": {}}"#),
        room(r#"{"schedules": [{"messages": ["a"], "type": "daily"}]}"#),
        room(r#"{"schedules": [{"times": ["24:00"], "type": "daily"}]}"#),
        room(r#"{"schedules": [{"times": ["08:00"], "days": ["월요일"]}]}"#),
        room(r#"{"schedules": [{"times": ["08:00"], "date": "tomorrow"}]}"#),
        room(r#"{"schedules": [{"times": ["08:00"], "type": "daily", "tts": {"config": {"speaking_rate": 9}}}]}"#),
        room(r#"{"conversation_join": []}"#),
        room(r#"{"conversation_join": {"enable": true}}"#),
        room(r#"{"chat_sessions": {"group_chat": {"daily_limit_per_user": 1}}}"#),
        room(r#"{"webpage_summary": {"transcription": {}}}"#),
        room(r#"{"kakao_readmore": {"type": "words"}}"#),
        room(r#"{"llm_settings": {"operation_mode": "cheap"}}"#),
        room(r#"{"default_bibles": "102"}"#),
        room(r#"{"default_bibles": 1}"#),
        room(r#"{"enable_investment_news": ["주식"]}"#),
        room(r#"{"enable_investment_news": {"TradingView": "주식"}}"#),
        room(r#"{"omok_settings": {"board_style": "modern"}}"#),
        room(r#"{"log_settings": {"log_level": "loud"}}"#),
        bot("[]"),
        bot(r#"{"version": 2}"#),
        bot(r#"{"bot": {"admins": [{"user_hash": "u"}]}}"#),
        bot(r#"{"bot": {"nickname": " "}}"#),
        bot(r#"{"rooms": {"1": null}}"#),
        bot(r#"{"filters": {"global": {"min_length": -1}}}"#),
        bot(r#"{"profile_analysis": {"defaults": {"history_limit": 0}}}"#),
        bot(r#"{"model_pricing": {"a": {"b": {"prompt_price_per_1k": -1}}}}"#),
        bot(r#"{"model_pricing": {"a": {"b": {"price": 1}}}}"#),
        command("{}"),
        command(r#"{"type": "a", "cache_minutes": "x"}"#),
        command(r#"{"type": "a", "parameters": {"n": {"type": "date"}}}"#),
        command(r#"{"type": "a", "parameters": [{"type": "int"}]}"#),
        ("commands.json", "{}".to_owned()),
        server("[phones]\nlisten = []\n"),
        server("[phones]\nping_seconds = 0\n"),
        server("[phons]\n"),
        server("[delivery]\nsplit_chars = 999\n"),
        server("[pacing]\nquiet_hours = \"23:00-25:00\"\n"),
        server("[pacing]\njitter_percent = 101\n"),
        server("[defaults]\nnickname_calls = \"end\"\n"),
        keys(r#"{"phone_secret": 1}"#),
    ];
    for (good, documents) in [(true, &good[..]), (false, &bad[..])] {
        for (name, text) in documents {
            assert_eq!((reads(name, text), allows(name, text)), (good, good), "{name}: {text}");
        }
    }
}
