use std::collections::{BTreeMap, BTreeSet};

use loai_core::Silence;

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
            let variables =
                variables.map(|rest| rest.split(|c: char| !c.is_ascii_lowercase()).next().unwrap().to_owned());
            if let Some(known) = key.as_ref().and_then(|key| keys.get_mut(key)) {
                known.extend(variables);
            }
        }
    }
    keys
}

#[test]
fn every_file_is_read_without_an_error_and_every_key_has_a_text() {
    for language in Language::ALL {
        let mut bundle = FluentBundle::new_concurrent(vec![language.code().parse().unwrap()]);
        bundle.add_function("JOSA", |positional, _| josa_of(positional)).unwrap();
        for source in sources(language) {
            bundle.add_resource(FluentResource::try_new(source.to_owned()).unwrap()).unwrap();
        }
        for (key, variables) in keys(language) {
            let values: FluentArgs<'_> = variables.iter().map(|name| (name.as_str(), FluentValue::from("1"))).collect();
            let mut errors = Vec::new();
            let pattern = bundle.get_message(&key).unwrap_or_else(|| panic!("{key}")).value().unwrap();
            let text = bundle.format_pattern(pattern, Some(&values), &mut errors);
            assert!(errors.is_empty() && !text.is_empty(), "{key}: {errors:?}");
        }
    }
}

#[test]
fn both_languages_have_the_same_keys_and_variables() {
    let (korean, english) = (keys(Language::Korean), keys(Language::English));
    assert!(korean.len() > 150);
    assert_eq!(korean, english);
}

#[test]
fn every_silence_says_why_and_where_to_change_that() {
    let all = [
        Silence::PhoneNotApproved,
        Silence::RoomNotApproved,
        Silence::RoomRefused,
        Silence::RoomFull,
        Silence::Ignored,
        Silence::NothingFits,
        Silence::CategoryNotAllowed,
        Silence::CoolingDown,
        Silence::RefusedAgain,
        Silence::NothingToSay,
    ];
    for language in Language::ALL {
        let texts = Texts::new(language);
        for silence in all {
            let values =
                [("bot", "LOA.i".into()), ("room", "방".into()), ("number", 3.into()), ("command", "# echo".into())];
            let text = texts.get(silence.key(), &values);
            assert!(text.contains("config/") || text.contains("loai-server"), "{language:?} {silence:?}: {text}");
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
        fallback: Some(bundle(Language::Korean)),
    };
    assert_eq!(texts.say("state-pending"), "대기");
}

#[test]
fn texts_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Texts>();
}
