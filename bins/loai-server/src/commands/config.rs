//! `loai-server config show`: every setting that is in force, and where it comes from.

use loai_config::Origin;
use serde_json::{Value, json};

use super::{Scene, Told, run};
use crate::{
    args::{Config, Show},
    output,
};

/// Longest value that the table shows, in characters; `--json` shows all.
const SHOWN: usize = 60;

/// Parts of keys whose values nobody should read over a shoulder.
const SECRET: [&str; 6] = ["secret", "salt", "password", "token", "api_key", "apikey"];

pub(super) fn config(scene: &Scene, command: Config) -> Result<(), Told> {
    let Config::Show(Show { bot, channel, json }) = command;
    let settings = run::load(scene)?;
    let Some(origins) = settings.origins(&bot) else {
        return Err(scene.tell("bots-unknown", &[("bot", bot.into())]));
    };
    let all = origins.all(channel.as_deref()).into_iter().map(|(key, value, origin)| {
        let value = if is_secret(&key) { "<redacted>".into() } else { value };
        (key, value, origin)
    });
    if json {
        let all: Vec<Value> = all.map(|(key, value, origin)| entry(&key, &value, &origin)).collect();
        output::line(&format!("{:#}", Value::from(all)));
        return Ok(());
    }
    let headings = ["config-key", "config-value", "config-origin"].map(|key| scene.texts.say(key));
    let rows: Vec<_> = all.map(|(key, value, origin)| vec![key, shortened(&value), place(scene, &origin)]).collect();
    output::table(&headings, &rows);
    Ok(())
}

fn entry(key: &str, value: &Value, origin: &Origin) -> Value {
    json!({
        "key": key,
        "value": value,
        "level": origin.level.as_str(),
        "file": origin.file,
        "line": origin.line,
        "column": origin.column,
    })
}

fn is_secret(key: &str) -> bool {
    let last = key.rsplit('.').next().unwrap_or_default().to_lowercase();
    SECRET.iter().any(|word| last.contains(word))
}

fn shortened(value: &Value) -> String {
    let text = value.to_string();
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

fn place(scene: &Scene, origin: &Origin) -> String {
    let level = scene.texts.say(&format!("level-{}", origin.level.as_str()));
    match &origin.file {
        None => level,
        Some(file) if origin.line == 0 => format!("{level} ({file})"),
        Some(file) => format!("{level} ({file}:{}:{})", origin.line, origin.column),
    }
}
