mod agreement;

use std::fs;
use std::path::{Path, PathBuf};

use super::*;
use crate::{Settings, load};

fn config() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../config")
}

/// A configuration directory with the complete samples, and what they say.
fn complete() -> (tempfile::TempDir, Settings) {
    let dir = tempfile::tempdir().unwrap();
    let files = [
        ("loai.toml", SERVER),
        ("settings/B.json", SETTINGS),
        ("commands/B.json", COMMANDS),
        ("bots-settings/B.json", KEYS),
    ];
    for (name, text) in files {
        crate::write::create(&dir.path().join(name), text, Some(0o600)).unwrap();
    }
    let (settings, warnings) = load(dir.path(), &Environment::empty()).unwrap();
    assert_eq!(warnings, []);
    (dir, settings)
}

#[test]
fn the_schemas_in_the_repository_are_up_to_date() {
    for schema in schemas() {
        let text = fs::read_to_string(config().join("schema").join(schema.name)).unwrap();
        assert!(text == schema.text(), "{} is out of date: cargo xtask schema", schema.name);
    }
}

#[test]
fn the_complete_samples_show_every_key_with_a_comment() {
    for schema in schemas() {
        assert_eq!(schema.unexplained, Vec::<String>::new(), "{}", schema.name);
    }
}

#[test]
fn the_complete_samples_load_without_warnings() {
    let (_dir, settings) = complete();
    let bot = &settings.bots["B"];
    assert_eq!(bot.room("1").schedules.len(), 2);
    assert_eq!(bot.commands.global().len(), 2);
}

#[test]
fn what_a_bot_says_is_written_as_it_was_read() {
    let (dir, settings) = complete();
    let before = settings.bots["B"].to_json();
    let text = serde_json::to_string(&before).unwrap();
    fs::write(dir.path().join("settings/B.json"), text).unwrap();
    fs::write(dir.path().join("loai.toml"), "").unwrap();
    let (settings, _) = load(dir.path(), &Environment::empty()).unwrap();
    let after = settings.bots["B"].to_json();
    assert_eq!(format!("{after:#}"), format!("{before:#}"));
}
