use std::fs;

use tempfile::TempDir;

use super::*;
use crate::{Environment, load};

/// Every file below a directory with its content, by relative path.
fn contents(dir: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut folders = vec![dir.to_path_buf()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap().flatten() {
            if entry.path().is_dir() {
                folders.push(entry.path());
            } else {
                let path = entry.path();
                let name = path.strip_prefix(dir).unwrap().display().to_string();
                found.push((name, fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

fn names(dir: &Path, created: &Created) -> Vec<String> {
    let files = created.files.iter();
    files.map(|path| path.strip_prefix(dir).unwrap().display().to_string()).collect()
}

#[test]
fn the_first_start_creates_a_bot_and_the_second_changes_nothing() {
    let root = TempDir::new().unwrap();
    let dir = root.path().join("new").join("config");
    let created = ensure_initial(&dir).unwrap();
    let expected = ["bots-settings/LOA.i.json", "loai.toml", "commands/LOA.i.json", "settings/LOA.i.json"];
    assert_eq!(names(&dir, &created), expected);
    let before = contents(&dir);
    assert_eq!(before.len(), 4);
    assert_eq!(ensure_initial(&dir).unwrap(), Created::default());
    assert!(!ensure_keys(&dir, &BotName::new(FIRST_BOT).unwrap()).unwrap());
    assert_eq!(contents(&dir), before);
}

#[test]
fn two_bots_never_share_keys() {
    let root = TempDir::new().unwrap();
    let bot = |name: &str| {
        let name = BotName::new(name).unwrap();
        assert!(ensure_keys(root.path(), &name).unwrap());
        fs::read_to_string(bot_file(root.path(), "bots-settings", name.as_str())).unwrap()
    };
    assert_ne!(bot("a"), bot("b"));
    let keys: Value =
        serde_json::from_str(&fs::read_to_string(bot_file(root.path(), "bots-settings", "a")).unwrap()).unwrap();
    let length = |key: &str| URL_SAFE_NO_PAD.decode(keys[key].as_str().unwrap()).unwrap().len();
    assert_eq!((length("phone_secret"), length("phone_salt")), (32, 16));
}

#[test]
fn what_exists_is_never_replaced() {
    let dir = TempDir::new().unwrap();
    fs::write(dir.path().join("loai.toml"), "# mine\n").unwrap();
    let created = ensure_initial(dir.path()).unwrap();
    assert_eq!(created.files.len(), 3);
    assert_eq!(fs::read_to_string(dir.path().join("loai.toml")).unwrap(), "# mine\n");

    let other = TempDir::new().unwrap();
    fs::create_dir(other.path().join("settings")).unwrap();
    fs::write(other.path().join("settings/mine.json"), "{").unwrap();
    assert_eq!(ensure_initial(other.path()).unwrap(), Created::default());
    assert_eq!(contents(other.path()).len(), 1);
}

#[test]
fn missing_keys_are_added_beside_what_is_there() {
    let dir = TempDir::new().unwrap();
    let path = bot_file(dir.path(), "bots-settings", "B");
    fs::create_dir(path.parent().unwrap()).unwrap();
    let before = "{\n  // mine\n  \"api_key\": \"x\", // secret\n  \"phone_salt\": \"old\"\n}\n";
    fs::write(&path, before).unwrap();
    let bot = BotName::new("B").unwrap();
    assert!(ensure_keys(dir.path(), &bot).unwrap());
    let after = fs::read_to_string(&path).unwrap();
    let (kept, added) = after.split_once(",\n  \"phone_secret\": \"").unwrap();
    assert_eq!(kept, before.trim_end_matches("\n}\n"));
    assert_eq!(added.len(), 43 + "\"\n}\n".len());
    assert!(!ensure_keys(dir.path(), &bot).unwrap());
    assert_eq!(fs::read_to_string(&path).unwrap(), after);
}

#[test]
fn a_broken_keys_file_is_left_alone() {
    let dir = TempDir::new().unwrap();
    let path = bot_file(dir.path(), "bots-settings", "B");
    fs::create_dir(path.parent().unwrap()).unwrap();
    fs::write(&path, "{\"phone_secret\": ").unwrap();
    assert!(ensure_keys(dir.path(), &BotName::new("B").unwrap()).is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), "{\"phone_secret\": ");
}

#[cfg(unix)]
#[test]
fn files_with_secrets_are_private_before_and_after_a_change() {
    use std::os::unix::fs::PermissionsExt;
    let dir = TempDir::new().unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let bot = BotName::new("B").unwrap();
    let path = bot_file(dir.path(), "bots-settings", "B");
    ensure_keys(dir.path(), &bot).unwrap();
    assert_eq!(mode(&path), 0o600);
    fs::write(&path, "{}").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
    ensure_keys(dir.path(), &bot).unwrap();
    assert_eq!(mode(&path), 0o600);
    assert_eq!(contents(dir.path()).len(), 1, "no temporary file stays");
}

#[test]
fn an_interrupted_first_start_is_resumed() {
    let dir = TempDir::new().unwrap();
    ensure_initial(dir.path()).unwrap();
    fs::remove_file(bot_file(dir.path(), "settings", FIRST_BOT)).unwrap();
    let created = ensure_initial(dir.path()).unwrap();
    assert_eq!(names(dir.path(), &created), ["settings/LOA.i.json"]);
    assert!(load(dir.path(), &Environment::empty()).is_ok());
}
