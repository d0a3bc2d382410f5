use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use loai_config::{ExchangeProvider, ExchangeSettings, Secret, ServerSettings, Settings};
use loai_core::{
    Arguments, Role,
    testing::{incoming, room},
};
use loai_http::testing::{Act, FakeServer, Seen};
use loai_texts::{Language, Texts, folds};
use tokio::task::JoinSet;

use super::*;
use crate::{
    fixture::{Fixture, NOW, command},
    testing::frankfurter,
};

const HOUR: i64 = 3_600_000;

/// What the sources answer: Frankfurter, ExchangeRate-API, Eximbank.
#[derive(Clone)]
struct Script {
    frankfurter: Act,
    open_er_api: Act,
    eximbank: fn(&str) -> Act,
}

/// The service with all its sources on this machine. It is a Sunday in July 2025.
struct World {
    fixture: Fixture,
    server: FakeServer,
    script: Arc<Mutex<Script>>,
    service: Arc<ExchangeRate>,
}

/// The answer of a day that begins at 00:02 UTC.
fn open_er_api(unix: i64, won: f64) -> Act {
    Act::json(&format!(
        r#"{{"result":"success","time_last_update_unix":{unix},"time_next_update_unix":{},"base_code":"USD",
        "rates":{{"USD":1,"KRW":{won},"EUR":0.86,"JPY":148.7,"CNY":7.18,"GBP":0.744,"AUD":1.535,"CAD":1.3725,"MNT":3585.4}}}}"#,
        unix + 86_400
    ))
}

fn eximbank(date: &str) -> Act {
    let won = match date {
        "20250718" => "1,392.5",
        "20250717" => "1,388.0",
        _ => return Act::json("[]"),
    };
    Act::json(&format!(
        r#"[{{"result":1,"cur_unit":"USD","deal_bas_r":"{won}"}},{{"result":1,"cur_unit":"JPY(100)","deal_bas_r":"936.41"}}]"#
    ))
}

fn broken() -> Act {
    Act::status(500, "")
}

impl World {
    fn new() -> Self {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut ExchangeSettings)) -> Self {
        let script = Script { frankfurter: frankfurter(), open_er_api: broken(), eximbank };
        let script = Arc::new(Mutex::new(script));
        let plays = Arc::clone(&script);
        let server = FakeServer::start(move |seen: &Seen| {
            let script = plays.lock().unwrap().clone();
            match seen.path.split('?').next().unwrap() {
                "/v2/rates" => script.frankfurter,
                "/v6/latest/USD" => script.open_er_api,
                _ => (script.eximbank)(seen.path.split("searchdate=").nth(1).unwrap().split('&').next().unwrap()),
            }
        })
        .unwrap();
        let fixture = Fixture::new();
        let service = Arc::new(ExchangeRate::new(&fixture.ports));
        let world = Self { fixture, server, script, service };
        world.set(change);
        world
    }

    fn set(&self, change: impl FnOnce(&mut ExchangeSettings)) {
        let url = self.server.url();
        let mut exchange = ExchangeSettings {
            frankfurter_url: url.clone(),
            open_er_api_url: url.clone(),
            eximbank_url: url,
            timeout: Duration::from_millis(150),
            ..ExchangeSettings::default()
        };
        change(&mut exchange);
        let server = ServerSettings { exchange, ..ServerSettings::default() };
        self.fixture.ports.settings.store(Arc::new(Settings::without_bots(server)));
    }

    fn script(&self, change: impl FnOnce(&mut Script)) {
        change(&mut self.script.lock().unwrap());
    }

    /// How often a source was asked.
    fn asked(&self, path: &str) -> usize {
        self.server.seen().iter().filter(|seen| seen.path.starts_with(path)).count()
    }

    async fn ask(&self, prompt: &str) -> String {
        ask(&self.service, prompt).await
    }
}

