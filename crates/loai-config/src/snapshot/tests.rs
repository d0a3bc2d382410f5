mod broken;
mod secrets;
mod warnings;

use std::fs;
use std::path::Path;
use std::time::Duration;

use loai_core::{DeviceId, Language};
use tempfile::TempDir;

use super::*;
use crate::{Approval, BanAction, Filters, LogLevel, PhoneOrder, ensure_initial};

/// A configuration directory with these files.
struct Folder(TempDir);

impl Folder {
    fn new(files: &[(&str, &[u8])]) -> Self {
        let folder = Self(TempDir::new().unwrap());
        for (name, content) in files {
            folder.put(name, content);
        }
        folder
    }

    /// A bot with nothing but what it needs.
    fn plain() -> Self {
        Self::new(&[
            ("settings/B.json", b"{}"),
            ("commands/B.json", br##"{"global_commands": {"# echo": {"type": "echo"}}}"##),
        ])
    }

    fn put(&self, name: &str, content: &[u8]) {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, content).unwrap();
        if name.starts_with("bots-settings/") {
            make_private(&path);
        }
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn load(&self) -> Settings {
        self.load_with(&Environment::empty())
    }

    fn load_with(&self, environment: &Environment) -> Settings {
        let (settings, warnings) = load(self.path(), environment).unwrap();
        assert_eq!(self.lines(&warnings), Vec::<String>::new());
        settings
    }

    /// All problems, in English and without the directory.
    fn problems(&self, environment: &Environment) -> Vec<String> {
        match load(self.path(), environment) {
            Ok((_, warnings)) => self.lines(&warnings),
            Err(problems) => self.lines(&problems),
        }
    }

    fn lines(&self, problems: &[Diagnostic]) -> Vec<String> {
        let dir = format!("{}/", self.path().display());
        let lines = problems.iter().map(|problem| problem.to_string().replace(&dir, ""));
        lines.collect()
    }
}

#[cfg(unix)]
fn make_private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(0o600)).unwrap();
}

#[cfg(not(unix))]
fn make_private(_path: &Path) {}

#[test]
fn a_directory_without_files_gives_the_defaults() {
    let settings = Folder::new(&[]).load();
    assert_eq!(*settings.server, ServerSettings::default());
    assert!(settings.bots.is_empty());
    assert_eq!(settings.version, 1);
    assert_eq!(settings.clone().following(&settings).version, 2);
}

#[test]
fn the_samples_say_the_defaults_and_load_without_warnings() {
    let folder = Folder::new(&[]);
    ensure_initial(folder.path()).unwrap();
    let settings = folder.load();
    assert_eq!(*settings.server, ServerSettings::default());
    let bot = &settings.bots["LOA.i"];
    assert_eq!(bot.timezone, chrono_tz::Asia::Seoul);
    assert_eq!(bot.nickname, "LOA.i");
    assert_eq!(bot.phones, PhoneOrder::default());
    assert!(bot.keys.is_some());
    let room = bot.room("1000");
    assert_eq!(room.bot_nickname, "LOA.i");
    assert_eq!(room.room_concurrency, 3);
    let [greeting, lotto, meals] = &room.auto_replies[..] else { panic!("{:?}", room.auto_replies) };
    assert!(greeting.trigger.match_end("안녕!!").is_some());
    assert!(greeting.trigger.match_end("안녕 로아이").is_none());
    assert!(greeting.reply.as_ref().unwrap().contains("#도움말"));
    assert_eq!(lotto.command.as_deref(), Some("# 로또"));
    assert_eq!(meals.command.as_deref(), Some("# 메뉴추천"));
    assert!(meals.trigger.match_end("점심 메뉴 추천해줘!").is_some());
    assert!(meals.trigger.match_end("점심 메뉴가 뭐였어?").is_none());
    let commands = bot.commands.for_room("1000");
    let kinds: Vec<&str> = commands.iter().map(|record| record.kind.as_str()).collect();
    let expected = [
        "help",
        "echo",
        "lotto",
        "exchange_rate",
        "dday",
        "calculator",
        "dice",
        "choose",
        "version",
        "version_history",
        "todo_list",
        "proverb",
        "quote",
        "today_proverb",
        "recomment_lunch_menu",
        "chat_rank",
        "chat_rank_all",
        "chat_rank_week",
        "chat_rank_week_all",
        "talk_card",
        "member_names",
        "link",
        "naver_weather",
        "air_quality",
        "weather",
        "weather_warnings",
        "bible",
        "bible_random",
        "bible_search_all",
        "bible_search_old",
        "bible_search_new",
        "today_bible",
        "points",
        "attendance",
        "merge",
        "room_points",
        "phones",
        "rooms",
        "approve_all",
        "why",
        "deliveries",
        "emergency_stop",
        "reload",
        "register_admin",
    ];
    assert_eq!(kinds, expected);
    let of = |kind: &str| commands.iter().find(|record| record.kind == kind).unwrap();
    let (register, phones) = (of("register_admin"), of("phones"));
    assert!(!register.in_help && !register.admin_only && register.prompt_required);
    assert!(phones.admin_only && phones.category == "관리");
}

