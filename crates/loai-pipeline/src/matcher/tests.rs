use proptest::prelude::*;

use loai_core::Keywords;

use super::{head::SIGILS, *};

fn command(key: &str, aliases: &[&str]) -> Arc<Command> {
    let aliases = aliases.iter().map(|alias| (*alias).into()).collect();
    Arc::new(Command { aliases, ..Command::new(key, key) })
}

/// A command with keywords: the forms of each are separated by `/`.
fn with_keywords(key: &str, prompt_required: bool, keywords: &[&str], optional: &[&str]) -> Arc<Command> {
    let all = keywords.iter().map(|forms| forms.split('/').map(Box::from).collect()).collect();
    let keywords = Some(Keywords { all, optional: optional.iter().map(|word| (*word).into()).collect() });
    Arc::new(Command { keywords, prompt_required, ..Command::new(key, key) })
}

fn check_in(matcher: &Matcher, calls: &Calls, text: &str, expected: Option<(&str, &str)>) {
    let found = matcher.find(text, calls);
    let found = found.as_ref().map(|found| (&*found.command.key, &*found.prompt));
    assert_eq!(found, expected, "{text:?}");
}

fn check(commands: &[Arc<Command>], text: &str, expected: Option<(&str, &str)>) {
    check_in(&Matcher::new(commands), &Calls::default(), text, expected);
}

#[test]
fn the_blank_after_a_sigil_may_be_there_or_not() {
    let commands = [command("# 날씨", &["#weather"])];
    for text in
        ["#날씨 서울", "# 날씨 서울", "#  날씨   서울", "  # 날씨 서울 ", "# WEATHER 서울", "#\u{3000}날씨\u{3000}서울"]
    {
        check(&commands, text, Some(("# 날씨", "서울")));
    }
    check(&commands, "#날씨", Some(("# 날씨", "")));
}

#[test]
fn a_word_must_end_where_the_spelling_ends() {
    let commands = [command("# 날씨", &[])];
    for text in ["#날씨는 어때", "날씨", "##날씨", "# 날 씨"] {
        check(&commands, text, None);
    }
}

#[test]
fn the_longest_spelling_wins_keys_and_aliases_together() {
    let commands = [
        command("# 채팅순위", &[]),
        command("# 채팅순위!", &["# 순위 전체"]),
        command("# 모두", &["# 순위"]),
        command("# 모두 승인", &[]),
        command("# IMG", &[]),
        command("# IMGEXT", &[]),
    ];
    check(&commands, "# 채팅순위!", Some(("# 채팅순위!", "")));
    check(&commands, "# 채팅순위", Some(("# 채팅순위", "")));
    check(&commands, "# 채팅순위! 7", Some(("# 채팅순위!", "7")));
    check(&commands, "# 채팅순위!7", Some(("# 채팅순위!", "7")));
    check(&commands, "#모두  승인", Some(("# 모두 승인", "")));
    check(&commands, "#모두 거절", Some(("# 모두", "거절")));
    check(&commands, "#순위 전체 7", Some(("# 채팅순위!", "7")));
    check(&commands, "#imgext 가", Some(("# IMGEXT", "가")));
    check(&commands, "#img ext", Some(("# IMG", "ext")));
}

#[test]
fn a_bare_sigil_needs_words() {
    let commands = [command(">", &[]), command("!", &[]), command(">>", &[]), command("&", &[]), command("><", &[])];
    check(&commands, "> 나는 누구야", Some((">", "나는 누구야")));
    check(&commands, ">나는", Some((">", "나는")));
    check(&commands, ">> 요약", Some((">>", "요약")));
    check(&commands, "! 창 1:1", Some(("!", "창 1:1")));
    check(&commands, ">< 검색", Some(("><", "검색")));
    check(&commands, "> \"인용\" 설명", Some((">", "\"인용\" 설명")));
    for text in [">_<", "><", "!!", "!", ">>>", "> ", "&", "&&", "!?", "> ㅡㅡ".trim_end_matches("ㅡㅡ"), ">.<"] {
        check(&commands, text, None);
    }
}

