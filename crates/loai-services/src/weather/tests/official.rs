//! With a key of data.go.kr: the weather office and AirKorea first, Open-Meteo where they fail.

use super::*;
use crate::testing::with_the_weather_office;

/// 2026-11-22 15:20 in Korea.
const AFTERNOON: i64 = 1_795_328_400_000;

fn scene(script: impl Fn(&Seen) -> Act + Send + Sync + 'static) -> Scene {
    let scene = Scene::with(Some("a%2Bb%3D%3D"), script);
    scene.fixture.clock.advance(AFTERNOON - NOW);
    scene
}

#[tokio::test]
async fn what_the_weather_office_says_goes_first() {
    let scene = scene(with_the_weather_office);
    insta::assert_snapshot!(scene.ask("강남").await);
    let asked = scene.asked("/kma").join("\n");
    for part in [
        "serviceKey=a%2Bb%3D%3D&",
        "base_date=20261122&base_time=1500",
        "base_date=20261122&base_time=1400",
        "nx=61&ny=12",
    ] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    let before = scene.server.seen().len();
    scene.ask("강남 주간").await;
    assert_eq!(scene.server.seen().len(), before, "everything is used again");
}

#[tokio::test]
async fn warnings_are_those_in_force() {
    let scene = scene(with_the_weather_office);
    insta::assert_snapshot!(scene.ask_of(3, "").await);
    assert!(scene.ask_of(0, "").await.contains("⚠️ 특보: 강풍주의보, 건조주의보"));
    assert!(scene.ask("부산").await.contains("⚠️ 특보: 건조주의보\n"));
    assert!(!scene.ask("제주").await.contains("특보"));
}

