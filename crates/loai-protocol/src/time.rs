//! Times as they stand on the wire, from and to UTC milliseconds.
//!
//! The calendar is written by hand because every chat line is read and every answer of dialect B is written through it:
//! a few divisions on integers, where a calendar library would check fields and formats at run time.

/// Korea has no summer time: nine hours, always.
const KST_MS: i64 = 9 * 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// Reads `YYYY-MM-DD HH:MM:SS` (phone-local, taken as Korean) or ISO-8601 with `Z` or an offset (protocol 4.1).
///
/// A fraction of a second may follow; digits beyond milliseconds are cut. `None` for anything else.
pub fn parse(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let number = |from: usize, to: usize| digits(bytes.get(from..to)?);
    let sign = |at: usize, allowed: &[u8]| bytes.get(at).filter(|&byte| allowed.contains(byte)).map(|_| ());
    let (year, month, day) = (number(0, 4)?, number(5, 7)?, number(8, 10)?);
    let (hour, minute, second) = (number(11, 13)?, number(14, 16)?, number(17, 19)?);
    for (at, allowed) in [(4, b"-" as &[u8]), (7, b"-"), (10, b" T"), (13, b":"), (16, b":")] {
        sign(at, allowed)?;
    }
    let valid = (1..=12).contains(&month)
        && (1..=days_in_month(year, month)).contains(&day)
        && hour < 24
        && minute < 60
        && second < 60;
    let (ms, zone) = fraction(&bytes[19..])?;
    let local = days(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000 + ms;
    valid.then_some(local - offset_ms(zone)?)
}

/// Appends ISO-8601 in UTC with milliseconds, such as `2025-07-20T05:40:00.123Z`.
pub fn push_iso(out: &mut Vec<u8>, utc_ms: i64) {
    push_date_time(out, utc_ms, b'T');
    out.push(b'.');
    push_padded(out, utc_ms.rem_euclid(1000), 3);
    out.push(b'Z');
}

/// Korean wall-clock time without a zone, such as `2025-07-20 14:40:00`; what dialect A writes into its chat lines.
pub fn kst_seconds(utc_ms: i64) -> String {
    let mut out = Vec::with_capacity(19);
    push_date_time(&mut out, utc_ms + KST_MS, b' ');
    text(out)
}

/// Korean wall-clock time with milliseconds, such as `2025-07-20 14:40:00.123`; the usual token of a ping
/// (protocol 4.5).
pub fn kst_token(utc_ms: i64) -> String {
    let mut out = Vec::with_capacity(23);
    push_date_time(&mut out, utc_ms + KST_MS, b' ');
    out.push(b'.');
    push_padded(&mut out, utc_ms.rem_euclid(1000), 3);
    text(out)
}

fn push_date_time(out: &mut Vec<u8>, ms: i64, separator: u8) {
    let (year, month, day) = civil(ms.div_euclid(DAY_MS));
    let seconds = ms.rem_euclid(DAY_MS) / 1000;
    push_padded(out, year, 4);
    out.push(b'-');
    push_padded(out, month, 2);
    out.push(b'-');
    push_padded(out, day, 2);
    out.push(separator);
    push_padded(out, seconds / 3600, 2);
    out.push(b':');
    push_padded(out, seconds / 60 % 60, 2);
    out.push(b':');
    push_padded(out, seconds % 60, 2);
}

fn push_padded(out: &mut Vec<u8>, mut value: i64, width: usize) {
    let start = out.len();
    out.resize(start + width, b'0');
    for digit in out[start..].iter_mut().rev() {
        *digit = b'0' + value.rem_euclid(10) as u8;
        value = value.div_euclid(10);
    }
}

/// The bytes are ASCII by construction.
fn text(ascii: Vec<u8>) -> String {
    String::from_utf8(ascii).unwrap_or_default()
}

fn digits(bytes: &[u8]) -> Option<i64> {
    bytes.iter().try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}

/// Splits `.123Z` into milliseconds and zone; without a fraction the milliseconds are 0.
fn fraction(rest: &[u8]) -> Option<(i64, &[u8])> {
    let Some((b'.', rest)) = rest.split_first() else {
        return Some((0, rest));
    };
    let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    if length == 0 || length > 9 {
        return None;
    }
    let (fraction, zone) = rest.split_at(length);
    let ms = (0..3).fold(0, |sum, at| sum * 10 + fraction.get(at).map_or(0, |byte| i64::from(byte - b'0')));
    Some((ms, zone))
}

/// How far a zone is ahead of UTC; no zone means Korea.
fn offset_ms(zone: &[u8]) -> Option<i64> {
    let (sign, rest) = match zone.split_first() {
        None => return Some(KST_MS),
        Some((b'Z' | b'z', [])) => return Some(0),
        Some((b'+', rest)) => (1, rest),
        Some((b'-', rest)) => (-1, rest),
        Some(_) => return None,
    };
    let (hours, minutes) = match rest {
        [h1, h2, b':', m1, m2] | [h1, h2, m1, m2] => (digits(&[*h1, *h2])?, digits(&[*m1, *m2])?),
        [h1, h2] => (digits(&[*h1, *h2])?, 0),
        _ => return None,
    };
    (hours < 24 && minutes < 60).then_some(sign * (hours * 60 + minutes) * 60_000)
}

fn days_in_month(year: i64, month: i64) -> i64 {
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a proleptic Gregorian date; years are counted from March, so that leap days come last.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

/// The date of a day number; the inverse of [`days`].
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOMENT: i64 = 1_752_990_000_123;

    #[test]
    fn the_forms_of_the_wire_are_understood() {
        assert_eq!(parse("2025-07-20 14:40:00"), Some(1_752_990_000_000));
        assert_eq!(parse("2025-07-20T05:40:00.123Z"), Some(MOMENT));
        assert_eq!(parse("2025-07-20T14:40:00.123456+09:00"), Some(MOMENT));
        assert_eq!(parse("2025-07-20T00:40:00.123-0500"), Some(MOMENT));
        assert_eq!(parse("1969-12-31T23:59:59.999Z"), Some(-1));
        assert_eq!(parse("2024-02-29T00:00:00Z"), Some(1_709_164_800_000));
    }

    #[test]
    fn anything_else_is_no_time() {
        for text in [
            "",
            "now",
            "2025-07-20",
            "2025-13-01 00:00:00",
            "2025-02-29 00:00:00",
            "2025-07-20 24:00:00",
            "2025-07-20 14:60:00",
            "2025-07-20 14:40:60",
            "2025-07-20T05:40:00.Z",
            "2025-07-20T05:40:00ZZ",
            "2025-07-20T05:40:00+9",
            "2025-07-20T05:40:00+24:00",
            "+025-07-20 14:40:00",
            "2025/07/20 14:40:00",
            "2025-07-20 14:40:00é",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn times_are_written_as_the_examples_show() {
        let mut iso = Vec::new();
        push_iso(&mut iso, MOMENT);
        assert_eq!(iso, b"2025-07-20T05:40:00.123Z");
        assert_eq!(kst_seconds(MOMENT), "2025-07-20 14:40:00");
        assert_eq!(kst_token(MOMENT), "2025-07-20 14:40:00.123");
    }

    proptest::proptest! {
        #[test]
        fn every_moment_survives_being_written(ms in -62_000_000_000_000_i64..250_000_000_000_000) {
            let mut iso = Vec::new();
            push_iso(&mut iso, ms);
            assert_eq!(parse(std::str::from_utf8(&iso).unwrap()), Some(ms));
        }
    }
}
