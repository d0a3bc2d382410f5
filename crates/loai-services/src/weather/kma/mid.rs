//! The mid-term forecast of the weather office: half days up to ten days ahead, for each region.
//!
//! It is the service 15059468 of data.go.kr (중기예보), which needs an approval of its own.

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate, NaiveDateTime, NaiveTime};
use serde_json::Value;

use super::{
    super::{
        condition::Condition,
        data_go_kr::{in_korea, items},
        gazetteer::Place,
        outside::{Outside, Trouble, number, strange},
        report::{Day, Half, Report},
    },
    NAME,
};

/// An issue is there so many minutes after its hour, 06 or 18.
const DELAY: i64 = 30;
/// The days that a forecast tells of, counted from that of its issue. Whatever is not in an answer is left out.
const DAYS: std::ops::RangeInclusive<i64> = 3..=10;

/// A city whose temperatures are forecast, and the region whose sky is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Region {
    /// The code of the city.
    city: &'static str,
    /// The code of the region.
    land: &'static str,
}

/// What is forecast for a region.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct MidTerm {
    days: BTreeMap<NaiveDate, Ahead>,
}

/// A day.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Ahead {
    low: Option<f64>,
    high: Option<f64>,
    chance: Option<f64>,
    sky: Option<Condition>,
    halves: [Option<Half>; 2],
}

/// Which provinces a region is made of.
const LANDS: [(&str, &[&str]); 10] = [
    ("11B00000", &["서울", "인천", "경기"]),
    ("11C10000", &["충북"]),
    ("11C20000", &["대전", "세종", "충남"]),
    // West and east of the mountains.
    ("11D10000", &["강원"]),
    ("11D20000", &["강원"]),
    ("11F10000", &["전북"]),
    ("11F20000", &["광주", "전남", "전남광주"]),
    ("11H10000", &["대구", "경북"]),
    ("11H20000", &["부산", "울산", "경남"]),
    ("11G00000", &["제주"]),
];

/// The code of a city, that of its region, and where it is.
const CITIES: [(&str, &str, f64, f64); 46] = [
    ("11B10101", "11B00000", 37.57, 126.98), // 서울
    ("11B20201", "11B00000", 37.46, 126.71), // 인천
    ("11B20601", "11B00000", 37.26, 127.03), // 수원
    ("11B20305", "11B00000", 37.76, 126.78), // 파주
    ("11B20301", "11B00000", 37.74, 127.03), // 의정부
    ("11B20404", "11B00000", 37.83, 127.51), // 가평
    ("11B20701", "11B00000", 37.27, 127.44), // 이천
    ("11B20606", "11B00000", 36.99, 127.11), // 평택
    ("11C10301", "11C10000", 36.64, 127.49), // 청주
    ("11C10101", "11C10000", 36.99, 127.93), // 충주
    ("11C10201", "11C10000", 37.13, 128.19), // 제천
    ("11C10402", "11C10000", 36.17, 127.78), // 영동
    ("11C20401", "11C20000", 36.35, 127.38), // 대전
    ("11C20404", "11C20000", 36.48, 127.29), // 세종
    ("11C20301", "11C20000", 36.81, 127.11), // 천안
    ("11C20101", "11C20000", 36.78, 126.45), // 서산
    ("11C20201", "11C20000", 36.33, 126.61), // 보령
    ("11D10301", "11D10000", 37.88, 127.73), // 춘천
    ("11D10401", "11D10000", 37.34, 127.92), // 원주
    ("11D10101", "11D10000", 38.15, 127.31), // 철원
    ("11D10201", "11D10000", 38.07, 128.17), // 인제
    ("11D10501", "11D10000", 37.18, 128.46), // 영월
    ("11D10503", "11D10000", 37.37, 128.39), // 평창
    ("11D20501", "11D20000", 37.75, 128.88), // 강릉
    ("11D20401", "11D20000", 38.21, 128.59), // 속초
    ("11D20301", "11D20000", 37.16, 128.99), // 태백
    ("11D20602", "11D20000", 37.45, 129.17), // 삼척
    ("11F10201", "11F10000", 35.82, 127.15), // 전주
    ("21F10501", "11F10000", 35.97, 126.74), // 군산
    ("11F10203", "11F10000", 35.57, 126.86), // 정읍
    ("11F10401", "11F10000", 35.42, 127.39), // 남원
    ("11F20501", "11F20000", 35.16, 126.85), // 광주
    ("21F20801", "11F20000", 34.81, 126.39), // 목포
    ("11F20401", "11F20000", 34.76, 127.66), // 여수
    ("11H10701", "11H10000", 35.87, 128.60), // 대구
    ("11H10501", "11H10000", 36.57, 128.73), // 안동
    ("11H10201", "11H10000", 36.02, 129.34), // 포항
    ("11H10101", "11H10000", 36.99, 129.40), // 울진
    ("11H20201", "11H20000", 35.18, 129.08), // 부산
    ("11H20101", "11H20000", 35.54, 129.31), // 울산
    ("11H20301", "11H20000", 35.23, 128.68), // 창원
    ("11H20701", "11H20000", 35.18, 128.11), // 진주
    ("11H20401", "11H20000", 34.85, 128.43), // 통영
    ("11H20502", "11H20000", 35.69, 127.91), // 거창
    ("11G00201", "11G00000", 33.50, 126.53), // 제주
    ("11G00401", "11G00000", 33.25, 126.56), // 서귀포
];

