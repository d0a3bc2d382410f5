//! Every spelling of every everyday command reaches it: those of the definitions and those of earlier servers.

use std::collections::{BTreeMap, BTreeSet};

use anyhow::{Context, Result};
use loai_config::CommandsFile;

use super::{
    HERE, World,
    table::{Row, STEERING, TABLE},
};

/// A definition whose service the pipeline runs itself.
const WITHOUT_A_SERVICE: &str = "register_admin";

/// What people are used to write, with the service that has to answer.
const OF_EARLIER_SERVERS: &[(&str, &str)] = &[
    ("! 요 3:16", "bible"),
    ("!요 3:16", "bible"),
    ("! 요한복음 3:16", "bible"),
    ("! 랜덤", "bible_random"),
    ("!random", "bible_random"),
    ("! 전체 begotten son", "bible_search_all"),
    ("!구약 love mercy", "bible_search_old"),
    ("! 신약 begotten son", "bible_search_new"),
    ("# [매일성경]", "today_bible"),
    ("# 매일의 말씀", "today_bible"),
    ("# [오늘의 성경묵상]", "today_bible"),
    ("# 오늘의 말씀 묵상", "today_bible"),
    ("# help", "help"),
    ("# HELP", "help"),
    ("# 사용법", "help"),
    ("# echo 안녕하세요", "echo"),
    ("# history", "version_history"),
    ("# 버전", "version_history"),
    ("# 히스토리", "version_history"),
    ("# 버전기록", "version_history"),
    ("# todo list 우유 사기", "todo_list"),
    ("# 채팅순위!", "chat_rank"),
    ("# 채팅순위", "chat_rank"),
    ("# 주간채팅순위!", "chat_rank_week"),
    ("# 주간채팅순위", "chat_rank_week"),
    ("# [자동응답] 로또번호 추천", "lotto"),
    ("# [자동응답] 식사메뉴 추천 한식", "recomment_lunch_menu"),
    ("# [오늘의 투자격언]", "today_proverb"),
    ("# 날씨 강남", "naver_weather"),
    ("#날씨 강남", "naver_weather"),
    ("# 기상 강남", "naver_weather"),
    ("# weather 강남", "naver_weather"),
    ("# [자동응답] 오늘날씨", "weather"),
    ("# 오늘날씨", "weather"),
    ("# 전국날씨", "weather"),
    ("# [환율] 100달러", "exchange_rate"),
    ("# 환율 100달러", "exchange_rate"),
    ("# 크레딧", "points"),
    ("#크레딧", "points"),
    ("# 방크레딧", "room_points"),
];

/// What stands behind the words for points, and what occurs in the answer; for members.
const OF_POINTS: &[(&str, &str)] = &[
    ("확인", "님의 포인트는 0점이에요."),
    ("조회", "님의 포인트는 0점이에요."),
    ("잔액", "님의 포인트는 0점이에요."),
    ("balance", "님의 포인트는 0점이에요."),
    ("통계", "받은 포인트 0점"),
    ("stats", "받은 포인트 0점"),
    ("내역", "아직 내역이 없어요."),
    ("history", "아직 내역이 없어요."),
    ("transactions", "아직 내역이 없어요."),
    ("tx 10", "아직 내역이 없어요."),
    ("도움말", "💰 포인트는 이렇게 써요."),
    ("사용법", "💰 포인트는 이렇게 써요."),
    ("help", "💰 포인트는 이렇게 써요."),
];