#[test]
fn a_room_may_leave_shortcuts_out() {
    let commands = [command(">", &["# 질문"]), command("!", &[])];
    let matcher = Matcher::new(&commands);
    let calls = Calls::new("", NicknameCalls::Off, None, Some(vec!["!".to_owned()]));
    check_in(&matcher, &calls, "> 나는", None);
    check_in(&matcher, &calls, "# 질문 나는", Some((">", "나는")));
    check_in(&matcher, &calls, "! 창", Some(("!", "창")));
}

#[test]
fn an_explicit_regex_comes_first_and_keeps_the_rest() {
    let commands = [command("# 날씨", &["^오늘\\s*날씨"]), command("# 오늘", &["^#오늘날"]), command("# 오늘날", &[])];
    check(&commands, "오늘 날씨 서울", Some(("# 날씨", "서울")));
    check(&commands, "어제 오늘 날씨", None);
    check(&commands, "#오늘날 뉴스", Some(("# 오늘", "뉴스")));
}

#[test]
fn letters_that_change_their_length_when_folded_harm_nothing() {
    let commands = [command("# 순위!", &[]), command("# straße?", &[])];
    check(&commands, "#순위!ẞẞ", Some(("# 순위!", "ẞẞ")));
    check(&commands, "#순위!İ x", Some(("# 순위!", "İ x")));
    check(&commands, "# STRAẞE?ẞ", Some(("# straße?", "ẞ")));
}

#[test]
fn hangul_in_pieces_is_put_together() {
    let pieces: String = "# 날씨 서울".nfd().collect();
    check(&[command("# 날씨", &[])], &pieces, Some(("# 날씨", "서울")));
}

#[test]
fn ordinary_talk_calls_nothing() {
    let commands = [command("# echo", &["# 에코"]), with_keywords("# 날씨", false, &["날씨"], &[])];
    for text in ["안녕", "", " ", "#", "# ", "#해시태그", "#맛있는날씨빵", "ㅋㅋㅋ", "\u{200b}", "날씨"]
    {
        check(&commands, text, None);
    }
}

#[test]
fn keywords_count_in_any_order_and_form_and_keep_the_rest() {
    let commands = [
        with_keywords("# 날씨", false, &["날씨/기상/weather"], &["오늘", "알려줘"]),
        with_keywords("# 환율", false, &["환율", "달러/usd"], &[]),
    ];
    for text in [
        "# 기상 서울",
        "# 서울 날씨",
        "# 오늘의 날씨 서울",
        "#오늘날씨 서울",
        "# WEATHER 서울",
        "# 서울 날씨 알려줘요!",
        "# 서울 기 상",
    ] {
        check(&commands, text, Some(("# 날씨", "서울")));
    }
    check(&commands, "# 달러 환율", Some(("# 환율", "")));
    check(&commands, "# 오늘 USD의 환율은?", Some(("# 환율", "오늘")));
    check(&commands, "# 환율", Some(("# 환율", "")));
    check(&commands, "# 달러", None);
    check(&commands, "# 서울날씨", None);
}

#[test]
fn an_ordinary_question_behind_a_bare_sigil_is_not_stolen() {
    let commands = [
        command(">", &[]),
        with_keywords("> 나는 누구인가요?", false, &["나/저", "성격/내면"], &["분석", "해줘"]),
        command("!", &[]),
        with_keywords("! 전체", true, &["성경/전체"], &[]),
    ];
    check(&commands, "> 사람의 내면과 성격 차이를 설명해줘", Some((">", "사람의 내면과 성격 차이를 설명해줘")));
    check(&commands, "> 나의 성격 분석해줘", Some(("> 나는 누구인가요?", "")));
    check(&commands, "> 나는 누구인가요?", Some(("> 나는 누구인가요?", "")));
    check(&commands, "> 나의 성격과 친구", Some((">", "나의 성격과 친구")));
    check(&commands, "! 성경 사랑", Some(("! 전체", "사랑")));
    check(&commands, "! 사랑 성경", Some(("!", "사랑 성경")));
}

