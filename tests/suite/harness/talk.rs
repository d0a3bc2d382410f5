//! Saying something in a room and hearing the answer.

use std::time::Duration;

use anyhow::{Context, Result};
use loai_phone::{Message, Phone};

/// How long an answer may take on a machine that is busy with other tests.
pub const PATIENCE: Duration = Duration::from_secs(15);
/// How long nothing must come, where something would come at once if it came at all.
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

/// Says something and returns the text that is answered.
///
/// # Errors
/// When no text is answered in time.
pub async fn ask(phone: &mut Phone, place: Place, text: &str) -> Result<String> {
    phone.say_with(&place.says(text)).await?;
    let beginning = || text.chars().take(40).collect::<String>();
    phone.expect_text(PATIENCE).await.with_context(|| format!("no answer to {:?} in {}", beginning(), place.name))
}
