//! What people read when a service of Open-Meteo is in trouble.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::Duration,
};

use super::*;

const DOWN: &str = "지금은 날씨를 가져올 수 없어요. 잠시 뒤에 다시 물어봐 주세요.";
const BUSY: &str = "날씨를 너무 많이 물어봤어요. 1분쯤 뒤에 다시 물어봐 주세요.";
const REFUSED: &str = "날씨 서비스가 요청을 거절했어요. 운영자에게 알려 주세요.";

fn set_timeout(scene: &Scene, timeout: Duration) {
    let mut settings = (*scene.fixture.ports.settings.load().server).clone();
    settings.weather.timeout = timeout;
    scene.fixture.ports.settings.store(Arc::new(Settings::without_bots(settings)));
}

/// A forecast that goes wrong until the switch is set. What is slow is not waited for as long as the settings say.
fn broken(act: Act) -> (Scene, Arc<AtomicBool>) {
    let slow = matches!(act, Act::Hang | Act::Drip(..));
    let works = Arc::<AtomicBool>::default();
    let switch = Arc::clone(&works);
    let scene = Scene::new(move |seen| {
        if seen.path.starts_with("/forecast") && !switch.load(Ordering::Acquire) {
            return act.clone();
        }
        open_meteo(seen)
    });
    if slow {
        set_timeout(&scene, Duration::from_millis(300));
    }
    (scene, works)
}

fn acts() -> Vec<(&'static str, Act, &'static str)> {
    let reason = r#"{"error":true,"reason":"Minutely API request limit exceeded. Please try again in one minute."}"#;
    vec![
        ("slow", Act::Hang, DOWN),
        ("one byte at a time", Act::Drip(forecast().to_string().into_bytes(), Duration::from_millis(50)), DOWN),
        ("huge", Act::Huge(64 << 20), DOWN),
        ("broken", Act::Cut(b"{\"current\":".to_vec()), DOWN),
        ("no HTTP", Act::Garbage(b"hello\r\n\r\n".to_vec()), DOWN),
        ("closed", Act::Close, DOWN),
        ("empty", Act::json(""), DOWN),
        ("a page", Act::Answer(200, Vec::new(), b"<html>maintenance</html>".to_vec()), DOWN),
        ("an error inside", Act::json(reason), DOWN),
        ("an empty object", Act::json("{}"), DOWN),
        ("an empty list", Act::json("[]"), DOWN),
        ("another shape", Act::json(r#"{"current":{"time":"2026-11-22T15:15","temperature":8.4}}"#), DOWN),
        ("null", Act::json(r#"{"current":{"time":"2026-11-22T15:15","temperature_2m":null}}"#), DOWN),
        ("400", Act::status(400, r#"{"error":true,"reason":"hunter2"}"#), REFUSED),
        ("401", Act::status(401, "hunter2"), REFUSED),
        ("403", Act::status(403, "hunter2"), REFUSED),
        ("404", Act::status(404, "hunter2"), DOWN),
        ("429", Act::Answer(429, vec![("retry-after".into(), "60".into())], reason.into()), BUSY),
        ("500", Act::status(500, "hunter2"), DOWN),
        ("503", Act::Answer(503, vec![("retry-after".into(), "60".into())], Vec::new()), DOWN),
    ]
}

#[tokio::test]
async fn whatever_goes_wrong_is_one_sentence_and_is_not_kept() {
    for (name, act, sentence) in acts() {
        let (scene, works) = broken(act);
        assert_eq!(scene.ask("강남").await, sentence, "{name}");
        assert_eq!(scene.ask_of(0, "").await, sentence, "{name}, ten cities");
        works.store(true, Ordering::Release);
        set_timeout(&scene, WeatherSettings::default().timeout);
        // Past the pause of a breaker that may have opened.
        scene.fixture.clock.advance(61_000);
        assert!(scene.ask("강남").await.starts_with("🌈 서울 강남구 날씨"), "{name}, afterwards");
    }
}

#[tokio::test]
async fn a_service_that_keeps_failing_is_left_alone_for_a_while() {
    let (scene, works) = broken(Act::status(500, ""));
    let mut asked = 0;
    for _ in 0..10 {
        assert_eq!(scene.ask("강남").await, DOWN);
        let now = scene.asked("/forecast").len();
        if now == asked {
            break;
        }
        asked = now;
    }
    assert!((5..10).contains(&asked), "{asked}");
    works.store(true, Ordering::Release);
    assert_eq!(scene.ask("부산").await, DOWN, "the pause is not over");
    scene.fixture.clock.advance(60_000);
    assert!(scene.ask("부산").await.starts_with("🌈 부산 날씨"));
}

#[tokio::test]
async fn the_forecast_is_told_without_the_dust_when_only_that_fails() {
    let works = Arc::<AtomicBool>::default();
    let switch = Arc::clone(&works);
    let scene = Scene::new(move |seen| {
        if seen.path.starts_with("/air") && !switch.load(Ordering::Acquire) {
            Act::status(500, "")
        } else {
            open_meteo(seen)
        }
    });
    let told = scene.ask("강남").await;
    assert!(told.contains("미세먼지 정보가 없어요") && told.contains("8.4℃"), "{told}");
    works.store(true, Ordering::Release);
    assert!(scene.ask("강남").await.contains("미세먼지 나쁨(85)"), "what was missing is not kept");
}

#[tokio::test]
async fn a_search_that_fails_is_not_an_unknown_place() {
    for act in [Act::status(500, ""), Act::json("{}"), Act::json("<html>"), Act::json(r#"{"results":"x"}"#)] {
        let scene =
            Scene::new(move |seen| if seen.path.starts_with("/search") { act.clone() } else { open_meteo(seen) });
        assert_eq!(scene.ask("도쿄").await, DOWN);
    }
    // A Korean place needs no search.
    let scene = Scene::new(|seen| if seen.path.starts_with("/search") { Act::Close } else { open_meteo(seen) });
    assert!(scene.ask("해운대").await.starts_with("🌈 부산 해운대구"));
}

#[tokio::test]
async fn an_address_that_is_none_is_a_sentence_too() {
    let scene = Scene::new(open_meteo);
    let mut settings = (*scene.fixture.ports.settings.load().server).clone();
    settings.weather.forecast_url = "not an address".to_owned();
    scene.fixture.ports.settings.store(Arc::new(Settings::without_bots(settings)));
    assert_eq!(scene.ask("강남").await, DOWN);
}