#[test]
fn the_bot_may_be_called_by_its_name() {
    let answerer = command("# [봇 자동응답]", &[]);
    let commands = [command("# 날씨", &["#weather"]), Arc::clone(&answerer)];
    let matcher = Matcher::new(&commands);
    let with = |calls| Calls::new("로아", calls, Some(Arc::clone(&answerer)), None);
    let start = with(NicknameCalls::Start);
    check_in(&matcher, &start, "로아야, 날씨 서울", Some(("# 날씨", "서울")));
    check_in(&matcher, &start, "로아 WEATHER", Some(("# 날씨", "")));
    check_in(&matcher, &start, "로아야 뭐 해?", Some(("# [봇 자동응답]", "뭐 해?")));
    check_in(&matcher, &start, "로아!", Some(("# [봇 자동응답]", "")));
    for text in ["로아나 갈까", "우리 로아야", "로", "로아콘서트 날씨"] {
        check_in(&matcher, &start, text, None);
    }
    check_in(
        &matcher,
        &with(NicknameCalls::Anywhere),
        "우리 로아는 뭐 해",
        Some(("# [봇 자동응답]", "우리 로아는 뭐 해")),
    );
    check_in(&matcher, &with(NicknameCalls::Off), "로아야 날씨", None);
    let nobody = Calls::new("LOA.i", NicknameCalls::Start, None, None);
    check_in(&matcher, &nobody, "loa.i 날씨 서울", Some(("# 날씨", "서울")));
    check_in(&matcher, &nobody, "loa.i 안녕", None);
}

/// The rules of the module's page again, without any table, for literal spellings.
fn naive<'c>(commands: &'c [Arc<Command>], text: &str) -> Option<(&'c str, String)> {
    let fold = |text: &str| {
        let text = text.trim();
        let words = text.trim_start_matches(SIGILS);
        let sigil = &text[..text.len() - words.len()];
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        (sigil.to_owned(), words)
    };
    let keys = commands.iter().map(|command| (&*command.key, command));
    let aliases = commands.iter().flat_map(|command| command.aliases.iter().map(move |alias| (&**alias, command)));
    let (sigil, words) = fold(text);
    let mut best: Option<(usize, &Arc<Command>, String)> = None;
    for (spelling, command) in keys.chain(aliases) {
        let (own_sigil, own_words) = fold(spelling);
        if own_sigil != sigil || own_words.len() > words.len() {
            continue;
        }
        let (length, prompt) = if let Some((last, firsts)) = own_words.split_last() {
            let (said, said_last) = (&words[..firsts.len()], &words[firsts.len()]);
            let rest = words[own_words.len()..].join(" ");
            let closed = last.ends_with(char::is_alphanumeric);
            if said != firsts || !said_last.starts_with(last.as_str()) || (closed && said_last != last) {
                continue;
            }
            let within = &said_last[last.len()..];
            let prompt = if within.is_empty() { rest } else { format!("{within} {rest}").trim().to_owned() };
            (own_sigil.len() + own_words.join(" ").len(), prompt)
        } else if words.first().is_some_and(|word| word.starts_with(char::is_alphanumeric)) {
            (0, words.join(" "))
        } else {
            continue;
        };
        if best.as_ref().is_none_or(|(known, ..)| length > *known) {
            best = Some((length, command, prompt));
        }
    }
    best.map(|(_, command, prompt)| (&*command.key, prompt))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn the_prebuilt_matcher_agrees_with_the_naive_one(
        spellings in prop::collection::vec("[#!>]{1,2} ?([가나a]{1,2}[!?]?)( [가나ab]{1,2}[!]?){0,2}|[#!>]{1,3}", 1..12),
        alias_of in prop::collection::vec(any::<prop::sample::Index>(), 0..6),
        text in "[ ]?[#!>]{0,3} {0,2}([가나Aab]{1,2}[!?]?)?( {1,2}[가나ab!]{1,3}){0,3}",
    ) {
        // The first half are keys, the others aliases of some of them.
        let half = spellings.len().div_ceil(2);
        let mut commands: Vec<Command> = spellings[..half].iter().map(|key| Command::new(key, key)).collect();
        for (alias, owner) in spellings[half..].iter().zip(&alias_of) {
            let at = owner.index(commands.len());
            commands[at].aliases.push(alias.as_str().into());
        }
        let commands: Vec<_> = commands.into_iter().map(Arc::new).collect();
        let found = Matcher::new(&commands).find(&text, &Calls::default());
        let squeezed = |prompt: &str| prompt.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
        let found = found.map(|found| (found.command.key.to_string(), squeezed(&found.prompt)));
        let expected = naive(&commands, &text).map(|(key, prompt)| (key.to_owned(), prompt));
        prop_assert_eq!(found, expected);
    }

    #[test]
    fn no_text_breaks_the_matcher(text in ".{0,40}", key in ".{1,12}", word in ".{1,6}") {
        let rule = Keywords { all: vec![vec![word.as_str().into()]], optional: vec!["좀".into()] };
        let commands = [
            command(&key, &[&word]),
            Arc::new(Command { keywords: Some(rule), ..Command::new("# 가", "x") }),
        ];
        let matcher = Matcher::new(&commands);
        let calls = Calls::new(&word, NicknameCalls::Anywhere, Some(Arc::clone(&commands[0])), None);
        matcher.find(&text, &calls);
        matcher.find(&format!("#{text}"), &calls);
        matcher.find(&format!("{word}{text}"), &calls);
    }
}