/// The same for the admins of a room, one after the other; what is granted stays.
const OF_ROOM_POINTS: &[(&str, &str)] = &[
    ("확인", "이 방의 포인트는 0점이에요."),
    ("정보", "이 방의 포인트"),
    ("info", "이 방의 포인트"),
    ("조회", "이 방의 포인트는 0점이에요."),
    ("내역", "아직 내역이 없어요."),
    ("충전 10", "이제 10점이에요."),
    ("추가 10", "이제 20점이에요."),
    ("charge 10", "이제 30점이에요."),
    ("add 10", "이제 40점이에요."),
    ("tx 5", "지급 +10 → 40점"),
    ("transactions", "지급 +10 → 40점"),
    ("history", "지급 +10 → 40점"),
    ("설정 operation_mode free", "llm_settings"),
    ("set mode paid", "llm_settings"),
    ("config mode mixed", "llm_settings"),
    ("도움말", "💰 방 포인트는 이렇게 써요."),
    ("help", "💰 방 포인트는 이렇게 써요."),
];

/// A spelling without and with the blank after its sigil.
fn both(spelling: &str) -> [String; 2] {
    let mut letters = spelling.chars();
    let sigil: String = letters.next().into_iter().collect();
    let word = letters.as_str().trim_start();
    [format!("{sigil}{word}"), format!("{sigil} {word}")]
}

/// The spellings of every definition of a first start, by its service.
fn defined() -> BTreeMap<String, BTreeSet<String>> {
    let mut services = BTreeMap::<_, BTreeSet<_>>::new();
    for record in CommandsFile::built_in().global().iter() {
        let spellings = [&record.key].into_iter().chain(&record.aliases).flat_map(|spelling| both(spelling));
        services.entry(record.kind.clone()).or_default().extend(spellings);
    }
    services
}

fn row_of(service: &str) -> Result<&'static Row> {
    TABLE.iter().find(|row| row.service == service).with_context(|| format!("{service} is not in the table"))
}

#[test]
fn the_table_names_every_service_and_each_has_a_definition() {
    let mut named: Vec<&str> = TABLE.iter().map(|row| row.service).chain(STEERING).collect();
    let mut all = loai_services::NAMES.to_vec();
    named.sort_unstable();
    all.sort_unstable();
    assert_eq!(named, all);
    all.push(WITHOUT_A_SERVICE);
    all.sort_unstable();
    assert_eq!(defined().into_keys().collect::<Vec<_>>(), all);
}

#[tokio::test]
async fn every_spelling_reaches_its_command_and_is_answered_well() -> Result<()> {
    let mut world = World::open("good").await?;
    world.appoint().await?;
    world.phone.say_with(&HERE.says("오늘은 다 같이 바다를 보러 갔다 왔어요")).await?;
    world.server.wait_stored().await?;

    let mut wrong = Vec::new();
    let mut asked = 0;
    for (service, spellings) in defined() {
        if STEERING.contains(&&*service) || service == WITHOUT_A_SERVICE {
            continue;
        }
        let row = row_of(&service)?;
        for spelling in spellings {
            let text = format!("{spelling} {}", row.argument);
            wrong.extend(world.check(row, text.trim_end()).await?);
            asked += 1;
        }
    }
    assert!(asked > 250, "{asked}");
    for (text, service) in OF_EARLIER_SERVERS {
        wrong.extend(world.check(row_of(service)?, text).await?);
    }
    for (words, part) in OF_POINTS {
        for command in ["# 크레딧", "#포인트"] {
            let answer = world.ask(&format!("{command} {words}")).await?;
            wrong.extend((!answer.contains(part)).then(|| format!("{command} {words} → {answer}")));
        }
    }
    for (words, part) in OF_ROOM_POINTS {
        let answer = world.hear(&HERE.says(&format!("# 방크레딧 {words}"))).await?;
        wrong.extend((!answer.contains(part)).then(|| format!("# 방크레딧 {words} → {answer}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    Ok(())
}

impl World {
    /// What is wrong with the answer to a text.
    async fn check(&mut self, row: &Row, text: &str) -> Result<Option<String>> {
        let message = match row.service {
            "room_points" | "merge" => HERE.says(text),
            _ => self.newcomer(HERE, text),
        };
        let answer = self.hear(&message).await.unwrap_or_else(|error| format!("{error:#}"));
        Ok((!row.knows(&answer)).then(|| format!("{} by {text:?} → {answer}", row.service)))
    }
}
