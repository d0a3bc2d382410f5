//! Messages at set times: `schedules` (core 6.1, 6.5).

mod tts;

use std::sync::Arc;
use std::time::Duration;

use chrono::{NaiveDate, NaiveTime, Weekday};
use serde::{Serialize, Serializer};
use serde_json::{Value, json};

pub use tts::{Gender, Tts, TtsConfig};

use crate::diagnostic::Problem;
use crate::fields::{Fields, Item, layered};
use crate::source::Source;
use crate::units;

/// One message at set times.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Schedule {
    /// `id`: a name that stays the same when the rest changes; made from the rest by default.
    pub id: Option<String>,
    /// `name`: what people call it.
    pub name: Option<String>,
    /// `enabled`; `true`.
    pub enabled: bool,
    /// `type`: `once` with a date, else `weekly`.
    #[serde(rename = "type")]
    pub kind: ScheduleKind,
    /// `days`: the days of the week of a `weekly` one, as 월 화 수 목 금 토 일.
    #[serde(serialize_with = "write_days")]
    pub days: Vec<Weekday>,
    /// `date`: the day of a `once` one.
    #[serde(serialize_with = "units::shown")]
    pub date: Option<NaiveDate>,
    /// `times`: times of day in the bot's zone, to the minute.
    #[serde(serialize_with = "write_times")]
    pub times: Vec<NaiveTime>,
    /// `valid_from`: the first day; none.
    #[serde(serialize_with = "units::shown")]
    pub valid_from: Option<NaiveDate>,
    /// `valid_until`: the last day; none.
    #[serde(serialize_with = "units::shown")]
    pub valid_until: Option<NaiveDate>,
    /// `messages`: texts with template variables, or commands.
    pub messages: Vec<String>,
    /// `selection`: which of the messages are sent; `random`.
    pub selection: Selection,
    /// `images`: addresses of images that are sent behind the text.
    pub images: Vec<String>,
    /// `media_wait_ms`: pause that each image takes; the phone's own.
    #[serde(rename = "media_wait_ms", serialize_with = "write_wait")]
    pub media_wait: Option<Duration>,
    /// `tts`: whether the text is also spoken.
    pub tts: Tts,
    /// `on_error`: whether the room reads that it failed; `silent`.
    pub on_error: OnError,
}

/// On which days a schedule runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ScheduleKind {
    /// Every day.
    Daily,
    /// On some days of the week.
    Weekly,
    /// On one date.
    Once,
}

/// Which of the messages are sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// Any one.
    #[default]
    Random,
    /// The next one, each time.
    Sequential,
    /// All of them.
    All,
}

/// What a room reads of a run that failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// Nothing.
    #[default]
    Silent,
    /// A short notice.
    Notify,
}

const DAYS: [(&str, Weekday); 7] = [
    ("월", Weekday::Mon),
    ("화", Weekday::Tue),
    ("수", Weekday::Wed),
    ("목", Weekday::Thu),
    ("금", Weekday::Fri),
    ("토", Weekday::Sat),
    ("일", Weekday::Sun),
];

const KINDS: [(&str, ScheduleKind); 3] =
    [("daily", ScheduleKind::Daily), ("weekly", ScheduleKind::Weekly), ("once", ScheduleKind::Once)];

const SELECTIONS: [(&str, Selection); 3] =
    [("random", Selection::Random), ("sequential", Selection::Sequential), ("all", Selection::All)];

const ON_ERROR: [(&str, OnError); 2] = [("silent", OnError::Silent), ("notify", OnError::Notify)];

pub(super) fn read_all(room: &Fields<'_>, key: &'static str) -> Option<Arc<[Schedule]>> {
    let items = room.list(key)?;
    Some(items.into_iter().filter_map(|item| read(item, room.source())).collect())
}

fn read(item: Item<'_>, source: &Source) -> Option<Schedule> {
    let place = item.node.place();
    let fields = Fields::of(item.node, item.path, source)?;
    fields.require("times");
    let date = read_date(&fields, "date");
    let plain = Tts::default();
    let tts = fields.object("tts").map(|tts| layered(tts, &plain, &plain));
    let schedule = Schedule {
        id: fields.filled_text("id"),
        name: fields.text("name"),
        enabled: fields.boolean("enabled").unwrap_or(true),
        kind: fields.choice("type", &KINDS).unwrap_or(if date.is_some() {
            ScheduleKind::Once
        } else {
            ScheduleKind::Weekly
        }),
        days: fields.choices("days", &DAYS).unwrap_or_default(),
        date,
        times: fields.parsed_list("times", time_schema, parse_time).unwrap_or_default(),
        valid_from: read_date(&fields, "valid_from"),
        valid_until: read_date(&fields, "valid_until"),
        messages: fields.texts("messages").unwrap_or_default(),
        selection: fields.choice("selection", &SELECTIONS).unwrap_or_default(),
        images: fields.texts("images").unwrap_or_default(),
        media_wait: fields.integer("media_wait_ms", 0..=600_000).map(i64::unsigned_abs).map(Duration::from_millis),
        tts: tts.unwrap_or_default(),
        on_error: fields.choice("on_error", &ON_ERROR).unwrap_or_default(),
    };
    check_days(&schedule, item.node.named("days").is_some(), &fields);
    if schedule.messages.is_empty() && schedule.images.is_empty() {
        source.warn(place, fields.path(), Problem::NothingToSend);
    }
    fields.finish(&[]);
    Some(schedule)
}

/// Warns of a schedule without any day.
fn check_days(schedule: &Schedule, lists_days: bool, fields: &Fields<'_>) {
    match schedule.kind {
        ScheduleKind::Weekly if !lists_days => fields.error("days", Problem::Missing),
        ScheduleKind::Weekly if schedule.days.is_empty() => fields.warn("days", Problem::NeverRuns),
        ScheduleKind::Once if schedule.date.is_none() => fields.error("date", Problem::Missing),
        _ => {}
    }
    if let (Some(from), Some(until)) = (schedule.valid_from, schedule.valid_until)
        && from > until
    {
        fields.warn("valid_until", Problem::NeverRuns);
    }
}

fn read_date(fields: &Fields<'_>, key: &'static str) -> Option<NaiveDate> {
    let schema = || json!({"type": "string", "pattern": "^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}$"});
    fields.parsed(key, schema, |text| {
        NaiveDate::parse_from_str(text, "%Y-%m-%d").map_err(|_| Problem::BadDate(text.to_owned()))
    })
}

fn time_schema() -> Value {
    json!({"type": "string", "pattern": "^([01]?[0-9]|2[0-3]):[0-5]?[0-9]$"})
}

fn parse_time(text: &str) -> Result<NaiveTime, Problem> {
    NaiveTime::parse_from_str(text, "%H:%M").map_err(|_| Problem::BadTimeOfDay(text.to_owned()))
}

fn write_days<S: Serializer>(days: &[Weekday], to: S) -> Result<S::Ok, S::Error> {
    units::each(days, |day| DAYS[day.num_days_from_monday() as usize].0, to)
}

fn write_times<S: Serializer>(times: &[NaiveTime], to: S) -> Result<S::Ok, S::Error> {
    units::each(times, |time| time.format("%H:%M"), to)
}

#[expect(clippy::ref_option, reason = "serde hands it over so")]
fn write_wait<S: Serializer>(wait: &Option<Duration>, to: S) -> Result<S::Ok, S::Error> {
    wait.map(|wait| wait.as_millis() as u64).serialize(to)
}
