//! The verse of the day, and what is read of the Bible today by those who read it within a year.

use std::sync::Arc;

use chrono::{DateTime, Datelike, NaiveDate};
use chrono_tz::Tz;
use loai_bible::{Passage, Text, Version};
use loai_core::Call;
use loai_texts::folded;

use super::{Desk, Today};
use crate::Ports;

/// The day in the zone of the bot.
pub(super) fn of(ports: &Ports, call: &Call<'_>) -> Today {
    let settings = ports.settings.load();
    let zone = settings.bots.get(&call.room.bot).map_or(Tz::Asia__Seoul, |bot| bot.timezone);
    let date = DateTime::from_timestamp_millis(call.at).unwrap_or_default().with_timezone(&zone).date_naive();
    on(date)
}

pub(super) fn on(date: NaiveDate) -> Today {
    Today {
        month: date.month(),
        day: date.day(),
        of_year: date.ordinal0() as u16,
        year: if date.leap_year() { 366 } else { 365 },
        number: i64::from(date.num_days_from_ce()),
    }
}

impl Desk {
    pub(super) fn today(&self, today: Today, versions: &[(Version, Arc<Text>)]) -> String {
        let texts = &self.texts;
        let title = texts.get("bible-today", &[("month", today.month.into()), ("day", today.day.into())]);
        let verse = loai_bible::verse_of(today.number).map(|verse| self.passages(&[verse], versions));
        let list: Vec<String> =
            loai_bible::reading(today.of_year, today.year).into_iter().map(|passage| self.chapters(passage)).collect();
        let words = [("number", (u32::from(today.of_year) + 1).into()), ("list", list.join(", ").into())];
        let reading = texts.get("bible-reading", &words);
        folded(&format!("{title}\n{reading}"), &format!("\n{}", verse.unwrap_or_default()))
    }

    fn chapters(&self, passage: Passage) -> String {
        let (from, to) = (passage.from.chapter(), passage.to.chapter());
        let words = [
            ("book", passage.from.book().korean().into()),
            ("first", if from == to { "one" } else { "more" }.into()),
            ("from", u32::from(from).into()),
            ("to", u32::from(to).into()),
        ];
        self.texts.get("bible-chapters", &words)
    }
}
