use std::sync::Arc;

use arc_swap::ArcSwap;
use chrono::NaiveDate;
use loai_bible::{Book, Library};
use loai_config::{ServerSettings, Settings};
use loai_core::{
    Arguments,
    testing::{incoming, room},
};

use super::*;
use crate::fixture::{Fixture, NOW, command};

/// A folder with a short text in Korean, as 개역한글.
fn with_korean() -> (tempfile::TempDir, Fixture) {
    let dir = tempfile::tempdir().unwrap();
    let verses = "book,chapter,verse,text\n1,1,1,태초에 하나님이 천지를 창조하시니라\n1,1,2,땅이 혼돈하고 공허하며\n\
        43,3,16,하나님이 세상을 이처럼 사랑하사\n43,3,17,하나님이 그 아들을\n43,4,1,예수의 제자\n";
    std::fs::write(dir.path().join("개역한글.csv"), verses).unwrap();
    let mut fixture = Fixture::new();
    fixture.ports.bibles = Arc::new(Library::new(dir.path()));
    (dir, fixture)
}

fn asked(fixture: &Fixture, name: &str, prompt: &str, role: Role) -> String {
    let service = all(&fixture.ports).into_iter().find(|service| service.name() == name).unwrap();
    let (command, incoming, room) = (Arc::new(command("!", "", "", &[])), incoming(prompt), room("1", "연습방"));
    let arguments = Arguments::default();
    let call =
        Call { command: &command, prompt, arguments: &arguments, incoming: &incoming, room: &room, role, at: NOW };
    let Outcome::Later(work) = service.call(&call) else { panic!("the answer does not wait") };
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let reply = runtime.block_on(work).unwrap();
    let text = reply.parts().iter().map(loai_core::Part::log_text).collect::<Vec<_>>().join("\n");
    text.replace('\u{200B}', "")
}

fn ask(fixture: &Fixture, prompt: &str) -> String {
    asked(fixture, "bible", prompt, Role::User)
}

#[test]
fn a_verse_is_shown_in_the_chosen_versions() {
    let (_dir, fixture) = with_korean();
    assert_eq!(
        ask(&fixture, "요 3:16 #개역한글 #KJV"),
        "📖 개역한글\n\n하나님이 세상을 이처럼 사랑하사\n(요한복음 3:16)\n\n\n📖 King James Version\n\nFor God so loved the world, that he gave his only begotten Son, that whosoever believeth in him should not perish, but have everlasting life.\n(John 3:16)"
    );
    assert_eq!(
        ask(&fixture, "요한복음 3장 16-17절 #개역한글"),
        "📖 개역한글\n\n16 하나님이 세상을 이처럼 사랑하사 17 하나님이 그 아들을\n(요한복음 3:16~17)"
    );
    assert_eq!(
        ask(&fixture, "요 3:17~4:2 #1"),
        "📖 개역한글\n\n3:17 하나님이 그 아들을\n4:1 예수의 제자\n(요한복음 3:17~4:1)"
    );
    assert_eq!(
        ask(&fixture, "John 11:35; 창 1:1 #web"),
        "📖 World English Bible\n\nJesus wept.\n(John 11:35)\n\nIn the beginning, God created the heavens and the earth.\n(Genesis 1:1)"
    );
}

#[test]
fn every_public_version_is_shown_where_nobody_chooses() {
    let (_dir, fixture) = with_korean();
    let answer = ask(&fixture, "창1:1");
    let headings: Vec<_> = answer.lines().filter(|line| line.starts_with('📖')).collect();
    let names = ["📖 개역한글", "📖 World English Bible", "📖 American Standard Version", "📖 King James Version"];
    assert_eq!(headings, names);
    assert!(answer.contains("(창세기 1:1)") && answer.matches("(Genesis 1:1)").count() == 3, "{answer}");
}

#[test]
fn a_version_that_is_not_here_is_named() {
    let fixture = Fixture::new();
    assert_eq!(
        ask(&fixture, "창 1:1 #개역한글"),
        "개역한글은 이 서버에 아직 없어요. 관리자가 ‘loai-server bible add’ 명령으로 넣을 수 있어요."
    );
    let answer = ask(&fixture, "창 1:1 #개역한글 #KJV");
    assert!(
        answer.starts_with("📖 King James Version") && answer.contains("개역한글은 이 서버에 아직 없어요"),
        "{answer}"
    );
}

#[test]
fn a_text_that_breaks_is_named_like_one_that_is_not_here() {
    let (dir, fixture) = with_korean();
    std::fs::write(dir.path().join("개역한글.csv"), "\u{0}").unwrap();
    let answer = ask(&fixture, "창 1:1 #개역한글");
    assert!(answer.starts_with("개역한글은 이 서버에 아직 없어요"), "{answer}");
}