#[test]
fn every_spelling_of_the_bible_reaches_its_command() {
    let dir = tempfile::tempdir().unwrap();
    let sample = include_str!("../../../../config/sample/commands.json");
    for (folder, text) in [("settings", "{}"), ("commands", sample)] {
        std::fs::create_dir(dir.path().join(folder)).unwrap();
        std::fs::write(dir.path().join(folder).join("B.json"), text).unwrap();
    }
    let (settings, _) = loai_config::load(dir.path(), &loai_config::Environment::empty()).unwrap();
    let matcher = Matcher::of_bot(settings.bots.values().next().unwrap());
    for (text, service, prompt) in [
        ("! 창 1:1", "bible", "창 1:1"),
        ("!창 1:1 #KJV", "bible", "창 1:1 #KJV"),
        ("! 사랑", "bible", "사랑"),
        ("! 랜덤", "bible_random", ""),
        ("!랜덤", "bible_random", ""),
        ("! random", "bible_random", ""),
        ("! 전체 사랑", "bible_search_all", "사랑"),
        ("! 성경 사랑", "bible_search_all", "사랑"),
        ("! 구약 사랑", "bible_search_old", "사랑"),
        ("!신약 사랑", "bible_search_new", "사랑"),
        ("# [매일성경]", "today_bible", ""),
        ("# 매일성경", "today_bible", ""),
        ("#매일의 말씀", "today_bible", ""),
        ("# [오늘의 성경묵상]", "today_bible", ""),
        ("# 오늘의 말씀 묵상", "today_bible", ""),
    ] {
        let found = matcher.find(text, &Calls::default());
        let found = found.as_ref().map(|found| (&*found.command.service, &*found.prompt));
        assert_eq!(found, Some((service, prompt)), "{text}");
    }
    for text in ["!!", "!!!", "!"] {
        assert!(matcher.find(text, &Calls::default()).is_none(), "{text}");
    }
}
