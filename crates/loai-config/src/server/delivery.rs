//! `[delivery]`: how long things are worth saying, and what becomes of them at phones.

use std::time::Duration;

use crate::diagnostic::Problem;
use crate::fields::Fields;

/// The longest `ack_seconds` and `window_seconds`.
const MAX_WINDOW: i64 = 600;

/// How long things are worth saying, and what becomes of them at phones.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliverySettings {
    /// `reply_seconds`: how long an answer is worth saying; 30 s.
    pub reply: Duration,
    /// `notice_minutes`: how long a notice of the server is; 60 min.
    pub notice: Duration,
    /// `push_minutes`: how long what an extension sends by itself is; 30 min.
    pub push: Duration,
    /// `scheduled_minutes`: how long a scheduled message is; 30 min.
    pub scheduled: Duration,
    /// `news_minutes`: how long a piece of news is; 180 min.
    pub news: Duration,
    /// `ack_seconds`: after this time a phone that reports outcomes is asked again; less than the window; 3 s.
    pub ack: Duration,
    /// `window_seconds`: how long a phone may say what it was given, before another one may; 5 s.
    pub window: Duration,
    /// `failback_seconds`: how long a better phone must be well before it speaks again; 60 s.
    pub failback: Duration,
    /// `observe_seconds`: how long another phone may take to see what was said; 10 s.
    pub observe: Duration,
    /// `fold_chars`: a longer text folds behind "전체보기"; 0 folds none; 500.
    pub fold_chars: usize,
    /// `split_chars`: a longer text leaves in several messages, in UTF-16 units; 3000.
    pub split_chars: usize,
    /// `keep_days`: how long the table of deliveries keeps what has ended; 14 days.
    pub keep: Duration,
}

impl Default for DeliverySettings {
    fn default() -> Self {
        Self {
            reply: Duration::from_secs(30),
            notice: Duration::from_hours(1),
            push: Duration::from_mins(30),
            scheduled: Duration::from_mins(30),
            news: Duration::from_hours(3),
            ack: Duration::from_secs(3),
            window: Duration::from_secs(5),
            failback: Duration::from_mins(1),
            observe: Duration::from_secs(10),
            fold_chars: 500,
            split_chars: 3000,
            keep: Duration::from_hours(14 * 24),
        }
    }
}

impl DeliverySettings {
    pub(crate) fn read(fields: Fields<'_>) -> Self {
        let default = Self::default();
        let seconds = |key, limits, default| fields.seconds(key, limits).unwrap_or(default);
        let minutes =
            |key, default| fields.integer(key, 1..=10_080).map(i64::unsigned_abs).map_or(default, Duration::from_mins);
        let settings = Self {
            reply: seconds("reply_seconds", 5..=3600, default.reply),
            notice: minutes("notice_minutes", default.notice),
            push: minutes("push_minutes", default.push),
            scheduled: minutes("scheduled_minutes", default.scheduled),
            news: minutes("news_minutes", default.news),
            ack: seconds("ack_seconds", 1..=MAX_WINDOW, default.ack),
            window: seconds("window_seconds", 2..=MAX_WINDOW, default.window),
            failback: seconds("failback_seconds", 0..=86_400, default.failback),
            observe: seconds("observe_seconds", 1..=600, default.observe),
            fold_chars: fields.number("fold_chars", 0..=65_000, default.fold_chars),
            split_chars: fields.number("split_chars", 1000..=65_000, default.split_chars),
            keep: fields
                .integer("keep_days", 1..=3650)
                .map_or(default.keep, |days| Duration::from_hours(days.unsigned_abs() * 24)),
        };
        settings.check_order(&fields);
        fields.finish(&[]);
        settings
    }

    /// A phone is asked again before another one may speak.
    fn check_order(&self, fields: &Fields<'_>) {
        let (ack, window) = (self.ack.as_secs() as i64, self.window.as_secs() as i64);
        if ack < window {
            return;
        }
        match fields.culprit(["window_seconds", "ack_seconds"]) {
            "window_seconds" if ack < MAX_WINDOW => {
                fields.error("window_seconds", Problem::OutOfRange { min: ack + 1, max: MAX_WINDOW });
            }
            _ => fields.error("ack_seconds", Problem::OutOfRange { min: 1, max: window - 1 }),
        }
    }
}
