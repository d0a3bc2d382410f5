//! Every spelling of the everyday commands, in the sample and in what an import takes over, reaches its service.

use std::sync::Arc;

use loai_config::Environment;
use loai_core::{Approval, Batch, BotName, Rooms};

use super::Calls;
use crate::plan::{Plans, RoomPlan};

const SAMPLE: &str = include_str!("../../../../config/sample/commands.json");
const IMPORTED: &str = include_str!("../../../loai-import/src/tree/built_in.json");

/// Texts with the service and the prompt, in the sample.
const TEXTS: &[(&str, &str, &str)] = &[
    ("# help", "help", ""),
    ("#도움말 로또", "help", "로또"),
    ("# 사용법", "help", ""),
    ("# history", "version_history", ""),
    ("# 버전", "version_history", ""),
    ("#버전기록 0.1.0", "version_history", "0.1.0"),
    ("# 히스토리", "version_history", ""),
    ("# todo list", "todo_list", ""),
    ("#할일", "todo_list", ""),
    ("# 할 일 우유 사기", "todo_list", "우유 사기"),
    ("#todo 완료 1", "todo_list", "완료 1"),
    ("# [오늘의 투자격언]", "today_proverb", ""),
    ("# [오늘의 투자격언] 위험", "today_proverb", "위험"),
    ("#오늘의 투자격언 마음", "today_proverb", "마음"),
    ("#투자격언", "today_proverb", ""),
    ("#속담 호랑이", "proverb", "호랑이"),
    ("# 오늘의 속담", "proverb", ""),
    ("#명언 공자", "quote", "공자"),
    ("# [자동응답] 식사메뉴 추천", "recomment_lunch_menu", ""),
    ("#점심", "recomment_lunch_menu", ""),
    ("#저녁 한식", "recomment_lunch_menu", "한식"),
    ("#아침메뉴", "recomment_lunch_menu", ""),
    ("#점메추", "recomment_lunch_menu", ""),
    ("#메뉴 추천 분식 3개", "recomment_lunch_menu", "분식 3개"),
    ("# 포인트", "points", ""),
    ("#포인트 내역 5", "points", "내역 5"),
    ("# 내 포인트", "points", ""),
    ("#내포인트 통계", "points", "통계"),
    ("# 크레딧", "points", ""),
    ("#크레딧 충전 홍길동 100", "points", "충전 홍길동 100"),
    ("# Credits tx 3", "points", "tx 3"),
    ("# 방크레딧", "room_points", ""),
    ("#방 크레딧 설정 mode free", "room_points", "설정 mode free"),
    ("# 방포인트 지급 100", "room_points", "지급 100"),
    ("#방 포인트", "room_points", ""),
    ("#출첵", "attendance", ""),
    ("# 출석 체크", "attendance", ""),
];

/// Texts with their service after an import.
const AFTER_IMPORT: &[(&str, &str)] = &[
    ("# help", "help"),
    ("# 사용법", "help"),
    ("# history", "version_history"),
    ("# 버전", "version_history"),
    ("# 히스토리", "version_history"),
    ("# 버전기록", "version_history"),
    ("# todo list", "todo_list"),
    ("# [자동응답] 식사메뉴 추천", "recomment_lunch_menu"),
    ("# [오늘의 투자격언]", "today_proverb"),
    ("# 오늘의 투자격언", "today_proverb"),
];

fn plan(commands: &str) -> Arc<RoomPlan> {
    let dir = tempfile::tempdir().unwrap();
    for (folder, content) in [("settings", "{}"), ("commands", commands)] {
        std::fs::create_dir(dir.path().join(folder)).unwrap();
        std::fs::write(dir.path().join(folder).join("B.json"), content).unwrap();
    }
    let (settings, _) = loai_config::load(dir.path(), &Environment::empty()).unwrap();
    let rooms = Rooms::new(Approval::Approved, 1);
    let room = rooms.see(&BotName::new("B").unwrap(), "100", "방", 1, &mut Batch::default()).unwrap();
    Plans::new(&settings).of(&room).unwrap()
}

fn check(plan: &RoomPlan, text: &str, service: &str, prompt: &str) {
    let found = plan.commands.matcher.find(text, &Calls::default());
    let found = found.as_ref().map(|found| (&*found.command.service, &*found.prompt));
    assert_eq!(found, Some((service, prompt)), "{text:?}");
}

#[test]
fn every_everyday_spelling_reaches_its_service() {
    let sample = plan(SAMPLE);
    for (text, service, prompt) in TEXTS {
        check(&sample, text, service, prompt);
    }
    let imported = plan(IMPORTED);
    for (text, service) in AFTER_IMPORT {
        check(&imported, text, service, "");
    }
}

#[test]
fn every_example_in_the_sample_calls_its_command() {
    let sample = plan(SAMPLE);
    let mut checked = 0;
    for command in &sample.commands.all {
        for example in &command.examples {
            let found = sample.commands.matcher.find(example, &Calls::default());
            assert_eq!(found.map(|found| found.command.key.clone()).as_ref(), Some(&command.key), "{example}");
            checked += 1;
        }
    }
    assert!(checked > 10, "{checked}");
}
