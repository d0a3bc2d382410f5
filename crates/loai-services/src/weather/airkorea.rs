//! AirKorea through data.go.kr: the dust that stations measure.

use serde_json::Value;

use super::{
    data_go_kr::{items, text},
    gazetteer::{Place, is_province},
    outside::{Outside, Trouble, number, strange},
    report::Air,
};

const NAME: &str = "airkorea";
/// The districts of Gwangju, which AirKorea counts apart from the province around it.
const GWANGJU: [&str; 5] = ["동구", "서구", "남구", "북구", "광산구"];

/// What a station measures, in μg/m³.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Station {
    name: String,
    pm10: Option<f64>,
    pm25: Option<f64>,
}

/// The province of a place, as AirKorea names it; `None` for a place whose name does not begin with one.
pub(crate) fn province(place: &Place) -> Option<&str> {
    let mut words = place.name.split_whitespace();
    match (words.next()?, words.next()) {
        ("전남광주", Some(district)) if GWANGJU.contains(&district) => Some("광주"),
        ("전남광주", _) => Some("전남"),
        (province, _) => is_province(province).then_some(province),
    }
}

/// The stations of a province.
pub(crate) async fn stations(outside: &Outside, province: &str) -> Result<Vec<Station>, Trouble> {
    let url = format!("{}/ArpltnInforInqireSvc/getCtprvnRltmMesureDnsty", outside.settings().airkorea_url);
    let pairs = [("returnType", "json"), ("numOfRows", "100"), ("pageNo", "1"), ("sidoName", province), ("ver", "1.3")];
    let items = items(outside, (&outside.airkorea, &outside.rest), NAME, &url, &pairs).await?;
    let stations: Vec<Station> = items.iter().filter_map(Station::of).collect();
    if stations.is_empty() { Err(strange(NAME)) } else { Ok(stations) }
}

impl Station {
    fn of(item: &Value) -> Option<Self> {
        let value =
            |key: &str, flag: &str| number(&item[key]).filter(|_| item[flag].as_str().is_none_or(str::is_empty));
        let (pm10, pm25) = (value("pm10Value", "pm10Flag"), value("pm25Value", "pm25Flag"));
        Some(Self { name: text(&item["stationName"])?, pm10, pm25 }).filter(|_| pm10.or(pm25).is_some())
    }
}

/// The air at a place: of the station that has its name, else the middle of all stations of the province.
pub(crate) fn at(stations: &[Station], place: &Place) -> Air {
    let mut words: Vec<&str> = place.name.split_whitespace().skip(1).collect();
    words.reverse();
    let named = words.iter().find_map(|word| stations.iter().find(|station| station.name == *word));
    match named {
        Some(station) => {
            Air { pm10: station.pm10, pm25: station.pm25, measured: true, station: Some(station.name.clone()) }
        }
        None => Air {
            pm10: middle(stations.iter().filter_map(|station| station.pm10)),
            pm25: middle(stations.iter().filter_map(|station| station.pm25)),
            measured: true,
            station: None,
        },
    }
}

fn middle(values: impl Iterator<Item = f64>) -> Option<f64> {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn place(name: &str) -> Place {
        Place { name: name.to_owned(), lat: 37.5, lon: 127.0, in_korea: true }
    }

    #[test]
    fn a_district_has_its_own_station_and_others_the_middle_of_the_province() {
        let items = [
            json!({"stationName": "강남구", "pm10Value": "35", "pm25Value": "17"}),
            json!({"stationName": "종로구", "pm10Value": "90", "pm25Value": "40", "pm25Flag": "통신장애"}),
            json!({"stationName": "중구", "pm10Value": "50", "pm25Value": "-"}),
            json!({"stationName": "도산대로", "pm10Value": "-", "pm25Value": null, "pm10Flag": "점검및교정"}),
        ];
        let stations: Vec<Station> = items.iter().filter_map(Station::of).collect();
        assert_eq!(stations.len(), 3);
        let air = at(&stations, &place("서울 강남구 역삼동"));
        assert_eq!((air.pm10, air.pm25, air.station.as_deref()), (Some(35.0), Some(17.0), Some("강남구")));
        let air = at(&stations, &place("서울 종로구"));
        assert_eq!((air.pm10, air.pm25), (Some(90.0), None));
        let air = at(&stations, &place("서울"));
        assert_eq!((air.pm10, air.pm25, air.station), (Some(50.0), Some(17.0), None));
    }

    #[test]
    fn the_provinces_are_those_of_airkorea() {
        for (name, expected) in [
            ("서울 강남구", "서울"),
            ("전남광주 북구", "광주"),
            ("전남광주 여수시", "전남"),
            ("광주", "광주"),
            ("제주", "제주"),
        ] {
            assert_eq!(province(&place(name)), Some(expected));
        }
        assert_eq!(province(&place("가나 (서울특별시)")), None);
    }
}
