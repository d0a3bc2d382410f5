//! Settings that name secrets.

use super::*;
use crate::{Secret, SecretName, Vault};

/// A folder with a database URL, and with these sealed secrets.
fn folder_referring(url: &str, secrets: &[(&str, &str)]) -> Folder {
    let folder = Folder::plain();
    folder.put("loai.toml", format!("[database]\nurl = '{url}'\n").as_bytes());
    let set = |vault: &mut Vault| {
        for (name, value) in secrets {
            vault.set(SecretName::new(name).unwrap(), Secret::new(*value), 0);
        }
    };
    Vault::edit(folder.path(), set).unwrap();
    folder
}

#[test]
fn a_setting_names_its_secret() {
    let secrets = [("db.user", "bot"), ("db.password", "p@ss:/ %1"), ("db.url", "sqlite://x.db"), ("salt", "pepper")];
    for (url, expected) in [
        ("mysql://${secret:db.user}:${secret:db.password}@h/d", "mysql://bot:p%40ss:%2F%20%251@h/d"),
        ("secret:db.url", "sqlite://x.db"),
        ("mysql://u:$5{x}@h/d", "mysql://u:$5{x}@h/d"),
    ] {
        assert_eq!(folder_referring(url, &secrets).load().server.database.url.expose(), expected);
    }
    let folder = folder_referring("secret:db.url", &secrets);
    folder.put(
        "bots-settings/B.json",
        br#"{"phone_secret": "a ${secret:db.password}", "phone_salt": "secret:salt",
            "previous": {"phone_secret": "secret:db.password", "phone_salt": "", "until": "2026-12-31T09:00:00+09:00"}}"#,
    );
    let keys = folder.load().bots["B"].keys.clone().unwrap();
    assert_eq!((keys.secret.expose(), keys.salt.expose()), ("a p@ss:/ %1", "pepper"));
    let previous = keys.previous.unwrap();
    assert_eq!((previous.secret.expose(), previous.until), ("p@ss:/ %1", 1_798_675_200_000));
    let environment =
        Environment::empty().with("LOAI_SECRET__DB__URL", "sqlite://y.db").with("LOAI__DATABASE__URL", "secret:db.url");
    assert_eq!(folder.load_with(&environment).server.database.url.expose(), "sqlite://y.db");
}

#[test]
fn a_secret_that_is_not_there_is_named_with_its_place() {
    let folder = folder_referring("mysql://u:${secret:db.pasword}@h/d", &[("db.password", "hunter2"), ("empty", " ")]);
    folder.put(
        "bots-settings/B.json",
        br#"{"phone_secret": "secret:Not A Name", "phone_salt": "secret:empty.salt",
            "previous": {"phone_secret": "secret:empty", "phone_salt": "${secret:db.password", "until": "tomorrow", "untill": 1}}"#,
    );
    insta::assert_snapshot!(folder.problems(&Environment::empty()).join("\n"), @r"
    loai.toml:2:7: error: database.url: there is no secret 'db.pasword' (loai-server secrets set db.pasword); did you mean 'db.password'?
    bots-settings/B.json:1:18: error: phone_secret: not the name of a secret, which is words of a-z, 0-9 and _ joined by dots, such as openai.key or LOAI_SECRET__OPENAI__KEY
    bots-settings/B.json:1:53: error: phone_salt: there is no secret 'empty.salt' (loai-server secrets set empty.salt)
    bots-settings/B.json:2:42: error: previous.phone_secret: must not be empty
    bots-settings/B.json:2:72: error: previous.phone_salt: not the name of a secret, which is words of a-z, 0-9 and _ joined by dots, such as openai.key or LOAI_SECRET__OPENAI__KEY
    bots-settings/B.json:2:105: error: previous.until: 'tomorrow' is not a time, such as 2026-12-31T15:00:00Z
    bots-settings/B.json:2:117: warning: previous.untill: unknown key; did you mean 'until'?
    ");
    let environment = Environment::empty().with("LOAI__DATABASE__URL", "secret:x");
    assert!(
        folder.problems(&environment)[0]
            .starts_with("$LOAI__DATABASE__URL: error: database.url: there is no secret 'x'")
    );
}

#[test]
fn secrets_that_do_not_open_are_told_once_and_keep_the_settings_from_loading() {
    let folder = folder_referring("secret:db.url", &[("db.url", "sqlite://x.db")]);
    folder.put(".kakao-bot.enc", b"");
    let problems = folder.problems(&Environment::empty());
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].starts_with(".kakao-bot.enc: error: not a file of sealed secrets"), "{problems:?}");
    // What a variable sets is there all the same.
    let environment = Environment::empty().with("LOAI_SECRET__DB__URL", "sqlite://y.db");
    assert_eq!(folder.problems(&environment).len(), 1);
}
