//! What a scenario or a test expects of the server.

use std::time::Duration;

use anyhow::{Result, bail};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::time::Instant;

use super::Phone;
use crate::heard::Heard;

impl<S: AsyncRead + AsyncWrite + Unpin> Phone<S> {
    /// The next text or media, past pings and greetings.
    ///
    /// # Errors
    /// When nothing comes in time, the connection ends, or the server sends what this script cannot use.
    pub async fn expect_reply(&mut self, within: Duration) -> Result<Heard> {
        let deadline = Instant::now() + within;
        loop {
            match self.next_until(deadline).await? {
                None => bail!("no answer within {within:?}"),
                Some(Heard::Closed) => bail!("the server closed the connection"),
                Some(Heard::Dropped { reason, line }) => bail!("the phone cannot use this line ({reason:?}): {line}"),
                Some(reply @ (Heard::Text { .. } | Heard::Media { .. })) => return Ok(reply),
                Some(Heard::Ping { .. } | Heard::Greeting(_) | Heard::Command(_) | Heard::Noted(_)) => {}
            }
        }
    }

    /// The next answer's text.
    ///
    /// # Errors
    /// As [`Phone::expect_reply`], and when the answer is media.
    pub async fn expect_text(&mut self, within: Duration) -> Result<String> {
        match self.expect_reply(within).await? {
            Heard::Text { text, .. } => Ok(text),
            other => bail!("expected a text, heard {other:?}"),
        }
    }

    /// Lets the whole time pass and answers pings.
    ///
    /// # Errors
    /// When anything but pings and greetings comes.
    pub async fn expect_silence(&mut self, within: Duration) -> Result<()> {
        let deadline = Instant::now() + within;
        loop {
            match self.next_until(deadline).await? {
                None => return Ok(()),
                Some(Heard::Ping { .. } | Heard::Greeting(_) | Heard::Noted(_)) => {}
                Some(other) => bail!("expected silence, heard {other:?}"),
            }
        }
    }

    /// Waits until the server closes the connection; what comes before is passed over.
    ///
    /// # Errors
    /// When the connection is still open after that time.
    pub async fn expect_closed(&mut self, within: Duration) -> Result<()> {
        let deadline = Instant::now() + within;
        loop {
            match self.next_until(deadline).await {
                Ok(None) => bail!("the connection is still open after {within:?}"),
                Ok(Some(Heard::Closed)) | Err(_) => return Ok(()),
                Ok(Some(_)) => {}
            }
        }
    }
}
