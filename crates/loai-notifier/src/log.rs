//! Errors in the log become notices.

use std::{fmt, future::Future};

use loai_config::NotifyLevel;
use tracing::{
    Event, Level, Metadata, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    Layer,
    filter::{FilterFn, LevelFilter},
    layer,
};

use crate::{Notice, Notifier};

/// The crates of this server begin so.
const OURS: &str = "loai_";
/// So much of what one event says is taken, in bytes.
const LONGEST: usize = 2_000;

tokio::task_local! {
    /// There while notices are sent.
    static NOTIFYING: ();
}

/// Does something of which nothing that is logged becomes a notice.
pub(crate) async fn unlogged<T>(work: impl Future<Output = T>) -> T {
    NOTIFYING.scope((), work).await
}

/// Makes notices of errors, and of warnings where they are wanted, that the crates of this server log.
pub struct LogLayer {
    notifier: Notifier,
}

impl LogLayer {
    pub(crate) fn new(notifier: Notifier) -> Self {
        Self { notifier }
    }

    /// What the layer has to see at all.
    pub fn filter() -> FilterFn {
        FilterFn::new(concerns_us as fn(&Metadata<'_>) -> bool).with_max_level_hint(LevelFilter::WARN)
    }
}

fn concerns_us(metadata: &Metadata<'_>) -> bool {
    let target = metadata.target();
    let ours = target.starts_with(OURS) && !target.starts_with(env!("CARGO_CRATE_NAME"));
    *metadata.level() <= Level::WARN && ours
}

impl<S: Subscriber> Layer<S> for LogLayer {
    fn on_event(&self, event: &Event<'_>, _: layer::Context<'_, S>) {
        let is_error = *event.metadata().level() == Level::ERROR;
        let level = if is_error { NotifyLevel::Error } else { NotifyLevel::Warn };
        if NOTIFYING.try_with(|()| ()).is_ok() || !self.notifier.wants(level) {
            return;
        }
        let mut said = Said::default();
        event.record(&mut said);
        let notice = match (said.command, said.room) {
            (Some(command), Some(room)) => {
                Notice::error("notice-command-failed").word("command", command).word("number", room.to_string())
            }
            _ if is_error => Notice::error("notice-log-error"),
            _ => Notice::warning("notice-log-warning"),
        };
        let bot = said.bot.and_then(|bot| loai_core::BotName::new(&bot).ok());
        let notice = match (bot, said.room) {
            (Some(bot), _) => notice.of_bot(bot),
            (None, Some(room)) => notice.of_room(room),
            (None, None) => notice,
        };
        self.notifier.tell(notice.detail(format!("{}: {}", event.metadata().target(), said.text)));
    }
}

/// What an event says.
#[derive(Default)]
struct Said {
    text: String,
    bot: Option<String>,
    room: Option<u32>,
    command: Option<String>,
}

impl Said {
    fn add(&mut self, field: &Field, value: fmt::Arguments<'_>) {
        let text = match field.name() {
            "message" if self.text.is_empty() => value.to_string(),
            "message" => format!("{value} {}", self.text),
            name => format!("{}{}{name}={value}", self.text, if self.text.is_empty() { "" } else { " " }),
        };
        self.text = text;
        self.text.truncate(self.text.floor_char_boundary(LONGEST));
    }
}

impl Visit for Said {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        match field.name() {
            "bot.name" => self.bot = Some(format!("{value:?}")),
            _ => self.add(field, format_args!("{value:?}")),
        }
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        match field.name() {
            "bot.name" => self.bot = Some(value.to_owned()),
            "command.key" => self.command = Some(value.to_owned()),
            _ => self.add(field, format_args!("{value}")),
        }
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        match field.name() {
            "room.id" => self.room = u32::try_from(value).ok(),
            _ => self.add(field, format_args!("{value}")),
        }
    }
}
