//! Broken files: each is refused with its place, its key and what is wrong.

use super::*;

/// What the problems of one file are, when it is the only broken one.
fn problems_of(file: &str, content: &[u8]) -> String {
    let folder = Folder::plain();
    folder.put(file, content);
    let problems = load(folder.path(), &Environment::empty()).unwrap_err();
    let prefix = format!("{file}:");
    let lines = folder.lines(&problems);
    let lines = lines.iter().map(|line| line.strip_prefix(&prefix).unwrap_or(line));
    lines.collect::<Vec<_>>().join("\n")
}

fn check(file: &str, table: &[(&[u8], &str)]) {
    for (content, expected) in table {
        let shown = String::from_utf8_lossy(content);
        assert_eq!(problems_of(file, content), *expected, "{shown}");
    }
}

#[test]
fn broken_server_files_name_place_and_key() {
    check(
        "loai.toml",
        &[
            (
                b"[phones]\nlisten = \"here\"",
                "2:10: error: phones.listen: 'here' is not an IP address with a port, such as 0.0.0.0:37888",
            ),
            (b"[phones]\nlisten = []", "2:10: error: phones.listen: must not be empty"),
            (
                b"[phones]\nlisten = [\"0.0.0.0:1\", \"1.2.3.4\"]",
                "2:24: error: phones.listen[1]: '1.2.3.4' is not an IP address with a port, such as 0.0.0.0:37888",
            ),
            (b"[phones]\nlisten = 37888", "2:10: error: phones.listen: expected a list of strings, found an integer"),
            (b"[phones]\nlisten = [1]", "2:11: error: phones.listen[0]: expected a string, found an integer"),
            (
                b"[phones]\napproval = \"open\"",
                "2:12: error: phones.approval: open is allowed only while every phone listener is on loopback, and 0.0.0.0:37888 is not",
            ),
            (
                b"# x\n[rooms]\n  approval = \"open\"",
                "3:14: error: rooms.approval: open is allowed only while every phone listener is on loopback, and 0.0.0.0:37888 is not",
            ),
            (
                b"[phones]\napproval = \"auto\"",
                "2:12: error: phones.approval: 'auto' is not allowed; allowed: manual, open",
            ),
            (b"[phones]\nmax_connections = 0", "2:19: error: phones.max_connections: must be from 1 to 1000000"),
            (
                b"[phones]\nmax_connections = \"many\"",
                "2:19: error: phones.max_connections: expected an integer, found a string",
            ),
            (
                b"[phones]\nmax_connections = 1.5",
                "2:19: error: phones.max_connections: expected an integer, found a number",
            ),
            (
                b"[phones]\nsuspect_seconds = 50\nevict_seconds = 40",
                "3:17: error: phones.evict_seconds: must be from 51 to 7200",
            ),
            (b"phones = 3", "1:10: error: phones: expected an object, found an integer"),
            (b"[phones]\nlisten = \",\"", "2:10: error: phones.listen: must not be empty"),
            (b"[phones]\nping_seconds = inf", "2:16: error: phones.ping_seconds: expected an integer, found a number"),
            (b"[phones]\nping_seconds = nan", "2:16: error: phones.ping_seconds: expected an integer, found a number"),
            (
                b"[log]\nfilter = \"infoo\"",
                "2:10: error: log.filter: 'infoo' is not allowed; allowed: off, error, warn, info, debug, trace; did you mean 'info'?",
            ),
            (
                b"[log]\nfilter = \"info,loai_gateway=debg\"",
                "2:10: error: log.filter: 'debg' is not allowed; allowed: off, error, warn, info, debug, trace; did you mean 'debug'?",
            ),
            (
                b"[log]\nfilter = \"info,[span=debug\"",
                "2:10: error: log.filter: '[span=debug' is not a log filter, such as info,loai_gateway=debug",
            ),
            (b"[log]\nfilter = \",\"", "2:10: error: log.filter: must not be empty"),
            (b"[log]\nfilter = \"  \"", "2:10: error: log.filter: must not be empty"),
            (
                b"[journal]\nsegment_mib = 64\ncap_mib = 100",
                "3:11: error: journal.cap_mib: must be from 128 to 1048576",
            ),
            (
                b"[journal]\ndurability = \"always\"",
                "2:14: error: journal.durability: 'always' is not allowed; allowed: periodic, strict",
            ),
            (
                b"[database]\nurl = \"postgres://u:hunter2@h/d\"",
                "2:7: error: database.url: must start with sqlite:, mysql: or mariadb:",
            ),
            (
                b"[storage]\nstore_pending = \"no\"",
                "2:17: error: storage.store_pending: expected true or false, found a string",
            ),
            (
                b"[admin]\nlisten = \"localhost\"",
                "2:10: error: admin.listen: 'localhost' is not an IP address with a port, such as 0.0.0.0:37888",
            ),
            (
                b"[settings]\nsource = \"db\"",
                "2:10: error: settings.source: 'db' is not allowed; allowed: files, database",
            ),
            (b"[notify]\nlevel = \"all\"", "2:9: error: notify.level: 'all' is not allowed; allowed: error, warn"),
            (b"[notify]\nkind = \"slack\"", "1:1: error: notify.webhook: a required key is missing"),
            (
                b"[notify]\nkind = \"discord\"\nwebhook = \"discord.com/api/webhooks/1/hunter2\"",
                "3:11: error: notify.webhook: must be an address that starts with https:// or http://",
            ),
            (
                b"[notify]\nkind = \"telegram\"\nchat_id = 1.5",
                "1:1: error: notify.token: a required key is missing\n3:11: error: notify.chat_id: expected a string, found a number",
            ),
            (b"[replies]\nlist_gap_ms = -1", "2:15: error: replies.list_gap_ms: must be from 0 to 60000"),
        ],
    );
}

