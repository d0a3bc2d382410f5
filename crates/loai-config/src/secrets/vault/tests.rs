mod original;

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Barrier;

use loai_core::Language;
use tempfile::TempDir;

use super::*;

struct Dir(TempDir);

impl Dir {
    fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    /// With these secrets.
    fn holding(secrets: &[(&str, &str)]) -> Self {
        let dir = Self::new();
        Vault::edit(dir.path(), |vault| {
            for (text, value) in secrets {
                vault.set(name(text), Secret::new(*value), 7);
            }
        })
        .unwrap();
        dir
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn file(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    fn bytes(&self, name: &str) -> Vec<u8> {
        fs::read(self.file(name)).unwrap()
    }

    fn put(&self, name: &str, content: &[u8]) {
        fs::write(self.file(name), content).unwrap();
        set_mode(&self.file(name), 0o600);
    }

    fn files(&self) -> Vec<String> {
        let names = fs::read_dir(self.path()).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// The secrets as `name=value`, or the problem.
    fn secrets(&self) -> Result<Vec<String>, String> {
        let vault = Vault::open(self.path());
        let vault = vault.map_err(|problem| problem.to_string().replace(&format!("{}/", self.path().display()), ""))?;
        Ok(vault.into_values().iter().map(|(name, value)| format!("{name}={}", value.expose())).collect())
    }

    fn problem(&self) -> String {
        self.secrets().unwrap_err()
    }
}

fn name(text: &str) -> SecretName {
    SecretName::new(text).unwrap()
}

#[cfg(unix)]
fn set_mode(path: &Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
fn mode(path: &Path) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn secrets_are_set_listed_and_removed() {
    let dir = Dir::holding(&[("openai.key", "sk-1"), ("db.password", "비밀 \"1\"\n")]);
    assert_eq!(dir.secrets().unwrap(), ["db.password=비밀 \"1\"\n", "openai.key=sk-1"]);
    assert_eq!(dir.files(), [".kakao-bot.enc", ".kakao-bot.key"]);
    let set = |value: &str, now| {
        Vault::edit(dir.path(), |vault| vault.set(name("openai.key"), Secret::new(value), now)).unwrap();
    };
    set("sk-2", 9);
    let vault = Vault::open(dir.path()).unwrap();
    let listed: Vec<_> = vault.names().map(|(name, changed_at)| (name.as_str(), changed_at)).collect();
    assert_eq!(listed, [("db.password", 7), ("openai.key", 9)]);
    let unset = |text| Vault::edit(dir.path(), |vault| vault.unset(&name(text))).unwrap();
    assert_eq!([unset("openai.key"), unset("openai.key")], [true, false]);
    assert_eq!(dir.secrets().unwrap(), ["db.password=비밀 \"1\"\n"]);
}

#[test]
fn nothing_readable_is_in_the_sealed_file_and_each_write_differs() {
    let dir = Dir::holding(&[("openai.key", "hunter2")]);
    let before = dir.bytes(".kakao-bot.enc");
    let bytes = key::decode(std::str::from_utf8(&before).unwrap().trim()).unwrap();
    for word in ["hunter2", "openai"] {
        assert!(!bytes.windows(word.len()).any(|window| window == word.as_bytes()), "{word}");
    }
    Vault::edit(dir.path(), |_| ()).unwrap();
    assert_ne!(dir.bytes(".kakao-bot.enc"), before);
}

#[cfg(unix)]
#[test]
fn both_files_are_for_their_owner_only_whatever_they_were() {
    let dir = Dir::holding(&[("a", "1")]);
    let modes = || [".kakao-bot.enc", ".kakao-bot.key"].map(|name| mode(&dir.file(name)));
    assert_eq!(modes(), [0o600; 2]);
    set_mode(&dir.file(".kakao-bot.enc"), 0o644);
    Vault::rotate(dir.path()).unwrap();
    assert_eq!(modes(), [0o600; 2]);
}

#[cfg(unix)]
#[test]
fn a_key_file_that_others_can_read_is_refused_with_the_remedy() {
    let dir = Dir::holding(&[("a", "1")]);
    for open in [0o640, 0o604, 0o660, 0o610] {
        set_mode(&dir.file(".kakao-bot.key"), open);
        let refused = Vault::open(dir.path()).err().unwrap();
        let remedy = format!("chmod 600 {}", dir.file(".kakao-bot.key").display());
        assert!(refused.to_string().ends_with(&remedy), "{refused}");
        assert!(refused.render(Language::Korean).ends_with(&remedy), "{refused}");
        assert!(Vault::edit(dir.path(), |_| ()).is_err());
    }
    set_mode(&dir.file(".kakao-bot.key"), 0o400);
    assert_eq!(dir.secrets().unwrap(), ["a=1"]);
}

#[test]
fn blanks_marks_line_ends_and_both_alphabets_are_tolerated() {
    let dir = Dir::holding(&[("a", "1")]);
    for (file, standard) in [(".kakao-bot.key", true), (".kakao-bot.enc", true)] {
        let text = String::from_utf8(dir.bytes(file)).unwrap();
        let text = text.trim().trim_end_matches('=');
        let text = if standard { text.replace('-', "+").replace('_', "/") } else { text.to_owned() };
        dir.put(file, format!("\u{feff}\r\n  {text} \r\n\n").as_bytes());
    }
    assert_eq!(dir.secrets().unwrap(), ["a=1"]);
}

#[test]
fn files_that_do_not_open_say_why() {
    let dir = Dir::holding(&[("a", "1")]);
    let (key, sealed) = (dir.bytes(".kakao-bot.key"), dir.bytes(".kakao-bot.enc"));
    let other = Dir::holding(&[]).bytes(".kakao-bot.key");
    let utf_16: Vec<u8> = b"\xff\xfe".iter().copied().chain(key.iter().flat_map(|byte| [*byte, 0])).collect();
    let with_key = |content: &[u8]| {
        dir.put(".kakao-bot.key", content);
        dir.problem()
    };
    insta::assert_snapshot!(with_key(&other), @".kakao-bot.enc: error: this key file does not open it: the key is another one, or the file was changed");
    for bad in [&b""[..], b"\n", b"short", b"AAAA AAAA", &key[..40], b"*!"] {
        assert_eq!(with_key(bad), ".kakao-bot.key: error: not a key, which is base64 text of 32 bytes");
    }
    insta::assert_snapshot!(with_key(&utf_16), @".kakao-bot.key: error: not a text file in UTF-8");
    dir.put(".kakao-bot.key", &key);

    let with_file = |content: &[u8]| {
        dir.put(".kakao-bot.enc", content);
        dir.problem()
    };
    for nothing in [&b""[..], b"  \n", b"{\"a\": \"1\"}", b"AAAA", &sealed[..3]] {
        insta::allow_duplicates! {
            insta::assert_snapshot!(with_file(nothing), @".kakao-bot.enc: error: not a file of sealed secrets, but empty or damaged; bring it back from a backup");
        }
    }
    // 4 characters of base64 are 3 bytes.
    for length in (8..sealed.len() - 1).step_by(4) {
        let problem = with_file(&sealed[..length]);
        assert!(problem.starts_with(".kakao-bot.enc: error: "), "{length}: {problem}");
    }
    let mut tampered = sealed.clone();
    tampered[40] = if tampered[40] == b'A' { b'B' } else { b'A' };
    insta::assert_snapshot!(with_file(&tampered), @".kakao-bot.enc: error: the file was changed or cut off; bring it back from a backup");
    let mut newer = key::decode(std::str::from_utf8(&sealed).unwrap().trim()).unwrap();
    newer[4] = 2;
    let newer = base64::Engine::encode(&key::BASE64, newer);
    insta::assert_snapshot!(with_file(newer.as_bytes()), @".kakao-bot.enc: error: the file was made by a newer server");
    insta::assert_snapshot!(with_file(b"\xb0\xa1"), @".kakao-bot.enc: error: not a text file in UTF-8");
    dir.put(".kakao-bot.enc", &sealed);
    fs::remove_file(dir.file(".kakao-bot.key")).unwrap();
    insta::assert_snapshot!(dir.problem(), @".kakao-bot.enc: error: the key file that opens it is missing: .kakao-bot.key; bring it back from a backup");
}

#[test]
fn a_file_that_does_not_open_is_never_replaced() {
    let dir = Dir::holding(&[("a", "1")]);
    let sealed = dir.bytes(".kakao-bot.enc");
    fs::remove_file(dir.file(".kakao-bot.key")).unwrap();
    for change in
        [Vault::edit(dir.path(), |vault| vault.set(name("b"), Secret::new("2"), 0)), Vault::rotate(dir.path())]
    {
        assert!(matches!(change, Err(ChangeError::Broken(_))));
    }
    assert_eq!((dir.bytes(".kakao-bot.enc"), dir.files().len()), (sealed, 1));
}

#[test]
fn a_rotation_changes_both_files_and_keeps_every_secret() {
    let dir = Dir::holding(&[("a", "1"), ("b", "2")]);
    let before = [".kakao-bot.key", ".kakao-bot.enc"].map(|name| dir.bytes(name));
    Vault::rotate(dir.path()).unwrap();
    let after = [".kakao-bot.key", ".kakao-bot.enc"].map(|name| dir.bytes(name));
    assert!(before[0] != after[0] && before[1] != after[1]);
    assert_eq!(dir.secrets().unwrap(), ["a=1", "b=2"]);
    dir.put(".kakao-bot.key", &before[0]);
    assert!(dir.secrets().is_err(), "the key before opens it no more");
    dir.put(".kakao-bot.enc", &before[1]);
    assert_eq!(dir.secrets().unwrap(), ["a=1", "b=2"]);
}

#[test]
fn a_rotation_that_is_cut_anywhere_leaves_files_that_open_and_the_next_change_ends_it() {
    // The steps of a rotation: the new key beside the old one, everything sealed anew, the new key alone.
    for steps in 0..3 {
        let dir = Dir::holding(&[("a", "1")]);
        let mut vault = Vault::read(dir.path()).unwrap();
        if steps > 0 {
            vault.add_key(dir.path()).unwrap();
        }
        if steps > 1 {
            vault.write_sealed(&vault.keys[0], dir.path()).unwrap();
        }
        drop(vault);
        assert_eq!(dir.secrets().unwrap(), ["a=1"], "after {steps} steps");
        Vault::edit(dir.path(), |vault| vault.set(name("b"), Secret::new("2"), 0)).unwrap();
        assert_eq!(dir.secrets().unwrap(), ["a=1", "b=2"], "after {steps} steps");
        assert_eq!(Vault::read(dir.path()).unwrap().keys.len(), 1);
    }
}

#[test]
fn writers_and_readers_at_the_same_time_lose_nothing() {
    let dir = Dir::holding(&[]);
    let start = Barrier::new(3);
    std::thread::scope(|scope| {
        for writer in ["a", "b"] {
            let (dir, start) = (&dir, &start);
            scope.spawn(move || {
                start.wait();
                for number in 0..10 {
                    let set = |vault: &mut Vault| vault.set(name(&format!("{writer}.{number}")), Secret::new("x"), 0);
                    Vault::edit(dir.path(), set).unwrap();
                    Vault::rotate(dir.path()).unwrap();
                }
            });
        }
        start.wait();
        for _ in 0..50 {
            dir.secrets().unwrap();
        }
    });
    assert_eq!(dir.secrets().unwrap().len(), 20);
}
