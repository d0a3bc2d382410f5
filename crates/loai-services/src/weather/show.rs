//! What people read of the weather.

mod parts;

use chrono::{Duration, NaiveDate, Timelike};
use loai_texts::{Texts, folded};
use parts::Parts;

use super::{
    gazetteer::Place,
    kma::Warnings,
    report::{Air, Hour, Report},
    wish::View,
};

/// So many hours ahead are shown one by one, and of a day ahead every third one.
const HOURS: usize = 12;
const EVERY: u32 = 3;

/// The weather of a place, as far as it is asked for.
pub(super) fn place(
    texts: &Texts,
    place: &Place,
    view: View,
    report: &Report,
    air: Option<&Air>,
    warnings: &[String],
) -> String {
    let parts = Parts { texts };
    let mut head = vec![match view {
        View::Day(ahead) => {
            let date = parts.date(report.at.date() + Duration::days(ahead));
            texts.get("weather-title-day", &[("place", place.name.as_str().into()), ("date", date.into())])
        }
        _ => {
            let (date, time) = (parts.date(report.at.date()), report.at.format("%H:%M").to_string());
            let values = [("place", place.name.as_str().into()), ("date", date.into()), ("time", time.into())];
            texts.get("weather-title", &values)
        }
    }];
    if !warnings.is_empty() {
        head.push(texts.get("weather-warned", &[("list", warnings.join(", ").into())]));
    }
    let mut rest = Vec::new();
    match view {
        View::Now => {
            head.extend(now(parts, report, air));
            rest.extend(hours(parts, report));
            rest.extend(week(parts, report));
        }
        View::Day(ahead) => {
            let date = report.at.date() + Duration::days(ahead);
            head.extend(day(parts, report, date));
            rest.extend(hours_of(parts, report, date));
        }
        View::Hours => head.extend(hours(parts, report)),
        View::Week => head.extend(week(parts, report)),
        View::Air => {
            head.push(parts.air(air));
            head.extend(report.day(report.at.date()).and_then(|today| today.uv).map(|index| parts.uv(index)));
        }
    }
    if head.len() == 1 {
        head.push(texts.say("weather-unknown"));
    }
    let source = parts.source(report, air, view == View::Air);
    if rest.is_empty() {
        head.push(source);
        return head.join("\n");
    }
    rest.extend([String::new(), source]);
    folded(&head.join("\n"), &rest.join("\n"))
}

/// The ten cities: today at once, tomorrow behind "전체보기".
pub(super) fn country(texts: &Texts, cities: &[(&'static str, Report)], warnings: Option<&Warnings>) -> String {
    let parts = Parts { texts };
    let Some((_, first)) = cities.first() else { return texts.say("weather-down") };
    let (today, time) = (first.at.date(), first.at.format("%H:%M").to_string());
    let tomorrow = today + Duration::days(1);
    let mut head = vec![texts.get("country-title", &[("date", parts.date(today).into()), ("time", time.into())])];
    let line = |date: NaiveDate| move |(name, report): &(&'static str, Report)| parts.city(name, report, date);
    head.extend(cities.iter().map(line(today)));
    if let Some(warnings) = warnings.filter(|warnings| !warnings.lines.is_empty()) {
        let kinds = warnings.lines.iter().filter_map(|line| line.split(':').next()).map(str::trim);
        head.push(texts.get("weather-warned", &[("list", kinds.collect::<Vec<_>>().join(", ").into())]));
    }
    let mut rest = vec![texts.get("country-tomorrow", &[("date", parts.date(tomorrow).into())])];
    rest.extend(cities.iter().map(line(tomorrow)));
    rest.extend([String::new(), parts.source(first, None, false)]);
    folded(&head.join("\n"), &rest.join("\n"))
}

/// The warnings in force in the whole country, and what is to be expected.
pub(super) fn warnings(texts: &Texts, warnings: &Warnings) -> String {
    let mut lines = vec![texts.say(if warnings.lines.is_empty() { "warnings-none" } else { "warnings-title" })];
    lines.extend(warnings.lines.iter().map(|line| texts.get("warnings-line", &[("text", line.as_str().into())])));
    if !warnings.ahead.is_empty() {
        lines.extend([String::new(), texts.say("warnings-ahead")]);
        lines.extend(warnings.ahead.iter().cloned());
    }
    lines.extend([String::new(), texts.say("warnings-source")]);
    lines.join("\n")
}

fn now(parts: Parts<'_>, report: &Report, air: Option<&Air>) -> Vec<String> {
    let today = report.day(report.at.date());
    let mut lines = vec![parts.now(report)];
    lines.extend(today.and_then(|today| parts.span(report, today)));
    lines.push(String::new());
    lines.extend(parts.felt(&report.now));
    lines.push(parts.air(air));
    lines.extend(today.and_then(|today| parts.sun(today)));
    lines
}

fn day(parts: Parts<'_>, report: &Report, date: NaiveDate) -> Vec<String> {
    let Some(day) = report.day(date) else { return vec![parts.texts.say("weather-unknown")] };
    let sky = day.sky.map(|sky| format!("{} {}", sky.emoji(false), parts.sky(sky)));
    let lines = [sky, parts.span(report, day), parts.sun(day)];
    lines.into_iter().flatten().collect()
}

fn hours(parts: Parts<'_>, report: &Report) -> Vec<String> {
    listed(parts, report.coming().take(HOURS).collect(), "weather-hours")
}

fn hours_of(parts: Parts<'_>, report: &Report, date: NaiveDate) -> Vec<String> {
    let third = |hour: &&Hour| hour.at.date() == date && hour.at.hour().is_multiple_of(EVERY);
    listed(parts, report.hours.iter().filter(third).collect(), "weather-hours")
}

fn listed(parts: Parts<'_>, hours: Vec<&Hour>, title: &str) -> Vec<String> {
    let lines: Vec<String> = hours.into_iter().filter_map(|hour| parts.hour(hour)).collect();
    if lines.is_empty() { lines } else { std::iter::once(parts.texts.say(title)).chain(lines).collect() }
}

fn week(parts: Parts<'_>, report: &Report) -> Vec<String> {
    let ahead = report.days.iter().filter(|day| day.date > report.at.date());
    let lines: Vec<String> = ahead.filter_map(|day| parts.day(report, day)).collect();
    if lines.is_empty() { lines } else { std::iter::once(parts.texts.say("weather-week")).chain(lines).collect() }
}