#[test]
fn limits_of_delivery_and_pacing_name_place_and_key() {
    check(
        "loai.toml",
        &[
            (b"[delivery]\nreply_seconds = 4", "2:17: error: delivery.reply_seconds: must be from 5 to 3600"),
            (b"[delivery]\nwindow_seconds = 3", "2:18: error: delivery.window_seconds: must be from 4 to 600"),
            (b"[delivery]\nack_seconds = 10", "2:15: error: delivery.ack_seconds: must be from 1 to 4"),
            (
                b"[delivery]\nack_seconds = 600\nwindow_seconds = 600",
                "2:15: error: delivery.ack_seconds: must be from 1 to 599",
            ),
            (
                b"[pacing]\nunasked_room_per_minute = 0",
                "2:27: error: pacing.unasked_room_per_minute: must be from 1 to 10000",
            ),
            (
                b"[pacing]\nquiet_hours = \"23-7\"",
                "2:15: error: pacing.quiet_hours: '23-7' is no part of the day, such as 23:00-07:00",
            ),
        ],
    );
}

#[test]
fn server_files_that_are_not_well_formed_name_place_and_mistake() {
    check(
        "loai.toml",
        &[
            (
                b"[phones]\nping_seconds = 1\n\nping_seconds = 2",
                "4:1: error: ping_seconds: the same key is already on line 2",
            ),
            (b"[phones]\n[rooms]\n[phones]", "3:1: error: phones: the same key is already on line 1"),
            (b"[phones\nlisten = 1", "1:8: error: the name of the section has no closing ]"),
            (
                b"[phones]\nlisten = 0.0.0.0:37888",
                "2:13: error: a text must be in quotes, such as \"value\"; only numbers, true and false go without",
            ),
            (
                b"[rooms]\napproval = manual",
                "2:12: error: a text must be in quotes, such as \"value\"; only numbers, true and false go without",
            ),
            (
                "[log]\nfilter = “info”".as_bytes(),
                "2:10: error: a text must be in quotes, such as \"value\"; only numbers, true and false go without",
            ),
            (b"[phones]\nping_seconds 40", "2:14: error: an = is missing after the key"),
            (b"[phones]\nping_seconds = 40 50", "2:19: error: there is more after the end of the value"),
            (b"[phones]\nping_seconds = 40s", "2:16: error: not a number"),
            (b"[phones]\nlisten = [\"1.2.3.4:5\" \"1.2.3.4:6\"]", "2:23: error: a comma is missing"),
            (b"= 3", "1:1: error: this does not belong here"),
            (b"phones = 3\n[phones]", "2:2: error: phones: the same key is already on line 1"),
            (b"a = 1\na.b = 2", "2:1: error: the same key is already on line 1"),
            (b"[log]\nfilter = \"in\nfo\"", "2:13: error: the string has no closing quote"),
            (b"[log]\nfilter = \"info", "2:10: error: the string has no closing quote"),
            (b"[log]\nfilter =", "2:9: error: a value is missing"),
            (b"[log]\nfilter = \"\xb0\xa1\"", "2:11: error: not UTF-8 (probably EUC-KR/CP949); save the file as UTF-8"),
            (b"\xff\xfe[\0", "1:1: error: not UTF-8 (probably UTF-16); save the file as UTF-8"),
        ],
    );
}

