//! What is worth a word but does not stop the load.

use super::*;

fn warnings(file: &str, content: &str) -> String {
    let folder = Folder::plain();
    folder.put(file, content.as_bytes());
    let (_, warnings) = load(folder.path(), &Environment::empty()).unwrap();
    folder.lines(&warnings).join("\n")
}

#[test]
fn unknown_keys_are_warned_about_with_a_suggestion() {
    let server = warnings("loai.toml", "[phons]\nx = 1\n[rooms]\naproval = \"open\"\n");
    insta::assert_snapshot!(server, @r"
    loai.toml:1:2: warning: phons: unknown key; did you mean 'phones'?
    loai.toml:4:1: warning: rooms.aproval: unknown key; did you mean 'approval'?
    ");
    let settings = warnings(
        "settings/B.json",
        "{\n  \"_note\": 1, \"$schema\": \"x\",\n  \"colour\": 1, \"bot\": {\"nick_name\": \"x\"},
  \"rooms\": {\"1\": {\"schedule\": []}}}",
    );
    insta::assert_snapshot!(settings, @r"
    settings/B.json:3:3: warning: colour: unknown key
    settings/B.json:3:24: warning: bot.nick_name: unknown key; did you mean 'nickname'?
    settings/B.json:4:19: warning: rooms.1.schedule: unknown key; did you mean 'schedules'?
    ");
    let commands = warnings(
        "commands/B.json",
        "{\"global_commands\": {\"# a\": {\"type\": \"a\", \"alias\": []}},
 \"room_overrides\": {\"1\": {\"command_overrides\": {\"# b\": {}}}}}",
    );
    insta::assert_snapshot!(commands, @r##"
    commands/B.json:1:43: warning: global_commands["# a"].alias: unknown key; did you mean 'aliases'?
    commands/B.json:2:49: warning: room_overrides.1.command_overrides["# b"]: this room has no command '# b'; did you mean '# a'?
    "##);
    let keys = warnings("bots-settings/B.json", "{\"phone_secert\": \"x\", \"openai_key\": \"y\"}");
    insta::assert_snapshot!(keys, @"bots-settings/B.json:1:2: warning: phone_secert: unknown key; did you mean 'phone_secret'?");
}

#[test]
fn unknown_keys_are_kept() {
    let folder = Folder::plain();
    folder.put("settings/B.json", br#"{"colour": [1], "bot": {"shade": "x"}}"#);
    let (settings, _) = load(folder.path(), &Environment::empty()).unwrap();
    let bot = &settings.bots["B"];
    let shown = |map| serde_json::to_string(map).unwrap();
    assert_eq!((shown(&bot.rest), shown(&bot.bot_rest)), (r#"{"colour":[1]}"#.into(), r#"{"shade":"x"}"#.into()));
}

#[test]
fn a_category_that_no_command_has_is_named() {
    let folder = Folder::plain();
    let commands = r##"{"global_commands": {"# a": {"type": "a", "category": "날씨"}}}"##;
    folder.put("commands/B.json", commands.as_bytes());
    folder.put("settings/B.json", r#"{"rooms": {"1": {"allowed_categories": ["날씨", "날시", "주식"]}}}"#.as_bytes());
    insta::assert_snapshot!(folder.problems(&Environment::empty()).join("\n"), @r"
    settings/B.json:1:47: warning: rooms.1.allowed_categories[1]: no command of this room has the category '날시'; did you mean '날씨'?
    settings/B.json:1:53: warning: rooms.1.allowed_categories[2]: no command of this room has the category '주식'
    ");
}

#[test]
fn a_schedule_that_never_runs_or_says_nothing_is_named() {
    let content = r#"{"defaults": {"schedules": [
  {"days": [], "times": ["8:00"], "messages": ["a"]},
  {"type": "daily", "times": ["08:00"], "valid_from": "2026-02-01", "valid_until": "2026-01-01", "messages": ["a"]},
  {"type": "daily", "times": ["08:00"]}]}}"#;
    insta::assert_snapshot!(warnings("settings/B.json", content), @r"
    settings/B.json:2:12: warning: defaults.schedules[0].days: there is no day on which it runs
    settings/B.json:3:84: warning: defaults.schedules[1].valid_until: there is no day on which it runs
    settings/B.json:4:3: warning: defaults.schedules[2]: nothing to send, since it has neither messages nor images
    ");
}

#[test]
fn an_auto_reply_that_can_say_nothing_is_named() {
    let content = r#"{"defaults": {"auto_replies": [{"trigger": "a", "reply": ""}]}}"#;
    insta::assert_snapshot!(warnings("settings/B.json", content), @"settings/B.json:1:32: warning: defaults.auto_replies[0]: not used, since it has neither reply nor command");
    let folder = Folder::plain();
    let commands = br##"{"global_commands": {"# a": {"type": "a", "enabled": false}}}"##;
    folder.put("commands/B.json", commands);
    let settings = br##"{"defaults": {"auto_replies": [{"trigger": "a", "command": "# a"}]}}"##;
    folder.put("settings/B.json", settings);
    insta::assert_snapshot!(folder.problems(&Environment::empty()).join("\n"), @"settings/B.json:1:60: warning: defaults.auto_replies[0].command: the command '# a' is switched off or for schedules only, so it is not run");
}

#[test]
fn an_inherited_rule_whose_command_a_room_does_not_have_is_named() {
    let folder = Folder::new(&[]);
    let commands = br##"{"global_commands": {"# a": {"type": "a"}, "# b": {"type": "b"}, "# c": {"type": "c", "schedule_only": true}},
        "room_overrides": {
            "1": {"command_overrides": {"# a": {"enabled": false}}},
            "2": {"command_overrides": {"# a": {"replace_with": "# A"}}},
            "3": {"command_overrides": {"# a": {"schedule_only": true}, "# b": {"disabled": true}}},
            "4": {"command_overrides": {"# a": {"disabled": true}}}
        }}"##;
    folder.put("commands/B.json", commands);
    let settings = br##"{"defaults": {"auto_replies": [
        {"trigger": "a", "command": "# a"}, {"trigger": "b", "command": "# b", "reply": "x"},
        {"trigger": "off", "command": "# a", "enabled": false}, {"trigger": "c", "command": "# c"}]},
        "rooms": {"2": {"help": []}, "4": {"auto_replies": []}, "5": {}}}"##;
    folder.put("settings/B.json", settings);
    insta::assert_snapshot!(folder.problems(&Environment::empty()).join("\n"), @r"
    settings/B.json:2:37: warning: defaults.auto_replies[0].command: rooms that inherit this rule do not have the command '# a': 1 and 2 more
    settings/B.json:2:73: warning: defaults.auto_replies[1].command: rooms that inherit this rule do not have the command '# b': 3
    settings/B.json:3:93: warning: defaults.auto_replies[3].command: the command '# c' is switched off or for schedules only, so it is not run
    ");
}

#[test]
fn files_that_miss_their_partner_are_named() {
    let folder = Folder::new(&[
        ("settings/B.json", b"{}"),
        ("commands/C.json", b"{}"),
        ("settings/.hidden.json", b"no"),
        ("settings/BOT.JSON", b"no"),
        ("settings/BOT.json.txt", b"no"),
        ("settings/notes.txt", b"no"),
        ("settings/.B.json.1.1.tmp", b"no"),
    ]);
    insta::assert_snapshot!(folder.problems(&Environment::empty()).join("\n"), @r"
    settings/.hidden.json: warning: not read; the name must be a bot's name and .json in small letters
    settings/BOT.JSON: warning: not read; the name must be a bot's name and .json in small letters
    settings/BOT.json.txt: warning: not read; the name must be a bot's name and .json in small letters
    commands/B.json: warning: there is no commands file, the built-in commands are used
    commands/C.json: warning: not used, since the bot has no settings file
    ");
}

#[test]
fn a_bot_without_commands_file_has_the_built_in_commands() {
    let folder = Folder::new(&[("settings/B.json", b"{}")]);
    let (settings, _) = load(folder.path(), &Environment::empty()).unwrap();
    let commands = settings.bots["B"].commands.for_room("1");
    assert_eq!(commands[0].key, "# help");
    assert_eq!(**commands, **CommandsFile::built_in().global());
}

#[cfg(unix)]
#[test]
fn keys_that_others_can_read_are_named() {
    use std::os::unix::fs::PermissionsExt;
    let folder = Folder::plain();
    let keys = br#"{"phone_secret": "x", "phone_salt": "y"}"#;
    folder.put("bots-settings/B.json", keys);
    let path = folder.path().join("bots-settings/B.json");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    insta::assert_snapshot!(folder.problems(&Environment::empty()).join("\n"), @"bots-settings/B.json:1:1: warning: other users can read this file with secrets (chmod 600)");
}

#[test]
fn problems_read_well_in_both_languages() {
    let folder = Folder::plain();
    let settings = br#"{
  "bot": {"timezone": "Asia/Soul", "nick": 1},
  "defaults": {"help": "x", "auto_replies": [{"trigger": "(", "reply": "x"}]}
}"#;
    folder.put("settings/B.json", settings);
    folder.put("loai.toml", b"[phones]\napproval = \"open\"\n");
    let problems = load(folder.path(), &Environment::empty()).unwrap_err();
    let dir = format!("{}/", folder.path().display());
    let render = |language| {
        let lines = problems.iter().map(|problem| problem.render(language));
        lines.collect::<Vec<_>>().join("\n").replace(&dir, "config/")
    };
    insta::assert_snapshot!(render(Language::Korean), @r"
    config/loai.toml:2:12: 오류: phones.approval: open은 모든 폰 주소가 이 컴퓨터 안(127.0.0.1)일 때만 쓸 수 있는데, 0.0.0.0:37888 주소는 밖에서 닿을 수 있습니다
    config/settings/B.json:2:23: 오류: bot.timezone: 'Asia/Soul' 시간대는 없습니다 (예: Asia/Seoul). 혹시 'Asia/Seoul'인가요?
    config/settings/B.json:2:36: 주의: bot.nick: 모르는 키입니다. 혹시 'nickname'인가요?
    config/settings/B.json:3:24: 오류: defaults.help: 필요한 값은 문자열 목록인데, 적힌 값은 문자열입니다
    config/settings/B.json:3:58: 오류: defaults.auto_replies[0].trigger: 정규식이 올바르지 않습니다 (여는 괄호 ( 가 닫히지 않았습니다)
    ");
    insta::assert_snapshot!(render(Language::English), @r"
    config/loai.toml:2:12: error: phones.approval: open is allowed only while every phone listener is on loopback, and 0.0.0.0:37888 is not
    config/settings/B.json:2:23: error: bot.timezone: there is no time zone 'Asia/Soul' (an example: Asia/Seoul); did you mean 'Asia/Seoul'?
    config/settings/B.json:2:36: warning: bot.nick: unknown key; did you mean 'nickname'?
    config/settings/B.json:3:24: error: defaults.help: expected a list of strings, found a string
    config/settings/B.json:3:58: error: defaults.auto_replies[0].trigger: not a valid regular expression (unclosed group)
    ");
}