#[test]
fn the_environment_overrides_the_file() {
    let folder = Folder::plain();
    folder.put("loai.toml", b"[phones]\nlisten = [\"0.0.0.0:1\"]\nping_seconds = 40\n");
    let environment = Environment::from_iter([
        ("LOAI__PHONES__LISTEN", "127.0.0.1:5, [::1]:6"),
        ("LOAI__PHONES__APPROVAL", "open"),
        ("loai__rooms__concurrency", "00007"),
        ("LOAI__STORAGE__STORE_PENDING", "true"),
        ("LOAI__DELIVERY__SPLIT_CHARS", "2000"),
        ("LOAI__PACING__QUIET_HOURS", "23:00-07:00"),
        ("LOAI__DATABASE__URL", "mysql://u:00123@h/d"),
        ("LOAI_OTHER", "x"),
        ("PATH", "/bin"),
    ]);
    let settings = folder.load_with(&environment);
    let server = &settings.server;
    assert_eq!(server.phones.listen.len(), 2);
    assert_eq!(server.phones.listen[1].to_string(), "[::1]:6");
    assert_eq!(server.phones.approval, Approval::Open);
    assert_eq!(server.phones.ping, Duration::from_secs(40));
    assert_eq!(server.rooms.concurrency, 7);
    assert!(server.storage.store_pending);
    assert_eq!(server.delivery.split_chars, 2000);
    assert_eq!(server.pacing.quiet_hours.and_then(|hours| hours.until(0)), Some(7 * 60));
    assert_eq!(server.database.url.expose(), "mysql://u:00123@h/d");
    assert_eq!(settings.bots["B"].room("1").room_concurrency, 7);
}

#[test]
fn a_room_has_its_own_settings_over_the_defaults() {
    let folder = Folder::plain();
    folder.put("settings/B.json", br#"{
        "bot": {"nickname": "bee", "admins": [{"user_hash": "u", "channel_id": "*"}, {"user_hash": "v", "channel_id": "1"}],
                "phones": {"secondary": "d2", "primary": "d1"}},
        "defaults": {"help": ["a", "b"], "room_concurrency": "4", "nickname_alert": 1,
                     "log_settings": {"disable_chat_logs": true, "log_level": "debug"},
                     "chat_sessions": {"private_chat": {"enabled": true, "max_extensions": 3}},
                     "colour": 1, "auto_replies": [{"trigger": "hi", "reply": "ho"}]},
        "rooms": {
            "1": {"room_name": "one", "help": ["c"], "room_concurrency": null,
                  "log_settings": {"disable_command_logs": true},
                  "chat_sessions": {"private_chat": {"enabled": false}}, "colour": {"a": 1}},
            "2": {"auto_replies": null, "bot_nickname": "wasp", "allowed_categories": []}
        }}"#);
    let (settings, _) = load(folder.path(), &Environment::empty()).unwrap();
    let bot = &settings.bots["B"];
    assert_eq!(bot.phones.ordered().map(DeviceId::as_str).collect::<Vec<_>>(), ["d1", "d2"]);
    assert!(bot.is_admin("u", "9") && bot.is_admin("v", "1") && !bot.is_admin("v", "2"));
    let (other, one, two) = (bot.room("9"), bot.room("1"), bot.room("2"));
    assert_eq!((&other.help[..], &one.help[..]), (&["a".to_owned(), "b".to_owned()][..], &["c".to_owned()][..]));
    assert_eq!((other.room_concurrency, one.room_concurrency), (4, 3));
    assert_eq!(one.room_name.as_deref(), Some("one"));
    assert!(one.log_settings.disable_chat_logs && one.log_settings.disable_command_logs);
    assert!(one.nickname_alert);
    assert_eq!(one.log_settings.log_level, Some(LogLevel::Debug));
    let chat =
        |room: &RoomSettings| (room.chat_sessions.private_chat.enabled, room.chat_sessions.private_chat.max_extensions);
    assert_eq!((chat(other), chat(one), chat(two)), ((true, 3), (false, 3), (true, 3)));
    assert!(Arc::ptr_eq(&other.chat_sessions, &two.chat_sessions));
    assert!(Arc::ptr_eq(&other.auto_replies, &one.auto_replies));
    assert!(Arc::ptr_eq(&other.rest, &two.rest) && !Arc::ptr_eq(&other.rest, &one.rest));
    assert!(two.auto_replies.is_empty());
    assert_eq!((one.bot_nickname.as_str(), two.bot_nickname.as_str()), ("bee", "wasp"));
    assert_eq!(two.allowed_categories, Some(Vec::new()));
    assert_eq!(one.allowed_categories, None);
}