#[test]
fn broken_settings_files_name_place_and_key() {
    check("settings/B.json", &[
        (b"", "1:1: error: the file is empty"),
        (b"{", "1:1: error: this { is never closed"),
        (b"{\n  \"bot\": {\"nickname\": \"x\"", "2:10: error: this { is never closed"),
        (b"{\"bot\": {\"nickname\": \"x", "1:22: error: the string has no closing quote"),
        (b"{\"a\": 1 \"b\": 2}", "1:8: error: a comma is missing"),
        (b"{\"a\" 1}", "1:6: error: a colon is missing after the key"),
        (b"{\"a\": }", "1:7: error: this does not belong here"),
        (b"{\"a\": 1} {}", "1:10: error: there is more after the end of the value"),
        (b"{a: 1}", "1:2: error: this does not belong here"),
        (b"{'a': 1}", "1:2: error: this does not belong here"),
        (b"{\"a\": \"\\q\"}", "1:8: error: not a valid escape after \\"),
        (b"{\"a\": 0x1}", "1:7: error: not a number"),
        (b"/* {", "1:1: error: the comment has no closing */"),
        (b"[]", "1:1: error: expected an object, found a list"),
        (b"{\"defaults\": {\"schedules\": [{\"type\": \"daily\", \"times\": [\"25:00\"], \"messages\": [\"a\"]}]}}", "1:57: error: defaults.schedules[0].times[0]: '25:00' is no time of day, such as 08:30"),
        (b"{\"defaults\": {\"schedules\": [{\"date\": \"1/2\", \"times\": [], \"type\": \"daily\", \"messages\": [\"a\"]}]}}", "1:38: error: defaults.schedules[0].date: '1/2' is no date, such as 2026-01-31"),
        (b"{\"defaults\": {\"schedules\": [{\"type\": \"once\", \"messages\": [\"a\"]}]}}", "1:29: error: defaults.schedules[0].times: a required key is missing\n1:29: error: defaults.schedules[0].date: a required key is missing"),
        (b"{\"defaults\": {\"kakao_readmore\": {\"type\": \"marker\"}}}", "1:33: error: defaults.kakao_readmore.value: a required key is missing"),
        (b"{\"defaults\": {\"llm_settings\": {\"operation_mode\": \"fre\"}}}", "1:50: error: defaults.llm_settings.operation_mode: 'fre' is not allowed; allowed: free, mixed, paid; did you mean 'free'?"),
        (b"{\"model_pricing\": {\"a\": {\"b\": {\"prompt_price_per_1k\": -1}}}}", "1:55: error: model_pricing.a.b.prompt_price_per_1k: must be from 0 to 1000"),
        (b"{\"profile_analysis\": {\"patterns\": {\"a\": {\"patterns\": [\"(\"]}}}}", "1:55: error: profile_analysis.patterns.a.patterns[0]: not a valid regular expression (unclosed group)"),
        (b"{\"version\": 2}", "1:13: error: version: this server reads version 1 only; the file may be of a newer server"),
        (b"{\"bot\": []}", "1:9: error: bot: expected an object, found a list"),
        (b"{\"bot\": {},\n \"bot\": {}}", "2:2: error: bot: the same key is already on line 1"),
        ("{\"bot\": {\"nickname\": \"가\", \"timezone\": \"Asia/Soul\"}}".as_bytes(), "1:39: error: bot.timezone: there is no time zone 'Asia/Soul' (an example: Asia/Seoul); did you mean 'Asia/Seoul'?"),
        (b"{\"bot\": {\"timezone\": 9}}", "1:22: error: bot.timezone: expected a string, found an integer"),
        (b"{\"bot\": {\"admins\": {}}}", "1:20: error: bot.admins: expected a list, found an object"),
        (b"{\"bot\": {\"admins\": [\"u\"]}}", "1:21: error: bot.admins[0]: expected an object, found a string"),
        (b"{\"bot\": {\"admins\": [{\"user_hash\": \"u\"}]}}", "1:21: error: bot.admins[0].channel_id: a required key is missing"),
        (b"{\"bot\": {\"admins\": [{}]}}", "1:21: error: bot.admins[0].user_hash: a required key is missing\n1:21: error: bot.admins[0].channel_id: a required key is missing"),
        (b"{\"bot\": {\"phones\": {\"primary\": \"\"}}}", "1:32: error: bot.phones.primary: must not be empty"),
        (b"{\"rooms\": {\"10\": 5}}", "1:18: error: rooms.10: expected an object, found an integer"),
        (b"{\"rooms\": {\"\": {}}}", "1:12: error: rooms[\"\"]: an id is 1 to 128 bytes without control characters"),
        (b"{\"rooms\": []}", "1:11: error: rooms: expected an object, found a list"),
        (b"{\"rooms\": {\"10\": {\"room_concurrency\": \"three\"}}}", "1:39: error: rooms.10.room_concurrency: expected an integer, found a string"),
        (b"{\"rooms\": {\"10\": {\"room_concurrency\": 0}}}", "1:39: error: rooms.10.room_concurrency: must be from 1 to 100"),
        (b"{\"rooms\": {\"10\": {\"room_owners\": [1]}}}", "1:35: error: rooms.10.room_owners[0]: expected a string, found an integer"),
        (b"{\"defaults\": {\"allowed_categories\": \"x\"}}", "1:37: error: defaults.allowed_categories: expected a list of strings, found a string"),
        (b"{\"defaults\": {\"nickname_alert\": 2}, \"rooms\": {\"1\": {}, \"2\": {}}}", "1:33: error: defaults.nickname_alert: expected true or false, found an integer"),
        (b"{\"defaults\": {\"ignored_users\": [{\"is_bot\": true}]}}", "1:33: error: defaults.ignored_users[0].user_hash: a required key is missing"),
        (b"{\"defaults\": {\"auto_replies\": [\n  {\"trigger\": \"(a\", \"reply\": \"x\"}]}}", "2:15: error: defaults.auto_replies[0].trigger: not a valid regular expression (unclosed group)"),
        (b"{\"defaults\": {\"auto_replies\": [{\"trigger\": \"\\\\w{900}\", \"reply\": \"x\"}]}}", "1:44: error: defaults.auto_replies[0].trigger: not a valid regular expression (compiles to more than 262144 bytes)"),
        (b"{\"defaults\": {\"auto_replies\": [{\"reply\": \"x\"}]}}", "1:32: error: defaults.auto_replies[0].trigger: a required key is missing"),
        (b"{\"defaults\": {\"auto_replies\": [{\"trigger\": \"a\", \"command\": \"# ehco\"}]}}", "1:60: error: defaults.auto_replies[0].command: this room has no command '# ehco'; did you mean '# echo'?"),
        (b"{\"rooms\": {\"7\": {\"auto_replies\": [{\"trigger\": \"a\", \"command\": \"# echo\", \"cooldown_seconds\": -1}]}}}", "1:93: error: rooms.7.auto_replies[0].cooldown_seconds: must be from 0 to 86400"),
        (b"{\"defaults\": {\"help\": \"x\"}, \"bot\": 1}", "1:23: error: defaults.help: expected a list of strings, found a string\n1:36: error: bot: expected an object, found an integer"),
        (b"{\"bot\": {\"nickname\": \"\xb0\xa1\"}}", "1:23: error: not UTF-8 (probably EUC-KR/CP949); save the file as UTF-8"),
    ]);
}

