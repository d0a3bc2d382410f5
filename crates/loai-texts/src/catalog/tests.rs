use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::Path,
};

use super::*;

/// The keys of a language's files with the variables that each text uses.
fn keys(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut keys: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for source in sources(language) {
        let mut key = None;
        for line in source.lines().filter(|line| !line.starts_with('#')) {
            if line.starts_with(|c: char| c.is_ascii_lowercase()) {
                let name = line.split_once(" =").unwrap().0;
                assert!(keys.insert(name.to_owned(), BTreeSet::new()).is_none(), "{name} is there twice");
                key = Some(name.to_owned());
            }
            let variables = line.split('$').skip(1);
            let variables = variables
                .map(|rest| rest.split(|c: char| !c.is_ascii_lowercase() && c != '-').next().unwrap().to_owned());
            if let Some(known) = key.as_ref().and_then(|key| keys.get_mut(key)) {
                known.extend(variables);
            }
        }
    }
    keys
}

/// A text with the same number for every variable.
fn counted(language: Language, key: &str, number: i64) -> String {
    let names = &keys(language)[key];
    let values: Vec<_> = names.iter().map(|name| (name.as_str(), Value::from(number))).collect();
    Texts::new(language).get(key, &values)
}

#[test]
fn every_file_is_read_without_an_error_and_every_key_has_a_text() {
    for language in Language::ALL {
        let mut bundle = FluentBundle::new_concurrent(vec![language.code().parse().unwrap()]);
        bundle.add_function("JOSA", |positional, _| josa_of(positional)).unwrap();
        for source in sources(language) {
            bundle.add_resource(FluentResource::try_new((*source).to_owned()).unwrap()).unwrap();
        }
        for (key, variables) in keys(language) {
            let values: FluentArgs<'_> = variables.iter().map(|name| (name.as_str(), FluentValue::from(1))).collect();
            let mut errors = Vec::new();
            let pattern = bundle.get_message(&key).unwrap_or_else(|| panic!("{key}")).value().unwrap();
            let text = bundle.format_pattern(pattern, Some(&values), &mut errors);
            assert!(errors.is_empty() && (!text.is_empty() || key == "unregistered-room"), "{key}: {errors:?}");
        }
    }
}

#[test]
fn english_counts_one_as_one() {
    let english = sources(Language::English).concat();
    let mut key = "";
    let mut checked = 0;
    for line in english.lines() {
        if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with([' ', '#'])) {
            key = name;
        }
        if line.contains("[one]") {
            checked += 1;
            let (one, two) = (counted(Language::English, key, 1), counted(Language::English, key, 2));
            assert_ne!(one, two.replace('2', "1"), "{key}");
        }
    }
    assert!(checked > 5, "{checked}");
    assert_eq!(counted(Language::English, "list-more", 1_234_567), "… and 1234567 more");
}

#[test]
fn no_korean_particle_follows_a_bare_number() {
    let korean = sources(Language::Korean).concat();
    for name in ["number", "count", "errors", "warnings"] {
        for rest in korean.split(&format!("${name} }}")).skip(1) {
            let rest = rest.trim_start_matches(' ');
            let particle = ["을", "를", "이", "가", "은", "는", "로", "으로", "과", "와"];
            let word = rest.split(|c: char| !c.is_alphabetic()).next().unwrap_or_default();
            assert!(!particle.contains(&word), "${name} }} {}", rest.lines().next().unwrap_or_default());
        }
    }
}

#[test]
fn both_languages_have_the_same_keys_and_variables() {
    let (korean, english) = (keys(Language::Korean), keys(Language::English));
    assert!(korean.len() > 100);
    assert_eq!(korean, english);
}

/// What stands between quotes in the sources of the workspace, tests left out.
fn literals() -> BTreeSet<String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut folders = vec![root.join("crates"), root.join("bins")];
    let mut found = BTreeSet::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && name != "tests" {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") && name != "tests.rs" {
                let source = fs::read_to_string(&path).unwrap();
                let source = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
                let code = source.lines().filter(|line| !line.trim_start().starts_with("//"));
                found.extend(code.flat_map(|line| line.split('"')).map(str::to_owned));
            }
        }
    }
    found
}

/// What `{…}` stands for when a text such as `state-{state}` is made into this key.
fn filled_in<'a>(template: &str, key: &'a str) -> Option<&'a str> {
    let (before, rest) = template.split_once('{')?;
    let (_, after) = rest.split_once('}')?;
    let fixed = before.len() + after.len() > 2 && !after.contains('{');
    key.strip_prefix(before)?.strip_suffix(after).filter(|_| fixed)
}

#[test]
fn every_text_is_used_somewhere() {
    let literals = literals();
    let is_used = |key: &str| {
        let made = |template: &String| filled_in(template, key).is_some_and(|word| literals.contains(word));
        literals.contains(key) || literals.iter().any(made)
    };
    let unused: Vec<_> = keys(Language::Korean).into_keys().filter(|key| !is_used(key)).collect();
    assert_eq!(unused, Vec::<String>::new());
}

#[test]
fn every_reason_says_where_to_change_that() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        for reason in keys(Language::Korean).into_keys().filter_map(|key| key.strip_prefix("why-").map(str::to_owned)) {
            // No setting changes that a phone was cut off, or that two phones are in one room.
            if ["too-old", "own-words"].contains(&reason.as_str()) {
                continue;
            }
            let values = [("file", "config/a.json".into()), ("key", "b".into()), ("number", 3.into())];
            let text = texts.get(&format!("why-{reason}"), &values);
            assert!(text.contains("config/a.json") || text.contains("loai-server"), "{language:?} {reason}: {text}");
        }
    }
}

#[test]
fn every_approval_state_has_a_word() {
    let texts = Texts::new(Language::Korean);
    let states = [Approval::Pending, Approval::Approved, Approval::Denied, Approval::Revoked, Approval::Blocked];
    assert_eq!(states.map(|state| texts.state(state)), ["대기", "승인", "거절", "해지", "차단"]);
}

#[test]
fn variables_are_filled_in_without_isolation_marks() {
    let texts = Texts::new(Language::English);
    assert_eq!(texts.get("rooms-unknown", &[("number", 9.into())]), "There is no room with this number: 9");
    let texts = Texts::new(Language::Korean);
    let values = [("number", 3.into()), ("name", "가족방".into()), ("state", "승인".into())];
    assert_eq!(texts.get("rooms-set", &values), "방 3번 가족방을 승인했어요.");
}

#[test]
fn a_key_that_nobody_knows_is_its_own_text() {
    assert_eq!(Texts::new(Language::English).say("no-such-key"), "no-such-key");
}

#[test]
fn a_text_that_a_language_lacks_is_read_in_korean() {
    let texts = Texts {
        language: Language::English,
        bundle: FluentBundle::new_concurrent(vec!["en".parse().unwrap()]),
        fallback: Some(bundle(Language::Korean, &[])),
    };
    assert_eq!(texts.say("state-pending"), "대기");
}

#[test]
fn texts_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Texts>();
}
