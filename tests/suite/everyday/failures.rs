//! What people read when a command cannot do what they ask: one clear sentence, or how to ask.

use std::fmt::Write as _;

use anyhow::{Context, Result};

use super::{HERE, World, table::TABLE};
use crate::harness::is_ignored;

/// Who asks.
#[derive(Clone, Copy)]
enum Who {
    /// A member who has never spoken before, in a room in which nobody has: a room is told seldom what it cannot have.
    Member,
    /// The admin, who is called 지우.
    Admin,
    /// Somebody whom the phone does not know.
    Nobody,
}

use Who::{Admin, Member, Nobody};

/// What every service cannot answer.
const FAILURES: &[(&str, &[(Who, &str)])] = &[
    (
        "bible",
        &[
            (Member, "#성경"),
            (Member, "! 없는책 1:1"),
            (Member, "! 창셰기 1:1"),
            (Member, "! 창 99:1"),
            (Member, "! 창 1:99"),
            (Member, "! 창 1:5-2"),
            (Member, "! 1:1"),
            (Member, "! 창"),
            (Member, "! (love"),
            (Member, "! 사랑"),
            (Member, "! asdfqwer"),
            (Member, "! 창 1:1 #개역한글"),
        ],
    ),
    ("bible_search_all", &[(Member, "! 전체"), (Member, "!전체 asdfqwer"), (Member, "! 전체 \"love")]),
    ("bible_search_old", &[(Member, "! 구약"), (Member, "! 구약 asdfqwer")]),
    ("bible_search_new", &[(Member, "! 신약"), (Member, "! 신약 asdfqwer")]),
    ("bible_random", &[(Member, "! 랜덤 #개역한글")]),
    ("today_bible", &[(Member, "#매일성경 #개역한글")]),
    ("help", &[(Member, "#도움말 로토"), (Member, "#도움말 asdf")]),
    ("echo", &[(Member, "#echo"), (Member, "# 에코  ")]),
    ("version_history", &[(Member, "#버전 99.0.0"), (Member, "#버전 아무거나")]),
    (
        "todo_list",
        &[
            (Member, "#할일"),
            (Member, "#할일 추가"),
            (Member, "#할일 완료"),
            (Member, "#할일 완료 99"),
            (Member, "#할일 완료 우유"),
            (Member, "#할일 삭제 99"),
            (Member, "#할일 정리"),
        ],
    ),
    ("recomment_lunch_menu", &[(Member, "#점심 우주식")]),
    ("weather", &[(Member, "#오늘날씨 없는곳이름")]),
    ("naver_weather", &[(Member, "#날씨 없는곳이름"), (Member, "#날씨 중구"), (Member, "#날씨 강남 글피")]),
    ("air_quality", &[(Member, "#미세먼지"), (Member, "#미세먼지 없는곳이름")]),
    ("today_proverb", &[(Member, "#투자격언 없는갈래")]),
    ("proverb", &[(Member, "#속담 없는속담")]),
    ("quote", &[(Member, "#명언 없는사람")]),
    (
        "exchange_rate",
        &[
            (Member, "#환율 비트코인"),
            (Member, "#환율 9경 달러"),
            (Member, "#환율 몽골"),
            (Member, "#환전 만원을 몽골로"),
        ],
    ),
    ("chat_rank", &[(Member, "#채팅순위"), (Member, "#채팅순위 전체"), (Member, "#채팅순위 asdf")]),
    ("chat_rank_all", &[(Member, "#전체채팅순위 어제")]),
    ("chat_rank_week", &[(Member, "#주간채팅순위"), (Member, "#주간채팅순위 asdf")]),
    ("chat_rank_week_all", &[(Member, "#주간전체채팅순위 asdf")]),
    ("talk_card", &[(Member, "#내순위"), (Nobody, "#내순위")]),
    (
        "points",
        &[
            (Nobody, "#포인트"),
            (Member, "#포인트 asdf"),
            (Member, "#포인트 내역"),
            (Member, "#포인트 내역 asdf"),
            (Member, "#포인트 송금 홍길동 100"),
            (Member, "#포인트 지급 홍길동 100"),
            (Member, "#크레딧 충전 홍길동 100"),
            (Admin, "#포인트 지급"),
            (Admin, "#포인트 지급 홍길동"),
            (Admin, "#포인트 지급 홍길동 100"),
            (Admin, "#포인트 지급 지우 -100"),
            (Admin, "#포인트 지급 지우 99999999999999999999"),
            (Admin, "#포인트 차감 지우 100"),
            (Admin, "#크레딧 충전 지우"),
        ],
    ),
    (
        "room_points",
        &[
            (Member, "#방포인트"),
            (Member, "#방크레딧 지급 100"),
            (Nobody, "#방포인트"),
            (Admin, "#방포인트 asdf"),
            (Admin, "#방포인트 지급"),
            (Admin, "#방포인트 지급 많이"),
            (Admin, "#방포인트 차감 100"),
            (Admin, "#방크레딧 설정 operation_mode free"),
        ],
    ),
    ("attendance", &[(Admin, "#출석"), (Admin, "#출첵"), (Nobody, "#출석")]),
    (
        "dday",
        &[
            (Member, "#디데이"),
            (Member, "#디데이 언젠가"),
            (Member, "#디데이 2월 30일"),
            (Member, "#디데이 999999999일 뒤"),
        ],
    ),
    (
        "calculator",
        &[
            (Member, "#계산"),
            (Member, "#계산 사랑"),
            (Member, "#계산 1/0"),
            (Member, "#계산 9^9^9^9"),
            (Member, "#계산 (1+2"),
        ],
    ),
    (
        "dice",
        &[(Member, "#주사위 asdf"), (Member, "#주사위 0개"), (Member, "#주사위 1000개"), (Member, "#주사위 100~1")],
    ),
    ("choose", &[(Member, "#골라"), (Member, "#골라 짜장면")]),
    ("link", &[(Nobody, "#내연결"), (Member, "#내연결 000000"), (Member, "#내연결 해제"), (Member, "#내연결 asdf")]),
    ("my_data", &[(Nobody, "#내정보"), (Member, "#내정보 뭐야"), (Nobody, "#내정보 삭제")]),
    ("member_names", &[(Nobody, "#이름기록"), (Member, "#이름기록 지우")]),
    (
        "merge",
        &[
            (Member, "#합치기"),
            (Admin, "#합치기 asdf"),
            (Admin, "#합치기 없는이름 없는사람"),
            (Admin, "#합치기 취소 99"),
        ],
    ),
];