#[test]
fn broken_commands_files_name_place_and_key() {
    check("commands/B.json", &[
        (b"{}", "1:1: error: global_commands: a required key is missing"),
        (b"{\"global_comands\": {}}", "1:1: error: global_commands: a required key is missing\n1:2: warning: global_comands: unknown key; did you mean 'global_commands'?"),
        (b"{\"global_commands\": {}, \"version\": \"2\"}", "1:36: error: version: this server reads version 1 only; the file may be of a newer server"),
        (b"{\"global_commands\": {}, \"room_overrides\": {\"\": {}}}", "1:44: error: room_overrides[\"\"]: an id is 1 to 128 bytes without control characters"),
        (b"{\"global_commands\": []}", "1:21: error: global_commands: expected an object, found a list"),
        (b"{\"global_commands\": {\"# a\": {}}}", "1:29: error: global_commands[\"# a\"].type: a required key is missing"),
        (b"{\"global_commands\": {\"# a\": \"echo\"}}", "1:29: error: global_commands[\"# a\"]: expected an object, found a string"),
        (b"{\"global_commands\": {\" \": {\"type\": \"a\"}}}", "1:27: error: global_commands[\" \"]: must not be empty"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\"}, \"# a\": {\"type\": \"b\"}}}", "1:44: error: global_commands[\"# a\"]: the same key is already on line 1"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\", \"aliases\": \"b\"}}}", "1:54: error: global_commands[\"# a\"].aliases: expected a list of strings, found a string"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\", \"aliases\": [\"b\", \"^[\"]}}}", "1:60: error: global_commands[\"# a\"].aliases[1]: not a valid regular expression (unclosed character class)"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\", \"admin_only\": \"yes\"}}}", "1:57: error: global_commands[\"# a\"].admin_only: expected true or false, found a string"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\", \"cache_scope\": \"all\"}}}", "1:58: error: global_commands[\"# a\"].cache_scope: 'all' is not allowed; allowed: global, room, user"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\", \"timeout_seconds\": 0}}}", "1:62: error: global_commands[\"# a\"].timeout_seconds: must be from 1 to 3600"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\", \"keyword_aliases\": {\"k\": \"v\"}}}}", "1:68: error: global_commands[\"# a\"].keyword_aliases.k: expected a list of strings, found a string"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\", \"parameters\": 1}}}", "1:57: error: global_commands[\"# a\"].parameters: expected an object, found an integer"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\", \"parameters\": {\"n\": {\"type\": \"date\"}}}}}", "1:72: error: global_commands[\"# a\"].parameters.n.type: 'date' is not allowed; allowed: string, str, text, int, integer, float, number, bool, boolean, flag, enum, choice"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\", \"parameters\": {\"n\": {\"type\": \"int\", \"min\": 3, \"max\": 2}}}}}", "1:86: error: global_commands[\"# a\"].parameters.n.min: min is above max"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\", \"parameters\": {\"n\": {\"type\": \"int\", \"max\": 2, \"default\": 3}}}}}", "1:100: error: global_commands[\"# a\"].parameters.n.default: the default does not fit the type, the limits or the choices"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\", \"parameters\": {\"n\": {\"type\": \"enum\"}}}}}", "1:63: error: global_commands[\"# a\"].parameters.n.choices: must not be empty"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\", \"parameters\": [{\"type\": \"int\"}]}}}", "1:58: error: global_commands[\"# a\"].parameters[0].name: a required key is missing"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\"}},\n\"room_overrides\": {\"1\": {\"command_overrides\": {\"# a\": {\"replace_with\": \"\"}}}}}", "2:72: error: room_overrides.1.command_overrides[\"# a\"].replace_with: must not be empty"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\"}},\n\"room_overrides\": {\"1\": {\"command_overrides\": {\"# a\": {\"help\": 1}}}}}", "2:64: error: room_overrides.1.command_overrides[\"# a\"].help: expected true or false, found an integer"),
        (b"{\"global_commands\": {\"# a\": {\"type\": \"a\"}},\n\"room_overrides\": {\"1\": {\"commands\": {\"# b\": {}}}}}", "2:46: error: room_overrides.1.commands[\"# b\"].type: a required key is missing"),
    ]);
}