#[test]
fn the_server_has_defaults_for_every_bot() {
    let folder = Folder::plain();
    let server = "[defaults]\nbot_nickname = \"server\"\nhelp = [\"a\"]\nnickname_alert = true
[defaults.log_settings]\ndisable_chat_logs = true
[[defaults.schedules]]\ndays = [\"월\", \"금\"]\ntimes = [\"08:30\"]\nmessages = [\"안녕\"]\n";
    folder.put("loai.toml", server.as_bytes());
    let settings = r#"{"bot": {"nickname": "bee"},
        "defaults": {"help": ["b"], "bot_nickname": null, "log_settings": {"disable_command_logs": true}},
        "rooms": {"1": {"nickname_alert": null, "log_settings": {"disable_chat_logs": null}}}}"#;
    folder.put("settings/B.json", settings.as_bytes());
    folder.put("settings/C.json", b"{}");
    folder.put("commands/C.json", br#"{"global_commands": {}}"#);
    let settings = folder.load_with(&Environment::empty().with("LOAI__DEFAULTS__ROOM_CONCURRENCY", "7"));
    let (bee, other) = (&settings.bots["B"], &settings.bots["C"]);
    assert_eq!((bee.room("9").bot_nickname.as_str(), other.room("9").bot_nickname.as_str()), ("bee", "server"));
    assert_eq!((&bee.room("9").help, &other.room("9").help), (&vec!["b".to_owned()], &vec!["a".to_owned()]));
    assert_eq!((bee.room("9").nickname_alert, bee.room("1").nickname_alert), (true, false));
    let log =
        |room: &str| (bee.room(room).log_settings.disable_chat_logs, bee.room(room).log_settings.disable_command_logs);
    assert_eq!((log("9"), log("1")), ((true, true), (false, true)));
    assert_eq!((bee.room("1").room_concurrency, other.room("1").room_concurrency), (7, 7));
    assert_eq!(bee.room("1").schedules.len(), 1);
    assert!(Arc::ptr_eq(&bee.room("1").schedules, &bee.room("9").schedules));
}

/// The keys, kinds and categories of a room's commands with these overrides.
fn commands_with(room: &str) -> String {
    let folder = Folder::plain();
    let text = format!(
        r##"{{"global_commands": {{
            "# echo": {{"type": "echo", "aliases": ["# e"], "category": "c"}},
            "# gone": {{"type": "gone", "enabled": false}},
            "# lotto": {{"type": "lotto"}}
        }}, "room_overrides": {{"10": {room}}}}}"##
    );
    folder.put("commands/B.json", text.as_bytes());
    let settings = folder.load();
    let commands = settings.bots["B"].commands.for_room("10");
    let shown = commands.iter().map(|record| {
        let admin = if record.admin_only { "!" } else { "" };
        format!("{}={}{admin}/{}{}", record.key, record.kind, record.category, record.aliases.len())
    });
    shown.collect::<Vec<_>>().join(" ")
}

