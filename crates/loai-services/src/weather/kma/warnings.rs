//! Warnings of severe weather (특보) that are in force.

use serde_json::Value;

use super::super::{
    data_go_kr::{items, text},
    gazetteer::spellings_of,
    outside::{Outside, Trouble, strange},
};

const NAME: &str = "kma warnings";
/// Cities that are provinces; a part of one counts as all of it, since its parts are no districts.
const CITIES: [&str; 8] = ["서울", "부산", "대구", "인천", "광주", "대전", "울산", "세종"];

/// The warnings that are in force.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Warnings {
    /// What is in force and where, such as `강풍주의보 : 울릉도.독도`.
    pub(crate) lines: Vec<String>,
    /// What is to be expected.
    pub(crate) ahead: Vec<String>,
}

/// What is in force in the whole country.
pub(crate) async fn warnings(outside: &Outside) -> Result<Warnings, Trouble> {
    let url = format!("{}/WthrWrnInfoService/getPwnStatus", outside.settings().kma_url);
    let pairs = [("numOfRows", "10"), ("pageNo", "1"), ("dataType", "JSON")];
    match items(outside, (&outside.kma, &outside.rest), NAME, &url, &pairs).await {
        Ok(items) => match items.iter().max_by_key(|item| stamp(item)) {
            Some(newest) => Warnings::of(newest).ok_or_else(|| strange(NAME)),
            None => Ok(Warnings::default()),
        },
        Err(Trouble::NoData) => Ok(Warnings::default()),
        Err(trouble) => Err(trouble),
    }
}

fn stamp(item: &Value) -> (Option<String>, Option<u64>) {
    (text(&item["tmFc"]), text(&item["tmSeq"]).and_then(|number| number.parse().ok()))
}

impl Warnings {
    fn of(item: &Value) -> Option<Self> {
        let lines = lines(item["t6"].as_str()?);
        Some(Self { lines, ahead: lines_of(&item["t7"]) })
    }

    /// The kinds of warnings in force at a place, such as `폭염경보`.
    pub(crate) fn at(&self, place: &str) -> Vec<&str> {
        let words: Vec<&str> = place.split_whitespace().collect();
        let Some((province, districts)) = words.split_first() else { return Vec::new() };
        let parts = self.lines.iter().filter_map(|line| line.split_once(':'));
        let here = parts.filter(|(_, areas)| apart(areas).iter().any(|area| holds(area, province, districts)));
        here.map(|(kind, _)| kind.trim()).collect()
    }
}

fn lines_of(value: &Value) -> Vec<String> {
    value.as_str().map(lines).unwrap_or_default()
}

fn lines(text: &str) -> Vec<String> {
    let lines = text.lines().map(|line| line.trim().trim_start_matches("o ").trim());
    lines.filter(|line| !line.is_empty() && *line != "없음").map(str::to_owned).collect()
}

/// Areas between commas that stand in no brackets.
fn apart(areas: &str) -> Vec<&str> {
    let (mut depth, mut from, mut parts) = (0_usize, 0, Vec::new());
    for (at, letter) in areas.char_indices() {
        match letter {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            ',' if depth == 0 => {
                parts.push(areas[from..at].trim());
                from = at + 1;
            }
            _ => {}
        }
    }
    parts.push(areas[from..].trim());
    parts
}

/// Whether an area, such as `경기도(김포, 오산)`, has this place in it.
fn holds(area: &str, province: &str, districts: &[&str]) -> bool {
    let (head, inner) = area.split_once('(').map_or((area, None), |(head, inner)| (head, Some(inner)));
    let is_province = spellings_of(province).any(|spelling| head.starts_with(spelling));
    let stems: Vec<&str> = districts.iter().filter_map(|name| name.strip_suffix(['시', '군', '구'])).collect();
    if !is_province {
        // Islands and the like stand without their province.
        return stems.iter().any(|stem| head.starts_with(stem) && stem.chars().count() > 1);
    }
    match inner {
        None => true,
        Some(_) if CITIES.iter().any(|city| head.starts_with(city)) || districts.is_empty() => true,
        Some(inner) if inner.contains("제외") => true,
        Some(inner) => {
            let names = inner.split([',', ')']).map(str::trim);
            names.into_iter().any(|name| stems.iter().any(|stem| name.starts_with(stem)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn warnings() -> Warnings {
        let item = serde_json::json!({
            "tmFc": 202_611_221_000_i64, "tmSeq": "28",
            "t6": "o 강풍주의보 : 울릉도.독도\r\no 건조주의보 : 서울, 부산\r\no 폭염경보 : 경기도(김포, 오산), 서울(서울동남권), 강원도(강릉평지)\r\no 한파주의보 : 충청남도(공주), 전라남도",
            "t7": "(1) 풍랑 예비특보\r\no 11월 23일 아침 : 동해중부앞바다",
        });
        Warnings::of(&item).unwrap()
    }

    #[test]
    fn a_place_has_the_warnings_of_its_area() {
        let warnings = warnings();
        for (place, kinds) in [
            ("서울 강남구", &["건조주의보", "폭염경보"][..]),
            ("부산", &["건조주의보"]),
            ("경기 김포시 장기동", &["폭염경보"]),
            ("경기 성남시 분당구", &[]),
            ("강원 강릉시", &["폭염경보"]),
            ("경북 울릉군", &["강풍주의보"]),
            ("제주", &[]),
            ("충남 공주시", &["한파주의보"]),
            ("충남 천안시", &[]),
            ("전남광주 여수시", &["한파주의보"]),
        ] {
            assert_eq!(warnings.at(place), kinds, "{place}");
        }
        assert_eq!(warnings.ahead.len(), 2);
    }

    #[test]
    fn none_in_force_is_an_empty_list_and_another_shape_is_not() {
        let none = Warnings::of(&serde_json::json!({"t6": "o 없음", "t7": null})).unwrap();
        assert_eq!(none, Warnings::default());
        assert_eq!(Warnings::of(&serde_json::json!({"t8": "o 없음"})), None);
    }
}
