use std::{fs, sync::Arc};

use loai_config::{BotSettings, CommandRecord, Settings};
use loai_texts::Texts;
use tempfile::TempDir;

use super::*;

/// The services of a server that knows few.
const SERVICES: &[&str] = &["help", "echo", "lotto", "register_admin", "phones", "rooms", "approve_all", "version"];

/// A place for an import.
struct Scene {
    source: TempDir,
    config: TempDir,
    environment: Environment,
    bot: Option<BotName>,
    overwrite: bool,
}

impl Scene {
    /// Files of an earlier server.
    fn with(files: &[(&str, &str)]) -> Self {
        let scene = Self {
            source: tempfile::tempdir().unwrap(),
            config: tempfile::tempdir().unwrap(),
            environment: Environment::empty(),
            bot: None,
            overwrite: false,
        };
        for (name, content) in files {
            write(scene.source.path(), name, content);
        }
        scene
    }

    fn convert(&self) -> Converted {
        let options = TreeOptions {
            config: self.config.path(),
            environment: &self.environment,
            services: SERVICES,
            bot: self.bot.as_ref(),
            overwrite: self.overwrite,
            language: Language::English,
        };
        Tree::read(self.source.path(), options).convert(options).unwrap()
    }

    /// Imports and loads what came of it.
    fn import(&self) -> (Settings, Report) {
        let converted = self.convert();
        converted.write().unwrap();
        (loai_config::load(self.config.path(), &self.environment).unwrap().0, converted.report)
    }

    /// The settings of the only bot.
    fn import_bot(&self, bot: &str) -> (Arc<BotSettings>, Report) {
        let (settings, report) = self.import();
        (Arc::clone(&settings.bots[bot]), report)
    }

    fn files(&self) -> Vec<(String, Vec<u8>)> {
        let mut files = Vec::new();
        for folder in ["", "settings", "commands", "bots-settings"] {
            for entry in fs::read_dir(self.config.path().join(folder)).into_iter().flatten() {
                let path = entry.unwrap().path();
                if path.is_file() {
                    files.push((path.display().to_string(), fs::read(&path).unwrap()));
                }
            }
        }
        files.sort();
        files
    }
}

fn write(dir: &Path, name: &str, content: &str) {
    let path = dir.join(name);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, content).unwrap();
}

fn lines(report: &Report, outcome: Outcome) -> Vec<String> {
    let english = report.render(&Texts::new(Language::English));
    let heading = Texts::new(Language::English).get(outcome.heading(), &[("count", report.count(outcome).into())]);
    let of_it = english.into_iter().skip_while(|line| *line != heading).skip(1);
    of_it.take_while(|line| line.starts_with("  ")).map(|line| line.trim().to_owned()).collect()
}

fn check_line(report: &Report, outcome: Outcome, part: &str) {
    let lines = lines(report, outcome);
    assert!(lines.iter().any(|line| line.contains(part)), "no {part:?} in {lines:#?}");
}

fn command<'b>(bot: &'b BotSettings, channel: &str, key: &str) -> Option<&'b Arc<CommandRecord>> {
    bot.commands.for_room(channel).iter().find(|command| command.key == key)
}

