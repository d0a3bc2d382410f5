//! The commands of a fresh server: what people type reaches them, with what they ask.

use super::{Calls, Matcher};

/// The commands as a bot without a file of its own has them.
fn matcher() -> Matcher {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("settings")).unwrap();
    std::fs::write(dir.path().join("settings/B.json"), "{}").unwrap();
    let (settings, _) = loai_config::load(dir.path(), &loai_config::Environment::empty()).unwrap();
    let bot = &settings.bots["B"];
    Matcher::of_bot(bot)
}

#[test]
fn exchange_rates_are_reached_by_every_spelling() {
    let matcher = matcher();
    for (text, prompt) in [
        ("# [환율]", ""),
        ("#[환율]", ""),
        ("# 환율", ""),
        ("#환율", ""),
        ("#환율 태국", "태국"),
        ("# 환율 100달러", "100달러"),
        ("# [환율] 3만엔을 달러로", "3만엔을 달러로"),
        ("# [자동응답] 환율조회", ""),
        ("#환율조회", ""),
        ("# 환율계산 만원 달러", "만원 달러"),
        ("#환전 100달러", "100달러"),
        ("# Exchange THB", "THB"),
        ("# 달러 환율", "달러"),
        ("# 오늘의 환율", "오늘의"),
    ] {
        let found = matcher.find(text, &Calls::default()).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((&*found.command.service, &*found.prompt), ("exchange_rate", prompt), "{text}");
    }
}

#[test]
fn days_sums_dice_and_choices_are_reached_by_every_spelling() {
    let matcher = matcher();
    for (text, service, prompt) in [
        ("# 디데이 12월 25일", "dday", "12월 25일"),
        ("#dday 12-25", "dday", "12-25"),
        ("# D-Day 12-25", "dday", "12-25"),
        ("#디데이계산 100일", "dday", "100일"),
        ("#며칠 크리스마스", "dday", "크리스마스"),
        ("# 계산 3만*12", "calculator", "3만*12"),
        ("#계산기 1+2", "calculator", "1+2"),
        ("#calc (1+2)*3", "calculator", "(1+2)*3"),
        ("#calculator 1", "calculator", "1"),
        ("#주사위", "dice", ""),
        ("# dice 2d6", "dice", "2d6"),
        ("#roll 100", "dice", "100"),
        ("#굴려", "dice", ""),
        ("#골라 가, 나", "choose", "가, 나"),
        ("#골라줘 가, 나", "choose", "가, 나"),
        ("# 선택 가 나", "choose", "가 나"),
        ("# choose a b", "choose", "a b"),
        ("# pick a b", "choose", "a b"),
    ] {
        let found = matcher.find(text, &Calls::default()).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((&*found.command.service, &*found.prompt), (service, prompt), "{text}");
    }
}

#[test]
fn points_and_visits_are_reached_by_every_spelling() {
    let matcher = matcher();
    for (text, service, prompt) in [
        ("# 포인트", "points", ""),
        ("#포인트 내역 10", "points", "내역 10"),
        ("#내포인트", "points", ""),
        ("# 내 포인트 통계", "points", "통계"),
        ("# Points", "points", ""),
        ("# 크레딧 잔액", "points", "잔액"),
        ("#크레딧 tx 3", "points", "tx 3"),
        ("# credit", "points", ""),
        ("#credits history", "points", "history"),
        ("# 방포인트", "room_points", ""),
        ("#방 포인트 지급 100", "room_points", "지급 100"),
        ("# 방크레딧 충전 100", "room_points", "충전 100"),
        ("#방 크레딧 info", "room_points", "info"),
        ("# 출석", "attendance", ""),
        ("#출석체크", "attendance", ""),
        ("# 출석 체크", "attendance", ""),
        ("#출첵", "attendance", ""),
        ("#attendance", "attendance", ""),
        // What only begins alike is something else.
        ("# 방", "rooms", ""),
        ("#방 목록", "rooms", "목록"),
    ] {
        let found = matcher.find(text, &Calls::default()).unwrap_or_else(|| panic!("{text}"));
        assert_eq!((&*found.command.service, &*found.prompt), (service, prompt), "{text}");
    }
}