#[tokio::test]
async fn open_meteo_stands_in_where_the_others_fail() {
    let xml = "<OpenAPI_ServiceResponse><cmmMsgHeader><errMsg>SERVICE ERROR</errMsg><returnAuthMsg>SERVICE_KEY_IS_NOT_REGISTERED_ERROR</returnAuthMsg><returnReasonCode>30</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>";
    for act in [
        Act::status(500, "Unexpected errors"),
        Act::status(403, "Forbidden"),
        Act::Answer(200, Vec::new(), xml.into()),
        Act::json(r#"{"OpenAPI_ServiceResponse":{"cmmMsgHeader":{"returnReasonCode":"22"}}}"#),
        Act::json(r#"{"response":{"header":{"resultCode":"05","resultMsg":"SERVICETIME_OUT"}}}"#),
        Act::json(r#"{"response":{"header":{"resultCode":"03","resultMsg":"NO_DATA"}}}"#),
        Act::json(r#"{"response":{"header":{"resultCode":"00"},"body":{"items":""}}}"#),
        Act::json("{}"),
        Act::Close,
        Act::Garbage(b"x".to_vec()),
    ] {
        let known = match &act {
            Act::Answer(_, _, body) => String::from_utf8_lossy(body).into_owned(),
            other => format!("{other:?}"),
        };
        // That there is nothing in force is what such an answer means.
        let none = known.contains("NO_DATA") || known.contains("items");
        let scene = scene(move |seen| {
            if seen.path.starts_with("/kma") || seen.path.starts_with("/airkorea") {
                act.clone()
            } else {
                open_meteo(seen)
            }
        });
        let told = scene.ask("강남").await;
        assert!(told.contains("흐림 8.4℃") && told.contains("미세먼지 나쁨(85)"), "{known}: {told}");
        assert!(told.ends_with("ℹ️ Weather data by Open-Meteo.com"), "{known}: {told}");
        assert_eq!(scene.ask_of(3, "").await.contains("발효 중인 기상특보가 없어요"), none, "{known}");
    }
}

#[tokio::test]
async fn the_weather_office_stands_in_for_open_meteo() {
    let scene = scene(|seen| {
        if seen.path.starts_with("/forecast") || seen.path.starts_with("/air?") {
            Act::status(500, "")
        } else {
            with_the_weather_office(seen)
        }
    });
    let told = scene.ask("강남").await;
    assert!(told.contains("구름 많음 7.2℃") && told.contains("11월 23일(월): 최저 -4℃ / 최고 5℃"), "{told}");
    assert!(told.ends_with("ℹ️ 기상청, 에어코리아(강남구 측정소)"), "{told}");
}

#[tokio::test]
async fn the_days_from_the_fourth_on_are_those_of_the_weather_office() {
    let scene = scene(with_the_weather_office);
    insta::assert_snapshot!(scene.ask("강남 주간").await);
    let asked = scene.asked("/kma/MidFcst").join("\n");
    for part in ["getMidLandFcst", "getMidTa", "regId=11B00000&tmFc=202611220600", "regId=11B10101&tmFc=202611220600"] {
        assert!(asked.contains(part), "{part}: {asked}");
    }
    scene.ask("서울 종로구 주간").await;
    assert_eq!(scene.asked("/kma/MidFcst").len(), 2, "a region is asked for once");
}

#[tokio::test]
async fn without_the_days_ahead_the_week_stays_as_it_was_and_nothing_else_is_lost() {
    let none = r#"{"response":{"header":{"resultCode":"03","resultMsg":"NO_DATA"}}}"#;
    let xml = "<OpenAPI_ServiceResponse><cmmMsgHeader><returnReasonCode>30</returnReasonCode></cmmMsgHeader></OpenAPI_ServiceResponse>";
    let week = Scene::new(open_meteo).ask("강남 주간").await;
    let week = week.lines().filter(|line| line.contains("최저")).count();
    for act in [
        Act::json(none),
        Act::json(r#"{"response":{"header":{"resultCode":"30"}}}"#),
        Act::json(r#"{"response":{"header":{"resultCode":"22"}}}"#),
        Act::json(r#"{"response":{"header":{"resultCode":"00"},"body":{"items":""}}}"#),
        Act::json(r#"{"response":{"header":{"resultCode":"00"},"body":{"items":{"item":[{"regId":"11B00000"}]}}}}"#),
        Act::Answer(403, Vec::new(), xml.into()),
        Act::status(500, "Unexpected errors"),
        Act::Close,
    ] {
        let name = format!("{act:?}").chars().take(90).collect::<String>();
        let scene =
            scene(move |seen| if seen.path.contains("MidFcst") { act.clone() } else { with_the_weather_office(seen) });
        let told = scene.ask("강남 주간").await;
        assert_eq!(told.lines().filter(|line| line.contains("최저")).count(), week, "{name}: {told}");
        // A key that may not ask for the days ahead may still ask for everything else.
        let asked = scene.asked("/kma/VilageFcst").len();
        assert!(scene.ask("부산").await.contains("구름 많음 7.2℃"), "{name}");
        assert!(scene.asked("/kma/VilageFcst").len() > asked, "{name}");
    }
}

#[tokio::test]
async fn an_issue_ahead_that_is_not_there_yet_is_that_of_the_half_day_before() {
    let late = scene(|seen| {
        if seen.path.contains("tmFc=202611220600") {
            Act::json(r#"{"response":{"header":{"resultCode":"03","resultMsg":"NO_DATA"}}}"#)
        } else {
            with_the_weather_office(seen)
        }
    });
    let told = late.ask("강남 주간").await;
    assert!(late.asked("/kma/MidFcst").join("\n").contains("tmFc=202611211800"));
    // Its tenth day is a day earlier.
    assert!(told.contains("12월 1일(화)") && !told.contains("12월 2일"), "{told}");
}

#[tokio::test]
async fn a_refused_key_rests_and_an_empty_issue_is_asked_for_one_step_earlier() {
    let refused = scene(|seen| {
        if seen.path.starts_with("/kma") || seen.path.starts_with("/airkorea") {
            Act::json(r#"{"response":{"header":{"resultCode":"30","resultMsg":"KEY"}}}"#)
        } else {
            open_meteo(seen)
        }
    });
    refused.ask("강남").await;
    let asked = refused.asked("/kma").len();
    refused.ask("부산").await;
    assert_eq!(refused.asked("/kma").len(), asked, "a refused key is not tried again at once");
    refused.fixture.clock.advance(10 * 60_000);
    refused.ask("부산").await;
    assert!(refused.asked("/kma").len() > asked);

    let late = scene(|seen| {
        if seen.path.contains("base_time=1500")
            || seen.path.contains("base_time=1400&") && seen.path.contains("getVilage")
        {
            Act::json(r#"{"response":{"header":{"resultCode":"03","resultMsg":"NO_DATA"}}}"#)
        } else {
            with_the_weather_office(seen)
        }
    });
    assert!(late.ask("강남").await.contains("7.2℃"));
    let asked = late.asked("/kma").join("\n");
    assert!(
        asked.contains("getUltraSrtNcst") && asked.contains("base_time=1400") && asked.contains("base_time=1100"),
        "{asked}"
    );
}
