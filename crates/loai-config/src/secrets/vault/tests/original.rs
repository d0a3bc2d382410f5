//! Files of the original's form.

use super::*;

/// Made with the Python package `cryptography`.
const FERNET_KEY: &str = "Zm9yLXRlc3RzLW9ubHktbm90LWEtcmVhbC1rZXktISE=";
const FERNET: &str = include_str!("original.enc");

impl Dir {
    /// With the files of an original server under these names.
    fn original(key: &str, file: &str) -> Self {
        let dir = Self::new();
        dir.put(key, FERNET_KEY.as_bytes());
        dir.put(file, FERNET.as_bytes());
        dir
    }
}

/// What the original's file says, by name.
const ORIGINAL: [&str; 17] = [
    "auth.bots.loa_i.salt=t",
    "auth.bots.loa_i.secret_key=s",
    "db.kkobot_live.host=db.example.com",
    "db.kkobot_live.name=kkobot",
    "db.kkobot_live.password=p@ss:/ 1",
    "db.kkobot_live.pool_size=10",
    "db.kkobot_live.port=3306",
    "db.kkobot_live.user=bot",
    "db.kkobot_test.host=127.0.0.1",
    "db.kkobot_test.name=kkobot_test",
    "db.kkobot_test.password=비밀",
    "db.kkobot_test.user=t",
    r#"google_tts={"type":"service_account","private_key":"-----BEGIN"}"#,
    "ls.api_key=a",
    "ls.secret_key=b",
    "openai.key=sk-made-up",
    "server.server_ip=192.0.2.1",
];

#[test]
fn the_files_of_an_original_server_are_read_by_either_name() {
    for (key, file) in [(".kakao-bot.key", ".kakao-bot.enc"), (".kkobot.key", ".kkobot.enc")] {
        let dir = Dir::original(key, file);
        let found = dir.secrets().unwrap();
        assert_eq!(found.iter().filter(|line| !line.starts_with("yourls")).collect::<Vec<_>>(), ORIGINAL.each_ref());
        assert!(found.contains(&"yourls.signature=0123456789".to_owned()));
        let made = Vault::open(dir.path()).unwrap().names().all(|(_, changed_at)| changed_at == 1_752_990_000_000);
        assert!(made, "they have the age of the token");
        let refused = Vault::edit(dir.path(), |vault| vault.unset(&name("openai.key"))).unwrap_err();
        assert!(matches!(refused, ChangeError::Broken(problem) if problem.problem == Problem::Seal(Seal::Legacy)));
    }
}

#[test]
fn an_original_file_is_converted_in_place() {
    let dir = Dir::original(".kakao-bot.key", ".kakao-bot.enc");
    let before = dir.secrets().unwrap();
    let converted = Vault::convert(dir.path(), None, 9).unwrap().unwrap();
    assert_eq!(
        (converted.taken.len(), converted.kept, converted.empty),
        (18, vec![], vec!["APIs.GEMINI.KEY".to_owned(), "APIs.LS.MAC".to_owned(),])
    );
    assert_eq!(dir.secrets().unwrap(), before);
    assert_ne!(dir.bytes(".kakao-bot.key"), FERNET_KEY.as_bytes());
    assert_eq!(Vault::convert(dir.path(), None, 9).unwrap(), None, "there is nothing left to convert");
    Vault::edit(dir.path(), |vault| vault.unset(&name("openai.key"))).unwrap();
}

#[test]
fn a_conversion_that_is_cut_leaves_the_original_readable() {
    let dir = Dir::original(".kakao-bot.key", ".kakao-bot.enc");
    Vault::read(dir.path()).unwrap().add_key(dir.path()).unwrap();
    assert_eq!(dir.secrets().unwrap().len(), 18);
    Vault::convert(dir.path(), None, 9).unwrap().unwrap();
    assert_eq!(dir.secrets().unwrap().len(), 18);
}

#[test]
fn older_names_are_converted_into_the_present_ones_and_stay() {
    let dir = Dir::original(".kkobot.key", ".kkobot.enc");
    Vault::convert(dir.path(), None, 9).unwrap().unwrap();
    assert_eq!(dir.files(), [".kakao-bot.enc", ".kakao-bot.key", ".kkobot.enc", ".kkobot.key"]);
    assert_eq!(dir.bytes(".kkobot.enc"), FERNET.as_bytes());
    assert_eq!(dir.secrets().unwrap().len(), 18);
}

#[test]
fn another_file_is_taken_over_beside_what_is_there() {
    let original = Dir::original("k", "f");
    let (file, key) = (original.file("f"), original.file("k"));
    let dir = Dir::holding(&[("openai.key", "mine"), ("ls.api_key", "a")]);
    let convert = || Vault::convert(dir.path(), Some((&file, &key)), 9).unwrap().unwrap();
    let first = convert();
    assert_eq!((first.taken.len(), first.kept), (16, vec![name("openai.key")]));
    assert!(dir.secrets().unwrap().contains(&"openai.key=mine".to_owned()));
    assert_eq!(convert().taken, [], "a second run changes nothing");
    assert_eq!(original.bytes("f"), FERNET.as_bytes());
    let sealed = (dir.file(".kakao-bot.enc"), dir.file(".kakao-bot.key"));
    assert_eq!(Vault::convert(original.path(), Some((&sealed.0, &sealed.1)), 9).unwrap(), None);
}

#[test]
fn a_wrong_key_for_an_original_file_is_named() {
    let dir = Dir::original(".kakao-bot.key", ".kakao-bot.enc");
    dir.put(".kakao-bot.key", b"cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=");
    assert!(dir.problem().contains("this key file does not open it"));
    // The vector of the specification is a text and no object.
    dir.put(
        ".kakao-bot.enc",
        b"gAAAAAAdwJ6wAAECAwQFBgcICQoLDA0ODy021cpGVWKZ_eEwCGM4BLLF_5CV9dOPmrhuVUPgJobwOz7JcbmrR64jVmpU4IwqDA==",
    );
    assert_eq!(dir.problem(), ".kakao-bot.enc: error: it holds no names with values");
}