async fn ask(service: &ExchangeRate, prompt: &str) -> String {
    let outcome = {
        let (command, incoming, room) = (Arc::new(command("# 환율", "", "", &[])), incoming(prompt), room("1", "방"));
        let arguments = Arguments::default();
        let (incoming, room) = (&incoming, &room);
        service.call(&Call {
            command: &command,
            prompt,
            arguments: &arguments,
            incoming,
            room,
            role: Role::User,
            at: NOW,
        })
    };
    match outcome {
        Outcome::Ready(reply) => reply.unwrap().log_text(),
        Outcome::Later(work) => work.await.unwrap().log_text(),
    }
}

#[tokio::test]
async fn the_usual_currencies_come_in_one_answer_that_does_not_fold() {
    let world = World::new();
    let answer = world.ask("").await;
    assert!(!folds(&answer, 500));
    insta::assert_snapshot!(answer, @"
    💰 환율 2025-07-18(금)

    🇺🇸 미국 달러 (USD)
    1,393.20원 (▲3.20, +0.23%)
    🇪🇺 유로 (EUR)
    1,620.00원 (▲3.72, +0.23%)
    🇯🇵 일본 엔 (100 JPY)
    936.92원 (▲0.89, +0.10%)
    🇨🇳 중국 위안 (CNY)
    194.04원 (▲0.45, +0.23%)
    🇬🇧 영국 파운드 (GBP)
    1,872.58원 (▲6.81, +0.36%)
    🇦🇺 호주 달러 (AUD)
    907.62원 (▲5.02, +0.56%)
    🇨🇦 캐나다 달러 (CAD)
    1,015.08원 (▲3.44, +0.34%)

    2025-07-17(목)보다 ▲ 오름 ▼ 내림
    출처: Frankfurter (각국 중앙은행의 고시 환율)
    ");
}

#[tokio::test]
async fn another_currency_is_told_on_request() {
    let world = World::new();
    insta::assert_snapshot!(world.ask("태국").await, @"
    🇹🇭 태국 바트 (THB)
    1 THB = 43.00원 (▲0.30, +0.69%)
    10,000원 = 232.56 THB
    2025-07-18(금) 기준, 2025-07-17(목) 대비
    출처: Frankfurter (각국 중앙은행의 고시 환율)
    ");
    insta::assert_snapshot!(world.ask("VND").await, @"
    🇻🇳 베트남 동 (VND)
    100 VND = 5.33원 (▲0.01, +0.19%)
    10,000원 = 187,769 VND
    2025-07-18(금) 기준, 2025-07-17(목) 대비
    출처: Frankfurter (각국 중앙은행의 고시 환율)
    ");
    insta::assert_snapshot!(world.ask("달러 엔").await, @"
    🇺🇸 미국 달러 → 🇯🇵 일본 엔
    1 USD = 148.70 JPY (▲0.20, +0.13%)
    100 JPY = 0.6725 USD
    2025-07-18(금) 기준, 2025-07-17(목) 대비
    출처: Frankfurter (각국 중앙은행의 고시 환율)
    ");
}

#[tokio::test]
async fn amounts_are_converted() {
    let world = World::new();
    insta::assert_snapshot!(world.ask("100달러").await, @"
    💱 100 USD = 139,320원
    🇺🇸 미국 달러 → 🇰🇷 대한민국 원
    1 USD = 1,393.20원 (▲3.20, +0.23%)
    2025-07-18(금) 기준, 2025-07-17(목) 대비
    은행에서 바꿀 때의 값은 조금 달라요.
    출처: Frankfurter (각국 중앙은행의 고시 환율)
    ");
    insta::assert_snapshot!(world.ask("3만엔을 달러로").await, @"
    💱 30,000 JPY = 201.75 USD
    🇯🇵 일본 엔 → 🇺🇸 미국 달러
    100 JPY = 0.6725 USD (▼0.0009, -0.13%)
    2025-07-18(금) 기준, 2025-07-17(목) 대비
    은행에서 바꿀 때의 값은 조금 달라요.
    출처: Frankfurter (각국 중앙은행의 고시 환율)
    ");
    insta::assert_snapshot!(world.ask("만원 달러").await, @"
    💱 10,000원 = 7.18 USD
    🇰🇷 대한민국 원 → 🇺🇸 미국 달러
    1 USD = 1,393.20원 (▲3.20, +0.23%)
    2025-07-18(금) 기준, 2025-07-17(목) 대비
    은행에서 바꿀 때의 값은 조금 달라요.
    출처: Frankfurter (각국 중앙은행의 고시 환율)
    ");
    insta::assert_snapshot!(world.ask("백만 달러").await, @"
    💱 1,000,000 USD = 1,393,200,000원 (약 13억 9,320만 원)
    🇺🇸 미국 달러 → 🇰🇷 대한민국 원
    1 USD = 1,393.20원 (▲3.20, +0.23%)
    2025-07-18(금) 기준, 2025-07-17(목) 대비
    은행에서 바꿀 때의 값은 조금 달라요.
    출처: Frankfurter (각국 중앙은행의 고시 환율)
    ");
}

#[tokio::test]
async fn english_speakers_read_english() {
    let mut world = World::new();
    world.fixture.ports.texts = Arc::new(Texts::new(Language::English));
    world.service = Arc::new(ExchangeRate::new(&world.fixture.ports));
    insta::assert_snapshot!(world.ask("5000000 yen to won").await, @"
    💱 5,000,000 JPY = 46,845,999 won
    🇯🇵 Japanese Yen → 🇰🇷 South Korean Won
    100 JPY = 936.92 won (▲0.89, +0.10%)
    Rate of 2025-07-18 (Fri), compared with 2025-07-17 (Thu)
    What a bank charges differs a little.
    Source: Frankfurter (reference rates of central banks)
    ");
}

#[tokio::test]
async fn what_is_not_understood_is_answered_at_once_and_asks_nobody() {
    let world = World::new();
    insta::assert_snapshot!(world.ask("비트\n코인").await, @"
    ‘비트 코인’에서 통화를 찾지 못했어요. 이렇게 써 주세요.
    # 환율 태국
    # 환율 100달러
    # 환율 3만엔을 달러로
    ");
    insta::assert_snapshot!(world.ask("9경 달러").await, @"금액이 너무 커요. 1경보다 작은 금액으로 물어봐 주세요.");
    assert!(world.server.seen().is_empty());
}

#[tokio::test]
async fn whatever_the_first_source_does_the_second_one_answers_and_without_it_there_is_one_sentence() {
    let acts = [
        Act::Hang,
        Act::Drip(vec![b' '; 4_000], Duration::from_millis(20)),
        Act::Cut(b"[".into()),
        Act::Huge(8 << 20),
        Act::Garbage(b"\x00\xff\r\n\r\n".into()),
        Act::Close,
        Act::json(""),
        Act::json("[]"),
        Act::json(r#"{"rates":{"KRW":1}}"#),
        Act::json(r#"[{"date":"2025-07-18","base":"USD","quote":"KRW","rate":"much"}]"#),
        Act::json("<html>maintenance</html>"),
        Act::status(401, ""),
        Act::status(404, r#"{"status":404,"message":"not found"}"#),
        Act::status(422, r#"{"status":422,"message":"invalid"}"#),
        Act::status(429, ""),
        Act::status(500, ""),
        Act::status(503, ""),
    ];
    for act in acts {
        let name = format!("{act:?}").chars().take(60).collect::<String>();
        let world = World::new();
        world.script(|script| {
            script.frankfurter = act.clone();
            script.open_er_api = open_er_api(1_752_969_751, 1_391.0);
        });
        let answer = world.ask("100달러").await;
        assert!(answer.starts_with("💱 100 USD = 139,100원\n"), "{name}: {answer}");
        assert!(answer.contains("https://www.exchangerate-api.com"), "{name}: {answer}");

        let world = World::new();
        world.script(|script| (script.frankfurter, script.open_er_api) = (act.clone(), act.clone()));
        let sorry = world.ask("100달러").await;
        assert_eq!(sorry, "지금은 환율을 가져오지 못했어요. 잠시 뒤에 다시 물어봐 주세요.", "{name}");
        // Nothing false is kept: as soon as there is an answer it counts.
        world.script(|script| script.frankfurter = frankfurter());
        assert_eq!(world.ask("100달러").await, sorry, "{name}: nobody is asked for a moment");
        world.fixture.clock.advance(20_000);
        assert!(world.ask("100달러").await.starts_with("💱 100 USD = 139,320원\n"), "{name}");
    }
}

#[tokio::test]
async fn a_source_that_keeps_failing_is_left_alone() {
    let world = World::with(|settings| settings.providers = vec![ExchangeProvider::Frankfurter]);
    world.script(|script| script.frankfurter = broken());
    for _ in 0..7 {
        world.ask("").await;
        world.fixture.clock.advance(20_000);
    }
    assert_eq!(world.asked("/v2"), 5, "the breaker is open");
    world.script(|script| script.frankfurter = frankfurter());
    world.fixture.clock.advance(60_000);
    assert!(world.ask("").await.contains("1,393.20원"));
}

#[tokio::test]
async fn many_people_at_once_cost_one_request() {
    for (act, expected) in [(frankfurter(), "139,320원"), (Act::Hang, "잠시 뒤에")] {
        let world = World::with(|settings| settings.providers = vec![ExchangeProvider::Frankfurter]);
        world.script(|script| script.frankfurter = act);
        let mut people = JoinSet::new();
        for _ in 0..30 {
            let service = Arc::clone(&world.service);
            people.spawn(async move { ask(&service, "100달러").await });
        }
        while let Some(answer) = people.join_next().await {
            assert!(answer.unwrap().contains(expected));
        }
        assert_eq!(world.asked("/v2"), 1, "{expected}");
    }
}

#[tokio::test]
async fn rates_are_kept_for_an_hour_and_shown_with_their_age_when_no_newer_ones_come() {
    let world = World::new();
    world.ask("태국").await;
    world.fixture.clock.advance(HOUR - 1);
    world.ask("달러").await;
    assert_eq!(world.asked("/v2"), 1);
    world.script(|script| script.frankfurter = broken());
    world.fixture.clock.advance(2 * HOUR);
    insta::assert_snapshot!(world.ask("달러").await, @"
    🇺🇸 미국 달러 (USD)
    1 USD = 1,393.20원 (▲3.20, +0.23%)
    10,000원 = 7.18 USD
    2025-07-18(금) 기준, 2025-07-17(목) 대비
    출처: Frankfurter (각국 중앙은행의 고시 환율)
    지금은 새 환율을 받지 못해서 2시간 전에 받은 값을 알려 드려요.
    ");
    world.script(|script| script.frankfurter = frankfurter());
    world.fixture.clock.advance(20_000);
    assert!(!world.ask("달러").await.contains("받지 못해서"));
}

#[tokio::test]
async fn a_source_that_tells_one_day_is_compared_with_what_it_told_before() {
    let world = World::with(|settings| settings.providers = vec![ExchangeProvider::OpenErApi]);
    let updated = NOW / 1_000 - 3_600;
    world.script(|script| script.open_er_api = open_er_api(updated, 1_400.0));
    assert!(!world.ask("달러").await.contains('▲'));
    world.script(|script| script.open_er_api = open_er_api(updated + 86_400, 1_407.0));
    world.fixture.clock.advance(20 * HOUR);
    world.ask("달러").await;
    assert_eq!(world.asked("/v6"), 1, "it says itself when there is more to know");
    world.fixture.clock.advance(4 * HOUR);
    assert!(world.ask("달러").await.contains("1 USD = 1,407.00원 (▲7.00, +0.50%)"));
}

#[tokio::test]
async fn a_currency_that_one_source_lacks_is_asked_of_the_next() {
    let world = World::new();
    let unknown = world.ask("몽골").await;
    assert_eq!(unknown, "몽골 투그릭(MNT) 환율은 알 수 있는 곳이 없어요. 다른 통화로 물어봐 주세요.");
    world.script(|script| script.open_er_api = open_er_api(NOW / 1_000, 1_390.0));
    world.fixture.clock.advance(20_000);
    assert!(world.ask("몽골").await.contains("1 MNT = 0.3877원"));
    assert!(world.ask("태국").await.contains("출처: Frankfurter"));
}

#[tokio::test]
async fn with_a_key_the_basic_rates_of_korea_come_first_for_the_won() {
    let world = World::with(|settings| settings.eximbank_key = Some(Secret::new("k&y")));
    insta::assert_snapshot!(world.ask("엔").await, @"
    🇯🇵 일본 엔 (JPY)
    100 JPY = 936.41원 (변동 없음)
    10,000원 = 1,068 JPY
    2025-07-18(금) 기준, 2025-07-17(목) 대비
    출처: 한국수출입은행 (매매기준율)
    ");
    let seen = world.server.seen();
    // On a Sunday Friday and Thursday are asked for.
    let days: Vec<_> = seen.iter().map(|seen| seen.path.as_str()).collect();
    assert_eq!(
        days,
        ["20250718", "20250717"]
            .map(|day| { format!("/site/program/financial/exchangeJSON?authkey=k%26y&searchdate={day}&data=AP01") })
    );
    assert!(world.ask("달러 엔").await.contains("Frankfurter"), "between other currencies they are not meant");
    assert!(world.ask("태국").await.contains("Frankfurter"), "they have few currencies");
    assert!(world.ask("").await.contains("Frankfurter"), "seven from one source");
    // Days that are over do not change.
    world.fixture.clock.advance(HOUR);
    assert!(world.ask("달러").await.contains("1 USD = 1,392.50원 (▲4.50, +0.32%)"));
    assert_eq!(world.asked("/site"), 2);
    // On Monday morning there are none of the day, and that is not kept.
    world.fixture.clock.advance(20 * HOUR);
    world.ask("달러").await;
    world.fixture.clock.advance(HOUR);
    world.ask("달러").await;
    assert_eq!(world.asked("/site"), 4);
}

#[tokio::test]
async fn a_refused_key_is_no_reason_to_say_nothing() {
    let world = World::with(|settings| settings.eximbank_key = Some(Secret::new("wrong")));
    for act in [
        |_: &str| Act::json(r#"[{"result":3,"cur_unit":null,"deal_bas_r":null}]"#),
        |_: &str| Act::json("[]"),
        |_: &str| Act::json("<html></html>"),
        |_: &str| Act::status(401, ""),
    ] {
        world.script(|script| script.eximbank = act);
        world.set(|settings| settings.eximbank_key = Some(Secret::new(format!("wrong {}", world.asked("/site")))));
        assert!(world.ask("달러").await.contains("출처: Frankfurter"));
    }
}

#[tokio::test]
async fn other_settings_count_at_once() {
    let world = World::new();
    world.ask("달러").await;
    world.set(|settings| settings.providers = vec![ExchangeProvider::OpenErApi]);
    world.script(|script| script.open_er_api = open_er_api(NOW / 1_000, 1_390.0));
    assert!(world.ask("달러").await.contains("1 USD = 1,390.00원"));
    world.set(|settings| settings.providers = Vec::new());
    assert!(world.ask("달러").await.starts_with("지금은 환율을 가져오지 못했어요."));
}
