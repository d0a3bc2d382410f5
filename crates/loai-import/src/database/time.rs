//! Times as an earlier database wrote them.

use chrono::{Duration, NaiveDate, NaiveDateTime, TimeZone as _, Utc};
use chrono_tz::Tz;
use loai_db::{LegacyRow, LegacyTable};

/// The time in a column, in UTC milliseconds.
pub(super) fn of(table: &LegacyTable, row: &LegacyRow, column: &str, zone: Tz) -> Option<i64> {
    let time = parse(row.filled(column)?)?;
    if table.is_utc(column) { Some(Utc.from_utc_datetime(&time).timestamp_millis()) } else { in_zone(time, zone) }
}

/// A text such as `2024-01-05 15:14:20`, with a fraction or without; `None` for the zero date.
pub(super) fn parse(text: &str) -> Option<NaiveDateTime> {
    let text = text.trim();
    let formats = ["%Y-%m-%d %H:%M:%S%.f", "%Y-%m-%dT%H:%M:%S%.f", "%Y-%m-%d %H:%M"];
    let time = formats.into_iter().find_map(|format| NaiveDateTime::parse_from_str(text, format).ok());
    time.or_else(|| NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?.and_hms_opt(0, 0, 0))
}

/// A local time in UTC milliseconds. Of an hour that comes twice the first one is meant, and an hour that a change of
/// the clock skips is the one after it.
pub(crate) fn in_zone(time: NaiveDateTime, zone: Tz) -> Option<i64> {
    let found = zone.from_local_datetime(&time).earliest();
    let found = found.or_else(|| zone.from_local_datetime(&(time + Duration::hours(1))).earliest());
    found.map(|time| time.timestamp_millis())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn local_times_become_utc() {
        let at = |text| parse(text).and_then(|time| in_zone(time, Tz::Asia__Seoul));
        assert_eq!(at("2024-01-05 09:00:00"), Some(1_704_412_800_000));
        assert_eq!(at("2024-01-05 09:00:00.250"), Some(1_704_412_800_250));
        assert_eq!(at("0000-00-00 00:00:00"), None);
        assert_eq!(at("soon"), None);
        let skipped = parse("2024-03-31 02:30:00").and_then(|time| in_zone(time, Tz::Europe__Berlin));
        let after = parse("2024-03-31 03:30:00").and_then(|time| in_zone(time, Tz::Europe__Berlin));
        assert_eq!(skipped, after);
    }
}