/// A tree with every file that an earlier server had; everything in it is invented.
const TREE: &[(&str, &str)] = &[
    (
        "config/schedule-rooms.json",
        r##"{"DemoBot": {
            "1001": {
                "room_name": "첫째 방", "bot_nickname": "데모", "room_concurrency": "2", "room_owners": ["owner-a", 77],
                "allowed_categories": ["일반", "관리"], "log_settings": {"disable_chat_logs": 1},
                "ignored_users": [
                    {"user_hash": "bot-b", "nickname": "다른봇", "is_bot": 1, "no_response": "true", "no_logging": 0},
                    {"user_hash": "", "nickname": "이름만"},
                    {"user_hash": "", "nickname": ""}
                ],
                "nickname_alert": 0, "youtube_auto_summary": true,
                "schedules": [{"days": ["월", "수"], "times": ["08:30"], "messages": ["좋은 아침"]}]
            },
            "1002": {"room_name": "둘째 방", "bot_nickname": "", "room_concurrency": 500}
        }}"##,
    ),
    (
        "config/auto-replies.json",
        r##"{"DemoBot": {"1001": {"room_name": "첫째 방", "auto_replies": [
            {"trigger": "^\\s*(안녕|hi)[.!?~\\s]*$", "reply": "반가워요 {{USERNAME}}님"},
            {"trigger": "^로또$", "reply": "뽑아 볼게요", "command": "# [자동응답] 로또번호 추천"},
            {"trigger": "환율", "reply": "", "command": "# [자동응답] 환율조회"},
            {"trigger": "노래", "reply": "", "command": "# 없는 명령"},
            {"trigger": "(?<!안)녕", "reply": "뒤를 못 봐요"}
        ]}}}"##,
    ),
    (
        "config/help-messages.json",
        r##"{"DemoBot": {"1001": {"room_name": "첫째 방", "help": ["[도움말]", "# 도움말"]}}}"##,
    ),
    (
        "config/profile-analysis.json",
        r#"{"defaults": {"allow_self": true, "history_limit": 100}, "patterns": {},
            "rooms": {"DemoBot": {"1001": {"history_limit": 50}}, "Nobody": {"9": {}}}}"#,
    ),
    (
        "config/model-pricing.json",
        r#"{"openai": {"gpt-4o": {"prompt_price_per_1k": 0.0025, "completion_price_per_1k": 0.01}},
            "default_conversion_rate": {"USD_to_KRW": 1350}}"#,
    ),
    (
        "config/message-filters.json",
        r#"{"global": {"min_length": "10", "ban_words": ["나쁜말"], "ignore_patterns": []},
            "rooms": {"둘째 방": {"ban_words": ["금지"]}, "없는 방": {}}}"#,
    ),
    (
        "config/auth_config.json",
        r#"{"auth_enabled": true, "default_policy": "deny", "bots": {"DemoBot": {"auth_type": "hmac",
            "secret_key": "planted-secret", "salt": "planted-salt",
            "allowed_devices": [{"uuid": "u"}], "validate_ip": false}}}"#,
    ),
    ("config/history.json", r#"{"1.2.0": ["[24.01.05 12:00]", "- 처음"]}"#),
    ("config/todo-list.json", r#"{"global": {}}"#),
    (
        "config/bots-commands/DemoBot.json",
        r##"{"global_commands": {
            "# help": {"type": "help", "category": "일반", "desc": "도움말", "aliases": ["# 사용법# 도움말"], "prompt_required": 0},
            "# echo": {"type": "echo", "category": "일반", "prompt_required": true, "aliases": ["#에코", "#메아리?", ""]},
            "# [환율]": {"type": "exchange_rate", "category": "일반", "keywords": ["환율"], "keyword_aliases": {"환율": ["달러"]}},
            "# [자동응답] 로또번호 추천": {"type": "lotto", "category": "일반", "use_waiting_message": true},
            "# 날씨": {"type": "naver_weather", "category": "날씨", "aliases": ["#(기상|날씨)예보"]}
        }, "room_overrides": {"1002": {"command_overrides": {"# echo": {"replace_with": "@ echo", "admin_only": 1}}}}}"##,
    ),
    (".kakao-bot.key", "key"),
    (".kakao-bot.enc", "token"),
    ("config/strange.json", "{}"),
];