#[test]
fn overrides_change_the_commands_of_one_room() {
    let table = [
        ("{}", "# echo=echo/c1 # lotto=lotto/일반0"),
        (r##"{"commands": {"# new": {"type": "new"}}}"##, "# echo=echo/c1 # lotto=lotto/일반0 # new=new/일반0"),
        (r##"{"commands": {"# echo": {"type": "say"}}}"##, "# echo=say/일반0 # lotto=lotto/일반0"),
        (r##"{"command_overrides": {"# echo": {"admin_only": true}}}"##, "# echo=echo!/c1 # lotto=lotto/일반0"),
        (
            r##"{"command_overrides": {"# echo": {"replace_with": "@ echo", "category": "d"}}}"##,
            "@ echo=echo/d1 # lotto=lotto/일반0",
        ),
        (r##"{"command_overrides": {"# echo": {"replace_with": "# lotto"}}}"##, "# lotto=echo/c1"),
        (r##"{"command_overrides": {"# lotto": {"replace_with": "# echo"}}}"##, "# echo=lotto/일반0"),
        (r##"{"command_overrides": {"# echo": {"disabled": true}}}"##, "# lotto=lotto/일반0"),
        (r##"{"command_overrides": {"# echo": {"enabled": false}}}"##, "# lotto=lotto/일반0"),
        (r##"{"command_overrides": {"# echo": {"enabled": false, "disabled": false}}}"##, "# lotto=lotto/일반0"),
        (r##"{"command_overrides": {"# echo": {"enabled": true, "disabled": true}}}"##, "# lotto=lotto/일반0"),
        (
            r##"{"command_overrides": {"# gone": {"disabled": false}}}"##,
            "# echo=echo/c1 # gone=gone/일반0 # lotto=lotto/일반0",
        ),
        (
            r##"{"command_overrides": {"# gone": {"enabled": true}}}"##,
            "# echo=echo/c1 # gone=gone/일반0 # lotto=lotto/일반0",
        ),
        (
            r##"{"command_overrides": {"# echo": {"aliases": null, "category": null}}}"##,
            "# echo=echo/일반0 # lotto=lotto/일반0",
        ),
        (
            r##"{"commands": {"# new": {"type": "new"}}, "command_overrides": {"# new": {"replace_with": "# n"}}}"##,
            "# echo=echo/c1 # lotto=lotto/일반0 # n=new/일반0",
        ),
    ];
    for (room, expected) in table {
        assert_eq!(commands_with(room), expected, "{room}");
    }
}

#[test]
fn a_key_with_two_names_is_overridden_by_either() {
    let folder = Folder::plain();
    let commands = br##"{"global_commands": {
            "# a": {"type": "a", "desc": "lower", "show_in_help": false},
            "# b": {"type": "b", "description": "lower", "help": false, "disabled": true}},
        "room_overrides": {"1": {"command_overrides": {
            "# a": {"description": "upper", "help": true},
            "# b": {"desc": null, "show_in_help": true, "enabled": true}}}}}"##;
    folder.put("commands/B.json", commands);
    let settings = folder.load();
    let commands = &settings.bots["B"].commands;
    let shown = |room| {
        let all = commands.for_room(room).iter();
        all.map(|record| format!("{}/{}/{}", record.key, record.description, record.in_help)).collect::<Vec<_>>()
    };
    assert_eq!(shown("1"), ["# a/upper/true", "# b//true"]);
    assert_eq!(shown("2"), ["# a/lower/false"]);
}

#[test]
fn the_log_filter_is_kept_without_blanks() {
    let folder = Folder::plain();
    folder.put("loai.toml", b"[log]\nfilter = \"info, loai_gateway=DEBUG,[span{user=1}]=trace,\"\n");
    assert_eq!(folder.load().server.log.filter, "info,loai_gateway=DEBUG,[span{user=1}]=trace");
}

#[test]
fn rooms_without_overrides_share_their_commands() {
    let folder = Folder::plain();
    folder.put("commands/B.json", br##"{"global_commands": {"# a": {"type": "a"}}, "room_overrides": {"1": {}}}"##);
    let settings = folder.load();
    let commands = &settings.bots["B"].commands;
    assert!(Arc::ptr_eq(commands.for_room("2"), commands.for_room("3")));
    assert!(!Arc::ptr_eq(commands.for_room("1"), commands.global()));
    assert_eq!(commands.rooms_with_overrides().collect::<Vec<_>>(), ["1"]);
}

#[test]
fn no_secret_is_in_the_debug_output() {
    let folder = Folder::plain();
    folder.put("loai.toml", b"[database]\nurl = \"mysql://root:hunter2@h/d\"\n");
    folder.put("bots-settings/B.json", br#"{"phone_secret": "hunter2", "phone_salt": "hunter2"}"#);
    let settings = folder.load();
    assert_eq!(settings.bots["B"].keys.as_ref().unwrap().secret.expose(), "hunter2");
    assert!(!format!("{settings:?}").contains("hunter2"));
}

#[test]
fn keys_count_only_when_both_are_there() {
    for content in [r#"{"phone_secret": "x"}"#, r#"{"phone_salt": "y"}"#, "{}"] {
        let folder = Folder::plain();
        folder.put("bots-settings/B.json", content.as_bytes());
        assert_eq!(folder.load().bots["B"].keys, None, "{content}");
    }
}

#[test]
fn options_are_declared_by_name_or_in_a_list() {
    use loai_core::{Parameter, ParameterKind, ParameterValue, Role};
    let folder = Folder::new(&[
        ("settings/B.json", b"{}"),
        (
            "commands/B.json",
            r##"{"global_commands": {
                "# a": {"type": "a", "parameters": {
                    "days": {"type": "int", "min": 1, "max": 30, "default": 7, "description": "며칠"},
                    "model": {"choices": ["fast", "good"], "required_role": "admin", "required": true}
                }},
                "# b": {"type": "b", "parameters": [{"name": "who", "optional": false}, {"name": "all", "type": "bool"}]}
            }}"##
                .as_bytes(),
        ),
    ]);
    let settings = folder.load();
    let commands = settings.bots["B"].commands.global();
    let option = |name: &str, kind| Parameter {
        name: name.into(),
        description: "".into(),
        role: Role::User,
        kind,
        required: false,
        default: None,
    };
    let days = Parameter {
        description: "며칠".into(),
        default: Some(ParameterValue::Integer(7)),
        ..option("days", ParameterKind::Integer { min: 1, max: 30 })
    };
    let choices = ParameterKind::Choice(vec!["fast".into(), "good".into()]);
    let model = Parameter { role: Role::Admin, required: true, ..option("model", choices) };
    assert_eq!(commands[0].parameters, [days, model]);
    let who = Parameter { required: true, ..option("who", ParameterKind::Text) };
    assert_eq!(commands[1].parameters, [who, option("all", ParameterKind::Flag)]);
}

#[test]
fn filters_come_from_everywhere_to_one_room() {
    let folder = Folder::plain();
    let settings = r#"{
        "defaults": {"filters": {"ban_action": "warn"}},
        "rooms": {
            "1": {"filters": {"ban_words": ["c"]}},
            "2": {"room_name": "둘"},
            "3": {"filters": null}
        },
        "filters": {
            "global": {"min_length": 2, "ban_words": ["a"]},
            "rooms": {"둘": {"ban_words": ["b"]}, "4": {"ignore_patterns": ["^ㅋ+$"]}, "1": {"ban_words": ["x"]}}
        }
    }"#;
    folder.put("settings/B.json", settings.as_bytes());
    let settings = folder.load();
    let of = |room: &str| Filters::clone(&settings.bots["B"].room(room).filters);
    let all = Filters { min_length: 2, ban_words: vec!["a".into()], ..Filters::default() };
    let defaults = Filters { ban_action: BanAction::Warn, ..all.clone() };
    assert_eq!(of("0"), defaults);
    assert_eq!(of("1"), Filters { ban_words: vec!["c".into()], ..defaults.clone() });
    assert_eq!(of("2"), Filters { ban_words: vec!["b".into()], ..defaults.clone() });
    assert_eq!(of("3"), all);
    assert_eq!(of("4"), Filters { ignore_patterns: vec!["^ㅋ+$".into()], ..defaults });
}
