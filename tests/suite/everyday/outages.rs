//! Outside services that are down, slow, broken, or do not want us: one sentence each, and what went wrong is not kept.

use anyhow::{Context, Result};
use tokio::task::JoinSet;

use super::World;

const WARNINGS_DOWN: &str = "지금은 기상특보를 가져올 수 없어요. 잠시 뒤에 다시 물어봐 주세요.";
const WEATHER_DOWN: &str = "지금은 날씨를 가져올 수 없어요. 잠시 뒤에 다시 물어봐 주세요.";
const BUSY: &str = "날씨를 너무 많이 물어봤어요. 1분쯤 뒤에 다시 물어봐 주세요.";
const REFUSED: &str = "날씨 서비스가 요청을 거절했어요. 운영자에게 알려 주세요.";
const RATES_DOWN: &str = "지금은 환율을 가져오지 못했어요. 잠시 뒤에 다시 물어봐 주세요.";

/// What people ask; the warnings first, since what is asked of the weather office later may close its door.
const ASKED: [&str; 5] = ["#특보", "#오늘날씨", "#날씨 강남", "#미세먼지 부산", "#환율 100달러"];

/// What the outside services do, and what is read of the warnings, of the weather, and of the rates.
const OUTAGES: &[(&str, &str, &str)] = &[
    ("401", WARNINGS_DOWN, REFUSED),
    ("403", WARNINGS_DOWN, REFUSED),
    ("404", WARNINGS_DOWN, WEATHER_DOWN),
    ("429", BUSY, BUSY),
    ("500", WARNINGS_DOWN, WEATHER_DOWN),
    ("down", WARNINGS_DOWN, WEATHER_DOWN),
    ("broken", WARNINGS_DOWN, WEATHER_DOWN),
    ("page", WARNINGS_DOWN, WEATHER_DOWN),
    ("hang", WARNINGS_DOWN, WEATHER_DOWN),
];

#[tokio::test]
async fn whatever_an_outside_service_does_there_is_one_sentence() -> Result<()> {
    let mut servers = JoinSet::new();
    for &(act, warnings, weather) in OUTAGES {
        servers.spawn(async move {
            let mut world = World::open(act).await?;
            for (text, expected) in ASKED.into_iter().zip([warnings, weather, weather, weather, RATES_DOWN]) {
                let answer = world.ask(text).await.with_context(|| format!("{act}: no answer to {text}"))?;
                anyhow::ensure!(answer == expected, "{act}: {text} → {answer}");
            }
            let logged = world.server.stderr();
            anyhow::ensure!(!logged.contains("hunter2") && !logged.contains("panicked"), "{act}: {logged}");
            anyhow::Ok(())
        });
    }
    while let Some(served) = servers.join_next().await {
        served??;
    }
    Ok(())
}

#[tokio::test]
async fn without_a_key_the_warnings_say_which_setting_they_need() -> Result<()> {
    let mut world = World::open("good").await?;
    world.without_the_weather_office(1)?;
    insta::assert_snapshot!(world.ask("#특보").await?, @"기상특보를 보려면 운영자가 공공데이터포털 인증키(weather.data_go_kr_key)를 설정해야 해요.");
    assert!(world.ask("#날씨 강남").await?.starts_with("🌈 서울 강남구 날씨"));
    assert!(world.outside.seen().iter().all(|seen| !seen.path.contains("/kma")), "nobody is asked without a key");
    Ok(())
}