#[test]
fn a_whole_tree_behaves_as_it_did() {
    let scene = Scene::with(TREE);
    let (bot, report) = scene.import_bot("DemoBot");
    let (first, second) = (bot.room("1001"), bot.room("1002"));
    assert_eq!((first.room_name.as_deref(), first.bot_nickname.as_str()), (Some("첫째 방"), "데모"));
    assert_eq!((first.room_concurrency, second.room_concurrency), (2, 100));
    assert_eq!(second.bot_nickname, "DemoBot");
    let owners: Vec<_> = first.room_owners.iter().map(loai_core::UserHash::as_str).collect();
    assert_eq!(owners, ["owner-a", "77"]);
    assert_eq!(first.allowed_categories.as_deref(), Some(&["일반".to_owned(), "관리".to_owned()][..]));
    assert!(first.log_settings.disable_chat_logs && !first.nickname_alert);
    let ignored: Vec<_> = first.ignored_users.iter().map(|user| (user.nickname.as_deref(), user.is_bot)).collect();
    assert_eq!(ignored, [(Some("다른봇"), true), (Some("이름만"), false)]);
    assert_eq!(first.help, ["[도움말]", "# 도움말"]);

    let rules: Vec<_> = first
        .auto_replies
        .iter()
        .map(|rule| (rule.trigger.as_str(), rule.reply.as_deref(), rule.command.as_deref(), rule.enabled))
        .collect();
    let expected = [
        (r"^\s*(안녕|hi)[.!?~\s]*$", Some("반가워요 {{USERNAME}}님"), None, true),
        ("^로또$", Some("뽑아 볼게요"), Some("# [자동응답] 로또번호 추천"), true),
        ("환율", None, Some("# [환율]"), true),
        ("노래", None, None, false),
    ];
    assert_eq!(rules, expected);

    let help = command(&bot, "1001", "# help").unwrap();
    assert_eq!(
        (help.aliases.as_slice(), help.prompt_required),
        (&["# 사용법".to_owned(), "# 도움말".to_owned()][..], false)
    );
    assert_eq!(command(&bot, "1001", "# echo").unwrap().aliases, ["#에코", "#메아리?"]);
    assert!(command(&bot, "1002", "# echo").is_none() && command(&bot, "1002", "@ echo").unwrap().admin_only);
    // The commands of this server are still there, and what nothing here can run is kept and off.
    assert!(command(&bot, "1001", "# 방").is_some() && command(&bot, "1001", "# 관리자등록").is_some());
    assert!(command(&bot, "1001", "# 날씨").is_none() && command(&bot, "1001", "# [환율]").is_none());
    let commands = fs::read_to_string(scene.config.path().join("commands/DemoBot.json")).unwrap();
    assert!(commands.contains("naver_weather") && commands.contains(r##""^#(기상|날씨)예보""##), "{commands}");

    let keys = bot.keys.as_ref().unwrap();
    assert_eq!((keys.secret.expose(), keys.salt.expose()), ("planted-secret", "planted-salt"));
    let settings: Value =
        serde_json::from_str(&fs::read_to_string(scene.config.path().join("settings/DemoBot.json")).unwrap()).unwrap();
    assert_eq!(settings["rooms"]["1001"]["schedules"][0]["messages"][0], "좋은 아침");
    assert_eq!(settings["profile_analysis"]["rooms"]["1001"]["history_limit"], 50);
    assert_eq!(settings["model_pricing"]["default_conversion_rate"]["USD_to_KRW"], 1350);
    assert_eq!(settings["filters"]["rooms"]["1002"]["ban_words"][0], "금지");
    assert!(scene.config.path().join("history.json").is_file());

    for (outcome, part) in [
        (Outcome::Repaired, "aliases without a comma between them were parted: # 사용법# 도움말"),
        (Outcome::Repaired, "#메아리?"),
        (Outcome::Repaired, "begins with ^ now: #(기상|날씨)예보"),
        (Outcome::Repaired, "rooms.1001.room_concurrency: \"2\" → 2"),
        (Outcome::Repaired, "rooms.1002.room_concurrency: 500 → 100"),
        (Outcome::Repaired, "rooms.1002.bot_nickname: empty"),
        (Outcome::Repaired, "ignored a keyword that has aliases"),
        (Outcome::Repaired, "# [자동응답] 환율조회 → # [환율]"),
        (Outcome::Later, "commands/DemoBot.json: # 날씨: there is no 'naver_weather' service yet"),
        (Outcome::Noted, ".kakao-bot.enc: sealed settings"),
        (Outcome::Noted, "todo-list.json"),
        (Outcome::Noted, "allowed_devices: approve phones"),
        (Outcome::Lost, "config/strange.json: an unknown file"),
        (Outcome::Lost, "the command of this rule does not exist: # 없는 명령"),
        (Outcome::Lost, "(?<!안)녕"),
        (Outcome::Lost, "ignored_users: an entry that names nobody"),
        (Outcome::Lost, "message-filters.json: rooms.없는 방"),
        (Outcome::Lost, "profile-analysis.json: rooms.Nobody"),
    ] {
        check_line(&report, outcome, part);
    }
    let printed = format!("{:?} {report:?}", report.render(&Texts::new(Language::Korean)));
    assert!(!printed.contains("planted"), "{printed}");
}

#[test]
fn a_second_run_changes_nothing() {
    let scene = Scene::with(TREE);
    scene.import();
    let before = scene.files();
    let again = scene.convert();
    assert_eq!(again.changes().count(), 0, "{:?}", again.changes().collect::<Vec<_>>());
    assert_eq!(again.report.count(Outcome::Kept), 0, "{:?}", lines(&again.report, Outcome::Kept));
    again.write().unwrap();
    assert_eq!(scene.files(), before);
}

#[test]
fn a_rehearsal_says_the_same_and_writes_nothing() {
    let scene = Scene::with(TREE);
    let english = Texts::new(Language::English);
    let rehearsed = scene.convert();
    assert_eq!(scene.files(), []);
    assert_eq!(rehearsed.report.render(&english), scene.import().1.render(&english));
    let rooms: Vec<_> = rehearsed.rooms.iter().map(|(bot, channel, name)| format!("{bot} {channel} {name}")).collect();
    assert_eq!(rooms, ["DemoBot 1001 첫째 방", "DemoBot 1002 둘째 방"]);
}

#[cfg(unix)]
#[test]
fn keys_are_for_the_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let scene = Scene::with(TREE);
    scene.import();
    let path = scene.config.path().join("bots-settings/DemoBot.json");
    assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
}

#[test]
fn what_is_in_the_settings_stays_unless_told_otherwise() {
    let mut scene = Scene::with(&[(
        "schedule-rooms.json",
        r#"{"B": {"1": {"room_name": "새 이름", "room_concurrency": 2}, "2": {"room_name": "둘"}}}"#,
    )]);
    write(
        scene.config.path(),
        "settings/B.json",
        "// 손으로 쓴 것\n{\"rooms\": {\"1\": {\"room_name\": \"내 이름\"}}}\n",
    );
    let (bot, report) = scene.import_bot("B");
    assert_eq!(bot.room("1").room_name.as_deref(), Some("내 이름"));
    assert_eq!((bot.room("1").room_concurrency, bot.room("2").room_name.as_deref()), (2, Some("둘")));
    check_line(&report, Outcome::Kept, "settings/B.json: rooms.1.room_name");
    let text = fs::read_to_string(scene.config.path().join("settings/B.json")).unwrap();
    assert!(text.starts_with("// 손으로 쓴 것"), "{text}");
    scene.overwrite = true;
    let (bot, report) = scene.import_bot("B");
    assert_eq!(bot.room("1").room_name.as_deref(), Some("새 이름"));
    assert_eq!(report.count(Outcome::Kept), 0);
}

#[test]
fn the_three_shapes_of_room_settings_are_read() {
    let room = r#"{"room_name": "방"}"#;
    let mut scene = Scene::with(&[
        ("config/schedules/schedule-rooms.json", &format!(r#"{{"A": {{"1": {room}}}}}"#)),
        ("config/bots-settings/B.json", &format!(r#"{{"2": {room}}}"#)),
        ("config/settings/C.json", &format!(r#"{{"rooms": {{"3": {room}}}}}"#)),
        ("envs/schedule-rooms-from-db.json", &format!(r#"{{"rooms": {{"4": {room}}}}}"#)),
    ]);
    let (settings, report) = scene.import();
    check_line(&report, Outcome::Lost, "name one with --bot");
    for (bot, channel) in [("A", "1"), ("B", "2"), ("C", "3")] {
        assert_eq!(settings.bots[bot].room(channel).room_name.as_deref(), Some("방"), "{bot}");
    }
    scene.bot = Some(BotName::new("D").unwrap());
    let (settings, report) = scene.import();
    assert_eq!(settings.bots["D"].room("4").room_name.as_deref(), Some("방"));
    assert!(!report.has_losses(), "{:?}", lines(&report, Outcome::Lost));
}

#[test]
fn of_two_files_the_one_that_was_used_counts() {
    let scene = Scene::with(&[
        ("config/schedule-rooms.json", r#"{"B": {"1": {"room_name": "쓰던 이름"}}}"#),
        ("config/bots-settings/B.json", r#"{"1": {"room_name": "만든 이름", "nickname_alert": true}}"#),
    ]);
    let (bot, report) = scene.import_bot("B");
    assert_eq!((bot.room("1").room_name.as_deref(), bot.room("1").nickname_alert), (Some("쓰던 이름"), true));
    check_line(&report, Outcome::Kept, "config/bots-settings/B.json: B.1.room_name");
}

#[test]
fn an_export_with_levels_is_read_beside_the_built_in_commands() {
    let scene = Scene::with(&[(
        "config/bots-commands/B.json",
        r##"{
            "bot_info": {"display_name": "데모", "id": 7},
            "system_settings": {"message_length_limit": 65536, "default_timezone": "Asia/Seoul"},
            "features": {"ai_chat": {"enabled": [true, true]}},
            "commands": {
                "# 공지": {"management_attributes": {"deployable": true},
                    "config": {"type": ["help", "echo"], "aliases": ["# 알림"], "enabled": [false, true], "admin_only": [true, true],
                        "help_text": "알립니다", "cooldown": "30"},
                    "ui": {"display_name": "공지", "category": "관리"}},
                "ai_chat": {"config": {"type": "llm_fallback"}},
                "trigger_only": {"config": {"type": "lotto", "trigger": "# 복권"}},
                "prefix_commands": {"x": 1}
            },
            "rooms": {"1": {"settings": {"room_name": "방"}, "features": {}, "commands": {"# 공지": {"config": {"enabled": false}}}}},
            "metadata": {"version": 3}
        }"##,
    )]);
    let (bot, report) = scene.import_bot("B");
    let notice = command(&bot, "2", "# 공지").unwrap();
    assert_eq!(
        (notice.kind.as_str(), notice.category.as_str(), notice.description.as_str()),
        ("echo", "관리", "알립니다")
    );
    assert!(notice.admin_only && notice.cooldown.as_secs() == 30);
    assert!(command(&bot, "1", "# 공지").is_none());
    assert_eq!(command(&bot, "2", "# 복권").unwrap().kind, "lotto");
    assert!(command(&bot, "2", "# [자동응답] 로또번호 추천").is_some() && command(&bot, "2", "# 날씨").is_none());
    assert_eq!((bot.nickname.as_str(), bot.room("1").room_name.as_deref()), ("데모", Some("방")));
    check_line(&report, Outcome::Lost, "commands[ai_chat]: there is no way to call it");
    check_line(&report, Outcome::Lost, "message_length_limit");
    check_line(&report, Outcome::Repaired, "of [above, own] the own value was taken");
    check_line(&report, Outcome::Noted, "used its built-in commands");
}

#[test]
fn rows_of_a_database_are_read_as_commands() {
    let scene = Scene::with(&[(
        "bots-commands/B.json",
        r##"{
            "echo": {"command_key": "echo", "command_trigger": "# 따라", "handler_type": "echo", "command_aliases": "[\"# 따라해\"]",
                "description": "따라 해요", "admin_only": "0", "parameters": "{}", "is_active": 1, "command_id": 3, "command_keywords": "따라,말"},
            "# 로또": {"type": "lotto", "command_aliases": "# 복권, # 번호", "is_active": 0, "help_text": null},
            "broken": {"command_key": "broken"}
        }"##,
    )]);
    let (bot, report) = scene.import_bot("B");
    let echo = command(&bot, "1", "# 따라").unwrap();
    assert_eq!(
        (echo.kind.as_str(), echo.aliases.as_slice(), echo.description.as_str()),
        ("echo", &["# 따라해".to_owned()][..], "따라 해요")
    );
    assert_eq!(echo.keywords, ["따라", "말"]);
    assert!(command(&bot, "1", "# 로또").is_none());
    check_line(&report, Outcome::Lost, "commands[broken]: without a type");
}

#[test]
fn what_the_settings_refuse_is_left_out_and_told() {
    let scene = Scene::with(&[
        (
            "schedule-rooms.json",
            r#"{"B": {"1": {"room_name": ["x"], "help": [1, "두 번째", {}], "allowed_categories": "일반,날씨"}, " ": {}, "2": 3}}"#,
        ),
        (
            "bots-commands/B.json",
            r##"{"global_commands": {"# a": {"type": "echo", "cooldown_seconds": -5}, "# b": 1}}"##,
        ),
    ]);
    let (bot, report) = scene.import_bot("B");
    assert_eq!(
        (bot.room("1").room_name.as_deref(), bot.room("1").help.as_slice()),
        (None, &["두 번째".to_owned()][..])
    );
    assert_eq!(bot.room("1").allowed_categories.as_deref().unwrap().len(), 2);
    assert_eq!(command(&bot, "1", "# a").unwrap().cooldown.as_secs(), 0);
    for part in ["rooms.1.room_name", "rooms.1.help[0]", "cooldown_seconds", "commands[# b]", "B.2: not an object"] {
        check_line(&report, Outcome::Lost, part);
    }
}

#[test]
fn broken_files_name_themselves_and_the_place() {
    let scene = Scene::with(&[
        ("schedule-rooms.json", "{\"B\": {\"1\": {\"room_name\": \"방\"}}}"),
        ("auto-replies.json", "{\"B\": {\n  \"1\": {\"auto_replies\": [}}}"),
        ("help-messages.json", "{\"B\": {\"1\": {\"help\": [\"앞\"], \"help\": [\"뒤\"]}}}"),
        ("model-pricing.json", ""),
        ("history.json", "[]"),
    ]);
    write(scene.source.path(), "message-filters.json", "x");
    fs::write(scene.source.path().join("message-filters.json"), b"{\"\xb0\xa1\": 1}").unwrap();
    let (bot, report) = scene.import_bot("B");
    assert_eq!(bot.room("1").help, ["뒤"]);
    for part in
        ["auto-replies.json:2:", "model-pricing.json:1:1:", "message-filters.json:1:3:", "history.json: not an object"]
    {
        check_line(&report, Outcome::Lost, part);
    }
    check_line(&report, Outcome::Repaired, "help-messages.json:1:");
}

#[test]
fn settings_that_are_broken_already_are_not_touched() {
    let scene = Scene::with(TREE);
    write(scene.config.path(), "settings/Other.json", "{");
    let options = TreeOptions {
        config: scene.config.path(),
        environment: &scene.environment,
        services: SERVICES,
        bot: None,
        overwrite: false,
        language: Language::English,
    };
    let error = Tree::read(scene.source.path(), options).convert(options).unwrap_err();
    assert!(matches!(error, TreeError::Settings(problems) if problems.iter().any(Diagnostic::is_error)));
}

#[test]
fn a_name_that_no_bot_can_have_is_replaced_by_the_one_that_was_given() {
    let mut scene = Scene::with(&[("schedule-rooms.json", r#"{"로아": {"1": {"room_name": "방"}}}"#)]);
    check_line(&scene.convert().report, Outcome::Lost, "cannot be the name of a bot");
    scene.bot = Some(BotName::new("LOA.i").unwrap());
    let (bot, report) = scene.import_bot("LOA.i");
    assert_eq!(bot.room("1").room_name.as_deref(), Some("방"));
    check_line(&report, Outcome::Repaired, "로아 → LOA.i");
}

#[test]
fn an_empty_folder_is_told() {
    check_line(&Scene::with(&[]).convert().report, Outcome::Lost, "nothing to import");
}