impl Region {
    /// The region of a place: of the cities of its province the nearest.
    pub(crate) fn of(place: &Place) -> Option<Self> {
        let province = place.name.split(' ').next().unwrap_or_default();
        let is_own = |land: &str| LANDS.iter().any(|(code, provinces)| *code == land && provinces.contains(&province));
        // A degree to the east is shorter here by a fifth.
        let far = |lat: f64, lon: f64| (lat - place.lat).powi(2) + ((lon - place.lon) * 0.8).powi(2);
        let own = CITIES.iter().filter(|(_, land, ..)| is_own(land));
        let nearest = own.min_by(|(_, _, a, b), (_, _, c, d)| far(*a, *b).total_cmp(&far(*c, *d)))?;
        Some(Self { city: nearest.0, land: nearest.1 })
    }

    /// What an issue for it is kept under.
    pub(crate) fn key(self, now: i64) -> String {
        format!("{} {}", self.city, issue_before(in_korea(now)).format("%Y%m%d%H"))
    }
}

/// What is forecast for a region; where an issue is not there yet, that of the one before.
pub(crate) async fn mid_term(outside: &Outside, region: Region) -> Result<MidTerm, Trouble> {
    let mut issue = issue_before(in_korea(outside.clock.now()));
    for last in [false, true] {
        let sky = row(outside, "getMidLandFcst", region.land, issue);
        let temperature = row(outside, "getMidTa", region.city, issue);
        match tokio::try_join!(sky, temperature) {
            Err(Trouble::NoData) if !last => issue -= Duration::hours(12),
            Err(trouble) => return Err(trouble),
            Ok((sky, temperature)) => {
                let forecast = MidTerm::of(issue.date(), &sky, &temperature);
                return if forecast.days.is_empty() { Err(strange(NAME)) } else { Ok(forecast) };
            }
        }
    }
    Err(Trouble::NoData)
}

/// The one row of an issue.
async fn row(outside: &Outside, operation: &str, code: &str, issue: NaiveDateTime) -> Result<Value, Trouble> {
    let url = format!("{}/MidFcstInfoService/{operation}", outside.settings().kma_url);
    let issue = issue.format("%Y%m%d%H%M").to_string();
    let pairs = [("numOfRows", "10"), ("pageNo", "1"), ("dataType", "JSON"), ("regId", code), ("tmFc", issue.as_str())];
    let rows = items(outside, (&outside.kma_ahead, &outside.ahead_rest), NAME, &url, &pairs).await?;
    rows.into_iter().next().ok_or(Trouble::NoData)
}

/// The last issue that is there: 06 or 18.
fn issue_before(now: NaiveDateTime) -> NaiveDateTime {
    let there = now - Duration::minutes(DELAY) - Duration::hours(6);
    let noon = NaiveTime::from_hms_opt(12, 0, 0).unwrap_or_default();
    let half = if there.time() < noon { 0 } else { 12 };
    there.date().and_time(NaiveTime::MIN) + Duration::hours(6 + half)
}

impl MidTerm {
    fn of(issued: NaiveDate, sky: &Value, temperature: &Value) -> Self {
        let mut days = BTreeMap::new();
        for ahead in DAYS {
            // The first days are told in halves, the last ones whole.
            let each = |name: &str| ["Am", "Pm", ""].map(|half| sky[format!("{name}{ahead}{half}")].clone());
            let skies: Vec<Condition> =
                each("wf").iter().filter_map(Value::as_str).filter_map(Condition::of_words).collect();
            let halves = ["Am", "Pm"].map(|half| {
                let chance = number(&sky[format!("rnSt{ahead}{half}")]);
                Condition::of_words(sky[format!("wf{ahead}{half}")].as_str()?).map(|sky| Half { sky, chance })
            });
            let day = Ahead {
                low: number(&temperature[format!("taMin{ahead}")]).filter(|low| low.abs() < super::MISSING),
                high: number(&temperature[format!("taMax{ahead}")]).filter(|high| high.abs() < super::MISSING),
                chance: each("rnSt").iter().filter_map(number).reduce(f64::max),
                sky: Condition::of_hours(&skies),
                halves,
            };
            if day != Ahead::default() {
                days.insert(issued + Duration::days(ahead), day);
            }
        }
        Self { days }
    }

