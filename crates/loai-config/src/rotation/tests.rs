use std::fs;

use tempfile::TempDir;

use super::*;
use crate::{Environment, PhoneKeys, load};

const WEEK: Duration = Duration::from_hours(7 * 24);
/// 2026-12-02T00:00:00Z.
const NOW: i64 = 1_796_169_600_000;

/// A bot B with these keys.
fn bot(keys: &str) -> TempDir {
    let dir = TempDir::new().unwrap();
    for folder in ["settings", "bots-settings"] {
        fs::create_dir(dir.path().join(folder)).unwrap();
    }
    fs::write(dir.path().join("settings/B.json"), "{}").unwrap();
    fs::write(dir.path().join("bots-settings/B.json"), keys).unwrap();
    dir
}

fn rotate(dir: &TempDir, now: i64, overlap: Duration, force: bool) -> Rotation {
    rotate_phone_keys(dir.path(), &BotName::new("B").unwrap(), now, overlap, force).unwrap()
}

fn keys(dir: &TempDir) -> PhoneKeys {
    load(dir.path(), &Environment::empty()).unwrap().0.bots["B"].keys.clone().unwrap()
}

#[test]
fn the_former_keys_stay_for_the_overlap_and_everything_else_in_the_file() {
    let dir =
        bot("{\n  // ours\n  \"phone_secret\": \"old\",\n  \"phone_salt\": \"pepper\",\n  \"api_key\": \"x\"\n}\n");
    assert_eq!(rotate(&dir, NOW, WEEK, false), Rotation::Done);
    let rotated = keys(&dir);
    let previous = rotated.previous.unwrap();
    assert_eq!((previous.secret.expose(), previous.salt.expose()), ("old", "pepper"));
    assert_eq!(previous.until, NOW + 7 * 86_400_000);
    assert_eq!((rotated.secret.expose().len(), rotated.salt.expose().len()), (43, 22));
    let text = fs::read_to_string(dir.path().join("bots-settings/B.json")).unwrap();
    assert!(text.contains("// ours") && text.contains("\"api_key\": \"x\""), "{text}");
    assert!(text.contains("\"until\": \"2026-12-09T00:00:00Z\""), "{text}");
}

#[test]
fn keys_that_are_still_accepted_are_dropped_only_when_forced() {
    let dir = bot(r#"{"phone_secret": "a", "phone_salt": ""}"#);
    rotate(&dir, NOW, WEEK, false);
    let first = keys(&dir);
    let until = NOW + 7 * 86_400_000;
    assert_eq!(rotate(&dir, until - 1, WEEK, false), Rotation::StillOverlapping(until));
    assert_eq!(keys(&dir), first);
    assert_eq!(rotate(&dir, until - 1, WEEK, true), Rotation::Done);
    let second = keys(&dir);
    assert_eq!(second.previous.as_ref().unwrap().secret, first.secret);
    let until = second.previous.unwrap().until;
    assert_eq!(rotate(&dir, until, WEEK, false), Rotation::Done);
    assert_eq!(rotate(&dir, until, Duration::ZERO, false), Rotation::Done);
    assert_eq!(keys(&dir).previous, None, "without an overlap there are no former keys");
}

#[test]
fn keys_that_are_sealed_are_followed_by_sealed_ones() {
    let dir = bot(r#"{"phone_secret": "secret:phone.secret", "phone_salt": "plain"}"#);
    let set = |vault: &mut Vault| {
        for (name, value) in [("phone.secret", "old"), ("phone.secret.2", "of another")] {
            vault.set(SecretName::new(name).unwrap(), Secret::new(value), 0);
        }
    };
    Vault::edit(dir.path(), set).unwrap();
    rotate(&dir, NOW, WEEK, false);
    let text = fs::read_to_string(dir.path().join("bots-settings/B.json")).unwrap();
    assert!(text.contains("\"phone_secret\": \"secret:phone.secret.3\""), "{text}");
    let rotated = keys(&dir);
    assert_eq!(rotated.secret.expose().len(), 43);
    let previous = rotated.previous.unwrap();
    assert_eq!((previous.secret.expose(), previous.salt.expose()), ("old", "plain"));
}

#[test]
fn a_broken_file_is_left_as_it_is() {
    let dir = bot("{\"phone_secret\": ");
    let bot = BotName::new("B").unwrap();
    assert!(matches!(rotate_phone_keys(dir.path(), &bot, NOW, WEEK, false), Err(ChangeError::Broken(_))));
    assert_eq!(fs::read_to_string(dir.path().join("bots-settings/B.json")).unwrap(), "{\"phone_secret\": ");
}
