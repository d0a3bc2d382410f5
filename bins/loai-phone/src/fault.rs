//! `loai-phone fault`: phones that misbehave, and a healthy one beside them that must not suffer.

mod friend;
mod ground;
mod lines;
mod slow;
mod sockets;

use std::time::Duration;

use anyhow::{Context, Result, bail};
use clap::builder::PossibleValuesParser;
use tokio::time::timeout;

use crate::args::FaultArgs;
use crate::output::Output;
use ground::Ground;

/// Above the time that a fault may take by itself.
const SLACK: Duration = Duration::from_mins(1);

/// One way to misbehave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fault {
    Split,
    Coalesced,
    Garbage,
    LongLines,
    ClockSkew,
    LateClose,
    HalfOpen,
    SlowReader,
    ReconnectStorm,
}

const FAULTS: [(&str, Fault); 9] = [
    ("split", Fault::Split),
    ("coalesced", Fault::Coalesced),
    ("garbage", Fault::Garbage),
    ("long-lines", Fault::LongLines),
    ("clock-skew", Fault::ClockSkew),
    ("late-close", Fault::LateClose),
    ("half-open", Fault::HalfOpen),
    ("slow-reader", Fault::SlowReader),
    ("reconnect-storm", Fault::ReconnectStorm),
];
const ALL: &str = "all";

/// What may stand on the command line.
pub fn names() -> PossibleValuesParser {
    PossibleValuesParser::new(FAULTS.iter().map(|&(name, _)| name).chain([ALL]))
}

/// Commits one fault or all of them, says what was done and whether the server behaved.
///
/// # Errors
/// When it did not.
pub async fn run(args: FaultArgs) -> Result<()> {
    let wanted = args.name.clone();
    let ground = ground::prepare(args).await?;
    let output = Output::standard();
    let mut failed = Vec::new();
    for (name, fault) in FAULTS.into_iter().filter(|&(name, _)| wanted == name || wanted == ALL) {
        match commit(fault, &ground).await {
            Ok(did) => output.line(format_args!("ok    {name}: {did}")),
            Err(error) => {
                output.line(format_args!("WRONG {name}: {error:#}"));
                failed.push(name);
            }
        }
    }
    if !failed.is_empty() {
        bail!("the server misbehaved under: {}", failed.join(", "));
    }
    Ok(())
}

/// The healthy phone talks all the while, and once more afterwards.
async fn commit(fault: Fault, ground: &Ground) -> Result<String> {
    let mut friend = ground.friend().await.context("the other phone cannot connect")?;
    let misbehave = timeout(ground.time() + SLACK, misbehave(fault, ground));
    let did = tokio::select! {
        did = misbehave => did.context("it took too long")??,
        error = friend.talk() => return Err(error.context("the other phone suffered")),
    };
    friend.exchange().await.context("the other phone suffered afterwards")?;
    Ok(format!("{did}; the other phone got {} answers", friend.answers()))
}

async fn misbehave(fault: Fault, ground: &Ground) -> Result<String> {
    match fault {
        Fault::Split => lines::split(ground).await,
        Fault::Coalesced => lines::coalesced(ground).await,
        Fault::Garbage => lines::garbage(ground).await,
        Fault::LongLines => lines::long_lines(ground).await,
        Fault::ClockSkew => lines::clock_skew(ground).await,
        Fault::LateClose => sockets::late_close(ground).await,
        Fault::HalfOpen => sockets::half_open(ground).await,
        Fault::SlowReader => slow::slow_reader(ground).await,
        Fault::ReconnectStorm => sockets::reconnect_storm(ground).await,
    }
}
