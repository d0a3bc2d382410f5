//! The settings of a server under load: everybody may speak, one auto-reply answers.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use serde_json::{Map, Value, json};

/// The bot that all traffic is for.
pub const BOT: &str = "bench";
/// The key that its phones sign with; only ever used on the loopback interface.
pub const SECRET: &str = "bench-secret-0001";
/// The salt of its phones' signatures.
pub const SALT: &str = "bench-salt-01";
/// What people say.
pub const TEXT: &str = "안녕하세요, 오늘 일정 알려 주세요";

/// What the bot answers; the limit server says the same.
const ANSWER: &str = "반갑습니다";

const SERVER: &str = r#"
[phones]
listen = ["127.0.0.1:0"]
approval = "open"
max_connections = 20000
max_unidentified = 20000
new_per_minute_per_address = 1000000
outbound_lines = 100000

[rooms]
approval = "open"
max_pending = 1000000

[pacing]
enabled = false

[journal]
cap_mib = 16384
"#;

/// The directories of one server.
pub struct Home {
    directory: PathBuf,
    /// Its settings.
    pub config: PathBuf,
    /// Its journal and database.
    pub data: PathBuf,
}

impl Home {
    /// Writes the settings of a server with so many rooms configured; its data is empty.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn create(directory: &Path, rooms: usize) -> Result<Self> {
        let (config, data) = (directory.join("config"), directory.join("data"));
        let home = Self { directory: directory.to_owned(), config, data };
        fs::create_dir_all(&home.data).context("creating the data directory")?;
        let database = format!("\n[database]\nurl = \"sqlite://{}/loai.db\"\n", home.data.display());
        write(&home.config.join("loai.toml"), &(SERVER.to_owned() + &database))?;
        let bot = home.config.join("settings").join(format!("{BOT}.json"));
        write(&bot, &bot_settings(rooms).to_string())?;
        let keys = json!({ "phone_secret": SECRET, "phone_salt": SALT });
        write(&home.config.join("bots-settings").join(format!("{BOT}.json")), &keys.to_string())?;
        Ok(home)
    }

    /// Removes everything; a benchmark that fails leaves it, with the server's log.
    ///
    /// # Errors
    /// When something of it cannot be removed.
    pub fn remove(self) -> Result<()> {
        fs::remove_dir_all(&self.directory).with_context(|| format!("removing {}", self.directory.display()))
    }

    /// Where the running server takes commands.
    pub fn control(&self) -> PathBuf {
        self.data.join("control.sock")
    }
}

fn bot_settings(rooms: usize) -> Value {
    let room = |number: usize| {
        let name = format!("부하방 {number:05}");
        (channel(number), json!({ "room_name": name, "bot_nickname": format!("봇 {number}") }))
    };
    let rooms: Map<String, Value> = (0..rooms).map(room).collect();
    json!({
        "version": 1,
        "bot": { "nickname": BOT, "timezone": "Asia/Seoul" },
        "defaults": { "auto_replies": [{ "trigger": "^안녕하세요", "reply": ANSWER }] },
        "rooms": rooms,
    })
}

/// The channel id of a room; it and the name are those of `loai-phone load`.
fn channel(number: usize) -> String {
    (18_400_000_000_000_000 + number).to_string()
}

fn write(path: &Path, content: &str) -> Result<()> {
    let parent = path.parent().unwrap_or(path);
    fs::create_dir_all(parent).with_context(|| format!("creating {}", parent.display()))?;
    fs::write(path, content).with_context(|| format!("writing {}", path.display()))
}
