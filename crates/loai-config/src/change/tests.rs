use loai_core::UserHash;
use tempfile::TempDir;

use super::*;
use crate::first_start::{FIRST_BOT, ensure_initial};
use crate::{Environment, load};

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

#[test]
fn a_bot_without_files_is_an_error() {
    let dir = TempDir::new().unwrap();
    let error = add_admin(dir.path(), &BotName::new("B").unwrap(), &admin("u", None)).unwrap_err();
    assert!(matches!(error, ChangeError::Io { .. }), "{error:?}");
}