#[test]
fn broken_key_files_name_place_and_key_but_no_secret() {
    check(
        "bots-settings/B.json",
        &[
            (
                b"{\"phone_secret\": \"hunter2\", \"phone_salt\": 5}",
                "1:43: error: phone_salt: expected a string, found an integer",
            ),
            (b"{\"phone_secret\": \"\", \"phone_salt\": \"s\"}", "1:18: error: phone_secret: must not be empty"),
            (b"{\"phone_secret\": \"hunter2\" \"phone_salt\": \"s\"}", "1:27: error: a comma is missing"),
            (b"\"hunter2\"", "1:1: error: expected an object, found a string"),
        ],
    );
}

#[test]
fn deep_nesting_is_refused() {
    let deep = b"[".repeat(100_000);
    check("settings/B.json", &[(&deep, "1:513: error: nested too deeply")]);
    check("loai.toml", &[(&[b"a = ", &deep[..]].concat(), "1:133: error: nested too deeply")]);
}

#[test]
fn a_badly_named_bot_file_is_refused() {
    let folder = Folder::plain();
    folder.put("settings/my bot.json", b"{}");
    folder.put(&format!("settings/{}.json", "x".repeat(65)), b"{}");
    let problems = folder.problems(&Environment::empty());
    assert_eq!(problems.len(), 2);
    assert_eq!(
        problems[0],
        "settings/my bot.json: error: 'my bot' is no bot name; allowed are 1 to 64 of A-Z a-z 0-9 . _ -"
    );
}

