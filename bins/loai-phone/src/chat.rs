//! `loai-phone chat`: a conversation with the bot in the terminal.

mod pending;
mod talk;
mod words;

use anyhow::{Result, bail};
use loai_config::Environment;

use crate::args::ChatArgs;
use crate::output::Output;
use crate::practice;
use talk::{Outcome, Talk};
use words::Words;

/// Talks until standard input ends, and connects again when the connection drops.
pub async fn run(args: ChatArgs) -> Result<()> {
    let words = Words::new(Environment::from_process().language());
    let output = Output::standard();
    let server = practice::find(&args.server).await?;
    let identity = server.identity(&args.seat.device, args.seat.client);
    let mut talk = Talk::new(server, identity, args.seat, words.clone(), output);
    if let Err(error) = talk.connect().await {
        bail!("{}", words.cannot_connect(talk.address(), &error));
    }
    let mut drops = 0;
    loop {
        match talk.until_dropped().await {
            Outcome::Ended => return Ok(()),
            Outcome::Dropped { said_something } => drops = if said_something { 1 } else { drops + 1 },
        }
        // The scripts wait 4, 8, 16, 32, then 60 s (protocol 2.5).
        loop {
            let seconds = (2_u64 << drops.min(5)).min(60);
            output.line(words.dropped(seconds));
            if talk.pause(seconds).await == Outcome::Ended {
                return Ok(());
            }
            match talk.connect().await {
                Ok(()) => break,
                Err(error) if !output.is_terminal() => {
                    bail!("{}", words.cannot_connect(talk.address(), &error));
                }
                Err(error) => output.line(words.cannot_connect(talk.address(), &error)),
            }
            drops += 1;
        }
    }
}