/// Services that take nothing can have an answer to everything; every other one is at a loss sometimes.
#[test]
fn every_service_is_asked_what_it_cannot_answer() {
    let is_asked = |service: &str| FAILURES.iter().any(|(other, _)| *other == service);
    let missing: Vec<_> = TABLE.iter().filter(|row| !row.argument.is_empty() && !is_asked(row.service)).collect();
    assert!(missing.is_empty(), "{:?}", missing.iter().map(|row| row.service).collect::<Vec<_>>());
    assert!(FAILURES.iter().all(|(service, _)| TABLE.iter().any(|row| row.service == *service)));
    assert!(FAILURES.len() + 3 >= TABLE.len(), "only few have an answer to everything");
}

#[tokio::test]
async fn what_cannot_be_answered_is_told_in_one_clear_sentence() -> Result<()> {
    let mut world = World::open("good").await?;
    world.appoint().await?;
    world.server.wait_stored().await?;
    let mut told = String::new();
    for (service, asked) in FAILURES {
        writeln!(told, "━━ {service}")?;
        for (who, text) in *asked {
            let answer = world.told(*who, text).await.with_context(|| format!("{text} was not answered"))?;
            let name = match who {
                Member => "",
                Admin => " (관리자)",
                Nobody => " (모르는 사람)",
            };
            writeln!(told, "{text}{name}\n    {}", shown(&answer).replace('\n', "\n    "))?;
        }
    }
    insta::assert_snapshot!(told);
    Ok(())
}

/// An answer without the versions that there are, which each release adds to.
fn shown(answer: &str) -> String {
    answer.split_once("있는 버전: ").map_or_else(|| answer.to_owned(), |(before, _)| format!("{before}있는 버전: …"))
}

#[tokio::test]
async fn a_bare_sigil_and_a_question_for_nobody_are_left_alone() -> Result<()> {
    let mut world = World::open("good").await?;
    for text in ["!", "!!", "! ", "#", "# 없는명령어"] {
        is_ignored(&world.server, &mut world.phone, HERE, text, "received")
            .await
            .with_context(|| format!("{text:?} was not left alone"))?;
    }
    Ok(())
}

impl World {
    async fn told(&mut self, who: Who, text: &str) -> Result<String> {
        let message = match who {
            Member => self.pioneer(text),
            Admin => HERE.says(text),
            Nobody => HERE.says(text).without_user(),
        };
        self.hear(&message).await
    }
}
