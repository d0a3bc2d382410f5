//! `loai-phone scenario`: scripted exchanges with expectations.

mod play;
mod script;

use anyhow::{Context, Result};

use crate::args::ScenarioArgs;
use crate::output::Output;
use crate::practice;

/// Plays a file and fails at its first unmet expectation.
pub async fn run(args: ScenarioArgs) -> Result<()> {
    let file = args.file.display();
    let text = std::fs::read_to_string(&args.file).with_context(|| format!("cannot read {file}"))?;
    let steps = script::parse(&text).with_context(|| format!("cannot understand {file}"))?;
    let server = practice::find(&args.server).await?;
    let identity = server.identity(&args.seat.device, args.seat.client);
    let mut stage = play::Stage::new(server.address, identity, &args.seat);
    for step in &steps {
        stage.play(&step.action).await.with_context(|| format!("{file}:{}", step.line))?;
    }
    Output::standard().line(format_args!("{file}: {} steps, all as expected", steps.len()));
    Ok(())
}