#[test]
fn what_is_wrong_is_said_in_one_sentence() {
    let fixture = Fixture::new();
    for (prompt, answer) in [
        ("창 51:1", "창세기는 50장까지 있어요."),
        ("창 1:32", "창세기 1장은 31절까지 있어요."),
        ("로마셔 8:28", "‘로마셔’ 책을 찾지 못했어요. 혹시 로마서인가요?"),
        ("홍길동 1:1", "‘홍길동’ 책을 찾지 못했어요. 창세기, 창, Genesis처럼 적어 주세요."),
        ("3:16", "책 이름도 함께 적어 주세요. 예: 창 1:1"),
        ("창 3:4-1", "끝이 처음보다 앞에 있어요. 순서를 바꿔 적어 주세요."),
        ("롬 16:26 #WEB", "📖 World English Bible\n\n이 번역에는 없는 구절이에요."),
        ("(love", "찾는 말을 읽지 못했어요. 따옴표와 괄호의 짝을 맞추고, OR와 - 뒤에는 낱말을 적어 주세요."),
        ("zzzz", "‘zzzz’에 맞는 구절을 찾지 못했어요."),
        ("창세기", "창세기는 50장까지 있어요. ‘창 1장’처럼 장을 적어 주세요."),
        (
            "하나님",
            "한글로 찾을 수 있는 성경이 없어서 찾지 못했어요. 영어로 찾거나, 관리자에게 한글 성경을 넣어 달라고 해 주세요.",
        ),
    ] {
        assert_eq!(ask(&fixture, prompt), answer, "{prompt}");
    }
    assert!(ask(&fixture, "#KJV").starts_with("성경 구절은 ‘! 창 1:1’"));
}

#[test]
fn a_long_passage_ends_with_how_to_read_on() {
    let fixture = Fixture::new();
    let answer = ask(&fixture, "창 1-10장 #KJV");
    let first = answer.lines().next().unwrap();
    assert_eq!(first, "한 번에 200절까지 보여 드려요. 이어서 보려면 이렇게 적어 주세요: ! 창 8:17-10장");
    assert!(answer.ends_with("(Genesis 1:1~8:16)"), "{}", &answer[answer.len() - 100..]);
    let answer = ask(&fixture, "창 8:17-10장 #KJV");
    assert!(answer.ends_with("(Genesis 8:17~10:32)"));
}

#[test]
fn words_are_found_and_marked_where_somebody_wishes_it() {
    let (_dir, fixture) = with_korean();
    assert_eq!(
        ask(&fixture, "하나님 -사랑 with ★"),
        "📖 개역한글\n‘하나님 -사랑’ 2절 (구약 1, 신약 1)\n\n창세기 1:1 - 태초에 ★하나님★이 천지를 창조하시니라\n\n요한복음 3:17 - ★하나님★이 그 아들을"
    );
    assert_eq!(
        asked(&fixture, "bible_search_new", "하나님", Role::User),
        "📖 개역한글\n‘하나님’ 2절 (구약 0, 신약 2)\n\n요한복음 3:16 - 하나님이 세상을 이처럼 사랑하사\n\n요한복음 3:17 - 하나님이 그 아들을"
    );
    let old = asked(&fixture, "bible_search_old", "\"jesus wept\"", Role::User);
    assert_eq!(old, "‘\"jesus wept\"’에 맞는 구절을 찾지 못했어요.");
    let all = asked(&fixture, "bible_search_all", "\"jesus wept\" #KJV", Role::User);
    assert!(all.ends_with("John 11:35 - Jesus wept."), "{all}");
}

#[test]
fn many_hits_come_in_pages() {
    let fixture = Fixture::new();
    let page = |prompt: &str| asked(&fixture, "bible_search_all", prompt, Role::User);
    let first = page("love #KJV");
    assert!(first.starts_with("1/10쪽이에요. 다른 쪽은 뒤에 ‘2쪽’처럼 적어 주세요."), "{first}");
    assert_eq!(first.lines().filter(|line| line.contains(" - ")).count(), 30);
    let last = page("love #KJV 10쪽");
    assert!(last.starts_with("10/10쪽이에요."), "{last}");
    assert_eq!(page("love #KJV 11쪽"), "10쪽까지 있어요.");
    assert_ne!(page("love 2페이지 #KJV"), first);
}

#[test]
fn the_setting_limits_an_answer() {
    let mut fixture = Fixture::new();
    let mut server = ServerSettings::default();
    server.bible.max_verses = 3;
    fixture.ports.settings = Arc::new(ArcSwap::from_pointee(Settings::without_bots(server)));
    let answer = ask(&fixture, "시 23편 #WEB");
    assert!(answer.contains("이렇게 적어 주세요: ! 시 23:4-23장\n") && answer.ends_with("(Psalms 23:1~3)"), "{answer}");
}

#[test]
fn a_random_verse_is_the_same_in_every_version() {
    let (_dir, fixture) = with_korean();
    for _ in 0..5 {
        let answer = asked(&fixture, "bible_random", "", Role::User);
        let place = answer.lines().find(|line| line.ends_with(')')).unwrap();
        let number = place.rsplit(' ').next().unwrap();
        assert_eq!(answer.matches(number).count(), 4, "{answer}");
    }
}

#[test]
fn today_has_a_verse_and_a_reading() {
    let fixture = Fixture::new();
    let answer = asked(&fixture, "today_bible", "#KJV", Role::User);
    let lines: Vec<&str> = answer.lines().collect();
    assert_eq!(lines[0], "📅 7월 20일의 말씀");
    assert!(lines[1].starts_with("📚 오늘의 통독 (1년 가운데 201일째): "), "{answer}");
    assert_eq!(answer, asked(&fixture, "today_bible", "#KJV", Role::User));
    assert!(answer.contains("📖 King James Version"), "{answer}");
}

#[test]
fn a_leap_year_has_a_day_more() {
    let day = |year, month, day| today::on(NaiveDate::from_ymd_opt(year, month, day).unwrap());
    assert_eq!((day(2024, 12, 31).of_year, day(2024, 12, 31).year), (365, 366));
    assert_eq!((day(2025, 12, 31).of_year, day(2025, 12, 31).year), (364, 365));
    assert_eq!(Book::FIRST.korean(), "창세기");
}
