use super::*;

fn at(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

#[test]
fn the_last_issue_is_asked_for_also_right_after_midnight() {
    for (now, measured, village) in [
        ("2026-11-22 15:20", "2026-11-22 15:00", "2026-11-22 14:00"),
        ("2026-11-22 15:09", "2026-11-22 14:00", "2026-11-22 14:00"),
        ("2026-11-22 14:10", "2026-11-22 14:00", "2026-11-22 14:00"),
        ("2026-11-22 14:09", "2026-11-22 13:00", "2026-11-22 11:00"),
        ("2026-11-22 02:10", "2026-11-22 02:00", "2026-11-22 02:00"),
        ("2026-11-22 02:09", "2026-11-22 01:00", "2026-11-21 23:00"),
        ("2026-11-22 00:05", "2026-11-21 23:00", "2026-11-21 23:00"),
        ("2026-11-22 23:59", "2026-11-22 23:00", "2026-11-22 23:00"),
    ] {
        assert_eq!((hour_before(at(now)), issue_before(at(now))), (at(measured), at(village)), "{now}");
    }
}

#[test]
fn a_value_that_is_missing_is_not_a_temperature() {
    let rows = [
        serde_json::json!({"category": "T1H", "obsrValue": "-999"}),
        serde_json::json!({"category": "REH", "obsrValue": 55}),
        serde_json::json!({"category": "PTY", "obsrValue": "7"}),
    ];
    let official = Official::of(at("2026-01-05 10:20"), &rows, &[]);
    assert_eq!((official.now.temperature, official.now.humidity), (None, Some(55.0)));
    assert_eq!(official.now.sky, Some(Condition::Snow));
}
