//! The conversation itself: what is typed, what is heard, and what stays unanswered.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Result;
use tokio::io::{AsyncBufReadExt, BufReader, Lines, Stdin, stdin};
use tokio::time::{Instant, sleep_until, timeout};

use super::pending::Pending;
use super::words::Words;
use crate::args::SeatArgs;
use crate::control::{self, Why};
use crate::fold::fold;
use crate::heard::Heard;
use crate::identity::Identity;
use crate::output::Output;
use crate::phone::Phone;
use crate::practice::Server;

/// Parts of one answer come a second apart (protocol 4.2); at the end of a piped conversation they are waited for.
const LAST_PARTS: Duration = Duration::from_millis(1300);
const FOREVER: Duration = Duration::from_hours(24);

/// How a stretch of conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// There is nothing more to say.
    Ended,
    /// The connection is gone.
    Dropped {
        /// Whether the server spoke on it, so that waiting starts anew.
        said_something: bool,
    },
}

/// A person at a terminal with a phone.
pub struct Talk {
    server: Server,
    identity: Identity,
    seat: SeatArgs,
    words: Words,
    output: Output,
    input: Lines<BufReader<Stdin>>,
    phone: Option<Phone>,
    pending: Pending,
    joined: bool,
}

impl Talk {
    /// A conversation that has not begun.
    pub fn new(server: Server, identity: Identity, seat: SeatArgs, words: Words, output: Output) -> Self {
        let input = BufReader::new(stdin()).lines();
        Self { server, identity, seat, words, output, input, phone: None, pending: Pending::default(), joined: false }
    }

    /// Where the server is.
    pub fn address(&self) -> SocketAddr {
        self.server.address
    }

    /// Connects and says what the server makes of this phone.
    pub async fn connect(&mut self) -> Result<()> {
        let phone = Phone::connect(self.server.address, self.identity.clone()).await?;
        let greeting = phone.greeting();
        if let Some(refusal) = greeting.filter(|greeting| !greeting.success) {
            anyhow::bail!("{}", self.words.rejected(&refusal.message));
        }
        if self.joined {
            self.output.line(self.words.connected_again());
        } else {
            self.output.dim(self.words.joined(&self.server.bot, &self.seat));
        }
        if greeting.is_some_and(|greeting| !greeting.approved) {
            self.output.line(self.words.not_approved(&self.server.bot, &self.seat.device));
        }
        self.joined = true;
        self.phone = Some(phone);
        Ok(())
    }

    /// Talks until there is nothing more to say or the connection drops.
    ///
    /// A piped conversation takes turns: the next line is said when the last one was answered or explained.
    pub async fn until_dropped(&mut self) -> Outcome {
        let Some(mut phone) = self.phone.take() else {
            return Outcome::Dropped { said_something: false };
        };
        let takes_turns = !self.output.is_terminal();
        self.prompt();
        loop {
            let may_speak = !takes_turns || self.pending.is_empty();
            let deadline = self.pending.next_deadline();
            tokio::select! {
                heard = phone.next(FOREVER) => match heard {
                    Ok(Some(Heard::Closed)) | Err(_) => return Outcome::Dropped { said_something: true },
                    Ok(heard) => self.show(heard),
                },
                line = self.input.next_line(), if may_speak => match line {
                    Ok(Some(line)) => {
                        if self.say(&mut phone, &line).await.is_err() {
                            return Outcome::Dropped { said_something: true };
                        }
                    }
                    _ => return self.finish(phone).await,
                },
                () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => self.explain().await,
            }
        }
    }

    /// Lets time pass without a connection; what is typed meanwhile is lost, as on a phone (protocol 4.8).
    pub async fn pause(&mut self, seconds: u64) -> Outcome {
        self.pending = Pending::default();
        if !self.output.is_terminal() {
            tokio::time::sleep(Duration::from_secs(seconds)).await;
            return Outcome::Dropped { said_something: false };
        }
        let typed = async { while let Ok(Some(_)) = self.input.next_line().await {} };
        match timeout(Duration::from_secs(seconds), typed).await {
            Ok(()) => Outcome::Ended,
            Err(_) => Outcome::Dropped { said_something: false },
        }
    }

    async fn say(&mut self, phone: &mut Phone, line: &str) -> Result<()> {
        let line = line.trim_end();
        if !line.is_empty() {
            let SeatArgs { room, channel, sender, user, .. } = &self.seat;
            let log_id = phone.say(room, channel, sender, user, line).await?;
            self.pending.sent(log_id, Instant::now());
        }
        self.prompt();
        Ok(())
    }

    fn show(&mut self, heard: Option<Heard>) {
        let bot = &self.server.bot;
        match heard {
            Some(Heard::Text { text, .. }) => {
                let folded = fold(&text);
                let more = if folded.hidden.is_some() { self.words.more() } else { String::new() };
                self.output.line(format_args!("{bot}: {}{more}", folded.shown));
                if let Some(hidden) = folded.hidden {
                    self.output.line(hidden);
                }
                self.pending.answered();
            }
            Some(Heard::Media { sources, .. }) => {
                self.output.line(format_args!("{bot}: {}", self.words.media(sources.len())));
                self.pending.answered();
            }
            Some(Heard::Dropped { reason, .. }) => self.output.dim(self.words.unusable(&format!("{reason:?}"))),
            _ => return,
        }
        self.prompt();
    }

    /// Says why the messages whose time is up got no answer.
    async fn explain(&mut self) {
        while let Some(waiting) = self.pending.overdue(Instant::now()) {
            let why = Why { bot: &self.server.bot, channel: &self.seat.channel, log_id: &waiting.log_id };
            self.output.dim(match control::why(&self.server.control, &why).await {
                Ok(Some(reason)) if reason.starts_with('(') => reason,
                Ok(Some(reason)) => self.words.silence(&reason),
                // It may still be at work on an answer.
                Ok(None) if self.pending.again(waiting, Instant::now()) => return,
                Ok(None) => self.words.silence_unknown(),
                Err(_) => self.words.silence_unexplained(),
            });
            self.prompt();
        }
    }

    /// Waits for what is still outstanding, then hangs up.
    async fn finish(&mut self, mut phone: Phone) -> Outcome {
        loop {
            let until = self.pending.next_deadline().unwrap_or_else(|| Instant::now() + LAST_PARTS);
            match phone.next(until.saturating_duration_since(Instant::now())).await {
                Ok(Some(Heard::Closed)) | Err(_) => return Outcome::Ended,
                Ok(Some(heard)) => self.show(Some(heard)),
                Ok(None) if self.pending.is_empty() => break,
                Ok(None) => self.explain().await,
            }
        }
        self.output.prompt("");
        // The conversation is over either way.
        let _ = phone.close().await;
        Outcome::Ended
    }

    fn prompt(&self) {
        self.output.prompt(format_args!("{}> ", self.seat.sender));
    }
}
