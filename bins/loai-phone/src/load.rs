//! `loai-phone load`: many phones, measured.

mod files;
mod metronome;
mod pace;
mod plan;
mod report;
mod ring;
mod rooms;
mod tally;
mod unanswered;
mod usage;
mod wire;
mod worker;

use std::fs;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use anyhow::{Context, Result, bail};
use tokio::io::AsyncReadExt;
use tokio::sync::{Notify, Semaphore, mpsc, watch};
use tokio::time::{Instant, MissedTickBehavior, interval, sleep, timeout};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::args::LoadArgs;
use crate::output::Output;
use crate::practice;
use plan::{News, Plan};
use report::{Figures, Moment};
use tally::Tally;
use worker::Worker;

/// How many phones connect at the same time; a server's backlog may be as short as 128.
const CONNECTING: usize = 100;
const DEFAULT_WINDOW: usize = 64;
/// Phones end by themselves soon after the last answer or their patience.
const ENDING: Duration = Duration::from_secs(10);

/// The sending ends of a plan.
struct Signals {
    start: watch::Sender<Option<Instant>>,
    news: mpsc::Receiver<News>,
}

/// Signs everything, connects all phones, lets them speak, and reports.
pub async fn run(mut args: LoadArgs) -> Result<()> {
    files::make_room(args.phones)?;
    let server = practice::find(&args.server).await?;
    args.server_pid = args.server_pid.or(server.pid);
    let (plan, mut signals) = plan(&args, &server)?;
    let done = speak(&args, &plan, &mut signals).await;
    plan.stop.cancel();
    done
}

async fn speak(args: &LoadArgs, plan: &Arc<Plan>, signals: &mut Signals) -> Result<()> {
    let workers: Vec<Worker> = (0..plan.phones).map(|phone| Worker::new(Arc::clone(plan), phone)).collect();
    let tracker = TaskTracker::new();
    let began = Instant::now();
    for worker in workers {
        tracker.spawn(worker.run());
    }
    tracker.close();
    let connecting = all_identified(plan, &mut signals.news, began).await?;
    if args.hold_idle {
        return hold(plan.phones).await;
    }
    measure(args, plan, signals, &tracker, connecting).await
}

fn plan(args: &LoadArgs, server: &practice::Server) -> Result<(Arc<Plan>, Signals)> {
    let window = if args.rate.is_some() { usize::MAX } else { DEFAULT_WINDOW };
    let (start, started) = watch::channel(None);
    let (news, heard) = mpsc::channel(1024);
    let plan = Plan {
        address: server.address,
        own: plan::own_address(server.address)?,
        identity: server.identity("", args.client),
        seed: args.seed,
        phones: args.phones,
        rooms: args.rooms,
        text: args.text.clone(),
        hold: args.hold_idle,
        in_flight: args.in_flight.map_or(window, |count| count as usize),
        rate: args.rate,
        length: Duration::from_secs(args.seconds),
        patience: Duration::from_secs(args.patience),
        retry: Duration::from_millis(args.retry_ms),
        left: args.max_messages.map(AtomicU64::new),
        tally: Tally::default(),
        beats: (0..args.phones).map(|_| Notify::new()).collect(),
        start: started,
        stop: CancellationToken::new(),
        connecting: Semaphore::new(CONNECTING),
        news,
    };
    Ok((Arc::new(plan), Signals { start, news: heard }))
}

/// Waits until every phone is identified; returns how long that took.
async fn all_identified(plan: &Plan, news: &mut mpsc::Receiver<News>, began: Instant) -> Result<Duration> {
    for _ in 0..plan.phones {
        match news.recv().await {
            Some(News::Identified) => {}
            Some(News::Failed(error)) => return Err(error),
            None => bail!("the phones ended before they were connected"),
        }
    }
    Ok(began.elapsed())
}

/// Keeps the connections until standard input ends.
async fn hold(phones: u32) -> Result<()> {
    Output::standard().line(format_args!("{{\"held\":{phones}}}"));
    let mut input = tokio::io::stdin();
    let mut ignored = [0; 256];
    while input.read(&mut ignored).await.context("cannot read standard input")? > 0 {}
    Ok(())
}

async fn measure(
    args: &LoadArgs,
    plan: &Arc<Plan>,
    signals: &Signals,
    tracker: &TaskTracker,
    connecting: Duration,
) -> Result<()> {
    let moment = || Moment { replies: plan.tally.replies.load(Relaxed), usage: args.server_pid.and_then(usage::usage) };
    let (from, began) = (moment(), Instant::now());
    signals.start.send(Some(began)).context("no phone is left")?;
    if let Some(rate) = plan.rate {
        metronome::beat(plan, rate, began)?;
    }
    tokio::select! {
        // Phones end early only when all allowed messages are sent and answered.
        () = tracker.wait() => {}
        () = sleep(plan.length) => {}
        _ = tokio::signal::ctrl_c() => plan.stop.cancel(),
        () = progress(plan), if !args.quiet => {}
    }
    let (to, measured) = (moment(), began.elapsed());
    if timeout(plan.patience + ENDING, tracker.wait()).await.is_err() {
        plan.stop.cancel();
    }
    let figures = Figures::new(plan, connecting, measured, from, to);
    if let Some(path) = &args.json {
        let json = serde_json::to_vec_pretty(&figures)?;
        fs::write(path, json).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if !args.quiet {
        figures.lines().iter().for_each(|line| Output::standard().line(line));
    }
    Ok(())
}

/// Says every second how far it is; never ends by itself.
async fn progress(plan: &Plan) {
    let mut seconds = interval(Duration::from_secs(1));
    seconds.set_missed_tick_behavior(MissedTickBehavior::Skip);
    seconds.tick().await;
    let mut before = 0;
    loop {
        seconds.tick().await;
        let replies = plan.tally.replies.load(Relaxed);
        let sent = plan.tally.sent.load(Relaxed);
        Output::standard().dim(format_args!("{sent} sent, {replies} answered, {}/s", replies - before));
        before = replies;
    }
}

#[cfg(test)]
mod tests;
