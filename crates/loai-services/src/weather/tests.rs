use std::sync::Arc;

use loai_config::{Secret, ServerSettings, Settings, WeatherSettings};
use loai_core::{
    Arguments, Call, CommandService, Outcome, Part, Role,
    testing::{incoming, room},
};
use loai_http::testing::{Act, FakeServer, Seen};
use loai_texts::folds;
use serde_json::{Value, json};

use super::*;
use crate::{
    fixture::{Fixture, NOW, command},
    testing::{forecast, open_meteo},
};

mod failures;
mod official;

/// A bot whose weather comes from a server of the test.
struct Scene {
    fixture: Fixture,
    server: FakeServer,
    services: [Arc<dyn CommandService>; 4],
}

impl Scene {
    fn new(script: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> Self {
        Self::with(None, script)
    }

    fn with(key: Option<&str>, script: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> Self {
        let server = FakeServer::start(script).unwrap();
        let at = |path: &str| format!("{}{path}", server.url());
        let weather = WeatherSettings {
            forecast_url: at("/forecast"),
            air_url: at("/air"),
            places_url: at("/search"),
            kma_url: at("/kma"),
            airkorea_url: at("/airkorea"),
            data_go_kr_key: key.map(Secret::new),
            ..WeatherSettings::default()
        };
        let fixture = Fixture::new();
        let settings = ServerSettings { weather, ..ServerSettings::default() };
        fixture.ports.settings.store(Arc::new(Settings::without_bots(settings)));
        let services = services(&fixture.ports);
        Self { fixture, server, services }
    }

    async fn ask_of(&self, service: usize, prompt: &str) -> String {
        let (command, room, arguments) =
            (Arc::new(command("# 날씨", "날씨", "", &[])), room("1", "연습방"), Arguments::default());
        let (incoming, arguments) = (&incoming(prompt), &arguments);
        let call = Call { command: &command, prompt, arguments, incoming, room: &room, role: Role::User, at: NOW };
        let reply = match self.services[service].call(&call) {
            Outcome::Ready(reply) => reply,
            Outcome::Later(work) => work.await,
        };
        reply.unwrap().parts().iter().map(Part::log_text).collect::<String>().replace('\u{200B}', "")
    }

    async fn ask(&self, prompt: &str) -> String {
        self.ask_of(1, prompt).await
    }

    fn asked(&self, path: &str) -> Vec<String> {
        self.server.seen().into_iter().map(|seen| seen.path).filter(|known| known.starts_with(path)).collect()
    }
}

#[tokio::test]
async fn a_place_is_told_with_all_that_is_known_of_it() {
    let scene = Scene::new(open_meteo);
    insta::assert_snapshot!(scene.ask("서울 강남").await);
    let asked = scene.asked("/forecast");
    assert_eq!(asked.len(), 1);
    for part in ["past_days=1", "wind_speed_unit=ms", "timezone=auto", "latitude=37.4", "longitude=127.0"] {
        assert!(asked[0].contains(part), "{part}: {}", asked[0]);
    }
}

#[tokio::test]
async fn a_part_is_told_when_it_is_asked_for() {
    let scene = Scene::new(open_meteo);
    insta::assert_snapshot!("tomorrow", scene.ask("내일 강남 날씨").await);
    insta::assert_snapshot!("air", scene.ask("강남 미세먼지").await);
    insta::assert_snapshot!("week", scene.ask("강남 주간").await);
    assert!(scene.ask("강남 글피").await.contains("이 날의 정보는 아직 없어요"));
    assert_eq!(scene.asked("/forecast").len(), 1, "all of it comes from one answer");
}

#[tokio::test]
async fn ten_cities_are_told_with_one_request() {
    let scene = Scene::new(open_meteo);
    let told = scene.ask_of(0, "").await;
    insta::assert_snapshot!(told);
    assert_eq!((scene.ask("").await, scene.ask("오늘 날씨").await), (told.clone(), told));
    assert_eq!(scene.asked("/forecast").len(), 1);
    let asked = &scene.asked("/forecast")[0];
    assert_eq!(asked.matches("%2C").count() - asked.split("&current").nth(1).unwrap().matches("%2C").count(), 18);
}

#[tokio::test]
async fn a_place_is_told_by_the_overview_too() {
    let scene = Scene::new(open_meteo);
    assert!(scene.ask_of(0, "부산").await.starts_with("🌈 부산 날씨"));
}

#[tokio::test]
async fn a_name_of_several_places_is_asked_back_about_without_asking_anybody() {
    let scene = Scene::new(open_meteo);
    let told = scene.ask("중구").await;
    assert!(told.starts_with("이름이 ‘중구’인 곳이 6군데 있어요") && told.contains("\n부산 중구\n"), "{told}");
    assert!(told.lines().next().unwrap().contains("# 날씨"));
    assert!(scene.server.seen().is_empty());
    let told = scene.ask("부산 중구").await;
    assert!(told.starts_with("🌈 부산 중구 날씨"), "{told}");
}

#[tokio::test]
async fn a_place_abroad_is_searched_for_once() {
    let scene = Scene::with(Some("key"), open_meteo);
    let told = scene.ask("도쿄").await;
    assert!(told.starts_with("🌈 도쿄 (도쿄도, 일본) 날씨"), "{told}");
    scene.ask("도쿄 내일").await;
    assert_eq!((scene.asked("/search").len(), scene.asked("/kma").len(), scene.asked("/airkorea").len()), (1, 0, 0));
    assert!(scene.asked("/search")[0].contains("language=ko"));
}

#[tokio::test]
async fn an_unknown_place_is_told_with_an_example() {
    let scene = Scene::new(open_meteo);
    let long = "가".repeat(100);
    for prompt in ["없는곳이름", "# & <b>?", long.as_str()] {
        let told = scene.ask(prompt).await;
        assert!(told.contains("찾지 못했어요") && told.contains("예: # 날씨 서울 강남구"), "{told}");
    }
    assert!(scene.asked("/search").iter().all(|path| !path.contains('#') && path.matches("name=").count() == 1));
    assert_eq!(scene.asked("/search").len(), 2, "what is too long to be a name is not searched for");
}

#[tokio::test]
async fn an_answer_is_used_again_until_it_is_old_or_the_setting_says_so() {
    let scene = Scene::new(open_meteo);
    scene.ask("강남").await;
    scene.fixture.clock.advance(9 * 60_000);
    scene.ask("강남구").await;
    assert_eq!(scene.asked("/forecast").len(), 1);
    scene.fixture.clock.advance(61_000);
    scene.ask("강남").await;
    assert_eq!((scene.asked("/forecast").len(), scene.asked("/air").len()), (2, 2));
    let mut settings = (*scene.fixture.ports.settings.load().server).clone();
    settings.weather.cache = std::time::Duration::from_mins(1);
    scene.fixture.ports.settings.store(Arc::new(Settings::without_bots(settings)));
    scene.fixture.clock.advance(60_000);
    scene.ask("강남").await;
    assert_eq!(scene.asked("/forecast").len(), 3);
}

#[tokio::test]
async fn many_who_ask_at_once_ask_once() {
    let scene = Scene::new(open_meteo);
    let ask = || scene.ask("강남");
    let told = tokio::join!(ask(), ask(), ask(), ask());
    assert!(told.0.starts_with("🌈") && told.0 == told.3);
    assert_eq!((scene.asked("/forecast").len(), scene.asked("/air").len()), (1, 1));
}

#[tokio::test]
async fn a_long_answer_is_folded_and_not_cut() {
    let scene = Scene::new(open_meteo);
    let told = scene.ask("강남").await;
    assert!(!folds(told.split("📊").next().unwrap(), 500), "the part before 전체보기 is short");
    assert!(told.ends_with("ℹ️ Weather data by Open-Meteo.com"));
}

#[tokio::test]
async fn warnings_need_a_key() {
    let scene = Scene::new(open_meteo);
    assert!(scene.ask_of(3, "").await.contains("weather.data_go_kr_key"));
    assert!(scene.server.seen().is_empty());
}

#[tokio::test]
async fn the_air_of_a_place_has_a_command_of_its_own() {
    let scene = Scene::new(open_meteo);
    assert_eq!(scene.ask_of(2, "강남").await, scene.ask("강남 미세먼지").await);
    assert!(scene.ask_of(2, "").await.ends_with("예: # 날씨 부산"));
}

#[test]
fn every_prefix_of_earlier_servers_has_its_service() {
    let sample = include_str!("../../../../config/sample/commands.json");
    let plain: Vec<&str> = sample.lines().filter(|line| !line.trim_start().starts_with("//")).collect();
    let sample: Value = serde_json::from_str(&plain.join("\n")).unwrap();
    let commands = sample["global_commands"].as_object().unwrap();
    for (spelling, service) in [
        ("# 날씨", "naver_weather"),
        ("# 기상", "naver_weather"),
        ("# weather", "naver_weather"),
        ("# [자동응답] 오늘날씨", "weather"),
        ("# 오늘날씨", "weather"),
        ("# 전국날씨", "weather"),
        ("# 미세먼지", "air_quality"),
        ("# 특보", "weather_warnings"),
    ] {
        let aliases = |definition: &Value| definition["aliases"].as_array().cloned().unwrap_or_default();
        let found = commands
            .iter()
            .find(|(key, definition)| *key == spelling || aliases(definition).iter().any(|alias| alias == spelling));
        assert_eq!(found.map(|(_, definition)| &definition["type"]), Some(&json!(service)), "{spelling}");
        assert!(crate::NAMES.contains(&service));
    }
}
