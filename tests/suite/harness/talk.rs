//! Saying something in a room and hearing the answer.

use std::time::Duration;

use anyhow::{Context, Result, ensure};
use loai_phone::{Heard, Message, Phone};
use tokio::time::Instant;

use super::Server;

/// How long an answer may take on a machine that is busy with other tests.
pub const PATIENCE: Duration = Duration::from_secs(15);
/// How long nothing must come after the server has counted what it does not answer; an answer would have left with it.
pub const QUIET: Duration = Duration::from_millis(400);

/// A room as phones know it.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The room's name.
    pub name: &'static str,
    /// The room's channel id.
    pub channel: &'static str,
}

impl Place {
    /// The practice room of a first start.
    pub const PRACTICE: Self = Self { name: "연습방", channel: "practice" };
    /// A room like any other.
    pub const HOME: Self = Self { name: "우리 방", channel: "18412345678901234" };

    /// A message in this room by a person called 지우.
    pub fn says(self, text: &str) -> Message {
        Message::new(self.name, self.channel, text).from("지우", "0f1e2d3c")
    }
}

/// Says something that must be answered with nothing: the server counts it under this label, and then nothing comes.
///
/// # Errors
/// When it is counted otherwise, or something comes.
pub async fn is_ignored(server: &Server, phone: &mut Phone, place: Place, text: &str, label: &str) -> Result<()> {
    let before = server.counter(label)?;
    phone.say_with(&place.says(text)).await?;
    server.counted(label, before + 1).await?;
    phone.expect_silence(QUIET).await.with_context(|| format!("{text:?} in {} was answered", place.name))
}

/// Waits for the next ping; the phone answers it unless it is muted.
///
/// # Errors
/// When none comes, or something else does that no script expects.
pub async fn pinged(phone: &mut Phone) -> Result<()> {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let left = deadline.saturating_duration_since(Instant::now());
        match phone.next(left).await?.context("no ping came")? {
            Heard::Ping { .. } => return Ok(()),
            heard => ensure!(!matches!(heard, Heard::Closed | Heard::Dropped { .. }), "heard {heard:?}"),
        }
    }
}

/// Says something and returns the text that is answered.
///
/// # Errors
/// When no text is answered in time.
pub async fn ask(phone: &mut Phone, place: Place, text: &str) -> Result<String> {
    phone.say_with(&place.says(text)).await?;
    let beginning = || text.chars().take(40).collect::<String>();
    phone.expect_text(PATIENCE).await.with_context(|| format!("no answer to {:?} in {}", beginning(), place.name))
}