#[test]
fn a_huge_file_is_refused() {
    let folder = Folder::plain();
    let file = fs::File::create(folder.path().join("settings/B.json")).unwrap();
    file.set_len(9 * 1024 * 1024 * 1024).unwrap();
    assert_eq!(
        folder.problems(&Environment::empty()),
        ["settings/B.json: error: the file is too large (at most 8 MiB)"]
    );
}

#[test]
fn bad_variables_are_named() {
    let folder = Folder::plain();
    let environment = Environment::from_iter([
        ("LOAI__PHONES__LISTEN", "here"),
        ("Loai__Rooms__Concurrency", "many"),
        ("LOAI__PHONES__PING_SECOND", "3"),
        ("LOAI__JOURNAL", "x"),
        ("LOAI__PHONS__LISTEN", "127.0.0.1:1"),
        ("LOAI__PHONS__PING", "1"),
        ("LOAI__REPLIES__LIST_GAP_MS[0]", "1"),
        ("LOAI____X", "1"),
    ]);
    let mut problems = folder.problems(&environment);
    problems.sort();
    insta::assert_snapshot!(problems.join("\n"), @r#"
    $LOAI__JOURNAL: error: journal: expected an object, found a string
    $LOAI__PHONES__LISTEN: error: phones.listen: 'here' is not an IP address with a port, such as 0.0.0.0:37888
    $LOAI__PHONES__PING_SECOND: warning: phones.ping_second: unknown key; did you mean 'ping_seconds'?
    $LOAI__PHONS__LISTEN: warning: phons: unknown key; did you mean 'phones'?
    $LOAI__PHONS__PING: warning: phons: unknown key; did you mean 'phones'?
    $LOAI__REPLIES__LIST_GAP_MS[0]: warning: not used: another variable sets the same key or its section, or the name is not LOAI__SECTION__KEY
    $LOAI____X: warning: [".x"]: unknown key
    $Loai__Rooms__Concurrency: error: rooms.concurrency: expected an integer, found a string
    "#);
}

#[cfg(unix)]
#[test]
fn a_variable_that_is_not_utf_8_is_named() {
    use std::os::unix::ffi::OsStringExt;
    let folder = Folder::plain();
    let value = std::ffi::OsString::from_vec(b"mysql://u:\xb0\xa1@h/d".to_vec());
    let environment = Environment::from_system(std::iter::once(("LOAI__DATABASE__URL".into(), value)));
    assert_eq!(folder.problems(&environment), ["$LOAI__DATABASE__URL: error: the value is not UTF-8"]);
}

#[test]
fn a_variable_that_contradicts_another_value_is_named() {
    let folder = Folder::plain();
    folder.put("loai.toml", b"[phones]\nevict_seconds = 120\n[journal]\ncap_mib = 1000\n");
    let environment =
        Environment::from_iter([("LOAI__PHONES__SUSPECT_SECONDS", "500"), ("LOAI__JOURNAL__SEGMENT_MIB", "600")]);
    insta::assert_snapshot!(folder.problems(&environment).join("\n"), @r"
    $LOAI__PHONES__SUSPECT_SECONDS: error: phones.suspect_seconds: must be from 1 to 119
    $LOAI__JOURNAL__SEGMENT_MIB: error: journal.segment_mib: must be from 1 to 500
    ");
}

#[cfg(unix)]
#[test]
fn a_link_that_leads_nowhere_is_not_taken_for_an_absent_file() {
    let folder = Folder::plain();
    fs::remove_file(folder.path().join("commands/B.json")).unwrap();
    fs::create_dir(folder.path().join("bots-settings")).unwrap();
    for file in ["loai.toml", "commands/B.json", "bots-settings/B.json"] {
        std::os::unix::fs::symlink("nowhere", folder.path().join(file)).unwrap();
    }
    insta::assert_snapshot!(folder.problems(&Environment::empty()).join("\n"), @r"
    loai.toml: error: there is no such file, or a link leads nowhere
    commands/B.json: error: there is no such file, or a link leads nowhere
    bots-settings/B.json: error: there is no such file, or a link leads nowhere
    ");
    let folder = Folder::new(&[]);
    std::os::unix::fs::symlink("nowhere", folder.path().join("settings")).unwrap();
    insta::assert_snapshot!(folder.problems(&Environment::empty()).join("\n"), @"settings: error: there is no such file, or a link leads nowhere");
}

#[test]
fn open_approval_by_a_variable_is_refused_too() {
    let folder = Folder::plain();
    let environment = Environment::empty().with("LOAI__ROOMS__APPROVAL", "open");
    insta::assert_snapshot!(folder.problems(&environment).join("\n"), @"$LOAI__ROOMS__APPROVAL: error: rooms.approval: open is allowed only while every phone listener is on loopback, and 0.0.0.0:37888 is not");
    folder.load_with(&environment.with("LOAI__PHONES__LISTEN", "127.0.0.1:0"));
}

#[test]
fn every_problem_of_every_file_is_reported_at_once() {
    let folder = Folder::new(&[
        ("loai.toml", b"[phones]\nping_seconds = 0\nidentify_seconds = 0\n"),
        ("settings/A.json", b"{"),
        ("settings/B.json", b"{\"bot\": 1, \"rooms\": 2}"),
        ("commands/B.json", b"{}"),
    ]);
    let problems = folder.problems(&Environment::empty());
    let errors = problems.iter().filter(|line| line.contains(": error: "));
    assert_eq!(errors.count(), 6, "{problems:#?}");
}

#[test]
fn an_inherited_error_is_reported_once() {
    let text = b"{\"defaults\": {\"help\": 1}, \"rooms\": {\"1\": {}, \"2\": {\"room_name\": \"x\"}}}";
    assert_eq!(
        problems_of("settings/B.json", text),
        "1:23: error: defaults.help: expected a list of strings, found an integer"
    );
}
