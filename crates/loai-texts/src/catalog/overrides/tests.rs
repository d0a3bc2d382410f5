use super::*;

fn lines(text: &str) -> Vec<String> {
    let texts = Texts::new(Language::English);
    let (Ok((_, flaws)) | Err(flaws)) = Overrides::read(Language::Korean, "ko.ftl", text);
    flaws.iter().map(|flaw| flaw.render(&texts)).collect()
}

#[test]
fn single_texts_are_replaced_and_the_others_stay() {
    let text = "# ours\nwaiting = 하나\n    .a = 둘\nhelp-category = ◆ { $category }\n";
    let (overrides, flaws) = Overrides::read(Language::Korean, "ko.ftl", text).unwrap();
    assert_eq!(flaws, []);
    let plain = Texts::new(Language::Korean);
    for language in Language::ALL {
        let texts = Texts::with(language, std::slice::from_ref(&overrides));
        let korean = language == Language::Korean;
        assert_eq!(texts.variants("waiting") == ["하나", "둘"], korean);
        assert_eq!(texts.get("help-category", &[("category", "가".into())]) == "◆ 가", korean);
        assert_eq!(texts.say("help-title") == plain.say("help-title"), korean);
    }
}

#[test]
fn a_list_has_variants_and_may_be_empty() {
    for language in Language::ALL {
        let texts = Texts::new(language);
        assert!(texts.variants("waiting").len() >= 12);
        assert!(texts.variants("error").len() >= 6);
        assert_eq!(texts.variants("unregistered-room"), Vec::<String>::new());
        assert_eq!(texts.variants("help-title"), [texts.say("help-title")]);
        assert_eq!(texts.variants("no-such-text"), Vec::<String>::new());
    }
    let (overrides, _) = Overrides::read(Language::Korean, "ko.ftl", "waiting = { \"\" }\n").unwrap();
    assert_eq!(Texts::with(Language::Korean, &[overrides]).variants("waiting"), Vec::<String>::new());
}

#[test]
fn every_flaw_has_its_line() {
    let text = "waiting = 잠시만요\n\nwating = 잠시만요\nhelp-category = { $categori } { $count }\n\
        help-title = { FOO($x) } { -term } { other }\nlotto-title = 하나\nlotto-title = 둘\nversion-line = LOA.i\n\
        help-empty = { $broken\n";
    insta::assert_snapshot!(lines(text).join("\n"), @r#"
    ko.ftl:3: warning: wating: unknown key, not used; did you mean 'waiting'?
    ko.ftl:4: error: help-category: this text has no variable 'categori'; did you mean 'category'?
    ko.ftl:4: error: help-category: this text has no variable 'count'
    ko.ftl:4: warning: help-category: the variable 'category' is missing
    ko.ftl:5: error: help-title: there is no text or function 'other'
    ko.ftl:5: error: help-title: there is no text or function 'term'
    ko.ftl:5: error: help-title: there is no text or function 'FOO'
    ko.ftl:5: error: help-title: this text has no variable 'x'
    ko.ftl:7: error: lotto-title: the same key is there already
    ko.ftl:8: warning: version-line: the variable 'version' is missing
    ko.ftl:10: error: not well-formed (Expected a token starting with "}")
    "#);
    assert_eq!(lines(""), Vec::<String>::new());
}

#[test]
fn a_slip_in_a_key_is_a_warning_and_a_slip_in_a_variable_is_an_error() {
    assert!(Overrides::read(Language::Korean, "ko.ftl", "wating = 잠시만요\n").is_ok());
    assert!(Overrides::read(Language::Korean, "ko.ftl", "version-line = LOA.i\n").is_ok());
    assert!(Overrides::read(Language::Korean, "ko.ftl", "version-line = { $versoin }\n").is_err());
}
