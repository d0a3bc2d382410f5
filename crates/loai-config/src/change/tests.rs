use std::fs;

use loai_core::UserHash;
use tempfile::TempDir;

use super::*;
use crate::first_start::{FIRST_BOT, ensure_initial};
use crate::{Environment, Problem, load};

struct Bot(TempDir, BotName);

impl Bot {
    /// The bot of a first start.
    fn sample() -> Self {
        let dir = TempDir::new().unwrap();
        ensure_initial(dir.path()).unwrap();
        Self(dir, BotName::new(FIRST_BOT).unwrap())
    }

    fn text(&self) -> String {
        fs::read_to_string(settings_file(self.0.path(), &self.1)).unwrap()
    }

    fn add(&self, admin: &Admin) -> bool {
        add_admin(self.0.path(), &self.1, admin).unwrap()
    }
}

fn admin(user_hash: &str, channel_id: Option<&str>) -> Admin {
    Admin {
        user_hash: UserHash::new(user_hash).unwrap(),
        channel_id: channel_id.map(|text| ChannelId::new(text).unwrap()),
    }
}

#[test]
fn an_admin_is_added_once_and_everything_else_stays() {
    let bot = Bot::sample();
    let before = bot.text();
    assert!(bot.add(&admin("u1", None)));
    assert!(bot.add(&admin("u1", Some("100"))));
    assert!(!bot.add(&admin("u1", None)));
    let entry =
        |channel: &str| format!("{{\n        \"user_hash\": \"u1\",\n        \"channel_id\": \"{channel}\"\n      }}");
    let list = format!("\"admins\": [\n      {},\n      {}\n    ]", entry("*"), entry("100"));
    assert_eq!(bot.text(), before.replace("\"admins\": []", &list));
    let (settings, warnings) = load(bot.0.path(), &Environment::empty()).unwrap();
    assert_eq!(warnings, []);
    assert_eq!(settings.bots[FIRST_BOT].admins, [admin("u1", None), admin("u1", Some("100"))]);
}

#[test]
fn an_admin_is_removed_and_everything_else_stays() {
    let bot = Bot::sample();
    bot.add(&admin("u1", None));
    let before = bot.text();
    bot.add(&admin("u2", Some("100")));
    let remove = |admin: &Admin| remove_admin(bot.0.path(), &bot.1, admin).unwrap();
    assert!(!remove(&admin("u2", None)));
    assert!(remove(&admin("u2", Some("100"))));
    assert_eq!(bot.text(), before);
}

#[test]
fn a_room_gets_a_setting_and_everything_else_stays() {
    let bot = Bot::sample();
    let before = bot.text();
    let channel = ChannelId::new("100000000000000001").unwrap();
    let set = |key: &str, value: Value| set_room_value(bot.0.path(), &bot.1, &channel, key, &value).unwrap();
    set("room_name", json!("우리 방"));
    set("room_concurrency", json!(2));
    set("room_name", json!("새 방"));
    let rooms = "\"rooms\": {\n    \"100000000000000001\": {\n      \"room_name\": \"새 방\",\n      \"room_concurrency\": 2\n    }\n  }";
    assert_eq!(bot.text(), before.replace("\"rooms\": {}", rooms));
}

/// A bot whose settings file is this text.
fn bot_of(text: &str) -> Bot {
    let bot = Bot(TempDir::new().unwrap(), BotName::new("B").unwrap());
    let path = settings_file(bot.0.path(), &bot.1);
    fs::create_dir(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    bot
}

fn set(bot: &Bot, key: &str, value: &Value) -> Result<(), ChangeError> {
    set_room_value(bot.0.path(), &bot.1, &ChannelId::new("10").unwrap(), key, value)
}

#[test]
fn comments_order_numbers_marks_and_line_ends_survive() {
    let before = "\u{feff}// top\r\n{\r\n\t\"rooms\": {\r\n\t\t/* ten */ \"10\": { // here\r\n\t\t\t\"room_concurrency\": 3, // three\r\n\t\t\t\"x\": 1.50e+2 // a number\r\n\t\t},\r\n\t\t// the last\r\n\t},\r\n\t\"bot\": {\"admins\": [/* none */]}, // admins\r\n}\r\n// end\r\n";
    let bot = bot_of(before);
    set(&bot, "room_concurrency", &json!(2)).unwrap();
    set(&bot, "shelves", &json!(["가 \"나\"", {"a": null}])).unwrap();
    insta::assert_snapshot!(bot.text().replace("\r\n", "\n").replace('\t', "  ").replace('\u{feff}', "<BOM>"), @r#"
    <BOM>// top
    {
      "rooms": {
        /* ten */ "10": { // here
          "room_concurrency": 2, // three
          "x": 1.50e+2, // a number
          "shelves": [
            "가 \"나\"",
            {
              "a": null
            }
          ]
        },
        // the last
      },
      "bot": {"admins": [/* none */]}, // admins
    }
    // end
    "#);
    assert!(bot.text().starts_with('\u{feff}'));
    assert_eq!(bot.text().matches('\n').count(), bot.text().matches("\r\n").count());
    bot.add(&admin("u1", None));
    assert!(load(bot.0.path(), &Environment::empty()).unwrap().0.bots["B"].is_admin("u1", "10"));
    assert!(bot.text().contains("/* none */") && bot.text().contains("}, // admins\r\n"), "{}", bot.text());
}

#[test]
fn missing_and_empty_places_are_added() {
    for text in [
        "{}",
        "{\"rooms\": null, \"bot\": null}",
        "{ // none\n}",
        "{\"rooms\": {\"10\": null}, \"bot\": {\"admins\": null}}",
    ] {
        let bot = bot_of(text);
        set(&bot, "room_concurrency", &json!(7)).unwrap();
        assert!(bot.add(&admin("u1", Some("10"))), "{text}");
        let (settings, _) = load(bot.0.path(), &Environment::empty()).unwrap();
        let bot = &settings.bots["B"];
        assert!(bot.room("10").room_concurrency == 7 && bot.is_admin("u1", "10"), "{text}");
    }
}

#[test]
fn a_change_that_does_not_fit_is_refused() {
    for text in ["{\"rooms\": 1, \"bot\": {\"admins\": {}}}", "{\"rooms\": {\"10\": []}, \"bot\": []}", "[]", ""] {
        let bot = bot_of(text);
        let refused = set(&bot, "help", &json!([])).unwrap_err();
        assert!(matches!(refused, ChangeError::Misshapen { .. }), "{refused:?}");
        add_admin(bot.0.path(), &bot.1, &admin("u", None)).unwrap_err();
        assert_eq!(bot.text(), text);
    }
}

#[test]
fn a_file_that_cannot_be_read_names_its_place() {
    let bot = bot_of("{\n  \"a\": [1\n}");
    let ChangeError::Broken(problem) = set(&bot, "help", &json!([])).unwrap_err() else { panic!("not broken") };
    assert_eq!((problem.line, problem.column), (3, 1));
    let missing = Bot(TempDir::new().unwrap(), BotName::new("B").unwrap());
    let ChangeError::Broken(problem) = set(&missing, "help", &json!([])).unwrap_err() else { panic!("not broken") };
    assert_eq!(problem.problem, Problem::NotThere);
}
