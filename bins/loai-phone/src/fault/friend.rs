//! The healthy phone: it talks all the time and expects its answers.

use std::time::Duration;

use anyhow::{Error, Result, bail};
use tokio::time::Instant;

use super::ground::ANSWER_WAIT;
use crate::heard::Heard;
use crate::phone::{Message, Phone};

/// Between two exchanges.
const PAUSE: Duration = Duration::from_millis(250);

/// A phone that behaves.
///
/// Each of its messages is a command that says the message's log id back, so that its own answers are told from those
/// that the server brings here because the misbehaving phone cannot have them any more.
pub struct Friend {
    phone: Phone,
    room: String,
    channel: String,
    command: String,
    answers: u32,
}

impl Friend {
    /// A connected phone that will say `command` and a number in a room.
    pub fn new(phone: Phone, room: &str, channel: &str, command: &str) -> Self {
        let (room, channel, command) = (room.to_owned(), channel.to_owned(), command.to_owned());
        Self { phone, room, channel, command, answers: 0 }
    }

    /// How many answers it got.
    pub fn answers(&self) -> u32 {
        self.answers
    }

    /// Talks until something goes wrong.
    pub async fn talk(&mut self) -> Error {
        loop {
            let pause = Instant::now() + PAUSE;
            let done = match self.exchange().await {
                Ok(()) => self.hear_until(pause, None).await.map(|_| ()),
                Err(error) => Err(error),
            };
            if let Err(error) = done {
                return error;
            }
        }
    }

    /// Says something and waits for its answer.
    pub async fn exchange(&mut self) -> Result<()> {
        let message = Message::new(&self.room, &self.channel, "").from("친구", "friend-user");
        let number = message.log_id().unwrap_or_default().to_owned();
        self.phone.say_with(&message.with_text(&format!("{} {number}", self.command))).await?;
        if !self.hear_until(Instant::now() + ANSWER_WAIT, Some(&number)).await? {
            bail!("no answer within {ANSWER_WAIT:?}");
        }
        self.answers += 1;
        Ok(())
    }

    /// Listens until the time is up or a text with `wanted` comes; whether it came.
    async fn hear_until(&mut self, deadline: Instant, wanted: Option<&str>) -> Result<bool> {
        loop {
            match self.phone.next(deadline.saturating_duration_since(Instant::now())).await? {
                None => return Ok(false),
                Some(Heard::Closed) => bail!("the server closed its connection"),
                Some(Heard::Text { text, .. }) if wanted.is_some_and(|wanted| text.contains(wanted)) => {
                    return Ok(true);
                }
                Some(_) => {}
            }
        }
    }
}
