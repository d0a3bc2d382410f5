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