    /// Puts what is forecast over what is known from elsewhere, and adds the days that nobody else tells of.
    pub(crate) fn over(&self, report: &mut Report) {
        for (date, own) in self.days.iter().filter(|(date, _)| **date > report.at.date()) {
            let at = report.days.partition_point(|day| day.date < *date);
            if report.days.get(at).is_none_or(|day| day.date != *date) {
                report.days.insert(at, Day::unknown(*date));
            }
            let day = &mut report.days[at];
            day.low = own.low.or(day.low);
            day.high = own.high.or(day.high);
            day.chance = own.chance.or(day.chance);
            day.sky = own.sky.or(day.sky);
            day.halves = own.halves;
        }
        report.from_kma = true;
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{
        super::super::gazetteer::{self, Found},
        *,
    };

    fn place(name: &str) -> Place {
        match gazetteer::find(name) {
            Found::One(place) => place,
            other => panic!("{name}: {other:?}"),
        }
    }

    #[test]
    fn a_place_belongs_to_the_nearest_city_of_its_province() {
        for (name, city, land) in [
            ("서울 강남구", "11B10101", "11B00000"),
            ("경기 여주시", "11B20701", "11B00000"),
            ("속초", "11D20401", "11D20000"),
            ("강원 고성군", "11D20401", "11D20000"),
            ("홍천", "11D10301", "11D10000"),
            ("부산", "11H20201", "11H20000"),
            ("여수", "11F20401", "11F20000"),
            ("광주 북구", "11F20501", "11F20000"),
            ("세종", "11C20404", "11C20000"),
            ("울릉", "11H10101", "11H10000"),
            ("제주", "11G00201", "11G00000"),
        ] {
            assert_eq!(Region::of(&place(name)), Some(Region { city, land }), "{name}");
        }
        let abroad = Place { name: "도쿄".into(), lat: 35.7, lon: 139.7, in_korea: false };
        assert_eq!(Region::of(&abroad), None);
        let provinces: Vec<&str> = LANDS.iter().flat_map(|(_, provinces)| provinces.iter().copied()).collect();
        for name in [
            "서울", "부산", "대구", "인천", "대전", "울산", "세종", "경기", "강원", "충북", "충남", "전북", "경북",
            "경남", "제주",
        ] {
            assert!(provinces.contains(&name) && gazetteer::is_province(name), "{name}");
        }
        assert!(CITIES.iter().all(|(_, land, ..)| LANDS.iter().any(|(code, _)| code == land)));
    }

    #[test]
    fn the_last_issue_is_of_six_or_eighteen() {
        let at = |text: &str| NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap();
        for (now, issue) in [
            ("2026-11-22 06:29", "2026-11-21 18:00"),
            ("2026-11-22 06:30", "2026-11-22 06:00"),
            ("2026-11-22 18:29", "2026-11-22 06:00"),
            ("2026-11-22 18:30", "2026-11-22 18:00"),
            ("2026-11-23 00:00", "2026-11-22 18:00"),
        ] {
            assert_eq!(issue_before(at(now)), at(issue), "{now}");
        }
    }

    #[test]
    fn halves_and_whole_days_are_read_and_what_is_missing_is_left_out() {
        let issued = NaiveDate::from_ymd_opt(2026, 11, 22).unwrap();
        let sky = json!({"wf4Am": "맑음", "wf4Pm": "구름많고 비/눈", "rnSt4Am": 10, "rnSt4Pm": "60", "wf8": "흐림", "rnSt8": 40, "wf9": "새 말"});
        let forecast = MidTerm::of(issued, &sky, &json!({"taMin4": -3, "taMax4": "5", "taMin8": -999, "taMax8": null}));
        let told: Vec<_> = forecast.days.iter().map(|(date, day)| (date.to_string(), *day)).collect();
        let half = |sky, chance| Some(Half { sky, chance: Some(chance) });
        let four = Ahead {
            low: Some(-3.0),
            high: Some(5.0),
            chance: Some(60.0),
            sky: Some(Condition::RainAndSnow),
            halves: [half(Condition::Clear, 10.0), half(Condition::RainAndSnow, 60.0)],
        };
        let eight = Ahead { chance: Some(40.0), sky: Some(Condition::Overcast), ..Ahead::default() };
        assert_eq!(told, [("2026-11-26".to_owned(), four), ("2026-11-30".to_owned(), eight)]);
    }
}
